#define _GNU_SOURCE 1 /* pipe2, close_range */
#include "base/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/err.h"

/* The parent's ends; -1 when closed. Input goes over a socket, because send() can be told not to
 * raise SIGPIPE when the child has gone. */
struct child {
    pid_t pid;
    int in;     /* we write */
    int out;    /* we read */
    int err;    /* we read, when it is watched */
    int status; /* the child writes its errno when it cannot start */
};

enum ending { END_RUNNING, END_TIME, END_OUTPUT, END_FAILED, END_CANCELLED };

enum { LINE_MAX_BYTES = 4096 };

/* What the child wrote on its standard error, up to a line's end. */
struct lines {
    const struct child_watch *w;
    char buf[LINE_MAX_BYTES];
    size_t n;
    int64_t next_ms; /* when fn is due without a line */
};

static void close_end(int *fd)
{
    if (*fd >= 0) {
        close(*fd);
    }
    *fd = -1;
}

static int64_t now_ms(void)
{
    struct timespec t = {0};

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void limit(int what, int64_t most)
{
    struct rlimit r = {(rlim_t)most, (rlim_t)most};

    if (most > 0) {
        setrlimit((__rlimit_resource_t)what, &r);
    }
}

/* The address sanitizer reserves terabytes of addresses: it cannot run under a limit of them. */
#if defined(__SANITIZE_ADDRESS__)
# define MEMORY_LIMITED false
#elif defined(__has_feature)
# if __has_feature(address_sanitizer)
#  define MEMORY_LIMITED false
# endif
#endif
#ifndef MEMORY_LIMITED
# define MEMORY_LIMITED true
#endif

/* In the child between fork and exec: async-signal-safe calls only, the parent has threads. */
static NO_RETURN void become(const char *path, char *const *argv, char *const *env, const int *fd,
                             const struct child_limits *lim)
{
    sigset_t none;
    int why;

    if (dup2(fd[0], STDIN_FILENO) < 0 || dup2(fd[1], STDOUT_FILENO) < 0 ||
        (fd[3] >= 0 && dup2(fd[3], STDERR_FILENO) < 0) || dup2(fd[2], 3) < 0 ||
        fcntl(3, F_SETFD, FD_CLOEXEC) < 0) {
        _exit(126);
    }
    close_range(4, ~0U, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    (void)signal(SIGPIPE, SIG_DFL);
    limit(RLIMIT_CPU, lim->cpu_s);
    limit(RLIMIT_AS, MEMORY_LIMITED ? lim->memory : 0);
    limit(RLIMIT_CORE, 0);
    execvpe(path, argv, env);
    why = errno;
    while (write(3, &why, sizeof why) < 0 && errno == EINTR) {
    }
    _exit(127);
}

static size_t list_length(const char *const *list)
{
    size_t n = 0;

    while (list && list[n]) {
        n++;
    }
    return n;
}

/* Two lists as one of texts that may be written to, as exec wants it; `more` may be NULL. */
static char **joined(struct arena *a, const char *const *list, const char *const *more)
{
    size_t n = list_length(list), m = list_length(more);
    char **all = ARENA_ARRAY(a, char *, n + m + 1);

    for (size_t i = 0; i < n + m; i++) {
        all[i] = str_cstr(a, str_from(i < n ? list[i] : more[i - n]));
    }
    return all;
}

static void close_all(struct child *c)
{
    close_end(&c->in);
    close_end(&c->out);
    close_end(&c->err);
    close_end(&c->status);
}

static bool start(struct arena *a, const char *const *argv, const struct child_limits *lim,
                  struct child *c)
{
    const struct child_watch *w = lim->watch;
    const char *path = strcmp(argv[0], "pbis") == 0 ? "/proc/self/exe" : argv[0];
    char **args = joined(a, argv, NULL);
    /* What is added stands first: the first of two with one name counts. */
    char **env = w && w->env ? joined(a, w->env, (const char *const *)environ) : environ;
    int in[2], out[2] = {-1, -1}, err[2] = {-1, -1}, status[2] = {-1, -1};

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, in) != 0) {
        return false;
    }
    c->pid = pipe2(out, O_CLOEXEC) == 0 && pipe2(status, O_CLOEXEC) == 0 &&
                     (!w || pipe2(err, O_CLOEXEC) == 0)
                 ? fork()
                 : -1;
    if (c->pid == 0) {
        become(path, args, env, (const int[]){in[1], out[1], status[1], err[1]}, lim);
    }
    close(in[1]);
    close_end(&out[1]);
    close_end(&err[1]);
    close_end(&status[1]);
    c->in = in[0];
    c->out = out[0];
    c->err = err[0];
    c->status = status[0];
    if (c->pid < 0) {
        close_all(c);
    }
    return c->pid > 0;
}

/* Sends what the child takes now; closes the input when all is sent or nobody listens. */
static void feed(struct child *c, struct str *input)
{
    if (input->n > 0) {
        ssize_t k = send(c->in, input->p, input->n, MSG_NOSIGNAL | MSG_DONTWAIT);

        if (k >= 0) {
            *input = str_slice(*input, (size_t)k, input->n);
        } else if (errno != EAGAIN && errno != EINTR) {
            *input = STR_NONE;
        }
    }
    if (input->n == 0) {
        close_end(&c->in);
    }
}

/* Reads from one end; false when that failed. The end is closed when the child has closed its. */
static bool take(int *fd, char *buf, size_t size, size_t *ret_n)
{
    ssize_t k = read(*fd, buf, size);

    *ret_n = k > 0 ? (size_t)k : 0;
    if (k == 0) {
        close_end(fd);
    }
    return k >= 0 || errno == EINTR;
}

/* Hands over the whole lines; a line longer than the buffer comes in pieces. */
static bool hand_lines(struct lines *l)
{
    size_t from = 0;

    for (size_t i = 0; i < l->n; i++) {
        if (l->buf[i] == '\n') {
            if (!l->w->fn(l->w->ctx, (struct str){l->buf + from, i - from})) {
                return false;
            }
            from = i + 1;
        }
    }
    if (from == 0 && l->n == sizeof l->buf) {
        from = l->n;
        if (!l->w->fn(l->w->ctx, (struct str){l->buf, l->n})) {
            return false;
        }
    }
    memmove(l->buf, l->buf + from, l->n - from);
    l->n -= from;
    return true;
}

static bool is_cancelled(struct lines *l)
{
    int64_t now;

    if (!l->w) {
        return false;
    }
    now = now_ms();
    if (now < l->next_ms) {
        return false;
    }
    l->next_ms = now + l->w->every_ms;
    return !l->w->fn(l->w->ctx, STR_NONE);
}

static enum ending take_ready(struct child *c, const struct pollfd *fds, struct sbuf *out,
                              struct lines *l)
{
    char buf[8192];
    size_t n;

    if (fds[0].revents) {
        if (!take(&c->out, buf, sizeof buf, &n)) {
            return END_FAILED;
        }
        sbuf_add(out, (struct str){buf, n});
        if (out->overflow) {
            return END_OUTPUT;
        }
    }
    if (fds[2].revents) {
        if (!take(&c->err, l->buf + l->n, sizeof l->buf - l->n, &n)) {
            return END_FAILED;
        }
        l->n += n;
        if (!hand_lines(l)) {
            return END_CANCELLED;
        }
    }
    return END_RUNNING;
}

/* Moves bytes both ways until the child closes its output. */
static enum ending talk(struct child *c, struct str input, int64_t deadline, struct sbuf *out,
                        struct lines *l)
{
    enum ending end = END_RUNNING;

    if (input.n == 0) {
        close_end(&c->in);
    }
    while (end == END_RUNNING && (c->out >= 0 || c->err >= 0)) {
        struct pollfd fds[3] = {{.fd = c->out, .events = POLLIN},
                                {.fd = c->in, .events = POLLOUT},
                                {.fd = c->err, .events = POLLIN}};
        int64_t most = l->w ? l->w->every_ms : 60000;
        int64_t left = deadline ? deadline - now_ms() : most;
        int ready;

        if (left <= 0) {
            return END_TIME;
        }
        if (is_cancelled(l)) {
            return END_CANCELLED;
        }
        ready = poll(fds, 3, (int)(left > most ? most : left));
        if (ready < 0 && errno != EINTR) {
            return END_FAILED;
        }
        if (ready <= 0) {
            continue;
        }
        if (fds[1].revents) {
            feed(c, &input);
        }
        end = take_ready(c, fds, out, l);
    }
    return end;
}

/* Waits for the end of a child that has closed its output. False when the time is over. */
static bool reap(pid_t pid, int64_t deadline, int *ret_status)
{
    long pause_ns = 200000;

    for (;;) {
        struct timespec t = {0, pause_ns};
        pid_t got = waitpid(pid, ret_status, deadline ? WNOHANG : 0);

        if (got == pid) {
            return true;
        }
        if (got < 0 && errno != EINTR) {
            *ret_status = 0;
            return true;
        }
        if (deadline && now_ms() >= deadline) {
            return false;
        }
        if (deadline) {
            nanosleep(&t, NULL);
            pause_ns = pause_ns < 20000000 ? pause_ns * 2 : pause_ns;
        }
    }
}

static bool fail_child(struct err *e, const char *what, const char *program, int number)
{
    FAIL(e, ERR_CHILD);
    err_arg(e, "what", V(str_from(what)));
    err_detail(e, "%s: %d", program, number);
    return false;
}

static const char *why_ended(enum ending end)
{
    switch (end) {
    case END_TIME:
        return TR("เกินเวลาที่กำหนด");
    case END_OUTPUT:
        return TR("ผลลัพธ์ใหญ่เกินไป");
    case END_CANCELLED:
        return TR("ถูกยกเลิก");
    case END_RUNNING:
    case END_FAILED:
        break;
    }
    return TR("ถูกหยุดกลางคัน");
}

static bool run(struct arena *a, const char *const *argv, struct str input,
                const struct child_limits *lim, struct sbuf *out, int *ret_exit, struct err *e)
{
    struct lines *l = ARENA_NEW(a, struct lines);
    struct child c = {.pid = -1, .in = -1, .out = -1, .err = -1, .status = -1};
    int64_t deadline = lim->wall_ms > 0 ? now_ms() + lim->wall_ms : 0;
    enum ending end;
    int status = 0, why = 0;

    l->w = lim->watch;
    if (!start(a, argv, lim, &c)) {
        return fail_child(e, TR("เริ่มงานย่อยไม่ได้"), argv[0], errno);
    }
    end = talk(&c, input, deadline, out, l);
    if (end == END_RUNNING && !reap(c.pid, deadline, &status)) {
        end = END_TIME;
    }
    if (end != END_RUNNING) {
        kill(c.pid, SIGKILL);
        reap(c.pid, 0, &status);
    }
    if (read(c.status, &why, sizeof why) != (ssize_t)sizeof why) {
        why = 0; /* it started: exec closed the pipe */
    }
    close_all(&c);
    if (end == END_RUNNING && why != 0) {
        return fail_child(e, TR("เริ่มงานย่อยไม่ได้"), argv[0], why);
    }
    if (lim->keep_output && end != END_CANCELLED && end != END_FAILED &&
        (end != END_RUNNING || !WIFEXITED(status))) {
        *ret_exit = CHILD_ENDED;
        return true;
    }
    if (end != END_RUNNING || !WIFEXITED(status)) {
        return fail_child(e, why_ended(end), argv[0], WIFSIGNALED(status) ? WTERMSIG(status) : 0);
    }
    *ret_exit = WEXITSTATUS(status);
    return true;
}

bool child_run(struct arena *a, const char *const *argv, struct str input,
               const struct child_limits *lim, struct str *ret_out, int *ret_exit, struct err *e)
{
    struct sbuf out;

    sbuf_init(&out, a, lim->max_output);
    if (!run(a, argv, input, lim, &out, ret_exit, e)) {
        return false;
    }
    *ret_out = sbuf_str(&out);
    return true;
}
