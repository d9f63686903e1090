/* session.c - who asks, in which language and year; protection of forms. */
#include <netdb.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include <microhttpd.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/log.h"
#include "city/year.h"
#include "sql_web.h"
#include "store/store.h"
#include "web/http_int.h"

enum {
    SEEN_EVERY_MS = 60 * 1000,
    TOKEN_MAX = 200,
    YEAR_COOKIE_S = 30 * 24 * 3600,
    STEP_COOKIE_S = 300,
    ADDRESS_MAX = 64,
};

static struct str cookie_value(struct call *c, const char *name)
{
    if (!c->has_cookie)
        return STR_NONE;
    return str_from(MHD_lookup_connection_value(c->conn, MHD_COOKIE_KIND, name));
}

static const char *session_name(const struct server *s)
{
    return s->tls ? "__Host-pbis" : "pbis";
}

struct str session_cookie(struct req *r, struct str token)
{
    return str_format(r->a, "%s=%.*s; Path=/; HttpOnly; SameSite=Lax%s%s", session_name(r->server),
                      STR_FMT(token), r->server->tls ? "; Secure" : "",
                      token.n ? "" : "; Max-Age=0");
}

/* Between the two steps of signing in; it opens nothing by itself. */
static const char *step_name(const struct server *s)
{
    return s->tls ? "__Host-pbis_step" : "pbis_step";
}

struct str step_cookie(struct req *r, struct str token)
{
    return str_format(r->a, "%s=%.*s; Path=/; HttpOnly; SameSite=Lax%s; Max-Age=%d",
                      step_name(r->server), STR_FMT(token), r->server->tls ? "; Secure" : "",
                      token.n ? STEP_COOKIE_S : 0);
}

struct str step_token(struct req *r)
{
    struct str token = cookie_value(call_of(r), step_name(r->server));

    return token.n <= TOKEN_MAX ? token : STR_NONE;
}

/* The peer's own address: what a header says of it is not believed. */
static struct str address_of(struct call *c)
{
    const union MHD_ConnectionInfo *i =
        MHD_get_connection_info(c->conn, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    char host[ADDRESS_MAX];

    if (!i || !i->client_addr ||
        getnameinfo(i->client_addr,
                    i->client_addr->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6)
                                                          : sizeof(struct sockaddr_in),
                    host, sizeof host, NULL, 0, NI_NUMERICHOST)) {
        return STR_NONE;
    }
    return str_dup(c->req.a, str_from(host));
}

struct session_from call_from(struct req *r)
{
    struct str agent =
        str_from(MHD_lookup_connection_value(call_of(r)->conn, MHD_HEADER_KIND, "User-Agent"));
    struct str clean;

    return (struct session_from){.address = address_of(call_of(r)),
                                 .agent = str_clean(r->a, agent, &clean) ? clean : STR_NONE};
}

void call_cookie(struct call *c, struct str set_cookie)
{
    if (c->cookies < CALL_COOKIES)
        c->cookie[c->cookies++] = set_cookie;
}

/* ---- last use ---- */

/* Written beside the request, which does not wait for it. */
struct seen {
    struct store_write_job job;
    struct actor who;
    int64_t now_ms;
    size_t n;
    char token[TOKEN_MAX];
};

static bool seen_write(struct tx *tx, void *ctx, struct err *e)
{
    struct seen *s = ctx;
    struct act by = {
        .tx = tx, .a = tx->a, .who = &s->who, .today = date_of_ms(s->now_ms), .now_ms = s->now_ms};

    return session_seen(&by, (struct str){s->token, s->n}, e);
}

static void seen_done(struct store_write_job *w, bool ok)
{
    if (!ok)
        log_err("session_seen", &w->err, STR_NONE);
    mem_free(w->ctx);
}

static void remember_use(struct call *c)
{
    struct seen *s;
    struct err e;

    if (c->req.now_ms - c->req.session.seen_ms < SEEN_EVERY_MS || c->token.n > TOKEN_MAX)
        return;
    s = mem_alloc(sizeof *s);
    memset(s, 0, sizeof *s);
    s->who = actor_system();
    s->now_ms = c->req.now_ms;
    s->n = c->token.n;
    memcpy(s->token, c->token.p, c->token.n);
    s->job = (struct store_write_job){.fn = seen_write, .done = seen_done, .ctx = s};
    if (!store_submit(c->http->server->store, &s->job, &e))
        mem_free(s); /* a full queue: the next request tries again */
}

bool session_read(struct call *c, struct err *e)
{
    struct req *r = &c->req;
    const int64_t *set = r->server->settings.v;
    struct err why;

    c->token = cookie_value(c, session_name(r->server));
    if (!c->token.n || c->token.n > TOKEN_MAX)
        return true;
    if (session_find(r->db, r->a, c->token, r->now_ms,
                     &(struct session_limits){set[SET_SESSION_IDLE_MIN] * 60000,
                                              set[SET_SESSION_MAX_H] * 3600000},
                     &r->session, &why)) {
        remember_use(c);
        return true;
    }
    r->session = (struct session){0};
    if (why.code == ERR_LOGIN_NEEDED)
        return true;
    *e = why;
    return false;
}

/* ---- language and year ---- */

static enum lang lang_word(struct str s, enum lang otherwise)
{
    if (str_eq(s, STR("th")))
        return LANG_TH;
    return str_eq(s, STR("en")) ? LANG_EN : otherwise;
}

struct str lang_cookie(struct req *r, struct str lang)
{
    return str_format(r->a, "pbis_lang=%.*s; Path=/; HttpOnly; SameSite=Lax%s", STR_FMT(lang),
                      r->server->tls ? "; Secure" : "");
}

void call_lang(struct call *c)
{
    struct req *r = &c->req;
    struct str asked = req_query(r, "lang");

    r->lang = lang_word(r->session.lang, LANG_TH);
    r->lang = lang_word(cookie_value(c, "pbis_lang"), r->lang);
    if (!str_eq(asked, STR("th")) && !str_eq(asked, STR("en")))
        return;
    r->lang = lang_word(asked, r->lang);
    call_cookie(c, lang_cookie(r, asked));
}

static int newest_first(const void *p, const void *q)
{
    const struct fiscal_year *x = p, *y = q;

    return (y->year > x->year) - (y->year < x->year);
}

bool call_years(struct call *c, struct err *e)
{
    struct fiscal_year *y;

    if (c->years_read)
        return true;
    if (!year_list(c->req.db, c->req.a, &c->years, e))
        return false;
    y = ARENA_ARRAY(c->req.a, struct fiscal_year, c->years.n);
    if (c->years.n)
        memcpy(y, c->years.p, c->years.n * sizeof *y);
    for (size_t i = 1; i < c->years.n; i++) { /* a few, nearly in order */
        for (size_t k = i; k > 0 && newest_first(&y[k - 1], &y[k]) > 0; k--) {
            struct fiscal_year t = y[k];

            y[k] = y[k - 1];
            y[k - 1] = t;
        }
    }
    c->years.p = y;
    c->years_read = true;
    return true;
}

/* Nobody said which: where requests are written the newest year that takes them; elsewhere the newest
 * that has requests to show, so that readers do not begin on an empty year. */
static bool year_unsaid(struct call *c, struct err *e)
{
    struct req *r = &c->req;
    const struct fiscal_year *y = c->years.p;

    for (size_t i = 0; str_starts(r->path, STR("/requests")) && i < c->years.n; i++) {
        if (str_eq(y[i].stage, STR("REQUEST"))) {
            r->year = y[i].year;
            return true;
        }
    }
    if (c->years.n > 1 && !db_int(r->db, &Q_WEB_YEAR_WITH_REQUESTS, NO_ARGS, &r->year, e))
        return false;
    if (!r->year && c->years.n)
        r->year = y[0].year;
    if (!r->year && !str_eq(r->path, STR("/overview"))) /* a store without years shows this one, empty; there, where to begin */
        r->year = fy_of(r->today);
    return true;
}

/* The year that a meeting's or resolution's own code names: its page is of that year, whatever year the
 * reader came from. 0 = the address names none. */
static int64_t year_of_code(struct str path)
{
    static const struct str rooms[] = {STR_INIT("/meetings/"), STR_INIT("/resolutions/")};
    struct err e;
    int32_t year;

    for (size_t i = 0; i < ARRAY_LEN(rooms); i++) {
        size_t n = rooms[i].n;

        if (str_starts(path, rooms[i]) && path.n > n + 4 && path.p[n + 4] == '-' &&
            fy_parse(str_slice(path, n, n + 4), &year, &e))
            return year;
    }
    return 0;
}

/* A field of a form wins over a code in the address, that over ?year=, that over the cookie. */
bool call_year(struct call *c, struct err *e)
{
    int64_t own = year_of_code(c->req.path);
    struct req *r = &c->req;
    struct str said = req_field(r, "year");
    int32_t year;

    if (said.n)
        own = 0;
    else
        said = req_query(r, "year");
    if (said.n) {
        if (!fy_parse(said, &year, e))
            return false;
        r->year = own ? own : year;
        if (r->method == METHOD_GET && r->format == FORMAT_HTML)
            call_cookie(c, str_format(r->a,
                                      "pbis_year=%d; Path=/; HttpOnly; SameSite=Lax; "
                                      "Max-Age=%d%s",
                                      (int)year, (int)YEAR_COOKIE_S,
                                      r->server->tls ? "; Secure" : ""));
        return true;
    }
    if (!call_years(c, e))
        return false;
    if (own) {
        r->year = own;
        return true;
    }
    said = cookie_value(c, "pbis_year");
    for (size_t i = 0; i < c->years.n; i++) {
        const struct fiscal_year *y = (const struct fiscal_year *)c->years.p + i;

        if (str_eq(said, str_format(r->a, "%d", (int)y->year)))
            r->year = y->year;
    }
    return r->year || year_unsaid(c, e);
}

/* ---- forged forms ---- */

static bool refuse(struct call *c, struct err *e, const char *why)
{
    FAIL(e, ERR_CSRF);
    err_detail(e, "%s", why);
    log_line(LOG_WARN, "csrf",
             LOG_FIELDS({"id", V(c->req.id)}, {"path", V(c->req.path)}, {"why", V(str_from(why))}));
    return false;
}

/* Browsers say where a request came from; what they say must be us. */
static bool origin_good(struct call *c)
{
    struct str origin = str_from(MHD_lookup_connection_value(c->conn, MHD_HEADER_KIND, "Origin"));
    struct str site =
        str_from(MHD_lookup_connection_value(c->conn, MHD_HEADER_KIND, "Sec-Fetch-Site"));
    size_t at;

    if (site.n && !str_eq(site, STR("same-origin")) && !str_eq(site, STR("none")))
        return false;
    if (!origin.n)
        return true;
    at = str_find(origin, STR("://"), 0);
    return at < origin.n && str_eq(str_slice(origin, at + 3, origin.n), c->host);
}

bool csrf_check(struct call *c, struct err *e)
{
    struct req *r = &c->req;
    struct str said = c->csrf_header.n ? c->csrf_header : req_field(r, "csrf");
    struct str want = r->session.csrf;

    if (!origin_good(c))
        return refuse(c, e, "another site");
    if (r->route->csrf == CSRF_LOGIN)
        return true;
    if (!want.n || said.n != want.n || !crypto_equal(said.p, want.p, want.n))
        return refuse(c, e, "token");
    return true;
}
