/* allocate_page.h - allocation under ceilings: scenarios, their ceilings, runs side by side, the
 * cut line, and the step from proposal to decision by a resolution. */
#ifndef PBIS_WEB_ALLOCATE_PAGE_H
#define PBIS_WEB_ALLOCATE_PAGE_H

#include "allocate/scenario.h"
#include "store/job.h"
#include "web/form.h"
#include "web/money_parts.h"
#include "web/req.h"
#include "web/table.h"

struct scenario_link {
    struct str name;
    bool current;
};
struct allocate_page {
    struct str title, csrf, name, path, note;
    int64_t year;
    const struct scenario_link *scenario;
    size_t scenario_n;
    struct score short_of; /* what the bound leaves open */
    bool near;             /* a bound is known, not yet the optimum */
    bool has_scenario, has_run, may_run, may_apply, proved, refused;
    struct run_row run;   /* the newest of the scenario */
    struct money ceiling; /* total */
    bool has_ceiling;
    int64_t binding, ceilings, unfunded;
    struct share share; /* of what was asked */
    struct table_view table, runs, sides;
    struct money_link tab[MONEY_LINKS]; /* the scenario's other pages */
    size_t tab_n;
    struct html_safe picture, picture_small;
    bool has_picture, stale, going;
    struct str finding, parts_path;
    struct allocate_fact {
        struct str text, href, link;
    } fact[6]; /* what else is known: the ranking, decisions by hand, the frontier */
    size_t fact_n;
    struct allocate_clash {
        struct str text, href, enough;
    } *clash; /* why the newest solve had no answer */
    size_t clash_n;
    bool clash_smallest;
    struct str job_path;
    int64_t progress;
    int64_t scenario_id;
    struct str shared, parent;
    struct form apply;
    struct str cut_path;
    bool applied; /* the newest run is the draft now */
    struct str applied_by, resolution, resolution_code;
    struct when applied_at;
};
struct ceiling_cell {
    struct str dim, code, name, field, value, error; /* the most */
    struct str least_field, least, least_error;      /* the least */
    struct money asked, used;
};
/* A ceiling of a kind that the sheet has no row for yet. */
struct ceiling_more {
    struct str dim, code, max, min, error;
};
struct ceiling_dim {
    struct str word;
    bool chosen;
};
struct ceilings_page {
    struct str title, csrf, name, action, back;
    int64_t year, version;
    const struct ceiling_cell *cell;
    size_t cell_n;
    struct ceiling_more more;
    const struct ceiling_dim *dim;
    size_t dim_n;
    bool wrong;
    struct str error;
};
struct cut_page {
    struct str title, path, name, next;
    int64_t year, from, to;
    struct run_row run;
    struct table_view table;
    bool paged, ranked;
};
handler_fn allocate_page, allocate_runs_page, allocate_cut_page, allocate_ceilings_page,
    allocate_ceilings_post, allocate_run_post, allocate_apply_post, allocate_new_post;

#endif
