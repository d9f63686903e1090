/* cycle_page.c - the stages of the fiscal year: where it stands, and the step to the next. */
#include "base/arena.h"
#include "city/law.h"
#include "execute/enact.h"
#include "perform/service_agreement.h"
#include "views.h"
#include "web/people_page.h"
#include "web/words.h"

static const struct col trail_cols[] = {{"at", COL_PLAIN, NULL, NULL, NULL},
                                        {"event", COL_WORD, "event", NULL, NULL},
                                        {"from_stage", COL_WORD, "cycle", NULL, NULL},
                                        {"to_stage", COL_WORD, "cycle", NULL, NULL},
                                        {"by_user", COL_PLAIN, NULL, NULL, NULL},
                                        {"reason", COL_PLAIN, NULL, NULL, NULL},
                                        {"guard", COL_WORD, "guard", NULL, NULL},
                                        {"open_count", COL_PLAIN, NULL, NULL, NULL}};

/* A step of the table as a panel: what it asks for, what of that is open, which rule stands behind. */
static bool read_event(struct req *r, const struct cycle_step *s, struct cycle_event_view *ret,
                       struct err *e)
{
    const struct cycle_need *need;
    struct cycle_need_view *v;
    struct law_ref rule;
    size_t n;

    if (!cycle_needs(r->db, r->a, r->year, s, &need, &n, e) ||
        !law_of(r->db, r->a, "event", str_from(s->event), &rule, e))
        return false;
    *ret = (struct cycle_event_view){.event = str_from(s->event),
                                     .label = lang_pick(r->lang, s->th, s->en),
                                     .to = cycle_label(str_from(s->to), r->lang),
                                     .rule = law_ref_text(&rule, r->lang),
                                     .rule_path = rule.path,
                                     .back = str_eq(str_from(s->event), STR("reopen")),
                                     .need_n = n};
    v = ARENA_ARRAY(r->a, struct cycle_need_view, n + 1);
    ret->reason_needed = ret->back;
    for (size_t i = 0; i < n; i++) {
        v[i] = (struct cycle_need_view){.text = need[i].count > 0 ? cycle_guard_label(need[i].guard, r->lang)
                                                                  : cycle_guard_met(need[i].guard, r->lang),
                                        .path = need[i].path,
                                        .count = need[i].count,
                                        .open = need[i].count > 0,
                                        .fixed = !need[i].may_override};
        ret->reason_needed = ret->reason_needed || v[i].open;
    }
    ret->need = v;
    return true;
}

/* On a page a year is enacted once the gazette has it; scripts may do it before (enact.h). */
static bool may_enact(struct str stage)
{
    return cycle_at_least(stage, STR("GAZETTED"));
}

static bool cycle_show(struct req *r, struct str refused, int status, struct reply *ret,
                       struct err *e)
{
    struct cycle_page page = {.year = r->year, .csrf = r->session.csrf, .refused = refused};
    struct cycle_event_view *ev = ARENA_ARRAY(r->a, struct cycle_event_view, cycle_table_n);
    struct param crumb[] = {{tr(r->lang, TR("ปฏิทินและสถานะปี")), STR("/year")}};
    struct page_head head = {.nav = STR("/year"), .crumb = crumb, .ncrumb = 1, .table_path = STR("/cycle")};
    struct fiscal_year year;
    struct rows trail;
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
        if (!read_event(r, s, &ev[page.event_n++], e))
            return false;
    }
    if (!cycle_trail(r->db, r->a, r->year, &trail, e))
        return false;
    page.trail = (struct table_view){.type = &cycle_event_row_type,
                                     .rows = trail.p,
                                     .n = trail.n,
                                     .cols = trail_cols,
                                     .ncols = ARRAY_LEN(trail_cols),
                                     .caption = tr(r->lang, TR("ทางที่ปีนี้เดินมา")),
                                     .empty = tr(r->lang, TR("ปีนี้ยังไม่ได้เดินขั้นตอนใด"))};
    if (r->format != FORMAT_HTML)
        return reply_table(r, &cycle_event_row_type, trail.p, trail.n, NULL, STR_NONE,
                           str_format(r->a, "cycle-%lld", (long long)r->year), ret, e);
    page.event = ev;
    page.may_enact = actor_may(&r->session.actor, PERM_ENACT) && may_enact(year.stage);
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
    struct enactment done;
    int64_t made;

    return enact_year(by, c->year, &done, e) && service_make_year(by, c->year, &made, e);
}

bool enact_post(struct req *r, struct reply *ret, struct err *e)
{
    struct step_ctx *c = ARENA_NEW(r->a, struct step_ctx);
    struct fiscal_year year;

    if (!year_get(r->db, r->a, r->year, &year, e))
        return false;
    if (!may_enact(year.stage)) {
        FAIL(e, ERR_STATE);
        err_arg(e, "state", V(cycle_label(year.stage, r->lang)));
        err_arg(e, "event", V(tr(r->lang, TR("ตราเป็นข้อบัญญัติ"))));
        return step_refused(r, c, ret, e);
    }
    c->year = r->year;
    r->refused = step_refused;
    return req_write(r, enact_write, stepped, c, ret, e);
}
