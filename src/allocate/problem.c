/* problem.c - see problem.h. */
#include "allocate/problem.h"

#include <string.h>

#include "allocate/pin.h"
#include "allocate/problem_int.h"
#include "allocate/rating.h"
#include "base/arena.h"
#include "base/err.h"
#include "city/class.h"
#include "city/year.h"
#include "plan/cycle.h"
#include "sql_allocate.h"
#include "store/store.h"

enum { SATANG_A_POINT = 100 /* satang by millionth of a point: one point a million baht */ };

static const struct field package_fields[] = {
    COL(struct problem_package, id),          COL(struct problem_package, code),
    COL(struct problem_package, unit_id),     COL(struct problem_package, level),
    COL(struct problem_package, mandatory),   COL(struct problem_package, value_score),
    COL(struct problem_package, agency_code), COL(struct problem_package, output_id),
};
static const struct row_type package_type_of = ROW_TYPE(struct problem_package, package_fields);

static const struct field money_fields[] = {
    COL(struct money_row, package_id),
    COL(struct money_row, line_id),
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
    if (!c->code.n || str_starts(c->code, STR("@")) || str_eq(c->dim, STR("rule")))
        return str_eq(c->dim, STR("rule"))
                   ? c->code
                   : str_format(a, "%.*s%.*s", STR_FMT(c->dim), STR_FMT(c->code));
    return str_format(a, "%.*s:%.*s", STR_FMT(c->dim), STR_FMT(c->code));
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
        uint32_t *need = ARENA_ARRAY(l->a, uint32_t, 1);

        to->id = from->code;
        money_uses(l, i);
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

/* What was scored by criteria counts by its points, as the parameter says, also when they are 0. */
static bool value_by_points(struct loading *l, struct err *e)
{
    struct problem *p = l->p;
    const struct rating_points *r;
    enum rating_normal how;
    struct rows rows;

    if (!rating_values(l->db, l->a, l->year, &rows, e) || !rating_normal(l->db, l->a, l->year, &how, e))
        return false;
    r = rows.p;
    for (size_t i = 0; rows.n && i < p->in.npackage; i++) {
        struct evidence_effect *x = &p->effect[i];
        size_t lo = 0, hi = rows.n;

        while (lo < hi) {
            size_t mid = (lo + hi) / 2;
            if (r[mid].package_id < p->package[i].id)
                lo = mid + 1;
            else
                hi = mid;
        }
        if (lo == rows.n || r[lo].package_id != p->package[i].id)
            continue;
        x->base = rating_value(how, r[lo].points, p->cost[i], p->asked_total, (int64_t)p->given);
        x->value = evidence_value(x->base, x->factor);
        p->in.package[i].value = x->value.millionths;
    }
    return true;
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
    if (!class_tree_load(db, l->a, year, STR("programme"), &l->programme, e) ||
        !class_tree_load(db, l->a, year, STR("item"), &l->item, e) ||
        !class_tree_load(db, l->a, year, STR("fund"), &l->fund, e) ||
        !db_list(db, l->a, &Q_SCENARIO_CEILING_LIST, ARGS(V(p->scenario_id)), &raw_ceiling_type,
                 &ceilings, e) ||
        !db_list(db, l->a, &Q_SCENARIO_PACKAGES, ARGS(V(year)), &package_type_of, &packages, e) ||
        !db_list(db, l->a, &Q_PROBLEM_LINES, ARGS(V(year), V((int64_t)before)), &money_type,
                 &lines, e) ||
        !db_int(db, &Q_SCENARIO_NEWEST_CHANGE, NO_ARGS, &p->change_id, e) ||
        !evidence_of_year(db, l->a, year, LANG_TH, &l->effects, &p->evidence, e))
        return false;
    p->package = packages.p;
    p->in.npackage = p->given = packages.n;
    p->ceiling = ceilings.p;
    p->nceiling = ceilings.n;
    l->line = lines.p;
    l->nlines = lines.n;
    return true;
}

/* Lists by package and by resource go on for what lowering made, so that whoever walks the instance finds
 * a row: a further unit costs its units and belongs to its package, a shared cost to nobody. */
static void extend(struct problem *p, struct arena *a)
{
    struct problem_package *package = ARENA_ARRAY(a, struct problem_package, p->in.npackage);
    struct ceiling_row *ceiling = ARENA_ARRAY(a, struct ceiling_row, p->in.nresource);
    int64_t *cost = ARENA_ARRAY(a, int64_t, p->in.npackage);
    int64_t *asked = ARENA_ARRAY(a, int64_t, p->in.nresource + 1);
    struct evidence_effect *effect = ARENA_ARRAY(a, struct evidence_effect, p->in.npackage);

    for (size_t i = 0; i < p->in.npackage; i++) {
        const struct alloc_package *x = &p->in.package[i];

        effect[i].factor.millionths = EVIDENCE_ONE;
        if (i < p->given) {
            package[i] = p->package[i];
            effect[i] = p->effect[i];
            cost[i] = p->cost[i];
        } else if (x->kind == PACKAGE_UNITS) {
            package[i] = p->package[x->of];
            for (size_t k = 0; k < p->nunit; k++) {
                if (p->unit[k].package == x->of)
                    cost[i] = x->units * p->unit[k].price;
            }
        } else {
            cost[i] = instance_cost(&p->in, x);
        }
    }
    for (size_t r = 0; r < p->in.nresource; r++) {
        if (r < p->nceiling) {
            ceiling[r] = p->ceiling[r];
            asked[r] = p->asked[r];
        } else {
            ceiling[r] = (struct ceiling_row){.dim = STR("rule"), .code = p->in.resource[r].id};
        }
    }
    p->package = package;
    p->ceiling = ceiling;
    p->cost = cost;
    p->asked = asked;
    p->effect = effect;
}

static bool load(struct db *db, struct arena *a, int64_t year, struct str scenario, bool strict,
                 struct problem *ret, struct err *e)
{
    struct problem *p = ARENA_NEW(a, struct problem);
    struct loading l = {.db = db, .a = a, .p = p, .year = year, .strict = strict};

    if (!scenario_id(db, year, scenario, &p->scenario_id, e) || !read_rows(db, &l, year, e))
        return false;
    if (!p->in.npackage) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(STR("packages in state ANALYST_ACCEPTED")));
        return false;
    }
    if (!rules_prepare(&l, e))
        return false;
    p->in.nresource = p->nceiling;
    p->in.package = ARENA_ARRAY(a, struct alloc_package, p->in.npackage);
    p->in.resource = ARENA_ARRAY(a, struct alloc_resource, p->in.nresource);
    p->asked = ARENA_ARRAY(a, int64_t, p->in.nresource + 1);
    p->cost = ARENA_ARRAY(a, int64_t, p->in.npackage);
    p->effect = ARENA_ARRAY(a, struct evidence_effect, p->in.npackage);
    if (!money_prepare(&l, e))
        return false;
    fill_resources(&l);
    fill_packages(&l);
    if (!value_by_points(&l, e) || !pin_apply(db, a, p, e) || !rules_apply(&l, e) || !instance_finish(a, &p->in, e))
        return false;
    extend(p, a);
    *ret = *p;
    return true;
}

bool problem_load(struct db *db, struct arena *a, int64_t year, struct str scenario,
                  struct problem *ret, struct err *e)
{
    return load(db, a, year, scenario, false, ret, e);
}

bool problem_load_strictly(struct db *db, struct arena *a, int64_t year, struct str scenario,
                           struct problem *ret, struct err *e)
{
    return load(db, a, year, scenario, true, ret, e);
}

void problem_granted(const struct problem *p, size_t i, const bool *on, struct money *ret,
                     int64_t *ret_units)
{
    int64_t sum = on[i] ? p->cost[i] : 0;

    *ret_units = -1;
    for (size_t k = 0; k < p->nunit; k++) {
        const struct alloc_units *u = &p->in.spec.units[k];

        if (u->package != i)
            continue;
        *ret_units = instance_units_on(&p->in, k, on);
        sum += on[i] ? (*ret_units - u->low) * p->unit[k].price : 0;
    }
    *ret = MONEY(sum);
}

int64_t problem_worth(const struct problem *p, size_t i, const bool *on)
{
    int64_t sum = p->in.package[i].value;

    for (size_t k = 0; k < p->nunit && on[i]; k++) {
        const struct alloc_units *u = &p->in.spec.units[k];

        if (u->package == i)
            sum += (instance_units_on(&p->in, k, on) - u->low) * u->value;
    }
    return sum;
}

int64_t problem_asked(const struct problem *p, size_t i)
{
    int64_t sum = p->cost[i];

    for (size_t k = 0; k < p->nunit; k++) {
        if (p->unit[k].package == i)
            sum += (p->unit[k].quantity - p->in.spec.units[k].low) * p->unit[k].price;
    }
    return sum;
}
