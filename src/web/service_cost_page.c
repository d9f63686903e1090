/* service_cost_page.c - /service-costs: what public services cost. */
#include "base/arena.h"
#include "base/err.h"
#include "web/value_page.h"
#include "web/words.h"

enum { BARS = 12 };

static const struct col sum_cols[] = {
    {"name", COL_LINK, "/service-costs/cells#", "code", NULL},
    {"code", COL_UNDER, NULL, NULL, NULL},        {"agencies", COL_PLAIN, NULL, NULL, NULL},
    {"direct", COL_MILLION, NULL, NULL, NULL},    {"shared", COL_MILLION, NULL, NULL, NULL},
    {"cost", COL_MILLION, NULL, NULL, NULL},      {"volume", COL_SCORE, NULL, NULL, NULL},
    {"unit_word", COL_UNDER, NULL, NULL, NULL},   {"unit_cost", COL_PLAIN, NULL, NULL, NULL},
    {"quarter1", COL_PLAIN, NULL, NULL, NULL},    {"median", COL_PLAIN, NULL, NULL, NULL},
    {"quarter3", COL_PLAIN, NULL, NULL, NULL},    {"why", COL_WORD, "value_why", NULL, NULL}};
static const struct col cell_cols[] = {
    {"service_name", COL_PLAIN, NULL, NULL, NULL}, {"service_code", COL_UNDER, NULL, NULL, NULL},
    {"agency_name", COL_LINK, "/value/part/agency/", "agency_code", NULL},
    {"direct", COL_MILLION, NULL, NULL, NULL},     {"shared", COL_MILLION, NULL, NULL, NULL},
    {"cost", COL_MILLION, NULL, NULL, NULL},       {"volume", COL_SCORE, NULL, NULL, NULL},
    {"unit_word", COL_UNDER, NULL, NULL, NULL},    {"volume_from", COL_WORD, "value_from", NULL, NULL},
    {"unit_cost", COL_PLAIN, NULL, NULL, NULL},    {"to_median", COL_PLAIN, NULL, NULL, NULL},
    {"why", COL_WORD, "value_why", NULL, NULL}};
static const struct col pool_cols[] = {
    {"name", COL_PLAIN, NULL, NULL, NULL},       {"code", COL_UNDER, NULL, NULL, NULL},  {"agency_name", COL_PLAIN, NULL, NULL, NULL},
    {"split_key", COL_WORD, "cost_key", NULL, NULL}, {"amount", COL_MILLION, NULL, NULL, NULL}, {"split", COL_MILLION, NULL, NULL, NULL},
    {"why", COL_WORD, "value_why", NULL, NULL},  {"waiting", COL_PLAIN, NULL, NULL, NULL}};
static const struct col part_cols[] = {
    {"pool_name", COL_PLAIN, NULL, NULL, NULL},    {"pool_code", COL_UNDER, NULL, NULL, NULL},  {"split_key", COL_WORD, "cost_key", NULL, NULL},
    {"service_code", COL_PLAIN, NULL, NULL, NULL}, {"agency_code", COL_UNDER, NULL, NULL, NULL}, {"weight", COL_SCORE, NULL, NULL, NULL},
    {"weights", COL_SCORE, NULL, NULL, NULL},      {"amount", COL_WHOLE, NULL, NULL, NULL}};
static const struct col source_cols[] = {
    {"output_name", COL_PLAIN, NULL, NULL, NULL}, {"output_code", COL_UNDER, NULL, NULL, NULL}, {"agency_name", COL_PLAIN, NULL, NULL, NULL},
    {"agency_code", COL_UNDER, NULL, NULL, NULL}, {"line_name", COL_LINK, "/position/lines/", "line_code", NULL},
    {"paid", COL_MILLION, NULL, NULL, NULL}};
static const struct col key_cols[] = {
    {"pool_code", COL_PLAIN, NULL, NULL, NULL},     {"number", COL_PLAIN, NULL, NULL, NULL}, {"split_key", COL_WORD, "cost_key", NULL, NULL},
    {"reason", COL_PLAIN, NULL, NULL, NULL},        {"by_user", COL_PLAIN, NULL, NULL, NULL}, {"state", COL_TAG, "cost_key_state", NULL, NULL},
    {"decided_by", COL_PLAIN, NULL, NULL, NULL},    {"decided_reason", COL_UNDER, NULL, NULL, NULL}};

static const struct form_field service_fields[] = {
    {.name = "code", .kind = FORM_TEXT, .label = TR("รหัสบริการ"), .required = true, .max = 20},
    {.name = "name_th", .kind = FORM_TEXT, .label = TR("ชื่อบริการ"), .required = true, .max = 200},
    {.name = "name_en", .kind = FORM_TEXT, .label = TR("ชื่อภาษาอังกฤษ"), .max = 200},
    {.name = "unit_word", .kind = FORM_TEXT, .label = TR("หน่วยนับ"), .required = true, .max = 60},
    {.name = "stable", .kind = FORM_TEXT, .label = TR("ชื่อประจำของตัวชี้วัดที่นับปริมาณ"), .hint = TR("ว่างคือพิมพ์เอง"), .max = 60},
    {.name = "version", .kind = FORM_TEXT, .label = TR("ครั้งที่แก้"), .hint = TR("0 เมื่อยังไม่มี"), .max = 9},
};
static const struct form_field volume_fields[] = {
    {.name = "service", .kind = FORM_CHOICE, .label = TR("บริการ"), .required = true},
    {.name = "agency", .kind = FORM_CHOICE, .label = TR("หน่วยรับงบประมาณ"), .required = true},
    {.name = "month", .kind = FORM_TEXT, .label = TR("เดือน"), .hint = TR("1 ถึง 12 หรือ 0 คือทั้งปี"), .required = true, .max = 2},
    {.name = "quantity", .kind = FORM_NUMBER, .label = TR("ปริมาณ"), .required = true},
    {.name = "version", .kind = FORM_TEXT, .label = TR("ครั้งที่แก้"), .hint = TR("0 เมื่อยังไม่มี"), .max = 9},
};
static const struct form_field weight_fields[] = {
    {.name = "service", .kind = FORM_CHOICE, .label = TR("บริการ"), .required = true},
    {.name = "agency", .kind = FORM_CHOICE, .label = TR("หน่วยรับงบประมาณ"), .required = true},
    {.name = "posts", .kind = FORM_NUMBER, .label = TR("อัตรากำลัง (คน)"), .required = true},
    {.name = "area", .kind = FORM_NUMBER, .label = TR("พื้นที่ (ตารางเมตร)"), .required = true},
    {.name = "version", .kind = FORM_TEXT, .label = TR("ครั้งที่แก้"), .hint = TR("0 เมื่อยังไม่มี"), .max = 9},
};
static const struct form_field source_fields[] = {
    {.name = "agency", .kind = FORM_CHOICE, .label = TR("หน่วยรับงบประมาณ"), .required = true},
    {.name = "output", .kind = FORM_TEXT, .label = TR("รหัสผลผลิต"), .max = 20},
    {.name = "line", .kind = FORM_TEXT, .label = TR("รหัสรายการ"), .hint = TR("เมื่อรายการเดียวไปที่อื่น"), .max = 40},
    {.name = "service", .kind = FORM_CHOICE, .label = TR("ไปที่บริการ")},
    {.name = "pool", .kind = FORM_CHOICE, .label = TR("หรือต้นทุนร่วม")},
    {.name = "version", .kind = FORM_TEXT, .label = TR("ครั้งที่แก้"), .hint = TR("0 เมื่อยังไม่มี"), .max = 9},
};
static const struct form_field pool_fields[] = {
    {.name = "code", .kind = FORM_TEXT, .label = TR("รหัสต้นทุนร่วม"), .required = true, .max = 20},
    {.name = "name", .kind = FORM_TEXT, .label = TR("ชื่อ"), .required = true, .max = 200},
    {.name = "agency", .kind = FORM_CHOICE, .label = TR("ของหน่วยงาน"), .hint = TR("ว่างคือปันให้ทุกหน่วยงาน")},
};
static const struct form_field key_fields[] = {
    {.name = "pool", .kind = FORM_CHOICE, .label = TR("ต้นทุนร่วม"), .required = true},
    {.name = "key", .kind = FORM_CHOICE, .label = TR("เกณฑ์ปันส่วน"), .required = true},
    {.name = "reason", .kind = FORM_LONG, .label = TR("เหตุผล"), .required = true, .max = 2000},
};
static const struct form_field decide_fields[] = {
    {.name = "proposal", .kind = FORM_CHOICE, .label = TR("ข้อเสนอที่รออนุมัติ"), .required = true},
    {.name = "decision", .kind = FORM_CHOICE, .label = TR("ผล"), .required = true},
    {.name = "reason", .kind = FORM_LONG, .label = TR("เหตุผล"), .hint = TR("ต้องมีเมื่อไม่อนุมัติ"), .max = 2000},
};

/* ---- choices ---- */

struct lists {
    struct service_year y;
    struct rows keys;
};

static void put_choice(struct form *f, const char *name, const struct form_choice *c, size_t n)
{
    struct form_field *x = form_find(f, name);

    if (x) {
        x->choice = c;
        x->choices = n;
    }
}

static struct str named(struct req *r, struct str code, struct str name)
{
    return str_format(r->a, "%.*s · %.*s", STR_FMT(code), STR_FMT(name));
}

static void service_choices(struct req *r, const struct lists *l, struct form *f, bool empty)
{
    const struct cost_service *s = l->y.services.p;
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, l->y.services.n + 1);
    size_t n = empty ? 1 : 0;

    for (size_t i = 0; i < l->y.services.n; i++) {
        if (!s[i].closed) {
            c[n++] = (struct form_choice){s[i].code, named(r, s[i].code, s[i].name)};
        }
    }
    if (empty) {
        c[0] = (struct form_choice){STR_NONE, STR("–")};
    }
    put_choice(f, "service", c, n);
}

static void pool_choices(struct req *r, const struct lists *l, struct form *f, bool empty)
{
    const struct service_pool *o = l->y.pools.p;
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, l->y.pools.n + 1);
    size_t n = empty ? 1 : 0;

    for (size_t i = 0; i < l->y.pools.n; i++) {
        c[n++] = (struct form_choice){o[i].code, named(r, o[i].code, o[i].name)};
    }
    if (empty) {
        c[0] = (struct form_choice){STR_NONE, STR("–")};
    }
    put_choice(f, "pool", c, n);
}

static void key_choices(struct req *r, const struct lists *l, struct form *f)
{
    const struct cost_pool_key *k = l->keys.p;
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, l->keys.n + 1);
    struct form_choice *d = ARENA_ARRAY(r->a, struct form_choice, 2);
    size_t n = 0;

    for (size_t i = 0; i < l->keys.n; i++) {
        if (str_eq(k[i].state, STR("waiting"))) {
            c[n++] = (struct form_choice){str_format(r->a, "%lld", (long long)k[i].id),
                                          str_format(r->a, "%.*s → %.*s (%.*s)", STR_FMT(k[i].pool_code),
                                                     STR_FMT(word_label("cost_key", k[i].split_key, r->lang)), STR_FMT(k[i].by_user))};
        }
    }
    d[0] = (struct form_choice){STR("approve"), tr(r->lang, TR("อนุมัติ"))};
    d[1] = (struct form_choice){STR("refuse"), tr(r->lang, TR("ไม่อนุมัติ"))};
    put_choice(f, "proposal", c, n);
    put_choice(f, "decision", d, 2);
}

static void agency_choices(struct req *r, const struct lists *l, struct form *f)
{
    const struct service_agency *g = l->y.agencies.p;
    struct form_field *x = form_find(f, "agency");
    struct form_choice *c;
    size_t n = 0;

    if (!x) {
        return;
    }
    c = ARENA_ARRAY(r->a, struct form_choice, l->y.agencies.n + 1);
    if (!x->required) {
        c[n++] = (struct form_choice){STR_NONE, tr(r->lang, TR("ทุกหน่วยงาน"))};
    }
    for (size_t i = 0; i < l->y.agencies.n; i++) {
        c[n++] = (struct form_choice){g[i].code, named(r, g[i].code, g[i].name)};
    }
    x->choice = c;
    x->choices = n;
}

/* What a form may choose from; versions begin at 0. */
static void fill_choices(struct req *r, const struct lists *l, struct form *f)
{
    struct form_field *version = form_find(f, "version"), *key = form_find(f, "key");
    bool source = form_find(f, "output") != NULL;

    service_choices(r, l, f, source);
    pool_choices(r, l, f, source);
    key_choices(r, l, f);
    if (version && version->value.n == 0) {
        version->value = STR("0");
    }
    if (key) {
        money_words(r, "cost_key", key);
    }
    agency_choices(r, l, f);
}

/* ---- the page ---- */

static const struct {
    const char *which, *title, *note, *submit;
    const struct form_field *field;
    size_t n;
    bool panel;
} work[] = {
    {"volume", TR("บันทึกปริมาณบริการ"), NULL, TR("บันทึก"), volume_fields, ARRAY_LEN(volume_fields), true},
    {"source", TR("เงินของผลผลิตไปที่ใด"), TR("ว่างทั้งสองช่องคือไม่นับ"), TR("บันทึก"), source_fields, ARRAY_LEN(source_fields), true},
    {"decide", TR("อนุมัติเกณฑ์ปันส่วน"), TR("ผู้อนุมัติต้องไม่ใช่ผู้เสนอ"), TR("บันทึกผล"), decide_fields, ARRAY_LEN(decide_fields), true},
    {"service", TR("เพิ่มหรือแก้บริการ"), NULL, TR("บันทึก"), service_fields, ARRAY_LEN(service_fields), false},
    {"weight", TR("อัตรากำลังและพื้นที่ของบริการ"), NULL, TR("บันทึก"), weight_fields, ARRAY_LEN(weight_fields), false},
    {"pool", TR("เพิ่มต้นทุนร่วม"), NULL, TR("เพิ่ม"), pool_fields, ARRAY_LEN(pool_fields), false},
    {"key", TR("เสนอเกณฑ์ปันส่วน"), TR("มีผลเมื่ออีกคนหนึ่งอนุมัติ"), TR("เสนอ"), key_fields, ARRAY_LEN(key_fields), false},
};

static void put_work(struct req *r, struct money_page *p, const struct lists *l)
{
    bool keeper = actor_may(&r->session.actor, PERM_VERIFY), own = actor_may(&r->session.actor, PERM_RESULT);

    for (size_t i = 0; i < ARRAY_LEN(work); i++) {
        struct money_panel *x;
        bool volume = str_eq(str_from(work[i].which), STR("volume")) || str_eq(str_from(work[i].which), STR("weight"));

        if (!keeper && !(own && volume)) {
            continue;
        }
        x = work[i].panel ? money_panel(p) : money_act(p);
        x->title = tr(r->lang, work[i].title);
        x->note = work[i].note ? tr(r->lang, work[i].note) : STR_NONE;
        x->action = str_format(r->a, "/service-costs/%s", work[i].which);
        x->submit = tr(r->lang, work[i].submit);
        x->form = money_form(r, work[i].field, work[i].n);
        x->second = i > 0;
        fill_choices(r, l, &x->form);
    }
}

static struct str lead(struct req *r, const struct service_year *y)
{
    if (y->disbursed.satang == 0) {
        return tr(r->lang, TR("ปีนี้ยังไม่มีเงินที่เบิกจ่าย จึงยังไม่มีต้นทุนบริการ"));
    }
    return SAY(r, TR("เบิกจ่าย {all} ล้านบาท เป็นต้นทุนบริการตรง {direct} ร่วม {shared} ยังปันส่วนไม่ได้ {unsplit} และยังไม่ระบุบริการ {open} ล้านบาท"),
               {STR("{all}"), money_million_text(r, y->disbursed)}, {STR("{direct}"), money_million_text(r, y->direct)},
               {STR("{shared}"), money_million_text(r, y->shared)}, {STR("{unsplit}"), money_million_text(r, y->unsplit)},
               {STR("{open}"), money_million_text(r, y->uncovered)});
}

static void put_bars(struct req *r, struct money_section *s, const struct service_year *y)
{
    const struct service_sum *x = y->sums.p;
    struct chart_item *item = ARENA_ARRAY(r->a, struct chart_item, BARS);
    size_t n = 0;

    for (size_t i = 0; i < y->sums.n && n < BARS; i++) {
        if (x[i].cost.satang > 0) {
            item[n++] = (struct chart_item){.label = x[i].name,
                                            .value_text = str_format(r->a, "%.*s", STR_FMT(money_million_text(r, x[i].cost))),
                                            .value = x[i].cost.satang,
                                            .colour = 1};
        }
    }
    if (n) {
        money_bars(r, s, item, n);
    }
}

static void put_rows(struct req *r, struct money_page *p, const char *id, struct str title, struct table_view t)
{
    struct money_section *s = value_table(r, p, id, title, t);

    s->path = str_format(r->a, "/service-costs/%s", id);
    s->unit = tr(r->lang, TR("ล้านบาท"));
}

static void put_tables(struct req *r, struct money_page *p, const struct lists *l)
{
    const struct service_year *y = &l->y;
    struct money_section *s = value_table(r, p, "services", tr(r->lang, TR("ต้นทุนต่อหน่วยของบริการ")),
                                          (struct table_view){.type = &service_sum_type, .rows = y->sums.p, .n = y->sums.n, .cols = sum_cols,
                                                              .ncols = ARRAY_LEN(sum_cols),
                                                              .empty = tr(r->lang, TR("ยังไม่มีบริการที่มีเงินหรือปริมาณ"))});

    s->note = tr(r->lang, TR("ต้นทุนต่อหน่วยคือเงินที่เบิกจ่าย ตรงและร่วม หารด้วยปริมาณ มัธยฐานและควอร์ไทล์คิดจากหน่วยงานที่เทียบกันได้"));
    s->unit = tr(r->lang, TR("เงินเป็นล้านบาท ต่อหน่วยเป็นบาท"));
    s->path = STR("/service-costs");
    put_bars(r, s, y);
    put_rows(r, p, "cells", tr(r->lang, TR("ตามหน่วยงาน")),
             (struct table_view){.type = &service_cell_type, .rows = y->cells.p, .n = y->cells.n, .cols = cell_cols,
                                 .ncols = ARRAY_LEN(cell_cols), .empty = tr(r->lang, TR("ยังไม่มี"))});
    put_rows(r, p, "pools", tr(r->lang, TR("ต้นทุนร่วมและเกณฑ์ปันส่วน")),
             (struct table_view){.type = &service_pool_type, .rows = y->pools.p, .n = y->pools.n, .cols = pool_cols,
                                 .ncols = ARRAY_LEN(pool_cols), .empty = tr(r->lang, TR("ยังไม่มีต้นทุนร่วม"))});
    put_rows(r, p, "parts", tr(r->lang, TR("ต้นทุนร่วมไปที่ใด")),
             (struct table_view){.type = &cost_part_type, .rows = y->parts.p, .n = y->parts.n, .cols = part_cols,
                                 .ncols = ARRAY_LEN(part_cols), .empty = tr(r->lang, TR("ยังไม่มีการปันส่วน"))});
    p->section[p->section_n - 1].unit = tr(r->lang, TR("บาท"));
    put_rows(r, p, "sources", tr(r->lang, TR("เงินที่ยังไม่ระบุบริการ")),
             (struct table_view){.type = &cost_source_type, .rows = l->y.open.p, .n = l->y.open.n < 100 ? l->y.open.n : 100, .cols = source_cols,
                                 .ncols = ARRAY_LEN(source_cols), .empty = tr(r->lang, TR("เงินทุกส่วนระบุบริการแล้ว"))});
    put_rows(r, p, "keys", tr(r->lang, TR("การเสนอและอนุมัติเกณฑ์")),
             (struct table_view){.type = &cost_pool_key_type, .rows = l->keys.p, .n = l->keys.n, .cols = key_cols,
                                 .ncols = ARRAY_LEN(key_cols), .empty = tr(r->lang, TR("ยังไม่มีการเสนอเกณฑ์"))});
    p->section[p->section_n - 1].unit = STR_NONE;
}

static bool show(struct req *r, struct form *wrong, const char *which, int status, struct reply *ret, struct err *e)
{
    struct money_page p = {.title = tr(r->lang, TR("ต้นทุนบริการสาธารณะ"))};
    struct lists l;

    if (!service_year_load(r->db, r->a, r->year, r->lang, &l.y, e)) {
        return false;
    }
    if (r->format != FORMAT_HTML) {
        return reply_table(r, &service_sum_type, l.y.sums.p, l.y.sums.n, NULL, STR_NONE, str_format(r->a, "service-costs-%lld", (long long)r->year),
                           ret, e);
    }
    l.keys = (struct rows){NULL, 0};
    if (l.y.pools.n && !cost_pool_keys(r->db, r->a, r->year, &l.keys, e)) {
        return false;
    }
    p.lead = lead(r, &l.y);
    value_tabs(r, &p, "/service-costs");
    money_fact(&p, tr(r->lang, TR("ต้นทุนตรง")), money_million_text(r, l.y.direct), tr(r->lang, TR("ล้านบาท")));
    money_fact(&p, tr(r->lang, TR("ต้นทุนร่วม")), money_million_text(r, l.y.shared), tr(r->lang, TR("ล้านบาท")));
    money_fact(&p, tr(r->lang, TR("ยังปันส่วนไม่ได้")), money_million_text(r, l.y.unsplit), tr(r->lang, TR("ล้านบาท")));
    p.fact[2].warn = l.y.unsplit.satang > 0;
    money_fact(&p, tr(r->lang, TR("ยังไม่ระบุบริการ")), money_million_text(r, l.y.uncovered), tr(r->lang, TR("ล้านบาท")));
    put_tables(r, &p, &l);
    put_work(r, &p, &l);
    if (wrong) {
        fill_choices(r, &l, wrong);
    }
    money_refused(r, &p, wrong, which, "/service-costs/");
    return money_show(r, &p, "/service-costs", status, ret, e);
}

bool service_costs_page(struct req *r, struct reply *ret, struct err *e)
{
    return show(r, NULL, "", 200, ret, e);
}

/* ---- its tables by themselves ---- */

static bool table_of(struct req *r, const char *id, const struct row_type *t, const struct rows *rows, struct reply *ret, struct err *e)
{
    return reply_table(r, t, rows->p, rows->n, NULL, STR_NONE, str_format(r->a, "service-%s-%lld", id, (long long)r->year), ret, e);
}

static bool to_page(struct req *r, const char *id, struct reply *ret)
{
    if (r->format != FORMAT_HTML) {
        return false;
    }
    reply_redirect(r, str_format(r->a, "/service-costs#%s", id), ret);
    return true;
}

bool service_cells_page(struct req *r, struct reply *ret, struct err *e)
{
    struct service_year y;

    return to_page(r, "cells", ret) ||
           (service_year_load(r->db, r->a, r->year, r->lang, &y, e) && table_of(r, "cells", &service_cell_type, &y.cells, ret, e));
}

bool service_pools_page(struct req *r, struct reply *ret, struct err *e)
{
    struct service_year y;

    return to_page(r, "pools", ret) ||
           (service_year_load(r->db, r->a, r->year, r->lang, &y, e) && table_of(r, "pools", &service_pool_type, &y.pools, ret, e));
}

bool service_parts_page(struct req *r, struct reply *ret, struct err *e)
{
    struct service_year y;

    return to_page(r, "parts", ret) ||
           (service_year_load(r->db, r->a, r->year, r->lang, &y, e) && table_of(r, "parts", &cost_part_type, &y.parts, ret, e));
}

bool service_sources_page(struct req *r, struct reply *ret, struct err *e)
{
    struct cost_source_filter f = {.year = r->year, .agency_code = req_query(r, "agency"), .open = req_query(r, "open").n > 0, .lang = r->lang};
    struct rows rows;

    return to_page(r, "sources", ret) ||
           (cost_sources(r->db, r->a, &f, &rows, e) && table_of(r, "sources", &cost_source_type, &rows, ret, e));
}

bool service_volumes_page(struct req *r, struct reply *ret, struct err *e)
{
    struct rows rows;

    return to_page(r, "cells", ret) || (service_volumes(r->db, r->a, r->year, req_query(r, "service"), r->lang, &rows, e) &&
                                        table_of(r, "volumes", &service_volume_type, &rows, ret, e));
}

bool service_keys_page(struct req *r, struct reply *ret, struct err *e)
{
    struct rows rows;

    return to_page(r, "keys", ret) || (cost_pool_keys(r->db, r->a, r->year, &rows, e) && table_of(r, "keys", &cost_pool_key_type, &rows, ret, e));
}

/* ---- posts ---- */

union writing {
    struct cost_service service;
    struct service_volume_new volume;
    struct service_weight_new weight;
    struct cost_source_new source;
    struct cost_pool_new pool;
    struct {
        struct str pool, key, reason;
    } key;
    struct {
        int64_t id;
        bool approve;
        struct str reason;
    } decide;
};

#define WRITE(name, call)                                                                                                              \
    static bool name(struct act *by, void *ctx, struct err *e)                                                                         \
    {                                                                                                                                  \
        const struct money_post *p = ctx;                                                                                              \
        const union writing *w = p->more;                                                                                              \
                                                                                                                                       \
        return call;                                                                                                                   \
    }
WRITE(write_service, cost_service_put(by, &w->service, e))
WRITE(write_volume, service_volume_set(by, &w->volume, e))
WRITE(write_weight, service_weight_set(by, &w->weight, e))
WRITE(write_source, cost_source_set(by, &w->source, e))
WRITE(write_pool, cost_pool_add(by, &w->pool, e))
WRITE(write_key, cost_pool_propose(by, p->year, w->key.pool, w->key.key, w->key.reason, e))
WRITE(write_decide, cost_pool_decide(by, w->decide.id, w->decide.approve, w->decide.reason, e))

/* The form of `which` as it was typed; choices are filled when it is shown again. */
static struct money_post *post_of(struct req *r, req_write_fn *write, const char *which, union writing **ret)
{
    struct money_post *p = ARENA_NEW(r->a, struct money_post);

    *ret = ARENA_NEW(r->a, union writing);
    p->page.show = show;
    p->page.which = which;
    p->page.path = "/service-costs";
    p->write = write;
    p->more = *ret;
    for (size_t i = 0; i < ARRAY_LEN(work); i++) {
        if (str_eq(str_from(work[i].which), str_from(which))) {
            p->form = money_form(r, work[i].field, work[i].n);
        }
    }
    form_read(&p->form, r);
    return p;
}

static void read_version(struct money_post *p, struct req *r, int64_t *ret)
{
    (void)form_int(&p->form, "version", r, 0, INT64_MAX, ret);
}

bool service_new_post(struct req *r, struct reply *ret, struct err *e)
{
    union writing *w;
    struct money_post *p = post_of(r, write_service, "service", &w);

    if (form_check(&p->form, r)) {
        read_version(p, r, &w->service.version);
    }
    w->service.code = form_value(&p->form, "code");
    w->service.name_th = form_value(&p->form, "name_th");
    w->service.name_en = form_value(&p->form, "name_en");
    w->service.unit_word = form_value(&p->form, "unit_word");
    w->service.stable = form_value(&p->form, "stable");
    return money_post(r, p, ret, e);
}

bool service_volume_post(struct req *r, struct reply *ret, struct err *e)
{
    union writing *w;
    struct money_post *p = post_of(r, write_volume, "volume", &w);

    if (form_check(&p->form, r)) {
        (void)form_int(&p->form, "month", r, 0, 12, &w->volume.month);
        (void)form_milli(&p->form, "quantity", r, &w->volume.quantity_milli);
        read_version(p, r, &w->volume.version);
    }
    w->volume.year = r->year;
    w->volume.service_code = form_value(&p->form, "service");
    w->volume.agency_code = form_value(&p->form, "agency");
    return money_post(r, p, ret, e);
}

bool service_weight_post(struct req *r, struct reply *ret, struct err *e)
{
    union writing *w;
    struct money_post *p = post_of(r, write_weight, "weight", &w);

    if (form_check(&p->form, r)) {
        (void)form_milli(&p->form, "posts", r, &w->weight.posts_milli);
        (void)form_milli(&p->form, "area", r, &w->weight.area_milli);
        read_version(p, r, &w->weight.version);
    }
    w->weight.year = r->year;
    w->weight.service_code = form_value(&p->form, "service");
    w->weight.agency_code = form_value(&p->form, "agency");
    return money_post(r, p, ret, e);
}

bool service_source_post(struct req *r, struct reply *ret, struct err *e)
{
    union writing *w;
    struct money_post *p = post_of(r, write_source, "source", &w);

    if (form_check(&p->form, r)) {
        read_version(p, r, &w->source.version);
    }
    w->source.year = r->year;
    w->source.agency_code = form_value(&p->form, "agency");
    w->source.output_code = form_value(&p->form, "output");
    w->source.line_code = form_value(&p->form, "line");
    w->source.service_code = form_value(&p->form, "service");
    w->source.pool_code = form_value(&p->form, "pool");
    return money_post(r, p, ret, e);
}

bool service_pool_post(struct req *r, struct reply *ret, struct err *e)
{
    union writing *w;
    struct money_post *p = post_of(r, write_pool, "pool", &w);

    (void)form_check(&p->form, r);
    w->pool.year = r->year;
    w->pool.code = form_value(&p->form, "code");
    w->pool.name = form_value(&p->form, "name");
    w->pool.agency_code = form_value(&p->form, "agency");
    return money_post(r, p, ret, e);
}

bool service_key_post(struct req *r, struct reply *ret, struct err *e)
{
    union writing *w;
    struct money_post *p = post_of(r, write_key, "key", &w);

    (void)form_check(&p->form, r);
    w->key.pool = form_value(&p->form, "pool");
    w->key.key = form_value(&p->form, "key");
    w->key.reason = form_value(&p->form, "reason");
    return money_post(r, p, ret, e);
}

bool service_decide_post(struct req *r, struct reply *ret, struct err *e)
{
    union writing *w;
    struct money_post *p = post_of(r, write_decide, "decide", &w);

    if (form_check(&p->form, r)) {
        (void)form_int(&p->form, "proposal", r, 1, INT64_MAX, &w->decide.id);
    }
    w->decide.approve = str_eq(form_value(&p->form, "decision"), STR("approve"));
    w->decide.reason = form_value(&p->form, "reason");
    return money_post(r, p, ret, e);
}
