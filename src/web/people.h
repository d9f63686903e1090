/* people.h - the names of people by their login names, for pages.
 *
 * Rows keep login names; pages say who that is. Read whenever somebody signs in on this server, so pages pay
 * nothing for it; a login name that is not known yet stands as it is. */
#ifndef PBIS_WEB_PEOPLE_H
#define PBIS_WEB_PEOPLE_H

#include "base/compiler.h"
#include "base/str.h"

struct arena;
struct db;
struct err;
struct html;
struct people;

/* Nobody yet. */
struct people *people_new(void);
void people_drop(void *people);
/* Reads everybody anew; safe beside readers. */
MUST_CHECK bool people_load(struct people *p, struct db *db, struct err *e);
/* Writes the name that goes with a login name, the login name as its title; false when it is not known. p may be NULL. */
bool people_put(struct people *p, struct html *h, struct str login);

#endif
