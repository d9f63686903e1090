#include "base/table_fill.h"

#include "base/arena.h"
#include "base/err.h"

static const struct field file_issue_fields[] = {
    FIELD(struct file_issue, row, FIELD_KEY, "แถว", "Row"),
    FIELD(struct file_issue, field, 0, "ช่อง", "Column"),
    FIELD(struct file_issue, value, 0, "ค่า", "Value"),
    FIELD(struct file_issue, th, 0, "ปัญหา", "Problem (Thai)"),
    FIELD(struct file_issue, en, 0, "ปัญหา (อังกฤษ)", "Problem"),
};
const struct row_type file_issue_type = ROW_TYPE(struct file_issue, file_issue_fields);

struct table_fill table_fill_begin(struct arena *a, const struct table_file *t)
{
    return (struct table_fill){
        .a = a, .t = t, .issue = ARENA_ARRAY(a, struct file_issue, FILE_ISSUES_MAX)};
}

void table_fill_row(struct table_fill *f, size_t i)
{
    f->i = i;
    f->wrong = false;
}

void table_fill_issue(struct table_fill *f, const char *field, struct str value,
                      const struct err *why)
{
    f->wrong = true;
    if (f->issues == FILE_ISSUES_MAX)
        return;
    f->issue[f->issues++] = (struct file_issue){.row = f->t->row[f->i],
                                                .field = str_from(field),
                                                .value = value,
                                                .th = err_text(f->a, why, LANG_TH),
                                                .en = err_text(f->a, why, LANG_EN)};
}

struct str table_fill_needed(struct table_fill *f, const char *field)
{
    struct str s = table_file_cell(f->t, f->i, field);
    struct err why = {0};

    if (s.n == 0) {
        FAIL(&why, ERR_REQUIRED);
        err_arg(&why, "field", V(str_from(field)));
        table_fill_issue(f, field, s, &why);
    }
    return s;
}

struct money table_fill_money(struct table_fill *f, const char *field)
{
    struct str s = table_file_cell(f->t, f->i, field);
    struct money m = MONEY_ZERO;
    struct err why = {0};

    if (s.n && !money_parse(s, &m, &why)) {
        table_fill_issue(f, field, s, &why);
    } else if (m.satang < 0) {
        FAIL(&why, ERR_AMOUNT_NEGATIVE);
        err_arg(&why, "value", V(s));
        table_fill_issue(f, field, s, &why);
        m = MONEY_ZERO;
    }
    return m;
}

struct date table_fill_date(struct table_fill *f, const char *field)
{
    struct str s = table_file_cell(f->t, f->i, field);
    struct date d = {0};
    struct err why = {0};

    if (!table_file_date(s, &d, &why))
        table_fill_issue(f, field, s, &why);
    return d;
}
