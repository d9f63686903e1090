#include "web/later.h"

#include "base/arena.h"

struct later {
    later_fn *read;
    void *ctx;
    const struct row_type *type;
    struct str name, next;
    struct rows rows;
};

static bool later_work(struct req *r, void *ctx, struct err *e)
{
    struct later *l = ctx;

    return l->read(r, l->ctx, &l->rows, &l->next, e);
}

static bool later_answer(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct later *l = ctx;

    return reply_table(r, l->type, l->rows.p, l->rows.n, NULL, l->next, l->name, ret, e);
}

bool table_later(struct req *r, later_fn *read, void *ctx, const struct row_type *type,
                 struct str name, struct reply *ret, struct err *e)
{
    struct later *l = ARENA_NEW(r->a, struct later);

    *l = (struct later){.read = read, .ctx = ctx, .type = type, .name = name};
    return req_offload(r, later_work, later_answer, l, ret, e);
}

struct str next_key(struct arena *a, bool full, int64_t key)
{
    return full ? str_format(a, "%lld", (long long)key) : STR_NONE;
}
