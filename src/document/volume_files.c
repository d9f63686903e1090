/* volume_files.c - the data of a book's tables as CSV and JSON, written while the rows pass, in bounded memory. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/csv.h"
#include "base/json.h"
#include "document/volume_int.h"

enum { FLUSH_BYTES = 65536 };

struct out_file {
    const char *path;
    FILE *file;
    struct sbuf text;
    struct sha256_state hash;
};

struct volume_files {
    struct arena *a;
    struct out_file csv, json;
    struct jw w;
    struct str key[VOLUME_COLUMNS], unit[VOLUME_COLUMNS]; /* of JSON */
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
    sha256_begin(&f->hash);
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
    sha256_add(&f->hash, s.p, s.n);
    sbuf_reset(&f->text);
    return true;
}

static bool finish(struct out_file *f, struct arena *a, struct str *ret_hash, struct err *e)
{
    uint8_t digest[SHA256_BYTES];
    FILE *file = f->file;

    if (!flush(f, e))
        return false;
    f->file = NULL;
    sha256_end(&f->hash, digest);
    *ret_hash = hex_text(a, digest, SHA256_BYTES);
    return fclose(file) == 0 || fail_write(f, e);
}

struct arena *volume_files_arena(struct volume_files *f)
{
    return f->a;
}

static const char *kind_word(enum volume_kind kind)
{
    static const char *const word[] = {
        [VOLUME_TEXT] = "text",   [VOLUME_CODE] = "code",   [VOLUME_MONEY] = "money",
        [VOLUME_COUNT] = "count", [VOLUME_SHARE] = "share", [VOLUME_QUANTITY] = "quantity",
    };

    return word[kind];
}

struct str volume_role_word(enum volume_role role)
{
    static const char *const word[] = {
        [VOLUME_ITEM] = "item",
        [VOLUME_HEAD] = "head",
        [VOLUME_SUBTOTAL] = "subtotal",
        [VOLUME_TOTAL] = "total",
    };

    return str_from(word[role]);
}

static void put_info(struct jw *w, const struct volume_info *i)
{
    J(w, "volume", i->word);
    J(w, "year", i->year);
    J(w, "ordinance", i->ordinance);
    J(w, "number", i->number);
}

static void put_marks(struct jw *w, const struct volume_info *i)
{
    J(w, "change_id", i->change_id);
    J(w, "demo", i->demo);
    J(w, "partial", i->partial);
    J(w, "draft", i->draft);
}

static void put_columns(struct volume_files *f, const struct volume_table *t)
{
    jw_array(&f->w, "columns");
    for (size_t i = 0; i < t->n; i++) {
        jw_object(&f->w, NULL);
        J(&f->w, "key", str_from(t->column[i].key));
        J(&f->w, "kind", str_from(kind_word(t->column[i].kind)));
        J(&f->w, "label", t->column[i].label);
        jw_end_object(&f->w);
    }
    jw_end_array(&f->w);
}

static void put_header(struct volume_files *f, const struct volume_table *t)
{
    struct sbuf *b = &f->csv.text;

    SB_LIT(b, "\xEF\xBB\xBF"); /* spreadsheets take it for UTF-8 by this */
    csv_put_cell(b, STR("role"));
    csv_put_cell(b, STR("level"));
    csv_put_cell(b, STR("tie"));
    for (size_t i = 0; i < t->n; i++) {
        csv_put_cell(b, str_from(t->column[i].key));
        if (t->column[i].kind == VOLUME_QUANTITY)
            csv_put_cell(b, str_format(f->a, "%s_unit", t->column[i].key));
    }
    csv_end_row(b);
}

static void name_keys(struct volume_files *f, const struct volume_table *t)
{
    static const char *const tail[] = {
        [VOLUME_TEXT] = "",  [VOLUME_CODE] = "",     [VOLUME_MONEY] = "_satang",
        [VOLUME_COUNT] = "", [VOLUME_SHARE] = "_bp", [VOLUME_QUANTITY] = "_milli",
    };

    for (size_t i = 0; i < t->n; i++) {
        f->key[i] = str_format(f->a, "%s%s", t->column[i].key, tail[t->column[i].kind]);
        f->unit[i] = str_format(f->a, "%s_unit", t->column[i].key);
    }
}

bool volume_files_begin(struct volume *v, struct err *e)
{
    struct volume_table *t = volume_now(v);
    struct arena *a = arena_new();
    struct volume_files *f = ARENA_NEW(a, struct volume_files);

    f->a = a;
    v->files = f;
    t->csv = str_cstr(v->a, str_format(v->a, "%s/%s.csv", v->folder, t->id));
    t->json = str_cstr(v->a, str_format(v->a, "%s/%s.json", v->folder, t->id));
    if (!open_file(&f->csv, a, t->csv, e) || !open_file(&f->json, a, t->json, e))
        return false;
    name_keys(f, t);
    put_header(f, t);
    jw_init(&f->w, &f->json.text, false);
    jw_object(&f->w, NULL);
    put_info(&f->w, v->info);
    J(&f->w, "table", str_from(t->id));
    J(&f->w, "title", t->title);
    put_marks(&f->w, v->info);
    put_columns(f, t);
    jw_array(&f->w, "rows");
    return true;
}

/* 1234 -> 1.234, 1500 -> 1.5, 12 bp -> 0.12 */
static void put_decimal(struct sbuf *b, int64_t n, int places)
{
    uint64_t size = n < 0 ? 0 - (uint64_t)n : (uint64_t)n, one = 1;

    for (int i = 0; i < places; i++)
        one *= 10;
    sbuf_printf(b, "%s%llu", n < 0 ? "-" : "", (unsigned long long)(size / one));
    if (size % one || places == 2)
        sbuf_printf(b, ".%0*llu", places, (unsigned long long)(size % one));
    sbuf_byte(b, ',');
}

static void put_csv_cell(struct volume_files *f, enum volume_kind kind, const struct volume_cell *c)
{
    struct sbuf *b = &f->csv.text;

    switch (kind) {
    case VOLUME_TEXT:
    case VOLUME_CODE:
        csv_put_cell(b, c->none ? STR_NONE : c->text);
        return;
    case VOLUME_MONEY:
        csv_put_value(b, c->none ? V_NULL : V(MONEY(c->n)));
        return;
    case VOLUME_COUNT:
        csv_put_value(b, c->none ? V_NULL : V(c->n));
        return;
    case VOLUME_SHARE:
        if (c->none)
            csv_put_value(b, V_NULL);
        else
            put_decimal(b, c->n, 2);
        return;
    case VOLUME_QUANTITY:
        if (c->none)
            csv_put_value(b, V_NULL);
        else
            put_decimal(b, c->n, 3);
        csv_put_cell(b, c->none ? STR_NONE : c->text);
        return;
    }
}

static void put_json_cell(struct volume_files *f, const struct volume_table *t, size_t i,
                          const struct volume_cell *c)
{
    enum volume_kind kind = t->column[i].kind;

    if (c->none) {
        jw_key_value(&f->w, f->key[i], V_NULL);
        return;
    }
    if (kind == VOLUME_TEXT || kind == VOLUME_CODE)
        jw_key_value(&f->w, f->key[i], V(c->text));
    else
        jw_key_value(&f->w, f->key[i], V(c->n));
    if (kind == VOLUME_QUANTITY)
        jw_key_value(&f->w, f->unit[i], V(c->text));
}

bool volume_files_row(struct volume *v, const struct volume_row *r, struct err *e)
{
    struct volume_files *f = v->files;
    const struct volume_table *t = volume_now(v);
    struct sbuf *b = &f->csv.text;

    csv_put_cell(b, volume_role_word(r->role));
    csv_put_value(b, V((int64_t)r->level));
    csv_put_cell(b, r->tie);
    jw_object(&f->w, NULL);
    J(&f->w, "role", volume_role_word(r->role));
    J(&f->w, "level", (int64_t)r->level);
    J(&f->w, "tie", r->tie);
    for (size_t i = 0; i < t->n; i++) {
        put_csv_cell(f, t->column[i].kind, &r->cell[i]);
        put_json_cell(f, t, i, &r->cell[i]);
    }
    csv_end_row(b);
    jw_end_object(&f->w);
    if (b->n > FLUSH_BYTES && !flush(&f->csv, e))
        return false;
    return f->json.text.n <= FLUSH_BYTES || flush(&f->json, e);
}

bool volume_files_end(struct volume *v, struct err *e)
{
    struct volume_files *f = v->files;
    struct volume_table *t = volume_now(v);
    bool ok;

    jw_end_array(&f->w);
    jw_end_object(&f->w);
    ok = finish(&f->csv, v->a, &t->csv_hash, e) && finish(&f->json, v->a, &t->json_hash, e);
    v->files = NULL;
    arena_free(f->a);
    return ok;
}

static void put_file(struct jw *w, const char *key, struct str name, struct str hash)
{
    jw_object(w, key);
    J(w, "file", name);
    J(w, "sha256", hash);
    jw_end_object(w);
}

static void put_table(struct volume *v, struct jw *w, const struct volume_table *t)
{
    jw_object(w, NULL);
    J(w, "id", str_from(t->id));
    J(w, "title", t->title);
    J(w, "rows", t->rows);
    J(w, "items", t->items);
    jw_object(w, "total");
    for (size_t i = 0; i < t->n; i++) {
        if (volume_money_kind(t, i))
            jw_key_value(w, str_format(v->a, "%s_satang", t->column[i].key), V(t->extent[i].total));
    }
    jw_end_object(w);
    put_file(w, "csv", str_format(v->a, "%s.csv", t->id), t->csv_hash);
    put_file(w, "json", str_format(v->a, "%s.json", t->id), t->json_hash);
    jw_end_object(w);
}

bool volume_manifest(struct volume *v, int pages, char **ret_path, struct err *e)
{
    const struct volume_info *i = v->info;
    struct out_file *f = ARENA_NEW(v->a, struct out_file);
    struct str hash;
    struct jw w;

    *ret_path = str_cstr(v->a, str_format(v->a, "%s/manifest.json", v->folder));
    if (!open_file(f, v->a, *ret_path, e))
        return false;
    jw_init(&w, &f->text, false);
    jw_object(&w, NULL);
    put_info(&w, i);
    J(&w, "title", i->title);
    J(&w, "subtitle", i->subtitle);
    J(&w, "agency", i->agency_code);
    J(&w, "stage", i->stage_text);
    J(&w, "version", i->version_text);
    J(&w, "issued", i->issued);
    put_marks(&w, i);
    J(&w, "pages", (int64_t)pages);
    jw_array(&w, "tables");
    for (size_t k = 0; k < v->tables; k++)
        put_table(v, &w, &v->table[k]);
    jw_end_array(&w);
    jw_end_object(&w);
    return finish(f, v->a, &hash, e);
}

/* The end of the flow of one file into another, in parts. */
static bool pour(struct out_file *f, const char *path, struct err *e)
{
    char part[8192];
    FILE *from = fopen(path, "rbe");
    size_t n;
    bool ok = true;

    if (!from)
        return fail_write(f, e);
    while (ok && (n = fread(part, 1, sizeof part, from)) > 0) {
        sbuf_add(&f->text, (struct str){part, n});
        ok = f->text.n <= FLUSH_BYTES || flush(f, e);
    }
    ok = ok && !ferror(from);
    (void)fclose(from);
    return (ok || fail_write(f, e)) && flush(f, e);
}

bool volume_whole(struct volume *v, char **ret_path, struct err *e)
{
    const struct volume_info *i = v->info;
    struct out_file *f = ARENA_NEW(v->a, struct out_file);
    struct str hash;
    struct jw w;

    *ret_path = str_cstr(v->a, str_format(v->a, "%s/volume.json", v->folder));
    if (!open_file(f, v->a, *ret_path, e))
        return false;
    jw_init(&w, &f->text, false);
    jw_object(&w, NULL);
    put_info(&w, i);
    J(&w, "title", i->title);
    J(&w, "agency", i->agency_code);
    put_marks(&w, i);
    jw_array(&w, "tables");
    for (size_t k = 0; k < v->tables; k++) {
        if (k > 0)
            sbuf_byte(&f->text, ',');
        if (!pour(f, v->table[k].json, e))
            return false;
    }
    jw_end_array(&w);
    jw_end_object(&w);
    return finish(f, v->a, &hash, e);
}
