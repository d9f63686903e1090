/* Personnel cost ahead and the medium term: the example of FY2566, reconciliation that adds up, and
 * new policy that has no room. */
#include "plan_store.h"

#include "city/year.h"
#include "plan/committed.h"
#include "plan/medium_term.h"
#include "plan/personnel_cost.h"
#include "plan/position.h"

enum { YEAR = 2566 };
#define MILLION(m) BAHT(INT64_C(1000000) * (m))

/* ---- DOMAIN.md 5.4: 79,000 / 54,911 / 24,086; +4 % personnel, +2 % revenue -> 24,963 ---- */
static void test_example(void **state)
{
    struct personnel_base base = {MILLION(17568), MONEY_ZERO, MONEY_ZERO};
    struct personnel_rates rates = {.growth = {400}, .frame_growth = {200}, .limit = {4000}};
    struct personnel_row row[PERSONNEL_YEARS];
    struct medium_figures f = {0};
    struct err e = {0};

    (void)state;
    assert_true(personnel_ahead(YEAR, &base, MILLION(79000), &rates, row, &e));
    assert_int_equal(row[1].type.satang - row[0].type.satang, INT64_C(70272000000)); /* +703 */
    assert_int_equal(row[1].frame.satang - row[0].frame.satang, MILLION(1580).satang);
    assert_int_equal(row[0].share.bp, 2224);
    for (size_t y = 0; y < 2; y++) {
        f.at[MEDIUM_REVENUE][y] = row[y].frame;
        f.at[MEDIUM_TYPE][y] = row[y].type;
        f.at[MEDIUM_HELD][y] = MONEY(MILLION(79000 - 24086 - 17568).satang);
    }
    medium_sums(&f);
    assert_int_equal(f.at[MEDIUM_STEERABLE][0].satang, MILLION(24086).satang);
    /* 24,086 + 1,580 - 702.72 = 24,963.28 */
    assert_int_equal(f.at[MEDIUM_STEERABLE][1].satang, INT64_C(2496328000000));
    assert_int_equal(17568 + 17701 + 5272 + 14370, 54911);
}

static void test_ahead(void **state)
{
    struct personnel_known known[] = {
        {.for_year = 2567, .growth = {0}, .retiring = 10, .saving = {300}},
        {.for_year = 2569, .growth = {-10000}, .saving = {1}}};
    struct personnel_base base = {MONEY(1000), MONEY(101), MONEY(50)};
    struct personnel_rates rates = {.growth = {1000}, .frame_growth = {0}, .limit = {4995}};
    struct personnel_row row[PERSONNEL_YEARS];
    struct err e = {0};

    (void)state;
    rates.known = known;
    rates.known_n = ARRAY_LEN(known);
    assert_true(personnel_ahead(YEAR, &base, MONEY(2000), &rates, row, &e));
    assert_int_equal(row[0].total.satang, 1151);
    assert_true(row[0].over);                  /* 57.55 per cent */
    assert_int_equal(row[1].type.satang, 700); /* no growth, less what retires */
    assert_int_equal(row[1].central.satang, 101);
    assert_int_equal(row[1].retiring, 10);
    assert_false(row[1].over);                    /* 42.55 */
    assert_int_equal(row[2].central.satang, 111); /* 111.1 */
    assert_int_equal(row[2].type.satang, 770);
    assert_int_equal(row[3].total.satang, 0); /* all gone: no more is saved than there is */
    assert_int_equal(row[3].saving.satang, 0);
    assert_int_equal(row[4].year, 2570);
    base.type = MONEY(INT64_MAX / 2 + 100);
    rates = (struct personnel_rates){.growth = {10000}, .limit = {4000}}; /* doubles */
    assert_false(personnel_ahead(YEAR, &base, MONEY(2000), &rates, row, &e));
    assert_int_equal(e.code, ERR_AMOUNT_RANGE);
}

/* ---- reconciliation: any two plans, any year they share ---- */
static void test_reconcile_causes(void **state)
{
    struct medium_figures f[2] = {0};
    struct medium_side before = {2566, &f[0]}, now = {2566, &f[1]};
    struct arena *a = arena_new();
    const struct reconcile_row *x;
    struct rows rows;
    struct err e = {0};

    (void)state;
    for (size_t s = 0; s < 2; s++) { /* the same base; the second expects more revenue */
        f[s].at[MEDIUM_REVENUE][0] = MONEY(1000);
        f[s].at[MEDIUM_REVENUE][1] = MONEY(s ? 1050 : 1020);
        f[s].at[MEDIUM_PERSONNEL][0] = MONEY(500);
        f[s].at[MEDIUM_PERSONNEL][1] = MONEY(490);
        medium_sums(&f[s]);
    }
    assert_true(medium_reconcile(a, &before, &now, 2567, &rows, &e));
    assert_int_equal(rows.n, 1); /* nothing but the rate */
    x = rows.p;
    assert_true(str_eq(x->code, STR("revenue.rate")) && str_eq(x->cause, STR("parameter")));
    assert_int_equal(x->amount.satang, 30);
    f[1].at[MEDIUM_PERSONNEL][0] = MONEY(1000); /* twice the people, on the same path */
    f[1].at[MEDIUM_PERSONNEL][1] = MONEY(980);
    medium_sums(&f[1]);
    assert_true(medium_reconcile(a, &before, &now, 2567, &rows, &e));
    x = rows.p;
    assert_int_equal(rows.n, 2);
    assert_true(str_eq(x[1].code, STR("personnel.base")) && str_eq(x[1].cause, STR("policy")));
    assert_int_equal(x[1].amount.satang, -490);
    arena_free(a);
}

static void test_reconcile(void **state)
{
    struct arena *a = arena_new();
    uint64_t seed = 7;

    (void)state;
    for (int round = 0; round < 200; round++) {
        struct medium_figures f[2] = {0};
        struct medium_side side[2];
        int64_t gap = round % 3;
        struct err e = {0};

        for (size_t s = 0; s < 2; s++) {
            for (size_t y = 0; y < MEDIUM_YEARS; y++) {
                for (enum medium_kind k = 0; k < MEDIUM_KINDS; k++) {
                    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
                    f[s].at[k][y] = MONEY((int64_t)(seed >> 20) % INT64_C(8000000000000));
                }
            }
            medium_sums(&f[s]);
            side[s] = (struct medium_side){2566 + (s ? gap : 0), &f[s]};
        }
        for (int64_t year = side[1].base_year; year < 2566 + MEDIUM_YEARS; year++) {
            const struct reconcile_row *x;
            struct rows rows;
            int64_t sum = 0;

            assert_true(medium_reconcile(a, &side[0], &side[1], year, &rows, &e));
            x = rows.p;
            for (size_t i = 0; i < rows.n; i++)
                sum += x[i].amount.satang;
            assert_int_equal(sum, f[1].at[MEDIUM_LEFT][year - side[1].base_year].satang -
                                      f[0].at[MEDIUM_LEFT][year - 2566].satang);
        }
        {
            struct rows rows;

            assert_false(medium_reconcile(a, &side[0], &side[1], 2570, &rows, &e));
            assert_int_equal(e.code, ERR_BAD_YEAR);
        }
    }
    arena_free(a);
}

/* ---- on a store ---- */
struct job {
    struct plan_city c;
    struct personnel_known known;
    struct medium_new plan;
    struct policy_new policy;
    struct str code, reason;
    struct money revenue;
};

static bool do_known(struct act *by, void *ctx, struct err *e)
{
    return personnel_state(by, YEAR, &((struct job *)ctx)->known, e);
}

static bool do_plan(struct act *by, void *ctx, struct err *e)
{
    struct job *j = ctx;
    struct str code;

    if (!medium_make(by, &j->plan, &code, e))
        return false;
    j->code = str_dup(city_arena(by), code);
    return true;
}

static bool do_policy(struct act *by, void *ctx, struct err *e)
{
    struct job *j = ctx;
    struct str code;

    if (!policy_add(by, &j->policy, &code, e))
        return false;
    j->code = str_dup(city_arena(by), code);
    return true;
}

static bool do_end(struct act *by, void *ctx, struct err *e)
{
    struct job *j = ctx;

    return policy_end(by, j->code, j->reason, e);
}

static bool do_year(struct act *by, void *ctx, struct err *e)
{
    static const struct committed_part part[] = {{2566, {3000}}, {2567, {5000}}, {2568, {2000}}};
    static const struct position_item debt = {
        STR_INIT("debt_service"), 2567, {700}, STR_INIT("x"), STR_INIT("office")};
    struct job *j = ctx;
    struct committed_new c = {.agency_id = j->c.drainage.id,
                              .kind = STR("contract"),
                              .type_code = STR("3"),
                              .title = STR("t"),
                              .ref = STR("r"),
                              .source = STR("s"),
                              .total = MONEY(10000),
                              .part = part,
                              .parts = 3};
    struct position_new p = {.year = YEAR, .as_of = DATE(20220901), .item = &debt, .items = 1};
    struct str code;

    return committed_add(by, &c, &code, e) && position_add(by, &p, &code, e) &&
           year_set_revenue(by, YEAR, j->revenue, e);
}

static void refuse_known(struct store *s, struct arena *a, struct job *j)
{
    struct actor officer = plan_person("officer", PERM_REQUEST_WRITE, SCOPE_AGENCY, 1);
    struct err e = {0};

    j->known = (struct personnel_known){.for_year = 2566, .source = STR("x")};
    assert_err(city_write(s, a, do_known, j, &e), &e, ERR_BAD_YEAR); /* the year itself is known */
    j->known.for_year = 2571;
    assert_err(city_write(s, a, do_known, j, &e), &e, ERR_BAD_YEAR);
    j->known.for_year = 2567;
    j->known.retiring = -1;
    assert_err(city_write(s, a, do_known, j, &e), &e, ERR_BAD_NUMBER);
    j->known.retiring = 3;
    j->known.saving = MONEY(-5);
    assert_err(city_write(s, a, do_known, j, &e), &e, ERR_AMOUNT_NEGATIVE);
    j->known.saving = MONEY(40000);
    j->known.source = STR("");
    assert_err(city_write(s, a, do_known, j, &e), &e, ERR_REQUIRED);
    j->known.source = STR("x");
    assert_err(city_write_as(s, a, &officer, do_known, j, &e), &e, ERR_FORBIDDEN);
    assert_ok(city_write(s, a, do_known, j, &e), &e);
}

static void plans(struct store *s, struct arena *a)
{
    struct job j = {.plan = {YEAR, 1000, MEDIUM_BY_PARAMETER, STR("แผนแรก")}};
    struct plan_fill fill;
    const struct medium_plan *p;
    struct medium_figures f;
    struct rows rows;
    struct db *db;
    struct err e = {0};

    plan_make(s, a, YEAR, &j.c);
    assert_ok(store_reader(s, &db, &e), &e);
    fill = (struct plan_fill){YEAR, j.c.drainage.id, j.c.water, &j.c, 1, 2, 2, "SUBMITTED"};
    assert_ok(city_write(s, a, plan_fill, &fill, &e), &e); /* salaries 4,000, buildings 6,000 */
    refuse_known(s, a, &j);
    assert_err(city_write(s, a, do_plan, &j, &e), &e, ERR_NOTHING); /* no revenue yet */
    j.policy = (struct policy_new){YEAR,          j.c.drainage.id, STR("ปลูกต้นไม้"),
                                   STR("นโยบาย"), STR("office"),   {{0}, {100}, {0}, {0}}};
    assert_err(city_write(s, a, do_policy, &j, &e), &e, ERR_NOTHING); /* no plan yet */
    j.revenue = BAHT(10000);
    assert_ok(city_write(s, a, do_year, &j, &e), &e);
    j.plan.reason = STR("");
    assert_err(city_write(s, a, do_plan, &j, &e), &e, ERR_REQUIRED);
    j.plan.reason = STR("แผนแรก");
    j.plan.personnel_bp = 9999;
    assert_err(city_write(s, a, do_plan, &j, &e), &e, ERR_BAD_NUMBER);
    j.plan.personnel_bp = 1000;
    assert_ok(city_write(s, a, do_plan, &j, &e), &e);
    assert_true(str_eq(j.code, STR("MT-2566-1")));
    assert_ok(medium_plans(db, a, YEAR, &rows, &e), &e);
    p = rows.p;
    assert_int_equal(p->revenue_growth.bp, 200); /* the parameter's default */
    assert_ok(medium_figures(db, a, p, &f, &e), &e);
    assert_int_equal(f.at[MEDIUM_REVENUE][1].satang, BAHT(10200).satang);
    assert_int_equal(f.at[MEDIUM_PERSONNEL][0].satang, BAHT(4000).satang);
    assert_int_equal(f.at[MEDIUM_PERSONNEL][1].satang, BAHT(4000 - 400).satang); /* 0 %, retired */
    assert_int_equal(f.at[MEDIUM_PERSONNEL][2].satang, BAHT(3960).satang);       /* 10 % */
    assert_int_equal(f.at[MEDIUM_TRANCHE][1].satang, 5000);
    assert_int_equal(f.at[MEDIUM_DEBT][0].satang, 0);
    assert_int_equal(f.at[MEDIUM_DEBT][3].satang, 700); /* as the last year stated */
    assert_int_equal(f.at[MEDIUM_STEERABLE][0].satang, BAHT(6000).satang);
    assert_int_equal(f.at[MEDIUM_SPACE][1].satang, BAHT(10200 - 3600).satang - 5000 - 700);

    /* new policy fits to the satang, and not one more */
    j.policy.amount[1] = f.at[MEDIUM_SPACE][1];
    assert_ok(city_write(s, a, do_policy, &j, &e), &e);
    j.policy.amount[1] = MONEY(1);
    assert_err(city_write(s, a, do_policy, &j, &e), &e, ERR_FISCAL_SPACE);
    j.policy.amount[1] = MONEY(-1);
    assert_err(city_write(s, a, do_policy, &j, &e), &e, ERR_AMOUNT_NEGATIVE);
    j.policy.amount[1] = MONEY_ZERO;
    assert_err(city_write(s, a, do_policy, &j, &e), &e, ERR_REQUIRED);
    j.reason = STR("เลื่อน");
    assert_ok(city_write(s, a, do_end, &j, &e), &e);
    assert_err(city_write(s, a, do_end, &j, &e), &e, ERR_NOT_FOUND);
    j.policy.amount[1] = MONEY(1);
    assert_ok(city_write(s, a, do_policy, &j, &e), &e);
    assert_ok(city_write(s, a, do_plan, &j, &e), &e);
    assert_ok(medium_plans(db, a, YEAR, &rows, &e), &e);
    p = rows.p;
    assert_int_equal(rows.n, 2);
    assert_ok(medium_figures(db, a, p, &f, &e), &e);
    assert_int_equal(f.at[MEDIUM_POLICY][1].satang, 1);
    assert_ok(medium_plans(db, a, YEAR + 1, &rows, &e), &e);
    assert_int_equal(rows.n, 2); /* next year's reader finds last year's plan to explain from */
}

static void test_plans(void **state)
{
    (void)state;
    with_each_store(plans);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_example),   cmocka_unit_test(test_ahead),
        cmocka_unit_test(test_reconcile), cmocka_unit_test(test_reconcile_causes),
        cmocka_unit_test(test_plans),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
