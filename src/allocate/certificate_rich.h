/* certificate_rich.h - rich statements (instance.h, struct spec) checked in their own words.
 *
 * What lowering made is recomputed from the statements and compared, so that a bound proved for the
 * plain core speaks of what was stated; and an answer is held against each statement itself: units
 * between low and high, their value and uses so many times over, a shared cost paid exactly when a
 * user is funded, how many of a group, what share of which money. Shares no code with lowering.
 *
 * Part of the certificate: nothing of the solver. */
#ifndef PBIS_ALLOCATE_CERTIFICATE_RICH_H
#define PBIS_ALLOCATE_CERTIFICATE_RICH_H

#include "allocate/certificate.h"

struct ids;

/* An answer as the result says it, and its sums by the plain core. */
struct rich_answer {
    const struct instance *in;
    const struct claim *claim;
    const struct ids *packages;
    const bool *on;      /* by package */
    const int64_t *used; /* by resource */
    int64_t value;
};

/* Is the plain core behind the given packages and resources what the statements make? */
void certificate_lowering(const struct instance *in, struct certificate *cert);
/* Does the answer keep each statement? */
void certificate_statements(const struct rich_answer *x, struct certificate *cert);

#endif
