/* Last year's items of an agreement in this year's. */
#include "ledger_town.h"

#include "city/year.h"
#include "perform/agreement.h"

static bool year_before(struct act *by, void *ctx, struct err *e)
{
    (void)ctx;
    return year_ensure(by, YEAR - 1, e);
}

static bool make(struct act *by, void *ctx, struct err *e)
{
    return agreement_make(by, YEAR, STR("11000000"), ctx, e);
}

static bool copy(struct act *by, void *ctx, struct err *e)
{
    return agreement_copy(by, STR("2566-AG-1100"), ctx, e);
}

/* Many agencies have an indicator of the same identity: last year's item comes back once, under the agency's own. */
static void copied(struct store *s, struct arena *a)
{
    struct actor csc;
    struct town t;
    struct str code;
    int64_t n = 0;
    struct err e;

    town_make(s, a, &t);
    town_person(&t, "csc", ROLE_CIVIL_SERVICE, "", &csc);
    assert_ok(city_write(s, a, year_before, NULL, &e), &e);
    assert_ok(sql_write(s,
                        "INSERT INTO indicator (year, code, level, kind, agency_id) SELECT 2566, 'K1', 'kpi', 'output', id FROM agency WHERE code = '11000000'; "
                        "INSERT INTO indicator (year, code, level, kind, agency_id) SELECT 2566, 'KX', 'kpi', 'output', id FROM agency WHERE code = '10000000'; "
                        "INSERT INTO indicator (year, code, level, kind, agency_id) SELECT 2565, 'KO', 'kpi', 'output', id FROM agency WHERE code = '11000000'; "
                        "INSERT INTO indicator_profile (indicator_id, year, agency_id, stable, code, work, collect, cycle, owner, target_in, last_day, made_by, made_ms) "
                        "SELECT id, year, agency_id, 's1', code, 'mission', 'given', 'year', 'civil_service', 'percent', 20230930, 'x', 1 FROM indicator WHERE code IN ('K1', 'KX', 'KO'); "
                        "INSERT INTO agreement (year, agency_id, code, state, made_by, made_ms) SELECT 2565, id, '2565-AG-1100', 'closed', 'x', 1 FROM agency WHERE code = '11000000'; "
                        "INSERT INTO agreement_item (agreement_id, indicator_id, component, tables, number, name, weight_bp) "
                        "SELECT g.id, i.id, 1, 1, '1', 'x', 10000 FROM agreement g, indicator i WHERE i.code = 'KO'",
                        &e),
              &e);
    assert_ok(city_write_as(s, a, &csc, make, &code, &e), &e);
    assert_ok(city_write_as(s, a, &csc, copy, &n, &e), &e);
    assert_int_equal(n, 1);
    assert_true(str_eq(sql_lines(s, a, "SELECT n.code FROM agreement_item i JOIN agreement g ON g.id = i.agreement_id "
                                       "JOIN indicator n ON n.id = i.indicator_id WHERE g.year = 2566"),
                       STR("K1")));
    assert_err(city_write_as(s, a, &csc, copy, &n, &e), &e, ERR_NOTHING);
}

static void test_copied(void **state)
{
    (void)state;
    with_each_store(copied);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_copied)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
