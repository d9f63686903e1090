/* notice_page.h - notices: mine, how they reach me, the proof of an address; the log of what was sent. */
#ifndef PBIS_WEB_NOTICE_PAGE_H
#define PBIS_WEB_NOTICE_PAGE_H

#include "city/delivery.h"
#include "city/notice.h"
#include "city/notice_person.h"
#include "web/form.h"
#include "web/req.h"
#include "web/table.h"

struct notice_view {
    struct notice_row n;
    struct str text, label; /* in the reader's language */
    bool unread;
};
struct notice_filter {
    struct str word, label, path;
    int64_t unread;
    bool current;
};
struct notices_page {
    struct str title, csrf, kind, next;
    int64_t unread, up_to; /* up_to: the newest notice that is shown */
    bool filtered;
    const struct notice_view *notice;
    size_t notice_n;
    const struct notice_filter *filter;
    size_t filter_n;
};

struct notice_how_view { /* one kind's choice */
    struct str word, label, say, error;
    bool mandatory, now, day, week, off;
};
struct notice_settings_page {
    struct str title, csrf, email;
    int64_t version;
    bool verified, has_email, sends_mail, sends_hook, saved;
    struct form form;
    const struct notice_how_view *kind;
    size_t kind_n;
    int64_t quiet_from, quiet_to;
};
struct notice_verify_page {
    struct str title, csrf, token, refused;
};
struct deliveries_page {
    struct str title, state, next;
    struct delivery_counts count;
    bool configured;
    struct table_view table;
};
struct delivery_page {
    struct str title;
    struct table_view table;
};
handler_fn notices_page, notice_open_post, notices_read_post, notice_settings_page,
    notice_settings_post, notice_link_post, notice_verify_page, notice_verify_post, deliveries_page,
    delivery_page;

#endif
