/* lineage_page.c - lines across years: what is linked and what is not; one line's road. */
#include "base/arena.h"
#include "plan/section.h"
#include "web/csv_preview.h"
#include "web/money_parts.h"
#include "web/supplementary_form.h"
#include "web/supplementary_page.h"
#include "web/words.h"

enum { SHOWN = 20, PAGE = 50 };

static const struct col link_cols[] = {
    {"to_name", COL_LINK, "/lineage/", "to_code", NULL}, {"to_code", COL_UNDER, NULL, NULL, NULL},
    {"kind", COL_TAG, "link_kind", NULL, NULL},          {"share", COL_PLAIN, NULL, NULL, NULL},
    {"from_name", COL_PLAIN, NULL, NULL, NULL},          {"from_code", COL_UNDER, NULL, NULL, NULL},
    {"enacted", COL_WHOLE, NULL, NULL, NULL},            {"origin", COL_WORD, "link_origin", NULL, NULL},
    {"reason", COL_UNDER, NULL, NULL, NULL},             {"by_user", COL_PLAIN, NULL, NULL, NULL},
};
static const struct col open_cols[] = {
    {"name", COL_LINK, "/lineage/", "code", NULL}, {"code", COL_UNDER, NULL, NULL, NULL},
    {"agency_name", COL_PLAIN, NULL, NULL, NULL},  {"output_code", COL_UNDER, NULL, NULL, NULL},
    {"item_code", COL_PLAIN, NULL, NULL, NULL},    {"amount", COL_WHOLE, NULL, NULL, NULL},
};
static const struct col past_cols[] = { /* rows of past_line have no page */
    {"name", COL_PLAIN, NULL, NULL, NULL},        {"code", COL_UNDER, NULL, NULL, NULL},
    {"agency_name", COL_PLAIN, NULL, NULL, NULL}, {"output_code", COL_UNDER, NULL, NULL, NULL},
    {"item_code", COL_PLAIN, NULL, NULL, NULL},   {"amount", COL_WHOLE, NULL, NULL, NULL},
};
static const struct col road_cols[] = {
    {"year", COL_YEAR, NULL, NULL, NULL},         {"name", COL_PLAIN, NULL, NULL, NULL},
    {"code", COL_UNDER, NULL, NULL, NULL},        {"agency_name", COL_PLAIN, NULL, NULL, NULL},
    {"output_name", COL_UNDER, NULL, NULL, NULL}, {"kind", COL_WORD, "link_kind", NULL, NULL},
    {"reason", COL_UNDER, NULL, NULL, NULL},      {"share", COL_PLAIN, NULL, NULL, TR("ส่วน (%)")},
    {"asked", COL_WHOLE, NULL, NULL, NULL},       {"enacted", COL_WHOLE, NULL, NULL, NULL},
    {"paid", COL_WHOLE, NULL, NULL, NULL},        {"part", COL_WHOLE, NULL, NULL, NULL},
};

/* ---- the year ---- */

static void put_open(struct req *r, struct money_page *p, const struct rows *rows, bool past)
{
    const struct lineage_open_row *o = rows->p;
    struct money_section *s = money_section(p);
    int64_t year = past ? r->year : r->year - 1;

    s->id = past ? STR("no-past") : STR("no-future");
    s->title = SAY(r, past ? TR("รายการปี {year} ที่ไม่มีที่มา") : TR("รายการปี {year} ที่ไม่มีรายการต่อ"),
                   {STR("{year}"), money_year_text(r, year)});
    s->unit = tr(r->lang, TR("บาท"));
    s->path = STR("/lineage/open");
    s->query = past ? STR("side=past") : STR("side=future");
    s->note = rows->n > SHOWN ? SAY(r, TR("แสดง {n} รายการแรก ทั้งหมดอยู่ในแฟ้มส่งออก"),
                                    {STR("{n}"), money_count_text(r, SHOWN)})
                              : STR_NONE;
    s->has_table = true;
    s->table = (struct table_view){.type = &lineage_open_row_type,
                                   .rows = rows->p,
                                   .n = rows->n > SHOWN ? SHOWN : rows->n,
                                   .cols = rows->n && o[0].living ? open_cols : past_cols,
                                   .ncols = ARRAY_LEN(open_cols),
                                   .caption = s->title,
                                   .empty = tr(r->lang, TR("ไม่มี: ทุกรายการเชื่อมแล้ว"))};
}

static bool read_open(struct req *r, bool past, struct rows *ret, struct err *e)
{
    struct lineage_filter f = {.year = past ? r->year : r->year - 1,
                               .past = past,
                               .limit = SHOWN + 1,
                               .lang = r->lang};

    return lineage_open(r->db, r->a, &f, ret, e);
}

static void put_year_work(struct req *r, struct money_page *p)
{
    struct money_panel *x;

    if (!actor_may(&r->session.actor, PERM_BILL))
        return;
    x = money_act(p);
    x->title = tr(r->lang, TR("เชื่อมรายการที่เหมือนกัน"));
    x->note = tr(r->lang, TR("รายการที่ดึงโครงมา และรายการที่หน่วยงาน ผลผลิต รายจ่าย และชื่อตรงกันเพียงคู่เดียว การตราเป็นข้อบัญญัติทำสิ่งนี้ให้เอง"));
    x->action = STR("/lineage/find");
    x->submit = tr(r->lang, TR("เชื่อมรายการที่เหมือนกัน"));
    x = money_act(p);
    x->title = tr(r->lang, TR("นำเข้าการเชื่อมจากแฟ้ม"));
    x->note = tr(r->lang, TR("คอลัมน์ from_year, from, agency, to, kind, share, reason"));
    x->action = STR("/lineage/file");
    x->submit = tr(r->lang, TR("ดูตัวอย่างก่อนนำเข้า"));
    x->file = true;
    x->form = supplementary_file_form(r);
}

static bool year_show(struct req *r, struct form *wrong, const char *which, int status,
                      struct reply *ret, struct err *e)
{
    struct money_page p = {.title = tr(r->lang, TR("รายการข้ามปี"))};
    struct lineage_counts c;
    struct rows links, past, future;
    struct money_section *s;

    if (!lineage_count(r->db, r->a, r->year, &c, e) ||
        !lineage_links(r->db, r->a, r->year, 0, PAGE, &links, e) || !read_open(r, true, &past, e) ||
        !read_open(r, false, &future, e))
        return false;
    p.lead = SAY(r, TR("{linked} จาก {lines} รายการของปีนี้รู้ว่าปีก่อนคือรายการใด เปลี่ยนชื่อ {renamed} แยก {split} รวม {merged} ย้าย {moved}"),
                 {STR("{linked}"), money_count_text(r, c.linked)},
                 {STR("{lines}"), money_count_text(r, c.lines)},
                 {STR("{renamed}"), money_count_text(r, c.renamed)},
                 {STR("{split}"), money_count_text(r, c.split)},
                 {STR("{merged}"), money_count_text(r, c.merged)},
                 {STR("{moved}"), money_count_text(r, c.moved)});
    money_fact(&p, tr(r->lang, TR("มีที่มา")), money_count_text(r, c.linked),
               tr(r->lang, TR("รายการของปีนี้")));
    money_fact(&p, tr(r->lang, TR("ไม่มีที่มา")), money_count_text(r, c.lines - c.linked),
               tr(r->lang, TR("งานใหม่ หรือยังไม่ได้เชื่อม")));
    money_fact(&p, tr(r->lang, TR("ปีก่อนที่มีรายการต่อ")), money_count_text(r, c.past_linked),
               SAY(r, TR("จาก {n} รายการ"), {STR("{n}"), money_count_text(r, c.past_lines)}));
    money_fact(&p, tr(r->lang, TR("ปีก่อนที่ไม่มีรายการต่อ")),
               money_count_text(r, c.past_lines - c.past_linked),
               tr(r->lang, TR("เลิก หรือยังไม่ได้เชื่อม")));
    s = money_section(&p);
    s->id = STR("links");
    s->title = tr(r->lang, TR("รายการที่เปลี่ยนชื่อ แยก รวม หรือย้าย"));
    s->path = STR("/lineage");
    s->has_table = true;
    s->table = (struct table_view){.type = &lineage_link_row_type,
                                   .rows = links.p,
                                   .n = links.n,
                                   .cols = link_cols,
                                   .ncols = ARRAY_LEN(link_cols),
                                   .caption = s->title,
                                   .empty = tr(r->lang, TR("ยังไม่มี"))};
    put_open(r, &p, &past, true);
    put_open(r, &p, &future, false);
    put_year_work(r, &p);
    money_refused(r, &p, wrong, which, "/lineage/");
    return money_show(r, &p, "/lineage", status, ret, e);
}

bool lineage_page(struct req *r, struct reply *ret, struct err *e)
{
    const struct lineage_link_row *k;
    struct str next = STR_NONE;
    struct rows rows;
    int64_t before;

    if (r->format == FORMAT_HTML)
        return year_show(r, NULL, "", 200, ret, e);
    if (!req_int(r, "before", 0, INT64_MAX, 0, &before, e) ||
        !lineage_links(r->db, r->a, r->year, before, LINEAGE_FILE_ROWS, &rows, e))
        return false;
    k = rows.p;
    if (rows.n == LINEAGE_FILE_ROWS)
        next = str_format(r->a, "%lld", (long long)k[rows.n - 1].id);
    return reply_table(r, &lineage_link_row_type, rows.p, rows.n, NULL, next,
                       str_format(r->a, "lineage-%lld", (long long)r->year), ret, e);
}

bool lineage_open_page(struct req *r, struct reply *ret, struct err *e)
{
    bool past = !str_eq(req_query(r, "side"), STR("future"));
    struct lineage_filter f = {.year = past ? r->year : r->year - 1,
                               .past = past,
                               .limit = LINEAGE_FILE_ROWS,
                               .lang = r->lang};
    const struct lineage_open_row *o;
    struct str next = STR_NONE;
    struct rows rows;

    if (r->format == FORMAT_HTML) {
        reply_redirect(r, past ? STR("/lineage#no-past") : STR("/lineage#no-future"), ret);
        return true;
    }
    if (!req_int(r, "after", 0, INT64_MAX, 0, &f.after_id, e) ||
        !lineage_open(r->db, r->a, &f, &rows, e))
        return false;
    o = rows.p;
    if (rows.n == LINEAGE_FILE_ROWS)
        next = str_format(r->a, "%lld", (long long)o[rows.n - 1].id);
    return reply_table(r, &lineage_open_row_type, rows.p, rows.n, NULL, next,
                       str_format(r->a, "lineage-open-%lld", (long long)f.year), ret, e);
}

/* ---- one line ---- */

static bool read_road(struct req *r, struct rows *ret, struct err *e)
{
    struct lineage_eye eye = {.lang = r->lang};

    return sight_of(r->db, r->a, &r->session.actor, &eye.sight, e) &&
           lineage_of(r->db, r->a, r->seg[0], &eye, ret, e);
}

static struct form side_form(struct req *r)
{
    static const struct form_field plain[] = {
        {.name = "codes",
         .kind = FORM_LONG,
         .label = TR("รหัสรายการ และส่วนเป็นร้อยละ"),
         .max = 4000,
         .hint = TR("บรรทัดละรายการ เช่น 2566-0-1100-00042 60 ไม่ใส่ส่วนคือทั้งหมด เว้นว่างคือไม่มี")},
        {.name = "reason",
         .kind = FORM_LONG,
         .label = TR("เหตุผล"),
         .required = true,
         .max = 1000},
    };

    return money_form(r, plain, ARRAY_LEN(plain));
}

static void put_bars(struct req *r, struct money_section *s, const struct rows *rows)
{
    const struct lineage_row *x = rows->p;
    struct chart_item *item = ARENA_ARRAY(r->a, struct chart_item, rows->n + 1);
    size_t n = 0;

    for (size_t i = 0; i < rows->n; i++) {
        struct money m = x[i].link_id ? x[i].part : x[i].enacted;

        if (m.satang == MONEY_MISSING.satang)
            continue;
        if (n && str_eq(item[n - 1].label, money_year_text(r, x[i].year))) {
            item[n - 1].value += m.satang;
            item[n - 1].value_text = money_million_text(r, MONEY(item[n - 1].value));
            continue;
        }
        item[n++] = (struct chart_item){.label = money_year_text(r, x[i].year),
                                        .value_text = money_million_text(r, m),
                                        .value = m.satang,
                                        .colour = x[i].level == 0 ? 1 : 2};
    }
    if (n > 1)
        money_bars(r, s, item, n);
}

static struct str road_lead(struct req *r, const struct rows *rows)
{
    const struct lineage_row *x = rows->p;
    int64_t before = 0, after = 0, first = r->year;

    for (size_t i = 0; i < rows->n; i++) {
        before += x[i].level < 0;
        after += x[i].level > 0;
        first = x[i].year < first ? x[i].year : first;
    }
    if (before == 0 && after == 0)
        return tr(r->lang, TR("รายการนี้ยังไม่เชื่อมกับปีอื่น ระบุที่มาหรือรายการที่ตามมาได้ด้านล่าง"));
    return SAY(r, TR("ย้อนไปถึงปี {first} มีที่มา {before} รายการ และต่อไปอีก {after} รายการ จำนวนเงินปีก่อนเป็นส่วนที่ตกมาถึงรายการนี้"),
               {STR("{first}"), money_year_text(r, first)},
               {STR("{before}"), money_count_text(r, before)},
               {STR("{after}"), money_count_text(r, after)});
}

static const struct lineage_row *self_of(const struct rows *rows)
{
    const struct lineage_row *x = rows->p;

    for (size_t i = 0; i < rows->n; i++) {
        if (x[i].level == 0)
            return &x[i];
    }
    return NULL;
}

static void put_side(struct req *r, struct money_page *p, bool past, struct str code)
{
    struct money_panel *x = money_panel(p);

    x->title = tr(r->lang, past ? TR("ปีก่อนคือรายการใด") : TR("ปีต่อไปเป็นรายการใด"));
    x->note = tr(r->lang, past ? TR("แทนที่มาเดิมทั้งหมด หลายรายการคือรวมกันมา ใส่ส่วนเมื่อรายการเดิมมาเพียงบางส่วน")
                               : TR("แทนของเดิมทั้งหมด สองรายการขึ้นไปคือแยก ส่วนต้องรวมกันครบร้อยละ 100"));
    x->action = str_format(r->a, "/lineage/%.*s/%s", STR_FMT(code), past ? "past" : "future");
    x->submit = tr(r->lang, past ? TR("บันทึกที่มา") : TR("บันทึกรายการที่ตามมา"));
    x->second = !past;
    x->form = side_form(r);
}

static bool one_show(struct req *r, struct form *wrong, const char *which, int status,
                     struct reply *ret, struct err *e)
{
    struct money_page p = {.csrf = r->session.csrf};
    const struct lineage_row *self;
    struct money_section *s;
    struct rows rows;

    if (!read_road(r, &rows, e))
        return false;
    self = self_of(&rows);
    r->year = self ? self->year : r->year; /* a line's year is its own, whatever the person looked at */
    p.title = self ? self->name : r->seg[0];
    p.lead = road_lead(r, &rows);
    s = money_section(&p);
    s->id = STR("road");
    s->title = tr(r->lang, TR("เส้นทางข้ามปี"));
    s->unit = tr(r->lang, TR("บาท"));
    s->path = str_format(r->a, "/lineage/%.*s", STR_FMT(r->seg[0]));
    s->has_table = true;
    s->table = (struct table_view){.type = &lineage_row_type,
                                   .rows = rows.p,
                                   .n = rows.n,
                                   .cols = road_cols,
                                   .ncols = ARRAY_LEN(road_cols),
                                   .caption = s->title};
    put_bars(r, s, &rows);
    if (actor_may(&r->session.actor, PERM_BILL)) {
        put_side(r, &p, true, r->seg[0]);
        put_side(r, &p, false, r->seg[0]);
    }
    money_refused(r, &p, wrong, which,
                  str_cstr(r->a, str_format(r->a, "/lineage/%.*s/", STR_FMT(r->seg[0]))));
    return money_show(r, &p, "/lineage", status, ret, e);
}

bool lineage_one_page(struct req *r, struct reply *ret, struct err *e)
{
    struct rows rows;

    if (r->format == FORMAT_HTML)
        return one_show(r, NULL, "", 200, ret, e);
    return read_road(r, &rows, e) &&
           reply_table(r, &lineage_row_type, rows.p, rows.n, NULL, STR_NONE, r->seg[0], ret, e);
}

/* ---- posts ---- */

struct side_post {
    struct money_post post; /* first */
    struct lineage_new n;
    struct lineage_part part[LINEAGE_PARTS + 1];
    int64_t links;
};

static bool find_write(struct act *by, void *ctx, struct err *e)
{
    struct side_post *x = ctx;

    return lineage_find(by, x->post.year, &x->links, e);
}

bool lineage_find_post(struct req *r, struct reply *ret, struct err *e)
{
    struct side_post *x = ARENA_NEW(r->a, struct side_post);

    x->post.page.show = year_show;
    x->post.page.which = "find";
    x->post.page.path = "/lineage";
    x->post.write = find_write;
    return money_post(r, &x->post, ret, e);
}

/* "2566-0-1100-00042 60": a code, and its share in per cent. */
static bool read_part(struct req *r, struct form *f, struct str line, struct lineage_part *ret)
{
    struct str rest = line, code, share;
    struct err why = {0};
    struct money m;

    if (!str_split(&rest, ' ', &code))
        return true;
    share = str_trim(rest);
    ret->code = code;
    if (share.n && share.p[share.n - 1] == '%')
        share.n--;
    if (share.n == 0)
        return true;
    if (!money_parse(share, &m, &why)) {
        form_wrong(f, "codes", word_error(r->a, &why, r->lang));
        return false;
    }
    ret->share_bp = m.satang ? m.satang : -1; /* two decimals of a per cent are basis points */
    return true;
}

static bool set_write(struct act *by, void *ctx, struct err *e)
{
    const struct side_post *x = ctx;

    return lineage_set(by, &x->n, e);
}

static bool side_post(struct req *r, enum lineage_side side, struct reply *ret, struct err *e)
{
    struct side_post *x = ARENA_NEW(r->a, struct side_post);
    struct str rest, line;
    struct rows road;

    if (!read_road(r, &road, e)) /* a draft that is not theirs is not there */
        return false;
    x->post.page.show = one_show;
    x->post.page.which = side == LINEAGE_PAST ? "past" : "future";
    x->post.page.path =
        str_cstr(r->a, str_format(r->a, "/lineage/%.*s", STR_FMT(r->seg[0])));
    x->post.write = set_write;
    x->post.form = side_form(r);
    form_read(&x->post.form, r);
    if (form_check(&x->post.form, r)) {
        rest = form_value(&x->post.form, "codes");
        while (x->n.n < LINEAGE_PARTS && str_split(&rest, '\n', &line)) {
            line = str_trim(line);
            if (line.n && read_part(r, &x->post.form, line, &x->part[x->n.n]))
                x->n.n++;
        }
    } else {
        x->post.form.wrong = true;
    }
    x->n.side = side;
    x->n.code = r->seg[0];
    x->n.part = x->part;
    x->n.reason = form_value(&x->post.form, "reason");
    return money_post(r, &x->post, ret, e);
}

bool lineage_past_post(struct req *r, struct reply *ret, struct err *e)
{
    return side_post(r, LINEAGE_PAST, ret, e);
}

bool lineage_future_post(struct req *r, struct reply *ret, struct err *e)
{
    return side_post(r, LINEAGE_FUTURE, ret, e);
}

/* ---- a file of links ---- */

static bool put_write(struct act *by, const struct csv_preview *c, size_t *ret_row, struct err *e)
{
    return lineage_put(by, c->rows.p, c->rows.n, ret_row, e);
}

static bool file_run(struct req *r, bool keep, struct reply *ret, struct err *e)
{
    struct csv_preview *c = ARENA_NEW(r->a, struct csv_preview);

    c->title = tr(r->lang, TR("นำเข้าการเชื่อมรายการข้ามปี"));
    c->nav = STR("/lineage");
    c->back = STR("/lineage");
    c->action = STR("/lineage/file/keep");
    c->type = &lineage_given_type;
    c->read = lineage_file_read;
    c->write = put_write;
    c->keep = keep;
    return csv_preview_run(r, c, ret, e);
}

bool lineage_file_post(struct req *r, struct reply *ret, struct err *e)
{
    return file_run(r, false, ret, e);
}

bool lineage_save_post(struct req *r, struct reply *ret, struct err *e)
{
    return file_run(r, true, ret, e);
}
