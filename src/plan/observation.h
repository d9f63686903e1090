/* observation.h - observations of the Council and its committees (ข้อสังเกต) and what became of them.
 *
 * The Council's office records one with the agencies it speaks to; a vote (subject observation:CODE) adopts or
 * rejects it. From then on each agency follows it up: a person, a day, notes that are never changed, and
 * a state: open, doing, done, not_done with the reason. Next year's committee reads the report
 * (document/statement.h), and the agency's next request shows what is open. */
#ifndef PBIS_PLAN_OBSERVATION_H
#define PBIS_PLAN_OBSERVATION_H

#include "base/row.h"
#include "city/actor.h"

enum { OBSERVATION_AGENCIES = 80, OBSERVATION_PAGE = 50 };

struct observation {
    int64_t id, version, year, ordinance, number;
    struct str code; /* 2566-0-OB001 */
    struct str source, committee, body, state, vote_code, reason, made_by;
    struct when made, decided;
    int64_t agencies, open, doing, done, not_done, late; /* of its agencies; late: past their day */
};
extern const struct row_type observation_type;

struct observation_part {
    int64_t observation_id, agency_id, division, version, year;
    struct str code, body, agency_code, agency_name, owner_user, state;
    struct date due;
    bool late;
    struct str newest; /* the newest note */
    struct when at;
};
extern const struct row_type observation_part_type;

struct observation_note {
    struct str agency_code, agency_name, state, body, by_user, full_name, capacity;
    struct when at;
};
extern const struct row_type observation_note_type;

/* ---- reading ---- */
struct observation_filter {
    int64_t year, ordinance; /* ordinance -1 = all */
    int64_t agency_id;       /* 0 = all */
    int64_t after;           /* number of the last row shown */
    struct str state;        /* of the observation; "open": adopted with an agency that is not finished; empty = all */
};
/* By number, OBSERVATION_PAGE rows. */
MUST_CHECK bool observation_list(struct db *db, struct arena *a,
                                 const struct observation_filter *f, struct rows *ret,
                                 struct err *e);
MUST_CHECK bool observation_get(struct db *db, struct arena *a, struct str code,
                                struct observation *ret, struct err *e);
MUST_CHECK bool observation_parts(struct db *db, struct arena *a, int64_t observation_id,
                                  struct rows *ret, struct err *e);
MUST_CHECK bool observation_notes(struct db *db, struct arena *a, int64_t observation_id,
                                  struct rows *ret, struct err *e);
/* Every agency's part of the adopted ones of a year, by number and agency: the report. */
MUST_CHECK bool observation_report_rows(struct db *db, struct arena *a, int64_t year,
                                        int64_t ordinance, struct rows *ret, struct err *e);
/* An agency's, adopted in the three years before `year`, unfinished first: what its request answers to. */
MUST_CHECK bool observation_carried(struct db *db, struct arena *a, int64_t year,
                                    int64_t agency_id, struct rows *ret, struct err *e);

bool observation_may_follow(const struct actor *who, const struct observation_part *p);
bool observation_may_assign(const struct actor *who, const struct observation_part *p);

/* ---- writing; ERR_STALE, ERR_STATE ---- */
struct observation_new {
    int64_t year, ordinance;
    struct str source, committee, body;
    const struct str *agency; /* codes; at least one */
    size_t agencies;
    struct date due; /* none = no day yet */
};
/* PERM_COUNCIL, city. ERR_REQUIRED {body, agency}, ERR_NOT_FOUND, ERR_DUPLICATE {agency}, ERR_BAD_CHOICE. */
MUST_CHECK bool observation_add(struct act *by, const struct observation_new *n,
                                struct str *ret_code, struct err *e);
/* By the vote on observation:CODE, whose result decides. ERR_NOTHING when there is none. */
MUST_CHECK bool observation_decide(struct act *by, struct str code, int64_t version, struct err *e);
/* Who follows it up and until when: PERM_COUNCIL, PERM_BILL, or the agency's head. */
struct observation_owner {
    struct str agency_code, user_name;
    int64_t version; /* of the part */
    struct date due;
};
MUST_CHECK bool observation_assign(struct act *by, struct str code,
                                   const struct observation_owner *o, struct err *e);
/* A note with the state from now on; not_done says why. One of the agency's people: ERR_SCOPE. */
struct observation_said {
    struct str agency_code, state, body;
    int64_t version;
};
MUST_CHECK bool observation_progress(struct act *by, struct str code,
                                     const struct observation_said *s, struct err *e);
/* Notices of what is due in the days of notice.remind_days or past its day; *ret counts. */
MUST_CHECK bool observation_warn(struct act *by, int64_t *ret, struct err *e);

#endif
