/* Questions of the Council, statements and observations: who may, in which order, what others see. */
#include "plan_store.h"

#include "city/user.h"
#include "document/statement.h"
#include "plan/vote.h"

#define YEAR 2566

struct town {
    struct store *s;
    struct arena *a;
    struct db *db;
    struct plan_city city;
    struct actor member, clerk, officer, head, analyst, stranger;
    struct str line, unit, hidden;
};

struct ctx {
    enum {
        ASK,
        ASSIGN,
        DRAFT,
        APPROVE,
        RETURN,
        SEND,
        FOLLOW,
        WITHDRAW,
        WARN,
        WRITE,
        WRITE_OK,
        WRITE_BACK,
        OBSERVE,
        DECIDE,
        OWNER,
        PROGRESS,
        OBSERVE_WARN,
        USER
    } what;
    struct council_question_new ask;
    struct council_question_owner owner;
    struct observation_new seen;
    struct observation_owner follow;
    struct observation_said said;
    struct user_new user;
    struct str code, text;
    int64_t version, n, later_ms;
};

static bool keep_code(struct act *by, struct ctx *c, bool ok)
{
    if (ok)
        c->code = str_dup(city_arena(by), c->code);
    return ok;
}

static bool run_one(struct act *by, void *ctx, struct err *e)
{
    struct ctx *c = ctx;
    struct act later = *by;

    later.now_ms += c->later_ms;
    later.today = date_of_ms(later.now_ms);
    switch (c->what) {
    case ASK:
        return keep_code(by, c, council_question_ask(&later, &c->ask, &c->code, e));
    case ASSIGN:
        return council_question_assign(by, c->code, &c->owner, e);
    case DRAFT:
        return council_question_draft(by, c->code, c->version, c->text, e);
    case APPROVE:
        return council_question_approve(by, c->code, c->version, e);
    case RETURN:
        return council_question_return(by, c->code, c->version, c->text, e);
    case SEND:
        return council_question_send(by, c->code, c->version, e);
    case FOLLOW:
        return council_question_follow(by, c->code, c->version, c->text, e);
    case WITHDRAW:
        return council_question_withdraw(by, c->code, c->version, c->text, e);
    case WARN:
        return council_question_warn(&later, &c->n, e);
    case WRITE:
        return statement_write(by, YEAR, c->code, c->version, c->text, e);
    case WRITE_OK:
        return statement_approve(by, YEAR, c->code, c->version, e);
    case WRITE_BACK:
        return statement_return(by, YEAR, c->code, c->version, c->text, e);
    case OBSERVE:
        return keep_code(by, c, observation_add(by, &c->seen, &c->code, e));
    case DECIDE:
        return observation_decide(by, c->code, c->version, e);
    case OWNER:
        return observation_assign(by, c->code, &c->follow, e);
    case PROGRESS:
        return observation_progress(by, c->code, &c->said, e);
    case OBSERVE_WARN:
        return observation_warn(&later, &c->n, e);
    case USER:
        break;
    }
    return user_add(by, &c->user, e);
}

static bool as(struct town *t, const struct actor *who, struct ctx *c, struct err *e)
{
    *e = (struct err){0};
    return city_write_as(t->s, t->a, who, run_one, c, e);
}

static struct actor account(struct town *t, const char *name, enum role role, const char *agency,
                            int64_t division)
{
    struct ctx c = {.what = USER};
    struct actor who;
    struct err e;

    c.user = (struct user_new){.name = str_from(name),
                               .full_name = str_from(name),
                               .password_hash = STR("x"),
                               .role = role,
                               .agency_code = str_from(agency),
                               .division = division};
    assert_ok(city_write(t->s, t->a, run_one, &c, &e), &e);
    assert_ok(actor_load(t->db, t->a, str_from(name), &who, &e), &e);
    return who;
}

static void town_make(struct town *t, struct store *s, struct arena *a)
{
    struct plan_fill fill = {.year = YEAR, .units = 1, .levels = 2, .lines = 2,
                             .state = "SUBMITTED"};
    struct err e = {0};

    *t = (struct town){.s = s, .a = a};
    plan_make(s, a, YEAR, &t->city);
    assert_ok(store_reader(s, &t->db, &e), &e);
    fill.agency_id = t->city.drainage.id;
    fill.output_id = t->city.water;
    fill.c = &t->city;
    assert_ok(city_write(s, a, plan_fill, &fill, &e), &e);
    fill.state = "DRAFT";
    assert_ok(city_write(s, a, plan_fill, &fill, &e), &e);
    t->line = sql_lines(s, a,
                        "SELECT MIN(l.code) FROM line l JOIN package p ON p.id = l.package_id WHERE "
                        "p.state = 'SUBMITTED'");
    t->hidden = sql_lines(s, a,
                          "SELECT MIN(l.code) FROM line l JOIN package p ON p.id = l.package_id "
                          "WHERE p.state = 'DRAFT'");
    t->unit = sql_lines(s, a,
                        "SELECT MIN(u.code) FROM unit u JOIN package p ON p.unit_id = u.id WHERE "
                        "p.state = 'SUBMITTED'");
    t->member = account(t, "member", ROLE_COUNCIL, "", 0);
    t->clerk = account(t, "clerk", ROLE_COUNCIL_OFFICE, "", 0);
    t->officer = account(t, "officer", ROLE_OFFICER, "11000000", 0);
    t->head = account(t, "head", ROLE_HEAD, "11000000", 0);
    t->analyst = account(t, "analyst", ROLE_ANALYST, "", t->city.drainage.division);
    t->stranger = account(t, "stranger", ROLE_OFFICER, "10000000", 0);
}

static struct council_question get(struct town *t, const struct actor *who, struct str code)
{
    struct council_question q;
    struct err e = {0};

    assert_ok(council_question_get(t->db, t->a, who, code, CITY_NOW, &q, &e), &e);
    return q;
}

static struct str ask(struct town *t, const char *kind, struct str subject)
{
    struct ctx c = {.what = ASK};
    struct err e;

    c.ask = (struct council_question_new){.year = YEAR,
                                          .subject_kind = str_from(kind),
                                          .subject_code = subject,
                                          .text = STR("ทำไมราคาต่อหน่วยสูงกว่าปีก่อน")};
    assert_ok(as(t, &t->member, &c, &e), &e);
    return c.code;
}

static bool step(struct town *t, const struct actor *who, struct str code, int what,
                 const char *text, struct err *e)
{
    struct ctx c = {.what = what, .code = code, .text = str_from(text)};

    c.version = get(t, who, code).version;
    return as(t, who, &c, e);
}

/* ---- the way of a question ---- */

static void question_way(struct store *s, struct arena *a)
{
    struct town t;
    struct council_question_filter find = {.year = YEAR};
    struct str code;
    struct rows rows;
    struct err e;

    town_make(&t, s, a);
    code = ask(&t, "line", t.line);
    assert_string_equal(str_cstr(a, code), "2566-0-Q0001");
    assert_true(str_eq(get(&t, &t.member, code).state, STR("assigned"))); /* by its subject */
    assert_true(str_eq(get(&t, &t.member, code).owner_code, STR("11000000")));
    assert_err(step(&t, &t.stranger, code, DRAFT, "x", &e), &e, ERR_SCOPE);
    assert_err(step(&t, &t.member, code, DRAFT, "x", &e), &e, ERR_FORBIDDEN);
    assert_err(step(&t, &t.officer, code, APPROVE, "", &e), &e, ERR_STATE);
    assert_err(step(&t, &t.officer, code, DRAFT, "", &e), &e, ERR_REQUIRED);
    assert_ok(step(&t, &t.officer, code, DRAFT, "ฉบับลับ", &e), &e);
    assert_int_equal(get(&t, &t.member, code).draft.n, 0); /* nobody outside sees it */
    assert_int_equal(get(&t, &t.clerk, code).draft.n, 0);
    assert_int_equal(get(&t, &t.stranger, code).draft.n, 0);
    assert_true(get(&t, &t.head, code).draft.n > 0);
    find.text = STR("ฉบับลับ");
    assert_ok(council_question_find(t.db, a, &t.member, &find, CITY_NOW, &rows, &e), &e);
    assert_int_equal(rows.n, 0);
    assert_err(step(&t, &t.officer, code, APPROVE, "", &e), &e, ERR_FORBIDDEN);
    assert_err(step(&t, &t.clerk, code, APPROVE, "", &e), &e, ERR_FORBIDDEN);
    assert_ok(step(&t, &t.head, code, RETURN, "ขาดตัวเลข", &e), &e);
    assert_ok(step(&t, &t.head, code, DRAFT, "ราคาเหล็กสูงขึ้น", &e), &e);
    assert_err(step(&t, &t.head, code, APPROVE, "", &e), &e, ERR_SAME_PERSON);
    assert_err(step(&t, &t.clerk, code, SEND, "", &e), &e, ERR_STATE);
    assert_ok(step(&t, &t.analyst, code, APPROVE, "", &e), &e);
    assert_int_equal(get(&t, &t.member, code).answer.n, 0);
    assert_err(step(&t, &t.stranger, code, SEND, "", &e), &e, ERR_FORBIDDEN);
    assert_ok(step(&t, &t.clerk, code, SEND, "", &e), &e);
    assert_true(str_eq(get(&t, &t.member, code).answer, STR("ราคาเหล็กสูงขึ้น")));
    find.text = STR("เหล็กสูงขึ้น");
    assert_ok(council_question_find(t.db, a, &t.member, &find, CITY_NOW, &rows, &e), &e);
    assert_int_equal(rows.n, 1);
    assert_err(step(&t, &t.stranger, code, FOLLOW, "แล้วปีหน้า", &e), &e, ERR_FORBIDDEN);
    assert_ok(step(&t, &t.member, code, FOLLOW, "แล้วปีหน้า", &e), &e);
    assert_int_equal(get(&t, &t.member, code).round, 2);
    assert_int_equal(get(&t, &t.head, code).draft.n, 0); /* of the round before */
    assert_ok(step(&t, &t.member, code, WITHDRAW, "ไม่ถามแล้ว", &e), &e);
    assert_err(step(&t, &t.officer, code, DRAFT, "x", &e), &e, ERR_STATE);
}

static void test_question(void **state)
{
    (void)state;
    with_each_store(question_way);
}

/* ---- refusals ---- */

static void question_refused(struct store *s, struct arena *a)
{
    struct town t;
    struct err e;

    town_make(&t, s, a);
    {
        const struct {
            const struct actor *who;
            const char *asker, *kind;
            struct str subject;
            const char *text;
            enum err_code want;
            const char *why;
        } row[] = {
            {&t.officer, "", "general", STR_NONE, "x", ERR_FORBIDDEN, "an officer does not ask"},
            {&t.member, "", "line", t.hidden, "x", ERR_NOT_FOUND, "a draft is nobody's business"},
            {&t.member, "", "line", STR("2566-0-9999-00001"), "x", ERR_NOT_FOUND, "no such line"},
            {&t.member, "", "unit", t.line, "x", ERR_NOT_FOUND, "a line is not a unit"},
            {&t.member, "", "line", STR_NONE, "x", ERR_REQUIRED, "which line"},
            {&t.member, "", "general", STR_NONE, "", ERR_REQUIRED, "no words"},
            {&t.member, "", "goal", STR_NONE, "x", ERR_BAD_CHOICE, "no such kind"},
            {&t.clerk, "", "general", STR_NONE, "x", ERR_REQUIRED, "the clerk says who asked"},
        };

        for (size_t i = 0; i < ARRAY_LEN(row); i++) {
            struct ctx c = {.what = ASK};

            c.ask = (struct council_question_new){.year = YEAR,
                                                  .asker_kind = STR("committee"),
                                                  .asker = str_from(row[i].asker),
                                                  .subject_kind = str_from(row[i].kind),
                                                  .subject_code = row[i].subject,
                                                  .text = str_from(row[i].text)};
            print_message("%s\n", row[i].why);
            assert_err(as(&t, row[i].who, &c, &e), &e, row[i].want);
        }
    }
}

static void test_refused(void **state)
{
    (void)state;
    with_each_store(question_refused);
}

/* ---- who answers, and until when ---- */

static void question_owner(struct store *s, struct arena *a)
{
    struct town t;
    struct ctx c = {.what = ASSIGN}, warn = {.what = WARN};
    struct council_question_count n;
    struct council_question q;
    struct err e;

    town_make(&t, s, a);
    c.code = ask(&t, "general", STR_NONE);
    q = get(&t, &t.clerk, c.code);
    assert_true(str_eq(q.state, STR("asked")));
    assert_int_equal(q.due.ms - q.asked.ms, INT64_C(3) * 86400000); /* council.answer_days */
    c.owner = (struct council_question_owner){.version = q.version, .agency_code = STR("11000000")};
    assert_err(as(&t, &t.head, &c, &e), &e, ERR_SCOPE); /* not its question yet */
    c.owner.user_name = STR("stranger");
    assert_err(as(&t, &t.clerk, &c, &e), &e, ERR_NOT_FOUND); /* of another agency */
    c.owner.user_name = STR("officer");
    c.owner.due = (struct date){20200101};
    assert_err(as(&t, &t.clerk, &c, &e), &e, ERR_DUE_DAY);
    c.owner.due = (struct date){0};
    assert_ok(as(&t, &t.clerk, &c, &e), &e);
    assert_err(as(&t, &t.clerk, &c, &e), &e, ERR_STALE);
    assert_ok(city_write(s, a, run_one, &warn, &e), &e);
    assert_int_equal(warn.n, 0);
    warn.later_ms = INT64_C(4) * 86400000;
    assert_ok(city_write(s, a, run_one, &warn, &e), &e);
    assert_int_equal(warn.n, 1);
    assert_string_equal(str_cstr(a, sql_lines(s, a, "SELECT COUNT(*) FROM notice n JOIN app_user u ON u.id = n.user_id WHERE "
                                                    "u.name = 'officer' AND n.kind = 'council_question'")),
                        "2"); /* given to them, and overdue */
    assert_ok(city_write(s, a, run_one, &warn, &e), &e); /* once a day */
    assert_string_equal(str_cstr(a, sql_lines(s, a, "SELECT COUNT(*) FROM notice n JOIN app_user u ON u.id = n.user_id WHERE "
                                                    "u.name = 'officer' AND n.kind = 'council_question'")),
                        "2");
    assert_ok(council_question_count(t.db, YEAR, 0, 0, CITY_NOW + warn.later_ms, &n, &e), &e);
    assert_int_equal(n.open, 1);
    assert_int_equal(n.late, 1);
    /* no figures leave in a notice */
    assert_string_equal(str_cstr(a, sql_lines(s, a, "SELECT COUNT(*) FROM notice WHERE kind IN ('council_question', "
                                                    "'council_answer', 'observation') AND (th LIKE '%0%' OR th LIKE '%1%' OR "
                                                    "th LIKE '%2%' OR en LIKE '%0%' OR en LIKE '%1%' OR en LIKE '%2%')")),
                        "0");
}

static void test_owner(void **state)
{
    (void)state;
    with_each_store(question_owner);
}

/* ---- statements ---- */

static void statement_words_way(struct store *s, struct arena *a)
{
    struct town t;
    struct ctx c = {.what = WRITE, .text = STR("คำของหน่วยงาน")};
    struct statement st;
    struct err e;

    town_make(&t, s, a);
    c.code = t.line;
    assert_ok(statement_load(t.db, a, &t.member, YEAR, t.line, &st, &e), &e);
    assert_int_equal(st.lines_all, 1);
    assert_int_equal(st.year[0].asked.satang, MONEY_MISSING.satang); /* not known, never 0 */
    assert_int_equal(st.year[2].paid.satang, MONEY_MISSING.satang);
    assert_int_equal(st.year[0].year, YEAR - 1);
    assert_true(statement_find(&st, "stage") != NULL);
    assert_err(statement_load(t.db, a, &t.member, YEAR, t.hidden, &st, &e), &e, ERR_NOT_FOUND);
    assert_ok(statement_load(t.db, a, &t.member, YEAR, t.unit, &st, &e), &e);
    assert_int_equal(st.lines_all, 4);
    assert_int_equal(st.lines, 4);
    assert_err(as(&t, &t.stranger, &c, &e), &e, ERR_SCOPE);
    assert_err(as(&t, &t.member, &c, &e), &e, ERR_FORBIDDEN);
    assert_ok(as(&t, &t.officer, &c, &e), &e);
    assert_err(as(&t, &t.officer, &c, &e), &e, ERR_STALE);
    assert_ok(statement_load(t.db, a, &t.member, YEAR, t.line, &st, &e), &e);
    assert_int_equal(st.note.said.n + st.note.words.n, 0);
    assert_ok(statement_load(t.db, a, &t.head, YEAR, t.line, &st, &e), &e);
    assert_true(st.note.words.n > 0);
    c = (struct ctx){.what = WRITE_OK, .code = t.line, .version = st.note.version};
    assert_err(as(&t, &t.stranger, &c, &e), &e, ERR_FORBIDDEN);
    c.what = WRITE_BACK;
    assert_err(as(&t, &t.head, &c, &e), &e, ERR_REQUIRED);
    c.what = WRITE_OK;
    assert_ok(as(&t, &t.head, &c, &e), &e);
    c.version++;
    assert_err(as(&t, &t.head, &c, &e), &e, ERR_STATE);
    assert_ok(statement_load(t.db, a, &t.member, YEAR, t.line, &st, &e), &e);
    assert_true(str_eq(st.note.said, STR("คำของหน่วยงาน")));
    c = (struct ctx){.what = WRITE, .code = t.line, .version = c.version, .text = STR("ฉบับสอง")};
    assert_ok(as(&t, &t.head, &c, &e), &e);
    assert_ok(statement_load(t.db, a, &t.member, YEAR, t.line, &st, &e), &e);
    assert_true(str_eq(st.note.said, STR("คำของหน่วยงาน"))); /* until the next is approved */
    c = (struct ctx){.what = WRITE_OK, .code = t.line, .version = c.version + 1};
    assert_err(as(&t, &t.head, &c, &e), &e, ERR_SAME_PERSON);
}

static void test_statement(void **state)
{
    (void)state;
    with_each_store(statement_words_way);
}

/* ---- observations ---- */

static struct observation_part part_of(struct town *t, struct str code)
{
    struct observation o;
    struct rows rows;
    struct err e = {0};

    assert_ok(observation_get(t->db, t->a, code, &o, &e), &e);
    assert_ok(observation_parts(t->db, t->a, o.id, &rows, &e), &e);
    assert_int_equal(rows.n, 1);
    return *(const struct observation_part *)rows.p;
}

static void observation_way(struct store *s, struct arena *a)
{
    const struct str agency[] = {STR("11000000"), STR("11000000")};
    struct ctx c = {.what = OBSERVE}, warn = {.what = OBSERVE_WARN};
    struct observation_part p;
    struct town t;
    struct rows rows;
    struct err e;

    town_make(&t, s, a);
    c.seen = (struct observation_new){.year = YEAR,
                                      .source = STR("committee"),
                                      .body = STR("ควรเร่งจัดซื้อให้ทันไตรมาสแรก"),
                                      .agency = agency,
                                      .due = {20221231}};
    assert_err(as(&t, &t.member, &c, &e), &e, ERR_FORBIDDEN);
    assert_err(as(&t, &t.clerk, &c, &e), &e, ERR_REQUIRED); /* to no agency */
    c.seen.agencies = 2;
    assert_err(as(&t, &t.clerk, &c, &e), &e, ERR_DUPLICATE);
    c.seen.agencies = 1;
    c.seen.source = STR("agency");
    assert_err(as(&t, &t.clerk, &c, &e), &e, ERR_BAD_CHOICE);
    c.seen.source = STR("committee");
    assert_ok(as(&t, &t.clerk, &c, &e), &e);
    assert_string_equal(str_cstr(a, c.code), "2566-0-OB001");
    c.what = DECIDE;
    c.version = 1;
    assert_err(as(&t, &t.clerk, &c, &e), &e, ERR_NOTHING); /* no vote yet */
    c.what = PROGRESS;
    c.said = (struct observation_said){STR("11000000"), STR("doing"), STR("x"), 1};
    assert_err(as(&t, &t.officer, &c, &e), &e, ERR_STATE); /* not adopted */
    assert_true(sql_write(s, "UPDATE observation SET state = 'adopted'", &e));
    c.said.state = STR("not_done");
    c.said.body = STR_NONE;
    assert_err(as(&t, &t.officer, &c, &e), &e, ERR_REQUIRED); /* not done says why */
    c.said.body = STR("เริ่มแล้ว");
    c.said.state = STR("late");
    assert_err(as(&t, &t.officer, &c, &e), &e, ERR_BAD_CHOICE);
    c.said.state = STR("doing");
    assert_err(as(&t, &t.stranger, &c, &e), &e, ERR_SCOPE);
    c.said.agency_code = STR("10000000");
    assert_err(as(&t, &t.stranger, &c, &e), &e, ERR_NOT_FOUND); /* not told to them */
    c.said.agency_code = STR("11000000");
    assert_ok(as(&t, &t.officer, &c, &e), &e);
    assert_err(as(&t, &t.officer, &c, &e), &e, ERR_STALE);
    p = part_of(&t, c.code);
    assert_true(str_eq(p.state, STR("doing")) && str_eq(p.newest, STR("เริ่มแล้ว")));
    c.what = OWNER;
    c.follow = (struct observation_owner){STR("11000000"), STR("officer"), p.version, {20221005}};
    assert_err(as(&t, &t.officer, &c, &e), &e, ERR_FORBIDDEN);
    assert_ok(as(&t, &t.head, &c, &e), &e);
    assert_ok(city_write(s, a, run_one, &warn, &e), &e);
    assert_int_equal(warn.n, 0); /* 4 days left */
    warn.later_ms = INT64_C(3) * 86400000;
    assert_ok(city_write(s, a, run_one, &warn, &e), &e);
    assert_int_equal(warn.n, 1); /* 1 day left */
    assert_ok(observation_carried(t.db, a, YEAR + 1, t.city.drainage.id, &rows, &e), &e);
    assert_int_equal(rows.n, 1);
    assert_ok(observation_carried(t.db, a, YEAR, t.city.drainage.id, &rows, &e), &e);
    assert_int_equal(rows.n, 0);
    assert_false(sql_write(s, "UPDATE observation_progress SET body = 'y'", &e)); /* append-only */
}

static void test_observation(void **state)
{
    (void)state;
    with_each_store(observation_way);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_question),    cmocka_unit_test(test_refused),
        cmocka_unit_test(test_owner),       cmocka_unit_test(test_statement),
        cmocka_unit_test(test_observation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
