/* open_load.c - open-loop load over keep-alive HTTP/1.1: requests start at random (Poisson) times of
 * a fixed mean rate, whether earlier ones are answered or not, and each latency counts from the
 * time its request should have started. usage: open_load PORT RATE SECONDS CONNECTIONS PATH [COOKIE]
 * Prints: done errors p50 p99 p99.9 max (milliseconds). */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { HEAD = 8192, CHUNK = 8192, EVENTS = 256 };

struct conn {
    int fd;
    double began;
    long need, got; /* bytes of the body; need < 0: the head is still read */
    size_t head_n;
    char head[HEAD];
};

struct load {
    struct conn *conn;
    int *idle;
    size_t idles;
    char request[4096];
    int request_n;
    double *latency, *start; /* start: when request i should begin */
    size_t starts, began, done, errors;
};

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int by_value(const void *p, const void *q)
{
    double x = *(const double *)p, y = *(const double *)q;

    return x < y ? -1 : x > y;
}

static void die(const char *what)
{
    perror(what);
    exit(1);
}

static int dial(int port)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
    int one = 1, fd = socket(AF_INET, SOCK_STREAM, 0);

    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || connect(fd, (struct sockaddr *)&a, sizeof a))
        die("connect");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    fcntl(fd, F_SETFL, O_NONBLOCK);
    return fd;
}

static void begin_due(struct load *l, double t)
{
    while (l->began < l->starts && l->start[l->began] <= t && l->idles) {
        struct conn *c = &l->conn[l->idle[--l->idles]];

        c->began = l->start[l->began++];
        c->need = -1;
        c->got = 0;
        c->head_n = 0;
        if (write(c->fd, l->request, (size_t)l->request_n) != l->request_n)
            l->errors++;
    }
}

/* Reads the head out of `n` new bytes; the bytes that belong to the body, or -1: not yet. */
static long take_head(struct load *l, struct conn *c, const char *b, size_t n)
{
    size_t fits = n < HEAD - 1 - c->head_n ? n : HEAD - 1 - c->head_n, before = c->head_n;
    const char *end, *length;

    memcpy(c->head + c->head_n, b, fits);
    c->head_n += fits;
    c->head[c->head_n] = 0;
    end = strstr(c->head, "\r\n\r\n");
    if (!end)
        return -1;
    length = strcasestr(c->head, "content-length:");
    c->need = length ? strtol(length + 15, NULL, 10) : 0;
    l->errors += strncmp(c->head + 9, "200", 3) != 0;
    return (long)n - (end + 4 - c->head - (long)before);
}

static void take(struct load *l, struct conn *c)
{
    char b[CHUNK];
    ssize_t n;

    while ((n = read(c->fd, b, sizeof b)) > 0) {
        long body = c->need < 0 ? take_head(l, c, b, (size_t)n) : n;

        if (body < 0)
            continue;
        c->got += body;
        if (c->got >= c->need) {
            l->latency[l->done++] = now() - c->began;
            l->idle[l->idles++] = (int)(c - l->conn);
            return;
        }
    }
    if (n == 0 || (n < 0 && errno != EAGAIN))
        die("the server closed a connection");
}

static void run(struct load *l, int ep, double deadline)
{
    struct epoll_event ev[EVENTS];

    while (l->done < l->starts && now() < deadline) {
        double t = now();
        int wait = l->began < l->starts && l->start[l->began] - t > 0.001 ? 1 : 0, n;

        begin_due(l, t);
        n = epoll_wait(ep, ev, EVENTS, l->began == l->starts ? 10 : wait);
        for (int i = 0; i < n; i++)
            take(l, ev[i].data.ptr);
    }
}

int main(int argc, char **argv)
{
    int port, conns, ep = epoll_create1(0);
    double rate, seconds, t;
    struct load l = {0};

    if (argc < 6)
        return 2;
    port = (int)strtol(argv[1], NULL, 10);
    rate = strtod(argv[2], NULL);
    seconds = strtod(argv[3], NULL);
    conns = (int)strtol(argv[4], NULL, 10);
    l.request_n = snprintf(l.request, sizeof l.request,
                           "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAccept-Encoding: identity\r\n"
                           "Cookie: %s\r\n\r\n",
                           argv[5], port, argc > 6 ? argv[6] : "");
    l.conn = calloc((size_t)conns, sizeof *l.conn);
    l.idle = calloc((size_t)conns, sizeof *l.idle);
    l.starts = (size_t)(rate * seconds);
    l.start = calloc(l.starts + 1, sizeof *l.start);
    l.latency = calloc(l.starts + 1, sizeof *l.latency);
    if (!l.conn || !l.idle || !l.start || !l.latency)
        return 1;
    for (int i = 0; i < conns; i++) {
        struct epoll_event e = {.events = EPOLLIN, .data = {.ptr = &l.conn[i]}};

        l.conn[i].fd = dial(port);
        epoll_ctl(ep, EPOLL_CTL_ADD, l.conn[i].fd, &e);
        l.idle[l.idles++] = i;
    }
    srand48(1);
    t = now() + 0.1;
    for (size_t i = 0; i < l.starts; i++) {
        t -= log(1 - drand48()) / rate;
        l.start[i] = t;
    }
    run(&l, ep, t + 10);
    l.errors += l.starts - l.done;
    qsort(l.latency, l.done, sizeof *l.latency, by_value);
    if (!l.done)
        return 1;
    printf("%zu %zu %.2f %.2f %.2f %.2f\n", l.done, l.errors, l.latency[l.done / 2] * 1e3,
           l.latency[l.done * 99 / 100] * 1e3, l.latency[l.done * 999 / 1000] * 1e3,
           l.latency[l.done - 1] * 1e3);
    return 0;
}
