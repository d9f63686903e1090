/* ceiling_codes.h - which ceilings there can be in a year; for ceiling.c and ceiling_file.c. */
#ifndef PBIS_PLAN_CEILING_CODES_H
#define PBIS_PLAN_CEILING_CODES_H

#include "city/class.h"
#include "plan/ceiling.h"

struct ceiling_codes {
    int64_t year;
    struct class_tree item, programme, fund;
    struct rows agencies; /* struct agency */
};
MUST_CHECK bool ceiling_codes_load(struct db *db, struct arena *a, int64_t year,
                                   struct ceiling_codes *ret, struct err *e);
/* Is there such a ceiling? ERR_BAD_CHOICE {field = dim, code or agency, value, expected},
 * ERR_AMOUNT_NEGATIVE, ERR_WHOLE_BAHT, ERR_AMOUNT_RANGE. */
MUST_CHECK bool ceiling_check(struct arena *a, const struct ceiling_codes *c,
                              const struct ceiling_put *p, struct err *e);

#endif
