/* weight_study_read.c - a stored study of weights as rows. */
#include "allocate/rating_int.h"
#include "allocate/weight_study.h"
#include "sql_allocate.h"
#include "store/store.h"

static const struct field study_fields[] = {
    COL(struct weight_study_row, id),
    FIELD(struct weight_study_row, code, FIELD_KEY, "รหัสการทดสอบน้ำหนัก", "Test of the weights"),
    FIELD(struct weight_study_row, number, 0, "เกณฑ์ฉบับที่", "Version of the criteria"),
    FIELD(struct weight_study_row, rated, 0, "ข้อเสนอที่มีคะแนนตามเกณฑ์", "Packages with points"),
    FIELD(struct weight_study_row, in_use, 0, "ใช้คะแนนแล้ว", "Points in use"),
    FIELD(struct weight_study_row, total, 0, "ชุดน้ำหนักที่คำนวณ", "Sets solved"),
    FIELD(struct weight_study_row, funded, 0, "ได้รับจัดสรร", "Funded"),
    FIELD(struct weight_study_row, stays, 0, "ได้รับจัดสรรทุกชุด", "Funded in every set"),
    FIELD(struct weight_study_row, made_by, 0, "ผู้คำนวณ", "Made by"),
    FIELD(struct weight_study_row, made_at, 0, "เมื่อ", "Made at"),
    COL(struct weight_study_row, scenario_version),
};
const struct row_type weight_study_row_type = ROW_TYPE(struct weight_study_row, study_fields);

static const struct field set_fields[] = {
    FIELD(struct weight_set_row, no, FIELD_KEY, "ชุดที่", "Set"),
    FIELD(struct weight_set_row, criterion, 0, "รหัสเกณฑ์", "Criterion"),
    FIELD(struct weight_set_row, name, 0, "เกณฑ์", "Name"),
    FIELD(struct weight_set_row, up, 0, "เพิ่มหนึ่งในห้า", "A fifth up"),
    FIELD(struct weight_set_row, weight, 0, "น้ำหนักใหม่ (%)", "New weight (%)"),
    FIELD(struct weight_set_row, solved, 0, "คำนวณเสร็จ", "Solved"),
    FIELD(struct weight_set_row, funded, 0, "ได้รับจัดสรร", "Funded"),
    FIELD(struct weight_set_row, enter, 0, "เข้ามา", "Enter"),
    FIELD(struct weight_set_row, leave, 0, "ออกไป", "Leave"),
    FIELD(struct weight_set_row, value_score, 0, "คะแนนรวม", "Total score"),
    FIELD(struct weight_set_row, gap_text, 0, "ช่องว่าง", "Gap"),
};
const struct row_type weight_set_row_type = ROW_TYPE(struct weight_set_row, set_fields);

static const struct field package_fields[] = {
    FIELD(struct weight_package_row, no, FIELD_KEY, "ลำดับ", "No."),
    FIELD(struct weight_package_row, package_code, 0, "รหัสข้อเสนอ", "Package"),
    FIELD(struct weight_package_row, title, 0, "ชื่อ", "Title"),
    FIELD(struct weight_package_row, agency_name, 0, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct weight_package_row, funded, 0, "ได้รับจัดสรรตามน้ำหนักเดิม", "Funded with the weights as they are"),
    FIELD(struct weight_package_row, sets, 0, "ได้รับจัดสรรกี่ชุด", "Funded in (sets)"),
    FIELD(struct weight_package_row, total, 0, "จากกี่ชุด", "Of (sets)"),
    FIELD(struct weight_package_row, robust, 0, "ความมั่นคง", "Robustness"),
    FIELD(struct weight_package_row, amount, 0, "วงเงิน", "Amount"),
    FIELD(struct weight_package_row, value_score, 0, "คะแนน", "Score"),
};
const struct row_type weight_package_row_type = ROW_TYPE(struct weight_package_row, package_fields);

bool weight_study_newest(struct db *db, struct arena *a, int64_t scenario_id, struct weight_study_row *ret, bool *ret_found,
                         struct err *e)
{
    return db_find(db, a, &Q_WEIGHT_STUDY_NEWEST, ARGS(V(scenario_id)), &weight_study_row_type, ret, ret_found, e);
}

bool weight_study_sets(struct db *db, struct arena *a, int64_t study_id, enum lang lang, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_WEIGHT_STUDY_SETS, ARGS(V(study_id), V(rating_lang(lang))), &weight_set_row_type, ret, e);
}

bool weight_study_packages(struct db *db, struct arena *a, const struct weight_study_part *p, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_WEIGHT_STUDY_PACKAGES,
                   ARGS(V(p->study_id), V((int64_t)p->only_moving), V(p->after), V(p->limit)), &weight_package_row_type, ret, e);
}
