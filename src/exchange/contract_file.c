/* contract_file.c - pbis import contracts: contracts of the year from a file (docs/formats/contracts.md), one record each.
 *
 * Each goes through contract_save, so a file can say no more than a page. By a named person the contracts are sent to who
 * approves; the system (a move from another register) approves and so obligates them too. */
#include <string.h>

#include "base/arena.h"
#include "city/agency.h"
#include "exchange/contract_file.h"
#include "exchange/import_frame.h"
#include "execute/contract.h"
#include "store/store.h"

enum { MAX_BYTES = 32 * 1024 * 1024, PAIRS = 60, BP = 100 };

enum {
    C_AGENCY,
    C_REF,
    C_KIND,
    C_TITLE,
    C_VENDOR,
    C_SIGNED,
    C_ENDS,
    C_TOTAL,
    C_LINES,
    C_STARTS,
    C_INSTALMENTS,
    C_YEARS,
    C_TAX_ID,
    C_EGP,
    C_DOC,
    C_ADVANCE,
    C_ADVANCE_RATE,
    C_RETENTION_RATE,
    C_PENALTY,
    C_FORMULA,
    C_COUNT
};
static const struct csv_column columns[] = {
    [C_AGENCY] = {"agency", false},
    [C_REF] = {"ref", false},
    [C_KIND] = {"kind", false},
    [C_TITLE] = {"title", false},
    [C_VENDOR] = {"vendor", false},
    [C_SIGNED] = {"signed", false},
    [C_ENDS] = {"ends", false},
    [C_TOTAL] = {"total", false},
    [C_LINES] = {"lines", false},
    [C_STARTS] = {"starts", true},
    [C_INSTALMENTS] = {"instalments", true},
    [C_YEARS] = {"years", true},
    [C_TAX_ID] = {"tax_id", true},
    [C_EGP] = {"egp", true},
    [C_DOC] = {"doc", true},
    [C_ADVANCE] = {"advance", true},
    [C_ADVANCE_RATE] = {"advance_rate", true},
    [C_RETENTION_RATE] = {"retention_rate", true},
    [C_PENALTY] = {"penalty_day", true},
    [C_FORMULA] = {"k_formula", true},
};

/* ---- cells, shared with payments ---- */

struct money file_money(struct import *im, size_t column)
{
    struct str s = import_cell(im, column);
    struct money m = MONEY_ZERO;
    struct err why;

    if (s.n && !money_parse(s, &m, &why))
        import_refuse(im, column, &why);
    return m;
}

struct date file_day(struct import *im, size_t column)
{
    struct str s = import_cell(im, column);
    struct date d = DATE_NONE;
    struct err why;

    if (s.n && !date_parse_iso(s, &d, &why))
        import_refuse(im, column, &why);
    return d;
}

int64_t file_agency(struct import *im, size_t column)
{
    struct str s = import_cell(im, column);
    struct agency g;
    struct err why;

    if (agency_get(im->by->tx->db, im->row_a, s, &g, &why))
        return g.id;
    import_refuse_code(im, column, s);
    return 0;
}

size_t file_pairs(struct import *im, size_t column, struct file_pair *ret, size_t most)
{
    struct str rest = import_cell(im, column), piece;
    size_t n = 0;

    while (rest.n && str_split(&rest, ';', &piece)) {
        size_t at = str_find(piece, STR("="), 0);
        struct err why;

        piece = str_trim(piece);
        if (piece.n == 0)
            continue;
        at = str_find(piece, STR("="), 0);
        if (at == piece.n || n == most) {
            FAIL(&why, at == piece.n ? ERR_BAD_AMOUNT : ERR_TABLE_ROWS);
            err_arg(&why, "value", V(piece));
            err_arg(&why, "what", V(str_from(import_column_name(im, column))));
            err_arg(&why, "limit", V((int64_t)most));
            import_refuse(im, column, &why);
            return n;
        }
        ret[n].key = str_trim(str_slice(piece, 0, at));
        if (!money_parse(str_trim(str_slice(piece, at + 1, piece.n)), &ret[n].amount, &why))
            import_refuse(im, column, &why);
        n++;
    }
    return n;
}

static int64_t rate(struct import *im, size_t column)
{
    struct money m = file_money(im, column); /* 5.25 per cent = 525 basis points */

    return m.satang * BP / 100;
}

/* ---- one record ---- */

struct contract_file {
    struct contract_part part[CONTRACT_PARTS_MAX];
    struct contract_instalment inst[PAIRS];
    struct contract_year year[CONTRACT_YEARS_MAX];
    struct file_pair pair[PAIRS];
};

static void read_arrays(struct import *im, struct contract_file *f, struct contract_text *t)
{
    struct err why;

    t->parts = file_pairs(im, C_LINES, f->pair, CONTRACT_PARTS_MAX);
    for (size_t i = 0; i < t->parts; i++)
        f->part[i] = (struct contract_part){.line_code = f->pair[i].key, .amount = f->pair[i].amount};
    t->part = f->part;
    t->instalments = file_pairs(im, C_INSTALMENTS, f->pair, PAIRS);
    for (size_t i = 0; i < t->instalments; i++) {
        f->inst[i] = (struct contract_instalment){.amount = f->pair[i].amount};
        if (f->pair[i].key.n && !date_parse_iso(f->pair[i].key, &f->inst[i].due_on, &why))
            import_refuse(im, C_INSTALMENTS, &why);
    }
    t->instalment = f->inst;
    t->years = file_pairs(im, C_YEARS, f->pair, CONTRACT_YEARS_MAX);
    for (size_t i = 0; i < t->years; i++) {
        int32_t year = 0;

        if (!fy_parse(f->pair[i].key, &year, &why))
            import_refuse(im, C_YEARS, &why);
        f->year[i] = (struct contract_year){year, f->pair[i].amount};
    }
    t->year = f->year;
}

static void read_record(struct import *im, struct contract_file *f, struct contract_new *n)
{
    struct contract_text *t = &n->text;

    n->year = im->year;
    n->agency_id = file_agency(im, C_AGENCY);
    n->ref = import_cell(im, C_REF);
    t->kind = import_cell(im, C_KIND);
    t->title = import_cell(im, C_TITLE);
    t->vendor = import_cell(im, C_VENDOR);
    t->signed_on = file_day(im, C_SIGNED);
    t->starts_on = file_day(im, C_STARTS);
    t->ends_on = file_day(im, C_ENDS);
    t->total = file_money(im, C_TOTAL);
    t->tax_id = import_cell(im, C_TAX_ID);
    t->egp_no = import_cell(im, C_EGP);
    t->doc_no = import_cell(im, C_DOC);
    t->advance = file_money(im, C_ADVANCE);
    t->advance_bp = rate(im, C_ADVANCE_RATE);
    t->retention_bp = rate(im, C_RETENTION_RATE);
    t->penalty_day = file_money(im, C_PENALTY);
    t->k_formula = import_cell(im, C_FORMULA);
    if (!t->signed_on.yyyymmdd && !import_is_bad(im))
        import_refuse_required(im, C_SIGNED);
    read_arrays(im, f, t);
}

/* The contract that has this number says the same? */
static bool same(struct import *im, const struct contract *c, const struct contract_new *n, bool *ret,
                 struct err *e)
{
    const struct contract_text *t = &n->text;
    const struct contract_part *p;
    struct rows rows;

    *ret = c->year == n->year && str_eq(c->kind, t->kind) && str_eq(c->title, t->title) &&
           str_eq(c->vendor, t->vendor) && str_eq(c->tax_id, t->tax_id) &&
           str_eq(c->egp_no, t->egp_no) && date_cmp(c->signed_on, t->signed_on) == 0 &&
           date_cmp(c->ends_on, t->ends_on) == 0 && money_cmp(c->total, t->total) == 0;
    if (!*ret)
        return true;
    if (!contract_parts(im->by->tx->db, im->row_a, c->current_id ? c->current_id : c->open_id, c->ref,
                        &rows, e))
        return false;
    p = rows.p;
    *ret = rows.n == t->parts;
    for (size_t i = 0; i < rows.n && *ret; i++) {
        bool found = false;

        for (size_t k = 0; k < t->parts; k++)
            found = found || (str_eq(p[i].line_code, t->part[k].line_code) &&
                              money_cmp(p[i].amount, t->part[k].amount) == 0);
        *ret = found;
    }
    return true;
}

static bool write_one(struct import *im, const struct contract_new *n, struct err *why)
{
    struct contract c;
    struct str code;

    return contract_save(im->by, n, STR_NONE, 0, &code, why) &&
           contract_get(im->by->tx->db, im->row_a, code, im->by->today, &c, why) &&
           contract_send(im->by, code, c.version, why) &&
           (im->by->who->user_id != 0 ||
            (contract_get(im->by->tx->db, im->row_a, code, im->by->today, &c, why) &&
             contract_decide(im->by, code, c.version, STR("approve"), STR_NONE, why)));
}

bool file_refused(struct import *im, size_t column, const struct err *why, struct err *e)
{
    if (err_http(why->code) >= 500) {
        *e = *why;
        return false;
    }
    import_refuse(im, column, why);
    return true;
}

static bool row(struct import *im, struct err *e)
{
    struct contract_file *f = ARENA_NEW(im->row_a, struct contract_file);
    struct contract_new n = {0};
    struct contract c;
    struct err why;
    bool found, alike;

    read_record(im, f, &n);
    if (import_is_bad(im))
        return true;
    if (!contract_by_ref(im->by->tx->db, im->row_a, n.agency_id, n.ref, &c, &found, e))
        return false;
    if (found) {
        if (!same(im, &c, &n, &alike, e))
            return false;
        if (alike) {
            import_unchanged(im);
            return import_add_total(im, n.text.total, e);
        }
    }
    if (!write_one(im, &n, &why))
        return file_refused(im, C_REF, &why, e);
    return import_add_total(im, n.text.total, e);
}

static bool begin(struct import *im, struct err *e)
{
    (void)im;
    (void)e;
    return true;
}

static bool end(struct import *im, struct err *e)
{
    (void)im;
    (void)e;
    return true;
}

const struct import_kind contracts_kind = {
    .word = "contracts",
    .columns = columns,
    .ncolumns = C_COUNT,
    .max_bytes = MAX_BYTES,
    .needs_year = true,
    .sheets = true,
    .begin = begin,
    .row = row,
    .end = end,
};
