/* hello.c - the yardstick of pages: libmicrohttpd with the same threads, answering a fixed body and
 * nothing else. usage: hello THREADS BYTES; prints its port, ends with its standard input.
 * The path /made answers 4 KiB that are printed anew for each request. */
#include <arpa/inet.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MADE_ROWS = 60, MADE_BYTES = 8192 };

static struct MHD_Response *fixed;

static enum MHD_Result answer_made(struct MHD_Connection *c)
{
    char *b = malloc(MADE_BYTES);
    size_t n = 0;
    struct MHD_Response *r;
    enum MHD_Result ok;

    if (!b)
        return MHD_NO;
    for (int i = 0; i < MADE_ROWS; i++)
        n += (size_t)snprintf(b + n, MADE_BYTES - n,
                              "<tr><td>%05d</td><td>line item</td><td>%d.%02d</td></tr>\n", i,
                              i * 1234567, i);
    r = MHD_create_response_from_buffer(n, b, MHD_RESPMEM_MUST_FREE);
    ok = MHD_queue_response(c, 200, r);
    MHD_destroy_response(r);
    return ok;
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *c, const char *url,
                                  const char *method, const char *version, const char *data,
                                  size_t *size, void **state)
{
    static int seen;

    (void)cls, (void)method, (void)version, (void)data, (void)size;
    if (!*state) {
        *state = &seen;
        return MHD_YES;
    }
    return strcmp(url, "/made") ? MHD_queue_response(c, 200, fixed) : answer_made(c);
}

int main(int argc, char **argv)
{
    unsigned threads = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 2;
    size_t bytes = argc > 2 ? strtoul(argv[2], NULL, 10) : 128;
    char *body = calloc(bytes + 1, 1);
    struct MHD_Daemon *d;
    const union MHD_DaemonInfo *port;

    if (!body)
        return 1;
    memset(body, 'x', bytes);
    fixed = MHD_create_response_from_buffer(bytes, body, MHD_RESPMEM_PERSISTENT);
    d = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_TURBO, 0, NULL, NULL, on_request,
                         NULL, MHD_OPTION_THREAD_POOL_SIZE, threads, MHD_OPTION_CONNECTION_LIMIT,
                         10000, MHD_OPTION_END);
    port = d ? MHD_get_daemon_info(d, MHD_DAEMON_INFO_BIND_PORT) : NULL;
    if (!port)
        return 1;
    printf("%u\n", (unsigned)port->port);
    fflush(stdout);
    while (read(0, body, 1) > 0) {
    }
    MHD_stop_daemon(d);
    return 0;
}
