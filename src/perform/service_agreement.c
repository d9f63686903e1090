/* service_agreement.c - service agreements as they are read: agreed, moved since, delivered. */
#include "perform/service_agreement.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "city/param.h"
#include "perform/service_int.h"
#include "sql_perform.h"
#include "store/store.h"

enum { ALL = 2000 };

static const struct field service_fields[] = {
    COL(struct service_agreement, id),
    COL(struct service_agreement, agency_id),
    COL(struct service_agreement, division),
    COL(struct service_agreement, output_id),
    COL(struct service_agreement, version),
    COL(struct service_agreement, entry_seq),
    FIELD(struct service_agreement, code, FIELD_KEY, "เลขที่", "Code"),
    FIELD(struct service_agreement, year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct service_agreement, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct service_agreement, agency_name, 0, "หน่วยรับงบประมาณ", "Agency"),
    FIELD(struct service_agreement, output_code, 0, "รหัสผลผลิต", "Output code"),
    FIELD(struct service_agreement, output_name, 0, "ผลผลิตหรืองาน", "Output or work"),
    FIELD(struct service_agreement, number, 0, "ฉบับที่", "Version"),
    FIELD(struct service_agreement, agreed, FIELD_TOTAL, "เงินตามข้อตกลง (บาท)", "Agreed (baht)"),
    FIELD(struct service_agreement, moved, FIELD_TOTAL, "เปลี่ยนหลังตกลง (บาท)", "Moved since (baht)"),
    FIELD(struct service_agreement, now, FIELD_TOTAL, "หลังปรับโอน (บาท)", "After transfers (baht)"),
    FIELD(struct service_agreement, parts, 0, "บริการ", "Services"),
    FIELD(struct service_agreement, unsaid, 0, "ยังไม่บอกปริมาณ", "No quantity said"),
    FIELD(struct service_agreement, measured, 0, "มีตัวชี้วัดนับผล", "Counted by an indicator"),
    FIELD(struct service_agreement, at, 0, "ฉบับล่าสุดเมื่อ", "Newest version at"),
};
const struct row_type service_agreement_type = ROW_TYPE(struct service_agreement, service_fields);

static const struct field service_columns[] = {
    COL(struct service_agreement, id),          COL(struct service_agreement, year),        COL(struct service_agreement, agency_id),
    COL(struct service_agreement, division),    COL(struct service_agreement, output_id),   COL(struct service_agreement, number),
    COL(struct service_agreement, version),     COL(struct service_agreement, code),        COL(struct service_agreement, agency_code),
    COL(struct service_agreement, agency_name), COL(struct service_agreement, output_code), COL(struct service_agreement, output_name),
    COL(struct service_agreement, agreed),      COL(struct service_agreement, at),          COL(struct service_agreement, parts),
    COL(struct service_agreement, unsaid),      COL(struct service_agreement, measured),    COL(struct service_agreement, entry_seq),
    COL(struct service_agreement, now),
};
/* A list's rows have no `now`: the sums of all outputs are one query. */
static const struct row_type service_row_type = {"struct service_agreement", sizeof(struct service_agreement), service_columns,
                                                 ARRAY_LEN(service_columns) - 1};
static const struct row_type service_one_type = ROW_TYPE(struct service_agreement, service_columns);

static const struct field part_fields[] = {
    COL(struct service_part, unit_id),
    FIELD(struct service_part, unit_code, FIELD_KEY, "หน่วยตัดสินใจ", "Decision unit"),
    FIELD(struct service_part, name, 0, "บริการ", "Service"),
    FIELD(struct service_part, levels, 0, "ระดับที่ได้รับจัดสรร", "Levels funded"),
    FIELD(struct service_part, quantity_milli, 0, "ปริมาณ (ในพัน)", "Quantity (thousandths)"),
    COL(struct service_part, proposed_milli),
    FIELD(struct service_part, unit_word, 0, "หน่วยนับ", "Unit"),
    FIELD(struct service_part, quality, 0, "คุณภาพ", "Quality"),
    FIELD(struct service_part, delivered, 0, "เวลาส่งมอบ", "Delivered by"),
    FIELD(struct service_part, cost, FIELD_TOTAL, "ต้นทุนตามข้อตกลง (บาท)", "Agreed cost (baht)"),
    FIELD(struct service_part, now, FIELD_TOTAL, "หลังปรับโอน (บาท)", "After transfers (baht)"),
    FIELD(struct service_part, each, 0, "ต่อหน่วย (บาท)", "Each (baht)"),
    COL(struct service_part, offer_milli),
    FIELD(struct service_part, indicator, 0, "ตัวชี้วัดที่นับ", "Counted by"),
    FIELD(struct service_part, has_result, 0, "มีผล", "Has a result"),
    FIELD(struct service_part, result, 0, "ผลจริง", "Actual"),
    FIELD(struct service_part, reported, 0, "ตามที่รายงาน", "As reported"),
    FIELD(struct service_part, actual_period, 0, "งวดของผล", "Period of the actual"),
    FIELD(struct service_part, reached, 0, "ทำได้ (%)", "Reached (%)"),
};
const struct row_type service_part_type = ROW_TYPE(struct service_part, part_fields);

static const struct field part_columns[] = {
    COL(struct service_part, unit_id),        COL(struct service_part, unit_code),      COL(struct service_part, name),
    COL(struct service_part, unit_word),      COL(struct service_part, levels),         COL(struct service_part, proposed_milli),
    COL(struct service_part, quantity_milli), COL(struct service_part, quality),        COL(struct service_part, delivered),
    COL(struct service_part, cost),           COL(struct service_part, indicator),      COL(struct service_part, has_result),
    COL(struct service_part, result),         COL(struct service_part, reported),       COL(struct service_part, actual_period),
};
static const struct row_type part_row_type = ROW_TYPE(struct service_part, part_columns);

static const struct field version_fields[] = {
    COL(struct service_version, id),
    COL(struct service_version, entry_seq),
    FIELD(struct service_version, number, FIELD_KEY, "ฉบับที่", "Version"),
    FIELD(struct service_version, kind, 0, "เหตุ", "Kind"),
    FIELD(struct service_version, cost, 0, "เงินตามข้อตกลง (บาท)", "Agreed (baht)"),
    FIELD(struct service_version, moved, 0, "เพิ่มหรือลด (บาท)", "More or less (baht)"),
    FIELD(struct service_version, scale, 0, "ต้นทุนแปรตามปริมาณ (%)", "Cost that follows quantity (%)"),
    FIELD(struct service_version, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct service_version, by_user, 0, "โดย", "By"),
    FIELD(struct service_version, capacity, 0, "ในฐานะ", "Capacity"),
    FIELD(struct service_version, at, 0, "เมื่อ", "At"),
};
const struct row_type service_version_type = ROW_TYPE(struct service_version, version_fields);

static const struct field move_fields[] = {
    COL(struct service_move, entry_seq),
    FIELD(struct service_move, key, FIELD_KEY, "คำสั่งและแถว", "Order and row"),
    FIELD(struct service_move, on_date, 0, "วันที่", "Date"),
    FIELD(struct service_move, type, 0, "ชนิด", "Type"),
    FIELD(struct service_move, line_code, 0, "รหัสรายการ", "Line code"),
    FIELD(struct service_move, line_name, 0, "รายการ", "Line"),
    FIELD(struct service_move, other_code, 0, "อีกด้านหนึ่ง", "Other side"),
    FIELD(struct service_move, amount, FIELD_TOTAL, "เพิ่มหรือลด (บาท)", "More or less (baht)"),
    FIELD(struct service_move, authority, 0, "อำนาจ", "Authority"),
    FIELD(struct service_move, note, 0, "หมายเหตุ", "Note"),
};
const struct row_type service_move_type = ROW_TYPE(struct service_move, move_fields);

/* ---- sums of the ledger ---- */

struct output_sum {
    int64_t agency_id, output_id;
    struct money now;
};
static const struct field sum_fields[] = {COL(struct output_sum, agency_id), COL(struct output_sum, output_id),
                                          COL(struct output_sum, now)};
static const struct row_type sum_type = ROW_TYPE(struct output_sum, sum_fields);

static int by_output(const void *x, const void *y)
{
    const struct output_sum *p = x, *q = y;

    if (p->agency_id != q->agency_id)
        return p->agency_id < q->agency_id ? -1 : 1;
    return (p->output_id > q->output_id) - (p->output_id < q->output_id);
}

static void put_now(struct service_agreement *x, const struct rows *sums)
{
    const struct output_sum key = {.agency_id = x->agency_id, .output_id = x->output_id};
    const struct output_sum *s = sums->n ? bsearch(&key, sums->p, sums->n, sizeof key, by_output) : NULL;

    x->now = s ? s->now : MONEY_ZERO;
    x->moved = money_sub(x->now, x->agreed);
}

bool service_list(struct db *db, struct arena *a, const struct service_filter *f, struct rows *ret, struct err *e)
{
    int64_t limit = f->limit && !f->moved ? f->limit : ALL;
    struct service_agreement *x;
    struct rows rows, sums;
    size_t n = 0;

    if (!db_list(db, a, &Q_SERVICE_LIST, ARGS(V(f->year), V(f->agency_id), V(f->after), V(limit)), &service_row_type, &rows, e) ||
        !db_list(db, a, &Q_SERVICE_SUMS, ARGS(V(f->year), V(f->agency_id)), &sum_type, &sums, e))
        return false;
    x = ARENA_ARRAY(a, struct service_agreement, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        x[n] = ((const struct service_agreement *)rows.p)[i];
        put_now(&x[n], &sums);
        if (!f->moved || x[n].moved.satang != 0)
            n++;
    }
    if (f->limit && n > (size_t)f->limit)
        n = (size_t)f->limit;
    *ret = (struct rows){x, n};
    return true;
}

bool service_get(struct db *db, struct arena *a, struct str code, struct service_agreement *ret, struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_SERVICE_GET, ARGS(V(code)), &service_one_type, ret, &found, e))
        return false;
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
        return false;
    }
    ret->moved = money_sub(ret->now, ret->agreed);
    return true;
}

bool service_counted(struct db *db, struct arena *a, int64_t year, int64_t agency_id, const struct rows *all,
                     struct service_count *ret, struct err *e)
{
    const struct service_agreement *x = all->p;
    struct service_count c = {.agreements = (int64_t)all->n};
    int64_t agency = 0;
    struct rows sums;

    if (!db_list(db, a, &Q_SERVICE_MISSING, ARGS(V(year), V(agency_id)), &sum_type, &sums, e))
        return false;
    c.missing = (int64_t)sums.n;
    for (size_t i = 0; i < all->n; i++) {
        c.agencies += x[i].agency_id != agency;
        agency = x[i].agency_id;
        c.moved += x[i].moved.satang != 0;
        c.unsaid += x[i].unsaid;
        c.agreed = money_add(c.agreed, x[i].agreed);
        c.now = money_add(c.now, x[i].now);
    }
    *ret = c;
    return true;
}

/* ---- parts ---- */

static const struct field cost_fields[] = {COL(struct unit_cost, unit_id), COL(struct unit_cost, unit_word),
                                           COL(struct unit_cost, name), COL(struct unit_cost, cost)};
static const struct row_type cost_type = ROW_TYPE(struct unit_cost, cost_fields);

bool service_costs(struct db *db, struct arena *a, const struct service_agreement *x, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_SERVICE_COSTS, ARGS(V(x->agency_id), V(x->year), V(x->output_id)), &cost_type, ret, e);
}

const struct unit_cost *service_cost_of(const struct rows *costs, int64_t unit_id, struct str unit_word)
{
    const struct unit_cost *c = costs->p;

    for (size_t i = 0; i < costs->n; i++) {
        if (c[i].unit_id == unit_id && str_eq(c[i].unit_word, unit_word))
            return &c[i];
    }
    return NULL;
}

int64_t service_scaled(int64_t quantity_milli, struct money agreed, struct money now, struct share scale)
{
    int64_t more, ret;

    if (agreed.satang <= 0 || !exact_mul_div(now.satang - agreed.satang, scale.bp, 10000, ROUND_HALF_UP, &more) ||
        !exact_mul_div(quantity_milli, agreed.satang + more, agreed.satang, ROUND_HALF_UP, &ret))
        return quantity_milli;
    return ret < 0 ? 0 : ret;
}

/* What was delivered of what was agreed. */
static void put_reached(struct service_part *p)
{
    p->reached.bp = 0;
    if (!p->has_result || p->quantity_milli == 0 || p->result.millionths < 0 ||
        !exact_mul_div(p->result.millionths, 10, p->quantity_milli, ROUND_HALF_UP, &p->reached.bp))
        p->reached.bp = 0;
}

bool service_parts(struct db *db, struct arena *a, const struct service_agreement *x, int64_t version, struct rows *ret,
                   struct err *e)
{
    struct share scale = {0};
    struct rows rows, costs;
    struct service_part *p;

    if (!db_list(db, a, &Q_SERVICE_PARTS, ARGS(V(x->id), V(version), V(x->year)), &part_row_type, &rows, e) ||
        !service_costs(db, a, x, &costs, e) || !param_int(db, PARAM_SERVICE_SCALE, x->year, &scale.bp, e))
        return false;
    p = ARENA_ARRAY(a, struct service_part, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        const struct unit_cost *c;

        p[i] = ((const struct service_part *)rows.p)[i];
        c = service_cost_of(&costs, p[i].unit_id, p[i].unit_word);
        p[i].now = c ? c->cost : MONEY_ZERO;
        p[i].each = MONEY_ZERO;
        if (p[i].quantity_milli > 0 && !money_ratio(p[i].cost, 1000, p[i].quantity_milli, ROUND_HALF_UP, &p[i].each))
            p[i].each = MONEY_ZERO;
        p[i].offer_milli = service_scaled(p[i].quantity_milli, p[i].cost, p[i].now, scale);
        put_reached(&p[i]);
    }
    *ret = (struct rows){p, rows.n};
    return true;
}

bool service_versions(struct db *db, struct arena *a, int64_t service_id, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_SERVICE_VERSIONS, ARGS(V(service_id)), &service_version_type, ret, e);
}

/* ---- moves ---- */

/* A transfer inside the output has both its sides here: its sum is nothing, and it goes. */
static struct rows netted(struct arena *a, const struct rows *rows)
{
    const struct service_move *m = rows->p;
    struct service_move *out = ARENA_ARRAY(a, struct service_move, rows->n + 1);
    size_t n = 0;

    for (size_t i = 0; i < rows->n; i++) {
        if (n > 0 && out[n - 1].entry_seq == m[i].entry_seq)
            out[n - 1].amount = money_add(out[n - 1].amount, m[i].amount);
        else
            out[n++] = m[i];
        if (out[n - 1].amount.satang == 0)
            n--;
    }
    return (struct rows){out, n};
}

bool service_moves(struct db *db, struct arena *a, const struct service_agreement *x, int64_t version, struct rows *ret,
                   struct err *e)
{
    struct rows rows;

    if (version)
        return db_list(db, a, &Q_SERVICE_MOVES_ANSWERED, ARGS(V(x->id), V(version)), &service_move_type, ret, e);
    if (!db_list(db, a, &Q_SERVICE_MOVES_SINCE, ARGS(V(x->agency_id), V(x->year), V(x->output_id), V(x->entry_seq)),
                 &service_move_type, &rows, e))
        return false;
    *ret = netted(a, &rows);
    return true;
}
