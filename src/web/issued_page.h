/* issued_page.h - issued documents: the register, making one, one with its files and signed copy; and the public
 * page that a printed code leads to. */
#ifndef PBIS_WEB_ISSUED_PAGE_H
#define PBIS_WEB_ISSUED_PAGE_H

#include "city/issued.h"
#include "web/attach_page.h"
#include "web/form.h"
#include "web/html.h"
#include "web/req.h"

struct issued_view {
    struct issued_row row;
    struct str kind_text;
};
struct issued_list_page {
    struct str title, csrf, next;
    int64_t year;
    struct form_field kind; /* filter */
    struct form form;       /* what to make */
    bool may_make;
    const struct issued_view *row;
    size_t row_n;
};
struct issued_file_view {
    struct issued_file row;
    struct str size;
};
struct issued_one_page {
    struct str title, csrf, kind_text, url, digest;
    int64_t year;
    struct issued_row row;
    struct html_safe qr;
    const struct issued_file_view *file;
    size_t file_n;
    bool may_withdraw, may_make;
    struct str missing; /* formats that were not made yet */
    struct attach_part attach;
};
struct paper_check_page {
    struct str title, kind_text, asked, newer;
    struct issued_row row;
    struct str digest;
    const struct issued_file *file;
    size_t file_n;
    bool compared, same;
    struct str same_format;
};

handler_fn issued_list_page, issued_post, issued_one_page, issued_file_get, issued_withdraw_post,
    paper_check_page;

#endif
