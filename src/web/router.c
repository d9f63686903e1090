/* router.c - the route table and the walk of one request over it. */
#include "web/router.h"

#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/log.h"
#include "web/http_int.h"

/* A handler or a row type may stand in several rows. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wredundant-decls"
#define TABLE(type) extern const struct row_type type;
#define NO_TABLE
#define ROUTE(m, pattern, handler, perm, csrf, table, th, en)                                      \
 handler_fn handler;                                                                               \
 table
#include "web/routes.def"
#undef ROUTE
#undef TABLE
#undef NO_TABLE
#pragma GCC diagnostic pop

/* A row that forgot its permission, or a POST without protection, ends the build. */
#define ROUTE(m, pattern, handler, perm, csrf, table, th, en)                                      \
 static_assert((perm) != PERM_UNSET, "permission of " pattern);                                    \
 static_assert((csrf) != CSRF_UNSET, "CSRF of " pattern);                                          \
 static_assert((METHOD_##m == METHOD_GET) == ((csrf) == CSRF_NONE), "CSRF of " pattern);           \
 static_assert((csrf) != CSRF_LOGIN || sizeof(pattern) == sizeof("/login"), pattern);
#include "web/routes.def"
#undef ROUTE

#define TABLE(type) &(type)
#define NO_TABLE    NULL
#define ROUTE(m, pattern, handler, perm, csrf, table, th, en)                                      \
 {METHOD_##m, pattern, handler, perm, csrf, table, th, en, sizeof(pattern) - 1},
const struct route routes[] = {
#include "web/routes.def"
};
#undef ROUTE
const size_t routes_n = ARRAY_LEN(routes);

static const struct {
    const char *ending;
    enum format format;
} endings[] = {{".json", FORMAT_JSON}, {".csv", FORMAT_CSV}, {".xlsx", FORMAT_XLSX}};

/* Does the pattern take these pieces? Fills seg[] with what its places take. */
static bool pattern_match(const char *pattern, const struct str *piece, size_t n, struct str *seg)
{
    struct str rest = str_from(pattern + 1), want;
    size_t i = 0, places = 0;

    if (!pattern[1])
        return n == 0;
    while (str_split(&rest, '/', &want)) {
        if (i == n)
            return false;
        if (want.n && want.p[0] == '{') {
            bool all = str_ends(want, STR("*}"));

            assert(places < ARRAY_LEN(((struct req *)0)->seg));
            seg[places] = piece[i];
            if (all) {
                seg[places + 1] = STR_NONE;
                return true; /* the caller joins the rest */
            }
            places++;
        } else if (!str_eq(want, piece[i])) {
            return false;
        }
        i++;
    }
    return i == n;
}

/* {name*} takes what is left, with its slashes. */
static void join_rest(struct call *c, const struct route *r)
{
    struct str pattern = str_from(r->pattern), rest = str_slice(pattern, 1, pattern.n), want;
    size_t i = 0, places = 0;

    if (!str_ends(pattern, STR("*}")))
        return;
    while (str_split(&rest, '/', &want)) {
        if (str_ends(want, STR("*}")))
            break;
        places += want.n && want.p[0] == '{';
        i++;
    }
    c->req.seg[places] = str_join(c->req.a, c->segment + i, c->segments - i, STR("/"));
}

/* The row of the path; *ret_other says that another method has one. */
static const struct route *lookup(struct call *c, bool tables, bool *ret_other)
{
    struct str seg[ARRAY_LEN(c->req.seg) + 1];

    for (size_t i = 0; i < routes_n; i++) {
        if (tables && !routes[i].table)
            continue;
        memset(seg, 0, sizeof seg);
        if (!pattern_match(routes[i].pattern, c->segment, c->segments, seg))
            continue;
        if (routes[i].method != c->req.method) {
            *ret_other = true;
            continue;
        }
        memcpy(c->req.seg, seg, sizeof c->req.seg);
        join_rest(c, &routes[i]);
        return &routes[i];
    }
    return NULL;
}

static bool route_find(struct call *c, struct err *e)
{
    struct req *r = &c->req;
    bool other = false;

    /* Endings first: /agencies/{code} would take 1100.json for a code. */
    for (size_t i = 0; !r->route && c->segments && i < ARRAY_LEN(endings); i++) {
        struct str *last = &c->segment[c->segments - 1], whole = *last;
        struct str ending = str_from(endings[i].ending);

        if (!str_ends(whole, ending) || whole.n == ending.n)
            continue;
        *last = str_slice(whole, 0, whole.n - ending.n);
        r->route = lookup(c, true, &other);
        if (r->route) {
            r->format = endings[i].format;
            r->path = str_slice(r->path, 0, r->path.n - ending.n);
        } else {
            *last = whole;
        }
    }
    if (!r->route)
        r->route = lookup(c, false, &other);
    if (r->route)
        return true;
    if (other) {
        FAIL(e, ERR_METHOD);
        err_arg(e, "value", V(c->method_word));
        c->allow = r->method == METHOD_GET ? STR("POST") : STR("GET, HEAD");
        return false;
    }
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(r->path));
    return false;
}

/* A one-time password, or a missing second factor: nothing else before that is mended. */
static bool must_first(const struct req *r, struct err *e)
{
    static const char *const open[] = {"/logout", "/me/language", "/me/password"};
    bool totp = str_eq(r->session.must, STR("totp"));

    if (!r->session.must.n)
        return true;
    for (size_t i = 0; i < ARRAY_LEN(open); i++) {
        if (str_eq(str_from(r->route->pattern), str_from(open[i])))
            return true;
    }
    if (totp && str_starts(str_from(r->route->pattern), STR("/me/second-factor")))
        return true;
    FAIL(e, totp ? ERR_SECOND_FIRST : ERR_PASSWORD_FIRST);
    return false;
}

static bool permission_check(struct call *c, struct err *e)
{
    const struct req *r = &c->req;
    enum perm p = r->route->perm;

    if (p == PERM_PUBLIC)
        return true;
    if (!r->session.actor.user_id) {
        FAIL(e, ERR_LOGIN_NEEDED);
        return false;
    }
    if (!must_first(r, e))
        return false;
    if (p == PERM_SIGNED_IN || actor_may(&r->session.actor, p))
        return true;
    FAIL(e, ERR_FORBIDDEN);
    err_arg(e, "permission", V(str_from(perm_word(p))));
    log_line(LOG_WARN, "denied",
             LOG_FIELDS({"id", V(r->id)}, {"user", V(r->session.actor.name)}, {"path", V(r->path)},
                        {"permission", V(str_from(perm_word(p)))}));
    return false;
}

bool router_prepare(struct call *c, struct err *e)
{
    struct req *r = &c->req;
    struct err missing;
    bool found = route_find(c, &missing);

    if (str_starts(c->content_type, STR("application/json")))
        r->format = FORMAT_JSON;
    if (found && (r->route->handler == asset_get || r->route->handler == health_get)) {
        call_lang(c);
        return true;
    }
    if (!store_reader(r->server->store, &r->db, e))
        return false;
    c->statements = db_statements(r->db);
    if (!session_read(c, e))
        return false;
    call_lang(c);
    if (!found) {
        *e = missing;
        return false;
    }
    return permission_check(c, e);
}

bool router_run(struct call *c, struct err *e)
{
    struct req *r = &c->req;

    if (r->route->csrf != CSRF_NONE && !csrf_check(c, e))
        return false;
    if (r->session.actor.user_id && !call_year(c, e))
        return false;
    c->reply = (struct reply){.status = 200, .fd = -1};
    return r->route->handler(r, &c->reply, e);
}

bool route_exists(const char *path)
{
    size_t n = strlen(path);

    for (size_t i = 0; i < routes_n; i++) {
        if (routes[i].pattern_n == n && routes[i].method == METHOD_GET &&
            memcmp(routes[i].pattern, path, n) == 0)
            return true;
    }
    return false;
}
