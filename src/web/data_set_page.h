/* data_set_page.h - paper forms and data sets of agencies: the registers, the five steps of KPI 5.2, one form, one data
 * set with its dictionary, updates and quality runs. */
#ifndef PBIS_WEB_DATA_SET_PAGE_H
#define PBIS_WEB_DATA_SET_PAGE_H

#include "perform/data_set.h"
#include "perform/paper_form.h"
#include "web/form.h"
#include "web/procurement_page.h"
#include "web/req.h"
#include "web/table.h"

struct data_step_view {
    struct str name, evidence;
    int64_t done, of;
    struct share weight;
    struct score points;
    bool has_base;
};
struct data_sets_page {
    struct str title, csrf, query, next, agency_name, agency_code, refused, file_action, file_hint;
    int64_t year;
    struct data_set_count count;
    struct paper_form_count forms;
    const struct pace_tab *tab;
    size_t tab_n;
    struct form_field agency;
    bool has_steps, no_data, may_add, answered, loaded;
    const struct data_step_view *step;
    size_t step_n;
    struct data_set_steps_row sum;
    int64_t made, changed, unchanged, wrong; /* of a file */
    struct form form;
    struct table_view table, result;
};
struct data_steps_page {
    struct str title;
    int64_t year, scored, empty;
    struct table_view table;
};
struct paper_form_page {
    struct str title, csrf, action, refused;
    struct paper_form f;
    bool may_write, decided;
    struct form form, decide;
    struct table_view history;
};
struct data_set_page {
    struct str title, csrf, action, refused;
    struct data_set s;
    bool may_write, may_approve, complete, has_fields, approved, never, drafted;
    struct form form, load, own;
    struct str lines; /* the dictionary as it is typed */
    const struct data_set_finding *finding;
    size_t finding_n;
    struct table_view fields, updates, checks;
};
handler_fn data_sets_page, data_sets_post, data_sets_file_post, data_steps_page, catalogue_page,
    data_set_page, data_set_post, data_set_do_post, data_set_dictionary_post, data_set_check_post,
    paper_forms_page, paper_forms_post, paper_forms_file_post, paper_form_page, paper_form_post,
    paper_form_decide_post;

/* Their id from the form's code: ERR_NOT_FOUND. */
MUST_CHECK bool result_agency_id(struct req *r, const struct form *f, int64_t *ret, struct err *e);
/* ?agency=, else a person's own one; *ret_code and name are empty for the city. */
struct data_asked {
    int64_t id;
    struct str code, name;
};
MUST_CHECK bool data_asked_agency(struct req *r, struct data_asked *ret, struct err *e);
/* Agencies of the year where this person records results, as choices; `asked` may be known already, or NULL. */
MUST_CHECK bool result_agencies(struct req *r, const struct data_asked *asked, struct form_field *f,
                                struct err *e);
struct str data_set_wrong(struct req *r, const struct err *e);
/* The fields of a data set, and back. */
void data_set_form(struct req *r, struct form *f, bool is_new);
void data_set_fill(struct req *r, struct form *f, const struct data_set *s);
bool data_set_read(struct req *r, struct form *f, struct data_set_new *ret);

#endif
