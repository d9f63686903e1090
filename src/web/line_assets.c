/* line_assets.c - what a line replaces. */
#include "base/arena.h"
#include "plan/paper.h"
#include "views.h"
#include "web/line_head.h"
#include "web/words.h"

enum { ASSETS_MAX = 40, SPARE = 3 };

struct asset_ctx {
    struct replacement_page page;
    struct replacement_cell *cell;
    struct replacement_row *row;
    size_t n;
    int64_t version;
    bool wrong;
};

/* ---- replaced assets ---- */

static void name_fields(struct req *r, struct replacement_cell *x, size_t i)
{
    *x = (struct replacement_cell){.number_field = str_format(r->a, "number.%zu", i),
                                   .year_field = str_format(r->a, "bought.%zu", i),
                                   .condition_field = str_format(r->a, "condition.%zu", i),
                                   .repair_field = str_format(r->a, "repair.%zu", i),
                                   .disposal_field = str_format(r->a, "disposal.%zu", i)};
}

static bool make_page(struct req *r, struct asset_ctx *c, struct err *e)
{
    static const struct col cols[] = {
        {"asset_number", COL_PLAIN, NULL, NULL, NULL}, {"bought_year", COL_YEAR, NULL, NULL, NULL},
        {"age", COL_PLAIN, NULL, NULL, NULL},          {"condition", COL_PLAIN, NULL, NULL, NULL},
        {"repair", COL_WHOLE, NULL, NULL, NULL},       {"disposal", COL_PLAIN, NULL, NULL, NULL}};
    struct replacement_page *p = &c->page;
    const struct replacement_row *x;
    struct frame_room room;
    struct rows rows;

    if (!line_head_read(r, TAB_REPLACEMENT, &p->head, e) ||
        !replacement_list(r->db, r->a, p->head.line.id, &rows, e) ||
        !frame_of_line(r->db, r->a, &p->head.line, (int64_t)rows.n, &room, e))
        return false;
    x = rows.p;
    c->cell = ARENA_ARRAY(r->a, struct replacement_cell, ASSETS_MAX);
    for (size_t i = 0; i < ASSETS_MAX; i++) {
        name_fields(r, &c->cell[i], i);
        if (i >= rows.n)
            continue;
        c->cell[i].number = x[i].asset_number;
        c->cell[i].year = str_format(r->a, "%lld", (long long)x[i].bought_year);
        c->cell[i].condition = x[i].condition;
        c->cell[i].repair = money_text(r->a, x[i].repair, MONEY_WHOLE);
        c->cell[i].disposal = x[i].disposal;
    }
    p->cell = c->cell;
    p->cell_n = rows.n + SPARE < ASSETS_MAX ? rows.n + SPARE : ASSETS_MAX;
    p->version = str_format(r->a, "%lld", (long long)p->head.line.cost_version);
    p->has_frame = room.frame > 0;
    p->frame = room.frame;
    p->in_use = room.in_use;
    p->asked = room.asked;
    p->over = room.over;
    p->assets = (struct table_view){.type = &replacement_row_type,
                                    .rows = rows.p,
                                    .n = rows.n,
                                    .cols = cols,
                                    .ncols = ARRAY_LEN(cols),
                                    .caption = tr(r->lang, TR("ครุภัณฑ์ที่ทดแทน")),
                                    .empty = tr(r->lang, TR("ไม่ได้ทดแทนครุภัณฑ์เดิม"))};
    return true;
}

static bool assets_show(struct req *r, struct asset_ctx *c, int status, struct reply *ret,
                        struct err *e)
{
    struct page_head head;

    line_page_head(r, &c->page.head, "/replacement", &head);
    if (!REPLY_PAGE(r, &head, line_replacement, &c->page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool line_replacement_page(struct req *r, struct reply *ret, struct err *e)
{
    struct asset_ctx *c = ARENA_NEW(r->a, struct asset_ctx);

    if (!make_page(r, c, e))
        return false;
    if (r->format == FORMAT_HTML)
        return assets_show(r, c, 200, ret, e);
    return reply_table(r, &replacement_row_type, c->page.assets.rows, c->page.assets.n, NULL,
                       STR_NONE, str_format(r->a, "%.*s-replaces", STR_FMT(c->page.head.line.code)),
                       ret, e);
}

static bool assets_write(struct act *by, void *ctx, struct err *e)
{
    const struct asset_ctx *c = ctx;

    return replacement_save(by, c->page.head.line.code, c->version, c->row, c->n, e);
}

static bool assets_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct asset_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "%.*s/replacement", STR_FMT(c->page.head.path)), ret);
    return true;
}

static bool assets_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct asset_ctx *c = ctx;
    struct err again = {0};

    c->page.error = word_error(r->a, e, r->lang);
    return assets_show(r, c, err_http(e->code), ret, &again);
}

static void take_cell(struct req *r, struct asset_ctx *c, size_t i)
{
    struct replacement_cell *x = &c->cell[i];
    struct replacement_row *row = &c->row[c->n];
    struct err e = {0};
    int32_t year = 0;

    x->number = str_trim(req_field(r, str_cstr(r->a, x->number_field)));
    x->year = str_trim(req_field(r, str_cstr(r->a, x->year_field)));
    x->condition = str_trim(req_field(r, str_cstr(r->a, x->condition_field)));
    x->repair = str_trim(req_field(r, str_cstr(r->a, x->repair_field)));
    x->disposal = str_trim(req_field(r, str_cstr(r->a, x->disposal_field)));
    if (x->number.n + x->year.n + x->condition.n + x->repair.n + x->disposal.n == 0)
        return;
    if (i >= c->page.cell_n)
        c->page.cell_n = i + 1;
    *row = (struct replacement_row){
        .asset_number = x->number, .condition = x->condition, .disposal = x->disposal};
    if (!fy_parse(x->year, &year, &e) ||
        (x->repair.n && !money_parse(x->repair, &row->repair, &e))) {
        x->error = word_error(r->a, &e, r->lang);
        c->wrong = true;
    }
    row->bought_year = year;
    c->n++;
}

bool line_replacement_post(struct req *r, struct reply *ret, struct err *e)
{
    struct asset_ctx *c = ARENA_NEW(r->a, struct asset_ctx);

    if (!make_page(r, c, e) || !req_int(r, "version", 0, INT64_MAX, 0, &c->version, e))
        return false;
    c->page.version = req_field(r, "version");
    c->page.head.may_edit = true;
    c->row = ARENA_ARRAY(r->a, struct replacement_row, ASSETS_MAX + 1);
    for (size_t i = 0; i < ASSETS_MAX; i++)
        take_cell(r, c, i);
    if (c->wrong) {
        c->page.error = tr(r->lang, TR("ยังไม่ได้บันทึก แก้ช่องที่มีข้อความสีแดงก่อน"));
        return assets_show(r, c, 400, ret, e);
    }
    r->refused = assets_refused;
    return req_write(r, assets_write, assets_done, c, ret, e);
}
