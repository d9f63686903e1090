#include "allocate/shake.h"

#include <stdlib.h>
#include <string.h>

#include "allocate/model.h"
#include "base/arena.h"

enum {
    DROPS_MAX = 5,    /* packages taken out at a time */
    BACK = 2000,      /* steps without a new best before it goes back there */
    NEAR_PARTS = 800, /* a step may lose 1/800 of the best value */
    LOOK_AT_CLOCK = 64,
};

struct shaker {
    const struct instance *in;
    const struct guide *g;
    struct choice c;
    uint32_t *order; /* packages, the best first */
    size_t n;
    uint32_t *in_list; /* those that are in, the worst first */
    uint32_t *dropped, *added;
    size_t ndropped, nadded;
    bool *is_out; /* not to come back in this step */
    uint64_t dice;
    int64_t work;
};

static uint64_t roll(struct shaker *s, uint64_t n)
{
    uint64_t z;

    s->dice += UINT64_C(0x9E3779B97F4A7C15);
    z = s->dice;
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    z ^= z >> 31;
    return n ? z % n : 0;
}

struct ranked {
    double key;
    uint32_t p;
};

static int compare_ranked(const void *vx, const void *vy)
{
    const struct ranked *x = vx, *y = vy;

    if (x->key > y->key || x->key < y->key)
        return x->key > y->key ? -1 : 1;
    return x->p < y->p ? -1 : x->p > y->p;
}

/* Those that may change at all, by what the relaxation says they are worth. */
static void sort_packages(struct arena *a, struct shaker *s)
{
    struct ranked *list = ARENA_ARRAY(a, struct ranked, s->in->npackage);

    for (uint32_t i = 0; i < s->in->npackage; i++) {
        const struct alloc_package *p = &s->in->package[i];

        if (!p->banned && !p->forced)
            list[s->n++] = (struct ranked){s->g->profit ? s->g->profit[i] : (double)p->value, i};
    }
    if (s->n)
        qsort(list, s->n, sizeof *list, compare_ranked);
    for (size_t k = 0; k < s->n; k++)
        s->order[k] = list[k].p;
}

/* A number below n, the small ones far more often. */
static size_t near_front(struct shaker *s, size_t n)
{
    uint64_t u = roll(s, 1024);

    return (size_t)(u * u * u * n >> 30);
}

static void drop_some(struct shaker *s)
{
    size_t n = 0, want = 1 + roll(s, DROPS_MAX);

    for (size_t k = s->n; k-- > 0;) {
        if (s->c.on[s->order[k]])
            s->in_list[n++] = s->order[k];
    }
    s->ndropped = 0;
    for (size_t tries = 0; tries < 3 * want && s->ndropped < want && n; tries++) {
        uint32_t p = s->in_list[near_front(s, n)];

        if (!s->c.on[p] || !choice_can_drop(&s->c, p))
            continue;
        choice_drop(&s->c, p);
        s->dropped[s->ndropped++] = p;
        s->is_out[p] = true;
        s->work -= (int64_t)s->in->package[p].nuse;
    }
}

/* Fills up: in a first pass without what was dropped and passing over one in four. */
static void fill_up(struct shaker *s)
{
    s->nadded = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t k = 0; k < s->n; k++) {
            uint32_t p = s->order[k];

            if (s->c.on[p] || s->in->package[p].value < 0)
                continue;
            s->work -= 4;
            if (pass == 0 && (s->is_out[p] || roll(s, 4) == 0))
                continue;
            if (choice_can_add(&s->c, p)) {
                choice_add(&s->c, p);
                s->added[s->nadded++] = p;
                s->work -= (int64_t)s->in->package[p].nuse;
            }
        }
    }
    for (size_t k = 0; k < s->ndropped; k++)
        s->is_out[s->dropped[k]] = false;
}

/* As it was before the step. What was added last may need what was added before. */
static void take_back(struct shaker *s)
{
    while (s->nadded)
        choice_drop(&s->c, s->added[--s->nadded]);
    while (s->ndropped)
        choice_add(&s->c, s->dropped[--s->ndropped]);
}

bool shake(struct arena *a, const struct instance *in, const struct guide *g, int64_t work,
           struct incumbent *best)
{
    struct shaker s = {.in = in, .g = g, .work = work};
    size_t since = 0;

    s.order = ARENA_ARRAY(a, uint32_t, in->npackage);
    s.in_list = ARENA_ARRAY(a, uint32_t, in->npackage);
    s.dropped = ARENA_ARRAY(a, uint32_t, DROPS_MAX);
    s.added = ARENA_ARRAY(a, uint32_t, in->npackage);
    s.is_out = ARENA_ARRAY(a, bool, in->npackage);
    sort_packages(a, &s);
    choice_init(&s.c, a, in);
    choice_set(&s.c, best->on);
    for (size_t step = 0; s.work > 0 && s.n; step++, s.work -= (int64_t)s.n) {
        int64_t before = s.c.value;

        if (step % LOOK_AT_CLOCK == 0 && model_clock() > g->until)
            return true;
        drop_some(&s);
        fill_up(&s);
        since++;
        if (incumbent_offer(best, &s.c)) {
            since = 0;
        } else if (since > BACK) {
            choice_set(&s.c, best->on);
            since = 0;
        } else if (s.c.value < before &&
                   s.c.value < best->value - best->value / NEAR_PARTS / (int64_t)(1 + roll(&s, 8))) {
            take_back(&s);
        }
    }
    return false;
}
