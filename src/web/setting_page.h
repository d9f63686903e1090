/* setting_page.h - every setting table with its page, and the cells that two people change here. */
#ifndef PBIS_WEB_SETTING_PAGE_H
#define PBIS_WEB_SETTING_PAGE_H

#include "city/setting.h"
#include "web/form.h"
#include "web/req.h"
#include "web/table.h"

struct setting_open_view {
    struct setting_change c;
    struct str name;
    bool own, may_approve;
};
struct settings_page {
    struct str title, csrf, refused, next;
    int64_t year, n, waiting;
    bool may, preview, same;
    struct setting_preview pre;
    const struct setting_table *place;
    size_t place_n;
    const struct setting_open_view *open;
    size_t open_n;
    struct form form;
    struct table_view table;
};
handler_fn settings_page, setting_post, setting_approve_post, setting_withdraw_post;

#endif
