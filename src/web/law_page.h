/* law_page.h - the register of rules: instruments, articles, proposals. */
#ifndef PBIS_WEB_LAW_PAGE_H
#define PBIS_WEB_LAW_PAGE_H

#include "city/law.h"
#include "web/form.h"
#include "web/req.h"
#include "web/table.h"

struct law_view {
    struct law_entry x;
    struct str title, path, was; /* was: the text that holds now, when it differs */
    bool own;
};
struct laws_page {
    struct str title, csrf, query, refused;
    int64_t n, in_force, drafts, unconfirmed, words; /* words: refusals, parameters and events */
    bool may, searched;
    struct table_view table;
    const struct law_view *waiting;
    size_t waiting_n;
};
struct law_page {
    struct str title, csrf, gist, path, instrument, instrument_path, successor, edit_path;
    bool may, is_article, has_articles, replaced, no_text;
    struct law_entry x;
    struct table_view articles, history;
};
struct law_new_page {
    struct str title, csrf;
    bool again;
    struct form form;
};
handler_fn laws_page, law_page, law_new_page, law_post, law_decide_post;

#endif
