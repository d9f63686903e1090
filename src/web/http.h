/* http.h - the HTTP server: libmicrohttpd with epoll, a pool of threads, and limits.
 *
 * What the library accepts but we do not is refused here: both Content-Length and
 * Transfer-Encoding, a repeated Content-Length or Host, a missing Host, a GET with a body, bytes
 * that do not belong in a target. What the library itself refuses (a head above its memory, a
 * Content-Length that is no number) it answers with a fixed page of its own, without our headers,
 * and closes the connection; no code of ours runs then.
 *
 * No handler blocks a thread of the pool: writes and long work suspend their connection
 * (write.c). */
#ifndef PBIS_WEB_HTTP_H
#define PBIS_WEB_HTTP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/str.h"

struct arena;
struct err;
struct server;
struct http;

struct http_options {
    struct str listen;    /* ADDR:PORT, [ADDR]:PORT; port 0 = any free one */
    bool insecure;        /* plain HTTP on an address that others reach */
    const char *tls_cert; /* PEM; NULL = plain HTTP */
    const char *tls_key;
};

/* Starts to answer. ERR_LISTEN {address, why}, ERR_USAGE {why} for plain HTTP elsewhere than on
 * loopback without `insecure`. *s must outlive the server; its `tls` is set here. */
MUST_CHECK bool http_start(struct arena *a, struct server *s, const struct http_options *o,
                           struct http **ret, struct err *e);
struct str http_url(const struct http *h, struct arena *a); /* http://127.0.0.1:8080 */
/* Hangs up on clients that take too long to send; once a second. */
void http_sweep(struct http *h, int64_t now_ms);
/* No new connections; ends when nothing is under way or after wait_ms. False = something was. */
bool http_stop(struct http *h, int64_t wait_ms);

#endif
