/* http_int.h - what the files of the web core share of a running server. */
#ifndef PBIS_WEB_HTTP_INT_H
#define PBIS_WEB_HTTP_INT_H

#include <pthread.h>
#include <stdatomic.h>

#include "web/call.h"
#include "web/throttle.h"

struct MHD_Daemon;
struct pool;

/* A connection that http_sweep() looks after: what it is doing, and since when. */
enum watch_phase { WATCH_IDLE, WATCH_HEAD, WATCH_BODY, WATCH_WORK };
struct watch {
    int fd;
    enum watch_phase phase;
    int64_t since_ms, bytes;
    struct watch *older, *newer;
};

struct http {
    struct server *server;
    struct MHD_Daemon *daemon;
    struct str address; /* as people write it, without the port */
    int port;
    bool tls, loopback, debug;
    struct pool *work, *hash;
    struct throttle *throttle;
    pthread_mutex_t lock; /* of the watches */
    struct watch *newest;
    atomic_int away;      /* calls off the loop */
    atomic_bool stopping; /* every reply closes its connection */
};

/* ---- write.c ---- */
/* `threads` workers, at most `queue` waiting calls. Stops when the arena goes. */
MUST_CHECK bool pool_start(struct arena *a, struct server *s, int threads, int queue,
                           struct pool **ret, struct err *e);
void pool_stop(struct pool *p);

#endif
