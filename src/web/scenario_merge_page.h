/* scenario_merge_page.h - what the page of a merge shows. */
#ifndef PBIS_WEB_SCENARIO_MERGE_PAGE_H
#define PBIS_WEB_SCENARIO_MERGE_PAGE_H

#include "web/money_parts.h"

struct merge_line {
    struct str part, key, mine, theirs, field;
    bool conflict, taken, kept;
};
struct merge_page {
    struct str title, csrf, from, into, action, back, error;
    int64_t year, version, from_version, conflicts, lines;
    bool may;
    struct money_link tab[MONEY_LINKS];
    size_t tab_n;
    const struct merge_line *line;
    size_t line_n;
};

#endif
