/* import.c - the frame of all importers; see import_frame.h. */
#include "exchange/import.h"

#include <string.h>

#include "base/arena.h"
#include "base/lang.h"
#include "exchange/import_errors.h"
#include "exchange/import_frame.h"
#include "exchange/import_sheet.h"
#include "exchange/import_stream.h"
#include "exchange/import_tidy.h"
#include "sql_exchange.h"
#include "store/store.h"

enum { COLUMNS_MAX = 40, PROGRESS_ROWS = 500, HEAD_ROWS = 20 };

static const struct field import_issue_fields[] = {
    FIELD(struct import_issue, row, FIELD_KEY, "แถว", "Row"),
    FIELD(struct import_issue, line, 0, "บรรทัด", "Line"),
    FIELD(struct import_issue, field, 0, "คอลัมน์", "Column"),
    FIELD(struct import_issue, code, 0, "รหัส", "Code"),
    FIELD(struct import_issue, action, 0, "การกระทำ", "Action"),
    FIELD(struct import_issue, value, 0, "ค่าในแฟ้ม", "Value in the file"),
    FIELD(struct import_issue, expected, 0, "ค่าที่ใช้หรือที่ควรเป็น", "Value taken or expected"),
    FIELD(struct import_issue, th, 0, "คำอธิบาย", "In Thai"),
    FIELD(struct import_issue, en, 0, "คำอธิบายภาษาอังกฤษ", "In words"),
};
const struct row_type import_issue_type = ROW_TYPE(struct import_issue, import_issue_fields);

static const struct import_kind *const kinds[] = {&bma_lines_kind, &national_lines_kind,
                                                 &strategy_kind, &contracts_kind, &payments_kind,
                                                 &activities_kind, &readings_kind};

static void free_arena(void *p)
{
    arena_free(p);
}

/* One run: what the write needs, and what it leaves behind. */
struct run {
    struct import im;
    struct import_report report;
    struct arena *keep; /* the caller's: issues, texts of the report */
    const struct import_job *job;
    struct import_errors *errors; /* NULL without --errors */
    struct import_stream *stream;
    struct import_issue *issue;
    size_t nissues, cap;
    size_t column[COLUMNS_MAX];
    size_t cells; /* of the header */
    bool headed;  /* it was found */
    struct err no_head;
    bool row_bad, row_repaired, row_unchanged;
    size_t row_issue; /* the first issue of the record */
    struct sbuf why;  /* of a refused record, both languages */
    bool undone;      /* rolled back on purpose: the report stands */
};

static struct run *run_of(const struct import *im)
{
    return (struct run *)(uintptr_t)im; /* `im` is its first member */
}

/* ---- cells and issues ---- */

const char *import_column_name(const struct import *im, size_t column)
{
    return im->kind->columns[column].name;
}

static struct str tidy(struct import *im, size_t column, bool *ret_changed)
{
    bool there = im->column[column] < im->rec->n; /* an optional column may be missing */

    return import_tidy(im->row_a, there ? im->rec->cell[im->column[column]] : STR_NONE, ret_changed);
}

struct str import_cell_quiet(struct import *im, size_t column)
{
    bool changed;

    return tidy(im, column, &changed);
}

struct str import_cell(struct import *im, size_t column)
{
    bool changed;
    struct str s = tidy(im, column, &changed);

    if (changed)
        import_repair(im, column, REPAIR_SPACES, im->rec->cell[im->column[column]], s);
    return s;
}

/* The next issue to fill in; NULL when enough are kept (counts go on). */
static struct import_issue *issue_add(struct run *r, size_t column, const char *code,
                                      const char *action)
{
    struct import_issue *x;

    if (r->nissues == IMPORT_ISSUES_MAX)
        return NULL;
    if (r->nissues == r->cap) {
        size_t more = r->cap ? r->cap * 2 : 64;
        r->issue = arena_grow(r->keep, r->issue, r->cap * sizeof *x, more * sizeof *x);
        r->cap = more;
    }
    x = &r->issue[r->nissues++];
    *x = (struct import_issue){.row = r->im.rec->row, .line = r->im.rec->line};
    x->field = str_from(column == SIZE_MAX ? "" : import_column_name(&r->im, column));
    x->code = str_from(code);
    x->action = str_from(action);
    return x;
}

static const struct {
    const char *word, *th, *en;
} repairs[] = {
#define REPAIR(id, word, th, en) {word, th, en},
#include "exchange/import_repairs.def"
#undef REPAIR
};

static struct str fill_in(struct arena *a, const char *text, struct str value, struct str expected)
{
    struct str s = str_replace(a, str_from(text), STR("{value}"), value);

    return str_replace(a, s, STR("{expected}"), expected);
}

void import_repair(struct import *im, size_t column, enum import_repair what, struct str value,
                   struct str expected)
{
    struct run *r = run_of(im);
    struct import_issue *x = issue_add(r, column, repairs[what].word, "repair");

    r->row_repaired = true;
    if (!x)
        return;
    x->value = str_dup(r->keep, value);
    x->expected = str_dup(r->keep, expected);
    x->th = fill_in(r->keep, repairs[what].th, x->value, x->expected);
    x->en = fill_in(r->keep, repairs[what].en, x->value, x->expected);
}

static struct str arg_of(struct arena *a, const struct err *e, const char *name)
{
    struct sbuf b;

    sbuf_init(&b, a, (size_t)ERR_ARG_TEXT * 2);
    for (size_t i = 0; i < e->nargs; i++) {
        if (!strcmp(e->args[i].name, name))
            value_put_plain(&b, err_arg_value(&e->args[i]));
    }
    return sbuf_str(&b);
}

void import_refuse(struct import *im, size_t column, const struct err *why)
{
    struct run *r = run_of(im);
    struct import_issue *x = issue_add(r, column, err_word(why->code), "refuse");
    struct arena *a = x ? r->keep : im->row_a;
    struct str th = err_text(a, why, LANG_TH), en = err_text(a, why, LANG_EN);

    if (r->row_bad)
        SB_LIT(&r->why, " | ");
    r->row_bad = true;
    if (column != SIZE_MAX && !str_starts(th, str_from(import_column_name(im, column))))
        sbuf_printf(&r->why, "%s: ", import_column_name(im, column));
    sbuf_add(&r->why, th);
    SB_LIT(&r->why, " / ");
    sbuf_add(&r->why, en);
    if (!x)
        return;
    x->value =
        column == SIZE_MAX ? arg_of(a, why, "value") : str_dup(a, import_cell_quiet(im, column));
    x->expected = arg_of(a, why, "expected");
    if (x->expected.n == 0)
        x->expected = arg_of(a, why, "nearest");
    x->th = th;
    x->en = en;
}

void import_refuse_choice(struct import *im, size_t column, struct str value, struct str expected)
{
    struct err e;

    FAIL(&e, ERR_BAD_CHOICE);
    err_arg(&e, "field", V(str_from(import_column_name(im, column))));
    err_arg(&e, "value", V(value));
    err_arg(&e, "expected", V(expected));
    import_refuse(im, column, &e);
}

void import_refuse_required(struct import *im, size_t column)
{
    struct err e;

    FAIL(&e, ERR_REQUIRED);
    err_arg(&e, "field", V(str_from(import_column_name(im, column))));
    import_refuse(im, column, &e);
}

void import_refuse_code(struct import *im, size_t column, struct str value)
{
    struct err e;

    FAIL(&e, ERR_UNKNOWN_CODE);
    err_arg(&e, "field", V(str_from(import_column_name(im, column))));
    err_arg(&e, "value", V(value));
    err_arg(&e, "year", V(im->year));
    import_refuse(im, column, &e);
}

bool import_is_bad(const struct import *im)
{
    return run_of(im)->row_bad;
}

void import_unchanged(struct import *im)
{
    run_of(im)->row_unchanged = true;
}

bool import_is_unchanged(const struct import *im)
{
    return run_of(im)->row_unchanged;
}

bool import_add_total(struct import *im, struct money amount, struct err *e)
{
    struct money sum;

    if (!money_try_add(im->total, amount, &sum)) {
        FAIL(e, ERR_AMOUNT_RANGE);
        err_arg(e, "value", V(amount));
        return false;
    }
    im->total = sum;
    return true;
}

/* ---- reading ---- */

/* The head with names instead of labels, as our own workbooks carry them. */
static struct csv_row named(struct run *r, const struct csv_row *row)
{
    const struct row_type *t = r->im.kind->labels;
    struct csv_row ret = *row;
    struct str *cell = ARENA_ARRAY(r->im.a, struct str, row->n + 1);

    for (size_t i = 0; i < row->n; i++) {
        cell[i] = str_trim(row->cell[i]);
        for (size_t f = 0; f < t->n; f++) {
            if (t->fields[f].th && (str_eq(cell[i], str_from(t->fields[f].th)) || str_eq(cell[i], str_from(t->fields[f].en))))
                cell[i] = str_from(t->fields[f].name);
        }
    }
    ret.cell = cell;
    return ret;
}

/* A kind that knows labels may have a title or years above its head. */
static bool on_header(struct run *r, const struct csv_row *row, struct err *e)
{
    struct csv_row head = r->im.kind->labels ? named(r, row) : *row;

    if (!csv_columns(&head, r->im.kind->columns, r->im.kind->ncolumns, r->column, e)) {
        if (r->im.kind->labels && row->row == 0)
            r->no_head = *e;
        return r->im.kind->labels && row->row < HEAD_ROWS;
    }
    r->headed = true;
    r->report.read = 0;
    r->cells = row->n;
    return !r->errors || import_errors_header(r->errors, row, e);
}

/* A record with another number of cells cannot be read at all: nobody knows which is which. */
static bool check_cells(struct run *r, const struct csv_row *row)
{
    struct err e;

    if (row->n == r->cells)
        return true;
    FAIL(&e, ERR_ROW_CELLS);
    err_arg(&e, "value", V((int64_t)row->n));
    err_arg(&e, "expected", V((int64_t)r->cells));
    import_refuse(&r->im, SIZE_MAX, &e);
    return false;
}

static bool end_record(struct run *r, const struct csv_row *row, struct err *e)
{
    if (r->row_bad) {
        r->report.refused++;
        if (!r->errors)
            r->im.writing = false;
        return !r->errors || import_errors_row(r->errors, row, sbuf_str(&r->why), e);
    }
    if (r->row_unchanged) {
        r->report.unchanged++;
    } else {
        r->report.accepted++;
    }
    if (r->row_repaired)
        r->report.repaired++;
    return true;
}

bool import_refuse_late(struct import *im, const struct csv_row *rec, size_t column,
                        const struct err *why, struct err *e)
{
    struct run *r = run_of(im);
    bool ok;

    im->rec = rec;
    r->row_bad = r->row_repaired = r->row_unchanged = false;
    sbuf_init(&r->why, im->a, SBUF_NO_LIMIT);
    import_refuse(im, column, why);
    r->report.accepted--;
    ok = end_record(r, rec, e);
    im->rec = NULL;
    return ok;
}

void import_unchanged_late(struct import *im)
{
    run_of(im)->report.accepted--;
    run_of(im)->report.unchanged++;
}

static bool on_record(void *ctx, const struct csv_row *row, struct err *e)
{
    struct run *r = ctx;
    struct import *im = &r->im;
    struct arena_mark m = arena_mark(im->row_a);
    bool ok;

    if (!r->headed)
        return on_header(r, row, e);
    im->rec = row;
    r->report.read++;
    r->row_bad = r->row_repaired = r->row_unchanged = false;
    sbuf_init(&r->why, im->row_a, SBUF_NO_LIMIT);
    ok = (!check_cells(r, row) || im->kind->row(im, e)) && end_record(r, row, e);
    im->rec = NULL;
    arena_rewind(im->row_a, m);
    if (im->o->progress && row->row % PROGRESS_ROWS == 0)
        im->o->progress(im->o->progress_ctx, row->row, import_stream_bytes(r->stream));
    return ok;
}

static void keep_sum(struct run *r)
{
    uint8_t sum[SHA256_BYTES];

    import_stream_sha256(r->stream, sum);
    r->report.sha256 = hex_text(r->keep, sum, sizeof sum);
}

static bool hash_file(struct run *r, struct err *e)
{
    char buf[4096];
    long k;

    if (!r->im.kind->hash_first)
        return true;
    if (!import_stream_open(r->im.a, &r->job->src, r->im.kind->max_bytes, &r->stream, e))
        return false;
    do {
        k = import_stream_read(r->stream, buf, sizeof buf);
    } while (k > 0);
    if (k < 0) {
        *e = *import_stream_error(r->stream);
        return false;
    }
    keep_sum(r);
    return true;
}

/* A workbook: hashed, then its first sheet. *ret false: it is none. */
static bool read_workbook(struct run *r, bool *ret, struct err *e)
{
    char buf[4096];
    long k;

    *ret = false;
    if (!import_stream_open(r->im.a, &r->job->src, r->im.kind->max_bytes, &r->stream, e))
        return false;
    k = import_stream_read(r->stream, buf, sizeof buf);
    if (k < 4 || memcmp(buf, "PK\3\4", 4) != 0)
        return true;
    while (k > 0)
        k = import_stream_read(r->stream, buf, sizeof buf);
    if (k < 0) {
        *e = *import_stream_error(r->stream);
        return false;
    }
    *ret = true;
    r->report.read = -1;
    return import_sheet_read(r->im.a, &r->job->src, on_record, r, e);
}

static bool read_all(struct run *r, struct err *e)
{
    bool book = false;

    if (r->im.kind->sheets && !read_workbook(r, &book, e))
        return false;
    if (book) {
        if (r->report.read <= 0)
            FAIL(e, ERR_FILE_EMPTY);
        keep_sum(r);
        return r->report.read > 0;
    }
    if (!import_stream_open(r->im.a, &r->job->src, r->im.kind->max_bytes, &r->stream, e))
        return false;
    r->report.read = -1; /* no header yet */
    if (!csv_read(import_stream_read, r->stream, on_record, r, e)) {
        if (import_stream_error(r->stream))
            *e = *import_stream_error(r->stream);
        return false;
    }
    if (r->report.read <= 0) {
        FAIL(e, ERR_FILE_EMPTY);
        return false;
    }
    keep_sum(r);
    return true;
}

static bool read_file(struct run *r, struct err *e)
{
    if (read_all(r, e))
        return true;
    if (e->code == ERR_FILE_EMPTY && r->no_head.code && !r->headed)
        *e = r->no_head;
    return false;
}

/* ---- writing ---- */

static void finish_report(struct run *r)
{
    r->report.year = r->im.year;
    r->report.total_baht = money_text(r->keep, r->im.total, MONEY_PLAIN);
    r->report.issues = (struct rows){r->issue, r->nissues};
}

static bool record_run(struct run *r, struct act *by, struct err *e)
{
    const struct import_report *p = &r->report;
    int64_t n;

    if (!db_int(by->tx->db, &Q_IMPORT_RUN_NEXT, NO_ARGS, &n, e))
        return false;
    return db_exec(by->tx->db, &Q_IMPORT_RUN_INSERT,
                   ARGS(V(str_format(by->a, "IMP-%05lld", (long long)n)), V(p->kind), V(p->sha256),
                        V(p->year), V(p->read), V(p->accepted), V(p->unchanged), V(p->refused),
                        V(p->repaired), V(p->total_baht), V(import_report_json(by->a, p)),
                        V(by->who->name), V(by->now_ms)),
                   NULL, e);
}

/* Starts afresh: the write may run more than once. */
static bool reset(struct run *r, struct tx *tx, struct act *by, struct err *e)
{
    struct import *im = &r->im;

    *by = (struct act){.tx = tx,
                       .a = tx->a,
                       .who = r->job->who,
                       .today = date_of_ms(r->job->now_ms),
                       .now_ms = r->job->now_ms};
    im->by = by;
    im->a = tx->a;
    im->row_a = arena_new();
    arena_defer(tx->a, free_arena, im->row_a);
    im->state = NULL;
    im->writing = true;
    im->year = im->o->year;
    im->total = MONEY_ZERO;
    r->issue = NULL;
    r->nissues = r->cap = 0;
    r->undone = r->headed = false;
    r->report = (struct import_report){.kind = str_from(im->kind->word)};
    return !r->errors || import_errors_restart(r->errors, e);
}

static bool write_file(struct tx *tx, void *ctx, struct err *e)
{
    struct run *r = ctx;
    struct act by;
    struct import_report *p = &r->report;
    const struct import_kind *kind = r->im.kind;

    if (!reset(r, tx, &by, e) || !hash_file(r, e) || (kind->begin && !kind->begin(&r->im, e)) ||
        !read_file(r, e) || (kind->end && !kind->end(&r->im, e)))
        return false;
    finish_report(r);
    if (r->im.o->dry_run || (p->refused > 0 && !r->errors)) {
        r->undone = true;
        FAIL(e, ERR_IMPORT_REFUSED);
        return false;
    }
    if (p->accepted > 0 && !record_run(r, &by, e))
        return false;
    p->written = p->accepted > 0;
    return true;
}

static const struct import_kind *find_kind(struct str word, struct err *e)
{
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if (str_eq(word, str_from(kinds[i]->word)))
            return kinds[i];
    }
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(STR("KIND")));
    err_arg(e, "value", V(word));
    err_arg(e, "expected", V(STR("bma-lines, national-lines, strategy")));
    return NULL;
}

static bool may_run(const struct import_kind *k, const struct actor *who, struct err *e)
{
    return (k->perm && actor_may(who, k->perm)) || actor_check_city(who, PERM_IMPORT, e);
}

bool import_run(struct store *s, struct arena *a, const struct import_job *job,
                struct import_report *ret, struct err *e)
{
    struct run *r = ARENA_NEW(a, struct run);
    const struct import_options *o = &job->options;

    r->im.kind = find_kind(job->kind, e);
    if (!r->im.kind || !may_run(r->im.kind, job->who, e))
        return false;
    if ((r->im.kind->needs_year || o->year) && !fy_valid(o->year)) {
        FAIL(e, ERR_BAD_YEAR);
        err_arg(e, "value", V(o->year));
        return false;
    }
    r->im.o = o;
    r->im.column = r->column;
    r->im.rep = &r->report;
    r->keep = a;
    r->job = job;
    if (o->errors_path && !o->dry_run && !import_errors_open(a, o->errors_path, &r->errors, e))
        return false;
    if (!store_write(s, write_file, r, e) && !r->undone)
        return false;
    if (r->undone)
        *e = (struct err){.code = ERR_NONE};
    if (r->errors && r->report.refused > 0 && !import_errors_commit(r->errors, e))
        return false;
    *ret = r->report;
    return true;
}
