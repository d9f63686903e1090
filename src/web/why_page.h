/* why_page.h - why this package: what would bring it in or push it out, as the newest run of a scenario found it; what a
 * million baht more of each ceiling buys; and a box to ask for a package. */
#ifndef PBIS_WEB_WHY_PAGE_H
#define PBIS_WEB_WHY_PAGE_H

#include "allocate/run_why.h"
#include "city/search.h"
#include "web/req.h"
#include "web/table.h"

struct why_page {
    struct str title, path, back, name, csrf;
    int64_t year;
    struct run_row run;
    struct why_row w;
    struct str why, change, robust; /* the reason; what would change it; a word of "robust" */
    bool has_rate, figures; /* figures: some change of its score would change the result */
    struct score rate; /* score per million baht */
    struct table_view ceilings, swaps, beside;
    bool has_ceilings, has_swaps, has_chart, more_swaps;
    struct html_safe chart, chart_small;
    struct str finding;
};
struct steps_page {
    struct str title, path, name;
    int64_t year, steps;
    struct run_row run;
    struct step_row best;
    bool has_best;
    struct table_view table;
};
struct ask_page {
    struct str title, name, path, q;
    int64_t year, n;
    bool asked;
    struct table_view table;
};
handler_fn allocate_why_page, allocate_steps_page, allocate_ask_page;

#endif
