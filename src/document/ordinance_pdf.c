/* ordinance_pdf.c - the printed ordinance: drawn page by page, then its data attached by qpdf. */
#include <string.h>

#include "base/arena.h"
#include "base/child.h"
#include "base/err.h"
#include "base/file.h"
#include "document/ordinance_press.h"
#include "document/pdf_order.h"

static struct book_info book_facts(const struct ordinance *o)
{
    struct ordinance_words year = {STR("year"), str_format(o->a, "%d", (int)o->year.year)};
    struct book_info info = {
        .title = o->name,
        .author = ordinance_text(OT_AUTHOR),
        .subject = ordinance_fill(o->a, OT_YEAR, &year, 1),
        .keywords = ordinance_fill(o->a, OT_KEYWORDS, &year, 1),
        .issued = o->today,
        .page_word = ordinance_text(OT_PAGE),
    };

    if (o->year.demo)
        info.mark = ordinance_text(OT_DEMO_MARK);
    else if (o->year.partial)
        info.mark = ordinance_text(OT_PARTIAL_MARK);
    return info;
}

/* How many pages the contents take: known before their page numbers are. */
static bool measure_contents(struct press *p, const struct book_info *info, struct err *e)
{
    if (!book_begin(p->a, p->f, NULL, info, &p->b, e))
        return false;
    press_contents(p);
    p->contents = book_page(p->b);
    return book_close(p->b, e);
}

/* The short name of the running head. */
static struct str head_text(struct press *p)
{
    struct ordinance_words year = {STR("year"), str_format(p->a, "%d", (int)p->o->year.year)};
    struct str name = press_words(p, p->o->number ? OT_MORE_SHORT : OT_SHORT, &year, 1);

    return p->o->draft
               ? str_format(p->a, "%.*s%.*s", STR_FMT(ordinance_text(OT_DRAFT)), STR_FMT(name))
               : name;
}

/* Draws the contents last, under the numbers 2 .. that were kept for them. */
static bool print_pages(struct press *p, const struct book_info *info, const char *path,
                        struct err *e)
{
    if (!book_begin(p->a, p->f, path, info, &p->b, e))
        return false;
    p->head = head_text(p);
    press_cover(p);
    book_end_page(p->b);
    book_next_number(p->b, 2 + p->contents);
    press_sections(p);
    press_summaries(p);
    if (!press_schedule(p, e))
        return false;
    press_notes(p);
    p->pages = book_page(p->b);
    book_end_page(p->b);
    book_next_number(p->b, 2);
    press_contents(p);
    if (book_page(p->b) != 1 + p->contents)
        PANIC("the contents were measured wrongly");
    return book_close(p->b, e);
}

enum { QPDF_ARGS = 40 };

/* Adds one attachment to qpdf's arguments; both dates are the day of issue. */
static size_t add_file(const char **argv, size_t n, struct arena *a, const char *path,
                       const char *name, const char *type)
{
    argv[n++] = "--add-attachment";
    argv[n++] = path;
    argv[n++] = str_cstr(a, str_format(a, "--filename=%s", name));
    argv[n++] = str_cstr(a, str_format(a, "--key=%s", name));
    argv[n++] = str_cstr(a, str_format(a, "--mimetype=%s", type));
    return n;
}

static size_t add_dates(const char **argv, size_t n, const struct ordinance *o)
{
    int day = (int)o->today.yyyymmdd;

    argv[n++] = str_cstr(o->a, str_format(o->a, "--creationdate=D:%d000000+07'00'", day));
    argv[n++] = str_cstr(o->a, str_format(o->a, "--moddate=D:%d000000+07'00'", day));
    argv[n++] = "--";
    return n;
}

/* Cairo cannot embed files: qpdf puts the schedule in as data. It also puts the contents behind
 * the cover when pdf_order.c could not. */
static bool bind(const struct press *p, const char *pdf, const char *const *data, const char *out,
                 struct err *e)
{
    const struct child_limits limits = {.cpu_s = 600, .wall_ms = 900000, .max_output = 65536};
    int body = p->pages - p->contents, code;
    const char *argv[QPDF_ARGS] = {"qpdf", "--deterministic-id", pdf};
    size_t n = 3;
    struct str printed;
    bool in_order;

    if (!pdf_contents_forward(p->a, pdf, p->pages, p->contents, &in_order, e))
        return false;
    n = add_dates(argv, add_file(argv, n, p->a, data[0], "schedule.csv", "text/csv"), p->o);
    n = add_dates(argv, add_file(argv, n, p->a, data[1], "schedule.json", "application/json"),
                  p->o);
    if (!in_order) {
        argv[n++] = "--pages";
        argv[n++] = ".";
        argv[n++] = str_cstr(p->a, str_format(p->a, "1,%d-%d,2-%d", body + 1, p->pages, body));
        argv[n++] = "--";
    }
    argv[n++] = "--object-streams=generate";
    argv[n++] = out;
    argv[n] = NULL;
    if (!child_run(p->a, argv, STR_NONE, &limits, &printed, &code, e))
        return false;
    if (code != 0 && code != 3) { /* 3: written, with warnings */
        FAIL(e, ERR_CHILD);
        err_arg(e, "what", V(STR("qpdf")));
        return false;
    }
    return true;
}

static bool print_files(struct press *p, const struct book_info *info, const char *path,
                        struct err *e)
{
    char *pdf, *csv, *json, *out;

    if (!file_stage(p->a, path, &pdf, e) || !file_stage(p->a, path, &csv, e) ||
        !file_stage(p->a, path, &json, e) || !file_stage(p->a, path, &out, e) ||
        !ordinance_files_open(p->o, p->a, csv, json, &p->files, e) ||
        !measure_contents(p, info, e) || !print_pages(p, info, pdf, e) ||
        !ordinance_files_close(p->files, e))
        return false;
    return bind(p, pdf, (const char *const[]){csv, json}, out, e) && file_commit(out, path, e);
}

bool ordinance_pdf(const struct ordinance *o, const char *path, struct document_result *ret,
                   struct err *e)
{
    struct arena *a = arena_new();
    struct press p = {.o = o, .a = a};
    struct book_info info = book_facts(o);
    bool ok;

    p.agency_page = ARENA_ARRAY(a, int, o->agencies + 1);
    ok = fonts_open(a, true, &p.f, e) && print_files(&p, &info, path, e);
    if (ok)
        *ret = (struct document_result){.pages = p.pages,
                                        .lines = o->facts.lines - o->facts.zero_lines,
                                        .agencies = (int64_t)o->agencies,
                                        .total = o->facts.total};
    arena_free(a);
    return ok;
}
