/* triage_post.c - settling a group of packages from the page, using and undoing it. */
#include "base/arena.h"
#include "web/later.h"
#include "web/triage_page.h"

struct str triage_group_word(int band)
{
    switch (band) {
    case TRIAGE_MANDATORY:
    case TRIAGE_ABOVE:
        return STR("support");
    case TRIAGE_BELOW:
        return STR("reject");
    default:
        return STR_NONE;
    }
}

struct str triage_group_kind(const struct req *r)
{
    const struct actor *who = &r->session.actor;

    if (actor_may(who, PERM_ANALYSE))
        return STR("recommend");
    return actor_may(who, PERM_COMMITTEE) ? STR("resolution") : STR_NONE;
}

/* ---- writing ---- */

struct settle_ctx {
    struct triage_new n;
    struct str code, reason;
    int64_t year, version;
};

static bool settle_write(struct act *by, void *ctx, struct err *e)
{
    struct settle_ctx *c = ctx;
    struct str code;

    return triage_settle(by, &c->n, &code, e);
}

static bool use_write(struct act *by, void *ctx, struct err *e)
{
    const struct settle_ctx *c = ctx;

    return triage_use(by, c->year, c->code, c->version, e);
}

static bool undo_write(struct act *by, void *ctx, struct err *e)
{
    const struct settle_ctx *c = ctx;

    return triage_undo(by, c->year, c->code, c->version, c->reason, e);
}

static bool settled(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    (void)ctx;
    (void)e;
    reply_done(r, str_format(r->a, "/triage?year=%lld#groups", (long long)r->year), ret);
    return true;
}

/* What is settled is what was shown: the number and the sum come back with the form. */
static bool same_as_shown(struct req *r, const struct triage *t, struct err *e)
{
    struct money said;
    int64_t packages;

    if (!req_int(r, "packages", 0, TRIAGE_SETTLE_MOST, 0, &packages, e) ||
        !req_money(r, "sum", &said, e))
        return false;
    if (packages == t->settle.packages && said.satang == t->settle.amount.satang)
        return true;
    FAIL(e, ERR_STALE);
    return false;
}

bool triage_settle_post(struct req *r, struct reply *ret, struct err *e)
{
    struct settle_ctx *c = ARENA_NEW(r->a, struct settle_ctx);
    struct triage_filter f;
    struct triage t;

    if (!triage_read_filter(r, &f, e) ||
        !triage_get(r->server->rollup, r->db, r->a, &f, &t, e) || !same_as_shown(r, &t, e))
        return false;
    c->n = (struct triage_new){.year = r->year,
                               .kind = triage_group_kind(r),
                               .word = triage_group_word(f.band),
                               .reason = req_field(r, "reason"),
                               .band = req_field(r, "band"),
                               .run_code = t.run_code,
                               .code = t.settle_code,
                               .n = (size_t)t.settle.packages,
                               .amount = t.settle.amount};
    return req_write(r, settle_write, settled, c, ret, e);
}

static bool end_post(struct req *r, req_write_fn *fn, struct reply *ret, struct err *e)
{
    struct settle_ctx *c = ARENA_NEW(r->a, struct settle_ctx);

    c->code = r->seg[0];
    c->year = r->year;
    c->reason = req_field(r, "reason");
    return req_int(r, "version", 0, INT64_MAX, 0, &c->version, e) &&
           req_write(r, fn, settled, c, ret, e);
}

bool triage_use_post(struct req *r, struct reply *ret, struct err *e)
{
    return end_post(r, use_write, ret, e);
}

bool triage_undo_post(struct req *r, struct reply *ret, struct err *e)
{
    return end_post(r, undo_write, ret, e);
}

bool triage_groups_page(struct req *r, struct reply *ret, struct err *e)
{
    struct rows rows;

    if (r->format == FORMAT_HTML) {
        reply_redirect(r, str_format(r->a, "/triage?year=%lld#groups", (long long)r->year), ret);
        return true;
    }
    return triage_settles(r->db, r->a, r->year, &rows, e) &&
           reply_table(r, &triage_settle_type, rows.p, rows.n, NULL, STR_NONE,
                       str_format(r->a, "triage-groups-%lld", (long long)r->year), ret, e);
}
