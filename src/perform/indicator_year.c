#include "perform/indicator_year.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "city/text_check.h"
#include "city/year.h"
#include "sql_perform.h"
#include "store/store.h"

static const struct field indicator_year_fields[] = {
    COL(struct indicator_year, indicator_id),
    FIELD(struct indicator_year, year, 0, "ปีงบประมาณ", "Fiscal year"),
    COL(struct indicator_year, agency_id),
    COL(struct indicator_year, division),
    COL(struct indicator_year, version),
    FIELD(struct indicator_year, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct indicator_year, number, 0, "ตัวชี้วัดที่", "Number"),
    FIELD(struct indicator_year, stable, 0, "รหัสคงที่ข้ามปี", "Identity across years"),
    FIELD(struct indicator_year, level, 0, "ระดับ", "Level"),
    FIELD(struct indicator_year, kind, 0, "ชนิด", "Kind"),
    FIELD(struct indicator_year, name_th, 0, "ตัวชี้วัด", "Indicator (Thai)"),
    FIELD(struct indicator_year, name_en, 0, "ตัวชี้วัด (อังกฤษ)", "Indicator"),
    FIELD(struct indicator_year, unit_word, 0, "หน่วยนับ", "Unit"),
    FIELD(struct indicator_year, direction, 0, "ทิศทาง", "Direction"),
    FIELD(struct indicator_year, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct indicator_year, agency_name, 0, "หน่วยรับงบประมาณ", "Agency"),
    FIELD(struct indicator_year, work, 0, "ลักษณะงาน", "Kind of work"),
    FIELD(struct indicator_year, collect, 0, "วิธีเก็บผล", "How it is collected"),
    FIELD(struct indicator_year, measure, 0, "ค่าที่ระบบคำนวณ", "Measure"),
    FIELD(struct indicator_year, cycle, 0, "รอบรายงาน", "Cycle"),
    FIELD(struct indicator_year, owner, 0, "เจ้าของเกณฑ์", "Owner of the rule"),
    FIELD(struct indicator_year, definition, 0, "คำนิยาม", "Definition"),
    FIELD(struct indicator_year, formula, 0, "วิธีคำนวณ", "Formula"),
    FIELD(struct indicator_year, source, 0, "แหล่งข้อมูล", "Source"),
    FIELD(struct indicator_year, target_in, 0, "ค่าเป้าหมายเป็น", "Targets are in"),
    FIELD(struct indicator_year, paper, 0, "ต้องแนบหลักฐานทุกงวด", "A paper each period"),
    FIELD(struct indicator_year, places, 0, "จำนวนทศนิยม", "Decimals"),
    FIELD(struct indicator_year, has_target, 0, "มีค่าเป้าหมาย", "Has a target"),
    FIELD(struct indicator_year, target, FIELD_OPTIONAL, "ค่าเป้าหมายทั้งปี", "Target of the year"),
    FIELD(struct indicator_year, last_state, 0, "สถานะล่าสุด", "Newest state"),
    FIELD(struct indicator_year, last_period, 0, "งวดล่าสุด", "Newest period"),
    FIELD(struct indicator_year, late, 0, "ค้างส่งเกินกำหนด", "Late"),
    FIELD(struct indicator_year, flagged, 0, "มีข้อสังเกต", "Flagged"),
    FIELD(struct indicator_year, waiting, 0, "รอตรวจ", "To verify"),
};
const struct row_type indicator_year_type = ROW_TYPE(struct indicator_year, indicator_year_fields);

static const struct field indicator_target_fields[] = {
    COL(struct indicator_target, indicator_id),
    COL(struct indicator_target, year),
    FIELD(struct indicator_target, quarter, FIELD_KEY, "ไตรมาส (0 = ทั้งปี)", "Quarter (0 = the year)"),
    FIELD(struct indicator_target, target, 0, "ค่าเป้าหมาย", "Target"),
};
const struct row_type indicator_target_type = ROW_TYPE(struct indicator_target, indicator_target_fields);

static const struct field indicator_step_fields[] = {
    FIELD(struct indicator_step, step, FIELD_KEY, "ขั้น", "Step"),
    FIELD(struct indicator_step, name_th, 0, "ขั้นตอน", "Step (Thai)"),
    FIELD(struct indicator_step, name_en, 0, "ขั้นตอน (อังกฤษ)", "Step name"),
    FIELD(struct indicator_step, needs, 0, "หลักฐานที่ต้องมี", "Evidence it needs"),
    FIELD(struct indicator_step, source, 0, "ที่มาของหลักฐาน", "Source of the evidence"),
    FIELD(struct indicator_step, arg, 0, "ระบุ", "Which"),
    FIELD(struct indicator_step, proved, 0, "มีหลักฐานแล้ว", "Proved"),
};
const struct row_type indicator_step_type = ROW_TYPE(struct indicator_step, indicator_step_fields);

bool indicator_year_list(struct db *db, struct arena *a, const struct indicator_year_filter *f,
                         struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_INDICATOR_YEAR_LIST,
                   ARGS(V(f->year), V(f->agency_id), V(f->work), V(f->owner),
                        V(f->show.n ? f->show : STR("all")), V(f->text), V(f->today), V(f->after),
                        V(f->limit ? f->limit : INT64_C(1) + INDICATOR_YEAR_PAGE)),
                   &indicator_year_type, ret, e);
}

bool indicator_year_get(struct db *db, struct arena *a, int64_t year, struct str code,
                        struct date today, struct indicator_year *ret, struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_INDICATOR_YEAR_GET, ARGS(V(year), V(code), V(today)),
                 &indicator_year_type, ret, &found, e))
        return false;
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
    }
    return found;
}

bool indicator_year_history(struct db *db, struct arena *a, struct str stable, int64_t agency_id,
                            struct date today, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_INDICATOR_YEAR_HISTORY, ARGS(V(stable), V(agency_id), V(today)),
                   &indicator_year_type, ret, e);
}

bool indicator_year_alike(struct db *db, struct arena *a, int64_t year, struct str code,
                          struct date today, struct indicator_years *ret, struct err *e)
{
    const struct indicator_year *x;

    if (!db_list(db, a, &Q_INDICATOR_YEAR_ALIKE, ARGS(V(year), V(code), V(today)),
                 &indicator_year_type, &ret->rows, e))
        return false;
    x = ret->rows.p;
    for (size_t i = 0; i < ret->rows.n; i++) {
        ret->is = &x[i];
        if (x[i].year == year && str_eq(x[i].code, code))
            return true;
    }
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(code));
    return false;
}

bool indicator_targets(struct db *db, struct arena *a, int64_t indicator_id, int64_t year,
                       struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_INDICATOR_TARGETS, ARGS(V(indicator_id), V(year)),
                   &indicator_target_type, ret, e);
}

bool indicator_steps(struct db *db, struct arena *a, int64_t indicator_id, int64_t year,
                     struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_INDICATOR_STEPS, ARGS(V(indicator_id), V(year)), &indicator_step_type,
                   ret, e);
}

bool indicator_year_may_write(const struct actor *who, int64_t agency_id, int64_t division)
{
    struct err no;

    return actor_check_city(who, PERM_VERIFY, &no) || actor_check_city(who, PERM_GOAL, &no) ||
           actor_check_city(who, PERM_IMPORT, &no) ||
           actor_check(who, PERM_RESULT, agency_id, division, &no);
}
