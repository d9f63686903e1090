/* reading_fact.h - the facts of a year's readings, for scores, and how one is made. */
#ifndef PBIS_PERFORM_READING_FACT_H
#define PBIS_PERFORM_READING_FACT_H

#include "perform/reading.h"
#include "perform/rule.h"

/* A row of reading_facts(). why: empty; no_data (nothing came, or so reported), no_base, no_evidence: fact.kind is then
 * FACT_NO_DATA. */
struct reading_fact {
    int64_t indicator_id, reading_id;
    struct fact fact;
    struct str why;
    bool has_paper; /* the figures have the paper of their period */
};

/* What a person or a file said of one period. `proved`: bit step - 1 of each step that has its evidence. */
struct reading_said {
    struct str kind, steps;
    struct score value;
    struct money numerator, denominator;
    int64_t proved;
    bool paper_missing;
};
void reading_fact_make(const struct reading_said *s, struct fact *ret, struct str *ret_why);
/* "10000,5000,0" as basis points; false when it is no such list. */
MUST_CHECK bool reading_steps_read(struct str s, int64_t ret[RULE_STEPS], size_t *ret_n);
/* numerator / denominator x 100 rounded half up, once, to so many decimals (at most 6); in millionths. */
MUST_CHECK bool reading_percent(int64_t numerator, int64_t denominator, unsigned places, struct score *ret);
/* Reads a result as people report it: `ระดับ 5`, `level 5`, `ร้อยละ 3.22`, `3.22 %`, `1,234.5`. *ret_in: level percent unit;
 * *ret_places: decimals that were written. ERR_READING_TEXT {value}. */
struct reported {
    struct str in;
    struct score value;
    unsigned places;
};
MUST_CHECK bool reading_reported_read(struct arena *a, struct str s, struct reported *ret, struct err *e);

/* The result and the flags of a reading, against its rule (NULL: there is none). */
struct reading_check {
    struct reading_said said;
    struct str reported;       /* may be empty */
    struct str target_in, collect;
    const struct rule *rule;
};
struct reading_sum {
    bool has_result;
    struct score result;
    struct str reported_in, flags, converted;
};
MUST_CHECK bool reading_check(struct arena *a, const struct reading_check *c, struct reading_sum *ret, struct err *e);

#endif
