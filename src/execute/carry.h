/* carry.h - requests to carry money over the end of the year (กันเงินไว้เบิกเหลื่อมปี), by an agency, for one line.
 *
 * Kind A (แบบมีหนี้ผูกพัน) is of what one reference has obligated and not paid; kind B (แบบไม่มีหนี้ผูกพัน) of what is
 * allotted and free. Carried money that is left at the end of the next year goes on by a request on its own line: an
 * extension, which needs another motion. A request is drafted by who spends, sent by the head, gathered into a list
 * (carry_list.h), allowed in full or in part by the year's authority, and posted. The money stays in the year's account
 * until then; what is neither paid nor carried lapses (year_end.h). Source: DOMAIN.md 1.5, 6.2. */
#ifndef PBIS_EXECUTE_CARRY_H
#define PBIS_EXECUTE_CARRY_H

#include "base/row.h"
#include "city/actor.h"

struct carry {
    int64_t id, version, year;
    struct str code; /* 2566-A-1100-00012 */
    struct str kind; /* A B */
    bool extension;
    int64_t agency_id, division, line_id;
    struct str agency_code, agency_name, line_code, line_name, type_code;
    struct str ref; /* of A: the contract or order that holds the obligation */
    struct money amount, approved;
    struct str reason, status; /* status: how far the procurement is */
    struct date sign_on, deliver_on, pay_on; /* planned */
    struct str state; /* draft submitted sent listed approved refused posted withdrawn */
    struct str list_code, decision, problem; /* problem: why it could not be posted last time */
    struct str next_line;                    /* code of the line that the money went to */
    int64_t posted_seq;
    struct date posted_on;
    struct str made_by, sent_by;
    struct when made, since; /* since: when it came into its state */
};
extern const struct row_type carry_type;

MUST_CHECK bool carry_get(struct db *db, struct arena *a, struct str code, struct carry *ret, struct err *e);
struct carry_filter {
    int64_t year, agency_id, after; /* agency 0 = all; after: an id */
    struct str kind, state;         /* empty = all */
    int64_t limit;
};
/* In order of making. */
MUST_CHECK bool carry_rows(struct db *db, struct arena *a, const struct carry_filter *f, struct rows *ret,
                           struct err *e);
/* Every request on a line. */
MUST_CHECK bool carry_of_line(struct db *db, struct arena *a, int64_t line_id, struct rows *ret, struct err *e);

struct carry_event {
    int64_t id;
    struct str event, from_state, to_state, note, by_user;
    struct when at;
};
extern const struct row_type carry_event_type;
MUST_CHECK bool carry_events(struct db *db, struct arena *a, int64_t carry_id, struct rows *ret, struct err *e);

/* What an agency could ask for: of A a reference with an open obligation, of B a line with free allotted money. */
struct carry_choice {
    struct str kind, line_code, line_name, ref;
    struct money left, asked; /* asked: by requests that are on their way */
    struct str key;           /* KIND:LINE:REF */
};
extern const struct row_type carry_choice_type;
MUST_CHECK bool carry_choices(struct db *db, struct arena *a, int64_t year, int64_t agency_id, struct rows *ret,
                              struct err *e);
/* What a line (A: and reference) has that could be carried now. */
MUST_CHECK bool carry_available(struct db *db, struct arena *a, int64_t line_id, struct str kind, struct str ref,
                                struct money *ret, struct err *e);

/* By agency: asked, allowed, carried, what is left of obligations and of free money; not_asked: left and no request. */
struct carry_agency {
    struct str agency_code, agency_name;
    int64_t requests;
    struct money asked_a, asked_b, approved, posted, obligated, free;
    bool not_asked;
};
extern const struct row_type carry_agency_type;
MUST_CHECK bool carry_agencies(struct db *db, struct arena *a, int64_t year, struct rows *ret,
                               struct carry_agency *ret_total, struct err *e);
struct carry_state {
    struct str state, kind;
    int64_t requests;
    struct money amount, approved;
};
extern const struct row_type carry_state_type;
MUST_CHECK bool carry_states(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e);
/* Days from today to 30 September of the year; below 0: past it. */
int32_t carry_days_left(int64_t year, struct date today);

/* ---- writing ---- */

struct carry_new {
    struct str line_code, kind, ref;
    struct money amount;
    struct str reason, status;
    struct date sign_on, deliver_on, pay_on; /* of B: all three are needed */
};
/* PERM_SPEND in the line's agency. ERR_OVERDRAWN {need, left, holds}, ERR_NO_OBLIGATION {value}, ERR_STAGE before the year
 * is in force, ERR_YEAR_CLOSED, ERR_UNKNOWN_LINE, ERR_REQUIRED, ERR_BAD_AMOUNT, ERR_DATE_ORDER, ERR_BAD_CHOICE. */
MUST_CHECK bool carry_add(struct act *by, const struct carry_new *n, struct str *ret_code, struct err *e);
/* A draft's; kind, line and ref stay. */
MUST_CHECK bool carry_edit(struct act *by, struct str code, int64_t version, const struct carry_new *n, struct err *e);
/* An event of carry.def. approve: by another person than who made or submitted it (ERR_SAME_PERSON), with the papers that
 * carry.papers asks for (ERR_NO_PAPERS {need, found}), and while the money is still there. ERR_STATE, ERR_STALE,
 * ERR_REASON_NEEDED. */
struct carry_act {
    struct str code, event, note;
    int64_t version; /* -1 = whatever it is */
};
MUST_CHECK bool carry_step(struct act *by, const struct carry_act *x, struct err *e);
/* An allowed amount made smaller, since something was paid or obligated meanwhile. PERM_CARRY. ERR_ABOVE_APPROVED. */
MUST_CHECK bool carry_reduce(struct act *by, struct str code, int64_t version, struct money amount, struct str reason,
                             struct err *e);
/* Notices to the agencies that have money left and have not asked; once a day and agency. PERM_CARRY; *ret: how many. */
MUST_CHECK bool carry_remind(struct act *by, int64_t year, int64_t *ret, struct err *e);

#endif
