/* activity_work.h - an activity plan's way through its people, for the tests of activity plans. */
#ifndef PBIS_TESTS_ACTIVITY_WORK_H
#define PBIS_TESTS_ACTIVITY_WORK_H

#include "ledger_town.h"

#include "perform/activity.h"

enum { TODAY = 20230215 };

struct work {
    struct activity_new n;
    struct activity_text text;
    struct str code, word, reason;
    int64_t version, changed;
    struct activity_progress_new p[8];
    size_t ps;
};

static inline bool run_add(struct act *by, void *ctx, struct err *e)
{
    struct work *w = ctx;

    by->today = DATE(TODAY);
    if (!activity_add(by, &w->n, &w->code, e))
        return false;
    w->code = str_dup(city_arena(by), w->code);
    return true;
}

static inline bool run_save(struct act *by, void *ctx, struct err *e)
{
    struct work *w = ctx;

    by->today = DATE(TODAY);
    return activity_save(by, w->code, w->version, &w->text, e);
}

static inline bool run_step(struct act *by, void *ctx, struct err *e)
{
    struct work *w = ctx;

    by->today = DATE(TODAY);
    if (str_eq(w->word, STR("send")))
        return activity_send(by, w->code, w->version, e);
    if (str_eq(w->word, STR("drop")))
        return activity_drop(by, w->code, w->version, w->reason, e);
    return activity_decide(by, w->code, w->version, w->word, w->reason, e);
}

static inline bool run_progress(struct act *by, void *ctx, struct err *e)
{
    struct work *w = ctx;

    by->today = DATE(TODAY);
    return activity_progress_set(by, YEAR, w->p, w->ps, &w->changed, e);
}

/* Weights 20, 20, 40, 10, 10; November, January, then nothing stated: activity 2 of the seed, in YEAR. */
static const struct activity_step_new five[5] = {
    {0, STR_INIT("เสนอขออนุมัติกิจกรรม"), 2000, 2, {0}, {0}},
    {0, STR_INIT("กำหนดแผนขั้นตอนการปฏิบัติงาน"), 2000, 8, {0}, {0}},
    {0, STR_INIT("จัดประชุมคณะกรรมการติดตามเร่งรัด"), 4000, 0, {0}, {0}},
    {0, STR_INIT("ติดตามผลการดำเนินการ"), 1000, 0, {0}, {0}},
    {0, STR_INIT("สรุปและรายงานผล"), 1000, 0, {0}, {0}},
};

static inline struct work a_work(void)
{
    struct work w = {.n = {.year = YEAR, .agency = STR("11000000"), .kind = STR("activity"),
                           .text = {.name = STR("กิจกรรมเร่งรัดติดตามงบประมาณ"), .unit = STR("สำนักงานระบบงบประมาณ"),
                                    .work = STR("mission"), .step = five, .steps = 5}}};

    w.text = w.n.text;
    return w;
}

static inline void town(struct store *s, struct arena *a, struct town *t)
{
    town_make(s, a, t);
    store_day_set(s, DATE(TODAY));
}

/* `who` moves it one step with the version that there is. */
static inline bool step_as(struct town *t, const struct actor *who, struct work *w, const char *word, struct err *e)
{
    struct activity x;

    if (!activity_get(t->db, t->a, w->code, DATE(TODAY), &x, e))
        return false;
    w->version = x.version;
    w->word = str_from(word);
    return city_write_as(t->s, t->a, who, run_step, w, e);
}

static inline struct activity get(struct town *t, struct str code, int32_t day)
{
    struct activity x;
    struct err e;

    assert_ok(activity_get(t->db, t->a, code, DATE(day), &x, &e), &e);
    return x;
}

static inline struct work in_force(struct town *t)
{
    struct work w = a_work();
    struct err e;

    assert_ok(city_write_as(t->s, t->a, &t->officer, run_add, &w, &e), &e);
    assert_ok(step_as(t, &t->officer, &w, "send", &e), &e);
    assert_ok(step_as(t, &t->head, &w, "approve", &e), &e);
    return w;
}

#endif
