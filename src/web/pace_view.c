/* pace_view.c - what the pages of procurement, acceleration and the morning share. */
#include "base/arena.h"
#include "web/procurement_page.h"
#include "web/words.h"

int64_t pace_agency(const struct req *r)
{
    const struct actor *who = &r->session.actor;
    int64_t id = 0;

    for (int64_t i = 0; i < who->grants; i++) {
        if (who->grant[i].scope.kind != SCOPE_AGENCY)
            return 0;
        if (id == 0)
            id = who->grant[i].scope.id;
    }
    return id;
}

bool pace_inside(const struct req *r)
{
    static const enum perm perms[] = {PERM_SPEND,  PERM_POST,   PERM_POST_APPROVE, PERM_ACCELERATE,
                                      PERM_PERIOD, PERM_ANALYSE, PERM_CARRY,        PERM_AUDIT_READ};

    for (size_t i = 0; i < ARRAY_LEN(perms); i++) {
        if (actor_may(&r->session.actor, perms[i]))
            return true;
    }
    return false;
}

void pace_choices(struct req *r, struct form_field *f, const char *kind, const char *const *word,
                  size_t n)
{
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, n);

    for (size_t i = 0; i < n; i++)
        c[i] = (struct form_choice){str_from(word[i]),
                                    word_label(kind, str_from(word[i]), r->lang)};
    f->choice = c;
    f->choices = n;
}

void pace_form(struct req *r, const struct form_field *plain, size_t n, struct form *f)
{
    *f = (struct form){.n = n};
    f->field = ARENA_ARRAY(r->a, struct form_field, n);
    for (size_t i = 0; i < n; i++)
        f->field[i] = plain[i];
}

/* ---- problems of spending ---- */

static const struct form_field problem_fields[] = {
    {.name = "kind", .kind = FORM_CHOICE, .label = TR("ลักษณะปัญหา"), .required = true},
    {.name = "what", .kind = FORM_TEXT, .label = TR("ปัญหา"), .required = true, .max = 300},
    {.name = "cause", .kind = FORM_LONG, .label = TR("สาเหตุ"), .required = true, .max = 4000},
    {.name = "help", .kind = FORM_LONG, .label = TR("ความช่วยเหลือที่ต้องการ"), .max = 4000},
    {.name = "contract", .kind = FORM_TEXT, .label = TR("สัญญา"), .hint = TR("ถ้ามี"), .max = 60},
    {.name = "weight", .kind = FORM_CHOICE, .label = TR("ความรุนแรง"), .required = true},
    {.name = "agency", .kind = FORM_TEXT, .label = TR("รหัสหน่วยงาน"), .max = 8},
    {.name = "line",
     .kind = FORM_TEXT,
     .label = TR("รหัสรายการ"),
     .hint = TR("เมื่อเป็นปัญหาของรายการใดรายการหนึ่ง"),
     .max = 40},
};

void problem_form(struct req *r, struct form *f)
{
    static const char *const kinds[] = {"design",     "price", "site",   "bidder",
                                        "contractor", "money", "people", "other"};
    static const char *const weights[] = {"1", "2", "3", "4"};

    pace_form(r, problem_fields, ARRAY_LEN(problem_fields), f);
    pace_choices(r, form_find(f, "kind"), "spend_problem", kinds, ARRAY_LEN(kinds));
    pace_choices(r, form_find(f, "weight"), "problem_weight", weights, ARRAY_LEN(weights));
    form_find(f, "weight")->value = STR("2");
    f->again = 7;
}

void problem_read(const struct form *f, struct spending_problem_new *n)
{
    struct str w = form_value(f, "weight");

    n->kind = form_value(f, "kind");
    n->what = form_value(f, "what");
    n->cause = form_value(f, "cause");
    n->help = form_value(f, "help");
    n->contract = form_value(f, "contract");
    n->weight = w.n == 1 && w.p[0] >= '1' && w.p[0] <= '4' ? w.p[0] - '0' : 0;
    if (n->agency_code.n == 0)
        n->agency_code = form_value(f, "agency");
    if (n->line_code.n == 0)
        n->line_code = form_value(f, "line");
}

struct table_view problem_table(struct req *r, const struct rows *rows)
{
    static const struct col cols[] = {{"what", COL_LINK, "/problems/", "code", NULL},
                                      {"line_name", COL_UNDER, NULL, NULL, NULL},
                                      {"agency_name", COL_PLAIN, NULL, NULL, NULL},
                                      {"kind", COL_WORD, "spend_problem", NULL, NULL},
                                      {"help", COL_PLAIN, NULL, NULL, NULL},
                                      {"state", COL_TAG, "problem", NULL, NULL},
                                      {"owner", COL_PLAIN, NULL, NULL, NULL},
                                      {"due", COL_PLAIN, NULL, NULL, NULL}};

    return (struct table_view){.type = &spending_problem_type,
                               .rows = rows->p,
                               .n = rows->n,
                               .cols = cols,
                               .ncols = ARRAY_LEN(cols),
                               .caption = tr(r->lang, TR("ทะเบียนปัญหาการใช้จ่าย")),
                               .empty = tr(r->lang, TR("ยังไม่มีปัญหาที่แจ้งไว้"))};
}
