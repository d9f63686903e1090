#include "exchange/sheet_map.h"

#include "base/arena.h"
#include "base/crypto.h"
#include "base/csv.h"
#include "base/err.h"
#include "base/file.h"
#include "city/agency.h"
#include "city/audit.h"
#include "sql_exchange.h"
#include "store/store.h"

/* ---- rows of either kind of file ---- */

struct csv_rows {
    sheet_in_row_fn *fn;
    void *ctx;
    struct sheet_cell cell[SHEET_HEADERS_MAX];
};

static bool on_csv(void *ctx, const struct csv_row *row, struct err *e)
{
    struct csv_rows *r = ctx;
    struct sheet_in_row out = {.row = row->line, .cell = r->cell};

    for (size_t i = 0; i < row->n && i < SHEET_HEADERS_MAX; i++) {
        if (row->cell[i].n > 0) {
            r->cell[out.n++] = (struct sheet_cell){
                .row = row->line, .col = (uint32_t)i, .type = CELL_TEXT, .text = row->cell[i]};
        }
    }
    return out.n == 0 || r->fn(r->ctx, &out, e);
}

static bool is_zip(struct str s)
{
    return str_starts(s, STR("PK")) || str_starts(s, (struct str){"\xD0\xCF\x11\xE0", 4});
}

bool sheet_rows_each(struct arena *a, const struct sheet_source *src, sheet_in_row_fn *fn,
                     void *ctx, struct str *ret_sheet, struct err *e)
{
    struct sheet_source in = *src;
    struct xlsx *x;
    size_t at = 0;

    if (in.path && !file_read(a, in.path, BOOK_BYTES_MAX, &in.bytes, e)) {
        return false;
    }
    in.path = NULL;
    if (!is_zip(in.bytes)) {
        struct csv_rows r = {.fn = fn, .ctx = ctx};

        *ret_sheet = STR("csv");
        return csv_read_str(in.bytes, on_csv, &r, e);
    }
    if (!xlsx_open(a, &in, &x, e)) {
        return false;
    }
    while (at + 1 < xlsx_sheets(x) && xlsx_sheet_hidden(x, at)) {
        at++;
    }
    *ret_sheet = xlsx_sheet_name(x, at);
    return xlsx_read(x, at, fn, ctx, e);
}

/* ---- the head ---- */

struct looking {
    struct arena *a;
    struct own_sheet *s;
    size_t best; /* texts of the row taken for the head */
    int64_t seen;
};

static size_t texts_of(const struct sheet_in_row *row)
{
    size_t n = 0;

    for (size_t i = 0; i < row->n; i++) {
        n += row->cell[i].type == CELL_TEXT && !row->cell[i].formula &&
             str_trim(row->cell[i].text).n > 0;
    }
    return n;
}

static void take_head(struct looking *l, const struct sheet_in_row *row)
{
    l->s->n = 0;
    l->s->header_row = row->row;
    for (size_t i = 0; i < row->n && l->s->n < SHEET_HEADERS_MAX; i++) {
        const struct sheet_cell *c = &row->cell[i];
        struct str letter = sheet_cell_name(l->a, 1, c->col);

        l->s->header[l->s->n++] =
            (struct sheet_header){.col = c->col,
                                  .letter = str_slice(letter, 0, letter.n - 1),
                                  .label = str_dup(l->a, str_trim(c->text))};
    }
}

static bool on_look(void *ctx, const struct sheet_in_row *row, struct err *e)
{
    struct looking *l = ctx;
    size_t texts = texts_of(row);

    (void)e;
    if (l->seen++ < SHEET_HEAD_ROWS && texts > l->best && texts == row->n) {
        l->best = texts;
        take_head(l, row);
        return true;
    }
    for (size_t i = 0; i < l->s->n && row->row > l->s->header_row; i++) {
        const struct sheet_cell *c = sheet_in_find(row, l->s->header[i].col);

        if (c && l->s->header[i].sample.n == 0) {
            l->s->header[i].sample = str_dup(l->a, c->text);
        }
    }
    return true;
}

bool own_sheet_look(struct arena *a, const struct sheet_source *src, struct own_sheet *ret,
                    struct err *e)
{
    struct looking l = {.a = a, .s = ret};
    struct sha256_state st;
    uint8_t sum[SHA256_BYTES];

    *ret = (struct own_sheet){.n = 0};
    if (!sheet_rows_each(a, src, on_look, &l, &ret->sheet, e)) {
        return false;
    }
    if (ret->n < 2) {
        FAIL(e, ERR_FILE_EMPTY);
        return false;
    }
    ret->sheet = str_dup(a, ret->sheet);
    sha256_begin(&st);
    for (size_t i = 0; i < ret->n; i++) {
        sha256_add(&st, ret->header[i].label.p, ret->header[i].label.n);
        sha256_add(&st, "\x1f", 1);
    }
    sha256_end(&st, sum);
    ret->fingerprint = hex_text(a, sum, 8);
    return true;
}

/* ---- the map ---- */

static size_t target_of(const char *const *targets, struct str name)
{
    for (size_t i = 0; i < SHEET_MAP_TARGETS && targets[i]; i++) {
        if (str_eq(name, str_from(targets[i]))) {
            return i;
        }
    }
    return SHEET_MAP_TARGETS;
}

static bool letter_of(struct str s, uint32_t *ret)
{
    uint32_t col = 0;

    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i] >= 'a' && s.p[i] <= 'z' ? (char)(s.p[i] - 'a' + 'A') : s.p[i];

        if (c < 'A' || c > 'Z' || col > BOOK_COLUMNS_MAX) {
            return false;
        }
        col = col * 26 + (uint32_t)(c - 'A' + 1);
    }
    *ret = col - 1;
    return s.n > 0 && col <= BOOK_COLUMNS_MAX;
}

bool sheet_map_parse(struct arena *a, struct str text, const char *const *targets,
                     struct sheet_map *ret, struct err *e)
{
    struct str rest = text, piece;

    for (size_t i = 0; i < SHEET_MAP_TARGETS; i++) {
        ret->col[i] = UINT32_MAX;
        ret->fixed[i] = STR_NONE;
    }
    while (str_split(&rest, ';', &piece)) {
        size_t eq = str_find(piece, STR("="), 0), at;
        bool fixed = eq > 0 && eq < piece.n && piece.p[eq - 1] == ':';
        struct str value = str_trim(str_slice(piece, eq + 1, piece.n));

        if (str_trim(piece).n == 0) {
            continue;
        }
        at = target_of(targets, str_trim(str_slice(piece, 0, fixed ? eq - 1 : eq)));
        if (at == SHEET_MAP_TARGETS) {
            FAIL(e, ERR_BAD_FIELD);
            err_arg(e, "field", V(piece));
            return false;
        }
        if (fixed) {
            ret->fixed[at] = str_dup(a, value);
        } else if (value.n && !letter_of(value, &ret->col[at])) {
            FAIL(e, ERR_BAD_CHOICE);
            err_arg(e, "field", V(str_from(targets[at])));
            err_arg(e, "value", V(value));
            err_arg(e, "expected", V(STR("A B C ...")));
            return false;
        }
    }
    return true;
}

struct str sheet_map_text(struct arena *a, const struct sheet_map *m, const char *const *targets)
{
    struct sbuf b;

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    for (size_t i = 0; i < SHEET_MAP_TARGETS && targets[i]; i++) {
        struct str letter = m->col[i] == UINT32_MAX ? STR_NONE : sheet_cell_name(a, 1, m->col[i]);

        if (letter.n) {
            sbuf_printf(&b, "%s=%.*s;", targets[i], (int)letter.n - 1, letter.p);
        } else if (m->fixed[i].n) {
            sbuf_printf(&b, "%s:=%.*s;", targets[i], STR_FMT(m->fixed[i]));
        }
    }
    return sbuf_str(&b);
}

/* ---- remembered ---- */

struct columns_row {
    struct str columns;
};
static const struct field columns_fields[] = {COL(struct columns_row, columns)};
static const struct row_type columns_type = ROW_TYPE(struct columns_row, columns_fields);

bool sheet_map_find(struct db *db, struct arena *a, int64_t agency_id, struct str kind,
                    struct str fingerprint, struct str *ret_text, struct err *e)
{
    struct columns_row row;
    bool found;

    if (!db_find(db, a, &Q_SHEET_MAP_GET, ARGS(V(agency_id), V(kind), V(fingerprint)),
                 &columns_type, &row, &found, e)) {
        return false;
    }
    *ret_text = found ? row.columns : STR_NONE;
    return true;
}

static bool may_map(struct act *by, const struct agency *g, struct err *e)
{
    struct err first = {0};

    return actor_check(by->who, PERM_REQUEST_WRITE, g->id, g->division, &first) ||
           actor_check(by->who, PERM_COLLECT, g->id, g->division, e) ||
           actor_check_city(by->who, PERM_IMPORT, e);
}

bool sheet_map_save(struct act *by, int64_t agency_id, struct str kind, const struct own_sheet *s,
                    struct str text, struct err *e)
{
    struct str *label = ARENA_ARRAY(by->a, struct str, s->n);
    struct agency g;

    for (size_t i = 0; i < s->n; i++) {
        label[i] = s->header[i].label;
    }
    return agency_by_id(by->tx->db, by->a, agency_id, &g, e) && may_map(by, &g, e) &&
           db_exec(by->tx->db, &Q_SHEET_MAP_PUT,
                   ARGS(V(agency_id), V(kind), V(s->fingerprint),
                        V(str_join(by->a, label, s->n, STR("\x1f"))), V(text), V(by->who->name),
                        V(by->now_ms)),
                   NULL, e) &&
           audit_add(
               by,
               &(struct audit_note){.action = STR("sheet.map"),
                                    .subject = str_format(by->a, "agency:%.*s", STR_FMT(g.code)),
                                    .new_value = text},
               e);
}
