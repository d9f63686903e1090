/* subsidy.h - government subsidies (เงินอุดหนุนรัฐบาล, funds SUBG and SUBS): their own stream, with the national
 * calendar, purpose, conditions and matching share; what was asked, approved, received, spent and
 * returned, and whether its use was reported. They do not count in the city's own balanced budget.
 *
 * Each step is an event that stays; amounts of a subsidy are the sums of its events and never pass
 * the step before: approved <= requested, received <= approved, spent + returned <= received. */
#ifndef PBIS_PLAN_SUBSIDY_H
#define PBIS_PLAN_SUBSIDY_H

#include "base/row.h"
#include "city/actor.h"

enum subsidy_event_kind {
#define SUBSIDY_EVENT(id, word, th, en) id,
#include "plan/subsidy.def"
#undef SUBSIDY_EVENT
    SUBSIDY_EVENTS
};

struct subsidy_row {
    int64_t id, version;
    struct str code, agency_code, agency_name, fund_code, name, purpose, conditions;
    struct share matching; /* the city's part of the whole cost */
    struct money requested, approved, received, spent, returned;
    struct money left;           /* received, neither spent nor returned */
    struct money matching_money; /* what the city adds to what is approved, half up */
    bool reported;
    struct str status, made_by;
};
extern const struct row_type subsidy_row_type;

struct subsidy_event_row {
    struct str code, event;
    struct date on;
    struct money amount;
    struct str note, by_user;
    struct when at;
};
extern const struct row_type subsidy_event_row_type;

struct subsidy_step_row {
    struct str step, name;
    struct date due, done;
    struct str note;
    bool late; /* due has passed and it is not done; filled against a day */
};
extern const struct row_type subsidy_step_row_type;

/* What the city must add so that its share of the whole is `matching_bp`: approved x m / (1 - m). */
MUST_CHECK bool subsidy_matching(struct money approved, int64_t matching_bp, struct money *ret);

MUST_CHECK bool subsidy_list(struct db *db, struct arena *a, int64_t year, struct rows *ret,
                             struct err *e);
MUST_CHECK bool subsidy_events(struct db *db, struct arena *a, int64_t year, struct rows *ret,
                               struct err *e);
MUST_CHECK bool subsidy_steps(struct db *db, struct arena *a, int64_t year, struct date today,
                              struct rows *ret, struct err *e); /* all steps, set or not */

/* ---- writing: PERM_FISCAL, city ---- */
struct subsidy_new {
    int64_t year, agency_id, matching_bp;
    struct str fund_code, name, purpose, conditions, status;
};
MUST_CHECK bool subsidy_add(struct act *by, const struct subsidy_new *s, struct str *ret_code,
                            struct err *e);
/* ERR_OVERDRAWN {need, left} past the step before; ERR_REQUIRED for a report without its text;
 * ERR_STATE for a report before anything was received; ERR_STALE. */
struct subsidy_act {
    struct str code, event, note;
    int64_t version; /* -1 = whatever it is */
    struct date on;
    struct money amount; /* 0 for a report */
};
MUST_CHECK bool subsidy_event(struct act *by, const struct subsidy_act *x, struct err *e);
MUST_CHECK bool subsidy_step(struct act *by, int64_t year, const struct subsidy_step_row *s,
                             struct err *e);

#endif
