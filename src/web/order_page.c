/* order_page.c - the list of orders: what waits for the reader first, then the year's. */
#include "web/order_page.h"

#include "base/arena.h"
#include "city/agency.h"
#include "execute/enact.h"
#include "views.h"
#include "web/words.h"

enum { PAGE_ROWS = 50, WAITING_ROWS = 100, FILE_ROWS = 5000 };

struct str order_kind_label(struct str kind, enum lang lang)
{
    for (size_t i = 0; i < ORDER_KINDS; i++) {
        if (str_eq(kind, str_from(order_kinds[i].word)))
            return lang_pick(lang, order_kinds[i].th, order_kinds[i].en);
    }
    return kind;
}

void order_view(struct req *r, const struct rows *rows, struct table_view *ret)
{
    static const struct col cols[] = {{"title", COL_LINK, "/orders/", "code", NULL},
                                      {"code", COL_UNDER, NULL, NULL, NULL},
                                      {"kind", COL_WORD, "order_kind", NULL, NULL},
                                      {"agency_name", COL_UNDER, NULL, NULL, NULL},
                                      {"state", COL_TAG, "order_state", NULL, NULL},
                                      {"desk", COL_WORD, "order_desk", NULL, NULL},
                                      {"days", COL_PLAIN, NULL, NULL, NULL},
                                      {"flags", COL_PLAIN, NULL, NULL, NULL},
                                      {"row_count", COL_PLAIN, NULL, NULL, NULL},
                                      {"total", COL_WHOLE, NULL, NULL, NULL}};

    *ret = (struct table_view){.type = &order_type,
                               .rows = rows->p,
                               .n = rows->n,
                               .cols = cols,
                               .ncols = ARRAY_LEN(cols),
                               .caption = tr(r->lang, TR("คำสั่งบริหารงบประมาณ"))};
}

static bool make_filter(struct req *r, const struct order_filter *f, struct orders_page *p, struct err *e)
{
    static const char *const words[] = {"DRAFT", "SENT", "APPROVED", "POSTED", "RETURNED", "REFUSED", "WITHDRAWN"};
    struct form_choice *kind = ARENA_ARRAY(r->a, struct form_choice, ORDER_KINDS + 1);
    struct form_choice *state = ARENA_ARRAY(r->a, struct form_choice, ARRAY_LEN(words) + 1);
    struct form_choice *agency;
    const struct agency *g;
    struct rows rows;

    if (!agency_list(r->db, r->a, r->year, &rows, e))
        return false;
    kind[0] = (struct form_choice){STR_NONE, tr(r->lang, TR("ทุกชนิด"))};
    for (size_t i = 0; i < ORDER_KINDS; i++) {
        struct str word = str_from(order_kinds[i].word);

        kind[i + 1] = (struct form_choice){word, order_kind_label(word, r->lang)};
    }
    state[0] = (struct form_choice){STR_NONE, tr(r->lang, TR("ทุกสถานะ"))};
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        state[i + 1] = (struct form_choice){str_from(words[i]), order_state_label(str_from(words[i]), r->lang)};
    agency = ARENA_ARRAY(r->a, struct form_choice, rows.n + 1);
    agency[0] = (struct form_choice){STR_NONE, tr(r->lang, TR("ทุกหน่วยงาน"))};
    g = rows.p;
    for (size_t i = 0; i < rows.n; i++)
        agency[i + 1] = (struct form_choice){g[i].code, lang_pick(r->lang, str_cstr(r->a, g[i].name_th), str_cstr(r->a, g[i].name_en))};
    p->kind = (struct form_field){"kind", FORM_CHOICE, TR("ชนิด"), NULL, .value = f->kind, .choice = kind,
                                  .choices = ORDER_KINDS + 1};
    p->state = (struct form_field){"state", FORM_CHOICE, TR("สถานะ"), NULL, .value = f->state, .choice = state,
                                   .choices = ARRAY_LEN(words) + 1};
    p->agency = (struct form_field){"agency", FORM_CHOICE, TR("หน่วยรับงบประมาณ"), NULL, .value = f->agency_code,
                                    .choice = agency, .choices = rows.n + 1};
    return true;
}

/* What lies where: open orders by desk. */
static bool make_desks(struct req *r, struct orders_page *p, struct err *e)
{
    static const struct col cols[] = {{"desk", COL_WORD, "order_desk", NULL, NULL}, {"kind", COL_WORD, "order_kind", NULL, NULL},
                                      {"state", COL_TAG, "order_state", NULL, NULL}, {"count", COL_PLAIN, NULL, NULL, NULL},
                                      {"total", COL_WHOLE, NULL, NULL, NULL},        {"oldest", COL_PLAIN, NULL, NULL, NULL}};
    const struct order_sum *s;
    struct order_sum *open;
    struct rows rows;
    size_t n = 0;

    if (!order_sums(r->db, r->a, r->year, &rows, e))
        return false;
    s = rows.p;
    open = ARENA_ARRAY(r->a, struct order_sum, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        if (s[i].desk.n == 0)
            continue;
        open[n++] = s[i];
        p->open_n += s[i].count;
        p->open = money_add(p->open, s[i].total);
    }
    p->desks = (struct table_view){.type = &order_sum_type, .rows = open, .n = n, .cols = cols, .ncols = ARRAY_LEN(cols),
                                   .caption = tr(r->lang, TR("คำสั่งที่ยังไม่จบอยู่กับใคร")),
                                   .empty = tr(r->lang, TR("ไม่มีคำสั่งค้างอยู่กับใคร"))};
    return true;
}

static bool make_waiting(struct req *r, struct orders_page *p, struct err *e)
{
    const struct order_filter f = {.year = r->year, .waits_for = r->session.actor.name, .limit = WAITING_ROWS};
    const struct order *o;
    struct rows rows;

    if (!order_list(r->db, r->a, &f, &rows, e))
        return false;
    o = rows.p;
    p->waiting_n = (int64_t)rows.n;
    for (size_t i = 0; i < rows.n; i++)
        p->oldest = o[i].days > p->oldest ? o[i].days : p->oldest;
    order_view(r, &rows, &p->waiting);
    p->waiting.caption = tr(r->lang, TR("รอท่าน"));
    return true;
}

static bool make_extra(struct req *r, struct orders_page *p, struct err *e)
{
    static const struct col cols[] = {{"number", COL_PLAIN, NULL, NULL, NULL}, {"on_date", COL_PLAIN, NULL, NULL, NULL},
                                      {"authority", COL_PLAIN, NULL, NULL, NULL}, {"lines", COL_PLAIN, NULL, NULL, NULL},
                                      {"total", COL_WHOLE, NULL, NULL, NULL}};
    struct rows rows;

    if (!enactment_list(r->db, r->a, r->year, &rows, e))
        return false;
    p->has_extra = rows.n > 0;
    p->extra = (struct table_view){.type = &enactment_type, .rows = rows.p, .n = rows.n, .cols = cols, .ncols = ARRAY_LEN(cols),
                                   .caption = tr(r->lang, TR("เงินที่ตั้งในปีนี้"))};
    return true;
}

static void make_links(struct req *r, struct orders_page *p)
{
    struct order_link *l = ARENA_ARRAY(r->a, struct order_link, ORDER_KINDS);

    for (size_t i = 0; i < ORDER_KINDS; i++)
        l[i] = (struct order_link){str_format(r->a, "/orders/new?kind=%s&year=%lld", order_kinds[i].word, (long long)r->year),
                                   order_kind_label(str_from(order_kinds[i].word), r->lang), false};
    p->make = l;
    p->make_n = ORDER_KINDS;
    p->may_make = actor_may(&r->session.actor, PERM_SPEND);
}

bool orders_page(struct req *r, struct reply *ret, struct err *e)
{
    struct page_head head = {.nav = STR("/orders"), .table_path = STR("/orders")};
    struct orders_page page = {.year = r->year, .csrf = r->session.csrf};
    struct order_filter f = {.year = r->year, .kind = req_query(r, "kind"), .state = req_query(r, "state"),
                             .agency_code = req_query(r, "agency")};
    struct order_flag_filter open = {.year = r->year, .state = STR("open"), .limit = 100};
    const struct order *o;
    struct rows rows, flags;

    if (!req_int(r, "before", 0, INT64_MAX, 0, &f.before_id, e))
        return false;
    f.limit = r->format == FORMAT_HTML ? PAGE_ROWS + 1 : FILE_ROWS;
    if (!order_list(r->db, r->a, &f, &rows, e))
        return false;
    o = rows.p;
    page.query = str_format(r->a, "year=%lld&kind=%.*s&state=%.*s&agency=%.*s", (long long)r->year, STR_FMT(f.kind),
                            STR_FMT(f.state), STR_FMT(f.agency_code));
    page.first = str_format(r->a, "/orders?%.*s", STR_FMT(page.query));
    if (r->format != FORMAT_HTML)
        return reply_table(r, &order_type, rows.p, rows.n, NULL, STR_NONE, STR("orders"), ret, e);
    if (rows.n > PAGE_ROWS) {
        rows.n = PAGE_ROWS;
        page.next = str_format(r->a, "%.*s&before=%lld", STR_FMT(page.first), (long long)o[PAGE_ROWS - 1].id);
    }
    if (!make_waiting(r, &page, e) || !make_filter(r, &f, &page, e) || !make_desks(r, &page, e) || !make_extra(r, &page, e) ||
        !order_flags(r->db, r->a, &open, &flags, e))
        return false;
    make_links(r, &page);
    page.open_flags = (int64_t)flags.n;
    page.paged = f.before_id > 0;
    order_view(r, &rows, &page.table);
    page.table.empty = tr(r->lang, TR("ยังไม่มีคำสั่งที่ตรงกับตัวกรอง"));
    page.title = head.title = tr(r->lang, TR("เงินประจำงวดและการโอน"));
    return REPLY_PAGE(r, &head, orders, &page, ret, e);
}
