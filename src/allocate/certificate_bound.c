/* The bound that prices prove (certificate.h). */
#include "allocate/certificate.h"
#include "allocate/certificate_count.h"
#include "base/arena.h"
#include "base/exact.h"

/* The one requirement that the bound keeps. */
static uint32_t kept_requirement(const struct instance *in, uint32_t p)
{
    const struct alloc_package *x = &in->package[p];

    for (size_t k = 0; k < x->nneed; k++) {
        if (instance_is_level_below(in, p, x->need[k]))
            return x->need[k];
    }
    return x->nneed ? x->need[0] : NO_PACKAGE;
}

/* floor(w / scale) as far as int64 goes. */
static int64_t floor_div(struct wide w, int64_t scale)
{
    int64_t lo = -INSTANCE_SUM_MAX, hi = INSTANCE_SUM_MAX;

    while (lo < hi) {
        int64_t mid = lo + (int64_t)(((uint64_t)hi - (uint64_t)lo + 1) / 2);

        if (wide_cmp(wide_add_mul(WIDE_ZERO, mid, scale), w) <= 0)
            lo = mid;
        else
            hi = mid - 1;
    }
    return lo;
}

bool certificate_bound(struct arena *a, const struct instance *in, const int64_t *price,
                       unsigned places, int64_t *ret)
{
    struct wide *best = ARENA_ARRAY(a, struct wide, in->npackage), sum = WIDE_ZERO;
    int64_t scale = power_of_ten(places - PRICE_PLACES_MIN), bound, rest, g = common_divisor(in);

    for (size_t r = 0; r < in->nresource; r++) {
        const struct alloc_resource *x = &in->resource[r];

        if ((price[r] > 0 && !x->has_max) || (price[r] < 0 && !x->has_min))
            return false;
        sum = wide_add_mul(sum, price[r], price[r] > 0 ? x->max : x->min);
    }
    for (size_t i = 0; i < in->npackage; i++) {
        const struct alloc_package *x = &in->package[i];

        best[i] = wide_add_mul(WIDE_ZERO, x->value, scale);
        for (size_t k = 0; k < x->nuse; k++)
            best[i] = wide_add_mul(best[i], -price[x->use[k].resource], x->use[k].amount);
    }
    for (size_t k = in->npackage; k-- > 0;) {
        uint32_t p = in->order[k], below = kept_requirement(in, p);

        if (in->package[p].banned || (!in->package[p].forced && wide_cmp(best[p], WIDE_ZERO) <= 0))
            continue;
        if (below == NO_PACKAGE)
            sum = wide_add(sum, best[p]);
        else
            best[below] = wide_add(best[below], best[p]);
    }
    bound = floor_div(sum, scale);
    rest = bound % g;
    *ret = bound - (rest < 0 ? rest + g : rest);
    return true;
}

int64_t certificate_gap(int64_t value, int64_t bound)
{
    int64_t x = value < 0 ? -value : value, y = bound < 0 ? -bound : bound, gap = 0;

    if (bound <= value)
        return 0;
    if (!exact_mul_div(bound - value, power_of_ten(GAP_PLACES), x > y ? x : y, ROUND_UP, &gap))
        gap = INT64_MAX;
    return gap;
}
