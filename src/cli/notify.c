/* notify.c - pbis notify: sends the notices that are due, one pass; and the same as a thread of a
 * server. Several senders on one store share the work: each holds what it takes. */
#include "cli/notify.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/log.h"
#include "base/smtp.h"
#include "city/circular.h"
#include "city/survey.h"
#include "cli/groups.h"
#include "plan/calendar.h"
#include "plan/council_question.h"
#include "perform/acceleration.h"
#include "perform/checkin.h"
#include "perform/data_set.h"
#include "perform/reading.h"
#include "plan/observation.h"
#include "store/store.h"

enum { SECRET_MAX = 4096, PASS_MAX = 20, STOP_WAIT_MS = 500, HOUR_MS = 3600000 };

struct notify {
    struct store *store;
    struct notice_channels channels;
    struct delivery_from from;
    struct smtp_server smtp;
    struct hook_server hook;
    int64_t warned_hour; /* looked for what is nearly due then: once an hour is enough */
};

static bool warn_calendar(struct act *by, struct err *e)
{
    int64_t given;

    return calendar_warn(by, &given, e);
}

static bool warn_questions(struct act *by, struct err *e)
{
    int64_t given;

    return council_question_warn(by, &given, e);
}

static bool warn_observations(struct act *by, struct err *e)
{
    int64_t given;

    return observation_warn(by, &given, e);
}

static bool warn_acceleration(struct act *by, struct err *e)
{
    int64_t given;

    return acceleration_warn(by, &given, e);
}

static bool warn_data_sets(struct act *by, struct err *e)
{
    int64_t n;

    return data_set_warn(by, &n, e);
}

static bool warn_checkins(struct act *by, struct err *e)
{
    int64_t n;

    return checkin_warn(by, &n, e);
}

static bool warn_readings(struct act *by, struct err *e)
{
    int64_t n;

    return reading_warn(by, &n, e);
}

/* What looks for things that are nearly due and gives notices of them; each is once a day by its own
 * keys. */
static bool (*const warners[])(struct act *by, struct err *e) = {
    warn_calendar,
    circular_warn,
    survey_warn,
    warn_questions,
    warn_observations,
    warn_acceleration,
    warn_data_sets,
    warn_checkins,
    warn_readings,
};

/* ---- settings ---- */

static bool usage(struct err *e, const char *why)
{
    FAIL(e, ERR_USAGE);
    err_arg(e, "why", V(str_from(why)));
    return false;
}

/* The first two lines of a file of secrets; never from argv or the environment. */
static bool secret_read(struct app *app, struct str path, struct str *ret_one, struct str *ret_two,
                        struct err *e)
{
    struct str text, line;

    *ret_one = *ret_two = STR_NONE;
    if (path.n == 0) {
        return true;
    }
    if (!file_read(app->a, str_cstr(app->a, path), SECRET_MAX, &text, e)) {
        return false;
    }
    if (str_split(&text, '\n', &line)) {
        *ret_one = str_trim(line);
    }
    if (str_split(&text, '\n', &line)) {
        *ret_two = str_trim(line);
    }
    return true;
}

static bool base_url_check(struct str url, struct err *e)
{
    bool ok = (str_starts(url, STR("https://")) || str_starts(url, STR("http://"))) &&
              !str_ends(url, STR("/"));

    for (size_t i = 0; i < url.n; i++) {
        ok = ok && url.p[i] > ' ' && url.p[i] < 0x7f;
    }
    return ok ||
           usage(e, "PBIS_BASE_URL is needed to send notices: https://host without a / at the end");
}

static bool email_open(struct app *app, struct notify *n, struct err *e)
{
    const struct str *t = app->settings.text;

    if (t[SET_SMTP_URL].n == 0) {
        return true;
    }
    if (!smtp_url_check(t[SET_SMTP_URL], e) || !base_url_check(t[SET_BASE_URL], e)) {
        return false;
    }
    if (!mail_address_ok(t[SET_MAIL_FROM])) {
        return usage(e, "PBIS_MAIL_FROM is the address that mail is sent from");
    }
    n->smtp = (struct smtp_server){.url = t[SET_SMTP_URL],
                                   .timeout_s = app->settings.v[SET_SEND_TIMEOUT_S]};
    n->channels.email = true;
    return secret_read(app, t[SET_SMTP_CREDENTIALS], &n->smtp.user, &n->smtp.password, e);
}

static bool hook_open(struct app *app, struct notify *n, struct err *e)
{
    const struct str *t = app->settings.text;
    struct str rest;

    if (t[SET_HOOK_URL].n == 0) {
        return true;
    }
    if (!hook_url_check(t[SET_HOOK_URL], e) || !base_url_check(t[SET_BASE_URL], e)) {
        return false;
    }
    n->hook = (struct hook_server){.url = t[SET_HOOK_URL],
                                   .timeout_s = app->settings.v[SET_SEND_TIMEOUT_S]};
    n->channels.hook = true;
    return secret_read(app, t[SET_HOOK_SECRET], &n->hook.secret, &rest, e) &&
           (n->hook.secret.n >= 16 ||
            usage(e,
                  "PBIS_HOOK_SECRET is a file whose first line is a secret of 16 bytes or more"));
}

bool notify_open(struct app *app, struct notify **ret, struct err *e)
{
    struct notify *n = ARENA_NEW(app->a, struct notify);

    n->store = app->store;
    n->from = (struct delivery_from){.base_url = app->settings.text[SET_BASE_URL],
                                     .address = app->settings.text[SET_MAIL_FROM]};
    if (!email_open(app, n, e) || !hook_open(app, n, e)) {
        return false;
    }
    if (notify_configured(n)) {
        smtp_init();
    }
    *ret = n;
    return true;
}

bool notify_configured(const struct notify *n)
{
    return n->channels.email || n->channels.hook;
}

/* ---- a pass ---- */

struct pass {
    struct notify *n;
    struct arena *a; /* of the pass: what a write returns lives here */
    int64_t now_ms;
    struct actor who;
    struct rows due;
    const struct delivery_out *one;
    enum send_result result;
    struct str answer;
    int64_t planned;
};

static struct act act_of(struct pass *p, struct tx *tx)
{
    return (struct act){
        .tx = tx, .a = p->a, .who = &p->who, .today = date_of_ms(p->now_ms), .now_ms = p->now_ms};
}

static bool warn_write(struct tx *tx, void *ctx, struct err *e)
{
    struct act by = act_of(ctx, tx);

    for (size_t i = 0; i < ARRAY_LEN(warners); i++) {
        if (!warners[i](&by, e)) {
            return false;
        }
    }
    return true;
}

static bool take_write(struct tx *tx, void *ctx, struct err *e)
{
    struct pass *p = ctx;
    struct act by = act_of(p, tx);

    return notice_plan(&by, p->n->channels, &p->planned, e) &&
           delivery_take(&by, p->n->channels, &p->due, e);
}

static bool mark_write(struct tx *tx, void *ctx, struct err *e)
{
    struct pass *p = ctx;
    struct act by = act_of(p, tx);

    return delivery_mark(&by, p->one, p->result, p->answer, e);
}

static bool send_one(struct pass *p, struct db *db, const struct delivery_out *d,
                     struct notify_count *ret, struct err *e)
{
    struct notify *n = p->n;
    struct delivery_from from = n->from;
    struct rows links;

    from.now_ms = p->now_ms;
    if (!delivery_links(db, p->a, d->id, &links, e)) {
        return false;
    }
    p->one = d;
    if (str_eq(d->channel, STR("hook"))) {
        p->result = hook_post(p->a, &n->hook, delivery_json(p->a, d, &links, &from),
                              str_format(p->a, "%lld", (long long)d->id), p->now_ms, &p->answer);
    } else {
        struct mail m = delivery_mail(p->a, d, &links, &from);

        p->result = smtp_send(p->a, &n->smtp, &m, &p->answer);
    }
    ret->sent += p->result == SEND_DONE;
    ret->later += p->result == SEND_LATER;
    ret->refused += p->result == SEND_REFUSED;
    return store_write(n->store, mark_write, p, e);
}

static bool run_pass(struct pass *p, struct notify_count *ret, struct err *e)
{
    const struct delivery_out *d;
    struct db *db;
    bool any;

    if (!store_reader(p->n->store, &db, e)) {
        return false;
    }
    for (int round = 0; round < PASS_MAX; round++) {
        if (!notice_due_any(db, p->now_ms, &any, e)) {
            return false;
        }
        if (!any) {
            return true;
        }
        if (!store_write(p->n->store, take_write, p, e)) {
            return false;
        }
        ret->planned += p->planned;
        if (p->due.n == 0 && p->planned == 0) {
            return true;
        }
        d = p->due.p;
        for (size_t i = 0; i < p->due.n; i++) {
            if (!send_one(p, db, &d[i], ret, e)) {
                return false;
            }
        }
    }
    return true;
}

bool notify_pass(struct notify *n, int64_t now_ms, struct notify_count *ret, struct err *e)
{
    struct pass p = {.n = n, .a = arena_new(), .now_ms = now_ms, .who = actor_system()};
    bool ok;

    *ret = (struct notify_count){0};
    store_day_set(n->store, date_of_ms(now_ms));
    ok = (n->warned_hour == now_ms / HOUR_MS || store_write(n->store, warn_write, &p, e)) &&
         run_pass(&p, ret, e);
    n->warned_hour = now_ms / HOUR_MS;
    arena_free(p.a);
    return ok;
}

/* ---- the thread of a server ---- */

struct notify_thread {
    struct notify *n;
    int64_t every_s;
    pthread_t id;
    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t wake;
    bool stop, done;
};

static struct timespec in_ms(int64_t ms)
{
    int64_t at = clock_now_ms() + ms;

    return (struct timespec){.tv_sec = at / 1000, .tv_nsec = (long)(at % 1000) * 1000000};
}

/* Waits; true when it was told to stop. */
static bool rest(struct notify_thread *t)
{
    struct timespec until = in_ms(t->every_s * 1000);
    bool stop;
    int rc = 0;

    pthread_mutex_lock(&t->lock);
    while (!t->stop && rc != ETIMEDOUT) {
        rc = pthread_cond_timedwait(&t->wake, &t->lock, &until);
    }
    stop = t->stop;
    pthread_mutex_unlock(&t->lock);
    return stop;
}

static void *run_thread(void *ctx)
{
    struct notify_thread *t = ctx;
    struct notify_count count;
    struct err e;

    while (!rest(t)) {
        if (!notify_pass(t->n, clock_now_ms(), &count, &e)) {
            log_err("notify", &e, STR_NONE);
        }
    }
    pthread_mutex_lock(&t->lock);
    t->done = true;
    pthread_cond_signal(&t->wake);
    pthread_mutex_unlock(&t->lock);
    return NULL;
}

bool notify_start(struct app *app, struct notify_thread **ret, struct err *e)
{
    struct notify_thread *t = ARENA_NEW(app->a, struct notify_thread);

    *ret = NULL;
    t->every_s = app->settings.v[SET_NOTIFY_S];
    if (!notify_open(app, &t->n, e)) {
        return false;
    }
    if (t->every_s == 0) {
        return true;
    }
    pthread_mutex_init(&t->lock, NULL);
    pthread_cond_init(&t->wake, NULL);
    if (pthread_create(&t->id, NULL, run_thread, t)) {
        PANIC("no thread for notices");
    }
    *ret = t;
    return true;
}

bool notify_stop(struct notify_thread *t)
{
    struct timespec until = in_ms(STOP_WAIT_MS);
    int rc = 0;
    bool done;

    if (!t) {
        return true;
    }
    pthread_mutex_lock(&t->lock);
    t->stop = true;
    pthread_cond_broadcast(&t->wake);
    while (!t->done && rc != ETIMEDOUT) {
        rc = pthread_cond_timedwait(&t->wake, &t->lock, &until);
    }
    done = t->done;
    pthread_mutex_unlock(&t->lock);
    if (done) {
        pthread_join(t->id, NULL);
    }
    return done;
}

/* ---- the command ---- */

/* 2026-11-22T20:30 of the city: a pass as it would be at that moment. */
static bool moment(const char *text, int64_t *ret, struct err *e)
{
    struct str s = str_from(text);
    struct date d;
    int64_t hour, minute;

    if (s.n != 16 || s.p[10] != 'T' || s.p[13] != ':') {
        FAIL(e, ERR_BAD_DATE);
        err_arg(e, "value", V(s));
        return false;
    }
    if (!date_parse_iso(str_slice(s, 0, 10), &d, e)) {
        return false;
    }
    hour = (s.p[11] - '0') * 10 + (s.p[12] - '0');
    minute = (s.p[14] - '0') * 10 + (s.p[15] - '0');
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59) {
        FAIL(e, ERR_BAD_DATE);
        err_arg(e, "value", V(s));
        return false;
    }
    *ret = date_start_ms(d) + hour * HOUR_MS + minute * 60000;
    return true;
}

static int run_notify(struct app *app, const struct args *p, struct err *e)
{
    const char *at = args_get(p, "at");
    struct notify_count c;
    int64_t now_ms = app->now_ms;
    struct notify *n;

    if ((at && !moment(at, &now_ms, e)) || !notify_open(app, &n, e) ||
        !notify_pass(n, now_ms, &c, e)) {
        return exit_of(e);
    }
    if (!notify_configured(n)) {
        out(STR("nothing is sent: PBIS_SMTP_URL and PBIS_HOOK_URL are not set\n"));
    }
    out(str_format(app->a, "messages begun %lld, sent %lld, to try again %lld, refused %lld\n",
                   (long long)c.planned, (long long)c.sent, (long long)c.later,
                   (long long)c.refused));
    return EXIT_DONE;
}

static const struct option notify_options[] = {
    {"at", "YYYY-MM-DDTHH:MM", false},
};

static const struct command commands[] = {
    {.name = "notify",
     .usage = "",
     .options = notify_options,
     .noptions = ARRAY_LEN(notify_options),
     .store = STORE_READY,
     .run = run_notify,
     COMMAND("ส่งการแจ้งเตือนที่ถึงเวลา หนึ่งรอบ", "Send the notices that are due, one pass")},
};
const struct command_group cli_notify_commands = {commands, ARRAY_LEN(commands)};
