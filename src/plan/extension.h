/* extension.h - more time for one agency (ขยายเวลา), asked and allowed by name; agencies marked late or
 * excused; packages that came late (DOMAIN.md 9.3: accepted and marked). */
#ifndef PBIS_PLAN_EXTENSION_H
#define PBIS_PLAN_EXTENSION_H

#include "base/row.h"
#include "city/actor.h"

struct extension {
    int64_t id, year, agency_id, division, version;
    struct str code, step, step_th, step_en, agency_code, agency_th, agency_en;
    struct date until;
    struct str reason, asked_by, state; /* asked allowed refused */
    struct when asked;
    struct str decided_by, decided_why;
    struct when decided;
};
extern const struct row_type extension_type;
/* Newest first, of one agency or (0) of all. */
MUST_CHECK bool extension_list(struct db *db, struct arena *a, int64_t year, int64_t agency_id,
                               struct rows *ret, struct err *e);
MUST_CHECK bool extension_get(struct db *db, struct arena *a, struct str code,
                              struct extension *ret, struct err *e);

struct extension_new {
    int64_t year, agency_id;
    struct str step, reason;
    struct date until;
};
/* By the agency's head or collector. ERR_NOTHING for a step without a deadline, ERR_DATE_ORDER when
 * `until` is not after the day that holds, ERR_ALREADY when one is waiting, ERR_REQUIRED {reason}. */
MUST_CHECK bool extension_ask(struct act *by, const struct extension_new *n, struct str *ret_code,
                              struct err *e);
/* PERM_CYCLE, by another person than who asked (ERR_SAME_PERSON) and not one of the agency's people
 * (ERR_OWN_AGENCY); with a reason. ERR_STATE, ERR_STALE. */
MUST_CHECK bool extension_decide(struct act *by, struct str code, int64_t version, bool allow,
                                 struct str reason, struct err *e);

/* ---- what the office says of an agency that has not sent ---- */
/* mark: late, excused, none. PERM_CYCLE, with a reason. ERR_BAD_CHOICE. */
MUST_CHECK bool agency_mark_put(struct act *by, int64_t year, int64_t agency_id, struct str mark,
                                struct str reason, struct err *e);

/* ---- late packages ---- */
/* Called when a package is submitted for the first time: marks it when its day has passed. */
MUST_CHECK bool late_mark(struct act *by, int64_t year, int64_t package_id, int64_t agency_id,
                          struct err *e);
/* Days late of one package; 0 = in time. */
MUST_CHECK bool late_days(struct db *db, int64_t package_id, int64_t *ret, struct err *e);

#endif
