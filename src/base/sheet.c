#include "base/sheet.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>
#include <xlsxwriter.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"

enum {
    NAME_MAX_CP = 31,
    TEXT_MAX = 32000,     /* bytes; a cell holds at most 32767 characters */
    CREATED = 1664557200, /* a fixed moment, so that equal rows give equal files */
    CITY_MS = 25200000,   /* UTC+7 */
    EXCEL_1970 = 25569,   /* the spreadsheet's number of 1970-01-01 */
};

enum style { STYLE_TEXT, STYLE_INT, STYLE_MONEY, STYLE_SHARE, STYLE_DATE, STYLE_WHEN, STYLE_COUNT };

struct sheet {
    struct arena *a;
    const char *path;
    char *tmp;
    lxw_workbook *book;
    lxw_worksheet *page;
    lxw_format *head, *note;
    lxw_format *plain[STYLE_COUNT], *bold[STYLE_COUNT];
    const struct row_type *type;
    lxw_row_t next;
    bool failed;
};

static enum style style_of(enum value_type t)
{
    switch (t) {
    case VT_INT:
        return STYLE_INT;
    case VT_MONEY:
        return STYLE_MONEY;
    case VT_SHARE:
        return STYLE_SHARE;
    case VT_DATE:
        return STYLE_DATE;
    case VT_WHEN:
        return STYLE_WHEN;
    case VT_NULL:
    case VT_FLAG:
    case VT_TEXT:
    case VT_BYTES:
    case VT_SCORE:
        break;
    }
    return STYLE_TEXT;
}

static void drop_book(void *p)
{
    struct sheet *s = p;

    if (s->book) { /* never closed: the staged file is removed after this */
        s->failed = workbook_close(s->book) != LXW_NO_ERROR;
        s->book = NULL;
    }
}

static lxw_format *make_format(struct sheet *s, const char *number, bool bold)
{
    lxw_format *f = workbook_add_format(s->book);

    if (!f) {
        PANIC("out of memory for a workbook");
    }
    if (number) {
        format_set_num_format(f, number);
    }
    if (bold) {
        format_set_bold(f);
        format_set_top(f, LXW_BORDER_THIN);
    }
    return f;
}

static void make_formats(struct sheet *s)
{
    static const char *const number[STYLE_COUNT] = {[STYLE_INT] = "0",
                                                    [STYLE_MONEY] = "#,##0.00",
                                                    [STYLE_SHARE] = "0.00",
                                                    [STYLE_DATE] = "yyyy-mm-dd",
                                                    [STYLE_WHEN] = "yyyy-mm-dd hh:mm"};

    for (size_t i = 0; i < STYLE_COUNT; i++) {
        /* The library looks a format that is equal to its default up anew for each cell: none. */
        s->plain[i] = number[i] ? make_format(s, number[i], false) : NULL;
        s->bold[i] = make_format(s, number[i], true);
    }
    s->head = make_format(s, NULL, false);
    format_set_bold(s->head);
    format_set_bottom(s->head, LXW_BORDER_THIN);
    format_set_text_wrap(s->head);
    format_set_align(s->head, LXW_ALIGN_VERTICAL_TOP);
    s->note = make_format(s, NULL, false);
    format_set_italic(s->note);
}

bool sheet_open(struct arena *a, const char *path, struct sheet **ret, struct err *e)
{
    struct sheet *s = ARENA_NEW(a, struct sheet);
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    lxw_doc_properties about = {.created = CREATED};

    s->a = a;
    s->path = str_cstr(a, str_from(path));
    if (!file_stage(a, path, &s->tmp, e)) {
        return false;
    }
    s->book = workbook_new_opt(s->tmp, &options);
    if (!s->book) {
        PANIC("out of memory for a workbook");
    }
    arena_defer(a, drop_book, s);
    workbook_set_properties(s->book, &about);
    make_formats(s);
    *ret = s;
    return true;
}

/* A NUL-terminated copy: control characters, which a workbook cannot hold, become blanks. */
static char *cell_text(struct arena *a, struct str text)
{
    char *p;

    if (text.n > TEXT_MAX) {
        size_t n = TEXT_MAX;

        while (((unsigned char)text.p[n] & 0xC0U) == 0x80) {
            n--;
        }
        text.n = n;
    }
    p = str_cstr(a, text);
    for (size_t i = 0; i < text.n; i++) {
        if ((unsigned char)p[i] < 0x20 && p[i] != '\n' && p[i] != '\t') {
            p[i] = ' ';
        }
    }
    return p;
}

/* Excel refuses some characters in a sheet's name and more than 31 of any. */
static const char *page_name(struct sheet *s, struct str name)
{
    size_t i = 0, n = 0;
    char *p;

    while (i < name.n && n < NAME_MAX_CP) {
        str_next_cp(name, &i);
        n++;
    }
    p = cell_text(s->a, str_slice(name, 0, i));
    for (char *c = p; *c; c++) {
        if (strchr("[]:*?/\\'\n\t", *c)) {
            *c = '-';
        }
    }
    return workbook_validate_sheet_name(s->book, p) == LXW_NO_ERROR ? p : NULL;
}

static void keep(struct sheet *s, lxw_error error)
{
    s->failed = s->failed || error != LXW_NO_ERROR;
}

static double column_width(enum value_type type, bool key, struct str label)
{
    double label_width = (double)str_count_cp(label) + 2;
    double least = 14;

    switch (style_of(type)) {
    case STYLE_TEXT:
        least = type == VT_TEXT ? (key ? 32 : 24) : 10;
        break;
    case STYLE_MONEY:
        least = 20;
        break;
    case STYLE_INT:
    case STYLE_SHARE:
        least = 10;
        break;
    case STYLE_DATE:
    case STYLE_WHEN:
    case STYLE_COUNT:
        break;
    }
    return label_width > least ? (label_width < 40 ? label_width : 40) : least;
}

void sheet_table(struct sheet *s, struct str name, struct str note, const struct row_type *t,
                 enum lang lang)
{
    lxw_col_t col = 0;

    s->type = t;
    s->next = 0;
    s->page = workbook_add_worksheet(s->book, page_name(s, name));
    if (!s->page) {
        PANIC("out of memory for a worksheet");
    }
    for (size_t i = 0; i < t->n; i++) {
        const struct field *f = &t->fields[i];

        if (!(f->flags & FIELD_HIDDEN)) {
            keep(s, worksheet_set_column(s->page, col, col,
                                         column_width(f->type, f->flags & FIELD_KEY,
                                                      lang_pick(lang, f->th, f->en)),
                                         NULL));
            col++;
        }
    }
    if (note.n > 0) {
        keep(s, worksheet_write_string(s->page, s->next++, 0, cell_text(s->a, note), s->note));
    }
    col = 0;
    for (size_t i = 0; i < t->n; i++) {
        const struct field *f = &t->fields[i];

        if (!(f->flags & FIELD_HIDDEN)) {
            char *label = cell_text(s->a, lang_pick(lang, f->th, f->en));

            keep(s, worksheet_write_string(s->page, s->next, col++, label, s->head));
        }
    }
    s->next++;
    worksheet_freeze_panes(s->page, s->next, 0);
}

/* A count as a spreadsheet's number. Exact: what is printed has at most 15 digits. */
static double as_number(int64_t v)
{
    assert(v > -(INT64_C(1) << 53) && v < (INT64_C(1) << 53));
    return (double)v;
}

static double excel_day(struct date d)
{
    return as_number(EXCEL_1970 + date_days_between(DATE(19700101), d));
}

static void put_cell(struct sheet *s, lxw_col_t col, struct value v, lxw_format *const *format)
{
    lxw_format *f = format[style_of(v.type)];
    lxw_error error = LXW_NO_ERROR;

    switch (v.type) {
    case VT_NULL:
    case VT_BYTES:
        break;
    case VT_INT:
        error = worksheet_write_number(s->page, s->next, col, as_number(v.u.i), f);
        break;
    case VT_MONEY:
    case VT_SHARE:
        error = worksheet_write_number(s->page, s->next, col, as_number(v.u.i) / 100, f);
        break;
    case VT_SCORE:
        error = worksheet_write_number(s->page, s->next, col, as_number(v.u.i) / 1000000, f);
        break;
    case VT_DATE:
        error = worksheet_write_number(s->page, s->next, col, excel_day(DATE((int32_t)v.u.i)), f);
        break;
    case VT_WHEN: { /* the city's clock: UTC+7 */
        double days = as_number(v.u.i + CITY_MS) / 86400000;

        error = worksheet_write_number(s->page, s->next, col, EXCEL_1970 + days, f);
        break;
    }
    case VT_FLAG:
        error = worksheet_write_boolean(s->page, s->next, col, v.u.i != 0, f);
        break;
    case VT_TEXT:
        error = worksheet_write_string(s->page, s->next, col, cell_text(s->a, v.u.s), f);
        break;
    }
    keep(s, error);
}

void sheet_columns(struct sheet *s, struct str name, struct str other, struct str note,
                   const struct sheet_column *column, size_t n)
{
    const char *page = page_name(s, name);

    s->type = NULL;
    s->next = 0;
    s->page = workbook_add_worksheet(s->book, page ? page : page_name(s, other));
    if (!s->page) {
        PANIC("out of memory for a worksheet");
    }
    if (note.n > 0) {
        keep(s, worksheet_write_string(s->page, s->next++, 0, cell_text(s->a, note), s->note));
    }
    for (size_t i = 0; i < n; i++) {
        const struct sheet_column *c = &column[i];

        keep(s, worksheet_set_column(s->page, (lxw_col_t)i, (lxw_col_t)i,
                                     column_width(c->type, c->key, c->label), NULL));
        keep(s, worksheet_write_string(s->page, s->next, (lxw_col_t)i, cell_text(s->a, c->label),
                                       s->head));
    }
    s->next++;
    worksheet_freeze_panes(s->page, s->next, 0);
}

void sheet_cells(struct sheet *s, const struct value *v, size_t n, bool bold)
{
    struct arena_mark m = arena_mark(s->a);

    for (size_t i = 0; i < n; i++) {
        put_cell(s, (lxw_col_t)i, v[i], bold ? s->bold : s->plain);
    }
    s->next++;
    arena_rewind(s->a, m);
}

void sheet_row(struct sheet *s, const void *row)
{
    struct arena_mark m = arena_mark(s->a);
    lxw_col_t col = 0;

    for (size_t i = 0; i < s->type->n; i++) {
        if (!(s->type->fields[i].flags & FIELD_HIDDEN)) {
            put_cell(s, col++, row_get(s->type, row, i), s->plain);
        }
    }
    s->next++;
    arena_rewind(s->a, m);
}

void sheet_total(struct sheet *s, struct str label, const void *row)
{
    struct arena_mark m = arena_mark(s->a);
    bool labelled = false;
    lxw_col_t col = 0;

    for (size_t i = 0; i < s->type->n; i++) {
        const struct field *f = &s->type->fields[i];

        if (f->flags & FIELD_HIDDEN) {
            continue;
        }
        if (f->flags & FIELD_TOTAL) {
            put_cell(s, col, row_get(s->type, row, i), s->bold);
        } else if (!labelled) {
            put_cell(s, col, value_str(label), s->bold);
            labelled = true;
        }
        col++;
    }
    s->next++;
    arena_rewind(s->a, m);
}

bool sheet_close(struct sheet *s, struct err *e)
{
    if (!s->page) {
        PANIC("a workbook without a worksheet");
    }
    drop_book(s);
    if (s->failed) {
        FAIL(e, ERR_FILE_WRITE);
        err_arg(e, "path", V(str_from(s->path)));
        err_arg(e, "why", V(STR("xlsx")));
        return false;
    }
    return file_commit(s->tmp, s->path, e);
}
