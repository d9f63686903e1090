#include "city/actor.h"

#include <assert.h>
#include <string.h>

#include "base/err.h"
#include "base/row.h"

static const char *const perm_words[PERM_COUNT] = {
    [PERM_UNSET] = "unset",
    [PERM_PUBLIC] = "public",
    [PERM_SIGNED_IN] = "signed_in",
/* NOLINTNEXTLINE(bugprone-macro-parentheses): the .def gives literals only */
#define PERM(id, word, th, en) [id] = word,
#include "city/perms.def"
#undef PERM
};

static uint64_t bit(enum perm p)
{
    return UINT64_C(1) << (unsigned)p;
}

const char *perm_word(enum perm p)
{
    assert(p < PERM_COUNT);
    return perm_words[p];
}

struct actor actor_system(void)
{
    struct actor who;

    memset(&who, 0, sizeof who);
    who.name = STR("system");
    who.full_name = STR("system");
    who.role_word = STR("system");
    who.session_ref = STR_NONE;
    who.grant[0].perms = UINT64_MAX;
    who.grant[0].scope.kind = SCOPE_CITY;
    who.grants = 1;
    return who;
}

bool actor_may(const struct actor *who, enum perm p)
{
    if (p == PERM_PUBLIC) {
        return true;
    }
    if (p == PERM_SIGNED_IN) {
        return who->grants > 0;
    }
    for (int64_t i = 0; i < who->grants; i++) {
        if (who->grant[i].perms & bit(p)) {
            return true;
        }
    }
    return false;
}

static bool refuse(const struct actor *who, enum perm p, struct err *e)
{
    if (!actor_may(who, p)) {
        FAIL(e, ERR_FORBIDDEN);
        err_arg(e, "permission", V(str_from(perm_word(p))));
        return false;
    }
    FAIL(e, ERR_SCOPE);
    err_arg(e, "scope", V(who->role_word));
    return false;
}

static bool covers(const struct scope *s, int64_t agency_id, int64_t division)
{
    switch (s->kind) {
    case SCOPE_CITY:
        return true;
    case SCOPE_DIVISION:
        return division != 0 && s->id == division;
    case SCOPE_AGENCY:
        return agency_id != 0 && s->id == agency_id;
    }
    return false;
}

static const struct grant *grant_for(const struct actor *who, enum perm p, int64_t agency_id,
                                     int64_t division)
{
    for (int64_t i = 0; i < who->grants; i++) {
        if ((who->grant[i].perms & bit(p)) && covers(&who->grant[i].scope, agency_id, division)) {
            return &who->grant[i];
        }
    }
    return NULL;
}

bool actor_check(const struct actor *who, enum perm p, int64_t agency_id, int64_t division,
                 struct err *e)
{
    const struct grant *g = grant_for(who, p, agency_id, division);

    if (!g) {
        return refuse(who, p, e);
    }
    if (who->used && g->on_behalf) {
        *who->used = g->on_behalf;
    }
    return true;
}

const struct on_behalf *actor_behalf(const struct actor *who, enum perm p, int64_t agency_id,
                                     int64_t division)
{
    const struct grant *g = grant_for(who, p, agency_id, division);

    return g ? g->on_behalf : NULL;
}

bool actor_check_city(const struct actor *who, enum perm p, struct err *e)
{
    return actor_check(who, p, 0, 0, e);
}

bool actor_belongs(const struct actor *who, int64_t agency_id)
{
    for (int64_t i = 0; i < who->grants; i++) {
        if (who->grant[i].scope.kind == SCOPE_AGENCY && who->grant[i].scope.id == agency_id) {
            return true;
        }
    }
    return false;
}
