/* The statements of an instance's JSON that are richer than the core (instance.h, struct spec). */
#include "allocate/instance_reader.h"
#include "base/arena.h"

bool reader_labels(struct reader *r, const struct jr *resources)
{
    for (size_t i = 0; i < r->in->nresource; i++) {
        const struct jr *o = jr_at(resources, i), *label = jr_get(o, "label");
        struct alloc_resource *x = &r->in->resource[i];
        struct str path, of;

        if (jr_type(label) == JR_MISSING && jr_type(jr_get(o, "of")) == JR_MISSING)
            continue;
        path = str_format(r->a, "resources[%zu]", i);
        if (!reader_text(r, o, path, "label", &x->label) || !reader_text(r, o, path, "of", &of))
            return false;
        if (!x->label.n || x->label.n > INSTANCE_ID_MAX)
            return reader_refuse(r, path, "a label has 1 to 120 bytes");
        x->label_of = ids_find(&r->resources, of);
        if (x->label_of == ID_MISSING)
            return reader_refuse(r, str_format(r->a, "%.*s.of", STR_FMT(path)),
                                 "unknown resource");
    }
    return true;
}

static bool read_package_labels(struct reader *r, const struct jr *list, uint32_t p)
{
    struct alloc_package *x = &r->in->package[p];
    struct str *label = ARENA_ARRAY(r->a, struct str, jr_count(list));

    if (jr_type(list) != JR_ARRAY)
        return reader_refuse(r, str_format(r->a, "packages[%u].labels", p),
                             "an array is expected");
    for (size_t k = 0; k < jr_count(list); k++) {
        label[k] = jr_str(jr_at(list, k), STR_NONE);
        if (jr_type(jr_at(list, k)) != JR_STRING || !label[k].n || label[k].n > INSTANCE_ID_MAX)
            return reader_refuse(r, str_format(r->a, "packages[%u].labels[%zu]", p, k),
                                 "a text of 1 to 120 bytes is expected");
    }
    x->label = label;
    x->nlabel = jr_count(list);
    return true;
}

static bool read_units(struct reader *r, const struct jr *o, uint32_t p)
{
    static const char *const known[] = {"low", "high", "value", "use", NULL};
    struct str path = str_format(r->a, "packages[%u].units", p);
    struct alloc_units *u;
    bool has_low, has_high;

    if (jr_type(o) != JR_OBJECT)
        return reader_refuse(r, path, "an object is expected");
    if (!r->in->spec.units)
        r->in->spec.units = ARENA_ARRAY(r->a, struct alloc_units, r->in->npackage);
    u = &r->in->spec.units[r->in->spec.nunits++];
    u->package = p;
    if (!reader_keys(r, o, known, path) || !reader_limit(r, o, path, "low", &has_low, &u->low) ||
        !reader_limit(r, o, path, "high", &has_high, &u->high) ||
        !reader_value(r, o, path, &u->value) ||
        !reader_uses(r, jr_get(o, "use"), path, &u->use, &u->nuse))
        return false;
    return (has_low && has_high) ||
           reader_refuse(r, path, "low and high are expected: whole numbers of units");
}

bool reader_package_rich(struct reader *r, const struct jr *o, uint32_t p)
{
    const struct jr *labels = jr_get(o, "labels"), *units = jr_get(o, "units");

    return (jr_type(labels) == JR_MISSING || read_package_labels(r, labels, p)) &&
           (jr_type(units) == JR_MISSING || read_units(r, units, p));
}

static bool read_group(struct reader *r, const struct jr *o, struct str path, size_t i)
{
    static const char *const known[] = {"id", "packages", "min", "max", NULL};
    struct alloc_group *g = &r->in->spec.group[i];

    return reader_keys(r, o, known, path) && reader_text(r, o, path, "id", &g->id) &&
           reader_packages(r, o, path, "packages", &g->package, &g->npackage) &&
           reader_limit(r, o, path, "max", &g->has_max, &g->max) &&
           reader_limit(r, o, path, "min", &g->has_min, &g->min);
}

static bool read_shared(struct reader *r, const struct jr *o, struct str path, size_t i)
{
    static const char *const known[] = {"id", "use", "users", NULL};
    struct alloc_shared *s = &r->in->spec.shared[i];

    return reader_keys(r, o, known, path) && reader_text(r, o, path, "id", &s->id) &&
           reader_uses(r, jr_get(o, "use"), path, &s->use, &s->nuse) &&
           reader_packages(r, o, path, "users", &s->user, &s->nuser);
}

static bool read_share(struct reader *r, const struct jr *o, struct str path, size_t i)
{
    static const char *const known[] = {"id", "of", "in", "max_bp", "min_bp", NULL};
    struct alloc_share *s = &r->in->spec.share[i];
    struct str of, in;
    bool has_max, has_min;
    int64_t max, min;

    if (!reader_keys(r, o, known, path) || !reader_text(r, o, path, "id", &s->id) ||
        !reader_text(r, o, path, "of", &of) || !reader_text(r, o, path, "in", &in) ||
        !reader_limit(r, o, path, "max_bp", &has_max, &max) ||
        !reader_limit(r, o, path, "min_bp", &has_min, &min))
        return false;
    s->of = ids_find(&r->resources, of);
    s->in = ids_find(&r->resources, in);
    if (s->of == ID_MISSING || s->in == ID_MISSING)
        return reader_refuse(r, str_format(r->a, "%.*s.%s", STR_FMT(path),
                                           s->of == ID_MISSING ? "of" : "in"),
                             "unknown resource");
    s->is_min = has_min;
    s->bp = has_min ? min : max;
    return has_max != has_min ||
           reader_refuse(r, path, "one of max_bp and min_bp is expected");
}

/* A list of the root, each element by `read`. */
static bool read_list(struct reader *r, const struct jr *root, const char *key,
                      bool (*read)(struct reader *r, const struct jr *o, struct str path,
                                   size_t i))
{
    const struct jr *list = jr_get(root, key);

    for (size_t i = 0; i < jr_count(list); i++) {
        struct str path = str_format(r->a, "%s[%zu]", key, i);

        if (jr_type(jr_at(list, i)) != JR_OBJECT)
            return reader_refuse(r, path, "an object is expected");
        if (!read(r, jr_at(list, i), path, i))
            return false;
    }
    return true;
}

static bool count_list(struct reader *r, const struct jr *root, const char *key, size_t *ret)
{
    const struct jr *list = jr_get(root, key);

    if (jr_type(list) != JR_MISSING && jr_type(list) != JR_ARRAY)
        return reader_refuse(r, str_from(key), "an array is expected");
    *ret = jr_count(list);
    return *ret <= INSTANCE_MAX_STATEMENTS ||
           reader_refuse(r, str_from(key), "at most 100000 of them");
}

bool reader_statements(struct reader *r, const struct jr *root)
{
    struct spec *s = &r->in->spec;

    if (!count_list(r, root, "groups", &s->ngroup) ||
        !count_list(r, root, "shared", &s->nshared) || !count_list(r, root, "shares", &s->nshare))
        return false;
    s->group = ARENA_ARRAY(r->a, struct alloc_group, s->ngroup);
    s->shared = ARENA_ARRAY(r->a, struct alloc_shared, s->nshared);
    s->share = ARENA_ARRAY(r->a, struct alloc_share, s->nshare);
    return read_list(r, root, "groups", read_group) && read_list(r, root, "shared", read_shared) &&
           read_list(r, root, "shares", read_share);
}
