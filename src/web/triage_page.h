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

struct triage_done { /* one act, with what may still be done about it */
    struct triage_settle s;
    bool ready, may_use;
    struct str resolution_path;
};

struct triage_page {
    struct str title, run_code, scenario, action;
    struct when run_at;
    int64_t year, packages, can_change, unseen, unaccepted, shown;
    bool may_accept, has_run, filtered, paged, own_division, few;
    int64_t division;
    const struct triage_group *group;
    size_t group_n;
    struct form_field division_field, agency, type, state, band;
    struct table_view table;
    struct str query, next, first;
    struct share reach;
    struct money large;
    /* the group that can be settled now */
    bool may_settle, refused, below_forms;
    struct str csrf, refusal, settle_word, settle_kind, band_word, reason;
    int64_t settle_n;
    struct money settle_sum, settle_nearest, forms_from;
    bool settle_has_nearest;
    const struct triage_done *done;
    size_t done_n;
};

/* What the address or the form says; below: what an analyst may settle without a form. */
MUST_CHECK bool triage_read_filter(struct req *r, struct triage_filter *f, struct err *e);
struct str triage_group_word(int band);                /* support, reject; empty: not to be settled */
struct str triage_group_kind(const struct req *r);     /* recommend, resolution; empty: may not */

handler_fn triage_page, triage_settle_post, triage_use_post, triage_undo_post, triage_groups_page;

#endif
