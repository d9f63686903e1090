/* The solver's child process: reads the instance, watches the clock, writes the answer.
 *
 * CBC does not always listen to its time limit, so a thread of its own waits for the deadline and,
 * when it comes, writes the best answer found by then and ends the process. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "allocate/solve.h"
#include "allocate/solver.h"
#include "base/arena.h"
#include "base/err.h"

enum {
    INPUT_MAX = 64 << 20,
    LATE_MS = 50, /* after the limit, for the solver's own orderly end */
};

struct watch {
    pthread_mutex_t lock; /* guards what follows; held for good by who writes the answer */
    const struct instance *in;
    struct solver_answer best; /* with lists of its own */
    bool *on;
    struct timespec until;
    int out;
};

static bool write_all(int fd, struct str s)
{
    while (s.n) {
        ssize_t k = write(fd, s.p, s.n);

        if (k < 0 && errno != EINTR)
            return false;
        if (k > 0)
            s = str_slice(s, (size_t)k, s.n);
    }
    return true;
}

static bool write_answer(struct arena *a, const struct instance *in,
                         const struct solver_answer *ans, int fd)
{
    struct sbuf b;

    sbuf_init(&b, a, INPUT_MAX);
    solver_answer_write(a, in, ans, &b);
    return !b.overflow && write_all(fd, sbuf_str(&b));
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
    pthread_mutex_unlock(&w->lock);
}

static void *wait_for_deadline(void *ctx)
{
    struct watch *w = ctx;
    struct arena *a;

    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &w->until, NULL) == EINTR) {
    }
    pthread_mutex_lock(&w->lock);
    a = arena_new();
    w->best.time_limited = true;
    _exit(write_answer(a, w->in, &w->best, w->out) ? 0 : 3);
}

static bool start_watch(struct watch *w, struct timespec start, int64_t limit_ms)
{
    int64_t ns = start.tv_nsec + (limit_ms + LATE_MS) % 1000 * 1000000;
    pthread_t thread;

    w->until.tv_sec = start.tv_sec + (time_t)((limit_ms + LATE_MS) / 1000 + ns / 1000000000);
    w->until.tv_nsec = (long)(ns % 1000000000);
    return pthread_create(&thread, NULL, wait_for_deadline, w) == 0 && pthread_detach(thread) == 0;
}

static bool fail(struct err *e, const char *why)
{
    FAIL(e, ERR_SOLVER);
    err_arg(e, "why", value_str(str_from(why)));
    return false;
}

/* Standard output becomes ours alone: what the libraries print goes nowhere. */
static int take_output(void)
{
    int out = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3), null = open("/dev/null", O_WRONLY);

    if (out < 0 || null < 0 || dup2(null, STDOUT_FILENO) < 0)
        return -1;
    close(null);
    return out;
}

static bool read_input(struct arena *a, struct str *ret, struct err *e)
{
    struct sbuf b;
    char buf[8192];
    ssize_t k;

    sbuf_init(&b, a, INPUT_MAX);
    do {
        k = read(STDIN_FILENO, buf, sizeof buf);
        if (k > 0)
            sbuf_add(&b, (struct str){buf, (size_t)k});
    } while (k > 0 || (k < 0 && errno == EINTR));
    if (k < 0 || b.overflow)
        return fail(e, "the instance could not be read");
    *ret = sbuf_str(&b);
    return true;
}

bool solve_child_main(struct arena *a, int64_t gap, int64_t time_limit_ms, struct err *e)
{
    struct watch w = {.lock = PTHREAD_MUTEX_INITIALIZER, .best = {.status = SOLVER_UNKNOWN}};
    struct solver_options opt = {.gap = gap, .found = keep_best, .ctx = &w};
    struct timespec start = {0}, now = {0};
    struct solver_answer ans;
    struct instance in;
    struct str text;

    clock_gettime(CLOCK_MONOTONIC, &start);
    if (!read_input(a, &text, e) || !instance_read(a, text, &in, e))
        return false;
    w.in = &in;
    w.on = ARENA_ARRAY(a, bool, in.npackage);
    w.out = take_output();
    if (w.out < 0)
        return fail(e, "standard output cannot be taken");
    if (time_limit_ms) {
        clock_gettime(CLOCK_MONOTONIC, &now);
        opt.time_limit_ms = time_limit_ms - (now.tv_sec - start.tv_sec) * 1000 -
                            (now.tv_nsec - start.tv_nsec) / 1000000;
        opt.time_limit_ms = opt.time_limit_ms > 1 ? opt.time_limit_ms : 1;
        if (!start_watch(&w, start, time_limit_ms))
            return fail(e, "the watch over the time limit cannot start");
    }
    solver_run(a, &in, &opt, &ans);
    pthread_mutex_lock(&w.lock); /* kept: the watch may not write any more */
    if (!write_answer(a, &in, &ans, w.out))
        return fail(e, "the answer cannot be written");
    _exit(0); /* the watch may still wait for the lock; nothing is left to clean up */
}
