/* goal_list_page.c - goals without money, money without a goal, the coverage of the chain. */
#include "base/arena.h"
#include "city/agency.h"
#include "views.h"
#include "web/goal_page.h"
#include "web/words.h"

enum { SHOWN_MOST = 500 };

/* ---- goals without money ---- */

static const struct col unfunded_cols[] = {
    {"name", COL_LINK, "/goals/", "code", NULL},      {"code", COL_UNDER, NULL, NULL, NULL},
    {"level", COL_WORD, "plan_level", NULL, NULL},    {"packages", COL_PLAIN, NULL, NULL, NULL},
    {"asked", COL_WHOLE, NULL, NULL, TR("ขอ (บาท)")}, {"indicators", COL_PLAIN, NULL, NULL, NULL},
    {"objectives", COL_PLAIN, NULL, NULL, NULL},
};

static bool list_work(struct req *r, void *ctx, struct err *e)
{
    return goal_load(r, ctx, e);
}

static struct goal_row *unfunded_rows(struct req *r, const struct goal_ctx *c, size_t *ret_n,
                                      int64_t *ret_goals)
{
    const struct class_tree *t = &c->money.tree;
    struct goal_row *row = ARENA_ARRAY(r->a, struct goal_row, t->n + 1);
    struct str level = tree_goal_level(t);

    *ret_n = 0;
    *ret_goals = 0;
    for (size_t i = 0; i < t->n; i++) {
        if (!str_eq(t->node[i].level, level))
            continue;
        ++*ret_goals;
        if (c->money.all[i].funded.satang == 0 && c->money.all[i].enacted.satang == 0)
            row[(*ret_n)++] = goal_row_of(r, c, &t->node[i]);
    }
    return row;
}

static void list_filter(struct req *r, const struct goal_ctx *c, struct goal_list_page *page)
{
    page->agency = goal_agency_field(r, c);
    if (c->agency)
        page->query = str_format(r->a, "agency=%.*s", STR_FMT(c->agency->code));
}

static bool unfunded_shown(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct goal_ctx *c = ctx;
    struct param crumb[] = {{tr(r->lang, TR("แผนและเป้าหมาย")), STR("/goals")}};
    struct page_head head = {
        .nav = STR("/goals"), .crumb = crumb, .ncrumb = 1, .table_path = STR("/goals/unfunded")};
    struct goal_list_page page = {.year = r->year, .path = head.table_path};
    struct goal_row *row;
    int64_t goals;
    size_t n;

    row = unfunded_rows(r, c, &n, &goals);
    if (r->format != FORMAT_HTML)
        return reply_table(r, &goal_row_type, row, n, NULL, STR_NONE,
                           str_format(r->a, "goals-unfunded-%lld", (long long)r->year), ret, e);
    page.title = head.title = tr(r->lang, TR("เป้าหมายที่ไม่มีเงิน"));
    page.n = (int64_t)n;
    page.share.bp = money_share_bp(MONEY((int64_t)n), MONEY(goals));
    for (size_t i = 0; i < n; i++)
        page.sum = money_add(page.sum, row[i].asked);
    page.note = tr(r->lang, TR("กิจกรรมที่ไม่ใช้เงินทำได้และมีคะแนน เป้าหมายที่ไม่มีเงินจึงไม่ใช่ความผิดพลาดเสมอไป "
                               "ให้ดูว่ามีวัตถุประสงค์และเจ้าภาพหรือไม่"));
    list_filter(r, c, &page);
    page.table = (struct table_view){.type = &goal_row_type,
                                     .rows = row,
                                     .n = n,
                                     .cols = unfunded_cols,
                                     .ncols = ARRAY_LEN(unfunded_cols),
                                     .caption = page.title,
                                     .empty = tr(r->lang, TR("ทุกเป้าหมายมีเงินแล้ว")),
                                     .remember = STR("unfunded")};
    table_sort(r, &page.table);
    return REPLY_PAGE(r, &head, goal_list, &page, ret, e);
}

bool goals_unfunded_page(struct req *r, struct reply *ret, struct err *e)
{
    return req_offload(r, list_work, unfunded_shown, ARENA_NEW(r->a, struct goal_ctx), ret, e);
}

/* ---- money without a goal ---- */

static const struct col unlinked_cols[] = {
    {"title", COL_LINK, "/packages/", "code", NULL},
    {"code", COL_UNDER, NULL, NULL, NULL},
    {"agency_name", COL_PLAIN, NULL, NULL, NULL},
    {"state", COL_TAG, "state", NULL, NULL},
    {"asked", COL_WHOLE, NULL, NULL, TR("ขอ (บาท)")},
    {"funded", COL_WHOLE, NULL, NULL, TR("ได้รับจัดสรร (บาท)")},
};

static bool unlinked_shown(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct goal_ctx *c = ctx;
    struct param crumb[] = {{tr(r->lang, TR("แผนและเป้าหมาย")), STR("/goals")}};
    struct page_head head = {.nav = STR("/goals"),
                             .crumb = crumb,
                             .ncrumb = 1,
                             .table_path = STR("/goals/unlinked-money")};
    struct goal_list_page page = {.year = r->year, .path = head.table_path, .unlinked = true};
    struct goal_package_row *total = ARENA_NEW(r->a, struct goal_package_row), *row;
    size_t n;

    row = goal_packages(r, c, NULL, &n, total);
    if (r->format != FORMAT_HTML)
        return reply_table(r, &goal_package_row_type, row, n, total, STR_NONE,
                           str_format(r->a, "unlinked-money-%lld", (long long)r->year), ret, e);
    page.title = head.title = tr(r->lang, TR("เงินที่ไม่มีเป้าหมาย"));
    page.n = (int64_t)n;
    page.sum = total->asked;
    page.share.bp = money_share_bp(total->asked, c->money.whole.asked);
    page.note =
        n > SHOWN_MOST ? tr(r->lang, TR("แสดง 500 ข้อเสนอแรก ทั้งหมดอยู่ในแฟ้ม XLSX และ CSV")) : STR_NONE;
    list_filter(r, c, &page);
    page.table = (struct table_view){.type = &goal_package_row_type,
                                     .rows = row,
                                     .n = n < SHOWN_MOST ? n : SHOWN_MOST,
                                     .cols = unlinked_cols,
                                     .ncols = ARRAY_LEN(unlinked_cols),
                                     .total = n ? total : NULL,
                                     .caption = page.title,
                                     .empty = tr(r->lang, TR("เงินทุกบาทผูกกับเป้าหมายแล้ว")),
                                     .remember = STR("unlinked")};
    table_sort(r, &page.table);
    return REPLY_PAGE(r, &head, goal_list, &page, ret, e);
}

bool goals_unlinked_page(struct req *r, struct reply *ret, struct err *e)
{
    return req_offload(r, list_work, unlinked_shown, ARENA_NEW(r->a, struct goal_ctx), ret, e);
}

/* ---- coverage ---- */

struct coverage_ctx {
    struct coverage c;
    struct str word, show;
    struct tree_version strategy;
    bool links; /* the summary as a file */
};

static bool coverage_work(struct req *r, void *ctx, struct err *e)
{
    struct coverage_ctx *c = ctx;
    struct coverage_ask ask = {
        .year = r->year, .lang = r->lang, .as_of = r->today, .packages = true};

    c->word = req_query(r, "link");
    c->show = req_query(r, "show");
    return coverage_get(r->server->rollup, r->db, r->a, &ask, &c->c, e);
}

static bool wanted(const struct coverage_ctx *c, const struct coverage_row *x)
{
    if (c->word.n && !str_eq(x->step, c->word))
        return false;
    if (str_eq(c->show, STR("unmapped")))
        return x->unmapped;
    if (str_eq(c->show, STR("unfunded")))
        return x->unfunded;
    if (str_eq(c->show, STR("unowned")))
        return x->unowned;
    return true;
}

static struct coverage_row *wanted_rows(struct req *r, const struct coverage_ctx *c, size_t *ret_n)
{
    struct coverage_row *row = ARENA_ARRAY(r->a, struct coverage_row, c->c.rows + 1);

    *ret_n = 0;
    for (size_t i = 0; i < c->c.rows; i++) {
        if (wanted(c, &c->c.row[i]))
            row[(*ret_n)++] = c->c.row[i];
    }
    return row;
}

/* Only steps that look at money or at owners have these columns. */
static const struct col coverage_cols[] = {
    {"name", COL_PLAIN, NULL, NULL, NULL},
    {"code", COL_UNDER, NULL, NULL, NULL},
    {"agency_name", COL_PLAIN, NULL, NULL, NULL},
    {"targets", COL_PLAIN, NULL, NULL, NULL},
    {"to", COL_PLAIN, NULL, NULL, NULL},
    {"unmapped", COL_YES, NULL, NULL, NULL},
    {"unowned", COL_YES, NULL, NULL, NULL},
    {"unfunded", COL_YES, NULL, NULL, NULL},
    {"asked", COL_WHOLE, NULL, NULL, TR("ขอ (บาท)")},
    {"funded", COL_WHOLE, NULL, NULL, TR("ได้รับจัดสรร (บาท)")},
};

static void put_list(struct req *r, const struct coverage_ctx *c, struct coverage_page *page)
{
    struct coverage_row *row;
    size_t n;

    for (size_t i = 0; i < c->c.links; i++) {
        if (str_eq(c->c.link[i].word, c->word)) {
            page->chosen = true;
            page->here = c->c.link[i];
        }
    }
    if (!page->chosen)
        return;
    row = wanted_rows(r, c, &n);
    page->word = c->word;
    page->name = page->here.name;
    page->query = str_format(r->a, "link=%.*s&show=%.*s", STR_FMT(c->word), STR_FMT(c->show));
    page->table = (struct table_view){.type = &coverage_row_type,
                                      .rows = row,
                                      .n = n < SHOWN_MOST ? n : SHOWN_MOST,
                                      .cols = coverage_cols,
                                      .ncols = ARRAY_LEN(coverage_cols),
                                      .caption = page->name,
                                      .empty = tr(r->lang, TR("ไม่มีรายการในกลุ่มนี้")),
                                      .remember = STR("coverage")};
    table_sort(r, &page->table);
}

static bool coverage_shown(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct coverage_ctx *c = ctx;
    struct param crumb[] = {{tr(r->lang, TR("แผนและเป้าหมาย")), STR("/goals")}};
    struct page_head head = {.nav = STR("/goals/coverage"),
                             .crumb = crumb,
                             .ncrumb = 1,
                             .table_path = STR("/goals/coverage")};
    struct coverage_page page = {.year = r->year, .link = c->c.link, .link_n = c->c.links};
    struct coverage_row *row;
    size_t n;

    if (r->format != FORMAT_HTML && c->links)
        return reply_table(r, &coverage_link_type, c->c.link, c->c.links, NULL, STR_NONE,
                           str_format(r->a, "coverage-links-%lld", (long long)r->year), ret, e);
    if (r->format != FORMAT_HTML) {
        row = wanted_rows(r, c, &n);
        return reply_table(r, &coverage_row_type, row, n, NULL, STR_NONE,
                           str_format(r->a, "coverage-%lld", (long long)r->year), ret, e);
    }
    if (c->links) {
        reply_redirect(r, STR("/goals/coverage"), ret);
        return true;
    }
    page.title = head.title = tr(r->lang, TR("ความเชื่อมโยงจากนโยบายถึงเงิน"));
    for (size_t i = 0; i < c->c.links; i++) {
        const struct coverage_link *l = &c->c.link[i];

        if (l->items == 0 || (page.weak && l->share.bp >= page.worst.share.bp))
            continue;
        page.weak = true;
        page.worst = *l;
    }
    put_list(r, c, &page);
    return REPLY_PAGE(r, &head, coverage, &page, ret, e);
}

bool coverage_page(struct req *r, struct reply *ret, struct err *e)
{
    return req_offload(r, coverage_work, coverage_shown, ARENA_NEW(r->a, struct coverage_ctx), ret,
                       e);
}

bool coverage_links_page(struct req *r, struct reply *ret, struct err *e)
{
    struct coverage_ctx *c = ARENA_NEW(r->a, struct coverage_ctx);

    c->links = true;
    return req_offload(r, coverage_work, coverage_shown, c, ret, e);
}
