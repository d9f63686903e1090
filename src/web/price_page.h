/* price_page.h - the register of standard prices: search, propose one or a file of them, approve by a
 * second person. */
#ifndef PBIS_WEB_PRICE_PAGE_H
#define PBIS_WEB_PRICE_PAGE_H

#include "plan/price.h"
#include "web/form.h"
#include "web/req.h"
#include "web/table.h"

struct price_view {
    struct price_row row;
    bool may_decide, expired;
};
struct price_page {
    struct str title, csrf, q, item, line, done;
    int64_t year, approved, waiting, above;
    const struct price_view *price;
    size_t price_n;
    struct form form;
    bool may_propose, may_approve_all;
    struct str refused;
};
struct file_issues_page {
    struct str title, lead, back;
    int64_t year;
    struct table_view issues;
};

handler_fn prices_page, price_post, price_file_post, price_approve_post, price_refuse_post,
    price_approve_all_post;
/* The rows of a file that cannot be used, nothing saved: status 400. */
MUST_CHECK bool file_issues_show(struct req *r, const struct file_issue *issue, size_t n,
                                 struct str back, struct reply *ret, struct err *e);

#endif
