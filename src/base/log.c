#include "base/log.h"

#include <errno.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/err.h"
#include "base/json.h"

/* One write a line, so that lines of threads and children do not mix. */
static void put_line(struct sbuf *b)
{
    size_t done = 0;

    sbuf_byte(b, '\n');
    while (done < b->n) {
        ssize_t k = write(STDERR_FILENO, b->p + done, b->n - done);

        if (k < 0 && errno != EINTR) {
            return; /* nowhere left to say it */
        }
        done += k > 0 ? (size_t)k : 0;
    }
}

static void begin_line(struct jw *w, struct sbuf *b, enum log_level level, const char *event)
{
    static const char *const name[] = {
        [LOG_INFO] = "info", [LOG_WARN] = "warn", [LOG_ERROR] = "error"};
    struct sbuf at;

    sbuf_init(&at, b->a, 64);
    when_put_iso(&at, (struct when){clock_now_ms()});
    jw_init(w, b, false);
    jw_object(w, NULL);
    J(w, "time", sbuf_str(&at));
    J(w, "level", str_from(name[level]));
    J(w, "event", str_from(event));
}

void log_line(enum log_level level, const char *event, const struct log_field *f, size_t n)
{
    struct arena *a = arena_new();
    struct sbuf b;
    struct jw w;

    sbuf_init(&b, a, 65536);
    begin_line(&w, &b, level, event);
    for (size_t i = 0; i < n; i++) {
        jw_value(&w, f[i].key, f[i].v);
    }
    jw_end_object(&w);
    put_line(&b);
    arena_free(a);
}

void log_err(const char *event, const struct err *e, struct str request_id)
{
    struct arena *a = arena_new();
    struct sbuf b;
    struct jw w;

    sbuf_init(&b, a, 65536);
    begin_line(&w, &b, err_http(e->code) >= 500 ? LOG_ERROR : LOG_WARN, event);
    J(&w, "code", str_from(err_word(e->code)));
    for (size_t i = 0; i < e->nargs; i++) {
        jw_value(&w, e->args[i].name, err_arg_value(&e->args[i]));
    }
    if (e->detail[0]) {
        J(&w, "detail", str_from(e->detail));
    }
    if (e->file) {
        J(&w, "at", str_format(a, "%s:%d", e->file, e->line));
    }
    if (request_id.n) {
        J(&w, "request", request_id);
    }
    jw_end_object(&w);
    put_line(&b);
    arena_free(a);
}
