#include "allocate/prove_tree.h"

#include <math.h>

#include <coin/Clp_C_Interface.h>

#include "allocate/certificate_leaf.h"
#include "allocate/model.h"
#include "base/arena.h"

#define PRICE_CAP 1e15 /* of a price: sums keep within 128 bits */
#define LINK_CAP  1e15
#define RAY_PRICE 1e14
#define ROOT_ROOM 1e13 /* of the root's prices: those of nodes may be larger */

struct prover {
    struct arena *a, *scratch;
    const struct instance *in;
    const struct prove_task *t;
    struct model m;
    Clp_Simplex *clp;
    struct cases cases;
    unsigned places;
    struct wide target;
    size_t nodes; /* that may still be made */
    double *x;    /* the relaxation of the last node */
};

static void delete_clp(void *p)
{
    Clp_deleteModel(p);
}

/* --- multipliers ------------------------------------------------------------------------- */

/* Row multipliers (<= 0 where a maximum binds) as a resource's price, value per baht. */
static double price_of(const struct prover *v, const double *dual, uint32_t r)
{
    return model_price(&v->m, dual, r) * v->m.row_scale[r] / v->m.unit * 1e-4;
}

static int64_t rounded(double x, double cap)
{
    return (int64_t)nearbyint(fmin(fmax(x, -cap), cap));
}

static void list_prices(struct prover *v, const double *dual, double factor, struct proof_node *to)
{
    struct proof_price *list = ARENA_ARRAY(v->a, struct proof_price, v->in->nresource);

    for (uint32_t r = 0; r < v->in->nresource; r++) {
        int64_t price =
            rounded(price_of(v, dual, r) * factor * pow(10, (double)v->places), PRICE_CAP);

        if (price)
            list[to->nprice++] = (struct proof_price){r, price};
    }
    to->has_prices = true;
    to->price = list;
}

/* Rows of requirements and exclusions lie as model.c lays them. */
static void list_links(struct prover *v, const double *dual, double factor, struct proof_node *to)
{
    size_t most = (size_t)(v->m.nrow - v->m.first_link);
    struct proof_link *need = ARENA_ARRAY(v->a, struct proof_link, most);
    struct proof_link *bar = ARENA_ARRAY(v->a, struct proof_link, most);
    double unit = factor / v->m.unit * 1000; /* millionths to 10^-9 */
    int row = v->m.first_link;

    for (uint32_t i = 0; i < v->in->npackage; i++) {
        const struct alloc_package *p = &v->in->package[i];

        for (size_t k = 0; k < p->nneed; k++, row++) {
            int64_t y = rounded(-dual[row] * unit, LINK_CAP);

            if (y > 0)
                need[to->nneed++] = (struct proof_link){i, p->need[k], y};
        }
        for (size_t k = 0; k < p->nbar; k++) {
            int64_t y;

            if (p->bar[k] < i)
                continue;
            y = rounded(-dual[row++] * unit, LINK_CAP);
            if (y > 0)
                bar[to->nbar++] = (struct proof_link){i, p->bar[k], y};
        }
    }
    to->need = need;
    to->bar = bar;
}

/* Leaves out requirements that the certificate keeps anyway: their price can only weaken the bound. */
static void drop_kept(struct prover *v, struct proof_node *to)
{
    struct arena_mark mark = arena_mark(v->scratch);
    struct leaf_prices p = {.counts_values = true, .places = v->places};
    struct proof_link *need = ARENA_ARRAY(v->a, struct proof_link, to->nneed);
    enum check_code why;
    size_t n = 0;

    if (leaf_prices_init(&p, v->scratch, v->in, to, &why)) {
        for (size_t k = 0; k < to->nneed; k++) {
            if (p.below[to->need[k].package] != to->need[k].other)
                need[n++] = to->need[k];
        }
        to->need = need;
        to->nneed = n;
    }
    arena_rewind(v->scratch, mark);
}

static struct proof_node *new_node(struct prover *v)
{
    struct proof_node *n = ARENA_NEW(v->a, struct proof_node);

    *n = (struct proof_node){.package = NO_PACKAGE};
    return n;
}

static struct proof_node *node_of(struct prover *v, const double *dual, double factor)
{
    struct proof_node *n = new_node(v);

    list_prices(v, dual, factor, n);
    list_links(v, dual, factor, n);
    if (n->nneed)
        drop_kept(v, n);
    return n;
}

/* What makes the largest of a ray's prices as large as may be. */
static double ray_factor(const struct prover *v, const double *ray)
{
    double most = 0, link = 0;

    for (uint32_t r = 0; r < v->in->nresource; r++)
        most = fmax(most, fabs(price_of(v, ray, r)) * pow(10, (double)v->places));
    for (int row = v->m.first_link; row < v->m.nrow; row++)
        link = fmax(link, fabs(ray[row]) / v->m.unit * 1000);
    return fmin(most > 0 ? RAY_PRICE / most : 1e30, link > 0 ? LINK_CAP / link : 1e30);
}

/* --- a node ------------------------------------------------------------------------------ */

/* Is the case closed by these prices? *ret_ok false: they cannot be used. */
static bool is_closed(struct prover *v, const struct leaf_prices *p, struct leaf_bound *ret,
                      bool *ret_ok)
{
    *ret_ok = leaf_bound(p, v->scratch, &v->cases, ret);
    return *ret_ok && (ret->empty || wide_cmp(ret->bound, v->target) <= 0);
}

/* Solves the relaxation of the case. */
static int relax(struct prover *v)
{
    double *low = Clp_columnLower(v->clp), *high = Clp_columnUpper(v->clp);
    const double *x;

    for (size_t i = 0; i < v->in->npackage; i++) {
        low[i] = v->cases.state[i] == CASE_IN;
        high[i] = v->cases.state[i] != CASE_OUT;
    }
    Clp_dual(v->clp, 0);
    x = Clp_getColSolution(v->clp);
    for (size_t i = 0; i < v->in->npackage; i++)
        v->x[i] = x[i];
    return Clp_status(v->clp);
}

/* The node's prices; NULL when the relaxation gives none. */
static struct proof_node *find_prices(struct prover *v, struct leaf_prices *own,
                                      struct leaf_bound *ret_bound, bool *ret_closed)
{
    struct proof_node *n = NULL;
    enum check_code why;
    bool ok;
    int status = relax(v);

    *ret_closed = false;
    if (status == 1) { /* no x at all: a ray proves it, one way round */
        double *ray = Clp_infeasibilityRay(v->clp);

        for (int sign = -1; sign <= 1 && ray && !*ret_closed; sign += 2) {
            n = node_of(v, ray, sign * ray_factor(v, ray));
            if (leaf_prices_init(own, v->scratch, v->in, n, &why))
                *ret_closed = is_closed(v, own, ret_bound, &ok);
        }
        if (ray)
            Clp_freeRay(v->clp, ray);
        if (*ret_closed)
            return n;
    }
    n = node_of(v, Clp_getRowPrice(v->clp), 1);
    if (!leaf_prices_init(own, v->scratch, v->in, n, &why))
        return NULL;
    *ret_closed = is_closed(v, own, ret_bound, &ok);
    return ok ? n : NULL;
}

/* The open package that the relaxation splits most evenly, else the one worth most. */
static uint32_t choose_branch(const struct prover *v)
{
    uint32_t ret = NO_PACKAGE;
    double best = -1;

    for (uint32_t i = 0; i < v->in->npackage; i++) {
        double part = fmin(v->x[i], 1 - v->x[i]);

        if (v->cases.state[i] != CASE_OPEN)
            continue;
        part = part < 1e-6 ? 1e-30 * fabs((double)v->in->package[i].value) : part;
        if (part > best) {
            best = part;
            ret = i;
        }
    }
    return ret;
}

static const struct proof_node *prove_node(struct prover *v, const struct leaf_prices *prices,
                                           size_t depth);

/* Everything is decided: without prices the bound is the value. */
static bool close_decided(struct prover *v, struct proof_node *n)
{
    struct leaf_prices none = {.counts_values = !v->t->no_answer, .places = v->places};
    struct leaf_bound bound;
    enum check_code why;
    bool ok;

    *n = (struct proof_node){.has_prices = true, .package = NO_PACKAGE};
    return leaf_prices_init(&none, v->scratch, v->in, n, &why) && is_closed(v, &none, &bound, &ok);
}

/* Both cases of a package, below a node's prices. */
static bool prove_cases(struct prover *v, struct proof_node *n, const struct leaf_prices *prices,
                        size_t depth)
{
    const struct proof_node **side[] = {&n->in, &n->out};

    n->package = choose_branch(v);
    if (n->package == NO_PACKAGE)
        return close_decided(v, n);
    for (int k = 0; k < 2; k++) {
        size_t mark = v->cases.ntrail;

        if (cases_decide(&v->cases, n->package, k ? CASE_OUT : CASE_IN))
            *side[k] = prove_node(v, prices, depth + 1);
        else
            *side[k] = new_node(v);
        cases_undo(&v->cases, mark);
        if (!*side[k])
            return false;
    }
    return true;
}

/* What the prices fix, then a branch. */
static bool prove_rest(struct prover *v, struct proof_node *n, const struct leaf_prices *prices,
                       const struct leaf_bound *bound, size_t depth)
{
    struct leaf_fix *fix = ARENA_ARRAY(v->scratch, struct leaf_fix, v->in->npackage);
    size_t nfix = leaf_fixes(prices, v->scratch, &v->cases, bound, v->target, fix);
    size_t mark = v->cases.ntrail;
    struct proof_node *then;
    struct leaf_bound left;
    bool ok = true, possible = true;

    if (!nfix)
        return prove_cases(v, n, prices, depth);
    n->then = then = new_node(v);
    for (size_t k = 0; k < nfix && possible; k++)
        possible = cases_decide(&v->cases, fix[k].package, fix[k].to);
    if (possible && !is_closed(v, prices, &left, &ok))
        ok = ok && prove_cases(v, then, prices, depth + 1);
    cases_undo(&v->cases, mark);
    return ok;
}

static const struct proof_node *prove_node(struct prover *v, const struct leaf_prices *prices,
                                           size_t depth)
{
    struct arena_mark mark = arena_mark(v->scratch);
    struct leaf_prices own = *prices;
    struct leaf_bound bound;
    struct proof_node *n;
    bool ok, closed;

    if (depth + 2 > PROOF_DEPTH_MAX)
        return NULL;
    if (is_closed(v, prices, &bound, &ok))
        n = new_node(v);
    else if (!v->nodes-- || (v->t->deadline > 0 && model_clock() > v->t->deadline)) {
        v->nodes = 0;
        n = NULL;
    } else {
        n = find_prices(v, &own, &bound, &closed);
        if (n && !closed && !prove_rest(v, n, &own, &bound, depth))
            n = NULL;
    }
    arena_rewind(v->scratch, mark);
    return n;
}

/* --- the whole --------------------------------------------------------------------------- */

static void load(struct prover *v)
{
    const struct model *m = &v->m;

    v->m = model_build(v->scratch, v->in, NULL, 0);
    for (int i = 0; i < m->ncolumn && v->t->no_answer; i++)
        m->cost[i] = 0;
    v->clp = Clp_newModel();
    arena_defer(v->scratch, delete_clp, v->clp);
    Clp_setLogLevel(v->clp, 0);
    Clp_loadProblem(v->clp, m->ncolumn, m->nrow, m->start, m->index, m->value, m->low, m->high,
                    m->cost, m->row_low, m->row_high);
    v->x = ARENA_ARRAY(v->scratch, double, v->in->npackage);
}

/* As many places as the root's prices leave room for. */
static unsigned choose_places(struct prover *v)
{
    unsigned places = PROOF_PLACES_MIN;
    double most = 0, scale = 1e7;

    if (v->t->no_answer)
        return 9;
    (void)relax(v);
    for (uint32_t r = 0; r < v->in->nresource; r++)
        most = fmax(most, fabs(price_of(v, Clp_getRowPrice(v->clp), r)));
    for (; places < PROOF_PLACES_MAX && most * scale * 10 < ROOT_ROOM; places++)
        scale *= 10;
    return places;
}

static void set_target(struct prover *v)
{
    int64_t scale = 1, g = v->m.divisor, rest = v->t->bound % g;

    for (unsigned k = 4; k < v->places; k++)
        scale *= 10;
    v->target = WIDE_ZERO;
    if (!v->t->no_answer)
        v->target = wide_add_mul(
            wide_add_mul(v->target, v->t->bound - (rest < 0 ? rest + g : rest), scale), g, scale);
    v->target = wide_add_mul(v->target, -1, 1);
}

/* The first prices at the root, what they fix, then the tree. */
static const struct proof_node *prove_root(struct prover *v, const struct proof *first)
{
    struct leaf_prices none = {.counts_values = !v->t->no_answer, .places = v->places}, own = none;
    struct leaf_bound bound;
    struct proof_node *n;
    enum check_code why;
    bool ok;

    if (!leaf_prices_init(&none, v->scratch, v->in, NULL, &why))
        return NULL;
    if (!first || !leaf_prices_init(&own, v->scratch, v->in, first->root, &why))
        return prove_node(v, &none, 0);
    n = new_node(v);
    *n = *first->root;
    if (is_closed(v, &own, &bound, &ok))
        return n;
    return ok && prove_rest(v, n, &own, &bound, 0) ? n : NULL;
}

const struct proof *prove_by_tree(struct arena *a, const struct instance *in,
                                  const struct prove_task *t, const struct proof *first)
{
    struct prover v = {.a = a, .in = in, .t = t, .nodes = t->nodes};
    struct proof *ret = ARENA_NEW(a, struct proof);
    struct arena *scratch;
    bool possible = true;

    if (t->deadline > 0 && model_clock() > t->deadline)
        return NULL;
    v.scratch = scratch = arena_new();
    if (first && (first->root->in || first->root->then))
        first = NULL;
    if (cases_init(&v.cases, scratch, in, &possible)) {
        load(&v);
        v.places = first ? first->places : choose_places(&v);
        set_target(&v);
        ret->root = possible ? prove_root(&v, first) : new_node(&v);
        ret->places = v.places;
    }
    arena_free(scratch);
    return ret->root ? ret : NULL;
}
