/* coverage.h - the chain from policy to money, link by link: what is mapped, and what is not mapped,
 * not funded, or has nobody who owns it.
 *
 *   policy side -> dimension -> goal -> objective of an agency -> key result -> KPI -> request
 *   policy -> issue or goal -> side
 *
 * Where a list was published but is not known whole, `published` says how many there are. */
#ifndef PBIS_PERFORM_COVERAGE_H
#define PBIS_PERFORM_COVERAGE_H

#include "plan/goal_link.h"

enum coverage_step {
    COVER_SIDE_TOP,    /* policy sides -> the highest level of the year's strategy */
    COVER_POLICY_GOAL, /* policies -> goals or issues */
    COVER_TOP_GOAL,    /* the highest level -> goals */
    COVER_GOAL_OBJECTIVE,
    COVER_OBJECTIVE_KR,
    COVER_KR_KPI,
    COVER_OBJECTIVE_REQUEST, /* objectives -> packages of that agency for that goal */
    COVER_REQUEST_GOAL,      /* packages -> goals */
    COVER_STEPS
};
const char *coverage_word(enum coverage_step s); /* in URLs and files */

struct coverage_link {                /* one step */
    struct str word, name, item_name; /* in the reader's language */
    int64_t items, published;         /* published 0 = as many as known */
    int64_t mapped, unmapped, unfunded, unowned;
    struct share share;          /* mapped of items */
    struct money unmapped_asked; /* requests only */
    struct str note;
};
extern const struct row_type coverage_link_type;

struct coverage_row {                /* one item of a step */
    struct str step, code, name, to; /* to: codes it is mapped to */
    struct str agency_name;
    int64_t targets, owners;
    struct money asked, funded;
    bool unmapped, unfunded, unowned;
};
extern const struct row_type coverage_row_type;

struct coverage {
    struct coverage_link link[COVER_STEPS];
    size_t links;
    struct coverage_row *row; /* by step, in print order */
    size_t rows;
    struct str policy_label, strategy_label;
};
struct coverage_ask {
    int64_t year, agency_id;
    enum lang lang;
    struct date as_of;
    bool packages; /* with a row for each package that has no goal */
};
MUST_CHECK bool coverage_get(struct rollup *r, struct db *db, struct arena *a,
                             const struct coverage_ask *ask, struct coverage *ret, struct err *e);

/* Indicators and objectives at each node of a version: for trees on pages. */
struct node_work {
    int64_t node_id, indicators, objectives, key_results;
};
extern const struct row_type node_work_type;
MUST_CHECK bool node_work(struct db *db, struct arena *a, int64_t year, int64_t version_id,
                          struct rows *ret, struct err *e);

#endif
