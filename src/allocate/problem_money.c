/* problem_money.c - which ceilings a package's money falls under.
 *
 * The year itself: each line's amount, by agency, side, type, fund, personnel, place and label. A district's
 * own lines without a place are spent there; other lines without one belong to the whole city. Forward
 * years: what lines state of later years (parts of a work, running costs); a package that states
 * nothing counts nothing there. */
#include <assert.h>

#include "allocate/problem_int.h"
#include "base/arena.h"
#include "base/err.h"
#include "sql_allocate.h"
#include "store/store.h"

static const struct str dim_words[CEILING_DIMS] = {
    STR_INIT("total"), STR_INIT("agency"),   STR_INIT("type"),  STR_INIT("side"),  STR_INIT("fund"),
    STR_INIT("district"), STR_INIT("group"), STR_INIT("label"), STR_INIT("personnel"),
};

static const struct field forward_fields[] = {
    COL(struct forward_row, package_id), COL(struct forward_row, line_id),
    COL(struct forward_row, item_id),    COL(struct forward_row, fund_id),
    COL(struct forward_row, year),       COL(struct forward_row, running),
    COL(struct forward_row, amount),
};
static const struct row_type forward_type = ROW_TYPE(struct forward_row, forward_fields);

static const struct field place_fields[] = {
    COL(struct place_part, line_id),
    COL(struct place_part, district_code),
    COL(struct place_part, share_bp),
};
static const struct row_type place_type = ROW_TYPE(struct place_part, place_fields);

static const struct field district_fields[] = {
    COL(struct district_row, code),
    COL(struct district_row, district_group),
};
static const struct row_type district_type = ROW_TYPE(struct district_row, district_fields);

static size_t dim_of(struct str word)
{
    size_t d = 0;

    while (d < CEILING_DIMS && !str_eq(word, dim_words[d]))
        d++;
    return d;
}


bool money_districts(struct loading *l, struct err *e)
{
    return l->districts.n || db_list(l->db, l->a, &Q_PROBLEM_DISTRICTS, ARGS(V(l->year)),
                                     &district_type, &l->districts, e);
}

bool money_prepare(struct loading *l, struct err *e)
{
    struct problem *p = l->p;

    for (size_t d = 0; d < CEILING_DIMS; d++)
        ids_init(&l->by[d], l->a, p->in.nresource);
    for (size_t r = 0; r < p->in.nresource; r++) {
        size_t d = dim_of(p->ceiling[r].dim);

        if (d == CEILING_DIMS)
            continue;
        (void)ids_add(&l->by[d], p->ceiling[r].code, (uint32_t)r);
        l->any[d] = true;
        l->ahead |= str_find(p->ceiling[r].code, STR("@"), 0) < p->ceiling[r].code.n;
    }
    l->sum = ARENA_ARRAY(l->a, int64_t, p->in.nresource);
    if (l->ahead && !db_list(l->db, l->a, &Q_PROBLEM_FORWARD, ARGS(V(l->year)), &forward_type,
                             &l->forward, e))
        return false;
    if (l->any[CEILING_PERSONNEL] &&
        !param_table(l->db, l->a, PARAM_PERSONNEL_ITEMS, l->year, &l->personnel, e))
        return false;
    if (!l->any[CEILING_DISTRICT] && !l->any[CEILING_GROUP])
        return true;
    return db_list(l->db, l->a, &Q_PROBLEM_PLACES, ARGS(V(l->year)), &place_type, &l->places, e) &&
           money_districts(l, e);
}

/* ---- one amount ---- */

static struct str code_up(const struct class_tree *t, int64_t id, struct str level)
{
    const struct class_node *n = class_by_id(t, id);

    n = n ? class_up(t, n, level) : NULL;
    return n ? n->code : STR_NONE;
}

static void add(struct loading *l, enum ceiling_dim d, struct str code, int64_t year,
                int64_t amount)
{
    uint32_t r;

    if (!l->any[d])
        return;
    if (year)
        code = str_format(l->a, "%.*s@%lld", STR_FMT(code), (long long)year);
    r = ids_find(&l->by[d], code);
    if (r != ID_MISSING)
        l->sum[r] += amount;
}

/* Does the parameter name this item, under its longest prefix, as personnel? Every part of it is. */
static bool is_personnel(const struct loading *l, int64_t item_id)
{
    const struct class_node *n = class_by_id(&l->item, item_id);

    for (size_t i = 0; n && i < l->personnel.rows; i++) {
        struct str prefix = param_cell(&l->personnel, i, "item");

        if (prefix.n && str_starts(n->code, prefix))
            return true;
    }
    return false;
}

static const struct district_row *find_district(const struct loading *l, struct str code)
{
    const struct district_row *d = l->districts.p;

    for (size_t i = 0; i < l->districts.n; i++) {
        if (str_eq(d[i].code, code))
            return &d[i];
    }
    return NULL;
}

static void add_district(struct loading *l, struct str code, int64_t year, int64_t amount)
{
    const struct district_row *d = find_district(l, code);

    if (!d)
        return;
    add(l, CEILING_DISTRICT, code, year, amount);
    if (d->district_group.n)
        add(l, CEILING_GROUP, d->district_group, year, amount);
}

/* First place of a line. */
static size_t first_place(const struct loading *l, int64_t line_id)
{
    const struct place_part *q = l->places.p;
    size_t lo = 0, hi = l->places.n;

    while (lo < hi) {
        size_t mid = (lo + hi) / 2;

        if (q[mid].line_id < line_id)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

static void add_places(struct loading *l, size_t i, int64_t line_id, int64_t year, int64_t amount)
{
    const struct place_part *q = l->places.p;
    size_t k = first_place(l, line_id), n = 0;
    int64_t *weight;
    struct money *part;

    while (k + n < l->places.n && q[k + n].line_id == line_id)
        n++;
    if (!n) {
        add_district(l, str_slice(l->p->package[i].agency_code, 0, 4), year, amount);
        return;
    }
    weight = ARENA_ARRAY(l->a, int64_t, n);
    part = ARENA_ARRAY(l->a, struct money, n);
    for (size_t j = 0; j < n; j++)
        weight[j] = q[k + j].share_bp;
    money_split(MONEY(amount), weight, n, part);
    for (size_t j = 0; j < n; j++)
        add_district(l, q[k + j].district_code, year, part[j].satang);
}

/* Adds an amount of a line of package i to l->sum, for the year itself (0) or a forward one. */
static void add_amount(struct loading *l, size_t i, const struct money_row *m, int64_t year,
                       int64_t amount)
{
    const struct problem_package *p = &l->p->package[i];

    add(l, CEILING_TOTAL, STR_NONE, year, amount);
    add(l, CEILING_AGENCY, p->agency_code, year, amount);
    if (l->any[CEILING_SIDE])
        add(l, CEILING_SIDE, code_up(&l->programme, p->output_id, STR("side")), year, amount);
    if (l->any[CEILING_FUND])
        add(l, CEILING_FUND, code_up(&l->fund, m->fund_id, STR("fund")), year, amount);
    if (l->any[CEILING_TYPE])
        add(l, CEILING_TYPE, code_up(&l->item, m->item_id, STR("type")), year, amount);
    if (l->any[CEILING_PERSONNEL] && is_personnel(l, m->item_id))
        add(l, CEILING_PERSONNEL, STR_NONE, year, amount);
    for (size_t k = 0; l->nlabel && k < l->nlabel[i]; k++)
        add(l, CEILING_LABEL, l->label[i][k], year, amount);
    if (l->any[CEILING_DISTRICT] || l->any[CEILING_GROUP])
        add_places(l, i, m->line_id, year, amount);
}

/* ---- a package ---- */

const struct money_row *problem_lines(const struct loading *l, size_t i, size_t *ret_n)
{
    int64_t id = l->p->package[i].id;
    size_t lo = 0, hi = l->nlines, n = 0;

    while (lo < hi) {
        size_t mid = (lo + hi) / 2;

        if (l->line[mid].package_id < id)
            lo = mid + 1;
        else
            hi = mid;
    }
    while (lo + n < l->nlines && l->line[lo + n].package_id == id)
        n++;
    *ret_n = n;
    return l->line + lo;
}

static void add_forward(struct loading *l, size_t i)
{
    const struct forward_row *f = l->forward.p;
    int64_t id = l->p->package[i].id;
    size_t lo = 0, hi = l->forward.n;

    while (lo < hi) {
        size_t mid = (lo + hi) / 2;

        if (f[mid].package_id < id)
            lo = mid + 1;
        else
            hi = mid;
    }
    if (lo >= l->forward.n || f[lo].package_id != id)
        l->p->without_forward++;
    for (; lo < l->forward.n && f[lo].package_id == id; lo++) {
        struct money_row m = {id, f[lo].line_id, f[lo].item_id, f[lo].fund_id, f[lo].amount};
        int64_t first = f[lo].year > l->year ? f[lo].year : l->year + 1;
        int64_t last = f[lo].running ? l->year + FORWARD_YEARS : f[lo].year;

        for (int64_t y = first; y <= last; y++)
            add_amount(l, i, &m, y, m.amount.satang);
    }
}

/* l->sum as a list of uses, by resource; it is 0 again after. */
static struct alloc_use *take_sums(struct loading *l, size_t *ret_n)
{
    size_t n = 0, at = 0;
    struct alloc_use *use;

    for (size_t r = 0; r < l->p->in.nresource; r++)
        n += l->sum[r] != 0;
    use = ARENA_ARRAY(l->a, struct alloc_use, n);
    for (size_t r = 0; r < l->p->in.nresource; r++) {
        if (l->sum[r])
            use[at++] = (struct alloc_use){(uint32_t)r, l->sum[r]};
        l->sum[r] = 0;
    }
    *ret_n = n;
    return use;
}

void money_uses(struct loading *l, size_t i)
{
    struct problem *p = l->p;
    struct alloc_package *out = &p->in.package[i];
    size_t n;
    const struct money_row *m = problem_lines(l, i, &n);

    for (size_t k = 0; k < n; k++) {
        p->cost[i] += m[k].amount.satang;
        add_amount(l, i, &m[k], 0, m[k].amount.satang);
    }
    if (l->ahead)
        add_forward(l, i);
    out->use = take_sums(l, &out->nuse);
    for (size_t k = 0; k < out->nuse; k++)
        p->asked[out->use[k].resource] += out->use[k].amount;
    p->asked_total += p->cost[i];
}

void money_of_line(struct loading *l, size_t i, const struct money_row *m, int64_t amount,
                   const struct alloc_use **ret, size_t *ret_n)
{
    add_amount(l, i, m, 0, amount);
    *ret = take_sums(l, ret_n);
}
