/* The solver against trying everything, on instances by seed. `test_solver FROM COUNT` tries other
 * seeds than the ones every run tries. */
#include "unit.h"

#include <stdlib.h>

#include "allocate/solve.h"
#include "allocate/solver.h"
#include "allocate/split.h"
#include "random_instance.h"
#include "random_rich.h"

static long seed_from = 1, seed_count = 250;

/* The MIP without the enumeration: within what doubles can tell apart, and never above the truth. */
static void mip_seed(struct arena *a, uint64_t seed, const struct instance *in, bool any,
                     int64_t best)
{
    struct solver_options opt = {.gap = 0, .mip_only = true};
    struct solver_answer ans;

    solver_run(a, in, &opt, &ans);
    if (ans.status != (any ? SOLVER_ANSWER : SOLVER_INFEASIBLE))
        fail_msg("seed %lu: MIP status %d", (unsigned long)seed, (int)ans.status);
    if (any && (ans.value > best || ans.bound < best || certificate_gap(ans.value, best) > 10))
        fail_msg("seed %lu: optimum %ld, MIP %ld bound %ld", (unsigned long)seed, (long)best,
                 (long)ans.value, (long)ans.bound);
}

static void one_seed(uint64_t seed, bool floors, bool rich)
{
    struct arena *a = arena_new();
    struct instance in = rich ? random_rich(a, seed, 5 + seed % 6, floors)
                              : random_instance(a, seed, 6 + seed % 10, floors);
    struct solve_options opt = {.gap = 0};
    struct solve_result r;
    struct err e = {0};
    int64_t best = 0;
    bool any = rich ? rich_brute_force(&in, &best) : brute_force(&in, &best);

    if (!instance_finish(a, &in, &e))
        fail_msg("seed %lu: %.*s", (unsigned long)seed, STR_FMT(err_text(a, &e, LANG_EN)));
    if (!allocate_solve_here(a, &in, &opt, &r, &e))
        fail_msg("seed %lu: %.*s", (unsigned long)seed, STR_FMT(err_text(a, &e, LANG_EN)));
    if (any != solve_has_answer(&r))
        fail_msg("seed %lu: an answer %s, the solver says %s", (unsigned long)seed,
                 any ? "exists" : "does not exist", solve_status_word(r.status));
    if (any && (r.value != best || r.bound < best))
        fail_msg("seed %lu: optimum %ld, solver %ld bound %ld", (unsigned long)seed, (long)best,
                 (long)r.value, (long)r.bound);
    if (any && r.status != SOLVE_OPTIMAL)
        fail_msg("seed %lu: gap %ld left", (unsigned long)seed, (long)r.gap);
    if (conflict_find(a, &in).code == CONFLICT_NONE && !rich) /* shares of huge uses: no doubles */
        mip_seed(a, seed, &in, any, best);
    arena_free(a);
}

static void optimum_equals_brute_force(void **state)
{
    (void)state;
    for (long s = seed_from; s < seed_from + seed_count; s++)
        one_seed((uint64_t)s, false, false);
}

static void optimum_with_floors_equals_brute_force(void **state)
{
    (void)state;
    for (long s = seed_from; s < seed_from + seed_count; s++)
        one_seed((uint64_t)s + 1000000, true, false);
}

/* Units, shared costs, labels, groups and shares: the engine sees what lowering made of them, the
 * brute force what was stated. */
static void rich_statements_equal_brute_force(void **state)
{
    (void)state;
    for (long s = seed_from; s < seed_from + seed_count; s++) {
        one_seed((uint64_t)s + 2000000, false, true);
        one_seed((uint64_t)s + 3000000, true, true);
    }
}

/* The decomposition by agencies, on cities small enough to try everything. */
static void cities_equal_brute_force(void **state)
{
    long applied = 0;

    (void)state;
    for (long s = seed_from; s < seed_from + seed_count; s++) {
        struct arena *a = arena_new();
        struct instance in = random_city(a, (uint64_t)s, 4 + (size_t)s % 2);
        struct split split;
        struct model m;
        struct err e = {0};
        int64_t best = 0;
        bool any = brute_force(&in, &best);

        assert_true(instance_finish(a, &in, &e));
        m = model_build(a, &in, NULL, 0);
        applied += split_find(a, &m, &split);
        if (conflict_find(a, &in).code == CONFLICT_NONE)
            mip_seed(a, (uint64_t)s, &in, any, best);
        arena_free(a);
    }
    assert_true(applied > seed_count / 2 || seed_count < 20); /* or this test tries nothing */
}

/* Ranking never beats the optimum, keeps every rule, and filling never funds less than stopping. */
static void ranking_stays_below_the_optimum(void **state)
{
    (void)state;
    for (long s = seed_from; s < seed_from + seed_count; s++) {
        struct arena *a = arena_new();
        struct instance in = random_instance(a, (uint64_t)s, 12, false);
        struct solve_options strict = {.mode = SOLVE_MODE_RANK};
        struct solve_options fill = {.mode = SOLVE_MODE_RANK, .fill = true};
        struct solve_result x, y;
        struct err e = {0};
        int64_t best = 0;
        bool any = brute_force(&in, &best);

        assert_true(instance_finish(a, &in, &e));
        assert_true(allocate_solve_here(a, &in, &strict, &x, &e));
        assert_true(allocate_solve_here(a, &in, &fill, &y, &e));
        assert_true(solve_has_answer(&x) == any && solve_has_answer(&y) == any);
        for (size_t i = 0; i < in.npackage && any; i++)
            assert_true(!x.choice.on[i] || y.choice.on[i]);
        if (any)
            assert_true(x.value <= best && y.value <= best && x.bound >= best);
        arena_free(a);
    }
}

static void equal_instances_give_equal_bytes(void **state)
{
    (void)state;
    for (uint64_t s = 1; s <= 20; s++) {
        struct arena *a = arena_new();
        struct instance in = random_instance(a, s, 60, false), again;
        struct solve_options opt = {.gap = SOLVE_GAP_DEFAULT};
        struct solve_result x, y;
        struct err e = {0};
        struct sbuf b;

        assert_true(instance_finish(a, &in, &e));
        sbuf_init(&b, a, SBUF_NO_LIMIT);
        instance_write(a, &b, &in);
        assert_true(instance_read(a, sbuf_str(&b), &again, &e));
        assert_true(allocate_solve_here(a, &in, &opt, &x, &e));
        assert_true(allocate_solve_here(a, &again, &opt, &y, &e));
        assert_true(str_eq(x.json, y.json));
        arena_free(a);
    }
}

static void empty_and_odd_instances(void **state)
{
    static const struct {
        const char *json;
        enum solve_status want;
        const char *value, *why;
    } row[] = {
        {"{\"resources\":[],\"packages\":[]}", SOLVE_OPTIMAL, "\"value\": 0,", "nothing at all"},
        {"{\"resources\":[{\"id\":\"t\",\"max\":0}],\"packages\":[{\"id\":\"a\",\"value\":1,"
         "\"use\":{\"t\":1}}]}",
         SOLVE_OPTIMAL, "\"value\": 0,", "a ceiling of nothing"},
        {"{\"resources\":[{\"id\":\"t\",\"min\":1}],\"packages\":[]}", SOLVE_INFEASIBLE,
         "\"code\": \"floor\"", "a floor that nothing reaches"},
        {"{\"resources\":[{\"id\":\"t\",\"max\":5}],\"packages\":[{\"id\":\"a\",\"value\":1,"
         "\"use\":{\"t\":6},\"mandatory\":true}]}",
         SOLVE_INFEASIBLE, "\"code\": \"mandatory_ceiling\"",
         "a mandatory package above a ceiling"},
        {"{\"resources\":[],\"packages\":[{\"id\":\"a\",\"value\":1,\"mandatory\":true,"
         "\"requires\":[\"b\"]},{\"id\":\"b\",\"value\":1,\"forbidden\":true}]}",
         SOLVE_INFEASIBLE, "\"code\": \"mandatory_forbidden\"", "what is mandatory is forbidden"},
        {"{\"resources\":[],\"packages\":[{\"id\":\"a\",\"value\":1,\"mandatory\":true,"
         "\"excludes\":[\"b\"]},{\"id\":\"b\",\"value\":1,\"mandatory\":true}]}",
         SOLVE_INFEASIBLE, "\"code\": \"mandatory_excluded\"", "both of an either-or"},
        {"{\"resources\":[{\"id\":\"s\",\"max\":5},{\"id\":\"t\",\"min\":6}],\"packages\":["
         "{\"id\":\"a\",\"value\":1,\"use\":{\"s\":3,\"t\":3}},"
         "{\"id\":\"b\",\"value\":1,\"use\":{\"s\":3,\"t\":3}}]}",
         SOLVE_INFEASIBLE, "\"code\": \"together\"", "a floor and a ceiling that clash"},
        {"{\"resources\":[{\"id\":\"s\",\"max\":5},{\"id\":\"t\",\"min\":4,\"max\":5}],"
         "\"packages\":[{\"id\":\"a\",\"value\":-2.5,\"use\":{\"s\":5,\"t\":5}},"
         "{\"id\":\"b\",\"value\":9,\"use\":{\"s\":5,\"t\":1}}]}",
         SOLVE_OPTIMAL, "\"value\": -2.5,", "a floor may cost value"},
        {"{\"resources\":[{\"id\":\"s\",\"max\":10}],\"packages\":[{\"id\":\"a\",\"value\":-1,"
         "\"use\":{\"s\":1}},{\"id\":\"b\",\"value\":2,\"use\":{\"s\":1},\"requires\":[\"a\"]}]}",
         SOLVE_OPTIMAL, "\"value\": 1,", "a level that only pays with the next"},
        {"{\"resources\":[{\"id\":\"s\",\"max\":3}],\"packages\":[{\"id\":\"a\","
         "\"value\":\"0.000001\",\"use\":{\"s\":2}},{\"id\":\"b\",\"value\":2e-6,"
         "\"use\":{\"s\":2}}]}",
         SOLVE_OPTIMAL, "\"value\": 0.000002,", "the smallest values"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct arena *a = arena_new();
        struct solve_options opt = {.gap = SOLVE_GAP_DEFAULT};
        struct solve_result r;
        struct instance in;
        struct err e = {0};

        EXPECT(instance_read(a, str_from(row[i].json), &in, &e), row[i].why);
        EXPECT(allocate_solve_here(a, &in, &opt, &r, &e), row[i].why);
        EXPECT(r.status == row[i].want, row[i].why);
        EXPECT(str_has(r.json, str_from(row[i].value)), row[i].why);
        arena_free(a);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(empty_and_odd_instances),
        cmocka_unit_test(optimum_equals_brute_force),
        cmocka_unit_test(optimum_with_floors_equals_brute_force),
        cmocka_unit_test(rich_statements_equal_brute_force),
        cmocka_unit_test(cities_equal_brute_force),
        cmocka_unit_test(ranking_stays_below_the_optimum),
        cmocka_unit_test(equal_instances_give_equal_bytes),
    };

    if (argc == 3) {
        seed_from = strtol(argv[1], NULL, 10);
        seed_count = strtol(argv[2], NULL, 10);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
