/* Acting for another: who may give, who confirms, when it holds, what it leaves and what it never gives. */
#include "plan_store.h"

#include "base/arena.h"
#include "city/audit.h"
#include "city/delegation.h"
#include "city/user.h"
#include "plan/review.h"
#include "plan/request.h"
#include "plan/section.h"

#define YEAR 2566
#define DAY  20221001

struct ctx {
    enum { USER, MAKE, CONFIRM, REFUSE, REVOKE, FILL, ACCEPT } what;
    struct user_new user;
    struct delegation_new new;
    struct str code, text;
    int64_t version;
    struct plan_fill fill;
};

static bool run_one(struct act *by, void *ctx, struct err *e)
{
    struct ctx *c = ctx;

    switch (c->what) {
    case USER:
        return user_add(by, &c->user, e);
    case MAKE:
        if (!delegation_make(by, &c->new, &c->code, e))
            return false;
        c->code = str_dup(city_arena(by), c->code);
        return true;
    case CONFIRM:
        return delegation_confirm(by, c->code, c->version, e);
    case REFUSE:
        return delegation_refuse(by, c->code, c->version, c->text, e);
    case REVOKE:
        return delegation_revoke(by, c->code, c->text, e);
    case FILL:
        return plan_fill(by, &c->fill, e);
    case ACCEPT:
        break;
    }
    return package_event(by, YEAR, c->code, STR("accept"), c->version, STR_NONE, e);
}

struct town {
    struct store *s;
    struct arena *a;
    struct db *db;
    struct plan_city city;
};

static struct actor load(struct town *t, const char *name, int32_t day)
{
    struct actor who;
    struct err e;

    store_day_set(t->s, DATE(day));
    assert_ok(actor_load(t->db, t->a, str_from(name), &who, &e), &e);
    who.session_ref = STR_NONE;
    who.used = ARENA_NEW(t->a, const struct on_behalf *);
    return who;
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
    struct err e;

    *t = (struct town){.s = s, .a = a};
    plan_make(s, a, YEAR, &t->city);
    assert_ok(store_reader(s, &t->db, &e), &e);
    plan_reach(s, a, YEAR, "REQUEST");
    person(t, "governor", ROLE_GOVERNOR, "", 0);
    person(t, "deputy", ROLE_DEPUTY, "", 0);
    person(t, "admin", ROLE_ADMIN, "", 0);
    person(t, "office", ROLE_SYSTEM_OFFICE, "", 0);
    person(t, "ana", ROLE_ANALYST, "", 1);
    person(t, "officer", ROLE_OFFICER, "11000000", 0);
    person(t, "head", ROLE_HEAD, "11000000", 0);
}

static bool act_as(struct town *t, const char *name, struct ctx *c, struct err *e)
{
    struct actor who = load(t, name, DAY);

    return city_write_as(t->s, t->a, &who, run_one, c, e);
}

static struct ctx give(const char *from, const char *to, const char *role)
{
    return (struct ctx){.what = MAKE,
                        .new = {.kind = STR("acting"),
                                .from_user = str_from(from),
                                .to_user = str_from(to),
                                .role = str_from(role),
                                .scope_kind = STR("city"),
                                .order_no = STR("กท 12/2565"),
                                .reason = STR("ไปราชการต่างประเทศ"),
                                .order_on = DATE(20220920),
                                .from_date = DATE(20221001),
                                .to_date = DATE(20221015)}};
}

static void who_may_give(struct store *s, struct arena *a)
{
    struct town t;
    struct ctx c;
    struct err e;

    town_make(s, a, &t);
    c = give("governor", "governor", "governor");
    assert_err(act_as(&t, "governor", &c, &e), &e, ERR_DELEGATE_SELF);
    c = give("governor", "deputy", "governor");
    assert_err(act_as(&t, "deputy", &c, &e), &e, ERR_FORBIDDEN); /* nobody takes it for themselves */
    c = give("governor", "admin", "governor");
    assert_err(act_as(&t, "admin", &c, &e), &e, ERR_SAME_PERSON); /* nor registers it for themselves */
    c = give("governor", "deputy", "admin");
    assert_err(act_as(&t, "governor", &c, &e), &e, ERR_NOT_FOUND); /* a role they do not have */
    c = give("governor", "nobody", "governor");
    assert_err(act_as(&t, "governor", &c, &e), &e, ERR_NOT_FOUND);
    c = give("governor", "deputy", "governor");
    c.new.to_date = DATE(20220930);
    assert_err(act_as(&t, "governor", &c, &e), &e, ERR_DATE_ORDER);
    c = give("governor", "deputy", "governor");
    c.new.order_no = STR(" ");
    assert_err(act_as(&t, "governor", &c, &e), &e, ERR_REQUIRED);
    c = give("governor", "deputy", "governor");
    c.new.kind = STR("x");
    assert_err(act_as(&t, "governor", &c, &e), &e, ERR_BAD_CHOICE);
    c = give("governor", "deputy", "governor");
    assert_ok(act_as(&t, "governor", &c, &e), &e);
    c = give("governor", "deputy", "governor");
    assert_err(act_as(&t, "governor", &c, &e), &e, ERR_ALREADY);
    assert_false(actor_may(&(struct actor){0}, PERM_CYCLE));
    { /* one person is not enough */
        struct actor who = load(&t, "deputy", DAY);

        assert_false(actor_may(&who, PERM_CYCLE));
        assert_int_equal(who.grants, 1);
    }
}

static void days_and_chain(struct store *s, struct arena *a)
{
    static const struct {
        int32_t day;
        bool may;
        const char *why;
    } row[] = {{20220930, false, "the day before"},
               {20221001, true, "the first day"},
               {20221015, true, "the last day"},
               {20221016, false, "it ends by itself"}};
    struct actor who;
    struct town t;
    struct ctx c, chain;
    struct err e;

    town_make(s, a, &t);
    c = give("governor", "deputy", "governor");
    assert_ok(act_as(&t, "office", &c, &e), &e);
    c.what = CONFIRM;
    c.version = 1;
    assert_err(act_as(&t, "office", &c, &e), &e, ERR_SAME_PERSON); /* who registered it */
    assert_err(act_as(&t, "deputy", &c, &e), &e, ERR_SAME_PERSON); /* who receives it */
    c.version = 9;
    assert_err(act_as(&t, "admin", &c, &e), &e, ERR_STALE);
    c.version = 1;
    assert_ok(act_as(&t, "governor", &c, &e), &e);
    assert_err(act_as(&t, "governor", &c, &e), &e, ERR_STATE);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        who = load(&t, "deputy", row[i].day);
        if (actor_may(&who, PERM_CYCLE) != row[i].may)
            fail_msg("%s", row[i].why);
    }
    who = load(&t, "deputy", DAY);
    assert_true(str_eq(who.role_word, STR("deputy"))); /* the person stays who they are */
    assert_string_equal(who.capacity.p,
                        "รักษาราชการแทน ผู้ว่าราชการกรุงเทพมหานคร (governor) ตามคำสั่งที่ กท 12/2565 ลงวันที่ 20 ก.ย. 2565 "
                        "ตั้งแต่ 1 ต.ค. 2565 ถึง 15 ต.ค. 2565");
    assert_true(actor_behalf(&who, PERM_CYCLE, 0, 0) != NULL);
    assert_true(actor_behalf(&who, PERM_BUDGET_READ, 0, 0) == NULL); /* theirs already */
    chain = give("deputy", "ana", "governor");
    assert_err(act_as(&t, "deputy", &chain, &e), &e, ERR_DELEGATION_CHAIN);
    /* records print the capacity, those of the person's own acts do not */
    assert_string_equal(sql_lines(s, a, "SELECT COUNT(*) FROM audit WHERE reason LIKE '%12/2565%'").p, "0");
    assert_ok(actor_check_city(&who, PERM_CYCLE, &e), &e);
    c.what = FILL;
    c.fill = (struct plan_fill){.year = YEAR, .c = &t.city, .agency_id = t.city.drainage.id,
                                .output_id = t.city.water, .units = 0, .state = "SUBMITTED"};
    c.what = REVOKE;
    c.text = STR("กลับมาแล้ว");
    assert_ok(city_write_as(s, a, &who, run_one, &c, &e), &e);
    assert_string_equal(sql_lines(s, a, "SELECT COUNT(*) FROM audit WHERE reason LIKE '%12/2565%' AND action = 'delegation.revoke'").p, "1");
    who = load(&t, "deputy", DAY); /* at once */
    assert_false(actor_may(&who, PERM_CYCLE));
}

static void duties_see_the_person(struct store *s, struct arena *a)
{
    struct town t;
    struct ctx c, fill;
    struct package p;
    struct err e;

    town_make(s, a, &t);
    fill = (struct ctx){.what = FILL,
                        .fill = {.year = YEAR, .c = &t.city, .agency_id = t.city.drainage.id,
                                 .output_id = t.city.water, .units = 1, .levels = 1, .lines = 1,
                                 .state = "SUBMITTED"}};
    assert_ok(city_write(s, a, run_one, &fill, &e), &e);
    /* an officer of the agency gets the analyst's role: still not on the own agency's request */
    c = give("ana", "officer", "analyst");
    c.new.scope_kind = STR("division");
    c.new.scope_id = 1;
    assert_ok(act_as(&t, "ana", &c, &e), &e);
    c.what = CONFIRM;
    c.version = 1;
    assert_ok(act_as(&t, "officer", &c, &e), &e); /* given by the person: the receiver is the second */
    assert_ok(package_get(t.db, a, YEAR, STR("1100-00001-L1"), &p, &e), &e);
    c = (struct ctx){.what = ACCEPT, .code = p.code, .version = p.version};
    assert_err(act_as(&t, "officer", &c, &e), &e, ERR_OWN_AGENCY);
    /* an analyst who gets the agency head's role: belongs to the agency while it lasts */
    c = give("head", "ana", "head");
    c.new.scope_kind = STR("agency");
    c.new.scope_id = t.city.drainage.id;
    assert_ok(act_as(&t, "head", &c, &e), &e);
    c.what = REFUSE;
    c.version = 1;
    c.text = STR(" ");
    assert_err(act_as(&t, "ana", &c, &e), &e, ERR_REQUIRED);
    c.what = CONFIRM;
    assert_ok(act_as(&t, "ana", &c, &e), &e);
    c = (struct ctx){.what = ACCEPT, .code = p.code, .version = p.version};
    assert_err(act_as(&t, "ana", &c, &e), &e, ERR_OWN_AGENCY);
    /* they see what lies at the director, and not what lies with sections */
    {
        struct actor who = load(&t, "ana", DAY);
        struct str sight;

        assert_ok(sight_of(t.db, a, &who, &sight, &e), &e);
        assert_true(sight_has(sight, 'a', t.city.drainage.id));
        assert_false(sight_has(sight, 'c', t.city.drainage.id));
    }
}

static void test_give(void **state)
{
    (void)state;
    with_each_store(who_may_give);
}

static void test_days(void **state)
{
    (void)state;
    with_each_store(days_and_chain);
}

static void test_duties(void **state)
{
    (void)state;
    with_each_store(duties_see_the_person);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_give), cmocka_unit_test(test_days),
                                       cmocka_unit_test(test_duties)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
