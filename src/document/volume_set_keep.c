/* volume_set_keep.c - a set that is printed: proved from its files, kept in the register, written to a folder. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "city/audit.h"
#include "document/volume_set_int.h"
#include "sql_document.h"
#include "store/blob.h"

/* ---- the proof ---- */

/* The kept file of the register, again at `path`. */
static bool fetch(struct set_run *r, const struct set_book *k, const char *format, const char *path,
                  int64_t *ret_pages, struct err *e)
{
    struct arena *a = arena_new();
    struct issued_copy copy;
    bool ok = issued_open(r->db, a, &k->row, str_from(format), &copy, e);

    if (ok) {
        char *at = arena_alloc(a, (size_t)copy.bytes);

        ok = pread(copy.fd, at, (size_t)copy.bytes, 0) == copy.bytes;
        if (!ok) {
            FAIL(e, ERR_FILE_OPEN);
            err_arg(e, "path", V(copy.file.name));
            err_arg(e, "why", V(str_from(strerror(errno))));
        }
        ok = ok && file_write(path, (struct str){at, (size_t)copy.bytes}, e);
        if (ret_pages)
            *ret_pages = copy.file.pages;
    }
    arena_free(a);
    return ok;
}

static bool refuse(const struct tie_report *t, struct err *e)
{
    const struct tie_fault *f = &t->fault[0];

    FAIL(e, ERR_SET_TIE);
    err_arg(e, "volume", V(f->volume));
    err_arg(e, "table", V(f->table.n ? f->table : STR("-")));
    err_arg(e, "row", V(f->row.n ? f->row : STR("-")));
    err_arg(e, "column", V(f->column.n ? f->column : STR("-")));
    err_arg(e, "printed", V(MONEY(f->printed)));
    err_arg(e, "other", V(f->other.n ? f->other : f->volume));
    err_arg(e, "expected", V(MONEY(f->expected)));
    err_arg(e, "more", V((int64_t)t->faults - 1));
    return false;
}

bool set_prove(struct set_run *r, struct err *e)
{
    struct tie_set *t = tie_begin(r->a);

    for (size_t i = 0; i < r->books; i++) {
        struct set_book *k = &r->book[i];
        const struct tie_book b = {.path = k->pdf,
                                   .word = k->info.word,
                                   .number = k->info.number,
                                   .year = r->order->year,
                                   .ordinance = r->order->ordinance,
                                   .change_most = r->b.facts.change_id};

        if ((k->keeps && !fetch(r, k, "pdf", k->pdf, &k->result.pages, e)) || !tie_add(t, &b, e))
            return false;
    }
    tie_end(t, &r->ties);
    return r->ties.faults == 0 || refuse(&r->ties, e);
}

/* ---- keeping ---- */

static bool keep_file(struct act *by, const struct issued_row *row, const struct set_book *k,
                      const char *format, struct err *e)
{
    const struct issued_print file = {
        .format = str_from(format),
        .name = str_format(by->a, "%.*s.%s", STR_FMT(row->number), format),
        .pages = strcmp(format, "pdf") == 0 ? k->result.pages : 0,
        .path = strcmp(format, "pdf") == 0 ? k->pdf : k->xlsx};

    return issued_keep(by, row, &file, e);
}

static bool keep_book(struct act *by, const struct set_run *r, const struct set_book *k,
                      int64_t set_id, struct err *e)
{
    struct issued_row row = k->row;

    if (!k->keeps &&
        (!keep_file(by, &row, k, "pdf", e) || !issued_get(by->tx->db, by->a, row.code, &row, e) ||
         !keep_file(by, &row, k, "xlsx", e)))
        return false;
    (void)r;
    return db_exec(by->tx->db, &Q_VOLUME_PART_INSERT,
                   ARGS(V(set_id), V(k->info.number), V_ID(k->agency_id), V(row.id),
                        V(row.subject_name), V(k->result.pages), V(k->result.lines),
                        V(k->result.total), value_flag(!k->keeps)),
                   NULL, e);
}

static bool insert_set(struct act *by, struct set_run *r, int64_t *ret_id, struct err *e)
{
    const struct budget *b = &r->b;
    int64_t pages = 0, lines = 0, n;

    for (size_t i = 0; i < r->books; i++) {
        pages += r->book[i].result.pages;
        lines += r->book[i].result.lines;
    }
    if (!db_int(by->tx->db, &Q_VOLUME_SET_COUNT, ARGS(V(r->order->year), V(r->order->ordinance)),
                &n, e))
        return false;
    r->code = str_format(r->a, "DS-%lld-%lld-%03lld", (long long)r->order->year,
                         (long long)r->order->ordinance, (long long)n + 1);
    return db_int(by->tx->db, &Q_VOLUME_SET_INSERT,
                  ARGS(V(r->code), V(r->order->year), V(r->order->ordinance), V(b->facts.change_id),
                       V(b->facts.event_id), V(b->year.stage), V((int64_t)r->books),
                       V((int64_t)r->printed), V(pages), V(lines), V(b->sum.amount),
                       V(r->ties.ties), V(r->ties.figures), V(by->who->name),
                       V((struct when){by->now_ms})),
                  ret_id, e);
}

static bool write_set(struct tx *tx, void *ctx, struct err *e)
{
    struct set_run *r = ctx;
    const struct on_behalf *used = NULL;
    struct actor who = *r->desk->who;
    struct act by = {.tx = tx,
                     .a = tx->a,
                     .who = &who,
                     .today = date_of_ms(r->desk->now_ms),
                     .now_ms = r->desk->now_ms};
    int64_t id;

    who.used = &used;
    if (!insert_set(&by, r, &id, e))
        return false;
    for (size_t i = 0; i < r->books; i++) {
        if (!keep_book(&by, r, &r->book[i], id, e))
            return false;
    }
    return audit_add(&by,
                     &(struct audit_note){.action = STR("set.issue"),
                                          .subject = str_format(by.a, "set:%.*s", STR_FMT(r->code)),
                                          .new_value = str_format(
                                              by.a, "books %zu printed %zu change %lld", r->books,
                                              r->printed, (long long)r->b.facts.change_id)},
                     e);
}

bool set_keep(struct set_run *r, struct err *e)
{
    return store_write(r->desk->store, write_set, r, e);
}

/* ---- a folder ---- */

static bool copy_file(struct set_run *r, const char *from, struct str name, struct str *ret_sha,
                      struct err *e)
{
    struct arena *a = arena_new();
    uint8_t sha[SHA256_BYTES];
    struct str bytes;
    bool ok = file_read(a, from, BLOB_MAX, &bytes, e) &&
              file_write(str_cstr(a, str_format(a, "%s/%.*s", r->order->folder, STR_FMT(name))),
                         bytes, e);

    if (ok) {
        sha256(bytes, sha);
        *ret_sha = hex_text(r->a, sha, sizeof sha);
    }
    arena_free(a);
    return ok;
}

static bool export_book(struct set_run *r, const struct set_book *k, struct jw *w, struct err *e)
{
    struct str pdf = str_format(r->a, "%.*s.pdf", STR_FMT(k->info.word));
    struct str xlsx = str_format(r->a, "%.*s.xlsx", STR_FMT(k->info.word));
    struct str sha, sheet_sha;

    if ((k->keeps && !fetch(r, k, "xlsx", k->xlsx, NULL, e)) ||
        !copy_file(r, k->pdf, pdf, &sha, e) || !copy_file(r, k->xlsx, xlsx, &sheet_sha, e))
        return false;
    jw_object(w, NULL);
    J(w, "number", k->info.number);
    J(w, "word", k->info.word);
    J(w, "title", k->row.subject_name);
    J(w, "document", k->row.number);
    J(w, "code", k->row.code);
    J(w, "version", k->row.version);
    J(w, "data_sha256", k->row.data_sha256);
    J(w, "file", pdf);
    J(w, "sha256", sha);
    J(w, "workbook", xlsx);
    J(w, "workbook_sha256", sheet_sha);
    J(w, "pages", k->result.pages);
    J(w, "total_satang", k->result.total.satang);
    jw_end_object(w);
    return true;
}

bool set_export(struct set_run *r, struct err *e)
{
    struct sbuf b;
    struct jw w;

    sbuf_init(&b, r->a, SBUF_NO_LIMIT);
    jw_init(&w, &b, true);
    jw_object(&w, NULL);
    J(&w, "set", r->code);
    J(&w, "year", r->order->year);
    J(&w, "ordinance", r->order->ordinance);
    J(&w, "change_id", r->b.facts.change_id);
    J(&w, "stage", r->b.year.stage);
    J(&w, "total_satang", r->b.sum.amount.satang);
    jw_array(&w, "books");
    for (size_t i = 0; i < r->books; i++) {
        if (!export_book(r, &r->book[i], &w, e))
            return false;
    }
    jw_end_array(&w);
    jw_end_object(&w);
    return file_write(str_cstr(r->a, str_format(r->a, "%s/set.json", r->order->folder)),
                      sbuf_str(&b), e);
}
