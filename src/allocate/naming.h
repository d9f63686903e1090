/* naming.h - what people call a ceiling: the agency, the expenditure type, the side, the fund. */
#ifndef PBIS_ALLOCATE_NAMING_H
#define PBIS_ALLOCATE_NAMING_H

#include "allocate/scenario.h"

/* The names of a year, loaded once (one query) for many ceilings. */
struct naming {
    struct arena *a;
    struct rows names;
};
MUST_CHECK bool naming_load(struct db *db, struct arena *a, int64_t year, struct naming *ret,
                            struct err *e);
struct str ceiling_name(const struct naming *n, const struct ceiling_row *c, enum lang lang);

#endif
