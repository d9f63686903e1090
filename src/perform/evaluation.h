/* evaluation.h - was a project worth its money, after its end (การประเมินความคุ้มค่า).
 *
 * One row a project (a package of an earlier or the running year) and evaluation: planned and actual cost, time, output and
 * outcome, benefits where they are money, scores by criteria (parameter evaluation.criteria: relevance, efficiency,
 * effectiveness, impact, sustainability, or others) each with its evidence, and lessons. An evaluator is not one of the
 * agency's own people, nor of an agency that its lines were moved to. States: draft -> reviewed -> published, both by persons
 * who neither opened it nor wrote in it; draft and reviewed may
 * be dropped, reviewed may go back to draft with a reason. What is published does not change. Its total enters next year's
 * packages (past_evidence.h) by lineage. [proposal: criteria after OECD-DAC; nothing in the seeds] */
#ifndef PBIS_PERFORM_EVALUATION_H
#define PBIS_PERFORM_EVALUATION_H

#include "base/row.h"
#include "city/actor.h"

enum { EVALUATION_CRITERIA = 12, EVALUATION_PAGE = 50 };
#define EVALUATION_NONE INT64_C(-1) /* a quantity that is not known */

struct evaluation {
    int64_t id, version, package_id, agency_id;
    struct str code;
    int64_t year, project_year;
    struct str package_code, title, agency_code, agency_name, state, evaluator;
    struct date ended_on, planned_end;
    int64_t late_days; /* 0 = in time or not known */
    struct money plan_cost, real_cost; /* MONEY_MISSING = not known */
    int64_t plan_output_milli, real_output_milli, plan_outcome_milli, real_outcome_milli; /* or EVALUATION_NONE */
    struct str output_unit, outcome_unit;
    struct money plan_benefit, real_benefit; /* MONEY_MISSING = not in money */
    struct str benefit_note, lessons;
    bool scored;        /* every criterion has its score */
    struct score total; /* per cent, weighted */
    struct str made_by, reviewed_by, published_by;
    struct when made, reviewed, published;
};
extern const struct row_type evaluation_type;

struct evaluation_score {
    struct str criterion, name;
    struct share weight;
    bool has;
    struct score percent;
    struct str evidence;
};
extern const struct row_type evaluation_score_type;
struct evaluation_event {
    struct when at;
    struct str event, to_state, by_user, reason;
};
extern const struct row_type evaluation_event_type;

/* What follows from the figures; MONEY_MISSING and `why` where there is nothing to divide by. */
struct evaluation_ratio {
    struct str name, planned, actual, unit;
    struct str ratio; /* exact decimal, 4 places half up; empty: see why */
    struct str why;   /* no_cost, no_benefit, no_plan, no_actual, zero */
};
extern const struct row_type evaluation_ratio_type;
/* cost, time, output, outcome (actual / planned), cost a unit of output, benefit / cost. */
MUST_CHECK bool evaluation_ratios(struct arena *a, const struct evaluation *x, enum lang lang, struct rows *ret,
                                  struct err *e);

struct evaluation_filter {
    int64_t year, agency_id; /* 0 = all */
    struct str state;        /* empty = all but dropped */
    int64_t package_id;      /* 0 = all */
    int64_t after;           /* id of the last row shown */
};
MUST_CHECK bool evaluation_list(struct db *db, struct arena *a, const struct evaluation_filter *f, struct rows *ret,
                                struct err *e);
MUST_CHECK bool evaluation_get(struct db *db, struct arena *a, struct str code, struct evaluation *ret, struct err *e);
MUST_CHECK bool evaluation_scores(struct db *db, struct arena *a, int64_t id, enum lang lang, struct rows *ret, struct err *e);
MUST_CHECK bool evaluation_events(struct db *db, struct arena *a, int64_t id, struct rows *ret, struct err *e);
/* Requests of later years that descend from the project. */
struct evaluation_next {
    int64_t year;
    struct str code, title, state;
};
extern const struct row_type evaluation_next_type;
MUST_CHECK bool evaluation_followers(struct db *db, struct arena *a, int64_t package_id, struct rows *ret, struct err *e);
/* Projects of a year with money paid that have no evaluation yet, dearest first. */
struct evaluation_due {
    int64_t package_id;
    struct str code, title, agency_code, agency_name;
    struct money paid;
};
extern const struct row_type evaluation_due_type;
MUST_CHECK bool evaluation_candidates(struct db *db, struct arena *a, int64_t year, int64_t limit, struct rows *ret,
                                      struct err *e);

/* Opens one on a package with its money as the ledger has it now and the criteria of today. PERM_VERIFY of the city, not of
 * the package's agency: ERR_OWN_AGENCY. ERR_NOT_FOUND, ERR_DUPLICATE (one open a package). */
MUST_CHECK bool evaluation_open(struct act *by, int64_t year, int64_t project_year, struct str package_code, struct str *ret_code,
                                struct err *e);

struct evaluation_change {
    int64_t version;
    struct str evaluator;
    struct date ended_on, planned_end;
    int64_t plan_output_milli, real_output_milli, plan_outcome_milli, real_outcome_milli;
    struct str output_unit, outcome_unit;
    struct money plan_benefit, real_benefit; /* MONEY_MISSING */
    struct str benefit_note, lessons;
    struct {
        struct str criterion, evidence;
        bool has;
        struct score percent;
    } score[EVALUATION_CRITERIA];
    size_t scores;
};
/* Draft only, its maker or another evaluator; money is read anew. ERR_STALE, ERR_STATE, ERR_OUT_OF_RANGE {field}, ERR_REQUIRED
 * {field} for a score without evidence, ERR_OWN_AGENCY. */
MUST_CHECK bool evaluation_save(struct act *by, struct str code, const struct evaluation_change *c, struct err *e);
/* event: review (nobody who wrote in it; every criterion scored, lessons written), return (reason), publish (the same), drop
 * (reason). ERR_SAME_PERSON, ERR_INCOMPLETE, ERR_STATE, ERR_REQUIRED, ERR_STALE. */
struct evaluation_move {
    struct str event, reason;
    int64_t version;
};
MUST_CHECK bool evaluation_move(struct act *by, struct str code, const struct evaluation_move *m, struct err *e);

#endif
