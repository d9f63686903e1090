/* reconcile_int.h - private to reconcile*.c: what an entry adds to a kind of record. */
#ifndef PBIS_EXECUTE_RECONCILE_INT_H
#define PBIS_EXECUTE_RECONCILE_INT_H

#include "execute/ledger.h"
#include "execute/record.h"

struct moved {
    int64_t line_id, to_line_id;
    int64_t from_bucket, to_bucket;
    struct money amount;
};
/* What `m` adds to the kind on the line it leaves and on the line it reaches (the same line mostly). */
void reconcile_adds(enum record_kind k, const struct moved *m, struct money *ret_from, struct money *ret_to);

#endif
