/* frame.h - what stands around every page: views/frame.html, made by reply_page(). It writes the
 * page inside by {% call frame_content(content) %}. */
#ifndef PBIS_WEB_FRAME_H
#define PBIS_WEB_FRAME_H

#include "base/row.h"
#include "base/str.h"

struct frame_nav { /* one entry of the rail */
    struct str path, label;
    bool current;
    int64_t count; /* waiting work; 0 = not shown */
};
struct frame_group { /* entries under one heading, which folds them; the first group has none */
    struct str label;
    bool open;
    const struct frame_nav *nav;
    size_t nav_n;
};
struct frame_link {
    struct str path, label;
};
struct frame_year {
    int64_t year;
    bool current;
};
struct html;
/* A view of any page: tools/viewc.py makes one for each view_X(), called view_X_any(). */
typedef void view_fn(struct html *h, const void *page);
struct frame_content {
    view_fn *view;
    const void *page;
};
void frame_content(struct html *h, struct frame_content c);

struct frame {
    struct frame_content content;
    struct str title, lang_code;      /* th, en */
    struct str other_lang_path;       /* this page in the other language */
    struct str user, role;            /* empty when not signed in */
    struct str csrf;
    struct str search;                /* what was searched */
    struct str asset_version;
    struct str table_path;            /* exports of this page; empty = none */
    struct str path;                  /* of this page, for the year switch: path?year=2567 */
    int64_t year, unread;             /* unread: notices */
    bool signed_in, demo, partial, has_year;
    const struct frame_group *groups;
    size_t groups_n;
    const struct frame_nav *bottom;   /* four main tasks, small screens */
    size_t bottom_n;
    const struct frame_link *crumb;
    size_t crumb_n;
    const struct frame_year *years;
    size_t years_n;
};

#endif
