#include "web/okr_page.h"

#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "city/agency.h"
#include "views.h"
#include "web/procurement_page.h"
#include "web/words.h"

enum { MANY = 400, EXTRA = 2, PARTS = 60 };

static struct str lang_name(const struct req *r, struct str th, struct str en)
{
    return r->lang == LANG_EN && en.n ? en : th;
}

/* ?on=: how things stood on that day; today otherwise. */
static struct date asked_day(struct req *r, struct form_field *ret)
{
    struct str s = str_trim(req_query(r, "on"));
    struct date d = r->today;
    struct err e;

    *ret = (struct form_field){
        .name = "on", .kind = FORM_TEXT, .label = TR("ตามที่เป็นในวันที่ (เช่น 14/7/2568)"), .value = s};
    if (s.n && !date_parse_iso(s, &d, &e) && !date_parse_th(s, &d, &e)) {
        ret->error = word_error(r->a, &e, r->lang);
        d = r->today;
    }
    return d;
}

/* ---- the cascade ---- */

struct tree_ctx {
    struct okr_filter f;
    struct rows nodes;
    struct str refused, reason;
    int64_t quarter;
};

static void take_row(struct req *r, const struct okr_node *n, struct okr_row_view *v)
{
    v->n = *n;
    v->n.depth = n->depth > 4 ? 4 : n->depth;
    v->name = lang_name(r, n->name_th, n->name_en);
    v->is_leaf = str_eq(n->kind, STR("indicator"));
    v->rolled = n->parts > 0;
    v->partly = n->known && n->covered.bp < 10000;
    v->path = v->is_leaf ? str_format(r->a, "/key-results/%.*s", STR_FMT(n->code))
              : str_eq(n->kind, STR("goal")) ? str_format(r->a, "/goals/%.*s", STR_FMT(n->code))
                                             : STR_NONE;
    v->shares = str_format(r->a, "/key-results/shares/%.*s/%.*s", STR_FMT(n->kind), STR_FMT(n->code));
}

static void take_rows(struct req *r, const struct tree_ctx *c, struct okr_page *page)
{
    struct okr_row_view *v = ARENA_ARRAY(r->a, struct okr_row_view, c->nodes.n + 1);
    const struct okr_node *n = c->nodes.p;

    page->only_late = str_eq(req_query(r, "show"), STR("late"));
    page->short_form = c->f.agency_id == 0 && c->nodes.n > MANY && !page->only_late;
    for (size_t i = 0; i < c->nodes.n; i++) {
        bool leaf = str_eq(n[i].kind, STR("indicator"));

        page->indicators += leaf;
        page->known += leaf && n[i].known;
        page->missing += leaf && !n[i].known;
        page->late_n += n[i].late;
        page->off += str_eq(n[i].light, STR("off_track"));
        if ((page->short_form && leaf) || (page->only_late && !n[i].late))
            continue;
        take_row(r, &n[i], &v[page->row_n++]);
    }
    page->row = v;
}

/* The choice of agencies, and the one that is asked for. */
static bool take_agencies(struct req *r, struct okr_filter *f, struct okr_page *page, struct err *e)
{
    struct str code = req_query(r, "agency");
    struct form_choice *x;
    const struct agency *g;
    struct rows rows;

    page->agency = (struct form_field){
        .name = "agency", .kind = FORM_CHOICE, .label = TR("หน่วยรับงบประมาณ"), .value = code};
    if (!agency_list(r->db, r->a, r->year, &rows, e))
        return false;
    g = rows.p;
    x = ARENA_ARRAY(r->a, struct form_choice, rows.n + 1);
    x[0] = (struct form_choice){STR_NONE, tr(r->lang, TR("ทั้งเมือง"))};
    for (size_t i = 0; i < rows.n; i++) {
        x[i + 1] = (struct form_choice){g[i].code, lang_name(r, g[i].name_th, g[i].name_en)};
        if (!str_eq(g[i].code, code))
            continue;
        f->agency_id = g[i].id;
        page->agency_name = x[i + 1].label;
    }
    page->agency.choice = x;
    page->agency.choices = rows.n + 1;
    if (code.n == 0 || f->agency_id)
        return true;
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(code));
    return false;
}

static bool tree_show(struct req *r, struct tree_ctx *c, int status, struct reply *ret, struct err *e)
{
    static const struct col cols[] = {{"quarter", COL_PLAIN, NULL, NULL, NULL}, {"run", COL_PLAIN, NULL, NULL, NULL},
                                      {"as_of", COL_PLAIN, NULL, NULL, NULL},   {"nodes", COL_PLAIN, NULL, NULL, NULL},
                                      {"reason", COL_PLAIN, NULL, NULL, NULL},  {"by_user", COL_PLAIN, NULL, NULL, NULL}};
    struct param crumb[] = {{tr(r->lang, TR("ผลลัพธ์สำคัญ (KR)")), STR("/key-results")}};
    struct page_head head = {.nav = STR("/key-results"), .crumb = crumb, .ncrumb = 1, .table_path = STR("/key-results/cascade")};
    struct okr_page page = {.year = r->year, .csrf = r->session.csrf, .refused = c->refused};
    struct rows closings;
    struct err no;

    c->f = (struct okr_filter){.year = r->year, .as_of = asked_day(r, &page.on)};
    if (!take_agencies(r, &c->f, &page, e) || !okr_tree(r->db, r->a, &c->f, &c->nodes, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &okr_node_type, c->nodes.p, c->nodes.n, NULL, STR_NONE,
                           str_format(r->a, "cascade-%lld", (long long)r->year), ret, e);
    if (!okr_closings(r->db, r->a, r->year, &closings, e))
        return false;
    page.as_of = c->f.as_of;
    page.query = str_format(r->a, "agency=%.*s", STR_FMT(page.agency.value));
    page.may_close = actor_check_city(&r->session.actor, PERM_GOAL, &no) || actor_check_city(&r->session.actor, PERM_VERIFY, &no);
    page.title = head.title = str_format(r->a, "%.*s %lld", STR_FMT(tr(r->lang, TR("จากเป้าหมายถึงตัวชี้วัด ปีงบประมาณ"))), (long long)r->year);
    take_rows(r, c, &page);
    page.closings = (struct table_view){.type = &okr_closing_type,
                                        .rows = closings.p,
                                        .n = closings.n,
                                        .cols = cols,
                                        .ncols = ARRAY_LEN(cols),
                                        .caption = tr(r->lang, TR("คะแนนสิ้นไตรมาส")),
                                        .empty = tr(r->lang, TR("ยังไม่ได้ปิดคะแนนไตรมาสใด"))};
    if (!REPLY_PAGE(r, &head, okr_tree, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool okr_page(struct req *r, struct reply *ret, struct err *e)
{
    return tree_show(r, ARENA_NEW(r->a, struct tree_ctx), 200, ret, e);
}

static bool close_write(struct act *by, void *ctx, struct err *e)
{
    struct tree_ctx *c = ctx;

    return okr_close(by, c->f.year, c->quarter, c->reason, e);
}

static bool close_written(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    (void)ctx;
    (void)e;
    reply_done(r, STR("/key-results/cascade"), ret);
    return true;
}

static bool close_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct tree_ctx *c = ctx;
    struct err again = {0};

    c->refused = word_error(r->a, e, r->lang);
    return tree_show(r, c, err_http(e->code), ret, &again);
}

bool okr_close_post(struct req *r, struct reply *ret, struct err *e)
{
    struct tree_ctx *c = ARENA_NEW(r->a, struct tree_ctx);

    if (!req_int(r, "quarter", 1, 4, 0, &c->quarter, e))
        return close_refused(r, c, ret, e);
    c->f.year = r->year;
    c->reason = str_trim(req_field(r, "reason"));
    r->refused = close_refused;
    return req_write(r, close_write, close_written, c, ret, e);
}

/* ---- shares ---- */

struct share_ctx {
    struct okr_node n;
    struct rows nodes, history;
    struct rollup_new up;
    struct rollup_part part[PARTS];
    struct share_view view[PARTS], extra[EXTRA];
    size_t views;
    struct str refused;
};

static size_t view_at(const struct share_ctx *c, struct str kind, struct str code)
{
    for (size_t i = 0; i < c->views; i++) {
        if (str_eq(c->view[i].kind, kind) && str_eq(c->view[i].code, code))
            return i;
    }
    return c->views;
}

static void offer(struct req *r, struct share_ctx *c, const struct share_view *v)
{
    if (c->views == PARTS - EXTRA || view_at(c, v->kind, v->code) < c->views)
        return;
    c->view[c->views] = *v;
    c->view[c->views].index = str_format(r->a, "%zu", c->views);
    c->views++;
}

static struct str percent_text(struct arena *a, int64_t bp)
{
    struct sbuf b;

    sbuf_init(&b, a, 20);
    exact_put_decimal(&b, bp, 2, 0);
    return sbuf_str(&b);
}

/* The parts of the newest set, then what stands under it and has no share yet. */
static void offer_parts(struct req *r, struct share_ctx *c)
{
    const struct rollup_share *h = c->history.p;
    const struct okr_node *n = c->nodes.p;

    for (size_t i = 0; i < c->history.n && h[i].no == h[0].no; i++)
        offer(r, c, &(struct share_view){.kind = h[i].child_kind, .code = h[i].child_code, .name = h[i].child_name, .value = percent_text(r->a, h[i].share.bp)});
    for (size_t i = 0; i < c->nodes.n; i++) {
        if (str_eq(n[i].parent_code, c->n.code) && n[i].depth == c->n.depth + 1)
            offer(r, c, &(struct share_view){.kind = n[i].kind, .code = n[i].code, .name = lang_name(r, n[i].name_th, n[i].name_en), .unit = n[i].unit_word});
    }
}

static bool load_shares(struct req *r, struct share_ctx *c, struct err *e)
{
    const struct okr_filter f = {.year = r->year, .as_of = r->today};
    const struct okr_node *n;
    bool found = false;

    if (!okr_tree(r->db, r->a, &f, &c->nodes, e))
        return false;
    n = c->nodes.p;
    for (size_t i = 0; i < c->nodes.n && !found; i++) {
        found = str_eq(n[i].kind, r->seg[0]) && str_eq(n[i].code, r->seg[1]);
        c->n = found ? n[i] : c->n;
    }
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(r->seg[1]));
        return false;
    }
    if (!rollup_history(r->db, r->a, r->year, c->n.kind, c->n.id, &c->history, e))
        return false;
    offer_parts(r, c);
    return true;
}

static bool shares_show(struct req *r, struct share_ctx *c, int status, struct reply *ret, struct err *e)
{
    static const struct col cols[] = {{"no", COL_PLAIN, NULL, NULL, NULL},         {"child_name", COL_PLAIN, NULL, NULL, NULL},
                                      {"child_code", COL_UNDER, NULL, NULL, NULL}, {"share", COL_BAR, NULL, NULL, NULL},
                                      {"mode", COL_WORD, "rollup_mode", NULL, NULL}, {"reason", COL_PLAIN, NULL, NULL, NULL},
                                      {"by_user", COL_PLAIN, NULL, NULL, NULL}};
    struct param crumb[] = {{tr(r->lang, TR("ผลลัพธ์สำคัญ (KR)")), STR("/key-results")},
                            {tr(r->lang, TR("จากเป้าหมายถึงตัวชี้วัด")), STR("/key-results/cascade")}};
    struct page_head head = {.nav = STR("/key-results"), .crumb = crumb, .ncrumb = 2};
    struct okr_shares_page page = {.year = r->year, .csrf = r->session.csrf, .n = c->n, .refused = c->refused};
    struct err no;

    if (r->format != FORMAT_HTML)
        return reply_table(r, &rollup_share_type, c->history.p, c->history.n, NULL, STR_NONE, c->n.code, ret, e);
    page.title = head.title = lang_name(r, c->n.name_th, c->n.name_en);
    page.action = str_format(r->a, "/key-results/shares/%.*s/%.*s", STR_FMT(c->n.kind), STR_FMT(c->n.code));
    head.table_path = page.action;
    page.mode = c->up.mode.n ? c->up.mode : c->n.mode;
    page.progress_mode = !str_eq(page.mode, STR("value"));
    page.reason = c->up.reason;
    page.may_write = actor_check_city(&r->session.actor, PERM_GOAL, &no) ||
                     actor_check_city(&r->session.actor, PERM_VERIFY, &no) ||
                     (c->n.agency_id && actor_check(&r->session.actor, PERM_RESULT_APPROVE, c->n.agency_id, c->n.division, &no));
    page.part = c->view;
    page.part_n = c->views;
    for (size_t i = 0; i < EXTRA; i++)
        c->extra[i].index = str_format(r->a, "x%zu", i);
    page.extra = c->extra;
    page.extra_n = EXTRA;
    page.history = (struct table_view){.type = &rollup_share_type,
                                       .rows = c->history.p,
                                       .n = c->history.n,
                                       .cols = cols,
                                       .ncols = ARRAY_LEN(cols),
                                       .caption = tr(r->lang, TR("สัดส่วนทุกฉบับ")),
                                       .empty = tr(r->lang, TR("ยังไม่ได้กำหนดสัดส่วน"))};
    if (!REPLY_PAGE(r, &head, okr_shares, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool okr_shares_page(struct req *r, struct reply *ret, struct err *e)
{
    struct share_ctx *c = ARENA_NEW(r->a, struct share_ctx);

    return load_shares(r, c, e) && shares_show(r, c, 200, ret, e);
}

static bool shares_write(struct act *by, void *ctx, struct err *e)
{
    return rollup_set(by, &((struct share_ctx *)ctx)->up, e);
}

static bool shares_written(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    (void)ctx;
    (void)e;
    reply_done(r, STR("/key-results/cascade"), ret);
    return true;
}

static bool shares_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct share_ctx *c = ctx;
    struct err again = {0};

    c->refused = word_error(r->a, e, r->lang);
    return shares_show(r, c, err_http(e->code), ret, &again);
}

static struct str field_of(struct req *r, const char *name, struct str index)
{
    return str_trim(req_field(r, str_cstr(r->a, str_format(r->a, "%s_%.*s", name, STR_FMT(index)))));
}

/* One row of the form: a share that is empty is no part. */
static bool read_part(struct req *r, struct share_ctx *c, struct share_view *v, struct err *e)
{
    struct rollup_part *p = &c->part[c->up.parts];

    v->value = field_of(r, "share", v->index);
    if (v->value.n == 0)
        return true;
    if (!exact_parse_decimal(v->value, 2, &p->share_bp)) {
        FAIL(e, ERR_BAD_NUMBER);
        err_arg(e, "field", V(v->code));
        err_arg(e, "value", V(v->value));
        return false;
    }
    p->kind = v->kind;
    p->code = v->code;
    c->up.parts++;
    return true;
}

static bool read_shares(struct req *r, struct share_ctx *c, struct err *e)
{
    for (size_t i = 0; i < c->views; i++) {
        if (!read_part(r, c, &c->view[i], e))
            return false;
    }
    for (size_t i = 0; i < EXTRA; i++) {
        c->extra[i].index = str_format(r->a, "x%zu", i);
        c->extra[i].kind = field_of(r, "kind", c->extra[i].index);
        c->extra[i].code = field_of(r, "code", c->extra[i].index);
        if (!read_part(r, c, &c->extra[i], e))
            return false;
    }
    return req_int(r, "no", 0, INT64_MAX, 0, &c->up.no, e);
}

bool okr_shares_post(struct req *r, struct reply *ret, struct err *e)
{
    struct share_ctx *c = ARENA_NEW(r->a, struct share_ctx);

    if (!load_shares(r, c, e))
        return false;
    c->up = (struct rollup_new){.year = r->year,
                                .parent_kind = c->n.kind,
                                .parent_code = c->n.code,
                                .mode = req_field(r, "mode"),
                                .reason = str_trim(req_field(r, "reason")),
                                .part = c->part};
    r->refused = shares_refused;
    if (!read_shares(r, c, e))
        return shares_refused(r, c, ret, e);
    return req_write(r, shares_write, shares_written, c, ret, e);
}
