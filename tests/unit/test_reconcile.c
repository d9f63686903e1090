/* Reconciliation: a difference is found, goes on, changes, is explained and settled by two people, opens again, goes. */
#include "ledger_town.h"

#include "execute/invariant.h"
#include "execute/reconcile.h"
#include "execute/record.h"

struct run_ctx {
    struct date as_of;
    struct reconcile_run r;
};
static bool run_write(struct act *by, void *ctx, struct err *e)
{
    struct run_ctx *x = ctx;

    return reconcile_do(by, YEAR, x->as_of, &x->r, e);
}

static struct reconcile_run run(struct town *t, int32_t day)
{
    struct run_ctx x = {.as_of = DATE(day)};
    struct err e;

    assert_ok(city_write_as(t->s, t->a, &t->finance, run_write, &x, &e), &e);
    return x.r;
}

static bool take_write(struct act *by, void *ctx, struct err *e)
{
    const struct record_take *t = ctx;
    struct record_taken r;

    return record_take(by, t, &r, e);
}

/* A document of MIS2 on a line's group, on a day. */
static void document(struct town *t, const char *no, enum record_kind k, int32_t day, int64_t satang)
{
    struct outside_row row = {.doc = str_from(no),
                              .on = DATE(day),
                              .agency_id = t->c.drainage.id,
                              .output_code = STR("0503001"),
                              .group_code = STR("05"),
                              .fund_code = STR("OWN"),
                              .line_id = 4,
                              .amount = MONEY(satang)};
    struct record_take x = {.year = YEAR, .system = STR("mis2"), .sha256 = str_from(no), .filename = STR("f"), .kind = k,
                            .row = &row, .n = 1, .rows_read = 1};
    struct err e;

    assert_ok(city_write_as(t->s, t->a, &t->finance, take_write, &x, &e), &e);
}

static struct difference only(struct town *t, const char *state)
{
    struct difference_filter f = {.year = YEAR, .state = str_from(state), .limit = 10, .today = DATE(20221109)};
    struct rows rows;
    struct err e;

    assert_ok(difference_list(t->db, t->a, &f, &rows, &e), &e);
    assert_int_equal(rows.n, 1);
    return ((const struct difference *)rows.p)[0];
}

static int64_t open_count(struct town *t)
{
    struct err e;
    int64_t n;

    assert_ok(reconcile_open(t->db, YEAR, &n, &e), &e);
    return n;
}

struct people_ctx {
    struct str code, text;
    int64_t version;
    bool (*fn)(struct act *, struct str, int64_t, struct str, struct err *);
};
static bool people_write(struct act *by, void *ctx, struct err *e)
{
    const struct people_ctx *x = ctx;

    return x->fn(by, x->code, x->version, x->text, e);
}

static bool breaks(struct town *t, const char *name)
{
    const struct broken *b;
    size_t n, broken;
    struct err e;

    assert_ok(invariants_check(t->db, t->a, &b, &n, &broken, &e), &e);
    for (size_t i = 0; i < n; i++) {
        if (!strcmp(b[i].invariant->name, name))
            return true;
    }
    return false;
}

static void road(struct store *s, struct arena *a)
{
    struct run_ctx none = {.as_of = DATE(20221020)};
    struct reconcile_run r;
    struct difference d;
    struct rows docs;
    struct town t;
    struct err e;

    town_make(s, a, &t);
    assert_err(city_write_as(s, a, &t.finance, run_write, &none, &e), &e, ERR_NOTHING);
    assert_ok(town_post_as(&t, &t.finance, town_posting("a", "ALLOT", 4, 0, 1000, ""), NULL, &e), &e);
    document(&t, "A1", RECORD_ALLOTMENT, 20221020, 1000);
    r = run(&t, 20221021);
    assert_int_equal(r.differing, 0); /* both sides say 10 baht */
    assert_int_equal(open_count(&t), 0);
    document(&t, "A2", RECORD_ALLOTMENT, 20221022, 300);
    r = run(&t, 20221021);
    assert_int_equal(r.differing, 0); /* not yet: as of the day before */
    r = run(&t, 20221023);
    assert_int_equal(r.fresh, 1);
    d = only(&t, "open");
    assert_int_equal(d.gap.satang, 300);
    assert_int_equal(d.first_on.yyyymmdd, 20221023);
    r = run(&t, 20221024);
    assert_int_equal(r.fresh, 0);
    assert_int_equal(r.differing, 1);
    d = only(&t, "open");
    assert_int_equal(d.first_on.yyyymmdd, 20221023); /* it goes on */
    assert_int_equal(d.last_on.yyyymmdd, 20221024);
    assert_int_equal(d.days, 17);
    assert_ok(difference_docs(t.db, a, &d, &docs, &e), &e);
    assert_int_equal(docs.n, 3); /* A1 and A2 of theirs, ours by its key: names differ, so each stands for itself */
    document(&t, "A3", RECORD_ALLOTMENT, 20221025, -300);
    r = run(&t, 20221026);
    assert_int_equal(r.gone, 1);
    assert_int_equal(open_count(&t), 0);
    assert_true(str_eq(only(&t, "gone").code, d.code));
    document(&t, "A4", RECORD_ALLOTMENT, 20221027, 5);
    assert_int_equal(run(&t, 20221028).fresh, 1);
    d = only(&t, "open");
    assert_int_equal(d.first_on.yyyymmdd, 20221028); /* the same row, found anew */
}

static void people(struct store *s, struct arena *a)
{
    static const struct {
        const char *who, *what, *text;
        int64_t version;
        enum err_code want;
        const char *why;
    } row[] = {
        {"fin", "assign", "nobody", 1, ERR_NOT_FOUND, "an owner that is there"},
        {"off11", "assign", "off11", 1, ERR_FORBIDDEN, "an officer gives nothing out"},
        {"fin", "assign", "off11", 1, 0, "given to the agency's officer"},
        {"fin", "settle", "", 2, ERR_REQUIRED, "nothing is explained"},
        {"off11", "explain", "", 2, ERR_REQUIRED, "an explanation has words"},
        {"ps", "explain", "x", 2, ERR_FORBIDDEN, "not one of those who explain"},
        {"off11", "explain", "MIS2 was a day early", 1, ERR_STALE, "somebody was first"},
        {"off11", "explain", "MIS2 was a day early", 2, 0, "its owner explains"},
        {"fin", "settle", "looked at", 2, ERR_STALE, "not what was seen"},
        {"fin", "settle", "looked at", 3, 0, "settled by another person"},
        {"fin", "settle", "again", 4, ERR_STATE, "once"},
    };
    struct people_ctx x;
    struct difference d;
    struct town t;
    struct err e;

    town_make(s, a, &t);
    document(&t, "P1", RECORD_PAYMENTS, 20221020, 700);
    run(&t, 20221021);
    x.code = only(&t, "open").code;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        const struct actor *who = !strcmp(row[i].who, "fin") ? &t.finance : !strcmp(row[i].who, "ps") ? &t.permsec : &t.officer;
        bool ok;

        x.fn = !strcmp(row[i].what, "assign") ? difference_assign : !strcmp(row[i].what, "explain") ? difference_explain : difference_settle;
        x.text = str_from(row[i].text);
        x.version = row[i].version;
        ok = city_write_as(s, a, who, people_write, &x, &e);
        if (ok != (row[i].want == 0) || (!ok && e.code != row[i].want))
            fail_msg("%s: %s", row[i].why, ok ? "accepted" : err_word(e.code));
    }
    assert_int_equal(open_count(&t), 0);
    run(&t, 20221022);
    assert_true(str_eq(only(&t, "").state, STR("settled"))); /* the same gap stays settled */
    assert_false(breaks(&t, "record_settled"));
    document(&t, "P2", RECORD_PAYMENTS, 20221023, 1);
    run(&t, 20221024);
    d = only(&t, "open"); /* another gap is open again, with what was said */
    assert_int_equal(d.gap.satang, 701);
    assert_int_equal(d.settled_by.n, 0);
    assert_true(d.explanation.n > 0);
    assert_ok(sql_write(s, "UPDATE record_difference SET state = 'settled'", &e), &e);
    assert_true(breaks(&t, "record_settled"));
}

static void test_road(void **state)
{
    (void)state;
    with_each_store(road);
}
static void test_people(void **state)
{
    (void)state;
    with_each_store(people);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_road), cmocka_unit_test(test_people)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
