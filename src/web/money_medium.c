/* money_medium.c - the medium term: fiscal space of the three years ahead, new policy, and why a plan
 * differs from the one before it. */
#include "base/arena.h"
#include "city/agency.h"
#include "plan/medium_term.h"
#include "web/money_page.h"
#include "web/money_parts.h"
#include "web/words.h"

static const struct col medium_cols[] = {
    {"name", COL_PLAIN, NULL, NULL, NULL}, {"base", COL_MILLION, NULL, NULL, NULL},
    {"y1", COL_MILLION, NULL, NULL, NULL}, {"y2", COL_MILLION, NULL, NULL, NULL},
    {"y3", COL_MILLION, NULL, NULL, NULL},
};
static const struct col policy_cols[] = {
    {"title", COL_PLAIN, NULL, NULL, NULL},       {"code", COL_UNDER, NULL, NULL, NULL},
    {"agency_name", COL_PLAIN, NULL, NULL, NULL}, {"y1", COL_MILLION, NULL, NULL, NULL},
    {"y2", COL_MILLION, NULL, NULL, NULL},        {"y3", COL_MILLION, NULL, NULL, NULL},
    {"reason", COL_PLAIN, NULL, NULL, NULL},      {"status", COL_TAG, "standing", NULL, NULL},
};
static const struct col reconcile_cols[] = {
    {"year", COL_YEAR, NULL, NULL, NULL},
    {"code", COL_WORD, "reconcile", NULL, TR("เปลี่ยนเพราะ")},
    {"cause", COL_TAG, "cause", NULL, NULL},
    {"amount", COL_SIGNED, NULL, NULL, TR("ผลต่อเงินที่เหลือ (บาท)")},
};
static const struct col plan_cols[] = {
    {"code", COL_PLAIN, NULL, NULL, NULL},
    {"base_year", COL_YEAR, NULL, NULL, NULL},
    {"personnel_growth", COL_PLAIN, NULL, NULL, NULL},
    {"revenue_growth", COL_PLAIN, NULL, NULL, NULL},
    {"reason", COL_PLAIN, NULL, NULL, NULL},
    {"made_by", COL_PLAIN, NULL, NULL, NULL},
    {"made_at", COL_PLAIN, NULL, NULL, NULL},
};
static const struct form_field make_fields[] = {
    {.name = "personnel",
     .kind = FORM_NUMBER,
     .label = TR("บุคลากรเพิ่มต่อปี (ร้อยละ)"),
     .hint = TR("เว้นว่างใช้ค่ากำหนด")},
    {.name = "revenue",
     .kind = FORM_NUMBER,
     .label = TR("รายรับเพิ่มต่อปี (ร้อยละ)"),
     .hint = TR("เว้นว่างใช้ค่ากำหนด")},
    {.name = "reason", .kind = FORM_TEXT, .label = TR("เหตุผลของฉบับนี้"), .required = true},
};
static const struct form_field policy_fields[] = {
    {.name = "p_agency", .kind = FORM_CHOICE, .label = TR("หน่วยรับงบประมาณ"), .required = true},
    {.name = "p_title", .kind = FORM_TEXT, .label = TR("นโยบายใหม่"), .required = true, .max = 300},
    {.name = "p_reason", .kind = FORM_TEXT, .label = TR("เหตุผล"), .required = true, .max = 1000},
    {.name = "p_y1", .kind = FORM_MONEY, .label = TR("ปีที่ 1 (บาท)")},
    {.name = "p_y2", .kind = FORM_MONEY, .label = TR("ปีที่ 2 (บาท)")},
    {.name = "p_y3", .kind = FORM_MONEY, .label = TR("ปีที่ 3 (บาท)")},
};
static const struct form_field end_fields[] = {
    {.name = "e_code", .kind = FORM_TEXT, .label = TR("เลขที่นโยบาย"), .required = true, .max = 20},
    {.name = "e_reason", .kind = FORM_TEXT, .label = TR("เหตุผล"), .required = true, .max = 500},
};

struct medium_view {
    struct rows plans, policies;
    const struct medium_plan *plan, *before; /* NULL: there is none */
    bool own;                                /* the plan is of the year itself */
    struct medium_figures f, f_before;
    struct medium_row row[MEDIUM_KINDS];
};

static bool read_view(struct req *r, struct medium_view *v, struct err *e)
{
    const struct medium_plan *x;

    if (!medium_plans(r->db, r->a, r->year, &v->plans, e))
        return false;
    x = v->plans.p;
    if (v->plans.n == 0)
        return true;
    v->plan = &x[0]; /* last year's while this one has none */
    v->own = v->plan->base_year == r->year;
    if (!medium_policies(r->db, r->a, v->plan->base_year, &v->policies, e) ||
        !medium_figures(r->db, r->a, v->plan, &v->f, e))
        return false;
    for (enum medium_kind k = 0; k < MEDIUM_KINDS; k++)
        v->row[k] = (struct medium_row){.code = str_from(medium_word(k)),
                                        .name = medium_label(k, r->lang),
                                        .base = v->f.at[k][0],
                                        .y1 = v->f.at[k][1],
                                        .y2 = v->f.at[k][2],
                                        .y3 = v->f.at[k][3]};
    if (v->plans.n == 1)
        return true;
    v->before = &x[1]; /* the version before it, or last year's plan */
    return medium_figures(r->db, r->a, v->before, &v->f_before, e);
}

/* The lines of every year that both plans have. */
static bool reconcile_all(struct req *r, const struct medium_view *v, struct rows *ret,
                          struct err *e)
{
    enum { MOST = 12 * MEDIUM_YEARS };
    struct reconcile_row *row = ARENA_ARRAY(r->a, struct reconcile_row, MOST);
    size_t n = 0;

    *ret = (struct rows){row, 0};
    if (!v->before)
        return true;
    for (int64_t y = v->plan->base_year + 1; y < v->before->base_year + MEDIUM_YEARS; y++) {
        struct medium_side before = {v->before->base_year, &v->f_before};
        struct medium_side now = {v->plan->base_year, &v->f};
        struct rows lines;

        if (!medium_reconcile(r->a, &before, &now, y, &lines, e))
            return false;
        for (size_t i = 0; i < lines.n && n < MOST; i++)
            row[n++] = ((const struct reconcile_row *)lines.p)[i];
    }
    ret->n = n;
    return true;
}

static struct str lead_of(struct req *r, const struct medium_view *v)
{
    struct str left = money_million_text(r, v->f.at[MEDIUM_LEFT][1]);
    struct str space = money_million_text(r, v->f.at[MEDIUM_SPACE][1]);
    struct str year = money_year_text(r, v->plan ? v->plan->base_year + 1 : 0);

    if (!v->plan)
        return tr(r->lang,
                  TR("ยังไม่มีแผนระยะปานกลางของปีนี้ จัดทำฉบับแรกจากรายการ ข้อผูกพัน และค่ากำหนดของปี"));
    if (v->f.at[MEDIUM_SPACE][1].satang < 0)
        return SAY(r, TR("ปี {year} รายจ่ายฐานสูงกว่ารายรับ ไม่มีพื้นที่ให้นโยบายใหม่ ขาดอยู่ {space} ล้านบาท"),
                   {STR("{year}"), year},
                   {STR("{space}"), money_million_text(r, money_neg(v->f.at[MEDIUM_SPACE][1]))});
    if (v->f.at[MEDIUM_LEFT][1].satang < 0)
        return SAY(r, TR("ปี {year} นโยบายใหม่เกินพื้นที่ทางการคลัง {space} ล้านบาท ต้องลดหรือเลื่อน"),
                   {STR("{year}"), year}, {STR("{space}"), space});
    return SAY(r,
               TR("ปี {year} มีพื้นที่ทางการคลัง {space} ล้านบาท หลังนโยบายใหม่เหลือ {left} ล้านบาท "
                  "สำหรับงานที่เริ่มจากศูนย์"),
               {STR("{year}"), year}, {STR("{space}"), space}, {STR("{left}"), left});
}

static void put_facts(struct req *r, struct money_page *p, const struct medium_view *v)
{
    static const enum medium_kind shown[] = {MEDIUM_REVENUE, MEDIUM_BASELINE, MEDIUM_SPACE,
                                             MEDIUM_STEERABLE};

    for (size_t i = 0; v->plan && i < ARRAY_LEN(shown); i++)
        money_fact(p, medium_label(shown[i], r->lang), money_million_text(r, v->f.at[shown[i]][1]),
                   SAY(r, TR("ปี {year} ล้านบาท"),
                       {STR("{year}"), money_year_text(r, v->plan->base_year + 1)}));
    if (v->plan)
        p->fact[2].stop = v->f.at[MEDIUM_SPACE][1].satang < 0;
}

/* From next year's revenue to what is left, step by step. */
static void put_plan(struct req *r, struct money_page *p, const struct medium_view *v)
{
    struct chart_item *item = ARENA_ARRAY(r->a, struct chart_item, MEDIUM_KINDS);
    struct money_section *s = money_section(p);
    struct money left = v->f.at[MEDIUM_REVENUE][1];
    bool possible = true;
    size_t n = 0;

    s->id = STR("plan");
    s->title = SAY(r, TR("จากรายรับปี {year} สู่เงินที่เหลือหลังนโยบายใหม่"),
                   {STR("{year}"), money_year_text(r, v->plan->base_year + 1)});
    s->note = SAY(r,
                  TR("แผน {code}: บุคลากรเพิ่มร้อยละ {personnel} รายรับเพิ่มร้อยละ {revenue} ต่อปี "
                     "งบดำเนินงานไม่อยู่ในรายจ่ายฐาน เพราะเริ่มจากศูนย์ทุกปี"),
                  {STR("{code}"), v->plan->code},
                  {STR("{personnel}"), money_share_text(r, v->plan->personnel_growth.bp)},
                  {STR("{revenue}"), money_share_text(r, v->plan->revenue_growth.bp)});
    s->unit = tr(r->lang, TR("ล้านบาท"));
    s->path = STR("/medium-term");
    item[n++] = (struct chart_item){.label = medium_label(MEDIUM_REVENUE, r->lang),
                                    .value_text = money_million_text(r, left),
                                    .value = left.satang};
    for (enum medium_kind k = MEDIUM_PERSONNEL; k <= MEDIUM_POLICY; k++) {
        struct money m = v->f.at[k][1];

        if (k == MEDIUM_BASELINE || k == MEDIUM_SPACE)
            continue;
        left = money_sub(left, m);
        possible = possible && left.satang >= 0;
        item[n++] = (struct chart_item){.label = medium_label(k, r->lang),
                                        .value_text = money_million_text(r, money_neg(m)),
                                        .value = left.satang};
    }
    item[n++] = (struct chart_item){.label = medium_label(MEDIUM_LEFT, r->lang),
                                    .value_text = money_million_text(r, left),
                                    .value = left.satang};
    if (possible)
        money_falls(r, s, item, n);
    s->has_table = true;
    s->table = (struct table_view){.type = &medium_row_type,
                                   .rows = v->row,
                                   .n = MEDIUM_KINDS,
                                   .cols = medium_cols,
                                   .ncols = ARRAY_LEN(medium_cols),
                                   .caption = s->title};
}

static void put_policies(struct req *r, struct money_page *p, const struct medium_view *v)
{
    struct policy_row *sum = ARENA_NEW(r->a, struct policy_row);
    struct money_section *s = money_section(p);
    const struct policy_row *x = v->policies.p;

    for (size_t i = 0; i < v->policies.n; i++) {
        sum->y1 = money_add(sum->y1, x[i].y1);
        sum->y2 = money_add(sum->y2, x[i].y2);
        sum->y3 = money_add(sum->y3, x[i].y3);
    }
    s->id = STR("policies");
    s->title = tr(r->lang, TR("นโยบายใหม่ที่ขอใช้พื้นที่ทางการคลัง"));
    s->unit = tr(r->lang, TR("ล้านบาท"));
    s->path = STR("/medium-term/policies");
    s->has_table = true;
    s->table = (struct table_view){.type = &policy_row_type,
                                   .rows = v->policies.p,
                                   .n = v->policies.n,
                                   .cols = policy_cols,
                                   .ncols = ARRAY_LEN(policy_cols),
                                   .total = v->policies.n ? sum : NULL,
                                   .caption = s->title,
                                   .empty = tr(r->lang, TR("ยังไม่มีนโยบายใหม่"))};
}

static bool put_reconcile(struct req *r, struct money_page *p, const struct medium_view *v,
                          struct err *e)
{
    struct reconcile_row *sum = ARENA_NEW(r->a, struct reconcile_row);
    struct money_section *s = money_section(p);
    const struct reconcile_row *x;
    struct rows rows;

    if (!reconcile_all(r, v, &rows, e))
        return false;
    x = rows.p;
    for (size_t i = 0; i < rows.n; i++)
        sum->amount = money_add(sum->amount, x[i].amount);
    s->id = STR("reconciliation");
    s->title = v->before ? SAY(r, TR("เหตุใดจึงต่างจากแผน {code}"), {STR("{code}"), v->before->code})
                         : tr(r->lang, TR("เหตุใดจึงต่างจากแผนก่อน"));
    s->note = tr(r->lang, TR("ทุกบรรทัดรวมกันเท่ากับส่วนต่างของเงินที่เหลือพอดี บวกคือเหลือมากขึ้น"));
    s->path = STR("/medium-term/reconciliation");
    s->has_table = true;
    s->table = (struct table_view){.type = &reconcile_row_type,
                                   .rows = rows.p,
                                   .n = rows.n,
                                   .cols = reconcile_cols,
                                   .ncols = ARRAY_LEN(reconcile_cols),
                                   .total = rows.n ? sum : NULL,
                                   .caption = s->title,
                                   .empty = tr(r->lang, TR("ยังไม่มีแผนก่อนหน้าให้เทียบ หรือไม่มีอะไรต่าง"))};
    return true;
}

static void put_plans(struct req *r, struct money_page *p, const struct medium_view *v)
{
    struct money_section *s = money_section(p);

    s->id = STR("plans");
    s->title = tr(r->lang, TR("ทุกฉบับของปีนี้และปีก่อน"));
    s->path = STR("/medium-term/plans");
    s->has_table = true;
    s->table = (struct table_view){.type = &medium_plan_type,
                                   .rows = v->plans.p,
                                   .n = v->plans.n,
                                   .cols = plan_cols,
                                   .ncols = ARRAY_LEN(plan_cols),
                                   .caption = s->title,
                                   .empty = tr(r->lang, TR("ยังไม่มีแผน"))};
}

static bool put_work(struct req *r, struct money_page *p, const struct medium_view *v,
                     struct err *e)
{
    struct money_panel *x;

    if (!actor_may(&r->session.actor, PERM_FISCAL))
        return true;
    x = money_panel(p);
    x->title = v->own ? tr(r->lang, TR("จัดทำฉบับถัดไป")) : tr(r->lang, TR("จัดทำแผนของปีนี้"));
    x->note = tr(r->lang, TR("คำนวณใหม่จากรายการ ข้อผูกพัน หนี้ และค่ากำหนด ณ ขณะนี้ ฉบับเดิมยังเก็บไว้"));
    x->action = STR("/medium-term/make");
    x->submit = tr(r->lang, TR("จัดทำแผน"));
    x->form = money_form(r, make_fields, ARRAY_LEN(make_fields));
    if (!v->own)
        return true;
    x = money_panel(p);
    x->title = tr(r->lang, TR("เพิ่มนโยบายใหม่"));
    x->note = tr(r->lang, TR("เกินพื้นที่ทางการคลังของปีใด ระบบไม่รับ"));
    x->action = STR("/medium-term/policy");
    x->submit = tr(r->lang, TR("เพิ่มนโยบาย"));
    x->form = money_form(r, policy_fields, ARRAY_LEN(policy_fields));
    x->second = true;
    if (!form_agencies(r, &x->form.field[0], STR_NONE, e))
        return false;
    x = money_act(p);
    x->title = tr(r->lang, TR("ยุตินโยบายใหม่"));
    x->action = STR("/medium-term/end");
    x->submit = tr(r->lang, TR("ยุตินโยบาย"));
    x->form = money_form(r, end_fields, ARRAY_LEN(end_fields));
    x->second = true;
    return true;
}

static bool medium_show(struct req *r, struct form *wrong, const char *which, int status,
                        struct reply *ret, struct err *e)
{
    struct medium_view *v = ARENA_NEW(r->a, struct medium_view);
    struct money_page p = {.title = tr(r->lang, TR("แผนงบประมาณระยะปานกลาง"))};

    if (!read_view(r, v, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &medium_row_type, v->row, v->plan ? MEDIUM_KINDS : 0, NULL, STR_NONE,
                           str_format(r->a, "medium-term-%lld", (long long)r->year), ret, e);
    p.lead = lead_of(r, v);
    money_tabs(r, &p, "/medium-term");
    if (v->plan && !v->own)
        money_note(
            &p,
            SAY(r, TR("ปีนี้ยังไม่มีแผนของตนเอง แสดงแผน {code} ของปีก่อน"), {STR("{code}"), v->plan->code}),
            STR("#work"),
            actor_may(&r->session.actor, PERM_FISCAL) ? tr(r->lang, TR("จัดทำแผนของปีนี้")) : STR_NONE);
    put_facts(r, &p, v);
    if (v->plan) {
        put_plan(r, &p, v);
        put_policies(r, &p, v);
        if (!put_reconcile(r, &p, v, e))
            return false;
    }
    put_plans(r, &p, v);
    if (!put_work(r, &p, v, e))
        return false;
    if (wrong && str_eq(str_from(which), STR("policy")) && !form_agencies(r, &wrong->field[0], STR_NONE, e))
        return false;
    money_refused(r, &p, wrong, which, "/medium-term/");
    return money_show(r, &p, "/medium-term", status, ret, e);
}

bool medium_page(struct req *r, struct reply *ret, struct err *e)
{
    return medium_show(r, NULL, "", 200, ret, e);
}

/* ---- the other tables ---- */

bool medium_plans_page(struct req *r, struct reply *ret, struct err *e)
{
    struct rows rows;

    if (r->format == FORMAT_HTML) {
        reply_redirect(r, STR("/medium-term#plans"), ret);
        return true;
    }
    return medium_plans(r->db, r->a, r->year, &rows, e) &&
           reply_table(r, &medium_plan_type, rows.p, rows.n, NULL, STR_NONE,
                       str_format(r->a, "medium-plans-%lld", (long long)r->year), ret, e);
}

bool medium_policies_page(struct req *r, struct reply *ret, struct err *e)
{
    struct rows rows;

    if (r->format == FORMAT_HTML) {
        reply_redirect(r, STR("/medium-term#policies"), ret);
        return true;
    }
    return medium_policies(r->db, r->a, r->year, &rows, e) &&
           reply_table(r, &policy_row_type, rows.p, rows.n, NULL, STR_NONE,
                       str_format(r->a, "new-policy-%lld", (long long)r->year), ret, e);
}

bool medium_reconcile_page(struct req *r, struct reply *ret, struct err *e)
{
    struct medium_view *v = ARENA_NEW(r->a, struct medium_view);
    struct rows rows;

    if (r->format == FORMAT_HTML) {
        reply_redirect(r, STR("/medium-term#reconciliation"), ret);
        return true;
    }
    return read_view(r, v, e) && reconcile_all(r, v, &rows, e) &&
           reply_table(r, &reconcile_row_type, rows.p, rows.n, NULL, STR_NONE,
                       str_format(r->a, "reconciliation-%lld", (long long)r->year), ret, e);
}

/* ---- posts ---- */

static struct money_post *post_of(struct req *r, req_write_fn *write, const char *which)
{
    struct money_post *p = ARENA_NEW(r->a, struct money_post);

    p->page.show = medium_show;
    p->page.which = which;
    p->page.path = "/medium-term";
    p->write = write;
    return p;
}

static bool make_write(struct act *by, void *ctx, struct err *e)
{
    const struct money_post *p = ctx;
    struct str code;

    return medium_make(by, p->more, &code, e);
}

static int64_t rate_of(struct req *r, struct form *f, const char *name)
{
    int64_t milli = 0;

    if (form_value(f, name).n == 0 || !form_milli(f, name, r, &milli))
        return MEDIUM_BY_PARAMETER;
    return milli / 10;
}

bool medium_post(struct req *r, struct reply *ret, struct err *e)
{
    struct money_post *p = post_of(r, make_write, "make");
    struct medium_new *n = ARENA_NEW(r->a, struct medium_new);

    p->more = n;
    p->form = money_form(r, make_fields, ARRAY_LEN(make_fields));
    form_read(&p->form, r);
    form_check(&p->form, r);
    n->base_year = r->year;
    n->personnel_bp = rate_of(r, &p->form, "personnel");
    n->revenue_bp = rate_of(r, &p->form, "revenue");
    n->reason = form_value(&p->form, "reason");
    return money_post(r, p, ret, e);
}

static bool policy_write(struct act *by, void *ctx, struct err *e)
{
    const struct money_post *p = ctx;
    struct policy_new *n = p->more;
    struct agency g;
    struct str code;

    if (!agency_get(by->tx->db, by->a, form_value(&p->form, "p_agency"), &g, e))
        return false;
    n->agency_id = g.id;
    return policy_add(by, n, &code, e);
}

bool medium_policy_post(struct req *r, struct reply *ret, struct err *e)
{
    static const char *const year[] = {"p_y1", "p_y2", "p_y3"};
    struct money_post *p = post_of(r, policy_write, "policy");
    struct policy_new *n = ARENA_NEW(r->a, struct policy_new);

    p->more = n;
    p->form = money_form(r, policy_fields, ARRAY_LEN(policy_fields));
    form_read(&p->form, r);
    form_check(&p->form, r);
    n->base_year = r->year;
    n->title = form_value(&p->form, "p_title");
    n->reason = form_value(&p->form, "p_reason");
    n->status = STR("office");
    for (size_t i = 0; i < ARRAY_LEN(year); i++) {
        if (form_value(&p->form, year[i]).n)
            form_money(&p->form, year[i], r, &n->amount[i + 1]);
    }
    return money_post(r, p, ret, e);
}

static bool end_write(struct act *by, void *ctx, struct err *e)
{
    const struct money_post *p = ctx;

    return policy_end(by, form_value(&p->form, "e_code"), form_value(&p->form, "e_reason"), e);
}

bool medium_policy_end_post(struct req *r, struct reply *ret, struct err *e)
{
    struct money_post *p = post_of(r, end_write, "end");

    p->form = money_form(r, end_fields, ARRAY_LEN(end_fields));
    form_read(&p->form, r);
    form_check(&p->form, r);
    return money_post(r, p, ret, e);
}
