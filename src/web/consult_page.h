/* consult_page.h - questions to the office and their answers. */
#ifndef PBIS_WEB_CONSULT_PAGE_H
#define PBIS_WEB_CONSULT_PAGE_H

#include "city/consult.h"
#include "web/form.h"
#include "web/req.h"
#include "web/table.h"

struct consult_tab {
    struct str label, path;
    bool current;
};
struct consults_page {
    struct str title, csrf, q, next;
    int64_t n;
    bool asked; /* something was searched */
    const struct consult_tab *tab;
    size_t tab_n;
    struct table_view table;
    struct form form;
};
struct consult_page {
    struct str title, csrf, refused, action, to;
    struct consult c;
    bool open, may_answer, may_reword, has_agency, unknown_asker, answer_wrong;
    const struct consult_text *text;
    size_t text_n;
    struct form answer, reword;
};
handler_fn consults_page, consults_post, consult_page, consult_reword_post, consult_answer_post,
    consult_withdraw_post;

#endif
