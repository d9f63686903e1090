/* order_flag_page.c - transfers that may be split, and the registers that the Council reads. */
#include "web/order_page.h"

#include "base/arena.h"
#include "city/param.h"
#include "execute/authority.h"
#include "views.h"
#include "web/words.h"

enum { PAGE_ROWS = 100, FILE_ROWS = 20000 };

/* ---- flags ---- */

bool order_flags_page(struct req *r, struct reply *ret, struct err *e)
{
    static const struct col cols[] = {{"code", COL_LINK, "/orders/flags/", "code", NULL}, {"state", COL_TAG, "order_flag", NULL, NULL},
                                      {"kind", COL_WORD, "order_kind", NULL, NULL},       {"line_name", COL_PLAIN, NULL, NULL, NULL},
                                      {"output_name", COL_UNDER, NULL, NULL, NULL},       {"agency_name", COL_PLAIN, NULL, NULL, NULL},
                                      {"orders", COL_PLAIN, NULL, NULL, NULL},            {"total", COL_WHOLE, NULL, NULL, NULL},
                                      {"role", COL_WORD, "order_role", NULL, NULL},       {"raised", COL_PLAIN, NULL, NULL, NULL},
                                      {"cleared_by", COL_PLAIN, NULL, NULL, NULL},        {"cleared_why", COL_UNDER, NULL, NULL, NULL}};
    static const struct {
        const char *word, *label;
    } tabs[] = {{"open", TR("ยังไม่ปลด")}, {"cleared", TR("ปลดแล้ว")}, {"all", TR("ทั้งหมด")}};
    struct param crumb = {tr(r->lang, TR("เงินประจำงวดและการโอน")), STR("/orders")};
    struct page_head head = {.nav = STR("/orders"), .crumb = &crumb, .ncrumb = 1, .table_path = STR("/orders/flags")};
    struct order_flags_page page = {.year = r->year};
    struct str state = req_query(r, "state").n ? req_query(r, "state") : STR("open");
    struct order_flag_filter f = {.year = r->year, .state = str_eq(state, STR("all")) ? STR_NONE : state};
    struct order_link *tab = ARENA_ARRAY(r->a, struct order_link, ARRAY_LEN(tabs));
    const struct order_flag *x;
    struct rows rows;

    if (!req_int(r, "before", 0, INT64_MAX, 0, &f.before_id, e))
        return false;
    f.limit = r->format == FORMAT_HTML ? PAGE_ROWS + 1 : FILE_ROWS;
    if (!order_flags(r->db, r->a, &f, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &order_flag_type, rows.p, rows.n, NULL, STR_NONE, STR("order-flags"), ret, e);
    x = rows.p;
    if (rows.n > PAGE_ROWS) {
        rows.n = PAGE_ROWS;
        page.next = str_format(r->a, "/orders/flags?year=%lld&state=%.*s&before=%lld", (long long)r->year, STR_FMT(state),
                               (long long)x[PAGE_ROWS - 1].id);
    }
    for (size_t i = 0; i < ARRAY_LEN(tabs); i++)
        tab[i] = (struct order_link){str_format(r->a, "/orders/flags?year=%lld&state=%s", (long long)r->year, tabs[i].word),
                                     tr(r->lang, tabs[i].label), str_eq(state, str_from(tabs[i].word))};
    for (size_t i = 0; i < rows.n; i++)
        page.open += str_eq(x[i].state, STR("open"));
    page.tab = tab;
    page.tab_n = ARRAY_LEN(tabs);
    page.table = (struct table_view){.type = &order_flag_type, .rows = rows.p, .n = rows.n, .cols = cols, .ncols = ARRAY_LEN(cols),
                                     .caption = tr(r->lang, TR("ข้อสังเกตแบ่งโอน")),
                                     .empty = tr(r->lang, TR("ไม่มีข้อสังเกตในสถานะนี้"))};
    page.title = head.title = tr(r->lang, TR("ข้อสังเกตแบ่งโอน"));
    return param_int(r->db, PARAM_SPLIT_DAYS, r->year, &page.days, e) && REPLY_PAGE(r, &head, order_flags, &page, ret, e);
}

static bool flag_show(struct req *r, struct str refused, int status, struct reply *ret, struct err *e)
{
    static const struct col cols[] = {{"order", COL_LINK, "/orders/", "order", NULL}, {"title", COL_UNDER, NULL, NULL, NULL},
                                      {"state", COL_TAG, "order_state", NULL, NULL},  {"role", COL_WORD, "order_role", NULL, NULL},
                                      {"amount", COL_WHOLE, NULL, NULL, NULL},        {"sent", COL_PLAIN, NULL, NULL, NULL},
                                      {"made_by", COL_PLAIN, NULL, NULL, NULL},       {"approved_by", COL_UNDER, NULL, NULL, NULL}};
    struct param crumb[2] = {{tr(r->lang, TR("เงินประจำงวดและการโอน")), STR("/orders")},
                             {tr(r->lang, TR("ข้อสังเกตแบ่งโอน")), STR("/orders/flags")}};
    struct page_head head = {.nav = STR("/orders"), .crumb = crumb, .ncrumb = 2};
    struct order_flag_page page = {.csrf = r->session.csrf, .refused = refused};
    struct err no;
    struct rows rows;

    if (!order_flag_get(r->db, r->a, r->seg[0], &page.f, e) || !order_flag_parts(r->db, r->a, page.f.id, &rows, e))
        return false;
    page.year = r->year = page.f.year;
    page.path = str_format(r->a, "/orders/flags/%.*s", STR_FMT(page.f.code));
    if (r->format != FORMAT_HTML)
        return reply_table(r, &order_flag_part_type, rows.p, rows.n, NULL, STR_NONE, page.f.code, ret, e);
    page.role = page.f.role;
    page.open = str_eq(page.f.state, STR("open"));
    page.may = page.open && actor_check_city(&r->session.actor, PERM_POST_APPROVE, &no);
    page.parts = (struct table_view){.type = &order_flag_part_type, .rows = rows.p, .n = rows.n, .cols = cols, .ncols = ARRAY_LEN(cols),
                                     .caption = tr(r->lang, TR("คำสั่งที่เกี่ยวข้อง"))};
    page.title = str_format(r->a, "%s %.*s", tr(r->lang, TR("ข้อสังเกตแบ่งโอน")).p, STR_FMT(page.f.code));
    head.title = page.title;
    head.table_path = page.path;
    if (!REPLY_PAGE(r, &head, order_flag, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool order_flag_page(struct req *r, struct reply *ret, struct err *e)
{
    return flag_show(r, STR_NONE, 200, ret, e);
}

struct clearing {
    struct str code, reason;
    int64_t version;
};

static bool clear_write(struct act *by, void *ctx, struct err *e)
{
    const struct clearing *c = ctx;

    return order_flag_clear(by, c->code, c->version, c->reason, e);
}

static bool clear_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct clearing *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/orders/flags/%.*s", STR_FMT(c->code)), ret);
    return true;
}

static bool clear_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct err again = {0};

    (void)ctx;
    return flag_show(r, word_error(r->a, e, r->lang), err_http(e->code), ret, &again);
}

bool order_flag_post(struct req *r, struct reply *ret, struct err *e)
{
    struct clearing *c = ARENA_NEW(r->a, struct clearing);

    *c = (struct clearing){.code = r->seg[0], .reason = str_trim(req_field(r, "reason"))};
    r->refused = clear_refused;
    return req_int(r, "version", 0, INT64_MAX, 0, &c->version, e) && req_write(r, clear_write, clear_done, c, ret, e);
}

/* ---- registers ---- */

static void register_table(struct req *r, const struct rows *rows, struct table_view *ret)
{
    static const struct col cols[] = {{"order", COL_LINK, "/orders/", "order", NULL},
                                      {"on_date", COL_UNDER, NULL, NULL, NULL},
                                      {"line_name", COL_LINK, "/position/lines/", "line", NULL},
                                      {"from_agency", COL_UNDER, NULL, NULL, NULL},
                                      {"to_name", COL_LINK, "/position/lines/", "to_line", NULL},
                                      {"to_agency", COL_UNDER, NULL, NULL, NULL},
                                      {"amount", COL_WHOLE, NULL, NULL, NULL},
                                      {"reversed", COL_YES, NULL, NULL, NULL},
                                      {"authority", COL_PLAIN, NULL, NULL, NULL},
                                      {"reason", COL_PLAIN, NULL, NULL, NULL}};

    *ret = (struct table_view){.type = &order_register_type, .rows = rows->p, .n = rows->n, .cols = cols, .ncols = ARRAY_LEN(cols),
                               .caption = tr(r->lang, TR("ทะเบียน")),
                               .empty = tr(r->lang, TR("ยังไม่มีรายการที่บันทึกบัญชี"))};
}

static bool register_show(struct req *r, enum order_kind kind, struct order_register_page *p, struct page_head *head,
                          struct reply *ret, struct err *e)
{
    struct order_register_filter f = {.year = r->year, .kind = kind, .role = req_query(r, "role")};
    const struct order_register_row *x;
    struct rows rows;

    if (!req_int(r, "after", 0, INT64_MAX, 0, &f.after_order, e) || !req_int(r, "row", 0, INT64_MAX, 0, &f.after_n, e))
        return false;
    f.limit = r->format == FORMAT_HTML ? PAGE_ROWS + 1 : FILE_ROWS;
    if (!order_register(r->db, r->a, &f, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &order_register_type, rows.p, rows.n, NULL, STR_NONE,
                           kind == ORDER_CENTRAL ? STR("central-transfers") : STR("transfers"), ret, e);
    x = rows.p;
    p->query = str_format(r->a, "year=%lld&role=%.*s", (long long)r->year, STR_FMT(f.role));
    if (rows.n > PAGE_ROWS) {
        rows.n = PAGE_ROWS;
        p->next = str_format(r->a, "%.*s?%.*s&after=%lld&row=%lld", STR_FMT(p->path), STR_FMT(p->query),
                             (long long)x[PAGE_ROWS - 1].order_id, (long long)x[PAGE_ROWS - 1].n);
    }
    register_table(r, &rows, &p->table);
    p->year = r->year;
    head->title = p->title;
    head->table_path = p->path;
    return REPLY_PAGE(r, head, order_register, p, ret, e);
}

bool order_central_page(struct req *r, struct reply *ret, struct err *e)
{
    struct param crumb = {tr(r->lang, TR("เงินประจำงวดและการโอน")), STR("/orders")};
    struct page_head head = {.nav = STR("/orders"), .crumb = &crumb, .ncrumb = 1};
    struct order_register_page page = {.title = tr(r->lang, TR("งบกลางให้หน่วยงาน")), .path = STR("/orders/central"), .central = true};
    const struct order_central_row *x;
    struct order_central_row *sum = ARENA_NEW(r->a, struct order_central_row);
    struct rows rows;

    if (r->format == FORMAT_HTML) {
        if (!order_central(r->db, r->a, r->year, &rows, e))
            return false;
        x = rows.p;
        *sum = (struct order_central_row){.item_code = STR_NONE, .item_name = STR_NONE};
        for (size_t i = 0; i < rows.n; i++) {
            sum->had = money_add(sum->had, x[i].had);
            sum->given = money_add(sum->given, x[i].given);
            sum->direct = money_add(sum->direct, x[i].direct);
            sum->left = money_add(sum->left, x[i].left);
            sum->transfers += x[i].transfers;
        }
        page.had = sum->had;
        page.given = sum->given;
        page.left = sum->left;
        page.items = (struct table_view){.type = &order_central_type, .rows = rows.p, .n = rows.n, .total = rows.n ? sum : NULL,
                                         .caption = tr(r->lang, TR("งบกลางตามรายการ")),
                                         .empty = tr(r->lang, TR("ปีนี้ยังไม่มีงบกลางในบัญชี"))};
    }
    page.may_print = actor_may(&r->session.actor, PERM_DOCUMENT);
    return register_show(r, ORDER_CENTRAL, &page, &head, ret, e);
}

bool order_register_page(struct req *r, struct reply *ret, struct err *e)
{
    struct param crumb = {tr(r->lang, TR("เงินประจำงวดและการโอน")), STR("/orders")};
    struct page_head head = {.nav = STR("/orders"), .crumb = &crumb, .ncrumb = 1};
    struct order_register_page page = {.title = tr(r->lang, TR("ทะเบียนการโอนตามอำนาจ")), .path = STR("/orders/register")};
    struct order_link *tab = ARENA_ARRAY(r->a, struct order_link, AUTHORITY_COUNT);
    struct str role = req_query(r, "role");

    for (int i = AUTHORITY_NONE; i < AUTHORITY_COUNCIL; i++) {
        struct str word = i == AUTHORITY_NONE ? STR_NONE : str_from(authority_word((enum authority_role)i));

        if (i == AUTHORITY_FINANCE)
            continue;
        tab[page.tab_n++] = (struct order_link){
            str_format(r->a, "/orders/register?year=%lld&role=%.*s", (long long)r->year, STR_FMT(word)),
            i == AUTHORITY_NONE ? tr(r->lang, TR("ทุกอำนาจ")) : authority_label((enum authority_role)i, r->lang),
            str_eq(role, word)};
    }
    page.tab = tab;
    return register_show(r, ORDER_TRANSFER, &page, &head, ret, e);
}
