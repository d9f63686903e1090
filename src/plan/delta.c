#include "plan/delta.h"

#include "base/arena.h"
#include "base/err.h"
#include "sql_plan.h"
#include "store/store.h"

static const struct field delta_fields[] = {
    COL(struct delta, id),
    COL(struct delta, version),
    FIELD(struct delta, code, FIELD_KEY, "เลขที่", "Number"),
    FIELD(struct delta, kind, 0, "ชนิด", "Kind"),
    FIELD(struct delta, state, 0, "สถานะ", "State"),
    FIELD(struct delta, line_code, 0, "รหัสรายการ", "Line code"),
    FIELD(struct delta, line_name, 0, "รายการ", "Line"),
    FIELD(struct delta, package_code, 0, "รหัสข้อเสนอ", "Package"),
    FIELD(struct delta, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct delta, agency_name, 0, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct delta, fund_code, 0, "แหล่งเงิน", "Fund"),
    FIELD(struct delta, tabled, 0, "ร่างที่เสนอสภา", "Tabled"),
    FIELD(struct delta, amount, FIELD_TOTAL, "เสนอ", "Moved"),
    FIELD(struct delta, accepted, FIELD_TOTAL, "รับ", "Accepted"),
    FIELD(struct delta, now, 0, "รายการเหลือ", "Line now"),
    FIELD(struct delta, mover_kind, 0, "ผู้เสนอ", "Moved by"),
    FIELD(struct delta, mover_code, 0, "รหัสผู้เสนอ", "Mover's code"),
    FIELD(struct delta, mover, 0, "ชื่อผู้เสนอ", "Mover"),
    FIELD(struct delta, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct delta, made_by, 0, "ผู้บันทึก", "Recorded by"),
    FIELD(struct delta, made_at, 0, "เมื่อ", "At"),
    FIELD(struct delta, confirmed_by, 0, "ผู้ยืนยัน", "Confirmed by"),
    FIELD(struct delta, vote_code, 0, "มติที่", "Vote"),
    FIELD(struct delta, report_ref, 0, "รายงานที่", "Report"),
    FIELD(struct delta, decided_by, 0, "ผู้บันทึกผล", "Result recorded by"),
    FIELD(struct delta, decided_at, 0, "บันทึกผลเมื่อ", "Result recorded at"),
    FIELD(struct delta, decided_why, 0, "เหตุผลของผล", "Why"),
    COL(struct delta, commerce),
    COL(struct delta, year),
    COL(struct delta, ordinance),
    COL(struct delta, line_id),
    COL(struct delta, package_id),
    COL(struct delta, agency_id),
    COL(struct delta, member_id),
    COL(struct delta, committee_id),
};
const struct row_type delta_type = ROW_TYPE(struct delta, delta_fields);

static const struct field sum_fields[] = {
    FIELD(struct delta_sum, kind, FIELD_KEY, "ชนิด", "Kind"),
    FIELD(struct delta_sum, state, 0, "สถานะ", "State"),
    FIELD(struct delta_sum, count, 0, "จำนวน", "Count"),
    FIELD(struct delta_sum, amount, FIELD_TOTAL, "เสนอ", "Moved"),
    FIELD(struct delta_sum, accepted, FIELD_TOTAL, "รับ", "Accepted"),
};
const struct row_type delta_sum_type = ROW_TYPE(struct delta_sum, sum_fields);

static const struct field room_fields[] = {
    FIELD(struct delta_room, part, FIELD_KEY, "ส่วน", "Part"),
    FIELD(struct delta_room, fund_code, 0, "รหัสแหล่งเงิน", "Fund code"),
    FIELD(struct delta_room, fund_name, 0, "แหล่งเงิน", "Fund"),
    FIELD(struct delta_room, cut, FIELD_TOTAL, "ปรับลดแล้ว", "Cut"),
    FIELD(struct delta_room, restored, FIELD_TOTAL, "คืนแล้ว", "Restored"),
    FIELD(struct delta_room, amended, FIELD_TOTAL, "แปรเพิ่มแล้ว", "Amended"),
    FIELD(struct delta_room, waiting, FIELD_TOTAL, "แปรเพิ่มรอพิจารณา", "Amendments waiting"),
    FIELD(struct delta_room, room, FIELD_TOTAL, "แปรเพิ่มได้อีก", "Room left"),
    COL(struct delta_room, fund_id),
    COL(struct delta_room, waiting_n),
};
const struct row_type delta_room_type = ROW_TYPE(struct delta_room, room_fields);

static const struct field event_fields[] = {
    FIELD(struct delta_event_row, at, FIELD_KEY, "เมื่อ", "At"),
    FIELD(struct delta_event_row, event, 0, "เหตุการณ์", "Event"),
    FIELD(struct delta_event_row, to_state, 0, "สถานะ", "State"),
    FIELD(struct delta_event_row, amount, 0, "จำนวนเงิน", "Amount"),
    FIELD(struct delta_event_row, by_user, 0, "ผู้บันทึก", "Recorded by"),
    FIELD(struct delta_event_row, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct delta_event_row, basis, 0, "มติหรือรายงาน", "Vote or report"),
};
const struct row_type delta_event_row_type = ROW_TYPE(struct delta_event_row, event_fields);

static const struct field choice_fields[] = {
    COL(struct delta_choice, kind),
    COL(struct delta_choice, code),
    COL(struct delta_choice, name),
};
static const struct row_type choice_type = ROW_TYPE(struct delta_choice, choice_fields);

static const struct field found_fields[] = {
    FIELD(struct delta_found, code, FIELD_KEY, "รหัสรายการ", "Line code"),
    FIELD(struct delta_found, name, 0, "รายการ", "Line"),
    FIELD(struct delta_found, package_title, 0, "ข้อเสนอ", "Package"),
    FIELD(struct delta_found, agency_name, 0, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct delta_found, tabled, FIELD_TOTAL, "ร่างที่เสนอสภา", "Tabled"),
    FIELD(struct delta_found, now, FIELD_TOTAL, "ปัจจุบัน", "Now"),
};
const struct row_type delta_found_type = ROW_TYPE(struct delta_found, found_fields);

bool delta_list(struct db *db, struct arena *a, const struct delta_filter *f, struct rows *ret,
                struct err *e)
{
    if (f->line_code.n) {
        return db_list(db, a, &Q_DELTA_OF_LINE, ARGS(V(f->line_code), V(f->limit)), &delta_type,
                       ret, e);
    }
    if (f->package_code.n) {
        return db_list(db, a, &Q_DELTA_OF_PACKAGE,
                       ARGS(V(f->year), V(f->package_code), V(f->limit)), &delta_type, ret, e);
    }
    return db_list(db, a, &Q_DELTA_LIST,
                   ARGS(V(f->year), V(f->ordinance), V(f->group), V(f->kind), V(f->state),
                        V(f->agency_code), V(f->committee_code), V(f->before_id), V(f->limit)),
                   &delta_type, ret, e);
}

bool delta_get(struct db *db, struct arena *a, struct str code, struct delta *ret, struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_DELTA_GET, ARGS(V(code)), &delta_type, ret, &found, e)) {
        return false;
    }
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
    }
    return found;
}

bool delta_events(struct db *db, struct arena *a, int64_t delta_id, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_DELTA_EVENTS, ARGS(V(delta_id)), &delta_event_row_type, ret, e);
}

bool delta_choices(struct db *db, struct arena *a, int64_t year, int64_t ordinance,
                   struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_DELTA_CHOICES, ARGS(V(year), V(ordinance)), &choice_type, ret, e);
}

bool delta_find_lines(struct db *db, struct arena *a, const struct delta_search *q,
                      struct rows *ret, struct err *e)
{
    const int64_t *p = q->package_id;

    if (q->code.n) {
        return db_list(db, a, &Q_DELTA_LINES_BY_CODE,
                       ARGS(V(q->year), V(q->ordinance), V(q->code)), &delta_found_type, ret, e);
    }
    return db_list(
        db, a, &Q_DELTA_LINES_BY_PACKAGE,
        ARGS(V(q->year), V(q->ordinance), V(p[0]), V(p[1]), V(p[2]), V(p[3]), V(p[4]), V(p[5])),
        &delta_found_type, ret, e);
}

bool delta_sums(struct db *db, struct arena *a, int64_t year, int64_t ordinance, struct rows *ret,
                struct err *e)
{
    return db_list(db, a, &Q_DELTA_SUMS, ARGS(V(year), V(ordinance)), &delta_sum_type, ret, e);
}

bool delta_rooms(struct db *db, struct arena *a, int64_t year, int64_t ordinance, struct rows *ret,
                 struct err *e)
{
    return db_list(db, a, &Q_DELTA_ROOMS, ARGS(V(year), V(ordinance)), &delta_room_type, ret, e);
}
