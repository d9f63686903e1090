/* spending_forecast_method.c - the arithmetic of the forecast, in integers. */
#include "perform/spending_forecast.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

enum { LAST = FORECAST_MONTHS - 1, MILLION = 1000000, USABLE = 100, TENTH = 10, BP = 10000 };

static struct money ratio(struct money m, int64_t num, int64_t den)
{
    struct money r;

    return den > 0 && money_ratio(m, num, den, ROUND_HALF_UP, &r) ? r : MONEY(MONEY_MAX);
}

static struct money least(struct money x, struct money y)
{
    return x.satang < y.satang ? x : y;
}

static struct money most(struct money x, struct money y)
{
    return x.satang > y.satang ? x : y;
}

struct money forecast_at(const struct money v[FORECAST_MONTHS], struct forecast_moment at)
{
    struct money before = at.month ? v[at.month - 1] : MONEY_ZERO;

    return money_add(before, ratio(money_sub(v[at.month], before), at.day, at.days));
}

static int by_place(const void *x, const void *y)
{
    const struct forecast_curve *p = x, *q = y;
    int agency = str_cmp(p->agency, q->agency);

    if (p->type != q->type) {
        return p->type < q->type ? -1 : 1;
    }
    if (agency) {
        return agency;
    }
    return p->year < q->year ? -1 : p->year > q->year;
}

void forecast_sort(struct forecast_curve *c, size_t n)
{
    if (n) {
        qsort(c, n, sizeof *c, by_place);
    }
}

/* ---- one type's earlier years ---- */

struct sums { /* by the moment, at the end, and the money there was */
    struct money by, end, base;
};
struct shares {
    int64_t *pace, *final; /* millionths, ascending: of the year's movement by the moment; of the money at the end */
    size_t paces, finals;
};
struct forecast_pool {
    const struct forecast_curve *curve; /* of the type, years before `year` among them */
    size_t n;
    int64_t year;
    unsigned type;
    struct forecast_moment at;
    const struct forecast_rules *rules;
    struct sums paid, taken;
    struct shares paid_shares, taken_shares;
    struct sums last_paid, last_taken; /* of the year before, whole city */
    struct money open, lapsed, carried; /* like money: not obligated by the moment, and what it became */
    int64_t cases;
    int64_t plan; /* millionths of the plan by the moment */
};

static int by_number(const void *x, const void *y)
{
    int64_t p = *(const int64_t *)x, q = *(const int64_t *)y;

    return p < q ? -1 : p > q;
}

/* Enough had moved by then to divide by. */
static bool usable(const struct sums *s)
{
    return s->end.satang > 0 && s->by.satang > 0 && s->by.satang >= s->end.satang / USABLE;
}

static void add(struct sums *s, const struct forecast_curve *c, const struct money v[FORECAST_MONTHS],
                struct forecast_moment at)
{
    s->by = money_add(s->by, forecast_at(v, at));
    s->end = money_add(s->end, v[LAST]);
    s->base = money_add(s->base, c->current[LAST]);
}

static void add_shares(struct shares *s, const struct forecast_curve *c, const struct money v[FORECAST_MONTHS],
                       struct forecast_moment at)
{
    struct sums one = {MONEY_ZERO, MONEY_ZERO, MONEY_ZERO};

    add(&one, c, v, at);
    if (usable(&one)) {
        s->pace[s->paces++] = ratio(MONEY(MILLION), one.by.satang, one.end.satang).satang;
    }
    if (one.base.satang > 0) {
        s->final[s->finals++] = ratio(MONEY(MILLION), one.end.satang, one.base.satang).satang;
    }
}

static void add_open(struct forecast_pool *p, const struct forecast_curve *c)
{
    struct money open = money_sub(forecast_at(c->current, p->at), forecast_at(c->taken, p->at));
    struct money rest = money_sub(c->current[LAST], c->taken[LAST]), carried, lapsed;

    if (open.satang <= 0) {
        return;
    }
    carried = least(c->carried_b, open);
    lapsed = least(most(money_sub(rest, c->carried_b), MONEY_ZERO), money_sub(open, carried));
    p->open = money_add(p->open, open);
    p->carried = money_add(p->carried, carried);
    p->lapsed = money_add(p->lapsed, lapsed);
    p->cases++;
}

static int64_t planned(const int64_t w[FORECAST_MONTHS], struct forecast_moment at)
{
    struct money v[FORECAST_MONTHS];
    int64_t sum = 0;

    for (size_t m = 0; m < FORECAST_MONTHS; m++) {
        sum += w[m] * MILLION;
        v[m] = MONEY(sum);
    }
    return sum > 0 ? ratio(MONEY(MILLION), forecast_at(v, at).satang, sum).satang : 0;
}

struct forecast_pool *forecast_pool_make(struct arena *a, const struct forecast_past *x, unsigned type, int64_t year,
                                         struct forecast_moment at)
{
    struct forecast_pool *p = ARENA_NEW(a, struct forecast_pool);
    size_t from = 0, to;
    int64_t *list;

    while (from < x->n && x->curve[from].type < type) {
        from++;
    }
    for (to = from; to < x->n && x->curve[to].type == type; to++) {
    }
    *p = (struct forecast_pool){.curve = x->curve + from, .n = to - from, .year = year, .type = type, .at = at,
                                .rules = x->rules, .plan = planned(x->rules->plan[type], at)};
    list = ARENA_ARRAY(a, int64_t, 4 * p->n + 1);
    p->paid_shares = (struct shares){list, list + p->n, 0, 0};
    p->taken_shares = (struct shares){list + 2 * p->n, list + 3 * p->n, 0, 0};
    for (size_t i = 0; i < p->n; i++) {
        const struct forecast_curve *c = &p->curve[i];

        if (c->year >= year) {
            continue;
        }
        add(&p->paid, c, c->paid, at);
        add(&p->taken, c, c->taken, at);
        add_shares(&p->paid_shares, c, c->paid, at);
        add_shares(&p->taken_shares, c, c->taken, at);
        add_open(p, c);
        if (c->year == year - 1) {
            add(&p->last_paid, c, c->paid, at);
            add(&p->last_taken, c, c->taken, at);
        }
    }
    qsort(p->paid_shares.pace, p->paid_shares.paces, sizeof *list, by_number);
    qsort(p->paid_shares.final, p->paid_shares.finals, sizeof *list, by_number);
    qsort(p->taken_shares.pace, p->taken_shares.paces, sizeof *list, by_number);
    qsort(p->taken_shares.final, p->taken_shares.finals, sizeof *list, by_number);
    return p;
}

/* ---- one agency ---- */

struct own { /* the agency's earlier years, and last year alone */
    struct sums paid, taken, last_paid, last_taken;
};

static void own_years(const struct forecast_pool *p, struct str agency, struct own *ret)
{
    size_t lo = 0, hi = p->n;

    *ret = (struct own){.paid = {MONEY_ZERO, MONEY_ZERO, MONEY_ZERO}};
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;

        if (str_cmp(p->curve[mid].agency, agency) < 0) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    for (; lo < p->n && str_eq(p->curve[lo].agency, agency); lo++) {
        const struct forecast_curve *c = &p->curve[lo];

        if (c->year < p->year) {
            add(&ret->paid, c, c->paid, p->at);
            add(&ret->taken, c, c->taken, p->at);
        }
        if (c->year == p->year - 1) {
            add(&ret->last_paid, c, c->paid, p->at);
            add(&ret->last_taken, c, c->taken, p->at);
        }
    }
}

struct moving { /* of one kind, paid or obligated */
    struct money now, current, floor, cap; /* cap: what cannot be signed in time is not obligated or paid this year */
    const struct sums *own, *city;
    const struct shares *shares;
};

static struct money middle(const struct forecast_pool *p, const struct moving *m, enum forecast_basis *basis)
{
    const struct sums *s[] = {m->own, m->city};

    for (size_t i = 0; i < ARRAY_LEN(s); i++) {
        *basis = i ? BASIS_TYPE : BASIS_AGENCY;
        if (m->now.satang > 0 && usable(s[i])) {
            return ratio(m->now, s[i]->end.satang, s[i]->by.satang);
        }
        if (m->now.satang <= 0 && s[i]->base.satang > 0) {
            return ratio(m->current, s[i]->end.satang, s[i]->base.satang);
        }
    }
    *basis = BASIS_PLAN;
    return m->now.satang > 0 && p->plan > 0 ? ratio(m->now, MILLION, p->plan) : m->current;
}

static struct money bounded(const struct moving *m, struct money x)
{
    return most(least(x, m->cap), least(m->floor, m->cap));
}

static struct forecast_part part(const struct forecast_pool *p, const struct moving *m, enum forecast_basis *basis)
{
    const struct shares *s = m->shares;
    struct money mid = middle(p, m, basis), low, high;
    struct forecast_part r;
    size_t n = m->now.satang > 0 ? s->paces : s->finals, lo = n ? (n - 1) / TENTH : 0;

    if (p->at.month == LAST && p->at.day >= p->at.days) { /* 30 September: nothing moves any more */
        return (struct forecast_part){m->now, m->now, m->now};
    }
    if (*basis != BASIS_PLAN && n && (int64_t)n >= p->rules->least) {
        size_t hi = n - 1 - lo;

        low = m->now.satang > 0 ? ratio(m->now, MILLION, s->pace[hi]) : ratio(m->current, s->final[lo], MILLION);
        high = m->now.satang > 0 ? ratio(m->now, MILLION, s->pace[lo]) : ratio(m->current, s->final[hi], MILLION);
    } else {
        struct money open = most(money_sub(m->current, m->now), MONEY_ZERO);
        struct money by = ratio(open, p->rules->spread_bp, BP);

        mid = bounded(m, mid);
        low = money_sub(mid, by);
        high = money_add(mid, by);
    }
    r.mid = bounded(m, mid);
    r.low = least(bounded(m, low), r.mid);
    r.high = most(bounded(m, high), r.mid);
    return r;
}

static struct money naive(const struct sums *own, const struct sums *city, struct money current)
{
    const struct sums *s = own->base.satang > 0 ? own : city;

    return s->base.satang > 0 ? ratio(current, s->end.satang, s->base.satang) : MONEY_MISSING;
}

static void chances(const struct forecast_pool *p, struct forecast_result *r)
{
    struct money sure = r->unsafe, rest = money_sub(r->unobligated, sure), gone = money_add(p->lapsed, p->carried);

    r->cases = p->cases;
    r->few = p->cases < p->rules->least || p->open.satang <= 0;
    if (r->unobligated.satang <= 0) {
        r->few = false;
        return;
    }
    if (r->few) { /* only what is certain can be said, and that only when it is all */
        r->lapse = rest.satang > 0 ? MONEY_MISSING : sure;
        r->carried_b = rest.satang > 0 ? MONEY_MISSING : MONEY_ZERO;
        return;
    }
    r->carried_b = ratio(rest, p->carried.satang, p->open.satang);
    r->lapse = ratio(rest, p->lapsed.satang, p->open.satang);
    if (money_add(r->carried_b, r->lapse).satang > rest.satang) { /* by a satang of rounding */
        r->lapse = money_sub(rest, r->carried_b);
    }
    if (gone.satang > 0) {
        struct money b = ratio(sure, p->carried.satang, gone.satang);

        r->carried_b = money_add(r->carried_b, b);
        r->lapse = money_add(r->lapse, money_sub(sure, b));
    } else {
        r->lapse = money_add(r->lapse, sure);
    }
}

void forecast_one(const struct forecast_pool *p, const struct forecast_now *now, struct forecast_result *ret)
{
    struct money open = most(money_sub(now->taken, now->paid), MONEY_ZERO), cap;
    enum forecast_basis basis = BASIS_NONE;
    struct own own;
    struct moving m;

    *ret = (struct forecast_result){.basis = BASIS_NONE};
    own_years(p, now->agency, &own);
    ret->unobligated = most(money_sub(now->current, now->taken), MONEY_ZERO);
    ret->unsafe = least(most(now->unsafe, MONEY_ZERO), ret->unobligated);
    cap = money_sub(now->current, ret->unsafe);
    m = (struct moving){now->paid, now->current, money_add(now->paid, least(now->due, open)), cap, &own.paid, &p->paid,
                        &p->paid_shares};
    ret->paid = part(p, &m, &ret->basis);
    m = (struct moving){now->taken, now->current, now->taken, cap, &own.taken, &p->taken, &p->taken_shares};
    ret->taken = part(p, &m, &basis);
    ret->taken.mid = most(ret->taken.mid, ret->paid.mid); /* what is paid is obligated */
    ret->taken.low = most(ret->taken.low, ret->paid.low);
    ret->taken.high = most(ret->taken.high, ret->paid.high);
    ret->paid_naive = naive(&own.last_paid, &p->last_paid, now->current);
    ret->taken_naive = naive(&own.last_taken, &p->last_taken, now->current);
    chances(p, ret);
}
