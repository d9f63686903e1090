/* reserved_page.c - reserved opinions and amendments: registered, spoken to, withdrawn, voted. */
#include "base/arena.h"
#include "plan/bill.h"
#include "plan/council_committee.h"
#include "plan/vote.h"
#include "views.h"
#include "web/delta_page.h"
#include "web/words.h"

enum { LIST_MAX = 500, REASON_MAX = 2000 };

struct reserved_ctx {
    struct form form;
    struct reserved_new n;
    struct str code, reason, act;
    int64_t version, ordinance;
};

/* ---- the form ---- */

static bool make_form(struct req *r, int64_t ordinance, struct form *f, struct err *e)
{
    static const char *const kinds[] = {"amendment", "opinion"};
    static const struct form_field plain[] = {
        {.name = "kind", .kind = FORM_CHOICE, .label = TR("ชนิด"), .required = true},
        {.name = "delta", .kind = FORM_TEXT, .label = TR("เลขที่การปรับลดหรือแปรญัตติ"), .max = 40,
         .hint = TR("สงวนคำแปรญัตติต้องมี เช่น D-2566-0-0001")},
        {.name = "line", .kind = FORM_TEXT, .label = TR("รหัสรายการ"), .max = 40, .hint = TR("เว้นได้เมื่อมีเลขที่ข้างบน")},
        {.name = "wanted", .kind = FORM_MONEY, .label = TR("ให้รายการเป็นเงิน"), .required = true, .max = 30, .hint = TR("บาท")},
        {.name = "committee", .kind = FORM_CHOICE, .label = TR("คณะกรรมการ (เมื่อสงวนความเห็น)")},
        {.name = "reason", .kind = FORM_LONG, .label = TR("เหตุผล"), .required = true, .max = REASON_MAX},
        {.name = "member", .kind = FORM_TEXT, .label = TR("รหัสสมาชิกผู้สงวน"), .max = 20, .hint = TR("เช่น M001")},
    };
    struct form_choice *kind = ARENA_ARRAY(r->a, struct form_choice, 2), *choice;
    const struct council_committee *c;
    struct rows rows;

    if (!council_committees(r->db, r->a, r->year, ordinance, &rows, e))
        return false;
    f->n = actor_may(&r->session.actor, PERM_COUNCIL) ? ARRAY_LEN(plain) : ARRAY_LEN(plain) - 1;
    f->field = ARENA_ARRAY(r->a, struct form_field, f->n);
    for (size_t i = 0; i < f->n; i++)
        f->field[i] = plain[i];
    for (size_t i = 0; i < 2; i++)
        kind[i] = (struct form_choice){str_from(kinds[i]), word_label("reserved", str_from(kinds[i]), r->lang)};
    f->field[0].choice = kind;
    f->field[0].choices = 2;
    c = rows.p;
    choice = ARENA_ARRAY(r->a, struct form_choice, rows.n + 1);
    choice[0] = (struct form_choice){STR_NONE, STR("–")};
    for (size_t i = 0; i < rows.n; i++)
        choice[i + 1] = (struct form_choice){c[i].code, c[i].name};
    form_find(f, "committee")->choice = choice;
    form_find(f, "committee")->choices = rows.n + 1;
    form_find(f, "delta")->value = req_query(r, "delta");
    form_find(f, "line")->value = req_query(r, "line");
    return true;
}

/* ---- the list ---- */

static void reserved_table(struct req *r, const struct rows *rows, struct table_view *ret)
{
    static const struct col cols[] = {{"code", COL_LINK, "/council/reserved/", "code", NULL},
                                      {"kind", COL_WORD, "reserved", NULL, NULL},
                                      {"state", COL_TAG, "reserved_state", NULL, NULL},
                                      {"member", COL_PLAIN, NULL, NULL, NULL},
                                      {"line_name", COL_LINK, "/lines/", "line_code", NULL},
                                      {"agency_name", COL_UNDER, NULL, NULL, NULL},
                                      {"stands", COL_WHOLE, NULL, NULL, NULL},
                                      {"wanted", COL_WHOLE, NULL, NULL, NULL},
                                      {"now", COL_WHOLE, NULL, NULL, NULL}};

    *ret = (struct table_view){.type = &reserved_type,
                               .rows = rows->p,
                               .n = rows->n,
                               .cols = cols,
                               .ncols = ARRAY_LEN(cols),
                               .caption = tr(r->lang, TR("การสงวน")),
                               .empty = tr(r->lang, TR("ยังไม่มีการสงวนความเห็นหรือคำแปรญัตติ"))};
}

static void count_states(const struct rows *rows, struct reserved_page *p)
{
    const struct reserved *x = rows->p;

    for (size_t i = 0; i < rows->n; i++) {
        p->open += str_eq(x[i].state, STR("registered")) || str_eq(x[i].state, STR("spoken"));
        p->adopted += str_eq(x[i].state, STR("adopted"));
        p->lost += str_eq(x[i].state, STR("lost"));
        p->withdrawn += str_eq(x[i].state, STR("withdrawn"));
    }
}

static bool list_show(struct req *r, const struct form *form, int status, struct reply *ret, struct err *e)
{
    struct reserved_page page = {.year = r->year, .csrf = r->session.csrf};
    struct param crumb = {tr(r->lang, TR("ร่างข้อบัญญัติในสภา")), STR("/council")};
    struct page_head head = {.nav = STR("/council/reserved"), .crumb = &crumb, .ncrumb = 1,
                             .table_path = STR("/council/reserved")};
    struct reserved_filter f = {.year = r->year, .kind = req_query(r, "kind"), .state = req_query(r, "state"),
                                .limit = LIST_MAX};
    struct rows rows;
    struct str stage;

    if (!delta_ordinance(r, &f.ordinance, e) || !req_int(r, "after", 0, INT64_MAX, 0, &f.after_id, e) ||
        !reserved_list(r->db, r->a, &f, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &reserved_type, rows.p, rows.n, NULL, STR_NONE, STR("reserved"), ret, e);
    if (!bill_stage(r->db, r->a, f.year, f.ordinance, &stage, e))
        return false;
    count_states(&rows, &page);
    reserved_table(r, &rows, &page.table);
    page.ordinance = f.ordinance;
    page.bill = bill_code(r->a, f.year, f.ordinance);
    page.speaking = str_eq(stage, STR("READING2"));
    page.may = (str_eq(stage, STR("COMMITTEE")) || str_eq(stage, STR("AMENDMENT"))) &&
               (actor_may(&r->session.actor, PERM_COUNCIL) || actor_may(&r->session.actor, PERM_COUNCILLOR));
    if (form)
        page.form = *form;
    else if (page.may && !make_form(r, f.ordinance, &page.form, e))
        return false;
    page.title = head.title = tr(r->lang, TR("สงวนความเห็นและสงวนคำแปรญัตติ"));
    if (!REPLY_PAGE(r, &head, reserved, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool reserved_page(struct req *r, struct reply *ret, struct err *e)
{
    return list_show(r, NULL, 200, ret, e);
}

static bool add_write(struct act *by, void *ctx, struct err *e)
{
    struct reserved_ctx *c = ctx;

    return reserved_add(by, &c->n, &c->code, e);
}

static bool add_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct reserved_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/council/reserved/%.*s", STR_FMT(c->code)), ret);
    return true;
}

static bool add_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct reserved_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return list_show(r, &c->form, err_http(e->code), ret, &again);
}

bool reserved_post(struct req *r, struct reply *ret, struct err *e)
{
    struct reserved_ctx *c = ARENA_NEW(r->a, struct reserved_ctx);

    if (!delta_ordinance(r, &c->ordinance, e) || !make_form(r, c->ordinance, &c->form, e))
        return false;
    form_read(&c->form, r);
    form_check(&c->form, r);
    form_money(&c->form, "wanted", r, &c->n.wanted);
    if (c->form.wrong)
        return list_show(r, &c->form, 400, ret, e);
    c->n.year = r->year;
    c->n.ordinance = c->ordinance;
    c->n.kind = form_value(&c->form, "kind");
    c->n.delta_code = form_value(&c->form, "delta");
    c->n.line_code = form_value(&c->form, "line");
    c->n.committee_code = form_value(&c->form, "committee");
    c->n.reason = form_value(&c->form, "reason");
    if (form_find(&c->form, "member"))
        c->n.member_code = form_value(&c->form, "member");
    r->refused = add_refused;
    return req_write(r, add_write, add_done, c, ret, e);
}

/* ---- one ---- */

static bool one_show(struct req *r, struct str refused, int status, struct reply *ret, struct err *e)
{
    struct reserved_one_page page = {.csrf = r->session.csrf, .refused = refused};
    struct param crumb = {tr(r->lang, TR("การสงวน")), STR("/council/reserved")};
    struct page_head head = {.nav = STR("/council/reserved"), .crumb = &crumb, .ncrumb = 1};
    const struct actor *who = &r->session.actor;
    struct vote v;
    struct str stage;
    bool reading, office = actor_may(who, PERM_COUNCIL);

    if (!reserved_get(r->db, r->a, r->seg[0], &page.x, e) ||
        !bill_stage(r->db, r->a, page.x.year, page.x.ordinance, &stage, e))
        return false;
    r->year = page.year = page.x.year;
    page.ordinance = page.x.ordinance;
    page.bill = bill_code(r->a, page.year, page.ordinance);
    page.path = str_format(r->a, "/council/reserved/%.*s", STR_FMT(page.x.code));
    page.vote_subject = str_format(r->a, "reserved:%.*s", STR_FMT(page.x.code));
    page.open = str_eq(page.x.state, STR("registered")) || str_eq(page.x.state, STR("spoken"));
    page.settled = page.x.settled_by.n > 0;
    page.opinion = str_eq(page.x.kind, STR("opinion"));
    reading = str_eq(stage, STR("READING2"));
    page.may_speak = reading && office && str_eq(page.x.state, STR("registered"));
    page.may_withdraw = page.open && (office || actor_may(who, PERM_COUNCILLOR));
    if (page.open && reading) {
        if (!vote_find(r->db, r->a, &(struct bill_key){page.year, page.ordinance}, page.vote_subject, &v,
                       &page.has_vote, e))
            return false;
        page.may_settle = office && page.has_vote;
        page.vote_path = str_format(r->a, "/council/votes?year=%lld&ordinance=%lld&subject=%.*s", (long long)page.year,
                                    (long long)page.ordinance, STR_FMT(page.vote_subject));
        if (page.has_vote) {
            page.vote_result = v.result;
            page.vote_code = v.code;
        }
    }
    page.title = head.title = page.x.code;
    if (!REPLY_PAGE(r, &head, reserved_one, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool reserved_one_page(struct req *r, struct reply *ret, struct err *e)
{
    return one_show(r, STR_NONE, 200, ret, e);
}

static bool one_write(struct act *by, void *ctx, struct err *e)
{
    const struct reserved_ctx *c = ctx;

    if (str_eq(c->act, STR("speak")))
        return reserved_speak(by, c->code, c->version, c->reason, e);
    if (str_eq(c->act, STR("settle")))
        return reserved_settle(by, c->code, c->version, e);
    return reserved_withdraw(by, c->code, c->version, c->reason, e);
}

static bool one_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct err again = {0};

    (void)ctx;
    return one_show(r, word_error(r->a, e, r->lang), err_http(e->code), ret, &again);
}

bool reserved_one_post(struct req *r, struct reply *ret, struct err *e)
{
    struct reserved_ctx *c = ARENA_NEW(r->a, struct reserved_ctx);

    c->code = r->seg[0];
    c->act = req_field(r, "act");
    c->reason = str_trim(req_field(r, "reason"));
    if (!req_int(r, "version", 0, INT64_MAX, 0, &c->version, e))
        return false;
    r->refused = one_refused;
    return req_write(r, one_write, add_done, c, ret, e);
}

/* ---- what may not be cut ---- */

struct protected_ctx {
    struct form form;
    struct protected_new n;
    struct str line, reason;
    int64_t version;
    bool ends;
};

static void protect_form(struct req *r, struct form *f)
{
    static const struct form_field plain[] = {
        {.name = "line", .kind = FORM_TEXT, .label = TR("รหัสรายการ"), .required = true, .max = 40},
        {.name = "law", .kind = FORM_TEXT, .label = TR("รหัสกฎหมายในทะเบียน"), .required = true, .max = 100,
         .hint = TR("เช่น fiscal-2561 ดูที่ทะเบียนกฎหมาย")},
        {.name = "article", .kind = FORM_TEXT, .label = TR("มาตราหรือข้อ"), .max = 100},
        {.name = "reason", .kind = FORM_TEXT, .label = TR("เหตุผล"), .required = true, .max = 500},
    };

    f->n = ARRAY_LEN(plain);
    f->field = ARENA_ARRAY(r->a, struct form_field, f->n);
    for (size_t i = 0; i < f->n; i++)
        f->field[i] = plain[i];
}

static bool protected_show(struct req *r, const struct form *form, struct str refused, int status,
                           struct reply *ret, struct err *e)
{
    struct protected_page page = {.year = r->year, .csrf = r->session.csrf, .refused = refused};
    struct param crumb = {tr(r->lang, TR("การปรับลดของสภา")), STR("/council/cuts")};
    struct page_head head = {.nav = STR("/council/cuts"), .crumb = &crumb, .ncrumb = 1, .table_path = STR("/council/protected")};
    struct rows rows;

    if (!protected_list(r->db, r->a, r->year, 0, LIST_MAX, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &protected_line_type, rows.p, rows.n, NULL, STR_NONE, STR("protected"), ret, e);
    page.row = rows.p;
    page.row_n = rows.n;
    page.may = actor_may(&r->session.actor, PERM_BILL);
    if (form)
        page.form = *form;
    else
        protect_form(r, &page.form);
    page.title = head.title = tr(r->lang, TR("รายการที่สภาปรับลดไม่ได้"));
    if (!REPLY_PAGE(r, &head, protected_lines, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool protected_page(struct req *r, struct reply *ret, struct err *e)
{
    return protected_show(r, NULL, STR_NONE, 200, ret, e);
}

static bool protect_write(struct act *by, void *ctx, struct err *e)
{
    const struct protected_ctx *c = ctx;

    return c->ends ? protected_end(by, c->line, c->version, c->reason, e) : protected_add(by, &c->n, e);
}

static bool protect_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    (void)ctx;
    (void)e;
    reply_done(r, str_format(r->a, "/council/protected?year=%lld", (long long)r->year), ret);
    return true;
}

static bool protect_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct protected_ctx *c = ctx;
    struct err again = {0};

    if (c->ends)
        return protected_show(r, NULL, word_error(r->a, e, r->lang), err_http(e->code), ret, &again);
    form_refuse(&c->form, r, e);
    return protected_show(r, &c->form, STR_NONE, err_http(e->code), ret, &again);
}

bool protected_post(struct req *r, struct reply *ret, struct err *e)
{
    struct protected_ctx *c = ARENA_NEW(r->a, struct protected_ctx);

    c->ends = str_eq(req_field(r, "act"), STR("end"));
    c->line = str_trim(req_field(r, "line"));
    c->reason = str_trim(req_field(r, "reason"));
    protect_form(r, &c->form);
    r->refused = protect_refused;
    if (c->ends)
        return req_int(r, "version", 0, INT64_MAX, 0, &c->version, e) &&
               req_write(r, protect_write, protect_done, c, ret, e);
    form_read(&c->form, r);
    if (!form_check(&c->form, r))
        return protected_show(r, &c->form, STR_NONE, 400, ret, e);
    c->n = (struct protected_new){form_value(&c->form, "line"), form_value(&c->form, "law"),
                                  form_value(&c->form, "article"), form_value(&c->form, "reason")};
    return req_write(r, protect_write, protect_done, c, ret, e);
}
