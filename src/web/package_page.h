/* package_page.h - one decision package: its levels, its lines with an amount for each stage, why
 * it is in or out, what happened to it, and what the reader may do now. */
#ifndef PBIS_WEB_PACKAGE_PAGE_H
#define PBIS_WEB_PACKAGE_PAGE_H

#include "allocate/scenario.h"
#include "plan/check.h"
#include "plan/info_request.h"
#include "plan/package.h"
#include "plan/review.h"
#include "web/form.h"
#include "web/package_zero.h"
#include "web/req.h"
#include "web/table.h"

struct package_level { /* one level of the unit */
    struct str code, level_kind, title, state;
    struct money requested, now;
    bool here, in, out;
};
struct stage_head {
    struct str name;
};
struct stage_cell {
    bool has, cut;
    struct money amount, upto; /* upto: the newest amount up to this stage, for totals */
    struct str reason;
};
struct line_view {
    struct line_row line;
    struct score quantity; /* shown with its decimals */
    const struct stage_cell *stage;
    size_t stage_n;
    struct str reason; /* of the newest change */
};
struct action_view {
    struct str event, label;
    bool primary, needs_reason;
};

struct package_page {
    struct str title, csrf, agency_name, output_name, sight;
    struct package package;
    int64_t year;
    const struct package_level *level;
    size_t level_n;
    const struct stage_head *stage;
    size_t stage_n;
    const struct line_view *line;
    size_t line_n;
    struct line_view total;
    const struct action_view *action;
    size_t action_n;
    const struct package_event_row *event;
    size_t event_n;
    struct table_view changes;
    bool draft, may_edit, may_decide, may_level, has_reason, funded, has_changes, has_price;
    struct package_reason reason;
    struct str why, change; /* and what would change it; empty: nothing is known */
    struct str deciding; /* the stage whose amounts are open now */
    struct str made_at;
    struct str refused; /* of an action that was refused */
    struct package_zero zero;
    struct package_marks marks; /* checks, recommendation, clearances */
    bool may_analyse, has_clearances;
    struct package_clock clock; /* and what is said about it */
    struct str done;            /* the event that was run just now */
    bool talks;                 /* the reader is on one of its sides */
    struct str past;  /* what earlier years achieved does to its score; empty: nothing */
    struct rows rows; /* the lines as they were read */
};
handler_fn package_page, package_event_post, package_changes_page, package_history_page;
/* The page again with a refusal on it; *e says why. */
MUST_CHECK bool package_show(struct req *r, struct str code, struct str refused, int status,
                             struct reply *ret, struct err *e);

#endif
