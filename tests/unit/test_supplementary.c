/* A supplementary ordinance: its draft, its lines against the free accumulated fund, its road to the ledger. The figures of
 * FY2566 (proposed 9,999,312,010, enacted 9,732,487,710) and FY2567 (51,804.22 m free on 16 January 2567) are real. */
#include "plan_store.h"

#include <stdlib.h>

#include "city/year.h"
#include "execute/enact.h"
#include "execute/invariant.h"
#include "execute/ledger.h"
#include "plan/bill.h"
#include "plan/council_member.h"
#include "plan/cycle.h"
#include "plan/delta.h"
#include "plan/position.h"
#include "plan/rollup.h"
#include "plan/supplementary.h"

enum { YEAR = 2566 };

struct ctx {
    struct plan_city c;
    struct supplementary_new sup;
    struct supplementary_line_new line[4];
    struct supplementary_line_edit edit;
    struct position_new position;
    struct position_item item[2];
    struct enactment done;
    struct str code, codes[4];
    const char *event;
    int64_t number;
    size_t n, row;
    struct money amount;
};

static bool enact_annual(struct act *by, void *ctx, struct err *e)
{
    struct ctx *x = ctx;

    return enact_ordinance(by, YEAR, 0, &x->done, e);
}

static bool add(struct act *by, void *ctx, struct err *e)
{
    struct ctx *x = ctx;

    return supplementary_add(by, &x->sup, &x->number, e);
}

static bool edit(struct act *by, void *ctx, struct err *e)
{
    struct ctx *x = ctx;

    return supplementary_edit(by, &x->sup, e);
}

static bool add_lines(struct act *by, void *ctx, struct err *e)
{
    struct ctx *x = ctx;
    struct supplementary_batch b = {YEAR, x->number, x->line, x->n};
    struct str codes[4] = {{0}};

    if (!supplementary_lines_add(by, &b, codes, &x->row, e))
        return false;
    for (size_t i = 0; i < x->n; i++)
        x->codes[i] = str_dup(city_arena(by), codes[i]);
    return true;
}

static bool set_line(struct act *by, void *ctx, struct err *e)
{
    struct ctx *x = ctx;

    return supplementary_line_set(by, &x->edit, e);
}

static bool put_position(struct act *by, void *ctx, struct err *e)
{
    struct ctx *x = ctx;
    struct str code;

    by->today = DATE(20240201);
    if (!position_add(by, &x->position, &code, e))
        return false;
    x->code = str_dup(city_arena(by), code);
    return true;
}

static bool state(struct act *by, void *ctx, struct err *e)
{
    struct ctx *x = ctx;

    by->today = DATE(20240201);
    return supplementary_state(by, YEAR, x->number, x->code, e);
}

static bool set_revenue(struct act *by, void *ctx, struct err *e)
{
    struct ctx *x = ctx;

    return year_set_revenue(by, YEAR, x->amount, e);
}

static bool run(struct act *by, void *ctx, struct err *e)
{
    struct ctx *x = ctx;

    return bill_run(by, YEAR, x->number, str_from(x->event), STR("test"), e);
}

static bool enact(struct act *by, void *ctx, struct err *e)
{
    struct ctx *x = ctx;

    by->today = DATE(20230523);
    return enact_ordinance(by, YEAR, x->number, &x->done, e);
}

/* A councillor moves a cut of the last line; the committee accepts it. */
static bool cut(struct act *by, void *ctx, struct err *e)
{
    struct ctx *x = ctx;
    struct council_member_new m = {.kind = STR("councillor"),
                                   .full_name = STR("สมาชิก ทดสอบ"),
                                   .district = STR("50010000"),
                                   .from_date = DATE(20220101)};
    struct delta_new n = {.year = YEAR,
                          .ordinance = x->number,
                          .kind = STR("cut"),
                          .line_code = STR("2566-1-1000-00002"),
                          .amount = x->amount,
                          .mover_kind = STR("member"),
                          .reason = STR("ทำไม่ทันในปี")};
    struct delta_decision d = {
        .year = YEAR, .ordinance = x->number, .report_ref = STR("รายงาน 1")};
    struct delta_pick pick = {.accepted = x->amount};
    struct delta moved;
    struct str code;
    size_t row;

    if (!council_member_add(by, &m, &n.mover_code, e) || !delta_propose(by, &n, &code, e) ||
        !delta_get(by->tx->db, by->a, code, &moved, e))
        return false;
    pick.id = moved.id;
    pick.version = moved.version;
    return delta_accept(by, &d, &pick, 1, &row, e);
}

static void free_fund(struct store *s, struct arena *a, struct ctx *x, int64_t year, int32_t day,
                      int64_t baht)
{
    struct err e;

    x->item[0] = (struct position_item){.kind = STR("cash"),
                                        .amount = BAHT(baht + 1000000),
                                        .source = STR("รายงานฐานะการคลัง"),
                                        .status = STR("published")};
    x->item[1] = (struct position_item){.kind = STR("free"),
                                        .amount = BAHT(baht),
                                        .source = STR("รายงานฐานะการคลัง"),
                                        .status = STR("published")};
    x->position =
        (struct position_new){.year = year, .as_of = DATE(day), .item = x->item, .items = 2};
    assert_ok(city_write(s, a, put_position, x, &e), &e);
}

static void make(struct store *s, struct arena *a, struct ctx *x)
{
    struct plan_fill f = {.year = YEAR,
                          .c = &x->c,
                          .units = 2,
                          .levels = 1,
                          .lines = 2,
                          .state = "ANALYST_ACCEPTED"};
    struct err e;

    plan_make(s, a, YEAR, &x->c);
    f.agency_id = x->c.drainage.id;
    f.output_id = x->c.water;
    assert_ok(city_write(s, a, plan_fill, &f, &e), &e); /* 1 + 2 + 3 + 4 thousand baht */
    x->sup = (struct supplementary_new){.year = YEAR,
                                        .title = STR("งบประมาณรายจ่ายเพิ่มเติม"),
                                        .principle = STR("หลักการ"),
                                        .reason = STR("น้ำท่วม"),
                                        .fund = STR("ACC"),
                                        .source = STR("เงินสะสมจ่ายขาด")};
}

static void in_force(struct store *s, struct arena *a, struct ctx *x)
{
    struct err e;

    make(s, a, x);
    plan_reach(s, a, YEAR, "GOVERNOR");
    assert_ok(city_write(s, a, enact_annual, x, &e), &e);
}

static void no_violation(struct store *s, struct arena *a)
{
    const struct broken *b;
    size_t n, count;
    struct db *db;
    struct err e;

    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(invariants_check(db, a, &b, &n, &count, &e), &e);
    if (count)
        fail_msg("%s: %.*s", b[0].invariant->name, STR_FMT(b[0].problem));
}

static void ask(struct ctx *x, size_t i, const char *agency, const char *output, int64_t baht)
{
    x->line[i] = (struct supplementary_line_new){.agency = str_from(agency),
                                                 .output = str_from(output),
                                                 .item = STR("05202-1"),
                                                 .name = STR("เขื่อนป้องกันน้ำท่วม"),
                                                 .reason = STR("พื้นที่ฟันหลอ"),
                                                 .amount = BAHT(baht)};
}

static void go(struct store *s, struct arena *a, struct ctx *x, const char *const *event, size_t n)
{
    struct err e;

    for (size_t i = 0; i < n; i++) {
        x->event = event[i];
        assert_ok(city_write(s, a, run, x, &e), &e);
    }
}

static int64_t city_now(struct store *s, struct arena *a, struct rollup *r, int64_t *ret_lines)
{
    enum dim by = DIM_YEAR;
    struct rollup_filter f = {.year = YEAR};
    struct rollup_table t;
    struct db *db;
    struct err e;

    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(rollup_get(r, db, a, &f, ROLLUP_BY(&by, 1, LANG_TH), &t, &e), &e);
    *ret_lines = t.total.lines;
    return t.total.now.satang;
}

/* ---- the real one ---- */

static const char *const to_committee[] = {"table", "reading1", "committee"};
static const char *const to_passed[] = {"amendment", "reading2", "reading3", "pass"};

static void real_2566(struct store *s, struct arena *a)
{
    static struct ctx x;
    struct rollup *r = rollup_new();
    struct supplementary got;
    struct rows rows;
    struct db *db;
    struct err e;
    int64_t lines, annual = 10 * 100000;

    x = (struct ctx){.n = 3};
    in_force(s, a, &x);
    assert_int_equal(x.done.regular.satang, annual);
    assert_int_equal(x.done.special.satang, 0);
    assert_ok(city_write(s, a, add, &x, &e), &e);
    assert_int_equal(x.number, 1);
    ask(&x, 0, "11000000", "0503001", INT64_C(4999312010));
    ask(&x, 1, "10000000", "0403001", INT64_C(3000000000));
    ask(&x, 2, "10000000", "0403001", INT64_C(2000000000));
    assert_ok(city_write(s, a, add_lines, &x, &e), &e);
    assert_string_equal(str_cstr(a, x.codes[0]), "2566-1-1100-00001");
    free_fund(s, a, &x, YEAR, 20230120, INT64_C(20000000000));
    x.code = STR_NONE;
    assert_ok(city_write(s, a, state, &x, &e), &e);
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(supplementary_get(db, a, YEAR, 1, &got, &e), &e);
    assert_int_equal(got.asked.satang, INT64_C(999931201000));
    assert_int_equal(got.lines, 3);
    assert_int_equal(got.packages, 2); /* two lines of one agency and output share theirs */
    assert_int_equal(city_now(s, a, r, &lines), annual);
    assert_int_equal(lines, 4); /* not of the city yet */

    go(s, a, &x, to_committee, ARRAY_LEN(to_committee));
    x.amount = BAHT(266824300);
    assert_ok(city_write(s, a, cut, &x, &e), &e);
    assert_ok(bill_money(db, a, NULL, YEAR, 1, &rows, &e), &e); /* the city, BMA Commerce, both */
    assert_int_equal(((const struct bill_money *)rows.p)[rows.n - 1].cut.satang, 26682430000);
    assert_int_equal(((const struct bill_money *)rows.p)[rows.n - 1].special.satang, INT64_C(973248771000));
    go(s, a, &x, to_passed, ARRAY_LEN(to_passed));
    assert_int_equal(city_now(s, a, r, &lines), annual);
    assert_ok(city_write(s, a, enact, &x, &e), &e);
    assert_int_equal(x.done.total.satang, INT64_C(973248771000));
    assert_int_equal(x.done.special.satang, INT64_C(973248771000));
    assert_int_equal(x.done.regular.satang, 0);
    assert_int_equal(x.done.lines, 3);
    assert_int_equal(x.done.on_date.yyyymmdd, 20230523);
    assert_int_equal(city_now(s, a, r, &lines), annual + INT64_C(973248771000));
    assert_int_equal(lines, 7);
    assert_string_equal(str_cstr(a, sql_lines(s, a,
                                              "SELECT SUM(e.amount_satang), MIN(e.authority) FROM entry e "
                                              "JOIN line l ON l.id = e.line_id WHERE l.ordinance = 1")),
                        "973248771000\tCOUNCIL:2566-1");
    assert_string_equal(
        str_cstr(a, sql_lines(s, a, "SELECT stage FROM bill WHERE year = 2566 AND number = 1")),
        "IN_FORCE");
    assert_string_equal(
        str_cstr(a, sql_lines(s, a,
                              "SELECT total_satang FROM bill_version WHERE number = 1 AND kind = 'enacted'")),
        "973248771000");
    assert_ok(enactment_list(db, a, YEAR, &rows, &e), &e);
    assert_int_equal(rows.n, 2);
    assert_err(city_write(s, a, enact, &x, &e), &e, ERR_ALREADY);
    no_violation(s, a);
    rollup_free(r);
}

/* ---- FY2567: the statement of 16 January 2567 ---- */

static void statement_2567(struct store *s, struct arena *a)
{
    static struct ctx x;
    const struct fiscal_statement *f;
    struct rows rows;
    struct db *db;
    struct err e;

    x = (struct ctx){.n = 1};
    in_force(s, a, &x);
    city_make(s, a, YEAR + 1);
    assert_ok(city_write(s, a, add, &x, &e), &e);
    ask(&x, 0, "11000000", "0503001", INT64_C(14549503800)); /* the Green Line */
    assert_ok(city_write(s, a, add_lines, &x, &e), &e);
    x.event = "table";
    assert_err(city_write(s, a, run, &x, &e), &e, ERR_NO_STATEMENT);
    x.code = STR_NONE;
    assert_err(city_write(s, a, state, &x, &e), &e, ERR_NOT_FOUND); /* no position at all */
    free_fund(s, a, &x, YEAR + 1, 20240116, INT64_C(51804220000)); /* of the year being prepared */
    assert_ok(city_write(s, a, state, &x, &e), &e);
    free_fund(s, a, &x, YEAR, 20240120, 9); /* a later one does not change what was stated */
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(supplementary_statements(db, a, YEAR, 1, &rows, &e), &e);
    f = rows.p;
    assert_int_equal(rows.n, 1);
    assert_int_equal(f->free.satang, INT64_C(5180422000000));
    assert_int_equal(f->as_of.yyyymmdd, 20240116);
    assert_ok(supplementary_check(db, a, YEAR, 1, &e), &e);
    x.code = STR_NONE; /* the newest is of 20 January: nothing free */
    assert_err(city_write(s, a, state, &x, &e), &e, ERR_ABOVE_FREE);
    ask(&x, 0, "11000000", "0503001", INT64_C(40000000000));
    assert_err(city_write(s, a, add_lines, &x, &e), &e, ERR_ABOVE_FREE);
    assert_string_equal(str_cstr(a, sql_lines(s, a, "SELECT COUNT(*) FROM line WHERE ordinance = 1")),
                        "1"); /* nothing of it stayed */
    go(s, a, &x, to_committee, ARRAY_LEN(to_committee));
    assert_err(city_write(s, a, add_lines, &x, &e), &e, ERR_BILL_TABLED);
    assert_err(city_write(s, a, state, &x, &e), &e, ERR_BILL_TABLED);
    assert_err(city_write(s, a, edit, &x, &e), &e, ERR_BILL_TABLED); /* number 0 is no supplementary one */
    x.sup.number = 1;
    assert_err(city_write(s, a, edit, &x, &e), &e, ERR_BILL_TABLED);
    assert_err(city_write(s, a, enact, &x, &e), &e, ERR_STAGE); /* not passed */
    /* a second one has less: the first is before the Council */
    assert_ok(city_write(s, a, add, &x, &e), &e);
    assert_int_equal(x.number, 2);
    ask(&x, 0, "11000000", "0503001", INT64_C(37254716201)); /* one baht too much */
    assert_ok(city_write(s, a, add_lines, &x, &e), &e);
    x.code = STR_NONE;
    x.code = STR("2567-20240116-1");
    assert_err(city_write(s, a, state, &x, &e), &e, ERR_ABOVE_FREE);
    x.edit = (struct supplementary_line_edit){.code = x.codes[0],
                                              .reason = STR("ลด"),
                                              .version = 1,
                                              .amount = BAHT(INT64_C(37254716200))};
    assert_ok(city_write(s, a, set_line, &x, &e), &e);
    assert_ok(city_write(s, a, state, &x, &e), &e);
    no_violation(s, a);
}

/* Money of the year's own revenue is not of the fund: its limit is the revenue that nothing pays yet. */
static void own_revenue(struct store *s, struct arena *a)
{
    static struct ctx x;
    struct supplementary_revenue r;
    struct db *db;
    struct err e;

    x = (struct ctx){.n = 1};
    in_force(s, a, &x);
    x.sup.fund = STR("OWN");
    assert_ok(city_write(s, a, add, &x, &e), &e);
    ask(&x, 0, "11000000", "0503001", 1000);
    assert_ok(city_write(s, a, add_lines, &x, &e), &e);
    x.code = STR_NONE;
    free_fund(s, a, &x, YEAR, 20240116, 0); /* nothing free: no matter */
    assert_err(city_write(s, a, state, &x, &e), &e, ERR_ABOVE_REVENUE); /* no estimate */
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(supplementary_revenue(db, a, YEAR, 1, &r, &e), &e);
    assert_true(r.spent.satang > 0 && r.surplus.satang == 0);
    x.amount = money_add(r.spent, BAHT(999));
    assert_ok(city_write(s, a, set_revenue, &x, &e), &e);
    assert_err(city_write(s, a, state, &x, &e), &e, ERR_ABOVE_REVENUE); /* one baht too little */
    x.amount = money_add(r.spent, BAHT(1000));
    assert_ok(city_write(s, a, set_revenue, &x, &e), &e);
    assert_ok(city_write(s, a, state, &x, &e), &e);
    ask(&x, 0, "11000000", "0503001", 1);
    assert_err(city_write(s, a, add_lines, &x, &e), &e, ERR_ABOVE_REVENUE);
    go(s, a, &x, to_committee, ARRAY_LEN(to_committee));
    /* a second one finds the first's money taken, and the fund untouched by it */
    assert_ok(city_write(s, a, add, &x, &e), &e);
    assert_ok(city_write(s, a, add_lines, &x, &e), &e);
    assert_err(city_write(s, a, state, &x, &e), &e, ERR_ABOVE_REVENUE);
    x.code = STR_NONE;
    free_fund(s, a, &x, YEAR, 20240117, 1);
    x.edit = (struct supplementary_line_edit){.code = x.codes[0], .reason = STR("x"), .version = 1};
    assert_ok(city_write(s, a, set_line, &x, &e), &e);
    x.sup = (struct supplementary_new){.year = YEAR,
                                       .number = 2,
                                       .version = 1,
                                       .title = STR("t"),
                                       .reason = STR("r"),
                                       .fund = STR("ACC"),
                                       .source = STR("s")};
    assert_ok(city_write(s, a, edit, &x, &e), &e);
    assert_ok(city_write(s, a, add_lines, &x, &e), &e);
    assert_ok(city_write(s, a, state, &x, &e), &e);
    no_violation(s, a);
}

/* ---- refusals, changes ---- */

static void refusals(struct store *s, struct arena *a)
{
    static const struct {
        const char *agency, *output, *item, *name, *reason;
        int64_t satang;
        enum err_code want;
        const char *why;
    } row[] = {
        {"99", "0503001", "05202-1", "x", "r", 100, ERR_UNKNOWN_CODE, "no such agency"},
        {"11000000", "05", "05202-1", "x", "r", 100, ERR_UNKNOWN_CODE, "a side is no output"},
        {"11000000", "0503001", "3", "x", "r", 100, ERR_UNKNOWN_CODE, "a type is no item"},
        {"11000000", "0503001", "05202-1", "", "r", 100, ERR_REQUIRED, "no name"},
        {"11000000", "0503001", "05202-1", "x", " ", 100, ERR_REQUIRED, "no reason"},
        {"11000000", "0503001", "05202-1", "x", "r", 0, ERR_BAD_AMOUNT, "no amount"},
        {"11000000", "0503001", "05202-1", "x", "r", -100, ERR_AMOUNT_NEGATIVE, "below zero"},
        {"11000000", "0503001", "05202-1", "x", "r", 150, ERR_WHOLE_BAHT, "half a baht"},
    };
    struct actor officer = plan_person("x", PERM_REQUEST_WRITE, SCOPE_CITY, 0);
    static struct ctx x;
    struct err e;

    x = (struct ctx){.n = 1};
    make(s, a, &x);
    assert_err(city_write(s, a, add, &x, &e), &e, ERR_STAGE); /* the year is not in force */
    plan_reach(s, a, YEAR, "GOVERNOR");
    assert_ok(city_write(s, a, enact_annual, &x, &e), &e);
    assert_err(city_write_as(s, a, &officer, add, &x, &e), &e, ERR_FORBIDDEN);
    x.sup.fund = STR("LOAN");
    assert_err(city_write(s, a, add, &x, &e), &e, ERR_BAD_CHOICE);
    x.sup.fund = STR("ACC");
    x.sup.source = STR(" ");
    assert_err(city_write(s, a, add, &x, &e), &e, ERR_REQUIRED);
    x.sup.source = STR("s");
    assert_ok(city_write(s, a, add, &x, &e), &e);
    assert_err(city_write(s, a, add, &x, &e), &e, ERR_ALREADY); /* one draft at a time */
    x.event = "table";
    assert_err(city_write(s, a, run, &x, &e), &e, ERR_GUARD_FIXED); /* no line */
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        x.line[0] = (struct supplementary_line_new){.agency = str_from(row[i].agency),
                                                    .output = str_from(row[i].output),
                                                    .item = str_from(row[i].item),
                                                    .name = str_from(row[i].name),
                                                    .reason = str_from(row[i].reason),
                                                    .amount = MONEY(row[i].satang)};
        if (city_write(s, a, add_lines, &x, &e) || e.code != row[i].want)
            fail_msg("%s: %s", row[i].why, err_word(e.code));
        assert_int_equal(x.row, 0);
    }
    x.n = 0;
    assert_err(city_write(s, a, add_lines, &x, &e), &e, ERR_NOTHING);
    x.n = 2;
    ask(&x, 0, "11000000", "0503001", 500);
    ask(&x, 1, "11000000", "0503001", 700);
    assert_err(city_write_as(s, a, &officer, add_lines, &x, &e), &e, ERR_FORBIDDEN);
    assert_ok(city_write(s, a, add_lines, &x, &e), &e);
    x.sup.number = 1;
    x.sup.version = 1;
    x.sup.fund = STR("OWN");
    assert_err(city_write(s, a, edit, &x, &e), &e, ERR_FUND_FIXED);
    x.sup.fund = STR("ACC");
    x.sup.version = 7;
    assert_err(city_write(s, a, edit, &x, &e), &e, ERR_STALE);
    x.sup.version = 1;
    assert_ok(city_write(s, a, edit, &x, &e), &e);
    x.edit = (struct supplementary_line_edit){
        .code = x.codes[0], .reason = STR("เหตุใหม่"), .version = 4, .amount = BAHT(600)};
    assert_err(city_write(s, a, set_line, &x, &e), &e, ERR_STALE);
    x.edit.version = 1;
    assert_err(city_write_as(s, a, &officer, set_line, &x, &e), &e, ERR_FORBIDDEN);
    assert_ok(city_write(s, a, set_line, &x, &e), &e);
    x.edit = (struct supplementary_line_edit){
        .code = x.codes[1], .reason = STR("ไม่ต้องแล้ว"), .version = 1};
    assert_ok(city_write(s, a, set_line, &x, &e), &e); /* out: the package has another line */
    assert_string_equal(str_cstr(a, sql_lines(s, a,
                                              "SELECT DISTINCT p.state FROM package p JOIN line l ON "
                                              "l.package_id = p.id WHERE l.ordinance = 1")),
                        "FUNDED");
    x.edit = (struct supplementary_line_edit){
        .code = x.codes[0], .reason = STR("ไม่ต้องแล้ว"), .version = 2};
    assert_ok(city_write(s, a, set_line, &x, &e), &e); /* the last one: the package with it */
    assert_string_equal(str_cstr(a, sql_lines(s, a,
                                              "SELECT DISTINCT p.state FROM package p JOIN line l ON "
                                              "l.package_id = p.id WHERE l.ordinance = 1")),
                        "WITHDRAWN");
    assert_err(city_write(s, a, set_line, &x, &e), &e, ERR_NOT_FOUND);
    x.n = 1;
    assert_ok(city_write(s, a, add_lines, &x, &e), &e); /* a new package, not the withdrawn one */
    assert_string_equal(str_cstr(a, sql_lines(s, a,
                                              "SELECT COUNT(DISTINCT package_id) FROM line WHERE ordinance = 1")),
                        "2");
}

/* ---- tabled, withdrawn, changed ---- */

static bool close_year(struct act *by, void *ctx, struct err *e)
{
    (void)ctx;
    return db_exec(by->tx->db, QUERY("UPDATE fiscal_year SET stage = 'CLOSED' WHERE year = 2566"), NO_ARGS, NULL, e);
}

static void withdrawn(struct store *s, struct arena *a)
{
    static const char *const table[] = {"table"}, *const reopen[] = {"reopen"};
    static struct ctx x;
    struct err e;

    x = (struct ctx){.n = 3};
    in_force(s, a, &x);
    assert_ok(city_write(s, a, add, &x, &e), &e);
    for (size_t i = 0; i < 3; i++)
        ask(&x, i, "10000000", "0403001", 1000);
    assert_ok(city_write(s, a, add_lines, &x, &e), &e); /* one package of three lines */
    free_fund(s, a, &x, YEAR, 20230120, 4000);
    x.code = STR_NONE;
    assert_ok(city_write(s, a, state, &x, &e), &e);
    go(s, a, &x, table, 1);
    go(s, a, &x, reopen, 1);
    x.edit = (struct supplementary_line_edit){
        .code = x.codes[0], .reason = STR("เพิ่ม"), .version = 2, .amount = BAHT(2001)};
    assert_err(city_write(s, a, set_line, &x, &e), &e, ERR_ABOVE_FREE); /* whatever was tabled before */
    x.edit.amount = BAHT(1500);
    assert_ok(city_write(s, a, set_line, &x, &e), &e);
    x.edit = (struct supplementary_line_edit){.code = x.codes[1], .reason = STR("ไม่ต้องแล้ว"), .version = 2};
    assert_ok(city_write(s, a, set_line, &x, &e), &e);
    go(s, a, &x, to_committee, ARRAY_LEN(to_committee));
    go(s, a, &x, to_passed, ARRAY_LEN(to_passed));
    assert_string_equal(str_cstr(a, sql_lines(s, a, "SELECT total_satang FROM bill_version WHERE number = 1 AND kind = 'passed'")),
                        "250000");
    assert_ok(city_write(s, a, close_year, &x, &e), &e);
    assert_err(city_write(s, a, enact, &x, &e), &e, ERR_YEAR_CLOSED);
    assert_true(sql_write(s, "UPDATE fiscal_year SET stage = 'IN_FORCE' WHERE year = 2566", &e));
    assert_ok(city_write(s, a, enact, &x, &e), &e);
    assert_int_equal(x.done.total.satang, 250000); /* without the line that was taken out */
    assert_int_equal(x.done.lines, 2);
    no_violation(s, a);
}

#define EACH(name)                                                                                 \
    static void test_##name(void **state)                                                          \
    {                                                                                              \
        (void)state;                                                                               \
        with_each_store(name);                                                                     \
    }
EACH(real_2566)
EACH(statement_2567)
EACH(own_revenue)
EACH(refusals)
EACH(withdrawn)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_real_2566),
        cmocka_unit_test(test_statement_2567), cmocka_unit_test(test_own_revenue),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_withdrawn),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
