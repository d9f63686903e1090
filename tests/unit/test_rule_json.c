/* Rules and facts as JSON: what is read, what is refused, and that writing gives back what was read. */
#include "unit.h"

#include "base/data_file.h"
#include "base/json.h"
#include "perform/rule.h"

static const char carry[] =
    "{\"indicator\":\"2-1900\",\"year\":2565,\"version\":3,\"mode\":\"step\",\"direction\":\"zero\",\"bands\":["
    "{\"level\":5,\"lo\":\"0\",\"lo_incl\":true,\"hi\":\"0\",\"hi_incl\":true,\"percent\":\"100\",\"points\":\"20\"},"
    "{\"level\":4,\"lo\":\"0\",\"lo_incl\":false,\"hi\":\"2\",\"hi_incl\":true,\"percent\":\"90\",\"points\":\"18\"},"
    "{\"level\":3,\"lo\":\"2\",\"lo_incl\":false,\"percent\":\"80\",\"points\":\"16\"}],"
    "\"exact_zero\":true,\"target\":\"0\",\"rounding\":{\"places\":2,\"mode\":\"half_up\"},\"no_data\":\"zero\"}";

static void a_rule_is_read_and_written(void **state)
{
    struct arena *a = arena_new();
    struct rule r, again;
    struct err e = {0};
    struct sbuf b;
    struct jw w;

    (void)state;
    EXPECT(rule_parse(a, str_from(carry), &r, &e), "the contract's form");
    EXPECT(r.year == 2565 && r.version == 3 && r.mode == RULE_STEP && r.direction == RULE_ZERO &&
               r.bands == 3 && r.exact_zero && r.has_target && r.target.millionths == 0 && !r.has_cap &&
               r.places == 2 && r.round == ROUND_HALF_UP, "its parts");
    EXPECT(r.band[1].has_lo && !r.band[1].lo_incl && r.band[1].hi_incl && r.band[1].hi.millionths == 2000000 &&
               !r.band[2].has_hi, "its bands");
    sbuf_init(&b, a, SBUF_NO_LIMIT);
    jw_init(&w, &b, false);
    rule_write(&w, &r);
    assert_str(sbuf_str(&b), carry, "written as it was read");
    EXPECT(rule_parse(a, rule_content(a, &r), &again, &e), "the content alone is read");
    EXPECT(str_eq(rule_content(a, &again), rule_content(a, &r)), "and is canonical");
    EXPECT(again.year == 0 && again.indicator.n == 0, "without its identity");
    arena_free(a);
}

static void numbers_may_be_plain(void **state)
{
    struct arena *a = arena_new();
    struct rule r;
    struct err e = {0};

    (void)state;
    EXPECT(rule_parse(a, STR("{\"mode\":\"ratio\",\"target\":96.5,\"cap\":100,\"weight\":\"๑๐\",\"rounding\":null}"), &r, &e),
           "numbers, Thai digits, null");
    EXPECT(r.target.millionths == 96500000 && r.cap.millionths == 100000000 &&
               r.weight.millionths == 10000000 && r.places == RULE_NOT_ROUNDED, "exactly");
    arena_free(a);
}

static void bad_rules_are_refused(void **state)
{
    static const struct {
        const char *json;
        enum err_code code;
        const char *why;
    } row[] = {
        {"", ERR_BAD_JSON, "nothing"},
        {"[]", ERR_JSON_SHAPE, "a list"},
        {"null", ERR_JSON_SHAPE, "null"},
        {"{}", ERR_REQUIRED, "no mode"},
        {"{\"mode\":\"curve\"}", ERR_BAD_CHOICE, "an unknown mode"},
        {"{\"mode\":5}", ERR_JSON_SHAPE, "a mode that is a number"},
        {"{\"mode\":\"step\",\"mode\":\"ratio\"}", ERR_BAD_JSON, "a key twice"},
        {"{\"mode\":\"step\",\"direction\":\"left\"}", ERR_BAD_CHOICE, "an unknown direction"},
        {"{\"mode\":\"step\",\"no_data\":\"maybe\"}", ERR_BAD_CHOICE, "an unknown word for no data"},
        {"{\"mode\":\"step\",\"lo_inclusive\":true}", ERR_BAD_FIELD, "an unknown field"},
        {"{\"mode\":\"step\",\"bands\":[{\"level\":1,\"low\":\"1\"}]}", ERR_BAD_FIELD, "a misspelt bound"},
        {"{\"mode\":\"step\",\"bands\":{}}", ERR_JSON_SHAPE, "bands that are no list"},
        {"{\"mode\":\"step\",\"bands\":[1]}", ERR_JSON_SHAPE, "a band that is a number"},
        {"{\"mode\":\"step\",\"bands\":[{},{},{},{},{},{},{},{},{},{},{}]}", ERR_LIMIT, "eleven bands"},
        {"{\"mode\":\"step\",\"bands\":[{\"level\":1.5}]}", ERR_BAD_NUMBER, "half a level"},
        {"{\"mode\":\"step\",\"bands\":[{\"level\":-1}]}", ERR_BAD_NUMBER, "a level below zero"},
        {"{\"mode\":\"step\",\"bands\":[{\"level\":1,\"lo\":NaN}]}", ERR_BAD_JSON, "NaN"},
        {"{\"mode\":\"step\",\"bands\":[{\"level\":1,\"lo\":\"NaN\"}]}", ERR_BAD_NUMBER, "NaN in quotes"},
        {"{\"mode\":\"step\",\"bands\":[{\"level\":1,\"lo\":Infinity}]}", ERR_BAD_JSON, "infinity"},
        {"{\"mode\":\"step\",\"bands\":[{\"level\":1,\"lo\":1e999}]}", ERR_BAD_NUMBER, "1e999"},
        {"{\"mode\":\"step\",\"bands\":[{\"level\":1,\"lo\":1e2}]}", ERR_BAD_NUMBER, "an exponent"},
        {"{\"mode\":\"step\",\"bands\":[{\"level\":1,\"lo\":\"0.0000001\"}]}", ERR_BAD_NUMBER, "seven decimals"},
        {"{\"mode\":\"step\",\"bands\":[{\"level\":1,\"lo\":\"9999999999999\"}]}", ERR_BAD_NUMBER, "too large"},
        {"{\"mode\":\"step\",\"bands\":[{\"level\":1,\"points\":\"2000000\"}]}", ERR_BAD_NUMBER, "too many points"},
        {"{\"mode\":\"step\",\"bands\":[{\"level\":1,\"lo\":true}]}", ERR_BAD_NUMBER, "true is no number"},
        {"{\"mode\":\"step\",\"bands\":[{\"level\":1,\"lo_incl\":\"yes\"}]}", ERR_JSON_SHAPE, "yes is not true"},
        {"{\"mode\":\"step\",\"rounding\":{\"places\":7}}", ERR_BAD_NUMBER, "seven places"},
        {"{\"mode\":\"step\",\"rounding\":{\"places\":-2}}", ERR_BAD_NUMBER, "places below none"},
        {"{\"mode\":\"step\",\"rounding\":{\"mode\":\"random\"}}", ERR_BAD_CHOICE, "an unknown rounding"},
        {"{\"mode\":\"step\",\"rounding\":\"half_up\"}", ERR_JSON_SHAPE, "rounding as a word"},
        {"{\"mode\":\"milestone\",\"steps\":{\"counting\":\"weighted\",\"weights\":[\"100.001\"]}}", ERR_BAD_NUMBER, "a weight too fine"},
        {"{\"mode\":\"milestone\",\"steps\":{\"counting\":\"weighted\",\"weights\":[\"101\"]}}", ERR_BAD_NUMBER, "a weight above 100"},
        {"{\"mode\":\"milestone\",\"steps\":{\"counting\":\"all\"}}", ERR_BAD_CHOICE, "an unknown way to count"},
        {"{\"mode\":\"step\",\"year\":\"soon\"}", ERR_BAD_NUMBER, "a year that is none"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct arena *a = arena_new();
        struct rule r;
        struct err e = {0};
        bool ok = rule_parse(a, str_from(row[i].json), &r, &e);

        if (ok || e.code != row[i].code)
            fail_msg("%s: %s", row[i].why, ok ? "read" : err_word(e.code));
        arena_free(a);
    }
}

static void deep_nesting_is_refused(void **state)
{
    struct arena *a = arena_new();
    struct rule r;
    struct fact f;
    struct err e = {0};
    struct sbuf b;

    (void)state;
    sbuf_init(&b, a, SBUF_NO_LIMIT);
    for (int i = 0; i < 100000; i++)
        SB_LIT(&b, "{\"bands\":[");
    EXPECT(!rule_parse(a, sbuf_str(&b), &r, &e) && e.code == ERR_BAD_JSON, "deep");
    EXPECT(!fact_parse(a, sbuf_str(&b), &f, &e) && e.code == ERR_BAD_JSON, "deep");
    arena_free(a);
}

static void facts_are_read(void **state)
{
    static const struct {
        const char *json;
        enum fact_kind kind;
        int64_t x, y;
        const char *why;
    } row[] = {
        {"{\"value\":\"3.22\"}", FACT_VALUE, 3220000, 0, "a value"},
        {"{\"value\":3.22}", FACT_VALUE, 3220000, 0, "as a number, exactly"},
        {"{\"value\":\"-0.000001\"}", FACT_VALUE, -1, 0, "the smallest"},
        {"{\"numerator\":289498859000,\"denominator\":9000000000000}", FACT_RATIO, 289498859000, 9000000000000, "satang"},
        {"{\"numerator\":\"5\",\"denominator\":0}", FACT_RATIO, 5, 0, "no base is a fact, not an error"},
        {"{\"steps\":[true,\"0.5\",false,1]}", FACT_STEPS, 10000, 5000, "steps, half of the second"},
        {"{\"step_points\":[500,\"250\"]}", FACT_STEPS, 10000, 5000, "steps scored 0 to 500"},
        {"{\"no_data\":true}", FACT_NO_DATA, 0, 0, "no data"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct arena *a = arena_new();
        struct fact f;
        struct err e = {0};

        if (!fact_parse(a, str_from(row[i].json), &f, &e))
            fail_msg("%s: %s", row[i].why, err_word(e.code));
        EXPECT(f.kind == row[i].kind, row[i].why);
        if (f.kind == FACT_VALUE)
            EXPECT(f.value.millionths == row[i].x, row[i].why);
        else if (f.kind == FACT_RATIO)
            EXPECT(f.numerator == row[i].x && f.denominator == row[i].y, row[i].why);
        else if (f.kind == FACT_STEPS)
            EXPECT(f.step_bp[0] == row[i].x && f.step_bp[1] == row[i].y, row[i].why);
        arena_free(a);
    }
}

static void bad_facts_are_refused(void **state)
{
    static const struct {
        const char *json;
        enum err_code code;
        const char *why;
    } row[] = {
        {"{}", ERR_JSON_SHAPE, "nothing said"},
        {"{\"no_data\":false}", ERR_JSON_SHAPE, "not no data, and nothing else"},
        {"{\"value\":\"1\",\"no_data\":true}", ERR_JSON_SHAPE, "both"},
        {"{\"value\":\"1\",\"steps\":[]}", ERR_JSON_SHAPE, "two kinds"},
        {"{\"value\":\"one\"}", ERR_BAD_NUMBER, "a word"},
        {"{\"value\":1e999}", ERR_BAD_NUMBER, "1e999"},
        {"{\"value\":NaN}", ERR_BAD_JSON, "NaN"},
        {"{\"value\":[1]}", ERR_BAD_NUMBER, "a list"},
        {"{\"value\":\"\"}", ERR_BAD_NUMBER, "empty"},
        {"{\"numerator\":1}", ERR_REQUIRED, "no denominator"},
        {"{\"denominator\":1}", ERR_REQUIRED, "no numerator"},
        {"{\"numerator\":1.5,\"denominator\":2}", ERR_BAD_NUMBER, "half a satang"},
        {"{\"numerator\":99999999999999999999,\"denominator\":2}", ERR_BAD_NUMBER, "past 64 bits"},
        {"{\"steps\":true}", ERR_JSON_SHAPE, "steps that are no list"},
        {"{\"steps\":[\"1.5\"]}", ERR_BAD_NUMBER, "more than done"},
        {"{\"steps\":[\"-0.5\"]}", ERR_BAD_NUMBER, "less than nothing"},
        {"{\"steps\":[null]}", ERR_BAD_NUMBER, "null is not false"},
        {"{\"step_points\":[501]}", ERR_BAD_NUMBER, "more than 500"},
        {"{\"step_points\":[true]}", ERR_BAD_NUMBER, "500 points are not true"},
        {"{\"steps\":[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]}", ERR_LIMIT, "twenty-one steps"},
        {"{\"Value\":\"1\"}", ERR_BAD_FIELD, "another field"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct arena *a = arena_new();
        struct fact f;
        struct err e = {0};
        bool ok = fact_parse(a, str_from(row[i].json), &f, &e);

        if (ok || e.code != row[i].code)
            fail_msg("%s: %s", row[i].why, ok ? "read" : err_word(e.code));
        arena_free(a);
    }
}

/* Every byte of a good rule replaced, dropped or doubled: read or refused, never anything else, and what is
 * read is written and read again to the same. */
static void broken_bytes(void **state)
{
    static const char with[] = "0-9.{}[]\",:xeN\\ \xE0";
    char text[sizeof carry + 1];
    size_t n = sizeof carry - 1, read = 0;

    (void)state;
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < sizeof with - 1; k++) {
            struct arena *a = arena_new();
            struct rule r, again;
            struct err e = {0};

            memcpy(text, carry, n);
            text[i] = with[k];
            if (rule_parse(a, (struct str){text, n}, &r, &e)) {
                struct str content = rule_content(a, &r);

                EXPECT(rule_parse(a, content, &again, &e) && str_eq(rule_content(a, &again), content),
                       "what is read is written and read again");
                read++;
            } else {
                EXPECT(e.code != ERR_NONE, "a refusal has a code");
            }
            arena_free(a);
        }
    }
    EXPECT(read > 100, "some changes are still rules");
}

static void outputs(void **state)
{
    static const struct {
        const char *fact, *want, *why;
    } row[] = {
        {"{\"value\":\"0.004\"}", "{\"value\":\"0\",\"level\":\"4\",\"percent\":\"90\",\"points\":\"18\",\"rule_version\":3}", "scored"},
        {"{\"no_data\":true}", "{\"value\":null,\"level\":\"0\",\"percent\":\"0\",\"points\":\"0\",\"rule_version\":3,\"why\":\"no_data\"}",
         "no data that the rule counts as zero"},
        {"{\"numerator\":1,\"denominator\":0}", "{\"value\":null,\"level\":null,\"percent\":null,\"points\":null,\"rule_version\":3,\"why\":\"no_base\"}",
         "no base is no zero"},
    };
    struct arena *a = arena_new();
    struct rule r;
    struct err e = {0};

    (void)state;
    EXPECT(rule_parse(a, str_from(carry), &r, &e), "read");
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct rule_score s;
        struct fact f;
        struct sbuf b;
        struct jw w;

        EXPECT(fact_parse(a, str_from(row[i].fact), &f, &e) && rule_eval(&r, &f, &s, &e), row[i].why);
        sbuf_init(&b, a, SBUF_NO_LIMIT);
        jw_init(&w, &b, false);
        rule_score_write(&w, &r, &s);
        assert_str(sbuf_str(&b), row[i].want, row[i].why);
    }
    arena_free(a);
}

/* data/rules.json: every reference rule is read, clean, and explains itself in both languages. */
static void reference_rules(void **state)
{
    struct arena *a = arena_new();
    const struct jr *all;
    struct err e = {0};
    size_t complete = 0, open = 0;

    (void)state;
    EXPECT(json_parse(a, data_file_get("rules.json"), &all, &e), "the file");
    for (size_t i = 0; i < jr_count(all); i++) {
        const struct jr *n = jr_at(all, i);
        struct rule r;
        struct rows rows, trace;
        bool unknown = false;

        if (!rule_read(jr_get(n, "rule"), &r, &e))
            fail_msg("%.*s: %s", STR_FMT(jr_str(jr_get(n, "stable"), STR_NONE)), err_word(e.code));
        EXPECT(rule_lint(&r, a, &rows), "nothing stops it");
        EXPECT(r.source.n && r.notes > 0, "it names its document and says what is odd");
        for (size_t k = 0; k < r.notes; k++)
            EXPECT(r.note[k].th.n && r.note[k].en.n, "in both languages");
        for (size_t k = 0; k < r.bands; k++)
            unknown = unknown || !r.band[k].known;
        complete += !unknown;
        open += unknown;
        rule_explain(&r, &(struct fact){.kind = FACT_NO_DATA}, LANG_TH, a, &trace);
        EXPECT(trace.n == 1, "no data is explained");
        EXPECT(unknown == (jr_int(jr_get(n, "year"), 0) < 2565), "only FY2565 is complete in the document");
    }
    EXPECT(complete == 5 && open == 7, "five complete rules, seven that the document leaves open");
    arena_free(a);
}

static void every_step_is_explained(void **state)
{
    static const struct {
        const char *rule, *fact, *says, *why;
    } row[] = {
        {carry, "{\"numerator\":4,\"denominator\":100000}", "not exactly zero", "0.004 is not zero"},
        {carry, "{\"numerator\":2005,\"denominator\":100000}", "2 decimals (half_up): v = 2.01", "the rounding"},
        {carry, "{\"numerator\":2000,\"denominator\":100000}", "0 < v ≤ 2 is so", "the comparison"},
        {carry, "{\"numerator\":1,\"denominator\":0}", "denominator is zero", "no base"},
        {carry, "{\"steps\":[true]}", "not a fact for this rule", "a refusal is shown"},
        {"{\"mode\":\"ratio\",\"target\":\"96\",\"cap\":\"100\",\"weight\":\"10\",\"rounding\":{\"places\":2}}",
         "{\"value\":\"79.15\"}", "82.45 × 10 ÷ 100 = 8.245", "the weight"},
        {"{\"mode\":\"linear\",\"bands\":[{\"level\":3,\"lo\":\"80\",\"percent\":\"80\"},{\"level\":4,\"lo\":\"90\",\"percent\":\"90\"}]}",
         "{\"value\":\"85\"}", "3 + (1) × (v − 80) ÷ 10", "the line"},
        {"{\"mode\":\"milestone\",\"weight\":\"10\",\"steps\":{\"counting\":\"weighted\",\"weights\":[\"25\",\"75\"]}}",
         "{\"steps\":[true,\"0.5\"]}", "Weight 75 × done 0.5 = 37.5", "a weighted step"},
        {"{\"mode\":\"milestone\",\"weight\":\"10\",\"steps\":{\"counting\":\"five_hundred\",\"weights\":[\"25\",\"75\"]}}",
         "{\"step_points\":[500,250]}", "Weight 75 × the step's 250 ÷ 100 ÷ 5 = 37.5", "the printed /5"},
        {"{\"mode\":\"milestone\",\"bands\":[{\"level\":1,\"percent\":\"20\",\"points\":\"6\"},{\"level\":2,\"percent\":\"40\",\"points\":\"12\"}]}",
         "{\"steps\":[false,true]}", "only when the steps before it", "out of order"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct arena *a = arena_new();
        const struct rule_trace *t;
        struct rows rows;
        struct rule r;
        struct fact f;
        struct err e = {0};
        bool found = false;

        EXPECT(rule_parse(a, str_from(row[i].rule), &r, &e) && fact_parse(a, str_from(row[i].fact), &f, &e),
               row[i].why);
        rule_explain(&r, &f, LANG_EN, a, &rows);
        t = rows.p;
        for (size_t k = 0; k < rows.n; k++)
            found = found || str_has(t[k].detail, str_from(row[i].says));
        if (!found) {
            for (size_t k = 0; k < rows.n; k++)
                print_error("%.*s: %.*s\n", STR_FMT(t[k].step), STR_FMT(t[k].detail));
            fail_msg("%s: “%s” is not said", row[i].why, row[i].says);
        }
        arena_free(a);
    }
}

/* Satang are shown as baht; the value is the same. */
static void satang_are_read_as_baht(void **state)
{
    static const struct {
        bool hundredths;
        const char *says;
    } row[] = {{true, "Numerator 290,259,229.02, denominator 366,722,545.00:"}, {false, "Numerator 29025922902, denominator 36672254500:"}};
    struct arena *a = arena_new();
    struct rule r;
    struct err e = {0};

    (void)state;
    assert_true(rule_parse(a, str_from(carry), &r, &e));
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct fact f = {.kind = FACT_RATIO, .numerator = 29025922902, .denominator = 36672254500, .hundredths = row[i].hundredths};
        struct rows rows;

        rule_explain(&r, &f, LANG_EN, a, &rows);
        EXPECT(str_has(((const struct rule_trace *)rows.p)->detail, str_from(row[i].says)), row[i].says);
    }
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rule_is_read_and_written),
        cmocka_unit_test(numbers_may_be_plain),
        cmocka_unit_test(bad_rules_are_refused),
        cmocka_unit_test(deep_nesting_is_refused),
        cmocka_unit_test(facts_are_read),
        cmocka_unit_test(satang_are_read_as_baht),
        cmocka_unit_test(bad_facts_are_refused),
        cmocka_unit_test(broken_bytes),
        cmocka_unit_test(outputs),
        cmocka_unit_test(reference_rules),
        cmocka_unit_test(every_step_is_explained),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
