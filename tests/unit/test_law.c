/* test_law.c - the register of rules: two persons, versions, search, and what stands behind each word. */
#include "city_store.h"
#include "unit.h"

#include "base/arena.h"
#include "base/crypto.h"
#include "city/law.h"
#include "city/param.h"
#include "plan/cycle.h"

enum { YEAR = 2566 };

struct law {
    struct law_entry x;
    int64_t number;
    struct str reason;
};

static bool do_propose(struct act *by, void *ctx, struct err *e)
{
    struct law *t = ctx;

    return law_propose(by, &t->x, &t->number, e);
}

static bool do_approve(struct act *by, void *ctx, struct err *e)
{
    struct law *t = ctx;

    return law_approve(by, t->x.law, t->x.article, t->number, e);
}

static bool do_withdraw(struct act *by, void *ctx, struct err *e)
{
    struct law *t = ctx;

    return law_withdraw(by, t->x.law, t->x.article, t->number, t->reason, e);
}

static struct actor keeper(const char *name)
{
    struct actor who = {.user_id = 7, .name = str_from(name), .role_word = STR("test"), .grants = 1};

    who.grant[0].perms = UINT64_C(1) << (unsigned)PERM_LAW;
    who.grant[0].scope.kind = SCOPE_CITY;
    return who;
}

static void register_of(struct store *s, struct arena *a)
{
    static const struct {
        struct law_entry x;
        enum err_code want;
        const char *why;
    } bad[] = {
        {{0}, ERR_REQUIRED, "no code"},
        {{.law = {"Law 1", 5}}, ERR_BAD_CHOICE, "a code stands in addresses"},
        {{.law = {"no-such", 7}, .article = {"1", 1}}, ERR_UNKNOWN_RULE, "an article of no instrument"},
        {{.law = {"budget-2563", 11}, .kind = {"poem", 4}}, ERR_BAD_CHOICE, "a kind that there is not"},
        {{.law = {"budget-2563", 11}, .status = {"replaced", 8}}, ERR_REQUIRED, "replaced by what?"},
        {{.law = {"budget-2563", 11}, .replaced_by = {"no-such", 7}}, ERR_UNKNOWN_RULE, "no such successor"},
        {{.law = {"budget-2563", 11}, .valid_from = {20230101}, .valid_to = {20220101}}, ERR_DATE_ORDER,
         "it ends before it begins"},
    };
    struct actor one = keeper("one"), two = keeper("two"), nobody = keeper("nobody");
    struct law t = {0};
    struct law_entry now;
    struct rows rows;
    struct db *db;
    struct err e;

    city_make(s, a, YEAR);
    assert_ok(store_reader(s, &db, &e), &e);
    nobody.grant[0].perms = UINT64_C(1) << (unsigned)PERM_PARAM;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        t.x = bad[i].x;
        t.x.title_th = STR("ข้อ 5");
        t.x.source = STR("ราชกิจจานุเบกษา");
        t.x.reason = STR("ได้ตัวบทแล้ว");
        t.x.kind = t.x.kind.n ? t.x.kind : STR("ordinance");
        t.x.status = t.x.status.n ? t.x.status : STR("in_force");
        if (city_write_as(s, a, &one, do_propose, &t, &e) || e.code != bad[i].want) {
            fail_msg("%s: %s", bad[i].why, err_word(e.code));
        }
    }
    t.x = (struct law_entry){.law = STR("budget-2563"), .article = STR("5"), .kind = STR("ordinance"),
                             .title_th = STR("ข้อ 5 ปีงบประมาณ"), .body = STR("ปีงบประมาณหมายความว่า ห้วงเวลาหนึ่งปี"),
                             .status = STR("in_force"), .source = STR("ราชกิจจานุเบกษา"), .reason = STR("ได้ตัวบทแล้ว")};
    assert_err(city_write_as(s, a, &nobody, do_propose, &t, &e), &e, ERR_FORBIDDEN);
    assert_ok(city_write_as(s, a, &one, do_propose, &t, &e), &e);
    assert_err(law_get(db, a, t.x.law, t.x.article, &now, &e), &e, ERR_NOT_FOUND); /* nobody approved it */
    assert_ok(law_waiting(db, a, &rows, &e), &e);
    assert_int_equal(rows.n, 1);
    assert_err(city_write_as(s, a, &one, do_approve, &t, &e), &e, ERR_SAME_PERSON);
    assert_ok(city_write_as(s, a, &two, do_approve, &t, &e), &e);
    assert_err(city_write_as(s, a, &two, do_approve, &t, &e), &e, ERR_STATE);
    assert_ok(law_get(db, a, t.x.law, t.x.article, &now, &e), &e);
    assert_true(str_eq(now.approved_by, STR("two")) && now.number == 1);
    assert_ok(law_search(db, a, STR("ห้วงเวลา"), &rows, &e), &e);
    assert_int_equal(rows.n, 1);
    assert_ok(law_search(db, a, STR("ไม่มีคำนี้เลย"), &rows, &e), &e);
    assert_int_equal(rows.n, 0);

    /* the next version: the one before stays, and holds until the new one is approved */
    t.x.body = STR("ปีงบประมาณเริ่มวันที่ 1 ตุลาคม");
    assert_ok(city_write_as(s, a, &two, do_propose, &t, &e), &e);
    assert_int_equal(t.number, 2);
    assert_ok(law_get(db, a, t.x.law, t.x.article, &now, &e), &e);
    assert_int_equal(now.number, 1);
    assert_err(city_write_as(s, a, &one, do_withdraw, &t, &e), &e, ERR_REQUIRED);
    t.reason = STR("พิมพ์ผิด");
    assert_ok(city_write_as(s, a, &one, do_withdraw, &t, &e), &e);
    assert_ok(city_write_as(s, a, &two, do_propose, &t, &e), &e);
    assert_int_equal(t.number, 3);
    assert_ok(city_write_as(s, a, &one, do_approve, &t, &e), &e);
    assert_ok(law_get(db, a, t.x.law, t.x.article, &now, &e), &e);
    assert_int_equal(now.number, 3);
    assert_ok(law_history(db, a, t.x.law, t.x.article, &rows, &e), &e);
    assert_int_equal(rows.n, 3);
    assert_err(sql_write(s, "UPDATE law_entry SET body = 'x'", &e), &e, ERR_STORE);
}

/* Every refusal, parameter and event either links to what the register holds, or is listed as a
 * default that nobody has confirmed, or has no rule behind it. */
static void links(struct store *s, struct arena *a)
{
    struct law_ref ref;
    struct db *db;
    struct err e;
    int articles = 0, missing = 0;

    city_make(s, a, YEAR);
    assert_ok(store_reader(s, &db, &e), &e);
    for (int i = 1; i < ERR_COUNT; i++) {
        assert_ok(law_of(db, a, "error", str_from(err_word((enum err_code)i)), &ref, &e), &e);
        articles += ref.standing == LAW_ARTICLE;
        if (!ref.listed) {
            printf("data/law_links.csv lacks error,%s\n", err_word((enum err_code)i));
            missing++;
        }
        if (ref.law.n && ref.standing != LAW_ARTICLE) {
            fail_msg("error %s links to what the register does not hold", err_word((enum err_code)i));
        }
    }
    for (int i = 0; i < PARAM_COUNT; i++) {
        assert_ok(law_of(db, a, "param", param_code((enum param_id)i), &ref, &e), &e);
        if (!ref.listed || (ref.law.n && ref.standing != LAW_ARTICLE)) {
            printf("data/law_links.csv: param,%s\n", str_cstr(a, param_code((enum param_id)i)));
            missing++;
        }
        assert_true(ref.standing != LAW_TECHNICAL);
    }
    for (size_t i = 0; i < cycle_table_n; i++) {
        assert_ok(law_of(db, a, "event", str_from(cycle_table[i].event), &ref, &e), &e);
        articles += ref.standing == LAW_ARTICLE;
        if (!ref.listed || (ref.law.n && ref.standing != LAW_ARTICLE)) {
            printf("data/law_links.csv: event,%s\n", cycle_table[i].event);
            missing++;
        }
    }
    assert_int_equal(missing, 0);
    assert_true(articles >= 10);
    assert_ok(law_of(db, a, "error", STR("overdrawn"), &ref, &e), &e);
    assert_string_equal(str_cstr(a, ref.path), "/laws/budget-2563/definition-expenditure");
    assert_ok(law_of(db, a, "error", STR("own_agency"), &ref, &e), &e);
    assert_string_equal(str_cstr(a, law_ref_text(&ref, LANG_EN)), "default, not confirmed");
    assert_ok(law_of(db, a, "error", STR("amend_late"), &ref, &e), &e); /* refused by a parameter */
    assert_string_equal(str_cstr(a, ref.path), "/parameters/council.amend_days");
    assert_true(ref.standing == LAW_UNCONFIRMED);
    assert_true(str_has(law_ref_text(&ref, LANG_EN), STR("default, not confirmed")));
    assert_true(str_has(law_ref_text(&ref, LANG_TH), param_name(PARAM_COUNCIL_AMEND_DAYS, LANG_TH)));
    assert_ok(law_of(db, a, "error", STR("amend_above"), &ref, &e), &e); /* by the engine's rule */
    assert_true(ref.standing == LAW_UNCONFIRMED && ref.path.n == 0);
    assert_true(str_starts(law_ref_text(&ref, LANG_EN), STR("Rule of the engine")));
    assert_ok(law_of(db, a, "error", STR("bad_csv"), &ref, &e), &e);
    assert_int_equal(law_ref_text(&ref, LANG_EN).n, 0);
}

static void test_register(void **state)
{
    (void)state;
    with_each_store(register_of);
}
static void test_links(void **state)
{
    (void)state;
    with_each_store(links);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_register), cmocka_unit_test(test_links)};

    crypto_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
