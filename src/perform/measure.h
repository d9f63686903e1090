/* measure.h - named figures (measure.def) that indicators are scored by and nobody types: rates of the ledger, steps that
 * other parts of PBIS know. One call answers for all agencies of a year as of a day, in at most three statements.
 *
 * disbursed_51 (DOMAIN.md 6.4): paid / budget after transfers x 100 over the four types and the central fund that was
 * allotted. Left out of both: the personnel type, the central items of score.disbursed_left_out, lines of a supplementary
 * ordinance, money of a government subsidy, carried-in money, and what confirmed flags of base `disbursed` say.
 * carry_no_debt (6.2): B / P of carry_kpi_base() for every agency; `other` is the denominator of the other reading, in which
 * exclusions leave P too. Before 30 September nothing is known of it: why `not_yet`. A word that ends in _city is the same figure
 * of the whole city, whoever owns the indicator (KPI 2 of the Budget Department is of the city).
 * dataset_steps (6.5): the five steps of an agency's register of data sets. activity_progress: the progress of the activity plans
 * in force that support the indicator, whose agency's they may be; basis points of 10,000 a plan. */
#ifndef PBIS_PERFORM_MEASURE_H
#define PBIS_PERFORM_MEASURE_H

#include "base/row.h"

struct db;
struct err;
struct arena;

enum { MEASURE_STEPS = 20 };

struct measure_row {
    int64_t agency_id;              /* 0: the whole city */
    int64_t indicator_id;           /* in measure_set.of alone */
    int64_t numerator, denominator; /* ratio: satang, or pieces */
    int64_t other;                  /* denominator of the other reading; 0: there is none */
    int64_t step_bp[MEASURE_STEPS]; /* steps: 0..10000 done */
    size_t steps;
    int64_t waiting; /* flags that nobody confirmed yet: the figure is not final */
    struct str why;  /* empty, or no_data, no_base, not_yet */
};
/* One measure of a year: its rows by agency, the city's (0) first. */
struct measure_set {
    struct str word, kind;
    bool city; /* answers for the city alone: holds for whoever owns the indicator */
    struct measure_row *row;
    size_t n;
    bool by_indicator; /* what supports each indicator is known: `of`, by indicator_id */
    struct measure_row *of;
    size_t ofs;
};
struct measure_asked {
    int64_t year;
    struct date as_of; /* entries of that day and before */
};
/* ERR_MEASURE {value} for a word that is not in measure.def. */
MUST_CHECK bool measure_get(struct db *db, struct arena *a, struct str word, const struct measure_asked *q,
                            struct measure_set *ret, struct err *e);
/* The same for a caller who asks for several measures of the same year and day: those that are made of the same lines are read
 * once. Begins as {0}. */
struct measure_money {
    bool read;
    struct rows rows;
};
MUST_CHECK bool measure_get_kept(struct db *db, struct arena *a, struct str word, const struct measure_asked *q,
                                 struct measure_money *money, struct measure_set *ret, struct err *e);
/* The row of an agency (of the city: 0, or a city measure); NULL: it has none. */
const struct measure_row *measure_of(const struct measure_set *s, int64_t agency_id);
/* What the measure says of an indicator of that agency. */
const struct measure_row *measure_of_indicator(const struct measure_set *s, int64_t indicator_id, int64_t agency_id);
bool measure_known(struct str word);

/* What a page says of a measure. */
struct measure_about {
    const char *word, *kind, *th, *en;
};
extern const struct measure_about measures[];
extern const size_t measures_n;
struct str measure_name(struct str word, enum lang lang);

/* What a figure is made of, line by line: each line of the year with what of it is in the numerator and the denominator and,
 * when it is left out, why (a word: personnel central_personnel supplementary subsidy carried agency_left_out unallotted; empty:
 * it counts). The sums over all of an agency's lines are its row. ERR_MEASURE when the measure has no lines. */
struct measure_line {
    int64_t line_id, agency_id;
    struct str code, name, agency_code, agency_name, item_code, origin;
    struct money numerator, denominator, flagged;
    struct str left_out;
};
extern const struct row_type measure_line_type;
struct measure_lines_asked {
    struct str word;
    struct measure_asked at;
    int64_t agency_id; /* 0: all */
    int64_t after, limit;
};
bool measure_has_lines(struct str word);
MUST_CHECK bool measure_lines(struct db *db, struct arena *a, const struct measure_lines_asked *q, struct rows *ret,
                              struct err *e);

#endif
