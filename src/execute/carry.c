/* carry.c - requests to carry money: reading them, and what could be asked for. */
#include "execute/carry.h"

#include "base/arena.h"
#include "base/err.h"
#include "execute/carry_int.h"
#include "execute/holding.h"
#include "execute/ledger.h"
#include "sql_execute.h"
#include "store/store.h"

static const struct field carry_fields[] = {
    COL(struct carry, id),
    COL(struct carry, version),
    COL(struct carry, agency_id),
    COL(struct carry, division),
    COL(struct carry, line_id),
    FIELD(struct carry, code, FIELD_KEY, "เลขที่คำขอ", "Request"),
    FIELD(struct carry, year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct carry, kind, 0, "แบบ", "Kind"),
    FIELD(struct carry, extension, 0, "ขยายเวลา", "Extension"),
    FIELD(struct carry, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct carry, agency_name, 0, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct carry, line_code, 0, "รหัสรายการ", "Line code"),
    FIELD(struct carry, line_name, 0, "รายการ", "Line"),
    FIELD(struct carry, type_code, 0, "งบรายจ่าย", "Expenditure type"),
    FIELD(struct carry, ref, 0, "เลขที่สัญญาหรือหนี้ผูกพัน", "Contract or obligation"),
    FIELD(struct carry, amount, FIELD_TOTAL, "ขอกัน", "Asked"),
    FIELD(struct carry, approved, FIELD_TOTAL, "อนุมัติ", "Allowed"),
    FIELD(struct carry, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct carry, status, 0, "ความคืบหน้าการจัดซื้อจัดจ้าง", "Progress of the procurement"),
    FIELD(struct carry, sign_on, 0, "คาดว่าลงนาม", "Signing planned"),
    FIELD(struct carry, deliver_on, 0, "คาดว่าส่งมอบ", "Delivery planned"),
    FIELD(struct carry, pay_on, 0, "คาดว่าเบิกจ่าย", "Payment planned"),
    FIELD(struct carry, state, 0, "สถานะ", "State"),
    FIELD(struct carry, list_code, 0, "บัญชีเลขที่", "List"),
    FIELD(struct carry, decision, 0, "เหตุผลของผู้พิจารณา", "Why it was decided so"),
    FIELD(struct carry, problem, 0, "เหตุที่กันไม่ได้", "Why it could not be carried"),
    FIELD(struct carry, next_line, 0, "รายการของปีถัดไป", "Line of the next year"),
    FIELD(struct carry, posted_seq, 0, "เลขที่บัญชี", "Entry"),
    FIELD(struct carry, posted_on, 0, "กันเมื่อ", "Carried on"),
    FIELD(struct carry, made_by, 0, "ผู้จัดทำ", "Prepared by"),
    FIELD(struct carry, sent_by, 0, "ผู้เห็นชอบ", "Approved by"),
    FIELD(struct carry, made, 0, "จัดทำเมื่อ", "Prepared"),
    FIELD(struct carry, since, 0, "อยู่ในสถานะตั้งแต่", "In its state since"),
};
const struct row_type carry_type = ROW_TYPE(struct carry, carry_fields);

static const struct field event_fields[] = {
    COL(struct carry_event, id),
    FIELD(struct carry_event, event, FIELD_KEY, "การดำเนินการ", "Step"),
    FIELD(struct carry_event, from_state, 0, "จาก", "From"),
    FIELD(struct carry_event, to_state, 0, "เป็น", "To"),
    FIELD(struct carry_event, note, 0, "เหตุผล", "Reason"),
    FIELD(struct carry_event, by_user, 0, "โดย", "By"),
    FIELD(struct carry_event, at, 0, "เมื่อ", "When"),
};
const struct row_type carry_event_type = ROW_TYPE(struct carry_event, event_fields);

static const struct field choice_fields[] = {
    FIELD(struct carry_choice, kind, 0, "แบบ", "Kind"),
    FIELD(struct carry_choice, line_code, FIELD_KEY, "รหัสรายการ", "Line code"),
    FIELD(struct carry_choice, line_name, 0, "รายการ", "Line"),
    FIELD(struct carry_choice, ref, 0, "เลขที่สัญญาหรือหนี้ผูกพัน", "Contract or obligation"),
    FIELD(struct carry_choice, left, FIELD_TOTAL, "คงเหลือ", "Left"),
    COL(struct carry_choice, key),
    FIELD(struct carry_choice, asked, FIELD_TOTAL, "ขอกันแล้ว", "Asked for already"),
};
const struct row_type carry_choice_type = ROW_TYPE(struct carry_choice, choice_fields);

static const struct field agency_fields[] = {
    FIELD(struct carry_agency, agency_name, FIELD_KEY, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct carry_agency, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct carry_agency, requests, FIELD_TOTAL, "คำขอ", "Requests"),
    FIELD(struct carry_agency, asked_a, FIELD_TOTAL, "ขอกันแบบมีหนี้ผูกพัน", "Asked with obligation"),
    FIELD(struct carry_agency, asked_b, FIELD_TOTAL, "ขอกันแบบไม่มีหนี้ผูกพัน", "Asked without obligation"),
    FIELD(struct carry_agency, approved, FIELD_TOTAL, "อนุมัติแล้ว", "Allowed"),
    FIELD(struct carry_agency, posted, FIELD_TOTAL, "กันแล้ว", "Carried"),
    FIELD(struct carry_agency, obligated, FIELD_TOTAL, "หนี้ผูกพันคงเหลือ", "Open obligations"),
    FIELD(struct carry_agency, free, FIELD_TOTAL, "เงินคงเหลือที่ยังไม่ผูกพัน", "Money not obligated"),
    FIELD(struct carry_agency, not_asked, 0, "ยังไม่ขอ", "Has not asked"),
};
const struct row_type carry_agency_type = ROW_TYPE(struct carry_agency, agency_fields);

static const struct field state_fields[] = {
    FIELD(struct carry_state, state, FIELD_KEY, "สถานะ", "State"),
    FIELD(struct carry_state, kind, 0, "แบบ", "Kind"),
    FIELD(struct carry_state, requests, FIELD_TOTAL, "คำขอ", "Requests"),
    FIELD(struct carry_state, amount, FIELD_TOTAL, "ขอกัน", "Asked"),
    FIELD(struct carry_state, approved, FIELD_TOTAL, "อนุมัติ", "Allowed"),
};
const struct row_type carry_state_type = ROW_TYPE(struct carry_state, state_fields);

bool carry_get(struct db *db, struct arena *a, struct str code, struct carry *ret, struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_CARRY_GET, ARGS(V(code)), &carry_type, ret, &found, e))
        return false;
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
    }
    return found;
}

bool carry_rows(struct db *db, struct arena *a, const struct carry_filter *f, struct rows *ret,
                struct err *e)
{
    return db_list(db, a, &Q_CARRY_ROWS,
                   ARGS(V(f->year), V(f->kind), V(f->state), V(f->agency_id), V(f->after), V(f->limit)),
                   &carry_type, ret, e);
}

bool carry_of_line(struct db *db, struct arena *a, int64_t line_id, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_CARRY_OF_LINES, ARGS(V(line_id)), &carry_type, ret, e);
}

bool carry_events(struct db *db, struct arena *a, int64_t carry_id, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_CARRY_EVENTS, ARGS(V(carry_id)), &carry_event_type, ret, e);
}

bool carry_choices(struct db *db, struct arena *a, int64_t year, int64_t agency_id, struct rows *ret,
                   struct err *e)
{
    return db_list(db, a, &Q_CARRY_CHOICES, ARGS(V(agency_id), V(year)), &carry_choice_type, ret, e);
}

bool carry_available(struct db *db, struct arena *a, int64_t line_id, struct str kind, struct str ref,
                     struct money *ret, struct err *e)
{
    struct holding h;
    struct balance b;

    if (str_eq(kind, STR("A"))) {
        if (!holding_get(db, a, line_id, ref, &h, e))
            return false;
        *ret = h.obligated;
        return true;
    }
    if (!balance_get(db, a, line_id, &b, e))
        return false;
    *ret = b.allotted;
    return true;
}

bool carry_agencies(struct db *db, struct arena *a, int64_t year, struct rows *ret,
                    struct carry_agency *ret_total, struct err *e)
{
    const struct carry_agency *g;
    struct rows rows;

    if (!db_list(db, a, &Q_CARRY_AGENCIES, ARGS(V(year)), &carry_agency_type, &rows, e))
        return false;
    g = rows.p;
    *ret_total = (struct carry_agency){.requests = 0};
    for (size_t i = 0; i < rows.n; i++) {
        ret_total->requests += g[i].requests;
        ret_total->asked_a = money_add(ret_total->asked_a, g[i].asked_a);
        ret_total->asked_b = money_add(ret_total->asked_b, g[i].asked_b);
        ret_total->approved = money_add(ret_total->approved, g[i].approved);
        ret_total->posted = money_add(ret_total->posted, g[i].posted);
        ret_total->obligated = money_add(ret_total->obligated, g[i].obligated);
        ret_total->free = money_add(ret_total->free, g[i].free);
    }
    *ret = rows;
    return true;
}

bool carry_states(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_CARRY_STATES, ARGS(V(year)), &carry_state_type, ret, e);
}

int32_t carry_days_left(int64_t year, struct date today)
{
    return date_days_between(today, fy_end((int32_t)year));
}
