/* reading_check.c - a reported result beside what its own figures give: pure, exact. */
#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "base/thai.h"
#include "perform/reading_fact.h"

enum { PLACES = 6, TEXT_MAX = 200, DONE = 10000 };

/* ---- facts ---- */

bool reading_steps_read(struct str s, int64_t ret[RULE_STEPS], size_t *ret_n)
{
    struct str rest = s, one;

    *ret_n = 0;
    while (rest.n && str_split(&rest, ',', &one)) {
        int64_t bp;

        if (*ret_n == RULE_STEPS || !exact_parse_decimal(str_trim(one), 0, &bp) || bp < 0 || bp > DONE)
            return false;
        ret[(*ret_n)++] = bp;
    }
    return *ret_n > 0;
}

static void none(struct fact *ret, struct str *ret_why, struct str why)
{
    *ret = (struct fact){.kind = FACT_NO_DATA};
    *ret_why = why;
}

static bool missing(struct money m)
{
    return m.satang == MONEY_MISSING.satang;
}

void reading_fact_make(const struct reading_said *s, struct fact *ret, struct str *ret_why)
{
    *ret = (struct fact){0};
    *ret_why = STR_NONE;
    if (str_eq(s->kind, STR("steps"))) {
        ret->kind = FACT_STEPS;
        if (!reading_steps_read(s->steps, ret->step_bp, &ret->steps)) {
            none(ret, ret_why, STR("no_data"));
            return;
        }
        for (size_t i = 0; i < ret->steps; i++) { /* no evidence, no level */
            if (!(s->proved >> i & 1))
                ret->step_bp[i] = 0;
        }
        return;
    }
    if (str_eq(s->kind, STR("value"))) {
        ret->kind = FACT_VALUE;
        ret->value = s->value;
    } else if (str_eq(s->kind, STR("ratio"))) {
        if (missing(s->numerator) || missing(s->denominator) || s->denominator.satang <= 0) {
            none(ret, ret_why, STR("no_base"));
            return;
        }
        ret->kind = FACT_RATIO;
        ret->numerator = s->numerator.satang;
        ret->denominator = s->denominator.satang;
    } else {
        none(ret, ret_why, STR("no_data"));
        return;
    }
    if (s->paper_missing)
        none(ret, ret_why, STR("no_evidence"));
}

/* ---- what was reported ---- */

static bool after(struct str *s, const char *word)
{
    struct str w = str_from(word);

    if (!str_starts(*s, w))
        return false;
    *s = str_trim(str_slice(*s, w.n, s->n));
    return true;
}

static bool before(struct str *s, const char *word)
{
    struct str w = str_from(word);

    if (!str_ends(*s, w))
        return false;
    *s = str_trim(str_slice(*s, 0, s->n - w.n));
    return true;
}

bool reading_reported_read(struct arena *a, struct str s, struct reported *ret, struct err *e)
{
    struct str n = str_trim(s);
    size_t dot;

    ret->in = STR("unit");
    if (after(&n, TR("ระดับ")) || after(&n, "level ") || after(&n, "Level "))
        ret->in = STR("level");
    else if (after(&n, TR("ร้อยละ")) || before(&n, "%") || before(&n, "per cent"))
        ret->in = STR("percent");
    n = str_replace(a, n, STR(","), STR_NONE);
    if (s.n > TEXT_MAX || n.n == 0 || !exact_parse_decimal(n, PLACES, &ret->value.millionths)) {
        FAIL(e, ERR_READING_TEXT);
        err_arg(e, "value", V(s));
        err_arg(e, "field", V(STR("reported")));
        return false;
    }
    dot = str_find(n, STR("."), 0);
    ret->places = dot < n.n ? (unsigned)str_count_cp(str_slice(n, dot + 1, n.n)) : 0;
    return true;
}

/* ---- the comparison ---- */

static int64_t ten_to(unsigned n)
{
    int64_t x = 1;

    while (n-- > 0)
        x *= 10;
    return x;
}

bool reading_percent(int64_t numerator, int64_t denominator, unsigned places, struct score *ret)
{
    int64_t n;

    if (places > PLACES || denominator <= 0 ||
        !exact_mul_div(numerator, 100 * ten_to(places), denominator, ROUND_HALF_UP, &n))
        return false;
    ret->millionths = n * ten_to(PLACES - places);
    return true;
}

/* v as it is printed with so many decimals, in millionths. */
static bool printed(struct score v, unsigned places, int64_t *ret)
{
    int64_t unit = ten_to(places >= PLACES ? 0 : PLACES - places), n;

    if (!exact_mul_div(v.millionths, 1, unit, ROUND_HALF_UP, &n))
        return false;
    *ret = n * unit;
    return true;
}

struct work {
    struct arena *a;
    const struct reading_check *c;
    struct reading_sum *sum;
    struct sbuf flags;
    struct fact fact; /* as reported: evidence is a flag of its own */
};

static void flag(struct work *w, const char *word)
{
    if (w->flags.n)
        sbuf_byte(&w->flags, ' ');
    sbuf_add(&w->flags, str_from(word));
}

static bool level_of_steps(const struct fact *f, struct score *ret)
{
    size_t n = 0;

    while (n < f->steps && f->step_bp[n] == DONE)
        n++;
    ret->millionths = (int64_t)n * 1000000;
    return true;
}

/* Per cent of a ratio to six decimals, half up; the level of steps; the value. */
static bool compute(struct work *w)
{
    struct reading_sum *s = w->sum;
    const struct fact *f = &w->fact;

    switch (f->kind) {
    case FACT_RATIO:
        return reading_percent(f->numerator, f->denominator, PLACES, &s->result);
    case FACT_VALUE:
        s->result = f->value;
        return true;
    case FACT_STEPS:
        return level_of_steps(f, &s->result);
    case FACT_NO_DATA:
        break;
    }
    return false;
}

/* What the figures give on the scale of the report: true with *ret, or false (cannot be said). */
static bool on_scale(struct work *w, struct str in, struct score *ret)
{
    struct rule_score score;
    struct err no;

    if (str_eq(in, STR("level")) && w->fact.kind == FACT_STEPS)
        return level_of_steps(&w->fact, ret);
    if (str_eq(in, STR("percent")) && w->fact.kind == FACT_RATIO) {
        *ret = w->sum->result;
        return true;
    }
    if (!w->c->rule || !rule_eval(w->c->rule, &w->fact, &score, &no) || score.why.n)
        return false;
    *ret = str_eq(in, STR("level")) ? score.level : score.percent;
    return true;
}

static void compare(struct work *w, const struct reported *r, struct str in)
{
    struct score mine, direct;
    int64_t rounded;

    /* a ratio is rounded once, from its own figures: not from what was rounded before */
    if (w->fact.kind == FACT_RATIO && str_eq(in, STR("percent")) &&
        reading_percent(w->fact.numerator, w->fact.denominator, r->places < PLACES ? r->places : PLACES, &direct)) {
        if (direct.millionths != r->value.millionths)
            flag(w, "differs");
        return;
    }
    if (str_eq(in, STR("unit")))
        mine = w->sum->result;
    else if (!on_scale(w, in, &mine)) {
        flag(w, "not_in_rule");
        return;
    }
    if (!printed(mine, r->places, &rounded) || rounded != r->value.millionths)
        flag(w, "differs");
}

/* The reported level as per cent by the rule's table, or back: "5|100|1" level, per cent, rule version. */
static void convert(struct work *w, const struct reported *r, struct str in)
{
    const struct rule *rule = w->c->rule;
    bool level = str_eq(in, STR("level"));
    struct score percent = r->value;
    int64_t n = r->value.millionths / 1000000;
    struct sbuf b;

    flag(w, level ? "level_percent" : "percent_level");
    if (!rule || !(level ? rule_percent_of(rule, n, &percent) : rule_level_of(rule, percent, &n))) {
        if (!str_has(sbuf_str(&w->flags), STR("not_in_rule")))
            flag(w, "not_in_rule");
        return;
    }
    sbuf_init(&b, w->a, 80);
    sbuf_int(&b, n);
    sbuf_byte(&b, '|');
    exact_put_decimal(&b, percent.millionths, PLACES, 0);
    sbuf_byte(&b, '|');
    sbuf_int(&b, rule->version);
    w->sum->converted = sbuf_str(&b);
}

static bool same_scale(struct str x, struct str y)
{
    return !((str_eq(x, STR("level")) && str_eq(y, STR("percent"))) ||
             (str_eq(x, STR("percent")) && str_eq(y, STR("level"))));
}

/* A bare number is in the scale of what is collected: per cent of a ratio, else the targets' for steps. */
static struct str scale_of(const struct reading_check *c, struct str in)
{
    if (!str_eq(in, STR("unit")))
        return in;
    if (str_eq(c->collect, STR("ratio")))
        return STR("percent");
    if (str_eq(c->collect, STR("steps")))
        return str_eq(c->target_in, STR("percent")) ? STR("percent") : STR("level");
    return in;
}

static bool evidence_missing(const struct work *w)
{
    for (size_t i = 0; i < w->fact.steps; i++) {
        if (w->fact.step_bp[i] > 0 && !(w->c->said.proved >> i & 1))
            return true;
    }
    return w->c->said.paper_missing && w->fact.kind != FACT_NO_DATA;
}

bool reading_check(struct arena *a, const struct reading_check *c, struct reading_sum *ret,
                   struct err *e)
{
    struct work w = {.a = a, .c = c, .sum = ret};
    struct reading_said all = c->said;
    struct reported r;
    struct str why, in;

    *ret = (struct reading_sum){0};
    sbuf_init(&w.flags, a, TEXT_MAX);
    all.proved = -1; /* what was said, whatever its evidence */
    all.paper_missing = false;
    reading_fact_make(&all, &w.fact, &why);
    ret->has_result = compute(&w);
    if (str_eq(why, STR("no_base")))
        flag(&w, "no_base");
    if (c->reported.n) {
        if (!reading_reported_read(a, c->reported, &r, e))
            return false;
        in = ret->reported_in = scale_of(c, r.in);
        if (ret->has_result)
            compare(&w, &r, in);
        if (!same_scale(c->target_in, in))
            convert(&w, &r, in);
    }
    if (evidence_missing(&w))
        flag(&w, "no_evidence");
    ret->flags = sbuf_str(&w.flags);
    return true;
}
