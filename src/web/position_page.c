/* position_page.c - /position: what the city has, holds and has paid, by any dimension, as of any day. */
#include "web/position_page.h"

#include <string.h>

#include "base/arena.h"
#include "execute/position_asked.h"
#include "execute/position_structure.h"

static const struct field position_out_fields[] = {
    FIELD(struct position_out, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct position_out, name, 0, "ชื่อ", "Name"),
    FIELD(struct position_out, code2, 0, "รหัส 2", "Code 2"),
    FIELD(struct position_out, name2, 0, "ชื่อ 2", "Name 2"),
    FIELD(struct position_out, lines, FIELD_TOTAL, "จำนวนรายการ", "Lines"),
    FIELD(struct position_out, approved, FIELD_TOTAL, "งบประมาณอนุมัติ", "Approved"),
    FIELD(struct position_out, current, FIELD_TOTAL, "งบประมาณหลังปรับโอน", "After transfers"),
    FIELD(struct position_out, allotted, FIELD_TOTAL, "อนุมัติเงินประจำงวด", "Allotted"),
    FIELD(struct position_out, reserved, FIELD_TOTAL, "กันเงินจอง", "Reserved"),
    FIELD(struct position_out, obligated, FIELD_TOTAL, "ก่อหนี้ผูกพัน", "Obligated"),
    FIELD(struct position_out, disbursed, FIELD_TOTAL, "เบิกจ่าย", "Disbursed"),
    FIELD(struct position_out, free, FIELD_TOTAL, "คงเหลือใช้ได้", "Free"),
    FIELD(struct position_out, unallotted, FIELD_TOTAL, "ยังไม่อนุมัติเงินประจำงวด", "Not allotted"),
    FIELD(struct position_out, carried_a, FIELD_TOTAL, "กันเหลื่อมปีมีหนี้", "Carried with obligation"),
    FIELD(struct position_out, carried_b, FIELD_TOTAL, "กันเหลื่อมปีไม่มีหนี้", "Carried without obligation"),
    FIELD(struct position_out, lapsed, FIELD_TOTAL, "พับตกไป", "Lapsed"),
    FIELD(struct position_out, obligated_rate, 0, "ก่อหนี้และเบิกจ่าย ร้อยละของหลังปรับโอน",
          "Obligated and disbursed, % of after transfers"),
    FIELD(struct position_out, disbursed_rate, 0, "เบิกจ่าย ร้อยละของหลังปรับโอน", "Disbursed, % of after transfers"),
    FIELD(struct position_out, as_of, 0, "ณ วันที่", "As of"),
};
const struct row_type position_out_type = ROW_TYPE(struct position_out, position_out_fields);

struct position_out position_out(const struct position_sum *s, struct date as_of)
{
    return (struct position_out){.code = s->key[0],
                                 .name = s->name[0],
                                 .code2 = s->key[1],
                                 .name2 = s->name[1],
                                 .lines = s->lines,
                                 .approved = s->approved,
                                 .current = s->current,
                                 .allotted = s->allotted,
                                 .reserved = s->reserved,
                                 .obligated = s->obligated,
                                 .disbursed = s->disbursed,
                                 .free = s->free,
                                 .unallotted = s->unallotted,
                                 .carried_a = s->carried_a,
                                 .carried_b = s->carried_b,
                                 .lapsed = s->lapsed,
                                 .obligated_rate = s->obligated_rate,
                                 .disbursed_rate = s->disbursed_rate,
                                 .as_of = as_of};
}

/* ---- what is asked ---- */

static bool read_day(struct req *r, struct position_question *q, struct err *e)
{
    struct str text = str_trim(req_query(r, "as_of"));

    q->as_of = r->today;
    if (text.n == 0) {
        return true;
    }
    if (!date_parse_iso(text, &q->filter.as_of, e) && !date_parse_th(text, &q->filter.as_of, e)) {
        return false;
    }
    q->as_of = q->filter.as_of;
    return true;
}

bool position_question(struct req *r, struct position_question *q, struct err *e)
{
    struct str known = str_trim(req_query(r, "known_at"));
    struct sbuf b;

    memset(q, 0, sizeof *q);
    q->filter.year = r->year;
    q->filter.where = q->where;
    if (!read_day(r, q, e) || (known.n && !known_at_parse(known, &q->filter.known_at, e))) {
        return false;
    }
    sbuf_init(&b, r->a, 4096);
    if (q->filter.as_of.yyyymmdd) {
        SB_LIT(&b, "as_of=");
        date_put_iso(&b, q->filter.as_of);
        SB_LIT(&b, "&");
    }
    if (known.n) {
        sbuf_printf(&b, "known_at=%.*s&", STR_FMT(known));
    }
    for (enum pos_dim d = POS_DIM_AGENCY; d < POS_MONTH; d++) {
        struct str code = str_trim(req_query(r, pos_dim_word(d)));

        if (code.n && d != POS_DIM_YEAR) {
            q->where[q->filter.nwhere++] = (struct position_where){d, code};
            sbuf_printf(&b, "%s=%.*s&", pos_dim_word(d), STR_FMT(code));
        }
    }
    q->query = sbuf_str(&b);
    return true;
}

struct away {
    handler_fn *page;
};

static bool away_work(struct req *r, void *ctx, struct err *e)
{
    (void)ctx;
    return position_fill_columns(r->server->position, r->db, e);
}

static bool away_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    return ((const struct away *)ctx)->page(r, ret, e);
}

bool position_away(struct req *r, bool always, handler_fn *page, struct reply *ret, struct err *e)
{
    struct away *x;

    if (!always && req_query(r, "as_of").n == 0 && req_query(r, "known_at").n == 0 && !str_has(req_query(r, "by"), STR("month"))) {
        return false;
    }
    if (position_has_columns(r->server->position)) {
        return false;
    }
    x = ARENA_NEW(r->a, struct away);
    x->page = page;
    return req_offload(r, away_work, away_done, x, ret, e);
}

static void all_agencies(struct req *r, struct form_field *f)
{
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, f->choices + 1);

    c[0] = (struct form_choice){STR_NONE, tr(r->lang, TR("ทุกหน่วยงาน"))};
    if (f->choices) {
        memcpy(c + 1, f->choice, f->choices * sizeof *c);
    }
    f->choice = c;
    f->choices++;
}

bool position_filter_form(struct req *r, struct money_page *p, const char *path, bool by_line, struct err *e)
{
    static const struct form_field plain[] = {
        {.name = "as_of", .kind = FORM_TEXT, .label = TR("ณ วันที่"), .hint = TR("เช่น 31/1/2566 ว่างคือวันนี้")},
        {.name = "agency", .kind = FORM_CHOICE, .label = TR("หน่วยรับงบประมาณ")},
        {.name = "type", .kind = FORM_CHOICE, .label = TR("งบรายจ่าย")},
    };
    static const struct {
        const char *code, *label;
    } type[] = {{"", TR("ทุกงบรายจ่าย")}, {"1", TR("งบบุคลากร")},    {"2", TR("งบดำเนินงาน")}, {"3", TR("งบลงทุน")},
                {"4", TR("งบเงินอุดหนุน")}, {"5", TR("งบรายจ่ายอื่น")}, {"6", TR("งบกลาง")}};
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, ARRAY_LEN(type));

    p->has_filter = true;
    p->filter_path = str_from(path);
    p->filter = money_form(r, plain, by_line ? 3 : 2);
    if (!form_agencies(r, &p->filter.field[1], STR_NONE, e)) {
        return false;
    }
    all_agencies(r, &p->filter.field[1]);
    for (size_t i = 0; i < ARRAY_LEN(type); i++) {
        c[i] = (struct form_choice){str_from(type[i].code), tr(r->lang, type[i].label)};
    }
    if (by_line) {
        p->filter.field[2].choice = c;
        p->filter.field[2].choices = ARRAY_LEN(type);
    }
    for (size_t i = 0; i < p->filter.n; i++) {
        p->filter.field[i].value = str_trim(req_query(r, p->filter.field[i].name));
    }
    return true;
}

void position_tabs(struct req *r, struct money_page *p, const char *current)
{
    static const struct {
        const char *path, *label;
    } tab[] = {{"/position", TR("ฐานะงบประมาณ")},
               {"/position/lines", TR("รายการ")},
               {"/position/curve", TR("แผนกับผล")},
               {"/cash", TR("กระแสเงินสด")},
               {"/executive-reports", TR("รายงานผู้บริหาร")}};

    for (size_t i = 0; i < ARRAY_LEN(tab); i++) {
        p->tab[p->tab_n++] =
            (struct money_link){tr(r->lang, tab[i].label), str_from(tab[i].path), strcmp(tab[i].path, current) == 0};
    }
}

/* ---- the page ---- */

struct page {
    struct position_question q;
    enum pos_dim dim[2];
    size_t ndims;
    struct position_table t;
    struct position_out *row, total;
};

static bool read_dims(struct req *r, struct page *g, struct err *e)
{
    struct str by = req_query(r, "by"), word;

    if (by.n == 0) {
        by = STR("agency");
    }
    while (str_split(&by, ',', &word)) {
        if (g->ndims == ARRAY_LEN(g->dim)) {
            FAIL(e, ERR_BAD_CHOICE);
            err_arg(e, "field", V(STR("by")));
            err_arg(e, "value", V(word));
            err_arg(e, "expected", V(STR("DIM or DIM,DIM")));
            return false;
        }
        if (!pos_dim_parse(str_trim(word), &g->dim[g->ndims++], e)) {
            return false;
        }
    }
    g->ndims -= g->ndims == 2 && g->dim[0] == g->dim[1];
    return true;
}

static bool load(struct req *r, struct page *g, struct err *e)
{
    enum pos_structure s;

    if (!position_question(r, &g->q, e) || !read_dims(r, g, e) ||
        !pos_structure_parse(req_query(r, "structure"), &s, e) ||
        !position_get_structure(r->server->position, r->db, r->a, &g->q.filter,
                                &(struct structure_by){POSITION_BY(g->dim, g->ndims, r->lang), s},
                                &g->t, e)) {
        return false;
    }
    g->row = ARENA_ARRAY(r->a, struct position_out, g->t.n);
    for (size_t i = 0; i < g->t.n; i++) {
        g->row[i] = position_out(&g->t.row[i], g->q.as_of);
    }
    g->total = position_out(&g->t.total, g->q.as_of);
    return true;
}

/* One sentence: how much is paid, of what, and who is furthest behind. */
static struct str lead(struct req *r, const struct page *g)
{
    const struct position_sum *last = NULL, *t = &g->t.total;
    struct str text;

    if (t->current.satang == 0) {
        return tr(r->lang, TR("ยังไม่มีรายการบัญชีของปีนี้ตามที่เลือก ข้อบัญญัติที่มีผลใช้บังคับเปิดบัญชีให้ทุกรายการ"));
    }
    text = SAY(r, TR("ณ {day} เบิกจ่ายแล้ว {paid} ล้านบาท ร้อยละ {rate} ของงบประมาณหลังปรับโอน {current} ล้านบาท ยังไม่ก่อหนี้อีก {open} ล้านบาท"),
               {STR("{day}"), money_day_text(r, g->q.as_of)}, {STR("{paid}"), money_million_text(r, t->disbursed)},
               {STR("{rate}"), money_share_text(r, t->disbursed_rate.bp)},
               {STR("{current}"), money_million_text(r, t->current)},
               {STR("{open}"), money_million_text(r, money_add(money_add(t->unallotted, t->free), t->reserved))});
    for (size_t i = 0; i < g->t.n; i++) {
        const struct position_sum *s = &g->t.row[i];

        if (s->current.satang > 0 && (!last || s->disbursed_rate.bp < last->disbursed_rate.bp)) {
            last = s;
        }
    }
    if (last && g->t.n > 1 && g->dim[0] == POS_DIM_AGENCY && g->ndims == 1) {
        text = str_format(r->a, "%.*s %.*s", STR_FMT(text),
                          STR_FMT(SAY(r, TR("ช้าที่สุดคือ{name} ร้อยละ {rate}"), {STR("{name}"), last->name[0]},
                                      {STR("{rate}"), money_share_text(r, last->disbursed_rate.bp)})));
    }
    return text;
}

static struct str of_base(struct req *r, int64_t bp)
{
    return SAY(r, TR("ร้อยละ {rate} ของหลังปรับโอน"), {STR("{rate}"), money_share_text(r, bp)});
}

static void put_facts(struct req *r, struct money_page *p, const struct page *g)
{
    const struct position_sum *t = &g->t.total;

    money_fact(p, tr(r->lang, TR("งบประมาณหลังปรับโอน (ล้านบาท)")), money_million_text(r, t->current),
               SAY(r, TR("อนุมัติ {approved}"), {STR("{approved}"), money_million_text(r, t->approved)}));
    money_fact(p, tr(r->lang, TR("อนุมัติเงินประจำงวด (ล้านบาท)")), money_million_text(r, t->allotted),
               of_base(r, money_share_bp(t->allotted, t->current)));
    money_fact(p, tr(r->lang, TR("ก่อหนี้และเบิกจ่าย (ล้านบาท)")),
               money_million_text(r, money_add(t->obligated, t->disbursed)), of_base(r, t->obligated_rate.bp));
    money_fact(p, tr(r->lang, TR("เบิกจ่าย (ล้านบาท)")), money_million_text(r, t->disbursed),
               of_base(r, t->disbursed_rate.bp));
}

/* Where the money stands: the parts are the whole of it. */
static void put_picture(struct req *r, struct money_page *p, const struct page *g)
{
    const struct position_sum *t = &g->t.total;
    const struct {
        const char *label;
        struct money m;
    } part[] = {{TR("เบิกจ่าย"), t->disbursed},
                {TR("ก่อหนี้ผูกพัน"), t->obligated},
                {TR("กันเงินจอง"), t->reserved},
                {TR("คงเหลือใช้ได้"), t->free},
                {TR("ยังไม่อนุมัติเงินประจำงวด"), t->unallotted},
                {TR("กันเงินเหลื่อมปี"), money_add(t->carried_a, t->carried_b)},
                {TR("พับตกไป"), t->lapsed}};
    struct chart_item *item = ARENA_ARRAY(r->a, struct chart_item, ARRAY_LEN(part));
    struct money_section *s;
    size_t n = 0;

    for (size_t i = 0; i < ARRAY_LEN(part); i++) {
        if (part[i].m.satang > 0) {
            item[n++] = (struct chart_item){
                .label = tr(r->lang, part[i].label),
                .value_text = str_format(r->a, "%.*s · %.*s%%", STR_FMT(money_million_text(r, part[i].m)),
                                         STR_FMT(money_share_text(r, money_share_bp(part[i].m, t->current)))),
                .value = part[i].m.satang,
                .colour = (int)i + 1};
        }
    }
    if (n == 0) {
        return;
    }
    s = money_section(p);
    s->id = STR("where");
    s->title = SAY(r, TR("เงิน {current} ล้านบาทอยู่ที่ใด"), {STR("{current}"), money_million_text(r, t->current)});
    s->unit = tr(r->lang, TR("ล้านบาท"));
    money_bars(r, s, item, n);
}

/* "/position/lines?as_of=...&agency=": a row's lines; months lead to the plan, lines to their own page. */
static const char *link_of(struct req *r, const struct page *g)
{
    enum pos_dim d = g->dim[0];

    if (d == POS_DIM_LINE) {
        return "/position/lines/";
    }
    return str_cstr(r->a, str_format(r->a, "/position/lines?%.*s%s=", STR_FMT(g->q.query), pos_dim_word(d)));
}

static void put_table(struct req *r, struct money_page *p, const struct page *g)
{
    static const struct col cols[] = {
        {"name", COL_LINK, "", "code", NULL},          {"name2", COL_PLAIN, NULL, NULL, NULL},
        {"approved", COL_MILLION, NULL, NULL, NULL},   {"current", COL_MILLION, NULL, NULL, NULL},
        {"allotted", COL_MILLION, NULL, NULL, NULL},   {"reserved", COL_MILLION, NULL, NULL, NULL},
        {"obligated", COL_MILLION, NULL, NULL, NULL},  {"disbursed", COL_MILLION, NULL, NULL, NULL},
        {"disbursed_rate", COL_BAR, NULL, NULL, TR("เบิกจ่าย (%)")},
        {"free", COL_MILLION, NULL, NULL, NULL},       {"carried_a", COL_MILLION, NULL, NULL, NULL},
        {"carried_b", COL_MILLION, NULL, NULL, NULL},  {"lapsed", COL_MILLION, NULL, NULL, NULL},
    };
    struct col *c = ARENA_ARRAY(r->a, struct col, ARRAY_LEN(cols));
    struct money_section *s = money_section(p);
    size_t n = 0;

    for (size_t i = 0; i < ARRAY_LEN(cols); i++) {
        bool late = i >= 10 && g->t.total.carried_a.satang + g->t.total.carried_b.satang + g->t.total.lapsed.satang == 0;

        if ((i != 1 || g->ndims == 2) && !late) {
            c[n++] = cols[i];
        }
    }
    c[0].more = link_of(r, g);
    c[0].style = g->dim[0] == POS_MONTH ? COL_PLAIN : COL_LINK;
    c[0].head = g->ndims ? str_cstr(r->a, pos_dim_label(g->dim[0], LANG_TH)) : NULL;
    if (g->ndims == 2) {
        c[1].head = str_cstr(r->a, pos_dim_label(g->dim[1], LANG_TH));
    }
    s->id = STR("table");
    s->title = SAY(r, TR("ตาม{dim}"), {STR("{dim}"), pos_dim_label(g->dim[0], r->lang)});
    s->unit = tr(r->lang, TR("ล้านบาท"));
    s->path = STR("/position");
    s->query = str_format(r->a, "%.*sby=%s", STR_FMT(g->q.query), pos_dim_word(g->dim[0]));
    s->note = g->dim[0] == POS_MONTH ? tr(r->lang, TR("แต่ละแถวคือที่เคลื่อนไหวในเดือนนั้น ผลรวมคือยอดถึงวันที่เลือก"))
                                     : tr(r->lang, TR("ร้อยละคิดจากงบประมาณหลังปรับโอน ณ วันเดียวกัน เงินที่กันและพับตกไปยังนับอยู่ในฐาน"));
    s->has_table = true;
    s->table = (struct table_view){.type = &position_out_type,
                                   .rows = g->row,
                                   .n = g->t.n,
                                   .cols = c,
                                   .ncols = n,
                                   .total = &g->total,
                                   .caption = s->title,
                                   .empty = tr(r->lang, TR("ไม่มีรายการบัญชีตามที่เลือก")),
                                   .remember = STR("position")};
    table_sort(r, &s->table);
}

static void put_links(struct req *r, struct money_page *p, const struct page *g)
{
    static const enum pos_dim dim[] = {POS_DIM_AGENCY, POS_DIM_TYPE, POS_DIM_SIDE,    POS_DIM_FUND,
                                       POS_ORIGIN,     POS_DIM_OUTPUT, POS_DIM_DIVISION, POS_MONTH};

    for (size_t i = 0; i < ARRAY_LEN(dim); i++) {
        p->tab[p->tab_n++] = (struct money_link){
            pos_dim_label(dim[i], r->lang),
            str_format(r->a, "/position?%.*sby=%s", STR_FMT(g->q.query), pos_dim_word(dim[i])), dim[i] == g->dim[0]};
    }
    p->tab[p->tab_n++] = (struct money_link){tr(r->lang, TR("รายการทั้งหมด")), STR("/position/lines"), false};
    p->tab[p->tab_n++] = (struct money_link){tr(r->lang, TR("แผนกับผล")), STR("/position/curve"), false};
}

bool position_page(struct req *r, struct reply *ret, struct err *e)
{
    struct page *g = ARENA_NEW(r->a, struct page);
    struct money_page *p = ARENA_NEW(r->a, struct money_page);

    if (position_away(r, false, position_page, ret, e)) {
        return true;
    }
    if (!load(r, g, e)) {
        return false;
    }
    if (r->format != FORMAT_HTML) {
        return reply_table(r, &position_out_type, g->row, g->t.n, &g->total, STR_NONE,
                           str_format(r->a, "position-%lld", (long long)r->year), ret, e);
    }
    p->title = tr(r->lang, TR("ฐานะงบประมาณ"));
    p->lead = lead(r, g);
    put_links(r, p, g);
    if (!position_filter_form(r, p, "/position", false, e)) {
        return false;
    }
    if (g->t.total.current.satang) {
        put_facts(r, p, g);
        put_picture(r, p, g);
    }
    put_table(r, p, g);
    return money_show(r, p, "/position", 200, ret, e);
}
