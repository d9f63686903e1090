/* Orders: prepared, approved, posted by three persons; what is refused at each desk; allotment by quarter; reversals; split flags. */
#include "ledger_town.h"

#include <stdlib.h>

#include "base/crypto.h"
#include "execute/invariant.h"
#include "execute/order.h"

struct desk {
    struct town t;
    struct actor office, governor, officer2;
    struct str line[7]; /* 1..6 */
};

enum deed { SAVE, ALLOT, ACT, REVERSE, CLEAR };
struct doing {
    enum deed deed;
    struct order_new n;
    struct order_allot allot;
    struct order_act act;
    char made[40];
    int64_t row;
};

static bool run(struct act *by, void *ctx, struct err *e)
{
    struct doing *x = ctx;
    struct str code = STR_NONE;
    bool ok = x->deed == SAVE      ? order_save(by, &x->n, &code, &x->row, e)
              : x->deed == ALLOT   ? order_allot(by, &x->allot, &code, e)
              : x->deed == REVERSE ? order_reverse(by, x->act.code, x->act.reason, DATE_NONE, &code, e)
              : x->deed == CLEAR   ? order_flag_clear(by, x->act.code, x->act.version, x->act.reason, e)
                                   : order_do(by, &x->act, &x->row, e);

    if (ok)
        snprintf(x->made, sizeof x->made, "%.*s", STR_FMT(code));
    return ok;
}

static void make(struct store *s, struct arena *a, struct desk *d)
{
    town_make(s, a, &d->t);
    town_person(&d->t, "office", ROLE_SYSTEM_OFFICE, "", &d->office);
    town_person(&d->t, "gov", ROLE_GOVERNOR, "", &d->governor);
    town_person(&d->t, "off11b", ROLE_OFFICER, "11000000", &d->officer2);
    for (int i = 1; i <= 6; i++)
        d->line[i] = sql_lines(s, a, str_cstr(a, str_format(a, "SELECT code FROM line WHERE id = %d", i)));
}

static void must(struct desk *d, const struct actor *who, struct doing *x, const char *why)
{
    struct err e;

    if (!city_write_as(d->t.s, d->t.a, who, run, x, &e))
        fail_msg("%s: row %lld: %s %s", why, (long long)x->row, err_word(e.code), str_cstr(d->t.a, err_text(d->t.a, &e, LANG_EN)));
}

static void must_not(struct desk *d, const struct actor *who, struct doing *x, enum err_code want, const char *why)
{
    const char *count = "SELECT (SELECT COUNT(*) FROM audit), (SELECT COUNT(*) FROM entry), (SELECT COUNT(*) FROM spend_order_event)";
    struct str before = sql_lines(d->t.s, d->t.a, count);
    struct err e;

    if (city_write_as(d->t.s, d->t.a, who, run, x, &e))
        fail_msg("%s: accepted", why);
    if (e.code != want)
        fail_msg("%s: %s %s", why, err_word(e.code), str_cstr(d->t.a, err_text(d->t.a, &e, LANG_EN)));
    assert_true(str_eq(before, sql_lines(d->t.s, d->t.a, count)));
}

static struct order get(struct desk *d, const char *code)
{
    struct order o;
    struct err e;

    assert_ok(order_get(d->t.db, d->t.a, str_from(code), &o, &e), &e);
    return o;
}

static struct doing saving(enum order_kind k, const struct order_row_new *row, size_t n)
{
    return (struct doing){.deed = SAVE, .n = {.year = YEAR, .kind = k, .agency = STR("11000000"), .title = STR("ทดสอบ"),
                                              .on_date = DATE(20221101), .row = row, .n = n}};
}

static struct doing acting(struct desk *d, const char *code, const char *event, const char *reason)
{
    return (struct doing){.deed = ACT, .act = {.code = str_dup(d->t.a, str_from(code)), .event = str_from(event),
                                               .version = get(d, code).version, .reason = str_from(reason)}};
}

/* Through all desks: officer, head (or another who approves), finance. */
static void through(struct desk *d, const char *code, const struct actor *approver)
{
    struct doing x = acting(d, code, "send", "");

    must(d, &d->t.officer, &x, "send");
    x = acting(d, code, "approve", "");
    must(d, approver, &x, "approve");
    x = acting(d, code, "post", "");
    must(d, &d->t.finance, &x, "post");
}

static struct money bucket(struct desk *d, int64_t line, const char *name)
{
    struct str s = sql_lines(d->t.s, d->t.a, str_cstr(d->t.a, str_format(d->t.a, "SELECT %s_satang FROM balance WHERE line_id = %lld", name, (long long)line)));

    return MONEY(strtoll(str_cstr(d->t.a, s), NULL, 10));
}

static void must_hold(struct desk *d)
{
    const struct broken *b;
    size_t n, broken;
    struct err e;

    assert_ok(invariants_check(d->t.db, d->t.a, &b, &n, &broken, &e), &e);
    if (broken)
        fail_msg("%s: %s", b[0].invariant->name, str_cstr(d->t.a, b[0].problem));
}

/* ---- the road of each kind ---- */

static void roads(struct store *s, struct arena *a)
{
    struct desk d;
    struct doing x, y;
    struct order o;

    make(s, a, &d);
    x = saving(ORDER_ALLOT, (struct order_row_new[]){{.line = d.line[2], .amount = BAHT(1500)}, {.line = d.line[4], .amount = BAHT(4000)}}, 2);
    must(&d, &d.t.officer, &x, "allot");
    o = get(&d, x.made);
    assert_true(str_eq(o.role, STR("BUDGET")) && o.row_count == 2 && o.total.satang == 550000 && str_eq(o.desk, STR("maker")));
    through(&d, x.made, &d.office);
    assert_int_equal(bucket(&d, 4, "allotted").satang, 400000);
    assert_int_equal(bucket(&d, 2, "unallotted").satang, 50000);
    o = get(&d, x.made);
    assert_true(str_eq(o.state, STR("POSTED")) && o.desk.n == 0 && str_eq(o.posted_by, STR("fin")));
    y = acting(&d, x.made, "post", "");
    must(&d, &d.t.finance, &y, "posted twice by the same person is done");
    assert_string_equal(str_cstr(a, sql_lines(s, a, "SELECT COUNT(*) FROM entry WHERE type = 'ALLOT'")), "2");

    x = saving(ORDER_RESERVE, (struct order_row_new[]){{.line = d.line[4], .amount = BAHT(1000), .ref = STR("RSV-1")}}, 1);
    must(&d, &d.t.officer, &x, "reserve");
    through(&d, x.made, &d.t.head);
    assert_int_equal(bucket(&d, 4, "reserved").satang, 100000);
    x = saving(ORDER_RELEASE, (struct order_row_new[]){{.line = d.line[4], .amount = BAHT(1000) , .ref = STR("RSV-9")}}, 1);
    must_not(&d, &d.t.officer, &x, ERR_OVERDRAWN, "another reference has nothing to release");
    x = saving(ORDER_RELEASE, (struct order_row_new[]){{.line = d.line[4], .amount = BAHT(400) , .ref = STR("RSV-1")}}, 1);
    must(&d, &d.t.officer, &x, "release");
    through(&d, x.made, &d.t.head);
    assert_int_equal(bucket(&d, 4, "reserved").satang, 60000);

    x = saving(ORDER_TRANSFER, (struct order_row_new[]){{.line = d.line[1], .to_line = d.line[3], .amount = BAHT(200)}}, 1);
    must(&d, &d.t.officer, &x, "a transfer of salaries");
    o = get(&d, x.made);
    assert_true(str_eq(o.role, STR("GOVERNOR"))); /* to and from personnel */
    through(&d, x.made, &d.governor);
    assert_int_equal(bucket(&d, 3, "unallotted").satang, 320000);
    y = (struct doing){.deed = REVERSE, .act = {.code = str_dup(a, str_from(x.made)), .reason = STR("ผิดรายการ")}};
    must(&d, &d.t.officer, &y, "its opposite");
    assert_true(str_eq(get(&d, y.made).reverses, str_from(x.made)));
    through(&d, y.made, &d.governor);
    assert_int_equal(bucket(&d, 3, "unallotted").satang, 300000);
    assert_int_equal(bucket(&d, 1, "unallotted").satang, 100000);
    y.act.reason = STR("อีกครั้ง");
    x = (struct doing){.deed = REVERSE, .act = y.act};
    must_not(&d, &d.t.officer, &x, ERR_ORDER_REVERSED, "once only");
    x.act.code = str_from(y.made);
    must_not(&d, &d.t.officer, &x, ERR_ORDER_IS_REVERSAL, "nor a reversal");
    must_hold(&d);
}

/* ---- refusals ---- */

static void refusals(struct store *s, struct arena *a)
{
    struct order_row_new row[3];
    struct desk d;
    struct doing x, y;
    char code[40];

    make(s, a, &d);
    row[0] = (struct order_row_new){.line = d.line[4], .amount = MONEY(400001)};
    x = saving(ORDER_ALLOT, row, 1);
    must_not(&d, &d.t.officer, &x, ERR_OVERDRAWN, "one satang above");
    row[0].amount = BAHT(2500);
    row[1] = row[0];
    x = saving(ORDER_ALLOT, row, 2);
    must_not(&d, &d.t.officer, &x, ERR_OVERDRAWN, "two rows of a line are together above it");
    assert_int_equal(x.row, 1);
    row[0].line = d.line[5];
    x = saving(ORDER_ALLOT, row, 1);
    must_not(&d, &d.t.officer, &x, ERR_ORDER_AGENCY, "another agency's line");
    row[0].line = STR("2566-0-1100-99999");
    must_not(&d, &d.t.officer, &x, ERR_UNKNOWN_LINE, "no such line");
    row[0] = (struct order_row_new){.line = d.line[4], .amount = MONEY(0)};
    must_not(&d, &d.t.officer, &x, ERR_BAD_AMOUNT, "nothing");
    row[0].amount = MONEY(-5);
    must_not(&d, &d.t.officer, &x, ERR_AMOUNT_NEGATIVE, "less than nothing");
    row[0].amount = BAHT(10);
    x.n.title = STR("");
    must_not(&d, &d.t.officer, &x, ERR_REQUIRED, "no subject");
    x = saving(ORDER_ALLOT, row, 1);
    x.n.on_date = DATE(20231001);
    must_not(&d, &d.t.officer, &x, ERR_WRONG_YEAR, "a day of the next year");
    x = saving(ORDER_ALLOT, row, 0);
    must_not(&d, &d.t.officer, &x, ERR_NOTHING, "no rows");
    x = saving(ORDER_ALLOT, row, 1);
    x.n.agency = STR("10000000");
    must_not(&d, &d.t.officer, &x, ERR_SCOPE, "for another agency");
    x.n.agency = STR("");
    must_not(&d, &d.t.officer, &x, ERR_SCOPE, "for the city");
    must_not(&d, &d.t.head, &x, ERR_FORBIDDEN, "who approves does not prepare");
    x = saving(ORDER_TRANSFER, row, 1);
    must_not(&d, &d.t.officer, &x, ERR_ORDER_TARGET, "to nowhere");
    row[0].to_line = d.line[5];
    must_not(&d, &d.t.officer, &x, ERR_ORDER_AGENCY, "to another agency");
    x.n.agency = STR("");
    must_not(&d, &d.office, &x, ERR_NEVER_ALLOWED, "between agencies by nobody");
    x = saving(ORDER_CENTRAL, row, 1);
    row[0].to_line = STR("");
    must_not(&d, &d.t.officer, &x, ERR_ORDER_TARGET, "central money has a place");
    row[0].output = STR("0503001");
    row[0].item = STR("99999-9");
    must_not(&d, &d.t.officer, &x, ERR_UNKNOWN_CODE, "of an item there is");
    row[0].item = STR("05202-1");
    must_not(&d, &d.t.officer, &x, ERR_NEVER_ALLOWED, "from the central fund only");

    row[0] = (struct order_row_new){.line = d.line[4], .amount = BAHT(3000)};
    x = saving(ORDER_ALLOT, row, 1);
    must(&d, &d.t.officer, &x, "a good one");
    snprintf(code, sizeof code, "%s", x.made);
    y = acting(&d, code, "approve", "");
    must_not(&d, &d.office, &y, ERR_STATE, "a draft is not approved");
    y = acting(&d, code, "send", "");
    must(&d, &d.t.officer, &y, "sent");
    x.n.code = str_from(code);
    x.n.version = get(&d, code).version;
    must_not(&d, &d.t.officer, &x, ERR_STATE, "sent is not changed");
    y = acting(&d, code, "approve", "");
    must_not(&d, &d.t.head, &y, ERR_ORDER_ROLE, "a head does not approve an allotment");
    must_not(&d, &d.t.officer, &y, ERR_FORBIDDEN, "nor who prepares");
    y.act.version++;
    must_not(&d, &d.office, &y, ERR_STALE, "another version");
    y = acting(&d, code, "return", "");
    must_not(&d, &d.office, &y, ERR_REQUIRED, "returned without a word");
    y = acting(&d, code, "return", "ขอรายละเอียด");
    must(&d, &d.office, &y, "returned");
    assert_true(str_eq(get(&d, code).desk, STR("maker")));
    x.n.version = get(&d, code).version;
    row[0].amount = BAHT(4000);
    must(&d, &d.officer2, &x, "changed by a colleague");
    y = acting(&d, code, "send", "");
    must(&d, &d.t.officer, &y, "sent again");
    y = acting(&d, code, "approve", "");
    must(&d, &d.office, &y, "approved");
    y = acting(&d, code, "post", "");
    y.act.on_date = DATE(20231001);
    must_not(&d, &d.t.finance, &y, ERR_WRONG_YEAR, "a day of another year");
    y = acting(&d, code, "post", "");
    must_not(&d, &d.office, &y, ERR_FORBIDDEN, "who approves does not post");
    must_not(&d, &d.t.head, &(struct doing){.deed = REVERSE, .act = {.code = str_from(code), .reason = STR("x")}}, ERR_FORBIDDEN, "a head does not prepare");
    must_not(&d, &d.t.officer, &(struct doing){.deed = REVERSE, .act = {.code = str_from(code), .reason = STR("x")}}, ERR_ORDER_NOT_POSTED, "what is not posted is not reversed");
    must(&d, &d.t.finance, &y, "posted");
    must_hold(&d);
}

/* Finance prepares too: then it neither approves nor posts its own. */
static void persons(struct store *s, struct arena *a)
{
    struct order_row_new row[1];
    struct desk d;
    struct doing x, y;

    make(s, a, &d);
    row[0] = (struct order_row_new){.line = d.line[4], .amount = BAHT(100)};
    x = saving(ORDER_ALLOT, row, 1);
    must(&d, &d.t.finance, &x, "by finance");
    y = acting(&d, x.made, "send", "");
    must(&d, &d.t.finance, &y, "sent");
    y = acting(&d, x.made, "approve", "");
    must(&d, &d.office, &y, "approved");
    y = acting(&d, x.made, "post", "");
    must_not(&d, &d.t.finance, &y, ERR_SAME_PERSON, "who made it does not post it");
    x = saving(ORDER_ALLOT, row, 1);
    must(&d, &d.office, &x, "by the office");
    y = acting(&d, x.made, "send", "");
    must(&d, &d.office, &y, "sent");
    y = acting(&d, x.made, "approve", "");
    must_not(&d, &d.office, &y, ERR_SAME_PERSON, "who made it does not approve it");
    must(&d, &d.governor, &y, "a higher one does");
    must_hold(&d);
    assert_true(sql_write(s, "UPDATE spend_order SET posted_by = made_by, state = 'POSTED' WHERE id = 2", &(struct err){0}));
    {
        const struct broken *b;
        size_t n, broken;
        struct err e;

        assert_ok(invariants_check(d.t.db, a, &b, &n, &broken, &e), &e);
        assert_true(broken > 0);
    }
}

/* Two orders, each within what there was: the second is refused when the first has gone, at approval and at posting. */
static void races(struct store *s, struct arena *a)
{
    struct order_row_new row[1];
    struct desk d;
    struct doing x, y, z;
    struct err e;

    make(s, a, &d);
    row[0] = (struct order_row_new){.line = d.line[4], .amount = BAHT(3000)};
    x = saving(ORDER_ALLOT, row, 1);
    must(&d, &d.t.officer, &x, "one");
    y = saving(ORDER_ALLOT, row, 1);
    must(&d, &d.t.officer, &y, "another");
    z = acting(&d, y.made, "send", "");
    must(&d, &d.t.officer, &z, "sent");
    through(&d, x.made, &d.office);
    z = acting(&d, y.made, "approve", "");
    must_not(&d, &d.office, &z, ERR_OVERDRAWN, "the balance has changed");
    assert_int_equal(z.row, 1);
    row[0].amount = BAHT(600);
    for (int i = 0; i < 2; i++) {
        x = saving(ORDER_ALLOT, row, 1);
        must(&d, &d.t.officer, &x, "small ones");
        z = acting(&d, x.made, "send", "");
        must(&d, &d.t.officer, &z, "sent");
        z = acting(&d, x.made, "approve", "");
        must(&d, &d.office, &z, "approved: there is enough for each");
        if (i == 0)
            y = x;
    }
    z = acting(&d, y.made, "post", "");
    must(&d, &d.t.finance, &z, "the first");
    z = acting(&d, x.made, "post", "");
    must_not(&d, &d.t.finance, &z, ERR_OVERDRAWN, "the second");
    assert_false(city_write_as(s, a, &d.t.finance, run, &z, &e));
    assert_true(e.nargs >= 2 && e.args[0].v.u.i == 60000 && e.args[1].v.u.i == 40000);
    y = acting(&d, x.made, "return", "เงินไม่พอ");
    must(&d, &d.t.finance, &y, "finance gives it back");
    y = acting(&d, x.made, "withdraw", "ไม่ต้องแล้ว");
    must(&d, &d.t.officer, &y, "withdrawn");
    must_hold(&d);
}

/* ---- allotment by quarter ---- */

static void quarters(struct store *s, struct arena *a)
{
    struct desk d;
    struct doing x = {.deed = ALLOT, .allot = {.year = YEAR, .quarter = 1, .title = STR("งวดที่ 1"), .on_date = DATE(20221001), .agency = STR("11000000")}};

    make(s, a, &d);
    must_not(&d, &d.t.head, &x, ERR_FORBIDDEN, "a head prepares nothing");
    x.allot.quarter = 5;
    must_not(&d, &d.t.officer, &x, ERR_BAD_CHOICE, "a fifth quarter");
    x.allot.quarter = 1;
    x.allot.typed = true;
    x.allot.share_bp[0] = 9999;
    must_not(&d, &d.t.officer, &x, ERR_ALLOT_SHARES, "not the whole");
    x.allot.typed = false;
    must(&d, &d.t.officer, &x, "by the table: 25 per cent of salaries, 50 of buildings");
    assert_int_equal(get(&d, x.made).total.satang, (100000 + 300000) / 4 + (200000 + 400000) / 2);
    must_not(&d, &d.t.officer, &x, ERR_NOTHING, "what is asked already is not asked again");
    through(&d, x.made, &d.office);
    assert_int_equal(bucket(&d, 1, "allotted").satang, 25000);
    assert_int_equal(bucket(&d, 2, "allotted").satang, 100000);
    x.allot.quarter = 4;
    x.allot.agency = STR("");
    x.allot.type = STR("1");
    must(&d, &d.office, &x, "the rest of the personnel of the whole city");
    assert_int_equal(get(&d, x.made).total.satang, 75000 + 225000 + 100000);
    x.allot.type = STR("");
    x.allot.agency = STR("11000000");
    x.allot.typed = true;
    x.allot.share_bp[0] = x.allot.share_bp[1] = x.allot.share_bp[2] = 3333;
    x.allot.share_bp[3] = 1;
    must(&d, &d.t.officer, &x, "odd shares add up");
    assert_int_equal(get(&d, x.made).total.satang, 100000 + 200000);
    must_hold(&d);
}

/* ---- money of the central fund ---- */

static void must_read(struct desk *d, const char *sql, const char *want)
{
    assert_string_equal(str_cstr(d->t.a, sql_lines(d->t.s, d->t.a, sql)), want);
}

/* had, given, allotted in the fund itself, left of its only item, in satang. */
static void must_sum(struct desk *d, int64_t had, int64_t given, int64_t direct, int64_t left, size_t listed)
{
    const struct order_central_row *x;
    struct rows rows;
    struct err e;

    assert_ok(order_central(d->t.db, d->t.a, YEAR, &rows, &e), &e);
    assert_int_equal(rows.n, 1);
    x = rows.p;
    assert_true(x->had.satang == had && x->given.satang == given && x->direct.satang == direct && x->left.satang == left);
    assert_ok(order_central_given(d->t.db, d->t.a, YEAR, 100, &rows, &e), &e);
    assert_int_equal(rows.n, listed);
}

/* Line 6 is of the fund: an order opens a line of that origin at the agency when it is posted, not before. */
static void central(struct store *s, struct arena *a)
{
    struct order_row_new row[1];
    const struct order_register_row *g;
    struct town_post direct;
    struct desk d;
    struct doing x, y;
    struct str line;
    struct rows rows;
    struct err e;

    make(s, a, &d);
    assert_ok(sql_write(s, "UPDATE line SET item_id = (SELECT MAX(n.id) FROM class_node n JOIN year_class y ON y.version_id = n.version_id "
                           "AND y.kind = 'item' WHERE y.year = 2566 AND n.code = '08101-1') WHERE id = 6", &e), &e);
    must_sum(&d, 200000, 0, 0, 200000, 0);
    row[0] = (struct order_row_new){.line = d.line[6], .amount = MONEY(200001), .output = STR("0503001"), .item = STR("05202-1"),
                                    .name = STR("ซ่อมเครื่องสูบน้ำที่ชำรุดจากน้ำท่วม")};
    x = saving(ORDER_CENTRAL, row, 1);
    must_not(&d, &d.t.officer, &x, ERR_OVERDRAWN, "one satang above the fund");
    row[0].amount = BAHT(500);
    must(&d, &d.t.officer, &x, "who gets it asks");
    y = acting(&d, x.made, "send", "");
    must(&d, &d.t.officer, &y, "sent");
    y = acting(&d, x.made, "approve", "");
    must_not(&d, &d.t.head, &y, ERR_ORDER_ROLE, "a head gives no central money");
    must(&d, &d.governor, &y, "approved");
    must_read(&d, "SELECT COUNT(*) FROM line_origin", "0");
    y = acting(&d, x.made, "post", "");
    y.act.on_date = DATE(20221115);
    must(&d, &d.t.finance, &y, "posted");
    must_read(&d, "SELECT o.kind || ' ' || o.central_item || ' ' || CAST(o.on_date AS TEXT) || ' ' || p.state || ' ' || g.code "
                  "FROM line_origin o JOIN line l ON l.id = o.line_id JOIN package p ON p.id = l.package_id JOIN agency g ON g.id = l.agency_id",
              "central 08101-1 20221115 EXECUTION 11000000");
    must_sum(&d, 200000, 50000, 0, 150000, 1);
    line = sql_lines(s, a, "SELECT l.code FROM line_origin o JOIN line l ON l.id = o.line_id");
    assert_int_equal(get(&d, x.made).on_date.yyyymmdd, 20221115);
    must_hold(&d);

    /* Its money is allotted like any other; the fund's own too, and is then neither given nor left. */
    row[0] = (struct order_row_new){.line = line, .amount = BAHT(300)};
    y = saving(ORDER_ALLOT, row, 1);
    y.n.on_date = DATE(20221120);
    must(&d, &d.t.officer, &y, "allotted at the agency");
    through(&d, y.made, &d.office);
    direct.p = town_posting("direct", "ALLOT", 6, 0, 10000, "");
    assert_ok(city_write_as(s, a, &d.t.finance, town_run, &direct, &e), &e);
    must_sum(&d, 200000, 50000, 10000, 140000, 1);
    y = (struct doing){.deed = REVERSE, .act = {.code = str_dup(a, str_from(x.made)), .reason = STR("ผิดหน่วยงาน")}};
    must_not(&d, &d.t.officer, &y, ERR_OVERDRAWN, "what is allotted does not go back");

    /* More to the same line, then back: the list has both, the sum their difference; money that no order moved is in it too. */
    row[0] = (struct order_row_new){.line = d.line[6], .to_line = line, .amount = BAHT(100)};
    x = saving(ORDER_CENTRAL, row, 1);
    must(&d, &d.t.officer, &x, "more to the same line");
    through(&d, x.made, &d.governor);
    must_sum(&d, 200000, 60000, 10000, 130000, 2);
    y = (struct doing){.deed = REVERSE, .act = {.code = str_dup(a, str_from(x.made)), .reason = STR("เกินความจำเป็น")}};
    must(&d, &d.t.officer, &y, "and back");
    through(&d, y.made, &d.governor);
    direct.p = town_posting("file:1", "CENTRAL", 6, 7, 7000, "");
    direct.p.authority = STR("GOVERNOR:12");
    direct.p.note = STR("ตามหนังสือ");
    assert_ok(city_write_as(s, a, &d.t.finance, town_run, &direct, &e), &e);
    must_sum(&d, 200000, 57000, 10000, 133000, 4);
    assert_ok(order_central_given(d.t.db, a, YEAR, 100, &rows, &e), &e);
    g = rows.p;
    assert_true(str_eq(g[0].to_line, line) && str_eq(g[0].line, d.line[6]) && g[0].amount.satang == 50000 && !g[0].reversed);
    assert_true(g[0].on_date.yyyymmdd == 20221115 && str_eq(g[0].item_code, STR("08101-1")));
    assert_true(g[2].reversed && str_eq(g[2].order, str_from(y.made)) && str_eq(g[2].line, d.line[6]) && str_eq(g[2].to_line, line));
    assert_true(g[3].order.n == 0 && str_eq(g[3].reason, STR("ตามหนังสือ")) && g[3].amount.satang == 7000);
    must_hold(&d);
}

/* ---- split transfers ---- */

/* A value of a parameter that two people agreed on. */
static void put_param(struct desk *d, const char *code, const char *value)
{
    struct err e;

    assert_ok(sql_write(d->t.s, str_cstr(d->t.a, str_format(d->t.a, "INSERT INTO param_value (code, number, from_year, from_date, value, reason, proposed_by, proposed_ms)"
                                         " VALUES ('%s', 1, 2566, 20221001, '%s', 'x', 'a', 1)", code, value)), &e), &e);
    assert_ok(sql_write(d->t.s, "INSERT INTO param_event (value_id, event, by_user, at_ms, reason) SELECT MAX(id), 'approve', 'b', 1, 'x' FROM param_value", &e), &e);
}

static void splits(struct store *s, struct arena *a)
{
    const char *value = "act,within,from,to,above,role,since,until\nTRANSFER,agency,any,any,0,PERMSEC,0,0\nTRANSFER,group,any,any,0,HEAD,0,0\n"
                        "TRANSFER,any,any,any,1000,PERMSEC,0,0\n";
    struct order_row_new row[1];
    struct desk d;
    struct doing x, y;
    struct str flag;

    make(s, a, &d);
    put_param(&d, "execution.authority", value);
    row[0] = (struct order_row_new){.line = d.line[4], .to_line = d.line[2], .amount = BAHT(600)};
    x = saving(ORDER_TRANSFER, row, 1);
    must(&d, &d.t.officer, &x, "below the limit");
    assert_true(str_eq(get(&d, x.made).role, STR("HEAD")));
    y = acting(&d, x.made, "send", "");
    must(&d, &d.t.officer, &y, "sent");
    assert_int_equal(get(&d, x.made).flags, 0);
    y = saving(ORDER_TRANSFER, row, 1);
    must(&d, &d.officer2, &y, "another below the limit");
    x = acting(&d, y.made, "send", "");
    must(&d, &d.officer2, &x, "sent");
    assert_int_equal(get(&d, y.made).flags, 1);
    flag = sql_lines(s, a, "SELECT code || ' ' || role || ' ' || CAST(orders AS TEXT) || ' ' || CAST(total_satang AS TEXT) FROM order_flag");
    assert_string_equal(str_cstr(a, flag), "2566-S-00001 PERMSEC 2 120000");
    x = acting(&d, y.made, "approve", "");
    must(&d, &d.t.head, &x, "flagged, not stopped: that is a parameter");
    x = (struct doing){.deed = CLEAR, .act = {.code = STR("2566-S-00001"), .version = 2, .reason = STR("งานคนละงวด")}};
    must_not(&d, &d.t.head, &x, ERR_SCOPE, "of an agency nobody clears");
    x.act.reason = STR("");
    must_not(&d, &d.t.permsec, &x, ERR_REQUIRED, "with a reason");
    x.act.reason = STR("งานคนละงวด");
    x.act.version = 7;
    must_not(&d, &d.t.permsec, &x, ERR_STALE, "another version");
    x.act.version = 2;
    must(&d, &d.t.permsec, &x, "cleared");
    must_not(&d, &d.t.permsec, &x, ERR_ALREADY, "once");
    assert_int_equal(get(&d, y.made).flags, 0);
    x = saving(ORDER_TRANSFER, row, 1);
    must(&d, &d.t.officer, &x, "a third");
    y = acting(&d, x.made, "send", "");
    must(&d, &d.t.officer, &y, "sent");
    assert_int_equal(get(&d, x.made).flags, 1); /* a new flag: what was cleared did not know of it */
    put_param(&d, "execution.split_stops", "stop");
    y = acting(&d, x.made, "approve", "");
    must_not(&d, &d.t.head, &y, ERR_ORDER_FLAGGED, "where it stops");
    must(&d, &d.t.permsec, &y, "the authority of the sum");
    y = (struct doing){.deed = CLEAR, .act = {.code = STR("2566-S-00002"), .version = 2, .reason = STR("x")}};
    must_not(&d, &d.t.permsec, &y, ERR_FLAG_PERSON, "who approved one of them");
    must_hold(&d);
}

static void test_roads(void **state)
{
    (void)state;
    with_each_store(roads);
}
static void test_refusals(void **state)
{
    (void)state;
    with_each_store(refusals);
}
static void test_persons(void **state)
{
    (void)state;
    with_each_store(persons);
}
static void test_races(void **state)
{
    (void)state;
    with_each_store(races);
}
static void test_quarters(void **state)
{
    (void)state;
    with_each_store(quarters);
}
static void test_central(void **state)
{
    (void)state;
    with_each_store(central);
}
static void test_splits(void **state)
{
    (void)state;
    with_each_store(splits);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_roads),   cmocka_unit_test(test_refusals), cmocka_unit_test(test_persons),
        cmocka_unit_test(test_races),   cmocka_unit_test(test_quarters), cmocka_unit_test(test_splits),
        cmocka_unit_test(test_central),
    };

    crypto_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
