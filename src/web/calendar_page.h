/* calendar_page.h - the calendar of a year, extensions by name, where a year's packages are, stages
 * opened again. */
#ifndef PBIS_WEB_CALENDAR_PAGE_H
#define PBIS_WEB_CALENDAR_PAGE_H

#include "plan/calendar.h"
#include "plan/cycle.h"
#include "plan/extension.h"
#include "plan/year_state.h"
#include "web/form.h"
#include "web/html.h"
#include "web/overview.h"
#include "web/req.h"
#include "web/table.h"

struct extension_view {
    struct extension x;
    struct str agency, step;
    bool may_decide, waits;
};
struct calendar_page {
    struct str title, csrf, refused;
    int64_t year, n, done, late, waiting;
    bool demo, may, may_ask, empty;
    struct str next_name; /* what comes next, and when */
    struct date next_day;
    struct date due;
    struct html_safe picture, picture_small;
    struct table_view table;
    const struct extension_view *more;
    size_t more_n;
    struct form ask;
};
struct calendar_step_page {
    struct str title, csrf, action, by_event, responsible;
    int64_t year;
    bool may;
    struct calendar_step s;
    struct form plan, real;
};
struct year_page {
    struct str title, csrf, stage_name, refused;
    int64_t year, agencies, unsent, late, excused, inside, analyst, committee, settled, longest, extensions, reopened;
    bool demo, may, asking; /* asking: requests are open */
    struct str longest_name, longest_code, divisions_title;
    struct date due;
    const struct strip_mark *mark;
    size_t mark_n;
    struct html_safe picture, picture_small;
    struct table_view divisions, table;
    struct form mark_form;
};
struct reopenings_page {
    struct str title;
    int64_t year, n, open;
    struct table_view table;
};
struct reopening_page {
    struct str title, next, stage_name, from_name, to_name, action;
    int64_t year, lines;
    bool still_open, has_stage;
    struct reopening r;
    struct money change;
    struct table_view table;
};
handler_fn calendar_page, calendar_fill_post, calendar_step_page, calendar_plan_post,
    calendar_real_post, extension_post, extension_decide_post, year_page, agency_mark_post,
    reopenings_page, reopening_page;
/* The picture of the calendar, wide or small. */
struct html_safe calendar_picture(struct req *r, const struct rows *steps, bool small,
                                  const char *id);

#endif
