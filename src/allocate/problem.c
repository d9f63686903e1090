/* problem.c - see problem.h. */
#include "allocate/problem.h"

#include <assert.h>
#include <string.h>

#include "allocate/pin.h"
#include "base/arena.h"
#include "base/err.h"
#include "city/class.h"
#include "city/year.h"
#include "plan/cycle.h"
#include "sql_allocate.h"
#include "store/store.h"

enum { DIMS = 5, SATANG_A_POINT = 100 /* satang by millionth of a point: one point a million baht */ };

static const struct field package_fields[] = {
    COL(struct problem_package, id),          COL(struct problem_package, code),
    COL(struct problem_package, unit_id),     COL(struct problem_package, level),
    COL(struct problem_package, mandatory),   COL(struct problem_package, value_score),
    COL(struct problem_package, agency_code), COL(struct problem_package, output_id),
};
static const struct row_type package_type_of = ROW_TYPE(struct problem_package, package_fields);

struct money_row {
    int64_t package_id, item_id, fund_id;
    struct money amount;
};
static const struct field money_fields[] = {
    COL(struct money_row, package_id),
    COL(struct money_row, item_id),
    COL(struct money_row, fund_id),
    COL(struct money_row, amount),
};
static const struct row_type money_type = ROW_TYPE(struct money_row, money_fields);

static const struct field raw_ceiling_fields[] = {
    COL(struct ceiling_row, dim),     COL(struct ceiling_row, code),
    COL(struct ceiling_row, has_max), COL(struct ceiling_row, has_min),
    COL(struct ceiling_row, max),     COL(struct ceiling_row, min),
};
static const struct row_type raw_ceiling_type = ROW_TYPE(struct ceiling_row, raw_ceiling_fields);

bool scenario_id(struct db *db, int64_t year, struct str name, int64_t *ret, struct err *e)
{
    if (db_int(db, &Q_SCENARIO_FIND, ARGS(V(year), V(name)), ret, e))
        return true;
    if (e->code == ERR_NOT_FOUND) {
        FAIL(e, ERR_SCENARIO_MISSING);
        err_arg(e, "name", V(name));
        err_arg(e, "year", V(year));
    }
    return false;
}

struct str ceiling_id(struct arena *a, const struct ceiling_row *c)
{
    if (!c->code.n)
        return c->dim;
    return str_format(a, "%.*s:%.*s", STR_FMT(c->dim), STR_FMT(c->code));
}

/* The trees by which a line's money finds its ceilings. */
struct trees {
    struct class_tree programme, item, fund;
};

struct loading {
    struct arena *a;
    struct problem *p;
    struct trees t;
    const struct money_row *line;
    size_t nlines, at;
    struct rows effects;
};

static struct str code_up(const struct class_tree *t, int64_t id, struct str level)
{
    const struct class_node *n = class_by_id(t, id);

    n = n ? class_up(t, n, level) : NULL;
    return n ? n->code : STR_NONE;
}

static bool touches(const struct loading *l, const struct ceiling_row *c,
                    const struct problem_package *p, const struct money_row *m)
{
    if (str_eq(c->dim, STR("total")))
        return true;
    if (str_eq(c->dim, STR("agency")))
        return str_eq(c->code, p->agency_code);
    if (str_eq(c->dim, STR("side")))
        return str_eq(c->code, code_up(&l->t.programme, p->output_id, STR("side")));
    if (str_eq(c->dim, STR("fund")))
        return str_eq(c->code, code_up(&l->t.fund, m->fund_id, STR("fund")));
    return str_eq(c->code, code_up(&l->t.item, m->item_id, STR("type")));
}

/* Sums one package's lines into its uses; lines come in order of packages of other orders, so they
 * are found by a sorted index. */
static void package_uses(struct loading *l, size_t i, const struct money_row *m, size_t n)
{
    struct problem *p = l->p;
    struct alloc_package *out = &p->in.package[i];
    struct alloc_use *use = ARENA_ARRAY(l->a, struct alloc_use, p->in.nresource);
    size_t nuse = 0;

    for (size_t k = 0; k < n; k++)
        p->cost[i] += m[k].amount.satang;
    for (size_t r = 0; r < p->in.nresource; r++) {
        int64_t sum = 0;
        for (size_t k = 0; k < n; k++) {
            if (touches(l, &p->ceiling[r], &p->package[i], &m[k]))
                sum += m[k].amount.satang;
        }
        if (!sum)
            continue;
        use[nuse++] = (struct alloc_use){(uint32_t)r, sum};
        p->asked[r] += sum;
    }
    out->use = use;
    out->nuse = nuse;
    p->asked_total += p->cost[i];
}

/* First line of a package; lines are sorted by package id. */
static size_t first_line(const struct loading *l, int64_t package_id)
{
    size_t lo = 0, hi = l->nlines;

    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (l->line[mid].package_id < package_id)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

/* Its score, or one point a million baht, times what earlier years achieved. */
static int64_t package_value(struct loading *l, size_t i)
{
    const struct problem_package *from = &l->p->package[i];
    const struct evidence_effect *found = evidence_find(&l->effects, from->id);
    struct evidence_effect *x = &l->p->effect[i];

    if (found)
        *x = *found;
    else
        x->factor.millionths = EVIDENCE_ONE;
    x->base.millionths = from->value_score.millionths ? from->value_score.millionths
                                                      : l->p->cost[i] / SATANG_A_POINT;
    x->value = evidence_value(x->base, x->factor);
    return x->value.millionths;
}

static void fill_packages(struct loading *l)
{
    struct problem *p = l->p;

    for (size_t i = 0; i < p->in.npackage; i++) {
        const struct problem_package *from = &p->package[i];
        struct alloc_package *to = &p->in.package[i];
        bool below = i > 0 && p->package[i - 1].unit_id == from->unit_id &&
                     p->package[i - 1].level == from->level - 1;
        size_t k = first_line(l, from->id), n = 0;
        uint32_t *need = ARENA_ARRAY(l->a, uint32_t, 1);

        while (k + n < l->nlines && l->line[k + n].package_id == from->id)
            n++;
        to->id = from->code;
        package_uses(l, i, l->line + k, n);
        to->value = package_value(l, i);
        to->mandatory = from->mandatory;
        to->forbidden = from->level > 1 && !below;
        if (below) {
            need[0] = (uint32_t)(i - 1);
            to->need = need;
            to->nneed = 1;
        }
    }
}

static void fill_resources(struct loading *l)
{
    struct problem *p = l->p;

    for (size_t r = 0; r < p->in.nresource; r++) {
        const struct ceiling_row *c = &p->ceiling[r];
        p->in.resource[r] = (struct alloc_resource){.id = ceiling_id(l->a, c),
                                                    .has_max = c->has_max,
                                                    .has_min = c->has_min,
                                                    .max = c->max.satang,
                                                    .min = c->min.satang};
    }
}

static bool read_rows(struct db *db, struct loading *l, int64_t year, struct err *e)
{
    struct problem *p = l->p;
    struct fiscal_year y;
    struct rows packages, lines, ceilings;
    enum stage before;

    if (!year_get(db, l->a, year, &y, e))
        return false;
    p->decides = cycle_open_stage(y.stage);
    before = p->decides == STAGE_REQUESTED ? STAGE_COUNT : p->decides;
    if (!class_tree_load(db, l->a, year, STR("programme"), &l->t.programme, e) ||
        !class_tree_load(db, l->a, year, STR("item"), &l->t.item, e) ||
        !class_tree_load(db, l->a, year, STR("fund"), &l->t.fund, e) ||
        !db_list(db, l->a, &Q_SCENARIO_CEILING_LIST, ARGS(V(p->scenario_id)), &raw_ceiling_type,
                 &ceilings, e) ||
        !db_list(db, l->a, &Q_SCENARIO_PACKAGES, ARGS(V(year)), &package_type_of, &packages, e) ||
        !db_list(db, l->a, &Q_SCENARIO_LINES, ARGS(V(year), V((int64_t)before)), &money_type,
                 &lines, e) ||
        !db_int(db, &Q_SCENARIO_NEWEST_CHANGE, NO_ARGS, &p->change_id, e) ||
        !evidence_of_year(db, l->a, year, LANG_TH, &l->effects, &p->evidence, e))
        return false;
    p->package = packages.p;
    p->in.npackage = p->given = packages.n;
    p->ceiling = ceilings.p;
    p->in.nresource = ceilings.n;
    l->line = lines.p;
    l->nlines = lines.n;
    return true;
}

bool problem_load(struct db *db, struct arena *a, int64_t year, struct str scenario,
                  struct problem *ret, struct err *e)
{
    struct problem *p = ARENA_NEW(a, struct problem);
    struct loading l = {.a = a, .p = p};

    if (!scenario_id(db, year, scenario, &p->scenario_id, e) || !read_rows(db, &l, year, e))
        return false;
    if (!p->in.npackage) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(STR("packages in state ANALYST_ACCEPTED")));
        return false;
    }
    p->in.package = ARENA_ARRAY(a, struct alloc_package, p->in.npackage);
    p->in.resource = ARENA_ARRAY(a, struct alloc_resource, p->in.nresource);
    p->asked = ARENA_ARRAY(a, int64_t, p->in.nresource + 1);
    p->cost = ARENA_ARRAY(a, int64_t, p->in.npackage);
    p->effect = ARENA_ARRAY(a, struct evidence_effect, p->in.npackage);
    fill_resources(&l);
    fill_packages(&l);
    if (!pin_apply(db, a, p, e) || !instance_finish(a, &p->in, e))
        return false;
    *ret = *p;
    return true;
}
