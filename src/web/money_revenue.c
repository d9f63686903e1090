/* money_revenue.c - the revenue estimate: forecasts side by side, the one adopted, and the balance. */
#include "base/arena.h"
#include "city/year.h"
#include "plan/revenue.h"
#include "plan/rollup.h"
#include "views.h"
#include "web/money_page.h"
#include "web/money_parts.h"
#include "web/words.h"

static const struct col revenue_cols[] = {
    {"name", COL_PLAIN, NULL, NULL, NULL},      {"group", COL_WORD, "revenue", NULL, NULL},
    {"y3", COL_MILLION, NULL, NULL, NULL},      {"y2", COL_MILLION, NULL, NULL, NULL},
    {"y1", COL_MILLION, NULL, NULL, NULL},      {"growth", COL_MILLION, NULL, NULL, NULL},
    {"average", COL_MILLION, NULL, NULL, NULL}, {"trend", COL_MILLION, NULL, NULL, NULL},
    {"manual", COL_MILLION, NULL, NULL, NULL},  {"adopted", COL_MILLION, NULL, NULL, NULL},
};
static const struct col forecast_cols[] = {
    {"name", COL_PLAIN, NULL, NULL, NULL},           {"code", COL_UNDER, NULL, NULL, NULL},
    {"method", COL_WORD, "method", NULL, NULL},      {"state", COL_TAG, "forecast", NULL, NULL},
    {"total", COL_MILLION, NULL, NULL, NULL},        {"basis", COL_PLAIN, NULL, NULL, NULL},
    {"made_by", COL_PLAIN, NULL, NULL, NULL},        {"adopted_by", COL_PLAIN, NULL, NULL, NULL},
    {"adopted_reason", COL_PLAIN, NULL, NULL, NULL},
};
static const struct col actual_cols[] = {
    {"year", COL_YEAR, NULL, NULL, NULL},
    {"name", COL_PLAIN, NULL, NULL, NULL},
    {"amount", COL_MILLION, NULL, NULL, TR("ล้านบาท")},
    {"status", COL_TAG, "standing", NULL, NULL},
    {"source", COL_PLAIN, NULL, NULL, NULL},
};

/* ---- forms ---- */

static const struct form_field calculated_fields[] = {
    {.name = "name", .kind = FORM_TEXT, .label = TR("ชื่อประมาณการ"), .required = true, .max = 200},
    {.name = "method", .kind = FORM_CHOICE, .label = TR("วิธีคำนวณ"), .required = true},
    {.name = "basis",
     .kind = FORM_TEXT,
     .label = TR("ข้อสมมติ"),
     .required = true,
     .max = 1000,
     .hint = TR("เหตุใดวิธีนี้จึงใช้ได้กับปีนี้")},
};
static const struct form_field manual_head[] = {
    {.name = "m_name", .kind = FORM_TEXT, .label = TR("ชื่อประมาณการ"), .required = true, .max = 200},
    {.name = "m_basis", .kind = FORM_TEXT, .label = TR("ข้อสมมติ"), .required = true, .max = 1000},
};
static const struct form_field actual_fields[] = {
    {.name = "a_year",
     .kind = FORM_TEXT,
     .label = TR("ปีงบประมาณที่จัดเก็บ"),
     .required = true,
     .max = 8},
    {.name = "a_source", .kind = FORM_CHOICE, .label = TR("แหล่งรายรับ"), .required = true},
    {.name = "a_amount", .kind = FORM_MONEY, .label = TR("จัดเก็บได้ (บาท)"), .required = true},
    {.name = "a_text", .kind = FORM_TEXT, .label = TR("ที่มาของตัวเลข"), .required = true, .max = 300},
    {.name = "a_status", .kind = FORM_CHOICE, .label = TR("สถานะของตัวเลข"), .required = true},
};
static const struct form_field adopt_fields[] = {
    {.name = "adopt", .kind = FORM_CHOICE, .label = TR("ประมาณการ"), .required = true},
    {.name = "reason", .kind = FORM_TEXT, .label = TR("เหตุผลหรือมติ"), .required = true, .max = 500},
};

static struct form manual_form(struct req *r)
{
    struct form f = {.n = 0};

    f.field = ARENA_ARRAY(r->a, struct form_field, ARRAY_LEN(manual_head) + REVENUE_SOURCES);
    for (size_t i = 0; i < ARRAY_LEN(manual_head); i++)
        f.field[f.n++] = manual_head[i];
    for (enum revenue_source s = 0; s < REVENUE_SOURCES; s++)
        f.field[f.n++] =
            (struct form_field){.name = str_cstr(r->a, str_format(r->a, "m.%s", revenue_code(s))),
                                .kind = FORM_MONEY,
                                .label = str_cstr(r->a, revenue_name(s, r->lang))};
    return f;
}

static void fill_actual(struct req *r, struct form *f)
{
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, REVENUE_SOURCES);

    for (enum revenue_source s = 0; s < REVENUE_SOURCES; s++)
        c[s] = (struct form_choice){str_from(revenue_code(s)), revenue_name(s, r->lang)};
    f->field[1].choice = c;
    f->field[1].choices = REVENUE_SOURCES;
    money_words(r, "standing", &f->field[4]);
}

/* Drafts that this person did not make. */
static bool fill_adopt(struct req *r, struct form *f, const struct rows *forecasts)
{
    const struct revenue_forecast_row *x = forecasts->p;
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, forecasts->n + 1);
    size_t n = 0;

    for (size_t i = 0; i < forecasts->n; i++) {
        if (!str_eq(x[i].state, STR("adopted")) && !str_eq(x[i].made_by, r->session.actor.name))
            c[n++] = (struct form_choice){x[i].code,
                                          str_format(r->a, "%.*s · %.*s", STR_FMT(x[i].name),
                                                     STR_FMT(money_million_text(r, x[i].total)))};
    }
    f->field[0].choice = c;
    f->field[0].choices = n;
    return n > 0;
}

static void put_work(struct req *r, struct money_page *p, const struct rows *forecasts)
{
    struct form adopt = money_form(r, adopt_fields, ARRAY_LEN(adopt_fields));
    struct money_panel *x;

    if (!actor_may(&r->session.actor, PERM_FISCAL))
        return;
    if (fill_adopt(r, &adopt, forecasts)) {
        x = money_panel(p);
        x->title = tr(r->lang, TR("เห็นชอบประมาณการ"));
        x->note = tr(r->lang, TR("ยอดรวมกลายเป็นรายรับของปี รายจ่ายต้องเท่ากัน ผู้จัดทำเห็นชอบของตนเองไม่ได้"));
        x->action = STR("/money/revenue/adopt");
        x->submit = tr(r->lang, TR("เห็นชอบ"));
        x->form = adopt;
    }
    x = money_panel(p);
    x->title = tr(r->lang, TR("คำนวณประมาณการ"));
    x->action = STR("/money/revenue/forecast");
    x->submit = tr(r->lang, TR("คำนวณ"));
    x->form = money_form(r, calculated_fields, ARRAY_LEN(calculated_fields));
    money_words(r, "method_calculated", &x->form.field[1]);
    x = money_act(p);
    x->title = tr(r->lang, TR("กรอกประมาณการเอง"));
    x->note = tr(r->lang, TR("จำนวนเงินเป็นบาท เว้นว่างคือไม่มีแหล่งนี้"));
    x->action = STR("/money/revenue/manual");
    x->submit = tr(r->lang, TR("บันทึกประมาณการ"));
    x->form = manual_form(r);
    x = money_act(p);
    x->title = tr(r->lang, TR("บันทึกผลจัดเก็บ"));
    x->action = STR("/money/revenue/actual");
    x->submit = tr(r->lang, TR("บันทึกผลจัดเก็บ"));
    x->form = money_form(r, actual_fields, ARRAY_LEN(actual_fields));
    fill_actual(r, &x->form);
}

/* ---- the page ---- */

static void add_optional(struct money *sum, struct money m)
{
    if (m.satang == MONEY_MISSING.satang)
        return;
    *sum = sum->satang == MONEY_MISSING.satang ? m : money_add(*sum, m);
}

/* The rows in the reader's language, and their sum. */
static struct rows named(struct req *r, const struct rows *rows, struct revenue_row *sum)
{
    struct revenue_row *row = ARENA_ARRAY(r->a, struct revenue_row, rows->n);
    const struct money no = MONEY_MISSING;

    *sum = (struct revenue_row){.y5 = no,
                                .y4 = no,
                                .y3 = no,
                                .y2 = no,
                                .y1 = no,
                                .growth = no,
                                .average = no,
                                .trend = no,
                                .manual = no,
                                .adopted = no};
    for (size_t i = 0; i < rows->n; i++) {
        struct revenue_row *x = &row[i];

        *x = ((const struct revenue_row *)rows->p)[i];
        if (r->lang == LANG_EN && r->format == FORMAT_HTML)
            x->name = x->name_en;
        add_optional(&sum->y5, x->y5);
        add_optional(&sum->y4, x->y4);
        add_optional(&sum->y3, x->y3);
        add_optional(&sum->y2, x->y2);
        add_optional(&sum->y1, x->y1);
        add_optional(&sum->growth, x->growth);
        add_optional(&sum->average, x->average);
        add_optional(&sum->trend, x->trend);
        add_optional(&sum->manual, x->manual);
        add_optional(&sum->adopted, x->adopted);
    }
    return (struct rows){row, rows->n};
}

static void put_sources(struct req *r, struct money_page *p, const struct rows *rows,
                        const struct revenue_row *sum)
{
    const struct {
        const char *label;
        struct money m;
        int colour;
    } bar[] = {{TR("จริงปีก่อน"), sum->y1, 8},       {TR("โตเท่าปีก่อน"), sum->growth, 2},
               {TR("เฉลี่ย 3 ปี"), sum->average, 2}, {TR("เส้นแนวโน้ม"), sum->trend, 2},
               {TR("กรอกเอง"), sum->manual, 2},   {TR("เห็นชอบแล้ว"), sum->adopted, 1}};
    struct chart_item *item = ARENA_ARRAY(r->a, struct chart_item, ARRAY_LEN(bar));
    struct money_section *s = money_section(p);
    size_t n = 0;

    s->id = STR("sources");
    s->title = tr(r->lang, TR("ประมาณการแต่ละวิธีเทียบกัน และรายแหล่ง"));
    s->unit = tr(r->lang, TR("ล้านบาท"));
    s->path = STR("/money/revenue");
    for (size_t i = 0; i < ARRAY_LEN(bar); i++) {
        if (bar[i].m.satang != MONEY_MISSING.satang)
            item[n++] = (struct chart_item){.label = tr(r->lang, bar[i].label),
                                            .value_text = money_million_text(r, bar[i].m),
                                            .value = bar[i].m.satang,
                                            .colour = bar[i].colour};
    }
    money_bars(r, s, item, n);
    s->has_table = true;
    s->table = (struct table_view){.type = &revenue_row_type,
                                   .rows = rows->p,
                                   .n = rows->n,
                                   .cols = revenue_cols,
                                   .ncols = ARRAY_LEN(revenue_cols),
                                   .total = sum,
                                   .caption = s->title};
}

static void put_table(struct req *r, struct money_page *p, const char *id, const char *title,
                      struct table_view t)
{
    struct money_section *s = money_section(p);

    s->id = str_from(id);
    s->title = tr(r->lang, title);
    s->path = str_format(r->a, "/money/revenue/%s", id);
    s->has_table = true;
    s->table = t;
    s->table.caption = s->title;
}

static void put_facts(struct req *r, struct money_page *p, const struct revenue_balance *b)
{
    struct str unit = tr(r->lang, TR("ล้านบาท"));
    bool set = b->revenue.satang > 0;

    money_fact(p, tr(r->lang, TR("ประมาณการรายรับ")),
               set ? money_million_text(r, b->revenue) : STR("–"),
               set ? unit : tr(r->lang, TR("ยังไม่ได้เห็นชอบประมาณการ")));
    p->fact[0].warn = !set;
    money_fact(p, tr(r->lang, TR("รายจ่ายตามร่าง")), money_million_text(r, b->expenditure),
               SAY(r, TR("ต่างจากรายรับ {left} ล้านบาท"),
                   {STR("{left}"), money_million_text(r, b->difference)}));
    p->fact[1].stop = set && b->difference.satang < 0;
    money_fact(
        p, tr(r->lang, TR("ปรับได้เบื้องต้น")), money_million_text(r, b->gross),
        SAY(r, TR("ร้อยละ {share} ของรายจ่าย"), {STR("{share}"), money_share_text(r, b->gross_bp)}));
    money_fact(
        p, tr(r->lang, TR("ปรับได้สุทธิ")), money_million_text(r, b->net),
        SAY(r, TR("ร้อยละ {share} ของรายจ่าย"), {STR("{share}"), money_share_text(r, b->net_bp)}));
}

static struct str lead_of(struct req *r, const struct revenue_balance *b)
{
    struct str left =
        money_million_text(r, b->difference.satang < 0 ? money_neg(b->difference) : b->difference);

    if (b->revenue.satang == 0)
        return tr(r->lang, TR("ยังไม่มีประมาณการรายรับที่เห็นชอบ คำนวณหลายวิธีเทียบกัน แล้วให้อีกคนเห็นชอบ"));
    if (b->difference.satang == 0)
        return SAY(r, TR("งบประมาณสมดุล: รายจ่ายตามร่างเท่ากับประมาณการรายรับ {revenue} ล้านบาทพอดี"),
                   {STR("{revenue}"), money_million_text(r, b->revenue)});
    return SAY(r,
               b->difference.satang < 0
                   ? TR("งบประมาณยังไม่สมดุล: รายจ่ายตามร่างเกินประมาณการรายรับ {left} ล้านบาท")
                   : TR("รายจ่ายตามร่างยังต่ำกว่าประมาณการรายรับ {left} ล้านบาท งบสมดุลต้องเท่ากัน"),
               {STR("{left}"), left});
}

static struct rows newest_first(struct req *r, const struct rows *rows)
{
    struct revenue_actual_row *row = ARENA_ARRAY(r->a, struct revenue_actual_row, rows->n);

    for (size_t i = 0; i < rows->n; i++)
        row[i] = ((const struct revenue_actual_row *)rows->p)[rows->n - 1 - i];
    return (struct rows){row, rows->n};
}

static bool revenue_show(struct req *r, struct form *wrong, const char *which, int status,
                         struct reply *ret, struct err *e)
{
    struct revenue_row *sum = ARENA_NEW(r->a, struct revenue_row);
    struct money_page p = {.title = tr(r->lang, TR("ประมาณการรายรับ"))};
    struct rows table, forecasts, actuals;
    struct revenue_balance b;
    struct money by_type[7];

    if (!revenue_table(r->db, r->a, r->year, &actuals, &table, e))
        return false;
    table = named(r, &table, sum);
    if (r->format != FORMAT_HTML)
        return reply_table(r, &revenue_row_type, table.p, table.n, sum, STR_NONE,
                           str_format(r->a, "revenue-%lld", (long long)r->year), ret, e);
    if (!money_balance(r, &b, by_type, e) ||
        !revenue_forecasts(r->db, r->a, r->year, &forecasts, e))
        return false;
    actuals = newest_first(r, &actuals);
    p.lead = lead_of(r, &b);
    money_tabs(r, &p, "/money/revenue");
    put_facts(r, &p, &b);
    put_sources(r, &p, &table, sum);
    money_balance_section(r, &p, &b, by_type);
    put_table(r, &p, "forecasts", TR("ทุกประมาณการ พร้อมวิธีและผู้จัดทำ"),
              (struct table_view){.type = &revenue_forecast_row_type,
                                  .rows = forecasts.p,
                                  .n = forecasts.n,
                                  .cols = forecast_cols,
                                  .ncols = ARRAY_LEN(forecast_cols),
                                  .empty = tr(r->lang, TR("ยังไม่มีประมาณการ"))});
    put_table(r, &p, "actuals", TR("ผลจัดเก็บที่ผ่านมา พร้อมที่มา"),
              (struct table_view){.type = &revenue_actual_row_type,
                                  .rows = actuals.p,
                                  .n = actuals.n,
                                  .cols = actual_cols,
                                  .ncols = ARRAY_LEN(actual_cols),
                                  .empty = tr(r->lang, TR("ยังไม่มีผลจัดเก็บ"))});
    put_work(r, &p, &forecasts);
    money_refused(r, &p, wrong, which, "/money/revenue/");
    return money_show(r, &p, "/money", status, ret, e);
}

bool revenue_page(struct req *r, struct reply *ret, struct err *e)
{
    return revenue_show(r, NULL, "", 200, ret, e);
}

bool revenue_forecasts_page(struct req *r, struct reply *ret, struct err *e)
{
    struct rows rows;

    if (r->format == FORMAT_HTML) {
        reply_redirect(r, STR("/money/revenue#forecasts"), ret);
        return true;
    }
    return revenue_forecasts(r->db, r->a, r->year, &rows, e) &&
           reply_table(r, &revenue_forecast_row_type, rows.p, rows.n, NULL, STR_NONE,
                       str_format(r->a, "forecasts-%lld", (long long)r->year), ret, e);
}

bool revenue_actuals_page(struct req *r, struct reply *ret, struct err *e)
{
    struct rows rows;

    if (r->format == FORMAT_HTML) {
        reply_redirect(r, STR("/money/revenue#actuals"), ret);
        return true;
    }
    return revenue_actuals(r->db, r->a, r->year, &rows, e) &&
           reply_table(r, &revenue_actual_row_type, rows.p, rows.n, NULL, STR_NONE,
                       str_format(r->a, "receipts-before-%lld", (long long)r->year), ret, e);
}

/* ---- posts ---- */

static struct money_post *post_of(struct req *r, req_write_fn *write, const char *which)
{
    struct money_post *p = ARENA_NEW(r->a, struct money_post);

    p->page.show = revenue_show;
    p->page.which = which;
    p->page.path = "/money/revenue";
    p->write = write;
    return p;
}

static bool calculated_write(struct act *by, void *ctx, struct err *e)
{
    const struct money_post *p = ctx;
    struct revenue_forecast_new f = {.year = p->year,
                                     .name = form_value(&p->form, "name"),
                                     .method = form_value(&p->form, "method"),
                                     .basis = form_value(&p->form, "basis")};
    struct str code;

    return revenue_forecast_add(by, &f, &code, e);
}

bool revenue_forecast_post(struct req *r, struct reply *ret, struct err *e)
{
    struct money_post *p = post_of(r, calculated_write, "forecast");

    p->form = money_form(r, calculated_fields, ARRAY_LEN(calculated_fields));
    money_words(r, "method_calculated", &p->form.field[1]);
    form_read(&p->form, r);
    form_check(&p->form, r);
    return money_post(r, p, ret, e);
}

struct manual_items {
    struct revenue_item item[REVENUE_SOURCES];
    size_t n;
};

static bool manual_write(struct act *by, void *ctx, struct err *e)
{
    const struct money_post *p = ctx;
    const struct manual_items *m = p->more;
    struct revenue_forecast_new f = {.year = p->year,
                                     .name = form_value(&p->form, "m_name"),
                                     .method = STR("manual"),
                                     .basis = form_value(&p->form, "m_basis"),
                                     .item = m->item,
                                     .items = m->n};
    struct str code;

    return revenue_forecast_add(by, &f, &code, e);
}

bool revenue_manual_post(struct req *r, struct reply *ret, struct err *e)
{
    struct money_post *p = post_of(r, manual_write, "manual");
    struct manual_items *m = ARENA_NEW(r->a, struct manual_items);

    p->form = manual_form(r);
    p->more = m;
    form_read(&p->form, r);
    form_check(&p->form, r);
    for (enum revenue_source s = 0; s < REVENUE_SOURCES; s++) {
        const struct form_field *x = &p->form.field[ARRAY_LEN(manual_head) + s];

        if (x->value.n == 0)
            continue;
        m->item[m->n].code = str_from(revenue_code(s));
        if (form_money(&p->form, x->name, r, &m->item[m->n].amount))
            m->n++;
    }
    return money_post(r, p, ret, e);
}

struct actual_more {
    int64_t year;
    struct money amount;
};

static bool actual_write(struct act *by, void *ctx, struct err *e)
{
    const struct money_post *p = ctx;
    const struct actual_more *m = p->more;

    return revenue_actual_add(by, m->year, form_value(&p->form, "a_source"), m->amount,
                              form_value(&p->form, "a_text"), form_value(&p->form, "a_status"), e);
}

bool revenue_actual_post(struct req *r, struct reply *ret, struct err *e)
{
    struct money_post *p = post_of(r, actual_write, "actual");
    struct actual_more *m = ARENA_NEW(r->a, struct actual_more);
    struct err why = {0};
    int32_t fy = 0;

    p->form = money_form(r, actual_fields, ARRAY_LEN(actual_fields));
    fill_actual(r, &p->form);
    p->more = m;
    form_read(&p->form, r);
    if (form_check(&p->form, r)) {
        form_money(&p->form, "a_amount", r, &m->amount);
        if (!fy_parse(form_value(&p->form, "a_year"), &fy, &why))
            form_wrong(&p->form, "a_year", word_error(r->a, &why, r->lang));
    }
    m->year = fy;
    return money_post(r, p, ret, e);
}

static bool adopt_write(struct act *by, void *ctx, struct err *e)
{
    const struct money_post *p = ctx;

    return revenue_adopt(by, form_value(&p->form, "adopt"), form_value(&p->form, "reason"), e);
}

bool revenue_adopt_post(struct req *r, struct reply *ret, struct err *e)
{
    struct money_post *p = post_of(r, adopt_write, "adopt");
    struct rows forecasts;

    p->form = money_form(r, adopt_fields, ARRAY_LEN(adopt_fields));
    if (!revenue_forecasts(r->db, r->a, r->year, &forecasts, e))
        return false;
    fill_adopt(r, &p->form, &forecasts);
    form_read(&p->form, r);
    form_check(&p->form, r);
    return money_post(r, p, ret, e);
}
