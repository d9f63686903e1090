/* volume.c - saying a book: each call goes to the pass that runs (learn, draw, workbook). */
#include "document/volume.h"

#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/sheet.h"
#include "base/thai.h"
#include "document/volume_int.h"
#include "document/volume_text.h"

#define NBSP "\xC2\xA0"

struct arena *volume_arena(struct volume *v)
{
    return v->scratch;
}

struct volume_table *volume_now(struct volume *v)
{
    return &v->table[v->at];
}

void volume_fail(struct volume *v, const struct err *e)
{
    if (!v->failed)
        v->err = *e;
    v->failed = true;
}

static bool draws(const struct volume *v)
{
    return v->pass == PASS_DRAW && !v->failed;
}

struct str volume_dressed(struct volume *v, struct arena *a, struct str s)
{
    struct str baht = volume_word(VP_BAHT);

    (void)v;
    s = thai_digits(a, s);
    s = str_replace(a, s, STR(". \xE0\xB9"), STR("." NBSP "\xE0\xB9"));
    return str_replace(a, s, str_format(a, " %.*s", STR_FMT(baht)),
                       str_format(a, NBSP "%.*s", STR_FMT(baht)));
}

/* ---- chapters and headings ---- */

/* A line of the contents; the second pass finds the one that the first has noted. */
static struct volume_entry *note_entry(struct volume *v, int level, struct str title)
{
    struct volume_entry *n;

    if (v->pass == PASS_DRAW)
        return v->entry_at < v->entries ? &v->entry[v->entry_at++] : NULL;
    if (v->entries == v->entries_cap) {
        size_t cap = v->entries_cap ? v->entries_cap * 2 : 64;

        v->entry =
            arena_grow(v->a, v->entry, v->entries_cap * sizeof(*v->entry), cap * sizeof(*v->entry));
        v->entries_cap = cap;
    }
    n = &v->entry[v->entries++];
    *n = (struct volume_entry){.title = volume_dressed(v, v->a, title), .level = level};
    n->anchor = str_format(v->a, "h%zu", v->entries);
    return n;
}

static void mark_entry(struct volume *v, struct volume_entry *n)
{
    int id;

    if (!n)
        return;
    n->page = book_page(v->b);
    book_anchor(v->b, n->anchor);
    id = book_bookmark_to(v->b, n->level ? v->chapter_mark : 0, n->title, n->anchor);
    v->chapter_mark = n->level ? v->chapter_mark : id;
}

static void draw_chapter(struct volume *v, const struct volume_waiting *w, bool wide)
{
    book_turn(v->b, wide);
    book_head(v->b, v->running, w->title);
    book_new_page(v->b);
    mark_entry(v, w->entry);
    book_ink(v->b, INK_CITY);
    book_text(v->b, TEXT_TITLE, w->title, PAGE_LEFT, book_text_w(v->b), ALIGN_LEFT);
    book_ink(v->b, INK_TEXT);
    book_rule(v->b, PAGE_LEFT, book_text_w(v->b), book_y(v->b) + 2, 1.0, INK_CITY);
    book_skip(v->b, 14);
}

static void draw_heading(struct volume *v, const struct volume_waiting *w)
{
    static const enum text_style style[] = {TEXT_HEADING, TEXT_BODY_BOLD, TEXT_CELL_BOLD};
    int i = w->level - 1;

    if (book_y(v->b) > PAGE_TOP + 1)
        book_skip(v->b, i == 0 ? 10 : 6);
    mark_entry(v, w->entry);
    book_text(v->b, style[i], w->title, PAGE_LEFT, book_text_w(v->b), ALIGN_LEFT);
    book_skip(v->b, i == 0 ? 3 : 1);
}

/* Headings wait for what they head: it decides how their page lies, and they must stand with its beginning. */
void volume_place(struct volume *v, bool wide, double least)
{
    double h = least;

    book_turn(v->b, wide);
    if (v->waiting && v->wait[0].level == 0)
        draw_chapter(v, &v->wait[0], wide);
    else if (book_page(v->b) <= 1 + v->contents || book_is_wide(v->b) != wide)
        book_new_page(v->b);
    for (size_t i = 0; i < v->waiting; i++)
        h += v->wait[i].level ? v->f->font[TEXT_HEADING].leading + 10 : 0;
    book_need(v->b, h);
    for (size_t i = 0; i < v->waiting; i++) {
        if (v->wait[i].level)
            draw_heading(v, &v->wait[i]);
    }
    v->waiting = 0;
}

static void upright(struct volume *v)
{
    volume_place(v, false, v->f->font[TEXT_BODY].leading * 2);
}

static void wait_for(struct volume *v, int level, struct volume_entry *n, struct str title)
{
    if (v->waiting == VOLUME_WAITING || (level == 0 && v->waiting))
        upright(v); /* headings of nothing */
    v->wait[v->waiting++] = (struct volume_waiting){level, n, title};
}

void volume_chapter(struct volume *v, struct str title)
{
    struct volume_entry *n;

    if (volume_hashes(v, 'c', title))
        return;
    n = v->pass == PASS_SHEET ? NULL : note_entry(v, 0, title);
    if (draws(v) && n)
        wait_for(v, 0, n, n->title);
}

void volume_heading(struct volume *v, int level, struct str title)
{
    int i = level < 1 ? 1 : level > 3 ? 3 : level;
    struct volume_entry *n;

    if (volume_hashes(v, '0' + i, title))
        return;
    n = v->pass == PASS_SHEET || i > 1 ? NULL : note_entry(v, 1, title);
    if (draws(v))
        wait_for(v, i, n, n ? n->title : volume_dressed(v, v->a, title));
}

void volume_text(struct volume *v, struct str text)
{
    struct arena_mark m = arena_mark(v->a);
    struct str line;

    if (volume_hashes(v, 't', text) || !draws(v))
        return;
    upright(v);
    text = volume_dressed(v, v->a, text);
    while (str_split(&text, '\n', &line))
        book_spread(v->b, TEXT_BODY, line, PAGE_LEFT, book_text_w(v->b), 36);
    book_skip(v->b, 4);
    arena_rewind(v->a, m);
}

void volume_item(struct volume *v, struct str label, struct str text)
{
    enum { LABEL = 26, IN = 36 };
    struct arena_mark m = arena_mark(v->a);
    struct str line;

    if ((volume_hashes(v, 'l', label) && volume_hashes(v, 'i', text)) || !draws(v))
        return;
    upright(v);
    label = volume_dressed(v, v->a, label);
    text = volume_dressed(v, v->a, text);
    double w = text_width(v->f, TEXT_BODY, label) + 6, hang = IN + (w > LABEL ? w : LABEL);

    book_need(v->b, v->f->font[TEXT_BODY].leading * 2);
    book_put(v->b, TEXT_BODY, label, PAGE_LEFT + IN, book_y(v->b) + v->f->font[TEXT_BODY].baseline,
             w, ALIGN_LEFT);
    while (str_split(&text, '\n', &line))
        book_spread(v->b, TEXT_BODY, line, PAGE_LEFT + hang, book_text_w(v->b) - hang, 0);
    book_skip(v->b, 2);
    arena_rewind(v->a, m);
}

void volume_note(struct volume *v, struct str text)
{
    struct arena_mark m = arena_mark(v->a);
    struct str line;

    if (volume_hashes(v, 'n', text) || !draws(v))
        return;
    if (v->waiting || !book_is_wide(v->b)) /* else: of the table above it */
        upright(v);
    text = volume_dressed(v, v->a, text);
    while (str_split(&text, '\n', &line)) {
        book_ink(v->b, INK_SOFT);
        book_text(v->b, TEXT_NOTE, line, PAGE_LEFT, book_text_w(v->b), ALIGN_LEFT);
    }
    book_ink(v->b, INK_TEXT);
    book_skip(v->b, 4);
    arena_rewind(v->a, m);
}

void volume_gap(struct volume *v, int points)
{
    if (draws(v) && !v->waiting && book_page(v->b) > 1 + v->contents && book_room(v->b) > points)
        book_skip(v->b, points);
}

/* ---- tables ---- */

static bool good_id(const char *id)
{
    size_t n = strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789_-");

    return n > 0 && id[n] == '\0' && strcmp(id, "manifest") != 0 && strcmp(id, "volume") != 0;
}

static void learn_table(struct volume *v, const char *id, struct str title,
                        const struct volume_column *column, size_t n)
{
    struct volume_table *t;

    if (n > VOLUME_COLUMNS || !good_id(id))
        PANIC("a table of a book has a bad name or too many columns");
    for (size_t i = 0; i < v->tables; i++) {
        if (strcmp(v->table[i].id, id) == 0)
            PANIC("two tables of a book have one name");
    }
    if (v->tables == v->tables_cap) {
        size_t cap = v->tables_cap ? v->tables_cap * 2 : 16;

        v->table =
            arena_grow(v->a, v->table, v->tables_cap * sizeof(*v->table), cap * sizeof(*v->table));
        v->tables_cap = cap;
    }
    v->at = v->tables++;
    t = volume_now(v);
    *t = (struct volume_table){
        .id = str_cstr(v->a, str_from(id)), .title = str_dup(v->a, title), .n = n};
    for (size_t i = 0; i < n; i++) {
        t->column[i] = column[i];
        t->column[i].key = str_cstr(v->a, str_from(column[i].key));
        t->column[i].label = str_dup(v->a, column[i].label);
        sbuf_init(&t->extent[i].longest, v->a, SBUF_NO_LIMIT);
    }
}

void volume_table(struct volume *v, const char *id, struct str title,
                  const struct volume_column *column, size_t n)
{
    struct err e;

    if (v->failed)
        return;
    if (v->open)
        PANIC("a table of a book begins inside another");
    v->open = true;
    volume_sum_begin(v);
    if (v->pass == PASS_DRAW) {
        if (v->tables <= v->at || strcmp(volume_now(v)->id, id) != 0)
            PANIC("a book was said differently the second time");
        volume_table_draw(v);
        return;
    }
    learn_table(v, id, title, column, n);
    if (v->pass == PASS_SHEET)
        volume_sheet_table(v);
    else if (v->pass == PASS_HASH)
        volume_hash_table(v);
    else if (!volume_files_begin(v, &e))
        volume_fail(v, &e);
}

static uint64_t fingerprint(uint64_t h, const struct volume_table *t, const struct volume_row *r)
{
    static const uint64_t prime = 0x9E3779B97F4A7C15U;

    for (size_t i = 0; i < t->n; i++) {
        uint64_t cell = (uint64_t)r->cell[i].n ^ (uint64_t)r->cell[i].text.n << 48;

        h = ((h << 7 | h >> 57) ^ cell ^ (r->cell[i].none ? prime : 0)) ^ (uint64_t)r->role << 60;
    }
    return h ^ h >> 29;
}

/* Texts of which the longest decides a column's width. */
static void learn_text(struct volume_extent *x, struct str s)
{
    size_t n;

    if (s.n <= x->longest_cp || s.n > 200) /* a text has no more characters than bytes */
        return;
    n = str_count_cp(s);
    if (n <= x->longest_cp)
        return;
    x->longest_cp = n;
    sbuf_reset(&x->longest);
    sbuf_add(&x->longest, s);
}

static size_t digits_of(int64_t n)
{
    size_t digits = 1;

    while (n /= 10)
        digits++;
    return digits;
}

/* The figure and its unit together: not the largest figure with the longest unit, which may never meet. */
static void learn_quantity(struct volume *v, const struct volume_table *t, size_t i,
                           const struct volume_cell *c, struct volume_extent *x)
{
    struct arena_mark m = arena_mark(v->scratch);
    size_t n = str_count_cp(c->text) + digits_of(c->n);

    if (n >= x->longest_cp) {
        struct str printed = volume_figure(v->scratch, t, i, c);

        if (n > x->longest_cp || printed.n > x->longest.n) {
            x->longest_cp = n;
            sbuf_reset(&x->longest);
            sbuf_add(&x->longest, printed);
        }
    }
    arena_rewind(v->scratch, m);
}

/* A level moves a text in as far as so many bytes of it would. */
enum { LEVEL_BYTES = 4 };

static void learn_length(struct volume_extent *x, size_t bytes)
{
    size_t i = bytes / VOLUME_LENGTH_STEP;

    x->texts[i < VOLUME_LENGTHS ? i : VOLUME_LENGTHS - 1]++;
}

static void learn_row(struct volume *v, struct volume_table *t, const struct volume_row *r)
{
    for (size_t i = 0; i < t->n; i++) {
        const struct volume_cell *c = &r->cell[i];
        struct volume_extent *x = &t->extent[i];

        if (c->none)
            continue;
        if (t->column[i].kind == VOLUME_TEXT || t->column[i].kind == VOLUME_CODE)
            learn_text(x, c->text);
        else if (t->column[i].kind == VOLUME_QUANTITY)
            learn_quantity(v, t, i, c, x);
        if (t->column[i].kind == VOLUME_TEXT && r->role != VOLUME_HEAD)
            learn_length(x, c->text.n + (size_t)r->level * LEVEL_BYTES);
        x->least = c->n < x->least ? c->n : x->least;
        x->most = c->n > x->most ? c->n : x->most;
        x->satang = x->satang || c->n % 100 != 0;
        if (t->column[i].carry) { /* sums so far are printed, too */
            int64_t so_far = t->extent[i].total.satang;

            x->most = so_far > x->most ? so_far : x->most;
        }
    }
    if (r->role == VOLUME_HEAD && r->level >= t->heads)
        t->heads = r->level + 1;
    t->print = fingerprint(t->print, t, r);
    t->rows++;
    t->items += r->role == VOLUME_ITEM;
    v->mentioned = v->mentioned || r->index.n;
}

void volume_row(struct volume *v, const struct volume_row *r)
{
    struct volume_table *t;
    struct err e;

    if (v->failed)
        return;
    if (!v->open || r->level < 0)
        PANIC("a row of a book stands in no table");
    t = volume_now(v);
    if (v->pass == PASS_DRAW) {
        t->seen++;
        t->again = fingerprint(t->again, t, r);
        volume_row_draw(v, r);
        return;
    }
    if (!volume_sum_row(v, r, &e)) {
        volume_fail(v, &e);
        return;
    }
    learn_row(v, t, r);
    if (v->pass == PASS_SHEET)
        volume_sheet_row(v, r);
    else if (v->pass == PASS_HASH)
        volume_hash_row(v, r);
    else if (!volume_files_row(v, r, &e))
        volume_fail(v, &e);
}

void volume_table_end(struct volume *v)
{
    const struct volume_table *t;
    struct err e;

    if (v->failed)
        return;
    if (!v->open)
        PANIC("a table of a book ends that has not begun");
    v->open = false;
    t = volume_now(v);
    if (v->pass == PASS_DRAW) {
        if (t->seen != t->rows || t->again != t->print)
            PANIC("a book was said differently the second time");
        volume_table_close(v);
        v->at++;
        return;
    }
    if (v->pass == PASS_LEARN && !volume_files_end(v, &e))
        volume_fail(v, &e);
}

/* ---- printing ---- */

void volume_results(const struct volume *v, struct document_result *ret)
{
    ret->lines = 0;
    for (size_t i = 0; i < v->tables; i++)
        ret->lines += v->table[i].items;
    for (size_t i = 0; v->tables && i < v->table[0].n; i++) {
        if (volume_money_kind(&v->table[0], i)) {
            ret->total = v->table[0].extent[i].total;
            return;
        }
    }
}

static bool print_sheet(struct volume *v, const char *path, volume_fn *fn, void *ctx, struct err *e)
{
    v->pass = PASS_SHEET;
    if (!volume_sheet_open(v, path, e) || !fn(v, ctx, e))
        return false;
    if (v->failed) {
        *e = v->err;
        return false;
    }
    return sheet_close(v->sheet, e);
}

bool volume_print(const char *path, const struct volume_info *info, volume_fn *fn, void *ctx,
                  struct document_result *ret, struct err *e)
{
    struct arena *a = arena_new(), *scratch = arena_new();
    struct volume *v = ARENA_NEW(a, struct volume);
    bool ok;

    v->a = a;
    v->scratch = scratch;
    v->info = info;
    *ret = (struct document_result){0};
    v->words = arena_new();
    ok = str_ends(str_from(path), STR(".xlsx")) ? print_sheet(v, path, fn, ctx, e)
                                                : volume_pdf(v, path, fn, ctx, ret, e);
    if (ok)
        volume_results(v, ret);
    arena_free(v->words);
    mem_free(v->mention);
    arena_free(v->table_arena); /* of a table that was broken off */
    if (v->files)
        arena_free(volume_files_arena(v->files));
    arena_free(scratch);
    arena_free(a);
    return ok;
}
