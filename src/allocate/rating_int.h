/* rating_int.h - private to rating*.c. */
#ifndef PBIS_ALLOCATE_RATING_INT_H
#define PBIS_ALLOCATE_RATING_INT_H

#include "allocate/rating.h"

struct str rating_lang(enum lang lang);
/* Both scores together, 0..8, as more is better; settled >= 0 counts twice instead. */
int64_t rating_both(struct str direction, int64_t first, int64_t second, int64_t settled);
static inline int64_t rating_apart(int64_t first, int64_t second)
{
    return first > second ? first - second : second - first;
}

#endif
