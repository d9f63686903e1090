/* statement_page.h - explanatory statements: those with words of the agency's own, and the one of a line or a unit. */
#ifndef PBIS_WEB_STATEMENT_PAGE_H
#define PBIS_WEB_STATEMENT_PAGE_H

#include "document/statement.h"
#include "web/form.h"
#include "web/req.h"
#include "web/table.h"

struct statements_page {
    struct str title, code, next, wrong;
    int64_t year, waiting;
    struct table_view table;
};
struct stage_view {
    struct str label;
    struct money amount;
    int64_t lines;
    bool part;
};
struct statement_page {
    struct str title, csrf, refused, action, ask_path, line_path;
    struct statement s;
    bool is_line, sees_draft, may_write, may_approve, waits, returned, own, has_words, has_said, wrong, may_ask;
    bool many;
    struct table_view years, lines, questions, cuts;
    const struct stage_view *stage;
    const struct statement_word *reason, *answer, *result;
    size_t stage_n, reason_n, answer_n, result_n;
    struct str price, output, goal;
    bool above;
    struct form words, back;
};
handler_fn statements_page, statement_page, statement_act_post;

#endif
