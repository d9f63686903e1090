/* money_subsidy.c - government subsidies: their register, their calendar, what happened to each. */
#include "base/arena.h"
#include "city/agency.h"
#include "plan/subsidy.h"
#include "web/money_page.h"
#include "web/money_parts.h"
#include "web/words.h"

static const struct col subsidy_cols[] = {
    {"name", COL_LINK, "/money/subsidies/use/", "code", NULL},
    {"code", COL_UNDER, NULL, NULL, NULL},
    {"agency_name", COL_PLAIN, NULL, NULL, NULL},
    {"fund_code", COL_UNDER, "subsidy_fund", NULL, NULL},
    {"purpose", COL_PLAIN, NULL, NULL, NULL},
    {"conditions", COL_UNDER, NULL, NULL, NULL},
    {"matching", COL_PLAIN, NULL, NULL, TR("ส่วนสมทบ (%)")},
    {"requested", COL_MILLION, NULL, NULL, NULL},
    {"approved", COL_MILLION, NULL, NULL, NULL},
    {"matching_money", COL_MILLION, NULL, NULL, NULL},
    {"received", COL_MILLION, NULL, NULL, NULL},
    {"left", COL_MILLION, NULL, NULL, NULL},
    {"reported", COL_YES, NULL, NULL, NULL},
};
static const struct col event_cols[] = {
    {"code", COL_PLAIN, NULL, NULL, NULL}, {"event", COL_TAG, "subsidy", NULL, NULL},
    {"on", COL_PLAIN, NULL, NULL, NULL},   {"amount", COL_WHOLE, NULL, NULL, TR("บาท")},
    {"note", COL_PLAIN, NULL, NULL, NULL}, {"by_user", COL_PLAIN, NULL, NULL, NULL},
};
static const struct col step_cols[] = {
    {"step", COL_WORD, "subsidy_step", NULL, TR("ขั้นของปฏิทินงบประมาณแผ่นดิน")},
    {"due", COL_PLAIN, NULL, NULL, NULL},
    {"done", COL_PLAIN, NULL, NULL, NULL},
    {"late", COL_YES, NULL, NULL, NULL},
    {"note", COL_PLAIN, NULL, NULL, NULL},
};
static const struct form_field new_fields[] = {
    {.name = "n_agency", .kind = FORM_CHOICE, .label = TR("หน่วยรับงบประมาณ"), .required = true},
    {.name = "n_fund", .kind = FORM_CHOICE, .label = TR("ประเภท"), .required = true},
    {.name = "n_name", .kind = FORM_TEXT, .label = TR("ชื่อเงินอุดหนุน"), .required = true, .max = 300},
    {.name = "n_purpose",
     .kind = FORM_LONG,
     .label = TR("วัตถุประสงค์"),
     .required = true,
     .max = 1000},
    {.name = "n_conditions",
     .kind = FORM_LONG,
     .label = TR("เงื่อนไข"),
     .required = true,
     .max = 1000},
    {.name = "n_matching",
     .kind = FORM_NUMBER,
     .label = TR("ส่วนสมทบของกรุงเทพมหานคร (ร้อยละ)"),
     .required = true,
     .hint = TR("ของค่าใช้จ่ายทั้งหมด 0 คือไม่ต้องสมทบ")},
};
static const struct form_field event_fields[] = {
    {.name = "v_code", .kind = FORM_CHOICE, .label = TR("เงินอุดหนุน"), .required = true},
    {.name = "v_event", .kind = FORM_CHOICE, .label = TR("เหตุการณ์"), .required = true},
    {.name = "v_on", .kind = FORM_TEXT, .label = TR("วันที่"), .required = true, .max = 40},
    {.name = "v_amount",
     .kind = FORM_MONEY,
     .label = TR("จำนวนเงิน (บาท)"),
     .hint = TR("รายงานการใช้ไม่ต้องใส่")},
    {.name = "v_note", .kind = FORM_LONG, .label = TR("เลขที่หนังสือ หรือผลการใช้จ่าย"), .max = 2000},
};
static const struct form_field step_fields[] = {
    {.name = "s_step", .kind = FORM_CHOICE, .label = TR("ขั้น"), .required = true},
    {.name = "s_due", .kind = FORM_TEXT, .label = TR("กำหนดวันที่"), .required = true, .max = 40},
    {.name = "s_done", .kind = FORM_TEXT, .label = TR("ทำแล้ววันที่"), .max = 40},
    {.name = "s_note", .kind = FORM_TEXT, .label = TR("หมายเหตุ"), .max = 300},
};

static void code_choices(struct req *r, struct form_field *f, const struct rows *subsidies)
{
    const struct subsidy_row *x = subsidies->p;
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, subsidies->n + 1);

    for (size_t i = 0; i < subsidies->n; i++)
        c[i] = (struct form_choice){
            x[i].code, str_format(r->a, "%.*s · %.*s", STR_FMT(x[i].code), STR_FMT(x[i].name))};
    f->choice = c;
    f->choices = subsidies->n;
}

struct subsidy_view {
    struct rows list, steps, events;
    struct subsidy_row sum;
    const struct subsidy_step_row *late; /* the first that is late */
    int64_t unreported;
};

static bool read_view(struct req *r, struct subsidy_view *v, struct err *e)
{
    const struct subsidy_step_row *s;
    const struct subsidy_row *x;

    if (!subsidy_list(r->db, r->a, r->year, &v->list, e) ||
        !subsidy_steps(r->db, r->a, r->year, r->today, &v->steps, e) ||
        !subsidy_events(r->db, r->a, r->year, &v->events, e))
        return false;
    x = v->list.p;
    for (size_t i = 0; i < v->list.n; i++) {
        v->sum.requested = money_add(v->sum.requested, x[i].requested);
        v->sum.approved = money_add(v->sum.approved, x[i].approved);
        v->sum.matching_money = money_add(v->sum.matching_money, x[i].matching_money);
        v->sum.received = money_add(v->sum.received, x[i].received);
        v->sum.spent = money_add(v->sum.spent, x[i].spent);
        v->sum.returned = money_add(v->sum.returned, x[i].returned);
        v->sum.left = money_add(v->sum.left, x[i].left);
        v->unreported += x[i].received.satang > 0 && !x[i].reported;
    }
    s = v->steps.p;
    for (size_t i = v->steps.n; i-- > 0;) {
        if (s[i].late)
            v->late = &s[i];
    }
    return true;
}

static struct str lead_of(struct req *r, const struct subsidy_view *v)
{
    if (v->list.n == 0)
        return tr(r->lang, TR("ยังไม่มีเงินอุดหนุนรัฐบาลของปีนี้ เงินนี้ไม่นับรวมในงบสมดุลของกรุงเทพมหานคร"));
    if (v->unreported)
        return SAY(r,
                   TR("ได้รับเงินอุดหนุนรัฐบาล {received} จากที่ขอ {requested} ล้านบาท ยังไม่ได้รายงานการใช้ "
                      "{n} รายการ"),
                   {STR("{received}"), money_million_text(r, v->sum.received)},
                   {STR("{requested}"), money_million_text(r, v->sum.requested)},
                   {STR("{n}"), money_count_text(r, v->unreported)});
    return SAY(
        r, TR("ขอเงินอุดหนุนรัฐบาล {requested} ได้รับอนุมัติ {approved} ล้านบาท นอกงบสมดุลของกรุงเทพมหานคร"),
        {STR("{requested}"), money_million_text(r, v->sum.requested)},
        {STR("{approved}"), money_million_text(r, v->sum.approved)});
}

static void put_table(struct req *r, struct money_page *p, const char *id, const char *title,
                      struct table_view t)
{
    struct money_section *s = money_section(p);

    s->id = str_from(id);
    s->title = tr(r->lang, title);
    s->path = str_eq(s->id, STR("list")) ? STR("/money/subsidies")
                                         : str_format(r->a, "/money/subsidies/%s", id);
    s->has_table = true;
    s->table = t;
    s->table.caption = s->title;
}

static void put_picture(struct req *r, struct money_page *p, const struct subsidy_view *v)
{
    const struct {
        const char *label;
        struct money m;
        int colour;
    } bar[] = {{TR("ขอ"), v->sum.requested, 8},
               {TR("ได้รับอนุมัติ"), v->sum.approved, 3},
               {TR("รับแล้ว"), v->sum.received, 1},
               {TR("ใช้แล้ว"), v->sum.spent, 2},
               {TR("คืนแล้ว"), v->sum.returned, 7}};
    struct chart_item *item = ARENA_ARRAY(r->a, struct chart_item, ARRAY_LEN(bar));

    for (size_t i = 0; i < ARRAY_LEN(bar); i++)
        item[i] = (struct chart_item){.label = tr(r->lang, bar[i].label),
                                      .value_text = money_million_text(r, bar[i].m),
                                      .value = bar[i].m.satang,
                                      .colour = bar[i].colour};
    if (v->list.n)
        money_bars(r, &p->section[0], item, ARRAY_LEN(bar));
}

static bool put_work(struct req *r, struct money_page *p, const struct subsidy_view *v,
                     struct err *e)
{
    struct money_panel *x;

    if (!actor_may(&r->session.actor, PERM_FISCAL))
        return true;
    if (v->list.n) {
        x = money_panel(p);
        x->title = tr(r->lang, TR("บันทึกสิ่งที่เกิดขึ้น"));
        x->action = STR("/money/subsidies/event");
        x->submit = tr(r->lang, TR("บันทึกเหตุการณ์"));
        x->form = money_form(r, event_fields, ARRAY_LEN(event_fields));
        code_choices(r, &x->form.field[0], &v->list);
        money_words(r, "subsidy", &x->form.field[1]);
    }
    x = money_panel(p);
    x->title = tr(r->lang, TR("ปฏิทินของปีนี้"));
    x->action = STR("/money/subsidies/step");
    x->submit = tr(r->lang, TR("ตั้งวันที่"));
    x->form = money_form(r, step_fields, ARRAY_LEN(step_fields));
    money_words(r, "subsidy_step", &x->form.field[0]);
    x->second = true;
    x = money_act(p);
    x->title = tr(r->lang, TR("เพิ่มเงินอุดหนุน"));
    x->action = STR("/money/subsidies/new");
    x->submit = tr(r->lang, TR("เพิ่มเงินอุดหนุน"));
    x->form = money_form(r, new_fields, ARRAY_LEN(new_fields));
    money_words(r, "subsidy_fund", &x->form.field[1]);
    return form_agencies(r, &x->form.field[0], STR_NONE, e);
}

static bool subsidy_show(struct req *r, struct form *wrong, const char *which, int status,
                         struct reply *ret, struct err *e)
{
    struct subsidy_view *v = ARENA_NEW(r->a, struct subsidy_view);
    struct money_page p = {.title = tr(r->lang, TR("เงินอุดหนุนรัฐบาล"))};
    struct str unit = tr(r->lang, TR("ล้านบาท"));

    if (!read_view(r, v, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &subsidy_row_type, v->list.p, v->list.n, &v->sum, STR_NONE,
                           str_format(r->a, "subsidies-%lld", (long long)r->year), ret, e);
    p.lead = lead_of(r, v);
    money_tabs(r, &p, "/money/subsidies");
    if (v->late)
        money_note(&p,
                   SAY(r, TR("เลยกำหนดแล้ว: {step} ({day})"),
                       {STR("{step}"), word_label("subsidy_step", v->late->step, r->lang)},
                       {STR("{day}"), money_day_text(r, v->late->due)}),
                   STR("#steps"), tr(r->lang, TR("ดูปฏิทิน")));
    if (v->list.n) {
        money_fact(&p, tr(r->lang, TR("ขอ")), money_million_text(r, v->sum.requested), unit);
        money_fact(&p, tr(r->lang, TR("ได้รับอนุมัติ")), money_million_text(r, v->sum.approved), unit);
        money_fact(&p, tr(r->lang, TR("เงินสมทบ")), money_million_text(r, v->sum.matching_money),
                   unit);
        money_fact(&p, tr(r->lang, TR("ยังเหลือ ต้องใช้หรือคืน")), money_million_text(r, v->sum.left),
                   unit);
        p.fact[3].warn = v->sum.left.satang > 0;
    }
    put_table(r, &p, "list", TR("ทะเบียนเงินอุดหนุนรัฐบาล"),
              (struct table_view){.type = &subsidy_row_type,
                                  .rows = v->list.p,
                                  .n = v->list.n,
                                  .cols = subsidy_cols,
                                  .ncols = ARRAY_LEN(subsidy_cols),
                                  .total = v->list.n ? &v->sum : NULL,
                                  .empty = tr(r->lang, TR("ยังไม่มีเงินอุดหนุน"))});
    put_picture(r, &p, v);
    put_table(r, &p, "steps", TR("ปฏิทินงบประมาณแผ่นดินของเงินอุดหนุน"),
              (struct table_view){.type = &subsidy_step_row_type,
                                  .rows = v->steps.p,
                                  .n = v->steps.n,
                                  .cols = step_cols,
                                  .ncols = ARRAY_LEN(step_cols)});
    put_table(r, &p, "events", TR("สิ่งที่เกิดขึ้น"),
              (struct table_view){.type = &subsidy_event_row_type,
                                  .rows = v->events.p,
                                  .n = v->events.n,
                                  .cols = event_cols,
                                  .ncols = ARRAY_LEN(event_cols),
                                  .empty = tr(r->lang, TR("ยังไม่มีเหตุการณ์"))});
    if (!put_work(r, &p, v, e))
        return false;
    if (wrong && str_eq(str_from(which), STR("new")) && !form_agencies(r, &wrong->field[0], STR_NONE, e))
        return false;
    if (wrong && str_eq(str_from(which), STR("event")))
        code_choices(r, &wrong->field[0], &v->list);
    money_refused(r, &p, wrong, which, "/money/subsidies/");
    return money_show(r, &p, "/money", status, ret, e);
}

bool subsidy_page(struct req *r, struct reply *ret, struct err *e)
{
    return subsidy_show(r, NULL, "", 200, ret, e);
}

bool subsidy_events_page(struct req *r, struct reply *ret, struct err *e)
{
    struct rows rows;

    if (r->format == FORMAT_HTML) {
        reply_redirect(r, STR("/money/subsidies#events"), ret);
        return true;
    }
    return subsidy_events(r->db, r->a, r->year, &rows, e) &&
           reply_table(r, &subsidy_event_row_type, rows.p, rows.n, NULL, STR_NONE,
                       str_format(r->a, "subsidy-events-%lld", (long long)r->year), ret, e);
}

bool subsidy_steps_page(struct req *r, struct reply *ret, struct err *e)
{
    struct rows rows;

    if (r->format == FORMAT_HTML) {
        reply_redirect(r, STR("/money/subsidies#steps"), ret);
        return true;
    }
    return subsidy_steps(r->db, r->a, r->year, r->today, &rows, e) &&
           reply_table(r, &subsidy_step_row_type, rows.p, rows.n, NULL, STR_NONE,
                       str_format(r->a, "subsidy-calendar-%lld", (long long)r->year), ret, e);
}

/* ---- posts ---- */

static struct money_post *post_of(struct req *r, req_write_fn *write, const char *which)
{
    struct money_post *p = ARENA_NEW(r->a, struct money_post);

    p->page.show = subsidy_show;
    p->page.which = which;
    p->page.path = "/money/subsidies";
    p->write = write;
    return p;
}

static bool new_write(struct act *by, void *ctx, struct err *e)
{
    const struct money_post *p = ctx;
    struct subsidy_new n = {.year = p->year,
                            .matching_bp = *(const int64_t *)p->more,
                            .fund_code = form_value(&p->form, "n_fund"),
                            .name = form_value(&p->form, "n_name"),
                            .purpose = form_value(&p->form, "n_purpose"),
                            .conditions = form_value(&p->form, "n_conditions"),
                            .status = STR("office")};
    struct agency g;
    struct str code;

    if (!agency_get(by->tx->db, by->a, form_value(&p->form, "n_agency"), &g, e))
        return false;
    n.agency_id = g.id;
    return subsidy_add(by, &n, &code, e);
}

bool subsidy_post(struct req *r, struct reply *ret, struct err *e)
{
    struct money_post *p = post_of(r, new_write, "new");
    int64_t *bp = ARENA_NEW(r->a, int64_t), milli = 0;

    p->more = bp;
    p->form = money_form(r, new_fields, ARRAY_LEN(new_fields));
    money_words(r, "subsidy_fund", &p->form.field[1]);
    form_read(&p->form, r);
    if (form_check(&p->form, r) && form_milli(&p->form, "n_matching", r, &milli))
        *bp = milli / 10;
    return money_post(r, p, ret, e);
}

static bool event_write(struct act *by, void *ctx, struct err *e)
{
    const struct money_post *p = ctx;

    return subsidy_event(by, p->more, e);
}

bool subsidy_event_post(struct req *r, struct reply *ret, struct err *e)
{
    struct money_post *p = post_of(r, event_write, "event");
    struct subsidy_act *x = ARENA_NEW(r->a, struct subsidy_act);

    p->more = x;
    p->form = money_form(r, event_fields, ARRAY_LEN(event_fields));
    money_words(r, "subsidy", &p->form.field[1]);
    form_read(&p->form, r);
    if (form_check(&p->form, r)) {
        money_day(&p->form, "v_on", r, &x->on);
        if (form_value(&p->form, "v_amount").n)
            form_money(&p->form, "v_amount", r, &x->amount);
    }
    x->version = -1;
    x->code = form_value(&p->form, "v_code");
    x->event = form_value(&p->form, "v_event");
    x->note = form_value(&p->form, "v_note");
    return money_post(r, p, ret, e);
}

static bool step_write(struct act *by, void *ctx, struct err *e)
{
    const struct money_post *p = ctx;

    return subsidy_step(by, p->year, p->more, e);
}

bool subsidy_step_post(struct req *r, struct reply *ret, struct err *e)
{
    struct money_post *p = post_of(r, step_write, "step");
    struct subsidy_step_row *s = ARENA_NEW(r->a, struct subsidy_step_row);

    p->more = s;
    p->form = money_form(r, step_fields, ARRAY_LEN(step_fields));
    money_words(r, "subsidy_step", &p->form.field[0]);
    form_read(&p->form, r);
    if (form_check(&p->form, r)) {
        money_day(&p->form, "s_due", r, &s->due);
        if (form_value(&p->form, "s_done").n)
            money_day(&p->form, "s_done", r, &s->done);
    }
    s->step = form_value(&p->form, "s_step");
    s->note = form_value(&p->form, "s_note");
    return money_post(r, p, ret, e);
}
