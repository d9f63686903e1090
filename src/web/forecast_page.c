/* forecast_page.c - /forecast: what the year will have paid and obligated, what will lapse; /forecast/backtest. */
#include "base/arena.h"
#include "perform/spending_forecast.h"
#include "web/position_page.h"

enum { RISKS_SHOWN = 50 };

static bool read_day(struct req *r, struct forecast_asked *q, struct err *e)
{
    struct str text = str_trim(req_query(r, "as_of"));

    *q = (struct forecast_asked){.year = r->year, .today = r->today, .lang = r->lang};
    return text.n == 0 || date_parse_iso(text, &q->as_of, e) || date_parse_th(text, &q->as_of, e);
}

/* The label every figure of a forecast stands under, until two real years are there. */
static void put_label(struct req *r, struct money_page *p, int64_t years, int64_t real, const char *path)
{
    struct str text;

    if (real >= FORECAST_TESTED_YEARS) {
        return;
    }
    text = SAY(r, years ? TR("ยังไม่ได้ทดสอบกับข้อมูลจริง มีปีก่อนที่บริหารครบ {years} ปี เป็นปีจริง {real} ปี ต้องมีปีจริงอย่างน้อย 2 ปี")
                        : TR("ยังไม่ได้ทดสอบกับข้อมูลจริง ยังไม่มีปีก่อนที่บริหารครบในระบบ จึงใช้แผนการใช้จ่ายของค่ากำหนดและช่วงที่กำหนดไว้"),
               {STR("{years}"), money_count_text(r, years)}, {STR("{real}"), money_count_text(r, real)});
    money_note(p, text, str_from(path),
               str_eq(str_from(path), STR("/forecast")) ? tr(r->lang, TR("พยากรณ์การใช้จ่าย")) : tr(r->lang, TR("ผลทดสอบย้อนหลัง")));
    p->note[p->note_n - 1].warn = true;
}

static struct str or_dash(struct req *r, struct money m)
{
    return m.satang == MONEY_MISSING.satang ? STR("–") : money_million_text(r, m);
}

static struct str lead(struct req *r, const struct spending_forecast *f)
{
    const struct forecast_row *t = &f->total;

    if (f->cells == 0) {
        return tr(r->lang, TR("ยังไม่มีรายการบัญชีของปีนี้ จึงยังพยากรณ์ไม่ได้ ข้อบัญญัติที่มีผลใช้บังคับเปิดบัญชีให้ทุกรายการ"));
    }
    if (f->ended) {
        return SAY(r, TR("ปีนี้สิ้นสุดแล้ว เบิกจ่ายจริง {paid} ล้านบาท ร้อยละ {rate} เลือกวันที่ก่อนหน้าเพื่อดูว่าพยากรณ์จากวันนั้นได้เท่าใด"),
                   {STR("{paid}"), money_million_text(r, t->paid)},
                   {STR("{rate}"), money_share_text(r, money_share_bp(t->paid, t->current))});
    }
    return SAY(r, f->past ? TR("จาก {day} คาดว่าสิ้นปีเบิกจ่าย {mid} ล้านบาท ร้อยละ {rate} (ช่วง {low} ถึง {high}) และ {n} รายการ {left} ล้านบาท เลยวันสุดท้ายที่ยังทันแล้ว")
                          : TR("จาก {day} คาดว่าสิ้นปีเบิกจ่าย {mid} ล้านบาท ร้อยละ {rate} (ช่วง {low} ถึง {high}) ไม่มีรายการที่เลยวันสุดท้ายที่ยังทันตามแผนจัดซื้อจัดจ้าง"),
               {STR("{day}"), money_day_text(r, f->as_of)}, {STR("{mid}"), money_million_text(r, t->paid_mid)},
               {STR("{rate}"), money_share_text(r, t->paid_rate.bp)}, {STR("{low}"), money_million_text(r, t->paid_low)},
               {STR("{high}"), money_million_text(r, t->paid_high)}, {STR("{n}"), money_count_text(r, (int64_t)f->past)},
               {STR("{left}"), money_million_text(r, f->past_left)});
}

static struct str range_text(struct req *r, struct money low, struct money high, struct money last)
{
    return SAY(r, last.satang == MONEY_MISSING.satang ? TR("ช่วง {low} ถึง {high} ไม่มีปีก่อนให้เทียบ")
                                                      : TR("ช่วง {low} ถึง {high} ตามปีก่อน {naive}"),
               {STR("{low}"), money_million_text(r, low)}, {STR("{high}"), money_million_text(r, high)},
               {STR("{naive}"), or_dash(r, last)});
}

static struct str chance_text(struct req *r, const struct forecast_row *t, struct str chance)
{
    if (chance.n == 0) {
        return t->unobligated.satang <= 0 ? tr(r->lang, TR("ไม่มีเงินที่ยังไม่ก่อหนี้")) : tr(r->lang, TR("กรณีในปีก่อนน้อยเกินกว่าจะบอกได้"));
    }
    return SAY(r, TR("ร้อยละ {p} ของเงินที่ยังไม่ก่อหนี้ {said} ที่บอกได้ จากทั้งหมด {open}"), {STR("{p}"), chance},
               {STR("{said}"), money_million_text(r, t->said)}, {STR("{open}"), money_million_text(r, t->unobligated)});
}

static void put_facts(struct req *r, struct money_page *p, const struct spending_forecast *f)
{
    const struct forecast_row *t = &f->total;

    money_fact(p, tr(r->lang, TR("คาดว่าเบิกจ่ายสิ้นปี (ล้านบาท)")), money_million_text(r, t->paid_mid),
               range_text(r, t->paid_low, t->paid_high, t->paid_naive));
    money_fact(p, tr(r->lang, TR("คาดว่าก่อหนี้และเบิกจ่ายสิ้นปี (ล้านบาท)")), money_million_text(r, t->taken_mid),
               range_text(r, t->taken_low, t->taken_high, t->taken_naive));
    money_fact(p, tr(r->lang, TR("คาดว่าพับตกไป (ล้านบาท)")), or_dash(r, t->lapse), chance_text(r, t, t->lapse_chance));
    money_fact(p, tr(r->lang, TR("คาดว่ากันเหลื่อมปีไม่มีหนี้ (ล้านบาท)")), or_dash(r, t->carried_b),
               chance_text(r, t, t->carry_chance));
}

static struct str month_name(struct req *r, struct str key)
{
    struct date d = DATE_NONE;
    struct err e;
    struct sbuf b;
    struct str text;
    size_t at = 0;

    if (!date_parse_iso(str_format(r->a, "%.*s-01", STR_FMT(key)), &d, &e)) {
        return key;
    }
    sbuf_init(&b, r->a, 64);
    date_put(&b, d, DATE_SHORT, r->lang);
    text = sbuf_str(&b);
    while (at < text.n && text.p[at] != ' ') {
        at++;
    }
    return str_trim((struct str){text.p + at, text.n - at});
}

static void put_picture(struct req *r, struct money_page *p, const struct spending_forecast *f, struct str query)
{
    int64_t *v = ARENA_ARRAY(r->a, int64_t, (size_t)5 * FORECAST_MONTHS);
    struct chart_item *item = ARENA_ARRAY(r->a, struct chart_item, FORECAST_MONTHS);
    struct money_section *s = money_section(p);
    size_t n = 4;
    struct chart_series line[5] = {
        {tr(r->lang, TR("ช่วงบน")), v, FORECAST_MONTHS, 7, false},
        {tr(r->lang, TR("พยากรณ์")), v + FORECAST_MONTHS, FORECAST_MONTHS, 3, true},
        {tr(r->lang, TR("ช่วงล่าง")), v + (size_t)2 * FORECAST_MONTHS, FORECAST_MONTHS, 7, false},
        {tr(r->lang, TR("เบิกจ่าย")), v + (size_t)3 * FORECAST_MONTHS, f->at.month + 1, 1, true},
        {tr(r->lang, TR("ตามปีก่อน")), v + (size_t)4 * FORECAST_MONTHS, FORECAST_MONTHS, 6, false},
    };

    for (size_t m = 0; m < FORECAST_MONTHS; m++) {
        const struct forecast_month *x = &f->month[m];
        bool past = m <= f->at.month;
        const struct money high = past ? x->paid : x->high, mid = past ? x->paid : x->mid, low = past ? x->paid : x->low;

        v[m] = money_share_bp(high, f->total.current);
        v[FORECAST_MONTHS + m] = money_share_bp(mid, f->total.current);
        v[2 * FORECAST_MONTHS + m] = money_share_bp(low, f->total.current);
        v[3 * FORECAST_MONTHS + m] = past ? v[FORECAST_MONTHS + m] : 0;
        v[4 * FORECAST_MONTHS + m] = x->naive.satang == MONEY_MISSING.satang ? 0 : money_share_bp(x->naive, f->total.current);
        item[m] = (struct chart_item){
            .label = month_name(r, x->month),
            .title = SAY(r, TR("{month}: {mid} ล้านบาท ช่วง {low} ถึง {high} ตามปีก่อน {naive}"),
                         {STR("{month}"), month_name(r, x->month)}, {STR("{mid}"), money_million_text(r, mid)},
                         {STR("{low}"), money_million_text(r, low)}, {STR("{high}"), money_million_text(r, high)},
                         {STR("{naive}"), or_dash(r, x->naive)})};
    }
    n += f->naive_year != 0;
    s->id = STR("way");
    s->title = SAY(r, TR("สิ้นปีคาดว่าเบิกจ่ายร้อยละ {rate}"), {STR("{rate}"), money_share_text(r, f->total.paid_rate.bp)});
    s->note = SAY(r, TR("เบิกจ่ายสะสม ร้อยละของงบประมาณหลังปรับโอน {base} ล้านบาท หลังวันที่พยากรณ์เดินตามเดือนของปีก่อน ช่วงรวมกว้างเพราะรวมทุกหน่วยงานช้าหรือเร็วพร้อมกัน"),
                  {STR("{base}"), money_million_text(r, f->total.current)});
    s->path = STR("/forecast/months");
    s->query = query;
    money_lines(r, s, &(const struct chart_places){item, FORECAST_MONTHS}, line, n);
}

static const struct col row_cols[] = {
    {"name", COL_PLAIN, NULL, NULL, NULL},
    {"current", COL_MILLION, NULL, NULL, NULL},
    {"paid", COL_MILLION, NULL, NULL, NULL},
    {"paid_mid", COL_MILLION, NULL, NULL, TR("คาดว่าเบิกจ่าย")},
    {"paid_low", COL_MILLION, NULL, NULL, TR("ช่วงล่าง")},
    {"paid_high", COL_MILLION, NULL, NULL, TR("ช่วงบน")},
    {"paid_naive", COL_MILLION, NULL, NULL, TR("ตามปีก่อน")},
    {"paid_rate", COL_BAR, NULL, NULL, TR("คาดว่าเบิกจ่าย (%)")},
    {"taken", COL_MILLION, NULL, NULL, NULL},
    {"taken_mid", COL_MILLION, NULL, NULL, TR("คาดว่าก่อหนี้และเบิกจ่าย")},
    {"taken_naive", COL_MILLION, NULL, NULL, TR("ก่อหนี้ตามปีก่อน")},
    {"unobligated", COL_MILLION, NULL, NULL, NULL},
    {"unsafe", COL_MILLION, NULL, NULL, TR("เลยวันสุดท้ายที่ยังทัน")},
    {"lapse_chance", COL_NUMBER, NULL, NULL, NULL},
    {"carry_chance", COL_NUMBER, NULL, NULL, NULL},
};

static void put_rows(struct req *r, struct money_page *p, const struct spending_forecast *f, struct str query)
{
    const struct {
        const char *id, *title, *by;
        const struct forecast_row *row;
        size_t n;
    } part[] = {{"type", TR("ตามงบรายจ่าย"), "type", f->type, f->types},
                {"agency", TR("ตามหน่วยรับงบประมาณ"), "agency", f->agency, f->agencies}};

    for (size_t i = 0; i < ARRAY_LEN(part); i++) {
        struct money_section *s = money_section(p);

        s->id = str_from(part[i].id);
        s->title = tr(r->lang, part[i].title);
        s->unit = tr(r->lang, TR("ล้านบาท"));
        s->path = STR("/forecast");
        s->query = str_format(r->a, "%.*sby=%s&", STR_FMT(query), part[i].by);
        s->has_table = true;
        s->table = (struct table_view){.type = &forecast_row_type,
                                       .rows = part[i].row,
                                       .n = part[i].n,
                                       .cols = row_cols,
                                       .ncols = ARRAY_LEN(row_cols),
                                       .total = &f->total,
                                       .caption = s->title};
    }
}

static void put_risks(struct req *r, struct money_page *p, const struct spending_forecast *f, struct str query)
{
    static const struct col cols[] = {
        {"code", COL_LINK, "/procurement/", NULL, NULL}, {"name", COL_LINK, "/position/lines/", "code", NULL},
        {"agency_name", COL_PLAIN, NULL, NULL, NULL},    {"step", COL_PLAIN, NULL, NULL, NULL},
        {"last_safe", COL_PLAIN, NULL, NULL, NULL},      {"days", COL_PLAIN, NULL, NULL, NULL},
        {"left", COL_MILLION, NULL, NULL, NULL},
    };
    struct money_section *s = money_section(p);

    s->id = STR("late");
    s->title = SAY(r, TR("เลยหรือใกล้วันสุดท้ายที่ยังทัน {n} รายการ"), {STR("{n}"), money_count_text(r, (int64_t)f->risks)});
    s->unit = tr(r->lang, TR("ล้านบาท"));
    s->note = SAY(r, TR("วันสุดท้ายที่ขั้นถัดไปยังเริ่มได้แล้วลงนามทัน 30 กันยายน ตามแผนจัดซื้อจัดจ้างและจำนวนวันตามปกติ ใกล้คือไม่เกิน {near} วัน แสดงไม่เกิน 50 รายการแรก แฟ้มมีครบ เงินที่ยังไม่ก่อหนี้เป็นยอดปัจจุบัน"),
                  {STR("{near}"), money_count_text(r, f->rules.near_days)});
    s->path = STR("/forecast/lines");
    s->query = query;
    s->has_table = true;
    s->table = (struct table_view){.type = &forecast_risk_type,
                                   .rows = f->risk,
                                   .n = f->risks < RISKS_SHOWN ? f->risks : RISKS_SHOWN,
                                   .cols = cols,
                                   .ncols = ARRAY_LEN(cols),
                                   .caption = s->title,
                                   .empty = tr(r->lang, TR("ไม่มีรายการที่มีแผนและเลยหรือใกล้วันสุดท้าย"))};
}

static void put_method(struct req *r, struct money_page *p, const struct spending_forecast *f)
{
    static const char *const text[][2] = {
        {TR("วิธี: พยากรณ์"),
         TR("เบิกจ่ายถึงวันนี้ หารด้วยสัดส่วนที่ปีก่อน ๆ ของหน่วยงานและงบรายจ่ายเดียวกันเบิกไปแล้วถึงวันเดียวกันของปี ไม่มีหรือไม่ถึงร้อยละ 1 ใช้ของทั้งเมืองในงบนั้น ไม่มีอีกใช้ค่ากำหนด execution.spend_plan ถ้ายังไม่เบิกเลยใช้อัตราเบิกทั้งปีของปีก่อน ไม่ต่ำกว่าที่เบิกแล้วรวมงวดงานที่ครบกำหนดถึง 30 กันยายน ไม่เกินเงินที่มี ก่อหนี้คิดแบบเดียวกัน และไม่รวมเงินที่เลยวันสุดท้ายที่ยังทัน")},
        {TR("วิธี: ช่วง"),
         TR("ใช้สัดส่วนที่หนึ่งในสิบล่างและบนของหน่วยงานในงบเดียวกันในปีก่อน ๆ ถ้ากรณีน้อยกว่า {least} ใช้บวกลบร้อยละ {spread} ของเงินที่ยังไม่เคลื่อนไหว")},
        {TR("วิธี: โอกาสพับตกไปและกันเหลื่อมปี"),
         TR("ส่วนของเงินแบบเดียวกัน (งบเดียวกัน วันเดียวกันของปี ยังไม่ก่อหนี้) ในปีก่อนที่จบเช่นนั้น เงินที่ไม่ก่อหนี้และไม่กันนับเป็นพับตกไป กรณีน้อยกว่า {least} ไม่บอกตัวเลข รายการที่เลยวันสุดท้ายที่ยังทันนับว่าแน่นอน")},
        {TR("วิธี: ตามปีก่อน (เทียบอย่างง่าย)"),
         TR("อัตราเบิกจ่ายทั้งปีของปีก่อน ของหน่วยงานและงบเดียวกัน คูณเงินปีนี้ ไม่ดูว่าปีนี้เกิดอะไรขึ้น ปีก่อนนับเมื่อเดือนกันยายนของปีนั้นมีการเบิกจ่าย")},
    };

    for (size_t i = 0; i < ARRAY_LEN(text) && p->section_n < MONEY_SECTIONS; i++) {
        struct money_section *s = money_section(p);

        s->id = str_format(r->a, "method-%zu", i + 1);
        s->title = tr(r->lang, text[i][0]);
        s->note = SAY(r, text[i][1], {STR("{least}"), money_count_text(r, f->rules.least)},
                      {STR("{spread}"), money_share_text(r, f->rules.spread_bp)});
    }
}

static void tabs(struct req *r, struct money_page *p, const char *current)
{
    static const struct {
        const char *path, *label;
    } tab[] = {{"/forecast", TR("พยากรณ์การใช้จ่าย")},
               {"/forecast/backtest", TR("ทดสอบย้อนหลัง")},
               {"/position", TR("ฐานะงบประมาณ")},
               {"/position/curve", TR("แผนกับผล")},
               {"/procurement", TR("แผนจัดซื้อจัดจ้าง")}};

    for (size_t i = 0; i < ARRAY_LEN(tab); i++) {
        p->tab[p->tab_n++] = (struct money_link){tr(r->lang, tab[i].label), str_from(tab[i].path),
                                                 str_eq(str_from(tab[i].path), str_from(current))};
    }
}

static void put_filter(struct req *r, struct money_page *p, const char *path)
{
    static const struct form_field day[] = {
        {.name = "as_of", .kind = FORM_TEXT, .label = TR("พยากรณ์จากวันที่"), .hint = TR("เช่น 31/1/2566 ว่างคือวันนี้")},
    };

    p->has_filter = true;
    p->filter_path = str_from(path);
    p->filter = money_form(r, day, 1);
    p->filter.field[0].value = str_trim(req_query(r, "as_of"));
}

static bool load(struct req *r, struct spending_forecast *f, struct str *ret_query, struct err *e)
{
    struct forecast_asked q;
    struct sbuf b;

    if (!read_day(r, &q, e) || !spending_forecast_get(r->server->position, r->db, r->a, &q, f, e)) {
        return false;
    }
    sbuf_init(&b, r->a, 64);
    if (q.as_of.yyyymmdd) {
        SB_LIT(&b, "as_of=");
        date_put_iso(&b, q.as_of);
        SB_LIT(&b, "&");
    }
    *ret_query = sbuf_str(&b);
    return true;
}

static bool file_of(struct req *r, const struct spending_forecast *f, struct reply *ret, struct err *e)
{
    struct str by = req_query(r, "by"), name = str_format(r->a, "forecast-%lld", (long long)r->year);

    if (by.n == 0 || str_eq(by, STR("agency,type"))) {
        return reply_table(r, &forecast_row_type, f->cell, f->cells, &f->total, STR_NONE, name, ret, e);
    }
    if (str_eq(by, STR("agency"))) {
        return reply_table(r, &forecast_row_type, f->agency, f->agencies, &f->total, STR_NONE, name, ret, e);
    }
    if (str_eq(by, STR("type"))) {
        return reply_table(r, &forecast_row_type, f->type, f->types, &f->total, STR_NONE, name, ret, e);
    }
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(STR("by")));
    err_arg(e, "value", V(by));
    err_arg(e, "expected", V(STR("agency type agency,type")));
    return false;
}

bool forecast_page(struct req *r, struct reply *ret, struct err *e)
{
    struct money_page *p = ARENA_NEW(r->a, struct money_page);
    struct spending_forecast *f = ARENA_NEW(r->a, struct spending_forecast);
    struct str query;

    if (!load(r, f, &query, e)) {
        return false;
    }
    if (r->format != FORMAT_HTML) {
        return file_of(r, f, ret, e);
    }
    p->title = tr(r->lang, TR("พยากรณ์การใช้จ่าย"));
    p->lead = lead(r, f);
    tabs(r, p, "/forecast");
    put_label(r, p, f->years, f->real, "/forecast/backtest");
    put_filter(r, p, "/forecast");
    if (f->cells) {
        put_facts(r, p, f);
        put_picture(r, p, f, query);
        put_rows(r, p, f, query);
        put_risks(r, p, f, query);
    }
    put_method(r, p, f);
    return money_show(r, p, "/forecast", 200, ret, e);
}

static bool list(struct req *r, const struct spending_forecast *f, bool months, struct reply *ret, struct err *e)
{
    if (months) {
        return reply_table(r, &forecast_month_type, f->month, FORECAST_MONTHS, NULL, STR_NONE,
                           str_format(r->a, "forecast-months-%lld", (long long)r->year), ret, e);
    }
    return reply_table(r, &forecast_risk_type, f->risk, f->risks, NULL, STR_NONE,
                       str_format(r->a, "forecast-lines-%lld", (long long)r->year), ret, e);
}

/* The same rows as a page of their own: all of them. */
static bool list_page(struct req *r, bool months, struct reply *ret, struct err *e)
{
    struct money_page *p = ARENA_NEW(r->a, struct money_page);
    struct spending_forecast *f = ARENA_NEW(r->a, struct spending_forecast);
    struct money_section *s;
    struct str query;

    if (!load(r, f, &query, e)) {
        return false;
    }
    if (r->format != FORMAT_HTML) {
        return list(r, f, months, ret, e);
    }
    p->title = tr(r->lang, months ? TR("พยากรณ์รายเดือน") : TR("รายการที่เลยหรือใกล้วันสุดท้ายที่ยังทัน"));
    p->lead = lead(r, f);
    tabs(r, p, "/forecast");
    put_label(r, p, f->years, f->real, "/forecast/backtest");
    if (months) {
        s = money_section(p);
        s->id = STR("months");
        s->title = p->title;
        s->path = STR("/forecast/months");
        s->query = query;
        s->has_table = true;
        s->table = (struct table_view){.type = &forecast_month_type, .rows = f->month, .n = FORECAST_MONTHS, .caption = s->title};
    } else {
        put_risks(r, p, f, query);
    }
    return money_show(r, p, "/forecast", 200, ret, e);
}

bool forecast_months_page(struct req *r, struct reply *ret, struct err *e)
{
    return list_page(r, true, ret, e);
}

bool forecast_lines_page(struct req *r, struct reply *ret, struct err *e)
{
    return list_page(r, false, ret, e);
}

/* ---- back-test ---- */

static struct str back_lead(struct req *r, const struct forecast_back *b)
{
    int64_t better = 0, both = 0;

    for (size_t i = 0; i < b->n; i++) {
        both += b->row[i].has_naive;
        better += b->row[i].has_naive && b->row[i].cell_error.bp <= b->row[i].cell_naive_error.bp;
    }
    if (b->years == 0) {
        return tr(r->lang, TR("ยังไม่มีปีก่อนที่บริหารครบในระบบ จึงยังทดสอบย้อนหลังไม่ได้"));
    }
    if (both == 0) {
        return SAY(r, TR("มีปีที่บริหารครบ {years} ปี แต่ไม่มีปีก่อนหน้าให้เทียบ จึงทดสอบได้เพียงแผนการใช้จ่ายของค่ากำหนด"),
                   {STR("{years}"), money_count_text(r, b->years)});
    }
    return SAY(r, TR("พยากรณ์จากสิ้นเดือน {both} ครั้งที่มีปีก่อนให้เทียบ วิธีนี้ใกล้กว่าหรือเท่าตามปีก่อน {better} ครั้ง วัดรายหน่วยงานและงบรายจ่าย"),
               {STR("{both}"), money_count_text(r, both)}, {STR("{better}"), money_count_text(r, better)});
}

/* Errors of one year by the month forecast from. */
static void back_picture(struct req *r, struct money_page *p, const struct forecast_test *t)
{
    int64_t *v = ARENA_ARRAY(r->a, int64_t, (size_t)2 * FORECAST_MONTHS);
    struct chart_item *item = ARENA_ARRAY(r->a, struct chart_item, FORECAST_MONTHS);
    struct chart_series line[2] = {{tr(r->lang, TR("พยากรณ์")), v, FORECAST_MONTHS, 3, true},
                                   {tr(r->lang, TR("ตามปีก่อน")), v + FORECAST_MONTHS, FORECAST_MONTHS, 6, false}};
    struct money_section *s = money_section(p);

    for (size_t m = 0; m < FORECAST_MONTHS; m++) {
        v[m] = t[m].cell_error.bp;
        v[FORECAST_MONTHS + m] = t[m].cell_naive_error.bp;
        item[m] = (struct chart_item){
            .label = month_name(r, t[m].month),
            .title = SAY(r, TR("จากสิ้น{month}: พยากรณ์คลาดเคลื่อน {error}% ตามปีก่อน {naive}%"),
                         {STR("{month}"), month_name(r, t[m].month)},
                         {STR("{error}"), money_share_text(r, t[m].cell_error.bp)},
                         {STR("{naive}"), t[m].has_naive ? money_share_text(r, t[m].cell_naive_error.bp) : STR("–")})};
    }
    s->id = str_format(r->a, "y%lld", (long long)t->year);
    s->title = SAY(r, TR("ปี {year}: คลาดเคลื่อนเท่าใด เมื่อพยากรณ์จากสิ้นแต่ละเดือน"), {STR("{year}"), money_year_text(r, t->year)});
    s->note = SAY(r, t->has_naive ? TR("ผลรวมของค่าคลาดเคลื่อนรายหน่วยงานและงบรายจ่าย ร้อยละของที่เบิกจ่ายจริง ใช้ปีก่อนหน้า {years} ปี")
                                  : TR("ผลรวมของค่าคลาดเคลื่อนรายหน่วยงานและงบรายจ่าย ร้อยละของที่เบิกจ่ายจริง ไม่มีปีก่อนหน้า จึงใช้แผนการใช้จ่ายของค่ากำหนดและไม่มีเส้นตามปีก่อน"),
                  {STR("{years}"), money_count_text(r, t->years)});
    money_lines(r, s, &(const struct chart_places){item, FORECAST_MONTHS}, line, t->has_naive ? 2 : 1);
}

static void back_table(struct req *r, struct money_page *p, const struct forecast_back *b)
{
    static const struct col cols[] = {
        {"year", COL_YEAR, NULL, NULL, NULL},
        {"month", COL_PLAIN, NULL, NULL, NULL},
        {"actual", COL_MILLION, NULL, NULL, NULL},
        {"mid", COL_MILLION, NULL, NULL, NULL},
        {"error", COL_PLAIN, NULL, NULL, NULL},
        {"naive", COL_MILLION, NULL, NULL, NULL},
        {"naive_said", COL_NUMBER, NULL, NULL, NULL},
        {"cell_error", COL_PLAIN, NULL, NULL, NULL},
        {"cell_naive_said", COL_NUMBER, NULL, NULL, NULL},
        {"inside", COL_PLAIN, NULL, NULL, NULL},
        {"taken_error", COL_PLAIN, NULL, NULL, NULL},
        {"taken_naive_said", COL_NUMBER, NULL, NULL, NULL},
    };
    struct money_section *s = money_section(p);

    s->id = STR("table");
    s->title = tr(r->lang, TR("พยากรณ์เทียบกับที่เกิดจริง"));
    s->unit = tr(r->lang, TR("ล้านบาท"));
    s->note = tr(r->lang, TR("พยากรณ์จากสิ้นเดือนนั้นโดยรู้เพียงปีก่อนหน้า ไม่ใช้งวดงานและวันสุดท้ายที่ยังทัน เพราะไม่รู้ว่าวันนั้นเป็นอย่างไร ปีที่ไม่มีปีก่อนหน้า ช่องตามปีก่อนว่าง"));
    s->path = STR("/forecast/backtest");
    s->has_table = true;
    s->table = (struct table_view){.type = &forecast_test_type,
                                   .rows = b->row,
                                   .n = b->n,
                                   .cols = cols,
                                   .ncols = ARRAY_LEN(cols),
                                   .caption = s->title,
                                   .empty = tr(r->lang, TR("ยังไม่มีปีที่บริหารครบก่อนปีนี้"))};
}

bool forecast_backtest_page(struct req *r, struct reply *ret, struct err *e)
{
    const struct forecast_asked q = {.year = r->year, .today = r->today, .lang = r->lang};
    struct money_page *p = ARENA_NEW(r->a, struct money_page);
    struct forecast_back b;

    if (position_away(r, true, forecast_backtest_page, ret, e)) {
        return true;
    }
    if (!spending_forecast_test(r->server->position, r->db, r->a, &q, &b, e)) {
        return false;
    }
    if (r->format != FORMAT_HTML) {
        return reply_table(r, &forecast_test_type, b.row, b.n, NULL, STR_NONE,
                           str_format(r->a, "forecast-backtest-%lld", (long long)r->year), ret, e);
    }
    p->title = tr(r->lang, TR("ทดสอบพยากรณ์ย้อนหลัง"));
    p->lead = back_lead(r, &b);
    tabs(r, p, "/forecast/backtest");
    put_label(r, p, b.years, b.real, "/forecast");
    for (size_t i = 0; i < b.n && i < (size_t)3 * FORECAST_MONTHS; i += FORECAST_MONTHS) {
        back_picture(r, p, &b.row[i]);
    }
    back_table(r, p, &b);
    return money_show(r, p, "/forecast", 200, ret, e);
}
