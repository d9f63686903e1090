#include "allocate/instance.h"

#include <string.h>

#include "allocate/ids.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/money.h"

static bool refuse(struct err *e, struct str path, const char *why)
{
    FAIL(e, ERR_INSTANCE);
    err_arg(e, "path", value_str(path));
    err_arg(e, "why", value_str(str_from(why)));
    return false;
}

static struct str package_path(struct arena *a, size_t i, const char *member)
{
    return str_format(a, "packages[%zu].%s", i, member);
}

struct str instance_unit(struct str id)
{
    for (size_t i = id.n; i > 1; i--) {
        /* NOLINTNEXTLINE(bugprone-not-null-terminated-result): NUL is none of them */
        if (memchr("/.:#-", id.p[i - 1], 5))
            return str_slice(id, 0, i - 1);
    }
    return id;
}

bool instance_is_level_below(const struct instance *in, uint32_t p, uint32_t below)
{
    struct str x = in->package[p].id, y = in->package[below].id;
    struct str ux = instance_unit(x), uy = instance_unit(y);

    if (in->package[p].kind == PACKAGE_UNITS)
        return true;
    return str_eq(ux, uy) && (ux.n < x.n || uy.n < y.n);
}

int64_t instance_cost(const struct instance *in, const struct alloc_package *p)
{
    int64_t most = 0;

    for (size_t k = 0; k < p->nuse; k++) {
        const struct alloc_resource *r = &in->resource[p->use[k].resource];

        if (r->kind == RESOURCE_MONEY && !r->is_signed && p->use[k].amount > most)
            most = p->use[k].amount;
    }
    return most;
}

bool instance_is_given(const struct instance *in, const struct alloc_use *u)
{
    return u->resource < in->spec.nresource && !in->resource[u->resource].label.n;
}

int64_t instance_units_on(const struct instance *in, size_t k, const bool *on)
{
    const struct alloc_units *u = &in->spec.units[k];
    int64_t n = u->low;

    if (!on[u->package])
        return 0;
    for (uint32_t i = 0; i < u->n; i++)
        n += on[u->first + i] ? in->package[u->first + i].units : 0;
    return n;
}

bool instance_breaks(const struct alloc_resource *r, int64_t used, int64_t amount)
{
    if (amount >= 0)
        return amount > 0 && r->has_max && amount > r->max - used;
    return r->has_min && used + amount < r->min;
}

/* m * 10^shift exactly; false when it is no integer or does not fit. */
static bool shift_decimal(int64_t m, int64_t shift, int64_t *ret)
{
    for (; shift > 0 && m != 0; shift--) {
        if (__builtin_mul_overflow(m, INT64_C(10), &m))
            return false;
    }
    for (; shift < 0 && m != 0; shift++) {
        if (m % 10 != 0)
            return false;
        m /= 10;
    }
    *ret = m;
    return true;
}

/* The exponent part from s[*i] on, when there is one. */
static bool read_exponent(struct str s, size_t *i, int64_t *ret)
{
    bool negative = false, any = false;
    int64_t x = 0;

    *ret = 0;
    if (*i >= s.n || (s.p[*i] != 'e' && s.p[*i] != 'E'))
        return true;
    ++*i;
    if (*i < s.n && (s.p[*i] == '+' || s.p[*i] == '-'))
        negative = s.p[(*i)++] == '-';
    for (; *i < s.n && s.p[*i] >= '0' && s.p[*i] <= '9'; ++*i) {
        x = x < 1000 ? x * 10 + (s.p[*i] - '0') : x;
        any = true;
    }
    *ret = negative ? -x : x;
    return any;
}

bool decimal_parse(struct str s, unsigned want, int64_t *ret)
{
    int64_t m = 0, places = 0, zeros = 0, exponent = 0;
    bool negative = false, point = false, any = false;
    size_t i = 0;

    if (s.n && s.p[0] == '-') {
        negative = true;
        i++;
    }
    for (; i < s.n; i++) {
        char c = s.p[i];

        if (c == '.' && !point) {
            point = true;
            continue;
        }
        if (c < '0' || c > '9')
            break;
        any = true;
        if (point && c == '0') { /* trailing zeros of the fraction cost no digits */
            zeros++;
            continue;
        }
        places += point ? zeros + 1 : 0;
        if (!shift_decimal(m, point ? zeros + 1 : 1, &m) ||
            __builtin_add_overflow(m, (int64_t)(c - '0'), &m))
            return false;
        zeros = 0;
    }
    if (!any || !read_exponent(s, &i, &exponent) || i != s.n ||
        !shift_decimal(m, (int64_t)want - places + exponent, &m))
        return false;
    *ret = negative ? -m : m;
    return true;
}

bool value_parse(struct str s, int64_t *ret)
{
    return decimal_parse(s, VALUE_PLACES, ret);
}

static bool check_ids(struct arena *a, const struct instance *in, bool packages, struct err *e)
{
    size_t n = packages ? in->npackage : in->nresource;
    struct ids ids;

    ids_init(&ids, a, n);
    for (size_t i = 0; i < n; i++) {
        struct str id = packages ? in->package[i].id : in->resource[i].id;
        const char *why = NULL;

        if (id.n == 0 || id.n > INSTANCE_ID_MAX)
            why = "an id has 1 to 120 bytes";
        else if (!str_utf8_valid(id))
            why = "an id is UTF-8 text";
        else if (!ids_add(&ids, id, (uint32_t)i))
            why = "this id is there twice";
        if (why)
            return refuse(e, str_format(a, "%s[%zu].id", packages ? "packages" : "resources", i),
                          why);
    }
    return true;
}

/* --- the rules --------------------------------------------------------------------------- */

static bool check_resources(struct arena *a, const struct instance *in, struct err *e)
{
    for (size_t r = 0; r < in->nresource; r++) {
        const struct alloc_resource *x = &in->resource[r];
        const char *why = NULL;

        if ((x->max < 0 || x->min < 0) && !x->is_signed)
            why = "max and min are 0 or more";
        else if (x->max > INSTANCE_SUM_MAX || x->min > INSTANCE_SUM_MAX ||
                 x->max < -INSTANCE_SUM_MAX || x->min < -INSTANCE_SUM_MAX)
            why = "max and min are at most 9000000000000000000";
        else if (x->has_max && x->has_min && x->min > x->max)
            why = "min is above max";
        if (why)
            return refuse(e, str_format(a, "resources[%zu]", r), why);
    }
    return true;
}

static bool check_uses(struct arena *a, const struct instance *in, size_t i, int64_t *sum,
                       uint32_t *seen, struct err *e)
{
    const struct alloc_package *p = &in->package[i];

    for (size_t k = 0; k < p->nuse; k++) {
        const struct alloc_use *u = &p->use[k];
        const char *why = NULL;

        if (u->resource >= in->nresource)
            why = "unknown resource";
        else if (seen[u->resource] == i + 1)
            why = "a resource is used twice";
        else if (u->amount < 0 && !in->resource[u->resource].is_signed)
            why = "a use is 0 or more";
        else if (in->resource[u->resource].kind != RESOURCE_SHARE &&
                 (u->amount > MONEY_MAX || u->amount < -MONEY_MAX))
            why = "a use is at most 1000000000000000 satang";
        else if ((u->amount < 0 ? -u->amount : u->amount) > INSTANCE_SUM_MAX - sum[u->resource])
            why = "the uses of this resource sum to more than 9000000000000000000";
        if (why)
            return refuse(e, package_path(a, i, "use"), why);
        seen[u->resource] = (uint32_t)i + 1;
        sum[u->resource] += u->amount < 0 ? -u->amount : u->amount;
    }
    return true;
}

static bool check_packages(struct arena *a, const struct instance *in, struct err *e)
{
    int64_t *sum = ARENA_ARRAY(a, int64_t, in->nresource);
    uint32_t *seen = ARENA_ARRAY(a, uint32_t, in->nresource);
    int64_t total = 0;

    for (size_t i = 0; i < in->npackage; i++) {
        const struct alloc_package *p = &in->package[i];

        if (p->value < -INSTANCE_SUM_MAX || p->value > INSTANCE_SUM_MAX ||
            (p->value < 0 ? -p->value : p->value) > INSTANCE_SUM_MAX - total)
            return refuse(e, package_path(a, i, "value"),
                          "the values sum to more than 9000000000000");
        total += p->value < 0 ? -p->value : p->value;
        if (p->mandatory && p->forbidden)
            return refuse(e, package_path(a, i, "mandatory"), "it is forbidden too");
        if (!check_uses(a, in, i, sum, seen, e))
            return false;
        for (size_t k = 0; k < p->nneed; k++) {
            if (p->need[k] >= in->npackage)
                return refuse(e, package_path(a, i, "requires"), "unknown package");
        }
        for (size_t k = 0; k < p->nbar; k++) {
            if (p->bar[k] >= in->npackage)
                return refuse(e, package_path(a, i, "excludes"), "unknown package");
            if (p->bar[k] == i)
                return refuse(e, package_path(a, i, "excludes"), "it excludes itself");
        }
    }
    return true;
}

/* Lists turned round: ret_start[j] .. ret_start[j + 1] of ret_from are the i whose list holds j. */
static void turn_round(struct arena *a, const struct instance *in, bool bars, uint32_t **ret_start,
                       uint32_t **ret_from)
{
    size_t n = in->npackage, links = 0;
    uint32_t *start = ARENA_ARRAY(a, uint32_t, n + 2);

    for (size_t i = 0; i < n; i++) {
        const struct alloc_package *p = &in->package[i];

        for (size_t k = 0; k < (bars ? p->nbar : p->nneed); k++) {
            start[(bars ? p->bar[k] : p->need[k]) + 2]++;
            links++;
        }
    }
    for (size_t i = 2; i < n + 2; i++)
        start[i] += start[i - 1];
    *ret_from = ARENA_ARRAY(a, uint32_t, links);
    for (size_t i = 0; i < n; i++) {
        const struct alloc_package *p = &in->package[i];

        for (size_t k = 0; k < (bars ? p->nbar : p->nneed); k++)
            (*ret_from)[start[(bars ? p->bar[k] : p->need[k]) + 1]++] = (uint32_t)i;
    }
    *ret_start = start;
}

/* Adds the members of list[0..n) that were not seen for package i yet. */
static size_t add_new(uint32_t *to, size_t n, const uint32_t *list, size_t nlist, uint32_t *seen,
                      uint32_t mark)
{
    for (size_t k = 0; k < nlist; k++) {
        if (seen[list[k]] != mark) {
            seen[list[k]] = mark;
            to[n++] = list[k];
        }
    }
    return n;
}

/* Requirements once each and turned round; exclusions made symmetric, once each. */
static void derive_links(struct arena *a, struct instance *in)
{
    uint32_t *seen = ARENA_ARRAY(a, uint32_t, in->npackage);
    uint32_t *start, *from, *bar_start, *bar_from;
    uint32_t mark = 0;

    for (size_t i = 0; i < in->npackage; i++) {
        struct alloc_package *p = &in->package[i];
        uint32_t *need = ARENA_ARRAY(a, uint32_t, p->nneed);

        p->nneed = add_new(need, 0, p->need, p->nneed, seen, ++mark);
        p->need = need;
    }
    turn_round(a, in, false, &start, &from);
    turn_round(a, in, true, &bar_start, &bar_from);
    for (size_t i = 0; i < in->npackage; i++) {
        struct alloc_package *p = &in->package[i];
        size_t back = bar_start[i + 1] - bar_start[i], n;
        uint32_t *bar = ARENA_ARRAY(a, uint32_t, p->nbar + back);

        p->needed_by = from + start[i];
        p->nneeded_by = start[i + 1] - start[i];
        n = add_new(bar, 0, p->bar, p->nbar, seen, ++mark);
        p->nbar = add_new(bar, n, bar_from + bar_start[i], back, seen, mark);
        p->bar = bar;
    }
}

/* Names a circle of requirements among the packages that never became ready. */
static bool refuse_circle(struct arena *a, const struct instance *in, const uint32_t *waits,
                          struct err *e)
{
    bool *seen = ARENA_ARRAY(a, bool, in->npackage);
    struct sbuf b;
    size_t i = 0;
    uint32_t first;

    while (!waits[i])
        i++;
    while (!seen[i]) { /* every package that waits needs one that waits */
        const struct alloc_package *p = &in->package[i];
        size_t k = 0;

        seen[i] = true;
        while (!waits[p->need[k]])
            k++;
        i = p->need[k];
    }
    first = (uint32_t)i;
    sbuf_init(&b, a, 150);
    do {
        const struct alloc_package *p = &in->package[i];
        size_t k = 0;

        sbuf_add(&b, p->id);
        SB_LIT(&b, " > ");
        while (!waits[p->need[k]])
            k++;
        i = p->need[k];
    } while (i != first && !b.overflow);
    sbuf_add(&b, in->package[first].id);
    FAIL(e, ERR_RANK_CYCLE);
    err_arg(e, "value", value_str(sbuf_str(&b)));
    return false;
}

static bool derive_order(struct arena *a, struct instance *in, struct err *e)
{
    uint32_t *waits = ARENA_ARRAY(a, uint32_t, in->npackage);
    uint32_t *order = ARENA_ARRAY(a, uint32_t, in->npackage);
    size_t n = 0;

    for (size_t i = 0; i < in->npackage; i++) {
        waits[i] = (uint32_t)in->package[i].nneed;
        if (!waits[i])
            order[n++] = (uint32_t)i;
    }
    for (size_t k = 0; k < n; k++) {
        const struct alloc_package *p = &in->package[order[k]];

        for (size_t j = 0; j < p->nneeded_by; j++) {
            if (--waits[p->needed_by[j]] == 0)
                order[n++] = p->needed_by[j];
        }
    }
    in->order = order;
    return n == in->npackage || refuse_circle(a, in, waits, e);
}

void instance_close(struct instance *in)
{
    for (size_t k = in->npackage; k-- > 0;) {
        struct alloc_package *p = &in->package[in->order[k]];

        p->forced = p->mandatory;
        for (size_t j = 0; j < p->nneeded_by; j++)
            p->forced |= in->package[p->needed_by[j]].forced;
    }
    for (size_t k = 0; k < in->npackage; k++) {
        struct alloc_package *p = &in->package[in->order[k]];

        p->banned = p->forbidden;
        for (size_t j = 0; j < p->nbar && !p->forced; j++)
            p->banned |= in->package[p->bar[j]].forced;
        for (size_t j = 0; j < p->nneed; j++)
            p->banned |= in->package[p->need[j]].banned;
    }
}

bool instance_finish(struct arena *a, struct instance *in, struct err *e)
{
    bool made;

    if (in->nresource > INSTANCE_MAX_RESOURCES)
        return refuse(e, STR("resources"), "at most 10000 resources");
    if (in->npackage > INSTANCE_MAX_PACKAGES)
        return refuse(e, STR("packages"), "at most 200000 packages");
    if (!check_ids(a, in, false, e) || !check_ids(a, in, true, e) || !check_resources(a, in, e) ||
        !check_packages(a, in, e))
        return false;
    if (!in->spec.is_lowered) {
        in->spec.npackage = in->npackage;
        in->spec.nresource = in->nresource;
        if (!instance_lower(a, in, &made, e))
            return false;
        in->spec.is_lowered = true;
        if (in->nresource > INSTANCE_MAX_RESOURCES)
            return refuse(e, STR("resources"), "at most 10000 resources, with groups and shares");
        if (made && (!check_resources(a, in, e) || !check_packages(a, in, e)))
            return false;
    }
    derive_links(a, in);
    if (!derive_order(a, in, e))
        return false;
    instance_close(in);
    return true;
}
