/* rounds.h - what the scans of bench/ share: a clock, the order of times, and the end at an error. */
#ifndef PBIS_BENCH_ROUNDS_H
#define PBIS_BENCH_ROUNDS_H

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/err.h"

static inline long now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000L + t.tv_nsec;
}

/* For qsort() of longs. */
static inline int by_size(const void *p, const void *q)
{
    long x = *(const long *)p, y = *(const long *)q;

    return (x > y) - (x < y);
}

static inline void die(const struct err *e)
{
    fprintf(stderr, "%s: %s\n", err_word(e->code), e->detail);
    exit(1);
}

#endif
