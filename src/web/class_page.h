/* class_page.h - versions of classifications: the list, one version with what it changes, a new one from a file. */
#ifndef PBIS_WEB_CLASS_PAGE_H
#define PBIS_WEB_CLASS_PAGE_H

#include "city/class_draft.h"
#include "web/form.h"
#include "web/req.h"
#include "web/table.h"

struct classes_page {
    struct str title, csrf, refused;
    int64_t year, n, drafts;
    bool may;
    struct form form;
    struct table_view table;
};
struct class_page {
    struct str title, csrf, refused, kind, code, action;
    int64_t year, n, changes;
    bool draft, own, may, has_diff;
    struct class_version_row v;
    struct table_view diff, table;
};
handler_fn classes_page, class_post, class_page, class_publish_post, class_drop_post;

#endif
