#include "execute/reorganise.h"

#include "base/arena.h"
#include "base/err.h"
#include "sql_execute.h"
#include "store/store.h"

enum { WHOLE_BP = 10000 };

static const struct field reorg_fields[] = {
    COL(struct reorg, id),
    COL(struct reorg, version),
    FIELD(struct reorg, code, FIELD_KEY, "เลขที่", "Number"),
    FIELD(struct reorg, year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct reorg, title, 0, "เรื่อง", "Subject"),
    FIELD(struct reorg, kind, 0, "ชนิด", "Kind"),
    FIELD(struct reorg, state, 0, "สถานะ", "State"),
    FIELD(struct reorg, on_date, 0, "วันที่มีผล", "Effective"),
    FIELD(struct reorg, lines, 0, "รายการ", "Lines"),
    FIELD(struct reorg, total, 0, "จำนวนเงิน", "Amount"),
    FIELD(struct reorg, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct reorg, doc_no, 0, "เลขที่หนังสือ", "Document"),
    FIELD(struct reorg, made_by, 0, "ผู้เสนอ", "Proposed by"),
    FIELD(struct reorg, made, 0, "เสนอเมื่อ", "Proposed"),
    FIELD(struct reorg, approved_by, 0, "ผู้อนุมัติ", "Approved by"),
    FIELD(struct reorg, approved, 0, "อนุมัติเมื่อ", "Approved"),
    FIELD(struct reorg, done_by, 0, "ผู้ดำเนินการ", "Executed by"),
    FIELD(struct reorg, done, 0, "ดำเนินการเมื่อ", "Executed"),
    FIELD(struct reorg, dropped_why, 0, "เหตุผลที่ยกเลิก", "Why dropped"),
};
const struct row_type reorg_type = ROW_TYPE(struct reorg, reorg_fields);

static const struct field rule_fields[] = {
    FIELD(struct reorg_rule, n, FIELD_KEY, "ข้อ", "Rule"),
    FIELD(struct reorg_rule, line, 0, "รายการ", "Line"),
    FIELD(struct reorg_rule, from_agency, 0, "จากหน่วยงาน", "From agency"),
    FIELD(struct reorg_rule, from_agency_name, 0, "ชื่อหน่วยงานเดิม", "Old agency's name"),
    FIELD(struct reorg_rule, from_output, 0, "จากผลผลิต", "From output"),
    FIELD(struct reorg_rule, to_agency, 0, "ไปหน่วยงาน", "To agency"),
    FIELD(struct reorg_rule, to_name, 0, "ชื่อหน่วยงานใหม่", "New agency's name"),
    FIELD(struct reorg_rule, to_output, 0, "ไปผลผลิต", "To output"),
    FIELD(struct reorg_rule, share, 0, "สัดส่วน", "Share"),
    COL(struct reorg_rule, from_agency_id),
    COL(struct reorg_rule, to_agency_id),
};
const struct row_type reorg_rule_type = ROW_TYPE(struct reorg_rule, rule_fields);

static const struct field move_fields[] = {
    COL(struct reorg_move, rule),
    COL(struct reorg_move, rank),
    COL(struct reorg_move, line_id),
    COL(struct reorg_move, ordinance),
    COL(struct reorg_move, agency_id),
    COL(struct reorg_move, output_id),
    COL(struct reorg_move, item_id),
    COL(struct reorg_move, fund_id),
    COL(struct reorg_move, to_agency_id),
    COL(struct reorg_move, to_output_id),
    FIELD(struct reorg_move, line, FIELD_KEY, "รายการเดิม", "Old line"),
    FIELD(struct reorg_move, line_name, 0, "ชื่อรายการ", "Name"),
    FIELD(struct reorg_move, agency, 0, "หน่วยงานเดิม", "Old agency"),
    FIELD(struct reorg_move, output, 0, "ผลผลิตเดิม", "Old output"),
    FIELD(struct reorg_move, to_agency, 0, "หน่วยงานใหม่", "New agency"),
    FIELD(struct reorg_move, to_name, 0, "ชื่อหน่วยงานใหม่", "New agency's name"),
    FIELD(struct reorg_move, to_output, 0, "ผลผลิตใหม่", "New output"),
    FIELD(struct reorg_move, new_line, 0, "รายการใหม่", "New line"),
    FIELD(struct reorg_move, share, 0, "สัดส่วน", "Share"),
    FIELD(struct reorg_move, unallotted, FIELD_TOTAL, "ยังไม่อนุมัติเงินประจำงวด", "Not allotted"),
    FIELD(struct reorg_move, allotted, FIELD_TOTAL, "คงเหลือใช้ได้", "Free"),
    FIELD(struct reorg_move, reserved, FIELD_TOTAL, "กันเงินจอง", "Reserved"),
    FIELD(struct reorg_move, obligated, FIELD_TOTAL, "ก่อหนี้ผูกพัน", "Obligated"),
    FIELD(struct reorg_move, disbursed, FIELD_TOTAL, "เบิกจ่าย", "Disbursed"),
};
const struct row_type reorg_move_type = ROW_TYPE(struct reorg_move, move_fields);

static const struct field open_fields[] = {
    COL(struct reorg_block, line_id),
    COL(struct reorg_block, what),
    COL(struct reorg_block, code),
    COL(struct reorg_block, path),
};
static const struct row_type open_type = ROW_TYPE(struct reorg_block, open_fields);
static const struct field block_fields[] = {
    FIELD(struct reorg_block, code, FIELD_KEY, "เอกสาร", "Paper"),
    FIELD(struct reorg_block, what, 0, "ชนิด", "Kind"),
    FIELD(struct reorg_block, line, 0, "รายการ", "Line"),
    FIELD(struct reorg_block, path, 0, "ที่อยู่", "Address"),
};
const struct row_type reorg_block_type = ROW_TYPE(struct reorg_block, block_fields);

static const struct field sum_fields[] = {
    FIELD(struct reorg_sum, bucket, FIELD_KEY, "บัญชี", "Bucket"),
    FIELD(struct reorg_sum, before, 0, "ก่อน", "Before"),
    FIELD(struct reorg_sum, after, 0, "หลัง", "After"),
};
const struct row_type reorg_sum_type = ROW_TYPE(struct reorg_sum, sum_fields);

static const struct field effect_fields[] = {
    FIELD(struct reorg_effect, what, FIELD_KEY, "สิ่งที่ตามไป", "What followed"),
    FIELD(struct reorg_effect, count, 0, "จำนวน", "Count"),
};
const struct row_type reorg_effect_type = ROW_TYPE(struct reorg_effect, effect_fields);

bool reorg_list(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_REORG_LIST, ARGS(V(year)), &reorg_type, ret, e);
}

bool reorg_get(struct db *db, struct arena *a, struct str code, struct reorg *ret, struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_REORG_GET, ARGS(V(code)), &reorg_type, ret, &found, e)) {
        return false;
    }
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
    }
    return found;
}

bool reorg_rules(struct db *db, struct arena *a, int64_t id, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_REORG_RULES, ARGS(V(id)), &reorg_rule_type, ret, e);
}

bool reorg_sums(struct db *db, struct arena *a, int64_t id, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_REORG_SUMS, ARGS(V(id)), &reorg_sum_type, ret, e);
}

bool reorg_effects(struct db *db, struct arena *a, int64_t id, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_REORG_EFFECTS, ARGS(V(id)), &reorg_effect_type, ret, e);
}

/* ---- the plan ---- */

static bool stays(const struct reorg_move *m)
{
    return m->to_agency_id == m->agency_id && m->to_output_id == m->output_id;
}

/* Rows [0, n) are one line's rules of the narrowest rank: shares what is free, gives the rest to the main successor. */
static void share_line(struct arena *a, struct reorg_move *m, size_t n)
{
    int64_t *weight = ARENA_ARRAY(a, int64_t, n);
    struct money *free = ARENA_ARRAY(a, struct money, n), *allotted = ARENA_ARRAY(a, struct money, n);
    size_t main = 0;

    for (size_t i = 0; i < n; i++) {
        weight[i] = m[i].share.bp;
        main = m[i].share.bp > m[main].share.bp ? i : main;
    }
    money_split(m[0].unallotted, weight, n, free);
    money_split(m[0].allotted, weight, n, allotted);
    for (size_t i = 0; i < n; i++) {
        m[i].unallotted = free[i];
        m[i].allotted = allotted[i];
        m[i].main = i == main;
        if (i != main) {
            m[i].reserved = m[i].obligated = m[i].disbursed = MONEY_ZERO;
        }
    }
}

static bool check_whole(const struct reorg_move *m, size_t n, struct err *e)
{
    int64_t sum = 0;

    for (size_t i = 0; i < n; i++) {
        sum += m[i].share.bp;
    }
    if (sum != WHOLE_BP) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(m[0].line));
        err_arg(e, "value", V((struct share){sum}));
        err_arg(e, "expected", V(STR("100.00")));
    }
    return sum == WHOLE_BP;
}

static struct money all_of(const struct reorg_move *m)
{
    return money_add(money_add(money_add(m->unallotted, m->allotted), money_add(m->reserved, m->obligated)), m->disbursed);
}

static void count(struct reorg_plan *p, const struct reorg_move *m)
{
    if (p->n == 0 || p->move[p->n - 1].line_id != m->line_id) {
        p->lines++;
    }
    p->move[p->n++] = *m;
    p->total = money_add(p->total, all_of(m));
    p->moves.unallotted = money_add(p->moves.unallotted, m->unallotted);
    p->moves.allotted = money_add(p->moves.allotted, m->allotted);
    p->moves.reserved = money_add(p->moves.reserved, m->reserved);
    p->moves.obligated = money_add(p->moves.obligated, m->obligated);
    p->moves.disbursed = money_add(p->moves.disbursed, m->disbursed);
}

static bool plan_moves(struct db *db, struct arena *a, const struct reorg *r, struct reorg_plan *p, struct err *e)
{
    struct reorg_move *m;
    struct rows rows;

    if (!db_list(db, a, &Q_REORG_MOVES, ARGS(V(r->id), V(r->year)), &reorg_move_type, &rows, e)) {
        return false;
    }
    m = ARENA_ARRAY(a, struct reorg_move, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        m[i] = ((const struct reorg_move *)rows.p)[i];
    }
    p->move = ARENA_ARRAY(a, struct reorg_move, rows.n + 1);
    for (size_t i = 0, end, k; i < rows.n; i = end) {
        for (end = i; end < rows.n && m[end].line_id == m[i].line_id; end++) {
        }
        for (k = i; k < end && m[k].rank == m[i].rank; k++) {
        }
        if (!check_whole(&m[i], k - i, e)) {
            return false;
        }
        share_line(a, &m[i], k - i);
        for (size_t j = i; j < k; j++) {
            if (!stays(&m[j])) {
                count(p, &m[j]);
            }
        }
    }
    return true;
}

static bool plan_moved(struct db *db, struct arena *a, const struct reorg *r, struct reorg_plan *p, struct err *e)
{
    const struct reorg_move *m;
    struct rows rows;

    if (!db_list(db, a, &Q_REORG_MOVED, ARGS(V(r->id)), &reorg_move_type, &rows, e)) {
        return false;
    }
    m = rows.p;
    p->move = ARENA_ARRAY(a, struct reorg_move, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        count(p, &m[i]);
        p->move[p->n - 1].main = m[i].rank == 1;
    }
    return true;
}

/* Both are in order of lines. */
static bool plan_blocks(struct db *db, struct arena *a, const struct reorg *r, struct reorg_plan *p, struct err *e)
{
    const struct reorg_block *b;
    struct rows rows;
    size_t k = 0;

    if (!db_list(db, a, &Q_REORG_OPEN, ARGS(V(r->year)), &open_type, &rows, e)) {
        return false;
    }
    b = rows.p;
    p->block = ARENA_ARRAY(a, struct reorg_block, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        while (k < p->n && p->move[k].line_id < b[i].line_id) {
            k++;
        }
        if (b[i].line_id == 0 || (k < p->n && p->move[k].line_id == b[i].line_id)) {
            p->block[p->blocks] = b[i];
            p->block[p->blocks++].line = b[i].line_id ? p->move[k].line : STR_NONE;
        }
    }
    return true;
}

bool reorg_plan(struct db *db, struct arena *a, const struct reorg *r, struct reorg_plan *ret, struct err *e)
{
    *ret = (struct reorg_plan){.n = 0};
    if (!db_one(db, a, &Q_REORG_CITY, ARGS(V(r->year)), &balance_type, &ret->city, e)) {
        return false;
    }
    if (str_eq(r->state, STR("done"))) {
        return plan_moved(db, a, r, ret, e);
    }
    return plan_moves(db, a, r, ret, e) && plan_blocks(db, a, r, ret, e);
}
