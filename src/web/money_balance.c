/* money_balance.c - the year's balance: expenditure, what of it can be steered, what is bound. */
#include "base/arena.h"
#include "city/year.h"
#include "plan/revenue.h"
#include "plan/rollup.h"
#include "web/money_page.h"
#include "web/money_parts.h"

static const struct field balance_fields[] = {
    FIELD(struct balance_row, name, FIELD_KEY, "รายการ", "Item"),
    FIELD(struct balance_row, code, 0, "รหัส", "Code"),
    FIELD(struct balance_row, amount, 0, "จำนวนเงิน", "Amount"),
    FIELD(struct balance_row, left, 0, "คงเหลือ", "Left"),
    FIELD(struct balance_row, share, 0, "ร้อยละของรายจ่าย", "Per cent of expenditure"),
};
const struct row_type balance_row_type = ROW_TYPE(struct balance_row, balance_fields);

static const struct col balance_cols[] = {
    {"name", COL_PLAIN, NULL, NULL, NULL},
    {"amount", COL_MILLION, NULL, NULL, TR("ล้านบาท")},
    {"left", COL_MILLION, NULL, NULL, TR("คงเหลือ (ล้านบาท)")},
    {"share", COL_PLAIN, NULL, NULL, NULL},
};
enum { BALANCE_ROWS = 12 };

bool money_balance(struct req *r, struct revenue_balance *ret, struct money by_type[7],
                   struct err *e)
{
    struct rollup_filter f = {.year = r->year};
    enum dim by = DIM_TYPE;
    struct committed_sum none = {0};
    const struct committed_sum *c = &none;
    struct rollup_table t;
    struct fiscal_year y;
    struct rows sums;

    if (!year_get(r->db, r->a, r->year, &y, e) ||
        !rollup_get(r->server->rollup, r->db, r->a, &f, ROLLUP_BY(&by, 1, r->lang), &t, e) ||
        !committed_sums(r->db, r->a, r->year, r->year, &sums, e))
        return false;
    for (size_t i = 0; i < 7; i++)
        by_type[i] = MONEY_ZERO;
    for (size_t i = 0; i < t.n; i++) {
        char d = t.row[i].key[0].n == 1 ? t.row[i].key[0].p[0] : '0';

        if (d >= '1' && d <= '6')
            by_type[d - '0'] = t.row[i].now;
    }
    if (sums.n)
        c = sums.p;
    revenue_balance(y.revenue, by_type, c->steer_tranche, c->steer_contract, ret);
    return true;
}

static size_t balance_rows(struct req *r, const struct revenue_balance *b,
                           const struct money by_type[7], struct balance_row *row)
{
    static const struct {
        size_t type;
        const char *name;
    } rigid[] = {{1, TR("หัก งบบุคลากร")},
                 {2, TR("หัก งบดำเนินงาน")},
                 {4, TR("หัก งบเงินอุดหนุน")},
                 {6, TR("หัก งบกลาง")}};
    struct money left = b->expenditure;
    size_t n = 0;

    row[n++] = (struct balance_row){
        STR("expenditure"), tr(r->lang, TR("รายจ่ายตามร่าง")), left, left, {10000}};
    for (size_t i = 0; i < ARRAY_LEN(rigid); i++) {
        struct money m = by_type[rigid[i].type];

        left = money_sub(left, m);
        row[n++] = (struct balance_row){str_format(r->a, "type-%zu", rigid[i].type),
                                        tr(r->lang, rigid[i].name),
                                        m,
                                        left,
                                        {money_share_bp(m, b->expenditure)}};
    }
    row[n++] = (struct balance_row){STR("gross"),
                                    tr(r->lang, TR("ปรับได้เบื้องต้น (ลงทุน + รายจ่ายอื่น)")),
                                    b->gross,
                                    b->gross,
                                    {b->gross_bp}};
    left = money_sub(b->gross, b->tranche);
    row[n++] = (struct balance_row){STR("tranche"),
                                    tr(r->lang, TR("หัก ผูกพันงบประมาณข้ามปี")),
                                    b->tranche,
                                    left,
                                    {money_share_bp(b->tranche, b->expenditure)}};
    left = money_sub(left, b->contract);
    row[n++] = (struct balance_row){STR("contract"),
                                    tr(r->lang, TR("หัก สัญญาที่ลงนามแล้ว")),
                                    b->contract,
                                    left,
                                    {money_share_bp(b->contract, b->expenditure)}};
    row[n++] =
        (struct balance_row){STR("net"), tr(r->lang, TR("ปรับได้สุทธิ")), b->net, b->net, {b->net_bp}};
    return n;
}

void money_balance_section(struct req *r, struct money_page *p, const struct revenue_balance *b,
                           const struct money by_type[7])
{
    struct balance_row *row = ARENA_ARRAY(r->a, struct balance_row, BALANCE_ROWS);
    struct chart_item *item = ARENA_ARRAY(r->a, struct chart_item, BALANCE_ROWS);
    size_t n = balance_rows(r, b, by_type, row), drawn = 0;
    struct money_section *s = money_section(p);

    s->id = STR("balance");
    s->title = SAY(r, TR("ปรับได้สุทธิร้อยละ {net} จากเบื้องต้นร้อยละ {gross}"),
                   {STR("{net}"), money_share_text(r, b->net_bp)},
                   {STR("{gross}"), money_share_text(r, b->gross_bp)});
    s->note = tr(r->lang, TR("ปรับได้สุทธิ = งบลงทุน + รายจ่ายอื่น − ผูกพันข้ามปี − สัญญาที่ลงนามแล้ว"));
    s->unit = tr(r->lang, TR("ล้านบาท"));
    s->path = STR("/money/revenue/balance");
    for (size_t i = 0; i < n; i++) {
        if (str_eq(row[i].code, STR("gross")))
            continue;
        item[drawn++] = (struct chart_item){
            .label = row[i].name,
            .value_text = i == 0 || i + 1 == n ? money_million_text(r, row[i].amount)
                                               : money_million_text(r, money_neg(row[i].amount)),
            .value = row[i].left.satang};
    }
    if (b->expenditure.satang && b->net.satang >= 0)
        money_falls(r, s, item, drawn);
    s->has_table = true;
    s->table = (struct table_view){.type = &balance_row_type,
                                   .rows = row,
                                   .n = n,
                                   .cols = balance_cols,
                                   .ncols = ARRAY_LEN(balance_cols),
                                   .caption = s->title};
}

bool revenue_balance_page(struct req *r, struct reply *ret, struct err *e)
{
    struct balance_row *row = ARENA_ARRAY(r->a, struct balance_row, BALANCE_ROWS);
    struct revenue_balance b;
    struct money by_type[7];

    if (r->format == FORMAT_HTML) {
        reply_redirect(r, STR("/money/revenue#balance"), ret);
        return true;
    }
    return money_balance(r, &b, by_type, e) &&
           reply_table(r, &balance_row_type, row, balance_rows(r, &b, by_type, row), NULL, STR_NONE,
                       str_format(r->a, "balance-%lld", (long long)r->year), ret, e);
}
