/* line_place.c - where a line's money is spent: districts, points, shares. */
#include "base/arena.h"
#include "base/exact.h"
#include "city/agency.h"
#include "plan/place.h"
#include "views.h"
#include "web/line_head.h"
#include "web/words.h"

enum { SPARE = 3, LEAST = 3 };

struct place_ctx {
    struct place_page page;
    struct place_cell *cell;
    struct place_row *row;
    struct place_set set;
    bool wrong;
};

static bool districts(struct req *r, struct form_choice **ret, size_t *ret_n, struct err *e)
{
    struct rows rows;
    const struct agency *g;
    struct form_choice *c;
    size_t n = 0;

    if (!agency_list(r->db, r->a, r->year, &rows, e))
        return false;
    g = rows.p;
    c = ARENA_ARRAY(r->a, struct form_choice, rows.n + 1);
    c[n++] = (struct form_choice){STR_NONE, tr(r->lang, TR("ทั้งกรุงเทพมหานคร"))};
    for (size_t i = 0; i < rows.n; i++) {
        if (str_eq(g[i].kind, STR("district")))
            c[n++] = (struct form_choice){str_slice(g[i].code, 0, 4),
                                          r->lang == LANG_EN && g[i].name_en.n ? g[i].name_en
                                                                               : g[i].name_th};
    }
    *ret = c;
    *ret_n = n;
    return true;
}

static struct str share_text(struct arena *a, int64_t bp)
{
    struct sbuf b;

    sbuf_init(&b, a, 20);
    exact_put_decimal(&b, bp, 2, 0);
    return sbuf_str(&b);
}

static void name_fields(struct req *r, struct place_cell *x, size_t i, const struct form_choice *c,
                        size_t n)
{
    *x = (struct place_cell){.district_field = str_format(r->a, "district.%zu", i),
                             .sub_field = str_format(r->a, "subdistrict.%zu", i),
                             .lat_field = str_format(r->a, "lat.%zu", i),
                             .lon_field = str_format(r->a, "lon.%zu", i),
                             .note_field = str_format(r->a, "note.%zu", i),
                             .share_field = str_format(r->a, "share.%zu", i),
                             .choice = c,
                             .choice_n = n};
}

static bool make_page(struct req *r, struct place_ctx *c, struct err *e)
{
    static const struct col cols[] = {{"district_name", COL_PLAIN, NULL, NULL, NULL},
                                      {"subdistrict", COL_PLAIN, NULL, NULL, NULL},
                                      {"note", COL_PLAIN, NULL, NULL, NULL},
                                      {"share", COL_PLAIN, NULL, NULL, NULL}};
    struct place_page *p = &c->page;
    struct form_choice *choice;
    const struct place_row *x;
    struct rows rows;
    size_t n, most;

    if (!line_head_read(r, TAB_PLACE, &p->head, e) || !districts(r, &choice, &n, e) ||
        !place_list(r->db, r->a, p->head.line.id, &rows, e))
        return false;
    x = rows.p;
    most = rows.n + SPARE < PLACE_MAX ? rows.n + SPARE : PLACE_MAX;
    c->cell = ARENA_ARRAY(r->a, struct place_cell, PLACE_MAX);
    for (size_t i = 0; i < PLACE_MAX; i++) {
        name_fields(r, &c->cell[i], i, choice, n);
        if (i >= rows.n)
            continue;
        c->cell[i].district = x[i].district_code;
        c->cell[i].sub = x[i].subdistrict;
        c->cell[i].lat = place_degrees_text(r->a, x[i].lat_micro);
        c->cell[i].lon = place_degrees_text(r->a, x[i].lon_micro);
        c->cell[i].note = x[i].note;
        c->cell[i].share = share_text(r->a, x[i].share.bp);
    }
    p->cell = c->cell;
    p->cell_n = most < LEAST ? LEAST : most;
    p->whole = rows.n == 0;
    p->version = str_format(r->a, "%lld", (long long)p->head.line.cost_version);
    p->places = (struct table_view){.type = &place_row_type,
                                    .rows = rows.p,
                                    .n = rows.n,
                                    .cols = cols,
                                    .ncols = ARRAY_LEN(cols),
                                    .caption = tr(r->lang, TR("พื้นที่ดำเนินการ")),
                                    .empty = tr(r->lang, TR("ทั้งกรุงเทพมหานคร"))};
    return true;
}

static bool place_show(struct req *r, struct place_ctx *c, int status, struct reply *ret,
                       struct err *e)
{
    struct page_head head;

    line_page_head(r, &c->page.head, "/place", &head);
    if (!REPLY_PAGE(r, &head, line_place, &c->page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool line_place_page(struct req *r, struct reply *ret, struct err *e)
{
    struct place_ctx *c = ARENA_NEW(r->a, struct place_ctx);

    if (!make_page(r, c, e))
        return false;
    if (r->format == FORMAT_HTML)
        return place_show(r, c, 200, ret, e);
    return reply_table(r, &place_row_type, c->page.places.rows, c->page.places.n, NULL, STR_NONE,
                       str_format(r->a, "%.*s-places", STR_FMT(c->page.head.line.code)), ret, e);
}

/* ---- saving ---- */

static bool place_write(struct act *by, void *ctx, struct err *e)
{
    const struct place_ctx *c = ctx;

    return place_save(by, &c->set, e);
}

static bool place_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct place_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "%.*s/place", STR_FMT(c->page.head.path)), ret);
    return true;
}

static bool place_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct place_ctx *c = ctx;
    struct err again = {0};

    c->page.error = word_error(r->a, e, r->lang);
    return place_show(r, c, err_http(e->code), ret, &again);
}

static void cell_wrong(struct req *r, struct place_ctx *c, struct place_cell *x,
                       const struct err *e)
{
    x->error = word_error(r->a, e, r->lang);
    c->wrong = true;
}

static void take_cell(struct req *r, struct place_ctx *c, size_t i)
{
    struct place_cell *x = &c->cell[i];
    struct place_row *row = &c->row[c->set.n];
    struct err e = {0};

    x->district = str_trim(req_field(r, str_cstr(r->a, x->district_field)));
    x->sub = str_trim(req_field(r, str_cstr(r->a, x->sub_field)));
    x->lat = str_trim(req_field(r, str_cstr(r->a, x->lat_field)));
    x->lon = str_trim(req_field(r, str_cstr(r->a, x->lon_field)));
    x->note = str_trim(req_field(r, str_cstr(r->a, x->note_field)));
    x->share = str_trim(req_field(r, str_cstr(r->a, x->share_field)));
    if (x->district.n + x->sub.n + x->lat.n + x->lon.n + x->note.n + x->share.n == 0)
        return;
    if (i >= c->page.cell_n)
        c->page.cell_n = i + 1;
    *row = (struct place_row){.district_code = x->district, .subdistrict = x->sub, .note = x->note};
    if (!place_degrees(x->lat, true, &row->lat_micro, &e) ||
        !place_degrees(x->lon, false, &row->lon_micro, &e)) {
        cell_wrong(r, c, x, &e);
    } else if (x->share.n && !exact_parse_decimal(x->share, 2, &row->share.bp)) {
        FAIL(&e, ERR_BAD_NUMBER);
        err_arg(&e, "field", V(tr(r->lang, TR("ส่วนแบ่ง"))));
        err_arg(&e, "value", V(x->share));
        cell_wrong(r, c, x, &e);
    }
    c->set.n++;
}

bool line_place_post(struct req *r, struct reply *ret, struct err *e)
{
    struct place_ctx *c = ARENA_NEW(r->a, struct place_ctx);

    if (!make_page(r, c, e) || !req_int(r, "version", 0, INT64_MAX, 0, &c->set.cost_version, e))
        return false;
    c->page.version = req_field(r, "version");
    c->page.head.may_edit = true;
    c->row = ARENA_ARRAY(r->a, struct place_row, PLACE_MAX + 1);
    for (size_t i = 0; i < PLACE_MAX; i++)
        take_cell(r, c, i);
    if (c->set.n == 1 && c->row[0].share.bp == 0)
        c->row[0].share.bp = 10000; /* one place has all of it */
    if (c->wrong) {
        c->page.error = tr(r->lang, TR("ยังไม่ได้บันทึก แก้ช่องที่มีข้อความสีแดงก่อน"));
        return place_show(r, c, 400, ret, e);
    }
    c->set.line_code = c->page.head.line.code;
    c->set.row = c->row;
    r->refused = place_refused;
    return req_write(r, place_write, place_done, c, ret, e);
}
