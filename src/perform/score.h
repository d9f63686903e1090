/* score.h - scores of indicators (คะแนนตัวชี้วัด): computed for all indicators of a year at once, or given by the owner.
 *
 * A score is one row for ever with what it was made of: numerator and denominator (or value, or steps), the day, the rule's
 * version, the reading. Interim scores are made on any day; final ones are refused while something is open (score_open_rows).
 * An indicator that stands in several tables has one score. score_now (a view) is what counts: the newest final one,
 * else the newest that its owner gave, else the newest interim one. */
#ifndef PBIS_PERFORM_SCORE_H
#define PBIS_PERFORM_SCORE_H

#include "base/row.h"
#include "city/actor.h"

enum score_kind { SCORE_INTERIM, SCORE_FINAL };

/* ---- reading ---- */

struct score_row {
    int64_t id, indicator_id, year, agency_id, division; /* id 0: not scored yet */
    struct str code, stable, number, name, unit, agency_code, agency_name;
    struct str work, owner, collect; /* as indicator_year.h says */
    struct str kind;                 /* interim final given; empty: not scored yet */
    struct str basis;                /* none value ratio steps given */
    struct str why; /* empty: scored; else the state word (not_scored too), and the figures mean nothing */
    struct score value, level, percent, points;                 /* not shown: the texts say them, or nothing */
    struct str value_text, level_text, percent_text, points_text;
    struct score fact;
    int64_t numerator, denominator, places;
    struct str steps, measure; /* steps: basis points done, "10000,5000,0" */
    bool has_target;
    struct score target_value;
    struct str target, target_in; /* its text; unit percent level */
    int64_t rule_version, reading_id;
    bool has_other; /* the other reading of the definition: its denominator and what it gives */
    int64_t other_base;
    struct score other_value, other_level, other_points;
    bool no_rule; /* given: the rule behind it is not known */
    struct str source, by_user, run;
    struct date as_of;
    struct when at;
};
extern const struct row_type score_row_type;

struct score_filter {
    int64_t year, agency_id; /* 0: all */
    struct str show;         /* all scored unscored final given */
    int64_t after, limit;    /* indicator ids above `after`; limit 0: all */
};
/* The indicators of the year with the score that counts now, by agency's print order is the page's affair: by id. */
MUST_CHECK bool score_list(struct db *db, struct arena *a, const struct score_filter *f, struct rows *ret, struct err *e);
/* One indicator in a year. ERR_NOT_FOUND {what} when there is no such indicator. */
MUST_CHECK bool score_get(struct db *db, struct arena *a, int64_t indicator_id, int64_t year, struct score_row *ret,
                          struct err *e);
/* By the code it has in the year. */
MUST_CHECK bool score_find(struct db *db, struct arena *a, int64_t year, struct str code, struct score_row *ret, struct err *e);
/* Every score the indicator had in the year, newest first. */
MUST_CHECK bool score_trail(struct db *db, struct arena *a, int64_t indicator_id, int64_t year, struct rows *ret,
                            struct err *e);
/* What counts now in each year of the indicator with this stable id, oldest year first. */
MUST_CHECK bool score_history(struct db *db, struct arena *a, struct str stable, struct rows *ret, struct err *e);
/* The same of one agency: several may share a stable id. */
MUST_CHECK bool score_history_of(struct db *db, struct arena *a, struct str stable, int64_t agency_id, struct rows *ret,
                                 struct err *e);

struct score_part {
    int64_t no;
    struct str name;
    struct score amount;
};
extern const struct row_type score_part_type;
MUST_CHECK bool score_parts(struct db *db, struct arena *a, int64_t score_id, struct rows *ret, struct err *e);

/* The weighted score (ค่าคะแนนถ่วงน้ำหนัก) of an item: the points when its rule states them, else percent x weight / 100; three
 * decimals, half up (DOMAIN.md 6.1: 91.572 at weight 10 is 9.157). */
struct score score_weighted(struct score percent, struct score points, int64_t weight_bp);

/* By agency: how many of its indicators are scored, final, and why the rest is not. */
struct score_agency {
    int64_t agency_id, division;
    struct str agency_code, agency_name;
    int64_t indicators, scored, final_scores, given, no_data, no_rule, other_open;
};
extern const struct row_type score_agency_type;
MUST_CHECK bool score_agencies(struct db *db, struct arena *a, int64_t year, int64_t agency_id, struct rows *ret,
                               struct err *e);

struct score_run {
    int64_t id, year;
    struct str code, kind, agency_code, agency_name;
    struct date as_of;
    int64_t scored, unscored, kept, entry_seq;
    struct str by_user, capacity;
    struct when at;
};
extern const struct row_type score_run_type;
/* Newest first. */
MUST_CHECK bool score_runs(struct db *db, struct arena *a, int64_t year, int64_t limit, struct rows *ret, struct err *e);

/* The sentence of a state word; empty for an empty one. */
struct str score_state(struct str why, enum lang lang);

/* The fact that a score was made of, from what is stored with it (include perform/rule.h); false: its steps cannot be read. */
struct fact;
MUST_CHECK bool score_fact(const struct score_row *r, struct fact *ret);

/* Does every final score still recompute from what is stored with it, by the version of the rule it names? One line for each that
 * does not (at most 20); *ret_checked counts. `pbis check` asks. */
struct score_check {
    int64_t checked, wrong;
    struct str problem[20];
};
MUST_CHECK bool score_verify(struct db *db, struct arena *a, struct score_check *ret, struct err *e);

/* What stands in the way of final scores: reconciliation differences, flags without a second person, an open September. No
 * row: final scores may be made. */
struct score_open {
    struct str what; /* difference flag period */
    int64_t n;
    struct str address, sentence; /* of the page that has them; in the language asked for */
};
extern const struct row_type score_open_type;
MUST_CHECK bool score_open_rows(struct db *db, struct arena *a, int64_t year, enum lang lang, struct rows *ret, struct err *e);

/* ---- writing ---- */

struct score_asked {
    int64_t year, agency_id; /* 0: all agencies */
    struct date as_of;       /* final: the year's last day, whatever is asked; none: the caller's today */
    enum score_kind kind;
};
/* Computes without writing: one row an indicator as it would be stored, without its names (code, agency: score_list). At most
 * six statements and five a measure, whatever the number of indicators. *ret_kept: indicators left alone, because their owner
 * gave a score and there is nothing to compute. */
MUST_CHECK bool score_compute(struct db *db, struct arena *a, const struct score_asked *q, struct rows *ret, int64_t *ret_kept,
                              struct err *e);
/* Computes and stores. PERM_SCORE of the city. ERR_SCORE_OPEN {year, differences, flags, periods} for a final run while something is open;
 * ERR_NOTHING when the year has no indicators. */
MUST_CHECK bool score_run_do(struct act *by, const struct score_asked *q, struct score_run *ret, struct err *e);

/* The owner's own score (component 4, or one that was printed and whose rule is not known). */
struct score_given {
    int64_t indicator_id, year;
    struct date as_of;
    bool has_value;
    struct score value, percent; /* the result, and the score of 100; with parts percent is their sum */
    struct score_part part[9];
    size_t parts;
    bool no_rule;
    struct str source; /* where it stands: document, page, date */
};
/* Is this person one of the owner's (a role word)? The system is, for what was printed. */
bool score_may_give(const struct actor *who, struct str owner);
/* PERM_SCORE with the role of the indicator's owner (the system may give what was printed). ERR_SCORE_OWNER {owner}, ERR_REQUIRED
 * {source}, ERR_SCORE_RANGE {field, value}: below 0 or above 100, ERR_NOT_FOUND. */
MUST_CHECK bool score_give(struct act *by, const struct score_given *g, int64_t *ret_id, struct err *e);

#endif
