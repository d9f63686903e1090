/* me_page.c - the own account: who one is, where one is signed in, the password. */
#include "web/me_page.h"

#include "base/arena.h"
#include "base/crypto.h"
#include "base/json.h"
#include "base/log.h"
#include "views.h"
#include "web/http_int.h"
#include "web/words.h"

enum { GUESSES = 5 };

/* ---- guesses of one session ---- */

static uint64_t guess_key(struct req *r)
{
    return str_hash(str_format(r->a, "session %.*s", STR_FMT(r->session.actor.session_ref)));
}

bool session_guess_check(struct req *r, struct err *e)
{
    int64_t wait = throttle_wait(call_of(r)->http->throttle, guess_key(r), r->now_ms);

    if (wait <= 0)
        return true;
    FAIL(e, ERR_TOO_MANY);
    err_arg(e, "seconds", V((wait + 999) / 1000));
    return false;
}

void session_guess_failed(struct req *r)
{
    throttle_failed(call_of(r)->http->throttle, guess_key(r), GUESSES, r->now_ms);
    log_line(LOG_WARN, "guess_failed",
             LOG_FIELDS({"id", V(r->id)}, {"user", V(r->session.actor.name)}));
}

/* ---- the page ---- */

static bool sessions(struct req *r, struct rows *ret, struct err *e)
{
    const int64_t *set = r->server->settings.v;

    return session_list(r->db, r->a, &r->session.actor, r->now_ms,
                        &(struct session_limits){set[SET_SESSION_IDLE_MIN] * 60000,
                                                 set[SET_SESSION_MAX_H] * 3600000},
                        ret, e);
}

bool me_sessions_page(struct req *r, struct reply *ret, struct err *e)
{
    struct rows rows;

    if (r->format == FORMAT_HTML) {
        reply_redirect(r, STR("/me"), ret);
        return true;
    }
    return sessions(r, &rows, e) && reply_table(r, &session_row_type, rows.p, rows.n, NULL,
                                                STR_NONE, STR("sessions"), ret, e);
}

bool me_page(struct req *r, struct reply *ret, struct err *e)
{
    struct me_page page = {.csrf = r->session.csrf,
                           .name = r->session.actor.name,
                           .full_name = r->session.actor.full_name};
    struct page_head head = {.table_path = STR("/me/sessions")};
    struct rows rows, roles;
    struct totp t;

    if (!sessions(r, &rows, e) ||
        !account_roles(r->db, r->a, r->session.actor.user_id, &roles, e) ||
        !totp_get(r->db, r->a, &r->session.actor, r->today, &t, e))
        return false;
    page.title = head.title = tr(r->lang, TR("บัญชีของฉัน"));
    page.session = rows.p;
    page.session_n = rows.n;
    page.n = (int64_t)rows.n;
    page.several = rows.n > 1;
    page.role = roles.p;
    page.role_n = roles.n;
    page.second = t.on;
    page.second_needed = t.needed;
    page.codes_left = t.codes_left;
    return REPLY_PAGE(r, &head, me, &page, ret, e);
}

/* ---- ending sessions ---- */

static bool end_write(struct act *by, void *ctx, struct err *e)
{
    const struct str *ref = ctx;
    int64_t n;

    return ref->n ? session_end(by, *ref, e) : session_end_others(by, &n, e);
}

static bool ended(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    (void)ctx;
    (void)e;
    reply_done(r, STR("/me"), ret);
    return true;
}

bool session_end_post(struct req *r, struct reply *ret, struct err *e)
{
    return req_write(r, end_write, ended, &r->seg[0], ret, e);
}

bool session_others_post(struct req *r, struct reply *ret, struct err *e)
{
    static struct str const all = {0};
    struct str *none = ARENA_NEW(r->a, struct str);

    *none = all;
    return req_write(r, end_write, ended, none, ret, e);
}

/* ---- the password ---- */

struct password_ctx {
    struct form form;
    struct str old, new, hash;
    struct login found;
    struct session_from from;
    struct session_new session;
    bool first, right;
};

static void make_form(struct req *r, bool first, struct form *f)
{
    static const struct form_field plain[] = {
        {.name = "new",
         .kind = FORM_PASSWORD,
         .label = TR("รหัสผ่านใหม่"),
         .required = true,
         .max = 128,
         .hint = TR("อย่างน้อย 8 ตัวอักษร แนะนำ 15 ขึ้นไป เช่น ประโยคที่จำได้ ใช้ภาษาไทยและเว้นวรรคได้")},
        {.name = "old",
         .kind = FORM_PASSWORD,
         .label = TR("รหัสผ่านที่ใช้อยู่"),
         .required = true,
         .max = 1000},
    };

    f->n = first ? 1 : 2;
    f->field = ARENA_ARRAY(r->a, struct form_field, f->n);
    for (size_t i = 0; i < f->n; i++)
        f->field[i] = plain[f->n - 1 - i];
}

static bool password_show(struct req *r, const struct form *f, int status, struct reply *ret,
                          struct err *e)
{
    struct password_page page = {.csrf = r->session.csrf,
                                 .user = r->session.actor.name,
                                 .first = r->session.must.n != 0 &&
                                          str_eq(r->session.must, STR("password")),
                                 .form = *f};
    struct page_head head = {0};

    page.title = head.title = tr(r->lang, TR("เปลี่ยนรหัสผ่าน"));
    if (!REPLY_PAGE(r, &head, password, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

static bool is_first(const struct req *r)
{
    return str_eq(r->session.must, STR("password"));
}

bool password_page(struct req *r, struct reply *ret, struct err *e)
{
    struct form f = {.n = 0};

    make_form(r, is_first(r), &f);
    return password_show(r, &f, 200, ret, e);
}

static bool change_work(struct req *r, void *ctx, struct err *e)
{
    struct password_ctx *c = ctx;

    (void)e;
    c->right = c->first || password_verify(c->found.password, c->old);
    if (c->right)
        c->hash = password_hash(r->a, c->new);
    return true;
}

static bool change_write(struct act *by, void *ctx, struct err *e)
{
    struct password_ctx *c = ctx;

    return account_password(by, c->hash, &c->from, &c->session, e);
}

/* A new session, its token in the cookie; a JSON client gets the token of its forms. */
static bool renewed(struct req *r, const struct session_new *s, struct str to, struct reply *ret)
{
    struct sbuf b;
    struct jw w;

    ret->set_cookie = session_cookie(r, s->token);
    if (r->format != FORMAT_JSON) {
        reply_redirect(r, to, ret);
        return true;
    }
    sbuf_init(&b, r->a, BODY_TEXT_MAX);
    jw_init(&w, &b, false);
    jw_object(&w, NULL);
    J(&w, "ok", (bool)true);
    J(&w, "csrf", s->csrf);
    jw_end_object(&w);
    reply_json(r, 200, sbuf_str(&b), ret);
    return true;
}

static bool change_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct password_ctx *c = ctx;

    (void)e;
    log_line(LOG_INFO, "password_changed",
             LOG_FIELDS({"id", V(r->id)}, {"user", V(r->session.actor.name)}));
    return renewed(r, &c->session, c->first ? STR("/overview") : STR("/me"), ret);
}

static bool change_verified(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct password_ctx *c = ctx;

    if (c->right)
        return req_write(r, change_write, change_done, c, ret, e);
    session_guess_failed(r);
    FAIL(e, ERR_PASSWORD_OLD);
    err_arg(e, "field", V(STR("old")));
    if (call_wants_json(call_of(r)))
        return false;
    form_refuse(&c->form, r, e);
    return password_show(r, &c->form, 400, ret, e);
}

bool password_post(struct req *r, struct reply *ret, struct err *e)
{
    struct password_ctx *c = ARENA_NEW(r->a, struct password_ctx);
    struct err why = {0};

    c->first = is_first(r);
    c->from = call_from(r);
    c->old = req_field(r, "old");
    c->new = req_field(r, "new");
    make_form(r, c->first, &c->form);
    form_read(&c->form, r);
    if (!session_guess_check(r, e))
        return false;
    if (!password_check(c->new, r->session.actor.name, &why))
        form_wrong(&c->form, "new", word_error(r->a, &why, r->lang));
    if (!c->first && !c->old.n) {
        FAIL(&why, ERR_PASSWORD_OLD);
        err_arg(&why, "field", V(STR("old")));
        form_refuse(&c->form, r, &why);
    }
    if (why.code) {
        *e = why;
        return call_wants_json(call_of(r)) ? false : password_show(r, &c->form, 400, ret, e);
    }
    if (!login_find(r->db, r->a, r->session.actor.name, r->now_ms, &c->found, e))
        return false;
    return req_hash(r, change_work, change_verified, c, ret, e);
}
