/* rule.h - a scoring rule (เกณฑ์การให้คะแนน) of an indicator in a year, and what it makes of a fact.
 *
 * Pure: no store, no clock, no float. Four modes:
 *   step       the band that holds the value gives level, per cent and points;
 *   linear     bands are knots (value `lo` at `level`); between two knots level, per cent and
 *              points are interpolated, beyond the ends they stay at the end's (DOMAIN.md 6.8);
 *   milestone  steps. RULE_CONSECUTIVE: level = steps done one after the other from the first; a
 *              later one counts only when the gap closes (6.3). RULE_WEIGHTED: per cent = sum of
 *              weight x completion (6.5). RULE_FIVE_HUNDRED: the same with each step scored 0-500
 *              and the sum divided by five, the printed "/5" as it can be meant;
 *   ratio      per cent = value / target x 100, at most `cap`; direction down: target / value.
 * Without table points they are per cent x weight / 100, 3 decimals half up (91.572 -> 9.157).
 * A ratio fact's value is numerator / denominator x 100. Comparison is exact; it is rounded first
 * only when `places` >= 0. With exact_zero a value that is not zero never counts as zero, however
 * it rounds (0.004 % is not 0). A fact without data, a denominator of zero and a band that the
 * document does not state are answers of their own, never a silent zero. */
#ifndef PBIS_PERFORM_RULE_H
#define PBIS_PERFORM_RULE_H

#include "base/row.h"

struct arena;
struct err;
struct jw;

enum { RULE_BANDS = 10, RULE_STEPS = 20, RULE_NOTES = 10, RULE_NOT_ROUNDED = -1,
       RULE_PLACES_MAX = 6 };
enum rule_mode { RULE_STEP, RULE_LINEAR, RULE_MILESTONE, RULE_RATIO };
enum rule_direction { RULE_UP, RULE_DOWN, RULE_ZERO };
enum rule_counting { RULE_CONSECUTIVE, RULE_WEIGHTED, RULE_FIVE_HUNDRED };
/* How a gap that a printed table leaves between two bands was read. */
enum rule_reading { RULE_AS_WRITTEN, RULE_RIGHT_CLOSED, RULE_LEFT_CLOSED };

struct rule_band {
    int64_t level;
    bool has_lo, has_hi, lo_incl, hi_incl;
    bool known; /* false: "not in the document": matches nothing, gives not_in_document */
    struct score lo, hi, percent, points;
    struct str needs, needs_en; /* the evidence this level names */
    struct str printed;         /* the bounds as the document prints them */
};

/* In millionths: no bound or target is larger than a thousand million, no per cent, points or weight
 * larger than a million; so nothing that is reckoned from them overflows. */
#define RULE_VALUE_MAX  INT64_C(1000000000000000)
#define RULE_POINTS_MAX INT64_C(1000000000000)

/* What a reader must know: a contradiction of the document and how it was settled. */
struct rule_note {
    struct str th, en;
};

struct rule {
    struct str indicator;
    int64_t year, version;
    enum rule_mode mode;
    enum rule_direction direction;
    struct rule_band band[RULE_BANDS];
    size_t bands;
    bool exact_zero;
    bool has_target, has_cap;
    struct score target, cap;
    struct score weight; /* points at 100 per cent where no table says them; 0 = none */
    int64_t places;      /* of value and per cent; RULE_NOT_ROUNDED: compared unrounded */
    enum round_mode round;
    struct str no_data; /* "unscored" (or empty): left out of totals; "zero": counts as 0 */
    enum rule_counting counting;
    int64_t step_bp[RULE_STEPS]; /* weights of steps in basis points, sum 10,000 */
    size_t steps;
    enum rule_reading reading;
    struct str source; /* the document that states it */
    struct rule_note note[RULE_NOTES];
    size_t notes;
};

enum fact_kind { FACT_NO_DATA, FACT_VALUE, FACT_RATIO, FACT_STEPS };
struct fact {
    enum fact_kind kind;
    struct score value;
    int64_t numerator, denominator;
    bool hundredths; /* of both, as people read them: satang of baht; the value is the same */
    int64_t step_bp[RULE_STEPS]; /* 0..10000 done */
    size_t steps;
};

struct rule_score {
    struct score value, level, percent, points; /* level 0: none reached, or the mode has none */
    struct str why; /* empty: scored; else no_data no_base not_in_document (a literal) */
};

/* ERR_RULE_FACT {field, why}: the fact is not one for this rule (steps against a value, a step
 * that is not there, a negative value below every band, a denominator below zero, a number too
 * large). ERR_RULE_GAP {value}: no band holds it, the rule is not lint-clean. */
MUST_CHECK bool rule_eval(const struct rule *r, const struct fact *f, struct rule_score *ret,
                          struct err *e);
/* Per cent x weight / 100, three decimals half up: 91.572 of 10 -> 9.157. */
struct score rule_weighted(struct score percent, struct score weight);

/* Every step of the arithmetic, for a person: rows of rule_trace_type. It shows the failure too. */
struct rule_trace {
    int64_t n;
    struct str step, detail; /* in `lang` */
};
extern const struct row_type rule_trace_type;
void rule_explain(const struct rule *r, const struct fact *f, enum lang lang, struct arena *a,
                  struct rows *ret);
/* The bounds of a band: "0 < v ≤ 2". */
struct str rule_band_text(struct arena *a, const struct rule_band *b);

/* What is wrong with a rule. True: nothing stops its publishing (notes may still stand). */
struct rule_finding {
    struct str word;
    int64_t level; /* of the band it names; 0 = of the rule */
    bool stops;
    struct str th, en;
};
extern const struct row_type rule_finding_type;
MUST_CHECK bool rule_lint(const struct rule *r, struct arena *a, struct rows *ret);

/* Reads the gaps between neighbouring bands: right-closed gives the gap (and a bound that both
 * leave out) to the lower band, left-closed to the upper one. Bounds that meet stay as written. */
void rule_close(struct rule *r, enum rule_reading how);

/* The table's row of a level; NULL when it has none or it is not known. */
const struct rule_band *rule_band_of(const struct rule *r, int64_t level);
/* "Level 5" as per cent and back, by the table; false when no known row says it. */
MUST_CHECK bool rule_percent_of(const struct rule *r, int64_t level, struct score *ret);
MUST_CHECK bool rule_level_of(const struct rule *r, struct score percent, int64_t *ret);
/* The highest points of the rule: the table's, else the weight. */
struct score rule_full_points(const struct rule *r);

/* JSON (docs/formats/rule.md). Errors: ERR_BAD_JSON, ERR_JSON_SHAPE {path, expected}, ERR_BAD_FIELD
 * {field}, ERR_BAD_NUMBER {field, value}, ERR_BAD_CHOICE {field, value, expected}, ERR_LIMIT. Texts
 * live in `a`. A rule that is read is not linted. */
MUST_CHECK bool rule_parse(struct arena *a, struct str json, struct rule *ret, struct err *e);
MUST_CHECK bool fact_parse(struct arena *a, struct str json, struct fact *ret, struct err *e);
void rule_write(struct jw *w, const struct rule *r);
/* The canonical text without indicator, year and version: equal rules have equal texts. */
struct str rule_content(struct arena *a, const struct rule *r);
struct jr;
MUST_CHECK bool rule_read(const struct jr *n, struct rule *ret, struct err *e); /* texts in n's arena */
MUST_CHECK bool fact_read(const struct jr *n, struct fact *ret, struct err *e);
void rule_score_write(struct jw *w, const struct rule *r, const struct rule_score *s);

const char *rule_mode_word(enum rule_mode m);
const char *rule_direction_word(enum rule_direction d);
const char *rule_counting_word(enum rule_counting c);
const char *rule_reading_word(enum rule_reading r);
const char *rule_round_word(enum round_mode m);
/* The words that `field` (mode, direction, counting, reading, rounding, no_data) takes, in the order
 * of their enum; rule_word: ERR_BAD_CHOICE {field, value, expected}. */
size_t rule_word_count(const char *field);
const char *rule_word_at(const char *field, size_t i);
MUST_CHECK bool rule_word(struct str s, const char *field, int64_t *ret, struct err *e);

#endif
