#include "allocate/certificate_case.h"

#include "base/arena.h"

/* x - y, cut to what int64 holds. */
static int64_t minus(int64_t x, int64_t y)
{
    int64_t ret;

    if (!__builtin_sub_overflow(x, y, &ret))
        return ret;
    return x < 0 ? INT64_MIN : INT64_MAX;
}

static void make_due(struct cases *c, uint32_t r)
{
    if (c->is_due[r])
        return;
    c->is_due[r] = true;
    c->due[c->ndue++] = r;
}

/* What a decision does to the least and the most use; sign -1 takes it back. */
static void count_use(struct cases *c, uint32_t p, enum case_state to, int64_t sign)
{
    const struct alloc_package *x = &c->in->package[p];

    for (size_t k = 0; k < x->nuse; k++) {
        uint32_t r = x->use[k].resource;
        int64_t amount = x->use[k].amount;

        if ((to == CASE_IN) == (amount >= 0))
            c->low[r] += to == CASE_IN ? sign * amount : -sign * amount;
        else
            c->high[r] += to == CASE_IN ? sign * amount : -sign * amount;
        if (sign > 0)
            make_due(c, r);
    }
    c->work += x->nuse;
}

static bool set(struct cases *c, uint32_t p, enum case_state to)
{
    if (c->state[p] != CASE_OPEN)
        return c->state[p] == to;
    c->state[p] = (uint8_t)to;
    c->trail[c->ntrail++] = p;
    count_use(c, p, to, 1);
    return true;
}

static bool follow_rules(struct cases *c, uint32_t p)
{
    const struct alloc_package *x = &c->in->package[p];

    c->work += x->nneed + x->nbar + x->nneeded_by;
    if (c->state[p] == CASE_OUT) {
        for (size_t k = 0; k < x->nneeded_by; k++) {
            if (!set(c, x->needed_by[k], CASE_OUT))
                return false;
        }
        return true;
    }
    for (size_t k = 0; k < x->nneed; k++) {
        if (!set(c, x->need[k], CASE_IN))
            return false;
    }
    for (size_t k = 0; k < x->nbar; k++) {
        if (!set(c, x->bar[k], CASE_OUT))
            return false;
    }
    return true;
}

static bool follow_resource(struct cases *c, uint32_t r)
{
    const struct alloc_resource *x = &c->in->resource[r];

    if ((x->has_max && c->low[r] > x->max) || (x->has_min && c->high[r] < x->min))
        return false;
    for (size_t k = c->first[r]; k < c->first[r + 1]; k++) {
        int64_t amount = c->user[k].amount;
        int64_t room = x->has_max ? minus(x->max, c->low[r]) : INT64_MAX;
        int64_t spare = x->has_min ? minus(c->high[r], x->min) : INT64_MAX;
        enum case_state more = amount >= 0 ? CASE_IN : CASE_OUT; /* what uses more of it */
        enum case_state less = amount >= 0 ? CASE_OUT : CASE_IN;

        if (c->largest[r] <= room && c->largest[r] <= spare)
            return true;
        c->work++;
        amount = amount < 0 ? -amount : amount;
        if (c->state[c->user[k].package] != CASE_OPEN)
            continue;
        if (amount > room && !set(c, c->user[k].package, less))
            return false;
        if (amount > spare && !set(c, c->user[k].package, more))
            return false;
    }
    return true;
}

static bool follow(struct cases *c)
{
    while (c->done < c->ntrail || c->ndue) {
        if (c->done < c->ntrail) {
            if (!follow_rules(c, c->trail[c->done++]))
                return false;
        } else {
            uint32_t r = c->due[--c->ndue];

            c->is_due[r] = false;
            if (!follow_resource(c, r))
                return false;
        }
    }
    return true;
}

bool cases_decide(struct cases *c, uint32_t package, enum case_state to)
{
    return set(c, package, to) && follow(c);
}

void cases_undo(struct cases *c, size_t ntrail)
{
    while (c->ntrail > ntrail) {
        uint32_t p = c->trail[--c->ntrail];

        count_use(c, p, (enum case_state)c->state[p], -1);
        c->state[p] = CASE_OPEN;
    }
    c->done = ntrail;
    while (c->ndue)
        c->is_due[c->due[--c->ndue]] = false;
}

/* Lists each resource's users. False when a sum does not fit. */
static bool list_users(struct cases *c, struct arena *a)
{
    const struct instance *in = c->in;
    size_t *first = ARENA_ARRAY(a, size_t, in->nresource + 2), total = 0;

    for (size_t i = 0; i < in->npackage; i++) {
        for (size_t k = 0; k < in->package[i].nuse; k++) {
            uint32_t r = in->package[i].use[k].resource;
            int64_t amount = in->package[i].use[k].amount;
            int64_t *to = amount < 0 ? &c->low[r] : &c->high[r];

            if (amount < -INSTANCE_SUM_MAX || __builtin_add_overflow(*to, amount, to))
                return false;
            amount = amount < 0 ? -amount : amount;
            c->largest[r] = amount > c->largest[r] ? amount : c->largest[r];
            first[r + 2]++;
            total++;
        }
    }
    for (size_t r = 0; r < in->nresource; r++) {
        if (c->low[r] < -INSTANCE_SUM_MAX || c->high[r] > INSTANCE_SUM_MAX)
            return false;
        first[r + 2] += first[r + 1];
    }
    c->user = ARENA_ARRAY(a, struct case_user, total);
    for (uint32_t i = 0; i < in->npackage; i++) {
        for (size_t k = 0; k < in->package[i].nuse; k++) {
            const struct alloc_use *u = &in->package[i].use[k];

            c->user[first[u->resource + 1]++] = (struct case_user){i, u->amount};
        }
    }
    c->first = first;
    return true;
}

bool cases_init(struct cases *c, struct arena *a, const struct instance *in, bool *ret_possible)
{
    bool possible = true;

    *c = (struct cases){.in = in};
    c->state = ARENA_ARRAY(a, uint8_t, in->npackage);
    c->trail = ARENA_ARRAY(a, uint32_t, in->npackage);
    c->low = ARENA_ARRAY(a, int64_t, in->nresource);
    c->high = ARENA_ARRAY(a, int64_t, in->nresource);
    c->largest = ARENA_ARRAY(a, int64_t, in->nresource);
    c->is_due = ARENA_ARRAY(a, bool, in->nresource);
    c->due = ARENA_ARRAY(a, uint32_t, in->nresource);
    if (!list_users(c, a))
        return false;
    for (uint32_t r = 0; r < in->nresource; r++)
        make_due(c, r);
    for (uint32_t i = 0; i < in->npackage && possible; i++) {
        if (in->package[i].mandatory)
            possible = set(c, i, CASE_IN);
        if (in->package[i].forbidden && possible)
            possible = set(c, i, CASE_OUT);
    }
    *ret_possible = possible && follow(c);
    return true;
}
