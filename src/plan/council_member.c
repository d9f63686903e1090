#include "plan/council_member.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "city/audit.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

enum { NAME_MAX = 200, WHY_MAX = 1000 };

static const struct field council_member_fields[] = {
    COL(struct council_member, id),
    FIELD(struct council_member, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct council_member, kind, 0, "ประเภท", "Kind"),
    FIELD(struct council_member, full_name, 0, "ชื่อ", "Name"),
    FIELD(struct council_member, post, 0, "ตำแหน่ง", "Post"),
    FIELD(struct council_member, district, 0, "เขต", "District"),
    FIELD(struct council_member, user_name, 0, "บัญชี", "Account"),
    FIELD(struct council_member, from_date, 0, "ตั้งแต่", "From"),
    FIELD(struct council_member, to_date, 0, "ถึง", "To"),
    FIELD(struct council_member, ended_why, 0, "เหตุที่พ้น", "Why it ended"),
    FIELD(struct council_member, interests, 0, "ส่วนได้เสียที่แจ้ง", "Interests declared"),
    FIELD(struct council_member, now, 0, "ขณะนี้", "Now"),
    COL(struct council_member, version),
};
const struct row_type council_member_type = ROW_TYPE(struct council_member, council_member_fields);

static const struct field council_interest_fields[] = {
    COL(struct council_interest, id),
    COL(struct council_interest, member_id),
    FIELD(struct council_interest, member_code, FIELD_KEY, "สมาชิก", "Member"),
    FIELD(struct council_interest, member_name, 0, "ชื่อ", "Name"),
    COL(struct council_interest, agency_id),
    FIELD(struct council_interest, agency_code, 0, "หน่วยงาน", "Agency"),
    FIELD(struct council_interest, agency_name, 0, "ชื่อหน่วยงาน", "Agency name"),
    COL(struct council_interest, line_id),
    FIELD(struct council_interest, line_code, 0, "รายการ", "Line"),
    FIELD(struct council_interest, line_name, 0, "ชื่อรายการ", "Line name"),
    FIELD(struct council_interest, reason, 0, "ส่วนได้เสีย", "Interest"),
    FIELD(struct council_interest, from_date, 0, "ตั้งแต่", "From"),
    FIELD(struct council_interest, to_date, 0, "ถึง", "To"),
    FIELD(struct council_interest, ended_why, 0, "เหตุที่สิ้นสุด", "Why it ended"),
    FIELD(struct council_interest, now, 0, "ขณะนี้", "Now"),
    COL(struct council_interest, version),
};
const struct row_type council_interest_type =
    ROW_TYPE(struct council_interest, council_interest_fields);

/* ---- reading ---- */

bool council_members(struct db *db, struct arena *a, const struct council_member_filter *f,
                     struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_COUNCIL_MEMBERS,
                   ARGS(V(f->day), V(f->kind), V(f->only_now), V(f->after_id), V(f->limit)),
                   &council_member_type, ret, e);
}

bool council_member_get(struct db *db, struct arena *a, struct str code, struct date day,
                        struct council_member *ret, struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_COUNCIL_MEMBER_GET, ARGS(V(day), V(code)), &council_member_type, ret,
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

bool council_member_of_user(struct db *db, struct arena *a, struct str user_name, struct date day,
                            struct council_member *ret, bool *ret_found, struct err *e)
{
    return db_find(db, a, &Q_COUNCIL_MEMBER_OF_USER, ARGS(V(day), V(user_name)),
                   &council_member_type, ret, ret_found, e);
}

bool council_size(struct db *db, struct date day, int64_t *ret, struct err *e)
{
    return db_int(db, &Q_COUNCIL_SIZE, ARGS(V(day)), ret, e);
}

/* ---- members ---- */

static bool bad_date(struct date d, struct err *e)
{
    FAIL(e, ERR_BAD_DATE);
    err_arg(e, "value", V(d));
    return false;
}

static bool check_member(const struct council_member_new *m, struct err *e)
{
    bool councillor = str_eq(m->kind, STR("councillor"));

    if (!councillor && !str_eq(m->kind, STR("executive"))) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(STR("kind")));
        err_arg(e, "value", V(m->kind));
        err_arg(e, "expected", V(STR("councillor executive")));
        return false;
    }
    if (!check_text("full_name", m->full_name, true, NAME_MAX, e) ||
        !check_text("post", m->post, !councillor, NAME_MAX, e) ||
        !check_text("district", m->district, councillor, NAME_MAX, e) ||
        !check_text("code", m->code, false, 20, e)) {
        return false;
    }
    if (!date_valid(m->from_date)) {
        return bad_date(m->from_date, e);
    }
    return !m->to_date.yyyymmdd || date_cmp(m->to_date, m->from_date) >= 0 ||
           bad_date(m->to_date, e);
}

static bool check_account(struct act *by, struct str user_name, struct err *e)
{
    int64_t n = 1;

    if (user_name.n &&
        !db_int(by->tx->db, &Q_COMMITTEE_ACCOUNT, ARGS(V(user_name)), &n, e)) {
        return false;
    }
    if (n == 0) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(user_name));
        return false;
    }
    return true;
}

bool council_member_add(struct act *by, const struct council_member_new *m, struct str *ret_code,
                        struct err *e)
{
    struct audit_note note = {.action = STR("council.member"), .new_value = m->full_name};
    struct str code = m->code;
    int64_t taken, next;

    if (!actor_check_city(by->who, PERM_COUNCIL, e) || !check_member(m, e) ||
        !check_account(by, m->user_name, e) ||
        !db_int(by->tx->db, &Q_COUNCIL_MEMBER_NEXT, NO_ARGS, &next, e)) {
        return false;
    }
    if (!code.n) {
        code = str_format(by->a, "M%03lld", (long long)next);
    }
    if (!db_int(by->tx->db, &Q_COUNCIL_MEMBER_TAKEN,
                ARGS(V(code), V(m->full_name), V(m->kind), V(m->district), V(m->from_date)), &taken,
                e)) {
        return false;
    }
    if (taken > 0) {
        FAIL(e, ERR_ALREADY);
        err_arg(e, "what",
                V(str_format(by->a, "%.*s %.*s", STR_FMT(m->full_name), STR_FMT(m->district))));
        return false;
    }
    note.subject = str_format(by->a, "council_member:%.*s", STR_FMT(code));
    if (!db_exec(by->tx->db, &Q_COUNCIL_MEMBER_INSERT,
                 ARGS(V(code), V(m->kind), V(m->full_name), V(m->post), V(m->district),
                      V(m->user_name), V(m->from_date), V(m->to_date), V(by->who->name),
                      V(by->now_ms)),
                 NULL, e) ||
        !audit_add(by, &note, e)) {
        return false;
    }
    *ret_code = code;
    return true;
}

static bool one_row(int64_t rows, struct err *e)
{
    if (rows == 1) {
        return true;
    }
    FAIL(e, ERR_STALE);
    return false;
}

bool council_member_end(struct act *by, struct str code, int64_t version, struct date to,
                        struct str why, struct err *e)
{
    struct audit_note note = {.action = STR("council.member_end"), .reason = why};
    struct council_member m;
    int64_t rows;

    if (!actor_check_city(by->who, PERM_COUNCIL, e) ||
        !check_text("reason", why, true, WHY_MAX, e) ||
        !council_member_get(by->tx->db, by->a, code, by->today, &m, e)) {
        return false;
    }
    if (!date_valid(to) || date_cmp(to, m.from_date) < 0) {
        return bad_date(to, e);
    }
    note.subject = str_format(by->a, "council_member:%.*s", STR_FMT(code));
    note.new_value = str_format(by->a, "%d", to.yyyymmdd);
    return db_exec(by->tx->db, &Q_COUNCIL_MEMBER_END, ARGS(V(code), V(version), V(to), V(why)),
                   &rows, e) &&
           one_row(rows, e) && audit_add(by, &note, e);
}

/* ---- interests ---- */

bool council_interests(struct db *db, struct arena *a, int64_t member_id, struct date day,
                       struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_COUNCIL_INTERESTS, ARGS(V(member_id), V(day)), &council_interest_type,
                   ret, e);
}

/* The secretariat, or the member whose account this is. */
static bool check_declarer(struct act *by, struct str user_name, struct err *e)
{
    struct err other;

    if (user_name.n && str_eq(user_name, by->who->name) &&
        actor_check_city(by->who, PERM_COUNCILLOR, &other)) {
        return true;
    }
    return actor_check_city(by->who, PERM_COUNCIL, e);
}

/* One agency or one line, not both. */
static bool check_whose(struct act *by, const struct council_interest_new *i, int64_t *ret_agency,
                        int64_t *ret_line, struct err *e)
{
    struct agency g = {0};
    int64_t line = 0;

    if ((i->agency_code.n > 0) == (i->line_code.n > 0)) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(STR("agency")));
        return false;
    }
    if (i->agency_code.n && !agency_get(by->tx->db, by->a, i->agency_code, &g, e)) {
        return false;
    }
    if (i->line_code.n &&
        !db_int(by->tx->db, &Q_COUNCIL_INTEREST_LINE, ARGS(V(i->line_code)), &line, e)) {
        if (e->code == ERR_NOT_FOUND) {
            FAIL(e, ERR_NOT_FOUND);
            err_arg(e, "what", V(i->line_code));
        }
        return false;
    }
    *ret_agency = g.id;
    *ret_line = line;
    return true;
}

bool council_interest_declare(struct act *by, const struct council_interest_new *i, struct err *e)
{
    struct audit_note note = {.action = STR("council.interest"), .reason = i->reason};
    struct council_member m;
    int64_t agency, line, same;

    if (!council_member_get(by->tx->db, by->a, i->member_code, by->today, &m, e) ||
        !check_declarer(by, m.user_name, e) || !check_text("reason", i->reason, true, WHY_MAX, e) ||
        !check_whose(by, i, &agency, &line, e)) {
        return false;
    }
    if (!date_valid(i->from_date)) {
        return bad_date(i->from_date, e);
    }
    if (!db_int(by->tx->db, &Q_COUNCIL_INTEREST_SAME,
                ARGS(V(m.id), V(agency), V(line), V(i->from_date)), &same, e)) {
        return false;
    }
    note.subject = str_format(by->a, "council_member:%.*s", STR_FMT(m.code));
    note.new_value = i->agency_code.n ? i->agency_code : i->line_code;
    if (same > 0) {
        FAIL(e, ERR_ALREADY);
        err_arg(e, "what", V(note.new_value));
        return false;
    }
    return db_exec(by->tx->db, &Q_COUNCIL_INTEREST_INSERT,
                   ARGS(V(m.id), V_ID(agency), V_ID(line), V(i->reason), V(i->from_date),
                        V(by->who->name), V(by->now_ms)),
                   NULL, e) &&
           audit_add(by, &note, e);
}

struct name_row {
    struct str user_name;
};
static const struct field name_fields[] = {COL(struct name_row, user_name)};
static const struct row_type name_type = ROW_TYPE(struct name_row, name_fields);

bool council_interest_end(struct act *by, int64_t id, int64_t version, struct date to,
                          struct str why, struct err *e)
{
    struct audit_note note = {.action = STR("council.interest_end"), .reason = why};
    struct name_row owner = {0};
    int64_t rows;
    bool found;

    if (!db_find(by->tx->db, by->a, &Q_COUNCIL_INTEREST_OWNER, ARGS(V(id)), &name_type, &owner,
                 &found, e)) {
        return false;
    }
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(str_format(by->a, "%lld", (long long)id)));
        return false;
    }
    if (!check_declarer(by, owner.user_name, e) || !check_text("reason", why, true, WHY_MAX, e)) {
        return false;
    }
    if (!date_valid(to)) {
        return bad_date(to, e);
    }
    note.subject = str_format(by->a, "council_interest:%lld", (long long)id);
    return db_exec(by->tx->db, &Q_COUNCIL_INTEREST_END, ARGS(V(id), V(version), V(to), V(why)),
                   &rows, e) &&
           one_row(rows, e) && audit_add(by, &note, e);
}

struct reason_row {
    struct str reason;
};
static const struct field reason_fields[] = {COL(struct reason_row, reason)};
static const struct row_type reason_type = ROW_TYPE(struct reason_row, reason_fields);

bool council_interest_in(struct db *db, struct arena *a, const struct council_interest_ask *q,
                         struct str *ret, bool *ret_found, struct err *e)
{
    struct reason_row r = {0};

    if (!db_find(db, a, &Q_COUNCIL_INTEREST_IN,
                 ARGS(V(q->member_id), V(q->agency_id), V(q->line_id), V(q->day)), &reason_type, &r,
                 ret_found, e)) {
        return false;
    }
    *ret = r.reason;
    return true;
}
