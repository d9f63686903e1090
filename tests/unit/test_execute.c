/* Enacting a draft opens the ledger; entries move money and never overdraw; the chain shows tampering. */
#include "plan_store.h"

#include "base/crypto.h"
#include "execute/enact.h"
#include "execute/ledger.h"

enum { YEAR = 2566 };

static bool enact(struct act *by, void *ctx, struct err *e)
{
    return enact_year(by, YEAR, ctx, e);
}

struct posting {
    struct entry_new n;
    enum post_result result;
};

static bool post(struct act *by, void *ctx, struct err *e)
{
    struct posting *p = ctx;

    return ledger_post(by, &p->n, &p->result, e);
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

static void posting(struct store *s, struct arena *a)
{
    static const struct {
        const char *type;
        enum bucket from, to;
        int64_t baht;
        enum err_code want;
        const char *why;
    } row[] = {
        {"ALLOT", BUCKET_UNALLOTTED, BUCKET_ALLOTTED, 800, ERR_NONE, "part of 1,000"},
        {"ALLOT", BUCKET_UNALLOTTED, BUCKET_ALLOTTED, 201, ERR_OVERDRAWN, "200 are left"},
        {"RESERVE", BUCKET_ALLOTTED, BUCKET_RESERVED, 500, ERR_NONE, "of 800"},
        {"OBLIGATE", BUCKET_RESERVED, BUCKET_OBLIGATED, 500, ERR_NONE, "all reserved"},
        {"OBLIGATE", BUCKET_UNALLOTTED, BUCKET_OBLIGATED, 1, ERR_BAD_CHOICE, "no such act"},
        {"DISBURSE", BUCKET_OBLIGATED, BUCKET_DISBURSED, 500, ERR_NONE, "paid"},
        {"DISBURSE", BUCKET_OBLIGATED, BUCKET_DISBURSED, 1, ERR_OVERDRAWN, "nothing is open"},
        {"REFUND", BUCKET_DISBURSED, BUCKET_OBLIGATED, 100, ERR_NONE, "the opposite"},
        {"ALLOT", BUCKET_UNALLOTTED, BUCKET_ALLOTTED, 0, ERR_BAD_AMOUNT, "no amount"},
        {"LAPSE", BUCKET_UNALLOTTED, BUCKET_LAPSED, 200, ERR_NONE, "the rest"},
    };
    struct actor finance = plan_person("finance", PERM_POST, SCOPE_CITY, 0);
    struct actor reader = plan_person("reader", PERM_BUDGET_READ, SCOPE_CITY, 0);
    struct enactment r;
    struct posting p = {.n = {.line_id = 1, .on = DATE(20221015)}};
    struct plan_city c;
    struct balance b;
    struct db *db;
    struct err e;
    int64_t n;
    char key[32];

    make(s, a, &c);
    plan_reach(s, a, YEAR, "GOVERNOR");
    assert_ok(city_write(s, a, enact, &r, &e), &e);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        bool ok;

        snprintf(key, sizeof key, "k%zu", i);
        p.n.key = str_from(key);
        p.n.type = str_from(row[i].type);
        p.n.from = row[i].from;
        p.n.to = row[i].to;
        p.n.amount = BAHT(row[i].baht);
        assert_err(city_write_as(s, a, &reader, post, &p, &e), &e,
                   row[i].want == ERR_BAD_CHOICE || row[i].want == ERR_BAD_AMOUNT ? row[i].want
                                                                                  : ERR_FORBIDDEN);
        ok = city_write_as(s, a, &finance, post, &p, &e);
        if (ok ? row[i].want != ERR_NONE : e.code != row[i].want) {
            fail_msg("%s: %s", row[i].why, ok ? "accepted" : err_word(e.code));
        }
        if (ok) {
            assert_int_equal(p.result, POST_ACCEPTED);
            assert_ok(city_write_as(s, a, &finance, post, &p, &e), &e);
            assert_int_equal(p.result, POST_REPLAYED);
            p.n.amount = MONEY(1);
            assert_err(city_write_as(s, a, &finance, post, &p, &e), &e, ERR_KEY_REUSED);
        }
    }
    p.n = (struct entry_new){.key = STR("t"),
                             .type = STR("TRANSFER"),
                             .line_id = 4,
                             .to_line_id = 1,
                             .from = BUCKET_UNALLOTTED,
                             .to = BUCKET_UNALLOTTED,
                             .amount = BAHT(50),
                             .on = DATE(20221101)};
    assert_ok(city_write_as(s, a, &finance, post, &p, &e), &e);
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(balance_get(db, a, 1, &b, &e), &e);
    assert_int_equal(b.unallotted.satang, 5000);
    assert_int_equal(b.allotted.satang, 30000);
    assert_int_equal(b.obligated.satang, 10000);
    assert_int_equal(b.disbursed.satang, 40000);
    assert_int_equal(b.lapsed.satang, 20000);
    assert_ok(ledger_verify(db, &n, &e), &e);
    assert_int_equal(n, 11);
    assert_false(sql_write(s, "DELETE FROM entry WHERE seq = 2", &e));
    assert_ok(sql_write(s,
                        store_is_postgres(s) ? "ALTER TABLE entry DISABLE TRIGGER USER"
                                             : "DROP TRIGGER entry_no_update",
                        &e),
              &e);
    assert_ok(sql_write(s, "UPDATE entry SET amount_satang = 1 WHERE seq = 3", &e), &e);
    assert_err(ledger_verify(db, &n, &e), &e, ERR_AUDIT_BROKEN);
}

static void test_enact(void **state)
{
    (void)state;
    with_each_store(enacting);
}

static void test_post(void **state)
{
    (void)state;
    with_each_store(posting);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_enact),
        cmocka_unit_test(test_post),
    };

    crypto_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
