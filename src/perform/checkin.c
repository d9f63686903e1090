#include "perform/checkin.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "city/agency.h"
#include "city/audit.h"
#include "city/notice.h"
#include "city/param.h"
#include "city/remind.h"
#include "city/text_check.h"
#include "perform/okr_int.h"
#include "sql_perform.h"
#include "store/store.h"

enum { PLACES = 6, NOTE_MAX = 4000 };
#define MILLION     INT64_C(1000000)
#define HUNDRED     (100 * MILLION)
#define DECIMAL_MAX (INT64_MAX / 2)

static const struct field checkin_fields[] = {
    COL(struct checkin, id),
    FIELD(struct checkin, on_date, FIELD_KEY, "ณ วันที่", "As of"),
    FIELD(struct checkin, value, 0, "ค่าที่ได้", "Value"),
    FIELD(struct checkin, confidence, 0, "ความมั่นใจ (0-100)", "Confidence (0-100)"),
    FIELD(struct checkin, light, 0, "แนวโน้ม", "Outlook"),
    FIELD(struct checkin, note, 0, "หมายเหตุ", "Note"),
    FIELD(struct checkin, by_user, 0, "ผู้รายงาน", "By"),
    FIELD(struct checkin, capacity, 0, "ฐานะ", "Capacity"),
    FIELD(struct checkin, at, 0, "เวลา", "Time"),
};
const struct row_type checkin_type = ROW_TYPE(struct checkin, checkin_fields);

static const struct field plan_fields[] = {
    COL(struct checkin_plan, version),
    FIELD(struct checkin_plan, cadence, FIELD_KEY, "รอบ", "Cadence"),
    FIELD(struct checkin_plan, next_due, 0, "ครบกำหนด", "Next due"),
};
const struct row_type checkin_plan_type = ROW_TYPE(struct checkin_plan, plan_fields);

/* ---- progress ---- */

bool okr_decimal(const char *field, struct str s, int64_t *ret, struct err *e)
{
    if (exact_parse_decimal(str_trim(s), PLACES, ret) && *ret >= -DECIMAL_MAX && *ret <= DECIMAL_MAX)
        return true;
    FAIL(e, ERR_BAD_NUMBER);
    err_arg(e, "field", V(str_from(field)));
    err_arg(e, "value", V(s));
    return false;
}

static bool share_of(int64_t part, int64_t whole, struct progress *ret, struct err *e)
{
    if (whole < 0) {
        part = -part;
        whole = -whole;
    }
    if (!exact_mul_div(part, HUNDRED, whole, ROUND_HALF_UP, &ret->percent.millionths)) {
        FAIL(e, ERR_BAD_NUMBER);
        err_arg(e, "field", V(STR("value")));
        err_arg(e, "value", V(STR_NONE));
        return false;
    }
    ret->known = true;
    return true;
}

static bool to_zero(struct str base, int64_t v, struct progress *p, struct err *e)
{
    int64_t b = 0;

    if (v == 0) {
        *p = (struct progress){true, {HUNDRED}, STR_NONE};
        return true;
    }
    if (base.n && !okr_decimal("base_value", base, &b, e))
        return false;
    if (b == 0) {
        p->why = STR("no_base");
        return true;
    }
    return share_of(b - v, b, p, e);
}

static bool to_done(struct str target, int64_t v, struct progress *p, struct err *e)
{
    int64_t t = MILLION;

    if (target.n && !okr_decimal("target", target, &t, e))
        return false;
    *p = (struct progress){true, {v >= t ? HUNDRED : 0}, STR_NONE};
    return true;
}

bool progress_of(struct str direction, struct str base, struct str target, struct str value,
                 struct progress *ret, struct err *e)
{
    struct progress p = {0};
    int64_t v, b, t;
    bool ok = true;

    if (value.n == 0) {
        p.why = STR("no_checkin");
    } else if (!okr_decimal("value", value, &v, e)) {
        return false;
    } else if (str_eq(direction, STR("zero"))) {
        ok = to_zero(base, v, &p, e);
    } else if (str_eq(direction, STR("done"))) {
        ok = to_done(target, v, &p, e);
    } else if (target.n == 0 || base.n == 0) {
        p.why = target.n == 0 ? STR("no_target") : STR("no_base");
    } else if (!okr_decimal("base_value", base, &b, e) || !okr_decimal("target", target, &t, e)) {
        return false;
    } else if (b == t) {
        p.why = STR("no_base");
    } else {
        ok = share_of(v - b, t - b, &p, e);
    }
    if (ok)
        *ret = p;
    return ok;
}

/* ---- reading ---- */

bool checkin_list(struct db *db, struct arena *a, int64_t indicator_id, int64_t year,
                  struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_CHECKIN_LIST, ARGS(V(indicator_id), V(year)), &checkin_type, ret, e);
}

struct date okr_month_end(struct date d)
{
    struct date r = DATE(d.yyyymmdd / 100 * 100 + 31);

    while (!date_valid(r))
        r.yyyymmdd--;
    return r;
}

/* The next day on which a check-in is due after one on `last`; none yet: the first of the year. */
static struct date due_after(struct str cadence, int64_t year, struct date last)
{
    struct date start = fy_start((int32_t)year);

    if (str_eq(cadence, STR("week")))
        return date_add_days(last.yyyymmdd ? last : start, 7);
    return okr_month_end(last.yyyymmdd ? date_add_days(okr_month_end(last), 1) : start);
}

bool checkin_plan_get(struct db *db, struct arena *a, int64_t indicator_id, int64_t year,
                      struct checkin_plan *ret, struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_CHECKIN_PLAN_FIND, ARGS(V(indicator_id), V(year)), &checkin_plan_type,
                 ret, &found, e))
        return false;
    if (found)
        return true;
    *ret = (struct checkin_plan){0};
    if (!param_text(db, a, PARAM_CHECKIN_CADENCE, year, &ret->cadence, e))
        return false;
    ret->next_due = due_after(ret->cadence, year, DATE_NONE);
    return true;
}

/* ---- writing ---- */

static bool may_write(struct act *by, const struct indicator_row *i, struct err *e)
{
    struct err no;

    return actor_check_city(by->who, PERM_VERIFY, &no) ||
           actor_check(by->who, PERM_RESULT, i->agency_id, i->division, e);
}

static bool record(struct act *by, const char *action, const struct indicator_key *key,
                   struct str value, struct str reason, struct err *e)
{
    struct audit_note n = {
        .action = str_from(action), .new_value = value, .reason = reason, .year = key->year};

    n.subject = str_format(by->a, "indicator:%lld:%.*s", (long long)key->year, STR_FMT(key->code));
    return audit_add(by, &n, e);
}

static bool check_confidence(struct str s, int64_t *ret, struct err *e)
{
    *ret = -1;
    if (s.n == 0 || (exact_parse_decimal(s, 0, ret) && *ret >= 0 && *ret <= 100))
        return true;
    FAIL(e, ERR_BAD_NUMBER);
    err_arg(e, "field", V(STR("confidence")));
    err_arg(e, "value", V(s));
    return false;
}

static bool check_day(struct act *by, const struct checkin_new *n, struct err *e)
{
    bool ahead = date_cmp(n->on_date, by->today) > 0;

    if (n->on_date.yyyymmdd && !ahead && fy_of(n->on_date) == n->key.year)
        return true;
    FAIL(e, !n->on_date.yyyymmdd ? ERR_REQUIRED : ahead ? ERR_REAL_AHEAD : ERR_CHECKIN_YEAR);
    err_arg(e, "field", V(STR("on_date")));
    err_arg(e, "value", V(n->on_date));
    err_arg(e, "expected", V(n->key.year));
    return false;
}

static bool check_new(struct act *by, const struct checkin_new *n, int64_t *ret_confidence,
                      struct err *e)
{
    int64_t v;

    if (!check_day(by, n, e) || (n->value.n && !okr_decimal("value", n->value, &v, e)) ||
        !check_confidence(n->confidence, ret_confidence, e) ||
        (n->light.n && !word_check("light", n->light, "on_track at_risk off_track", e)) ||
        !text_check("note", n->note, str_eq(n->light, STR("off_track")), NOTE_MAX, e))
        return false;
    if (n->value.n || n->confidence.n || n->light.n)
        return true;
    FAIL(e, ERR_REQUIRED);
    err_arg(e, "field", V(STR("value")));
    return false;
}

/* The next due day follows from the newest check-in. */
static bool put_plan(struct act *by, const struct indicator_row *i, int64_t year, struct str cadence,
                     int64_t version, struct err *e)
{
    struct date due;
    int64_t newest, rows;

    if (!db_int(by->tx->db, &Q_CHECKIN_NEWEST_DAY, ARGS(V(i->id), V(year)), &newest, e))
        return false;
    due = due_after(cadence, year, DATE((int32_t)newest));
    if (version == 0 ? !db_exec(by->tx->db, &Q_CHECKIN_PLAN_INSERT,
                                ARGS(V(i->id), V(year), V(cadence), V(due), V(by->who->name),
                                     V(by->now_ms)),
                                &rows, e)
                     : !db_exec(by->tx->db, &Q_CHECKIN_PLAN_UPDATE,
                                ARGS(V(i->id), V(year), V(version), V(cadence), V(due),
                                     V(by->who->name), V(by->now_ms)),
                                &rows, e))
        return false;
    if (rows != 1)
        FAIL(e, ERR_STALE);
    return rows == 1;
}

bool checkin_add(struct act *by, const struct checkin_new *n, struct err *e)
{
    struct checkin_plan p;
    struct indicator_row i;
    int64_t confidence;

    return indicator_get(by->tx->db, by->a, &n->key, by->today, &i, e) && may_write(by, &i, e) &&
           check_new(by, n, &confidence, e) &&
           db_exec(by->tx->db, &Q_CHECKIN_INSERT,
                   ARGS(V(i.id), V(n->key.year), V(n->on_date), V(str_trim(n->value)),
                        confidence < 0 ? V_NULL : V(confidence), V(n->light), V(n->note),
                        V(by->who->name), V(by->who->capacity), V(by->now_ms)),
                   NULL, e) &&
           checkin_plan_get(by->tx->db, by->a, i.id, n->key.year, &p, e) &&
           put_plan(by, &i, n->key.year, p.cadence, p.version, e) &&
           record(by, "checkin.add", &n->key, n->value, n->note, e);
}

bool checkin_plan_set(struct act *by, const struct indicator_key *key, const struct checkin_plan *p,
                      struct err *e)
{
    struct checkin_plan now;
    struct indicator_row i;

    if (!indicator_get(by->tx->db, by->a, key, by->today, &i, e) || !may_write(by, &i, e) ||
        !word_check("cadence", p->cadence, "week month", e) ||
        !checkin_plan_get(by->tx->db, by->a, i.id, key->year, &now, e))
        return false;
    if (now.version != p->version) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return put_plan(by, &i, key->year, p->cadence, p->version, e) &&
           record(by, "checkin.cadence", key, p->cadence, STR_NONE, e);
}

/* ---- reminding ---- */

struct due_row {
    int64_t agency_id;
    struct date due;
};
static const struct field due_fields[] = {COL(struct due_row, agency_id), COL(struct due_row, due)};
static const struct row_type due_type = ROW_TYPE(struct due_row, due_fields);

bool checkin_warn(struct act *by, int64_t *ret, struct err *e)
{
    int64_t year = fy_of(by->today);
    struct remind_days days;
    const struct due_row *d;
    struct str cadence;
    struct rows rows;

    *ret = 0;
    if (!remind_days_read(by, &days, e) ||
        !param_text(by->tx->db, by->a, PARAM_CHECKIN_CADENCE, year, &cadence, e) ||
        !db_list(by->tx->db, by->a, &Q_CHECKIN_DUE_LIST, ARGS(V(year)), &due_type, &rows, e))
        return false;
    d = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        struct date due = d[i].due.yyyymmdd ? d[i].due : due_after(cadence, year, DATE_NONE);
        struct notice_new n = {.kind = str_from(notice_word(NOTICE_CHECKIN)),
                               .path = STR("/key-results?show=late"),
                               .th = notice_sentence(NOTICE_CHECKIN, LANG_TH),
                               .en = notice_sentence(NOTICE_CHECKIN, LANG_EN),
                               .year = year};

        /* Late ones are reminded of again on the first day of each month. */
        if (!remind_on(&days, date_days_between(by->today, due)) &&
            !(date_cmp(due, by->today) < 0 && by->today.yyyymmdd % 100 == 1))
            continue;
        n.once = str_format(by->a, "ci:%lld:%d", (long long)d[i].agency_id, by->today.yyyymmdd);
        if (!notice_add_role(by, (struct notice_place){PERM_RESULT, d[i].agency_id, 0}, &n, e))
            return false;
        ++*ret;
    }
    return true;
}
