#include "web/overview.h"

#include "base/arena.h"
#include "city/agency.h"
#include "document/chart.h"
#include "sql_web.h"
#include "views.h"
#include "web/words.h"

static const struct field bridge_fields[] = {
    FIELD(struct bridge_row, stage, FIELD_KEY, "ขั้น", "Stage"),
    FIELD(struct bridge_row, name, 0, "ชื่อขั้น", "Stage name"),
    FIELD(struct bridge_row, amount, 0, "ยอดหลังขั้นนี้", "Total after it"),
    FIELD(struct bridge_row, change, 0, "เปลี่ยนไป", "Change"),
    COL(struct bridge_row, change_text),
};
const struct row_type bridge_row_type = ROW_TYPE(struct bridge_row, bridge_fields);

/* ---- the stage strip ---- */

size_t strip_marks(struct req *r, struct str cycle_stage, const struct strip_mark **ret)
{
    static const struct {
        const char *first, *label;
    } group[] = {{"SETUP", TR("กรอบและแนวทาง")}, {"REQUEST", TR("จัดทำคำขอ")},
                 {"ANALYSIS", TR("วิเคราะห์")},    {"SUITABILITY", TR("ความเหมาะสม")},
                 {"PERMSEC", TR("คณะ ป.กทม.")},  {"GOVERNOR", TR("ผู้ว่าฯ")},
                 {"TABLED", TR("สภา วาระ 1–3")}, {"PASSED", TR("ลงนามและประกาศ")},
                 {"IN_FORCE", TR("มีผลใช้บังคับ")}};
    struct strip_mark *m = ARENA_ARRAY(r->a, struct strip_mark, ARRAY_LEN(group));

    for (size_t i = 0; i < ARRAY_LEN(group); i++) {
        bool begun = cycle_at_least(cycle_stage, str_from(group[i].first));
        bool past =
            i + 1 < ARRAY_LEN(group) && cycle_at_least(cycle_stage, str_from(group[i + 1].first));

        m[i] = (struct strip_mark){.label = tr(r->lang, group[i].label),
                                   .now_label = cycle_label(cycle_stage, r->lang),
                                   .done = past,
                                   .now = begun && !past};
    }
    *ret = m;
    return ARRAY_LEN(group);
}

static struct str million_text(struct req *r, struct money m)
{
    struct sbuf b;
    struct html h = {.out = &b, .lang = r->lang};

    sbuf_init(&b, r->a, 64);
    H(&h, html_as_million(m));
    return sbuf_str(&b);
}

/* What stood after each stage that decided something. */
static size_t bridge_rows(struct req *r, const struct rollup_row *total, struct bridge_row **ret)
{
    struct bridge_row *row = ARENA_ARRAY(r->a, struct bridge_row, STAGE_COUNT);
    size_t n = 0;

    for (enum stage s = STAGE_REQUESTED; s < STAGE_COUNT; s++) {
        if (!total->has[s])
            continue;
        row[n] = (struct bridge_row){.stage = str_from(stage_word(s)),
                                     .name = stage_label(s, r->lang),
                                     .amount = total->upto[s]};
        if (n > 0) {
            row[n].change = money_sub(row[n].amount, row[n - 1].amount);
            row[n].change_text = million_text(r, row[n].change);
        }
        n++;
    }
    *ret = row;
    return n;
}

static bool city_rollup(struct req *r, struct rollup_row *ret, struct err *e)
{
    struct rollup_filter f = {.year = r->year};
    enum dim by = DIM_YEAR;
    struct rollup_table t;

    if (!rollup_get(r->server->rollup, r->db, r->a, &f, ROLLUP_BY(&by, 1, r->lang), &t, e))
        return false;
    *ret = t.total;
    return true;
}

bool overview_bridge_page(struct req *r, struct reply *ret, struct err *e)
{
    struct rollup_row total;
    struct bridge_row *row;
    size_t n;

    if (!city_rollup(r, &total, e))
        return false;
    n = bridge_rows(r, &total, &row);
    if (r->format == FORMAT_HTML) {
        reply_redirect(r, STR("/overview#bridge"), ret);
        return true;
    }
    return reply_table(r, &bridge_row_type, row, n, NULL, STR_NONE,
                       str_format(r->a, "bridge-%lld", (long long)r->year), ret, e);
}

struct price_row {
    struct str dim, code, price_text;
};
static const struct field price_fields[] = {
    COL(struct price_row, dim),
    COL(struct price_row, code),
    COL(struct price_row, price_text),
};
static const struct row_type price_type = ROW_TYPE(struct price_row, price_fields);

/* Compares decimals without sign: 12.5 and 3.75. */
static bool decimal_above(struct str x, struct str y)
{
    size_t dx = str_find(x, STR("."), 0), dy = str_find(y, STR("."), 0);

    return dx != dy ? dx > dy : str_cmp(x, y) > 0;
}

/* The ceiling of the newest run that another million would help most; left out before any run. */
static bool read_price(struct req *r, struct overview_page *page, const struct totals *type,
                       struct err *e)
{
    struct rows rows;
    const struct price_row *p, *best = NULL;
    struct agency agency;

    if (!db_list(r->db, r->a, &Q_PAGE_PRICES, ARGS(V(r->year)), &price_type, &rows, e))
        return false;
    p = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        if (!best || decimal_above(p[i].price_text, best->price_text))
            best = &p[i];
    }
    if (!best)
        return true;
    page->has_run = true;
    page->price = best->price_text;
    page->price_name = word_label("dim", best->dim, r->lang);
    for (size_t i = 0; str_eq(best->dim, STR("type")) && i < type->n; i++) {
        if (str_eq(type->row[i].code, best->code))
            page->price_name = type->row[i].name;
    }
    if (str_eq(best->dim, STR("agency"))) {
        if (!agency_get(r->db, r->a, best->code, &agency, e))
            return false;
        page->price_name = r->lang == LANG_EN ? agency.name_en : agency.name_th;
    }
    return true;
}

static void read_types(struct overview_page *page, const struct totals *t)
{
    for (size_t i = 0; i < t->n; i++) {
        if (str_eq(t->row[i].code, STR("1")))
            page->personnel = t->row[i].share;
        if (str_eq(t->row[i].code, STR("3")))
            page->capital = t->row[i].share;
    }
}

static bool count_agencies(struct req *r, int64_t *ret, struct err *e)
{
    struct rollup_filter f = {.year = r->year};
    enum dim by = DIM_AGENCY;
    struct rollup_table t;

    if (!rollup_get(r->server->rollup, r->db, r->a, &f, ROLLUP_BY(&by, 1, r->lang), &t, e))
        return false;
    *ret = 0;
    for (size_t i = 0; i < t.n; i++)
        *ret += t.row[i].lines > 0;
    return true;
}

static void say_balance(struct overview_page *page)
{
    struct money left = money_sub(page->year.revenue, page->now);

    page->has_revenue = page->year.revenue.satang > 0;
    page->balanced = left.satang == 0;
    page->over = left.satang < 0;
    page->left = page->over ? money_neg(left) : left;
}

/* ---- pictures ---- */

static struct html_safe scene_html(struct req *r, struct scene *s, const char *id, struct str title,
                                   struct str desc)
{
    struct sbuf b;

    s->id = str_from(id);
    s->title = title;
    s->desc = desc;
    sbuf_init(&b, r->a, (size_t)256 * 1024);
    scene_svg(&b, s);
    return (struct html_safe){sbuf_str(&b)};
}

/* A picture's title says what it finds. */
static struct str finding(struct req *r, const struct overview_page *page)
{
    struct sbuf share;
    struct html h = {.out = &share, .lang = r->lang};
    struct str text = tr(r->lang, TR("มากที่สุดคือ {side} ร้อยละ {share}"));

    sbuf_init(&share, r->a, 32);
    H(&h, page->largest_share);
    text = str_replace(r->a, text, STR("{side}"), page->largest);
    return str_replace(r->a, text, STR("{share}"), sbuf_str(&share));
}

static void draw_sides(struct req *r, struct overview_page *page, const struct totals *side)
{
    struct chart_item *item = ARENA_ARRAY(r->a, struct chart_item, side->n);
    struct scene s = {.w = 0};
    struct sbuf share;
    struct html h = {.out = &share, .lang = r->lang};

    for (size_t i = 0; i < side->n; i++) {
        sbuf_init(&share, r->a, 32);
        H(&h, side->row[i].share);
        item[i] = (struct chart_item){
            .label = side->row[i].name,
            .value_text =
                str_format(r->a, "%.*s · %.*s%%", STR_FMT(million_text(r, side->row[i].now)),
                           STR_FMT(sbuf_str(&share))),
            .href = str_format(r->a, "/packages?output=%.*s", STR_FMT(side->row[i].code)),
            .value = side->row[i].now.satang,
            .colour = side_colour(side->row[i].code)};
    }
    chart_treemap(r->a, item, side->n, 760, 560, &s);
    page->treemap = scene_html(r, &s, "treemap", finding(r, page), tr(r->lang, TR("เงินไปที่ด้านใด")));
    s = (struct scene){.w = 0};
    chart_treemap(r->a, item, side->n, 360, 420, &s);
    page->treemap_small =
        scene_html(r, &s, "treemap-small", finding(r, page), tr(r->lang, TR("เงินไปที่ด้านใด")));
}

static void draw_bridge(struct req *r, struct overview_page *page, const struct bridge_row *row,
                        size_t n)
{
    struct chart_item *item = ARENA_ARRAY(r->a, struct chart_item, n + 1);
    struct scene s = {.w = 0};

    for (size_t i = 0; i < n; i++)
        item[i] = (struct chart_item){.label = row[i].name,
                                      .value_text =
                                          million_text(r, i == 0 ? row[i].amount : row[i].change),
                                      .value = row[i].amount.satang};
    item[n] = (struct chart_item){.label = tr(r->lang, TR("ขณะนี้")),
                                  .value_text = million_text(r, row[n - 1].amount),
                                  .value = row[n - 1].amount.satang};
    chart_waterfall(r->a, item, n + 1, 760, 260, &s);
    page->bridge =
        scene_html(r, &s, "bridge-chart", tr(r->lang, TR("จากคำขอสู่ร่างข้อบัญญัติ")), page->stage_name);
    s = (struct scene){.w = 0};
    chart_waterfall(r->a, item, n + 1, 360, 240, &s);
    page->bridge_small =
        scene_html(r, &s, "bridge-small", tr(r->lang, TR("จากคำขอสู่ร่างข้อบัญญัติ")), page->stage_name);
}

static void show_tables(struct req *r, struct overview_page *page, const struct totals *side,
                        const struct rollup_row *total)
{
    static const struct col side_col[] = {
        {"name", COL_LINK, "/packages?output=", "code", TR("ด้าน")},
        {"now", COL_MILLION, NULL, NULL, TR("ล้านบาท")},
        {"share", COL_PLAIN, NULL, NULL, NULL},
        {"published", COL_MAYBE, NULL, NULL, TR("ประกาศ")}};
    static const struct col bridge_col[] = {{"name", COL_PLAIN, NULL, NULL, TR("ขั้น")},
                                            {"amount", COL_MILLION, NULL, NULL, TR("ล้านบาท")},
                                            {"change_text", COL_NUMBER, NULL, NULL, TR("เปลี่ยนไป")}};
    struct bridge_row *row;
    size_t n = bridge_rows(r, total, &row);

    page->table = totals_view(r, side, NULL, tr(r->lang, TR("งบประมาณตามด้าน")));
    page->table.cols = side_col;
    page->table.ncols = ARRAY_LEN(side_col) - (side->has_published ? 0 : 1);
    page->bridge_table = (struct table_view){.type = &bridge_row_type,
                                             .rows = row,
                                             .n = n,
                                             .cols = bridge_col,
                                             .ncols = ARRAY_LEN(bridge_col),
                                             .caption = tr(r->lang, TR("จากคำขอสู่ร่างข้อบัญญัติ"))};
    page->has_bridge = n > 1;
    if (page->has_bridge)
        draw_bridge(r, page, row, n);
    for (size_t i = 0; i < side->n; i++) {
        if (page->largest.n == 0 || side->row[i].share.bp > page->largest_share.bp) {
            page->largest = side->row[i].name;
            page->largest_share = side->row[i].share;
        }
    }
    draw_sides(r, page, side);
    page->source = side->source;
}

bool overview_page(struct req *r, struct reply *ret, struct err *e)
{
    struct rollup_filter f = {.year = r->year};
    struct totals side, type;
    struct rollup_row total;
    struct overview_page page = {.title = STR_NONE};
    struct page_head head = {.nav = STR("/overview"), .table_path = STR("/overview")};

    page.title = head.title = tr(r->lang, TR("งบประมาณรายจ่ายของกรุงเทพมหานคร"));
    if (r->year == 0 && r->format == FORMAT_HTML) /* a new store: where to begin */
        return REPLY_PAGE(r, &head, overview, &page, ret, e);
    if (!totals_get(r, DIM_SIDE, &f, &side, e))
        return false;
    if (r->format != FORMAT_HTML)
        return totals_reply(r, &side, str_format(r->a, "overview-%lld", (long long)r->year), ret,
                            e);
    if (!year_get(r->db, r->a, r->year, &page.year, e) || !totals_get(r, DIM_TYPE, &f, &type, e) ||
        !city_rollup(r, &total, e) || !count_agencies(r, &page.agencies, e) ||
        !db_int(r->db, &Q_PAGE_WAITING, ARGS(V(r->year)), &page.waiting, e) ||
        !read_price(r, &page, &type, e))
        return false;
    page.asked = total.stage[STAGE_REQUESTED];
    page.now = side.total.now;
    page.has_asked = total.lines > 0;
    page.packages = total.packages;
    page.stage_name = cycle_label(page.year.stage, r->lang);
    page.mark_n = strip_marks(r, page.year.stage, &page.mark);
    read_types(&page, &type);
    say_balance(&page);
    show_tables(r, &page, &side, &total);
    return REPLY_PAGE(r, &head, overview, &page, ret, e);
}
