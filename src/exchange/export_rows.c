#include "exchange/export_rows.h"

#include "base/arena.h"
#include "base/csv.h"
#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/sheet.h"
#include "city/agency.h"
#include "city/year.h"
#include "sql_exchange.h"
#include "store/store.h"

struct line_out {
    struct str line;
    int64_t year, ordinance;
    struct str fund, agency, output, package, item, type, name;
    struct money requested, analyst, suitability, permsec, governor, tabled, committee, amended,
        enacted;
};
enum { AMOUNT = FIELD_OPTIONAL | FIELD_TOTAL };
static const struct field line_out_fields[] = {
    FIELD(struct line_out, line, FIELD_KEY, "รหัสรายการ", "Line"),
    FIELD(struct line_out, year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct line_out, ordinance, 0, "ข้อบัญญัติฉบับที่", "Ordinance"),
    FIELD(struct line_out, fund, 0, "แหล่งเงิน", "Fund"),
    FIELD(struct line_out, agency, 0, "หน่วยรับงบประมาณ", "Agency"),
    FIELD(struct line_out, output, 0, "ผลผลิต/งาน", "Output or work"),
    FIELD(struct line_out, package, 0, "ข้อเสนอ", "Package"),
    FIELD(struct line_out, item, 0, "รายจ่าย", "Item"),
    FIELD(struct line_out, type, 0, "งบรายจ่าย", "Type"),
    FIELD(struct line_out, name, 0, "รายการ", "Name"),
    FIELD(struct line_out, requested, AMOUNT, "คำขอ", "Requested"),
    FIELD(struct line_out, analyst, AMOUNT, "นักวิเคราะห์", "Analyst"),
    FIELD(struct line_out, suitability, AMOUNT, "คณะกรรมการพิจารณาความเหมาะสม", "Suitability"),
    FIELD(struct line_out, permsec, AMOUNT, "คณะกรรมการจัดทำคำของบประมาณ", "Request committee"),
    FIELD(struct line_out, governor, AMOUNT, "ผู้ว่าราชการกรุงเทพมหานคร", "Governor"),
    FIELD(struct line_out, tabled, AMOUNT, "ร่างที่เสนอสภา", "Draft tabled"),
    FIELD(struct line_out, committee, AMOUNT, "คณะกรรมการวิสามัญ", "Council committee"),
    FIELD(struct line_out, amended, AMOUNT, "หลังแปรญัตติ", "After amendment"),
    FIELD(struct line_out, enacted, AMOUNT, "ข้อบัญญัติ", "Enacted"),
};
static const struct row_type line_out_type = ROW_TYPE(struct line_out, line_out_fields);

struct request_out {
    struct str package;
    int64_t year;
    struct str agency, unit;
    int64_t level;
    struct str level_kind, title, output, goal, state;
    bool integrated, mandatory;
    struct score value_score;
    struct str justification;
    int64_t lines;
    struct money requested, now;
    int64_t late_days;
};
static const struct field request_out_fields[] = {
    FIELD(struct request_out, package, FIELD_KEY, "ข้อเสนอ", "Package"),
    FIELD(struct request_out, year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct request_out, agency, 0, "หน่วยรับงบประมาณ", "Agency"),
    FIELD(struct request_out, unit, 0, "หน่วยตัดสินใจ", "Decision unit"),
    FIELD(struct request_out, level, 0, "ระดับ", "Level"),
    FIELD(struct request_out, level_kind, 0, "ชนิดระดับ", "Kind of level"),
    FIELD(struct request_out, title, 0, "ชื่อข้อเสนอ", "Title"),
    FIELD(struct request_out, output, 0, "ผลผลิต/งาน", "Output or work"),
    FIELD(struct request_out, goal, 0, "เป้าประสงค์", "Goal"),
    FIELD(struct request_out, state, 0, "สถานะ", "State"),
    FIELD(struct request_out, integrated, 0, "บูรณาการ", "Integrated"),
    FIELD(struct request_out, mandatory, 0, "ต้องจ่าย", "Mandatory"),
    FIELD(struct request_out, value_score, 0, "คะแนน", "Score"),
    FIELD(struct request_out, justification, 0, "เหตุผลความจำเป็น", "Justification"),
    FIELD(struct request_out, lines, FIELD_TOTAL, "จำนวนรายการ", "Lines"),
    FIELD(struct request_out, requested, FIELD_TOTAL, "คำขอ", "Requested"),
    FIELD(struct request_out, now, FIELD_TOTAL, "จำนวนล่าสุด", "Amount now"),
    FIELD(struct request_out, late_days, 0, "ส่งช้า (วัน)", "Days late"),
};
static const struct row_type request_out_type = ROW_TYPE(struct request_out, request_out_fields);

/* ---- one of three forms ---- */

static const char *row_at(const struct rows_file *f, size_t i)
{
    return (const char *)f->rows.p + i * f->type->size;
}

static bool to_csv(struct arena *a, const struct rows_file *f, struct err *e)
{
    struct sbuf b;

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    csv_put_header(&b, f->type, NULL);
    for (size_t i = 0; i < f->rows.n; i++) {
        csv_put_row(&b, f->type, row_at(f, i));
    }
    return file_write(f->path, sbuf_str(&b), e);
}

static bool to_json(struct arena *a, const struct rows_file *f, struct err *e)
{
    struct sbuf b;
    struct jw w;

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    jw_init(&w, &b, false);
    jw_object(&w, NULL);
    jw_array(&w, "rows");
    for (size_t i = 0; i < f->rows.n; i++) {
        jw_row(&w, NULL, f->type, row_at(f, i));
    }
    jw_end_array(&w);
    J(&w, "total", (int64_t)f->rows.n);
    jw_end_object(&w);
    SB_LIT(&b, "\n");
    return file_write(f->path, sbuf_str(&b), e);
}

static bool to_xlsx(struct arena *a, const struct rows_file *f, struct err *e)
{
    struct sheet *s;

    if (!sheet_open(a, f->path, &s, e)) {
        return false;
    }
    sheet_table(s, f->name, f->mark, f->type, f->lang);
    for (size_t i = 0; i < f->rows.n; i++) {
        sheet_row(s, row_at(f, i));
    }
    return sheet_close(s, e);
}

bool rows_to_file(struct arena *a, const struct rows_file *f, struct err *e)
{
    struct str path = str_from(f->path);

    if (str_ends(path, STR(".csv"))) {
        return to_csv(a, f, e);
    }
    if (str_ends(path, STR(".json"))) {
        return to_json(a, f, e);
    }
    if (str_ends(path, STR(".xlsx"))) {
        return to_xlsx(a, f, e);
    }
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(STR("--out")));
    err_arg(e, "value", V(path));
    err_arg(e, "expected", V(STR("*.csv *.xlsx *.json")));
    return false;
}

/* ---- the two exports ---- */

/* The year and the agency must be there; the mark says what the figures are. */
static bool begin(struct db *db, struct arena *a, const struct export_want *w, struct str *ret_mark,
                  struct err *e)
{
    struct fiscal_year y;
    struct agency g;

    if (!year_get(db, a, w->year, &y, e) ||
        (w->agency_code.n && !agency_get(db, a, w->agency_code, &g, e))) {
        return false;
    }
    *ret_mark = y.demo ? tr(w->lang, TR("ข้อมูลสาธิต ไม่ใช่งบประมาณจริง"))
                : y.partial ? tr(w->lang, TR("ข้อมูลบางส่วนของงบประมาณ"))
                            : STR_NONE;
    return true;
}

static struct money newest(const struct line_out *l)
{
    const struct money all[] = {l->requested, l->analyst,   l->suitability, l->permsec, l->governor,
                                l->tabled,    l->committee, l->amended,     l->enacted};
    struct money now = MONEY_ZERO;

    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        if (all[i].satang != MONEY_MISSING.satang) {
            now = all[i];
        }
    }
    return now;
}

bool export_lines(struct db *db, struct arena *a, const struct export_want *w,
                  struct export_done *ret, struct err *e)
{
    struct export_done d = {0};
    struct rows_file f = {
        .path = w->path, .name = STR("lines"), .type = &line_out_type, .lang = w->lang};

    if (!begin(db, a, w, &f.mark, e) ||
        !db_list(db, a, &Q_EXPORT_LINES, ARGS(V(w->year), V(w->agency_code)), &line_out_type,
                 &f.rows, e) ||
        !rows_to_file(a, &f, e)) {
        return false;
    }
    for (size_t i = 0; i < f.rows.n; i++) {
        d.now = money_add(d.now, newest((const struct line_out *)f.rows.p + i));
    }
    d.rows = (int64_t)f.rows.n;
    *ret = d;
    return true;
}

bool export_requests(struct db *db, struct arena *a, const struct export_want *w,
                     struct export_done *ret, struct err *e)
{
    struct export_done d = {0};
    struct rows_file f = {
        .path = w->path, .name = STR("requests"), .type = &request_out_type, .lang = w->lang};

    if (!begin(db, a, w, &f.mark, e) ||
        !db_list(db, a, &Q_EXPORT_REQUESTS, ARGS(V(w->year), V(w->agency_code)), &request_out_type,
                 &f.rows, e) ||
        !rows_to_file(a, &f, e)) {
        return false;
    }
    for (size_t i = 0; i < f.rows.n; i++) {
        d.now = money_add(d.now, ((const struct request_out *)f.rows.p)[i].now);
    }
    d.rows = (int64_t)f.rows.n;
    *ret = d;
    return true;
}
