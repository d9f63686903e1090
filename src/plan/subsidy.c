#include "plan/subsidy.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "city/year.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

static const struct {
    const char *word, *th, *en;
} steps[] = {
#define SUBSIDY_STEP(word, th, en) {word, th, en},
#include "plan/subsidy.def"
#undef SUBSIDY_STEP
};
static const char *const events[] = {
#define SUBSIDY_EVENT(id, word, th, en) [id] = word,
#include "plan/subsidy.def"
#undef SUBSIDY_EVENT
};

static const struct field row_fields[] = {
    COL(struct subsidy_row, id),
    COL(struct subsidy_row, version),
    FIELD(struct subsidy_row, code, FIELD_KEY, "เลขที่", "Number"),
    FIELD(struct subsidy_row, name, 0, "เงินอุดหนุน", "Subsidy"),
    FIELD(struct subsidy_row, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct subsidy_row, agency_name, 0, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct subsidy_row, fund_code, 0, "แหล่งเงิน", "Fund"),
    FIELD(struct subsidy_row, purpose, 0, "วัตถุประสงค์", "Purpose"),
    FIELD(struct subsidy_row, conditions, 0, "เงื่อนไข", "Conditions"),
    FIELD(struct subsidy_row, matching, 0, "ส่วนสมทบ", "Matching share"),
    FIELD(struct subsidy_row, requested, FIELD_TOTAL, "ขอ", "Requested"),
    FIELD(struct subsidy_row, approved, FIELD_TOTAL, "ได้รับอนุมัติ", "Approved"),
    FIELD(struct subsidy_row, matching_money, FIELD_TOTAL, "เงินสมทบ", "Matching money"),
    FIELD(struct subsidy_row, received, FIELD_TOTAL, "รับแล้ว", "Received"),
    FIELD(struct subsidy_row, spent, FIELD_TOTAL, "ใช้แล้ว", "Spent"),
    FIELD(struct subsidy_row, returned, FIELD_TOTAL, "คืนแล้ว", "Returned"),
    FIELD(struct subsidy_row, left, FIELD_TOTAL, "ยังเหลือ", "Left"),
    FIELD(struct subsidy_row, reported, 0, "รายงานแล้ว", "Reported"),
    FIELD(struct subsidy_row, status, 0, "สถานะของตัวเลข", "Standing of the figure"),
    FIELD(struct subsidy_row, made_by, 0, "ผู้บันทึก", "Recorded by"),
};
const struct row_type subsidy_row_type = ROW_TYPE(struct subsidy_row, row_fields);

static const struct field event_fields[] = {
    FIELD(struct subsidy_event_row, code, FIELD_KEY, "เลขที่", "Number"),
    FIELD(struct subsidy_event_row, event, 0, "เหตุการณ์", "Event"),
    FIELD(struct subsidy_event_row, on, 0, "วันที่", "Date"),
    FIELD(struct subsidy_event_row, amount, 0, "จำนวนเงิน", "Amount"),
    FIELD(struct subsidy_event_row, note, 0, "หมายเหตุ", "Note"),
    FIELD(struct subsidy_event_row, by_user, 0, "ผู้บันทึก", "Recorded by"),
    FIELD(struct subsidy_event_row, at, 0, "บันทึกเมื่อ", "Recorded at"),
};
const struct row_type subsidy_event_row_type = ROW_TYPE(struct subsidy_event_row, event_fields);

static const struct field step_fields[] = {
    FIELD(struct subsidy_step_row, step, 0, "รหัส", "Code"),
    FIELD(struct subsidy_step_row, name, FIELD_KEY, "ขั้นของปฏิทินงบประมาณแผ่นดิน",
          "Step of the national calendar"),
    FIELD(struct subsidy_step_row, due, 0, "กำหนด", "Due"),
    FIELD(struct subsidy_step_row, done, 0, "ทำแล้ว", "Done"),
    FIELD(struct subsidy_step_row, late, 0, "เลยกำหนด", "Late"),
    FIELD(struct subsidy_step_row, note, 0, "หมายเหตุ", "Note"),
};
const struct row_type subsidy_step_row_type = ROW_TYPE(struct subsidy_step_row, step_fields);

bool subsidy_matching(struct money approved, int64_t matching_bp, struct money *ret)
{
    return money_ratio(approved, matching_bp, 10000 - matching_bp, ROUND_HALF_UP, ret);
}

/* ---- reading ---- */

bool subsidy_list(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e)
{
    struct subsidy_row *row;
    struct rows rows;

    if (!db_list(db, a, &Q_SUBSIDY_LIST, ARGS(V(year)), &subsidy_row_type, &rows, e))
        return false;
    row = ARENA_ARRAY(a, struct subsidy_row, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        row[i] = ((const struct subsidy_row *)rows.p)[i];
        if (!subsidy_matching(row[i].approved, row[i].matching.bp, &row[i].matching_money)) {
            FAIL(e, ERR_AMOUNT_RANGE);
            err_arg(e, "value", V(row[i].approved));
            return false;
        }
    }
    *ret = (struct rows){row, rows.n};
    return true;
}

bool subsidy_events(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_SUBSIDY_EVENTS, ARGS(V(year)), &subsidy_event_row_type, ret, e);
}

bool subsidy_steps(struct db *db, struct arena *a, int64_t year, struct date today,
                   struct rows *ret, struct err *e)
{
    struct subsidy_step_row *row = ARENA_ARRAY(a, struct subsidy_step_row, ARRAY_LEN(steps));
    const struct subsidy_step_row *x;
    struct rows rows;

    if (!db_list(db, a, &Q_SUBSIDY_STEPS, ARGS(V(year)), &subsidy_step_row_type, &rows, e))
        return false;
    x = rows.p;
    for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
        row[i].step = str_from(steps[i].word);
        for (size_t k = 0; k < rows.n; k++) {
            if (str_eq(x[k].step, row[i].step))
                row[i] = x[k];
        }
        row[i].name = str_from(steps[i].th);
        row[i].late =
            row[i].due.yyyymmdd && !row[i].done.yyyymmdd && date_cmp(row[i].due, today) < 0;
    }
    *ret = (struct rows){row, ARRAY_LEN(steps)};
    return true;
}

/* ---- writing ---- */

static bool bad_choice(const char *field, struct str value, struct str expected, struct err *e)
{
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(str_from(field)));
    err_arg(e, "value", V(value));
    err_arg(e, "expected", V(expected));
    return false;
}

bool subsidy_add(struct act *by, const struct subsidy_new *s, struct str *ret_code, struct err *e)
{
    struct audit_note n = {.action = STR("subsidy.add"), .new_value = s->name};
    struct db *db = by->tx->db;
    struct fiscal_year y;
    int64_t count;

    if (!actor_check_city(by->who, PERM_FISCAL, e) || !check_text("name", s->name, true, 300, e) ||
        !check_text("purpose", s->purpose, true, 1000, e) ||
        !check_text("conditions", s->conditions, true, 1000, e) ||
        !year_get(db, by->a, s->year, &y, e))
        return false;
    if (!str_eq(s->fund_code, STR("SUBG")) && !str_eq(s->fund_code, STR("SUBS")))
        return bad_choice("fund", s->fund_code, STR("SUBG SUBS"), e);
    if (s->matching_bp < 0 || s->matching_bp > 9999) {
        FAIL(e, ERR_BAD_NUMBER);
        err_arg(e, "field", V(STR("matching")));
        err_arg(e, "value", V(s->matching_bp));
        return false;
    }
    if (!db_int(db, &Q_SUBSIDY_COUNT, ARGS(V(s->year)), &count, e))
        return false;
    *ret_code = str_format(by->a, "S-%lld-%03lld", (long long)s->year, (long long)count + 1);
    n.subject = str_format(by->a, "subsidy:%.*s", STR_FMT(*ret_code));
    n.year = s->year;
    return db_exec(db, &Q_SUBSIDY_ADD,
                   ARGS(V(*ret_code), V(s->year), V(s->agency_id), V(s->fund_code), V(s->name),
                        V(s->purpose), V(s->conditions), V(s->matching_bp), V(s->status),
                        V(by->who->name), V(by->now_ms)),
                   NULL, e) &&
           audit_add(by, &n, e);
}

static bool event_of(struct str word, enum subsidy_event_kind *ret, struct err *e)
{
    for (enum subsidy_event_kind k = 0; k < SUBSIDY_EVENTS; k++) {
        if (str_eq(word, str_from(events[k]))) {
            *ret = k;
            return true;
        }
    }
    return bad_choice("event", word, STR("request approve receive spend return report"), e);
}

static bool check_report(const struct subsidy_row *s, const struct subsidy_act *x, struct err *e)
{
    if (s->received.satang == 0) {
        FAIL(e, ERR_STATE);
        err_arg(e, "state", V(STR("approve")));
        err_arg(e, "event", V(STR("report")));
        return false;
    }
    return check_text("note", x->note, true, 2000, e);
}

/* The amount that grows, and how far it may. */
static bool grow(struct act *by, struct subsidy_row *s, enum subsidy_event_kind k, struct money m,
                 struct err *e)
{
    struct money left = MONEY(MONEY_MAX), *to = &s->requested;

    if (k == SUBSIDY_APPROVE) {
        left = money_sub(s->requested, s->approved);
        to = &s->approved;
    } else if (k == SUBSIDY_RECEIVE) {
        left = money_sub(s->approved, s->received);
        to = &s->received;
    } else if (k == SUBSIDY_SPEND || k == SUBSIDY_RETURN) {
        left = s->left;
        to = k == SUBSIDY_SPEND ? &s->spent : &s->returned;
    } else {
        left = money_sub(left, s->requested);
    }
    if (m.satang <= 0) {
        FAIL(e, ERR_AMOUNT_NEGATIVE);
        err_arg(e, "value", V(money_text(by->a, m, MONEY_COMMAS)));
        return false;
    }
    if (m.satang > left.satang) {
        FAIL(e, ERR_OVERDRAWN);
        err_arg(e, "need", V(m));
        err_arg(e, "left", V(left));
        return false;
    }
    *to = money_add(*to, m);
    return true;
}

bool subsidy_event(struct act *by, const struct subsidy_act *x, struct err *e)
{
    struct audit_note n = {.action = STR("subsidy.event"), .reason = x->note};
    struct db *db = by->tx->db;
    enum subsidy_event_kind k;
    struct subsidy_row s;
    int64_t rows;

    if (!actor_check_city(by->who, PERM_FISCAL, e) || !event_of(x->event, &k, e) ||
        !check_text("note", x->note, false, 2000, e) ||
        !db_one(db, by->a, &Q_SUBSIDY_GET, ARGS(V(x->code)), &subsidy_row_type, &s, e))
        return false;
    if (!date_valid(x->on)) {
        FAIL(e, ERR_BAD_DATE);
        err_arg(e, "value", V((int64_t)x->on.yyyymmdd));
        return false;
    }
    if (x->version >= 0 && x->version != s.version) {
        FAIL(e, ERR_STALE);
        return false;
    }
    if (!(k == SUBSIDY_REPORT ? check_report(&s, x, e) : grow(by, &s, k, x->amount, e)))
        return false;
    s.reported = s.reported || k == SUBSIDY_REPORT;
    if (!db_exec(db, &Q_SUBSIDY_SET,
                 ARGS(V(s.id), V(s.version), V(s.requested), V(s.approved), V(s.received),
                      V(s.spent), V(s.returned), V(s.reported)),
                 &rows, e))
        return false;
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    n.subject = str_format(by->a, "subsidy:%.*s", STR_FMT(x->code));
    n.new_value = str_format(by->a, "%.*s %.*s", STR_FMT(x->event),
                             STR_FMT(money_text(by->a, x->amount, MONEY_PLAIN)));
    return db_exec(db, &Q_SUBSIDY_EVENT_ADD,
                   ARGS(V(s.id), V(s.version), V(x->event), V(x->on), V(x->amount), V(x->note),
                        V(by->who->name), V(by->now_ms)),
                   NULL, e) &&
           audit_add(by, &n, e);
}

bool subsidy_step(struct act *by, int64_t year, const struct subsidy_step_row *s, struct err *e)
{
    struct audit_note n = {.action = STR("subsidy.step"), .reason = s->note};
    struct sbuf all;
    bool known = false;

    sbuf_init(&all, by->a, 200);
    for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
        known = known || str_eq(s->step, str_from(steps[i].word));
        sbuf_printf(&all, "%s ", steps[i].word);
    }
    if (!actor_check_city(by->who, PERM_FISCAL, e) || !check_text("note", s->note, false, 300, e))
        return false;
    if (!known)
        return bad_choice("step", s->step, sbuf_str(&all), e);
    if (!date_valid(s->due) || (s->done.yyyymmdd && !date_valid(s->done))) {
        FAIL(e, ERR_BAD_DATE);
        err_arg(e, "value", V((int64_t)s->due.yyyymmdd));
        return false;
    }
    n.subject = str_format(by->a, "subsidy:%lld:%.*s", (long long)year, STR_FMT(s->step));
    n.year = year;
    return db_exec(by->tx->db, &Q_SUBSIDY_STEP_SET,
                   ARGS(V(year), V(s->step), V(s->due), V(s->done), V(s->note)), NULL, e) &&
           audit_add(by, &n, e);
}
