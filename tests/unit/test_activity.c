/* Activity plans: weights and their conversion, months, plans in versions, progress, planned against actual (DOMAIN.md 6.7). */
#include "activity_work.h"

#include <stdio.h>

/* ---- without a store ---- */

static void weights(void **state)
{
    static const struct {
        int64_t bp[5];
        size_t n;
        enum activity_weights want;
        int64_t sum, converted[5];
        const char *why;
    } row[] = {
        {{2000, 2000, 4000, 1000, 1000}, 5, ACTIVITY_WEIGHTS_GOOD, 10000, {0}, "activity 2 of the plan of 2565"},
        {{6000, 7000, 8000, 9000, 10000}, 5, ACTIVITY_WEIGHTS_CUMULATIVE, 40000, {6000, 1000, 1000, 1000, 1000}, "activity 3: the column sums to 400 under a footer of 100"},
        {{5000, 10000}, 2, ACTIVITY_WEIGHTS_CUMULATIVE, 15000, {5000, 5000}, "two steps"},
        {{10000}, 1, ACTIVITY_WEIGHTS_GOOD, 10000, {0}, "one step is all of it"},
        {{2000, 2000, 4000, 1000}, 4, ACTIVITY_WEIGHTS_WRONG, 9000, {0}, "short of 100"},
        {{6000, 6000, 10000}, 3, ACTIVITY_WEIGHTS_WRONG, 22000, {0}, "a cumulative column rises at every step"},
        {{0, 10000}, 2, ACTIVITY_WEIGHTS_WRONG, 10000, {0}, "a step of nothing"},
        {{-1000, 11000}, 2, ACTIVITY_WEIGHTS_WRONG, 10000, {0}, "below zero"},
        {{3333, 3333, 3334}, 3, ACTIVITY_WEIGHTS_GOOD, 10000, {0}, "100.00 to the last hundredth"},
        {{3333, 3333, 3333}, 3, ACTIVITY_WEIGHTS_WRONG, 9999, {0}, "99.99 is not 100"},
        {{0}, 0, ACTIVITY_WEIGHTS_WRONG, 0, {0}, "no step"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        int64_t bp[5], sum;
        enum activity_weights got;

        memcpy(bp, row[i].bp, sizeof bp);
        got = activity_weights_kind(bp, row[i].n, &sum);
        if (got != row[i].want || sum != row[i].sum)
            fail_msg("%s: kind %d, sum %lld", row[i].why, (int)got, (long long)sum);
        if (got != ACTIVITY_WEIGHTS_CUMULATIVE)
            continue;
        activity_weights_convert(bp, row[i].n);
        if (memcmp(bp, row[i].converted, row[i].n * sizeof *bp) != 0)
            fail_msg("%s: converted wrongly", row[i].why);
        assert_int_equal(activity_weights_kind(bp, row[i].n, &sum), ACTIVITY_WEIGHTS_GOOD);
    }
}

static void months(void **state)
{
    static const struct {
        const char *text;
        int64_t bits;
        bool differs;
        const char *put, *why;
    } row[] = {
        {"", 0, false, "", "no arrow in the scan: not stated"},
        {"-", 0, false, "", "the same"},
        {"พ.ย.", 2, false, "พ.ย.", "one month"},
        {"ต.ค.-พ.ย.", 3, false, "ต.ค.-พ.ย.", "a range"},
        {"พ.ย. \xE2\x86\x94 ธ.ค.", 6, false, "พ.ย.-ธ.ค.", "as the arrow stands in the scan"},
        {"ม.ค. 2565 - ก.พ. 2565", 24, false, "ม.ค.-ก.พ.", "with the year"},
        {"ม.ค. 2564", 8, true, "ม.ค.", "the month's name wins over a year header that slipped"},
        {"พ.ย. ๒๕๖๔", 2, false, "พ.ย.", "Thai digits"},
        {"พ.ย. 64", 2, false, "พ.ย.", "two digits"},
        {"กรกฎาคม, สิงหาคม", 0x600, false, "ก.ค.-ส.ค.", "long names, listed"},
        {"Oct, Dec-Jan 2022", 13, false, "ต.ค., ธ.ค.-ม.ค.", "English, the common era"},
        {"ก.ย.", 0x800, false, "ก.ย.", "the last month"},
        {"พ.ย.-ต.ค.", -1, false, "", "backwards"},
        {"เดือนหน้า", -1, false, "", "no month"},
        {"พ.ย. และ", -1, false, "", "something after it"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct arena *a = arena_new();
        int64_t bits = -1;
        bool differs = false, ok;
        struct sbuf b;
        struct err e;

        ok = activity_months_parse(str_from(row[i].text), 2565, &bits, &differs, &e);
        if (ok != (row[i].bits >= 0) || (ok && (bits != row[i].bits || differs != row[i].differs)))
            fail_msg("%s: %lld %d", row[i].why, (long long)bits, differs);
        if (!ok)
            assert_int_equal(e.code, ERR_BAD_MONTHS);
        sbuf_init(&b, a, 200);
        if (ok)
            activity_months_put(&b, bits, LANG_TH);
        if (!str_eq(sbuf_str(&b), str_from(row[i].put)))
            fail_msg("%s: written as %.*s", row[i].why, STR_FMT(sbuf_str(&b)));
        arena_free(a);
    }
}

static void month_days(void **state)
{
    struct date from, to;

    (void)state;
    activity_months_days(2, 2565, &from, &to); /* November 2564 */
    assert_int_equal(from.yyyymmdd, 20211101);
    assert_int_equal(to.yyyymmdd, 20211130);
    activity_months_days(4 | 8, 2565, &from, &to);
    assert_int_equal(from.yyyymmdd, 20211201);
    assert_int_equal(to.yyyymmdd, 20220131);
    activity_months_days(0x800, 2565, &from, &to);
    assert_int_equal(to.yyyymmdd, 20220930);
    activity_months_days(0, 2565, &from, &to);
    assert_int_equal(from.yyyymmdd + to.yyyymmdd, 0);
}

/* ---- with a store ---- */

static void refusals(struct store *s, struct arena *a)
{
    static const struct activity_step_new short90[2] = {{0, STR_INIT("x"), 5000, 0, {0}, {0}}, {0, STR_INIT("y"), 4000, 0, {0}, {0}}};
    static const struct activity_step_new rising[2] = {{0, STR_INIT("x"), 6000, 0, {0}, {0}}, {0, STR_INIT("y"), 10000, 0, {0}, {0}}};
    static const struct activity_step_new nameless[1] = {{0, {0}, 10000, 0, {0}, {0}}};
    static const struct activity_step_new outside[1] = {{0, STR_INIT("x"), 10000, 0, {20220930}, {0}}};
    static const struct activity_step_new backwards[1] = {{0, STR_INIT("x"), 10000, 0, {20230301}, {20230228}}};
    static const struct str other[1] = {STR_INIT("2566-0-1000-00001")}, none[1] = {STR_INIT("2566-0-1100-99999")};
    static const struct {
        struct activity_text t;
        enum err_code want;
        const char *why;
    } row[] = {
        {{.name = STR_INIT("x"), .work = STR_INIT("base"), .step = short90, .steps = 2}, ERR_ACTIVITY_WEIGHTS, "90 is not 100"},
        {{.name = STR_INIT("x"), .work = STR_INIT("base"), .step = rising, .steps = 2}, ERR_ACTIVITY_CUMULATIVE, "printed as cumulative"},
        {{.name = STR_INIT("x"), .work = STR_INIT("base")}, ERR_REQUIRED, "no step"},
        {{.name = STR_INIT("x"), .work = STR_INIT("base"), .step = nameless, .steps = 1}, ERR_REQUIRED, "a step without a name"},
        {{.work = STR_INIT("base"), .step = five, .steps = 5}, ERR_REQUIRED, "without a name"},
        {{.name = STR_INIT("x"), .work = STR_INIT("hobby"), .step = five, .steps = 5}, ERR_BAD_CHOICE, "no such kind of work"},
        {{.name = STR_INIT("x"), .work = STR_INIT("base"), .step = outside, .steps = 1}, ERR_ACTIVITY_DAY, "before the year"},
        {{.name = STR_INIT("x"), .work = STR_INIT("base"), .step = backwards, .steps = 1}, ERR_DATE_ORDER, "ends before it begins"},
        {{.name = STR_INIT("x"), .work = STR_INIT("base"), .step = five, .steps = 5, .amount = {100}}, ERR_REQUIRED, "money without its source"},
        {{.name = STR_INIT("x"), .work = STR_INIT("base"), .step = five, .steps = 5, .amount = {-100}, .source = STR_INIT("x")}, ERR_AMOUNT_NEGATIVE, "below zero"},
        {{.name = STR_INIT("x"), .work = STR_INIT("base"), .step = five, .steps = 5, .goal = STR_INIT("none")}, ERR_UNKNOWN_CODE, "no such goal"},
        {{.name = STR_INIT("x"), .work = STR_INIT("base"), .step = five, .steps = 5, .indicator = STR_INIT("none")}, ERR_UNKNOWN_CODE, "no such indicator"},
        {{.name = STR_INIT("x"), .work = STR_INIT("base"), .step = five, .steps = 5, .money = none, .moneys = 1}, ERR_UNKNOWN_CODE, "no such line"},
        {{.name = STR_INIT("x"), .work = STR_INIT("base"), .step = five, .steps = 5, .money = other, .moneys = 1}, ERR_UNKNOWN_CODE, "another agency's line"},
        {{.name = STR_INIT("x"), .work = STR_INIT("base"), .step = five, .steps = 5}, ERR_NONE, "without money is legal"},
        {{.name = STR_INIT("x"), .work = STR_INIT("base"), .step = five, .steps = 5, .amount = {1099150000}, .source = STR_INIT("งบประมาณ กทม.")}, ERR_NONE, "typed, with its source"},
    };
    struct town t;
    struct err e;

    town(s, a, &t);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct work w = a_work();
        bool ok;

        w.n.text = row[i].t;
        ok = city_write_as(s, a, &t.officer, run_add, &w, &e);
        if (ok ? row[i].want != ERR_NONE : e.code != row[i].want)
            fail_msg("%s: %s", row[i].why, ok ? "accepted" : err_word(e.code));
    }
    {
        struct work w = a_work();

        assert_err(city_write_as(s, a, &t.finance, run_add, &w, &e), &e, ERR_FORBIDDEN);
        w.n.agency = STR("10000000");
        assert_err(city_write_as(s, a, &t.officer, run_add, &w, &e), &e, ERR_SCOPE);
        w = a_work();
        w.n.number = 2; /* the second of the good ones has it */
        assert_err(city_write_as(s, a, &t.officer, run_add, &w, &e), &e, ERR_DUPLICATE);
    }
    assert_true(str_eq(sql_lines(s, a, "SELECT code, number, state FROM activity ORDER BY id"),
                       STR("2566-P-1100-001\t1\tdraft\n2566-P-1100-002\t2\tdraft")));
}

static void versions(struct store *s, struct arena *a)
{
    struct work w = a_work();
    struct activity_step_new step[5];
    const struct activity_plan *p;
    struct rows rows;
    struct town t;
    struct err e;

    town(s, a, &t);
    assert_ok(city_write_as(s, a, &t.officer, run_add, &w, &e), &e);
    assert_err(step_as(&t, &t.head, &w, "approve", &e), &e, ERR_STATE);
    assert_ok(step_as(&t, &t.officer, &w, "send", &e), &e);
    assert_err(step_as(&t, &t.officer, &w, "approve", &e), &e, ERR_FORBIDDEN);
    assert_err(step_as(&t, &t.head, &w, "return", &e), &e, ERR_REQUIRED); /* with what? */
    w.reason = STR("แก้ชื่อขั้นที่ 2");
    assert_ok(step_as(&t, &t.head, &w, "return", &e), &e);
    w.version = get(&t, w.code, TODAY).version - 1;
    assert_err(city_write_as(s, a, &t.officer, run_save, &w, &e), &e, ERR_STALE);
    w.version++;
    assert_ok(city_write_as(s, a, &t.officer, run_save, &w, &e), &e);
    assert_ok(step_as(&t, &t.officer, &w, "send", &e), &e);
    assert_ok(step_as(&t, &t.head, &w, "approve", &e), &e);
    assert_true(str_eq(get(&t, w.code, TODAY).state, STR("approved")));
    /* A change after that is the next plan: with its reason, steps keep their identity, the old one stays in force. */
    memcpy(step, five, sizeof step);
    for (size_t i = 0; i < 5; i++)
        step[i].step_key = (int64_t)i + 6; /* saved twice: keys 6..10 */
    step[2].months = 0x40;
    w.text.step = step;
    w.version = get(&t, w.code, TODAY).version;
    assert_err(city_write_as(s, a, &t.officer, run_save, &w, &e), &e, ERR_REQUIRED);
    w.text.reason = STR("ได้กำหนดวันประชุมแล้ว");
    assert_ok(city_write_as(s, a, &t.officer, run_save, &w, &e), &e);
    assert_int_equal(get(&t, w.code, TODAY).plan_no, 1);
    assert_true(str_eq(get(&t, w.code, TODAY).change, STR("draft")));
    assert_int_equal(get(&t, w.code, TODAY).unstated.bp, 6000);
    assert_ok(step_as(&t, &t.officer, &w, "send", &e), &e);
    assert_ok(step_as(&t, &t.head, &w, "approve", &e), &e);
    assert_int_equal(get(&t, w.code, TODAY).plan_no, 2);
    assert_int_equal(get(&t, w.code, TODAY).unstated.bp, 2000);
    assert_ok(activity_plans(t.db, a, get(&t, w.code, TODAY).id, &rows, &e), &e);
    p = rows.p;
    assert_int_equal(rows.n, 2);
    assert_true(str_eq(p[0].reason, STR("ได้กำหนดวันประชุมแล้ว")));
    /* A plan that stops it. */
    w.version = get(&t, w.code, TODAY).version;
    w.text.stop = true;
    assert_ok(city_write_as(s, a, &t.officer, run_save, &w, &e), &e);
    w.reason = STR("เปลี่ยนใจ");
    assert_ok(step_as(&t, &t.officer, &w, "drop", &e), &e);
    assert_true(str_eq(get(&t, w.code, TODAY).state, STR("approved")));
    w.version = get(&t, w.code, TODAY).version;
    assert_ok(city_write_as(s, a, &t.officer, run_save, &w, &e), &e);
    assert_ok(step_as(&t, &t.officer, &w, "send", &e), &e);
    assert_ok(step_as(&t, &t.head, &w, "approve", &e), &e);
    assert_true(str_eq(get(&t, w.code, TODAY).state, STR("stopped")));
    w.version = get(&t, w.code, TODAY).version;
    assert_err(city_write_as(s, a, &t.officer, run_save, &w, &e), &e, ERR_STATE);
}

static void maker_decides(struct store *s, struct arena *a)
{
    struct user_new u = {.name = STR("both"), .full_name = STR("both"), .password_hash = STR("x"), .role = ROLE_OFFICER, .agency_code = STR("11000000")};
    struct work w = a_work();
    struct actor both;
    struct town t;
    struct err e;

    town(s, a, &t);
    assert_ok(city_write(s, a, town_user, &u, &e), &e);
    assert_ok(actor_load(t.db, a, STR("both"), &both, &e), &e);
    both.grant[0].perms |= UINT64_C(1) << PERM_RESULT_APPROVE;
    assert_ok(city_write_as(s, a, &both, run_add, &w, &e), &e);
    assert_ok(step_as(&t, &both, &w, "send", &e), &e);
    assert_err(step_as(&t, &both, &w, "approve", &e), &e, ERR_SAME_PERSON);
}

static void progress(struct store *s, struct arena *a)
{
    static const struct {
        int64_t key, bp;
        int32_t day;
        const char *note;
        enum err_code want;
        int64_t done;
        const char *why;
    } row[] = {
        {1, 10000, 20221125, "", ERR_NONE, 2000, "the first step is done in November"},
        {1, 10000, 20221125, "", ERR_NONE, 2000, "again: nothing changes"},
        {2, 5000, 20230131, "", ERR_NONE, 3000, "half of the second by January"},
        {2, 10001, 20230131, "", ERR_ACTIVITY_PROGRESS, 3000, "above 100 per cent"},
        {2, -1, 20230131, "", ERR_ACTIVITY_PROGRESS, 3000, "below zero"},
        {2, 6000, 20230216, "", ERR_REAL_AHEAD, 3000, "tomorrow"},
        {2, 6000, 20220930, "", ERR_ACTIVITY_DAY, 3000, "before the year"},
        {2, 4000, 20230210, "", ERR_REQUIRED, 3000, "going back needs a note"},
        {2, 4000, 20230210, "นับผิด", ERR_NONE, 2800, "with one"},
        {9, 4000, 20230210, "", ERR_NOT_FOUND, 2800, "no such step"},
        {3, 2500, 20230214, "", ERR_NONE, 3800, "a step without months can be done at any time"},
    };
    struct activity_point point[ACTIVITY_MONTHS];
    struct work w;
    struct rows rows;
    struct activity x;
    struct town t;
    struct err e;

    town(s, a, &t);
    w = in_force(&t);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        bool ok;

        w.p[0] = (struct activity_progress_new){.code = w.code, .step_key = row[i].key, .done_bp = row[i].bp, .on_day = DATE(row[i].day), .note = str_from(row[i].note)};
        w.ps = 1;
        ok = city_write_as(s, a, &t.officer, run_progress, &w, &e);
        if (ok ? row[i].want != ERR_NONE : e.code != row[i].want)
            fail_msg("%s: %s", row[i].why, ok ? "accepted" : err_word(e.code));
        if (get(&t, w.code, TODAY).done.bp != row[i].done)
            fail_msg("%s: %lld", row[i].why, (long long)get(&t, w.code, TODAY).done.bp);
    }
    assert_err(city_write_as(s, a, &t.head, run_progress, &w, &e), &e, ERR_FORBIDDEN);
    x = get(&t, w.code, TODAY);
    assert_int_equal(x.planned.bp, 4000); /* November and January have passed; the rest has no month */
    assert_int_equal(x.slip.bp, -200);
    assert_int_equal(x.due.yyyymmdd, 20230131);
    assert_int_equal(x.late_days, 15);
    assert_true(str_eq(x.pace, STR("late")));
    assert_ok(activity_curve(t.db, a, &x, DATE(TODAY), LANG_TH, point, &e), &e);
    assert_int_equal(point[0].planned.bp, 0);
    assert_int_equal(point[1].planned.bp, 2000);
    assert_int_equal(point[1].done.bp, 2000);
    assert_int_equal(point[3].planned.bp, 4000);
    assert_int_equal(point[3].done.bp, 3000);
    assert_int_equal(point[3].slip.bp, -1000);
    assert_int_equal(point[4].done.bp, 3800);
    assert_true(point[4].past && !point[5].past);
    assert_int_equal(point[10].planned.bp, 4000);
    assert_int_equal(point[11].planned.bp, 10000); /* the year's end */
    assert_ok(activity_agencies(t.db, a, YEAR, DATE(TODAY), &rows, &e), &e);
    assert_int_equal(rows.n, 1);
    assert_int_equal(((const struct activity_agency *)rows.p)[0].slip.bp, -200);
    assert_int_equal(((const struct activity_agency *)rows.p)[0].most_days, 15);
    assert_true(str_eq(sql_lines(s, a, "SELECT COUNT(*) FROM audit WHERE action = 'activity.progress'"), STR("4")));
}

/* All or nothing, one record. */
static void many(struct store *s, struct arena *a)
{
    struct work w, v;
    struct town t;
    struct err e;

    town(s, a, &t);
    w = in_force(&t);
    v = in_force(&t);
    for (size_t i = 0; i < 4; i++)
        w.p[i] = (struct activity_progress_new){.code = i < 2 ? w.code : v.code, .step_key = (int64_t)(i % 2) + 1, .done_bp = i == 3 ? 10100 : 10000, .on_day = DATE(20230110)};
    w.ps = 4;
    assert_err(city_write_as(s, a, &t.officer, run_progress, &w, &e), &e, ERR_ACTIVITY_PROGRESS);
    assert_int_equal(get(&t, w.code, TODAY).done.bp, 0);
    w.p[3].done_bp = 10000;
    assert_ok(city_write_as(s, a, &t.officer, run_progress, &w, &e), &e);
    assert_int_equal(w.changed, 4);
    assert_int_equal(get(&t, v.code, TODAY).done.bp, 4000);
    assert_int_equal(get(&t, v.code, TODAY).due.yyyymmdd, 20230930);
    assert_true(str_eq(get(&t, v.code, TODAY).pace, STR("ontime")));
    assert_int_equal(get(&t, v.code, 20231005).late_days, 5); /* the rest had to be done by the year's end */
    assert_true(str_eq(sql_lines(s, a, "SELECT COUNT(*) FROM audit WHERE action = 'activity.progress'"), STR("1")));
}

/* Money of lines, and what was paid beside the progress. */
static void money(struct store *s, struct arena *a)
{
    static const struct str codes[1] = {STR_INIT("2566-0-1100-00002")};
    struct activity_point point[ACTIVITY_MONTHS];
    struct posting p;
    struct rows rows;
    struct work w = a_work();
    struct activity x;
    struct posted r;
    struct town t;
    struct err e;

    town(s, a, &t);
    w.n.text.money = codes;
    w.n.text.moneys = 1;
    assert_ok(city_write_as(s, a, &t.officer, run_add, &w, &e), &e);
    assert_ok(step_as(&t, &t.officer, &w, "send", &e), &e);
    assert_ok(step_as(&t, &t.head, &w, "approve", &e), &e);
    x = get(&t, w.code, TODAY);
    assert_true(x.from_lines);
    assert_int_equal(x.amount.satang, 200000);
    assert_ok(town_post_as(&t, &t.finance, town_posting("1", "ALLOT", 2, 0, 150000, ""), &r, &e), &e);
    p = town_posting("2", "OBLIGATE", 2, 0, 100000, "C1");
    assert_ok(town_post_as(&t, &t.finance, p, &r, &e), &e);
    p = town_posting("3", "DISBURSE", 2, 0, 50000, "C1");
    p.on = DATE(20221205);
    assert_ok(town_post_as(&t, &t.finance, p, &r, &e), &e);
    assert_ok(activity_curve(t.db, a, &x, DATE(TODAY), LANG_TH, point, &e), &e);
    assert_int_equal(point[1].paid.satang, 0);
    assert_int_equal(point[2].paid.satang, 50000);
    assert_int_equal(point[4].paid_rate.bp, 2500);
    assert_ok(activity_sources(t.db, a, &x, 1, &rows, &e), &e);
    assert_int_equal(((const struct activity_source *)rows.p)[0].paid.satang, 50000);
}

#define STORE_TEST(name)                                                                           \
    static void test_##name(void **state)                                                          \
    {                                                                                              \
        (void)state;                                                                               \
        with_each_store(name);                                                                     \
    }
STORE_TEST(refusals)
STORE_TEST(versions)
STORE_TEST(maker_decides)
STORE_TEST(progress)
STORE_TEST(many)
STORE_TEST(money)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weights),         cmocka_unit_test(months),
        cmocka_unit_test(month_days),      cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_versions),   cmocka_unit_test(test_maker_decides),
        cmocka_unit_test(test_progress),   cmocka_unit_test(test_many),
        cmocka_unit_test(test_money),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
