/* Reading allocation instances: what is taken, and where and why the rest is refused. */
#include "unit.h"

#include "allocate/instance.h"
#include "base/json.h"
#include "random_instance.h"

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

static void what_is_written_reads_the_same(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed < 200; seed++) {
        struct arena *a = arena_new();
        struct instance in = random_instance(a, seed, 20, true), again;
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
        cmocka_unit_test(what_is_written_reads_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
