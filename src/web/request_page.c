#include "web/request_page.h"

#include "base/arena.h"
#include "city/agency.h"
#include "city/year.h"
#include "plan/write.h"
#include "sql_web.h"
#include "views.h"
#include "web/request_choice.h"

enum { LONG_TEXT = 4000 };

/* ---- choices ---- */

static bool agency_choices(struct req *r, struct form_field *f, struct err *e)
{
    struct rows rows;
    const struct agency *a;
    struct form_choice *c;
    size_t n = 0;

    if (!agency_list(r->db, r->a, r->year, &rows, e))
        return false;
    a = rows.p;
    c = ARENA_ARRAY(r->a, struct form_choice, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        struct err no;

        if (actor_check(&r->session.actor, PERM_REQUEST_WRITE, a[i].id, a[i].division, &no))
            c[n++] = (struct form_choice){
                a[i].code, r->lang == LANG_EN && a[i].name_en.n ? a[i].name_en : a[i].name_th};
    }
    f->choice = c;
    f->choices = n;
    return true;
}

static void level_choices(struct req *r, struct form_field *f)
{
    static const char *const words[] = {"minimum", "current", "increment"};
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, ARRAY_LEN(words));

    c[0] = (struct form_choice){str_from(words[0]), tr(r->lang, TR("ขั้นต่ำ: น้อยที่สุดที่ยังทำงานได้"))};
    c[1] =
        (struct form_choice){str_from(words[1]), tr(r->lang, TR("เท่าปัจจุบัน: ปริมาณและคุณภาพเท่าเดิม"))};
    c[2] = (struct form_choice){str_from(words[2]), tr(r->lang, TR("เพิ่ม: มากกว่าปัจจุบัน"))};
    f->choice = c;
    f->choices = ARRAY_LEN(words);
}

/* ---- a new package, or the next level of a unit ---- */

struct unit_row {
    int64_t id, agency_id, output_id, level;
    struct str code, title, package_code, agency_code;
};
static const struct field unit_fields[] = {
    COL(struct unit_row, id),           COL(struct unit_row, agency_id),
    COL(struct unit_row, output_id),    COL(struct unit_row, level),
    COL(struct unit_row, code),         COL(struct unit_row, title),
    COL(struct unit_row, package_code), COL(struct unit_row, agency_code),
};
static const struct row_type unit_type = ROW_TYPE(struct unit_row, unit_fields);

struct code_row {
    struct str code;
};
static const struct field code_fields[] = {COL(struct code_row, code)};
static const struct row_type code_type = ROW_TYPE(struct code_row, code_fields);

struct package_ctx {
    struct form form;
    struct str unit_of; /* a package of the unit that gets the next level; empty = a new unit */
    int64_t year;
    int64_t score_milli;
    struct code_row made;
};

static void package_form(struct req *r, struct package_ctx *c)
{
    static const struct form_field plain[] = {
        {.name = "unit", .kind = FORM_HIDDEN, .label = TR("ข้อเสนอ")},
        {.name = "agency", .kind = FORM_CHOICE, .label = TR("หน่วยรับงบประมาณ"), .required = true},
        {.name = "output", .kind = FORM_CHOICE, .label = TR("ผลผลิตหรืองาน"), .required = true},
        {.name = "title",
         .kind = FORM_TEXT,
         .label = TR("ชื่อข้อเสนอ"),
         .required = true,
         .max = 300,
         .hint = TR("ทำอะไร ที่ไหน ให้ใคร เช่น ลอกท่อระบายน้ำในซอยของเขตสวนหลวง")},
        {.name = "level_kind", .kind = FORM_CHOICE, .label = TR("ระดับ"), .required = true},
        {.name = "justification",
         .kind = FORM_LONG,
         .label = TR("เหตุผลความจำเป็น (ทบทวนจากฐานศูนย์)"),
         .required = true,
         .max = LONG_TEXT,
         .hint = TR("ยังจำเป็นหรือไม่ ถ้าไม่ทำเลยจะเกิดอะไร ประชาชนได้อะไร มีทางเลือกอื่นหรือไม่")},
        {.name = "goal", .kind = FORM_CHOICE, .label = TR("เป้าหมายที่สนับสนุน")},
        {.name = "score",
         .kind = FORM_NUMBER,
         .label = TR("คะแนนของข้อเสนอ"),
         .hint = TR("คะแนนความสำคัญที่หน่วยงานเสนอ 0 ขึ้นไป ใช้จัดลำดับคะแนนต่อบาท")},
        {.name = "integrated", .kind = FORM_CHECK, .label = TR("เป็นงบประมาณรายจ่ายบูรณาการ")},
    };

    c->form.n = ARRAY_LEN(plain);
    c->form.field = ARENA_ARRAY(r->a, struct form_field, ARRAY_LEN(plain));
    for (size_t i = 0; i < ARRAY_LEN(plain); i++)
        c->form.field[i] = plain[i];
}

static bool package_form_show(struct req *r, struct package_ctx *c, int status, struct reply *ret,
                              struct err *e)
{
    struct request_form_page page = {.year = r->year,
                                     .csrf = r->session.csrf,
                                     .action = STR("/packages"),
                                     .form = c->form,
                                     .answered = c->form.wrong,
                                     .back = STR("/packages"),
                                     .draft = STR("package")};
    struct param crumb[] = {{tr(r->lang, TR("คำขอตั้งงบประมาณ")), STR("/packages")}};
    struct page_head head = {.nav = STR("/packages"), .crumb = crumb, .ncrumb = 1};
    struct form_field *agency = form_find(&c->form, "agency");
    struct form_field *output = form_find(&c->form, "output");

    if (c->unit_of.n) { /* agency and output are the unit's */
        agency->kind = output->kind = FORM_HIDDEN;
        agency->required = output->required = false;
        page.title = tr(r->lang, TR("เพิ่มระดับถัดไป"));
        page.back = str_format(r->a, "/packages/%.*s", STR_FMT(c->unit_of));
    } else {
        page.title = tr(r->lang, TR("สร้างข้อเสนอ"));
        if (!agency_choices(r, agency, e) || !class_choices(r, "programme", true, output, e))
            return false;
        if (agency->choices == 0) {
            FAIL(e, ERR_SCOPE);
            err_arg(e, "scope", V(r->session.actor.role_word));
            return false;
        }
    }
    if (!class_choices(r, "strategy", true, form_find(&c->form, "goal"), e))
        return false;
    level_choices(r, form_find(&c->form, "level_kind"));
    page.lead =
        tr(r->lang, TR("ข้อเสนอหนึ่งคืองานหนึ่งในระดับหนึ่ง เขียนใหม่จากศูนย์ทุกปี รายการค่าใช้จ่ายเพิ่มในขั้นถัดไป"));
    page.submit = tr(r->lang, TR("บันทึกและเพิ่มรายการ"));
    head.title = page.title;
    if (!REPLY_PAGE(r, &head, request_form, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool package_new_page(struct req *r, struct reply *ret, struct err *e)
{
    struct package_ctx *c = ARENA_NEW(r->a, struct package_ctx);
    struct fiscal_year year;
    struct unit_row unit;

    if (!year_get(r->db, r->a, r->year, &year, e) ||
        !check_editable(STR("DRAFT"), year.stage, e)) /* before anything is typed for nothing */
        return false;
    package_form(r, c);
    c->unit_of = req_query(r, "unit");
    form_find(&c->form, "agency")->value = req_query(r, "agency");
    form_find(&c->form, "title")->focus = true;
    if (c->unit_of.n) {
        if (!db_one(r->db, r->a, &Q_PAGE_UNIT, ARGS(V(r->year), V(c->unit_of)), &unit_type, &unit,
                    e))
            return false;
        form_find(&c->form, "unit")->value = c->unit_of;
        form_find(&c->form, "title")->value = unit.title;
        form_find(&c->form, "level_kind")->value =
            unit.level == 1 ? STR("current") : STR("increment");
    }
    return package_form_show(r, c, 200, ret, e);
}

static bool package_write(struct act *by, void *ctx, struct err *e)
{
    struct package_ctx *c = ctx;
    struct package_new p = {.title = form_value(&c->form, "title"),
                            .level_kind = form_value(&c->form, "level_kind"),
                            .justification = form_value(&c->form, "justification"),
                            .integrated = form_value(&c->form, "integrated").n > 0,
                            .level = 1,
                            .value_score = {c->score_milli * 1000}};
    struct str goal = form_value(&c->form, "goal");
    struct unit_row unit;
    struct agency agency;
    int64_t id;

    if (goal.n && !class_id(by, c->year, "strategy", goal, &p.goal_id, e))
        return false;
    if (c->unit_of.n) {
        if (!db_one(by->tx->db, by->a, &Q_PAGE_UNIT, ARGS(V(c->year), V(c->unit_of)), &unit_type,
                    &unit, e))
            return false;
        p.unit_id = unit.id;
        p.level = unit.level + 1;
    } else {
        struct unit_new u = {.year = c->year, .title = p.title, .kind = STR("base")};

        if (!agency_get(by->tx->db, by->a, form_value(&c->form, "agency"), &agency, e) ||
            !class_id(by, c->year, "programme", form_value(&c->form, "output"), &u.output_id, e))
            return false;
        u.agency_id = agency.id;
        if (!unit_add(by, &u, &p.unit_id, e))
            return false;
    }
    if (!package_add(by, &p, &id, e))
        return false;
    return db_one(by->tx->db, by->a, &Q_PAGE_PACKAGE_CODE, ARGS(V(id)), &code_type, &c->made, e);
}

static bool package_written(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct package_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/packages/%.*s/lines/new", STR_FMT(c->made.code)), ret);
    return true;
}

static bool package_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct package_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return package_form_show(r, c, err_http(e->code), ret, &again);
}

bool package_new_post(struct req *r, struct reply *ret, struct err *e)
{
    struct package_ctx *c = ARENA_NEW(r->a, struct package_ctx);

    package_form(r, c);
    c->year = r->year;
    form_read(&c->form, r);
    c->unit_of = form_value(&c->form, "unit");
    if (c->unit_of.n)
        form_find(&c->form, "agency")->required = form_find(&c->form, "output")->required = false;
    form_check(&c->form, r);
    if (form_value(&c->form, "score").n)
        form_milli(&c->form, "score", r, &c->score_milli);
    if (c->form.wrong)
        return package_form_show(r, c, 400, ret, e);
    r->refused = package_refused;
    return req_write(r, package_write, package_written, c, ret, e);
}
