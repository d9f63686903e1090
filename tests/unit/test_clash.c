/* Smallest sets of rules that cannot all be kept: on random instances without an answer the set has
 * none either, and every rule of it is needed, by trying everything. The instance with some rules is
 * made here from its raw members. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "allocate/clash.h"
#include "allocate/solve.h"
#include "base/err.h"
#include "random_instance.h"

static long seed_from = 1, seed_count = 2500;

/* The raw instance with these rules only. */
static struct instance only(struct arena *a, const struct instance *in, const struct clash *c,
                            size_t without)
{
    struct instance ret = {.nresource = in->nresource, .npackage = in->npackage};
    uint32_t **need = ARENA_ARRAY(a, uint32_t *, in->npackage);
    uint32_t **bar = ARENA_ARRAY(a, uint32_t *, in->npackage);

    ret.resource = ARENA_ARRAY(a, struct alloc_resource, in->nresource);
    ret.package = ARENA_ARRAY(a, struct alloc_package, in->npackage);
    for (size_t r = 0; r < in->nresource; r++)
        ret.resource[r].id = in->resource[r].id;
    for (size_t p = 0; p < in->npackage; p++) {
        struct alloc_package *x = &ret.package[p];

        x->id = in->package[p].id;
        x->use = in->package[p].use;
        x->nuse = in->package[p].nuse;
        x->need = need[p] = ARENA_ARRAY(a, uint32_t, c->n);
        x->bar = bar[p] = ARENA_ARRAY(a, uint32_t, c->n);
    }
    for (size_t k = 0; k < c->n; k++) {
        const struct clash_rule *rule = &c->rule[k];
        struct alloc_package *x = &ret.package[rule->of];
        struct alloc_resource *r = &ret.resource[rule->of];

        if (k == without)
            continue;
        if (rule->kind == CLASH_EXCLUDES) {
            bar[rule->of][x->nbar++] = rule->other;
        } else if (rule->kind == CLASH_REQUIRES || rule->kind == CLASH_LEVEL) {
            need[rule->of][x->nneed++] = rule->other;
        } else if (rule->kind == CLASH_MANDATORY) {
            x->mandatory = true;
        } else if (rule->kind == CLASH_FORBIDDEN) {
            x->forbidden = true;
        } else if (rule->kind == CLASH_CEILING) {
            r->has_max = true;
            r->max = rule->limit;
        } else {
            assert_int_equal(rule->kind, CLASH_FLOOR); /* no other was given */
            r->has_min = true;
            r->min = rule->limit;
        }
    }
    return ret;
}

/* Moving this one limit is enough, and a satang less is not. */
static void check_mend(uint64_t seed, const struct instance *in, const struct clash_rule *rule)
{
    struct alloc_resource *r = &in->resource[rule->of], was = *r;
    bool is_max = rule->kind == CLASH_CEILING, enough, less;
    int64_t value = 0;

    if (is_max)
        r->has_max = false;
    else
        r->has_min = false;
    enough = brute_force(in, &value);
    *r = was;
    if (enough != rule->has_mend)
        fail_msg("seed %lu: %.*s can%s be mended alone", (unsigned long)seed, STR_FMT(r->id),
                 enough ? "" : "not");
    if (!enough)
        return;
    *(is_max ? &r->max : &r->min) = rule->mend;
    enough = brute_force(in, &value);
    *(is_max ? &r->max : &r->min) += is_max ? -1 : 1;
    less = brute_force(in, &value);
    *r = was;
    if (!enough || less)
        fail_msg("seed %lu: %.*s at %ld: %d, a satang less %d", (unsigned long)seed,
                 STR_FMT(r->id), (long)rule->mend, enough, less);
}

static void check_set(struct arena *a, uint64_t seed, const struct instance *in,
                      const struct clash *c)
{
    int64_t value = 0;

    if (!c->n || !c->smallest)
        fail_msg("seed %lu: %zu rules, smallest %d", (unsigned long)seed, c->n, c->smallest);
    for (size_t k = 0; k <= c->n; k++) {
        struct instance rest = only(a, in, c, k);

        if (brute_force(&rest, &value) != (k < c->n))
            fail_msg("seed %lu: of %zu rules, without %zu", (unsigned long)seed, c->n, k);
    }
    for (size_t k = 0; k < c->n; k++) {
        if (c->rule[k].kind == CLASH_CEILING || c->rule[k].kind == CLASH_FLOOR)
            check_mend(seed, in, &c->rule[k]);
    }
}

static void sets_are_smallest(void **state)
{
    size_t met = 0, rules = 0;

    (void)state;
    for (long s = seed_from; s < seed_from + seed_count; s++) {
        struct arena *a = arena_new();
        uint64_t seed = (uint64_t)s;
        size_t n = seed % 200 == 0 ? 16 : 3 + seed % 9;
        struct instance in = seed % 2 ? random_instance(a, seed, n, seed % 3 != 0)
                                      : random_city(a, seed, 1 + seed % 3);
        struct err e = {0};
        struct clash c;
        int64_t value = 0;

        for (size_t r = 0; r < in.nresource; r++) { /* floors near ceilings */
            struct alloc_resource *x = &in.resource[r];

            if (seed % 5 < 3 && x->has_max && (seed >> r) % 2) {
                x->has_min = true;
                x->min = x->max - x->max / 20;
            }
        }
        if (!brute_force(&in, &value)) {
            EXPECT(instance_finish(a, &in, &e), "finished");
            clash_find(a, &in, NULL, 0, 60000, &c);
            check_set(a, seed, &in, &c);
            met++;
            rules += c.n;
        }
        arena_free(a);
    }
    print_message("%zu instances without an answer, %zu rules in all\n", met, rules);
    if (seed_count >= 1000)
        assert_true(met > 300);
}

static void results_name_the_rules(void **state)
{
    static const struct {
        const char *json, *want, *why;
    } row[] = {
        {"{\"resources\":[{\"id\":\"t\",\"max\":5},{\"id\":\"u\",\"max\":100}],\"packages\":["
         "{\"id\":\"a\",\"value\":1,\"use\":{\"t\":4,\"u\":4},\"mandatory\":true},"
         "{\"id\":\"b\",\"value\":1,\"use\":{\"t\":3,\"u\":3},\"mandatory\":true},"
         "{\"id\":\"c\",\"value\":1,\"use\":{\"t\":1,\"u\":1},\"mandatory\":true}]}",
         "t: at most 0.05 baht|a must be funded|b must be funded|\"enough\": 8|\"smallest\": true",
         "the cheap third of what must be in is not needed for it"},
        {"{\"resources\":[{\"id\":\"s\",\"max\":5},{\"id\":\"t\",\"min\":6}],\"packages\":["
         "{\"id\":\"a\",\"value\":1,\"use\":{\"s\":3,\"t\":3}},"
         "{\"id\":\"b\",\"value\":1,\"use\":{\"s\":3,\"t\":3}}]}",
         "s: at most 0.05 baht|t: at least 0.06 baht|\"enough\": 6|\"enough\": 3|\"code\": \"together\"",
         "a floor and a ceiling that clash"},
        {"{\"resources\":[],\"packages\":[{\"id\":\"a\",\"value\":1,\"mandatory\":true,"
         "\"requires\":[\"b\"]},{\"id\":\"b\",\"value\":1,\"requires\":[\"c\"]},"
         "{\"id\":\"c\",\"value\":1,\"forbidden\":true}]}",
         "a must be funded|c must stay out|b requires c|a requires b", "a chain of requirements"},
        {"{\"resources\":[],\"packages\":[{\"id\":\"a\",\"value\":1},{\"id\":\"b\",\"value\":1,"
         "\"excludes\":[\"a\"]},{\"id\":\"c\",\"value\":1}],\"groups\":[{\"id\":\"g\","
         "\"packages\":[\"a\",\"b\"],\"min\":2}]}",
         "g: at least 2 of them|a and b exclude each other|\"enough\": 1",
         "two of two that exclude each other"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct arena *a = arena_new();
        struct solve_options opt = {.gap = SOLVE_GAP_DEFAULT};
        struct str rest = str_from(row[i].want), part;
        struct solve_result r;
        struct instance in;
        struct err e = {0};

        EXPECT(instance_read(a, str_from(row[i].json), &in, &e), row[i].why);
        EXPECT(allocate_solve_here(a, &in, &opt, &r, &e), row[i].why);
        EXPECT(r.status == SOLVE_INFEASIBLE, row[i].why);
        while (rest.n) {
            size_t at = str_find(rest, STR("|"), 0);

            part = str_slice(rest, 0, at);
            rest = at < rest.n ? str_slice(rest, at + 1, rest.n) : STR_NONE;
            if (!str_has(r.json, part))
                fail_msg("%s: no %.*s in %.*s", row[i].why, STR_FMT(part), STR_FMT(r.json));
        }
        arena_free(a);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sets_are_smallest),
        cmocka_unit_test(results_name_the_rules),
    };

    if (argc == 3) {
        seed_from = strtol(argv[1], NULL, 10);
        seed_count = strtol(argv[2], NULL, 10);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
