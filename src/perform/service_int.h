/* service_int.h - what the files of service agreements share; private to perform/service_agreement*.c. */
#ifndef PBIS_PERFORM_SERVICE_INT_H
#define PBIS_PERFORM_SERVICE_INT_H

#include "perform/service_agreement.h"

/* The ledger's money of an output by decision unit and word of counting. */
struct unit_cost {
    int64_t unit_id;
    struct str unit_word, name;
    struct money cost;
};
MUST_CHECK bool service_costs(struct db *db, struct arena *a, const struct service_agreement *x, struct rows *ret,
                              struct err *e);
const struct unit_cost *service_cost_of(const struct rows *costs, int64_t unit_id, struct str unit_word);

#endif
