/* demo_accounts.h - the accounts of a demonstration (data/demo_accounts.csv), all with one public
 * password; they work in a demonstration store only. */
#ifndef PBIS_EXCHANGE_DEMO_ACCOUNTS_H
#define PBIS_EXCHANGE_DEMO_ACCOUNTS_H

#include "city/user.h"

struct demo_accounts {
    struct user_new *user;
    size_t n;
};
/* Reads them and makes a password hash for each; slow on purpose (argon2id), so outside a write. */
MUST_CHECK bool demo_accounts_prepare(struct arena *a, struct demo_accounts *ret, struct err *e);
MUST_CHECK bool demo_accounts_add(struct act *by, const struct demo_accounts *d, struct err *e);
/* A hash of that password, for accounts that come later. */
struct str demo_password_hash(struct arena *a);

#endif
