/* demo_accounts.c - see demo_accounts.h. */
#include "exchange/demo_accounts.h"

#include <assert.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/csv.h"
#include "base/data_file.h"
#include "base/exact.h"

enum { ACCOUNTS_MAX = 64, COLUMNS = 5 };
#define DEMO_PASSWORD STR("pbis-demo-2566")

struct reading {
    struct arena *a;
    struct demo_accounts *d;
};

static bool account_row(void *ctx, const struct csv_row *row, struct err *e)
{
    struct reading *r = ctx;
    struct user_new *u = &r->d->user[r->d->n];
    int64_t division;

    if (row->row == 0)
        return true;
    assert(row->n == COLUMNS && r->d->n < ACCOUNTS_MAX);
    if (!role_parse(row->cell[1], &u->role, e))
        return false;
    bool number = exact_parse_decimal(row->cell[3], 0, &division);
    assert(number);
    (void)number;
    u->name = str_dup(r->a, row->cell[0]);
    u->agency_code = str_dup(r->a, row->cell[2]);
    u->division = division;
    u->full_name = str_dup(r->a, row->cell[4]);
    u->password_hash = password_hash(r->a, DEMO_PASSWORD);
    u->demo = true;
    r->d->n++;
    return true;
}

struct str demo_password_hash(struct arena *a)
{
    return password_hash(a, DEMO_PASSWORD);
}

bool demo_accounts_prepare(struct arena *a, struct demo_accounts *ret, struct err *e)
{
    struct reading r = {a, ret};

    *ret = (struct demo_accounts){.user = ARENA_ARRAY(a, struct user_new, ACCOUNTS_MAX)};
    return csv_read_str(data_file_get("demo_accounts.csv"), account_row, &r, e);
}

bool demo_accounts_add(struct act *by, const struct demo_accounts *d, struct err *e)
{
    for (size_t i = 0; i < d->n; i++) {
        if (!user_add(by, &d->user[i], e))
            return false;
    }
    return true;
}
