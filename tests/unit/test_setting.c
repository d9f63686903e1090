/* Changes of setting tables: two people, a day, nothing written over, nothing used pulled away. */
#include "with_store.h"

#include "base/crypto.h"
#include "base/file.h"
#include "city/agency.h"
#include "city/class_draft.h"
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

/* ---- versions of classifications ---- */

struct drafting {
    struct class_draft_new d;
    struct class_line *line;
    size_t n;
    struct str reason;
};

static bool draft_make(struct act *by, void *ctx, struct err *e)
{
    struct drafting *x = ctx;

    return class_draft_make(by, &x->d, x->line, x->n, e);
}
static bool draft_publish(struct act *by, void *ctx, struct err *e)
{
    struct drafting *x = ctx;

    return class_draft_publish(by, x->d.kind, x->d.code, e);
}
static bool draft_drop(struct act *by, void *ctx, struct err *e)
{
    struct drafting *x = ctx;

    return class_draft_drop(by, x->d.kind, x->d.code, x->reason, e);
}

static void a_new_version(struct store *s, struct arena *a)
{
    struct actor first = person("a"), second = person("b");
    struct drafting x = {.d = {.kind = STR("fund"),
                               .code = STR("2570"),
                               .label_th = STR("แหล่งเงิน 2570"),
                               .label_en = STR("Funds 2570"),
                               .reason = STR("เพิ่มแหล่งเงิน")}};
    struct step year = step("year.fund", "2566", "2570");
    const struct class_diff *d;
    struct rows rows;
    struct db *db;
    struct err e;

    city_make(s, a, 2566);
    assert_ok(store_reader(s, &db, &e), &e);
    x.d.base = sql_lines(s, a, "SELECT code FROM class_version WHERE kind = 'fund'");
    assert_ok(class_lines(db, a, x.d.kind, x.d.base, &rows, &e), &e);
    x.n = rows.n + 1;
    x.line = ARENA_ARRAY(a, struct class_line, x.n);
    for (size_t i = 0; i < rows.n; i++) {
        x.line[i] = ((const struct class_line *)rows.p)[i];
    }
    x.line[rows.n] = x.line[0];
    x.n--; /* as it is */
    assert_err(city_write_as(s, a, &first, draft_make, &x, &e), &e, ERR_NOTHING);
    x.n++;
    x.line[rows.n].code = STR("GREEN");
    x.line[rows.n].name_th = STR("กองทุนสีเขียว");
    x.line[1].name_en = STR("Another name");
    assert_ok(city_write_as(s, a, &first, draft_make, &x, &e), &e);
    assert_err(city_write_as(s, a, &first, draft_make, &x, &e), &e, ERR_DUPLICATE);
    assert_err(city_write_as(s, a, &first, propose, &year, &e), &e, ERR_NOT_FOUND); /* a draft */
    assert_ok(class_draft_diff(db, a, x.d.kind, x.d.code, &rows, &e), &e);
    d = rows.p;
    assert_int_equal(rows.n, 2);
    assert_str(d[0].what, "renamed", "a name");
    assert_str(d[1].what, "added", "a code");
    assert_err(city_write_as(s, a, &first, draft_publish, &x, &e), &e, ERR_SAME_PERSON);
    assert_err(city_write_as(s, a, &first, draft_drop, &x, &e), &e, ERR_REASON_NEEDED);
    assert_ok(city_write_as(s, a, &second, draft_publish, &x, &e), &e);
    x.reason = STR("ผิด");
    assert_err(city_write_as(s, a, &second, draft_drop, &x, &e), &e, ERR_ALREADY);
    assert_ok(city_write_as(s, a, &first, propose, &year, &e), &e);
    assert_ok(city_write_as(s, a, &second, approve, &year, &e), &e);
    assert_str(sql_lines(s, a, "SELECT v.code FROM year_class y JOIN class_version v ON v.id = y.version_id "
                               "WHERE y.year = 2566 AND y.kind = 'fund'"),
               "2570", "the year uses it");
    x.d.code = STR("2571");
    assert_ok(city_write_as(s, a, &first, draft_make, &x, &e), &e);
    assert_ok(city_write_as(s, a, &second, draft_drop, &x, &e), &e);
    assert_str(sql_lines(s, a, "SELECT COUNT(*) FROM class_version WHERE code = '2571'"), "0", "dropped");
}

static void files(struct store *s, struct arena *a)
{
    static const struct {
        const char *text, *field, *why;
    } rows[] = {
        {"2,,top,สอง,Two\n2,,top,สอง,Two\n", "code", "a code twice"},
        {"1A,1,leaf,หนึ่งเอ,One A\n1,,top,หนึ่ง,One\n", "parent", "under what comes later"},
        {"1,,leaf,หนึ่ง,One\n", "level", "a leaf at the top"},
        {"1,,top,,One\n", "name_th", "no name"},
    };
    const struct class_line base[] = {{STR("1"), STR_NONE, STR("top"), STR("หนึ่ง"), STR("One")},
                                      {STR("1A"), STR("1"), STR("leaf"), STR("หนึ่งเอ"), STR("One A")}};
    struct class_file f;
    struct err e;
    char *dir;

    (void)s;
    assert_ok(file_temp_dir(a, &dir, &e), &e);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const char *path = str_cstr(a, str_format(a, "%s/%zu.csv", dir, i));

        assert_ok(file_write(path, str_format(a, "code,parent,level,name_th,name_en\n%s", rows[i].text), &e), &e);
        assert_ok(class_file_read(a, path, base, ARRAY_LEN(base), &f, &e), &e);
        if (f.issues != 1 || !str_eq(f.issue[0].field, str_from(rows[i].field))) {
            fail_msg("%s: %zu issues", rows[i].why, f.issues);
        }
    }
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
ON_EACH(a_new_version)
ON_EACH(files)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_two_people),
        cmocka_unit_test(test_on_its_day),
        cmocka_unit_test(test_used_stays),
        cmocka_unit_test(test_a_new_version),
        cmocka_unit_test(test_files),
    };

    crypto_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
