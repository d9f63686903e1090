/* agreement_list.c - /agreements: the year's agreements and what waits; /agreements/ranking. */
#include "base/arena.h"
#include "base/err.h"
#include "views.h"
#include "web/procurement_page.h"
#include "web/agreement_page.h"
#include "web/money_parts.h"
#include "web/words.h"

enum { PAGE = 100 };

static const struct form_field make_fields[] = {
    {.name = "agency", .kind = FORM_CHOICE, .label = TR("หน่วยรับงบประมาณ"), .required = true},
};
static const struct col list_cols[] = {
    {"agency_name", COL_LINK, "/agreements/", "code", NULL},
    {"state", COL_TAG, "agreement_state", NULL, NULL},
    {"items", COL_PLAIN, NULL, NULL, NULL},
    {"open", COL_PLAIN, NULL, NULL, NULL},
    {"weight", COL_PLAIN, NULL, NULL, NULL},
    {"kind", COL_WORD, "agreement_kind", NULL, NULL},
    {"total_text", COL_NUMBER, NULL, NULL, NULL},
    {"appeals", COL_PLAIN, NULL, NULL, NULL},
};

struct make_ctx {
    struct str agency, code;
    struct form form;
    int64_t year;
};

static struct str list_lead(struct req *r, const struct agreement *x, size_t n)
{
    int64_t open = 0, wait = 0, signed_n = 0, final = 0;

    for (size_t i = 0; i < n; i++) {
        open += str_eq(x[i].state, STR("drafted"));
        wait += str_eq(x[i].state, STR("negotiated"));
        signed_n += str_eq(x[i].state, STR("signed")) || str_eq(x[i].state, STR("interim"));
        final += str_eq(x[i].state, STR("final")) || str_eq(x[i].state, STR("appealed")) || str_eq(x[i].state, STR("closed"));
    }
    if (n == 0)
        return tr(r->lang, TR("ปีนี้ยังไม่มีคำรับรอง เลือกหน่วยงานแล้วเริ่มทำ"));
    return SAY(r, TR("คำรับรอง {all} ฉบับ: กำลังเจรจา {open} รอลงนาม {wait} ลงนามแล้ว {signed} ประเมินสิ้นปีแล้ว {final}"),
               {STR("{all}"), money_count_text(r, (int64_t)n)}, {STR("{open}"), money_count_text(r, open)},
               {STR("{wait}"), money_count_text(r, wait)}, {STR("{signed}"), money_count_text(r, signed_n)},
               {STR("{final}"), money_count_text(r, final)});
}

static bool list_show(struct req *r, const struct make_ctx *c, struct str refused, int status, struct reply *ret, struct err *e)
{
    struct agreement_list_page page = {.year = r->year, .csrf = r->session.csrf, .refused = refused};
    const struct agreement_filter f = {
        .year = r->year, .state = req_query(r, "state"), .after = req_query(r, "after"), .limit = PAGE + 1};
    struct page_head head = {.nav = STR("/agreements"), .table_path = STR("/agreements")};
    const struct agreement *x;
    struct rows rows;
    struct err no;

    if (!agreement_list(r->db, r->a, &f, &rows, e))
        return false;
    x = rows.p;
    if (rows.n > PAGE) {
        rows.n = PAGE;
        page.next = x[PAGE - 1].agency_code;
    }
    if (r->format != FORMAT_HTML)
        return reply_table(r, &agreement_type, rows.p, rows.n, NULL, page.next,
                           str_format(r->a, "agreements-%lld", (long long)r->year), ret, e);
    page.may = actor_check_city(&r->session.actor, PERM_AGREE, &no);
    page.title = head.title = str_format(r->a, "%.*s %lld", STR_FMT(tr(r->lang, TR("คำรับรองการปฏิบัติราชการ ปีงบประมาณ"))),
                                         (long long)r->year);
    page.lead = list_lead(r, x, rows.n);
    page.rows = (struct table_view){.type = &agreement_type,
                                    .rows = rows.p,
                                    .n = rows.n,
                                    .cols = list_cols,
                                    .ncols = ARRAY_LEN(list_cols),
                                    .caption = page.title,
                                    .remember = STR("agreements"),
                                    .empty = tr(r->lang, TR("ปีนี้ยังไม่มีคำรับรอง"))};
    table_sort(r, &page.rows);
    pace_form(r, make_fields, ARRAY_LEN(make_fields), &page.make);
    if (c && c->form.n)
        page.make = c->form;
    if (page.may && !form_agencies(r, form_find(&page.make, "agency"), STR_NONE, e))
        return false;
    if (!REPLY_PAGE(r, &head, agreements, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool agreements_page(struct req *r, struct reply *ret, struct err *e)
{
    return list_show(r, NULL, STR_NONE, 200, ret, e);
}

static bool make_write(struct act *by, void *ctx, struct err *e)
{
    struct make_ctx *c = ctx;

    return agreement_make(by, c->year, c->agency, &c->code, e);
}

static bool made(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct make_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/agreements/%.*s", STR_FMT(c->code)), ret);
    return true;
}

static bool make_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct make_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return list_show(r, c, word_error(r->a, e, r->lang), err_http(e->code), ret, &again);
}

bool agreements_post(struct req *r, struct reply *ret, struct err *e)
{
    struct make_ctx *c = ARENA_NEW(r->a, struct make_ctx);

    c->year = r->year;
    pace_form(r, make_fields, ARRAY_LEN(make_fields), &c->form);
    form_read(&c->form, r);
    form_check(&c->form, r);
    c->agency = form_value(&c->form, "agency");
    if (c->form.wrong)
        return list_show(r, c, STR_NONE, 400, ret, e);
    r->refused = make_refused;
    return req_write(r, make_write, made, c, ret, e);
}

/* ---- ranking ---- */

static const struct col rank_cols[] = {
    {"rank", COL_PLAIN, NULL, NULL, NULL},
    {"agency_name", COL_LINK, "/agreements/", "code", NULL},
    {"total_text", COL_NUMBER, NULL, NULL, NULL},
};
static const struct col out_cols[] = {
    {"agency_name", COL_PLAIN, NULL, NULL, NULL},
    {"why", COL_WORD, "agreement_why", NULL, NULL},
    {"code", COL_LINK, "/agreements/", NULL, NULL},
};

bool agreement_ranking_page(struct req *r, struct reply *ret, struct err *e)
{
    const struct param crumb[] = {{tr(r->lang, TR("คำรับรองการปฏิบัติราชการ")), STR("/agreements")}};
    struct page_head head = {
        .nav = STR("/agreements"), .crumb = crumb, .ncrumb = 1, .table_path = STR("/agreements/ranking")};
    struct agreement_rank_page page = {0};
    const struct agreement_rank *x;
    struct rows rows;
    size_t n = 0;

    if (!agreement_ranking(r->db, r->a, r->year, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &agreement_rank_type, rows.p, rows.n, NULL, STR_NONE,
                           str_format(r->a, "agreement-ranking-%lld", (long long)r->year), ret, e);
    x = rows.p;
    while (n < rows.n && x[n].rank)
        n++;
    page.title = head.title =
        str_format(r->a, "%.*s %lld", STR_FMT(tr(r->lang, TR("อันดับหน่วยงานตามคำรับรอง ปีงบประมาณ"))), (long long)r->year);
    page.lead = n ? SAY(r, TR("จัดอันดับได้ {n} หน่วยงานที่มีคะแนนสิ้นปี คะแนนเท่ากันได้อันดับเดียวกัน อีก {out} หน่วยงานยังไม่มีคะแนนสิ้นปี จึงแยกไว้พร้อมเหตุ"),
                        {STR("{n}"), money_count_text(r, (int64_t)n)}, {STR("{out}"), money_count_text(r, (int64_t)(rows.n - n))})
                  : tr(r->lang, TR("ยังไม่มีหน่วยงานที่มีคะแนนสิ้นปี จึงยังไม่จัดอันดับ"));
    page.any_out = n < rows.n;
    page.ranked = (struct table_view){.type = &agreement_rank_type,
                                      .rows = x,
                                      .n = n,
                                      .cols = rank_cols,
                                      .ncols = ARRAY_LEN(rank_cols),
                                      .caption = page.title,
                                      .empty = tr(r->lang, TR("ยังไม่มีคะแนนสิ้นปี"))};
    page.out = (struct table_view){.type = &agreement_rank_type,
                                   .rows = x + n,
                                   .n = rows.n - n,
                                   .cols = out_cols,
                                   .ncols = ARRAY_LEN(out_cols),
                                   .caption = tr(r->lang, TR("ยังไม่จัดอันดับ"))};
    return REPLY_PAGE(r, &head, agreement_ranking, &page, ret, e);
}
