/* check_page.c - what the machine found: beside one package, and over a year. */
#include "base/arena.h"
#include "base/err.h"
#include "city/param.h"
#include "plan/section.h"
#include "views.h"
#include "web/analysis_page.h"
#include "web/words.h"

bool checks_page(struct req *r, struct reply *ret, struct err *e)
{
    struct param crumb[2] = {{tr(r->lang, TR("คำขอตั้งงบประมาณ")), STR("/packages")}};
    struct page_head head = {.nav = STR("/packages"), .crumb = crumb, .ncrumb = 2};
    struct checks_page page = {.year = r->year, .csrf = r->session.csrf};
    struct package p;
    struct rows rows;

    if (!package_see(r->db, r->a, &r->session.actor, r->year, r->seg[0], &p, e) ||
        !package_checks(r->db, r->a, p.id, r->lang, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &check_row_type, rows.p, rows.n, NULL, STR_NONE,
                           str_format(r->a, "%.*s-checks", STR_FMT(p.code)), ret, e);
    if (!package_check_counts(r->db, r->a, p.id, &page.counts, e))
        return false;
    page.looked = page.counts.at.ms != 0;
    page.check = check_views(r, &rows);
    page.check_n = rows.n;
    page.code = p.code;
    page.title = p.title;
    page.action = str_format(r->a, "/packages/%.*s/checks", STR_FMT(p.code));
    crumb[1] = (struct param){p.title, str_format(r->a, "/packages/%.*s", STR_FMT(p.code))};
    head.title = str_format(r->a, "%.*s %.*s", STR_FMT(tr(r->lang, TR("ผลตรวจด้วยเครื่อง"))),
                            STR_FMT(p.title));
    head.table_path = page.action;
    return REPLY_PAGE(r, &head, checks, &page, ret, e);
}

struct look_ctx {
    int64_t year, package_id;
    struct check_result done;
};

static bool one_write(struct act *by, void *ctx, struct err *e)
{
    const struct look_ctx *c = ctx;

    return check_package(by, c->year, c->package_id, e);
}

static bool one_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    (void)ctx;
    (void)e;
    reply_done(r, str_format(r->a, "/packages/%.*s/checks", STR_FMT(r->seg[0])), ret);
    return true;
}

bool checks_post(struct req *r, struct reply *ret, struct err *e)
{
    struct look_ctx *c = ARENA_NEW(r->a, struct look_ctx);
    struct package p;

    c->year = r->year;
    if (!package_see(r->db, r->a, &r->session.actor, r->year, r->seg[0], &p, e))
        return false;
    c->package_id = p.id;
    return req_write(r, one_write, one_done, c, ret, e);
}

/* ---- the year ---- */

/* Where a rule comes from, in words: a parameter's name or a kind of law. */
static struct str rule_name(struct str source, enum lang lang)
{
    enum param_id p;
    struct err e;

    return param_find(source, &p, &e) ? param_name(p, lang)
                                      : word_label("rulesource", source, lang);
}

bool checks_year_page(struct req *r, struct reply *ret, struct err *e)
{
    static const struct col cols[] = {{"name", COL_PLAIN, NULL, NULL, NULL},
                                      {"severity", COL_TAG, "severity", NULL, NULL},
                                      {"packages", COL_PLAIN, NULL, NULL, NULL},
                                      {"flags", COL_PLAIN, NULL, NULL, NULL},
                                      {"source", COL_PLAIN, NULL, NULL, NULL}};
    struct page_head head = {.nav = STR("/checks"), .table_path = STR("/checks")};
    struct checks_year_page page = {.year = r->year, .csrf = r->session.csrf};
    struct check_sum *s;
    struct rows rows;

    if (!checks_summary(r->db, r->a, r->year, r->lang, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &check_sum_type, rows.p, rows.n, NULL, STR_NONE, STR("checks"), ret,
                           e);
    if (!checks_last(r->db, r->a, r->year, &page.last, e))
        return false;
    s = ARENA_ARRAY(r->a, struct check_sum, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        s[i] = ((const struct check_sum *)rows.p)[i];
        s[i].source = rule_name(s[i].source, r->lang);
        page.stops += str_eq(s[i].severity, STR("stop")) ? s[i].flags : 0;
        page.warns += str_eq(s[i].severity, STR("warn")) ? s[i].flags : 0;
    }
    page.looked = page.last.at.ms != 0;
    page.may = actor_may(&r->session.actor, PERM_ANALYSE);
    page.title = head.title = tr(r->lang, TR("ผลตรวจด้วยเครื่อง"));
    page.table = (struct table_view){
        .type = &check_sum_type,
        .rows = s,
        .n = rows.n,
        .cols = cols,
        .ncols = ARRAY_LEN(cols),
        .caption = page.title,
        .empty = tr(r->lang, TR("ยังไม่เคยตรวจปีนี้ หรือไม่พบสิ่งใด"))};
    return REPLY_PAGE(r, &head, checks_year, &page, ret, e);
}

static bool all_write(struct act *by, void *ctx, struct err *e)
{
    struct look_ctx *c = ctx;

    return checks_refresh(by, c->year, &c->done, e);
}

static bool all_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    (void)ctx;
    (void)e;
    reply_done(r, STR("/checks"), ret);
    return true;
}

bool checks_year_post(struct req *r, struct reply *ret, struct err *e)
{
    struct look_ctx *c = ARENA_NEW(r->a, struct look_ctx);

    c->year = r->year;
    return req_write(r, all_write, all_done, c, ret, e);
}
