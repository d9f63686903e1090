/* param_page.h - the register of parameters: what holds and where it comes from; one parameter with
 * its history, a proposal with its preview, approval and withdrawal. */
#ifndef PBIS_WEB_PARAM_PAGE_H
#define PBIS_WEB_PARAM_PAGE_H

#include "city/param.h"
#include "web/form.h"
#include "web/req.h"
#include "web/table.h"

struct params_page {
    struct str title;
    int64_t year, n, unconfirmed, waiting;
    struct table_view table;
};

struct param_line { /* one row of a table that comes or goes; a cell */
    struct str text;
};
struct param_row_view {
    const struct param_line *cell;
    size_t cell_n;
};
struct param_value_view {
    struct param_value v;
    struct str shown, was, state; /* state: proposed, approved, in_force, replaced, withdrawn */
    bool may_approve, may_withdraw, own, is_table;
    const struct param_line *gone, *come;
    size_t gone_n, come_n;
};
struct param_page {
    struct str rule, rule_path; /* the article behind it; path empty: default, not confirmed */
    struct str title, code, csrf, refused, action;
    struct str value, initial, source, since;
    int64_t year, from_year;
    bool may, is_default, is_table, preview, same;
    struct str before, after; /* of the preview */
    int64_t until_year;
    const struct param_line *gone, *come;
    size_t gone_n, come_n;
    const struct param_line *head; /* of the table that holds now */
    size_t head_n;
    const struct param_row_view *row;
    size_t row_n;
    const struct param_value_view *open; /* proposed, or approved and not yet in force */
    size_t open_n;
    const struct param_value_view *past;
    size_t past_n;
    struct form form;
};
handler_fn params_page, param_page, param_post, param_approve_post, param_withdraw_post;

#endif
