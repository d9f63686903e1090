/* A reported result beside what its own figures give: pure, and the real readings where they are. */
#include "with_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/exact.h"
#include "base/file.h"
#include "perform/reading_fact.h"
#include "perform/reading_period.h"

enum { YEAR = 2565 };

/* ---- pure ---- */

static struct score score_of(const char *s)
{
    struct score v = {0};

    assert_true(exact_parse_decimal(str_from(s), 6, &v.millionths));
    return v;
}

static void test_periods(void **state)
{
    static const struct {
        const char *cycle;
        size_t n;
        int64_t first, last;
    } row[] = {{"month", 12, 202110, 202209}, {"quarter", 4, 202112, 202209}, {"year", 1, 202209, 202209}};
    int64_t p[READING_PERIODS];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        assert_int_equal(reading_periods(str_from(row[i].cycle), YEAR, p), row[i].n);
        assert_int_equal(p[0], row[i].first);
        assert_int_equal(p[row[i].n - 1], row[i].last);
    }
    assert_int_equal(reading_period_start(STR("quarter"), 202203).yyyymmdd, 20220101);
    assert_int_equal(reading_period_start(STR("year"), 202209).yyyymmdd, 20211001);
    assert_int_equal(reading_period_end(202202).yyyymmdd, 20220228);
    assert_int_equal(reading_period_ended(DATE(20220330)), 202202);
    assert_int_equal(reading_period_ended(DATE(20220331)), 202203);
    assert_int_equal(reading_period_ended(DATE(20220105)), 202112);
    assert_int_equal(reading_quarter(202112), 1);
    assert_int_equal(reading_quarter(202209), 4);
    assert_false(reading_period_in(YEAR, 202109));
    assert_false(reading_period_in(YEAR, 202113));
}

static void test_reported(void **state)
{
    static const struct {
        const char *text, *in, *value;
        unsigned places;
        bool ok;
    } row[] = {
        {"ระดับ 5", "level", "5", 0, true},    {"level 3", "level", "3", 0, true},
        {"ร้อยละ 3.22", "percent", "3.22", 2, true}, {"๗๙.๑๕ %", "percent", "79.15", 2, true},
        {"100.00", "unit", "100", 2, true},     {"1,234.5", "unit", "1234.5", 1, true},
        {"ดีมาก", "", "0", 0, false},            {"ระดับ", "", "0", 0, false},
    };
    struct arena *a = arena_new();
    struct reported r;
    struct err e;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        bool ok = reading_reported_read(a, str_from(row[i].text), &r, &e);

        if (!row[i].ok) {
            assert_err(ok, &e, ERR_READING_TEXT);
            continue;
        }
        assert_ok(ok, &e);
        if (!str_eq(r.in, str_from(row[i].in)) || r.value.millionths != score_of(row[i].value).millionths ||
            r.places != row[i].places)
            fail_msg("%s", row[i].text);
    }
    arena_free(a);
}

/* The level table of KPI 3: 60 70 80 90 100 per cent at levels 1-5. */
static void milestone(struct rule *r)
{
    *r = (struct rule){.mode = RULE_MILESTONE, .direction = RULE_UP, .bands = 5, .version = 2, .places = 2};
    for (int64_t i = 0; i < 5; i++)
        r->band[i] = (struct rule_band){.level = i + 1,
                                        .known = i != 1, /* level 2 is not in the document */
                                        .percent.millionths = (60 + 10 * i) * 1000000,
                                        .points.millionths = (12 + 2 * i) * 1000000};
}

static void test_flags(void **state)
{
    static const struct {
        const char *kind, *steps, *num, *den, *reported, *target_in;
        int64_t proved;
        bool rule;
        const char *flags, *said, *why;
    } row[] = {
        {"ratio", "", "290259229.02", "366722545", "100.00", "percent", 0, false, "differs", "", "79.15 is not 100"},
        {"ratio", "", "290259229.02", "366722545", "79.15", "percent", 0, false, "", "", "equal to the printed digits"},
        {"ratio", "", "290259229.02", "366722545", "79.1", "percent", 0, false, "", "", "79.1495 with one decimal"},
        {"ratio", "", "290259229.02", "366722545", "79.2", "percent", 0, false, "differs", "", "not this one"},
        {"ratio", "", "38840130.77", "275640800", "14.0908", "percent", 0, false, "", "", "14.09084967: rounded once, not twice"},
        {"ratio", "", "", "", "93.62", "percent", 0, false, "no_base", "", "a per cent without its base"},
        {"steps", "10000,10000,10000,10000,10000", "", "", "ระดับ 5", "level", 31, true, "", "", "level against level"},
        {"steps", "10000,10000,10000,10000,10000", "", "", "ระดับ 5", "percent", 31, true, "level_percent", "5|100|2", "target in per cent, result in levels"},
        {"steps", "10000,10000,10000,0,0", "", "", "ระดับ 3", "percent", 31, true, "level_percent", "3|80|2", "100 per cent against level 3"},
        {"steps", "10000,10000,10000,10000,0", "", "", "ร้อยละ 90", "level", 31, true, "percent_level", "4|90|2", "the reverse"},
        {"steps", "10000,10000,0,0,0", "", "", "ระดับ 2", "percent", 31, true, "level_percent not_in_rule", "", "level 2 is not in the document"},
        {"steps", "10000,10000,10000,0,0", "", "", "ระดับ 3", "percent", 31, false, "level_percent not_in_rule", "", "no rule to convert by"},
        {"steps", "10000,10000,10000,0,0", "", "", "ระดับ 4", "level", 31, true, "differs", "", "three steps are not level 4"},
        {"steps", "10000,0,10000,10000,10000", "", "", "ระดับ 5", "level", 31, true, "differs", "", "a gap closes the count"},
        {"steps", "10000,10000,10000,0,0", "", "", "ระดับ 3", "level", 3, true, "no_evidence", "", "step 3 has no evidence"},
        {"no_data", "", "", "", "", "percent", 0, false, "", "", "no data is no zero"},
    };
    struct arena *a = arena_new();
    struct rule rule;
    struct err e;

    (void)state;
    milestone(&rule);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct reading_check c = {.said = {.kind = str_from(row[i].kind), .steps = str_from(row[i].steps),
                                           .numerator = MONEY_MISSING, .denominator = MONEY_MISSING,
                                           .proved = row[i].proved},
                                  .reported = str_from(row[i].reported), .target_in = str_from(row[i].target_in),
                                  .collect = str_from(row[i].kind), .rule = row[i].rule ? &rule : NULL};
        struct reading_sum sum;

        if (row[i].num[0])
            assert_true(money_parse(str_from(row[i].num), &c.said.numerator, &e) &&
                        money_parse(str_from(row[i].den), &c.said.denominator, &e));
        assert_ok(reading_check(a, &c, &sum, &e), &e);
        if (!str_eq(sum.flags, str_from(row[i].flags)) || !str_eq(sum.converted, str_from(row[i].said)))
            fail_msg("%s: %.*s, %.*s", row[i].why, STR_FMT(sum.flags), STR_FMT(sum.converted));
    }
    arena_free(a);
}

static void test_facts_of(void **state)
{
    struct reading_said said = {.kind = STR("steps"), .steps = STR("10000,10000,10000"), .proved = 5};
    struct fact f;
    struct str why;

    (void)state;
    reading_fact_make(&said, &f, &why);
    assert_int_equal(f.kind, FACT_STEPS);
    assert_int_equal(f.step_bp[0], 10000);
    assert_int_equal(f.step_bp[1], 0); /* no evidence, no level */
    assert_int_equal(f.step_bp[2], 10000);
    said = (struct reading_said){.kind = STR("ratio"), .numerator = MONEY(5), .denominator = MONEY_MISSING};
    reading_fact_make(&said, &f, &why);
    assert_int_equal(f.kind, FACT_NO_DATA);
    assert_true(str_eq(why, STR("no_base")));
    said = (struct reading_said){.kind = STR("value"), .paper_missing = true};
    reading_fact_make(&said, &f, &why);
    assert_true(str_eq(why, STR("no_evidence")));
    said = (struct reading_said){.kind = STR("no_data")};
    reading_fact_make(&said, &f, &why);
    assert_true(str_eq(why, STR("no_data")));
}

/* ---- real readings (where they are) and the repository's own ---- */

/* Counts: recomputed to the printed digits, without base, flagged. */
struct counted {
    int rows, equal, no_base, differs;
};

static void one_sample(struct arena *a, struct str line, struct counted *c)
{
    struct str cell[9] = {0}, rest = line;
    struct reading_check k = {.said = {.kind = STR("ratio"), .numerator = MONEY_MISSING, .denominator = MONEY_MISSING},
                              .target_in = STR("percent"), .collect = STR("ratio")};
    struct reading_sum sum;
    struct reported want;
    struct score shown;
    struct err e;

    for (size_t i = 0; i < ARRAY_LEN(cell) && str_split(&rest, ',', &cell[i]); i++)
        ;
    c->rows++;
    k.reported = cell[6];
    if (cell[4].n)
        assert_true(money_parse(cell[4], &k.said.denominator, &e) && money_parse(cell[5], &k.said.numerator, &e));
    assert_ok(reading_check(a, &k, &sum, &e), &e);
    c->differs += str_has(sum.flags, STR("differs"));
    c->no_base += str_has(sum.flags, STR("no_base"));
    if (!sum.has_result)
        return;
    assert_ok(reading_reported_read(a, cell[7], &want, &e), &e);
    assert_true(reading_percent(k.said.numerator.satang, k.said.denominator.satang, want.places, &shown));
    if (shown.millionths == want.value.millionths)
        c->equal++;
    else
        print_error("%.*s\n", STR_FMT(line));
}

static struct counted samples(struct arena *a, struct str text)
{
    struct counted c = {0};
    struct str rest = text, line;

    (void)str_split(&rest, '\n', &line);
    while (rest.n && str_split(&rest, '\n', &line)) {
        if (str_trim(line).n)
            one_sample(a, str_trim(line), &c);
    }
    return c;
}

static void test_samples(void **state)
{
    struct arena *a = arena_new();
    struct counted c;
    struct str text;
    struct err e;

    (void)state;
    assert_ok(file_read(a, str_format(a, "%s/disbursement_readings.csv%c", getenv("PBIS_FIXTURES"), 0).p, 1 << 20, &text, &e), &e);
    c = samples(a, text);
    assert_true(c.rows == 5 && c.equal == 4 && c.no_base == 1 && c.differs == 1);
    if (!file_read(a, str_format(a, "%s/../../../shared/data/kpi_disbursement_samples.csv%c", getenv("PBIS_FIXTURES"), 0).p, 1 << 20, &text, &e)) {
        print_message("skipped: ../shared/data/kpi_disbursement_samples.csv is not there\n");
    } else {
        c = samples(a, text);
        print_message("readings: %d rows, %d recomputed, %d without base, %d flagged\n", c.rows, c.equal, c.no_base, c.differs);
        assert_true(c.rows == 14 && c.equal == 11 && c.no_base == 3 && c.differs == 1);
    }
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_periods), cmocka_unit_test(test_reported), cmocka_unit_test(test_flags),
        cmocka_unit_test(test_facts_of), cmocka_unit_test(test_samples),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
