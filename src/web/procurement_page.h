/* procurement_page.h - procurement plans of capital lines: what is late, and one plan with its history. */
#ifndef PBIS_WEB_PROCUREMENT_PAGE_H
#define PBIS_WEB_PROCUREMENT_PAGE_H

#include "perform/procurement.h"
#include "perform/spending_problem.h"
#include "web/form.h"
#include "web/req.h"
#include "web/table.h"

struct pace_tab {
    struct str label, path;
    bool current;
};
struct procurement_list_page {
    struct str title, csrf, next, query, refused, agency_name;
    int64_t year;
    struct procurement_count count;
    int64_t unplanned;
    struct share rate;
    bool may_load, loaded; /* loaded: the result of a file is shown */
    int64_t changed, unchanged, wrong;
    const struct pace_tab *tab;
    size_t tab_n;
    struct table_view table, result;
};
struct plan_step_view {
    struct str name, last_safe;
    int64_t days;
    struct date plan_day, real_day;
    bool done, late, is_next;
    struct form_field plan, real;
};
struct procurement_page {
    struct str title, csrf, action, position, refused, step_word;
    struct procurement p;
    struct money left;
    bool may_write, has_plan, none, unsafe, late, done, problem_may;
    const struct plan_step_view *step;
    size_t step_n;
    struct form form, problem;
    struct table_view history, problems;
};
handler_fn procurement_list_page, procurement_page, procurement_post, procurement_file_post,
    procurement_problem_post;

/* The agency whose people this person is one of and nothing more: 0 for divisions and the city. */
int64_t pace_agency(const struct req *r);
/* One who works on spending (not only reads the budget): sees problems, minutes and desks. */
bool pace_inside(const struct req *r);
/* The form that reports a problem of spending. */
void problem_form(struct req *r, struct form *f);
void problem_read(const struct form *f, struct spending_problem_new *n);
/* One choice a word of words.def. */
void pace_choices(struct req *r, struct form_field *f, const char *kind, const char *const *word,
                  size_t n);
void pace_form(struct req *r, const struct form_field *plain, size_t n, struct form *f);
struct table_view problem_table(struct req *r, const struct rows *rows);

#endif
