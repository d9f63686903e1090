/* What would bring a package in or push it out, against trying everything. `test_why FROM COUNT` tries
 * other seeds than the ones every run tries. */
#include "unit.h"

#include <stdlib.h>

#include "allocate/solve.h"
#include "allocate/why.h"
#include "random_instance.h"

enum { MOST = 16 };
#define NOTHING INT64_MIN

static long seed_from = 1, seed_count = 150;

/* The best value with each package in, and out; by ceiling and package, how much it must grow. */
struct truth {
    int64_t best, in[MOST], out[MOST];
};

static int64_t value_of(const struct instance *in, uint32_t set)
{
    int64_t value = 0;

    for (size_t i = 0; i < in->npackage; i++)
        value += set >> i & 1 ? in->package[i].value : 0;
    return value;
}

static bool find_truth(const struct instance *in, struct truth *t)
{
    t->best = NOTHING;
    for (size_t i = 0; i < in->npackage; i++)
        t->in[i] = t->out[i] = NOTHING;
    for (uint32_t set = 0; set < UINT32_C(1) << in->npackage; set++) {
        int64_t value = value_of(in, set);

        if (!brute_feasible(in, set))
            continue;
        t->best = value > t->best ? value : t->best;
        for (size_t i = 0; i < in->npackage; i++) {
            int64_t *to = set >> i & 1 ? &t->in[i] : &t->out[i];

            *to = value > *to ? value : *to;
        }
    }
    return t->best != NOTHING;
}

/* By package: how much ceiling r must grow for a set with it to be worth `least`. */
static void find_growth(const struct instance *in, uint32_t r, int64_t least, int64_t *ret)
{
    struct alloc_resource keep = in->resource[r];

    for (size_t i = 0; i < in->npackage; i++)
        ret[i] = WHY_NONE;
    in->resource[r].has_max = false;
    for (uint32_t set = 0; set < UINT32_C(1) << in->npackage; set++) {
        int64_t used = 0;

        if (value_of(in, set) < least || !brute_feasible(in, set))
            continue;
        for (size_t i = 0; i < in->npackage; i++) {
            for (size_t k = 0; k < in->package[i].nuse && (set >> i & 1); k++)
                used += in->package[i].use[k].resource == r ? in->package[i].use[k].amount : 0;
        }
        used = used > keep.max ? used - keep.max : 0;
        for (size_t i = 0; i < in->npackage; i++) {
            if ((set >> i & 1) && used < ret[i])
                ret[i] = used;
        }
    }
    in->resource[r] = keep;
}

static int64_t threshold(const struct truth *t, const bool *on, int64_t value, size_t i)
{
    int64_t other = on[i] ? t->out[i] : t->in[i];

    return other == NOTHING ? WHY_NONE : other >= value ? 0 : value - other;
}

static void check_values(uint64_t seed, const struct instance *in, const struct truth *t,
                         const bool *on, const struct why *w)
{
    if (w->bound < t->best)
        fail_msg("seed %lu: bound %ld below the best, %ld", (unsigned long)seed, (long)w->bound,
                 (long)t->best);
    for (size_t i = 0; i < in->npackage; i++) {
        const struct why_package *x = &w->package[i];
        int64_t true_one = threshold(t, on, w->value, i);

        if (x->lo > true_one || x->hi < true_one)
            fail_msg("seed %lu, package %zu (%s): %ld to %ld, true %ld", (unsigned long)seed, i,
                     on[i] ? "in" : "out", (long)x->lo, (long)x->hi, (long)true_one);
        if (w->exact && (x->lo != true_one || (true_one != WHY_NONE && x->hi != true_one)))
            fail_msg("seed %lu, package %zu: exactly %ld to %ld, true %ld", (unsigned long)seed, i,
                     (long)x->lo, (long)x->hi, (long)true_one);
    }
}

static long ceilings_seen, ceilings_tight;

static void check_ceilings(uint64_t seed, const struct instance *in, const bool *on,
                           const struct why *w)
{
    int64_t growth[MOST];

    for (uint32_t r = 0; r < in->nresource; r++) {
        if (in->resource[r].has_max)
            find_growth(in, r, w->value, growth);
        for (size_t i = 0; i < in->npackage; i++) {
            const struct why_package *x = &w->package[i];

            for (size_t k = 0; k < x->nceiling; k++) {
                const struct why_ceiling *c = &x->ceiling[k];

                if (c->resource != r)
                    continue;
                assert_false(on[i]);
                ceilings_seen++;
                ceilings_tight += c->lo == c->hi;
                if (c->lo > growth[i] || c->hi < growth[i])
                    fail_msg("seed %lu, package %zu, ceiling %u: %ld to %ld, true %ld",
                             (unsigned long)seed, i, r, (long)c->lo, (long)c->hi, (long)growth[i]);
            }
        }
    }
}

/* Of the best answer and of a ranking's, which is worse. */
static void one_instance(uint64_t seed, struct arena *a, struct instance in)
{
    struct err e = {0};
    struct truth t;
    bool any = find_truth(&in, &t);

    if (!any)
        return;
    assert_true(instance_finish(a, &in, &e));
    for (int k = 0; k < 4; k++) {
        struct solve_options opt = {.mode = k & 1 ? SOLVE_MODE_RANK : SOLVE_MODE_OPTIMAL};
        struct solve_result r;
        struct why_task task = {.in = &in, .limits_only = k & 2};
        struct why w;

        assert_true(allocate_solve_here(a, &in, &opt, &r, &e));
        if (!solve_has_answer(&r))
            continue; /* a ranking may miss a floor */
        task.on = r.choice.on;
        task.proof = r.proof;
        assert_true(why_all(a, &task, &w, &e));
        assert_int_equal(w.value, r.value);
        assert_true(w.exact == !(k & 2));
        check_values(seed, &in, &t, r.choice.on, &w);
        check_ceilings(seed, &in, r.choice.on, &w);
    }
}

static void limits_enclose_the_truth_of_cities(void **state)
{
    (void)state;
    ceilings_seen = ceilings_tight = 0;
    for (long s = seed_from; s < seed_from + seed_count; s++) {
        struct arena *a = arena_new();

        one_instance((uint64_t)s, a, random_city(a, (uint64_t)s, 3 + (size_t)s % 2));
        arena_free(a);
    }
    assert_true(ceilings_seen > seed_count || seed_count < 20); /* or this test tries nothing */
    assert_true(ceilings_tight > 0 || seed_count < 20);
}

static void limits_enclose_the_truth_of_anything(void **state)
{
    (void)state;
    for (long s = seed_from; s < seed_from + seed_count; s++) {
        struct arena *a = arena_new();

        one_instance((uint64_t)s, a,
                     random_instance(a, (uint64_t)s, 6 + (size_t)s % 6, s % 3 == 0));
        arena_free(a);
    }
}

static int64_t optimum(struct arena *a, struct instance *in, struct solve_result *r)
{
    struct solve_options opt = {.gap = 0};
    struct err e = {0};

    assert_true(instance_finish(a, in, &e));
    assert_true(allocate_solve_here(a, in, &opt, r, &e));
    assert_true(solve_has_answer(r) && r->value == r->bound);
    return r->value;
}

/* The words that a page says, tried: the value moved by that much and solved again. */
static void what_is_said_comes_true(void **state)
{
    long tried = 0;

    (void)state;
    for (long s = seed_from; s < seed_from + seed_count; s++) {
        struct arena *a = arena_new();
        struct instance in = random_city(a, (uint64_t)s, 4);
        struct truth t;
        struct solve_result r, again;
        struct why_task task = {.in = &in, .limits_only = true};
        struct why w;
        struct err e = {0};

        if (find_truth(&in, &t)) {
            optimum(a, &in, &r);
            task.on = r.choice.on;
            assert_true(why_all(a, &task, &w, &e));
            for (size_t i = 0; i < in.npackage; i++) {
                const struct why_package *x = &w.package[i];
                int64_t keep = in.package[i].value, sign = r.choice.on[i] ? -1 : 1;

                if (x->hi == WHY_NONE)
                    continue;
                in.package[i].value = keep + sign * (x->hi + 1);
                optimum(a, &in, &again);
                assert_true(again.choice.on[i] != r.choice.on[i]);
                if (x->lo > 0) {
                    in.package[i].value = keep + sign * (x->lo - 1);
                    optimum(a, &in, &again);
                    assert_true(again.choice.on[i] == r.choice.on[i]);
                }
                in.package[i].value = keep;
                tried++;
            }
        }
        arena_free(a);
    }
    print_message("%ld tried\n", tried);
    assert_true(tried > seed_count / 2 || seed_count < 20);
}

static void a_broken_answer_is_refused(void **state)
{
    struct arena *a = arena_new();
    struct instance in = random_city(a, 5, 4);
    bool on[MOST];
    struct why_task task = {.in = &in, .on = on};
    struct why w;
    struct err e = {0};

    (void)state;
    assert_true(instance_finish(a, &in, &e));
    for (size_t i = 0; i < MOST; i++)
        on[i] = true; /* breaks some ceiling */
    assert_false(why_all(a, &task, &w, &e));
    assert_int_equal(e.code, ERR_SOLVER);
    arena_free(a);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(limits_enclose_the_truth_of_cities),
        cmocka_unit_test(limits_enclose_the_truth_of_anything),
        cmocka_unit_test(what_is_said_comes_true),
        cmocka_unit_test(a_broken_answer_is_refused),
    };

    if (argc == 3) {
        seed_from = strtol(argv[1], NULL, 10);
        seed_count = strtol(argv[2], NULL, 10);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
