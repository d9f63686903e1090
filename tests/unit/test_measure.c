/* Named measures of the ledger: KPI 5.1 with each of its exclusions, KPI 2 as carry_kpi_base() says for every agency, a past day
 * as the day itself, lines that add up to the figure. */
#include "ledger_town.h"

#include "execute/carry_flag.h"
#include "perform/measure.h"

#define YEAR_END DATE(20230930)

static void pay(struct town *t, const char *key, const char *type, int64_t line, int64_t baht, const char *ref, int32_t on)
{
    struct posting p = town_posting(key, type, line, 0, baht * 100, ref);
    struct posted r = {.result = POST_REFUSED};
    struct err e;

    p.on = DATE(on);
    assert_ok(town_post_as(t, &t->finance, p, &r, &e), &e);
    if (r.result != POST_ACCEPTED)
        fail_msg("%s was not posted", key);
}

/* Line 2 (2,000, building): paid 500 on 1 March; line 4 (4,000, building): nothing; line 1 (1,000, salary): paid 900. */
static void spend(struct store *s, struct arena *a, struct town *t)
{
    town_make(s, a, t);
    store_day_set(s, DATE(20231001));
    pay(t, "a1", "ALLOT", 1, 1000, "", 20221015);
    pay(t, "a2", "ALLOT", 2, 2000, "", 20221015);
    pay(t, "a4", "ALLOT", 4, 4000, "", 20221015);
    pay(t, "d1", "DISBURSE", 1, 900, "", 20221115);
    pay(t, "o2", "OBLIGATE", 2, 1500, "C1", 20230115);
    pay(t, "d2", "DISBURSE", 2, 500, "C1", 20230301);
}

static struct measure_row row_of(struct town *t, const char *word, struct date as_of, int64_t agency_id)
{
    struct measure_asked q = {YEAR, as_of};
    struct measure_set set = {.n = 0};
    const struct measure_row *r;
    struct err e;

    assert_ok(measure_get(t->db, t->a, str_from(word), &q, &set, &e), &e);
    r = measure_of(&set, agency_id);
    if (!r)
        fail_msg("%s: the agency has no row", word);
    return *r;
}

static void write(struct town *t, const char *sql)
{
    struct err e;

    assert_ok(sql_write(t->s, sql, &e), &e);
}

#define FLAG(line, base, baht, state)                                                                                    \
    "INSERT INTO carry_flag (code, year, line_id, kind, base, amount_satang, reason, evidence, state, made_by, made_at_ms) "  \
    "VALUES ('F" #line base state "', 2566, " #line ", 'x', '" base "', " #baht "00, 'x', 'x', '" state "', 'one', 1)"

static void disbursed(struct store *s, struct arena *a)
{
    static const struct {
        const char *sql;
        int64_t num, den, waiting;
        const char *why;
    } row[] = {
        {NULL, 500, 6000, 0, "salaries are of the personnel type: not in it"},
        {FLAG(2, "disbursed", 200, "proposed"), 500, 6000, 1, "a flag that waits counts for nothing, and says so"},
        {FLAG(2, "disbursed", 100, "confirmed"), 400, 5900, 1, "a confirmed one leaves both"},
        {"UPDATE line SET ordinance = 1 WHERE id = 4", 400, 1900, 1, "supplementary ordinance"},
        {"UPDATE line SET ordinance = 0, fund_id = (SELECT id FROM class_node WHERE level = 'fund' AND code = 'SUBG') WHERE id = 4",
         400, 1900, 1, "government subsidy"},
        {"UPDATE line SET fund_id = (SELECT id FROM class_node WHERE level = 'fund' AND code = 'CARRY_A') WHERE id = 4", 400, 1900, 1,
         "carried-in money"},
        {"UPDATE line SET fund_id = (SELECT fund_id FROM line WHERE id = 2), item_id = (SELECT i.id FROM class_node i JOIN year_class y "
         "ON y.version_id = i.version_id WHERE y.year = 2566 AND y.kind = 'item' AND i.code = '08201-1') WHERE id = 4",
         400, 1900, 1, "aid to officials, of the central fund"},
        {"UPDATE line SET item_id = (SELECT i.id FROM class_node i JOIN year_class y ON y.version_id = i.version_id WHERE y.year = 2566 "
         "AND y.kind = 'item' AND i.code = '08301-1') WHERE id = 4",
         400, 5900, 1, "another central item counts, as far as it was allotted"},
        {"UPDATE balance SET allotted_satang = 300000, unallotted_satang = 100000 WHERE line_id = 4", 400, 4900, 1,
         "what the city still holds of it does not"},
    };
    struct town t;

    spend(s, a, &t);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct measure_row r, city;

        if (row[i].sql)
            write(&t, row[i].sql);
        r = row_of(&t, "disbursed_51", YEAR_END, t.c.drainage.id);
        if (r.numerator != row[i].num * 100 || r.denominator != row[i].den * 100 || r.waiting != row[i].waiting)
            fail_msg("%s: %lld / %lld, %lld wait", row[i].why, (long long)r.numerator, (long long)r.denominator, (long long)r.waiting);
        city = row_of(&t, "disbursed_51_city", YEAR_END, t.c.works.id);
        assert_int_equal(city.denominator, r.denominator + 200000); /* works' building of 2,000, whoever asks */
        assert_int_equal(row_of(&t, "disbursed_51", YEAR_END, 0).numerator, r.numerator);
    }
}

static void past(struct store *s, struct arena *a)
{
    static const struct {
        int32_t on;
        int64_t num, taken;
        const char *why;
    } row[] = {
        {20221014, 0, 0, "the day before the allotment: the appropriation is there"},
        {20230228, 0, 1500, "the day before the payment"},
        {20230301, 500, 1500, "the day itself counts"},
        {20230930, 500, 1500, "the year's last day: as it stands"},
    };
    struct town t;

    spend(s, a, &t);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct measure_row r = row_of(&t, "disbursed_51", DATE(row[i].on), t.c.drainage.id);
        struct measure_row c = row_of(&t, "capital_obligated", DATE(row[i].on), t.c.drainage.id);

        if (r.numerator != row[i].num * 100 || r.denominator != 600000 || c.numerator != row[i].taken * 100)
            fail_msg("%s: %lld / %lld, %lld taken", row[i].why, (long long)r.numerator, (long long)r.denominator,
                     (long long)c.numerator);
    }
}

static void move(struct town *t, const char *key, int64_t from, int64_t to, int64_t baht, int32_t on)
{
    struct posting p = town_posting(key, "TRANSFER", from, to, baht * 100, "");
    struct err e;

    p.on = DATE(on);
    p.authority = STR("GOVERNOR:1");
    assert_ok(town_post_as(t, &t->finance, p, NULL, &e), &e);
}

/* Taken off what stands now, or added up from the first entry on: the same of each capital line on each day. A line without an
 * entry by then is in neither. */
static void slow_way(struct store *s, struct arena *a)
{
    static const int32_t days[] = {20220930, 20221001, 20221014, 20221015, 20230114, 20230115, 20230228, 20230301,
                                   20230331, 20230401, 20230614, 20230615, 20230616, 20230731, 20230929, 20230930};
    struct measure_lines_asked q = {.word = STR("capital_obligated"), .at = {.year = YEAR}, .limit = 100};
    size_t seen = 0;
    struct town t;
    struct err e;

    town_make(s, a, &t);
    store_day_set(s, DATE(20231001));
    pay(&t, "a2", "ALLOT", 2, 1600, "", 20221015);
    pay(&t, "a4", "ALLOT", 4, 3000, "", 20221015);
    pay(&t, "o2", "OBLIGATE", 2, 1500, "C1", 20230115);
    pay(&t, "d2", "DISBURSE", 2, 500, "C1", 20230301);
    move(&t, "t1", 2, 4, 100, 20230401);
    move(&t, "t2", 4, 2, 350, 20230615);
    pay(&t, "o4", "OBLIGATE", 4, 700, "C2", 20230615);
    pay(&t, "d4", "DISBURSE", 4, 20, "C2", 20230616);
    pay(&t, "r4", "REFUND", 4, 5, "C2", 20230731);
    for (size_t i = 0; i < ARRAY_LEN(days); i++) {
        const struct measure_line *l;
        struct rows rows;
        struct sbuf b;
        struct str want;

        q.at.as_of = DATE(days[i]);
        assert_ok(measure_lines(t.db, a, &q, &rows, &e), &e);
        l = rows.p;
        sbuf_init(&b, a, SBUF_NO_LIMIT);
        for (size_t k = 0; k < rows.n; k++) {
            if (l[k].left_out.n == 0)
                sbuf_add(&b, str_format(a, "%s%lld\t%lld\t%lld", b.n > 0 ? "\n" : "", (long long)l[k].line_id,
                                        (long long)l[k].numerator.satang, (long long)l[k].denominator.satang));
        }
        want = sql_lines(s, a, str_cstr(a, str_format(a,
            "SELECT x.id, CAST(SUM(x.taken) AS BIGINT), CAST(SUM(x.base) AS BIGINT) FROM ("
            "SELECT e.line_id AS id, e.amount_satang * (CASE WHEN e.to_line_id IS NULL AND e.to_bucket IN (4, 5, 6) THEN 1 ELSE 0 END "
            "- CASE WHEN e.from_bucket IN (4, 5, 6) THEN 1 ELSE 0 END) AS taken, "
            "e.amount_satang * (CASE WHEN e.to_line_id IS NULL AND e.to_bucket <> 0 THEN 1 ELSE 0 END "
            "- CASE WHEN e.from_bucket <> 0 THEN 1 ELSE 0 END) AS base FROM entry e WHERE e.on_date <= %d "
            "UNION ALL SELECT e.to_line_id, CASE WHEN e.to_bucket IN (4, 5, 6) THEN e.amount_satang ELSE 0 END, "
            "CASE WHEN e.to_bucket <> 0 THEN e.amount_satang ELSE 0 END FROM entry e WHERE e.to_line_id IS NOT NULL AND e.on_date <= %d) x "
            "WHERE x.id IN (2, 4, 6) GROUP BY x.id ORDER BY x.id", (int)days[i], (int)days[i])));
        if (!str_eq(want, sbuf_str(&b)))
            fail_msg("%d:\n%s\nbut the entries say\n%s", (int)days[i], str_cstr(a, sbuf_str(&b)), str_cstr(a, want));
        seen += want.n > 0;
    }
    assert_int_equal(seen, ARRAY_LEN(days) - 1);
}

/* As carry_flag.h counts it, agency by agency, with what is left out by agency and by flag. */
static void carried(struct store *s, struct arena *a)
{
    static const char *const sql[] = {
        "UPDATE balance SET allotted_satang = 300000, carried_b_satang = 100000 WHERE line_id = 4",
        FLAG(4, "carry_b", 300, "confirmed"),
        FLAG(4, "carry_b", 200, "proposed"),
        "UPDATE balance SET unallotted_satang = 190000, carried_b_satang = 10000 WHERE line_id = 6",
        "UPDATE line SET item_id = (SELECT i.id FROM class_node i JOIN year_class y ON y.version_id = i.version_id WHERE y.year = 2566 "
        "AND y.kind = 'item' AND i.code = '08301-1') WHERE id = 6",
    };
    struct town t;
    struct carry_kpi_base k;
    struct err e;

    spend(s, a, &t);
    for (size_t i = 0; i < ARRAY_LEN(sql); i++) {
        int64_t agency[] = {0, t.c.drainage.id, t.c.works.id};

        write(&t, sql[i]);
        for (size_t n = 0; n < ARRAY_LEN(agency); n++) {
            struct measure_row r = row_of(&t, "carry_no_debt", YEAR_END, agency[n]);

            assert_ok(carry_kpi_base(t.db, a, YEAR, agency[n], &k, &e), &e);
            assert_int_equal(r.numerator, k.b.satang);
            assert_int_equal(r.denominator, k.p.satang);
            assert_int_equal(r.waiting, k.proposed);
            assert_int_equal(r.other, k.b_excluded.satang > 0 ? k.p_excluded.satang : 0);
            assert_int_equal(r.why.n, 0);
        }
    }
    assert_str(row_of(&t, "carry_no_debt", DATE(20230929), 0).why, "not_yet", "a zero before the year's end is no zero");
    assert_int_equal(row_of(&t, "carry_no_debt_city", YEAR_END, t.c.works.id).numerator, 80000);
    write(&t, "UPDATE agency SET code = '51999999' WHERE code = '51000000'; UPDATE agency SET code = '51000000' WHERE code = '10000000'");
    assert_int_equal(row_of(&t, "carry_no_debt", YEAR_END, t.c.works.id).numerator, 0); /* Commerce is left out */
    assert_int_equal(row_of(&t, "carry_no_debt", YEAR_END, t.c.works.id).denominator, 0);
}

static void lines(struct store *s, struct arena *a)
{
    static const char *const words[] = {"disbursed_51", "carry_no_debt", "capital_obligated", "disbursed_51_city"};
    static const int32_t days[] = {20230228, 20230930};
    struct measure_lines_asked q = {.at = {YEAR, YEAR_END}, .limit = 2};
    struct town t;
    struct rows rows;
    struct err e;

    spend(s, a, &t);
    write(&t, FLAG(2, "disbursed", 100, "confirmed"));
    for (size_t i = 0; i < ARRAY_LEN(words) * ARRAY_LEN(days); i++) {
        int64_t num = 0, den = 0, n = 0;
        struct measure_row want;

        q.word = str_from(words[i / ARRAY_LEN(days)]);
        q.at.as_of = DATE(days[i % ARRAY_LEN(days)]);
        q.after = 0;
        want = row_of(&t, words[i / ARRAY_LEN(days)], q.at.as_of, 0);
        do {
            assert_ok(measure_lines(t.db, a, &q, &rows, &e), &e);
            for (size_t k = 0; k < rows.n; k++) {
                const struct measure_line *l = (const struct measure_line *)rows.p + k;

                num += l->numerator.satang;
                den += l->denominator.satang;
                q.after = l->line_id;
                n++;
            }
        } while (rows.n > 0);
        assert_int_equal(n, 6);
        assert_int_equal(num, want.numerator);
        assert_int_equal(den, want.denominator);
    }
    q.word = STR("procured_on_time");
    assert_err(measure_lines(t.db, a, &q, &rows, &e), &e, ERR_MEASURE);
}

static void others(struct store *s, struct arena *a)
{
    struct measure_asked q = {YEAR, YEAR_END};
    struct measure_set set = {.n = 0};
    struct measure_row r;
    struct town t;
    struct err e;

    spend(s, a, &t);
    assert_err(measure_get(t.db, a, STR("happiness"), &q, &set, &e), &e, ERR_MEASURE);
    assert_true(str_has(err_text(a, &e, LANG_EN), STR("disbursed_51")));
    assert_false(measure_known(STR("happiness")));
    r = row_of(&t, "integrated_steps", YEAR_END, t.c.works.id);
    assert_str(r.why, "no_data", "no plan of next year is no step of zero");
    r = row_of(&t, "acceleration_steps", YEAR_END, t.c.works.id);
    assert_int_equal(r.steps, 5);
    assert_int_equal(r.step_bp[0], 0);
    write(&t, "INSERT INTO procurement (line_id, year, method, sign_plan, sign_real, next_step, made_by, made_ms) "
              "VALUES (2, 2566, 'bidding', 20230115, 20230115, 5, 'x', 1), (4, 2566, 'bidding', 20230301, NULL, 4, 'x', 1)");
    r = row_of(&t, "procured_on_time", DATE(20230228), t.c.drainage.id);
    assert_int_equal(r.numerator, 1);
    assert_int_equal(r.denominator, 1);
    r = row_of(&t, "procured_on_time", DATE(20230301), 0);
    assert_int_equal(r.denominator, 2);
    assert_null(measure_of(&set, 999999));
}

static void test_disbursed(void **state)
{
    (void)state;
    with_each_store(disbursed);
}
static void test_past(void **state)
{
    (void)state;
    with_each_store(past);
}
static void test_slow_way(void **state)
{
    (void)state;
    with_each_store(slow_way);
}
static void test_carried(void **state)
{
    (void)state;
    with_each_store(carried);
}
static void test_lines(void **state)
{
    (void)state;
    with_each_store(lines);
}
static void test_others(void **state)
{
    (void)state;
    with_each_store(others);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_disbursed), cmocka_unit_test(test_past),   cmocka_unit_test(test_slow_way), cmocka_unit_test(test_carried),
        cmocka_unit_test(test_lines),     cmocka_unit_test(test_others),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
