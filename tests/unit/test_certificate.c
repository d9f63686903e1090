/* The certificate finds every planted fault, and nothing in honest results. */
#include "unit.h"

#include "allocate/solve.h"
#include "random_instance.h"
#include "random_rich.h"

#define INSTANCE                                                                                   \
 "{\"resources\":[{\"id\":\"total\",\"max\":10000},{\"id\":\"roads\",\"max\":4000,\"min\":1000}]," \
 "\"packages\":[{\"id\":\"A/1\",\"value\":40,\"use\":{\"total\":4000,\"roads\":4000}},"            \
 "{\"id\":\"A/2\",\"value\":9,\"use\":{\"total\":2500,\"roads\":100},\"requires\":[\"A/1\"]},"     \
 "{\"id\":\"B/1\",\"value\":30,\"use\":{\"total\":3000},\"mandatory\":true},"                      \
 "{\"id\":\"B/2\",\"value\":24,\"use\":{\"total\":3000},\"requires\":[\"B/1\"]},"                  \
 "{\"id\":\"C\",\"value\":1,\"use\":{\"total\":100},\"forbidden\":true},"                          \
 "{\"id\":\"D\",\"value\":2,\"use\":{\"total\":100},\"requires\":[\"C\"]},"                        \
 "{\"id\":\"E\",\"value\":3,\"use\":{\"total\":0},\"excludes\":[\"B/1\"]},"                        \
 "{\"id\":\"F\",\"value\":-5,\"use\":{}},"                                                         \
 "{\"id\":\"G/1\",\"value\":-9,\"use\":{\"total\":1}},"                                            \
 "{\"id\":\"G/2\",\"value\":3,\"use\":{\"total\":1},\"requires\":[\"G/1\"]}]}"

/* The honest result of INSTANCE: A/1, B/1 and B/2 are in. */
static struct str honest(struct arena *a, struct instance *in)
{
    struct solve_options opt = {.gap = 0};
    struct solve_result r;
    struct err e = {0};

    assert_true(instance_read(a, STR(INSTANCE), in, &e));
    assert_true(allocate_solve_here(a, in, &opt, &r, &e));
    assert_true(r.bound_proved && r.status == SOLVE_OPTIMAL);
    return r.json;
}

static bool has_fault(const struct certificate *c, enum check_code code)
{
    for (size_t i = 0; i < c->nfault && i < CERTIFICATE_FAULTS; i++) {
        if (c->fault[i].code == code)
            return true;
    }
    return false;
}

static void planted_faults_are_found(void **state)
{
    static const struct {
        const char *from, *to;
        enum check_code want;
        const char *why;
    } row[] = {
        {"\"status\": \"optimal\"", "\"status\": \"best\"", CHECK_STATUS, "a status of its own"},
        {"\"status\": \"optimal\"", "\"status\": \"infeasible\"", CHECK_STATUS,
         "infeasible, and yet an answer"},
        {"\"bound_proved\": true", "\"bound_proved\": false", CHECK_STATUS,
         "optimal by somebody's word"},
        {"\"value\": 94", "\"value\": 94.000001", CHECK_VALUE, "a millionth too much"},
        {"\"bound\": 94", "\"bound\": 93", CHECK_BOUND, "a bound below the value"},
        {"\"bound\": 94", "\"bound\": 95", CHECK_GAP, "a bound that the gap does not fit"},
        {"\"bound\": 94", "\"bound\": null", CHECK_BOUND, "no bound"},
        {"\"gap\": 0", "\"gap\": 0.000000001", CHECK_GAP, "a gap that is not there"},
        {"    \"A/1\",\n", "    \"A/2\",\n", CHECK_REQUIRES, "a chosen id changed"},
        {"    \"A/1\",\n", "    \"Z\",\n", CHECK_CHOSEN_UNKNOWN, "a chosen id of nowhere"},
        {"    \"A/1\",\n", "    \"C\",\n", CHECK_FORBIDDEN, "a forbidden package"},
        {"    \"A/1\",\n", "    \"A/1\",\n    \"A/1\",\n", CHECK_CHOSEN_ORDER, "a package twice"},
        {"    \"B/1\",\n", "", CHECK_MANDATORY, "a mandatory package left out"},
        {"    \"B/1\",\n", "    \"B/1\",\n    \"B/2\",\n    \"E\",\n", CHECK_EXCLUDES,
         "two that exclude each other"},
        {"    \"A/1\",\n", "    \"A/1\",\n    \"A/2\",\n", CHECK_MAX, "a ceiling broken"},
        {"    \"A/1\",\n", "", CHECK_MIN, "a floor missed"},
        {"\"used\": 10000", "\"used\": 9999", CHECK_USED, "a satang less used"},
        {"\"max\": 10000", "\"max\": 10001", CHECK_LIMIT, "another ceiling"},
        {"\"max\": 10000", "\"max\": null", CHECK_LIMIT, "no ceiling"},
        {"\"min\": 1000", "\"min\": 900", CHECK_LIMIT, "another floor"},
        {"\"id\": \"roads\",\n      \"used\"", "\"id\": \"total\",\n      \"used\"",
         CHECK_RESOURCE_LIST, "a resource twice and one missing"},
        {"\"price\": \"0.8\"", "\"price\": \"0.9\"", CHECK_BOUND_PROOF, "a price that proves less"},
        {"\"price\": \"0.8\"", "\"price\": \"-0.8\"", CHECK_PRICE,
         "a price for a floor that is not"},
        {"\"price\": \"0.8\"", "\"price\": \"dear\"", CHECK_PRICE, "a price in words"},
        {"\"id\": \"A/1\",\n      \"funded\": true", "\"id\": \"A/1\",\n      \"funded\": false",
         CHECK_FUNDED, "a funded flag changed"},
        {"\"code\": \"ceiling\"", "\"code\": \"below_cut\"", CHECK_REASON, "a reason changed"},
        {"\"code\": \"funded_mandatory\"", "\"code\": \"funded\"", CHECK_REASON,
         "mandatory called chosen"},
        {"\"code\": \"level_below\"", "\"code\": \"requires\"", CHECK_REASON,
         "a level called a requirement"},
        {"\"code\": \"excluded\"", "\"code\": \"ceiling\"", CHECK_REASON, "excluded called full"},
        {"\"code\": \"forbidden\"", "\"code\": \"below_cut\"", CHECK_REASON,
         "forbidden called weak"},
        {"          \"total\",\n          \"roads\"\n", "          \"total\"\n",
         CHECK_REASON_RESOURCES, "a ceiling that blocks left out"},
        {"\"id\": \"G/2\",", "\"id\": \"G/1\",", CHECK_PACKAGE_LIST,
         "a package twice, one missing"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct arena *a = arena_new();
        struct certificate cert;
        struct instance in;
        struct claim claim;
        struct err e = {0};
        struct str good = honest(a, &in), bad;

        bad = str_replace(a, good, str_from(row[i].from), str_from(row[i].to));
        if (str_eq(good, bad))
            fail_msg("%s: nothing was planted in\n%.*s", row[i].why, STR_FMT(good));
        EXPECT(result_read(a, bad, &claim, &e), row[i].why);
        EXPECT(!certificate_check(a, &in, &claim, &cert), row[i].why);
        EXPECT(has_fault(&cert, row[i].want), row[i].why);
        for (size_t k = 0; k < cert.nfault; k++) {
            EXPECT(!str_has(certificate_text(a, &cert.fault[k], LANG_TH), STR("{")), row[i].why);
            EXPECT(certificate_text(a, &cert.fault[k], LANG_EN).n > 0, row[i].why);
        }
        arena_free(a);
    }
}

/* --- richer statements ------------------------------------------------------------------- */

/* B/1 is 2 to 4 units, A/1 and C/1 share a cost, one of C/1 and D/1, personnel at most 40 %. */
#define RICH                                                                                       \
 "{\"resources\":[{\"id\":\"total\",\"max\":30000},{\"id\":\"personnel\"},"                        \
 "{\"id\":\"label:flood\",\"label\":\"flood\",\"of\":\"total\",\"min\":3000}],"                   \
 "\"packages\":["                                                                               \
 "{\"id\":\"A/1\",\"value\":40,\"use\":{\"total\":9000,\"personnel\":5000},\"labels\":[\"flood\"]}," \
 "{\"id\":\"B/1\",\"value\":12,\"use\":{\"total\":4000},\"labels\":[\"flood\"],"                     \
 "\"units\":{\"low\":2,\"high\":%s,\"value\":3.5,\"use\":{\"total\":1500}}},"                      \
 "{\"id\":\"C/1\",\"value\":9,\"use\":{\"total\":2000}},"                                         \
 "{\"id\":\"D/1\",\"value\":8,\"use\":{\"total\":2000}}],"                                        \
 "\"groups\":[{\"id\":\"one-of\",\"packages\":[\"C/1\",\"D/1\"],\"min\":1,\"max\":1}],"            \
 "\"shared\":[{\"id\":\"server\",\"use\":{\"total\":3000},\"users\":[\"A/1\",\"C/1\"]}],"            \
 "\"shares\":[{\"id\":\"few\",\"of\":\"personnel\",\"in\":\"total\",\"max_bp\":4000}]}"

static struct str honest_rich(struct arena *a, const char *high, struct instance *in)
{
    struct str text = str_replace(a, STR(RICH), STR("%s"), str_from(high));
    struct solve_options opt = {.gap = 0};
    struct solve_result r;
    struct err e = {0};

    assert_true(instance_read(a, text, in, &e));
    assert_true(allocate_solve_here(a, in, &opt, &r, &e));
    assert_true(r.bound_proved && r.status == SOLVE_OPTIMAL);
    return r.json;
}

/* What a result says is held against each statement, in a code of its own. */
static void planted_faults_of_statements_are_found(void **state)
{
    static const struct {
        const char *from, *to;
        enum check_code want;
        const char *why;
    } row[] = {
        {"      \"id\": \"B/1\",\n      \"units\": 4", "      \"id\": \"B/1\",\n      \"units\": 3",
         CHECK_UNITS_CLAIM, "a unit less in the list"},
        {"      \"units\": 4", "      \"units\": 4.5", CHECK_UNITS_CLAIM, "half a unit"},
        {"      \"id\": \"B/1\",\n      \"units\"", "      \"id\": \"A/1\",\n      \"units\"",
         CHECK_UNITS_LIST, "units of what is not divisible"},
        {"  \"units\": [\n    {\n      \"id\": \"B/1\",\n      \"units\": 4\n    }\n  ]",
         "  \"units\": []", CHECK_UNITS_LIST, "no units of a divisible package"},
        {"    \"B/1#2\",\n", "", CHECK_UNITS_CLAIM, "a chosen unit left out"},
        {"    \"B/1\",\n", "", CHECK_UNITS, "units without their package"},
        {",\n    \"server\"\n", "\n", CHECK_SHARED_UNPAID, "a shared cost that nobody pays"},
        {"    \"A/1\",\n    \"B/1\",\n    \"B/1#1\",\n    \"B/1#2\",\n    \"C/1\",\n",
         "    \"D/1\",\n", CHECK_SHARED_UNUSED, "a shared cost that nobody uses"},
        {"    \"C/1\",\n", "    \"C/1\",\n    \"D/1\",\n", CHECK_GROUP_MAX, "two where one may be"},
        {"    \"C/1\",\n", "", CHECK_GROUP_MIN, "none where one must be"},
        {"    \"B/1\",\n    \"B/1#1\",\n    \"B/1#2\",\n    \"C/1\",\n    \"server\"\n",
         "    \"A/1\"\n", CHECK_SHARE, "more personnel than its share"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct arena *a = arena_new();
        struct certificate cert;
        struct instance in;
        struct claim claim;
        struct err e = {0};
        struct str good = honest_rich(a, "4", &in);
        struct str bad = str_replace(a, good, str_from(row[i].from), str_from(row[i].to));

        if (str_eq(good, bad))
            fail_msg("%s: nothing was planted in\n%.*s", row[i].why, STR_FMT(good));
        EXPECT(result_read(a, bad, &claim, &e), row[i].why);
        EXPECT(!certificate_check(a, &in, &claim, &cert), row[i].why);
        EXPECT(has_fault(&cert, row[i].want), row[i].why);
        arena_free(a);
    }
}

enum lowered_thing {
    UNIT_VALUE, UNIT_USE, UNIT_SIZE, UNIT_NEED, UNIT_COUNT, UNIT_FORCED, SHARED_VALUE, SHARED_USE,
    SHARED_NEED, GROUP_LIMIT, GROUP_USE, GROUP_MORE, SHARE_USE, SHARE_SIDE, LABEL_USE, USED_USE,
    ROW_MORE, LOWERED_THINGS
};

static struct alloc_use *use_at(struct arena *a, struct instance *in, uint32_t p, uint32_t r)
{
    struct alloc_package *x = &in->package[p];
    struct alloc_use *list = ARENA_ARRAY(a, struct alloc_use, x->nuse + 1);

    for (size_t k = 0; k < x->nuse; k++)
        list[k] = x->use[k];
    x->use = list;
    for (size_t k = 0; k < x->nuse; k++) {
        if (list[k].resource == r)
            return &list[k];
    }
    list[x->nuse] = (struct alloc_use){r, 0};
    return &list[x->nuse++];
}

/* Changes one thing that lowering made. `step` is the second further unit of B/1. */
static void change_lowered(struct arena *a, struct instance *in, enum lowered_thing t)
{
    struct spec *s = &in->spec;
    uint32_t step = s->units[0].first + 1, server = s->shared[0].package;
    struct alloc_package *x = &in->package[step];

    switch (t) {
    case UNIT_VALUE: x->value++; break;
    case UNIT_USE: use_at(a, in, step, 0)->amount--; break;
    case UNIT_SIZE: x->units++; break;
    case UNIT_NEED: x->nneed = 0; break;
    case UNIT_COUNT: s->units[0].n--; break;
    case UNIT_FORCED: x->mandatory = true; break;
    case SHARED_VALUE: in->package[server].value = 1; break;
    case SHARED_USE: use_at(a, in, server, 0)->amount = 2999; break;
    case SHARED_NEED: in->package[0].nneed = 0; break;
    case GROUP_LIMIT: in->resource[s->group[0].resource].max = 2; break;
    case GROUP_USE: use_at(a, in, 2, s->group[0].resource)->amount = 0; break;
    case GROUP_MORE: use_at(a, in, 0, s->group[0].resource)->amount = 1; break;
    case SHARE_USE: use_at(a, in, 0, s->share[0].resource)->amount++; break;
    case SHARE_SIDE: in->resource[s->share[0].resource].has_max = false; break;
    case LABEL_USE: use_at(a, in, step, 2)->amount++; break;
    case USED_USE: use_at(a, in, 0, s->share[0].resource + 1)->amount = 2; break;
    case ROW_MORE: s->ngroup = 0; break;
    case LOWERED_THINGS: break;
    }
}

/* A core that is not what was stated proves nothing: chains and bundles alike. */
static void another_core_is_refused(void **state)
{
    static const char *const high[] = {"4", "30"};

    (void)state;
    for (size_t i = 0; i < 2 * (size_t)LOWERED_THINGS; i++) {
        struct arena *a = arena_new();
        struct certificate cert;
        struct instance in;
        struct claim claim;
        struct err e = {0};

        assert_true(result_read(a, honest_rich(a, high[i % 2], &in), &claim, &e));
        assert_true(certificate_check(a, &in, &claim, &cert));
        change_lowered(a, &in, (enum lowered_thing)(i / 2));
        if (certificate_check(a, &in, &claim, &cert) || !has_fault(&cert, CHECK_LOWERED))
            fail_msg("change %zu of the core (high %s) is not seen", i / 2, high[i % 2]);
        arena_free(a);
    }
}

/* The ranking, strict and filling, keeps statements too. */
static void rankings_keep_statements(void **state)
{
    size_t answers = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        struct arena *a = arena_new();
        struct instance in = random_rich(a, seed + 7000, 5 + seed % 6, seed % 2);
        struct solve_options opt = {.mode = SOLVE_MODE_RANK, .fill = seed % 3};
        struct solve_result r;
        struct err e = {0};

        assert_true(instance_finish(a, &in, &e));
        if (!allocate_solve_here(a, &in, &opt, &r, &e))
            fail_msg("seed %lu: %.*s", (unsigned long)seed, STR_FMT(err_text(a, &e, LANG_EN)));
        answers += solve_has_answer(&r);
        arena_free(a);
    }
    assert_true(answers > 100);
}

/* Where a limit counts packages or a share, its sentences say so, and no baht. */
static void limits_are_told_in_their_unit(void **state)
{
    static const struct {
        const char *from, *to, *want, *why;
    } row[] = {
        {"", "", "one-of has room for 0 more packages", "a group is full"},
        {"\"max_bp\":4000", "\"max_bp\":10", "few would not keep the share of 0.1 per cent", "a share"},
        {"\"packages\":[\"C/1\",\"D/1\"],\"min\":1", "\"packages\":[\"A/1\",\"C/1\"],\"min\":2",
         "min is above max", "refused as ever"},
        {"\"value\":8", "\"mandatory\":true,\"value\":8", "2 mandatory packages are in one-of, at most 1",
         "a group of mandatory ones"},
        {"\"value\":8", "\"forbidden\":true,\"value\":8",
         "Only 0 packages of one-of can be funded, at least 1", "a group without any"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct arena *a = arena_new();
        struct solve_options opt = {.gap = 0};
        struct instance in;
        struct solve_result r;
        struct err e = {0};
        struct str text = str_replace(a, STR(RICH), STR("%s"), STR("4")), said;

        if (*row[i].from)
            text = str_replace(a, text, str_from(row[i].from), str_from(row[i].to));
        if (i > 2) /* C/1 likewise */
            text = str_replace(a, text, STR("\"value\":9"),
                               str_from(i == 3 ? "\"mandatory\":true,\"value\":9"
                                               : "\"forbidden\":true,\"value\":9"));
        if (!instance_read(a, text, &in, &e)) {
            said = err_text(a, &e, LANG_EN);
        } else {
            EXPECT(allocate_solve_here(a, &in, &opt, &r, &e), row[i].why);
            said = r.json;
        }
        if (!str_has(said, str_from(row[i].want)))
            fail_msg("%s: not said in\n%.*s", row[i].why, STR_FMT(said));
        arena_free(a);
    }
}

/* Results that keep no form are refused before they are checked. */
static void broken_results_are_refused(void **state)
{
    static const struct {
        const char *json;
        enum err_code want;
        const char *why;
    } row[] = {
        {"", ERR_BAD_JSON, "nothing"},
        {"[]", ERR_JSON_SHAPE, "a list"},
        {"{\"status\":\"optimal\"}", ERR_JSON_SHAPE, "a status alone"},
        {"{\"status\":1,\"bound_proved\":true}", ERR_JSON_SHAPE, "a status that is a number"},
        {"{\"status\":\"unknown\",\"value\":null,\"bound\":null,\"gap\":null,\"bound_proved\":"
         "false,"
         "\"chosen\":[1],\"resources\":[],\"packages\":[]}",
         ERR_JSON_SHAPE, "chosen numbers"},
        {"{\"status\":\"unknown\",\"value\":null,\"bound\":null,\"gap\":null,\"bound_proved\":"
         "false,"
         "\"chosen\":[],\"resources\":[7],\"packages\":[]}",
         ERR_JSON_SHAPE, "a resource that is a number"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct arena *a = arena_new();
        struct claim claim;
        struct err e = {0};

        EXPECT(!result_read(a, str_from(row[i].json), &claim, &e), row[i].why);
        EXPECT(e.code == row[i].want, row[i].why);
        arena_free(a);
    }
}

/* Whatever prices are given, no answer is above the bound they prove. */
static void any_prices_give_a_true_bound(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        struct arena *a = arena_new();
        struct instance in = random_instance(a, seed + 5000, 11, seed % 2);
        struct dice d = {seed};
        struct err e = {0};
        int64_t best = 0;
        bool any = brute_force(&in, &best);

        assert_true(instance_finish(a, &in, &e));
        for (int turn = 0; turn < 20 && any; turn++) {
            int64_t price[4], bound;
            unsigned places = (unsigned)(4 + roll(&d, 15));

            for (size_t r = 0; r < in.nresource; r++) {
                price[r] = (int64_t)roll(&d, roll(&d, 2) ? 50 : UINT64_C(100000000000000));
                if (in.resource[r].has_min && roll(&d, 2))
                    price[r] = -price[r];
                else if (!in.resource[r].has_max)
                    price[r] = 0;
            }
            assert_true(certificate_bound(a, &in, price, places, &bound));
            if (bound < best)
                fail_msg("seed %lu: bound %ld below %ld", (unsigned long)seed, (long)bound,
                         (long)best);
        }
        arena_free(a);
    }
}

static void prices_need_a_limit(void **state)
{
    struct arena *a = arena_new();
    struct instance in;
    struct err e = {0};
    int64_t bound, up = 1, down = -1;

    (void)state;
    assert_true(instance_read(a, STR("{\"resources\":[{\"id\":\"t\"}],\"packages\":[]}"), &in, &e));
    assert_false(certificate_bound(a, &in, &up, 4, &bound));
    assert_false(certificate_bound(a, &in, &down, 4, &bound));
    arena_free(a);
}

static void gaps_are_rounded_up(void **state)
{
    static const struct {
        int64_t value, bound, want;
        const char *why;
    } row[] = {
        {5, 5, 0, "closed"},
        {0, 0, 0, "nothing of nothing"},
        {2, 3, 333333334, "a third, up"},
        {-3, 0, 1000000000, "all of it"},
        {-5, 5, 2000000000, "twice the larger"},
        {INT64_C(8999999999999999999), INT64_C(9000000000000000000), 1, "the last millionth shows"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++)
        EXPECT(certificate_gap(row[i].value, row[i].bound) == row[i].want, row[i].why);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(planted_faults_are_found),
        cmocka_unit_test(planted_faults_of_statements_are_found),
        cmocka_unit_test(another_core_is_refused),
        cmocka_unit_test(rankings_keep_statements),
        cmocka_unit_test(limits_are_told_in_their_unit),
        cmocka_unit_test(broken_results_are_refused),
        cmocka_unit_test(any_prices_give_a_true_bound),
        cmocka_unit_test(prices_need_a_limit),
        cmocka_unit_test(gaps_are_rounded_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
