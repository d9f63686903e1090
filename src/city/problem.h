/* problem.h - the register of problems by division (ทะเบียนปัญหา): what is wrong, how serious, what was done about
 * it, by whom and until when; steps 3 to 5 of the office's own KPI 1.
 *
 * The division's analysts and whoever sends surveys keep it; an agency's people may report one of their
 * own, which goes to the division of the agency. Every change is kept. */
#ifndef PBIS_CITY_PROBLEM_H
#define PBIS_CITY_PROBLEM_H

#include "base/row.h"
#include "city/actor.h"

struct problem {
    int64_t id, year, version;
    struct str code;
    int64_t division;                    /* 0 = the Budget System Office */
    struct str agency_code, agency_name; /* empty: of all */
    struct str survey;                   /* code of the survey it came from, or empty */
    struct str what, detail;
    int64_t weight;   /* 1 small .. 4 stops the work */
    struct str state; /* open solving solved kept (nothing can be done now) */
    struct str action, owner;
    struct date due, done;
    struct str made_by;
    struct when made;
    bool late; /* due before today and not done */
};
extern const struct row_type problem_type;
/* A year's, of a division (-1 = all) and state (empty = all), the worst first; at most 500. */
MUST_CHECK bool problem_list(struct db *db, struct arena *a, int64_t year, int64_t division,
                             struct str state, struct rows *ret, struct err *e);
MUST_CHECK bool problem_get(struct db *db, struct arena *a, struct str code, struct date today,
                            struct problem *ret, struct err *e);
struct problem_event {
    struct str state, note, by_user;
    struct when at;
};
extern const struct row_type problem_event_type;
MUST_CHECK bool problem_events(struct db *db, struct arena *a, int64_t problem_id, struct rows *ret,
                               struct err *e);
/* By division: the evidence of the steps. Six divisions and the office (0), also without problems. */
struct problem_count {
    int64_t division, problems, open, solving, solved, kept, late;
};
extern const struct row_type problem_count_type;
MUST_CHECK bool problem_counts(struct db *db, struct arena *a, int64_t year, struct date today,
                               struct rows *ret, struct problem_count *ret_total, struct err *e);

struct problem_new {
    int64_t year, division; /* division: of the agency's, when there is an agency and it is -1 */
    struct str agency_code, survey, what, detail;
    int64_t weight;
};
/* ERR_FORBIDDEN, ERR_SCOPE, ERR_REQUIRED, ERR_BAD_CHOICE, ERR_LIMIT {what, limit} (500 a year and
 * division). */
MUST_CHECK bool problem_add(struct act *by, const struct problem_new *n, struct str *ret_code,
                            struct err *e);
bool problem_may_keep(const struct actor *who, int64_t division);
struct problem_change {
    int64_t version, weight;
    struct str state, action, owner, note; /* owner: a user name or other words */
    struct date due, done;
};
/* By who keeps that division's. solved needs what was done and its day (today when none is given);
 * an owner that is a user gets a notice when it becomes theirs. ERR_STALE, ERR_REQUIRED. */
MUST_CHECK bool problem_change(struct act *by, struct str code, const struct problem_change *c,
                               struct err *e);

#endif
