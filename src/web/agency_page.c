#include "web/agency_page.h"

#include "base/arena.h"
#include "views.h"

static const struct field agency_fields[] = {
    FIELD(struct agency_row, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct agency_row, name, 0, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct agency_row, kind, 0, "ประเภท", "Kind"),
    FIELD(struct agency_row, division, 0, "กองวิเคราะห์", "Division"),
    FIELD(struct agency_row, packages, FIELD_TOTAL, "ข้อเสนอ", "Packages"),
    FIELD(struct agency_row, lines, FIELD_TOTAL, "รายการ", "Lines"),
    FIELD(struct agency_row, requested, FIELD_TOTAL, "ขอ", "Requested"),
    FIELD(struct agency_row, now, FIELD_TOTAL, "ขณะนี้", "Now"),
    FIELD(struct agency_row, change, FIELD_TOTAL, "เปลี่ยนไป", "Change"),
    FIELD(struct agency_row, share, FIELD_TOTAL, "ร้อยละ", "Per cent"),
};
const struct row_type agency_row_type = ROW_TYPE(struct agency_row, agency_fields);

static const struct col agency_cols[] = {
    {"name", COL_LINK, "/agencies/", "code", NULL},
    {"code", COL_UNDER, NULL, NULL, NULL},
    {"kind", COL_WORD, "kind", NULL, NULL},
    {"division", COL_PLAIN, NULL, NULL, NULL},
    {"packages", COL_PLAIN, NULL, NULL, NULL},
    {"requested", COL_WHOLE, NULL, NULL, TR("ขอ (บาท)")},
    {"now", COL_WHOLE, NULL, NULL, TR("ขณะนี้ (บาท)")},
    {"change", COL_SIGNED, NULL, NULL, NULL},
    {"share", COL_BAR, NULL, NULL, NULL},
};

static void join(struct agency_row *to, const struct agency *a, enum lang lang,
                 const struct totals *t)
{
    *to = (struct agency_row){.code = a->code,
                              .name = lang == LANG_EN && a->name_en.n ? a->name_en : a->name_th,
                              .kind = a->kind,
                              .division = a->division};
    for (size_t i = 0; i < t->n; i++) {
        const struct total_row *x = &t->row[i];

        if (!str_eq(x->code, a->code))
            continue;
        to->packages = x->packages;
        to->lines = x->lines;
        to->requested = x->requested;
        to->now = x->now;
        to->change = x->change;
        to->share = x->share;
    }
}

bool agencies_page(struct req *r, struct reply *ret, struct err *e)
{
    struct rollup_filter f = {.year = r->year};
    struct agencies_page page = {.year = r->year};
    struct page_head head = {.nav = STR("/agencies"), .table_path = STR("/agencies")};
    struct agency_row *row, *sum = ARENA_NEW(r->a, struct agency_row);
    const struct agency *a;
    struct totals t;
    struct rows list;

    if (!agency_list(r->db, r->a, r->year, &list, e) || !totals_get(r, DIM_AGENCY, &f, &t, e))
        return false;
    a = list.p;
    row = ARENA_ARRAY(r->a, struct agency_row, list.n);
    for (size_t i = 0; i < list.n; i++) {
        join(&row[i], &a[i], r->lang, &t);
        page.bureaus += str_eq(a[i].kind, STR("bureau"));
        page.districts += str_eq(a[i].kind, STR("district"));
    }
    *sum = (struct agency_row){.packages = t.total.packages,
                               .lines = t.total.lines,
                               .requested = t.total.requested,
                               .now = t.total.now,
                               .change = t.total.change,
                               .share = t.total.share};
    if (r->format != FORMAT_HTML)
        return reply_table(r, &agency_row_type, row, list.n, sum, STR_NONE,
                           str_format(r->a, "agencies-%lld", (long long)r->year), ret, e);
    page.title = head.title = tr(r->lang, TR("หน่วยรับงบประมาณ"));
    page.n = (int64_t)list.n;
    page.table = (struct table_view){.type = &agency_row_type,
                                     .rows = row,
                                     .n = list.n,
                                     .cols = agency_cols,
                                     .ncols = ARRAY_LEN(agency_cols),
                                     .total = sum,
                                     .caption = page.title,
                                     .remember = STR("agencies")};
    table_sort(r, &page.table);
    return REPLY_PAGE(r, &head, agencies, &page, ret, e);
}

/* ---- one agency ---- */

static bool read_agency(struct req *r, struct agency *ret, struct err *e)
{
    return agency_get(r->db, r->a, r->seg[0], ret, e);
}

static bool totals_page(struct req *r, enum dim by, const char *word, struct reply *ret,
                        struct err *e)
{
    struct agency agency;
    struct totals t;

    if (!read_agency(r, &agency, e))
        return false;
    if (r->format == FORMAT_HTML) {
        reply_redirect(r, str_format(r->a, "/agencies/%.*s", STR_FMT(agency.code)), ret);
        return true;
    }
    return totals_get(r, by, &(struct rollup_filter){.year = r->year, .agency_id = agency.id}, &t,
                      e) &&
           totals_reply(
               r, &t,
               str_format(r->a, "%.*s-%s-%lld", STR_FMT(agency.code), word, (long long)r->year),
               ret, e);
}

bool agency_types_page(struct req *r, struct reply *ret, struct err *e)
{
    return totals_page(r, DIM_TYPE, "types", ret, e);
}

bool agency_plans_page(struct req *r, struct reply *ret, struct err *e)
{
    return totals_page(r, DIM_PLAN, "plans", ret, e);
}

static bool read_totals(struct req *r, struct agency_page *page, struct err *e)
{
    struct rollup_filter f = {.year = r->year, .agency_id = page->agency.id};
    struct rollup_filter city = {.year = r->year};
    enum dim year = DIM_YEAR;
    struct rollup_table all;
    struct totals types, plans;

    if (!totals_get(r, DIM_TYPE, &f, &types, e) || !totals_get(r, DIM_PLAN, &f, &plans, e) ||
        !rollup_get(r->server->rollup, r->db, r->a, &city, ROLLUP_BY(&year, 1, r->lang), &all, e))
        return false;
    page->total = types.total;
    page->has_any = types.total.lines > 0;
    page->of_city.bp = money_share_bp(types.total.now, all.total.now);
    page->types = totals_view(r, &types, NULL, tr(r->lang, TR("ตามงบรายจ่าย")));
    page->plans = totals_view(r, &plans, NULL, tr(r->lang, TR("ตามแผนงาน")));
    return true;
}

bool agency_page(struct req *r, struct reply *ret, struct err *e)
{
    struct agency_page page = {.year = r->year};
    struct param crumb[] = {{tr(r->lang, TR("หน่วยรับงบประมาณ")), STR("/agencies")}};
    struct page_head head = {.nav = STR("/agencies"), .crumb = crumb, .ncrumb = 1};
    struct rows rows;

    if (!read_agency(r, &page.agency, e))
        return false;
    if (r->format != FORMAT_HTML)
        return package_list_file(r, page.agency.id, ret, e);
    head.table_path = str_format(r->a, "/agencies/%.*s", STR_FMT(page.agency.code));
    page.code = page.agency.code;
    page.title = head.title =
        r->lang == LANG_EN && page.agency.name_en.n ? page.agency.name_en : page.agency.name_th;
    if (!read_totals(r, &page, e) ||
        !package_list_read(r, page.agency.id, head.table_path, &rows, &page.list, e))
        return false;
    page.may_add = actor_may(&r->session.actor, PERM_REQUEST_WRITE);
    return REPLY_PAGE(r, &head, agency, &page, ret, e);
}
