/* Payment warrants: the sums, three persons, advance and retention, direct ones, refunds, races. */
#include "contract_town.h"

struct pay { /* one write on a warrant */
    struct warrant_new n;
    struct str code, ret;
    struct warrant_step step;
    int64_t version;
};

static bool pay_save(struct act *by, void *ctx, struct err *e)
{
    struct pay *p = ctx;
    struct str code = STR_NONE;

    if (!warrant_save(by, &p->n, p->code, p->version, &code, e)) {
        return false;
    }
    p->ret = str_dup(city_arena(by), code);
    return true;
}

static bool pay_act(struct act *by, void *ctx, struct err *e)
{
    struct pay *p = ctx;

    return warrant_act(by, p->code, &p->step, e);
}

static struct warrant now(struct town *t, struct str code)
{
    struct warrant w;
    struct err e;

    assert_ok(warrant_get(t->db, t->a, code, &w, &e), &e);
    return w;
}

static bool step(struct town *t, const struct actor *who, struct str code, const char *event, struct err *e)
{
    struct pay p = {.code = code,
                    .step = {.event = str_from(event), .reason = STR("เหตุผล"), .version = now(t, code).version}};

    return city_write_as(t->s, t->a, who, pay_act, &p, e);
}

static void through(struct town *t, struct str code)
{
    struct err e;

    assert_ok(step(t, &t->officer, code, "send", &e), &e);
    assert_ok(step(t, &t->head, code, "approve", &e), &e);
    assert_ok(step(t, &t->finance, code, "pay", &e), &e);
}

static struct pay of_contract(struct town *t, struct str contract, const char *kind)
{
    return (struct pay){.n = {.year = YEAR,
                              .agency_id = t->c.drainage.id,
                              .kind = str_from(kind),
                              .on_date = DATE(20230115),
                              .contract_code = contract}};
}

static struct str save(struct town *t, struct pay *p)
{
    struct err e;

    assert_ok(city_write_as(t->s, t->a, &t->officer, pay_save, p, &e), &e);
    return p->ret;
}

static bool try(struct town *t, struct pay p, struct err *e)
{
    return city_write_as(t->s, t->a, &t->officer, pay_save, &p, e);
}

static void accept(struct town *t, struct str code, int64_t number)
{
    struct deal d = {.code = code, .accept = {.number = number, .on = DATE(20221220), .doc_no = STR("ตร.1")}};
    struct err e;

    assert_ok(deal_as(t, &t->officer, deal_accept, &d, &e), &e);
}

/* ---- a contract from the advance to the release of what was retained ---- */

static void whole(struct store *s, struct arena *a)
{
    static const struct warrant_instalment first[] = {{1, {40000}}}, second[] = {{2, {60000}}};
    struct str code, w;
    struct town t;
    struct pay p;
    struct err e;

    contract_town(s, a, &t);
    code = deal_in_force(&t, "C-1");
    p = of_contract(&t, code, "advance");
    p.n.gross = MONEY(10001);
    assert_err(try(&t, p, &e), &e, ERR_ADVANCE_LEFT);
    p.n.gross = BAHT(100);
    through(&t, save(&t, &p));
    assert_int_equal(held(&t, 2, "C-1").disbursed.satang, 10000);
    p = of_contract(&t, code, "instalment");
    assert_err(try(&t, p, &e), &e, ERR_REQUIRED);
    p.n.instalment = first;
    p.n.instalments = 1;
    assert_err(try(&t, p, &e), &e, ERR_NOT_ACCEPTED);
    accept(&t, code, 1);
    accept(&t, code, 2);
    p.n.advance_less = MONEY(10001);
    assert_err(try(&t, p, &e), &e, ERR_ADVANCE_LEFT);
    p.n.advance_less = BAHT(40);
    p.n.retention_less = BAHT(40);
    p.n.penalty = BAHT(5);
    p.n.penalty_days = 5;
    p.n.tax = BAHT(3);
    w = save(&t, &p);
    assert_int_equal(now(&t, w).gross.satang, 40000);
    assert_int_equal(now(&t, w).charge.satang, 32000);
    assert_int_equal(now(&t, w).net.satang, 31200);
    assert_string_equal(str_cstr(a, now(&t, w).payee), "บริษัทตัวอย่าง จำกัด");
    through(&t, w);
    /* The penalty is revenue: the line has paid the whole charge. */
    assert_int_equal(held(&t, 2, "C-1").disbursed.satang, 42000);
    assert_err(try(&t, p, &e), &e, ERR_INSTALMENT_LEFT);
    p = of_contract(&t, code, "retention");
    p.n.gross = MONEY(4001);
    assert_err(try(&t, p, &e), &e, ERR_RETENTION_LEFT);
    p = of_contract(&t, code, "instalment");
    p.n.instalment = second;
    p.n.instalments = 1;
    p.n.advance_less = BAHT(60);
    p.n.retention_less = BAHT(60);
    p.n.adjust = MONEY(10001); /* K: above what is obligated with the retention */
    assert_err(try(&t, p, &e), &e, ERR_ABOVE_OBLIGATION);
    p.n.adjust = MONEY_ZERO;
    through(&t, save(&t, &p));
    assert_string_equal(str_cstr(a, deal_now(&t, code).state), "active");
    p = of_contract(&t, code, "retention");
    p.n.gross = BAHT(100);
    through(&t, save(&t, &p));
    assert_int_equal(held(&t, 2, "C-1").disbursed.satang, 100000);
    assert_int_equal(held(&t, 2, "C-1").obligated.satang, 0);
    assert_string_equal(str_cstr(a, deal_now(&t, code).state), "done");
    must_hold(&t, "paid in full");
}

/* ---- who ---- */

static void persons(struct store *s, struct arena *a)
{
    static const struct warrant_instalment first[] = {{1, {40000}}};
    struct str code, w;
    struct actor both, all;
    struct town t;
    struct pay p;
    struct err e;

    contract_town(s, a, &t);
    code = deal_in_force(&t, "C-1");
    accept(&t, code, 1);
    p = of_contract(&t, code, "instalment");
    p.n.instalment = first;
    p.n.instalments = 1;
    w = save(&t, &p);
    assert_err(step(&t, &t.head, w, "approve", &e), &e, ERR_STATE);
    assert_ok(step(&t, &t.officer, w, "send", &e), &e);
    assert_err(step(&t, &t.finance, w, "pay", &e), &e, ERR_STATE);
    assert_err(step(&t, &t.officer, w, "approve", &e), &e, ERR_FORBIDDEN);
    both = t.officer;
    both.grant[0].perms |= UINT64_C(1) << (unsigned)PERM_POST_APPROVE | UINT64_C(1) << (unsigned)PERM_POST;
    assert_err(step(&t, &both, w, "approve", &e), &e, ERR_THREE_PERSONS);
    assert_ok(step(&t, &t.head, w, "approve", &e), &e);
    assert_err(step(&t, &both, w, "pay", &e), &e, ERR_THREE_PERSONS);
    all = t.head;
    all.grant[0].perms |= UINT64_C(1) << (unsigned)PERM_POST;
    assert_err(step(&t, &all, w, "pay", &e), &e, ERR_THREE_PERSONS);
    assert_ok(step(&t, &t.finance, w, "return", &e), &e);
    p.code = w;
    p.version = now(&t, w).version;
    assert_ok(city_write_as(s, a, &t.officer, pay_save, &p, &e), &e);
    through(&t, w);
    assert_err(step(&t, &t.finance, w, "pay", &e), &e, ERR_STATE);
    assert_string_equal(str_cstr(a, sql_lines(s, a, "SELECT COUNT(*), SUM(amount_satang) FROM entry WHERE type = 'DISBURSE'")),
                        "1\t40000");
    p = of_contract(&t, code, "advance");
    p.n.gross = BAHT(1);
    p.n.number = now(&t, w).number;
    assert_err(try(&t, p, &e), &e, ERR_DUPLICATE);
    must_hold(&t, "three persons");
}

/* ---- direct, and refunds ---- */

static void direct(struct store *s, struct arena *a)
{
    static const struct warrant_part salary[] = {{.line_code = STR_INIT("2566-0-1100-00001"), .amount = {30000}}};
    static const struct warrant_part building[] = {{.line_code = STR_INIT(FIRST_LINE), .amount = {30000}}};
    struct str w, r;
    struct town t;
    struct pay p = {.n = {.year = YEAR,
                          .kind = STR("direct"),
                          .on_date = DATE(20230115),
                          .title = STR("เงินเดือน"),
                          .payee = STR("ข้าราชการ"),
                          .part = building,
                          .parts = 1}};
    struct err e;

    contract_town(s, a, &t);
    allot(&t, 1, 500);
    p.n.agency_id = t.c.drainage.id;
    assert_err(try(&t, p, &e), &e, ERR_NO_OBLIGATION);
    p.n.part = salary;
    p.n.gross = MONEY(29999);
    assert_err(try(&t, p, &e), &e, ERR_WARRANT_LINES);
    p.n.gross = MONEY_ZERO;
    p.n.tax = MONEY(30001);
    assert_err(try(&t, p, &e), &e, ERR_WARRANT_SUM);
    p.n.tax = MONEY_ZERO;
    w = save(&t, &p);
    through(&t, w);
    p.n = (struct warrant_new){.year = YEAR,
                               .agency_id = t.c.drainage.id,
                               .kind = STR("refund"),
                               .on_date = DATE(20230220),
                               .refund_of = w,
                               .gross = MONEY(30001),
                               .receipt_no = STR("ร.1"),
                               .receipt_on = DATE(20230220)};
    assert_err(try(&t, p, &e), &e, ERR_REQUIRED); /* why */
    p.n.reason = STR("จ่ายเกิน");
    assert_err(try(&t, p, &e), &e, ERR_REFUND_LEFT);
    p.n.gross = BAHT(100);
    r = save(&t, &p);
    through(&t, r);
    assert_string_equal(str_cstr(a, sql_lines(s, a, "SELECT disbursed_satang, allotted_satang FROM balance WHERE line_id = 1")),
                        "20000\t30000");
    p.n.gross = MONEY(20001);
    assert_err(try(&t, p, &e), &e, ERR_REFUND_LEFT);
    p.n.refund_of = r;
    assert_err(try(&t, p, &e), &e, ERR_STATE);
    must_hold(&t, "refunded in part");
}

/* ---- two drafts of the same money: the second payment is refused ---- */

static void races(struct store *s, struct arena *a)
{
    static const struct warrant_part most[] = {{.line_code = STR_INIT("2566-0-1100-00001"), .amount = {30000}}};
    struct str w[2];
    struct town t;
    struct pay p = {.n = {.year = YEAR,
                          .kind = STR("direct"),
                          .on_date = DATE(20230115),
                          .title = STR("เงินเดือน"),
                          .payee = STR("ข้าราชการ"),
                          .part = most,
                          .parts = 1}};
    struct err e;

    contract_town(s, a, &t);
    allot(&t, 1, 500);
    p.n.agency_id = t.c.drainage.id;
    for (int i = 0; i < 2; i++) {
        w[i] = save(&t, &p);
        assert_ok(step(&t, &t.officer, w[i], "send", &e), &e);
        assert_ok(step(&t, &t.head, w[i], "approve", &e), &e);
    }
    assert_ok(step(&t, &t.finance, w[0], "pay", &e), &e);
    assert_err(step(&t, &t.finance, w[1], "pay", &e), &e, ERR_OVERDRAWN);
    assert_string_equal(str_cstr(a, now(&t, w[1]).state), "approved");
    must_hold(&t, "the second waits");
}

static void planted(struct store *s, struct arena *a)
{
    static const struct {
        const char *invariant, *sql;
    } row[] = {
        {"warrant_three_persons", "UPDATE warrant SET paid_by = approved_by"},
        {"warrant_sums", "UPDATE warrant SET net_satang = net_satang + 1"},
        {"instalment_claims", "UPDATE warrant_instalment SET amount_satang = amount_satang + 1"},
    };
    static const struct warrant_instalment first[] = {{1, {40000}}};
    const struct broken *b;
    size_t n, broken;
    struct str code;
    struct town t;
    struct pay p;
    struct err e;

    contract_town(s, a, &t);
    code = deal_in_force(&t, "C-1");
    accept(&t, code, 1);
    p = of_contract(&t, code, "instalment");
    p.n.instalment = first;
    p.n.instalments = 1;
    through(&t, save(&t, &p));
    must_hold(&t, "before");
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        assert_ok(sql_write(s, row[i].sql, &e), &e);
        assert_ok(invariants_check(t.db, a, &b, &n, &broken, &e), &e);
        EXPECT(broken == i + 1, row[i].invariant);
    }
}

#define ON_EACH(fn)                                                                                \
 static void test_##fn(void **state)                                                               \
 {                                                                                                 \
  (void)state;                                                                                     \
  with_each_store(fn);                                                                             \
 }
ON_EACH(whole)
ON_EACH(persons)
ON_EACH(direct)
ON_EACH(races)
ON_EACH(planted)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole), cmocka_unit_test(test_persons), cmocka_unit_test(test_direct),
        cmocka_unit_test(test_races), cmocka_unit_test(test_planted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
