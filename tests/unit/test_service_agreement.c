/* Service agreements: made of what was funded, re-based on what moved. */
#include "ledger_town.h"

#include "execute/invariant.h"
#include "perform/service_agreement.h"

struct acted {
    struct str code, reason;
    int64_t version, count;
    struct service_terms term[4];
    size_t terms;
};

#define RUN(name, call)                                                                            \
    static bool name(struct act *by, void *ctx, struct err *e)                                     \
    {                                                                                              \
        struct acted *x = ctx;                                                                     \
                                                                                                   \
        return call;                                                                               \
    }
RUN(services, service_make_year(by, YEAR, &x->count, e))
RUN(rebase, service_rebase(by, x->code, x->version, x->term, x->terms, x->reason, e))
RUN(terms, service_terms_set(by, x->code, x->version, x->term, x->terms, x->reason, e))

struct place {
    struct town t;
    struct actor csc;
    struct acted x;
};

static void scaled(void **state)
{
    static const struct {
        int64_t quantity, agreed, now, scale, want;
        const char *why;
    } row[] = {
        {100000, 1000, 500, 10000, 50000, "half the money, half the quantity"},
        {100000, 1000, 500, 5000, 75000, "only half of the cost follows quantity"},
        {100000, 1000, 1000, 10000, 100000, "nothing moved"},
        {100000, 0, 500, 10000, 100000, "nothing was agreed: nothing to scale by"},
        {100000, 1000, 0, 10000, 0, "no money, no service"},
        {100000, 3, 1, 10000, 33333, "half up to thousandths"},
        {200000, 3, 1, 10000, 66667, "half up to thousandths"},
        {1000000000, MONEY_MAX, MONEY_MAX / 2, 10000, 500000000, "no overflow"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        int64_t got = service_scaled(row[i].quantity, MONEY(row[i].agreed), MONEY(row[i].now), (struct share){row[i].scale});

        if (got != row[i].want)
            fail_msg("%s: %lld", row[i].why, (long long)got);
    }
}

static struct service_agreement service(struct place *p)
{
    struct service_agreement x;
    struct err e;

    assert_ok(service_get(p->t.db, p->t.a, p->x.code, &x, &e), &e);
    p->x.version = x.version;
    return x;
}

static void must_post(struct place *p, struct posting q)
{
    struct err e;

    assert_ok(town_post_as(&p->t, &p->t.finance, q, NULL, &e), &e);
}

static void holds(struct place *p)
{
    const struct broken *b;
    size_t n, broken;
    struct err e;

    assert_ok(invariants_check(p->t.db, p->t.a, &b, &n, &broken, &e), &e);
    if (broken)
        fail_msg("%s: %s", b[0].invariant->name, str_cstr(p->t.a, b[0].problem));
}

static void made_and_rebased(struct store *s, struct arena *a)
{
    const struct service_part *part;
    const struct service_move *m;
    struct service_agreement x;
    struct rows rows;
    struct place p;
    struct posting q;
    struct err e;

    memset(&p, 0, sizeof p);
    town_make(s, a, &p.t);
    town_person(&p.t, "csc", ROLE_CIVIL_SERVICE, "", &p.csc);
    assert_ok(sql_write(s, "INSERT INTO level_output (package_id, name, quantity_milli, unit_word) SELECT l.package_id, 'ล้างท่อ', 40000, 'km' FROM line l WHERE l.id = 1", &e), &e);
    assert_err(city_write_as(s, a, &p.t.officer, services, &p.x, &e), &e, ERR_FORBIDDEN);
    assert_ok(city_write_as(s, a, &p.csc, services, &p.x, &e), &e);
    assert_int_equal(p.x.count, 2);
    assert_ok(city_write_as(s, a, &p.csc, services, &p.x, &e), &e);
    assert_int_equal(p.x.count, 0); /* again: nothing new */
    p.x.code = STR("2566-SA-1100-001");
    x = service(&p);
    assert_int_equal(x.agreed.satang, 1000000); /* 1 + 2 + 3 + 4 thousand baht */
    assert_int_equal(x.moved.satang, 0);
    assert_ok(service_parts(p.t.db, a, &x, 0, &rows, &e), &e);
    part = rows.p;
    assert_int_equal(rows.n, 1);
    assert_int_equal(part[0].quantity_milli, 40000);
    assert_int_equal(part[0].each.satang, 25000);
    p.x.reason = STR("โอน");
    assert_err(city_write_as(s, a, &p.csc, rebase, &p.x, &e), &e, ERR_NOTHING);
    q = town_posting("t1", "TRANSFER", 4, 2, 100000, "");
    q.authority = STR("GOVERNOR:1");
    must_post(&p, q); /* inside the output */
    assert_int_equal(service(&p).moved.satang, 0);
    assert_err(city_write_as(s, a, &p.csc, rebase, &p.x, &e), &e, ERR_NOTHING);
    holds(&p);
    assert_ok(sql_write(s, /* out of it: the authority table lets no agency do so, a re-organisation may */
                        "INSERT INTO entry (seq, key, type, line_id, to_line_id, from_bucket, to_bucket, amount_satang, on_date, period, by_user, at_ms, prev_hash, hash) "
                        "SELECT MAX(seq) + 1, 't2', 'REORGANISE', 4, 6, 1, 1, 250000, 20221015, 202210, 'x', 1, (SELECT hash FROM entry WHERE seq = 1), "
                        "(SELECT hash FROM entry WHERE seq = 1) FROM entry; "
                        "UPDATE balance SET unallotted_satang = unallotted_satang - 250000 WHERE line_id = 4; "
                        "UPDATE balance SET unallotted_satang = unallotted_satang + 250000 WHERE line_id = 6",
                        &e),
              &e);
    x = service(&p);
    assert_int_equal(x.moved.satang, -250000);
    assert_ok(service_moves(p.t.db, a, &x, 0, &rows, &e), &e);
    m = rows.p;
    assert_int_equal(rows.n, 1);
    assert_int_equal(m[0].amount.satang, -250000);
    assert_true(str_eq(m[0].key, STR("t2")));
    assert_ok(service_parts(p.t.db, a, &x, 0, &rows, &e), &e);
    part = rows.p;
    assert_int_equal(part[0].offer_milli, 30000); /* three quarters of the money */
    p.x.term[0] = (struct service_terms){.unit_code = part[0].unit_code, .unit_word = part[0].unit_word, .quantity_milli = 35000, .quality = STR("สะอาด")};
    p.x.terms = 1;
    p.x.reason = STR_NONE;
    assert_err(city_write_as(s, a, &p.csc, rebase, &p.x, &e), &e, ERR_REQUIRED);
    p.x.reason = STR("โอนไปสำนักการโยธา");
    assert_err(city_write_as(s, a, &p.t.officer, rebase, &p.x, &e), &e, ERR_FORBIDDEN);
    assert_ok(city_write_as(s, a, &p.t.head, rebase, &p.x, &e), &e);
    assert_err(city_write_as(s, a, &p.t.head, rebase, &p.x, &e), &e, ERR_STALE);
    x = service(&p);
    assert_int_equal(x.number, 2);
    assert_int_equal(x.agreed.satang, 750000);
    assert_int_equal(x.moved.satang, 0);
    assert_ok(service_parts(p.t.db, a, &x, 0, &rows, &e), &e);
    part = rows.p;
    assert_int_equal(part[0].proposed_milli, 30000); /* what the rule gave */
    assert_int_equal(part[0].quantity_milli, 35000); /* what was decided */
    assert_ok(service_moves(p.t.db, a, &x, 2, &rows, &e), &e);
    assert_int_equal(rows.n, 1);
    assert_ok(service_parts(p.t.db, a, &x, 1, &rows, &e), &e);
    assert_int_equal(((const struct service_part *)rows.p)[0].quantity_milli, 40000); /* the first version stays */
    assert_false(sql_write(s, "UPDATE service_part SET quantity_milli = 1", &e));
    assert_err(city_write_as(s, a, &p.t.head, terms, &p.x, &e), &e, ERR_NOTHING);
    p.x.term[0].delivered = STR("30/9/2566");
    assert_ok(city_write_as(s, a, &p.t.head, terms, &p.x, &e), &e);
    assert_int_equal(service(&p).agreed.satang, 750000);
    assert_true(str_eq(sql_lines(s, a, "SELECT number, kind, cost_satang, moved_satang FROM service_version WHERE service_id = (SELECT id FROM service_agreement "
                                       "WHERE code = '2566-SA-1100-001') ORDER BY number"),
                       STR("1\tenact\t1000000\t0\n2\trebase\t750000\t-250000\n3\tterms\t750000\t0")));
}

#define BOTH(name)                                                                                 \
    static void test_##name(void **state)                                                          \
    {                                                                                              \
        (void)state;                                                                               \
        with_each_store(name);                                                                     \
    }
BOTH(made_and_rebased)

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(scaled), cmocka_unit_test(test_made_and_rebased)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
