#include "web/place_page.h"

#include "base/arena.h"
#include "views.h"

struct places_ctx {
    struct rows rows, lines;
    struct place_money total;
    struct str district;
};

static bool places_work(struct req *r, void *ctx, struct err *e)
{
    struct places_ctx *c = ctx;

    return place_money(r->db, r->a, r->year, &c->rows, &c->total, e) &&
           (c->district.n == 0 || place_lines(r->db, r->a, r->year, c->district, &c->lines, e));
}

/* The whole city's row has no name in the store. */
static struct place_money *named(struct req *r, const struct rows *rows)
{
    struct place_money *m = ARENA_ARRAY(r->a, struct place_money, rows->n);

    for (size_t i = 0; i < rows->n; i++) {
        m[i] = ((const struct place_money *)rows->p)[i];
        if (m[i].district_code.n == 0)
            m[i].district_name = tr(r->lang, TR("ทั้งกรุงเทพมหานคร หรือไม่ระบุ"));
    }
    return m;
}

static bool places_answer(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    static const struct col cols[] = {
        {"district_name", COL_LINK, "/places/", "district_code", NULL},
        {"lines", COL_PLAIN, NULL, NULL, NULL},
        {"own", COL_WHOLE, NULL, NULL, NULL},
        {"bureau", COL_WHOLE, NULL, NULL, NULL},
        {"total", COL_WHOLE, NULL, NULL, NULL}};
    struct places_ctx *c = ctx;
    struct place_money *m = named(r, &c->rows);
    struct places_page page = {.year = r->year, .total = c->total};
    struct page_head head = {.nav = STR("/places"), .table_path = STR("/places")};

    if (r->format != FORMAT_HTML)
        return reply_table(r, &place_money_type, m, c->rows.n, &c->total, STR_NONE,
                           str_format(r->a, "places-%lld", (long long)r->year), ret, e);
    for (size_t i = 0; i < c->rows.n; i++) {
        if (m[i].district_code.n == 0) {
            page.city = m[i].total;
        } else {
            page.bureau = money_add(page.bureau, m[i].bureau);
            page.said += m[i].bureau.satang > 0;
        }
    }
    page.title = head.title = tr(r->lang, TR("เงินตามพื้นที่"));
    page.places = (struct table_view){.type = &place_money_type,
                                      .rows = m,
                                      .n = c->rows.n,
                                      .cols = cols,
                                      .ncols = ARRAY_LEN(cols),
                                      .total = &c->total,
                                      .caption = page.title,
                                      .remember = STR("places")};
    table_sort(r, &page.places);
    return REPLY_PAGE(r, &head, places, &page, ret, e);
}

bool places_page(struct req *r, struct reply *ret, struct err *e)
{
    return req_offload(r, places_work, places_answer, ARENA_NEW(r->a, struct places_ctx), ret, e);
}

static bool district_answer(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    static const struct col cols[] = {{"name", COL_LINK, "/lines/", "line_code", NULL},
                                      {"agency_name", COL_PLAIN, NULL, NULL, NULL},
                                      {"item_name", COL_UNDER, NULL, NULL, NULL},
                                      {"subdistrict", COL_PLAIN, NULL, NULL, NULL},
                                      {"share", COL_PLAIN, NULL, NULL, NULL},
                                      {"amount", COL_WHOLE, NULL, NULL, NULL}};
    struct places_ctx *c = ctx;
    struct place_money *m = named(r, &c->rows);
    struct district_page page = {.year = r->year};
    struct param crumb[] = {{tr(r->lang, TR("เงินตามพื้นที่")), STR("/places")}};
    struct page_head head = {.nav = STR("/places"), .crumb = crumb, .ncrumb = 1};
    bool found = false;

    for (size_t i = 0; i < c->rows.n; i++) {
        if (m[i].district_code.n && str_eq(m[i].district_code, c->district)) {
            page.here = m[i];
            found = true;
        }
    }
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(c->district));
        return false;
    }
    if (r->format != FORMAT_HTML)
        return reply_table(r, &place_line_type, c->lines.p, c->lines.n, NULL, STR_NONE,
                           str_format(r->a, "place-%.*s", STR_FMT(c->district)), ret, e);
    page.title = head.title = page.here.district_name;
    head.table_path = str_format(r->a, "/places/%.*s", STR_FMT(c->district));
    page.lines = (struct table_view){.type = &place_line_type,
                                     .rows = c->lines.p,
                                     .n = c->lines.n,
                                     .cols = cols,
                                     .ncols = ARRAY_LEN(cols),
                                     .caption = page.title,
                                     .empty = tr(r->lang, TR("ยังไม่มีสำนักใดระบุว่าใช้เงินในเขตนี้"))};
    return REPLY_PAGE(r, &head, place_district, &page, ret, e);
}

bool district_place_page(struct req *r, struct reply *ret, struct err *e)
{
    struct places_ctx *c = ARENA_NEW(r->a, struct places_ctx);

    c->district = r->seg[0];
    return req_offload(r, places_work, district_answer, c, ret, e);
}
