/* allocate_cut_page.c - /allocation/{name}/packages: packages of a run by score per baht, with the cut line. */
#include "base/arena.h"
#include "views.h"
#include "web/allocate_page.h"
#include "web/later.h"
#include "web/scenario_page.h"
#include "web/words.h"

enum { CUT_ROWS = 100 };

struct cut_ctx {
    int64_t run_id, after;
};

static bool cut_rows(struct req *r, void *ctx, struct rows *ret, struct str *ret_next,
                     struct err *e)
{
    const struct cut_ctx *c = ctx;
    const struct run_package_row *row;

    if (!run_packages(r->db, r->a, c->run_id, c->after, LATER_ROWS, ret, e))
        return false;
    row = ret->p;
    if (ret->n)
        *ret_next = next_key(r->a, ret->n == LATER_ROWS, row[ret->n - 1].cut_rank);
    return true;
}

static bool cut_file(struct req *r, const struct run_row *run, int64_t after, struct reply *ret,
                     struct err *e)
{
    struct cut_ctx *c = ARENA_NEW(r->a, struct cut_ctx);

    *c = (struct cut_ctx){run->id, after};
    return table_later(r, cut_rows, c, &run_package_row_type, run->code, ret, e);
}

bool allocate_cut_page(struct req *r, struct reply *ret, struct err *e)
{
    static const struct col cols[] = {{"title", COL_LINK, NULL, "package_code", NULL},
                                      {"package_code", COL_UNDER, NULL, NULL, NULL},
                                      {"cut_rank", COL_PLAIN, NULL, NULL, NULL},
                                      {"agency_name", COL_PLAIN, NULL, NULL, NULL},
                                      {"level_kind", COL_WORD, "level", NULL, NULL},
                                      {"value_score", COL_SCORE, NULL, NULL, NULL},
                                      {"amount", COL_WHOLE, NULL, NULL, NULL},
                                      {"cumulative", COL_WHOLE, NULL, NULL, NULL},
                                      {"reason", COL_TAG, "reason", NULL, TR("ผล")},
                                      {"value_hi", COL_SCORE, NULL, NULL, TR("คะแนนเปลี่ยนเท่านี้ ผลเปลี่ยน")},
                                      {"robust", COL_TAG, "robust", NULL, NULL},
                                      {"why_th", COL_PLAIN, NULL, NULL, TR("เพราะ")}};
    struct cut_page page = {.year = r->year, .name = r->seg[0]};
    struct param crumb[] = {{tr(r->lang, TR("จัดสรรภายใต้กรอบ")),
                             str_format(r->a, "/allocation/%.*s", STR_FMT(r->seg[0]))}};
    struct page_head head = {.nav = STR("/allocation"), .crumb = crumb, .ncrumb = 1};
    struct col *col = ARENA_ARRAY(r->a, struct col, ARRAY_LEN(cols));
    struct rows rows;
    const struct run_package_row *row;
    int64_t after;
    struct str next = STR_NONE;
    struct scenario_row seen;

    if (!scenario_of(r, &seen, e) || !req_int(r, "after", 0, INT64_MAX, 0, &after, e) ||
        !run_newest(r->db, r->a, r->year, page.name, &page.run, e))
        return false;
    if (r->format != FORMAT_HTML)
        return cut_file(r, &page.run, after, ret, e);
    if (!run_packages(r->db, r->a, page.run.id, after, CUT_ROWS, &rows, e))
        return false;
    row = rows.p;
    if (rows.n)
        next = next_key(r->a, rows.n == CUT_ROWS, row[rows.n - 1].cut_rank);
    for (size_t i = 0; i < ARRAY_LEN(cols); i++)
        col[i] = cols[i];
    col[0].more = str_cstr(r->a, str_format(r->a, "/allocation/%.*s/packages/", STR_FMT(page.name)));
    if (r->lang == LANG_EN)
        col[ARRAY_LEN(cols) - 1].field = "why_en";
    page.title = head.title = tr(r->lang, TR("เส้นตัด: ข้อเสนอตามคะแนนต่อบาท"));
    page.path = head.table_path = str_format(r->a, "/allocation/%.*s/packages", STR_FMT(page.name));
    page.paged = after > 0;
    if (next.n)
        page.next = str_format(r->a, "%.*s?after=%.*s", STR_FMT(page.path), STR_FMT(next));
    page.from = rows.n ? row[0].cut_rank : 0;
    page.to = rows.n ? row[rows.n - 1].cut_rank : 0;
    page.table = (struct table_view){.type = &run_package_row_type,
                                     .rows = rows.p,
                                     .n = rows.n,
                                     .cols = col,
                                     .ncols = ARRAY_LEN(cols),
                                     .caption = page.title,
                                     .remember = STR("cut")};
    page.ranked = str_eq(page.run.mode, STR("rank"));
    if (page.ranked) /* the optimum has no line: it weighs all ceilings at once */
        page.table.cut_after = "funded";
    return REPLY_PAGE(r, &head, cut, &page, ret, e);
}
