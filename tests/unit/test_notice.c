/* Notices: who gets them, which year they carry, what is refused, who reads them. */
#include "with_store.h"

#include "city/agency.h"
#include "city/notice.h"
#include "city/user.h"
#include "city_store.h"

#define YEAR 2566

struct ctx {
    enum { USER, DISABLE, ADD, ROLE, OPEN, ALL } what;
    struct user_new user;
    struct notice_new n;
    struct notice_place place;
    struct str text;
    int64_t id;
};

static bool run(struct act *by, void *ctx, struct err *e)
{
    struct ctx *c = ctx;

    switch (c->what) {
    case USER:
        return user_add(by, &c->user, e);
    case DISABLE:
        return user_disable(by, c->text, true, e);
    case ADD:
        return notice_add(by, &c->n, e);
    case ROLE:
        return notice_add_role(by, c->place, &c->n, e);
    case OPEN:
        if (!notice_open(by, c->id, &c->text, e))
            return false;
        c->text = str_dup(city_arena(by), c->text);
        return true;
    case ALL:
        break;
    }
    return notice_read_all(by, c->text, c->id, &c->id, e);
}

struct town {
    struct store *s;
    struct arena *a;
    struct db *db;
};

static struct actor person(struct town *t, const char *name, enum role role, const char *agency,
                           int64_t division)
{
    struct ctx c = {.what = USER,
                    .user = {.name = str_from(name),
                             .full_name = str_from(name),
                             .password_hash = STR("x"),
                             .role = role,
                             .agency_code = str_from(agency),
                             .division = division}};
    struct actor who;
    struct err e;

    assert_ok(city_write(t->s, t->a, run, &c, &e), &e);
    assert_ok(actor_load(t->db, t->a, str_from(name), &who, &e), &e);
    who.session_ref = STR_NONE;
    return who;
}

static void town_make(struct store *s, struct arena *a, struct town *t)
{
    struct err e;

    *t = (struct town){.s = s, .a = a};
    city_make(s, a, YEAR);
    assert_ok(store_reader(s, &t->db, &e), &e);
}

static struct notice_new notice(const char *to, const char *subject, const char *path)
{
    return (struct notice_new){.kind = STR("returned"),
                               .to_user = str_from(to),
                               .subject = str_from(subject),
                               .path = str_from(path),
                               .th = STR("มีคำขอที่ถูกส่งคืน"),
                               .en = STR("A request was returned")};
}

static size_t list(struct town *t, const struct actor *who, const struct notice_row **ret)
{
    struct rows rows;
    struct err e;

    assert_ok(notice_list(t->db, t->a, who->user_id, STR_NONE, (struct notice_page_key){0}, &rows,
                          &e),
              &e);
    *ret = rows.p;
    return rows.n;
}

/* ---- every row of notice.def ---- */

static void test_kinds(void **state)
{
    (void)state;
    for (size_t i = 0; i < NOTICE_KINDS; i++) {
        enum notice_kind k = (enum notice_kind)i, found;
        struct str how = str_from(notice_how(k));
        struct err e;

        assert_ok(notice_kind_parse(str_from(notice_word(k)), &found, &e), &e);
        assert_int_equal(found, k); /* no word twice */
        for (int l = 0; l < 2; l++) { /* what leaves PBIS holds no figure */
            struct str say = notice_sentence(k, l ? LANG_EN : LANG_TH);

            assert_true(say.n > 0 && notice_label(k, l ? LANG_EN : LANG_TH).n > 0);
            for (size_t j = 0; j < say.n;) {
                uint32_t cp = str_next_cp(say, &j);

                assert_false((cp >= '0' && cp <= '9') || (cp >= 0x0e50 && cp <= 0x0e59));
            }
        }
        assert_true(str_eq(how, STR("now")) || str_eq(how, STR("day")) || str_eq(how, STR("week")));
    }
}

/* ---- the right year ---- */

static void years(struct store *s, struct arena *a)
{
    static const struct {
        const char *subject, *path;
        int64_t year, want;
        const char *opens, *why;
    } row[] = {
        {"package:2566:1100-1", "/packages/1100-1", 0, 2566, "/packages/1100-1?year=2566",
         "the subject's year is put into the link"},
        {"package:2566:1100-1", "/packages/1100-1?year=2567", 0, 2567, "/packages/1100-1?year=2567",
         "a link that says its year wins"},
        {"package:2566:1100-1", "/work", 2568, 2568, "/work?year=2568", "said outright"},
        {"circular:C1", "/circulars/C1", 0, 0, "/circulars/C1", "no year is no year"},
        {"x:25661", "/work", 0, 0, "/work", "a number that only begins like a year"},
        {"x:1999", "/work", 0, 0, "/work", "not a Buddhist year"},
        {"", "/work?tab=a#b", 2566, 2566, "/work?tab=a&year=2566#b", "query and fragment stay"},
        {"", "/a?year=256", 0, 0, "/a?year=256", "too short"},
    };
    struct town t;
    struct actor who;
    struct err e;

    town_make(s, a, &t);
    who = person(&t, "nid", ROLE_OFFICER, "11000000", 0);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct ctx c = {.what = ADD, .n = notice("nid", row[i].subject, row[i].path)};
        const struct notice_row *n;

        c.n.year = row[i].year;
        assert_ok(city_write(s, a, run, &c, &e), &e);
        assert_int_equal(list(&t, &who, &n), i + 1);
        if (n->year != row[i].want || !str_eq(n->path, str_from(row[i].opens)))
            fail_msg("%s: %lld %.*s", row[i].why, (long long)n->year, STR_FMT(n->path));
    }
}

static void test_years(void **state)
{
    (void)state;
    with_each_store(years);
}

/* ---- who gets it ---- */

static void receivers(struct store *s, struct arena *a)
{
    struct town t;
    struct actor nid, head, ana, fin, gone;
    struct agency g;
    struct ctx c = {.what = DISABLE, .text = STR("gone")};
    const struct notice_row *n;
    struct err e;

    town_make(s, a, &t);
    nid = person(&t, "nid", ROLE_OFFICER, "11000000", 0);
    head = person(&t, "head", ROLE_HEAD, "11000000", 0);
    gone = person(&t, "gone", ROLE_OFFICER, "11000000", 0);
    ana = person(&t, "ana", ROLE_ANALYST, "", 1);
    fin = person(&t, "fin", ROLE_FINANCE, "", 0);
    assert_ok(city_write(s, a, run, &c, &e), &e);
    assert_ok(agency_get(t.db, a, STR("11000000"), &g, &e), &e);

    c = (struct ctx){.what = ADD, .n = notice("gone", "", "/work")};
    assert_ok(city_write(s, a, run, &c, &e), &e); /* no error */
    assert_int_equal(list(&t, &gone, &n), 0);     /* and nothing */

    c = (struct ctx){.what = ROLE, .n = notice("", "", "/work")};
    c.place = (struct notice_place){PERM_REQUEST_WRITE, g.id, 0};
    assert_ok(city_write(s, a, run, &c, &e), &e);
    assert_int_equal(list(&t, &nid, &n), 1);
    assert_int_equal(list(&t, &head, &n), 0); /* approves, does not write */
    assert_int_equal(list(&t, &gone, &n), 0);
    c.place = (struct notice_place){PERM_SIGNED_IN, g.id, 0};
    assert_ok(city_write_as(s, a, &nid, run, &c, &e), &e);
    assert_int_equal(list(&t, &nid, &n), 1); /* not to who did it */
    assert_int_equal(list(&t, &head, &n), 1);
    c.place = (struct notice_place){PERM_ANALYSE, 0, 1};
    assert_ok(city_write(s, a, run, &c, &e), &e);
    assert_int_equal(list(&t, &ana, &n), 1);
    c.place = (struct notice_place){PERM_FISCAL, 0, 0};
    assert_ok(city_write(s, a, run, &c, &e), &e);
    assert_int_equal(list(&t, &fin, &n), 1);
    assert_int_equal(list(&t, &ana, &n), 1);

    c = (struct ctx){.what = ADD, .n = notice("nid", "", "/work")};
    c.n.once = STR("deadline:2566:7");
    assert_ok(city_write(s, a, run, &c, &e), &e);
    assert_ok(city_write(s, a, run, &c, &e), &e);
    assert_int_equal(list(&t, &nid, &n), 2); /* once */
}

static void test_receivers(void **state)
{
    (void)state;
    with_each_store(receivers);
}

/* ---- reading ---- */

static void reading(struct store *s, struct arena *a)
{
    struct town t;
    struct actor nid, other;
    struct ctx c = {.what = ADD, .n = notice("nid", "", "/work")};
    const struct notice_row *n;
    int64_t left, first;
    struct err e;

    town_make(s, a, &t);
    nid = person(&t, "nid", ROLE_OFFICER, "11000000", 0);
    other = person(&t, "other", ROLE_OFFICER, "10000000", 0);
    for (int i = 0; i < 3; i++)
        assert_ok(city_write(s, a, run, &c, &e), &e);
    assert_int_equal(list(&t, &nid, &n), 3);
    first = n[0].id;
    assert_true(n[0].id > n[1].id); /* newest first */

    c = (struct ctx){.what = OPEN, .id = first};
    assert_err(city_write_as(s, a, &other, run, &c, &e), &e, ERR_NOT_FOUND); /* somebody else's */
    assert_ok(city_write_as(s, a, &nid, run, &c, &e), &e);
    assert_string_equal(str_cstr(a, c.text), "/work");
    assert_int_equal(list(&t, &nid, &n), 3);
    assert_int_equal(n[2].id, first); /* read ones come last */
    assert_ok(notice_unread(t.db, nid.user_id, &left, &e), &e);
    assert_int_equal(left, 2);

    c = (struct ctx){.what = ALL, .text = STR("mention"), .id = INT64_MAX};
    assert_ok(city_write_as(s, a, &nid, run, &c, &e), &e);
    assert_int_equal(c.id, 0); /* none of that kind */
    c = (struct ctx){.what = ALL, .text = STR("returned"), .id = first - 2};
    assert_ok(city_write_as(s, a, &nid, run, &c, &e), &e);
    assert_int_equal(c.id, 1); /* what came after the page was made stays unread */
}

static void test_reading(void **state)
{
    (void)state;
    with_each_store(reading);
}

/* ---- refusals ---- */

static void refusals(struct store *s, struct arena *a)
{
    static const struct {
        const char *kind, *to, *path, *th;
        enum err_code want;
    } row[] = {
        {"nothing", "nid", "/work", "x", ERR_BAD_CHOICE},
        {"returned", "nobody", "/work", "x", ERR_NOT_FOUND},
        {"returned", "nid", "", "x", ERR_BAD_TEXT},
        {"returned", "nid", "https://evil.example/", "x", ERR_BAD_TEXT},
        {"returned", "nid", "//evil.example/", "x", ERR_BAD_TEXT},
        {"returned", "nid", "/a\r\nBcc: x@example.org", "x", ERR_BAD_TEXT},
        {"returned", "nid", "/\\evil.example", "x", ERR_BAD_TEXT},
        {"returned", "nid", "/work", " ", ERR_REQUIRED},
    };
    struct town t;
    struct err e;

    town_make(s, a, &t);
    person(&t, "nid", ROLE_OFFICER, "11000000", 0);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct ctx c = {.what = ADD, .n = notice(row[i].to, "", row[i].path)};

        c.n.kind = str_from(row[i].kind);
        c.n.th = str_from(row[i].th);
        assert_err(city_write(s, a, run, &c, &e), &e, row[i].want);
    }
}

static void test_refusals(void **state)
{
    (void)state;
    with_each_store(refusals);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds),   cmocka_unit_test(test_years),
        cmocka_unit_test(test_receivers), cmocka_unit_test(test_reading),
        cmocka_unit_test(test_refusals),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
