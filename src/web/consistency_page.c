#include "web/consistency_page.h"

#include "base/arena.h"
#include "base/err.h"
#include "plan/item_class.h"
#include "views.h"
#include "web/words.h"

enum { PACKAGES_SHOWN = 100 };

static const struct col report_cols[] = {
    {"class_name", COL_LINK, "/consistency/", "class", NULL},
    {"reason", COL_UNDER, NULL, NULL, NULL},
    {"division", COL_YEAR, NULL, NULL, NULL},
    {"packages", COL_PLAIN, NULL, NULL, NULL},
    {"asked", COL_MILLION, NULL, NULL, NULL},
    {"given", COL_MILLION, NULL, NULL, NULL},
    {"cut", COL_PLAIN, NULL, NULL, NULL},
    {"support", COL_PLAIN, NULL, NULL, NULL},
    {"reduce", COL_PLAIN, NULL, NULL, TR("ปรับลด")},
    {"reject", COL_PLAIN, NULL, NULL, NULL},
    {"days", COL_PLAIN, NULL, NULL, NULL},
    {"why", COL_WORD, "apart", NULL, TR("ต่างจากกองอื่น")}};

bool consistency_page(struct req *r, struct reply *ret, struct err *e)
{
    struct page_head head = {.nav = STR("/consistency"), .table_path = STR("/consistency")};
    struct consistency_page page = {.year = r->year};
    const struct consistency_row *row;
    struct consistency_rules rules;
    struct rows rows;

    if (!consistency_report(r->db, r->a, r->year, r->lang, &rules, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &consistency_row_type, rows.p, rows.n, NULL, STR_NONE,
                           STR("consistency"), ret, e);
    row = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        page.packages += row[i].division ? 0 : row[i].judged;
        page.apart += row[i].apart;
    }
    page.rule_share = str_format(r->a, "%lld", (long long)(rules.share_bp / 100));
    page.rule_least = str_format(r->a, "%lld", (long long)rules.least);
    page.title = head.title = tr(r->lang, TR("ความสม่ำเสมอของการวิเคราะห์"));
    page.table = (struct table_view){.type = &consistency_row_type,
                                     .rows = rows.p,
                                     .n = rows.n,
                                     .cols = report_cols,
                                     .ncols = ARRAY_LEN(report_cols),
                                     .caption = page.title,
                                     .empty = tr(r->lang, TR("ยังไม่มีข้อเสนอที่เสนอความเห็นแล้วในปีนี้"))};
    return REPLY_PAGE(r, &head, consistency, &page, ret, e);
}

/* ---- one class ---- */

static bool read_class(struct req *r, struct consistency_class_page *page, struct err *e)
{
    struct item_classes c;

    if (!item_classes_load(r->db, r->a, r->year, &c, e))
        return false;
    page->class = r->seg[0];
    if (!item_class_find(&c, page->class)) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(page->class));
        return false;
    }
    page->title = item_class_name(&c, page->class, r->lang);
    page->path = str_format(r->a, "/consistency/%.*s", STR_FMT(page->class));
    page->year = r->year;
    return true;
}

static struct table_view price_table(struct req *r, const struct rows *rows)
{
    static const struct col cols[] = {
        {"item_name", COL_PLAIN, NULL, NULL, NULL}, {"item_code", COL_UNDER, NULL, NULL, NULL},
        {"unit_word", COL_PLAIN, NULL, NULL, NULL}, {"division", COL_YEAR, NULL, NULL, NULL},
        {"lines", COL_PLAIN, NULL, NULL, NULL},     {"low", COL_WHOLE, NULL, NULL, NULL},
        {"median", COL_WHOLE, NULL, NULL, NULL},    {"high", COL_WHOLE, NULL, NULL, NULL},
        {"middle", COL_WHOLE, NULL, NULL, NULL},    {"ratio", COL_PLAIN, NULL, NULL, NULL},
        {"apart", COL_YES, NULL, NULL, NULL}};

    return (struct table_view){.type = &consistency_price_type,
                               .rows = rows->p,
                               .n = rows->n,
                               .cols = cols,
                               .ncols = ARRAY_LEN(cols),
                               .caption = tr(r->lang, TR("ราคาต่อหน่วยที่ยอมรับ")),
                               .empty = tr(r->lang, TR("ไม่มีรายการที่มีราคาต่อหน่วย"))};
}

static struct table_view package_table(struct req *r, const struct rows *rows)
{
    static const struct col cols[] = {
        {"title", COL_LINK, "/packages/", "code", NULL}, {"agency_name", COL_UNDER, NULL, NULL, NULL},
        {"division", COL_YEAR, NULL, NULL, NULL},        {"word", COL_TAG, "recommend", NULL, NULL},
        {"asked", COL_WHOLE, NULL, NULL, NULL},          {"given", COL_WHOLE, NULL, NULL, NULL},
        {"days", COL_PLAIN, NULL, NULL, NULL},           {"reason", COL_PLAIN, NULL, NULL, NULL},
        {"by_user", COL_UNDER, NULL, NULL, NULL}};

    return (struct table_view){.type = &consistency_package_type,
                               .rows = rows->p,
                               .n = rows->n,
                               .cols = cols,
                               .ncols = ARRAY_LEN(cols),
                               .caption = tr(r->lang, TR("ข้อเสนอ")),
                               .empty = tr(r->lang, TR("ไม่มีข้อเสนอ"))};
}

static bool read_packages(struct req *r, const struct consistency_class_page *page, int64_t limit,
                          struct rows *ret, struct err *e)
{
    struct consistency_cell c = {.year = r->year, .class = page->class, .division = page->division};

    return consistency_packages(r->db, r->a, &c, limit, ret, e);
}

bool consistency_class_page(struct req *r, struct reply *ret, struct err *e)
{
    enum { PRICES_SHOWN = 200, REASONS_SHOWN = 60 };
    static const struct col reason_cols[] = {{"reason", COL_PLAIN, NULL, NULL, NULL},
                                             {"division", COL_YEAR, NULL, NULL, NULL},
                                             {"lines", COL_PLAIN, NULL, NULL, NULL},
                                             {"cut", COL_WHOLE, NULL, NULL, NULL}};
    struct param crumb = {tr(r->lang, TR("ความสม่ำเสมอของการวิเคราะห์")), STR("/consistency")};
    struct page_head head = {.nav = STR("/consistency"), .crumb = &crumb, .ncrumb = 1};
    struct consistency_class_page page = {0};
    const struct consistency_price *p;
    struct rows prices, reasons, packages;

    if (!read_class(r, &page, e) ||
        !consistency_prices(r->db, r->a, r->year, page.class, &prices, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &consistency_price_type, prices.p, prices.n, NULL, STR_NONE,
                           str_format(r->a, "consistency-%.*s", STR_FMT(page.class)), ret, e);
    if (!req_int(r, "division", 0, 6, 0, &page.division, e) ||
        !consistency_reasons(r->db, r->a, r->year, page.class, &reasons, e) ||
        !read_packages(r, &page, PACKAGES_SHOWN, &packages, e))
        return false;
    p = prices.p;
    for (size_t i = 0; i < prices.n; i++)
        page.apart += p[i].apart;
    if (prices.n > PRICES_SHOWN) /* the files have them all */
        prices.n = PRICES_SHOWN;
    if (reasons.n > REASONS_SHOWN)
        reasons.n = REASONS_SHOWN;
    head.title = page.title;
    head.table_path = page.path;
    page.tail = str_format(r->a, "division=%lld", (long long)page.division);
    page.prices = price_table(r, &prices);
    page.packages = package_table(r, &packages);
    page.reasons = (struct table_view){.type = &consistency_reason_type,
                                       .rows = reasons.p,
                                       .n = reasons.n,
                                       .cols = reason_cols,
                                       .ncols = ARRAY_LEN(reason_cols),
                                       .caption = tr(r->lang, TR("เหตุผลที่ใช้")),
                                       .empty = tr(r->lang, TR("ไม่มีรายการที่ปรับลด"))};
    return REPLY_PAGE(r, &head, consistency_class, &page, ret, e);
}

bool consistency_reasons_page(struct req *r, struct reply *ret, struct err *e)
{
    struct consistency_class_page page = {0};
    struct rows rows;

    if (!read_class(r, &page, e))
        return false;
    if (r->format == FORMAT_HTML) {
        reply_redirect(r, page.path, ret);
        return true;
    }
    return consistency_reasons(r->db, r->a, r->year, page.class, &rows, e) &&
           reply_table(r, &consistency_reason_type, rows.p, rows.n, NULL, STR_NONE,
                       str_format(r->a, "consistency-%.*s-reasons", STR_FMT(page.class)), ret, e);
}

bool consistency_packages_page(struct req *r, struct reply *ret, struct err *e)
{
    enum { LIMIT = 10000 };
    struct consistency_class_page page = {0};
    struct rows rows;

    if (!read_class(r, &page, e) || !req_int(r, "division", 0, 6, 0, &page.division, e))
        return false;
    if (r->format == FORMAT_HTML) {
        reply_redirect(r,
                       str_format(r->a, "%.*s?division=%lld#packages", STR_FMT(page.path),
                                  (long long)page.division),
                       ret);
        return true;
    }
    return read_packages(r, &page, LIMIT, &rows, e) &&
           reply_table(r, &consistency_package_type, rows.p, rows.n, NULL, STR_NONE,
                       str_format(r->a, "consistency-%.*s-packages", STR_FMT(page.class)), ret, e);
}
