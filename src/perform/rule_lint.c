/* rule_lint.c - does every value have exactly one level? The bounds cut the line into points and open
 * stretches between them; each is held by the same bands throughout, so looking at each once is
 * looking at every value. A rule that rounds only ever sees values with that many decimals: a
 * stretch without one of them is no gap. Values below zero and below every bound are no domain. */
#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "perform/rule_int.h"

enum { FINDINGS = 80, EDGES = 2 * RULE_BANDS + 1 };

enum finding_id {
#define FINDING(id, word, stops, th, en) F_##id,
#include "perform/rule_lint.def"
#undef FINDING
};
static const struct {
    const char *word, *th, *en;
    bool stops;
} finding[] = {
#define FINDING(id, word, stops, th, en) {word, th, en, stops},
#include "perform/rule_lint.def"
#undef FINDING
};

static const struct field rule_finding_fields[] = {
    FIELD(struct rule_finding, word, FIELD_KEY, "ข้อ", "Finding"),
    FIELD(struct rule_finding, level, 0, "ระดับ", "Level"),
    FIELD(struct rule_finding, stops, 0, "ประกาศไม่ได้", "Stops publishing"),
    FIELD(struct rule_finding, th, 0, "คำอธิบาย", "In Thai"),
    FIELD(struct rule_finding, en, 0, "คำอธิบาย (อังกฤษ)", "In English"),
};
const struct row_type rule_finding_type = ROW_TYPE(struct rule_finding, rule_finding_fields);

struct lint {
    const struct rule *r;
    struct arena *a;
    struct rule_finding *row;
    size_t n;
    bool stopped;
};

static struct str number(struct arena *a, int64_t v)
{
    return str_format(a, "%lld", (long long)v);
}

static struct str fill(struct lint *l, const char *text, int64_t level, int64_t other,
                       struct str range)
{
    struct str s = str_from(text);

    s = str_replace(l->a, s, STR("{level}"), number(l->a, level));
    s = str_replace(l->a, s, STR("{other}"), number(l->a, other));
    return str_replace(l->a, s, STR("{range}"), range);
}

static void found(struct lint *l, enum finding_id id, int64_t level, int64_t other,
                  struct str range)
{
    if (finding[id].stops)
        l->stopped = true;
    if (l->n == FINDINGS)
        return;
    l->row[l->n++] = (struct rule_finding){
        .word = str_from(finding[id].word),
        .level = level,
        .stops = finding[id].stops,
        .th = fill(l, finding[id].th, level, other, range),
        .en = fill(l, finding[id].en, level, other, range),
    };
}

/* ---- ranges ---- */

struct range {
    int64_t lo, hi;
    bool lo_incl, hi_incl, has_lo, has_hi;
};

static struct str decimal(struct lint *l, int64_t v)
{
    struct sbuf b;

    sbuf_init(&b, l->a, 64);
    exact_put_decimal(&b, v, 6, l->r->places > 0 ? (unsigned)l->r->places : 0);
    return sbuf_str(&b);
}

static struct str range_text(struct lint *l, const struct range *g)
{
    struct sbuf b;

    sbuf_init(&b, l->a, 200);
    if (g->has_lo && g->has_hi && g->lo == g->hi) {
        SB_LIT(&b, "v = ");
        sbuf_add(&b, decimal(l, g->lo));
        return sbuf_str(&b);
    }
    if (g->has_lo) {
        sbuf_add(&b, decimal(l, g->lo));
        sbuf_add(&b, g->lo_incl ? STR(" ≤ ") : STR(" < "));
    }
    SB_LIT(&b, "v");
    if (g->has_hi) {
        sbuf_add(&b, g->hi_incl ? STR(" ≤ ") : STR(" < "));
        sbuf_add(&b, decimal(l, g->hi));
    }
    return sbuf_str(&b);
}

/* ---- the line, cell by cell ---- */

/* Cell 2i is the point edge[i], cell 2i + 1 what lies between it and the next edge (or beyond). */
struct line {
    int64_t edge[EDGES];
    size_t n;
};

static void add_edge(struct line *x, int64_t v)
{
    size_t at = x->n;

    for (size_t i = 0; i < x->n; i++) {
        if (x->edge[i] == v)
            return;
    }
    for (x->n++; at > 0 && x->edge[at - 1] > v; at--)
        x->edge[at] = x->edge[at - 1];
    x->edge[at] = v;
}

static struct line line_of(const struct rule *r)
{
    struct line x = {.n = 0};

    add_edge(&x, 0);
    for (size_t i = 0; i < r->bands; i++) {
        if (r->band[i].known && r->band[i].has_lo)
            add_edge(&x, r->band[i].lo.millionths);
        if (r->band[i].known && r->band[i].has_hi)
            add_edge(&x, r->band[i].hi.millionths);
    }
    return x;
}

static struct range cell_range(const struct line *x, size_t cell)
{
    size_t i = cell / 2;
    struct range g = {.has_lo = true, .lo = x->edge[i]};

    if (cell % 2 == 0) {
        g.has_hi = g.lo_incl = g.hi_incl = true;
        g.hi = g.lo;
    } else if (i + 1 < x->n) {
        g.has_hi = true;
        g.hi = x->edge[i + 1];
    }
    return g;
}

static int64_t floor_div(int64_t v, int64_t step)
{
    return v / step - (v % step < 0);
}

/* Can a value of the rule lie there? Then *g becomes the values that can. */
static bool can_be(const struct rule *r, size_t cell, struct range *g)
{
    int64_t step = rule_place(r->places), k;

    if (r->places < 0)
        return true;
    if (cell % 2 == 0)
        return g->lo % step == 0;
    k = floor_div(g->lo, step) + 1;
    if (!g->has_hi || k * step < g->hi) {
        if (r->exact_zero && g->lo == 0)
            return true;
        g->lo = k * step;
        g->lo_incl = true;
        if (g->has_hi) {
            g->hi = (floor_div(g->hi - 1, step)) * step;
            g->hi_incl = true;
        }
        return true;
    }
    /* What is not zero but rounds to it. */
    return r->exact_zero && g->lo == 0;
}

static bool holds(const struct rule_band *b, const struct range *cell, bool point)
{
    if (!b->known)
        return false;
    if (b->has_lo && (point ? cell->lo < b->lo.millionths || (cell->lo == b->lo.millionths && !b->lo_incl)
                            : cell->lo < b->lo.millionths))
        return false;
    if (!b->has_hi)
        return true;
    if (point)
        return cell->lo < b->hi.millionths || (cell->lo == b->hi.millionths && b->hi_incl);
    return cell->has_hi && cell->hi <= b->hi.millionths;
}

/* The band that ends last at or before v, or (up) begins first at or after it; 0 = none. */
static int64_t neighbour(const struct rule *r, const struct range *g, bool up)
{
    const struct rule_band *best = NULL;

    for (size_t i = 0; i < r->bands; i++) {
        const struct rule_band *b = &r->band[i];

        if (!b->known)
            continue;
        if (up ? !b->has_lo || !g->has_hi || b->lo.millionths < g->hi
               : !b->has_hi || b->hi.millionths > g->lo)
            continue;
        if (!best || (up ? b->lo.millionths < best->lo.millionths
                         : b->hi.millionths > best->hi.millionths))
            best = b;
    }
    return best ? best->level : 0;
}

static void say_gap(struct lint *l, const struct range *g)
{
    int64_t below = neighbour(l->r, g, false), above = neighbour(l->r, g, true);

    if (below && above)
        found(l, F_GAP, below, above, range_text(l, g));
    else
        found(l, F_GAP_END, below ? below : above, 0, range_text(l, g));
}

/* Two cells beside each other as one range. */
static void widen(struct range *g, const struct range *next)
{
    g->has_hi = next->has_hi;
    g->hi = next->hi;
    g->hi_incl = next->hi_incl;
}

static void lint_gaps(struct lint *l, const struct line *x)
{
    struct range open = {0};
    bool any = false;

    for (size_t cell = 0; cell < 2 * x->n; cell++) {
        struct range exact = cell_range(x, cell), g = exact;
        bool held = false;

        if (!can_be(l->r, cell, &g))
            continue;
        for (size_t i = 0; i < l->r->bands; i++)
            held = held || holds(&l->r->band[i], &exact, cell % 2 == 0);
        if (!held && any) {
            widen(&open, &g);
        } else if (!held) {
            open = g;
            any = true;
        } else if (any) {
            say_gap(l, &open);
            any = false;
        }
    }
    if (any)
        say_gap(l, &open);
}

static void lint_overlap(struct lint *l, const struct line *x, const struct rule_band *p,
                         const struct rule_band *q)
{
    struct range both = {0};
    bool any = false;

    for (size_t cell = 0; cell < 2 * x->n; cell++) {
        struct range exact = cell_range(x, cell), g = exact;
        bool point = cell % 2 == 0;

        if (!can_be(l->r, cell, &g) || !holds(p, &exact, point) || !holds(q, &exact, point))
            continue;
        if (any)
            widen(&both, &g);
        else
            both = g;
        any = true;
    }
    if (any)
        found(l, F_OVERLAP, p->level, q->level, range_text(l, &both));
}

static void lint_cover(struct lint *l)
{
    struct line x = line_of(l->r);
    bool all_known = true;

    for (size_t i = 0; i < l->r->bands; i++) {
        all_known = all_known && l->r->band[i].known;
        for (size_t j = i + 1; j < l->r->bands; j++)
            lint_overlap(l, &x, &l->r->band[i], &l->r->band[j]);
    }
    if (all_known)
        lint_gaps(l, &x);
}

/* ---- bands by themselves and in pairs ---- */

static bool finer(const struct rule *r, int64_t v)
{
    return r->places >= 0 && v % rule_place(r->places) != 0;
}

static void lint_band(struct lint *l, const struct rule_band *b)
{
    struct range g = {b->lo.millionths, b->hi.millionths, b->lo_incl, b->hi_incl, b->has_lo,
                      b->has_hi};
    bool steps = l->r->mode == RULE_MILESTONE;

    if (!b->known) {
        found(l, F_NOT_KNOWN, b->level, 0, STR_NONE);
        return;
    }
    if (b->percent.millionths < 0 || b->points.millionths < 0)
        found(l, F_BELOW_ZERO, b->level, 0, STR_NONE);
    if (steps && !b->needs.n)
        found(l, F_NO_NEEDS, b->level, 0, STR_NONE);
    if (l->r->mode == RULE_LINEAR && !b->has_lo)
        found(l, F_KNOT_VALUE, b->level, 0, STR_NONE);
    if (steps)
        return;
    if ((b->has_lo && finer(l->r, g.lo)) || (l->r->mode == RULE_STEP && b->has_hi && finer(l->r, g.hi)))
        found(l, F_EDGE_FINER, b->level, 0, range_text(l, &g));
    if (l->r->mode == RULE_STEP && b->has_lo && b->has_hi &&
        (g.lo > g.hi || (g.lo == g.hi && !(g.lo_incl && g.hi_incl))))
        found(l, F_BAND_EMPTY, b->level, 0, range_text(l, &g));
}

/* Does p lie wholly below q on the line of values? */
static bool lies_below(const struct rule *r, const struct rule_band *p, const struct rule_band *q)
{
    if (r->mode == RULE_LINEAR)
        return p->has_lo && q->has_lo && p->lo.millionths < q->lo.millionths;
    return p->has_hi && q->has_lo && p->hi.millionths <= q->lo.millionths &&
           !(p->has_lo && q->has_hi && p->lo.millionths == q->hi.millionths);
}

/* p has the higher level. */
static void lint_pair(struct lint *l, const struct rule_band *p, const struct rule_band *q)
{
    const struct rule *r = l->r;
    struct range g = {.lo = p->lo.millionths, .hi = p->lo.millionths, .has_lo = true,
                      .has_hi = true};

    if (p->level == q->level)
        found(l, F_LEVEL_TWICE, p->level, q->level, STR_NONE);
    if (!p->known || !q->known || p->level == q->level)
        return;
    if (p->points.millionths < q->points.millionths)
        found(l, F_POINTS_ORDER, p->level, q->level, STR_NONE);
    if (p->percent.millionths < q->percent.millionths)
        found(l, F_PERCENT_ORDER, p->level, q->level, STR_NONE);
    if (r->mode == RULE_LINEAR && p->has_lo && q->has_lo && p->lo.millionths == q->lo.millionths)
        found(l, F_KNOT_TWICE, p->level, q->level, range_text(l, &g));
    if (r->mode != RULE_STEP && r->mode != RULE_LINEAR)
        return;
    if (r->direction == RULE_UP ? lies_below(r, p, q) : lies_below(r, q, p))
        found(l, F_DIRECTION, p->level, q->level, STR_NONE);
}

static void lint_bands(struct lint *l)
{
    const struct rule *r = l->r;
    bool zero = false;
    size_t known = 0;
    int64_t top = 0;

    if (!r->bands)
        found(l, F_NO_BANDS, 0, 0, STR_NONE);
    for (size_t i = 0; i < r->bands; i++) {
        const struct rule_band *b = &r->band[i];

        lint_band(l, b);
        known += b->known && b->has_lo;
        top = b->level > top ? b->level : top;
        zero = zero || (b->known && b->has_lo && b->has_hi && b->lo_incl && b->hi_incl &&
                        b->lo.millionths == 0 && b->hi.millionths == 0);
        for (size_t j = i + 1; j < r->bands; j++) {
            if (b->level >= r->band[j].level)
                lint_pair(l, b, &r->band[j]);
            else
                lint_pair(l, &r->band[j], b);
        }
    }
    if (r->mode == RULE_LINEAR && r->bands && known < 2)
        found(l, F_KNOTS, 0, 0, STR_NONE);
    if (r->mode == RULE_STEP && r->exact_zero && !zero && r->bands)
        found(l, F_ZERO_BAND, top, 0, STR_NONE);
}

/* ---- modes ---- */

static void lint_steps(struct lint *l)
{
    const struct rule *r = l->r;
    int64_t sum = 0;

    for (int64_t level = 1; r->counting == RULE_CONSECUTIVE && level <= (int64_t)r->bands; level++) {
        bool there = false;

        for (size_t i = 0; i < r->bands; i++)
            there = there || r->band[i].level == level;
        if (!there)
            found(l, F_STEP_GAP, level, 0, STR_NONE);
    }
    for (size_t i = 0; i < r->steps; i++)
        sum += r->step_bp[i];
    if ((r->counting != RULE_CONSECUTIVE || r->steps) && sum != 10000)
        found(l, F_WEIGHTS, 0, 0, decimal(l, sum * 10000));
}

static void lint_ratio(struct lint *l)
{
    const struct rule *r = l->r;

    if (!r->has_target || r->target.millionths <= 0)
        found(l, F_NO_TARGET, 0, 0, STR_NONE);
    if (r->direction == RULE_ZERO)
        found(l, F_RATIO_ZERO, 0, 0, STR_NONE);
    if (!r->has_cap)
        found(l, F_NO_CAP, 0, 0, STR_NONE);
    else if (r->cap.millionths <= 0)
        found(l, F_CAP, 0, 0, STR_NONE);
}

bool rule_lint(const struct rule *r, struct arena *a, struct rows *ret)
{
    struct lint l = {.r = r, .a = a, .row = ARENA_ARRAY(a, struct rule_finding, FINDINGS)};
    bool table = r->mode == RULE_STEP || r->mode == RULE_LINEAR ||
                 (r->mode == RULE_MILESTONE && r->counting == RULE_CONSECUTIVE);

    if (table)
        lint_bands(&l);
    if (r->mode == RULE_STEP)
        lint_cover(&l);
    else if (r->mode == RULE_MILESTONE)
        lint_steps(&l);
    else if (r->mode == RULE_RATIO)
        lint_ratio(&l);
    if (!table && r->weight.millionths <= 0)
        found(&l, F_NO_WEIGHT, 0, 0, STR_NONE);
    else if (table && !rule_table_points(r) && r->weight.millionths <= 0)
        found(&l, F_NO_POINTS, 0, 0, STR_NONE);
    *ret = (struct rows){l.row, l.n};
    return !l.stopped;
}
