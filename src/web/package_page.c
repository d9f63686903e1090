#include "web/package_page.h"

#include "allocate/run_why.h"
#include "base/arena.h"
#include "city/year.h"
#include "plan/cycle.h"
#include "plan/comment.h"
#include "plan/resolution.h"
#include "perform/past_evidence.h"
#include "plan/section.h"
#include "views.h"
#include "web/call.h"
#include "web/words.h"

/* ---- reading ---- */

static bool read_levels(struct req *r, struct package_page *page, struct err *e)
{
    struct rows rows;
    const struct package_row *p;
    struct package_level *level;

    if (!package_levels(r->db, r->a, page->package.unit_id, page->sight, &rows, e) ||
        !package_rows_sum(r->db, r->a, r->server->rollup, page->package.year, &rows, e))
        return false;
    p = rows.p;
    level = ARENA_ARRAY(r->a, struct package_level, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        level[i] = (struct package_level){.code = p[i].code,
                                          .level_kind = p[i].level_kind,
                                          .title = p[i].title,
                                          .state = p[i].state,
                                          .requested = p[i].requested,
                                          .now = p[i].now,
                                          .here = str_eq(p[i].code, page->package.code),
                                          .in = str_eq(p[i].state, STR("FUNDED")) ||
                                                str_eq(p[i].state, STR("ENACTED")) ||
                                                str_eq(p[i].state, STR("PARTLY_FUNDED")) ||
                                                str_eq(p[i].state, STR("CUT_BY_COUNCIL")) ||
                                                str_eq(p[i].state, STR("RESTORED_BY_AMENDMENT")),
                                          .out = str_eq(p[i].state, STR("UNFUNDED"))};
    }
    page->level = level;
    page->level_n = rows.n;
    return true;
}

/* Which stages after the request have an amount on some line of the package. */
static void find_stages(const struct line_change_row *c, size_t n, bool has[STAGE_COUNT])
{
    for (size_t i = 0; i < n; i++) {
        enum stage s;
        struct err e;

        if (stage_parse(c[i].stage_word, &s, &e) && s != STAGE_REQUESTED)
            has[s] = true;
    }
}

static void fill_line(struct req *r, struct line_view *v, const struct line_row *line,
                      const struct line_change_row *c, size_t n, const bool has[STAGE_COUNT])
{
    struct stage_cell *cell = ARENA_ARRAY(r->a, struct stage_cell, STAGE_COUNT);
    int64_t newest[STAGE_COUNT] = {0}, last = 0;
    struct money before = line->requested;

    *v =
        (struct line_view){.line = *line, .quantity = {line->quantity_milli * 1000}, .stage = cell};
    for (enum stage s = STAGE_ANALYST; s < STAGE_COUNT; s++) {
        if (!has[s])
            continue;
        for (size_t i = 0; i < n; i++) {
            enum stage of;
            struct err e;

            if (!str_eq(c[i].line_code, line->code) || !stage_parse(c[i].stage_word, &of, &e) ||
                of != s || c[i].seq < newest[s])
                continue;
            newest[s] = c[i].seq;
            cell[v->stage_n].has = true;
            cell[v->stage_n].amount = c[i].new;
            cell[v->stage_n].reason = c[i].reason;
            if (c[i].seq > last) {
                last = c[i].seq;
                v->reason = c[i].reason;
            }
        }
        if (cell[v->stage_n].has) {
            cell[v->stage_n].cut = money_cmp(cell[v->stage_n].amount, before) < 0;
            before = cell[v->stage_n].amount;
        }
        cell[v->stage_n].upto = before;
        v->stage_n++;
    }
}

static void add_total(struct package_page *page, const struct line_view *v)
{
    struct stage_cell *sum = (struct stage_cell *)(void *)(uintptr_t)page->total.stage;

    page->total.line.requested = money_add(page->total.line.requested, v->line.requested);
    page->total.line.now = money_add(page->total.line.now, v->line.now);
    for (size_t i = 0; i < v->stage_n; i++) {
        sum[i].has = true; /* a line without an amount here keeps the one it had */
        sum[i].amount = money_add(sum[i].amount, v->stage[i].upto);
    }
}

static bool read_lines(struct req *r, struct package_page *page, struct err *e)
{
    static const struct col change_cols[] = {
        {"line_name", COL_PLAIN, NULL, NULL, NULL},    {"line_code", COL_UNDER, NULL, NULL, NULL},
        {"stage_word", COL_WORD, "stage", NULL, NULL}, {"old", COL_PLAIN, NULL, NULL, NULL},
        {"new", COL_PLAIN, NULL, NULL, NULL},          {"reason", COL_PLAIN, NULL, NULL, NULL},
        {"resolution", COL_LINK, "/resolutions/", "resolution_code", NULL},
        {"at", COL_PLAIN, NULL, NULL, NULL},
        {"by_user", COL_UNDER, NULL, NULL, NULL}};
    struct rows lines, changes;
    const struct line_row *row;
    struct line_view *view;
    struct stage_head *head = ARENA_ARRAY(r->a, struct stage_head, STAGE_COUNT);
    bool has[STAGE_COUNT] = {false};

    if (!package_lines(r->db, r->a, page->package.id, &lines, e) ||
        !package_changes(r->db, r->a, page->package.id, &changes, e))
        return false;
    find_stages(changes.p, changes.n, has);
    for (enum stage s = STAGE_ANALYST; s < STAGE_COUNT; s++) {
        if (has[s])
            head[page->stage_n++].name = stage_label(s, r->lang);
    }
    page->stage = head;
    page->total.stage = ARENA_ARRAY(r->a, struct stage_cell, STAGE_COUNT);
    page->total.stage_n = page->stage_n;
    view = ARENA_ARRAY(r->a, struct line_view, lines.n);
    row = lines.p;
    for (size_t i = 0; i < lines.n; i++) {
        fill_line(r, &view[i], &row[i], changes.p, changes.n, has);
        add_total(page, &view[i]);
        page->has_price = page->has_price || row[i].unit_price.satang > 0;
    }
    page->line = view;
    page->line_n = lines.n;
    page->rows = lines;
    page->changes = (struct table_view){.type = &line_change_row_type,
                                        .rows = changes.p,
                                        .n = changes.n,
                                        .cols = change_cols,
                                        .ncols = ARRAY_LEN(change_cols),
                                        .caption = tr(r->lang, TR("ประวัติจำนวนเงิน"))};
    page->has_changes = changes.n > 0;
    return true;
}

static bool read_actions(struct req *r, struct package_page *page, struct err *e)
{
    const struct package_action *a;
    struct action_view *v;
    size_t n;
    struct rows events;

    if (!package_actions(&r->session.actor, page->sight, r->a, &page->package, &a, &n, e) ||
        !package_events(r->db, r->a, page->package.id, &events, e))
        return false;
    v = ARENA_ARRAY(r->a, struct action_view, n);
    for (size_t i = 0; i < n; i++)
        v[i] = (struct action_view){.event = a[i].event,
                                    .label = r->lang == LANG_EN ? a[i].en : a[i].th,
                                    .primary = a[i].primary,
                                    .needs_reason = a[i].needs_reason};
    page->action = v;
    page->action_n = n;
    page->event = events.p;
    page->event_n = events.n;
    return true;
}

static bool in_scope(const struct req *r, const struct package *p, enum perm perm)
{
    struct err e;

    return actor_check(&r->session.actor, perm, p->agency_id, p->division, &e);
}

static bool read_rights(struct req *r, struct package_page *page, struct err *e)
{
    struct call *c = call_of(r);
    const struct fiscal_year *year = NULL;
    struct err not_here;
    enum stage open;
    bool draft =
        str_eq(page->package.state, STR("DRAFT")) || str_eq(page->package.state, STR("RETURNED"));

    if (!call_years(c, e))
        return false;
    for (size_t i = 0; i < c->years.n && !year; i++) {
        const struct fiscal_year *y = c->years.p;

        year = y[i].year == r->year ? &y[i] : NULL;
    }
    if (!year) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(r->year));
        return false;
    }
    open = cycle_open_stage(year->stage);
    page->draft = draft;
    page->may_edit = draft && in_scope(r, &page->package, PERM_REQUEST_WRITE) &&
                     package_place_check(r->db, r->a, &r->session.actor, &page->package, &not_here);
    page->may_level = page->may_edit && page->level_n < 9 && page->level_n > 0 &&
                      page->level[page->level_n - 1].here;
    if (open > STAGE_REQUESTED && open < STAGE_COUNT) {
        page->may_decide =
            in_scope(r, &page->package,
                     open == STAGE_ANALYST         ? PERM_ANALYSE
                     : stage_by_resolution(open) ? PERM_COMMITTEE
                                                   : PERM_DECIDE);
        page->deciding = stage_label(open, r->lang);
    }
    return true;
}

static bool read_why(struct req *r, struct package_page *page, struct err *e)
{
    if (!run_package_reason(r->db, r->a, page->package.id, &page->reason, &page->has_reason, e))
        return false;
    page->funded = page->reason.funded;
    page->why = r->lang == LANG_EN ? page->reason.en : page->reason.th;
    page->change = why_sentence(r->a,
                                &(struct why_row){.funded = page->reason.funded,
                                                  .explained = page->reason.explained,
                                                  .value_lo = page->reason.value_lo,
                                                  .value_hi = page->reason.value_hi},
                                r->lang);
    return true;
}

/* ---- the page ---- */

/* Results of earlier years in its score, said as the allocation says it. */
static bool read_past(struct req *r, struct package_page *page, struct err *e)
{
    struct evidence_own own;

    if (!evidence_of_package(r->db, r->a, page->package.id, page->package.year, r->lang, &own, e))
        return false;
    page->past = evidence_sentence(r->a, &own.effect, &own.city, r->lang);
    return true;
}

bool package_show(struct req *r, struct str code, struct str refused, int status, struct reply *ret,
                  struct err *e)
{
    struct package_page page = {.year = r->year, .csrf = r->session.csrf, .refused = refused};
    struct param crumb[2] = {{tr(r->lang, TR("โต๊ะคำขอ")), STR("/requests")}};
    struct page_head head = {.nav = STR("/packages"), .crumb = crumb, .ncrumb = 2};
    const struct package *p = &page.package;
    bool en = r->lang == LANG_EN;

    if (!sight_of(r->db, r->a, &r->session.actor, &page.sight, e) ||
        !package_see(r->db, r->a, &r->session.actor, r->year, code, &page.package, e) ||
        !read_levels(r, &page, e) || !read_lines(r, &page, e) || !read_actions(r, &page, e) ||
        !read_rights(r, &page, e) || !read_why(r, &page, e) ||
        !package_marks_get(r->db, r->a, page.package.id, &page.marks, e) ||
        !package_zero_read(r, &page.package, page.sight,
                           page.draft && actor_belongs(&r->session.actor, p->agency_id), &page.rows,
                           &page.zero, e))
        return false;
    if (!read_past(r, &page, e))
        return false;
    page.may_analyse = in_scope(r, p, PERM_ANALYSE);
    page.has_clearances = page.marks.open + page.marks.late + page.marks.refused + page.marks.cleared > 0;
    page.talks = talk_side(&r->session.actor, p->agency_id) != TALK_NONE;
    if (page.talks && !package_clock(r->db, r->a, p->id, r->today, &page.clock, e))
        return false;
    if (talk_side(&r->session.actor, p->agency_id) == TALK_AGENCY)
        page.clock.internal = 0;
    for (size_t i = 0; i < page.event_n && status == 200; i++) {
        if (str_eq(req_query(r, "done"), page.event[i].event))
            page.done = page.event[i].event;
    }
    page.title = head.title = p->title;
    page.agency_name = en && p->agency_name_en.n ? p->agency_name_en : p->agency_name_th;
    page.output_name = en && p->output_name_en.n ? p->output_name_en : p->output_name_th;
    crumb[1] = (struct param){page.agency_name,
                              str_format(r->a, "/requests/%.*s", STR_FMT(p->agency_code))};
    head.table_path = str_format(r->a, "/packages/%.*s", STR_FMT(p->code));
    if (!REPLY_PAGE(r, &head, package, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool package_page(struct req *r, struct reply *ret, struct err *e)
{
    struct package p;
    struct rows rows;

    if (r->format == FORMAT_HTML)
        return package_show(r, r->seg[0], STR_NONE, 200, ret, e);
    return package_see(r->db, r->a, &r->session.actor, r->year, r->seg[0], &p, e) &&
           package_lines(r->db, r->a, p.id, &rows, e) &&
           reply_table(r, &line_row_type, rows.p, rows.n, NULL, STR_NONE, p.code, ret, e);
}

bool package_changes_page(struct req *r, struct reply *ret, struct err *e)
{
    struct package p;
    struct rows rows;

    if (!package_see(r->db, r->a, &r->session.actor, r->year, r->seg[0], &p, e) ||
        !package_changes(r->db, r->a, p.id, &rows, e))
        return false;
    if (r->format == FORMAT_HTML) {
        reply_redirect(r, str_format(r->a, "/packages/%.*s#changes", STR_FMT(p.code)), ret);
        return true;
    }
    return reply_table(r, &line_change_row_type, rows.p, rows.n, NULL, STR_NONE,
                       str_format(r->a, "%.*s-changes", STR_FMT(p.code)), ret, e);
}

bool package_history_page(struct req *r, struct reply *ret, struct err *e)
{
    struct package p;
    struct rows rows;

    if (!package_see(r->db, r->a, &r->session.actor, r->year, r->seg[0], &p, e) ||
        !package_events(r->db, r->a, p.id, &rows, e))
        return false;
    if (r->format == FORMAT_HTML) {
        reply_redirect(r, str_format(r->a, "/packages/%.*s#history", STR_FMT(p.code)), ret);
        return true;
    }
    return reply_table(r, &package_event_row_type, rows.p, rows.n, NULL, STR_NONE,
                       str_format(r->a, "%.*s-history", STR_FMT(p.code)), ret, e);
}

/* ---- an action ---- */

struct event_ctx {
    struct str code, event, reason;
    int64_t year, version;
};

static bool event_write(struct act *by, void *ctx, struct err *e)
{
    const struct event_ctx *c = ctx;

    return package_event(by, c->year, c->code, c->event, c->version, c->reason, e);
}

static bool event_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct event_ctx *c = ctx;

    (void)e;
    reply_done(r,
               str_format(r->a, "/packages/%.*s?done=%.*s", STR_FMT(c->code), STR_FMT(c->event)),
               ret);
    return true;
}

static bool event_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct event_ctx *c = ctx;
    struct err again = {0};

    return package_show(r, c->code, word_error(r->a, e, r->lang), err_http(e->code), ret, &again);
}

bool package_event_post(struct req *r, struct reply *ret, struct err *e)
{
    struct event_ctx *c = ARENA_NEW(r->a, struct event_ctx);

    *c = (struct event_ctx){.code = r->seg[0],
                            .event = req_field(r, "event"),
                            .reason = str_trim(req_field(r, "reason")),
                            .year = r->year};
    if (!req_int(r, "version", 0, INT64_MAX, 0, &c->version, e))
        return false;
    r->refused = event_refused;
    return req_write(r, event_write, event_done, c, ret, e);
}
