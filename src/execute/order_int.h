/* order_int.h - what the files of orders share. Private to execute/order*.c. */
#ifndef PBIS_EXECUTE_ORDER_INT_H
#define PBIS_EXECUTE_ORDER_INT_H

#include "execute/order.h"
#include "execute/posting.h"

/* On whose desk it is to be approved. */
struct str order_desk_of(enum authority_role r);
enum authority_role order_level_of(struct str role); /* by its word; AUTHORITY_NONE for none */
/* The bucket that an order takes from. */
enum bucket order_takes(const struct order *o);
enum order_kind order_kind_of(const struct order *o);
bool order_reversing(const struct order *o);
/* The permission in the order's agency, or of the city when it has none. */
MUST_CHECK bool order_permit(const struct actor *who, enum perm p, const struct order *o, struct err *e);
/* All of an order's rows. */
MUST_CHECK bool order_all_rows(struct db *db, struct arena *a, const struct order *o, struct rows *ret, struct err *e);
/* Enough for all rows together? ERR_OVERDRAWN with what holds the rest; *ret_row the first row of that line. */
MUST_CHECK bool order_enough(struct db *db, struct arena *a, const struct order *o, int64_t *ret_row, struct err *e);
/* The act of a row, without who approved it. */
struct posting order_posting(struct arena *a, const struct order *o, const struct order_row *r);
/* The least authority that approves it, from its rows. */
MUST_CHECK bool order_need(struct db *db, struct arena *a, const struct order *o, enum authority_role *ret, struct err *e);

/* A new draft; *ret is how it stands. */
struct order_head {
    int64_t year, agency_id, reverses, quarter;
    enum order_kind kind;
    struct str title, reason, doc_no;
    struct date on_date;
};
MUST_CHECK bool order_begin(struct act *by, const struct order_head *h, struct order *ret, struct err *e);
/* After its rows were put: role, total, what they lack; the event and the audit record. */
MUST_CHECK bool order_settle(struct act *by, const struct order *o, struct str event, struct str reason, int64_t *ret_row,
                             struct err *e);
struct order_event_new {
    const struct order *o; /* as it was */
    int64_t n;
    struct str event, to, reason;
};
MUST_CHECK bool order_note(struct act *by, const struct order_event_new *x, struct err *e);
/* Looks for transfers split to stay below a limit when an order is sent. */
MUST_CHECK bool order_split_find(struct act *by, const struct order *o, struct err *e);
/* People of a role are told, once a day and order. */
MUST_CHECK bool order_tell(struct act *by, const struct order *o, struct str role, const char *text, struct err *e);

#endif
