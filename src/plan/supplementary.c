/* supplementary.c - a supplementary draft and its fiscal statement; its lines are supplementary_line.c's. */
#include "plan/supplementary.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "city/year.h"
#include "plan/bill.h"
#include "plan/position.h"
#include "plan/supplementary_int.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

static const struct field supplementary_fields[] = {
    FIELD(struct supplementary, year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct supplementary, number, FIELD_KEY, "ฉบับที่", "Number"),
    COL(struct supplementary, version),
    FIELD(struct supplementary, title, 0, "ชื่อร่าง", "Title"),
    FIELD(struct supplementary, principle, 0, "หลักการ", "Principle"),
    FIELD(struct supplementary, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct supplementary, stage, 0, "ขั้นตอน", "Stage"),
    FIELD(struct supplementary, fund, 0, "แหล่งเงิน", "Fund"),
    FIELD(struct supplementary, source, 0, "ที่มาของเงิน", "Source of the money"),
    FIELD(struct supplementary, packages, 0, "ข้อเสนอ", "Packages"),
    FIELD(struct supplementary, lines, FIELD_TOTAL, "รายการ", "Lines"),
    FIELD(struct supplementary, asked, FIELD_TOTAL, "เสนอ", "Proposed"),
    FIELD(struct supplementary, now, FIELD_TOTAL, "ขณะนี้", "Now"),
    FIELD(struct supplementary, enacted, FIELD_OPTIONAL, "ตราเป็นข้อบัญญัติ", "Enacted"),
    FIELD(struct supplementary, as_of, FIELD_OPTIONAL, "ฐานะการคลัง ณ วันที่", "Fiscal statement as of"),
    FIELD(struct supplementary, free, FIELD_OPTIONAL, "เงินสะสมปลอดภาระ", "Free accumulated fund"),
    FIELD(struct supplementary, taken, FIELD_OPTIONAL, "ฉบับอื่นใช้ไปแล้ว", "Taken by others"),
    FIELD(struct supplementary, made_by, 0, "ผู้จัดทำ", "Made by"),
    FIELD(struct supplementary, made_at, 0, "เมื่อ", "At"),
};
const struct row_type supplementary_type = ROW_TYPE(struct supplementary, supplementary_fields);

/* A statement with the position it is of. */
static const struct field statement_fields[] = {
    FIELD(struct fiscal_statement, version, FIELD_KEY, "รุ่น", "Version"),
    FIELD(struct fiscal_statement, position_code, 0, "ฐานะการคลังเลขที่", "Fiscal position"),
    FIELD(struct fiscal_statement, as_of, 0, "ณ วันที่", "As of"),
    FIELD(struct fiscal_statement, cash, FIELD_OPTIONAL, "เงินสดและเงินฝาก", "Cash and deposits"),
    FIELD(struct fiscal_statement, carried, FIELD_OPTIONAL, "เงินกันเหลื่อมปี", "Carried over"),
    FIELD(struct fiscal_statement, commitment, FIELD_OPTIONAL, "ผูกพันงบประมาณข้ามปี",
          "Multi-year commitments"),
    FIELD(struct fiscal_statement, debt, FIELD_OPTIONAL, "หนี้คงค้าง", "Debt outstanding"),
    FIELD(struct fiscal_statement, free, 0, "เงินสะสมปลอดภาระ", "Free accumulated fund"),
    FIELD(struct fiscal_statement, taken, 0, "ฉบับอื่นใช้ไปแล้ว", "Taken by others"),
    FIELD(struct fiscal_statement, made_by, 0, "ผู้บันทึก", "Recorded by"),
    FIELD(struct fiscal_statement, made_at, 0, "เมื่อ", "At"),
    COL(struct fiscal_statement, position_id),
};
const struct row_type fiscal_statement_type =
    ROW_TYPE(struct fiscal_statement, statement_fields);

/* ---- reading ---- */

bool supplementary_list(struct db *db, struct arena *a, int64_t year, struct rows *ret,
                        struct err *e)
{
    return db_list(db, a, &Q_SUPPLEMENTARY_LIST, ARGS(V(year)), &supplementary_type, ret, e);
}

bool supplementary_get(struct db *db, struct arena *a, int64_t year, int64_t number,
                       struct supplementary *ret, struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_SUPPLEMENTARY_GET, ARGS(V(year), V(number)), &supplementary_type, ret,
                 &found, e))
        return false;
    if (found)
        return true;
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(bill_code(a, year, number)));
    return false;
}

bool supplementary_statements(struct db *db, struct arena *a, int64_t year, int64_t number,
                              struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_STATEMENT_LIST, ARGS(V(year), V(number)), &fiscal_statement_type, ret,
                   e);
}

bool supplementary_positions(struct db *db, struct arena *a, int64_t year, struct rows *ret,
                             struct err *e)
{
    return db_list(db, a, &Q_STATEMENT_POSITIONS, ARGS(V(year)), &position_row_type, ret, e);
}

/* ---- the draft ---- */

static bool check_new(const struct supplementary_new *n, struct err *e)
{
    if (!str_eq(n->fund, STR("ACC")) && !str_eq(n->fund, STR("OWN"))) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(STR("fund")));
        err_arg(e, "value", V(n->fund));
        err_arg(e, "expected", V(STR("ACC OWN")));
        return false;
    }
    return check_text("source", n->source, true, 500, e) &&
           check_text("reason", n->reason, true, 4000, e);
}

static bool put(struct act *by, const struct supplementary_new *n, int64_t number,
                const char *action, struct err *e)
{
    struct audit_note note = {
        .action = str_from(action),
        .subject = str_format(by->a, "bill:%.*s", STR_FMT(bill_code(by->a, n->year, number))),
        .new_value = str_format(by->a, "%.*s %.*s", STR_FMT(n->fund), STR_FMT(n->source)),
        .year = n->year};

    return db_exec(by->tx->db, &Q_SUPPLEMENTARY_PUT,
                   ARGS(V(n->year), V(number), V(n->fund), V(n->source)), NULL, e) &&
           audit_add(by, &note, e);
}

bool supplementary_add(struct act *by, const struct supplementary_new *n, int64_t *ret_number,
                       struct err *e)
{
    struct bill_new b = {.title = n->title, .principle = n->principle, .reason = n->reason};
    int64_t number;

    if (!actor_check_city(by->who, PERM_BILL, e) || !check_new(n, e) ||
        !bill_add(by, n->year, &b, &number, e) || !put(by, n, number, "supplementary.add", e))
        return false;
    *ret_number = number;
    return true;
}

bool supplementary_check_draft(struct db *db, struct arena *a, int64_t year, int64_t number,
                               struct err *e)
{
    struct str stage;

    if (!bill_stage(db, a, year, number, &stage, e))
        return false;
    if (number > 0 && str_eq(stage, STR("DRAFT")))
        return true;
    FAIL(e, ERR_BILL_TABLED);
    err_arg(e, "bill", V(bill_code(a, year, number)));
    err_arg(e, "stage", V(stage));
    return false;
}

bool supplementary_edit(struct act *by, const struct supplementary_new *n, struct err *e)
{
    struct bill_new b = {.title = n->title, .principle = n->principle, .reason = n->reason};
    struct supplementary was;

    if (!actor_check_city(by->who, PERM_BILL, e) || !check_new(n, e) ||
        !supplementary_check_draft(by->tx->db, by->a, n->year, n->number, e) ||
        !supplementary_get(by->tx->db, by->a, n->year, n->number, &was, e))
        return false;
    if (!str_eq(was.fund, n->fund) && was.lines > 0) { /* its lines carry the fund */
        FAIL(e, ERR_FUND_FIXED);
        err_arg(e, "lines", V(was.lines));
        return false;
    }
    return bill_edit(by, n->year, n->number, n->version, &b, e) &&
           put(by, n, n->number, "supplementary.edit", e);
}

/* ---- the fiscal statement ---- */

static bool above_free(struct arena *a, const struct fiscal_statement *f, struct money total,
                       struct err *e)
{
    FAIL(e, ERR_ABOVE_FREE);
    err_arg(e, "total", V(total));
    err_arg(e, "free", V(money_sub(f->free, f->taken)));
    err_arg(e, "as_of", V(f->as_of));
    err_arg(e, "position", V(str_dup(a, f->position_code)));
    return false;
}

static bool newest_statement(struct db *db, struct arena *a, int64_t year, int64_t number,
                             struct fiscal_statement *ret, bool *ret_found, struct err *e)
{
    struct rows rows;

    if (!supplementary_statements(db, a, year, number, &rows, e))
        return false;
    *ret_found = rows.n > 0;
    if (rows.n)
        *ret = *(const struct fiscal_statement *)rows.p;
    return true;
}

static bool taken_since(struct db *db, int64_t year, int64_t number, struct date as_of,
                        struct money *ret, struct err *e)
{
    return db_int(db, &Q_STATEMENT_TAKEN,
                  ARGS(V(year), V(number), V(as_of), V(date_start_ms(date_add_days(as_of, 1)))),
                  &ret->satang, e);
}

bool supplementary_revenue(struct db *db, struct arena *a, int64_t year, int64_t number,
                           struct supplementary_revenue *ret, struct err *e)
{
    struct fiscal_year y;

    if (!year_get(db, a, year, &y, e) ||
        !db_int(db, &Q_SUPPLEMENTARY_OWN_SPENT, ARGS(V(year), V(number)), &ret->spent.satang, e))
        return false;
    ret->revenue = y.revenue;
    ret->surplus = money_sub(y.revenue, ret->spent);
    if (ret->surplus.satang < 0)
        ret->surplus = MONEY_ZERO;
    return true;
}

/* Lines of the year's own revenue: within what the estimate has and nothing pays yet. */
static bool check_revenue(struct db *db, struct arena *a, int64_t year, int64_t number,
                          struct err *e)
{
    struct supplementary_revenue r;
    int64_t total;

    if (!db_int(db, &Q_SUPPLEMENTARY_TOTAL, ARGS(V(year), V(number), V(STR("OWN"))), &total, e))
        return false;
    if (total == 0)
        return true;
    if (!supplementary_revenue(db, a, year, number, &r, e))
        return false;
    if (total <= r.surplus.satang)
        return true;
    FAIL(e, ERR_ABOVE_REVENUE);
    err_arg(e, "total", V(MONEY(total)));
    err_arg(e, "surplus", V(r.surplus));
    err_arg(e, "revenue", V(r.revenue));
    err_arg(e, "spent", V(r.spent));
    return false;
}

/* What others took is counted anew: a statement of last month may have been overtaken. */
bool supplementary_check_free(struct db *db, struct arena *a, int64_t year, int64_t number,
                              bool needed, struct err *e)
{
    struct fiscal_statement f;
    int64_t total;
    bool found;

    if (!newest_statement(db, a, year, number, &f, &found, e))
        return false;
    if (!found) {
        if (!needed)
            return true;
        FAIL(e, ERR_NO_STATEMENT);
        err_arg(e, "bill", V(bill_code(a, year, number)));
        return false;
    }
    if (!db_int(db, &Q_SUPPLEMENTARY_TOTAL, ARGS(V(year), V(number), V(STR("ACC"))), &total, e))
        return false;
    if (total == 0)
        return check_revenue(db, a, year, number, e);
    if (!taken_since(db, year, number, f.as_of, &f.taken, e))
        return false;
    if (total > f.free.satang - f.taken.satang)
        return above_free(a, &f, MONEY(total), e);
    return check_revenue(db, a, year, number, e);
}

bool supplementary_check(struct db *db, struct arena *a, int64_t year, int64_t number,
                         struct err *e)
{
    int64_t total;

    if (!db_int(db, &Q_SUPPLEMENTARY_TOTAL, ARGS(V(year), V(number), V(STR_NONE)), &total, e))
        return false;
    if (total == 0) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(bill_code(a, year, number)));
        return false;
    }
    return supplementary_check_free(db, a, year, number, true, e);
}

/* The position named, or the newest that is not after today. */
static bool find_position(struct act *by, int64_t year, struct str code,
                          struct position_row *ret, struct err *e)
{
    const struct position_row *p;
    struct rows rows;

    if (!supplementary_positions(by->tx->db, by->a, year, &rows, e))
        return false;
    p = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        if (code.n ? str_eq(p[i].code, code) : date_cmp(p[i].as_of, by->today) <= 0) {
            *ret = p[i];
            if (p[i].free.satang != MONEY_MISSING.satang)
                return true;
            FAIL(e, ERR_REQUIRED);
            err_arg(e, "field", V(position_label(POSITION_FREE, LANG_TH)));
            return false;
        }
    }
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(code.n ? code : STR("fiscal position")));
    return false;
}

static struct value maybe(struct money m)
{
    return m.satang == MONEY_MISSING.satang ? V_NULL : V(m);
}

bool supplementary_state(struct act *by, int64_t year, int64_t number, struct str position_code,
                         struct err *e)
{
    struct db *db = by->tx->db;
    struct audit_note n = {.action = STR("supplementary.statement"), .year = year};
    struct position_row p;
    struct money taken;

    if (!actor_check_city(by->who, PERM_BILL, e) ||
        !supplementary_check_draft(db, by->a, year, number, e) ||
        !find_position(by, year, position_code, &p, e) ||
        !taken_since(db, year, number, p.as_of, &taken, e) ||
        !db_exec(db, &Q_STATEMENT_ADD,
                 ARGS(V(year), V(number), V(p.id), V(p.as_of), maybe(p.cash), maybe(p.carried),
                      maybe(p.commitment), maybe(p.debt), V(p.free), V(taken),
                      V(by->who->name), V(by->now_ms)),
                 NULL, e))
        return false;
    n.subject = str_format(by->a, "bill:%.*s", STR_FMT(bill_code(by->a, year, number)));
    n.new_value = str_format(by->a, "%.*s free=%.*s taken=%.*s", STR_FMT(p.code),
                             STR_FMT(money_text(by->a, p.free, MONEY_PLAIN)),
                             STR_FMT(money_text(by->a, taken, MONEY_PLAIN)));
    return supplementary_check_free(db, by->a, year, number, true, e) && audit_add(by, &n, e);
}
