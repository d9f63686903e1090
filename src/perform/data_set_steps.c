/* data_set_steps.c - the five steps of KPI 5.2, counted from the register (DOMAIN.md 6.5). */
#include <assert.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "city/agency.h"
#include "city/param.h"
#include "perform/data_set.h"
#include "sql_perform.h"
#include "store/store.h"

enum { HUNDRED = 10000 /* per cent in basis points */, WEIGHT_TO_POINTS = 10000 /* bp to millionths of a point */ };

static const struct {
    const char *word, *th, *en, *what_th, *what_en;
} steps[DATA_STEPS] = {
#define DATA_STEP(word, th, en, what_th, what_en) {word, th, en, what_th, what_en},
#include "perform/data_step.def"
#undef DATA_STEP
};

static const struct field steps_fields[] = {
    COL(struct data_set_steps_row, agency_id),
    FIELD(struct data_set_steps_row, agency_code, FIELD_KEY, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct data_set_steps_row, agency_name, 0, "หน่วยรับงบประมาณ", "Agency"),
    FIELD(struct data_set_steps_row, done_1, 0, "ขั้น 1 ทำแล้ว", "Step 1 done"),
    FIELD(struct data_set_steps_row, of_1, 0, "ขั้น 1 ทั้งหมด", "Step 1 of"),
    FIELD(struct data_set_steps_row, points_1, 0, "ขั้น 1 คะแนน", "Step 1 points"),
    FIELD(struct data_set_steps_row, done_2, 0, "ขั้น 2 ทำแล้ว", "Step 2 done"),
    FIELD(struct data_set_steps_row, of_2, 0, "ขั้น 2 ทั้งหมด", "Step 2 of"),
    FIELD(struct data_set_steps_row, points_2, 0, "ขั้น 2 คะแนน", "Step 2 points"),
    FIELD(struct data_set_steps_row, done_3, 0, "ขั้น 3 ทำแล้ว", "Step 3 done"),
    FIELD(struct data_set_steps_row, of_3, 0, "ขั้น 3 ทั้งหมด", "Step 3 of"),
    FIELD(struct data_set_steps_row, points_3, 0, "ขั้น 3 คะแนน", "Step 3 points"),
    FIELD(struct data_set_steps_row, done_4, 0, "ขั้น 4 ทำแล้ว", "Step 4 done"),
    FIELD(struct data_set_steps_row, of_4, 0, "ขั้น 4 ทั้งหมด", "Step 4 of"),
    FIELD(struct data_set_steps_row, points_4, 0, "ขั้น 4 คะแนน", "Step 4 points"),
    FIELD(struct data_set_steps_row, done_5, 0, "ขั้น 5 ทำแล้ว", "Step 5 done"),
    FIELD(struct data_set_steps_row, of_5, 0, "ขั้น 5 ทั้งหมด", "Step 5 of"),
    FIELD(struct data_set_steps_row, points_5, 0, "ขั้น 5 คะแนน", "Step 5 points"),
    FIELD(struct data_set_steps_row, total, FIELD_OPTIONAL, "คะแนนรวม (100)", "Total (100)"),
    FIELD(struct data_set_steps_row, net, FIELD_OPTIONAL, "คะแนนสุทธิ (10)", "Net (10)"),
    FIELD(struct data_set_steps_row, fifth, FIELD_OPTIONAL, "ตามสูตรที่พิมพ์: รวม / 5", "As printed: total / 5"),
    FIELD(struct data_set_steps_row, fifth_net, FIELD_OPTIONAL, "ตามสูตรที่พิมพ์: สุทธิ", "As printed: net"),
    FIELD(struct data_set_steps_row, why, 0, "หมายเหตุ", "Note"),
};
const struct row_type data_set_steps_type = ROW_TYPE(struct data_set_steps_row, steps_fields);

struct counts {
    int64_t agency_id, forms, decided, sets, approved, described, loaded, sound;
};
static const struct field counts_fields[] = {
    COL(struct counts, agency_id), COL(struct counts, forms),     COL(struct counts, decided),
    COL(struct counts, sets),      COL(struct counts, approved),  COL(struct counts, described),
    COL(struct counts, loaded),    COL(struct counts, sound),
};
static const struct row_type counts_type = ROW_TYPE(struct counts, counts_fields);

struct str data_set_step_name(size_t step, enum lang lang)
{
    assert(step < DATA_STEPS);
    return lang_pick(lang, steps[step].th, steps[step].en);
}

struct str data_set_step_evidence(size_t step, enum lang lang)
{
    assert(step < DATA_STEPS);
    return lang_pick(lang, steps[step].what_th, steps[step].what_en);
}

/* ---- weights ---- */

bool data_set_weights(struct db *db, struct arena *a, int64_t year, struct data_set_weights *ret,
                      struct err *e)
{
    struct data_set_weights w = {0};
    struct param_rows t;
    int64_t sum = 0;

    if (!param_table(db, a, PARAM_DATA_SET_STEPS, year, &t, e))
        return false;
    for (size_t i = 0; i < t.rows; i++) {
        for (size_t k = 0; k < DATA_STEPS; k++) {
            if (str_eq(param_cell(&t, i, "step"), str_from(steps[k].word)))
                w.bp[k] += param_cell_int(&t, i, "weight");
        }
        sum += param_cell_int(&t, i, "weight");
    }
    if (sum == HUNDRED && w.bp[0] + w.bp[1] + w.bp[2] + w.bp[3] + w.bp[4] == HUNDRED) {
        *ret = w;
        return true;
    }
    FAIL(e, ERR_STEP_WEIGHTS);
    err_arg(e, "value", V((struct share){sum}));
    return false;
}

/* ---- the arithmetic ---- */

static void pick(const struct data_set_steps_row *r, size_t step, int64_t *ret_done, int64_t *ret_of)
{
    const int64_t done[DATA_STEPS] = {r->done_1, r->done_2, r->done_3, r->done_4, r->done_5};
    const int64_t of[DATA_STEPS] = {r->of_1, r->of_2, r->of_3, r->of_4, r->of_5};

    assert(step < DATA_STEPS);
    *ret_done = done[step];
    *ret_of = of[step];
}

int64_t data_set_step_bp(const struct data_set_steps_row *r, size_t step)
{
    int64_t done, of, bp = 0;

    pick(r, step, &done, &of);
    if (of == 0)
        return -1;
    if (!exact_mul_div(done, HUNDRED, of, ROUND_FLOOR, &bp))
        PANIC("a share does not fit");
    return bp;
}

static int64_t divided(int64_t v, int64_t by)
{
    int64_t r = 0;

    if (!exact_mul_div(v, 1, by, ROUND_HALF_UP, &r))
        PANIC("a score does not fit");
    return r;
}

void data_set_points(const struct data_set_weights *w, struct data_set_steps_row *r)
{
    struct score *p[DATA_STEPS] = {&r->points_1, &r->points_2, &r->points_3, &r->points_4, &r->points_5};
    bool any = false, all = true;

    r->total.millionths = 0;
    for (size_t i = 0; i < DATA_STEPS; i++) {
        int64_t done, of, points = 0;

        pick(r, i, &done, &of);
        any |= of > 0;
        all &= of > 0;
        if (of && !exact_mul_div(w->bp[i] * WEIGHT_TO_POINTS, done, of, ROUND_HALF_UP, &points))
            PANIC("points do not fit");
        p[i]->millionths = points;
        r->total.millionths += points;
    }
    r->net.millionths = divided(r->total.millionths, 10);
    r->fifth.millionths = divided(r->total.millionths, 5);
    r->fifth_net.millionths = divided(r->total.millionths, 50);
    r->why = !any ? STR("no_data") : !all ? STR("no_base") : STR_NONE;
    if (!any)
        r->total = r->net = r->fifth = r->fifth_net = SCORE_MISSING;
}

bool data_set_steps(struct db *db, struct arena *a, int64_t year, struct date as_of,
                    struct rows *ret, struct err *e)
{
    struct data_set_weights w;

    return data_set_weights(db, a, year, &w, e) &&
           data_set_steps_by(db, a, year, as_of, &w, ret, e);
}

bool data_set_steps_by(struct db *db, struct arena *a, int64_t year, struct date as_of,
                       const struct data_set_weights *w, struct rows *ret, struct err *e)
{
    struct data_set_steps_row *r;
    struct rows agencies, counted;
    const struct agency *g;
    const struct counts *c;

    if (!agency_list(db, a, year, &agencies, e) ||
        !db_list(db, a, &Q_DATA_SET_STEP_COUNTS, ARGS(V(as_of), V(fy_start((int32_t)year))),
                 &counts_type, &counted, e))
        return false;
    g = agencies.p;
    c = counted.p;
    r = ARENA_ARRAY(a, struct data_set_steps_row, agencies.n + 1);
    for (size_t i = 0; i < agencies.n; i++) {
        r[i] = (struct data_set_steps_row){
            .agency_id = g[i].id, .agency_code = g[i].code, .agency_name = g[i].name_th};
        for (size_t k = 0; k < counted.n; k++) {
            if (c[k].agency_id != g[i].id)
                continue;
            r[i].done_1 = c[k].decided;
            r[i].of_1 = c[k].forms;
            r[i].done_2 = c[k].approved;
            r[i].of_2 = c[k].sets;
            r[i].done_3 = c[k].described;
            r[i].done_4 = c[k].loaded;
            r[i].done_5 = c[k].sound;
            r[i].of_3 = r[i].of_4 = r[i].of_5 = c[k].approved;
        }
        data_set_points(w, &r[i]);
    }
    *ret = (struct rows){r, agencies.n};
    return true;
}
