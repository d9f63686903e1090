/* circular_page.h - circulars: the list, one with who has read it, drafting and sending. */
#ifndef PBIS_WEB_CIRCULAR_PAGE_H
#define PBIS_WEB_CIRCULAR_PAGE_H

#include "city/circular.h"
#include "web/attach_page.h"
#include "web/form.h"
#include "web/req.h"
#include "web/table.h"

struct circulars_page {
    struct str title, csrf, next;
    int64_t year, waiting, n;
    bool may;
    struct table_view table;
    struct form form;
};
struct circular_page {
    struct str title, csrf, refused, action, to;
    int64_t year, unread;
    struct circular c;
    bool draft, sent, may, may_ack, may_edit, has_due, late, edit_wrong, ended;
    struct table_view receivers;
    struct attach_part attach;
    struct form form;
};
handler_fn circulars_page, circulars_post, circular_page, circular_edit_post, circular_send_post,
    circular_read_post, circular_remind_post, circular_withdraw_post;

#endif
