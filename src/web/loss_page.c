/* loss_page.c - POST /resolutions/{code}/losses: what the departures truly cost, solved by a worker in a child, then kept. */
#include "allocate/proposal_loss.h"
#include "base/arena.h"
#include "web/resolution_page.h"

struct loss_ctx {
    struct losses l;
    int64_t year;
};

static bool find(struct req *r, void *ctx, struct err *e)
{
    struct loss_ctx *c = ctx;

    return losses_find(r->db, r->a, &r->session.actor, c->year, r->seg[0], &c->l, e);
}

static bool keep(struct act *by, void *ctx, struct err *e)
{
    const struct loss_ctx *c = ctx;

    return losses_keep(by, c->year, &c->l, e);
}

static bool kept(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    (void)ctx;
    (void)e;
    reply_done(r, str_format(r->a, "/resolutions/%.*s#departures", STR_FMT(r->seg[0])), ret);
    return true;
}

static bool found(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    return req_write(r, keep, kept, ctx, ret, e);
}

bool resolution_losses_post(struct req *r, struct reply *ret, struct err *e)
{
    struct loss_ctx *c = ARENA_NEW(r->a, struct loss_ctx);

    c->year = r->year;
    return req_offload(r, find, found, c, ret, e);
}
