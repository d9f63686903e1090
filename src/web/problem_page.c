#include "web/problem_page.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "views.h"
#include "web/words.h"

enum { WHAT_MAX = 300, TEXT_MAX = 5000, DIVISIONS = 7, WEIGHTS = 4 };

static const struct form_field add_fields[] = {
    {.name = "what", .kind = FORM_TEXT, .label = TR("ปัญหา"), .required = true, .max = WHAT_MAX},
    {.name = "detail", .kind = FORM_LONG, .label = TR("รายละเอียด"), .max = TEXT_MAX},
    {.name = "weight", .kind = FORM_CHOICE, .label = TR("ความรุนแรง"), .required = true},
    {.name = "division", .kind = FORM_CHOICE, .label = TR("กองที่รับผิดชอบ"), .required = true},
    {.name = "agency",
     .kind = FORM_TEXT,
     .label = TR("รหัสหน่วยงาน"),
     .hint = TR("เว้นว่างเมื่อเป็นปัญหาของทุกหน่วยงาน"),
     .max = 8},
    {.name = "survey",
     .kind = FORM_TEXT,
     .label = TR("จากแบบสำรวจเลขที่"),
     .hint = TR("ถ้ามี"),
     .max = 40},
};
static const struct form_field change_fields[] = {
    {.name = "state", .kind = FORM_CHOICE, .label = TR("สถานะ"), .required = true},
    {.name = "action", .kind = FORM_LONG, .label = TR("การแก้ไข"), .max = TEXT_MAX},
    {.name = "owner",
     .kind = FORM_TEXT,
     .label = TR("ผู้รับผิดชอบ"),
     .hint = TR("ชื่อผู้ใช้จะได้รับแจ้งเตือน"),
     .max = 100},
    {.name = "due", .kind = FORM_TEXT, .label = TR("กำหนดแก้ให้เสร็จ"), .max = 40},
    {.name = "done", .kind = FORM_TEXT, .label = TR("เสร็จวันที่"), .max = 40},
    {.name = "weight", .kind = FORM_CHOICE, .label = TR("ความรุนแรง"), .required = true},
    {.name = "note", .kind = FORM_LONG, .label = TR("บันทึกการติดตาม"), .max = TEXT_MAX},
};

static void form_of(struct req *r, const struct form_field *plain, size_t n, struct form *f)
{
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, WEIGHTS);

    *f = (struct form){.n = n};
    f->field = ARENA_ARRAY(r->a, struct form_field, n);
    for (size_t i = 0; i < n; i++)
        f->field[i] = plain[i];
    for (int64_t i = 0; i < WEIGHTS; i++) {
        struct str w = str_format(r->a, "%lld", (long long)i + 1);

        c[i] = (struct form_choice){w, word_label("problem_weight", w, r->lang)};
    }
    form_find(f, "weight")->choice = c;
    form_find(f, "weight")->choices = WEIGHTS;
}

static struct str division_label(struct req *r, int64_t division)
{
    if (division == 0)
        return tr(r->lang, TR("สำนักงานระบบงบประมาณ"));
    return str_format(r->a, "%.*s %lld", STR_FMT(tr(r->lang, TR("กองวิเคราะห์งบประมาณ"))),
                      (long long)division);
}

static void add_form(struct req *r, struct form *f)
{
    struct form_choice *d = ARENA_ARRAY(r->a, struct form_choice, DIVISIONS);

    form_of(r, add_fields, ARRAY_LEN(add_fields), f);
    for (int64_t i = 0; i < DIVISIONS; i++)
        d[i] = (struct form_choice){str_format(r->a, "%lld", (long long)i), division_label(r, i)};
    form_find(f, "division")->choice = d;
    form_find(f, "division")->choices = DIVISIONS;
    form_find(f, "weight")->value = STR("2");
}

static struct str date_text(struct req *r, struct date d)
{
    struct sbuf b;

    sbuf_init(&b, r->a, 64);
    if (d.yyyymmdd)
        date_put_iso(&b, d);
    return sbuf_str(&b);
}

static void change_form(struct req *r, const struct problem *p, struct form *f)
{
    static const char *const states[] = {"open", "solving", "solved", "kept"};
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, ARRAY_LEN(states));

    form_of(r, change_fields, ARRAY_LEN(change_fields), f);
    for (size_t i = 0; i < ARRAY_LEN(states); i++)
        c[i] = (struct form_choice){str_from(states[i]),
                                    word_label("problem", str_from(states[i]), r->lang)};
    form_find(f, "state")->choice = c;
    form_find(f, "state")->choices = ARRAY_LEN(states);
    if (!p)
        return;
    form_find(f, "state")->value = p->state;
    form_find(f, "action")->value = p->action;
    form_find(f, "owner")->value = p->owner;
    form_find(f, "due")->value = date_text(r, p->due);
    form_find(f, "done")->value = date_text(r, p->done);
    form_find(f, "weight")->value = str_format(r->a, "%lld", (long long)p->weight);
}

struct problem_ctx {
    struct str code;
    struct form form;
    struct problem_new new;
    struct problem_change change;
};

/* ---- the register ---- */

static const struct col count_cols[] = {
    {"division", COL_LINK, "/problems?division=", "division", NULL},
    {"problems", COL_PLAIN, NULL, NULL, NULL},
    {"open", COL_PLAIN, NULL, NULL, NULL},
    {"solving", COL_PLAIN, NULL, NULL, NULL},
    {"solved", COL_PLAIN, NULL, NULL, NULL},
    {"kept", COL_PLAIN, NULL, NULL, NULL},
    {"late", COL_PLAIN, NULL, NULL, NULL}};
static const struct col list_cols[] = {{"what", COL_LINK, "/problems/", "code", NULL},
                                       {"code", COL_UNDER, NULL, NULL, NULL},
                                       {"state", COL_TAG, "problem", NULL, NULL},
                                       {"weight", COL_PLAIN, NULL, NULL, NULL},
                                       {"division", COL_PLAIN, NULL, NULL, NULL},
                                       {"agency_name", COL_PLAIN, NULL, NULL, NULL},
                                       {"due", COL_PLAIN, NULL, NULL, NULL},
                                       {"owner", COL_UNDER, NULL, NULL, NULL},
                                       {"late", COL_YES, NULL, NULL, NULL}};

static bool list_show(struct req *r, const struct form *typed, int status, struct reply *ret,
                      struct err *e)
{
    struct problems_page page = {.csrf = r->session.csrf, .year = r->year};
    struct page_head head = {.nav = STR("/problems"), .table_path = STR("/problems")};
    struct problem_count *total = ARENA_NEW(r->a, struct problem_count);
    int64_t division = -1;
    struct rows rows, counts;

    if (!exact_parse_decimal(req_query(r, "division"), 0, &division))
        division = -1;
    if (!problem_list(r->db, r->a, r->year, division, req_query(r, "state"), &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &problem_type, rows.p, rows.n, NULL, STR_NONE, STR("problems"), ret,
                           e);
    if (!problem_counts(r->db, r->a, r->year, r->today, &counts, total, e))
        return false;
    page.total = *total;
    page.n = (int64_t)rows.n;
    page.filtered = division >= 0;
    page.query = page.filtered ? str_format(r->a, "division=%lld", (long long)division) : STR_NONE;
    page.may_add = actor_may(&r->session.actor, PERM_CIRCULAR) ||
                   actor_may(&r->session.actor, PERM_ANALYSE) ||
                   actor_may(&r->session.actor, PERM_REQUEST_WRITE) ||
                   actor_may(&r->session.actor, PERM_REQUEST_APPROVE);
    page.title = head.title = tr(r->lang, TR("ปัญหาและข้อเสนอแนะ"));
    page.counts = (struct table_view){.type = &problem_count_type,
                                      .rows = counts.p,
                                      .n = counts.n,
                                      .cols = count_cols,
                                      .ncols = ARRAY_LEN(count_cols),
                                      .total = total,
                                      .caption = tr(r->lang, TR("ปัญหาตามกอง"))};
    page.table = (struct table_view){.type = &problem_type,
                                     .rows = rows.p,
                                     .n = rows.n,
                                     .cols = list_cols,
                                     .ncols = ARRAY_LEN(list_cols),
                                     .caption = page.title,
                                     .empty = tr(r->lang, TR("ไม่มีปัญหาในทะเบียน"))};
    if (typed)
        page.form = *typed;
    else
        add_form(r, &page.form);
    if (!REPLY_PAGE(r, &head, problems, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool problems_page(struct req *r, struct reply *ret, struct err *e)
{
    return list_show(r, NULL, 200, ret, e);
}

bool problem_counts_page(struct req *r, struct reply *ret, struct err *e)
{
    struct problem_count *total = ARENA_NEW(r->a, struct problem_count);
    struct rows rows;

    if (r->format == FORMAT_HTML) {
        reply_redirect(r, STR("/problems"), ret);
        return true;
    }
    return problem_counts(r->db, r->a, r->year, r->today, &rows, total, e) &&
           reply_table(r, &problem_count_type, rows.p, rows.n, total, STR_NONE,
                       STR("problems-by-division"), ret, e);
}

static bool add_write(struct act *by, void *ctx, struct err *e)
{
    struct problem_ctx *c = ctx;

    return problem_add(by, &c->new, &c->code, e);
}

static bool done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct problem_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/problems/%.*s", STR_FMT(c->code)), ret);
    return true;
}

static bool add_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct problem_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return list_show(r, &c->form, err_http(e->code), ret, &again);
}

bool problems_post(struct req *r, struct reply *ret, struct err *e)
{
    struct problem_ctx *c = ARENA_NEW(r->a, struct problem_ctx);

    add_form(r, &c->form);
    form_read(&c->form, r);
    form_check(&c->form, r);
    form_int(&c->form, "weight", r, 1, WEIGHTS, &c->new.weight);
    form_int(&c->form, "division", r, 0, DIVISIONS - 1, &c->new.division);
    if (c->form.wrong)
        return list_show(r, &c->form, 400, ret, e);
    c->new.year = r->year;
    c->new.what = form_value(&c->form, "what");
    c->new.detail = form_value(&c->form, "detail");
    c->new.agency_code = form_value(&c->form, "agency");
    c->new.survey = form_value(&c->form, "survey");
    r->refused = add_refused;
    return req_write(r, add_write, done, c, ret, e);
}

/* ---- one ---- */

static bool one_show(struct req *r, struct str code, const struct form *typed, int status,
                     struct reply *ret, struct err *e)
{
    struct problem_page page = {.csrf = r->session.csrf};
    struct param crumb = {tr(r->lang, TR("ปัญหาและข้อเสนอแนะ")), STR("/problems")};
    struct page_head head = {.nav = STR("/problems"), .crumb = &crumb, .ncrumb = 1};
    struct rows rows;

    if (!problem_get(r->db, r->a, code, r->today, &page.p, e) ||
        !problem_events(r->db, r->a, page.p.id, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &problem_event_type, rows.p, rows.n, NULL, STR_NONE, code, ret, e);
    page.event = rows.p;
    page.event_n = rows.n;
    page.may = problem_may_keep(&r->session.actor, page.p.division);
    page.has_agency = page.p.agency_name.n > 0;
    page.has_due = page.p.due.yyyymmdd != 0;
    page.has_done = page.p.done.yyyymmdd != 0;
    page.division = division_label(r, page.p.division);
    page.weight = str_format(r->a, "%lld", (long long)page.p.weight);
    page.title = head.title = page.p.what;
    page.action = str_format(r->a, "/problems/%.*s", STR_FMT(code));
    if (typed)
        page.form = *typed;
    else
        change_form(r, &page.p, &page.form);
    if (!REPLY_PAGE(r, &head, problem, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool problem_page(struct req *r, struct reply *ret, struct err *e)
{
    return one_show(r, r->seg[0], NULL, 200, ret, e);
}

static bool change_write(struct act *by, void *ctx, struct err *e)
{
    const struct problem_ctx *c = ctx;

    return problem_change(by, c->code, &c->change, e);
}

static bool change_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct problem_ctx *c = ctx;
    struct err again = {0};

    if (e->code == ERR_NOT_FOUND)
        return false;
    form_refuse(&c->form, r, e);
    return one_show(r, c->code, &c->form, err_http(e->code), ret, &again);
}

bool problem_post(struct req *r, struct reply *ret, struct err *e)
{
    struct problem_ctx *c = ARENA_NEW(r->a, struct problem_ctx);

    c->code = r->seg[0];
    change_form(r, NULL, &c->form);
    form_read(&c->form, r);
    form_check(&c->form, r);
    form_int(&c->form, "weight", r, 1, WEIGHTS, &c->change.weight);
    form_date(&c->form, "due", r, &c->change.due);
    form_date(&c->form, "done", r, &c->change.done);
    if (!req_int(r, "version", 0, INT64_MAX, 0, &c->change.version, e))
        return false;
    if (c->form.wrong)
        return one_show(r, c->code, &c->form, 400, ret, e);
    c->change.state = form_value(&c->form, "state");
    c->change.action = form_value(&c->form, "action");
    c->change.owner = form_value(&c->form, "owner");
    c->change.note = form_value(&c->form, "note");
    r->refused = change_refused;
    return req_write(r, change_write, done, c, ret, e);
}
