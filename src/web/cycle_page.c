/* cycle_page.c - the stages of the fiscal year: where it stands, and the step to the next. */
#include "base/arena.h"
#include "execute/enact.h"
#include "views.h"
#include "web/people_page.h"
#include "web/words.h"

static bool cycle_show(struct req *r, struct str refused, int status, struct reply *ret,
                       struct err *e)
{
    struct cycle_page page = {.year = r->year, .csrf = r->session.csrf, .refused = refused};
    struct cycle_event_view *ev = ARENA_ARRAY(r->a, struct cycle_event_view, cycle_table_n);
    struct param crumb[] = {{tr(r->lang, TR("ภาพรวมเมือง")), STR("/overview")}};
    struct page_head head = {.nav = STR("/overview"), .crumb = crumb, .ncrumb = 1};
    struct fiscal_year year;
    enum stage open;

    if (!year_get(r->db, r->a, r->year, &year, e))
        return false;
    page.mark_n = strip_marks(r, year.stage, &page.mark);
    page.stage_name = cycle_label(year.stage, r->lang);
    open = cycle_open_stage(year.stage);
    page.has_deciding = open < STAGE_COUNT;
    if (page.has_deciding)
        page.deciding = stage_label(open, r->lang);
    for (size_t i = 0; i < cycle_table_n; i++) {
        const struct cycle_step *s = &cycle_table[i];

        if (!str_eq(str_from(s->from), year.stage) || !actor_may(&r->session.actor, s->perm))
            continue;
        ev[page.event_n++] =
            (struct cycle_event_view){.event = str_from(s->event),
                                      .to = cycle_label(str_from(s->to), r->lang),
                                      .back = str_eq(str_from(s->event), STR("reopen"))};
    }
    page.event = ev;
    page.may_enact = actor_may(&r->session.actor, PERM_ENACT);
    page.title = head.title = tr(r->lang, TR("ขั้นตอนของปีงบประมาณ"));
    if (!REPLY_PAGE(r, &head, cycle, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool cycle_page(struct req *r, struct reply *ret, struct err *e)
{
    return cycle_show(r, STR_NONE, 200, ret, e);
}

struct step_ctx {
    struct str event, reason;
    int64_t year;
};

static bool step_write(struct act *by, void *ctx, struct err *e)
{
    const struct step_ctx *c = ctx;

    return cycle_run(by, c->year, c->event, c->reason, e);
}

static bool stepped(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    (void)ctx;
    (void)e;
    reply_done(r, STR("/cycle"), ret);
    return true;
}

static bool step_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct err again = {0};

    (void)ctx;
    return cycle_show(r, word_error(r->a, e, r->lang), err_http(e->code), ret, &again);
}

bool cycle_post(struct req *r, struct reply *ret, struct err *e)
{
    struct step_ctx *c = ARENA_NEW(r->a, struct step_ctx);

    *c = (struct step_ctx){req_field(r, "event"), str_trim(req_field(r, "reason")), r->year};
    r->refused = step_refused;
    return req_write(r, step_write, stepped, c, ret, e);
}

static bool enact_write(struct act *by, void *ctx, struct err *e)
{
    const struct step_ctx *c = ctx;
    struct enact_result done;

    return enact_year(by, c->year, &done, e);
}

bool enact_post(struct req *r, struct reply *ret, struct err *e)
{
    struct step_ctx *c = ARENA_NEW(r->a, struct step_ctx);

    c->year = r->year;
    r->refused = step_refused;
    return req_write(r, enact_write, stepped, c, ret, e);
}
