#include "city/notice_person.h"

#include "base/arena.h"
#include "base/crypto.h"
#include "base/err.h"
#include "base/mail.h"
#include "city/audit.h"
#include "sql_city.h"
#include "store/store.h"

enum { DAY_MS = 86400000, TOKEN_BYTES = 24 };

static const struct field person_fields[] = {
    COL(struct notice_person, email),    COL(struct notice_person, verified),
    COL(struct notice_person, hook),     COL(struct notice_person, day_hour),
    COL(struct notice_person, week_day), COL(struct notice_person, asked),
    COL(struct notice_person, version),  COL(struct notice_person, token),
};
const struct row_type notice_person_type = ROW_TYPE(struct notice_person, person_fields);

struct choice_row {
    struct str kind, how;
};
static const struct field choice_fields[] = {
    COL(struct choice_row, kind),
    COL(struct choice_row, how),
};
static const struct row_type choice_type = ROW_TYPE(struct choice_row, choice_fields);

bool notice_person_get(struct db *db, struct arena *a, int64_t user_id, struct notice_person *ret,
                       struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_NOTICE_PERSON_GET, ARGS(V(user_id)), &notice_person_type, ret, &found,
                 e)) {
        return false;
    }
    if (!found) {
        *ret = (struct notice_person){.day_hour = 8, .week_day = 1};
    }
    return true;
}

bool notice_choices(struct db *db, struct arena *a, int64_t user_id, struct str how[NOTICE_KINDS],
                    struct err *e)
{
    const struct choice_row *c;
    struct rows rows;

    if (!db_list(db, a, &Q_NOTICE_CHOICES, ARGS(V(user_id)), &choice_type, &rows, e)) {
        return false;
    }
    c = rows.p;
    for (size_t k = 0; k < NOTICE_KINDS; k++) {
        how[k] = str_from(notice_how((enum notice_kind)k));
        for (size_t i = 0; i < rows.n; i++) {
            if (str_eq(c[i].kind, str_from(notice_word((enum notice_kind)k)))) {
                how[k] = c[i].how;
            }
        }
    }
    return true;
}

/* ---- choosing ---- */

static bool bad_choice(struct err *e, const char *field, struct str value, const char *expected)
{
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(str_from(field)));
    err_arg(e, "value", V(value));
    err_arg(e, "expected", V(str_from(expected)));
    return false;
}

static bool how_ok(enum notice_kind k, struct str how, struct err *e)
{
    if (how.n == 0 || str_eq(how, STR("now")) || str_eq(how, STR("day")) ||
        str_eq(how, STR("week"))) {
        return true;
    }
    if (!str_eq(how, STR("off"))) {
        return bad_choice(e, notice_word(k), how, "now day week off");
    }
    if (notice_mandatory(k)) {
        FAIL(e, ERR_MANDATORY);
        err_arg(e, "field", V(str_from(notice_word(k))));
        return false;
    }
    return true;
}

static bool check_new(const struct notice_person_new *n, struct err *e)
{
    if (n->email.n && !mail_address_ok(n->email)) {
        FAIL(e, ERR_BAD_EMAIL);
        err_arg(e, "field", V(STR("email")));
        err_arg(e, "value", V(n->email));
        return false;
    }
    if (n->day_hour < 0 || n->day_hour > 23) {
        return bad_choice(e, "day_hour", STR_NONE, "0-23");
    }
    if (n->week_day < 1 || n->week_day > 7) {
        return bad_choice(e, "week_day", STR_NONE, "1-7");
    }
    for (size_t k = 0; k < NOTICE_KINDS; k++) {
        if (!how_ok((enum notice_kind)k, n->how[k], e)) {
            return false;
        }
    }
    return true;
}

static bool put_choices(struct act *by, const struct notice_person_new *n, struct err *e)
{
    for (size_t k = 0; k < NOTICE_KINDS; k++) {
        struct str word = str_from(notice_word((enum notice_kind)k));
        bool same =
            n->how[k].n == 0 || str_eq(n->how[k], str_from(notice_how((enum notice_kind)k)));
        bool ok = same ? db_exec(by->tx->db, &Q_NOTICE_CHOICE_DROP,
                                 ARGS(V(by->who->user_id), V(word)), NULL, e)
                       : db_exec(by->tx->db, &Q_NOTICE_CHOICE_PUT,
                                 ARGS(V(by->who->user_id), V(word), V(n->how[k])), NULL, e);

        if (!ok) {
            return false;
        }
    }
    return true;
}

static struct bytes token_hash(struct arena *a, struct str token)
{
    uint8_t *hash = arena_alloc(a, SHA256_BYTES);

    sha256(token, hash);
    return (struct bytes){hash, SHA256_BYTES};
}

/* A link to the address; only its hash stays once the message has gone. */
static bool send_link(struct act *by, struct err *e)
{
    struct str token = crypto_token(by->a, TOKEN_BYTES);
    int64_t rows;

    if (!db_exec(by->tx->db, &Q_NOTICE_PERSON_TOKEN,
                 ARGS(V(by->who->user_id), V(token_hash(by->a, token)), V(by->now_ms)), &rows, e)) {
        return false;
    }
    if (rows != 1) {
        FAIL(e, ERR_TOO_MANY);
        err_arg(e, "seconds", V(INT64_C(86400)));
        return false;
    }
    return db_exec(by->tx->db, &Q_DELIVERY_VERIFY,
                   ARGS(V(by->who->user_id), V(token), V(by->now_ms)), NULL, e);
}

/* The audit log holds whose and which domain, not the address. */
static bool note_person(struct act *by, const char *action, struct str old, struct str email,
                        struct err *e)
{
    struct audit_note note = {.action = str_from(action)};

    note.subject = str_format(by->a, "user:%.*s", STR_FMT(by->who->name));
    note.old_value = str_slice(old, str_find(old, STR("@"), 0), old.n);
    note.new_value = str_slice(email, str_find(email, STR("@"), 0), email.n);
    return audit_add(by, &note, e);
}

bool notice_person_set(struct act *by, const struct notice_person_new *n, struct err *e)
{
    struct notice_person was;
    int64_t rows;
    bool same;

    if (!check_new(n, e) || !notice_person_get(by->tx->db, by->a, by->who->user_id, &was, e)) {
        return false;
    }
    same = str_eq(was.email, n->email);
    if (!db_exec(by->tx->db, &Q_NOTICE_PERSON_PUT,
                 ARGS(V(by->who->user_id), V(n->email), V(same && was.verified), V(n->hook),
                      V(n->day_hour), V(n->week_day), V(n->version)),
                 &rows, e)) {
        return false;
    }
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return put_choices(by, n, e) && (same || n->email.n == 0 || send_link(by, e)) &&
           note_person(by, "notice.settings", was.email, n->email, e);
}

bool notice_person_ask(struct act *by, struct err *e)
{
    struct notice_person p;

    if (!notice_person_get(by->tx->db, by->a, by->who->user_id, &p, e)) {
        return false;
    }
    if (p.email.n == 0 || p.verified) {
        FAIL(e, p.verified ? ERR_ALREADY : ERR_NOTHING);
        err_arg(e, "what", V(STR("e-mail")));
        return false;
    }
    return send_link(by, e) && note_person(by, "notice.link", p.email, p.email, e);
}

bool notice_person_verify(struct act *by, struct str token, struct err *e)
{
    struct notice_person p;
    int64_t rows;

    if (!notice_person_get(by->tx->db, by->a, by->who->user_id, &p, e) ||
        !db_exec(by->tx->db, &Q_NOTICE_PERSON_VERIFIED,
                 ARGS(V(by->who->user_id), V(token_hash(by->a, token)), V(by->now_ms - DAY_MS)),
                 &rows, e)) {
        return false;
    }
    if (rows != 1) {
        FAIL(e, ERR_TOKEN);
        return false;
    }
    return note_person(by, "notice.verified", p.email, p.email, e);
}
