/* table_sort.c - tables that are shown whole can be sorted: ?sort=field, ?sort=-field. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/thai.h"
#include "web/req.h"
#include "web/table.h"

struct key {
    const void *row;
    int64_t number;
    struct str text;
    size_t place; /* rows that are equal keep their order */
    bool down;
};

static int compare(const void *x, const void *y)
{
    const struct key *a = x, *b = y;
    int c = (a->number > b->number) - (a->number < b->number);

    if (c == 0)
        c = str_cmp(a->text, b->text);
    if (c == 0)
        return (a->place > b->place) - (a->place < b->place);
    return a->down ? -c : c;
}

static bool shown(const struct table_view *t, struct str name)
{
    for (size_t i = 0; i < t->ncols; i++) {
        if (str_eq(name, str_from(t->cols[i].field)) && t->cols[i].style != COL_UNDER)
            return true;
    }
    return false;
}

void table_sort(struct req *r, struct table_view *t)
{
    struct str by = req_query(r, "sort");
    bool down = str_starts(by, STR("-"));
    struct key *key;
    char *rows;
    size_t f = 0;

    t->sort_path = r->path;
    by = str_slice(by, down ? 1 : 0, by.n);
    if (!by.n || !shown(t, by))
        return;
    while (!str_eq(by, str_from(t->type->fields[f].name)))
        f++;
    key = ARENA_ARRAY(r->a, struct key, t->n);
    for (size_t i = 0; i < t->n; i++) {
        const void *row = (const char *)t->rows + i * t->type->size;
        struct value v = row_get(t->type, row, f);

        key[i] = (struct key){.row = row, .place = i, .down = down};
        if (v.type == VT_TEXT)
            key[i].text = thai_sort_key(r->a, v.u.s);
        else
            key[i].number = v.u.i;
    }
    qsort(key, t->n, sizeof *key, compare);
    rows = arena_array(r->a, t->n, t->type->size);
    for (size_t i = 0; i < t->n; i++)
        memcpy(rows + i * t->type->size, key[i].row, t->type->size);
    t->rows = rows;
    t->sorted = str_from(t->type->fields[f].name);
    t->sorted_down = down;
}
