/* criteria_list.c - /criteria: criteria of a year as published, and their versions. */
#include "base/arena.h"
#include "base/err.h"
#include "web/criteria_page.h"
#include "web/words.h"

static const struct col criterion_cols[] = {
    {"name", COL_PLAIN, NULL, NULL, NULL},    {"source", COL_WORD, "criteria_source", NULL, NULL},
    {"weight", COL_BAR, NULL, NULL, NULL},    {"direction", COL_WORD, "criteria_direction", NULL, NULL},
    {"has_data", COL_YES, NULL, NULL, NULL},  {"no_data_why", COL_UNDER, NULL, NULL, NULL},
    {"anchor0", COL_PLAIN, NULL, NULL, NULL}, {"anchor1", COL_PLAIN, NULL, NULL, NULL},
    {"anchor2", COL_PLAIN, NULL, NULL, NULL}, {"anchor3", COL_PLAIN, NULL, NULL, NULL},
    {"anchor4", COL_PLAIN, NULL, NULL, NULL}};
static const struct col set_cols[] = {
    {"number", COL_LINK, "/criteria/", "number", NULL},     {"state", COL_TAG, "criteria", NULL, NULL},
    {"method", COL_WORD, "criteria_method", NULL, NULL},    {"ratio", COL_SCORE, NULL, "has_ratio", NULL},
    {"criteria", COL_PLAIN, NULL, NULL, NULL},              {"opens_on", COL_PLAIN, NULL, NULL, NULL},
    {"made_by", COL_PLAIN, NULL, NULL, NULL},               {"published_by", COL_PLAIN, NULL, NULL, NULL},
    {"published", COL_UNDER, NULL, NULL, NULL},             {"sent", COL_PLAIN, NULL, NULL, NULL},
    {"reason", COL_PLAIN, NULL, NULL, NULL}};
static const struct form_field draft_fields[] = {
    {.name = "reason", .kind = FORM_LONG, .label = TR("เหตุผล"), .required = true, .max = 2000},
    {.name = "opens_on", .kind = FORM_TEXT, .label = TR("เริ่มให้คะแนนวันที่"), .required = true, .max = 40},
};

void criteria_tabs(struct req *r, struct money_page *p, const char *current)
{
    static const struct {
        const char *path, *label;
        enum perm perm;
    } tab[] = {{"/criteria", TR("เกณฑ์คะแนน"), PERM_BUDGET_READ},
               {"/rating", TR("ให้คะแนนข้อเสนอ"), PERM_RATE},
               {"/rating/ranking", TR("ลำดับและข้อเสนอที่เสมอกัน"), PERM_BUDGET_READ}};

    for (size_t i = 0; i < ARRAY_LEN(tab); i++) {
        if (!actor_may(&r->session.actor, tab[i].perm)) {
            continue;
        }
        p->tab[p->tab_n++] = (struct money_link){.label = tr(r->lang, tab[i].label),
                                                 .href = str_from(tab[i].path),
                                                 .current = str_eq(str_from(tab[i].path), str_from(current))};
    }
}

static struct str list_lead(struct req *r, const struct criteria_set *s, bool found, const struct rows *rows)
{
    const struct criterion *c = rows->p;
    int64_t none = 0;

    if (!found) {
        return SAY(r, TR("ปี {year} ยังไม่ประกาศเกณฑ์คะแนน จึงยังให้คะแนนข้อเสนอไม่ได้"), {STR("{year}"), money_year_text(r, r->year)});
    }
    for (size_t i = 0; i < rows->n; i++) {
        none += !c[i].has_data;
    }
    return SAY(r,
               TR("ปี {year} ใช้ {n} เกณฑ์ ตามฉบับที่ {number} ที่ประกาศแล้ว เริ่มให้คะแนน {day} · {none} เกณฑ์ยังไม่มีข้อมูล จึงไม่นำมาคิด"),
               {STR("{year}"), money_year_text(r, r->year)}, {STR("{n}"), money_count_text(r, (int64_t)rows->n)},
               {STR("{number}"), money_count_text(r, s->number)},
               {STR("{day}"), money_day_text(r, s->opens_on)}, {STR("{none}"), money_count_text(r, none)});
}

struct money_section *criteria_section(struct req *r, struct money_page *p, const struct rows *rows)
{
    struct money_section *s = value_table(r, p, "criteria", tr(r->lang, TR("เกณฑ์ น้ำหนัก และคำอธิบายคะแนน")),
                                          (struct table_view){.type = &criterion_type,
                                                              .rows = rows->p,
                                                              .n = rows->n,
                                                              .cols = criterion_cols,
                                                              .ncols = ARRAY_LEN(criterion_cols),
                                                              .empty = tr(r->lang, TR("ยังไม่มีเกณฑ์"))});

    s->note = tr(r->lang, TR("คะแนนข้อเสนอ = 25 × ผลรวมของ (น้ำหนัก × คะแนนเฉลี่ยสองคน) ÷ ผลรวมน้ำหนักของเกณฑ์ที่มีข้อมูล อยู่ระหว่าง 0 ถึง 100 ผลงานปีก่อนไม่ใช่เกณฑ์ซ้ำ: คูณกับคะแนนภายหลังครั้งเดียว"));
    return s;
}

struct form criteria_draft_form(struct req *r)
{
    return money_form(r, draft_fields, ARRAY_LEN(draft_fields));
}

bool criteria_list_show(struct req *r, struct form *wrong, const char *which, int status, struct reply *ret, struct err *e)
{
    struct money_page p = {.title = tr(r->lang, TR("เกณฑ์คะแนนของข้อเสนอ"))};
    struct rows rows = {NULL, 0}, sets;
    struct criteria_set s = {0};
    struct money_section *t;
    struct money_panel *x;
    bool found;

    if (!criteria_find(r->db, r->a, r->year, &s, &found, e) ||
        (found && !criteria_of(r->db, r->a, s.id, r->lang, &rows, e))) {
        return false;
    }
    if (r->format != FORMAT_HTML) {
        return reply_table(r, &criterion_type, rows.p, rows.n, NULL, STR_NONE, STR("criteria"), ret, e);
    }
    if (!criteria_sets(r->db, r->a, r->year, &sets, e)) {
        return false;
    }
    p.lead = list_lead(r, &s, found, &rows);
    criteria_tabs(r, &p, "/criteria");
    t = criteria_section(r, &p, &rows);
    t->path = STR("/criteria");
    if (found) {
        money_note(&p, tr(r->lang, TR("ผลการจัดสรรขึ้นกับน้ำหนักมากเพียงใด")), STR("/allocation/main/weights"), tr(r->lang, TR("น้ำหนักเกณฑ์ ±20%")));
    }
    t = value_table(r, &p, "versions", tr(r->lang, TR("ฉบับของปี")),
                    (struct table_view){.type = &criteria_set_type,
                                        .rows = sets.p,
                                        .n = sets.n,
                                        .cols = set_cols,
                                        .ncols = ARRAY_LEN(set_cols),
                                        .empty = tr(r->lang, TR("ยังไม่มีเกณฑ์ของปีนี้"))});
    t->path = STR("/criteria/versions");
    if (actor_may(&r->session.actor, PERM_CRITERIA)) {
        x = money_panel(&p);
        x->title = tr(r->lang, TR("ร่างเกณฑ์ฉบับใหม่"));
        x->note = tr(r->lang, TR("เริ่มจากฉบับล่าสุด หรือแปดเกณฑ์ตั้งต้นเมื่อยังไม่มี ผู้อื่นเป็นผู้ประกาศ"));
        x->action = STR("/criteria/draft");
        x->submit = tr(r->lang, TR("ร่างฉบับใหม่"));
        x->form = criteria_draft_form(r);
    }
    money_refused(r, &p, wrong, which, "/criteria/");
    return money_show(r, &p, "/criteria", status, ret, e);
}

bool criteria_page(struct req *r, struct reply *ret, struct err *e)
{
    return criteria_list_show(r, NULL, "", 200, ret, e);
}

bool criteria_versions_page(struct req *r, struct reply *ret, struct err *e)
{
    struct rows rows;

    if (r->format == FORMAT_HTML) {
        reply_redirect(r, STR("/criteria#versions"), ret);
        return true;
    }
    return criteria_sets(r->db, r->a, r->year, &rows, e) &&
           reply_table(r, &criteria_set_type, rows.p, rows.n, NULL, STR_NONE, STR("criteria-versions"), ret, e);
}
