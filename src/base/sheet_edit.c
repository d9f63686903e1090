#include "base/sheet_edit.h"

#include <assert.h>
#include <string.h>
#include <xlsxwriter.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"

enum {
    CREATED = 1664557200, /* a fixed moment, so that equal rows give equal files */
    TEXT_CHARACTERS = 32767,
    OPEN_FILL = 0xFFFBE6,
    WRONG_FILL = 0xFFD9D2,
    HEAD_FILL = 0xE3EFE8,
    GREY_FILL = 0xF1F1EE,
    GREY = 0x6B6B66,
    LINE = 0xD5D5CF,
};

struct sheet_edit {
    struct arena *a;
    const char *path;
    char *tmp;
    lxw_workbook *book;
    lxw_worksheet *page;
    lxw_format *format[EDIT_STYLES];
    bool failed;
};

static void drop_book(void *p)
{
    struct sheet_edit *s = p;

    if (s->book) {
        s->failed = workbook_close(s->book) != LXW_NO_ERROR || s->failed;
        s->book = NULL;
    }
}

static void keep(struct sheet_edit *s, lxw_error error)
{
    s->failed = s->failed || error != LXW_NO_ERROR;
}

static void make_format(struct sheet_edit *s, enum edit_style style)
{
    lxw_format *f = workbook_add_format(s->book);
    bool open = style == EDIT_TEXT || style == EDIT_NUMBER || style == EDIT_BAHT;
    bool head = style == EDIT_HEAD || style == EDIT_HEAD_OPEN;

    if (!f) {
        PANIC("out of memory for a workbook");
    }
    s->format[style] = f;
    if (open || style == EDIT_WRONG) {
        format_set_unlocked(f);
        format_set_bg_color(f, open ? OPEN_FILL : WRONG_FILL);
        format_set_border(f, LXW_BORDER_THIN);
        format_set_border_color(f, LINE);
    }
    if (style == EDIT_TEXT || style == EDIT_LOCKED || style == EDIT_WRONG || head) {
        format_set_text_wrap(f);
        format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
    }
    if (head) {
        format_set_bold(f);
        format_set_bg_color(f, style == EDIT_HEAD_OPEN ? OPEN_FILL : HEAD_FILL);
        format_set_bottom(f, LXW_BORDER_THIN);
    } else if (style == EDIT_MACHINE) {
        format_set_font_color(f, GREY);
        format_set_font_size(f, 8);
    } else if (style == EDIT_TITLE) {
        format_set_bold(f);
        format_set_font_size(f, 14);
    } else if (style == EDIT_LOCKED || style == EDIT_LOCKED_BAHT) {
        format_set_bg_color(f, GREY_FILL);
    }
    if (style == EDIT_BAHT || style == EDIT_LOCKED_BAHT || style == EDIT_NUMBER) {
        format_set_num_format(f, style == EDIT_NUMBER ? "#,##0.###" : "#,##0.##");
        format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
    }
}

bool sheet_edit_open(struct arena *a, const char *path, struct sheet_edit **ret, struct err *e)
{
    struct sheet_edit *s = ARENA_NEW(a, struct sheet_edit);
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
    for (int i = 0; i < EDIT_STYLES; i++) {
        make_format(s, (enum edit_style)i);
    }
    *ret = s;
    return true;
}

void sheet_edit_page(struct sheet_edit *s, const char *name, bool hidden)
{
    s->page = workbook_add_worksheet(s->book, name);
    if (!s->page) {
        PANIC("out of memory for a worksheet");
    }
    if (hidden) {
        worksheet_hide(s->page);
    }
}

void sheet_edit_column(struct sheet_edit *s, uint32_t col, int width, enum edit_style style)
{
    keep(s, worksheet_set_column(s->page, (lxw_col_t)col, (lxw_col_t)col, width,
                                 s->format[style]));
}

void sheet_edit_row_hidden(struct sheet_edit *s, uint32_t row)
{
    lxw_row_col_options options = {.hidden = LXW_TRUE};

    keep(s, worksheet_set_row_opt(s->page, row, LXW_DEF_ROW_HEIGHT, NULL, &options));
}

/* A NUL-terminated copy of what a cell can hold. */
static char *cell_text(struct arena *a, struct str text)
{
    size_t i = 0;
    char *p;

    if (text.n <= TEXT_CHARACTERS) {
        i = text.n;
    }
    for (int n = 0; i < text.n && n < TEXT_CHARACTERS; n++) {
        str_next_cp(text, &i);
    }
    p = str_cstr(a, str_slice(text, 0, i));
    for (size_t k = 0; k < i; k++) {
        if ((unsigned char)p[k] < 0x20 && p[k] != '\n' && p[k] != '\t') {
            p[k] = ' ';
        }
    }
    return p;
}

void sheet_edit_text(struct sheet_edit *s, uint32_t row, uint32_t col, struct str text,
                     enum edit_style style)
{
    struct arena_mark m = arena_mark(s->a);

    if (text.n == 0) {
        keep(s, worksheet_write_blank(s->page, row, (lxw_col_t)col, s->format[style]));
    } else {
        keep(s, worksheet_write_string(s->page, row, (lxw_col_t)col, cell_text(s->a, text),
                                       s->format[style]));
    }
    arena_rewind(s->a, m);
}

static double as_number(struct edit_number v)
{
    double d = (double)v.v;

    assert(v.v > -(INT64_C(1) << 53) && v.v < (INT64_C(1) << 53));
    for (unsigned i = 0; i < v.places; i++) {
        d /= 10;
    }
    return d;
}

void sheet_edit_number(struct sheet_edit *s, uint32_t row, uint32_t col, struct edit_number v,
                       enum edit_style style)
{
    keep(s, worksheet_write_number(s->page, row, (lxw_col_t)col, as_number(v), s->format[style]));
}

void sheet_edit_formula(struct sheet_edit *s, uint32_t row, uint32_t col, const char *formula,
                        struct edit_number v)
{
    keep(s, worksheet_write_formula_num(s->page, row, (lxw_col_t)col, formula,
                                        s->format[EDIT_LOCKED_BAHT], as_number(v)));
}

void sheet_edit_comment(struct sheet_edit *s, uint32_t row, uint32_t col, struct str text)
{
    struct arena_mark m = arena_mark(s->a);
    lxw_comment_options options = {.width = 320, .height = 120};

    keep(s, worksheet_write_comment_opt(s->page, row, (lxw_col_t)col, cell_text(s->a, text),
                                        &options));
    arena_rewind(s->a, m);
}

void sheet_edit_list(struct sheet_edit *s, struct edit_range r, const char *range, struct str why)
{
    struct arena_mark m = arena_mark(s->a);
    lxw_data_validation v = {.validate = LXW_VALIDATION_TYPE_LIST_FORMULA,
                             .value_formula = str_cstr(s->a, str_from(range)),
                             .error_message = cell_text(s->a, why)};

    keep(s, worksheet_data_validation_range(s->page, r.from, (lxw_col_t)r.col, r.to,
                                            (lxw_col_t)r.col, &v));
    arena_rewind(s->a, m);
}

void sheet_edit_finish_page(struct sheet_edit *s, uint32_t rows, uint32_t cols, bool protect)
{
    lxw_protection may = {.format_columns = LXW_TRUE,
                          .format_rows = LXW_TRUE,
                          .format_cells = LXW_TRUE,
                          .autofilter = LXW_TRUE,
                          .sort = LXW_TRUE};

    if (rows || cols) {
        worksheet_freeze_panes(s->page, rows, (lxw_col_t)cols);
    }
    if (protect) {
        worksheet_protect(s->page, NULL, &may);
    }
}

bool sheet_edit_close(struct sheet_edit *s, struct err *e)
{
    drop_book(s);
    if (s->failed) {
        FAIL(e, ERR_FILE_WRITE);
        err_arg(e, "path", V(str_from(s->path)));
        err_arg(e, "why", V(STR("xlsx")));
        return false;
    }
    return file_commit(s->tmp, s->path, e);
}
