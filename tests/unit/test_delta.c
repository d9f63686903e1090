/* Deltas, reservations and protected lines of a bill (plan/delta.h, reserved.h, protect.h). */
#include "base/arena.h"
#include "plan/bill.h"
#include "plan/committed.h"
#include "plan/council_committee.h"
#include "plan/council_member.h"
#include "plan/cycle.h"
#include "plan/delta.h"
#include "plan/package.h"
#include "plan/protect.h"
#include "plan/reserved.h"
#include "plan/rollup.h"
#include "plan/vote.h"
#include "plan_store.h"

enum { YEAR = 2568 };

/* ---- one write a call: what to do, with what ---- */

struct doing {
    enum {
        DO_FILL, DO_PROPOSE, DO_CONFIRM, DO_WITHDRAW, DO_ACCEPT, DO_REJECT, DO_MEMBER, DO_INTEREST,
        DO_COMMITTEE, DO_SEAT, DO_VOTE, DO_RESERVE, DO_SPEAK, DO_DROP, DO_SETTLE, DO_PROTECT, DO_COMMITTED,
        DO_VOID, DO_FILE, DO_AMOUNT, DO_STEP, DO_TRANCHE
    } what;
    struct delta_new n;
    struct delta_decision d;
    struct delta_pick pick[8];
    size_t picks, row;
    struct str code, reason, line;
    int64_t version;
    struct council_member_new m;
    struct council_interest_new i;
    struct council_committee_new c;
    struct council_seat_new seat;
    struct vote_new v;
    struct reserved_new r;
    struct protected_new p;
    struct committed_new k;
    const struct plan_city *city;
    struct delta_row *file;
    struct delta_file f;
    struct delta_result result;
    struct money amount;
    enum stage stage;
    char ret[40]; /* the code that came back */
};

static void keep(struct doing *x, struct str code)
{
    snprintf(x->ret, sizeof x->ret, "%.*s", STR_FMT(code));
}

/* A unit, a package, and one line of each amount. */
static bool fill(struct plan_bulk *b, const struct plan_city *c, int64_t agency_id, int64_t item_id,
                 const int64_t *baht, size_t n, struct err *e)
{
    struct unit_new unit = {.year = YEAR, .agency_id = agency_id, .output_id = c->water, .title = STR("งาน")};
    struct package_new p = {.level = 1, .title = STR("งาน"), .level_kind = STR("minimum"), .value_score = {1000000}};
    int64_t id;
    struct str code;

    if (!plan_bulk_unit(b, &unit, &p.unit_id, e) ||
        !plan_bulk_package(b, &p, STR("ANALYST_ACCEPTED"), &id, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        struct line_new l = {.package_id = id, .fund_id = c->own, .item_id = item_id, .quantity_milli = 1000,
                             .name = STR("รายการ"), .requested = BAHT(baht[i])};

        l.unit_price = l.requested;
        if (!plan_bulk_line(b, &l, &id, &code, e)) {
            return false;
        }
        id = l.package_id;
    }
    return true;
}

/* City: 89,000 + 500 + 400 + 100 m; commerce: 828.53 m; of the works 400 + 100 in the city's. */
static bool fill_all(struct act *by, const struct plan_city *c, struct err *e)
{
    const int64_t city[] = {80000000000, 9000000000, 500000000}, works[] = {400000000, 0};
    const int64_t loan[] = {100000000}, commerce[] = {828530000};
    struct agency shop;
    struct plan_bulk *b;

    return agency_get(by->tx->db, by->a, STR("51000000"), &shop, e) &&
           plan_bulk_begin(by, YEAR, STR("test"), &b, e) &&
           fill(b, c, c->drainage.id, c->building, city, 3, e) &&
           fill(b, c, c->works.id, c->building, works, 2, e) &&
           fill(b, c, c->works.id, class_by_code(&c->item, STR("07201-1"))->id, loan, 1, e) &&
           fill(b, c, shop.id, c->building, commerce, 1, e) && plan_bulk_end(b, e);
}

static bool do_it(struct act *by, void *ctx, struct err *e)
{
    struct doing *x = ctx;
    struct str code = STR_NONE;
    bool ok = false;

    switch (x->what) {
    case DO_FILL: return fill_all(by, x->city, e);
    case DO_PROPOSE: ok = delta_propose(by, &x->n, &code, e); break;
    case DO_CONFIRM: return delta_confirm(by, x->code, x->version, e);
    case DO_WITHDRAW: return delta_withdraw(by, x->code, x->version, x->reason, e);
    case DO_ACCEPT: return delta_accept(by, &x->d, x->pick, x->picks, &x->row, e);
    case DO_REJECT: return delta_reject(by, &x->d, x->pick, x->picks, &x->row, e);
    case DO_MEMBER: ok = council_member_add(by, &x->m, &code, e); break;
    case DO_INTEREST: return council_interest_declare(by, &x->i, e);
    case DO_COMMITTEE: ok = council_committee_add(by, &x->c, &code, e); break;
    case DO_SEAT: return council_seat_add(by, &x->seat, e);
    case DO_VOTE: ok = vote_take(by, &x->v, &code, e); break;
    case DO_RESERVE: ok = reserved_add(by, &x->r, &code, e); break;
    case DO_SPEAK: return reserved_speak(by, x->code, x->version, x->reason, e);
    case DO_DROP: return reserved_withdraw(by, x->code, x->version, x->reason, e);
    case DO_SETTLE: return reserved_settle(by, x->code, x->version, e);
    case DO_PROTECT: return protected_add(by, &x->p, e);
    case DO_COMMITTED: ok = committed_add(by, &x->k, &code, e); break;
    case DO_VOID: return deltas_void(by, YEAR, 0, e);
    case DO_FILE: return delta_apply(by, &x->f, x->file, x->picks, &x->row, &x->result, e);
    case DO_AMOUNT:
        return line_set_amount(by, x->line, x->stage, x->amount, STR("test"), STR("test"), e);
    case DO_STEP: return bill_run(by, YEAR, 0, x->code, x->reason, e);
    case DO_TRANCHE: return false;
    }
    if (ok) {
        keep(x, code);
    }
    return ok;
}

static void must(struct store *s, struct arena *a, struct doing *x)
{
    struct err e;

    assert_ok(city_write(s, a, do_it, x, &e), &e);
}

static void must_not(struct store *s, struct arena *a, const struct actor *who, struct doing *x,
                     enum err_code want)
{
    struct err e;

    assert_err(who ? city_write_as(s, a, who, do_it, x, &e) : city_write(s, a, do_it, x, &e), &e,
               want);
}

/* Lines of the draft by amount. */
#define BIG   "2568-0-1100-00001"
#define MID   "2568-0-1100-00002"
#define SMALL "2568-0-1100-00003"
#define ROAD  "2568-0-1000-00001"
#define EMPTY "2568-0-1000-00002"
#define LOAN  "2568-0-1000-00003"
#define SHOP  "2568-0-5100-00001"

static void make(struct store *s, struct arena *a, struct plan_city *c, const char *stage)
{
    struct doing f = {.what = DO_FILL, .city = c};

    plan_make(s, a, YEAR, c);
    must(s, a, &f);
    plan_reach(s, a, YEAR, stage);
}

static struct doing cut(const char *line, int64_t satang)
{
    return (struct doing){.what = DO_PROPOSE,
                          .n = {.year = YEAR, .kind = STR("cut"), .line_code = str_from(line),
                                .amount = MONEY(satang), .reason = STR("เกินความจำเป็น")}};
}

static struct doing more(const char *kind, const char *line, int64_t satang)
{
    struct doing x = cut(line, satang);

    x.n.kind = str_from(kind);
    return x;
}

static struct delta delta_now(struct store *s, struct arena *a, const char *code)
{
    struct delta d;
    struct db *db;
    struct err e;

    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(delta_get(db, a, str_dup(a, str_from(code)), &d, &e), &e);
    return d;
}

/* Accepts the whole of one, by the report. */
static struct doing accepting(struct store *s, struct arena *a, const char *code)
{
    struct delta d = delta_now(s, a, code);

    return (struct doing){.what = DO_ACCEPT,
                          .d = {.year = YEAR, .report_ref = STR("รายงาน 1/2567")},
                          .pick = {{d.id, d.version, d.amount}},
                          .picks = 1};
}

static void take(struct store *s, struct arena *a, struct doing x)
{
    struct doing y;

    must(s, a, &x);
    if (str_eq(x.n.kind, STR("executive"))) {
        y = (struct doing){.what = DO_CONFIRM, .code = str_from(x.ret), .version = 1};
        must(s, a, &y);
    }
    y = accepting(s, a, x.ret);
    must(s, a, &y);
}

/* ---- totals: by the mirror, and counted again ---- */

static void assert_total(struct store *s, struct arena *a, int64_t satang)
{
    const enum dim none[] = {DIM_YEAR};
    struct rollup *sums = rollup_new();
    struct rollup_filter f = {.year = YEAR};
    struct rollup_table t;
    struct db *db;
    struct err e;

    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(rollup_get(sums, db, a, &f, ROLLUP_BY(none, 1, LANG_TH), &t, &e), &e);
    assert_int_equal(t.total.now.satang, satang);
    rollup_free(sums);
    assert_string_equal(
        str_cstr(a, sql_lines(s, a, "SELECT SUM((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id "
                                    "ORDER BY x.stage DESC LIMIT 1)) FROM line l WHERE l.year = 2568")),
        str_cstr(a, str_format(a, "%lld", (long long)satang)));
}

static void assert_state(struct store *s, struct arena *a, const char *line, const char *state)
{
    struct str sql = str_format(a, "SELECT p.state FROM package p JOIN line l ON l.package_id = p.id WHERE l.code = '%s'%c",
                                line, 0);

    assert_string_equal(str_cstr(a, sql_lines(s, a, sql.p)), state);
}

/* ---- the example of FY2568: every cap to the satang ---- */

#define M(x) (INT64_C(100) * 10000 * (x)) /* hundredths of a million baht, in satang */

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

/* ---- members, a sub-committee, votes ---- */

static void people(struct store *s, struct arena *a)
{
    struct doing x = {.what = DO_MEMBER};

    for (int i = 1; i <= 3; i++) {
        x.m = (struct council_member_new){.kind = STR("councillor"),
                                          .full_name = str_format(a, "สมาชิก %d", i),
                                          .district = str_format(a, "เขต %d", i),
                                          .from_date = {20220101}};
        must(s, a, &x);
    }
    x = (struct doing){.what = DO_COMMITTEE,
                       .c = {.year = YEAR, .name = STR("คณะกรรมการวิสามัญ"), .order_no = STR("1/2567"),
                             .from_date = {20220901}}};
    must(s, a, &x);
    x.seat = (struct council_seat_new){.committee_code = str_dup(a, str_from(x.ret)), .from_date = {20220901}};
    x.what = DO_SEAT;
    for (int i = 1; i <= 3; i++) {
        x.seat.member_code = str_format(a, "M%03d", i);
        x.seat.role = i == 1 ? STR("chair") : STR("member");
        must(s, a, &x);
    }
}

static struct str committee_code(struct store *s, struct arena *a)
{
    return sql_lines(s, a, "SELECT code FROM council_committee ORDER BY id LIMIT 1");
}

static struct doing vote_on(struct arena *a, const char *subject, const char *code, int64_t yes, int64_t no)
{
    return (struct doing){.what = DO_VOTE,
                          .v = {.year = YEAR, .subject = str_format(a, "%s%s", subject, code),
                                .on_date = {20221001}, .yes = yes, .no = no}};
}

static void members(struct store *s, struct arena *a)
{
    struct plan_city c;
    struct doing x, y;
    struct str committee;

    make(s, a, &c, "COMMITTEE");
    people(s, a);
    committee = committee_code(s, a);
    x = (struct doing){.what = DO_INTEREST,
                       .i = {.member_code = STR("M001"), .agency_code = STR("10000000"),
                             .reason = STR("คู่สมรสเป็นคู่สัญญา"), .from_date = {20220101}}};
    must(s, a, &x);
    x = cut(ROAD, M(100));
    x.n.mover_kind = STR("member");
    x.n.mover_code = STR("M001");
    must_not(s, a, NULL, &x, ERR_INTEREST);
    x.n.mover_code = STR("M002");
    must(s, a, &x);
    x = cut(ROAD, M(200)); /* another mover on the same line */
    x.n.mover_kind = STR("committee");
    x.n.mover_code = committee;
    must(s, a, &x);
    x = cut(SMALL, M(300));
    x.n.mover_kind = STR("committee");
    x.n.mover_code = committee;
    must(s, a, &x);
    /* the committee's cuts at once, by a vote on them: both lines, one record */
    y = vote_on(a, "cuts:", str_cstr(a, committee), 3, 0);
    y.v.committee_code = committee;
    must(s, a, &y);
    x = accepting(s, a, "D-2568-0-0002");
    x.pick[1] = accepting(s, a, "D-2568-0-0003").pick[0];
    x.picks = 2;
    x.d.report_ref = STR("");
    x.d.vote_code = str_dup(a, str_from(y.ret));
    x.pick[2] = accepting(s, a, "D-2568-0-0001").pick[0];
    x.picks = 3;
    must_not(s, a, NULL, &x, ERR_BASIS_WRONG); /* M002's own cut was not voted */
    assert_int_equal(x.row, 2);
    x.picks = 2;
    must(s, a, &x);
    assert_total(s, a, M(9082853 - 500));
    assert_string_equal(str_cstr(a, sql_lines(s, a, "SELECT COUNT(*) FROM audit WHERE action = 'delta.accept'")), "1");
    /* who voted with an interest spoils a named vote, on one cut or on all of a committee */
    y = vote_on(a, "cuts:", "D-2568-0-0001", 0, 0);
    y.v.committee_code = committee;
    y.v.ballot = (const struct ballot[]){{STR("M001"), STR("yes")}, {STR("M002"), STR("yes")}};
    y.v.ballots = 2;
    must_not(s, a, NULL, &y, ERR_INTEREST);
    x = cut(EMPTY, 1);
    x.n.mover_kind = STR("committee");
    x.n.mover_code = committee;
    must_not(s, a, NULL, &x, ERR_CUT_ABOVE);
    x.n.line_code = STR(ROAD);
    must(s, a, &x);
    x = accepting(s, a, x.ret);
    y.v.subject = str_format(a, "cuts:%.*s", STR_FMT(committee));
    y.v.again_why = STR("ครั้งที่สอง");
    must(s, a, &y);
    x.d = (struct delta_decision){.year = YEAR, .vote_code = str_dup(a, str_from(y.ret))};
    must_not(s, a, NULL, &x, ERR_INTEREST);
    x = (struct doing){.what = DO_WITHDRAW, .code = STR("D-2568-0-0004"), .version = 1, .reason = STR("ผิด")};
    must(s, a, &x);
    y.v.subject = STR("cuts:D-2568-0-0001");
    y.v.again_why = STR("");
    x = accepting(s, a, "D-2568-0-0001");
    y.v.ballot = (const struct ballot[]){{STR("M002"), STR("no")}, {STR("M003"), STR("no")}};
    must(s, a, &y);
    x.d = (struct delta_decision){.year = YEAR, .vote_code = str_dup(a, str_from(y.ret))};
    must_not(s, a, NULL, &x, ERR_BASIS_WRONG); /* it failed */
    x.what = DO_REJECT;
    must_not(s, a, NULL, &x, ERR_REQUIRED);
    x.d.reason = STR("จำเป็น");
    must(s, a, &x);
    /* the mover reserves the amendment; M003 voted with the majority and has no opinion */
    x = (struct doing){.what = DO_RESERVE,
                       .r = {.year = YEAR, .kind = STR("amendment"), .delta_code = STR("D-2568-0-0001"),
                             .member_code = STR("M003"), .wanted = MONEY(M(40000 - 300)), .reason = STR("ยังเห็นว่าเกิน")}};
    must_not(s, a, NULL, &x, ERR_NOT_MOVER);
    x.r.member_code = STR("M002");
    x.r.wanted = MONEY(M(40000 - 301));
    must_not(s, a, NULL, &x, ERR_RESERVE_BELOW);
    x.r.wanted = MONEY(M(40000 - 200));
    must_not(s, a, NULL, &x, ERR_RESERVE_SAME);
    x.r.wanted = MONEY(M(40000 - 300));
    must(s, a, &x);
    must_not(s, a, NULL, &x, ERR_ALREADY);
    x.r.delta_code = STR("D-2568-0-0002");
    must_not(s, a, NULL, &x, ERR_NOT_MOVER);
    x.r = (struct reserved_new){.year = YEAR, .kind = STR("opinion"), .delta_code = STR("D-2568-0-0001"),
                                .committee_code = committee, .member_code = STR("M003"),
                                .wanted = MONEY(M(40000 - 250)), .reason = STR("เห็นต่าง")};
    must_not(s, a, NULL, &x, ERR_RESERVE_MAJORITY);
    x.r.member_code = STR("M001");
    must_not(s, a, NULL, &x, ERR_INTEREST);
    x.r = (struct reserved_new){.year = YEAR, .kind = STR("opinion"), .delta_code = STR("D-2568-0-0003"),
                                .committee_code = committee, .member_code = STR("M003"),
                                .wanted = MONEY(M(50000)), .reason = STR("ไม่ควรปรับลด")};
    must(s, a, &x);
    x.r.line_code = STR(SMALL);
    x.r.delta_code = STR("");
    x.r.member_code = STR("M002");
    x.r.wanted = MONEY(M(50000) + 1);
    must_not(s, a, NULL, &x, ERR_RESTORE_ABOVE);
    x.r.wanted = MONEY(M(49900));
    must(s, a, &x);
    /* the second reading: nobody leaves it before all is settled */
    plan_reach(s, a, YEAR, "READING2");
    x = (struct doing){.what = DO_STEP, .code = STR("reading3"), .reason = STR("เร่งด่วน")};
    must_not(s, a, NULL, &x, ERR_GUARD_FIXED);
    x = (struct doing){.what = DO_SETTLE, .code = STR("R-2568-0-0001"), .version = 1};
    must_not(s, a, NULL, &x, ERR_BASIS_NEEDED);
    x = (struct doing){.what = DO_SPEAK, .code = STR("R-2568-0-0001"), .version = 1, .reason = STR("อภิปราย")};
    must(s, a, &x);
    must_not(s, a, NULL, &x, ERR_STALE);
    y = vote_on(a, "reserved:", "R-2568-0-0001", 2, 0);
    must(s, a, &y);
    x = (struct doing){.what = DO_SETTLE, .code = STR("R-2568-0-0001"), .version = 2};
    must(s, a, &x);
    assert_total(s, a, M(9082853 - 600)); /* the floor cut another 100 */
    y = vote_on(a, "reserved:", "R-2568-0-0002", 1, 2);
    must(s, a, &y);
    x = (struct doing){.what = DO_SETTLE, .code = STR("R-2568-0-0002"), .version = 1};
    must(s, a, &x); /* lost: nothing changes */
    assert_total(s, a, M(9082853 - 600));
    y = vote_on(a, "reserved:", "R-2568-0-0003", 2, 1);
    must(s, a, &y);
    x = (struct doing){.what = DO_SETTLE, .code = STR("R-2568-0-0003"), .version = 1};
    must(s, a, &x); /* a floor restore of 200 */
    assert_total(s, a, M(9082853 - 400));
    must_not(s, a, NULL, &x, ERR_STATE);
    plan_reach(s, a, YEAR, "READING3");
    assert_string_equal(str_cstr(a, sql_lines(s, a, "SELECT kind, state, accepted_satang FROM council_delta WHERE id > 4 ORDER BY id")),
                        "floor_cut\taccepted\t100000000\nfloor_restore\taccepted\t200000000");
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
EACH(members)
EACH(voids)
EACH(files)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_example), cmocka_unit_test(test_refusals), cmocka_unit_test(test_period),
        cmocka_unit_test(test_members), cmocka_unit_test(test_voids),    cmocka_unit_test(test_files),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
