/* okr_page.h - the cascade of key results with its roll-up, stated shares, check-ins of one key result. */
#ifndef PBIS_WEB_OKR_PAGE_H
#define PBIS_WEB_OKR_PAGE_H

#include "perform/checkin.h"
#include "web/form.h"
#include "web/html.h"
#include "web/req.h"
#include "web/table.h"

/* What the page of one key result says of its check-ins. */
struct checkin_panel {
    struct progress p;
    struct str target, cadence, chart_text, finding, action, rolled_path;
    struct checkin_plan plan;
    bool may_write, late, rolled, answered, has_chart, has_any;
    struct checkin newest;
    struct html_safe chart;
    struct form form;
    struct table_view table, scores;
};
MUST_CHECK bool checkin_panel(struct req *r, const struct indicator_row *row, struct form *typed,
                              struct checkin_panel *ret, struct err *e);
void checkin_form(struct req *r, struct form *f);

struct okr_row_view {
    struct okr_node n;
    struct str name, path, shares;
    bool is_leaf, rolled, partly;
};
struct okr_page {
    struct str title, csrf, query, agency_name, refused;
    int64_t year, indicators, missing, late_n, off, known;
    struct date as_of;
    struct form_field agency, on;
    const struct okr_row_view *row;
    size_t row_n;
    bool short_form, only_late, may_close;
    struct table_view closings;
};
struct share_view {
    struct str kind, code, name, value, unit, index;
};
struct okr_shares_page {
    struct str title, csrf, action, refused, reason, mode;
    int64_t year;
    struct okr_node n;
    bool may_write, progress_mode;
    const struct share_view *part, *extra;
    size_t part_n, extra_n;
    struct table_view history;
};
handler_fn okr_page, okr_close_post, okr_shares_page, okr_shares_post, checkin_post, cadence_post;

#endif
