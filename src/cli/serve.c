/* serve.c - pbis serve: answers over HTTP until it is told to stop. */
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/date.h"
#include "base/err.h"
#include "base/log.h"
#include "base/sign.h"
#include "city/audit_head.h"
#include "city/setting.h"
#include "cli/command.h"
#include "cli/groups.h"
#include "cli/jobs.h"
#include "cli/notify.h"
#include "execute/position.h"
#include "plan/rollup.h"
#include "store/store.h"
#include "web/asset.h"
#include "web/http.h"
#include "web/openapi.h"
#include "web/people.h"
#include "web/req.h"

enum { STOP_WAIT_MS = 800, SWEEP_S = 1, FILES_BESIDE = 256, JOBS = 2, VERSION_DIGITS = 12 };

/* Signals are taken by sigwait: blocked before the first thread is made. */
static void signals_block(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGINT);
    sigaddset(set, SIGHUP);
    pthread_sigmask(SIG_BLOCK, set, NULL);
}

/* One digest of all assets: their addresses change when any of them does. */
static struct str assets_version(struct arena *a)
{
    uint8_t hash[SHA256_BYTES];
    struct sha256_state st;

    sha256_begin(&st);
    for (size_t i = 0; i < assets_n; i++)
        sha256_add(&st, assets[i].etag, str_from(assets[i].etag).n);
    sha256_end(&st, hash);
    return str_slice(hex_text(a, hash, sizeof hash), 0, VERSION_DIGITS);
}

/* A shell's usual limit of 1,024 open files is less than the connections that may come. */
static void files_allow(int64_t connections)
{
    struct rlimit lim;
    rlim_t want = (rlim_t)connections + FILES_BESIDE;

    if (getrlimit(RLIMIT_NOFILE, &lim) || lim.rlim_cur >= want)
        return;
    lim.rlim_cur = lim.rlim_max == RLIM_INFINITY || lim.rlim_max > want ? want : lim.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &lim);
}

/* What is done once a day: changes of settings whose day has come (city/setting.h), and the head of the
 * audit log (city/audit_head.h) when a key was given. */
struct daily {
    struct app *app;
    const struct sign_key *key; /* NULL = none */
    struct date done;
    int64_t now_ms;
};

static bool days_work(struct tx *tx, void *ctx, struct err *e)
{
    const struct daily *d = ctx;
    struct actor system = actor_system();
    struct act by = {tx, tx->a, &system, date_of_ms(d->now_ms), d->now_ms};
    struct audit_head head;
    int64_t done;

    return setting_apply_due(&by, &done, e) &&
           (!d->key || audit_head_publish(&by, d->key, &head, e));
}

/* Once a day, and at the start; what fails is tried again at the next look. */
static void daily(struct daily *d)
{
    struct err e = {0};

    d->now_ms = clock_now_ms();
    if (d->done.yyyymmdd == date_of_ms(d->now_ms).yyyymmdd)
        return;
    if (store_write(d->app->store, days_work, d, &e))
        d->done = date_of_ms(d->now_ms);
    else
        log_err("daily", &e, STR_NONE);
}

static void wait_for_end(const sigset_t *set, struct http *http, struct daily *d)
{
    struct timespec second = {.tv_sec = SWEEP_S};

    do {
        daily(d);
        http_sweep(http, clock_now_ms());
    } while (sigtimedwait(set, NULL, &second) < 0);
}

static void position_drop(void *p)
{
    position_free(p);
}

static void rollup_drop(void *p)
{
    rollup_free(p);
}

static int run_serve(struct app *app, const struct args *p, struct err *e)
{
    const char *listen = args_get(p, "listen");
    struct http_options o = {.listen = listen ? str_from(listen) : STR("127.0.0.1:8080"),
                             .insecure = args_has(p, "insecure"),
                             .tls_cert = args_get(p, "tls-cert"),
                             .tls_key = args_get(p, "tls-key")};
    struct server *s = ARENA_NEW(app->a, struct server);
    struct notify_thread *notify;
    struct http *http;
    struct sign_key key;
    struct daily day = {.app = app};
    sigset_t set;

    if (args_get(p, "audit-key")) {
        if (!sign_key_read(app->a, args_get(p, "audit-key"), &key, e))
            return exit_of(e);
        day.key = &key;
    }
    if (!o.tls_cert != !o.tls_key) {
        FAIL(e, ERR_USAGE);
        err_arg(e, "why", V(STR("--tls-cert and --tls-key go together")));
        return EXIT_USAGE;
    }
    signals_block(&set);
    files_allow(app->settings.v[SET_CONNECTIONS]);
    *s = (struct server){
        .store = app->store, .settings = app->settings, .version = assets_version(app->a)};
    s->rollup = rollup_new(); /* filled by the first page that asks */
    arena_defer(app->a, rollup_drop, s->rollup);
    s->people = people_new();
    arena_defer(app->a, people_drop, s->people);
    s->position = position_new();
    arena_defer(app->a, position_drop, s->position);
    if (!jobs_start(app->a, app->store, JOBS, &s->jobs, e) ||
        !http_start(app->a, s, &o, &http, e) || !notify_start(app, &notify, e))
        return exit_of(e);
    jobs_kinds(s->jobs, job_kinds, job_kinds_n);
    out(str_format(app->a, "listening %.*s\n", STR_FMT(http_url(http, app->a))));
    wait_for_end(&set, http, &day);
    jobs_stop(s->jobs);
    if (!http_stop(http, STOP_WAIT_MS) || !notify_stop(notify))
        _exit(EXIT_DONE); /* what was not answered was not promised */
    return EXIT_DONE;
}

static int run_routes(struct app *app, const struct args *p, struct err *e)
{
    (void)p;
    (void)e;
    out(routes_json(app->a));
    out(STR("\n"));
    return EXIT_DONE;
}

static const struct option serve_options[] = {
    {"listen", "ADDR:PORT", false},
    {"insecure", NULL, false},
    {"tls-cert", "FILE", false},
    {"tls-key", "FILE", false},
    {"audit-key", "FILE", false},
};

static const struct command commands[] = {
    {.name = "serve",
     .usage = "",
     .options = serve_options,
     .noptions = ARRAY_LEN(serve_options),
     .store = STORE_READY,
     .run = run_serve,
     COMMAND("เปิดบริการเว็บ", "Serve the web pages and the API")},
    {.name = "_routes",
     .usage = "",
     .store = STORE_NONE,
     .hidden = true,
     .run = run_routes,
     COMMAND("", "")},
};
const struct command_group cli_serve_commands = {commands, ARRAY_LEN(commands)};
