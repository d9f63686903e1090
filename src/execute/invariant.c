#include "execute/invariant.h"

#include "base/arena.h"
#include "base/err.h"
#include "sql_execute.h"
#include "store/store.h"

#define INVARIANT(query, name, th, en) {(name), &(query), (th), (en)},
const struct invariant invariants[] = {
#include "execute/invariants.def"
};
#undef INVARIANT
const size_t invariants_n = ARRAY_LEN(invariants);

struct problem_row {
    struct str problem;
};
static const struct field problem_row_fields[] = {COL(struct problem_row, problem)};
static const struct row_type problem_row_type = ROW_TYPE(struct problem_row, problem_row_fields);

static bool check_all(struct db *db, struct arena *a, struct broken **ret, size_t *ret_n,
                      size_t *ret_broken, struct err *e)
{
    for (size_t i = 0; i < invariants_n; i++) {
        const struct problem_row *r;
        struct rows rows;

        if (!db_list(db, a, invariants[i].query, NO_ARGS, &problem_row_type, &rows, e)) {
            return false;
        }
        r = rows.p;
        *ret = arena_grow(a, *ret, *ret_n * sizeof **ret, (*ret_n + rows.n) * sizeof **ret);
        for (size_t k = 0; k < rows.n; k++) {
            (*ret)[(*ret_n)++] = (struct broken){&invariants[i], r[k].problem};
        }
        *ret_broken += rows.n > 0;
    }
    return true;
}

bool invariants_check(struct db *db, struct arena *a, const struct broken **ret, size_t *ret_n,
                      size_t *ret_broken, struct err *e)
{
    struct broken *list = NULL;
    size_t n = 0, count = 0;

    if (!check_all(db, a, &list, &n, &count, e)) {
        return false;
    }
    *ret = list;
    *ret_n = n;
    *ret_broken = count;
    return true;
}
