/* problem_page.h - the register of problems by division, and one problem. */
#ifndef PBIS_WEB_PROBLEM_PAGE_H
#define PBIS_WEB_PROBLEM_PAGE_H

#include "city/problem.h"
#include "web/form.h"
#include "web/req.h"
#include "web/table.h"

struct problems_page {
    struct str title, csrf, query;
    int64_t year, n;
    struct problem_count total;
    bool may_add, filtered;
    struct table_view counts, table;
    struct form form;
};
struct problem_page {
    struct str title, csrf, refused, action, division, weight;
    struct problem p;
    bool may, has_agency, has_due, has_done;
    const struct problem_event *event;
    size_t event_n;
    struct form form;
};
handler_fn problems_page, problems_post, problem_counts_page, problem_page, problem_post;

#endif
