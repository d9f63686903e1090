#include "web/integrated_form.h"

#include "base/arena.h"
#include "city/agency.h"
#include "web/words.h"

enum { NAME_MAX = 200, TEXT_MAX = 2000 };

static const struct {
    int64_t bit;
    const char *name, *label;
} sides[] = {
    {SIDE_BUDGET, "side_budget", TR("สำนักงบประมาณกรุงเทพมหานคร")},
    {SIDE_STRATEGY, "side_strategy", TR("สำนักยุทธศาสตร์และประเมินผล")},
    {SIDE_FINANCE, "side_finance", TR("สำนักการคลัง")},
    {SIDE_AGENCY, "side_agency", TR("หน่วยรับงบประมาณ")},
};

struct str side_words(struct arena *a, int64_t bits, enum lang lang)
{
    struct str word[ARRAY_LEN(sides)];
    size_t n = 0;

    for (size_t i = 0; i < ARRAY_LEN(sides); i++) {
        if (bits & sides[i].bit)
            word[n++] = tr(lang, sides[i].label);
    }
    return str_join(a, word, n, STR(", "));
}

static void copy(struct req *r, struct form *f, const struct form_field *plain, size_t n)
{
    *f = (struct form){.field = ARENA_ARRAY(r->a, struct form_field, n), .n = n};
    for (size_t i = 0; i < n; i++)
        f->field[i] = plain[i];
}

bool plan_form(struct req *r, const struct integrated *p, struct form *ret, struct err *e)
{
    static const struct form_field plain[] = {
        {.name = "code",
         .kind = FORM_TEXT,
         .label = TR("รหัสแผน"),
         .hint = TR("a-z 0-9 และขีด เช่น flood-66"),
         .required = true,
         .max = 20},
        {.name = "name_th",
         .kind = FORM_TEXT,
         .label = TR("ชื่อแผนงานบูรณาการ"),
         .required = true,
         .max = NAME_MAX},
        {.name = "name_en", .kind = FORM_TEXT, .label = TR("ชื่อภาษาอังกฤษ"), .max = NAME_MAX},
        {.name = "purpose",
         .kind = FORM_LONG,
         .label = TR("ประชาชนได้อะไร"),
         .required = true,
         .max = TEXT_MAX},
        {.name = "lead", .kind = FORM_CHOICE, .label = TR("เจ้าภาพ"), .required = true},
    };

    copy(r, ret, plain, ARRAY_LEN(plain));
    if (p) {
        ret->field[0].kind = FORM_HIDDEN;
        ret->field[0].value = p->code;
        ret->field[1].value = p->name_th;
        ret->field[2].value = p->name_en;
        ret->field[3].value = p->purpose;
        ret->field[4].value = p->lead_code;
    }
    return form_agencies(r, &ret->field[4], STR("–"), e);
}

bool plan_form_read(struct req *r, struct form *f, struct integrated_new *ret)
{
    form_read(f, r);
    *ret = (struct integrated_new){.year = r->year,
                                   .code = form_value(f, "code"),
                                   .name_th = form_value(f, "name_th"),
                                   .name_en = form_value(f, "name_en"),
                                   .purpose = form_value(f, "purpose"),
                                   .lead_code = form_value(f, "lead")};
    return form_check(f, r);
}

void evidence_form(struct req *r, struct form *ret)
{
    static const struct form_field plain[] = {
        {.name = "step", .kind = FORM_CHOICE, .label = TR("ขั้น"), .required = true},
        {.name = "doc_no",
         .kind = FORM_TEXT,
         .label = TR("เลขที่เอกสาร"),
         .required = true,
         .max = NAME_MAX},
        {.name = "doc_date",
         .kind = FORM_TEXT,
         .label = TR("ลงวันที่"),
         .hint = TR("เช่น 1/10/2565"),
         .required = true,
         .max = 40},
        {.name = "title",
         .kind = FORM_TEXT,
         .label = TR("เรื่อง"),
         .required = true,
         .max = TEXT_MAX},
        {.name = "people", .kind = FORM_TEXT, .label = TR("ผู้เข้าร่วม (คน)"), .max = 7},
    };
    static const char *const digit[] = {"1", "2", "3", "4", "5"};
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, ARRAY_LEN(digit));

    *ret = (struct form){.n = ARRAY_LEN(plain) + ARRAY_LEN(sides)};
    ret->field = ARENA_ARRAY(r->a, struct form_field, ret->n);
    for (size_t i = 0; i < ARRAY_LEN(plain); i++)
        ret->field[i] = plain[i];
    for (size_t i = 0; i < ARRAY_LEN(sides); i++)
        ret->field[ARRAY_LEN(plain) + i] =
            (struct form_field){.name = sides[i].name, .kind = FORM_CHECK, .label = sides[i].label};
    for (size_t i = 0; i < ARRAY_LEN(digit); i++)
        c[i] = (struct form_choice){
            str_from(digit[i]), str_format(r->a, "%s. %.*s", digit[i],
                                           STR_FMT(integrated_step_name((int64_t)i + 1, r->lang)))};
    ret->field[0].choice = c;
    ret->field[0].choices = ARRAY_LEN(digit);
}

bool evidence_form_read(struct req *r, struct form *f, struct evidence_new *ret)
{
    struct str day;
    struct err why = {0}, iso = {0};

    form_read(f, r);
    *ret =
        (struct evidence_new){.doc_no = form_value(f, "doc_no"), .title = form_value(f, "title")};
    for (size_t i = 0; i < ARRAY_LEN(sides); i++) {
        if (req_field(r, sides[i].name).n)
            ret->parties |= sides[i].bit;
    }
    if (!req_int(r, "step", 1, INTEGRATED_STEPS, 0, &ret->step, &why))
        form_wrong(f, "step", word_error(r->a, &why, r->lang));
    if (!req_int(r, "people", 0, 100000, 0, &ret->people, &why))
        form_wrong(f, "people", word_error(r->a, &why, r->lang));
    day = form_value(f, "doc_date");
    if (day.n && !date_parse_th(day, &ret->doc_date, &why) &&
        !date_parse_iso(day, &ret->doc_date, &iso))
        form_wrong(f, "doc_date", word_error(r->a, &why, r->lang));
    return form_check(f, r);
}

void join_form(struct req *r, const struct form *plan, struct form *ret)
{
    struct form_field lead = plan->field[4];

    static const struct form_field plain[] = {
        {.name = "agency", .kind = FORM_CHOICE, .label = TR("หน่วยงาน"), .required = true},
        {.name = "part",
         .kind = FORM_TEXT,
         .label = TR("ทำส่วนใดของแผน"),
         .required = true,
         .max = TEXT_MAX},
    };

    copy(r, ret, plain, ARRAY_LEN(plain));
    ret->field[0].choice = lead.choice;
    ret->field[0].choices = lead.choices;
}

void put_form(struct req *r, struct form *ret)
{
    static const struct form_field plain[] = {
        {.name = "package",
         .kind = FORM_TEXT,
         .label = TR("รหัสข้อเสนอ"),
         .hint = TR("ของหน่วยงานที่ร่วมแผน หนึ่งข้อเสนออยู่ได้แผนเดียว"),
         .required = true,
         .max = 60},
    };

    copy(r, ret, plain, ARRAY_LEN(plain));
}
