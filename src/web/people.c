#include "web/people.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/row.h"
#include "sql_web.h"
#include "store/store.h"
#include "web/html.h"

struct named {
    struct str name, full_name;
};
static const struct field named_fields[] = {COL(struct named, name), COL(struct named, full_name)};
static const struct row_type named_type = ROW_TYPE(struct named, named_fields);

struct people {
    pthread_rwlock_t lock;
    struct arena *a; /* of the rows */
    const struct named *list; /* by name */
    size_t n;
};

struct people *people_new(void)
{
    struct people *p = mem_alloc(sizeof *p);

    *p = (struct people){.a = arena_new()};
    if (pthread_rwlock_init(&p->lock, NULL)) {
        PANIC("rwlock");
    }
    return p;
}

void people_drop(void *people)
{
    struct people *p = people;

    arena_free(p->a);
    pthread_rwlock_destroy(&p->lock);
    mem_free(p);
}

static int compare_names(const void *vx, const void *vy)
{
    const struct named *x = vx, *y = vy;

    return str_cmp(x->name, y->name);
}

bool people_load(struct people *p, struct db *db, struct err *e)
{
    struct arena *a = arena_new(), *old = a;
    struct named *list;
    struct rows rows;
    bool ok = db_list(db, a, &Q_PEOPLE_NAMES, NO_ARGS, &named_type, &rows, e);

    if (ok) {
        list = ARENA_ARRAY(a, struct named, rows.n);
        for (size_t i = 0; i < rows.n; i++) {
            list[i] = ((const struct named *)rows.p)[i];
        }
        if (rows.n) {
            qsort(list, rows.n, sizeof *list, compare_names);
        }
        pthread_rwlock_wrlock(&p->lock);
        old = p->a;
        p->a = a;
        p->list = list;
        p->n = rows.n;
        pthread_rwlock_unlock(&p->lock);
    }
    arena_free(old);
    return ok;
}

static const struct named *find(const struct people *p, struct str login)
{
    const struct named *x = p->list;
    size_t lo = 0, hi = p->n;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int c = str_cmp(x[mid].name, login);

        if (c == 0) {
            return &x[mid];
        }
        if (c < 0) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return NULL;
}

bool people_put(struct people *p, struct html *h, struct str login)
{
    const struct named *x;

    if (!p) {
        return false;
    }
    pthread_rwlock_rdlock(&p->lock);
    x = find(p, login);
    if (x) {
        H_LIT(h, "<span title=\"");
        H_ATTR(h, x->name);
        H_LIT(h, "\">");
        H(h, x->full_name);
        H_LIT(h, "</span>");
    }
    pthread_rwlock_unlock(&p->lock);
    return x != NULL;
}
