#include "web/throttle.h"

#include <pthread.h>

#include "base/arena.h"

enum { SLOTS = 4096, WAYS = 4, STEP_MS = 30 * 1000, STEPS = 10, WAIT_MOST_MS = 900 * 1000 };
static const int64_t forget_ms = INT64_C(12) * 3600 * 1000;

struct slot {
    uint64_t key;
    int64_t failures, last_ms, until_ms;
};

struct throttle {
    pthread_mutex_t lock;
    struct slot slot[SLOTS];
};

struct throttle *throttle_new(void)
{
    struct throttle *t = mem_alloc(sizeof *t);

    *t = (struct throttle){.lock = PTHREAD_MUTEX_INITIALIZER};
    return t;
}

void throttle_free(struct throttle *t)
{
    mem_free(t);
}

/* The key's slot, or with `make` the place of its set that was used longest ago. */
static struct slot *find(struct throttle *t, uint64_t key, bool make)
{
    struct slot *set = &t->slot[key % (SLOTS / WAYS) * WAYS], *oldest = set;

    for (int i = 0; i < WAYS; i++) {
        if (set[i].key == key && set[i].failures)
            return &set[i];
        if (set[i].last_ms < oldest->last_ms)
            oldest = &set[i];
    }
    if (!make)
        return NULL;
    *oldest = (struct slot){.key = key};
    return oldest;
}

int64_t throttle_wait(struct throttle *t, uint64_t key, int64_t now_ms)
{
    int64_t wait = 0;
    struct slot *s;

    pthread_mutex_lock(&t->lock);
    s = find(t, key, false);
    if (s && s->until_ms > now_ms)
        wait = s->until_ms - now_ms;
    pthread_mutex_unlock(&t->lock);
    return wait;
}

void throttle_failed(struct throttle *t, uint64_t key, int64_t free_tries, int64_t now_ms)
{
    struct slot *s;

    pthread_mutex_lock(&t->lock);
    s = find(t, key, true);
    if (now_ms - s->last_ms > forget_ms)
        s->failures = 0;
    s->failures++;
    s->last_ms = now_ms;
    if (s->failures >= free_tries) {
        int64_t over = s->failures - free_tries;

        s->until_ms = now_ms + (over < STEPS ? STEP_MS * (over + 1) : WAIT_MOST_MS);
    }
    pthread_mutex_unlock(&t->lock);
}

void throttle_clear(struct throttle *t, uint64_t key)
{
    struct slot *s;

    pthread_mutex_lock(&t->lock);
    s = find(t, key, false);
    if (s)
        *s = (struct slot){0};
    pthread_mutex_unlock(&t->lock);
}
