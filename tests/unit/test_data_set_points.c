/* The points of the five steps of KPI 5.2 (DOMAIN.md 6.5), without a store. */
#include "unit.h"

#include "base/arena.h"
#include "base/exact.h"
#include "perform/data_set.h"

static void test_points(void **state)
{
    static const struct {
        int64_t done[5], of[5];
        const char *total, *net, *why_word, *why; /* total NULL: missing */
    } row[] = {
        {{1, 1, 1, 1, 0}, {1, 1, 1, 2, 1}, "65", "6.5", "", "DOMAIN.md 6.5: steps 1-3, half of 4: 25 + 10 + 20 + 10"},
        {{3, 2, 2, 2, 2}, {3, 2, 2, 2, 2}, "100", "10", "", "full marks are 10, as the FY2564 table printed"},
        {{0, 0, 0, 0, 0}, {0, 0, 0, 0, 0}, NULL, NULL, "no_data", "nothing registered is said, not scored as zero work"},
        {{1, 0, 0, 0, 0}, {3, 0, 0, 0, 0}, "8.333333", "0.833333", "no_base", "a third of 25, and four steps without a base"},
        {{2, 1, 1, 1, 1}, {3, 3, 7, 6, 9}, "28.968254", "2.896825", "", "each part half up at the sixth decimal"},
    };
    const struct data_set_weights w = {{2500, 1000, 2000, 2000, 2500}};
    struct arena *a = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct data_set_steps_row r = {
            .done_1 = row[i].done[0], .of_1 = row[i].of[0], .done_2 = row[i].done[1], .of_2 = row[i].of[1],
            .done_3 = row[i].done[2], .of_3 = row[i].of[2], .done_4 = row[i].done[3], .of_4 = row[i].of[3],
            .done_5 = row[i].done[4], .of_5 = row[i].of[4]};
        struct sbuf b;

        data_set_points(&w, &r);
        if (!row[i].total) {
            assert_true(r.total.millionths == SCORE_MISSING.millionths && r.net.millionths == SCORE_MISSING.millionths);
            assert_true(str_eq(r.why, str_from(row[i].why_word)));
            continue;
        }
        sbuf_init(&b, a, 100);
        exact_put_decimal(&b, r.total.millionths, 6, 0);
        if (!str_eq(sbuf_str(&b), str_from(row[i].total)))
            fail_msg("%s: total %.*s", row[i].why, STR_FMT(sbuf_str(&b)));
        sbuf_init(&b, a, 100);
        exact_put_decimal(&b, r.net.millionths, 6, 0);
        if (!str_eq(sbuf_str(&b), str_from(row[i].net)))
            fail_msg("%s: net %.*s", row[i].why, STR_FMT(sbuf_str(&b)));
        if (!str_eq(r.why, str_from(row[i].why_word)))
            fail_msg("%s: why %.*s", row[i].why, STR_FMT(r.why));
        assert_int_equal(r.total.millionths, r.points_1.millionths + r.points_2.millionths + r.points_3.millionths +
                                                 r.points_4.millionths + r.points_5.millionths);
        /* the printed formula read literally: the most it can give is 2 of 10 */
        assert_true(r.fifth_net.millionths <= 2000000);
    }
    arena_free(a);
}

static void test_share_down(void **state)
{
    const struct data_set_steps_row r = {.done_1 = 19999, .of_1 = 20000, .done_2 = 2, .of_2 = 2};

    (void)state;
    assert_int_equal(data_set_step_bp(&r, 0), 9999); /* not all is done */
    assert_int_equal(data_set_step_bp(&r, 1), 10000);
    assert_int_equal(data_set_step_bp(&r, 2), -1); /* no base */
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_points), cmocka_unit_test(test_share_down)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
