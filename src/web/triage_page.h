/* triage_page.h - packages in the order of what a decision on them can change, and the far ones in
 * groups that are settled by one act. */
#ifndef PBIS_WEB_TRIAGE_PAGE_H
#define PBIS_WEB_TRIAGE_PAGE_H

#include "allocate/triage.h"
#include "web/form.h"
#include "web/req.h"
#include "web/table.h"

struct triage_group { /* one band of what the filter leaves */
    struct str word, path;
    struct triage_sum sum;
    bool current, has_nearest;
    struct money nearest; /* without its sign */
    int64_t left;         /* not settled */
};

struct triage_page {
    struct str title, run_code, scenario, action;
    struct when run_at;
    int64_t year, packages, can_change, shown;
    bool has_run, filtered, paged, own_division, few;
    int64_t division;
    const struct triage_group *group;
    size_t group_n;
    struct form_field division_field, agency, type, state, band;
    struct table_view table;
    struct str query, next, first;
    struct share reach;
    struct money large;
};

handler_fn triage_page;

#endif
