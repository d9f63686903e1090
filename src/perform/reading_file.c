/* reading_file.c - many results by a file: each row saved or refused for itself. */
#include "perform/reading.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "base/table_file.h"
#include "city/year.h"
#include "perform/indicator_year.h"
#include "perform/reading_period.h"
#include "store/store.h"

enum { FILE_ROWS = 20000, STEPS_TEXT = 400 };

static const struct field file_fields[] = {
    FIELD(struct reading_file_row, row, FIELD_KEY, "แถว", "Row"),
    FIELD(struct reading_file_row, code, 0, "รหัสตัวชี้วัด", "Indicator"),
    FIELD(struct reading_file_row, result, 0, "ผล", "Result"),
    FIELD(struct reading_file_row, text, 0, "เหตุ", "Why"),
};
const struct row_type reading_file_row_type = ROW_TYPE(struct reading_file_row, file_fields);

static const struct field cell_fields[] = {
    FIELD(struct reading_cells, code, FIELD_KEY, "รหัสตัวชี้วัด", "Indicator"),
    FIELD(struct reading_cells, period, 0, "งวด", "Period"),
    FIELD(struct reading_cells, reported, 0, "ผลตามที่รายงาน", "As reported"),
    FIELD(struct reading_cells, value, 0, "ค่า", "Value"),
    FIELD(struct reading_cells, numerator, 0, "ตัวตั้ง", "Numerator"),
    FIELD(struct reading_cells, denominator, 0, "ตัวหาร", "Denominator"),
    FIELD(struct reading_cells, steps, 0, "ร้อยละของแต่ละขั้น", "Per cent of each step"),
    FIELD(struct reading_cells, no_data, 0, "ไม่มีข้อมูล", "No data"),
    FIELD(struct reading_cells, details, 0, "รายละเอียด", "Details"),
    FIELD(struct reading_cells, project, 0, "โครงการที่สนับสนุน", "Project"),
};
static const struct row_type cell_type = ROW_TYPE(struct reading_cells, cell_fields);

/* ---- cells ---- */

static bool bad_number(const char *field, struct str value, struct err *e)
{
    FAIL(e, ERR_BAD_NUMBER);
    err_arg(e, "field", V(str_from(field)));
    err_arg(e, "value", V(value));
    return false;
}

bool reading_period_read(int64_t year, struct str s, int64_t *ret, struct err *e)
{
    static const char *const marks[] = {"Q", "q", TR("ไตรมาส"), TR("ไตรมาสที่")};
    int64_t quarter[READING_PERIODS], n;
    struct str t = str_trim(s);

    (void)reading_periods(STR("quarter"), year, quarter);
    for (size_t i = ARRAY_LEN(marks); i-- > 0;) {
        struct str m = str_from(marks[i]);

        if (str_starts(t, m))
            t = str_trim(str_slice(t, m.n, t.n));
    }
    if (t.n == 7 && t.p[4] == '-') { /* 2022-03 */
        int64_t y, m;

        if (exact_parse_decimal(str_slice(t, 0, 4), 0, &y) && exact_parse_decimal(str_slice(t, 5, 7), 0, &m)) {
            *ret = y * 100 + m;
            if (reading_period_in(year, *ret))
                return true;
        }
    } else if (t.n == 0) {
        *ret = quarter[3];
        return true;
    } else if (exact_parse_decimal(t, 0, &n)) {
        *ret = n >= 1 && n <= 4 ? quarter[n - 1] : n;
        if (reading_period_in(year, *ret))
            return true;
    }
    FAIL(e, ERR_BAD_DATE);
    err_arg(e, "field", V(STR("period")));
    err_arg(e, "value", V(s));
    return false;
}

static bool amount(const char *field, struct str s, struct money *ret, struct err *e)
{
    *ret = MONEY_MISSING;
    if (str_trim(s).n == 0)
        return true;
    if (money_parse(s, ret, e))
        return true;
    err_arg(e, "field", V(str_from(field)));
    return false;
}

/* "100,100,50" per cent of each step -> "10000,10000,5000" basis points. */
static bool steps_text(struct arena *a, struct str s, struct str *ret, struct err *e)
{
    struct str rest = s, one;
    struct sbuf b;

    sbuf_init(&b, a, STEPS_TEXT);
    while (rest.n && str_split(&rest, ',', &one)) {
        int64_t bp;

        if (!exact_parse_decimal(str_trim(one), 2, &bp) || bp < 0 || bp > 10000)
            return bad_number("steps", s, e);
        if (b.n)
            sbuf_byte(&b, ',');
        sbuf_int(&b, bp);
    }
    *ret = sbuf_str(&b);
    return true;
}

static bool yes(struct str s)
{
    struct str t = str_trim(s);

    return t.n && !str_eq(t, STR("0")) && !str_eq(t, STR("no"));
}

static bool read_cells(struct arena *a, const struct reading_cells *x, struct str collect, struct reading_new *n,
                       struct err *e)
{
    struct str value = str_replace(a, str_trim(x->value), STR(","), STR_NONE);

    *n = (struct reading_new){.kind = yes(x->no_data) ? STR("no_data") : collect,
                              .reported = str_trim(x->reported),
                              .details = str_trim(x->details),
                              .project = str_trim(x->project)};
    if (!amount("numerator", x->numerator, &n->numerator, e) ||
        !amount("denominator", x->denominator, &n->denominator, e) || !steps_text(a, x->steps, &n->steps, e))
        return false;
    n->has_value = value.n > 0;
    if (n->has_value && !exact_parse_decimal(value, 6, &n->value.millionths))
        return bad_number("value", x->value, e);
    return true;
}

static bool same(const struct reading *r, const struct reading_new *n)
{
    if (!str_eq(r->kind, n->kind) || !str_eq(r->reported, n->reported) || !str_eq(r->details, n->details) ||
        !str_eq(r->project, n->project))
        return false;
    if (str_eq(n->kind, STR("value")))
        return r->value.millionths == n->value.millionths;
    if (str_eq(n->kind, STR("steps")))
        return str_eq(r->steps, n->steps);
    return !str_eq(n->kind, STR("ratio")) || (r->numerator.satang == n->numerator.satang &&
                                              r->denominator.satang == n->denominator.satang);
}

bool reading_take(struct act *by, int64_t year, const struct reading_cells *x, bool *ret_same, struct err *e)
{
    struct str code = str_trim(x->code);
    struct reading_new n;
    struct reading r;
    int64_t period;

    *ret_same = false;
    if (code.n == 0) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(STR("code")));
        return false;
    }
    if (!reading_period_read(year, x->period, &period, e) ||
        !reading_get(by->tx->db, by->a, &(struct reading_key){year, period, code}, by->today, &r, e) ||
        !read_cells(by->a, x, r.collect, &n, e))
        return false;
    if (same(&r, &n)) {
        *ret_same = true;
        return true;
    }
    n.version = r.version;
    return reading_save(by, year, code, period, &n, e);
}

/* ---- the file ---- */

static void cells_at(const struct table_file *t, size_t i, struct reading_cells *x)
{
    x->code = table_file_cell(t, i, "code");
    x->period = table_file_cell(t, i, "period");
    x->reported = table_file_cell(t, i, "reported");
    x->value = table_file_cell(t, i, "value");
    x->numerator = table_file_cell(t, i, "numerator");
    x->denominator = table_file_cell(t, i, "denominator");
    x->steps = table_file_cell(t, i, "steps");
    x->no_data = table_file_cell(t, i, "no_data");
    x->details = table_file_cell(t, i, "details");
    x->project = table_file_cell(t, i, "project");
}

bool reading_file(struct act *by, int64_t year, const char *path, struct rows *ret, struct err *e)
{
    static const char *const want[] = {"code", "period", NULL};
    struct reading_file_row *out;
    struct reading_cells x;
    struct table_file t;

    if (!year_check_open(by, year, e) || !table_file_read(by->a, path, &cell_type, want, &t, e))
        return false;
    if (t.n > FILE_ROWS) {
        FAIL(e, ERR_TABLE_ROWS);
        err_arg(e, "what", V(STR("readings")));
        err_arg(e, "limit", V((int64_t)FILE_ROWS));
        return false;
    }
    out = ARENA_ARRAY(by->a, struct reading_file_row, t.n + 1);
    for (size_t i = 0; i < t.n; i++) {
        struct err why = {0};
        bool alike = false;

        cells_at(&t, i, &x);
        out[i] = (struct reading_file_row){.row = t.row[i], .code = x.code};
        if (reading_take(by, year, &x, &alike, &why)) {
            out[i].result = alike ? STR("unchanged") : STR("changed");
            continue;
        }
        if (err_http(why.code) >= 500) { /* the store's own trouble stops the file */
            *e = why;
            return false;
        }
        out[i].result = STR("refused");
        out[i].text = err_text(by->a, &why, LANG_TH);
    }
    *ret = (struct rows){out, t.n};
    return true;
}
