/* Objectives, key results and indicators: dated versions, another person decides, nothing used goes. */
#include "plan_store.h"

#include "perform/indicator.h"
#include "perform/key_result.h"

enum { YEAR = 2566 };

struct okr {
    struct plan_city c;
    struct objective_new objective;
    struct objective_edit edit;
    struct indicator_new add;
    struct indicator_text text;
    struct indicator_decision decide;
    int64_t id, version;
};

static bool add_objective(struct act *by, void *ctx, struct err *e)
{
    struct okr *o = ctx;

    return objective_add(by, &o->objective, &o->id, e);
}

static bool edit_objective(struct act *by, void *ctx, struct err *e)
{
    return objective_update(by, &((struct okr *)ctx)->edit, e);
}

static bool remove_objective(struct act *by, void *ctx, struct err *e)
{
    struct okr *o = ctx;

    return objective_remove(by, YEAR, o->objective.code, o->version, e);
}

static bool add(struct act *by, void *ctx, struct err *e)
{
    struct okr *o = ctx;

    return indicator_add(by, &o->add, &o->id, e);
}

static bool propose(struct act *by, void *ctx, struct err *e)
{
    struct okr *o = ctx;

    return indicator_propose(by, &o->decide.key, &o->text, e);
}

static bool decide(struct act *by, void *ctx, struct err *e)
{
    return indicator_decide(by, &((struct okr *)ctx)->decide, e);
}

static struct indicator_row on(struct store *s, struct arena *a, const struct okr *o, int32_t day)
{
    struct indicator_row r;
    struct db *db;
    struct err e;

    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(indicator_get(db, a, &o->decide.key, DATE(day), &r, &e), &e);
    return r;
}

static void make(struct store *s, struct arena *a, struct okr *o)
{
    struct err e;

    plan_make(s, a, YEAR, &o->c);
    o->objective = (struct objective_new){.year = YEAR,
                                          .code = STR("O-1"),
                                          .agency_id = o->c.drainage.id,
                                          .name_th = STR("ลดผลกระทบจากน้ำท่วมขัง")};
    assert_ok(city_write(s, a, add_objective, o, &e), &e);
    assert_err(city_write(s, a, add_objective, o, &e), &e, ERR_DUPLICATE);
    o->text = (struct indicator_text){.from_date = DATE(20221001),
                                      .name_th = STR("ถนนสายหลักแห้งภายใน 90 นาที"),
                                      .unit_word = STR("นาที"),
                                      .direction = STR("down"),
                                      .base_value = STR("๑๒๐.๕๐"),
                                      .target1 = STR("90"),
                                      .first_year = YEAR,
                                      .reason = STR("แผนปี")};
    o->add = (struct indicator_new){.year = YEAR,
                                    .code = STR("KR-1"),
                                    .level = STR("key_result"),
                                    .objective_id = o->id,
                                    .agency_id = o->c.drainage.id,
                                    .kind = STR("outcome"),
                                    .text = o->text};
    o->decide.key = (struct indicator_key){.year = YEAR, .code = STR("KR-1")};
}

static void versions(struct store *s, struct arena *a)
{
    struct okr o = {0};
    struct actor officer, elsewhere, strategy, same;
    const struct indicator_version *v;
    struct indicator_row r;
    struct rows rows;
    struct db *db;
    struct err e;

    make(s, a, &o);
    officer = plan_person("officer.1100", PERM_REQUEST_WRITE, SCOPE_AGENCY, o.c.drainage.id);
    elsewhere = plan_person("officer.1000", PERM_REQUEST_WRITE, SCOPE_AGENCY, o.c.works.id);
    strategy = plan_person("strategy", PERM_GOAL, SCOPE_CITY, 0);
    assert_err(city_write_as(s, a, &elsewhere, add, &o, &e), &e, ERR_SCOPE);
    assert_ok(city_write_as(s, a, &officer, add, &o, &e), &e);
    r = on(s, a, &o, 20230101);
    assert_true(!r.in_force && r.waiting == 1);
    assert_str(r.base_value, "120.5", "Thai digits and trailing zeros go");
    o.decide.no = 1;
    o.decide.approved = true;
    assert_err(city_write_as(s, a, &officer, decide, &o, &e), &e, ERR_FORBIDDEN);
    assert_err(city_write_as(s, a, &strategy, decide, &o, &e), &e, ERR_REASON_NEEDED);
    o.decide.resolution = STR("มติที่ 1/2565");
    same = strategy;
    same.name = STR("officer.1100");
    assert_err(city_write_as(s, a, &same, decide, &o, &e), &e, ERR_SAME_PERSON);
    o.decide.no = 2;
    assert_err(city_write_as(s, a, &strategy, decide, &o, &e), &e, ERR_STALE);
    o.decide.no = 1;
    assert_ok(city_write_as(s, a, &strategy, decide, &o, &e), &e);
    assert_err(city_write_as(s, a, &strategy, decide, &o, &e), &e, ERR_NOTHING);
    /* A change in the middle of the year. */
    assert_err(city_write_as(s, a, &officer, propose, &o, &e), &e, ERR_NOTHING);
    o.text.base_value = STR("120.5");
    assert_err(city_write_as(s, a, &officer, propose, &o, &e), &e, ERR_NOTHING);
    o.text.target1 = STR("60");
    o.text.from_date = DATE(20230401);
    o.text.reason = STR_NONE;
    assert_err(city_write_as(s, a, &officer, propose, &o, &e), &e, ERR_REASON_NEEDED);
    o.text.reason = STR("เครื่องสูบน้ำใหม่พร้อมใช้");
    assert_ok(city_write_as(s, a, &officer, propose, &o, &e), &e);
    assert_err(city_write_as(s, a, &officer, propose, &o, &e), &e, ERR_STATE); /* one waits */
    assert_str(on(s, a, &o, 20230501).target1, "90", "not decided yet");
    o.decide.no = 2;
    assert_ok(city_write_as(s, a, &strategy, decide, &o, &e), &e);
    assert_str(on(s, a, &o, 20230501).target1, "60", "from its day on");
    assert_str(on(s, a, &o, 20230331).target1, "90", "the old version stays readable");
    /* A refused one changes nothing. */
    o.text.target1 = STR("10");
    assert_ok(city_write_as(s, a, &officer, propose, &o, &e), &e);
    o.decide.no = 3;
    o.decide.approved = false;
    assert_err(city_write_as(s, a, &strategy, decide, &o, &e), &e, ERR_REASON_NEEDED);
    o.decide.reason = STR("ยังไม่มีผลการทดสอบ");
    assert_ok(city_write_as(s, a, &strategy, decide, &o, &e), &e);
    r = on(s, a, &o, 20230501);
    assert_str(r.target1, "60", "refused");
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(indicator_versions(db, a, r.id, &rows, &e), &e);
    assert_int_equal(rows.n, 3);
    v = rows.p;
    assert_str(v[0].state, "refused", "newest first");
    assert_str(v[1].resolution, "มติที่ 1/2565", "under which resolution");
    assert_false(sql_write(s, "UPDATE indicator_version SET target1 = '1'", &e)); /* append-only */
}

static void test_versions(void **state)
{
    (void)state;
    with_each_store(versions);
}

static void refusals(struct store *s, struct arena *a)
{
    static const struct {
        const char *field, *value;
        enum err_code code;
        const char *why;
    } row[] = {
        {"target", "เก้าสิบ", ERR_BAD_NUMBER, "a target in words"},
        {"target", "1.1234567", ERR_BAD_NUMBER, "more decimals than can be kept"},
        {"direction", "sideways", ERR_BAD_CHOICE, "no such direction"},
        {"name", " ", ERR_REQUIRED, "no wording"},
        {"kind", "input", ERR_BAD_CHOICE, "an indicator of input is none"},
    };
    struct okr o = {0};
    struct err e;

    make(s, a, &o);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct indicator_new good = o.add;
        struct str value = str_from(row[i].value), field = str_from(row[i].field);

        if (str_eq(field, STR("target")))
            o.add.text.target2 = value;
        else if (str_eq(field, STR("direction")))
            o.add.text.direction = value;
        else if (str_eq(field, STR("name")))
            o.add.text.name_th = value;
        else
            o.add.kind = value;
        EXPECT(!city_write(s, a, add, &o, &e) && e.code == row[i].code, row[i].why);
        o.add = good;
    }
    o.add.text.first_year = 2023; /* of the common era */
    assert_err(city_write(s, a, add, &o, &e), &e, ERR_BAD_YEAR);
    o.add.text.first_year = YEAR;
    o.add.text.from_date = DATE_NONE;
    assert_err(city_write(s, a, add, &o, &e), &e, ERR_BAD_DATE);
    o.add.text.from_date = DATE(20221001);
    o.add.resolution = STR("ประกาศแผน");
    assert_ok(city_write(s, a, add, &o, &e), &e);
    assert_err(city_write(s, a, add, &o, &e), &e, ERR_DUPLICATE);
    assert_true(on(s, a, &o, 20221001).in_force);
    assert_false(on(s, a, &o, 20220930).in_force); /* not before its day */
}

static void test_refusals(void **state)
{
    (void)state;
    with_each_store(refusals);
}

static void objectives(struct store *s, struct arena *a)
{
    struct okr o = {0};
    struct objective_filter f = {.year = YEAR};
    struct objective_row r;
    struct class_tree tree;
    struct rows rows;
    struct db *db;
    struct err e;

    make(s, a, &o);
    o.add.resolution = STR("ประกาศแผน");
    o.version = 1;
    assert_ok(city_write(s, a, add, &o, &e), &e);
    assert_err(city_write(s, a, remove_objective, &o, &e), &e, ERR_IN_USE);
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(objective_list(db, a, &f, &rows, &e), &e);
    assert_int_equal(rows.n, 1);
    assert_int_equal(((const struct objective_row *)rows.p)->key_results, 1);
    assert_ok(class_tree_load(db, a, YEAR, STR("strategy"), &tree, &e), &e);
    o.edit = (struct objective_edit){.year = YEAR,
                                     .version = 1,
                                     .agency_id = o.c.works.id,
                                     .node_id = 1,
                                     .code = STR("O-1"),
                                     .name_th = STR("ใหม่")};
    assert_err(city_write(s, a, edit_objective, &o, &e), &e, ERR_OTHER_VERSION);
    o.edit.node_id = class_by_code(&tree, STR("1.3.1"))->id;
    assert_ok(city_write(s, a, edit_objective, &o, &e), &e);
    assert_err(city_write(s, a, edit_objective, &o, &e), &e, ERR_STALE);
    assert_ok(objective_get(db, a, YEAR, STR("O-1"), &r, &e), &e);
    assert_str(r.node_code, "1.3.1", "linked");
    assert_str(r.agency_code, "10000000", "owned by another now");
    o.objective.code = STR("O-2");
    assert_ok(city_write(s, a, add_objective, &o, &e), &e);
    assert_ok(city_write(s, a, remove_objective, &o, &e), &e);
    assert_err(objective_get(db, a, YEAR, STR("O-2"), &r, &e), &e, ERR_NOT_FOUND);
}

static void test_objectives(void **state)
{
    (void)state;
    with_each_store(objectives);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_versions),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_objectives),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
