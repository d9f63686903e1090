#include "plan/council_committee.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "city/audit.h"
#include "plan/bill.h"
#include "plan/council_member.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

enum { NAME_MAX = 300, WHY_MAX = 1000, REPORT_MAX = 20000 };

static const struct field council_committee_fields[] = {
    COL(struct council_committee, id),
    FIELD(struct council_committee, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct council_committee, kind, 0, "ประเภท", "Kind"),
    FIELD(struct council_committee, name, 0, "คณะกรรมการ", "Committee"),
    FIELD(struct council_committee, parent_code, 0, "ภายใต้", "Under"),
    FIELD(struct council_committee, order_no, 0, "คำสั่ง", "Order"),
    FIELD(struct council_committee, from_date, 0, "ตั้งแต่", "From"),
    FIELD(struct council_committee, due_date, 0, "ให้เสร็จภายใน", "Due"),
    FIELD(struct council_committee, whole, 0, "ทุกหน่วยงาน", "All agencies"),
    FIELD(struct council_committee, agencies, 0, "หน่วยงานในขอบเขต", "Agencies"),
    FIELD(struct council_committee, seats, 0, "กรรมการ", "Members"),
    FIELD(struct council_committee, chair, 0, "ประธาน", "Chair"),
    FIELD(struct council_committee, report_no, 0, "รายงานที่", "Report"),
    FIELD(struct council_committee, report_date, 0, "รายงานเมื่อ", "Reported"),
    FIELD(struct council_committee, report_text, 0, "มติในรายงาน", "Resolution"),
    FIELD(struct council_committee, report_by, 0, "ผู้บันทึกรายงาน", "Recorded by"),
    COL(struct council_committee, year),
    COL(struct council_committee, ordinance),
    COL(struct council_committee, parent_id),
    COL(struct council_committee, version),
};
const struct row_type council_committee_type =
    ROW_TYPE(struct council_committee, council_committee_fields);

static const struct field council_scope_fields[] = {
    COL(struct council_scope, agency_id),
    FIELD(struct council_scope, agency_code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct council_scope, agency_name, 0, "หน่วยงาน", "Agency"),
};
const struct row_type council_scope_type = ROW_TYPE(struct council_scope, council_scope_fields);

static const struct field council_seat_fields[] = {
    COL(struct council_seat, id),
    COL(struct council_seat, member_id),
    COL(struct council_seat, version),
    FIELD(struct council_seat, member_code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct council_seat, full_name, 0, "ชื่อ", "Name"),
    FIELD(struct council_seat, kind, 0, "ประเภท", "Kind"),
    FIELD(struct council_seat, role, 0, "หน้าที่ในคณะ", "Role"),
    FIELD(struct council_seat, post, 0, "ตำแหน่ง", "Post"),
    FIELD(struct council_seat, district, 0, "เขต", "District"),
    COL(struct council_seat, user_name),
    FIELD(struct council_seat, from_date, 0, "ตั้งแต่", "From"),
    FIELD(struct council_seat, to_date, 0, "ถึง", "To"),
    FIELD(struct council_seat, ended_why, 0, "เหตุที่พ้น", "Why it ended"),
    FIELD(struct council_seat, now, 0, "ขณะนี้", "Now"),
};
const struct row_type council_seat_type = ROW_TYPE(struct council_seat, council_seat_fields);

/* ---- reading ---- */

bool council_committees(struct db *db, struct arena *a, int64_t year, int64_t ordinance,
                        struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_COUNCIL_COMMITTEES, ARGS(V(year), V(ordinance)),
                   &council_committee_type, ret, e);
}

bool council_committee_get(struct db *db, struct arena *a, struct str code,
                           struct council_committee *ret, struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_COUNCIL_COMMITTEE_GET, ARGS(V(code)), &council_committee_type, ret,
                 &found, e)) {
        return false;
    }
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
        return false;
    }
    return true;
}

bool council_committee_covers(struct db *db, int64_t committee_id, int64_t agency_id, bool *ret,
                              struct err *e)
{
    int64_t n;

    if (!db_int(db, &Q_COUNCIL_COMMITTEE_COVERS, ARGS(V(committee_id), V(agency_id)), &n, e)) {
        return false;
    }
    *ret = n > 0;
    return true;
}

bool council_committee_scope(struct db *db, struct arena *a, int64_t committee_id,
                             struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_COUNCIL_COMMITTEE_SCOPE, ARGS(V(committee_id)), &council_scope_type,
                   ret, e);
}

bool council_seats(struct db *db, struct arena *a, int64_t committee_id, struct date day,
                   struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_COUNCIL_SEATS, ARGS(V(committee_id), V(day)), &council_seat_type, ret,
                   e);
}

bool council_seat_of(struct db *db, struct arena *a, const struct council_seat_ask *q,
                     struct council_seat *ret, bool *ret_found, struct err *e)
{
    return db_find(db, a, &Q_COUNCIL_SEAT_OF, ARGS(V(q->committee_id), V(q->day), V(q->member_id)),
                   &council_seat_type, ret, ret_found, e);
}

/* ---- making ---- */

static bool bad_date(struct date d, struct err *e)
{
    FAIL(e, ERR_BAD_DATE);
    err_arg(e, "value", V(d));
    return false;
}

static bool already(struct str what, struct err *e)
{
    FAIL(e, ERR_ALREADY);
    err_arg(e, "what", V(what));
    return false;
}

/* Committees sit from the first reading until the second one begins. */
static bool check_stage(struct act *by, int64_t year, int64_t ordinance, struct err *e)
{
    struct str stage;

    if (!bill_stage(by->tx->db, by->a, year, ordinance, &stage, e)) {
        return false;
    }
    if (cycle_at_least(stage, STR("READING1")) && !cycle_at_least(stage, STR("READING2"))) {
        return true;
    }
    FAIL(e, ERR_STAGE);
    err_arg(e, "stage", V(stage));
    return false;
}

static bool check_committee(const struct council_committee_new *c, struct err *e)
{
    if (!check_text("name", c->name, true, NAME_MAX, e) ||
        !check_text("order_no", c->order_no, true, NAME_MAX, e)) {
        return false;
    }
    if (!date_valid(c->from_date)) {
        return bad_date(c->from_date, e);
    }
    return !c->due_date.yyyymmdd || date_cmp(c->due_date, c->from_date) >= 0 ||
           bad_date(c->due_date, e);
}

/* A sub-committee stands under the draft's own extraordinary one. */
static bool find_parent(struct act *by, const struct council_committee_new *c, int64_t *ret,
                        struct err *e)
{
    struct council_committee p;

    *ret = 0;
    if (!c->parent_code.n) {
        return true;
    }
    if (!council_committee_get(by->tx->db, by->a, c->parent_code, &p, e)) {
        return false;
    }
    if (p.year != c->year || p.ordinance != c->ordinance || p.parent_id) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(c->parent_code));
        return false;
    }
    *ret = p.id;
    return true;
}

static bool write_scope(struct act *by, int64_t id, const struct council_committee_new *c,
                        struct err *e)
{
    for (size_t i = 0; i < c->agencies; i++) {
        struct agency g;

        if (!agency_get(by->tx->db, by->a, c->agency[i], &g, e) ||
            !db_exec(by->tx->db, &Q_COUNCIL_COMMITTEE_AGENCY_INSERT, ARGS(V(id), V(g.id)), NULL,
                     e)) {
            return false;
        }
    }
    return true;
}

bool council_committee_add(struct act *by, const struct council_committee_new *c,
                           struct str *ret_code, struct err *e)
{
    struct audit_note note = {.action = STR("council.committee"),
                              .new_value = c->name,
                              .reason = c->order_no,
                              .year = c->year};
    struct str kind = c->parent_code.n ? STR("sub") : STR("extraordinary"), code;
    int64_t parent, n, id;

    if (!actor_check_city(by->who, PERM_COUNCIL, e) || !check_committee(c, e) ||
        !check_stage(by, c->year, c->ordinance, e) || !find_parent(by, c, &parent, e) ||
        !db_int(by->tx->db, &Q_COUNCIL_COMMITTEE_NUMBER,
                ARGS(V(c->year), V(c->ordinance), V(kind)), &n, e)) {
        return false;
    }
    code = parent ? str_format(by->a, "S%lld-%lld-%02lld", (long long)c->year,
                               (long long)c->ordinance, (long long)n + 1)
                  : str_format(by->a, "E%lld-%lld", (long long)c->year, (long long)c->ordinance);
    if (!parent && n > 0) {
        return already(code, e);
    }
    note.subject = str_format(by->a, "council_committee:%.*s", STR_FMT(code));
    if (!db_int(by->tx->db, &Q_COUNCIL_COMMITTEE_INSERT,
                ARGS(V(code), V(c->year), V(c->ordinance), V(kind), V_ID(parent), V(c->name),
                     V(c->order_no), V(c->from_date), V(c->due_date), value_flag(c->agencies == 0),
                     V(by->who->name), V(by->now_ms)),
                &id, e) ||
        !write_scope(by, id, c, e) || !audit_add(by, &note, e)) {
        return false;
    }
    *ret_code = code;
    return true;
}

/* ---- seats ---- */

static bool check_role(struct str role, struct err *e)
{
    static const char *const roles[] = {"chair", "vice", "member", "secretary"};

    for (size_t i = 0; i < ARRAY_LEN(roles); i++) {
        if (str_eq(role, str_from(roles[i]))) {
            return true;
        }
    }
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(STR("role")));
    err_arg(e, "value", V(role));
    err_arg(e, "expected", V(STR("chair vice member secretary")));
    return false;
}

/* In office on the day, and not a committee's already. */
static bool check_seat(struct act *by, const struct council_seat_new *s,
                       const struct council_committee *c, struct council_member *ret, struct err *e)
{
    int64_t taken;

    if (!check_role(s->role, e)) {
        return false;
    }
    if (!date_valid(s->from_date) || date_cmp(s->from_date, c->from_date) < 0) {
        return bad_date(s->from_date, e);
    }
    if (!council_member_get(by->tx->db, by->a, s->member_code, s->from_date, ret, e)) {
        return false;
    }
    if (!ret->now) {
        FAIL(e, ERR_NOT_COUNCIL);
        err_arg(e, "member", V(ret->full_name));
        err_arg(e, "body", V(c->name));
        return false;
    }
    return db_int(by->tx->db, &Q_COUNCIL_SEAT_TAKEN,
                  ARGS(V(c->id), V(ret->id), V(s->from_date), V(s->role)), &taken, e) &&
           (taken == 0 || already(ret->full_name, e));
}

bool council_seat_add(struct act *by, const struct council_seat_new *s, struct err *e)
{
    struct audit_note note = {.action = STR("council.seat")};
    struct council_committee c;
    struct council_member m;

    if (!actor_check_city(by->who, PERM_COUNCIL, e) ||
        !council_committee_get(by->tx->db, by->a, s->committee_code, &c, e) ||
        !check_stage(by, c.year, c.ordinance, e) || !check_seat(by, s, &c, &m, e)) {
        return false;
    }
    note.subject = str_format(by->a, "council_committee:%.*s", STR_FMT(c.code));
    note.new_value = str_format(by->a, "%.*s: %.*s", STR_FMT(s->role), STR_FMT(m.full_name));
    note.year = c.year;
    return db_exec(by->tx->db, &Q_COUNCIL_SEAT_INSERT,
                   ARGS(V(c.id), V(m.id), V(s->role), V(s->from_date), V(by->who->name),
                        V(by->now_ms)),
                   NULL, e) &&
           audit_add(by, &note, e);
}

static bool one_row(int64_t rows, struct err *e)
{
    if (rows == 1) {
        return true;
    }
    FAIL(e, ERR_STALE);
    return false;
}

bool council_seat_end(struct act *by, int64_t id, int64_t version, struct date to, struct str why,
                      struct err *e)
{
    struct audit_note note = {.action = STR("council.seat_end"), .reason = why};
    int64_t rows;

    if (!actor_check_city(by->who, PERM_COUNCIL, e) ||
        !check_text("reason", why, true, WHY_MAX, e)) {
        return false;
    }
    if (!date_valid(to)) {
        return bad_date(to, e);
    }
    note.subject = str_format(by->a, "council_seat:%lld", (long long)id);
    return db_exec(by->tx->db, &Q_COUNCIL_SEAT_END, ARGS(V(id), V(version), V(to), V(why)), &rows,
                   e) &&
           one_row(rows, e) && audit_add(by, &note, e);
}

/* ---- report ---- */

bool council_report_set(struct act *by, const struct council_report *r, struct err *e)
{
    struct audit_note note = {.action = STR("council.report"), .new_value = r->report_no};
    struct council_committee c;
    int64_t rows;

    if (!actor_check_city(by->who, PERM_COUNCIL, e) ||
        !check_text("report_no", r->report_no, true, NAME_MAX, e) ||
        !check_text("text", r->text, true, REPORT_MAX, e) ||
        !council_committee_get(by->tx->db, by->a, r->committee_code, &c, e) ||
        !check_stage(by, c.year, c.ordinance, e)) {
        return false;
    }
    if (!date_valid(r->on_date) || date_cmp(r->on_date, c.from_date) < 0 ||
        date_cmp(r->on_date, by->today) > 0) {
        return bad_date(r->on_date, e);
    }
    note.subject = str_format(by->a, "council_committee:%.*s", STR_FMT(c.code));
    note.old_value = c.report_no;
    note.year = c.year;
    return db_exec(by->tx->db, &Q_COUNCIL_REPORT_SET,
                   ARGS(V(c.id), V(r->version), V(r->report_no), V(r->on_date), V(r->text),
                        V(by->who->name)),
                   &rows, e) &&
           one_row(rows, e) && audit_add(by, &note, e);
}
