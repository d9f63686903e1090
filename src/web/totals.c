/* totals.c - tables of totals by side, agency, type or plan, and what published totals leave over. */
#include "web/overview.h"

#include "base/arena.h"
#include "base/data_file.h"
#include "views.h"

static const struct field total_fields[] = {
    FIELD(struct total_row, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct total_row, name, 0, "ชื่อ", "Name"),
    FIELD(struct total_row, packages, FIELD_TOTAL, "ข้อเสนอ", "Packages"),
    FIELD(struct total_row, lines, FIELD_TOTAL, "รายการ", "Lines"),
    FIELD(struct total_row, requested, FIELD_TOTAL, "ขอ", "Requested"),
    FIELD(struct total_row, now, FIELD_TOTAL, "ขณะนี้", "Now"),
    FIELD(struct total_row, change, FIELD_TOTAL, "เปลี่ยนไป", "Change"),
    FIELD(struct total_row, share, FIELD_TOTAL, "ร้อยละ", "Per cent"),
};
const struct row_type total_row_type = ROW_TYPE(struct total_row, total_fields);

/* ---- what the sources printed (data/published.csv) ---- */

static struct str cell(struct str *line)
{
    struct str c = STR_NONE;

    return str_split(line, ',', &c) ? str_trim(c) : STR_NONE;
}

/* The printed total of the city in a year: the ordinance's, else the draft's. Exact ones only. */
static bool published_city(struct arena *a, int64_t year, struct published *ret)
{
    struct str rest = data_file_get("published.csv"), line, want = str_format(a, "%lld",
                                                                              (long long)year);
    bool found = false;

    while (str_split(&rest, '\n', &line)) {
        struct str y = cell(&line), stage = cell(&line), dim = cell(&line), code = cell(&line);
        struct str amount = cell(&line), precision = cell(&line);
        struct err e;

        if (!str_eq(y, want) || !str_eq(dim, STR("total")) || !str_eq(code, STR("bma")))
            continue;
        if (!str_eq(stage, STR("ordinance")) && !(str_eq(stage, STR("draft")) && !found))
            continue;
        if (!money_parse(amount, &ret->amount, &e))
            continue;
        ret->source = str_trim(line);
        ret->precision = precision;
        ret->exact = str_starts(precision, STR("exact"));
        found = true;
    }
    return found && ret->exact;
}

/* Published parts are rounded: their sum leaves a little over. More than a hundredth is no
 * rounding, and is not called one. */
static void compare(struct req *r, struct totals *t)
{
    struct money over;

    if (!published_city(r->a, r->year, &t->published))
        return;
    over = money_sub(t->published.amount, t->total.now);
    if (over.satang == 0 || money_share_bp(over.satang < 0 ? money_neg(over) : over,
                                           t->published.amount) > 100)
        return;
    t->has_diff = true;
    t->diff = (struct total_row){.now = over};
    t->shown = t->total;
    t->shown.now = t->published.amount;
    t->diff.share.bp = money_share_bp(over, t->published.amount);
    for (size_t i = 0; i < t->n; i++)
        t->row[i].share.bp = money_share_bp(t->row[i].now, t->published.amount);
}

/* The same side has the same colour on every page and paper. */
int side_colour(struct str code)
{
    static const struct {
        const char *code;
        int colour;
    } of[] = {{"13", 1}, {"01", 3}, {"16", 8}, {"04", 2}, {"05", 5}, {"14", 8},
              {"15", 8}, {"06", 4}, {"07", 6}, {"08", 7}, {"03", 2}, {"02", 3}};

    for (size_t i = 0; i < ARRAY_LEN(of); i++) {
        if (str_eq(code, str_from(of[i].code)))
            return of[i].colour;
    }
    return 0;
}

static void fill(struct total_row *to, const struct rollup_row *from)
{
    *to = (struct total_row){.code = from->key[0],
                             .name = from->name[0],
                             .packages = from->packages,
                             .lines = from->lines,
                             .requested = from->stage[STAGE_REQUESTED],
                             .now = from->now,
                             .change = money_sub(from->now, from->stage[STAGE_REQUESTED]),
                             .share = from->share};
}

bool totals_get(struct req *r, enum dim by, const struct rollup_filter *f, struct totals *ret,
                struct err *e)
{
    struct rollup_table t;

    if (!rollup_get(r->server->rollup, r->db, r->a, f, &by, 1, r->lang, &t, e))
        return false;
    *ret = (struct totals){.row = ARENA_ARRAY(r->a, struct total_row, t.n), .n = t.n};
    for (size_t i = 0; i < t.n; i++)
        fill(&ret->row[i], &t.row[i]);
    fill(&ret->total, &t.total);
    ret->total.code = STR_NONE;
    ret->total.name = tr(r->lang, TR("รวม"));
    ret->total.share.bp = t.total.now.satang ? 10000 : 0;
    ret->shown = ret->total;
    if (!f->agency_id && !f->side_code.n && !f->type_code.n)
        compare(r, ret);
    return true;
}

struct table_view totals_view(struct req *r, const struct totals *t, const char *path,
                              struct str caption)
{
    static const struct col plain[] = {
        {"name", COL_PLAIN, NULL, NULL, NULL},       {"packages", COL_PLAIN, NULL, NULL, NULL},
        {"requested", COL_WHOLE, NULL, NULL, NULL},  {"now", COL_WHOLE, NULL, NULL, NULL},
        {"change", COL_SIGNED, NULL, NULL, NULL},    {"share", COL_BAR, NULL, NULL, NULL}};
    struct col *col = ARENA_ARRAY(r->a, struct col, ARRAY_LEN(plain));

    for (size_t i = 0; i < ARRAY_LEN(plain); i++)
        col[i] = plain[i];
    if (path)
        col[0] = (struct col){"name", COL_LINK, path, "code", NULL};
    return (struct table_view){.type = &total_row_type,
                               .rows = t->row,
                               .n = t->n,
                               .cols = col,
                               .ncols = ARRAY_LEN(plain),
                               .total = &t->shown,
                               .extra = t->has_diff ? &t->diff : NULL,
                               .extra_label = tr(r->lang, TR("ส่วนต่างจากการปัดเศษของแหล่งข้อมูล")),
                               .caption = caption,
                               .empty = tr(r->lang, TR("ปีนี้ยังไม่มีรายการ"))};
}

bool totals_reply(struct req *r, const struct totals *t, struct str name, struct reply *ret,
                  struct err *e)
{
    struct total_row *row = t->row;
    size_t n = t->n;

    if (t->has_diff) { /* the difference is a row of the file too, so that it adds up */
        row = ARENA_ARRAY(r->a, struct total_row, n + 1);
        for (size_t i = 0; i < n; i++)
            row[i] = t->row[i];
        row[n] = t->diff;
        row[n++].name = tr(r->lang, TR("ส่วนต่างจากการปัดเศษของแหล่งข้อมูล"));
    }
    return reply_table(r, &total_row_type, row, n, &t->shown, STR_NONE, name, ret, e);
}

/* ---- /overview/by-* ---- */

struct by {
    enum dim dim;
    const char *word, *path, *title, *link;
};

static bool by_page(struct req *r, const struct by *b, struct reply *ret, struct err *e)
{
    struct rollup_filter f = {.year = r->year};
    struct totals t;
    struct totals_page page = {.by = str_from(b->word), .path = str_from(b->path),
                               .year = r->year};
    struct param crumb[] = {{tr(r->lang, TR("ภาพรวมเมือง")), STR("/overview")}};
    struct page_head head = {.nav = STR("/overview"), .crumb = crumb, .ncrumb = 1,
                             .table_path = str_from(b->path)};

    if (!totals_get(r, b->dim, &f, &t, e))
        return false;
    if (r->format != FORMAT_HTML)
        return totals_reply(r, &t, str_format(r->a, "overview-%s-%lld", b->word,
                                              (long long)r->year), ret, e);
    page.title = head.title = tr(r->lang, b->title);
    page.n = (int64_t)t.n;
    page.asked = t.total.requested;
    page.now = t.shown.now;
    page.source = t.has_diff ? t.published.source : STR_NONE;
    page.table = totals_view(r, &t, b->link, page.title);
    page.table.remember = page.by;
    return REPLY_PAGE(r, &head, totals, &page, ret, e);
}

bool overview_agency_page(struct req *r, struct reply *ret, struct err *e)
{
    static const struct by by = {DIM_AGENCY, "agency", "/overview/by-agency",
                                 TR("งบประมาณตามหน่วยรับงบประมาณ"), "/agencies/"};

    return by_page(r, &by, ret, e);
}

bool overview_side_page(struct req *r, struct reply *ret, struct err *e)
{
    static const struct by by = {DIM_SIDE, "side", "/overview/by-side", TR("งบประมาณตามด้าน"),
                                 "/packages?output="};

    return by_page(r, &by, ret, e);
}

bool overview_type_page(struct req *r, struct reply *ret, struct err *e)
{
    static const struct by by = {DIM_TYPE, "type", "/overview/by-type", TR("งบประมาณตามงบรายจ่าย"),
                                 NULL};

    return by_page(r, &by, ret, e);
}
