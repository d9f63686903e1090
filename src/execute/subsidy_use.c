#include "execute/subsidy_use.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "city/param.h"
#include "city/text_check.h"
#include "sql_execute.h"
#include "store/store.h"

static const struct field line_fields[] = {
    FIELD(struct subsidy_line, line_code, FIELD_KEY, "รายการ", "Line"),
    FIELD(struct subsidy_line, name, 0, "ชื่อรายการ", "Name"),
    FIELD(struct subsidy_line, kind, 0, "ที่มาของเงิน", "Origin"),
    FIELD(struct subsidy_line, agency_name, 0, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct subsidy_line, item_code, 0, "รหัสรายจ่าย", "Item"),
    FIELD(struct subsidy_line, given, FIELD_TOTAL, "ได้รับทั้งหมด", "Given in all"),
    FIELD(struct subsidy_line, obligated, FIELD_TOTAL, "ก่อหนี้ผูกพัน", "Obligated"),
    FIELD(struct subsidy_line, disbursed, FIELD_TOTAL, "เบิกจ่าย", "Disbursed"),
    FIELD(struct subsidy_line, free, FIELD_TOTAL, "คงเหลือ", "Free"),
};
const struct row_type subsidy_line_type = ROW_TYPE(struct subsidy_line, line_fields);

static const struct field use_fields[] = {
    COL(struct subsidy_use, id),
    COL(struct subsidy_use, year),
    FIELD(struct subsidy_use, code, FIELD_KEY, "เลขที่", "Number"),
    FIELD(struct subsidy_use, name, 0, "เงินอุดหนุน", "Subsidy"),
    FIELD(struct subsidy_use, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct subsidy_use, agency_name, 0, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct subsidy_use, fund_code, 0, "แหล่งเงิน", "Fund"),
    COL(struct subsidy_use, purpose),
    FIELD(struct subsidy_use, lines, 0, "รายการ", "Lines"),
    FIELD(struct subsidy_use, received, FIELD_TOTAL, "รับแล้ว", "Received"),
    FIELD(struct subsidy_use, paid, FIELD_TOTAL, "เบิกจ่ายตามบัญชี", "Paid by the ledger"),
    FIELD(struct subsidy_use, spent, FIELD_TOTAL, "ใช้จ่ายตามที่รายงาน", "Spent as reported"),
    FIELD(struct subsidy_use, gap, FIELD_TOTAL, "รายงานต่างจากบัญชี", "Report less ledger"),
    FIELD(struct subsidy_use, matching_paid, FIELD_TOTAL, "เงินสมทบที่เบิกจ่าย", "Matching money paid"),
    FIELD(struct subsidy_use, returned, FIELD_TOTAL, "คืนแล้ว", "Returned"),
    FIELD(struct subsidy_use, unspent, FIELD_TOTAL, "ยังต้องใช้หรือคืน", "To be used or returned"),
    COL(struct subsidy_use, year_end),
    FIELD(struct subsidy_use, return_by, 0, "คืนภายใน", "Return by"),
    FIELD(struct subsidy_use, late, 0, "เลยกำหนดคืน", "Late"),
    FIELD(struct subsidy_use, open_conditions, 0, "เงื่อนไขที่ยังไม่ครบ", "Open conditions"),
    FIELD(struct subsidy_use, reported, 0, "รายงานแล้ว", "Reported"),
};
const struct row_type subsidy_use_type = ROW_TYPE(struct subsidy_use, use_fields);

static const struct field condition_fields[] = {
    COL(struct subsidy_condition, id),
    COL(struct subsidy_condition, version),
    FIELD(struct subsidy_condition, number, FIELD_KEY, "ข้อ", "No."),
    FIELD(struct subsidy_condition, what, 0, "เงื่อนไข", "Condition"),
    FIELD(struct subsidy_condition, due, 0, "กำหนด", "Due"),
    FIELD(struct subsidy_condition, state, 0, "สถานะ", "State"),
    FIELD(struct subsidy_condition, evidence, 0, "หลักฐาน", "Evidence"),
    FIELD(struct subsidy_condition, late, 0, "เลยกำหนด", "Late"),
    FIELD(struct subsidy_condition, by_user, 0, "ผู้บันทึก", "Recorded by"),
    FIELD(struct subsidy_condition, at, 0, "บันทึกเมื่อ", "Recorded at"),
};
const struct row_type subsidy_condition_type = ROW_TYPE(struct subsidy_condition, condition_fields);

/* ---- reading ---- */

static bool derive(struct db *db, struct subsidy_use *u, struct date today, struct err *e)
{
    int64_t days;

    if (!param_int(db, PARAM_SUBSIDY_RETURN, u->year, &days, e))
        return false;
    u->gap = money_sub(u->spent, u->paid);
    u->unspent = money_sub(money_sub(u->received, u->paid), u->returned);
    u->year_end = fy_end((int32_t)u->year);
    u->return_by = date_add_days(u->year_end, (int32_t)days);
    u->late = u->unspent.satang > 0 && date_cmp(today, u->return_by) > 0;
    return true;
}

bool subsidy_use_get(struct db *db, struct arena *a, struct str code, struct date today, struct subsidy_use *ret,
                     struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_SUBSIDY_USE_GET, ARGS(V(code)), &subsidy_use_type, ret, &found, e))
        return false;
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
        return false;
    }
    return derive(db, ret, today, e);
}

bool subsidy_use_list(struct db *db, struct arena *a, int64_t year, struct date today, struct rows *ret, struct err *e)
{
    struct subsidy_use *u;
    struct rows rows;

    if (!db_list(db, a, &Q_SUBSIDY_USE_LIST, ARGS(V(year)), &subsidy_use_type, &rows, e))
        return false;
    u = ARENA_ARRAY(a, struct subsidy_use, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        u[i] = ((const struct subsidy_use *)rows.p)[i];
        if (!derive(db, &u[i], today, e))
            return false;
    }
    *ret = (struct rows){u, rows.n};
    return true;
}

bool subsidy_lines(struct db *db, struct arena *a, struct str code, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_SUBSIDY_USE_LINES, ARGS(V(code)), &subsidy_line_type, ret, e);
}

bool subsidy_conditions(struct db *db, struct arena *a, struct str code, struct date today, struct rows *ret,
                        struct err *e)
{
    struct subsidy_condition *c;
    struct rows rows;

    if (!db_list(db, a, &Q_SUBSIDY_CONDITIONS, ARGS(V(code)), &subsidy_condition_type, &rows, e))
        return false;
    c = ARENA_ARRAY(a, struct subsidy_condition, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        c[i] = ((const struct subsidy_condition *)rows.p)[i];
        c[i].late = str_eq(c[i].state, STR("open")) && c[i].due.yyyymmdd && date_cmp(c[i].due, today) < 0;
    }
    *ret = (struct rows){c, rows.n};
    return true;
}

/* ---- writing ---- */

static bool note(struct act *by, const struct subsidy_use *u, const char *action, struct str value, struct err *e)
{
    return audit_add(by,
                     &(struct audit_note){.action = str_from(action),
                                          .subject = str_format(by->a, "subsidy:%.*s", STR_FMT(u->code)),
                                          .new_value = value,
                                          .year = u->year},
                     e);
}

bool subsidy_condition_add(struct act *by, struct str code, struct str what, struct date due, struct err *e)
{
    struct subsidy_use u;

    return actor_check_city(by->who, PERM_FISCAL, e) && text_check("what", what, true, 1000, e) &&
           subsidy_use_get(by->tx->db, by->a, code, by->today, &u, e) &&
           db_exec(by->tx->db, &Q_SUBSIDY_CONDITION_ADD,
                   ARGS(V(u.id), V(what), due.yyyymmdd ? V(due) : V_NULL, V(by->who->name), V(by->now_ms)), NULL, e) &&
           note(by, &u, "subsidy.condition", what, e);
}

bool subsidy_condition_put(struct act *by, const struct subsidy_condition_set *s, struct err *e)
{
    bool open = str_eq(s->state, STR("open"));
    struct subsidy_use u;
    int64_t rows;

    if (!actor_check_city(by->who, PERM_FISCAL, e) || !word_check("state", s->state, "open met not_met waived", e) ||
        !text_check("evidence", s->evidence, !open, 2000, e) ||
        !subsidy_use_get(by->tx->db, by->a, s->code, by->today, &u, e) ||
        !db_exec(by->tx->db, &Q_SUBSIDY_CONDITION_PUT,
                 ARGS(V(u.id), V(s->number), V(s->version), V(s->state), V(s->evidence), V(by->who->name), V(by->now_ms)),
                 &rows, e))
        return false;
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return note(by, &u, "subsidy.condition",
                str_format(by->a, "%lld %.*s: %.*s", (long long)s->number, STR_FMT(s->state), STR_FMT(s->evidence)), e);
}
