/* writer.c - the one thread that writes: waiting writes run in one transaction and are committed
 * together (group commit); each is answered after its commit is on disk.
 *
 * Most writes that are refused are refused before they change a row. So a group first runs without
 * savepoints; when a write fails after it changed something, the group is rolled back and run
 * again with a savepoint around each write. A savepoint a write would cost PostgreSQL two round
 * trips and SQLite a copy of every page the write touches. */
#include <assert.h>
#include <signal.h>
#include <string.h>
#include <time.h>

#include "driver.h"
#include "sql_store.h"
#include "store/chain.h"

enum { QUEUE_DEFAULT = 4096, GROUP_MAX = 512, ARENA_KEEP = 1 << 20 };
/* Gathering: how many writers at once make it worth while, and how long it may take. */
enum { CROWD = 8, GATHER_STEP_US = 1000, GATHER_STEPS = 5 };

enum write_state {
    WRITE_WAITING,
    WRITE_OK,
    WRITE_REFUSED, /* its own err; undone */
    WRITE_FATAL    /* it ended the transaction (disk full, input/output error): not run again */
};

struct writer {
    struct store *s;
    pthread_t thread;
    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t wake;
    struct store_write_job *head, **tail;
    size_t waiting, max;
    size_t crowd; /* writers at once, as the last groups saw them */
    bool stop;
    struct store_stats stats;
    /* the thread's own */
    struct db *db;
    struct arena *a;
};

enum outcome {
    GROUP_COMMITTED,
    GROUP_FAILED,  /* every write of it, with one error */
    GROUP_CAREFUL, /* run again with savepoints */
    GROUP_AGAIN    /* run again: a write was taken out, or the connection is new */
};

struct group {
    struct store_write_job *first;
    bool alone; /* one write: the transaction is its savepoint */
    bool careful;
    bool rehearsal;
};

/* ---- chains ---- */

static bool lock_chains(struct tx *tx, struct err *e)
{
    for (int i = 0; i < CHAIN_COUNT; i++) {
        if (!chain_read(tx->db, tx->a, &Q_CHAIN_LOCK, (enum chain_id)i, &tx->chain[i], e)) {
            return false;
        }
    }
    return true;
}

static bool save_chains(struct tx *tx, const struct chain *before, struct err *e)
{
    for (int i = 0; i < CHAIN_COUNT; i++) {
        const struct chain *c = &tx->chain[i];
        struct bytes hash = {c->hash, sizeof c->hash};
        struct str name = str_from(chain_name((enum chain_id)i));
        int64_t rows;

        if (c->seq == before[i].seq) {
            continue;
        }
        if (!db_exec(tx->db, &Q_CHAIN_SAVE, ARGS(V(name), V(c->seq), V(hash)), &rows, e)) {
            return false;
        }
        assert(rows == 1);
    }
    return true;
}

/* ---- one write ---- */

/* Ends a bulk that the failing write left open, so that the connection can be used again. */
static void close_bulk(struct db *db)
{
    struct err ignored = {0};

    if (db->bulk && !db_bulk_end(db->bulk, NULL, &ignored)) {
        db->bulk = NULL; /* it failed already; the write's own error counts */
    }
}

/* Runs the function; true when it is to be kept. */
static bool run_fn(struct tx *tx, struct store_write_job *w)
{
    bool ok;

    memset(&w->err, 0, sizeof w->err);
    tx->db->failed = false;
    ok = w->fn(tx, w->ctx, &w->err);
    assert(!(ok && tx->db->bulk));
    close_bulk(tx->db);
    /* PostgreSQL has aborted the transaction then; on SQLite it is the same mistake. */
    if (ok && (tx->db->failed || tx->db->drv->tx_state(tx->db) != TX_OPEN)) {
        FAIL(&w->err, ERR_STORE);
        err_detail(&w->err, "a write ignored the failure of a statement");
        ok = false;
    }
    return ok;
}

/* The transaction is gone under this write: it is taken out, unless only the connection was lost. */
static enum outcome died(struct store_write_job *w)
{
    w->state = w->err.code == ERR_STORE_UNREACHABLE ? WRITE_WAITING : WRITE_FATAL;
    return GROUP_AGAIN;
}

static enum outcome run_write(struct tx *tx, struct store_write_job *w, const struct group *g)
{
    struct chain before[CHAIN_COUNT];
    int64_t changes = tx->db->changes;
    bool savepoint = g->careful && !g->alone;
    enum tx_state state;

    memcpy(before, tx->chain, sizeof before);
    if (savepoint && !db_control(tx->db, CTL_SAVEPOINT, &w->err)) {
        return died(w);
    }
    if (run_fn(tx, w)) {
        if (savepoint && !db_control(tx->db, CTL_RELEASE, &w->err)) {
            return died(w);
        }
        w->state = WRITE_OK;
        return GROUP_COMMITTED;
    }
    w->state = WRITE_REFUSED;
    memcpy(tx->chain, before, sizeof before);
    state = tx->db->drv->tx_state(tx->db);
    if (state == TX_DEAD || (savepoint && !db_control(tx->db, CTL_UNDO, &w->err))) {
        return died(w);
    }
    if (!savepoint && (state == TX_ABORTED || tx->db->changes != changes)) {
        return GROUP_CAREFUL;
    }
    return GROUP_COMMITTED;
}

/* ---- one group ---- */

static bool begin(struct writer *w, struct tx *tx, struct err *e)
{
    if (!w->db && !db_open(w->s, DB_WRITER, &w->db, e)) {
        return false;
    }
    if (w->db->broken && !db_reopen(w->db, e)) {
        return false;
    }
    tx->db = w->db;
    tx->a = w->a;
    return db_control(w->db, CTL_BEGIN_WRITE, e) && lock_chains(tx, e);
}

static void roll_back(struct db *db)
{
    struct err ignored = {0};

    if (db && db->in_tx && (db->broken || !db_control(db, CTL_ROLLBACK, &ignored))) {
        db->in_tx = false;
        db->broken = true;
    }
}

/* One try; every write that is not WRITE_FATAL has a state afterwards, and counts if the outcome
 * is GROUP_COMMITTED. */
static enum outcome try_group(struct writer *w, const struct group *g, struct err *e)
{
    struct tx tx = {0};
    struct chain before[CHAIN_COUNT];
    bool any = false;

    if (!begin(w, &tx, e)) {
        bool lost = w->db && w->db->broken && e->code == ERR_STORE_UNREACHABLE && w->db->conn;

        roll_back(w->db);
        return lost ? GROUP_AGAIN : GROUP_FAILED;
    }
    memcpy(before, tx.chain, sizeof before);
    for (struct store_write_job *j = g->first; j; j = j->next) {
        enum outcome o;

        if (j->state == WRITE_FATAL) {
            continue;
        }
        o = run_write(&tx, j, g);
        if (o != GROUP_COMMITTED) {
            roll_back(w->db);
            *e = j->err;
            return o == GROUP_CAREFUL && g->alone ? GROUP_COMMITTED : o;
        }
        any = any || j->state == WRITE_OK;
    }
    if (!any || g->rehearsal) {
        roll_back(w->db);
        return GROUP_COMMITTED;
    }
    if (!save_chains(&tx, before, e) || !db_control(w->db, CTL_COMMIT, e)) {
        roll_back(w->db);
        return GROUP_FAILED;
    }
    return GROUP_COMMITTED;
}

static void reset(const struct group *g)
{
    for (struct store_write_job *j = g->first; j; j = j->next) {
        j->state = WRITE_WAITING;
    }
}

static void fail_all(const struct group *g, const struct err *e)
{
    for (struct store_write_job *j = g->first; j; j = j->next) {
        if (j->state == WRITE_OK || j->state == WRITE_WAITING) {
            j->state = WRITE_REFUSED;
            j->err = *e;
        }
    }
}

static void run_group(struct writer *w, struct store_write_job *first)
{
    struct group g = {first, !first->next, false, false};
    struct arena_mark mark = arena_mark(w->a);
    struct err e = {0};
    enum outcome o = GROUP_AGAIN;

    reset(&g);
    if (w->s->opt.rehearse) {
        g.rehearsal = g.careful = true;
        (void)try_group(w, &g, &e);
        g.rehearsal = g.careful = false;
        reset(&g);
        arena_rewind(w->a, mark);
    }
    /* A lost connection is tried once more; each other repetition takes a write out or switches
     * to savepoints, so this ends. */
    for (int lost = 0; o == GROUP_AGAIN || o == GROUP_CAREFUL;) {
        memset(&e, 0, sizeof e);
        o = try_group(w, &g, &e);
        g.careful = g.careful || o == GROUP_CAREFUL;
        if (o == GROUP_AGAIN && e.code == ERR_STORE_UNREACHABLE && ++lost > 1) {
            o = GROUP_FAILED;
        }
        if (o != GROUP_COMMITTED) {
            arena_rewind(w->a, mark);
        }
    }
    if (o == GROUP_FAILED) {
        fail_all(&g, &e);
    }
}

static void answer(struct store_write_job *first)
{
    for (struct store_write_job *j = first; j;) {
        struct store_write_job *next = j->next; /* done may submit j again */

        j->done(j, j->state == WRITE_OK);
        j = next;
    }
}

/* So many are worth waiting for. */
static size_t wanted(const struct writer *w)
{
    return w->crowd - w->crowd / 8;
}

static struct timespec soon(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_nsec += GATHER_STEP_US * 1000L;
    if (t.tv_nsec >= 1000000000L) {
        t.tv_nsec -= 1000000000L;
        t.tv_sec++;
    }
    return t;
}

/* Many write at once and a commit is quick: those who were just answered come back within
 * a moment, and one commit for all of them is cheaper than one for each handful. Ends when most are
 * there, nobody came for a step, or after GATHER_STEPS. The lock is held. */
static void gather(struct writer *w)
{
    size_t want = wanted(w), before = 0;

    if (w->crowd < CROWD) {
        return;
    }
    for (int i = 0; i < GATHER_STEPS && w->waiting < want && w->waiting != before && !w->stop;
         i++) {
        struct timespec until = soon();

        before = w->waiting;
        while (w->waiting < want && !w->stop &&
               !pthread_cond_timedwait(&w->wake, &w->lock, &until)) {
        }
    }
}

static struct store_write_job *take(struct writer *w, size_t *ret_n)
{
    struct store_write_job *first, **end = &w->head;
    size_t n = 0;

    pthread_mutex_lock(&w->lock);
    while (!w->head && !w->stop) {
        pthread_cond_wait(&w->wake, &w->lock);
    }
    gather(w);
    first = w->head;
    while (*end && n < GROUP_MAX) {
        end = &(*end)->next;
        n++;
    }
    w->head = *end;
    if (first) {
        *end = NULL;
    }
    if (!w->head) {
        w->tail = &w->head;
    }
    w->waiting -= n;
    pthread_mutex_unlock(&w->lock);
    *ret_n = n;
    return first;
}

static void *writer_main(void *p)
{
    struct writer *w = p;

    for (;;) {
        size_t n;
        struct store_write_job *first = take(w, &n);
        struct arena_mark start = arena_mark(w->a);

        if (!first) {
            return NULL;
        }
        run_group(w, first);
        pthread_mutex_lock(&w->lock);
        w->crowd = w->crowd * 15 / 16; /* who is away for a moment still counts */
        w->crowd = n + w->waiting > w->crowd ? n + w->waiting : w->crowd;
        w->stats.groups++;
        w->stats.writes += (int64_t)n;
        w->stats.largest = (int64_t)n > w->stats.largest ? (int64_t)n : w->stats.largest;
        pthread_mutex_unlock(&w->lock);
        answer(first);
        if (arena_bytes(w->a) > ARENA_KEEP) {
            arena_free(w->a);
            w->a = arena_new();
        } else {
            arena_rewind(w->a, start);
        }
    }
}

/* ---- the queue ---- */

static struct writer *writer_start(struct store *s)
{
    struct writer *w = mem_alloc(sizeof *w);
    pthread_condattr_t monotonic;
    sigset_t all, old;
    int rc;

    memset(w, 0, sizeof *w);
    w->s = s;
    w->tail = &w->head;
    w->max = s->opt.write_queue ? s->opt.write_queue : QUEUE_DEFAULT;
    w->a = arena_new();
    pthread_mutex_init(&w->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&w->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    sigfillset(&all); /* signals go to the threads that wait for them */
    pthread_sigmask(SIG_SETMASK, &all, &old);
    rc = pthread_create(&w->thread, NULL, writer_main, w);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    if (rc != 0) {
        PANIC("no thread for the writer");
    }
    return w;
}

void writer_stop(struct writer *w)
{
    if (!w) {
        return;
    }
    pthread_mutex_lock(&w->lock);
    w->stop = true;
    pthread_cond_signal(&w->wake);
    pthread_mutex_unlock(&w->lock);
    pthread_join(w->thread, NULL);
    db_close(w->db);
    arena_free(w->a);
    pthread_cond_destroy(&w->wake);
    pthread_mutex_destroy(&w->lock);
    mem_free(w);
}

/* The store's writer, started at the first write. */
static struct writer *writer_of(struct store *s)
{
    struct writer *w;

    pthread_mutex_lock(&s->lock);
    if (!s->writer) {
        s->writer = writer_start(s);
    }
    w = s->writer;
    pthread_mutex_unlock(&s->lock);
    return w;
}

bool store_submit(struct store *s, struct store_write_job *job, struct err *e)
{
    struct writer *w = writer_of(s);
    bool full;

    job->next = NULL;
    pthread_mutex_lock(&w->lock);
    full = w->waiting >= w->max;
    if (!full) {
        *w->tail = job;
        w->tail = &job->next;
        w->waiting++;
        /* Else the thread is awake, about to be, or gathers. */
        if (w->waiting == 1 || w->waiting == wanted(w)) {
            pthread_cond_signal(&w->wake);
        }
    }
    pthread_mutex_unlock(&w->lock);
    if (full) {
        FAIL(e, ERR_BUSY);
    }
    return !full;
}

struct waiter {
    pthread_mutex_t lock;
    pthread_cond_t done;
    bool is_done, ok;
};

static void wake_waiter(struct store_write_job *job, bool ok)
{
    struct waiter *x = job->ctx;

    pthread_mutex_lock(&x->lock);
    x->is_done = true;
    x->ok = ok;
    pthread_cond_signal(&x->done);
    pthread_mutex_unlock(&x->lock);
}

struct waiting_write {
    struct waiter x; /* first: ctx of the job */
    store_write_fn *fn;
    void *ctx;
};

static bool call_waiting(struct tx *tx, void *ctx, struct err *e)
{
    struct waiting_write *ww = ctx;

    return ww->fn(tx, ww->ctx, e);
}

bool store_write(struct store *s, store_write_fn *fn, void *ctx, struct err *e)
{
    struct waiting_write ww = {.fn = fn, .ctx = ctx};
    struct store_write_job job = {.fn = call_waiting, .done = wake_waiter, .ctx = &ww};

    assert(!pthread_equal(pthread_self(), writer_of(s)->thread)); /* it would wait for itself */
    pthread_mutex_init(&ww.x.lock, NULL);
    pthread_cond_init(&ww.x.done, NULL);
    if (!store_submit(s, &job, e)) {
        return false;
    }
    pthread_mutex_lock(&ww.x.lock);
    while (!ww.x.is_done) {
        pthread_cond_wait(&ww.x.done, &ww.x.lock);
    }
    pthread_mutex_unlock(&ww.x.lock);
    pthread_cond_destroy(&ww.x.done);
    pthread_mutex_destroy(&ww.x.lock);
    if (!ww.x.ok) {
        *e = job.err;
    }
    return ww.x.ok;
}

struct store_stats store_stats(struct store *s)
{
    struct writer *w = writer_of(s);
    struct store_stats st;

    pthread_mutex_lock(&w->lock);
    st = w->stats;
    pthread_mutex_unlock(&w->lock);
    return st;
}
