/* job.c - jobs as rows, and the runner: `n` threads, each with one child at a time. */
#include "job.h"

#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"
#include "sql_store.h"

enum {
    LOOK_MS = 1000,   /* for jobs that another process queued */
    WATCH_MS = 250,   /* for a cancel, while one runs */
    BEAT_MS = 3000,   /* of a running job, */
    NEWS_MS = 500,    /* or sooner, when its progress is another */
    STALE_MS = 20000, /* without a beat: its server died */
    THREADS_MAX = 16,
    RESULT_MAX = 16 << 20, /* bytes of a result, where the kind does not say */
};

static const struct field job_fields[] = {
    COL(struct job, id),
    FIELD(struct job, code, FIELD_KEY, "งาน", "Job"),
    FIELD(struct job, kind, 0, "ชนิด", "Kind"),
    COL(struct job, args),
    FIELD(struct job, state, 0, "สถานะ", "State"),
    FIELD(struct job, progress, 0, "ความคืบหน้า (%)", "Progress (%)"),
    FIELD(struct job, by_user, 0, "ผู้สั่ง", "By"),
    FIELD(struct job, created, 0, "เวลาที่สั่ง", "Ordered"),
    COL(struct job, heartbeat),
    COL(struct job, result),
};
const struct row_type job_type = ROW_TYPE(struct job, job_fields);

/* ---- rows ---- */

bool job_add(struct tx *tx, struct str kind, struct str args, struct str by_user, int64_t now_ms,
             struct str *ret_code, struct err *e)
{
    struct str code = crypto_token(tx->a, 12);

    if (!db_exec(tx->db, &Q_JOB_INSERT, ARGS(V(code), V(kind), V(args), V(by_user), V(now_ms)),
                 NULL, e)) {
        return false;
    }
    *ret_code = code;
    return true;
}

bool job_get(struct db *db, struct arena *a, struct str code, struct job *ret, struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_JOB_BY_CODE, ARGS(V(code)), &job_type, ret, &found, e)) {
        return false;
    }
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
    }
    return found;
}

bool job_list(struct db *db, struct arena *a, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_JOB_NEWEST, NO_ARGS, &job_type, ret, e);
}

bool job_cancel(struct tx *tx, struct str code, struct err *e)
{
    struct job j;
    int64_t rows;

    if (!db_exec(tx->db, &Q_JOB_CANCEL, ARGS(V(code)), &rows, e)) {
        return false;
    }
    if (rows == 1) {
        return true;
    }
    if (job_get(tx->db, tx->a, code, &j, e)) {
        FAIL(e, ERR_STATE);
        err_arg(e, "state", V(j.state));
        err_arg(e, "event", V(STR("cancel")));
    }
    return false;
}

void job_progress(int per_cent)
{
    (void)fprintf(stderr, "progress %d\n", per_cent);
    (void)fflush(stderr);
}

/* ---- the runner ---- */

struct jobs {
    struct store *s;
    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t wake;
    bool stop;
    bool woken; /* look again before waiting */
    const struct job_kind *kinds;
    size_t kinds_n;
    pthread_t thread[THREADS_MAX];
    int n;
};

static bool is_stopped(struct jobs *j)
{
    bool stop;

    pthread_mutex_lock(&j->lock);
    stop = j->stop;
    pthread_mutex_unlock(&j->lock);
    return stop;
}

/* One statement as a write of its own. */
struct change {
    const struct query *q;
    const struct value *v;
    size_t n;
    int64_t rows;
};

static bool run_change(struct tx *tx, void *ctx, struct err *e)
{
    struct change *c = ctx;

    return db_exec(tx->db, c->q, c->v, c->n, &c->rows, e);
}

static bool change(struct store *s, const struct query *q, const struct value *v, size_t n,
                   int64_t *ret_rows, struct err *e)
{
    struct change c = {q, v, n, 0};

    if (!store_write(s, run_change, &c, e)) {
        return false;
    }
    if (ret_rows) {
        *ret_rows = c.rows;
    }
    return true;
}

/* {"code":...,"message_th":...,"message_en":...}: what a failed job leaves as its result. */
static struct str error_json(struct arena *a, const struct err *e)
{
    struct sbuf b;
    struct jw w;

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    jw_init(&w, &b, false);
    jw_object(&w, NULL);
    J(&w, "code", str_from(err_word(e->code)));
    J(&w, "message_th", err_text(a, e, LANG_TH));
    J(&w, "message_en", err_text(a, e, LANG_EN));
    jw_end_object(&w);
    return sbuf_str(&b);
}

/* ---- one job ---- */

struct running {
    struct jobs *j;
    struct str code;
    int64_t progress, told, beat_ms;
    bool cancelled; /* the row is not `running` any more */
};

static void take_line(struct running *r, struct str line)
{
    struct str word = STR("progress ");
    int64_t v = 0;

    if (!str_starts(line, word)) {
        (void)fprintf(stderr, "%.*s\n", STR_FMT(line)); /* the child's own log line */
        return;
    }
    for (size_t i = word.n; i < line.n && line.p[i] >= '0' && line.p[i] <= '9' && v < 1000; i++) {
        v = v * 10 + (line.p[i] - '0');
    }
    r->progress = v > 100 ? 100 : v;
}

/* Called while the child runs; false kills it. A store that fails for a moment does not. */
static bool watch(void *ctx, struct str line)
{
    struct running *r = ctx;
    struct db *db;
    struct err ignored = {0};
    int64_t running = 1, rows = 1, now = clock_now_ms();

    if (line.n > 0) {
        take_line(r, line);
        return true;
    }
    if (is_stopped(r->j)) {
        return false;
    }
    if (now - r->beat_ms >= (r->progress == r->told ? BEAT_MS : NEWS_MS)) {
        r->beat_ms = now;
        r->told = r->progress;
        if (change(r->j->s, &Q_JOB_BEAT, ARGS(V(r->code), V(now), V(r->progress)), &rows,
                   &ignored)) {
            r->cancelled = rows == 0;
        }
    } else if (store_reader(r->j->s, &db, &ignored) &&
               db_int(db, &Q_JOB_IS_RUNNING, ARGS(V(r->code)), &running, &ignored)) {
        r->cancelled = running == 0;
    }
    return !r->cancelled;
}

static const struct job_kind *kind_of(struct jobs *j, struct str name)
{
    for (size_t i = 0; i < j->kinds_n; i++) {
        if (str_eq(name, str_from(j->kinds[i].kind))) {
            return &j->kinds[i];
        }
    }
    return NULL;
}

/* Runs the child; false with *e when it could not be run or did not end well. */
static bool run_child(struct running *r, struct arena *a, struct str kind, struct str *ret_result,
                      int *ret_exit, struct err *e)
{
    const struct job_kind *k = kind_of(r->j, kind);
    const char *argv[] = {"pbis", NULL, "--job", str_cstr(a, r->code), NULL};
    const char *env[] = {str_cstr(a, str_format(a, "PBIS_DB=%.*s", STR_FMT(store_url(r->j->s)))),
                         NULL};
    struct child_limits limits;
    struct child_watch w = {.fn = watch, .ctx = r, .every_ms = WATCH_MS, .env = env};

    if (!k) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(kind));
        return false;
    }
    argv[1] = k->command;
    limits = k->limits;
    limits.max_output = limits.max_output ? limits.max_output : RESULT_MAX;
    limits.watch = &w;
    return child_run(a, argv, STR_NONE, &limits, ret_result, ret_exit, e);
}

/* Writes how it ended. The store may be busy or away for a while: the child's work is kept until it
 * is back, or the server stops. */
static void write_end(struct running *r, const struct query *q, const struct value *v, size_t n)
{
    struct err e = {0};

    while (!change(r->j->s, q, v, n, NULL, &e) && !is_stopped(r->j)) {
        struct timespec nap = {1, 0};

        nanosleep(&nap, NULL);
    }
}

static void run_job(struct jobs *j, struct arena *a, const struct job *row)
{
    struct running r = {.j = j, .code = row->code, .beat_ms = clock_now_ms()};
    struct str result = STR_NONE, state;
    struct err e = {0};
    int status = 0;
    bool ok = run_child(&r, a, row->kind, &result, &status, &e);

    if (r.cancelled) {
        return;
    }
    if (!ok && is_stopped(j)) {
        write_end(&r, &Q_JOB_REQUEUE, ARGS(V(r.code)));
        return;
    }
    if (ok && status != 0 && result.n == 0) {
        ok = false;
        FAIL(&e, ERR_CHILD);
        err_arg(&e, "what", V(row->kind));
    }
    state = ok && status == 0 ? STR("done") : STR("failed");
    result = ok ? result : error_json(a, &e);
    r.progress = ok && status == 0 ? 100 : r.progress;
    write_end(&r, &Q_JOB_END, ARGS(V(r.code), V(state), V(r.progress), V(result)));
}

/* Takes the oldest queued job; false when there is none, or another runner was quicker. */
static bool claim(struct jobs *j, struct arena *a, struct job *ret)
{
    struct err e = {0};
    struct db *db;
    bool found = false;
    int64_t rows = 0;

    return store_reader(j->s, &db, &e) &&
           db_find(db, a, &Q_JOB_NEXT, NO_ARGS, &job_type, ret, &found, &e) && found &&
           change(j->s, &Q_JOB_CLAIM, ARGS(V(ret->code), V(clock_now_ms())), &rows, &e) &&
           rows == 1;
}

/* Looks before it writes: an idle server writes nothing. */
static void fail_stale(struct jobs *j, struct arena *a)
{
    int64_t before = clock_now_ms() - STALE_MS, n = 0;
    struct err e = {0}, why = {0};
    struct db *db;

    if (!store_reader(j->s, &db, &e) || !db_int(db, &Q_JOB_STALE, ARGS(V(before)), &n, &e) ||
        n == 0) {
        return;
    }
    FAIL(&why, ERR_CHILD);
    err_arg(&why, "what", V(str_from(TR("ถูกหยุดกลางคัน"))));
    /* When it fails it is tried again at the next look. */
    (void)!change(j->s, &Q_JOB_FAIL_STALE, ARGS(V(before), V(error_json(a, &why))), NULL, &e);
}

/* Waits for a wake, at most LOOK_MS; false when the runner stops. */
static bool wait_for_work(struct jobs *j)
{
    int64_t until_ms = clock_now_ms() + LOOK_MS;
    struct timespec until = {until_ms / 1000, until_ms % 1000 * 1000000};
    bool go_on;
    int rc = 0;

    pthread_mutex_lock(&j->lock);
    while (!j->stop && !j->woken && rc == 0) {
        rc = pthread_cond_timedwait(&j->wake, &j->lock, &until);
    }
    j->woken = false;
    go_on = !j->stop;
    pthread_mutex_unlock(&j->lock);
    return go_on;
}

static void *runner_main(void *p)
{
    struct jobs *j = p;
    int64_t looked_ms = 0;

    do {
        struct arena *a = arena_new();
        struct job row;
        bool ready;

        pthread_mutex_lock(&j->lock);
        ready = j->kinds_n > 0;
        pthread_mutex_unlock(&j->lock);
        if (clock_now_ms() - looked_ms >= STALE_MS / 2) {
            looked_ms = clock_now_ms();
            fail_stale(j, a);
        }
        while (ready && !is_stopped(j) && claim(j, a, &row)) {
            run_job(j, a, &row);
            arena_free(a);
            a = arena_new();
        }
        arena_free(a);
    } while (wait_for_work(j));
    return NULL;
}

static void stop_jobs(void *p)
{
    jobs_stop(p);
}

bool jobs_start(struct arena *a, struct store *s, int n, struct jobs **ret, struct err *e)
{
    struct jobs *j = ARENA_NEW(a, struct jobs);
    sigset_t all, old;

    j->s = s;
    pthread_mutex_init(&j->lock, NULL);
    pthread_cond_init(&j->wake, NULL);
    arena_defer(a, stop_jobs, j);
    sigfillset(&all); /* signals go to the threads that wait for them */
    pthread_sigmask(SIG_SETMASK, &all, &old);
    for (int i = 0; i < n && i < THREADS_MAX; i++) {
        if (pthread_create(&j->thread[i], NULL, runner_main, j) != 0) {
            break;
        }
        j->n++;
    }
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    if (j->n == 0) {
        FAIL(e, ERR_BUSY);
        err_detail(e, "no thread for jobs");
        return false;
    }
    *ret = j;
    return true;
}

void jobs_stop(struct jobs *j)
{
    pthread_mutex_lock(&j->lock);
    j->stop = true;
    pthread_cond_broadcast(&j->wake);
    pthread_mutex_unlock(&j->lock);
    for (; j->n > 0; j->n--) {
        pthread_join(j->thread[j->n - 1], NULL);
    }
}

void jobs_wake(struct jobs *j)
{
    pthread_mutex_lock(&j->lock);
    j->woken = true;
    pthread_cond_signal(&j->wake);
    pthread_mutex_unlock(&j->lock);
}

void jobs_kinds(struct jobs *j, const struct job_kind *k, size_t n)
{
    pthread_mutex_lock(&j->lock);
    j->kinds = k;
    j->kinds_n = n;
    j->woken = true;
    pthread_cond_broadcast(&j->wake);
    pthread_mutex_unlock(&j->lock);
}
