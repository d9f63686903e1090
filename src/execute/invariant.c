#include "execute/invariant.h"

#include "base/arena.h"
#include "base/err.h"
#include "sql_execute.h"
#include "store/store.h"

#define INVARIANT(query, name, th, en) {(name), &(query), NULL, (th), (en)},
#define INVARIANT_BY(fn, name, th, en) {(name), NULL, (fn), (th), (en)},
const struct invariant invariants[] = {
#include "execute/invariants.def"
};
#undef INVARIANT
#undef INVARIANT_BY
const size_t invariants_n = ARRAY_LEN(invariants);

struct problem_row {
    struct str problem;
};
static const struct field problem_row_fields[] = {COL(struct problem_row, problem)};
static const struct row_type problem_row_type = ROW_TYPE(struct problem_row, problem_row_fields);

static bool check_one(const struct invariant *v, struct db *db, struct arena *a, struct str **ret, size_t *ret_n,
                      struct err *e)
{
    struct rows rows;

    if (v->fn) {
        return v->fn(db, a, ret, ret_n, e);
    }
    if (!db_list(db, a, v->query, NO_ARGS, &problem_row_type, &rows, e)) {
        return false;
    }
    *ret = ARENA_ARRAY(a, struct str, rows.n);
    *ret_n = rows.n;
    for (size_t i = 0; i < rows.n; i++) {
        (*ret)[i] = ((const struct problem_row *)rows.p)[i].problem;
    }
    return true;
}

static bool check_all(struct db *db, struct arena *a, struct broken **ret, size_t *ret_n,
                      size_t *ret_broken, struct err *e)
{
    for (size_t i = 0; i < invariants_n; i++) {
        struct str *problem;
        size_t n;

        if (!check_one(&invariants[i], db, a, &problem, &n, e)) {
            return false;
        }
        *ret = arena_grow(a, *ret, *ret_n * sizeof **ret, (*ret_n + n) * sizeof **ret);
        for (size_t k = 0; k < n; k++) {
            (*ret)[(*ret_n)++] = (struct broken){&invariants[i], problem[k]};
        }
        *ret_broken += n > 0;
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
