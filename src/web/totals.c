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
    FIELD(struct total_row, published, FIELD_TOTAL, "ตามที่ประกาศ", "As published"),
};
const struct row_type total_row_type = ROW_TYPE(struct total_row, total_fields);

/* ---- what the sources printed (data/published.csv) ---- */

struct printed {
    struct str stage, dim, code, source;
    struct money amount;
    bool exact;
};

static struct str cell(struct str *line)
{
    struct str c = STR_NONE;

    return str_split(line, ',', &c) ? str_trim(c) : STR_NONE;
}

static bool read_printed(struct str line, struct str year, struct printed *ret)
{
    struct err e;

    if (!str_eq(cell(&line), year))
        return false;
    ret->stage = cell(&line);
    ret->dim = cell(&line);
    ret->code = cell(&line);
    if (!money_parse(cell(&line), &ret->amount, &e))
        return false;
    ret->exact = str_starts(cell(&line), STR("exact"));
    ret->source = str_trim(line);
    return true;
}

/* Puts the printed figures of the year's draft beside the computed ones. Printed parts are rounded,
 * so they leave something over from the printed total: that is a row of its own. */
static void add_published(struct req *r, const char *dim, struct totals *t)
{
    struct str rest = data_file_get("published.csv"), line;
    struct str year = str_format(r->a, "%lld", (long long)r->year);
    struct money parts = MONEY_ZERO, whole = MONEY_ZERO;
    struct printed p;

    while (str_split(&rest, '\n', &line)) {
        if (!read_printed(line, year, &p) || !str_eq(p.stage, STR("draft")))
            continue;
        if (str_eq(p.dim, STR("total")) && str_eq(p.code, STR("bma")) && p.exact)
            whole = p.amount;
        if (!str_eq(p.dim, str_from(dim)))
            continue;
        for (size_t i = 0; i < t->n; i++) {
            if (!str_eq(t->row[i].code, p.code))
                continue;
            t->row[i].published = p.amount;
            parts = money_add(parts, p.amount);
            t->source = p.source;
            t->has_published = true;
        }
    }
    t->total.published = whole.satang ? whole : parts;
    t->has_diff = t->has_published && whole.satang && money_cmp(whole, parts) != 0;
    t->diff = (struct total_row){.published = money_sub(whole, parts)};
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

    if (!rollup_get(r->server->rollup, r->db, r->a, f, ROLLUP_BY(&by, 1, r->lang), &t, e))
        return false;
    *ret = (struct totals){.row = ARENA_ARRAY(r->a, struct total_row, t.n), .n = t.n};
    for (size_t i = 0; i < t.n; i++)
        fill(&ret->row[i], &t.row[i]);
    fill(&ret->total, &t.total);
    ret->total.code = STR_NONE;
    ret->total.name = tr(r->lang, TR("รวม"));
    ret->total.share.bp = t.total.now.satang ? 10000 : 0;
    if (!f->agency_id && !f->side_code.n && !f->type_code.n)
        add_published(r, dim_word(by), ret);
    return true;
}

struct table_view totals_view(struct req *r, const struct totals *t, const char *path,
                              struct str caption)
{
    static const struct col plain[] = {{"name", COL_PLAIN, NULL, NULL, NULL},
                                       {"packages", COL_PLAIN, NULL, NULL, NULL},
                                       {"requested", COL_WHOLE, NULL, NULL, NULL},
                                       {"now", COL_WHOLE, NULL, NULL, NULL},
                                       {"change", COL_SIGNED, NULL, NULL, NULL},
                                       {"share", COL_BAR, NULL, NULL, NULL},
                                       {"published", COL_MAYBE, NULL, NULL, TR("ประกาศ (ล้านบาท)")}};
    struct col *col = ARENA_ARRAY(r->a, struct col, ARRAY_LEN(plain));
    struct totals *kept = ARENA_NEW(r->a, struct totals); /* the page outlives the caller's */

    *kept = *t;
    for (size_t i = 0; i < ARRAY_LEN(plain); i++)
        col[i] = plain[i];
    if (path)
        col[0] = (struct col){"name", COL_LINK, path, "code", NULL};
    return (struct table_view){.type = &total_row_type,
                               .rows = t->row,
                               .n = t->n,
                               .cols = col,
                               .ncols = ARRAY_LEN(plain) - (t->has_published ? 0 : 1),
                               .total = &kept->total,
                               .extra = kept->has_diff ? &kept->diff : NULL,
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
    return reply_table(r, &total_row_type, row, n, &t->total, STR_NONE, name, ret, e);
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
    struct totals_page page = {.by = str_from(b->word), .path = str_from(b->path), .year = r->year};
    struct param crumb[] = {{tr(r->lang, TR("ภาพรวมเมือง")), STR("/overview")}};
    struct page_head head = {
        .nav = STR("/overview"), .crumb = crumb, .ncrumb = 1, .table_path = str_from(b->path)};

    if (!totals_get(r, b->dim, &f, &t, e))
        return false;
    if (r->format != FORMAT_HTML)
        return totals_reply(
            r, &t, str_format(r->a, "overview-%s-%lld", b->word, (long long)r->year), ret, e);
    page.title = head.title = tr(r->lang, b->title);
    page.n = (int64_t)t.n;
    page.asked = t.total.requested;
    page.now = t.total.now;
    page.source = t.source;
    page.table = totals_view(r, &t, b->link, page.title);
    page.table.remember = page.by;
    table_sort(r, &page.table);
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
