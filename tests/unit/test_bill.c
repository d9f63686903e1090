/* A draft in the Council: versions, steps and their guards, the clock, members, committees, votes. */
#include "plan_store.h"

#include "execute/invariant.h"
#include "plan/amount.h"
#include "plan/bill.h"
#include "plan/bill_section.h"
#include "plan/council_committee.h"
#include "plan/council_member.h"
#include "plan/package.h"
#include "plan/review.h"
#include "plan/vote.h"

enum { YEAR = 2568 };

/* What a write of the tests does: one of these, by whom. */
struct doing {
    enum {
        DO_STEP, DO_MEMBER, DO_MEMBER_END, DO_COMMITTEE, DO_SEAT, DO_REPORT, DO_INTEREST, DO_VOTE,
        DO_GAZETTE, DO_ADD, DO_EDIT, DO_AMOUNT, DO_SUBMIT,
    } what;
    int64_t number, version, line_id;
    const char *event, *reason, *code;
    struct council_member_new m;
    struct council_committee_new c;
    struct council_seat_new s;
    struct council_report r;
    struct council_interest_new i;
    struct vote_new v;
    struct gazette g;
    struct bill_new b;
    struct money amount;
    struct str ret;
};

static struct str word(const char *s)
{
    return s ? str_from(s) : STR_NONE;
}

static bool act_on(struct act *by, void *ctx, struct err *e)
{
    struct doing *x = ctx;
    struct amount_set set = {.line_id = x->line_id, .amount = x->amount, .reason = STR("test")};

    switch (x->what) {
    case DO_STEP: return bill_run(by, YEAR, x->number, word(x->event), word(x->reason), e);
    case DO_MEMBER: return council_member_add(by, &x->m, &x->ret, e);
    case DO_MEMBER_END: return council_member_end(by, word(x->code), x->version, by->today, word(x->reason), e);
    case DO_COMMITTEE: return council_committee_add(by, &x->c, &x->ret, e);
    case DO_SEAT: return council_seat_add(by, &x->s, e);
    case DO_REPORT: return council_report_set(by, &x->r, e);
    case DO_INTEREST: return council_interest_declare(by, &x->i, e);
    case DO_VOTE: return vote_take(by, &x->v, &x->ret, e);
    case DO_GAZETTE: return gazette_set(by, YEAR, x->number, &x->g, e);
    case DO_ADD: return bill_add(by, YEAR, &x->b, &x->number, e);
    case DO_EDIT: return bill_edit(by, YEAR, x->number, x->version, &x->b, e);
    case DO_AMOUNT: return amounts_write(by, YEAR, STAGE_COMMITTEE, &set, 1, e);
    case DO_SUBMIT: return package_event(by, YEAR, word(x->code), word(x->event), x->version, word(x->reason), e);
    }
    return false;
}

static bool run(struct act *by, void *ctx, struct err *e)
{
    struct doing *x = ctx;
    bool ok = act_on(by, x, e);

    if (ok && x->ret.n) {
        x->ret = str_dup(city_arena(by), x->ret);
    }
    return ok;
}

static const struct actor *clerk(void)
{
    static struct actor a;

    a = plan_person("clerk", PERM_COUNCIL, SCOPE_CITY, 0);
    return &a;
}

static const struct actor *governor(void)
{
    static struct actor a;

    a = plan_person("governor", PERM_CYCLE, SCOPE_CITY, 0);
    return &a;
}

static void must(struct store *s, struct arena *a, const struct actor *who, struct doing *x)
{
    struct err e = {0};

    assert_ok(who ? city_write_as(s, a, who, run, x, &e) : city_write(s, a, run, x, &e), &e);
}

static void must_not(struct store *s, struct arena *a, const struct actor *who, struct doing *x,
                     enum err_code want)
{
    struct err e = {0};

    assert_err(who ? city_write_as(s, a, who, run, x, &e) : city_write(s, a, run, x, &e), &e, want);
}

static void step(struct store *s, struct arena *a, const struct actor *who, int64_t number,
                 const char *event)
{
    struct doing x = {.what = DO_STEP, .number = number, .event = event};

    must(s, a, who, &x);
}

static void refuse_step(struct store *s, struct arena *a, const struct actor *who,
                        const char *event, enum err_code want)
{
    struct doing x = {.what = DO_STEP, .event = event};

    must_not(s, a, who, &x, want);
}

static void invariants_hold(struct store *s, struct arena *a)
{
    const struct broken *b;
    struct db *db;
    struct err e = {0};
    size_t n, broken;

    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(invariants_check(db, a, &b, &n, &broken, &e), &e);
    if (n) {
        printf("%s: %s\n", b[0].invariant->name, str_cstr(a, b[0].problem));
    }
    assert_int_equal(broken, 0);
}

/* The day of every write of the tests. */
static struct date today(void)
{
    return date_of_ms(CITY_NOW);
}

static struct plan_city make_city(struct store *s, struct arena *a)
{
    struct plan_city c;
    struct plan_fill f = {.year = YEAR, .c = &c, .units = 1, .levels = 1, .lines = 4, .state = "SUBMITTED"};
    struct err e = {0};

    plan_make(s, a, YEAR, &c);
    f.agency_id = c.works.id;
    f.output_id = c.road;
    assert_ok(city_write(s, a, plan_fill, &f, &e), &e);
    f.agency_id = c.drainage.id;
    f.output_id = c.water;
    assert_ok(city_write(s, a, plan_fill, &f, &e), &e);
    plan_reach(s, a, YEAR, "GOVERNOR");
    return c;
}

/* Five councillors and one executive. */
static void make_members(struct store *s, struct arena *a)
{
    for (int i = 1; i <= 6; i++) {
        struct doing x = {.what = DO_MEMBER,
                          .m = {.kind = i == 6 ? STR("executive") : STR("councillor"),
                                .full_name = str_format(a, "N%d", i),
                                .post = i == 6 ? STR("P") : STR_NONE,
                                .district = i == 6 ? STR_NONE : str_format(a, "D%d", i),
                                .from_date = DATE(20220501)}};

        must(s, a, clerk(), &x);
    }
}

static struct doing vote_on(const char *subject, int64_t yes, int64_t no)
{
    return (struct doing){.what = DO_VOTE,
                          .v = {.year = YEAR, .subject = str_from(subject), .on_date = today(), .yes = yes, .no = no}};
}

static void pass_vote_on(struct store *s, struct arena *a, const char *subject, struct date day)
{
    struct doing x = vote_on(subject, 3, 1);

    x.v.on_date = day;
    must(s, a, clerk(), &x);
}

static void pass_vote(struct store *s, struct arena *a, const char *subject)
{
    pass_vote_on(s, a, subject, today());
}

static struct db *reader(struct store *s)
{
    struct db *db;
    struct err e = {0};

    assert_ok(store_reader(s, &db, &e), &e);
    return db;
}

/* ---- versions ---- */

static void versions(struct store *s, struct arena *a)
{
    struct doing x = {.what = DO_STEP, .event = "reopen", .reason = "x"};
    struct bill_version v;
    struct bill b;
    struct rows rows;
    struct str first;
    struct err e = {0};
    bool found;

    make_city(s, a);
    assert_ok(bill_get(reader(s), a, YEAR, 0, &b, &e), &e);
    assert_str(b.code, "2568-0", "the annual draft is always there");
    assert_int_equal(b.version, 0);
    step(s, a, NULL, 0, "table");
    assert_str(sql_lines(s, a, "SELECT COUNT(*), SUM(x.amount_satang) FROM line_amount x WHERE x.stage = 5"), "8\t2000000",
               "every line that stands in the draft is tabled, with its newest amount");
    assert_ok(bill_version_get(reader(s), a, YEAR, 0, 1, &v, &e), &e);
    assert_str(v.kind, "tabled", "version 1");
    assert_int_equal(v.lines, 8);
    assert_int_equal(v.total.satang, 2000000);
    assert_int_equal(v.sha256.n, 64);
    first = v.sha256;
    assert_ok(bill_version_lines(reader(s), a, v.id, STR_NONE, 3, &rows, &e), &e);
    assert_int_equal(rows.n, 3);
    assert_err(bill_version_get(reader(s), a, YEAR, 0, 2, &v, &e), &e, ERR_NOT_FOUND);
    assert_err(bill_get(reader(s), a, YEAR, 7, &b, &e), &e, ERR_NOT_FOUND);

    /* Withdrawn with a reason; tabled again it is another version of the same figures. */
    x.reason = NULL;
    must_not(s, a, NULL, &x, ERR_REASON_NEEDED);
    x.reason = "x";
    must(s, a, governor(), &x);
    assert_ok(bill_version_find(reader(s), a, &(struct bill_key){YEAR, 0}, STR("tabled"), &v, &found, &e), &e);
    assert_false(found);
    step(s, a, NULL, 0, "table");
    assert_ok(bill_versions(reader(s), a, YEAR, 0, &rows, &e), &e);
    assert_int_equal(rows.n, 2);
    assert_true(((const struct bill_version *)rows.p)[0].withdrawn);
    assert_str(((const struct bill_version *)rows.p)[1].sha256, str_cstr(a, first), "same figures, same fingerprint");
    invariants_hold(s, a);
}

static void test_versions(void **state)
{
    (void)state;
    with_each_store(versions);
}

/* What is tabled is frozen: nothing comes into the draft or leaves it. */
static void frozen(struct store *s, struct arena *a)
{
    struct doing x = {.what = DO_SUBMIT, .event = "withdraw", .reason = "x", .version = 1};
    struct str code;

    make_city(s, a);
    code = sql_lines(s, a, "SELECT MIN(code) FROM package WHERE state = 'SUBMITTED'");
    x.code = str_cstr(a, code);
    step(s, a, NULL, 0, "table");
    must_not(s, a, NULL, &x, ERR_STAGE);
    x.event = "return";
    must_not(s, a, NULL, &x, ERR_STAGE);
    x = (struct doing){.what = DO_STEP, .event = "reopen", .reason = "x"};
    must(s, a, NULL, &x);
    x = (struct doing){.what = DO_SUBMIT, .event = "return", .reason = "x", .version = 1, .code = str_cstr(a, code)};
    must(s, a, NULL, &x); /* the Governor has it again */
}

static void test_frozen(void **state)
{
    (void)state;
    with_each_store(frozen);
}

/* ---- the whole road ---- */

static void to_committee(struct store *s, struct arena *a, struct date principle)
{
    struct doing x = {.what = DO_COMMITTEE,
                      .c = {.year = YEAR, .name = STR("E"), .order_no = STR("1/2567"), .from_date = today()}};

    refuse_step(s, a, governor(), "table", ERR_GUARD); /* packages that the Governor did not decide */
    must(s, a, governor(), &(struct doing){.what = DO_STEP, .event = "table", .reason = "x"});
    step(s, a, clerk(), 0, "reading1");
    refuse_step(s, a, clerk(), "committee", ERR_GUARD_FIXED); /* no vote of principle, and no reason helps */
    pass_vote_on(s, a, "principle", principle);
    refuse_step(s, a, clerk(), "committee", ERR_GUARD);
    must(s, a, clerk(), &x);
    assert_str(x.ret, "E2568-0", "its code");
    must_not(s, a, clerk(), &x, ERR_ALREADY);
    step(s, a, clerk(), 0, "committee");
}

static void report(struct store *s, struct arena *a)
{
    struct doing x = {.what = DO_REPORT,
                      .r = {.committee_code = STR("E2568-0"), .report_no = STR("1"), .text = STR("t"), .on_date = today(), .version = 1}};

    must(s, a, clerk(), &x);
    must_not(s, a, clerk(), &x, ERR_STALE);
    x.r.report_no = STR_NONE;
    must_not(s, a, clerk(), &x, ERR_REQUIRED);
}

static void road(struct store *s, struct arena *a)
{
    struct doing x = {.what = DO_AMOUNT, .amount = BAHT(600)};
    struct doing g = {.what = DO_GAZETTE, .g = {STR("139"), STR("1"), STR("2"), today(), STR_NONE, {0}}};
    const struct bill_money *m;
    const struct bill_section *sec;
    struct rows rows;
    struct err e = {0};

    make_city(s, a);
    make_members(s, a);
    refuse_step(s, a, clerk(), "table", ERR_FORBIDDEN);
    to_committee(s, a, today());
    refuse_step(s, a, governor(), "amendment", ERR_FORBIDDEN);
    refuse_step(s, a, clerk(), "amendment", ERR_GUARD);
    report(s, a);
    x.line_id = 1; /* asked 1,000 baht; the committee leaves 600 (what plan/delta.h writes) */
    must(s, a, NULL, &x);
    step(s, a, clerk(), 0, "amendment");
    step(s, a, clerk(), 0, "reading2");
    assert_ok(bill_money(reader(s), a, NULL, YEAR, 0, &rows, &e), &e);
    m = rows.p;
    assert_int_equal(m[2].tabled.satang, 2000000);
    assert_int_equal(m[2].cut.satang, 40000);
    assert_int_equal(m[2].now.satang, 1960000);
    assert_int_equal(m[2].regular.satang + m[2].special.satang, 1960000);
    assert_ok(bill_sections(reader(s), a, NULL, YEAR, 0, &rows, &e), &e);
    sec = rows.p;
    assert_int_equal(rows.n, 2);
    assert_int_equal(sec[0].now.satang + sec[1].now.satang, 1960000);
    refuse_step(s, a, clerk(), "reading3", ERR_GUARD);
    pass_vote(s, a, "section:10000000");
    refuse_step(s, a, clerk(), "reading3", ERR_GUARD); /* one of two */
    pass_vote(s, a, "sections:rest");
    assert_ok(bill_sections(reader(s), a, NULL, YEAR, 0, &rows, &e), &e);
    sec = rows.p;
    assert_true(sec[0].en_bloc != sec[1].en_bloc);
    step(s, a, clerk(), 0, "reading3");
    refuse_step(s, a, clerk(), "pass", ERR_GUARD_FIXED);
    pass_vote(s, a, "final");
    must_not(s, a, governor(), &g, ERR_STAGE); /* nothing to publish yet */
    step(s, a, clerk(), 0, "pass");
    step(s, a, governor(), 0, "sign");
    refuse_step(s, a, governor(), "gazette", ERR_GUARD_FIXED);
    g.g.page = STR_NONE;
    must_not(s, a, governor(), &g, ERR_REQUIRED);
    g.g.page = STR("2");
    g.g.on_date = DATE(21000101);
    must_not(s, a, governor(), &g, ERR_BAD_DATE);
    g.g.on_date = today();
    must(s, a, governor(), &g);
    step(s, a, governor(), 0, "gazette");
    refuse_step(s, a, governor(), "in_force", ERR_GUARD_FIXED);
    assert_str(sql_lines(s, a, "SELECT no, kind, total_satang FROM bill_version ORDER BY no"),
               "1\ttabled\t2000000\n2\tcommittee\t1960000\n3\tamended\t1960000\n4\tpassed\t1960000",
               "each step freezes its version");
    invariants_hold(s, a);
}

static void test_road(void **state)
{
    (void)state;
    with_each_store(road);
}

/* ---- the clock ---- */

static void clock_runs(struct store *s, struct arena *a)
{
    struct bill_clock c;
    struct err e = {0};

    make_city(s, a);
    make_members(s, a);
    assert_ok(bill_clock(reader(s), a, YEAR, 0, today(), &c, &e), &e);
    assert_int_equal(c.committee_due.yyyymmdd, 0);
    assert_int_equal(c.committee_days, 45);
    assert_false(c.previous_now);
    to_committee(s, a, today());
    assert_ok(bill_clock(reader(s), a, YEAR, 0, date_add_days(today(), 10), &c, &e), &e);
    assert_int_equal(c.committee_left, 35);
    assert_int_equal(c.amend_left, 5);
    assert_false(c.deemed_open);
    assert_ok(bill_clock(reader(s), a, YEAR, 0, date_add_days(today(), 46), &c, &e), &e);
    assert_true(c.deemed_open && c.fallback);
    assert_ok(bill_clock(reader(s), a, YEAR, 0, fy_start(YEAR), &c, &e), &e);
    assert_true(c.previous_now); /* 1 October came without an ordinance */
    refuse_step(s, a, governor(), "deemed", ERR_NOT_DUE);
}

/* The principle was voted 46 days ago and the committee is not done: what it changed falls. */
static void deemed(struct store *s, struct arena *a)
{
    struct doing x = {.what = DO_AMOUNT, .amount = BAHT(600), .line_id = 1};
    struct str stage;
    struct err e = {0};

    make_city(s, a);
    make_members(s, a);
    to_committee(s, a, date_add_days(today(), -46));
    must(s, a, NULL, &x);
    assert_ok(sql_write(s,
                        "INSERT INTO param_value (code, number, from_year, from_date, value, reason, "
                        "proposed_by, proposed_ms) VALUES "
                        "('council.fallback', 1, 2500, 20200101, 'none', 'r', 'x', 1)",
                        &e),
              &e);
    assert_ok(sql_write(s,
                        "INSERT INTO param_event (value_id, event, by_user, at_ms) "
                        "SELECT id, 'approve', 'y', 2 FROM param_value",
                        &e),
              &e);
    refuse_step(s, a, governor(), "deemed", ERR_NO_FALLBACK);
    assert_ok(sql_write(s,
                        "INSERT INTO param_value (code, number, from_year, from_date, value, reason, "
                        "proposed_by, proposed_ms) VALUES "
                        "('council.fallback', 2, 2501, 20200101, 'deemed', 'r', 'x', 1)",
                        &e),
              &e);
    assert_ok(sql_write(s,
                        "INSERT INTO param_event (value_id, event, by_user, at_ms) "
                        "SELECT id, 'approve', 'y', 2 FROM param_value WHERE number = 2",
                        &e),
              &e);
    refuse_step(s, a, clerk(), "deemed", ERR_FORBIDDEN);
    step(s, a, governor(), 0, "deemed");
    assert_ok(bill_stage(reader(s), a, YEAR, 0, &stage, &e), &e);
    assert_str(stage, "PASSED", "deemed approved");
    assert_str(sql_lines(s, a, "SELECT kind, total_satang FROM bill_version ORDER BY no"), "tabled\t2000000\npassed\t2000000",
               "as it was tabled");
    invariants_hold(s, a);
}

static void test_deemed(void **state)
{
    (void)state;
    with_each_store(deemed);
}

static void test_clock(void **state)
{
    (void)state;
    with_each_store(clock_runs);
}

/* ---- members, committees ---- */

static void members(struct store *s, struct arena *a)
{
    struct doing x = {.what = DO_MEMBER,
                      .m = {.kind = STR("councillor"), .full_name = STR("N9"), .district = STR("D9"), .from_date = DATE(20220501)}};
    struct doing end = {.what = DO_MEMBER_END, .code = "M002", .version = 1, .reason = "x"};
    struct doing c = {.what = DO_COMMITTEE, .c = {.year = YEAR, .name = STR("E"), .order_no = STR("1"), .from_date = DATE(20220601)}};
    struct doing seat = {.what = DO_SEAT, .s = {STR("E2568-0"), STR("M001"), STR("chair"), DATE(20220601)}};
    static const struct str two[] = {{"10000000", 8}, {"99999999", 8}};
    struct council_committee got;
    struct council_member m;
    struct err e = {0};
    bool covers, found;

    make_city(s, a);
    make_members(s, a);
    must_not(s, a, governor(), &x, ERR_FORBIDDEN);
    x.m.kind = STR("guest");
    must_not(s, a, clerk(), &x, ERR_BAD_CHOICE);
    x.m.kind = STR("councillor");
    x.m.district = STR("D1");
    must_not(s, a, clerk(), &x, ERR_ALREADY); /* one a district */
    x.m.district = STR_NONE;
    must_not(s, a, clerk(), &x, ERR_REQUIRED);
    x.m.district = STR("D9");
    x.m.from_date = DATE(0);
    must_not(s, a, clerk(), &x, ERR_BAD_DATE);
    x.m.from_date = DATE(20220501);
    x.m.user_name = STR("nobody");
    must_not(s, a, clerk(), &x, ERR_NOT_FOUND);
    must(s, a, clerk(), &end);
    must_not(s, a, clerk(), &end, ERR_STALE);
    assert_ok(council_member_of_user(reader(s), a, STR("nobody"), today(), &m, &found, &e), &e);
    assert_false(found);

    must_not(s, a, clerk(), &c, ERR_STAGE); /* committees begin with the first reading */
    plan_reach(s, a, YEAR, "READING1");
    must(s, a, clerk(), &c);
    c.c.parent_code = c.ret;
    c.c.agency = two;
    c.c.agencies = 2;
    must_not(s, a, clerk(), &c, ERR_NOT_FOUND);
    c.c.agencies = 1;
    must(s, a, clerk(), &c);
    assert_ok(council_committee_get(reader(s), a, STR("S2568-0-01"), &got, &e), &e);
    assert_false(got.whole);
    assert_ok(council_committee_covers(reader(s), got.id, 0, &covers, &e), &e);
    assert_false(covers);
    c.c.parent_code = STR("S2568-0-01");
    must_not(s, a, clerk(), &c, ERR_NOT_FOUND); /* no sub-committee of a sub-committee */
    must(s, a, clerk(), &seat);
    must_not(s, a, clerk(), &seat, ERR_ALREADY);
    seat.s.member_code = STR("M003");
    must_not(s, a, clerk(), &seat, ERR_ALREADY); /* a second chair */
    seat.s.role = STR("king");
    must_not(s, a, clerk(), &seat, ERR_BAD_CHOICE);
    seat.s.role = STR("member");
    seat.s.from_date = DATE(20210101);
    must_not(s, a, clerk(), &seat, ERR_BAD_DATE); /* before the committee was set up */
    seat.s.from_date = date_add_days(today(), 1);
    seat.s.member_code = STR("M002");
    must_not(s, a, clerk(), &seat, ERR_NOT_COUNCIL); /* out of office */
    seat.s.from_date = today();
    seat.s.member_code = STR("M006");
    must(s, a, clerk(), &seat); /* an executive may sit */
    invariants_hold(s, a);
}

static void test_members(void **state)
{
    (void)state;
    with_each_store(members);
}

/* ---- votes ---- */

static void votes(struct store *s, struct arena *a)
{
    static const struct ballot twice[] = {{{"M001", 4}, {"yes", 3}}, {{"M001", 4}, {"no", 2}}};
    static const struct ballot mixed[] = {{{"M001", 4}, {"yes", 3}}, {{"M006", 4}, {"yes", 3}}};
    static const struct ballot three[] = {{{"M001", 4}, {"yes", 3}}, {{"M002", 4}, {"yes", 3}}, {{"M004", 4}, {"no", 2}}};
    static const struct ballot barred[] = {{{"M003", 4}, {"yes", 3}}};
    static const struct ballot odd[] = {{{"M001", 4}, {"maybe", 5}}};
    static const struct {
        const char *subject;
        enum err_code want;
        const char *why;
    } row[] = {
        {"", ERR_BAD_SUBJECT, "nothing"},          {"lunch", ERR_BAD_SUBJECT, "no such kind"},
        {"section", ERR_BAD_SUBJECT, "which one"}, {"principle:x", ERR_BAD_SUBJECT, "there is only one"},
        {"sections:some", ERR_BAD_SUBJECT, "only the rest"}, {"final", ERR_STAGE, "not yet"},
        {"section:99999999", ERR_NOT_FOUND, "no such agency"},
    };
    struct doing i = {.what = DO_INTEREST,
                      .i = {.member_code = STR("M003"), .agency_code = STR("10000000"), .reason = STR("r"), .from_date = DATE(20220501)}};
    struct doing x = vote_on("section:10000000", 3, 2);
    struct vote v;
    struct rows rows;
    struct err e = {0};
    bool passed;

    make_city(s, a);
    make_members(s, a);
    must(s, a, clerk(), &i);
    must_not(s, a, clerk(), &i, ERR_ALREADY);
    i.i.line_code = STR("x");
    must_not(s, a, clerk(), &i, ERR_REQUIRED); /* one or the other */
    plan_reach(s, a, YEAR, "READING2");
    for (size_t k = 0; k < ARRAY_LEN(row); k++) {
        struct doing y = vote_on(row[k].subject, 1, 0);

        must_not(s, a, clerk(), &y, row[k].want);
    }
    must_not(s, a, governor(), &x, ERR_FORBIDDEN);
    must_not(s, a, clerk(), &x, ERR_VOTES_ABOVE); /* five councillors, one with an interest */
    x.v.yes = x.v.no = 0;
    must_not(s, a, clerk(), &x, ERR_NOTHING);
    x.v.on_date = date_add_days(today(), 1);
    must_not(s, a, clerk(), &x, ERR_BAD_DATE);
    x.v.on_date = today();
    x.v.committee_code = STR("E9");
    must_not(s, a, clerk(), &x, ERR_NOT_FOUND);
    x.v.committee_code = STR_NONE;
    x.v.ballot = twice;
    x.v.ballots = 2;
    must_not(s, a, clerk(), &x, ERR_VOTED);
    x.v.ballot = mixed;
    must_not(s, a, clerk(), &x, ERR_NOT_COUNCIL); /* an executive is no councillor */
    x.v.ballot = odd;
    x.v.ballots = 1;
    must_not(s, a, clerk(), &x, ERR_BAD_CHOICE);
    x.v.ballot = barred;
    must_not(s, a, clerk(), &x, ERR_INTEREST);
    x.v.ballot = three;
    x.v.ballots = 3;
    must(s, a, clerk(), &x);
    assert_ok(vote_get(reader(s), a, x.ret, &v, &e), &e);
    assert_str(v.result, "passed", "2 of 3");
    assert_int_equal(v.members, 4);
    assert_true(v.named && v.newest);
    assert_ok(vote_ballots(reader(s), a, v.id, &rows, &e), &e);
    assert_int_equal(rows.n, 3);

    /* Again only with a reason; then that one counts. A tie fails. */
    x = vote_on("section:10000000", 2, 2);
    must_not(s, a, clerk(), &x, ERR_VOTED_BEFORE);
    x.v.again_why = STR("recount");
    must(s, a, clerk(), &x);
    assert_ok(vote_passed(reader(s), a, YEAR, 0, STR("section:10000000"), &passed, &e), &e);
    assert_false(passed);
    assert_ok(vote_list(reader(s), a, YEAR, 0, 0, &rows, &e), &e);
    assert_int_equal(rows.n, 2);
    refuse_step(s, a, clerk(), "reading3", ERR_GUARD);
    invariants_hold(s, a);
}

static void test_votes(void **state)
{
    (void)state;
    with_each_store(votes);
}

/* ---- supplementary drafts ---- */

static void supplementary(struct store *s, struct arena *a)
{
    struct doing x = {.what = DO_ADD, .b = {STR("T"), STR_NONE, STR("R")}};
    struct doing edit = {.what = DO_EDIT, .number = 1, .version = 1, .b = {STR("T2"), STR_NONE, STR("R")}};
    struct doing st = {.what = DO_STEP, .number = 1, .event = "table"};
    struct str stage;
    struct err e = {0};

    make_city(s, a);
    must_not(s, a, NULL, &x, ERR_STAGE); /* of a year in force alone */
    assert_ok(sql_write(s, "UPDATE fiscal_year SET stage = 'IN_FORCE' WHERE year = 2568", &e), &e);
    must_not(s, a, clerk(), &x, ERR_FORBIDDEN);
    x.b.reason = STR_NONE;
    must_not(s, a, NULL, &x, ERR_REQUIRED);
    x.b.reason = STR("R");
    must(s, a, NULL, &x);
    assert_int_equal(x.number, 1);
    must_not(s, a, NULL, &x, ERR_ALREADY); /* one draft at a time */
    must(s, a, NULL, &edit);
    must_not(s, a, NULL, &edit, ERR_STALE);
    must_not(s, a, NULL, &st, ERR_GUARD_FIXED); /* it holds no money */
    assert_ok(bill_stage(reader(s), a, YEAR, 1, &stage, &e), &e);
    assert_str(stage, "DRAFT", "it stays");
    assert_ok(sql_write(s, "UPDATE line SET ordinance = 1 WHERE id <= 2", &e), &e);
    must_not(s, a, NULL, &st, ERR_NO_STATEMENT); /* nor a fiscal statement (plan/supplementary.h) */
    assert_ok(sql_write(s, "UPDATE bill SET stage = 'TABLED' WHERE number = 1", &e), &e);
    st.event = "sign";
    must_not(s, a, NULL, &st, ERR_STATE);
    edit.version = 2;
    must_not(s, a, NULL, &edit, ERR_STAGE); /* tabled */
    st = (struct doing){.what = DO_STEP, .number = 1, .event = "reopen", .reason = "x"};
    must(s, a, governor(), &st);
    assert_ok(bill_stage(reader(s), a, YEAR, 1, &stage, &e), &e);
    assert_str(stage, "DRAFT", "withdrawn, it is a draft again");
    assert_str(sql_lines(s, a, "SELECT event, from_stage, to_stage, reason FROM bill_event ORDER BY id"),
               "reopen\tTABLED\tDRAFT\tx", "its own trail");
}

static void test_supplementary(void **state)
{
    (void)state;
    with_each_store(supplementary);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_versions), cmocka_unit_test(test_frozen),
        cmocka_unit_test(test_road),     cmocka_unit_test(test_clock),    cmocka_unit_test(test_deemed),
        cmocka_unit_test(test_members),  cmocka_unit_test(test_votes),
        cmocka_unit_test(test_supplementary),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
