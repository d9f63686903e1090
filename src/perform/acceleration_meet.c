/* acceleration_meet.c - the committee's meetings, its resolutions, and what became of them. */
#include "perform/acceleration_int.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "city/audit.h"
#include "city/notice.h"
#include "city/remind.h"
#include "city/text_check.h"
#include "sql_perform.h"
#include "store/store.h"

enum { SUBJECT_MAX = 500, PLACE_MAX = 200, MINUTES_MAX = 40000, BODY_MAX = 4000, DUE_DAYS_MOST = 400 };

static const struct field meeting_fields[] = {
    COL(struct acceleration_meeting, id),
    COL(struct acceleration_meeting, version),
    FIELD(struct acceleration_meeting, number, FIELD_KEY, "ครั้งที่", "No."),
    FIELD(struct acceleration_meeting, on_date, 0, "วันที่ประชุม", "Held on"),
    FIELD(struct acceleration_meeting, at_time, 0, "เวลา", "Time"),
    FIELD(struct acceleration_meeting, place, 0, "สถานที่", "Place"),
    FIELD(struct acceleration_meeting, subject, 0, "เรื่อง", "Subject"),
    FIELD(struct acceleration_meeting, state, 0, "สถานะ", "State"),
    FIELD(struct acceleration_meeting, agencies, 0, "จำนวนที่เชิญ", "Agencies invited"),
    FIELD(struct acceleration_meeting, present, 0, "ผู้มาประชุม", "Present"),
    FIELD(struct acceleration_meeting, minutes, 0, "รายงานการประชุม", "Minutes"),
    FIELD(struct acceleration_meeting, resolutions, 0, "มติ", "Resolutions"),
    FIELD(struct acceleration_meeting, made_by, 0, "ผู้เชิญ", "Called by"),
    FIELD(struct acceleration_meeting, made, 0, "เชิญเมื่อ", "Called"),
    COL(struct acceleration_meeting, held),
};
const struct row_type acceleration_meeting_type =
    ROW_TYPE(struct acceleration_meeting, meeting_fields);

static const struct field resolution_fields[] = {
    COL(struct acceleration_resolution, id),
    COL(struct acceleration_resolution, agency_id),
    COL(struct acceleration_resolution, division),
    COL(struct acceleration_resolution, version),
    FIELD(struct acceleration_resolution, code, FIELD_KEY, "มติ", "Resolution"),
    FIELD(struct acceleration_resolution, round, 0, "รอบ", "Round"),
    FIELD(struct acceleration_resolution, number, 0, "ลำดับ", "Number"),
    FIELD(struct acceleration_resolution, meeting, 0, "ประชุมครั้งที่", "Meeting"),
    FIELD(struct acceleration_resolution, body, 0, "มติที่ประชุม", "What was resolved"),
    FIELD(struct acceleration_resolution, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct acceleration_resolution, agency_name, 0, "หน่วยงานรับผิดชอบ", "Responsible agency"),
    FIELD(struct acceleration_resolution, person, 0, "ผู้รับผิดชอบ", "Person"),
    FIELD(struct acceleration_resolution, due, 0, "ครบกำหนด", "Due"),
    FIELD(struct acceleration_resolution, state, 0, "สถานะ", "State"),
    FIELD(struct acceleration_resolution, late, 0, "เกินกำหนด", "Late"),
    FIELD(struct acceleration_resolution, newest, 0, "ผลล่าสุด", "Newest note"),
    FIELD(struct acceleration_resolution, at, 0, "เวลา", "Time"),
};
const struct row_type acceleration_resolution_type =
    ROW_TYPE(struct acceleration_resolution, resolution_fields);

static const struct field note_fields[] = {
    COL(struct acceleration_note, resolution_id),
    FIELD(struct acceleration_note, state, 0, "สถานะ", "State"),
    FIELD(struct acceleration_note, body, 0, "ข้อความ", "Text"),
    FIELD(struct acceleration_note, by_user, 0, "ผู้ทำรายการ", "By"),
    FIELD(struct acceleration_note, capacity, 0, "ฐานะ", "Capacity"),
    FIELD(struct acceleration_note, at, 0, "เวลา", "Time"),
};
const struct row_type acceleration_note_type = ROW_TYPE(struct acceleration_note, note_fields);

/* ---- reading ---- */

static const struct field invited_fields[] = {
    FIELD(struct acceleration_invited, number, FIELD_KEY, "ประชุมครั้งที่", "Meeting"),
    COL(struct acceleration_invited, agency_id),
    FIELD(struct acceleration_invited, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct acceleration_invited, agency_name, 0, "หน่วยงานที่เชิญ", "Agency invited"),
};
const struct row_type acceleration_invited_type =
    ROW_TYPE(struct acceleration_invited, invited_fields);

bool acceleration_invitations(struct db *db, struct arena *a, int64_t round_id, struct rows *ret,
                              struct err *e)
{
    return db_list(db, a, &Q_ACCELERATION_INVITED, ARGS(V(round_id)), &acceleration_invited_type,
                   ret, e);
}

bool acceleration_meetings(struct db *db, struct arena *a, int64_t round_id, struct rows *ret,
                           struct err *e)
{
    return db_list(db, a, &Q_ACCELERATION_MEETINGS, ARGS(V(round_id)), &acceleration_meeting_type,
                   ret, e);
}

bool acceleration_resolutions(struct db *db, struct arena *a, int64_t year, int64_t round_id,
                              int64_t agency_id, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_ACCELERATION_RESOLUTIONS,
                   ARGS(V(year), V(round_id), V(agency_id), V(db_day(db))),
                   &acceleration_resolution_type, ret, e);
}

bool acceleration_notes(struct db *db, struct arena *a, int64_t round_id, struct rows *ret,
                        struct err *e)
{
    return db_list(db, a, &Q_ACCELERATION_NOTES, ARGS(V(round_id)), &acceleration_note_type, ret,
                   e);
}

/* ---- meetings ---- */

static bool check_ahead(const struct act *by, const char *field, struct date day, struct err *e)
{
    struct date last = date_add_days(by->today, DUE_DAYS_MOST);

    if (day.yyyymmdd && date_cmp(day, by->today) >= 0 && date_cmp(day, last) <= 0)
        return true;
    FAIL(e, ERR_DUE_DAY);
    err_arg(e, "field", V(str_from(field)));
    err_arg(e, "from", V(by->today));
    err_arg(e, "to", V(last));
    return false;
}

static bool invite(struct act *by, const struct acceleration *r, int64_t meeting_id,
                   int64_t agency_id, struct err *e)
{
    struct notice_new n = acceleration_news(by, r->code, r->year);

    n.th = notice_sentence(NOTICE_MEETING, LANG_TH);
    n.en = notice_sentence(NOTICE_MEETING, LANG_EN);
    return db_exec(by->tx->db, &Q_ACCELERATION_INVITE, ARGS(V(meeting_id), V(agency_id)), NULL,
                   e) &&
           notice_add_role(by, (struct notice_place){PERM_SPEND, agency_id, 0}, &n, e) &&
           notice_add_role(by, (struct notice_place){PERM_POST_APPROVE, agency_id, 0}, &n, e);
}

static bool invite_all(struct act *by, const struct acceleration *r, int64_t meeting_id,
                       const struct acceleration_call *c, struct err *e)
{
    const struct acceleration_row *x;
    struct rows rows;
    struct agency g;

    for (size_t i = 0; i < c->agencies; i++) {
        if (!agency_get(by->tx->db, by->a, c->agency[i], &g, e) ||
            !invite(by, r, meeting_id, g.id, e))
            return false;
    }
    if (c->agencies)
        return true;
    if (!acceleration_frozen(by->tx->db, by->a, r->id, 0, true, &rows, e))
        return false;
    x = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        if (str_eq(x[i].class, STR("all")) && !invite(by, r, meeting_id, x[i].agency_id, e))
            return false;
    }
    return true;
}

bool acceleration_call(struct act *by, struct str code, const struct acceleration_call *c,
                       int64_t *ret_number, struct err *e)
{
    struct db *db = by->tx->db;
    struct acceleration r;
    int64_t number, id;

    if (!acceleration_for(by, code, -1, "frozen", &r, e) ||
        !check_ahead(by, "on_date", c->on_date, e) ||
        !text_check("subject", c->subject, true, SUBJECT_MAX, e) ||
        !text_check("place", c->place, false, PLACE_MAX, e) ||
        !text_check("at_time", c->at_time, false, 40, e) ||
        !db_int(db, &Q_ACCELERATION_MEETING_NEXT, ARGS(V(r.id)), &number, e) ||
        !db_int(db, &Q_ACCELERATION_MEETING_INSERT,
                ARGS(V(r.id), V(number), V(c->on_date), V(c->at_time), V(c->place), V(c->subject),
                     V(by->who->name), V(by->now_ms)),
                &id, e) ||
        !invite_all(by, &r, id, c, e))
        return false;
    *ret_number = number;
    return acceleration_record(by, &r, "call", c->subject, STR_NONE, e);
}

static bool find_meeting(struct act *by, const struct acceleration *r, int64_t number,
                         struct acceleration_meeting *ret, struct err *e)
{
    const struct acceleration_meeting *m;
    struct rows rows;

    if (!acceleration_meetings(by->tx->db, by->a, r->id, &rows, e))
        return false;
    m = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        if (m[i].number == number) {
            *ret = m[i];
            return true;
        }
    }
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(str_format(by->a, "%.*s/%lld", STR_FMT(r->code), (long long)number)));
    return false;
}

bool acceleration_minutes(struct act *by, struct str code, int64_t number, int64_t version,
                          struct str present, struct str minutes, struct err *e)
{
    struct acceleration_meeting m;
    struct acceleration r;
    int64_t rows;

    if (!acceleration_for(by, code, -1, "frozen", &r, e) || !find_meeting(by, &r, number, &m, e) ||
        !text_check("present", present, true, BODY_MAX, e) ||
        !text_check("minutes", minutes, true, MINUTES_MAX, e))
        return false;
    if (date_cmp(m.on_date, by->today) > 0) {
        FAIL(e, ERR_REAL_AHEAD);
        err_arg(e, "field", V(STR("minutes")));
        err_arg(e, "value", V(m.on_date));
        return false;
    }
    if (!db_exec(by->tx->db, &Q_ACCELERATION_MINUTES,
                 ARGS(V(m.id), V(version), V(present), V(minutes), V(by->now_ms)), &rows, e))
        return false;
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return acceleration_record(by, &r, "minutes", minutes, m.minutes, e);
}

/* ---- resolutions ---- */

bool acceleration_resolve(struct act *by, struct str code, const struct acceleration_resolve *n,
                          struct str *ret_code, struct err *e)
{
    struct db *db = by->tx->db;
    struct acceleration_meeting m;
    struct acceleration r;
    struct notice_new news;
    struct agency g;
    int64_t number, id;
    struct str made;

    if (!acceleration_for(by, code, -1, "frozen", &r, e) ||
        !find_meeting(by, &r, n->meeting, &m, e))
        return false;
    if (!str_eq(m.state, STR("held"))) {
        FAIL(e, ERR_MEETING_NOT_HELD);
        err_arg(e, "meeting", V(str_format(by->a, "%lld", (long long)m.number)));
        return false;
    }
    if (!text_check("body", n->body, true, BODY_MAX, e) ||
        !text_check("person", n->person, false, PLACE_MAX, e) ||
        !check_ahead(by, "due", n->due, e) ||
        !agency_get(db, by->a, n->agency_code, &g, e) ||
        !db_int(db, &Q_ACCELERATION_RESOLUTION_NEXT, ARGS(V(r.id)), &number, e))
        return false;
    made = str_format(by->a, "%.*s-R%02lld", STR_FMT(r.code), (long long)number);
    if (!db_int(db, &Q_ACCELERATION_RESOLUTION_INSERT,
                ARGS(V(r.id), V(m.id), V(number), V(made), V(g.id), V(n->person), V(n->body),
                     V(n->due), V(by->who->name), V(by->now_ms)),
                &id, e))
        return false;
    news = acceleration_news(by, r.code, r.year);
    *ret_code = made;
    return notice_add_role(by, (struct notice_place){PERM_SPEND, g.id, 0}, &news, e) &&
           notice_add_role(by, (struct notice_place){PERM_POST_APPROVE, g.id, 0}, &news, e) &&
           acceleration_record(by, &r, "resolve", n->body, STR_NONE, e);
}

bool acceleration_may_follow(const struct actor *who, const struct acceleration_resolution *r)
{
    struct err no;

    return actor_check(who, PERM_SPEND, r->agency_id, r->division, &no) ||
           actor_check(who, PERM_POST_APPROVE, r->agency_id, r->division, &no) ||
           actor_check_city(who, PERM_ACCELERATE, &no);
}

bool acceleration_follow(struct act *by, struct str resolution, int64_t version, struct str state,
                         struct str body, struct err *e)
{
    struct acceleration_resolution x;
    struct acceleration r;
    int64_t rows;
    bool found;

    if (!db_find(by->tx->db, by->a, &Q_ACCELERATION_RESOLUTION_GET,
                 ARGS(V(resolution), V(by->today)), &acceleration_resolution_type, &x, &found, e))
        return false;
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(resolution));
        return false;
    }
    if (!acceleration_may_follow(by->who, &x))
        return actor_check(by->who, PERM_SPEND, x.agency_id, x.division, e);
    if (!acceleration_get(by->tx->db, by->a, x.round, &r, e))
        return false;
    if (str_eq(r.state, STR("closed"))) {
        FAIL(e, ERR_STATE);
        err_arg(e, "state", V(r.state));
        err_arg(e, "event", V(STR("acceleration")));
        return false;
    }
    if (!word_check("state", state, "open doing done not_done", e) ||
        !text_check("body", body, true, BODY_MAX, e) ||
        !db_exec(by->tx->db, &Q_ACCELERATION_RESOLUTION_STATE, ARGS(V(x.id), V(version), V(state)),
                 &rows, e))
        return false;
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return db_exec(by->tx->db, &Q_ACCELERATION_NOTE_INSERT,
                   ARGS(V(x.id), V(state), V(body), V(by->who->name), V(by->who->capacity),
                        V(by->now_ms)),
                   NULL, e) &&
           acceleration_record(by, &r, "follow", state, body, e);
}

/* ---- what is nearly due ---- */

struct near {
    struct str code, round, person;
    int64_t year, agency_id;
    struct date due;
};
static const struct field near_fields[] = {COL(struct near, code),   COL(struct near, round),
                                           COL(struct near, person), COL(struct near, year),
                                           COL(struct near, agency_id), COL(struct near, due)};
static const struct row_type near_type = ROW_TYPE(struct near, near_fields);

struct near_step {
    int64_t agency_id, year, lines;
    struct date due;
};
static const struct field near_step_fields[] = {
    COL(struct near_step, agency_id), COL(struct near_step, year), COL(struct near_step, lines),
    COL(struct near_step, due)};
static const struct row_type near_step_type = ROW_TYPE(struct near_step, near_step_fields);

static bool warn_steps(struct act *by, const struct remind_days *days, int64_t *count,
                       struct err *e)
{
    const struct near_step *s;
    struct rows rows;

    if (!db_list(by->tx->db, by->a, &Q_PROCUREMENT_NEAR,
                 ARGS(V((int64_t)fy_of(by->today) - 1), V(date_add_days(by->today, -1)),
                      V(date_add_days(by->today, days->most))),
                 &near_step_type, &rows, e))
        return false;
    s = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        struct notice_new n = {.kind = str_from(notice_word(NOTICE_ACCELERATION)),
                               .path = STR("/procurement?show=late"),
                               .th = notice_sentence(NOTICE_DEADLINE, LANG_TH),
                               .en = notice_sentence(NOTICE_DEADLINE, LANG_EN),
                               .year = s[i].year};

        if (!remind_on(days, date_days_between(by->today, s[i].due)))
            continue;
        n.once = str_format(by->a, "pr:%lld:%lld:%d", (long long)s[i].agency_id,
                            (long long)s[i].year, by->today.yyyymmdd);
        if (!notice_add_role(by, (struct notice_place){PERM_SPEND, s[i].agency_id, 0}, &n, e))
            return false;
        ++*count;
    }
    return true;
}

bool acceleration_warn(struct act *by, int64_t *ret, struct err *e)
{
    struct remind_days days;
    const struct near *s;
    struct rows rows;

    *ret = 0;
    if (!remind_days_read(by, &days, e) ||
        !db_list(by->tx->db, by->a, &Q_ACCELERATION_NEAR,
                 ARGS(V(date_add_days(by->today, -1)), V(date_add_days(by->today, days.most))),
                 &near_type, &rows, e))
        return false;
    s = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        struct notice_new n = acceleration_news(by, s[i].round, s[i].year);

        if (!remind_on(&days, date_days_between(by->today, s[i].due)))
            continue;
        n.once = str_format(by->a, "ac:%.*s:%d", STR_FMT(s[i].code), by->today.yyyymmdd);
        if (!notice_add_role(by, (struct notice_place){PERM_SPEND, s[i].agency_id, 0}, &n, e))
            return false;
        ++*ret;
    }
    return warn_steps(by, &days, ret, e);
}
