/* openapi.c - the description of the API, made from the route table and the row types. */
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "web/call.h"
#include "web/openapi.h"
#include "web/router.h"

enum { API_MAX = 8 * 1024 * 1024 };

/* ---- row types ---- */

static void schema_of(struct jw *w, enum value_type v)
{
    switch (v) {
    case VT_INT:
    case VT_MONEY:
    case VT_SHARE:
    case VT_SCORE:
        J(w, "type", STR("integer"));
        J(w, "format", STR("int64"));
        return;
    case VT_FLAG:
        J(w, "type", STR("boolean"));
        return;
    case VT_DATE:
        J(w, "type", STR("string"));
        J(w, "format", STR("date"));
        return;
    case VT_WHEN:
        J(w, "type", STR("string"));
        J(w, "format", STR("date-time"));
        return;
    case VT_TEXT:
    case VT_BYTES:
    case VT_NULL:
        break;
    }
    J(w, "type", STR("string"));
}

static void row_schema(struct arena *a, struct jw *w, const struct row_type *t)
{
    struct str name = str_from(t->name);

    name = str_starts(name, STR("struct ")) ? str_slice(name, 7, name.n) : name;
    jw_object(w, str_cstr(a, name));
    J(w, "type", STR("object"));
    jw_object(w, "properties");
    for (size_t i = 0; i < t->n; i++) {
        const struct field *f = &t->fields[i];

        if (f->flags & FIELD_HIDDEN)
            continue;
        jw_object(w, str_cstr(a, field_column(a, f)));
        schema_of(w, f->type);
        J(w, "title", str_from(f->en));
        J(w, "description", str_from(f->th));
        jw_end_object(w);
    }
    jw_end_object(w);
    jw_end_object(w);
}

static bool seen_before(size_t route)
{
    for (size_t i = 0; i < route; i++) {
        if (routes[i].table == routes[route].table)
            return true;
    }
    return false;
}

/* ---- routes ---- */

static const char *perm_name(enum perm p)
{
    if (p == PERM_PUBLIC)
        return "public";
    return p == PERM_SIGNED_IN ? "signed_in" : perm_word(p);
}

static void parameters(struct arena *a, struct jw *w, struct str pattern)
{
    struct str rest = str_slice(pattern, 1, pattern.n), piece;

    jw_array(w, "parameters");
    while (str_split(&rest, '/', &piece)) {
        if (!piece.n || piece.p[0] != '{')
            continue;
        piece = str_slice(piece, 1, piece.n - (str_ends(piece, STR("*}")) ? 2 : 1));
        jw_object(w, NULL);
        J(w, "name", str_dup(a, piece));
        J(w, "in", STR("path"));
        J(w, "required", (bool)true);
        jw_object(w, "schema");
        J(w, "type", STR("string"));
        jw_end_object(w);
        jw_end_object(w);
    }
    jw_end_array(w);
}

static void answer_schema(struct arena *a, struct jw *w, const struct row_type *t)
{
    struct str name = str_from(t->name), ref;

    name = str_starts(name, STR("struct ")) ? str_slice(name, 7, name.n) : name;
    ref = str_format(a, "#/components/schemas/%.*s", STR_FMT(name));
    jw_object(w, "content");
    jw_object(w, "application/json");
    jw_object(w, "schema");
    J(w, "type", STR("object"));
    jw_object(w, "properties");
    jw_object(w, "rows");
    J(w, "type", STR("array"));
    jw_object(w, "items");
    J(w, "$ref", ref);
    jw_end_object(w);
    jw_end_object(w);
    jw_object(w, "total");
    J(w, "$ref", ref);
    jw_end_object(w);
    jw_object(w, "next");
    J(w, "type", STR("string"));
    jw_end_object(w);
    jw_end_object(w);
    jw_end_object(w);
    jw_end_object(w);
    jw_end_object(w);
}

static void operation(struct arena *a, struct jw *w, const struct route *r)
{
    jw_object(w, r->method == METHOD_GET ? "get" : "post");
    J(w, "summary", str_from(r->en));
    J(w, "description", str_from(r->th));
    J(w, "x-permission", str_from(perm_name(r->perm)));
    parameters(a, w, str_from(r->pattern));
    if (r->csrf == CSRF_FORM)
        J(w, "x-csrf", STR("field csrf or header X-CSRF-Token"));
    jw_object(w, "responses");
    jw_object(w, "200");
    J(w, "description", str_from(r->en));
    if (r->table)
        answer_schema(a, w, r->table);
    jw_end_object(w);
    jw_object(w, "default");
    J(w, "description", STR("An error"));
    jw_object(w, "content");
    jw_object(w, "application/json");
    jw_object(w, "schema");
    J(w, "$ref", STR("#/components/schemas/error"));
    jw_end_object(w);
    jw_end_object(w);
    jw_end_object(w);
    jw_end_object(w);
    jw_end_object(w);
    jw_end_object(w);
}

/* One path has one object: rows of the same pattern stand in it together. */
static void path_object(struct arena *a, struct jw *w, size_t at)
{
    struct str p = str_from(routes[at].pattern);

    for (size_t i = 0; i < at; i++) {
        if (!strcmp(routes[i].pattern, routes[at].pattern))
            return;
    }
    if (str_ends(p, STR("*}")))
        p = str_format(a, "%.*s}", (int)(p.n - 2), p.p);
    if (routes[at].table)
        p = str_format(a, "%.*s.json", STR_FMT(p));
    jw_object(w, str_cstr(a, p));
    for (size_t i = at; i < routes_n; i++) {
        if (!strcmp(routes[i].pattern, routes[at].pattern))
            operation(a, w, &routes[i]);
    }
    jw_end_object(w);
}

static void error_schema(struct jw *w)
{
    static const char *const text[] = {"code", "message_th", "message_en", "id"};

    jw_object(w, "error");
    J(w, "type", STR("object"));
    jw_object(w, "properties");
    for (size_t i = 0; i < ARRAY_LEN(text); i++) {
        jw_object(w, text[i]);
        J(w, "type", STR("string"));
        jw_end_object(w);
    }
    jw_object(w, "fields");
    J(w, "type", STR("array"));
    jw_object(w, "items");
    J(w, "type", STR("string"));
    jw_end_object(w);
    jw_end_object(w);
    jw_end_object(w);
    jw_end_object(w);
}

bool openapi_get(struct req *r, struct reply *ret, struct err *e)
{
    struct sbuf b;
    struct jw w;

    (void)e;
    sbuf_init(&b, r->a, API_MAX);
    jw_init(&w, &b, false);
    jw_object(&w, NULL);
    J(&w, "openapi", STR("3.0.3"));
    jw_object(&w, "info");
    J(&w, "title", STR("PBIS"));
    J(&w, "version", STR("1"));
    jw_end_object(&w);
    jw_object(&w, "paths");
    for (size_t i = 0; i < routes_n; i++)
        path_object(r->a, &w, i);
    jw_end_object(&w);
    jw_object(&w, "components");
    jw_object(&w, "schemas");
    for (size_t i = 0; i < routes_n; i++) {
        if (routes[i].table && !seen_before(i))
            row_schema(r->a, &w, routes[i].table);
    }
    error_schema(&w);
    jw_end_object(&w);
    jw_end_object(&w);
    jw_end_object(&w);
    reply_json(r, 200, sbuf_str(&b), ret);
    return true;
}

struct str routes_json(struct arena *a)
{
    struct sbuf b;
    struct jw w;

    sbuf_init(&b, a, API_MAX);
    jw_init(&w, &b, true);
    jw_array(&w, NULL);
    for (size_t i = 0; i < routes_n; i++) {
        jw_object(&w, NULL);
        J(&w, "method", routes[i].method == METHOD_GET ? STR("GET") : STR("POST"));
        J(&w, "pattern", str_from(routes[i].pattern));
        J(&w, "permission", str_from(perm_name(routes[i].perm)));
        J(&w, "csrf", (bool)(routes[i].csrf == CSRF_FORM));
        J(&w, "table", (bool)(routes[i].table != NULL));
        J(&w, "th", str_from(routes[i].th));
        J(&w, "en", str_from(routes[i].en));
        jw_end_object(&w);
    }
    jw_end_array(&w);
    return sbuf_str(&b);
}
