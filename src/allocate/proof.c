#include "allocate/proof.h"

#include <stdio.h>

#include "allocate/ids.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"

/* --- out --------------------------------------------------------------------------------- */

static void write_links(struct jw *w, const char *key, const struct instance *in,
                        const struct proof_link *list, size_t n)
{
    if (!n)
        return;
    jw_array(w, key);
    for (size_t k = 0; k < n; k++) {
        jw_array(w, NULL);
        J(w, NULL, in->package[list[k].package].id);
        J(w, NULL, in->package[list[k].other].id);
        J(w, NULL, list[k].price);
        jw_end_array(w);
    }
    jw_end_array(w);
}

static void write_prices(struct jw *w, const struct instance *in, const struct proof_node *n)
{
    char text[24];

    jw_object(w, "price");
    for (size_t k = 0; k < n->nprice; k++) {
        (void)snprintf(text, sizeof text, "%lld", (long long)n->price[k].price);
        jw_key_value(w, in->resource[n->price[k].resource].id, value_str(str_from(text)));
    }
    jw_end_object(w);
    write_links(w, "needs", in, n->need, n->nneed);
    write_links(w, "bars", in, n->bar, n->nbar);
    if (!n->nkeep)
        return;
    jw_array(w, "keep");
    for (size_t k = 0; k < n->nkeep; k++)
        J(w, NULL, in->resource[n->keep[k]].id);
    jw_end_array(w);
}

/* Nodes at this depth are written apart (`parts`): readers of JSON bound its depth. */
enum { PART_DEPTH = 24 };

struct proof_writer {
    struct jw *w;
    const struct instance *in;
    const struct proof_node **part;
    size_t npart;
};

static void write_node(struct proof_writer *to, const char *key, const struct proof_node *n,
                       unsigned depth)
{
    struct jw *w = to->w;

    if (depth == PART_DEPTH && (n->in || n->then)) {
        J(w, key, (int64_t)to->npart);
        to->part[to->npart++] = n;
        return;
    }
    jw_object(w, key);
    if (n->has_prices)
        write_prices(w, to->in, n);
    if (n->package != NO_PACKAGE) {
        J(w, "package", to->in->package[n->package].id);
        write_node(to, "in", n->in, depth + 1);
        write_node(to, "out", n->out, depth + 1);
    } else if (n->then) {
        write_node(to, "then", n->then, depth + 1);
    }
    jw_end_object(w);
}

void proof_write(struct arena *a, struct jw *w, const char *key, const struct instance *in,
                 const struct proof *p)
{
    struct proof_writer to = {.w = w, .in = in};
    bool pretty = w->pretty;

    to.part = ARENA_ARRAY(a, const struct proof_node *, proof_nodes(p));
    jw_object(w, key);
    w->pretty = false;
    J(w, "places", (int64_t)p->places);
    write_node(&to, "root", p->root, 0);
    if (to.npart) {
        jw_array(w, "parts");
        for (size_t k = 0; k < to.npart; k++)
            write_node(&to, NULL, to.part[k], 0);
        jw_end_array(w);
    }
    jw_end_object(w);
    w->pretty = pretty;
}

/* --- in ---------------------------------------------------------------------------------- */

/* The way to a node, for refusals. */
struct place {
    const struct place *up;
    const char *name;
};

struct proof_reader {
    struct arena *a;
    const struct instance *in;
    struct ids packages, resources;
    const struct jr *parts;
    bool *used; /* by part: each is used once */
    size_t nused;
    size_t nodes, terms, depth;
    struct err *e;
};

static struct str place_text(struct arena *a, const struct place *at)
{
    struct str name = str_from(at->name);

    return at->up ? str_format(a, "%.*s.%.*s", STR_FMT(place_text(a, at->up)), STR_FMT(name))
                  : name;
}

/* key: the member or index within `at`, or NULL. */
static bool refuse(struct proof_reader *r, const struct place *at, struct str key,
                   const char *expected)
{
    struct str path = place_text(r->a, at);

    FAIL(r->e, ERR_JSON_SHAPE);
    if (key.n)
        path = str_format(r->a, "%.*s.%.*s", STR_FMT(path), STR_FMT(key));
    err_arg(r->e, "path", value_str(path));
    err_arg(r->e, "expected", value_str(str_from(expected)));
    return false;
}

static bool count_terms(struct proof_reader *r, const struct place *at, size_t n)
{
    r->terms += n;
    return r->terms <= PROOF_TERMS_MAX || refuse(r, at, STR_NONE, "a proof of fewer prices");
}

static bool read_price_object(struct proof_reader *r, const struct jr *o, const struct place *at,
                              struct proof_node *ret)
{
    size_t n = jr_count(o);
    struct proof_price *list = ARENA_ARRAY(r->a, struct proof_price, n);

    if (jr_type(o) != JR_OBJECT)
        return refuse(r, at, STR("price"), "an object of whole numbers as texts");
    if (!count_terms(r, at, n))
        return false;
    for (size_t k = 0; k < n; k++) {
        struct str key = jr_key(o, k);
        struct str path = str_format(r->a, "price.%.*s", STR_FMT(key));

        list[k].resource = ids_find(&r->resources, key);
        if (list[k].resource == ID_MISSING)
            return refuse(r, at, path, "a resource of the instance");
        if (jr_type(jr_at(o, k)) != JR_STRING ||
            !decimal_parse(jr_str(jr_at(o, k), STR_NONE), 0, &list[k].price) ||
            list[k].price == INT64_MIN)
            return refuse(r, at, path, "a whole number as a text");
    }
    ret->has_prices = true;
    ret->price = list;
    ret->nprice = n;
    return true;
}

static bool read_link(struct proof_reader *r, const struct jr *o, struct proof_link *ret)
{
    if (jr_type(o) != JR_ARRAY || jr_count(o) != 3)
        return false;
    ret->package = ids_find(&r->packages, jr_str(jr_at(o, 0), STR_NONE));
    ret->other = ids_find(&r->packages, jr_str(jr_at(o, 1), STR_NONE));
    ret->price = jr_int(jr_at(o, 2), -1);
    return ret->package != ID_MISSING && ret->other != ID_MISSING && ret->price >= 0;
}

static bool read_links(struct proof_reader *r, const struct jr *list, const struct place *at,
                       const struct proof_link **ret, size_t *ret_n)
{
    size_t n = jr_count(list);
    struct proof_link *to = ARENA_ARRAY(r->a, struct proof_link, n);

    if (jr_type(list) != JR_ARRAY)
        return refuse(r, at, STR_NONE, "an array");
    if (!count_terms(r, at, n))
        return false;
    for (size_t k = 0; k < n; k++) {
        if (!read_link(r, jr_at(list, k), &to[k]))
            return refuse(r, at, str_format(r->a, "%zu", k),
                          "[package, package, whole number >= 0]");
    }
    *ret = to;
    *ret_n = n;
    return true;
}

static bool read_keep(struct proof_reader *r, const struct jr *list, const struct place *at,
                      struct proof_node *ret)
{
    size_t n = jr_count(list);
    uint32_t *to = ARENA_ARRAY(r->a, uint32_t, n);

    if (jr_type(list) != JR_ARRAY)
        return refuse(r, at, STR_NONE, "an array");
    if (!count_terms(r, at, n))
        return false;
    for (size_t k = 0; k < n; k++) {
        to[k] = ids_find(&r->resources, jr_str(jr_at(list, k), STR_NONE));
        if (to[k] == ID_MISSING)
            return refuse(r, at, str_format(r->a, "%zu", k), "a resource of the instance");
    }
    ret->keep = to;
    ret->nkeep = n;
    return true;
}

static bool read_node(struct proof_reader *r, const struct jr *o, const struct place *at,
                      const struct proof_node **ret);

/* Reads the member that is there; false when it is wrong or unknown. */
static bool read_member(struct proof_reader *r, struct str key, const struct jr *v,
                        const struct place *at, struct proof_node *to)
{
    struct place below = {at, str_cstr(r->a, key)};

    if (str_eq(key, STR("price")))
        return read_price_object(r, v, at, to);
    if (str_eq(key, STR("needs")))
        return read_links(r, v, &below, &to->need, &to->nneed);
    if (str_eq(key, STR("bars")))
        return read_links(r, v, &below, &to->bar, &to->nbar);
    if (str_eq(key, STR("keep")))
        return read_keep(r, v, &below, to);
    if (str_eq(key, STR("package"))) {
        to->package = ids_find(&r->packages, jr_str(v, STR_NONE));
        return to->package != ID_MISSING || refuse(r, &below, STR_NONE, "a package of the instance");
    }
    if (str_eq(key, STR("in")))
        return read_node(r, v, &below, &to->in);
    if (str_eq(key, STR("out")))
        return read_node(r, v, &below, &to->out);
    if (str_eq(key, STR("then")))
        return read_node(r, v, &below, &to->then);
    return refuse(r, &below, STR_NONE, "left out: no such member");
}

/* A part of its number, when nobody has used it; NULL otherwise. */
static const struct jr *read_part(struct proof_reader *r, const struct jr *number)
{
    int64_t k = jr_int(number, -1);

    if (k < 0 || (uint64_t)k >= jr_count(r->parts) || r->used[k])
        return NULL;
    r->used[k] = true;
    r->nused++;
    return jr_at(r->parts, (size_t)k);
}

static bool read_node(struct proof_reader *r, const struct jr *o, const struct place *at,
                      const struct proof_node **ret)
{
    struct proof_node *to = ARENA_NEW(r->a, struct proof_node);
    bool is_branch;

    *to = (struct proof_node){.package = NO_PACKAGE};
    if (jr_type(o) == JR_INT) { /* one of those that are written apart */
        o = read_part(r, o);
        if (!o)
            return refuse(r, at, STR_NONE, "an object, or the number of a part that is used once");
    }
    if (jr_type(o) != JR_OBJECT)
        return refuse(r, at, STR_NONE, "an object");
    if (++r->nodes > PROOF_NODES_MAX || r->depth >= PROOF_DEPTH_MAX)
        return refuse(r, at, STR_NONE, "a smaller proof: too many nodes, or too deep");
    r->depth++;
    for (size_t k = 0; k < jr_count(o); k++) {
        if (!read_member(r, jr_key(o, k), jr_at(o, k), at, to))
            return false;
    }
    r->depth--;
    is_branch = to->package != NO_PACKAGE;
    if (is_branch != (to->in != NULL) || is_branch != (to->out != NULL) || (is_branch && to->then))
        return refuse(r, at, STR_NONE, "a branch (package, in, out), a reduction (then) or a leaf");
    if (!to->has_prices && (to->nneed || to->nbar || to->nkeep))
        return refuse(r, at, STR("price"), "there where needs, bars or keep are");
    *ret = to;
    return true;
}

bool proof_read(struct arena *a, const struct instance *in, const struct jr *json,
                struct proof *ret, struct err *e)
{
    struct proof_reader r = {.a = a, .in = in, .e = e};
    struct place top = {NULL, "proof"}, root = {&top, "root"};
    struct proof p = {0};
    int64_t places = jr_int(jr_get(json, "places"), -1);

    if (jr_type(json) != JR_OBJECT)
        return refuse(&r, &top, STR_NONE, "an object");
    if (places < PROOF_PLACES_MIN || places > PROOF_PLACES_MAX)
        return refuse(&r, &top, STR("places"), "a whole number from 7 to 18");
    p.places = (unsigned)places;
    for (size_t k = 0; k < jr_count(json); k++) {
        struct str key = jr_key(json, k);

        if (!str_eq(key, STR("places")) && !str_eq(key, STR("root")) &&
            !str_eq(key, STR("parts")))
            return refuse(&r, &top, key, "left out: no such member");
    }
    ids_init(&r.packages, a, in->npackage);
    ids_init(&r.resources, a, in->nresource);
    for (size_t i = 0; i < in->npackage; i++)
        (void)ids_add(&r.packages, in->package[i].id, (uint32_t)i);
    for (size_t i = 0; i < in->nresource; i++)
        (void)ids_add(&r.resources, in->resource[i].id, (uint32_t)i);
    r.parts = jr_get(json, "parts");
    r.used = ARENA_ARRAY(a, bool, jr_count(r.parts));
    if (!read_node(&r, jr_get(json, "root"), &root, &p.root))
        return false;
    if (r.nused != jr_count(r.parts))
        return refuse(&r, &top, STR("parts"), "parts that the tree uses, each once");
    *ret = p;
    return true;
}

/* --- size -------------------------------------------------------------------------------- */

static size_t count_nodes(const struct proof_node *n)
{
    if (!n)
        return 0;
    return 1 + count_nodes(n->in) + count_nodes(n->out) + count_nodes(n->then);
}

static size_t count_all_terms(const struct proof_node *n)
{
    if (!n)
        return 0;
    return n->nprice + n->nneed + n->nbar + n->nkeep + count_all_terms(n->in) +
           count_all_terms(n->out) + count_all_terms(n->then);
}

size_t proof_nodes(const struct proof *p)
{
    return count_nodes(p->root);
}

size_t proof_terms(const struct proof *p)
{
    return count_all_terms(p->root);
}
