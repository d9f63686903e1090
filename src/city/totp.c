#include "city/totp.h"

#include <string.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/err.h"
#include "base/otp.h"
#include "city/account.h"
#include "city/audit.h"
#include "city/param.h"
#include "city/user_row.h"
#include "sql_city.h"
#include "store/store.h"

enum {
    STEP_LIFE_MS = 5 * 60 * 1000,
    STEP_KEEP_MS = 24 * 3600 * 1000,
    RECOVERY_BYTES = 10,
    CODE_MOST = 64,
};

struct totp_row {
    struct bytes secret;
    bool confirmed;
    int64_t last_step;
    struct when locked_until;
};
static const struct field totp_row_fields[] = {
    COL(struct totp_row, secret),
    COL(struct totp_row, confirmed),
    COL(struct totp_row, last_step),
    COL(struct totp_row, locked_until),
};
static const struct row_type totp_row_type = ROW_TYPE(struct totp_row, totp_row_fields);

static bool find(struct db *db, struct arena *a, int64_t user_id, struct totp_row *ret,
                 bool *ret_found, struct err *e)
{
    return db_find(db, a, &Q_TOTP_GET, ARGS(V(user_id)), &totp_row_type, ret, ret_found, e);
}

static bool note(struct act *by, const char *action, struct str name, struct err *e)
{
    struct audit_note n = {.action = str_from(action)};

    n.subject = str_format(by->a, "user:%.*s", STR_FMT(name));
    return audit_add(by, &n, e);
}

static bool wrong_code(struct err *e)
{
    FAIL(e, ERR_CODE);
    return false;
}

/* ---- who needs one ---- */

bool second_needed(struct db *db, struct arena *a, int64_t user_id, struct date today, bool *ret,
                   struct err *e)
{
    const struct account_role *r;
    struct str words, word;
    struct rows rows;

    *ret = false;
    if (!param_text(db, a, PARAM_SECOND_FACTOR, fy_of(today), &words, e) ||
        !account_roles(db, a, user_id, &rows, e)) {
        return false;
    }
    r = rows.p;
    while (str_split(&words, ' ', &word)) {
        for (size_t i = 0; i < rows.n; i++) {
            *ret = *ret || (word.n && (str_eq(word, r[i].role) || str_eq(word, STR("all"))));
        }
    }
    return true;
}

bool totp_is_on(struct db *db, struct arena *a, int64_t user_id, bool *ret, struct err *e)
{
    struct totp_row t;
    bool found;

    if (!find(db, a, user_id, &t, &found, e)) {
        return false;
    }
    *ret = found && t.confirmed;
    return true;
}

bool totp_get(struct db *db, struct arena *a, const struct actor *who, struct date today,
              struct totp *ret, struct err *e)
{
    struct totp_row t;
    bool found;

    *ret = (struct totp){0};
    if (!find(db, a, who->user_id, &t, &found, e) ||
        !second_needed(db, a, who->user_id, today, &ret->needed, e) ||
        !db_int(db, &Q_RECOVERY_LEFT, ARGS(V(who->user_id)), &ret->codes_left, e)) {
        return false;
    }
    ret->on = found && t.confirmed;
    ret->begun = found && !t.confirmed;
    if (ret->begun) {
        ret->key = base32_text(a, t.secret.p, t.secret.n);
    }
    return true;
}

/* ---- the person's own ---- */

bool totp_begin(struct act *by, struct err *e)
{
    uint8_t *key = arena_alloc(by->a, OTP_KEY_BYTES);
    bool on;

    if (!totp_is_on(by->tx->db, by->a, by->who->user_id, &on, e)) {
        return false;
    }
    if (on) {
        FAIL(e, ERR_ALREADY);
        err_arg(e, "what", V(STR("TOTP")));
        return false;
    }
    crypto_random(key, OTP_KEY_BYTES);
    return db_exec(
               by->tx->db, &Q_TOTP_PUT,
               ARGS(V(by->who->user_id), V(((struct bytes){key, OTP_KEY_BYTES})), V(by->now_ms)),
               NULL, e) &&
           note(by, "totp.begin", by->who->name, e);
}

/* Letters and figures only, small: codes are copied from paper. */
static struct bytes recovery_hash(struct arena *a, struct str code)
{
    uint8_t *hash = arena_alloc(a, SHA256_BYTES);
    char text[CODE_MOST];
    size_t n = 0;

    for (size_t i = 0; i < code.n && n < sizeof text; i++) {
        char c = code.p[i];

        if (c >= 'a' && c <= 'z') {
            c = (char)(c - 'a' + 'A');
        }
        if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
            text[n++] = c;
        }
    }
    sha256((struct str){text, n}, hash);
    return (struct bytes){hash, SHA256_BYTES};
}

static bool recovery_make(struct act *by, struct str ret_codes[RECOVERY_CODES], struct err *e)
{
    if (!db_exec(by->tx->db, &Q_RECOVERY_DELETE, ARGS(V(by->who->user_id)), NULL, e)) {
        return false;
    }
    for (int i = 0; i < RECOVERY_CODES; i++) {
        uint8_t raw[RECOVERY_BYTES];
        struct str t;

        crypto_random(raw, sizeof raw);
        t = base32_text(by->a, raw, sizeof raw);
        ret_codes[i] = str_format(by->a, "%.4s-%.4s-%.4s-%.4s", t.p, t.p + 4, t.p + 8, t.p + 12);
        if (!db_exec(by->tx->db, &Q_RECOVERY_INSERT,
                     ARGS(V(by->who->user_id), V(recovery_hash(by->a, ret_codes[i]))), NULL, e)) {
            return false;
        }
    }
    return true;
}

bool totp_confirm(struct act *by, struct str code, struct str ret_codes[RECOVERY_CODES],
                  struct err *e)
{
    struct totp_row t;
    int64_t step, rows;
    bool found;

    if (!find(by->tx->db, by->a, by->who->user_id, &t, &found, e)) {
        return false;
    }
    if (!found || t.confirmed ||
        !otp_check(t.secret.p, t.secret.n, code, by->now_ms, t.last_step, &step)) {
        return wrong_code(e);
    }
    if (!db_exec(by->tx->db, &Q_TOTP_CONFIRM, ARGS(V(by->who->user_id), V(step)), &rows, e)) {
        return false;
    }
    return rows == 1 ? recovery_make(by, ret_codes, e) && note(by, "totp.on", by->who->name, e)
                     : wrong_code(e);
}

/* A code by time that was not used, or a recovery code: each counts once. */
static bool code_use(struct act *by, int64_t user_id, struct str code, bool *ret_right,
                     struct err *e)
{
    struct db *db = by->tx->db;
    struct totp_row t;
    int64_t step, rows = 0;
    bool found;

    *ret_right = false;
    if (!find(db, by->a, user_id, &t, &found, e)) {
        return false;
    }
    if (found && t.locked_until.ms > by->now_ms) {
        FAIL(e, ERR_TOO_MANY);
        err_arg(e, "seconds", V((t.locked_until.ms - by->now_ms + 999) / 1000));
        return false;
    }
    if (found && t.confirmed &&
        otp_check(t.secret.p, t.secret.n, code, by->now_ms, t.last_step, &step)) {
        if (!db_exec(db, &Q_TOTP_USED, ARGS(V(user_id), V(step)), &rows, e)) {
            return false;
        }
    } else if (found && t.confirmed && code.n <= CODE_MOST) {
        if (!db_exec(db, &Q_RECOVERY_USE,
                     ARGS(V(user_id), V(recovery_hash(by->a, code)), V(by->now_ms)), &rows, e) ||
            (rows == 1 && !db_exec(db, &Q_TOTP_CLEARED, ARGS(V(user_id)), NULL, e))) {
            return false;
        }
    }
    *ret_right = rows == 1;
    return *ret_right || db_exec(db, &Q_TOTP_FAILED, ARGS(V(user_id), V(by->now_ms)), NULL, e);
}

static bool drop(struct act *by, int64_t user_id, struct err *e)
{
    return db_exec(by->tx->db, &Q_TOTP_DELETE, ARGS(V(user_id)), NULL, e) &&
           db_exec(by->tx->db, &Q_RECOVERY_DELETE, ARGS(V(user_id)), NULL, e);
}

bool totp_off(struct act *by, struct str code, struct err *e)
{
    bool needed, right;

    if (!second_needed(by->tx->db, by->a, by->who->user_id, by->today, &needed, e)) {
        return false;
    }
    if (needed) {
        FAIL(e, ERR_SECOND_NEEDED);
        return false;
    }
    if (!code_use(by, by->who->user_id, code, &right, e)) {
        return false;
    }
    return right ? drop(by, by->who->user_id, e) && note(by, "totp.off", by->who->name, e)
                 : wrong_code(e);
}

bool totp_reset(struct act *by, struct str name, struct err *e)
{
    struct account u;

    return account_other(by, name, e) && account_get(by->tx->db, by->a, name, &u, e) &&
           drop(by, u.id, e) &&
           db_exec(by->tx->db, &Q_SESSION_CLOSE_USER, ARGS(V(name)), NULL, e) &&
           note(by, "totp.reset", name, e);
}

/* ---- signing in ---- */

static struct bytes token_hash(struct arena *a, struct str token)
{
    uint8_t *hash = arena_alloc(a, SHA256_BYTES);

    sha256(token, hash);
    return (struct bytes){hash, SHA256_BYTES};
}

bool login_step_open(struct act *by, int64_t user_id, struct str *ret_token, struct err *e)
{
    *ret_token = crypto_token(by->a, 32);
    return db_exec(by->tx->db, &Q_LOGIN_STEP_SWEEP, ARGS(V(user_id), V(by->now_ms - STEP_KEEP_MS)),
                   NULL, e) &&
           db_exec(by->tx->db, &Q_LOGIN_STEP_INSERT,
                   ARGS(V(token_hash(by->a, *ret_token)), V(user_id), V(by->now_ms)), NULL, e);
}

struct step_row {
    int64_t user_id;
};
static const struct field step_row_fields[] = {COL(struct step_row, user_id)};
static const struct row_type step_row_type = ROW_TYPE(struct step_row, step_row_fields);

bool login_step_find(struct db *db, struct arena *a, struct str token, int64_t now_ms,
                     int64_t *ret_user, struct err *e)
{
    struct step_row s;
    bool found = false;

    if (token.n &&
        !db_find(db, a, &Q_LOGIN_STEP_GET, ARGS(V(token_hash(a, token)), V(now_ms - STEP_LIFE_MS)),
                 &step_row_type, &s, &found, e)) {
        return false;
    }
    if (!found) {
        FAIL(e, ERR_LOGIN);
        return false;
    }
    *ret_user = s.user_id;
    return true;
}

bool login_step_code(struct act *by, struct str token, struct str code, int64_t *ret_user,
                     bool *ret_right, struct err *e)
{
    struct bytes hash = token_hash(by->a, token);
    int64_t rows;

    if (!login_step_find(by->tx->db, by->a, token, by->now_ms, ret_user, e) ||
        !db_exec(by->tx->db, &Q_LOGIN_STEP_TRY, ARGS(V(hash), V(by->now_ms - STEP_LIFE_MS)), &rows,
                 e)) {
        return false;
    }
    if (rows != 1) {
        FAIL(e, ERR_LOGIN);
        return false;
    }
    if (!code_use(by, *ret_user, code, ret_right, e)) {
        return false;
    }
    return !*ret_right || db_exec(by->tx->db, &Q_LOGIN_STEP_END, ARGS(V(hash)), NULL, e);
}
