#include "web/subsidy_use_page.h"

#include "base/arena.h"
#include "base/exact.h"
#include "views.h"
#include "web/money_parts.h"
#include "web/words.h"

static const struct form_field plain[] = {
    {.name = "what", .kind = FORM_LONG, .label = TR("เงื่อนไข"), .required = true, .max = 1000},
    {.name = "due", .kind = FORM_TEXT, .label = TR("กำหนด"), .hint = TR("เช่น 30/9/2566 ถ้ามี"), .max = 40},
};
static const struct col use_cols[] = {{"name", COL_LINK, "/money/subsidies/use/", "code", NULL},
                                      {"code", COL_UNDER, NULL, NULL, NULL},
                                      {"agency_name", COL_PLAIN, NULL, NULL, NULL},
                                      {"received", COL_PLAIN, NULL, NULL, NULL},
                                      {"paid", COL_PLAIN, NULL, NULL, NULL},
                                      {"spent", COL_PLAIN, NULL, NULL, NULL},
                                      {"gap", COL_SIGNED, NULL, NULL, NULL},
                                      {"matching_paid", COL_PLAIN, NULL, NULL, NULL},
                                      {"returned", COL_PLAIN, NULL, NULL, NULL},
                                      {"unspent", COL_PLAIN, NULL, NULL, NULL},
                                      {"return_by", COL_PLAIN, NULL, NULL, NULL},
                                      {"late", COL_YES, NULL, NULL, NULL},
                                      {"open_conditions", COL_PLAIN, NULL, NULL, NULL}};
static const struct col line_cols[] = {{"name", COL_LINK, "/position/lines/", "line_code", NULL},
                                       {"line_code", COL_UNDER, NULL, NULL, NULL},
                                       {"kind", COL_TAG, "origin", NULL, NULL},
                                       {"agency_name", COL_PLAIN, NULL, NULL, NULL},
                                       {"given", COL_PLAIN, NULL, NULL, NULL},
                                       {"obligated", COL_PLAIN, NULL, NULL, NULL},
                                       {"disbursed", COL_PLAIN, NULL, NULL, NULL},
                                       {"free", COL_PLAIN, NULL, NULL, NULL}};

static struct form new_form(struct req *r)
{
    struct form f = {.n = ARRAY_LEN(plain), .field = ARENA_ARRAY(r->a, struct form_field, ARRAY_LEN(plain))};

    for (size_t i = 0; i < f.n; i++)
        f.field[i] = plain[i];
    return f;
}

static struct str lead_of(struct req *r, const struct subsidy_use *u)
{
    if (u->unspent.satang > 0 && u->late)
        return SAY(r, TR("เลยกำหนดคืนแล้ว: เหลือ {left} ล้านบาท ต้องคืนภายใน {day}"),
                   {STR("{left}"), money_million_text(r, u->unspent)}, {STR("{day}"), money_day_text(r, u->return_by)});
    if (u->received.satang == 0)
        return tr(r->lang, TR("ยังไม่ได้รับเงินอุดหนุนนี้"));
    return SAY(r, TR("รับ {in} เบิกจ่ายตามบัญชี {out} เหลือ {left} ล้านบาท ที่ไม่ใช้ต้องคืนภายใน {day}"),
               {STR("{in}"), money_million_text(r, u->received)}, {STR("{out}"), money_million_text(r, u->paid)},
               {STR("{left}"), money_million_text(r, u->unspent)}, {STR("{day}"), money_day_text(r, u->return_by)});
}

bool subsidy_uses_page(struct req *r, struct reply *ret, struct err *e)
{
    struct param crumb = {tr(r->lang, TR("เงินอุดหนุนรัฐบาล")), STR("/money/subsidies")};
    struct page_head head = {.nav = STR("/money"), .crumb = &crumb, .ncrumb = 1, .table_path = STR("/money/subsidies/use")};
    struct subsidy_uses_page page = {.year = r->year};
    struct subsidy_use *sum = ARENA_NEW(r->a, struct subsidy_use);
    const struct subsidy_use *u;
    struct rows rows;
    int64_t open = 0;

    if (!subsidy_use_list(r->db, r->a, r->year, r->today, &rows, e))
        return false;
    u = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        sum->received = money_add(sum->received, u[i].received);
        sum->paid = money_add(sum->paid, u[i].paid);
        sum->spent = money_add(sum->spent, u[i].spent);
        sum->gap = money_add(sum->gap, u[i].gap);
        sum->matching_paid = money_add(sum->matching_paid, u[i].matching_paid);
        sum->returned = money_add(sum->returned, u[i].returned);
        sum->unspent = money_add(sum->unspent, u[i].unspent);
        open += u[i].open_conditions;
    }
    if (r->format != FORMAT_HTML)
        return reply_table(r, &subsidy_use_type, rows.p, rows.n, sum, STR_NONE, STR("subsidy-use"), ret, e);
    page.title = head.title = tr(r->lang, TR("การใช้เงินอุดหนุนรัฐบาลตามบัญชี"));
    page.lead = rows.n == 0 ? tr(r->lang, TR("ปีนี้ยังไม่มีเงินอุดหนุนรัฐบาล"))
                            : SAY(r, TR("รับ {in} เบิกจ่าย {out} ต้องใช้หรือคืนอีก {left} ล้านบาท เงื่อนไขที่ยังไม่ครบ {n} ข้อ"),
                                  {STR("{in}"), money_million_text(r, sum->received)},
                                  {STR("{out}"), money_million_text(r, sum->paid)},
                                  {STR("{left}"), money_million_text(r, sum->unspent)},
                                  {STR("{n}"), money_count_text(r, open)});
    page.all = (struct table_view){.type = &subsidy_use_type,
                                   .rows = rows.p,
                                   .n = rows.n,
                                   .cols = use_cols,
                                   .ncols = ARRAY_LEN(use_cols),
                                   .total = rows.n ? sum : NULL,
                                   .caption = page.title,
                                   .empty = tr(r->lang, TR("ยังไม่มีเงินอุดหนุน"))};
    return REPLY_PAGE(r, &head, subsidy_uses, &page, ret, e);
}

static const struct condition_view *views_of(struct req *r, const struct rows *rows, struct str path, bool may)
{
    struct condition_view *v = ARENA_ARRAY(r->a, struct condition_view, rows->n);

    for (size_t i = 0; i < rows->n; i++) {
        v[i].c = ((const struct subsidy_condition *)rows->p)[i];
        v[i].has_due = v[i].c.due.yyyymmdd != 0;
        v[i].may = may;
        v[i].action = str_format(r->a, "%.*s/conditions/%lld", STR_FMT(path), (long long)v[i].c.number);
    }
    return v;
}

static bool show(struct req *r, const struct form *typed, struct str refused, int status, struct reply *ret, struct err *e)
{
    struct param crumb[] = {{tr(r->lang, TR("เงินอุดหนุนรัฐบาล")), STR("/money/subsidies")},
                            {tr(r->lang, TR("การใช้เงินอุดหนุนรัฐบาลตามบัญชี")), STR("/money/subsidies/use")}};
    struct page_head head = {.nav = STR("/money"), .crumb = crumb, .ncrumb = 2};
    struct subsidy_use_page page = {.csrf = r->session.csrf, .refused = refused};
    struct rows lines, conditions;

    if (!subsidy_use_get(r->db, r->a, r->seg[0], r->today, &page.u, e) ||
        !subsidy_lines(r->db, r->a, r->seg[0], &lines, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &subsidy_line_type, lines.p, lines.n, NULL, STR_NONE, r->seg[0], ret, e);
    if (!subsidy_conditions(r->db, r->a, r->seg[0], r->today, &conditions, e))
        return false;
    page.title = head.title = page.u.name;
    page.action = str_format(r->a, "/money/subsidies/use/%.*s", STR_FMT(r->seg[0]));
    head.table_path = page.action;
    page.lead = lead_of(r, &page.u);
    page.may = actor_may(&r->session.actor, PERM_FISCAL);
    page.differs = page.u.gap.satang != 0;
    page.left = page.u.unspent.satang > 0;
    page.form = typed ? *typed : new_form(r);
    page.condition = views_of(r, &conditions, page.action, page.may);
    page.condition_n = conditions.n;
    page.lines = (struct table_view){
        .type = &subsidy_line_type,
        .rows = lines.p,
        .n = lines.n,
        .cols = line_cols,
        .ncols = ARRAY_LEN(line_cols),
        .caption = tr(r->lang, TR("รายการของเงินอุดหนุนและเงินสมทบ")),
        .empty = tr(r->lang, TR("ยังไม่มีรายการที่เปิดบัญชีจากเงินอุดหนุนนี้"))};
    if (!REPLY_PAGE(r, &head, subsidy_use, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool subsidy_use_page(struct req *r, struct reply *ret, struct err *e)
{
    return show(r, NULL, STR_NONE, 200, ret, e);
}

bool subsidy_conditions_page(struct req *r, struct reply *ret, struct err *e)
{
    struct rows rows;

    if (r->format == FORMAT_HTML) {
        reply_redirect(r, str_format(r->a, "/money/subsidies/use/%.*s#conditions", STR_FMT(r->seg[0])), ret);
        return true;
    }
    return subsidy_conditions(r->db, r->a, r->seg[0], r->today, &rows, e) &&
           reply_table(r, &subsidy_condition_type, rows.p, rows.n, NULL, STR_NONE, STR("conditions"), ret, e);
}

/* ---- conditions ---- */

struct condition_ctx {
    struct str code, what;
    struct date due;
    struct form form;
    struct subsidy_condition_set set;
    bool adding;
};

static bool write_condition(struct act *by, void *ctx, struct err *e)
{
    const struct condition_ctx *c = ctx;

    return c->adding ? subsidy_condition_add(by, c->code, c->what, c->due, e) : subsidy_condition_put(by, &c->set, e);
}

static bool written(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct condition_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/money/subsidies/use/%.*s", STR_FMT(c->code)), ret);
    return true;
}

static bool refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct condition_ctx *c = ctx;
    struct err again = {0};

    if (e->code == ERR_NOT_FOUND)
        return false;
    if (c->adding)
        form_refuse(&c->form, r, e);
    return show(r, c->adding ? &c->form : NULL, c->adding ? STR_NONE : word_error(r->a, e, r->lang), err_http(e->code), ret,
                &again);
}

bool subsidy_condition_post(struct req *r, struct reply *ret, struct err *e)
{
    struct condition_ctx *c = ARENA_NEW(r->a, struct condition_ctx);

    c->adding = true;
    c->code = r->seg[0];
    c->form = new_form(r);
    form_read(&c->form, r);
    form_check(&c->form, r);
    form_date(&c->form, "due", r, &c->due);
    c->what = form_value(&c->form, "what");
    if (c->form.wrong)
        return show(r, &c->form, STR_NONE, 400, ret, e);
    r->refused = refused;
    return req_write(r, write_condition, written, c, ret, e);
}

bool subsidy_condition_set_post(struct req *r, struct reply *ret, struct err *e)
{
    struct condition_ctx *c = ARENA_NEW(r->a, struct condition_ctx);

    c->code = r->seg[0];
    c->set.code = r->seg[0];
    c->set.state = req_field(r, "state");
    c->set.evidence = str_trim(req_field(r, "evidence"));
    if (!exact_parse_decimal(r->seg[1], 0, &c->set.number)) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(r->seg[1]));
        return false;
    }
    if (!req_int(r, "version", 0, INT64_MAX, 0, &c->set.version, e))
        return false;
    r->refused = refused;
    return req_write(r, write_condition, written, c, ret, e);
}
