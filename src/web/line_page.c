/* line_page.c - adding a line, and setting its amount at the stage that is open; editing is line_edit.c. */
#include "base/arena.h"
#include "city/class.h"
#include "city/param.h"
#include "city/year.h"
#include "plan/cycle.h"
#include "plan/resolution.h"
#include "plan/section.h"
#include "plan/write.h"
#include "sql_web.h"
#include "views.h"
#include "web/request_choice.h"
#include "web/request_page.h"
#include "web/words.h"

enum { LONG_TEXT = 4000 };

struct line_info {
    int64_t id, quantity_milli, times, months, version, year, agency_id, division;
    struct str code, name, unit_word, justification, package_code, package_title, state;
    struct money unit_price, now;
};
static const struct field line_fields[] = {
    COL(struct line_info, id),           COL(struct line_info, quantity_milli),
    COL(struct line_info, version),      COL(struct line_info, year),
    COL(struct line_info, agency_id),    COL(struct line_info, division),
    COL(struct line_info, code),         COL(struct line_info, name),
    COL(struct line_info, unit_word),    COL(struct line_info, justification),
    COL(struct line_info, package_code), COL(struct line_info, package_title),
    COL(struct line_info, unit_price),   COL(struct line_info, now),
    COL(struct line_info, state),        COL(struct line_info, times),
    COL(struct line_info, months),
};
static const struct row_type line_type = ROW_TYPE(struct line_info, line_fields);

struct line_ctx {
    struct form form;
    struct str package; /* code */
    struct package in;
    struct line_info line; /* when it exists */
    int64_t year;
    struct line_sum sum;
    struct money amount;
    struct str reason; /* of an amount */
    struct str drafted; /* the resolution that holds it */
    int64_t seen; /* the version that the amount was typed over; 0 = not said */
    enum stage stage;
};

static void line_form(struct req *r, struct line_ctx *c)
{
    static const struct form_field plain[] = {
        {.name = "item",
         .kind = FORM_CHOICE,
         .label = TR("รายการตามการจำแนกรายจ่าย"),
         .required = true},
        {.name = "fund", .kind = FORM_CHOICE, .label = TR("แหล่งเงิน"), .required = true},
        {.name = "name", .kind = FORM_TEXT, .label = TR("ชื่อรายการ"), .required = true, .max = 500},
        {.name = "quantity",
         .kind = FORM_NUMBER,
         .label = TR("ปริมาณ"),
         .required = true,
         .max = 20,
         .hint = TR("ทศนิยมได้ 3 ตำแหน่ง ใช้เลขไทยหรือจุลภาคได้")},
        {.name = "unit_word", .kind = FORM_TEXT, .label = TR("หน่วยนับ"), .max = 40},
        {.name = "unit_price",
         .kind = FORM_MONEY,
         .label = TR("ราคาต่อหน่วย"),
         .required = true,
         .max = 30,
         .hint = TR("บาท ทศนิยมไม่เกิน 2 ตำแหน่ง")},
        {.name = "times", .kind = FORM_NUMBER, .label = TR("จำนวนครั้ง"), .max = 9},
        {.name = "months", .kind = FORM_NUMBER, .label = TR("จำนวนเดือน"), .max = 5},
        {.name = "justification",
         .kind = FORM_LONG,
         .label = TR("เหตุผลและที่มาของราคา"),
         .max = LONG_TEXT},
    };

    c->form.n = ARRAY_LEN(plain);
    c->form.field = ARENA_ARRAY(r->a, struct form_field, ARRAY_LEN(plain));
    for (size_t i = 0; i < ARRAY_LEN(plain); i++)
        c->form.field[i] = plain[i];
}

static bool form_page(struct req *r, struct line_ctx *c, struct request_form_page *page, int status,
                      struct reply *ret, struct err *e)
{
    struct param crumb[2] = {{tr(r->lang, TR("คำขอตั้งงบประมาณ")), STR("/packages")}};
    struct page_head head = {
        .nav = STR("/packages"), .crumb = crumb, .ncrumb = 2, .title = page->title};

    crumb[1] = (struct param){c->package, str_format(r->a, "/packages/%.*s", STR_FMT(c->package))};
    page->year = r->year;
    page->csrf = r->session.csrf;
    page->form = c->form;
    page->answered = c->form.wrong;
    page->back = crumb[1].value;
    if (!REPLY_PAGE(r, &head, request_form, page, ret, e))
        return false;
    ret->status = status;
    return true;
}

static bool line_form_show(struct req *r, struct line_ctx *c, int status, struct reply *ret,
                           struct err *e)
{
    struct request_form_page page = {.submit = tr(r->lang, TR("บันทึกรายการ")), .product = true};

    page.title = tr(r->lang, TR("เพิ่มรายการ"));
    page.lead = c->in.title;
    page.action = str_format(r->a, "/packages/%.*s/lines", STR_FMT(c->package));
    page.draft = str_format(r->a, "line-%.*s", STR_FMT(c->package));
    if (!class_choices(r, "item", true, form_find(&c->form, "item"), e) ||
        !class_choices(r, "fund", false, form_find(&c->form, "fund"), e))
        return false;
    return form_page(r, c, &page, status, ret, e);
}

static bool find_package(struct req *r, struct line_ctx *c, struct err *e)
{
    c->package = r->seg[0];
    c->year = r->year;
    return package_see(r->db, r->a, &r->session.actor, r->year, c->package, &c->in, e);
}

static bool find_line(struct req *r, struct line_ctx *c, struct err *e)
{
    struct package in;

    if (!db_one(r->db, r->a, &Q_PAGE_LINE, ARGS(V(r->seg[0])), &line_type, &c->line, e) ||
        !package_see(r->db, r->a, &r->session.actor, c->line.year, c->line.package_code, &in, e))
        return false;
    r->year = c->line.year; /* a line's year is its own, whatever the person looked at */
    c->year = r->year;
    c->package = c->line.package_code;
    return true;
}

/* A form opens only for a person who may send it: nothing is typed for nothing. */
static bool may_write(struct req *r, int64_t agency_id, int64_t division, struct str state,
                      struct err *e)
{
    struct fiscal_year year;

    return actor_check(&r->session.actor, PERM_REQUEST_WRITE, agency_id, division, e) &&
           year_get(r->db, r->a, r->year, &year, e) && check_editable(state, year.stage, e);
}

/* ---- add ---- */

bool line_new_page(struct req *r, struct reply *ret, struct err *e)
{
    struct line_ctx *c = ARENA_NEW(r->a, struct line_ctx);

    line_form(r, c);
    form_find(&c->form, "quantity")->value = STR("1");
    form_find(&c->form, "times")->value = STR("1");
    form_find(&c->form, "months")->value = STR("1");
    form_find(&c->form, "fund")->value = STR("OWN");
    form_find(&c->form, "name")->focus = true;
    return find_package(r, c, e) && may_write(r, c->in.agency_id, c->in.division, c->in.state, e) &&
           line_form_show(r, c, 200, ret, e);
}

static bool line_write(struct act *by, void *ctx, struct err *e)
{
    struct line_ctx *c = ctx;
    int64_t id;
    struct str code;

    struct line_new n = {.package_id = c->in.id,
                         .quantity_milli = c->sum.quantity_milli,
                         .times = c->sum.times,
                         .months = c->sum.months,
                         .name = form_value(&c->form, "name"),
                         .unit_word = form_value(&c->form, "unit_word"),
                         .justification = form_value(&c->form, "justification"),
                         .unit_price = c->sum.price,
                         .requested = c->amount};

    return class_id(by, c->year, "item", form_value(&c->form, "item"), &n.item_id, e) &&
           class_id(by, c->year, "fund", form_value(&c->form, "fund"), &n.fund_id, e) &&
           line_add(by, &n, &id, &code, e);
}

static bool line_written(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct line_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/packages/%.*s", STR_FMT(c->package)), ret);
    return true;
}

static bool line_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct line_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return line_form_show(r, c, err_http(e->code), ret, &again);
}

/* Quantity, price, times, months and their product; overflow and broken baht in words. */
static void read_sum(struct req *r, struct line_ctx *c)
{
    struct form *f = &c->form;
    struct err e = {0};
    bool ok = form_milli(f, "quantity", r, &c->sum.quantity_milli);

    c->sum.times = c->sum.months = 1;
    ok = form_money(f, "unit_price", r, &c->sum.price) && ok;
    if (form_value(f, "times").n)
        ok = form_int(f, "times", r, 1, 100000, &c->sum.times) && ok;
    if (form_value(f, "months").n)
        ok = form_int(f, "months", r, 1, 120, &c->sum.months) && ok;
    if (ok &&
        (!line_product(r->a, &c->sum, &c->amount, &e) || !check_requested(r->a, c->amount, &e)))
        form_wrong(f, "unit_price", word_error(r->a, &e, r->lang));
}

static bool line_post(struct req *r, struct line_ctx *c, struct reply *ret, struct err *e)
{
    form_read(&c->form, r);
    form_check(&c->form, r);
    if (form_value(&c->form, "quantity").n && form_value(&c->form, "unit_price").n)
        read_sum(r, c);
    if (c->form.wrong)
        return line_form_show(r, c, 400, ret, e);
    r->refused = line_refused;
    return req_write(r, line_write, line_written, c, ret, e);
}

bool line_new_post(struct req *r, struct reply *ret, struct err *e)
{
    struct line_ctx *c = ARENA_NEW(r->a, struct line_ctx);

    line_form(r, c);
    return find_package(r, c, e) && line_post(r, c, ret, e);
}

/* ---- an amount at the open stage ---- */

static void amount_form(struct req *r, struct line_ctx *c)
{
    static const struct form_field plain[] = {
        {.name = "amount",
         .kind = FORM_MONEY,
         .label = TR("จำนวนเงินของขั้นนี้"),
         .required = true,
         .max = 30,
         .hint = TR("บาท ใส่ 0 เมื่อไม่ให้ตั้ง"),
         .focus = true},
        {.name = "common", .kind = FORM_CHOICE, .label = TR("เหตุผลที่ใช้บ่อย")},
        {.name = "reason",
         .kind = FORM_LONG,
         .label = TR("เหตุผล"),
         .max = LONG_TEXT,
         .hint = TR("เขียนเอง หรือเพิ่มรายละเอียดจากเหตุผลที่เลือก")},
        {.name = "resolution",
         .kind = FORM_TEXT,
         .label = TR("เลขที่มติ"),
         .max = 200,
         .hint = TR("ต้องมีเมื่อเป็นมติของคณะกรรมการหรือผู้บริหาร")},
    };

    c->form.n = ARRAY_LEN(plain);
    c->form.field = ARENA_ARRAY(r->a, struct form_field, ARRAY_LEN(plain));
    for (size_t i = 0; i < ARRAY_LEN(plain); i++)
        c->form.field[i] = plain[i];
}

/* The office's own list (a parameter), so that a cut with its reason takes seconds. */
static bool common_reasons(struct req *r, struct line_ctx *c, struct err *e)
{
    struct form_field *f = form_find(&c->form, "common");
    struct param_rows rows;
    struct form_choice *choice;

    if (!param_table(r->db, r->a, PARAM_CUT_REASONS, c->year, &rows, e))
        return false;
    choice = ARENA_ARRAY(r->a, struct form_choice, rows.rows + 1);
    choice[0] = (struct form_choice){STR_NONE, tr(r->lang, TR("เขียนเอง"))};
    for (size_t i = 0; i < rows.rows; i++) {
        struct str text = param_cell(&rows, i, "reason");

        choice[i + 1] = (struct form_choice){text, text};
    }
    f->choice = choice;
    f->choices = rows.rows + 1;
    return true;
}

/* The reason chosen, then what was written beside it; one of them must be there. */
static void read_reason(struct req *r, struct line_ctx *c)
{
    struct str common = form_value(&c->form, "common"), own = form_value(&c->form, "reason");

    c->reason = common.n && own.n ? str_format(r->a, "%.*s: %.*s", STR_FMT(common), STR_FMT(own))
                                  : (common.n ? common : own);
    if (c->reason.n == 0) {
        struct err e = {0};

        FAIL(&e, ERR_REASON_NEEDED);
        form_wrong(&c->form, "reason", word_error(r->a, &e, r->lang));
    }
}

static bool open_stage(struct req *r, struct line_ctx *c, struct err *e)
{
    struct fiscal_year year;

    if (!find_line(r, c, e) || !year_get(r->db, r->a, c->year, &year, e))
        return false;
    c->stage = cycle_open_stage(year.stage);
    if (c->stage == STAGE_REQUESTED || c->stage >= STAGE_COUNT) {
        FAIL(e, ERR_STAGE);
        err_arg(e, "stage", V(year.stage));
        return false;
    }
    return true;
}

static bool amount_show(struct req *r, struct line_ctx *c, int status, struct reply *ret,
                        struct err *e)
{
    struct request_form_page page = {
        .title = str_format(r->a, "%.*s: %.*s", STR_FMT(tr(r->lang, TR("ปรับยอด"))),
                            STR_FMT(stage_label(c->stage, r->lang))),
        .lead = str_format(r->a, "%.*s · %.*s %.*s", STR_FMT(c->line.name),
                           STR_FMT(tr(r->lang, TR("ขณะนี้ (บาท)"))),
                           STR_FMT(money_text(r->a, c->line.now, MONEY_WHOLE))),
        .action = str_format(r->a, "/lines/%.*s/amount?version=%lld", STR_FMT(c->line.code),
                             (long long)(c->seen ? c->seen : c->line.version)),
        .draft = str_format(r->a, "amount-%.*s", STR_FMT(c->line.code)),
        .submit = tr(r->lang, TR("บันทึกจำนวนเงิน"))};

    return form_page(r, c, &page, status, ret, e);
}

static enum perm amount_perm(enum stage stage)
{
    return stage == STAGE_ANALYST         ? PERM_ANALYSE
           : stage_by_resolution(stage) ? PERM_COMMITTEE
                                          : PERM_DECIDE;
}

bool line_amount_page(struct req *r, struct reply *ret, struct err *e)
{
    struct line_ctx *c = ARENA_NEW(r->a, struct line_ctx);

    amount_form(r, c);
    if (!open_stage(r, c, e) || !common_reasons(r, c, e) ||
        !actor_check(&r->session.actor, amount_perm(c->stage), c->line.agency_id, c->line.division,
                     e))
        return false;
    form_find(&c->form, "amount")->value = money_text(r->a, c->line.now, MONEY_WHOLE);
    return amount_show(r, c, 200, ret, e);
}

/* Of a body's stage: a draft of one line, for the chair to confirm. */
static bool amount_draft(struct act *by, struct line_ctx *c, struct err *e)
{
    struct resolution_amount l = {c->line.code, c->amount, c->reason};
    struct resolution_new n = {.year = c->year,
                               .stage = c->stage,
                               .kind = STR("approve"),
                               .number = form_value(&c->form, "resolution"),
                               .title = c->line.name,
                               .reason = c->reason,
                               .corrects = true};
    size_t row;

    return resolution_draft_lines(by, &n, &l, 1, &row, &c->drafted, e);
}

static bool amount_write(struct act *by, void *ctx, struct err *e)
{
    struct line_ctx *c = ctx;
    struct line_info newest;

    if (c->seen &&
        !db_one(by->tx->db, by->a, &Q_PAGE_LINE, ARGS(V(c->line.code)), &line_type, &newest, e))
        return false;
    if (c->seen && newest.version != c->seen) { /* of two windows the second is told */
        FAIL(e, ERR_STALE);
        return false;
    }
    if (stage_by_resolution(c->stage))
        return amount_draft(by, c, e);
    return line_set_amount(by, c->line.code, c->stage, c->amount, c->reason,
                           form_value(&c->form, "resolution"), e);
}

static bool amount_written(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct line_ctx *c = ctx;

    if (!c->drafted.n)
        return line_written(r, ctx, ret, e);
    reply_done(r, str_format(r->a, "/resolutions/%.*s", STR_FMT(c->drafted)), ret);
    return true;
}

static bool amount_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct line_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return amount_show(r, c, err_http(e->code), ret, &again);
}

bool line_amount_post(struct req *r, struct reply *ret, struct err *e)
{
    struct line_ctx *c = ARENA_NEW(r->a, struct line_ctx);

    amount_form(r, c);
    if (!open_stage(r, c, e) || !common_reasons(r, c, e) ||
        !req_int(r, "version", 0, INT64_MAX, 0, &c->seen, e))
        return false;
    form_read(&c->form, r);
    if (form_check(&c->form, r))
        form_money(&c->form, "amount", r, &c->amount);
    read_reason(r, c);
    if (c->form.wrong)
        return amount_show(r, c, 400, ret, e);
    r->refused = amount_refused;
    return req_write(r, amount_write, amount_written, c, ret, e);
}
