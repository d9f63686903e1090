/* warrant_int.h - private to execute/warrant*.c. */
#ifndef PBIS_EXECUTE_WARRANT_INT_H
#define PBIS_EXECUTE_WARRANT_INT_H

#include "execute/contract_int.h"
#include "execute/warrant.h"

/* A warrant's text, checked: what it is of, its sums, and what its lines pay. */
struct warrant_draft {
    struct warrant_new n;
    struct money charge, net;
    int64_t contract_id, change_number, refund_of_id;
    struct str ref;
    struct warrant_part part[WARRANT_PARTS_MAX];
    struct warrant_instalment instalment[CONTRACT_INSTALMENTS_MAX];
};
/* own_id: of the warrant that is written again, else 0. */
MUST_CHECK bool warrant_check(struct act *by, const struct warrant_new *n, int64_t own_id,
                              struct warrant_draft **ret, struct err *e);

/* One line's posting of a warrant. */
struct warrant_posting {
    struct str code, kind, ref, number, approved_by;
    struct date on;
};
struct posting warrant_posting(struct arena *a, const struct warrant_posting *w, int64_t line_id,
                               struct money amount);
MUST_CHECK bool warrant_post_check(struct act *by, const struct warrant_posting *w,
                                   const struct warrant_part *part, size_t n, struct err *e);

#endif
