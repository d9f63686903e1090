#include "plan/stopped.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/err.h"
#include "plan/request.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

enum { REASON_MAX = 4000, WHO_MAX = 200 };

static const struct field unit_review_fields[] = {
    COL(struct unit_review, unit_id),
    FIELD(struct unit_review, past_year, 0, "ปีก่อน", "Earlier year"),
    FIELD(struct unit_review, past_code, 0, "รหัสปีก่อน", "Earlier code"),
    FIELD(struct unit_review, disposition, 0, "การทบทวน", "Disposition"),
    FIELD(struct unit_review, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct unit_review, resolution, 0, "มติ", "Resolution"),
    FIELD(struct unit_review, decided_by, 0, "ผู้ตัดสินใจ", "Decided by"),
    FIELD(struct unit_review, decided_at, 0, "เมื่อ", "At"),
    FIELD(struct unit_review, version, 0, "รุ่น", "Version"),
    FIELD(struct unit_review, last, 0, "ได้รับครั้งก่อน", "Last enacted"),
    FIELD(struct unit_review, asked, 0, "ขอครั้งนี้", "Asked now"),
    FIELD(struct unit_review, moved, 0, "นำไปใช้แล้ว", "Given to others"),
};
const struct row_type unit_review_type = ROW_TYPE(struct unit_review, unit_review_fields);

static const struct field freed_row_fields[] = {
    FIELD(struct freed_row, unit_code, FIELD_KEY, "จากหน่วยตัดสินใจ", "From unit"),
    FIELD(struct freed_row, unit_title, 0, "งาน", "Work"),
    FIELD(struct freed_row, package_code, 0, "ไปยังข้อเสนอ", "To package"),
    FIELD(struct freed_row, package_title, 0, "ข้อเสนอ", "Package"),
    FIELD(struct freed_row, amount, FIELD_TOTAL, "บาท", "Baht"),
};
const struct row_type freed_row_type = ROW_TYPE(struct freed_row, freed_row_fields);

static const struct field stopped_row_fields[] = {
    FIELD(struct stopped_row, unit_code, FIELD_KEY, "หน่วยตัดสินใจ", "Decision unit"),
    FIELD(struct stopped_row, title, 0, "งาน", "Work"),
    FIELD(struct stopped_row, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct stopped_row, agency_name, 0, "หน่วยรับงบประมาณ", "Agency"),
    FIELD(struct stopped_row, disposition, 0, "การทบทวน", "Disposition"),
    FIELD(struct stopped_row, past_year, 0, "ปีก่อน", "Earlier year"),
    FIELD(struct stopped_row, last, FIELD_TOTAL, "ได้รับครั้งก่อน", "Last enacted"),
    FIELD(struct stopped_row, asked, FIELD_TOTAL, "ขอครั้งนี้", "Asked now"),
    FIELD(struct stopped_row, freed, FIELD_TOTAL, "เงินที่ปลดได้", "Freed"),
    FIELD(struct stopped_row, moved, FIELD_TOTAL, "นำไปใช้แล้ว", "Given to others"),
    FIELD(struct stopped_row, left, FIELD_TOTAL, "ยังไม่ระบุที่ไป", "Not assigned yet"),
    FIELD(struct stopped_row, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct stopped_row, decided_by, 0, "ผู้ตัดสินใจ", "Decided by"),
    FIELD(struct stopped_row, resolution, 0, "มติ", "Resolution"),
    FIELD(struct stopped_row, package_code, 0, "ข้อเสนอ", "Package"),
    FIELD(struct stopped_row, decided_at, 0, "เมื่อ", "At"),
};
const struct row_type stopped_row_type = ROW_TYPE(struct stopped_row, stopped_row_fields);

bool unit_review_get(struct db *db, struct arena *a, int64_t unit_id, struct unit_review *ret,
                     bool *ret_found, struct err *e)
{
    return db_find(db, a, &Q_UNIT_REVIEW_GET, ARGS(V(unit_id)), &unit_review_type, ret, ret_found,
                   e);
}

static bool ends(struct str disposition)
{
    return str_eq(disposition, STR("reduce")) || str_eq(disposition, STR("stop"));
}

struct money unit_freed(const struct unit_review *r)
{
    return ends(r->disposition) && money_cmp(r->last, r->asked) > 0 ? money_sub(r->last, r->asked)
                                                                    : MONEY_ZERO;
}

static bool too_much(struct money need, struct money left, struct err *e)
{
    FAIL(e, ERR_FREED);
    err_arg(e, "need", V(need));
    err_arg(e, "left", V(left));
    return false;
}

static bool check_disposition(const struct disposition_new *n, const struct unit_review *old,
                              struct err *e)
{
    static const char *const words[] = {"new", "continue", "change", "reduce", "stop"};
    bool known = false, ending = ends(n->disposition);

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        known |= str_eq(n->disposition, str_from(words[i]));
    }
    if (!known) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(STR("disposition")));
        err_arg(e, "value", V(n->disposition));
        err_arg(e, "expected", V(STR("new continue change reduce stop")));
        return false;
    }
    if (!str_eq(n->disposition, STR("new")) && old->past_code.n == 0) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(STR("past_code")));
        return false;
    }
    return check_text("reason", n->reason, ending || str_eq(n->disposition, STR("change")),
                      REASON_MAX, e) &&
           check_text("decided_by", n->decided_by, ending, WHO_MAX, e) &&
           check_text("resolution", n->resolution, false, WHO_MAX, e);
}

bool disposition_set(struct act *by, const struct disposition_new *n, struct err *e)
{
    struct unit_review old = {0}, next;
    struct package p;
    bool found;
    int64_t rows;

    if (!request_open(by, n->year, n->code, &p, e) ||
        !unit_review_get(by->tx->db, by->a, p.unit_id, &old, &found, e) ||
        !check_disposition(n, &old, e)) {
        return false;
    }
    next = old;
    next.disposition = n->disposition;
    if (money_cmp(old.moved, unit_freed(&next)) > 0) {
        return too_much(old.moved, unit_freed(&next), e);
    }
    if (!(found ? db_exec(by->tx->db, &Q_UNIT_REVIEW_SET,
                          ARGS(V(p.unit_id), V(n->version), V(n->disposition), V(n->reason),
                               V(n->resolution), V(n->decided_by), V(by->now_ms)),
                          &rows, e)
                : db_exec(by->tx->db, &Q_UNIT_REVIEW_INSERT,
                          ARGS(V(p.unit_id), V(INT64_C(0)), V(STR("")), V(n->disposition),
                               V(n->reason), V(n->resolution), V(n->decided_by), V(by->now_ms)),
                          &rows, e))) {
        return false;
    }
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return note_package(by, n->year, n->code,
                        (struct audit_note){.action = STR("unit.disposition"),
                                            .old_value = old.disposition,
                                            .new_value = n->disposition,
                                            .reason = n->reason},
                        e);
}

bool freed_give(struct act *by, int64_t year, struct str code, struct str to, struct money amount,
                struct err *e)
{
    struct unit_review r;
    struct package p, target;
    struct money others, left;
    bool found;

    if (!request_open(by, year, code, &p, e) ||
        !package_get(by->tx->db, by->a, year, to, &target, e) ||
        !unit_review_get(by->tx->db, by->a, p.unit_id, &r, &found, e) ||
        !check_requested(by->a, amount, e)) {
        return false;
    }
    if (!found || target.agency_id != p.agency_id || target.unit_id == p.unit_id) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(to));
        return false;
    }
    if (!db_int(by->tx->db, &Q_FREED_OTHERS, ARGS(V(p.unit_id), V(target.id)), &others.satang, e)) {
        return false;
    }
    left = money_sub(unit_freed(&r), others);
    if (amount.satang > 0 && money_cmp(amount, left) > 0) {
        return too_much(amount, left.satang > 0 ? left : MONEY_ZERO, e);
    }
    return (amount.satang > 0
                ? db_exec(by->tx->db, &Q_FREED_PUT, ARGS(V(p.unit_id), V(target.id), V(amount)),
                          NULL, e)
                : db_exec(by->tx->db, &Q_FREED_DROP, ARGS(V(p.unit_id), V(target.id)), NULL, e)) &&
           note_package(by, year, code,
                        (struct audit_note){.action = STR("unit.freed"),
                                            .new_value = str_format(
                                                by->a, "%.*s %.*s", STR_FMT(to),
                                                STR_FMT(money_text(by->a, amount, MONEY_PLAIN)))},
                        e);
}

bool freed_list(struct db *db, struct arena *a, int64_t unit_id, int64_t package_id,
                struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_FREED_LIST, ARGS(V(unit_id), V(package_id)), &freed_row_type, ret, e);
}

/* ---- the register ---- */

/* A unit's review with what names it. */
struct stopped_unit {
    struct unit_review r;
    struct str unit_code, title, agency_code, agency_name, package_code;
};
#define OF(m)                                                                                      \
 {                                                                                                 \
#  m, VALUE_TYPE_OF(((struct stopped_unit *)0)->r.m), FIELD_HIDDEN,                                \
      offsetof(struct stopped_unit, r.m), NULL, NULL                                               \
 }
static const struct field stopped_unit_fields[] = {
    OF(unit_id),
    OF(past_year),
    OF(past_code),
    OF(disposition),
    OF(reason),
    OF(resolution),
    OF(decided_by),
    OF(decided_at),
    OF(version),
    OF(last),
    OF(asked),
    OF(moved),
    COL(struct stopped_unit, unit_code),
    COL(struct stopped_unit, title),
    COL(struct stopped_unit, agency_code),
    COL(struct stopped_unit, agency_name),
    COL(struct stopped_unit, package_code),
};
#undef OF
static const struct row_type stopped_unit_type = ROW_TYPE(struct stopped_unit, stopped_unit_fields);

static int by_freed(const void *x, const void *y)
{
    const struct stopped_row *p = x, *q = y;
    int c = money_cmp(q->freed, p->freed);

    return c ? c : str_cmp(p->unit_code, q->unit_code);
}

bool stopped_list(struct db *db, struct arena *a, int64_t year, int64_t agency_id, struct str sight,
                  struct rows *ret, struct err *e)
{
    struct stopped_row *row;
    struct rows units;

    if (!db_list(db, a, &Q_STOPPED_UNITS, ARGS(V(year), V(agency_id), V(sight)), &stopped_unit_type,
                 &units, e)) {
        return false;
    }
    row = ARENA_ARRAY(a, struct stopped_row, units.n);
    for (size_t i = 0; i < units.n; i++) {
        const struct stopped_unit *u = (const struct stopped_unit *)units.p + i;
        struct unit_review r = u->r;

        row[i] = (struct stopped_row){.unit_code = u->unit_code,
                                      .title = u->title,
                                      .agency_code = u->agency_code,
                                      .agency_name = u->agency_name,
                                      .package_code = u->package_code,
                                      .disposition = r.disposition,
                                      .past_year = r.past_year,
                                      .last = r.last,
                                      .asked = r.asked,
                                      .freed = unit_freed(&r),
                                      .moved = r.moved,
                                      .left = money_sub(unit_freed(&r), r.moved),
                                      .reason = r.reason,
                                      .decided_by = r.decided_by,
                                      .resolution = r.resolution,
                                      .decided_at = r.decided_at};
    }
    qsort(row, units.n, sizeof *row, by_freed);
    *ret = (struct rows){row, units.n};
    return true;
}
