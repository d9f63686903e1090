/* profile_form.c - the fields of an indicator's profile: targets and steps as people type them. */
#include "base/arena.h"
#include "base/exact.h"
#include "web/indicators_page.h"
#include "web/words.h"

enum { TARGETS = 5 };

static const struct form_field fields[] = {
    {.name = "agency", .kind = FORM_CHOICE, .label = TR("หน่วยงานที่รายงานผล"), .required = true},
    {.name = "number", .kind = FORM_TEXT, .label = TR("ตัวชี้วัดที่"), .max = 20},
    {.name = "stable", .kind = FORM_TEXT, .label = TR("รหัสคงที่ข้ามปี"), .hint = TR("ชื่อเดียวกันทุกปี เช่น carry-no-debt"), .required = true, .max = 80},
    {.name = "work", .kind = FORM_CHOICE, .label = TR("ลักษณะงาน"), .required = true},
    {.name = "collect", .kind = FORM_CHOICE, .label = TR("วิธีเก็บผล"), .required = true},
    {.name = "measure", .kind = FORM_TEXT, .label = TR("ค่าที่ระบบคำนวณ"), .hint = TR("เฉพาะตัวชี้วัดที่ระบบคำนวณเอง"), .max = 80},
    {.name = "cycle", .kind = FORM_CHOICE, .label = TR("รอบรายงาน"), .required = true},
    {.name = "owner", .kind = FORM_CHOICE, .label = TR("เจ้าของเกณฑ์"), .required = true},
    {.name = "target_in", .kind = FORM_CHOICE, .label = TR("ค่าเป้าหมายเป็น"), .required = true},
    {.name = "target0", .kind = FORM_TEXT, .label = TR("ค่าเป้าหมายทั้งปี"), .max = 30},
    {.name = "target1", .kind = FORM_TEXT, .label = TR("ค่าเป้าหมายไตรมาส 1"), .max = 30},
    {.name = "target2", .kind = FORM_TEXT, .label = TR("ค่าเป้าหมายไตรมาส 2"), .max = 30},
    {.name = "target3", .kind = FORM_TEXT, .label = TR("ค่าเป้าหมายไตรมาส 3"), .max = 30},
    {.name = "target4", .kind = FORM_TEXT, .label = TR("ค่าเป้าหมายไตรมาส 4"), .max = 30},
    {.name = "places", .kind = FORM_TEXT, .label = TR("จำนวนทศนิยม"), .max = 1},
    {.name = "definition", .kind = FORM_LONG, .label = TR("คำนิยาม"), .max = 4000},
    {.name = "formula", .kind = FORM_LONG, .label = TR("วิธีคำนวณ"), .max = 4000},
    {.name = "source", .kind = FORM_LONG, .label = TR("แหล่งข้อมูล"), .max = 4000},
    {.name = "steps", .kind = FORM_LONG, .label = TR("ขั้นตอนและหลักฐาน"), .hint = TR("บรรทัดละขั้น: ชื่อขั้น | หลักฐานที่ต้องมี | ที่มา (file integrated:1 circular survey:คำในชื่อ executive_report acceleration issued:ชนิด none)"), .max = 8000},
    {.name = "paper", .kind = FORM_CHECK, .label = TR("ต้องแนบหลักฐานทุกงวด")},
    {.name = "reason", .kind = FORM_TEXT, .label = TR("เหตุผล"), .hint = TR("ต้องมีเมื่อเปลี่ยนค่าเป้าหมายที่ตั้งไว้แล้ว"), .max = 1000},
    {.name = "version", .kind = FORM_HIDDEN, .label = "", .max = 20},
};

struct form profile_form(struct req *r)
{
    return money_form(r, fields, ARRAY_LEN(fields));
}

bool profile_choices(struct req *r, struct form *f, struct err *e)
{
    money_words(r, "ind_work", form_find(f, "work"));
    money_words(r, "ind_collect", form_find(f, "collect"));
    money_words(r, "ind_cycle", form_find(f, "cycle"));
    money_words(r, "ind_owner", form_find(f, "owner"));
    money_words(r, "ind_in", form_find(f, "target_in"));
    return form_agencies(r, form_find(f, "agency"), STR_NONE, e);
}

static struct str decimal(struct arena *a, struct score v)
{
    struct sbuf b;

    sbuf_init(&b, a, 40);
    exact_put_decimal(&b, v.millionths, 6, 0);
    return sbuf_str(&b);
}

static struct str steps_text(struct arena *a, const struct rows *rows)
{
    struct sbuf b;

    sbuf_init(&b, a, 40000);
    for (size_t i = 0; i < rows->n; i++) {
        const struct indicator_step *s = (const struct indicator_step *)rows->p + i;

        sbuf_printf(&b, "%.*s | %.*s | %.*s", STR_FMT(s->name_th), STR_FMT(s->needs), STR_FMT(s->source));
        if (s->arg.n)
            sbuf_printf(&b, ":%.*s", STR_FMT(s->arg));
        sbuf_byte(&b, '\n');
    }
    return sbuf_str(&b);
}

bool profile_fill(struct req *r, struct form *f, const struct indicator_year *p, struct err *e)
{
    const struct {
        const char *name;
        struct str value;
    } put[] = {{"agency", p->agency_code}, {"number", p->number},   {"stable", p->stable},
               {"work", p->work},          {"collect", p->collect}, {"measure", p->measure},
               {"cycle", p->cycle},        {"owner", p->owner},     {"target_in", p->target_in},
               {"definition", p->definition}, {"formula", p->formula}, {"source", p->source},
               {"paper", p->paper ? STR("1") : STR_NONE},
               {"places", str_format(r->a, "%lld", (long long)p->places)},
               {"version", str_format(r->a, "%lld", (long long)p->version)}};
    struct rows rows;

    for (size_t i = 0; i < ARRAY_LEN(put); i++)
        form_find(f, put[i].name)->value = put[i].value;
    if (!indicator_targets(r->db, r->a, p->indicator_id, p->year, &rows, e))
        return false;
    for (size_t i = 0; i < rows.n; i++) {
        const struct indicator_target *t = (const struct indicator_target *)rows.p + i;

        form_find(f, str_cstr(r->a, str_format(r->a, "target%lld", (long long)t->quarter)))->value =
            decimal(r->a, t->target);
    }
    if (!indicator_steps(r->db, r->a, p->indicator_id, p->year, &rows, e))
        return false;
    form_find(f, "steps")->value = steps_text(r->a, &rows);
    return true;
}

/* ---- as it was typed ---- */

static void read_target(struct req *r, struct form *f, int64_t q, struct indicator_year_new *n)
{
    struct form_field *x = form_find(f, str_cstr(r->a, str_format(r->a, "target%lld", (long long)q)));
    struct str s = str_replace(r->a, str_trim(x->value), STR(","), STR_NONE);

    if (s.n == 0)
        return;
    n->has[q] = exact_parse_decimal(s, 6, &n->target[q].millionths);
    if (!n->has[q])
        form_wrong(f, x->name, tr(r->lang, TR("ไม่ใช่ตัวเลขที่ใช้ได้")));
}

static void read_steps(struct req *r, struct form *f, struct indicator_year_new *n)
{
    struct indicator_step *step = ARENA_ARRAY(r->a, struct indicator_step, INDICATOR_STEPS + 1);
    struct str rest = form_value(f, "steps"), line;
    size_t i = 0;

    while (rest.n && i <= INDICATOR_STEPS && str_split(&rest, '\n', &line)) {
        struct str part = STR_NONE, name = STR_NONE, needs = STR_NONE, source = STR_NONE;

        line = str_trim(line);
        if (line.n == 0)
            continue;
        (void)str_split(&line, '|', &name);
        if (line.n)
            (void)str_split(&line, '|', &needs);
        line = str_trim(line);
        if (line.n)
            (void)str_split(&line, ':', &source);
        part = line;
        step[i] = (struct indicator_step){.step = (int64_t)i + 1, .name_th = str_trim(name), .needs = str_trim(needs),
                                          .source = source.n ? str_trim(source) : STR("file"), .arg = str_trim(part)};
        i++;
    }
    n->step = step;
    n->steps = i;
}

void profile_read(struct req *r, struct form *f, struct indicator_year_new *n)
{
    int64_t places = 2;

    n->year = r->year;
    n->number = form_value(f, "number");
    n->stable = form_value(f, "stable");
    n->work = form_value(f, "work");
    n->collect = form_value(f, "collect");
    n->measure = form_value(f, "measure");
    n->cycle = form_value(f, "cycle");
    n->owner = form_value(f, "owner");
    n->target_in = form_value(f, "target_in");
    n->definition = form_value(f, "definition");
    n->formula = form_value(f, "formula");
    n->source = form_value(f, "source");
    n->reason = form_value(f, "reason");
    n->paper = form_value(f, "paper").n > 0;
    if (form_value(f, "places").n)
        (void)form_int(f, "places", r, 0, 6, &places);
    n->places = places;
    if (form_value(f, "version").n)
        (void)form_int(f, "version", r, 0, INT64_MAX, &n->version);
    for (int64_t q = 0; q < TARGETS; q++)
        read_target(r, f, q, n);
    read_steps(r, f, n);
}

struct str text_in(const struct req *r, struct str th, struct str en)
{
    return r->lang == LANG_EN && en.n ? en : th;
}

struct str score_print(struct arena *a, struct score v, int64_t places)
{
    struct sbuf b;
    int64_t unit = 1, n;

    sbuf_init(&b, a, 60);
    for (int64_t i = places; i < 6; i++)
        unit *= 10;
    if (exact_mul_div(v.millionths, 1, unit, ROUND_HALF_UP, &n))
        exact_put_decimal(&b, n, (unsigned)places, (unsigned)places);
    return sbuf_str(&b);
}

struct str target_text(struct req *r, const struct indicator_year *p, struct score target)
{
    if (str_eq(p->target_in, STR("level")))
        return str_format(r->a, "%.*s %lld", STR_FMT(tr(r->lang, TR("ระดับ"))), (long long)(target.millionths / 1000000));
    if (str_eq(p->target_in, STR("percent")) || str_eq(p->unit_word, str_from(TR("ร้อยละ"))))
        return str_format(r->a, "%.*s %%", STR_FMT(score_print(r->a, target, p->places)));
    return str_format(r->a, "%.*s %.*s", STR_FMT(score_print(r->a, target, p->places)), STR_FMT(p->unit_word));
}
