/* indicator_year.h - an indicator in a fiscal year (ตัวชี้วัดประจำปี): who reports it, how and when, its targets by
 * quarter, the steps of a milestone, who owns its rule and score.
 *
 * An indicator (indicator.h) holds its wording and targets as dated versions, decided by another person. Its profile says
 * the rest, keyed (indicator_id, year): an indicator of a plan serves several years. `stable` is the identity across years
 * (carry-no-debt is number 3 in FY2564 and 2 in FY2565); code and number are that year's. Decimals are millionths. */
#ifndef PBIS_PERFORM_INDICATOR_YEAR_H
#define PBIS_PERFORM_INDICATOR_YEAR_H

#include "base/row.h"
#include "city/actor.h"

enum { INDICATOR_YEAR_PAGE = 100, INDICATOR_STEPS = 20 };

struct indicator_year {
    int64_t indicator_id, year, agency_id, division, version;
    struct str code, number, stable;
    struct str level, kind; /* of the indicator: plan key_result kpi; outcome output */
    struct str name_th, name_en, unit_word, direction; /* of the wording in force on the year's last day */
    struct str agency_code, agency_name;
    struct str work;    /* strategic mission base */
    struct str collect; /* value ratio steps measure given */
    struct str measure; /* word of measure.def when collect is measure */
    struct str cycle;   /* month quarter year */
    struct str owner;   /* civil_service system_office strategy */
    struct str definition, formula, source;
    struct str target_in; /* unit percent level */
    bool paper;           /* each period's figures need a paper */
    int64_t places;       /* decimals that are printed */
    bool has_target;      /* of the whole year */
    struct score target;  /* SCORE_MISSING when there is none */
    struct str last_state; /* of the newest reading that came, else of the first that is due; empty = none is asked */
    int64_t last_period, late, flagged, waiting; /* readings: past their day, flagged, sent and not verified */
};
extern const struct row_type indicator_year_type;

struct indicator_year_filter {
    int64_t year, agency_id; /* 0 = all agencies */
    struct str work, owner;  /* empty = all */
    struct str show;         /* all late flagged waiting missing */
    struct str text;         /* in its name, code or number; empty = all */
    struct date today;
    int64_t after;           /* indicator_id of the last row shown; 0 = from the start */
    int64_t limit;           /* 0: INDICATOR_YEAR_PAGE + 1, which says that there are more */
};
MUST_CHECK bool indicator_year_list(struct db *db, struct arena *a, const struct indicator_year_filter *f,
                                    struct rows *ret, struct err *e);
MUST_CHECK bool indicator_year_get(struct db *db, struct arena *a, int64_t year, struct str code, struct date today,
                                   struct indicator_year *ret, struct err *e);
/* The same indicator in every year there is, oldest first. */
MUST_CHECK bool indicator_year_history(struct db *db, struct arena *a, struct str stable, int64_t agency_id,
                                       struct date today, struct rows *ret, struct err *e);

/* Those of the indicator with this code in `year`, and it alone among them (*ret->is). ERR_NOT_FOUND {what}. */
struct indicator_years {
    struct rows rows;
    const struct indicator_year *is;
};
MUST_CHECK bool indicator_year_alike(struct db *db, struct arena *a, int64_t year, struct str code, struct date today,
                                     struct indicator_years *ret, struct err *e);

struct indicator_target {
    int64_t indicator_id, year, quarter; /* 0 = the whole year */
    struct score target;
};
extern const struct row_type indicator_target_type;
/* By quarter, the whole year first. */
MUST_CHECK bool indicator_targets(struct db *db, struct arena *a, int64_t indicator_id, int64_t year, struct rows *ret,
                                  struct err *e);

struct indicator_step {
    int64_t step;
    struct str name_th, name_en, needs; /* the evidence it needs, in words */
    struct str source, arg;             /* evidence.def: file none integrated circular survey ... */
    bool proved;                        /* that evidence is there */
};
extern const struct row_type indicator_step_type;
MUST_CHECK bool indicator_steps(struct db *db, struct arena *a, int64_t indicator_id, int64_t year, struct rows *ret,
                                struct err *e);

/* ---- writing ---- */

/* The strategy office, whoever keeps indicators (PERM_VERIFY, PERM_GOAL) for the city, imports; an agency's people
 * (PERM_RESULT) for an indicator of theirs. */
bool indicator_year_may_write(const struct actor *who, int64_t agency_id, int64_t division);

struct indicator_year_new {
    int64_t indicator_id, year, version; /* version 0: no profile yet */
    int64_t agency_id;                   /* 0: the indicator's own */
    struct str stable, number, work, collect, measure, cycle, owner, definition, formula, source, target_in;
    bool paper;
    int64_t places;
    bool has[5]; /* targets: of the year, quarters 1-4 */
    struct score target[5];
    const struct indicator_step *step; /* collect is steps: step 1.. in order */
    size_t steps;
    struct str reason; /* needed once a target that was there changes */
};
/* Keeps the profile, its targets and steps, and makes the readings that its cycle asks for (those nobody has begun follow
 * a change of the cycle). ERR_NOT_FOUND, ERR_BAD_CHOICE, ERR_REQUIRED, ERR_TOO_LONG, ERR_DUPLICATE {field, value},
 * ERR_STALE, ERR_INDICATOR_AGENCY {code} (nobody reports it), ERR_FORBIDDEN, ERR_SCOPE. */
MUST_CHECK bool indicator_year_set(struct act *by, const struct indicator_year_new *n, struct err *e);

/* Copies the indicators of `from` into `to` by stable id: wording, profile, steps and needs; no result and no evidence; the
 * targets of the new year where the wording gives them (target2, target3), else none. What is there already stays.
 * agency_id 0 = all (PERM_VERIFY or PERM_GOAL for the city); *ret_made counts. ERR_BAD_YEAR, ERR_NOTHING. */
MUST_CHECK bool indicator_year_copy(struct act *by, int64_t from, int64_t to, int64_t agency_id, int64_t *ret_made,
                                    struct err *e);

#endif
