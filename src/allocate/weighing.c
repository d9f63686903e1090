/* weighing.c - see weighing.h. */
#include "allocate/weighing.h"

#include <assert.h>

#include "base/compiler.h"
#include "base/exact.h"
#include "base/money.h"

enum { LIMBS = 16, ROOT_ONE = 100000000, MILLION = 1000000, PER_POINT = 25 };

/* A whole number of 512 bits: a root's power of n <= 10 factors below 2^30 and the strengths fit. */
struct big {
    uint32_t limb[LIMBS];
};

static void big_mul(struct big *b, uint32_t by)
{
    uint64_t carry = 0;

    for (size_t i = 0; i < LIMBS; i++) {
        uint64_t v = (uint64_t)b->limb[i] * by + carry;

        b->limb[i] = (uint32_t)(v & UINT32_MAX);
        carry = v >> 32;
    }
    assert(carry == 0);
}

static int big_cmp(const struct big *x, const struct big *y)
{
    for (size_t i = LIMBS; i-- > 0;) {
        if (x->limb[i] != y->limb[i])
            return x->limb[i] < y->limb[i] ? -1 : 1;
    }
    return 0;
}

/* a(i,j) = num / den */
static void entry(const struct weigh_pairs *p, size_t i, size_t j, int64_t *ret_num, int64_t *ret_den)
{
    int64_t s = i == j ? 1 : i < j ? p->strength[i][j] : p->strength[j][i];
    bool wins = (s > 0) == (i <= j);

    if (s < 0)
        s = -s;
    *ret_num = wins ? s : 1;
    *ret_den = wins ? 1 : s;
}

/* The root of row i: the largest x with (x / ROOT_ONE)^n <= the product of its entries. */
static int64_t row_root(const struct weigh_pairs *p, size_t i)
{
    int64_t lo = 0, hi = (int64_t)WEIGH_STRONGEST * ROOT_ONE;

    while (lo < hi) {
        int64_t mid = lo + (hi - lo + 1) / 2;
        struct big left = {{1}}, right = {{1}};

        for (size_t j = 0; j < p->n; j++) {
            int64_t num, den;

            entry(p, i, j, &num, &den);
            big_mul(&left, (uint32_t)mid);
            big_mul(&left, (uint32_t)den);
            big_mul(&right, ROOT_ONE);
            big_mul(&right, (uint32_t)num);
        }
        if (big_cmp(&left, &right) <= 0)
            lo = mid;
        else
            hi = mid - 1;
    }
    return lo;
}

int64_t weigh_random_index(size_t n)
{
    static const int64_t index[] = {0, 0, 0, 58, 90, 112, 124, 132, 141, 145, 149};

    return n < ARRAY_LEN(index) ? index[n] : index[ARRAY_LEN(index) - 1];
}

bool weigh_missing(const struct weigh_pairs *p, size_t *ret_i, size_t *ret_j)
{
    for (size_t i = 0; i < p->n; i++) {
        for (size_t j = i + 1; j < p->n; j++) {
            int64_t s = p->strength[i][j];

            if (s == 0 || s == -1 || s > WEIGH_STRONGEST || s < -WEIGH_STRONGEST) {
                *ret_i = i;
                *ret_j = j;
                return true;
            }
        }
    }
    return false;
}

/* Floor shares of 10,000; what is left goes to the largest remainders, one each, earlier first. */
static void put_weights(const int64_t *root, size_t n, struct weighing *ret)
{
    int64_t rest[WEIGH_MAX], sum = 0, left = WEIGH_FULL;

    for (size_t i = 0; i < n; i++)
        sum += root[i];
    for (size_t i = 0; i < n; i++) {
        ret->weight[i] = root[i] * WEIGH_FULL / sum; /* below 10^10 x 10^4 */
        rest[i] = root[i] * WEIGH_FULL % sum;
        left -= ret->weight[i];
    }
    for (; left > 0; left--) {
        size_t best = 0;

        for (size_t i = 1; i < n; i++) {
            if (rest[i] > rest[best])
                best = i;
        }
        rest[best] = -1;
        ret->weight[best]++;
    }
}

static void put_ratio(const struct weigh_pairs *p, const int64_t *root, struct weighing *ret)
{
    int64_t n = (int64_t)p->n, sum = 0, over;
    bool fits;

    if (p->n < 3)
        return;
    for (size_t i = 0; i < p->n; i++) {
        for (size_t j = 0; j < p->n; j++) {
            int64_t num, den, q;

            entry(p, i, j, &num, &den);
            fits = exact_mul_div(root[j] * num, ROOT_ONE, root[i] * den, ROUND_HALF_UP, &q);
            assert(fits);
            sum += q;
        }
    }
    over = sum - n * n * ROOT_ONE; /* n (lambda - n), 10^-8 */
    if (over < 0)
        over = 0; /* what rounding left of a consistent comparison */
    fits = exact_mul_div(over, MILLION, n * (n - 1) * weigh_random_index(p->n) * (ROOT_ONE / 100), ROUND_HALF_UP, &ret->ratio);
    assert(fits);
    (void)fits;
}

/* How far num/den is from 1: the larger of both ways. */
static bool further(int64_t num, int64_t den, int64_t than_num, int64_t than_den)
{
    int64_t a = num > den ? num : den, b = num > den ? den : num;
    int64_t c = than_num > than_den ? than_num : than_den, d = than_num > than_den ? than_den : than_num;

    return a * d > c * b;
}

static void try_triple(const struct weigh_pairs *p, size_t i, size_t j, size_t k, struct weighing *ret)
{
    int64_t n1, d1, n2, d2, n3, d3, num, den;

    entry(p, i, j, &n1, &d1);
    entry(p, j, k, &n2, &d2);
    entry(p, i, k, &n3, &d3);
    num = n1 * n2 * d3;
    den = d1 * d2 * n3;
    if (ret->has_worst && !further(num, den, ret->worst_num, ret->worst_den))
        return;
    ret->has_worst = true;
    ret->worst[0] = i;
    ret->worst[1] = j;
    ret->worst[2] = k;
    ret->worst_num = num;
    ret->worst_den = den;
}

void weigh(const struct weigh_pairs *p, struct weighing *ret)
{
    int64_t root[WEIGH_MAX];
    struct weighing w = {.worst_num = 1, .worst_den = 1};

    assert(p->n >= 1 && p->n <= WEIGH_MAX);
    for (size_t i = 0; i < p->n; i++)
        root[i] = row_root(p, i);
    put_weights(root, p->n, &w);
    put_ratio(p, root, &w);
    for (size_t i = 0; i < p->n; i++) {
        for (size_t j = i + 1; j < p->n; j++) {
            for (size_t k = j + 1; k < p->n; k++)
                try_triple(p, i, j, k, &w);
        }
    }
    *ret = w;
}

int64_t weighed_points(const struct weighed_score *s, size_t n)
{
    int64_t sum = 0, weight = 0, q = 0;
    bool fits;

    for (size_t i = 0; i < n; i++) {
        sum += s[i].weight * s[i].both;
        weight += s[i].weight;
    }
    assert(weight > 0);
    fits = exact_mul_div(sum, (int64_t)PER_POINT * MILLION, 2 * weight, ROUND_HALF_UP, &q);
    assert(fits);
    (void)fits;
    return q;
}
