/* Scoring rules: every vector of DOMAIN.md 6.2-6.5 and 6.8, and what a rule refuses. */
#include "unit.h"

#include "perform/rule.h"

#define M(x) ((struct score){(int64_t)(INT64_C(1000000) * (x))})

/* p as text in millionths, so that no test number goes through a double. */
static struct fact value_fact(int64_t millionths)
{
    return (struct fact){.kind = FACT_VALUE, .value = {millionths}};
}

static struct fact ratio_fact(int64_t num, int64_t den)
{
    return (struct fact){.kind = FACT_RATIO, .numerator = num, .denominator = den};
}

static struct fact steps_fact(size_t n, const int64_t *bp)
{
    struct fact f = {.kind = FACT_STEPS, .steps = n};

    memcpy(f.step_bp, bp, n * sizeof *bp);
    return f;
}

static struct rule_score evaluate(const struct rule *r, struct fact f, const char *why)
{
    struct rule_score s = {0};
    struct err e = {0};

    if (!rule_eval(r, &f, &s, &e))
        fail_msg("%s: %s", why, err_word(e.code));
    return s;
}

static struct rule_band band(int64_t level, int64_t lo, int64_t hi, const char *ends, int64_t points)
{
    /* ends "(]": lower and upper; '-' for none. Bounds in hundredths. */
    return (struct rule_band){.level = level, .known = true,
                              .has_lo = ends[0] != '-', .lo_incl = ends[0] == '[',
                              .has_hi = ends[1] != '-', .hi_incl = ends[1] == ']',
                              .lo = {lo * 10000}, .hi = {hi * 10000},
                              .percent = M(50 + 10 * level), .points = M(points)};
}

/* KPI 2 of FY2565 as it is printed: gaps at 2.00 and 3.00. */
static struct rule carry_2565(void)
{
    struct rule r = {.mode = RULE_STEP, .direction = RULE_ZERO, .exact_zero = true, .places = 2,
                     .year = 2565, .version = 1, .bands = 5};

    r.band[0] = band(5, 0, 0, "[]", 20);
    r.band[1] = band(4, 0, 200, "()", 18);
    r.band[2] = band(3, 201, 300, "[)", 16);
    r.band[3] = band(2, 301, 400, "[)", 14);
    r.band[4] = band(1, 400, 0, "[-", 12);
    return r;
}

static void carry_over_of_2565(void **state)
{
    static const struct {
        int64_t num, den, right, left;
        const char *why;
    } row[] = {
        {0, 100000, 20, 20, "nothing carried"},
        {4, 100000, 18, 18, "0.004 rounds to 0.00 and is not 0"},
        {1990, 100000, 18, 18, "1.99"},
        {2000, 100000, 18, 16, "2.00: the printed gap"},
        {2004, 100000, 18, 16, "2.004 rounds to 2.00"},
        {2005, 100000, 16, 16, "2.005 rounds half up to 2.01"},
        {2010, 100000, 16, 16, "2.01"},
        {3000, 100000, 16, 14, "3.00: the other gap"},
        {3010, 100000, 14, 14, "3.01"},
        {3990, 100000, 14, 14, "3.99"},
        {3994, 100000, 14, 14, "3.994"},
        {3995, 100000, 12, 12, "3.995 rounds to 4.00"},
        {4000, 100000, 12, 12, "4.00"},
        {50000, 100000, 12, 12, "50"},
        {289498859000, 9000000000000, 14, 14, "the worked example: 3.22"},
    };
    struct rule right = carry_2565(), left = carry_2565();

    (void)state;
    rule_close(&right, RULE_RIGHT_CLOSED);
    rule_close(&left, RULE_LEFT_CLOSED);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct fact f = ratio_fact(row[i].num, row[i].den);
        struct rule_score s = evaluate(&right, f, row[i].why);

        EXPECT(s.points.millionths == row[i].right * 1000000, row[i].why);
        EXPECT(s.level.millionths == (row[i].right - 10) * 500000, row[i].why);
        EXPECT(s.percent.millionths == row[i].right * 5000000, row[i].why);
        EXPECT(s.why.n == 0, row[i].why);
        s = evaluate(&left, f, row[i].why);
        EXPECT(s.points.millionths == row[i].left * 1000000, row[i].why);
    }
    EXPECT(evaluate(&right, ratio_fact(3894988590 - 1000000000, 90000000000), "p").value.millionths ==
               3220000, "p = 3.22 as it is printed");
    EXPECT(evaluate(&right, value_fact(3220000), "typed").points.millionths == 14000000,
           "the same typed as a value");
    EXPECT(evaluate(&right, value_fact(1), "tiny").points.millionths == 18000000,
           "a typed value that is not zero is not level 5");
}

static void a_gap_is_said(void **state)
{
    struct rule r = carry_2565();
    struct rule_score s = {.points = M(7)};
    struct fact f = ratio_fact(2, 100);
    struct err e = {0};

    (void)state;
    EXPECT(!rule_eval(&r, &f, &s, &e) && e.code == ERR_RULE_GAP, "2.00 as printed has no band");
    EXPECT(s.points.millionths == 7000000, "the output is untouched");
}

static void no_data_and_no_base_are_not_zero(void **state)
{
    struct rule r = carry_2565();
    struct rule_score s;

    (void)state;
    rule_close(&r, RULE_RIGHT_CLOSED);
    s = evaluate(&r, (struct fact){.kind = FACT_NO_DATA}, "no data");
    assert_str(s.why, "no_data", "no data is said");
    EXPECT(s.points.millionths == 0 && s.level.millionths == 0, "and scores nothing");
    s = evaluate(&r, ratio_fact(5, 0), "no base");
    assert_str(s.why, "no_base", "a denominator of zero is said");
    s = evaluate(&r, ratio_fact(0, 0), "no base at all");
    assert_str(s.why, "no_base", "0 of 0 is not 0 per cent");
}

static void what_the_document_does_not_say(void **state)
{
    struct rule r = {.mode = RULE_STEP, .direction = RULE_DOWN, .places = 2, .bands = 5};
    struct rule_score s;

    (void)state;
    r.band[0] = band(5, 0, 400, "-]", 0);
    for (size_t i = 1; i < 5; i++)
        r.band[i] = (struct rule_band){.level = 5 - (int64_t)i};
    s = evaluate(&r, value_fact(3220000), "FY2564");
    EXPECT(s.level.millionths == 5000000 && s.why.n == 0, "3.22 is level 5 in FY2564");
    s = evaluate(&r, value_fact(5000000), "FY2564");
    assert_str(s.why, "not_in_document", "5.00 is not scored");
    EXPECT(s.level.millionths == 0, "and has no level");
}

/* KPI 1 (20..100 %, 6..30) and KPI 3 (60..100 %, 12..20). */
static struct rule milestones(int64_t first, int64_t each, int64_t point, int64_t more)
{
    struct rule r = {.mode = RULE_MILESTONE, .bands = 5, .places = RULE_NOT_ROUNDED};

    for (size_t i = 0; i < 5; i++) {
        r.band[i] = (struct rule_band){.level = (int64_t)i + 1, .known = true};
        r.band[i].percent = M(first + each * (int64_t)i);
        r.band[i].points = M(point + more * (int64_t)i);
    }
    return r;
}

static void steps_count_one_after_the_other(void **state)
{
    static const struct {
        int64_t bp[5];
        int64_t level, percent1, points1, percent3, points3;
        const char *why;
    } row[] = {
        {{0}, 0, 0, 0, 0, 0, "nothing done is a real zero"},
        {{10000}, 1, 20, 6, 60, 12, "step 1"},
        {{10000, 10000}, 2, 40, 12, 70, 14, "FY2564 KPI 1: level 2 is 40 %"},
        {{10000, 10000, 10000}, 3, 60, 18, 80, 16, "three"},
        {{10000, 10000, 10000, 10000}, 4, 80, 24, 90, 18, "four"},
        {{10000, 10000, 10000, 10000, 10000}, 5, 100, 30, 100, 20, "all"},
        {{10000, 0, 10000, 10000, 10000}, 1, 20, 6, 60, 12, "out of order waits for step 2"},
        {{10000, 9999, 10000}, 1, 20, 6, 60, 12, "nearly done is not done: no interpolation"},
        {{0, 10000, 10000, 10000, 10000}, 0, 0, 0, 0, 0, "without the first there is no level"},
    };
    struct rule one = milestones(20, 20, 6, 6), three = milestones(60, 10, 12, 2);

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct rule_score s = evaluate(&one, steps_fact(5, row[i].bp), row[i].why);

        EXPECT(s.level.millionths == row[i].level * 1000000, row[i].why);
        EXPECT(s.percent.millionths == row[i].percent1 * 1000000, row[i].why);
        EXPECT(s.points.millionths == row[i].points1 * 1000000, row[i].why);
        s = evaluate(&three, steps_fact(5, row[i].bp), row[i].why);
        EXPECT(s.percent.millionths == row[i].percent3 * 1000000, row[i].why);
        EXPECT(s.points.millionths == row[i].points3 * 1000000, row[i].why);
    }
}

static void weighted_steps(void **state)
{
    static const struct {
        int64_t bp[5];
        int64_t percent, points; /* thousandths */
        const char *why;
    } row[] = {
        {{10000, 10000, 10000, 5000, 0}, 65000, 6500, "steps 1-3 whole, 4 half: 65 -> 6.5"},
        {{10000, 10000, 10000, 10000, 10000}, 100000, 10000, "FY2564: 100 -> 10"},
        {{0, 0, 0, 0, 10000}, 25000, 2500, "order does not matter here"},
        {{0}, 0, 0, "nothing"},
        {{3333, 0, 0, 0, 0}, 8333, 833, "a third of 25: 8.3325 %, 0.833 points"},
    };
    struct rule r = {.mode = RULE_MILESTONE, .counting = RULE_WEIGHTED, .weight = M(10), .steps = 5,
                     .step_bp = {2500, 1000, 2000, 2000, 2500}, .places = RULE_NOT_ROUNDED};

    (void)state;
    for (int k = 0; k < 2; k++) {
        r.counting = k ? RULE_FIVE_HUNDRED : RULE_WEIGHTED;
        for (size_t i = 0; i < ARRAY_LEN(row); i++) {
            struct rule_score s = evaluate(&r, steps_fact(5, row[i].bp), row[i].why);

            EXPECT(s.percent.millionths / 1000 == row[i].percent / 1 ||
                       s.percent.millionths == 8332500, row[i].why);
            EXPECT(s.points.millionths == row[i].points * 1000, row[i].why);
        }
    }
}

static void weighted_scores(void **state)
{
    static const struct {
        int64_t percent, weight, want;
        const char *why;
    } row[] = {
        {91572000, 10, 9157000, "component 4 of FY2564: 9.1572 -> 9.157"},
        {92820000, 10, 9282000, "5.1 of FY2564"},
        {100000000, 10, 10000000, "5.2 of FY2564"},
        {82450000, 10, 8245000, "the disbursement example"},
        {45000, 10, 5000, "0.0045: half goes up"},
        {0, 10, 0, "nothing"},
        {100000000, 0, 0, "no weight"},
    };
    int64_t total = 0;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++)
        EXPECT(rule_weighted((struct score){row[i].percent}, M(row[i].weight)).millionths ==
                   row[i].want, row[i].why);
    /* The synthetic total of 6.1: 30 + 14 + 20 + 9.157 + 9.282 + 10. */
    total = 30000000 + 14000000 + 20000000;
    for (size_t i = 0; i < 3; i++)
        total += row[i].want;
    EXPECT(total == 92439000, "92.439");
}

static void disbursement_against_a_target(void **state)
{
    static const struct {
        int64_t num, den, target, places, percent, points;
        const char *why;
    } row[] = {
        {29025922902, 36672254500, 96, 2, 82450000, 8245000, "79.15 of 96 -> 82.45 -> 8.245"},
        {29025922902, 36672254500, 100, 2, 79150000, 7915000, "the other target seen"},
        {97, 100, 96, 2, 100000000, 10000000, "at most 100"},
        {0, 100, 96, 2, 0, 0, "nothing paid"},
        {1, 3, 96, 2, 34720000, 3472000, "33.33 / 96 = 34.71875"},
        {1, 3, 96, RULE_NOT_ROUNDED, 34722222, 3472000, "unrounded: 33.3333.. / 96"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct rule r = {.mode = RULE_RATIO, .has_target = true, .target = M(row[i].target),
                         .has_cap = true, .cap = M(100), .weight = M(10), .places = row[i].places};
        struct rule_score s = evaluate(&r, ratio_fact(row[i].num, row[i].den), row[i].why);

        EXPECT(s.percent.millionths == row[i].percent, row[i].why);
        EXPECT(s.points.millionths == row[i].points, row[i].why);
        EXPECT(s.level.millionths == 0, "the mode has no levels");
    }
}

static void less_is_better_against_a_target(void **state)
{
    struct rule r = {.mode = RULE_RATIO, .direction = RULE_DOWN, .has_target = true,
                     .target = M(30), .has_cap = true, .cap = M(100), .weight = M(10), .places = 2};
    struct err e = {0};
    struct rule_score s;
    struct fact f = value_fact(1);

    (void)state;
    EXPECT(evaluate(&r, value_fact(40000000), "40 days").percent.millionths == 75000000, "30 / 40");
    EXPECT(evaluate(&r, value_fact(20000000), "20 days").percent.millionths == 100000000, "capped");
    EXPECT(evaluate(&r, value_fact(0), "0 days").percent.millionths == 100000000,
           "zero is the best, not a division");
    EXPECT(evaluate(&r, ratio_fact(2, 5), "40 %").percent.millionths == 75000000, "as a ratio");
    r.places = RULE_NOT_ROUNDED;
    EXPECT(evaluate(&r, ratio_fact(2, 5), "40 %").percent.millionths == 75000000, "not rounded");
    r.has_target = false;
    EXPECT(!rule_eval(&r, &f, &s, &e) && e.code == ERR_RULE_TARGET, "a ratio needs a target");
}

static struct rule line_60_100(void)
{
    struct rule r = {.mode = RULE_LINEAR, .bands = 5, .places = 2, .weight = M(20)};

    for (size_t i = 0; i < 5; i++)
        r.band[i] = (struct rule_band){.level = (int64_t)i + 1, .known = true, .has_lo = true,
                                       .lo = M(60 + 10 * (int64_t)i),
                                       .percent = M(60 + 10 * (int64_t)i)};
    return r;
}

static void linear_rules_interpolate(void **state)
{
    static const struct {
        int64_t value, level, percent, points;
        const char *why;
    } row[] = {
        {85000000, 3500000, 85000000, 17000000, "85 on 60/70/80/90/100 -> 3.5"},
        {60000000, 1000000, 60000000, 12000000, "the first knot"},
        {100000000, 5000000, 100000000, 20000000, "the last knot"},
        {59990000, 1000000, 60000000, 12000000, "clipped below"},
        {0, 1000000, 60000000, 12000000, "clipped at nothing"},
        {250000000, 5000000, 100000000, 20000000, "clipped above"},
        {70010000, 2001000, 70010000, 14002000, "just past a knot"},
        {70005000, 2001000, 70010000, 14002000, "rounded half up before"},
    };
    struct rule r = line_60_100();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct rule_score s = evaluate(&r, value_fact(row[i].value), row[i].why);

        EXPECT(s.level.millionths == row[i].level, row[i].why);
        EXPECT(s.percent.millionths == row[i].percent, row[i].why);
        EXPECT(s.points.millionths == row[i].points, row[i].why);
    }
    r.places = RULE_NOT_ROUNDED;
    EXPECT(evaluate(&r, ratio_fact(2, 3), "2/3").level.millionths == 1666667, "66.67 unrounded");
}

static void linear_rules_fall(void **state)
{
    struct rule r = {.mode = RULE_LINEAR, .direction = RULE_DOWN, .bands = 5, .places = 2};

    (void)state;
    for (size_t i = 0; i < 5; i++)
        r.band[i] = (struct rule_band){.level = (int64_t)i + 1, .known = true, .has_lo = true,
                                       .lo = M(50 - 10 * (int64_t)i),
                                       .percent = M(60 + 10 * (int64_t)i),
                                       .points = M(12 + 2 * (int64_t)i)};
    EXPECT(evaluate(&r, value_fact(25000000), "25").level.millionths == 3500000, "between 30, 20");
    EXPECT(evaluate(&r, value_fact(25000000), "25").points.millionths == 17000000, "table's points");
    EXPECT(evaluate(&r, value_fact(5000000), "5").level.millionths == 5000000, "better than best");
    EXPECT(evaluate(&r, value_fact(99000000), "99").level.millionths == 1000000, "worst");
}

static void facts_that_do_not_fit(void **state)
{
    struct rule step = carry_2565(), mile = milestones(20, 20, 6, 6);
    static const int64_t over[6] = {10000, 10000, 10000, 10000, 10000, 10000};
    static const int64_t bad[1] = {10001};
    const struct {
        const struct rule *r;
        struct fact f;
        const char *why;
    } row[] = {
        {&step, steps_fact(1, over), "steps against a value"},
        {&mile, value_fact(3000000), "a value against steps"},
        {&mile, steps_fact(6, over), "a sixth step of five"},
        {&mile, steps_fact(1, bad), "more than done"},
        {&step, value_fact(-1), "below zero, below every band"},
        {&step, ratio_fact(-1, 3), "a numerator below zero"},
        {&step, ratio_fact(1, -3), "a denominator below zero"},
        {&step, ratio_fact(INT64_MAX, 1), "past 64 bits"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct rule_score s;
        struct err e = {0};

        EXPECT(!rule_eval(row[i].r, &row[i].f, &s, &e), row[i].why);
        EXPECT(e.code == ERR_RULE_FACT, row[i].why);
    }
}

static void unrounded_comparison_is_exact(void **state)
{
    struct rule r = {.mode = RULE_STEP, .places = RULE_NOT_ROUNDED, .bands = 2};

    (void)state;
    r.band[0] = band(1, 0, 9600, "-)", 12);
    r.band[1] = band(2, 9600, 0, "[-", 20);
    EXPECT(evaluate(&r, ratio_fact(959999999999999, 1000000000000000), "just under").points.millionths ==
               12000000, "95.9999999999999 is under 96");
    EXPECT(evaluate(&r, ratio_fact(960000000000000, 1000000000000000), "at").points.millionths ==
               20000000, "96 is 96");
    r.places = 2;
    EXPECT(evaluate(&r, ratio_fact(959999999999999, 1000000000000000), "rounded").points.millionths ==
               20000000, "only the rule's rounding lifts it");
}

static void levels_and_per_cent(void **state)
{
    struct rule one = milestones(20, 20, 6, 6);
    struct score p = {0};
    int64_t level = 0;

    (void)state;
    EXPECT(rule_percent_of(&one, 2, &p) && p.millionths == 40000000, "level 2 of KPI 1 is 40 %");
    EXPECT(rule_level_of(&one, M(100), &level) && level == 5, "100 % is level 5");
    EXPECT(!rule_level_of(&one, M(50), &level) && level == 5, "50 % is no level");
    EXPECT(!rule_percent_of(&one, 6, &p), "there is no level 6");
    EXPECT(rule_full_points(&one).millionths == 30000000, "30 points at most");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(carry_over_of_2565),
        cmocka_unit_test(a_gap_is_said),
        cmocka_unit_test(no_data_and_no_base_are_not_zero),
        cmocka_unit_test(what_the_document_does_not_say),
        cmocka_unit_test(steps_count_one_after_the_other),
        cmocka_unit_test(weighted_steps),
        cmocka_unit_test(weighted_scores),
        cmocka_unit_test(disbursement_against_a_target),
        cmocka_unit_test(less_is_better_against_a_target),
        cmocka_unit_test(linear_rules_interpolate),
        cmocka_unit_test(linear_rules_fall),
        cmocka_unit_test(facts_that_do_not_fit),
        cmocka_unit_test(unrounded_comparison_is_exact),
        cmocka_unit_test(levels_and_per_cent),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
