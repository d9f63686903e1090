/* An instance as JSON (instance.h): what was given, not what lowering made of it. */
#include "allocate/instance.h"
#include "base/arena.h"
#include "base/exact.h"
#include "base/json.h"

static void write_ids(struct jw *w, const char *key, const struct instance *in,
                      const uint32_t *list, size_t n)
{
    bool any = false;

    for (size_t k = 0; k < n; k++) {
        if (in->package[list[k]].kind != PACKAGE_GIVEN)
            continue;
        if (!any)
            jw_array(w, key);
        any = true;
        jw_value(w, NULL, value_str(in->package[list[k]].id));
    }
    if (any)
        jw_end_array(w);
}

static void write_uses(struct jw *w, const struct instance *in, const struct alloc_use *use,
                       size_t n)
{
    jw_object(w, "use");
    for (size_t k = 0; k < n; k++) {
        if (instance_is_given(in, &use[k]))
            jw_key_value(w, in->resource[use[k].resource].id, value_int(use[k].amount));
    }
    jw_end_object(w);
}

static void write_value(struct arena *a, struct jw *w, int64_t value)
{
    struct sbuf b;

    sbuf_init(&b, a, 32);
    exact_put_decimal(&b, value, VALUE_PLACES, 0);
    jw_raw(w, "value", sbuf_str(&b));
}

static void write_units(struct arena *a, struct jw *w, const struct instance *in,
                        const struct alloc_units *u)
{
    jw_object(w, "units");
    J(w, "low", u->low);
    J(w, "high", u->high);
    write_value(a, w, u->value);
    write_uses(w, in, u->use, u->nuse);
    jw_end_object(w);
}

static void write_package(struct arena *a, struct jw *w, const struct instance *in, uint32_t i,
                          const struct alloc_units *units)
{
    const struct alloc_package *p = &in->package[i];

    jw_object(w, NULL);
    J(w, "id", p->id);
    write_value(a, w, p->value);
    write_uses(w, in, p->use, p->nuse);
    if (p->mandatory)
        jw_value(w, "mandatory", value_flag(true));
    if (p->forbidden)
        jw_value(w, "forbidden", value_flag(true));
    write_ids(w, "requires", in, p->need, p->nneed);
    write_ids(w, "excludes", in, p->bar, p->nbar);
    if (p->has_rank)
        J(w, "rank", p->rank);
    if (p->nlabel) {
        jw_array(w, "labels");
        for (size_t k = 0; k < p->nlabel; k++)
            jw_value(w, NULL, value_str(p->label[k]));
        jw_end_array(w);
    }
    if (units)
        write_units(a, w, in, units);
    jw_end_object(w);
}

static void write_resource(struct jw *w, const struct instance *in, const struct alloc_resource *x)
{
    jw_object(w, NULL);
    J(w, "id", x->id);
    if (x->has_max)
        J(w, "max", x->max);
    if (x->has_min)
        J(w, "min", x->min);
    if (x->is_signed)
        jw_value(w, "signed", value_flag(true));
    if (x->label.n) {
        J(w, "label", x->label);
        J(w, "of", in->resource[x->label_of].id);
    }
    jw_end_object(w);
}

static void write_groups(struct jw *w, const struct instance *in)
{
    if (!in->spec.ngroup)
        return;
    jw_array(w, "groups");
    for (size_t i = 0; i < in->spec.ngroup; i++) {
        const struct alloc_group *g = &in->spec.group[i];

        jw_object(w, NULL);
        J(w, "id", g->id);
        write_ids(w, "packages", in, g->package, g->npackage);
        if (g->has_min)
            J(w, "min", g->min);
        if (g->has_max)
            J(w, "max", g->max);
        jw_end_object(w);
    }
    jw_end_array(w);
}

static void write_shared(struct jw *w, const struct instance *in)
{
    if (!in->spec.nshared)
        return;
    jw_array(w, "shared");
    for (size_t i = 0; i < in->spec.nshared; i++) {
        const struct alloc_shared *s = &in->spec.shared[i];

        jw_object(w, NULL);
        J(w, "id", s->id);
        write_uses(w, in, s->use, s->nuse);
        write_ids(w, "users", in, s->user, s->nuser);
        jw_end_object(w);
    }
    jw_end_array(w);
}

static void write_shares(struct jw *w, const struct instance *in)
{
    if (!in->spec.nshare)
        return;
    jw_array(w, "shares");
    for (size_t i = 0; i < in->spec.nshare; i++) {
        const struct alloc_share *s = &in->spec.share[i];

        jw_object(w, NULL);
        J(w, "id", s->id);
        J(w, "of", in->resource[s->of].id);
        J(w, "in", in->resource[s->in].id);
        jw_value(w, s->is_min ? "min_bp" : "max_bp", value_int(s->bp));
        jw_end_object(w);
    }
    jw_end_array(w);
}

void instance_write(struct arena *a, struct sbuf *b, const struct instance *in)
{
    const struct alloc_units **units =
        ARENA_ARRAY(a, const struct alloc_units *, in->spec.npackage);
    struct jw w;

    for (size_t i = 0; i < in->spec.nunits; i++)
        units[in->spec.units[i].package] = &in->spec.units[i];
    jw_init(&w, b, false);
    jw_object(&w, NULL);
    jw_array(&w, "resources");
    for (size_t r = 0; r < in->spec.nresource; r++)
        write_resource(&w, in, &in->resource[r]);
    jw_end_array(&w);
    jw_array(&w, "packages");
    for (uint32_t i = 0; i < in->spec.npackage; i++)
        write_package(a, &w, in, i, units[i]);
    jw_end_array(&w);
    write_groups(&w, in);
    write_shared(&w, in);
    write_shares(&w, in);
    jw_end_object(&w);
    sbuf_byte(b, '\n');
}
