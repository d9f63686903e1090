/* why_page.c - see why_page.h. */
#include "web/why_page.h"

#include "base/arena.h"
#include "base/exact.h"
#include "document/chart.h"
#include "plan/section.h"
#include "views.h"

enum { SVG_MAX = 1 << 17, CHART_WIDE = 860, CHART_SMALL = 360, IN_COLOUR = 1, OUT_COLOUR = 4 };
#define MILLION_SATANG INT64_C(100000000)

static bool open_run(struct req *r, struct run_row *ret, struct err *e)
{
    struct scenario_row s;

    return scenario_open(r->db, r->a, r->year, r->seg[0], &r->session.actor, &s, e) &&
           run_newest(r->db, r->a, r->year, s.name, ret, e);
}

static bool rate_of(struct score s, struct money cost, struct score *ret)
{
    return cost.satang > 0 && exact_mul_div(s.millionths, MILLION_SATANG, cost.satang,
                                            ROUND_HALF_UP, &ret->millionths);
}

/* ---- the picture ---- */

static struct str rate_text(struct req *r, struct score s)
{
    struct sbuf b;
    struct html h = {.out = &b, .lang = r->lang};

    sbuf_init(&b, r->a, 64);
    score_text(&h, s);
    return sbuf_str(&b);
}

static struct html_safe draw(struct req *r, const struct chart_item *item, size_t n, bool small,
                             const struct why_page *page)
{
    struct scene s = {.w = 0};
    struct sbuf b;

    chart_bar(r->a, item, n, small ? CHART_SMALL : CHART_WIDE, &s);
    s.id = small ? STR("beside-small") : STR("beside");
    s.title = page->finding;
    s.desc = page->w.title;
    sbuf_init(&b, r->a, SVG_MAX);
    scene_svg(&b, &s);
    return (struct html_safe){sbuf_str(&b)};
}

/* Who stands beside it by score per baht, this package among them: funded and not by colour and word. */
static void draw_beside(struct req *r, struct rows rows, struct why_page *page)
{
    const struct why_near_row *x = rows.p;
    struct chart_item *item = ARENA_ARRAY(r->a, struct chart_item, rows.n + 1);
    size_t n = 0, funded = 0;

    for (size_t i = 0; i < rows.n; i++) {
        bool me = str_eq(x[i].package_code, page->w.package_code);
        struct score rate;

        if (!rate_of(x[i].value_score, x[i].amount, &rate) || rate.millionths < 0)
            continue;
        funded += x[i].funded;
        item[n++] = (struct chart_item){
            .label = str_format(r->a, "%s%.*s · %.*s", me ? "▶ " : "",
                                STR_FMT(x[i].package_code),
                                STR_FMT(x[i].funded ? tr(r->lang, TR("ได้"))
                                                    : tr(r->lang, TR("ไม่ได้")))),
            .value_text = rate_text(r, rate),
            .href = str_format(r->a, "%.*s/%.*s", STR_FMT(page->back),
                               STR_FMT(x[i].package_code)),
            .value = rate.millionths,
            .colour = x[i].funded ? IN_COLOUR : OUT_COLOUR};
    }
    if (n < 2)
        return;
    page->finding = str_format(
        r->a, "%.*s", STR_FMT(tr(r->lang, TR("คะแนนต่อล้านบาทของข้อเสนอที่ใกล้กันในหน่วยงานเดียวกัน"))));
    page->finding = str_format(r->a, "%.*s: %.*s %zu/%zu", STR_FMT(page->finding),
                               STR_FMT(tr(r->lang, TR("ได้"))), funded, n);
    page->chart = draw(r, item, n, false, page);
    page->chart_small = draw(r, item, n, true, page);
    page->has_chart = true;
}

/* ---- the tables ---- */

static const struct col ceiling_cols[] = {{"name", COL_PLAIN, NULL, NULL, NULL},
                                          {"dim", COL_UNDER, "dim", NULL, NULL},
                                          {"max", COL_WHOLE, NULL, NULL, NULL},
                                          {"left", COL_WHOLE, NULL, NULL, NULL},
                                          {"missing", COL_WHOLE, NULL, NULL, NULL},
                                          {"more_lo", COL_WHOLE, NULL, NULL, NULL},
                                          {"more_hi", COL_WHOLE, NULL, NULL, NULL},
                                          {"price_text", COL_NUMBER, NULL, NULL, NULL}};
static const struct col swap_cols[] = {{"title", COL_LINK, NULL, "package_code", NULL},
                                       {"package_code", COL_UNDER, NULL, NULL, NULL},
                                       {"agency_name", COL_PLAIN, NULL, NULL, NULL},
                                       {"comes", COL_YES, NULL, NULL, NULL},
                                       {"value_score", COL_SCORE, NULL, NULL, NULL},
                                       {"amount", COL_WHOLE, NULL, NULL, NULL}};
static const struct col beside_cols[] = {{"title", COL_LINK, NULL, "package_code", NULL},
                                         {"package_code", COL_UNDER, NULL, NULL, NULL},
                                         {"cut_rank", COL_PLAIN, NULL, NULL, NULL},
                                         {"agency_name", COL_PLAIN, NULL, NULL, NULL},
                                         {"value_score", COL_SCORE, NULL, NULL, NULL},
                                         {"amount", COL_WHOLE, NULL, NULL, NULL},
                                         {"funded", COL_YES, NULL, NULL, NULL}};

/* The columns with their links under this scenario. */
static struct table_view near_table(struct req *r, const struct col *cols, size_t n,
                                    struct rows rows, const struct why_page *page)
{
    struct col *c = ARENA_ARRAY(r->a, struct col, n);

    for (size_t i = 0; i < n; i++) {
        c[i] = cols[i];
        if (c[i].style == COL_LINK)
            c[i].more = str_cstr(r->a, str_format(r->a, "%.*s/", STR_FMT(page->back)));
    }
    return (struct table_view){
        .type = &why_near_row_type, .rows = rows.p, .n = rows.n, .cols = c, .ncols = n};
}

static bool read_tables(struct req *r, struct why_page *page, struct rows *ret_ceilings,
                        struct err *e)
{
    struct rows swaps, beside;

    if (!run_why_ceilings(r->db, r->a, page->run.id, page->w.package_id, r->lang, ret_ceilings, e))
        return false;
    if (r->format != FORMAT_HTML)
        return true;
    if (!run_why_swaps(r->db, r->a, page->run.id, page->w.package_id, &swaps, e) ||
        !run_why_neighbours(r->db, r->a, page->run.id, page->w.package_id, &beside, e))
        return false;
    page->has_ceilings = ret_ceilings->n > 0;
    page->has_swaps = swaps.n > 0;
    page->more_swaps = page->w.swaps > (int64_t)swaps.n;
    page->ceilings = (struct table_view){.type = &why_ceiling_row_type,
                                         .rows = ret_ceilings->p,
                                         .n = ret_ceilings->n,
                                         .cols = ceiling_cols,
                                         .ncols = ARRAY_LEN(ceiling_cols),
                                         .caption = tr(r->lang, TR("กรอบที่กั้นข้อเสนอนี้"))};
    page->swaps = near_table(r, swap_cols, ARRAY_LEN(swap_cols), swaps, page);
    page->swaps.caption = tr(r->lang, TR("ใครจะเข้า ใครจะออก"));
    page->beside = near_table(r, beside_cols, ARRAY_LEN(beside_cols), beside, page);
    page->beside.caption = tr(r->lang, TR("ข้อเสนอที่ใกล้กันในหน่วยงานเดียวกัน ตามคะแนนต่อบาท"));
    draw_beside(r, beside, page);
    return true;
}

bool allocate_why_page(struct req *r, struct reply *ret, struct err *e)
{
    struct why_page page = {.year = r->year, .name = r->seg[0], .csrf = r->session.csrf};
    struct str top = str_format(r->a, "/allocation/%.*s", STR_FMT(r->seg[0]));
    struct param crumb[2];
    struct page_head head = {.nav = STR("/allocation"), .crumb = crumb, .ncrumb = 2};
    struct rows ceilings;

    page.back = str_format(r->a, "%.*s/packages", STR_FMT(top));
    page.path = str_format(r->a, "%.*s/%.*s", STR_FMT(page.back), STR_FMT(r->seg[1]));
    crumb[0] = (struct param){tr(r->lang, TR("จัดสรรภายใต้กรอบ")), top};
    crumb[1] = (struct param){tr(r->lang, TR("เส้นตัด")), page.back};
    if (!open_run(r, &page.run, e) ||
        !run_why_get(r->db, r->a, page.run.id, r->seg[1], &page.w, e) ||
        !read_tables(r, &page, &ceilings, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &why_ceiling_row_type, ceilings.p, ceilings.n, NULL, STR_NONE,
                           str_format(r->a, "why-%.*s", STR_FMT(page.w.package_code)), ret, e);
    page.why = r->lang == LANG_EN ? page.w.why_en : page.w.why_th;
    page.change = why_sentence(r->a, &page.w, r->lang);
    page.robust = why_robust_word(&page.w);
    page.figures = page.w.value_lo.millionths != SCORE_MISSING.millionths;
    page.has_rate = rate_of(page.w.value_score, page.w.amount, &page.rate);
    page.title = head.title = page.w.funded ? tr(r->lang, TR("ทำไมข้อเสนอนี้จึงได้"))
                                            : tr(r->lang, TR("ทำไมข้อเสนอนี้จึงไม่ได้"));
    head.table_path = page.path;
    return REPLY_PAGE(r, &head, allocate_why, &page, ret, e);
}

/* ---- what a million baht more buys ---- */

bool allocate_steps_page(struct req *r, struct reply *ret, struct err *e)
{
    static const struct col cols[] = {{"name", COL_PLAIN, NULL, NULL, NULL},
                                      {"dim", COL_UNDER, "dim", NULL, NULL},
                                      {"max", COL_WHOLE, NULL, NULL, NULL},
                                      {"gain_lo", COL_SCORE, NULL, NULL, NULL},
                                      {"gain_hi", COL_SCORE, NULL, NULL, NULL},
                                      {"solved", COL_YES, NULL, NULL, NULL},
                                      {"price_text", COL_NUMBER, NULL, NULL, NULL}};
    struct steps_page page = {.year = r->year, .name = r->seg[0]};
    struct str top = str_format(r->a, "/allocation/%.*s", STR_FMT(r->seg[0]));
    struct param crumb[] = {{tr(r->lang, TR("จัดสรรภายใต้กรอบ")), top}};
    struct page_head head = {.nav = STR("/allocation"), .crumb = crumb, .ncrumb = 1};
    const struct step_row *x;
    struct rows rows;

    page.path = str_format(r->a, "%.*s/steps", STR_FMT(top));
    if (!open_run(r, &page.run, e) || !run_steps(r->db, r->a, page.run.id, r->lang, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &step_row_type, rows.p, rows.n, NULL, STR_NONE,
                           str_format(r->a, "steps-%.*s", STR_FMT(page.run.code)), ret, e);
    x = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        if (!page.has_best || x[i].gain_lo.millionths > page.best.gain_lo.millionths)
            page.best = x[i];
        page.has_best = true;
    }
    page.steps = (int64_t)rows.n;
    page.title = head.title = tr(r->lang, TR("เพิ่มกรอบหนึ่งล้านบาทได้อะไร"));
    head.table_path = page.path;
    page.table = (struct table_view){.type = &step_row_type,
                                     .rows = rows.p,
                                     .n = rows.n,
                                     .cols = cols,
                                     .ncols = ARRAY_LEN(cols),
                                     .caption = page.title,
                                     .empty = tr(r->lang, TR("ไม่มีกรอบใดที่เพิ่มแล้วได้คะแนน หรือผลครั้งนี้ไม่มีคำอธิบาย")),
                                     .remember = STR("steps")};
    return REPLY_PAGE(r, &head, allocate_steps, &page, ret, e);
}

/* ---- ask for a package ---- */

bool allocate_ask_page(struct req *r, struct reply *ret, struct err *e)
{
    static const struct col cols[] = {{"title", COL_LINK, NULL, "code", NULL},
                                      {"code", COL_UNDER, NULL, NULL, NULL},
                                      {"agency", COL_PLAIN, NULL, NULL, NULL},
                                      {"amount", COL_WHOLE, NULL, NULL, NULL}};
    struct ask_page page = {.year = r->year, .name = r->seg[0], .q = str_trim(req_query(r, "q"))};
    struct str top = str_format(r->a, "/allocation/%.*s", STR_FMT(r->seg[0]));
    struct param crumb[] = {{tr(r->lang, TR("จัดสรรภายใต้กรอบ")), top}};
    struct page_head head = {.nav = STR("/allocation"), .crumb = crumb, .ncrumb = 1};
    struct col *c = ARENA_ARRAY(r->a, struct col, ARRAY_LEN(cols));
    struct search_hit *hit;
    struct scenario_row s;
    struct rows rows = {NULL, 0};
    struct str sight;

    page.asked = page.q.n > 0;
    if (!scenario_open(r->db, r->a, r->year, r->seg[0], &r->session.actor, &s, e) ||
        (page.asked && (!sight_of(r->db, r->a, &r->session.actor, &sight, e) ||
                        !search_find(r->db, r->a, r->year, page.q, sight, &rows, e))))
        return false;
    hit = ARENA_ARRAY(r->a, struct search_hit, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        const struct search_hit *x = &((const struct search_hit *)rows.p)[i];

        if (str_eq(x->kind, STR("package")))
            hit[page.n++] = *x;
    }
    if (r->format != FORMAT_HTML)
        return reply_table(r, &search_hit_type, hit, (size_t)page.n, NULL, STR_NONE, STR("ask"),
                           ret, e);
    page.path = str_format(r->a, "%.*s/ask", STR_FMT(top));
    if (page.n == 1) {
        reply_redirect(r, str_format(r->a, "%.*s/packages/%.*s", STR_FMT(top),
                                     STR_FMT(hit[0].code)),
                       ret);
        return true;
    }
    for (size_t i = 0; i < ARRAY_LEN(cols); i++)
        c[i] = cols[i];
    c[0].more = str_cstr(r->a, str_format(r->a, "%.*s/packages/", STR_FMT(top)));
    page.title = head.title = tr(r->lang, TR("ถามถึงข้อเสนอ"));
    page.table = (struct table_view){.type = &search_hit_type,
                                     .rows = hit,
                                     .n = (size_t)page.n,
                                     .cols = c,
                                     .ncols = ARRAY_LEN(cols),
                                     .caption = page.title,
                                     .empty = tr(r->lang, TR("ไม่พบข้อเสนอ ลองพิมพ์อย่างน้อยสามตัวอักษร หรือรหัสข้อเสนอ"))};
    return REPLY_PAGE(r, &head, allocate_ask, &page, ret, e);
}
