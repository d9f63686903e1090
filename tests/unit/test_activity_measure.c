/* Activity plans as measures: progress with evidence, on a past day by the plan of that day. */
#include "activity_work.h"

#include <stdio.h>

#include "perform/measure.h"

/* What the measure counts today. */
static int64_t counted(struct town *t)
{
    struct rows rows;
    struct err e;

    assert_ok(activity_progress_of(t->db, t->a, YEAR, DATE(TODAY), &rows, &e), &e);
    assert_int_equal(rows.n, 1);
    return ((const struct activity_progress_row *)rows.p)->numerator;
}

static void attach(struct town *t, struct str code, int step)
{
    char text[500];
    struct err e;

    snprintf(text, sizeof text,
             "INSERT INTO attachment (code, subject, kind, name, media, size_bytes, sha256, by_user, at_ms) "
             "SELECT 'F-' || CAST(COUNT(*) AS TEXT), 'activity:%.*s:step%d', 'evidence', 'x.pdf', 'application/pdf', 10, 'x', 'x', 0 FROM attachment",
             STR_FMT(code), step);
    assert_ok(sql_write(t->s, text, &e), &e);
}

/* The same as a named measure: of the indicator, whoever asks; of the agency; of the city. */
static void measured(struct town *t, int64_t indicator_id)
{
    struct measure_asked q = {YEAR, DATE(TODAY)};
    const struct measure_row *r;
    struct measure_set set;
    struct err e;

    assert_ok(measure_get(t->db, t->a, STR("activity_progress"), &q, &set, &e), &e);
    r = measure_of_indicator(&set, indicator_id, 0);
    assert_non_null(r);
    assert_int_equal(r->numerator, 3333);
    assert_int_equal(r->denominator, 20000);
    assert_null(measure_of_indicator(&set, indicator_id + 1, t->c.drainage.id)); /* nothing supports it: no data */
    assert_int_equal(measure_of(&set, t->c.drainage.id)->numerator, 3333);
    assert_int_equal(measure_of(&set, 0)->denominator, 20000);
}

/* The measure: progress of the plans that support an indicator. */
static void measure(struct store *s, struct arena *a)
{
    const struct activity_progress_row *m;
    struct work w = a_work();
    struct rows rows;
    struct town t;
    struct err e;

    town(s, a, &t);
    assert_true(sql_write(s, "INSERT INTO indicator (scope_id, year, code, level, agency_id, kind) SELECT 0, 2566, 'K2', 'kpi', id, 'output' FROM agency WHERE code = '11000000'", &e));
    w.n.text.indicator = STR("K2");
    for (int i = 0; i < 2; i++) {
        assert_ok(city_write_as(s, a, &t.officer, run_add, &w, &e), &e);
        assert_ok(step_as(&t, &t.officer, &w, "send", &e), &e);
        assert_ok(step_as(&t, &t.head, &w, "approve", &e), &e);
    }
    w.p[0] = (struct activity_progress_new){.code = w.code, .step_key = 1, .done_bp = 10000, .on_day = DATE(20221125), .evidence = STR("หนังสือ กท 1902/1335")};
    w.p[1] = (struct activity_progress_new){.code = w.code, .step_key = 3, .done_bp = 3333, .on_day = DATE(20230115)};
    w.p[2] = (struct activity_progress_new){.code = w.code, .step_key = 2, .done_bp = 10000, .on_day = DATE(20230115), .evidence = STR(" - ")};
    w.ps = 3;
    assert_ok(city_write_as(s, a, &t.officer, run_progress, &w, &e), &e);
    assert_int_equal(counted(&t), 2000); /* no evidence, no progress that counts; a dash is none */
    attach(&t, w.code, 3);
    assert_int_equal(counted(&t), 2000 + 1333);
    assert_true(sql_write(s, "INSERT INTO attachment_withdrawn (attachment_id, reason, by_user, at_ms) SELECT id, 'x', 'x', 0 FROM attachment", &e));
    assert_int_equal(counted(&t), 2000); /* a file that was taken back is none */
    attach(&t, w.code, 3);
    assert_ok(activity_progress_of(t.db, a, YEAR, DATE(TODAY), &rows, &e), &e);
    assert_int_equal(rows.n, 1);
    m = rows.p;
    assert_int_equal(m->numerator, 2000 + 1333); /* 40 x 33.33 % = 13.332, half up */
    assert_int_equal(m->denominator, 20000);
    assert_int_equal(m->agency_id, t.c.drainage.id);
    assert_ok(activity_progress_of(t.db, a, YEAR, DATE(20221231), &rows, &e), &e);
    assert_int_equal(((const struct activity_progress_row *)rows.p)->numerator, 2000);
    measured(&t, m->indicator_id);
}

/* A past day is measured by the plan that was in force then, not by the one that was approved later. */
static void past_days(struct store *s, struct arena *a)
{
    static const struct activity_step_new two[2] = {{1, STR_INIT("เสนอขออนุมัติกิจกรรม"), 9000, 2048, {0}, {0}},
                                                    {0, STR_INIT("สรุปและรายงานผล"), 1000, 2048, {0}, {0}}};
    struct activity_point point[ACTIVITY_MONTHS];
    const struct activity_progress_row *m;
    struct activity x;
    struct rows rows;
    struct work w = a_work();
    struct town t;
    struct err e;

    town(s, a, &t);
    assert_true(sql_write(s, "INSERT INTO indicator (scope_id, year, code, level, agency_id, kind) SELECT 0, 2566, 'K2', 'kpi', id, 'output' FROM agency WHERE code = '11000000'", &e));
    w.n.text.indicator = w.text.indicator = STR("K2");
    assert_ok(city_write_as(s, a, &t.officer, run_add, &w, &e), &e);
    assert_ok(step_as(&t, &t.officer, &w, "send", &e), &e);
    assert_ok(step_as(&t, &t.head, &w, "approve", &e), &e);
    w.p[0] = (struct activity_progress_new){.code = w.code, .step_key = 1, .done_bp = 10000, .on_day = DATE(20221125), .evidence = STR("กท 1902/1335")};
    w.ps = 1;
    assert_ok(city_write_as(s, a, &t.officer, run_progress, &w, &e), &e);
    w.version = get(&t, w.code, TODAY).version;
    w.text.step = two;
    w.text.steps = 2;
    w.text.reason = STR("เลื่อนทุกขั้นไปเดือนกันยายน");
    assert_ok(city_write_as(s, a, &t.officer, run_save, &w, &e), &e);
    assert_ok(step_as(&t, &t.officer, &w, "send", &e), &e);
    assert_ok(step_as(&t, &t.head, &w, "approve", &e), &e);
    assert_true(sql_write(s, "UPDATE activity_plan SET decided_on = 20221015 WHERE no = 1", &e));
    x = get(&t, w.code, TODAY);
    assert_ok(activity_curve(t.db, a, &x, DATE(TODAY), LANG_TH, point, &e), &e);
    assert_int_equal(point[1].planned.bp, 2000); /* November: 20 of the first plan, not 0 of the second */
    assert_int_equal(point[1].done.bp, 2000);    /* and not 90 */
    assert_int_equal(point[10].planned.bp, 0);   /* ahead: the plan in force now */
    assert_int_equal(point[11].planned.bp, 10000);
    assert_ok(activity_progress_of(t.db, a, YEAR, DATE(20221231), &rows, &e), &e);
    m = rows.p;
    assert_int_equal(m->numerator, 2000);
    assert_ok(activity_progress_of(t.db, a, YEAR, DATE(TODAY), &rows, &e), &e);
    m = rows.p;
    assert_int_equal(m->numerator, 9000);
}

static void test_measure(void **state)
{
    (void)state;
    with_each_store(measure);
}

static void test_past_days(void **state)
{
    (void)state;
    with_each_store(past_days);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_measure), cmocka_unit_test(test_past_days)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
