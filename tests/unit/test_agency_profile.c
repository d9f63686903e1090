/* What an agency says of itself: pieces with versions, who may write and approve, the year before, what is missing. */
#include "plan_store.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/year.h"
#include "perform/agency_profile.h"

#define YEAR  2566
#define CODE  STR("11000000")
#define OTHER STR("10000000")

struct town {
    struct plan_city c;
    struct actor officer, colleague, head, stranger;
    struct db *db;
};

static bool run_year(struct act *by, void *ctx, struct err *e)
{
    (void)ctx;
    return year_ensure(by, YEAR - 1, e) && year_ensure(by, YEAR + 1, e);
}

static void town_make(struct store *s, struct arena *a, struct town *t)
{
    struct err e;

    plan_make(s, a, YEAR, &t->c);
    assert_ok(city_write(s, a, run_year, NULL, &e), &e);
    t->officer = plan_person("officer", PERM_RESULT, SCOPE_AGENCY, t->c.drainage.id);
    t->colleague = plan_person("colleague", PERM_RESULT, SCOPE_AGENCY, t->c.drainage.id);
    t->head = plan_person("head", PERM_RESULT_APPROVE, SCOPE_AGENCY, t->c.drainage.id);
    t->stranger = plan_person("stranger", PERM_RESULT, SCOPE_AGENCY, t->c.works.id);
    assert_ok(store_reader(s, &t->db, &e), &e);
}

struct doing {
    int64_t year, version, done;
    struct profile_new n;
    struct profile_set s;
    struct str reason;
};
static bool run_begin(struct act *by, void *ctx, struct err *e)
{
    struct doing *d = ctx;

    return profile_begin(by, &d->n, &d->done, e);
}
static bool run_set(struct act *by, void *ctx, struct err *e)
{
    const struct doing *d = ctx;

    return profile_part_set(by, d->year, CODE, &d->s, e);
}
static bool run_remove(struct act *by, void *ctx, struct err *e)
{
    const struct doing *d = ctx;

    return profile_part_remove(by, d->year, CODE, &d->s, e);
}
static bool run_copy(struct act *by, void *ctx, struct err *e)
{
    struct doing *d = ctx;

    return profile_copy(by, d->year, CODE, &d->done, e);
}
static bool run_approve(struct act *by, void *ctx, struct err *e)
{
    const struct doing *d = ctx;

    return profile_approve(by, d->year, CODE, d->version, e);
}
static bool run_reopen(struct act *by, void *ctx, struct err *e)
{
    const struct doing *d = ctx;

    return profile_reopen(by, d->year, CODE, d->version, d->reason, e);
}
static bool run_many(struct act *by, void *ctx, struct err *e)
{
    const struct doing *d = ctx;
    struct profile_set *s = ARENA_ARRAY(by->a, struct profile_set, PROFILE_PARTS + 1);

    for (size_t i = 0; i < (size_t)d->done; i++) {
        s[i] = d->s;
        s[i].number = (int64_t)i + 1;
    }
    return profile_parts_add(by, d->year, CODE, s, (size_t)d->done, e);
}

static void begin(struct store *s, struct arena *a, struct town *t)
{
    struct doing d = {.n = {.year = YEAR, .agency_code = CODE, .source = STR("แผนของเรา")}};
    struct err e;

    town_make(s, a, t);
    assert_ok(city_write_as(s, a, &t->officer, run_begin, &d, &e), &e);
}

static struct agency_profile now(struct town *t, struct arena *a, int64_t year)
{
    struct agency_profile p;
    struct err e;

    assert_ok(profile_get(t->db, a, year, CODE, &p, &e), &e);
    return p;
}

static void editing(struct store *s, struct arena *a)
{
    static const struct {
        const char *kind, *title, *body;
        int64_t number, version;
        enum err_code want;
        const char *why;
    } row[] = {
        {"vision", "", "เมืองไม่ท่วม", 0, 0, ERR_NONE, "a first piece takes number 1"},
        {"vision", "", "เมืองแห้ง", 1, 1, ERR_NONE, "the version that was seen"},
        {"vision", "", "เมืองน้ำ", 1, 1, ERR_STALE, "somebody was first"},
        {"vision", "", "เมืองน้ำ", 1, 0, ERR_STALE, "a new piece where there is one"},
        {"vision", "", "เมืองน้ำ", 7, 3, ERR_NOT_FOUND, "no such piece"},
        {"dream", "", "เมืองน้ำ", 0, 0, ERR_BAD_CHOICE, "no such section"},
        {"threat", "", "", 0, 0, ERR_REQUIRED, "a piece says something"},
        {"unit", "กองระบบท่อ", "", 0, 0, ERR_NONE, "a title is enough"},
    };
    struct town t;
    struct rows rows;
    struct err e;

    begin(s, a, &t);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct doing d = {.year = YEAR,
                          .s = {.kind = str_from(row[i].kind), .title = str_from(row[i].title),
                                .body = str_from(row[i].body), .number = row[i].number, .version = row[i].version,
                                .amount = MONEY_MISSING}};
        bool ok;

        assert_err(city_write_as(s, a, &t.stranger, run_set, &d, &e), &e, ERR_SCOPE);
        assert_err(city_write_as(s, a, &t.head, run_set, &d, &e), &e, ERR_FORBIDDEN);
        ok = city_write_as(s, a, &t.officer, run_set, &d, &e);
        if (ok ? row[i].want != ERR_NONE : e.code != row[i].want)
            fail_msg("%s: %s", row[i].why, ok ? "accepted" : err_word(e.code));
    }
    assert_ok(profile_parts(t.db, a, now(&t, a, YEAR).id, &rows, &e), &e);
    assert_int_equal(rows.n, 2);
    assert_true(str_eq(((const struct profile_part *)rows.p)[0].kind, STR("unit"))); /* in the order of the plan */
    assert_true(str_eq(((const struct profile_part *)rows.p)[1].body, STR("เมืองแห้ง")));
    assert_ok(profile_history(t.db, a, now(&t, a, YEAR).id, 0, &rows, &e), &e);
    assert_int_equal(rows.n, 3); /* each state of a piece is kept, the words that were there first too */
    assert_true(str_eq(((const struct profile_change *)rows.p)[2].body, STR("เมืองไม่ท่วม")));
    struct doing gone = {.year = YEAR, .s = {.kind = STR("vision"), .number = 1, .version = 2}};
    assert_ok(city_write_as(s, a, &t.officer, run_remove, &gone, &e), &e);
    assert_err(city_write_as(s, a, &t.officer, run_remove, &gone, &e), &e, ERR_NOT_FOUND);
    assert_int_equal(now(&t, a, YEAR).parts, 1);
}

static void limits(struct store *s, struct arena *a)
{
    struct doing d = {.year = YEAR, .done = PROFILE_PARTS,
                      .s = {.kind = STR("strength"), .body = STR("ก"), .amount = MONEY_MISSING}};
    struct town t;
    struct err e;

    town_make(s, a, &t);
    assert_err(city_write_as(s, a, &t.officer, run_set, &d, &e), &e, ERR_NOT_FOUND); /* not begun */
    d.n = (struct profile_new){.year = YEAR, .agency_code = CODE};
    assert_ok(city_write_as(s, a, &t.officer, run_begin, &d, &e), &e);
    assert_err(city_write_as(s, a, &t.officer, run_begin, &d, &e), &e, ERR_ALREADY);
    d.done = PROFILE_PARTS;
    assert_ok(city_write_as(s, a, &t.officer, run_many, &d, &e), &e);
    assert_err(city_write_as(s, a, &t.officer, run_set, &d, &e), &e, ERR_LIMIT);
    d.s.number = 1;
    d.s.version = 1;
    d.s.amount = MONEY(-1);
    assert_err(city_write_as(s, a, &t.officer, run_set, &d, &e), &e, ERR_AMOUNT_RANGE);
}

/* One piece of every kind that a plan needs. */
static void fill(struct store *s, struct arena *a, struct town *t)
{
    struct err e;

    for (int k = 0; k < PROFILE_KINDS; k++) {
        struct doing d = {.year = YEAR,
                          .s = {.kind = str_from(profile_word((enum profile_kind)k)), .title = STR("ก"),
                                .body = STR("ข"), .first = STR("ร้อยละ 20"), .second = STR("ร้อยละ 4"),
                                .third = STR("ร้อยละ 0"), .amount = MONEY_MISSING}};

        assert_ok(city_write_as(s, a, &t->officer, run_set, &d, &e), &e);
    }
}

static void approval(struct store *s, struct arena *a)
{
    struct doing d = {.year = YEAR};
    struct agency_profile p;
    struct rows rows;
    struct town t;
    struct err e;

    begin(s, a, &t);
    d.version = now(&t, a, YEAR).version;
    assert_err(city_write_as(s, a, &t.head, run_approve, &d, &e), &e, ERR_REQUIRED); /* what is missing has a name */
    fill(s, a, &t);
    p = now(&t, a, YEAR);
    assert_int_equal(p.missing, 0);
    assert_err(city_write_as(s, a, &t.head, run_approve, &d, &e), &e, ERR_STALE);
    d.version = p.version;
    assert_err(city_write_as(s, a, &t.officer, run_approve, &d, &e), &e, ERR_FORBIDDEN);
    struct actor same = plan_person("officer", PERM_RESULT_APPROVE, SCOPE_AGENCY, t.c.drainage.id);
    same.user_id = 77;
    assert_err(city_write_as(s, a, &same, run_approve, &d, &e), &e, ERR_SAME_PERSON);
    assert_ok(city_write_as(s, a, &t.head, run_approve, &d, &e), &e);
    assert_err(city_write_as(s, a, &t.head, run_approve, &d, &e), &e, ERR_STATE);
    d.s = (struct profile_set){.kind = STR("vision"), .body = STR("ค"), .amount = MONEY_MISSING};
    assert_err(city_write_as(s, a, &t.officer, run_set, &d, &e), &e, ERR_STATE);
    d.version = now(&t, a, YEAR).version;
    assert_err(city_write_as(s, a, &t.officer, run_reopen, &d, &e), &e, ERR_REQUIRED); /* a reason */
    d.reason = STR("แก้คำผิด");
    assert_ok(city_write_as(s, a, &t.officer, run_reopen, &d, &e), &e);
    assert_err(city_write_as(s, a, &t.officer, run_reopen, &d, &e), &e, ERR_STATE);
    assert_ok(city_write_as(s, a, &t.officer, run_set, &d, &e), &e);
    assert_ok(profile_list(t.db, a, YEAR, 0, &rows, &e), &e);
    assert_true(rows.n > 60); /* also those that have not begun */
}

static void copying(struct store *s, struct arena *a)
{
    struct doing d = {.year = YEAR + 1};
    const struct profile_part *p;
    struct town t;
    struct rows rows;
    struct err e;
    size_t n;

    begin(s, a, &t);
    assert_err(city_write_as(s, a, &t.officer, run_copy, &d, &e), &e, ERR_NOTHING);
    fill(s, a, &t);
    assert_ok(city_write_as(s, a, &t.officer, run_copy, &d, &e), &e);
    assert_int_equal(d.done, PROFILE_KINDS - 2); /* neither notes on a paper nor its sources */
    assert_err(city_write_as(s, a, &t.officer, run_copy, &d, &e), &e, ERR_ALREADY);
    assert_ok(profile_parts(t.db, a, now(&t, a, YEAR + 1).id, &rows, &e), &e);
    p = profile_of_kind(&rows, PROFILE_TARGET, &n);
    assert_int_equal(n, 1);
    assert_true(str_eq(p->first, STR("ร้อยละ 4"))); /* the targets move on by a year */
    assert_true(str_eq(p->second, STR("ร้อยละ 0")));
    assert_int_equal(p->third.n, 0);
    assert_true(str_eq(now(&t, a, YEAR + 1).state, STR("draft")));
}

#define ON_EACH(name)                                                                              \
    static void test_##name(void **state)                                                          \
    {                                                                                              \
        (void)state;                                                                               \
        with_each_store(name);                                                                     \
    }
ON_EACH(editing)
ON_EACH(limits)
ON_EACH(approval)
ON_EACH(copying)

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_editing), cmocka_unit_test(test_limits),
                                       cmocka_unit_test(test_approval), cmocka_unit_test(test_copying)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
