#include "exchange/import_errors.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"

struct import_errors {
    const char *path;
    char *tmp;
    size_t columns; /* of the header */
    FILE *f;        /* NULL until the first restart, and after the commit */
};

static bool fail(const struct import_errors *x, struct err *e)
{
    char why[128] = "?";

    if (strerror_r(errno, why, sizeof why) != 0)
        why[0] = '\0';
    FAIL(e, ERR_FILE_WRITE);
    err_arg(e, "path", V(str_from(x->path)));
    err_arg(e, "why", V(str_from(why)));
    return false;
}

static void shut(void *p)
{
    struct import_errors *x = p;

    if (x->f)
        (void)fclose(x->f);
    x->f = NULL;
}

bool import_errors_open(struct arena *a, const char *path, struct import_errors **ret,
                        struct err *e)
{
    struct import_errors *x = ARENA_NEW(a, struct import_errors);

    x->path = path;
    if (!file_stage(a, path, &x->tmp, e))
        return false;
    arena_defer(a, shut, x);
    *ret = x;
    return true;
}

bool import_errors_restart(struct import_errors *x, struct err *e)
{
    shut(x);
    x->f = fopen(x->tmp, "wb");
    return x->f || fail(x, e);
}

static bool put(struct import_errors *x, const struct csv_row *row, struct str last, bool first,
                struct err *e)
{
    struct arena *a = arena_new();
    struct sbuf b;
    bool ok;

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    if (first)
        SB_LIT(&b, "\xEF\xBB\xBF"); /* spreadsheets take it for UTF-8 only so */
    for (size_t i = 0; i < row->n; i++)
        csv_put_cell(&b, row->cell[i]);
    for (size_t i = row->n; i < x->columns; i++)
        csv_put_cell(&b, STR_NONE); /* a short row: the reason stands in its column */
    csv_put_cell(&b, last);
    csv_end_row(&b);
    ok = fwrite(b.p, 1, b.n, x->f) == b.n || fail(x, e);
    arena_free(a);
    return ok;
}

bool import_errors_header(struct import_errors *x, const struct csv_row *row, struct err *e)
{
    x->columns = row->n;
    return put(x, row, STR("reason"), true, e);
}

bool import_errors_row(struct import_errors *x, const struct csv_row *row, struct str reason,
                       struct err *e)
{
    return put(x, row, reason, false, e);
}

bool import_errors_commit(struct import_errors *x, struct err *e)
{
    bool ok = fflush(x->f) == 0;

    if (!ok)
        return fail(x, e);
    shut(x);
    return file_commit(x->tmp, x->path, e);
}
