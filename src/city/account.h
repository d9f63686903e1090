/* account.h - an account as its owner and an administrator keep it: roles, passwords that count once,
 * sessions. Every act of an administrator on the own account is refused (ERR_OWN_ACCOUNT); a change of
 * roles ends the person's sessions, so that nobody works on with rights of before. */
#ifndef PBIS_CITY_ACCOUNT_H
#define PBIS_CITY_ACCOUNT_H

#include "city/user.h"

enum { PASSWORD_ONCE_MS = 24 * 3600 * 1000 };

struct account {
    int64_t id;
    struct str name, full_name;
    bool disabled, demo;
    struct when created, locked_until;
    struct when
        temp_until; /* a one-time password holds until then; 1 ms: it was used; 0: the own */
    bool second;    /* a second factor is on */
};
struct account_role {
    struct str role, scope_kind, scope_code, scope_name;
};
extern const struct row_type account_role_type;

/* ERR_NOT_FOUND {what}. */
MUST_CHECK bool account_get(struct db *db, struct arena *a, struct str name, struct account *ret,
                            struct err *e);
MUST_CHECK bool account_roles(struct db *db, struct arena *a, int64_t user_id, struct rows *ret,
                              struct err *e);
/* struct user_row, one a role, of at most `limit` people after the name `after` whose name begins with
 * `begins` (either may be empty). */
MUST_CHECK bool account_page(struct db *db, struct arena *a, struct str after, struct str begins,
                             int64_t limit, struct rows *ret, struct err *e);
MUST_CHECK bool account_counts(struct db *db, int64_t *ret_all, int64_t *ret_disabled,
                               struct err *e);

/* ---- by an administrator (PERM_USER_ADMIN), never on the own account ---- */
struct role_change {
    struct str name;
    enum role role;
    struct str agency_code; /* agency roles */
    int64_t division;       /* division roles: 1-6 */
};
/* ERR_OWN_ACCOUNT, ERR_ALREADY {what}, ERR_ROLES_FULL {limit}, ERR_REQUIRED {field}. */
MUST_CHECK bool account_role_add(struct act *by, const struct role_change *c, struct err *e);
/* ERR_OWN_ACCOUNT, ERR_NOT_FOUND, ERR_LAST_ROLE: an account keeps one; disable it instead. */
MUST_CHECK bool account_role_remove(struct act *by, const struct role_change *c, struct err *e);
/* Sets the hash of a code that counts once, for 24 hours, and must be changed then; ends all sessions.
 * The second factor stays. */
MUST_CHECK bool account_reset(struct act *by, struct str name, struct str hash, struct err *e);
MUST_CHECK bool account_sign_out(struct act *by, struct str name, struct err *e);

/* ---- by the person ---- */
/* The old password was checked by the caller. Ends every session and opens a new one for this browser. */
MUST_CHECK bool account_password(struct act *by, struct str hash, const struct session_from *from,
                                 struct session_new *ret, struct err *e);
/* Ends all of the actor's sessions and opens one anew: a new token after a change of what protects it. */
MUST_CHECK bool session_renew(struct act *by, const struct session_from *from,
                              struct session_new *ret, struct err *e);

struct session_row {
    struct str ref, address, agent;
    struct when created, seen;
    bool this_one;
};
extern const struct row_type session_row_type;
/* Live ones of the actor, last used first; at most 200. */
MUST_CHECK bool session_list(struct db *db, struct arena *a, const struct actor *who,
                             int64_t now_ms, const struct session_limits *lim, struct rows *ret,
                             struct err *e);
/* One of the own by its ref, ERR_NOT_FOUND; or all but the one that asks. */
MUST_CHECK bool session_end(struct act *by, struct str ref, struct err *e);
MUST_CHECK bool session_end_others(struct act *by, int64_t *ret_n, struct err *e);

#endif
