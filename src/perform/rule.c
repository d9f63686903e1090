#include "perform/rule.h"

#include <assert.h>

#include "base/err.h"
#include "base/exact.h"
#include "perform/rule_int.h"

static bool fact_error(struct err *e, const char *field, const char *why)
{
    FAIL(e, ERR_RULE_FACT);
    err_arg(e, "field", V(str_from(field)));
    err_arg(e, "why", V(str_from(why)));
    return false;
}

static bool too_large(struct err *e)
{
    return fact_error(e, "value", TR("ตัวเลขใหญ่เกินที่คำนวณได้"));
}

int64_t rule_place(int64_t places)
{
    int64_t step = 1;

    for (int64_t i = places < 0 ? RULE_PLACES_MAX : places; i < RULE_PLACES_MAX; i++)
        step *= 10;
    return step;
}

bool rule_value_of(const struct rule *r, const struct fact *f, struct rule_value *ret, struct err *e)
{
    struct rule_value v = {.unit = RULE_UNIT};
    int64_t step, n;

    if (f->kind == FACT_RATIO) {
        v.a = f->numerator;
        v.b = f->denominator;
        v.unit = 100 * RULE_UNIT;
    } else {
        v.a = f->value.millionths;
        v.b = RULE_UNIT;
    }
    v.sign = (v.a > 0) - (v.a < 0);
    if (r->places < 0) {
        if (!exact_mul_div(v.a, v.unit, v.b, r->round, &v.shown.millionths))
            return too_large(e);
    } else {
        step = rule_place(r->places);
        if (!exact_mul_div(v.a, v.unit / step, v.b, r->round, &n) ||
            __builtin_mul_overflow(n, step, &v.shown.millionths))
            return too_large(e);
        v.a = v.shown.millionths;
        v.b = RULE_UNIT;
        v.unit = RULE_UNIT;
    }
    *ret = v;
    return true;
}

int rule_compare(const struct rule *r, const struct rule_value *v, struct score edge)
{
    if (r->exact_zero && edge.millionths == 0)
        return v->sign;
    if (v->unit == v->b)
        return (v->a > edge.millionths) - (v->a < edge.millionths);
    return exact_cmp_ratio(v->a, v->b, edge.millionths, v->unit);
}

bool rule_band_holds(const struct rule *r, const struct rule_band *b, const struct rule_value *v)
{
    int c;

    if (!b->known)
        return false;
    if (b->has_lo) {
        c = rule_compare(r, v, b->lo);
        if (c < 0 || (c == 0 && !b->lo_incl))
            return false;
    }
    if (b->has_hi) {
        c = rule_compare(r, v, b->hi);
        if (c > 0 || (c == 0 && !b->hi_incl))
            return false;
    }
    return true;
}

struct score rule_weighted(struct score percent, struct score weight)
{
    int64_t thousandths = 0;

    if (!exact_mul_div(percent.millionths, weight.millionths, INT64_C(100000000000), ROUND_HALF_UP,
                       &thousandths))
        PANIC("a weighted score past 64 bits");
    return (struct score){thousandths * 1000};
}

bool rule_table_points(const struct rule *r)
{
    for (size_t i = 0; i < r->bands; i++) {
        if (r->band[i].points.millionths != 0)
            return true;
    }
    return false;
}

struct score rule_full_points(const struct rule *r)
{
    struct score most = r->weight;
    bool first = true;

    if (r->mode == RULE_RATIO || r->counting != RULE_CONSECUTIVE || !rule_table_points(r))
        return most;
    for (size_t i = 0; i < r->bands; i++) {
        if (first || r->band[i].points.millionths > most.millionths)
            most = r->band[i].points;
        first = false;
    }
    return most;
}

static void take_band(const struct rule *r, const struct rule_band *b, struct rule_score *s)
{
    s->level.millionths = b->level * RULE_UNIT;
    s->percent = b->percent;
    s->points = rule_table_points(r) ? b->points : rule_weighted(b->percent, r->weight);
}

static bool has_unknown(const struct rule *r)
{
    for (size_t i = 0; i < r->bands; i++) {
        if (!r->band[i].known)
            return true;
    }
    return false;
}

/* No band holds it: the document does not say, or the rule or the fact is wrong. */
static bool no_band(const struct rule *r, const struct rule_value *v, struct rule_score *s,
                    struct err *e)
{
    if (has_unknown(r)) {
        s->why = STR("not_in_document");
        return true;
    }
    if (v->sign < 0)
        return fact_error(e, "value", TR("ติดลบ ต่ำกว่าทุกช่วงของเกณฑ์"));
    FAIL(e, ERR_RULE_GAP);
    err_arg(e, "value", V(v->shown));
    return false;
}

static bool eval_step(const struct rule *r, const struct rule_value *v, struct rule_score *s,
                      struct err *e)
{
    for (size_t i = 0; i < r->bands; i++) {
        if (rule_band_holds(r, &r->band[i], v)) {
            take_band(r, &r->band[i], s);
            return true;
        }
    }
    return no_band(r, v, s, e);
}

void rule_knots(const struct rule *r, const struct rule_value *v, const struct rule_band **ret_below,
                const struct rule_band **ret_above)
{
    const struct rule_band *below = NULL, *above = NULL;

    for (size_t i = 0; i < r->bands; i++) {
        const struct rule_band *b = &r->band[i];

        if (!b->known || !b->has_lo)
            continue;
        if (rule_compare(r, v, b->lo) >= 0) {
            if (!below || b->lo.millionths > below->lo.millionths)
                below = b;
        } else if (!above || b->lo.millionths < above->lo.millionths) {
            above = b;
        }
    }
    *ret_below = below;
    *ret_above = above;
}

/* y at v between two knots. */
static bool between(const struct rule *r, const struct rule_value *v, const struct exact_line *l,
                    struct score *ret)
{
    return exact_on_line(l, v->a, v->unit, v->b, r->round, &ret->millionths);
}

static bool eval_linear(const struct rule *r, const struct rule_value *v, struct rule_score *s,
                        struct err *e)
{
    const struct rule_band *lo, *hi;
    struct exact_line l;

    rule_knots(r, v, &lo, &hi);
    if (has_unknown(r) || (!lo && !hi))
        return no_band(r, v, s, e);
    if (!lo || !hi) {
        take_band(r, lo ? lo : hi, s);
        return true;
    }
    l = (struct exact_line){.x0 = lo->lo.millionths, .x1 = hi->lo.millionths, .step = 1};
    l.y0 = lo->level * RULE_UNIT;
    l.y1 = hi->level * RULE_UNIT;
    if (!between(r, v, &l, &s->level))
        return too_large(e);
    l.y0 = lo->percent.millionths;
    l.y1 = hi->percent.millionths;
    l.step = rule_place(r->places);
    if (!between(r, v, &l, &s->percent))
        return too_large(e);
    if (!rule_table_points(r)) {
        s->points = rule_weighted(s->percent, r->weight);
        return true;
    }
    l.y0 = lo->points.millionths;
    l.y1 = hi->points.millionths;
    l.step = rule_place(3);
    return between(r, v, &l, &s->points) || too_large(e);
}

static bool eval_ratio(const struct rule *r, const struct rule_value *v, struct rule_score *s,
                       struct err *e)
{
    int64_t step = rule_place(r->places), n;

    if (!r->has_target || r->target.millionths <= 0) {
        FAIL(e, ERR_RULE_TARGET);
        return false;
    }
    if (v->sign < 0)
        return fact_error(e, "value", TR("ติดลบ เทียบกับเป้าหมายไม่ได้"));
    if (r->direction == RULE_UP) {
        /* a * unit / b millionths of value, x 100 / target. */
        if (!exact_quotient(v->a, v->unit * (100 * RULE_UNIT / step), v->b, r->target.millionths,
                            r->round, &n) ||
            __builtin_mul_overflow(n, step, &s->percent.millionths))
            return too_large(e);
    } else if (v->a == 0) {
        s->percent = r->has_cap ? r->cap : (struct score){100 * RULE_UNIT};
    } else {
        /* target x 100 / value; the unit cancels against a ratio's. */
        if (!exact_quotient(r->target.millionths, v->unit == v->b ? 100 * RULE_UNIT : v->b, v->a,
                            step, r->round, &n) ||
            __builtin_mul_overflow(n, step, &s->percent.millionths))
            return too_large(e);
    }
    if (r->has_cap && s->percent.millionths > r->cap.millionths)
        s->percent = r->cap;
    if (s->percent.millionths > RULE_POINTS_MAX)
        return too_large(e);
    s->points = rule_weighted(s->percent, r->weight);
    return true;
}

int64_t rule_consecutive(const struct fact *f)
{
    size_t n = 0;

    while (n < f->steps && f->step_bp[n] == 10000)
        n++;
    return (int64_t)n;
}

static int64_t steps_of(const struct rule *r)
{
    int64_t most = 0;

    if (r->counting != RULE_CONSECUTIVE)
        return (int64_t)r->steps;
    for (size_t i = 0; i < r->bands; i++)
        most = r->band[i].level > most ? r->band[i].level : most;
    return most;
}

static bool eval_steps(const struct rule *r, const struct fact *f, struct rule_score *s,
                       struct err *e)
{
    int64_t level = rule_consecutive(f), sum = 0;

    if (f->steps > RULE_STEPS || (int64_t)f->steps > steps_of(r))
        return fact_error(e, "steps", TR("มีขั้นตอนมากกว่าที่เกณฑ์กำหนด"));
    for (size_t i = 0; i < f->steps; i++) {
        if (f->step_bp[i] < 0 || f->step_bp[i] > 10000)
            return fact_error(e, "steps", TR("ความสำเร็จของขั้นตอนต้องอยู่ระหว่าง 0 ถึง 1"));
        /* Basis points of basis points of 100 per cent are millionths of a per cent. */
        sum += r->step_bp[i] * f->step_bp[i];
    }
    s->level.millionths = level * RULE_UNIT;
    if (r->counting != RULE_CONSECUTIVE) {
        s->value.millionths = s->percent.millionths = sum;
        s->points = rule_weighted(s->percent, r->weight);
        return true;
    }
    s->value = s->level;
    for (size_t i = 0; i < r->bands; i++) {
        if (r->band[i].level != level)
            continue;
        if (r->band[i].known)
            take_band(r, &r->band[i], s);
        else
            s->why = STR("not_in_document");
        return true;
    }
    if (level > 0)
        FAIL(e, ERR_RULE_GAP);
    if (level > 0)
        err_arg(e, "value", V(s->value));
    return level == 0;
}

bool rule_eval(const struct rule *r, const struct fact *f, struct rule_score *ret, struct err *e)
{
    struct rule_score s = {0};
    struct rule_value v;
    bool ok;

    if (f->kind == FACT_NO_DATA || (f->kind == FACT_RATIO && f->denominator == 0)) {
        s.why = f->kind == FACT_NO_DATA ? STR("no_data") : STR("no_base");
        *ret = s;
        return true;
    }
    if ((f->kind == FACT_STEPS) != (r->mode == RULE_MILESTONE))
        return fact_error(e, "kind", r->mode == RULE_MILESTONE
                                         ? TR("เกณฑ์นับขั้นตอน แต่ผลเป็นตัวเลข")
                                         : TR("เกณฑ์ใช้ตัวเลข แต่ผลเป็นขั้นตอน"));
    if (f->kind == FACT_STEPS) {
        ok = eval_steps(r, f, &s, e);
    } else {
        if (f->kind == FACT_RATIO && f->denominator < 0)
            return fact_error(e, "denominator", TR("ติดลบ"));
        if (!rule_value_of(r, f, &v, e))
            return false;
        s.value = v.shown;
        ok = r->mode == RULE_STEP     ? eval_step(r, &v, &s, e)
             : r->mode == RULE_LINEAR ? eval_linear(r, &v, &s, e)
                                      : eval_ratio(r, &v, &s, e);
    }
    if (!ok)
        return false;
    if (s.why.n)
        s.level = s.percent = s.points = (struct score){0};
    *ret = s;
    return true;
}

/* ---- the table ---- */

const struct rule_band *rule_band_of(const struct rule *r, int64_t level)
{
    for (size_t i = 0; i < r->bands; i++) {
        if (r->band[i].level == level && r->band[i].known)
            return &r->band[i];
    }
    return NULL;
}

bool rule_percent_of(const struct rule *r, int64_t level, struct score *ret)
{
    const struct rule_band *b = rule_band_of(r, level);

    if (b)
        *ret = b->percent;
    return b != NULL;
}

bool rule_level_of(const struct rule *r, struct score percent, int64_t *ret)
{
    for (size_t i = 0; i < r->bands; i++) {
        if (r->band[i].known && r->band[i].percent.millionths == percent.millionths) {
            *ret = r->band[i].level;
            return true;
        }
    }
    return false;
}

/* Neighbours in the order of their lower bounds; insertion, at most ten. */
static size_t in_order(struct rule *r, struct rule_band **ret)
{
    size_t n = 0, at;

    for (size_t i = 0; i < r->bands; i++) {
        struct rule_band *b = &r->band[i];

        if (!b->known)
            continue;
        for (at = n++; at > 0 && ret[at - 1]->has_lo &&
                       (!b->has_lo || ret[at - 1]->lo.millionths > b->lo.millionths ||
                        (ret[at - 1]->lo.millionths == b->lo.millionths && b->lo_incl &&
                         !ret[at - 1]->lo_incl));
             at--)
            ret[at] = ret[at - 1];
        ret[at] = b;
    }
    return n;
}

void rule_close(struct rule *r, enum rule_reading how)
{
    struct rule_band *b[RULE_BANDS];
    size_t n = in_order(r, b);

    r->reading = how;
    for (size_t i = 0; how != RULE_AS_WRITTEN && i + 1 < n; i++) {
        struct rule_band *below = b[i], *above = b[i + 1];

        if (!below->has_hi || !above->has_lo || below->hi.millionths > above->lo.millionths ||
            (below->hi.millionths == above->lo.millionths && (below->hi_incl || above->lo_incl)))
            continue;
        above->lo = below->hi;
        below->hi_incl = how == RULE_RIGHT_CLOSED;
        above->lo_incl = how == RULE_LEFT_CLOSED;
    }
}
