/* period_page.c - /year-end/periods: months of the ledger, closed and opened again, each with its reason. */
#include "execute/period.h"

#include "base/arena.h"
#include "base/err.h"
#include "web/carry_page.h"
#include "web/words.h"

static const struct col period_cols[] = {
    {"period", COL_YEAR, NULL, NULL, NULL},     {"closed", COL_YES, NULL, NULL, NULL},
    {"times", COL_PLAIN, NULL, NULL, NULL},     {"changed_by", COL_PLAIN, NULL, NULL, NULL},
    {"at", COL_PLAIN, NULL, NULL, NULL},        {"reason", COL_PLAIN, NULL, NULL, NULL},
    {"closed_seq", COL_PLAIN, NULL, NULL, NULL},
};
static const struct col event_cols[] = {
    {"period", COL_YEAR, NULL, NULL, NULL},  {"event", COL_TAG, "period_event", NULL, NULL},
    {"reason", COL_PLAIN, NULL, NULL, NULL}, {"made_by", COL_PLAIN, NULL, NULL, NULL},
    {"made_at", COL_PLAIN, NULL, NULL, NULL},
};
static const struct form_field close_fields[] = {
    {.name = "period", .kind = FORM_CHOICE, .label = TR("งวด"), .required = true},
    {.name = "reason", .kind = FORM_LONG, .label = TR("เหตุผล"), .max = 1000},
};
static const struct form_field open_fields[] = {
    {.name = "period", .kind = FORM_CHOICE, .label = TR("งวด"), .required = true},
    {.name = "reason", .kind = FORM_LONG, .label = TR("เหตุผล"), .required = true, .max = 1000},
};

/* ตุลาคม 2565 */
static struct str month_text(struct req *r, int64_t period)
{
    static const char *const month[] = {TR("มกราคม"),  TR("กุมภาพันธ์"), TR("มีนาคม"),  TR("เมษายน"),
                                        TR("พฤษภาคม"), TR("มิถุนายน"),  TR("กรกฎาคม"), TR("สิงหาคม"),
                                        TR("กันยายน"),  TR("ตุลาคม"),    TR("พฤศจิกายน"), TR("ธันวาคม")};

    return str_format(r->a, "%.*s %lld", STR_FMT(tr(r->lang, month[(period - 1) % 100 % 12])),
                      (long long)fy_from_ce((int32_t)(period / 100)));
}

static void choices(struct req *r, const struct rows *rows, bool closed, struct form_field *f)
{
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, rows->n + 1);
    const struct ledger_period *p = rows->p;

    f->choices = 0;
    for (size_t i = 0; i < rows->n; i++) {
        if (p[i].closed == closed)
            c[f->choices++] = (struct form_choice){str_format(r->a, "%lld", (long long)p[i].period),
                                                   month_text(r, p[i].period)};
    }
    f->choice = c;
}

static void put_panels(struct req *r, struct money_page *p, const struct rows *rows, int64_t closed)
{
    struct money_panel *x;

    if (!actor_may(&r->session.actor, PERM_PERIOD))
        return;
    if (closed < (int64_t)rows->n) {
        x = money_panel(p);
        x->title = tr(r->lang, TR("ปิดงวด"));
        x->note = tr(r->lang, TR("ปิดแล้วไม่รับรายการบัญชีที่ลงวันที่ในงวดนั้น"));
        x->action = STR("/year-end/periods?do=close");
        x->submit = x->title;
        x->form = money_form(r, close_fields, ARRAY_LEN(close_fields));
        choices(r, rows, false, &x->form.field[0]);
    }
    if (closed > 0) {
        x = money_panel(p);
        x->title = tr(r->lang, TR("เปิดงวดอีกครั้ง"));
        x->note = tr(r->lang, TR("ต้องมีเหตุผล และอยู่ในประวัติตลอดไป"));
        x->action = STR("/year-end/periods?do=reopen");
        x->submit = x->title;
        x->form = money_form(r, open_fields, ARRAY_LEN(open_fields));
        x->second = true;
        choices(r, rows, true, &x->form.field[0]);
    }
}

static bool periods_show(struct req *r, struct form *wrong, const char *which, int status, struct reply *ret,
                         struct err *e)
{
    struct money_page p = {.title = tr(r->lang, TR("งวดบัญชี"))};
    const struct ledger_period *m;
    struct rows rows, events;
    struct money_section *s;
    int64_t closed = 0;

    if (!period_list(r->db, r->a, r->year, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &ledger_period_type, rows.p, rows.n, NULL, STR_NONE, STR("periods"), ret, e);
    if (!period_events(r->db, r->a, r->year, &events, e))
        return false;
    m = rows.p;
    for (size_t i = 0; i < rows.n; i++)
        closed += m[i].closed;
    p.lead = SAY(r, TR("ปิดแล้ว {n} จาก 12 งวด รายการบัญชีลงวันที่ได้เฉพาะงวดที่เปิด"), {STR("{n}"), money_count_text(r, closed)});
    p.tab[p.tab_n++] = (struct money_link){tr(r->lang, TR("สิ้นปี")), STR("/year-end"), false};
    p.tab[p.tab_n++] = (struct money_link){p.title, STR("/year-end/periods"), true};
    s = money_section(&p);
    s->id = STR("months");
    s->title = tr(r->lang, TR("สิบสองงวดของปี"));
    s->path = STR("/year-end/periods");
    s->has_table = true;
    s->table = (struct table_view){
        .type = &ledger_period_type, .rows = rows.p, .n = rows.n, .cols = period_cols, .ncols = ARRAY_LEN(period_cols), .caption = s->title};
    s = money_section(&p);
    s->id = STR("events");
    s->title = tr(r->lang, TR("ประวัติการปิดและเปิด"));
    s->path = STR("/year-end/periods/events");
    s->has_table = true;
    s->table = (struct table_view){.type = &ledger_period_event_type,
                                   .rows = events.p,
                                   .n = events.n,
                                   .cols = event_cols,
                                   .ncols = ARRAY_LEN(event_cols),
                                   .caption = s->title,
                                   .empty = tr(r->lang, TR("ยังไม่เคยปิดงวด"))};
    put_panels(r, &p, &rows, closed);
    if (wrong)
        choices(r, &rows, str_eq(str_from(which), STR("?do=reopen")), &wrong->field[0]);
    money_refused(r, &p, wrong, which, "/year-end/periods");
    return money_show(r, &p, "/year-end", status, ret, e);
}

bool periods_page(struct req *r, struct reply *ret, struct err *e)
{
    return periods_show(r, NULL, "", 200, ret, e);
}

bool period_events_page(struct req *r, struct reply *ret, struct err *e)
{
    struct rows rows;

    if (r->format == FORMAT_HTML) {
        reply_redirect(r, STR("/year-end/periods#events"), ret);
        return true;
    }
    return period_events(r->db, r->a, r->year, &rows, e) &&
           reply_table(r, &ledger_period_event_type, rows.p, rows.n, NULL, STR_NONE, STR("period-events"), ret, e);
}

struct period_more {
    bool reopen;
    int64_t period;
};

static bool period_write(struct act *by, void *ctx, struct err *e)
{
    const struct money_post *p = ctx;
    const struct period_more *m = p->more;
    struct str reason = form_value(&p->form, "reason");

    return m->reopen ? period_reopen(by, p->year, m->period, reason, e)
                     : period_close(by, p->year, m->period, reason, e);
}

bool periods_post(struct req *r, struct reply *ret, struct err *e)
{
    struct str what = req_query(r, "do").n ? req_query(r, "do") : req_field(r, "do");
    struct money_post *p = ARENA_NEW(r->a, struct money_post);
    struct period_more *m = ARENA_NEW(r->a, struct period_more);

    m->reopen = str_eq(what, STR("reopen"));
    if (!m->reopen && !str_eq(what, STR("close"))) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(STR("do")));
        err_arg(e, "value", V(what));
        err_arg(e, "expected", V(STR("close reopen")));
        return false;
    }
    p->page.show = periods_show;
    p->page.which = m->reopen ? "?do=reopen" : "?do=close";
    p->page.path = "/year-end/periods";
    p->write = period_write;
    p->more = m;
    p->form = m->reopen ? money_form(r, open_fields, ARRAY_LEN(open_fields))
                        : money_form(r, close_fields, ARRAY_LEN(close_fields));
    p->form.field[0].kind = FORM_TEXT; /* the months are chosen again when it is shown */
    form_read(&p->form, r);
    form_check(&p->form, r);
    (void)form_int(&p->form, "period", r, 190001, 299912, &m->period);
    p->form.field[0].kind = FORM_CHOICE;
    return money_post(r, p, ret, e);
}
