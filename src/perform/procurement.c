#include "perform/procurement.h"

#include <assert.h>

#include "base/arena.h"
#include "base/err.h"
#include "city/param.h"
#include "sql_perform.h"
#include "store/store.h"

static const struct {
    const char *word, *th, *en;
} steps[PROC_STEPS] = {
#define PROCUREMENT_STEP(id, word, th, en) [id] = {#word, th, en},
#include "perform/procurement.def"
#undef PROCUREMENT_STEP
};

#define PROCUREMENT_STEP(id, word, th, en)                                                         \
    COL(struct procurement, word##_plan), COL(struct procurement, word##_real),
/* What the queries give; the rest is worked out. */
static const struct field read_fields[] = {
    COL(struct procurement, line_id),
    COL(struct procurement, year),
    COL(struct procurement, agency_id),
    COL(struct procurement, division),
    COL(struct procurement, version),
    COL(struct procurement, code),
    COL(struct procurement, name),
    COL(struct procurement, origin),
    COL(struct procurement, agency_code),
    COL(struct procurement, agency_name),
    COL(struct procurement, item_code),
    COL(struct procurement, base),
    COL(struct procurement, taken),
    COL(struct procurement, method),
    COL(struct procurement, contract),
#include "perform/procurement.def"
};
#undef PROCUREMENT_STEP
static const struct row_type read_type = ROW_TYPE(struct procurement, read_fields);

static const struct field shown_fields[] = {
    FIELD(struct procurement, code, FIELD_KEY, "รหัสรายการ", "Line code"),
    FIELD(struct procurement, name, 0, "รายการ", "Line"),
    FIELD(struct procurement, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct procurement, agency_name, 0, "หน่วยรับงบประมาณ", "Agency"),
    FIELD(struct procurement, item_code, 0, "รหัสรายจ่าย", "Item code"),
    FIELD(struct procurement, base, FIELD_TOTAL, "งบหลังปรับโอน", "After transfers"),
    FIELD(struct procurement, taken, FIELD_TOTAL, "ก่อหนี้และเบิกจ่าย", "Obligated and paid"),
    FIELD(struct procurement, state, 0, "สถานะ", "State"),
    FIELD(struct procurement, next, 0, "ขั้นถัดไป", "Next step"),
    FIELD(struct procurement, next_day, 0, "กำหนดตามแผน", "Planned for"),
    FIELD(struct procurement, last_safe, 0, "วันสุดท้ายที่ยังทัน", "Last safe date"),
    FIELD(struct procurement, method, 0, "วิธี", "Method"),
    FIELD(struct procurement, contract, 0, "สัญญา", "Contract"),
    FIELD(struct procurement, tor_plan, 0, "TOR ตามแผน", "TOR planned"),
    FIELD(struct procurement, tor_real, 0, "TOR จริง", "TOR actual"),
    FIELD(struct procurement, price_plan, 0, "ราคากลางตามแผน", "Reference price planned"),
    FIELD(struct procurement, price_real, 0, "ราคากลางจริง", "Reference price actual"),
    FIELD(struct procurement, announce_plan, 0, "ประกาศตามแผน", "Announcement planned"),
    FIELD(struct procurement, announce_real, 0, "ประกาศจริง", "Announcement actual"),
    FIELD(struct procurement, bids_plan, 0, "ข้อเสนอตามแผน", "Bids planned"),
    FIELD(struct procurement, bids_real, 0, "ข้อเสนอจริง", "Bids actual"),
    FIELD(struct procurement, sign_plan, 0, "ลงนามตามแผน", "Signing planned"),
    FIELD(struct procurement, sign_real, 0, "ลงนามจริง", "Signing actual"),
    FIELD(struct procurement, deliver_plan, 0, "ส่งมอบตามแผน", "Delivery planned"),
    FIELD(struct procurement, deliver_real, 0, "ส่งมอบจริง", "Delivery actual"),
    FIELD(struct procurement, accept_plan, 0, "ตรวจรับตามแผน", "Acceptance planned"),
    FIELD(struct procurement, accept_real, 0, "ตรวจรับจริง", "Acceptance actual"),
};
const struct row_type procurement_type = ROW_TYPE(struct procurement, shown_fields);

static const struct field count_fields[] = {
    COL(struct procurement_count, lines),        COL(struct procurement_count, planned),
    COL(struct procurement_count, late),         COL(struct procurement_count, signed_lines),
    COL(struct procurement_count, base),         COL(struct procurement_count, taken),
};
const struct row_type procurement_count_type = ROW_TYPE(struct procurement_count, count_fields);

static const struct field change_fields[] = {
    COL(struct procurement_change, id),
    FIELD(struct procurement_change, version, FIELD_KEY, "ครั้งที่", "No."),
    FIELD(struct procurement_change, step, 0, "ขั้น", "Step"),
    FIELD(struct procurement_change, kind, 0, "ส่วน", "Part"),
    FIELD(struct procurement_change, old_value, 0, "เดิม", "Before"),
    FIELD(struct procurement_change, new_value, 0, "ใหม่", "After"),
    FIELD(struct procurement_change, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct procurement_change, by_user, 0, "ผู้ทำรายการ", "By"),
    FIELD(struct procurement_change, capacity, 0, "ฐานะ", "Capacity"),
    FIELD(struct procurement_change, at, 0, "เวลา", "Time"),
};
const struct row_type procurement_change_type = ROW_TYPE(struct procurement_change, change_fields);

/* ---- steps ---- */

const char *procurement_step_word(enum procurement_step s)
{
    assert(s < PROC_STEPS);
    return steps[s].word;
}

struct str procurement_step_name(enum procurement_step s, enum lang lang)
{
    assert(s < PROC_STEPS);
    return lang_pick(lang, steps[s].th, steps[s].en);
}

struct date *procurement_day(struct procurement *p, enum procurement_step s, bool real)
{
    static const size_t at[PROC_STEPS][2] = {
#define PROCUREMENT_STEP(id, word, th, en)                                                         \
    [id] = {offsetof(struct procurement, word##_plan), offsetof(struct procurement, word##_real)},
#include "perform/procurement.def"
#undef PROCUREMENT_STEP
    };

    assert(s < PROC_STEPS);
    return (struct date *)(void *)((char *)p + at[s][real]);
}

bool procurement_usual_get(struct db *db, struct arena *a, int64_t year,
                           struct procurement_usual *ret, struct err *e)
{
    struct procurement_usual u = {0};
    struct param_rows t;

    if (!param_table(db, a, PARAM_PROCUREMENT_STEPS, year, &t, e))
        return false;
    for (size_t i = 0; i < t.rows && u.n < PROC_METHODS; i++) {
        u.method[u.n] = param_cell(&t, i, "method");
        for (size_t s = 0; s < PROC_STEPS; s++)
            u.days[u.n][s] = param_cell_int(&t, i, steps[s].word);
        u.n++;
    }
    *ret = u;
    return true;
}

static size_t method_at(const struct procurement_usual *u, struct str method)
{
    for (size_t i = 0; i < u->n; i++) {
        if (str_eq(u->method[i], method))
            return i;
    }
    return 0;
}

struct date procurement_last_safe(const struct procurement_usual *u, struct str method, int64_t year,
                                  enum procurement_step next)
{
    int64_t days = 0;

    if (next > PROC_SIGN || u->n == 0)
        return DATE_NONE;
    for (size_t s = next; s <= PROC_SIGN; s++)
        days += u->days[method_at(u, method)][s];
    return date_add_days(fy_end((int32_t)year), -(int32_t)days);
}

void procurement_propose(const struct procurement_usual *u, struct str method, struct date from,
                         struct date ret[PROC_STEPS])
{
    struct date d = from;

    for (size_t s = 0; s < PROC_STEPS; s++) {
        if (u->n)
            d = date_add_days(d, (int32_t)u->days[method_at(u, method)][s]);
        ret[s] = d;
    }
}

/* ---- reading ---- */

/* The step after the last one that was done: what was never written down of earlier ones is behind. */
static size_t next_step(struct procurement *p)
{
    for (size_t s = PROC_STEPS; s > 0; s--) {
        if (procurement_day(p, (enum procurement_step)(s - 1), true)->yyyymmdd)
            return s;
    }
    return 0;
}

static const char *state_of(const struct procurement *p, size_t next, struct date today)
{
    bool late = p->next_day.yyyymmdd && date_cmp(p->next_day, today) < 0;

    if (next == PROC_STEPS)
        return "done";
    if (p->version == 0)
        return p->base.satang > 0 && money_cmp(p->taken, p->base) >= 0 ? "signed" : "none";
    if (next > PROC_SIGN)
        return late ? "late" : "signed";
    if (date_cmp(p->last_safe, today) < 0 ||
        (p->sign_plan.yyyymmdd && date_cmp(p->sign_plan, fy_end((int32_t)p->year)) > 0))
        return "unsafe";
    return late ? "late" : "ontime";
}

static void work_out(struct procurement *p, const struct procurement_usual *u, struct date today)
{
    size_t next = next_step(p);

    if (next < PROC_STEPS) {
        p->next = str_from(steps[next].word);
    }
    for (size_t s = next; s < PROC_STEPS && p->next_day.yyyymmdd == 0; s++)
        p->next_day = *procurement_day(p, (enum procurement_step)s, false);
    if (p->version || money_cmp(p->taken, p->base) < 0)
        p->last_safe =
            procurement_last_safe(u, p->method, p->year, (enum procurement_step)next);
    p->state = str_from(state_of(p, next, today));
}

bool procurement_list(struct db *db, struct arena *a, const struct procurement_filter *f,
                      struct rows *ret, struct err *e)
{
    struct procurement_usual u;
    struct procurement *p;
    struct rows rows;
    bool ok;

    if (!procurement_usual_get(db, a, f->year, &u, e))
        return false;
    if (str_eq(f->show, STR("late")))
        ok = db_list(db, a, &Q_PROCUREMENT_LATE,
                     ARGS(V(f->year), V(f->agency_id), V(db_day(db)),
                          V((int64_t)f->after_day.yyyymmdd), V(f->after)),
                     &read_type, &rows, e);
    else
        ok = db_list(db, a, &Q_PROCUREMENT_LIST,
                     ARGS(V(f->year), V(f->agency_id), V(f->show), V(f->after)), &read_type, &rows,
                     e);
    if (!ok)
        return false;
    p = ARENA_ARRAY(a, struct procurement, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        p[i] = ((const struct procurement *)rows.p)[i];
        work_out(&p[i], &u, db_day(db));
    }
    *ret = (struct rows){p, rows.n};
    return true;
}

bool procurement_get(struct db *db, struct arena *a, struct str line_code, struct procurement *ret,
                     struct err *e)
{
    struct procurement_usual u;
    struct procurement p = {0};
    bool found;

    if (!db_find(db, a, &Q_PROCUREMENT_GET, ARGS(V(line_code)), &read_type, &p, &found, e))
        return false;
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(line_code));
        return false;
    }
    if (!str_starts(p.item_code, STR("05"))) {
        FAIL(e, ERR_NOT_CAPITAL);
        err_arg(e, "line", V(line_code));
        return false;
    }
    if (!procurement_usual_get(db, a, p.year, &u, e))
        return false;
    work_out(&p, &u, db_day(db));
    *ret = p;
    return true;
}

bool procurement_counts(struct db *db, struct arena *a, int64_t year, int64_t agency_id,
                        struct procurement_count *ret, struct err *e)
{
    return db_one(db, a, &Q_PROCUREMENT_COUNTS, ARGS(V(year), V(agency_id), V(db_day(db))),
                  &procurement_count_type, ret, e);
}

bool procurement_history(struct db *db, struct arena *a, int64_t line_id, struct rows *ret,
                         struct err *e)
{
    return db_list(db, a, &Q_PROCUREMENT_HISTORY, ARGS(V(line_id)), &procurement_change_type, ret,
                   e);
}

bool procurement_may_write(const struct actor *who, const struct procurement *p)
{
    struct err no;

    return actor_check(who, PERM_SPEND, p->agency_id, p->division, &no);
}
