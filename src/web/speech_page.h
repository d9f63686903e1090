/* speech_page.h - the budget speech: how it reads with today's figures, one paragraph under the pen, the names of
 * figures beside it, what changed since the issued version, its history. */
#ifndef PBIS_WEB_SPEECH_PAGE_H
#define PBIS_WEB_SPEECH_PAGE_H

#include "document/speech.h"
#include "web/form.h"
#include "web/html.h"
#include "web/req.h"
#include "web/table.h"

struct speech_view { /* a paragraph */
    struct speech_paragraph x;
    const struct speech_piece *piece;
    size_t piece_n;
    const struct speech_row *row;
    size_t row_n;
    struct str table_name, typed, edit, add; /* typed: amounts typed by hand */
    struct str typed_like;                   /* the placeholder that says the same today */
    int64_t changed;                         /* figures that are not as in the issued version */
    bool heading, is_table, typed_any, editing, adding;
    struct money sum;
    struct str percent_sum;
    bool rounded; /* the shares do not add up to 100.00 */
};
struct speech_page {
    struct str title, csrf, refused, path, query, issued_code, issued_path, history_path, since_path;
    struct str figures_path, form_title;
    struct speech s;
    int64_t year, ordinance, figures, missing, typed, changed, paragraphs;
    struct money total;
    bool is_default, approved, may_write, may_approve, may_issue, own, supplementary, issued, editing, any;
    struct form form, issue;
    struct speech_edit edit;
    const struct speech_view *para;
    size_t para_n;
    struct table_view names, since;
};
struct speech_history_page {
    struct str title, next, path;
    int64_t year, ordinance;
    struct table_view table;
};
handler_fn speech_page, speech_post, speech_move_post, speech_adopt_post, speech_approve_post,
    speech_issue_post, speech_figures_page, speech_since_page, speech_history_page;

#endif
