#include "exchange/history_file.h"

#include "base/arena.h"
#include "base/crypto.h"
#include "base/err.h"
#include "base/file.h"
#include "city/agency.h"
#include "exchange/import_errors.h"
#include "plan/history.h"
#include "sql_exchange.h"
#include "store/store.h"

const char *const history_targets[HISTORY_TARGETS + 1] = {
    "year",    "agency",          "key",  "output", "item", "name", "asked",
    "enacted", "after_transfers", "paid", NULL,
};

struct run {
    const struct history_job *job;
    struct arena *a;
    struct db *db;
    struct own_sheet sheet;
    struct sheet_map map;
    bool map_said;        /* with --map: to be remembered */
    struct agency agency; /* id 0: the column says */
    struct rows agencies;
    struct past_line *row;
    size_t n, cap;
    struct import_issue *issue;
    size_t nissues, issue_cap;
    struct import_errors *errors;
    struct import_report rep;
    struct money total;
    struct sbuf why; /* of the row at hand */
    int64_t fresh, changed;
};

static void *grow(struct arena *a, void *p, size_t n, size_t *cap, size_t size)
{
    size_t more = *cap ? *cap * 2 : 64;

    if (n < *cap) {
        return p;
    }
    p = arena_grow(a, p, *cap * size, more * size);
    *cap = more;
    return p;
}

/* ---- one row ---- */

static void refuse(struct run *r, const struct sheet_in_row *row, size_t target,
                   const struct err *why)
{
    struct import_issue *x;

    r->issue = grow(r->a, r->issue, r->nissues, &r->issue_cap, sizeof *r->issue);
    x = &r->issue[r->nissues++];
    *x = (struct import_issue){.row = row->row - r->sheet.header_row, .line = row->row};
    x->field = str_from(history_targets[target]);
    x->code = str_from(err_word(why->code));
    x->action = STR("refuse");
    x->th = err_text(r->a, why, LANG_TH);
    x->en = err_text(r->a, why, LANG_EN);
    if (r->why.n) {
        SB_LIT(&r->why, " | ");
    }
    sbuf_printf(&r->why, "%.*s: %.*s / %.*s", STR_FMT(x->field), STR_FMT(x->th), STR_FMT(x->en));
}

static const struct sheet_cell *cell_of(const struct run *r, const struct sheet_in_row *row,
                                        enum history_target t)
{
    return r->map.col[t] == UINT32_MAX ? NULL : sheet_in_find(row, r->map.col[t]);
}

static struct str text_of(struct run *r, const struct sheet_in_row *row, enum history_target t)
{
    const struct sheet_cell *c = cell_of(r, row, t);
    struct str s = c ? str_trim(c->text) : STR_NONE;

    return str_dup(r->a, s.n ? s : r->map.fixed[t]);
}

static struct money amount_of(struct run *r, const struct sheet_in_row *row, enum history_target t)
{
    const struct sheet_cell *c = cell_of(r, row, t);
    struct money m = MONEY_MISSING;
    struct err why;

    if (!c || (str_trim(c->text).n == 0 && !c->formula)) {
        return MONEY_MISSING; /* not known is not zero */
    }
    if (c->formula) {
        FAIL(&why, ERR_BOOK_FORMULA);
        err_arg(&why, "field", V(str_from(history_targets[t])));
        err_arg(&why, "cell", V(sheet_cell_name(r->a, c->row, c->col)));
        refuse(r, row, t, &why);
    } else if (!money_parse(c->text, &m, &why)) {
        refuse(r, row, t, &why);
        m = MONEY_MISSING;
    } else if (m.satang < 0) {
        FAIL(&why, ERR_AMOUNT_NEGATIVE);
        err_arg(&why, "value", V(c->text));
        refuse(r, row, t, &why);
    }
    return m;
}

static int64_t agency_of(struct run *r, const struct sheet_in_row *row, int64_t year)
{
    struct str s = text_of(r, row, HISTORY_AGENCY);
    const struct agency *g = r->agencies.p;
    struct err why;

    if (r->agency.id && (s.n == 0 || str_eq(s, r->agency.code) || str_eq(s, r->agency.name_th))) {
        return r->agency.id;
    }
    for (size_t i = 0; !r->agency.id && i < r->agencies.n; i++) {
        if (str_eq(s, g[i].code) || str_eq(s, g[i].name_th)) {
            return g[i].id;
        }
    }
    FAIL(&why, ERR_UNKNOWN_CODE);
    err_arg(&why, "field", V(STR("agency")));
    err_arg(&why, "value", V(s));
    err_arg(&why, "year", V(year));
    refuse(r, row, HISTORY_AGENCY, &why);
    return 0;
}

static int64_t year_of(struct run *r, const struct sheet_in_row *row)
{
    struct str s = text_of(r, row, HISTORY_YEAR);
    struct err why;
    int32_t year = 0;

    if (s.n == 0 && r->job->year) {
        return r->job->year;
    }
    if (!fy_parse(s, &year, &why)) {
        refuse(r, row, HISTORY_YEAR, &why);
        return 0;
    }
    if (r->job->year && year != r->job->year) {
        FAIL(&why, ERR_YEAR_MISMATCH);
        err_arg(&why, "value", V(s));
        err_arg(&why, "expected", V(r->job->year));
        refuse(r, row, HISTORY_YEAR, &why);
    }
    return year;
}

/* The row as its cells stand, for the file of refused rows. */
static bool put_refused(struct run *r, const struct sheet_in_row *row, struct err *e)
{
    struct str *cell = ARENA_ARRAY(r->a, struct str, r->sheet.n);
    struct csv_row out = {
        .row = row->row - r->sheet.header_row, .line = row->row, .cell = cell, .n = r->sheet.n};

    r->rep.refused++;
    for (size_t i = 0; i < r->sheet.n; i++) {
        const struct sheet_cell *c = sheet_in_find(row, r->sheet.header[i].col);

        cell[i] = c ? c->text : STR_NONE;
    }
    return !r->errors || import_errors_row(r->errors, &out, sbuf_str(&r->why), e);
}

static struct money first_known(const struct past_line *l)
{
    return l->paid.satang != MONEY_MISSING.satang              ? l->paid
           : l->after_transfers.satang != MONEY_MISSING.satang ? l->after_transfers
           : l->enacted.satang != MONEY_MISSING.satang         ? l->enacted
           : l->asked.satang != MONEY_MISSING.satang           ? l->asked
                                                               : MONEY_ZERO;
}

static bool on_row(void *ctx, const struct sheet_in_row *row, struct err *e)
{
    struct run *r = ctx;
    struct past_line l = {.year = 0};
    const struct sheet_cell *name = cell_of(r, row, HISTORY_NAME);

    if (row->row <= r->sheet.header_row || !name || str_trim(name->text).n == 0) {
        return true;
    }
    r->rep.read++;
    sbuf_init(&r->why, r->a, SBUF_NO_LIMIT);
    l.year = year_of(r, row);
    l.agency_id = agency_of(r, row, l.year);
    l.key = text_of(r, row, HISTORY_KEY);
    l.output_code = text_of(r, row, HISTORY_OUTPUT);
    l.item_code = text_of(r, row, HISTORY_ITEM);
    l.name = text_of(r, row, HISTORY_NAME);
    l.asked = amount_of(r, row, HISTORY_ASKED);
    l.enacted = amount_of(r, row, HISTORY_ENACTED);
    l.after_transfers = amount_of(r, row, HISTORY_AFTER);
    l.paid = amount_of(r, row, HISTORY_PAID);
    l.source = r->rep.sha256;
    l.source_cell = str_format(r->a, "%.*s!%.*s", STR_FMT(r->sheet.sheet),
                               STR_FMT(sheet_cell_name(r->a, row->row, name->col)));
    if (r->why.n) {
        return put_refused(r, row, e);
    }
    r->row = grow(r->a, r->row, r->n, &r->cap, sizeof *r->row);
    r->row[r->n++] = l;
    if (!money_try_add(r->total, first_known(&l), &r->total)) {
        FAIL(e, ERR_AMOUNT_RANGE);
        err_arg(e, "value", V(l.name));
        return false;
    }
    return true;
}

/* ---- the file ---- */

static bool by_names(struct run *r, struct err *e)
{
    for (size_t t = 0; t < SHEET_MAP_TARGETS; t++) {
        r->map.col[t] = UINT32_MAX;
        r->map.fixed[t] = STR_NONE;
    }
    for (size_t i = 0; i < r->sheet.n; i++) {
        for (size_t t = 0; t < HISTORY_TARGETS; t++) {
            if (str_eq(r->sheet.header[i].label, str_from(history_targets[t]))) {
                r->map.col[t] = r->sheet.header[i].col;
            }
        }
    }
    if (r->map.col[HISTORY_NAME] == UINT32_MAX) {
        struct sbuf b;

        sbuf_init(&b, r->a, SBUF_NO_LIMIT);
        for (size_t i = 0; i < r->sheet.n && i < 12; i++) {
            sbuf_printf(&b, "%s%.*s", i ? ", " : "", STR_FMT(r->sheet.header[i].label));
        }
        FAIL(e, ERR_CSV_HEADER);
        err_arg(e, "column", V(STR("name")));
        err_arg(e, "found", V(sbuf_str(&b)));
        return false;
    }
    return true;
}

static bool choose_map(struct run *r, struct err *e)
{
    struct str text = r->job->map;

    r->map_said = text.n > 0;
    if (text.n == 0 && r->agency.id &&
        !sheet_map_find(r->db, r->a, r->agency.id, STR("history"), r->sheet.fingerprint, &text,
                        e)) {
        return false;
    }
    return text.n ? sheet_map_parse(r->a, text, history_targets, &r->map, e) : by_names(r, e);
}

static bool begin_errors(struct run *r, struct err *e)
{
    struct str *label = ARENA_ARRAY(r->a, struct str, r->sheet.n);
    struct csv_row head = {.cell = label, .n = r->sheet.n};

    for (size_t i = 0; i < r->sheet.n; i++) {
        label[i] = r->sheet.header[i].label;
    }
    if (!r->job->errors_path || r->job->dry_run) {
        return true;
    }
    return import_errors_open(r->a, r->job->errors_path, &r->errors, e) &&
           import_errors_restart(r->errors, e) && import_errors_header(r->errors, &head, e);
}

static bool put(struct tx *tx, void *ctx, struct err *e)
{
    struct run *r = ctx;
    struct import_report *p = &r->rep;
    struct act by = {.tx = tx,
                     .a = tx->a,
                     .who = r->job->who,
                     .today = date_of_ms(r->job->now_ms),
                     .now_ms = r->job->now_ms};
    int64_t n;

    if (!history_put(&by, r->row, r->n, str_format(tx->a, "sha256:%.*s", STR_FMT(p->sha256)),
                     &r->fresh, &r->changed, e)) {
        return false;
    }
    p->accepted = r->fresh + r->changed;
    p->unchanged = (int64_t)r->n - p->accepted;
    if (r->map_said && r->agency.id &&
        !sheet_map_save(&by, r->agency.id, STR("history"), &r->sheet,
                        sheet_map_text(tx->a, &r->map, history_targets), e)) {
        return false;
    }
    return p->accepted == 0 ||
           (db_int(tx->db, &Q_IMPORT_RUN_NEXT, NO_ARGS, &n, e) &&
            db_exec(tx->db, &Q_IMPORT_RUN_INSERT,
                    ARGS(V(str_format(tx->a, "IMP-%05lld", (long long)n)), V(p->kind), V(p->sha256),
                         V(p->year), V(p->read), V(p->accepted), V(p->unchanged), V(p->refused),
                         V(p->repaired), V(p->total_baht), V(import_report_json(tx->a, p)),
                         V(r->job->who->name), V(r->job->now_ms)),
                    NULL, e));
}

static bool read_all(struct run *r, struct err *e)
{
    struct str all = r->job->src.bytes;
    struct sheet_source src = {.path = NULL};
    uint8_t sum[SHA256_BYTES];
    struct str sheet;

    if (r->job->src.path && !file_read(r->a, r->job->src.path, BOOK_BYTES_MAX, &all, e)) {
        return false;
    }
    src.bytes = all;
    sha256(all, sum);
    r->rep.sha256 = hex_text(r->a, sum, sizeof sum);
    if (!own_sheet_look(r->a, &src, &r->sheet, e) || !choose_map(r, e) || !begin_errors(r, e) ||
        !sheet_rows_each(r->a, &src, on_row, r, &sheet, e)) {
        return false;
    }
    if (r->rep.read == 0) {
        FAIL(e, ERR_FILE_EMPTY);
        return false;
    }
    return true;
}

bool history_import(struct store *s, struct arena *a, const struct history_job *job,
                    struct import_report *ret, struct err *e)
{
    struct run *r = ARENA_NEW(a, struct run);

    r->job = job;
    r->a = a;
    r->rep.kind = STR("history");
    r->rep.year = job->year;
    if (!store_reader(s, &r->db, e) ||
        (job->agency_code.n && !agency_get(r->db, a, job->agency_code, &r->agency, e)) ||
        !agency_list(r->db, a, job->year ? job->year : fy_of(date_of_ms(job->now_ms)), &r->agencies,
                     e) ||
        !read_all(r, e)) {
        return false;
    }
    r->rep.total_baht = money_text(a, r->total, MONEY_PLAIN);
    r->rep.issues = (struct rows){r->issue, r->nissues};
    r->rep.accepted = (int64_t)r->n;
    if (job->dry_run || (r->rep.refused > 0 && !r->errors)) {
        *ret = r->rep;
        return true;
    }
    if (r->n > 0 && !store_write(s, put, r, e)) {
        return false;
    }
    r->rep.written = r->rep.accepted > 0 && r->n > 0;
    if (r->errors && r->rep.refused > 0 && !import_errors_commit(r->errors, e)) {
        return false;
    }
    *ret = r->rep;
    return true;
}
