#include "web/goal_relink_page.h"

#include "base/arena.h"
#include "plan/cycle.h"
#include "views.h"
#include "web/words.h"

struct relink_ctx {
    struct relink_plan plan;
    struct relink_effect effect;
    struct relink_cell *cell;
    struct str to, from, reason, error, undo;
    struct rows versions, done;
    struct goal_money money; /* as it stands, for what can be redirected */
    struct redirect redirect;
    struct relink_new new;
    struct str made;
    bool preview, wrong, answered;
};

static struct goal_ask ask_of(const struct req *r)
{
    return (struct goal_ask){.year = r->year, .lang = r->lang};
}

/* ---- reading, on a worker ---- */

static void put_cells(struct req *r, struct relink_ctx *c)
{
    c->cell = ARENA_ARRAY(r->a, struct relink_cell, c->plan.n + 1);
    for (size_t i = 0; i < c->plan.n; i++)
        c->cell[i] =
            (struct relink_cell){.row = c->plan.row[i],
                                 .field = str_format(r->a, "to.%.*s", STR_FMT(c->plan.row[i].code)),
                                 .value = c->plan.row[i].to};
}

static bool read_base(struct req *r, struct relink_ctx *c, struct err *e)
{
    struct goal_ask ask = ask_of(r);

    return tree_versions(r->db, r->a, STR("strategy"), &c->versions, e) &&
           relink_list(r->db, r->a, r->year, &c->done, e) &&
           goal_money_get(r->server->rollup, r->db, r->a, &ask, &c->money, e) &&
           redirect_get(r->db, r->a, r->year, &c->money, r->lang, &c->redirect, e);
}

static bool read_plan(struct req *r, struct relink_ctx *c, struct err *e)
{
    struct goal_ask ask = ask_of(r);

    if (c->to.n == 0)
        return true;
    if (!relink_propose(r->server->rollup, r->db, r->a, &ask, c->to, &c->plan, e))
        return false;
    put_cells(r, c);
    return true;
}

static bool page_work(struct req *r, void *ctx, struct err *e)
{
    struct relink_ctx *c = ctx;

    c->to = req_query(r, "to");
    return read_base(r, c, e) && read_plan(r, c, e);
}

/* ---- showing ---- */

static const struct relink_top *tops(struct req *r, const struct goal_money *m, size_t *ret_n)
{
    struct relink_top *t = ARENA_ARRAY(r->a, struct relink_top, m->tree.n + 1);

    *ret_n = 0;
    for (size_t i = 0; i < m->tree.n; i++) {
        const struct class_node *n = &m->tree.node[i];

        if (n->parent_id)
            continue;
        t[*ret_n] = (struct relink_top){
            n->code, goal_name(r, n->name_th, n->name_en), m->all[i].asked, m->all[i].funded, {0}};
        t[*ret_n].share.bp = money_share_bp(m->all[i].asked, m->whole.asked);
        ++*ret_n;
    }
    return t;
}

static void put_effect(struct req *r, const struct relink_ctx *c, struct relink_page *page)
{
    static const struct col cols[] = {
        {"title", COL_LINK, "/packages/", "code", NULL},
        {"code", COL_UNDER, NULL, NULL, NULL},
        {"state", COL_TAG, "state", NULL, NULL},
        {"asked", COL_WHOLE, NULL, NULL, TR("ขอ (บาท)")},
        {"funded", COL_WHOLE, NULL, NULL, TR("ได้รับจัดสรร (บาท)")},
    };
    const struct relink_effect *x = &c->effect;
    size_t n = x->losing_n < 200 ? x->losing_n : 200;
    struct goal_package_row *row = ARENA_ARRAY(r->a, struct goal_package_row, n + 1);

    page->preview = true;
    page->packages = x->packages;
    page->moved = x->moved;
    page->lost = x->lost;
    page->lost_asked = x->lost_asked;
    page->unlinked_before = x->before.unlinked.asked;
    page->unlinked_after = x->after.unlinked.asked;
    page->before = tops(r, &x->before, &page->before_n);
    page->after = tops(r, &x->after, &page->after_n);
    for (size_t i = 0; i < n; i++)
        row[i] = (struct goal_package_row){.code = x->losing[i].link->code,
                                           .title = x->losing[i].title,
                                           .state = x->losing[i].link->state,
                                           .asked = x->losing[i].sum.asked,
                                           .funded = x->losing[i].sum.funded};
    page->losing = (struct table_view){.type = &goal_package_row_type,
                                       .rows = row,
                                       .n = n,
                                       .cols = cols,
                                       .ncols = ARRAY_LEN(cols),
                                       .caption = tr(r->lang, TR("ข้อเสนอที่จะไม่มีเป้าหมาย")),
                                       .empty = tr(r->lang, TR("ไม่มีข้อเสนอใดเสียเป้าหมาย"))};
}

static void put_base(struct req *r, const struct relink_ctx *c, struct relink_page *page)
{
    static const struct col redirect_cols[] = {
        {"name", COL_PLAIN, NULL, NULL, NULL},
        {"packages", COL_PLAIN, NULL, NULL, NULL},
        {"amount", COL_WHOLE, NULL, NULL, TR("จำนวนเงิน (บาท)")},
        {"redirectable", COL_YES, NULL, NULL, NULL},
    };
    static const struct col done_cols[] = {
        {"code", COL_PLAIN, NULL, NULL, NULL},    {"from_code", COL_PLAIN, NULL, NULL, NULL},
        {"to_code", COL_PLAIN, NULL, NULL, NULL}, {"packages", COL_PLAIN, NULL, NULL, NULL},
        {"lost", COL_PLAIN, NULL, NULL, NULL},    {"undoes", COL_PLAIN, NULL, NULL, NULL},
        {"reason", COL_PLAIN, NULL, NULL, NULL},  {"by_user", COL_PLAIN, NULL, NULL, NULL},
        {"at", COL_UNDER, NULL, NULL, NULL},
    };
    const struct tree_version *v = c->versions.p;
    struct relink_choice *x = ARENA_ARRAY(r->a, struct relink_choice, c->versions.n + 1);
    const struct relink_done *d = c->done.p;

    for (size_t i = 0; i < c->versions.n; i++) {
        if (v[i].id == c->money.tree.version_id) {
            page->from_label = goal_name(r, v[i].label_th, v[i].label_en);
            page->from_code = v[i].code;
        } else if (v[i].published) {
            x[page->choice_n++] = (struct relink_choice){
                v[i].code, goal_name(r, v[i].label_th, v[i].label_en), str_eq(v[i].code, c->to)};
        }
    }
    page->choice = x;
    page->redirect = (struct table_view){.type = &redirect_row_type,
                                         .rows = c->redirect.row,
                                         .n = c->redirect.n,
                                         .cols = redirect_cols,
                                         .ncols = ARRAY_LEN(redirect_cols),
                                         .caption = tr(r->lang, TR("เงินที่ยังเปลี่ยนได้"))};
    page->redirectable = c->redirect.redirectable;
    page->stage = cycle_label(c->redirect.stage, r->lang);
    page->done = (struct table_view){.type = &relink_done_type,
                                     .rows = c->done.p,
                                     .n = c->done.n,
                                     .cols = done_cols,
                                     .ncols = ARRAY_LEN(done_cols),
                                     .caption = tr(r->lang, TR("การเปลี่ยนแผนที่ผ่านมา")),
                                     .empty = tr(r->lang, TR("ยังไม่เคยเปลี่ยนแผนของปีนี้"))};
    page->may_undo = c->done.n && d->newest;
    page->undo_code = page->may_undo ? d->code : STR_NONE;
}

static bool show(struct req *r, const struct relink_ctx *c, int status, struct reply *ret,
                 struct err *e)
{
    struct param crumb[] = {{tr(r->lang, TR("แผนและเป้าหมาย")), STR("/goals")}};
    struct page_head head = {
        .nav = STR("/goals"), .crumb = crumb, .ncrumb = 1, .table_path = STR("/goals/relink")};
    struct relink_page page = {.year = r->year,
                               .csrf = r->session.csrf,
                               .path = STR("/goals/relink"),
                               .to_code = c->to,
                               .reason = c->reason,
                               .error = c->error,
                               .wrong = c->wrong,
                               .answered = c->answered,
                               .has_plan = c->to.n > 0,
                               .cell = c->cell,
                               .cell_n = c->plan.n};

    page.title = head.title = tr(r->lang, TR("เปลี่ยนไปใช้แผนรุ่นอื่น"));
    page.to_label = goal_name(r, c->plan.to.label_th, c->plan.to.label_en);
    put_base(r, c, &page);
    for (size_t i = 0; i < c->plan.n; i++)
        page.unplaced += c->cell[i].value.n == 0;
    if (c->preview)
        put_effect(r, c, &page);
    if (!REPLY_PAGE(r, &head, goal_relink, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

static bool page_shown(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct relink_ctx *c = ctx;

    if (r->format != FORMAT_HTML)
        return reply_table(r, &relink_row_type, c->plan.row, c->plan.n, NULL, STR_NONE,
                           str_format(r->a, "relink-%lld", (long long)r->year), ret, e);
    return show(r, c, 200, ret, e);
}

bool relink_page(struct req *r, struct reply *ret, struct err *e)
{
    return req_offload(r, page_work, page_shown, ARENA_NEW(r->a, struct relink_ctx), ret, e);
}

static bool redirect_shown(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct relink_ctx *c = ctx;

    if (r->format == FORMAT_HTML) {
        reply_redirect(r, STR("/goals/relink"), ret);
        return true;
    }
    return reply_table(r, &redirect_row_type, c->redirect.row, c->redirect.n, NULL, STR_NONE,
                       str_format(r->a, "redirectable-%lld", (long long)r->year), ret, e);
}

bool redirect_page(struct req *r, struct reply *ret, struct err *e)
{
    return req_offload(r, page_work, redirect_shown, ARENA_NEW(r->a, struct relink_ctx), ret, e);
}

/* ---- preview and apply ---- */

/* What was typed into the cells becomes the plan's weights; wrong ones have their error. */
static void take_cells(struct req *r, struct relink_ctx *c)
{
    for (size_t i = 0; i < c->plan.n; i++) {
        struct relink_cell *x = &c->cell[i];
        struct form_field f = {.name = str_cstr(r->a, x->field), .kind = FORM_TEXT, .label = ""};
        struct form form = {.field = &f, .n = 1};
        struct node_weights w = {0};
        struct err why;

        if (!req_has(r, f.name))
            continue;
        x->value = f.value = str_trim(req_field(r, f.name));
        if (!goal_weights_read(r, &form, f.name, &c->plan.to_tree, &w)) {
            x->error = f.error;
        } else if (!weights_check(w.w, w.n, &why)) {
            x->error = word_error(r->a, &why, r->lang);
        } else {
            c->plan.row[i].weight = w.w;
            c->plan.row[i].n = w.n;
            continue;
        }
        c->wrong = true;
    }
}

static bool post_work(struct req *r, void *ctx, struct err *e)
{
    struct relink_ctx *c = ctx;
    struct goal_ask ask = ask_of(r);

    if (!read_base(r, c, e) || !read_plan(r, c, e))
        return false;
    take_cells(r, c);
    c->preview = !c->wrong;
    return c->wrong || relink_effect(r->server->rollup, r->db, r->a, &ask, &c->plan, &c->effect, e);
}

static bool apply_write(struct act *by, void *ctx, struct err *e)
{
    struct relink_ctx *c = ctx;
    struct str code;

    return relink_apply(by, &c->new, &code, e);
}

static bool apply_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    (void)ctx;
    (void)e;
    reply_done(r, STR("/goals/relink"), ret);
    return true;
}

static bool apply_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct relink_ctx *c = ctx;
    struct err again = {0};

    c->error = word_error(r->a, e, r->lang);
    return show(r, c, err_http(e->code), ret, &again);
}

static bool posted(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct relink_ctx *c = ctx;

    c->answered = true;
    if (c->wrong || !str_eq(req_field(r, "do"), STR("apply")))
        return show(r, c, c->wrong ? 400 : 200, ret, e);
    c->new = (struct relink_new){.year = r->year,
                                 .from_code = c->from,
                                 .to_code = c->to,
                                 .row = c->plan.row,
                                 .n = c->plan.n,
                                 .reason = c->reason};
    r->refused = apply_refused;
    return req_write(r, apply_write, apply_done, c, ret, e);
}

bool relink_post(struct req *r, struct reply *ret, struct err *e)
{
    struct relink_ctx *c = ARENA_NEW(r->a, struct relink_ctx);

    c->to = req_field(r, "to");
    c->from = req_field(r, "from");
    c->reason = str_trim(req_field(r, "reason"));
    if (c->to.n == 0) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(STR("to")));
        return false;
    }
    return req_offload(r, post_work, posted, c, ret, e);
}

static bool undo_write(struct act *by, void *ctx, struct err *e)
{
    const struct relink_ctx *c = ctx;

    return relink_undo(by, c->new.year, c->undo, c->reason, e);
}

bool relink_undo_post(struct req *r, struct reply *ret, struct err *e)
{
    struct relink_ctx *c = ARENA_NEW(r->a, struct relink_ctx);

    c->undo = req_field(r, "code");
    c->reason = str_trim(req_field(r, "reason"));
    c->new.year = r->year;
    return req_write(r, undo_write, apply_done, c, ret, e);
}
