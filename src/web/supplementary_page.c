/* supplementary_page.c - the supplementary ordinances of a year, and what was enacted of it. */
#include "base/arena.h"
#include "city/year.h"
#include "plan/bill.h"
#include "web/csv_preview.h"
#include "web/money_parts.h"
#include "web/supplementary_page.h"
#include "web/supplementary_form.h"
#include "web/words.h"

static const struct col list_cols[] = {
    {"title", COL_LINK, "/supplementary/", "number", NULL},
    {"number", COL_UNDER, NULL, NULL, NULL},
    {"stage", COL_TAG, "cycle", NULL, NULL},
    {"fund", COL_WORD, "bill_fund", NULL, NULL},
    {"lines", COL_PLAIN, NULL, NULL, NULL},
    {"asked", COL_WHOLE, NULL, NULL, NULL},
    {"now", COL_WHOLE, NULL, NULL, NULL},
    {"enacted", COL_WHOLE, NULL, NULL, NULL},
    {"as_of", COL_PLAIN, NULL, NULL, NULL},
};
static const struct col enacted_cols[] = {
    {"number", COL_PLAIN, NULL, NULL, NULL},   {"on_date", COL_PLAIN, NULL, NULL, NULL},
    {"lines", COL_PLAIN, NULL, NULL, NULL},    {"total", COL_WHOLE, NULL, NULL, NULL},
    {"regular", COL_WHOLE, NULL, NULL, NULL},  {"special", COL_WHOLE, NULL, NULL, NULL},
    {"commercial", COL_WHOLE, NULL, NULL, NULL}, {"linked", COL_PLAIN, NULL, NULL, NULL},
    {"authority", COL_PLAIN, NULL, NULL, NULL},
};

struct list_view {
    struct rows list, enacted;
    struct fiscal_year year;
    const struct supplementary *open; /* the newest that is not in force */
    struct enactment sum;
};

static bool read_view(struct req *r, struct list_view *v, struct err *e)
{
    const struct supplementary *s;
    const struct enactment *n;

    if (!year_get(r->db, r->a, r->year, &v->year, e) ||
        !supplementary_list(r->db, r->a, r->year, &v->list, e) ||
        !enactment_list(r->db, r->a, r->year, &v->enacted, e))
        return false;
    s = v->list.p;
    for (size_t i = 0; i < v->list.n; i++) {
        if (s[i].enacted.satang == MONEY_MISSING.satang)
            v->open = &s[i];
    }
    n = v->enacted.p;
    for (size_t i = 0; i < v->enacted.n; i++) {
        v->sum.total = money_add(v->sum.total, n[i].total);
        v->sum.regular = money_add(v->sum.regular, n[i].regular);
        v->sum.special = money_add(v->sum.special, n[i].special);
        v->sum.commercial = money_add(v->sum.commercial, n[i].commercial);
        v->sum.lines += n[i].lines;
        v->sum.packages += n[i].packages;
    }
    return true;
}

static struct str lead_of(struct req *r, const struct list_view *v)
{
    bool in_force = str_eq(v->year.stage, STR("IN_FORCE"));

    if (v->open)
        return SAY(r, TR("ร่างเพิ่มเติมฉบับที่ {n} {money} ล้านบาท อยู่ขั้น{stage}"),
                   {STR("{n}"), money_count_text(r, v->open->number)},
                   {STR("{money}"), money_million_text(r, v->open->now)},
                   {STR("{stage}"), word_label("cycle", v->open->stage, r->lang)});
    if (v->list.n)
        return SAY(r, TR("ปีนี้มีงบประมาณเพิ่มเติมที่มีผลใช้บังคับแล้ว {n} ฉบับ รายจ่ายพิเศษรวม {money} ล้านบาท"),
                   {STR("{n}"), money_count_text(r, (int64_t)v->list.n)},
                   {STR("{money}"), money_million_text(r, v->sum.special)});
    return tr(r->lang,
              in_force ? TR("ปีนี้ยังไม่มีงบประมาณรายจ่ายเพิ่มเติม เสนอได้เมื่อเงินสะสมปลอดภาระเพียงพอ")
                       : TR("งบประมาณรายจ่ายเพิ่มเติมเสนอได้เมื่อข้อบัญญัติงบประมาณประจำปีมีผลใช้บังคับแล้ว"));
}

static void put_tables(struct req *r, struct money_page *p, const struct list_view *v)
{
    struct money_section *s = money_section(p);

    s->id = STR("list");
    s->title = tr(r->lang, TR("ร่างและข้อบัญญัติเพิ่มเติม"));
    s->unit = tr(r->lang, TR("บาท"));
    s->path = STR("/supplementary");
    s->has_table = true;
    s->table = (struct table_view){.type = &supplementary_type,
                                   .rows = v->list.p,
                                   .n = v->list.n,
                                   .cols = list_cols,
                                   .ncols = ARRAY_LEN(list_cols),
                                   .caption = s->title,
                                   .empty = tr(r->lang, TR("ยังไม่มีร่างเพิ่มเติม"))};
    if (v->enacted.n == 0)
        return;
    s = money_section(p);
    s->id = STR("enacted");
    s->title = tr(r->lang, TR("ที่ตราเป็นข้อบัญญัติแล้ว"));
    s->unit = tr(r->lang, TR("บาท"));
    s->note = tr(r->lang, TR("ฉบับที่ 0 คือข้อบัญญัติประจำปี รายจ่ายพิเศษคือรายจ่ายจากเงินสะสม"));
    s->path = STR("/supplementary/enacted");
    s->has_table = true;
    s->table = (struct table_view){.type = &enactment_type,
                                   .rows = v->enacted.p,
                                   .n = v->enacted.n,
                                   .cols = enacted_cols,
                                   .ncols = ARRAY_LEN(enacted_cols),
                                   .total = &v->sum,
                                   .caption = s->title};
}

static bool list_show(struct req *r, struct form *wrong, const char *which, int status,
                      struct reply *ret, struct err *e)
{
    struct list_view *v = ARENA_NEW(r->a, struct list_view);
    struct money_page p = {.title = tr(r->lang, TR("งบประมาณรายจ่ายเพิ่มเติม"))};
    struct money_panel *x;

    if (!read_view(r, v, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &supplementary_type, v->list.p, v->list.n, NULL, STR_NONE,
                           str_format(r->a, "supplementary-%lld", (long long)r->year), ret, e);
    p.lead = lead_of(r, v);
    put_tables(r, &p, v);
    if (actor_may(&r->session.actor, PERM_BILL) && str_eq(v->year.stage, STR("IN_FORCE")) &&
        !(v->open && str_eq(v->open->stage, STR("DRAFT")))) {
        x = money_act(&p);
        x->title = tr(r->lang, TR("ตั้งร่างงบประมาณเพิ่มเติม"));
        x->action = STR("/supplementary/new");
        x->submit = tr(r->lang, TR("ตั้งร่าง"));
        x->form = supplementary_form(r, NULL);
    }
    money_refused(r, &p, wrong, which, "/supplementary/");
    return money_show(r, &p, "/supplementary", status, ret, e);
}

bool supplementary_page(struct req *r, struct reply *ret, struct err *e)
{
    return list_show(r, NULL, "", 200, ret, e);
}

bool supplementary_enacted_page(struct req *r, struct reply *ret, struct err *e)
{
    struct rows rows;

    if (r->format == FORMAT_HTML) {
        reply_redirect(r, STR("/supplementary#enacted"), ret);
        return true;
    }
    return enactment_list(r->db, r->a, r->year, &rows, e) &&
           reply_table(r, &enactment_type, rows.p, rows.n, NULL, STR_NONE,
                       str_format(r->a, "enacted-%lld", (long long)r->year), ret, e);
}

/* ---- a new draft ---- */

struct new_post {
    struct money_post post; /* first */
    struct supplementary_new n;
    int64_t number;
};

static bool new_write(struct act *by, void *ctx, struct err *e)
{
    struct new_post *x = ctx;

    return supplementary_add(by, &x->n, &x->number, e);
}

static bool new_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct new_post *x = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/supplementary/%lld", (long long)x->number), ret);
    return true;
}

static bool new_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct new_post *x = ctx;
    struct err again = {0};

    form_refuse(&x->post.form, r, e);
    return list_show(r, &x->post.form, "new", err_http(e->code), ret, &again);
}

bool supplementary_new_post(struct req *r, struct reply *ret, struct err *e)
{
    struct new_post *x = ARENA_NEW(r->a, struct new_post);

    x->post.form = supplementary_form(r, NULL);
    if (!supplementary_form_read(r, &x->post.form, &x->n))
        return list_show(r, &x->post.form, "new", 400, ret, e);
    r->refused = new_refused;
    return req_write(r, new_write, new_done, x, ret, e);
}

/* ---- lines from a file ---- */

static bool file_write(struct act *by, const struct csv_preview *c, size_t *ret_row, struct err *e)
{
    struct supplementary_batch b = {c->year, c->number, c->rows.p, c->rows.n};

    return supplementary_lines_add(by, &b, NULL, ret_row, e);
}

static bool file_run(struct req *r, bool keep, struct reply *ret, struct err *e)
{
    struct csv_preview *c = ARENA_NEW(r->a, struct csv_preview);
    struct supplementary s;

    for (size_t i = 0; i < r->seg[0].n && i < 2; i++)
        c->number = c->number * 10 + (r->seg[0].p[i] - '0');
    if (!supplementary_get(r->db, r->a, r->year, c->number, &s, e))
        return false;
    c->title = SAY(r, TR("นำเข้ารายการของฉบับที่ {n}"), {STR("{n}"), money_count_text(r, s.number)});
    c->nav = STR("/supplementary");
    c->back = str_format(r->a, "/supplementary/%lld", (long long)s.number);
    c->action = str_format(r->a, "/supplementary/%lld/file/keep", (long long)s.number);
    c->type = &supplementary_line_new_type;
    c->read = supplementary_file_read;
    c->write = file_write;
    c->keep = keep;
    return csv_preview_run(r, c, ret, e);
}

bool supplementary_file_post(struct req *r, struct reply *ret, struct err *e)
{
    return file_run(r, false, ret, e);
}

bool supplementary_save_post(struct req *r, struct reply *ret, struct err *e)
{
    return file_run(r, true, ret, e);
}
