/* demo_city.c - see demo_city.h. */
#include "exchange/demo_city.h"

#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "base/csv.h"
#include "base/data_file.h"
#include "base/err.h"
#include "base/exact.h"

enum { HUNDRED_BAHT = 10000, DISTRICTS_MAX = 64, CELLS_MAX = 4096, SHARES_MAX = 512, ROWS_MAX = 2048 };

NO_SANITIZE_INTEGER uint64_t chance_next(struct chance *c)
{
    uint64_t z = c->state += UINT64_C(0x9E3779B97F4A7C15);

    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

int64_t chance_between(struct chance *c, int64_t lo, int64_t hi)
{
    return lo + (int64_t)(chance_next(c) % (uint64_t)(hi - lo + 1));
}

/* ---- the CSV files, each into an array ---- */

struct key_share { /* one row of the key: who gets how much of a side's types */
    struct str side, types, agency, output;
    int64_t weight;
};
struct mix {
    struct str side;
    int64_t type, amount;
};

struct reading {
    struct arena *a;
    struct demo_city *city;
    struct key_share *share;
    size_t nshares;
    struct mix *mix;
    size_t nmix;
    struct str district[DISTRICTS_MAX];
    int64_t district_weight[DISTRICTS_MAX];
    size_t ndistricts;
    struct demo_text *text;
    struct demo_title *title;
    struct demo_items *items;
    struct demo_central *central;
    int64_t published_commerce, published_all;
};

/* The reference data is ours: a bad number there is a bug, found by the first test. */
static int64_t number(struct str s)
{
    int64_t v = 0;
    bool ok = exact_parse_decimal(s, 0, &v);

    if (!ok)
        PANIC("data/demo_*.csv holds a bad number");
    return v;
}

static bool mix_row(void *ctx, const struct csv_row *row, struct err *e)
{
    struct reading *r = ctx;

    (void)e;
    if (row->row > 0) {
        assert(r->nmix < ROWS_MAX);
        r->mix[r->nmix++] = (struct mix){str_dup(r->a, row->cell[0]), number(row->cell[1]),
                                         number(row->cell[2]) / 100};
    }
    return true;
}

static bool share_row(void *ctx, const struct csv_row *row, struct err *e)
{
    struct reading *r = ctx;

    (void)e;
    if (row->row > 0) {
        assert(r->nshares < SHARES_MAX);
        r->share[r->nshares++] =
            (struct key_share){str_dup(r->a, row->cell[0]), str_dup(r->a, row->cell[1]),
                           str_dup(r->a, row->cell[2]), str_dup(r->a, row->cell[3]),
                           number(row->cell[4])};
    }
    return true;
}

static bool district_row(void *ctx, const struct csv_row *row, struct err *e)
{
    struct reading *r = ctx;

    (void)e;
    if (row->row > 0) {
        assert(r->ndistricts < DISTRICTS_MAX);
        r->district[r->ndistricts] = str_dup(r->a, row->cell[0]);
        r->district_weight[r->ndistricts++] = number(row->cell[1]);
    }
    return true;
}

static bool text_row(void *ctx, const struct csv_row *row, struct err *e)
{
    struct reading *r = ctx;

    (void)e;
    if (row->row > 0) {
        assert(r->city->ntexts < ROWS_MAX);
        r->text[r->city->ntexts++] =
            (struct demo_text){str_dup(r->a, row->cell[0]), str_dup(r->a, row->cell[1])};
    }
    return true;
}

static bool title_row(void *ctx, const struct csv_row *row, struct err *e)
{
    struct reading *r = ctx;

    (void)e;
    if (row->row > 0) {
        assert(r->city->ntitles < ROWS_MAX);
        r->title[r->city->ntitles++] = (struct demo_title){
            str_dup(r->a, row->cell[0]), number(row->cell[1]), str_dup(r->a, row->cell[2])};
    }
    return true;
}

static bool items_row(void *ctx, const struct csv_row *row, struct err *e)
{
    struct reading *r = ctx;

    (void)e;
    if (row->row > 0) {
        assert(r->city->nitems < ROWS_MAX);
        r->items[r->city->nitems++] =
            (struct demo_items){.output = str_dup(r->a, row->cell[0]),
                                .codes = str_dup(r->a, row->cell[2]),
                                .type = number(row->cell[1])};
    }
    return true;
}

static bool central_row(void *ctx, const struct csv_row *row, struct err *e)
{
    struct reading *r = ctx;

    (void)e;
    if (row->row > 0) {
        assert(r->city->ncentral < ROWS_MAX);
        r->central[r->city->ncentral++] =
            (struct demo_central){str_dup(r->a, row->cell[0]), number(row->cell[1]) / 100,
                                  number(row->cell[2]), number(row->cell[3])};
    }
    return true;
}

/* ---- the key: amounts of (side, type) spread over agencies and outputs ---- */

static const struct agency *agency_of(const struct demo_city *c, struct str code)
{
    for (size_t i = 0; i < c->nagencies; i++) {
        if (str_eq(c->agencies[i].code, code))
            return &c->agencies[i];
    }
    return NULL;
}

static struct demo_cell *cell_of(struct demo_city *c, const struct agency *ag,
                                 const struct class_node *output)
{
    for (size_t i = 0; i < c->ncells; i++) {
        if (c->cell[i].agency == ag && c->cell[i].output == output)
            return &c->cell[i];
    }
    assert(c->ncells < CELLS_MAX);
    c->cell[c->ncells] = (struct demo_cell){.agency = ag, .output = output};
    return &c->cell[c->ncells++];
}

static bool share_fits(const struct key_share *s, const struct mix *m)
{
    char digit = (char)('0' + m->type);

    return str_eq(s->side, m->side) && s->types.n && memchr(s->types.p, digit, s->types.n);
}

struct part {
    struct str agency, output;
};

/* Spreads one (side, type) amount; every unit of 100 baht lands in a cell. */
static bool spread(struct reading *r, const struct mix *m, struct err *e)
{
    struct arena_mark mark = arena_mark(r->a);
    size_t max = r->nshares * (r->ndistricts + 1), n = 0;
    int64_t *weight = ARENA_ARRAY(r->a, int64_t, max);
    struct part *part = ARENA_ARRAY(r->a, struct part, max);
    struct money *got = ARENA_ARRAY(r->a, struct money, max);

    for (size_t i = 0; i < r->nshares; i++) {
        const struct key_share *s = &r->share[i];
        bool all = str_eq(s->agency, STR("district"));

        if (!share_fits(s, m))
            continue;
        for (size_t d = 0; d < (all ? r->ndistricts : 1); d++) {
            part[n] = (struct part){all ? r->district[d] : s->agency, s->output};
            weight[n++] = s->weight * (all ? r->district_weight[d] : 1);
        }
    }
    assert(n > 0);
    money_split(MONEY(m->amount), weight, n, got);
    for (size_t i = 0; i < n; i++) {
        const struct agency *ag = agency_of(r->city, part[i].agency);
        const struct class_node *out = class_by_code(&r->city->programme, part[i].output);

        if (!ag || !out) {
            FAIL(e, ERR_UNKNOWN_CODE);
            err_arg(e, "field", V(STR("data/demo_share.csv")));
            err_arg(e, "value", V(ag ? part[i].output : part[i].agency));
            err_arg(e, "year", V(r->city->year));
            return false;
        }
        cell_of(r->city, ag, out)->target[m->type] += got[i].satang;
    }
    arena_rewind(r->a, mark);
    return true;
}

/* ---- FY2565, FY2567: published agencies and totals exact, the others in proportion to FY2566's key ---- */

enum { YEAR_BEFORE = 2565, YEAR_BY_TYPE = 2566, YEAR_BY_AGENCY = 2567 };

static bool published_row(void *ctx, const struct csv_row *row, struct err *e)
{
    struct reading *r = ctx;
    struct demo_city *c = r->city;

    (void)e;
    if (row->row == 0 || row->n < 5 || number(row->cell[0]) != c->year ||
        !str_eq(row->cell[1], STR("ordinance")))
        return true;
    if (str_eq(row->cell[2], STR("agency"))) {
        const struct agency *ag = agency_of(c, row->cell[3]);
        if (ag)
            c->exact[ag - c->agencies] = number(row->cell[4]) * 100;
    } else if (str_eq(row->cell[2], STR("total"))) {
        if (str_eq(row->cell[3], STR("commercial"))) {
            r->published_commerce = number(row->cell[4]) * 100;
        } else if (str_eq(row->cell[3], STR("bma+commercial"))) {
            r->published_all = number(row->cell[4]) * 100;
        }
    }
    return true;
}

static int64_t cell_sum(const struct demo_cell *c)
{
    int64_t sum = 0;

    for (int t = 0; t < DEMO_TYPES; t++)
        sum += c->target[t];
    return sum;
}

/* Gives each agency its total of the year and its cells their parts of it. */
static bool rescale(struct reading *r, struct err *e)
{
    struct demo_city *c = r->city;
    int64_t *weight = ARENA_ARRAY(r->a, int64_t, c->nagencies);
    struct money *got = ARENA_ARRAY(r->a, struct money, c->nagencies);
    int64_t rest;

    c->by_agency = ARENA_ARRAY(r->a, int64_t, c->nagencies);
    c->exact = ARENA_ARRAY(r->a, int64_t, c->nagencies);
    if (!csv_read_str(data_file_get("published.csv"), published_row, r, e))
        return false;
    rest = r->published_all;
    for (size_t i = 0; i < c->nagencies; i++) {
        if (r->published_commerce && str_eq(c->agencies[i].kind, STR("commercial")))
            c->exact[i] = r->published_commerce;
        rest -= c->exact[i];
    }
    for (size_t k = 0; k < c->ncells; k++) {
        size_t i = (size_t)(c->cell[k].agency - c->agencies);
        if (!c->exact[i])
            weight[i] += cell_sum(&c->cell[k]);
    }
    money_split(MONEY(rest), weight, c->nagencies, got);
    for (size_t i = 0; i < c->nagencies; i++) {
        c->exact[i] += got[i].satang / 100 * 100;
        rest -= got[i].satang / 100 * 100;
    }
    for (size_t i = 0; rest > 0; i++) { /* the baht that rounding left: to the first of the key */
        if (weight[i]) {
            c->exact[i] += rest;
            rest = 0;
        }
    }
    for (size_t i = 0; i < c->nagencies; i++)
        c->by_agency[i] = c->exact[i] / HUNDRED_BAHT;
    for (size_t i = 0; i < c->nagencies; i++) {
        int64_t *w = ARENA_ARRAY(r->a, int64_t, CELLS_MAX);
        struct money *part = ARENA_ARRAY(r->a, struct money, CELLS_MAX);
        size_t n = 0;
        for (size_t k = 0; k < c->ncells; k++) {
            for (int t = 0; c->cell[k].agency == &c->agencies[i] && t < DEMO_TYPES; t++)
                w[n++] = c->cell[k].target[t];
        }
        if (!n)
            continue;
        money_split(MONEY(c->by_agency[i]), w, n, part);
        n = 0;
        for (size_t k = 0; k < c->ncells; k++) {
            for (int t = 0; c->cell[k].agency == &c->agencies[i] && t < DEMO_TYPES; t++)
                c->cell[k].target[t] = part[n++].satang;
        }
    }
    return true;
}

static bool read_all(struct reading *r, struct err *e)
{
    static const struct {
        const char *file;
        csv_row_fn *fn;
    } file[] = {
        {"demo_mix.csv", mix_row},           {"demo_share.csv", share_row},
        {"demo_district.csv", district_row}, {"demo_names.csv", text_row},
        {"demo_titles.csv", title_row},      {"demo_central.csv", central_row},
        {"demo_items.csv", items_row},
    };

    for (size_t i = 0; i < ARRAY_LEN(file); i++) {
        if (!csv_read_str(data_file_get(file[i].file), file[i].fn, r, e))
            return false;
    }
    return true;
}

bool demo_city_load(struct db *db, struct arena *a, int64_t year, struct demo_city *ret,
                    struct err *e)
{
    struct demo_city *c = ret;
    struct reading r = {.a = a, .city = c};
    struct rows rows;

    *c = (struct demo_city){.year = year};
    if (year != YEAR_BEFORE && year != YEAR_BY_TYPE && year != YEAR_BY_AGENCY) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(STR("--year")));
        err_arg(e, "value", V(str_format(a, "%lld", (long long)year)));
        err_arg(e, "expected", V(STR("2565, 2566, 2567")));
        return false;
    }
    if (!agency_list(db, a, year, &rows, e) ||
        !class_tree_load(db, a, year, STR("programme"), &c->programme, e) ||
        !class_tree_load(db, a, year, STR("item"), &c->item, e) ||
        !class_tree_load(db, a, year, STR("fund"), &c->fund, e) ||
        !class_tree_load(db, a, year, STR("strategy"), &c->strategy, e))
        return false;
    c->agencies = rows.p;
    c->nagencies = rows.n;
    c->cell = ARENA_ARRAY(a, struct demo_cell, CELLS_MAX);
    r.share = ARENA_ARRAY(a, struct key_share, SHARES_MAX);
    r.mix = ARENA_ARRAY(a, struct mix, ROWS_MAX);
    c->text = r.text = ARENA_ARRAY(a, struct demo_text, ROWS_MAX);
    c->title = r.title = ARENA_ARRAY(a, struct demo_title, ROWS_MAX);
    c->items = r.items = ARENA_ARRAY(a, struct demo_items, ROWS_MAX);
    c->central = r.central = ARENA_ARRAY(a, struct demo_central, ROWS_MAX);
    if (!read_all(&r, e))
        return false;
    for (size_t i = 0; i < r.nmix; i++) {
        if (!spread(&r, &r.mix[i], e))
            return false;
    }
    if (year != YEAR_BY_TYPE && !rescale(&r, e))
        return false;
    for (size_t k = 0; k < c->ncells; k++) {
        for (int t = 0; t < DEMO_TYPES; t++)
            c->by_type[t] += c->cell[k].target[t];
    }
    if (year == YEAR_BEFORE) { /* a total alone is published: types as in FY2566, made whole by the last */
        c->rest = r.published_all;
        for (int t = 0; t < DEMO_TYPES; t++)
            c->rest -= c->by_type[t] * HUNDRED_BAHT;
        c->by_agency = NULL;
    }
    return true;
}

/* ---- words ---- */

struct str demo_text(const struct demo_city *c, struct chance *ch, struct str kind)
{
    int64_t n = 0, pick;

    for (size_t i = 0; i < c->ntexts; i++)
        n += str_eq(c->text[i].kind, kind);
    if (!n)
        return STR_NONE;
    pick = chance_between(ch, 1, n);
    for (size_t i = 0; i < c->ntexts; i++) {
        if (str_eq(c->text[i].kind, kind) && --pick == 0)
            return c->text[i].text;
    }
    return STR_NONE;
}

/* An output's name without the word that says its level. */
static struct str plain_name(const struct demo_city *c, const struct class_node *output)
{
    for (size_t i = 0; i < c->ntexts; i++) {
        struct str prefix = c->text[i].text;
        if (str_eq(c->text[i].kind, STR("prefix")) && str_starts(output->name_th, prefix) &&
            output->name_th.n > prefix.n)
            return str_slice(output->name_th, prefix.n, output->name_th.n);
    }
    return output->name_th;
}

struct str demo_fill_in(const struct demo_city *c, struct arena *a, struct chance *ch,
                        struct str template, const struct class_node *output)
{
    struct sbuf b;
    size_t i = 0;

    sbuf_init(&b, a, 4096);
    while (i < template.n) {
        size_t open = str_find(template, STR("{"), i);
        size_t close = str_find(template, STR("}"), open);
        struct str word;

        sbuf_add(&b, str_slice(template, i, open));
        if (close >= template.n)
            break;
        word = str_slice(template, open + 1, close);
        sbuf_add(&b, str_eq(word, STR("output")) ? plain_name(c, output) : demo_text(c, ch, word));
        i = close + 1;
    }
    return sbuf_str(&b);
}

struct str demo_title(const struct demo_city *c, struct arena *a, struct chance *ch,
                      const struct class_node *output, int64_t type)
{
    size_t longest = 0;
    int64_t n = 0, pick;

    for (size_t i = 0; i < c->ntitles; i++) {
        const struct demo_title *t = &c->title[i];
        if (t->type != type || !str_starts(output->code, t->output))
            continue;
        n = t->output.n > longest ? 1 : n + (t->output.n == longest);
        longest = t->output.n > longest ? t->output.n : longest;
    }
    if (!n)
        return output->name_th;
    pick = chance_between(ch, 1, n);
    for (size_t i = 0; i < c->ntitles; i++) {
        const struct demo_title *t = &c->title[i];
        if (t->type == type && str_starts(output->code, t->output) && t->output.n == longest &&
            --pick == 0)
            return demo_fill_in(c, a, ch, t->text, output);
    }
    return output->name_th;
}

const struct class_node *demo_item(const struct demo_city *c, struct chance *ch,
                                   const struct class_node *output, int64_t type)
{
    const struct demo_items *best = NULL;
    const struct class_node *item = NULL;
    struct str rest, code;
    int64_t n = 0, pick;

    for (size_t i = 0; i < c->nitems; i++) {
        const struct demo_items *x = &c->items[i];
        if (x->type == type && str_starts(output->code, x->output) &&
            (!best || x->output.n > best->output.n))
            best = x;
    }
    if (!best)
        PANIC("data/demo_items.csv names no item for a type");
    for (rest = best->codes; str_split(&rest, ' ', &code);)
        n++;
    pick = chance_between(ch, 1, n);
    for (rest = best->codes; str_split(&rest, ' ', &code);) {
        if (--pick == 0)
            item = class_by_code(&c->item, code);
    }
    if (!item)
        PANIC("data/demo_items.csv names an item that is not in data/items.csv");
    return item;
}
