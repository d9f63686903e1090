/* acceleration_form.c - the forms of a round of acceleration. */
#include "base/arena.h"
#include "city/agency.h"
#include "web/acceleration_page.h"

static const struct form_field letter_fields[] = {
    {.name = "letter_no",
     .kind = FORM_TEXT,
     .label = TR("หนังสือสั่งการเลขที่"),
     .hint = TR("เช่น กท 1902/1335"),
     .required = true,
     .max = 100},
    {.name = "letter_on", .kind = FORM_TEXT, .label = TR("ลงวันที่"), .max = 40},
};
static const struct form_field advise_fields[] = {
    {.name = "agency", .kind = FORM_CHOICE, .label = TR("หน่วยงานเป้าหมาย"), .required = true},
    {.name = "adviser", .kind = FORM_CHOICE, .label = TR("หน่วยงานให้คำแนะนำ"), .required = true},
    {.name = "note", .kind = FORM_TEXT, .label = TR("เรื่องที่ให้คำแนะนำ"), .max = 1000},
};
static const struct form_field call_fields[] = {
    {.name = "subject", .kind = FORM_TEXT, .label = TR("เรื่อง"), .required = true, .max = 500},
    {.name = "on_date", .kind = FORM_TEXT, .label = TR("วันที่ประชุม"), .required = true, .max = 40},
    {.name = "at_time", .kind = FORM_TEXT, .label = TR("เวลา"), .max = 40},
    {.name = "place", .kind = FORM_TEXT, .label = TR("สถานที่"), .max = 200},
};
static const struct form_field minutes_fields[] = {
    {.name = "present", .kind = FORM_LONG, .label = TR("ผู้มาประชุม"), .required = true, .max = 4000},
    {.name = "minutes",
     .kind = FORM_LONG,
     .label = TR("รายงานการประชุม"),
     .required = true,
     .max = 40000},
};
static const struct form_field resolve_fields[] = {
    {.name = "meeting", .kind = FORM_CHOICE, .label = TR("การประชุมครั้งที่"), .required = true},
    {.name = "agency", .kind = FORM_CHOICE, .label = TR("หน่วยงานรับผิดชอบ"), .required = true},
    {.name = "person", .kind = FORM_TEXT, .label = TR("ผู้รับผิดชอบ"), .max = 200},
    {.name = "body", .kind = FORM_LONG, .label = TR("มติที่ประชุม"), .required = true, .max = 4000},
    {.name = "due", .kind = FORM_TEXT, .label = TR("ให้แล้วเสร็จภายใน"), .required = true, .max = 40},
};
static const struct form_field follow_fields[] = {
    {.name = "state", .kind = FORM_CHOICE, .label = TR("สถานะ"), .required = true},
    {.name = "body",
     .kind = FORM_LONG,
     .label = TR("ผลหรือเหตุผล"),
     .hint = TR("บันทึกแล้วแก้ไม่ได้ บันทึกเพิ่มได้"),
     .required = true,
     .max = 4000},
};
static const struct form_field close_fields[] = {
    {.name = "closing",
     .kind = FORM_LONG,
     .label = TR("สรุปผลของรอบ"),
     .hint = TR("พิมพ์ในรายงานปิดรอบ"),
     .required = true,
     .max = 20000},
};

void acceleration_form(struct req *r, enum acc_form which, struct form *f)
{
    static const struct {
        const struct form_field *field;
        size_t n;
    } of[] = {
        [ACC_LETTER] = {letter_fields, ARRAY_LEN(letter_fields)},
        [ACC_ADVISE] = {advise_fields, ARRAY_LEN(advise_fields)},
        [ACC_CALL] = {call_fields, ARRAY_LEN(call_fields)},
        [ACC_MINUTES] = {minutes_fields, ARRAY_LEN(minutes_fields)},
        [ACC_RESOLVE] = {resolve_fields, ARRAY_LEN(resolve_fields)},
        [ACC_FOLLOW] = {follow_fields, ARRAY_LEN(follow_fields)},
        [ACC_CLOSE] = {close_fields, ARRAY_LEN(close_fields)},
    };
    static const char *const states[] = {"doing", "done", "not_done", "open"};

    pace_form(r, of[which].field, of[which].n, f);
    f->again = (int)which + 1;
    if (which == ACC_FOLLOW)
        pace_choices(r, form_find(f, "state"), "ob_part", states, ARRAY_LEN(states));
}

struct table_view rate_table(struct req *r, const struct rows *rows, struct str caption)
{
    static const struct col cols[] = {{"agency_name", COL_LINK, "/procurement?agency=", "agency_code", NULL},
                                      {"class", COL_WORD, "acc_class", NULL, NULL},
                                      {"lines", COL_PLAIN, NULL, NULL, NULL},
                                      {"base", COL_WHOLE, NULL, NULL, NULL},
                                      {"taken", COL_WHOLE, NULL, NULL, NULL},
                                      {"rate", COL_BAR, NULL, NULL, NULL},
                                      {"paid_rate", COL_PLAIN, NULL, NULL, NULL},
                                      {"target", COL_YES, NULL, NULL, NULL}};

    return (struct table_view){.type = &acceleration_row_type,
                               .rows = rows->p,
                               .n = rows->n,
                               .cols = cols,
                               .ncols = ARRAY_LEN(cols),
                               .caption = caption,
                               .remember = STR("acceleration"),
                               .empty = tr(r->lang, TR("ไม่มีงบลงทุนที่ตรวจในไตรมาสนี้"))};
}
