/* activity_page.h - activity plans: who is late, one plan with its gantt and S-curve, writing it, progress of many at once. */
#ifndef PBIS_WEB_ACTIVITY_PAGE_H
#define PBIS_WEB_ACTIVITY_PAGE_H

#include "exchange/activity_file.h"
#include "perform/activity.h"
#include "web/form.h"
#include "web/html.h"
#include "web/req.h"
#include "web/table.h"

struct activity_fact {
    struct str label, text, href;
};
struct activity_step_view {
    struct activity_step s;
    struct str when, papers, weight, cumulative;
    bool done, unstated;
    struct form_field done_field, on_field, note_field, evidence_field;
    struct str key;
};
enum { ACTIVITY_FACTS = 14 };
struct activity_page {
    struct str title, lead, csrf, action, refused, plan_word, unstated_text;
    int64_t year;
    struct activity x;
    struct activity_fact fact[ACTIVITY_FACTS];
    size_t fact_n;
    const struct activity_step_view *step;
    size_t step_n;
    struct html_safe gantt, gantt_small, curve, curve_small;
    struct str curve_title;
    bool has_gantt, in_force, may_edit, may_send, may_decide, may_drop, may_progress, has_money, old_plan, has_side;
    struct table_view points, sources, plans, notes;
};

struct activity_step_form {
    struct form_field name, weight, months, from, to, key;
};
struct activity_edit_page {
    struct str title, csrf, action, back, expected;
    int64_t year, version;
    bool fresh, ask_convert, in_force;
    struct form form;
    const struct activity_step_form *step;
    size_t step_n;
};

struct activity_progress_row_view {
    struct activity_step s;
    struct str activity_name, when, href;
    bool first; /* of its activity */
    struct form_field done, note, evidence;
    struct str key;
};
struct activity_progress_page {
    struct str title, lead, csrf, action, agency_name, agency_code, refused;
    int64_t year;
    struct form_field day;
    bool may_write;
    const struct activity_progress_row_view *row;
    size_t row_n;
};

handler_fn activity_list_page, activity_agencies_page, activity_steps_page, activity_page, activity_new_page, activity_new_post,
    activity_edit_page, activity_edit_post, activity_step_post, activity_progress_page, activity_progress_post,
    activity_file_post, activity_paper_page;

/* What the pages share (activity_one_page.c). */
struct activity_gantt {
    const struct activity_step *step;
    size_t n;
    const struct activity *x; /* not NULL: steps of many, each under its activity's name */
    size_t xs;
    struct str id;
};
void activity_gantt(struct req *r, const struct activity_gantt *g, struct html_safe *ret_wide, struct html_safe *ret_small);
struct str activity_points_text(struct req *r, int64_t bp); /* 12.5 as people read it, with its sign */
struct str activity_when(struct req *r, const struct activity_step *s);

#endif
