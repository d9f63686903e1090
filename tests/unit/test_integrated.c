/* The integrated budget: who takes part, whose money it is, which steps count; overlaps found and
 * settled. */
#include "plan_store.h"

#include "plan/integrated.h"
#include "plan/overlap.h"
#include "plan/section.h"

#define YEAR 2566

struct plan_ctx {
    enum { ADD, EDIT, JOIN, LEAVE, PUT, TAKE_OUT, PROVE, WITHDRAW, SEARCH, SETTLE } what;
    struct integrated_new new;
    struct evidence_new evidence;
    struct overlap_settle settle;
    const char *arg, *text;
    int64_t number;
};

static bool run_plan(struct act *by, void *ctx, struct err *e)
{
    struct plan_ctx *c = ctx;
    struct str code = STR("flood");
    struct overlap_result found;

    switch (c->what) {
    case ADD:
        return integrated_add(by, &c->new, e);
    case EDIT:
        return integrated_edit(by, &c->new, e);
    case JOIN:
        return integrated_join(by, YEAR, code, str_from(c->arg), str_from(c->text), e);
    case LEAVE:
        return integrated_leave(by, YEAR, code, str_from(c->arg), e);
    case PUT:
        return integrated_put(by, YEAR, code, str_from(c->arg), e);
    case TAKE_OUT:
        return integrated_take_out(by, YEAR, code, str_from(c->arg), e);
    case PROVE:
        return integrated_prove(by, YEAR, code, &c->evidence, &c->number, e);
    case WITHDRAW:
        return integrated_withdraw(by, YEAR, code, c->number, str_from(c->text), e);
    case SEARCH:
        return overlap_find(by->tx->db, by->a, YEAR, &found, e) &&
               overlap_keep(by, YEAR, &found, e);
    case SETTLE:
        break;
    }
    return overlap_settle(by, &c->settle, e);
}

struct town {
    struct store *s;
    struct arena *a;
    struct db *db;
    struct plan_city city;
    struct actor keeper, analyst, officer, reader; /* officer: of Drainage */
};

static void town_make(struct store *s, struct arena *a, struct town *t)
{
    struct plan_fill f = {.year = YEAR, .units = 3, .levels = 2, .lines = 2, .state = "SUBMITTED"};
    struct err e;

    *t = (struct town){.s = s, .a = a};
    plan_make(s, a, YEAR, &t->city);
    assert_ok(store_reader(s, &t->db, &e), &e);
    t->keeper = plan_person("keeper", PERM_CYCLE, SCOPE_CITY, 0);
    t->analyst = plan_person("analyst", PERM_ANALYSE, SCOPE_DIVISION, t->city.drainage.division);
    t->reader = plan_person("reader", PERM_BUDGET_READ, SCOPE_CITY, 0);
    t->officer = plan_person("officer", PERM_REQUEST_WRITE, SCOPE_AGENCY, t->city.drainage.id);
    plan_reach(s, a, YEAR, "REQUEST");
    f.c = &t->city;
    f.agency_id = t->city.drainage.id;
    f.output_id = t->city.water;
    assert_ok(city_write(s, a, plan_fill, &f, &e), &e);
    f.agency_id = t->city.works.id;
    f.output_id = t->city.road;
    assert_ok(city_write(s, a, plan_fill, &f, &e), &e);
}

static bool plan_run(struct town *t, const struct actor *who, struct plan_ctx *c, struct err *e)
{
    return city_write_as(t->s, t->a, who, run_plan, c, e);
}

static struct plan_ctx one_arg(int what, const char *arg, const char *text)
{
    struct plan_ctx c = {.arg = arg, .text = text};

    c.what = what;
    return c;
}

static void plan_new(struct town *t)
{
    struct plan_ctx c = {.what = ADD,
                         .new = {.year = YEAR,
                                 .code = STR("flood"),
                                 .name_th = STR("แผนงานบูรณาการน้ำท่วม"),
                                 .purpose = STR("ลดจุดน้ำท่วมซ้ำ"),
                                 .lead_code = STR("11000000")}};
    struct err e;

    assert_ok(plan_run(t, &t->keeper, &c, &e), &e);
}

/* The code of the k-th package of an agency. */
static const char *package_code(struct town *t, const struct agency *g, int k)
{
    char sql[160];

    snprintf(sql, sizeof sql,
             "SELECT code FROM package WHERE agency_id = %lld ORDER BY id LIMIT 1 OFFSET %d",
             (long long)g->id, k);
    return str_cstr(t->a, sql_lines(t->s, t->a, sql));
}

static void parties(struct store *s, struct arena *a)
{
    struct town t;
    struct plan_ctx c;
    struct integrated p;
    struct rows rows;
    const struct integrated_party *y;
    const char *drain, *works;
    struct err e;

    town_make(s, a, &t);
    c = (struct plan_ctx){.what = ADD, .new = {.year = YEAR, .code = STR("Bad Code")}};
    assert_err(plan_run(&t, &t.keeper, &c, &e), &e, ERR_BAD_CHOICE);
    assert_err(plan_run(&t, &t.officer, &c, &e), &e, ERR_FORBIDDEN);
    plan_new(&t);
    c.new = (struct integrated_new){.year = YEAR,
                                    .code = STR("flood"),
                                    .name_th = STR("อีกแผน"),
                                    .purpose = STR("x"),
                                    .lead_code = STR("11000000")};
    assert_err(plan_run(&t, &t.keeper, &c, &e), &e, ERR_DUPLICATE);
    drain = package_code(&t, &t.city.drainage, 0);
    works = package_code(&t, &t.city.works, 5);
    c = one_arg(PUT, works, NULL);
    assert_err(plan_run(&t, &t.keeper, &c, &e), &e, ERR_NOT_PARTY);
    assert_err(plan_run(&t, &t.officer, &c, &e), &e, ERR_SCOPE);
    c = one_arg(JOIN, "10000000", " ");
    assert_err(plan_run(&t, &t.keeper, &c, &e), &e, ERR_REQUIRED);
    c = one_arg(JOIN, "10000000", "ถนนและท่อ");
    assert_ok(plan_run(&t, &t.keeper, &c, &e), &e);
    c = one_arg(PUT, works, NULL);
    assert_ok(plan_run(&t, &t.keeper, &c, &e), &e);
    assert_err(plan_run(&t, &t.keeper, &c, &e), &e, ERR_ALREADY);
    c = one_arg(PUT, drain, NULL);
    assert_ok(plan_run(&t, &t.officer, &c, &e), &e); /* the agency's own */
    /* shares are the packages' money: 1+2 = 3 thousand and 11+12 = 23 thousand */
    assert_ok(integrated_get(t.db, a, YEAR, STR("flood"), &p, &e), &e);
    assert_ok(integrated_parties(t.db, a, &p, LANG_TH, &rows, &e), &e);
    y = rows.p;
    assert_int_equal(rows.n, 2);
    assert_true(y[0].lead && y[0].now.satang == BAHT(3000).satang);
    assert_int_equal(y[1].now.satang, BAHT(23000).satang);
    assert_int_equal(y[0].share.bp + y[1].share.bp, 10000);
    assert_int_equal(y[0].share.bp, 1154);
    /* who has packages in the plan stays in it, and so does the lead */
    c = one_arg(LEAVE, "10000000", NULL);
    assert_err(plan_run(&t, &t.keeper, &c, &e), &e, ERR_STATE);
    c = one_arg(LEAVE, "11000000", NULL);
    assert_err(plan_run(&t, &t.keeper, &c, &e), &e, ERR_STATE);
    c = one_arg(TAKE_OUT, works, NULL);
    assert_ok(plan_run(&t, &t.keeper, &c, &e), &e);
    assert_err(plan_run(&t, &t.keeper, &c, &e), &e, ERR_NOTHING);
    c = one_arg(LEAVE, "10000000", NULL);
    assert_ok(plan_run(&t, &t.keeper, &c, &e), &e);
    assert_err(plan_run(&t, &t.keeper, &c, &e), &e, ERR_NOT_PARTY);
    c.what = EDIT;
    c.new = (struct integrated_new){.year = YEAR,
                                    .version = 9,
                                    .code = STR("flood"),
                                    .name_th = STR("x"),
                                    .purpose = STR("x"),
                                    .lead_code = STR("10000000")};
    assert_err(plan_run(&t, &t.keeper, &c, &e), &e, ERR_STALE);
    c.new.version = 1;
    assert_ok(plan_run(&t, &t.keeper, &c, &e), &e);
    assert_ok(integrated_get(t.db, a, YEAR, STR("flood"), &p, &e), &e);
    assert_true(str_eq(p.lead_code, STR("10000000")));
}

static int64_t steps(struct town *t, enum step_state *ret)
{
    const struct integrated_step *step;
    struct integrated p;
    struct err e;
    int64_t done;

    assert_ok(integrated_get(t->db, t->a, YEAR, STR("flood"), &p, &e), &e);
    assert_ok(integrated_steps(t->db, t->a, &p, &step, &done, &e), &e);
    for (int i = 0; i < INTEGRATED_STEPS; i++)
        ret[i] = step[i].state;
    return done;
}

static struct plan_ctx proof(int64_t step, int64_t sides, int64_t people)
{
    return (struct plan_ctx){.what = PROVE,
                             .evidence = {.step = step,
                                          .doc_no = STR("กท 1902/1"),
                                          .title = STR("หนังสือ"),
                                          .doc_date = DATE(20220901),
                                          .parties = sides,
                                          .people = people}};
}

static void evidence(struct store *s, struct arena *a)
{
    static const struct {
        int64_t step, sides, people;
        const char *doc;
        int32_t day;
        enum err_code want;
        const char *why;
    } row[] = {
        {1, 0, 0, "", 20220901, ERR_EVIDENCE, "no number"},
        {1, 0, 0, "1", 0, ERR_EVIDENCE, "no day"},
        {2, 15, 0, "1", 20220901, ERR_EVIDENCE, "a briefing without people"},
        {2, 7, 40, "1", 20220901, ERR_EVIDENCE, "without the agencies"},
        {3, 13, 0, "1", 20220901, ERR_EVIDENCE, "without the strategy department"},
        {1, 0, 0, "1", 20221002, ERR_BAD_DATE, "tomorrow"},
        {6, 0, 0, "1", 20220901, ERR_BAD_NUMBER, "no such step"},
        {1, 0, -1, "1", 20220901, ERR_BAD_NUMBER, "people below none"},
    };
    enum step_state state[INTEGRATED_STEPS];
    struct town t;
    struct plan_ctx c;
    struct rows rows;
    struct err e;

    town_make(s, a, &t);
    plan_new(&t);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        c = proof(row[i].step, row[i].sides, row[i].people);
        c.evidence.doc_no = str_from(row[i].doc);
        c.evidence.doc_date = DATE(row[i].day);
        if (plan_run(&t, &t.keeper, &c, &e) || e.code != row[i].want)
            fail_msg("%s: %s", row[i].why, err_word(e.code));
    }
    c = proof(1, 0, 0);
    assert_err(plan_run(&t, &t.officer, &c, &e), &e, ERR_FORBIDDEN);
    assert_int_equal(steps(&t, state), 0);
    c = proof(3, 15, 0); /* out of order: kept, does not count */
    assert_ok(plan_run(&t, &t.keeper, &c, &e), &e);
    assert_int_equal(steps(&t, state), 0);
    assert_int_equal(state[2], STEP_WAITING);
    c = proof(1, 0, 0);
    assert_ok(plan_run(&t, &t.keeper, &c, &e), &e);
    assert_int_equal(steps(&t, state), 1);
    assert_int_equal(state[2], STEP_WAITING);
    c = proof(2, 15, 120);
    assert_ok(plan_run(&t, &t.keeper, &c, &e), &e);
    assert_int_equal(steps(&t, state), 3); /* the gap is closed */
    /* what PBIS does itself attaches itself, once the plan has a package */
    plan_reach(s, a, YEAR, "PERMSEC");
    assert_int_equal(steps(&t, state), 3);
    c = one_arg(PUT, package_code(&t, &t.city.drainage, 0), NULL);
    assert_ok(plan_run(&t, &t.keeper, &c, &e), &e);
    assert_int_equal(steps(&t, state), 4);
    plan_reach(s, a, YEAR, "TABLED");
    assert_int_equal(steps(&t, state), 5);
    assert_ok(integrated_list(t.db, a, YEAR, LANG_TH, &rows, &e), &e);
    assert_int_equal(((const struct integrated_row *)rows.p)->step, 5);
    /* a document that was a mistake opens the gap again */
    c = (struct plan_ctx){.what = WITHDRAW, .number = 2, .text = ""};
    assert_err(plan_run(&t, &t.keeper, &c, &e), &e, ERR_REQUIRED);
    c.text = "ผิดฉบับ";
    assert_ok(plan_run(&t, &t.keeper, &c, &e), &e);
    assert_err(plan_run(&t, &t.keeper, &c, &e), &e, ERR_NOT_FOUND);
    assert_int_equal(steps(&t, state), 0);
    assert_int_equal(state[4], STEP_WAITING);
    assert_false(sql_write(s, "DELETE FROM integrated_evidence", &e));
}

static void overlaps(struct store *s, struct arena *a)
{
    struct town t;
    struct plan_ctx c = {.what = SEARCH};
    struct overlap_counts n;
    struct rows rows;
    const struct overlap_row *row;
    struct err e;

    town_make(s, a, &t);
    assert_err(plan_run(&t, &t.officer, &c, &e), &e, ERR_FORBIDDEN);
    assert_ok(plan_run(&t, &t.reader, &c, &e), &e);
    assert_ok(overlap_list(t.db, a, YEAR, true, 100, &rows, &e), &e);
    row = rows.p;
    /* 3 units a side: all of them alike, never two of one agency */
    assert_int_equal(rows.n, 9);
    assert_int_equal(row[0].likeness_bp, 10000);
    assert_false(str_eq(row[0].left_agency_code, row[0].right_agency_code));
    /* refusals */
    c.what = SETTLE;
    c.settle = (struct overlap_settle){YEAR, row[0].number, STR("merge"), STR("?"), STR("r")};
    assert_err(plan_run(&t, &t.analyst, &c, &e), &e, ERR_BAD_CHOICE);
    c.settle.decision = STR("burn");
    assert_err(plan_run(&t, &t.analyst, &c, &e), &e, ERR_BAD_CHOICE);
    c.settle.decision = STR("drop");
    c.settle.stays = row[0].left_code;
    c.settle.reason = STR(" ");
    assert_err(plan_run(&t, &t.analyst, &c, &e), &e, ERR_REQUIRED);
    c.settle.reason = STR("สำนักการระบายน้ำทำอยู่แล้ว");
    assert_err(plan_run(&t, &t.officer, &c, &e), &e, ERR_FORBIDDEN);
    c.settle.number = 99;
    assert_err(plan_run(&t, &t.analyst, &c, &e), &e, ERR_NOT_FOUND);
    c.settle.number = row[0].number;
    assert_ok(plan_run(&t, &t.analyst, &c, &e), &e);
    /* a settled one does not come again */
    c.what = SEARCH;
    assert_ok(plan_run(&t, &t.reader, &c, &e), &e);
    assert_ok(overlap_count(t.db, a, YEAR, &n, &e), &e);
    assert_int_equal(n.open, 8);
    assert_int_equal(n.settled, 1);
    assert_int_equal(n.following, 1); /* its money is still asked for */
    assert_int_equal(n.found, 9);
    assert_ok(overlap_list(t.db, a, YEAR, false, 100, &rows, &e), &e);
    row = rows.p;
    assert_int_equal(rows.n, 1);
    assert_int_equal(row[0].still.satang, row[0].right_now.satang);
    assert_true(row[0].still.satang > 0);
}

static int64_t found_with(struct town *t, const char *sql)
{
    struct overlap_result r;
    struct err e;

    if (sql)
        assert_ok(sql_write(t->s, sql, &e), &e);
    assert_ok(overlap_find(t->db, t->a, YEAR, &r, &e), &e);
    return r.found;
}

static void overlap_rules(struct store *s, struct arena *a)
{
    struct town t;

    town_make(s, a, &t);
    assert_int_equal(found_with(&t, NULL), 9);
    /* drafts are not seen above, withdrawn work is no work */
    assert_int_equal(found_with(&t, "UPDATE package SET state = 'DRAFT' WHERE unit_id = 1"), 6);
    assert_int_equal(found_with(&t, "UPDATE package SET state = 'WITHDRAWN' WHERE unit_id = 1"), 6);
    assert_int_equal(found_with(&t, "UPDATE package SET state = 'SUBMITTED'"), 9);
    /* another title */
    assert_int_equal(found_with(&t, "UPDATE unit SET title = 'ก่อสร้างอาคารจอดรถ' WHERE id = 1"), 6);
    /* goals that contradict; one without a goal does not */
    assert_int_equal(
        found_with(&t, "UPDATE package SET goal_id = (SELECT MIN(n.id) FROM class_node n JOIN "
                       "year_class y ON y.version_id = n.version_id AND y.kind = 'strategy') "
                       "WHERE unit_id = 2"),
        6);
    assert_int_equal(
        found_with(&t, "UPDATE package SET goal_id = (SELECT MAX(n.id) FROM class_node n JOIN "
                       "year_class y ON y.version_id = n.version_id AND y.kind = 'strategy') "
                       "WHERE unit_id = 4"),
        5);
    /* two districts do the same work each at home; a bureau's may be in both */
    assert_int_equal(found_with(&t, "UPDATE agency SET kind = 'district' WHERE code = '11000000'"),
                     5);
    assert_int_equal(found_with(&t, "UPDATE agency SET kind = 'district' WHERE code = '10000000'"),
                     0);
}

#define EACH(name)                                                                                 \
 static void test_##name(void **state)                                                             \
 {                                                                                                 \
  (void)state;                                                                                     \
  with_each_store(name);                                                                           \
 }
EACH(parties)
EACH(evidence)
EACH(overlaps)
EACH(overlap_rules)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parties),
        cmocka_unit_test(test_evidence),
        cmocka_unit_test(test_overlaps),
        cmocka_unit_test(test_overlap_rules),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
