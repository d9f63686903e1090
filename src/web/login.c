/* login.c - signing in and out. The password is checked on a worker of its own pool; a name that
 * nobody has costs the same time, the same writes and the same waits as one that somebody has. */
#include "base/arena.h"
#include "base/crypto.h"
#include "base/json.h"
#include "base/log.h"
#include "city/audit.h"
#include "city/totp.h"
#include "city/year.h"
#include "views.h"
#include "web/html.h"
#include "web/http_int.h"
#include "web/pages_core.h"
#include "web/people.h"
#include "web/router.h"
#include "web/words.h"

enum {
    NAME_TRIES = 10,
    NAME_MAX_BYTES = 200,
    PASSWORD_MAX_BYTES = 1024,
    CODE_MAX_BYTES = 100,
    ADDRESS_WINDOW_MS = 15 * 60 * 1000,
};

struct attempt {
    struct str name, password, next;
    struct str old_token; /* of the session this browser had; it ends */
    struct login found;
    bool right;
    struct str code, step; /* the second factor, and who is between the two */
    struct session_from from;
    struct session_new session;
};

/* Only a path of ours: "//other.example" and "/\other" are not. */
static struct str local_path(struct str s)
{
    if (s.n < 2 || s.n > 2000 || s.p[0] != '/' || s.p[1] == '/' || s.p[1] == '\\')
        return STR_NONE;
    for (size_t i = 0; i < s.n; i++) {
        if ((unsigned char)s.p[i] <= 0x20 || (unsigned char)s.p[i] >= 0x7f || s.p[i] == '\\')
            return STR_NONE;
    }
    return s;
}

static bool demo_store(struct req *r)
{
    struct call *c = call_of(r);
    struct err e;

    if (!call_years(c, &e))
        return false;
    for (size_t i = 0; i < c->years.n; i++) {
        if (((const struct fiscal_year *)c->years.p + i)->demo)
            return true;
    }
    return false;
}

static bool login_show(struct req *r, struct str user, struct str next, struct str error,
                       struct reply *ret, struct err *e)
{
    struct page_head head = {.title = tr(r->lang, TR("เข้าสู่ระบบ"))};
    struct login_view page = {.next = next, .user = user, .error = error, .demo = demo_store(r)};
    struct err none;
    int64_t who;

    page.second = step_token(r).n && !user.n && !req_query(r, "again").n &&
                  login_step_find(r->db, r->a, step_token(r), r->now_ms, &who, &none);

    return REPLY_PAGE(r, &head, login, &page, ret, e);
}

bool home_redirect(struct req *r, struct reply *ret, struct err *e)
{
    (void)e;
    reply_redirect(r, r->session.actor.user_id ? STR("/overview") : STR("/login"), ret);
    return true;
}

bool login_page(struct req *r, struct reply *ret, struct err *e)
{
    return login_show(r, STR_NONE, local_path(req_query(r, "next")), STR_NONE, ret, e);
}

/* ---- the steps of a sign-in, in order ---- */

/* Failures of one address count in windows of 15 minutes, of whatever names. */
static uint64_t address_key(struct req *r, const struct attempt *t)
{
    return str_hash(str_format(r->a, "address %.*s %lld", STR_FMT(t->from.address),
                               (long long)(r->now_ms / ADDRESS_WINDOW_MS)));
}

/* After a wrong password has been counted. */
static bool refused_answer(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct attempt *t = ctx;
    struct throttle *th = call_of(r)->http->throttle;

    (void)ret;
    throttle_failed(th, str_hash(t->name), NAME_TRIES, r->now_ms);
    throttle_failed(th, address_key(r, t), r->server->settings.v[SET_ADDRESS_TRIES], r->now_ms);
    log_line(LOG_WARN, "login_failed",
             LOG_FIELDS({"id", V(r->id)}, {"user", V(t->found.known ? t->name : STR("?"))}));
    FAIL(e, ERR_LOGIN);
    if (call_wants_json(call_of(r)))
        return false;
    ret->status = 401;
    return login_show(r, t->name, t->next, word_error(r->a, e, r->lang), ret, e);
}

static bool failed_write(struct act *by, void *ctx, struct err *e)
{
    struct attempt *t = ctx;
    struct audit_note n = {.action = STR("login.failed"), .subject = STR("user:?")};

    if (t->found.known)
        return login_failed(by, t->found.user_id, e);
    return audit_add(by, &n, e); /* the name stays out: people type passwords there */
}

/* The password was right. With a second factor on, its code decides; without the code a step opens. */
static bool open_write(struct act *by, void *ctx, struct err *e)
{
    struct attempt *t = ctx;
    int64_t user = t->found.user_id;

    if (t->found.second) {
        t->right = false;
        if (!login_step_open(by, user, &t->step, e))
            return false;
        if (!t->code.n)
            return true;
        if (!login_step_code(by, t->step, t->code, &user, &t->right, e))
            return false;
        if (!t->right)
            return true;
    }
    if (t->old_token.n && !session_close(by, t->old_token, e))
        return false;
    return session_open(by, user, &t->from, &t->session, e);
}

/* The second step: the code, on the step that the cookie names. */
static bool code_write(struct act *by, void *ctx, struct err *e)
{
    struct attempt *t = ctx;
    int64_t user;

    if (!login_step_code(by, t->step, t->code, &user, &t->right, e))
        return false;
    if (!t->right)
        return true;
    if (t->old_token.n && !session_close(by, t->old_token, e))
        return false;
    return session_open(by, user, &t->from, &t->session, e);
}

static struct str login_again(struct req *r, struct str next)
{
    struct sbuf b;
    struct html h = {.out = &b, .lang = r->lang};

    sbuf_init(&b, r->a, BODY_TEXT_MAX);
    SB_LIT(&b, "/login");
    if (next.n) {
        SB_LIT(&b, "?next=");
        html_url_part_str(&h, next);
    }
    return sbuf_str(&b);
}

/* Asked for the code, or told that it was wrong. */
static bool code_answer(struct req *r, struct attempt *t, struct reply *ret, struct err *e)
{
    if (t->code.n) {
        struct throttle *th = call_of(r)->http->throttle;

        throttle_failed(th, address_key(r, t), r->server->settings.v[SET_ADDRESS_TRIES], r->now_ms);
        log_line(LOG_WARN, "code_failed", LOG_FIELDS({"id", V(r->id)}));
        FAIL(e, ERR_CODE);
    } else {
        FAIL(e, ERR_CODE_NEEDED);
        call_cookie(call_of(r), step_cookie(r, t->step));
    }
    if (call_wants_json(call_of(r)))
        return false;
    if (!t->code.n) {
        reply_redirect(r, login_again(r, t->next), ret);
        return true;
    }
    ret->status = 401;
    return login_show(r, STR_NONE, t->next, word_error(r->a, e, r->lang), ret, e);
}

static bool opened_answer(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct attempt *t = ctx;
    struct sbuf b;
    struct jw w;

    if (!t->right)
        return code_answer(r, t, ret, e);
    if (r->server->people && !people_load(r->server->people, r->db, e))
        return false;
    if (t->name.n)
        throttle_clear(call_of(r)->http->throttle, str_hash(t->name));
    log_line(LOG_INFO, "login", LOG_FIELDS({"id", V(r->id)}, {"user", V(t->name)}));
    ret->set_cookie = session_cookie(r, t->session.token);
    if (step_token(r).n)
        ret->set_cookie2 = step_cookie(r, STR_NONE);
    if (r->format != FORMAT_JSON) {
        reply_redirect(r, t->next.n ? t->next : STR("/overview"), ret);
        return true;
    }
    sbuf_init(&b, r->a, BODY_TEXT_MAX);
    jw_init(&w, &b, false);
    jw_object(&w, NULL);
    J(&w, "csrf", t->session.csrf);
    jw_end_object(&w);
    reply_json(r, 200, sbuf_str(&b), ret);
    return true;
}

static bool verify_work(struct req *r, void *ctx, struct err *e)
{
    struct attempt *t = ctx;

    (void)r;
    (void)e;
    t->right = password_verify(t->found.password, t->password) && t->found.known;
    return true;
}

static bool verified(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct attempt *t = ctx;

    if (t->right)
        return req_write(r, open_write, opened_answer, t, ret, e);
    return req_write(r, failed_write, refused_answer, t, ret, e);
}

static bool too_many(int64_t wait_ms, struct err *e)
{
    FAIL(e, ERR_TOO_MANY);
    err_arg(e, "seconds", V((wait_ms + 999) / 1000));
    return false;
}

/* What nobody could have as a name or a password. */
static bool impossible(struct req *r, const struct attempt *t, struct reply *ret, struct err *e)
{
    FAIL(e, ERR_LOGIN);
    if (call_wants_json(call_of(r)))
        return false;
    ret->status = 401;
    return login_show(r, STR_NONE, t->next, word_error(r->a, e, r->lang), ret, e);
}

bool login_post(struct req *r, struct reply *ret, struct err *e)
{
    struct attempt *t = ARENA_NEW(r->a, struct attempt);
    struct throttle *th = call_of(r)->http->throttle;
    int64_t wait;

    t->name = str_trim(req_field(r, "user"));
    t->password = req_field(r, "password");
    t->code = str_trim(req_field(r, "code"));
    t->next = local_path(req_field(r, "next"));
    t->from = call_from(r);
    if (r->session.actor.user_id)
        t->old_token = call_of(r)->token;
    wait = throttle_wait(th, address_key(r, t), r->now_ms);
    if (wait > 0)
        return too_many(wait, e);
    t->step = step_token(r);
    if (!t->name.n && t->code.n && t->code.n <= CODE_MAX_BYTES && t->step.n)
        return req_write(r, code_write, opened_answer, t, ret, e);
    if (!t->name.n || !t->password.n || t->name.n > NAME_MAX_BYTES ||
        t->password.n > PASSWORD_MAX_BYTES || t->code.n > CODE_MAX_BYTES)
        return impossible(r, t, ret, e);
    wait = throttle_wait(th, str_hash(t->name), r->now_ms);
    if (wait > 0)
        return too_many(wait, e);
    if (!login_find(r->db, r->a, t->name, r->now_ms, &t->found, e))
        return false;
    if (t->found.locked_until_ms > r->now_ms)
        return too_many(t->found.locked_until_ms - r->now_ms, e);
    return req_hash(r, verify_work, verified, t, ret, e);
}

/* ---- out ---- */

static bool close_write(struct act *by, void *ctx, struct err *e)
{
    const struct str *token = ctx;

    return session_close(by, *token, e);
}

static bool closed_answer(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    (void)ctx;
    (void)e;
    ret->set_cookie = session_cookie(r, STR_NONE);
    reply_done(r, STR("/login"), ret);
    return true;
}

bool logout_post(struct req *r, struct reply *ret, struct err *e)
{
    struct str *token = ARENA_NEW(r->a, struct str);

    *token = call_of(r)->token;
    return req_write(r, close_write, closed_answer, token, ret, e);
}

/* ---- the language of the account ---- */

static bool lang_write(struct act *by, void *ctx, struct err *e)
{
    const struct str *lang = ctx;

    return user_set_lang(by, *lang, e);
}

static bool lang_answer(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct str *lang = ctx;
    struct str next = local_path(req_field(r, "next"));

    (void)e;
    ret->set_cookie = lang_cookie(r, *lang);
    reply_done(r, next.n ? next : STR("/"), ret);
    return true;
}

/* ?lang= changes this browser, this the account. */
bool language_post(struct req *r, struct reply *ret, struct err *e)
{
    struct str *lang = ARENA_NEW(r->a, struct str);

    *lang = req_field(r, "lang");
    if (!str_eq(*lang, STR("th")) && !str_eq(*lang, STR("en"))) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(STR("lang")));
        err_arg(e, "value", V(*lang));
        err_arg(e, "expected", V(STR("th, en")));
        return false;
    }
    return req_write(r, lang_write, lang_answer, lang, ret, e);
}
