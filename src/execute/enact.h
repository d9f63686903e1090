/* enact.h - the draft becomes the ordinance: the newest stage of each line becomes its enacted
 * amount, and each line with money opens its ledger account by APPROPRIATE (SOURCE -> UNALLOTTED). */
#ifndef PBIS_EXECUTE_ENACT_H
#define PBIS_EXECUTE_ENACT_H

#include "city/actor.h"
#include "base/money.h"

struct enact_result {
    int64_t lines;   /* lines with an enacted amount > 0 */
    struct money total;
};
/* ERR_STAGE unless the cycle allows it, ERR_ALREADY, ERR_NOTHING. Permission PERM_ENACT, city. */
MUST_CHECK bool enact_year(struct act *by, int64_t year, struct enact_result *ret, struct err *e);

#endif
