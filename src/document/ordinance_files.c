/* ordinance_files.c - the printed lines as CSV and JSON, for the attachments of the PDF. Both are
 * written while the lines pass, in bounded memory. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/csv.h"
#include "base/err.h"
#include "base/json.h"
#include "document/ordinance.h"

enum { FLUSH_BYTES = 65536 };

struct out_file {
    const char *path;
    FILE *file;
    struct sbuf text;
};

struct ordinance_files {
    const struct ordinance *o;
    struct out_file csv, json;
    struct jw w;
};

static bool fail_write(const struct out_file *f, struct err *e)
{
    FAIL(e, ERR_FILE_WRITE);
    err_arg(e, "path", V(str_from(f->path)));
    err_arg(e, "why", V(str_from(strerror(errno))));
    return false;
}

static void close_file(void *p)
{
    struct out_file *f = p;

    if (f->file)
        (void)fclose(f->file);
    f->file = NULL;
}

static bool open_file(struct out_file *f, struct arena *a, const char *path, struct err *e)
{
    f->path = path;
    sbuf_init(&f->text, a, SBUF_NO_LIMIT);
    f->file = fopen(path, "wbxe");
    if (!f->file)
        return fail_write(f, e);
    arena_defer(a, close_file, f);
    return true;
}

static bool flush(struct out_file *f, struct err *e)
{
    struct str s = sbuf_str(&f->text);

    if (s.n && fwrite(s.p, 1, s.n, f->file) != s.n)
        return fail_write(f, e);
    sbuf_reset(&f->text);
    return true;
}

static bool finish(struct out_file *f, struct err *e)
{
    FILE *file = f->file;

    if (!flush(f, e))
        return false;
    f->file = NULL;
    return fclose(file) == 0 || fail_write(f, e);
}

static void put_sum(struct jw *w, struct str code, struct str name, int64_t lines,
                    struct money total)
{
    jw_object(w, NULL);
    J(w, "code", code);
    J(w, "name", name);
    J(w, "lines", lines);
    J(w, "total_satang", total);
    jw_end_object(w);
}

static void put_facts(struct ordinance_files *f)
{
    const struct ordinance *o = f->o;
    struct jw *w = &f->w;

    J(w, "document", STR("ordinance"));
    J(w, "name", o->name);
    J(w, "year", o->year.year);
    J(w, "cycle_stage", o->year.stage);
    J(w, "demo", o->year.demo);
    J(w, "partial", o->year.partial);
    J(w, "issued", o->today);
    J(w, "change_id", o->facts.change_id);
    J(w, "lines_zero", o->facts.zero_lines);
    J(w, "lines_left_out", o->facts.left_out);
    J(w, "total_satang", o->facts.total);
    jw_array(w, "stages");
    for (size_t i = 0; i < o->stages; i++) {
        jw_object(w, NULL);
        J(w, "stage", str_from(stage_word((enum stage)o->stage[i].stage)));
        J(w, "lines", o->stage[i].lines);
        jw_end_object(w);
    }
    jw_end_array(w);
    jw_array(w, "agencies");
    for (size_t i = 0; i < o->agencies; i++)
        put_sum(w, o->agency[i].code, o->agency[i].name, o->agency[i].lines, o->agency[i].total);
    jw_end_array(w);
    jw_array(w, "plans");
    for (size_t i = 0; i < o->plans; i++)
        put_sum(w, o->plan[i].code, o->plan[i].name, o->plan[i].lines, o->plan[i].total);
    jw_end_array(w);
    jw_array(w, "types");
    for (size_t i = 0; i < o->types; i++)
        put_sum(w, o->type[i].code, o->type[i].name, o->type[i].lines, o->type[i].total);
    jw_end_array(w);
}

bool ordinance_files_open(const struct ordinance *o, struct arena *a, const char *csv_path,
                          const char *json_path, struct ordinance_files **ret, struct err *e)
{
    struct ordinance_files *f = ARENA_NEW(a, struct ordinance_files);

    f->o = o;
    if (!open_file(&f->csv, a, csv_path, e) || !open_file(&f->json, a, json_path, e))
        return false;
    SB_LIT(&f->csv.text, "\xEF\xBB\xBF"); /* spreadsheets take it for UTF-8 by this */
    csv_put_header(&f->csv.text, &ordinance_line_type, NULL);
    jw_init(&f->w, &f->json.text, false);
    jw_object(&f->w, NULL);
    put_facts(f);
    jw_array(&f->w, "rows");
    *ret = f;
    return true;
}

bool ordinance_files_line(struct ordinance_files *f, const struct ordinance_line *line,
                          struct err *e)
{
    csv_put_row(&f->csv.text, &ordinance_line_type, line);
    jw_row(&f->w, NULL, &ordinance_line_type, line);
    if (f->csv.text.n > FLUSH_BYTES && !flush(&f->csv, e))
        return false;
    return f->json.text.n <= FLUSH_BYTES || flush(&f->json, e);
}

bool ordinance_files_close(struct ordinance_files *f, struct err *e)
{
    jw_end_array(&f->w);
    jw_end_object(&f->w);
    return finish(&f->csv, e) && finish(&f->json, e);
}
