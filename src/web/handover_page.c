#include "web/handover_page.h"

#include "base/arena.h"
#include "views.h"
#include "web/words.h"

enum { TEXT_MAX = 1000 };

/* The agency that the person writes or approves for; 0 = none. */
static int64_t agency_of(const struct req *r, enum perm p)
{
    const struct actor *who = &r->session.actor;

    for (int64_t i = 0; i < who->grants; i++) {
        const struct grant *g = &who->grant[i];

        if (g->scope.kind == SCOPE_AGENCY && (g->perms >> (unsigned)p & 1))
            return g->scope.id;
    }
    return 0;
}

/* The division that the person analyses or assigns in; 0 = none. */
static int64_t division_of(const struct req *r, enum perm p)
{
    const struct actor *who = &r->session.actor;

    for (int64_t i = 0; i < who->grants; i++) {
        const struct grant *g = &who->grant[i];

        if (g->scope.kind == SCOPE_DIVISION && (g->perms >> (unsigned)p & 1))
            return g->scope.id;
    }
    return 0;
}

/* Hands over for others: heads of agencies and of divisions. */
static bool leads(const struct req *r)
{
    return agency_of(r, PERM_REQUEST_APPROVE) != 0 || division_of(r, PERM_ASSIGN) != 0;
}

static void work_table(struct req *r, const struct rows *rows, struct str empty,
                       struct table_view *ret)
{
    static const struct col cols[] = {{"title", COL_LINK, "/packages/", "code", NULL},
                                      {"code", COL_UNDER, NULL, NULL, NULL},
                                      {"year", COL_YEAR, NULL, NULL, NULL},
                                      {"state", COL_TAG, "state", NULL, NULL},
                                      {"requested", COL_WHOLE, NULL, NULL, NULL}};

    *ret = (struct table_view){.type = &open_work_type,
                               .rows = rows->p,
                               .n = rows->n,
                               .cols = cols,
                               .ncols = ARRAY_LEN(cols),
                               .caption = tr(r->lang, TR("งานที่ยังไม่เสร็จ")),
                               .empty = empty};
}

static void more_table(struct req *r, const struct rows *rows, struct table_view *ret)
{
    static const struct col cols[] = {{"code", COL_PLAIN, NULL, NULL, NULL},
                                      {"kind", COL_TAG, "handover", NULL, NULL},
                                      {"title", COL_PLAIN, NULL, NULL, NULL}};

    *ret = (struct table_view){.type = &open_more_type,
                               .rows = rows->p,
                               .n = rows->n,
                               .cols = cols,
                               .ncols = ARRAY_LEN(cols),
                               .caption = tr(r->lang, TR("เรื่องอื่นที่ย้ายไปด้วย")),
                               .empty = tr(r->lang, TR("ไม่มีเรื่องอื่น"))};
}

/* ---- the page ---- */

/* Officers of the agency, or analysts of the division, for both choices. */
static bool people(struct req *r, struct form *f, bool for_others, struct err *e)
{
    int64_t agency_id = agency_of(r, for_others ? PERM_REQUEST_APPROVE : PERM_REQUEST_WRITE);
    int64_t division = division_of(r, PERM_ANALYSE);
    struct form_choice *from, *to;
    const struct user_row *u;
    struct rows rows;
    size_t n = 1, m = 1;

    if (agency_id ? !handover_people(r->db, r->a, agency_id, &rows, e)
                  : !handover_analysts(r->db, r->a, division, &rows, e))
        return false;
    u = rows.p;
    from = ARENA_ARRAY(r->a, struct form_choice, rows.n + 1);
    to = ARENA_ARRAY(r->a, struct form_choice, rows.n + 1);
    from[0] = to[0] = (struct form_choice){STR_NONE, STR("–")};
    for (size_t i = 0; i < rows.n; i++) {
        struct form_choice c = {u[i].name, str_format(r->a, "%.*s (%.*s)", STR_FMT(u[i].full_name),
                                                      STR_FMT(u[i].name))};

        if (str_eq(u[i].role, STR("head")))
            continue;
        from[n++] = c;
        if (!u[i].disabled && !str_eq(u[i].name, r->session.actor.name))
            to[m++] = c;
    }
    form_find(f, "to_user")->choice = to;
    form_find(f, "to_user")->choices = m;
    if (for_others) {
        form_find(f, "from_user")->choice = from;
        form_find(f, "from_user")->choices = n;
    }
    return true;
}

static bool make_form(struct req *r, bool for_others, struct form *f, struct err *e)
{
    static const struct form_field plain[] = {
        {.name = "to_user", .kind = FORM_CHOICE, .label = TR("ผู้รับมอบ"), .required = true},
        {.name = "reason",
         .kind = FORM_TEXT,
         .label = TR("เหตุผล"),
         .hint = TR("เช่น ย้าย ลาออก ลาคลอด"),
         .required = true,
         .max = TEXT_MAX},
        {.name = "from_user", .kind = FORM_CHOICE, .label = TR("ผู้ส่งมอบ"), .required = true},
        {.name = "order_no",
         .kind = FORM_TEXT,
         .label = TR("คำสั่งเลขที่"),
         .hint = TR("หัวหน้าหน่วยงานส่งมอบแทนเมื่อเจ้าหน้าที่ไม่อยู่แล้ว"),
         .required = true,
         .max = 100},
        {.name = "order_on", .kind = FORM_TEXT, .label = TR("ลงวันที่"), .max = 40},
    };

    f->n = for_others ? ARRAY_LEN(plain) : 2;
    f->field = ARENA_ARRAY(r->a, struct form_field, f->n);
    for (size_t i = 0; i < f->n; i++)
        f->field[i] = plain[i];
    return people(r, f, for_others, e);
}

static bool list_show(struct req *r, const struct form *form, int status, struct reply *ret,
                      struct err *e)
{
    static const struct col cols[] = {
        {"code", COL_LINK, "/handover/", "code", NULL}, {"from_name", COL_PLAIN, NULL, NULL, NULL},
        {"to_name", COL_PLAIN, NULL, NULL, NULL},       {"state", COL_TAG, "state", NULL, NULL},
        {"packages", COL_PLAIN, NULL, NULL, NULL},      {"reason", COL_PLAIN, NULL, NULL, NULL},
        {"order_no", COL_UNDER, NULL, NULL, NULL},      {"made", COL_PLAIN, NULL, NULL, NULL},
        {"ended", COL_PLAIN, NULL, NULL, NULL}};
    struct handover_list_page page = {.csrf = r->session.csrf};
    struct page_head head = {.nav = STR("/handover"), .table_path = STR("/handover")};
    const struct handover *h;
    struct rows rows, work, more;

    if (!handover_list(r->db, r->a, &r->session.actor, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &handover_type, rows.p, rows.n, NULL, STR_NONE, STR("handover"), ret,
                           e);
    if (!open_work(r->db, r->a, r->session.actor.name, &work, e) ||
        !open_more(r->db, r->a, r->session.actor.name, &more, e))
        return false;
    page.more = (int64_t)more.n;
    more_table(r, &more, &page.other);
    h = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        bool waits = str_eq(h[i].state, STR("waiting"));

        page.waiting += waits;
        page.to_me += waits && str_eq(h[i].to_user, r->session.actor.name);
    }
    page.title = head.title = tr(r->lang, TR("ส่งมอบงาน"));
    page.mine = (int64_t)work.n;
    page.for_others = leads(r);
    page.may_give = page.for_others || agency_of(r, PERM_REQUEST_WRITE) != 0 ||
                    division_of(r, PERM_ANALYSE) != 0;
    work_table(r, &work, tr(r->lang, TR("ไม่มีงานที่ยังไม่เสร็จในชื่อบัญชีนี้")), &page.work);
    page.list = (struct table_view){.type = &handover_type,
                                    .rows = rows.p,
                                    .n = rows.n,
                                    .cols = cols,
                                    .ncols = ARRAY_LEN(cols),
                                    .caption = page.title,
                                    .empty = tr(r->lang, TR("ยังไม่เคยส่งมอบงาน"))};
    if (form)
        page.form = *form;
    else if (page.may_give && !make_form(r, page.for_others, &page.form, e))
        return false;
    if (!REPLY_PAGE(r, &head, handovers, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool handovers_page(struct req *r, struct reply *ret, struct err *e)
{
    return list_show(r, NULL, 200, ret, e);
}

/* ---- the first confirmation ---- */

struct handover_ctx {
    struct str code, reason;
    struct form form;
    struct handover_new new;
    int64_t n;
};

static bool make_write(struct act *by, void *ctx, struct err *e)
{
    struct handover_ctx *c = ctx;

    return handover_make(by, &c->new, &c->code, e);
}

static bool made(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct handover_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/handover/%.*s", STR_FMT(c->code)), ret);
    return true;
}

static bool make_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct handover_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return list_show(r, &c->form, err_http(e->code), ret, &again);
}

bool handover_post(struct req *r, struct reply *ret, struct err *e)
{
    struct handover_ctx *c = ARENA_NEW(r->a, struct handover_ctx);
    bool for_others = leads(r);
    struct err why = {0}, iso = {0};
    struct str day;

    if (!make_form(r, for_others, &c->form, e))
        return false;
    form_read(&c->form, r);
    form_check(&c->form, r);
    day = form_value(&c->form, "order_on");
    if (day.n && !date_parse_th(day, &c->new.order_on, &why) &&
        !date_parse_iso(day, &c->new.order_on, &iso))
        form_wrong(&c->form, "order_on", word_error(r->a, &why, r->lang));
    if (c->form.wrong)
        return list_show(r, &c->form, 400, ret, e);
    c->new.from_user = for_others ? form_value(&c->form, "from_user") : r->session.actor.name;
    c->new.to_user = form_value(&c->form, "to_user");
    c->new.reason = form_value(&c->form, "reason");
    c->new.order_no = form_value(&c->form, "order_no");
    r->refused = make_refused;
    return req_write(r, make_write, made, c, ret, e);
}

/* ---- one hand-over ---- */

static bool one_show(struct req *r, struct str code, struct str refused, int status,
                     struct reply *ret, struct err *e)
{
    struct handover_page page = {.csrf = r->session.csrf, .refused = refused};
    struct param crumb = {tr(r->lang, TR("ส่งมอบงาน")), STR("/handover")};
    struct page_head head = {.nav = STR("/handover"), .crumb = &crumb, .ncrumb = 1};
    const struct str me = r->session.actor.name;
    struct rows work, more;
    bool done;

    if (!handover_get(r->db, r->a, &r->session.actor, code, &page.h, e))
        return false;
    done = str_eq(page.h.state, STR("done"));
    page.waits = str_eq(page.h.state, STR("waiting"));
    if (done ? !handover_items(r->db, r->a, code, &work, e) ||
                   !handover_more(r->db, r->a, code, &more, e)
             : !open_work(r->db, r->a, page.h.from_user, &work, e) ||
                   !open_more(r->db, r->a, page.h.from_user, &more, e))
        return false;
    page.more = (int64_t)more.n;
    more_table(r, &more, &page.other);
    if (r->format != FORMAT_HTML)
        return reply_table(r, &open_work_type, work.p, work.n, NULL, STR_NONE, code, ret, e);
    page.may_take = page.waits && str_eq(page.h.to_user, me);
    page.may_cancel = page.waits && (page.may_take || str_eq(page.h.from_user, me) ||
                                     (page.h.analysis ? division_of(r, PERM_ASSIGN) == page.h.division
                                                      : agency_of(r, PERM_REQUEST_APPROVE) ==
                                                            page.h.agency_id));
    page.ordered = page.h.order_no.n > 0;
    page.cancelled = !done && !page.waits;
    page.action = str_format(r->a, "/handover/%.*s", STR_FMT(code));
    page.title = head.title =
        str_format(r->a, "%.*s %.*s", STR_FMT(tr(r->lang, TR("ส่งมอบงาน"))), STR_FMT(code));
    head.table_path = page.action;
    work_table(r, &work, tr(r->lang, TR("ไม่มีงานที่ยังไม่เสร็จ")), &page.work);
    if (!REPLY_PAGE(r, &head, handover, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool handover_page(struct req *r, struct reply *ret, struct err *e)
{
    return one_show(r, r->seg[0], STR_NONE, 200, ret, e);
}

static bool end_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct handover_ctx *c = ctx;
    struct err again = {0};

    return one_show(r, c->code, word_error(r->a, e, r->lang), err_http(e->code), ret, &again);
}

static bool take_write(struct act *by, void *ctx, struct err *e)
{
    struct handover_ctx *c = ctx;

    return handover_take(by, c->code, &c->n, e);
}

static bool cancel_write(struct act *by, void *ctx, struct err *e)
{
    const struct handover_ctx *c = ctx;

    return handover_cancel(by, c->code, c->reason, e);
}

static bool end_post(struct req *r, req_write_fn *fn, struct reply *ret, struct err *e)
{
    struct handover_ctx *c = ARENA_NEW(r->a, struct handover_ctx);

    c->code = r->seg[0];
    c->reason = str_trim(req_field(r, "reason"));
    r->refused = end_refused;
    return req_write(r, fn, made, c, ret, e);
}

bool handover_take_post(struct req *r, struct reply *ret, struct err *e)
{
    return end_post(r, take_write, ret, e);
}

bool handover_cancel_post(struct req *r, struct reply *ret, struct err *e)
{
    return end_post(r, cancel_write, ret, e);
}
