#include "plan/deciding.h"

#include "base/arena.h"
#include "base/err.h"
#include "sql_plan.h"
#include "store/store.h"

static const struct field row_fields[] = {
    FIELD(struct deciding_row, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct deciding_row, name, 0, "ชื่อ", "Name"),
    FIELD(struct deciding_row, division, 0, "กองวิเคราะห์", "Division"),
    FIELD(struct deciding_row, packages_left, FIELD_TOTAL, "ยังไม่มีมติ (ข้อเสนอ)", "Not decided (packages)"),
    FIELD(struct deciding_row, left, FIELD_TOTAL, "ยังไม่มีมติ", "Not decided"),
    FIELD(struct deciding_row, packages_done, FIELD_TOTAL, "มีมติแล้ว (ข้อเสนอ)", "Decided (packages)"),
    FIELD(struct deciding_row, done, FIELD_TOTAL, "มีมติแล้ว", "Decided"),
    FIELD(struct deciding_row, requested, FIELD_TOTAL, "ขอ", "Requested"),
    FIELD(struct deciding_row, ceiling, FIELD_TOTAL, "กรอบวงเงิน", "Ceiling"),
    FIELD(struct deciding_row, room, FIELD_TOTAL, "เหลือในกรอบ", "Room under the ceiling"),
    FIELD(struct deciding_row, over, 0, "เกินกรอบ", "Over the ceiling"),
};
const struct row_type deciding_row_type = ROW_TYPE(struct deciding_row, row_fields);

/* What the store gives; the room is worked out here. */
static const struct field read_fields[] = {
    COL(struct deciding_row, code),          COL(struct deciding_row, name),
    COL(struct deciding_row, division),      COL(struct deciding_row, packages_left),
    COL(struct deciding_row, left),          COL(struct deciding_row, packages_done),
    COL(struct deciding_row, done),          COL(struct deciding_row, requested),
    COL(struct deciding_row, ceiling),
};
static const struct row_type read_type = ROW_TYPE(struct deciding_row, read_fields);

static bool read(struct db *db, struct arena *a, const struct query *q, int64_t year,
                 enum stage stage, struct rows *ret, struct err *e)
{
    const struct deciding_row *from;
    struct deciding_row *row;

    if (!db_list(db, a, q, ARGS(V(year), V((int64_t)stage)), &read_type, ret, e)) {
        return false;
    }
    from = ret->p;
    row = ARENA_ARRAY(a, struct deciding_row, ret->n);
    for (size_t i = 0; i < ret->n; i++) {
        row[i] = from[i];
        if (row[i].ceiling.satang > 0) {
            row[i].room = money_sub(row[i].ceiling, money_add(row[i].done, row[i].left));
            row[i].over = row[i].room.satang < 0;
        }
    }
    ret->p = row;
    return true;
}

bool deciding_agencies(struct db *db, struct arena *a, int64_t year, enum stage stage,
                       struct rows *ret, struct err *e)
{
    return read(db, a, &Q_DECIDING_AGENCIES, year, stage, ret, e);
}

bool deciding_sides(struct db *db, struct arena *a, int64_t year, enum stage stage,
                    struct rows *ret, struct err *e)
{
    return read(db, a, &Q_DECIDING_SIDES, year, stage, ret, e);
}

static const struct field undecided_fields[] = {
    COL(struct undecided_row, id),
    FIELD(struct undecided_row, code, FIELD_KEY, "รหัสข้อเสนอ", "Package"),
    FIELD(struct undecided_row, title, 0, "ข้อเสนอ", "Title"),
    FIELD(struct undecided_row, agency_name, 0, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct undecided_row, level_kind, 0, "ระดับ", "Level"),
    FIELD(struct undecided_row, state, 0, "สถานะ", "State"),
    FIELD(struct undecided_row, requested, FIELD_TOTAL, "ขอ", "Requested"),
    FIELD(struct undecided_row, before, FIELD_TOTAL, "ก่อนมติ", "Before"),
};
const struct row_type undecided_row_type = ROW_TYPE(struct undecided_row, undecided_fields);

bool deciding_packages(struct db *db, struct arena *a, const struct undecided_filter *f,
                       struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_DECIDING_PACKAGES,
                   ARGS(V(f->year), V((int64_t)f->stage), V(f->agency_id), V(f->output_code),
                        V(f->level_kind), V((int64_t)f->decided), V(f->after_id), V(f->limit)),
                   &undecided_row_type, ret, e);
}
