/* enact.h - the draft becomes the ordinance: the newest stage of each line becomes its enacted
 * amount, and each line with money opens its ledger account by APPROPRIATE (SOURCE -> UNALLOTTED). */
#ifndef PBIS_EXECUTE_ENACT_H
#define PBIS_EXECUTE_ENACT_H

#include "base/money.h"
#include "city/actor.h"

struct enact_result {
    int64_t lines;    /* lines with an enacted amount > 0 */
    int64_t packages; /* packages of the ordinance */
    int64_t
        left_out; /* packages that were never submitted, were returned or withdrawn, not funded */
    struct money total;
};
/* Packages that were submitted, accepted or funded are enacted; every event of the cycle from where
 * it stands (GOVERNOR or later) to IN_FORCE is recorded. ERR_STAGE unless the cycle allows it, ERR_ALREADY, ERR_NOTHING. Permission PERM_ENACT, city. */
MUST_CHECK bool enact_year(struct act *by, int64_t year, struct enact_result *ret, struct err *e);

#endif
