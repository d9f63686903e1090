/* action_plan_page.h - /action-plans: the annual action plans of the agencies, what is missing in each; one plan as it will be
 * printed, with the forms of its pieces. */
#ifndef PBIS_WEB_ACTION_PLAN_PAGE_H
#define PBIS_WEB_ACTION_PLAN_PAGE_H

#include "document/action_plan.h"
#include "web/form.h"
#include "web/req.h"
#include "web/table.h"

struct plan_piece {
    struct str number, title, href; /* href: its form; empty when it may not be edited */
    const struct plan_line {
        struct str text;
    } * line;
    size_t line_n;
    struct str more; /* targets, money, what it refers to */
};
struct plan_section {
    struct str id, title, gap, add; /* gap: what is missing; add: the form of a new piece */
    const struct plan_piece *piece;
    size_t piece_n;
    bool has_table;
    struct table_view table;
};
struct action_plan_page {
    struct str title, lead, csrf, refused, action, state, agency_name;
    int64_t year, version;
    bool published, may_print, may_copy, may_begin, may_approve, may_reopen;
    struct str source;
    const struct plan_gap_link {
        struct str text, href;
    } * gap;
    size_t gap_n;
    const struct plan_section *section;
    size_t section_n;
};
struct plan_part_page {
    struct str title, lead, csrf, action, back;
    int64_t year, version;
    bool may_remove, is_new;
    struct form form;
};

handler_fn action_plans_page, action_plan_page, action_plan_history_page, action_plan_post, plan_part_page,
    plan_part_post, plan_part_remove_post;

#endif
