/* The proof of a bound against trying everything: optima and proofs of random instances, proofs
 * made worse, proofs made up. Whatever the certificate accepts must be true of the instance.
 * `test_proof FROM COUNT` tries other seeds; PBIS_LONG tries 10,000. */
#include "unit.h"

#include <stdlib.h>

#include "allocate/certificate_keep.h"
#include "allocate/solve.h"
#include "base/exact.h"
#include "base/json.h"
#include "random_instance.h"
#include "random_rich.h"

static long seed_from = 1, seed_count = 2000;
static long nproved, nproofs, nchanged, nrefused, nvoid;

/* --- proofs made worse ------------------------------------------------------------------- */

/* A copy whose nodes can be changed. */
static struct proof_node *copy_node(struct arena *a, const struct proof_node *n)
{
    struct proof_node *to = ARENA_NEW(a, struct proof_node);
    struct proof_price *price = ARENA_ARRAY(a, struct proof_price, n->nprice);
    struct proof_link *need = ARENA_ARRAY(a, struct proof_link, n->nneed);
    struct proof_link *bar = ARENA_ARRAY(a, struct proof_link, n->nbar);

    *to = *n;
    for (size_t k = 0; k < n->nprice; k++)
        price[k] = n->price[k];
    for (size_t k = 0; k < n->nneed; k++)
        need[k] = n->need[k];
    for (size_t k = 0; k < n->nbar; k++)
        bar[k] = n->bar[k];
    to->price = price;
    to->need = need;
    to->bar = bar;
    to->in = n->in ? copy_node(a, n->in) : NULL;
    to->out = n->out ? copy_node(a, n->out) : NULL;
    to->then = n->then ? copy_node(a, n->then) : NULL;
    return to;
}

/* Some node of the tree. */
static struct proof_node *pick_node(struct dice *d, struct proof_node *n)
{
    for (;;) {
        const struct proof_node *to = n->in ? (roll(d, 2) ? n->in : n->out) : n->then;

        if (!to || roll(d, 4) == 0)
            return n;
        n = (struct proof_node *)(uintptr_t)to;
    }
}

/* Changes one thing; false when there was nothing of its kind. */
static bool change(struct arena *a, struct dice *d, const struct instance *in,
                   struct proof_node *root)
{
    struct proof_node *n = pick_node(d, root);
    const struct proof_node *swap = n->in;
    uint32_t *keep = ARENA_ARRAY(a, uint32_t, n->nkeep + 1);

    switch (roll(d, 9)) {
    case 0: /* a price */
        if (!n->nprice)
            return false;
        ((struct proof_price *)(uintptr_t)n->price)[roll(d, n->nprice)].price +=
            (int64_t)roll(d, 2000000001) - 1000000000;
        return true;
    case 1: /* a dropped price */
        n->nprice -= n->nprice > 0;
        return true;
    case 2: /* swapped branches */
        n->in = n->out;
        n->out = swap;
        return swap != NULL;
    case 3: /* another package */
        if (n->package == NO_PACKAGE)
            return false;
        n->package = (uint32_t)roll(d, in->npackage);
        return true;
    case 4: /* a branch without its cases, or one case dropped */
        if (n->package == NO_PACKAGE)
            return false;
        if (roll(d, 2))
            n->out = NULL;
        else
            n->in = NULL;
        return true;
    case 5: /* a ceiling kept that was not */
        for (size_t k = 0; k < n->nkeep; k++)
            keep[k] = n->keep[k];
        keep[n->nkeep++] = (uint32_t)roll(d, in->nresource);
        n->keep = keep;
        return n->has_prices;
    case 6: /* a leaf where a tree was */
        n->package = NO_PACKAGE;
        n->in = n->out = n->then = NULL;
        return true;
    case 7: /* a link that is not there, or a wrong price of one that is */
        if (!n->nneed && !n->nbar)
            return false;
        if (n->nneed)
            ((struct proof_link *)(uintptr_t)n->need)[roll(d, n->nneed)].other =
                (uint32_t)roll(d, in->npackage);
        else
            ((struct proof_link *)(uintptr_t)n->bar)[roll(d, n->nbar)].price *= -1;
        return true;
    default: /* prices gone: those above count */
        n->has_prices = false;
        return true;
    }
}

/* A changed proof may still hold; then what it proves must be true. What is false is never proved. */
static void try_changes(struct arena *a, uint64_t seed, const struct instance *in,
                        const struct proof *p, const int64_t *best)
{
    struct dice d = {seed};
    struct proof_verdict v;

    for (int k = 0; k < 12; k++) {
        struct arena_mark mark = arena_mark(a);
        struct proof bad = {p->places, copy_node(a, p->root)};
        int64_t less = best ? *best - 1 : 0;

        if (change(a, &d, in, (struct proof_node *)(uintptr_t)bad.root)) {
            nchanged++;
            nrefused += !certificate_proof(a, in, &bad, best, &v);
            if (best && certificate_proof(a, in, &bad, &less, &v))
                fail_msg("seed %lu: a changed proof shows a bound below the optimum",
                         (unsigned long)seed);
            if (best && certificate_proof(a, in, &bad, NULL, &v))
                fail_msg("seed %lu: a changed proof shows that there is no answer",
                         (unsigned long)seed);
        }
        arena_rewind(a, mark);
    }
}

/* --- results made worse ------------------------------------------------------------------ */

static void expect_refused(struct arena *a, uint64_t seed, const struct instance *in, struct str good,
                           struct str from, struct str to)
{
    struct certificate cert;
    struct claim claim;
    struct err e = {0};
    struct str bad = str_replace(a, good, from, to);

    if (str_eq(good, bad))
        fail_msg("seed %lu: nothing to change: %.*s", (unsigned long)seed, STR_FMT(from));
    if (result_read(a, bad, &claim, &e) && certificate_check(a, in, &claim, &cert))
        fail_msg("seed %lu: accepted with %.*s", (unsigned long)seed, STR_FMT(to));
}

static struct str member(struct arena *a, const char *name, int64_t v, unsigned places)
{
    struct sbuf b;

    sbuf_init(&b, a, 100);
    sbuf_printf(&b, "\"%s\": ", name);
    exact_put_decimal(&b, v, places, 0);
    SB_LIT(&b, ",\n");
    return sbuf_str(&b);
}

static void try_results(struct arena *a, uint64_t seed, const struct instance *in,
                        const struct solve_result *r)
{
    const int64_t step = 1000000;
    struct str id;

    expect_refused(a, seed, in, r->json, member(a, "value", r->value, 6),
                   member(a, "value", r->value + step, 6));
    expect_refused(a, seed, in, r->json, member(a, "bound", r->bound, 6),
                   member(a, "bound", r->bound - step, 6));
    expect_refused(a, seed, in, r->json, member(a, "gap", r->gap, 9),
                   member(a, "gap", r->gap + 1, 9));
    for (size_t i = 0; i < in->npackage; i++) { /* a chosen id */
        if (!r->choice.on[i])
            continue;
        id = str_format(a, "    \"%.*s\"", STR_FMT(in->package[i].id));
        expect_refused(a, seed, in, r->json, id, STR("    \"nowhere\""));
        break;
    }
    if (r->proof) {
        expect_refused(a, seed, in, r->json, STR("\"root\":{"), STR("\"root\":{\"then\":{},\"in\":{},"));
        expect_refused(a, seed, in, r->json, STR("\"places\":"), STR("\"places\":9"));
    }
}

/* --- one instance ------------------------------------------------------------------------ */

static void one_seed(uint64_t seed, struct instance in, bool any, int64_t best, struct arena *a)
{
    struct solve_options opt = {.gap = 0};
    struct solve_result r;
    struct certificate cert;
    struct claim claim;
    struct err e = {0};

    if (!instance_finish(a, &in, &e) || !allocate_solve_here(a, &in, &opt, &r, &e))
        fail_msg("seed %lu: %.*s", (unsigned long)seed, STR_FMT(err_text(a, &e, LANG_EN)));
    if (any != solve_has_answer(&r) || (any && (r.value != best || r.bound != best)))
        fail_msg("seed %lu: optimum %ld %d, solver %ld bound %ld", (unsigned long)seed, (long)best,
                 any, (long)r.value, (long)r.bound);
    if (!result_read(a, r.json, &claim, &e) || !certificate_check(a, &in, &claim, &cert))
        fail_msg("seed %lu: not accepted", (unsigned long)seed);
    if (any && !r.bound_proved)
        fail_msg("seed %lu: the bound is not proved", (unsigned long)seed);
    if (!any && !r.proof && str_eq(claim.why, STR("together")))
        nvoid++;
    nproved++;
    if (r.proof) {
        nproofs++;
        try_changes(a, seed, &in, r.proof, any ? &best : NULL);
    }
    if (any)
        try_results(a, seed, &in, &r);
}

static void optima_are_proved(void **state)
{
    (void)state;
    for (long s = seed_from; s < seed_from + seed_count; s++) {
        struct arena *a = arena_new();
        uint64_t seed = (uint64_t)s;
        bool floors = seed % 3 == 0, rich = seed % 4 == 0;
        size_t n = seed % 50 == 0 ? 20 : 4 + seed % 11;
        int64_t best = 0;
        struct instance in = rich ? random_rich(a, seed, 5 + seed % 6, floors)
                                  : random_instance(a, seed, n, floors);
        bool any = rich ? rich_brute_force(&in, &best) : brute_force(&in, &best);

        one_seed(seed, in, any, best, a);
        arena_free(a);
    }
    print_message("%ld instances, %ld with a tree; %ld proofs changed, %ld of them refused, the "
                  "others hold; %ld without answer and without proof\n",
                  nproved, nproofs, nchanged, nrefused, nvoid);
    assert_true(nproofs > seed_count / 20 || seed_count < 100);
    assert_true(nvoid == 0);
}

/* --- proofs made up ---------------------------------------------------------------------- */

static struct proof_node *random_node(struct arena *a, struct dice *d, const struct instance *in,
                                      int depth)
{
    struct proof_node *n = ARENA_NEW(a, struct proof_node);
    struct proof_price *price = ARENA_ARRAY(a, struct proof_price, in->nresource);
    uint32_t *keep = ARENA_ARRAY(a, uint32_t, in->nresource);

    *n = (struct proof_node){.package = NO_PACKAGE, .has_prices = roll(d, 3) > 0};
    for (uint32_t r = 0; r < in->nresource && n->has_prices; r++) {
        int64_t size = INT64_C(1) << roll(d, 48);
        const struct alloc_resource *x = &in->resource[r];

        if (roll(d, 2) && (x->has_max || x->has_min))
            price[n->nprice++] = (struct proof_price){r, x->has_max ? size : -size};
        if (roll(d, 2) && x->has_max && !x->is_signed)
            keep[n->nkeep++] = r;
    }
    n->price = price;
    n->keep = keep;
    if (depth && roll(d, 3) == 0) {
        n->then = random_node(a, d, in, depth - 1);
    } else if (depth && roll(d, 3)) {
        n->package = (uint32_t)roll(d, in->npackage);
        n->in = random_node(a, d, in, depth - 1);
        n->out = random_node(a, d, in, depth - 1);
    }
    return n;
}

/* No tree whatever shows a bound below the optimum, or that what has answers has none. */
static void nothing_false_is_proved(void **state)
{
    long held = 0;

    (void)state;
    for (long s = seed_from; s < seed_from + seed_count / 3; s++) {
        struct arena *a = arena_new();
        uint64_t seed = (uint64_t)s;
        struct instance in = seed % 2 ? random_city(a, seed, 3 + seed % 2)
                                      : random_instance(a, seed, 3 + seed % 8, seed % 5 == 0);
        struct dice d = {seed};
        struct err e = {0};
        int64_t best = 0, less, sure = INSTANCE_SUM_MAX;
        bool any = brute_force(&in, &best);

        assert_true(instance_finish(a, &in, &e));
        less = best - 1;
        for (int k = 0; k < 30; k++) {
            struct arena_mark mark = arena_mark(a);
            struct proof p = {7 + (unsigned)roll(&d, 12), random_node(a, &d, &in, 4)};
            struct proof_verdict v;

            if (any && (certificate_proof(a, &in, &p, &less, &v) ||
                        certificate_proof(a, &in, &p, NULL, &v)))
                fail_msg("seed %lu: what is false is proved", (unsigned long)seed);
            held += certificate_proof(a, &in, &p, &sure, &v);
            if (any && v.fault == CHECK_COUNT && v.bound < best)
                fail_msg("seed %lu: bound %ld below %ld", (unsigned long)seed, (long)v.bound,
                         (long)best);
            arena_rewind(a, mark);
        }
        arena_free(a);
    }
    assert_true(held > seed_count);
}

/* --- the knapsack ------------------------------------------------------------------------ */

static int64_t brute_keep(const struct keep_problem *p, size_t j, int64_t room)
{
    int64_t best = 0;

    if (j == p->nchain)
        return 0;
    for (size_t o = p->first[j]; o < p->first[j + 1]; o++) {
        if (p->option[o].weight <= room) {
            int64_t x = p->option[o].profit + brute_keep(p, j + 1, room - p->option[o].weight);

            best = x > best ? x : best;
        }
    }
    return best;
}

static void kept_ceilings_equal_brute_force(void **state)
{
    (void)state;
    for (long s = seed_from; s < seed_from + seed_count; s++) {
        struct dice d = {(uint64_t)s};
        struct arena *a = arena_new();
        struct keep_problem p = {.nchain = 1 + roll(&d, 7)};
        struct keep_option *option = ARENA_ARRAY(a, struct keep_option, 40);
        size_t *first = ARENA_ARRAY(a, size_t, p.nchain + 1), n = 0;
        int64_t wide = roll(&d, 3) ? 20 : INT64_C(100000000000000), best, got;
        struct keep_price price;
        uint64_t work = 0;

        for (size_t j = 0; j < p.nchain; j++) {
            first[j] = n++;
            for (uint64_t k = roll(&d, 4); k > 0; k--, n++) {
                option[n].weight = option[n - 1].weight + 1 + (int64_t)roll(&d, (uint64_t)wide);
                option[n].profit = option[n - 1].profit + 1 + (int64_t)roll(&d, (uint64_t)wide);
            }
            p.room += option[n - 1].weight;
        }
        first[p.nchain] = n;
        p.first = first;
        p.option = option;
        p.room = (int64_t)roll(&d, (uint64_t)p.room + 1);
        best = brute_keep(&p, 0, p.room);
        got = keep_best(a, &p, KEEP_LIST_MAX, &work, &price);
        if (got != best)
            fail_msg("seed %ld: %ld, not %ld", s, (long)got, (long)best);
        got = keep_best(a, &p, 2, &work, &price); /* a list cut short only raises the bound */
        if (got < best)
            fail_msg("seed %ld: cut %ld, below %ld", s, (long)got, (long)best);
        arena_free(a);
    }
}

/* --- reading ----------------------------------------------------------------------------- */

#define THREE                                                                                      \
 "{\"resources\":[{\"id\":\"t\",\"max\":10}],\"packages\":["                                           \
 "{\"id\":\"a/1\",\"value\":5,\"use\":{\"t\":6}},{\"id\":\"b\",\"value\":4,\"use\":{\"t\":5},"              \
 "\"excludes\":[\"a/1\"]},{\"id\":\"a/2\",\"value\":1,\"use\":{\"t\":1},\"requires\":[\"a/1\"]}]}"

static void broken_proofs_are_named(void **state)
{
    static const struct {
        const char *json, *path, *why;
    } row[] = {
        {"7", "proof", "no object"},
        {"{\"places\":6,\"root\":{}}", "proof.places", "too few places"},
        {"{\"places\":9}", "proof.root", "no root"},
        {"{\"places\":9,\"root\":{},\"more\":1}", "proof.more", "an unknown member"},
        {"{\"places\":9,\"root\":{\"price\":{\"x\":\"1\"}}}", "proof.root.price.x", "no such resource"},
        {"{\"places\":9,\"root\":{\"price\":{\"t\":1}}}", "proof.root.price.t", "a bare number"},
        {"{\"places\":9,\"root\":{\"price\":{\"t\":\"1.5\"}}}", "proof.root.price.t", "a fraction"},
        {"{\"places\":9,\"root\":{\"price\":{\"t\":\"99999999999999999999\"}}}", "proof.root.price.t", "too large"},
        {"{\"places\":9,\"root\":{\"price\":{},\"needs\":[[\"a/2\",\"a/1\",-1]]}}", "proof.root.needs.0", "below 0"},
        {"{\"places\":9,\"root\":{\"price\":{},\"bars\":[[\"a/2\",\"z\",1]]}}", "proof.root.bars.0", "no such package"},
        {"{\"places\":9,\"root\":{\"price\":{},\"keep\":[\"z\"]}}", "proof.root.keep.0", "keeps what is not there"},
        {"{\"places\":9,\"root\":{\"keep\":[\"t\"]}}", "proof.root.price", "keeps without prices"},
        {"{\"places\":9,\"root\":{\"package\":\"b\",\"in\":{}}}", "proof.root", "a dropped case"},
        {"{\"places\":9,\"root\":{\"package\":\"b\",\"in\":{},\"out\":{\"package\":\"z\"}}}", "proof.root.out.package", "no such package"},
        {"{\"places\":9,\"root\":{\"in\":{},\"out\":{}}}", "proof.root", "a branch on nothing"},
        {"{\"places\":9,\"root\":{\"then\":{\"then\":3}}}", "proof.root.then.then", "no such part"},
        {"{\"places\":9,\"root\":{\"then\":0},\"parts\":[{\"then\":0}]}", "proof.root.then.then", "a part twice"},
        {"{\"places\":9,\"root\":{},\"parts\":[{}]}", "proof.parts", "a part that nothing uses"},
    };
    struct arena *a = arena_new();
    struct instance in;
    struct err e = {0};

    (void)state;
    assert_true(instance_read(a, STR(THREE), &in, &e));
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        const struct jr *json;
        struct proof p;

        assert_true(json_parse(a, str_from(row[i].json), &json, &e));
        EXPECT(!proof_read(a, &in, json, &p, &e) && e.code == ERR_JSON_SHAPE, row[i].why);
        EXPECT(str_eq(err_arg_value(&e.args[0]).u.s, str_from(row[i].path)), row[i].why);
    }
    arena_free(a);
}

/* Deep trees go in parts and come back the same. */
static void deep_trees_come_back(void **state)
{
    struct arena *a = arena_new();
    struct proof_node *n = ARENA_ARRAY(a, struct proof_node, 100);
    struct proof p = {9, n}, back;
    struct instance in;
    struct err e = {0};
    struct sbuf b, again;
    const struct jr *json;

    (void)state;
    assert_true(instance_read(a, STR(THREE), &in, &e));
    for (int k = 0; k < 100; k++)
        n[k] = (struct proof_node){.package = NO_PACKAGE, .then = k < 99 ? &n[k + 1] : NULL};
    for (int pass = 0; pass < 2; pass++) {
        struct sbuf *to = pass ? &again : &b;
        struct jw w;

        sbuf_init(to, a, SBUF_NO_LIMIT);
        jw_init(&w, to, false);
        jw_object(&w, NULL);
        proof_write(a, &w, "proof", &in, pass ? &back : &p);
        jw_end_object(&w);
        if (!pass) {
            assert_true(json_parse(a, sbuf_str(&b), &json, &e));
            assert_true(proof_read(a, &in, jr_get(json, "proof"), &back, &e));
        }
    }
    assert_true(str_eq(sbuf_str(&b), sbuf_str(&again)));
    assert_int_equal(proof_nodes(&back), 100);
    arena_free(a);
}

/* Bytes changed at random: refused, or still true; never a crash. */
static void changed_bytes_are_refused_or_true(void **state)
{
    long accepted = 0;

    (void)state;
    for (long s = seed_from; s < seed_from + seed_count / 20; s++) {
        struct arena *a = arena_new();
        struct instance in = random_instance(a, (uint64_t)s, 3 + (uint64_t)s % 8, s % 3 == 0);
        struct solve_options opt = {.gap = 0};
        struct dice d = {(uint64_t)s};
        struct solve_result r;
        struct err e = {0};
        int64_t best = 0, value, bound;
        bool any = brute_force(&in, &best);

        assert_true(instance_finish(a, &in, &e) && allocate_solve_here(a, &in, &opt, &r, &e));
        for (int k = 0; k < 40; k++) {
            struct arena_mark mark = arena_mark(a);
            struct str bad = str_dup(a, r.json);
            struct certificate cert;
            struct claim claim;

            for (uint64_t n = 1 + roll(&d, 3); n > 0; n--)
                ((char *)(uintptr_t)bad.p)[roll(&d, bad.n)] = "0123456789{}[]\",:.-axe "[roll(&d, 24)];
            if (roll(&d, 4) == 0)
                bad = str_slice(bad, 0, roll(&d, bad.n));
            if (result_read(a, bad, &claim, &e) && certificate_check(a, &in, &claim, &cert) && any) {
                accepted++;
                if (!value_parse(claim.value, &value) || value != best ||
                    !value_parse(claim.bound, &bound) || bound < best)
                    fail_msg("seed %ld: accepted, and false:\n%.*s", s, STR_FMT(bad));
            }
            arena_rewind(a, mark);
        }
        arena_free(a);
    }
    assert_true(accepted > 0); /* changed words of the explanation, for one */
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kept_ceilings_equal_brute_force),
        cmocka_unit_test(nothing_false_is_proved),
        cmocka_unit_test(optima_are_proved),
        cmocka_unit_test(broken_proofs_are_named),
        cmocka_unit_test(deep_trees_come_back),
        cmocka_unit_test(changed_bytes_are_refused_or_true),
    };

    if (getenv("PBIS_LONG"))
        seed_count = 10000;
    if (argc == 3) {
        seed_from = strtol(argv[1], NULL, 10);
        seed_count = strtol(argv[2], NULL, 10);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
