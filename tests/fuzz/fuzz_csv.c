/* CSV: the same rows however the bytes are cut, and the same cells when written back. */
#include <string.h>

#include "base/arena.h"
#include "base/csv.h"
#include "fuzz.h"

struct seen {
    struct sbuf text;  /* every cell and line number */
    struct sbuf again; /* the cells written back */
    bool is_guarded;   /* a cell begins with ' before a formula sign: the guard eats it */
};

static bool note(void *ctx, const struct csv_row *row, struct err *e)
{
    struct seen *s = ctx;

    (void)e;
    sbuf_printf(&s->text, "%d@%d", (int)row->row, (int)row->line);
    for (size_t i = 0; i < row->n; i++) {
        sbuf_printf(&s->text, "[%d:", (int)row->cell[i].n);
        sbuf_add(&s->text, row->cell[i]);
        csv_put_cell(&s->again, row->cell[i]);
        s->is_guarded = s->is_guarded || str_starts(row->cell[i], STR("'"));
    }
    csv_end_row(&s->again);
    return true;
}

static bool note_cells(void *ctx, const struct csv_row *row, struct err *e)
{
    struct sbuf *b = ctx;

    (void)e;
    for (size_t i = 0; i < row->n; i++) {
        csv_put_cell(b, row->cell[i]);
    }
    csv_end_row(b);
    return true;
}

struct drip {
    struct str rest;
    size_t step;
};

static long drip(void *ctx, char *buf, size_t n)
{
    struct drip *d = ctx;
    size_t k = d->step < n ? d->step : n;

    k = k < d->rest.n ? k : d->rest.n;
    if (k > 0) {
        memcpy(buf, d->rest.p, k);
    }
    d->rest = str_slice(d->rest, k, d->rest.n);
    return (long)k;
}

static void seen_init(struct seen *s, struct arena *a)
{
    sbuf_init(&s->text, a, SBUF_NO_LIMIT);
    sbuf_init(&s->again, a, SBUF_NO_LIMIT);
    s->is_guarded = false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str s = {(const char *)data, size};
    struct drip d = {s, size > 0 ? (size_t)data[0] % 7 + 1 : 1};
    struct arena *a = arena_new();
    struct seen whole, cut;
    struct err e = {.code = ERR_NONE}, e_cut = {.code = ERR_NONE};
    bool ok, ok_cut;

    seen_init(&whole, a);
    seen_init(&cut, a);
    ok = csv_read_str(s, note, &whole, &e);
    ok_cut = csv_read(drip, &d, note, &cut, &e_cut);
    PROMISE(ok == ok_cut); /* of two faults in one line, the cuts decide which is met first */
    if (ok) {
        struct sbuf third;

        PROMISE(str_eq(sbuf_str(&whole.text), sbuf_str(&cut.text)));
        sbuf_init(&third, a, SBUF_NO_LIMIT);
        PROMISE(csv_read_str(sbuf_str(&whole.again), note_cells, &third, &e));
        PROMISE(whole.is_guarded || str_eq(sbuf_str(&third), sbuf_str(&whole.again)));
    } else {
        PROMISE(e.args[0].v.u.i >= 1);
        PROMISE(e.code != e_cut.code || e.args[0].v.u.i == e_cut.args[0].v.u.i);
    }
    arena_free(a);
    return 0;
}
