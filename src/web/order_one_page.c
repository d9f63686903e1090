/* order_one_page.c - one order: its rows before and after, at which desks it lay and how long, and what may be done now. */
#include "web/order_page.h"

#include "base/arena.h"
#include "views.h"
#include "web/words.h"

enum { PAGE_ROWS = 200 };

/* ---- desks: the road of an order, with days ---- */

static bool make_desks(struct req *r, struct order_one_page *p, struct err *e)
{
    struct str desk[3] = {STR("maker"), p->o.desk, STR("finance")}, who[3] = {p->o.made_by, p->o.approved_by, p->o.posted_by};
    struct order_desk_view *v = ARENA_ARRAY(r->a, struct order_desk_view, 3);
    const struct order_event *ev;
    struct rows rows;
    static const struct col cols[] = {{"event", COL_WORD, "order_event", NULL, NULL}, {"at", COL_PLAIN, NULL, NULL, NULL},
                                      {"by_user", COL_UNDER, NULL, NULL, NULL},       {"desk", COL_WORD, "order_desk", NULL, NULL},
                                      {"days", COL_PLAIN, NULL, NULL, NULL},          {"to_state", COL_TAG, "order_state", NULL, NULL},
                                      {"reason", COL_PLAIN, NULL, NULL, NULL}};

    if (!order_events(r->db, r->a, &p->o, &rows, e))
        return false;
    ev = rows.p;
    p->events = (struct table_view){.type = &order_event_type, .rows = rows.p, .n = rows.n, .cols = cols, .ncols = ARRAY_LEN(cols),
                                    .caption = tr(r->lang, TR("ประวัติ"))};
    desk[1] = order_desk_for(p->o.role);
    for (size_t d = 0; d < 3; d++) {
        v[d] = (struct order_desk_view){.label = order_desk_label(desk[d], r->lang), .who = who[d],
                                        .here = str_eq(p->o.desk, desk[d])};
        v[d].days = v[d].here ? p->o.days : 0;
        for (size_t i = 0; i < rows.n; i++)
            v[d].days += str_eq(ev[i].desk, desk[d]) ? ev[i].days : 0;
    }
    p->desk_row = v;
    p->desk_row_n = 3;
    return true;
}

static bool make_flags(struct req *r, struct order_one_page *p, struct err *e)
{
    static const struct col cols[] = {{"code", COL_LINK, "/orders/flags/", "code", NULL}, {"state", COL_TAG, "order_flag", NULL, NULL},
                                      {"line_name", COL_PLAIN, NULL, NULL, NULL},         {"output_name", COL_UNDER, NULL, NULL, NULL},
                                      {"orders", COL_PLAIN, NULL, NULL, NULL},            {"total", COL_WHOLE, NULL, NULL, NULL},
                                      {"role", COL_WORD, "order_role", NULL, NULL}};
    struct rows rows = {NULL, 0};

    if ((str_eq(p->o.kind, STR("transfer")) || str_eq(p->o.kind, STR("central"))) &&
        !order_flags_of(r->db, r->a, p->o.id, &rows, e))
        return false;
    p->flags = (struct table_view){.type = &order_flag_type, .rows = rows.p, .n = rows.n, .cols = cols, .ncols = ARRAY_LEN(cols),
                                   .caption = tr(r->lang, TR("ข้อสังเกตแบ่งโอน"))};
    return true;
}

static void set_rights(const struct req *r, struct order_one_page *p)
{
    const struct actor *who = &r->session.actor;
    struct err no;

    p->may_send = order_may(who, &p->o, STR("send")) != NULL;
    p->may_approve = order_may(who, &p->o, STR("approve")) != NULL;
    p->may_return = order_may(who, &p->o, STR("return")) != NULL;
    p->may_refuse = order_may(who, &p->o, STR("refuse")) != NULL;
    p->may_withdraw = order_may(who, &p->o, STR("withdraw")) != NULL;
    p->may_post = order_may(who, &p->o, STR("post")) != NULL;
    p->may_edit = p->may_send && p->o.reverses.n == 0;
    p->may_reverse = p->posted && p->o.reverses.n == 0 && p->o.reversed_by.n == 0 &&
                     actor_check(who, PERM_SPEND, p->o.agency_id, p->o.division, &no);
    p->may_any = p->may_send || p->may_approve || p->may_return || p->may_withdraw || p->may_post || p->may_reverse;
}

static bool make_rows(struct req *r, struct order_one_page *p, struct err *e)
{
    struct order_rows_page at = {.limit = PAGE_ROWS + 1};
    const struct order_row *row;
    struct rows rows;

    if (!req_int(r, "after", 0, INT64_MAX, 0, &at.after_n, e) || !order_rows(r->db, r->a, &p->o, &at, &rows, e))
        return false;
    row = rows.p;
    if (rows.n > PAGE_ROWS) {
        rows.n = PAGE_ROWS;
        p->next = str_format(r->a, "%.*s?after=%lld", STR_FMT(p->path), (long long)row[PAGE_ROWS - 1].n);
    }
    p->paged = at.after_n > 0;
    p->line = row;
    p->line_n = rows.n;
    for (size_t i = 0; i < rows.n; i++)
        p->short_of = p->short_of || (!p->ended && row[i].after.satang < 0);
    return true;
}

static bool one_show(struct req *r, struct str refused, int status, struct reply *ret, struct err *e)
{
    struct param crumb = {tr(r->lang, TR("เงินประจำงวดและการโอน")), STR("/orders")};
    struct page_head head = {.nav = STR("/orders"), .crumb = &crumb, .ncrumb = 1};
    struct order_one_page page = {.csrf = r->session.csrf, .refused = refused, .done = req_query(r, "done")};
    struct sbuf day;
    struct rows rows;

    if (!order_get(r->db, r->a, r->seg[0], &page.o, e))
        return false;
    page.year = r->year = page.o.year;
    page.path = str_format(r->a, "/orders/%.*s", STR_FMT(page.o.code));
    if (r->format != FORMAT_HTML)
        return order_rows(r->db, r->a, &page.o, &(struct order_rows_page){.limit = ORDER_ROWS_MOST}, &rows, e) &&
               reply_table(r, &order_row_type, rows.p, rows.n, NULL, STR_NONE, page.o.code, ret, e);
    page.posted = str_eq(page.o.state, STR("POSTED"));
    page.ended = page.o.desk.n == 0;
    page.to = str_eq(page.o.kind, STR("transfer")) || str_eq(page.o.kind, STR("central"));
    page.kind = order_kind_label(page.o.kind, r->lang);
    page.desk = order_desk_label(page.o.desk, r->lang);
    page.role = page.o.role;
    page.first = page.path;
    sbuf_init(&day, r->a, 64);
    date_put(&day, page.o.on_date, DATE_SHORT, LANG_TH);
    page.on_date = sbuf_str(&day);
    if (!make_rows(r, &page, e) || !make_desks(r, &page, e) || !make_flags(r, &page, e))
        return false;
    set_rights(r, &page);
    page.title = page.o.title;
    head.title = str_format(r->a, "%.*s %.*s", STR_FMT(page.o.code), STR_FMT(page.o.title));
    head.table_path = page.path;
    if (!REPLY_PAGE(r, &head, order_one, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool order_one_page(struct req *r, struct reply *ret, struct err *e)
{
    return one_show(r, STR_NONE, 200, ret, e);
}

/* ---- what is done ---- */

struct doing {
    struct order_act x;
    bool reverse;
    int64_t row;
    struct str made; /* the reversal's code */
};

static bool do_write(struct act *by, void *ctx, struct err *e)
{
    struct doing *d = ctx;

    return d->reverse ? order_reverse(by, d->x.code, d->x.reason, d->x.on_date, &d->made, e) : order_do(by, &d->x, &d->row, e);
}

static bool do_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct doing *d = ctx;

    (void)e;
    reply_done(r, d->reverse ? str_format(r->a, "/orders/%.*s", STR_FMT(d->made))
                             : str_format(r->a, "/orders/%.*s?done=%.*s", STR_FMT(d->x.code), STR_FMT(d->x.event)),
               ret);
    return true;
}

static bool do_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct doing *d = ctx;
    struct str why = word_error(r->a, e, r->lang);
    struct err again = {0};

    if (d->row > 0)
        why = str_format(r->a, "%s %lld: %.*s", tr(r->lang, TR("แถวที่")).p, (long long)d->row, STR_FMT(why));
    return one_show(r, why, err_http(e->code), ret, &again);
}

bool order_one_post(struct req *r, struct reply *ret, struct err *e)
{
    struct doing *d = ARENA_NEW(r->a, struct doing);
    struct str day = str_trim(req_field(r, "on_date"));

    *d = (struct doing){.x = {.code = r->seg[0], .event = req_field(r, "act"), .reason = str_trim(req_field(r, "reason")),
                              .doc_no = str_trim(req_field(r, "doc_no"))}};
    d->reverse = str_eq(d->x.event, STR("reverse"));
    if (day.n && !date_parse_iso(day, &d->x.on_date, e) && !date_parse_th(day, &d->x.on_date, e))
        return do_refused(r, d, ret, e);
    if (!req_int(r, "version", 0, INT64_MAX, 0, &d->x.version, e))
        return false;
    r->refused = do_refused;
    return req_write(r, do_write, do_done, d, ret, e);
}
