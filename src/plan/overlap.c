/* overlap.c - finding pairs: an index from grams to units, shared grams counted in whole numbers. */
#include "plan/overlap.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/thai.h"
#include "city/param.h"
#include "sql_plan.h"
#include "store/store.h"

enum { GRAMS_LEAST = 4, WHOLE = 10000 };

struct unit_row {
    int64_t id, agency_id;
    struct str kind, code, title, output_code;
};
static const struct field unit_fields[] = {
    COL(struct unit_row, id),   COL(struct unit_row, agency_id), COL(struct unit_row, kind),
    COL(struct unit_row, code), COL(struct unit_row, title),     COL(struct unit_row, output_code),
};
static const struct row_type unit_type = ROW_TYPE(struct unit_row, unit_fields);

struct pair_row {
    int64_t id, other;
};
static const struct field pair_fields[] = {COL(struct pair_row, id), COL(struct pair_row, other)};
static const struct row_type pair_type = ROW_TYPE(struct pair_row, pair_fields);

struct place_row {
    int64_t id;
    struct str code;
};
static const struct field place_fields[] = {COL(struct place_row, id), COL(struct place_row, code)};
static const struct row_type place_type = ROW_TYPE(struct place_row, place_fields);

struct work { /* one decision unit */
    const struct unit_row *u;
    const struct pair_row *goal; /* [goals], by node */
    const struct place_row *place;
    size_t goals, places;
    uint32_t *gram; /* ids */
    size_t grams;
    bool district; /* a district's work lies there when its lines do not say where */
};

struct posting {
    uint64_t gram;
    uint32_t unit;
};

struct search {
    struct arena *a;
    struct work *w;
    size_t n;
    uint32_t *list; /* units by gram */
    size_t *from;   /* list[from[g] .. from[g + 1]) */
    int64_t least_bp;
    struct overlap_found *pair;
    size_t pairs, room;
};

/* ---- grams ---- */

/* A gram of at most three code points, exactly. */
static uint64_t gram_key(struct str gram)
{
    uint64_t key = 0;

    for (size_t i = 0; i < gram.n;) {
        key = key << 21 | str_next_cp(gram, &i);
    }
    return key;
}

static int by_gram(const void *x, const void *y)
{
    const struct posting *p = x, *q = y;

    if (p->gram != q->gram) {
        return p->gram < q->gram ? -1 : 1;
    }
    return p->unit < q->unit ? -1 : p->unit > q->unit;
}

/* What the parameters leave out: folded words, codes that an output begins with. */
struct lists {
    const struct str *word, *own;
    size_t words, owns;
};

static bool own_work(const struct unit_row *u, const struct lists *l)
{
    for (size_t i = 0; i < l->owns; i++) {
        if (str_starts(u->output_code, l->own[i])) {
            return true;
        }
    }
    return false;
}

/* The title without the words that do not count. */
static struct str telling(struct arena *a, struct str title, const struct str *word, size_t words)
{
    struct str s = thai_fold(a, title);

    for (size_t i = 0; i < words; i++) {
        s = str_replace(a, s, word[i], STR_NONE);
    }
    return s;
}

static struct posting *all_postings(struct search *s, const struct lists *l, size_t *ret_n)
{
    struct posting *p = NULL;
    size_t n = 0, room = 0;

    for (size_t i = 0; i < s->n; i++) {
        struct arena *scratch = arena_new();
        size_t k;
        const struct str *gram =
            thai_grams(scratch, telling(scratch, s->w[i].u->title, l->word, l->words), &k);

        if (n + k > room) {
            size_t more = 2 * (n + k);

            p = arena_grow(s->a, p, room * sizeof *p, more * sizeof *p);
            room = more;
        }
        if (k < GRAMS_LEAST || own_work(s->w[i].u, l)) {
            k = 0; /* says too little, or is everybody's own */
        }
        for (size_t j = 0; j < k; j++) {
            p[n++] = (struct posting){gram_key(gram[j]), (uint32_t)i};
            s->w[i].grams++;
        }
        arena_free(scratch);
    }
    *ret_n = n;
    return p;
}

static void make_index(struct search *s, const struct lists *l)
{
    size_t n, grams = 0;
    struct posting *p = all_postings(s, l, &n);
    size_t *fill = ARENA_ARRAY(s->a, size_t, s->n);

    if (n > 1) {
        qsort(p, n, sizeof *p, by_gram);
    }
    s->list = ARENA_ARRAY(s->a, uint32_t, n);
    s->from = ARENA_ARRAY(s->a, size_t, n + 1);
    for (size_t i = 0; i < s->n; i++) {
        s->w[i].gram = ARENA_ARRAY(s->a, uint32_t, s->w[i].grams);
    }
    for (size_t i = 0; i < n; i++) {
        struct work *w = &s->w[p[i].unit];

        if (i > 0 && p[i].gram != p[i - 1].gram) {
            s->from[++grams] = i;
        }
        s->list[i] = p[i].unit;
        w->gram[fill[p[i].unit]++] = (uint32_t)grams;
    }
    if (n > 0) {
        s->from[grams + 1] = n;
    }
}

/* ---- goals and places ---- */

static bool share_goal(const struct work *x, const struct work *y)
{
    for (size_t i = 0; i < x->goals; i++) {
        for (size_t k = 0; k < y->goals; k++) {
            if (x->goal[i].other == y->goal[k].other) {
                return true;
            }
        }
    }
    return false;
}

/* The districts of a unit: of its lines, else its own when it is a district's; 0 = the whole city.
 * Agency codes name districts by their first four digits. */
static size_t places_of(const struct work *w)
{
    return w->places ? w->places : w->district ? 1 : 0;
}

static struct str place_at(const struct work *w, size_t i)
{
    return str_slice(w->places ? w->place[i].code : w->u->code, 0, 4);
}

static bool places_meet(const struct work *x, const struct work *y, bool *ret_same)
{
    *ret_same = false;
    for (size_t i = 0; i < places_of(x); i++) {
        if (place_at(x, i).n == 0) {
            return true;
        }
        for (size_t k = 0; k < places_of(y); k++) {
            if (str_eq(place_at(x, i), place_at(y, k))) {
                *ret_same = true;
                return true;
            }
        }
    }
    for (size_t k = 0; k < places_of(y); k++) {
        if (place_at(y, k).n == 0) {
            return true;
        }
    }
    return places_of(x) == 0 || places_of(y) == 0;
}

/* ---- pairs ---- */

static void add_pair(struct search *s, const struct work *x, const struct work *y, int64_t bp)
{
    bool goal = share_goal(x, y), place;

    if ((x->goals && y->goals && !goal) || !places_meet(x, y, &place)) {
        return;
    }
    if (s->pairs == s->room) {
        size_t more = s->room ? 2 * s->room : 256;

        s->pair = arena_grow(s->a, s->pair, s->room * sizeof *s->pair, more * sizeof *s->pair);
        s->room = more;
    }
    s->pair[s->pairs++] = (struct overlap_found){.left_id = x->u->id,
                                                 .right_id = y->u->id,
                                                 .likeness_bp = bp,
                                                 .same_goal = goal,
                                                 .same_place = place};
}

/* Units before `i` that share grams with it: shared[] counts, touched[] lists them. */
static void compare(struct search *s, size_t i, uint32_t *shared, uint32_t *touched)
{
    const struct work *w = &s->w[i];
    size_t n = 0;

    for (size_t g = 0; g < w->grams; g++) {
        for (size_t k = s->from[w->gram[g]]; s->list[k] < i; k++) { /* rising; i itself is in it */
            if (shared[s->list[k]]++ == 0) {
                touched[n++] = s->list[k];
            }
        }
    }
    for (size_t k = 0; k < n; k++) {
        const struct work *x = &s->w[touched[k]];
        int64_t both = shared[touched[k]];
        int64_t all = (int64_t)(x->grams + w->grams) - both;

        shared[touched[k]] = 0;
        if (x->u->agency_id != w->u->agency_id && both * WHOLE >= s->least_bp * all) {
            add_pair(s, x, w, both * WHOLE / all);
        }
    }
}

static int by_likeness(const void *x, const void *y)
{
    const struct overlap_found *p = x, *q = y;

    if (p->same_goal != q->same_goal) {
        return p->same_goal ? -1 : 1;
    }
    if (p->likeness_bp != q->likeness_bp) {
        return p->likeness_bp > q->likeness_bp ? -1 : 1;
    }
    if (p->left_id != q->left_id) {
        return p->left_id < q->left_id ? -1 : 1;
    }
    return p->right_id < q->right_id ? -1 : p->right_id > q->right_id;
}

/* ---- reading ---- */

static bool read_units(struct db *db, struct search *s, int64_t year, struct err *e)
{
    struct rows units, goals, places;
    const struct pair_row *g;
    const struct place_row *p;
    size_t ig = 0, ip = 0;

    if (!db_list(db, s->a, &Q_OVERLAP_UNITS, ARGS(V(year)), &unit_type, &units, e) ||
        !db_list(db, s->a, &Q_OVERLAP_GOALS, ARGS(V(year)), &pair_type, &goals, e) ||
        !db_list(db, s->a, &Q_OVERLAP_PLACES, ARGS(V(year)), &place_type, &places, e)) {
        return false;
    }
    g = goals.p;
    p = places.p;
    s->n = units.n;
    s->w = ARENA_ARRAY(s->a, struct work, units.n);
    for (size_t i = 0; i < units.n; i++) { /* all three in the order of the unit */
        struct work *w = &s->w[i];

        w->u = (const struct unit_row *)units.p + i;
        w->district = str_eq(w->u->kind, STR("district"));
        for (; ig < goals.n && g[ig].id <= w->u->id; ig++) {
            if (g[ig].id == w->u->id) {
                w->goal = w->goals ? w->goal : &g[ig];
                w->goals++;
            }
        }
        for (; ip < places.n && p[ip].id <= w->u->id; ip++) {
            if (p[ip].id == w->u->id) {
                w->place = w->places ? w->place : &p[ip];
                w->places++;
            }
        }
    }
    return true;
}

static bool read_list(struct db *db, struct arena *a, enum param_id p, int64_t year,
                      const struct str **ret, size_t *ret_n, struct err *e)
{
    const char *column = p == PARAM_OVERLAP_WORDS ? "word" : "output";
    struct param_rows t;
    struct str *s;

    if (!param_table(db, a, p, year, &t, e)) {
        return false;
    }
    s = ARENA_ARRAY(a, struct str, t.rows);
    for (size_t i = 0; i < t.rows; i++) {
        s[i] = param_cell(&t, i, column);
        s[i] = p == PARAM_OVERLAP_WORDS ? thai_fold(a, s[i]) : s[i];
    }
    *ret = s;
    *ret_n = t.rows;
    return true;
}

bool overlap_find(struct db *db, struct arena *a, int64_t year, struct overlap_result *ret,
                  struct err *e)
{
    struct search s = {.a = a};
    struct lists l;
    uint32_t *shared, *touched;

    if (!param_int(db, PARAM_OVERLAP_LIKENESS, year, &s.least_bp, e) ||
        !read_list(db, a, PARAM_OVERLAP_WORDS, year, &l.word, &l.words, e) ||
        !read_list(db, a, PARAM_OVERLAP_OWN, year, &l.own, &l.owns, e) ||
        !read_units(db, &s, year, e)) {
        return false;
    }
    make_index(&s, &l);
    shared = ARENA_ARRAY(a, uint32_t, s.n);
    touched = ARENA_ARRAY(a, uint32_t, s.n);
    for (size_t i = 1; i < s.n; i++) {
        compare(&s, i, shared, touched);
    }
    if (s.pairs > 1) {
        qsort(s.pair, s.pairs, sizeof *s.pair, by_likeness);
    }
    *ret = (struct overlap_result){.pair = s.pair,
                                   .n = s.pairs < OVERLAP_MAX ? s.pairs : OVERLAP_MAX,
                                   .units = (int64_t)s.n,
                                   .found = (int64_t)s.pairs};
    return true;
}
