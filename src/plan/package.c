#include "plan/package.h"

#include "base/arena.h"
#include "base/err.h"
#include "plan/rollup.h"
#include "sql_plan.h"
#include "store/store.h"

static const struct field package_row_fields[] = {
    COL(struct package_row, id),
    FIELD(struct package_row, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct package_row, title, 0, "ข้อเสนอ", "Package"),
    FIELD(struct package_row, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct package_row, agency_name, 0, "หน่วยรับงบประมาณ", "Agency"),
    FIELD(struct package_row, output_code, 0, "รหัสผลผลิต", "Output code"),
    FIELD(struct package_row, output_name, 0, "ผลผลิต/งาน", "Output or work"),
    FIELD(struct package_row, level, 0, "ระดับ", "Level"),
    FIELD(struct package_row, level_kind, 0, "ชนิดระดับ", "Kind of level"),
    FIELD(struct package_row, state, 0, "สถานะ", "State"),
    FIELD(struct package_row, lines, 0, "จำนวนรายการ", "Lines"),
    FIELD(struct package_row, requested, FIELD_TOTAL, "คำขอ", "Requested"),
    FIELD(struct package_row, now, FIELD_TOTAL, "จำนวนล่าสุด", "Amount now"),
    FIELD(struct package_row, value_score, 0, "คะแนน", "Score"),
};
const struct row_type package_row_type = ROW_TYPE(struct package_row, package_row_fields);

static const struct field package_fields[] = {
    COL(struct package, id),
    FIELD(struct package, year, 0, "ปีงบประมาณ", "Fiscal year"),
    COL(struct package, unit_id),
    COL(struct package, agency_id),
    COL(struct package, output_id),
    COL(struct package, goal_id),
    FIELD(struct package, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct package, unit_code, 0, "หน่วยตัดสินใจ", "Decision unit"),
    FIELD(struct package, title, 0, "ข้อเสนอ", "Package"),
    FIELD(struct package, level, 0, "ระดับ", "Level"),
    FIELD(struct package, level_kind, 0, "ชนิดระดับ", "Kind of level"),
    FIELD(struct package, justification, 0, "เหตุผลความจำเป็น", "Justification"),
    FIELD(struct package, state, 0, "สถานะ", "State"),
    FIELD(struct package, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct package, agency_name_th, 0, "หน่วยรับงบประมาณ", "Agency (Thai)"),
    FIELD(struct package, agency_name_en, 0, "หน่วยรับงบประมาณ (อังกฤษ)", "Agency"),
    FIELD(struct package, output_code, 0, "รหัสผลผลิต", "Output code"),
    FIELD(struct package, output_name_th, 0, "ผลผลิต/งาน", "Output or work (Thai)"),
    FIELD(struct package, output_name_en, 0, "ผลผลิต/งาน (อังกฤษ)", "Output or work"),
    FIELD(struct package, goal_code, 0, "รหัสเป้าประสงค์", "Goal code"),
    FIELD(struct package, goal_name_th, 0, "เป้าประสงค์", "Goal (Thai)"),
    FIELD(struct package, goal_name_en, 0, "เป้าประสงค์ (อังกฤษ)", "Goal"),
    FIELD(struct package, integrated, 0, "บูรณาการ", "Integrated"),
    FIELD(struct package, mandatory, 0, "ต้องจ่าย", "Mandatory"),
    FIELD(struct package, value_score, 0, "คะแนน", "Score"),
    FIELD(struct package, made_by, 0, "ผู้จัดทำ", "Made by"),
    FIELD(struct package, officer, 0, "ผู้รับผิดชอบ", "Officer"),
    FIELD(struct package, made_at, 0, "จัดทำเมื่อ", "Made at"),
    FIELD(struct package, version, 0, "รุ่น", "Version"),
    COL(struct package, division),
    FIELD(struct package, place, 0, "อยู่ที่", "Lies with"),
    FIELD(struct package, section_name, 0, "ฝ่าย", "Section"),
    COL(struct package, section_id),
    COL(struct package, late_days),
};
const struct row_type package_type = ROW_TYPE(struct package, package_fields);

static const struct field line_row_fields[] = {
    COL(struct line_row, id),
    FIELD(struct line_row, code, FIELD_KEY, "รหัสรายการ", "Line"),
    FIELD(struct line_row, name, 0, "รายการ", "Name"),
    FIELD(struct line_row, item_code, 0, "รหัสรายจ่าย", "Item code"),
    FIELD(struct line_row, item_name, 0, "รายจ่าย", "Item"),
    FIELD(struct line_row, type_code, 0, "งบรายจ่าย", "Type"),
    FIELD(struct line_row, fund_code, 0, "แหล่งเงิน", "Fund"),
    FIELD(struct line_row, quantity_milli, 0, "จำนวน (ในพัน)", "Quantity (thousandths)"),
    FIELD(struct line_row, times, 0, "ครั้ง", "Times"),
    FIELD(struct line_row, months, 0, "เดือน", "Months"),
    FIELD(struct line_row, unit_word, 0, "หน่วยนับ", "Unit"),
    FIELD(struct line_row, unit_price, 0, "ราคาต่อหน่วย", "Unit price"),
    FIELD(struct line_row, above_standard, 0, "สูงกว่าราคามาตรฐาน", "Above the standard price"),
    FIELD(struct line_row, requested, FIELD_TOTAL, "คำขอ", "Requested"),
    FIELD(struct line_row, now, FIELD_TOTAL, "จำนวนล่าสุด", "Amount now"),
    FIELD(struct line_row, justification, 0, "เหตุผล", "Justification"),
    FIELD(struct line_row, drawn_from, 0, "โครงสร้างจากรายการ", "Drawn in from"),
    FIELD(struct line_row, version, 0, "รุ่น", "Version"),
};
const struct row_type line_row_type = ROW_TYPE(struct line_row, line_row_fields);

static const struct field package_event_row_fields[] = {
    FIELD(struct package_event_row, at, 0, "เวลา", "Time"),
    FIELD(struct package_event_row, by_user, 0, "ผู้ทำรายการ", "By"),
    FIELD(struct package_event_row, event, 0, "เหตุการณ์", "Event"),
    FIELD(struct package_event_row, from_state, 0, "จาก", "From"),
    FIELD(struct package_event_row, to_state, 0, "เป็น", "To"),
    FIELD(struct package_event_row, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct package_event_row, resolution, 0, "มติ", "Resolution"),
    FIELD(struct package_event_row, resolution_code, 0, "รหัสมติ", "Resolution's code"),
};
const struct row_type package_event_row_type =
    ROW_TYPE(struct package_event_row, package_event_row_fields);

static const struct field line_change_row_fields[] = {
    FIELD(struct line_change_row, at, 0, "เวลา", "Time"),
    FIELD(struct line_change_row, line_code, FIELD_KEY, "รหัสรายการ", "Line"),
    FIELD(struct line_change_row, line_name, 0, "รายการ", "Name"),
    FIELD(struct line_change_row, by_user, 0, "ผู้ทำรายการ", "By"),
    FIELD(struct line_change_row, stage_word, 0, "ขั้นตอน", "Stage"),
    FIELD(struct line_change_row, old, FIELD_OPTIONAL, "เดิม", "Before"),
    FIELD(struct line_change_row, new, 0, "ใหม่", "After"),
    FIELD(struct line_change_row, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct line_change_row, resolution, 0, "มติ", "Resolution"),
    FIELD(struct line_change_row, seq, 0, "ครั้งที่", "No."),
    FIELD(struct line_change_row, resolution_code, 0, "รหัสมติ", "Resolution's code"),
};
const struct row_type line_change_row_type =
    ROW_TYPE(struct line_change_row, line_change_row_fields);

bool package_rows_sum(struct db *db, struct arena *a, struct rollup *sums, int64_t year,
                      struct rows *rows, struct err *e)
{
    const struct package_row *from = rows->p;
    struct package_row *row = ARENA_ARRAY(a, struct package_row, rows->n);
    struct package_sum *s = ARENA_ARRAY(a, struct package_sum, rows->n);

    for (size_t i = 0; i < rows->n; i++) {
        row[i] = from[i];
        s[i].id = row[i].id;
    }
    rows->p = row;
    if (!rollup_packages(sums, db, year, s, rows->n, e)) {
        return false;
    }
    for (size_t i = 0; i < rows->n; i++) {
        row[i].lines = s[i].lines;
        row[i].requested = s[i].requested;
        row[i].now = s[i].now;
    }
    return true;
}

bool package_list(struct db *db, struct arena *a, struct rollup *sums,
                  const struct package_filter *f, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_PACKAGE_LIST,
                   ARGS(V(f->year), V(f->agency_id), V(f->state), V(f->output_code), V(f->after_id),
                        V(f->limit), V(f->level_kind), V(f->sight)),
                   &package_row_type, ret, e) &&
           (!sums || package_rows_sum(db, a, sums, f->year, ret, e));
}

/* The common questions are counted by an index alone, without a test a row. */
bool package_count(struct db *db, const struct package_filter *f, int64_t *ret, struct err *e)
{
    bool all = str_eq(f->sight, STR("all"));
    bool narrow = !all || f->state.n || f->output_code.n || f->level_kind.n;

    if (!narrow && !f->agency_id)
        return db_int(db, &Q_PACKAGE_COUNT_YEAR, ARGS(V(f->year)), ret, e);
    if (!narrow)
        return db_int(db, &Q_PACKAGE_COUNT_AGENCY, ARGS(V(f->year), V(f->agency_id)), ret, e);
    return db_int(db, &Q_PACKAGE_COUNT,
                  ARGS(V(f->year), V(f->agency_id), V(f->state), V(f->output_code),
                       V(f->level_kind), V(f->sight)),
                  ret, e);
}

bool package_get(struct db *db, struct arena *a, int64_t year, struct str code, struct package *ret,
                 struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_PACKAGE_GET, ARGS(V(year), V(code)), &package_type, ret, &found, e)) {
        return false;
    }
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
        return false;
    }
    return true;
}

bool package_levels(struct db *db, struct arena *a, int64_t unit_id, struct str sight,
                    struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_PACKAGE_LEVELS, ARGS(V(unit_id), V(sight)), &package_row_type, ret, e);
}

bool package_lines(struct db *db, struct arena *a, int64_t package_id, struct rows *ret,
                   struct err *e)
{
    return db_list(db, a, &Q_PACKAGE_LINES, ARGS(V(package_id)), &line_row_type, ret, e);
}

bool package_events(struct db *db, struct arena *a, int64_t package_id, struct rows *ret,
                    struct err *e)
{
    return db_list(db, a, &Q_PACKAGE_EVENTS, ARGS(V(package_id)), &package_event_row_type, ret, e);
}

bool package_changes(struct db *db, struct arena *a, int64_t package_id, struct rows *ret,
                     struct err *e)
{
    return db_list(db, a, &Q_PACKAGE_CHANGES, ARGS(V(package_id)), &line_change_row_type, ret, e);
}
