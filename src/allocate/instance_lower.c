/* Rich statements (instance.h, struct spec) become plain packages and resources. */
#include <string.h>

#include "allocate/ids.h"
#include "allocate/instance.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum { SHARE_WHOLE = 10000 };

struct lowering {
    struct arena *a;
    struct instance *in;
    struct err *e;
    struct ids packages, resources;
    struct alloc_use **own; /* by package: its uses once more are added; NULL: the giver's list */
    uint32_t *room;         /* by package: uses that `own` can hold */
    uint32_t *mark;         /* by package: did this statement name it? */
};

static bool refuse(struct lowering *l, struct str path, const char *why)
{
    FAIL(l->e, ERR_INSTANCE);
    err_arg(l->e, "path", value_str(path));
    err_arg(l->e, "why", value_str(str_from(why)));
    return false;
}

static bool refuse_at(struct lowering *l, const char *list, size_t i, const char *member,
                      const char *why)
{
    return refuse(l, str_format(l->a, "%s[%zu]%s%s", list, i, *member ? "." : "", member), why);
}

static bool is_rich(const struct instance *in)
{
    const struct spec *s = &in->spec;

    if (s->nunits || s->nshared || s->ngroup || s->nshare)
        return true;
    for (size_t r = 0; r < in->nresource; r++) {
        if (in->resource[r].label.n)
            return true;
    }
    return false;
}

static void add_use(struct lowering *l, uint32_t p, uint32_t r, int64_t amount)
{
    struct alloc_package *x = &l->in->package[p];

    if (!amount)
        return;
    if (x->nuse >= l->room[p]) {
        l->room[p] = 2 * (uint32_t)x->nuse + 2;
        l->own[p] = ARENA_ARRAY(l->a, struct alloc_use, l->room[p]);
        if (x->nuse)
            memcpy(l->own[p], x->use, x->nuse * sizeof **l->own);
        x->use = l->own[p];
    }
    l->own[p][x->nuse++] = (struct alloc_use){r, amount};
}

static int64_t use_of(const struct alloc_package *x, uint32_t r)
{
    for (size_t k = 0; k < x->nuse; k++) {
        if (x->use[k].resource == r)
            return x->use[k].amount;
    }
    return 0;
}

static bool is_new_id(struct ids *ids, struct str id, size_t index)
{
    return id.n > 0 && id.n <= INSTANCE_ID_MAX && str_utf8_valid(id) &&
           ids_add(ids, id, (uint32_t)index);
}

static struct alloc_resource *new_resource(struct lowering *l, struct str id,
                                           enum resource_kind kind)
{
    struct alloc_resource *x = &l->in->resource[l->in->nresource];

    if (!is_new_id(&l->resources, id, l->in->nresource))
        return NULL;
    *x = (struct alloc_resource){.id = id, .kind = kind};
    l->in->nresource++;
    return x;
}

static struct alloc_package *new_package(struct lowering *l, struct str id, enum package_kind kind)
{
    struct alloc_package *x = &l->in->package[l->in->npackage];

    if (l->in->npackage >= INSTANCE_MAX_PACKAGES ||
        !is_new_id(&l->packages, id, l->in->npackage))
        return NULL;
    *x = (struct alloc_package){.id = id, .kind = kind};
    l->in->npackage++;
    return x;
}

static void add_need(struct lowering *l, struct alloc_package *x, uint32_t need)
{
    uint32_t *list = ARENA_ARRAY(l->a, uint32_t, x->nneed + 1);

    if (x->nneed)
        memcpy(list, x->need, x->nneed * sizeof *list);
    list[x->nneed++] = need;
    x->need = list;
}

/* --- divisible packages ------------------------------------------------------------------ */

/* Packages that the further units of a statement become. */
static uint32_t count_steps(const struct alloc_units *u)
{
    int64_t rest = u->high - u->low;
    uint32_t n = 0;

    if (rest <= INSTANCE_CHAIN_UNITS)
        return rest > 0 ? (uint32_t)rest : 0;
    for (int64_t size = 1; rest > 0; size *= 2, n++)
        rest -= size;
    return n;
}

static bool check_units(struct lowering *l, size_t i)
{
    const struct alloc_units *u = &l->in->spec.units[i];
    const char *why = NULL;

    if (u->package >= l->in->spec.npackage)
        return refuse_at(l, "units", i, "package", "unknown package");
    if (u->low < 0)
        why = "low is 0 or more";
    else if (u->high < 1 || u->high < u->low)
        why = "high is 1 or more and not below low";
    else if (u->high > INSTANCE_MAX_UNITS)
        why = "at most 1000000 units";
    else if (l->mark[u->package]++)
        why = "the units of a package are given twice";
    for (size_t k = 0; k < u->nuse && !why; k++) {
        if (u->use[k].resource >= l->in->spec.nresource)
            why = "unknown resource";
        else if (l->in->resource[u->use[k].resource].label.n)
            why = "the uses of a label's resource are counted, not given";
    }
    return !why || refuse_at(l, "packages", u->package, "units", why);
}

static bool make_step(struct lowering *l, const struct alloc_units *u, uint32_t below, int64_t size,
                      bool bundle)
{
    struct str id = l->in->package[u->package].id;
    uint32_t at = (uint32_t)l->in->npackage;
    struct str step = str_format(l->a, "%.*s#%u", STR_FMT(id), at - u->first + 1);
    struct alloc_package *x = new_package(
        l, bundle ? str_format(l->a, "%.*sx%lld", STR_FMT(step), (long long)size) : step,
        PACKAGE_UNITS);
    const struct alloc_package *of = &l->in->package[u->package];

    if (!x)
        return refuse_at(l, "packages", u->package, "units",
                         "the id of a further unit (ID#1) is there already or too long, or more "
                         "than 200000 packages in all");
    x->of = u->package;
    x->units = size;
    x->forbidden = of->forbidden;
    x->has_rank = of->has_rank;
    x->rank = of->rank;
    x->label = of->label;
    x->nlabel = of->nlabel;
    add_need(l, x, below);
    if (__builtin_mul_overflow(u->value, size, &x->value) || x->value > INSTANCE_SUM_MAX ||
        x->value < -INSTANCE_SUM_MAX)
        return refuse_at(l, "packages", u->package, "units.value",
                         "the values sum to more than 9000000000000");
    for (size_t k = 0; k < u->nuse; k++) {
        int64_t amount;

        if (__builtin_mul_overflow(u->use[k].amount, size, &amount))
            return refuse_at(l, "packages", u->package, "units.use",
                             "a use is at most 1000000000000000 satang");
        add_use(l, at, u->use[k].resource, amount);
    }
    return true;
}

static bool lower_units(struct lowering *l)
{
    for (size_t i = 0; i < l->in->spec.nunits; i++) {
        struct alloc_units *u = &l->in->spec.units[i];
        int64_t rest = u->high - u->low, size = 1;
        uint32_t below = u->package;
        bool bundles = rest > INSTANCE_CHAIN_UNITS;

        u->first = (uint32_t)l->in->npackage;
        u->n = count_steps(u);
        for (uint32_t k = 0; k < u->n; k++) {
            int64_t n = bundles && size > rest ? rest : size;

            if (!make_step(l, u, below, n, bundles))
                return false;
            below = bundles ? u->package : u->first + k;
            rest -= n;
            size *= bundles ? 2 : 1;
        }
    }
    return true;
}

/* --- shared costs ------------------------------------------------------------------------ */

static bool lower_shared(struct lowering *l)
{
    for (size_t i = 0; i < l->in->spec.nshared; i++) {
        struct alloc_shared *s = &l->in->spec.shared[i];
        uint32_t at = (uint32_t)l->in->npackage;
        struct alloc_package *x = new_package(l, s->id, PACKAGE_SHARED);

        if (!x)
            return refuse_at(l, "shared", i, "id",
                             "an id has 1 to 120 bytes and is no other package's");
        if (!s->nuser)
            return refuse_at(l, "shared", i, "users", "at least one package is expected");
        s->package = at;
        for (size_t k = 0; k < s->nuse; k++) {
            if (s->use[k].resource >= l->in->spec.nresource)
                return refuse_at(l, "shared", i, "use", "unknown resource");
            if (l->in->resource[s->use[k].resource].label.n)
                return refuse_at(l, "shared", i, "use",
                                 "the uses of a label's resource are counted, not given");
            add_use(l, at, s->use[k].resource, s->use[k].amount);
        }
        for (size_t k = 0; k < s->nuser; k++) {
            if (s->user[k] >= l->in->spec.npackage)
                return refuse_at(l, "shared", i, "users", "unknown package");
            add_need(l, &l->in->package[s->user[k]], at);
        }
    }
    return true;
}

/* A shared cost that could help to reach a floor, or a share, must be used by somebody. */
static bool lower_used(struct lowering *l)
{
    for (size_t i = 0; i < l->in->spec.nshared; i++) {
        const struct alloc_shared *s = &l->in->spec.shared[i];
        const struct alloc_package *x = &l->in->package[s->package];
        uint32_t r = (uint32_t)l->in->nresource;
        struct alloc_resource *used;
        bool helps = false;

        for (size_t k = 0; k < x->nuse; k++)
            helps |= l->in->resource[x->use[k].resource].has_min ||
                     l->in->resource[x->use[k].resource].is_signed;
        if (!helps)
            continue;
        used = new_resource(l, str_format(l->a, "%.*s#used", STR_FMT(s->id)), RESOURCE_USED);
        if (!used)
            return refuse_at(l, "shared", i, "id", "a resource has the id ID#used already");
        used->is_signed = true;
        used->has_min = true;
        memset(l->mark, 0, l->in->npackage * sizeof *l->mark);
        add_use(l, s->package, r, -1);
        for (size_t k = 0; k < s->nuser; k++) {
            if (!l->mark[s->user[k]]++)
                add_use(l, s->user[k], r, 1);
        }
    }
    return true;
}

/* --- labels ------------------------------------------------------------------------------ */

static bool has_label(const struct alloc_package *p, struct str label)
{
    for (size_t k = 0; k < p->nlabel; k++) {
        if (str_eq(p->label[k], label))
            return true;
    }
    return false;
}

static bool lower_label(struct lowering *l, uint32_t r)
{
    const struct alloc_resource *x = &l->in->resource[r];

    if (x->label_of >= l->in->spec.nresource || l->in->resource[x->label_of].label.n ||
        l->in->resource[x->label_of].is_signed || x->is_signed)
        return refuse_at(l, "resources", r, "of",
                         "the id of a resource that is neither signed nor a label's is expected");
    for (uint32_t i = 0; i < l->in->npackage; i++) {
        const struct alloc_package *p = &l->in->package[i];

        if (use_of(p, r))
            return refuse_at(l, "packages", i, "use",
                             "the uses of a label's resource are counted, not given");
        if (has_label(p, x->label))
            add_use(l, i, r, use_of(p, x->label_of));
    }
    return true;
}

static bool lower_labels(struct lowering *l)
{
    for (uint32_t r = 0; r < l->in->spec.nresource; r++) {
        if (l->in->resource[r].label.n && !lower_label(l, r))
            return false;
    }
    return true;
}

/* --- groups and shares ------------------------------------------------------------------- */

static const char *fault_of_group(const struct alloc_group *g)
{
    if (!g->npackage)
        return "at least one package is expected";
    if (!g->has_min && !g->has_max)
        return "min, max or both are expected";
    if ((g->has_min && g->min < 0) || (g->has_max && g->max < 0))
        return "min and max are 0 or more";
    if (g->has_min && g->min > (int64_t)g->npackage)
        return "min is above the number of its packages";
    return g->has_min && g->has_max && g->min > g->max ? "min is above max" : NULL;
}

static bool lower_groups(struct lowering *l)
{
    for (size_t i = 0; i < l->in->spec.ngroup; i++) {
        struct alloc_group *g = &l->in->spec.group[i];
        uint32_t r = (uint32_t)l->in->nresource;
        const char *why = fault_of_group(g);
        struct alloc_resource *x;

        if (why)
            return refuse_at(l, "groups", i, "", why);
        x = new_resource(l, g->id, RESOURCE_COUNT);
        if (!x)
            return refuse_at(l, "groups", i, "id",
                             "an id has 1 to 120 bytes and is no other resource's");
        g->resource = r;
        x->has_max = g->has_max;
        x->has_min = g->has_min;
        x->max = g->max;
        x->min = g->min;
        memset(l->mark, 0, l->in->npackage * sizeof *l->mark);
        for (size_t k = 0; k < g->npackage; k++) {
            if (g->package[k] >= l->in->spec.npackage)
                return refuse_at(l, "groups", i, "packages", "unknown package");
            if (l->mark[g->package[k]]++)
                return refuse_at(l, "groups", i, "packages", "a package is there twice");
            add_use(l, g->package[k], r, 1);
        }
    }
    return true;
}

static int64_t divisor_of(int64_t x, int64_t y)
{
    x = x < 0 ? -x : x;
    y = y < 0 ? -y : y;
    while (y) {
        int64_t rest = x % y;

        x = y;
        y = rest;
    }
    return x;
}

static bool lower_share(struct lowering *l, size_t i)
{
    struct alloc_share *s = &l->in->spec.share[i];
    int64_t *amount = ARENA_ARRAY(l->a, int64_t, l->in->npackage), g = 0;
    uint32_t r = (uint32_t)l->in->nresource;
    struct alloc_resource *x;

    if (s->bp < 0 || s->bp > SHARE_WHOLE)
        return refuse_at(l, "shares", i, s->is_min ? "min_bp" : "max_bp",
                         "0 to 10000 (base points) is expected");
    if (s->of >= r || s->in >= r || s->of == s->in)
        return refuse_at(l, "shares", i, "of", "of and in are the ids of two resources");
    x = new_resource(l, s->id, RESOURCE_SHARE);
    if (!x)
        return refuse_at(l, "shares", i, "id",
                         "an id has 1 to 120 bytes and is no other resource's");
    s->resource = r;
    x->is_signed = true;
    x->has_max = !s->is_min;
    x->has_min = s->is_min;
    for (size_t p = 0; p < l->in->npackage; p++) {
        int64_t whole, part;

        if (__builtin_mul_overflow(use_of(&l->in->package[p], s->of), INT64_C(10000), &whole) ||
            __builtin_mul_overflow(use_of(&l->in->package[p], s->in), s->bp, &part) ||
            __builtin_sub_overflow(whole, part, &amount[p]) || amount[p] > INSTANCE_SUM_MAX ||
            amount[p] < -INSTANCE_SUM_MAX)
            return refuse_at(l, "shares", i, "", "the uses are too large for a share");
        g = divisor_of(g, amount[p]);
    }
    for (uint32_t p = 0; p < l->in->npackage; p++) {
        if (amount[p])
            add_use(l, p, r, amount[p] / g);
    }
    return true;
}

/* --- all --------------------------------------------------------------------------------- */

/* Lists long enough for what will be made, and the ids that are taken. */
static bool make_room(struct lowering *l)
{
    struct instance *in = l->in;
    const struct spec *s = &in->spec;
    size_t packages = in->npackage + s->nshared,
           resources = in->nresource + s->nshared + s->ngroup + s->nshare;
    struct alloc_package *package;
    struct alloc_resource *resource;

    l->mark = ARENA_ARRAY(l->a, uint32_t, in->npackage + 1);
    for (size_t i = 0; i < s->nunits; i++) {
        if (!check_units(l, i))
            return false;
        packages += count_steps(&s->units[i]);
    }
    package = ARENA_ARRAY(l->a, struct alloc_package, packages);
    resource = ARENA_ARRAY(l->a, struct alloc_resource, resources);
    ids_init(&l->packages, l->a, packages);
    ids_init(&l->resources, l->a, resources);
    for (size_t i = 0; i < in->npackage; i++) {
        package[i] = in->package[i];
        (void)ids_add(&l->packages, package[i].id, (uint32_t)i);
    }
    for (size_t r = 0; r < in->nresource; r++) {
        resource[r] = in->resource[r];
        (void)ids_add(&l->resources, resource[r].id, (uint32_t)r);
    }
    in->package = package;
    in->resource = resource;
    l->own = ARENA_ARRAY(l->a, struct alloc_use *, packages);
    l->room = ARENA_ARRAY(l->a, uint32_t, packages);
    l->mark = ARENA_ARRAY(l->a, uint32_t, packages);
    return true;
}

bool instance_lower(struct arena *a, struct instance *in, bool *ret_made, struct err *e)
{
    struct lowering l = {.a = a, .in = in, .e = e};

    *ret_made = is_rich(in);
    if (!*ret_made)
        return true;
    if (!make_room(&l) || !lower_units(&l) || !lower_shared(&l) || !lower_labels(&l) ||
        !lower_groups(&l))
        return false;
    for (size_t i = 0; i < in->spec.nshare; i++) {
        if (!lower_share(&l, i))
            return false;
    }
    return lower_used(&l);
}
