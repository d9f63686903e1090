/* activity_edit_page.c - /activities/new and /activities/{code}/edit: a plan's form, one row a step, without JavaScript. */
#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "city/agency.h"
#include "views.h"
#include "web/activity_page.h"
#include "web/money_parts.h"
#include "web/procurement_page.h"
#include "web/words.h"

enum { SPARE = 4, LEAST = 8, CELLS = 6, PLACES = 2 };

static const struct form_field plan_fields[] = {
    {.name = "agency", .kind = FORM_CHOICE, .label = TR("หน่วยรับงบประมาณ"), .required = true},
    {.name = "kind", .kind = FORM_CHOICE, .label = TR("ชนิด"), .required = true},
    {.name = "name", .kind = FORM_TEXT, .label = TR("ชื่อโครงการหรือกิจกรรม"), .required = true, .max = 500},
    {.name = "work", .kind = FORM_CHOICE, .label = TR("ลักษณะงาน"), .required = true},
    {.name = "unit", .kind = FORM_TEXT, .label = TR("ส่วนราชการที่รับผิดชอบ"), .max = 200},
    {.name = "goal", .kind = FORM_TEXT, .label = TR("รหัสเป้าประสงค์หรือมาตรการ"), .hint = TR("ถ้ามี"), .max = 60},
    {.name = "indicator", .kind = FORM_TEXT, .label = TR("รหัสตัวชี้วัดที่สนับสนุน"), .hint = TR("ถ้ามี"), .max = 60},
    {.name = "amount", .kind = FORM_MONEY, .label = TR("งบประมาณ (บาท)"), .hint = TR("เว้นว่างถ้าไม่ใช้เงิน หรือใส่รหัสรายการด้านล่างแทน")},
    {.name = "source", .kind = FORM_TEXT, .label = TR("ที่มาของเงิน"), .hint = TR("ต้องมีเมื่อใส่จำนวนเงินเอง"), .max = 300},
    {.name = "lines", .kind = FORM_LONG, .label = TR("รหัสรายการหรือข้อเสนอ"), .hint = TR("คั่นด้วยขึ้นบรรทัดหรือ ; ข้อเสนอเขียนเป็น 2566:รหัส"), .max = 4000},
    {.name = "basis", .kind = FORM_TEXT, .label = TR("หนังสืออ้างอิง"), .hint = TR("เช่น เลขที่และวันที่ของหนังสือ"), .max = 300},
    {.name = "reason", .kind = FORM_LONG, .label = TR("เหตุผลที่แก้แผน"), .hint = TR("ต้องมีเมื่อแผนมีผลแล้ว"), .max = 1000},
    {.name = "stop", .kind = FORM_CHECK, .label = TR("ยุติโครงการหรือกิจกรรมนี้")},
};

struct edit_ctx {
    struct str code; /* empty: a new one */
    struct form form;
    struct activity_step_form step[ACTIVITY_STEPS];
    size_t steps;
    int64_t version;
    bool ask_convert;
    struct str expected, made;
    struct activity_new new;
    struct activity_step_new given[ACTIVITY_STEPS];
    struct str money[ACTIVITY_MONEY];
    struct activity x; /* what is edited */
};

/* ---- the form ---- */

static bool plan_form(struct req *r, struct edit_ctx *c, struct err *e)
{
    static const char *const kinds[] = {"activity", "project"};
    static const char *const works[] = {"mission", "strategic", "base"};
    int64_t own = pace_agency(r);
    struct agency g;

    c->form = money_form(r, plan_fields, ARRAY_LEN(plan_fields));
    pace_choices(r, form_find(&c->form, "kind"), "activity_kind", kinds, ARRAY_LEN(kinds));
    pace_choices(r, form_find(&c->form, "work"), "activity_work", works, ARRAY_LEN(works));
    if (c->code.n) { /* whose and what it is stays */
        form_find(&c->form, "agency")->kind = FORM_HIDDEN;
        form_find(&c->form, "kind")->kind = FORM_HIDDEN;
        return true;
    }
    form_find(&c->form, "reason")->kind = FORM_HIDDEN;
    form_find(&c->form, "stop")->kind = FORM_HIDDEN;
    if (own) {
        struct form_choice *one = ARENA_NEW(r->a, struct form_choice);

        if (!agency_by_id(r->db, r->a, own, &g, e))
            return false;
        *one = (struct form_choice){g.code, r->lang == LANG_EN && g.name_en.n ? g.name_en : g.name_th};
        form_find(&c->form, "agency")->choice = one;
        form_find(&c->form, "agency")->choices = 1;
        return true;
    }
    return form_agencies(r, form_find(&c->form, "agency"), STR_NONE, e);
}

static struct form_field cell(struct req *r, size_t row, const char *name, const char *label, struct str value)
{
    return (struct form_field){.name = str_cstr(r->a, str_format(r->a, "s%zu_%s", row + 1, name)), .kind = FORM_TEXT, .label = label, .max = 1000, .value = value};
}

static void step_row(struct req *r, struct edit_ctx *c, size_t i, const struct str v[CELLS])
{
    struct activity_step_form *s = &c->step[i];

    s->name = cell(r, i, "name", TR("ขั้นตอน"), v[0]);
    s->name.kind = FORM_LONG;
    s->weight = cell(r, i, "weight", TR("น้ำหนัก (%)"), v[1]);
    s->months = cell(r, i, "months", TR("เดือน"), v[2]);
    s->from = cell(r, i, "from", TR("เริ่มวันที่"), v[3]);
    s->to = cell(r, i, "to", TR("ถึงวันที่"), v[4]);
    s->key = cell(r, i, "key", TR("ขั้นตอน"), v[5]);
    s->key.kind = FORM_HIDDEN;
}

static void empty_rows(struct req *r, struct edit_ctx *c)
{
    static const struct str none[CELLS] = {{0}};
    size_t want = c->steps + SPARE < LEAST ? LEAST : c->steps + SPARE;

    if (want > ACTIVITY_STEPS)
        want = ACTIVITY_STEPS;
    for (; c->steps < want; c->steps++)
        step_row(r, c, c->steps, none);
}

static struct str decimal(struct req *r, int64_t bp)
{
    struct sbuf b;

    sbuf_init(&b, r->a, 40);
    exact_put_decimal(&b, bp, PLACES, 0);
    return sbuf_str(&b);
}

static void stored_step(struct req *r, struct edit_ctx *c, size_t i, const struct activity_step *s)
{
    struct str v[CELLS] = {s->name, decimal(r, s->weight.bp)};
    struct date from, to;
    struct sbuf b;

    sbuf_init(&b, r->a, 200);
    activity_months_put(&b, s->months, LANG_TH);
    v[2] = sbuf_str(&b);
    activity_months_days(s->months, c->x.year, &from, &to);
    v[3] = s->from_day.yyyymmdd && date_cmp(from, s->from_day) != 0 ? money_day_text(r, s->from_day) : STR_NONE;
    v[4] = s->to_day.yyyymmdd && date_cmp(to, s->to_day) != 0 ? money_day_text(r, s->to_day) : STR_NONE;
    v[5] = str_format(r->a, "%lld", (long long)s->step_key);
    step_row(r, c, i, v);
}

/* What is there, to be edited: the plan that is prepared, else the one in force. */
static bool fill(struct req *r, struct edit_ctx *c, struct err *e)
{
    int64_t no = c->x.open_no ? c->x.open_no : c->x.plan_no;
    struct form *f = &c->form;
    const struct activity_source *m;
    const struct activity_plan *p;
    struct rows steps, money, plans;
    struct sbuf b;

    if (!activity_steps(r->db, r->a, &c->x, no, r->today, &steps, e) || !activity_sources(r->db, r->a, &c->x, no, &money, e) ||
        !activity_plans(r->db, r->a, c->x.id, &plans, e))
        return false;
    p = plans.p; /* the newest is the one that is prepared, or in force */
    for (size_t i = 0; i < plans.n; i++) {
        if (p[i].no == no) {
            p = &p[i];
            break;
        }
    }
    form_find(f, "agency")->value = c->x.agency_code;
    form_find(f, "kind")->value = c->x.kind;
    form_find(f, "name")->value = p->name;
    form_find(f, "work")->value = p->work;
    form_find(f, "unit")->value = p->unit;
    form_find(f, "goal")->value = c->x.goal_code;
    form_find(f, "indicator")->value = c->x.indicator_code;
    form_find(f, "amount")->value = p->amount.satang ? money_text(r->a, p->amount, MONEY_PLAIN) : STR_NONE;
    form_find(f, "source")->value = p->source;
    form_find(f, "basis")->value = p->basis;
    form_find(f, "reason")->value = c->x.open_no && c->x.plan_no ? p->reason : STR_NONE;
    m = money.p;
    sbuf_init(&b, r->a, 8000);
    for (size_t i = 0; i < money.n; i++) {
        sbuf_add(&b, m[i].code);
        SB_LIT(&b, "\n");
    }
    form_find(f, "lines")->value = sbuf_str(&b);
    for (size_t i = 0; i < steps.n && i < ACTIVITY_STEPS; i++)
        stored_step(r, c, c->steps++, &((const struct activity_step *)steps.p)[i]);
    return true;
}

static bool edit_show(struct req *r, struct edit_ctx *c, int status, struct reply *ret, struct err *e)
{
    struct activity_edit_page *p = ARENA_NEW(r->a, struct activity_edit_page);
    struct param crumb = {tr(r->lang, TR("แผนกิจกรรมและความก้าวหน้า")), STR("/activities")};
    struct page_head head = {.nav = STR("/activities"), .crumb = &crumb, .ncrumb = 1};

    empty_rows(r, c);
    p->csrf = r->session.csrf;
    p->fresh = c->code.n == 0;
    p->year = p->fresh ? r->year : c->x.year;
    r->year = p->year; /* the frame and the form are of one year */
    p->version = c->version;
    p->in_force = c->x.plan_no > 0;
    p->title = head.title = p->fresh ? tr(r->lang, TR("เพิ่มแผนโครงการหรือกิจกรรม"))
                                     : str_format(r->a, "%.*s · %.*s", STR_FMT(tr(r->lang, TR("แก้แผน"))), STR_FMT(c->x.name));
    p->back = p->fresh ? STR("/activities") : str_format(r->a, "/activities/%.*s", STR_FMT(c->code));
    p->action = p->fresh ? STR("/activities/new") : str_format(r->a, "/activities/%.*s/edit", STR_FMT(c->code));
    p->ask_convert = c->ask_convert;
    p->expected = c->expected;
    p->form = c->form;
    p->step = c->step;
    p->step_n = c->steps;
    if (!REPLY_PAGE(r, &head, activity_edit, p, ret, e))
        return false;
    ret->status = status;
    return true;
}

static bool load(struct req *r, struct edit_ctx *c, struct err *e)
{
    if (!activity_get(r->db, r->a, c->code, r->today, &c->x, e))
        return false;
    if (!activity_may_see(&r->session.actor, &c->x)) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(c->code));
        return false;
    }
    return actor_check(&r->session.actor, PERM_RESULT, c->x.agency_id, c->x.division, e);
}

bool activity_new_page(struct req *r, struct reply *ret, struct err *e)
{
    struct edit_ctx *c = ARENA_NEW(r->a, struct edit_ctx);

    return plan_form(r, c, e) && edit_show(r, c, 200, ret, e);
}

bool activity_edit_page(struct req *r, struct reply *ret, struct err *e)
{
    struct edit_ctx *c = ARENA_NEW(r->a, struct edit_ctx);

    c->code = r->seg[0];
    if (!load(r, c, e) || !plan_form(r, c, e) || !fill(r, c, e))
        return false;
    c->version = c->x.version;
    return edit_show(r, c, 200, ret, e);
}

/* ---- what came back ---- */

static bool cell_wrong(struct req *r, struct edit_ctx *c, struct form_field *f, const struct err *why)
{
    f->error = word_error(r->a, why, r->lang);
    c->form.wrong = true;
    return false;
}

static bool read_weight(struct req *r, struct edit_ctx *c, struct activity_step_form *s, int64_t *ret)
{
    struct str v = s->weight.value;
    struct err why;

    if (str_ends(v, STR("%")))
        v = str_trim(str_slice(v, 0, v.n - 1));
    if (exact_parse_decimal(v, PLACES, ret))
        return true;
    FAIL(&why, v.n ? ERR_BAD_NUMBER : ERR_REQUIRED);
    err_arg(&why, "field", V(tr(r->lang, TR("น้ำหนัก (%)"))));
    err_arg(&why, "value", V(v));
    return cell_wrong(r, c, &s->weight, &why);
}

static bool read_day(struct req *r, struct edit_ctx *c, struct form_field *f, struct date *ret)
{
    struct err why;

    *ret = DATE_NONE;
    if (f->value.n == 0 || date_parse_th(f->value, ret, &why) || date_parse_iso(f->value, ret, &why))
        return true;
    return cell_wrong(r, c, f, &why);
}

/* The rows that say something, in order. */
static void read_steps(struct req *r, struct edit_ctx *c)
{
    int64_t year = c->code.n ? c->x.year : r->year, key;
    struct activity_text *t = &c->new.text;
    struct err why;

    for (size_t i = 0; i < ACTIVITY_STEPS; i++) {
        static const char *const names[CELLS] = {"name", "weight", "months", "from", "to", "key"};
        struct activity_step_form *s = &c->step[c->steps];
        struct activity_step_new *g = &c->given[c->steps];
        struct str v[CELLS];
        bool differs;

        for (size_t k = 0; k < CELLS; k++)
            v[k] = str_trim(req_field(r, str_cstr(r->a, str_format(r->a, "s%zu_%s", i + 1, names[k]))));
        if (v[0].n == 0 && v[1].n == 0)
            continue;
        step_row(r, c, c->steps, v);
        *g = (struct activity_step_new){.name = v[0]};
        if (v[0].n == 0) {
            FAIL(&why, ERR_REQUIRED);
            err_arg(&why, "field", V(tr(r->lang, TR("ขั้นตอน"))));
            cell_wrong(r, c, &s->name, &why);
        }
        read_weight(r, c, s, &g->weight_bp);
        if (!activity_months_parse(v[2], year, &g->months, &differs, &why))
            cell_wrong(r, c, &s->months, &why);
        read_day(r, c, &s->from, &g->from_day);
        read_day(r, c, &s->to, &g->to_day);
        if (c->code.n && exact_parse_decimal(v[5], 0, &key))
            g->step_key = key;
        c->steps++;
    }
    t->step = c->given;
    t->steps = c->steps;
}

static void read_lines(struct edit_ctx *c)
{
    struct str rest = form_value(&c->form, "lines"), piece;
    struct activity_text *t = &c->new.text;

    t->money = c->money;
    while (rest.n && t->moneys < ACTIVITY_MONEY) {
        size_t i = 0;

        while (i < rest.n && rest.p[i] != '\n' && rest.p[i] != ';')
            i++;
        piece = str_trim(str_slice(rest, 0, i));
        rest = str_slice(rest, i + 1, rest.n);
        if (piece.n)
            c->money[t->moneys++] = piece;
    }
}

/* Asked for and possible: the printed cumulative weights become those of each step. */
static void convert(struct req *r, struct edit_ctx *c)
{
    int64_t bp[ACTIVITY_STEPS], sum;

    for (size_t i = 0; i < c->steps; i++)
        bp[i] = c->given[i].weight_bp;
    if (c->form.wrong || activity_weights_kind(bp, c->steps, &sum) != ACTIVITY_WEIGHTS_CUMULATIVE)
        return;
    activity_weights_convert(bp, c->steps);
    c->expected = activity_weights_text(r->a, bp, c->steps);
    if (req_field(r, "convert").n == 0) {
        c->ask_convert = true;
        return;
    }
    for (size_t i = 0; i < c->steps; i++)
        c->given[i].weight_bp = bp[i];
}

static void read_form(struct req *r, struct edit_ctx *c)
{
    struct activity_text *t = &c->new.text;
    struct form *f = &c->form;

    form_read(f, r);
    form_check(f, r);
    if (form_value(f, "amount").n)
        form_money(f, "amount", r, &t->amount);
    read_lines(c);
    read_steps(r, c);
    t->name = form_value(f, "name");
    t->work = form_value(f, "work");
    t->unit = form_value(f, "unit");
    t->goal = form_value(f, "goal");
    t->indicator = form_value(f, "indicator");
    t->source = form_value(f, "source");
    t->basis = form_value(f, "basis");
    t->reason = form_value(f, "reason");
    t->stop = c->code.n && form_value(f, "stop").n > 0;
    c->new.year = r->year;
    c->new.agency = form_value(f, "agency");
    c->new.kind = form_value(f, "kind");
    convert(r, c);
}

static bool edit_write(struct act *by, void *ctx, struct err *e)
{
    struct edit_ctx *c = ctx;

    if (c->code.n)
        return activity_save(by, c->code, c->version, &c->new.text, e);
    return activity_add(by, &c->new, &c->made, e);
}

static bool edit_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct edit_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/activities/%.*s", STR_FMT(c->code.n ? c->code : c->made)), ret);
    return true;
}

static bool edit_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct edit_ctx *c = ctx;
    struct err again = {0};

    if (e->code == ERR_NOT_FOUND && c->code.n)
        return false;
    form_refuse(&c->form, r, e);
    return edit_show(r, c, err_http(e->code), ret, &again);
}

static bool post(struct req *r, struct edit_ctx *c, struct reply *ret, struct err *e)
{
    read_form(r, c);
    if (c->form.wrong || c->ask_convert)
        return edit_show(r, c, 400, ret, e);
    r->refused = edit_refused;
    return req_write(r, edit_write, edit_done, c, ret, e);
}

bool activity_new_post(struct req *r, struct reply *ret, struct err *e)
{
    struct edit_ctx *c = ARENA_NEW(r->a, struct edit_ctx);

    return plan_form(r, c, e) && post(r, c, ret, e);
}

bool activity_edit_post(struct req *r, struct reply *ret, struct err *e)
{
    struct edit_ctx *c = ARENA_NEW(r->a, struct edit_ctx);

    c->code = r->seg[0];
    if (!load(r, c, e) || !plan_form(r, c, e) || !req_int(r, "version", 0, INT64_MAX, -1, &c->version, e))
        return false;
    return post(r, c, ret, e);
}
