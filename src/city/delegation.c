#include "city/delegation.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/lang.h"
#include "city/agency.h"
#include "city/audit.h"
#include "city/user.h"
#include "sql_city.h"
#include "store/store.h"

enum { ORDER_LONGEST = 100, REASON_LONGEST = 1000, CAPACITY_LONGEST = 2000 };

static const struct field delegation_fields[] = {
    COL(struct delegation, id),
    COL(struct delegation, version),
    COL(struct delegation, scope_id),
    FIELD(struct delegation, code, FIELD_KEY, "เลขที่", "No."),
    FIELD(struct delegation, kind, 0, "ฐานะ", "Capacity"),
    FIELD(struct delegation, from_user, 0, "ผู้มอบ", "From"),
    FIELD(struct delegation, from_name, 0, "ชื่อผู้มอบ", "From: name"),
    FIELD(struct delegation, to_user, 0, "ผู้รับมอบ", "To"),
    FIELD(struct delegation, to_name, 0, "ชื่อผู้รับมอบ", "To: name"),
    FIELD(struct delegation, role, 0, "บทบาท", "Role"),
    FIELD(struct delegation, scope_kind, 0, "ขอบเขต", "Scope"),
    FIELD(struct delegation, scope_name, 0, "หน่วยรับงบประมาณหรือกอง", "Agency or division"),
    FIELD(struct delegation, order_no, 0, "คำสั่งเลขที่", "Order no."),
    FIELD(struct delegation, order_on, 0, "ลงวันที่", "Dated"),
    FIELD(struct delegation, from_date, 0, "ตั้งแต่", "From day"),
    FIELD(struct delegation, to_date, 0, "ถึง", "To day"),
    FIELD(struct delegation, reason, 0, "เหตุผล", "Reason"),
    COL(struct delegation, state),
    FIELD(struct delegation, phase, 0, "สถานะ", "State"),
    FIELD(struct delegation, made_by, 0, "ผู้บันทึก", "Entered by"),
    FIELD(struct delegation, made, 0, "เมื่อ", "At"),
    FIELD(struct delegation, confirmed_by, 0, "ผู้ยืนยัน", "Confirmed by"),
    FIELD(struct delegation, confirmed, 0, "ยืนยันเมื่อ", "Confirmed at"),
    FIELD(struct delegation, ended_by, 0, "ผู้ยกเลิก", "Ended by"),
    FIELD(struct delegation, ended, 0, "ยกเลิกเมื่อ", "Ended at"),
    FIELD(struct delegation, ended_why, 0, "เหตุผลที่ยกเลิก", "Why ended"),
};
const struct row_type delegation_type = ROW_TYPE(struct delegation, delegation_fields);

static const struct field role_held_fields[] = {
    COL(struct role_held, scope_id),
    FIELD(struct role_held, user_name, FIELD_KEY, "ผู้ใช้", "User"),
    FIELD(struct role_held, full_name, 0, "ชื่อ", "Name"),
    FIELD(struct role_held, role, 0, "บทบาท", "Role"),
    FIELD(struct role_held, scope_kind, 0, "ขอบเขต", "Scope"),
    FIELD(struct role_held, scope_name, 0, "หน่วยรับงบประมาณหรือกอง", "Agency or division"),
};
const struct row_type role_held_type = ROW_TYPE(struct role_held, role_held_fields);

/* ---- words ---- */

static struct str kind_label(struct str kind, enum lang lang)
{
    return str_eq(kind, STR("acting")) ? tr(lang, TR("รักษาราชการแทน"))
                                       : tr(lang, TR("ปฏิบัติราชการแทน"));
}

struct str capacity_text(struct arena *a, const struct on_behalf *b, enum lang lang)
{
    struct sbuf s;
    enum role role;
    struct err e;

    sbuf_init(&s, a, CAPACITY_LONGEST);
    sbuf_add(&s, kind_label(b->kind, lang));
    sbuf_byte(&s, ' ');
    sbuf_add(&s, role_parse(b->role, &role, &e) ? role_label(role, lang) : b->role);
    sbuf_printf(&s, " (%.*s) ", STR_FMT(b->from_name.n ? b->from_name : b->from_user));
    sbuf_add(&s, tr(lang, TR("ตามคำสั่งที่")));
    sbuf_printf(&s, " %.*s ", STR_FMT(b->order_no));
    sbuf_add(&s, tr(lang, TR("ลงวันที่")));
    sbuf_byte(&s, ' ');
    date_put(&s, b->order_on, DATE_SHORT, lang);
    sbuf_byte(&s, ' ');
    sbuf_add(&s, tr(lang, TR("ตั้งแต่")));
    sbuf_byte(&s, ' ');
    date_put(&s, b->from_date, DATE_SHORT, lang);
    sbuf_byte(&s, ' ');
    sbuf_add(&s, tr(lang, TR("ถึง")));
    sbuf_byte(&s, ' ');
    date_put(&s, b->to_date, DATE_SHORT, lang);
    return sbuf_str(&s);
}

/* ---- reading ---- */

bool delegation_registrar(const struct actor *who)
{
    return (actor_may(who, PERM_USER_ADMIN) && !actor_behalf(who, PERM_USER_ADMIN, 0, 0)) ||
           (actor_may(who, PERM_LAW) && !actor_behalf(who, PERM_LAW, 0, 0));
}

struct list_ask {
    struct str code; /* empty = all */
    int64_t before_id, limit;
};

static bool read_list(struct db *db, struct arena *a, const struct actor *who,
                      const struct list_ask *q, struct rows *ret, struct err *e)
{
    int64_t all = delegation_registrar(who) || actor_may(who, PERM_AUDIT_READ) ? 1 : 0;

    return db_list(
        db, a, &Q_DELEGATION_LIST,
        ARGS(V(who->name), V(all), V(q->code), V(q->before_id), V(q->limit), V(db_day(db))),
        &delegation_type, ret, e);
}

bool delegation_list(struct db *db, struct arena *a, const struct actor *who, int64_t before_id,
                     int64_t limit, struct rows *ret, struct err *e)
{
    return read_list(db, a, who, &(struct list_ask){.before_id = before_id, .limit = limit}, ret,
                     e);
}

bool delegation_get(struct db *db, struct arena *a, const struct actor *who, struct str code,
                    struct delegation *ret, struct err *e)
{
    struct list_ask one = {.code = code, .limit = 1};
    struct rows rows = {0};

    if (code.n && !read_list(db, a, who, &one, &rows, e)) {
        return false;
    }
    if (rows.n == 0) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
        return false;
    }
    *ret = *(const struct delegation *)rows.p;
    return true;
}

bool delegation_of(struct db *db, struct arena *a, struct str user, bool to, struct date day,
                   struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_DELEGATION_OF, ARGS(V(user), V((int64_t)to), V(day)),
                   &delegation_type, ret, e);
}

bool delegation_roles(struct db *db, struct arena *a, struct str user, struct rows *ret,
                      struct err *e)
{
    return db_list(db, a, &Q_DELEGATION_ROLES, ARGS(V(user)), &role_held_type, ret, e);
}

/* ---- giving ---- */

static bool check_filled(const char *field, struct str s, size_t limit, struct err *e)
{
    if (str_trim(s).n == 0) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(str_from(field)));
        return false;
    }
    if (str_count_cp(s) > limit) {
        FAIL(e, ERR_TOO_LONG);
        err_arg(e, "field", V(str_from(field)));
        err_arg(e, "limit", V((int64_t)limit));
        return false;
    }
    return true;
}

static bool check_days(struct date from, struct date to, const char *field, struct err *e)
{
    if (date_cmp(from, to) <= 0) {
        return true;
    }
    FAIL(e, ERR_DATE_ORDER);
    err_arg(e, "field", V(str_from(field)));
    err_arg(e, "from", V(from));
    err_arg(e, "to", V(to));
    return false;
}

static bool check_texts(const struct act *by, const struct delegation_new *n, struct err *e)
{
    static const char *const day[] = {"order_on", "from_date", "to_date"};
    struct date given[] = {n->order_on, n->from_date, n->to_date};

    if (!str_eq(n->kind, STR("acting")) && !str_eq(n->kind, STR("delegated"))) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(STR("kind")));
        err_arg(e, "value", V(n->kind));
        err_arg(e, "expected", V(STR("acting delegated")));
        return false;
    }
    if (!check_filled("from_user", n->from_user, ORDER_LONGEST, e) ||
        !check_filled("to_user", n->to_user, ORDER_LONGEST, e) ||
        !check_filled("order_no", n->order_no, ORDER_LONGEST, e) ||
        !check_filled("reason", n->reason, REASON_LONGEST, e)) {
        return false;
    }
    for (size_t i = 0; i < ARRAY_LEN(given); i++) {
        if (!given[i].yyyymmdd) {
            FAIL(e, ERR_REQUIRED);
            err_arg(e, "field", V(str_from(day[i])));
            return false;
        }
    }
    return check_days(n->from_date, n->to_date, "to_date", e) &&
           check_days(by->today, n->to_date, "to_date", e);
}

/* The giver's own role: what was given to them under another order is not given on. */
static bool check_held(struct act *by, const struct delegation_new *n, struct err *e)
{
    const struct delegation *d;
    const struct role_held *h;
    struct rows held, given;

    if (!delegation_roles(by->tx->db, by->a, n->from_user, &held, e)) {
        return false;
    }
    h = held.p;
    for (size_t i = 0; i < held.n; i++) {
        if (str_eq(h[i].role, n->role) && str_eq(h[i].scope_kind, n->scope_kind) &&
            h[i].scope_id == n->scope_id) {
            return true;
        }
    }
    if (!delegation_of(by->tx->db, by->a, n->from_user, true, by->today, &given, e)) {
        return false;
    }
    d = given.p;
    for (size_t i = 0; i < given.n; i++) {
        if (str_eq(d[i].role, n->role)) {
            FAIL(e, ERR_DELEGATION_CHAIN);
            err_arg(e, "from", V(n->from_user));
            return false;
        }
    }
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(str_format(by->a, "%.*s: %.*s", STR_FMT(n->from_user), STR_FMT(n->role))));
    return false;
}

static bool same_person(struct err *e)
{
    FAIL(e, ERR_SAME_PERSON);
    return false;
}

static bool check_people(struct act *by, const struct delegation_new *n, struct err *e)
{
    if (!str_eq(by->who->name, n->from_user)) {
        if (!delegation_registrar(by->who)) {
            FAIL(e, ERR_FORBIDDEN);
            err_arg(e, "permission", V(str_from(perm_word(PERM_USER_ADMIN))));
            return false;
        }
        if (str_eq(by->who->name, n->to_user)) {
            return same_person(e);
        }
    }
    return true;
}

static bool check_receiver(struct act *by, const struct delegation_new *n, struct err *e)
{
    struct actor to;

    if (str_eq(n->from_user, n->to_user)) {
        FAIL(e, ERR_DELEGATE_SELF);
        return false;
    }
    return actor_load(by->tx->db, by->a, n->to_user, &to, e) && check_held(by, n, e);
}

static bool note(struct act *by, struct str code, const char *action, struct str old,
                 struct str value, struct str reason, struct err *e)
{
    struct audit_note n = {.action = str_from(action),
                           .subject = str_format(by->a, "delegation:%.*s", STR_FMT(code)),
                           .old_value = old,
                           .new_value = value,
                           .reason = reason};

    return audit_add(by, &n, e);
}

struct code_row {
    struct str code;
};
static const struct field code_fields[] = {COL(struct code_row, code)};
static const struct row_type code_type = ROW_TYPE(struct code_row, code_fields);

bool delegation_propose(struct act *by, const struct delegation_new *n, struct str made_by,
                        struct str *ret_code, struct err *e)
{
    struct on_behalf words = {.kind = n->kind,
                              .from_user = n->from_user,
                              .role = n->role,
                              .order_no = n->order_no,
                              .order_on = n->order_on,
                              .from_date = n->from_date,
                              .to_date = n->to_date};
    struct db *db = by->tx->db;
    struct code_row code;
    struct rows made;
    int64_t same;

    if (!check_texts(by, n, e) || !check_receiver(by, n, e) ||
        !db_int(db, &Q_DELEGATION_SAME,
                ARGS(V(n->to_user), V(n->from_user), V(n->role), V(n->scope_kind), V(n->scope_id),
                     V(n->from_date), V(n->to_date)),
                &same, e)) {
        return false;
    }
    if (same) {
        FAIL(e, ERR_ALREADY);
        err_arg(e, "what", V(str_format(by->a, "%.*s → %.*s", STR_FMT(n->from_user),
                                        STR_FMT(n->to_user))));
        return false;
    }
    if (!db_list(db, by->a, &Q_DELEGATION_INSERT,
                 ARGS(V(n->kind), V(n->from_user), V(n->to_user), V(n->role), V(n->scope_kind),
                      V(n->scope_id), V(n->order_no), V(n->order_on), V(n->from_date),
                      V(n->to_date), V(n->reason), V(made_by), V(by->now_ms)),
                 &id_row_type, &made, e) ||
        !db_one(db, by->a, &Q_DELEGATION_CODE, ARGS(V(((const struct id_row *)made.p)->id)),
                &code_type, &code, e)) {
        return false;
    }
    *ret_code = code.code;
    return note(by, code.code, "delegation.make", n->from_user,
                str_format(by->a, "%.*s: %.*s", STR_FMT(n->to_user),
                           STR_FMT(capacity_text(by->a, &words, LANG_TH))),
                n->reason, e);
}

bool delegation_make(struct act *by, const struct delegation_new *n, struct str *ret_code,
                     struct err *e)
{
    if (str_eq(n->from_user, n->to_user)) {
        FAIL(e, ERR_DELEGATE_SELF);
        return false;
    }
    return check_people(by, n, e) && delegation_propose(by, n, by->who->name, ret_code, e);
}

/* ---- the second person, and the end ---- */

bool delegation_second(const struct actor *who, const struct delegation *d, struct err *e)
{
    bool own = str_eq(d->made_by, d->from_user);

    if (str_eq(who->name, d->made_by) || (!own && str_eq(who->name, d->to_user))) {
        return same_person(e);
    }
    if (delegation_registrar(who) || str_eq(who->name, own ? d->to_user : d->from_user)) {
        return true;
    }
    FAIL(e, ERR_FORBIDDEN);
    err_arg(e, "permission", V(str_from(perm_word(PERM_USER_ADMIN))));
    return false;
}

static bool find_open(struct act *by, struct str code, const char *event, struct delegation *ret,
                      struct err *e)
{
    bool ends = str_eq(str_from(event), STR("delegation_revoke"));

    if (!delegation_get(by->tx->db, by->a, by->who, code, ret, e)) {
        return false;
    }
    if (str_eq(ret->state, STR("waiting")) || (ends && str_eq(ret->state, STR("confirmed")))) {
        return true;
    }
    FAIL(e, ERR_STATE);
    err_arg(e, "state", V(str_format(by->a, "delegation_%.*s", STR_FMT(ret->state))));
    err_arg(e, "event", V(str_from(event)));
    return false;
}

static bool changed(int64_t rows, struct err *e)
{
    if (rows == 1) {
        return true;
    }
    FAIL(e, ERR_STALE);
    return false;
}

bool delegation_confirm(struct act *by, struct str code, int64_t version, struct err *e)
{
    struct delegation d;
    int64_t rows;

    return find_open(by, code, "delegation_confirm", &d, e) &&
           delegation_second(by->who, &d, e) &&
           check_days(by->today, d.to_date, "to_date", e) &&
           db_exec(by->tx->db, &Q_DELEGATION_CONFIRM,
                   ARGS(V(d.id), V(version), V(by->who->name), V(by->now_ms)), &rows, e) &&
           changed(rows, e) &&
           note(by, code, "delegation.confirm", d.from_user, d.to_user, d.reason, e);
}

static bool end(struct act *by, const struct delegation *d, int64_t version, const char *state,
                struct str why, struct err *e)
{
    int64_t rows;

    return check_filled("reason", why, REASON_LONGEST, e) &&
           db_exec(by->tx->db, &Q_DELEGATION_END,
                   ARGS(V(d->id), V(version), V(str_from(state)), V(by->who->name), V(by->now_ms),
                        V(why)),
                   &rows, e) &&
           changed(rows, e);
}

bool delegation_refuse(struct act *by, struct str code, int64_t version, struct str reason,
                       struct err *e)
{
    struct delegation d;

    return find_open(by, code, "delegation_refuse", &d, e) &&
           delegation_second(by->who, &d, e) && end(by, &d, version, "refused", reason, e) &&
           note(by, code, "delegation.refuse", d.from_user, d.to_user, reason, e);
}

bool delegation_revoke(struct act *by, struct str code, struct str reason, struct err *e)
{
    const struct str me = by->who->name;
    struct delegation d;

    if (!find_open(by, code, "delegation_revoke", &d, e)) {
        return false;
    }
    if (!str_eq(me, d.from_user) && !str_eq(me, d.to_user) && !str_eq(me, d.made_by) &&
        !delegation_registrar(by->who)) {
        FAIL(e, ERR_FORBIDDEN);
        err_arg(e, "permission", V(str_from(perm_word(PERM_USER_ADMIN))));
        return false;
    }
    return end(by, &d, d.version, "revoked", reason, e) &&
           note(by, code, "delegation.revoke", d.from_user, d.to_user, reason, e);
}

bool delegation_hand(struct act *by, struct str code, struct str reason, struct delegation *ret,
                     struct err *e)
{
    const struct actor system = actor_system(); /* whoever hands over may not see all of it */

    return delegation_get(by->tx->db, by->a, &system, code, ret, e) &&
           end(by, ret, ret->version, "revoked", reason, e) &&
           note(by, code, "delegation.revoke", ret->from_user, ret->to_user, reason, e);
}
