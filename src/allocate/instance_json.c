/* The JSON form of an instance (instance.h), in and out. */
#include "allocate/ids.h"
#include "allocate/instance.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "base/json.h"

struct reader {
    struct arena *a;
    struct instance *in;
    struct err *e;
    struct ids resources, packages;
    size_t uses, links;
};

static bool refuse(struct reader *r, struct str path, const char *why)
{
    FAIL(r->e, ERR_INSTANCE);
    err_arg(r->e, "path", value_str(path));
    err_arg(r->e, "why", value_str(str_from(why)));
    return false;
}

static bool refuse_at(struct reader *r, const char *list, size_t i, const char *member,
                      const char *why)
{
    return refuse(r, str_format(r->a, "%s[%zu].%s", list, i, member), why);
}

/* Every key of an object must be among `known` (NULL ends it). */
static bool check_keys(struct reader *r, const struct jr *o, const char *const *known,
                       struct str path)
{
    for (size_t i = 0; i < jr_count(o); i++) {
        struct str key = jr_key(o, i);
        size_t k = 0;

        while (known[k] && !str_eq(key, str_from(known[k])))
            k++;
        if (!known[k])
            return refuse(r, str_format(r->a, "%.*s%s%.*s", STR_FMT(path), path.n ? "." : "",
                                        STR_FMT(str_slice(key, 0, 60))),
                          "unknown key");
    }
    return true;
}

static bool read_flag(struct reader *r, const struct jr *o, size_t i, const char *key, bool *ret)
{
    const struct jr *n = jr_get(o, key);

    if (jr_type(n) != JR_MISSING && jr_type(n) != JR_BOOL)
        return refuse_at(r, "packages", i, key, "true or false is expected");
    *ret = jr_bool(n, false);
    return true;
}

/* An optional whole number; null is absent. */
static bool read_limit(struct reader *r, const struct jr *o, size_t i, const char *key,
                       bool *ret_has, int64_t *ret)
{
    const struct jr *n = jr_get(o, key);

    *ret_has = jr_type(n) == JR_INT;
    *ret = jr_int(n, 0);
    if (!*ret_has && jr_type(n) != JR_MISSING && jr_type(n) != JR_NULL)
        return refuse_at(r, "resources", i, key, "a whole number of satang is expected");
    return true;
}

static bool read_id(struct reader *r, const struct jr *o, const char *list, size_t i,
                    struct str *ret)
{
    const struct jr *n = jr_get(o, "id");

    if (jr_type(n) != JR_STRING)
        return refuse_at(r, list, i, "id", "a text is expected");
    *ret = jr_str(n, STR_NONE);
    return true;
}

static bool read_resources(struct reader *r, const struct jr *list)
{
    static const char *const known[] = {"id", "max", "min", NULL};
    size_t n = jr_count(list);

    if (jr_type(list) != JR_ARRAY)
        return refuse(r, STR("resources"), "an array is expected");
    if (n > INSTANCE_MAX_RESOURCES)
        return refuse(r, STR("resources"), "at most 10000 resources");
    r->in->resource = ARENA_ARRAY(r->a, struct alloc_resource, n);
    r->in->nresource = n;
    ids_init(&r->resources, r->a, n);
    for (size_t i = 0; i < n; i++) {
        const struct jr *o = jr_at(list, i);
        struct alloc_resource *x = &r->in->resource[i];
        struct str path = str_format(r->a, "resources[%zu]", i);

        if (jr_type(o) != JR_OBJECT)
            return refuse(r, path, "an object is expected");
        if (!check_keys(r, o, known, path) || !read_id(r, o, "resources", i, &x->id) ||
            !read_limit(r, o, i, "max", &x->has_max, &x->max) ||
            !read_limit(r, o, i, "min", &x->has_min, &x->min))
            return false;
        if (!ids_add(&r->resources, x->id, (uint32_t)i))
            return refuse_at(r, "resources", i, "id", "this id is there twice");
    }
    return true;
}

static bool read_uses(struct reader *r, const struct jr *o, size_t i)
{
    struct alloc_package *p = &r->in->package[i];
    size_t n = jr_count(o);
    struct alloc_use *use;

    if (jr_type(o) == JR_MISSING)
        return true;
    if (jr_type(o) != JR_OBJECT)
        return refuse_at(r, "packages", i, "use", "an object is expected");
    r->uses += n;
    if (r->uses > INSTANCE_MAX_USES)
        return refuse_at(r, "packages", i, "use", "more than 4000000 uses in all");
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
            return refuse(r, str_format(r->a, "packages[%zu].use.%.*s", i,
                                        STR_FMT(str_slice(key, 0, 60))), why);
        use[k] = (struct alloc_use){found, jr_int(x, 0)};
    }
    p->use = use;
    p->nuse = n;
    return true;
}

static bool read_links(struct reader *r, const struct jr *list, size_t i, const char *key,
                       const uint32_t **ret, size_t *ret_n)
{
    size_t n = jr_count(list);
    uint32_t *to;

    if (jr_type(list) == JR_MISSING)
        return true;
    if (jr_type(list) != JR_ARRAY)
        return refuse_at(r, "packages", i, key, "an array is expected");
    r->links += n;
    if (r->links > INSTANCE_MAX_LINKS)
        return refuse_at(r, "packages", i, key, "more than 4000000 links in all");
    to = ARENA_ARRAY(r->a, uint32_t, n);
    for (size_t k = 0; k < n; k++) {
        const struct jr *x = jr_at(list, k);

        to[k] = jr_type(x) == JR_STRING ? ids_find(&r->packages, jr_str(x, STR_NONE)) : ID_MISSING;
        if (to[k] == ID_MISSING)
            return refuse(r, str_format(r->a, "packages[%zu].%s[%zu]", i, key, k),
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
    const struct jr *value = jr_get(o, "value"), *rank = jr_get(o, "rank");
    enum jr_type t = jr_type(value);

    if (t != JR_INT && t != JR_DECIMAL && t != JR_STRING)
        return refuse_at(r, "packages", i, "value", "a number or a decimal text is expected");
    if (!value_parse(jr_str(value, STR_NONE), &p->value))
        return refuse_at(r, "packages", i, "value",
                         "not a decimal with at most 6 decimals, or too large");
    p->has_rank = jr_type(rank) == JR_INT;
    p->rank = jr_int(rank, 0);
    if (!p->has_rank && jr_type(rank) != JR_MISSING && jr_type(rank) != JR_NULL)
        return refuse_at(r, "packages", i, "rank", "a whole number is expected");
    return read_flag(r, o, i, "mandatory", &p->mandatory) &&
           read_flag(r, o, i, "forbidden", &p->forbidden) && read_uses(r, jr_get(o, "use"), i) &&
           read_links(r, jr_get(o, "requires"), i, "requires", &p->need, &p->nneed) &&
           read_links(r, jr_get(o, "excludes"), i, "excludes", &p->bar, &p->nbar);
}

static bool read_packages(struct reader *r, const struct jr *list)
{
    static const char *const known[] = {"id",       "value",    "use",  "mandatory", "forbidden",
                                        "requires", "excludes", "rank", NULL};
    size_t n = jr_count(list);

    if (jr_type(list) != JR_ARRAY)
        return refuse(r, STR("packages"), "an array is expected");
    if (n > INSTANCE_MAX_PACKAGES)
        return refuse(r, STR("packages"), "at most 200000 packages");
    r->in->package = ARENA_ARRAY(r->a, struct alloc_package, n);
    r->in->npackage = n;
    ids_init(&r->packages, r->a, n);
    for (size_t i = 0; i < n; i++) {
        const struct jr *o = jr_at(list, i);
        struct str path = str_format(r->a, "packages[%zu]", i);

        if (jr_type(o) != JR_OBJECT)
            return refuse(r, path, "an object is expected");
        if (!check_keys(r, o, known, path) ||
            !read_id(r, o, "packages", i, &r->in->package[i].id))
            return false;
        if (!ids_add(&r->packages, r->in->package[i].id, (uint32_t)i))
            return refuse_at(r, "packages", i, "id", "this id is there twice");
    }
    for (size_t i = 0; i < n; i++) {
        if (!read_package(r, jr_at(list, i), i))
            return false;
    }
    return true;
}

bool instance_read(struct arena *a, struct str json, struct instance *ret, struct err *e)
{
    static const char *const known[] = {"resources", "packages", NULL};
    struct instance in = {0};
    struct reader r = {.a = a, .in = &in, .e = e};
    const struct jr *root;

    if (!json_parse(a, json, &root, e))
        return false;
    if (jr_type(root) != JR_OBJECT)
        return refuse(&r, STR("instance"), "an object is expected");
    if (!check_keys(&r, root, known, STR_NONE) ||
        !read_resources(&r, jr_get(root, "resources")) ||
        !read_packages(&r, jr_get(root, "packages")) || !instance_finish(a, &in, e))
        return false;
    *ret = in;
    return true;
}

/* --- out --------------------------------------------------------------------------------- */

static void write_ids(struct jw *w, const char *key, const struct instance *in,
                      const uint32_t *list, size_t n)
{
    if (!n)
        return;
    jw_array(w, key);
    for (size_t k = 0; k < n; k++)
        jw_value(w, NULL, value_str(in->package[list[k]].id));
    jw_end_array(w);
}

static void write_package(struct arena *a, struct jw *w, const struct instance *in,
                          const struct alloc_package *p)
{
    struct sbuf value;

    sbuf_init(&value, a, 32);
    exact_put_decimal(&value, p->value, VALUE_PLACES, 0);
    jw_object(w, NULL);
    J(w, "id", p->id);
    jw_raw(w, "value", sbuf_str(&value));
    jw_object(w, "use");
    for (size_t k = 0; k < p->nuse; k++)
        jw_key_value(w, in->resource[p->use[k].resource].id, value_int(p->use[k].amount));
    jw_end_object(w);
    if (p->mandatory)
        jw_value(w, "mandatory", value_flag(true));
    if (p->forbidden)
        jw_value(w, "forbidden", value_flag(true));
    write_ids(w, "requires", in, p->need, p->nneed);
    write_ids(w, "excludes", in, p->bar, p->nbar);
    if (p->has_rank)
        J(w, "rank", p->rank);
    jw_end_object(w);
}

void instance_write(struct arena *a, struct sbuf *b, const struct instance *in)
{
    struct jw w;

    jw_init(&w, b, false);
    jw_object(&w, NULL);
    jw_array(&w, "resources");
    for (size_t r = 0; r < in->nresource; r++) {
        const struct alloc_resource *x = &in->resource[r];

        jw_object(&w, NULL);
        J(&w, "id", x->id);
        if (x->has_max)
            J(&w, "max", x->max);
        if (x->has_min)
            J(&w, "min", x->min);
        jw_end_object(&w);
    }
    jw_end_array(&w);
    jw_array(&w, "packages");
    for (size_t i = 0; i < in->npackage; i++)
        write_package(a, &w, in, &in->package[i]);
    jw_end_array(&w);
    jw_end_object(&w);
    sbuf_byte(b, '\n');
}
