/* notice_person.h - how a person wants to be reached: e-mail address (proved by a one-time link before
 * it is used), the office's gateway, the hour of digests, and how fast each kind goes. */
#ifndef PBIS_CITY_NOTICE_PERSON_H
#define PBIS_CITY_NOTICE_PERSON_H

#include "base/row.h"
#include "city/actor.h"
#include "city/notice.h"

struct notice_person {
    struct str email;
    bool verified, hook;
    int64_t day_hour, week_day, asked, version; /* version 0: nothing chosen yet */
    struct when token;                          /* when the link was made; none = no link is out */
};
extern const struct row_type notice_person_type;
MUST_CHECK bool notice_person_get(struct db *db, struct arena *a, int64_t user_id,
                                  struct notice_person *ret, struct err *e);
/* How each kind reaches the person: how[k] is now, day, week or off. */
MUST_CHECK bool notice_choices(struct db *db, struct arena *a, int64_t user_id,
                               struct str how[NOTICE_KINDS], struct err *e);

struct notice_person_new {
    struct str email; /* empty = none */
    bool hook;
    int64_t day_hour, week_day, version;
    struct str how[NOTICE_KINDS]; /* empty = as it is by default */
};
/* One's own. A new address begins unverified and a link goes to it. ERR_BAD_EMAIL {value},
 * ERR_MANDATORY {kind}, ERR_BAD_CHOICE, ERR_TOO_MANY {seconds} (five links a day), ERR_STALE. */
MUST_CHECK bool notice_person_set(struct act *by, const struct notice_person_new *n, struct err *e);
/* A fresh link to the address there is. ERR_NOTHING, ERR_ALREADY, ERR_TOO_MANY. */
MUST_CHECK bool notice_person_ask(struct act *by, struct err *e);
/* The link's token, once and within a day, by its own person: else ERR_TOKEN. */
MUST_CHECK bool notice_person_verify(struct act *by, struct str token, struct err *e);

#endif
