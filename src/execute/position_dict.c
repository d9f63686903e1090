/* position_dict.c - the hashes of the column mirror: numbers by key, values by code. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "execute/position_mirror.h"

NO_SANITIZE_INTEGER static size_t spread(uint64_t key)
{
    return (size_t)((key * UINT64_C(0x9E3779B97F4A7C15)) >> 20);
}

NO_SANITIZE_INTEGER static size_t text_hash(struct str s)
{
    uint64_t h = UINT64_C(14695981039346656037);

    for (size_t i = 0; i < s.n; i++) {
        h = (h ^ (unsigned char)s.p[i]) * UINT64_C(1099511628211);
    }
    return spread(h);
}

static size_t index_at(const struct pos_index *x, uint64_t key)
{
    size_t i = spread(key) & (x->slots - 1);

    while (x->at[i] && x->key[i] != key) {
        i = (i + 1) & (x->slots - 1);
    }
    return i;
}

static void index_grow(struct pos_index *x)
{
    struct pos_index was = *x;

    x->slots = was.slots ? 2 * was.slots : 1024;
    x->key = mem_alloc(x->slots * sizeof *x->key);
    x->at = mem_alloc(x->slots * sizeof *x->at);
    memset(x->at, 0, x->slots * sizeof *x->at);
    for (size_t i = 0; i < was.slots; i++) {
        if (was.at[i]) {
            size_t to = index_at(x, was.key[i]);

            x->key[to] = was.key[i];
            x->at[to] = was.at[i];
        }
    }
    mem_free(was.key);
    mem_free(was.at);
}

uint32_t *pos_index_slot(struct pos_index *x, uint64_t key)
{
    size_t i;

    if (2 * (x->used + 1) > x->slots) {
        index_grow(x);
    }
    i = index_at(x, key);
    if (!x->at[i]) {
        x->key[i] = key;
        x->used++;
    }
    return &x->at[i];
}

uint32_t pos_index_find(const struct pos_index *x, uint64_t key)
{
    return x->slots ? x->at[index_at(x, key)] : 0;
}

void pos_index_free(struct pos_index *x)
{
    mem_free(x->key);
    mem_free(x->at);
}

static size_t dict_at(const struct pos_dict *d, struct str code)
{
    size_t i = text_hash(code) & (d->slots - 1);

    while (d->slot[i] && !str_eq(d->v[d->slot[i] - 1].code, code)) {
        i = (i + 1) & (d->slots - 1);
    }
    return i;
}

bool dict_find(const struct position *p, enum pos_dim dim, struct str code, uint32_t *ret)
{
    const struct pos_dict *d = &p->dict[dim];
    uint32_t at = d->slots ? d->slot[dict_at(d, code)] : 0;

    *ret = at ? at - 1 : 0;
    return at != 0;
}

static void dict_grow(struct pos_dict *d)
{
    d->cap = d->cap ? 2 * d->cap : 64;
    d->v = mem_grow(d->v, d->cap * sizeof *d->v);
    mem_free(d->slot);
    d->slots = 2 * d->cap;
    d->slot = mem_alloc(d->slots * sizeof *d->slot);
    memset(d->slot, 0, d->slots * sizeof *d->slot);
    for (size_t i = 0; i < d->n; i++) {
        d->slot[dict_at(d, d->v[i].code)] = (uint32_t)i + 1;
    }
}

uint32_t dict_put(struct position *p, enum pos_dim dim, struct pos_value v)
{
    struct pos_dict *d = &p->dict[dim];
    uint32_t at;

    if (dict_find(p, dim, v.code, &at)) {
        return at;
    }
    if (d->n == d->cap) {
        dict_grow(d);
    }
    d->slot[dict_at(d, v.code)] = (uint32_t)d->n + 1;
    d->v[d->n] = (struct pos_value){str_dup(p->a, v.code), str_dup(p->a, v.th), str_dup(p->a, v.en), v.order};
    return (uint32_t)d->n++;
}

/* ---- lines by code ---- */

struct code_key {
    struct str code;
    uint32_t at;
};

static int by_code(const void *x, const void *y)
{
    const struct code_key *p = x, *q = y;

    return str_cmp(p->code, q->code);
}

void position_sort(struct position *p)
{
    struct code_key *k = mem_alloc((p->lines + 1) * sizeof *k);

    p->by_code = mem_grow(p->by_code, (p->lines + 1) * sizeof *p->by_code);
    for (size_t i = 0; i < p->lines; i++) {
        k[i] = (struct code_key){p->dict[POS_DIM_LINE].v[p->line[i].code[POS_DIM_LINE]].code, (uint32_t)i};
    }
    qsort(k, p->lines, sizeof *k, by_code);
    for (size_t i = 0; i < p->lines; i++) {
        p->by_code[i] = k[i].at;
    }
    p->sorted = p->lines;
    mem_free(k);
}
