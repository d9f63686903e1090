/* ordinance_sheet.c - the same content as a workbook: summary, by agency, side, type, lines. */
#include "base/arena.h"
#include "base/err.h"
#include "base/sheet.h"
#include "base/thai.h"
#include "document/ordinance.h"

struct fact_row {
    struct str name, value;
};
static const struct field fact_fields[] = {
    FIELD(struct fact_row, name, FIELD_KEY, "รายการ", "Item"),
    FIELD(struct fact_row, value, 0, "ข้อมูล", "Value"),
};
static const struct row_type fact_type = ROW_TYPE(struct fact_row, fact_fields);

struct sum_row {
    struct str code, name;
    int64_t lines;
    struct money total;
    struct share share;
    struct money regular, special, prior; /* prior: MONEY_MISSING when not known */
};
static const struct field agency_fields[] = {
    FIELD(struct sum_row, code, 0, "รหัส", "Code"),
    FIELD(struct sum_row, name, FIELD_KEY, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct sum_row, lines, FIELD_TOTAL, "จำนวนรายการ", "Lines"),
    FIELD(struct sum_row, total, FIELD_TOTAL, "จำนวนเงิน (บาท)", "Amount (baht)"),
    FIELD(struct sum_row, share, 0, "ร้อยละ", "Per cent"),
    FIELD(struct sum_row, regular, FIELD_TOTAL, "รายจ่ายประจำ (บาท)", "Regular (baht)"),
    FIELD(struct sum_row, special, FIELD_TOTAL, "รายจ่ายพิเศษ (บาท)", "Special (baht)"),
    FIELD(struct sum_row, prior, FIELD_TOTAL | FIELD_OPTIONAL, "ปีก่อน (บาท)", "Year before (baht)"),
};
static const struct row_type agency_type = ROW_TYPE(struct sum_row, agency_fields);
static const struct field type_fields[] = {
    FIELD(struct sum_row, code, 0, "รหัส", "Code"),
    FIELD(struct sum_row, name, FIELD_KEY, "ประเภทรายจ่าย", "Expenditure type"),
    FIELD(struct sum_row, lines, FIELD_TOTAL, "จำนวนรายการ", "Lines"),
    FIELD(struct sum_row, total, FIELD_TOTAL, "จำนวนเงิน (บาท)", "Amount (baht)"),
    FIELD(struct sum_row, share, 0, "ร้อยละ", "Per cent"),
    FIELD(struct sum_row, regular, FIELD_TOTAL, "รายจ่ายประจำ (บาท)", "Regular (baht)"),
    FIELD(struct sum_row, special, FIELD_TOTAL, "รายจ่ายพิเศษ (บาท)", "Special (baht)"),
    FIELD(struct sum_row, prior, FIELD_TOTAL | FIELD_OPTIONAL, "ปีก่อน (บาท)", "Year before (baht)"),
};
static const struct row_type type_type = ROW_TYPE(struct sum_row, type_fields);

struct plan_row {
    struct str side_code, side_name, code, name;
    int64_t lines;
    struct money total;
    struct share share;
    struct money regular, special, prior;
};
static const struct field plan_fields[] = {
    FIELD(struct plan_row, side_code, 0, "รหัสด้าน", "Side code"),
    FIELD(struct plan_row, side_name, FIELD_KEY, "ด้าน", "Side"),
    FIELD(struct plan_row, code, 0, "รหัสแผนงาน", "Plan code"),
    FIELD(struct plan_row, name, FIELD_KEY, "แผนงาน", "Plan"),
    FIELD(struct plan_row, lines, FIELD_TOTAL, "จำนวนรายการ", "Lines"),
    FIELD(struct plan_row, total, FIELD_TOTAL, "จำนวนเงิน (บาท)", "Amount (baht)"),
    FIELD(struct plan_row, share, 0, "ร้อยละ", "Per cent"),
    FIELD(struct plan_row, regular, FIELD_TOTAL, "รายจ่ายประจำ (บาท)", "Regular (baht)"),
    FIELD(struct plan_row, special, FIELD_TOTAL, "รายจ่ายพิเศษ (บาท)", "Special (baht)"),
    FIELD(struct plan_row, prior, FIELD_TOTAL | FIELD_OPTIONAL, "ปีก่อน (บาท)", "Year before (baht)"),
};
static const struct row_type plan_type = ROW_TYPE(struct plan_row, plan_fields);

static struct share share_of(const struct ordinance *o, struct money part)
{
    return (struct share){money_share_bp(part, o->facts.total)};
}

/* The mark of demonstration or partial data, above every table. */
static struct str sheet_note(const struct ordinance *o)
{
    if (o->year.demo)
        return ordinance_text(OT_DEMO_MARK);
    return o->year.partial ? ordinance_text(OT_PARTIAL_MARK) : o->name;
}

static void put_fact(struct sheet *s, enum ordinance_text name, struct str value)
{
    struct fact_row r = {ordinance_text(name), value};

    sheet_row(s, &r);
}

static void put_summary(struct sheet *s, const struct ordinance *o, struct arena *a)
{
    struct sbuf day;

    sbuf_init(&day, a, 200);
    date_put(&day, o->today, DATE_LONG, LANG_TH);
    sheet_table(s, ordinance_text(OT_SHEET_SUMMARY), sheet_note(o), &fact_type, LANG_TH);
    put_fact(s, OT_FACT_NAME, o->name);
    put_fact(s, OT_FACT_DATA,
             ordinance_text(o->year.demo      ? OT_DEMO
                            : o->year.partial ? OT_PARTIAL
                                              : OT_REAL));
    put_fact(s, OT_FACT_TOTAL, ordinance_money(o, a, o->facts.total));
    put_fact(s, OT_FACT_WORDS, thai_baht_text(a, o->facts.total));
    put_fact(s, OT_FACT_STAGE, ordinance_stages_text(o, a));
    put_fact(s, OT_FACT_SIZE,
             ordinance_fill(
                 a, OT_SIZE,
                 ORDINANCE_WORDS(
                     {STR("agencies"), ordinance_count(a, (int64_t)o->agencies)},
                     {STR("lines"), ordinance_count(a, o->facts.lines - o->facts.zero_lines)})));
    put_fact(s, OT_FACT_ZERO, ordinance_count(a, o->facts.zero_lines));
    put_fact(s, OT_FACT_LEFT_OUT, ordinance_count(a, o->facts.left_out));
    put_fact(s, OT_FACT_ISSUED, sbuf_str(&day));
    put_fact(
        s, OT_FACT_VERSION,
        ordinance_fill(a, OT_VERSION,
                       ORDINANCE_WORDS({STR("change"), ordinance_count(a, o->facts.change_id)})));
}

static struct sum_row sum_of(const struct ordinance *o, struct str code, struct str name,
                             const struct budget_sum *s, bool known)
{
    return (struct sum_row){.code = code,
                            .name = name,
                            .lines = s->lines,
                            .total = s->amount,
                            .share = share_of(o, s->amount),
                            .regular = s->regular,
                            .special = s->special,
                            .prior = known && o->prior ? s->prior : MONEY_MISSING};
}

static bool is_printed(const struct ordinance *o, const struct budget_sum *s)
{
    return o->prior ? !budget_is_zero(s) : s->amount.satang != 0;
}

static void put_agencies(struct sheet *s, const struct ordinance *o)
{
    const struct budget *b = &o->budget;
    struct sum_row total = sum_of(o, STR_NONE, STR_NONE, &b->sum, true);

    sheet_table(s, ordinance_text(OT_SHEET_AGENCIES), sheet_note(o), &agency_type, LANG_TH);
    for (size_t i = 0; i < b->agencies; i++) {
        const struct budget_agency *g = &b->agency[i];
        struct sum_row r = sum_of(o, g->code, g->name, &g->sum, g->prior_from != PRIOR_NONE);

        if (is_printed(o, &g->sum))
            sheet_row(s, &r);
    }
    sheet_total(s, ordinance_text(OT_SUM), &total);
}

static void put_plans(struct sheet *s, const struct ordinance *o)
{
    const struct budget *b = &o->budget;
    struct plan_row total = {.lines = b->sum.lines,
                             .total = b->sum.amount,
                             .regular = b->sum.regular,
                             .special = b->sum.special,
                             .prior = o->prior ? b->sum.prior : MONEY_MISSING};

    sheet_table(s, ordinance_text(OT_SHEET_PLANS), sheet_note(o), &plan_type, LANG_TH);
    for (size_t i = 0; i < b->plans; i++) {
        const struct budget_plan *g = &b->plan[i];
        struct plan_row r = {.side_code = b->side[g->side].code,
                             .side_name = b->side[g->side].name,
                             .code = g->code,
                             .name = g->name,
                             .lines = g->sum.lines,
                             .total = g->sum.amount,
                             .share = share_of(o, g->sum.amount),
                             .regular = g->sum.regular,
                             .special = g->sum.special,
                             .prior = o->prior ? g->sum.prior : MONEY_MISSING};

        if (is_printed(o, &g->sum))
            sheet_row(s, &r);
    }
    sheet_total(s, ordinance_text(OT_SUM), &total);
}

static void put_types(struct sheet *s, const struct ordinance *o)
{
    const struct budget *b = &o->budget;
    struct sum_row total = sum_of(o, STR_NONE, STR_NONE, &b->sum, true);

    sheet_table(s, ordinance_text(OT_SHEET_TYPES), sheet_note(o), &type_type, LANG_TH);
    for (size_t i = 0; i < b->types; i++) {
        struct sum_row r = sum_of(o, b->type[i].code, b->type[i].name, &b->type[i].sum, true);

        if (is_printed(o, &b->type[i].sum))
            sheet_row(s, &r);
    }
    sheet_total(s, ordinance_text(OT_SUM), &total);
}

static bool put_line(void *ctx, const struct ordinance_step *step, struct err *e)
{
    (void)e;
    sheet_row(ctx, step->line);
    return true;
}

bool ordinance_xlsx(const struct ordinance *o, const char *path, struct document_result *ret,
                    struct err *e)
{
    struct arena *a = arena_new();
    struct ordinance_line total = {.amount = o->facts.total};
    struct sheet *s;
    bool ok = sheet_open(a, path, &s, e);

    if (ok) {
        put_summary(s, o, a);
        put_agencies(s, o);
        put_plans(s, o);
        put_types(s, o);
        sheet_table(s, ordinance_text(OT_SHEET_LINES), sheet_note(o), &ordinance_line_type,
                    LANG_TH);
        ok = ordinance_each(o, put_line, s, e);
    }
    if (ok) {
        sheet_total(s, ordinance_text(OT_SUM), &total);
        ok = sheet_close(s, e);
    }
    if (ok)
        *ret = (struct document_result){.lines = o->facts.lines - o->facts.zero_lines,
                                        .agencies = (int64_t)o->agencies,
                                        .total = o->facts.total};
    arena_free(a);
    return ok;
}
