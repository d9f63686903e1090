/* survey_page.h - surveys of the agencies: drafting, answering, results with a chart. */
#ifndef PBIS_WEB_SURVEY_PAGE_H
#define PBIS_WEB_SURVEY_PAGE_H

#include "city/survey.h"
#include "web/form.h"
#include "web/html.h"
#include "web/req.h"
#include "web/table.h"

struct surveys_page {
    struct str title, csrf;
    int64_t year, open;
    bool may;
    struct table_view table;
    struct form form;
};
struct survey_choice_view {
    struct str value, label;
    bool chosen;
};
struct survey_question_view {
    int64_t number;
    struct str kind, body, value;
    bool written; /* kind text */
    const struct survey_choice_view *choice;
    size_t choice_n;
};
struct survey_page {
    struct str title, csrf, refused, action, mine_agency, finding;
    int64_t year, mine_version;
    struct survey s;
    bool draft, open, may, may_draft, may_answer, answered, has_results, add_wrong, reads_texts;
    const struct survey_question_view *question;
    size_t question_n;
    struct html_safe chart;
    bool has_chart;
    struct table_view results, waiting, texts;
    struct form add;
};
handler_fn surveys_page, surveys_post, survey_page, survey_texts_page, survey_waiting_page,
    survey_question_post, survey_drop_post, survey_open_post, survey_close_post, survey_answer_post;

#endif
