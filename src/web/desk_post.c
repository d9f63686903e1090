/* desk_post.c - what an agency's desk does: draw in the structure, save the order, send on, sign. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/json.h"
#include "document/issue.h"
#include "plan/draw.h"
#include "plan/review.h"
#include "web/desk_page.h"
#include "web/words.h"

enum { MOST = 512 };

struct desk_work {
    struct desk_ctx c;
    struct draw_result drawn;
    struct str *code; /* the order to save */
    size_t n;
    int64_t version;
    struct sign_item *item;
    struct sign_result *result;
    struct sign sign;
    bool signing;
};

static struct str desk_path(struct req *r, const struct desk_work *w)
{
    return str_format(r->a, "/requests/%.*s", STR_FMT(w->c.agency.code));
}

static bool begin(struct req *r, struct desk_work **ret, struct err *e)
{
    struct desk_work *w = ARENA_NEW(r->a, struct desk_work);

    w->c.year = r->year;
    *ret = w;
    return agency_get(r->db, r->a, r->seg[0], &w->c.agency, e);
}

static bool desk_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    (void)e;
    reply_done(r, desk_path(r, ctx), ret);
    return true;
}

static bool desk_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct desk_work *w = ctx;
    struct err again = {0};

    if (r->format == FORMAT_JSON) {
        reply_error(r, e, ret);
        return true;
    }
    w->c.refused = word_error(r->a, e, r->lang);
    return desk_show(r, &w->c, err_http(e->code), ret, &again);
}

/* ---- draw in last year's structure ---- */

static bool draw_write(struct act *by, void *ctx, struct err *e)
{
    struct desk_work *w = ctx;

    return draw_structure(by, w->c.year, w->c.agency.id, &w->drawn, e);
}

bool desk_draw_post(struct req *r, struct reply *ret, struct err *e)
{
    struct desk_work *w;

    if (!begin(r, &w, e))
        return false;
    r->refused = desk_refused;
    return req_write(r, draw_write, desk_done, w, ret, e);
}

/* ---- the order ---- */

struct placing {
    struct str code;
    int64_t rank;
    size_t at;
};

static int by_rank(const void *x, const void *y)
{
    const struct placing *p = x, *q = y;

    if (p->rank != q->rank)
        return p->rank < q->rank ? -1 : 1;
    return p->at < q->at ? -1 : p->at > q->at;
}

static int64_t number(struct str s)
{
    int64_t n = 0;

    for (size_t i = 0; i < s.n;) {
        uint32_t cp = str_next_cp(s, &i);

        if (cp >= 0x0E50 && cp <= 0x0E59)
            cp = cp - 0x0E50 + '0';
        if (cp < '0' || cp > '9' || n > 100000)
            return INT64_MAX;
        n = n * 10 + (int64_t)(cp - '0');
    }
    return s.n && n > 0 ? n : INT64_MAX;
}

/* The typed numbers in order; one moved up or down by its button. */
static void take_order(struct req *r, struct desk_work *w)
{
    struct placing *p = ARENA_ARRAY(r->a, struct placing, r->nform);
    struct str *typed = ARENA_ARRAY(r->a, struct str, r->nform);
    struct str *code = ARENA_ARRAY(r->a, struct str, r->nform);
    struct str up = req_field(r, "up"), down = req_field(r, "down");
    size_t n = 0;

    for (size_t i = 0; i < r->nform; i++) {
        const struct param *f = &r->form[i];

        if (!str_starts(f->name, STR("rank.")))
            continue;
        code[n] = str_slice(f->name, 5, f->name.n);
        typed[n] = str_trim(f->value);
        p[n] = (struct placing){code[n], number(typed[n]), n};
        n++;
    }
    w->c.typed_code = code;
    w->c.typed_rank = typed;
    w->c.typed_n = n;
    qsort(p, n, sizeof *p, by_rank);
    for (size_t i = 0; i < n; i++) {
        size_t k = str_eq(p[i].code, up)     ? i - (i > 0)
                   : str_eq(p[i].code, down) ? i + (i + 1 < n)
                                             : i;

        if (k != i) {
            struct placing t = p[i];

            p[i] = p[k];
            p[k] = t;
            break;
        }
    }
    w->code = ARENA_ARRAY(r->a, struct str, n);
    for (size_t i = 0; i < n; i++)
        w->code[i] = p[i].code;
    w->n = n;
}

static bool rank_write(struct act *by, void *ctx, struct err *e)
{
    struct desk_work *w = ctx;

    return rank_save(by, w->c.year, w->c.agency.id, w->code, w->n, w->version, e);
}

bool desk_rank_post(struct req *r, struct reply *ret, struct err *e)
{
    struct desk_work *w;

    if (!begin(r, &w, e) || !req_int(r, "version", 0, INT64_MAX, 0, &w->version, e))
        return false;
    take_order(r, w);
    r->refused = desk_refused;
    return req_write(r, rank_write, desk_done, w, ret, e);
}

/* ---- send on, or sign, what was picked ---- */

static void take_picks(struct req *r, struct desk_work *w)
{
    w->item = ARENA_ARRAY(r->a, struct sign_item, r->nform);
    for (size_t i = 0; i < r->nform && w->n < MOST; i++) {
        struct str rest = r->form[i].value, code;
        int64_t version = number(str_slice(rest, str_find(rest, STR(":"), 0) + 1, rest.n));

        if (str_eq(r->form[i].name, STR("pick")) && str_split(&rest, ':', &code))
            w->item[w->n++] = (struct sign_item){code, version};
    }
    w->result = ARENA_ARRAY(r->a, struct sign_result, w->n + 1);
}

/* All went: back to the desk. Some did not: the desk again, saying which and why. */
static bool picks_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct desk_work *w = ctx;
    struct desk_said *said = ARENA_ARRAY(r->a, struct desk_said, w->n);
    size_t bad = 0, first = 0;

    for (size_t i = 0; i < w->n; i++) {
        said[i] = (struct desk_said){.code = w->result[i].code, .ok = w->result[i].signed_now};
        if (!said[i].ok) {
            said[i].text = word_error(r->a, &w->result[i].why, r->lang);
            first = bad++ ? first : i;
        }
    }
    if (bad == 0) {
        reply_done(r,
                   str_format(r->a, "%.*s?%s=%zu", STR_FMT(desk_path(r, w)),
                              w->signing ? "signed" : "sent", w->n),
                   ret);
        return true;
    }
    if (r->format == FORMAT_JSON) {
        reply_error(r, &w->result[first].why, ret);
        return true;
    }
    w->c.said = said;
    w->c.said_n = w->n;
    return desk_show(r, &w->c, 409, ret, e);
}

static bool nothing_picked(struct req *r, struct desk_work *w, struct reply *ret, struct err *e)
{
    FAIL(e, ERR_NOTHING);
    err_arg(e, "what", V(tr(r->lang, TR("เลือกข้อเสนออย่างน้อยหนึ่งรายการก่อน"))));
    return desk_refused(r, w, ret, e);
}

static bool send_write(struct act *by, void *ctx, struct err *e)
{
    struct desk_work *w = ctx;
    struct package p;

    (void)e;
    for (size_t i = 0; i < w->n; i++) {
        struct sign_result *to = &w->result[i];

        *to = (struct sign_result){.code = w->item[i].code};
        if (!package_get(by->tx->db, by->a, w->c.year, to->code, &p, &to->why))
            continue;
        to->signed_now = package_event(by, w->c.year, to->code,
                                       str_eq(p.place, STR("section")) ? STR("send") : STR("ready"),
                                       w->item[i].version, STR_NONE, &to->why);
    }
    return true;
}

bool desk_send_post(struct req *r, struct reply *ret, struct err *e)
{
    struct desk_work *w;

    if (!begin(r, &w, e))
        return false;
    take_picks(r, w);
    if (w->n == 0)
        return nothing_picked(r, w, ret, e);
    r->refused = desk_refused;
    return req_write(r, send_write, picks_done, w, ret, e);
}

/* When the last of the request was signed, its covering letter and forms are made in the background. */
static bool order_letter(struct act *by, const struct desk_work *w, struct err *e)
{
    struct sbuf b;
    struct str code;
    struct jw j;
    int64_t open;
    bool any = false;

    for (size_t i = 0; i < w->n; i++)
        any |= w->result[i].signed_now;
    if (!any)
        return true;
    if (!document_request_open(by->tx->db, w->c.year, w->c.agency.id, &open, e))
        return false;
    if (open > 0)
        return true;
    sbuf_init(&b, by->a, 1024);
    jw_init(&j, &b, false);
    jw_object(&j, NULL);
    J(&j, "year", w->c.year);
    J(&j, "document", STR("request"));
    J(&j, "format", STR("pdf"));
    J(&j, "agency", w->c.agency.code);
    jw_end_object(&j);
    return job_add(by->tx, STR("document"), sbuf_str(&b), by->who->name, by->now_ms, &code, e);
}

static bool sign_items(struct act *by, void *ctx, struct err *e)
{
    struct desk_work *w = ctx;

    return packages_sign(by, w->c.year, w->item, w->n, &w->sign, w->result, e) &&
           order_letter(by, w, e);
}

bool desk_sign_post(struct req *r, struct reply *ret, struct err *e)
{
    struct desk_work *w;
    struct err iso;

    if (!begin(r, &w, e))
        return false;
    w->signing = true;
    take_picks(r, w);
    w->c.capacity = w->sign.capacity = req_field(r, "capacity");
    w->c.order_no = w->sign.order_no = str_trim(req_field(r, "order_no"));
    w->c.order_on = str_trim(req_field(r, "order_on"));
    if (w->c.order_on.n && !date_parse_iso(w->c.order_on, &w->sign.order_on, &iso) &&
        !date_parse_th(w->c.order_on, &w->sign.order_on, e))
        return desk_refused(r, w, ret, e);
    if (w->n == 0)
        return nothing_picked(r, w, ret, e);
    r->refused = desk_refused;
    return req_write(r, sign_items, picks_done, w, ret, e);
}
