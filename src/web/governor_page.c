/* governor_page.c - what the body whose turn it is has left to decide, against the ceilings, and its drafts to
 * confirm in one act. */
#include "base/arena.h"
#include "city/year.h"
#include "plan/committee.h"
#include "plan/cycle.h"
#include "plan/deciding.h"
#include "views.h"
#include "web/resolution_page.h"
#include "web/words.h"

struct governor_ctx {
    struct governor_page page;
    enum stage stage;
    bool sides; /* as a file: by side */
    struct rows agencies, by_side, drafts;
    struct str refused;
    int status;
};

static bool governor_work(struct req *r, void *ctx, struct err *e)
{
    struct governor_ctx *c = ctx;
    const struct resolution_filter f = {.year = r->year,
                                        .stage = (int64_t)c->stage,
                                        .state = STR_INIT("drafted"),
                                        .limit = 200};

    return !c->page.open ||
           (deciding_agencies(r->db, r->a, r->year, c->stage, &c->agencies, e) &&
            deciding_sides(r->db, r->a, r->year, c->stage, &c->by_side, e) &&
            resolution_list(r->db, r->a, &f, &c->drafts, e));
}

static void deciding_table(struct req *r, const struct rows *rows, bool agency,
                           struct table_view *ret)
{
    static const struct col agency_cols[] = {
        {"name", COL_LINK, "/agencies/", "code", TR("หน่วยรับงบประมาณ")},
        {"packages_left", COL_PLAIN, NULL, NULL, NULL},
        {"left", COL_WHOLE, NULL, NULL, NULL},
        {"packages_done", COL_PLAIN, NULL, NULL, NULL},
        {"done", COL_WHOLE, NULL, NULL, NULL},
        {"ceiling", COL_WHOLE, NULL, NULL, NULL},
        {"room", COL_SIGNED, NULL, NULL, NULL},
        {"over", COL_YES, NULL, NULL, NULL}};
    static const struct col side_cols[] = {
        {"name", COL_LINK, "/packages?output=", "code", TR("ด้าน")},
        {"packages_left", COL_PLAIN, NULL, NULL, NULL},
        {"left", COL_WHOLE, NULL, NULL, NULL},
        {"packages_done", COL_PLAIN, NULL, NULL, NULL},
        {"done", COL_WHOLE, NULL, NULL, NULL},
        {"requested", COL_WHOLE, NULL, NULL, NULL}};

    *ret = (struct table_view){.type = &deciding_row_type,
                               .rows = rows->p,
                               .n = rows->n,
                               .cols = agency ? agency_cols : side_cols,
                               .ncols = agency ? ARRAY_LEN(agency_cols) : ARRAY_LEN(side_cols),
                               .caption = tr(r->lang, TR("ที่เหลือให้พิจารณา")),
                               .empty = tr(r->lang, TR("ไม่มีข้อเสนอในขั้นนี้"))};
}

static bool governor_show(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct governor_ctx *c = ctx;
    struct governor_page *page = &c->page;
    struct page_head head = {.nav = STR("/governor"), .table_path = STR("/governor")};
    const struct deciding_row *g = c->agencies.p;
    enum body b = body_of_stage(c->stage);
    const struct rows *file = c->sides ? &c->by_side : &c->agencies;

    if (r->format != FORMAT_HTML)
        return reply_table(r, &deciding_row_type, file->p, file->n, NULL, STR_NONE, STR("deciding"),
                           ret, e);
    page->year = r->year;
    page->csrf = r->session.csrf;
    page->refused = c->refused;
    page->title = head.title = tr(r->lang, TR("ที่เหลือให้พิจารณา"));
    if (page->open) {
        page->stage_label = stage_label(c->stage, r->lang);
        page->body_label = body_label(b, r->lang);
    }
    for (size_t i = 0; i < c->agencies.n; i++) {
        page->left += g[i].packages_left;
        page->decided += g[i].packages_done;
        page->over += g[i].over;
        page->left_money = money_add(page->left_money, g[i].left);
        page->decided_money = money_add(page->decided_money, g[i].done);
    }
    deciding_table(r, &c->agencies, true, &page->agencies);
    deciding_table(r, &c->by_side, false, &page->sides);
    page->draft = c->drafts.p;
    page->draft_n = c->drafts.n;
    page->waiting = (int64_t)c->drafts.n;
    page->may_confirm = actor_may(&r->session.actor, PERM_DECIDE);
    page->may_draft = actor_may(&r->session.actor, PERM_COMMITTEE);
    if (!REPLY_PAGE(r, &head, governor, page, ret, e))
        return false;
    ret->status = c->status;
    return true;
}

static bool show(struct req *r, bool sides, struct str refused, int status, struct reply *ret,
                 struct err *e)
{
    struct governor_ctx *c = ARENA_NEW(r->a, struct governor_ctx);
    struct fiscal_year y;

    if (!year_get(r->db, r->a, r->year, &y, e))
        return false;
    c->stage = cycle_open_stage(y.stage);
    c->page.open = stage_by_resolution(c->stage);
    c->refused = refused;
    c->status = status;
    c->sides = sides;
    return req_offload(r, governor_work, governor_show, c, ret, e);
}

bool governor_page(struct req *r, struct reply *ret, struct err *e)
{
    return show(r, false, STR_NONE, 200, ret, e);
}

bool governor_sides_page(struct req *r, struct reply *ret, struct err *e)
{
    if (r->format == FORMAT_HTML) {
        reply_redirect(r, STR("/governor#sides"), ret);
        return true;
    }
    return show(r, true, STR_NONE, 200, ret, e);
}

/* ---- confirming in one act: all or nothing ---- */

struct confirm_ctx {
    struct str *code;
    int64_t *version;
    size_t n;
    int64_t year;
};

static bool confirm_write(struct act *by, void *ctx, struct err *e)
{
    const struct confirm_ctx *c = ctx;

    for (size_t i = 0; i < c->n; i++) {
        if (!resolution_confirm(by, c->year, c->code[i], c->version[i], e))
            return false;
    }
    return true;
}

static bool confirmed(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    (void)ctx;
    (void)e;
    reply_done(r, STR("/governor"), ret);
    return true;
}

static bool confirm_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct err again = {0};

    (void)ctx;
    r->refused = NULL;
    return show(r, false, word_error(r->a, e, r->lang), err_http(e->code), ret, &again);
}

bool governor_post(struct req *r, struct reply *ret, struct err *e)
{
    struct confirm_ctx *c = ARENA_NEW(r->a, struct confirm_ctx);

    c->year = r->year;
    c->code = ARENA_ARRAY(r->a, struct str, r->nform);
    c->version = ARENA_ARRAY(r->a, int64_t, r->nform);
    for (size_t i = 0; i < r->nform; i++) { /* CODE:VERSION */
        struct str rest = r->form[i].value, code;

        if (!str_eq(r->form[i].name, STR("confirm")) || !str_split(&rest, ':', &code))
            continue;
        c->code[c->n] = code;
        for (size_t k = 0; k < rest.n && k < 18; k++)
            c->version[c->n] = c->version[c->n] * 10 +
                               (rest.p[k] >= '0' && rest.p[k] <= '9' ? rest.p[k] - '0' : 0);
        c->n++;
    }
    if (c->n == 0)
        return show(r, false, tr(r->lang, TR("เลือกร่างมติที่จะยืนยันอย่างน้อยหนึ่งเรื่อง")), 400, ret, e);
    r->refused = confirm_refused;
    return req_write(r, confirm_write, confirmed, c, ret, e);
}
