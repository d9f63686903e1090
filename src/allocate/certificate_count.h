/* certificate_count.h - arithmetic that the files of the certificate share. */
#ifndef PBIS_ALLOCATE_CERTIFICATE_COUNT_H
#define PBIS_ALLOCATE_CERTIFICATE_COUNT_H

#include <stdint.h>

#include "allocate/instance.h"

static inline int64_t power_of_ten(unsigned n)
{
    int64_t x = 1;

    while (n--)
        x *= 10;
    return x;
}

/* Of all values; 1 when every value is 0. */
static inline int64_t common_divisor(const struct instance *in)
{
    int64_t g = 0;

    for (size_t i = 0; i < in->npackage; i++) {
        int64_t x = in->package[i].value;

        for (x = x < 0 ? -x : x; x;) {
            int64_t r = g % x;

            g = x;
            x = r;
        }
    }
    return g ? g : 1;
}

#endif
