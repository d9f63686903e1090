/* demo_fill.h - units, packages and lines of the demonstration city, written through plan/bulk.h. */
#ifndef PBIS_EXCHANGE_DEMO_FILL_H
#define PBIS_EXCHANGE_DEMO_FILL_H

#include "exchange/demo_city.h"

struct demo_filled {
    int64_t packages, lines;
    int64_t *asked;     /* by agency, satang after review, packages that compete */
    int64_t *mandatory; /* by agency, satang of what must be funded */
};

/* packages: about how many to make (7,000 is the default key). asked: submitted, nothing reviewed. */
MUST_CHECK bool demo_fill(struct act *by, const struct demo_city *c, int64_t packages,
                          bool asked, struct demo_filled *ret, struct err *e);

#endif
