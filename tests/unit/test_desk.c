/* The desk: questions with a clock, comments and mentions, who analyses what. */
#include "plan_store.h"

#include "base/arena.h"
#include "city/user.h"
#include "plan/assign.h"
#include "plan/comment.h"
#include "plan/info_request.h"
#include "plan/review.h"

#define YEAR 2566
#define DAY_MS INT64_C(86400000)

enum { USER, FILL, ASK, ANSWER, AGREE, AGAIN, DROP, SAY, EDIT, UNSAY, AGENCY, MOVE, UNDO, EVENT };
struct ctx {
    int what;
    struct user_new user;
    struct plan_fill fill;
    struct info_new ask;
    struct comment_new say;
    struct assign_move move[2];
    size_t moves;
    struct str code, text, to;
    struct date due;
    int64_t version, days; /* days after the tests' day */
};

static bool run_more(struct act *by, struct ctx *c, struct err *e)
{
    bool ok;

    switch (c->what) {
    case SAY:
        ok = comment_add(by, &c->say, &c->code, e);
        c->code = ok ? str_dup(city_arena(by), c->code) : STR_NONE;
        return ok;
    case EDIT:
        return comment_edit(by, c->code, c->version, c->text, e);
    case UNSAY:
        return comment_withdraw(by, c->code, c->version, e);
    case AGENCY:
        return assign_agency(by, YEAR, c->code, c->to, c->version, c->text, e);
    case MOVE:
        ok = assign_packages(by, YEAR, c->move, c->moves, c->text, &c->code, e);
        c->code = ok ? str_dup(city_arena(by), c->code) : STR_NONE;
        return ok;
    case UNDO:
        return assign_undo(by, c->code, e);
    default:
        return package_event(by, YEAR, c->code, c->text, c->version, STR("เหตุผล"), e);
    }
}

static bool run_one(struct act *by, void *ctx, struct err *e)
{
    struct ctx *c = ctx;
    bool ok;

    by->today = date_add_days(by->today, (int32_t)c->days);
    by->now_ms += c->days * DAY_MS;
    switch (c->what) {
    case USER:
        return user_add(by, &c->user, e);
    case FILL:
        return plan_fill(by, &c->fill, e);
    case ASK:
        ok = info_ask(by, &c->ask, &c->code, e);
        c->code = ok ? str_dup(city_arena(by), c->code) : STR_NONE;
        return ok;
    case ANSWER:
        return info_answer(by, c->code, c->version, c->text, STR_NONE, e);
    case AGREE:
        return info_accept(by, c->code, c->version, e);
    case AGAIN:
        return info_again(by, c->code, c->version, c->text, c->due, e);
    case DROP:
        return info_withdraw(by, c->code, c->version, c->text, e);
    default:
        return run_more(by, c, e);
    }
}

struct town {
    struct store *s;
    struct arena *a;
    struct db *db;
    struct plan_city city;
    struct package p;
    struct str line;
};

static struct actor load(struct town *t, const char *name)
{
    struct actor who;
    struct err e;

    assert_ok(actor_load(t->db, t->a, str_from(name), &who, &e), &e);
    who.session_ref = STR_NONE;
    return who;
}

static bool act_as(struct town *t, const char *name, struct ctx *c, struct err *e)
{
    struct actor who = load(t, name);

    return city_write_as(t->s, t->a, &who, run_one, c, e);
}

static void person(struct town *t, const char *name, enum role role, const char *agency,
                   int64_t division)
{
    struct ctx c = {.what = USER,
                    .user = {.name = str_from(name),
                             .full_name = str_from(name),
                             .password_hash = STR("x"),
                             .role = role,
                             .division = division,
                             .agency_code = str_from(agency)}};
    struct err e;

    assert_ok(city_write(t->s, t->a, run_one, &c, &e), &e);
}

static void town_make(struct store *s, struct arena *a, struct town *t)
{
    struct ctx c = {.what = FILL};
    struct err e;

    *t = (struct town){.s = s, .a = a};
    plan_make(s, a, YEAR, &t->city);
    assert_ok(store_reader(s, &t->db, &e), &e);
    plan_reach(s, a, YEAR, "ANALYSE");
    person(t, "officer", ROLE_OFFICER, "11000000", 0);
    person(t, "other", ROLE_OFFICER, "10000000", 0);
    person(t, "ana", ROLE_ANALYST, "", 1);
    person(t, "ben", ROLE_ANALYST, "", 1);
    person(t, "far", ROLE_ANALYST, "", 2);
    person(t, "chief", ROLE_DIVISION_HEAD, "", 1);
    person(t, "council", ROLE_COUNCIL, "", 0);
    person(t, "auditor", ROLE_AUDITOR, "", 0);
    c.fill = (struct plan_fill){.year = YEAR, .c = &t->city, .agency_id = t->city.drainage.id,
                                .output_id = t->city.water, .units = 4, .levels = 1, .lines = 2,
                                .state = "SUBMITTED"};
    assert_ok(city_write(s, a, run_one, &c, &e), &e);
    assert_ok(package_get(t->db, a, YEAR, STR("1100-00001-L1"), &t->p, &e), &e);
    t->line = sql_lines(s, a, "SELECT MIN(code) FROM line WHERE package_id = (SELECT MIN(id) FROM package)");
}

/* ---- questions ---- */

static struct ctx ask(struct town *t, int32_t due)
{
    return (struct ctx){.what = ASK,
                        .ask = {.year = YEAR,
                                .package_code = t->p.code,
                                .text = STR("ขอใบเสนอราคา"),
                                .due = DATE(due)}};
}

static struct package_clock clock_on(struct town *t, int32_t day)
{
    struct package_clock c;
    struct err e;

    assert_ok(package_clock(t->db, t->a, t->p.id, DATE(day), &c, &e), &e);
    return c;
}

static void questions(struct store *s, struct arena *a)
{
    struct package_clock k;
    struct info_request q;
    struct actor who;
    struct town t;
    struct ctx c;
    struct err e;

    town_make(s, a, &t);
    assert_true(sql_write(s, "INSERT INTO package_event (package_id, event, from_state, to_state, by_user, at_ms) "
                             "SELECT MIN(id), 'submit', 'DRAFT', 'SUBMITTED', 'head', 1664582400000 FROM package", &e));
    c = ask(&t, 20221001);
    assert_err(act_as(&t, "ana", &c, &e), &e, ERR_DUE_DAY); /* today is too soon */
    c = ask(&t, 20230401);
    assert_err(act_as(&t, "ana", &c, &e), &e, ERR_DUE_DAY);
    c = ask(&t, 20221008);
    assert_err(act_as(&t, "officer", &c, &e), &e, ERR_FORBIDDEN);
    assert_err(act_as(&t, "far", &c, &e), &e, ERR_SCOPE); /* another division's */
    c.ask.text = STR("  ");
    assert_err(act_as(&t, "ana", &c, &e), &e, ERR_REQUIRED);
    c = ask(&t, 20221008);
    c.ask.line_code = STR("2566-0-1100-99999");
    assert_err(act_as(&t, "ana", &c, &e), &e, ERR_NOT_FOUND);
    c = ask(&t, 20221008);
    c.ask.line_code = t.line;
    assert_ok(act_as(&t, "ana", &c, &e), &e);
    c.version = 1;
    c.text = STR("ตามแนบ");
    c.what = AGREE;
    assert_err(act_as(&t, "ana", &c, &e), &e, ERR_STATE); /* nothing answered yet */
    c.what = ANSWER;
    assert_err(act_as(&t, "other", &c, &e), &e, ERR_NOT_FOUND); /* not theirs to see */
    assert_err(act_as(&t, "ana", &c, &e), &e, ERR_FORBIDDEN);
    c.version = 7;
    assert_err(act_as(&t, "officer", &c, &e), &e, ERR_STALE);
    c.version = 1;
    c.days = 10; /* 11 October: three days late */
    k = clock_on(&t, 20221011);
    assert_true(k.with_agency && k.late == 1 && k.open == 1);
    assert_int_equal(k.due.yyyymmdd, 20221008);
    assert_ok(act_as(&t, "officer", &c, &e), &e);
    who = load(&t, "ana");
    assert_ok(info_get(t.db, a, &who, c.code, &q, &e), &e);
    assert_true(q.late && str_eq(q.state, STR("answered")) && str_eq(q.answer, c.text));
    assert_string_equal(sql_lines(s, a, "SELECT state FROM package WHERE id = (SELECT MIN(id) FROM package)").p,
                        "SUBMITTED"); /* never returned for it */
    c.what = AGAIN;
    c.version = 2;
    c.due = DATE(20221020);
    assert_err(act_as(&t, "ben", &c, &e), &e, ERR_FORBIDDEN); /* not the one who asked */
    assert_ok(act_as(&t, "ana", &c, &e), &e);
    c.what = ANSWER;
    c.version = 3;
    c.days = 14;
    assert_ok(act_as(&t, "officer", &c, &e), &e);
    c.what = AGREE;
    c.version = 4;
    c.days = 16;
    assert_ok(act_as(&t, "chief", &c, &e), &e); /* who assigns the work there, too */
    assert_string_equal(sql_lines(s, a, "SELECT kind, late FROM info_turn ORDER BY number").p,
                        "ask\t0\nanswer\t1\nagain\t0\nanswer\t0\naccept\t0");
    /* 10 + 4 days with the agency */
    k = clock_on(&t, 20221021);
    assert_int_equal(k.open, 0);
    assert_int_equal(k.days_agency, 14);
    assert_int_equal(k.days_city, 6);
    assert_true(k.running && !k.with_agency);
    c.what = DROP;
    assert_err(act_as(&t, "ana", &c, &e), &e, ERR_STATE);
    assert_false(sql_write(s, "UPDATE info_turn SET text = 'x'", &e));
    who = load(&t, "council");
    assert_err(info_get(t.db, a, &who, c.code, &q, &e), &e, ERR_NOT_FOUND);
}

static void question_of_a_draft(struct store *s, struct arena *a)
{
    struct town t;
    struct ctx c, more;
    struct err e;

    town_make(s, a, &t);
    assert_true(sql_write(s, "UPDATE package SET state = 'ENACTED' WHERE code = '1100-00001-L1'", &e));
    c = ask(&t, 20221008);
    assert_err(act_as(&t, "ana", &c, &e), &e, ERR_STATE);
    assert_true(sql_write(s, "UPDATE package SET state = 'SUBMITTED' WHERE code = '1100-00001-L1'", &e));
    for (int i = 0; i < INFO_OPEN_MOST; i++) {
        more = ask(&t, 20221008);
        assert_ok(act_as(&t, "ana", &more, &e), &e);
    }
    assert_err(act_as(&t, "ana", &c, &e), &e, ERR_LIMIT);
    more.what = DROP;
    more.version = 1;
    more.text = STR("ถามซ้ำ");
    assert_ok(act_as(&t, "ana", &more, &e), &e);
    assert_ok(act_as(&t, "ana", &c, &e), &e);
}

/* ---- comments ---- */

static struct ctx say(struct town *t, const char *visibility, const char *text)
{
    return (struct ctx){.what = SAY,
                        .say = {.year = YEAR,
                                .package_code = t->p.code,
                                .visibility = str_from(visibility),
                                .text = str_from(text)}};
}

static size_t seen_by(struct town *t, const char *name)
{
    struct actor who = load(t, name);
    struct rows rows;
    struct err e;

    assert_ok(comment_list(t->db, t->a, &who, &t->p, STR_NONE, &rows, &e), &e);
    return rows.n;
}

static void comments(struct store *s, struct arena *a)
{
    static const struct {
        const char *visibility, *text;
        enum err_code want;
        const char *why;
    } row[] = {
        {"internal", "@officer ดูด้วย", ERR_MENTION, "the agency does not see internal ones"},
        {"internal", "@ghost", ERR_MENTION, "nobody of that name"},
        {"internal", "@council", ERR_MENTION, "the council is on neither side"},
        {"shared", "@other", ERR_MENTION, "another agency"},
        {"shared", "@system", ERR_MENTION, "not a person"},
        {"open", "x", ERR_BAD_CHOICE, "no such visibility"},
        {"shared", "   ", ERR_REQUIRED, "says nothing"},
    };
    struct town t;
    struct ctx c, reply;
    struct rows rows;
    struct actor who;
    struct err e;

    town_make(s, a, &t);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        c = say(&t, row[i].visibility, row[i].text);
        if (act_as(&t, "ana", &c, &e) || e.code != row[i].want)
            fail_msg("%s", row[i].why);
    }
    c = say(&t, "internal", "@one @two @three @four @five @six @seven @eight @nine @ten @eleven");
    assert_err(act_as(&t, "ana", &c, &e), &e, ERR_MENTION);
    c = say(&t, "internal", "x");
    assert_err(act_as(&t, "officer", &c, &e), &e, ERR_SCOPE); /* the agency writes shared ones only */
    c = say(&t, "shared", "x");
    assert_err(act_as(&t, "council", &c, &e), &e, ERR_SCOPE);
    c = say(&t, "internal", "ราคาสูงกว่าปีก่อน @ben @chief. mail a@far");
    assert_ok(act_as(&t, "ana", &c, &e), &e);
    assert_string_equal(sql_lines(s, a, "SELECT user_name FROM comment_mention ORDER BY user_name").p, "ben\nchief");
    assert_string_equal(sql_lines(s, a, "SELECT COUNT(*) FROM notice WHERE kind = 'mention'").p, "2");
    reply = say(&t, "shared", "@officer ขอคำชี้แจง");
    reply.say.line_code = t.line;
    assert_ok(act_as(&t, "ben", &reply, &e), &e);
    assert_int_equal(seen_by(&t, "ana"), 2);
    assert_int_equal(seen_by(&t, "officer"), 1);
    assert_int_equal(seen_by(&t, "other"), 0);
    assert_int_equal(seen_by(&t, "council"), 0);
    reply = say(&t, "shared", "ตอบ");
    reply.say.reply_to = c.code; /* internal: the agency cannot know of it */
    assert_err(act_as(&t, "officer", &reply, &e), &e, ERR_NOT_FOUND);
    c.what = EDIT;
    c.version = 1;
    c.text = STR("ราคาสูงกว่าราคามาตรฐาน");
    assert_err(act_as(&t, "ben", &c, &e), &e, ERR_COMMENT_AUTHOR);
    c.version = 5;
    assert_err(act_as(&t, "ana", &c, &e), &e, ERR_STALE);
    c.version = 1;
    assert_ok(act_as(&t, "ana", &c, &e), &e);
    who = load(&t, "auditor");
    assert_ok(comment_texts(t.db, a, &who, c.code, &rows, &e), &e);
    assert_int_equal(rows.n, 2);
    c.what = UNSAY;
    c.version = 2;
    assert_ok(act_as(&t, "ana", &c, &e), &e);
    c.version = 3;
    assert_err(act_as(&t, "ana", &c, &e), &e, ERR_STATE);
    who = load(&t, "ben");
    assert_ok(comment_list(t.db, a, &who, &t.p, STR_NONE, &rows, &e), &e);
    assert_int_equal(((const struct comment *)rows.p)->text.n, 0);
    assert_err(comment_texts(t.db, a, &who, c.code, &rows, &e), &e, ERR_NOT_FOUND);
    who = load(&t, "auditor");
    assert_ok(comment_list(t.db, a, &who, &t.p, STR_NONE, &rows, &e), &e);
    assert_true(((const struct comment *)rows.p)->text.n > 0); /* kept for the auditor */
    assert_false(sql_write(s, "DELETE FROM comment_text", &e));
}

/* ---- who analyses what ---- */

static struct str whose(struct town *t, const char *package)
{
    struct package p;
    struct str name;
    struct err e;

    assert_ok(package_get(t->db, t->a, YEAR, str_from(package), &p, &e), &e);
    assert_ok(assignee_of(t->db, t->a, p.id, &name, &e), &e);
    return name;
}

static struct ctx move(const char *to, const char *one, const char *two)
{
    return (struct ctx){.what = MOVE,
                        .move = {{str_from(one), str_from(to)}, {str_from(two), str_from(to)}},
                        .moves = 2,
                        .text = STR("งานมาก")};
}

static void assignment(struct store *s, struct arena *a)
{
    struct town t;
    struct ctx c, seen;
    struct err e;

    town_make(s, a, &t);
    c = (struct ctx){.what = AGENCY, .code = STR("11000000"), .to = STR("ana")};
    assert_err(act_as(&t, "ana", &c, &e), &e, ERR_FORBIDDEN);
    c.to = STR("far");
    assert_err(act_as(&t, "chief", &c, &e), &e, ERR_SCOPE);
    c.to = STR("officer");
    assert_err(act_as(&t, "chief", &c, &e), &e, ERR_FORBIDDEN);
    c.to = STR("ana");
    assert_ok(act_as(&t, "chief", &c, &e), &e);
    assert_err(act_as(&t, "chief", &c, &e), &e, ERR_NOTHING);
    c.to = STR("ben");
    assert_err(act_as(&t, "chief", &c, &e), &e, ERR_STALE); /* somebody set it first */
    assert_true(str_eq(whose(&t, "1100-00001-L1"), STR("ana")));
    c = move("ben", "1100-00001-L1", "1100-00002-L1");
    assert_err(act_as(&t, "ana", &c, &e), &e, ERR_FORBIDDEN);
    c.text = STR("");
    assert_err(act_as(&t, "chief", &c, &e), &e, ERR_REQUIRED);
    c = move("ben", "1100-00001-L1", "nothing");
    assert_err(act_as(&t, "chief", &c, &e), &e, ERR_NOT_FOUND); /* all or none */
    assert_true(str_eq(whose(&t, "1100-00001-L1"), STR("ana")));
    c = move("ben", "1100-00001-L1", "1100-00002-L1");
    assert_ok(act_as(&t, "chief", &c, &e), &e);
    assert_true(str_eq(whose(&t, "1100-00001-L1"), STR("ben")));
    assert_true(str_eq(whose(&t, "1100-00003-L1"), STR("ana")));
    c.what = UNDO;
    assert_ok(act_as(&t, "chief", &c, &e), &e);
    assert_err(act_as(&t, "chief", &c, &e), &e, ERR_ALREADY);
    assert_true(str_eq(whose(&t, "1100-00001-L1"), STR("ana"))); /* the agency's default again */
    c = move("ben", "1100-00001-L1", "1100-00002-L1");
    assert_ok(act_as(&t, "chief", &c, &e), &e);
    seen = (struct ctx){.what = EVENT, .code = STR("1100-00002-L1"), .text = STR("accept"), .version = 1};
    assert_ok(act_as(&t, "ben", &seen, &e), &e); /* the first act */
    c.what = UNDO;
    assert_err(act_as(&t, "chief", &c, &e), &e, ERR_UNDO_LATE);
    {
        struct rows rows;

        store_day_set(s, DATE(20221011));
        assert_ok(workload(t.db, a, NULL, YEAR, 1, &rows, &e), &e);
        for (size_t i = 0; i < rows.n; i++) {
            const struct analyst *w = (const struct analyst *)rows.p + i;
            int64_t want = str_eq(w->user_name, STR("ana")) || str_eq(w->user_name, STR("ben")) ? 2 : 0;

            assert_int_equal(w->packages, want);
        }
    }
    assert_false(sql_write(s, "DELETE FROM assign_event", &e));
}

static void test_questions(void **state)
{
    (void)state;
    with_each_store(questions);
}

static void test_limits(void **state)
{
    (void)state;
    with_each_store(question_of_a_draft);
}

static void test_comments(void **state)
{
    (void)state;
    with_each_store(comments);
}

static void test_assignment(void **state)
{
    (void)state;
    with_each_store(assignment);
}

static void test_spread(void **state)
{
    struct spread_item item[] = {{STR("a"), STR("x"), 95, true, false},
                                 {STR("b"), STR("x"), 5, false, false},
                                 {STR("c"), STR_NONE, 40, false, false},
                                 {STR("d"), STR_NONE, 5, false, false}};
    struct spread_person who[] = {{STR("x"), 11}, {STR("y"), 0}};
    struct spread_move m[10];
    size_t n;

    (void)state;
    n = spread(item, ARRAY_LEN(item), who, ARRAY_LEN(who), m, ARRAY_LEN(m));
    assert_int_equal(n, 3); /* c and d to who has least; b follows; a is begun and stays */
    assert_true(str_eq(m[0].code, STR("c")) && str_eq(m[0].to, STR("y")));
    assert_true(str_eq(m[1].code, STR("d")) && str_eq(m[1].to, STR("y")));
    assert_true(str_eq(m[2].code, STR("b")) && str_eq(m[2].from, STR("x")));
    assert_int_equal(who[0].weight + who[1].weight, 11 + 5 + 1);
    assert_int_equal(spread(item, 0, who, 2, m, 10), 0);
    assert_int_equal(spread(item, 4, who, 0, m, 10), 0); /* nobody to give to */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_questions),  cmocka_unit_test(test_limits),
        cmocka_unit_test(test_comments),   cmocka_unit_test(test_assignment),
        cmocka_unit_test(test_spread),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
