#include "web/supplementary_form.h"

#include "base/arena.h"
#include "base/file.h"
#include "city/agency.h"
#include "city/class.h"
#include "plan/position.h"
#include "web/money_parts.h"
#include "web/words.h"

enum { CSV_MAX = 512 * 1024 };

static void fill(struct form *f, const char *name, struct str value)
{
    struct form_field *x = form_find(f, name);

    if (x)
        x->value = value;
}

struct form supplementary_form(struct req *r, const struct supplementary *s)
{
    static const struct form_field plain[] = {
        {.name = "version", .kind = FORM_HIDDEN, .label = ""},
        {.name = "title",
         .kind = FORM_TEXT,
         .label = TR("ชื่อร่าง"),
         .required = true,
         .max = 300,
         .hint = TR("เช่น งบประมาณรายจ่ายเพิ่มเติม เพื่อป้องกันน้ำท่วม")},
        {.name = "principle", .kind = FORM_LONG, .label = TR("หลักการ"), .max = 4000},
        {.name = "reason",
         .kind = FORM_LONG,
         .label = TR("เหตุผลที่ต้องตั้งเพิ่มเติม"),
         .required = true,
         .max = 4000},
        {.name = "fund", .kind = FORM_CHOICE, .label = TR("แหล่งเงิน"), .required = true},
        {.name = "source",
         .kind = FORM_TEXT,
         .label = TR("ที่มาของเงิน"),
         .required = true,
         .max = 500,
         .hint = TR("เช่น เงินสะสมจ่ายขาด ตามข้อบัญญัติเรื่องเงินสะสม พ.ศ. 2562 ข้อ 12")},
    };
    struct form f = money_form(r, plain, ARRAY_LEN(plain));

    money_words(r, "bill_fund", form_find(&f, "fund"));
    if (s) {
        fill(&f, "version", str_format(r->a, "%lld", (long long)s->version));
        fill(&f, "title", s->title);
        fill(&f, "principle", s->principle);
        fill(&f, "reason", s->reason);
        fill(&f, "fund", s->fund);
        fill(&f, "source", s->source);
    }
    return f;
}

bool supplementary_form_read(struct req *r, struct form *f, struct supplementary_new *ret)
{
    struct err none = {0};

    form_read(f, r);
    if (!form_check(f, r))
        return false;
    *ret = (struct supplementary_new){.year = r->year,
                                      .title = form_value(f, "title"),
                                      .principle = form_value(f, "principle"),
                                      .reason = form_value(f, "reason"),
                                      .fund = form_value(f, "fund"),
                                      .source = form_value(f, "source")};
    return req_int(r, "version", 0, INT64_MAX, 0, &ret->version, &none);
}

/* ---- lines ---- */

/* The year's outputs or items as choices, in print order. */
static bool node_choices(struct req *r, const char *kind, const char *not1, const char *not2,
                         struct form_field *x, struct err *e)
{
    struct class_tree t;
    struct form_choice *c;
    size_t n = 0;

    if (!class_tree_load(r->db, r->a, r->year, str_from(kind), &t, e))
        return false;
    c = ARENA_ARRAY(r->a, struct form_choice, t.n + 1);
    c[n++] = (struct form_choice){STR_NONE, STR("–")};
    for (size_t i = 0; i < t.n; i++) {
        const struct class_node *k = &t.node[i];

        if (str_eq(k->level, str_from(not1)) || str_eq(k->level, str_from(not2)))
            continue;
        c[n++] = (struct form_choice){
            k->code, str_format(r->a, "%.*s %.*s", STR_FMT(k->code),
                                STR_FMT(r->lang == LANG_EN && k->name_en.n ? k->name_en : k->name_th))};
    }
    x->choice = c;
    x->choices = n;
    return true;
}

bool supplementary_line_form(struct req *r, struct form *ret, struct err *e)
{
    static const struct form_field plain[] = {
        {.name = "agency", .kind = FORM_CHOICE, .label = TR("หน่วยรับงบประมาณ"), .required = true},
        {.name = "output", .kind = FORM_CHOICE, .label = TR("ผลผลิต/งาน"), .required = true},
        {.name = "item", .kind = FORM_CHOICE, .label = TR("รายจ่าย"), .required = true},
        {.name = "project",
         .kind = FORM_TEXT,
         .label = TR("โครงการ"),
         .max = 500,
         .hint = TR("เว้นว่างใช้ชื่อผลผลิต รายการของโครงการเดียวกันอยู่ด้วยกัน")},
        {.name = "name", .kind = FORM_TEXT, .label = TR("รายการ"), .required = true, .max = 500},
        {.name = "unit_word", .kind = FORM_TEXT, .label = TR("หน่วยนับ"), .max = 50},
        {.name = "amount",
         .kind = FORM_MONEY,
         .label = TR("จำนวนเงิน (บาท)"),
         .required = true,
         .hint = TR("บาทเต็มจำนวน")},
        {.name = "reason",
         .kind = FORM_LONG,
         .label = TR("เหตุผลของรายการ"),
         .required = true,
         .max = 4000},
    };

    *ret = money_form(r, plain, ARRAY_LEN(plain));
    return form_agencies(r, form_find(ret, "agency"), STR("–"), e) &&
           node_choices(r, "programme", "side", "plan", form_find(ret, "output"), e) &&
           node_choices(r, "item", "type", "group", form_find(ret, "item"), e);
}

bool supplementary_line_form_read(struct req *r, struct form *f,
                                  struct supplementary_line_new *ret)
{
    form_read(f, r);
    if (!form_check(f, r) || !form_money(f, "amount", r, &ret->amount))
        return false;
    ret->agency = form_value(f, "agency");
    ret->output = form_value(f, "output");
    ret->item = form_value(f, "item");
    ret->project = form_value(f, "project");
    ret->name = form_value(f, "name");
    ret->unit_word = form_value(f, "unit_word");
    ret->reason = form_value(f, "reason");
    return true;
}

struct form supplementary_edit_form(struct req *r, const struct supplementary_line *l)
{
    static const struct form_field plain[] = {
        {.name = "version", .kind = FORM_HIDDEN, .label = ""},
        {.name = "amount",
         .kind = FORM_MONEY,
         .label = TR("จำนวนเงิน (บาท)"),
         .required = true,
         .hint = TR("บาทเต็มจำนวน 0 คือนำรายการออกจากร่าง")},
        {.name = "reason",
         .kind = FORM_LONG,
         .label = TR("เหตุผลของรายการ"),
         .required = true,
         .max = 4000},
    };
    struct form f = money_form(r, plain, ARRAY_LEN(plain));

    if (l) {
        fill(&f, "version", str_format(r->a, "%lld", (long long)l->version));
        fill(&f, "amount", money_text(r->a, l->asked, MONEY_WHOLE));
        fill(&f, "reason", l->reason);
    }
    return f;
}

/* ---- the statement ---- */

bool supplementary_state_form(struct req *r, struct form *ret, struct err *e)
{
    static const struct form_field plain[] = {
        {.name = "position", .kind = FORM_CHOICE, .label = TR("ฐานะการคลัง"), .required = true},
    };
    const struct position_row *p;
    struct form_choice *c;
    struct rows rows;

    if (!supplementary_positions(r->db, r->a, r->year, &rows, e))
        return false;
    *ret = money_form(r, plain, ARRAY_LEN(plain));
    p = rows.p;
    c = ARENA_ARRAY(r->a, struct form_choice, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++)
        c[i] = (struct form_choice){
            p[i].code,
            SAY(r, TR("ณ {day} เงินสะสมปลอดภาระ {free} ล้านบาท ({code})"),
                {STR("{day}"), money_day_text(r, p[i].as_of)},
                {STR("{free}"), p[i].free.satang == MONEY_MISSING.satang
                                    ? STR("–")
                                    : money_million_text(r, p[i].free)},
                {STR("{code}"), p[i].code})};
    ret->field[0].choice = c;
    ret->field[0].choices = rows.n;
    return true;
}

/* ---- files ---- */

struct form supplementary_file_form(struct req *r)
{
    static const struct form_field plain[] = {{.name = "file",
                                               .kind = FORM_FILE,
                                               .label = TR("แฟ้ม CSV"),
                                               .required = true,
                                               .hint = TR("ดูตัวอย่างก่อน แล้วจึงนำเข้า")}};

    return money_form(r, plain, ARRAY_LEN(plain));
}

bool csv_of_request(struct req *r, struct str *ret, struct err *e)
{
    *ret = req_field(r, "csv");
    if (ret->n)
        return true;
    if (r->upload && r->upload->bytes > 0)
        return file_read(r->a, r->upload->path, CSV_MAX, ret, e);
    FAIL(e, ERR_REQUIRED);
    err_arg(e, "field", V(STR("file")));
    return false;
}

struct form csv_again_form(struct req *r, struct str text)
{
    static const struct form_field plain[] = {
        {.name = "csv", .kind = FORM_LONG, .label = TR("เนื้อแฟ้มที่จะนำเข้า"), .max = CSV_MAX}};
    struct form f = money_form(r, plain, ARRAY_LEN(plain));

    f.field[0].value = text;
    return f;
}
