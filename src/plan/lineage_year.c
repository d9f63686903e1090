/* lineage_year.c - the lines of a year without a past, of the year before without a future, and the links between. */
#include "base/arena.h"
#include "base/err.h"
#include "plan/lineage.h"
#include "sql_plan.h"
#include "store/store.h"

struct count_row {
    int64_t lines, linked, split, merged, renamed, moved, past_living, past_rows, past_linked;
};
static const struct field count_fields[] = {
    COL(struct count_row, lines),       COL(struct count_row, linked),
    COL(struct count_row, split),       COL(struct count_row, merged),
    COL(struct count_row, renamed),     COL(struct count_row, moved),
    COL(struct count_row, past_living), COL(struct count_row, past_rows),
    COL(struct count_row, past_linked),
};
static const struct row_type count_type = ROW_TYPE(struct count_row, count_fields);

static const struct field open_fields[] = {
    COL(struct lineage_open_row, id),
    FIELD(struct lineage_open_row, code, FIELD_KEY, "รหัสรายการ", "Line"),
    FIELD(struct lineage_open_row, name, 0, "รายการ", "Name"),
    FIELD(struct lineage_open_row, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct lineage_open_row, agency_name, 0, "หน่วยงาน", "Agency"),
    FIELD(struct lineage_open_row, output_code, 0, "รหัสผลผลิต", "Output code"),
    FIELD(struct lineage_open_row, item_code, 0, "รหัสรายจ่าย", "Item code"),
    FIELD(struct lineage_open_row, amount, FIELD_TOTAL, "จำนวนเงิน", "Amount"),
    FIELD(struct lineage_open_row, living, 0, "อยู่ใน PBIS", "In PBIS"),
};
const struct row_type lineage_open_row_type = ROW_TYPE(struct lineage_open_row, open_fields);

static const struct field link_fields[] = {
    COL(struct lineage_link_row, id),
    FIELD(struct lineage_link_row, from_year, 0, "จากปี", "From year"),
    FIELD(struct lineage_link_row, from_code, 0, "จากรหัส", "From line"),
    FIELD(struct lineage_link_row, from_name, 0, "จากรายการ", "From"),
    FIELD(struct lineage_link_row, to_code, FIELD_KEY, "เป็นรหัส", "To line"),
    FIELD(struct lineage_link_row, to_name, 0, "เป็นรายการ", "To"),
    FIELD(struct lineage_link_row, agency_name, 0, "หน่วยงาน", "Agency"),
    FIELD(struct lineage_link_row, kind, 0, "ความเชื่อมโยง", "Link"),
    FIELD(struct lineage_link_row, share, 0, "ส่วน", "Share"),
    FIELD(struct lineage_link_row, enacted, FIELD_OPTIONAL, "ข้อบัญญัติปีก่อน", "Enacted before"),
    FIELD(struct lineage_link_row, origin, 0, "ที่มาของการเชื่อม", "How it was linked"),
    FIELD(struct lineage_link_row, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct lineage_link_row, by_user, 0, "ผู้บันทึก", "Recorded by"),
    FIELD(struct lineage_link_row, at, 0, "เมื่อ", "At"),
};
const struct row_type lineage_link_row_type = ROW_TYPE(struct lineage_link_row, link_fields);

bool lineage_count(struct db *db, struct arena *a, int64_t year, struct lineage_counts *ret,
                   struct err *e)
{
    struct count_row c;

    if (!db_one(db, a, &Q_LINEAGE_COUNT, ARGS(V(year)), &count_type, &c, e))
        return false;
    *ret = (struct lineage_counts){.lines = c.lines,
                                   .linked = c.linked,
                                   .split = c.split,
                                   .merged = c.merged,
                                   .renamed = c.renamed,
                                   .moved = c.moved,
                                   .past_lines = c.past_living + c.past_rows,
                                   .past_linked = c.past_linked};
    return true;
}

/* A year that lives in PBIS answers from its lines, one before it from past_line. */
bool lineage_open(struct db *db, struct arena *a, const struct lineage_filter *f, struct rows *ret,
                  struct err *e)
{
    const struct query *q = f->past ? &Q_LINEAGE_OPEN_PAST : &Q_LINEAGE_OPEN_FUTURE;
    int64_t living;

    if (!db_int(db, &Q_LINEAGE_ANY_LINE, ARGS(V(f->year)), &living, e))
        return false;
    if (!living && f->past) {
        *ret = (struct rows){NULL, 0};
        return true;
    }
    return db_list(db, a, living ? q : &Q_LINEAGE_OPEN_PAST_ROWS,
                   ARGS(V(f->year), V(f->agency_id), V(f->after_id), V(f->limit),
                        V(f->lang == LANG_EN ? STR("en") : STR("th"))),
                   &lineage_open_row_type, ret, e);
}

bool lineage_links(struct db *db, struct arena *a, int64_t to_year, int64_t before, int64_t limit,
                   struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_LINEAGE_LINKS, ARGS(V(to_year), V(before), V(limit)),
                   &lineage_link_row_type, ret, e);
}
