/* council_member_page.c - members of the Council's register, and the interests they declared. */
#include "base/arena.h"
#include "base/err.h"
#include "views.h"
#include "web/bill_page.h"
#include "web/meeting_page.h"
#include "web/words.h"

enum { MEMBERS = 500 };

static void take(struct req *r, const struct form_field *plain, size_t n, struct form *f)
{
    *f = (struct form){.field = ARENA_ARRAY(r->a, struct form_field, n), .n = n};
    for (size_t i = 0; i < n; i++)
        f->field[i] = plain[i];
}

static void member_form(struct req *r, struct form *f)
{
    static const struct form_field plain[] = {
        {.name = "kind", .kind = FORM_CHOICE, .label = TR("ประเภท"), .required = true},
        {.name = "full_name", .kind = FORM_TEXT, .label = TR("ชื่อ"), .required = true, .max = 200},
        {.name = "district",
         .kind = FORM_TEXT,
         .label = TR("เขต"),
         .hint = TR("ของสมาชิกสภา"),
         .max = 200},
        {.name = "post", .kind = FORM_TEXT, .label = TR("ตำแหน่ง"), .hint = TR("ของผู้บริหาร"), .max = 200},
        {.name = "user_name", .kind = FORM_TEXT, .label = TR("บัญชี"), .hint = TR("ว่างได้"), .max = 60},
        {.name = "from_date", .kind = FORM_TEXT, .label = TR("ตั้งแต่"), .required = true, .max = 40},
        {.name = "to_date", .kind = FORM_TEXT, .label = TR("ถึง"), .max = 40}};

    take(r, plain, ARRAY_LEN(plain), f);
    word_choices(r, "councilkind", NULL, form_find(f, "kind"));
}

static void declare_form(struct req *r, const struct council_members_page *page, struct form *f)
{
    static const struct form_field plain[] = {
        {.name = "member", .kind = FORM_CHOICE, .label = TR("สมาชิก"), .required = true},
        {.name = "agency", .kind = FORM_TEXT, .label = TR("รหัสหน่วยงาน"), .max = 20},
        {.name = "line",
         .kind = FORM_TEXT,
         .label = TR("หรือรหัสรายการ"),
         .hint = TR("อย่างใดอย่างหนึ่ง"),
         .max = 40},
        {.name = "reason", .kind = FORM_TEXT, .label = TR("ส่วนได้เสีย"), .required = true, .max = 1000}};
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, page->row_n + 1);
    struct form_field *m;
    size_t n = 0;

    take(r, plain, ARRAY_LEN(plain), f);
    m = form_find(f, "member");
    for (size_t i = 0; i < page->row_n; i++) {
        const struct council_member *x = &page->row[i];

        if (x->now && (page->may || str_eq(x->user_name, r->session.actor.name)))
            c[n++] = (struct form_choice){x->code, str_format(r->a, "%.*s %.*s", STR_FMT(x->code),
                                                             STR_FMT(x->full_name))};
    }
    m->choice = c;
    m->choices = n;
}

static bool read_page(struct req *r, struct council_members_page *page, struct err *e)
{
    const struct council_member_filter f = {.day = r->today, .limit = MEMBERS};
    struct rows rows, interests;

    if (!bill_head_read(r, &page->head, e) || !council_members(r->db, r->a, &f, &rows, e) ||
        !council_interests(r->db, r->a, 0, r->today, &interests, e))
        return false;
    page->row = rows.p;
    page->row_n = rows.n;
    page->interest = interests.p;
    page->interest_n = interests.n;
    page->may = actor_may(&r->session.actor, PERM_COUNCIL);
    for (size_t i = 0; i < rows.n; i++) {
        const struct council_member *m = &page->row[i];

        page->councillors += m->now && str_eq(m->kind, STR("councillor"));
        page->executives += m->now && str_eq(m->kind, STR("executive"));
        page->own = page->own || (m->now && m->user_name.n && actor_may(&r->session.actor, PERM_COUNCILLOR) &&
                                  str_eq(m->user_name, r->session.actor.name));
    }
    for (size_t i = 0; i < interests.n; i++)
        page->declared += page->interest[i].now;
    return true;
}

struct said {
    const struct form *form, *declare;
    struct str refused;
    int status;
};

static bool members_show(struct req *r, const struct said *said, struct reply *ret, struct err *e)
{
    struct council_members_page page = {.refused = said->refused};
    struct param crumb = {tr(r->lang, TR("ร่างข้อบัญญัติในสภา")), STR("/council")};
    struct page_head head = {.nav = STR("/council"),
                             .table_path = STR("/council/members"),
                             .crumb = &crumb,
                             .ncrumb = 1};

    if (!read_page(r, &page, e))
        return false;
    page.title = head.title = tr(r->lang, TR("สมาชิกสภาและส่วนได้เสีย"));
    if (said->form)
        page.form = *said->form;
    else if (page.may)
        member_form(r, &page.form);
    declare_form(r, &page, &page.declare);
    if (said->declare) {
        struct form_field *m = form_find(&page.declare, "member");
        const struct form_choice *choice = m->choice;
        size_t n = m->choices;

        page.declare = *said->declare;
        m = form_find(&page.declare, "member");
        m->choice = choice;
        m->choices = n;
    }
    if (!REPLY_PAGE(r, &head, council_members, &page, ret, e))
        return false;
    ret->status = said->status;
    return true;
}

bool council_members_page(struct req *r, struct reply *ret, struct err *e)
{
    const struct council_member_filter f = {.day = r->today, .limit = MEMBERS};
    struct rows rows;

    if (r->format == FORMAT_HTML)
        return members_show(r, &(struct said){.status = 200}, ret, e);
    return council_members(r->db, r->a, &f, &rows, e) &&
           reply_table(r, &council_member_type, rows.p, rows.n, NULL, STR_NONE,
                       STR("council-members"), ret, e);
}

bool council_interests_page(struct req *r, struct reply *ret, struct err *e)
{
    struct rows rows;

    if (r->format == FORMAT_HTML) {
        reply_redirect(r, STR("/council/members#interests"), ret);
        return true;
    }
    return council_interests(r->db, r->a, 0, r->today, &rows, e) &&
           reply_table(r, &council_interest_type, rows.p, rows.n, NULL, STR_NONE,
                       STR("council-interests"), ret, e);
}

/* ---- writing ---- */

struct member_ctx {
    struct form form;
    struct council_member_new member;
    struct council_interest_new interest;
    struct str code, why;
    int64_t id, version, ordinance;
    struct date to;
};

static bool done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct member_ctx *c = ctx;

    (void)e;
    reply_done(r, bill_path(r, &(struct bill_head){.ordinance = c->ordinance}, "/council/members"),
               ret);
    return true;
}

static bool end_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct err again = {0};

    (void)ctx;
    return members_show(
        r, &(struct said){.refused = word_error(r->a, e, r->lang), .status = err_http(e->code)},
        ret, &again);
}

static bool begin(struct req *r, struct member_ctx **ret, struct err *e)
{
    struct member_ctx *c = ARENA_NEW(r->a, struct member_ctx);

    c->to = r->today;
    c->why = str_trim(req_field(r, "reason"));
    r->refused = end_refused;
    *ret = c;
    return req_int(r, "ordinance", 0, 99, 0, &c->ordinance, e) &&
           req_int(r, "version", 0, INT64_MAX, 0, &c->version, e);
}

static bool member_write(struct act *by, void *ctx, struct err *e)
{
    struct member_ctx *c = ctx;

    return council_member_add(by, &c->member, &c->code, e);
}

static bool member_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct member_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return members_show(r, &(struct said){.form = &c->form, .status = err_http(e->code)}, ret,
                        &again);
}

bool council_members_post(struct req *r, struct reply *ret, struct err *e)
{
    struct council_member_new *m;
    struct member_ctx *c;

    if (!begin(r, &c, e))
        return false;
    m = &c->member;
    member_form(r, &c->form);
    form_read(&c->form, r);
    form_check(&c->form, r);
    form_date(&c->form, "from_date", r, &m->from_date);
    form_date(&c->form, "to_date", r, &m->to_date);
    if (c->form.wrong)
        return members_show(r, &(struct said){.form = &c->form, .status = 400}, ret, e);
    m->kind = form_value(&c->form, "kind");
    m->full_name = form_value(&c->form, "full_name");
    m->district = form_value(&c->form, "district");
    m->post = form_value(&c->form, "post");
    m->user_name = form_value(&c->form, "user_name");
    r->refused = member_refused;
    return req_write(r, member_write, done, c, ret, e);
}

static bool member_end_write(struct act *by, void *ctx, struct err *e)
{
    const struct member_ctx *c = ctx;

    return council_member_end(by, c->code, c->version, c->to, c->why, e);
}

bool council_member_end_post(struct req *r, struct reply *ret, struct err *e)
{
    struct member_ctx *c;

    if (!begin(r, &c, e))
        return false;
    c->code = r->seg[0];
    return req_write(r, member_end_write, done, c, ret, e);
}

static bool interest_write(struct act *by, void *ctx, struct err *e)
{
    const struct member_ctx *c = ctx;

    return council_interest_declare(by, &c->interest, e);
}

static bool interest_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct member_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return members_show(r, &(struct said){.declare = &c->form, .status = err_http(e->code)}, ret,
                        &again);
}

bool council_interests_post(struct req *r, struct reply *ret, struct err *e)
{
    struct council_interest_new *i;
    struct member_ctx *c;

    if (!begin(r, &c, e))
        return false;
    i = &c->interest;
    declare_form(r, &(struct council_members_page){0}, &c->form);
    form_read(&c->form, r);
    i->member_code = form_value(&c->form, "member");
    i->agency_code = form_value(&c->form, "agency");
    i->line_code = form_value(&c->form, "line");
    i->reason = form_value(&c->form, "reason");
    i->from_date = r->today;
    r->refused = interest_refused;
    return req_write(r, interest_write, done, c, ret, e);
}

static bool interest_end_write(struct act *by, void *ctx, struct err *e)
{
    const struct member_ctx *c = ctx;

    return council_interest_end(by, c->id, c->version, c->to, c->why, e);
}

bool council_interest_end_post(struct req *r, struct reply *ret, struct err *e)
{
    struct str id = r->seg[0];
    struct member_ctx *c;

    if (!begin(r, &c, e))
        return false;
    for (size_t i = 0; i < id.n && i < 18; i++)
        c->id = c->id * 10 + (id.p[i] >= '0' && id.p[i] <= '9' ? id.p[i] - '0' : 0);
    return req_write(r, interest_end_write, done, c, ret, e);
}
