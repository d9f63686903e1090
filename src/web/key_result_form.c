#include "web/key_result_form.h"

#include "base/arena.h"
#include "web/words.h"

static const struct form_field fields[] = {
    {.name = "objective", .kind = FORM_CHOICE, .label = TR("วัตถุประสงค์"), .required = true},
    {.name = "code",
     .kind = FORM_TEXT,
     .label = TR("รหัส"),
     .required = true,
     .max = 60,
     .hint = TR("ไม่ซ้ำในปีเดียวกัน เช่น KR-1100-09")},
    {.name = "kind", .kind = FORM_CHOICE, .label = TR("ชนิด"), .required = true},
    {.name = "name_th",
     .kind = FORM_LONG,
     .label = TR("ข้อความของผลลัพธ์สำคัญ"),
     .required = true,
     .max = 1000,
     .hint = TR("ผลที่ประชาชนได้ วัดได้ ไม่ใช่งานที่ทำ")},
    {.name = "name_en", .kind = FORM_TEXT, .label = TR("ข้อความภาษาอังกฤษ"), .max = 1000},
    {.name = "unit_word", .kind = FORM_TEXT, .label = TR("หน่วยนับ"), .max = 100},
    {.name = "direction", .kind = FORM_CHOICE, .label = TR("ทิศทาง"), .required = true},
    {.name = "base_value", .kind = FORM_NUMBER, .label = TR("ค่าฐาน")},
    {.name = "first_year",
     .kind = FORM_NUMBER,
     .label = TR("ปีแรกของค่าเป้าหมาย"),
     .required = true,
     .hint = TR("พ.ศ. ค่าเป้าหมายสามปีนับจากปีนี้")},
    {.name = "target1", .kind = FORM_NUMBER, .label = TR("ค่าเป้าหมายปีที่ 1")},
    {.name = "target2", .kind = FORM_NUMBER, .label = TR("ค่าเป้าหมายปีที่ 2")},
    {.name = "target3", .kind = FORM_NUMBER, .label = TR("ค่าเป้าหมายปีที่ 3")},
    {.name = "from_date",
     .kind = FORM_TEXT,
     .label = TR("ใช้ตั้งแต่วันที่"),
     .required = true,
     .hint = TR("เช่น 1/10/2565 ฉบับเดิมยังอ่านได้ตามวันที่")},
    {.name = "reason", .kind = FORM_LONG, .label = TR("เหตุผล"), .required = true, .max = 4000},
};

static void word_choices(struct req *r, struct form_field *f, const char *kind, const char *words)
{
    struct form_choice *x = ARENA_ARRAY(r->a, struct form_choice, 6);
    struct str rest = str_from(words), w;

    f->choices = 0;
    while (str_split(&rest, ' ', &w))
        x[f->choices++] = (struct form_choice){w, word_label(kind, w, r->lang)};
    f->choice = x;
}

void key_result_form(struct req *r, struct form *f, bool is_new)
{
    size_t from = is_new ? 0 : 3;

    f->n = ARRAY_LEN(fields) - from;
    f->field = ARENA_ARRAY(r->a, struct form_field, f->n);
    for (size_t i = 0; i < f->n; i++)
        f->field[i] = fields[from + i];
    word_choices(r, form_find(f, "direction"), "direction", "up down zero done");
    if (is_new)
        word_choices(r, form_find(f, "kind"), "indicator_kind", "outcome output");
}

static struct str day_text(struct req *r, struct date d)
{
    struct sbuf b;

    sbuf_init(&b, r->a, 60);
    if (d.yyyymmdd)
        date_put(&b, d, DATE_SHORT, LANG_TH);
    return sbuf_str(&b);
}

void key_result_fill(struct req *r, struct form *f, const struct indicator_row *row)
{
    form_find(f, "name_th")->value = row->name_th;
    form_find(f, "name_en")->value = row->name_en;
    form_find(f, "unit_word")->value = row->unit_word;
    form_find(f, "direction")->value = row->direction;
    form_find(f, "base_value")->value = row->base_value;
    form_find(f, "target1")->value = row->target1;
    form_find(f, "target2")->value = row->target2;
    form_find(f, "target3")->value = row->target3;
    form_find(f, "first_year")->value =
        str_format(r->a, "%lld", (long long)(row->first_year ? row->first_year : r->year));
    form_find(f, "from_date")->value = day_text(r, r->today);
}

bool key_result_read(struct req *r, struct form *f, struct indicator_text *ret)
{
    struct err e;
    int32_t year = 0;

    form_read(f, r);
    form_check(f, r);
    *ret = (struct indicator_text){.name_th = form_value(f, "name_th"),
                                   .name_en = form_value(f, "name_en"),
                                   .unit_word = form_value(f, "unit_word"),
                                   .direction = form_value(f, "direction"),
                                   .base_value = form_value(f, "base_value"),
                                   .target1 = form_value(f, "target1"),
                                   .target2 = form_value(f, "target2"),
                                   .target3 = form_value(f, "target3"),
                                   .reason = form_value(f, "reason")};
    if (form_value(f, "first_year").n && !fy_parse(form_value(f, "first_year"), &year, &e))
        form_wrong(f, "first_year", word_error(r->a, &e, r->lang));
    ret->first_year = year;
    if (form_value(f, "from_date").n && !form_date(f, "from_date", r, &ret->from_date))
        return false;
    return !f->wrong;
}
