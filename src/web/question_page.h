/* question_page.h - what a package says for itself from zero: the 14 questions, the ways compared, what the
 * level yields; and the unit against last year. */
#ifndef PBIS_WEB_QUESTION_PAGE_H
#define PBIS_WEB_QUESTION_PAGE_H

#include "plan/question.h"
#include "plan/stopped.h"
#include "web/form.h"
#include "web/req.h"
#include "web/table.h"

struct ask_view { /* one question with its newest answer */
    int64_t number, version;
    struct str title, hint, words, by_user, error;
    struct str at;
    bool must, answered, unit_wide;
};
struct option_view {
    struct unit_option o;
    struct str kind;
};
struct question_page {
    struct str title, csrf, action, back, refused, package_title, code, level_kind;
    int64_t year, must, answered, missing, least;
    const struct ask_view *ask;
    size_t ask_n;
    const struct option_view *option;
    size_t option_n;
    struct form option_form, output_form;
    bool may_edit, has_output, option_open;
    struct table_view history;
    bool has_history;
};
handler_fn questions_page, questions_post, options_page, options_post, output_post;

struct freed_view {
    struct str code, title;
    struct money amount;
};
struct unit_page {
    struct str title, csrf, action, back, refused, package_title, code, unit_code, disposition_word;
    int64_t year, past_year, version;
    struct unit_review review;
    struct money freed, left;
    struct form form, give;
    const struct freed_view *went;
    size_t went_n;
    bool may_edit, has_past, frees;
};
handler_fn unit_page, unit_post, freed_post;

struct stopped_page {
    struct str title, agency_name;
    int64_t year, n;
    struct money freed, moved, left;
    struct table_view table;
    struct str query;
};
handler_fn stopped_page, edit_page, edit_post;

/* The package of the address for one who sees it; *ret_edit: may they write in it now? */
MUST_CHECK bool seen_package(struct req *r, struct package *ret, bool *ret_edit, struct err *e);

#endif
