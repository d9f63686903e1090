/* data_set_form.c - the fields of a data set, and what the pages of the register share. */
#include "base/arena.h"
#include "city/agency.h"
#include "web/data_set_page.h"
#include "web/words.h"

static const struct form_field fields[] = {
    {.name = "agency", .kind = FORM_CHOICE, .label = TR("หน่วยรับงบประมาณ"), .required = true},
    {.name = "title", .kind = FORM_TEXT, .label = TR("ชื่อชุดข้อมูล"), .required = true, .max = 300},
    {.name = "data_type", .kind = FORM_CHOICE, .label = TR("ประเภทข้อมูล")},
    {.name = "unit", .kind = FORM_TEXT, .label = TR("ส่วนราชการเจ้าของข้อมูล"), .max = 200},
    {.name = "contact", .kind = FORM_TEXT, .label = TR("ชื่อผู้ติดต่อ"), .max = 200},
    {.name = "email", .kind = FORM_TEXT, .label = TR("อีเมลผู้ติดต่อ"), .max = 200},
    {.name = "keywords", .kind = FORM_TEXT, .label = TR("คำสำคัญ"), .hint = TR("คั่นด้วยจุลภาค"), .max = 1000},
    {.name = "description", .kind = FORM_LONG, .label = TR("รายละเอียด"), .max = 4000},
    {.name = "purpose", .kind = FORM_LONG, .label = TR("วัตถุประสงค์"), .max = 4000},
    {.name = "cycle_count", .kind = FORM_NUMBER, .label = TR("ปรับปรุงทุก"), .hint = TR("เช่น 1"), .max = 3},
    {.name = "cycle_unit", .kind = FORM_CHOICE, .label = TR("รอบ")},
    {.name = "place", .kind = FORM_CHOICE, .label = TR("ขอบเขตเชิงพื้นที่")},
    {.name = "source", .kind = FORM_TEXT, .label = TR("แหล่งที่มา"), .max = 1000},
    {.name = "format", .kind = FORM_TEXT, .label = TR("รูปแบบการเก็บข้อมูล"), .hint = TR("เช่น CSV"), .max = 200},
    {.name = "category", .kind = FORM_CHOICE, .label = TR("หมวดหมู่ข้อมูลตามธรรมาภิบาลข้อมูลภาครัฐ")},
    {.name = "licence", .kind = FORM_TEXT, .label = TR("สัญญาอนุญาตให้ใช้ข้อมูล"), .max = 200},
    {.name = "access", .kind = FORM_CHOICE, .label = TR("ชั้นการเข้าถึง")},
};

struct str data_set_wrong(struct req *r, const struct err *e)
{
    return word_error(r->a, e, r->lang);
}

bool data_asked_agency(struct req *r, struct data_asked *ret, struct err *e)
{
    struct str code = req_query(r, "agency");
    struct agency g;

    *ret = (struct data_asked){.id = pace_agency(r)};
    if (code.n ? !agency_get(r->db, r->a, code, &g, e)
               : ret->id && !agency_by_id(r->db, r->a, ret->id, &g, e))
        return false;
    if (code.n || ret->id)
        *ret = (struct data_asked){g.id, g.code, r->lang == LANG_EN && g.name_en.n ? g.name_en : g.name_th};
    return true;
}

bool result_agencies(struct req *r, const struct data_asked *asked, struct form_field *f, struct err *e)
{
    struct form_choice *x;
    const struct agency *g;
    struct rows rows;
    struct err no;

    f->choices = 0;
    if (!actor_may(&r->session.actor, PERM_RESULT))
        return true;
    if (asked && asked->id && asked->id == pace_agency(r)) { /* one agency's own people */
        x = ARENA_NEW(r->a, struct form_choice);
        *x = (struct form_choice){asked->code, asked->name};
        f->choice = x;
        f->choices = 1;
        return true;
    }
    if (!agency_list(r->db, r->a, r->year, &rows, e))
        return false;
    g = rows.p;
    x = ARENA_ARRAY(r->a, struct form_choice, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        if (actor_check(&r->session.actor, PERM_RESULT, g[i].id, g[i].division, &no))
            x[f->choices++] = (struct form_choice){
                g[i].code, r->lang == LANG_EN && g[i].name_en.n ? g[i].name_en : g[i].name_th};
    }
    f->choice = x;
    return true;
}

bool result_agency_id(struct req *r, const struct form *f, int64_t *ret, struct err *e)
{
    struct agency g;

    if (!agency_get(r->db, r->a, form_value(f, "agency"), &g, e))
        return false;
    *ret = g.id;
    return true;
}

/* The codes of the catalogue as choices; none may be chosen. */
static void codes(struct req *r, struct form *f, const char *name, const char *kind)
{
    struct form_field *x = form_find(f, name);
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, 20);
    struct str rest = str_from(catalogue_codes(kind)), w;

    c[0] = (struct form_choice){STR_NONE, STR("–")};
    x->choices = 1;
    while (x->choices < 20 && str_split(&rest, ' ', &w))
        c[x->choices++] = (struct form_choice){w, word_label(kind, w, r->lang)};
    x->choice = c;
}

void data_set_form(struct req *r, struct form *f, bool is_new)
{
    size_t from = is_new ? 0 : 1;

    f->n = ARRAY_LEN(fields) - from;
    f->field = ARENA_ARRAY(r->a, struct form_field, f->n);
    for (size_t i = 0; i < f->n; i++)
        f->field[i] = fields[from + i];
    codes(r, f, "data_type", "data_type");
    codes(r, f, "cycle_unit", "data_cycle");
    codes(r, f, "place", "data_place");
    codes(r, f, "category", "data_category");
    codes(r, f, "access", "data_access");
}

void data_set_fill(struct req *r, struct form *f, const struct data_set *s)
{
    form_find(f, "title")->value = s->title;
    form_find(f, "data_type")->value = s->data_type;
    form_find(f, "unit")->value = s->unit;
    form_find(f, "contact")->value = s->contact;
    form_find(f, "email")->value = s->email;
    form_find(f, "keywords")->value = s->keywords;
    form_find(f, "description")->value = s->description;
    form_find(f, "purpose")->value = s->purpose;
    form_find(f, "cycle_unit")->value = s->cycle_unit;
    if (s->cycle_count)
        form_find(f, "cycle_count")->value = str_format(r->a, "%lld", (long long)s->cycle_count);
    form_find(f, "place")->value = s->place;
    form_find(f, "source")->value = s->source;
    form_find(f, "format")->value = s->format;
    form_find(f, "category")->value = s->category;
    form_find(f, "licence")->value = s->licence;
    form_find(f, "access")->value = s->access;
}

bool data_set_read(struct req *r, struct form *f, struct data_set_new *ret)
{
    form_read(f, r);
    form_check(f, r);
    *ret = (struct data_set_new){.title = form_value(f, "title"),
                                 .unit = form_value(f, "unit"),
                                 .data_type = form_value(f, "data_type"),
                                 .contact = form_value(f, "contact"),
                                 .email = form_value(f, "email"),
                                 .keywords = form_value(f, "keywords"),
                                 .description = form_value(f, "description"),
                                 .purpose = form_value(f, "purpose"),
                                 .cycle_unit = form_value(f, "cycle_unit"),
                                 .place = form_value(f, "place"),
                                 .source = form_value(f, "source"),
                                 .format = form_value(f, "format"),
                                 .category = form_value(f, "category"),
                                 .licence = form_value(f, "licence"),
                                 .access = form_value(f, "access")};
    if (form_value(f, "cycle_count").n &&
        !form_int(f, "cycle_count", r, 0, 366, &ret->cycle_count))
        return false;
    return !f->wrong;
}
