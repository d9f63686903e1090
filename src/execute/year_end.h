/* year_end.h - the end of a fiscal year: what is still open, lapse (พับตกไป) of the rest in one act, and closing.
 *
 * The order: requests to carry are decided and posted; the rest is looked at, approved and lapses; months close; the year
 * closes with a record whose totals tie: given = paid + carried with and without obligation + lapsed + open. */
#ifndef PBIS_EXECUTE_YEAR_END_H
#define PBIS_EXECUTE_YEAR_END_H

#include "base/row.h"
#include "city/actor.h"

/* One step of the closing: what is open, how much, and the page that shows it. */
struct year_end_step {
    struct str step, label, path; /* carry, lists, flags, obligations, orders, warrants, differences, rest, lapse, periods */
    int64_t count;
    struct money amount; /* MONEY_MISSING where it is no money */
    bool must;           /* the year does not close while it is open, but for a reason */
};
extern const struct row_type year_end_step_type;
MUST_CHECK bool year_end_steps(struct db *db, struct arena *a, int64_t year, enum lang lang, struct rows *ret,
                               struct err *e);

/* ---- lapse ---- */

/* What would lapse, by agency, expenditure type or fund. */
struct lapse_part {
    struct str code, name;
    int64_t lines;
    struct money unallotted, allotted, reserved, total;
    struct money waiting; /* of it, asked to be carried and not decided or not posted */
};
extern const struct row_type lapse_part_type;
enum lapse_by { LAPSE_BY_AGENCY, LAPSE_BY_TYPE, LAPSE_BY_FUND };
MUST_CHECK bool lapse_parts(struct db *db, struct arena *a, int64_t year, enum lapse_by by, struct rows *ret,
                            struct lapse_part *ret_total, struct err *e);

struct lapse {
    int64_t id, version, year, run;
    struct str state; /* proposed approved posted dropped */
    int64_t lines;
    struct money total;
    struct str sha256, doc_no, note, made_by;
    struct when made;
    struct str approved_by;
    struct when approved;
    struct str posted_by;
    struct when posted;
    struct date posted_on;
};
extern const struct row_type lapse_type;
MUST_CHECK bool lapse_list(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e);
/* Proposed as it is now: PERM_CARRY of the city. ERR_NOTHING when nothing is left, ERR_ALREADY while one waits, ERR_GUARD
 * {event, guard, count, path} while requests to carry are on their way, ERR_STAGE before YEAR_END. */
MUST_CHECK bool lapse_propose(struct act *by, int64_t year, struct str note, int64_t *ret_run, struct err *e);
/* Approved by another person with PERM_POST_APPROVE of the city, by a document. Posted by PERM_POST of the city, a third
 * person: all of it, or ERR_LAPSE_CHANGED {was, now} when the rest is another by then. */
MUST_CHECK bool lapse_approve(struct act *by, int64_t year, int64_t run, int64_t version, struct str doc_no,
                              struct err *e);
MUST_CHECK bool lapse_drop(struct act *by, int64_t year, int64_t run, int64_t version, struct str reason,
                           struct err *e);
MUST_CHECK bool lapse_post(struct act *by, int64_t year, int64_t run, struct date on, struct err *e);

/* ---- closing ---- */

struct year_closing {
    int64_t year, lines;
    struct str reason, by_user;
    struct when at;
};
extern const struct row_type year_closing_type;
MUST_CHECK bool year_closing_find(struct db *db, struct arena *a, int64_t year, struct year_closing *ret,
                                  bool *ret_found, struct err *e);
struct year_closing_part {
    struct str agency_code, agency_name, type_code;
    int64_t lines;
    struct money given, disbursed, carried_a, carried_b, lapsed, open;
};
extern const struct row_type year_closing_part_type;
/* Of the record, or (recorded false) as it would be now; by agency and type. The total ties or the call fails:
 * ERR_DOCUMENT_SUM. */
MUST_CHECK bool year_closing_parts(struct db *db, struct arena *a, int64_t year, bool recorded, struct rows *ret,
                                   struct year_closing_part *ret_total, struct err *e);
/* Writes the record and closes the year by its event (plan/cycle.def): what the guards find needs a reason. PERM_CYCLE. */
MUST_CHECK bool year_end_close(struct act *by, int64_t year, struct str reason, struct err *e);

#endif
