/* rule_explain.c - the arithmetic of one score, for people. The numbers are those of rule_eval(). */
#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "base/money.h"
#include "perform/rule_int.h"

enum { TRACE_ROWS = 64 };

enum step_id {
#define STEP(id, th, en, dth, den) S_##id,
#include "perform/rule_explain.def"
#undef STEP
};
static const struct {
    const char *name[2], *detail[2]; /* by enum lang */
} words[] = {
#define STEP(id, th, en, dth, den) {{th, en}, {dth, den}},
#include "perform/rule_explain.def"
#undef STEP
};

static const struct field rule_trace_fields[] = {
    FIELD(struct rule_trace, n, FIELD_KEY, "ลำดับ", "No."),
    FIELD(struct rule_trace, step, 0, "ขั้น", "Step"),
    FIELD(struct rule_trace, detail, 0, "การคำนวณ", "Arithmetic"),
};
const struct row_type rule_trace_type = ROW_TYPE(struct rule_trace, rule_trace_fields);

struct trace {
    struct arena *a;
    enum lang lang;
    struct rule_trace *row;
    size_t n;
};

static struct str decimal(struct trace *t, int64_t v, unsigned places)
{
    struct sbuf b;

    sbuf_init(&b, t->a, 64);
    exact_put_decimal(&b, v, places, 0);
    return sbuf_str(&b);
}

static struct str score_text(struct trace *t, struct score v)
{
    return decimal(t, v.millionths, 6);
}

static struct str int_text(struct trace *t, int64_t v)
{
    return decimal(t, v, 0);
}

struct parts {
    struct str p[4];
};
#define PARTS(...) ((struct parts){{__VA_ARGS__}})

static struct str filled(struct trace *t, const char *text, const struct parts *p)
{
    struct str s = str_from(text);

    for (size_t i = 0; i < ARRAY_LEN(p->p); i++)
        s = str_replace(t->a, s, str_format(t->a, "{%zu}", i + 1), p->p[i]);
    return s;
}

static void say(struct trace *t, enum step_id id, struct parts p)
{
    if (t->n == TRACE_ROWS)
        return;
    t->row[t->n] = (struct rule_trace){.n = (int64_t)t->n + 1,
                                       .step = filled(t, words[id].name[t->lang], &p),
                                       .detail = filled(t, words[id].detail[t->lang], &p)};
    t->n++;
}

struct str rule_band_text(struct arena *a, const struct rule_band *b)
{
    struct sbuf s;

    sbuf_init(&s, a, 120);
    if (b->has_lo && b->has_hi && b->lo.millionths == b->hi.millionths) {
        SB_LIT(&s, "v = ");
        exact_put_decimal(&s, b->lo.millionths, 6, 0);
        return sbuf_str(&s);
    }
    if (b->has_lo) {
        exact_put_decimal(&s, b->lo.millionths, 6, 0);
        sbuf_add(&s, b->lo_incl ? STR(" ≤ ") : STR(" < "));
    }
    SB_LIT(&s, "v");
    if (b->has_hi) {
        sbuf_add(&s, b->hi_incl ? STR(" ≤ ") : STR(" < "));
        exact_put_decimal(&s, b->hi.millionths, 6, 0);
    }
    return sbuf_str(&s);
}

static struct str side_text(struct trace *t, const struct fact *f, int64_t v)
{
    return f->hundredths ? money_text(t->a, MONEY(v), MONEY_COMMAS) : int_text(t, v);
}

static void say_fact(struct trace *t, const struct fact *f)
{
    struct sbuf b;

    if (f->kind == FACT_VALUE) {
        say(t, S_FACT_VALUE, PARTS(score_text(t, f->value)));
        return;
    }
    if (f->kind == FACT_RATIO) {
        say(t, S_FACT_RATIO, PARTS(side_text(t, f, f->numerator), side_text(t, f, f->denominator)));
        return;
    }
    sbuf_init(&b, t->a, 400);
    for (size_t i = 0; i < f->steps && i < RULE_STEPS; i++) {
        if (i)
            SB_LIT(&b, ", ");
        exact_put_decimal(&b, f->step_bp[i], 4, 0);
    }
    say(t, S_FACT_STEPS, PARTS(b.n ? sbuf_str(&b) : STR("0")));
}

static void say_value(struct trace *t, const struct rule *r, const struct rule_value *v)
{
    struct str shown = score_text(t, v->shown);

    if (r->places >= 0)
        say(t, S_ROUNDED, PARTS(int_text(t, r->places), str_from(rule_round_word(r->round)), shown));
    else
        say(t, S_NOT_ROUNDED, PARTS(shown));
    if (r->exact_zero && v->sign != 0 && v->shown.millionths == 0)
        say(t, S_NOT_ZERO, PARTS(shown));
}

static void say_bands(struct trace *t, const struct rule *r, const struct rule_value *v)
{
    for (size_t i = 0; i < r->bands; i++) {
        const struct rule_band *b = &r->band[i];
        struct str level = int_text(t, b->level);
        bool held = rule_band_holds(r, b, v);

        if (!b->known)
            say(t, S_BAND_UNKNOWN, PARTS(level));
        else
            say(t, held ? S_BAND_YES : S_BAND_NO, PARTS(level, rule_band_text(t->a, b)));
        if (held)
            return;
    }
}

static void say_line(struct trace *t, const struct rule *r, const struct rule_value *v)
{
    const struct rule_band *lo, *hi;

    rule_knots(r, v, &lo, &hi);
    if (!lo && !hi)
        return;
    if (!lo || !hi) {
        lo = lo ? lo : hi;
        say(t, S_KNOT_END, PARTS(int_text(t, lo->level), score_text(t, lo->lo)));
        return;
    }
    say(t, S_KNOTS, PARTS(int_text(t, lo->level), score_text(t, lo->lo), int_text(t, hi->level),
                          score_text(t, hi->lo)));
    say(t, S_LINE,
        PARTS(int_text(t, lo->level), int_text(t, hi->level - lo->level), score_text(t, lo->lo),
              decimal(t, hi->lo.millionths - lo->lo.millionths, 6)));
}

static void say_step(struct trace *t, const struct rule *r, const struct fact *f, size_t i)
{
    int64_t done = f->step_bp[i], level = rule_consecutive(f), n = (int64_t)i + 1;

    if (r->counting != RULE_CONSECUTIVE) {
        bool five = r->counting == RULE_FIVE_HUNDRED;

        say(t, five ? S_STEP_FIVE : S_STEP_WEIGHT,
            PARTS(int_text(t, n), decimal(t, r->step_bp[i], 2),
                  five ? decimal(t, done * 500, 4) : decimal(t, done, 4),
                  decimal(t, r->step_bp[i] * done, 6)));
    } else if (n <= level) {
        say(t, S_STEP_DONE, PARTS(int_text(t, n)));
    } else if (done == 10000) {
        say(t, S_STEP_LATER, PARTS(int_text(t, n)));
    } else if (n == level + 1) {
        say(t, S_STEP_OPEN, PARTS(int_text(t, n), int_text(t, level)));
    }
}

/* What the score itself says: per cent, points, level. */
static void say_score(struct trace *t, const struct rule *r, const struct rule_score *s)
{
    bool by_weight = r->mode == RULE_RATIO || r->counting != RULE_CONSECUTIVE ||
                     !rule_table_points(r);

    if (r->mode == RULE_RATIO) {
        say(t, r->direction == RULE_UP ? S_TARGET_UP : S_TARGET_DOWN,
            PARTS(score_text(t, r->target), score_text(t, s->percent)));
        if (r->has_cap)
            say(t, S_CAP, PARTS(score_text(t, r->cap)));
    } else {
        say(t, S_LEVEL, PARTS(score_text(t, s->level)));
    }
    say(t, S_PERCENT, PARTS(score_text(t, s->percent)));
    if (by_weight)
        say(t, S_POINTS_WEIGHT,
            PARTS(score_text(t, s->percent), score_text(t, r->weight), score_text(t, s->points)));
    else
        say(t, S_POINTS_TABLE, PARTS(score_text(t, s->points)));
}

/* Between the fact and the score; false when the fact has none. */
static bool say_middle(struct trace *t, const struct rule *r, const struct fact *f)
{
    struct rule_value v;
    struct err e;

    if (f->kind == FACT_NO_DATA || (f->kind == FACT_RATIO && f->denominator == 0)) {
        say(t,
            f->kind != FACT_NO_DATA                 ? S_NO_BASE
            : str_eq(r->no_data, STR("zero")) ? S_NO_DATA_ZERO
                                                    : S_NO_DATA,
            PARTS(STR_NONE));
        return false;
    }
    if (f->kind == FACT_STEPS) {
        for (size_t i = 0; i < f->steps && i < RULE_STEPS; i++)
            say_step(t, r, f, i);
        return true;
    }
    if (r->mode == RULE_MILESTONE || (f->kind == FACT_RATIO && f->denominator < 0) ||
        !rule_value_of(r, f, &v, &e))
        return true; /* rule_eval says why */
    say_value(t, r, &v);
    if (r->mode == RULE_STEP)
        say_bands(t, r, &v);
    else if (r->mode == RULE_LINEAR)
        say_line(t, r, &v);
    return true;
}

void rule_explain(const struct rule *r, const struct fact *f, enum lang lang, struct arena *a,
                  struct rows *ret)
{
    struct trace t = {.a = a, .lang = lang, .row = ARENA_ARRAY(a, struct rule_trace, TRACE_ROWS)};
    struct rule_score s;
    struct err e = {0};

    if (f->kind != FACT_NO_DATA)
        say_fact(&t, f);
    if (say_middle(&t, r, f)) {
        if (!rule_eval(r, f, &s, &e))
            say(&t, S_REFUSED, PARTS(err_text(a, &e, lang)));
        else if (s.why.n)
            say(&t, S_NOT_IN_DOCUMENT, PARTS(STR_NONE));
        else
            say_score(&t, r, &s);
    }
    *ret = (struct rows){t.row, t.n};
}
