/* agreement_form.c - the forms of an agreement: an item's words, taking it out, a component, an appeal, its decision. */
#include "base/arena.h"
#include "base/exact.h"
#include "web/agreement_page.h"
#include "web/procurement_page.h"

enum { NAME_MAX = 1000, TEXT_MAX = 20000, REASON_MAX = 4000 };

#define ITEM_FIELDS                                                                                                        \
    {.name = "number", .kind = FORM_TEXT, .label = TR("ลำดับที่"), .hint = TR("เช่น 2 หรือ 5.1"), .max = 20},                 \
        {.name = "name", .kind = FORM_LONG, .label = TR("ตัวชี้วัด"), .max = NAME_MAX},                                       \
        {.name = "component", .kind = FORM_CHOICE, .label = TR("องค์ประกอบที่"), .required = true},                           \
        {.name = "in_k", .kind = FORM_CHECK, .label = TR("พิมพ์ในตาราง ก")},                                                 \
        {.name = "in_kh", .kind = FORM_CHECK, .label = TR("พิมพ์ในตาราง ข")},                                                \
        {.name = "in_kho", .kind = FORM_CHECK, .label = TR("พิมพ์ในตาราง ค")},                                               \
        {.name = "in_ngo", .kind = FORM_CHECK, .label = TR("พิมพ์ในตาราง ง"), .hint = TR("อยู่หลายตารางได้ แต่นับครั้งเดียว")}, \
        {.name = "weight", .kind = FORM_TEXT, .label = TR("น้ำหนัก (ร้อยละ)"), .required = true, .max = 10},                  \
        {.name = "target", .kind = FORM_TEXT, .label = TR("ค่าเป้าหมาย"), .hint = TR("เช่น ระดับ 5 หรือ ร้อยละ 0"), .max = NAME_MAX}, \
        {.name = "definition", .kind = FORM_LONG, .label = TR("นิยาม/คำอธิบาย"), .max = TEXT_MAX},                            \
        {.name = "method", .kind = FORM_LONG, .label = TR("วิธีคำนวณ"), .max = TEXT_MAX},                                    \
        {.name = "evidence", .kind = FORM_LONG, .label = TR("วิธีเก็บข้อมูล/หลักฐาน"), .max = TEXT_MAX},                       \
        {.name = "measure", .kind = FORM_TEXT, .label = TR("มาตรการ"), .max = NAME_MAX},                                    \
        {.name = "project", .kind = FORM_LONG, .label = TR("โครงการ/กิจกรรม"), .max = TEXT_MAX},                             \
        {.name = "unit_name", .kind = FORM_TEXT, .label = TR("หน่วยงานรับผิดชอบ"), .max = NAME_MAX},                         \
    {.name = "reason", .kind = FORM_LONG, .label = TR("เหตุผลที่เสนอ"), .required = true, .max = REASON_MAX}

static const struct form_field add_fields[] = {
    {.name = "indicator",
     .kind = FORM_CHOICE,
     .label = TR("ตัวชี้วัดของปีนี้"),
     .hint = TR("ชื่อ เป้าหมาย และนิยามที่เว้นไว้ เติมจากตัวชี้วัด"),
     .required = true},
    ITEM_FIELDS,
};
static const struct form_field propose_fields[] = {ITEM_FIELDS};
static const struct form_field reason_fields[] = {
    {.name = "reason", .kind = FORM_LONG, .label = TR("เหตุผลที่เสนอ"), .required = true, .max = REASON_MAX},
};
static const struct form_field component_fields[] = {
    {.name = "component", .kind = FORM_CHOICE, .label = TR("องค์ประกอบที่"), .required = true},
    {.name = "title", .kind = FORM_LONG, .label = TR("ชื่อองค์ประกอบ"), .max = 500},
    {.name = "weight", .kind = FORM_TEXT, .label = TR("น้ำหนัก (ร้อยละ)"), .required = true, .max = 10},
    {.name = "reason", .kind = FORM_LONG, .label = TR("เหตุผลที่เสนอ"), .required = true, .max = REASON_MAX},
};
static const struct form_field appeal_fields[] = {
    {.name = "reason", .kind = FORM_LONG, .label = TR("เหตุผลที่อุทธรณ์"), .required = true, .max = REASON_MAX},
    {.name = "evidence",
     .kind = FORM_LONG,
     .label = TR("หลักฐาน"),
     .hint = TR("เลขที่เอกสาร หรือที่เก็บไฟล์ที่ให้ตรวจ"),
     .required = true,
     .max = 2000},
    {.name = "asked", .kind = FORM_TEXT, .label = TR("คะแนนที่เห็นว่าถูกต้อง (ร้อยละ)"), .max = 40},
};
static const struct form_field decide_fields[] = {
    {.name = "upheld", .kind = FORM_CHOICE, .label = TR("คำวินิจฉัย"), .required = true},
    {.name = "decision", .kind = FORM_LONG, .label = TR("เหตุผลของคำวินิจฉัย"), .required = true, .max = REASON_MAX},
};

void agreement_form_make(struct req *r, enum agreement_form which, struct form *f)
{
    static const struct {
        const struct form_field *field;
        size_t n;
    } of[] = {
        [AG_ADD] = {add_fields, ARRAY_LEN(add_fields)},
        [AG_PROPOSE] = {propose_fields, ARRAY_LEN(propose_fields)},
        [AG_REMOVE] = {reason_fields, ARRAY_LEN(reason_fields)},
        [AG_COMPONENT] = {component_fields, ARRAY_LEN(component_fields)},
        [AG_APPEAL] = {appeal_fields, ARRAY_LEN(appeal_fields)},
        [AG_DECIDE] = {decide_fields, ARRAY_LEN(decide_fields)},
    };
    static const char *const components[] = {"1", "2", "3", "4", "5"};
    static const char *const decisions[] = {"refused", "upheld"};
    struct form_field *c;

    pace_form(r, of[which].field, of[which].n, f);
    f->again = (int)which + 1;
    c = which == AG_ADD || which == AG_PROPOSE || which == AG_COMPONENT ? form_find(f, "component") : NULL;
    if (c)
        pace_choices(r, c, "agreement_component", components, ARRAY_LEN(components));
    if (which == AG_DECIDE)
        pace_choices(r, form_find(f, "upheld"), "agreement_appeal", decisions, ARRAY_LEN(decisions));
}

static struct str weight_text(struct req *r, struct share w)
{
    return str_format(r->a, "%lld.%02lld", (long long)(w.bp / 100), (long long)(w.bp % 100));
}

static const char *const table_fields[] = {"in_k", "in_kh", "in_kho", "in_ngo"};

void agreement_form_fill(struct req *r, struct form *f, const struct agreement_item *x)
{
    const struct {
        const char *name;
        struct str value;
    } of[] = {
        {"number", x->number},         {"name", x->name},         {"component", str_format(r->a, "%lld", (long long)x->component)},
        {"weight", weight_text(r, x->weight)}, {"target", x->target}, {"definition", x->definition},
        {"method", x->method},         {"evidence", x->evidence}, {"measure", x->measure},
        {"project", x->project},       {"unit_name", x->unit_name},
    };

    for (size_t i = 0; i < ARRAY_LEN(of); i++)
        form_find(f, of[i].name)->value = of[i].value;
    for (size_t i = 0; i < ARRAY_LEN(table_fields); i++)
        form_find(f, table_fields[i])->value = x->tables & (INT64_C(1) << i) ? STR("1") : STR_NONE;
}

bool agreement_form_weight(struct form *f, struct req *r, struct share *ret)
{
    struct str s = form_value(f, "weight");

    if (s.n && exact_parse_decimal(s, 2, &ret->bp) && ret->bp >= 0 && ret->bp <= AGREEMENT_WHOLE)
        return true;
    form_wrong(f, "weight", tr(r->lang, TR("ใส่ร้อยละ 0 ถึง 100 ทศนิยมไม่เกินสองตำแหน่ง")));
    return false;
}

bool agreement_form_item(struct req *r, struct form *f, struct agreement_item_text *ret)
{
    struct agreement_item_text t = {.number = form_value(f, "number"),
                                    .name = form_value(f, "name"),
                                    .target = form_value(f, "target"),
                                    .definition = form_value(f, "definition"),
                                    .method = form_value(f, "method"),
                                    .evidence = form_value(f, "evidence"),
                                    .measure = form_value(f, "measure"),
                                    .project = form_value(f, "project"),
                                    .unit_name = form_value(f, "unit_name")};

    form_int(f, "component", r, 1, AGREEMENT_COMPONENTS, &t.component);
    for (size_t i = 0; i < ARRAY_LEN(table_fields); i++)
        t.tables |= form_value(f, table_fields[i]).n ? INT64_C(1) << i : 0;
    if (t.tables == 0)
        form_wrong(f, "in_k", tr(r->lang, TR("เลือกอย่างน้อยหนึ่งตาราง")));
    agreement_form_weight(f, r, &t.weight);
    *ret = t;
    return !f->wrong;
}

void agreement_form_choices(struct req *r, struct form *f, const struct rows *choices)
{
    const struct agreement_choice *x = choices->p;
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, choices->n + 1);
    struct form_field *field = form_find(f, "indicator");

    for (size_t i = 0; i < choices->n; i++)
        c[i] = (struct form_choice){x[i].code, str_format(r->a, "%.*s %.*s", STR_FMT(x[i].number.n ? x[i].number : x[i].code),
                                                          STR_FMT(x[i].name_th))};
    field->choice = c;
    field->choices = choices->n;
}
