/* ordinance_pdf.c - the printed ordinance: drawn page by page, then bound by qpdf. */
#include <string.h>

#include "base/arena.h"
#include "base/child.h"
#include "base/err.h"
#include "base/file.h"
#include "document/ordinance_press.h"

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
    if (!book_open(p->a, p->f, NULL, info, &p->b, e))
        return false;
    press_contents(p);
    p->contents = book_page(p->b);
    return book_close(p->b, e);
}

/* Draws the contents last, under the numbers 2 .. that were kept for them. */
static bool print_pages(struct press *p, const struct book_info *info, const char *path,
                        struct err *e)
{
    if (!book_open(p->a, p->f, path, info, &p->b, e))
        return false;
    p->head =
        press_words(p, p->o->draft ? OT_DRAFT_SHORT : OT_SHORT,
                    ORDINANCE_WORDS({STR("year"), str_format(p->a, "%d", (int)p->o->year.year)}));
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

/* What cairo 1.16 cannot do, qpdf does: it puts the contents behind the cover and embeds the
 * schedule as data. */
static bool bind(const struct press *p, const char *pdf, const char *csv, const char *json,
                 const char *out, struct err *e)
{
    const struct ordinance *o = p->o;
    struct sbuf day;
    const char *made, *changed, *order;
    int body = p->pages - p->contents;
    struct str printed;
    int code;

    sbuf_init(&day, o->a, 64);
    sbuf_printf(&day, "D:%d000000+07'00'", o->today.yyyymmdd);
    made = str_cstr(o->a, str_format(o->a, "--creationdate=%.*s", STR_FMT(sbuf_str(&day))));
    changed = str_cstr(o->a, str_format(o->a, "--moddate=%.*s", STR_FMT(sbuf_str(&day))));
    order = str_cstr(o->a, str_format(o->a, "1,%d-%d,2-%d", body + 1, p->pages, body));
    const char *const argv[] = {"qpdf",
                                "--deterministic-id",
                                pdf,
                                "--add-attachment",
                                csv,
                                "--filename=schedule.csv",
                                "--key=schedule.csv",
                                "--mimetype=text/csv",
                                made,
                                changed,
                                "--",
                                "--add-attachment",
                                json,
                                "--filename=schedule.json",
                                "--key=schedule.json",
                                "--mimetype=application/json",
                                made,
                                changed,
                                "--",
                                "--pages",
                                ".",
                                order,
                                "--",
                                "--object-streams=generate",
                                out,
                                NULL};
    const struct child_limits limits = {.cpu_s = 600, .wall_ms = 900000, .max_output = 65536};

    if (!child_run(o->a, argv, STR_NONE, &limits, &printed, &code, e))
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
    return bind(p, pdf, csv, json, out, e) && file_commit(out, path, e);
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
