/* attach_page.h - attached files of one subject: the list, the form that adds one, the download.
 *
 * Another page shows them with {% include "attach_part.html" %}: its struct has a member
 * `struct attach_part attach`, filled by attach_part_read(). The form posts to /attachments and comes
 * back to `back`. */
#ifndef PBIS_WEB_ATTACH_PAGE_H
#define PBIS_WEB_ATTACH_PAGE_H

#include "city/attach.h"
#include "web/form.h"
#include "web/req.h"

struct attach_view {
    struct attach_row row;
    struct str size;   /* 1.2 MB */
    struct str digest; /* the first 12 characters of the SHA-256 */
    bool expired, may_withdraw;
};
struct attach_part {
    struct str subject, back, csrf;
    struct form form;
    const struct attach_view *file;
    size_t file_n;
    bool may_add;
};
/* The files and an empty form; the reader's right to see the subject is checked: ERR_SCOPE. */
MUST_CHECK bool attach_part_read(struct req *r, struct str subject, struct str back,
                                 struct attach_part *ret, struct err *e);

struct attach_page {
    struct str title, lead, csrf;
    int64_t year;
    struct attach_part attach;
};

handler_fn attach_page, attach_post, attach_file_get, attach_withdraw_post;

#endif
