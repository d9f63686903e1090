/* rule_edit_page.c - the form of a rule: a new one, or the draft of one. */
#include "base/arena.h"
#include "views.h"
#include "web/rule_page.h"

struct edit_ctx {
    struct rule_edit_page page;
    struct rule rule;
    struct rule_draft draft;
    struct str code;
};

/* The page for an indicator of the year: what it is called and where its form goes. */
static void frame(struct req *r, const struct rule_row *row, struct rule_edit_page *p)
{
    p->csrf = r->session.csrf;
    p->indicator = row->indicator;
    p->year = row->year;
    p->version = row->version;
    p->is_new = !row->code.n;
    p->action = p->is_new ? STR("/rules")
                          : str_format(r->a, "/rules/%.*s/edit", STR_FMT(row->code));
    p->title = str_format(r->a, "%.*s %.*s · %.*s %lld",
                          STR_FMT(tr(r->lang, p->is_new ? TR("ร่างเกณฑ์ใหม่") : TR("แก้ร่างเกณฑ์"))),
                          STR_FMT(row->indicator), STR_FMT(tr(r->lang, TR("ปีงบประมาณ"))),
                          (long long)row->year);
    p->lead = r->lang == LANG_EN && row->name_en.n ? row->name_en : row->name_th;
}

static bool show(struct req *r, const struct rule_edit_page *p, int status, struct reply *ret,
                 struct err *e)
{
    struct param crumb = {tr(r->lang, TR("เกณฑ์การให้คะแนน")), STR("/rules")};
    struct page_head head = {.nav = STR("/rules"), .crumb = &crumb, .ncrumb = 1, .title = p->title};

    if (!REPLY_PAGE(r, &head, rule_edit, p, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool rule_new_page(struct req *r, struct reply *ret, struct err *e)
{
    struct rule_edit_page p = {0};
    struct rule rule = {.places = 2, .bands = 5};
    struct rule_row row;

    if (!rule_for_indicator(r->db, r->a, r->year, req_query(r, "indicator"), &row, e))
        return false;
    if (row.code.n) {
        reply_redirect(r, str_format(r->a, "/rules/%.*s", STR_FMT(row.code)), ret);
        return true;
    }
    frame(r, &row, &p);
    rule_form_make(r, &p.form);
    for (size_t i = 0; i < rule.bands; i++)
        rule.band[i] = (struct rule_band){.level = 5 - (int64_t)i};
    rule_form_show(r, &rule, &p);
    for (size_t i = 0; i < RULE_BANDS; i++)
        p.line[i].unknown = false;
    return show(r, &p, 200, ret, e);
}

bool rule_edit_page(struct req *r, struct reply *ret, struct err *e)
{
    struct rule_edit_page p = {0};
    struct rule_row row;
    struct rule rule;

    if (!rule_get(r->db, r->a, r->seg[0], &row, e) ||
        !rule_content_of(r->db, r->a, &row, row.has_draft ? 0 : row.published, &rule, e))
        return false;
    frame(r, &row, &p);
    rule_form_make(r, &p.form);
    rule_form_show(r, &rule, &p);
    return show(r, &p, 200, ret, e);
}

/* ---- saving ---- */

static bool save_write(struct act *by, void *ctx, struct err *e)
{
    struct edit_ctx *c = ctx;
    struct str code;

    if (!rule_save(by, &c->draft, &code, e))
        return false;
    c->code = code;
    return true;
}

static bool saved(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct edit_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/rules/%lld-%.*s", (long long)c->draft.year,
                             STR_FMT(c->draft.indicator)), ret);
    return true;
}

static bool save_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct edit_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->page.form, r, e);
    return show(r, &c->page, err_http(e->code), ret, &again);
}

static bool save(struct req *r, const struct rule_row *row, struct reply *ret, struct err *e)
{
    struct edit_ctx *c = ARENA_NEW(r->a, struct edit_ctx);

    frame(r, row, &c->page);
    rule_form_make(r, &c->page.form);
    if (!req_int(r, "version", 0, INT32_MAX, 0, &c->page.version, e))
        return false;
    if (!rule_form_read(r, &c->page, &c->rule))
        return show(r, &c->page, 400, ret, e);
    c->draft = (struct rule_draft){.year = row->year,
                                   .indicator = row->indicator,
                                   .version = c->page.version,
                                   .rule = &c->rule};
    r->refused = save_refused;
    return req_write(r, save_write, saved, c, ret, e);
}

bool rule_new_post(struct req *r, struct reply *ret, struct err *e)
{
    struct rule_row row;

    return rule_for_indicator(r->db, r->a, r->year, str_trim(req_field(r, "indicator")), &row, e) &&
           save(r, &row, ret, e);
}

bool rule_edit_post(struct req *r, struct reply *ret, struct err *e)
{
    struct rule_row row;

    return rule_get(r->db, r->a, r->seg[0], &row, e) && save(r, &row, ret, e);
}
