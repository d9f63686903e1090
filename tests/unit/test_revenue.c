/* Revenue: the methods to the baht, the balance of FY2566, two persons, what is refused. */
#include "plan_store.h"

#include "city/year.h"
#include "plan/revenue.h"

enum { YEAR = 2567 };
#define MILLION(m) BAHT(INT64_C(1000000) * (m))

static void test_methods(void **state)
{
    static const struct {
        const char *method;
        int64_t baht[5]; /* years 2562 .. */
        size_t n;
        int64_t year, want;
        const char *why;
    } row[] = {
        {"growth", {0, 0, 0, 100, 110}, 5, 2567, 121, "110 x 110 / 100"},
        {"growth", {100, 50}, 2, 2567, 25, "it may fall"},
        {"growth", {3, 2}, 2, 2567, 1, "4/3 rounds to 1"},
        {"growth", {2, 3}, 2, 2567, 5, "9/2 = 4.5 rounds half up"},
        {"average", {9, 1, 2, 4}, 4, 2567, 2, "the last three only: 7/3"},
        {"average", {1, 2, 2}, 3, 2567, 2, "5/3 rounds up"},
        {"trend", {10, 20, 30}, 3, 2565, 40, "a straight line goes on"},
        {"trend", {10, 20, 30}, 3, 2567, 60, "two years further"},
        {"trend", {10, 20, 60}, 3, 2565, 80, "least squares: mean 30, slope 25"},
        {"trend", {30, 20, 10}, 3, 2567, 0, "a fall ends at nothing"},
        {"trend", {1, 1, 2}, 3, 2565, 2, "2 1/3 rounds down"},
        {"trend",
         {15508660000, 16956540000, 17322290000, 19199850000, 20053340000},
         5,
         2567,
         21207937000,
         "self-collected, the size of real money"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct revenue_point p[5];
        struct money got;
        struct err e = {0};

        for (size_t k = 0; k < row[i].n; k++)
            p[k] = (struct revenue_point){2562 + (int64_t)k, BAHT(row[i].baht[k])};
        if (!revenue_method(str_from(row[i].method), p, row[i].n, row[i].year, &got, &e))
            fail_msg("%s: %s", row[i].why, err_word(e.code));
        if (got.satang != row[i].want * 100)
            fail_msg("%s: %lld", row[i].why, (long long)got.satang / 100);
    }
}

static void test_methods_refused(void **state)
{
    struct revenue_point p[3] = {{2564, {0}}, {2565, {100}}, {2566, {MONEY_MAX}}};
    struct money got;
    struct err e = {0};

    (void)state;
    assert_false(revenue_method(STR("growth"), p, 1, YEAR, &got, &e));
    assert_int_equal(e.code, ERR_NO_HISTORY);
    assert_false(revenue_method(STR("growth"), p, 2, YEAR, &got, &e)); /* from nothing */
    assert_int_equal(e.code, ERR_NO_HISTORY);
    assert_false(revenue_method(STR("average"), p, 2, YEAR, &got, &e));
    assert_int_equal(e.code, ERR_NO_HISTORY);
    assert_false(revenue_method(STR("growth"), p, 3, YEAR, &got, &e)); /* 10^15 x 10^13 */
    assert_int_equal(e.code, ERR_AMOUNT_RANGE);
    assert_false(revenue_method(STR(""), p, 3, YEAR, &got, &e));
    assert_int_equal(e.code, ERR_BAD_CHOICE);
}

/* DOMAIN.md 3 and 9.1: FY2566, 24,086 million gross = 30.5 per cent. */
static void test_balance(void **state)
{
    const struct money by_type[7] = {MONEY_ZERO,    MILLION(17568), MILLION(17701), MILLION(10383),
                                     MILLION(5272), MILLION(13703), MILLION(14370)};
    struct revenue_balance b;

    (void)state;
    revenue_balance(MILLION(79000), by_type, MILLION(3000), MILLION(1550), &b);
    assert_int_equal(b.expenditure.satang, MILLION(78997).satang);
    assert_int_equal(b.difference.satang, MILLION(3).satang); /* published rounding */
    assert_int_equal(b.gross.satang, MILLION(24086).satang);
    assert_int_equal((b.gross_bp + 5) / 10, 305);
    assert_int_equal(b.net.satang, MILLION(24086 - 3000 - 1550).satang);
    assert_int_equal(money_add(money_add(b.net, b.tranche), b.contract).satang, b.gross.satang);
}

struct job {
    struct revenue_forecast_new f;
    struct revenue_item item[3];
    struct str code, reason, source;
    int64_t year;
    struct money amount;
};

static bool do_actual(struct act *by, void *ctx, struct err *e)
{
    struct job *j = ctx;

    return revenue_actual_add(by, j->year, j->source, j->amount, STR("report"), STR("office"), e);
}

static bool do_forecast(struct act *by, void *ctx, struct err *e)
{
    struct job *j = ctx;
    struct str code;

    if (!revenue_forecast_add(by, &j->f, &code, e))
        return false;
    j->code = str_dup(city_arena(by), code);
    return true;
}

static bool do_adopt(struct act *by, void *ctx, struct err *e)
{
    struct job *j = ctx;

    return revenue_adopt(by, j->code, j->reason, e);
}

static void actual(struct store *s, struct arena *a, struct job *j, int64_t year, const char *code,
                   int64_t million)
{
    struct err e = {0};

    j->year = year;
    j->source = str_from(code);
    j->amount = MILLION(million);
    assert_ok(city_write(s, a, do_actual, j, &e), &e);
}

static void refused(struct store *s, struct arena *a, struct job *j)
{
    struct actor officer = plan_person("officer", PERM_REQUEST_WRITE, SCOPE_AGENCY, 1);
    struct err e = {0};

    j->f = (struct revenue_forecast_new){
        .year = YEAR, .name = STR("x"), .method = STR(""), .basis = STR("b")};
    assert_err(city_write(s, a, do_forecast, j, &e), &e, ERR_BAD_CHOICE); /* without a method */
    j->f.method = STR("growth");
    assert_err(city_write(s, a, do_forecast, j, &e), &e, ERR_NO_HISTORY); /* nothing known */
    actual(s, a, j, 2566, "vat", 100);
    assert_err(city_write(s, a, do_forecast, j, &e), &e, ERR_NO_HISTORY); /* one year only */
    j->f.basis = STR("");
    assert_err(city_write(s, a, do_forecast, j, &e), &e, ERR_REQUIRED); /* says no assumption */
    j->f.basis = STR("b");
    j->f.method = STR("manual");
    assert_err(city_write(s, a, do_forecast, j, &e), &e, ERR_NOTHING);
    j->item[0] = j->item[1] = (struct revenue_item){STR("vat"), MILLION(1)};
    j->f.item = j->item;
    j->f.items = 2;
    assert_err(city_write(s, a, do_forecast, j, &e), &e, ERR_DUPLICATE);
    j->item[1].code = STR("gold");
    assert_err(city_write(s, a, do_forecast, j, &e), &e, ERR_BAD_CHOICE);
    j->item[1] = (struct revenue_item){STR("fees"), MONEY(-1)};
    assert_err(city_write(s, a, do_forecast, j, &e), &e, ERR_AMOUNT_NEGATIVE);
    j->item[1].amount = MILLION(2);
    assert_err(city_write_as(s, a, &officer, do_forecast, j, &e), &e, ERR_FORBIDDEN);
    j->source = STR("gold");
    assert_err(city_write(s, a, do_actual, j, &e), &e, ERR_BAD_CHOICE);
    j->source = STR("vat");
    j->year = 99;
    assert_err(city_write(s, a, do_actual, j, &e), &e, ERR_BAD_YEAR);
}

static void forecasts(struct store *s, struct arena *a)
{
    struct actor maker = plan_person("maker", PERM_FISCAL, SCOPE_CITY, 0);
    struct plan_city c;
    struct job j = {.reason = STR("มติ 1")};
    const struct revenue_forecast_row *f;
    const struct revenue_row *x;
    struct fiscal_year y;
    struct rows rows;
    struct db *db;
    struct err e = {0};

    plan_make(s, a, YEAR, &c);
    assert_ok(store_reader(s, &db, &e), &e);
    refused(s, a, &j);
    actual(s, a, &j, 2565, "vat", 80);
    actual(s, a, &j, 2564, "vat", 60);
    actual(s, a, &j, 2564, "vat", 64);  /* corrected: the newest counts */
    actual(s, a, &j, YEAR, "vat", 999); /* of the year itself: not history */
    j.f.method = STR("growth");
    j.f.name = STR("โตเท่าปีก่อน");
    assert_ok(city_write_as(s, a, &maker, do_forecast, &j, &e), &e);
    assert_err(city_write_as(s, a, &maker, do_adopt, &j, &e), &e, ERR_SAME_PERSON);
    j.reason = STR("");
    assert_err(city_write(s, a, do_adopt, &j, &e), &e, ERR_REQUIRED);
    j.reason = STR("มติ 1");
    assert_ok(city_write(s, a, do_adopt, &j, &e), &e);
    assert_err(city_write(s, a, do_adopt, &j, &e), &e, ERR_ALREADY);
    assert_ok(year_get(db, a, YEAR, &y, &e), &e);
    assert_int_equal(y.revenue.satang, MILLION(125).satang);
    j.f.method = STR("manual");
    j.f.name = STR("กรอกเอง");
    assert_ok(city_write_as(s, a, &maker, do_forecast, &j, &e), &e);
    assert_ok(city_write(s, a, do_adopt, &j, &e), &e); /* the earlier one is replaced, and stays */
    assert_ok(revenue_forecasts(db, a, YEAR, &rows, &e), &e);
    f = rows.p;
    assert_int_equal(rows.n, 2);
    assert_true(str_eq(f[0].state, STR("adopted")) && str_eq(f[1].state, STR("replaced")));
    assert_int_equal(f[0].own.satang, MILLION(2).satang);
    assert_ok(revenue_table(db, a, YEAR, NULL, &rows, &e), &e);
    x = (const struct revenue_row *)rows.p + REVENUE_VAT;
    assert_int_equal(x->y3.satang, MILLION(64).satang);
    assert_int_equal(x->y1.satang, MILLION(100).satang);
    assert_int_equal(x->y4.satang, MONEY_MISSING.satang);
    assert_int_equal(x->growth.satang, MILLION(125).satang);
    assert_int_equal(x->adopted.satang, MILLION(1).satang);
    assert_ok(year_get(db, a, YEAR, &y, &e), &e);
    assert_int_equal(y.revenue.satang, MILLION(3).satang);
}

static void test_forecasts(void **state)
{
    (void)state;
    with_each_store(forecasts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_methods),
        cmocka_unit_test(test_methods_refused),
        cmocka_unit_test(test_balance),
        cmocka_unit_test(test_forecasts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
