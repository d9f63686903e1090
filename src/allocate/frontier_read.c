/* frontier_read.c - a stored frontier as rows. */
#include "allocate/frontier.h"
#include "sql_allocate.h"
#include "store/store.h"

static const struct field frontier_fields[] = {
    COL(struct frontier_row, id),
    FIELD(struct frontier_row, code, FIELD_KEY, "รหัสเส้นคุ้มค่า", "Frontier"),
    FIELD(struct frontier_row, scenario, 0, "ฉากทัศน์", "Scenario"),
    FIELD(struct frontier_row, points, 0, "จำนวนจุด", "Points"),
    FIELD(struct frontier_row, total_ms, 0, "เวลาทั้งหมด (มิลลิวินาที)", "Total time (ms)"),
    FIELD(struct frontier_row, made_by, 0, "ผู้คำนวณ", "Made by"),
    FIELD(struct frontier_row, made_at, 0, "เมื่อ", "Made at"),
    COL(struct frontier_row, scenario_version),
    COL(struct frontier_row, change_id),
};
const struct row_type frontier_row_type = ROW_TYPE(struct frontier_row, frontier_fields);

static const struct field point_fields[] = {
    FIELD(struct frontier_point_row, no, FIELD_KEY, "จุดที่", "Point"),
    FIELD(struct frontier_point_row, ceiling, 0, "กรอบวงเงินรวม", "Total ceiling"),
    FIELD(struct frontier_point_row, value_score, 0, "คะแนนรวม", "Total score"),
    FIELD(struct frontier_point_row, bound_score, 0, "คะแนนสูงสุดที่เป็นไปได้", "Bound"),
    FIELD(struct frontier_point_row, gap_text, 0, "ช่องว่าง", "Gap"),
    FIELD(struct frontier_point_row, used, 0, "วงเงินที่จัดสรร", "Allocated"),
    FIELD(struct frontier_point_row, funded, 0, "ได้รับจัดสรร", "Funded"),
    FIELD(struct frontier_point_row, entered, 0, "เข้ามา", "Enter"),
    FIELD(struct frontier_point_row, went, 0, "ออกไป", "Leave"),
    FIELD(struct frontier_point_row, status, 0, "ผล", "Status"),
    FIELD(struct frontier_point_row, is_now, 0, "กรอบของฉากทัศน์", "The scenario's ceiling"),
};
const struct row_type frontier_point_row_type = ROW_TYPE(struct frontier_point_row, point_fields);

static const struct field move_fields[] = {
    FIELD(struct frontier_move_row, no, FIELD_KEY, "จุดที่", "Point"),
    FIELD(struct frontier_move_row, package_code, FIELD_KEY, "รหัสข้อเสนอ", "Package"),
    FIELD(struct frontier_move_row, title, 0, "ชื่อ", "Title"),
    FIELD(struct frontier_move_row, agency_name, 0, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct frontier_move_row, funded, 0, "เข้ามา", "Enters"),
    FIELD(struct frontier_move_row, amount, 0, "วงเงิน", "Amount"),
    FIELD(struct frontier_move_row, value_score, 0, "คะแนน", "Score"),
};
const struct row_type frontier_move_row_type = ROW_TYPE(struct frontier_move_row, move_fields);

static const struct field agency_fields[] = {
    FIELD(struct frontier_agency_row, no, FIELD_KEY, "จุดที่", "Point"),
    FIELD(struct frontier_agency_row, agency_code, FIELD_KEY, "รหัสหน่วยรับงบประมาณ", "Agency code"),
    FIELD(struct frontier_agency_row, agency_name, 0, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct frontier_agency_row, used, 0, "วงเงินที่จัดสรร", "Allocated"),
};
const struct row_type frontier_agency_row_type =
    ROW_TYPE(struct frontier_agency_row, agency_fields);

bool frontier_newest(struct db *db, struct arena *a, int64_t scenario_id, struct frontier_row *ret,
                     bool *ret_found, struct err *e)
{
    return db_find(db, a, &Q_FRONTIER_NEWEST, ARGS(V(scenario_id)), &frontier_row_type, ret,
                   ret_found, e);
}

bool frontier_points(struct db *db, struct arena *a, int64_t frontier_id, struct rows *ret,
                     struct err *e)
{
    return db_list(db, a, &Q_FRONTIER_POINTS, ARGS(V(frontier_id)), &frontier_point_row_type, ret,
                   e);
}

bool frontier_moves(struct db *db, struct arena *a, int64_t frontier_id, int64_t each,
                    struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_FRONTIER_MOVES, ARGS(V(frontier_id), V(each)),
                   &frontier_move_row_type, ret, e);
}

bool frontier_moves_at(struct db *db, struct arena *a, int64_t frontier_id, int64_t no,
                       struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_FRONTIER_MOVES_AT, ARGS(V(frontier_id), V(no)),
                   &frontier_move_row_type, ret, e);
}

bool frontier_agencies(struct db *db, struct arena *a, int64_t frontier_id, struct rows *ret,
                       struct err *e)
{
    return db_list(db, a, &Q_FRONTIER_AGENCIES, ARGS(V(frontier_id)), &frontier_agency_row_type,
                   ret, e);
}
