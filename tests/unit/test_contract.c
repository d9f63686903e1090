/* Contracts: what may be said, who approves, what is posted, changes, acceptance, references without particulars. */
#include "contract_town.h"

static const struct contract_part on_first[] = {{.line_code = STR_INIT(FIRST_LINE), .amount = {100000}}};
static const struct contract_instalment halves[] = {{.amount = {40000}, .due_on = {20221231}},
                                                    {.amount = {60000}, .due_on = {20230331}}};

/* ---- what may be said ---- */

static void saying(struct store *s, struct arena *a)
{
    static const struct contract_part too_much[] = {{.line_code = STR_INIT(FIRST_LINE), .amount = {200001}}};
    static const struct contract_part elsewhere[] = {{.line_code = STR_INIT("2566-0-1000-00002"), .amount = {100000}}};
    static const struct contract_part less[] = {{.line_code = STR_INIT(FIRST_LINE), .amount = {99999}}};
    static const struct contract_part twice[] = {{.line_code = STR_INIT(FIRST_LINE), .amount = {50000}},
                                                 {.line_code = STR_INIT(FIRST_LINE), .amount = {50000}}};
    static const struct contract_year years[] = {{2566, {60000}}, {2567, {39999}}};
    static const struct contract_year early[] = {{2565, {100000}}};
    struct town t;
    struct deal d, x;
    struct err e;

    contract_town(s, a, &t);
    d = a_deal(&t, "C-1", on_first, 1, halves, 2);
    assert_err(deal_as(&t, &t.finance, deal_save, (x = d, x.n.text.title = STR_NONE, &x), &e), &e, ERR_REQUIRED);
    assert_err(deal_as(&t, &t.head, deal_save, (x = d, &x), &e), &e, ERR_FORBIDDEN);
    assert_err(deal_as(&t, &t.officer, deal_save, (x = d, x.n.agency_id = t.c.works.id, &x), &e), &e, ERR_SCOPE);
    assert_err(deal_as(&t, &t.officer, deal_save, (x = d, x.n.text.tax_id = STR("12"), &x), &e), &e, ERR_TAX_ID);
    assert_err(deal_as(&t, &t.officer, deal_save, (x = d, x.n.text.kind = STR("gift"), &x), &e), &e, ERR_BAD_CHOICE);
    x = d;
    x.n.text.total = MONEY(100001);
    x.n.text.part = too_much;
    assert_err(deal_as(&t, &t.officer, deal_save, &x, &e), &e, ERR_CONTRACT_LINES);
    x = d;
    x.n.text.instalments = 1;
    assert_err(deal_as(&t, &t.officer, deal_save, &x, &e), &e, ERR_INSTALMENTS);
    assert_int_equal(err_arg_value(&e.args[2]).u.i, 60000);
    assert_err(deal_as(&t, &t.officer, deal_save, (x = d, x.n.text.signed_on = DATE(20220930), &x), &e), &e, ERR_SIGN_DATE);
    assert_err(deal_as(&t, &t.officer, deal_save, (x = d, x.n.text.signed_on = DATE(20231001), x.n.text.ends_on = DATE(20231231), &x), &e), &e, ERR_SIGN_DATE);
    assert_err(deal_as(&t, &t.officer, deal_save, (x = d, x.n.text.ends_on = DATE(20221030), &x), &e), &e, ERR_DATE_ORDER);
    assert_err(deal_as(&t, &t.officer, deal_save, (x = d, x.n.text.part = elsewhere, &x), &e), &e, ERR_UNKNOWN_CODE);
    assert_err(deal_as(&t, &t.officer, deal_save, (x = d, x.n.text.part = less, &x), &e), &e, ERR_CONTRACT_LINES);
    assert_err(deal_as(&t, &t.officer, deal_save, (x = d, x.n.text.part = twice, x.n.text.parts = 2, &x), &e), &e, ERR_DUPLICATE);
    assert_err(deal_as(&t, &t.officer, deal_save, (x = d, x.n.text.year = years, x.n.text.years = 2, &x), &e), &e, ERR_TRANCHES);
    assert_err(deal_as(&t, &t.officer, deal_save, (x = d, x.n.text.year = early, x.n.text.years = 1, &x), &e), &e, ERR_BAD_YEAR);
    assert_err(deal_as(&t, &t.officer, deal_save, (x = d, x.n.text.advance = MONEY(100001), &x), &e), &e, ERR_ADVANCE_LEFT);
    /* More than the line has free: at the draft already. */
    x = d;
    x.n.text.total = MONEY(200001);
    x.n.text.part = too_much;
    x.n.text.instalments = 0;
    assert_err(deal_as(&t, &t.officer, deal_save, &x, &e), &e, ERR_OVERDRAWN);
    assert_int_equal(err_arg_value(&e.args[1]).u.i, 200000);
    /* Before it is signed it is no more than prepared. */
    x.n.text.signed_on = DATE_NONE;
    assert_ok(deal_as(&t, &t.officer, deal_save, &x, &e), &e);
    x.code = x.ret;
    x.version = deal_now(&t, x.code).version;
    assert_err(deal_as(&t, &t.officer, deal_send, &x, &e), &e, ERR_REQUIRED);
    assert_string_equal(str_cstr(a, x.code), "2566-1100-C-00001");
    x = d;
    x.n.ref = STR("C-1");
    assert_err(deal_as(&t, &t.officer, deal_save, &x, &e), &e, ERR_DUPLICATE);
    must_hold(&t, "drafts");
    assert_string_equal(str_cstr(a, sql_lines(s, a, "SELECT COUNT(*) FROM entry WHERE type = 'OBLIGATE'")), "0");
}

/* ---- the desks ---- */

static void desks(struct store *s, struct arena *a)
{
    struct town t;
    struct deal d;
    struct contract c;
    struct err e;

    contract_town(s, a, &t);
    d = a_deal(&t, "C-1", on_first, 1, halves, 2);
    assert_ok(deal_as(&t, &t.officer, deal_save, &d, &e), &e);
    d.code = d.ret;
    d.event = STR("approve");
    d.version = deal_now(&t, d.code).version;
    assert_err(deal_as(&t, &t.head, deal_decide, &d, &e), &e, ERR_STATE);
    d.version = 99;
    assert_err(deal_as(&t, &t.officer, deal_send, &d, &e), &e, ERR_STALE);
    d.version = deal_now(&t, d.code).version;
    assert_ok(deal_as(&t, &t.officer, deal_send, &d, &e), &e);
    d.version = deal_now(&t, d.code).version;
    assert_err(deal_as(&t, &t.officer, deal_decide, &d, &e), &e, ERR_FORBIDDEN);
    d.event = STR("return");
    assert_err(deal_as(&t, &t.head, deal_decide, &d, &e), &e, ERR_REQUIRED);
    d.reason = STR("แนบใบเสนอราคา");
    assert_ok(deal_as(&t, &t.head, deal_decide, &d, &e), &e);
    assert_string_equal(str_cstr(a, deal_now(&t, d.code).state), "returned");
    d.version = deal_now(&t, d.code).version;
    assert_ok(deal_as(&t, &t.officer, deal_save, &d, &e), &e);
    deal_through(&t, &d);
    c = deal_now(&t, d.code);
    assert_string_equal(str_cstr(a, c.state), "active");
    assert_int_equal(c.obligated.satang, 100000);
    assert_int_equal(c.next_due.yyyymmdd, 20221231);
    assert_true(c.late);
    assert_int_equal(held(&t, 2, "C-1").obligated.satang, 100000);
    /* Twice is not twice as much. */
    assert_err(deal_as(&t, &t.head, deal_decide, &d, &e), &e, ERR_STATE);
    assert_int_equal(held(&t, 2, "C-1").obligated.satang, 100000);
    assert_string_equal(str_cstr(a, sql_lines(s, a, "SELECT by_user, COUNT(*) FROM entry WHERE ref = 'C-1' GROUP BY by_user")),
                        "off11\t1");
    must_hold(&t, "in force");
}

/* Who does both is nobody: one person with both permissions is refused. */
static void same_person(struct store *s, struct arena *a)
{
    struct town t;
    struct deal d;
    struct actor both;
    struct err e;

    contract_town(s, a, &t);
    d = a_deal(&t, "C-1", on_first, 1, halves, 2);
    both = t.officer;
    both.grant[0].perms |= UINT64_C(1) << (unsigned)PERM_POST_APPROVE;
    assert_ok(deal_as(&t, &both, deal_save, &d, &e), &e);
    d.code = d.ret;
    d.version = deal_now(&t, d.code).version;
    assert_ok(deal_as(&t, &both, deal_send, &d, &e), &e);
    d.version = deal_now(&t, d.code).version;
    d.event = STR("approve");
    assert_err(deal_as(&t, &both, deal_decide, &d, &e), &e, ERR_SAME_PERSON);
    assert_ok(sql_write(s, "UPDATE contract_change SET state = 'approved', decided_by = made_by", &e), &e);
    assert_true(str_has(sql_lines(s, a, "SELECT decided_by FROM contract_change"), STR("off11")));
}

/* ---- changes ---- */

static void changes(struct store *s, struct arena *a)
{
    static const struct contract_part more[] = {{.line_code = STR_INIT(FIRST_LINE), .amount = {100000}},
                                                {.line_code = STR_INIT(OTHER_LINE), .amount = {50000}}};
    static const struct contract_part fewer[] = {{.line_code = STR_INIT(OTHER_LINE), .amount = {0}}};
    static const struct contract_instalment three[] = {
        {.amount = {40000}, .due_on = {20221231}}, {.amount = {60000}, .due_on = {20230331}}, {.amount = {50000}}};
    static const struct contract_part none[] = {{.line_code = STR_INIT(FIRST_LINE), .amount = {0}}};
    struct town t;
    struct deal d;
    struct rows rows;
    struct err e;

    contract_town(s, a, &t);
    d = a_deal(&t, "C-1", on_first, 1, halves, 2);
    d.code = deal_in_force(&t, "C-1");
    d.n.text.change_kind = STR("price");
    d.n.text.on_date = DATE(20230110);
    d.n.text.total = MONEY(150000);
    d.n.text.part = more;
    d.n.text.parts = 2;
    d.n.text.instalment = three;
    d.n.text.instalments = 3;
    d.version = deal_now(&t, d.code).version;
    assert_err(deal_as(&t, &t.officer, deal_change, &d, &e), &e, ERR_REQUIRED); /* its reason */
    d.n.text.reason = STR("งานเพิ่ม");
    assert_ok(deal_as(&t, &t.officer, deal_change, &d, &e), &e);
    d.version = deal_now(&t, d.code).version;
    assert_ok(deal_as(&t, &t.officer, deal_send, &d, &e), &e);
    d.version = deal_now(&t, d.code).version;
    assert_err(deal_as(&t, &t.officer, deal_change, &d, &e), &e, ERR_CHANGE_OPEN);
    d.event = STR("approve");
    assert_ok(deal_as(&t, &t.head, deal_decide, &d, &e), &e);
    assert_int_equal(held(&t, 4, "C-1").obligated.satang, 50000);
    assert_int_equal(deal_now(&t, d.code).obligated.satang, 150000);
    /* Smaller again: what is too much is given back. */
    d.n.text.total = MONEY(100000);
    d.n.text.part = fewer;
    d.n.text.parts = 1;
    d.n.text.instalment = halves;
    d.n.text.instalments = 2;
    d.version = deal_now(&t, d.code).version;
    assert_ok(deal_as(&t, &t.officer, deal_change, &d, &e), &e);
    deal_through(&t, &d);
    assert_int_equal(held(&t, 4, "C-1").obligated.satang, 0);
    assert_int_equal(held(&t, 2, "C-1").obligated.satang, 100000);
    /* Longer: the end moves, no money does. */
    d.n.text.change_kind = STR("extension");
    d.n.text.days = 30;
    d.n.text.ends_on = DATE(20230430);
    d.version = deal_now(&t, d.code).version;
    assert_ok(deal_as(&t, &t.officer, deal_change, &d, &e), &e);
    deal_through(&t, &d);
    assert_int_equal(deal_now(&t, d.code).ends_on.yyyymmdd, 20230430);
    /* Ended: everything open goes back to the line. */
    d.n.text.change_kind = STR("termination");
    d.n.text.part = none;
    d.version = deal_now(&t, d.code).version;
    assert_ok(deal_as(&t, &t.officer, deal_change, &d, &e), &e);
    deal_through(&t, &d);
    assert_string_equal(str_cstr(a, deal_now(&t, d.code).state), "terminated");
    assert_int_equal(deal_now(&t, d.code).obligated.satang, 0);
    d.version = deal_now(&t, d.code).version;
    assert_err(deal_as(&t, &t.officer, deal_change, &d, &e), &e, ERR_STATE);
    assert_ok(contract_changes(t.db, a, deal_now(&t, d.code).id, &rows, &e), &e);
    assert_int_equal(rows.n, 5);
    must_hold(&t, "changes");
}

/* ---- several years ---- */

static void years(struct store *s, struct arena *a)
{
    static const struct contract_year two[] = {{2567, {150000}}, {2566, {100000}}};
    struct town t;
    struct deal d;
    struct err e;

    contract_town(s, a, &t);
    d = a_deal(&t, "Y-1", on_first, 1, NULL, 0);
    d.n.text.total = MONEY(250000);
    d.n.text.ends_on = DATE(20240331);
    d.n.text.year = two;
    d.n.text.years = 2;
    assert_ok(deal_as(&t, &t.officer, deal_save, &d, &e), &e);
    d.code = d.ret;
    deal_through(&t, &d);
    assert_int_equal(held(&t, 2, "Y-1").obligated.satang, 100000);
    assert_string_equal(str_cstr(a, sql_lines(s, a,
                                              "SELECT c.kind, c.ref, c.total_satang, y.year, y.amount_satang FROM committed c "
                                              "JOIN committed_year y ON y.committed_id = c.id WHERE c.ended = 0 ORDER BY y.year")),
                        "contract\tY-1\t250000\t2566\t100000\ncontract\tY-1\t250000\t2567\t150000");
    must_hold(&t, "two years");
}

/* ---- acceptance, and references without particulars ---- */

static void accepting(struct store *s, struct arena *a)
{
    struct town t;
    struct deal d = {0};
    struct err e;

    contract_town(s, a, &t);
    d.code = deal_in_force(&t, "C-1");
    d.accept = (struct contract_acceptance){.number = 1, .on = DATE(20221030), .doc_no = STR("ตร.1")};
    assert_err(deal_as(&t, &t.officer, deal_accept, &d, &e), &e, ERR_DATE_ORDER);
    d.accept.on = DATE(20221220);
    d.accept.doc_no = STR_NONE;
    assert_err(deal_as(&t, &t.officer, deal_accept, &d, &e), &e, ERR_REQUIRED);
    d.accept.doc_no = STR("ตร.1");
    assert_ok(deal_as(&t, &t.officer, deal_accept, &d, &e), &e);
    assert_int_equal(deal_now(&t, d.code).next_due.yyyymmdd, 20230331);
    assert_err(deal_as(&t, &t.officer, deal_accept, &d, &e), &e, ERR_ALREADY);
    d.accept.number = 3;
    assert_err(deal_as(&t, &t.officer, deal_accept, &d, &e), &e, ERR_NOT_FOUND);
}

static void bare(struct store *s, struct arena *a)
{
    struct contract_filter f = {.year = YEAR, .today = DATE(20230215), .limit = 10};
    struct contract_counts n;
    struct town t;
    struct deal d;
    struct rows rows;
    struct err e;

    contract_town(s, a, &t);
    assert_ok(town_post_as(&t, &t.finance, town_posting("k1", "OBLIGATE", 2, 0, 100000, "B-1"), NULL, &e), &e);
    assert_ok(contract_count(t.db, a, &f, &n, &e), &e);
    assert_int_equal(n.bare, 1);
    assert_ok(contract_bare_parts(t.db, a, YEAR, t.c.drainage.id, STR("B-1"), &rows, &e), &e);
    assert_int_equal(((const struct contract_part *)rows.p)[0].amount.satang, 100000);
    /* Its particulars come later: nothing is posted again. */
    d = a_deal(&t, "B-1", on_first, 1, halves, 2);
    assert_ok(deal_as(&t, &t.officer, deal_save, &d, &e), &e);
    d.code = d.ret;
    deal_through(&t, &d);
    assert_int_equal(held(&t, 2, "B-1").obligated.satang, 100000);
    assert_string_equal(str_cstr(a, sql_lines(s, a, "SELECT COUNT(*) FROM entry WHERE type = 'OBLIGATE'")), "1");
    assert_ok(contract_count(t.db, a, &f, &n, &e), &e);
    assert_int_equal(n.bare, 0);
    assert_int_equal(n.n, 1);
    assert_int_equal(n.late, 1);
    assert_ok(contract_list(t.db, a, &f, &rows, &e), &e);
    assert_int_equal(rows.n, 1);
    must_hold(&t, "particulars later");
}

/* ---- planted: each makes its own invariant fire ---- */

static void planted(struct store *s, struct arena *a)
{
    static const struct {
        const char *invariant, *sql;
    } row[] = {
        {"contract_sums", "UPDATE contract_instalment SET amount_satang = amount_satang + 1 WHERE number = 1"},
        {"contract_two_persons", "UPDATE contract_change SET decided_by = made_by"},
    };
    const struct broken *b;
    size_t n, broken;
    struct town t;
    struct err e;

    contract_town(s, a, &t);
    (void)deal_in_force(&t, "C-1");
    must_hold(&t, "before");
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        assert_ok(sql_write(s, row[i].sql, &e), &e);
        assert_ok(invariants_check(t.db, a, &b, &n, &broken, &e), &e);
        EXPECT(broken == i + 1, row[i].invariant);
        assert_string_equal(b[n - 1].invariant->name, row[i].invariant);
    }
}

#define ON_EACH(fn)                                                                                \
 static void test_##fn(void **state)                                                               \
 {                                                                                                 \
  (void)state;                                                                                     \
  with_each_store(fn);                                                                             \
 }
ON_EACH(saying)
ON_EACH(desks)
ON_EACH(same_person)
ON_EACH(changes)
ON_EACH(years)
ON_EACH(accepting)
ON_EACH(bare)
ON_EACH(planted)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_saying),  cmocka_unit_test(test_desks),     cmocka_unit_test(test_same_person),
        cmocka_unit_test(test_changes), cmocka_unit_test(test_years),     cmocka_unit_test(test_accepting),
        cmocka_unit_test(test_bare),    cmocka_unit_test(test_planted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
