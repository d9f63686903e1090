/* past_evidence.h - what earlier years achieved, in next year's money (หลักฐานผลงานเข้าคะแนนข้อเสนอ).
 *
 * A result is one final (or given) score of an indicator in one closed year, or one published evaluation: x = per cent
 * reached / 100, cut to 0..1. A package has the results of the indicators of its goals and of those named for it by hand
 * (package_indicator), and of the packages it descends from (line_link, line.drawn_from, unit_review), by an indicator's
 * lasting name; each once a year. An evaluation counts for its package and what descends from it.
 *
 *     mean      = sum of x of all results of the city / their number
 *     posterior = (sum of x of the package + k * mean) / (n + k)
 *     factor    = 1 + w * (posterior - mean), not below `low`, not above `high`
 *     value     = value before * factor
 *
 * so one lucky result moves a package little, and a package without results has the factor 1 exactly. w, k, the number of
 * closed years and the bounds are the parameter evidence.rule. All in millionths, each division rounded half up, products
 * in 128 bits. [proposal: DOMAIN.md has no rule; docs/formats/past_evidence.md publishes this one] */
#ifndef PBIS_PERFORM_PAST_EVIDENCE_H
#define PBIS_PERFORM_PAST_EVIDENCE_H

#include "base/row.h"
#include "city/actor.h"

enum { EVIDENCE_YEARS = 4, EVIDENCE_ONE = 1000000 };

struct evidence_rule {
    int64_t weight_bp, k, years, low_bp, high_bp; /* years: how many closed ones, at most EVIDENCE_YEARS */
};
/* ERR_BAD_CHOICE {field} when the parameter's row makes no sense (k below 1, low above 100 per cent, ..). */
MUST_CHECK bool evidence_rule_get(struct db *db, struct arena *a, int64_t year, struct evidence_rule *ret,
                                  struct err *e);

/* ---- the formula, without a store ---- */
struct evidence_sum {
    int64_t n;        /* results */
    struct score sum; /* of x: 1 = 1,000,000 */
};
/* The mean of all; 0 when there are none. */
struct score evidence_mean(struct evidence_sum all);
/* n = 0: posterior is the mean, factor exactly EVIDENCE_ONE. */
void evidence_factor(const struct evidence_rule *u, struct evidence_sum own, struct score mean, struct score *ret_posterior,
                     struct score *ret_factor);
/* value * factor, half up; the value itself when the factor is EVIDENCE_ONE. */
struct score evidence_value(struct score value, struct score factor);

/* ---- the effect on packages ---- */
struct evidence_city { /* of all results that count for a year */
    int64_t year, n, first_year, last_year; /* 0 when there is none */
    int64_t packages;                       /* that have results */
    struct score mean;
    struct evidence_rule rule;
};
struct evidence_effect {
    int64_t package_id, n;
    struct str code, title, agency_code, agency_name, state;
    struct score average; /* of its own x, 0..1 */
    struct score mean, posterior, factor;
    struct score base, value; /* before and after; unscored packages: one point a million baht of the newest amounts */
    struct str factor_text;       /* 1.033333 */
    struct str sum_text;          /* of x, exact: for whoever computes it again */
};
extern const struct row_type evidence_effect_type;
/* Packages of the year that compete or would, and have results, by package id. None: no result counts. */
MUST_CHECK bool evidence_of_year(struct db *db, struct arena *a, int64_t year, enum lang lang, struct rows *ret,
                                 struct evidence_city *ret_city, struct err *e);
/* The effect of one package, by its id among those of evidence_of_year(); factor 1 when it has none. */
const struct evidence_effect *evidence_find(const struct rows *effects, int64_t package_id);

struct evidence_result {
    int64_t package_id;
    struct str code, kind, name, agency_name; /* kind: indicator, evaluation; code: its page's */
    int64_t year;
    struct str via;       /* goal, named, project */
    struct str past_code; /* the package it comes from; the package's own code when it is its own */
    struct score percent;
    struct score x; /* cut to 0..1 */
    struct str path;
};
extern const struct row_type evidence_result_type;
struct evidence_own {
    struct evidence_effect effect; /* factor 1 without results; no figures when the city has none */
    struct rows results;           /* of evidence_result, newest year first */
    struct evidence_city city;
};
/* One package: at most four statements. A draft sees what it would have; one that does not compete (withdrawn, opened in
 * execution) has no results, as in bulk. */
MUST_CHECK bool evidence_of_package(struct db *db, struct arena *a, int64_t package_id, int64_t year, enum lang lang,
                                    struct evidence_own *ret, struct err *e);
/* "12.40 = 12.00 x 1.033: 3 results of 2563-2565, ..": one sentence; empty when there are no results. */
struct str evidence_sentence(struct arena *a, const struct evidence_effect *x, const struct evidence_city *c, enum lang lang);

/* An indicator named for a package by hand, or taken away again. Permission PERM_VERIFY of the city, or PERM_REQUEST_WRITE of
 * the package's agency while it is DRAFT or RETURNED, and then only an indicator of that agency. ERR_NOT_FOUND, ERR_DUPLICATE, ERR_SCOPE, ERR_STATE. */
MUST_CHECK bool evidence_name(struct act *by, int64_t year, struct str package_code, struct str indicator_code,
                              int64_t indicator_year, bool on, struct err *e);

#endif
