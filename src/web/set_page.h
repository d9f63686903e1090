/* set_page.h - the set of documents of a draft ordinance: its volumes, whether they are up to date, issuing it again. */
#ifndef PBIS_WEB_SET_PAGE_H
#define PBIS_WEB_SET_PAGE_H

#include "document/volume_set.h"
#include "web/req.h"

struct set_line {
    struct volume_part_row row;
    bool stale, has_total;
};
struct set_other {
    struct str path, label;
};
struct set_page {
    struct str title, csrf, stage, of; /* of: which ordinance */
    int64_t year, ordinance, stale;
    bool found, may_make;
    const struct set_other *other; /* the sets of the year's other ordinances */
    size_t other_n;
    struct volume_set_row set;
    const struct set_line *part;
    size_t part_n;
};
struct set_volume_page {
    struct str title, name, of; /* of: which ordinance, of a supplementary one */
    int64_t year, number;
    const struct set_line *part; /* versions, newest first */
    size_t part_n;
};
handler_fn set_page, set_post, set_volume_page;

#endif
