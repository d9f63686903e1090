#include "execute/period.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "city/year.h"
#include "sql_execute.h"
#include "store/store.h"

static const struct field period_fields[] = {
    FIELD(struct ledger_period, year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct ledger_period, period, FIELD_KEY, "งวดบัญชี", "Period"),
    FIELD(struct ledger_period, closed, 0, "ปิดแล้ว", "Closed"),
    FIELD(struct ledger_period, closed_seq, 0, "รายการบัญชีล่าสุดเมื่อปิด", "Newest entry when closed"),
    FIELD(struct ledger_period, times, 0, "ครั้งที่เปลี่ยน", "Changes"),
    FIELD(struct ledger_period, changed_by, 0, "ผู้ทำ", "By"),
    FIELD(struct ledger_period, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct ledger_period, at, 0, "เมื่อ", "At"),
};
const struct row_type ledger_period_type = ROW_TYPE(struct ledger_period, period_fields);

static const struct field event_fields[] = {
    COL(struct ledger_period_event, id),
    FIELD(struct ledger_period_event, year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct ledger_period_event, period, FIELD_KEY, "งวดบัญชี", "Period"),
    FIELD(struct ledger_period_event, event, 0, "เหตุการณ์", "Event"),
    FIELD(struct ledger_period_event, entry_seq, 0, "รายการบัญชีล่าสุด", "Newest entry"),
    FIELD(struct ledger_period_event, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct ledger_period_event, made_by, 0, "ผู้ทำ", "By"),
    FIELD(struct ledger_period_event, made_at, 0, "เมื่อ", "At"),
};
const struct row_type ledger_period_event_type = ROW_TYPE(struct ledger_period_event, event_fields);

enum { MONTHS = 12 };

/* The n-th month of a fiscal year, 0 = October. */
static int64_t month_of(int64_t year, int n)
{
    int64_t first = fy_start((int32_t)year).yyyymmdd / 100;

    return n < 3 ? first + n : first + 100 - 12 + n; /* 202210, .. 202212, 202301 .. */
}

bool period_list(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e)
{
    struct ledger_period *all = ARENA_ARRAY(a, struct ledger_period, MONTHS);
    const struct ledger_period *p;
    struct rows rows;

    if (!db_list(db, a, &Q_PERIOD_ROWS, ARGS(V(year)), &ledger_period_type, &rows, e)) {
        return false;
    }
    p = rows.p;
    for (int i = 0; i < MONTHS; i++) {
        all[i] = (struct ledger_period){.year = year, .period = month_of(year, i)};
        for (size_t k = 0; k < rows.n; k++) {
            if (p[k].period == all[i].period) {
                all[i] = p[k];
            }
        }
    }
    *ret = (struct rows){all, MONTHS};
    return true;
}

bool period_events(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_PERIOD_EVENTS, ARGS(V(year)), &ledger_period_event_type, ret, e);
}

bool period_is_closed(struct db *db, int64_t period, bool *ret, struct err *e)
{
    int64_t closed;

    if (!db_int(db, &Q_PERIOD_CLOSED, ARGS(V(period)), &closed, e)) {
        return false;
    }
    *ret = closed != 0;
    return true;
}

static bool check_month(int64_t year, int64_t period, struct err *e)
{
    for (int i = 0; fy_valid(year) && i < MONTHS; i++) {
        if (month_of(year, i) == period) {
            return true;
        }
    }
    FAIL(e, ERR_BAD_PERIOD);
    err_arg(e, "value", V(period));
    err_arg(e, "year", V(year));
    return false;
}

static bool set(struct act *by, int64_t year, int64_t period, bool closed, struct str reason, struct err *e)
{
    int64_t seq = by->tx->chain[CHAIN_ENTRY].seq, rows;
    struct audit_note note = {.action = closed ? STR("period.close") : STR("period.reopen"), .reason = reason, .year = year};
    struct fiscal_year y;

    if (!actor_check_city(by->who, PERM_PERIOD, e) || !check_month(year, period, e) ||
        !year_get(by->tx->db, by->a, year, &y, e)) {
        return false;
    }
    if (!closed && str_trim(reason).n == 0) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(STR("reason")));
        return false;
    }
    if (!db_exec(by->tx->db, &Q_PERIOD_SET, ARGS(V(period), V(year), V(closed), V(seq)), &rows, e)) {
        return false;
    }
    if (rows != 1) {
        FAIL(e, closed ? ERR_PERIOD_CLOSED : ERR_PERIOD_OPEN);
        err_arg(e, "period", V(period));
        return false;
    }
    note.subject = str_format(by->a, "period:%lld", (long long)period);
    return db_exec(by->tx->db, &Q_PERIOD_EVENT,
                   ARGS(V(year), V(period), V(closed ? STR("close") : STR("reopen")), V(seq), V(reason),
                        V(by->who->name), V(by->now_ms)),
                   NULL, e) &&
           audit_add(by, &note, e);
}

bool period_close(struct act *by, int64_t year, int64_t period, struct str reason, struct err *e)
{
    return set(by, year, period, true, reason, e);
}

/* A period never touched is open: it cannot be reopened. */
bool period_reopen(struct act *by, int64_t year, int64_t period, struct str reason, struct err *e)
{
    bool closed;

    if (!actor_check_city(by->who, PERM_PERIOD, e) || !check_month(year, period, e) ||
        !period_is_closed(by->tx->db, period, &closed, e)) {
        return false;
    }
    if (!closed) {
        FAIL(e, ERR_PERIOD_OPEN);
        err_arg(e, "period", V(period));
        return false;
    }
    return set(by, year, period, false, reason, e);
}
