#include "web/redline_page.h"

#include "base/arena.h"
#include "base/json.h"
#include "city/issued.h"
#include "plan/bill.h"
#include "views.h"
#include "web/job_page.h"
#include "web/later.h"
#include "web/words.h"

enum { ROWS_A_PAGE = 50, MOST = 99 };

/* ---- reading the address ---- */

static bool read_ask(struct req *r, struct redline_ask *q, struct err *e)
{
    struct str by = req_query(r, "by");

    *q = (struct redline_ask){.year = r->year,
                              .from = str_trim(req_query(r, "from")),
                              .to = str_trim(req_query(r, "to")),
                              .agency = str_trim(req_query(r, "agency")),
                              .by = DIM_AGENCY,
                              .after = req_query(r, "after"),
                              .limit = ROWS_A_PAGE,
                              .lang = r->lang};
    if (str_eq(by, STR("plan")))
        q->by = DIM_PLAN;
    else if (str_eq(by, STR("type")))
        q->by = DIM_TYPE;
    return req_int(r, "ordinance", 0, MOST, 0, &q->ordinance, e);
}

static void put_pair(struct sbuf *b, const char *name, struct str value)
{
    struct html h = {.out = b};

    if (!value.n)
        return;
    sbuf_printf(b, "%s%s=", b->n ? "&" : "", name);
    html_url_part_str(&h, value);
}

static struct str query_of(struct req *r, const struct redline_ask *q)
{
    struct sbuf b;

    sbuf_init(&b, r->a, 4096);
    put_pair(&b, "year", str_format(r->a, "%lld", (long long)q->year));
    put_pair(&b, "ordinance", str_format(r->a, "%lld", (long long)q->ordinance));
    put_pair(&b, "from", q->from);
    put_pair(&b, "to", q->to);
    put_pair(&b, "by", q->by == DIM_AGENCY ? STR_NONE : str_from(dim_word((enum dim)q->by)));
    put_pair(&b, "agency", q->agency);
    return sbuf_str(&b);
}

/* ---- the form ---- */

static void end_choices(struct req *r, const struct redline_end *ends, size_t n, struct str now,
                        struct form_field *f)
{
    static const enum stage stages[] = {STAGE_TABLED, STAGE_COMMITTEE, STAGE_AMENDED};
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, n + ARRAY_LEN(stages));
    size_t m = 0;

    for (size_t i = 0; i < n; i++)
        c[m++] = (struct form_choice){ends[i].word, ends[i].label};
    for (size_t i = 0; i < ARRAY_LEN(stages); i++)
        c[m++] = (struct form_choice){
            str_from(stage_word(stages[i])),
            str_format(r->a, "%.*s: %.*s", STR_FMT(tr(r->lang, TR("ยอดถึงขั้น"))),
                       STR_FMT(stage_label(stages[i], r->lang)))};
    f->choice = c;
    f->choices = m;
    f->value = now;
}

/* The parts by agency of the whole bill, or (narrowed, or by something else) the city's. */
static bool agency_choices(struct req *r, const struct redline_ask *q, const struct compare *all,
                           struct form_field *f, struct err *e)
{
    const enum dim dim = DIM_AGENCY;
    struct rollup_filter filter = {.year = r->year};
    struct rollup_table t = {.n = all->parts};
    bool whole = q->by == DIM_AGENCY && !q->agency.n;
    struct form_choice *c;

    if (!whole &&
        !rollup_get(r->server->rollup, r->db, r->a, &filter, ROLLUP_BY(&dim, 1, r->lang), &t, e))
        return false;
    c = ARENA_ARRAY(r->a, struct form_choice, t.n + 1);
    c[0] = (struct form_choice){STR_NONE, tr(r->lang, TR("ทั้งเมือง"))};
    for (size_t i = 0; i < t.n; i++)
        c[i + 1] = whole ? (struct form_choice){all->part[i].code, all->part[i].name}
                         : (struct form_choice){t.row[i].key[0], t.row[i].name[0]};
    f->choice = c;
    f->choices = t.n + 1;
    f->value = q->agency;
    return true;
}

static void by_choices(struct req *r, int by, struct form_field *f)
{
    static const enum dim dims[] = {DIM_AGENCY, DIM_PLAN, DIM_TYPE};
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, ARRAY_LEN(dims));

    for (size_t i = 0; i < ARRAY_LEN(dims); i++)
        c[i] = (struct form_choice){str_from(dim_word(dims[i])), dim_label(dims[i], r->lang)};
    f->choice = c;
    f->choices = ARRAY_LEN(dims);
    f->value = str_from(dim_word((enum dim)by));
}

static void issue_form(struct req *r, struct form *f)
{
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, 3);

    *f = (struct form){.n = 1};
    f->field = ARENA_ARRAY(r->a, struct form_field, 1);
    f->field[0] = (struct form_field){
        .name = "format", .kind = FORM_CHOICE, .label = TR("รูปแบบแฟ้ม"), .required = true};
    c[0] = (struct form_choice){STR("pdf"), tr(r->lang, TR("PDF สำหรับลงนามและส่ง"))};
    c[1] = (struct form_choice){STR("docx"), tr(r->lang, TR("DOCX แก้ไขข้อความได้"))};
    c[2] = (struct form_choice){STR("xlsx"), tr(r->lang, TR("XLSX เฉพาะตัวเลข"))};
    f->field[0].choice = c;
    f->field[0].choices = 3;
}

static bool make_form(struct req *r, const struct redline_ask *q, const struct compare *all,
                      struct redline_page *p, struct err *e)
{
    p->from_field = (struct form_field){"from", FORM_CHOICE, TR("ฉบับเดิม"), NULL, .max = 40};
    p->to_field = (struct form_field){"to", FORM_CHOICE, TR("ฉบับใหม่"), NULL, .max = 40};
    p->by_field = (struct form_field){"by", FORM_CHOICE, TR("แยกตาม"), NULL, .max = 40};
    p->agency = (struct form_field){"agency", FORM_CHOICE, TR("หน่วยรับงบประมาณ"), NULL, .max = 40};
    end_choices(r, q->end, q->ends, q->from, &p->from_field);
    end_choices(r, q->end, q->ends, q->to, &p->to_field);
    by_choices(r, q->by, &p->by_field);
    issue_form(r, &p->issue);
    return agency_choices(r, q, all, &p->agency, e);
}

/* ---- the page ---- */

static struct str signed_text(struct arena *a, struct money m)
{
    struct str s = money_text(a, m, MONEY_WHOLE);

    return m.satang > 0 ? str_format(a, "+%.*s", STR_FMT(s)) : s;
}

static void say(struct req *r, const struct redline_ask *q, const struct redline *x,
                struct redline_page *page)
{
    const struct redline_row *row = x->rows.p;
    struct redline_view *v = ARENA_ARRAY(r->a, struct redline_view, x->rows.n + 1);
    const struct compare *c = &x->c;

    page->from_name = x->from.label;
    page->to_name = x->to.label;
    page->was = c->from;
    page->is = c->to;
    page->change = money_sub(c->to, c->from);
    page->more = c->more;
    page->less = c->less;
    page->equal = page->change.satang == 0;
    page->grew = page->change.satang > 0;
    page->size = page->grew ? page->change : money_neg(page->change);
    page->added = c->count[COMPARE_NEW];
    page->removed = c->count[COMPARE_REMOVED];
    page->changed = c->count[COMPARE_CHANGED];
    page->moved = page->added + page->removed + page->changed;
    page->section = x->section;
    page->section_n = x->sections;
    for (size_t i = 0; i < x->rows.n; i++) {
        size_t space = str_find(row[i].delta, STR(" "), 0);

        v[i] = (struct redline_view){
            .x = row[i],
            .change = signed_text(r->a, row[i].change),
            .had = row[i].from.satang != MONEY_MISSING.satang,
            .has = row[i].to.satang != MONEY_MISSING.satang,
            .first = i == 0 || !str_eq(row[i].agency_code, row[i - 1].agency_code),
            .line_path = str_format(r->a, "/lines/%.*s", STR_FMT(row[i].code)),
            .delta_path = str_format(r->a, "/council/cuts/%.*s",
                                     STR_FMT(str_slice(row[i].delta, 0, space)))};
    }
    page->row = v;
    page->row_n = x->rows.n;
    page->paged = q->after.n > 0;
    page->first_path = str_format(r->a, "/council/redline?%.*s#lines", STR_FMT(page->query));
    if (x->next.n)
        page->next = str_format(r->a, "/council/redline?%.*s&after=%.*s#lines",
                                STR_FMT(page->query), STR_FMT(x->next));
    page->compare_path = str_format(
        r->a, "/compare?year=%lld&from=version:%lld-%lld/%.*s&to=version:%lld-%lld/%.*s",
        (long long)q->year, (long long)q->year, (long long)q->ordinance, STR_FMT(q->from),
        (long long)q->year, (long long)q->ordinance, STR_FMT(q->to));
}

/* Parts that changed; the others are one row before the total. */
static void part_table(struct req *r, const struct redline *x, struct redline_page *page)
{
    static const struct col cols[] = {{"name", COL_PLAIN, NULL, NULL, NULL},
                                      {"changed", COL_PLAIN, NULL, NULL, TR("รายการที่เปลี่ยน")},
                                      {"from", COL_WHOLE, NULL, NULL, TR("เดิม (บาท)")},
                                      {"to", COL_WHOLE, NULL, NULL, TR("ใหม่ (บาท)")},
                                      {"change", COL_SIGNED, NULL, NULL, TR("เปลี่ยนไป (บาท)")}};
    struct compare_part *part = ARENA_ARRAY(r->a, struct compare_part, x->c.parts + 1);
    struct compare_part *total = ARENA_NEW(r->a, struct compare_part);
    struct compare_part *rest = ARENA_NEW(r->a, struct compare_part);
    size_t n = 0, same = 0;

    for (size_t i = 0; i < x->c.parts; i++) {
        const struct compare_part *p = &x->c.part[i];

        total->changed += p->changed;
        if (p->changed) {
            part[n++] = *p;
            continue;
        }
        same++;
        rest->from = money_add(rest->from, p->from);
        rest->to = money_add(rest->to, p->to);
    }
    total->from = x->c.from;
    total->to = x->c.to;
    total->change = money_sub(x->c.to, x->c.from);
    page->parts = (struct table_view){.type = &compare_part_type,
                                      .rows = part,
                                      .n = n,
                                      .cols = cols,
                                      .ncols = ARRAY_LEN(cols),
                                      .total = total,
                                      .extra = same ? rest : NULL,
                                      .extra_label = tr(r->lang, TR("ส่วนที่ไม่เปลี่ยน")),
                                      .caption = tr(r->lang, TR("ผลรวมของส่วนที่เปลี่ยน")),
                                      .empty = tr(r->lang, TR("ไม่มีรายการที่ต่างกันในขอบเขตนี้"))};
}

/* ---- files ---- */

static bool file_rows(struct req *r, void *ctx, struct rows *ret, struct str *ret_next,
                      struct err *e)
{
    const struct redline_ask *q = ctx;
    struct redline x;
    struct db *db;

    if (!store_reader(r->server->store, &db, e) ||
        !redline_get(r->server->rollup, db, r->a, q, &x, e))
        return false;
    *ret = x.rows;
    *ret_next = x.next;
    return true;
}

static bool redline_file(struct req *r, const struct redline_ask *asked, struct reply *ret,
                         struct err *e)
{
    struct redline_ask *q = ARENA_NEW(r->a, struct redline_ask);
    int64_t limit;

    if (!req_int(r, "limit", 1, LATER_ROWS, LATER_ROWS, &limit, e))
        return false;
    *q = *asked;
    q->limit = (size_t)limit;
    return table_later(r, file_rows, q, &redline_row_type,
                       str_format(r->a, "redline-%lld-%lld", (long long)q->year,
                                  (long long)q->ordinance),
                       ret, e);
}

/* Nothing was tabled yet: the page says so. */
static bool no_versions(struct req *r, struct redline_page *page, const struct page_head *head,
                        struct reply *ret, struct err *e)
{
    page->none = true;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &redline_row_type, NULL, 0, NULL, STR_NONE, STR("redline"), ret, e);
    return REPLY_PAGE(r, head, redline, page, ret, e);
}

bool redline_page(struct req *r, struct reply *ret, struct err *e)
{
    struct redline_page page = {.year = r->year, .csrf = r->session.csrf};
    struct page_head head = {.nav = STR("/council/redline"), .table_path = STR("/council/redline")};
    const struct redline_end *ends;
    struct redline_ask q;
    struct redline x;
    struct rows rows;
    struct err no;

    page.title = head.title = tr(r->lang, TR("ร่างเทียบแต่ละฉบับ"));
    if (!read_ask(r, &q, e) ||
        !redline_ends(r->db, r->a, r->year, q.ordinance, r->lang, &rows, e))
        return false;
    page.ordinance = q.ordinance;
    page.supplementary = q.ordinance > 0;
    if (rows.n == 0)
        return no_versions(r, &page, &head, ret, e);
    ends = rows.p;
    q.from = q.from.n ? q.from : STR("1");
    q.to = q.to.n ? q.to : ends[rows.n - 1].word;
    if (r->format != FORMAT_HTML)
        return redline_file(r, &q, ret, e);
    page.from = q.from;
    page.to = q.to;
    page.narrowed = q.agency.n > 0;
    page.query = query_of(r, &q);
    q.end = ends;
    q.ends = rows.n;
    page.may_issue = issued_may_make(&r->session.actor, ISSUED_REDLINE, 0, 0, &no);
    if (!redline_get(r->server->rollup, r->db, r->a, &q, &x, e) ||
        !make_form(r, &q, &x.c, &page, e))
        return false;
    say(r, &q, &x, &page);
    part_table(r, &x, &page);
    return REPLY_PAGE(r, &head, redline, &page, ret, e);
}

bool redline_issue_post(struct req *r, struct reply *ret, struct err *e)
{
    struct form f;
    struct sbuf b;
    struct jw w;
    int64_t ordinance;
    struct compare_point point;
    struct str end[2] = {req_field(r, "from"), req_field(r, "to")};

    if (!req_int(r, "ordinance", 0, MOST, 0, &ordinance, e) ||
        !issued_may_make(&r->session.actor, ISSUED_REDLINE, 0, 0, e))
        return false;
    issue_form(r, &f);
    form_read(&f, r);
    for (int i = 0; i < 2; i++) { /* both ends are there */
        if (!compare_point_parse(r->db, r->a, r->year,
                                 str_format(r->a, "version:%lld-%lld/%.*s", (long long)r->year,
                                            (long long)ordinance, STR_FMT(end[i])),
                                 &point, e))
            return false;
    }
    if (!form_check(&f, r)) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(STR("format")));
        return false;
    }
    sbuf_init(&b, r->a, 1024);
    jw_init(&w, &b, false);
    jw_object(&w, NULL);
    J(&w, "year", r->year);
    J(&w, "document", STR("redline"));
    J(&w, "format", form_value(&f, "format"));
    J(&w, "subject", str_format(r->a, "%lld-%.*s-%.*s", (long long)ordinance, STR_FMT(end[0]),
                                STR_FMT(end[1])));
    jw_end_object(&w);
    return job_start(r, "document", sbuf_str(&b), ret, e);
}
