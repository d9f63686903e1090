/* subsidy_use_page.h - one government subsidy: its use by the ledger, conditions with evidence, return of what is left. */
#ifndef PBIS_WEB_SUBSIDY_USE_PAGE_H
#define PBIS_WEB_SUBSIDY_USE_PAGE_H

#include "execute/subsidy_use.h"
#include "web/form.h"
#include "web/req.h"
#include "web/table.h"

struct condition_view {
    struct subsidy_condition c;
    struct str action;
    bool has_due, may;
};
struct subsidy_use_page {
    struct str title, lead, csrf, action, refused;
    struct subsidy_use u;
    bool may, differs, left;
    struct table_view lines, all;
    struct form form;
    const struct condition_view *condition;
    size_t condition_n;
};
struct subsidy_uses_page {
    struct str title, lead;
    int64_t year;
    struct table_view all;
};
handler_fn subsidy_uses_page, subsidy_use_page, subsidy_conditions_page, subsidy_condition_post, subsidy_condition_set_post;

#endif
