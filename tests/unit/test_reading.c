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

/* ---- pure ---- */

static struct score score_of(const char *s)
{
    struct score v = {0};

    assert_true(exact_parse_decimal(str_from(s), 6, &v.millionths));
    return v;
}

static void test_periods(void **state)
{
    static const struct {
        const char *cycle;
        size_t n;
        int64_t first, last;
    } row[] = {{"month", 12, 202110, 202209}, {"quarter", 4, 202112, 202209}, {"year", 1, 202209, 202209}};
    int64_t p[READING_PERIODS];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        assert_int_equal(reading_periods(str_from(row[i].cycle), YEAR, p), row[i].n);
        assert_int_equal(p[0], row[i].first);
        assert_int_equal(p[row[i].n - 1], row[i].last);
    }
    assert_int_equal(reading_period_start(STR("quarter"), 202203).yyyymmdd, 20220101);
    assert_int_equal(reading_period_start(STR("year"), 202209).yyyymmdd, 20211001);
    assert_int_equal(reading_period_end(202202).yyyymmdd, 20220228);
    assert_int_equal(reading_period_ended(DATE(20220330)), 202202);
    assert_int_equal(reading_period_ended(DATE(20220331)), 202203);
    assert_int_equal(reading_period_ended(DATE(20220105)), 202112);
    assert_int_equal(reading_quarter(202112), 1);
    assert_int_equal(reading_quarter(202209), 4);
    assert_false(reading_period_in(YEAR, 202109));
    assert_false(reading_period_in(YEAR, 202113));
}

static void test_reported(void **state)
{
    static const struct {
        const char *text, *in, *value;
        unsigned places;
        bool ok;
    } row[] = {
        {"ระดับ 5", "level", "5", 0, true},    {"level 3", "level", "3", 0, true},
        {"ร้อยละ 3.22", "percent", "3.22", 2, true}, {"๗๙.๑๕ %", "percent", "79.15", 2, true},
        {"100.00", "unit", "100", 2, true},     {"1,234.5", "unit", "1234.5", 1, true},
        {"ดีมาก", "", "0", 0, false},            {"ระดับ", "", "0", 0, false},
    };
    struct arena *a = arena_new();
    struct reported r;
    struct err e;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        bool ok = reading_reported_read(a, str_from(row[i].text), &r, &e);

        if (!row[i].ok) {
            assert_err(ok, &e, ERR_READING_TEXT);
            continue;
        }
        assert_ok(ok, &e);
        if (!str_eq(r.in, str_from(row[i].in)) || r.value.millionths != score_of(row[i].value).millionths ||
            r.places != row[i].places)
            fail_msg("%s", row[i].text);
    }
    arena_free(a);
}

/* The level table of KPI 3: 60 70 80 90 100 per cent at levels 1-5. */
static void milestone(struct rule *r)
{
    *r = (struct rule){.mode = RULE_MILESTONE, .direction = RULE_UP, .bands = 5, .version = 2, .places = 2};
    for (int64_t i = 0; i < 5; i++)
        r->band[i] = (struct rule_band){.level = i + 1,
                                        .known = i != 1, /* level 2 is not in the document */
                                        .percent.millionths = (60 + 10 * i) * 1000000,
                                        .points.millionths = (12 + 2 * i) * 1000000};
}

static void test_flags(void **state)
{
    static const struct {
        const char *kind, *steps, *num, *den, *reported, *target_in;
        int64_t proved;
        bool rule;
        const char *flags, *said, *why;
    } row[] = {
        {"ratio", "", "290259229.02", "366722545", "100.00", "percent", 0, false, "differs", "", "79.15 is not 100"},
        {"ratio", "", "290259229.02", "366722545", "79.15", "percent", 0, false, "", "", "equal to the printed digits"},
        {"ratio", "", "290259229.02", "366722545", "79.1", "percent", 0, false, "", "", "79.1495 with one decimal"},
        {"ratio", "", "290259229.02", "366722545", "79.2", "percent", 0, false, "differs", "", "not this one"},
        {"ratio", "", "38840130.77", "275640800", "14.0908", "percent", 0, false, "", "", "14.09084967: rounded once, not twice"},
        {"ratio", "", "", "", "93.62", "percent", 0, false, "no_base", "", "a per cent without its base"},
        {"steps", "10000,10000,10000,10000,10000", "", "", "ระดับ 5", "level", 31, true, "", "", "level against level"},
        {"steps", "10000,10000,10000,10000,10000", "", "", "ระดับ 5", "percent", 31, true, "level_percent", "5|100|2", "target in per cent, result in levels"},
        {"steps", "10000,10000,10000,0,0", "", "", "ระดับ 3", "percent", 31, true, "level_percent", "3|80|2", "100 per cent against level 3"},
        {"steps", "10000,10000,10000,10000,0", "", "", "ร้อยละ 90", "level", 31, true, "percent_level", "4|90|2", "the reverse"},
        {"steps", "10000,10000,0,0,0", "", "", "ระดับ 2", "percent", 31, true, "level_percent not_in_rule", "", "level 2 is not in the document"},
        {"steps", "10000,10000,10000,0,0", "", "", "ระดับ 3", "percent", 31, false, "level_percent not_in_rule", "", "no rule to convert by"},
        {"steps", "10000,10000,10000,0,0", "", "", "ระดับ 4", "level", 31, true, "differs", "", "three steps are not level 4"},
        {"steps", "10000,0,10000,10000,10000", "", "", "ระดับ 5", "level", 31, true, "differs", "", "a gap closes the count"},
        {"steps", "10000,10000,10000,0,0", "", "", "ระดับ 3", "level", 3, true, "no_evidence", "", "step 3 has no evidence"},
        {"no_data", "", "", "", "", "percent", 0, false, "", "", "no data is no zero"},
    };
    struct arena *a = arena_new();
    struct rule rule;
    struct err e;

    (void)state;
    milestone(&rule);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct reading_check c = {.said = {.kind = str_from(row[i].kind), .steps = str_from(row[i].steps),
                                           .numerator = MONEY_MISSING, .denominator = MONEY_MISSING,
                                           .proved = row[i].proved},
                                  .reported = str_from(row[i].reported), .target_in = str_from(row[i].target_in),
                                  .collect = str_from(row[i].kind), .rule = row[i].rule ? &rule : NULL};
        struct reading_sum sum;

        if (row[i].num[0])
            assert_true(money_parse(str_from(row[i].num), &c.said.numerator, &e) &&
                        money_parse(str_from(row[i].den), &c.said.denominator, &e));
        assert_ok(reading_check(a, &c, &sum, &e), &e);
        if (!str_eq(sum.flags, str_from(row[i].flags)) || !str_eq(sum.converted, str_from(row[i].said)))
            fail_msg("%s: %.*s, %.*s", row[i].why, STR_FMT(sum.flags), STR_FMT(sum.converted));
    }
    arena_free(a);
}

static void test_facts_of(void **state)
{
    struct reading_said said = {.kind = STR("steps"), .steps = STR("10000,10000,10000"), .proved = 5};
    struct fact f;
    struct str why;

    (void)state;
    reading_fact_make(&said, &f, &why);
    assert_int_equal(f.kind, FACT_STEPS);
    assert_int_equal(f.step_bp[0], 10000);
    assert_int_equal(f.step_bp[1], 0); /* no evidence, no level */
    assert_int_equal(f.step_bp[2], 10000);
    said = (struct reading_said){.kind = STR("ratio"), .numerator = MONEY(5), .denominator = MONEY_MISSING};
    reading_fact_make(&said, &f, &why);
    assert_int_equal(f.kind, FACT_NO_DATA);
    assert_true(str_eq(why, STR("no_base")));
    said = (struct reading_said){.kind = STR("value"), .paper_missing = true};
    reading_fact_make(&said, &f, &why);
    assert_true(str_eq(why, STR("no_evidence")));
    said = (struct reading_said){.kind = STR("no_data")};
    reading_fact_make(&said, &f, &why);
    assert_true(str_eq(why, STR("no_data")));
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

    assert_ok(reading_get(t->db, t->a, t->year, t->code, t->period, t->today, &r, &e), &e);
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

    assert_ok(reading_facts(t->db, t->a, t->year, 0, DATE(20220930), final, &rows, &e), &e);
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
    assert_true(str_eq(v[1].source, STR("survey")) && str_eq(v[1].path, STR("surveys/S1")));
    t.reason = v[0].code;
    assert_ok(city_write_as(s, a, &t.officer, run_withdraw, &t, &e), &e);
    assert_int_equal(facts_now(&t, false)->fact.step_bp[0], 0); /* withdrawn: counts for nothing */
}

static void test_evidence(void **state)
{
    (void)state;
    with_each_store(evidence);
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

/* ---- real readings (where they are) and the repository's own ---- */

/* Counts: recomputed to the printed digits, without base, flagged. */
struct counted {
    int rows, equal, no_base, differs;
};

static void one_sample(struct arena *a, struct str line, struct counted *c)
{
    struct str cell[9] = {0}, rest = line;
    struct reading_check k = {.said = {.kind = STR("ratio"), .numerator = MONEY_MISSING, .denominator = MONEY_MISSING},
                              .target_in = STR("percent"), .collect = STR("ratio")};
    struct reading_sum sum;
    struct reported want;
    struct score shown;
    struct err e;

    for (size_t i = 0; i < ARRAY_LEN(cell) && str_split(&rest, ',', &cell[i]); i++)
        ;
    c->rows++;
    k.reported = cell[6];
    if (cell[4].n)
        assert_true(money_parse(cell[4], &k.said.denominator, &e) && money_parse(cell[5], &k.said.numerator, &e));
    assert_ok(reading_check(a, &k, &sum, &e), &e);
    c->differs += str_has(sum.flags, STR("differs"));
    c->no_base += str_has(sum.flags, STR("no_base"));
    if (!sum.has_result)
        return;
    assert_ok(reading_reported_read(a, cell[7], &want, &e), &e);
    assert_true(reading_percent(k.said.numerator.satang, k.said.denominator.satang, want.places, &shown));
    if (shown.millionths == want.value.millionths)
        c->equal++;
    else
        print_error("%.*s\n", STR_FMT(line));
}

static struct counted samples(struct arena *a, struct str text)
{
    struct counted c = {0};
    struct str rest = text, line;

    (void)str_split(&rest, '\n', &line);
    while (rest.n && str_split(&rest, '\n', &line)) {
        if (str_trim(line).n)
            one_sample(a, str_trim(line), &c);
    }
    return c;
}

static void test_samples(void **state)
{
    struct arena *a = arena_new();
    struct counted c;
    struct str text;
    struct err e;

    (void)state;
    assert_ok(file_read(a, str_format(a, "%s/disbursement_readings.csv%c", getenv("PBIS_FIXTURES"), 0).p, 1 << 20, &text, &e), &e);
    c = samples(a, text);
    assert_true(c.rows == 5 && c.equal == 4 && c.no_base == 1 && c.differs == 1);
    if (!file_read(a, str_format(a, "%s/../../../shared/data/kpi_disbursement_samples.csv%c", getenv("PBIS_FIXTURES"), 0).p, 1 << 20, &text, &e)) {
        print_message("skipped: ../shared/data/kpi_disbursement_samples.csv is not there\n");
    } else {
        c = samples(a, text);
        print_message("readings: %d rows, %d recomputed, %d without base, %d flagged\n", c.rows, c.equal, c.no_base, c.differs);
        assert_true(c.rows == 14 && c.equal == 11 && c.no_base == 3 && c.differs == 1);
    }
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_periods),  cmocka_unit_test(test_reported), cmocka_unit_test(test_flags),
        cmocka_unit_test(test_facts_of), cmocka_unit_test(test_road),     cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_evidence), cmocka_unit_test(test_copy),     cmocka_unit_test(test_samples),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
