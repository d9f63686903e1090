#include "exchange/merge.h"

#include <assert.h>

#include "base/arena.h"

/* Rows of one side by their key: open addressing, twice as many places as rows. */
struct index {
    const struct merge_row *row;
    size_t *place; /* row + 1; 0 = free */
    size_t mask;
};

static void index_make(struct arena *a, struct index *x, const struct merge_side *s)
{
    size_t places = 8;

    while (places < s->n * 2) {
        places *= 2;
    }
    x->row = s->row;
    x->mask = places - 1;
    x->place = ARENA_ARRAY(a, size_t, places);
}

static size_t *index_at(const struct index *x, struct str key)
{
    size_t i = (size_t)str_hash(key) & x->mask;

    while (x->place[i] && !str_eq(x->row[x->place[i] - 1].key, key)) {
        i = (i + 1) & x->mask;
    }
    return &x->place[i];
}

static void index_fill(struct index *x, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        *index_at(x, x->row[i].key) = i + 1;
    }
}

/* SIZE_MAX when it is not there. */
static size_t index_find(const struct index *x, struct str key)
{
    return *index_at(x, key) - 1;
}

enum merge_cell merge_one(struct str base, struct str theirs, struct str mine,
                          enum merge_choice choice)
{
    bool they = !str_eq(base, theirs), me = !str_eq(base, mine);

    if (!me || str_eq(theirs, mine)) {
        return they && !me ? MERGE_THEIRS : MERGE_SAME;
    }
    if (!they || choice == CHOICE_MINE) {
        return MERGE_MINE;
    }
    return choice == CHOICE_THEIRS ? MERGE_THEIRS : MERGE_CONFLICT;
}

static bool changed(const struct merge_row *x, const struct merge_row *y, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!str_eq(x->cell[i], y->cell[i])) {
            return true;
        }
    }
    return false;
}

static enum merge_choice choice_of(const struct merge_in *in, size_t row, size_t cell)
{
    return in->choice ? (enum merge_choice)in->choice[row * (in->cells + 1) + cell] : CHOICE_NONE;
}

static void merge_cells(const struct merge_in *in, size_t row, struct merge_out *o)
{
    const struct merge_row *b = &in->base.row[o->base], *t = &in->theirs.row[o->theirs],
                           *m = &in->mine.row[row];

    o->kind = MERGE_ROW_SAME;
    for (size_t i = 0; i < in->cells; i++) {
        enum merge_cell c =
            m->bad & (UINT32_C(1) << i)
                ? MERGE_BAD
                : merge_one(b->cell[i], t->cell[i], m->cell[i], choice_of(in, row, i));

        o->cell[i] = (uint8_t)c;
        o->conflicts += c == MERGE_CONFLICT;
        if (c == MERGE_MINE) {
            o->kind = MERGE_ROW_EDIT;
        }
    }
}

/* Deleted in the store: mine only matters if it says something new. */
static void merge_gone(const struct merge_in *in, size_t row, struct merge_out *o)
{
    const struct merge_row *m = &in->mine.row[row];
    enum merge_choice choice = choice_of(in, row, in->cells);

    if (m->gone || (!m->bad && !changed(&in->base.row[o->base], m, in->cells)) ||
        choice == CHOICE_THEIRS) {
        o->kind = MERGE_ROW_GONE;
    } else if (choice == CHOICE_MINE) {
        o->kind = MERGE_ROW_REVIVE;
    } else {
        o->kind = MERGE_ROW_CONFLICT_GONE;
        o->conflicts = 1;
    }
}

/* Marked in mine: what somebody changed meanwhile is not thrown away unseen. */
static void merge_delete(const struct merge_in *in, size_t row, struct merge_out *o)
{
    enum merge_choice choice = choice_of(in, row, in->cells);

    if (choice == CHOICE_MINE ||
        !changed(&in->base.row[o->base], &in->theirs.row[o->theirs], in->cells)) {
        o->kind = MERGE_ROW_DELETE;
    } else if (choice == CHOICE_THEIRS) {
        o->kind = MERGE_ROW_SAME;
    } else {
        o->kind = MERGE_ROW_CONFLICT_DELETE;
        o->conflicts = 1;
    }
}

void merge_rows(struct arena *a, const struct merge_in *in, struct merge_out **ret,
                bool **ret_missing)
{
    struct merge_out *out = ARENA_ARRAY(a, struct merge_out, in->mine.n);
    bool *seen = ARENA_ARRAY(a, bool, in->base.n), *missing = ARENA_ARRAY(a, bool, in->base.n);
    struct index base, theirs;

    assert(in->cells <= MERGE_CELLS_MAX);
    index_make(a, &base, &in->base);
    index_fill(&base, in->base.n);
    index_make(a, &theirs, &in->theirs);
    index_fill(&theirs, in->theirs.n);
    for (size_t i = 0; i < in->mine.n; i++) {
        const struct merge_row *m = &in->mine.row[i];
        struct merge_out *o = &out[i];

        o->base = m->key.n ? index_find(&base, m->key) : SIZE_MAX;
        o->theirs = m->key.n ? index_find(&theirs, m->key) : SIZE_MAX;
        if (m->key.n == 0) {
            o->kind = MERGE_ROW_ADD;
        } else if (o->base == SIZE_MAX) {
            o->kind = MERGE_ROW_UNKNOWN;
        } else if (seen[o->base]) {
            o->kind = MERGE_ROW_TWICE;
        } else if (o->theirs == SIZE_MAX || in->theirs.row[o->theirs].gone) {
            merge_gone(in, i, o);
        } else if (m->gone) {
            merge_delete(in, i, o);
        } else {
            merge_cells(in, i, o);
        }
        if (o->base != SIZE_MAX) {
            seen[o->base] = true;
        }
    }
    for (size_t i = 0; i < in->base.n; i++) {
        size_t t = index_find(&theirs, in->base.row[i].key);

        missing[i] = !seen[i] && t != SIZE_MAX && !in->theirs.row[t].gone;
    }
    *ret = out;
    *ret_missing = missing;
}
