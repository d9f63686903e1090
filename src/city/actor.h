/* actor.h - who acts: permissions, scope, and the context every domain function gets.
 *
 * The route or the command checks the permission; the domain function asserts it and checks the
 * scope (own agency, own division, whole city). The clock is passed in, never read. */
#ifndef PBIS_CITY_ACTOR_H
#define PBIS_CITY_ACTOR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/date.h"
#include "base/str.h"

struct arena;
struct db;
struct err;
struct tx;

enum perm {
    PERM_UNSET,  /* a row of a table that forgot: refused at build time */
    PERM_PUBLIC, /* said, not forgotten */
    PERM_SIGNED_IN,
#define PERM(id, word, th, en) id,
#include "city/perms.def"
#undef PERM
    PERM_COUNT
};

enum scope_kind { SCOPE_CITY, SCOPE_DIVISION, SCOPE_AGENCY };

struct scope {
    enum scope_kind kind;
    int64_t id; /* division 1-6, or the agency's id */
};

enum { ACTOR_GRANTS = 12 };

/* Under which order somebody acts for another (city/delegation.h). */
struct on_behalf {
    struct str code, kind; /* acting (รักษาราชการแทน), delegated (ปฏิบัติราชการแทน) */
    struct str from_user, from_name, role, order_no;
    struct date order_on, from_date, to_date;
    struct str capacity; /* as documents and records print it, in Thai */
};

/* One role of a person and where it holds. */
struct grant {
    uint64_t perms; /* bit by enum perm */
    struct str role; /* its word (roles.def); empty: of no role */
    struct scope scope;
    const struct on_behalf *on_behalf; /* NULL: their own */
};

struct actor {
    int64_t user_id; /* 0: the system itself (command line default) */
    struct str name;
    struct str full_name;
    struct str role_word; /* of the first grant */
    struct str session_ref;
    struct grant grant[ACTOR_GRANTS]; /* their own first, then those they were given */
    int64_t grants;
    struct str capacity;           /* of all delegated grants; empty: acts in own right only */
    const struct on_behalf **used; /* a write's slot: actor_check() notes by which order; or NULL */
};

struct act {
    struct tx *tx;
    struct arena *a;
    const struct actor *who;
    struct date today;
    int64_t now_ms;
};

/* The system's own actor: every permission, whole city. */
struct actor actor_system(void);
bool actor_may(const struct actor *who, enum perm p); /* anywhere */
/* In this agency (its id and division)? ERR_FORBIDDEN {permission} when nowhere, ERR_SCOPE {scope}
 * when only elsewhere. */
MUST_CHECK bool actor_check(const struct actor *who, enum perm p, int64_t agency_id,
                            int64_t division, struct err *e);
/* For the whole city: cycle, import, allocation. */
MUST_CHECK bool actor_check_city(const struct actor *who, enum perm p, struct err *e);
/* Is the actor one of this agency's people? Nobody decides on their own agency's request. */
bool actor_belongs(const struct actor *who, int64_t agency_id);
/* The order under which the actor holds the permission there (0, 0: for the city); NULL when it is
 * theirs, or not at all. A signature prints its capacity. */
const struct on_behalf *actor_behalf(const struct actor *who, enum perm p, int64_t agency_id,
                                     int64_t division);
const char *perm_word(enum perm p);

#endif
