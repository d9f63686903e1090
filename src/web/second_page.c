/* second_page.c - the second factor of the own account: a key for the phone, its first code, recovery
 * codes shown once. */
#include "base/arena.h"
#include "base/json.h"
#include "document/qr.h"
#include "views.h"
#include "web/http_int.h"
#include "web/me_page.h"
#include "web/words.h"

enum { FEW = 3, CODE_MAX_BYTES = 100, QR_SVG_MAX = 256 * 1024 };

struct second_ctx {
    struct str code;
    struct str codes[RECOVERY_CODES];
    struct session_from from;
    struct session_new session;
};

/* What applications read: otpauth://totp/PBIS:name?secret=...&issuer=PBIS. Names are ASCII words. */
static struct str key_uri(struct arena *a, struct str name, struct str key)
{
    return str_format(a, "otpauth://totp/PBIS:%.*s?secret=%.*s&issuer=PBIS", STR_FMT(name),
                      STR_FMT(key));
}

/* In groups of four, as people copy it. */
static struct str grouped(struct arena *a, struct str key)
{
    struct sbuf b;

    sbuf_init(&b, a, BODY_TEXT_MAX);
    for (size_t i = 0; i < key.n; i++) {
        if (i && i % 4 == 0)
            sbuf_byte(&b, ' ');
        sbuf_byte(&b, key.p[i]);
    }
    return sbuf_str(&b);
}

static bool second_show(struct req *r, struct second_page *page, int status, struct reply *ret,
                        struct err *e)
{
    struct page_head head = {0};
    struct totp t;
    struct sbuf b;
    struct qr q;

    if (!totp_get(r->db, r->a, &r->session.actor, r->today, &t, e))
        return false;
    page->csrf = r->session.csrf;
    page->title = head.title = tr(r->lang, TR("การยืนยันสองชั้น"));
    page->on = t.on;
    page->begun = t.begun;
    page->needed = t.needed;
    page->first = str_eq(r->session.must, STR("totp"));
    page->codes_left = t.codes_left;
    page->few = t.codes_left < FEW;
    if (t.begun) {
        page->key = grouped(r->a, t.key);
        page->uri = key_uri(r->a, r->session.actor.name, t.key);
        if (!qr_make(r->a, page->uri, &q, e))
            return false;
        sbuf_init(&b, r->a, QR_SVG_MAX);
        qr_svg(&b, &q, tr(r->lang, TR("รหัส QR ของกุญแจ สำหรับแอปยืนยันตัวตน")));
        page->qr.html = sbuf_str(&b);
    }
    if (!REPLY_PAGE(r, &head, second, page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool second_page(struct req *r, struct reply *ret, struct err *e)
{
    struct second_page page = {0};

    return second_show(r, &page, 200, ret, e);
}

static bool second_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    (void)ctx;
    (void)e;
    reply_done(r, STR("/me/second-factor"), ret);
    return true;
}

static bool begin_write(struct act *by, void *ctx, struct err *e)
{
    (void)ctx;
    return totp_begin(by, e);
}

bool second_begin_post(struct req *r, struct reply *ret, struct err *e)
{
    return req_write(r, begin_write, second_done, NULL, ret, e);
}

static bool code_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct second_page page = {0};
    struct err again = {0};
    int status = err_http(e->code);

    (void)ctx;
    if (e->code == ERR_CODE)
        session_guess_failed(r);
    page.error = word_error(r->a, e, r->lang);
    return second_show(r, &page, status, ret, &again);
}

/* ---- the first code ---- */

static bool confirm_write(struct act *by, void *ctx, struct err *e)
{
    struct second_ctx *c = ctx;

    return totp_confirm(by, c->code, c->codes, e) && session_renew(by, &c->from, &c->session, e);
}

static bool confirmed(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct second_ctx *c = ctx;
    struct code_item *item = ARENA_ARRAY(r->a, struct code_item, RECOVERY_CODES);
    struct second_page page = {.code = item, .code_n = RECOVERY_CODES};
    struct sbuf b;
    struct jw w;

    ret->set_cookie = session_cookie(r, c->session.token);
    r->session.csrf = c->session.csrf;
    r->session.must = STR_NONE;
    if (r->format != FORMAT_JSON) {
        for (int i = 0; i < RECOVERY_CODES; i++)
            item[i].text = c->codes[i];
        return second_show(r, &page, 200, ret, e);
    }
    sbuf_init(&b, r->a, BODY_TEXT_MAX);
    jw_init(&w, &b, false);
    jw_object(&w, NULL);
    jw_array(&w, "codes");
    for (int i = 0; i < RECOVERY_CODES; i++)
        J(&w, NULL, c->codes[i]);
    jw_end_array(&w);
    J(&w, "csrf", c->session.csrf);
    jw_end_object(&w);
    reply_json(r, 200, sbuf_str(&b), ret);
    return true;
}

static bool code_read(struct req *r, struct second_ctx **ret, struct err *e)
{
    struct second_ctx *c = ARENA_NEW(r->a, struct second_ctx);

    if (!session_guess_check(r, e))
        return false;
    c->code = str_trim(req_field(r, "code"));
    c->code = str_slice(c->code, 0, c->code.n < CODE_MAX_BYTES ? c->code.n : CODE_MAX_BYTES);
    c->from = call_from(r);
    r->refused = code_refused;
    *ret = c;
    return true;
}

bool second_confirm_post(struct req *r, struct reply *ret, struct err *e)
{
    struct second_ctx *c;

    return code_read(r, &c, e) && req_write(r, confirm_write, confirmed, c, ret, e);
}

/* ---- off ---- */

static bool off_write(struct act *by, void *ctx, struct err *e)
{
    const struct second_ctx *c = ctx;

    return totp_off(by, c->code, e);
}

bool second_off_post(struct req *r, struct reply *ret, struct err *e)
{
    struct second_ctx *c;

    return code_read(r, &c, e) && req_write(r, off_write, second_done, c, ret, e);
}
