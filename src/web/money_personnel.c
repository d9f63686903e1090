/* money_personnel.c - what people cost, four years ahead, against the limit. */
#include "base/arena.h"
#include "city/param.h"
#include "city/year.h"
#include "plan/personnel_cost.h"
#include "plan/rollup.h"
#include "web/money_page.h"
#include "web/money_parts.h"
#include "web/words.h"

static const struct col year_cols[] = {
    {"year", COL_YEAR, NULL, NULL, NULL},       {"type", COL_MILLION, NULL, NULL, NULL},
    {"central", COL_MILLION, NULL, NULL, NULL}, {"hired", COL_MILLION, NULL, NULL, NULL},
    {"saving", COL_MILLION, NULL, NULL, NULL},  {"total", COL_MILLION, NULL, NULL, NULL},
    {"growth", COL_PLAIN, NULL, NULL, NULL},    {"frame", COL_MILLION, NULL, NULL, NULL},
    {"share", COL_BAR, NULL, NULL, NULL},       {"over", COL_YES, NULL, NULL, NULL},
};
static const struct col known_cols[] = {
    {"for_year", COL_YEAR, NULL, NULL, NULL},  {"growth", COL_PLAIN, NULL, NULL, NULL},
    {"retiring", COL_PLAIN, NULL, NULL, NULL}, {"saving", COL_MILLION, NULL, NULL, NULL},
    {"source", COL_PLAIN, NULL, NULL, NULL},   {"made_by", COL_PLAIN, NULL, NULL, NULL},
};
static const struct form_field known_fields[] = {
    {.name = "for_year", .kind = FORM_TEXT, .label = TR("ปีงบประมาณ"), .required = true, .max = 8},
    {.name = "growth",
     .kind = FORM_NUMBER,
     .label = TR("อัตราเพิ่ม (ร้อยละ)"),
     .required = true,
     .hint = TR("เลื่อนขั้นและปรับบัญชีเงินเดือน เช่น 4.00")},
    {.name = "retiring", .kind = FORM_NUMBER, .label = TR("ผู้เกษียณ (คน)")},
    {.name = "saving", .kind = FORM_MONEY, .label = TR("เงินที่คืนต่อปี (บาท)")},
    {.name = "source", .kind = FORM_TEXT, .label = TR("ที่มาของตัวเลข"), .required = true, .max = 300},
};

/* What each item has now, from the column mirror. */
static bool item_sums(struct req *r, int64_t year, struct rows *ret, struct money *all,
                      struct err *e)
{
    const enum dim by[] = {DIM_ITEM, DIM_FUND};
    struct rollup_filter f = {.year = year};
    struct rollup_table t;
    struct item_sum *x;
    size_t n = 0;

    if (!rollup_get(r->server->rollup, r->db, r->a, &f, ROLLUP_BY(by, ARRAY_LEN(by), r->lang), &t,
                    e))
        return false;
    x = ARENA_ARRAY(r->a, struct item_sum, t.n);
    *all = MONEY_ZERO;
    for (size_t i = 0; i < t.n; i++) {
        if (str_eq(t.row[i].key[1], STR("SUBG")) || str_eq(t.row[i].key[1], STR("SUBS")))
            continue;
        x[n++] = (struct item_sum){t.row[i].key[0], t.row[i].now};
        *all = money_add(*all, t.row[i].now);
    }
    *ret = (struct rows){x, n};
    return true;
}

struct personnel_view {
    struct personnel_row row[PERSONNEL_YEARS];
    struct personnel_rates rates;
    struct money frame;
    int64_t base_year; /* the year before while this one has no lines yet */
    bool confirmed;    /* the limit was approved by two persons; else it is the default */
};

static bool read_view(struct req *r, struct personnel_view *v, struct err *e)
{
    const struct param_value *value;
    struct personnel_base base;
    struct rows values;
    struct fiscal_year y, earlier;
    struct money all;
    struct err none;
    struct rows items;

    v->base_year = r->year;
    if (!year_get(r->db, r->a, r->year, &y, e) || !item_sums(r, r->year, &items, &all, e))
        return false;
    if (all.satang == 0 && year_get(r->db, r->a, r->year - 1, &earlier, &none)) {
        v->base_year = r->year - 1;
        y = earlier;
        if (!item_sums(r, v->base_year, &items, &all, e))
            return false;
    }
    if (!personnel_base(r->db, r->a, r->year, items.p, items.n, &base, e) ||
        !personnel_rates(r->db, r->a, r->year, &v->rates, e) ||
        !param_history(r->db, r->a, PARAM_PERSONNEL_LIMIT, &values, e))
        return false;
    value = values.p;
    for (size_t i = 0; i < values.n; i++)
        v->confirmed = v->confirmed ||
                       (str_eq(value[i].state, STR("approved")) && value[i].from_year <= r->year &&
                        date_cmp(value[i].from_date, r->today) <= 0);
    v->frame = y.revenue.satang ? y.revenue : all;
    return personnel_ahead(v->base_year, &base, v->frame, &v->rates, v->row, e);
}

static struct str lead_of(struct req *r, const struct personnel_view *v)
{
    const struct personnel_row *last = &v->row[PERSONNEL_YEARS - 1];
    size_t over = 0;

    while (over < PERSONNEL_YEARS && !v->row[over].over)
        over++;
    if (over < PERSONNEL_YEARS)
        return SAY(
            r, TR("ค่าใช้จ่ายบุคลากรรวมเกินเพดานร้อยละ {limit} ในปี {year} เป็นร้อยละ {share} ของรายจ่าย"),
            {STR("{limit}"), money_share_text(r, v->rates.limit.bp)},
            {STR("{year}"), money_year_text(r, v->row[over].year)},
            {STR("{share}"), money_share_text(r, v->row[over].share.bp)});
    return SAY(r,
               TR("ค่าใช้จ่ายบุคลากรรวมเป็นร้อยละ {now} ของรายจ่าย และร้อยละ {then} ในปี {year} "
                  "ไม่เกินเพดานร้อยละ {limit}"),
               {STR("{now}"), money_share_text(r, v->row[0].share.bp)},
               {STR("{then}"), money_share_text(r, last->share.bp)},
               {STR("{year}"), money_year_text(r, last->year)},
               {STR("{limit}"), money_share_text(r, v->rates.limit.bp)});
}

static void put_years(struct req *r, struct money_page *p, const struct personnel_view *v)
{
    struct chart_item *item = ARENA_ARRAY(r->a, struct chart_item, PERSONNEL_YEARS);
    struct money_section *s = money_section(p);

    s->id = STR("years");
    s->title = SAY(r, TR("จาก {now} เป็น {then} ล้านบาทในสี่ปี"),
                   {STR("{now}"), money_million_text(r, v->row[0].total)},
                   {STR("{then}"), money_million_text(r, v->row[PERSONNEL_YEARS - 1].total)});
    s->note = tr(
        r->lang,
        TR("งบบุคลากร + รายการบุคลากรในงบกลาง + จ้างเหมาบุคคล รายการที่นับอยู่ในค่ากำหนด personnel.items"));
    s->unit = tr(r->lang, TR("ล้านบาท"));
    s->path = STR("/money/personnel");
    for (size_t i = 0; i < PERSONNEL_YEARS; i++)
        item[i] = (struct chart_item){
            .label = money_year_text(r, v->row[i].year),
            .value_text =
                str_format(r->a, "%.*s · %.*s%%", STR_FMT(money_million_text(r, v->row[i].total)),
                           STR_FMT(money_share_text(r, v->row[i].share.bp))),
            .value = v->row[i].total.satang,
            .colour = v->row[i].over ? 7 : 1};
    money_bars(r, s, item, PERSONNEL_YEARS);
    s->has_table = true;
    s->table = (struct table_view){.type = &personnel_row_type,
                                   .rows = v->row,
                                   .n = PERSONNEL_YEARS,
                                   .cols = year_cols,
                                   .ncols = ARRAY_LEN(year_cols),
                                   .caption = s->title};
}

static void put_facts(struct req *r, struct money_page *p, const struct personnel_view *v)
{
    const struct personnel_row *x = &v->row[0];
    struct str unit = tr(r->lang, TR("ล้านบาท"));

    money_fact(
        p, tr(r->lang, TR("ค่าใช้จ่ายบุคลากรรวม")), money_million_text(r, x->total),
        SAY(r, TR("ร้อยละ {share} ของรายจ่าย"), {STR("{share}"), money_share_text(r, x->share.bp)}));
    p->fact[0].stop = x->over;
    money_fact(p, tr(r->lang, TR("งบบุคลากร")), money_million_text(r, x->type), unit);
    money_fact(p, tr(r->lang, TR("งบกลางและจ้างเหมา")),
               money_million_text(r, money_add(x->central, x->hired)), unit);
    money_fact(p, tr(r->lang, TR("เพดาน")),
               str_format(r->a, "%.*s%%", STR_FMT(money_share_text(r, v->rates.limit.bp))),
               v->confirmed ? tr(r->lang, TR("ตามค่ากำหนดที่อนุมัติแล้ว"))
                            : tr(r->lang, TR("ค่าเริ่มต้น ยังไม่ยืนยัน แก้ที่ค่ากำหนด")));
    p->fact[3].warn = !v->confirmed;
}

static bool personnel_show(struct req *r, struct form *wrong, const char *which, int status,
                           struct reply *ret, struct err *e)
{
    struct personnel_view *v = ARENA_NEW(r->a, struct personnel_view);
    struct money_page p = {.title = tr(r->lang, TR("ค่าใช้จ่ายบุคลากรสี่ปีข้างหน้า"))};
    struct money_section *s;

    if (!read_view(r, v, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &personnel_row_type, v->row, PERSONNEL_YEARS, NULL, STR_NONE,
                           str_format(r->a, "personnel-%lld", (long long)r->year), ret, e);
    p.lead = lead_of(r, v);
    money_tabs(r, &p, "/money/personnel");
    if (v->base_year != r->year)
        money_note(&p,
                   SAY(r, TR("ปีนี้ยังไม่มีรายการที่ส่ง จึงคำนวณจากรายการของปี {year}"),
                       {STR("{year}"), money_year_text(r, v->base_year)}),
                   STR_NONE, STR_NONE);
    put_facts(r, &p, v);
    put_years(r, &p, v);
    s = money_section(&p);
    s->id = STR("known");
    s->title = tr(r->lang, TR("สิ่งที่ทราบแล้วของปีข้างหน้า"));
    s->note = SAY(r, TR("ปีที่ยังไม่บันทึกใช้อัตราเพิ่มร้อยละ {rate} จากค่ากำหนด"),
                  {STR("{rate}"), money_share_text(r, v->rates.growth.bp)});
    s->path = STR("/money/personnel/known");
    s->has_table = true;
    s->table = (struct table_view){.type = &personnel_known_type,
                                   .rows = v->rates.known,
                                   .n = v->rates.known_n,
                                   .cols = known_cols,
                                   .ncols = ARRAY_LEN(known_cols),
                                   .caption = s->title,
                                   .empty = tr(r->lang, TR("ยังไม่มีข้อมูลของปีข้างหน้า"))};
    if (actor_may(&r->session.actor, PERM_FISCAL)) {
        struct money_panel *x = money_panel(&p);

        x->title = tr(r->lang, TR("บันทึกอัตราเพิ่มและผู้เกษียณ"));
        x->action = STR("/money/personnel/state");
        x->submit = tr(r->lang, TR("บันทึก"));
        x->form = money_form(r, known_fields, ARRAY_LEN(known_fields));
    }
    money_refused(r, &p, wrong, which, "/money/personnel/");
    return money_show(r, &p, "/money", status, ret, e);
}

bool personnel_page(struct req *r, struct reply *ret, struct err *e)
{
    return personnel_show(r, NULL, "", 200, ret, e);
}

bool personnel_known_page(struct req *r, struct reply *ret, struct err *e)
{
    struct rows rows;

    if (r->format == FORMAT_HTML) {
        reply_redirect(r, STR("/money/personnel#known"), ret);
        return true;
    }
    return personnel_known(r->db, r->a, r->year, &rows, e) &&
           reply_table(r, &personnel_known_type, rows.p, rows.n, NULL, STR_NONE,
                       str_format(r->a, "personnel-known-%lld", (long long)r->year), ret, e);
}

static bool personnel_write(struct act *by, void *ctx, struct err *e)
{
    const struct money_post *p = ctx;

    return personnel_state(by, p->year, p->more, e);
}

bool personnel_post(struct req *r, struct reply *ret, struct err *e)
{
    struct money_post *p = ARENA_NEW(r->a, struct money_post);
    struct personnel_known *k = ARENA_NEW(r->a, struct personnel_known);
    struct err why = {0};
    int64_t milli = 0;
    int32_t fy = 0;

    p->page.show = personnel_show;
    p->page.which = "state";
    p->page.path = "/money/personnel";
    p->write = personnel_write;
    p->more = k;
    p->form = money_form(r, known_fields, ARRAY_LEN(known_fields));
    form_read(&p->form, r);
    if (form_check(&p->form, r)) {
        if (!fy_parse(form_value(&p->form, "for_year"), &fy, &why))
            form_wrong(&p->form, "for_year", word_error(r->a, &why, r->lang));
        if (form_milli(&p->form, "growth", r, &milli))
            k->growth.bp = milli / 10;
        milli = 0;
        if (form_value(&p->form, "retiring").n && form_milli(&p->form, "retiring", r, &milli))
            k->retiring = milli / 1000;
        if (form_value(&p->form, "saving").n)
            form_money(&p->form, "saving", r, &k->saving);
    }
    k->for_year = fy;
    k->source = form_value(&p->form, "source");
    return money_post(r, p, ret, e);
}
