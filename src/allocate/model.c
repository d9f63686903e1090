#include "allocate/model.h"

#include <math.h>
#include <time.h>

#include <coin/Clp_C_Interface.h>

#include "allocate/certificate.h"
#include "base/arena.h"

enum { SCALED_BITS = 20 };
#define SUM_MAX       1e9    /* of scaled values, before a power of ten is taken out */
#define DUAL_NOISE    1e-9   /* duals below this are rounding */
/* Limits are this much wider for the solvers (row units, near 2^20), more than their tolerances, so
 * that no rounding cuts off an answer that fits to the satang; what then does not fit is found in
 * int64 and cut off by itself (solver.c). */
#define SLACK         4e-6
#define NO_LIMIT      1e30

double model_clock(void)
{
    struct timespec t = {0};

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void scale_values(struct model *m)
{
    double sum = 0;
    int64_t g = 0;

    for (size_t i = 0; i < m->in->npackage; i++) {
        int64_t x = m->in->package[i].value;

        x = x < 0 ? -x : x;
        sum += (double)x;
        while (x) {
            int64_t r = g % x;

            g = x;
            x = r;
        }
    }
    m->divisor = g ? g : 1;
    m->unit = 1;
    sum /= (double)m->divisor;
    while (sum > SUM_MAX) {
        m->unit /= 10;
        sum /= 10;
    }
    m->unit /= (double)m->divisor;
}

static void scale_rows(struct arena *a, struct model *m)
{
    const struct instance *in = m->in;

    int64_t *largest = ARENA_ARRAY(a, int64_t, in->nresource); /* use of one package */

    for (size_t i = 0; i < in->npackage; i++) {
        for (size_t k = 0; k < in->package[i].nuse; k++) {
            const struct alloc_use *u = &in->package[i].use[k];

            if (u->amount > largest[u->resource] || -u->amount > largest[u->resource])
                largest[u->resource] = u->amount < 0 ? -u->amount : u->amount;
        }
    }
    m->row_max = ARENA_ARRAY(a, int, in->nresource);
    m->row_min = ARENA_ARRAY(a, int, in->nresource);
    m->row_scale = ARENA_ARRAY(a, double, in->nresource);
    for (size_t r = 0; r < in->nresource; r++) {
        const struct alloc_resource *x = &in->resource[r];
        int64_t most = x->max > x->min ? x->max : x->min;
        int bits = 0;

        if (largest[r] > most)
            most = largest[r];
        for (; most > 0; most /= 2)
            bits++;
        m->row_scale[r] = ldexp(1, SCALED_BITS - bits);
        m->row_max[r] = x->has_max ? m->nrow++ : -1;
        m->row_min[r] = x->has_min ? m->nrow++ : -1;
    }
    m->first_link = m->nrow;
}

/* Exclusions once each: from the smaller index. */
static size_t count_pairs(const struct alloc_package *p, uint32_t i)
{
    size_t n = 0;

    for (size_t k = 0; k < p->nbar; k++)
        n += p->bar[k] > i;
    return n;
}

static void count_entries(struct model *m, const struct cut *cuts, size_t ncut)
{
    const struct instance *in = m->in;

    for (uint32_t i = 0; i < in->npackage; i++) {
        const struct alloc_package *p = &in->package[i];

        for (size_t k = 0; k < p->nuse; k++)
            m->start[i + 1] +=
                (m->row_max[p->use[k].resource] >= 0) + (m->row_min[p->use[k].resource] >= 0);
        m->start[i + 1] += (int)(p->nneed + p->nneeded_by + p->nbar);
        m->nrow += (int)(p->nneed + count_pairs(p, i));
    }
    for (size_t k = 0; k < ncut; k++) {
        for (size_t j = 0; j < cuts[k].n; j++)
            m->start[cuts[k].column[j] + 1]++;
    }
    m->nrow += (int)ncut;
    for (int i = 0; i < m->ncolumn; i++)
        m->start[i + 1] += m->start[i];
}

static void put(struct model *m, int *at, uint32_t column, int row, double value)
{
    m->index[at[column]] = row;
    m->value[at[column]++] = value;
}

static int fill_links(struct model *m, int *at)
{
    const struct instance *in = m->in;
    int row = m->first_link;

    for (uint32_t i = 0; i < in->npackage; i++) {
        const struct alloc_package *p = &in->package[i];

        for (size_t k = 0; k < p->nneed; k++, row++) {
            put(m, at, i, row, 1);
            put(m, at, p->need[k], row, -1);
            m->row_low[row] = -NO_LIMIT;
            m->row_high[row] = 0;
        }
        for (size_t k = 0; k < p->nbar; k++) {
            if (p->bar[k] < i)
                continue;
            put(m, at, i, row, 1);
            put(m, at, p->bar[k], row, 1);
            m->row_low[row] = -NO_LIMIT;
            m->row_high[row++] = 1;
        }
    }
    return row;
}

static void fill_resources(struct model *m, int *at)
{
    const struct instance *in = m->in;

    for (size_t r = 0; r < in->nresource; r++) {
        if (m->row_max[r] >= 0) {
            m->row_low[m->row_max[r]] = -NO_LIMIT;
            m->row_high[m->row_max[r]] = (double)in->resource[r].max * m->row_scale[r] + SLACK;
        }
        if (m->row_min[r] >= 0) {
            m->row_low[m->row_min[r]] = (double)in->resource[r].min * m->row_scale[r] - SLACK;
            m->row_high[m->row_min[r]] = NO_LIMIT;
        }
    }
    for (uint32_t i = 0; i < in->npackage; i++) {
        const struct alloc_package *p = &in->package[i];

        for (size_t k = 0; k < p->nuse; k++) {
            uint32_t r = p->use[k].resource;
            double amount = (double)p->use[k].amount * m->row_scale[r];

            if (m->row_max[r] >= 0)
                put(m, at, i, m->row_max[r], amount);
            if (m->row_min[r] >= 0)
                put(m, at, i, m->row_min[r], amount);
        }
        m->low[i] = p->forced ? 1 : 0;
        m->high[i] = p->banned ? 0 : 1;
        m->cost[i] = -(double)p->value * m->unit;
    }
}

struct model model_build(struct arena *a, const struct instance *in, const struct cut *cuts,
                         size_t ncut)
{
    struct model m = {.in = in, .ncolumn = (int)in->npackage};
    int *at, row;

    scale_values(&m);
    scale_rows(a, &m);
    m.start = ARENA_ARRAY(a, int, in->npackage + 1);
    count_entries(&m, cuts, ncut);
    m.index = ARENA_ARRAY(a, int, (size_t)m.start[m.ncolumn]);
    m.value = ARENA_ARRAY(a, double, (size_t)m.start[m.ncolumn]);
    m.low = ARENA_ARRAY(a, double, in->npackage);
    m.high = ARENA_ARRAY(a, double, in->npackage);
    m.cost = ARENA_ARRAY(a, double, in->npackage);
    m.row_low = ARENA_ARRAY(a, double, (size_t)m.nrow);
    m.row_high = ARENA_ARRAY(a, double, (size_t)m.nrow);
    at = ARENA_ARRAY(a, int, in->npackage);
    for (size_t i = 0; i < in->npackage; i++)
        at[i] = m.start[i];
    fill_resources(&m, at);
    row = fill_links(&m, at);
    for (size_t k = 0; k < ncut; k++, row++) {
        for (size_t j = 0; j < cuts[k].n; j++)
            put(&m, at, cuts[k].column[j], row, cuts[k].factor ? cuts[k].factor[j] : 1);
        m.row_low[row] = cuts[k].least;
        m.row_high[row] = cuts[k].most;
    }
    return m;
}

/* --- the relaxation ---------------------------------------------------------------------- */

static void delete_clp(void *p)
{
    Clp_deleteModel(p);
}

static Clp_Simplex *load_clp(struct arena *a, const struct model *m)
{
    Clp_Simplex *clp = Clp_newModel();

    arena_defer(a, delete_clp, clp);
    Clp_setLogLevel(clp, 0);
    Clp_loadProblem(clp, m->ncolumn, m->nrow, m->start, m->index, m->value, m->low, m->high,
                    m->cost, m->row_low, m->row_high);
    return clp;
}

struct relaxation model_relax(struct arena *a, const struct model *m, double seconds)
{
    struct relaxation ret = {.status = RELAXED_FAILED};
    Clp_Simplex *clp = load_clp(a, m);
    const double *x, *dual;
    double *to_x, *to_dual;

    Clp_setMaximumSeconds(clp, seconds);
    Clp_initialDualSolve(clp);
    if (Clp_status(clp) == 1) {
        /* Its presolve calls relaxations infeasible that hold x = 0 (test_solver, seed 507584):
         * only what the plain primal simplex says too is believed. */
        clp = load_clp(a, m);
        Clp_setMaximumSeconds(clp, seconds);
        Clp_primal(clp, 0);
    }
    if (Clp_status(clp) == 1)
        ret.status = RELAXED_INFEASIBLE;
    if (Clp_status(clp) != 0)
        return ret;
    ret.status = RELAXED_OPTIMAL;
    ret.objective = Clp_objectiveValue(clp);
    ret.x = to_x = ARENA_ARRAY(a, double, (size_t)m->ncolumn);
    ret.dual = to_dual = ARENA_ARRAY(a, double, (size_t)m->nrow);
    x = Clp_getColSolution(clp);
    dual = Clp_getRowPrice(clp);
    for (int i = 0; i < m->ncolumn; i++)
        to_x[i] = x[i];
    for (int r = 0; r < m->nrow; r++)
        to_dual[r] = fabs(dual[r]) < DUAL_NOISE ? 0 : dual[r];
    return ret;
}

double model_price(const struct model *m, const double *dual, size_t resource)
{
    double price = 0;

    if (m->row_max[resource] >= 0)
        price -= dual[m->row_max[resource]];
    if (m->row_min[resource] >= 0)
        price -= dual[m->row_min[resource]];
    if ((price > 0 && m->row_max[resource] < 0) || (price < 0 && m->row_min[resource] < 0))
        return 0; /* a rounding: no such limit */
    return price;
}

/* Takes a resource's limits away, or puts them back. */
static void set_limits(const struct model *m, Clp_Simplex *clp, uint32_t r, bool on)
{
    if (m->row_max[r] >= 0)
        Clp_rowUpper(clp)[m->row_max[r]] = on ? m->row_high[m->row_max[r]] : NO_LIMIT;
    if (m->row_min[r] >= 0)
        Clp_rowLower(clp)[m->row_min[r]] = on ? m->row_low[m->row_min[r]] : -NO_LIMIT;
}

const uint32_t *model_clash(struct arena *a, const struct model *m, double until,
                            size_t *ret_n)
{
    uint32_t *list = ARENA_ARRAY(a, uint32_t, m->in->nresource);
    Clp_Simplex *clp = load_clp(a, m);

    *ret_n = 0;
    for (uint32_t r = 0; r < m->in->nresource; r++) {
        if (m->row_max[r] < 0 && m->row_min[r] < 0)
            continue;
        set_limits(m, clp, r, false);
        if (model_clock() < until)
            Clp_primal(clp, 0);
        if (model_clock() >= until || Clp_status(clp) != 1) { /* it is needed for the clash */
            set_limits(m, clp, r, true);
            list[(*ret_n)++] = r;
        }
    }
    return list;
}

const int64_t *model_prices(struct arena *a, const struct model *m, const double *dual,
                            unsigned *ret_places)
{
    const struct instance *in = m->in;
    int64_t *price = ARENA_ARRAY(a, int64_t, in->nresource);
    double *baht = ARENA_ARRAY(a, double, in->nresource), most = 0, scale = 1e4;
    unsigned places = PRICE_PLACES_MIN;

    for (size_t r = 0; r < in->nresource; r++) {
        /* objective per row unit -> millionths per satang -> value per baht */
        baht[r] = model_price(m, dual, r) * m->row_scale[r] / m->unit * 1e-4;
        most = fmax(most, fabs(baht[r]));
    }
    for (; places < PRICE_PLACES_MAX && most * scale * 10 < (double)PRICE_MAX; places++)
        scale *= 10;
    for (size_t r = 0; r < in->nresource; r++) {
        double p = nearbyint(baht[r] * scale);

        p = fmin(fmax(p, -(double)PRICE_MAX), (double)PRICE_MAX);
        price[r] = (int64_t)p;
    }
    *ret_places = places;
    return price;
}
