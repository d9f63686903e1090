#include "web/price_page.h"

#include "base/arena.h"
#include "views.h"
#include "web/transfer.h"
#include "web/words.h"

/* ---- showing ---- */

static void make_form(struct req *r, struct form *f)
{
    static const struct form_field plain[] = {
        {.name = "code",
         .kind = FORM_TEXT,
         .label = TR("รหัสราคา"),
         .required = true,
         .max = 30,
         .hint = TR("อักษรอังกฤษ ตัวเลข จุด และขีด เช่น EQ-001")},
        {.name = "name", .kind = FORM_TEXT, .label = TR("รายการ"), .required = true, .max = 300},
        {.name = "item_code",
         .kind = FORM_TEXT,
         .label = TR("รหัสรายจ่าย"),
         .max = 20,
         .hint = TR("เว้นว่างเมื่อใช้ได้กับทุกรายจ่าย")},
        {.name = "price",
         .kind = FORM_MONEY,
         .label = TR("ราคาต่อหน่วย"),
         .required = true,
         .max = 30},
        {.name = "unit_word",
         .kind = FORM_TEXT,
         .label = TR("หน่วยนับ"),
         .required = true,
         .max = 40},
        {.name = "source",
         .kind = FORM_TEXT,
         .label = TR("ที่มา"),
         .required = true,
         .max = 300,
         .hint = TR("ประกาศหรือหนังสือ เลขที่ วันที่")},
        {.name = "valid_from", .kind = FORM_TEXT, .label = TR("ใช้ตั้งแต่วันที่"), .max = 40},
        {.name = "valid_to",
         .kind = FORM_TEXT,
         .label = TR("ใช้ถึงวันที่"),
         .max = 40,
         .hint = TR("เช่น 30/9/2569 เว้นว่างเมื่อไม่กำหนด")},
    };

    *f = (struct form){.n = ARRAY_LEN(plain)};
    f->field = ARENA_ARRAY(r->a, struct form_field, ARRAY_LEN(plain));
    for (size_t i = 0; i < ARRAY_LEN(plain); i++)
        f->field[i] = plain[i];
}

static bool read_prices(struct req *r, struct price_page *p, struct rows *ret, struct err *e)
{
    struct price_filter f = {.year = r->year,
                             .state = req_query(r, "state"),
                             .item = req_query(r, "item"),
                             .text = str_trim(req_query(r, "q"))};
    const struct price_row *row;
    struct price_view *v;

    if (!price_list(r->db, r->a, &f, ret, e))
        return false;
    p->q = f.text;
    p->item = f.item;
    row = ret->p;
    v = ARENA_ARRAY(r->a, struct price_view, ret->n);
    for (size_t i = 0; i < ret->n; i++) {
        bool waits = str_eq(row[i].state, STR("proposed"));

        v[i] = (struct price_view){
            .row = row[i],
            .expired = row[i].valid_to.yyyymmdd && date_cmp(row[i].valid_to, r->today) < 0,
            .may_decide =
                waits && p->may_propose && !str_eq(row[i].proposed_by, r->session.actor.name)};
        p->waiting += waits;
        p->approved += str_eq(row[i].state, STR("approved"));
        p->above += row[i].above;
        p->may_approve_all = p->may_approve_all || v[i].may_decide;
    }
    p->price = v;
    p->price_n = ret->n;
    return true;
}

static bool price_show(struct req *r, struct price_page *p, int status, struct reply *ret,
                       struct err *e)
{
    struct page_head head = {.nav = STR("/prices"), .table_path = STR("/prices")};
    struct rows rows;

    p->year = r->year;
    p->csrf = r->session.csrf;
    p->may_propose = actor_may(&r->session.actor, PERM_PARAM);
    if (!read_prices(r, p, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &price_row_type, rows.p, rows.n, NULL, STR_NONE,
                           str_format(r->a, "prices-%lld", (long long)r->year), ret, e);
    p->title = head.title = tr(r->lang, TR("ราคามาตรฐาน"));
    p->line = req_query(r, "line");
    if (!REPLY_PAGE(r, &head, prices, p, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool prices_page(struct req *r, struct reply *ret, struct err *e)
{
    struct price_page p = {.waiting = 0};

    make_form(r, &p.form);
    return price_show(r, &p, 200, ret, e);
}

/* ---- proposing ---- */

struct price_ctx {
    struct price_page page;
    const struct price_new *p;
    size_t n, row;
    struct price_file file;
    const char *path;
    int64_t year, made;
    struct str code;
    bool approve;
};

static bool propose_write(struct act *by, void *ctx, struct err *e)
{
    struct price_ctx *c = ctx;

    return price_propose(by, c->year, c->p, c->n, &c->made, &c->row, e);
}

static bool price_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct price_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/prices?year=%lld", (long long)c->year), ret);
    return true;
}

static bool propose_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct price_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->page.form, r, e);
    return price_show(r, &c->page, err_http(e->code), ret, &again);
}

bool price_post(struct req *r, struct reply *ret, struct err *e)
{
    struct price_ctx *c = ARENA_NEW(r->a, struct price_ctx);
    struct price_new *p = ARENA_NEW(r->a, struct price_new);
    struct form *f = &c->page.form;

    make_form(r, f);
    form_read(f, r);
    if (form_check(f, r)) {
        (void)form_money(f, "price", r, &p->price);
        (void)form_date(f, "valid_from", r, &p->valid_from);
        (void)form_date(f, "valid_to", r, &p->valid_to);
    }
    if (f->wrong)
        return price_show(r, &c->page, 400, ret, e);
    p->code = form_value(f, "code");
    p->name = form_value(f, "name");
    p->item_code = form_value(f, "item_code");
    p->unit_word = form_value(f, "unit_word");
    p->source = form_value(f, "source");
    c->p = p;
    c->n = 1;
    c->year = r->year;
    r->refused = propose_refused;
    return req_write(r, propose_write, price_done, c, ret, e);
}

/* ---- a file ---- */

bool file_issues_show(struct req *r, const struct file_issue *issue, size_t n, struct str back,
                      struct reply *ret, struct err *e)
{
    static const struct col cols[] = {{"row", COL_YEAR, NULL, NULL, NULL},
                                      {"field", COL_PLAIN, NULL, NULL, NULL},
                                      {"value", COL_PLAIN, NULL, NULL, NULL},
                                      {"th", COL_PLAIN, NULL, NULL, NULL}};
    static const struct col cols_en[] = {{"row", COL_YEAR, NULL, NULL, NULL},
                                         {"field", COL_PLAIN, NULL, NULL, NULL},
                                         {"value", COL_PLAIN, NULL, NULL, NULL},
                                         {"en", COL_PLAIN, NULL, NULL, NULL}};
    struct param crumb[] = {{tr(r->lang, TR("กลับไปส่งแฟ้มใหม่")), back}};
    struct page_head head = {.crumb = crumb, .ncrumb = 1, .nav = back};
    struct file_issues_page page = {.year = r->year, .back = back};

    page.title = head.title = tr(r->lang, TR("แฟ้มยังใช้ไม่ได้"));
    page.lead =
        str_format(r->a, "%zu %.*s", n, STR_FMT(tr(r->lang, TR("ช่องที่ต้องแก้ ยังไม่ได้บันทึกแถวใด"))));
    page.issues = (struct table_view){.type = &file_issue_type,
                                      .rows = issue,
                                      .n = n,
                                      .cols = r->lang == LANG_EN ? cols_en : cols,
                                      .ncols = ARRAY_LEN(cols),
                                      .caption = page.title};
    if (!REPLY_PAGE(r, &head, file_issues, &page, ret, e))
        return false;
    ret->status = 400;
    return true;
}

static bool file_work(struct req *r, void *ctx, struct err *e)
{
    struct price_ctx *c = ctx;

    return price_file_read(r->a, c->path, &c->file, e);
}

/* A row that the register refuses is an issue of the file, by its number. */
static bool file_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct price_ctx *c = ctx;
    struct err again = {0};
    struct file_issue issue = {
        .field = STR("code"), .th = err_text(r->a, e, LANG_TH), .en = err_text(r->a, e, LANG_EN)};

    if (c->row >= c->file.n)
        return false;
    issue.row = (int64_t)c->row + 1;
    issue.value = c->file.row[c->row].code;
    return file_issues_show(r, &issue, 1, STR("/prices"), ret, &again);
}

static bool file_read_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct price_ctx *c = ctx;

    if (c->file.issues)
        return file_issues_show(r, c->file.issue, c->file.issues, STR("/prices"), ret, e);
    c->p = c->file.row;
    c->n = c->file.n;
    r->refused = file_refused;
    return req_write(r, propose_write, price_done, c, ret, e);
}

static bool file_broken(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct price_ctx *c = ctx;
    struct err again = {0};

    c->page.refused = word_error(r->a, e, r->lang);
    return price_show(r, &c->page, err_http(e->code), ret, &again);
}

bool price_file_post(struct req *r, struct reply *ret, struct err *e)
{
    struct price_ctx *c = ARENA_NEW(r->a, struct price_ctx);

    make_form(r, &c->page.form);
    c->year = r->year;
    if (!upload_required(r, e))
        return file_broken(r, c, ret, e);
    c->path = r->upload->path;
    r->refused = file_broken;
    return req_offload(r, file_work, file_read_done, c, ret, e);
}

/* ---- deciding ---- */

static bool decide_write(struct act *by, void *ctx, struct err *e)
{
    struct price_ctx *c = ctx;

    return price_decide(by, c->year, c->code, c->approve, &c->made, e);
}

static bool decide(struct req *r, struct str code, bool approve, struct reply *ret, struct err *e)
{
    struct price_ctx *c = ARENA_NEW(r->a, struct price_ctx);

    make_form(r, &c->page.form);
    c->year = r->year;
    c->code = code;
    c->approve = approve;
    r->refused = file_broken;
    return req_write(r, decide_write, price_done, c, ret, e);
}

bool price_approve_post(struct req *r, struct reply *ret, struct err *e)
{
    return decide(r, r->seg[0], true, ret, e);
}

bool price_refuse_post(struct req *r, struct reply *ret, struct err *e)
{
    return decide(r, r->seg[0], false, ret, e);
}

bool price_approve_all_post(struct req *r, struct reply *ret, struct err *e)
{
    return decide(r, STR_NONE, true, ret, e);
}
