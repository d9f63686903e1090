/* demo_results_int.h - private to exchange/demo_results*.c. */
#ifndef PBIS_EXCHANGE_DEMO_RESULTS_INT_H
#define PBIS_EXCHANGE_DEMO_RESULTS_INT_H

#include "city/agency.h"
#include "exchange/demo_results.h"
#include "exchange/demo_table.h"

struct result_people {
    struct act officer, head, office, strategy, civil_service, permsec; /* acts of the same write */
    struct actor who[6];
};
struct result_tables {
    struct demo_table kpi, step, component, activity;
    struct agency agency;
    struct str source;  /* which plan it is */
    int64_t *indicator; /* of each row of kpi */
};
#define RESULT_AGENCY STR("20000000")

MUST_CHECK bool demo_results_profile(const struct result_people *p, struct str *ret_source, struct err *e);
MUST_CHECK bool demo_results_kpi(const struct result_people *p, struct result_tables *t, struct err *e);
MUST_CHECK bool demo_results_scores(const struct result_people *p, const struct result_tables *t, struct err *e);
MUST_CHECK bool demo_results_agreement(const struct result_people *p, const struct result_tables *t, struct err *e);
MUST_CHECK bool demo_results_activity(const struct result_people *p, const struct result_tables *t, struct err *e);

#endif
