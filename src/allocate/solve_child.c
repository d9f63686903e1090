/* The solver's child process: reads the instance, watches the clock, writes its answers as they get
 * better; the last one that came whole counts.
 *
 * CBC does not always listen to its time limit, so a thread of its own waits for the deadline and,
 * when it comes, writes the best answer found by then and ends the process. What memory or a fault
 * inside CBC ends has written its best answer too. */
#include <pthread.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "allocate/solve.h"
#include "allocate/solver.h"
#include "allocate/wire.h"
#include "base/arena.h"
#include "base/err.h"

enum {
    LATE_MS = 50,  /* after the limit, for the solver's own orderly end */
    TICK_MS = 100, /* how long a better answer may wait before it is written */
};

struct watch {
    pthread_mutex_t lock; /* guards what follows; held for good by who writes the last answer */
    const struct instance *in;
    struct arena *a;           /* of the frames */
    struct solver_answer best; /* with lists of its own */
    bool *on;
    bool has_news;
    int64_t deadline_ns; /* monotonic; 0 = none */
    int out;
};

static int64_t now_ns(void)
{
    struct timespec t = {0};

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static bool write_answer(struct watch *w, const struct solver_answer *ans)
{
    struct arena_mark mark = arena_mark(w->a);
    struct sbuf b, frame;
    bool ok;

    sbuf_init(&b, w->a, SBUF_NO_LIMIT);
    solver_answer_write(w->a, w->in, ans, &b);
    sbuf_init(&frame, w->a, SBUF_NO_LIMIT);
    wire_put_bytes(&frame, sbuf_str(&b));
    ok = wire_write(w->out, sbuf_str(&frame));
    arena_rewind(w->a, mark);
    return ok;
}

/* Called by the solver for each better answer. */
static void keep_best(void *ctx, const struct solver_answer *so_far)
{
    struct watch *w = ctx;

    pthread_mutex_lock(&w->lock);
    w->best = *so_far;
    w->best.on = w->on;
    if (w->in->npackage)
        memcpy(w->on, so_far->on, w->in->npackage * sizeof *w->on);
    w->has_news = true;
    pthread_mutex_unlock(&w->lock);
}

/* Writes news within a tick, so that whatever ends this process ends it after them; ends it itself
 * at the deadline. */
static void *watch_time(void *ctx)
{
    struct watch *w = ctx;

    for (;;) {
        const struct timespec tick = {0, TICK_MS * 1000000L};
        struct timespec until = {.tv_sec = (time_t)(w->deadline_ns / 1000000000),
                                 .tv_nsec = (long)(w->deadline_ns % 1000000000)};

        if (w->deadline_ns && w->deadline_ns < now_ns() + tick.tv_nsec)
            (void)clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
        else
            (void)nanosleep(&tick, NULL);
        pthread_mutex_lock(&w->lock);
        if (w->deadline_ns && now_ns() >= w->deadline_ns) {
            w->best.time_limited = true;
            _exit(write_answer(w, &w->best) ? 0 : 3);
        }
        if (w->has_news && !write_answer(w, &w->best))
            _exit(3); /* nobody listens any more */
        w->has_news = false;
        pthread_mutex_unlock(&w->lock);
    }
    return NULL;
}

static bool start_watch(struct watch *w)
{
    pthread_t thread;

    return pthread_create(&thread, NULL, watch_time, w) == 0 && pthread_detach(thread) == 0;
}

static bool fail(struct err *e, const char *why)
{
    FAIL(e, ERR_SOLVER);
    err_arg(e, "why", value_str(str_from(why)));
    return false;
}

bool solve_child_main(struct arena *a, int64_t gap, int64_t time_limit_ms, struct err *e)
{
    struct watch w = {.lock = PTHREAD_MUTEX_INITIALIZER, .best = {.status = SOLVER_UNKNOWN}};
    struct solver_options opt = {.gap = gap, .found = keep_best, .ctx = &w};
    int64_t start = now_ns();
    struct solver_answer ans;
    struct instance in;
    struct str text;

    if (!wire_read_all(a, STDIN_FILENO, &text) || !wire_get_instance(a, &text, &in))
        return fail(e, "the instance could not be read");
    w.in = &in;
    w.a = arena_new();
    w.on = ARENA_ARRAY(a, bool, in.npackage);
    w.out = wire_take_output();
    if (w.out < 0)
        return fail(e, "standard output cannot be taken");
    if (time_limit_ms) {
        w.deadline_ns = start + (time_limit_ms + LATE_MS) * 1000000;
        opt.time_limit_ms = time_limit_ms - (now_ns() - start) / 1000000;
        opt.time_limit_ms = opt.time_limit_ms > 1 ? opt.time_limit_ms : 1;
    }
    if (!start_watch(&w))
        return fail(e, "the watch over the time limit cannot start");
    solver_run(a, &in, &opt, &ans);
    pthread_mutex_lock(&w.lock); /* kept: the watch may not write any more */
    if (!write_answer(&w, &ans))
        return fail(e, "the answer cannot be written");
    _exit(0); /* the watch may still wait for the lock; nothing is left to clean up */
}
