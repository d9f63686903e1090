#include "city/account.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "city/user_row.h"
#include "sql_city.h"
#include "store/store.h"

enum { ROLES_MOST = 8 }; /* the other grants of an actor are for what others gave (delegation.h) */

static const struct field account_fields[] = {
    COL(struct account, id),           COL(struct account, name),
    COL(struct account, full_name),    COL(struct account, disabled),
    COL(struct account, demo),         COL(struct account, created),
    COL(struct account, locked_until), COL(struct account, temp_until),
    COL(struct account, second),
};
static const struct row_type account_type = ROW_TYPE(struct account, account_fields);

static const struct field account_role_fields[] = {
    FIELD(struct account_role, role, 0, "บทบาท", "Role"),
    FIELD(struct account_role, scope_kind, 0, "ขอบเขต", "Scope"),
    FIELD(struct account_role, scope_code, 0, "รหัสขอบเขต", "Scope code"),
    FIELD(struct account_role, scope_name, 0, "หน่วยรับงบประมาณ", "Agency"),
};
const struct row_type account_role_type = ROW_TYPE(struct account_role, account_role_fields);

static const struct field session_row_fields[] = {
    FIELD(struct session_row, ref, FIELD_KEY, "รหัสการเข้าใช้", "Session"),
    FIELD(struct session_row, address, 0, "จากที่อยู่", "Address"),
    FIELD(struct session_row, agent, 0, "เบราว์เซอร์", "Browser"),
    FIELD(struct session_row, created, 0, "เข้าสู่ระบบเมื่อ", "Signed in"),
    FIELD(struct session_row, seen, 0, "ใช้ล่าสุดเมื่อ", "Last used"),
    FIELD(struct session_row, this_one, 0, "เครื่องนี้", "This one"),
};
const struct row_type session_row_type = ROW_TYPE(struct session_row, session_row_fields);

static bool note(struct act *by, const char *action, struct str name, struct str old_value,
                 struct str new_value, struct err *e)
{
    struct audit_note n = {
        .action = str_from(action), .old_value = old_value, .new_value = new_value};

    n.subject = str_format(by->a, "user:%.*s", STR_FMT(name));
    return audit_add(by, &n, e);
}

bool account_get(struct db *db, struct arena *a, struct str name, struct account *ret,
                 struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_ACCOUNT_GET, ARGS(V(name)), &account_type, ret, &found, e)) {
        return false;
    }
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(name));
    }
    return found;
}

bool account_roles(struct db *db, struct arena *a, int64_t user_id, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_ACCOUNT_ROLES, ARGS(V(user_id)), &account_role_type, ret, e);
}

/* Names are ASCII words (user.c), so what begins with a word ends before the word and DEL. */
bool account_page(struct db *db, struct arena *a, struct str after, struct str begins,
                  int64_t limit, struct rows *ret, struct err *e)
{
    struct str end = str_format(a, "%.*s\x7f", STR_FMT(begins));

    return db_list(db, a, &Q_ACCOUNT_PAGE, ARGS(V(after), V(begins), V(end), V(limit)),
                   &user_row_type, ret, e);
}

bool account_counts(struct db *db, int64_t *ret_all, int64_t *ret_disabled, struct err *e)
{
    return db_int(db, &Q_ACCOUNT_COUNT, NO_ARGS, ret_all, e) &&
           db_int(db, &Q_ACCOUNT_DISABLED_COUNT, NO_ARGS, ret_disabled, e);
}

/* ---- by an administrator ---- */

bool account_other(struct act *by, struct str name, struct err *e)
{
    if (!actor_check_city(by->who, PERM_USER_ADMIN, e)) {
        return false;
    }
    if (by->who->user_id && str_eq(by->who->name, name)) {
        FAIL(e, ERR_OWN_ACCOUNT);
        return false;
    }
    return true;
}

/* The person, the role's place, and the roles of before as one text. */
struct changing {
    struct account who;
    int64_t scope_id, n;
    struct str before;
};

static struct str role_text(struct arena *a, const struct account_role *r)
{
    return str_format(a, "%.*s@%.*s%s%.*s", STR_FMT(r->role), STR_FMT(r->scope_kind),
                      r->scope_code.n ? ":" : "", STR_FMT(r->scope_code));
}

static bool roles_text(struct act *by, int64_t user_id, struct str *ret, int64_t *ret_n,
                       struct err *e)
{
    const struct account_role *r;
    struct rows rows;

    if (!account_roles(by->tx->db, by->a, user_id, &rows, e)) {
        return false;
    }
    r = rows.p;
    *ret = STR_NONE;
    for (size_t i = 0; i < rows.n; i++) {
        *ret = str_format(by->a, "%.*s%s%.*s", STR_FMT(*ret), i ? " " : "",
                          STR_FMT(role_text(by->a, &r[i])));
    }
    *ret_n = (int64_t)rows.n;
    return true;
}

static bool change_begin(struct act *by, const struct role_change *c, struct changing *ret,
                         struct err *e)
{
    struct user_new u = {.role = c->role, .agency_code = c->agency_code, .division = c->division};

    return account_other(by, c->name, e) && account_get(by->tx->db, by->a, c->name, &ret->who, e) &&
           role_scope_id(by, &u, &ret->scope_id, e) &&
           roles_text(by, ret->who.id, &ret->before, &ret->n, e);
}

static bool change_end(struct act *by, const char *action, const struct changing *c, struct err *e)
{
    struct str after;
    int64_t n;

    return db_exec(by->tx->db, &Q_SESSION_CLOSE_USER, ARGS(V(c->who.name)), NULL, e) &&
           roles_text(by, c->who.id, &after, &n, e) &&
           note(by, action, c->who.name, c->before, after, e);
}

bool account_role_add(struct act *by, const struct role_change *c, struct err *e)
{
    struct changing g;
    int64_t rows;

    if (!change_begin(by, c, &g, e)) {
        return false;
    }
    if (g.n >= ROLES_MOST) {
        FAIL(e, ERR_ROLES_FULL);
        err_arg(e, "limit", V((int64_t)ROLES_MOST));
        return false;
    }
    if (!db_exec(
            by->tx->db, &Q_USER_ROLE_INSERT,
            ARGS(V(g.who.id), V(role_word(c->role)), V(role_scope_word(c->role)), V(g.scope_id)),
            &rows, e)) {
        return false;
    }
    if (rows == 0) {
        FAIL(e, ERR_ALREADY);
        err_arg(e, "what", V(role_word(c->role)));
        return false;
    }
    return change_end(by, "user.role_add", &g, e);
}

bool account_role_remove(struct act *by, const struct role_change *c, struct err *e)
{
    struct changing g;
    int64_t rows;

    if (!change_begin(by, c, &g, e)) {
        return false;
    }
    if (g.n < 2) {
        FAIL(e, ERR_LAST_ROLE);
        return false;
    }
    if (!db_exec(
            by->tx->db, &Q_USER_ROLE_DELETE,
            ARGS(V(g.who.id), V(role_word(c->role)), V(role_scope_word(c->role)), V(g.scope_id)),
            &rows, e)) {
        return false;
    }
    if (rows == 0) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(role_word(c->role)));
        return false;
    }
    return change_end(by, "user.role_remove", &g, e);
}

bool account_reset(struct act *by, struct str name, struct str hash, struct err *e)
{
    int64_t until = by->now_ms + PASSWORD_ONCE_MS, rows;

    if (!account_other(by, name, e) ||
        !db_exec(by->tx->db, &Q_USER_TEMPORARY_SET, ARGS(V(name), V(hash), V(until)), &rows, e)) {
        return false;
    }
    if (rows != 1) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(name));
        return false;
    }
    return db_exec(by->tx->db, &Q_SESSION_CLOSE_USER, ARGS(V(name)), NULL, e) &&
           note(by, "user.reset", name, STR_NONE, STR_NONE, e);
}

bool account_sign_out(struct act *by, struct str name, struct err *e)
{
    struct account u;
    int64_t rows;

    return account_other(by, name, e) && account_get(by->tx->db, by->a, name, &u, e) &&
           db_exec(by->tx->db, &Q_SESSION_CLOSE_USER, ARGS(V(name)), &rows, e) &&
           note(by, "user.sign_out", name, STR_NONE, str_format(by->a, "%lld", (long long)rows), e);
}

/* ---- by the person ---- */

bool session_renew(struct act *by, const struct session_from *from, struct session_new *ret,
                   struct err *e)
{
    return db_exec(by->tx->db, &Q_SESSION_CLOSE_USER, ARGS(V(by->who->name)), NULL, e) &&
           session_open(by, by->who->user_id, from, ret, e);
}

bool account_password(struct act *by, struct str hash, const struct session_from *from,
                      struct session_new *ret, struct err *e)
{
    return user_set_password(by, by->who->name, hash, e) && session_renew(by, from, ret, e);
}

bool session_list(struct db *db, struct arena *a, const struct actor *who, int64_t now_ms,
                  const struct session_limits *lim, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_SESSION_LIST,
                   ARGS(V(who->user_id), V(now_ms - lim->idle_ms), V(now_ms - lim->max_ms),
                        V(who->session_ref)),
                   &session_row_type, ret, e);
}

bool session_end(struct act *by, struct str ref, struct err *e)
{
    int64_t rows;

    if (!db_exec(by->tx->db, &Q_SESSION_END, ARGS(V(by->who->user_id), V(ref)), &rows, e)) {
        return false;
    }
    if (rows == 0) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(ref));
        return false;
    }
    return note(by, "session.end", by->who->name, ref, STR_NONE, e);
}

bool session_end_others(struct act *by, int64_t *ret_n, struct err *e)
{
    return db_exec(by->tx->db, &Q_SESSION_END_OTHERS,
                   ARGS(V(by->who->user_id), V(by->who->session_ref)), ret_n, e) &&
           (*ret_n == 0 ||
            note(by, "session.end", by->who->name, str_format(by->a, "%lld", (long long)*ret_n),
                 by->who->session_ref, e));
}
