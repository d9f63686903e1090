/* An answer against each rich statement (certificate_rich.h). */
#include "allocate/certificate_rich.h"

#include "allocate/ids.h"
#include "base/arena.h"
#include "base/exact.h"

enum { SHARE_WHOLE = 10000 };

struct statements {
    const struct rich_answer *x;
    const struct instance *in;
    struct certificate *cert;
    int64_t *units; /* by statement: units beyond low that are funded */
    bool *paid;     /* by shared cost: is a user funded? */
    int64_t *used;  /* by given resource, as the statements say */
};

static void report(struct statements *s, enum check_code code, struct str what, int64_t claimed,
                   int64_t found)
{
    struct arena *a = s->cert->a;

    certificate_report(s->cert, &(struct fault){code, what,
                                                str_format(a, "%lld", (long long)claimed),
                                                str_format(a, "%lld", (long long)found)});
}

/* --- units ------------------------------------------------------------------------------- */

static void count_units(struct statements *s, size_t k)
{
    const struct alloc_units *u = &s->in->spec.units[k];
    int64_t n = 0;

    for (uint32_t i = 0; i < u->n; i++)
        n += s->x->on[u->first + i] ? s->in->package[u->first + i].units : 0;
    s->units[k] = n;
    if (s->x->on[u->package] ? n < 0 || n > u->high - u->low : n != 0)
        report(s, CHECK_UNITS, s->in->package[u->package].id, u->high, u->low + n);
}

static int64_t units_of(const struct statements *s, size_t k)
{
    const struct alloc_units *u = &s->in->spec.units[k];

    return s->x->on[u->package] ? u->low + s->units[k] : 0;
}

/* The list of divisible packages in the result: each once, with as many units as were chosen. */
static void check_claimed_units(struct statements *s)
{
    const struct claim *c = s->x->claim;
    const struct spec *spec = &s->in->spec;
    size_t *of = ARENA_ARRAY(s->cert->a, size_t, s->in->npackage);
    bool *seen = ARENA_ARRAY(s->cert->a, bool, spec->nunits + 1);

    for (size_t k = 0; k < spec->nunits; k++)
        of[spec->units[k].package] = k + 1;
    for (size_t i = 0; i < c->nunits; i++) {
        uint32_t p = ids_find(s->x->packages, c->units[i].id);
        size_t k = p == ID_MISSING ? 0 : of[p];
        int64_t n;

        if (!k || seen[k]) {
            report(s, CHECK_UNITS_LIST, c->units[i].id, 0, 0);
            continue;
        }
        seen[k] = true;
        if (!exact_parse_decimal(c->units[i].units, 0, &n) || n != units_of(s, k - 1))
            certificate_report(s->cert,
                               &(struct fault){CHECK_UNITS_CLAIM, c->units[i].id,
                                               c->units[i].units,
                                               str_format(s->cert->a, "%lld",
                                                          (long long)units_of(s, k - 1))});
    }
    for (size_t k = 0; k < spec->nunits; k++) {
        if (!seen[k + 1])
            report(s, CHECK_UNITS_LIST, s->in->package[spec->units[k].package].id, 0, 0);
    }
}

/* --- sums as stated ---------------------------------------------------------------------- */

static int64_t amount_of(const struct alloc_use *use, size_t n, uint32_t r)
{
    int64_t sum = 0;

    for (size_t k = 0; k < n; k++)
        sum += use[k].resource == r ? use[k].amount : 0;
    return sum;
}

static void add(struct statements *s, const struct alloc_use *use, size_t n, int64_t times)
{
    for (size_t k = 0; k < n; k++) {
        uint32_t r = use[k].resource;

        if (r < s->in->spec.nresource && !s->in->resource[r].label.n)
            s->used[r] += use[k].amount * times;
    }
}

static bool carries(const struct alloc_package *p, struct str label)
{
    for (size_t k = 0; k < p->nlabel; k++) {
        if (str_eq(p->label[k], label))
            return true;
    }
    return false;
}

static void sum_label(struct statements *s, uint32_t r)
{
    const struct alloc_resource *x = &s->in->resource[r];

    for (size_t i = 0; i < s->in->spec.npackage; i++) {
        const struct alloc_package *p = &s->in->package[i];

        if (s->x->on[i] && carries(p, x->label))
            s->used[r] += amount_of(p->use, p->nuse, x->label_of);
    }
    for (size_t k = 0; k < s->in->spec.nunits; k++) {
        const struct alloc_units *u = &s->in->spec.units[k];

        if (carries(&s->in->package[u->package], x->label))
            s->used[r] += s->units[k] * amount_of(u->use, u->nuse, x->label_of);
    }
}

/* What the given resources carry and what all is worth, from the statements alone. */
static void check_sums(struct statements *s)
{
    const struct spec *spec = &s->in->spec;
    int64_t value = 0;

    for (size_t i = 0; i < spec->npackage; i++) {
        if (s->x->on[i]) {
            value += s->in->package[i].value;
            add(s, s->in->package[i].use, s->in->package[i].nuse, 1);
        }
    }
    for (size_t k = 0; k < spec->nunits; k++) {
        value += s->units[k] * spec->units[k].value;
        add(s, spec->units[k].use, spec->units[k].nuse, s->units[k]);
    }
    for (size_t k = 0; k < spec->nshared; k++) {
        if (s->paid[k])
            add(s, spec->shared[k].use, spec->shared[k].nuse, 1);
    }
    if (value != s->x->value)
        report(s, CHECK_STATED_VALUE, STR_NONE, s->x->value, value);
    for (uint32_t r = 0; r < spec->nresource; r++) {
        if (s->in->resource[r].label.n)
            sum_label(s, r);
        if (s->used[r] != s->x->used[r])
            report(s, CHECK_STATED_USE, s->in->resource[r].id, s->x->used[r], s->used[r]);
    }
}

/* --- shared costs, groups, shares -------------------------------------------------------- */

static void check_shared(struct statements *s, size_t k)
{
    const struct alloc_shared *x = &s->in->spec.shared[k];

    for (size_t i = 0; i < x->nuser; i++)
        s->paid[k] |= s->x->on[x->user[i]];
    if (s->x->on[x->package] && !s->paid[k])
        report(s, CHECK_SHARED_UNUSED, x->id, 0, 0);
    if (!s->x->on[x->package] && s->paid[k])
        report(s, CHECK_SHARED_UNPAID, x->id, 0, 0);
}

static void check_group(struct statements *s, const struct alloc_group *g)
{
    int64_t n = 0;

    for (size_t i = 0; i < g->npackage; i++)
        n += s->x->on[g->package[i]];
    if (g->has_max && n > g->max)
        report(s, CHECK_GROUP_MAX, g->id, g->max, n);
    if (g->has_min && n < g->min)
        report(s, CHECK_GROUP_MIN, g->id, g->min, n);
}

static void check_share(struct statements *s, const struct alloc_share *x)
{
    struct wide of = wide_add_mul(WIDE_ZERO, s->used[x->of], SHARE_WHOLE);
    struct wide part = wide_add_mul(WIDE_ZERO, s->used[x->in], x->bp);
    int order = wide_cmp(of, part);

    if (x->is_min ? order < 0 : order > 0)
        report(s, CHECK_SHARE, x->id, s->used[x->in], s->used[x->of]);
}

void certificate_statements(const struct rich_answer *x, struct certificate *cert)
{
    const struct spec *spec = &x->in->spec;
    size_t before = cert->nfault;
    struct statements s = {.x = x, .in = x->in, .cert = cert};

    s.units = ARENA_ARRAY(cert->a, int64_t, spec->nunits + 1);
    s.paid = ARENA_ARRAY(cert->a, bool, spec->nshared + 1);
    s.used = ARENA_ARRAY(cert->a, int64_t, spec->nresource + 1);
    for (size_t k = 0; k < spec->nunits; k++)
        count_units(&s, k);
    if (cert->nfault > before) /* sums of such units mean nothing */
        return;
    check_claimed_units(&s);
    for (size_t k = 0; k < spec->nshared; k++)
        check_shared(&s, k);
    check_sums(&s);
    for (size_t k = 0; k < spec->ngroup; k++)
        check_group(&s, &spec->group[k]);
    for (size_t k = 0; k < spec->nshare; k++)
        check_share(&s, &spec->share[k]);
}
