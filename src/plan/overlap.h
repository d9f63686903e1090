/* overlap.h - work of different agencies that looks the same, found and settled.
 *
 * Two decision units of one year are a pair when their titles are alike (Jaccard of the search grams,
 * words of integrated.overlap_words left out, at least integrated.overlap_likeness), their goals do
 * not contradict (one of them has none, or they share one) and their places meet: a district's work
 * lies in its district, a bureau's in the whole city, unless its lines say where. Withdrawn work is
 * left out, and what every agency has of its own (integrated.overlap_own: staff, administration). Each pair is settled once by a person and does not come again. */
#ifndef PBIS_PLAN_OVERLAP_H
#define PBIS_PLAN_OVERLAP_H

#include "base/row.h"
#include "city/actor.h"

struct overlap_found {
    int64_t left_id, right_id, likeness_bp;
    bool same_goal, same_place; /* same_place: both lie in the same district, said by both */
};
enum { OVERLAP_MAX = 3000 };
struct overlap_result {
    const struct overlap_found *pair; /* the most alike first, at most OVERLAP_MAX */
    size_t n;
    int64_t units, found; /* looked at; pairs in all */
};
/* Reads only; an index from grams to units, so 6,000 units take far under a second. */
MUST_CHECK bool overlap_find(struct db *db, struct arena *a, int64_t year,
                             struct overlap_result *ret, struct err *e);
/* Keeps what was found: new pairs get a number, pairs that are not found any more are marked gone.
 * PERM_BUDGET_READ: it looks again, it decides nothing. */
MUST_CHECK bool overlap_keep(struct act *by, int64_t year, const struct overlap_result *found,
                             struct err *e);

struct overlap_row {
    int64_t number, likeness_bp, left_id, right_id;
    bool same_goal, same_place;
    struct str left_code, left_title, left_agency, left_agency_code;
    struct money left_now;
    struct str right_code, right_title, right_agency, right_agency_code;
    struct money right_now;
    struct str decision, stays, reason, by_user; /* empty: not settled */
    struct when at;
    struct money still; /* of a merged or dropped unit: what it still asks for */
};
extern const struct row_type overlap_row_type;
/* The pairs of the year that are open, or settled; same goal first, then the most alike. */
MUST_CHECK bool overlap_list(struct db *db, struct arena *a, int64_t year, bool open, int64_t limit,
                             struct rows *ret, struct err *e);
/* One pair, open or settled; ERR_NOT_FOUND. */
MUST_CHECK bool overlap_get(struct db *db, struct arena *a, int64_t year, int64_t number,
                            struct overlap_row *ret, struct err *e);
struct overlap_counts {
    int64_t open, settled, following; /* following: settled, but the unit that goes still asks */
    int64_t units, found;
    struct when at; /* of the last search; none = never */
    struct str by_user;
};
MUST_CHECK bool overlap_count(struct db *db, struct arena *a, int64_t year,
                              struct overlap_counts *ret, struct err *e);

/* keep both, merge the other into `stays`, drop the other; a reason each time. `stays` is the code of
 * one of the two units (ERR_BAD_CHOICE), empty for keep. Amounts do not move by it: the agency of
 * the other withdraws or lowers its request, and the list shows what it still asks for. */
struct overlap_settle {
    int64_t year, number;
    struct str decision, stays, reason;
};
MUST_CHECK bool overlap_settle(struct act *by, const struct overlap_settle *s, struct err *e);

#endif
