/* year_end_page.c - /year-end: what is open, lapse, closing; /year-end/periods: months of the ledger. */
#include "execute/year_end.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/year.h"
#include "execute/period.h"
#include "plan/cycle.h"
#include "web/carry_page.h"
#include "web/words.h"

static const struct col step_cols[] = {
    {"label", COL_LINK, "", "path", NULL},
    {"count", COL_PLAIN, NULL, NULL, NULL},
    {"amount", COL_MILLION, NULL, NULL, TR("ล้านบาท")},
    {"must", COL_YES, NULL, NULL, NULL},
};
static const struct col part_cols[] = {
    {"name", COL_PLAIN, NULL, NULL, NULL},        {"lines", COL_PLAIN, NULL, NULL, NULL},
    {"unallotted", COL_MILLION, NULL, NULL, NULL}, {"allotted", COL_MILLION, NULL, NULL, NULL},
    {"reserved", COL_MILLION, NULL, NULL, NULL},  {"total", COL_MILLION, NULL, NULL, NULL},
    {"waiting", COL_MAYBE, NULL, NULL, NULL},
};
static const struct col lapse_cols[] = {
    {"run", COL_PLAIN, NULL, NULL, NULL},         {"state", COL_TAG, "lapse", NULL, NULL},
    {"lines", COL_PLAIN, NULL, NULL, NULL},       {"total", COL_WHOLE, NULL, NULL, NULL},
    {"doc_no", COL_PLAIN, NULL, NULL, NULL},      {"made_by", COL_PLAIN, NULL, NULL, NULL},
    {"approved_by", COL_PLAIN, NULL, NULL, NULL}, {"posted_by", COL_PLAIN, NULL, NULL, NULL},
    {"posted_on", COL_PLAIN, NULL, NULL, NULL},
};
static const struct col closing_cols[] = {
    {"agency_name", COL_PLAIN, NULL, NULL, NULL},  {"type_code", COL_PLAIN, NULL, NULL, NULL},
    {"lines", COL_PLAIN, NULL, NULL, NULL},        {"given", COL_MILLION, NULL, NULL, NULL},
    {"disbursed", COL_MILLION, NULL, NULL, NULL},  {"carried_a", COL_MAYBE, NULL, NULL, NULL},
    {"carried_b", COL_MAYBE, NULL, NULL, NULL},    {"lapsed", COL_MAYBE, NULL, NULL, NULL},
    {"open", COL_MAYBE, NULL, NULL, NULL},
};
static const struct form_field note_fields[] = {
    {.name = "note", .kind = FORM_LONG, .label = TR("หมายเหตุ"), .max = 2000},
};
static const struct form_field doc_fields[] = {
    {.name = "doc_no", .kind = FORM_TEXT, .label = TR("หนังสืออนุมัติเลขที่"), .required = true, .max = 100},
};
static const struct form_field on_fields[] = {
    {.name = "on", .kind = FORM_TEXT, .label = TR("ลงวันที่"), .hint = TR("เว้นว่างคือ 30 กันยายน"), .max = 40},
};
static const struct form_field why_fields[] = {
    {.name = "note", .kind = FORM_LONG, .label = TR("เหตุผล"), .required = true, .max = 2000},
};
static const struct form_field close_fields[] = {
    {.name = "reason",
     .kind = FORM_LONG,
     .label = TR("เหตุผล"),
     .hint = TR("ต้องกรอกเมื่อยังมีเรื่องค้าง เหตุผลอยู่ในประวัติตลอดไป"),
     .max = 2000},
};

/* ---- the page ---- */

struct view {
    struct rows steps, parts, runs, closing;
    struct lapse_part rest;
    struct year_closing_part total;
    struct year_closing record;
    struct fiscal_year year;
    enum lapse_by by;
    bool closed;
    int64_t open;
};

static enum lapse_by by_of(struct req *r)
{
    struct str by = r->method == METHOD_GET ? req_query(r, "by") : STR_NONE;

    return str_eq(by, STR("type")) ? LAPSE_BY_TYPE : str_eq(by, STR("fund")) ? LAPSE_BY_FUND : LAPSE_BY_AGENCY;
}

static bool read_view(struct req *r, struct view *v, struct err *e)
{
    const struct year_end_step *s;

    v->by = by_of(r);
    if (!year_get(r->db, r->a, r->year, &v->year, e) ||
        !year_end_steps(r->db, r->a, r->year, r->lang, &v->steps, e))
        return false;
    s = v->steps.p;
    for (size_t i = 0; i < v->steps.n; i++)
        v->open += s[i].must && s[i].count > 0;
    if (r->format != FORMAT_HTML)
        return true;
    return lapse_parts(r->db, r->a, r->year, v->by, &v->parts, &v->rest, e) &&
           lapse_list(r->db, r->a, r->year, &v->runs, e) &&
           year_closing_find(r->db, r->a, r->year, &v->record, &v->closed, e) &&
           year_closing_parts(r->db, r->a, r->year, v->closed, &v->closing, &v->total, e);
}

static struct str lead_of(struct req *r, const struct view *v)
{
    if (v->closed)
        return SAY(r, TR("ปิดปีแล้วเมื่อ {on}: ได้รับ {given} ล้านบาท เบิกจ่าย {paid} กัน {carried} พับตกไป {lapsed}"),
                   {STR("{on}"), money_day_text(r, date_of_ms(v->record.at.ms))},
                   {STR("{given}"), money_million_text(r, v->total.given)},
                   {STR("{paid}"), money_million_text(r, v->total.disbursed)},
                   {STR("{carried}"), money_million_text(r, money_add(v->total.carried_a, v->total.carried_b))},
                   {STR("{lapsed}"), money_million_text(r, v->total.lapsed)});
    if (v->open == 0)
        return tr(r->lang, TR("ไม่มีเรื่องค้าง ปิดปีได้"));
    return SAY(r, TR("ก่อนปิดปีเหลือ {n} เรื่อง เงินที่จะพับตกไป {rest} ล้านบาท จาก {lines} รายการ"),
               {STR("{n}"), money_count_text(r, v->open)}, {STR("{rest}"), money_million_text(r, v->rest.total)},
               {STR("{lines}"), money_count_text(r, v->rest.lines)});
}

static struct money_section *section(struct req *r, struct money_page *p, const char *id, const char *title,
                                     const char *path, struct table_view t)
{
    struct money_section *s = money_section(p);

    s->id = str_from(id);
    s->title = tr(r->lang, title);
    s->path = str_from(path);
    s->has_table = true;
    s->table = t;
    s->table.caption = s->title;
    return s;
}

static void put_lapse(struct req *r, struct money_page *p, const struct view *v)
{
    struct money_section *s;

    s = section(r, p, "rest", TR("เงินที่จะพับตกไป"), "/year-end/lapse",
                (struct table_view){.type = &lapse_part_type,
                                    .rows = v->parts.p,
                                    .n = v->parts.n,
                                    .cols = part_cols,
                                    .ncols = ARRAY_LEN(part_cols),
                                    .total = v->parts.n ? &v->rest : NULL,
                                    .empty = tr(r->lang, TR("ไม่มีเงินเหลือ"))});
    s->unit = tr(r->lang, TR("ล้านบาท"));
    s->query = v->by == LAPSE_BY_TYPE ? STR("by=type") : v->by == LAPSE_BY_FUND ? STR("by=fund") : STR_NONE;
    if (v->runs.n)
        section(r, p, "runs", TR("การพับตกไป"), "",
                (struct table_view){.type = &lapse_type,
                                    .rows = v->runs.p,
                                    .n = v->runs.n,
                                    .cols = lapse_cols,
                                    .ncols = ARRAY_LEN(lapse_cols)});
}

static struct money_panel *run_panel(struct req *r, struct money_page *p, const struct lapse *x, const char *what,
                                     const char *title, const struct form_field *f)
{
    struct money_panel *panel = money_panel(p);

    panel->title = tr(r->lang, title);
    panel->submit = panel->title;
    panel->action = str_format(r->a, "/year-end/lapse/%lld?do=%s", (long long)x->run, what);
    panel->form = money_form(r, f, 1);
    return panel;
}

static void put_panels(struct req *r, struct money_page *p, const struct view *v)
{
    const struct actor *who = &r->session.actor;
    const struct lapse *x = v->runs.p;
    bool waits = v->runs.n && (str_eq(x->state, STR("proposed")) || str_eq(x->state, STR("approved")));
    struct money_panel *panel;

    if (!str_eq(v->year.stage, STR("YEAR_END")))
        return;
    if (!waits && v->rest.lines > 0 && actor_may(who, PERM_CARRY)) {
        panel = money_panel(p);
        panel->title = tr(r->lang, TR("เสนอพับตกไปทั้งหมด"));
        panel->note = SAY(r, TR("{sum} ล้านบาท จาก {n} รายการ ผู้อนุมัติและผู้บันทึกบัญชีเป็นคนละคน"),
                          {STR("{sum}"), money_million_text(r, v->rest.total)},
                          {STR("{n}"), money_count_text(r, v->rest.lines)});
        panel->action = STR("/year-end/lapse");
        panel->submit = tr(r->lang, TR("เสนอพับตกไป"));
        panel->form = money_form(r, note_fields, ARRAY_LEN(note_fields));
    }
    if (waits && str_eq(x->state, STR("proposed")) && actor_may(who, PERM_POST_APPROVE) &&
        !str_eq(x->made_by, who->name))
        run_panel(r, p, x, "approve", TR("อนุมัติการพับตกไป"), doc_fields);
    if (waits && str_eq(x->state, STR("approved")) && actor_may(who, PERM_POST))
        run_panel(r, p, x, "post", TR("บันทึกบัญชีพับตกไป"), on_fields);
    if (waits && actor_may(who, PERM_CARRY))
        run_panel(r, p, x, "drop", TR("ยกเลิกการเสนอ"), why_fields)->second = true;
    if (actor_may(who, PERM_CYCLE)) {
        panel = money_panel(p);
        panel->title = tr(r->lang, TR("ปิดปีงบประมาณ"));
        panel->note = tr(r->lang, TR("ปิดแล้วไม่รับการเปลี่ยนแปลงใด ๆ ของปีนี้"));
        panel->action = STR("/year-end/close");
        panel->submit = panel->title;
        panel->form = money_form(r, close_fields, ARRAY_LEN(close_fields));
        panel->second = v->open > 0;
    }
}

static void put_tabs(struct req *r, struct money_page *p, bool periods)
{
    p->tab[p->tab_n++] = (struct money_link){tr(r->lang, TR("สิ้นปี")), STR("/year-end"), !periods};
    p->tab[p->tab_n++] = (struct money_link){tr(r->lang, TR("งวดบัญชี")), STR("/year-end/periods"), periods};
    p->tab[p->tab_n++] = (struct money_link){tr(r->lang, TR("เงินกันเหลื่อมปี")), STR("/carry"), false};
}

static bool end_show(struct req *r, struct form *wrong, const char *which, int status, struct reply *ret,
                     struct err *e)
{
    struct money_page p = {.title = tr(r->lang, TR("สิ้นปีงบประมาณ"))};
    struct view *v = ARENA_NEW(r->a, struct view);
    struct money_section *s;

    if (!read_view(r, v, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &year_end_step_type, v->steps.p, v->steps.n, NULL, STR_NONE, STR("year-end"), ret, e);
    p.lead = lead_of(r, v);
    put_tabs(r, &p, false);
    p.tab[p.tab_n++] = (struct money_link){tr(r->lang, TR("ตามงบรายจ่าย")), STR("/year-end?by=type"), v->by == LAPSE_BY_TYPE};
    p.tab[p.tab_n++] = (struct money_link){tr(r->lang, TR("ตามแหล่งเงิน")), STR("/year-end?by=fund"), v->by == LAPSE_BY_FUND};
    if (str_eq(v->year.stage, STR("IN_FORCE")))
        money_note(&p, tr(r->lang, TR("ปีนี้ยังไม่เข้าขั้นสิ้นปี พับตกไปและปิดปีได้หลังเดินขั้นตอน")), STR("/cycle"),
                   tr(r->lang, TR("ขั้นตอนของปี")));
    section(r, &p, "steps", TR("เรื่องก่อนปิดปี"), "/year-end",
            (struct table_view){.type = &year_end_step_type,
                                .rows = v->steps.p,
                                .n = v->steps.n,
                                .cols = step_cols,
                                .ncols = ARRAY_LEN(step_cols)});
    put_lapse(r, &p, v);
    s = section(r, &p, "closing", v->closed ? TR("บันทึกการปิดปี") : TR("ยอดของปีตอนนี้"), "/year-end/closing",
                (struct table_view){.type = &year_closing_part_type,
                                    .rows = v->closing.p,
                                    .n = v->closing.n,
                                    .cols = closing_cols,
                                    .ncols = ARRAY_LEN(closing_cols),
                                    .total = v->closing.n ? &v->total : NULL,
                                    .empty = tr(r->lang, TR("ยังไม่มีบัญชีของปีนี้"))});
    s->unit = tr(r->lang, TR("ล้านบาท"));
    s->note = tr(r->lang, TR("ได้รับทั้งหมดเท่ากับเบิกจ่าย กัน พับตกไป และยังค้าง รวมกัน"));
    put_panels(r, &p, v);
    money_refused(r, &p, wrong, which, "/year-end");
    return money_show(r, &p, "/year-end", status, ret, e);
}

bool year_end_page(struct req *r, struct reply *ret, struct err *e)
{
    return end_show(r, NULL, "", 200, ret, e);
}

bool year_end_lapse_page(struct req *r, struct reply *ret, struct err *e)
{
    struct lapse_part *sum = ARENA_NEW(r->a, struct lapse_part);
    struct rows rows;

    if (r->format == FORMAT_HTML) {
        reply_redirect(r, STR("/year-end#rest"), ret);
        return true;
    }
    return lapse_parts(r->db, r->a, r->year, by_of(r), &rows, sum, e) &&
           reply_table(r, &lapse_part_type, rows.p, rows.n, sum, STR_NONE, STR("lapse"), ret, e);
}

bool year_end_closing_page(struct req *r, struct reply *ret, struct err *e)
{
    struct year_closing_part *sum = ARENA_NEW(r->a, struct year_closing_part);
    struct year_closing record;
    struct rows rows;
    bool closed;

    if (r->format == FORMAT_HTML) {
        reply_redirect(r, STR("/year-end#closing"), ret);
        return true;
    }
    return year_closing_find(r->db, r->a, r->year, &record, &closed, e) &&
           year_closing_parts(r->db, r->a, r->year, closed, &rows, sum, e) &&
           reply_table(r, &year_closing_part_type, rows.p, rows.n, sum, STR_NONE, STR("closing"), ret, e);
}

/* ---- posts ---- */

struct end_more {
    int64_t run;
    struct str what;
    struct date on;
};

static struct money_post *post_of(struct req *r, const struct form_field *f, req_write_fn *write, const char *which)
{
    struct money_post *p = ARENA_NEW(r->a, struct money_post);

    p->page.show = end_show;
    p->page.which = which;
    p->page.path = "/year-end";
    p->write = write;
    p->more = ARENA_NEW(r->a, struct end_more);
    p->form = money_form(r, f, 1);
    form_read(&p->form, r);
    form_check(&p->form, r);
    return p;
}

static bool propose_write(struct act *by, void *ctx, struct err *e)
{
    const struct money_post *p = ctx;
    int64_t run;

    return lapse_propose(by, p->year, form_value(&p->form, "note"), &run, e);
}

bool year_end_lapse_post(struct req *r, struct reply *ret, struct err *e)
{
    return money_post(r, post_of(r, note_fields, propose_write, "/lapse"), ret, e);
}

static bool run_write(struct act *by, void *ctx, struct err *e)
{
    const struct money_post *p = ctx;
    const struct end_more *m = p->more;

    if (str_eq(m->what, STR("approve")))
        return lapse_approve(by, p->year, m->run, -1, form_value(&p->form, "doc_no"), e);
    if (str_eq(m->what, STR("drop")))
        return lapse_drop(by, p->year, m->run, -1, form_value(&p->form, "note"), e);
    return lapse_post(by, p->year, m->run, m->on, e);
}

bool year_end_run_post(struct req *r, struct reply *ret, struct err *e)
{
    struct str what = req_query(r, "do").n ? req_query(r, "do") : req_field(r, "do"), run = r->seg[0];
    bool approve = str_eq(what, STR("approve")), drop = str_eq(what, STR("drop"));
    struct money_post *p;
    struct end_more *m;

    if (!approve && !drop && !str_eq(what, STR("post"))) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(STR("do")));
        err_arg(e, "value", V(what));
        err_arg(e, "expected", V(STR("approve post drop")));
        return false;
    }
    p = post_of(r, approve ? doc_fields : drop ? why_fields : on_fields, run_write,
                str_cstr(r->a, str_format(r->a, "/lapse/%.*s?do=%.*s", STR_FMT(run), STR_FMT(what))));
    m = p->more;
    m->what = what;
    for (size_t i = 0; i < run.n && i < 9; i++)
        m->run = run.p[i] >= '0' && run.p[i] <= '9' ? m->run * 10 + (run.p[i] - '0') : -1;
    if (!approve && !drop && form_value(&p->form, "on").n)
        (void)money_day(&p->form, "on", r, &m->on);
    return money_post(r, p, ret, e);
}

static bool close_write(struct act *by, void *ctx, struct err *e)
{
    const struct money_post *p = ctx;

    return year_end_close(by, p->year, form_value(&p->form, "reason"), e);
}

bool year_end_close_post(struct req *r, struct reply *ret, struct err *e)
{
    return money_post(r, post_of(r, close_fields, close_write, "/close"), ret, e);
}
