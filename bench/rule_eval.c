/* rule_eval.c - one rule evaluation a fact, against the bare 128-bit comparisons that it cannot do without.
 *
 * usage: rule_eval EVALUATIONS. Prints: evaluations/s, bare/s, and a checksum of levels, equal for both. The rule is the
 * carry-over KPI of FY2565 (five bands, exact zero, rounded to 2 decimals); the facts are ratios of satang. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/err.h"
#include "base/exact.h"
#include "perform/rule.h"

enum { FACTS = 4096 };

static double seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static struct rule_band band(int64_t level, int64_t lo, int64_t hi, int ends)
{
    return (struct rule_band){.level = level, .known = true, .has_lo = true, .has_hi = hi > 0 || lo == hi,
                              .lo_incl = ends & 2, .hi_incl = ends & 1, .lo = {lo * 10000}, .hi = {hi * 10000},
                              .percent = {(50 + 10 * level) * 1000000}, .points = {(10 + 2 * level) * 1000000}};
}

int main(int argc, char **argv)
{
    struct rule r = {.mode = RULE_STEP, .direction = RULE_ZERO, .exact_zero = true, .places = 2, .bands = 5,
                     .band = {band(5, 0, 0, 3), band(4, 0, 200, 1), band(3, 200, 300, 1), band(2, 300, 400, 0),
                              band(1, 400, 0, 2)}};
    static struct fact fact[FACTS];
    long n = argc > 1 ? strtol(argv[1], NULL, 10) : 1000000;
    uint64_t s = 88172645463325252ULL;
    int64_t ours = 0, bare = 0;
    double began, t1, t2;

    for (size_t i = 0; i < FACTS; i++) {
        s ^= s << 13;
        s ^= s >> 7;
        s ^= s << 17;
        fact[i] = (struct fact){.kind = FACT_RATIO, .numerator = (int64_t)(s % 500000000000ULL),
                                .denominator = 9000000000000 + (int64_t)(s >> 40)};
    }
    began = seconds();
    for (long i = 0; i < n; i++) {
        struct rule_score got;
        struct err e;

        if (!rule_eval(&r, &fact[i % FACTS], &got, &e))
            return 1;
        ours += got.level.millionths / 1000000;
    }
    t1 = seconds() - began;
    /* The yardstick: round the ratio once, compare the lower bounds, by the same 128-bit functions. */
    began = seconds();
    for (long i = 0; i < n; i++) {
        const struct fact *f = &fact[i % FACTS];
        int64_t p = 0;

        if (!exact_mul_div(f->numerator, 10000, f->denominator, ROUND_HALF_UP, &p))
            return 1;
        bare += f->numerator == 0 ? 5 : exact_cmp_ratio(p, 1, 200, 1) <= 0 ? 4 : exact_cmp_ratio(p, 1, 300, 1) <= 0 ? 3
                : exact_cmp_ratio(p, 1, 400, 1) < 0 ? 2 : 1;
    }
    t2 = seconds() - began;
    printf("%.0f %.0f %s\n", (double)n / t1, (double)n / t2, ours == bare ? "same" : "DIFFERENT");
    return ours != bare;
}
