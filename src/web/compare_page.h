/* compare_page.h - two points of the city's figures: how the total went from one to the other, by
 * parts with a waterfall, and line by line with who, when and why. */
#ifndef PBIS_WEB_COMPARE_PAGE_H
#define PBIS_WEB_COMPARE_PAGE_H

#include "plan/compare.h"
#include "web/form.h"
#include "web/html.h"
#include "web/req.h"
#include "web/table.h"

struct compare_chip { /* one narrowing, and the page without it */
    struct str label, value, without;
};

struct compare_page {
    struct str title, from_name, to_name, by_name;
    struct str base;  /* /compare?... without kind and after, for links */
    struct str query; /* of this comparison, for exports */
    struct str parts_query;
    int64_t year, lines, moved, added, removed, changed, same;
    struct money from, to, change, size, more, less; /* size: of change, without its sign */
    struct share share; /* of change, of what was */
    bool grew, equal, paged, has_parts, has_changes, narrowed;
    struct form_field from_field, to_field, by_field, from_day, to_day, agency, type;
    const struct compare_chip *chip;
    size_t chip_n;
    struct html_safe chart, chart_small;
    struct str finding;
    struct table_view parts, rows, changes;
    struct str next, first;
    struct str kind_all, kind_new, kind_removed, kind_changed, kind_same;
};

handler_fn compare_page, compare_parts_page;

#endif
