/* procurement.h - the procurement plan (แผนจัดซื้อจัดจ้าง) of each capital line: planned and actual days of its steps.
 *
 * Steps (procurement.def): TOR, reference price, announcement, bids, signing, delivery, acceptance. Work before the
 * fiscal year is allowed up to signing; a contract is signed in its year (DOMAIN.md 9.3), but for money that was
 * carried with its obligation. Every day that changes is a row of the history with its reason. How long each step
 * usually takes, by method, is the parameter execution.procurement_steps. */
#ifndef PBIS_PERFORM_PROCUREMENT_H
#define PBIS_PERFORM_PROCUREMENT_H

#include "base/row.h"
#include "city/actor.h"

enum procurement_step {
#define PROCUREMENT_STEP(id, word, th, en) id,
#include "perform/procurement.def"
#undef PROCUREMENT_STEP
    PROC_STEPS
};
const char *procurement_step_word(enum procurement_step s);
struct str procurement_step_name(enum procurement_step s, enum lang lang);

/* ---- how long a step takes ---- */

enum { PROC_METHODS = 12, PROCUREMENT_PAGE = 50 };
struct procurement_usual {
    struct str method[PROC_METHODS];
    int64_t days[PROC_METHODS][PROC_STEPS];
    size_t n;
};
MUST_CHECK bool procurement_usual_get(struct db *db, struct arena *a, int64_t year,
                                      struct procurement_usual *ret, struct err *e);
/* The newest day on which `next` may still begin so that signing falls by 30 September of the year: that day less the
 * usual days of the steps from it to signing. A method that is not in the table takes the table's first. No day
 * (DATE_NONE) once signing is behind. */
struct date procurement_last_safe(const struct procurement_usual *u, struct str method, int64_t year,
                                  enum procurement_step next);

/* ---- reading ---- */

struct procurement {
    int64_t line_id, year, agency_id, division, version; /* version 0: no plan yet */
    struct str code, name, agency_code, agency_name, item_code, origin;
    struct money base, taken;  /* given in all; obligated and paid */
    struct str state;          /* none ontime late unsafe signed done */
    struct str next;           /* word of the step that comes; empty when done */
    struct date next_day;      /* its planned day, else that of the first later step that has one */
    struct date last_safe;     /* of that step */
    struct str method, contract;
#define PROCUREMENT_STEP(id, word, th, en) struct date word##_plan, word##_real;
#include "perform/procurement.def"
#undef PROCUREMENT_STEP
};
extern const struct row_type procurement_type;
/* The planned or actual day of a step inside the row. */
struct date *procurement_day(struct procurement *p, enum procurement_step s, bool real);

struct procurement_filter {
    int64_t year, agency_id; /* agency 0 = all */
    struct str show;         /* all, late (past its planned day), none (no plan) */
    struct date after_day;   /* late: of the last row shown */
    int64_t after;           /* line_id of the last row shown; 0 = from the start */
};
/* Capital lines in force: by line, the late ones by their day; PROCUREMENT_PAGE + 1 rows say that there are more. */
MUST_CHECK bool procurement_list(struct db *db, struct arena *a,
                                 const struct procurement_filter *f, struct rows *ret,
                                 struct err *e);
MUST_CHECK bool procurement_get(struct db *db, struct arena *a, struct str line_code,
                                struct procurement *ret, struct err *e);
struct procurement_count {
    int64_t lines, planned, late, signed_lines;
    struct money base, taken;
};
extern const struct row_type procurement_count_type;
MUST_CHECK bool procurement_counts(struct db *db, struct arena *a, int64_t year, int64_t agency_id,
                                   struct procurement_count *ret, struct err *e);
struct procurement_change {
    int64_t id, version;
    struct str step, kind, old_value, new_value, reason, by_user, capacity;
    struct when at;
};
extern const struct row_type procurement_change_type;
/* Newest first, at most 500. */
MUST_CHECK bool procurement_history(struct db *db, struct arena *a, int64_t line_id,
                                    struct rows *ret, struct err *e);
bool procurement_may_write(const struct actor *who, const struct procurement *p);

/* ---- writing; PERM_SPEND in the line's agency ---- */

struct procurement_new {
    int64_t version; /* what the person saw; 0: no plan yet */
    struct str method, contract, reason;
    struct date plan[PROC_STEPS], real[PROC_STEPS];
};
/* Sets the plan to these days, all at once. A reason is needed once there is a plan and a day or the method changes.
 * ERR_STALE, ERR_NOT_FOUND, ERR_NOTHING (nothing changes), ERR_STEP_ORDER {step, date, before, other} (days of one kind
 * fall back), ERR_REAL_AHEAD {value}, ERR_SIGN_EARLY {line, date, from}, ERR_NOT_CAPITAL {line}. */
MUST_CHECK bool procurement_set(struct act *by, struct str line_code,
                                const struct procurement_new *n, struct err *e);
/* The plan that the usual days of a method give from a first day on: what a form offers. */
void procurement_propose(const struct procurement_usual *u, struct str method, struct date from,
                         struct date ret[PROC_STEPS]);

/* ---- many by a file (docs/formats/procurement.md) ---- */

struct procurement_file_row {
    int64_t row; /* as people count them, from 1 */
    struct str line, result, text; /* result: changed unchanged refused */
};
extern const struct row_type procurement_file_row_type;
/* Columns code, method, contract and the days tor_plan .. accept_real; a column that is missing leaves what there
 * is, an empty cell takes the day away. Good rows are written, each refused one says why; *ret rows in file order. */
MUST_CHECK bool procurement_file(struct act *by, int64_t year, const char *path, struct str reason,
                                 struct rows *ret, struct err *e);

#endif
