#include "web/notice_page.h"

#include "base/arena.h"
#include "base/exact.h"
#include "views.h"
#include "web/words.h"

enum { PAGE_ROWS = 50 };

/* A whole number of the address or the form; 0 when there is none. */
static int64_t number_of(struct str s)
{
    int64_t v;

    return s.n && exact_parse_decimal(s, 0, &v) && v > 0 ? v : 0;
}

/* ---- mine ---- */

static bool filters(struct req *r, struct notices_page *page, struct err *e)
{
    struct notice_filter *f = ARENA_ARRAY(r->a, struct notice_filter, NOTICE_KINDS + 1);
    const struct notice_kind_count *c;
    struct rows rows;
    size_t n = 1;

    if (!notice_kind_counts(r->db, r->a, r->session.actor.user_id, &rows, e))
        return false;
    c = rows.p;
    f[0] = (struct notice_filter){.label = tr(r->lang, TR("ทุกประเภท")),
                                  .path = STR("/notices"),
                                  .current = page->kind.n == 0};
    for (size_t i = 0; i < rows.n && n <= NOTICE_KINDS; i++) {
        enum notice_kind k;
        struct err unknown;

        page->unread += c[i].unread;
        if (!notice_kind_parse(c[i].kind, &k, &unknown))
            continue;
        f[n++] = (struct notice_filter){
            .word = c[i].kind,
            .label = notice_label(k, r->lang),
            .path = str_format(r->a, "/notices?kind=%.*s", STR_FMT(c[i].kind)),
            .unread = c[i].unread,
            .current = str_eq(page->kind, c[i].kind)};
    }
    page->filter = f;
    page->filter_n = n;
    return true;
}

static void notice_views(struct req *r, const struct rows *rows, struct notices_page *page)
{
    struct notice_view *v = ARENA_ARRAY(r->a, struct notice_view, rows->n);

    for (size_t i = 0; i < rows->n; i++) {
        enum notice_kind k;
        struct err unknown;

        v[i].n = ((const struct notice_row *)rows->p)[i];
        v[i].text = r->lang == LANG_EN ? v[i].n.en : v[i].n.th;
        v[i].unread = v[i].n.read.ms == 0;
        v[i].label =
            notice_kind_parse(v[i].n.kind, &k, &unknown) ? notice_label(k, r->lang) : v[i].n.kind;
        if (v[i].n.id > page->up_to)
            page->up_to = v[i].n.id;
    }
    page->notice = v;
    page->notice_n = rows->n;
    if (rows->n == PAGE_ROWS)
        page->next =
            str_format(r->a, "/notices?kind=%.*s&before=%lld%s", STR_FMT(page->kind),
                       (long long)v[rows->n - 1].n.id, v[rows->n - 1].unread ? "" : "&read=1");
}

bool notices_page(struct req *r, struct reply *ret, struct err *e)
{
    struct notices_page page = {.csrf = r->session.csrf, .kind = req_query(r, "kind")};
    struct page_head head = {.nav = STR("/notices"), .table_path = STR("/notices")};
    struct notice_page_key key = {.before_read = req_query(r, "read").n > 0,
                                  .before = number_of(req_query(r, "before"))};
    enum notice_kind k;
    struct rows rows;

    if ((page.kind.n && !notice_kind_parse(page.kind, &k, e)) ||
        !notice_list(r->db, r->a, r->session.actor.user_id, page.kind, key, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &notice_row_type, rows.p, rows.n, NULL, STR_NONE, STR("notices"), ret,
                           e);
    if (!filters(r, &page, e))
        return false;
    notice_views(r, &rows, &page);
    page.filtered = page.kind.n > 0;
    page.title = head.title = tr(r->lang, TR("การแจ้งเตือน"));
    return REPLY_PAGE(r, &head, notices, &page, ret, e);
}

struct notice_ctx {
    int64_t id, n;
    struct str kind, path, token;
    struct notice_person_new set;
    struct form form;
};

static bool open_write(struct act *by, void *ctx, struct err *e)
{
    struct notice_ctx *c = ctx;

    return notice_open(by, c->id, &c->path, e);
}

static bool open_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct notice_ctx *c = ctx;

    (void)e;
    reply_done(r, c->path, ret);
    return true;
}

bool notice_open_post(struct req *r, struct reply *ret, struct err *e)
{
    struct notice_ctx *c = ARENA_NEW(r->a, struct notice_ctx);

    c->id = number_of(r->seg[0]);
    return req_write(r, open_write, open_done, c, ret, e);
}

static bool read_write(struct act *by, void *ctx, struct err *e)
{
    struct notice_ctx *c = ctx;

    return notice_read_all(by, c->kind, c->id, &c->n, e);
}

bool notices_read_post(struct req *r, struct reply *ret, struct err *e)
{
    struct notice_ctx *c = ARENA_NEW(r->a, struct notice_ctx);
    enum notice_kind k;

    c->kind = req_field(r, "kind");
    c->id = number_of(req_field(r, "up_to"));
    if (c->kind.n && !notice_kind_parse(c->kind, &k, e))
        return false;
    c->path =
        c->kind.n ? str_format(r->a, "/notices?kind=%.*s", STR_FMT(c->kind)) : STR("/notices");
    return req_write(r, read_write, open_done, c, ret, e);
}

/* ---- the log ---- */

static const struct col delivery_cols[] = {{"id", COL_LINK, "/notices/deliveries/", "id", NULL},
                                           {"user_name", COL_PLAIN, NULL, NULL, NULL},
                                           {"channel", COL_WORD, "channel", NULL, NULL},
                                           {"purpose", COL_WORD, "purpose", NULL, NULL},
                                           {"notices", COL_PLAIN, NULL, NULL, NULL},
                                           {"state", COL_TAG, "delivery", NULL, NULL},
                                           {"tries", COL_PLAIN, NULL, NULL, NULL},
                                           {"answer", COL_PLAIN, NULL, NULL, NULL},
                                           {"due", COL_PLAIN, NULL, NULL, NULL},
                                           {"done", COL_PLAIN, NULL, NULL, NULL}};

bool deliveries_page(struct req *r, struct reply *ret, struct err *e)
{
    struct deliveries_page page = {.state = req_query(r, "state")};
    struct param crumb = {tr(r->lang, TR("การแจ้งเตือน")), STR("/notices")};
    struct page_head head = {.nav = STR("/notices"),
                             .crumb = &crumb,
                             .ncrumb = 1,
                             .table_path = STR("/notices/deliveries")};
    const struct str *set = r->server->settings.text;
    struct rows rows;

    if (!delivery_list(r->db, r->a, &r->session.actor, page.state,
                       number_of(req_query(r, "before")), &rows, e))
        return false;
    if (rows.n == PAGE_ROWS)
        page.next = str_format(r->a, "%lld",
                               (long long)((const struct delivery_row *)rows.p)[rows.n - 1].id);
    if (r->format != FORMAT_HTML)
        return reply_table(r, &delivery_row_type, rows.p, rows.n, NULL, page.next,
                           STR("deliveries"), ret, e);
    if (!delivery_count(r->db, r->a, r->now_ms, &page.count, e))
        return false;
    page.configured = set[SET_SMTP_URL].n || set[SET_HOOK_URL].n;
    page.title = head.title = tr(r->lang, TR("บันทึกการส่งแจ้งเตือน"));
    page.table = (struct table_view){.type = &delivery_row_type,
                                     .rows = rows.p,
                                     .n = rows.n,
                                     .cols = delivery_cols,
                                     .ncols = ARRAY_LEN(delivery_cols),
                                     .caption = page.title,
                                     .empty = tr(r->lang, TR("ยังไม่เคยส่งออกนอกระบบ"))};
    return REPLY_PAGE(r, &head, deliveries, &page, ret, e);
}

bool delivery_page(struct req *r, struct reply *ret, struct err *e)
{
    static const struct col cols[] = {{"at", COL_PLAIN, NULL, NULL, NULL},
                                      {"result", COL_TAG, "delivery", NULL, NULL},
                                      {"answer", COL_PLAIN, NULL, NULL, NULL}};
    struct delivery_page page = {0};
    struct param crumb = {tr(r->lang, TR("บันทึกการส่งแจ้งเตือน")), STR("/notices/deliveries")};
    struct page_head head = {.nav = STR("/notices"), .crumb = &crumb, .ncrumb = 1};
    struct rows rows;

    if (!delivery_tries(r->db, r->a, &r->session.actor, number_of(r->seg[0]), &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &delivery_try_type, rows.p, rows.n, NULL, STR_NONE, STR("tries"), ret,
                           e);
    page.title = head.title =
        str_format(r->a, "%.*s %.*s", STR_FMT(tr(r->lang, TR("การส่งเลขที่"))), STR_FMT(r->seg[0]));
    page.table = (struct table_view){.type = &delivery_try_type,
                                     .rows = rows.p,
                                     .n = rows.n,
                                     .cols = cols,
                                     .ncols = ARRAY_LEN(cols),
                                     .caption = page.title,
                                     .empty = tr(r->lang, TR("ยังไม่ได้ลองส่ง"))};
    return REPLY_PAGE(r, &head, delivery, &page, ret, e);
}
