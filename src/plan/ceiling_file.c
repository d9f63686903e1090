/* ceiling_file.c - ceilings from a CSV file: dim,code,agency,amount; every wrong row is named. */
#include "base/arena.h"
#include "base/csv.h"
#include "base/err.h"
#include "plan/ceiling.h"
#include "plan/ceiling_codes.h"

enum { ROWS_MAX = 5000, COL_DIM = 0, COL_CODE, COL_AGENCY, COL_AMOUNT, COLS };

static const struct field fault_fields[] = {
    FIELD(struct ceiling_fault, line, FIELD_KEY, "บรรทัด", "Line"),
    FIELD(struct ceiling_fault, field, 0, "ช่อง", "Field"),
    FIELD(struct ceiling_fault, value, 0, "ค่า", "Value"),
    FIELD(struct ceiling_fault, th, 0, "ปัญหา", "Problem"),
    FIELD(struct ceiling_fault, en, 0, "ปัญหา (อังกฤษ)", "Problem (English)"),
};
const struct row_type ceiling_fault_type = ROW_TYPE(struct ceiling_fault, fault_fields);

struct reading {
    struct arena *a;
    struct ceiling_codes codes;
    size_t index[COLS];
    struct ceiling_put *put;
    int64_t *line;
    struct ceiling_fault *fault;
    size_t n, faults;
};

static struct str arg_text(struct arena *a, const struct err *e, const char *name)
{
    for (size_t i = 0; i < e->nargs; i++) {
        if (str_eq(str_from(e->args[i].name), str_from(name)))
            return str_dup(a, err_arg_value(&e->args[i]).u.s);
    }
    return STR_NONE;
}

static void add_fault(struct reading *r, int64_t line, const char *field, struct str value,
                      const struct err *why)
{
    struct str named = arg_text(r->a, why, "field");

    if (r->faults < ROWS_MAX)
        r->fault[r->faults++] = (struct ceiling_fault){
            .line = line,
            .field = named.n && why->code == ERR_BAD_CHOICE ? named : str_from(field),
            .value = value,
            .th = err_text(r->a, why, LANG_TH),
            .en = err_text(r->a, why, LANG_EN)};
}

static struct str cell(const struct reading *r, const struct csv_row *row, size_t col)
{
    return r->index[col] < row->n ? str_dup(r->a, str_trim(row->cell[r->index[col]])) : STR_NONE;
}

static bool said_before(const struct reading *r, const struct ceiling_put *p)
{
    for (size_t i = 0; i < r->n; i++) {
        const struct ceiling_put *q = &r->put[i];

        if (str_eq(q->dim, p->dim) && str_eq(q->code, p->code) &&
            str_eq(q->agency_code, p->agency_code))
            return true;
    }
    return false;
}

static bool take_row(void *ctx, const struct csv_row *row, struct err *e)
{
    static const struct csv_column want[COLS] = {
        {"dim", false}, {"code", false}, {"agency", true}, {"amount", false}};
    struct reading *r = ctx;
    struct ceiling_put p = {0};
    struct str amount;
    struct err why = {0};

    if (row->row == 0)
        return csv_columns(row, want, COLS, r->index, e);
    if (r->n == ROWS_MAX) {
        FAIL(e, ERR_BAD_CSV);
        err_arg(e, "line", V(row->line));
        err_arg(e, "why", V(STR("too many rows")));
        return false;
    }
    p.dim = cell(r, row, COL_DIM);
    p.code = cell(r, row, COL_CODE);
    p.agency_code = cell(r, row, COL_AGENCY);
    amount = cell(r, row, COL_AMOUNT);
    p.drop = amount.n == 0;
    if (!p.drop && !money_parse(amount, &p.amount, &why)) {
        add_fault(r, row->line, "amount", amount, &why);
    } else if (!ceiling_check(r->a, &r->codes, &p, &why)) {
        bool choice = why.code == ERR_BAD_CHOICE;

        add_fault(r, row->line, "amount", choice ? arg_text(r->a, &why, "value") : amount, &why);
    } else if (said_before(r, &p)) {
        FAIL(&why, ERR_DUPLICATE);
        err_arg(&why, "field", V(STR("code")));
        err_arg(&why, "value", V(p.code.n ? p.code : p.dim));
        add_fault(r, row->line, "code", p.code, &why);
    } else {
        r->put[r->n++] = p;
    }
    return true;
}

bool ceiling_file_read(struct db *db, struct arena *a, int64_t year, struct str text,
                       struct rows *ret_puts, struct rows *ret_faults, struct err *e)
{
    struct reading r = {.a = a};

    if (!ceiling_codes_load(db, a, year, &r.codes, e))
        return false;
    r.put = ARENA_ARRAY(a, struct ceiling_put, ROWS_MAX);
    r.fault = ARENA_ARRAY(a, struct ceiling_fault, ROWS_MAX);
    if (!csv_read_str(text, take_row, &r, e))
        return false;
    if (r.n + r.faults == 0) {
        FAIL(e, ERR_FILE_EMPTY);
        return false;
    }
    *ret_puts = (struct rows){r.put, r.n};
    *ret_faults = (struct rows){r.fault, r.faults};
    return true;
}
