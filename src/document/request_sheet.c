/* request_sheet.c - an agency's request as a workbook: the paper, outputs, types, packages, lines. */
#include "base/arena.h"
#include "base/sheet.h"
#include "document/paper_sheet.h"
#include "document/request_form.h"
#include "document/request_parts.h"

struct output_row {
    struct str plan_code, plan_name, output_code, output_name;
    int64_t packages, lines;
    struct money total;
    struct share share;
};
static const struct field output_fields[] = {
    FIELD(struct output_row, plan_code, 0, "รหัสแผนงาน", "Plan code"),
    FIELD(struct output_row, plan_name, 0, "แผนงาน", "Plan"),
    FIELD(struct output_row, output_code, 0, "รหัสผลผลิต/งาน", "Output or work code"),
    FIELD(struct output_row, output_name, FIELD_KEY, "ผลผลิต/งาน", "Output or work"),
    FIELD(struct output_row, packages, FIELD_TOTAL, "ข้อเสนอ", "Packages"),
    FIELD(struct output_row, lines, FIELD_TOTAL, "รายการ", "Lines"),
    FIELD(struct output_row, total, FIELD_TOTAL, "จำนวนเงิน (บาท)", "Amount (baht)"),
    FIELD(struct output_row, share, 0, "ร้อยละ", "Per cent"),
};
static const struct row_type output_type = ROW_TYPE(struct output_row, output_fields);

struct type_row {
    struct str code, name;
    int64_t lines;
    struct money total;
    struct share share;
};
static const struct field type_fields[] = {
    FIELD(struct type_row, code, 0, "รหัส", "Code"),
    FIELD(struct type_row, name, FIELD_KEY, "ประเภทรายจ่าย", "Expenditure type"),
    FIELD(struct type_row, lines, FIELD_TOTAL, "รายการ", "Lines"),
    FIELD(struct type_row, total, FIELD_TOTAL, "จำนวนเงิน (บาท)", "Amount (baht)"),
    FIELD(struct type_row, share, 0, "ร้อยละ", "Per cent"),
};
static const struct row_type type_type = ROW_TYPE(struct type_row, type_fields);

struct package_sheet_row {
    int64_t rank, level, lines;
    struct str code, title, level_kind, output_code, goal_code, justification;
    struct money total;
};
static const struct field package_fields[] = {
    FIELD(struct package_sheet_row, rank, 0, "ลำดับ", "Rank"),
    FIELD(struct package_sheet_row, code, 0, "รหัส", "Code"),
    FIELD(struct package_sheet_row, title, FIELD_KEY, "ข้อเสนอ", "Package"),
    FIELD(struct package_sheet_row, level, 0, "ระดับ", "Level"),
    FIELD(struct package_sheet_row, level_kind, 0, "ชนิดระดับ", "Kind of level"),
    FIELD(struct package_sheet_row, output_code, 0, "รหัสผลผลิต/งาน", "Output or work code"),
    FIELD(struct package_sheet_row, goal_code, 0, "เป้าหมาย", "Goal"),
    FIELD(struct package_sheet_row, lines, FIELD_TOTAL, "รายการ", "Lines"),
    FIELD(struct package_sheet_row, total, FIELD_TOTAL, "จำนวนเงิน (บาท)", "Amount (baht)"),
    FIELD(struct package_sheet_row, justification, 0, "เหตุผลความจำเป็น", "Justification"),
};
static const struct row_type package_type = ROW_TYPE(struct package_sheet_row, package_fields);

static void put_outputs(struct sheet *s, const struct request_data *d, struct str note)
{
    struct output_row total = {
        .packages = (int64_t)d->packages, .lines = (int64_t)d->lines, .total = d->facts.total};

    sheet_table(s, paper_word(PT_SHEET_PLANS), note, &output_type, LANG_TH);
    for (size_t i = 0; i < d->packages; i++) {
        const struct form_package *k = &d->package[i];
        struct form_span n;
        struct output_row r;

        if (!request_new_output(d, i))
            continue;
        n = request_output_span(d, i);
        r = (struct output_row){k->plan_code,
                                k->plan_name,
                                k->output_code,
                                k->output_name,
                                (int64_t)n.packages,
                                (int64_t)n.lines,
                                n.total,
                                {money_share_bp(n.total, d->facts.total)}};
        sheet_row(s, &r);
    }
    sheet_total(s, paper_word(PT_SUM), &total);
}

static void put_types(struct sheet *s, const struct request_data *d, struct str note)
{
    struct type_row total = {.lines = (int64_t)d->lines, .total = d->facts.total};

    sheet_table(s, paper_word(PT_SHEET_TYPES), note, &type_type, LANG_TH);
    for (size_t i = 0; i < d->types; i++) {
        struct form_span n = request_type_span(d, d->type[i].type_id);
        struct type_row r = {d->type[i].code,
                             d->type[i].name,
                             (int64_t)n.lines,
                             n.total,
                             {money_share_bp(n.total, d->facts.total)}};

        if (n.lines > 0)
            sheet_row(s, &r);
    }
    sheet_total(s, paper_word(PT_SUM), &total);
}

static void put_packages(struct sheet *s, const struct request_data *d, struct str note)
{
    struct package_sheet_row total = {.lines = (int64_t)d->lines, .total = d->facts.total};

    sheet_table(s, paper_word(PT_SHEET_PACKAGES), note, &package_type, LANG_TH);
    for (size_t i = 0; i < d->packages; i++) {
        size_t at = d->by_rank[i];
        const struct form_package *k = &d->package[at];
        struct package_sheet_row r = {.rank = k->rank,
                                      .code = k->code,
                                      .title = k->title,
                                      .level = k->level,
                                      .level_kind = request_level_word(k->level_kind),
                                      .output_code = k->output_code,
                                      .goal_code = k->goal_code,
                                      .lines = (int64_t)d->sum[at].n,
                                      .total = d->sum[at].total,
                                      .justification = k->justification};

        sheet_row(s, &r);
    }
    sheet_total(s, paper_word(PT_SUM), &total);
}

bool request_sheet(const struct request_data *d, const char *path, const struct paper_info *info,
                   struct err *e)
{
    struct arena *a = arena_new();
    struct form_line total = {.amount = d->facts.total};
    struct str note = paper_sheet_note(a, info);
    struct sheet *s;
    bool ok = sheet_open(a, path, &s, e);

    if (ok) {
        paper_sheet_facts(s, a, info, d->facts.total);
        put_outputs(s, d, note);
        put_types(s, d, note);
        put_packages(s, d, note);
        sheet_table(s, paper_word(PT_SHEET_LINES), note, &form_line_type, LANG_TH);
        for (size_t i = 0; i < d->packages; i++) {
            for (size_t k = 0; k < d->sum[i].n; k++)
                sheet_row(s, &d->line[d->sum[i].first + k]);
        }
        sheet_total(s, paper_word(PT_SUM), &total);
        ok = sheet_close(s, e);
    }
    arena_free(a);
    return ok;
}
