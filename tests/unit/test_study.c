/* A study against solving anew: changes of every kind on random instances and small cities. What is
 * asked with a gap of 0 must have the optimum that trying everything finds; with a gap, cold and warm
 * answers lie within it of one another. */
#include "unit.h"

#include "allocate/certificate.h"
#include "allocate/choice.h"
#include "allocate/conflict.h"
#include "allocate/solve_tasks.h"
#include "allocate/study.h"
#include "base/child.h"
#include "random_instance.h"

enum { SEEDS = 60, QUESTIONS = 8 };

static struct change random_change(struct dice *d, const struct instance *in)
{
    struct change c = {.kind = (enum change_kind)roll(d, 6)};

    if (c.kind == CHANGE_MAX || c.kind == CHANGE_MIN) {
        c.index = (uint32_t)roll(d, in->nresource);
        c.has = roll(d, 4) != 0;
        c.amount = c.kind == CHANGE_MAX ? in->resource[c.index].max * (int64_t)roll(d, 20) / 10
                                        : in->resource[c.index].max * (int64_t)roll(d, 4) / 10;
    } else {
        c.index = (uint32_t)roll(d, in->npackage);
        c.amount = c.kind == CHANGE_VALUE ? (int64_t)roll(d, 60) * 1000000 : 0;
    }
    return c;
}

/* The optimum of the instance that the study says it solved. */
static void check_answer(struct arena *a, uint64_t seed, const struct study *s,
                         const struct solver_answer *ans)
{
    const struct instance *in = study_instance(s);
    int64_t best = 0;
    bool any = brute_force(in, &best);
    struct choice c;

    if (any != (ans->status == SOLVER_ANSWER))
        fail_msg("seed %lu: an answer %s, the study says %d", (unsigned long)seed,
                 any ? "exists" : "does not exist", (int)ans->status);
    if (!any)
        return;
    choice_init(&c, a, in);
    choice_set(&c, ans->on);
    if (!choice_is_feasible(&c) || c.value != ans->value || ans->value != best ||
        ans->bound < best)
        fail_msg("seed %lu: optimum %ld, study %ld bound %ld", (unsigned long)seed, (long)best,
                 (long)ans->value, (long)ans->bound);
}

static void ask(uint64_t seed, struct instance *in, struct arena *a)
{
    struct dice d = {seed};
    const struct study_options o = {.gap = 0};
    struct study *s;
    struct err e = {0};

    assert_true(instance_finish(a, in, &e));
    assert_true(study_open(a, in, &o, &s, &e));
    for (int q = 0; q < QUESTIONS; q++) {
        struct change c[2] = {random_change(&d, in), random_change(&d, in)};
        struct solver_answer ans;

        /* A floor above its ceiling is nothing a study is asked; it answers that there is none. */
        assert_true(study_solve(s, c, (size_t)q % 3, &ans, &e));
        check_answer(a, seed, s, &ans);
    }
}

static void questions_have_the_optimum(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct arena *a = arena_new();
        struct instance in = random_instance(a, seed, 6 + seed % 8, seed % 3 == 0);

        ask(seed, &in, a);
        arena_free(a);
    }
}

static void questions_about_cities_have_the_optimum(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct arena *a = arena_new();
        struct instance in = random_city(a, seed, 4);

        ask(seed, &in, a);
        arena_free(a);
    }
}

/* Too large to try everything: warm and anew must agree, within the gap that was asked for. */
static void warm_and_cold_agree(void **state)
{
    static const int64_t gap[] = {0, 100000, 5000000};

    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS / 4; seed++) {
        struct arena *a = arena_new();
        struct instance in = random_city(a, seed, 24 + seed % 9);
        struct dice d = {seed};
        const struct study_options o = {.gap = gap[seed % ARRAY_LEN(gap)]};
        const struct solver_options anew = {.gap = o.gap};
        struct study *s;
        struct err e = {0};

        assert_true(instance_finish(a, &in, &e));
        assert_true(study_open(a, &in, &o, &s, &e));
        for (int q = 0; q < QUESTIONS; q++) {
            struct change c = random_change(&d, &in);
            struct solver_answer warm, cold;
            struct choice choice;

            assert_true(study_solve(s, &c, q ? 1 : 0, &warm, &e));
            if (conflict_find(a, study_instance(s)).code != CONFLICT_NONE) {
                assert_int_equal(warm.status, SOLVER_INFEASIBLE);
                continue;
            }
            solver_run(a, study_instance(s), &anew, &cold);
            assert_int_equal(warm.status, cold.status);
            if (warm.status != SOLVER_ANSWER)
                continue;
            choice_init(&choice, a, study_instance(s));
            choice_set(&choice, warm.on);
            assert_true(choice_is_feasible(&choice) && choice.value == warm.value);
            if (warm.value > cold.bound || cold.value > warm.bound ||
                (o.gap == 0 && warm.value != cold.value) ||
                certificate_gap(warm.value, warm.bound) > o.gap)
                fail_msg("seed %lu question %d: warm %ld..%ld, cold %ld..%ld", (unsigned long)seed,
                         q, (long)warm.value, (long)warm.bound, (long)cold.value,
                         (long)cold.bound);
        }
        arena_free(a);
    }
}

/* The base instance is never changed, and a question asked twice has the same answer. */
static void changes_do_not_add_up(void **state)
{
    struct arena *a = arena_new();
    struct instance in = random_city(a, 7, 4);
    const struct study_options o = {.gap = 0};
    const struct change out = {.kind = CHANGE_OUT, .index = 0};
    struct solver_answer x;
    struct study *s;
    struct err e = {0};
    int64_t first;

    (void)state;
    assert_true(instance_finish(a, &in, &e));
    assert_true(study_open(a, &in, &o, &s, &e));
    assert_true(study_solve(s, NULL, 0, &x, &e));
    first = x.value;
    assert_true(study_solve(s, &out, 1, &x, &e));
    assert_true(x.status != SOLVER_ANSWER || !x.on[0]);
    assert_true(study_solve(s, NULL, 0, &x, &e));
    assert_int_equal(x.value, first);
    arena_free(a);
}

static void nonsense_is_refused(void **state)
{
    static const struct {
        struct change c;
        const char *why;
    } row[] = {
        {{CHANGE_MAX, 9999, true, 1}, "no such resource"},
        {{CHANGE_IN, 9999, false, 0}, "no such package"},
        {{CHANGE_MAX, 0, true, INT64_MAX}, "more than any sum"},
        {{CHANGE_VALUE, 0, false, INT64_MIN}, "less than any sum"},
    };
    struct arena *a = arena_new();
    struct instance in = random_city(a, 7, 4);
    const struct study_options o = {.gap = 0};
    struct study *s;
    struct err e = {0};

    (void)state;
    assert_true(instance_finish(a, &in, &e));
    assert_true(study_open(a, &in, &o, &s, &e));
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct solver_answer x;

        e = (struct err){0};
        EXPECT(!study_solve(s, &row[i].c, 1, &x, &e), row[i].why);
        EXPECT(e.code == ERR_INSTANCE, row[i].why);
    }
    arena_free(a);
}

/* --- tasks in a child: this program is its own -------------------------------------------------- */

static void tasks_of_a_child_are_those_of_this_process(void **state)
{
    struct arena *a = arena_new();
    struct instance in = random_city(a, 3, 4);
    const struct change out = {.kind = CHANGE_OUT, .index = 1},
                        wrong = {.kind = CHANGE_OUT, .index = 9999};
    const struct solve_task task[] = {{.kind = TASK_SOLVE},
                                      {.kind = TASK_SOLVE, .change = &out, .nchange = 1},
                                      {.kind = TASK_SOLVE, .change = &wrong, .nchange = 1},
                                      {.kind = TASK_SOLVE}};
    const struct tasks_options o = {.gap = 0, .time_limit_ms = 60000};
    struct task_answer here[4], child[4];
    struct err e = {0};

    (void)state;
    assert_true(instance_finish(a, &in, &e));
    assert_true(solve_tasks_here(a, &in, task, 4, &o, here, &e));
    assert_true(solve_tasks_child(a, &in, task, 4, &o, child, &e));
    for (size_t k = 0; k < 4; k++) {
        struct solver_answer x, y;

        assert_int_equal(here[k].done, k != 2); /* one that fails stops no other */
        assert_int_equal(child[k].done, here[k].done);
        if (!here[k].done)
            continue;
        assert_true(task_read_answer(a, &in, here[k].text, &x, &e));
        assert_true(task_read_answer(a, &in, child[k].text, &y, &e));
        assert_int_equal(x.value, y.value);
        assert_memory_equal(x.on, y.on, in.npackage);
    }
    arena_free(a);
}

static bool cancel(void *ctx, int64_t thousandths)
{
    (void)ctx;
    (void)thousandths;
    return false;
}

static void a_cancelled_child_is_an_error(void **state)
{
    struct arena *a = arena_new();
    struct instance in = random_city(a, 3, 4);
    const struct solve_task task = {.kind = TASK_SOLVE};
    const struct tasks_options o = {.progress = cancel};
    struct task_answer ans;
    struct err e = {0};

    (void)state;
    assert_true(instance_finish(a, &in, &e));
    assert_false(solve_tasks_child(a, &in, &task, 1, &o, &ans, &e));
    assert_int_equal(e.code, ERR_CHILD);
    arena_free(a);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(questions_have_the_optimum),
        cmocka_unit_test(questions_about_cities_have_the_optimum),
        cmocka_unit_test(warm_and_cold_agree),
        cmocka_unit_test(changes_do_not_add_up),
        cmocka_unit_test(nonsense_is_refused),
        cmocka_unit_test(tasks_of_a_child_are_those_of_this_process),
        cmocka_unit_test(a_cancelled_child_is_an_error),
    };

    if (argc > 1 && strcmp(argv[1], "_tasks") == 0) {
        struct err e = {0};

        return tasks_child_main(arena_new(), &e) ? 0 : 1;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
