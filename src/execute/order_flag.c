/* order_flag.c - transfers split to stay below a limit: found when an order is sent, cleared by a person with a reason. */
#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "city/param.h"
#include "execute/order_int.h"
#include "plan/write.h"
#include "sql_execute.h"
#include "store/store.h"

#define DAY_MS INT64_C(86400000)

static const struct field flag_fields[] = {
    COL(struct order_flag, id),
    COL(struct order_flag, version),
    FIELD(struct order_flag, code, FIELD_KEY, "เลขที่", "Number"),
    FIELD(struct order_flag, year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct order_flag, kind, 0, "ชนิด", "Kind"),
    FIELD(struct order_flag, state, 0, "สถานะ", "State"),
    FIELD(struct order_flag, agency_name, 0, "หน่วยงานปลายทาง", "Target agency"),
    FIELD(struct order_flag, output_code, 0, "รหัสผลผลิต", "Output code"),
    FIELD(struct order_flag, output_name, 0, "ผลผลิตปลายทาง", "Target output"),
    FIELD(struct order_flag, line, 0, "รหัสรายการปลายทาง", "To line"),
    FIELD(struct order_flag, line_name, 0, "รายการปลายทาง", "Name"),
    FIELD(struct order_flag, orders, 0, "คำสั่ง", "Orders"),
    FIELD(struct order_flag, days, 0, "ภายในกี่วัน", "Within days"),
    FIELD(struct order_flag, total, FIELD_TOTAL, "รวมกัน", "Together"),
    FIELD(struct order_flag, role, 0, "อำนาจที่ยอดรวมต้องใช้", "Authority the sum needs"),
    FIELD(struct order_flag, raised, 0, "พบเมื่อ", "Found"),
    FIELD(struct order_flag, cleared_by, 0, "ผู้ปลด", "Cleared by"),
    FIELD(struct order_flag, cleared, 0, "ปลดเมื่อ", "Cleared"),
    FIELD(struct order_flag, cleared_why, 0, "เหตุผลที่ปลด", "Why cleared"),
};
const struct row_type order_flag_type = ROW_TYPE(struct order_flag, flag_fields);

static const struct field part_fields[] = {
    FIELD(struct order_flag_part, order, FIELD_KEY, "คำสั่ง", "Order"),
    COL(struct order_flag_part, flag),
    FIELD(struct order_flag_part, title, 0, "เรื่อง", "Subject"),
    FIELD(struct order_flag_part, state, 0, "สถานะ", "State"),
    FIELD(struct order_flag_part, role, 0, "อำนาจที่ต้องใช้", "Authority needed"),
    FIELD(struct order_flag_part, amount, FIELD_TOTAL, "จำนวนเงิน", "Amount"),
    FIELD(struct order_flag_part, sent, 0, "ส่งเมื่อ", "Sent"),
    FIELD(struct order_flag_part, made_by, 0, "ผู้จัดทำ", "Made by"),
    FIELD(struct order_flag_part, approved_by, 0, "ผู้อนุมัติ", "Approved by"),
    FIELD(struct order_flag_part, posted_by, 0, "ผู้บันทึกบัญชี", "Posted by"),
};
const struct row_type order_flag_part_type = ROW_TYPE(struct order_flag_part, part_fields);

/* ---- finding ---- */

struct split {
    int64_t to_agency_id, to_output_id, to_line_id, line_id, any_to;
    struct money total;
    int64_t orders, level; /* level: the highest that one of the others needs */
};
static const struct field split_fields[] = {
    COL(struct split, to_agency_id), COL(struct split, to_output_id), COL(struct split, to_line_id),
    COL(struct split, line_id),      COL(struct split, any_to),       COL(struct split, total),
    COL(struct split, orders),       COL(struct split, level),
};
static const struct row_type split_type = ROW_TYPE(struct split, split_fields);

static bool raise_flag(struct act *by, const struct order *o, const struct split *s, enum authority_role need,
                       int64_t days, struct err *e)
{
    int64_t since = by->now_ms - days * DAY_MS, id, number;

    if (!db_int(by->tx->db, &Q_ORDER_FLAG_OPEN,
                ARGS(V(s->to_agency_id), V(s->to_output_id), V(o->year), V(o->kind), V(s->to_line_id)), &id, e))
        return false;
    if (id == 0) {
        struct str code;

        if (!number_take(by, o->year, 0, STR("split"), 1, &number, e))
            return false;
        code = str_format(by->a, "%lld-S-%05lld", (long long)o->year, (long long)number);
        if (!db_int(by->tx->db, &Q_ORDER_FLAG_INSERT,
                    ARGS(V(code), V(o->year), V(o->kind), V(s->to_agency_id), V(s->to_output_id), V_ID(s->to_line_id),
                         V(str_from(authority_word(need))), V(days), V(by->now_ms)),
                    &id, e))
            return false;
    }
    return db_exec(by->tx->db, &Q_ORDER_FLAG_FILL, ARGS(V(id), V(since), V(o->id)), NULL, e) &&
           db_exec(by->tx->db, &Q_ORDER_FLAG_TOTAL, ARGS(V(id), V(str_from(authority_word(need)))), NULL, e) &&
           order_tell(by, o, order_desk_of(need), TR("พบการโอนที่อาจแบ่งเพื่อไม่ให้เกินวงเงินอนุมัติ"), e);
}

/* Is this output the same find as one of its lines: nothing more is given to it than to that line? */
static bool same_find(const struct split *s, const struct split *line, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (line[i].to_agency_id == s->to_agency_id && line[i].to_output_id == s->to_output_id &&
            money_cmp(line[i].total, s->total) == 0)
            return true;
    }
    return false;
}

static bool judge(struct act *by, const struct order *o, const struct split *s, int64_t days, bool *ret_found, struct err *e)
{
    const struct posting p = {.type = str_from(order_kinds[order_kind_of(o)].act), .line_id = s->line_id,
                              .to_line_id = s->any_to, .amount = s->total, .on = o->on_date};
    int64_t each = (int64_t)order_level_of(o->role);
    struct authority_need need;

    if (s->level > each)
        each = s->level;
    if (!authority_needed(by->tx->db, by->a, &p, &need, e))
        return false;
    *ret_found = (int64_t)need.role > each;
    return !*ret_found || raise_flag(by, o, s, need.role, days, e);
}

bool order_split_find(struct act *by, const struct order *o, struct err *e)
{
    enum order_kind k = order_kind_of(o);
    const struct split *s;
    struct split *line;
    struct rows rows;
    size_t lines = 0;
    int64_t days;

    if (k != ORDER_TRANSFER && k != ORDER_CENTRAL)
        return true;
    if (!param_int(by->tx->db, PARAM_SPLIT_DAYS, o->year, &days, e) ||
        !db_list(by->tx->db, by->a, &Q_ORDER_SPLIT, ARGS(V(o->id), V(by->now_ms - days * DAY_MS), V(INT64_C(1))), &split_type,
                 &rows, e))
        return false;
    s = rows.p;
    line = ARENA_ARRAY(by->a, struct split, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        bool found;

        if (!judge(by, o, &s[i], days, &found, e))
            return false;
        if (found)
            line[lines++] = s[i];
    }
    if (!db_list(by->tx->db, by->a, &Q_ORDER_SPLIT, ARGS(V(o->id), V(by->now_ms - days * DAY_MS), V(INT64_C(0))), &split_type,
                 &rows, e))
        return false;
    s = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        bool found;

        if (!same_find(&s[i], line, lines) && !judge(by, o, &s[i], days, &found, e))
            return false;
    }
    return true;
}

/* ---- reading ---- */

bool order_flags(struct db *db, struct arena *a, const struct order_flag_filter *f, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_ORDER_FLAG_LIST, ARGS(V(f->year), V(f->state), V(f->before_id), V(f->limit)), &order_flag_type,
                   ret, e);
}

bool order_flag_get(struct db *db, struct arena *a, struct str code, struct order_flag *ret, struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_ORDER_FLAG_GET, ARGS(V(code)), &order_flag_type, ret, &found, e))
        return false;
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
    }
    return found;
}

bool order_flag_parts(struct db *db, struct arena *a, int64_t flag_id, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_ORDER_FLAG_PARTS, ARGS(V(flag_id)), &order_flag_part_type, ret, e);
}

bool order_flags_of(struct db *db, struct arena *a, int64_t order_id, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_ORDER_FLAGS_OF, ARGS(V(order_id)), &order_flag_type, ret, e);
}

/* ---- clearing ---- */

struct flag_order {
    struct str code;
};
static const struct field flag_order_fields[] = {COL(struct flag_order, code)};
static const struct row_type flag_order_type = ROW_TYPE(struct flag_order, flag_order_fields);

bool order_flag_clear(struct act *by, struct str code, int64_t version, struct str reason, struct err *e)
{
    struct order_flag f;
    struct flag_order o;
    int64_t rows;

    if (!actor_check_city(by->who, PERM_POST_APPROVE, e) || !order_flag_get(by->tx->db, by->a, code, &f, e) ||
        !check_text("reason", reason, true, ORDER_TEXT_MOST, e) ||
        !db_one(by->tx->db, by->a, &Q_ORDER_FLAG_PERSON, ARGS(V(f.id), V(by->who->name)), &flag_order_type, &o, e))
        return false;
    if (!str_eq(f.state, STR("open"))) {
        FAIL(e, ERR_ALREADY);
        err_arg(e, "what", V(code));
        return false;
    }
    if (o.code.n && by->who->user_id != 0) {
        FAIL(e, ERR_FLAG_PERSON);
        err_arg(e, "order", V(o.code));
        return false;
    }
    if (!db_exec(by->tx->db, &Q_ORDER_FLAG_CLEAR,
                 ARGS(V(f.id), V(version), V(by->who->name), V(by->now_ms), V(reason_in_capacity(by, str_trim(reason)))), &rows, e))
        return false;
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return audit_add(by,
                     &(struct audit_note){.action = STR("order.flag_clear"),
                                          .subject = str_format(by->a, "order_flag:%.*s", STR_FMT(code)),
                                          .old_value = STR("open"),
                                          .new_value = str_format(by->a, "cleared total=%lld", (long long)f.total.satang),
                                          .reason = str_trim(reason),
                                          .year = f.year},
                     e);
}
