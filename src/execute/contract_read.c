/* contract_read.c - contracts as they are read. */
#include "base/arena.h"
#include "base/err.h"
#include "execute/contract.h"
#include "sql_execute.h"
#include "store/store.h"

static const struct field contract_fields[] = {
    COL(struct contract, id),
    COL(struct contract, agency_id),
    COL(struct contract, division),
    COL(struct contract, open_id),
    COL(struct contract, current_id),
    FIELD(struct contract, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct contract, ref, 0, "เลขที่สัญญา", "Contract number"),
    FIELD(struct contract, year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct contract, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct contract, agency_name, 0, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct contract, kind, 0, "ชนิด", "Kind"),
    FIELD(struct contract, title, 0, "เรื่อง", "Subject"),
    FIELD(struct contract, vendor, 0, "คู่สัญญา", "Vendor"),
    FIELD(struct contract, tax_id, 0, "เลขประจำตัวผู้เสียภาษี", "Tax number"),
    FIELD(struct contract, egp_no, 0, "เลขที่โครงการ e-GP", "e-GP number"),
    FIELD(struct contract, signed_on, 0, "ลงนาม", "Signed"),
    FIELD(struct contract, ends_on, 0, "สิ้นสุด", "Ends"),
    FIELD(struct contract, next_due, 0, "งวดถัดไปกำหนด", "Next instalment due"),
    FIELD(struct contract, total, FIELD_TOTAL, "วงเงิน", "Amount"),
    FIELD(struct contract, obligated, FIELD_TOTAL, "หนี้คงเหลือ", "Still obligated"),
    FIELD(struct contract, paid, FIELD_TOTAL, "เบิกจ่ายแล้ว", "Paid"),
    FIELD(struct contract, state, 0, "สถานะ", "State"),
    FIELD(struct contract, change_state, 0, "การแก้ไขที่ค้าง", "Change in hand"),
    FIELD(struct contract, late, 0, "งวดงานล่าช้า", "Instalment late"),
    FIELD(struct contract, over, 0, "เลยวันสิ้นสุด", "Past its end"),
    FIELD(struct contract, made_by, 0, "ผู้จัดทำ", "Prepared by"),
    COL(struct contract, version),
};
const struct row_type contract_type = ROW_TYPE(struct contract, contract_fields);

static const struct field change_fields[] = {
    COL(struct contract_change, id),
    FIELD(struct contract_change, number, FIELD_KEY, "ครั้งที่", "Number"),
    FIELD(struct contract_change, change_kind, 0, "เรื่อง", "Kind"),
    FIELD(struct contract_change, state, 0, "สถานะ", "State"),
    FIELD(struct contract_change, on_date, 0, "ลงวันที่", "Dated"),
    FIELD(struct contract_change, doc_no, 0, "เลขที่เอกสาร", "Document"),
    FIELD(struct contract_change, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct contract_change, days, 0, "ขยาย (วัน)", "Days more"),
    COL(struct contract_change, kind),
    FIELD(struct contract_change, title, 0, "เรื่องของสัญญา", "Subject"),
    FIELD(struct contract_change, vendor, 0, "คู่สัญญา", "Vendor"),
    COL(struct contract_change, tax_id),
    COL(struct contract_change, egp_no),
    FIELD(struct contract_change, signed_on, 0, "ลงนาม", "Signed"),
    FIELD(struct contract_change, starts_on, 0, "เริ่ม", "Begins"),
    FIELD(struct contract_change, ends_on, 0, "สิ้นสุด", "Ends"),
    FIELD(struct contract_change, total, 0, "วงเงิน", "Amount"),
    FIELD(struct contract_change, advance, 0, "เงินล่วงหน้า", "Advance"),
    FIELD(struct contract_change, advance_rate, 0, "หักเงินล่วงหน้างวดละ", "Advance taken back"),
    FIELD(struct contract_change, retention_rate, 0, "หักประกันผลงาน", "Retention"),
    FIELD(struct contract_change, penalty_day, 0, "ค่าปรับวันละ", "Penalty a day"),
    FIELD(struct contract_change, k_formula, 0, "สูตรค่า K", "Price adjustment"),
    FIELD(struct contract_change, made_by, 0, "ผู้จัดทำ", "Prepared by"),
    FIELD(struct contract_change, made_at, 0, "จัดทำเมื่อ", "Prepared at"),
    FIELD(struct contract_change, sent_by, 0, "ผู้ส่ง", "Sent by"),
    FIELD(struct contract_change, sent_at, 0, "ส่งเมื่อ", "Sent at"),
    FIELD(struct contract_change, decided_by, 0, "ผู้อนุมัติ", "Decided by"),
    FIELD(struct contract_change, decided_at, 0, "พิจารณาเมื่อ", "Decided at"),
    FIELD(struct contract_change, decided_why, 0, "ความเห็น", "Remark"),
    COL(struct contract_change, version),
};
const struct row_type contract_change_type = ROW_TYPE(struct contract_change, change_fields);

static const struct field part_fields[] = {
    FIELD(struct contract_part, line_code, FIELD_KEY, "รหัสรายการ", "Line"),
    FIELD(struct contract_part, line_name, 0, "รายการ", "Name"),
    COL(struct contract_part, line_id),
    FIELD(struct contract_part, line_year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct contract_part, amount, FIELD_TOTAL, "ตามสัญญา", "By the contract"),
    FIELD(struct contract_part, obligated, FIELD_TOTAL, "หนี้คงเหลือ", "Still obligated"),
    FIELD(struct contract_part, paid, FIELD_TOTAL, "เบิกจ่ายแล้ว", "Paid"),
    FIELD(struct contract_part, free, 0, "รายการยังก่อหนี้ได้", "Free on the line"),
};
const struct row_type contract_part_type = ROW_TYPE(struct contract_part, part_fields);

static const struct field year_fields[] = {
    FIELD(struct contract_year, year, FIELD_KEY, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct contract_year, amount, FIELD_TOTAL, "จำนวนเงิน", "Amount"),
};
const struct row_type contract_year_type = ROW_TYPE(struct contract_year, year_fields);

static const struct field instalment_fields[] = {
    FIELD(struct contract_instalment, number, FIELD_KEY, "งวดที่", "Instalment"),
    FIELD(struct contract_instalment, due_on, 0, "กำหนดส่งมอบ", "Due"),
    FIELD(struct contract_instalment, amount, FIELD_TOTAL, "จำนวนเงิน", "Amount"),
    FIELD(struct contract_instalment, delivers, 0, "สิ่งที่ส่งมอบ", "Delivers"),
    FIELD(struct contract_instalment, accepted_on, 0, "ตรวจรับ", "Accepted"),
    FIELD(struct contract_instalment, accept_no, 0, "ใบตรวจรับ", "Acceptance paper"),
    FIELD(struct contract_instalment, claimed, FIELD_TOTAL, "ตั้งฎีกา", "Claimed"),
    FIELD(struct contract_instalment, paid, FIELD_TOTAL, "จ่ายแล้ว", "Paid"),
    FIELD(struct contract_instalment, late, 0, "ล่าช้า", "Late"),
};
const struct row_type contract_instalment_type =
    ROW_TYPE(struct contract_instalment, instalment_fields);

static const struct field event_fields[] = {
    FIELD(struct contract_event_row, number, FIELD_KEY, "ครั้งที่", "Change"),
    FIELD(struct contract_event_row, event, 0, "เหตุการณ์", "Event"),
    FIELD(struct contract_event_row, to_state, 0, "สถานะ", "State"),
    FIELD(struct contract_event_row, by_user, 0, "โดย", "By"),
    FIELD(struct contract_event_row, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct contract_event_row, at, 0, "เมื่อ", "At"),
};
const struct row_type contract_event_row_type = ROW_TYPE(struct contract_event_row, event_fields);

static const struct field bare_fields[] = {
    FIELD(struct contract_bare, ref, FIELD_KEY, "เลขที่สัญญา", "Reference"),
    FIELD(struct contract_bare, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct contract_bare, agency_name, 0, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct contract_bare, line_code, 0, "รหัสรายการ", "Line"),
    COL(struct contract_bare, line_id),
    COL(struct contract_bare, agency_id),
    FIELD(struct contract_bare, obligated, FIELD_TOTAL, "หนี้คงเหลือ", "Still obligated"),
    FIELD(struct contract_bare, disbursed, FIELD_TOTAL, "เบิกจ่ายแล้ว", "Paid"),
};
const struct row_type contract_bare_type = ROW_TYPE(struct contract_bare, bare_fields);

struct count_row {
    int64_t n, late, over, waiting;
    struct money total;
};
static const struct field count_fields[] = {
    COL(struct count_row, n),       COL(struct count_row, late),  COL(struct count_row, over),
    COL(struct count_row, waiting), COL(struct count_row, total),
};
static const struct row_type count_type = ROW_TYPE(struct count_row, count_fields);

/* A day that no date is before, when today is not said. */
static struct value day(struct date d)
{
    return value_int(d.yyyymmdd);
}

bool contract_list(struct db *db, struct arena *a, const struct contract_filter *f,
                   struct rows *ret, struct err *e)
{
    struct str words =
        f->text.n ? str_format(a, "%%%.*s%%", STR_FMT(f->text)) : STR_NONE;

    return db_list(db, a, &Q_CONTRACT_LIST,
                   ARGS(V(f->year), V(f->agency_id), V(f->state), V(f->care), V(words),
                        V(f->before), day(f->today), V(f->limit)),
                   &contract_type, ret, e);
}

bool contract_count(struct db *db, struct arena *a, const struct contract_filter *f,
                    struct contract_counts *ret, struct err *e)
{
    struct count_row c;
    int64_t bare;

    if (!db_one(db, a, &Q_CONTRACT_COUNT, ARGS(V(f->year), V(f->agency_id), day(f->today)),
                &count_type, &c, e) ||
        !db_int(db, &Q_CONTRACT_BARE_COUNT, ARGS(V(f->year), V(f->agency_id)), &bare, e))
        return false;
    *ret = (struct contract_counts){.n = c.n,
                                    .late = c.late,
                                    .over = c.over,
                                    .waiting = c.waiting,
                                    .bare = bare,
                                    .total = c.total};
    return true;
}

bool contract_get(struct db *db, struct arena *a, struct str code, struct date today,
                  struct contract *ret, struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_CONTRACT_GET, ARGS(V(code), day(today)), &contract_type, ret, &found, e))
        return false;
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
    }
    return found;
}

bool contract_by_ref(struct db *db, struct arena *a, int64_t agency_id, struct str ref,
                     struct contract *ret, bool *ret_found, struct err *e)
{
    return db_find(db, a, &Q_CONTRACT_BY_REF, ARGS(V(agency_id), V(ref), V((int64_t)0)),
                   &contract_type, ret, ret_found, e);
}

bool contract_change_get(struct db *db, struct arena *a, int64_t change_id,
                         struct contract_change *ret, struct err *e)
{
    return db_one(db, a, &Q_CONTRACT_CHANGE_GET, ARGS(V(change_id)), &contract_change_type, ret, e);
}

bool contract_parts(struct db *db, struct arena *a, int64_t change_id, struct str ref,
                    struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_CONTRACT_PARTS, ARGS(V(change_id), V(ref)), &contract_part_type, ret,
                   e);
}

bool contract_years(struct db *db, struct arena *a, int64_t change_id, struct rows *ret,
                    struct err *e)
{
    return db_list(db, a, &Q_CONTRACT_YEARS, ARGS(V(change_id)), &contract_year_type, ret, e);
}

bool contract_instalments(struct db *db, struct arena *a, int64_t contract_id, int64_t change_id,
                          struct date today, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_CONTRACT_INSTALMENTS, ARGS(V(contract_id), V(change_id), day(today)),
                   &contract_instalment_type, ret, e);
}

bool contract_changes(struct db *db, struct arena *a, int64_t contract_id, struct rows *ret,
                      struct err *e)
{
    return db_list(db, a, &Q_CONTRACT_CHANGES, ARGS(V(contract_id)), &contract_change_type, ret, e);
}

bool contract_events(struct db *db, struct arena *a, int64_t contract_id, struct rows *ret,
                     struct err *e)
{
    return db_list(db, a, &Q_CONTRACT_EVENTS, ARGS(V(contract_id)), &contract_event_row_type, ret,
                   e);
}

bool contract_bare_list(struct db *db, struct arena *a, int64_t year, int64_t agency_id,
                        int64_t after_line, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_CONTRACT_BARE_LIST, ARGS(V(year), V(agency_id), V(after_line)),
                   &contract_bare_type, ret, e);
}

bool contract_bare_parts(struct db *db, struct arena *a, int64_t year, int64_t agency_id,
                         struct str ref, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_CONTRACT_BARE_PARTS, ARGS(V(year), V(agency_id), V(ref)),
                   &contract_part_type, ret, e);
}
