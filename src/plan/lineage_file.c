/* lineage_file.c - links from a CSV file (docs/formats/lineage.md), and a supplementary draft's lines from another
 * (docs/formats/supplementary.md): read and checked for their form; what they mean is checked when they are written. */
#include "base/arena.h"
#include "base/csv.h"
#include "base/err.h"
#include "plan/lineage.h"
#include "plan/supplementary.h"

enum { COLUMNS_MAX = 8 };

struct file {
    struct arena *a;
    const struct csv_column *want;
    size_t columns, most, index[COLUMNS_MAX];
    bool (*take)(struct file *f, const struct csv_row *row, struct err *e);
    struct lineage_given *link;
    struct supplementary_line_new *line;
    size_t n;
};

static struct str cell(const struct file *f, const struct csv_row *row, size_t col)
{
    return f->index[col] < row->n ? str_dup(f->a, str_trim(row->cell[f->index[col]])) : STR_NONE;
}

static bool take_row(void *ctx, const struct csv_row *row, struct err *e)
{
    struct file *f = ctx;
    struct err why = {0};

    if (row->row == 0)
        return csv_columns(row, f->want, f->columns, f->index, e);
    if (f->n == f->most) {
        FAIL(e, ERR_BAD_CSV);
        err_arg(e, "line", V(row->line));
        err_arg(e, "why", V(STR("too many rows")));
        return false;
    }
    if (f->take(f, row, &why)) {
        f->n++;
        return true;
    }
    FAIL(e, ERR_BAD_CSV);
    err_arg(e, "line", V(row->line));
    err_arg(e, "why", V(err_text(f->a, &why, LANG_TH)));
    return false;
}

static bool read_file(struct file *f, struct str text, struct err *e)
{
    if (!csv_read_str(text, take_row, f, e))
        return false;
    if (f->n == 0)
        FAIL(e, ERR_FILE_EMPTY);
    return f->n > 0;
}

/* "60", "33.34": per cent of the earlier line; empty = all of it. */
static bool read_share(struct file *f, struct str s, int64_t *ret, struct err *e)
{
    struct money m;

    *ret = 0;
    if (s.n == 0)
        return true;
    if (!money_parse(s, &m, e))
        return false;
    *ret = m.satang; /* two decimals of a per cent are basis points */
    if (m.satang > 0 && m.satang <= 10000)
        return true;
    FAIL(e, ERR_BAD_NUMBER);
    err_arg(e, "field", V(STR("share")));
    err_arg(e, "value", V(s));
    (void)f;
    return false;
}

static bool take_link(struct file *f, const struct csv_row *row, struct err *e)
{
    struct lineage_given *g = &f->link[f->n];
    struct str year = cell(f, row, 0);
    int32_t fy = 0;

    *g = (struct lineage_given){.line = row->line,
                                .from = cell(f, row, 1),
                                .agency = cell(f, row, 2),
                                .to = cell(f, row, 3),
                                .kind = cell(f, row, 4),
                                .reason = cell(f, row, 6)};
    if (year.n && !fy_parse(year, &fy, e))
        return false;
    g->from_year = fy;
    return read_share(f, cell(f, row, 5), &g->share_bp, e);
}

bool lineage_file_read(struct arena *a, struct str text, struct rows *ret, struct err *e)
{
    static const struct csv_column want[] = {{"from_year", true}, {"from", false}, {"agency", true},
                                             {"to", false},       {"kind", true},  {"share", true},
                                             {"reason", false}};
    struct file f = {.a = a,
                     .want = want,
                     .columns = ARRAY_LEN(want),
                     .most = LINEAGE_FILE_ROWS,
                     .take = take_link,
                     .link = ARENA_ARRAY(a, struct lineage_given, LINEAGE_FILE_ROWS)};

    if (!read_file(&f, text, e))
        return false;
    *ret = (struct rows){f.link, f.n};
    return true;
}

static bool take_line(struct file *f, const struct csv_row *row, struct err *e)
{
    struct supplementary_line_new *l = &f->line[f->n];

    *l = (struct supplementary_line_new){.line = row->line,
                                         .agency = cell(f, row, 0),
                                         .output = cell(f, row, 1),
                                         .item = cell(f, row, 2),
                                         .project = cell(f, row, 3),
                                         .name = cell(f, row, 4),
                                         .unit_word = cell(f, row, 5),
                                         .reason = cell(f, row, 7)};
    return money_parse(cell(f, row, 6), &l->amount, e);
}

bool supplementary_file_read(struct arena *a, struct str text, struct rows *ret, struct err *e)
{
    static const struct csv_column want[] = {{"agency", false},  {"output", false}, {"item", false},
                                             {"project", true},  {"name", false},   {"unit", true},
                                             {"amount", false},  {"reason", false}};
    struct file f = {.a = a,
                     .want = want,
                     .columns = ARRAY_LEN(want),
                     .most = SUPPLEMENTARY_MOST,
                     .take = take_line,
                     .line = ARENA_ARRAY(a, struct supplementary_line_new, SUPPLEMENTARY_MOST)};

    if (!read_file(&f, text, e))
        return false;
    *ret = (struct rows){f.line, f.n};
    return true;
}

/* ---- the rows as a page shows them before they are kept ---- */

static const struct field given_fields[] = {
    FIELD(struct lineage_given, line, FIELD_KEY, "บรรทัด", "Line"),
    FIELD(struct lineage_given, from_year, 0, "จากปี", "From year"),
    FIELD(struct lineage_given, from, 0, "จากรหัส", "From line"),
    FIELD(struct lineage_given, agency, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct lineage_given, to, 0, "เป็นรหัส", "To line"),
    FIELD(struct lineage_given, kind, 0, "ความเชื่อมโยง", "Link"),
    FIELD(struct lineage_given, share_bp, 0, "ส่วน (หนึ่งในหมื่น)", "Share (per ten thousand)"),
    FIELD(struct lineage_given, reason, 0, "เหตุผล", "Reason"),
};
const struct row_type lineage_given_type = ROW_TYPE(struct lineage_given, given_fields);

static const struct field new_line_fields[] = {
    FIELD(struct supplementary_line_new, line, FIELD_KEY, "บรรทัด", "Line"),
    FIELD(struct supplementary_line_new, agency, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct supplementary_line_new, output, 0, "รหัสผลผลิต", "Output code"),
    FIELD(struct supplementary_line_new, item, 0, "รหัสรายจ่าย", "Item code"),
    FIELD(struct supplementary_line_new, project, 0, "โครงการ", "Project"),
    FIELD(struct supplementary_line_new, name, 0, "รายการ", "Name"),
    FIELD(struct supplementary_line_new, unit_word, 0, "หน่วยนับ", "Unit"),
    FIELD(struct supplementary_line_new, amount, FIELD_TOTAL, "จำนวนเงิน", "Amount"),
    FIELD(struct supplementary_line_new, reason, 0, "เหตุผล", "Reason"),
};
const struct row_type supplementary_line_new_type =
    ROW_TYPE(struct supplementary_line_new, new_line_fields);
