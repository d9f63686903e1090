/* tie.c - see tie.h. The data come back through qpdf and a JSON reader, so that what is proved is what a reader of the PDF
 * gets, not what the press meant to print. */
#include "document/tie.h"

#include "base/arena.h"
#include "base/child.h"
#include "base/crypto.h"
#include "base/err.h"
#include "base/file.h"
#include "base/json.h"

enum {
    FAULTS_MOST = 200, /* more are counted, not kept */
    LEVELS = 8,
    COLUMNS = 16,
    FIRST_SLOTS = 4096
};
#define DATA_MOST ((size_t)256 << 20)
#define FILE_MOST ((size_t)512 << 20)

/* The first place where a tie and column is printed. */
struct printed {
    struct str key; /* tie, column */
    struct str volume, table;
    int64_t figure;
    bool shared;
};
struct tie_set {
    struct arena *a;
    struct tie_report r;
    struct tie_fault *fault;
    struct printed *slot; /* open addressing by key */
    size_t slots, used;
};

struct tie_set *tie_begin(struct arena *a)
{
    struct tie_set *t = ARENA_NEW(a, struct tie_set);

    t->a = a;
    t->fault = ARENA_ARRAY(a, struct tie_fault, FAULTS_MOST);
    t->slots = FIRST_SLOTS;
    t->slot = ARENA_ARRAY(a, struct printed, t->slots);
    return t;
}

void tie_end(struct tie_set *t, struct tie_report *ret)
{
    t->r.fault = t->fault;
    t->r.ties = (int64_t)t->used;
    *ret = t->r;
}

static void add_fault(struct tie_set *t, const struct tie_fault *f)
{
    struct tie_fault *to;

    if (t->r.faults == FAULTS_MOST)
        return;
    to = &t->fault[t->r.faults++];
    *to = *f;
    to->volume = str_dup(t->a, f->volume);
    to->table = str_dup(t->a, f->table);
    to->row = str_dup(t->a, f->row);
    to->column = str_dup(t->a, f->column);
    to->other = str_dup(t->a, f->other);
}

/* ---- the figures of all books ---- */

static struct printed *find_slot(struct printed *slot, size_t slots, struct str key)
{
    size_t i = (size_t)(str_hash(key) % slots);

    while (slot[i].key.n && !str_eq(slot[i].key, key))
        i = i + 1 == slots ? 0 : i + 1;
    return &slot[i];
}

static void grow(struct tie_set *t)
{
    size_t slots = t->slots * 2;
    struct printed *slot = ARENA_ARRAY(t->a, struct printed, slots);

    for (size_t i = 0; i < t->slots; i++) {
        if (t->slot[i].key.n)
            *find_slot(slot, slots, t->slot[i].key) = t->slot[i];
    }
    t->slot = slot;
    t->slots = slots;
}

/* One table being read. */
struct reading {
    struct tie_set *t;
    struct arena *scratch;
    struct str volume, table;
    struct str key[COLUMNS];     /* of the money columns */
    const char *member[COLUMNS]; /* in a row */
    size_t columns;
    int64_t sum[LEVELS][COLUMNS], all[COLUMNS];
    struct str row; /* of the one that is read */
};

static void compare_figure(struct reading *r, struct str tie, size_t column, int64_t figure)
{
    struct tie_set *t = r->t;
    struct str key = str_format(r->scratch, "%.*s\t%.*s", STR_FMT(tie), STR_FMT(r->key[column]));
    struct printed *p = find_slot(t->slot, t->slots, key);

    t->r.figures++;
    if (p->key.n == 0) {
        *p = (struct printed){str_dup(t->a, key), r->volume, r->table, figure, false};
        if (++t->used * 2 > t->slots)
            grow(t);
        return;
    }
    if (!p->shared && !str_eq(p->volume, r->volume)) {
        p->shared = true;
        t->r.shared++;
    }
    if (p->figure != figure)
        add_fault(t, &(struct tie_fault){.kind = TIE_FIGURE,
                                         .volume = r->volume,
                                         .table = r->table,
                                         .row = tie,
                                         .column = r->key[column],
                                         .other = str_format(r->scratch, "%.*s/%.*s",
                                                             STR_FMT(p->volume), STR_FMT(p->table)),
                                         .printed = figure,
                                         .expected = p->figure});
}

/* ---- one book ---- */

static void check_sum(struct reading *r, size_t column, int64_t figure, int64_t expected)
{
    if (figure != expected)
        add_fault(r->t, &(struct tie_fault){.kind = TIE_SUM,
                                            .volume = r->volume,
                                            .table = r->table,
                                            .row = r->row,
                                            .column = r->key[column],
                                            .printed = figure,
                                            .expected = expected});
}

static void read_cell(struct reading *r, const struct jr *row, struct str role, size_t level,
                      size_t column)
{
    const struct jr *cell = jr_get(row, r->member[column]);
    struct str tie = jr_str(jr_get(row, "tie"), STR_NONE);
    int64_t figure = jr_int(cell, 0);

    if (jr_type(cell) != JR_INT)
        return;
    if (str_eq(role, STR("item"))) {
        r->all[column] += figure;
        for (size_t k = 0; k < LEVELS; k++)
            r->sum[k][column] += figure;
    } else if (str_eq(role, STR("subtotal"))) {
        check_sum(r, column, figure, r->sum[level][column]);
    } else if (str_eq(role, STR("total"))) {
        check_sum(r, column, figure, r->all[column]);
    }
    if (tie.n && !str_eq(role, STR("head")))
        compare_figure(r, tie, column, figure);
}

/* What people find the row by: its tie, or its first texts. */
static struct str row_name(struct reading *r, const struct jr *row, size_t number)
{
    struct str tie = jr_str(jr_get(row, "tie"), STR_NONE);
    struct str name = jr_str(jr_get(row, "name"), STR_NONE);

    return tie.n ? tie
                 : str_format(r->scratch, "%zu %.*s", number, STR_FMT(str_slice(name, 0, 120)));
}

static void read_row(struct reading *r, const struct jr *row, size_t number)
{
    struct str role = jr_str(jr_get(row, "role"), STR_NONE);
    int64_t at = jr_int(jr_get(row, "level"), 0);
    size_t level = at < 0 ? 0 : at >= LEVELS ? LEVELS - 1 : (size_t)at;

    r->t->r.rows++;
    r->row = row_name(r, row, number);
    if (str_eq(role, STR("head"))) {
        for (size_t k = level; k < LEVELS; k++) {
            for (size_t i = 0; i < r->columns; i++)
                r->sum[k][i] = 0;
        }
    }
    for (size_t i = 0; i < r->columns; i++)
        read_cell(r, row, role, level, i);
}

static void read_table(struct tie_set *t, struct arena *scratch, struct str volume,
                       const struct jr *table)
{
    struct reading r = {.t = t, .scratch = scratch, .volume = volume};
    const struct jr *columns = jr_get(table, "columns"), *rows = jr_get(table, "rows");
    struct arena_mark m;

    r.table = str_dup(t->a, jr_str(jr_get(table, "table"), STR_NONE));
    for (size_t i = 0; i < jr_count(columns) && r.columns < COLUMNS; i++) {
        const struct jr *c = jr_at(columns, i);

        if (!str_eq(jr_str(jr_get(c, "kind"), STR_NONE), STR("money")))
            continue;
        r.key[r.columns] = str_dup(scratch, jr_str(jr_get(c, "key"), STR_NONE));
        r.member[r.columns] =
            str_cstr(scratch, str_format(scratch, "%.*s_satang", STR_FMT(r.key[r.columns])));
        r.columns++;
    }
    t->r.tables++;
    m = arena_mark(scratch);
    for (size_t i = 0; i < jr_count(rows); i++) {
        read_row(&r, jr_at(rows, i), i + 1);
        arena_rewind(scratch, m);
    }
}

static bool is_hash(struct arena *scratch, const char *path, struct str want, bool *ret_is,
                    struct err *e)
{
    uint8_t sha[SHA256_BYTES];
    struct str bytes;

    if (!file_read(scratch, path, FILE_MOST, &bytes, e))
        return false;
    sha256(bytes, sha);
    *ret_is = str_eq(hex_text(scratch, sha, sizeof sha), want);
    return true;
}

static bool fetch(struct arena *scratch, const char *path, const struct jr **ret, bool *ret_is,
                  struct err *e)
{
    const struct child_limits limits = {.cpu_s = 120, .wall_ms = 300000, .max_output = DATA_MOST};
    const char *const argv[] = {"qpdf", "--show-attachment=volume.json", path, NULL};
    struct str text;
    struct err no;
    int code;

    if (!child_run(scratch, argv, STR_NONE, &limits, &text, &code, e))
        return false;
    *ret_is = (code == 0 || code == 3) && json_parse(scratch, text, ret, &no);
    return true;
}

/* The book says of itself what the set says of it. */
static bool is_itself(const struct tie_book *b, const struct jr *data)
{
    int64_t change = jr_int(jr_get(data, "change_id"), -1);

    return jr_int(jr_get(data, "number"), -1) == b->number &&
           jr_int(jr_get(data, "year"), -1) == b->year &&
           jr_int(jr_get(data, "ordinance"), -1) == b->ordinance && change >= 0 &&
           (b->change_most == 0 || change <= b->change_most);
}

static bool add_book(struct tie_set *t, struct arena *scratch, const struct tie_book *b,
                     struct err *e)
{
    const struct jr *data = NULL, *tables;
    struct tie_fault fault = {.volume = b->word};
    struct str volume = str_dup(t->a, b->word);
    bool is = true;
    struct err no;

    t->r.volumes++;
    if (b->sha256.n && !is_hash(scratch, b->path, b->sha256, &is, &no)) {
        fault.kind = TIE_MISSING;
        add_fault(t, &fault);
        return true;
    }
    if (!is) {
        fault.kind = TIE_BYTES;
        add_fault(t, &fault);
    }
    if (!fetch(scratch, b->path, &data, &is, e))
        return false;
    if (!is) {
        fault.kind = TIE_UNREADABLE;
        add_fault(t, &fault);
        return true;
    }
    if (!is_itself(b, data)) {
        fault.kind = TIE_FOREIGN;
        add_fault(t, &fault);
    }
    tables = jr_get(data, "tables");
    for (size_t i = 0; i < jr_count(tables); i++)
        read_table(t, scratch, volume, jr_at(tables, i));
    return true;
}

bool tie_add(struct tie_set *t, const struct tie_book *b, struct err *e)
{
    struct arena *scratch = arena_new();
    bool ok = add_book(t, scratch, b, e);

    arena_free(scratch);
    return ok;
}

/* ---- for people ---- */

struct str tie_fault_text(struct arena *a, const struct tie_fault *f, enum lang lang)
{
    static const char *const what[] = {
        [TIE_FIGURE] = TR("เล่มอื่นพิมพ์ตัวเลขอื่น"),
        [TIE_SUM] = TR("ผลรวมไม่ตรงกับรายการในตาราง"),
        [TIE_MISSING] = TR("ไม่มีแฟ้มของเล่มนี้"),
        [TIE_FOREIGN] = TR("เล่มนี้ไม่ใช่ของชุดนี้"),
        [TIE_BYTES] = TR("แฟ้มถูกแก้หลังออกชุด"),
        [TIE_UNREADABLE] = TR("อ่านข้อมูลที่แนบในเล่มไม่ได้"),
    };
    struct sbuf s;

    sbuf_init(&s, a, SBUF_NO_LIMIT);
    sbuf_printf(&s, "%.*s", STR_FMT(f->volume));
    if (f->table.n)
        sbuf_printf(&s, " · %.*s · %.*s · %.*s", STR_FMT(f->table), STR_FMT(f->row),
                    STR_FMT(f->column));
    SB_LIT(&s, ": ");
    sbuf_add(&s, tr(lang, what[f->kind]));
    if (f->kind == TIE_FIGURE || f->kind == TIE_SUM) {
        SB_LIT(&s, ": ");
        money_put(&s, MONEY(f->printed), MONEY_COMMAS);
        SB_LIT(&s, " ≠ ");
        money_put(&s, MONEY(f->expected), MONEY_COMMAS);
    }
    if (f->other.n)
        sbuf_printf(&s, " (%.*s)", STR_FMT(f->other));
    return sbuf_str(&s);
}

/* ---- a folder ---- */

bool tie_check_folder(struct arena *a, const char *folder, struct tie_report *ret, struct err *e)
{
    enum { SET_MOST = 4 << 20 };
    struct str path = str_format(a, "%s/set.json", folder), text;
    struct tie_set *t = tie_begin(a);
    const struct jr *set, *books;

    if (!file_read(a, str_cstr(a, path), SET_MOST, &text, e) || !json_parse(a, text, &set, e))
        return false;
    books = jr_get(set, "books");
    if (jr_count(books) == 0) {
        FAIL(e, ERR_FILE_BROKEN);
        err_arg(e, "why", V(path));
        return false;
    }
    for (size_t i = 0; i < jr_count(books); i++) {
        const struct jr *j = jr_at(books, i);
        struct str file = jr_str(jr_get(j, "file"), STR_NONE);
        const struct tie_book b = {.path =
                                       str_cstr(a, str_format(a, "%s/%.*s", folder, STR_FMT(file))),
                                   .word = jr_str(jr_get(j, "word"), STR_NONE),
                                   .number = jr_int(jr_get(j, "number"), 0),
                                   .year = jr_int(jr_get(set, "year"), 0),
                                   .ordinance = jr_int(jr_get(set, "ordinance"), 0),
                                   .change_most = jr_int(jr_get(set, "change_id"), 0),
                                   .sha256 = jr_str(jr_get(j, "sha256"), STR_NONE)};

        if (!tie_add(t, &b, e))
            return false;
    }
    tie_end(t, ret);
    return true;
}
