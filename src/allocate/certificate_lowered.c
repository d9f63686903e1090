/* What lowering made, recomputed from the statements (certificate_rich.h). */
#include "allocate/certificate_rich.h"
#include "base/arena.h"

enum { SHARE_WHOLE = 10000 };

struct lowered {
    const struct instance *in;
    struct certificate *cert;
    size_t *users;            /* by resource: packages that use it */
    size_t package, resource; /* the next ones that a statement must have made */
    size_t needs;             /* needs of given packages for made ones that statements explain */
    size_t *mark;             /* by package: the last statement that named it */
    size_t stamp;
};

static void differ(struct lowered *l, struct str what)
{
    certificate_report(l->cert, &(struct fault){CHECK_LOWERED, what, STR_NONE, STR_NONE});
}

static int64_t amount_of(const struct alloc_use *use, size_t n, uint32_t r)
{
    int64_t sum = 0;

    for (size_t k = 0; k < n; k++)
        sum += use[k].resource == r ? use[k].amount : 0;
    return sum;
}

static int64_t use_of(const struct alloc_package *x, uint32_t r)
{
    return amount_of(x->use, x->nuse, r);
}

/* Are the uses of given resources that are no label's `times` those of the statement? */
static bool are_uses(const struct lowered *l, const struct alloc_package *x,
                     const struct alloc_use *use, size_t n, int64_t times)
{
    int64_t want;

    for (size_t k = 0; k < n; k++) {
        if (__builtin_mul_overflow(amount_of(use, n, use[k].resource), times, &want) ||
            use_of(x, use[k].resource) != want)
            return false;
    }
    for (size_t k = 0; k < x->nuse; k++) {
        uint32_t r = x->use[k].resource;

        if (r < l->in->spec.nresource && !l->in->resource[r].label.n && x->use[k].amount &&
            !amount_of(use, n, r))
            return false;
    }
    return true;
}

/* --- units ------------------------------------------------------------------------------- */

/* A step of a chain is one unit and needs the step before; a bundle needs the package alone, and is
 * at most one more than all before it, so that every number of units can be had. */
static bool is_step(const struct lowered *l, const struct alloc_units *u, uint32_t i, bool chain,
                    int64_t before)
{
    const struct alloc_package *x = &l->in->package[u->first + i];
    int64_t value;

    return x->kind == PACKAGE_UNITS && x->of == u->package && !x->mandatory &&
           (!x->forbidden || l->in->package[u->package].forbidden) && !x->nbar && x->nneed == 1 &&
           x->need[0] == (chain && i ? u->first + i - 1 : u->package) && x->units >= 1 &&
           x->units <= (chain ? 1 : before + 1) &&
           !__builtin_mul_overflow(u->value, x->units, &value) && x->value == value &&
           are_uses(l, x, u->use, u->nuse, x->units);
}

static void check_units(struct lowered *l, const struct alloc_units *u)
{
    bool right = u->package < l->in->spec.npackage && u->first == l->package &&
                 u->n <= l->in->npackage - l->package;
    int64_t units = 0;

    if (!right) {
        differ(l, STR("units"));
        return;
    }
    for (uint32_t i = 0; i < u->n && right; i++) {
        bool chain = u->n > 1 && l->in->package[u->first + 1].nneed == 1 &&
                     l->in->package[u->first + 1].need[0] == u->first;

        right = is_step(l, u, i, chain, units);
        units += l->in->package[u->first + i].units;
    }
    if (!right || units != u->high - u->low)
        differ(l, l->in->package[u->package].id);
    l->package += u->n;
}

/* --- shared costs ------------------------------------------------------------------------ */

static bool needs(const struct alloc_package *x, uint32_t p)
{
    for (size_t k = 0; k < x->nneed; k++) {
        if (x->need[k] == p)
            return true;
    }
    return false;
}

static void check_shared(struct lowered *l, const struct alloc_shared *s)
{
    const struct alloc_package *x = &l->in->package[s->package];
    bool right = s->package == l->package && s->package < l->in->npackage;

    if (!right) {
        differ(l, s->id);
        return;
    }
    right = x->kind == PACKAGE_SHARED && str_eq(x->id, s->id) && x->value == 0 && !x->mandatory &&
            !x->forbidden && !x->nneed && !x->nbar && are_uses(l, x, s->use, s->nuse, 1);
    l->stamp++;
    for (size_t k = 0; k < s->nuser && right; k++) {
        right = needs(&l->in->package[s->user[k]], s->package);
        l->needs += l->mark[s->user[k]] != l->stamp;
        l->mark[s->user[k]] = l->stamp;
    }
    if (!right)
        differ(l, s->id);
    l->package++;
}

/* A shared cost that could help to keep a floor or a share is counted: at least as many users as it. */
static void check_used(struct lowered *l, const struct alloc_shared *s)
{
    const struct alloc_package *x = &l->in->package[s->package];
    const struct alloc_resource *used;
    uint32_t r = (uint32_t)l->resource;
    bool helps = false, right;
    size_t n = 1;

    for (size_t k = 0; k < x->nuse && !helps; k++) {
        used = &l->in->resource[x->use[k].resource];
        helps = used->kind != RESOURCE_USED && (used->has_min || used->is_signed);
    }
    if (!helps)
        return;
    right = l->resource < l->in->nresource;
    l->resource++;
    if (right) {
        used = &l->in->resource[r];
        right = used->kind == RESOURCE_USED && used->is_signed && used->has_min && !used->min &&
                !used->has_max && use_of(x, r) == -1;
        l->stamp++;
        for (size_t k = 0; k < s->nuser && right; k++) {
            right = use_of(&l->in->package[s->user[k]], r) == 1;
            n += l->mark[s->user[k]] != l->stamp;
            l->mark[s->user[k]] = l->stamp;
        }
        right &= l->users[r] == n;
    }
    if (!right)
        differ(l, s->id);
}

/* --- labels, groups, shares -------------------------------------------------------------- */

static bool carries(const struct instance *in, size_t i, struct str label)
{
    const struct alloc_package *p = &in->package[i];

    if (p->kind == PACKAGE_SHARED)
        return false;
    p = p->kind == PACKAGE_UNITS ? &in->package[p->of] : p;
    for (size_t k = 0; k < p->nlabel; k++) {
        if (str_eq(p->label[k], label))
            return true;
    }
    return false;
}

static void check_label(struct lowered *l, uint32_t r)
{
    const struct alloc_resource *x = &l->in->resource[r];

    for (size_t i = 0; i < l->in->npackage; i++) {
        const struct alloc_package *p = &l->in->package[i];
        int64_t want = carries(l->in, i, x->label) ? use_of(p, x->label_of) : 0;

        if (use_of(p, r) != want) {
            differ(l, x->id);
            return;
        }
    }
}

static bool is_next(struct lowered *l, uint32_t resource, struct str id, enum resource_kind kind)
{
    return resource == l->resource++ && resource < l->in->nresource &&
           l->in->resource[resource].kind == kind && str_eq(l->in->resource[resource].id, id);
}

static bool is_limited(const struct alloc_resource *x, const struct alloc_group *g)
{
    return !x->is_signed && x->has_max == g->has_max && x->has_min == g->has_min &&
           (!g->has_max || x->max == g->max) && (!g->has_min || x->min == g->min);
}

static void check_group(struct lowered *l, const struct alloc_group *g)
{
    bool right = is_next(l, g->resource, g->id, RESOURCE_COUNT) &&
                 is_limited(&l->in->resource[g->resource], g) &&
                 l->users[g->resource] == g->npackage;

    for (size_t k = 0; k < g->npackage && right; k++)
        right = use_of(&l->in->package[g->package[k]], g->resource) == 1;
    if (!right)
        differ(l, g->id);
}

/* The row is (10,000 x of - bp x in), all divided by one and the same whole number. */
static bool are_parts(const struct lowered *l, const struct alloc_share *s)
{
    int64_t divisor = 0, whole, part;
    size_t n = 0;

    for (size_t i = 0; i < l->in->npackage; i++) {
        const struct alloc_package *p = &l->in->package[i];
        int64_t have = use_of(p, s->resource);

        if (__builtin_mul_overflow(use_of(p, s->of), (int64_t)SHARE_WHOLE, &whole) ||
            __builtin_mul_overflow(use_of(p, s->in), s->bp, &part) ||
            __builtin_sub_overflow(whole, part, &whole))
            return false;
        if (whole && !have)
            return false;
        if (!divisor && have)
            divisor = whole / have;
        if (have && (divisor <= 0 || __builtin_mul_overflow(have, divisor, &part) || part != whole))
            return false;
        n += have != 0;
    }
    return n == l->users[s->resource];
}

static void check_share(struct lowered *l, const struct alloc_share *s)
{
    const struct alloc_resource *x;
    bool right = is_next(l, s->resource, s->id, RESOURCE_SHARE);

    if (right) {
        x = &l->in->resource[s->resource];
        right = x->is_signed && x->has_max == !s->is_min && x->has_min == s->is_min && !x->max &&
                !x->min && are_parts(l, s);
    }
    if (!right)
        differ(l, s->id);
}

/* --- all --------------------------------------------------------------------------------- */

/* Nothing given needs or excludes what was made, except users their shared cost. */
static void check_links(struct lowered *l)
{
    size_t n = 0;

    for (size_t i = 0; i < l->in->spec.npackage; i++) {
        const struct alloc_package *x = &l->in->package[i];

        for (size_t k = 0; k < x->nneed; k++)
            n += x->need[k] >= l->in->spec.npackage;
        for (size_t k = 0; k < x->nbar; k++) {
            if (x->bar[k] >= l->in->spec.npackage)
                differ(l, x->id);
        }
    }
    if (n != l->needs)
        differ(l, STR("requires"));
}

void certificate_lowering(const struct instance *in, struct certificate *cert)
{
    const struct spec *s = &in->spec;
    struct lowered l = {in, cert, NULL, s->npackage, s->nresource, 0, NULL, 0};
    size_t before = cert->nfault;

    l.users = ARENA_ARRAY(cert->a, size_t, in->nresource + 1);
    l.mark = ARENA_ARRAY(cert->a, size_t, in->npackage + 1);
    for (size_t i = 0; i < in->npackage; i++) {
        for (size_t k = 0; k < in->package[i].nuse; k++)
            l.users[in->package[i].use[k].resource]++;
    }
    for (size_t k = 0; k < s->nunits; k++)
        check_units(&l, &s->units[k]);
    for (size_t k = 0; k < s->nshared; k++)
        check_shared(&l, &s->shared[k]);
    if (l.package != in->npackage)
        differ(&l, STR("packages"));
    if (cert->nfault > before) /* what follows looks at made packages */
        return;
    for (uint32_t r = 0; r < s->nresource; r++) {
        if (in->resource[r].label.n)
            check_label(&l, r);
    }
    for (size_t k = 0; k < s->ngroup; k++)
        check_group(&l, &s->group[k]);
    for (size_t k = 0; k < s->nshare; k++)
        check_share(&l, &s->share[k]);
    for (size_t k = 0; k < s->nshared; k++)
        check_used(&l, &s->shared[k]);
    if (l.resource != in->nresource)
        differ(&l, STR("resources"));
    check_links(&l);
}
