/* score_page.h - /scores: scores of indicators by agency and one by one; /measures: the figures they are computed from. */
#ifndef PBIS_WEB_SCORE_PAGE_H
#define PBIS_WEB_SCORE_PAGE_H

#include "perform/measure.h"
#include "perform/score.h"
#include "web/money_parts.h"

/* A measure of the city in the year. */
struct measure_total {
    struct str word, name, kind, definition;
    int64_t agencies, waiting;
    struct str numerator, denominator, rate; /* as people read them; steps: done, of, empty */
    struct str why;
};
extern const struct row_type measure_total_type;
/* The same of an agency. */
struct measure_agency {
    struct str word, agency_code, agency_name, numerator, denominator, rate, other_rate;
    int64_t waiting;
    struct str why;
};
extern const struct row_type measure_agency_type;

/* 366,722,545.00 (satang) or 12 (pieces); a rate with its decimals. */
struct str measure_amount_text(struct req *r, struct str word, int64_t n);
struct str measure_rate_text(struct req *r, int64_t numerator, int64_t denominator);

handler_fn scores_page, scores_post, score_list_page, score_runs_page, score_open_page, score_one_page, score_trail_page,
    score_years_page, score_give_post, measures_page, measure_page, measure_lines_page;

#endif
