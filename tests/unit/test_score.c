/* Scores: DOMAIN.md 6's vectors through what is stored, final refused while something is open, the owner's own scores, what
 * counts now, everything recomputes. */
#include "ledger_town.h"

#include "city/year.h"
#include "execute/invariant.h"
#include "perform/indicator.h"
#include "perform/indicator_year.h"
#include "perform/measure.h"
#include "perform/rule_book.h"
#include "perform/score.h"

struct plant {
    int64_t year, agency_id, id;
    const char *code, *stable, *number, *collect, *measure, *owner;
    int64_t steps;
};

static bool plant(struct act *by, void *ctx, struct err *e)
{
    struct plant *p = ctx;
    struct indicator_step step[5];
    struct indicator_new n = {.year = p->year,
                              .code = str_from(p->code),
                              .level = STR("kpi"),
                              .agency_id = p->agency_id,
                              .kind = STR("output"),
                              .resolution = STR("แผน"),
                              .text = {.from_date = fy_start((int32_t)p->year),
                                       .name_th = str_from(p->code),
                                       .unit_word = STR("ร้อยละ"),
                                       .direction = STR("up"),
                                       .first_year = p->year}};
    struct indicator_year_new y = {.year = p->year,
                                   .agency_id = p->agency_id,
                                   .stable = str_from(p->stable),
                                   .number = str_from(p->number),
                                   .work = STR("strategic"),
                                   .collect = str_from(p->collect),
                                   .measure = str_from(p->measure),
                                   .cycle = STR("year"),
                                   .owner = str_from(p->owner),
                                   .target_in = STR("percent"),
                                   .places = 2,
                                   .step = step,
                                   .steps = (size_t)p->steps};

    for (int64_t i = 0; i < p->steps; i++)
        step[i] = (struct indicator_step){.step = i + 1, .name_th = STR("ขั้น"), .needs = STR("หลักฐาน"), .source = STR("none")};
    if (!indicator_add(by, &n, &p->id, e))
        return false;
    y.indicator_id = p->id;
    return indicator_year_set(by, &y, e);
}

static bool ensure(struct act *by, void *ctx, struct err *e)
{
    return year_ensure(by, *(const int64_t *)ctx, e);
}

static bool rules(struct act *by, void *ctx, struct err *e)
{
    int64_t n;

    return rule_load_reference(by, *(const int64_t *)ctx, &n, e);
}

struct run {
    struct score_asked q;
    struct score_run done;
};
static bool run(struct act *by, void *ctx, struct err *e)
{
    struct run *r = ctx;

    return score_run_do(by, &r->q, &r->done, e);
}

struct giving {
    struct score_given g;
    int64_t id;
};
static bool give(struct act *by, void *ctx, struct err *e)
{
    struct giving *g = ctx;

    return score_give(by, &g->g, &g->id, e);
}

static void write(struct store *s, const char *sql)
{
    struct err e;

    assert_ok(sql_write(s, sql, &e), &e);
}

/* Nothing of scores is broken, and every final one recomputes. */
static void hold(struct store *s, struct arena *a, int64_t finals)
{
    const struct broken *b;
    struct score_check c;
    size_t n, broken;
    struct db *db;
    struct err e;

    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(invariants_check(db, a, &b, &n, &broken, &e), &e);
    for (size_t i = 0; i < n; i++) {
        if (strstr(b[i].invariant->name, "score"))
            fail_msg("%s: %s", b[i].invariant->name, str_cstr(a, b[i].problem));
    }
    assert_ok(score_verify(db, a, &c, &e), &e);
    if (c.wrong > 0)
        fail_msg("%s", str_cstr(a, c.problem[0]));
    assert_int_equal(c.checked, finals);
}

static struct score_row stands(struct store *s, struct arena *a, int64_t id, int64_t year)
{
    struct score_row r;
    struct db *db;
    struct err e;

    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(score_get(db, a, id, year, &r, &e), &e);
    return r;
}

/* ---- DOMAIN.md 6, through the stored path ---- */

static void vectors(struct store *s, struct arena *a)
{
    static const struct {
        int64_t year, num, den;
        const char *value, *level, *points, *state, *why;
    } row[] = {
        {2565, 0, 9000, "0.00", "5", "20", "", "B is 0: the best level"},
        {2565, 4, 100000, "0.00", "4", "18", "", "0.004 % rounds to 0.00 and is not zero"},
        {2565, 199, 10000, "1.99", "4", "18", "", "1.99"},
        {2565, 200, 10000, "2.00", "4", "18", "", "2.00, right-closed"},
        {2565, 201, 10000, "2.01", "3", "16", "", "2.01"},
        {2565, 300, 10000, "3.00", "3", "16", "", "3.00"},
        {2565, 301, 10000, "3.01", "2", "14", "", "3.01"},
        {2565, 289498859000, 9000000000000, "3.22", "2", "14", "", "the example of 90,000 million"},
        {2565, 399, 10000, "3.99", "2", "14", "", "3.99"},
        {2565, 400, 10000, "4.00", "1", "12", "", "4.00"},
        {2565, 50, 100, "50.00", "1", "12", "", "50 still earns 12 of 20"},
        {2565, 5, 0, "", "", "", "no_base", "a denominator of zero is no zero"},
        {2564, 322, 10000, "3.22", "5", "", "", "the same result is level 5 by the bands of 2564"},
        {2564, 401, 10000, "", "", "", "not_in_document", "2564 prints level 5 alone"},
    };
    struct plant p[2] = {{.year = 2564, .code = "K3", .number = "3"}, {.year = 2565, .code = "K2", .number = "2"}};
    struct plan_city c;
    struct rows history;
    struct db *db;
    struct err e;

    plan_make(s, a, 2565, &c);
    store_day_set(s, DATE(20221101));
    for (size_t i = 0; i < 2; i++) {
        p[i].stable = "carry-no-debt";
        p[i].collect = "ratio";
        p[i].measure = "";
        p[i].owner = "system_office";
        p[i].agency_id = c.drainage.id;
        assert_ok(city_write(s, a, ensure, &p[i].year, &e), &e);
        assert_ok(city_write(s, a, plant, &p[i], &e), &e);
        assert_ok(city_write(s, a, rules, &p[i].year, &e), &e);
    }
    assert_str(stands(s, a, p[1].id, 2565).why, "not_scored", "nothing was computed yet");
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct run r = {.q = {.year = row[i].year, .as_of = DATE(20220930)}};
        struct score_row got;

        write(s, str_cstr(a, str_format(a,
                                        "UPDATE reading SET state = 'sent', kind = 'ratio', numerator_satang = %lld, "
                                        "denominator_satang = %lld WHERE year = %lld",
                                        (long long)row[i].num, (long long)row[i].den, (long long)row[i].year)));
        assert_ok(city_write(s, a, run, &r, &e), &e);
        got = stands(s, a, p[row[i].year == 2565].id, row[i].year);
        assert_str(got.why, row[i].state, row[i].why);
        assert_str(got.level_text, row[i].level, row[i].why);
        assert_str(got.points_text, row[i].points, row[i].why);
        if (row[i].state[0] == 0)
            assert_str(got.value_text, row[i].value, row[i].why);
        if (row[i].den > 0)
            assert_int_equal(got.numerator, row[i].num);
        assert_str(got.kind, "interim", row[i].why);
    }
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(score_history(db, a, STR("carry-no-debt"), &history, &e), &e);
    assert_int_equal(history.n, 2); /* number 3 in 2564, 2 in 2565: one indicator */
    assert_str(((const struct score_row *)history.p)[0].number, "3", "2564");
    hold(s, a, 0);
}

/* Weighted scores of the FY2564 table; 92.439 is nowhere. */
static void test_weighted(void **state)
{
    static const struct {
        int64_t percent, points, weight, want;
        const char *why;
    } row[] = {
        {91572000, 0, 1000, 9157000, "component 4: 91.572 -> 9.157"},
        {92820000, 0, 1000, 9282000, "5.1: 92.820 -> 9.282"},
        {100000000, 0, 1000, 10000000, "5.2: 100 -> 10"},
        {82450000, 0, 1000, 8245000, "82.45 -> 8.245"},
        {70000000, 14000000, 2000, 14000000, "KPI 2, level 2: the table's points"},
        {91575000, 0, 1000, 9158000, "9.1575 is rounded half up"},
        {0, 0, 1000, 0, "zero"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct score got = score_weighted((struct score){row[i].percent}, (struct score){row[i].points}, row[i].weight);

        if (got.millionths != row[i].want)
            fail_msg("%s: %lld", row[i].why, (long long)got.millionths);
    }
}

static void milestones(struct store *s, struct arena *a)
{
    static const struct {
        const char *steps, *level, *points, *why;
    } row[] = {
        {"10000,10000,10000,10000,10000", "5", "30", "all five"},
        {"10000,10000,0,10000,10000", "2", "12", "a later step waits for the gap to close"},
        {"0,10000,10000,10000,10000", "", "0", "without the first none counts"},
    };
    struct plant p = {.year = 2565, .code = "K1", .number = "1", .stable = "pbb-system", .collect = "steps", .measure = "",
                      .owner = "system_office", .steps = 5};
    struct plan_city c;
    struct err e;

    plan_make(s, a, 2565, &c);
    store_day_set(s, DATE(20221101));
    p.agency_id = c.drainage.id;
    assert_ok(city_write(s, a, plant, &p, &e), &e);
    assert_ok(city_write(s, a, rules, &p.year, &e), &e);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct run r = {.q = {.year = 2565, .as_of = DATE(20220930)}};
        struct score_row got;

        write(s, str_cstr(a, str_format(a, "UPDATE reading SET state = 'verified', kind = 'steps', steps = '%s'", row[i].steps)));
        assert_ok(city_write(s, a, run, &r, &e), &e);
        got = stands(s, a, p.id, 2565);
        assert_str(got.level_text, row[i].level, row[i].why);
        assert_str(got.points_text, row[i].points, row[i].why);
        assert_str(got.steps, row[i].steps, "what it was made of is kept");
    }
    hold(s, a, 0);
}

/* ---- of the ledger, and final ---- */

static void post_baht(struct town *t, const char *key, const char *type, int64_t line, int64_t baht, const char *ref)
{
    struct posting p = town_posting(key, type, line, 0, baht * 100, ref);
    struct posted r = {.result = POST_REFUSED};
    struct err e;

    assert_ok(town_post_as(t, &t->finance, p, &r, &e), &e);
}

static void town(struct store *s, struct arena *a, struct town *t, struct plant *p)
{
    struct err e;

    town_make(s, a, t);
    store_day_set(s, DATE(20231101));
    post_baht(t, "a2", "ALLOT", 2, 2000, "");
    post_baht(t, "o2", "OBLIGATE", 2, 1500, "C1");
    post_baht(t, "d2", "DISBURSE", 2, 1200, "C1");
    *p = (struct plant){.year = YEAR, .code = "K51", .number = "5.1", .stable = "disbursed-51", .collect = "measure",
                        .measure = "disbursed_51", .owner = "system_office", .agency_id = t->c.drainage.id};
    assert_ok(city_write(s, a, plant, p, &e), &e);
}

static bool load_rule(struct act *by, void *ctx, struct err *e)
{
    struct rule rule;
    bool found;
    int64_t no;
    struct rule_draft d = {.year = YEAR, .indicator = str_from(ctx), .rule = &rule};

    if (!rule_reference(by->a, STR("disbursed-51"), 2565, &rule, &found, e))
        return false;
    rule.year = YEAR;
    return rule_load(by, &d, STR("ทดสอบ"), &no, e);
}

static void finals(struct store *s, struct arena *a)
{
    struct run r = {.q = {.year = YEAR, .as_of = DATE(20230930)}}, f = {.q = {.year = YEAR, .kind = SCORE_FINAL}};
    struct town t;
    struct plant p, later;
    struct actor csc;
    struct score_row got;
    struct rows open;
    struct err e;

    town(s, a, &t, &p);
    town_person(&t, "csc", ROLE_CIVIL_SERVICE, "", &csc);
    assert_ok(city_write(s, a, run, &r, &e), &e);
    assert_str(stands(s, a, p.id, YEAR).why, "no_rule", "its figures are kept, no rule is there");
    assert_int_equal(stands(s, a, p.id, YEAR).numerator, 120000);
    assert_ok(city_write(s, a, load_rule, (char *)(uintptr_t) "K51", &e), &e);
    assert_err(city_write_as(s, a, &t.officer, run, &r, &e), &e, ERR_FORBIDDEN);
    assert_ok(city_write_as(s, a, &csc, run, &r, &e), &e);
    got = stands(s, a, p.id, YEAR);
    assert_str(got.why, "", "scored");
    assert_str(got.value_text, "20.00", "1,200 of 6,000");
    assert_int_equal(got.rule_version, 1);

    /* What is open stops a final score, and says what and where. */
    assert_err(city_write(s, a, run, &f, &e), &e, ERR_SCORE_OPEN);
    assert_true(str_has(err_text(a, &e, LANG_EN), STR("/year-end/periods")));
    write(s, "INSERT INTO ledger_period (period, year, closed, closed_seq) VALUES (202309, 2566, 1, 100)");
    write(s, "INSERT INTO carry_flag (code, year, line_id, kind, base, amount_satang, reason, evidence, state, made_by, made_at_ms) "
             "VALUES ('F1', 2566, 2, 'x', 'disbursed', 100, 'x', 'x', 'proposed', 'one', 1)");
    assert_err(city_write(s, a, run, &f, &e), &e, ERR_SCORE_OPEN);
    assert_ok(score_open_rows(t.db, a, YEAR, LANG_EN, &open, &e), &e);
    assert_int_equal(open.n, 1);
    assert_str(((const struct score_open *)open.p)->what, "flag", "the flag that waits");
    write(s, "UPDATE carry_flag SET state = 'refused', decided_by = 'two'");
    assert_ok(city_write(s, a, run, &f, &e), &e);
    got = stands(s, a, p.id, YEAR);
    assert_str(got.kind, "final", "it counts");
    assert_int_equal(got.as_of.yyyymmdd, 20230930);
    hold(s, a, 1);

    /* A later interim run does not take its place; the ledger may move, the final score stays. */
    post_baht(&t, "d3", "DISBURSE", 2, 100, "C1");
    assert_ok(city_write(s, a, run, &r, &e), &e);
    assert_str(stands(s, a, p.id, YEAR).kind, "final", "the final one stays");
    assert_str(stands(s, a, p.id, YEAR).value_text, "20.00", "as it was");

    /* What nobody knows stays said: an unknown measure, nobody's reading. */
    later = p;
    later.code = "KX";
    later.stable = "x";
    assert_ok(city_write(s, a, plant, &later, &e), &e);
    write(s, str_cstr(a, str_format(a, "UPDATE indicator_profile SET measure = 'happiness' WHERE indicator_id = %lld", (long long)later.id)));
    assert_ok(city_write(s, a, run, &r, &e), &e);
    assert_str(stands(s, a, later.id, YEAR).why, "no_measure", "a word nobody knows");
    write(s, str_cstr(a, str_format(a, "UPDATE indicator_profile SET measure = '', collect = 'value' WHERE indicator_id = %lld", (long long)later.id)));
    assert_ok(city_write(s, a, run, &r, &e), &e);
    assert_str(stands(s, a, later.id, YEAR).why, "no_data", "nobody reported");
    r.q.year = 2570;
    assert_err(city_write(s, a, run, &r, &e), &e, ERR_NOTHING);
    hold(s, a, 1);
}

static void owners(struct store *s, struct arena *a)
{
    struct run r = {.q = {.year = YEAR, .as_of = DATE(20230930)}};
    struct giving g = {.g = {.year = YEAR, .percent = {92820000}, .value = {97977000}, .has_value = true, .no_rule = true}};
    struct town t;
    struct plant p, q;
    struct actor csc, office;
    struct score_row got;
    struct rows parts;
    struct err e;

    town(s, a, &t, &p);
    town_person(&t, "csc", ROLE_CIVIL_SERVICE, "", &csc);
    town_person(&t, "off", ROLE_SYSTEM_OFFICE, "", &office);
    q = p;
    q.code = "K4";
    q.stable = "innovation";
    q.collect = "given";
    q.measure = "";
    q.owner = "civil_service";
    assert_ok(city_write(s, a, plant, &q, &e), &e);
    assert_ok(city_write(s, a, run, &r, &e), &e);
    assert_str(stands(s, a, q.id, YEAR).why, "awaits_owner", "component 4 waits for its owner");
    g.g.indicator_id = p.id;
    assert_err(city_write_as(s, a, &office, give, &g, &e), &e, ERR_REQUIRED);
    g.g.source = STR("แผนปฏิบัติราชการ 2565 หน้า 12");
    assert_err(city_write_as(s, a, &csc, give, &g, &e), &e, ERR_SCORE_OWNER);
    assert_err(city_write_as(s, a, &t.officer, give, &g, &e), &e, ERR_FORBIDDEN);
    g.g.percent.millionths = 100000001;
    assert_err(city_write_as(s, a, &office, give, &g, &e), &e, ERR_SCORE_RANGE);
    g.g.percent.millionths = 92820000;
    assert_ok(city_write_as(s, a, &office, give, &g, &e), &e);
    got = stands(s, a, p.id, YEAR);
    assert_str(got.kind, "given", "as printed");
    assert_str(got.percent_text, "92.82", "92.820");
    assert_true(got.no_rule);
    assert_int_equal(score_weighted(got.percent, got.points, 1000).millionths, 9282000);

    /* Component 4: three parts that add up. */
    g.g = (struct score_given){.indicator_id = q.id,
                               .year = YEAR,
                               .source = STR("ก.ก."),
                               .part = {{.name = STR("ส่วนที่ 1"), .amount = {30572000}},
                                        {.name = STR("ส่วนที่ 2"), .amount = {31000000}},
                                        {.name = STR("ส่วนที่ 3"), .amount = {30000000}}},
                               .parts = 3};
    assert_ok(city_write_as(s, a, &csc, give, &g, &e), &e);
    got = stands(s, a, q.id, YEAR);
    assert_str(got.percent_text, "91.572", "the sum");
    assert_int_equal(score_weighted(got.percent, got.points, 1000).millionths, 9157000);
    assert_ok(score_parts(t.db, a, g.id, &parts, &e), &e);
    assert_int_equal(parts.n, 3);

    /* An interim run leaves what was given where there is nothing to compute. */
    assert_ok(city_write(s, a, run, &r, &e), &e);
    assert_int_equal(r.done.kept, 2);
    assert_int_equal(r.done.scored + r.done.unscored, 0);
    assert_ok(city_write(s, a, load_rule, (char *)(uintptr_t) "K51", &e), &e);
    assert_ok(city_write(s, a, run, &r, &e), &e);
    assert_str(stands(s, a, p.id, YEAR).kind, "given", "what its owner gave is stronger than an interim one");
    hold(s, a, 0);
}

static bool load_needs(struct act *by, void *ctx, struct err *e)
{
    struct rule_draft d = {.year = YEAR, .indicator = str_from(ctx)};
    struct rule r;
    bool found;
    int64_t no;

    if (!rule_reference(by->a, STR("carry-no-debt"), 2565, &r, &found, e))
        return false;
    for (size_t i = 0; i < r.bands; i++)
        r.band[i].needs = STR("รายงาน");
    d.rule = &r;
    return rule_load(by, &d, STR("x"), &no, e);
}

/* Figures whose level names its evidence need the paper of their period, whatever the profile says. */
static void papers(struct store *s, struct arena *a)
{
    struct run r = {.q = {.year = YEAR, .as_of = DATE(20230930)}};
    struct town t;
    struct plant p, q;
    struct err e;

    town(s, a, &t, &p);
    q = p;
    q.code = "KV";
    q.stable = "by-value";
    q.collect = "value";
    q.measure = "";
    assert_ok(city_write(s, a, plant, &q, &e), &e);
    assert_ok(city_write(s, a, load_needs, (char *)(uintptr_t) "KV", &e), &e);
    write(s, str_cstr(a, str_format(a, "UPDATE reading SET state = 'sent', kind = 'value', value = 3220000, made_by = 'a', sent_by = 'b' WHERE indicator_id = %lld", (long long)q.id)));
    assert_ok(city_write(s, a, run, &r, &e), &e);
    assert_str(stands(s, a, q.id, YEAR).why, "no_evidence", "level 2 names a report and there is none");
    write(s, "INSERT INTO attachment (code, subject, kind, name, media, size_bytes, sha256, by_user, at_ms) VALUES "
             "('A1', 'reading:2566:KV:step0:202309', 'evidence', 'x.pdf', 'application/pdf', 1, 'x', 'a', 1)");
    assert_ok(city_write(s, a, run, &r, &e), &e);
    assert_str(stands(s, a, q.id, YEAR).level_text, "2", "with its paper");
}

/* A final run before the owner gave anything leaves room for the owner; nobody gives the score of their own agency, or one
 * beside a rule that asks for readings and their evidence. */
static void given_after(struct store *s, struct arena *a)
{
    struct run f = {.q = {.year = YEAR, .kind = SCORE_FINAL}};
    struct giving g = {.g = {.year = YEAR, .percent = {91572000}, .source = STR("ก.ก.")}};
    struct town t;
    struct plant p, q;
    struct actor csc, own;
    struct err e;

    town(s, a, &t, &p);
    town_person(&t, "csc", ROLE_CIVIL_SERVICE, "", &csc);
    q = p;
    q.code = "K4";
    q.stable = "innovation";
    q.collect = "given";
    q.measure = "";
    q.owner = "civil_service";
    assert_ok(city_write(s, a, plant, &q, &e), &e);
    write(s, "INSERT INTO ledger_period (period, year, closed, closed_seq) VALUES (202309, 2566, 1, 100)");
    assert_ok(city_write(s, a, run, &f, &e), &e);
    assert_str(stands(s, a, q.id, YEAR).why, "awaits_owner", "nothing was given yet");
    g.g.indicator_id = q.id;
    own = csc;
    own.grant[own.grants] = own.grant[0];
    own.grant[own.grants++].scope = (struct scope){SCOPE_AGENCY, q.agency_id};
    assert_err(city_write_as(s, a, &own, give, &g, &e), &e, ERR_OWN_RESULT);
    assert_ok(city_write_as(s, a, &csc, give, &g, &e), &e);
    assert_str(stands(s, a, q.id, YEAR).kind, "given", "the owner's score counts");
    assert_ok(city_write(s, a, run, &f, &e), &e);
    assert_str(stands(s, a, q.id, YEAR).kind, "given", "and a later final run leaves it");
    hold(s, a, 0);

    write(s, str_cstr(a, str_format(a, "UPDATE indicator_profile SET collect = 'value', owner = 'civil_service', measure = '' WHERE indicator_id = %lld", (long long)p.id)));
    assert_ok(city_write(s, a, load_rule, (char *)(uintptr_t) "K51", &e), &e);
    g.g.indicator_id = p.id;
    assert_err(city_write_as(s, a, &csc, give, &g, &e), &e, ERR_SCORE_RULED);
}

/* Each thing that must hold can be seen broken. */
static void planted(struct store *s, struct arena *a)
{
    struct run f = {.q = {.year = YEAR, .kind = SCORE_FINAL}};
    struct score_check c;
    struct town t;
    struct plant p;
    struct err e;

    town(s, a, &t, &p);
    assert_ok(city_write(s, a, load_rule, (char *)(uintptr_t) "K51", &e), &e);
    write(s, "INSERT INTO ledger_period (period, year, closed, closed_seq) VALUES (202309, 2566, 1, 100)");
    assert_ok(city_write(s, a, run, &f, &e), &e);
    hold(s, a, 1);
    write(s, "INSERT INTO score (run_id, indicator_id, year, as_of, kind, basis, value, percent, numerator, denominator, rule_version, "
             "by_user, at_ms) SELECT run_id, indicator_id, year, as_of, kind, basis, value, percent + 1, numerator, denominator, "
             "rule_version, 'x', 1 FROM score");
    assert_ok(score_verify(t.db, a, &c, &e), &e);
    assert_int_equal(c.checked, 2);
    assert_int_equal(c.wrong, 1);
    write(s, "INSERT INTO score (run_id, indicator_id, year, as_of, kind, basis, value, percent, numerator, denominator, rule_version, "
             "by_user, at_ms) SELECT run_id, indicator_id, year, as_of, kind, basis, value, percent, numerator, denominator, "
             "7, 'x', 1 FROM score WHERE by_user <> 'x'");
    assert_ok(score_verify(t.db, a, &c, &e), &e);
    assert_int_equal(c.wrong, 2);
    assert_err(sql_write(s, "UPDATE score SET percent = 1", &e), &e, ERR_STORE);
}

#define EACH(name)                                                                                                       \
    static void test_##name(void **state)                                                                                \
    {                                                                                                                    \
        (void)state;                                                                                                     \
        with_each_store(name);                                                                                           \
    }
EACH(vectors)
EACH(milestones)
EACH(finals)
EACH(owners)
EACH(given_after)
EACH(papers)
EACH(planted)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_weighted), cmocka_unit_test(test_vectors), cmocka_unit_test(test_milestones),
        cmocka_unit_test(test_finals),   cmocka_unit_test(test_owners),  cmocka_unit_test(test_given_after), cmocka_unit_test(test_papers),  cmocka_unit_test(test_planted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
