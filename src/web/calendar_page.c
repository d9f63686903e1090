/* calendar_page.c - the calendar of a year: planned and actual days, extensions by name. */
#include "web/calendar_page.h"

#include "base/arena.h"
#include "city/agency.h"
#include "city/year.h"
#include "document/gantt.h"
#include "views.h"
#include "web/words.h"

enum { TEXT_LONG = 1000, WIDE = 760, SMALL = 360, PICTURE_MAX = 256 * 1024 };

/* Is the step past its planned end and not done? */
static bool is_late(const struct calendar_step *s, struct date today)
{
    return s->to_date.yyyymmdd && !s->actual_to.yyyymmdd && date_cmp(today, s->to_date) > 0 &&
           (s->actual_from.yyyymmdd || s->begins.n);
}

struct html_safe calendar_picture(struct req *r, const struct rows *steps, bool small,
                                  const char *id)
{
    const struct calendar_step *s = steps->p;
    struct gantt_item *g = ARENA_ARRAY(r->a, struct gantt_item, steps->n);
    struct scene scene;
    struct sbuf b;
    size_t late = 0;

    for (size_t i = 0; i < steps->n; i++) {
        g[i] = (struct gantt_item){.label = r->lang == LANG_EN && s[i].name_en.n ? s[i].name_en : s[i].name_th,
                                   .href = str_format(r->a, "/calendar/%.*s", STR_FMT(s[i].step)),
                                   .from = s[i].from_date,
                                   .to = s[i].to_date,
                                   .real_from = s[i].actual_from,
                                   .real_to = s[i].actual_to,
                                   .late = (s[i].actual_to.yyyymmdd && s[i].to_date.yyyymmdd &&
                                            date_cmp(s[i].actual_to, s[i].to_date) > 0) ||
                                           is_late(&s[i], r->today)};
        g[i].title = g[i].label;
        late += g[i].late;
    }
    chart_gantt(r->a, g, steps->n, r->today, small ? SMALL : WIDE, r->lang, &scene);
    scene.id = str_from(id);
    scene.title = late ? str_format(r->a, "%.*s %zu", STR_FMT(tr(r->lang, TR("ขั้นตอนที่เลยแผน"))), late)
                       : tr(r->lang, TR("ทุกขั้นตอนอยู่ในแผน"));
    scene.desc = tr(r->lang, TR("แถบอ่อนคือแผน แถบเข้มคือที่เกิดขึ้นจริง แถบแดงคือเลยแผน เส้นแดงคือวันนี้"));
    sbuf_init(&b, r->a, PICTURE_MAX);
    scene_svg(&b, &scene);
    return (struct html_safe){sbuf_str(&b)};
}

/* ---- asking for more time ---- */

/* The agency for which the person may ask; 0 = none. */
static int64_t asking_agency(const struct req *r)
{
    const struct actor *who = &r->session.actor;

    for (int64_t i = 0; i < who->grants; i++) {
        const struct grant *g = &who->grant[i];
        uint64_t may = UINT64_C(1) << (unsigned)PERM_REQUEST_APPROVE |
                       UINT64_C(1) << (unsigned)PERM_COLLECT;

        if (g->scope.kind == SCOPE_AGENCY && (g->perms & may))
            return g->scope.id;
    }
    return 0;
}

static void ask_form(struct req *r, struct form *f)
{
    static const struct form_field plain[] = {
        {.name = "until", .kind = FORM_TEXT, .label = TR("ขอถึงวันที่"), .hint = TR("เช่น 15/2/2565 หลังวันกำหนดส่ง"), .required = true, .max = 40},
        {.name = "reason", .kind = FORM_LONG, .label = TR("เหตุผล"), .required = true, .max = TEXT_LONG},
    };

    f->n = ARRAY_LEN(plain);
    f->field = ARENA_ARRAY(r->a, struct form_field, f->n);
    for (size_t i = 0; i < f->n; i++)
        f->field[i] = plain[i];
}

/* ---- the page ---- */

/* What is going on now that ends first, else what comes next. */
static void find_next(struct req *r, struct calendar_page *page, const struct calendar_step *s,
                      size_t n)
{
    for (size_t i = 0; i < n; i++) {
        bool ahead = s[i].to_date.yyyymmdd && !s[i].actual_to.yyyymmdd &&
                     date_cmp(s[i].to_date, r->today) >= 0;

        page->done += s[i].actual_to.yyyymmdd != 0;
        page->late += is_late(&s[i], r->today);
        if (ahead && (!page->next_day.yyyymmdd || date_cmp(s[i].to_date, page->next_day) < 0)) {
            page->next_day = s[i].to_date;
            page->next_name = r->lang == LANG_EN && s[i].name_en.n ? s[i].name_en : s[i].name_th;
        }
    }
}

static bool read_extensions(struct req *r, struct calendar_page *page, struct err *e)
{
    const struct extension *x;
    struct extension_view *v;
    struct rows rows;

    if (!extension_list(r->db, r->a, r->year, 0, &rows, e))
        return false;
    x = rows.p;
    v = ARENA_ARRAY(r->a, struct extension_view, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        v[i].x = x[i];
        v[i].agency = r->lang == LANG_EN && x[i].agency_en.n ? x[i].agency_en : x[i].agency_th;
        v[i].step = r->lang == LANG_EN && x[i].step_en.n ? x[i].step_en : x[i].step_th;
        v[i].waits = str_eq(x[i].state, STR("asked"));
        v[i].may_decide = v[i].waits && page->may &&
                          !str_eq(x[i].asked_by, r->session.actor.name) &&
                          !actor_belongs(&r->session.actor, x[i].agency_id);
        page->waiting += v[i].waits;
    }
    page->more = v;
    page->more_n = rows.n;
    return true;
}

static bool calendar_show(struct req *r, const struct form *ask, struct str refused, int status,
                          struct reply *ret, struct err *e)
{
    static const struct col cols_th[] = {{"name_th", COL_LINK, "/calendar/", "step", NULL},
                                         {"responsible_th", COL_UNDER, NULL, NULL, NULL},
                                         {"from_date", COL_PLAIN, NULL, NULL, NULL},
                                         {"to_date", COL_PLAIN, NULL, NULL, NULL},
                                         {"actual_from", COL_PLAIN, NULL, NULL, NULL},
                                         {"actual_to", COL_PLAIN, NULL, NULL, NULL},
                                         {"deadline", COL_YES, NULL, NULL, NULL},
                                         {"source", COL_PLAIN, NULL, NULL, NULL}};
    static const struct col cols_en[] = {{"name_en", COL_LINK, "/calendar/", "step", NULL},
                                         {"responsible_en", COL_UNDER, NULL, NULL, NULL},
                                         {"from_date", COL_PLAIN, NULL, NULL, NULL},
                                         {"to_date", COL_PLAIN, NULL, NULL, NULL},
                                         {"actual_from", COL_PLAIN, NULL, NULL, NULL},
                                         {"actual_to", COL_PLAIN, NULL, NULL, NULL},
                                         {"deadline", COL_YES, NULL, NULL, NULL},
                                         {"source", COL_PLAIN, NULL, NULL, NULL}};
    struct calendar_page page = {.year = r->year, .csrf = r->session.csrf, .refused = refused};
    struct param crumb = {tr(r->lang, TR("ปฏิทินและสถานะปี")), STR("/year")};
    struct page_head head = {.nav = STR("/year"), .crumb = &crumb, .ncrumb = 1, .table_path = STR("/calendar")};
    struct fiscal_year y;
    struct rows rows;
    int64_t agency = asking_agency(r);

    if (!year_get(r->db, r->a, r->year, &y, e) ||
        !calendar_list(r->db, r->a, r->year, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &calendar_step_type, rows.p, rows.n, NULL, STR_NONE,
                           str_format(r->a, "calendar-%lld", (long long)r->year), ret, e);
    page.title = head.title = tr(r->lang, TR("ปฏิทินงบประมาณ"));
    page.demo = y.demo;
    page.n = (int64_t)rows.n;
    page.empty = rows.n == 0;
    page.may = actor_may(&r->session.actor, PERM_CYCLE);
    find_next(r, &page, rows.p, rows.n);
    if (!read_extensions(r, &page, e) ||
        !calendar_due(r->db, r->year, STEP_REQUEST, agency, &page.due, e))
        return false;
    page.may_ask = agency && page.due.yyyymmdd;
    if (ask)
        page.ask = *ask;
    else
        ask_form(r, &page.ask);
    if (rows.n) {
        page.picture = calendar_picture(r, &rows, false, "gantt");
        page.picture_small = calendar_picture(r, &rows, true, "gantt-small");
    }
    page.table = (struct table_view){.type = &calendar_step_type,
                                     .rows = rows.p,
                                     .n = rows.n,
                                     .cols = r->lang == LANG_EN ? cols_en : cols_th,
                                     .ncols = ARRAY_LEN(cols_th),
                                     .caption = page.title,
                                     .empty = tr(r->lang, TR("ปีนี้ยังไม่มีปฏิทิน"))};
    if (!REPLY_PAGE(r, &head, calendar, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool calendar_page(struct req *r, struct reply *ret, struct err *e)
{
    return calendar_show(r, NULL, STR_NONE, 200, ret, e);
}

/* ---- writing ---- */

struct calendar_ctx {
    struct calendar_plan plan;
    struct calendar_real real;
    struct extension_new more;
    struct form form;
    struct str code, reason;
    int64_t version, year, added;
    bool allow;
};

static bool fill_write(struct act *by, void *ctx, struct err *e)
{
    struct calendar_ctx *c = ctx;

    return calendar_fill(by, c->year, &c->added, e);
}

static bool to_calendar(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    (void)ctx;
    (void)e;
    reply_done(r, STR("/calendar"), ret);
    return true;
}

static bool calendar_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct err again = {0};

    (void)ctx;
    return calendar_show(r, NULL, word_error(r->a, e, r->lang), err_http(e->code), ret, &again);
}

bool calendar_fill_post(struct req *r, struct reply *ret, struct err *e)
{
    struct calendar_ctx *c = ARENA_NEW(r->a, struct calendar_ctx);

    c->year = r->year;
    r->refused = calendar_refused;
    return req_write(r, fill_write, to_calendar, c, ret, e);
}

static bool ask_write(struct act *by, void *ctx, struct err *e)
{
    struct calendar_ctx *c = ctx;

    return extension_ask(by, &c->more, &c->code, e);
}

static bool ask_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct calendar_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return calendar_show(r, &c->form, STR_NONE, err_http(e->code), ret, &again);
}

bool extension_post(struct req *r, struct reply *ret, struct err *e)
{
    struct calendar_ctx *c = ARENA_NEW(r->a, struct calendar_ctx);
    const struct actor *who = &r->session.actor;

    /* Of no agency: nobody to ask for. */
    if (!asking_agency(r) ||
        (!actor_may(who, PERM_REQUEST_APPROVE) && !actor_may(who, PERM_COLLECT))) {
        FAIL(e, ERR_FORBIDDEN);
        err_arg(e, "permission", V(str_from(perm_word(PERM_REQUEST_APPROVE))));
        return false;
    }
    ask_form(r, &c->form);
    form_read(&c->form, r);
    form_check(&c->form, r);
    c->more = (struct extension_new){.year = r->year, .agency_id = asking_agency(r), .step = STEP_REQUEST};
    form_date(&c->form, "until", r, &c->more.until);
    c->more.reason = form_value(&c->form, "reason");
    if (c->form.wrong)
        return calendar_show(r, &c->form, STR_NONE, 400, ret, e);
    r->refused = ask_refused;
    return req_write(r, ask_write, to_calendar, c, ret, e);
}

static bool decide_write(struct act *by, void *ctx, struct err *e)
{
    const struct calendar_ctx *c = ctx;

    return extension_decide(by, c->code, c->version, c->allow, c->reason, e);
}

bool extension_decide_post(struct req *r, struct reply *ret, struct err *e)
{
    struct calendar_ctx *c = ARENA_NEW(r->a, struct calendar_ctx);

    c->code = r->seg[0];
    c->reason = req_field(r, "reason");
    c->allow = str_eq(req_field(r, "do"), STR("allow"));
    if (!req_int(r, "version", 1, 1000000, 1, &c->version, e))
        return false;
    r->refused = calendar_refused;
    return req_write(r, decide_write, to_calendar, c, ret, e);
}

/* ---- one step ---- */

static struct str day_text(struct req *r, struct date d)
{
    struct sbuf b;

    sbuf_init(&b, r->a, 60);
    if (d.yyyymmdd)
        date_put(&b, d, DATE_SHORT, LANG_TH);
    return sbuf_str(&b);
}

static void step_forms(struct req *r, const struct calendar_step *s, struct form *plan,
                       struct form *real)
{
    static const struct form_field plain[] = {
        {.name = "from_date", .kind = FORM_TEXT, .label = TR("ตั้งแต่วันที่"), .max = 40},
        {.name = "to_date", .kind = FORM_TEXT, .label = TR("ถึงวันที่"), .max = 40},
        {.name = "source", .kind = FORM_TEXT, .label = TR("ที่มา เช่น เลขที่หนังสือ"), .required = true, .max = 500},
        {.name = "responsible", .kind = FORM_TEXT, .label = TR("ผู้รับผิดชอบ"), .max = 500},
    };

    plan->n = ARRAY_LEN(plain);
    real->n = 3;
    plan->field = ARENA_ARRAY(r->a, struct form_field, plan->n);
    real->field = ARENA_ARRAY(r->a, struct form_field, real->n);
    for (size_t i = 0; i < plan->n; i++) {
        plan->field[i] = plain[i];
        if (i < real->n)
            real->field[i] = plain[i];
    }
    real->field[0].required = true;
    plan->field[0].value = day_text(r, s->from_date);
    plan->field[1].value = day_text(r, s->to_date);
    plan->field[2].value = s->source;
    plan->field[3].value = s->responsible_th;
    real->field[0].value = day_text(r, s->actual_from);
    real->field[1].value = day_text(r, s->actual_to);
    real->field[2].value = s->actual_source;
}

static bool step_show(struct req *r, const struct form *plan, const struct form *real, int status,
                      struct reply *ret, struct err *e)
{
    struct calendar_step_page page = {.year = r->year, .csrf = r->session.csrf};
    struct param crumb[] = {{tr(r->lang, TR("ปฏิทินและสถานะปี")), STR("/year")},
                            {tr(r->lang, TR("ปฏิทินงบประมาณ")), STR("/calendar")}};
    struct page_head head = {.nav = STR("/year"), .crumb = crumb, .ncrumb = 2};

    if (!calendar_get(r->db, r->a, r->year, r->seg[0], &page.s, e))
        return false;
    page.title = head.title =
        r->lang == LANG_EN && page.s.name_en.n ? page.s.name_en : page.s.name_th;
    page.action = str_format(r->a, "/calendar/%.*s", STR_FMT(page.s.step));
    page.may = actor_may(&r->session.actor, PERM_CYCLE);
    page.by_event = cycle_event_label(page.s.ends, r->lang);
    page.responsible = r->lang == LANG_EN && page.s.responsible_en.n ? page.s.responsible_en
                                                                     : page.s.responsible_th;
    step_forms(r, &page.s, &page.plan, &page.real);
    if (plan)
        page.plan = *plan;
    if (real)
        page.real = *real;
    if (!REPLY_PAGE(r, &head, calendar_step, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool calendar_step_page(struct req *r, struct reply *ret, struct err *e)
{
    return step_show(r, NULL, NULL, 200, ret, e);
}

static bool plan_write(struct act *by, void *ctx, struct err *e)
{
    return calendar_plan_put(by, &((struct calendar_ctx *)ctx)->plan, e);
}

static bool plan_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct calendar_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return step_show(r, &c->form, NULL, err_http(e->code), ret, &again);
}

static bool real_write(struct act *by, void *ctx, struct err *e)
{
    return calendar_real_put(by, &((struct calendar_ctx *)ctx)->real, e);
}

static bool real_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct calendar_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return step_show(r, NULL, &c->form, err_http(e->code), ret, &again);
}

bool calendar_plan_post(struct req *r, struct reply *ret, struct err *e)
{
    struct calendar_ctx *c = ARENA_NEW(r->a, struct calendar_ctx);
    struct calendar_step s = {0};
    struct form real;

    step_forms(r, &s, &c->form, &real);
    form_read(&c->form, r);
    form_check(&c->form, r);
    c->plan = (struct calendar_plan){.year = r->year, .step = r->seg[0], .source = form_value(&c->form, "source"),
                                     .responsible = form_value(&c->form, "responsible")};
    form_date(&c->form, "from_date", r, &c->plan.from_date);
    form_date(&c->form, "to_date", r, &c->plan.to_date);
    if (!req_int(r, "version", 1, 1000000, 1, &c->plan.version, e))
        return false;
    if (c->form.wrong)
        return step_show(r, &c->form, NULL, 400, ret, e);
    r->refused = plan_refused;
    return req_write(r, plan_write, to_calendar, c, ret, e);
}

bool calendar_real_post(struct req *r, struct reply *ret, struct err *e)
{
    struct calendar_ctx *c = ARENA_NEW(r->a, struct calendar_ctx);
    struct calendar_step s = {0};
    struct form plan;

    step_forms(r, &s, &plan, &c->form);
    form_read(&c->form, r);
    form_check(&c->form, r);
    c->real = (struct calendar_real){.year = r->year, .step = r->seg[0], .source = form_value(&c->form, "source")};
    form_date(&c->form, "from_date", r, &c->real.from_date);
    form_date(&c->form, "to_date", r, &c->real.to_date);
    if (c->form.wrong)
        return step_show(r, NULL, &c->form, 400, ret, e);
    r->refused = real_refused;
    return req_write(r, real_write, to_calendar, c, ret, e);
}
