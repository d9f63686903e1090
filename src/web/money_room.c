/* money_room.c - what one agency has left of its ceilings, shown while its request is written; and
 * what is committed already. */
#include "base/arena.h"
#include "city/agency.h"
#include "views.h"
#include "web/money_page.h"
#include "web/money_parts.h"
#include "web/words.h"

static const struct col room_cols[] = {
    {"name", COL_PLAIN, NULL, NULL, NULL},
    {"dim", COL_WORD, "dim", NULL, NULL},
    {"issued", COL_WHOLE, NULL, NULL, TR("กรอบ (บาท)")},
    {"asked", COL_WHOLE, NULL, NULL, TR("ขอ (บาท)")},
    {"room", COL_SIGNED, NULL, NULL, TR("เหลือ (บาท)")},
};

static struct str agency_name(const struct req *r, const struct agency *g)
{
    return r->lang == LANG_EN && g->name_en.n ? g->name_en : g->name_th;
}

/* The agency asked for; else the person's own; else the first. */
static bool which_agency(struct req *r, struct agency *ret, struct err *e)
{
    struct str code = req_query(r, "agency");
    const struct agency *g;
    struct rows rows;

    if (code.n)
        return agency_get(r->db, r->a, code, ret, e);
    if (!agency_list(r->db, r->a, r->year, &rows, e))
        return false;
    if (rows.n == 0) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(STR("agency")));
        return false;
    }
    g = rows.p;
    *ret = g[0];
    for (size_t i = 0; i < rows.n; i++) {
        if (actor_belongs(&r->session.actor, g[i].id))
            *ret = g[i];
    }
    return true;
}

static struct str room_lead(struct req *r, const struct agency *g, const struct ceiling_room_row *x,
                            size_t n)
{
    if (n == 0)
        return SAY(r, TR("ยังไม่มีกรอบวงเงินที่ออกให้{agency}"), {STR("{agency}"), agency_name(r, g)});
    if (x[0].over)
        return SAY(r, TR("{agency} ขอเกินกรอบอยู่ {over} บาท ลดรายการ หรือเสนอเป็นระดับเพิ่ม"),
                   {STR("{agency}"), agency_name(r, g)},
                   {STR("{over}"), money_text(r->a, money_neg(x[0].room), MONEY_WHOLE)});
    return SAY(r, TR("{agency} เหลือกรอบ {room} บาท จาก {issued} บาท"),
               {STR("{agency}"), agency_name(r, g)},
               {STR("{room}"), money_text(r->a, x[0].room, MONEY_WHOLE)},
               {STR("{issued}"), money_text(r->a, x[0].issued, MONEY_WHOLE)});
}

static void put_room(struct req *r, struct money_page *p, const struct rows *rows,
                     const struct agency *g)
{
    struct chart_item *item = ARENA_ARRAY(r->a, struct chart_item, rows->n + 1);
    const struct ceiling_room_row *x = rows->p;
    struct money_section *s = money_section(p);

    s->id = STR("room");
    s->title = tr(r->lang, TR("กรอบ คำขอ และที่เหลือ นับร่างของหน่วยงานด้วย"));
    if (!actor_belongs(&r->session.actor, g->id))
        s->title = tr(r->lang, TR("กรอบ คำขอที่ส่งแล้ว และที่เหลือ"));
    s->path = STR("/ceilings/room");
    s->query = str_format(r->a, "agency=%.*s", STR_FMT(g->code));
    for (size_t i = 0; i < rows->n; i++)
        item[i] = (struct chart_item){
            .label = x[i].name,
            .value_text = SAY(r, TR("ขอ {asked} จาก {issued} ล้านบาท"),
                              {STR("{asked}"), money_million_text(r, x[i].asked)},
                              {STR("{issued}"), money_million_text(r, x[i].issued)}),
            .value = x[i].asked.satang,
            .colour = x[i].over ? 7 : 1};
    money_bars(r, s, item, rows->n);
    s->has_table = true;
    s->table = (struct table_view){.type = &ceiling_room_row_type,
                                   .rows = rows->p,
                                   .n = rows->n,
                                   .cols = room_cols,
                                   .ncols = ARRAY_LEN(room_cols),
                                   .caption = s->title,
                                   .flag = NULL,
                                   .empty = tr(r->lang, TR("ยังไม่มีกรอบวงเงิน"))};
}

bool ceiling_room_page(struct req *r, struct reply *ret, struct err *e)
{
    struct money_page p = {.title = tr(r->lang, TR("กรอบวงเงินของหน่วยงาน"))};
    struct ceiling_room_row *row;
    struct agency g;
    struct rows rows;
    bool own;

    if (!which_agency(r, &g, e))
        return false;
    own = actor_belongs(&r->session.actor, g.id);
    if (!(own ? ceiling_room(r->db, r->a, r->year, g.id, &rows, e)
              : ceiling_room_sent(r->db, r->a, r->year, g.id, &rows, e)))
        return false;
    row = ARENA_ARRAY(r->a, struct ceiling_room_row, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        row[i] = ((const struct ceiling_room_row *)rows.p)[i];
        if (r->format == FORMAT_HTML && r->lang == LANG_EN && row[i].name_en.n)
            row[i].name = row[i].name_en;
    }
    rows.p = row;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &ceiling_room_row_type, row, rows.n, NULL, STR_NONE,
                           str_format(r->a, "room-%.*s-%lld", STR_FMT(g.code), (long long)r->year),
                           ret, e);
    p.lead = room_lead(r, &g, row, rows.n);
    p.tab[p.tab_n++] = (struct money_link){tr(r->lang, TR("กรอบวงเงิน")), STR("/ceilings"), false};
    p.tab[p.tab_n++] = (struct money_link){
        agency_name(r, &g), str_format(r->a, "/ceilings/room?agency=%.*s", STR_FMT(g.code)), true};
    p.tab[p.tab_n++] =
        (struct money_link){tr(r->lang, TR("คำขอของหน่วยงานนี้")),
                            str_format(r->a, "/agencies/%.*s", STR_FMT(g.code)), false};
    put_room(r, &p, &rows, &g);
    return money_show(r, &p, "/ceilings", 200, ret, e);
}

/* ---- what is committed ---- */

static const struct col committed_cols[] = {
    {"title", COL_PLAIN, NULL, NULL, NULL},
    {"code", COL_UNDER, NULL, NULL, NULL},
    {"agency_name", COL_PLAIN, NULL, NULL, NULL},
    {"kind", COL_TAG, "committed", NULL, NULL},
    {"ref", COL_PLAIN, NULL, NULL, NULL},
    {"amount", COL_MILLION, NULL, NULL, TR("ปีนี้ (ล้านบาท)")},
    {"total", COL_MILLION, NULL, NULL, TR("ทั้งโครงการ (ล้านบาท)")},
    {"first_year", COL_YEAR, NULL, NULL, NULL},
    {"last_year", COL_YEAR, NULL, NULL, NULL},
    {"source", COL_PLAIN, NULL, NULL, NULL},
};
static const struct form_field committed_fields[] = {
    {.name = "agency", .kind = FORM_CHOICE, .label = TR("หน่วยรับงบประมาณ"), .required = true},
    {.name = "kind", .kind = FORM_CHOICE, .label = TR("ชนิด"), .required = true},
    {.name = "type",
     .kind = FORM_TEXT,
     .label = TR("งบรายจ่าย"),
     .required = true,
     .max = 1,
     .hint = TR("1 บุคลากร 2 ดำเนินงาน 3 ลงทุน 4 เงินอุดหนุน 5 รายจ่ายอื่น 6 งบกลาง")},
    {.name = "title", .kind = FORM_TEXT, .label = TR("รายการ"), .required = true, .max = 300},
    {.name = "ref", .kind = FORM_TEXT, .label = TR("สัญญาหรือมติ"), .required = true, .max = 200},
    {.name = "total", .kind = FORM_MONEY, .label = TR("วงเงินทั้งหมด (บาท)"), .required = true},
    {.name = "parts",
     .kind = FORM_LONG,
     .label = TR("เงินรายปี"),
     .required = true,
     .max = 2000,
     .hint = TR("บรรทัดละปี เช่น 2567 40,000,000 รวมทุกปีต้องเท่ากับวงเงินทั้งหมด")},
    {.name = "source", .kind = FORM_TEXT, .label = TR("ที่มาของตัวเลข"), .required = true, .max = 200},
};
static const struct form_field end_fields[] = {
    {.name = "end_code", .kind = FORM_TEXT, .label = TR("เลขที่รายการ"), .required = true, .max = 20},
    {.name = "end_reason", .kind = FORM_TEXT, .label = TR("เหตุผล"), .required = true, .max = 500},
};

static bool committed_show(struct req *r, struct form *wrong, const char *which, int status,
                           struct reply *ret, struct err *e)
{
    struct money_page p = {.title = tr(r->lang, TR("รายการผูกพันของปี"))};
    struct committed_row *sum = ARENA_NEW(r->a, struct committed_row);
    struct money_section *s = money_section(&p);
    const struct committed_row *x;
    struct rows rows;

    if (!committed_list(r->db, r->a, r->year, 0, &rows, e))
        return false;
    x = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        sum->amount = money_add(sum->amount, x[i].amount);
        sum->total = money_add(sum->total, x[i].total);
    }
    if (r->format != FORMAT_HTML)
        return reply_table(r, &committed_row_type, rows.p, rows.n, sum, STR_NONE,
                           str_format(r->a, "committed-%lld", (long long)r->year), ret, e);
    p.lead =
        SAY(r, TR("ปีนี้ต้องจ่ายตามที่ผูกพันและลงนามแล้ว {n} รายการ รวม {sum} ล้านบาท กรอบวงเงินต้องไม่ต่ำกว่านี้"),
            {STR("{n}"), money_count_text(r, (int64_t)rows.n)},
            {STR("{sum}"), money_million_text(r, sum->amount)});
    p.tab[p.tab_n++] = (struct money_link){tr(r->lang, TR("กรอบวงเงิน")), STR("/ceilings"), false};
    p.tab[p.tab_n++] =
        (struct money_link){tr(r->lang, TR("รายการผูกพัน")), STR("/ceilings/committed"), true};
    s->id = STR("committed");
    s->title = tr(r->lang, TR("ผูกพันงบประมาณข้ามปี สัญญาที่ลงนาม และค่าเดินระบบ"));
    s->path = STR("/ceilings/committed");
    s->has_table = true;
    s->table = (struct table_view){.type = &committed_row_type,
                                   .rows = rows.p,
                                   .n = rows.n,
                                   .cols = committed_cols,
                                   .ncols = ARRAY_LEN(committed_cols),
                                   .total = rows.n ? sum : NULL,
                                   .caption = s->title,
                                   .empty = tr(r->lang, TR("ไม่มีรายการผูกพันในปีนี้"))};
    if (actor_may(&r->session.actor, PERM_FISCAL)) {
        struct money_panel *add = money_act(&p), *end = money_act(&p);

        add->title = tr(r->lang, TR("เพิ่มรายการผูกพัน"));
        add->action = STR("/ceilings/committed");
        add->submit = tr(r->lang, TR("บันทึกรายการผูกพัน"));
        add->form = money_form(r, committed_fields, ARRAY_LEN(committed_fields));
        end->title = tr(r->lang, TR("ยุติรายการผูกพัน"));
        end->action = STR("/ceilings/committed/end");
        end->submit = tr(r->lang, TR("ยุติรายการ"));
        end->form = money_form(r, end_fields, ARRAY_LEN(end_fields));
        end->second = true;
        if (wrong)
            *(str_eq(str_from(which), STR("add")) ? &add->form : &end->form) = *wrong;
        if (!form_agencies(r, form_find(&add->form, "agency") ? &add->form.field[0] : NULL, STR_NONE, e))
            return false;
        money_words(r, "committed", &add->form.field[1]);
    }
    return money_show(r, &p, "/ceilings", status, ret, e);
}

bool committed_page(struct req *r, struct reply *ret, struct err *e)
{
    return committed_show(r, NULL, "", 200, ret, e);
}

enum { PARTS_MAX = 30 };
struct committed_form {
    struct committed_part part[PARTS_MAX];
    size_t parts;
    struct money total;
};

/* "2567 40,000,000" a line. */
static bool read_parts(struct req *r, struct form *f, struct committed_form *c)
{
    struct str rest = form_value(f, "parts"), line;
    struct err e = {0};

    while (str_split(&rest, '\n', &line)) {
        struct str t = str_trim(line);
        size_t gap = str_find(t, STR(" "), 0);
        int32_t year;

        if (t.n == 0)
            continue;
        if (c->parts == PARTS_MAX || !fy_parse(str_slice(t, 0, gap), &year, &e) ||
            !money_parse(str_trim(str_slice(t, gap, t.n)), &c->part[c->parts].amount, &e)) {
            form_wrong(f, "parts", word_error(r->a, &e, r->lang));
            return false;
        }
        c->part[c->parts++].year = year;
    }
    return true;
}

static bool committed_write(struct act *by, void *ctx, struct err *e)
{
    const struct money_post *p = ctx;
    const struct committed_form *c = p->more;
    struct committed_new n = {.kind = form_value(&p->form, "kind"),
                              .type_code = form_value(&p->form, "type"),
                              .title = form_value(&p->form, "title"),
                              .ref = form_value(&p->form, "ref"),
                              .source = form_value(&p->form, "source"),
                              .total = c->total,
                              .part = c->part,
                              .parts = c->parts};
    struct agency g;
    struct str code;

    if (!agency_get(by->tx->db, by->a, form_value(&p->form, "agency"), &g, e))
        return false;
    n.agency_id = g.id;
    return committed_add(by, &n, &code, e);
}

static bool end_write(struct act *by, void *ctx, struct err *e)
{
    const struct money_post *p = ctx;

    return committed_end(by, form_value(&p->form, "end_code"), form_value(&p->form, "end_reason"),
                         e);
}

bool committed_post(struct req *r, struct reply *ret, struct err *e)
{
    struct money_post *p = ARENA_NEW(r->a, struct money_post);
    struct committed_form *c = ARENA_NEW(r->a, struct committed_form);

    p->page.show = committed_show;
    p->page.which = "add";
    p->page.path = "/ceilings/committed";
    p->write = committed_write;
    p->more = c;
    p->form = money_form(r, committed_fields, ARRAY_LEN(committed_fields));
    form_read(&p->form, r);
    if (form_check(&p->form, r)) {
        form_money(&p->form, "total", r, &c->total);
        read_parts(r, &p->form, c);
    }
    return money_post(r, p, ret, e);
}

bool committed_end_post(struct req *r, struct reply *ret, struct err *e)
{
    struct money_post *p = ARENA_NEW(r->a, struct money_post);

    p->page.show = committed_show;
    p->page.which = "end";
    p->page.path = "/ceilings/committed";
    p->write = end_write;
    p->form = money_form(r, end_fields, ARRAY_LEN(end_fields));
    form_read(&p->form, r);
    form_check(&p->form, r);
    return money_post(r, p, ret, e);
}
