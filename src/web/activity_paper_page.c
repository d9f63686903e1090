/* activity_paper_page.c - /activities/{code}/paper.pdf: the plan with its months on A4. */
#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "city/param.h"
#include "city/year.h"
#include "document/activity_paper.h"
#include "web/activity_page.h"
#include "web/transfer.h"

struct paper_ctx {
    struct str code, path;
    int fd;
    int64_t bytes;
};

static bool print_work(struct req *r, void *ctx, struct err *e)
{
    struct paper_ctx *c = ctx;
    struct activity_paper p = {.n = 1, .today = r->today};
    struct fiscal_year year;
    struct activity x;
    struct rows steps;
    struct str site;
    struct db *db;
    char *folder;

    if (!store_reader(r->server->store, &db, e) || !activity_get(db, r->a, c->code, r->today, &x, e))
        return false;
    if (!activity_may_see(&r->session.actor, &x)) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(c->code));
        return false;
    }
    if (!activity_steps(db, r->a, &x, x.shown_no, r->today, &steps, e) ||
        !param_text(db, r->a, PARAM_SITE_ADDRESS, x.year, &site, e) || !year_get(db, r->a, x.year, &year, e) ||
        !file_temp_dir(r->a, &folder, e))
        return false;
    p.x = &x;
    p.step = steps.p;
    p.steps = steps.n;
    p.demo = year.demo;
    p.url = str_format(r->a, "%.*s/activities/%.*s", STR_FMT(site), STR_FMT(c->code));
    c->path = str_format(r->a, "%s/activity.pdf", folder);
    if (!activity_paper_print(&p, str_cstr(r->a, c->path), e))
        return false;
    return download_open(r, str_cstr(r->a, c->path), c->path, &c->fd, &c->bytes, e);
}

static bool printed(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct paper_ctx *c = ctx;

    (void)e;
    ret->status = 200;
    ret->type = STR("application/pdf");
    ret->filename = str_format(r->a, "%.*s.pdf", STR_FMT(c->code));
    ret->fd = c->fd;
    ret->fd_bytes = c->bytes;
    return true;
}

bool activity_paper_page(struct req *r, struct reply *ret, struct err *e)
{
    struct paper_ctx *c = ARENA_NEW(r->a, struct paper_ctx);

    (void)e;
    c->code = r->seg[0];
    return req_offload(r, print_work, printed, c, ret, e);
}
