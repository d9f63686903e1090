#include <string.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/err.h"
#include "city/audit.h"
#include "city/totp.h"
#include "city/user.h"
#include "city/user_row.h"
#include "city/year.h"
#include "sql_city.h"
#include "store/store.h"

/* A hash of nobody's password, so that an unknown name takes as long as a known one. */
#define NOBODY                                                                                     \
 "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$"                                          \
 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

enum { FROM_MOST = 200 };

struct session_record {
    struct str ref, csrf, must, name, full_name, lang;
    struct when created, seen;
    int64_t user_id;
    bool demo;
};
static const struct field session_record_fields[] = {
    COL(struct session_record, ref),       COL(struct session_record, csrf),
    COL(struct session_record, created),   COL(struct session_record, seen),
    COL(struct session_record, user_id),   COL(struct session_record, name),
    COL(struct session_record, full_name), COL(struct session_record, lang),
    COL(struct session_record, demo),      COL(struct session_record, must),
};
static const struct row_type session_record_type =
    ROW_TYPE(struct session_record, session_record_fields);

static struct bytes token_hash(struct arena *a, struct str token)
{
    uint8_t *hash = arena_alloc(a, SHA256_BYTES);

    sha256(token, hash);
    return (struct bytes){hash, SHA256_BYTES};
}

static bool note_session(struct act *by, const char *action, struct str subject, struct str value,
                         struct err *e)
{
    struct audit_note note = {0};

    note.action = str_from(action);
    note.subject = str_format(by->a, "user:%.*s", STR_FMT(subject));
    note.new_value = value;
    return audit_add(by, &note, e);
}

bool login_find(struct db *db, struct arena *a, struct str name, int64_t now_ms, struct login *ret,
                struct err *e)
{
    struct user_record u;
    bool found;

    if (!db_find(db, a, &Q_USER_FIND, ARGS(V(name)), &user_record_type, &u, &found, e)) {
        return false;
    }
    memset(ret, 0, sizeof *ret);
    ret->name = name;
    ret->password = STR(NOBODY);
    if (found && u.temp_until.ms && u.temp_until.ms <= now_ms)
        found = false; /* a one-time password that was used, or is too old */
    if (found && !u.disabled && !totp_is_on(db, a, u.id, &ret->second, e)) {
        return false;
    }
    if (found && !u.disabled) {
        ret->user_id = u.id;
        ret->name = u.name;
        ret->password = u.password;
        ret->known = true;
        ret->demo = u.demo;
        ret->locked_until_ms = u.locked_until.ms;
    }
    return true;
}

bool login_failed(struct act *by, int64_t user_id, struct err *e)
{
    struct user_record u;
    int64_t fails;

    return db_int(by->tx->db, &Q_USER_FAILED, ARGS(V(user_id), V(by->now_ms)), &fails, e) &&
           db_one(by->tx->db, by->a, &Q_USER_BY_ID, ARGS(V(user_id)), &user_record_type, &u, e) &&
           note_session(by, "login.failed", u.name, str_format(by->a, "%lld", (long long)fails), e);
}

/* May this person sign in here at all; a one-time password is used up. */
static bool may_open(struct act *by, const struct user_record *u, struct err *e)
{
    bool demo_store = true;
    int64_t rows = 1;

    if (u->disabled ||
        (u->temp_until.ms &&
         !db_exec(by->tx->db, &Q_USER_TEMPORARY_USE, ARGS(V(u->id), V(by->now_ms)), &rows, e)) ||
        rows != 1) {
        FAIL(e, ERR_LOGIN);
        return false;
    }
    if (u->demo && !year_any_demo(by->tx->db, &demo_store, e)) {
        return false;
    }
    if (!demo_store) {
        FAIL(e, ERR_DEMO_ONLY);
    }
    return demo_store;
}

/* What the person must do before anything else. */
static bool must_of(struct act *by, const struct user_record *u, struct str *ret, struct err *e)
{
    bool needed, on;

    *ret = STR_NONE;
    if (u->temp_until.ms) {
        *ret = STR("password");
        return true;
    }
    if (!second_needed(by->tx->db, by->a, u->id, by->today, &needed, e) ||
        (needed && !totp_is_on(by->tx->db, by->a, u->id, &on, e))) {
        return false;
    }
    if (needed && !on) {
        *ret = STR("totp");
    }
    return true;
}

/* At most 200 bytes, whole characters. */
static struct str cut(struct str s)
{
    size_t n = s.n < FROM_MOST ? s.n : FROM_MOST;

    while (n > 0 && n < s.n && ((unsigned char)s.p[n] & 0xc0) == 0x80)
        n--;
    return str_slice(s, 0, n);
}

bool session_open(struct act *by, int64_t user_id, const struct session_from *from,
                  struct session_new *ret, struct err *e)
{
    static const struct session_from nowhere = {0};
    struct db *db = by->tx->db;
    struct user_record u;
    struct session_new s;
    struct str ref, must;

    if (!from) {
        from = &nowhere;
    }
    if (!db_one(db, by->a, &Q_USER_BY_ID, ARGS(V(user_id)), &user_record_type, &u, e) ||
        !may_open(by, &u, e) || !must_of(by, &u, &must, e)) {
        return false;
    }
    s.token = crypto_token(by->a, 32);
    s.csrf = crypto_token(by->a, 24);
    ref = crypto_token(by->a, 9);
    if (!db_exec(db, &Q_USER_SIGNED_IN, ARGS(V(user_id)), NULL, e) ||
        !db_exec(db, &Q_SESSION_INSERT,
                 ARGS(V(token_hash(by->a, s.token)), V(ref), V(user_id), V(s.csrf), V(by->now_ms),
                      V(cut(from->address)), V(cut(from->agent)), V(must)),
                 NULL, e) ||
        !note_session(by, "login", u.name, ref, e)) {
        return false;
    }
    *ret = s;
    return true;
}

bool session_find(struct db *db, struct arena *a, struct str token, int64_t now_ms,
                  const struct session_limits *lim, struct session *ret, struct err *e)
{
    struct session_record r;
    bool found = false;

    if (token.n &&
        !db_find(db, a, &Q_SESSION_FIND,
                 ARGS(V(token_hash(a, token)), V(now_ms - lim->idle_ms), V(now_ms - lim->max_ms)),
                 &session_record_type, &r, &found, e)) {
        return false;
    }
    if (!found) {
        FAIL(e, ERR_LOGIN_NEEDED);
        return false;
    }
    memset(ret, 0, sizeof *ret);
    ret->actor.name = r.name;
    ret->actor.full_name = r.full_name;
    ret->actor.session_ref = r.ref;
    ret->csrf = r.csrf;
    ret->must = r.must;
    ret->lang = r.lang;
    ret->created_ms = r.created.ms;
    ret->seen_ms = r.seen.ms;
    ret->demo_user = r.demo;
    return actor_grants(db, a, r.user_id, date_of_ms(now_ms), &ret->actor, e);
}

bool session_seen(struct act *by, struct str token, struct err *e)
{
    return db_exec(by->tx->db, &Q_SESSION_SEEN, ARGS(V(token_hash(by->a, token)), V(by->now_ms)),
                   NULL, e);
}

bool session_close(struct act *by, struct str token, struct err *e)
{
    int64_t rows;

    if (!db_exec(by->tx->db, &Q_SESSION_CLOSE, ARGS(V(token_hash(by->a, token))), &rows, e)) {
        return false;
    }
    return rows == 0 || note_session(by, "logout", by->who->name, by->who->session_ref, e);
}
