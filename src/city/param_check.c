/* param_check.c - values of parameters: read, checked, written in one form. */
#include "city/param_check.h"

#include "base/arena.h"
#include "base/csv.h"
#include "base/err.h"

enum { TABLE_ROWS = 2000, TABLE_COLUMNS = 32, TEXT_MAX = 2000, PER_CENT_MAX = 10000 };

/* ---- numbers ---- */

enum number_kind { NUMBER_INT, NUMBER_PERCENT, NUMBER_BAHT };

/* Digits as people type them (Thai ones, commas): whole numbers, per cent as basis points, baht as
 * satang. money_parse reads all three: hundredths. */
static bool number_parse(enum number_kind kind, struct str s, int64_t *ret)
{
    struct money m;
    struct err e;

    if (kind == NUMBER_PERCENT && str_ends(s, STR("%"))) {
        s = str_slice(s, 0, s.n - 1);
    }
    if (!money_parse(s, &m, &e)) {
        return false;
    }
    if (kind == NUMBER_INT && m.satang % 100 != 0) {
        return false;
    }
    if (kind == NUMBER_PERCENT && (m.satang > PER_CENT_MAX || m.satang < -PER_CENT_MAX)) {
        return false;
    }
    *ret = kind == NUMBER_INT ? m.satang / 100 : m.satang;
    return true;
}

static enum number_kind kind_of(enum param_id p)
{
    switch (param_kind(p)) {
    case PARAM_INT:
        return NUMBER_INT;
    case PARAM_BP:
    case PARAM_GROWTH:
        return NUMBER_PERCENT;
    case PARAM_MONEY:
    case PARAM_TEXT:
    case PARAM_CHOICE:
    case PARAM_TABLE:
        break;
    }
    return NUMBER_BAHT;
}

bool param_number(enum param_id p, struct str stored, int64_t *ret, struct err *e)
{
    if (!number_parse(kind_of(p), stored, ret)) {
        FAIL(e, ERR_BAD_NUMBER);
        err_arg(e, "field", V(STR("value")));
        err_arg(e, "value", V(stored));
        return false;
    }
    return true;
}

static struct str number_text(struct arena *a, enum number_kind kind, int64_t v)
{
    return kind == NUMBER_INT ? str_format(a, "%lld", (long long)v)
                              : money_text(a, MONEY(v), MONEY_PLAIN);
}

/* ---- tables ---- */

enum column_type { COLUMN_TEXT, COLUMN_OPT, COLUMN_INT, COLUMN_PERCENT, COLUMN_BAHT, COLUMN_YEAR };
static const char *const column_words[] = {
    [COLUMN_TEXT] = "text",       [COLUMN_OPT] = "opt",   [COLUMN_INT] = "int",
    [COLUMN_PERCENT] = "percent", [COLUMN_BAHT] = "baht", [COLUMN_YEAR] = "year",
};

struct table_read {
    struct arena *a;
    struct str column[TABLE_COLUMNS]; /* of the default */
    enum column_type type[TABLE_COLUMNS];
    size_t columns;
    struct str *cell;
    size_t rows, room;
    bool header;
};

/* name:type,name:type of the default's first line. */
static void columns_of(struct table_read *t, enum param_id p)
{
    struct str rest = param_def_text(p), line, piece;

    (void)str_split(&rest, '\n', &line);
    while (t->columns < TABLE_COLUMNS && str_split(&line, ',', &piece)) {
        struct str name = piece;
        size_t colon = str_find(piece, STR(":"), 0);

        name = str_slice(piece, 0, colon);
        t->column[t->columns] = name;
        for (size_t k = 0; k < ARRAY_LEN(column_words); k++) {
            if (str_eq(str_slice(piece, colon + 1, piece.n), str_from(column_words[k]))) {
                t->type[t->columns] = (enum column_type)k;
            }
        }
        t->columns++;
    }
}

static bool check_header(const struct table_read *t, const struct csv_row *row, struct err *e)
{
    for (size_t i = 0; i < t->columns || i < row->n; i++) {
        struct str found = i < row->n ? str_trim(row->cell[i]) : STR_NONE;

        found = str_slice(found, 0, str_find(found, STR(":"), 0));
        if (i >= t->columns) {
            FAIL(e, ERR_BAD_FIELD);
            err_arg(e, "field", V(found));
            return false;
        }
        if (!str_eq(found, t->column[i])) {
            FAIL(e, ERR_CSV_HEADER);
            err_arg(e, "column", V(t->column[i]));
            err_arg(e, "found", V(str_join(t->a, row->cell, row->n, STR(", "))));
            return false;
        }
    }
    return true;
}

static bool check_cell(const struct table_read *t, const struct csv_row *row, size_t i,
                       struct str *ret, struct err *e)
{
    static const enum number_kind kind[] = {[COLUMN_INT] = NUMBER_INT,
                                            [COLUMN_PERCENT] = NUMBER_PERCENT,
                                            [COLUMN_BAHT] = NUMBER_BAHT,
                                            [COLUMN_YEAR] = NUMBER_INT};
    struct str s = str_trim(row->cell[i]);
    enum column_type type = t->type[i];
    int64_t n;

    if (type == COLUMN_OPT || (type == COLUMN_TEXT && s.n)) {
        *ret = str_dup(t->a, s);
        return true;
    }
    if (type != COLUMN_TEXT && number_parse(kind[type], s, &n) &&
        (type != COLUMN_YEAR || fy_valid(n))) {
        *ret = number_text(t->a, kind[type], n);
        return true;
    }
    FAIL(e, ERR_PARAM_CELL);
    err_arg(e, "row", V(row->row));
    err_arg(e, "field", V(t->column[i]));
    err_arg(e, "value", V(s));
    err_arg(e, "needs", V(str_from(column_words[type])));
    return false;
}

static bool take_row(void *ctx, const struct csv_row *row, struct err *e)
{
    struct table_read *t = ctx;

    if (row->row == 0) {
        t->header = true;
        return check_header(t, row, e);
    }
    if (row->n != t->columns) {
        FAIL(e, ERR_ROW_CELLS);
        err_arg(e, "value", V((int64_t)row->n));
        err_arg(e, "expected", V((int64_t)t->columns));
        err_arg(e, "row", V(row->row));
        return false;
    }
    if (t->rows == TABLE_ROWS) {
        FAIL(e, ERR_TOO_LONG);
        err_arg(e, "field", V(STR("value")));
        err_arg(e, "limit", V(INT64_C(2000)));
        return false;
    }
    if (t->rows == t->room) {
        size_t room = t->room ? t->room * 2 : 16;

        t->cell = arena_grow(t->a, t->cell, t->room * t->columns * sizeof *t->cell,
                             room * t->columns * sizeof *t->cell);
        t->room = room;
    }
    for (size_t i = 0; i < t->columns; i++) {
        if (!check_cell(t, row, i, &t->cell[t->rows * t->columns + i], e)) {
            return false;
        }
    }
    t->rows++;
    return true;
}

bool param_rows_read(struct arena *a, enum param_id p, struct str text, struct param_rows *ret,
                     struct err *e)
{
    struct table_read *t = ARENA_NEW(a, struct table_read);

    t->a = a;
    columns_of(t, p);
    if (!csv_read_str(text, take_row, t, e)) {
        return false;
    }
    if (!t->header) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(STR("value")));
        return false;
    }
    *ret = (struct param_rows){
        .column = t->column, .cell = t->cell, .columns = t->columns, .rows = t->rows};
    return true;
}

static struct str rows_text(struct arena *a, const struct param_rows *t)
{
    struct sbuf b;

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    for (size_t i = 0; i < t->columns; i++) {
        csv_put_cell(&b, t->column[i]);
    }
    csv_end_row(&b);
    for (size_t r = 0; r < t->rows; r++) {
        for (size_t i = 0; i < t->columns; i++) {
            csv_put_cell(&b, t->cell[r * t->columns + i]);
        }
        csv_end_row(&b);
    }
    return str_replace(a, sbuf_str(&b), STR("\r\n"), STR("\n"));
}

static size_t column_at(const struct param_rows *t, const char *column)
{
    for (size_t i = 0; i < t->columns; i++) {
        if (str_eq(t->column[i], str_from(column))) {
            return i;
        }
    }
    PANIC("no such column of a parameter");
}

struct str param_cell(const struct param_rows *t, size_t row, const char *column)
{
    return t->cell[row * t->columns + column_at(t, column)];
}

int64_t param_cell_int(const struct param_rows *t, size_t row, const char *column)
{
    struct str s = param_cell(t, row, column);
    bool whole = str_find(s, STR("."), 0) == s.n;
    int64_t n = 0;

    /* stored per cent and baht have two decimals, whole numbers none */
    return number_parse(whole ? NUMBER_INT : NUMBER_BAHT, s, &n) ? n : 0;
}

/* ---- any kind ---- */

static bool check_choice(struct arena *a, enum param_id p, struct str s, struct err *e)
{
    size_t n;
    const struct param_choice *c = param_choices(a, p, &n);
    struct str *word = ARENA_ARRAY(a, struct str, n);

    for (size_t i = 0; i < n; i++) {
        if (str_eq(c[i].word, s)) {
            return true;
        }
        word[i] = c[i].word;
    }
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(STR("value")));
    err_arg(e, "value", V(s));
    err_arg(e, "expected", V(str_join(a, word, n, STR(", "))));
    return false;
}

bool param_check(struct arena *a, enum param_id p, struct str typed, struct str *ret, struct err *e)
{
    struct str s = str_trim(typed);
    struct param_rows rows;
    int64_t n;

    if (s.n == 0) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(STR("value")));
        return false;
    }
    switch (param_kind(p)) {
    case PARAM_INT:
    case PARAM_BP:
    case PARAM_GROWTH:
    case PARAM_MONEY:
        if (!param_number(p, s, &n, e)) {
            return false;
        }
        if (n < 0 && param_kind(p) != PARAM_GROWTH) {
            FAIL(e, ERR_PARAM_NEGATIVE);
            err_arg(e, "field", V(STR("value")));
            err_arg(e, "value", V(s));
            return false;
        }
        *ret = number_text(a, kind_of(p), n);
        return true;
    case PARAM_TEXT:
        if (str_count_cp(s) > TEXT_MAX) {
            FAIL(e, ERR_TOO_LONG);
            err_arg(e, "field", V(STR("value")));
            err_arg(e, "limit", V((int64_t)TEXT_MAX));
            return false;
        }
        *ret = str_dup(a, s);
        return true;
    case PARAM_CHOICE:
        *ret = str_dup(a, s);
        return check_choice(a, p, s, e);
    case PARAM_TABLE:
        break;
    }
    if (!param_rows_read(a, p, s, &rows, e)) {
        return false;
    }
    *ret = rows_text(a, &rows);
    return true;
}
