/* study_scan.c - what asking again costs: study_scan INSTANCE.json GAP POINTS
 *
 * Opens a study, solves the instance, then asks after one change each: a ceiling, a package's value, a package held in, one
 * held out; each question also cold, in a study of its own. Then POINTS totals from 60 to 100 per cent of what is asked,
 * warm. Prints one JSON object; processor seconds. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "allocate/study.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"

static double seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void stop(const struct err *e)
{
    fprintf(stderr, "study_scan: error %d\n", (int)e->code);
    exit(1);
}

static struct study *opened(struct arena *a, const struct instance *in, const struct study_options *o)
{
    struct err e = {0};
    struct study *s;

    if (!study_open(a, in, o, &s, &e))
        stop(&e);
    return s;
}

static double ask(struct study *s, const struct change *c, size_t n, struct solver_answer *ret)
{
    double began = seconds();
    struct err e = {0};

    if (!study_solve(s, c, n, ret, &e))
        stop(&e);
    return seconds() - began;
}

/* The dearest resource: the one with the largest ceiling. */
static uint32_t total_of(const struct instance *in)
{
    uint32_t best = 0;

    for (uint32_t r = 0; r < in->nresource; r++) {
        if (in->resource[r].has_max && in->resource[r].max > in->resource[best].max)
            best = r;
    }
    return best;
}

static uint32_t package_where(const struct instance *in, const bool *on, bool want)
{
    uint32_t p = (uint32_t)in->npackage / 3;

    while (p + 1 < in->npackage && (on[p] != want || in->package[p].forced || in->package[p].banned))
        p++;
    return p;
}

static void questions(struct arena *a, const struct instance *in, const struct study_options *o, struct study *s,
                      const bool *on)
{
    static const char *const name[] = {"ceiling", "value", "in", "out"};
    uint32_t total = total_of(in), out = package_where(in, on, false), kept = package_where(in, on, true);
    const struct change c[] = {
        {CHANGE_MAX, total, true, in->resource[total].max / 100 * 99},
        {CHANGE_VALUE, out, true, in->package[out].value / 10 * 15},
        {.kind = CHANGE_IN, .index = out},
        {.kind = CHANGE_OUT, .index = kept},
    };

    printf("\"questions\": [");
    for (size_t i = 0; i < sizeof c / sizeof c[0]; i++) {
        struct arena *own = arena_new();
        struct solver_answer warm, cold;
        double w = ask(s, &c[i], 1, &warm), k;
        int64_t value = warm.value, bound = warm.bound;
        double began = seconds();

        k = ask(opened(own, in, o), &c[i], 1, &cold);
        k = seconds() - began > k ? seconds() - began : k;
        printf("%s{\"change\": \"%s\", \"warm\": %.4f, \"cold\": %.4f, \"value\": %lld, \"bound\": %lld, "
               "\"cold_value\": %lld, \"cold_bound\": %lld}",
               i ? ", " : "", name[i], w, k, (long long)value, (long long)bound, (long long)cold.value,
               (long long)cold.bound);
        arena_free(own);
    }
    printf("]");
    (void)a;
}

static void frontier(const struct instance *in, struct study *s, int points)
{
    uint32_t total = total_of(in);
    double began = seconds(), gap = 0;
    int64_t asked = 0, before = 0, falls = 0;

    for (size_t p = 0; p < in->npackage; p++) {
        for (size_t u = 0; u < in->package[p].nuse; u++)
            asked += in->package[p].use[u].resource == total ? in->package[p].use[u].amount : 0;
    }
    for (int i = 0; i < points; i++) {
        struct change c = {CHANGE_MAX, total, true, asked / 1000 * (600 + 400 * i / points)};
        struct solver_answer x;
        double g;

        (void)ask(s, &c, 1, &x);
        if (x.status != SOLVER_ANSWER)
            continue;
        falls += x.bound < before; /* more money can never be worth less */
        before = x.value;
        g = (double)(x.bound - x.value) / (double)x.bound;
        gap = g > gap ? g : gap;
    }
    printf("\"frontier\": {\"points\": %d, \"seconds\": %.3f, \"worst_gap\": %.3g, \"falls\": %lld}", points, seconds() - began, gap,
           (long long)falls);
}

int main(int argc, char **argv)
{
    struct study_options o = {0};
    struct arena *a = arena_new();
    struct solver_answer x;
    struct instance in;
    struct study *s;
    struct err e = {0};
    struct str text;
    bool *on;
    double cold;

    if (argc != 4)
        return 2;
    o.gap = (int64_t)(strtod(argv[2], NULL) * 1e9);
    if (!file_read(a, argv[1], (size_t)64 << 20, &text, &e) || !instance_read(a, text, &in, &e))
        stop(&e);
    s = opened(a, &in, &o);
    cold = ask(s, NULL, 0, &x);
    on = ARENA_ARRAY(a, bool, in.npackage);
    for (size_t p = 0; p < in.npackage; p++)
        on[p] = x.on[p];
    printf("{\"packages\": %zu, \"first\": %.4f, ", in.npackage, cold);
    questions(a, &in, &o, s, on);
    printf(", ");
    frontier(&in, s, atoi(argv[3]));
    printf("}\n");
    arena_free(a);
    return 0;
}
