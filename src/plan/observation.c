#include "plan/observation.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "city/audit.h"
#include "city/notice.h"
#include "city/remind.h"
#include "city/text_check.h"
#include "plan/cycle.h"
#include "plan/vote.h"
#include "sql_plan.h"
#include "store/store.h"

enum { BODY_MAX = 4000, NAME_MAX = 200, DUE_DAYS_MOST = 1100 };

static const struct field observation_fields[] = {
    COL(struct observation, id),
    COL(struct observation, version),
    FIELD(struct observation, code, FIELD_KEY, "เลขที่", "No."),
    FIELD(struct observation, year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct observation, ordinance, 0, "ฉบับ", "Ordinance"),
    FIELD(struct observation, number, 0, "ข้อ", "Number"),
    FIELD(struct observation, body, 0, "ข้อสังเกต", "Observation"),
    FIELD(struct observation, source, 0, "โดย", "By"),
    FIELD(struct observation, committee, 0, "คณะ", "Body"),
    FIELD(struct observation, state, 0, "สถานะ", "State"),
    FIELD(struct observation, vote_code, 0, "มติ", "Vote"),
    COL(struct observation, reason),
    FIELD(struct observation, made_by, 0, "ผู้บันทึก", "Recorded by"),
    FIELD(struct observation, made, 0, "บันทึกเมื่อ", "Recorded"),
    FIELD(struct observation, decided, 0, "ลงมติเมื่อ", "Decided"),
    FIELD(struct observation, agencies, 0, "หน่วยงาน", "Agencies"),
    FIELD(struct observation, open, 0, "ยังไม่เริ่ม", "Not begun"),
    FIELD(struct observation, doing, 0, "กำลังทำ", "Doing"),
    FIELD(struct observation, done, 0, "ทำแล้ว", "Done"),
    FIELD(struct observation, not_done, 0, "ไม่ทำ", "Not done"),
    FIELD(struct observation, late, 0, "เกินกำหนด", "Late"),
};
const struct row_type observation_type = ROW_TYPE(struct observation, observation_fields);

static const struct field part_fields[] = {
    COL(struct observation_part, observation_id),
    COL(struct observation_part, agency_id),
    COL(struct observation_part, division),
    COL(struct observation_part, version),
    FIELD(struct observation_part, year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct observation_part, code, FIELD_KEY, "เลขที่", "No."),
    FIELD(struct observation_part, body, 0, "ข้อสังเกต", "Observation"),
    FIELD(struct observation_part, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct observation_part, agency_name, 0, "หน่วยรับงบประมาณ", "Agency"),
    FIELD(struct observation_part, owner_user, 0, "ผู้ติดตาม", "Followed up by"),
    FIELD(struct observation_part, state, 0, "สถานะ", "State"),
    FIELD(struct observation_part, due, 0, "ครบกำหนด", "Due"),
    FIELD(struct observation_part, late, 0, "เกินกำหนด", "Late"),
    FIELD(struct observation_part, newest, 0, "ผลล่าสุด", "Newest note"),
    FIELD(struct observation_part, at, 0, "เวลา", "Time"),
};
const struct row_type observation_part_type = ROW_TYPE(struct observation_part, part_fields);

static const struct field note_fields[] = {
    FIELD(struct observation_note, agency_code, FIELD_KEY, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct observation_note, agency_name, 0, "หน่วยรับงบประมาณ", "Agency"),
    FIELD(struct observation_note, state, 0, "สถานะ", "State"),
    FIELD(struct observation_note, body, 0, "ข้อความ", "Text"),
    FIELD(struct observation_note, by_user, 0, "ผู้ทำรายการ", "By"),
    FIELD(struct observation_note, full_name, 0, "ชื่อ", "Name"),
    FIELD(struct observation_note, capacity, 0, "ฐานะ", "Capacity"),
    FIELD(struct observation_note, at, 0, "เวลา", "Time"),
};
const struct row_type observation_note_type = ROW_TYPE(struct observation_note, note_fields);

/* ---- reading ---- */

bool observation_list(struct db *db, struct arena *a, const struct observation_filter *f,
                      struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_OBSERVATION_LIST,
                   ARGS(V(f->year), V(f->ordinance), V(f->agency_id), V(f->state), V(f->after),
                        V(db_day(db))),
                   &observation_type, ret, e);
}

bool observation_get(struct db *db, struct arena *a, struct str code, struct observation *ret,
                     struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_OBSERVATION_GET, ARGS(V(code), V(db_day(db))), &observation_type, ret,
                 &found, e))
        return false;
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
    }
    return found;
}

bool observation_parts(struct db *db, struct arena *a, int64_t observation_id, struct rows *ret,
                       struct err *e)
{
    return db_list(db, a, &Q_OBSERVATION_PARTS, ARGS(V(observation_id), V(db_day(db))),
                   &observation_part_type, ret, e);
}

bool observation_notes(struct db *db, struct arena *a, int64_t observation_id, struct rows *ret,
                       struct err *e)
{
    return db_list(db, a, &Q_OBSERVATION_NOTES, ARGS(V(observation_id)), &observation_note_type,
                   ret, e);
}

bool observation_report_rows(struct db *db, struct arena *a, int64_t year, int64_t ordinance,
                             struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_OBSERVATION_REPORT_ROWS, ARGS(V(year), V(ordinance), V(db_day(db))),
                   &observation_part_type, ret, e);
}

bool observation_carried(struct db *db, struct arena *a, int64_t year, int64_t agency_id,
                         struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_OBSERVATION_CARRIED, ARGS(V(year), V(agency_id), V(db_day(db))),
                   &observation_part_type, ret, e);
}

/* ---- who may ---- */

static bool may(const struct actor *who, enum perm p, const struct observation_part *s)
{
    struct err no;

    return actor_check(who, p, s->agency_id, s->division, &no);
}

bool observation_may_follow(const struct actor *who, const struct observation_part *p)
{
    return may(who, PERM_REQUEST_WRITE, p) || may(who, PERM_REQUEST_APPROVE, p);
}

bool observation_may_assign(const struct actor *who, const struct observation_part *p)
{
    return may(who, PERM_COUNCIL, p) || may(who, PERM_BILL, p) || may(who, PERM_REQUEST_APPROVE, p);
}

/* ---- recording ---- */

static bool note(struct act *by, const struct observation *o, const char *event, struct str value,
                 struct str reason, struct err *e)
{
    struct audit_note n = {.new_value = value, .reason = reason, .year = o->year};

    n.action = str_format(by->a, "observation.%s", event);
    n.subject = str_format(by->a, "observation:%.*s", STR_FMT(o->code));
    return audit_add(by, &n, e);
}

static bool check_due(const struct act *by, struct date due, struct err *e)
{
    struct date last = date_add_days(by->today, DUE_DAYS_MOST);

    if (due.yyyymmdd == 0 ||
        (date_cmp(due, by->today) >= 0 && date_cmp(due, last) <= 0))
        return true;
    FAIL(e, ERR_DUE_DAY);
    err_arg(e, "field", V(STR("due")));
    err_arg(e, "from", V(by->today));
    err_arg(e, "to", V(last));
    return false;
}

static struct value maybe_day(struct date d)
{
    return d.yyyymmdd ? V(d) : V_NULL;
}

static bool add_agencies(struct act *by, int64_t id, const struct observation_new *n,
                         struct err *e)
{
    for (size_t i = 0; i < n->agencies; i++) {
        struct agency g;
        int64_t rows;

        if (!agency_get(by->tx->db, by->a, n->agency[i], &g, e) ||
            !db_exec(by->tx->db, &Q_OBSERVATION_PART_INSERT,
                     ARGS(V(id), V(g.id), maybe_day(n->due)), &rows, e))
            return false;
        if (rows == 0) {
            FAIL(e, ERR_DUPLICATE);
            err_arg(e, "field", V(STR("agency")));
            err_arg(e, "value", V(g.code));
            return false;
        }
    }
    return true;
}

bool observation_add(struct act *by, const struct observation_new *n, struct str *ret_code,
                     struct err *e)
{
    struct observation o = {.year = n->year, .ordinance = n->ordinance};
    struct db *db = by->tx->db;

    if (!actor_check_city(by->who, PERM_COUNCIL, e) ||
        !word_check("source", n->source, "council committee subcommittee", e) ||
        !text_check("body", n->body, true, BODY_MAX, e) ||
        !text_check("committee", n->committee, false, NAME_MAX, e) || !check_due(by, n->due, e))
        return false;
    if (n->agencies == 0 || n->agencies > OBSERVATION_AGENCIES) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(STR("agency")));
        return false;
    }
    if (!db_int(db, &Q_OBSERVATION_NEXT, ARGS(V(o.year), V(o.ordinance)), &o.number, e))
        return false;
    o.code = str_format(by->a, "%lld-%lld-OB%03lld", (long long)o.year, (long long)o.ordinance,
                        (long long)o.number);
    if (!db_int(db, &Q_OBSERVATION_INSERT,
                ARGS(V(o.year), V(o.ordinance), V(o.number), V(o.code), V(n->source),
                     V(n->committee), V(n->body), V(by->who->name), V(by->now_ms)),
                &o.id, e))
        return false;
    *ret_code = o.code;
    return add_agencies(by, o.id, n, e) && note(by, &o, "add", n->body, STR_NONE, e);
}

/* ---- the vote ---- */

static struct notice_new news(struct act *by, struct str code, int64_t year)
{
    return (struct notice_new){.kind = str_from(notice_word(NOTICE_OBSERVATION)),
                               .subject = str_format(by->a, "observation:%.*s", STR_FMT(code)),
                               .path =
                                   str_format(by->a, "/council/observations/%.*s", STR_FMT(code)),
                               .th = notice_sentence(NOTICE_OBSERVATION, LANG_TH),
                               .en = notice_sentence(NOTICE_OBSERVATION, LANG_EN),
                               .year = year};
}

static bool tell_agencies(struct act *by, const struct observation *o, struct err *e)
{
    struct notice_new n = news(by, o->code, o->year);
    const struct observation_part *p;
    struct rows rows;

    if (!observation_parts(by->tx->db, by->a, o->id, &rows, e))
        return false;
    p = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        if (!notice_add_role(by, (struct notice_place){PERM_BUDGET_READ, p[i].agency_id, 0}, &n, e))
            return false;
    }
    return true;
}

bool observation_decide(struct act *by, struct str code, int64_t version, struct err *e)
{
    struct observation o;
    struct vote v;
    bool found, passed;
    int64_t rows;

    if (!actor_check_city(by->who, PERM_COUNCIL, e) ||
        !observation_get(by->tx->db, by->a, code, &o, e))
        return false;
    if (!str_eq(o.state, STR("proposed"))) {
        FAIL(e, ERR_STATE);
        err_arg(e, "state", V(o.state));
        err_arg(e, "event", V(STR("observation_decide")));
        return false;
    }
    if (!vote_find(by->tx->db, by->a, &(struct bill_key){o.year, o.ordinance},
                   str_format(by->a, "observation:%.*s", STR_FMT(code)), &v, &found, e))
        return false;
    if (!found) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(str_format(by->a, "observation:%.*s", STR_FMT(code))));
        return false;
    }
    passed = str_eq(v.result, STR("passed"));
    if (!db_exec(by->tx->db, &Q_OBSERVATION_DECIDE,
                 ARGS(V(o.id), V(version), V(passed ? STR("adopted") : STR("rejected")), V(v.code),
                      V(by->who->name), V(by->now_ms)),
                 &rows, e))
        return false;
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return (!passed || tell_agencies(by, &o, e)) &&
           note(by, &o, passed ? "adopt" : "reject", v.code, STR_NONE, e);
}

/* ---- follow-up ---- */

static bool find_part(struct act *by, struct str code, struct str agency_code,
                      struct observation *o, struct observation_part *ret, struct err *e)
{
    const struct observation_part *p;
    struct rows rows;

    if (!observation_get(by->tx->db, by->a, code, o, e) ||
        !observation_parts(by->tx->db, by->a, o->id, &rows, e))
        return false;
    if (!str_eq(o->state, STR("adopted"))) {
        FAIL(e, ERR_STATE);
        err_arg(e, "state", V(o->state));
        err_arg(e, "event", V(STR("observation_follow")));
        return false;
    }
    p = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        if (str_eq(p[i].agency_code, agency_code)) {
            *ret = p[i];
            return true;
        }
    }
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(agency_code));
    return false;
}

static bool refuse_place(const struct actor *who, enum perm p, struct err *e)
{
    if (actor_may(who, p)) {
        FAIL(e, ERR_SCOPE);
        err_arg(e, "scope", V(who->role_word));
    } else {
        FAIL(e, ERR_FORBIDDEN);
        err_arg(e, "permission", V(str_from(perm_word(p))));
    }
    return false;
}

static bool one_row(int64_t rows, struct err *e)
{
    if (rows != 1)
        FAIL(e, ERR_STALE);
    return rows == 1;
}

static bool check_person(struct act *by, struct str user, int64_t agency_id, struct err *e)
{
    int64_t n = 1;

    if (user.n && !db_int(by->tx->db, &Q_COUNCIL_QUESTION_PERSON, ARGS(V(user), V(agency_id)), &n, e))
        return false;
    if (n == 0) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(user));
    }
    return n > 0;
}

bool observation_assign(struct act *by, struct str code, const struct observation_owner *o,
                        struct err *e)
{
    struct notice_new n;
    struct observation of;
    struct observation_part p;
    int64_t rows;

    if (!find_part(by, code, o->agency_code, &of, &p, e))
        return false;
    if (!observation_may_assign(by->who, &p))
        return refuse_place(by->who, PERM_REQUEST_APPROVE, e);
    if (!check_due(by, o->due, e) || !check_person(by, o->user_name, p.agency_id, e) ||
        !db_exec(by->tx->db, &Q_OBSERVATION_PART_ASSIGN,
                 ARGS(V(p.observation_id), V(p.agency_id), V(o->version), V(o->user_name),
                      maybe_day(o->due)),
                 &rows, e) ||
        !one_row(rows, e))
        return false;
    n = news(by, code, of.year);
    n.to_user = o->user_name;
    return (o->user_name.n == 0 || str_eq(o->user_name, by->who->name) || notice_add(by, &n, e)) &&
           note(by, &of, "assign", o->user_name, STR_NONE, e);
}

bool observation_progress(struct act *by, struct str code, const struct observation_said *s,
                          struct err *e)
{
    struct observation of;
    struct observation_part p;
    int64_t rows;

    if (!find_part(by, code, s->agency_code, &of, &p, e))
        return false;
    if (!observation_may_follow(by->who, &p))
        return refuse_place(by->who, PERM_REQUEST_WRITE, e);
    return word_check("state", s->state, "open doing done not_done", e) &&
           text_check("body", s->body, true, BODY_MAX, e) &&
           db_exec(by->tx->db, &Q_OBSERVATION_PART_STATE,
                   ARGS(V(p.observation_id), V(p.agency_id), V(s->version), V(s->state)), &rows,
                   e) &&
           one_row(rows, e) &&
           db_exec(by->tx->db, &Q_OBSERVATION_PROGRESS_INSERT,
                   ARGS(V(p.observation_id), V(p.agency_id), V(s->state), V(s->body),
                        V(by->who->name), V(by->who->capacity), V(by->now_ms)),
                   NULL, e) &&
           note(by, &of, "progress", s->state, s->body, e);
}

/* ---- what is nearly due ---- */

struct near {
    struct str code, owner_user;
    int64_t year, agency_id;
    struct date due;
};
static const struct field near_fields[] = {
    COL(struct near, code),       COL(struct near, year), COL(struct near, agency_id),
    COL(struct near, owner_user), COL(struct near, due),
};
static const struct row_type near_type = ROW_TYPE(struct near, near_fields);

bool observation_warn(struct act *by, int64_t *ret, struct err *e)
{
    struct remind_days days;
    const struct near *s;
    struct rows rows;

    *ret = 0;
    if (!remind_days_read(by, &days, e) ||
        !db_list(by->tx->db, by->a, &Q_OBSERVATION_NEAR,
                 ARGS(V(date_add_days(by->today, -1)), V(date_add_days(by->today, days.most))),
                 &near_type, &rows, e))
        return false;
    s = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        struct notice_new n = news(by, s[i].code, s[i].year);
        const struct notice_place place = {PERM_REQUEST_WRITE, s[i].agency_id, 0};

        if (!remind_on(&days, date_days_between(by->today, s[i].due)))
            continue;
        n.once = str_format(by->a, "ob:%.*s:%lld:%d", STR_FMT(s[i].code),
                            (long long)s[i].agency_id, by->today.yyyymmdd);
        n.to_user = s[i].owner_user;
        if (!(s[i].owner_user.n ? notice_add(by, &n, e) : notice_add_role(by, place, &n, e)))
            return false;
        ++*ret;
    }
    return true;
}
