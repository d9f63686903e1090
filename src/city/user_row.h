/* user_row.h - a user's row and grants, shared by user.c and session.c; city room only. */
#ifndef PBIS_CITY_USER_ROW_H
#define PBIS_CITY_USER_ROW_H

#include "base/row.h"
#include "city/actor.h"

struct user_record {
    int64_t id;
    struct str name, full_name, password;
    bool disabled, demo;
    struct str lang;
    struct when locked_until;
};
extern const struct row_type user_record_type;

/* Fills the actor's grants and its first role: their own, and those given to them for `today`
 * (city/delegation.h). */
MUST_CHECK bool actor_grants(struct db *db, struct arena *a, int64_t user_id, struct date today,
                             struct actor *ret, struct err *e);

#endif
