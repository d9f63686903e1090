/* analysis_page.h - the analyst's desk of one package: the request with its three years on the left,
 * the machine's checks, the forms and the clearances on the right, the recommendation line by line. */
#ifndef PBIS_WEB_ANALYSIS_PAGE_H
#define PBIS_WEB_ANALYSIS_PAGE_H

#include "plan/analysis.h"
#include "plan/analysis_form.h"
#include "plan/check.h"
#include "plan/clearance.h"
#include "plan/package.h"
#include "web/form.h"
#include "web/req.h"
#include "web/table.h"

struct check_view {
    struct check_row row;
    struct str say; /* in the reader's language */
    struct str rule, rule_path; /* the parameter the rule stands in; empty = a kind of law */
};
struct analysis_line_view {
    struct analysis_line line;
    struct str sum; /* 12 × 31,250 × 4 */
    struct str past;
    struct str amount, why, error; /* as typed */
    bool cut;
};
struct analysis_form_view {
    struct analysis_row row;
    struct str name, path;
    bool here, done;
};
struct reason_choice {
    struct str text;
};
struct clearance_view {
    struct clearance c;
    struct str name;
};

struct analysis_page {
    struct str title, csrf, agency_name, refused, action, code;
    struct package package;
    int64_t year;
    struct recommendation now;
    const struct analysis_line_view *line;
    size_t line_n;
    struct money asked, given;
    const struct check_view *check;
    size_t check_n;
    struct check_counts counts;
    const struct analysis_form_view *form;
    size_t form_n;
    int64_t forms_done;
    const struct clearance_view *clearance;
    size_t clearance_n;
    const struct reason_choice *reason;
    size_t reason_n;
    bool may, open, changed; /* open: the stage and the state take a recommendation; changed: asked since */
    bool has_form, support, reduce, reject;
    struct analysis_row at; /* the form that is shown */
    struct form answers;
    struct str at_name, why, version, form_error;
};

struct checks_page {
    struct str title, code, action, csrf;
    int64_t year;
    const struct check_view *check;
    size_t check_n;
    struct check_counts counts;
    bool looked;
};
struct checks_year_page {
    struct str title, csrf;
    int64_t year;
    struct check_result last;
    bool looked, may;
    struct table_view table;
    int64_t stops, warns;
};
/* Findings as they are read. */
const struct check_view *check_views(struct req *r, const struct rows *rows);

handler_fn analysis_page, analysis_recommend_post, analysis_form_post, analysis_forms_table,
    recommendations_table, checks_page, checks_post, checks_year_page, checks_year_post;

#endif
