/* user.h - people, roles, sessions. Passwords are argon2id hashes made off the event loop by the
 * caller (base/crypto.h); this file stores and checks, it never hashes a password itself. */
#ifndef PBIS_CITY_USER_H
#define PBIS_CITY_USER_H

#include "base/row.h"
#include "city/actor.h"

enum role {
#define ROLE(id, word, scope, perms, th, en) id,
#include "city/roles.def"
#undef ROLE
    ROLE_COUNT
};

struct user_row {
    int64_t id;
    struct str name, full_name, role;
    struct str scope_kind; /* city, division, agency */
    struct str scope_code; /* the division's number, the agency's code */
    struct str scope_name;
    bool disabled, demo;
    struct when created;
};
extern const struct row_type user_row_type;

MUST_CHECK bool role_parse(struct str word, enum role *ret, struct err *e); /* ERR_BAD_CHOICE */
struct str role_label(enum role r, enum lang lang);
bool role_may(struct str word, enum perm p); /* does a role carry it? */
/* A new user with one role. agency_code for agency roles, division 1-6 for analysts. */
struct user_new {
    struct str name, full_name, password_hash;
    enum role role;
    struct str agency_code;
    int64_t division;
    bool demo;
    int64_t temp_until_ms; /* the password counts once, until then; 0: it stays */
};
MUST_CHECK bool user_add(struct act *by, const struct user_new *u, struct err *e);
MUST_CHECK bool user_set_password(struct act *by, struct str name, struct str hash, struct err *e);
MUST_CHECK bool user_disable(struct act *by, struct str name, bool disabled, struct err *e);
/* The language of a user's pages: "th" or "en". The user's own act. */
MUST_CHECK bool user_set_lang(struct act *by, struct str lang, struct err *e);
MUST_CHECK bool user_list(struct db *db, struct arena *a, struct rows *ret, struct err *e);
/* Length 8..128 code points as they are typed, not one of data/common_passwords.txt whatever its
 * case, not the user's own name; no other rules. ERR_PASSWORD_WEAK {minimum}. */
MUST_CHECK bool password_check(struct str password, struct str user_name, struct err *e);

/* The actor of a user name (command line --as); ERR_NOT_FOUND, ERR_FORBIDDEN when disabled. */
MUST_CHECK bool actor_load(struct db *db, struct arena *a, struct str name, struct actor *ret,
                           struct err *e);

/* ---- signing in: look up, verify the hash elsewhere, then open ---- */
struct login {
    int64_t user_id;
    struct str name, password; /* the stored hash; a dummy one for an unknown name */
    bool known, demo;
    bool second; /* a code is asked for after the password (totp.h) */
    int64_t locked_until_ms;
};
MUST_CHECK bool login_find(struct db *db, struct arena *a, struct str name, int64_t now_ms,
                           struct login *ret, struct err *e);
/* After 10 failures in a row waits grow; ERR_TOO_MANY {seconds} is for the caller to raise. */
MUST_CHECK bool login_failed(struct act *by, int64_t user_id, struct err *e);
/* Opens a session for a user whose password was verified; ERR_DEMO_ONLY for a demonstration account
 * in a store without a demonstration year. */
struct session_new {
    struct str token; /* for the cookie; stored hashed */
    struct str csrf;
};
struct session_from {
    struct str address, agent; /* for the person's own list of sessions; cut to 200 bytes */
};
/* A one-time password counts here (ERR_LOGIN when it was used already); `must` of the new session is
 * set by it and by the roles that need a second factor. from may be NULL. */
MUST_CHECK bool session_open(struct act *by, int64_t user_id, const struct session_from *from,
                             struct session_new *ret, struct err *e);
struct session {
    struct actor actor;
    struct str must; /* password, totp: this first, everything else is refused; empty */
    struct str csrf;
    struct str lang;
    int64_t created_ms, seen_ms;
    bool demo_user;
};
/* ERR_LOGIN_NEEDED when there is none, it ended, is idle for idle_ms, older than max_ms, or its
 * user is disabled. One indexed statement (plus the grants). */
struct session_limits {
    int64_t idle_ms, max_ms;
};
MUST_CHECK bool session_find(struct db *db, struct arena *a, struct str token, int64_t now_ms,
                             const struct session_limits *lim, struct session *ret, struct err *e);
/* Remembers use, at most once a minute a session. */
MUST_CHECK bool session_seen(struct act *by, struct str token, struct err *e);
MUST_CHECK bool session_close(struct act *by, struct str token, struct err *e);

#endif
