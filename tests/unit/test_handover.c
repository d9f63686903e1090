/* Hand-over of an officer's open work: who confirms, what becomes whose, what stays as it was. */
#include "plan_store.h"

#include "city/user.h"
#include "plan/handover.h"
#include "plan/section.h"

#define YEAR 2566

struct ctx {
    enum { USER, UNIT, SECTION, MAKE, TAKE, CANCEL, DISABLE } what;
    struct user_new user;
    struct handover_new new;
    struct str code, text;
    int64_t n;
    const struct plan_city *city;
};

static bool add_unit(struct act *by, const struct ctx *c, struct err *e)
{
    struct unit_new u = {.year = YEAR,
                         .agency_id = c->city->drainage.id,
                         .output_id = c->city->water,
                         .title = c->text};
    struct package_new p = {.level = 1, .level_kind = STR("minimum"), .title = c->text};
    int64_t id;

    return unit_add(by, &u, &p.unit_id, e) && package_add(by, &p, &id, e);
}

static bool run_one(struct act *by, void *ctx, struct err *e)
{
    struct ctx *c = ctx;
    struct section sec = {.agency_id = c->city->drainage.id,
                          .code = STR("s1"),
                          .name_th = STR("ฝ่าย"),
                          .kind = STR("section")};

    switch (c->what) {
    case USER:
        return user_add(by, &c->user, e);
    case UNIT:
        return add_unit(by, c, e);
    case SECTION:
        return section_add(by, &sec, &c->n, e) &&
               section_member(by, sec.agency_id, sec.code, c->text, true, e);
    case MAKE:
        if (!handover_make(by, &c->new, &c->code, e))
            return false;
        c->code = str_dup(city_arena(by), c->code);
        return true;
    case TAKE:
        return handover_take(by, c->code, &c->n, e);
    case CANCEL:
        return handover_cancel(by, c->code, c->text, e);
    case DISABLE:
        break;
    }
    return user_disable(by, c->text, true, e);
}

struct town {
    struct store *s;
    struct arena *a;
    struct db *db;
    struct plan_city city;
    struct actor old, young, head, other;
};

static struct actor person(struct town *t, const char *name, enum role role, const char *agency)
{
    struct ctx c = {.what = USER,
                    .city = &t->city,
                    .user = {.name = str_from(name),
                             .full_name = str_from(name),
                             .password_hash = STR("x"),
                             .role = role,
                             .agency_code = str_from(agency)}};
    struct actor who;
    struct err e;

    assert_ok(city_write(t->s, t->a, run_one, &c, &e), &e);
    assert_ok(actor_load(t->db, t->a, str_from(name), &who, &e), &e);
    who.session_ref = STR_NONE;
    return who;
}

static bool act_as(struct town *t, const struct actor *who, struct ctx *c, struct err *e)
{
    c->city = &t->city;
    return city_write_as(t->s, t->a, who, run_one, c, e);
}

static void town_make(struct store *s, struct arena *a, struct town *t)
{
    struct ctx c = {.what = UNIT};
    struct err e;

    *t = (struct town){.s = s, .a = a};
    plan_make(s, a, YEAR, &t->city);
    assert_ok(store_reader(s, &t->db, &e), &e);
    plan_reach(s, a, YEAR, "REQUEST");
    t->old = person(t, "old", ROLE_OFFICER, "11000000");
    t->young = person(t, "young", ROLE_OFFICER, "11000000");
    t->head = person(t, "head", ROLE_HEAD, "11000000");
    t->other = person(t, "other", ROLE_OFFICER, "10000000");
    c.text = STR("งานแรก");
    assert_ok(act_as(t, &t->old, &c, &e), &e);
    c.text = STR("งานที่สอง");
    assert_ok(act_as(t, &t->old, &c, &e), &e);
}

static struct ctx give(const char *from, const char *to, const char *order)
{
    return (struct ctx){.what = MAKE,
                        .new = {.from_user = str_from(from),
                                .to_user = str_from(to),
                                .reason = STR("ย้าย"),
                                .order_no = str_from(order),
                                .order_on = DATE(20220930)}};
}

static size_t work_of(struct town *t, const char *name)
{
    struct rows rows;
    struct err e;

    assert_ok(open_work(t->db, t->a, str_from(name), &rows, &e), &e);
    return rows.n;
}

static void refusals(struct store *s, struct arena *a)
{
    struct town t;
    struct ctx c;
    struct err e;

    town_make(s, a, &t);
    c = give("old", "other", "");
    assert_err(act_as(&t, &t.old, &c, &e), &e, ERR_SCOPE); /* another agency */
    c = give("old", "old", "");
    assert_err(act_as(&t, &t.old, &c, &e), &e, ERR_SAME_PERSON);
    c = give("old", "head", "");
    assert_err(act_as(&t, &t.old, &c, &e), &e, ERR_FORBIDDEN); /* does not prepare requests */
    c = give("old", "nobody", "");
    assert_false(act_as(&t, &t.old, &c, &e));
    c = give("young", "old", "");
    assert_err(act_as(&t, &t.young, &c, &e), &e, ERR_NOTHING); /* no open work */
    c = give("old", "young", "");
    assert_err(act_as(&t, &t.head, &c, &e), &e, ERR_REQUIRED); /* the head needs an order */
    assert_err(act_as(&t, &t.young, &c, &e), &e,
               ERR_FORBIDDEN); /* nobody takes work for themselves */
    c.new.reason = STR(" ");
    assert_err(act_as(&t, &t.old, &c, &e), &e, ERR_REQUIRED);
    assert_string_equal(sql_lines(s, a, "SELECT COUNT(*) FROM handover").p, "0");
}

static void both_confirm(struct store *s, struct arena *a)
{
    struct town t;
    struct ctx c, sec = {.what = SECTION, .text = STR("old")};
    struct handover h;
    struct rows rows;
    struct err e;

    town_make(s, a, &t);
    assert_ok(city_write(s, a, run_one, (sec.city = &t.city, &sec), &e), &e);
    c = give("old", "young", "");
    assert_ok(act_as(&t, &t.old, &c, &e), &e);
    assert_int_equal(work_of(&t, "old"), 2); /* one confirmation moves nothing */
    {
        struct ctx again = give("old", "young", "");

        assert_err(act_as(&t, &t.old, &again, &e), &e, ERR_ALREADY);
    }
    c.what = TAKE;
    assert_err(act_as(&t, &t.old, &c, &e), &e, ERR_SAME_PERSON);
    assert_err(act_as(&t, &t.other, &c, &e), &e, ERR_NOT_FOUND); /* not theirs to see */
    assert_ok(act_as(&t, &t.young, &c, &e), &e);
    assert_int_equal(c.n, 2);
    assert_err(act_as(&t, &t.young, &c, &e), &e, ERR_STATE);
    assert_int_equal(work_of(&t, "old"), 0);
    assert_int_equal(work_of(&t, "young"), 2);
    /* history stays: who made it, what was handed over */
    assert_string_equal(sql_lines(s, a, "SELECT DISTINCT made_by FROM package").p, "old");
    assert_string_equal(sql_lines(s, a, "SELECT DISTINCT user_name FROM package_officer").p,
                        "young");
    assert_string_equal(sql_lines(s, a, "SELECT user_name FROM section_member").p, "young");
    {
        struct package p;

        assert_ok(package_get(t.db, a, YEAR, STR("1100-00001-L1"), &p, &e), &e);
        assert_true(str_eq(p.made_by, STR("old")) && str_eq(p.officer, STR("young")));
    }
    assert_ok(handover_items(t.db, a, c.code, &rows, &e), &e);
    assert_int_equal(rows.n, 2);
    assert_ok(handover_get(t.db, a, &t.head, c.code, &h, &e), &e);
    assert_true(str_eq(h.state, STR("done")) && h.packages == 2);
    /* and on: the successor hands over too, by the head when gone */
    c = (struct ctx){.what = DISABLE, .text = STR("young")};
    assert_ok(city_write(s, a, run_one, (c.city = &t.city, &c), &e), &e);
    t.young = person(&t, "third", ROLE_OFFICER, "11000000");
    c = give("young", "third", "กท 1/2566");
    assert_ok(act_as(&t, &t.head, &c, &e), &e);
    c.what = TAKE;
    assert_ok(act_as(&t, &t.young, &c, &e), &e);
    assert_int_equal(work_of(&t, "third"), 2);
    assert_false(sql_write(s, "UPDATE handover_item SET from_user = 'x'", &e));
}

static void ends(struct store *s, struct arena *a)
{
    struct town t;
    struct ctx c;
    struct err e;

    town_make(s, a, &t);
    c = give("old", "young", "");
    assert_ok(act_as(&t, &t.old, &c, &e), &e);
    c.what = CANCEL;
    c.text = STR("");
    assert_err(act_as(&t, &t.young, &c, &e), &e, ERR_REQUIRED);
    c.text = STR("ยังไม่ย้าย");
    assert_ok(act_as(&t, &t.young, &c, &e), &e);
    assert_int_equal(work_of(&t, "old"), 2);
    c.what = TAKE;
    assert_err(act_as(&t, &t.young, &c, &e), &e, ERR_STATE);
    /* a disabled successor takes nothing */
    c = (struct ctx){.what = DISABLE, .text = STR("young")};
    assert_ok(city_write(s, a, run_one, (c.city = &t.city, &c), &e), &e);
    c = give("old", "young", "");
    assert_err(act_as(&t, &t.old, &c, &e), &e, ERR_FORBIDDEN);
}

#define EACH(name)                                                                                 \
 static void test_##name(void **state)                                                             \
 {                                                                                                 \
  (void)state;                                                                                     \
  with_each_store(name);                                                                           \
 }
EACH(refusals)
EACH(both_confirm)
EACH(ends)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_both_confirm),
        cmocka_unit_test(test_ends),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
