#include "city/search.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/thai.h"
#include "sql_city.h"
#include "store/store.h"

enum { SEARCH_GRAMS = 6, SEARCH_HITS = 50 };

static const struct field search_hit_fields[] = {
    FIELD(struct search_hit, kind, 0, "ประเภท", "Kind"),
    FIELD(struct search_hit, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct search_hit, title, 0, "ชื่อ", "Title"),
    FIELD(struct search_hit, agency, 0, "หน่วยรับงบประมาณ", "Agency"),
    FIELD(struct search_hit, amount, 0, "จำนวนเงิน", "Amount"),
    COL(struct search_hit, id),
};
const struct row_type search_hit_type = ROW_TYPE(struct search_hit, search_hit_fields);

bool search_index(struct act *by, struct str kind, int64_t id, struct str text, struct err *e)
{
    size_t n;
    struct str *gram = thai_grams(by->a, text, &n);

    for (size_t i = 0; i < n; i++) {
        if (!db_exec(by->tx->db, &Q_SEARCH_INSERT, ARGS(V(gram[i]), V(kind), V(id)), NULL, e)) {
            return false;
        }
    }
    return true;
}

struct gram_of {
    struct str gram;
    int64_t id;
};

static int by_gram(const void *x, const void *y)
{
    const struct gram_of *p = x, *q = y;
    int c = str_cmp(p->gram, q->gram);

    return c ? c : p->id < q->id ? -1 : p->id > q->id;
}

bool search_index_many(struct act *by, struct str kind, const struct search_text *t, size_t n,
                       struct err *e)
{
    struct arena *a = arena_new();
    struct gram_of *all = NULL;
    struct db_bulk *b;
    size_t count = 0, cap = 0;
    bool ok;

    for (size_t i = 0; i < n; i++) {
        size_t k;
        struct str *gram = thai_grams(a, t[i].text, &k);

        if (count + k > cap) {
            size_t more = 2 * (count + k);

            all = arena_grow(a, all, cap * sizeof *all, more * sizeof *all);
            cap = more;
        }
        for (size_t j = 0; j < k; j++) {
            all[count].gram = gram[j];
            all[count++].id = t[i].id;
        }
    }
    if (count > 1) {
        qsort(all, count, sizeof *all, by_gram);
    }
    ok = db_bulk_begin(by->tx, &Q_SEARCH_INSERT, &b, e);
    for (size_t i = 0; i < count && ok; i++) {
        ok = db_bulk_row(b, ARGS(V(all[i].gram), V(kind), V(all[i].id)), e);
    }
    ok = ok && db_bulk_end(b, NULL, e);
    arena_free(a);
    return ok;
}

struct hits {
    struct db *db;
    struct arena *a;
    struct str sight;
    struct search_hit *hit;
    size_t n;
};

static bool take(struct hits *h, const struct search_hit *s, struct err *e)
{
    if (h->n == SEARCH_HITS) {
        return true;
    }
    for (size_t i = 0; i < h->n; i++) {
        if (h->hit[i].id == s->id && str_eq(h->hit[i].kind, s->kind)) {
            return true;
        }
    }
    h->hit[h->n] = *s;
    if (str_eq(s->kind, STR("package")) &&
        !db_int(h->db, &Q_SEARCH_PACKAGE_AMOUNT, ARGS(V(s->id)), &h->hit[h->n].amount.satang, e)) {
        return false;
    }
    h->n++;
    return true;
}

static bool take_all(struct hits *h, const struct rows *rows, struct err *e)
{
    const struct search_hit *s = rows->p;

    for (size_t i = 0; i < rows->n; i++) {
        if (!take(h, &s[i], e)) {
            return false;
        }
    }
    return true;
}

/* Those whose title holds the whole text; agencies by name in both languages and by code. */
static bool take_matching(struct hits *h, const struct rows *rows, struct str folded, struct err *e)
{
    const struct search_hit *s = rows->p;

    for (size_t i = 0; i < rows->n; i++) {
        struct arena_mark m = arena_mark(h->a);
        bool agency = str_eq(s[i].kind, STR("agency"));
        bool match = str_has(thai_fold(h->a, s[i].title), folded) ||
                     (agency && (str_has(thai_fold(h->a, s[i].agency), folded) ||
                                 str_starts(s[i].code, folded)));

        arena_rewind(h->a, m);
        if (match && !take(h, &s[i], e)) {
            return false;
        }
    }
    return true;
}

static bool find_codes(struct hits *h, int64_t year, struct str text, struct err *e)
{
    struct str after = str_format(h->a, "%.*s~", STR_FMT(text));
    struct rows rows;

    return db_list(h->db, h->a, &Q_SEARCH_PACKAGE_CODES,
                   ARGS(V(year), V(text), V(after), V(h->sight)), &search_hit_type, &rows, e) &&
           take_all(h, &rows, e) &&
           db_list(h->db, h->a, &Q_SEARCH_LINE_CODES, ARGS(V(year), V(text), V(after), V(h->sight)),
                   &search_hit_type, &rows, e) &&
           take_all(h, &rows, e);
}

static bool find_packages(struct hits *h, int64_t year, struct str text, struct str folded,
                          struct err *e)
{
    size_t n;
    struct str *gram = thai_grams(h->a, text, &n);
    struct str g[SEARCH_GRAMS];
    struct rows rows;

    if (n == 0) {
        return true;
    }
    for (size_t i = 0; i < SEARCH_GRAMS; i++) { /* spread over the text */
        g[i] = gram[n <= SEARCH_GRAMS ? i % n : i * (n - 1) / (SEARCH_GRAMS - 1)];
    }
    return db_list(h->db, h->a, &Q_SEARCH_PACKAGES,
                   ARGS(V(g[0]), V(g[1]), V(g[2]), V(g[3]), V(g[4]), V(g[5]), V(year), V(h->sight)),
                   &search_hit_type, &rows, e) &&
           take_matching(h, &rows, folded, e);
}

bool search_find(struct db *db, struct arena *a, int64_t year, struct str text, struct str sight,
                 struct rows *ret, struct err *e)
{
    struct hits h = {.db = db, .a = a, .sight = sight};
    struct str clean = str_trim(text), folded = thai_fold(a, clean);
    struct rows rows;

    h.hit = ARENA_ARRAY(a, struct search_hit, SEARCH_HITS);
    ret->p = h.hit;
    ret->n = 0;
    if (folded.n == 0) {
        return true;
    }
    if (!db_list(db, a, &Q_SEARCH_AGENCIES, ARGS(V(year)), &search_hit_type, &rows, e) ||
        !take_matching(&h, &rows, folded, e)) {
        return false;
    }
    if (clean.p[0] >= '0' && clean.p[0] <= '9' && !find_codes(&h, year, clean, e)) {
        return false;
    }
    if (!find_packages(&h, year, clean, folded, e)) {
        return false;
    }
    ret->n = h.n;
    return true;
}
