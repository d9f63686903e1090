/* user_row.h - a user's row and grants, shared by user.c and session.c; city room only. */
#ifndef PBIS_CITY_USER_ROW_H
#define PBIS_CITY_USER_ROW_H

#include "city/user.h"

struct user_record {
    int64_t id;
    struct str name, full_name, password;
    bool disabled, demo;
    struct str lang;
    struct when locked_until, temp_until; /* account.h */
};
extern const struct row_type user_record_type;

/* Fills the actor's grants and its first role: their own, and those given to them for `today`
 * (city/delegation.h). */
MUST_CHECK bool actor_grants(struct db *db, struct arena *a, int64_t user_id, struct date today,
                             struct actor *ret, struct err *e);
struct str role_word(enum role r);
struct str role_scope_word(enum role r);
/* Where the role holds: the agency's id, the division's number, 0. ERR_REQUIRED, ERR_NOT_FOUND. */
MUST_CHECK bool role_scope_id(struct act *by, const struct user_new *u, int64_t *ret,
                              struct err *e);
/* An administrator on somebody else's account: ERR_OWN_ACCOUNT. */
MUST_CHECK bool account_other(struct act *by, struct str name, struct err *e);

#endif
