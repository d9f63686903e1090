/* Results: what was reported beside what its own figures give, no evidence no level, four persons, lateness, a year's
 * indicators in the next one. */
#include "plan_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/exact.h"
#include "base/file.h"
#include "city/agency.h"
#include "city/attach.h"
#include "city/user.h"
#include "city/year.h"
#include "perform/evidence.h"
#include "perform/indicator.h"
#include "perform/indicator_year.h"
#include "perform/reading.h"
#include "perform/reading_fact.h"
#include "perform/reading_period.h"

enum { YEAR = 2565 };

static struct score score_of(const char *s)
{
    struct score v = {0};

    assert_true(exact_parse_decimal(str_from(s), 6, &v.millionths));
    return v;
}

/* ---- a town with one agency's indicators ---- */

struct town {
    struct store *s;
    struct arena *a;
    struct db *db;
    struct actor officer, head, csc, strategy;
    int64_t agency;
    struct indicator_new add;
    struct indicator_year_new set;
    struct reading_new save;
    struct reading_act act;
    struct evidence_new file;
    struct str code, reason;
    int64_t period, id, from, to, made, year;
    struct date today;
};

static bool run_user(struct act *by, void *ctx, struct err *e)
{
    return user_add(by, ctx, e);
}

static void person(struct town *t, const char *name, enum role role, int64_t agency, struct actor *ret)
{
    struct user_new u = {.name = str_from(name), .full_name = str_from(name), .password_hash = STR("x"),
                         .role = role, .agency_code = agency ? STR("11000000") : STR_NONE};
    struct err e;

    assert_ok(city_write(t->s, t->a, run_user, &u, &e), &e);
    assert_ok(actor_load(t->db, t->a, str_from(name), ret, &e), &e);
}

static bool run_add(struct act *by, void *ctx, struct err *e)
{
    struct town *t = ctx;

    return indicator_add(by, &t->add, &t->id, e);
}
static bool run_set(struct act *by, void *ctx, struct err *e)
{
    return indicator_year_set(by, &((struct town *)ctx)->set, e);
}
static bool run_copy(struct act *by, void *ctx, struct err *e)
{
    struct town *t = ctx;

    return indicator_year_copy(by, t->from, t->to, 0, &t->made, e);
}
static bool run_save(struct act *by, void *ctx, struct err *e)
{
    struct town *t = ctx;
    struct act at = *by;

    at.today = t->today;
    return reading_save(&at, t->year, t->code, t->period, &t->save, e);
}
static bool run_act(struct act *by, void *ctx, struct err *e)
{
    struct town *t = ctx;
    struct act at = *by;

    at.today = t->today;
    return reading_step(&at, &t->act, e);
}
static bool run_file(struct act *by, void *ctx, struct err *e)
{
    return evidence_add(by, &((struct town *)ctx)->file, e);
}
static bool run_withdraw(struct act *by, void *ctx, struct err *e)
{
    return attach_withdraw(by, ((struct town *)ctx)->reason, STR("ผิดฉบับ"), e);
}
static bool run_note(struct act *by, void *ctx, struct err *e)
{
    struct town *t = ctx;

    return reading_note_add(by, t->year, t->code, t->period, t->reason, e);
}

static void town_make(struct store *s, struct arena *a, int64_t year, struct town *t)
{
    struct agency g;
    struct err e;

    *t = (struct town){.s = s, .a = a, .year = year, .today = DATE(20221001)};
    city_make(s, a, year);
    assert_ok(store_reader(s, &t->db, &e), &e);
    assert_ok(agency_get(t->db, a, STR("11000000"), &g, &e), &e);
    t->agency = g.id;
    person(t, "officer", ROLE_OFFICER, g.id, &t->officer);
    person(t, "head", ROLE_HEAD, g.id, &t->head);
    person(t, "csc", ROLE_CIVIL_SERVICE, 0, &t->csc);
    person(t, "strategy", ROLE_STRATEGY, 0, &t->strategy);
}

/* An indicator of an agency with its profile, made by the system. */
static void indicator_make(struct town *t, const char *code, const char *collect, const char *target_in, int64_t agency)
{
    static const struct indicator_step step[] = {
        {.step = 1, .name_th = STR_INIT("แนวทาง"), .needs = STR_INIT("หนังสือ"), .source = STR_INIT("file")},
        {.step = 2, .name_th = STR_INIT("ชี้แจง"), .needs = STR_INIT("รายงานการประชุม"), .source = STR_INIT("file")},
        {.step = 3, .name_th = STR_INIT("แบบสำรวจ"), .needs = STR_INIT("แบบสำรวจ"), .source = STR_INIT("survey"), .arg = STR_INIT("ปัญหา")},
    };
    struct err e;

    t->add = (struct indicator_new){.year = t->year, .code = str_from(code), .level = STR("kpi"), .agency_id = agency,
                                    .kind = STR("output"), .resolution = STR("มติ 1"),
                                    .text = {.from_date = fy_start((int32_t)t->year), .name_th = STR("ร้อยละการเบิกจ่าย"),
                                             .unit_word = STR("ร้อยละ"), .direction = STR("up"), .first_year = t->year,
                                             .target1 = STR("96"), .target2 = STR("97")}};
    assert_ok(city_write(t->s, t->a, run_add, t, &e), &e);
    t->set = (struct indicator_year_new){.indicator_id = t->id, .year = t->year, .stable = str_from(code), .number = STR("1"),
                                         .work = STR("mission"), .collect = str_from(collect), .cycle = STR("quarter"),
                                         .owner = STR("system_office"), .target_in = str_from(target_in), .places = 2};
    t->set.has[0] = true;
    t->set.target[0] = score_of("96");
    if (!strcmp(collect, "steps")) {
        t->set.step = step;
        t->set.steps = ARRAY_LEN(step);
    }
    assert_ok(city_write(t->s, t->a, run_set, t, &e), &e);
    t->code = str_from(code);
}

static struct reading reading_now(struct town *t)
{
    struct reading r;
    struct err e;

    assert_ok(reading_get(t->db, t->a, &(struct reading_key){t->year, t->period, t->code}, t->today, &r, &e), &e);
    return r;
}

static bool step_as(struct town *t, const struct actor *who, const char *event, const char *reason, struct err *e)
{
    t->act = (struct reading_act){.year = t->year, .period = t->period, .version = reading_now(t).version, .code = t->code,
                                  .event = str_from(event), .reason = str_from(reason), .mark21 = score_of("95"), .mark22 = score_of("100")};
    return city_write_as(t->s, t->a, who, run_act, t, e);
}

/* ---- the road of one reading ---- */

static void road(struct store *s, struct arena *a)
{
    struct reading_late *late;
    struct reading_count c;
    struct reading r;
    struct rows rows;
    struct town t;
    struct err e;

    town_make(s, a, YEAR, &t);
    indicator_make(&t, "disburse", "ratio", "percent", t.agency);
    t.period = 202112;
    r = reading_now(&t);
    assert_true(str_eq(r.state, STR("due")));
    assert_int_equal(r.due.yyyymmdd, 20220115);
    t.today = DATE(20220120);
    t.save = (struct reading_new){.kind = STR("ratio"), .numerator = MONEY(1000), .denominator = MONEY(4000), .reported = STR("25.00"), .version = 1, .ready = true};
    assert_err(city_write_as(s, a, &t.head, run_save, &t, &e), &e, ERR_FORBIDDEN);
    assert_ok(city_write_as(s, a, &t.officer, run_save, &t, &e), &e);
    assert_err(city_write_as(s, a, &t.officer, run_save, &t, &e), &e, ERR_STALE);
    assert_err(step_as(&t, &t.officer, "send", "", &e), &e, ERR_FORBIDDEN);
    assert_err(step_as(&t, &t.csc, "verify", "", &e), &e, ERR_STATE);
    assert_err(step_as(&t, &t.head, "back", "", &e), &e, ERR_REQUIRED);
    assert_ok(step_as(&t, &t.head, "send", "", &e), &e);
    r = reading_now(&t);
    assert_int_equal(r.late_days, 5);
    assert_int_equal(r.result.millionths, 25000000);
    assert_true(str_eq(r.flags, STR_NONE));
    assert_ok(step_as(&t, &t.csc, "return", "ขอฐานของตัวหาร", &e), &e);
    t.today = DATE(20220301);
    t.save.version = reading_now(&t).version;
    assert_ok(city_write_as(s, a, &t.officer, run_save, &t, &e), &e);
    assert_ok(step_as(&t, &t.head, "send", "", &e), &e);
    assert_int_equal(reading_now(&t).late_days, 5); /* lateness is of the first sending, and stays */
    t.act.mark21 = score_of("101");
    t.act.version = reading_now(&t).version;
    t.act.event = STR("verify");
    assert_err(city_write_as(s, a, &t.csc, run_act, &t, &e), &e, ERR_BAD_NUMBER);
    assert_ok(step_as(&t, &t.csc, "verify", "", &e), &e);
    assert_err(step_as(&t, &t.csc, "verify", "", &e), &e, ERR_STATE);
    r = reading_now(&t);
    assert_true(str_eq(r.state, STR("verified")) && r.mark21.millionths == 95000000);
    assert_ok(reading_history(t.db, a, r.id, &rows, &e), &e);
    assert_int_equal(rows.n, 6);
    assert_ok(reading_counts(t.db, a, YEAR, 0, DATE(20220501), &c, &e), &e);
    assert_int_equal(c.late, 1); /* quarter 2 was due on 15 April */
    assert_ok(reading_late_list(t.db, a, YEAR, DATE(20220501), &rows, &e), &e);
    assert_int_equal(rows.n, 1);
    late = (struct reading_late *)(uintptr_t)rows.p;
    assert_true(late->missing == 1 && late->sent_late == 1 && late->late_days == 5);
    assert_true(str_eq(sql_lines(s, a, "SELECT COUNT(*) FROM notice WHERE kind = 'result'"), STR("3")));
    t.period = 202112;
    t.reason = STR("เบิกจ่ายตามแผน");
    assert_ok(city_write_as(s, a, &t.officer, run_note, &t, &e), &e);
    t.period = 202012;
    assert_err(city_write_as(s, a, &t.officer, run_note, &t, &e), &e, ERR_BAD_NUMBER);
}

static void test_road(void **state)
{
    (void)state;
    with_each_store(road);
}

static void refusals(struct store *s, struct arena *a)
{
    static const struct {
        const char *kind, *reported, *steps, *details;
        int64_t num, den; /* -1: not given */
        int64_t period;
        int32_t today;
        enum err_code want;
        const char *why;
    } row[] = {
        {"ratio", "", "", "", 5, 0, 202112, 20220120, ERR_READING_BASE, "a denominator of zero"},
        {"ratio", "", "", "", 5, -1, 202112, 20220120, ERR_REQUIRED, "no base and nothing reported"},
        {"ratio", "93.62", "", "", -1, -1, 202112, 20220120, ERR_NONE, "a per cent alone is kept, flagged"},
        {"ratio", "", "", "", -1, 5, 202112, 20220120, ERR_REQUIRED, "a base without a numerator"},
        {"ratio", "", "", "", -5, 5, 202112, 20220120, ERR_BAD_NUMBER, "below zero"},
        {"ratio", "ดี", "", "", 1, 5, 202112, 20220120, ERR_READING_TEXT, "a report that is no number"},
        {"value", "", "", "", -1, -1, 202112, 20220120, ERR_READING_KIND, "collected otherwise"},
        {"magic", "", "", "", -1, -1, 202112, 20220120, ERR_BAD_CHOICE, "no such kind"},
        {"no_data", "", "", "", -1, -1, 202112, 20220120, ERR_REQUIRED, "no data says why"},
        {"no_data", "", "", "ระบบล่ม", -1, -1, 202112, 20220120, ERR_NONE, "and then it is taken"},
        {"ratio", "", "", "", 1, 5, 202209, 20220120, ERR_PERIOD_AHEAD, "quarter 4 begins in July"},
        {"ratio", "", "", "", 1, 5, 202111, 20220120, ERR_NOT_FOUND, "no period of this cycle"},
    };
    struct town t;
    struct err e;

    town_make(s, a, YEAR, &t);
    indicator_make(&t, "disburse", "ratio", "percent", t.agency);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct err why = {0};
        bool ok;

        t.period = row[i].period;
        t.today = DATE(row[i].today);
        t.save = (struct reading_new){.kind = str_from(row[i].kind), .reported = str_from(row[i].reported), .steps = str_from(row[i].steps),
                                      .details = str_from(row[i].details), .numerator = row[i].num == -1 ? MONEY_MISSING : MONEY(row[i].num),
                                      .denominator = row[i].den == -1 ? MONEY_MISSING : MONEY(row[i].den), .version = 1};
        if (row[i].period == 202112)
            t.save.version = reading_now(&t).version;
        ok = city_write_as(s, a, &t.officer, run_save, &t, &why);
        if (ok != (row[i].want == ERR_NONE) || (!ok && why.code != row[i].want))
            fail_msg("%s: %d %s", row[i].why, (int)why.code, why.detail);
    }
    /* who keeps an indicator */
    t.set.version = 1;
    t.set.target[0] = score_of("90");
    assert_err(city_write_as(s, a, &t.strategy, run_set, &t, &e), &e, ERR_REQUIRED); /* a target that moves has its reason */
    t.set.reason = STR("ขอปรับ");
    assert_err(city_write_as(s, a, &t.officer, run_set, &t, &e), &e, ERR_FORBIDDEN);
    assert_ok(city_write_as(s, a, &t.strategy, run_set, &t, &e), &e);
    assert_err(city_write_as(s, a, &t.strategy, run_set, &t, &e), &e, ERR_STALE);
    t.add.code = STR("city");
    t.add.agency_id = 0;
    assert_ok(city_write(s, a, run_add, &t, &e), &e);
    t.set = (struct indicator_year_new){.indicator_id = t.id, .year = YEAR, .stable = STR("city"), .work = STR("base"), .collect = STR("value"),
                                        .cycle = STR("year"), .owner = STR("strategy"), .target_in = STR("unit")};
    assert_err(city_write(s, a, run_set, &t, &e), &e, ERR_INDICATOR_AGENCY);
    t.set.agency_id = t.agency;
    t.set.stable = STR("disburse");
    assert_err(city_write(s, a, run_set, &t, &e), &e, ERR_DUPLICATE);
    t.set.stable = STR("city");
    t.set.collect = STR("steps");
    assert_err(city_write(s, a, run_set, &t, &e), &e, ERR_REQUIRED); /* its steps */
    t.set.year = YEAR + 1;
    assert_err(city_write(s, a, run_set, &t, &e), &e, ERR_YEAR_MISSING);
}

static void test_refusals(void **state)
{
    (void)state;
    with_each_store(refusals);
}

/* ---- evidence ---- */

static const struct reading_fact *facts_now(struct town *t, bool final)
{
    struct rows rows;
    struct err e;

    assert_ok(reading_facts(t->db, t->a, &(struct reading_ask){t->year, 0, DATE(20220930), final}, &rows, &e), &e);
    assert_int_equal(rows.n, 1);
    return rows.p;
}

static void evidence(struct store *s, struct arena *a)
{
    static const char pdf[] = "%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";
    const struct reading_fact *f;
    const struct evidence *v;
    struct rows rows;
    struct town t;
    struct err e;

    town_make(s, a, YEAR, &t);
    indicator_make(&t, "integrated-budget", "steps", "level", t.agency);
    t.period = 202209;
    t.save = (struct reading_new){.kind = STR("steps"), .steps = STR("10000,10000,10000"), .reported = STR("ระดับ 3"), .version = 1, .ready = true};
    assert_ok(city_write_as(s, a, &t.officer, run_save, &t, &e), &e);
    assert_true(str_eq(reading_now(&t).flags, STR("no_evidence")));
    assert_ok(step_as(&t, &t.head, "send", "", &e), &e);
    f = facts_now(&t, false);
    assert_true(f->fact.kind == FACT_STEPS && f->fact.step_bp[0] == 0 && f->fact.step_bp[2] == 0);
    assert_true(str_eq(facts_now(&t, true)->why, STR("no_data"))); /* nothing is verified */
    t.file = (struct evidence_new){.year = YEAR, .step = 1, .code = t.code, .name = STR("แนวทาง.pdf"),
                                   .data = {(const uint8_t *)pdf, sizeof pdf - 1}};
    assert_err(city_write_as(s, a, &t.head, run_file, &t, &e), &e, ERR_FORBIDDEN);
    assert_ok(city_write_as(s, a, &t.officer, run_file, &t, &e), &e);
    t.file.step = 4;
    assert_err(city_write_as(s, a, &t.officer, run_file, &t, &e), &e, ERR_BAD_NUMBER);
    /* a survey of PBIS attaches itself to step 3 */
    assert_ok(sql_write(s, "INSERT INTO survey (code, year, title, closes, state, made_by, made_ms) VALUES ('S1', 2565, 'สำรวจปัญหาการใช้งบประมาณ', 20220630, 'open', 'office', 1)", &e), &e);
    f = facts_now(&t, false);
    assert_true(f->fact.step_bp[0] == 10000 && f->fact.step_bp[1] == 0 && f->fact.step_bp[2] == 10000);
    assert_ok(evidence_list(t.db, a, t.id, YEAR, &rows, &e), &e);
    assert_int_equal(rows.n, 2);
    v = rows.p;
    assert_true(str_eq(v[1].source, STR("survey")) && str_eq(v[1].path, STR("/surveys/S1")));
    t.reason = v[0].code;
    assert_ok(city_write_as(s, a, &t.officer, run_withdraw, &t, &e), &e);
    assert_int_equal(facts_now(&t, false)->fact.step_bp[0], 0); /* withdrawn: counts for nothing */
    t.file.data.n--; /* another file */
    for (t.file.step = 1; t.file.step <= 2; t.file.step++)
        assert_ok(city_write_as(s, a, &t.officer, run_file, &t, &e), &e);
    f = facts_now(&t, false);
    assert_true(f->fact.step_bp[0] == 10000 && f->fact.step_bp[1] == 10000 && f->fact.step_bp[2] == 10000);
    assert_ok(step_as(&t, &t.csc, "verify", "", &e), &e);
    assert_int_equal(reading_now(&t).flags.n, 0); /* verified with the evidence there is by then */
}

static void test_evidence(void **state)
{
    (void)state;
    with_each_store(evidence);
}

/* An agency does not loosen what its results are judged by, verifies nothing of its own, and adds no file behind the verifier. */
static void guards(struct store *s, struct arena *a)
{
    static const char pdf[] = "%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";
    struct indicator_step none[3];
    struct reading seen;
    struct rows rows, one;
    struct actor own;
    struct town t;
    struct err e;

    town_make(s, a, YEAR, &t);
    indicator_make(&t, "integrated-budget", "steps", "level", t.agency);
    memcpy(none, t.set.step, sizeof none);
    t.set.version = 1;
    t.set.definition = STR("คำอธิบาย");
    assert_ok(city_write_as(s, a, &t.officer, run_set, &t, &e), &e); /* its texts are the agency's */
    t.set.version = 2;
    none[0].source = none[1].source = STR("none");
    t.set.step = none;
    assert_err(city_write_as(s, a, &t.officer, run_set, &t, &e), &e, ERR_FORBIDDEN); /* no evidence needed any more */
    none[0].source = none[1].source = STR("file");
    t.set.paper = true;
    assert_err(city_write_as(s, a, &t.officer, run_set, &t, &e), &e, ERR_FORBIDDEN);
    t.set.paper = false;
    t.set.owner = STR("strategy");
    assert_err(city_write_as(s, a, &t.officer, run_set, &t, &e), &e, ERR_FORBIDDEN); /* nor who scores it */
    assert_ok(city_write_as(s, a, &t.strategy, run_set, &t, &e), &e);
    assert_true(str_has(sql_lines(s, a, "SELECT new_value FROM audit WHERE action = 'indicator.profile' ORDER BY seq DESC LIMIT 1"), STR("owner=strategy")));
    t.set.version = 3;
    none[2].arg = STR(" ");
    assert_err(city_write_as(s, a, &t.strategy, run_set, &t, &e), &e, ERR_REQUIRED); /* every survey of the year */

    t.period = 202209;
    t.save = (struct reading_new){.kind = STR("steps"), .steps = STR("10000,10000,0"), .reported = STR("ระดับ 2"), .version = 1, .ready = true};
    t.save.version = reading_now(&t).version;
    assert_ok(city_write_as(s, a, &t.officer, run_save, &t, &e), &e);
    seen = reading_now(&t);
    one = (struct rows){&seen, 1};
    reading_veil(&t.csc, &one); /* another's draft: that it is there, not what it says */
    assert_true(str_eq(seen.state, STR("ready")) && seen.reported.n == 0 && seen.steps.n == 0 && !seen.has_result);
    seen = reading_now(&t);
    reading_veil(&t.head, &one);
    assert_true(str_eq(seen.reported, STR("ระดับ 2")));
    assert_ok(step_as(&t, &t.head, "send", "", &e), &e);
    seen = reading_now(&t);
    reading_veil(&t.csc, &one);
    assert_true(str_eq(seen.reported, STR("ระดับ 2"))); /* what was sent is everybody's */
    assert_ok(reading_history(t.db, a, seen.id, &rows, &e), &e);
    reading_veil_history(&t.csc, &seen, &rows);
    assert_int_equal(((const struct reading_event *)rows.p)[rows.n - 1].reported.n, 0); /* the save */
    own = t.csc;
    own.grant[own.grants] = own.grant[0];
    own.grant[own.grants++].scope = (struct scope){SCOPE_AGENCY, t.agency};
    assert_err(step_as(&t, &own, "verify", "", &e), &e, ERR_OWN_RESULT);
    assert_err(step_as(&t, &own, "return", "ผิด", &e), &e, ERR_OWN_RESULT);
    assert_ok(step_as(&t, &t.csc, "verify", "", &e), &e);
    t.file = (struct evidence_new){.year = YEAR, .step = 1, .code = t.code, .name = STR("แนวทาง.pdf"),
                                   .data = {(const uint8_t *)pdf, sizeof pdf - 1}};
    assert_ok(sql_write(s, "UPDATE reading SET verified_ms = verified_ms - 1 WHERE state = 'verified'", &e), &e);
    assert_ok(city_write_as(s, a, &t.officer, run_file, &t, &e), &e);
    assert_int_equal(facts_now(&t, true)->fact.step_bp[0], 0); /* nobody saw it when the result was verified */
    assert_ok(step_as(&t, &t.csc, "return", "มีหลักฐานใหม่", &e), &e);
    t.save.version = reading_now(&t).version;
    assert_ok(city_write_as(s, a, &t.officer, run_save, &t, &e), &e);
    assert_ok(step_as(&t, &t.head, "send", "", &e), &e);
    assert_ok(step_as(&t, &t.csc, "verify", "", &e), &e);
    assert_int_equal(facts_now(&t, true)->fact.step_bp[0], 10000);
    assert_int_equal(facts_now(&t, true)->fact.step_bp[1], 0);
}

static void test_guards(void **state)
{
    (void)state;
    with_each_store(guards);
}

/* ---- into the next year ---- */

static bool make_next(struct act *by, void *ctx, struct err *e)
{
    (void)ctx;
    return year_ensure(by, YEAR + 1, e);
}

static void copy(struct store *s, struct arena *a)
{
    const struct indicator_year *y;
    struct rows rows;
    struct town t;
    struct err e;

    town_make(s, a, YEAR, &t);
    indicator_make(&t, "integrated-budget", "steps", "level", t.agency);
    assert_ok(city_write(s, a, make_next, NULL, &e), &e);
    t.from = YEAR;
    t.to = YEAR + 1;
    assert_err(city_write_as(s, a, &t.officer, run_copy, &t, &e), &e, ERR_FORBIDDEN);
    assert_ok(city_write_as(s, a, &t.strategy, run_copy, &t, &e), &e);
    assert_int_equal(t.made, 1);
    assert_err(city_write_as(s, a, &t.strategy, run_copy, &t, &e), &e, ERR_NOTHING); /* twice makes nothing twice */
    t.to = YEAR;
    assert_err(city_write_as(s, a, &t.strategy, run_copy, &t, &e), &e, ERR_BAD_YEAR);
    assert_ok(indicator_year_history(t.db, a, STR("integrated-budget"), t.agency, DATE(20221001), &rows, &e), &e);
    assert_int_equal(rows.n, 2);
    y = rows.p;
    assert_true(y[1].year == YEAR + 1 && y[1].has_target && y[1].target.millionths == 97000000); /* target of the second year */
    assert_ok(indicator_steps(t.db, a, y[1].indicator_id, YEAR + 1, &rows, &e), &e);
    assert_int_equal(rows.n, 3);
    assert_true(str_eq(sql_lines(s, a, "SELECT COUNT(*) FROM reading WHERE year = 2566 AND state = 'due'"), STR("4")));
}

static void test_copy(void **state)
{
    (void)state;
    with_each_store(copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_road),     cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_evidence), cmocka_unit_test(test_guards), cmocka_unit_test(test_copy),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
