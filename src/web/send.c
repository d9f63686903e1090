/* send.c - puts a reply on the wire, with every header that a reply must carry. */
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <microhttpd.h>

#include "base/arena.h"
#include "base/gzip.h"
#include "base/log.h"
#include "web/http_int.h"

enum {
    GZIP_FROM = 1024,
    GZIP_FAST_FROM = 128 * 1024,
    GZIP_MOST = 4 * 1024 * 1024,
    HEADER_MAX = 1024
};

struct header {
    const char *name, *value;
};

/* On every reply. */
static const struct header always[] = {
    {"Content-Security-Policy",
     "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
     "object-src 'none'; frame-ancestors 'none'; form-action 'self'; base-uri 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "same-origin"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), geolocation=(), microphone=()"},
};

int64_t clock_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void add(struct MHD_Response *m, const char *name, struct str value)
{
    char text[HEADER_MAX];

    if (value.n >= sizeof text || memchr(value.p ? value.p : "", '\n', value.n) ||
        memchr(value.p ? value.p : "", '\r', value.n))
        return; /* our own code makes the values; never let one split the reply */
    memcpy(text, value.p ? value.p : "", value.n);
    text[value.n] = 0;
    (void)MHD_add_response_header(m, name, text);
}

static bool takes_gzip(struct call *c)
{
    const char *v = MHD_lookup_connection_value(c->conn, MHD_HEADER_KIND, "Accept-Encoding");
    struct str rest = str_from(v), piece;

    while (str_split(&rest, ',', &piece)) {
        piece = str_trim(piece);
        if (str_starts(piece, STR("gzip")))
            return !str_has(piece, STR("q=0")) || str_has(piece, STR("q=0."));
    }
    return false;
}

static bool packable(struct str type)
{
    return str_starts(type, STR("text/")) || str_starts(type, STR("application/json")) ||
           str_starts(type, STR("image/svg"));
}

/* The body in gzip form; false when that is not worth it. */
static bool pack(struct arena *a, struct str body, struct str *ret)
{
    struct str packed = gzip_pack(a, body, body.n >= GZIP_FAST_FROM ? 1 : 5);

    if (packed.n >= body.n)
        return false;
    *ret = packed;
    return true;
}

static struct MHD_Response *response_of(struct call *c, bool *ret_packed)
{
    struct reply *r = &c->reply;
    struct str body = r->body;

    *ret_packed = false;
    if (r->fd > 0) {
        int fd = dup(r->fd); /* the library closes its own */

        return fd < 0 ? NULL : MHD_create_response_from_fd64((uint64_t)r->fd_bytes, fd);
    }
    if (body.n >= GZIP_FROM && body.n <= GZIP_MOST && packable(r->type) && !r->packed &&
        takes_gzip(c))
        *ret_packed = pack(c->req.a, r->body, &body);
    if (r->lasting)
        return MHD_create_response_from_buffer(body.n, (void *)(uintptr_t)body.p,
                                               MHD_RESPMEM_PERSISTENT);
    return MHD_create_response_from_buffer(body.n, (void *)(uintptr_t)body.p,
                                           MHD_RESPMEM_MUST_COPY);
}

/* filename="plain.csv"; filename*=UTF-8''... */
static struct str disposition(struct arena *a, struct str name)
{
    struct sbuf b;

    sbuf_init(&b, a, HEADER_MAX);
    SB_LIT(&b, "attachment; filename=\"");
    for (size_t i = 0; i < name.n; i++) {
        char ch = name.p[i];
        bool plain = (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') ||
                     (ch >= '0' && ch <= '9') || ch == '.' || ch == '-' || ch == '_';

        sbuf_byte(&b, (char)(plain ? ch : '_'));
    }
    SB_LIT(&b, "\"; filename*=UTF-8''");
    for (size_t i = 0; i < name.n; i++) {
        unsigned char ch = (unsigned char)name.p[i];
        bool plain = (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') ||
                     (ch >= '0' && ch <= '9') || ch == '.' || ch == '-' || ch == '_';

        if (plain)
            sbuf_byte(&b, (char)ch);
        else
            sbuf_printf(&b, "%%%02X", (unsigned)ch);
    }
    return sbuf_str(&b);
}

static void add_debug(struct call *c, struct MHD_Response *m)
{
    int64_t us = clock_us() - c->start_us;
    int64_t statements = c->req.db ? db_statements(c->req.db) - c->statements : 0;

    add(m, "X-PBIS-Debug",
        str_format(c->req.a, "statements=%lld arena=%zu us=%lld", (long long)statements,
                   arena_bytes(c->req.a), (long long)us));
    add(m, "Server-Timing",
        str_format(c->req.a, "app;dur=%lld.%03lld", (long long)(us / 1000),
                   (long long)(us % 1000)));
}

static void add_headers(struct call *c, struct MHD_Response *m, bool packed)
{
    struct reply *r = &c->reply;

    for (size_t i = 0; i < ARRAY_LEN(always); i++)
        (void)MHD_add_response_header(m, always[i].name, always[i].value);
    if (c->http->tls)
        (void)MHD_add_response_header(m, "Strict-Transport-Security", "max-age=31536000");
    (void)MHD_add_response_header(
        m, "Cache-Control", r->cacheable ? "public, max-age=31536000, immutable" : "no-store");
    if (r->type.n)
        add(m, "Content-Type", r->type);
    if (r->etag.n)
        add(m, "ETag", str_format(c->req.a, "\"%.*s\"", STR_FMT(r->etag)));
    if (r->location.n)
        add(m, "Location", r->location);
    if (r->filename.n)
        add(m, "Content-Disposition", disposition(c->req.a, r->filename));
    if (packed || r->packed)
        (void)MHD_add_response_header(m, "Content-Encoding", "gzip");
    if (packable(r->type))
        (void)MHD_add_response_header(m, "Vary", "Accept-Encoding");
    if (r->set_cookie.n)
        add(m, "Set-Cookie", r->set_cookie);
    if (r->set_cookie2.n)
        add(m, "Set-Cookie", r->set_cookie2);
    for (size_t i = 0; i < c->cookies; i++)
        add(m, "Set-Cookie", c->cookie[i]);
    if (c->allow.n && r->status == 405)
        add(m, "Allow", c->allow);
    if (r->retry_s)
        add(m, "Retry-After", str_format(c->req.a, "%lld", (long long)r->retry_s));
    if (c->close)
        (void)MHD_add_response_header(m, "Connection", "close");
    if (c->http->debug)
        add_debug(c, m);
}

static void log_call(struct call *c)
{
    struct req *r = &c->req;

    if (!c->http->server->settings.v[SET_LOG_INFO])
        return;
    log_line(LOG_INFO, "request",
             LOG_FIELDS({"id", V(r->id)}, {"method", V(c->method_word)}, {"path", V(r->path)},
                        {"status", V((int64_t)c->status)}, {"us", V(clock_us() - c->start_us)},
                        {"user", V(r->session.actor.name)}));
}

bool call_send(struct call *c)
{
    bool packed, ok;
    struct MHD_Response *m = response_of(c, &packed);

    if (!m)
        return false;
    add_headers(c, m, packed);
    c->status = c->reply.status;
    c->state = CALL_ANSWERED;
    ok = MHD_queue_response(c->conn, (unsigned)c->reply.status, m) == MHD_YES;
    MHD_destroy_response(m);
    log_call(c);
    return ok;
}
