#include "allocate/result.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "base/json.h"

const char *solve_status_word(enum solve_status s)
{
    static const char *const words[] = {"optimal", "feasible", "infeasible", "unknown"};

    return words[s];
}

bool solve_has_answer(const struct solve_result *r)
{
    return r->status == SOLVE_OPTIMAL || r->status == SOLVE_FEASIBLE;
}

/* --- out --------------------------------------------------------------------------------- */

static int compare_str(const void *x, const void *y)
{
    return str_cmp(*(const struct str *)x, *(const struct str *)y);
}

static struct str decimal_text(struct arena *a, int64_t v, unsigned places)
{
    struct sbuf b;

    sbuf_init(&b, a, 64);
    exact_put_decimal(&b, v, places, 0);
    return sbuf_str(&b);
}

static void write_decimal(struct arena *a, struct jw *w, const char *key, bool has, int64_t v,
                          unsigned places)
{
    jw_raw(w, key, has ? decimal_text(a, v, places) : STR("null"));
}

static void write_chosen(struct arena *a, struct jw *w, const struct instance *in,
                         const struct solve_result *r)
{
    struct str *list = ARENA_ARRAY(a, struct str, in->npackage);
    size_t n = 0;

    for (size_t i = 0; i < in->npackage && solve_has_answer(r); i++) {
        if (r->choice.on[i])
            list[n++] = in->package[i].id;
    }
    if (n)
        qsort(list, n, sizeof *list, compare_str);
    jw_array(w, "chosen");
    for (size_t k = 0; k < n; k++)
        jw_value(w, NULL, value_str(list[k]));
    jw_end_array(w);
}

static void write_resources(struct arena *a, struct jw *w, const struct instance *in,
                            const struct solve_result *r)
{
    bool has = solve_has_answer(r);

    jw_array(w, "resources");
    for (size_t i = 0; i < in->nresource; i++) {
        const struct alloc_resource *x = &in->resource[i];

        jw_object(w, NULL);
        J(w, "id", x->id);
        J(w, "used", has ? r->choice.used[i] : INT64_C(0));
        jw_value(w, "max", x->has_max ? value_int(x->max) : V_NULL);
        jw_value(w, "min", x->has_min ? value_int(x->min) : V_NULL);
        J(w, "price", decimal_text(a, has ? r->price[i] : 0, has ? r->price_places : 0));
        jw_end_object(w);
    }
    jw_end_array(w);
}

static void write_resource_ids(struct jw *w, const struct instance *in, const uint32_t *list,
                               size_t n)
{
    jw_array(w, "resources");
    for (size_t k = 0; k < n; k++)
        jw_value(w, NULL, value_str(in->resource[list[k]].id));
    jw_end_array(w);
}

static void write_packages(struct arena *a, struct jw *w, const struct instance *in,
                           const struct solve_result *r, bool words)
{
    jw_array(w, "packages");
    for (uint32_t i = 0; i < in->npackage && solve_has_answer(r); i++) {
        const struct reason *why = &r->reason[i];

        jw_object(w, NULL);
        J(w, "id", in->package[i].id);
        J(w, "funded", (bool)r->choice.on[i]);
        jw_object(w, "reason");
        J(w, "code", str_from(reason_word(why->code)));
        write_resource_ids(w, in, why->resource, why->nresource);
        if (words) {
            J(w, "th", explain_text(a, &r->choice, i, why, LANG_TH));
            J(w, "en", explain_text(a, &r->choice, i, why, LANG_EN));
        }
        jw_end_object(w);
        jw_end_object(w);
    }
    jw_end_array(w);
}

/* How many units of each divisible package; not there where an instance has none. */
static void write_units(struct jw *w, const struct instance *in, const struct solve_result *r)
{
    if (!in->spec.nunits || !solve_has_answer(r))
        return;
    jw_array(w, "units");
    for (size_t k = 0; k < in->spec.nunits; k++) {
        jw_object(w, NULL);
        J(w, "id", in->package[in->spec.units[k].package].id);
        J(w, "units", instance_units_on(in, k, r->choice.on));
        jw_end_object(w);
    }
    jw_end_array(w);
}

static void write_clash_rule(struct arena *a, struct jw *w, const struct instance *in,
                             const struct clash_rule *r)
{
    jw_object(w, NULL);
    J(w, "rule", str_from(clash_word(r->kind)));
    if (clash_is_limit(r->kind))
        J(w, "resource", in->resource[r->of].id);
    else
        J(w, "package", in->package[r->of].id);
    if (r->other != NO_PACKAGE)
        J(w, "other", in->package[r->other].id);
    if (clash_is_limit(r->kind))
        J(w, "limit", r->limit);
    if (r->has_mend)
        J(w, "enough", r->mend);
    J(w, "th", clash_text(a, in, r, LANG_TH));
    J(w, "en", clash_text(a, in, r, LANG_EN));
    jw_end_object(w);
}

static void write_clash(struct arena *a, struct jw *w, const struct instance *in,
                        const struct clash *c)
{
    if (!c->n)
        return;
    J(w, "smallest", c->smallest);
    jw_array(w, "rules");
    for (size_t k = 0; k < c->n; k++)
        write_clash_rule(a, w, in, &c->rule[k]);
    jw_end_array(w);
}

static void write_why(struct arena *a, struct jw *w, const struct instance *in,
                      const struct conflict *c, const struct clash *clash)
{
    jw_object(w, "why");
    J(w, "code", str_from(conflict_word(c->code)));
    write_resource_ids(w, in, c->resource, c->nresource);
    jw_array(w, "packages");
    for (size_t k = 0; k < c->npackage; k++)
        jw_value(w, NULL, value_str(in->package[c->package[k]].id));
    jw_end_array(w);
    J(w, "th", conflict_text(a, in, c, LANG_TH));
    J(w, "en", conflict_text(a, in, c, LANG_EN));
    write_clash(a, w, in, clash);
    jw_end_object(w);
}

static void write_result(struct arena *a, const struct instance *in, const struct solve_result *r,
                         bool words, struct sbuf *b)
{
    bool has = solve_has_answer(r);
    struct jw w;

    jw_init(&w, b, words);
    jw_object(&w, NULL);
    J(&w, "status", str_from(solve_status_word(r->status)));
    write_decimal(a, &w, "value", has, r->value, VALUE_PLACES);
    write_decimal(a, &w, "bound", has, r->bound, VALUE_PLACES);
    write_decimal(a, &w, "gap", has, r->gap, GAP_PLACES);
    J(&w, "bound_proved", (bool)(has && r->bound_proved));
    if (has && r->said < r->bound)
        write_decimal(a, &w, "solver_bound", true, r->said, VALUE_PLACES);
    J(&w, "time_limited", r->time_limited);
    write_chosen(a, &w, in, r);
    write_resources(a, &w, in, r);
    write_packages(a, &w, in, r, words);
    write_units(&w, in, r);
    if (r->status == SOLVE_INFEASIBLE)
        write_why(a, &w, in, &r->conflict, &r->clash);
    if (r->proof)
        proof_write(a, &w, "proof", in, r->proof);
    jw_end_object(&w);
    sbuf_byte(b, '\n');
}

void result_write(struct arena *a, const struct instance *in, const struct solve_result *r,
                  struct sbuf *b)
{
    write_result(a, in, r, true, b);
}

void result_write_claims(struct arena *a, const struct instance *in, const struct solve_result *r,
                         struct sbuf *b)
{
    write_result(a, in, r, false, b);
}

/* --- in ---------------------------------------------------------------------------------- */

struct reader {
    struct arena *a;
    struct err *e;
};

static bool refuse(struct reader *r, struct str path, const char *expected)
{
    FAIL(r->e, ERR_JSON_SHAPE);
    err_arg(r->e, "path", value_str(path));
    err_arg(r->e, "expected", value_str(str_from(expected)));
    return false;
}

/* The text of a number, a decimal text or null (then empty). */
static bool read_number(struct reader *r, const struct jr *o, const char *key, struct str path,
                        struct str *ret)
{
    const struct jr *n = jr_get(o, key);
    enum jr_type t = jr_type(n);

    if (t != JR_INT && t != JR_DECIMAL && t != JR_STRING && t != JR_NULL)
        return refuse(r, str_format(r->a, "%.*s%s", STR_FMT(path), key), "number");
    *ret = t == JR_NULL ? STR_NONE : jr_str(n, STR_NONE);
    return true;
}

static bool read_text(struct reader *r, const struct jr *o, const char *key, struct str path,
                      struct str *ret)
{
    const struct jr *n = jr_get(o, key);

    if (jr_type(n) != JR_STRING)
        return refuse(r, str_format(r->a, "%.*s%s", STR_FMT(path), key), "text");
    *ret = jr_str(n, STR_NONE);
    return true;
}

static bool read_list(struct reader *r, const struct jr *list, struct str path,
                      const struct str **ret, size_t *ret_n)
{
    size_t n = jr_count(list);
    struct str *to = ARENA_ARRAY(r->a, struct str, n);

    if (jr_type(list) != JR_ARRAY)
        return refuse(r, path, "array of texts");
    for (size_t k = 0; k < n; k++) {
        if (jr_type(jr_at(list, k)) != JR_STRING)
            return refuse(r, path, "array of texts");
        to[k] = jr_str(jr_at(list, k), STR_NONE);
    }
    *ret = to;
    *ret_n = n;
    return true;
}

static bool read_resources(struct reader *r, const struct jr *list, struct claim *ret)
{
    size_t n = jr_count(list);
    struct claim_resource *to = ARENA_ARRAY(r->a, struct claim_resource, n);

    if (jr_type(list) != JR_ARRAY)
        return refuse(r, STR("resources"), "array");
    for (size_t k = 0; k < n; k++) {
        const struct jr *o = jr_at(list, k);
        struct str path = str_format(r->a, "resources[%zu].", k);

        if (!read_text(r, o, "id", path, &to[k].id) ||
            !read_number(r, o, "used", path, &to[k].used) ||
            !read_number(r, o, "max", path, &to[k].max) ||
            !read_number(r, o, "min", path, &to[k].min) ||
            !read_number(r, o, "price", path, &to[k].price))
            return false;
    }
    ret->resource = to;
    ret->nresource = n;
    return true;
}

static bool read_packages(struct reader *r, const struct jr *list, struct claim *ret)
{
    size_t n = jr_count(list);
    struct claim_package *to = ARENA_ARRAY(r->a, struct claim_package, n);

    if (jr_type(list) != JR_ARRAY)
        return refuse(r, STR("packages"), "array");
    for (size_t k = 0; k < n; k++) {
        const struct jr *o = jr_at(list, k), *why = jr_get(o, "reason");
        struct str path = str_format(r->a, "packages[%zu].", k);

        if (jr_type(jr_get(o, "funded")) != JR_BOOL)
            return refuse(r, path, "object with funded true or false");
        to[k].funded = jr_bool(jr_get(o, "funded"), false);
        if (!read_text(r, o, "id", path, &to[k].id) ||
            !read_text(r, why, "code", path, &to[k].code) ||
            !read_list(r, jr_get(why, "resources"), path, &to[k].resource, &to[k].nresource))
            return false;
    }
    ret->package = to;
    ret->npackage = n;
    return true;
}

static bool read_units(struct reader *r, const struct jr *list, struct claim *ret)
{
    size_t n = jr_count(list);
    struct claim_units *to = ARENA_ARRAY(r->a, struct claim_units, n);

    if (jr_type(list) == JR_MISSING)
        return true;
    if (jr_type(list) != JR_ARRAY)
        return refuse(r, STR("units"), "array");
    for (size_t k = 0; k < n; k++) {
        const struct jr *o = jr_at(list, k);
        struct str path = str_format(r->a, "units[%zu].", k);

        if (!read_text(r, o, "id", path, &to[k].id) ||
            !read_number(r, o, "units", path, &to[k].units))
            return false;
    }
    ret->units = to;
    ret->nunits = n;
    return true;
}

/* The rules of an infeasible result; texts that are not there stay empty. */
static bool read_rules(struct reader *r, const struct jr *list, struct claim *ret)
{
    size_t n = jr_type(list) == JR_ARRAY ? jr_count(list) : 0;
    struct claim_rule *to = ARENA_ARRAY(r->a, struct claim_rule, n);

    if (jr_type(list) != JR_MISSING && jr_type(list) != JR_ARRAY)
        return refuse(r, STR("why.rules"), "array");
    for (size_t k = 0; k < n; k++) {
        const struct jr *o = jr_at(list, k);

        if (!read_text(r, o, "rule", str_format(r->a, "why.rules[%zu].", k), &to[k].rule))
            return false;
        to[k].package = jr_str(jr_get(o, "package"), STR_NONE);
        to[k].other = jr_str(jr_get(o, "other"), STR_NONE);
        to[k].resource = jr_str(jr_get(o, "resource"), STR_NONE);
        to[k].limit = jr_int(jr_get(o, "limit"), 0);
    }
    ret->rule = to;
    ret->nrule = n;
    return true;
}

bool result_read(struct arena *a, struct str json, struct claim *ret, struct err *e)
{
    struct reader r = {a, e};
    struct claim c = {0};
    const struct jr *root, *why;
    struct str top = STR_NONE;

    if (!json_parse(a, json, &root, e))
        return false;
    if (jr_type(jr_get(root, "bound_proved")) != JR_BOOL)
        return refuse(&r, STR("bound_proved"), "true or false");
    c.bound_proved = jr_bool(jr_get(root, "bound_proved"), false);
    if (!read_text(&r, root, "status", top, &c.status) ||
        !read_number(&r, root, "value", top, &c.value) ||
        !read_number(&r, root, "bound", top, &c.bound) ||
        !read_number(&r, root, "gap", top, &c.gap) ||
        !read_list(&r, jr_get(root, "chosen"), STR("chosen"), &c.chosen, &c.nchosen) ||
        !read_resources(&r, jr_get(root, "resources"), &c) ||
        !read_packages(&r, jr_get(root, "packages"), &c) ||
        !read_units(&r, jr_get(root, "units"), &c))
        return false;
    c.proof = jr_get(root, "proof");
    why = jr_get(root, "why");
    if (jr_type(why) == JR_OBJECT) {
        if (!read_text(&r, why, "code", STR("why."), &c.why) ||
            !read_list(&r, jr_get(why, "resources"), STR("why.resources"), &c.why_resource,
                       &c.nwhy_resource) ||
            !read_list(&r, jr_get(why, "packages"), STR("why.packages"), &c.why_package,
                       &c.nwhy_package) ||
            !read_rules(&r, jr_get(why, "rules"), &c))
            return false;
    }
    *ret = c;
    return true;
}
