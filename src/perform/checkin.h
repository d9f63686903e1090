/* checkin.h - check-ins (การรายงานความคืบหน้า) of key results and KPIs, and what they add up to.
 *
 * A check-in says, on a day, the value reached, how confident its owner is (0-100, or on track, at risk, off track), and
 * why. Progress is exact: from the baseline to the year's target in per cent, by direction; without a base, a target or
 * a check-in it is said so, never taken as zero. Roll-up goes by stated shares that add up to 100 % and only over
 * progress in per cent, so that unlike units are never averaged; values are rolled up only where every part has the
 * unit of the whole. What is not covered stays missing beside the share that is. A cycle is refused and named. */
#ifndef PBIS_PERFORM_CHECKIN_H
#define PBIS_PERFORM_CHECKIN_H

#include "base/row.h"
#include "city/actor.h"
#include "perform/indicator.h"

/* ---- progress ---- */

/* why: empty (progress is known) no_checkin no_base no_target no_weights unlike_units cycle */
struct progress {
    bool known;
    struct score percent; /* as it is: below 0 and above 100 can be */
    struct str why;
};
/* From base to target (exact decimals as text, empty = none) at `value`; half up at the sixth decimal. up, down: (value -
 * base) / (target - base); base = target is no base. zero: 100 at zero, else (base - value) / base. done: 100 once the
 * value reaches the target (1 when none is said), else 0. ERR_BAD_NUMBER {field, value}. */
MUST_CHECK bool progress_of(struct str direction, struct str base, struct str target, struct str value,
                            struct progress *ret, struct err *e);

/* ---- check-ins ---- */

struct checkin {
    int64_t id;
    struct date on_date;
    struct str value;
    int64_t confidence; /* -1: none said */
    struct str light, note, by_user, capacity;
    struct when at;
};
extern const struct row_type checkin_type;
/* Of one indicator in a year, newest first, at most 200. */
MUST_CHECK bool checkin_list(struct db *db, struct arena *a, int64_t indicator_id, int64_t year,
                             struct rows *ret, struct err *e);
struct checkin_new {
    struct indicator_key key; /* year: the fiscal year that it counts for */
    struct date on_date;
    struct str value, confidence, light, note;
};
/* PERM_RESULT in its agency, or PERM_VERIFY for the city. ERR_REQUIRED (neither value nor confidence nor light),
 * ERR_BAD_NUMBER, ERR_REAL_AHEAD, ERR_CHECKIN_YEAR, ERR_REQUIRED (note: off track says why). */
MUST_CHECK bool checkin_add(struct act *by, const struct checkin_new *n, struct err *e);
struct checkin_plan {
    int64_t version; /* 0: none yet, the usual cadence holds */
    struct str cadence; /* week month */
    struct date next_due;
};
extern const struct row_type checkin_plan_type;
MUST_CHECK bool checkin_plan_get(struct db *db, struct arena *a, int64_t indicator_id, int64_t year,
                                 struct checkin_plan *ret, struct err *e);
MUST_CHECK bool checkin_plan_set(struct act *by, const struct indicator_key *key,
                                 const struct checkin_plan *p, struct err *e);
/* Reminds the agencies whose check-ins are late (a pass of notices); *ret counts. */
MUST_CHECK bool checkin_warn(struct act *by, int64_t *ret, struct err *e);

/* ---- the cascade: goal, agency OKR, unit KPI ---- */

struct okr_node {
    int64_t id, depth, agency_id, division;
    struct str kind; /* goal objective indicator */
    struct str level; /* goal objective key_result kpi */
    struct str code, name_th, name_en, agency_code, agency_name, parent_code;
    struct str unit_word, direction, base_value, target, value;
    struct date value_on;
    int64_t confidence; /* -1: none */
    struct str light;
    bool known;
    struct score percent;
    struct share covered; /* how much of the weight under it has progress; 100 % for its own check-in */
    struct str why;
    struct share share; /* of its parent's roll-up; 0 = none */
    int64_t parts, no;  /* of its own roll-up, and the number of that set; 0 = none */
    struct str mode;    /* progress value; empty = no roll-up */
    struct share stated; /* what the parts add up to: 100 % */
    bool late;
    struct date due; /* of its next check-in */
};
extern const struct row_type okr_node_type;
struct okr_filter {
    int64_t year, agency_id; /* 0 = all */
    struct date as_of;
};
/* The tree of a year in its order: goals that objectives serve, objectives, key results, KPIs; six statements. */
MUST_CHECK bool okr_tree(struct db *db, struct arena *a, const struct okr_filter *f,
                         struct rows *ret, struct err *e);

/* ---- weights ---- */

struct rollup_part {
    struct str kind, code; /* goal objective indicator */
    int64_t share_bp;
};
struct rollup_new {
    int64_t year, no; /* no: of the set that was seen, 0 = none yet */
    struct str parent_kind, parent_code, mode, reason;
    const struct rollup_part *part;
    size_t parts;
};
/* States of what a progress is made: PERM_GOAL or PERM_VERIFY for the city, or for an objective or key result
 * PERM_RESULT_APPROVE in its agency. ERR_ROLLUP_WEIGHTS {value}, ERR_ROLLUP_CYCLE {path}, ERR_UNLIKE_UNITS {what, value,
 * expected}, ERR_DUPLICATE, ERR_NOT_FOUND, ERR_BAD_CHOICE, ERR_ROLLUP_EDGE, ERR_REQUIRED (reason), ERR_STALE. */
MUST_CHECK bool rollup_set(struct act *by, const struct rollup_new *n, struct err *e);
struct rollup_share {
    int64_t no;
    struct str mode, child_kind, child_code, child_name, reason, by_user;
    struct share share;
    struct when at;
};
extern const struct row_type rollup_share_type;
/* All sets of a parent, newest first. */
MUST_CHECK bool rollup_history(struct db *db, struct arena *a, int64_t year, struct str kind,
                               int64_t id, struct rows *ret, struct err *e);

/* ---- a quarter's end ---- */

/* Keeps the progress of every node as it stood at the quarter's last day; again with a reason. PERM_GOAL or PERM_VERIFY.
 * ERR_QUARTER_OPEN {quarter, date}, ERR_REQUIRED (reason). */
MUST_CHECK bool okr_close(struct act *by, int64_t year, int64_t quarter, struct str reason,
                          struct err *e);
struct okr_score {
    int64_t quarter, run;
    struct date as_of;
    bool known;
    struct score percent;
    struct share covered;
    struct str why, by_user;
    struct when at;
};
extern const struct row_type okr_score_type;
/* The newest run of each quarter of a year. */
struct okr_closing {
    int64_t quarter, run, nodes;
    struct date as_of;
    struct str reason, by_user;
    struct when at;
};
extern const struct row_type okr_closing_type;
MUST_CHECK bool okr_closings(struct db *db, struct arena *a, int64_t year, struct rows *ret,
                             struct err *e);
/* Of one goal, objective or indicator, newest first. */
MUST_CHECK bool okr_scores(struct db *db, struct arena *a, int64_t year, struct str kind, int64_t id,
                           struct rows *ret, struct err *e);

#endif
