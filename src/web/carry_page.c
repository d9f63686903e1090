/* carry_page.c - /carry: how much is asked, of what, by whom; /carry/new. */
#include "web/carry_page.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "city/year.h"
#include "web/words.h"

enum { ROWS = 50, TEXT_MAX = 2000 };

static const struct col agency_cols[] = {
    {"agency_name", COL_LINK, "/carry?agency=", "agency_code", NULL},
    {"requests", COL_PLAIN, NULL, NULL, NULL},
    {"asked_a", COL_MAYBE, NULL, NULL, NULL},
    {"asked_b", COL_MAYBE, NULL, NULL, NULL},
    {"posted", COL_MAYBE, NULL, NULL, NULL},
    {"obligated", COL_MAYBE, NULL, NULL, NULL},
    {"free", COL_MAYBE, NULL, NULL, NULL},
    {"not_asked", COL_YES, NULL, NULL, NULL},
};
static const struct col carry_cols[] = {
    {"line_name", COL_LINK, "/carry/", "code", NULL},
    {"code", COL_UNDER, NULL, NULL, NULL},
    {"kind", COL_TAG, "carry_kind", NULL, NULL},
    {"ref", COL_UNDER, NULL, NULL, NULL},
    {"agency_name", COL_PLAIN, NULL, NULL, NULL},
    {"amount", COL_WHOLE, NULL, NULL, NULL},
    {"approved", COL_WHOLE, NULL, NULL, NULL},
    {"state", COL_TAG, "carry", NULL, NULL},
    {"list_code", COL_LINK, "/carry/lists/", "list_code", NULL},
    {"problem", COL_UNDER, NULL, NULL, NULL},
    {"since", COL_PLAIN, NULL, NULL, NULL},
};

struct str carry_money_text(struct req *r, struct money m)
{
    return money_text(r->a, m, MONEY_WHOLE);
}

/* ---- the page ---- */

struct view {
    struct carry_filter f;
    struct rows agencies, rows;
    struct carry_agency sum;
    int64_t silent;
    struct str next;
};

static bool read_view(struct req *r, struct view *v, struct err *e)
{
    const struct carry_agency *g;
    struct agency one;

    v->f = (struct carry_filter){.year = r->year, .limit = ROWS + 1};
    v->f.kind = r->method == METHOD_GET ? req_query(r, "kind") : STR_NONE;
    v->f.state = r->method == METHOD_GET ? req_query(r, "state") : STR_NONE;
    if (!req_int(r, "after", 0, INT64_MAX, 0, &v->f.after, e))
        return false;
    if (r->method == METHOD_GET && req_query(r, "agency").n) {
        if (!agency_get(r->db, r->a, req_query(r, "agency"), &one, e))
            return false;
        v->f.agency_id = one.id;
    }
    if (!carry_rows(r->db, r->a, &v->f, &v->rows, e))
        return false;
    if (v->rows.n > ROWS) {
        v->rows.n = ROWS;
        v->next = str_format(r->a, "%lld", (long long)((const struct carry *)v->rows.p)[ROWS - 1].id);
    }
    if (r->format != FORMAT_HTML)
        return true;
    if (!carry_agencies(r->db, r->a, r->year, &v->agencies, &v->sum, e))
        return false;
    g = v->agencies.p;
    for (size_t i = 0; i < v->agencies.n; i++)
        v->silent += g[i].not_asked;
    return true;
}

static struct str lead_of(struct req *r, const struct view *v)
{
    int32_t days = carry_days_left(r->year, r->today);
    struct str left = days >= 0 ? SAY(r, TR("เหลือ {n} วันถึง 30 กันยายน"), {STR("{n}"), money_count_text(r, days)})
                                : tr(r->lang, TR("พ้น 30 กันยายนแล้ว"));
    struct str asked = SAY(r, TR("ขอกันเงิน {n} รายการ แบบมีหนี้ผูกพัน {a} แบบไม่มีหนี้ผูกพัน {b} ล้านบาท"),
                           {STR("{n}"), money_count_text(r, v->sum.requests)},
                           {STR("{a}"), money_million_text(r, v->sum.asked_a)},
                           {STR("{b}"), money_million_text(r, v->sum.asked_b)});

    return str_format(r->a, "%.*s · %.*s", STR_FMT(asked), STR_FMT(left));
}

static void put_facts(struct req *r, struct money_page *p, const struct view *v)
{
    struct str unit = tr(r->lang, TR("ล้านบาท"));

    money_fact(p, tr(r->lang, TR("หนี้ผูกพันคงเหลือ")), money_million_text(r, v->sum.obligated), unit);
    money_fact(p, tr(r->lang, TR("เงินที่ยังไม่ผูกพัน")), money_million_text(r, v->sum.free), unit);
    money_fact(p, tr(r->lang, TR("กันแล้ว")), money_million_text(r, v->sum.posted), unit);
    money_fact(p, tr(r->lang, TR("หน่วยงานที่มีเงินเหลือและยังไม่ขอ")), money_count_text(r, v->silent),
               tr(r->lang, TR("หน่วยงาน")));
    p->fact[3].warn = v->silent > 0;
}

static void put_tabs(struct req *r, struct money_page *p, const char *current)
{
    static const struct {
        const char *path, *label;
    } tab[] = {{"/carry", TR("คำขอกันเงิน")},
               {"/carry/lists", TR("บัญชีและญัตติ")},
               {"/carry/flags", TR("เงินที่ไม่นับในตัวชี้วัด")},
               {"/year-end", TR("สิ้นปี")}};

    for (size_t i = 0; i < ARRAY_LEN(tab); i++)
        p->tab[p->tab_n++] = (struct money_link){tr(r->lang, tab[i].label), str_from(tab[i].path),
                                                 str_eq(str_from(tab[i].path), str_from(current))};
}

static void put_tables(struct req *r, struct money_page *p, const struct view *v)
{
    struct money_section *s = money_section(p);

    s->id = STR("requests");
    s->title = tr(r->lang, TR("คำขอ"));
    s->path = STR("/carry");
    s->unit = tr(r->lang, TR("บาท"));
    s->has_table = true;
    s->table = (struct table_view){.type = &carry_type,
                                   .rows = v->rows.p,
                                   .n = v->rows.n,
                                   .cols = carry_cols,
                                   .ncols = ARRAY_LEN(carry_cols),
                                   .caption = s->title,
                                   .empty = tr(r->lang, TR("ยังไม่มีคำขอกันเงิน"))};
    s = money_section(p);
    s->id = STR("agencies");
    s->title = tr(r->lang, TR("ตามหน่วยงาน"));
    s->path = STR("/carry/agencies");
    s->unit = tr(r->lang, TR("ล้านบาท"));
    s->has_table = true;
    s->table = (struct table_view){.type = &carry_agency_type,
                                   .rows = v->agencies.p,
                                   .n = v->agencies.n,
                                   .cols = agency_cols,
                                   .ncols = ARRAY_LEN(agency_cols),
                                   .total = v->agencies.n ? &v->sum : NULL,
                                   .caption = s->title,
                                   .empty = tr(r->lang, TR("ยังไม่มีเงินเหลือในบัญชี"))};
}

static bool list_show(struct req *r, struct form *wrong, const char *which, int status, struct reply *ret,
                      struct err *e)
{
    struct money_page p = {.title = tr(r->lang, TR("เงินกันเหลื่อมปี"))};
    struct view *v = ARENA_NEW(r->a, struct view);
    struct money_panel *x;

    if (!read_view(r, v, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &carry_type, v->rows.p, v->rows.n, NULL, v->next, STR("carry"), ret, e);
    p.lead = lead_of(r, v);
    put_tabs(r, &p, "/carry");
    put_facts(r, &p, v);
    if (actor_may(&r->session.actor, PERM_SPEND))
        p.tab[p.tab_n++] = (struct money_link){tr(r->lang, TR("ขอกันเงิน")), STR("/carry/new"), false};
    put_tables(r, &p, v);
    if (v->next.n)
        p.next = str_format(r->a, "/carry?after=%.*s&kind=%.*s&state=%.*s&agency=%.*s", STR_FMT(v->next),
                            STR_FMT(v->f.kind), STR_FMT(v->f.state), STR_FMT(req_query(r, "agency")));
    if (v->silent > 0 && actor_may(&r->session.actor, PERM_CARRY)) {
        x = money_panel(&p);
        x->title = tr(r->lang, TR("เตือนหน่วยงานที่ยังไม่ขอ"));
        x->note = tr(r->lang, TR("ส่งการแจ้งเตือนถึงผู้จัดทำของหน่วยงานที่มีเงินเหลือ วันละไม่เกินหนึ่งครั้ง"));
        x->action = STR("/carry/remind");
        x->submit = tr(r->lang, TR("ส่งการแจ้งเตือน"));
    }
    money_refused(r, &p, wrong, which, "/carry/");
    return money_show(r, &p, "/carry", status, ret, e);
}

bool carry_list_page(struct req *r, struct reply *ret, struct err *e)
{
    return list_show(r, NULL, "", 200, ret, e);
}

bool carry_agencies_page(struct req *r, struct reply *ret, struct err *e)
{
    struct carry_agency *sum = ARENA_NEW(r->a, struct carry_agency);
    struct rows rows;

    if (r->format == FORMAT_HTML) {
        reply_redirect(r, STR("/carry#agencies"), ret);
        return true;
    }
    return carry_agencies(r->db, r->a, r->year, &rows, sum, e) &&
           reply_table(r, &carry_agency_type, rows.p, rows.n, sum, STR_NONE, STR("carry-agencies"), ret, e);
}

static bool remind_write(struct act *by, void *ctx, struct err *e)
{
    struct money_post *p = ctx;
    int64_t n;

    return carry_remind(by, p->year, &n, e);
}

bool carry_remind_post(struct req *r, struct reply *ret, struct err *e)
{
    struct money_post *p = ARENA_NEW(r->a, struct money_post);

    p->page.show = list_show;
    p->page.which = "remind";
    p->page.path = "/carry";
    p->write = remind_write;
    return money_post(r, p, ret, e);
}

/* ---- a new request ---- */

static const struct form_field new_fields[] = {
    {.name = "amount", .kind = FORM_MONEY, .label = TR("จำนวนเงินที่ขอกัน (บาท)"), .required = true},
    {.name = "reason",
     .kind = FORM_LONG,
     .label = TR("เหตุที่เบิกไม่ทันภายในปี"),
     .required = true,
     .max = TEXT_MAX},
    {.name = "status",
     .kind = FORM_TEXT,
     .label = TR("ความคืบหน้าการจัดซื้อจัดจ้าง"),
     .hint = TR("แบบไม่มีหนี้ผูกพันต้องกรอก"),
     .max = 500},
    {.name = "sign_on",
     .kind = FORM_TEXT,
     .label = TR("คาดว่าลงนามสัญญาวันที่"),
     .hint = TR("แบบไม่มีหนี้ผูกพันต้องกรอกทั้งสามวัน เช่น 15/1/2567"),
     .max = 40},
    {.name = "deliver_on", .kind = FORM_TEXT, .label = TR("คาดว่าส่งมอบวันที่"), .max = 40},
    {.name = "pay_on", .kind = FORM_TEXT, .label = TR("คาดว่าเบิกจ่ายวันที่"), .max = 40},
    {.name = "line", .kind = FORM_HIDDEN, .label = TR("รหัสรายการ"), .max = 40},
    {.name = "kind", .kind = FORM_HIDDEN, .label = TR("แบบ"), .max = 1},
    {.name = "ref", .kind = FORM_HIDDEN, .label = TR("เลขที่สัญญาหรือหนี้ผูกพัน"), .max = 100},
};
static const struct col choice_cols[] = {
    {"line_name", COL_LINK, "/carry/new?pick=", "key", NULL},
    {"line_code", COL_UNDER, NULL, NULL, NULL},
    {"kind", COL_TAG, "carry_kind", NULL, NULL},
    {"ref", COL_PLAIN, NULL, NULL, NULL},
    {"left", COL_WHOLE, NULL, NULL, NULL},
    {"asked", COL_WHOLE, NULL, NULL, NULL},
};

/* The agency: its own people's, else ?agency=. */
static bool new_agency(struct req *r, struct agency *g, bool *found, struct err *e)
{
    const struct actor *who = &r->session.actor;

    struct str rest = req_query(r, "pick"), code = req_query(r, "agency");

    *found = r->method == METHOD_GET && ((rest.n && str_split(&rest, ':', &code)) || code.n);
    if (*found)
        return agency_get(r->db, r->a, code, g, e);
    for (int64_t i = 0; i < who->grants; i++) {
        if (who->grant[i].scope.kind == SCOPE_AGENCY && !*found) {
            *found = true;
            if (!agency_by_id(r->db, r->a, who->grant[i].scope.id, g, e))
                return false;
        }
    }
    return true;
}


/* The lines to choose from: each links to its own form. */
static void put_choices(struct req *r, struct money_page *p, const struct rows *rows, struct str agency)
{
    struct money_section *s = money_section(p);
    struct carry_choice *c = ARENA_ARRAY(r->a, struct carry_choice, rows->n + 1);

    for (size_t i = 0; i < rows->n; i++) {
        c[i] = ((const struct carry_choice *)rows->p)[i];
        c[i].key = str_format(r->a, "%.*s:%.*s", STR_FMT(agency), STR_FMT(c[i].key));
    }
    s->id = STR("choices");
    s->title = tr(r->lang, TR("เลือกเงินที่จะขอกัน"));
    s->unit = tr(r->lang, TR("บาท"));
    s->path = STR("/carry/new");
    s->has_table = true;
    s->table = (struct table_view){.type = &carry_choice_type,
                                   .rows = c,
                                   .n = rows->n,
                                   .cols = choice_cols,
                                   .ncols = ARRAY_LEN(choice_cols),
                                   .caption = s->title,
                                   .empty = tr(r->lang, TR("ไม่มีหนี้ผูกพันหรือเงินประจำงวดเหลือให้กัน"))};
}

static void set(struct form *f, const char *name, struct str value)
{
    form_find(f, name)->value = value;
}

/* ?pick=AGENCY:KIND:LINE:REF: the form for it. */
static void put_form(struct req *r, struct money_page *p, struct str pick, const struct rows *rows)
{
    const struct carry_choice *c = rows->p;
    struct str rest = pick, agency;
    struct money_panel *x;

    if (!str_split(&rest, ':', &agency))
        return;
    for (size_t i = 0; i < rows->n; i++) {
        if (!str_eq(c[i].key, rest))
            continue;
        x = money_panel(p);
        x->title = c[i].line_name;
        x->note = SAY(r, TR("คงเหลือ {left} บาท ขอกันแล้ว {asked} บาท"), {STR("{left}"), carry_money_text(r, c[i].left)},
                      {STR("{asked}"), carry_money_text(r, c[i].asked)});
        x->action = STR("/carry/new");
        x->submit = tr(r->lang, TR("บันทึกร่างคำขอ"));
        x->form = money_form(r, new_fields, ARRAY_LEN(new_fields));
        set(&x->form, "line", c[i].line_code);
        set(&x->form, "kind", c[i].kind);
        set(&x->form, "ref", c[i].ref);
        set(&x->form, "amount", money_text(r->a, money_sub(c[i].left, c[i].asked), MONEY_PLAIN));
    }
}

static bool new_show(struct req *r, struct form *wrong, const char *which, int status, struct reply *ret,
                     struct err *e)
{
    struct money_page p = {.title = tr(r->lang, TR("ขอกันเงินเหลื่อมปี"))};
    struct rows rows = {NULL, 0};
    struct agency g = {.id = 0};
    struct money_panel *x;
    bool found;

    (void)which;
    if (!new_agency(r, &g, &found, e) || (found && !carry_choices(r->db, r->a, r->year, g.id, &rows, e)))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &carry_choice_type, rows.p, rows.n, NULL, STR_NONE, STR("carry-choices"), ret, e);
    p.lead = found ? SAY(r, TR("{agency} มีเงินที่ขอกันได้ {n} รายการ เลือกรายการแล้วกรอกคำขอ"), {STR("{agency}"), g.name_th},
                         {STR("{n}"), money_count_text(r, (int64_t)rows.n)})
                   : tr(r->lang, TR("เลือกหน่วยงานจากหน้าเงินกันเหลื่อมปีก่อน"));
    put_tabs(r, &p, "/carry");
    if (wrong) {
        x = money_panel(&p);
        x->title = tr(r->lang, TR("คำขอ"));
        x->action = STR("/carry/new");
        x->submit = tr(r->lang, TR("บันทึกร่างคำขอ"));
        x->form = *wrong;
    } else {
        put_form(r, &p, req_query(r, "pick"), &rows);
    }
    put_choices(r, &p, &rows, g.code);
    return money_show(r, &p, "/carry", status, ret, e);
}

bool carry_new_page(struct req *r, struct reply *ret, struct err *e)
{
    return new_show(r, NULL, "", 200, ret, e);
}

struct new_ctx {
    struct form form;
    struct carry_new new;
    struct str code;
    int64_t version;
};

/* The fields of a request as typed. */
static void read_new(struct req *r, struct new_ctx *c)
{
    c->form = money_form(r, new_fields, ARRAY_LEN(new_fields));
    form_read(&c->form, r);
    form_check(&c->form, r);
    form_money(&c->form, "amount", r, &c->new.amount);
    form_date(&c->form, "sign_on", r, &c->new.sign_on);
    form_date(&c->form, "deliver_on", r, &c->new.deliver_on);
    form_date(&c->form, "pay_on", r, &c->new.pay_on);
    c->new.reason = form_value(&c->form, "reason");
    c->new.status = form_value(&c->form, "status");
    c->new.line_code = form_value(&c->form, "line");
    c->new.kind = form_value(&c->form, "kind");
    c->new.ref = form_value(&c->form, "ref");
}

static bool new_write(struct act *by, void *ctx, struct err *e)
{
    struct new_ctx *c = ctx;

    return carry_add(by, &c->new, &c->code, e);
}

static bool new_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct new_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/carry/%.*s", STR_FMT(c->code)), ret);
    return true;
}

static bool new_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct new_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return new_show(r, &c->form, "", err_http(e->code), ret, &again);
}

bool carry_new_post(struct req *r, struct reply *ret, struct err *e)
{
    struct new_ctx *c = ARENA_NEW(r->a, struct new_ctx);

    read_new(r, c);
    if (c->form.wrong)
        return new_show(r, &c->form, "", 400, ret, e);
    r->refused = new_refused;
    return req_write(r, new_write, new_done, c, ret, e);
}
