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
    int status; /* the child writes its errno when it cannot start */
};

enum ending { END_RUNNING, END_TIME, END_OUTPUT, END_FAILED };

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

/* In the child between fork and exec: async-signal-safe calls only, the parent has threads. */
static NO_RETURN void become(const char *path, char *const *argv, const int *fd,
                             const struct child_limits *lim)
{
    sigset_t none;
    int why;

    if (dup2(fd[0], STDIN_FILENO) < 0 || dup2(fd[1], STDOUT_FILENO) < 0 || dup2(fd[2], 3) < 0 ||
        fcntl(3, F_SETFD, FD_CLOEXEC) < 0) {
        _exit(126);
    }
    close_range(4, ~0U, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    limit(RLIMIT_CPU, lim->cpu_s);
    limit(RLIMIT_AS, lim->memory);
    limit(RLIMIT_CORE, 0);
    execvp(path, argv);
    why = errno;
    while (write(3, &why, sizeof why) < 0 && errno == EINTR) {
    }
    _exit(127);
}

static bool start(struct arena *a, const char *const *argv, const struct child_limits *lim,
                  struct child *c)
{
    const char *path = strcmp(argv[0], "pbis") == 0 ? "/proc/self/exe" : argv[0];
    size_t n = 0;
    char **args;
    int in[2], out[2] = {-1, -1}, status[2] = {-1, -1};

    while (argv[n]) {
        n++;
    }
    args = ARENA_ARRAY(a, char *, n + 1);
    for (size_t i = 0; i < n; i++) {
        args[i] = str_cstr(a, str_from(argv[i]));
    }
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, in) != 0) {
        return false;
    }
    c->pid = pipe2(out, O_CLOEXEC) == 0 && pipe2(status, O_CLOEXEC) == 0 ? fork() : -1;
    if (c->pid == 0) {
        become(path, args, (const int[]){in[1], out[1], status[1]}, lim);
    }
    close(in[1]);
    close_end(&out[1]);
    close_end(&status[1]);
    c->in = in[0];
    c->out = out[0];
    c->status = status[0];
    if (c->pid < 0) {
        close_end(&c->in);
        close_end(&c->out);
        close_end(&c->status);
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

/* Moves bytes both ways until the child closes its output. */
static enum ending talk(struct child *c, struct str input, int64_t deadline, struct sbuf *out)
{
    char buf[8192];

    if (input.n == 0) {
        close_end(&c->in);
    }
    while (c->out >= 0) {
        struct pollfd fds[2] = {{.fd = c->out, .events = POLLIN}, {.fd = c->in, .events = POLLOUT}};
        int64_t left = deadline ? deadline - now_ms() : 60000;
        int ready;

        if (left <= 0) {
            return END_TIME;
        }
        ready = poll(fds, 2, left > 60000 ? 60000 : (int)left);
        if (ready < 0 && errno != EINTR) {
            return END_FAILED;
        }
        if (ready <= 0) {
            continue;
        }
        if (fds[1].revents) {
            feed(c, &input);
        }
        if (fds[0].revents) {
            ssize_t k = read(c->out, buf, sizeof buf);

            if (k == 0) {
                close_end(&c->out);
            } else if (k > 0) {
                sbuf_add(out, (struct str){buf, (size_t)k});
            } else if (errno != EINTR) {
                return END_FAILED;
            }
            if (out->overflow) {
                return END_OUTPUT;
            }
        }
    }
    return END_RUNNING;
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

bool child_run(struct arena *a, const char *const *argv, struct str input,
               const struct child_limits *lim, struct str *ret_out, int *ret_exit, struct err *e)
{
    struct child c = {.pid = -1, .in = -1, .out = -1, .status = -1};
    int64_t deadline = lim->wall_ms > 0 ? now_ms() + lim->wall_ms : 0;
    enum ending end;
    struct sbuf out;
    int status = 0, why = 0;

    sbuf_init(&out, a, lim->max_output);
    if (!start(a, argv, lim, &c)) {
        return fail_child(e, TR("เริ่มงานย่อยไม่ได้"), argv[0], errno);
    }
    end = talk(&c, input, deadline, &out);
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
    close_end(&c.in);
    close_end(&c.out);
    close_end(&c.status);
    if (end == END_TIME) {
        return fail_child(e, TR("เกินเวลาที่กำหนด"), argv[0], 0);
    }
    if (end == END_OUTPUT) {
        return fail_child(e, TR("ผลลัพธ์ใหญ่เกินไป"), argv[0], 0);
    }
    if (why != 0) {
        return fail_child(e, TR("เริ่มงานย่อยไม่ได้"), argv[0], why);
    }
    if (end == END_FAILED || !WIFEXITED(status)) {
        return fail_child(e, TR("ถูกหยุดกลางคัน"), argv[0],
                          WIFSIGNALED(status) ? WTERMSIG(status) : 0);
    }
    *ret_out = sbuf_str(&out);
    *ret_exit = WEXITSTATUS(status);
    return true;
}
