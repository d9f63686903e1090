/* Reading allocation instances: what is taken, and where and why the rest is refused. */
#include "unit.h"

#include "allocate/instance.h"
#include "base/json.h"
#include "random_instance.h"
#include "random_rich.h"

static void values_are_exact_decimals(void **state)
{
    static const struct {
        const char *in;
        bool ok;
        int64_t want;
        const char *why;
    } row[] = {
        {"0", true, 0, "nothing"},
        {"-2.5", true, -2500000, "a negative value"},
        {"9000000000000", true, INT64_C(9000000000000000000), "the largest"},
        {"0.000001", true, 1, "the smallest"},
        {"1e-06", true, 1, "as Python writes it"},
        {"1.5E+3", true, 1500000000, "an exponent with a sign"},
        {"12.3400000000000000000000", true, 12340000, "trailing zeros are no decimals"},
        {"0.0000010", true, 1, "nor is one behind the sixth"},
        {"0e999999999999", true, 0, "zero to any power"},
        {"0.0000001", false, 0, "a seventh decimal"},
        {"1e-7", false, 0, "a seventh decimal by its exponent"},
        {"1e300", false, 0, "too large"},
        {"9999999999999999999", false, 0, "too large without an exponent"},
        {"", false, 0, "no digits"},
        {"-", false, 0, "a sign alone"},
        {".", false, 0, "a point alone"},
        {"1e", false, 0, "no exponent after e"},
        {"1 000", false, 0, "a space"},
        {"0x10", false, 0, "another base"},
        {"1.2.3", false, 0, "two points"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        int64_t v = 0;

        EXPECT(value_parse(str_from(row[i].in), &v) == row[i].ok, row[i].why);
        EXPECT(v == row[i].want, row[i].why);
    }
}

#define RES "{\"resources\":[{\"id\":\"t\",\"max\":10}],\"packages\":["
#define AB                                                                                         \
    "{\"resources\":[{\"id\":\"t\",\"max\":10},{\"id\":\"u\"}],\"packages\":[{\"id\":\"a\",\"value\":1},"      \
    "{\"id\":\"b\",\"value\":1}],"
#define GROUP  AB "\"groups\":["
#define SHARED AB "\"shared\":["
#define SHARES AB "\"shares\":["
static void bad_instances_are_refused(void **state)
{
    static const struct {
        const char *json, *path, *why;
    } row[] = {
        {"[]", "instance", "not an object"},
        {"{}", "resources", "no resources"},
        {"{\"resources\":[]}", "packages", "no packages"},
        {"{\"resources\":[],\"packages\":[],\"note\":1}", "note", "an unknown key"},
        {"{\"resources\":[{\"id\":\"t\",\"cap\":1}],\"packages\":[]}", "resources[0].cap",
         "an unknown key of a resource"},
        {"{\"resources\":[{\"id\":7}],\"packages\":[]}", "resources[0].id",
         "an id that is no text"},
        {"{\"resources\":[{\"id\":\"\"}],\"packages\":[]}", "resources[0].id", "an empty id"},
        {"{\"resources\":[{\"id\":\"t\"},{\"id\":\"t\"}],\"packages\":[]}", "resources[1].id",
         "a resource twice"},
        {"{\"resources\":[{\"id\":\"t\",\"max\":1.5}],\"packages\":[]}", "resources[0].max",
         "half a satang"},
        {"{\"resources\":[{\"id\":\"t\",\"max\":-1}],\"packages\":[]}", "resources[0]",
         "a negative ceiling"},
        {"{\"resources\":[{\"id\":\"t\",\"max\":1,\"min\":2}],\"packages\":[]}", "resources[0]",
         "a floor above its ceiling"},
        {RES "7]}", "packages[0]", "a package that is no object"},
        {RES "{\"id\":\"a\"}]}", "packages[0].value", "no value"},
        {RES "{\"id\":\"a\",\"value\":0.1234567}]}", "packages[0].value", "seven decimals"},
        {RES "{\"id\":\"a\",\"value\":true}]}", "packages[0].value", "a value that is no number"},
        {RES "{\"id\":\"a\",\"value\":1},{\"id\":\"a\",\"value\":1}]}", "packages[1].id",
         "a package twice"},
        {RES "{\"id\":\"a\",\"value\":1,\"cost\":1}]}", "packages[0].cost", "an unknown key"},
        {RES "{\"id\":\"a\",\"value\":1,\"use\":{\"x\":1}}]}", "packages[0].use.x",
         "an unknown resource"},
        {RES "{\"id\":\"a\",\"value\":1,\"use\":{\"t\":-1}}]}", "packages[0].use",
         "a negative use"},
        {RES "{\"id\":\"a\",\"value\":1,\"use\":{\"t\":1.5}}]}", "packages[0].use.t",
         "half a satang used"},
        {RES "{\"id\":\"a\",\"value\":1,\"use\":{\"t\":1000000000000001}}]}", "packages[0].use",
         "more money than there is"},
        {RES "{\"id\":\"a\",\"value\":1,\"use\":[1]}]}", "packages[0].use", "uses as a list"},
        {RES "{\"id\":\"a\",\"value\":1,\"mandatory\":1}]}", "packages[0].mandatory",
         "a flag that is a number"},
        {RES "{\"id\":\"a\",\"value\":1,\"mandatory\":true,\"forbidden\":true}]}",
         "packages[0].mandatory", "both at once"},
        {RES "{\"id\":\"a\",\"value\":1,\"requires\":[\"b\"]}]}", "packages[0].requires[0]",
         "an unknown requirement"},
        {RES "{\"id\":\"a\",\"value\":1,\"requires\":\"a\"}]}", "packages[0].requires",
         "a requirement that is no list"},
        {RES "{\"id\":\"a\",\"value\":1,\"excludes\":[\"a\"]}]}", "packages[0].excludes",
         "a package that excludes itself"},
        {RES "{\"id\":\"a\",\"value\":1,\"rank\":\"first\"}]}", "packages[0].rank",
         "a rank in words"},
        {RES "{\"id\":\"a\",\"value\":9000000000000},{\"id\":\"b\",\"value\":\"-0.000001\"}]}",
         "packages[1].value", "values that sum to too much"},
        {"{\"resources\":[{\"id\":\"t\",\"signed\":1}],\"packages\":[]}", "resources[0].signed",
         "a flag that is a number"},
        {"{\"resources\":[{\"id\":\"l\",\"label\":\"x\"}],\"packages\":[]}", "resources[0].of",
         "a label of nothing"},
        {"{\"resources\":[{\"id\":\"l\",\"label\":\"x\",\"of\":\"z\"}],\"packages\":[]}",
         "resources[0].of", "a label of an unknown resource"},
        {"{\"resources\":[{\"id\":\"l\",\"label\":\"x\",\"of\":\"l\"}],\"packages\":[]}",
         "resources[0].of", "a label of itself"},
        {"{\"resources\":[{\"id\":\"t\"},{\"id\":\"l\",\"label\":\"x\",\"of\":\"t\"}],\"packages\":"
         "[{\"id\":\"a\",\"value\":1,\"use\":{\"l\":1}}]}",
         "packages[0].use", "a use that is counted and given"},
        {RES "{\"id\":\"a\",\"value\":1,\"labels\":\"x\"}]}", "packages[0].labels",
         "labels that are no list"},
        {RES "{\"id\":\"a\",\"value\":1,\"labels\":[1]}]}", "packages[0].labels[0]",
         "a label that is a number"},
        {RES "{\"id\":\"a\",\"value\":1,\"units\":{\"low\":1,\"value\":1}}]}", "packages[0].units",
         "units without high"},
        {RES "{\"id\":\"a\",\"value\":1,\"units\":{\"low\":3,\"high\":2,\"value\":1}}]}",
         "packages[0].units", "high below low"},
        {RES "{\"id\":\"a\",\"value\":1,\"units\":{\"low\":-1,\"high\":2,\"value\":1}}]}",
         "packages[0].units", "less than no unit"},
        {RES "{\"id\":\"a\",\"value\":1,\"units\":{\"low\":0,\"high\":1.5,\"value\":1}}]}",
         "packages[0].units.high", "half a unit"},
        {RES "{\"id\":\"a\",\"value\":1,\"units\":{\"low\":0,\"high\":1000000,"
             "\"value\":9000000000000}}]}",
         "packages[0].units.value", "units whose value overflows"},
        {RES "{\"id\":\"a\",\"value\":1,\"units\":{\"low\":0,\"high\":1000000,\"value\":1,"
             "\"use\":{\"t\":1000000000000000}}}]}",
         "packages[0].units.use", "units whose cost overflows"},
        {RES "{\"id\":\"a\",\"value\":1,\"units\":{\"low\":0,\"high\":1,\"value\":1}},"
             "{\"id\":\"a#1\",\"value\":1}]}",
         "packages[0].units", "a package with the id of a unit"},
        {GROUP "{\"id\":\"g\",\"packages\":[],\"max\":1}]}", "groups[0]", "an empty group"},
        {GROUP "{\"id\":\"g\",\"packages\":[\"a\"]}]}", "groups[0]", "a group without a limit"},
        {GROUP "{\"id\":\"g\",\"packages\":[\"a\"],\"min\":2}]}", "groups[0]",
         "more of a group than there is"},
        {GROUP "{\"id\":\"g\",\"packages\":[\"a\",\"b\"],\"min\":2,\"max\":1}]}", "groups[0]",
         "at least two and at most one"},
        {GROUP "{\"id\":\"g\",\"packages\":[\"a\",\"a\"],\"max\":1}]}", "groups[0].packages",
         "a package of a group twice"},
        {GROUP "{\"id\":\"g\",\"packages\":[\"z\"],\"max\":1}]}", "groups[0].packages[0]",
         "an unknown package of a group"},
        {GROUP "{\"id\":\"t\",\"packages\":[\"a\"],\"max\":1}]}", "groups[0].id",
         "a group named as a resource"},
        {SHARED "{\"id\":\"s\",\"use\":{\"t\":1},\"users\":[]}]}", "shared[0].users",
         "a shared cost of nobody"},
        {SHARED "{\"id\":\"a\",\"use\":{\"t\":1},\"users\":[\"a\"]}]}", "shared[0].id",
         "a shared cost named as a package"},
        {SHARED "{\"id\":\"s\",\"use\":{\"t\":1},\"users\":[\"z\"]}]}", "shared[0].users[0]",
         "an unknown user"},
        {SHARES "{\"id\":\"s\",\"of\":\"t\",\"in\":\"t\",\"max_bp\":1}]}", "shares[0].of",
         "a share of itself"},
        {SHARES "{\"id\":\"s\",\"of\":\"t\",\"in\":\"z\",\"max_bp\":1}]}", "shares[0].in",
         "a share of an unknown resource"},
        {SHARES "{\"id\":\"s\",\"of\":\"t\",\"in\":\"u\",\"max_bp\":10001}]}", "shares[0].max_bp",
         "more than the whole"},
        {SHARES "{\"id\":\"s\",\"of\":\"t\",\"in\":\"u\",\"max_bp\":1,\"min_bp\":1}]}",
         "shares[0]", "two limits in one share"},
        {SHARES "{\"id\":\"s\",\"of\":\"t\",\"in\":\"u\"}]}", "shares[0]", "a share of no size"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct arena *a = arena_new();
        struct instance in = {.nresource = 77};
        struct err e = {0};

        EXPECT(!instance_read(a, str_from(row[i].json), &in, &e), row[i].why);
        EXPECT(e.code == ERR_INSTANCE, row[i].why);
        EXPECT(in.nresource == 77, "a refused instance leaves the output alone");
        assert_str(str_from(e.args[0].text), row[i].path, row[i].why);
        arena_free(a);
    }
}

static void circles_are_named(void **state)
{
    static const struct {
        const char *json, *want, *why;
    } row[] = {
        {RES "{\"id\":\"a\",\"value\":1,\"requires\":[\"a\"]}]}", "a > a", "itself"},
        {RES "{\"id\":\"x\",\"value\":1,\"requires\":[\"a\"]},"
             "{\"id\":\"a\",\"value\":1,\"requires\":[\"z\",\"b\"]},"
             "{\"id\":\"b\",\"value\":1,\"requires\":[\"c\"]},"
             "{\"id\":\"c\",\"value\":1,\"requires\":[\"a\"]},{\"id\":\"z\",\"value\":1}]}",
         "a > b > c > a", "three, with one that leads to them and one that is free"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct arena *a = arena_new();
        struct instance in;
        struct err e = {0};

        EXPECT(!instance_read(a, str_from(row[i].json), &in, &e), row[i].why);
        EXPECT(e.code == ERR_RANK_CYCLE, row[i].why);
        assert_str(str_from(e.args[0].text), row[i].want, row[i].why);
        arena_free(a);
    }
}

static void links_are_derived(void **state)
{
    struct arena *a = arena_new();
    struct instance in;
    struct err e = {0};

    (void)state;
    assert_true(instance_read(
        a,
        STR(RES "{\"id\":\"u/2\",\"value\":1,\"requires\":[\"u/1\",\"u/1\"],\"mandatory\":true},"
                "{\"id\":\"u/1\",\"value\":1,\"excludes\":[\"v\"]},"
                "{\"id\":\"v\",\"value\":1,\"forbidden\":true,\"excludes\":[\"u/1\"]},"
                "{\"id\":\"w\",\"value\":1,\"requires\":[\"v\"]}]}"),
        &in, &e));
    assert_int_equal(in.package[0].nneed, 1); /* named twice, kept once */
    assert_true(in.package[1].forced && !in.package[1].mandatory);
    assert_true(in.package[3].banned && !in.package[3].forbidden);
    assert_int_equal(in.package[1].nbar, 1); /* said from both sides, kept once each */
    assert_int_equal(in.package[2].nbar, 1);
    assert_int_equal(in.package[1].nneeded_by, 1);
    assert_true(instance_is_level_below(&in, 0, 1));
    assert_false(instance_is_level_below(&in, 3, 2));
    assert_str(instance_unit(STR("1100-007/2")), "1100-007", "the last separator counts");
    assert_str(instance_unit(STR("plain")), "plain", "an id without levels");
    assert_str(instance_unit(STR("/x")), "/x", "a separator in front is part of the name");
    arena_free(a);
}

/* What lowering makes of each statement, and that what was given can still be told apart. */
static void statements_are_lowered(void **state)
{
    struct arena *a = arena_new();
    struct instance in;
    struct err e = {0};
    bool on[16] = {true, false, true, true};

    (void)state;
    assert_true(instance_read(
        a,
        STR("{\"resources\":[{\"id\":\"t\"},{\"id\":\"p\"},"
            "{\"id\":\"l\",\"label\":\"x\",\"of\":\"t\",\"min\":1}],\"packages\":["
            "{\"id\":\"a\",\"value\":1,\"use\":{\"t\":10,\"p\":4},\"labels\":[\"x\"],"
            "\"units\":{\"low\":2,\"high\":4,\"value\":0.5,\"use\":{\"t\":3}}},"
            "{\"id\":\"b\",\"value\":1,\"use\":{\"t\":6}}],"
            "\"groups\":[{\"id\":\"g\",\"packages\":[\"a\",\"b\"],\"max\":1}],"
            "\"shared\":[{\"id\":\"s\",\"use\":{\"t\":5},\"users\":[\"a\",\"b\"]}],"
            "\"shares\":[{\"id\":\"h\",\"of\":\"p\",\"in\":\"t\",\"max_bp\":4000}]}"),
        &in, &e));
    assert_int_equal(in.spec.npackage, 2);
    assert_int_equal(in.npackage, 5); /* two further units, one shared cost */
    assert_str(in.package[2].id, "a#1", "the third unit");
    assert_int_equal(in.package[3].need[0], 2);
    assert_int_equal(in.package[3].value, 500000);
    assert_true(instance_is_level_below(&in, 2, 0)); /* a unit stands on its package */
    assert_int_equal(instance_units_on(&in, 0, on), 4);
    on[3] = false;
    assert_int_equal(instance_units_on(&in, 0, on), 3);
    on[0] = false;
    assert_int_equal(instance_units_on(&in, 0, on), 0);
    assert_int_equal(in.package[4].kind, PACKAGE_SHARED);
    assert_int_equal(in.package[0].need[0], 4);
    assert_int_equal(in.nresource, 6); /* t p l, g, h, and that s is used: it counts in h */
    assert_int_equal(in.resource[3].kind, RESOURCE_COUNT);
    assert_true(in.resource[4].is_signed && in.resource[4].has_max);
    assert_int_equal(in.resource[5].kind, RESOURCE_USED);
    assert_int_equal(in.package[0].nuse, 5); /* t, p, l, g, used; h is 4 * 10000 - 10 * 4000 */
    assert_int_equal(in.package[0].use[2].amount, 10);
    assert_int_equal(instance_cost(&in, &in.package[1]), 6);
    arena_free(a);
}

static void what_is_written_reads_the_same(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed < 400; seed++) {
        struct arena *a = arena_new();
        struct instance in = seed < 200 ? random_instance(a, seed, 20, true)
                                        : random_rich(a, seed, 20, true), again;
        struct sbuf once, twice;
        struct err e = {0};

        sbuf_init(&once, a, SBUF_NO_LIMIT);
        sbuf_init(&twice, a, SBUF_NO_LIMIT);
        assert_true(instance_finish(a, &in, &e));
        instance_write(a, &once, &in);
        assert_true(instance_read(a, sbuf_str(&once), &again, &e));
        instance_write(a, &twice, &again);
        assert_true(str_eq(sbuf_str(&once), sbuf_str(&twice)));
        arena_free(a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_exact_decimals),
        cmocka_unit_test(bad_instances_are_refused),
        cmocka_unit_test(circles_are_named),
        cmocka_unit_test(links_are_derived),
        cmocka_unit_test(statements_are_lowered),
        cmocka_unit_test(what_is_written_reads_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
