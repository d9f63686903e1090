/* login.c - signing in and out. The password is checked on a worker of its own pool; a name that
 * nobody has costs the same time, the same writes and the same waits as one that somebody has. */
#include "base/arena.h"
#include "base/crypto.h"
#include "base/json.h"
#include "base/log.h"
#include "city/audit.h"
#include "city/year.h"
#include "views.h"
#include "web/http_int.h"
#include "web/pages_core.h"
#include "web/router.h"
#include "web/words.h"

enum { NAME_TRIES = 10, NAME_MAX_BYTES = 200, PASSWORD_MAX_BYTES = 1024 };

struct attempt {
    struct str name, password, next;
    struct str old_token; /* of the session this browser had; it ends */
    struct login found;
    bool right;
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

/* After a wrong password has been counted. */
static bool refused_answer(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct attempt *t = ctx;

    (void)ret;
    throttle_failed(call_of(r)->http->throttle, str_hash(t->name), NAME_TRIES, r->now_ms);
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

static bool open_write(struct act *by, void *ctx, struct err *e)
{
    struct attempt *t = ctx;

    if (t->old_token.n && !session_close(by, t->old_token, e))
        return false;
    return session_open(by, t->found.user_id, &t->session, e);
}

static bool opened_answer(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct attempt *t = ctx;
    struct sbuf b;
    struct jw w;

    (void)e;
    throttle_clear(call_of(r)->http->throttle, str_hash(t->name));
    log_line(LOG_INFO, "login", LOG_FIELDS({"id", V(r->id)}, {"user", V(t->name)}));
    ret->set_cookie = session_cookie(r, t->session.token);
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

bool login_post(struct req *r, struct reply *ret, struct err *e)
{
    struct attempt *t = ARENA_NEW(r->a, struct attempt);
    int64_t wait;

    t->name = str_trim(req_field(r, "user"));
    t->password = req_field(r, "password");
    t->next = local_path(req_field(r, "next"));
    if (r->session.actor.user_id)
        t->old_token = call_of(r)->token;
    if (!t->name.n || !t->password.n || t->name.n > NAME_MAX_BYTES ||
        t->password.n > PASSWORD_MAX_BYTES) {
        FAIL(e, ERR_LOGIN);
        if (call_wants_json(call_of(r)))
            return false;
        ret->status = 401;
        return login_show(r, STR_NONE, t->next, word_error(r->a, e, r->lang), ret, e);
    }
    wait = throttle_wait(call_of(r)->http->throttle, str_hash(t->name), r->now_ms);
    if (wait > 0)
        return too_many(wait, e);
    if (!login_find(r->db, r->a, t->name, &t->found, e))
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
