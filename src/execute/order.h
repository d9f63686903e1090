/* order.h - orders (คำสั่งบริหารงบประมาณ): a request for one or many acts of one kind, and how it is decided.
 *
 * allot     เงินประจำงวด: shares of each line by quarter, or typed; UNALLOTTED -> ALLOTTED
 * transfer  โอนเปลี่ยนแปลง: between lines of one agency, by the authority table
 * central   งบกลางให้หน่วยงาน: from a line of the central fund to a line of that origin, opened when it is posted
 * reserve, release  กันเงินจอง, คืนเงินจอง: by reference
 *
 * Three persons: prepared with PERM_SPEND, approved with PERM_POST_APPROVE by the role that it needs (authority.h; never
 * below the parameter execution.order_role) or a higher one, posted with PERM_POST. The states are order.def, each step is
 * an event that stays. Whether there is enough is asked when it is saved, sent, approved and posted; posting writes all
 * entries or none, keys CODE:ROW, and asked again says that it is done. What was posted is corrected by an opposite
 * order alone. Each order reads whole for whoever reads the budget. */
#ifndef PBIS_EXECUTE_ORDER_H
#define PBIS_EXECUTE_ORDER_H

#include "city/actor.h"
#include "execute/authority.h"
#include "execute/ledger.h"

enum { ORDER_ROWS_MOST = 20000, ORDER_TEXT_MOST = 2000 };

enum order_kind {
#define ORDER_KIND(id, word, act, takes, takes_back, th, en) id,
#include "execute/order.def"
#undef ORDER_KIND
    ORDER_KINDS
};
struct order_kind_row {
    const char *word, *act;
    enum bucket takes, takes_back; /* takes_back: of its reversal */
    const char *th, *en;
};
extern const struct order_kind_row order_kinds[ORDER_KINDS];
MUST_CHECK bool order_kind_parse(struct str word, enum order_kind *ret, struct err *e); /* ERR_BAD_CHOICE {kind} */

struct order_step {
    const char *from, *event, *to;
    enum perm perm;
    bool reason; /* needed */
    const char *th, *en;
};
extern const struct order_step order_table[];
extern const size_t order_table_n;
struct str order_state_label(struct str state, enum lang lang);
struct str order_desk_label(struct str desk, enum lang lang);
struct str order_desk_for(struct str role); /* on whose desk what needs this authority is approved */

struct order {
    int64_t id, version, year, agency_id, division, quarter; /* agency_id 0: lines of several agencies */
    struct str code, kind, title, state, desk, role;
    struct str agency_code, agency_name;
    int64_t row_count, days, flags; /* days: at this desk until today; flags: open ones */
    struct money total;
    struct date on_date;
    struct str reason, doc_no, authority, reverses, reversed_by; /* codes of orders */
    struct str made_by;
    struct when made_at, since, sent;
    struct str approved_by;
    struct when approved;
    struct str posted_by;
    struct when posted;
};
extern const struct row_type order_type;

struct order_filter {
    int64_t year;
    struct str kind, state, agency_code; /* empty = all */
    struct str waits_for;                /* a person's name: what is on their desk, oldest first; empty = all, newest first */
    int64_t before_id, limit;            /* 0 = from the newest; not for waits_for */
};
MUST_CHECK bool order_list(struct db *db, struct arena *a, const struct order_filter *f, struct rows *ret, struct err *e);
MUST_CHECK bool order_get(struct db *db, struct arena *a, struct str code, struct order *ret, struct err *e);
/* How many stand in each state, with their money. */
struct order_sum {
    struct str kind, state, desk;
    int64_t count;
    struct money total;
    struct when oldest;
};
extern const struct row_type order_sum_type;
MUST_CHECK bool order_sums(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e);

/* A row with what its line has: before and after. Of a posted one both are what is there now. The names of the first
 * columns are those of the file that is read back (order_file_read). */
struct order_row {
    int64_t n;
    struct str line;
    struct money amount;
    struct str to_line, agency, output, item, name, ref, note; /* agency .. name: where a central line is opened */
    struct str line_name, agency_name, to_name;
    struct money before, after; /* of the bucket it takes from, of all rows of this line up to this one */
    struct money to_before;     /* UNALLOTTED of to_line; missing when there is none */
    struct money waiting;       /* asked of this line by other open orders */
    int64_t entry_seq;          /* 0: not posted */
    int64_t line_id, to_line_id, take_line_id, to_agency_id, to_output_id, to_item_id;
};
extern const struct row_type order_row_type;
struct order_rows_page {
    int64_t order_id, after_n, limit;
};
MUST_CHECK bool order_rows(struct db *db, struct arena *a, const struct order *o, const struct order_rows_page *p,
                           struct rows *ret, struct err *e);

struct order_event {
    int64_t n;
    struct str event, from_state, to_state, desk; /* desk: whose it was when it was done */
    struct str by_user;
    struct when at;
    struct str reason;
    int64_t days; /* at that desk */
};
extern const struct row_type order_event_type;
MUST_CHECK bool order_events(struct db *db, struct arena *a, const struct order *o, struct rows *ret, struct err *e);

/* ---- preparing: PERM_SPEND in the agency of the lines (central: of who gets), or of the city ---- */

struct order_row_new {
    struct str line, to_line;
    struct str agency, output, item, name; /* central without to_line: where the line is opened */
    struct str ref, note;                  /* ref: of a reservation; empty = the order's code */
    struct money amount;
};
struct order_new {
    struct str code; /* empty: a new one; else the draft or returned one whose rows are replaced */
    int64_t version; /* of it */
    int64_t year;
    enum order_kind kind;
    struct str agency; /* code; empty: of the city's own, with lines of several agencies */
    struct str title, reason, doc_no;
    struct date on_date;
    const struct order_row_new *row;
    size_t n;
    int64_t quarter; /* of an allotment; 0 = none */
};
/* *ret_row: the row that is refused from 1, 0 when it is none of them. ERR_REQUIRED, ERR_TOO_LONG, ERR_WRONG_YEAR,
 * ERR_UNKNOWN_LINE, ERR_ORDER_AGENCY {line}, ERR_ORDER_NOT_CENTRAL {line}, ERR_ORDER_TARGET {line}, ERR_ORDER_TWICE {line}, ERR_LIMIT, what
 * posting_check() says (ERR_OVERDRAWN, ERR_NEVER_ALLOWED ..), ERR_STALE, ERR_STATE. */
MUST_CHECK bool order_save(struct act *by, const struct order_new *n, struct str *ret_code, int64_t *ret_row, struct err *e);

/* Allotment of a quarter: each line gets what brings it up to the share of the quarters until then, of what it has in
 * all; less when it has less, nothing when it has more. One draft order for all of them. */
struct order_allot {
    int64_t year, quarter;
    struct str agency, type; /* codes; empty = all */
    bool typed;              /* by share_bp, which add up to 10,000; else by the parameter execution.allotment */
    int64_t share_bp[4];
    struct str title, reason, doc_no;
    struct date on_date;
};
/* ERR_ALLOT_SHARES {sum}, ERR_NOTHING when no line would get anything. */
MUST_CHECK bool order_allot(struct act *by, const struct order_allot *x, struct str *ret_code, struct err *e);

/* A draft of the exact opposite of a posted order; on: none = the day of that order. ERR_ORDER_NOT_POSTED {code}, ERR_ORDER_REVERSED {code, by}, and of a
 * reversal itself ERR_ORDER_IS_REVERSAL {code}. */
MUST_CHECK bool order_reverse(struct act *by, struct str code, struct str reason, struct date on, struct str *ret_code,
                              struct err *e);

/* A table that a person made (base/table_file.h), with columns line and amount, and as the kind needs to_line, agency,
 * output, item, name, ref, note. An unreadable amount is refused with its row. */
MUST_CHECK bool order_file_read(struct arena *a, const char *path, const struct order_row_new **ret, size_t *ret_n,
                                int64_t *ret_row, struct err *e);

/* ---- deciding ---- */

struct order_act {
    struct str code, event;
    int64_t version;
    struct str reason;
    struct str doc_no;   /* approve: the number of the paper; empty = the order's */
    struct date on_date; /* post: the day of the entries; none = as prepared */
};
/* send, approve, return, refuse, withdraw, post. ERR_STATE, ERR_STALE, ERR_REASON_NEEDED, ERR_SAME_PERSON, ERR_ORDER_ROLE
 * {needs, has}, ERR_ORDER_FLAGGED {code} (parameter execution.split_stops), what posting.h says. A posted order that is posted
 * again by the same person is done: nothing is written. */
MUST_CHECK bool order_do(struct act *by, const struct order_act *x, int64_t *ret_row, struct err *e);
/* May this person take the step now? For buttons; the row of the table, or NULL. */
const struct order_step *order_may(const struct actor *who, const struct order *o, struct str event);
/* The highest authority with which a person approves there; 0, 0 = of several agencies. */
enum authority_role order_level(const struct actor *who, int64_t agency_id, int64_t division);

/* ---- transfers split to stay below a limit ---- */

struct order_flag {
    int64_t id, version, year, days, orders;
    struct str code, kind, state, role; /* role: what the sum would have needed */
    struct str agency_name, output_code, output_name, line, line_name; /* line: empty = the output as a whole */
    struct money total;
    struct when raised;
    struct str cleared_by;
    struct when cleared;
    struct str cleared_why;
};
extern const struct row_type order_flag_type;
struct order_flag_filter {
    int64_t year;
    struct str state; /* empty = all */
    int64_t before_id, limit;
};
MUST_CHECK bool order_flags(struct db *db, struct arena *a, const struct order_flag_filter *f, struct rows *ret,
                            struct err *e);
MUST_CHECK bool order_flag_get(struct db *db, struct arena *a, struct str code, struct order_flag *ret, struct err *e);
/* The orders of a flag, and the flags of an order. */
struct order_flag_part {
    struct str flag, order, title, state, role, made_by, approved_by, posted_by;
    struct money amount;
    struct when sent;
};
extern const struct row_type order_flag_part_type;
MUST_CHECK bool order_flag_parts(struct db *db, struct arena *a, int64_t flag_id, struct rows *ret, struct err *e);
MUST_CHECK bool order_flags_of(struct db *db, struct arena *a, int64_t order_id, struct rows *ret, struct err *e);
/* PERM_POST_APPROVE of the city, by nobody who made, sent, approved or posted one of them: ERR_FLAG_PERSON {order}. */
MUST_CHECK bool order_flag_clear(struct act *by, struct str code, int64_t version, struct str reason, struct err *e);

/* ---- registers ---- */

/* Posted transfers and money of the central fund, by row, in order of posting: for the Council. */
struct order_register_row {
    struct str order, authority_role, authority;
    struct date on_date;
    struct str line, line_name, from_agency, to_line, to_name, to_agency;
    struct money amount;
    struct str reason;
    bool reversed; /* the row takes back another */
    int64_t order_id, n;
    struct str item_code, item_name; /* of the line it comes from */
};
extern const struct row_type order_register_type;
struct order_register_filter {
    int64_t year;
    enum order_kind kind;
    struct str role;                 /* HEAD ..; empty = all */
    int64_t after_order, after_n, limit;
};
MUST_CHECK bool order_register(struct db *db, struct arena *a, const struct order_register_filter *f, struct rows *ret,
                               struct err *e);
/* Central fund: each item, what it had, gave to agencies (less what came back), allotted on its own lines and has left. */
struct order_central_row {
    struct str item_code, item_name;
    struct money had, given, direct, left; /* had = given + direct + left */
    int64_t transfers;
};
extern const struct row_type order_central_type;
MUST_CHECK bool order_central(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e);
/* Its entries in order of posting, also those that no order made (a file): order is empty, reason the entry's note. */
MUST_CHECK bool order_central_given(struct db *db, struct arena *a, int64_t year, int64_t limit, struct rows *ret, struct err *e);

#endif
