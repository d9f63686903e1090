/* Packages, lines, amounts by stage, the two state tables, decisions, and many at once. */
#include "plan_store.h"

#include "base/crypto.h"
#include "city/search.h"
#include "city/year.h"
#include "plan/cycle.h"
#include "plan/question.h"
#include "plan/review.h"
#include "plan/rollup.h"
#include "plan/section.h"

enum { YEAR = 2566 };

/* ---- one package by hand ---- */

struct hand {
    struct plan_city c;
    int64_t unit_id, package_id, line_id;
    struct str package, line;
    struct line_edit edit;
    struct decision d;
    struct actor approver;
    struct str event, reason;
    int64_t version;
    size_t row;
};

static bool make_by_hand(struct act *by, void *ctx, struct err *e)
{
    struct hand *h = ctx;
    struct unit_new u = {.year = YEAR,
                         .agency_id = h->c.drainage.id,
                         .output_id = h->c.water,
                         .title = STR("บำบัดน้ำเสีย")};
    struct package_new p = {.level = 1,
                            .title = STR("บำบัดน้ำเสียขั้นต่ำ"),
                            .level_kind = STR("minimum"),
                            .justification = STR("น้ำเสียล้นคลองปีละ 40 วัน"),
                            .value_score = {500000}};
    struct line_new l = {.item_id = h->c.building,
                         .fund_id = h->c.own,
                         .quantity_milli = 2500,
                         .name = STR("เครื่องสูบน้ำ"),
                         .justification = STR("เครื่องเดิมเสียเกินซ่อม"),
                         .unit_price = BAHT(1000)};
    static const struct answer_new answers[] = {{2, 0, STR_INIT("12,000 คน เขตดินแดง")},
                                                {5, 0, STR_INIT("น้ำท่วมขัง")}};
    struct str code;

    if (!unit_add(by, &u, &h->unit_id, e)) {
        return false;
    }
    p.unit_id = h->unit_id;
    if (!package_add(by, &p, &h->package_id, e)) {
        return false;
    }
    l.package_id = h->package_id;
    if (!line_add(by, &l, &h->line_id, &code, e)) {
        return false;
    }
    h->line = str_dup(city_arena(by), code);
    return answers_put(by, YEAR, STR("1100-00001-L1"), answers, ARRAY_LEN(answers), e);
}

static bool edit_line(struct act *by, void *ctx, struct err *e)
{
    struct hand *h = ctx;

    return line_update(by, &h->edit, e);
}

static bool remove_line(struct act *by, void *ctx, struct err *e)
{
    struct hand *h = ctx;

    return line_remove(by, h->line, h->version, h->reason, e);
}

static bool set_amount(struct act *by, void *ctx, struct err *e)
{
    struct hand *h = ctx;

    return line_set_amount(by, h->d.line_code, h->d.stage, h->d.amount, h->d.reason,
                           h->d.resolution, e);
}

static bool decide_one(struct act *by, void *ctx, struct err *e)
{
    struct hand *h = ctx;

    return decide_all(by, h->approver.name.n ? &h->approver : NULL, YEAR, &h->d, 1, &h->row, e);
}

static bool run_event(struct act *by, void *ctx, struct err *e)
{
    struct hand *h = ctx;

    return package_event(by, YEAR, h->package, h->event, h->version, h->reason, e);
}

/* quantity x price x times x months; a line that is taken out is not listed and counts 0. */
static void sums_and_removal(struct store *s, struct arena *a)
{
    struct hand h = {.version = 3};
    struct actor officer;
    struct rows rows;
    struct db *db;
    struct err e;

    plan_make(s, a, YEAR, &h.c);
    officer = plan_person("officer.1100", PERM_REQUEST_WRITE, SCOPE_AGENCY, h.c.drainage.id);
    plan_reach(s, a, YEAR, "REQUEST");
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(city_write_as(s, a, &officer, make_by_hand, &h, &e), &e);
    h.edit = (struct line_edit){.line_code = h.line,
                                .version = 1,
                                .quantity_milli = 30000,
                                .times = 4,
                                .months = 12,
                                .name = STR("ค่าอาหารกลางวัน"),
                                .unit_price = BAHT(25)};
    assert_ok(city_write_as(s, a, &officer, edit_line, &h, &e), &e);
    assert_ok(package_lines(db, a, h.package_id, &rows, &e), &e);
    assert_int_equal(((const struct line_row *)rows.p)->requested.satang, 30 * 25 * 4 * 12 * 100);
    assert_int_equal(((const struct line_row *)rows.p)->months, 12);
    h.edit.version = 2;
    h.edit.months = 121;
    assert_err(city_write_as(s, a, &officer, edit_line, &h, &e), &e, ERR_AMOUNT_RANGE);
    h.edit.months = 1;
    h.edit.times = -1;
    assert_err(city_write_as(s, a, &officer, edit_line, &h, &e), &e, ERR_AMOUNT_NEGATIVE);
    h.edit.times = 0; /* not filled in yet: a zero, not an error */
    assert_ok(city_write_as(s, a, &officer, edit_line, &h, &e), &e);
    assert_err(city_write_as(s, a, &officer, remove_line, &h, &e), &e, ERR_REASON_NEEDED);
    h.reason = STR("ไม่จำเป็นแล้ว");
    h.version = 2;
    assert_err(city_write_as(s, a, &officer, remove_line, &h, &e), &e, ERR_STALE);
    h.version = 3;
    assert_ok(city_write_as(s, a, &officer, remove_line, &h, &e), &e);
    assert_err(city_write_as(s, a, &officer, remove_line, &h, &e), &e, ERR_NOT_FOUND);
    assert_ok(package_lines(db, a, h.package_id, &rows, &e), &e);
    assert_int_equal(rows.n, 0);
    assert_ok(package_changes(db, a, h.package_id, &rows, &e), &e);
    assert_int_equal(rows.n, 4); /* its history stays */
}

static void by_hand(struct store *s, struct arena *a)
{
    struct hand h = {0};
    struct actor officer, elsewhere;
    struct rows rows;
    struct package p;
    struct db *db;
    struct err e;

    plan_make(s, a, YEAR, &h.c);
    officer = plan_person("officer.1100", PERM_REQUEST_WRITE, SCOPE_AGENCY, h.c.drainage.id);
    elsewhere = plan_person("officer.1000", PERM_REQUEST_WRITE, SCOPE_AGENCY, h.c.works.id);
    assert_err(city_write_as(s, a, &officer, make_by_hand, &h, &e), &e, ERR_STAGE); /* SETUP */
    plan_reach(s, a, YEAR, "REQUEST");
    assert_err(city_write_as(s, a, &elsewhere, make_by_hand, &h, &e), &e, ERR_SCOPE);
    assert_ok(city_write_as(s, a, &officer, make_by_hand, &h, &e), &e);
    assert_true(str_eq(h.line, STR("2566-0-1100-00001")));
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(package_get(db, a, YEAR, STR("1100-00001-L1"), &p, &e), &e);
    assert_true(str_eq(p.state, STR("DRAFT")) && p.division == 1 && p.level == 1);
    assert_ok(package_lines(db, a, p.id, &rows, &e), &e);
    assert_int_equal(rows.n, 1);
    {
        const struct line_row *l = rows.p;

        assert_int_equal(l->requested.satang, 250000);
        assert_int_equal(l->now.satang, 250000);
        assert_true(str_eq(l->type_code, STR("3")));
        assert_int_equal(l->version, 1);
    }
    h.edit = (struct line_edit){.line_code = h.line,
                                .version = 1,
                                .quantity_milli = 3000,
                                .times = 1,
                                .months = 1,
                                .name = STR("เครื่องสูบน้ำใหม่"),
                                .unit_price = BAHT(1000)};
    assert_ok(city_write_as(s, a, &officer, edit_line, &h, &e), &e);
    assert_err(city_write_as(s, a, &officer, edit_line, &h, &e), &e, ERR_STALE);
    h.edit.version = 2;
    h.edit.name = STR("ชื่อใหม่"); /* same amount: still one version more */
    assert_ok(city_write_as(s, a, &officer, edit_line, &h, &e), &e);
    h.edit.version = 3;
    h.edit.unit_price = MONEY(100050);
    h.edit.quantity_milli = 1000;
    assert_err(city_write_as(s, a, &officer, edit_line, &h, &e), &e, ERR_WHOLE_BAHT);
    assert_ok(package_changes(db, a, p.id, &rows, &e), &e);
    assert_int_equal(rows.n, 3);
    assert_int_equal(((const struct line_change_row *)rows.p)[0].seq, 3);
    h.d = (struct decision){
        .line_code = h.line, .stage = STAGE_ANALYST, .amount = BAHT(1), .reason = STR("x")};
    assert_err(city_write(s, a, set_amount, &h, &e), &e, ERR_STAGE); /* not open yet */
    assert_ok(search_find(db, a, YEAR, STR("น้ำเสีย"), STR("all"), &rows, &e), &e);
    assert_int_equal(rows.n, 1);
    assert_int_equal(((const struct search_hit *)rows.p)->amount.satang, 300000);
    assert_ok(search_find(db, a, YEAR, STR("2566-0-1100"), STR("all"), &rows, &e), &e);
    assert_int_equal(rows.n, 1);
}

static void states(struct store *s, struct arena *a)
{
    struct hand h = {0};
    struct actor officer, head, analyst, other, committee, office;
    const struct package_action *act;
    struct rows rows;
    struct package p;
    struct db *db;
    struct err e;
    size_t n;

    plan_make(s, a, YEAR, &h.c);
    plan_reach(s, a, YEAR, "REQUEST");
    officer = plan_person("officer", PERM_REQUEST_WRITE, SCOPE_AGENCY, h.c.drainage.id);
    head = plan_person("head", PERM_REQUEST_APPROVE, SCOPE_AGENCY, h.c.drainage.id);
    analyst = plan_person("analyst1", PERM_ANALYSE, SCOPE_DIVISION, 1);
    other = plan_person("analyst2", PERM_ANALYSE, SCOPE_DIVISION, 2);
    committee = plan_person("permsec", PERM_DECIDE, SCOPE_CITY, 0);
    office = plan_person("office", PERM_COMMITTEE, SCOPE_CITY, 0);
    assert_ok(city_write_as(s, a, &officer, make_by_hand, &h, &e), &e);
    h.package = STR("1100-00001-L1");
    h.version = 1;
    h.event = STR("submit");
    assert_err(city_write_as(s, a, &officer, run_event, &h, &e), &e, ERR_FORBIDDEN);
    h.event = STR("accept");
    assert_err(city_write_as(s, a, &analyst, run_event, &h, &e), &e, ERR_NOT_FOUND); /* not sent */
    h.event = STR("ready");
    assert_ok(city_write_as(s, a, &officer, run_event, &h, &e), &e);
    h.event = STR("submit");
    assert_err(city_write_as(s, a, &head, run_event, &h, &e), &e, ERR_STALE);
    h.version = 2;
    {
        struct actor same = head;

        same.name = STR("officer"); /* the maker does not approve */
        assert_err(city_write_as(s, a, &same, run_event, &h, &e), &e, ERR_SAME_PERSON);
    }
    assert_ok(city_write_as(s, a, &head, run_event, &h, &e), &e);
    h.version = 3;
    h.event = STR("accept");
    assert_err(city_write_as(s, a, &other, run_event, &h, &e), &e, ERR_SCOPE);
    {
        struct actor own = analyst;

        own.grant[1].scope = (struct scope){SCOPE_AGENCY, h.c.drainage.id};
        own.grants = 2;
        assert_err(city_write_as(s, a, &own, run_event, &h, &e), &e, ERR_OWN_AGENCY);
    }
    h.event = STR("return");
    assert_err(city_write_as(s, a, &analyst, run_event, &h, &e), &e, ERR_REASON_NEEDED);
    h.event = STR("accept");
    assert_ok(city_write_as(s, a, &analyst, run_event, &h, &e), &e);
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(package_get(db, a, YEAR, h.package, &p, &e), &e);
    assert_ok(package_actions(&committee, SIGHT_CITY, a, &p, &act, &n, &e), &e);
    assert_int_equal(n, 0); /* what a body decides is a resolution's, no button of a package */
    assert_ok(package_actions(&officer, SIGHT_CITY, a, &p, &act, &n, &e), &e);
    assert_int_equal(n, 0);

    /* Amounts: analyst, then a committee with its resolution. */
    plan_reach(s, a, YEAR, "ANALYSIS");
    h.d = (struct decision){.line_code = h.line, .stage = STAGE_ANALYST, .amount = BAHT(2000)};
    assert_err(city_write_as(s, a, &analyst, set_amount, &h, &e), &e, ERR_REASON_NEEDED);
    h.d.reason = STR("ราคากลาง");
    assert_err(city_write_as(s, a, &other, set_amount, &h, &e), &e, ERR_SCOPE);
    assert_ok(city_write_as(s, a, &analyst, set_amount, &h, &e), &e);
    plan_reach(s, a, YEAR, "GOVERNOR");
    h.d.stage = STAGE_GOVERNOR;
    h.d.amount = MONEY(150025); /* decisions may carry satang */
    assert_err(city_write(s, a, decide_one, &h, &e), &e, ERR_NO_RESOLUTION); /* its text is empty */
    h.d.resolution = STR("1/2565");
    assert_err(city_write(s, a, set_amount, &h, &e), &e, ERR_NO_RESOLUTION); /* even the system */
    assert_err(city_write_as(s, a, &committee, decide_one, &h, &e), &e, ERR_FORBIDDEN);
    assert_err(city_write_as(s, a, &office, decide_one, &h, &e), &e, ERR_SAME_PERSON); /* alone */
    h.approver = office;
    assert_err(city_write_as(s, a, &office, decide_one, &h, &e), &e, ERR_SAME_PERSON);
    h.approver = committee;
    assert_err(city_write_as(s, a, &office, decide_one, &h, &e), &e, ERR_NOT_MEMBER);
    h.approver = (struct actor){0};
    assert_ok(city_write(s, a, decide_one, &h, &e), &e); /* the command line's system is both */
    assert_ok(package_changes(db, a, p.id, &rows, &e), &e);
    assert_int_equal(rows.n, 3);
    assert_int_equal(((const struct line_change_row *)rows.p)[0].old.satang, 200000);
    h.d.line_code = STR("2566-0-1100-99999");
    assert_err(city_write(s, a, decide_one, &h, &e), &e, ERR_NOT_FOUND);
    h.d.line_code = h.line;
    assert_ok(package_get(db, a, YEAR, h.package, &p, &e), &e);
    assert_str(p.state, "PARTLY_FUNDED", "1,500.25 of 2,000");

    /* 0 is not funded; a package's own event decides nothing before the council. */
    h.event = STR("unfund");
    h.reason = STR("เกินกรอบ");
    h.version = 5;
    assert_err(city_write_as(s, a, &committee, run_event, &h, &e), &e, ERR_NO_RESOLUTION);
    h.d.amount = MONEY_ZERO;
    assert_ok(city_write(s, a, decide_one, &h, &e), &e);
    assert_ok(package_get(db, a, YEAR, h.package, &p, &e), &e);
    assert_str(p.state, "UNFUNDED", "nothing is left");
    plan_reach(s, a, YEAR, "TABLED"); /* what is tabled is frozen (plan/bill.h) */
    h.event = STR("fund");
    h.version = 6;
    assert_err(city_write_as(s, a, &committee, run_event, &h, &e), &e, ERR_STAGE);
    plan_reach(s, a, YEAR, "COMMITTEE"); /* funded again two stages later */
    assert_ok(city_write_as(s, a, &committee, run_event, &h, &e), &e);
    assert_ok(package_lines(db, a, p.id, &rows, &e), &e);
    assert_int_equal(((const struct line_row *)rows.p)->now.satang, 200000);
    assert_int_equal(((const struct line_row *)rows.p)->version, 5);
    assert_ok(package_events(db, a, p.id, &rows, &e), &e);
    assert_int_equal(rows.n, 7);
}

/* ---- many at once ---- */

static bool move_funded(struct act *by, void *ctx, struct err *e)
{
    struct rows rows;
    struct package_filter f = {.year = YEAR, .limit = 100, .sight = STR("all")};
    int64_t id[100];

    (void)ctx;
    if (!package_list(by->tx->db, by->a, NULL, &f, &rows, e)) {
        return false;
    }
    for (size_t i = 0; i < rows.n; i++) {
        id[i] = ((const struct package_row *)rows.p)[i].id;
    }
    return packages_move(by, YEAR, STR("fund"), id, rows.n, STR("1/2565"), e) &&
           packages_move(by, YEAR, STR("fund"), id, rows.n, STR("again"), e);
}

static void many(struct store *s, struct arena *a)
{
    struct plan_city c;
    struct plan_fill f = {
        .year = YEAR, .c = &c, .units = 10, .levels = 3, .lines = 2, .state = "ANALYST_ACCEPTED"};
    struct package_filter filter = {.year = YEAR, .limit = 20, .sight = STR_INIT("all")};
    struct rows rows;
    struct db *db;
    struct rollup *sums;
    struct err e;
    int64_t n;

    plan_make(s, a, YEAR, &c);
    f.agency_id = c.drainage.id;
    f.output_id = c.water;
    assert_ok(city_write(s, a, plan_fill, &f, &e), &e);
    f.agency_id = c.works.id;
    f.output_id = c.road;
    f.units = 1;
    f.state = "DRAFT";
    assert_ok(city_write(s, a, plan_fill, &f, &e), &e);
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(package_count(db, &filter, &n, &e), &e);
    assert_int_equal(n, 33);
    sums = rollup_new();
    assert_ok(package_list(db, a, sums, &filter, &rows, &e), &e);
    assert_int_equal(rows.n, 20);
    assert_int_equal(((const struct package_row *)rows.p)[0].requested.satang, 300000);
    filter.after_id = ((const struct package_row *)rows.p)[19].id;
    assert_ok(package_list(db, a, sums, &filter, &rows, &e), &e);
    assert_int_equal(rows.n, 13);
    rollup_free(sums);
    filter = (struct package_filter){.year = YEAR,
                                     .limit = 100,
                                     .sight = STR("all"),
                                     .output_code = STR("05"),
                                     .state = STR("ANALYST_ACCEPTED")};
    assert_ok(package_count(db, &filter, &n, &e), &e);
    assert_int_equal(n, 30);
    assert_err(city_write(s, a, move_funded, NULL, &e), &e, ERR_STATE); /* the DRAFT ones */
    assert_string_equal(
        str_cstr(a, sql_lines(s, a, "SELECT COUNT(*) FROM package WHERE state = 'FUNDED'")), "0");
    assert_ok(search_find(db, a, YEAR, STR("คลองที่ 10"), STR("all"), &rows, &e), &e);
    assert_int_equal(rows.n, 3);
    assert_string_equal(
        str_cstr(a, sql_lines(s, a, "SELECT code FROM line ORDER BY id DESC LIMIT 1")),
        "2566-0-1000-00006");
    f.units = 0;
    plan_reach(s, a, YEAR, "PASSED");
    assert_err(city_write(s, a, plan_fill, &f, &e), &e, ERR_STAGE);
}

static void large(struct store *s, struct arena *a)
{
    struct plan_city c;
    struct plan_fill f = {
        .year = YEAR, .c = &c, .units = 500, .levels = 3, .lines = 3, .state = "SUBMITTED"};
    struct err e;
    int64_t t;

    plan_make(s, a, YEAR, &c);
    f.agency_id = c.drainage.id;
    f.output_id = c.water;
    t = clock_now_ms();
    assert_ok(city_write(s, a, plan_fill, &f, &e), &e);
    t = clock_now_ms() - t;
    print_message("4,500 lines in 1,500 packages: %lld ms\n", (long long)t);
    assert_string_equal(str_cstr(a, sql_lines(s, a, "SELECT COUNT(*) FROM line_change")), "4500");
}

/* ---- the cycle ---- */

struct cycling {
    const char *event, *reason;
};

static bool cycle_event(struct act *by, void *ctx, struct err *e)
{
    const struct cycling *c = ctx;

    return cycle_run(by, YEAR, str_from(c->event), str_from(c->reason), e);
}

static void cycle(struct store *s, struct arena *a)
{
    static const char *const road[] = {
        "open_call", "open_requests", "start_analysis", "suitability", "permsec",  "governor",
        "table",     "reading1",      "committee",      "amendment",   "reading2", "reading3",
        "pass",      "sign",          "gazette",        "in_force",    "year_end", "close"};
    struct actor reader = plan_person("x", PERM_BUDGET_READ, SCOPE_CITY, 0);
    const struct cycle_mark *mark;
    struct fiscal_year y;
    struct db *db;
    struct err e;

    city_make(s, a, YEAR);
    for (size_t i = 0; i < ARRAY_LEN(road); i++) {
        struct cycling c = {road[i], ""}, back = {"reopen", ""};

        if (i + 1 < ARRAY_LEN(road)) {
            struct cycling far = {road[i + 1], ""};

            assert_err(city_write(s, a, cycle_event, &far, &e), &e, ERR_STATE);
        }
        assert_err(city_write_as(s, a, &reader, cycle_event, &c, &e), &e, ERR_FORBIDDEN);
        assert_ok(city_write(s, a, cycle_event, &c, &e), &e);
        if (i == 3) {
            assert_err(city_write(s, a, cycle_event, &back, &e), &e, ERR_REASON_NEEDED);
            back.reason = "เลือกตั้งกลางรอบ";
            assert_ok(city_write(s, a, cycle_event, &back, &e), &e);
            assert_ok(city_write(s, a, cycle_event, &c, &e), &e);
        }
    }
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(year_get(db, a, YEAR, &y, &e), &e);
    assert_true(str_eq(y.stage, STR("CLOSED")));
    assert_int_equal(cycle_open_stage(STR("GOVERNOR")), STAGE_GOVERNOR);
    assert_int_equal(cycle_open_stage(STR("READING1")), STAGE_COUNT);
    assert_int_equal(cycle_marks(a, STR("REQUEST"), LANG_EN, &mark), 19);
    assert_true(mark[1].done && mark[2].now && !mark[3].done);
    assert_string_equal(str_cstr(a, sql_lines(s, a, "SELECT COUNT(*) FROM cycle_event")), "20");
}

static void test_by_hand(void **state)
{
    (void)state;
    with_each_store(by_hand);
}

static void test_states(void **state)
{
    (void)state;
    with_each_store(states);
}

static void test_sums(void **state)
{
    (void)state;
    with_each_store(sums_and_removal);
}

static void test_many(void **state)
{
    (void)state;
    with_each_store(many);
}

static void test_large(void **state)
{
    (void)state;
    with_each_store(large);
}

static void test_cycle(void **state)
{
    (void)state;
    with_each_store(cycle);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_hand), cmocka_unit_test(test_states), cmocka_unit_test(test_many),
        cmocka_unit_test(test_large),   cmocka_unit_test(test_cycle),
        cmocka_unit_test(test_sums),
    };

    crypto_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
