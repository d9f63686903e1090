/* volume_sum.c - a table is added up again while it is said: a printed sum that is not the sum of its items is refused. */
#include "base/arena.h"
#include "document/volume_int.h"

bool volume_money_kind(const struct volume_table *t, size_t i)
{
    return t->column[i].kind == VOLUME_MONEY;
}

void volume_sum_begin(struct volume *v)
{
    for (size_t k = 0; k < VOLUME_LEVELS; k++) {
        for (size_t i = 0; i < VOLUME_COLUMNS; i++)
            v->sum[k][i] = MONEY_ZERO;
    }
}

/* The first text of a row: what a person finds it by. */
static struct str name_of(const struct volume_table *t, const struct volume_row *r)
{
    for (size_t i = 0; i < t->n; i++) {
        if (t->column[i].kind == VOLUME_TEXT && r->cell[i].text.n)
            return r->cell[i].text;
    }
    return r->tie;
}

static bool refuse(const struct volume_table *t, const struct volume_row *r, size_t i,
                   struct money expected, struct err *e)
{
    struct arena *a = arena_new();
    struct str name = name_of(t, r);

    FAIL(e, ERR_DOCUMENT_SUM);
    err_arg(
        e, "what",
        V(str_format(a, "%s: %.*s: %s", t->id, STR_FMT(str_slice(name, 0, 80)), t->column[i].key)));
    err_arg(e, "printed", V(MONEY(r->cell[i].n)));
    err_arg(e, "expected", V(expected));
    arena_free(a);
    return false;
}

static bool compare(const struct volume *v, const struct volume_table *t,
                    const struct volume_row *r, struct err *e)
{
    int level = r->level < VOLUME_LEVELS ? r->level : VOLUME_LEVELS - 1;

    for (size_t i = 0; i < t->n; i++) {
        struct money expected = r->role == VOLUME_TOTAL ? t->extent[i].total : v->sum[level][i];

        if (volume_money_kind(t, i) && !r->cell[i].none && r->cell[i].n != expected.satang)
            return refuse(t, r, i, expected, e);
    }
    return true;
}

bool volume_sum_row(struct volume *v, const struct volume_row *r, struct err *e)
{
    struct volume_table *t = volume_now(v);

    if (r->role == VOLUME_SUBTOTAL || r->role == VOLUME_TOTAL)
        return compare(v, t, r, e);
    for (size_t i = 0; i < t->n; i++) {
        struct money m = MONEY(r->cell[i].n);

        if (!volume_money_kind(t, i))
            continue;
        for (int k = r->role == VOLUME_HEAD ? r->level : 0; k < VOLUME_LEVELS; k++) {
            if (r->role == VOLUME_HEAD)
                v->sum[k][i] = MONEY_ZERO;
            else if (!r->cell[i].none)
                v->sum[k][i] = money_add(v->sum[k][i], m);
        }
        if (r->role == VOLUME_ITEM && !r->cell[i].none)
            t->extent[i].total = money_add(t->extent[i].total, m);
    }
    return true;
}
