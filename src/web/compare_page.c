#include "web/compare_page.h"

#include <stdlib.h>

#include "base/arena.h"
#include "document/chart.h"
#include "plan/package.h"
#include "views.h"
#include "web/later.h"

enum { ROWS_A_PAGE = 50, BARS = 9, SVG_MAX = 256 * 1024 };

/* A part opens into these. */
static int next_by(int by)
{
    static const uint8_t next[DIM_COUNT] = {
        [DIM_AGENCY] = DIM_PLAN,   [DIM_DIVISION] = DIM_AGENCY, [DIM_DISTRICT_GROUP] = DIM_AGENCY,
        [DIM_SIDE] = DIM_PLAN,     [DIM_PLAN] = DIM_OUTPUT,     [DIM_OUTPUT] = DIM_PACKAGE,
        [DIM_PACKAGE] = DIM_LINE,  [DIM_ITEM] = DIM_AGENCY,     [DIM_TYPE] = DIM_AGENCY,
        [DIM_FUND] = DIM_AGENCY,   [DIM_ORDINANCE] = DIM_AGENCY, [DIM_YEAR] = DIM_SIDE,
        [DIM_LINE] = DIM_LINE};

    return next[by];
}

/* ---- reading the address ---- */

static struct str point_word(struct req *r, const char *name, const char *day, const char *otherwise)
{
    struct str word = req_query(r, name), on = str_trim(req_query(r, day));

    if (!word.n)
        word = str_from(otherwise);
    return on.n && !str_has(word, STR("@"))
               ? str_format(r->a, "%.*s@%.*s", STR_FMT(word), STR_FMT(on))
               : word;
}

static bool read_ask(struct req *r, struct compare_ask *q, struct err *e)
{
    struct str kind = req_query(r, "kind"), by = req_query(r, "by");

    *q = (struct compare_ask){.by = DIM_AGENCY, .kind = COMPARE_KINDS, .lang = r->lang};
    if (!compare_point_parse(r->db, r->a, r->year, point_word(r, "from", "from_day", "requested"),
                             &q->from, e) ||
        !compare_point_parse(r->db, r->a, r->year, point_word(r, "to", "to_day", "now"), &q->to,
                             e) ||
        (by.n && !compare_by_parse(by, &q->by, e)))
        return false;
    for (int k = 0; k < COMPARE_KINDS; k++) {
        if (str_eq(kind, str_from(compare_kind_word((enum compare_kind)k))))
            q->kind = k;
    }
    if (str_eq(kind, STR("all")))
        q->kind = -1;
    for (int d = 0; d < DIM_COUNT && q->wheres < COMPARE_WHERES; d++) {
        struct str code = req_query(r, dim_word((enum dim)d));

        if (code.n && d != DIM_YEAR)
            q->where[q->wheres++] = (struct compare_where){(enum dim)d, code};
    }
    q->after = req_query(r, "after");
    q->limit = ROWS_A_PAGE;
    return true;
}

/* ---- addresses ---- */

static void put_pair(struct sbuf *b, const char *name, struct str value)
{
    struct html h = {.out = b};

    if (!value.n)
        return;
    sbuf_printf(b, "%s%s=", b->n ? "&" : "", name);
    html_url_part_str(&h, value);
}

/* The question as an address: without the narrowing number `without`, by `by` (-1: not said). */
static struct str query_of(struct req *r, const struct compare_ask *q, size_t without, int by)
{
    struct sbuf b;

    sbuf_init(&b, r->a, 8192);
    put_pair(&b, "year", str_format(r->a, "%lld", (long long)r->year));
    put_pair(&b, "from", q->from.word);
    put_pair(&b, "to", q->to.word);
    if (by >= 0)
        put_pair(&b, "by", str_from(compare_by_word(by)));
    for (size_t i = 0; i < q->wheres; i++) {
        if (i != without)
            put_pair(&b, dim_word(q->where[i].dim), q->where[i].code);
    }
    return sbuf_str(&b);
}

static struct str link_of(struct req *r, struct str query, const char *more)
{
    return str_format(r->a, "/compare?%.*s%s", STR_FMT(query), more);
}

/* ---- the form ---- */

static void stage_choices(struct req *r, struct str now, struct form_field *f)
{
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, STAGE_COUNT + 2);
    size_t n = 0, at = str_find(now, STR("@"), 0);
    bool known = false;

    f->value = str_slice(now, 0, at);
    for (enum stage s = STAGE_REQUESTED; s < STAGE_COUNT; s++)
        c[n++] = (struct form_choice){str_from(stage_word(s)), stage_label(s, r->lang)};
    c[n++] = (struct form_choice){STR("now"), tr(r->lang, TR("ยอดล่าสุด"))};
    for (size_t i = 0; i < n; i++)
        known = known || str_eq(c[i].value, f->value);
    if (!known) /* a run, a day, another year: as it was asked for */
        c[n++] = (struct form_choice){f->value, f->value};
    f->choice = c;
    f->choices = n;
}

static void by_choices(struct req *r, int now, struct form_field *f)
{
    static const int by[] = {DIM_AGENCY, DIM_DIVISION, DIM_SIDE, DIM_PLAN, DIM_TYPE, DIM_ITEM, DIM_FUND,
                             COMPARE_BY_STAGE, COMPARE_BY_REASON, COMPARE_BY_RESOLUTION};
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, ARRAY_LEN(by) + 1);
    size_t n = 0;
    bool known = false;

    for (size_t i = 0; i < ARRAY_LEN(by); i++) {
        c[n++] = (struct form_choice){str_from(compare_by_word(by[i])), compare_by_label(by[i], r->lang)};
        known = known || by[i] == now;
    }
    if (!known)
        c[n++] = (struct form_choice){str_from(compare_by_word(now)), compare_by_label(now, r->lang)};
    f->value = str_from(compare_by_word(now));
    f->choice = c;
    f->choices = n;
}

/* The groups of the city that have lines. */
static bool dim_choices(struct req *r, enum dim dim, const char *all, struct form_field *f,
                        struct err *e)
{
    struct rollup_filter filter = {.year = r->year};
    struct rollup_table t;
    struct form_choice *c;

    if (!rollup_get(r->server->rollup, r->db, r->a, &filter, ROLLUP_BY(&dim, 1, r->lang), &t, e))
        return false;
    c = ARENA_ARRAY(r->a, struct form_choice, t.n + 1);
    c[0] = (struct form_choice){STR_NONE, tr(r->lang, all)};
    for (size_t i = 0; i < t.n; i++)
        c[i + 1] = (struct form_choice){t.row[i].key[0], t.row[i].name[0]};
    f->value = req_query(r, dim_word(dim));
    f->choice = c;
    f->choices = t.n + 1;
    return true;
}

static struct str day_of(struct str word)
{
    size_t at = str_find(word, STR("@"), 0);

    return str_slice(word, at + 1, word.n);
}

static bool make_form(struct req *r, const struct compare_ask *q, struct compare_page *p,
                      struct err *e)
{
    p->from_field = (struct form_field){"from", FORM_CHOICE, TR("จาก"), NULL, .max = 40};
    p->to_field = (struct form_field){"to", FORM_CHOICE, TR("เป็น"), NULL, .max = 40};
    p->by_field = (struct form_field){"by", FORM_CHOICE, TR("แยกตาม"), NULL, .max = 40};
    p->from_day = (struct form_field){"from_day", FORM_TEXT, TR("ตามที่รู้ ณ วันที่"), NULL,
                                      .max = 30, .value = day_of(q->from.word)};
    p->to_day = (struct form_field){"to_day", FORM_TEXT, TR("ตามที่รู้ ณ วันที่"), NULL,
                                    .max = 30, .value = day_of(q->to.word)};
    p->agency = (struct form_field){"agency", FORM_CHOICE, TR("หน่วยรับงบประมาณ"), NULL, .max = 40};
    p->type = (struct form_field){"type", FORM_CHOICE, TR("งบรายจ่าย"), NULL, .max = 40};
    stage_choices(r, q->from.word, &p->from_field);
    stage_choices(r, q->to.word, &p->to_field);
    by_choices(r, q->by, &p->by_field);
    return dim_choices(r, DIM_AGENCY, TR("ทั้งเมือง"), &p->agency, e) &&
           dim_choices(r, DIM_TYPE, TR("ทุกงบรายจ่าย"), &p->type, e);
}

/* ---- the picture ---- */

static struct str million(struct req *r, struct money m)
{
    struct sbuf b;
    struct html h = {.out = &b, .lang = r->lang};

    sbuf_init(&b, r->a, 64);
    H(&h, html_as_million(m));
    return sbuf_str(&b);
}

static int by_size(const void *x, const void *y)
{
    const struct compare_part *const *p = x, *const *q = y;
    int64_t a = llabs((*p)->change.satang), b = llabs((*q)->change.satang);

    if (a != b)
        return a > b ? -1 : 1;
    return *p < *q ? -1 : *p > *q;
}

static struct html_safe draw(struct req *r, const struct chart_item *item, size_t n, bool small,
                             const struct compare_page *page)
{
    struct scene s = {.w = 0};
    struct sbuf b;

    chart_waterfall(r->a, item, n, small ? 360 : 1040, small ? 260 : 300, &s);
    s.id = small ? STR("waterfall-small") : STR("waterfall");
    s.title = page->finding;
    s.desc = page->by_name;
    sbuf_init(&b, r->a, SVG_MAX);
    scene_svg(&b, &s);
    return (struct html_safe){sbuf_str(&b)};
}

/* The largest parts, then the rest as one, then what it came to: each step is a sum. */
static size_t make_items(struct req *r, const struct compare *c, const char *path, size_t bars,
                         struct chart_item *item)
{
    const struct compare_part **by = ARENA_ARRAY(r->a, const struct compare_part *, c->parts + 1);
    struct money at = c->from;
    size_t n = 0, moved = 0;

    for (size_t i = 0; i < c->parts; i++) {
        if (c->part[i].change.satang)
            by[moved++] = &c->part[i];
    }
    if (moved > 1)
        qsort(by, moved, sizeof(*by), by_size);
    item[n++] = (struct chart_item){.label = tr(r->lang, TR("จาก")),
                                    .value_text = million(r, c->from),
                                    .value = c->from.satang};
    for (size_t i = 0; i < moved && i < bars; i++) {
        at = money_add(at, by[i]->change);
        item[n++] = (struct chart_item){
            .label = by[i]->name,
            .value_text = million(r, by[i]->change),
            .href = path ? str_format(r->a, "%s%.*s", path, STR_FMT(by[i]->code)) : STR_NONE,
            .value = at.satang};
    }
    if (moved > bars)
        item[n++] = (struct chart_item){.label = tr(r->lang, TR("ที่เหลือ")),
                                        .value_text = million(r, money_sub(c->to, at)),
                                        .value = c->to.satang};
    item[n++] = (struct chart_item){.label = tr(r->lang, TR("เป็น")),
                                    .value_text = million(r, c->to),
                                    .value = c->to.satang};
    return n;
}

static bool drawable(const struct chart_item *item, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (item[i].value < 0)
            return false;
    }
    return n > 2;
}

static void draw_parts(struct req *r, const struct compare *c, const char *path,
                       struct compare_page *page)
{
    struct chart_item item[BARS + 3];
    const struct compare_part *top = NULL;
    size_t n = make_items(r, c, path, BARS, item);

    for (size_t i = 0; i < c->parts; i++) {
        if (!top || llabs(c->part[i].change.satang) > llabs(top->change.satang))
            top = &c->part[i];
    }
    if (!top || !drawable(item, n))
        return;
    page->finding = str_replace(
        r->a, str_replace(r->a, tr(r->lang, TR("เปลี่ยนมากที่สุด: {part} {change} ล้านบาท")),
                          STR("{part}"), top->name),
        STR("{change}"), million(r, top->change));
    page->has_parts = true;
    page->chart = draw(r, item, n, false, page);
    n = make_items(r, c, path, 4, item);
    page->chart_small = draw(r, item, n, true, page);
}

/* ---- tables ---- */

static void part_table(struct req *r, const struct compare_ask *q, const struct compare *c,
                       struct compare_page *page)
{
    static const char *const line = "/lines/";
    struct col *col = ARENA_ARRAY(r->a, struct col, 6);
    struct compare_part *total = ARENA_NEW(r->a, struct compare_part);
    const char *path = NULL;
    size_t n = 0;

    if (q->by < DIM_COUNT && q->by != DIM_YEAR)
        path = q->by == DIM_LINE
                   ? line
                   : str_cstr(r->a, str_format(r->a, "%.*s&%s=",
                                               STR_FMT(link_of(r, query_of(r, q, q->wheres, next_by(q->by)), "")),
                                               compare_by_word(q->by)));
    col[n++] = path ? (struct col){"name", COL_LINK, path, "code", NULL}
                    : (struct col){"name", COL_PLAIN, NULL, NULL, NULL};
    if (q->by < DIM_COUNT) {
        col[n++] = (struct col){"changed", COL_PLAIN, NULL, NULL, TR("รายการที่เปลี่ยน")};
        col[n++] = (struct col){"from", COL_WHOLE, NULL, NULL, TR("จาก (บาท)")};
        col[n++] = (struct col){"to", COL_WHOLE, NULL, NULL, TR("เป็น (บาท)")};
    } else {
        col[n++] = (struct col){"lines", COL_PLAIN, NULL, NULL, TR("รายการที่เปลี่ยน")};
    }
    col[n++] = (struct col){"change", COL_SIGNED, NULL, NULL, TR("เปลี่ยนไป (บาท)")};
    *total = (struct compare_part){.from = c->from, .to = c->to, .change = money_sub(c->to, c->from)};
    for (size_t i = 0; i < c->parts; i++) {
        total->lines += c->part[i].lines;
        total->changed += c->part[i].changed;
    }
    page->parts = (struct table_view){.type = &compare_part_type,
                                      .rows = c->part,
                                      .n = c->parts > 300 ? 300 : c->parts,
                                      .cols = col,
                                      .ncols = n,
                                      .total = total,
                                      .caption = page->by_name,
                                      .empty = tr(r->lang, TR("ไม่มีรายการในขอบเขตนี้"))};
    draw_parts(r, c, path, page);
}

static void row_table(struct req *r, const struct compare *c, struct compare_page *page)
{
    static const struct col cols[] = {{"name", COL_LINK, "/lines/", "code", NULL},
                                      {"code", COL_UNDER, NULL, NULL, NULL},
                                      {"kind", COL_TAG, "compare", NULL, NULL},
                                      {"from", COL_WHOLE, NULL, NULL, TR("จาก (บาท)")},
                                      {"to", COL_WHOLE, NULL, NULL, TR("เป็น (บาท)")},
                                      {"change", COL_SIGNED, NULL, NULL, TR("เปลี่ยนไป (บาท)")},
                                      {"reason", COL_PLAIN, NULL, NULL, NULL},
                                      {"resolution", COL_UNDER, NULL, NULL, NULL},
                                      {"stage", COL_WORD, "stage", NULL, NULL},
                                      {"by_user", COL_UNDER, NULL, NULL, NULL},
                                      {"at", COL_PLAIN, NULL, NULL, NULL},
                                      {"agency_name", COL_PLAIN, NULL, NULL, NULL}};

    page->rows = (struct table_view){.type = &compare_row_type,
                                     .rows = c->rows.p,
                                     .n = c->rows.n,
                                     .cols = cols,
                                     .ncols = ARRAY_LEN(cols),
                                     .caption = tr(r->lang, TR("ทีละรายการ")),
                                     .empty = tr(r->lang, TR("ไม่มีรายการที่ต่างกันในขอบเขตนี้")),
                                     .remember = STR("compare")};
}

/* One line: every change between the two. */
static bool read_changes(struct req *r, const struct compare_ask *q, struct compare_page *page,
                         struct err *e)
{
    static const struct col cols[] = {
        {"at", COL_PLAIN, NULL, NULL, NULL},       {"by_user", COL_UNDER, NULL, NULL, NULL},
        {"stage_word", COL_WORD, "stage", NULL, NULL}, {"old", COL_PLAIN, NULL, NULL, NULL},
        {"new", COL_PLAIN, NULL, NULL, NULL},      {"reason", COL_PLAIN, NULL, NULL, NULL},
        {"resolution", COL_PLAIN, NULL, NULL, NULL}};
    struct rows rows;

    for (size_t i = 0; i < q->wheres; i++) {
        if (q->where[i].dim != DIM_LINE)
            continue;
        if (!compare_changes(r->db, r->a, q->where[i].code, &q->from, &q->to, &rows, e))
            return false;
        page->has_changes = true;
        page->changes = (struct table_view){.type = &line_change_row_type,
                                            .rows = rows.p,
                                            .n = rows.n,
                                            .cols = cols,
                                            .ncols = ARRAY_LEN(cols),
                                            .caption = tr(r->lang, TR("ทุกการเปลี่ยนแปลงระหว่างสองจุด")),
                                            .empty = tr(r->lang, TR("ไม่มีการเปลี่ยนแปลงระหว่างสองจุดนี้"))};
    }
    return true;
}

static void say(struct req *r, const struct compare_ask *q, const struct compare *c,
                struct compare_page *page)
{
    struct compare_chip *chip = ARENA_ARRAY(r->a, struct compare_chip, COMPARE_WHERES);
    struct str base = query_of(r, q, q->wheres, q->by);

    page->from_name = compare_point_label(r->a, &q->from, r->year, r->lang);
    page->to_name = compare_point_label(r->a, &q->to, r->year, r->lang);
    page->by_name = compare_by_label(q->by, r->lang);
    page->from = c->from;
    page->to = c->to;
    page->change = money_sub(c->to, c->from);
    page->more = c->more;
    page->less = c->less;
    page->grew = page->change.satang > 0;
    page->equal = page->change.satang == 0;
    page->size = page->grew ? page->change : money_neg(page->change);
    page->share.bp = money_share_bp(page->size, c->from);
    page->added = c->count[COMPARE_NEW];
    page->removed = c->count[COMPARE_REMOVED];
    page->changed = c->count[COMPARE_CHANGED];
    page->same = c->count[COMPARE_SAME];
    page->moved = page->added + page->removed + page->changed;
    page->lines = page->moved + page->same;
    for (size_t i = 0; i < q->wheres; i++)
        chip[i] = (struct compare_chip){dim_label(q->where[i].dim, r->lang), q->where[i].code,
                                        link_of(r, query_of(r, q, i, q->by), "")};
    page->chip = chip;
    page->chip_n = q->wheres;
    page->narrowed = q->wheres > 0;
    page->base = base;
    page->query = str_format(r->a, "%.*s&kind=%s", STR_FMT(base),
                             q->kind < 0                ? "all"
                             : q->kind == COMPARE_KINDS ? ""
                                                        : compare_kind_word((enum compare_kind)q->kind));
    page->kind_all = link_of(r, base, "&kind=all#lines");
    page->kind_new = link_of(r, base, "&kind=new#lines");
    page->kind_removed = link_of(r, base, "&kind=removed#lines");
    page->kind_changed = link_of(r, base, "&kind=changed#lines");
    page->kind_same = link_of(r, base, "&kind=same#lines");
    page->paged = q->after.n > 0;
    page->first = str_format(r->a, "/compare?%.*s#lines", STR_FMT(page->query));
    if (c->next.n)
        page->next = str_format(r->a, "/compare?%.*s&after=%.*s#lines", STR_FMT(page->query),
                                STR_FMT(c->next));
}

/* ---- files ---- */

static bool file_rows(struct req *r, void *ctx, struct rows *ret, struct str *ret_next,
                      struct err *e)
{
    struct compare_ask *q = ctx;
    struct compare c;
    struct db *db;

    if (!store_reader(r->server->store, &db, e) ||
        !compare_get(r->server->rollup, db, r->a, q, &c, e))
        return false;
    *ret = c.rows;
    *ret_next = c.next;
    return true;
}

static bool compare_file(struct req *r, struct compare_ask *asked, struct reply *ret,
                         struct err *e)
{
    struct compare_ask *q = ARENA_NEW(r->a, struct compare_ask);
    int64_t limit;

    if (!req_int(r, "limit", 1, LATER_ROWS, LATER_ROWS, &limit, e))
        return false;
    *q = *asked;
    q->limit = (size_t)limit;
    q->by = DIM_YEAR;
    q->in_order = true;
    return table_later(r, file_rows, q, &compare_row_type,
                       str_format(r->a, "compare-%lld", (long long)r->year), ret, e);
}

bool compare_parts_page(struct req *r, struct reply *ret, struct err *e)
{
    struct compare_part *total = ARENA_NEW(r->a, struct compare_part);
    struct compare_ask q;
    struct compare c;

    if (!read_ask(r, &q, e))
        return false;
    if (r->format == FORMAT_HTML) {
        reply_redirect(r, link_of(r, query_of(r, &q, q.wheres, q.by), ""), ret);
        return true;
    }
    q.limit = 0;
    if (!compare_get(r->server->rollup, r->db, r->a, &q, &c, e))
        return false;
    *total = (struct compare_part){.lines = c.count[COMPARE_NEW] + c.count[COMPARE_REMOVED] +
                                            c.count[COMPARE_CHANGED] + c.count[COMPARE_SAME],
                                   .changed = c.count[COMPARE_NEW] + c.count[COMPARE_REMOVED] +
                                              c.count[COMPARE_CHANGED],
                                   .from = c.from,
                                   .to = c.to,
                                   .change = money_sub(c.to, c.from)};
    return reply_table(r, &compare_part_type, c.part, c.parts, total, STR_NONE,
                       str_format(r->a, "compare-%s-%lld", compare_by_word(q.by), (long long)r->year),
                       ret, e);
}

bool compare_page(struct req *r, struct reply *ret, struct err *e)
{
    struct compare_page page = {.year = r->year};
    struct page_head head = {.nav = STR("/compare"), .table_path = STR("/compare")};
    struct compare_ask q;
    struct compare c;

    if (!read_ask(r, &q, e))
        return false;
    if (r->format != FORMAT_HTML)
        return compare_file(r, &q, ret, e);
    if (!compare_get(r->server->rollup, r->db, r->a, &q, &c, e) || !make_form(r, &q, &page, e) ||
        !read_changes(r, &q, &page, e))
        return false;
    page.title = head.title = tr(r->lang, TR("เปรียบเทียบ"));
    say(r, &q, &c, &page);
    page.parts_query = query_of(r, &q, q.wheres, q.by);
    part_table(r, &q, &c, &page);
    row_table(r, &c, &page);
    return REPLY_PAGE(r, &head, compare, &page, ret, e);
}
