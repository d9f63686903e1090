/* The JSON form of an instance (instance.h): the plain core. The richer statements are read in
 * instance_json_rich.c; instance_write.c writes. */
#include "allocate/instance_reader.h"
#include "base/arena.h"
#include "base/err.h"

bool reader_refuse(struct reader *r, struct str path, const char *why)
{
    FAIL(r->e, ERR_INSTANCE);
    err_arg(r->e, "path", value_str(path));
    err_arg(r->e, "why", value_str(str_from(why)));
    return false;
}

static struct str path_of(struct reader *r, const char *list, size_t i)
{
    return str_format(r->a, "%s[%zu]", list, i);
}

static bool refuse_member(struct reader *r, struct str path, const char *member, const char *why)
{
    return reader_refuse(r, str_format(r->a, "%.*s.%s", STR_FMT(path), member), why);
}

bool reader_keys(struct reader *r, const struct jr *o, const char *const *known, struct str path)
{
    for (size_t i = 0; i < jr_count(o); i++) {
        struct str key = jr_key(o, i);
        size_t k = 0;

        while (known[k] && !str_eq(key, str_from(known[k])))
            k++;
        if (!known[k])
            return reader_refuse(r,
                                 str_format(r->a, "%.*s%s%.*s", STR_FMT(path), path.n ? "." : "",
                                            STR_FMT(str_slice(key, 0, 60))),
                                 "unknown key");
    }
    return true;
}

static bool read_flag(struct reader *r, const struct jr *o, const char *list, size_t i,
                      const char *key, bool *ret)
{
    const struct jr *n = jr_get(o, key);

    if (jr_type(n) != JR_MISSING && jr_type(n) != JR_BOOL)
        return refuse_member(r, path_of(r, list, i), key, "true or false is expected");
    *ret = jr_bool(n, false);
    return true;
}

bool reader_limit(struct reader *r, const struct jr *o, struct str path, const char *key,
                  bool *ret_has, int64_t *ret)
{
    const struct jr *n = jr_get(o, key);

    *ret_has = jr_type(n) == JR_INT;
    *ret = jr_int(n, 0);
    if (!*ret_has && jr_type(n) != JR_MISSING && jr_type(n) != JR_NULL)
        return refuse_member(r, path, key, "a whole number of satang is expected");
    return true;
}

bool reader_text(struct reader *r, const struct jr *o, struct str path, const char *key,
                 struct str *ret)
{
    const struct jr *n = jr_get(o, key);

    if (jr_type(n) != JR_STRING)
        return refuse_member(r, path, key, "a text is expected");
    *ret = jr_str(n, STR_NONE);
    return true;
}

bool reader_value(struct reader *r, const struct jr *o, struct str path, int64_t *ret)
{
    const struct jr *value = jr_get(o, "value");
    enum jr_type t = jr_type(value);

    if (t != JR_INT && t != JR_DECIMAL && t != JR_STRING)
        return refuse_member(r, path, "value", "a number or a decimal text is expected");
    return value_parse(jr_str(value, STR_NONE), ret) ||
           refuse_member(r, path, "value", "not a decimal with at most 6 decimals, or too large");
}

static bool read_resources(struct reader *r, const struct jr *list)
{
    static const char *const known[] = {"id", "max", "min", "signed", "label", "of", NULL};
    size_t n = jr_count(list);

    if (jr_type(list) != JR_ARRAY)
        return reader_refuse(r, STR("resources"), "an array is expected");
    if (n > INSTANCE_MAX_RESOURCES)
        return reader_refuse(r, STR("resources"), "at most 10000 resources");
    r->in->resource = ARENA_ARRAY(r->a, struct alloc_resource, n);
    r->in->nresource = n;
    ids_init(&r->resources, r->a, n);
    for (size_t i = 0; i < n; i++) {
        const struct jr *o = jr_at(list, i);
        struct alloc_resource *x = &r->in->resource[i];
        struct str path = path_of(r, "resources", i);

        if (jr_type(o) != JR_OBJECT)
            return reader_refuse(r, path, "an object is expected");
        if (!reader_keys(r, o, known, path) || !reader_text(r, o, path, "id", &x->id) ||
            !reader_limit(r, o, path, "max", &x->has_max, &x->max) ||
            !reader_limit(r, o, path, "min", &x->has_min, &x->min) ||
            !read_flag(r, o, "resources", i, "signed", &x->is_signed))
            return false;
        if (!ids_add(&r->resources, x->id, (uint32_t)i))
            return refuse_member(r, path, "id", "this id is there twice");
    }
    return reader_labels(r, list);
}

bool reader_uses(struct reader *r, const struct jr *o, struct str path,
                 const struct alloc_use **ret, size_t *ret_n)
{
    size_t n = jr_count(o);
    struct alloc_use *use;

    if (jr_type(o) == JR_MISSING)
        return true;
    if (jr_type(o) != JR_OBJECT)
        return refuse_member(r, path, "use", "an object is expected");
    r->uses += n;
    if (r->uses > INSTANCE_MAX_USES)
        return refuse_member(r, path, "use", "more than 4000000 uses in all");
    use = ARENA_ARRAY(r->a, struct alloc_use, n);
    for (size_t k = 0; k < n; k++) {
        const struct jr *x = jr_at(o, k);
        struct str key = jr_key(o, k);
        uint32_t found = ids_find(&r->resources, key);
        const char *why = NULL;

        if (found == ID_MISSING)
            why = "unknown resource";
        else if (jr_type(x) != JR_INT)
            why = "a whole number of satang is expected";
        if (why)
            return reader_refuse(r, str_format(r->a, "%.*s.use.%.*s", STR_FMT(path),
                                               STR_FMT(str_slice(key, 0, 60))), why);
        use[k] = (struct alloc_use){found, jr_int(x, 0)};
    }
    *ret = use;
    *ret_n = n;
    return true;
}

bool reader_packages(struct reader *r, const struct jr *o, struct str path, const char *key,
                     const uint32_t **ret, size_t *ret_n)
{
    const struct jr *list = jr_get(o, key);
    size_t n = jr_count(list);
    uint32_t *to;

    if (jr_type(list) == JR_MISSING)
        return true;
    if (jr_type(list) != JR_ARRAY)
        return refuse_member(r, path, key, "an array is expected");
    r->links += n;
    if (r->links > INSTANCE_MAX_LINKS)
        return refuse_member(r, path, key, "more than 4000000 links in all");
    to = ARENA_ARRAY(r->a, uint32_t, n);
    for (size_t k = 0; k < n; k++) {
        const struct jr *x = jr_at(list, k);

        to[k] = jr_type(x) == JR_STRING ? ids_find(&r->packages, jr_str(x, STR_NONE)) : ID_MISSING;
        if (to[k] == ID_MISSING)
            return reader_refuse(r, str_format(r->a, "%.*s.%s[%zu]", STR_FMT(path), key, k),
                                 jr_type(x) == JR_STRING ? "unknown package"
                                                         : "the id of a package is expected");
    }
    *ret = to;
    *ret_n = n;
    return true;
}

static bool read_package(struct reader *r, const struct jr *o, size_t i)
{
    struct alloc_package *p = &r->in->package[i];
    const struct jr *rank = jr_get(o, "rank");
    struct str path = path_of(r, "packages", i);

    if (!reader_value(r, o, path, &p->value))
        return false;
    p->has_rank = jr_type(rank) == JR_INT;
    p->rank = jr_int(rank, 0);
    if (!p->has_rank && jr_type(rank) != JR_MISSING && jr_type(rank) != JR_NULL)
        return refuse_member(r, path, "rank", "a whole number is expected");
    return read_flag(r, o, "packages", i, "mandatory", &p->mandatory) &&
           read_flag(r, o, "packages", i, "forbidden", &p->forbidden) &&
           reader_uses(r, jr_get(o, "use"), path, &p->use, &p->nuse) &&
           reader_packages(r, o, path, "requires", &p->need, &p->nneed) &&
           reader_packages(r, o, path, "excludes", &p->bar, &p->nbar) &&
           reader_package_rich(r, o, (uint32_t)i);
}

static bool read_packages(struct reader *r, const struct jr *list)
{
    static const char *const known[] = {"id",       "value",    "use",  "mandatory", "forbidden",
                                        "requires", "excludes", "rank", "labels",    "units",
                                        NULL};
    size_t n = jr_count(list);

    if (jr_type(list) != JR_ARRAY)
        return reader_refuse(r, STR("packages"), "an array is expected");
    if (n > INSTANCE_MAX_PACKAGES)
        return reader_refuse(r, STR("packages"), "at most 200000 packages");
    r->in->package = ARENA_ARRAY(r->a, struct alloc_package, n);
    r->in->npackage = n;
    ids_init(&r->packages, r->a, n);
    for (size_t i = 0; i < n; i++) {
        const struct jr *o = jr_at(list, i);
        struct str path = path_of(r, "packages", i);

        if (jr_type(o) != JR_OBJECT)
            return reader_refuse(r, path, "an object is expected");
        if (!reader_keys(r, o, known, path) ||
            !reader_text(r, o, path, "id", &r->in->package[i].id))
            return false;
        if (!ids_add(&r->packages, r->in->package[i].id, (uint32_t)i))
            return refuse_member(r, path, "id", "this id is there twice");
    }
    for (size_t i = 0; i < n; i++) {
        if (!read_package(r, jr_at(list, i), i))
            return false;
    }
    return true;
}

bool instance_read(struct arena *a, struct str json, struct instance *ret, struct err *e)
{
    static const char *const known[] = {"resources", "packages", "groups",
                                        "shared",    "shares",   NULL};
    struct instance in = {0};
    struct reader r = {.a = a, .in = &in, .e = e};
    const struct jr *root;

    if (!json_parse(a, json, &root, e))
        return false;
    if (jr_type(root) != JR_OBJECT)
        return reader_refuse(&r, STR("instance"), "an object is expected");
    if (!reader_keys(&r, root, known, STR_NONE) ||
        !read_resources(&r, jr_get(root, "resources")) ||
        !read_packages(&r, jr_get(root, "packages")) || !reader_statements(&r, root) ||
        !instance_finish(a, &in, e))
        return false;
    *ret = in;
    return true;
}
