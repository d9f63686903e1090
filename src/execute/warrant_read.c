/* warrant_read.c - payment warrants as they are read. */
#include "base/arena.h"
#include "base/err.h"
#include "execute/warrant.h"
#include "sql_execute.h"
#include "store/store.h"

static const struct field warrant_fields[] = {
    COL(struct warrant, id),
    COL(struct warrant, agency_id),
    COL(struct warrant, division),
    COL(struct warrant, contract_id),
    COL(struct warrant, refund_of_id),
    COL(struct warrant, version),
    FIELD(struct warrant, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct warrant, number, 0, "เลขที่ฎีกา", "Warrant number"),
    FIELD(struct warrant, kind, 0, "ชนิด", "Kind"),
    FIELD(struct warrant, state, 0, "สถานะ", "State"),
    FIELD(struct warrant, year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct warrant, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct warrant, agency_name, 0, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct warrant, on_date, 0, "ลงวันที่", "Dated"),
    FIELD(struct warrant, title, 0, "รายการ", "Subject"),
    FIELD(struct warrant, payee, 0, "ผู้รับเงิน", "Payee"),
    FIELD(struct warrant, tax_id, 0, "เลขประจำตัวผู้เสียภาษี", "Tax number"),
    FIELD(struct warrant, contract_code, 0, "สัญญา", "Contract"),
    FIELD(struct warrant, ref, 0, "เลขที่สัญญา", "Contract number"),
    FIELD(struct warrant, control_no, 0, "เลขคุม", "Control number"),
    FIELD(struct warrant, change_number, 0, "แก้ไขสัญญาครั้งที่", "Change of the contract"),
    FIELD(struct warrant, accepted_on, 0, "ตรวจรับ", "Accepted"),
    FIELD(struct warrant, gross, FIELD_TOTAL, "จำนวนเงินตามงวด", "Gross"),
    FIELD(struct warrant, advance_less, FIELD_TOTAL, "หักเงินล่วงหน้า", "Advance taken back"),
    FIELD(struct warrant, retention_less, FIELD_TOTAL, "หักประกันผลงาน", "Retained"),
    FIELD(struct warrant, adjust, FIELD_TOTAL, "เงินชดเชยค่า K", "Price adjustment"),
    FIELD(struct warrant, k_value, 0, "ค่า K", "Index K"),
    FIELD(struct warrant, charge, FIELD_TOTAL, "เบิกจากงบประมาณ", "Charged to the budget"),
    FIELD(struct warrant, penalty, FIELD_TOTAL, "ค่าปรับ", "Penalty"),
    FIELD(struct warrant, penalty_days, 0, "ปรับ (วัน)", "Days of penalty"),
    FIELD(struct warrant, tax, FIELD_TOTAL, "ภาษีหัก ณ ที่จ่าย", "Tax withheld"),
    FIELD(struct warrant, net, FIELD_TOTAL, "จ่ายสุทธิ", "Net to the payee"),
    FIELD(struct warrant, loan_no, 0, "สัญญาการยืมเงิน", "Borrowed money"),
    FIELD(struct warrant, loan, 0, "ล้างเงินยืม", "Settles a loan of"),
    FIELD(struct warrant, refund_of, 0, "คืนของฎีกา", "Refund of"),
    FIELD(struct warrant, receipt_no, 0, "ใบเสร็จรับเงิน", "Receipt"),
    FIELD(struct warrant, receipt_on, 0, "ใบเสร็จลงวันที่", "Receipt dated"),
    FIELD(struct warrant, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct warrant, made_by, 0, "ผู้จัดทำ", "Prepared by"),
    FIELD(struct warrant, made_at, 0, "จัดทำเมื่อ", "Prepared at"),
    FIELD(struct warrant, approved_by, 0, "ผู้อนุมัติ", "Approved by"),
    FIELD(struct warrant, paid_by, 0, "ผู้จ่าย", "Paid by"),
    FIELD(struct warrant, paid_on, 0, "จ่ายวันที่", "Paid on"),
    FIELD(struct warrant, desk_since, 0, "อยู่ที่โต๊ะนี้ตั้งแต่", "At this desk since"),
};
const struct row_type warrant_type = ROW_TYPE(struct warrant, warrant_fields);

static const struct field part_fields[] = {
    FIELD(struct warrant_part, line_code, FIELD_KEY, "รหัสรายการ", "Line"),
    FIELD(struct warrant_part, line_name, 0, "รายการ", "Name"),
    COL(struct warrant_part, line_id),
    FIELD(struct warrant_part, amount, FIELD_TOTAL, "เบิกจ่าย", "Paid"),
    FIELD(struct warrant_part, left, 0, "คงเหลือขณะนี้", "Left now"),
};
const struct row_type warrant_part_type = ROW_TYPE(struct warrant_part, part_fields);

static const struct field instalment_fields[] = {
    FIELD(struct warrant_instalment, number, FIELD_KEY, "งวดที่", "Instalment"),
    FIELD(struct warrant_instalment, amount, FIELD_TOTAL, "จำนวนเงิน", "Amount"),
};
const struct row_type warrant_instalment_type =
    ROW_TYPE(struct warrant_instalment, instalment_fields);

static const struct field event_fields[] = {
    FIELD(struct warrant_event_row, event, FIELD_KEY, "เหตุการณ์", "Event"),
    FIELD(struct warrant_event_row, from_state, 0, "จากสถานะ", "From"),
    FIELD(struct warrant_event_row, to_state, 0, "เป็นสถานะ", "To"),
    FIELD(struct warrant_event_row, by_user, 0, "โดย", "By"),
    FIELD(struct warrant_event_row, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct warrant_event_row, at, 0, "เมื่อ", "At"),
    FIELD(struct warrant_event_row, days, 0, "อยู่ที่โต๊ะก่อนหน้า (วัน)", "Days at the desk before"),
};
const struct row_type warrant_event_row_type = ROW_TYPE(struct warrant_event_row, event_fields);

static const struct field count_fields[] = {
    COL(struct warrant_counts, drafts),   COL(struct warrant_counts, sent),
    COL(struct warrant_counts, approved), COL(struct warrant_counts, paid),
    COL(struct warrant_counts, sent_sum), COL(struct warrant_counts, approved_sum),
    COL(struct warrant_counts, paid_sum),
};
static const struct row_type count_type = ROW_TYPE(struct warrant_counts, count_fields);

static const struct field sums_fields[] = {
    COL(struct warrant_sums, advance_paid), COL(struct warrant_sums, advance_back),
    COL(struct warrant_sums, retained),     COL(struct warrant_sums, released),
    COL(struct warrant_sums, penalty),      COL(struct warrant_sums, paid),
};
static const struct row_type sums_type = ROW_TYPE(struct warrant_sums, sums_fields);

bool warrant_list(struct db *db, struct arena *a, const struct warrant_filter *f, struct rows *ret,
                  struct err *e)
{
    struct str words = f->text.n ? str_format(a, "%%%.*s%%", STR_FMT(f->text)) : STR_NONE;

    if (f->contract_id && f->year == 0)
        return db_list(db, a, &Q_WARRANT_OF_CONTRACT, ARGS(V(f->contract_id)), &warrant_type, ret,
                       e);
    return db_list(db, a, &Q_WARRANT_LIST,
                   ARGS(V(f->year), V(f->agency_id), V(f->contract_id), V(f->state), V(f->kind),
                        V(words), V(f->before), V(f->limit)),
                   &warrant_type, ret, e);
}

bool warrant_count(struct db *db, struct arena *a, int64_t year, int64_t agency_id,
                   struct warrant_counts *ret, struct err *e)
{
    return db_one(db, a, &Q_WARRANT_COUNT, ARGS(V(year), V(agency_id)), &count_type, ret, e);
}

bool warrant_get(struct db *db, struct arena *a, struct str code, struct warrant *ret,
                 struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_WARRANT_GET, ARGS(V(code)), &warrant_type, ret, &found, e))
        return false;
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
    }
    return found;
}

bool warrant_parts(struct db *db, struct arena *a, const struct warrant *w, struct rows *ret,
                   struct err *e)
{
    return db_list(db, a, &Q_WARRANT_PARTS, ARGS(V(w->id), V(w->ref)), &warrant_part_type, ret, e);
}

bool warrant_instalments(struct db *db, struct arena *a, int64_t warrant_id, struct rows *ret,
                         struct err *e)
{
    return db_list(db, a, &Q_WARRANT_INSTALMENTS, ARGS(V(warrant_id)), &warrant_instalment_type,
                   ret, e);
}

bool warrant_events(struct db *db, struct arena *a, int64_t warrant_id, struct rows *ret,
                    struct err *e)
{
    return db_list(db, a, &Q_WARRANT_EVENTS, ARGS(V(warrant_id)), &warrant_event_row_type, ret, e);
}

bool warrant_sums_of(struct db *db, struct arena *a, int64_t contract_id, int64_t but_id,
                     struct warrant_sums *ret, struct err *e)
{
    return db_one(db, a, &Q_WARRANT_SUMS, ARGS(V(contract_id), V(but_id)), &sums_type, ret, e);
}
