/* money_position.c - the fiscal position: what is free, how it moved, and stating it anew. */
#include "base/arena.h"
#include "views.h"
#include "web/money_page.h"
#include "web/money_parts.h"
#include "web/words.h"

enum { YEARS_AHEAD = 4 };

static const struct col position_cols[] = {
    {"as_of", COL_PLAIN, NULL, NULL, NULL},     {"version", COL_PLAIN, NULL, NULL, NULL},
    {"cash", COL_MILLION, NULL, NULL, NULL},    {"free", COL_MILLION, NULL, NULL, NULL},
    {"carried", COL_MILLION, NULL, NULL, NULL}, {"commitment", COL_MILLION, NULL, NULL, NULL},
    {"debt", COL_MILLION, NULL, NULL, NULL},    {"made_by", COL_PLAIN, NULL, NULL, NULL},
};
static const struct col item_cols[] = {
    {"kind", COL_WORD, "position", NULL, NULL},   {"for_year", COL_YEAR, NULL, NULL, NULL},
    {"amount", COL_WHOLE, NULL, NULL, TR("บาท")}, {"status", COL_TAG, "standing", NULL, NULL},
    {"source", COL_PLAIN, NULL, NULL, NULL},
};

/* ---- the form: one amount a kind, and by year what falls due by year ---- */

struct position_form {
    struct position_item item[32];
    size_t n;
    struct date as_of;
};

static struct form position_form(struct req *r)
{
    static const struct form_field head[] = {
        {.name = "as_of",
         .kind = FORM_TEXT,
         .label = TR("ณ วันที่"),
         .required = true,
         .max = 40,
         .hint = TR("เช่น 16/1/2567 หรือ 16 ม.ค. 2567")},
        {.name = "source",
         .kind = FORM_TEXT,
         .label = TR("ที่มาของตัวเลข"),
         .required = true,
         .max = 300,
         .hint = TR("เอกสารหรือรายงานที่ตัวเลขมาจาก")},
        {.name = "status", .kind = FORM_CHOICE, .label = TR("สถานะของตัวเลข"), .required = true},
        {.name = "note", .kind = FORM_TEXT, .label = TR("หมายเหตุ"), .max = 1000},
    };
    struct form f = {.n = 0};

    f.field = ARENA_ARRAY(r->a, struct form_field,
                          ARRAY_LEN(head) + (size_t)POSITION_KINDS * YEARS_AHEAD);
    for (size_t i = 0; i < ARRAY_LEN(head); i++)
        f.field[f.n++] = head[i];
    for (enum position_kind k = 0; k < POSITION_KINDS; k++) {
        int64_t years = position_by_year(k) ? YEARS_AHEAD : 1;

        for (int64_t y = 0; y < years; y++) {
            struct str name = str_format(r->a, "%s.%lld", position_word(k),
                                         position_by_year(k) ? (long long)(r->year + y) : 0LL);
            struct str label = position_by_year(k) ? str_format(r->a, "%.*s %lld",
                                                                STR_FMT(position_label(k, r->lang)),
                                                                (long long)(r->year + y))
                                                   : position_label(k, r->lang);

            f.field[f.n++] = (struct form_field){.name = str_cstr(r->a, name),
                                                 .kind = FORM_MONEY,
                                                 .label = str_cstr(r->a, label),
                                                 .hint = TR("บาทเต็มจำนวน ไม่ใช่ล้านบาท")};
        }
    }
    money_words(r, "standing", &f.field[2]);
    return f;
}

static bool position_write(struct act *by, void *ctx, struct err *e)
{
    const struct money_post *p = ctx;
    const struct position_form *x = p->more;
    struct position_new n = {.year = p->year,
                             .as_of = x->as_of,
                             .note = form_value(&p->form, "note"),
                             .item = x->item,
                             .items = x->n};
    struct str code;

    return position_add(by, &n, &code, e);
}

static void read_amounts(struct req *r, struct form *f, struct position_form *x)
{
    for (size_t i = 0; i < f->n; i++) {
        struct str name = str_from(f->field[i].name), kind = name, year;
        struct position_item *it = &x->item[x->n];
        int32_t fy = 0;
        struct err none = {0};

        if (f->field[i].kind != FORM_MONEY || f->field[i].value.n == 0)
            continue;
        year = str_slice(name, str_find(name, STR("."), 0) + 1, name.n);
        kind = str_slice(name, 0, str_find(name, STR("."), 0));
        if (!str_eq(year, STR("0")) && !fy_parse(year, &fy, &none))
            continue;
        *it = (struct position_item){.kind = kind,
                                     .for_year = fy,
                                     .source = form_value(f, "source"),
                                     .status = form_value(f, "status")};
        if (form_money(f, f->field[i].name, r, &it->amount))
            x->n++;
    }
}

/* ---- the page ---- */

struct position_view {
    struct rows list, items;
    struct position_row now;
    bool any;
};

static bool read_view(struct req *r, struct position_view *v, struct err *e)
{
    if (!position_list(r->db, r->a, r->year, &v->list, e))
        return false;
    v->any = v->list.n > 0;
    if (!v->any)
        return true;
    v->now = *(const struct position_row *)v->list.p;
    return position_items(r->db, r->a, v->now.id, &v->items, e);
}

static bool stated(struct money m)
{
    return m.satang != MONEY_MISSING.satang;
}

static struct str lead_of(struct req *r, const struct position_view *v)
{
    if (!v->any)
        return tr(r->lang, TR("ยังไม่ได้บันทึกฐานะการคลังของปีนี้ บันทึกก่อน แล้วจึงออกกรอบวงเงินได้"));
    if (!stated(v->now.free))
        return SAY(r, TR("ฐานะการคลัง ณ {day} ยังไม่ได้ระบุเงินสะสมปลอดภาระ"),
                   {STR("{day}"), money_day_text(r, v->now.as_of)});
    return SAY(r, TR("ณ {day} มีเงินสะสมปลอดภาระที่ใช้ได้ {free} ล้านบาท"),
               {STR("{day}"), money_day_text(r, v->now.as_of)},
               {STR("{free}"), money_million_text(r, v->now.free)});
}

static void fact_of(struct req *r, struct money_page *p, struct str label, struct money m)
{
    money_fact(p, label, stated(m) ? money_million_text(r, m) : STR("–"),
               stated(m) ? tr(r->lang, TR("ล้านบาท")) : tr(r->lang, TR("ยังไม่ได้ระบุ")));
}

/* Free money over the dates, oldest first; of a date only its newest version. */
static void put_list(struct req *r, struct money_page *p, const struct position_view *v)
{
    struct chart_item *item = ARENA_ARRAY(r->a, struct chart_item, v->list.n + 1);
    const struct position_row *x = v->list.p;
    struct money_section *s = money_section(p);
    size_t n = 0;

    s->id = STR("dates");
    s->title = tr(r->lang, TR("เงินสะสมปลอดภาระในแต่ละวันที่"));
    s->unit = tr(r->lang, TR("ล้านบาท"));
    s->path = STR("/money");
    for (size_t i = v->list.n; i-- > 0;) {
        if (!stated(x[i].free) || (i > 0 && date_cmp(x[i - 1].as_of, x[i].as_of) == 0))
            continue;
        item[n++] = (struct chart_item){.label = money_day_text(r, x[i].as_of),
                                        .value_text = money_million_text(r, x[i].free),
                                        .value = x[i].free.satang,
                                        .colour = 1};
    }
    money_bars(r, s, item, n);
    s->has_table = true;
    s->table = (struct table_view){.type = &position_row_type,
                                   .rows = v->list.p,
                                   .n = v->list.n,
                                   .cols = position_cols,
                                   .ncols = ARRAY_LEN(position_cols),
                                   .caption = s->title};
}

static void put_items(struct req *r, struct money_page *p, const struct position_view *v)
{
    struct money_section *s = money_section(p);

    s->id = STR("items");
    s->title =
        SAY(r, TR("ทุกรายการ ณ {day} พร้อมที่มา"), {STR("{day}"), money_day_text(r, v->now.as_of)});
    s->path = STR("/money/items");
    s->has_table = true;
    s->table = (struct table_view){.type = &position_item_type,
                                   .rows = v->items.p,
                                   .n = v->items.n,
                                   .cols = item_cols,
                                   .ncols = ARRAY_LEN(item_cols),
                                   .caption = s->title};
}

static bool position_show(struct req *r, struct form *wrong, const char *which, int status,
                          struct reply *ret, struct err *e)
{
    struct position_view v = {.any = false};
    struct money_page p = {.title = tr(r->lang, TR("ฐานะการคลัง"))};

    (void)which;
    if (!read_view(r, &v, e))
        return false;
    p.lead = lead_of(r, &v);
    money_tabs(r, &p, "/money");
    if (v.any) {
        fact_of(r, &p, tr(r->lang, TR("เงินสดและเงินฝาก")), v.now.cash);
        fact_of(r, &p, tr(r->lang, TR("เงินสะสมปลอดภาระ")), v.now.free);
        fact_of(r, &p, tr(r->lang, TR("ผูกพันงบประมาณข้ามปี")), v.now.commitment);
        fact_of(r, &p, tr(r->lang, TR("หนี้คงค้าง")), v.now.debt);
        money_note(
            &p,
            SAY(r, TR("เอกสารที่มาของตัวเลข ณ {day} แนบไว้ด้วยกันได้"),
                {STR("{day}"), money_day_text(r, v.now.as_of)}),
            str_format(r->a, "/attachments?subject=position:%.*s&back=/money", STR_FMT(v.now.code)),
            tr(r->lang, TR("เอกสารแนบ")));
        put_list(r, &p, &v);
        put_items(r, &p, &v);
    }
    if (actor_may(&r->session.actor, PERM_FISCAL)) {
        struct money_panel *x = money_act(&p);

        x->title = tr(r->lang, TR("บันทึกฐานะการคลัง"));
        x->note = tr(r->lang, TR("ของเดิมไม่ถูกเขียนทับ วันเดียวกันบันทึกอีกครั้งเป็นรุ่นถัดไป เว้นว่างคือไม่ได้ระบุ"));
        x->action = STR("/money");
        x->submit = tr(r->lang, TR("บันทึกฐานะการคลัง"));
        x->form = wrong ? *wrong : position_form(r);
        x->form.wrong = x->form.wrong || !v.any;
    }
    return money_show(r, &p, "/money", status, ret, e);
}

bool money_page(struct req *r, struct reply *ret, struct err *e)
{
    struct rows rows;

    if (r->format == FORMAT_HTML)
        return position_show(r, NULL, "", 200, ret, e);
    return position_list(r->db, r->a, r->year, &rows, e) &&
           reply_table(r, &position_row_type, rows.p, rows.n, NULL, STR_NONE,
                       str_format(r->a, "fiscal-position-%lld", (long long)r->year), ret, e);
}

bool money_items_page(struct req *r, struct reply *ret, struct err *e)
{
    struct position_view v = {.any = false};

    if (r->format == FORMAT_HTML) {
        reply_redirect(r, STR("/money#items"), ret);
        return true;
    }
    return read_view(r, &v, e) &&
           reply_table(r, &position_item_type, v.items.p, v.items.n, NULL, STR_NONE,
                       str_format(r->a, "fiscal-position-items-%lld", (long long)r->year), ret, e);
}

bool money_position_post(struct req *r, struct reply *ret, struct err *e)
{
    struct money_post *p = ARENA_NEW(r->a, struct money_post);
    struct position_form *x = ARENA_NEW(r->a, struct position_form);

    p->page.show = position_show;
    p->page.which = "position";
    p->page.path = "/money";
    p->write = position_write;
    p->more = x;
    p->form = position_form(r);
    form_read(&p->form, r);
    if (form_check(&p->form, r)) {
        money_day(&p->form, "as_of", r, &x->as_of);
        read_amounts(r, &p->form, x);
    }
    return money_post(r, p, ret, e);
}
