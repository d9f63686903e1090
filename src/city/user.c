#include "city/user.h"

#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/lang.h"
#include "city/agency.h"
#include "city/audit.h"
#include "city/delegation.h"
#include "city/user_row.h"
#include "sql_city.h"
#include "store/store.h"

enum { NAME_MAX_CP = 64 };

struct role_def {
    const char *word;
    enum scope_kind scope;
    uint64_t perms;
    const char *th, *en;
};
#define P(x) (UINT64_C(1) << (unsigned)PERM_##x)
static const struct role_def roles[ROLE_COUNT] = {
#define ROLE(id, word, scope, perms, th, en) [id] = {word, scope, perms, th, en},
#include "city/roles.def"
#undef ROLE
};
#undef P

static const char *const scope_words[] = {
    [SCOPE_CITY] = "city",
    [SCOPE_DIVISION] = "division",
    [SCOPE_AGENCY] = "agency",
};

static const struct field user_row_fields[] = {
    COL(struct user_row, id),
    FIELD(struct user_row, name, FIELD_KEY, "ชื่อผู้ใช้", "User"),
    FIELD(struct user_row, full_name, 0, "ชื่อ-สกุล", "Full name"),
    FIELD(struct user_row, role, 0, "บทบาท", "Role"),
    FIELD(struct user_row, scope_kind, 0, "ขอบเขต", "Scope"),
    FIELD(struct user_row, scope_code, 0, "รหัสขอบเขต", "Scope code"),
    FIELD(struct user_row, scope_name, 0, "หน่วยรับงบประมาณ", "Agency"),
    FIELD(struct user_row, disabled, 0, "ปิดใช้", "Disabled"),
    FIELD(struct user_row, demo, 0, "สาธิต", "Demonstration"),
    FIELD(struct user_row, created, 0, "สร้างเมื่อ", "Created"),
};
const struct row_type user_row_type = ROW_TYPE(struct user_row, user_row_fields);

static const struct field user_record_fields[] = {
    COL(struct user_record, id),         COL(struct user_record, name),
    COL(struct user_record, full_name),  COL(struct user_record, password),
    COL(struct user_record, disabled),   COL(struct user_record, demo),
    COL(struct user_record, lang),       COL(struct user_record, locked_until),
    COL(struct user_record, temp_until),
};
const struct row_type user_record_type = ROW_TYPE(struct user_record, user_record_fields);

struct grant_row {
    struct str role, scope_kind;
    int64_t scope_id;
    struct str code, kind, from_user, from_name, order_no; /* of a delegation; empty: their own */
    struct date order_on, from_date, to_date;
};
static const struct field grant_row_fields[] = {
    COL(struct grant_row, role),      COL(struct grant_row, scope_kind),
    COL(struct grant_row, scope_id),  COL(struct grant_row, code),
    COL(struct grant_row, kind),      COL(struct grant_row, from_user),
    COL(struct grant_row, from_name), COL(struct grant_row, order_no),
    COL(struct grant_row, order_on),  COL(struct grant_row, from_date),
    COL(struct grant_row, to_date),
};
static const struct row_type grant_row_type = ROW_TYPE(struct grant_row, grant_row_fields);

/* ---- roles ---- */

bool role_parse(struct str word, enum role *ret, struct err *e)
{
    for (size_t i = 0; i < ROLE_COUNT; i++) {
        if (str_eq(word, str_from(roles[i].word))) {
            *ret = (enum role)i;
            return true;
        }
    }
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(STR("role")));
    err_arg(e, "value", V(word));
    err_arg(e, "expected",
            V(STR("officer collector head analyst division_head technical deputy system_office "
                  "finance strategy permsec governor council auditor admin")));
    return false;
}

struct str role_word(enum role r)
{
    return str_from(roles[r].word);
}

struct str role_scope_word(enum role r)
{
    return str_from(scope_words[roles[r].scope]);
}

struct str role_label(enum role r, enum lang lang)
{
    return lang_pick(lang, roles[r].th, roles[r].en);
}

bool role_may(struct str word, enum perm p)
{
    for (size_t i = 0; i < ROLE_COUNT; i++) {
        if (str_eq(word, str_from(roles[i].word))) {
            return roles[i].perms >> (unsigned)p & 1;
        }
    }
    return false;
}

static void grant_set(struct grant *g, const struct grant_row *r)
{
    for (size_t i = 0; i < ROLE_COUNT; i++) {
        if (str_eq(r->role, str_from(roles[i].word))) {
            g->perms = roles[i].perms;
            g->role = str_from(roles[i].word);
        }
    }
    g->scope.kind = SCOPE_AGENCY;
    for (size_t i = 0; i < ARRAY_LEN(scope_words); i++) {
        if (str_eq(r->scope_kind, str_from(scope_words[i]))) {
            g->scope.kind = (enum scope_kind)i;
        }
    }
    g->scope.id = r->scope_id;
}

/* What a delegated grant brings, with the words that records and signatures print. */
static void behalf_set(struct arena *a, struct actor *who, struct grant *g,
                       const struct grant_row *r)
{
    struct on_behalf *b = ARENA_NEW(a, struct on_behalf);

    *b = (struct on_behalf){.code = r->code,
                            .kind = r->kind,
                            .from_user = r->from_user,
                            .from_name = r->from_name,
                            .role = r->role,
                            .order_no = r->order_no,
                            .order_on = r->order_on,
                            .from_date = r->from_date,
                            .to_date = r->to_date};
    b->capacity = capacity_text(a, b, LANG_TH);
    g->on_behalf = b;
    who->capacity = who->capacity.n ? str_format(a, "%.*s; %.*s", STR_FMT(who->capacity),
                                                 STR_FMT(b->capacity))
                                    : b->capacity;
}

bool actor_grants(struct db *db, struct arena *a, int64_t user_id, struct date today,
                  struct actor *ret, struct err *e)
{
    struct rows rows;
    const struct grant_row *r;

    if (!db_list(db, a, &Q_USER_GRANTS, ARGS(V(user_id), V(today)), &grant_row_type, &rows, e)) {
        return false;
    }
    r = rows.p;
    ret->user_id = user_id;
    ret->grants = 0;
    for (size_t i = 0; i < rows.n && i < ACTOR_GRANTS; i++) {
        struct grant *g = &ret->grant[ret->grants++];

        if (i == 0) {
            ret->role_word = r[0].role;
        }
        grant_set(g, &r[i]);
        if (r[i].code.n) {
            behalf_set(a, ret, g, &r[i]);
        }
    }
    return true;
}

static bool unknown_user(struct str name, struct err *e)
{
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(name));
    return false;
}

bool actor_load(struct db *db, struct arena *a, struct str name, struct actor *ret, struct err *e)
{
    struct user_record u;
    bool found;

    if (str_eq(name, STR("system"))) {
        *ret = actor_system();
        return true;
    }
    if (!db_find(db, a, &Q_USER_FIND, ARGS(V(name)), &user_record_type, &u, &found, e)) {
        return false;
    }
    if (!found) {
        return unknown_user(name, e);
    }
    if (u.disabled) {
        FAIL(e, ERR_FORBIDDEN);
        err_arg(e, "permission", V(STR("disabled")));
        return false;
    }
    memset(ret, 0, sizeof *ret);
    ret->name = u.name;
    ret->full_name = u.full_name;
    return actor_grants(db, a, u.id, db_day(db), ret, e);
}

/* ---- users ---- */

static bool note_user(struct act *by, const char *action, struct str name, struct str value,
                      struct err *e)
{
    struct audit_note note = {0};

    note.action = str_from(action);
    note.subject = str_format(by->a, "user:%.*s", STR_FMT(name));
    note.new_value = value;
    return audit_add(by, &note, e);
}

static bool bad_field(struct err *e, enum err_code code, const char *field, struct str value)
{
    FAIL(e, code);
    err_arg(e, "field", V(str_from(field)));
    if (code == ERR_TOO_LONG) {
        err_arg(e, "limit", V(INT64_C(64)));
    } else if (code != ERR_REQUIRED) {
        err_arg(e, "value", V(value));
    }
    if (code == ERR_BAD_CHOICE) {
        err_arg(e, "expected", V(STR("a-z 0-9 . _ -")));
    }
    return false;
}

/* User names are ASCII words: they stand in audit records, URLs and shells. */
static bool check_name(struct str name, struct err *e)
{
    if (name.n == 0) {
        return bad_field(e, ERR_REQUIRED, "name", name);
    }
    if (name.n > NAME_MAX_CP) {
        return bad_field(e, ERR_TOO_LONG, "name", name);
    }
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        bool ok =
            (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';

        if (!ok) {
            return bad_field(e, ERR_BAD_CHOICE, "name", name);
        }
    }
    if (str_eq(name, STR("system"))) {
        return bad_field(e, ERR_DUPLICATE, "name", name);
    }
    return true;
}

bool role_scope_id(struct act *by, const struct user_new *u, int64_t *ret, struct err *e)
{
    struct agency g;

    *ret = 0;
    switch (roles[u->role].scope) {
    case SCOPE_CITY:
        return true;
    case SCOPE_DIVISION:
        if (u->division < 1 || u->division > 6) {
            return bad_field(e, ERR_REQUIRED, "division", STR_NONE);
        }
        *ret = u->division;
        return true;
    case SCOPE_AGENCY:
        if (u->agency_code.n == 0) {
            return bad_field(e, ERR_REQUIRED, "agency", STR_NONE);
        }
        if (!agency_get(by->tx->db, by->a, u->agency_code, &g, e)) {
            return false;
        }
        *ret = g.id;
        return true;
    }
    return true;
}

bool user_add(struct act *by, const struct user_new *u, struct err *e)
{
    struct db *db = by->tx->db;
    struct rows made;
    int64_t scope_id;

    if (!actor_check_city(by->who, PERM_USER_ADMIN, e) || !check_name(u->name, e) ||
        !role_scope_id(by, u, &scope_id, e) ||
        !db_list(db, by->a, &Q_USER_INSERT,
                 ARGS(V(u->name), V(u->full_name), V(u->password_hash), V(u->demo), V(by->now_ms),
                      V(u->temp_until_ms)),
                 &id_row_type, &made, e)) {
        return false;
    }
    if (made.n == 0) {
        return bad_field(e, ERR_DUPLICATE, "name", u->name);
    }
    return db_exec(db, &Q_USER_ROLE_INSERT,
                   ARGS(V(((const struct id_row *)made.p)->id), V(str_from(roles[u->role].word)),
                        V(str_from(scope_words[roles[u->role].scope])), V(scope_id)),
                   NULL, e) &&
           note_user(by, "user.add", u->name, str_from(roles[u->role].word), e);
}

bool user_set_password(struct act *by, struct str name, struct str hash, struct err *e)
{
    int64_t rows;

    if (!str_eq(by->who->name, name) && !actor_check_city(by->who, PERM_USER_ADMIN, e)) {
        return false;
    }
    if (!db_exec(by->tx->db, &Q_USER_PASSWORD_SET, ARGS(V(name), V(hash)), &rows, e)) {
        return false;
    }
    return rows == 1 ? note_user(by, "user.password", name, STR_NONE, e) : unknown_user(name, e);
}

bool user_disable(struct act *by, struct str name, bool disabled, struct err *e)
{
    int64_t rows;

    if (!account_other(by, name, e) ||
        !db_exec(by->tx->db, &Q_USER_DISABLED_SET, ARGS(V(name), V(disabled)), &rows, e)) {
        return false;
    }
    if (rows != 1) {
        return unknown_user(name, e);
    }
    if (disabled && !db_exec(by->tx->db, &Q_SESSION_CLOSE_USER, ARGS(V(name)), NULL, e)) {
        return false;
    }
    return note_user(by, disabled ? "user.disable" : "user.enable", name, STR_NONE, e);
}

bool user_set_lang(struct act *by, struct str lang, struct err *e)
{
    if (!str_eq(lang, STR("th")) && !str_eq(lang, STR("en"))) {
        return bad_field(e, ERR_BAD_FIELD, "lang", lang);
    }
    return db_exec(by->tx->db, &Q_USER_LANG_SET, ARGS(V(by->who->user_id), V(lang)), NULL, e);
}

bool user_list(struct db *db, struct arena *a, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_USER_LIST, NO_ARGS, &user_row_type, ret, e);
}
