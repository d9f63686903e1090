/* line_edit.c - the main page of a line: its sum as a sentence, and the form of quantity, price, reason
 * for those who may write it now. */
#include "base/arena.h"
#include "base/exact.h"
#include "plan/package.h"
#include "plan/price.h"
#include "plan/write.h"
#include "views.h"
#include "web/delta_page.h"
#include "web/line_head.h"
#include "web/words.h"

enum { LONG_TEXT = 4000, TIMES_MAX = 100000, MONTHS_MAX = 120 };

struct edit_ctx {
    struct line_page page;
    struct line_edit edit;
    struct str price_code, price_reason;
    bool prices; /* the form asked about them */
};

static void make_form(struct req *r, struct line_page *p)
{
    static const struct form_field plain[] = {
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
        {.name = "times", .kind = FORM_NUMBER, .label = TR("จำนวนครั้ง"), .required = true, .max = 9},
        {.name = "months",
         .kind = FORM_NUMBER,
         .label = TR("จำนวนเดือน"),
         .required = true,
         .max = 5},
        {.name = "price_code", .kind = FORM_CHOICE, .label = TR("ราคามาตรฐานที่ใช้เทียบ")},
        {.name = "price_reason",
         .kind = FORM_TEXT,
         .label = TR("เหตุผลเมื่อสูงกว่าราคามาตรฐาน"),
         .max = 2000},
        {.name = "justification",
         .kind = FORM_LONG,
         .label = TR("เหตุผลและที่มาของราคา"),
         .max = LONG_TEXT},
    };

    p->form.n = ARRAY_LEN(plain);
    p->form.field = ARENA_ARRAY(r->a, struct form_field, ARRAY_LEN(plain));
    for (size_t i = 0; i < ARRAY_LEN(plain); i++)
        p->form.field[i] = plain[i];
}

/* The approved prices of the line's item as choices, the one it names among them. */
static bool fill_prices(struct req *r, struct line_page *p, struct err *e)
{
    struct form_field *f = form_find(&p->form, "price_code");
    struct form_choice *c;
    const struct price_row *row;
    struct rows rows;

    if (!price_for_item(r->db, r->a, p->head.year, p->head.line.item_code, r->today, &rows, e))
        return false;
    row = rows.p;
    c = ARENA_ARRAY(r->a, struct form_choice, rows.n + 1);
    c[0] = (struct form_choice){STR_NONE, tr(r->lang, TR("ไม่อ้างราคามาตรฐาน"))};
    for (size_t i = 0; i < rows.n; i++) {
        c[i + 1] = (struct form_choice){
            row[i].code, str_format(r->a, "%.*s · %.*s / %.*s", STR_FMT(row[i].name),
                                    STR_FMT(money_text(r->a, row[i].price, MONEY_WHOLE)),
                                    STR_FMT(row[i].unit_word))};
        if (str_eq(row[i].code, p->head.line.price_code)) {
            p->standard_name = row[i].name;
            p->standard_source = row[i].source;
            p->standard_demo = row[i].demo;
        }
    }
    f->choice = c;
    f->choices = rows.n + 1;
    p->has_prices = rows.n > 0 && !costing_is_personnel(&p->head.line);
    return true;
}

static void fill_form(struct req *r, struct line_page *p)
{
    const struct costing *l = &p->head.line;
    struct str asked = req_query(r, "price");

    form_find(&p->form, "name")->value = l->name;
    form_find(&p->form, "quantity")->value = milli_text(r->a, l->quantity_milli);
    form_find(&p->form, "unit_word")->value = l->unit_word;
    form_find(&p->form, "unit_price")->value = money_text(r->a, l->unit_price, MONEY_WHOLE);
    form_find(&p->form, "times")->value = str_format(r->a, "%lld", (long long)l->times);
    form_find(&p->form, "months")->value = str_format(r->a, "%lld", (long long)l->months);
    form_find(&p->form, "price_code")->value = asked.n ? asked : l->price_code;
    form_find(&p->form, "price_reason")->value = l->price_reason;
    form_find(&p->form, "justification")->value = l->justification;
}

static bool line_show(struct req *r, struct line_page *p, int status, struct reply *ret,
                      struct err *e)
{
    struct page_head head;

    p->version =
        p->version.n ? p->version : str_format(r->a, "%lld", (long long)p->head.line.version);
    p->quantity_text = milli_text(r->a, p->head.line.quantity_milli);
    if (p->head.above)
        p->over = money_text(r->a, money_sub(p->head.line.unit_price, p->head.line.standard),
                             MONEY_WHOLE);
    p->name = *form_find(&p->form, "name");
    p->quantity = *form_find(&p->form, "quantity");
    p->unit_word = *form_find(&p->form, "unit_word");
    p->unit_price = *form_find(&p->form, "unit_price");
    p->times = *form_find(&p->form, "times");
    p->months = *form_find(&p->form, "months");
    p->price_code = *form_find(&p->form, "price_code");
    p->price_reason = *form_find(&p->form, "price_reason");
    p->justification = *form_find(&p->form, "justification");
    p->head.refused = p->form.error;
    p->answered = p->form.wrong;
    line_page_head(r, &p->head, "", &head);
    if (!REPLY_PAGE(r, &head, line, p, ret, e))
        return false;
    ret->status = status;
    return true;
}

/* What the Council moved on it; a line of a draft that is not before it has none. */
static bool fill_deltas(struct req *r, struct line_page *p, struct err *e)
{
    const struct delta_filter f = {.line_code = p->head.line.code, .limit = 50};
    struct rows rows;

    if (!delta_list(r->db, r->a, &f, &rows, e))
        return false;
    delta_table(r, &rows, &p->deltas);
    p->delta_n = (int64_t)rows.n;
    return true;
}

bool line_page(struct req *r, struct reply *ret, struct err *e)
{
    struct line_page *p = ARENA_NEW(r->a, struct line_page);

    make_form(r, p);
    if (!line_head_read(r, TAB_MAIN, &p->head, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &costing_type, &p->head.line, 1, NULL, STR_NONE, p->head.line.code,
                           ret, e);
    if (!fill_prices(r, p, e) || !fill_deltas(r, p, e))
        return false;
    fill_form(r, p);
    return line_show(r, p, 200, ret, e);
}

/* ---- saving ---- */

static bool edit_write(struct act *by, void *ctx, struct err *e)
{
    const struct edit_ctx *c = ctx;

    return line_update(by, &c->edit, e) &&
           (!c->prices ||
            costing_price_set(by, c->edit.line_code, c->price_code, c->price_reason, e));
}

static bool edit_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct edit_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/packages/%.*s", STR_FMT(c->page.head.line.package_code)), ret);
    return true;
}

static bool edit_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct edit_ctx *c = ctx;
    struct err again = {0};

    if (e->code == ERR_WHOLE_BAHT || e->code == ERR_AMOUNT_RANGE)
        form_wrong(&c->page.form, "unit_price", word_error(r->a, e, r->lang));
    else
        form_refuse(&c->page.form, r, e);
    return line_show(r, &c->page, err_http(e->code), ret, &again);
}

/* Quantity, price, times and months, and their product: overflow and broken baht in words. */
static void read_sum(struct req *r, struct edit_ctx *c)
{
    struct form *f = &c->page.form;
    struct line_sum sum = {0};
    struct money product;
    struct err e = {0};
    bool ok = form_milli(f, "quantity", r, &sum.quantity_milli);

    ok = form_money(f, "unit_price", r, &sum.price) && ok;
    ok = form_int(f, "times", r, 0, TIMES_MAX, &sum.times) && ok;
    ok = form_int(f, "months", r, 0, MONTHS_MAX, &sum.months) && ok;
    if (!ok)
        return;
    if (!line_product(r->a, &sum, &product, &e) || !check_requested(r->a, product, &e)) {
        form_wrong(f, "unit_price", word_error(r->a, &e, r->lang));
        return;
    }
    c->edit.quantity_milli = sum.quantity_milli;
    c->edit.times = sum.times;
    c->edit.months = sum.months;
    c->edit.unit_price = sum.price;
}

bool line_edit_post(struct req *r, struct reply *ret, struct err *e)
{
    struct edit_ctx *c = ARENA_NEW(r->a, struct edit_ctx);
    struct line_page *p = &c->page;
    struct form *f = &p->form;

    make_form(r, p);
    if (!line_head_read(r, TAB_MAIN, &p->head, e) || !fill_prices(r, p, e) ||
        !req_int(r, "version", 0, INT64_MAX, 0, &c->edit.version, e))
        return false;
    p->head.may_edit = true; /* what was typed comes back, whoever may save it */
    p->version = req_field(r, "version");
    fill_form(r, p); /* callers that send a few fields leave the others as they are */
    for (size_t i = 0; i < f->n; i++) {
        if (req_has(r, f->field[i].name))
            f->field[i].value = str_trim(req_field(r, f->field[i].name));
    }
    if (form_check(f, r))
        read_sum(r, c);
    if (f->wrong)
        return line_show(r, p, 400, ret, e);
    c->edit.line_code = p->head.line.code;
    c->edit.name = form_value(f, "name");
    c->edit.unit_word = form_value(f, "unit_word");
    c->edit.justification = form_value(f, "justification");
    c->price_code = form_value(f, "price_code");
    c->price_reason = form_value(f, "price_reason");
    c->prices = p->has_prices || c->price_code.n > 0 || p->head.line.price_code.n > 0;
    r->refused = edit_refused;
    return req_write(r, edit_write, edit_done, c, ret, e);
}

/* ---- the standard prices of its item ---- */

bool line_prices_page(struct req *r, struct reply *ret, struct err *e)
{
    struct line_head h;
    struct rows rows;

    if (!line_head_read(r, TAB_PRICES, &h, e) ||
        !price_for_item(r->db, r->a, h.year, h.line.item_code, r->today, &rows, e))
        return false;
    if (r->format == FORMAT_HTML) {
        reply_redirect(r,
                       str_format(r->a, "/prices?item=%.*s&line=%.*s&year=%lld",
                                  STR_FMT(h.line.item_code), STR_FMT(h.line.code),
                                  (long long)h.year),
                       ret);
        return true;
    }
    return reply_table(r, &price_row_type, rows.p, rows.n, NULL, STR_NONE,
                       str_format(r->a, "%.*s-prices", STR_FMT(h.line.code)), ret, e);
}
