/* overview.h - the city's budget at a glance: one sentence, the stage, four figures, where the
 * money goes as a picture and a table, and how it got from what was asked to what is drafted. */
#ifndef PBIS_WEB_OVERVIEW_H
#define PBIS_WEB_OVERVIEW_H

#include "city/year.h"
#include "plan/cycle.h"
#include "plan/rollup.h"
#include "web/html.h"
#include "web/req.h"
#include "web/table.h"

struct total_row { /* one side, agency, type or plan */
    struct str code, name;
    int64_t packages, lines;
    struct money requested, now, change;
    struct share share;
    struct money published; /* as its source printed it, rounded; 0 = not published */
};
extern const struct row_type total_row_type;

struct bridge_row { /* one stage that has amounts */
    struct str stage, name;
    struct money amount, change;
    struct str change_text; /* empty for the first */
};
extern const struct row_type bridge_row_type;

struct totals { /* one table of totals, with the published figures beside them */
    struct total_row *row;
    size_t n;
    struct total_row total;
    struct total_row diff; /* published total - published parts: their rounding */
    bool has_diff, has_published;
    struct str source;
};
/* By one dimension, in print order; the filter says what of. */
MUST_CHECK bool totals_get(struct req *r, enum dim by, const struct rollup_filter *f,
                           struct totals *ret, struct err *e);
struct table_view totals_view(struct req *r, const struct totals *t, const char *path,
                              struct str caption);
MUST_CHECK bool totals_reply(struct req *r, const struct totals *t, struct str name,
                             struct reply *ret, struct err *e);

/* The 19 stands of a year as the nine that a person follows. */
struct strip_mark {
    struct str label, now_label; /* now_label: where exactly, inside the group that is now */
    bool done, now;
};
size_t strip_marks(struct req *r, struct str cycle_stage, const struct strip_mark **ret);

int side_colour(struct str code); /* 1..8, 0 = by position */

struct overview_page {
    struct str title;
    struct fiscal_year year;
    int64_t agencies, packages, waiting;
    struct money asked, now, left; /* left: revenue - now */
    struct str stage_name;
    bool has_asked, has_revenue, balanced, over, has_run, has_bridge;
    const struct strip_mark *mark;
    size_t mark_n;
    struct share personnel, capital;
    struct str price, price_name; /* score gained per extra million: the ceiling it helps most */
    struct html_safe treemap, treemap_small, bridge, bridge_small;
    struct table_view table, bridge_table;
    struct str largest; /* name of the largest side */
    struct share largest_share;
    struct str source;
};
struct totals_page { /* the same as one table */
    struct str title, path;
    struct str by; /* agency side type */
    int64_t year;
    int64_t n;
    struct money asked, now;
    struct table_view table;
    struct str source;
};

handler_fn overview_page, overview_agency_page, overview_side_page, overview_type_page,
    overview_bridge_page;

#endif
