#include "exchange/posting_file.h"

#include <string.h>

#include "base/arena.h"
#include "base/csv.h"
#include "base/err.h"
#include "city/actor.h"
#include "exchange/intern.h"
#include "sql_exchange.h"
#include "store/store.h"

enum { KEY, DATE_, TYPE, LINE, AMOUNT, TO_LINE, REF, AUTHORITY, NOTE, COLUMNS };

/* ---- reading ---- */

static bool is_inner(struct str type)
{
    return str_eq(type, STR("REVERSE")) || str_eq(type, STR("REORGANISE"));
}

static bool read_cells(struct posting_file *f, const struct str cell[COLUMNS], struct posting_row *r, struct err *e)
{
    struct posting *p = &r->p;

    p->key = str_dup(f->a, cell[KEY]);
    p->type = str_dup(f->a, cell[TYPE]);
    p->ref = str_dup(f->a, cell[REF]);
    p->authority = str_dup(f->a, cell[AUTHORITY]);
    p->note = str_dup(f->a, cell[NOTE]);
    r->line_code = str_dup(f->a, cell[LINE]);
    r->to_code = str_dup(f->a, cell[TO_LINE]);
    if (is_inner(p->type)) {
        FAIL(e, ERR_BAD_ACT);
        err_arg(e, "value", V(p->type));
        err_arg(e, "expected", V(STR("ALLOT TRANSFER CENTRAL RESERVE RELEASE OBLIGATE DEOBLIGATE DISBURSE REFUND "
                                     "CARRY_A CARRY_B LAPSE")));
        return false;
    }
    return date_parse_iso(cell[DATE_], &p->on, e) && money_parse(cell[AMOUNT], &p->amount, e);
}

static void refuse(struct posting_file *f, struct posting_row *r, const struct err *why)
{
    struct err *copy = ARENA_NEW(f->a, struct err);

    *copy = *why;
    r->result = POST_REFUSED;
    r->seq = 0;
    r->err = copy;
}

static bool take_row(void *ctx, const struct csv_row *in, struct err *e)
{
    static const struct csv_column want[COLUMNS] = {
        {"key", false}, {"date", false}, {"type", false},     {"line", false}, {"amount", false},
        {"to_line", true}, {"ref", true}, {"authority", true}, {"note", true}};
    struct posting_file *f = ctx;
    struct str cell[COLUMNS];
    struct posting_row *r;
    struct err why;

    if (in->row == 0) {
        return csv_columns(in, want, COLUMNS, f->column, e);
    }
    if (f->n == f->cap) {
        size_t more = f->cap ? 2 * f->cap : 1024;

        f->row = arena_grow(f->a, f->row, f->cap * sizeof *f->row, more * sizeof *f->row);
        f->cap = more;
    }
    for (size_t i = 0; i < COLUMNS; i++) {
        cell[i] = f->column[i] < in->n ? str_trim(in->cell[f->column[i]]) : STR_NONE;
    }
    r = &f->row[f->n++];
    memset(r, 0, sizeof *r);
    r->row = in->row;
    r->line = in->line;
    r->result = POST_REFUSED;
    if (!read_cells(f, cell, r, &why)) {
        refuse(f, r, &why);
        r->bad = true;
    }
    return true;
}

bool posting_file_read(struct arena *a, struct str text, struct posting_file *ret, struct err *e)
{
    *ret = (struct posting_file){.a = a};
    if (!csv_read_str(text, take_row, ret, e)) {
        return false;
    }
    if (ret->n == 0) {
        FAIL(e, ERR_FILE_EMPTY);
        return false;
    }
    return true;
}

/* ---- posting ---- */

/* Rows first .. first + n of the file, as one write. */
struct part {
    struct posting_file *f;
    const struct actor *who;
    int64_t now_ms;
    size_t first, n;
    struct intern lines; /* codes seen: their ids */
};

static bool line_id(struct part *t, struct db *db, struct str code, int64_t *ret, struct err *e)
{
    const struct interned *i = intern_find(&t->lines, 0, 0, code);

    if (!i) {
        int64_t id;

        if (!db_int(db, &Q_POSTING_LINE, ARGS(V(code)), &id, e)) {
            return false;
        }
        i = intern_add(&t->lines, 0, 0, code, STR_NONE, id);
    }
    *ret = i->id;
    return true;
}

static void unknown(struct part *t, struct posting_row *r, struct str code)
{
    struct err why;

    FAIL(&why, ERR_UNKNOWN_LINE);
    err_arg(&why, "value", V(code));
    refuse(t->f, r, &why);
    r->bad = true;
}

/* The ids of a row's lines; a code that names none marks the row. */
static bool find_lines(struct part *t, struct db *db, struct posting_row *r, struct err *e)
{
    if (r->bad) {
        return true;
    }
    if (!line_id(t, db, r->line_code, &r->p.line_id, e)) {
        return false;
    }
    if (!r->p.line_id) {
        unknown(t, r, r->line_code);
        return true;
    }
    r->p.to_line_id = 0;
    if (r->to_code.n > 0) {
        if (!line_id(t, db, r->to_code, &r->p.to_line_id, e)) {
            return false;
        }
        if (!r->p.to_line_id) {
            unknown(t, r, r->to_code);
        }
    }
    return true;
}

static void none_of_it(struct part *t)
{
    struct err why;

    FAIL(&why, ERR_NOT_IN_BATCH);
    for (size_t i = 0; i < t->n; i++) {
        struct posting_row *r = &t->f->row[t->first + i];

        if (!r->err) {
            refuse(t->f, r, &why);
        }
        r->result = POST_REFUSED;
    }
}

static bool post_part(struct tx *tx, void *ctx, struct err *e)
{
    struct part *t = ctx;
    struct posting_row *row = &t->f->row[t->first];
    struct act by = {.tx = tx, .a = tx->a, .who = t->who, .today = date_of_ms(t->now_ms), .now_ms = t->now_ms};
    struct posting *p = ARENA_ARRAY(tx->a, struct posting, t->n);
    struct posting_done *done = ARENA_ARRAY(tx->a, struct posting_done, t->n);
    size_t n = 0, k = 0;
    bool refused = false;

    for (size_t i = 0; i < t->n; i++) {
        if (!find_lines(t, tx->db, &row[i], e)) {
            return false;
        }
        if (!row[i].bad) {
            p[n] = row[i].p;
            p[n++].approved_by = t->f->approved_by;
        }
    }
    /* Atomic too tries every row, so that each refused one says its own reason; then none of them stays. */
    if (n > 0 && !posting_many(&by, p, n, false, done, e)) {
        return false;
    }
    for (size_t i = 0; i < t->n; i++) {
        if (!row[i].bad) {
            row[i].result = done[k].result;
            row[i].seq = done[k].seq;
            row[i].err = NULL;
            if (done[k].err) {
                refuse(t->f, &row[i], done[k].err);
            }
            k++;
        }
        if (row[i].err) {
            *e = *row[i].err;
            refused = true;
        }
    }
    return !(t->f->atomic && refused);
}

static bool run(struct store *s, struct part *t, struct err *e)
{
    intern_init(&t->lines, t->f->a);
    if (store_write(s, post_part, t, e)) {
        return true;
    }
    if (err_http(e->code) >= 500) {
        return false;
    }
    none_of_it(t); /* atomic: a refused row refused them all */
    return true;
}

bool posting_file_post(struct store *s, const struct actor *who, int64_t now_ms, struct posting_file *f, struct err *e)
{
    size_t most = f->atomic ? f->n : (size_t)POSTING_FILE_ROWS;

    for (size_t i = 0; i < f->n; i += most) {
        struct part t = {f, who, now_ms, i, f->n - i < most ? f->n - i : most, {0}};

        if (!run(s, &t, e)) {
            return false;
        }
    }
    for (size_t i = 0; i < f->n; i++) {
        enum post_result r = f->row[i].result;

        f->accepted += r == POST_ACCEPTED;
        f->replayed += r == POST_REPLAYED;
        f->refused += r == POST_REFUSED;
    }
    return true;
}

/* ---- results ---- */

const char *posting_word(enum err_code code)
{
    static const struct {
        enum err_code code;
        const char *word;
    } words[] = {
        {ERR_YEAR_CLOSED, "period_closed"},     {ERR_NEVER_ALLOWED, "no_authority"}, {ERR_ORIGIN_DIFFERS, "no_authority"},
        {ERR_NO_APPROVER, "no_authority"},      {ERR_SAME_PERSON, "no_authority"},   {ERR_APPROVER, "no_authority"},
        {ERR_FORBIDDEN, "no_authority"},        {ERR_SCOPE, "no_authority"},         {ERR_AMOUNT_NEGATIVE, "bad_amount"},
        {ERR_AMOUNT_RANGE, "bad_amount"},       {ERR_SATANG_FRACTION, "bad_amount"}, {ERR_DATE_BE, "bad_date"},
    };

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (words[i].code == code) {
            return words[i].word;
        }
    }
    return err_word(code);
}

void posting_file_put(struct sbuf *b, const struct posting_file *f, enum lang lang)
{
    static const char *const results[] = {"accepted", "replayed", "refused"};
    struct arena *a = arena_new();

    SB_LIT(b, "row,key,result,code,entry,text\r\n");
    for (size_t i = 0; i < f->n; i++) {
        const struct posting_row *r = &f->row[i];
        bool refused = r->result == POST_REFUSED;
        struct arena_mark m = arena_mark(a);

        csv_put_value(b, V(r->row));
        csv_put_cell(b, r->p.key);
        csv_put_cell(b, str_from(results[r->result]));
        csv_put_cell(b, refused ? str_from(posting_word(r->err->code)) : STR_NONE);
        csv_put_value(b, refused ? V(STR_NONE) : V(r->seq));
        csv_put_cell(b, refused ? err_text(a, r->err, lang) : STR_NONE);
        csv_end_row(b);
        arena_rewind(a, m);
    }
    arena_free(a);
}
