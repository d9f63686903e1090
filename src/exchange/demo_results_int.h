/* demo_results_int.h - private to exchange/demo_results*.c. */
#ifndef PBIS_EXCHANGE_DEMO_RESULTS_INT_H
#define PBIS_EXCHANGE_DEMO_RESULTS_INT_H

#include "exchange/demo_results.h"
#include "exchange/demo_table.h"

struct result_people {
    struct act officer, head, office, strategy, civil_service, permsec; /* acts of the same write */
    struct actor who[6];
};
#define RESULT_AGENCY STR("20000000")

MUST_CHECK bool demo_results_profile(const struct result_people *p, struct err *e);

#endif
