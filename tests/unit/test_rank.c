/* Ranking with a cut line. */
#include "unit.h"

#include "allocate/rank.h"

#define TOTAL(n) "{\"resources\":[{\"id\":\"t\",\"max\":" #n "}],\"packages\":["
#define P(id, value, cost, more)                                                                   \
 "{\"id\":\"" id "\",\"value\":" #value ",\"use\":{\"t\":" #cost "}" more "}"

static void packages_are_funded_in_order(void **state)
{
    static const struct {
        const char *json;
        bool fill, ok;
        const char *want, *why;
    } row[] = {
        {TOTAL(100) P("A-min", 1, 40, ",\"rank\":1") "," P("B-min", 1, 30, ",\"rank\":2") "," P(
             "A-inc", 1, 25,
             ",\"rank\":3,\"requires\":[\"A-min\"]") "," P("C-min", 1, 10,
                                                           ",\"rank\":4") "," P("B-inc", 1, 5,
                                                                                ",\"rank\":5,"
                                                                                "\"requires\":[\"B-"
                                                                                "min\"]") "]}",
         false, true, "A-min B-min A-inc", "DOMAIN.md 5.3: strict stops at C-min with 95 of 100"},
        {TOTAL(100) P("A-min", 1, 40, ",\"rank\":1") "," P("B-min", 1, 30, ",\"rank\":2") "," P(
             "A-inc", 1, 25,
             ",\"rank\":3,\"requires\":[\"A-min\"]") "," P("C-min", 1, 10,
                                                           ",\"rank\":4") "," P("B-inc", 1, 5,
                                                                                ",\"rank\":5,"
                                                                                "\"requires\":[\"B-"
                                                                                "min\"]") "]}",
         true, true, "A-min B-min A-inc B-inc", "DOMAIN.md 5.3: skip and fill reaches 100"},
        {TOTAL(100) P("A-min", 1, 40, "") "," P("B-min", 1, 30, "") "," P(
             "A-inc", 1, 25,
             ",\"rank\":3,\"requires\":[\"A-min\"]") "," P("C-min", 1, 10,
                                                           ",\"rank\":4") "," P("B-inc", 1, 5,
                                                                                ",\"rank\":5,"
                                                                                "\"requires\":[\"B-"
                                                                                "min\"]") "]}",
         false, true, "A-min B-min A-inc", "the same with the ranks as the example prints them"},
        {TOTAL(10) P("a", 1, 5, "") "," P("b", 3, 5, "") "," P("c", 2, 5, "") "]}", false, true,
         "b c", "without ranks by value per baht"},
        {TOTAL(10) P("b", 1, 5, "") "," P("c", 1, 5, "") "," P("a", 1, 5, "") "]}", false, true,
         "b a", "equal ratios by id"},
        {TOTAL(10) P("x/2", 90, 5, ",\"requires\":[\"x/1\"]") "," P("x/1", 1, 5,
                                                                    "") "," P("y", 5, 5, "") "]}",
         false, true, "x/1 y", "a level waits for the one below it"},
        {TOTAL(10) P("x/2", 1, 5, ",\"rank\":1,\"requires\":[\"x/1\"]") "," P(
             "x/1", 1, 5, ",\"rank\":2") "," P("y", 1, 5, ",\"rank\":3") "]}",
         false, true, "x/2 x/1", "and comes at once after it"},
        {TOTAL(10) P("m", 0, 8, ",\"mandatory\":true,\"rank\":9") "," P(
             "a", 9, 3, ",\"rank\":1") "," P("b", 1, 2, ",\"rank\":2") "]}",
         true, true, "m b", "mandatory first, whatever its rank"},
        {TOTAL(10) P("m/1", 0, 8, "") "," P("m/2", 0, 1,
                                            ",\"mandatory\":true,\"requires\":[\"m/1\"]") "]}",
         false, true, "m/1 m/2", "with what it needs"},
        {TOTAL(10) P("m", 0, 11, ",\"mandatory\":true") "]}", false, false, "m",
         "a mandatory package above the ceiling"},
        {TOTAL(10) P("a", 9, 2, ",\"forbidden\":true") "," P("b", 1, 2, "") "," P(
             "c", 5, 2, ",\"requires\":[\"a\"]") "]}",
         false, true, "b", "forbidden ones are passed over with what needs them"},
        {TOTAL(10)
             P("a", 9, 2, "") "," P("b", 8, 2, ",\"excludes\":[\"a\"]") "," P("c", 1, 2, "") "]}",
         false, true, "a c", "an excluded one draws no line"},
        {TOTAL(10) P("a", -1, 2, "") "," P("b", -1, 2, ",\"rank\":1") "]}", false, true, "b",
         "what hurts is funded only when somebody ranked it"},
        {TOTAL(10) P("a", 0, 0, "") "," P("b", 5, 10, "") "]}", false, true, "a b",
         "what costs nothing comes first"},
        {"{\"resources\":[{\"id\":\"t\",\"max\":10},{\"id\":\"s\",\"max\":3}],\"packages\":["
         "{\"id\":\"a\",\"value\":8,\"use\":{\"t\":4,\"s\":4}},"
         "{\"id\":\"b\",\"value\":1,\"use\":{\"t\":4,\"s\":1}}]}",
         true, true, "b", "every ceiling counts"},
        {"{\"resources\":[{\"id\":\"t\",\"max\":10,\"min\":6}],\"packages\":["
         "{\"id\":\"a\",\"value\":8,\"use\":{\"t\":5}},{\"id\":\"b\",\"value\":1,\"use\":{\"t\":6}}"
         "]}",
         false, false, "a", "a floor that the ranking misses"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct arena *a = arena_new();
        struct instance in;
        struct choice c;
        struct err e = {0};
        struct sbuf b;

        EXPECT(instance_read(a, str_from(row[i].json), &in, &e), row[i].why);
        choice_init(&c, a, &in);
        EXPECT(rank_choose(a, &in, row[i].fill, &c) == row[i].ok, row[i].why);
        sbuf_init(&b, a, 200);
        for (size_t p = 0; p < in.npackage; p++) {
            if (c.on[p])
                sbuf_printf(&b, "%s%.*s", b.n ? " " : "", STR_FMT(in.package[p].id));
        }
        assert_str(sbuf_str(&b), row[i].want, row[i].why);
        arena_free(a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(packages_are_funded_in_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
