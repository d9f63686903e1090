/* Committees, meetings, resolutions: who may, what is refused, what a confirmation writes. */
#include "plan_store.h"

#include "base/crypto.h"
#include "city/notice.h"
#include "city/user.h"
#include "plan/amount.h"
#include "plan/committee.h"
#include "plan/meeting.h"
#include "plan/package.h"
#include "plan/resolution.h"

enum { YEAR = 2566 };

struct room {
    struct plan_city c;
    struct actor office, chair, other;
    struct resolution_new n;
    struct resolution_choice choice;
    struct resolution_amount line[4];
    size_t lines, row;
    struct member_new member;
    struct meeting_new meeting;
    struct item_new item;
    struct str code, mcode, event, text;
    int64_t version, id[8], ids, no;
};

static bool draft(struct act *by, void *ctx, struct err *e)
{
    struct room *x = ctx;
    struct str code;

    if (!resolution_draft(by, &x->n, &x->choice, &code, e)) {
        return false;
    }
    x->code = str_dup(city_arena(by), code);
    return true;
}

static bool draft_lines(struct act *by, void *ctx, struct err *e)
{
    struct room *x = ctx;
    struct str code;

    if (!resolution_draft_lines(by, &x->n, x->line, x->lines, &x->row, &code, e)) {
        return false;
    }
    x->code = str_dup(city_arena(by), code);
    return true;
}

static bool confirm(struct act *by, void *ctx, struct err *e)
{
    const struct room *x = ctx;

    return resolution_confirm(by, YEAR, x->code, x->version, e);
}

static bool cancel(struct act *by, void *ctx, struct err *e)
{
    const struct room *x = ctx;

    return resolution_cancel(by, YEAR, x->code, x->version, x->text, e);
}

static bool cancel_why(struct act *by, void *ctx, struct err *e)
{
    const struct room *x = ctx;

    return resolution_cancel(by, YEAR, x->code, 1, STR("ร่างใหม่"), e);
}

static bool set_lines(struct act *by, void *ctx, struct err *e)
{
    struct room *x = ctx;

    return resolution_set_lines(by, YEAR, x->code, x->version, x->line, x->lines, e);
}

static bool appoint(struct act *by, void *ctx, struct err *e)
{
    return member_add(by, &((struct room *)ctx)->member, e);
}

static bool dismiss(struct act *by, void *ctx, struct err *e)
{
    const struct room *x = ctx;

    return member_end(by, x->no, x->version, by->today, x->text, e);
}

static bool analyst_amount(struct act *by, void *ctx, struct err *e)
{
    const struct room *x = ctx;
    struct rows rows;
    struct amount_set set = {.amount = BAHT(900), .reason = STR("ราคากลาง")};

    (void)x;
    if (!package_lines(by->tx->db, by->a, 1, &rows, e)) {
        return false;
    }
    set.line_id = ((const struct line_row *)rows.p)[0].id;
    return amounts_write(by, YEAR, STAGE_ANALYST, &set, 1, e);
}

/* An amount of another stage: the line is not what the draft saw. */
static bool touch_line(struct act *by, void *ctx, struct err *e)
{
    struct rows rows;
    struct amount_set set = {.amount = BAHT(1), .reason = STR("x")};

    (void)ctx;
    if (!package_lines(by->tx->db, by->a, 1, &rows, e)) {
        return false;
    }
    set.line_id = ((const struct line_row *)rows.p)[0].id;
    return amounts_write(by, YEAR, STAGE_ANALYST, &set, 1, e);
}

static bool meet(struct act *by, void *ctx, struct err *e)
{
    struct room *x = ctx;
    struct str code;

    if (!meeting_add(by, &x->meeting, &code, e)) {
        return false;
    }
    x->mcode = str_dup(city_arena(by), code);
    return true;
}

static bool add_item(struct act *by, void *ctx, struct err *e)
{
    const struct room *x = ctx;

    return meeting_item_add(by, YEAR, x->mcode, &x->item, e);
}

static bool move(struct act *by, void *ctx, struct err *e)
{
    const struct room *x = ctx;

    return meeting_event(by, YEAR, x->mcode, x->event, x->version, x->text, e);
}

static bool attend(struct act *by, void *ctx, struct err *e)
{
    const struct room *x = ctx;

    return meeting_attendance(by, YEAR, x->mcode, x->version, x->id, (size_t)x->ids, e);
}

static bool minute(struct act *by, void *ctx, struct err *e)
{
    const struct room *x = ctx;

    return meeting_minutes(by, YEAR, x->mcode, x->no, 1, x->text, e);
}

/* Two units of two levels with two lines each, of drainage; their year at a stage; a chair by an order. */
static void prepare(struct store *s, struct arena *a, const char *stage, const char *body,
                    struct room *x)
{
    struct plan_fill f = {.year = YEAR, .c = &x->c, .units = 2, .levels = 2, .lines = 2,
                          .state = "ANALYST_ACCEPTED"};
    struct err e;

    *x = (struct room){.version = 1};
    plan_make(s, a, YEAR, &x->c);
    plan_reach(s, a, YEAR, "REQUEST");
    f.agency_id = x->c.drainage.id;
    f.output_id = x->c.water;
    assert_ok(city_write(s, a, plan_fill, &f, &e), &e);
    plan_reach(s, a, YEAR, stage);
    x->office = plan_person("office", PERM_COMMITTEE, SCOPE_CITY, 0);
    x->chair = plan_person("chair", PERM_DECIDE, SCOPE_CITY, 0);
    x->other = plan_person("other", PERM_DECIDE, SCOPE_CITY, 0);
    x->member = (struct member_new){.body = str_from(body),
                                    .full_name = STR("ประธาน"),
                                    .role = STR("chair"),
                                    .order_no = STR("1/2565"),
                                    .from_date = DATE(20200101)};
    x->n = (struct resolution_new){.year = YEAR, .kind = STR("approve"), .title = STR("คำขอ")};
    x->choice = (struct resolution_choice){.rule = STR("previous")};
}

/* The chair's account is not stored: the membership names it directly. */
static bool name_chair(struct act *by, void *ctx, struct err *e)
{
    struct str *lines;
    size_t n;

    (void)ctx;
    return db_script(by->tx->db, by->a,
                     STR("UPDATE committee_member SET user_name = 'chair' WHERE role = 'chair'"),
                     &lines, &n, e);
}

static void seat(struct store *s, struct arena *a, struct room *x)
{
    struct err e;

    assert_ok(city_write_as(s, a, &x->office, appoint, x, &e), &e);
    assert_ok(city_write(s, a, name_chair, NULL, &e), &e);
}

static struct resolution get(struct store *s, struct arena *a, struct str code)
{
    struct resolution r;
    struct db *db;
    struct err e;

    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(resolution_get(db, a, YEAR, code, &r, &e), &e);
    return r;
}

static struct str state_of(struct store *s, struct arena *a, const char *code)
{
    struct package p;
    struct db *db;
    struct err e;

    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(package_get(db, a, YEAR, str_from(code), &p, &e), &e);
    return p.state;
}

static void rules(struct store *s, struct arena *a)
{
    struct room x;
    struct err e;

    prepare(s, a, "ANALYSIS", "suitability", &x);
    x.n.stage = STAGE_SUITABILITY;
    assert_err(city_write_as(s, a, &x.office, draft, &x, &e), &e, ERR_STAGE); /* not open yet */
    assert_ok(city_write(s, a, analyst_amount, &x, &e), &e);
    plan_reach(s, a, YEAR, "SUITABILITY");
    assert_err(city_write_as(s, a, &x.chair, draft, &x, &e), &e, ERR_FORBIDDEN);
    x.choice.rule = STR("dice");
    assert_err(city_write_as(s, a, &x.office, draft, &x, &e), &e, ERR_BAD_CHOICE);
    x.choice.rule = STR("cut");
    assert_err(city_write_as(s, a, &x.office, draft, &x, &e), &e, ERR_BAD_NUMBER);
    x.choice.rule = STR("analyst");
    x.n.kind = STR("conditional");
    assert_err(city_write_as(s, a, &x.office, draft, &x, &e), &e, ERR_REQUIRED); /* the condition */
    x.n.condition_text = STR("ส่งแบบก่อนเมษายน");
    assert_ok(city_write_as(s, a, &x.office, draft, &x, &e), &e);
    assert_int_equal(get(s, a, x.code).lines, 8);
    assert_str(state_of(s, a, "1100-00001-L1"), "ANALYST_ACCEPTED", "a draft changes nothing");

    seat(s, a, &x);
    assert_err(city_write_as(s, a, &x.other, confirm, &x, &e), &e, ERR_NOT_MEMBER);
    {
        struct actor own = x.chair, both = x.office;

        own.grant[1].scope = (struct scope){SCOPE_AGENCY, x.c.drainage.id};
        own.grants = 2;
        assert_err(city_write_as(s, a, &own, confirm, &x, &e), &e, ERR_OWN_AGENCY);
        both.grant[0].perms |= x.chair.grant[0].perms;
        assert_err(city_write_as(s, a, &both, confirm, &x, &e), &e, ERR_SAME_PERSON);
    }
    x.version = 2;
    assert_err(city_write_as(s, a, &x.chair, confirm, &x, &e), &e, ERR_STALE);
    x.version = 1;
    assert_ok(city_write_as(s, a, &x.chair, confirm, &x, &e), &e);
    assert_str(state_of(s, a, "1100-00001-L1"), "SUITABLE", "found suitable");
    x.version = 2;
    assert_err(city_write_as(s, a, &x.chair, confirm, &x, &e), &e, ERR_STATE); /* once */
    x.text = STR("เพราะ");
    assert_err(city_write_as(s, a, &x.office, cancel, &x, &e), &e, ERR_STATE);
}

/* A line once; what corrects says so; above the request with a reason; other years, other states. */
static void refusals(struct store *s, struct arena *a)
{
    struct room x;
    struct str first;
    struct err e;

    prepare(s, a, "PERMSEC", "request", &x);
    seat(s, a, &x);
    x.n.stage = STAGE_PERMSEC;
    x.lines = 2;
    x.line[0] = (struct resolution_amount){STR("2566-0-1100-00001"), BAHT(600), STR("ลด")};
    x.line[1] = (struct resolution_amount){STR("2566-0-1100-00001"), BAHT(600), STR("ลด")};
    assert_err(city_write_as(s, a, &x.office, draft_lines, &x, &e), &e, ERR_DUPLICATE);
    x.line[1] = (struct resolution_amount){STR("2566-0-1100-00002"), BAHT(1), STR_NONE};
    x.n.reason = STR_NONE;
    assert_err(city_write_as(s, a, &x.office, draft_lines, &x, &e), &e, ERR_REASON_NEEDED);
    assert_int_equal(x.row, 1);
    x.line[1].amount = BAHT(9999);
    x.line[1].reason = STR(" ");
    assert_err(city_write_as(s, a, &x.office, draft_lines, &x, &e), &e, ERR_ABOVE_REASON);
    x.line[1].reason = STR("เพิ่มตามภัยพิบัติ");
    x.n.year = 2567;
    assert_err(city_write_as(s, a, &x.office, draft_lines, &x, &e), &e, ERR_YEAR_MISSING);
    x.n.year = YEAR;
    assert_ok(city_write_as(s, a, &x.office, draft_lines, &x, &e), &e);
    assert_int_equal(get(s, a, x.code).above, 1);
    x.line[0].amount = BAHT(-1);
    assert_err(city_write_as(s, a, &x.office, set_lines, &x, &e), &e, ERR_AMOUNT_NEGATIVE);
    x.line[0].amount = MONEY_ZERO;
    assert_ok(city_write_as(s, a, &x.office, set_lines, &x, &e), &e);
    assert_int_equal(get(s, a, x.code).total.satang, 999900);
    x.version = 2;
    assert_ok(city_write_as(s, a, &x.chair, confirm, &x, &e), &e);
    assert_str(state_of(s, a, "1100-00001-L1"), "FUNDED", "more than was suitable");
    first = x.code;

    x.version = 1;
    x.line[0] = (struct resolution_amount){STR("2566-0-1100-00001"), BAHT(400), STR("ลดอีก")};
    x.lines = 1;
    assert_err(city_write_as(s, a, &x.office, draft_lines, &x, &e), &e, ERR_DECIDED);
    x.n.replaces = first;
    assert_err(city_write_as(s, a, &x.office, draft_lines, &x, &e), &e, ERR_REASON_NEEDED);
    x.n.reason = STR("แก้มติ");
    x.line[0].line_code = STR("2566-0-9999-00001");
    assert_err(city_write_as(s, a, &x.office, draft_lines, &x, &e), &e, ERR_NOT_FOUND);
    x.line[0].line_code = STR("2566-0-1100-00001");
    assert_ok(city_write_as(s, a, &x.office, draft_lines, &x, &e), &e);
    assert_ok(city_write(s, a, touch_line, NULL, &e), &e); /* somebody was faster */
    assert_err(city_write_as(s, a, &x.chair, confirm, &x, &e), &e, ERR_LINE_STALE);
    assert_ok(city_write_as(s, a, &x.office, draft_lines, &x, &e), &e);
    assert_ok(city_write_as(s, a, &x.chair, confirm, &x, &e), &e);
    assert_str(get(s, a, first).replaced_by, "2566-M00003", "the first knows");
    assert_str(get(s, a, first).state, "confirmed", "one of its two lines still stands on it");

    /* Withdrawn or returned packages are not decided on; a draft that lost its line is refused. */
    x.n.replaces = STR_NONE;
    x.choice = (struct resolution_choice){.rule = STR("none")};
    x.choice.package = &(const struct str)STR_INIT("1100-00002-L1");
    x.choice.n = 1;
    x.n.kind = STR("reconsider");
    assert_ok(city_write_as(s, a, &x.office, draft, &x, &e), &e);
    assert_ok(city_write_as(s, a, &x.chair, confirm, &x, &e), &e);
    assert_str(state_of(s, a, "1100-00002-L1"), "RETURNED", "with the question");
    x.n.kind = STR("reject");
    assert_err(city_write_as(s, a, &x.office, draft, &x, &e), &e, ERR_LINE_STATE);
    x.choice.package = &(const struct str)STR_INIT("1100-09999-L1");
    assert_err(city_write_as(s, a, &x.office, draft, &x, &e), &e, ERR_NOT_FOUND);
    x.choice.package = &(const struct str)STR_INIT("1100-00002-L2");
    assert_ok(city_write_as(s, a, &x.office, draft, &x, &e), &e);
    first = x.code;
    assert_ok(city_write_as(s, a, &x.office, draft, &x, &e), &e);
    assert_ok(city_write_as(s, a, &x.chair, confirm, &x, &e), &e);
    assert_str(state_of(s, a, "1100-00002-L2"), "UNFUNDED", "not approved");
    x.code = first;
    assert_err(city_write_as(s, a, &x.chair, confirm, &x, &e), &e, ERR_LINE_STATE);
    x.text = STR_NONE;
    assert_err(city_write_as(s, a, &x.office, cancel, &x, &e), &e, ERR_REQUIRED);
    x.text = STR("ซ้ำ");
    assert_ok(city_write_as(s, a, &x.office, cancel, &x, &e), &e);
}

/* The whole cut is exact, whole baht, and reopening an earlier stage takes later amounts with it. */
static void cuts(struct store *s, struct arena *a)
{
    struct room x;
    struct rows rows;
    struct package p;
    struct db *db;
    struct err e;
    int64_t sum = 0;

    prepare(s, a, "GOVERNOR", "governor", &x);
    seat(s, a, &x);
    x.n.stage = STAGE_GOVERNOR;
    x.choice = (struct resolution_choice){.rule = STR("cut"), .cut_bp = 333};
    assert_ok(city_write_as(s, a, &x.office, draft, &x, &e), &e);
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(resolution_lines(db, a, 1, 0, 100, &rows, &e), &e);
    for (size_t i = 0; i < rows.n; i++) {
        const struct resolution_line_row *l = (const struct resolution_line_row *)rows.p + i;

        assert_int_equal(l->amount.satang % 100, 0);
        assert_true(l->amount.satang <= l->before.satang);
        sum += l->amount.satang;
    }
    assert_int_equal(sum, 3480100); /* 36,000 - 3.33 % = 34,801.2 -> 34,801 baht */
    assert_ok(city_write_as(s, a, &x.chair, confirm, &x, &e), &e);
    assert_str(state_of(s, a, "1100-00001-L1"), "PARTLY_FUNDED", "less than was suitable");
    assert_int_equal(get(s, a, x.code).total.satang, sum);
    assert_ok(package_get(db, a, YEAR, STR("1100-00001-L1"), &p, &e), &e);
    assert_ok(package_changes(db, a, p.id, &rows, &e), &e);
    assert_str(((const struct line_change_row *)rows.p)[0].resolution_code, "2566-M00001",
               "the change links to its resolution");
    assert_ok(package_events(db, a, p.id, &rows, &e), &e);
    assert_str(((const struct package_event_row *)rows.p)[rows.n - 1].resolution_code,
               "2566-M00001", "so does the move");
}

static void meetings(struct store *s, struct arena *a)
{
    struct room x;
    struct meeting m;
    struct rows rows;
    struct db *db;
    struct err e;

    prepare(s, a, "GOVERNOR", "governor", &x);
    x.meeting = (struct meeting_new){.year = YEAR, .body = STR("nobody"), .on_date = DATE(20220601)};
    assert_err(city_write_as(s, a, &x.office, meet, &x, &e), &e, ERR_BAD_CHOICE);
    x.meeting.body = STR("governor");
    assert_err(city_write_as(s, a, &x.chair, meet, &x, &e), &e, ERR_FORBIDDEN);
    assert_ok(city_write_as(s, a, &x.office, meet, &x, &e), &e);
    assert_str(x.mcode, "2566-G01", "year, body, number");
    x.event = STR("hold");
    assert_err(city_write_as(s, a, &x.office, move, &x, &e), &e, ERR_STATE);
    x.event = STR("call");
    assert_err(city_write_as(s, a, &x.office, move, &x, &e), &e, ERR_NOTHING); /* no agenda */
    x.item = (struct item_new){.kind = STR("packages"), .title = STR("คำขอ"),
                               .package = &(const struct str)STR_INIT("1100-00009-L1"), .packages = 1};
    assert_err(city_write_as(s, a, &x.office, add_item, &x, &e), &e, ERR_NOT_FOUND);
    x.item.package = &(const struct str)STR_INIT("1100-00001-L1");
    assert_ok(city_write_as(s, a, &x.office, add_item, &x, &e), &e);
    x.item.kind = STR("scenario");
    assert_err(city_write_as(s, a, &x.office, add_item, &x, &e), &e, ERR_REQUIRED); /* its run */
    assert_err(city_write_as(s, a, &x.office, move, &x, &e), &e, ERR_NOTHING); /* no members */
    seat(s, a, &x);
    assert_err(city_write_as(s, a, &x.office, appoint, &x, &e), &e, ERR_ALREADY);
    x.member.order_no = STR_NONE;
    x.member.full_name = STR("กรรมการ");
    x.member.role = STR("member");
    assert_err(city_write_as(s, a, &x.office, appoint, &x, &e), &e, ERR_REQUIRED);
    x.member.order_no = STR("1/2565");
    x.member.agency_code = STR("11000000");
    assert_ok(city_write_as(s, a, &x.office, appoint, &x, &e), &e);
    assert_ok(city_write_as(s, a, &x.office, move, &x, &e), &e);
    x.version = 2;
    x.event = STR("hold");
    assert_err(city_write_as(s, a, &x.office, move, &x, &e), &e, ERR_QUORUM); /* nobody came */

    x.n.stage = STAGE_GOVERNOR;
    x.n.meeting_code = x.mcode;
    x.n.item_no = 1;
    assert_ok(city_write_as(s, a, &x.office, draft, &x, &e), &e);
    x.version = 1;
    assert_err(city_write_as(s, a, &x.chair, confirm, &x, &e), &e, ERR_MEETING_NOT_HELD);
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(meeting_get(db, a, YEAR, x.mcode, &m, &e), &e);
    assert_ok(meeting_people(db, a, m.id, &rows, &e), &e);
    assert_int_equal(rows.n, 2);
    for (size_t i = 0; i < rows.n; i++) {
        x.id[x.ids++] = ((const struct meeting_person *)rows.p)[i].id;
    }
    x.version = 2;
    assert_ok(city_write_as(s, a, &x.office, attend, &x, &e), &e);
    x.version = 3;
    assert_ok(city_write_as(s, a, &x.office, move, &x, &e), &e);
    x.version = 1;
    assert_ok(city_write_as(s, a, &x.chair, confirm, &x, &e), &e);
    assert_int_equal(get(s, a, x.code).recused, 1); /* the member of drainage was heard only */
    x.version = 4;
    x.event = STR("confirm");
    assert_err(city_write_as(s, a, &x.other, move, &x, &e), &e, ERR_NOT_MEMBER);
    assert_err(city_write_as(s, a, &x.chair, move, &x, &e), &e, ERR_MINUTES);
    x.no = 1;
    x.text = STR("ที่ประชุมเห็นชอบ");
    assert_ok(city_write_as(s, a, &x.office, minute, &x, &e), &e);
    assert_ok(city_write_as(s, a, &x.chair, move, &x, &e), &e);
    assert_err(city_write_as(s, a, &x.office, minute, &x, &e), &e, ERR_STATE); /* closed */
    x.version = 1;
    assert_ok(city_write_as(s, a, &x.office, dismiss, &x, &e), &e);
    assert_err(city_write_as(s, a, &x.office, dismiss, &x, &e), &e, ERR_STALE);
}

/* ---- notices, and a chair's delegate ---- */

static bool account(struct act *by, void *ctx, struct err *e)
{
    return user_add(by, ctx, e);
}

/* A person who has an account; *ret is who they are, `used` ready. */
static void person(struct store *s, struct arena *a, struct user_new u, struct actor *ret)
{
    struct db *db;
    struct err e;

    u.full_name = u.name;
    u.password_hash = STR("x");
    assert_ok(city_write(s, a, account, &u, &e), &e);
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(actor_load(db, a, u.name, ret, &e), &e);
    ret->session_ref = STR_NONE;
    ret->used = ARENA_NEW(a, const struct on_behalf *);
}

static int64_t told(struct store *s, const struct actor *who)
{
    struct db *db;
    struct err e;
    int64_t n;

    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(notice_unread(db, who->user_id, &n, &e), &e);
    return n;
}

static void delegates(struct store *s, struct arena *a)
{
    const struct on_behalf order = {.from_user = STR("chair"), .capacity = STR("รักษาราชการแทนประธาน")};
    const struct on_behalf strange = {.from_user = STR("office"), .capacity = STR("แทนเลขานุการ")};
    struct actor chair, head, collector, deputy;
    struct room x;
    struct err e;

    prepare(s, a, "GOVERNOR", "governor", &x);
    person(s, a, (struct user_new){.name = STR("chair"), .role = ROLE_GOVERNOR}, &chair);
    person(s, a, (struct user_new){.name = STR("deputy"), .role = ROLE_DEPUTY}, &deputy);
    person(s, a, (struct user_new){.name = STR("head"), .role = ROLE_HEAD, .agency_code = STR("11000000")}, &head);
    person(s, a, (struct user_new){.name = STR("collector"), .role = ROLE_COLLECTOR, .agency_code = STR("11000000")},
           &collector);
    seat(s, a, &x);
    x.meeting = (struct meeting_new){.year = YEAR, .body = STR("governor"), .on_date = DATE(20220501)};
    assert_ok(city_write_as(s, a, &x.office, meet, &x, &e), &e);
    x.item = (struct item_new){.kind = STR("info"), .title = STR("รายงาน")};
    assert_ok(city_write_as(s, a, &x.office, add_item, &x, &e), &e);
    x.event = STR("call");
    assert_ok(city_write_as(s, a, &x.office, move, &x, &e), &e);
    assert_int_equal(told(s, &chair), 1); /* the member that has an account */

    x.n.stage = STAGE_GOVERNOR;
    deputy.grants = 1;
    deputy.grant[0] = (struct grant){.perms = UINT64_C(1) << PERM_COMMITTEE, .scope = {SCOPE_CITY, 0}};
    assert_ok(city_write_as(s, a, &deputy, draft, &x, &e), &e);
    assert_int_equal(told(s, &chair), 2);
    assert_int_equal(told(s, &head), 0);
    deputy.grants = 2;
    deputy.grant[1] = (struct grant){.perms = UINT64_C(1) << PERM_DECIDE, .scope = {SCOPE_CITY, 0}, .on_behalf = &order};
    assert_err(city_write_as(s, a, &deputy, confirm, &x, &e), &e, ERR_SAME_PERSON); /* the person's duty */
    assert_ok(city_write_as(s, a, &x.office, cancel_why, &x, &e), &e);

    x.version = 1;
    assert_ok(city_write_as(s, a, &x.office, draft, &x, &e), &e);
    deputy.grant[1].on_behalf = &strange;
    assert_err(city_write_as(s, a, &deputy, confirm, &x, &e), &e, ERR_NOT_MEMBER);
    *deputy.used = NULL;
    deputy.grant[1].on_behalf = &order;
    assert_ok(city_write_as(s, a, &deputy, confirm, &x, &e), &e);
    assert_str(get(s, a, x.code).capacity, "รักษาราชการแทนประธาน", "in whose seat");
    assert_str(get(s, a, x.code).ended_by, "deputy", "who it was");
    assert_int_equal(told(s, &head), 1);
    assert_int_equal(told(s, &collector), 1);
}

static void test_delegates(void **state)
{
    (void)state;
    with_each_store(delegates);
}
static void test_rules(void **state)
{
    (void)state;
    with_each_store(rules);
}
static void test_refusals(void **state)
{
    (void)state;
    with_each_store(refusals);
}
static void test_cuts(void **state)
{
    (void)state;
    with_each_store(cuts);
}
static void test_meetings(void **state)
{
    (void)state;
    with_each_store(meetings);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_cuts),
        cmocka_unit_test(test_meetings),
        cmocka_unit_test(test_delegates),
    };

    crypto_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
