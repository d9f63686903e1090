/* Changes of setting tables: two people, a day, nothing written over, nothing used pulled away. */
#include "with_store.h"

#include "base/crypto.h"
#include "city/agency.h"
#include "city/setting.h"
#include "city_store.h"

#define DAY DATE(20221001) /* city_write's day */

static struct actor person(const char *name)
{
    struct actor who = actor_system();

    who.user_id = 7;
    who.name = str_from(name);
    return who;
}

struct step {
    struct setting_new n;
    int64_t number, done;
    struct str reason;
};

static bool propose(struct act *by, void *ctx, struct err *e)
{
    struct step *x = ctx;

    return setting_propose(by, &x->n, &x->number, e);
}
static bool approve(struct act *by, void *ctx, struct err *e)
{
    const struct step *x = ctx;

    return setting_approve(by, x->number, e);
}
static bool withdraw(struct act *by, void *ctx, struct err *e)
{
    const struct step *x = ctx;

    return setting_withdraw(by, x->number, x->reason, e);
}
static bool due(struct act *by, void *ctx, struct err *e)
{
    struct step *x = ctx;

    by->today = x->n.from_date;
    return setting_apply_due(by, &x->done, e);
}

static struct step step(const char *field, const char *subject, const char *value)
{
    return (struct step){.n = {.field = str_from(field),
                               .subject = str_from(subject),
                               .value = str_from(value),
                               .from_date = DAY,
                               .reason = STR("คำสั่งใหม่")}};
}

static void state_is(struct store *s, struct arena *a, int64_t number, const char *want)
{
    char sql[100];

    snprintf(sql, sizeof sql, "SELECT state FROM setting_change WHERE number = %lld",
             (long long)number);
    assert_str(sql_lines(s, a, sql), want, "state");
}

static void refusals(struct store *s, struct arena *a)
{
    static const struct {
        const char *field, *subject, *value, *why;
        int32_t day;
        enum err_code code;
    } rows[] = {
        {"agency.code", "11000000", "x", "no such cell", 20221001, ERR_BAD_CHOICE},
        {"agency.name_th", "99990000", "x", "no such agency", 20221001, ERR_NOT_FOUND},
        {"agency.name_th", "11000000", " ", "a name cannot be empty", 20221001, ERR_REQUIRED},
        {"agency.division", "11000000", "7", "six divisions", 20221001, ERR_BAD_NUMBER},
        {"agency.valid_to", "11000000", "66", "a whole year", 20221001, ERR_BAD_NUMBER},
        {"agency.division", "11000000", "2", "a day that has passed", 20220930, ERR_PARAM_PAST},
        {"alias.agency", "การน้ำ", "123", "a code that is none", 20221001, ERR_NOT_FOUND},
        {"year.programme", "2566", "none", "no such version", 20221001, ERR_NOT_FOUND},
        {"year.programme", "2023", "none", "a year of another era", 20221001, ERR_YEAR_CE},
        {"agency.division", "11000000", "1", "as it is", 20221001, ERR_ALREADY},
    };
    struct err e;

    city_make(s, a, 2566);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct step x = step(rows[i].field, rows[i].subject, rows[i].value);
        struct actor who = person("a");

        x.n.from_date = DATE(rows[i].day);
        if (city_write_as(s, a, &who, propose, &x, &e) || e.code != rows[i].code) {
            fail_msg("%s: %s", rows[i].why, err_word(e.code));
        }
    }
}

static void two_people(struct store *s, struct arena *a)
{
    struct actor first = person("a"), second = person("b");
    struct step x = step("agency.division", "11000000", "2"), y = x;
    struct agency g;
    struct db *db;
    struct err e;

    city_make(s, a, 2566);
    assert_ok(city_write_as(s, a, &first, propose, &x, &e), &e);
    assert_ok(city_write_as(s, a, &first, propose, &y, &e), &e);
    assert_err(city_write_as(s, a, &first, approve, &x, &e), &e, ERR_SAME_PERSON);
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(agency_get(db, a, STR("11000000"), &g, &e), &e);
    assert_int_equal(g.division, 1);
    assert_ok(city_write_as(s, a, &second, approve, &x, &e), &e);
    assert_ok(agency_get(db, a, STR("11000000"), &g, &e), &e);
    assert_int_equal(g.division, 2);
    assert_str(g.name_th, "สำนักการระบายน้ำ", "the other cells stay");
    state_is(s, a, x.number, "applied");
    assert_err(city_write_as(s, a, &second, approve, &x, &e), &e, ERR_ALREADY);
    assert_err(city_write_as(s, a, &second, approve, &y, &e), &e, ERR_STALE); /* saw 1, is 2 */
    x.reason = STR("ผิด");
    assert_err(city_write_as(s, a, &second, withdraw, &x, &e), &e, ERR_PARAM_USED);
    assert_err(city_write_as(s, a, &second, withdraw, &y, &e), &e, ERR_REASON_NEEDED);
    y.reason = STR("ซ้ำ");
    assert_ok(city_write_as(s, a, &second, withdraw, &y, &e), &e);
    state_is(s, a, y.number, "withdrawn");
}

static void on_its_day(struct store *s, struct arena *a)
{
    struct actor first = person("a"), second = person("b");
    struct step x = step("agency.name_en", "11000000", "Water"), y = x, z;
    struct agency g;
    struct db *db;
    struct err e;

    city_make(s, a, 2566);
    x.n.from_date = DATE(20221003);
    y.n.from_date = DATE(20221004);
    assert_ok(city_write_as(s, a, &first, propose, &x, &e), &e);
    y.n.value = STR("Waters");
    assert_ok(city_write_as(s, a, &first, propose, &y, &e), &e);
    assert_ok(city_write_as(s, a, &second, approve, &x, &e), &e);
    assert_ok(city_write_as(s, a, &second, approve, &y, &e), &e);
    z = x;
    z.n.from_date = DATE(20221002);
    assert_ok(city_write(s, a, due, &z, &e), &e);
    assert_int_equal(z.done, 0);
    state_is(s, a, x.number, "approved");
    assert_ok(city_write(s, a, due, &y, &e), &e); /* both are due: the second saw the first's old value */
    assert_int_equal(y.done, 1);
    state_is(s, a, x.number, "applied");
    state_is(s, a, y.number, "stale");
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(agency_get(db, a, STR("11000000"), &g, &e), &e);
    assert_str(g.name_en, "Water", "made on its day");
}

static void used_stays(struct store *s, struct arena *a)
{
    struct actor first = person("a"), second = person("b");
    struct step x = step("alias.agency", "น้ำท่วม", "11000000");
    struct err e;

    city_make(s, a, 2566);
    assert_ok(city_write_as(s, a, &first, propose, &x, &e), &e);
    assert_ok(city_write_as(s, a, &second, approve, &x, &e), &e);
    assert_str(sql_lines(s, a, "SELECT code FROM alias WHERE wrong = 'น้ำท่วม'"), "11000000", "made");
    x = step("alias.agency", "น้ำท่วม", "");
    assert_ok(city_write_as(s, a, &first, propose, &x, &e), &e);
    assert_ok(city_write_as(s, a, &second, approve, &x, &e), &e);
    assert_str(sql_lines(s, a, "SELECT COUNT(*) FROM alias WHERE wrong = 'น้ำท่วม'"), "0", "gone");
}

#define ON_EACH(fn)                                                                                \
 static void test_##fn(void **state)                                                               \
 {                                                                                                 \
  (void)state;                                                                                     \
  with_each_store(fn);                                                                             \
 }
ON_EACH(refusals)
ON_EACH(two_people)
ON_EACH(on_its_day)
ON_EACH(used_stays)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_two_people),
        cmocka_unit_test(test_on_its_day),
        cmocka_unit_test(test_used_stays),
    };

    crypto_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
