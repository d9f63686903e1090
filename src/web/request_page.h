/* request_page.h - writing a request: a new package or its next level, lines, amounts by stage. */
#ifndef PBIS_WEB_REQUEST_PAGE_H
#define PBIS_WEB_REQUEST_PAGE_H

#include "plan/package.h"
#include "web/form.h"
#include "web/req.h"

struct request_form_page {
    struct str title, lead, csrf, action, back, submit, draft;
    int64_t year;
    struct form form;
    bool answered; /* came back with errors: a kept draft must not replace it */
    bool product;  /* quantity x price is shown */
};
handler_fn package_new_page, package_new_post, line_new_page, line_new_post, line_amount_page,
    line_amount_post;

#endif
