/* write.c - leaving the event loop: a write waits for its group's commit, long work for a worker;
 * the connection sleeps meanwhile and http.c goes on when it is resumed. */
#include <pthread.h>

#include <microhttpd.h>

#include "base/arena.h"
#include "web/http_int.h"
#include "web/once.h"

struct pool {
    pthread_mutex_t lock;
    pthread_cond_t some;
    struct call *first, *last;
    int waiting, most;
    bool stop;
    struct server *server;
    pthread_t *thread;
    int threads;
};

/* ---- asked by handlers ---- */

static void leave(struct req *r, enum call_leave how, req_after_fn *after, void *ctx,
                  struct reply *ret)
{
    struct call *c = call_of(r);

    c->leave = how;
    c->after = after;
    c->ctx = ctx;
    ret->pending = true;
}

bool req_write(struct req *r, req_write_fn *fn, req_after_fn *after, void *ctx, struct reply *ret,
               struct err *e)
{
    if (!once_begin(call_of(r), e))
        return false;
    call_of(r)->write_fn = fn;
    leave(r, LEAVE_WRITE, after, ctx, ret);
    return true;
}

bool req_offload(struct req *r, req_work_fn *fn, req_after_fn *after, void *ctx, struct reply *ret,
                 struct err *e)
{
    (void)e;
    call_of(r)->work_fn = fn;
    leave(r, LEAVE_WORK, after, ctx, ret);
    return true;
}

bool req_hash(struct req *r, req_work_fn *fn, req_after_fn *after, void *ctx, struct reply *ret,
              struct err *e)
{
    (void)e;
    call_of(r)->work_fn = fn;
    leave(r, LEAVE_HASH, after, ctx, ret);
    return true;
}

/* ---- the writer ---- */

static bool run_write(struct tx *tx, void *ctx, struct err *e)
{
    struct call *c = ctx;
    const struct on_behalf *used = NULL;
    struct act by = {.tx = tx,
                     .a = c->req.a, /* asleep: nobody else uses it now */
                     .who = &c->req.session.actor,
                     .today = c->req.today,
                     .now_ms = c->req.now_ms};
    bool ok;

    c->req.session.actor.used = &used;
    ok = c->once.n ? once_write(&by, c, e) : c->write_fn(&by, c->ctx, e);
    c->req.session.actor.used = NULL;
    return ok;
}

static void write_done(struct store_write_job *w, bool ok)
{
    struct call *c = w->ctx;

    c->ok = ok;
    if (!ok)
        c->err = w->err;
    MHD_resume_connection(c->conn);
}

/* ---- the workers ---- */

static struct call *take(struct pool *p)
{
    struct call *c;

    pthread_mutex_lock(&p->lock);
    while (!p->first && !p->stop)
        pthread_cond_wait(&p->some, &p->lock);
    c = p->stop ? NULL : p->first;
    if (c) {
        p->first = c->next;
        p->waiting--;
    }
    pthread_mutex_unlock(&p->lock);
    return c;
}

static void *work(void *arg)
{
    struct pool *p = arg;
    struct call *c;

    for (c = take(p); c; c = take(p)) {
        struct db *web = c->req.db;

        c->ok = store_reader(p->server->store, &c->req.db, &c->err) &&
                c->work_fn(&c->req, c->ctx, &c->err);
        c->req.db = web;
        MHD_resume_connection(c->conn);
    }
    return NULL;
}

static bool put(struct pool *p, struct call *c)
{
    bool room;

    pthread_mutex_lock(&p->lock);
    room = p->waiting < p->most && !p->stop;
    if (room) {
        c->next = NULL;
        if (p->first)
            p->last->next = c;
        else
            p->first = c;
        p->last = c;
        p->waiting++;
        pthread_cond_signal(&p->some);
    }
    pthread_mutex_unlock(&p->lock);
    return room;
}

void pool_stop(struct pool *p)
{
    pthread_mutex_lock(&p->lock);
    p->stop = true;
    pthread_cond_broadcast(&p->some);
    pthread_mutex_unlock(&p->lock);
    for (int i = 0; i < p->threads; i++)
        pthread_join(p->thread[i], NULL);
    p->threads = 0;
}

static void pool_drop(void *p)
{
    pool_stop(p);
}

bool pool_start(struct arena *a, struct server *s, int threads, int queue, struct pool **ret,
                struct err *e)
{
    struct pool *p = ARENA_NEW(a, struct pool);

    *p = (struct pool){.lock = PTHREAD_MUTEX_INITIALIZER,
                       .some = PTHREAD_COND_INITIALIZER,
                       .most = queue,
                       .server = s,
                       .thread = ARENA_ARRAY(a, pthread_t, (size_t)threads)};
    for (; p->threads < threads; p->threads++) {
        if (pthread_create(&p->thread[p->threads], NULL, work, p)) {
            FAIL(e, ERR_BUSY);
            err_detail(e, "cannot start a worker thread");
            pool_stop(p);
            return false;
        }
    }
    arena_defer(a, pool_drop, p);
    *ret = p;
    return true;
}

/* ---- */

void call_leave(struct call *c)
{
    bool gone;

    c->ok = false;
    if (c->leave == LEAVE_WRITE) {
        c->job = (struct store_write_job){.fn = run_write, .done = write_done, .ctx = c};
        gone = store_submit(c->http->server->store, &c->job, &c->err);
    } else {
        gone = put(c->leave == LEAVE_HASH ? c->http->hash : c->http->work, c);
        if (!gone)
            FAIL(&c->err, ERR_BUSY);
    }
    if (!gone)
        MHD_resume_connection(c->conn);
}
