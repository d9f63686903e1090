/* search_page.c - search, a person's own work, what this system is. */
#include "base/arena.h"
#include "plan/section.h"
#include "sql_web.h"
#include "views.h"
#include "web/desk_page.h"
#include "web/later.h"
#include "web/people_page.h"

enum { WORK_ROWS = 50, MOST_HITS = 50 };

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

/* ---- my work ---- */

/* The states that wait for this person; unused places stay empty and match nothing. */
static size_t my_states(const struct actor *who, struct str state[4])
{
    static const struct {
        enum perm perm;
        const char *state;
    } waits[] = {{PERM_REQUEST_WRITE, "DRAFT"},
                 {PERM_REQUEST_WRITE, "RETURNED"},
                 {PERM_REQUEST_APPROVE, "DRAFT"},
                 {PERM_ANALYSE, "SUBMITTED"},
                 {PERM_DECIDE, "ANALYST_ACCEPTED"}};
    size_t n = 0;

    for (size_t i = 0; i < ARRAY_LEN(waits) && n < 4; i++) {
        if (actor_may(who, waits[i].perm))
            state[n++] = str_from(waits[i].state);
    }
    return n;
}

struct work_ctx {
    int64_t agency, division, after, limit;
    struct str state[4];
    bool any;
};

static bool work_rows(struct req *r, void *ctx, struct rows *ret, struct str *ret_next,
                      struct err *e)
{
    const struct work_ctx *c = ctx;
    const struct package_row *row;
    struct str sight;

    if (!c->any)
        return true;
    if (!sight_of(r->db, r->a, &r->session.actor, &sight, e) ||
        !db_list(r->db, r->a, &Q_PAGE_WORK,
                 ARGS(V(r->year), V(c->agency), V(c->division), V(c->state[0]), V(c->state[1]),
                      V(c->state[2]), V(c->state[3]), V(c->after), V(c->limit), V(sight),
                      V((int64_t)actor_may(&r->session.actor, PERM_REQUEST_APPROVE))),
                 &package_row_type, ret, e) ||
        !package_rows_sum(r->db, r->a, r->server->rollup, r->year, ret, e))
        return false;
    row = ret->p;
    if (ret->n)
        *ret_next = next_key(r->a, ret->n == (size_t)c->limit, row[ret->n - 1].id);
    return true;
}

bool work_page(struct req *r, struct reply *ret, struct err *e)
{
    static const struct col cols[] = {{"title", COL_LINK, "/packages/", "code", TR("ข้อเสนอ")},
                                      {"code", COL_UNDER, NULL, NULL, NULL},
                                      {"agency_name", COL_PLAIN, NULL, NULL, NULL},
                                      {"level_kind", COL_WORD, "level", NULL, TR("ระดับ")},
                                      {"state", COL_TAG, "state", NULL, NULL},
                                      {"lines", COL_PLAIN, NULL, NULL, NULL},
                                      {"requested", COL_WHOLE, NULL, NULL, TR("ขอ (บาท)")},
                                      {"now", COL_WHOLE, NULL, NULL, TR("ขณะนี้ (บาท)")}};
    const struct actor *who = &r->session.actor;
    struct scope s = who->grants ? who->grant[0].scope : (struct scope){SCOPE_CITY, 0};
    struct work_page page = {.year = r->year, .role = who->full_name};
    struct page_head head = {.nav = STR("/work"), .table_path = STR("/work")};
    struct work_ctx *c = ARENA_NEW(r->a, struct work_ctx);
    struct rows rows = {NULL, 0};
    struct str next = STR_NONE;

    c->agency = s.kind == SCOPE_AGENCY ? s.id : 0;
    c->division = s.kind == SCOPE_DIVISION ? s.id : 0;
    c->limit = r->format == FORMAT_HTML ? WORK_ROWS : LATER_ROWS;
    c->any = my_states(who, c->state) > 0;
    if (!req_int(r, "after", 0, INT64_MAX, 0, &c->after, e))
        return false;
    if (r->format != FORMAT_HTML)
        return table_later(r, work_rows, c, &package_row_type, STR("work"), ret, e);
    if (!work_rows(r, c, &rows, &next, e))
        return false;
    page.more = next.n > 0;
    if (page.more)
        page.next = str_format(r->a, "/work?after=%.*s", STR_FMT(next));
    page.n = (int64_t)rows.n;
    page.any = rows.n > 0;
    page.paged = c->after > 0;
    page.may_add = actor_may(who, PERM_REQUEST_WRITE);
    if (!own_desk(r, &page.desk, e))
        return false;
    page.title = head.title = tr(r->lang, TR("งานของฉัน"));
    page.table = (struct table_view){.type = &package_row_type,
                                     .rows = rows.p,
                                     .n = rows.n,
                                     .cols = cols,
                                     .ncols = ARRAY_LEN(cols),
                                     .caption = page.title,
                                     .empty = tr(r->lang, TR("ไม่มีข้อเสนอที่รอคุณในปีนี้")),
                                     .remember = STR("work")};
    return REPLY_PAGE(r, &head, work, &page, ret, e);
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
