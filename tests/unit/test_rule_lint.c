/* What a rule is told before it is published; and random rules against rationals of the test's own. */
#include "unit.h"

#include "perform/rule.h"

static struct rule read_rule(struct arena *a, const char *json)
{
    struct rule r = {0};
    struct err e = {0};

    if (!rule_parse(a, str_from(json), &r, &e))
        fail_msg("%s: %s", err_word(e.code), json);
    return r;
}

static const struct rule_finding *finding(const struct rows *rows, const char *word)
{
    const struct rule_finding *f = rows->p;

    for (size_t i = 0; i < rows->n; i++) {
        if (str_eq(f[i].word, str_from(word)))
            return &f[i];
    }
    return NULL;
}

#define HEAD "{\"mode\":\"step\",\"direction\":\"down\",\"weight\":\"10\","
#define B(level, rest, percent) "{\"level\":" level ",\"percent\":\"" percent "\"," rest "}"

static void findings_name_the_band(void **state)
{
    static const struct {
        const char *json, *word;
        int64_t level;
        bool stops;
        const char *says, *why;
    } row[] = {
        {HEAD "\"bands\":[]}", "no_bands", 0, true, "", "no bands"},
        {HEAD "\"bands\":[" B("2", "\"hi\":\"2\"", "90") "," B("1", "\"lo\":\"2.01\",\"lo_incl\":true", "80") "]}",
         "gap", 2, true, "2 ≤ v < 2.01", "the printed gap, unrounded"},
        {HEAD "\"rounding\":{\"places\":2},\"bands\":[" B("2", "\"hi\":\"2\"", "90") "," B("1", "\"lo\":\"2.01\",\"lo_incl\":true", "80") "]}",
         "gap", 2, true, "v = 2.00", "the printed gap, on two decimals: one value"},
        {HEAD "\"bands\":[" B("2", "\"hi\":\"2\",\"hi_incl\":true", "90") "," B("1", "\"lo\":\"2\",\"lo_incl\":true", "80") "]}",
         "overlap", 2, true, "v = 2", "both edges inclusive"},
        {HEAD "\"bands\":[" B("2", "\"hi\":\"3\"", "90") "," B("1", "\"lo\":\"2\"", "80") "]}",
         "overlap", 2, true, "2 < v < 3", "bands that run into each other"},
        {HEAD "\"bands\":[" B("2", "\"hi\":\"2\"", "90") "," B("1", "\"lo\":\"2\"", "80") "]}",
         "gap", 2, true, "v = 2", "both edges exclusive"},
        {HEAD "\"bands\":[" B("2", "\"lo\":\"1\",\"hi\":\"2\"", "90") "," B("1", "\"lo\":\"2\",\"lo_incl\":true", "80") "]}",
         "gap_end", 2, true, "0 ≤ v ≤ 1", "nothing holds what is below the lowest"},
        {HEAD "\"bands\":[" B("2", "\"hi\":\"2\"", "90") "," B("1", "\"lo\":\"2\",\"lo_incl\":true,\"hi\":\"100\",\"hi_incl\":true", "80") "]}",
         "gap_end", 1, true, "100 < v", "nothing holds what is above the highest"},
        {HEAD "\"bands\":[" B("2", "\"hi\":\"2\"", "90") "," B("1", "\"lo\":\"4\",\"hi\":\"3\"", "80") "]}",
         "band_empty", 1, true, "", "a band upside down"},
        {HEAD "\"bands\":[" B("2", "\"hi\":\"2\"", "90") "," B("1", "\"lo\":\"2\",\"hi\":\"2\",\"hi_incl\":true", "80") "]}",
         "band_empty", 1, true, "", "a single point that is open"},
        {HEAD "\"bands\":[" B("2", "\"hi\":\"2\"", "90") "," B("2", "\"lo\":\"2\",\"lo_incl\":true", "80") "]}",
         "level_twice", 2, true, "", "one level in two rows"},
        {HEAD "\"bands\":[" B("1", "\"hi\":\"2\"", "60") "," B("2", "\"lo\":\"2\",\"lo_incl\":true", "80") "]}",
         "direction", 2, true, "", "less is better, but more gives more"},
        {HEAD "\"bands\":[" B("2", "\"hi\":\"2\"", "60") "," B("1", "\"lo\":\"2\",\"lo_incl\":true", "80") "]}",
         "percent_order", 2, true, "", "the better level gives less"},
        {HEAD "\"bands\":[" B("2", "\"hi\":\"2\",\"points\":\"5\"", "90") "," B("1", "\"lo\":\"2\",\"lo_incl\":true,\"points\":\"6\"", "80") "]}",
         "points_order", 2, true, "", "points fall where the level rises"},
        {HEAD "\"bands\":[" B("2", "\"hi\":\"2\"", "90") "," B("1", "\"lo\":\"2\",\"lo_incl\":true", "-1") "]}",
         "below_zero", 1, true, "", "a per cent below zero"},
        {HEAD "\"exact_zero\":true,\"bands\":[" B("2", "\"hi\":\"2\"", "90") "," B("1", "\"lo\":\"2\",\"lo_incl\":true", "80") "]}",
         "zero_band", 2, true, "", "an exact zero that no level holds alone"},
        {HEAD "\"exact_zero\":true,\"rounding\":{\"places\":2},\"bands\":[" B("3", "\"lo\":\"0\",\"lo_incl\":true,\"hi\":\"0\",\"hi_incl\":true", "100") "," B("2", "\"lo\":\"0.01\",\"lo_incl\":true", "90") "]}",
         "gap", 3, true, "0.00 < v < 0.01", "0.004 rounds to 0.00 and is neither 0 nor 0.01"},
        {HEAD "\"rounding\":{\"places\":2},\"bands\":[" B("2", "\"hi\":\"2.005\"", "90") "," B("1", "\"lo\":\"2.005\",\"lo_incl\":true", "80") "]}",
         "edge_finer", 2, false, "2.005", "a bound finer than the rounding"},
        {HEAD "\"bands\":[" B("2", "\"hi\":\"2\"", "90") ",{\"level\":1,\"known\":false}]}",
         "not_in_document", 1, false, "", "a level that the document does not state"},
        {"{\"mode\":\"ratio\",\"weight\":\"10\"}", "no_target", 0, true, "", "a ratio needs a target"},
        {"{\"mode\":\"ratio\",\"weight\":\"10\",\"target\":\"0\"}", "no_target", 0, true, "", "and not zero"},
        {"{\"mode\":\"ratio\",\"direction\":\"zero\",\"weight\":\"10\",\"target\":\"1\"}", "ratio_zero", 0, true, "", "no ratio to zero"},
        {"{\"mode\":\"ratio\",\"weight\":\"10\",\"target\":\"96\"}", "no_cap", 0, false, "", "no cap is said"},
        {"{\"mode\":\"ratio\",\"weight\":\"10\",\"target\":\"96\",\"cap\":\"0\"}", "cap", 0, true, "", "a cap of nothing"},
        {"{\"mode\":\"ratio\",\"target\":\"96\",\"cap\":\"100\"}", "no_weight", 0, true, "", "points need a weight"},
        {"{\"mode\":\"milestone\",\"weight\":\"10\",\"steps\":{\"counting\":\"weighted\",\"weights\":[\"25\",\"10\",\"20\",\"20\",\"20\"]}}",
         "weights", 0, true, "95", "weights of steps that are not 100"},
        {"{\"mode\":\"milestone\",\"weight\":\"10\",\"steps\":{\"counting\":\"weighted\",\"weights\":[]}}", "weights", 0, true, "0", "no weights"},
        {"{\"mode\":\"milestone\",\"weight\":\"10\",\"bands\":[" B("1", "\"points\":\"1\"", "20") "," B("3", "\"points\":\"2\"", "40") "]}",
         "step_gap", 2, true, "", "a step that is missing"},
        {"{\"mode\":\"milestone\",\"weight\":\"10\",\"bands\":[" B("1", "\"points\":\"1\"", "20") "]}",
         "no_evidence_named", 1, false, "", "a level without evidence"},
        {"{\"mode\":\"linear\",\"weight\":\"10\",\"bands\":[" B("1", "\"lo\":\"60\"", "60") "]}", "knots", 0, true, "", "one knot is no line"},
        {"{\"mode\":\"linear\",\"weight\":\"10\",\"bands\":[" B("2", "\"lo\":\"60\"", "70") "," B("1", "\"lo\":\"60\"", "60") "]}",
         "knot_twice", 2, true, "v = 60", "two knots at one value"},
        {"{\"mode\":\"linear\",\"weight\":\"10\",\"bands\":[" B("2", "\"lo\":\"60\"", "70") "," B("1", "\"lo\":\"70\"", "60") "]}",
         "direction", 2, true, "", "knots against the direction"},
        {"{\"mode\":\"linear\",\"weight\":\"10\",\"bands\":[" B("2", "\"hi\":\"60\"", "70") "," B("1", "\"lo\":\"50\"", "60") "]}",
         "knot_value", 2, true, "", "a knot without a value"},
        {"{\"mode\":\"step\",\"bands\":[" B("1", "\"hi_incl\":false", "60") "]}", "no_points", 0, false, "", "per cent only"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct arena *a = arena_new();
        struct rule r = read_rule(a, row[i].json);
        const struct rule_finding *f;
        struct rows rows;
        bool clean = rule_lint(&r, a, &rows);

        f = finding(&rows, row[i].word);
        if (!f) {
            fail_msg("%s: not found", row[i].why);
            return;
        }
        EXPECT(f->level == row[i].level, row[i].why);
        EXPECT(f->stops == row[i].stops && (!f->stops || !clean), row[i].why);
        EXPECT(str_has(f->th, str_from(row[i].says)) && str_has(f->en, str_from(row[i].says)),
               row[i].why);
        EXPECT(f->th.n > 20 && f->en.n > 10 && !str_has(f->th, STR("{")) && !str_has(f->en, STR("{")),
               row[i].why);
        arena_free(a);
    }
}

static void clean_rules_are_clean(void **state)
{
    static const struct {
        const char *json, *why;
    } row[] = {
        {HEAD "\"bands\":[" B("2", "\"hi\":\"2\"", "90") "," B("1", "\"lo\":\"2\",\"lo_incl\":true", "80") "]}", "left-closed"},
        {HEAD "\"bands\":[" B("1", "\"lo\":\"2\"", "80") "," B("2", "\"hi\":\"2\",\"hi_incl\":true", "90") "]}", "right-closed, listed upwards"},
        {HEAD "\"rounding\":{\"places\":2},\"bands\":[" B("2", "\"hi\":\"2\",\"hi_incl\":true", "90") "," B("1", "\"lo\":\"2.01\",\"lo_incl\":true", "80") "]}",
         "2.00 and 2.01 meet on two decimals"},
        {HEAD "\"exact_zero\":true,\"rounding\":{\"places\":2},\"bands\":[" B("3", "\"lo\":\"0\",\"lo_incl\":true,\"hi\":\"0\",\"hi_incl\":true", "100") "," B("2", "\"lo\":\"0\"", "90") "]}",
         "an exact zero and all above it"},
        {"{\"mode\":\"ratio\",\"weight\":\"10\",\"target\":\"96\",\"cap\":\"100\"}", "a ratio"},
        {HEAD "\"reading\":\"left\",\"rounding\":{\"places\":2},\"bands\":[" B("2", "\"hi\":\"2\"", "90") "," B("1", "\"lo\":\"2.01\",\"lo_incl\":true", "80") "]}",
         "a gap that was read left-closed"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct arena *a = arena_new();
        struct rule r = read_rule(a, row[i].json);
        struct rows rows;

        if (!rule_lint(&r, a, &rows) || rows.n)
            fail_msg("%s: %.*s", row[i].why, STR_FMT(((const struct rule_finding *)rows.p)->en));
        arena_free(a);
    }
}

/* ---- random rules ---- */

static uint64_t next(uint64_t *s)
{
    *s ^= *s << 13;
    *s ^= *s >> 7;
    *s ^= *s << 17;
    return *s;
}

static int64_t pick(uint64_t *s, int64_t n)
{
    return (int64_t)(next(s) % (uint64_t)n);
}

/* A rule of two to five bands over small bounds, its ends drawn so that about half are clean. */
static struct rule random_rule(uint64_t *s)
{
    struct rule r = {.mode = RULE_STEP, .weight = {10000000}, .bands = (size_t)(2 + pick(s, 4))};
    int64_t at = 0;
    bool good = pick(s, 3) > 0;

    r.places = pick(s, 2) ? pick(s, 3) : RULE_NOT_ROUNDED;
    r.exact_zero = pick(s, 3) == 0;
    r.direction = pick(s, 2) ? RULE_UP : RULE_DOWN;
    for (size_t i = 0; i < r.bands; i++) {
        struct rule_band *b = &r.band[i];
        int64_t level = (int64_t)(r.direction == RULE_UP ? i + 1 : r.bands - i);

        *b = (struct rule_band){.level = level, .known = true, .percent = {level * 10000000}};
        b->has_lo = i > 0 || pick(s, 2);
        b->lo = (struct score){at * 10000};
        b->lo_incl = i ? !r.band[i - 1].hi_incl : true;
        if (!good && pick(s, 4) == 0)
            b->lo_incl = pick(s, 2);
        if (!good && pick(s, 6) == 0)
            b->lo.millionths += 10000;
        at += i == 0 && r.exact_zero ? 0 : 1 + pick(s, 150);
        b->has_hi = i + 1 < r.bands;
        b->hi = (struct score){at * 10000};
        b->hi_incl = pick(s, 2) || (i == 0 && r.exact_zero);
    }
    if (r.exact_zero)
        r.band[0].has_lo = true;
    return r;
}

/* The test's own arithmetic: v = num * 100 / den as a fraction, rounded on the grid if need be, compared by cross
 * multiplication of small numbers (below 2^62). */
struct plain {
    int64_t n, d; /* v = n / d in millionths */
    bool nonzero;
};

static struct plain plain_value(const struct rule *r, int64_t num, int64_t den)
{
    struct plain v = {num * 100000000, den, num != 0};
    int64_t step = 1;

    if (r->places < 0)
        return v;
    for (int64_t i = r->places; i < 6; i++)
        step *= 10;
    /* Half up to a multiple of step: floor((2 n + step d) / (2 step d)). */
    v.n = (2 * v.n + step * den) / (2 * step * den) * step;
    v.d = 1;
    return v;
}

static int plain_cmp(const struct rule *r, const struct plain *v, int64_t edge)
{
    if (r->exact_zero && edge == 0)
        return v->nonzero;
    return (v->n > edge * v->d) - (v->n < edge * v->d);
}

static size_t holders(const struct rule *r, const struct plain *v, size_t *ret_at)
{
    size_t n = 0;

    for (size_t i = 0; i < r->bands; i++) {
        const struct rule_band *b = &r->band[i];
        int lo = b->has_lo ? plain_cmp(r, v, b->lo.millionths) : 1;
        int hi = b->has_hi ? plain_cmp(r, v, b->hi.millionths) : -1;

        if ((lo > 0 || (lo == 0 && b->lo_incl)) && (hi < 0 || (hi == 0 && b->hi_incl))) {
            *ret_at = i;
            n++;
        }
    }
    return n;
}

/* Facts near every bound: v just at, under and over it, and some at random. */
static int64_t near(const struct rule *r, uint64_t *s, int64_t den)
{
    const struct rule_band *b = &r->band[pick(s, (int64_t)r->bands)];
    int64_t edge = (pick(s, 2) ? b->lo : b->hi).millionths;
    int64_t num = edge * den / 100000000 + pick(s, 5) - 2;

    if (pick(s, 4) == 0)
        num = pick(s, den * 10);
    return num < 0 ? 0 : num;
}

static void random_rules_against_rationals(void **state)
{
    static const int64_t dens[] = {1, 3, 7, 1000, 99999, 12345678};
    uint64_t s = 88172645463325252ULL;
    size_t clean = 0, unclean = 0, missed = 0, twice = 0;

    (void)state;
    for (int i = 0; i < 4000; i++) {
        struct rule r = random_rule(&s);
        struct arena *a = arena_new();
        struct rows rows;
        bool ok = rule_lint(&r, a, &rows);

        clean += ok;
        unclean += !ok;
        for (int k = 0; k < 60; k++) {
            int64_t den = dens[pick(&s, (int64_t)ARRAY_LEN(dens))], num = near(&r, &s, den);
            struct fact f = {.kind = FACT_RATIO, .numerator = num, .denominator = den};
            struct plain v = plain_value(&r, num, den);
            struct rule_score got = {0};
            size_t at = 0, n = holders(&r, &v, &at);
            struct err e = {0};
            bool scored = rule_eval(&r, &f, &got, &e);

            EXPECT(!ok || n == 1, "a clean rule holds every value exactly once");
            missed += n == 0;
            twice += n > 1;
            EXPECT(scored == (n > 0), "scored exactly when a band holds it");
            if (n == 1)
                EXPECT(got.level.millionths == r.band[at].level * 1000000 &&
                           got.percent.millionths == r.band[at].percent.millionths,
                       "the band that the rationals say");
        }
        arena_free(a);
    }
    EXPECT(clean > 500 && unclean > 500 && missed > 100 && twice > 100, "the draw covers both kinds");
}

/* Linear rules: the level by plain fractions of the test, half up at the sixth decimal. */
static void random_lines_against_rationals(void **state)
{
    uint64_t s = 2463534242;

    (void)state;
    for (int i = 0; i < 20000; i++) {
        struct rule r = {.mode = RULE_LINEAR, .bands = 2, .places = RULE_NOT_ROUNDED, .weight = {1000000}};
        int64_t x0 = pick(&s, 1000), x1 = x0 + 1 + pick(&s, 1000), den = 1 + pick(&s, 5000);
        int64_t num = pick(&s, 30 * den), top, want;
        struct fact f = {.kind = FACT_RATIO, .numerator = num, .denominator = den};
        struct rule_score got;
        struct err e = {0};

        r.band[0] = (struct rule_band){.level = 1, .known = true, .has_lo = true, .lo = {x0 * 1000000}};
        r.band[1] = (struct rule_band){.level = 2, .known = true, .has_lo = true, .lo = {x1 * 1000000}};
        EXPECT(rule_eval(&r, &f, &got, &e), "a line holds every value");
        top = 100 * num - x0 * den; /* over den * (x1 - x0) */
        if (top < 0)
            top = 0;
        if (top > den * (x1 - x0))
            top = den * (x1 - x0);
        want = 1000000 + (2 * top * 1000000 + den * (x1 - x0)) / (2 * den * (x1 - x0));
        if (got.level.millionths != want)
            fail_msg("%lld/%lld on %lld..%lld: %lld, not %lld", (long long)num, (long long)den, (long long)x0,
                     (long long)x1, (long long)got.level.millionths, (long long)want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(findings_name_the_band),
        cmocka_unit_test(clean_rules_are_clean),
        cmocka_unit_test(random_rules_against_rationals),
        cmocka_unit_test(random_lines_against_rationals),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
