#include "web/http.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <microhttpd.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/file.h"
#include "base/log.h"
#include "web/http_int.h"

enum {
    CONNECTION_MEMORY = 12 * 1024, /* headers and buffers of one connection */
    TIMEOUT_S = 30,                /* without a byte */
    HEAD_MS = 20 * 1000,           /* for all headers */
    IDLE_MS = 60 * 1000,
    BODY_MS = 30 * 1000,            /* and then at least */
    BODY_BYTES_MS = 8,              /* bytes a millisecond */
    DISCARD_MOST = 4 * 1024 * 1024, /* of a refused body, so that its client reads why */
    BACKLOG = 1024,
    WORK_THREADS = 2,
    WORK_QUEUE = 256,
    HASH_QUEUE = 32,
    PEM_MAX = 256 * 1024,
    ID_BYTES = 9,
};

/* ---- watches ---- */

static void watch_begin(struct http *h, struct watch *w, enum watch_phase phase)
{
    pthread_mutex_lock(&h->lock);
    w->phase = phase;
    w->bytes = 0;
    w->since_ms = clock_us() / 1000;
    pthread_mutex_unlock(&h->lock);
}

static void connection_event(void *cls, struct MHD_Connection *conn, void **context,
                             enum MHD_ConnectionNotificationCode what)
{
    struct http *h = cls;
    struct watch *w = *context;

    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *fd =
            MHD_get_connection_info(conn, MHD_CONNECTION_INFO_CONNECTION_FD);

        w = mem_alloc(sizeof *w);
        *w = (struct watch){.fd = fd ? (int)fd->connect_fd : -1,
                            .phase = WATCH_HEAD,
                            .since_ms = clock_us() / 1000};
        pthread_mutex_lock(&h->lock);
        w->older = h->newest;
        if (w->older)
            w->older->newer = w;
        h->newest = w;
        pthread_mutex_unlock(&h->lock);
        *context = w;
        return;
    }
    if (!w)
        return;
    pthread_mutex_lock(&h->lock);
    if (w->older)
        w->older->newer = w->newer;
    if (w->newer)
        w->newer->older = w->older;
    else
        h->newest = w->older;
    pthread_mutex_unlock(&h->lock);
    mem_free(w);
    *context = NULL;
}

static bool too_slow(const struct watch *w, int64_t now_ms)
{
    int64_t age = now_ms - w->since_ms;

    switch (w->phase) {
    case WATCH_IDLE:
        return age > IDLE_MS;
    case WATCH_HEAD:
        return age > HEAD_MS;
    case WATCH_BODY:
        return age > BODY_MS && w->bytes < (age - BODY_MS) * BODY_BYTES_MS;
    case WATCH_WORK:
        break;
    }
    return false;
}

void http_sweep(struct http *h, int64_t now_ms)
{
    (void)now_ms;
    now_ms = clock_us() / 1000; /* a clock that never jumps */
    pthread_mutex_lock(&h->lock);
    for (struct watch *w = h->newest; w; w = w->older) {
        if (w->fd >= 0 && too_slow(w, now_ms)) {
            (void)shutdown(w->fd, SHUT_RDWR); /* the library closes it */
            w->phase = WATCH_WORK;
        }
    }
    pthread_mutex_unlock(&h->lock);
}

/* ---- the walk ---- */

static enum MHD_Result answer(struct call *c)
{
    watch_begin(c->http, c->watch, WATCH_WORK);
    return call_send(c) ? MHD_YES : MHD_NO;
}

static enum MHD_Result answer_error(struct call *c, const struct err *e)
{
    reply_error(&c->req, e, &c->reply);
    return answer(c);
}

/* A handler, or what followed a write or work, has spoken. */
static enum MHD_Result conclude(struct call *c, bool ok, const struct err *e)
{
    if (!ok)
        return answer_error(c, e);
    if (!c->reply.pending)
        return answer(c);
    c->state = CALL_AWAY;
    watch_begin(c->http, c->watch, WATCH_WORK);
    atomic_fetch_add(&c->http->away, 1);
    MHD_suspend_connection(c->conn);
    call_leave(c);
    return MHD_YES;
}

static enum MHD_Result begin(struct call *c, const char *method, const char *version)
{
    struct err e;
    int64_t n;
    bool framing = head_check(c, method, version, &e) && target_parse(c, &e);

    if (!framing) {
        c->close = true; /* where the next request begins is not certain */
        return answer_error(c, &e);
    }
    c->close = atomic_load(&c->http->stopping);
    c->state = CALL_BODY;
    if (!router_prepare(c, &c->err) || !body_begin(c, &c->err))
        c->refused = true;
    n = c->chunked ? INT64_MAX : c->content_length;
    if (c->refused && (n > DISCARD_MOST || c->expect)) {
        c->close = true;
        return answer_error(c, &c->err);
    }
    watch_begin(c->http, c->watch, WATCH_BODY);
    return MHD_YES;
}

static enum MHD_Result body_done(struct call *c)
{
    struct err e;

    if (c->refused)
        return answer_error(c, &c->err);
    if (!body_end(c, &e))
        return answer_error(c, &e);
    return conclude(c, router_run(c, &e), &e);
}

/* The write was refused: the handler may show its form again, as it was typed. */
static bool refused_form(struct call *c, struct err *e)
{
    req_after_fn *form = c->req.refused;

    if (!form || call_wants_json(c) || err_http(e->code) >= 500)
        return false;
    c->req.refused = NULL;
    c->why = &c->err;
    c->reply.status = err_http(e->code);
    return form(&c->req, c->ctx, &c->reply, e);
}

static enum MHD_Result came_back(struct call *c)
{
    struct err e;
    req_after_fn *after = c->after;

    atomic_fetch_sub(&c->http->away, 1);
    c->state = CALL_BODY;
    c->reply.pending = false;
    c->leave = LEAVE_NONE;
    if (!store_reader(c->http->server->store, &c->req.db, &e))
        return answer_error(c, &e);
    if (!c->ok) {
        e = c->err;
        return conclude(c, refused_form(c, &e), &e);
    }
    return conclude(c, c->replayed || after(&c->req, c->ctx, &c->reply, &e), &e);
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *conn, const char *url,
                                  const char *method, const char *version, const char *data,
                                  size_t *data_n, void **context)
{
    struct call *c = *context;

    (void)cls;
    (void)conn;
    (void)url;
    switch (c->state) {
    case CALL_NEW:
        return begin(c, method, version);
    case CALL_BODY:
        if (*data_n) {
            size_t n = *data_n;

            *data_n = 0;
            c->watch->bytes += (int64_t)n;
            return body_feed(c, data, n) ? MHD_YES : MHD_NO;
        }
        return body_done(c);
    case CALL_AWAY:
        return came_back(c);
    case CALL_ANSWERED:
        break;
    }
    *data_n = 0;
    return MHD_YES;
}

/* The request line is there: everything of this request lives in its arena from here on. */
static void *on_target(void *cls, const char *uri, struct MHD_Connection *conn)
{
    struct http *h = cls;
    struct arena *a = arena_new();
    struct call *c = ARENA_NEW(a, struct call);
    const union MHD_ConnectionInfo *w =
        MHD_get_connection_info(conn, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

    c->http = h;
    c->conn = conn;
    c->watch = w ? w->socket_context : NULL;
    c->state = CALL_NEW;
    c->start_us = clock_us();
    c->target = str_dup(a, str_from(uri));
    c->reply.fd = -1;
    c->req.server = h->server;
    c->req.a = a;
    c->req.now_ms = clock_now_ms();
    c->req.today = date_of_ms(c->req.now_ms);
    store_day_set(h->server->store, c->req.today);
    c->req.id = crypto_token(a, ID_BYTES);
    return c;
}

static void on_completed(void *cls, struct MHD_Connection *conn, void **context,
                         enum MHD_RequestTerminationCode why)
{
    struct call *c = *context;

    (void)cls;
    (void)conn;
    (void)why;
    if (!c)
        return;
    if (c->watch)
        watch_begin(c->http, c->watch, WATCH_IDLE);
    arena_free(c->req.a);
    *context = NULL;
}

/* The library must not decode: target.c does, once, and knows what it refuses. */
static size_t no_decoding(void *cls, struct MHD_Connection *conn, char *s)
{
    (void)cls;
    (void)conn;
    return strlen(s);
}

static void no_log(void *cls, const char *fmt, va_list ap)
{
    (void)cls;
    (void)fmt;
    (void)ap;
}

/* ---- start and stop ---- */

static bool listen_error(struct str address, const char *why, struct err *e)
{
    FAIL(e, ERR_LISTEN);
    err_arg(e, "address", V(address));
    err_arg(e, "why", V(str_from(why)));
    return false;
}

static bool is_loopback(const struct sockaddr *sa)
{
    if (sa->sa_family == AF_INET) {
        struct sockaddr_in in;

        memcpy(&in, sa, sizeof in);
        return ntohl(in.sin_addr.s_addr) >> 24 == 127;
    }
    if (sa->sa_family == AF_INET6) {
        struct sockaddr_in6 in6;

        memcpy(&in6, sa, sizeof in6);
        return IN6_IS_ADDR_LOOPBACK(&in6.sin6_addr);
    }
    return false;
}

static int port_of(int fd)
{
    struct sockaddr_storage sa;
    socklen_t n = sizeof sa;
    struct sockaddr_in6 in6;
    struct sockaddr_in in;

    if (getsockname(fd, (struct sockaddr *)&sa, &n))
        return 0;
    if (sa.ss_family == AF_INET6) {
        memcpy(&in6, &sa, sizeof in6);
        return ntohs(in6.sin6_port);
    }
    memcpy(&in, &sa, sizeof in);
    return ntohs(in.sin_port);
}

static bool listen_on(struct arena *a, struct http *h, const struct http_options *o, int *ret_fd,
                      struct err *e)
{
    struct addrinfo hints = {.ai_family = AF_UNSPEC,
                             .ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE};
    struct addrinfo *ai;
    size_t colon = o->listen.n;
    struct str host;
    int fd, on = 1, failed;

    while (colon > 0 && o->listen.p[colon - 1] != ':')
        colon--;
    if (colon < 2 || colon == o->listen.n)
        return listen_error(o->listen, "write ADDR:PORT, e.g. 127.0.0.1:8080", e);
    host = str_slice(o->listen, 0, colon - 1);
    h->address = str_dup(a, host);
    if (host.n > 2 && host.p[0] == '[' && host.p[host.n - 1] == ']')
        host = str_slice(host, 1, host.n - 1);
    if (getaddrinfo(str_cstr(a, host), str_cstr(a, str_slice(o->listen, colon, o->listen.n)),
                    &hints, &ai))
        return listen_error(o->listen, "not an address", e);
    h->loopback = is_loopback(ai->ai_addr);
    fd = socket(ai->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    failed = fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) ||
             bind(fd, ai->ai_addr, ai->ai_addrlen) || listen(fd, BACKLOG);
    freeaddrinfo(ai);
    if (failed) {
        (void)listen_error(o->listen, strerror(errno), e);
        if (fd >= 0)
            close(fd);
        return false;
    }
    h->port = port_of(fd);
    *ret_fd = fd;
    return true;
}

static bool pem_read(struct arena *a, const char *path, char **ret, struct err *e)
{
    struct str text;

    if (!file_read(a, path, PEM_MAX, &text, e))
        return false;
    *ret = str_cstr(a, text);
    return true;
}

/* Whoever can read the key is the server. */
static bool key_private(const char *path, struct err *e)
{
    struct stat st;

    if (stat(path, &st) || !(st.st_mode & (S_IRWXG | S_IRWXO)))
        return true; /* a missing file: pem_read() says so */
    FAIL(e, ERR_KEY_MODE);
    err_arg(e, "file", V(str_from(path)));
    return false;
}

static bool daemon_start(struct arena *a, struct http *h, const struct http_options *o, int fd,
                         struct err *e)
{
    const struct settings *set = &h->server->settings;
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC |
                     MHD_USE_ERROR_LOG | (h->tls ? (unsigned)MHD_USE_TLS : 0U);
    unsigned threads = (unsigned)set->v[SET_THREADS];
    char *cert = NULL, *key = NULL;
    struct MHD_OptionItem tls[] = {
        {MHD_OPTION_HTTPS_MEM_CERT, 0, NULL},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, NULL},
        {MHD_OPTION_HTTPS_PRIORITIES, 0,
         (void *)(uintptr_t) "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:%SERVER_PRECEDENCE"},
        {MHD_OPTION_END, 0, NULL},
    };

    if (h->tls) {
        if (!key_private(o->tls_key, e) || !pem_read(a, o->tls_cert, &cert, e) ||
            !pem_read(a, o->tls_key, &key, e))
            return false;
        tls[0].ptr_value = cert;
        tls[1].ptr_value = key;
    } else {
        tls[0].option = MHD_OPTION_END;
    }
    h->daemon = MHD_start_daemon(
        flags, 0, NULL, NULL, on_request, h, MHD_OPTION_EXTERNAL_LOGGER, no_log, NULL,
        MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_THREAD_POOL_SIZE, threads > 1 ? threads : 0U,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)set->v[SET_CONNECTIONS],
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)TIMEOUT_S, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)CONNECTION_MEMORY, MHD_OPTION_URI_LOG_CALLBACK, on_target, h,
        MHD_OPTION_UNESCAPE_CALLBACK, no_decoding, NULL, MHD_OPTION_NOTIFY_COMPLETED, on_completed,
        h, MHD_OPTION_NOTIFY_CONNECTION, connection_event, h, MHD_OPTION_ARRAY, tls,
        MHD_OPTION_END);
    if (!h->daemon)
        return listen_error(o->listen, h->tls ? "certificate or key not usable" : strerror(errno),
                            e);
    return true;
}

static void throttle_drop(void *p)
{
    throttle_free(p);
}

bool http_start(struct arena *a, struct server *s, const struct http_options *o, struct http **ret,
                struct err *e)
{
    struct http *h = ARENA_NEW(a, struct http);
    int fd;

    *h = (struct http){.server = s, .lock = PTHREAD_MUTEX_INITIALIZER};
    h->tls = o->tls_cert != NULL;
    s->tls = h->tls;
    if (!listen_on(a, h, o, &fd, e))
        return false;
    if (!h->tls && !h->loopback && !o->insecure) {
        close(fd);
        FAIL(e, ERR_USAGE);
        err_arg(e, "why",
                V(STR("plain HTTP beyond loopback needs --insecure, or --tls-cert and "
                      "--tls-key")));
        return false;
    }
    h->debug = h->loopback && s->settings.v[SET_DEBUG];
    h->throttle = throttle_new();
    arena_defer(a, throttle_drop, h->throttle);
    if (!pool_start(a, s, WORK_THREADS, WORK_QUEUE, &h->work, e) ||
        !pool_start(a, s, (int)s->settings.v[SET_LOGIN_HASHES], HASH_QUEUE, &h->hash, e) ||
        !daemon_start(a, h, o, fd, e)) {
        close(fd);
        return false;
    }
    *ret = h;
    return true;
}

struct str http_url(const struct http *h, struct arena *a)
{
    return str_format(a, "%s://%.*s:%d", h->tls ? "https" : "http", STR_FMT(h->address), h->port);
}

bool http_stop(struct http *h, int64_t wait_ms)
{
    int64_t until = clock_us() / 1000 + wait_ms;
    int fd = MHD_quiesce_daemon(h->daemon);
    struct timespec nap = {.tv_nsec = 2000000L};

    atomic_store(&h->stopping, true);
    while (atomic_load(&h->away) > 0 && clock_us() / 1000 < until)
        nanosleep(&nap, NULL);
    if (fd >= 0)
        close(fd);
    if (atomic_load(&h->away) > 0)
        return false; /* a suspended connection must not be stopped under */
    MHD_stop_daemon(h->daemon);
    pool_stop(h->hash);
    pool_stop(h->work);
    return true;
}
