/* The agency's own order keeps levels in place and is one person's at a time; a pilot year asks from zero
 * of some only. */
#include "request_year.h"

#include "base/crypto.h"
#include "city/param.h"

static bool rank(struct act *by, void *ctx, struct err *e)
{
    struct ctx *x = ctx;

    return rank_save(by, YEAR, x->c.drainage.id, x->order, x->n, x->version, e);
}

static bool pilot(struct act *by, void *ctx, struct err *e)
{
    struct param_new n = {.param = PARAM_ZERO_SCOPE,
                          .from_year = YEAR,
                          .from_date = by->today,
                          .value = STR("50140000 1100-00002"),
                          .reason = STR("ปีนำร่อง")};

    return param_propose(by, &n, ctx, e);
}

static bool pilot_approved(struct act *by, void *ctx, struct err *e)
{
    return param_approve(by, PARAM_ZERO_SCOPE, *(const int64_t *)ctx, e);
}

/* A pilot year: one agency and one unit start from zero, both kinds stand in one draft, marked. */
static void piloted(struct store *s, struct arena *a)
{
    const struct zero_scope two = {.codes = STR_INIT("50140000  1100-00001")};
    struct ctx x = {0};
    struct actor officer, one, other;
    const struct ranked_row *r;
    struct rows rows;
    struct db *db;
    struct err e;
    int64_t number = 0;

    assert_true(zero_scope_has(&two, STR("50140000"), STR("5014-00009")));
    assert_true(zero_scope_has(&two, STR("11000000"), STR("1100-00001")));
    assert_false(zero_scope_has(&two, STR("11000000"), STR("1100-0000")));
    begin(s, a, &x, &officer);
    one = plan_person("office1", PERM_PARAM, SCOPE_CITY, 0);
    other = plan_person("office2", PERM_PARAM, SCOPE_CITY, 0);
    assert_ok(city_write_as(s, a, &one, pilot, &number, &e), &e);
    assert_ok(city_write_as(s, a, &other, pilot_approved, &number, &e), &e);
    assert_ok(store_reader(s, &db, &e), &e);
    store_day_set(s, date_of_ms(CITY_NOW));
    assert_ok(request_packages(db, a, YEAR, x.c.drainage.id, STR("all"), &rows, &e), &e);
    r = rows.p;
    assert_true(!r[0].zero && r[2].zero);
    /* Outside the pilot a line still needs its amount, but no reason from zero and no answers. */
    assert_int_equal(lacks(db, a, STR("1100-00001-L1"), "line_amount"), 1);
    assert_int_equal(lacks(db, a, STR("1100-00001-L1"), "line_reason"), 0);
    assert_int_equal(lacks(db, a, STR("1100-00001-L1"), "answer"), 0);
    assert_int_equal(lacks(db, a, STR("1100-00002-L1"), "line_reason"), 1);
    assert_int_equal(lacks(db, a, STR("1100-00002-L1"), "answer"), 3);
}

static void ranked(struct store *s, struct arena *a)
{
    struct ctx x = {.n = 4};
    struct actor officer, other, finance;
    const struct ranked_row *r;
    struct rows rows;
    struct db *db;
    struct err e;
    int64_t version;

    begin(s, a, &x, &officer);
    other = plan_person("officer", PERM_REQUEST_WRITE, SCOPE_AGENCY, x.c.works.id);
    finance = plan_person("finance", PERM_BUDGET_READ, SCOPE_CITY, 0);
    x.order[0] = STR("1100-00002-L1");
    x.order[1] = STR("1100-00001-L2");
    x.order[2] = STR("1100-00001-L1");
    x.order[3] = STR("1100-00002-L2");
    assert_err(city_write_as(s, a, &officer, rank, &x, &e), &e, ERR_LEVEL_BELOW);
    x.order[1] = STR("1100-00001-L1");
    assert_err(city_write_as(s, a, &officer, rank, &x, &e), &e, ERR_DUPLICATE);
    x.order[2] = STR("1100-00009-L1");
    assert_err(city_write_as(s, a, &officer, rank, &x, &e), &e, ERR_NOT_FOUND);
    x.order[2] = STR("1100-00001-L2");
    assert_err(city_write_as(s, a, &other, rank, &x, &e), &e, ERR_SCOPE);
    assert_err(city_write_as(s, a, &finance, rank, &x, &e), &e, ERR_FORBIDDEN);
    assert_ok(city_write_as(s, a, &officer, rank, &x, &e), &e);
    assert_err(city_write_as(s, a, &officer, rank, &x, &e), &e, ERR_STALE);
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(rank_version(db, YEAR, x.c.drainage.id, &version, &e), &e);
    assert_int_equal(version, 1);
    assert_ok(request_packages(db, a, YEAR, x.c.drainage.id, STR("all"), &rows, &e), &e);
    r = rows.p;
    assert_int_equal(rows.n, 4);
    assert_str(r[0].code, "1100-00002-L1", "first");
    assert_int_equal(r[3].rank, 4);
    assert_true(r[0].zero && r[0].empty_lines == 1);
    assert_ok(request_packages(db, a, YEAR, x.c.drainage.id, STR_NONE, &rows, &e), &e);
    assert_int_equal(rows.n, 0);
    assert_ok(request_agencies(db, a, YEAR, STR_NONE, &rows, &e), &e);
    assert_true(rows.n > 60);
    for (size_t i = 0; i < rows.n; i++) {
        assert_int_equal(((const struct request_row *)rows.p)[i].draft, 0);
    }
}

#define TEST(name)                                                                                 \
 static void test_##name(void **state)                                                             \
 {                                                                                                 \
  (void)state;                                                                                     \
  with_each_store(name);                                                                           \
 }
TEST(ranked)
TEST(piloted)

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_ranked),
                                       cmocka_unit_test(test_piloted)};

    crypto_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
