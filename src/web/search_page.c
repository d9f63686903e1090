/* search_page.c - search, what this system is. */
#include "base/arena.h"
#include "plan/section.h"
#include "sql_web.h"
#include "views.h"
#include "web/desk_page.h"
#include "web/later.h"
#include "web/people_page.h"

enum { MOST_HITS = 50 };

bool search_page(struct req *r, struct reply *ret, struct err *e)
{
    struct search_page page = {.year = r->year, .q = str_trim(req_query(r, "q"))};
    struct page_head head = {.nav = STR("/search"), .table_path = STR("/search")};
    struct rows rows = {NULL, 0};
    struct str sight;
    struct sbuf query;
    struct html h = {.out = &query, .lang = r->lang};

    page.asked = page.q.n > 0;
    if (page.asked && (!sight_of(r->db, r->a, &r->session.actor, &sight, e) ||
                       !search_find(r->db, r->a, r->year, page.q, sight, &rows, e)))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &search_hit_type, rows.p, rows.n, NULL, STR_NONE, STR("search"), ret,
                           e);
    sbuf_init(&query, r->a, 4096);
    sbuf_add(&query, STR("q="));
    html_url_part_str(&h, page.q);
    page.query = sbuf_str(&query);
    page.hit = rows.p;
    page.hit_n = rows.n;
    page.n = (int64_t)rows.n;
    page.full = rows.n >= MOST_HITS;
    page.title = head.title = tr(r->lang, TR("ค้นหา"));
    return REPLY_PAGE(r, &head, search, &page, ret, e);
}

/* ---- about ---- */

bool about_page(struct req *r, struct reply *ret, struct err *e)
{
    struct about_page page = {.title = tr(r->lang, TR("เกี่ยวกับระบบนี้"))};
    struct page_head head = {.title = page.title, .nav = STR("/about")};
    struct rows rows;
    const struct fiscal_year *y;

    if (!year_list(r->db, r->a, &rows, e))
        return false;
    y = rows.p;
    for (size_t i = 0; i < rows.n; i++)
        page.demo = page.demo || y[i].demo;
    return REPLY_PAGE(r, &head, about, &page, ret, e);
}
