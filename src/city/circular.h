/* circular.h - circulars (หนังสือเวียน): drafted with their files (attach subject circular:CODE), sent to
 * receivers that are fixed then, acknowledged by name, withdrawn or replaced with a reason.
 *
 * A receiver is an agency or a budget analysis division; one of its people acknowledges for it, others
 * may too, each once, with the capacity of a delegated grant. A draft is seen by those who may send. */
#ifndef PBIS_CITY_CIRCULAR_H
#define PBIS_CITY_CIRCULAR_H

#include "base/row.h"
#include "city/actor.h"

struct circular {
    int64_t id, year, version;
    struct str code, title, body;
    struct date due;             /* of the acknowledgement; none = as soon as it is read */
    struct str to_kind, to_text; /* all, bureau, district; named: agency codes; divisions: 1,3 */
    struct str replaces, replaced_by; /* codes, or empty */
    struct str state;                 /* draft sent withdrawn replaced */
    struct str made_by, capacity;
    struct when made, sent;
    struct str ended_by;
    struct when ended;
    struct str ended_why;
    int64_t receivers, read;
    bool mine, mine_read; /* the reader is one of a receiver's people; who has acknowledged */
};
extern const struct row_type circular_type;

struct circular_new {
    int64_t year;
    struct str title, body;
    struct date due;
    struct str to_kind, to_text;
    struct str replaces; /* code of a sent one, or empty */
};

/* Newest first, before_id 0 = from the start; 50. What waits for the reader comes first then. */
MUST_CHECK bool circular_list(struct db *db, struct arena *a, const struct actor *who, int64_t year,
                              int64_t before_id, struct rows *ret, struct err *e);
/* ERR_NOT_FOUND, also for a draft that the reader may not see. */
MUST_CHECK bool circular_get(struct db *db, struct arena *a, const struct actor *who,
                             struct str code, struct circular *ret, struct err *e);
/* Who has it: those that have not read first. */
struct circular_receiver {
    struct str code, name; /* agency, or division 1-6 */
    struct str kind;       /* agency, division */
    struct str user_name, full_name, capacity;
    struct when at; /* none = not read */
};
extern const struct row_type circular_receiver_type;
MUST_CHECK bool circular_receivers(struct db *db, struct arena *a, int64_t circular_id,
                                   struct rows *ret, struct err *e);
/* Sent ones of any year that wait for the reader. */
MUST_CHECK bool circular_waiting(struct db *db, struct arena *a, const struct actor *who,
                                 int64_t *ret, struct err *e);

/* ---- PERM_CIRCULAR, city ---- */
MUST_CHECK bool circular_draft(struct act *by, const struct circular_new *n, struct str *ret_code,
                               struct err *e);
MUST_CHECK bool circular_edit(struct act *by, struct str code, int64_t version,
                              const struct circular_new *n, struct err *e);
/* Fixes the receivers and gives them notices; what it replaces becomes replaced. ERR_STATE, ERR_STALE,
 * ERR_NOTHING (nobody to receive it), ERR_DATE_PAST {date}. */
MUST_CHECK bool circular_send(struct act *by, struct str code, int64_t version, struct err *e);
/* A sent one with a reason, or a draft. */
MUST_CHECK bool circular_withdraw(struct act *by, struct str code, int64_t version,
                                  struct str reason, struct err *e);
/* Notices to receivers that have not read, once a day. */
MUST_CHECK bool circular_remind(struct act *by, struct str code, struct err *e);

/* ---- receivers ---- */
/* For every receiver the reader belongs to. ERR_SCOPE, ERR_STATE, ERR_ALREADY. */
MUST_CHECK bool circular_acknowledge(struct act *by, struct str code, struct err *e);

/* Of a pass (cli/notify.c): reminds so many days before the due day as notice.remind_days says, and on
 * the day after it. Once a day each. */
MUST_CHECK bool circular_warn(struct act *by, struct err *e);

#endif
