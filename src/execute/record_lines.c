#include "execute/record_lines.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/err.h"
#include "sql_execute.h"
#include "store/store.h"

static const struct field line_fields[] = {
    COL(struct rec_line, id),          COL(struct rec_line, code),       COL(struct rec_line, source_key),
    COL(struct rec_line, agency_id),   COL(struct rec_line, output_id),  COL(struct rec_line, item_id),
    COL(struct rec_line, fund_id),     COL(struct rec_line, output_code), COL(struct rec_line, group_code),
    COL(struct rec_line, fund_code),   COL(struct rec_line, item_code),  COL(struct rec_line, central),
};
static const struct row_type line_type = ROW_TYPE(struct rec_line, line_fields);

static int by_group_cmp(const struct rec_line *x, const struct rec_place *p)
{
    int c = x->agency_id < p->agency_id ? -1 : x->agency_id > p->agency_id;

    c = c ? c : str_cmp(x->output_code, p->output_code);
    c = c ? c : str_cmp(x->group_code, p->group_code);
    return c ? c : str_cmp(x->fund_code, p->fund_code);
}

static struct rec_place place_of(const struct rec_line *l)
{
    return (struct rec_place){l->agency_id, l->output_code, l->group_code, l->fund_code, STR_NONE};
}

/* qsort has no context: what is sorted carries its line. */
struct sorted {
    const struct rec_line *line;
    uint32_t at;
};

static int cmp_code(const void *x, const void *y)
{
    return str_cmp(((const struct sorted *)x)->line->code, ((const struct sorted *)y)->line->code);
}

static int cmp_group(const void *x, const void *y)
{
    const struct sorted *l = x, *r = y;
    struct rec_place p = place_of(r->line);
    int c = by_group_cmp(l->line, &p);

    return c ? c : l->at < r->at ? -1 : l->at > r->at;
}

static const uint32_t *index_of(struct arena *a, const struct rec_line *line, size_t n,
                                int (*cmp)(const void *, const void *))
{
    struct sorted *s = ARENA_ARRAY(a, struct sorted, n);
    uint32_t *at = ARENA_ARRAY(a, uint32_t, n);

    for (size_t i = 0; i < n; i++)
        s[i] = (struct sorted){&line[i], (uint32_t)i};
    if (n)
        qsort(s, n, sizeof *s, cmp);
    for (size_t i = 0; i < n; i++)
        at[i] = s[i].at;
    return at;
}

static void name_codes(const struct rec_lines *t, struct rec_line *l)
{
    const struct class_node *output = class_by_id(&t->programme, l->output_id);
    const struct class_node *item = class_by_id(&t->item, l->item_id);
    const struct class_node *fund = class_by_id(&t->fund, l->fund_id);
    const struct class_node *group = item ? class_up(&t->item, item, STR("group")) : NULL;
    const struct class_node *type = item ? class_up(&t->item, item, STR("type")) : NULL;

    l->output_code = output ? output->code : STR_NONE;
    l->item_code = item ? item->code : STR_NONE;
    l->group_code = group ? group->code : l->item_code;
    l->fund_code = fund ? fund->code : STR_NONE;
    l->central = type && str_eq(type->code, STR("6"));
}

bool rec_lines_load(struct db *db, struct arena *a, int64_t year, struct rec_lines *ret, struct err *e)
{
    struct rec_line *line;
    struct rows rows;

    if (!class_tree_load(db, a, year, STR("programme"), &ret->programme, e) ||
        !class_tree_load(db, a, year, STR("item"), &ret->item, e) ||
        !class_tree_load(db, a, year, STR("fund"), &ret->fund, e) ||
        !db_list(db, a, &Q_RECORD_LINES, ARGS(V(year)), &line_type, &rows, e))
        return false;
    line = ARENA_ARRAY(a, struct rec_line, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        line[i] = ((const struct rec_line *)rows.p)[i];
        name_codes(ret, &line[i]);
    }
    ret->line = line;
    ret->n = rows.n;
    ret->by_code = index_of(a, line, rows.n, cmp_code);
    ret->by_group = index_of(a, line, rows.n, cmp_group);
    return true;
}

const struct rec_line *rec_line_by_code(const struct rec_lines *t, struct str code)
{
    size_t lo = 0, hi = t->n;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;

        if (str_cmp(t->line[t->by_code[mid]].code, code) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < t->n && str_eq(t->line[t->by_code[lo]].code, code) ? &t->line[t->by_code[lo]] : NULL;
}

size_t rec_lines_at(const struct rec_lines *t, const struct rec_place *p, const struct rec_line **ret)
{
    size_t lo = 0, hi = t->n, found = 0;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;

        if (by_group_cmp(&t->line[t->by_group[mid]], p) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    for (; lo < t->n && by_group_cmp(&t->line[t->by_group[lo]], p) == 0; lo++) {
        const struct rec_line *l = &t->line[t->by_group[lo]];

        if (p->item_code.n == 0 || str_eq(p->item_code, l->item_code)) {
            *ret = l;
            found++;
        }
    }
    return found;
}
