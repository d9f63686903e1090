#include "plan/rollup_memo.h"

#include <pthread.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"

enum { KEPT = 64, ROWS_MOST = 1000, CODE_MOST = 24 };

struct key {
    int64_t year, agency_id;
    struct newest newest;
    char side[CODE_MOST], type[CODE_MOST];
    uint32_t by[ROLLUP_DIMS];
    uint32_t nby, lang, unsent;
};

struct kept {
    struct key key;
    uint64_t used; /* when, by count of questions; 0 = free */
    struct arena *a;
    struct rollup_table table;
};

struct memo {
    pthread_mutex_t lock;
    uint64_t questions;
    struct kept kept[KEPT];
};

struct memo *memo_new(void)
{
    struct memo *m = mem_alloc(sizeof *m);

    memset(m, 0, sizeof *m);
    if (pthread_mutex_init(&m->lock, NULL)) {
        PANIC("mutex");
    }
    return m;
}

void memo_free(struct memo *m)
{
    for (size_t i = 0; i < KEPT; i++) {
        arena_free(m->kept[i].a);
    }
    (void)pthread_mutex_destroy(&m->lock);
    mem_free(m);
}

/* False when a code is too long to be one. Compared by its bytes: all of it is set. */
static bool key_make(const struct memo_question *q, struct key *k)
{
    memset(k, 0, sizeof *k);
    if (q->filter->side_code.n >= CODE_MOST || q->filter->type_code.n >= CODE_MOST) {
        return false;
    }
    k->year = q->filter->year;
    k->agency_id = q->filter->agency_id;
    k->newest = q->newest;
    if (q->filter->side_code.n) {
        memcpy(k->side, q->filter->side_code.p, q->filter->side_code.n);
    }
    if (q->filter->type_code.n) {
        memcpy(k->type, q->filter->type_code.p, q->filter->type_code.n);
    }
    for (size_t i = 0; i < q->nby; i++) {
        k->by[i] = (uint32_t)q->by[i];
    }
    k->nby = (uint32_t)q->nby;
    k->lang = (uint32_t)q->lang;
    k->unsent = q->filter->unsent;
    return true;
}

static void table_copy(struct arena *a, const struct rollup_table *t, size_t nby,
                       struct rollup_table *ret)
{
    *ret = *t;
    ret->row = ARENA_ARRAY(a, struct rollup_row, t->n);
    if (t->n) {
        memcpy(ret->row, t->row, t->n * sizeof *t->row);
    }
    for (size_t i = 0; i < t->n; i++) {
        for (size_t d = 0; d < nby; d++) {
            ret->row[i].key[d] = str_dup(a, t->row[i].key[d]);
            ret->row[i].name[d] = str_dup(a, t->row[i].name[d]);
        }
    }
}

bool memo_find(struct memo *m, const struct memo_question *q, struct arena *a,
               struct rollup_table *ret)
{
    struct key k;
    bool found = false;

    if (!key_make(q, &k)) {
        return false;
    }
    (void)pthread_mutex_lock(&m->lock);
    m->questions++;
    for (size_t i = 0; i < KEPT && !found; i++) {
        struct kept *s = &m->kept[i];

        if (s->used && !memcmp(&s->key, &k, sizeof k)) {
            s->used = m->questions;
            table_copy(a, &s->table, q->nby, ret);
            found = true;
        }
    }
    (void)pthread_mutex_unlock(&m->lock);
    return found;
}

void memo_keep(struct memo *m, const struct memo_question *q, const struct rollup_table *t)
{
    struct key k;
    struct kept *s = &m->kept[0];

    if (t->n > ROWS_MOST || !key_make(q, &k)) {
        return;
    }
    (void)pthread_mutex_lock(&m->lock);
    for (size_t i = 1; i < KEPT; i++) {
        if (m->kept[i].used < s->used) {
            s = &m->kept[i];
        }
    }
    arena_free(s->a);
    s->a = arena_new();
    s->key = k;
    s->used = ++m->questions;
    table_copy(s->a, t, q->nby, &s->table);
    (void)pthread_mutex_unlock(&m->lock);
}
