/* redline_page.h - two versions of a bill beside each other: old struck through, new underlined, who and why. */
#ifndef PBIS_WEB_REDLINE_PAGE_H
#define PBIS_WEB_REDLINE_PAGE_H

#include "document/redline.h"
#include "web/form.h"
#include "web/html.h"
#include "web/req.h"
#include "web/table.h"

struct redline_view {
    struct redline_row x;
    bool had, has, first; /* first: of its agency on this page */
    struct str change; /* with its sign */
    struct str line_path, delta_path;
};
struct redline_page {
    struct str title, csrf, refused, query, next, first_path, compare_path, from, to, from_name, to_name;
    int64_t year, ordinance, moved, added, removed, changed;
    struct money was, is, change, more, less;
    bool none, equal, grew, may_issue, paged, narrowed, supplementary;
    struct money size;
    struct form_field from_field, to_field, by_field, agency;
    struct form issue;
    const struct redline_section *section;
    size_t section_n;
    const struct redline_view *row;
    size_t row_n;
    struct table_view parts, versions;
};
handler_fn redline_page, redline_issue_post;

#endif
