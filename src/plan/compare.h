/* compare.h - any two points of the city's figures beside each other, line by line, with reasons.
 *
 * A point says which amount a line has: the newest one up to a stage, as far as was recorded by a
 * moment. In words (compare_point_parse):
 *
 *   requested .. enacted   each line's newest amount up to that stage
 *   now                    each line's newest amount
 *   2023-07-31             the newest amounts as they were known at the end of that day of the city
 *   governor@2023-07-31    a stage's, as known then
 *   R00003                 as a run of the allocation saw them
 *   v3                     each line's third version (its first three changes)
 *   2565/enacted           the same of another fiscal year: lines meet by drawn_from
 *   version:2566-0/2       what the second frozen version of a bill sealed (bill.h): its lines alone
 *   version:2566-0/now     what stands now in the bill that was tabled last; /committee: up to that stage
 *
 * What is recorded later about an earlier day does not exist here (line_change.at_ms is the moment of
 * recording), so "as of" and "as known" are one. A line counts at a point when it has an amount there
 * and its package had been sent: for stages and `now` by the package's state now, for a day or a run
 * by its state then. Lines taken out of their request have gone.
 *
 * Parts add up: the changes of all parts are the change of the total to the satang, and so are the
 * rows'; compare_get() ends the process when they are not (our bug). By stage, reason or resolution each
 * line's change is told deed by deed; towards an earlier point there is no deed to tell. */
#ifndef PBIS_PLAN_COMPARE_H
#define PBIS_PLAN_COMPARE_H

#include "base/row.h"
#include "plan/rollup.h"

struct compare_point {
    int64_t year;
    enum stage stage;  /* the newest amount up to it */
    int64_t until_ms;  /* 0 = no limit: what was recorded by then */
    int64_t change;    /* 0 = no limit: changes up to this id (what a run saw) */
    int64_t version;   /* 0 = no limit: each line's first changes */
    struct str word;   /* as it was asked for, checked */
    int64_t bill_version; /* id of the bill's frozen version whose lines count; 0 = all lines; */
    int64_t bill_no;      /* its number when its own amounts are meant; 0 = each line's newest up to stage */
    int64_t ordinance;    /* of that bill */
    struct str bill_kind; /* tabled committee amended passed enacted */
};
/* `year` when the word names none. ERR_BAD_CHOICE {field, value, expected}, ERR_NOT_FOUND for a run. */
MUST_CHECK bool compare_point_parse(struct db *db, struct arena *a, int64_t year, struct str word,
                                    struct compare_point *ret, struct err *e);
/* "ผู้ว่าราชการกรุงเทพมหานคร ณ 31 ก.ค. 2566" */
struct str compare_point_label(struct arena *a, const struct compare_point *p, int64_t year,
                               enum lang lang);

enum compare_kind { COMPARE_NEW, COMPARE_REMOVED, COMPARE_CHANGED, COMPARE_SAME, COMPARE_KINDS };
const char *compare_kind_word(enum compare_kind k); /* new removed changed same */

/* What parts there are: a dimension, or who decided and why. */
enum { COMPARE_BY_STAGE = DIM_COUNT, COMPARE_BY_REASON, COMPARE_BY_RESOLUTION, COMPARE_BYS };
const char *compare_by_word(int by);
struct str compare_by_label(int by, enum lang lang);
MUST_CHECK bool compare_by_parse(struct str word, int *ret, struct err *e);

struct compare_where { /* only lines of this group */
    enum dim dim;
    struct str code;
};
enum { COMPARE_WHERES = 8 };
struct compare_ask {
    struct compare_point from, to;
    struct compare_where where[COMPARE_WHERES];
    size_t wheres;
    int by;                /* enum dim or COMPARE_BY_* */
    int kind;              /* rows: enum compare_kind, COMPARE_KINDS = all but same, -1 = all */
    struct str after;      /* rows: after this line's code */
    size_t limit;          /* rows; 0 = none */
    bool in_order;         /* rows in the order of packages, not the largest change first */
    enum lang lang;
};

struct compare_row { /* a line */
    struct str code, name, package_code, agency_code, agency_name, kind;
    struct money from, to, change; /* MONEY_MISSING where it has none; change counts that as 0 */
    struct str stage, by_user, reason, resolution; /* the newest deed that changed it */
    struct when at;
};
extern const struct row_type compare_row_type;

struct compare_part { /* a group; code is empty for "without" */
    struct str code, name;
    int64_t lines, changed; /* lines at either point; lines that are not the same */
    struct money from, to, change;
};
extern const struct row_type compare_part_type;

struct compare {
    int64_t count[COMPARE_KINDS];
    struct money from, to, more, less; /* to - from = more + less; less <= 0 */
    struct compare_part *part;         /* in print order; by reason: the largest change first */
    size_t parts;
    struct rows rows;                  /* struct compare_row */
    struct str next;                   /* code to go on after; empty = the last page */
};
/* Reads what the city sees. `db` is a reader. ERR_YEAR_MISSING, ERR_NOT_FOUND for `after`. */
MUST_CHECK bool compare_get(struct rollup *r, struct db *db, struct arena *a,
                            const struct compare_ask *ask, struct compare *ret, struct err *e);

/* Every recorded change of one line between the two points, oldest first: struct line_change_row. */
MUST_CHECK bool compare_changes(struct db *db, struct arena *a, struct str line_code,
                                const struct compare_point *from, const struct compare_point *to,
                                struct rows *ret, struct err *e);

#endif
