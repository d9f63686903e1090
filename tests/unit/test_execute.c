/* Enacting a draft opens the ledger. Posting: test_posting.c. */
#include "plan_store.h"

#include "base/crypto.h"
#include "execute/enact.h"
#include "execute/ledger.h"

enum { YEAR = 2566 };

static bool enact(struct act *by, void *ctx, struct err *e)
{
    return enact_year(by, YEAR, ctx, e);
}

static void make(struct store *s, struct arena *a, struct plan_city *c)
{
    struct plan_fill f = {
        .year = YEAR, .c = c, .units = 2, .levels = 1, .lines = 2, .state = "ANALYST_ACCEPTED"};
    struct err e;

    plan_make(s, a, YEAR, c);
    f.agency_id = c->drainage.id;
    f.output_id = c->water;
    assert_ok(city_write(s, a, plan_fill, &f, &e), &e); /* 1 + 2 + 3 + 4 thousand baht */
    f.state = "DRAFT";
    f.units = 1;
    assert_ok(city_write(s, a, plan_fill, &f, &e), &e); /* never submitted */
}

static void enacting(struct store *s, struct arena *a)
{
    struct actor officer = plan_person("x", PERM_REQUEST_WRITE, SCOPE_CITY, 0);
    struct enactment r = {0};
    struct plan_city c;
    struct db *db;
    struct err e;
    int64_t n;

    make(s, a, &c);
    assert_err(city_write_as(s, a, &officer, enact, &r, &e), &e, ERR_FORBIDDEN);
    assert_err(city_write(s, a, enact, &r, &e), &e, ERR_STAGE);
    plan_reach(s, a, YEAR, "GOVERNOR");
    assert_ok(city_write(s, a, enact, &r, &e), &e);
    assert_int_equal(r.lines, 4);
    assert_int_equal(r.packages, 2);
    assert_int_equal(r.left_out, 1);
    assert_int_equal(r.total.satang, 10 * 100000);
    assert_err(city_write(s, a, enact, &r, &e), &e, ERR_ALREADY);
    assert_string_equal(str_cstr(a, sql_lines(s, a,
                                              "SELECT SUM(unallotted_satang), "
                                              "SUM(source_satang) FROM balance")),
                        "1000000\t-1000000");
    assert_string_equal(str_cstr(a, sql_lines(s, a, "SELECT stage FROM fiscal_year")), "IN_FORCE");
    assert_string_equal(str_cstr(a, sql_lines(s, a, "SELECT COUNT(*) FROM cycle_event")), "16");
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(ledger_verify(db, &n, &e), &e);
    assert_int_equal(n, 4);
}

static void test_enact(void **state)
{
    (void)state;
    with_each_store(enacting);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_enact),
    };

    crypto_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
