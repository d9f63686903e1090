/* demo_fill.h - units, packages and lines of the demonstration city, written through plan/bulk.h. */
#ifndef PBIS_EXCHANGE_DEMO_FILL_H
#define PBIS_EXCHANGE_DEMO_FILL_H

#include "exchange/demo_city.h"

enum { LINE_CODE_MAX = 32 };

/* What a later body left of a line; kept across the scratch of filling. */
struct demo_cut {
    int64_t stage; /* enum stage */
    char line_code[LINE_CODE_MAX];
    struct str reason;
    struct money amount;
};

struct demo_filled {
    struct demo_cut *cut;
    size_t cuts, cut_cap;
    int64_t packages, lines;
    int64_t *asked;     /* by agency, satang after review, packages that compete */
    int64_t *mandatory; /* by agency, satang of what must be funded */
};

/* packages: about how many to make (7,000 is the default key). asked: submitted, nothing reviewed. */
MUST_CHECK bool demo_fill(struct act *by, const struct demo_city *c, int64_t packages,
                          bool asked, struct demo_filled *ret, struct err *e);

#endif
