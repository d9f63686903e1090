/* Recommendations with their amounts, one and many, and how alike they are: what is written, what is refused
 * and by which rule. */
#include "analysis_town.h"

#include "plan/consistency.h"

static struct recommendation now_of(struct town *t, size_t i)
{
    struct recommendation r;
    struct err e;

    assert_ok(recommendation_get(t->db, t->a, t->id[i], &r, &e), &e);
    return r;
}

/* ---- recommendations ---- */

static void recommends(struct store *s, struct arena *a)
{
    struct town t;
    struct ctx c = {.what = RECOMMEND};
    struct recommend_line line[2];
    struct err e;

    town_make(s, a, &t);
    assert_string_equal(now_of(&t, 0).word.p, "none");
    c.rec = (struct recommend){.year = YEAR, .code = t.code[0], .word = STR("support")};
    assert_err(act_as(&t, &t.other, &c, &e), &e, ERR_SCOPE); /* another division reads only */
    assert_err(act_as(&t, &t.own, &c, &e), &e, ERR_OWN_AGENCY);
    assert_err(act_as(&t, &t.office, &c, &e), &e, ERR_FORBIDDEN);
    assert_ok(act_as(&t, &t.analyst, &c, &e), &e);
    assert_int_equal(now_of(&t, 0).amount.satang, BAHT(3000).satang);
    assert_err(act_as(&t, &t.analyst, &c, &e), &e, ERR_STALE); /* version 1 was not seen */

    line[0] = (struct recommend_line){t.line[0][0], BAHT(1001), STR("x")};
    c.rec = (struct recommend){.year = YEAR, .version = 1, .code = t.code[0], .word = STR("reduce"),
                               .reason = STR("y"), .line = line, .n = 1};
    assert_err(act_as(&t, &t.analyst, &c, &e), &e, ERR_ABOVE_REQUEST);
    line[0].amount = BAHT(-1);
    assert_err(act_as(&t, &t.analyst, &c, &e), &e, ERR_AMOUNT_NEGATIVE);
    line[0].amount = BAHT(1000);
    assert_err(act_as(&t, &t.analyst, &c, &e), &e, ERR_RECOMMEND_SUM); /* nothing is less */
    line[0].amount = BAHT(400);
    c.rec.reason = STR(" ");
    assert_err(act_as(&t, &t.analyst, &c, &e), &e, ERR_REASON_NEEDED);
    c.rec.reason = STR("y");
    c.rec.word = STR("support");
    assert_err(act_as(&t, &t.analyst, &c, &e), &e, ERR_RECOMMEND_SUM);
    c.rec.word = STR("perhaps");
    assert_err(act_as(&t, &t.analyst, &c, &e), &e, ERR_BAD_CHOICE);
    c.rec.word = STR("reduce");
    line[0].line_code = t.line[1][0];
    assert_err(act_as(&t, &t.analyst, &c, &e), &e, ERR_NOT_FOUND); /* another package's line */
    line[0].line_code = t.line[0][0];
    assert_ok(act_as(&t, &t.analyst, &c, &e), &e);
    assert_string_equal(
        sql_lines(s, a, "SELECT word, asked_satang, amount_satang, version FROM recommendation").p,
        "reduce\t300000\t240000\t2");
    assert_string_equal(sql_lines(s, a, "SELECT reason, given_satang FROM analysed_line ORDER BY line_id").p,
                        "x\t40000\n\t200000");
    c.rec = (struct recommend){
        .year = YEAR, .version = 2, .code = t.code[0], .word = STR("reject"), .reason = STR("no")};
    assert_ok(act_as(&t, &t.analyst, &c, &e), &e);
    assert_string_equal(sql_lines(s, a, "SELECT COUNT(*), MAX(version) FROM recommendation_event").p,
                        "3\t3");
    assert_false(sql_write(s, "UPDATE recommendation_event SET word = 'support'", &e));
}

/* An amount changed by itself, above the request and below it; the recommendation follows. */
static void follows(struct store *s, struct arena *a)
{
    struct town t;
    struct ctx c = {.what = RECOMMEND};
    struct err e;

    town_make(s, a, &t);
    c.rec = (struct recommend){.year = YEAR, .code = t.code[0], .word = STR("support")};
    assert_ok(act_as(&t, &t.analyst, &c, &e), &e);
    c = (struct ctx){.what = AMOUNT, .code = t.line[0][0], .amount = BAHT(1001), .text = STR("more")};
    assert_err(act_as(&t, &t.analyst, &c, &e), &e, ERR_ABOVE_REQUEST);
    c.amount = BAHT(900);
    assert_ok(act_as(&t, &t.analyst, &c, &e), &e);
    assert_string_equal(now_of(&t, 0).word.p, "reduce");
    assert_int_equal(now_of(&t, 0).amount.satang, BAHT(2900).satang);
    plan_reach(s, a, YEAR, "SUITABILITY");
    c = (struct ctx){.what = RECOMMEND};
    c.rec = (struct recommend){.year = YEAR, .code = t.code[1], .word = STR("support")};
    assert_err(act_as(&t, &t.analyst, &c, &e), &e, ERR_STAGE);
}

static void many(struct store *s, struct arena *a)
{
    struct town t;
    struct ctx c = {.what = BULK};
    struct err e;

    town_make(s, a, &t);
    c.many = (struct recommend_many){.year = YEAR, .word = STR("reduce"), .reason = STR("all"),
                                     .code = t.code, .n = 0};
    assert_err(act_as(&t, &t.analyst, &c, &e), &e, ERR_NOTHING);
    c.many.n = 2;
    assert_err(act_as(&t, &t.analyst, &c, &e), &e, ERR_BAD_NUMBER); /* a cut of nothing */
    c.many.cut_bp = 1050;
    assert_ok(act_as(&t, &t.analyst, &c, &e), &e);
    assert_string_equal( /* 1,000 and 2,000 less 10.5 per cent, whole baht */
        sql_lines(s, a, "SELECT amount_satang FROM recommendation ORDER BY package_id").p,
        "268500\n626500");
    assert_err(act_as(&t, &t.analyst, &c, &e), &e, ERR_ALREADY);
    assert_int_equal(c.row, 0);
}

/* ---- consistency ---- */

static void compares(struct store *s, struct arena *a)
{
    const struct consistency_row *r;
    struct rows rows;
    struct town t;
    struct ctx c = {.what = BULK};
    struct actor works;
    struct err e;
    size_t apart = 0;

    town_make(s, a, &t);
    works = plan_person("works", PERM_ANALYSE, SCOPE_AGENCY, 0);
    works.grant[0].scope = (struct scope){SCOPE_DIVISION, t.city.works.division};
    c.many = (struct recommend_many){.year = YEAR, .word = STR("reduce"), .cut_bp = 1000,
                                     .reason = STR("all"), .code = t.code, .n = 2};
    assert_ok(act_as(&t, &t.analyst, &c, &e), &e);
    c.many.code = t.code + 2;
    c.many.cut_bp = 5000;
    assert_ok(act_as(&t, &works, &c, &e), &e);
    assert_ok(consistency_report(t.db, a, YEAR, LANG_EN, NULL, &rows, &e), &e);
    r = rows.p;
    assert_true(rows.n >= 4);
    assert_int_equal(r[0].division, 0);
    assert_int_equal(r[0].packages, 4);
    assert_int_equal(r[0].cut.bp, 3000);
    for (size_t i = 0; i < rows.n; i++)
        apart += r[i].apart;
    assert_int_equal(apart, 0); /* two packages are too few to compare */
    assert_ok(consistency_prices(t.db, a, YEAR, STR("construction"), &rows, &e), &e);
    assert_int_equal(rows.n, t.city.works.division == t.city.drainage.division ? 1 : 2);
    assert_ok(consistency_reasons(t.db, a, YEAR, STR("construction"), &rows, &e), &e);
    assert_true(rows.n > 0);
    assert_ok(consistency_packages(t.db, a, &(struct consistency_cell){YEAR, STR("construction"), 0},
                                   10, &rows, &e),
              &e);
    assert_int_equal(rows.n, 4); /* their larger part is the building */
}

static void test_recommends(void **state)
{
    (void)state;
    with_each_store(recommends);
}
static void test_follows(void **state)
{
    (void)state;
    with_each_store(follows);
}
static void test_many(void **state)
{
    (void)state;
    with_each_store(many);
}
static void test_compares(void **state)
{
    (void)state;
    with_each_store(compares);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_recommends), cmocka_unit_test(test_follows),
        cmocka_unit_test(test_many), cmocka_unit_test(test_compares),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
