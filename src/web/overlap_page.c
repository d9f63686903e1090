/* overlap_page.c - work of different agencies that looks the same: searched, listed, settled. */
#include "base/arena.h"
#include "views.h"
#include "web/integrated_page.h"
#include "web/words.h"

enum { LIST_MAX = 200, FILE_MAX = 3000, REASON_MAX = 2000 };

static bool may_settle(const struct req *r)
{
    struct err e;

    return actor_may(&r->session.actor, PERM_ANALYSE) ||
           actor_check_city(&r->session.actor, PERM_CYCLE, &e) ||
           actor_check_city(&r->session.actor, PERM_GOAL, &e);
}

/* ---- the list ---- */

static void make_tables(struct req *r, const struct rows *open, const struct rows *settled,
                        struct overlaps_page *page)
{
    static const struct col cols[] = {
        {"left_title", COL_LINK, "/integrated/overlaps/", "number", NULL},
        {"left_agency", COL_UNDER, NULL, NULL, NULL},
        {"left_now", COL_WHOLE, NULL, NULL, NULL},
        {"right_title", COL_PLAIN, NULL, NULL, NULL},
        {"right_agency", COL_UNDER, NULL, NULL, NULL},
        {"right_now", COL_WHOLE, NULL, NULL, NULL},
        {"same_goal", COL_YES, NULL, NULL, NULL},
        {"same_place", COL_YES, NULL, NULL, NULL}};
    static const struct col done[] = {
        {"left_title", COL_LINK, "/integrated/overlaps/", "number", NULL},
        {"left_agency", COL_UNDER, NULL, NULL, NULL},
        {"right_title", COL_PLAIN, NULL, NULL, NULL},
        {"right_agency", COL_UNDER, NULL, NULL, NULL},
        {"decision", COL_TAG, "decision", NULL, NULL},
        {"reason", COL_PLAIN, NULL, NULL, NULL},
        {"by_user", COL_PLAIN, NULL, NULL, NULL},
        {"at", COL_UNDER, NULL, NULL, NULL},
        {"still", COL_WHOLE, NULL, NULL, NULL}};

    page->open = (struct table_view){.type = &overlap_row_type,
                                     .rows = open->p,
                                     .n = open->n,
                                     .cols = cols,
                                     .ncols = ARRAY_LEN(cols),
                                     .caption = page->title,
                                     .empty = tr(r->lang, TR("ไม่มีคู่ที่รอข้อยุติ")),
                                     .remember = STR("overlaps")};
    page->settled = (struct table_view){.type = &overlap_row_type,
                                        .rows = settled->p,
                                        .n = settled->n,
                                        .cols = done,
                                        .ncols = ARRAY_LEN(done),
                                        .caption = tr(r->lang, TR("ยุติแล้ว"))};
    page->has_settled = settled->n > 0;
}

bool overlaps_page(struct req *r, struct reply *ret, struct err *e)
{
    struct overlaps_page page = {.year = r->year, .csrf = r->session.csrf};
    struct param crumb = {tr(r->lang, TR("งบประมาณรายจ่ายบูรณาการ")), STR("/integrated")};
    struct page_head head = {.nav = STR("/integrated"),
                             .crumb = &crumb,
                             .ncrumb = 1,
                             .table_path = STR("/integrated/overlaps")};
    bool done = str_eq(req_query(r, "settled"), STR("1"));
    struct rows open, settled;

    if (r->format != FORMAT_HTML)
        return overlap_list(r->db, r->a, r->year, !done, FILE_MAX, &open, e) &&
               reply_table(r, &overlap_row_type, open.p, open.n, NULL, STR_NONE, STR("overlaps"),
                           ret, e);
    if (!overlap_count(r->db, r->a, r->year, &page.n, e) ||
        !overlap_list(r->db, r->a, r->year, true, LIST_MAX, &open, e) ||
        !overlap_list(r->db, r->a, r->year, false, LIST_MAX, &settled, e))
        return false;
    page.title = head.title = tr(r->lang, TR("งานซ้ำซ้อนระหว่างหน่วยงาน"));
    page.may = may_settle(r);
    page.at = page.n.at;
    page.never = page.n.at.ms == 0;
    page.cut = page.n.open > LIST_MAX;
    make_tables(r, &open, &settled, &page);
    return REPLY_PAGE(r, &head, overlaps, &page, ret, e);
}

/* ---- searching: a worker looks, the writer keeps ---- */

struct search_ctx {
    struct overlap_result found;
    int64_t year;
};

static bool search_work(struct req *r, void *ctx, struct err *e)
{
    struct search_ctx *c = ctx;

    return overlap_find(r->db, r->a, c->year, &c->found, e);
}

static bool search_write(struct act *by, void *ctx, struct err *e)
{
    const struct search_ctx *c = ctx;

    return overlap_keep(by, c->year, &c->found, e);
}

static bool search_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    (void)ctx;
    (void)e;
    reply_done(r, STR("/integrated/overlaps"), ret);
    return true;
}

static bool searched(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    return req_write(r, search_write, search_done, ctx, ret, e);
}

bool overlaps_post(struct req *r, struct reply *ret, struct err *e)
{
    struct search_ctx *c = ARENA_NEW(r->a, struct search_ctx);

    c->year = r->year;
    return req_offload(r, search_work, searched, c, ret, e);
}

/* ---- one pair ---- */

static void settle_form(struct req *r, const struct overlap_row *o, struct form *f)
{
    static const char *const words[] = {"keep", "merge", "drop"};
    static const struct form_field plain[] = {
        {.name = "decision", .kind = FORM_CHOICE, .label = TR("ข้อยุติ"), .required = true},
        {.name = "stays",
         .kind = FORM_CHOICE,
         .label = TR("งานที่ทำต่อ"),
         .hint = TR("เมื่อรวมหรือตัดออก")},
        {.name = "reason",
         .kind = FORM_LONG,
         .label = TR("เหตุผล"),
         .required = true,
         .max = REASON_MAX},
    };
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, ARRAY_LEN(words));
    struct form_choice *s = ARENA_ARRAY(r->a, struct form_choice, 3);

    *f = (struct form){.field = ARENA_ARRAY(r->a, struct form_field, ARRAY_LEN(plain)),
                       .n = ARRAY_LEN(plain)};
    for (size_t i = 0; i < f->n; i++)
        f->field[i] = plain[i];
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        c[i] = (struct form_choice){str_from(words[i]),
                                    word_label("decision", str_from(words[i]), r->lang)};
    s[0] = (struct form_choice){STR_NONE, STR("–")};
    s[1] =
        (struct form_choice){o->left_code, str_format(r->a, "%.*s · %.*s", STR_FMT(o->left_agency),
                                                      STR_FMT(o->left_title))};
    s[2] = (struct form_choice){
        o->right_code,
        str_format(r->a, "%.*s · %.*s", STR_FMT(o->right_agency), STR_FMT(o->right_title))};
    f->field[0].choice = c;
    f->field[0].choices = ARRAY_LEN(words);
    f->field[1].choice = s;
    f->field[1].choices = 3;
}

static int64_t number_of(struct str s)
{
    int64_t n = 0;

    for (size_t i = 0; i < s.n && i < 12; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return 0;
        n = n * 10 + (s.p[i] - '0');
    }
    return n;
}

static bool pair_show(struct req *r, int64_t number, const struct form *form, int status,
                      struct reply *ret, struct err *e)
{
    struct overlap_page page = {.year = r->year, .csrf = r->session.csrf};
    struct param crumb[] = {
        {tr(r->lang, TR("งบประมาณรายจ่ายบูรณาการ")), STR("/integrated")},
        {tr(r->lang, TR("งานซ้ำซ้อนระหว่างหน่วยงาน")), STR("/integrated/overlaps")}};
    struct page_head head = {.nav = STR("/integrated"), .crumb = crumb, .ncrumb = 2};

    if (!overlap_get(r->db, r->a, r->year, number, &page.o, e))
        return false;
    page.title = head.title =
        str_format(r->a, "%.*s %lld", STR_FMT(tr(r->lang, TR("คู่ที่"))), (long long)number);
    page.likeness.bp = page.o.likeness_bp;
    page.may = may_settle(r);
    page.is_settled = page.o.decision.n > 0;
    page.follows = page.o.still.satang > 0;
    page.action = str_format(r->a, "/integrated/overlaps/%lld", (long long)number);
    if (form)
        page.form = *form;
    else
        settle_form(r, &page.o, &page.form);
    if (!REPLY_PAGE(r, &head, overlap, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool overlap_page(struct req *r, struct reply *ret, struct err *e)
{
    return pair_show(r, number_of(r->seg[0]), NULL, 200, ret, e);
}

struct settle_ctx {
    struct form form;
    struct overlap_settle settle;
};

static bool settle_write(struct act *by, void *ctx, struct err *e)
{
    const struct settle_ctx *c = ctx;

    return overlap_settle(by, &c->settle, e);
}

static bool settle_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct settle_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return pair_show(r, c->settle.number, &c->form, err_http(e->code), ret, &again);
}

bool overlap_post(struct req *r, struct reply *ret, struct err *e)
{
    struct settle_ctx *c = ARENA_NEW(r->a, struct settle_ctx);
    struct overlap_row o;

    c->settle.year = r->year;
    c->settle.number = number_of(r->seg[0]);
    if (!overlap_get(r->db, r->a, r->year, c->settle.number, &o, e))
        return false;
    settle_form(r, &o, &c->form);
    form_read(&c->form, r);
    if (!str_eq(form_value(&c->form, "decision"), STR("keep")) && !form_value(&c->form, "stays").n)
        form_wrong(&c->form, "stays", tr(r->lang, TR("เลือกงานที่ทำต่อ")));
    if (!form_check(&c->form, r))
        return pair_show(r, c->settle.number, &c->form, 400, ret, e);
    c->settle.decision = form_value(&c->form, "decision");
    c->settle.stays = form_value(&c->form, "stays");
    c->settle.reason = form_value(&c->form, "reason");
    r->refused = settle_refused;
    return req_write(r, settle_write, search_done, c, ret, e);
}
