/* demo_results.h - a real published action plan inside the demonstration: the Budget Department's of FY2565 with its results of
 * FY2564 (data/demo_plan.csv and data/demo_result_*.csv). Names and figures are the original's; long prose is said shorter
 * in our own words. Everything goes through the functions of its owners, by the persons whose work it is. */
#ifndef PBIS_EXCHANGE_DEMO_RESULTS_H
#define PBIS_EXCHANGE_DEMO_RESULTS_H

#include "city/actor.h"

enum { DEMO_RESULTS_YEAR = 2565 };
/* Nothing when it is there already. `by` acts only where no person does (a new year). */
MUST_CHECK bool demo_results(struct act *by, struct err *e);

#endif
