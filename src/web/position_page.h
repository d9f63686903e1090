/* position_page.h - the budget position, a line's story, one entry, plan against actual, the cash forecast. */
#ifndef PBIS_WEB_POSITION_PAGE_H
#define PBIS_WEB_POSITION_PAGE_H

#include "execute/position.h"
#include "web/money_parts.h"
#include "web/req.h"

struct position_out { /* one row of a table: codes and names of at most two dimensions, then the sums */
    struct str code, name, code2, name2;
    int64_t lines;
    struct money approved, current, allotted, reserved, obligated, disbursed, free, unallotted, carried_a, carried_b,
        lapsed;
    struct share obligated_rate, disbursed_rate; /* of `current` */
    struct date as_of;
};
extern const struct row_type position_out_type;
struct position_out position_out(const struct position_sum *s, struct date as_of);

struct position_line_out { /* a line of the list */
    struct str code, name, agency, agency_name, output, item, type, fund, origin, origin_name;
    struct money approved, current, allotted, reserved, obligated, disbursed, free;
    struct share disbursed_rate;
};
extern const struct row_type position_line_out_type;

/* What the query asks: year of the page, agency, as_of, known_at, and any dimension as a filter. */
struct position_question {
    struct position_filter filter;
    struct position_where where[POS_DIMS];
    struct date as_of; /* as printed: the day asked for, or today */
    struct str query;  /* as_of=...&known_at=...&, to carry on; may be empty */
    struct str label;  /* the filters as people read them */
};
MUST_CHECK bool position_question(struct req *r, struct position_question *ret, struct err *e);
/* True, and *ret waits: the question reads the columns (`always`, or by as_of, known_at or month) and they are not there yet. A
 * worker fills them, then the page is asked again. */
bool position_away(struct req *r, bool always, handler_fn *page, struct reply *ret, struct err *e);
/* The date (and agency, type) asked for by GET. */
MUST_CHECK bool position_filter_form(struct req *r, struct money_page *p, const char *path, bool by_line,
                                     struct err *e);
/* Position, lines, plan and actual, cash: side by side. */
void position_tabs(struct req *r, struct money_page *p, const char *current);

handler_fn position_page, position_lines_page, position_line_page, position_entry_page, position_curve_page, cash_page;
handler_fn forecast_page, forecast_months_page, forecast_lines_page, forecast_backtest_page; /* forecast_page.c */
handler_fn executive_reports_page, executive_make_post, executive_report_page, executive_event_post;

#endif
