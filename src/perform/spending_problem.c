#include "perform/spending_problem.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/problem.h"
#include "city/text_check.h"
#include "sql_perform.h"
#include "store/store.h"

enum { TEXT_MAX = 4000, CONTRACT_MAX = 60 };

static const struct field fields[] = {
    COL(struct spending_problem, id),
    FIELD(struct spending_problem, code, FIELD_KEY, "เลขที่", "No."),
    FIELD(struct spending_problem, year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct spending_problem, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct spending_problem, agency_name, 0, "หน่วยรับงบประมาณ", "Agency"),
    FIELD(struct spending_problem, line_code, 0, "รหัสรายการ", "Line code"),
    FIELD(struct spending_problem, line_name, 0, "รายการ", "Line"),
    FIELD(struct spending_problem, contract, 0, "สัญญา", "Contract"),
    FIELD(struct spending_problem, round, 0, "รอบ", "Round"),
    FIELD(struct spending_problem, kind, 0, "ลักษณะปัญหา", "Kind"),
    FIELD(struct spending_problem, what, 0, "ปัญหา", "Problem"),
    FIELD(struct spending_problem, cause, 0, "สาเหตุ", "Cause"),
    FIELD(struct spending_problem, help, 0, "ความช่วยเหลือที่ต้องการ", "Help that is needed"),
    FIELD(struct spending_problem, weight, 0, "ความรุนแรง", "Weight"),
    FIELD(struct spending_problem, state, 0, "สถานะ", "State"),
    FIELD(struct spending_problem, owner, 0, "ผู้รับผิดชอบ", "Owner"),
    FIELD(struct spending_problem, action, 0, "การแก้ไข", "What was done"),
    FIELD(struct spending_problem, due, 0, "กำหนดแก้ให้เสร็จ", "Due"),
    FIELD(struct spending_problem, late, 0, "เกินกำหนด", "Late"),
    FIELD(struct spending_problem, made_by, 0, "ผู้แจ้ง", "Reported by"),
    FIELD(struct spending_problem, made, 0, "แจ้งเมื่อ", "Reported"),
};
const struct row_type spending_problem_type = ROW_TYPE(struct spending_problem, fields);

bool spending_problem_list(struct db *db, struct arena *a, const struct spending_problem_filter *f,
                           struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_SPENDING_PROBLEM_LIST,
                   ARGS(V(db_day(db)), V(f->year), V(f->agency_id), V(f->round_id), V(f->line_id),
                        V(f->after)),
                   &spending_problem_type, ret, e);
}

struct place {
    int64_t line_id, round_id;
    struct str agency_code;
};
static const struct field place_fields[] = {COL(struct place, line_id), COL(struct place, round_id),
                                            COL(struct place, agency_code)};
static const struct row_type place_type = ROW_TYPE(struct place, place_fields);

static bool not_found(struct str what, struct err *e)
{
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(what));
    return false;
}

bool spending_problem_add(struct act *by, const struct spending_problem_new *n,
                          struct str *ret_code, struct err *e)
{
    struct problem_new p = {.year = n->year, .division = -1, .weight = n->weight, .what = n->what};
    struct place at;

    if (!word_check("kind", n->kind, "design price site bidder contractor money people other", e) ||
        !text_check("cause", n->cause, true, TEXT_MAX, e) ||
        !text_check("help", n->help, false, TEXT_MAX, e) ||
        !text_check("contract", n->contract, false, CONTRACT_MAX, e) ||
        !db_one(by->tx->db, by->a, &Q_SPENDING_PROBLEM_PLACE, ARGS(V(n->line_code), V(n->round)),
                &place_type, &at, e))
        return false;
    if (n->line_code.n && at.line_id == 0)
        return not_found(n->line_code, e);
    if (n->round.n && at.round_id == 0)
        return not_found(n->round, e);
    p.agency_code = at.agency_code.n ? at.agency_code : n->agency_code;
    p.detail = n->help.n ? str_format(by->a, "%.*s\n%.*s", STR_FMT(n->cause), STR_FMT(n->help))
                         : n->cause;
    return text_check("agency", p.agency_code, true, 8, e) && problem_add(by, &p, ret_code, e) &&
           db_exec(by->tx->db, &Q_SPENDING_PROBLEM_INSERT,
                   ARGS(V(*ret_code), V_ID(at.round_id), V_ID(at.line_id), V(n->contract),
                        V(n->kind), V(n->cause), V(n->help)),
                   NULL, e);
}
