/* Deltas of a bill: sums and caps, refusals, the period, deemed approval, a file (plan/delta.h, protect.h). */
#include "delta_town.h"

/* ---- the example of FY2568: every cap to the satang ---- */

static void example(struct store *s, struct arena *a)
{
    const int64_t tabled = M(9082853), cuts = M(559500);
    struct plan_city c;
    struct doing x;

    make(s, a, &c, "COMMITTEE");
    assert_total(s, a, tabled);
    take(s, a, cut(BIG, M(500000)));
    take(s, a, cut(MID, M(57000)));
    take(s, a, cut(SHOP, M(2500)));
    assert_total(s, a, tabled - cuts);
    assert_state(s, a, BIG, "CUT_BY_COUNCIL");
    assert_state(s, a, ROAD, "ANALYST_ACCEPTED");
    x = more("executive", BIG, M(1));
    must(s, a, &x);
    x = (struct doing){.what = DO_CONFIRM, .code = str_dup(a, str_from(x.ret)), .version = 1};
    must(s, a, &x);
    plan_reach(s, a, YEAR, "AMENDMENT");
    x = accepting(s, a, "D-2568-0-0004");
    must(s, a, &x);
    assert_total(s, a, tabled - cuts + M(1));
    x = more("executive", ROAD, M(557000) - M(1) + 1); /* of the city: one satang above what is left */
    must_not(s, a, NULL, &x, ERR_AMEND_ABOVE);
    x = more("executive", SHOP, M(2500) + 1);
    must_not(s, a, NULL, &x, ERR_AMEND_ABOVE);
    take(s, a, more("executive", EMPTY, M(557000) - M(1))); /* an unfunded line of the draft */
    x = more("executive", BIG, 1);
    must_not(s, a, NULL, &x, ERR_AMEND_ABOVE); /* commerce's room is not the city's */
    take(s, a, more("executive", SHOP, M(2500)));
    assert_total(s, a, tabled);
    assert_state(s, a, SHOP, "RESTORED_BY_AMENDMENT");
    assert_state(s, a, EMPTY, "RESTORED_BY_AMENDMENT");
    assert_state(s, a, BIG, "CUT_BY_COUNCIL"); /* less than was tabled, whatever came back */
    plan_reach(s, a, YEAR, "READING2");
    assert_string_equal(str_cstr(a, sql_lines(s, a, "SELECT COUNT(*) FROM council_delta WHERE state = 'accepted'")), "6");
}

/* ---- what is refused ---- */

static void refusals(struct store *s, struct arena *a)
{
    struct actor member = plan_person("member1", PERM_COUNCILLOR, SCOPE_CITY, 0);
    struct actor clerk = plan_person("clerk", PERM_COUNCIL, SCOPE_CITY, 0);
    struct actor office = plan_person("office", PERM_AMEND, SCOPE_CITY, 0);
    struct committed_part part = {YEAR, BAHT(450000000)};
    struct plan_city c;
    struct doing x;
    struct err e;

    make(s, a, &c, "TABLED");
    x = cut(BIG, 100);
    must_not(s, a, NULL, &x, ERR_STAGE);
    plan_reach(s, a, YEAR, "COMMITTEE");
    x = (struct doing){.what = DO_AMOUNT, .line = STR(BIG), .stage = STAGE_COMMITTEE, .amount = MONEY(1)};
    must_not(s, a, NULL, &x, ERR_COUNCIL_WAY);
    x = more("executive", BIG, 100);
    must_not(s, a, &member, &x, ERR_ONLY_CUT);
    x = more("restore", BIG, 100);
    must_not(s, a, &member, &x, ERR_ONLY_CUT);
    x.n.mover_kind = STR("member");
    must_not(s, a, NULL, &x, ERR_ONLY_CUT);
    x = cut(BIG, 100);
    must_not(s, a, &member, &x, ERR_NOT_COUNCIL); /* a councillor's account without a member */
    must_not(s, a, &office, &x, ERR_FORBIDDEN);
    x = cut(LOAN, 100);
    must_not(s, a, NULL, &x, ERR_PROTECTED);
    x = cut(SMALL, M(50000) + 1);
    must_not(s, a, NULL, &x, ERR_CUT_ABOVE);
    x = cut(SMALL, 0);
    must_not(s, a, NULL, &x, ERR_NOTHING);
    x = cut("2568-0-1100-09999", 1);
    must_not(s, a, NULL, &x, ERR_NOT_FOUND);
    x = cut(BIG, 1);
    x.n.ordinance = 1;
    must_not(s, a, NULL, &x, ERR_NOT_FOUND); /* there is no such bill */
    x = more("restore", BIG, 1);
    must_not(s, a, NULL, &x, ERR_RESTORE_ABOVE);
    x = more("executive", BIG, 1);
    must_not(s, a, NULL, &x, ERR_AMEND_ABOVE);
    /* what is contracted in the agency's type, and a tranche of the line */
    x = (struct doing){.what = DO_COMMITTED,
                       .k = {.agency_id = c.works.id, .kind = STR("contract"), .type_code = STR("3"),
                             .title = STR("สัญญา"), .ref = STR("1/2567"), .source = STR("x"),
                             .total = BAHT(450000000), .part = &part, .parts = 1}};
    must(s, a, &x);
    x = cut(ROAD, 1);
    must_not(s, a, NULL, &x, ERR_CUT_BOUND); /* 400 m stand, 450 are bound */
    assert_true(sql_write(s, "INSERT INTO tranche (line_id, year, amount_satang) "
                             "SELECT id, 2568, 30000000000 FROM line WHERE code = '" SMALL "'", &e));
    x = cut(SMALL, M(20000) + 1);
    must_not(s, a, NULL, &x, ERR_CUT_TRANCHE);
    x = cut(SMALL, M(20000));
    must(s, a, &x);
    x = cut(SMALL, 1);
    must_not(s, a, NULL, &x, ERR_DELTA_THERE);
    /* protected by hand, with its article */
    x = (struct doing){.what = DO_PROTECT, .p = {STR(MID), STR("act-0000"), STR(""), STR("หนี้ตามคำพิพากษา")}};
    must_not(s, a, NULL, &x, ERR_UNKNOWN_RULE);
    x.p.law = STR("fiscal-2561");
    must(s, a, &x);
    must_not(s, a, NULL, &x, ERR_ALREADY);
    x = cut(MID, 1);
    must_not(s, a, NULL, &x, ERR_PROTECTED);
    /* deciding */
    x = accepting(s, a, "D-2568-0-0001");
    must_not(s, a, &office, &x, ERR_FORBIDDEN);
    x.d.report_ref = STR("");
    must_not(s, a, NULL, &x, ERR_BASIS_NEEDED);
    x = accepting(s, a, "D-2568-0-0001");
    x.pick[0].accepted = MONEY(M(20000) + 1);
    must_not(s, a, NULL, &x, ERR_ACCEPT_ABOVE);
    x.pick[0].accepted = MONEY(100);
    must_not(s, a, NULL, &x, ERR_REQUIRED); /* less needs its reason */
    x.d.reason = STR("กรรมการเห็นควรลดเท่านี้");
    x.pick[0].version = 9;
    must_not(s, a, NULL, &x, ERR_STALE);
    x.pick[0].version = 1;
    assert_ok(city_write_as(s, a, &clerk, do_it, &x, &e), &e);
    must_not(s, a, NULL, &x, ERR_STALE);
    x.pick[0].version = 2;
    must_not(s, a, NULL, &x, ERR_STATE);
    assert_total(s, a, M(9082853) - 100);
    x.picks = 0;
    must_not(s, a, NULL, &x, ERR_NOTHING);
    x.picks = DELTA_MOST + 1;
    must_not(s, a, NULL, &x, ERR_LIMIT);
    /* what came back at most what was cut; the executive confirms by two */
    x = more("restore", SMALL, 101);
    must_not(s, a, NULL, &x, ERR_RESTORE_ABOVE);
    x = more("executive", ROAD, 100);
    assert_ok(city_write_as(s, a, &office, do_it, &x, &e), &e);
    x = (struct doing){.what = DO_CONFIRM, .code = str_dup(a, str_from(x.ret)), .version = 1};
    must_not(s, a, &office, &x, ERR_SAME_PERSON);
    x = accepting(s, a, "D-2568-0-0002");
    must_not(s, a, NULL, &x, ERR_STATE); /* nobody has confirmed it */
    x = (struct doing){.what = DO_WITHDRAW, .code = STR("D-2568-0-0002"), .version = 1, .reason = STR("พอแล้ว")};
    must_not(s, a, &clerk, &x, ERR_FORBIDDEN);
    assert_ok(city_write_as(s, a, &office, do_it, &x, &e), &e);
}

/* ---- the period ---- */

static bool late_write(struct act *by, void *ctx, struct err *e)
{
    struct act later = *by;

    later.today = date_add_days(by->today, 16);
    return do_it(&later, ctx, e);
}

static void period(struct store *s, struct arena *a)
{
    struct plan_city c;
    struct doing x;
    struct err e;

    make(s, a, &c, "COMMITTEE");
    take(s, a, cut(BIG, M(100)));
    x = more("executive", BIG, 100);
    assert_err(city_write(s, a, late_write, &x, &e), &e, ERR_AMEND_LATE);
    must(s, a, &x);
}

/* ---- deemed approved: as tabled again ---- */

static void voids(struct store *s, struct arena *a)
{
    struct plan_city c;
    struct doing x;

    make(s, a, &c, "COMMITTEE");
    take(s, a, cut(BIG, M(100)));
    take(s, a, cut(SHOP, M(100)));
    take(s, a, more("restore", SHOP, M(100)));
    x = cut(MID, M(5));
    must(s, a, &x);
    assert_state(s, a, SHOP, "RESTORED_BY_AMENDMENT");
    x = (struct doing){.what = DO_VOID};
    must(s, a, &x);
    assert_total(s, a, M(9082853));
    assert_state(s, a, BIG, "ANALYST_ACCEPTED");
    assert_state(s, a, SHOP, "ANALYST_ACCEPTED");
    assert_string_equal(str_cstr(a, sql_lines(s, a, "SELECT COUNT(*) FROM council_delta WHERE state = 'void'")), "4");
}

/* ---- a file ---- */

static void files(struct store *s, struct arena *a)
{
    struct delta_row rows[] = {{STR(BIG), STR("cut"), STR("เกิน"), MONEY(M(100))},
                               {STR(MID), STR("cut"), STR("เกิน"), MONEY(M(200))},
                               {STR(LOAN), STR("cut"), STR("เกิน"), MONEY(M(1))}};
    struct doing x = {.what = DO_FILE, .file = rows, .picks = 3, .f = {.report_ref = STR("cuts.csv")}};
    struct plan_city c;

    make(s, a, &c, "COMMITTEE");
    must_not(s, a, NULL, &x, ERR_PROTECTED);
    assert_int_equal(x.row, 2);
    assert_total(s, a, M(9082853)); /* all or nothing */
    x.picks = 2;
    must(s, a, &x);
    assert_int_equal(x.result.accepted, 2);
    assert_total(s, a, M(9082853 - 300));
    rows[0] = (struct delta_row){STR(ROAD), STR("amend"), STR("เร่งด่วน"), MONEY(M(300))};
    x.picks = 1;
    must_not(s, a, NULL, &x, ERR_STAGE); /* not accepted before the amendments */
    plan_reach(s, a, YEAR, "AMENDMENT");
    rows[0].kind = STR("add");
    must_not(s, a, NULL, &x, ERR_BAD_CHOICE);
    rows[0].kind = STR("amend");
    rows[0].amount = MONEY(M(300) + 1);
    must_not(s, a, NULL, &x, ERR_AMEND_ABOVE);
    rows[0].amount = MONEY(M(300));
    must(s, a, &x);
    assert_total(s, a, M(9082853));
    rows[0].line_code = STR("nonsense");
    must_not(s, a, NULL, &x, ERR_NOT_FOUND);
}

#define EACH(name)                                                                                 \
    static void test_##name(void **state)                                                          \
    {                                                                                              \
        (void)state;                                                                               \
        with_each_store(name);                                                                     \
    }
EACH(example)
EACH(refusals)
EACH(period)
EACH(voids)
EACH(files)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_example), cmocka_unit_test(test_refusals), cmocka_unit_test(test_period),
        cmocka_unit_test(test_voids),   cmocka_unit_test(test_files),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
