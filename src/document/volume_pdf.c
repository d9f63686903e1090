/* volume_pdf.c - a book as PDF: learnt, drawn, its contents put behind the cover, its data attached. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/child.h"
#include "base/file.h"
#include "document/pdf_attach.h"
#include "document/pdf_order.h"
#include "document/volume_int.h"
#include "document/volume_text.h"

enum { ARGS_A_FILE = 8, ARGS_MORE = 12 };

static struct book_info facts(struct volume *v)
{
    const struct volume_info *i = v->info;

    return (struct book_info){
        .title = i->title,
        .author = volume_word(VP_CITY),
        .subject = i->subtitle,
        .keywords = i->word,
        .issued = i->issued,
        .page_word = volume_word(VP_PAGE),
        .mark = volume_mark(v),
    };
}

static bool learn(struct volume *v, volume_fn *fn, void *ctx, struct err *e)
{
    v->pass = PASS_LEARN;
    if (!file_temp_dir(v->a, &v->folder, e) || !fn(v, ctx, e))
        return false;
    if (v->failed)
        *e = v->err;
    return !v->failed;
}

/* How many pages the contents take: known before their page numbers are. */
static bool measure_contents(struct volume *v, const struct book_info *info, struct err *e)
{
    if (!v->entries)
        return true;
    if (!book_begin(v->a, v->f, NULL, info, &v->b, e))
        return false;
    volume_contents(v);
    v->contents = book_page(v->b);
    return book_close(v->b, e);
}

/* The index has a line of the contents once it is known that there is one: noted at the end. */
static void draw_index(struct volume *v)
{
    if (!v->mentions || v->failed)
        return;
    volume_chapter(v, volume_word(VP_INDEX));
    volume_place(v, false, 0);
    volume_index(v);
}

static bool draw(struct volume *v, const struct book_info *info, const char *path, volume_fn *fn,
                 void *ctx, struct err *e)
{
    v->pass = PASS_DRAW;
    v->at = 0;
    if (!book_begin(v->a, v->f, path, info, &v->b, e))
        return false;
    volume_cover(v);
    book_next_number(v->b, 2 + v->contents);
    if (!fn(v, ctx, e))
        return false;
    if (v->failed) {
        *e = v->err;
        return false;
    }
    if (v->at != v->tables)
        PANIC("a book was said differently the second time");
    if (v->waiting)
        volume_place(v, false, 0); /* headings of nothing */
    draw_index(v);
    return true;
}

static bool print_pages(struct volume *v, const char *path, volume_fn *fn, void *ctx,
                        int *ret_pages, struct err *e)
{
    struct book_info info = facts(v);

    if (v->mentioned)
        volume_chapter(v, volume_word(VP_INDEX)); /* a line of the contents */
    if (!measure_contents(v, &info, e) || !draw(v, &info, path, fn, ctx, e))
        return false;
    *ret_pages = book_page(v->b);
    if (v->contents) {
        book_end_page(v->b);
        book_next_number(v->b, 2);
        volume_contents(v);
        if (book_page(v->b) != 1 + v->contents)
            PANIC("the contents were measured wrongly");
    }
    return book_close(v->b, e);
}

/* ---- binding ---- */

struct binding {
    struct volume *v;
    const char **argv;
    size_t n;
};

static void add(struct binding *b, const char *arg)
{
    b->argv[b->n++] = arg;
}

/* Both dates are the day of issue, so that equal books are equal files. */
static void attach(struct binding *b, const struct pdf_file *file)
{
    struct arena *a = b->v->a;
    int day = (int)b->v->info->issued.yyyymmdd;

    add(b, "--add-attachment");
    add(b, file->path);
    add(b, str_cstr(a, str_format(a, "--filename=%.*s", STR_FMT(file->name))));
    add(b, str_cstr(a, str_format(a, "--key=%.*s", STR_FMT(file->name))));
    add(b, str_cstr(a, str_format(a, "--mimetype=%s", file->type)));
    add(b, str_cstr(a, str_format(a, "--creationdate=D:%d000000+07'00'", day)));
    add(b, str_cstr(a, str_format(a, "--moddate=D:%d000000+07'00'", day)));
    add(b, "--");
}

static bool run(struct binding *b, struct err *e)
{
    const struct child_limits limits = {.cpu_s = 600, .wall_ms = 900000, .max_output = 65536};
    struct str printed;
    int code;

    if (!child_run(b->v->a, b->argv, STR_NONE, &limits, &printed, &code, e))
        return false;
    if (code != 0 && code != 3) { /* 3: written, with warnings */
        FAIL(e, ERR_CHILD);
        err_arg(e, "what", V(STR("qpdf")));
        return false;
    }
    return true;
}

/* What cairo's own layout does not allow in place, qpdf does. */
static bool bind_by_child(struct volume *v, char **pdf, const struct pdf_file *file, size_t n,
                          const char *pages, struct err *e)
{
    struct binding b = {.v = v};
    char *out;

    if (!file_stage(v->a, *pdf, &out, e))
        return false;
    b.argv = ARENA_ARRAY(v->a, const char *, n *ARGS_A_FILE + ARGS_MORE);
    add(&b, "qpdf");
    add(&b, "--deterministic-id");
    add(&b, *pdf);
    for (size_t i = 0; i < n; i++)
        attach(&b, &file[i]);
    if (pages) {
        add(&b, "--pages");
        add(&b, ".");
        add(&b, pages);
        add(&b, "--");
    }
    add(&b, "--object-streams=generate");
    add(&b, out);
    *pdf = out;
    return run(&b, e);
}

static int by_name(const void *x, const void *y)
{
    const struct pdf_file *a = x, *b = y;

    return str_cmp(a->name, b->name);
}

/* The contents go behind the cover, the data into the file. */
static bool bind(struct volume *v, char **pdf, int pages, struct err *e)
{
    struct pdf_file *file = ARENA_ARRAY(v->a, struct pdf_file, 2 * v->tables + 2);
    int body = pages - v->contents;
    const char *order = NULL;
    bool done = true;
    char *manifest, *whole;
    size_t n = 0;

    if (!volume_manifest(v, pages, &manifest, e) || !volume_whole(v, &whole, e))
        return false;
    file[n++] = (struct pdf_file){manifest, STR("manifest.json"), "application/json"};
    file[n++] = (struct pdf_file){whole, STR("volume.json"), "application/json"};
    for (size_t i = 0; i < v->tables; i++) {
        const struct volume_table *t = &v->table[i];

        file[n++] = (struct pdf_file){t->csv, str_format(v->a, "%s.csv", t->id), "text/csv"};
        file[n++] =
            (struct pdf_file){t->json, str_format(v->a, "%s.json", t->id), "application/json"};
    }
    qsort(file, n, sizeof(*file), by_name);
    if (v->contents && !pdf_contents_forward(v->a, *pdf, pages, v->contents, &done, e))
        return false;
    if (!done)
        order = str_cstr(v->a, str_format(v->a, "1,%d-%d,2-%d", body + 1, pages, body));
    if (done && !pdf_attach(v->a, *pdf, file, n, v->info->issued, &done, e))
        return false;
    return done || bind_by_child(v, pdf, file, n, order, e);
}

static struct str running_head(struct volume *v)
{
    const struct volume_info *i = v->info;
    struct str s = i->subtitle.n ? str_format(v->a, "%.*s \xC2\xB7 %.*s", STR_FMT(i->title),
                                              STR_FMT(i->subtitle))
                                 : i->title;

    return volume_dressed(v, v->a, s);
}

bool volume_pdf(struct volume *v, const char *path, volume_fn *fn, void *ctx,
                struct document_result *ret, struct err *e)
{
    char *pdf;
    int pages;

    if (!file_stage(v->a, path, &pdf, e) || !fonts_open(v->a, true, &v->f, e) ||
        !learn(v, fn, ctx, e))
        return false;
    v->running = running_head(v);
    if (!print_pages(v, pdf, fn, ctx, &pages, e) || !bind(v, &pdf, pages, e))
        return false;
    ret->pages = pages;
    return file_commit(pdf, path, e);
}
