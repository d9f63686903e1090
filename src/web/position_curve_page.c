/* position_curve_page.c - /position/curve (plan against actual) and /cash (forecast of cash by month). */
#include "base/arena.h"
#include "execute/position_curve.h"
#include "web/position_page.h"

/* ---- plan against actual ---- */

static void curve_picture(struct req *r, struct money_section *s, const struct curve *c)
{
    int64_t *v = ARENA_ARRAY(r->a, int64_t, (size_t)4 * CURVE_MONTHS);
    struct chart_item *item = ARENA_ARRAY(r->a, struct chart_item, CURVE_MONTHS);
    size_t begun = c->now == CURVE_MONTHS ? 0 : c->now + 1, n = 2;
    struct chart_series line[4] = {
        {tr(r->lang, TR("แผน")), v, CURVE_MONTHS, 3, false},
        {tr(r->lang, TR("เบิกจ่าย")), v + CURVE_MONTHS, begun, 1, true},
    };

    for (size_t i = 0; i < CURVE_MONTHS; i++) {
        const struct curve_point *p = &c->point[i];

        v[i] = p->planned_rate.bp;
        v[CURVE_MONTHS + i] = p->actual_rate.bp;
        v[2 * CURVE_MONTHS + i] = money_share_bp(p->obligated, c->base);
        v[3 * CURVE_MONTHS + i] = p->last_rate.bp;
        item[i] = (struct chart_item){
            .label = p->name,
            .title = SAY(r, TR("{month}: แผน {plan}% เบิกจ่าย {paid}%"), {STR("{month}"), p->name},
                         {STR("{plan}"), money_share_text(r, p->planned_rate.bp)},
                         {STR("{paid}"), p->past ? money_share_text(r, p->actual_rate.bp) : STR("–")})};
    }
    line[n++] = (struct chart_series){tr(r->lang, TR("ก่อหนี้และเบิกจ่าย")), v + (size_t)2 * CURVE_MONTHS, begun, 2, false};
    if (c->has_last) {
        line[n++] = (struct chart_series){tr(r->lang, TR("ปีก่อน")), v + (size_t)3 * CURVE_MONTHS, CURVE_MONTHS, 6, false};
    }
    money_lines(r, s, &(const struct chart_places){item, CURVE_MONTHS}, line, n);
}

static struct str curve_lead(struct req *r, const struct curve *c)
{
    const struct curve_point *p = &c->point[c->now];
    bool behind;

    if (c->base.satang == 0) {
        return tr(r->lang, TR("ยังไม่มีรายการบัญชีของปีนี้ตามที่เลือก"));
    }
    if (c->now == CURVE_MONTHS) {
        return tr(r->lang, TR("ปีงบประมาณยังไม่เริ่ม แผนแสดงไว้ก่อน"));
    }
    behind = p->slippage.bp < 0;
    return SAY(r, behind ? TR("ถึง {month} เบิกจ่ายร้อยละ {paid} ช้ากว่าแผน {points} จุดร้อยละ แผนสะสมถึงสิ้นเดือนคือร้อยละ {plan}")
                         : TR("ถึง {month} เบิกจ่ายร้อยละ {paid} เร็วกว่าหรือเท่าแผน {points} จุดร้อยละ แผนสะสมถึงสิ้นเดือนคือร้อยละ {plan}"),
               {STR("{month}"), p->name}, {STR("{paid}"), money_share_text(r, p->actual_rate.bp)},
               {STR("{points}"), money_share_text(r, behind ? -p->slippage.bp : p->slippage.bp)},
               {STR("{plan}"), money_share_text(r, p->planned_rate.bp)});
}

static void curve_table(struct money_section *s, const struct curve *c)
{
    static const struct col cols[] = {
        {"name", COL_PLAIN, NULL, NULL, TR("เดือน")},     {"planned_month", COL_MILLION, NULL, NULL, NULL},
        {"planned", COL_MILLION, NULL, NULL, NULL},       {"planned_rate", COL_PLAIN, NULL, NULL, TR("แผน (%)")},
        {"actual_month", COL_MILLION, NULL, NULL, NULL},  {"actual", COL_MILLION, NULL, NULL, NULL},
        {"actual_rate", COL_PLAIN, NULL, NULL, TR("เบิกจ่าย (%)")},
        {"slippage", COL_PLAIN, NULL, NULL, TR("เร็วหรือช้า (จุด)")}, {"last_rate", COL_PLAIN, NULL, NULL, TR("ปีก่อน (%)")},
    };

    s->has_table = true;
    s->table = (struct table_view){.type = &curve_point_type,
                                   .rows = c->point,
                                   .n = CURVE_MONTHS,
                                   .cols = cols,
                                   .ncols = ARRAY_LEN(cols) - (c->has_last ? 0 : 1),
                                   .caption = s->title};
}

bool position_curve_page(struct req *r, struct reply *ret, struct err *e)
{
    struct money_page *p = ARENA_NEW(r->a, struct money_page);
    struct curve *c = ARENA_NEW(r->a, struct curve);
    struct position_question q;
    struct money_section *s;

    if (position_away(r, true, position_curve_page, ret, e)) {
        return true;
    }
    if (!position_question(r, &q, e) ||
        !curve_get(r->server->position, r->db, r->a, &q.filter, &(struct curve_view){r->today, r->lang}, c, e)) {
        return false;
    }
    if (r->format != FORMAT_HTML) {
        return reply_table(r, &curve_point_type, c->point, CURVE_MONTHS, NULL, STR_NONE,
                           str_format(r->a, "curve-%lld", (long long)r->year), ret, e);
    }
    if (!position_filter_form(r, p, "/position/curve", true, e)) {
        return false;
    }
    p->title = tr(r->lang, TR("แผนกับผลการใช้จ่าย"));
    p->lead = curve_lead(r, c);
    position_tabs(r, p, "/position/curve");
    s = money_section(p);
    s->id = STR("curve");
    s->title = c->now < CURVE_MONTHS && c->point[c->now].slippage.bp < 0 ? tr(r->lang, TR("เบิกจ่ายช้ากว่าแผน"))
                                                                          : tr(r->lang, TR("แผนกับผลสะสม"));
    s->unit = tr(r->lang, TR("ล้านบาท"));
    s->path = STR("/position/curve");
    s->query = q.query;
    s->note = SAY(r, TR("ร้อยละของงบประมาณหลังปรับโอน {base} ล้านบาท แผนมาจากวันตรวจรับตามแผนจัดซื้อจัดจ้าง {n} รายการ รายการอื่นตามค่ากำหนด execution.spend_plan"),
                  {STR("{base}"), money_million_text(r, c->base)}, {STR("{n}"), money_count_text(r, c->procured)});
    if (c->base.satang) {
        curve_picture(r, s, c);
    }
    curve_table(s, c);
    return money_show(r, p, "/position", 200, ret, e);
}

/* ---- cash ---- */

static struct str cash_lead(struct req *r, const struct cash_forecast *f)
{
    const struct cash_month *low = NULL;

    for (size_t i = 0; i < CURVE_MONTHS; i++) {
        const struct cash_month *m = &f->month[i];

        if (m->cash.satang != MONEY_MISSING.satang && (!low || m->cash.satang < low->cash.satang)) {
            low = m;
        }
    }
    if (!f->has_cash) {
        return SAY(r, TR("ปีนี้ยังต้องจ่ายอีก {rest} ล้านบาท แต่ยังไม่ได้บันทึกเงินสดในฐานะการคลัง จึงบอกยอดเงินสดไม่ได้"),
                   {STR("{rest}"), money_million_text(r, f->rest)});
    }
    if (!low) {
        return SAY(r, TR("เงินสดที่บันทึกไว้ ณ {day} อยู่หลังปีงบประมาณนี้"), {STR("{day}"), money_day_text(r, f->cash_on)});
    }
    return SAY(r, low->low.satang < 0
                      ? TR("ยังต้องจ่ายอีก {rest} ล้านบาท เงินสดต่ำสุดสิ้น{month} {cash} ล้านบาท และช่วงล่างติดลบ")
                      : TR("ยังต้องจ่ายอีก {rest} ล้านบาท เงินสดต่ำสุดสิ้น{month} {cash} ล้านบาท"),
               {STR("{rest}"), money_million_text(r, f->rest)}, {STR("{month}"), low->name},
               {STR("{cash}"), money_million_text(r, low->cash)});
}

static void cash_picture(struct req *r, struct money_section *s, const struct cash_forecast *f)
{
    int64_t *v = ARENA_ARRAY(r->a, int64_t, (size_t)2 * CURVE_MONTHS);
    struct chart_item *item = ARENA_ARRAY(r->a, struct chart_item, CURVE_MONTHS);
    struct chart_series line[2] = {{tr(r->lang, TR("รับ")), v, CURVE_MONTHS, 1, false},
                                   {tr(r->lang, TR("จ่าย")), v + CURVE_MONTHS, CURVE_MONTHS, 4, true}};

    for (size_t i = 0; i < CURVE_MONTHS; i++) {
        const struct cash_month *m = &f->month[i];
        struct money out = money_add(m->paid, money_add(m->instalments, m->other));

        v[i] = m->receipts.satang;
        v[CURVE_MONTHS + i] = out.satang > 0 ? out.satang : 0;
        item[i] = (struct chart_item){.label = m->name,
                                      .title = SAY(r, TR("{month}: รับ {in} จ่าย {out} ล้านบาท"), {STR("{month}"), m->name},
                                                   {STR("{in}"), money_million_text(r, m->receipts)},
                                                   {STR("{out}"), money_million_text(r, out)})};
    }
    money_lines(r, s, &(const struct chart_places){item, CURVE_MONTHS}, line, 2);
}

static void cash_table(struct req *r, struct money_section *s, const struct cash_forecast *f)
{
    static const struct col cols[] = {
        {"name", COL_PLAIN, NULL, NULL, TR("เดือน")},      {"receipts", COL_MILLION, NULL, NULL, NULL},
        {"paid", COL_MILLION, NULL, NULL, NULL},           {"instalments", COL_MILLION, NULL, NULL, NULL},
        {"other", COL_MILLION, NULL, NULL, NULL},          {"net", COL_MILLION, NULL, NULL, NULL},
        {"cash", COL_MILLION, NULL, NULL, NULL},           {"low", COL_MILLION, NULL, NULL, NULL},
        {"high", COL_MILLION, NULL, NULL, NULL},
    };

    s->has_table = true;
    s->table = (struct table_view){.type = &cash_month_type,
                                   .rows = f->month,
                                   .n = CURVE_MONTHS,
                                   .cols = cols,
                                   .ncols = f->has_cash ? ARRAY_LEN(cols) : ARRAY_LEN(cols) - 3,
                                   .caption = s->title};
    (void)r;
}

bool cash_page(struct req *r, struct reply *ret, struct err *e)
{
    struct money_page *p = ARENA_NEW(r->a, struct money_page);
    struct cash_forecast *f = ARENA_NEW(r->a, struct cash_forecast);
    struct money_section *s;

    if (position_away(r, true, cash_page, ret, e)) {
        return true;
    }
    if (!cash_forecast(r->server->position, r->db, r->a, r->year, &(struct curve_view){r->today, r->lang}, f, e)) {
        return false;
    }
    if (r->format != FORMAT_HTML) {
        return reply_table(r, &cash_month_type, f->month, CURVE_MONTHS, NULL, STR_NONE,
                           str_format(r->a, "cash-%lld", (long long)r->year), ret, e);
    }
    p->title = tr(r->lang, TR("ประมาณการกระแสเงินสด"));
    p->lead = cash_lead(r, f);
    position_tabs(r, p, "/cash");
    if (!f->has_revenue) {
        money_note(p, tr(r->lang, TR("ปีนี้ยังไม่มีประมาณการรายรับที่รับไว้ ช่องรับจึงเป็นศูนย์")), STR("/money/revenue"),
                   tr(r->lang, TR("ประมาณการรายรับ")));
    }
    if (!f->has_cash) {
        money_note(p, tr(r->lang, TR("บันทึกเงินสดของปีนี้ในฐานะการคลังก่อน")), STR("/money"), tr(r->lang, TR("ฐานะการคลัง")));
    }
    s = money_section(p);
    s->id = STR("cash");
    s->title = tr(r->lang, TR("รับและจ่ายรายเดือน"));
    s->unit = tr(r->lang, TR("ล้านบาท"));
    s->path = STR("/cash");
    s->note = SAY(r, f->by_last_year
                         ? TR("วิธี: รับ = ประมาณการที่รับไว้ตามสัดส่วนเดือนของ cash.receipts จ่าย = งวดงานตามกำหนดในสัญญา ส่วนที่เหลือกระจายตามเดือนของปีก่อน ช่วง ±{range}% ของที่ยังไม่เกิด")
                         : TR("วิธี: รับ = ประมาณการที่รับไว้ตามสัดส่วนเดือนของ cash.receipts จ่าย = งวดงานตามกำหนดในสัญญา ส่วนที่เหลือกระจายตามแผนการใช้จ่าย ช่วง ±{range}% ของที่ยังไม่เกิด"),
                  {STR("{range}"), money_share_text(r, f->range_bp)});
    cash_picture(r, s, f);
    cash_table(r, s, f);
    return money_show(r, p, "/cash", 200, ret, e);
}
