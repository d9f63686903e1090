/* document_page.h - documents of the budget: make the draft ordinance, fetch what was made. */
#ifndef PBIS_WEB_DOCUMENT_PAGE_H
#define PBIS_WEB_DOCUMENT_PAGE_H

#include "city/year.h"
#include "web/req.h"

struct document_row {
    struct str code, state, format, by_user, filename;
    struct when created;
    struct money total;
    int64_t pages, lines;
    bool ready;
};
extern const struct row_type document_row_type;

struct document_page {
    struct str title, csrf;
    int64_t year, lines, agencies;
    struct money total;
    struct str stage_name;
    bool has_any, may_make, demo, partial, enacted;
    const struct document_row *made;
    size_t made_n;
};
handler_fn document_page, document_post;

#endif
