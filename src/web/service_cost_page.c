/* service_cost_page.c - /service-costs: what public services cost. */
#include "base/arena.h"
#include "base/err.h"
#include "web/service_cost_form.h"

enum { BARS = 12 };

static const struct col sum_cols[] = {
    {"name", COL_LINK, "/service-costs?open=service.", "code", NULL},
    {"code", COL_UNDER, NULL, NULL, NULL},        {"agencies", COL_PLAIN, NULL, NULL, NULL},
    {"direct", COL_MILLION, NULL, NULL, NULL},    {"shared", COL_MILLION, NULL, NULL, NULL},
    {"cost", COL_MILLION, NULL, NULL, NULL},      {"volume", COL_SCORE, NULL, "compared", NULL},
    {"unit_word", COL_UNDER, NULL, NULL, NULL},   {"unit_cost", COL_PLAIN, NULL, NULL, NULL},
    {"quarter1", COL_PLAIN, NULL, NULL, NULL},    {"median", COL_PLAIN, NULL, NULL, NULL},
    {"quarter3", COL_PLAIN, NULL, NULL, NULL},    {"why", COL_WORD, "value_why", NULL, NULL}};
static const struct col volume_cols[] = {
    {"service_name", COL_PLAIN, NULL, NULL, NULL},  {"service_code", COL_UNDER, NULL, NULL, NULL}, {"agency_name", COL_PLAIN, NULL, NULL, NULL},
    {"month", COL_LINK, "/service-costs?open=volume.", "key", NULL}, {"quantity", COL_SCORE, NULL, NULL, NULL},
    {"unit_word", COL_UNDER, NULL, NULL, NULL},     {"volume_from", COL_WORD, "value_from", NULL, NULL},
    {"by_user", COL_PLAIN, NULL, NULL, NULL}};
static const struct col goes_cols[] = {
    {"output_name", COL_LINK, "/service-costs?open=source.", "key", NULL}, {"output_code", COL_UNDER, NULL, NULL, NULL},
    {"agency_name", COL_PLAIN, NULL, NULL, NULL}, {"line_name", COL_PLAIN, NULL, NULL, NULL}, {"target", COL_PLAIN, NULL, NULL, NULL},
    {"paid", COL_MILLION, NULL, NULL, NULL}};
static const struct col cell_cols[] = {
    {"service_name", COL_LINK, "/service-costs?open=weight.", "key", NULL}, {"service_code", COL_UNDER, NULL, NULL, NULL},
    {"agency_name", COL_LINK, "/value/part/agency/", "agency_code", NULL},
    {"direct", COL_MILLION, NULL, NULL, NULL},     {"shared", COL_MILLION, NULL, NULL, NULL},
    {"cost", COL_MILLION, NULL, NULL, NULL},       {"volume", COL_SCORE, NULL, "volume_from", NULL},
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
    {"output_name", COL_LINK, "/service-costs?open=source.", "key", NULL}, {"output_code", COL_UNDER, NULL, NULL, NULL}, {"agency_name", COL_PLAIN, NULL, NULL, NULL},
    {"agency_code", COL_UNDER, NULL, NULL, NULL}, {"line_name", COL_LINK, "/position/lines/", "line_code", NULL},
    {"paid", COL_MILLION, NULL, NULL, NULL}};
static const struct col key_cols[] = {
    {"pool_code", COL_PLAIN, NULL, NULL, NULL},     {"number", COL_PLAIN, NULL, NULL, NULL}, {"split_key", COL_WORD, "cost_key", NULL, NULL},
    {"reason", COL_PLAIN, NULL, NULL, NULL},        {"by_user", COL_PLAIN, NULL, NULL, NULL}, {"state", COL_TAG, "cost_key_state", NULL, NULL},
    {"decided_by", COL_PLAIN, NULL, NULL, NULL},    {"decided_reason", COL_UNDER, NULL, NULL, NULL}};

/* ---- the page ---- */

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

enum { SHOWN = 100 }; /* rows a table of the page; files have all */

static size_t most(size_t n)
{
    return n < SHOWN ? n : SHOWN;
}

static bool keeps(struct req *r)
{
    return actor_may(&r->session.actor, PERM_VERIFY) || actor_may(&r->session.actor, PERM_RESULT);
}

/* Links that open a form are for those who may send it. */
static const struct col *cols_for(struct req *r, const struct col *cols, size_t n)
{
    struct col *c = ARENA_ARRAY(r->a, struct col, n);

    for (size_t i = 0; i < n; i++) {
        c[i] = cols[i];
        if (c[i].style == COL_LINK && str_starts(str_from(c[i].more), STR("/service-costs?open=")) && !keeps(r)) {
            c[i].style = COL_PLAIN;
        }
    }
    return c;
}

static void hint(struct req *r, struct money_page *p, const char *text)
{
    if (keeps(r)) {
        p->section[p->section_n - 1].note = tr(r->lang, text);
    }
}

/* Money that has no service yet, and where the rest goes. */
static void put_money_rows(struct req *r, struct money_page *p, const struct service_lists *l)
{
    const struct cost_source *x = l->y.sources.p;
    struct cost_source *covered = ARENA_ARRAY(r->a, struct cost_source, l->y.sources.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < l->y.sources.n; i++) {
        if (x[i].target.n) {
            covered[n++] = x[i];
        }
    }
    put_rows(r, p, "sources", tr(r->lang, TR("เงินที่ยังไม่ระบุบริการ")),
             (struct table_view){.type = &cost_source_type, .rows = l->y.open.p, .n = most(l->y.open.n), .cols = cols_for(r, source_cols, ARRAY_LEN(source_cols)),
                                 .ncols = ARRAY_LEN(source_cols), .empty = tr(r->lang, TR("เงินทุกส่วนระบุบริการแล้ว"))});
    p->section[p->section_n - 1].query = STR("open=1&");
    hint(r, p, TR("เปิดผลผลิตเพื่อบอกว่าเงินไปที่บริการหรือต้นทุนร่วมใด"));
    put_rows(r, p, "goes", tr(r->lang, TR("เงินที่ระบุแล้ว")),
             (struct table_view){.type = &cost_source_type, .rows = covered, .n = most(n), .cols = cols_for(r, goes_cols, ARRAY_LEN(goes_cols)),
                                 .ncols = ARRAY_LEN(goes_cols), .empty = tr(r->lang, TR("ยังไม่มีเงินที่ระบุบริการ"))});
    p->section[p->section_n - 1].path = STR("/service-costs/sources");
}

static void put_tables(struct req *r, struct money_page *p, const struct service_lists *l)
{
    const struct service_year *y = &l->y;
    struct money_section *s = value_table(r, p, "services", tr(r->lang, TR("ต้นทุนต่อหน่วยของบริการ")),
                                          (struct table_view){.type = &service_sum_type, .rows = y->sums.p, .n = y->sums.n, .cols = cols_for(r, sum_cols, ARRAY_LEN(sum_cols)),
                                                              .ncols = ARRAY_LEN(sum_cols),
                                                              .empty = tr(r->lang, TR("ยังไม่มีบริการที่มีเงินหรือปริมาณ"))});

    s->note = tr(r->lang, TR("ต้นทุนต่อหน่วยคือเงินที่เบิกจ่าย ตรงและร่วม หารด้วยปริมาณ มัธยฐานและควอร์ไทล์คิดจากหน่วยงานที่เทียบกันได้"));
    s->unit = tr(r->lang, TR("เงินเป็นล้านบาท ต่อหน่วยเป็นบาท"));
    s->path = STR("/service-costs");
    put_bars(r, s, y);
    put_rows(r, p, "cells", tr(r->lang, TR("ตามหน่วยงาน")),
             (struct table_view){.type = &service_cell_type, .rows = y->cells.p, .n = y->cells.n, .cols = cols_for(r, cell_cols, ARRAY_LEN(cell_cols)),
                                 .ncols = ARRAY_LEN(cell_cols), .empty = tr(r->lang, TR("ยังไม่มี"))});
    hint(r, p, TR("เปิดชื่อบริการเพื่อแก้อัตรากำลังและพื้นที่"));
    put_rows(r, p, "volumes", tr(r->lang, TR("ปริมาณรายเดือน")),
             (struct table_view){.type = &service_volume_type, .rows = l->volumes.p, .n = most(l->volumes.n), .cols = cols_for(r, volume_cols, ARRAY_LEN(volume_cols)),
                                 .ncols = ARRAY_LEN(volume_cols), .empty = tr(r->lang, TR("ยังไม่มีปริมาณ"))});
    hint(r, p, TR("เปิดเดือนเพื่อแก้ปริมาณที่พิมพ์ไว้ เดือน 0 คือทั้งปี"));
    p->section[p->section_n - 1].unit = STR_NONE;
    put_rows(r, p, "pools", tr(r->lang, TR("ต้นทุนร่วมและเกณฑ์ปันส่วน")),
             (struct table_view){.type = &service_pool_type, .rows = y->pools.p, .n = y->pools.n, .cols = pool_cols,
                                 .ncols = ARRAY_LEN(pool_cols), .empty = tr(r->lang, TR("ยังไม่มีต้นทุนร่วม"))});
    put_rows(r, p, "parts", tr(r->lang, TR("ต้นทุนร่วมไปที่ใด")),
             (struct table_view){.type = &cost_part_type, .rows = y->parts.p, .n = most(y->parts.n), .cols = part_cols,
                                 .ncols = ARRAY_LEN(part_cols), .empty = tr(r->lang, TR("ยังไม่มีการปันส่วน"))});
    p->section[p->section_n - 1].unit = tr(r->lang, TR("บาท"));
    put_money_rows(r, p, l);
    put_rows(r, p, "keys", tr(r->lang, TR("การเสนอและอนุมัติเกณฑ์")),
             (struct table_view){.type = &cost_pool_key_type, .rows = l->keys.p, .n = l->keys.n, .cols = key_cols,
                                 .ncols = ARRAY_LEN(key_cols), .empty = tr(r->lang, TR("ยังไม่มีการเสนอเกณฑ์"))});
    p->section[p->section_n - 1].unit = STR_NONE;
}

bool service_cost_show(struct req *r, struct form *wrong, const char *which, int status, struct reply *ret, struct err *e)
{
    struct money_page p = {.title = tr(r->lang, TR("ต้นทุนบริการสาธารณะ"))};
    struct service_lists l;

    if (!service_year_load(r->db, r->a, r->year, r->lang, &l.y, e)) {
        return false;
    }
    if (r->format != FORMAT_HTML) {
        return reply_table(r, &service_sum_type, l.y.sums.p, l.y.sums.n, NULL, STR_NONE, str_format(r->a, "service-costs-%lld", (long long)r->year),
                           ret, e);
    }
    l.keys = l.volumes = (struct rows){NULL, 0};
    if ((l.y.pools.n && !cost_pool_keys(r->db, r->a, r->year, &l.keys, e)) ||
        (l.y.services.n && !service_volumes(r->db, r->a, r->year, STR_NONE, r->lang, &l.volumes, e))) {
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
    service_cost_work(r, &p, &l);
    if (wrong) {
        service_cost_choices(r, &l, wrong);
    }
    money_refused(r, &p, wrong, which, "/service-costs/");
    return money_show(r, &p, "/service-costs", status, ret, e);
}

bool service_costs_page(struct req *r, struct reply *ret, struct err *e)
{
    return service_cost_show(r, NULL, "", 200, ret, e);
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

