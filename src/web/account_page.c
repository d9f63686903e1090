/* account_page.c - one account, for administrators: roles with their scope, a one-time password, the
 * end of its sessions, disabling. Every act on the own account is refused by the domain. */
#include "base/arena.h"
#include "base/crypto.h"
#include "base/json.h"
#include "base/otp.h"
#include "city/totp.h"
#include "views.h"
#include "web/call.h"
#include "web/people_page.h"
#include "web/user_page.h"
#include "web/words.h"

enum { ONCE_BYTES = 10 };

struct account_ctx {
    struct role_change change;
    struct form form;
    struct str code, hash;
    bool disable, remove;
};

struct str password_once(struct arena *a)
{
    uint8_t raw[ONCE_BYTES];
    struct str t;

    crypto_random(raw, sizeof raw);
    t = base32_text(a, raw, sizeof raw);
    return str_format(a, "%.4s-%.4s-%.4s-%.4s", t.p, t.p + 4, t.p + 8, t.p + 12);
}

/* ---- the page ---- */

static bool role_form(struct req *r, struct form *f, struct err *e)
{
    static const struct form_field plain[] = {
        {.name = "role", .kind = FORM_CHOICE, .label = TR("บทบาท"), .required = true},
        {.name = "agency",
         .kind = FORM_CHOICE,
         .label = TR("หน่วยรับงบประมาณ"),
         .hint = TR("เฉพาะบทบาทของหน่วยงาน")},
        {.name = "division",
         .kind = FORM_TEXT,
         .label = TR("กองวิเคราะห์งบประมาณ"),
         .max = 1,
         .hint = TR("1-6 เฉพาะนักวิเคราะห์และผู้อำนวยการกอง")},
    };

    f->n = ARRAY_LEN(plain);
    f->field = ARENA_ARRAY(r->a, struct form_field, f->n);
    for (size_t i = 0; i < f->n; i++)
        f->field[i] = plain[i];
    return user_choices(r, f, e);
}

static void fill(struct req *r, const struct account *u, struct account_page *page)
{
    page->csrf = r->session.csrf;
    page->name = u->name;
    page->title = u->full_name.n ? u->full_name : u->name;
    page->path = str_format(r->a, "/users/%.*s", STR_FMT(u->name));
    page->disabled = u->disabled;
    page->demo = u->demo;
    page->second = u->second;
    page->temporary = u->temp_until.ms > r->now_ms;
    page->locked = u->locked_until.ms > r->now_ms;
    page->locked_until = u->locked_until;
    page->own = str_eq(u->name, r->session.actor.name);
    page->may = !page->own;
    page->may_audit = actor_may(&r->session.actor, PERM_AUDIT_READ);
}

static bool account_show(struct req *r, struct str name, struct account_page *page,
                         const struct form *f, int status, struct reply *ret, struct err *e)
{
    const struct param crumb[] = {{tr(r->lang, TR("ผู้ใช้")), STR("/users")}};
    struct page_head head = {.nav = STR("/users"), .crumb = crumb, .ncrumb = 1};
    struct account u;
    struct rows roles;

    if (!account_get(r->db, r->a, name, &u, e) || !account_roles(r->db, r->a, u.id, &roles, e))
        return false;
    if (r->method == METHOD_GET && r->format != FORMAT_HTML)
        return reply_table(r, &account_role_type, roles.p, roles.n, NULL, STR_NONE, STR("roles"),
                           ret, e);
    fill(r, &u, page);
    page->role = roles.p;
    page->role_n = roles.n;
    page->may_remove = page->may && roles.n > 1;
    if (f)
        page->form = *f;
    else if (!role_form(r, &page->form, e))
        return false;
    head.title = page->title;
    head.table_path = page->path;
    if (!REPLY_PAGE(r, &head, account, page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool user_page(struct req *r, struct reply *ret, struct err *e)
{
    struct account_page page = {.may = false};

    return account_show(r, r->seg[0], &page, NULL, 200, ret, e);
}

bool user_show_code(struct req *r, struct str name, struct str code, struct reply *ret,
                    struct err *e)
{
    struct account_page page = {.code = code};
    struct sbuf b;
    struct jw w;

    if (r->format != FORMAT_JSON)
        return account_show(r, name, &page, NULL, 200, ret, e);
    sbuf_init(&b, r->a, BODY_TEXT_MAX);
    jw_init(&w, &b, false);
    jw_object(&w, NULL);
    J(&w, "ok", (bool)true);
    J(&w, "code", code);
    jw_end_object(&w);
    reply_json(r, 200, sbuf_str(&b), ret);
    return true;
}

/* ---- acts ---- */

static bool refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct account_ctx *c = ctx;
    struct account_page page = {.error = word_error(r->a, e, r->lang)};
    struct err again = {0};

    if (c->form.n)
        form_refuse(&c->form, r, e);
    return account_show(r, c->change.name, &page, c->form.n ? &c->form : NULL, err_http(e->code),
                        ret, &again);
}

static bool done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct account_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/users/%.*s", STR_FMT(c->change.name)), ret);
    return true;
}

static struct account_ctx *begin(struct req *r)
{
    struct account_ctx *c = ARENA_NEW(r->a, struct account_ctx);

    *c = (struct account_ctx){.change = {.name = r->seg[0]}};
    r->refused = refused;
    return c;
}

static bool role_write(struct act *by, void *ctx, struct err *e)
{
    const struct account_ctx *c = ctx;

    return c->remove ? account_role_remove(by, &c->change, e) : account_role_add(by, &c->change, e);
}

static bool role_change(struct req *r, bool remove, struct reply *ret, struct err *e)
{
    struct account_ctx *c = begin(r);
    struct account_page page = {.may = false};
    struct err why = {0};

    c->remove = remove;
    if (!role_form(r, &c->form, e))
        return false;
    form_read(&c->form, r);
    form_check(&c->form, r);
    c->change.agency_code = form_value(&c->form, "agency");
    if (!role_parse(form_value(&c->form, "role"), &c->change.role, &why))
        form_wrong(&c->form, "role", word_error(r->a, &why, r->lang));
    if (form_value(&c->form, "division").n &&
        !req_int(r, "division", 1, 6, 0, &c->change.division, &why))
        form_wrong(&c->form, "division", word_error(r->a, &why, r->lang));
    if (c->form.wrong) {
        *e = why;
        return call_wants_json(call_of(r)) && why.code
                   ? false
                   : account_show(r, c->change.name, &page, &c->form, 400, ret, e);
    }
    return req_write(r, role_write, done, c, ret, e);
}

bool user_role_post(struct req *r, struct reply *ret, struct err *e)
{
    return role_change(r, false, ret, e);
}

bool user_role_remove_post(struct req *r, struct reply *ret, struct err *e)
{
    return role_change(r, true, ret, e);
}

static bool reset_work(struct req *r, void *ctx, struct err *e)
{
    struct account_ctx *c = ctx;

    (void)e;
    c->code = password_once(r->a);
    c->hash = password_hash(r->a, c->code);
    return true;
}

static bool reset_write(struct act *by, void *ctx, struct err *e)
{
    const struct account_ctx *c = ctx;

    return account_reset(by, c->change.name, c->hash, e);
}

static bool reset_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct account_ctx *c = ctx;

    return user_show_code(r, c->change.name, c->code, ret, e);
}

static bool reset_hashed(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    return req_write(r, reset_write, reset_done, ctx, ret, e);
}

bool user_reset_post(struct req *r, struct reply *ret, struct err *e)
{
    return req_hash(r, reset_work, reset_hashed, begin(r), ret, e);
}

static bool sign_out_write(struct act *by, void *ctx, struct err *e)
{
    const struct account_ctx *c = ctx;

    return account_sign_out(by, c->change.name, e);
}

bool user_sign_out_post(struct req *r, struct reply *ret, struct err *e)
{
    return req_write(r, sign_out_write, done, begin(r), ret, e);
}

static bool second_write(struct act *by, void *ctx, struct err *e)
{
    const struct account_ctx *c = ctx;

    return totp_reset(by, c->change.name, e);
}

bool user_second_post(struct req *r, struct reply *ret, struct err *e)
{
    return req_write(r, second_write, done, begin(r), ret, e);
}

static bool disable_write(struct act *by, void *ctx, struct err *e)
{
    const struct account_ctx *c = ctx;

    return user_disable(by, c->change.name, c->disable, e);
}

bool user_disable_post(struct req *r, struct reply *ret, struct err *e)
{
    struct account_ctx *c = begin(r);

    c->disable = !str_eq(req_field(r, "enable"), STR("1"));
    return req_write(r, disable_write, done, c, ret, e);
}
