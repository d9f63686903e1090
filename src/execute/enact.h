/* enact.h - a draft becomes the ordinance: the newest stage of each line becomes its enacted amount, and each line with
 * money opens its ledger account by APPROPRIATE (SOURCE -> UNALLOTTED) with the authority COUNCIL:year-number. */
#ifndef PBIS_EXECUTE_ENACT_H
#define PBIS_EXECUTE_ENACT_H

#include "base/row.h"
#include "city/actor.h"

struct enactment {
    int64_t year, number; /* 0 = the annual ordinance, 1.. = supplementary */
    int64_t lines;        /* lines with an enacted amount > 0 */
    int64_t packages;     /* packages of the ordinance */
    int64_t left_out;     /* packages that were never submitted, were returned or withdrawn, not funded */
    int64_t linked;       /* lines whose past was linked by it (plan/lineage.h) */
    struct money total;
    struct money regular;    /* รายจ่ายประจำ: from the year's own money */
    struct money special;    /* รายจ่ายพิเศษ: from the accumulated fund (fund ACC) */
    struct money commercial; /* of the total, what BMA Commerce has */
    struct date on_date;
    struct str authority, by_user;
    struct when at;
};
extern const struct row_type enactment_type;

/* The annual ordinance. Packages that were submitted, accepted or funded are enacted; every event of the cycle from
 * where it stands (GOVERNOR or later) to IN_FORCE is recorded. ERR_STAGE unless the cycle allows it, ERR_ALREADY,
 * ERR_NOTHING. Permission PERM_ENACT, city. */
MUST_CHECK bool enact_year(struct act *by, int64_t year, struct enactment *ret, struct err *e);
/* Any ordinance of the year: 0 = enact_year; a supplementary one that the Council has passed (PASSED or later). */
MUST_CHECK bool enact_ordinance(struct act *by, int64_t year, int64_t number, struct enactment *ret,
                                struct err *e);
/* What was enacted of a year, by number. */
MUST_CHECK bool enactment_list(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e);

#endif
