/* year_end.c - what is open at the end of a year, and its closing. */
#include "execute/year_end.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/year.h"
#include "execute/carry_int.h"
#include "plan/cycle.h"
#include "plan/write.h"
#include "sql_execute.h"
#include "store/store.h"

enum { REASON_MAX = 2000 };

static const struct field step_fields[] = {
    FIELD(struct year_end_step, step, 0, "ขั้น", "Step"),
    FIELD(struct year_end_step, label, FIELD_KEY, "เรื่อง", "Matter"),
    FIELD(struct year_end_step, path, 0, "หน้า", "Page"),
    FIELD(struct year_end_step, count, 0, "ค้าง", "Open"),
    FIELD(struct year_end_step, amount, FIELD_OPTIONAL, "จำนวนเงิน", "Amount"),
    FIELD(struct year_end_step, must, 0, "ต้องเสร็จก่อนปิดปี", "Needed to close"),
};
const struct row_type year_end_step_type = ROW_TYPE(struct year_end_step, step_fields);

static const struct field closing_fields[] = {
    FIELD(struct year_closing, year, FIELD_KEY, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct year_closing, lines, 0, "รายการ", "Lines"),
    FIELD(struct year_closing, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct year_closing, by_user, 0, "ผู้ปิดปี", "Closed by"),
    FIELD(struct year_closing, at, 0, "ปิดเมื่อ", "Closed"),
};
const struct row_type year_closing_type = ROW_TYPE(struct year_closing, closing_fields);

static const struct field part_fields[] = {
    FIELD(struct year_closing_part, agency_name, FIELD_KEY, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct year_closing_part, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct year_closing_part, type_code, 0, "งบรายจ่าย", "Expenditure type"),
    FIELD(struct year_closing_part, lines, FIELD_TOTAL, "รายการ", "Lines"),
    FIELD(struct year_closing_part, given, FIELD_TOTAL, "ได้รับทั้งหมด", "Given"),
    FIELD(struct year_closing_part, disbursed, FIELD_TOTAL, "เบิกจ่าย", "Disbursed"),
    FIELD(struct year_closing_part, carried_a, FIELD_TOTAL, "กันแบบมีหนี้ผูกพัน", "Carried with obligation"),
    FIELD(struct year_closing_part, carried_b, FIELD_TOTAL, "กันแบบไม่มีหนี้ผูกพัน", "Carried without obligation"),
    FIELD(struct year_closing_part, lapsed, FIELD_TOTAL, "พับตกไป", "Lapsed"),
    FIELD(struct year_closing_part, open, FIELD_TOTAL, "ยังค้าง", "Open"),
};
const struct row_type year_closing_part_type = ROW_TYPE(struct year_closing_part, part_fields);

struct open_money {
    int64_t obligated_n;
    struct money obligated;
    int64_t rest_n;
    struct money rest;
};
static const struct field money_fields[] = {
    COL(struct open_money, obligated_n),
    COL(struct open_money, obligated),
    COL(struct open_money, rest_n),
    COL(struct open_money, rest),
};
static const struct row_type money_type = ROW_TYPE(struct open_money, money_fields);

/* ---- what is open ---- */

static const struct {
    const char *step, *path, *label;
} step_names[] = {
    {"carry", "/carry?state=open", TR("คำขอกันเงินที่ยังไม่ตัดสิน")},
    {"carry_post", "/carry/lists", TR("เงินกันที่อนุมัติแล้วแต่ยังไม่บันทึกบัญชี")},
    {"orders", "/orders", TR("คำสั่งเงินงวด โอน และจอง ที่ยังไม่เสร็จ")},
    {"warrants", "/warrants", TR("ฎีกาที่ยังไม่จ่าย")},
    {"obligations", "/contracts", TR("รายการที่มีหนี้ผูกพันคงเหลือ")},
    {"rest", "/year-end", TR("รายการที่มีเงินเหลือซึ่งจะพับตกไป")},
    {"lapse", "/year-end", TR("การพับตกไปที่รออนุมัติหรือรอบันทึก")},
    {"differences", "/records", TR("ผลต่างกับระบบอื่นที่ยังไม่กระทบยอด")},
    {"flags", "/carry/flags", TR("เหตุยกเว้นที่รอผู้ยืนยัน")},
    {"periods", "/year-end/periods", TR("งวดบัญชีที่ยังเปิด")},
};

static bool fill_step(struct year_end_step *s, const struct rows *rows, const struct open_money *m)
{
    const struct year_end_step *x = rows->p;

    if (str_eq(s->step, STR("obligations"))) {
        s->count = m->obligated_n;
        s->amount = m->obligated;
        s->must = true;
        return true;
    }
    if (str_eq(s->step, STR("rest"))) {
        s->count = m->rest_n;
        s->amount = m->rest;
        s->must = true;
        return true;
    }
    for (size_t i = 0; i < rows->n; i++) {
        if (str_eq(x[i].step, s->step)) {
            s->count = x[i].count;
            s->amount = x[i].amount;
            s->must = x[i].must;
            return true;
        }
    }
    return false;
}

bool year_end_steps(struct db *db, struct arena *a, int64_t year, enum lang lang, struct rows *ret, struct err *e)
{
    struct year_end_step *s = ARENA_ARRAY(a, struct year_end_step, ARRAY_LEN(step_names));
    struct open_money m;
    struct rows rows;

    if (!db_list(db, a, &Q_YEAR_END_CARRY, ARGS(V(year)), &year_end_step_type, &rows, e) ||
        !db_one(db, a, &Q_YEAR_END_MONEY, ARGS(V(year)), &money_type, &m, e))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(step_names); i++) {
        s[i] = (struct year_end_step){.step = str_from(step_names[i].step),
                                      .path = str_from(step_names[i].path),
                                      .label = tr(lang, step_names[i].label)};
        if (!fill_step(&s[i], &rows, &m))
            PANIC("a step of the closing without its count");
    }
    *ret = (struct rows){s, ARRAY_LEN(step_names)};
    return true;
}

/* ---- closing ---- */

bool year_closing_find(struct db *db, struct arena *a, int64_t year, struct year_closing *ret, bool *ret_found,
                       struct err *e)
{
    return db_find(db, a, &Q_YEAR_CLOSING_FIND, ARGS(V(year)), &year_closing_type, ret, ret_found, e);
}

/* given = paid + carried + lapsed + open, row by row. */
static bool ties(const struct year_closing_part *p)
{
    struct money all = money_add(p->disbursed, money_add(p->carried_a, p->carried_b));

    return money_add(all, money_add(p->lapsed, p->open)).satang == p->given.satang;
}

bool year_closing_parts(struct db *db, struct arena *a, int64_t year, bool recorded, struct rows *ret,
                        struct year_closing_part *ret_total, struct err *e)
{
    struct year_closing_part sum = {.lines = 0};
    const struct year_closing_part *p;
    struct rows rows;

    if (!db_list(db, a, recorded ? &Q_YEAR_CLOSING_PARTS : &Q_YEAR_PARTS_NOW, ARGS(V(year)), &year_closing_part_type,
                 &rows, e))
        return false;
    p = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        sum.lines += p[i].lines;
        sum.given = money_add(sum.given, p[i].given);
        sum.disbursed = money_add(sum.disbursed, p[i].disbursed);
        sum.carried_a = money_add(sum.carried_a, p[i].carried_a);
        sum.carried_b = money_add(sum.carried_b, p[i].carried_b);
        sum.lapsed = money_add(sum.lapsed, p[i].lapsed);
        sum.open = money_add(sum.open, p[i].open);
        if (!ties(&p[i])) {
            FAIL(e, ERR_DOCUMENT_SUM);
            err_arg(e, "what", V(p[i].agency_name));
            return false;
        }
    }
    *ret = rows;
    *ret_total = sum;
    return true;
}

bool year_end_close(struct act *by, int64_t year, struct str reason, struct err *e)
{
    struct db *db = by->tx->db;
    struct fiscal_year y;
    int64_t rows;

    reason = str_trim(reason);
    if (!actor_check_city(by->who, PERM_CYCLE, e) || !check_text("reason", reason, false, REASON_MAX, e) ||
        !year_get(db, by->a, year, &y, e))
        return false;
    if (!str_eq(y.stage, STR("YEAR_END"))) {
        FAIL(e, ERR_STAGE);
        err_arg(e, "stage", V(y.stage));
        return false;
    }
    return db_exec(db, &Q_YEAR_CLOSING_INSERT, ARGS(V(year), V(reason), V(by->who->name), V(by->now_ms)), &rows, e) &&
           db_exec(db, &Q_YEAR_CLOSING_PARTS_INSERT, ARGS(V(year)), NULL, e) &&
           carry_note(by, year, str_format(by->a, "year:%lld", (long long)year),
                      (struct audit_note){.action = STR("year_end.record"), .reason = reason}, e) &&
           cycle_run(by, year, STR("close"), reason, e);
}
