/* frame.h - what stands around every page. */
#ifndef PBIS_WEB_FRAME_H
#define PBIS_WEB_FRAME_H

#include "base/row.h"
#include "base/str.h"

struct frame_nav { /* one entry of the rail, or a heading when path is empty */
    struct str path, label;
    bool current, heading;
    int64_t count; /* waiting work; 0 = not shown */
};
struct frame_link {
    struct str path, label;
};
struct frame_year {
    int64_t year;
    bool current;
};
struct frame {
    struct str title, lang_code;      /* th, en */
    struct str other_lang_path;       /* this page in the other language */
    struct str user, role;            /* empty when not signed in */
    struct str csrf;
    struct str search;                /* what was searched */
    struct str asset_version;
    struct str table_path;            /* exports of this page; empty = none */
    int64_t year;
    bool signed_in, demo, partial, has_year;
    const struct frame_nav *nav;
    size_t nav_n;
    const struct frame_nav *bottom;   /* four main tasks, small screens */
    size_t bottom_n;
    const struct frame_link *crumb;
    size_t crumb_n;
    const struct frame_year *years;
    size_t years_n;
};

#endif
