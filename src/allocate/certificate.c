#include "allocate/certificate.h"

#include "allocate/certificate_rich.h"
#include "allocate/certificate_rule.h"
#include "allocate/ids.h"
#include "allocate/proof.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"

/* What the instance itself gives for the chosen packages. */
struct truth {
    const struct instance *in;
    const struct claim *claim;
    struct certificate *cert;
    struct ids packages, resources;
    bool *on;
    int64_t *used;
    int64_t value;
    bool has_limits; /* every price could be read */
    int64_t *price;
    unsigned places;
    bool is_lowered; /* the core is what the statements make */
};

void certificate_report(struct certificate *c, const struct fault *f)
{
    if (c->nfault < CERTIFICATE_FAULTS)
        c->fault[c->nfault] = *f;
    c->nfault++;
}

static void report(struct truth *t, enum check_code code, struct str what, struct str claimed,
                   struct str found)
{
    certificate_report(t->cert, &(struct fault){code, what, claimed, found});
}

static struct str decimal_text(struct arena *a, int64_t v, unsigned places)
{
    struct sbuf b;

    sbuf_init(&b, a, 64);
    exact_put_decimal(&b, v, places, 0);
    return sbuf_str(&b);
}

/* --- what was chosen --------------------------------------------------------------------- */

static void read_chosen(struct truth *t)
{
    const struct claim *c = t->claim;

    for (size_t k = 0; k < c->nchosen; k++) {
        uint32_t p = ids_find(&t->packages, c->chosen[k]);

        if (p == ID_MISSING) {
            report(t, CHECK_CHOSEN_UNKNOWN, c->chosen[k], STR_NONE, STR_NONE);
            continue;
        }
        if (k && str_cmp(c->chosen[k - 1], c->chosen[k]) >= 0)
            report(t, CHECK_CHOSEN_ORDER, c->chosen[k], STR_NONE, STR_NONE);
        if (t->on[p])
            continue;
        t->on[p] = true;
        t->value += t->in->package[p].value;
        for (size_t j = 0; j < t->in->package[p].nuse; j++)
            t->used[t->in->package[p].use[j].resource] += t->in->package[p].use[j].amount;
    }
}

static void check_rules(struct truth *t)
{
    for (size_t i = 0; i < t->in->npackage; i++) {
        const struct alloc_package *x = &t->in->package[i];

        if (x->mandatory && !t->on[i])
            report(t, CHECK_MANDATORY, x->id, STR_NONE, STR_NONE);
        if (!t->on[i])
            continue;
        if (x->forbidden)
            report(t, CHECK_FORBIDDEN, x->id, STR_NONE, STR_NONE);
        for (size_t k = 0; k < x->nneed; k++) {
            if (!t->on[x->need[k]])
                report(t, CHECK_REQUIRES, x->id, STR_NONE, t->in->package[x->need[k]].id);
        }
        for (size_t k = 0; k < x->nbar; k++) {
            if (t->on[x->bar[k]] && x->bar[k] > i)
                report(t, CHECK_EXCLUDES, x->id, STR_NONE, t->in->package[x->bar[k]].id);
        }
    }
}

/* --- resources --------------------------------------------------------------------------- */

static bool is_limit(struct str claimed, bool has, int64_t limit)
{
    int64_t v;

    if (!has || !claimed.n)
        return !has && !claimed.n;
    return exact_parse_decimal(claimed, 0, &v) && v == limit;
}

/* Decimals that a text carries. */
static unsigned decimals_of(struct str s)
{
    size_t point = str_find(s, STR("."), 0);

    return point < s.n ? (unsigned)(s.n - point - 1) : 0;
}

static void check_resource(struct truth *t, const struct claim_resource *c, uint32_t r)
{
    struct arena *a = t->cert->a;
    const struct alloc_resource *x = &t->in->resource[r];
    int64_t used = t->used[r], v;

    if (!exact_parse_decimal(c->used, 0, &v) || v != used)
        report(t, CHECK_USED, x->id, c->used, decimal_text(a, used, 0));
    if (!is_limit(c->max, x->has_max, x->max))
        report(t, CHECK_LIMIT, x->id, c->max, x->has_max ? decimal_text(a, x->max, 0) : STR("-"));
    if (!is_limit(c->min, x->has_min, x->min))
        report(t, CHECK_LIMIT, x->id, c->min, x->has_min ? decimal_text(a, x->min, 0) : STR("-"));
    if (x->has_max && used > x->max)
        report(t, CHECK_MAX, x->id, decimal_text(a, x->max, 0), decimal_text(a, used, 0));
    if (x->has_min && used < x->min)
        report(t, CHECK_MIN, x->id, decimal_text(a, x->min, 0), decimal_text(a, used, 0));
    if (!exact_parse_decimal(c->price, t->places, &v) || v > PRICE_MAX || v < -PRICE_MAX ||
        (v > 0 && !x->has_max) || (v < 0 && !x->has_min)) {
        report(t, CHECK_PRICE, x->id, c->price, STR_NONE);
        t->has_limits = false;
        return;
    }
    t->price[r] = v;
}

static void check_resources(struct truth *t)
{
    const struct claim *c = t->claim;
    bool *seen = ARENA_ARRAY(t->cert->a, bool, t->in->nresource);

    t->places = PRICE_PLACES_MIN;
    for (size_t k = 0; k < c->nresource; k++) {
        unsigned places = decimals_of(c->resource[k].price);

        t->places = places > t->places && places <= PRICE_PLACES_MAX ? places : t->places;
    }
    for (size_t k = 0; k < c->nresource; k++) {
        uint32_t r = ids_find(&t->resources, c->resource[k].id);

        if (r == ID_MISSING || seen[r]) {
            report(t, CHECK_RESOURCE_LIST, c->resource[k].id, STR_NONE, STR_NONE);
            continue;
        }
        seen[r] = true;
        check_resource(t, &c->resource[k], r);
    }
    for (size_t r = 0; r < t->in->nresource; r++) {
        if (!seen[r])
            report(t, CHECK_RESOURCE_LIST, t->in->resource[r].id, STR_NONE, STR_NONE);
    }
}

/* --- packages and their reasons ---------------------------------------------------------- */

static bool is_blocking(const struct truth *t, const struct alloc_use *u)
{
    const struct alloc_resource *x = &t->in->resource[u->resource];

    if (u->amount < 0)
        return x->has_min && t->used[u->resource] + u->amount < x->min;
    return x->has_max && u->amount > x->max - t->used[u->resource];
}

static size_t count_blocking(const struct truth *t, const struct alloc_package *x)
{
    size_t n = 0;

    for (size_t k = 0; k < x->nuse; k++)
        n += is_blocking(t, &x->use[k]);
    return n;
}

static const char *true_reason(const struct truth *t, uint32_t p)
{
    const struct alloc_package *x = &t->in->package[p];

    if (t->on[p])
        return x->mandatory ? "funded_mandatory" : "funded";
    if (x->forbidden)
        return "forbidden";
    for (size_t k = 0; k < x->nneed; k++) {
        if (!t->on[x->need[k]])
            return instance_is_level_below(t->in, p, x->need[k]) ? "level_below" : "requires";
    }
    for (size_t k = 0; k < x->nbar; k++) {
        if (t->on[x->bar[k]])
            return "excluded";
    }
    return count_blocking(t, x) ? "ceiling" : "below_cut";
}

/* The resources of a reason are the ceilings that block it, each once; none for other reasons. */
static bool are_resources_right(const struct truth *t, const struct claim_package *c, uint32_t p)
{
    const struct alloc_package *x = &t->in->package[p];
    size_t n = str_eq(c->code, STR("ceiling")) ? count_blocking(t, x) : 0, at = 0;

    if (c->nresource != n)
        return false;
    for (size_t k = 0; k < x->nuse && n; k++) {
        if (is_blocking(t, &x->use[k]) &&
            !str_eq(c->resource[at++], t->in->resource[x->use[k].resource].id))
            return false;
    }
    return true;
}

static void check_packages(struct truth *t)
{
    const struct claim *c = t->claim;
    bool *seen = ARENA_ARRAY(t->cert->a, bool, t->in->npackage);

    for (size_t k = 0; k < c->npackage; k++) {
        const struct claim_package *x = &c->package[k];
        uint32_t p = ids_find(&t->packages, x->id);
        struct str reason;

        if (p == ID_MISSING || seen[p]) {
            report(t, CHECK_PACKAGE_LIST, x->id, STR_NONE, STR_NONE);
            continue;
        }
        seen[p] = true;
        reason = str_from(true_reason(t, p));
        if (x->funded != t->on[p])
            report(t, CHECK_FUNDED, x->id, STR_NONE, STR_NONE);
        if (!str_eq(x->code, reason))
            report(t, CHECK_REASON, x->id, x->code, reason);
        else if (!are_resources_right(t, x, p))
            report(t, CHECK_REASON_RESOURCES, x->id, STR_NONE, STR_NONE);
    }
    for (size_t p = 0; p < t->in->npackage; p++) {
        if (!seen[p])
            report(t, CHECK_PACKAGE_LIST, t->in->package[p].id, STR_NONE, STR_NONE);
    }
}

/* --- figures ----------------------------------------------------------------------------- */

/* The way from a node to another: "root.in.out"; empty when it is not there. */
static struct str find_node(struct arena *a, const char *name, const struct proof_node *n,
                            const struct proof_node *want)
{
    struct str below = STR_NONE;

    if (!n || n == want)
        return str_from(n ? name : "");
    below = find_node(a, "in", n->in, want);
    if (!below.n)
        below = find_node(a, "out", n->out, want);
    if (!below.n)
        below = find_node(a, "then", n->then, want);
    return below.n ? str_format(a, "%s.%.*s", name, STR_FMT(below)) : below;
}

static struct str error_text(struct arena *a, const struct err *e, const char *name)
{
    for (size_t k = 0; k < e->nargs; k++) {
        if (str_eq(str_from(e->args[k].name), str_from(name)))
            return str_dup(a, err_arg_value(&e->args[k]).u.s);
    }
    return STR_NONE;
}

/* bound: what the proof is of; NULL: that there is no answer. */
static void check_proof(struct truth *t, const int64_t *bound)
{
    struct arena *a = t->cert->a;
    struct err e = {0};
    struct proof proof;
    struct proof_verdict v;
    struct str place, found = STR_NONE;

    if (!proof_read(a, t->in, t->claim->proof, &proof, &e)) {
        report(t, CHECK_PROOF_READ, error_text(a, &e, "path"), STR_NONE,
               error_text(a, &e, "expected"));
        return;
    }
    if (bound && !t->claim->bound_proved)
        report(t, CHECK_PROOF_UNASKED, STR_NONE, STR_NONE, STR_NONE);
    if (certificate_proof(a, t->in, &proof, bound, &v))
        return;
    place = find_node(a, "root", proof.root, v.where);
    if (!place.n)
        place = STR("root");
    if (bound)
        found = decimal_text(a, v.bound, VALUE_PLACES);
    report(t, v.fault, place, t->claim->bound, found);
}

static void check_figures(struct truth *t)
{
    struct arena *a = t->cert->a;
    const struct claim *c = t->claim;
    struct str value = decimal_text(a, t->value, VALUE_PLACES);
    int64_t v, bound, proved, gap;

    if (!value_parse(c->value, &v) || v != t->value)
        report(t, CHECK_VALUE, STR_NONE, c->value, value);
    if (!value_parse(c->bound, &bound) || bound < t->value || bound > INSTANCE_SUM_MAX) {
        report(t, CHECK_BOUND, STR_NONE, c->bound, value);
        return;
    }
    gap = certificate_gap(t->value, bound);
    if (!exact_parse_decimal(c->gap, GAP_PLACES, &v) || v != gap)
        report(t, CHECK_GAP, STR_NONE, c->gap, decimal_text(a, gap, GAP_PLACES));
    if (c->proof)
        check_proof(t, &bound);
    else if (c->bound_proved && t->has_limits &&
             (!certificate_bound(a, t->in, t->price, t->places, &proved) || proved > bound))
        report(t, CHECK_BOUND_PROOF, STR_NONE, c->bound, decimal_text(a, proved, VALUE_PLACES));
}

/* The statements behind the plain core: what was stated, and the core that was checked above. */
static void check_statements(struct truth *t)
{
    const struct rich_answer x = {t->in, t->claim, &t->packages, t->on, t->used, t->value};

    if (t->is_lowered)
        certificate_statements(&x, t->cert);
}

/* --- no answer --------------------------------------------------------------------------- */

/* Is what makes the instance infeasible so? Each of these is a fact about one or two packages or
 * one resource; "together" (no combination keeps these limits) is shown by the result's proof, and
 * believed where it has none. */
static bool is_why_true(struct truth *t)
{
    const struct claim *c = t->claim;
    uint32_t p = c->nwhy_package ? ids_find(&t->packages, c->why_package[0]) : ID_MISSING;
    uint32_t q = c->nwhy_package > 1 ? ids_find(&t->packages, c->why_package[1]) : ID_MISSING;
    uint32_t r = c->nwhy_resource ? ids_find(&t->resources, c->why_resource[0]) : ID_MISSING;
    int64_t forced = 0, possible = 0;

    if (str_eq(c->why, STR("together")))
        return r != ID_MISSING || c->proof;
    if (str_eq(c->why, STR("mandatory_forbidden")))
        return p != ID_MISSING && t->in->package[p].forced && t->in->package[p].banned;
    if (str_eq(c->why, STR("mandatory_excluded"))) {
        bool barred = false;

        if (p == ID_MISSING || q == ID_MISSING)
            return false;
        for (size_t k = 0; k < t->in->package[p].nbar; k++)
            barred |= t->in->package[p].bar[k] == q;
        return barred && t->in->package[p].forced && t->in->package[q].forced;
    }
    for (size_t i = 0; i < t->in->npackage && r != ID_MISSING; i++) {
        const struct alloc_package *x = &t->in->package[i];

        for (size_t k = 0; k < x->nuse; k++) {
            int64_t amount = x->use[k].resource == r ? x->use[k].amount : 0;

            forced += x->forced || (amount < 0 && !x->banned) ? amount : 0;
            possible += x->forced || (amount > 0 && !x->banned) ? amount : 0;
        }
    }
    if (str_eq(c->why, STR("mandatory_ceiling")))
        return r != ID_MISSING && t->in->resource[r].has_max && forced > t->in->resource[r].max;
    return str_eq(c->why, STR("floor")) && r != ID_MISSING && t->in->resource[r].has_min &&
           possible < t->in->resource[r].min;
}

/* Every rule that is said to clash is one of the instance. That they clash, and that none can be left
 * out, is the solver's word. */
static void check_clash(struct truth *t)
{
    for (size_t k = 0; k < t->claim->nrule; k++) {
        const struct claim_rule *c = &t->claim->rule[k];
        struct clash_rule r = {.limit = c->limit};
        bool known = clash_kind_parse(c->rule, &r.kind), limit;

        limit = known && clash_is_limit(r.kind);
        r.of = limit ? ids_find(&t->resources, c->resource) : ids_find(&t->packages, c->package);
        r.other = c->other.n ? ids_find(&t->packages, c->other) : NO_PACKAGE;
        if (!known || r.of == ID_MISSING || !clash_holds(t->in, &r))
            report(t, CHECK_WHY_RULE, limit ? c->resource : c->package, c->rule, STR_NONE);
    }
}

static void check_unsolved(struct truth *t)
{
    bool infeasible = str_eq(t->claim->status, STR("infeasible"));

    if (!infeasible && !str_eq(t->claim->status, STR("unknown")))
        report(t, CHECK_STATUS, STR_NONE, t->claim->status, STR("-"));
    if (t->claim->nchosen)
        report(t, CHECK_STATUS, STR_NONE, t->claim->status, STR("chosen"));
    if (infeasible && !is_why_true(t))
        report(t, CHECK_WHY, STR_NONE, t->claim->why, STR_NONE);
    check_clash(t);
    if (infeasible && t->claim->proof)
        check_proof(t, NULL);
}

bool certificate_check(struct arena *a, const struct instance *in, const struct claim *claim,
                       struct certificate *ret)
{
    struct truth t = {.in = in, .claim = claim, .cert = ret, .has_limits = true};
    bool solved = str_eq(claim->status, STR("optimal")) || str_eq(claim->status, STR("feasible"));

    *ret = (struct certificate){ARENA_ARRAY(a, struct fault, CERTIFICATE_FAULTS), 0, a};
    t.on = ARENA_ARRAY(a, bool, in->npackage);
    t.used = ARENA_ARRAY(a, int64_t, in->nresource);
    t.price = ARENA_ARRAY(a, int64_t, in->nresource);
    ids_init(&t.packages, a, in->npackage);
    ids_init(&t.resources, a, in->nresource);
    for (size_t i = 0; i < in->npackage; i++)
        (void)ids_add(&t.packages, in->package[i].id, (uint32_t)i);
    for (size_t r = 0; r < in->nresource; r++)
        (void)ids_add(&t.resources, in->resource[r].id, (uint32_t)r);
    certificate_lowering(in, ret);
    t.is_lowered = ret->nfault == 0;
    if (!solved) {
        check_unsolved(&t);
        return ret->nfault == 0;
    }
    if (str_eq(claim->status, STR("optimal")) && !claim->bound_proved)
        report(&t, CHECK_STATUS, STR_NONE, claim->status, STR("bound_proved"));
    read_chosen(&t);
    check_rules(&t);
    check_resources(&t);
    check_packages(&t);
    check_figures(&t);
    check_statements(&t);
    return ret->nfault == 0;
}
