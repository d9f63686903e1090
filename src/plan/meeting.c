#include "plan/meeting.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "city/audit.h"
#include "city/param.h"
#include "city/year.h"
#include "plan/body_notice.h"
#include "plan/committee.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

enum { TITLE_MAX = 500, TEXT_MAX = 20000, NAME_MAX = 200, WHOLE = 10000 };

static const struct field meeting_fields[] = {
    COL(struct meeting, id),
    FIELD(struct meeting, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct meeting, number, 0, "ครั้งที่", "No."),
    FIELD(struct meeting, year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct meeting, body, 0, "คณะ", "Body"),
    FIELD(struct meeting, on_date, 0, "วันที่", "Date"),
    FIELD(struct meeting, place, 0, "สถานที่", "Place"),
    FIELD(struct meeting, subject, 0, "เรื่อง", "Subject"),
    FIELD(struct meeting, state, 0, "สถานะ", "State"),
    FIELD(struct meeting, items, 0, "วาระ", "Items"),
    FIELD(struct meeting, people, 0, "กรรมการ", "Members"),
    FIELD(struct meeting, present, 0, "มาประชุม", "Present"),
    FIELD(struct meeting, quorum, 0, "องค์ประชุม", "Quorum"),
    FIELD(struct meeting, resolutions, 0, "มติ", "Resolutions"),
    FIELD(struct meeting, made_by, 0, "ผู้จัดทำ", "Made by"),
    FIELD(struct meeting, made_at, 0, "เมื่อ", "Made at"),
    COL(struct meeting, version),
};
const struct row_type meeting_type = ROW_TYPE(struct meeting, meeting_fields);

static const struct field item_fields[] = {
    COL(struct meeting_item, id),
    FIELD(struct meeting_item, no, FIELD_KEY, "วาระที่", "Item"),
    FIELD(struct meeting_item, kind, 0, "ชนิด", "Kind"),
    FIELD(struct meeting_item, title, 0, "เรื่อง", "Title"),
    FIELD(struct meeting_item, detail, 0, "รายละเอียด", "Detail"),
    FIELD(struct meeting_item, run_code, 0, "ข้อเสนอการจัดสรร", "Proposal"),
    FIELD(struct meeting_item, agencies, 0, "หน่วยงาน", "Agencies"),
    FIELD(struct meeting_item, packages, 0, "ข้อเสนอ", "Packages"),
    FIELD(struct meeting_item, requested, 0, "วงเงิน", "Amount"),
    FIELD(struct meeting_item, resolutions, 0, "มติ", "Resolutions"),
    FIELD(struct meeting_item, minutes, 0, "บันทึกการประชุม", "Minutes"),
    COL(struct meeting_item, version),
};
const struct row_type meeting_item_type = ROW_TYPE(struct meeting_item, item_fields);

static const struct field person_fields[] = {
    COL(struct meeting_person, id),
    FIELD(struct meeting_person, full_name, FIELD_KEY, "ชื่อ", "Name"),
    FIELD(struct meeting_person, post, 0, "ตำแหน่ง", "Post"),
    FIELD(struct meeting_person, role, 0, "หน้าที่ในคณะ", "Role in the body"),
    FIELD(struct meeting_person, agency_name, 0, "จากหน่วยงาน", "From agency"),
    FIELD(struct meeting_person, voice, 0, "สิทธิในการประชุม", "Voice"),
    FIELD(struct meeting_person, present, 0, "มาประชุม", "Present"),
};
const struct row_type meeting_person_type = ROW_TYPE(struct meeting_person, person_fields);

static const struct field subject_fields[] = {
    FIELD(struct meeting_subject, no, 0, "วาระที่", "Item"),
    FIELD(struct meeting_subject, kind, 0, "ชนิด", "Kind"),
    FIELD(struct meeting_subject, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct meeting_subject, name, 0, "ชื่อ", "Name"),
    FIELD(struct meeting_subject, agency_name, 0, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct meeting_subject, state, 0, "สถานะ", "State"),
    FIELD(struct meeting_subject, requested, FIELD_TOTAL, "ขอ", "Requested"),
    FIELD(struct meeting_subject, now, FIELD_TOTAL, "ขณะนี้", "Now"),
};
const struct row_type meeting_subject_type = ROW_TYPE(struct meeting_subject, subject_fields);

/* How a meeting moves; by whom is in each function. */
static const struct step {
    const char *from, *event, *to;
} steps[] = {
    {"draft", "call", "called"},
    {"called", "back", "draft"},
    {"called", "hold", "held"},
    {"held", "confirm", "confirmed"},
};

/* ---- reading ---- */

bool meeting_list(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_MEETING_LIST, ARGS(V(year)), &meeting_type, ret, e);
}

bool meeting_get(struct db *db, struct arena *a, int64_t year, struct str code,
                 struct meeting *ret, struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_MEETING_GET, ARGS(V(year), V(code)), &meeting_type, ret, &found, e)) {
        return false;
    }
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
        return false;
    }
    return true;
}

bool meeting_items(struct db *db, struct arena *a, int64_t meeting_id, struct rows *ret,
                   struct err *e)
{
    return db_list(db, a, &Q_MEETING_ITEMS, ARGS(V(meeting_id)), &meeting_item_type, ret, e);
}

bool meeting_people(struct db *db, struct arena *a, int64_t meeting_id, struct rows *ret,
                    struct err *e)
{
    return db_list(db, a, &Q_MEETING_PEOPLE, ARGS(V(meeting_id)), &meeting_person_type, ret, e);
}

bool meeting_subjects(struct db *db, struct arena *a, int64_t meeting_id, struct rows *ret,
                      struct err *e)
{
    return db_list(db, a, &Q_MEETING_SUBJECTS, ARGS(V(meeting_id)), &meeting_subject_type, ret, e);
}

/* ---- writing ---- */

static bool note_meeting(struct act *by, struct str code, const char *action, struct str value,
                         struct str reason, struct err *e)
{
    struct audit_note note = {.action = str_from(action), .new_value = value, .reason = reason};

    note.subject = str_format(by->a, "meeting:%.*s", STR_FMT(code));
    note.year = line_code_year(code);
    return audit_add(by, &note, e);
}

bool meeting_add(struct act *by, const struct meeting_new *m, struct str *ret_code, struct err *e)
{
    struct fiscal_year y;
    struct str code, number;
    int64_t count, id;
    enum body b;

    if (!actor_check_city(by->who, PERM_COMMITTEE, e) || !body_parse(m->body, &b, e) ||
        !year_get(by->tx->db, by->a, m->year, &y, e) ||
        !check_text("number", m->number, false, NAME_MAX, e) ||
        !check_text("place", m->place, false, NAME_MAX, e) ||
        !check_text("subject", m->subject, false, TITLE_MAX, e)) {
        return false;
    }
    if (!date_valid(m->on_date)) {
        FAIL(e, ERR_BAD_DATE);
        err_arg(e, "value", V(m->on_date));
        return false;
    }
    if (!db_int(by->tx->db, &Q_MEETING_COUNT, ARGS(V(m->year), V(m->body)), &count, e)) {
        return false;
    }
    code = str_format(by->a, "%lld-%s%02lld", (long long)m->year, body_letter(b),
                      (long long)count + 1);
    number = m->number.n ? m->number
                         : str_format(by->a, "%lld/%lld", (long long)count + 1, (long long)m->year);
    *ret_code = code;
    return db_int(by->tx->db, &Q_MEETING_INSERT,
                  ARGS(V(m->year), V(code), V(m->body), V(number), V(m->on_date), V(m->place),
                       V(m->subject), V(by->who->name), V(by->now_ms)),
                  &id, e) &&
           note_meeting(by, code, "meeting.add", number, m->subject, e);
}

/* The meeting, in a state where this may be done. */
static bool find_in(struct act *by, int64_t year, struct str code, const char *const *state,
                    const char *event, struct meeting *ret, struct err *e)
{
    if (!actor_check_city(by->who, PERM_COMMITTEE, e) ||
        !meeting_get(by->tx->db, by->a, year, code, ret, e)) {
        return false;
    }
    for (size_t i = 0; state[i]; i++) {
        if (str_eq(ret->state, str_from(state[i]))) {
            return true;
        }
    }
    FAIL(e, ERR_STATE);
    err_arg(e, "state", V(str_format(by->a, "meeting_%.*s", STR_FMT(ret->state))));
    err_arg(e, "event", V(str_from(event)));
    return false;
}

static bool one_row(int64_t rows, struct str what, struct err *e)
{
    if (rows > 0) {
        return true;
    }
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(what));
    return false;
}

static bool add_subjects(struct act *by, int64_t year, int64_t item, const struct item_new *n,
                         struct err *e)
{
    int64_t rows;

    for (size_t i = 0; i < n->agencies; i++) {
        if (!db_exec(by->tx->db, &Q_MEETING_ITEM_AGENCY_INSERT, ARGS(V(item), V(n->agency[i])),
                     &rows, e) ||
            !one_row(rows, n->agency[i], e)) {
            return false;
        }
    }
    for (size_t i = 0; i < n->packages; i++) {
        if (!db_exec(by->tx->db, &Q_MEETING_ITEM_PACKAGE_INSERT,
                     ARGS(V(item), V(year), V(n->package[i])), &rows, e) ||
            !one_row(rows, n->package[i], e)) {
            return false;
        }
    }
    return true;
}

bool meeting_item_add(struct act *by, int64_t year, struct str code, const struct item_new *n,
                      struct err *e)
{
    static const char *const open[] = {"draft", "called", NULL};
    static const char *const kinds[] = {"info", "agencies", "packages", "scenario", "other"};
    bool known = false;
    struct meeting m;
    int64_t item, run = 0;

    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        known = known || str_eq(n->kind, str_from(kinds[i]));
    }
    if (!known) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(STR("kind")));
        err_arg(e, "value", V(n->kind));
        err_arg(e, "expected", V(STR("info agencies packages scenario other")));
        return false;
    }
    if (!find_in(by, year, code, open, "meeting_item", &m, e) ||
        !check_text("title", n->title, true, TITLE_MAX, e) ||
        !check_text("detail", n->detail, false, TEXT_MAX, e) ||
        !check_text("run", n->run_code, str_eq(n->kind, STR("scenario")), NAME_MAX, e) ||
        (n->run_code.n &&
         !db_int(by->tx->db, &Q_RESOLUTION_RUN, ARGS(V(year), V(n->run_code)), &run, e)) ||
        !db_int(by->tx->db, &Q_MEETING_ITEM_INSERT,
                ARGS(V(m.id), V(n->kind), V(n->title), V(n->detail), V_ID(run)), &item, e)) {
        return false;
    }
    return add_subjects(by, year, item, n, e) &&
           note_meeting(by, code, "meeting.item", n->title, n->run_code, e);
}

bool meeting_minutes(struct act *by, int64_t year, struct str code, int64_t item_no,
                     int64_t version, struct str text, struct err *e)
{
    static const char *const open[] = {"draft", "called", "held", NULL};
    struct meeting m;
    int64_t rows;

    if (!find_in(by, year, code, open, "meeting_minutes", &m, e) ||
        !check_text("minutes", text, true, TEXT_MAX, e) ||
        !db_exec(by->tx->db, &Q_MEETING_MINUTES_SET,
                 ARGS(V(m.id), V(item_no), V(version), V(text)), &rows, e)) {
        return false;
    }
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return note_meeting(by, code, "meeting.minutes",
                        str_format(by->a, "item %lld", (long long)item_no), STR_NONE, e);
}

bool meeting_guest(struct act *by, int64_t year, struct str code, struct str full_name,
                   struct str post, struct str agency_code, struct err *e)
{
    static const char *const open[] = {"draft", "called", NULL};
    struct agency g = {0};
    struct meeting m;

    return find_in(by, year, code, open, "meeting_guest", &m, e) &&
           check_text("full_name", full_name, true, NAME_MAX, e) &&
           check_text("post", post, false, NAME_MAX, e) &&
           (agency_code.n == 0 || agency_get(by->tx->db, by->a, agency_code, &g, e)) &&
           db_exec(by->tx->db, &Q_MEETING_GUEST_INSERT,
                   ARGS(V(m.id), V(full_name), V(post), V_ID(g.id)), NULL, e) &&
           note_meeting(by, code, "meeting.guest", full_name, STR_NONE, e);
}

static bool touch(struct act *by, const struct meeting *m, int64_t version, struct err *e)
{
    int64_t rows;

    if (!db_exec(by->tx->db, &Q_MEETING_TOUCH, ARGS(V(m->id), V(version)), &rows, e)) {
        return false;
    }
    if (rows == 1) {
        return true;
    }
    FAIL(e, ERR_STALE);
    return false;
}

bool meeting_attendance(struct act *by, int64_t year, struct str code, int64_t version,
                        const int64_t *present, size_t n, struct err *e)
{
    static const char *const open[] = {"called", NULL};
    struct meeting m;

    if (!find_in(by, year, code, open, "meeting_attendance", &m, e) || !touch(by, &m, version, e) ||
        !db_exec(by->tx->db, &Q_MEETING_ABSENT, ARGS(V(m.id)), NULL, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (!db_exec(by->tx->db, &Q_MEETING_PRESENT, ARGS(V(m.id), V(present[i])), NULL, e)) {
            return false;
        }
    }
    return note_meeting(by, code, "meeting.attendance", str_format(by->a, "%zu", n), STR_NONE, e);
}

/* ---- moving ---- */

/* How many of those who decide make a quorum: the body's share of the parameter, rounded up; more than half
 * for a body that it does not name. */
static bool quorum_of(struct act *by, const struct meeting *m, int64_t *ret, struct err *e)
{
    int64_t bp = WHOLE / 2 + 1;
    struct param_rows t;

    if (!param_table(by->tx->db, by->a, PARAM_QUORUM, m->year, &t, e)) {
        return false;
    }
    for (size_t i = 0; i < t.rows; i++) {
        if (str_eq(param_cell(&t, i, "body"), m->body)) {
            bp = param_cell_int(&t, i, "share");
        }
    }
    *ret = (m->people * bp + WHOLE - 1) / WHOLE;
    return true;
}

static bool check_call(struct act *by, const struct meeting *m, struct err *e)
{
    struct meeting now;

    if (!db_exec(by->tx->db, &Q_MEETING_MEMBERS, ARGS(V(m->id)), NULL, e) ||
        !meeting_get(by->tx->db, by->a, m->year, m->code, &now, e)) {
        return false;
    }
    if (now.items > 0 && now.people > 0) {
        return true;
    }
    FAIL(e, ERR_NOTHING);
    err_arg(e, "what", V(now.items ? STR("meeting_members") : STR("meeting_items")));
    return false;
}

static bool check_hold(struct act *by, const struct meeting *m, int64_t *ret_quorum, struct err *e)
{
    if (!quorum_of(by, m, ret_quorum, e)) {
        return false;
    }
    if (m->present >= *ret_quorum && m->present > 0) {
        return true;
    }
    FAIL(e, ERR_QUORUM);
    err_arg(e, "present", V(m->present));
    err_arg(e, "needed", V(*ret_quorum));
    return false;
}

static bool check_confirm(struct act *by, const struct meeting *m, struct err *e)
{
    struct committee_member who;
    int64_t without;
    enum body b;

    if (!body_parse(m->body, &b, e) || !member_decides(by, b, &who, e) ||
        !db_int(by->tx->db, &Q_MEETING_WITHOUT_MINUTES, ARGS(V(m->id)), &without, e)) {
        return false;
    }
    if (without == 0) {
        return true;
    }
    FAIL(e, ERR_MINUTES);
    err_arg(e, "item", V(without));
    return false;
}

static bool check_step(struct act *by, const struct meeting *m, const struct step *s,
                       struct str reason, int64_t *quorum, struct err *e)
{
    struct str event = str_from(s->event);

    if (str_eq(event, STR("confirm"))) {
        return check_confirm(by, m, e);
    }
    if (!actor_check_city(by->who, PERM_COMMITTEE, e)) {
        return false;
    }
    if (str_eq(event, STR("call"))) {
        return check_call(by, m, e);
    }
    if (str_eq(event, STR("hold"))) {
        return check_hold(by, m, quorum, e);
    }
    return check_text("reason", reason, true, TITLE_MAX, e);
}

bool meeting_event(struct act *by, int64_t year, struct str code, struct str event,
                   int64_t version, struct str reason, struct err *e)
{
    const struct step *s = NULL;
    struct meeting m;
    int64_t rows, quorum;

    if (!meeting_get(by->tx->db, by->a, year, code, &m, e)) {
        return false;
    }
    for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
        if (str_eq(event, str_from(steps[i].event)) && str_eq(m.state, str_from(steps[i].from))) {
            s = &steps[i];
        }
    }
    if (!s) {
        FAIL(e, ERR_STATE);
        err_arg(e, "state", V(str_format(by->a, "meeting_%.*s", STR_FMT(m.state))));
        err_arg(e, "event", V(str_format(by->a, "meeting_%.*s", STR_FMT(event))));
        return false;
    }
    quorum = m.quorum;
    if (!check_step(by, &m, s, reason, &quorum, e) ||
        !db_exec(by->tx->db, &Q_MEETING_STATE_SET,
                 ARGS(V(m.id), V(version), V(m.state), V(str_from(s->to)), V(quorum)), &rows, e)) {
        return false;
    }
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return db_exec(by->tx->db, &Q_MEETING_EVENT_INSERT,
                   ARGS(V(m.id), V(event), V(m.state), V(str_from(s->to)), V(by->who->name),
                        V(by->now_ms), V(reason_in_capacity(by, reason))),
                   NULL, e) &&
           (!str_eq(event, STR("call")) || meeting_tell(by, m.id, year, code, e)) &&
           note_meeting(by, code, "meeting.state", str_from(s->to), reason, e);
}
