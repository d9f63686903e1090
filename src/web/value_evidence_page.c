/* value_evidence_page.c - /value/evidence: what earlier years achieved, in next year's scores. */
#include "base/arena.h"
#include "base/err.h"
#include "plan/package.h"
#include "plan/section.h"
#include "web/value_page.h"

static const struct col effect_cols[] = {
    {"title", COL_LINK, "/value/evidence/", "code", NULL}, {"code", COL_UNDER, NULL, NULL, NULL},
    {"agency_name", COL_PLAIN, NULL, NULL, NULL},          {"n", COL_PLAIN, NULL, NULL, NULL},
    {"average", COL_SCORE, NULL, NULL, NULL},              {"posterior", COL_SCORE, NULL, NULL, NULL},
    {"factor_text", COL_NUMBER, NULL, NULL, NULL},         {"base", COL_SCORE, NULL, NULL, NULL},
    {"value", COL_SCORE, NULL, NULL, NULL}};
static const struct col result_cols[] = {
    {"name", COL_PLAIN, NULL, NULL, NULL},                {"code", COL_UNDER, NULL, NULL, NULL},
    {"kind", COL_WORD, "evidence_kind", NULL, NULL},      {"year", COL_YEAR, NULL, NULL, NULL},
    {"agency_name", COL_PLAIN, NULL, NULL, NULL},         {"via", COL_WORD, "evidence_via", NULL, NULL},
    {"past_code", COL_LINK, "/packages/", "past_code", NULL}, {"percent", COL_SCORE, NULL, NULL, NULL},
    {"x", COL_SCORE, NULL, NULL, NULL}};
static const struct form_field name_fields[] = {
    {.name = "indicator", .kind = FORM_TEXT, .label = TR("รหัสตัวชี้วัด"), .required = true, .max = 40},
    {.name = "indicator_year", .kind = FORM_TEXT, .label = TR("ปีของตัวชี้วัด"), .required = true, .max = 4},
    {.name = "act", .kind = FORM_CHOICE, .label = TR("ทำอะไร"), .required = true},
};

enum { EFFECTS = 50 };

static struct str percent_text(struct req *r, int64_t bp)
{
    return value_number(r, (struct score){bp * 10000}, 2);
}

static struct str formula(struct req *r, const struct evidence_city *c)
{
    return SAY(r, TR("ผลหนึ่งผล x = คะแนนร้อยละ / 100 อยู่ใน 0 ถึง 1 ผลหลังถ่วง = (ผลรวม x + {k} × ค่าเฉลี่ยทั้งเมือง) / (จำนวนผล + {k}) ตัวคูณ = 1 + {w}% × (ผลหลังถ่วง − ค่าเฉลี่ย) ไม่ต่ำกว่า {low}% ไม่เกิน {high}% ใช้ {years} ปีล่าสุดที่สิ้นสุดแล้วและมีคะแนนสุดท้าย ข้อเสนอที่ไม่มีผลมีตัวคูณ 1 พอดี (ค่ากำหนด evidence.rule)"),
               {STR("{k}"), money_count_text(r, c->rule.k)}, {STR("{w}"), percent_text(r, c->rule.weight_bp)},
               {STR("{low}"), percent_text(r, c->rule.low_bp)}, {STR("{high}"), percent_text(r, c->rule.high_bp)},
               {STR("{years}"), money_count_text(r, c->rule.years)});
}

static struct str lead(struct req *r, const struct evidence_city *c, int64_t up, int64_t down)
{
    if (c->n == 0) {
        return tr(r->lang, TR("ยังไม่มีคะแนนสุดท้ายของปีที่สิ้นสุดแล้ว ข้อเสนอทุกรายการจึงมีตัวคูณ 1 พอดี"));
    }
    return SAY(r, TR("ผล {n} ผลของปี {first}-{last} เฉลี่ย {mean} มีผลต่อ {packages} ข้อเสนอ: คะแนนขึ้น {up} ลง {down} ที่เหลือคงเดิม"),
               {STR("{n}"), money_count_text(r, c->n)}, {STR("{first}"), money_year_text(r, c->first_year)},
               {STR("{last}"), money_year_text(r, c->last_year)}, {STR("{mean}"), value_number(r, c->mean, 4)},
               {STR("{packages}"), money_count_text(r, c->packages)}, {STR("{up}"), money_count_text(r, up)},
               {STR("{down}"), money_count_text(r, down)});
}

/* What comes after a package: they stand by its id. */
static struct rows effects_after(const struct rows *all, int64_t package_id)
{
    const struct evidence_effect *x = all->p;
    size_t i = 0;

    while (i < all->n && x[i].package_id <= package_id) {
        i++;
    }
    return (struct rows){x + i, all->n - i};
}

bool value_evidence_page(struct req *r, struct reply *ret, struct err *e)
{
    struct money_page p = {.title = tr(r->lang, TR("ผลงานในคะแนนปีหน้า"))};
    const struct evidence_effect *x;
    struct evidence_city c;
    struct money_section *s;
    struct rows rows, part;
    int64_t up = 0, down = 0, after;

    if (!req_int(r, "after", 0, INT64_MAX, 0, &after, e)) {
        return false;
    }
    if (!evidence_of_year(r->db, r->a, r->year, r->lang, &rows, &c, e)) {
        return false;
    }
    if (r->format != FORMAT_HTML) {
        return reply_table(r, &evidence_effect_type, rows.p, rows.n, NULL, STR_NONE, str_format(r->a, "evidence-%lld", (long long)r->year),
                           ret, e);
    }
    x = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        up += x[i].factor.millionths > EVIDENCE_ONE;
        down += x[i].factor.millionths < EVIDENCE_ONE;
    }
    part = effects_after(&rows, after);
    if (part.n > EFFECTS) {
        part.n = EFFECTS;
        p.next = str_format(r->a, "/value/evidence?after=%lld", (long long)((const struct evidence_effect *)part.p)[EFFECTS - 1].package_id);
    }
    p.lead = lead(r, &c, up, down);
    value_tabs(r, &p, "/value/evidence");
    money_fact(&p, tr(r->lang, TR("ค่าเฉลี่ยทั้งเมือง")), value_number(r, c.mean, 4), tr(r->lang, TR("0 ถึง 1")));
    money_fact(&p, tr(r->lang, TR("ข้อเสนอที่มีผล")), money_count_text(r, c.packages), STR_NONE);
    money_fact(&p, tr(r->lang, TR("คะแนนขึ้น")), money_count_text(r, up), STR_NONE);
    money_fact(&p, tr(r->lang, TR("คะแนนลง")), money_count_text(r, down), STR_NONE);
    s = value_table(r, &p, "effects", tr(r->lang, TR("ผลต่อคะแนนของแต่ละข้อเสนอ")),
                    (struct table_view){.type = &evidence_effect_type,
                                        .rows = part.p,
                                        .n = part.n,
                                        .cols = effect_cols,
                                        .ncols = ARRAY_LEN(effect_cols),
                                        .empty = tr(r->lang, TR("ไม่มีข้อเสนอที่เชื่อมกับผลของปีก่อน"))});
    s->note = formula(r, &c);
    s->path = STR("/value/evidence");
    return money_show(r, &p, "/value", 200, ret, e);
}

/* ---- one package ---- */

static void put_choices(struct req *r, struct form *f)
{
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, 2);

    c[0] = (struct form_choice){STR("on"), tr(r->lang, TR("เชื่อม"))};
    c[1] = (struct form_choice){STR("off"), tr(r->lang, TR("ถอดออก"))};
    form_find(f, "act")->choice = c;
    form_find(f, "act")->choices = 2;
}

/* It does not compete for money. */
static bool stands_apart(struct str state)
{
    return str_eq(state, STR("EXECUTION")) || str_eq(state, STR("WITHDRAWN"));
}

static void put_panel(struct req *r, struct money_page *p, const struct package *k)
{
    struct money_panel *x;

    if (stands_apart(k->state) || (!actor_may(&r->session.actor, PERM_VERIFY) && !actor_may(&r->session.actor, PERM_REQUEST_WRITE))) {
        return;
    }
    x = money_panel(p);
    x->title = tr(r->lang, TR("เชื่อมตัวชี้วัดกับข้อเสนอ"));
    x->note = tr(r->lang, TR("ผลของตัวชี้วัดนี้ในปีก่อน ๆ จะนับเป็นหลักฐานของข้อเสนอ"));
    x->action = str_format(r->a, "/value/evidence/%.*s", STR_FMT(k->code));
    x->submit = tr(r->lang, TR("บันทึก"));
    x->form = money_form(r, name_fields, ARRAY_LEN(name_fields));
    put_choices(r, &x->form);
}

static bool one_show(struct req *r, struct form *wrong, const char *which, int status, struct reply *ret, struct err *e)
{
    struct money_page p = {.title = tr(r->lang, TR("หลักฐานผลงานของข้อเสนอ"))};
    struct evidence_effect x;
    struct evidence_own own;
    struct evidence_city c;
    struct money_section *s;
    struct package k;
    struct rows rows;

    if (!package_see(r->db, r->a, &r->session.actor, r->year, r->seg[0], &k, e) ||
        !evidence_of_package(r->db, r->a, k.id, k.year, r->lang, &own, e)) {
        return false;
    }
    x = own.effect;
    c = own.city;
    rows = own.results;
    if (r->format != FORMAT_HTML) {
        return reply_table(r, &evidence_result_type, rows.p, rows.n, NULL, STR_NONE, str_format(r->a, "%.*s-evidence", STR_FMT(k.code)), ret,
                           e);
    }
    p.lead = x.n                 ? evidence_sentence(r->a, &x, &c, r->lang)
             : stands_apart(k.state) ? tr(r->lang, TR("ข้อเสนอนี้ไม่แข่งขันในการจัดสรร (เปิดระหว่างปีหรือถอนแล้ว) ผลของปีก่อนจึงไม่มีผลต่อคะแนน"))
                                 : tr(r->lang, TR("ไม่มีผลของปีก่อนที่เชื่อมกับข้อเสนอนี้ ตัวคูณคือ 1 พอดี คะแนนคงเดิม"));
    value_tabs(r, &p, "");
    money_fact(&p, tr(r->lang, TR("ตัวคูณ")), value_number(r, x.factor, 6), x.n ? SAY(r, TR("จาก {n} ผล"), {STR("{n}"), money_count_text(r, x.n)}) : tr(r->lang, TR("ไม่มีผล")));
    if (x.n) {
        money_fact(&p, tr(r->lang, TR("คะแนนก่อน")), value_number(r, x.base, 2), STR_NONE);
        money_fact(&p, tr(r->lang, TR("คะแนนหลัง")), value_number(r, x.value, 2), STR_NONE);
    }
    money_note(&p, k.title, str_format(r->a, "/packages/%.*s", STR_FMT(k.code)), k.code);
    s = value_table(r, &p, "results", tr(r->lang, TR("ผลที่นับ")),
                    (struct table_view){.type = &evidence_result_type,
                                        .rows = rows.p,
                                        .n = rows.n,
                                        .cols = result_cols,
                                        .ncols = ARRAY_LEN(result_cols),
                                        .empty = tr(r->lang, TR("ไม่มีผลที่นับ"))});
    s->note = formula(r, &c);
    s->path = str_format(r->a, "/value/evidence/%.*s", STR_FMT(k.code));
    put_panel(r, &p, &k);
    money_refused(r, &p, wrong, which, "/value/evidence/");
    return money_show(r, &p, "/value", status, ret, e);
}

bool value_evidence_one_page(struct req *r, struct reply *ret, struct err *e)
{
    return one_show(r, NULL, "", 200, ret, e);
}

struct naming {
    struct str package, indicator;
    int64_t package_year, year;
    bool on;
};

static bool name_write(struct act *by, void *ctx, struct err *e)
{
    const struct money_post *p = ctx;
    const struct naming *n = p->more;

    return evidence_name(by, n->package_year, n->package, n->indicator, n->year, n->on, e);
}

bool value_evidence_post(struct req *r, struct reply *ret, struct err *e)
{
    struct money_post *p = ARENA_NEW(r->a, struct money_post);
    struct naming *n = ARENA_NEW(r->a, struct naming);
    struct package k;

    if (!package_see(r->db, r->a, &r->session.actor, r->year, r->seg[0], &k, e)) {
        return false;
    }
    p->page.show = one_show;
    p->page.which = str_format(r->a, "%.*s%c", STR_FMT(k.code), 0).p;
    p->page.path = str_format(r->a, "/value/evidence/%.*s%c", STR_FMT(k.code), 0).p;
    p->write = name_write;
    p->more = n;
    p->form = money_form(r, name_fields, ARRAY_LEN(name_fields));
    put_choices(r, &p->form);
    form_read(&p->form, r);
    if (form_check(&p->form, r)) {
        form_int(&p->form, "indicator_year", r, 2500, 2699, &n->year);
    }
    n->package = k.code;
    n->package_year = k.year;
    n->indicator = form_value(&p->form, "indicator");
    n->on = str_eq(form_value(&p->form, "act"), STR("on"));
    return money_post(r, p, ret, e);
}
