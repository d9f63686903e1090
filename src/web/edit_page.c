/* edit_page.c - the texts of a package: title, reason from zero, goal, marks. */
#include "base/arena.h"
#include "city/year.h"
#include "plan/section.h"
#include "plan/write.h"
#include "views.h"
#include "web/question_page.h"
#include "web/request_choice.h"
#include "web/request_page.h"
#include "web/words.h"

enum { LONG_TEXT = 20000 };

struct edit_ctx {
    struct package p;
    bool edit;
    struct form form;
    struct package_edit n;
    struct str goal;
    int64_t score_milli;
};

static bool make_form(struct req *r, struct edit_ctx *c, struct err *e)
{
    static const struct form_field plain[] = {
        {.name = "version", .kind = FORM_HIDDEN, .label = TR("รุ่น")},
        {.name = "title",
         .kind = FORM_TEXT,
         .label = TR("ชื่อข้อเสนอ"),
         .required = true,
         .max = 300,
         .hint = TR("ทำอะไร ที่ไหน ให้ใคร เช่น ลอกท่อระบายน้ำในซอยของเขตสวนหลวง")},
        {.name = "justification",
         .kind = FORM_LONG,
         .label = TR("เหตุผลความจำเป็น (ทบทวนจากฐานศูนย์)"),
         .max = LONG_TEXT,
         .hint = TR("ยังจำเป็นหรือไม่ ถ้าไม่ทำเลยจะเกิดอะไร ประชาชนได้อะไร มีทางเลือกอื่นหรือไม่")},
        {.name = "goal", .kind = FORM_CHOICE, .label = TR("เป้าหมายที่สนับสนุน")},
        {.name = "score",
         .kind = FORM_NUMBER,
         .label = TR("คะแนนของข้อเสนอ"),
         .hint = TR("คะแนนความสำคัญที่หน่วยงานเสนอ 0 ขึ้นไป ใช้จัดลำดับคะแนนต่อบาท")},
        {.name = "integrated", .kind = FORM_CHECK, .label = TR("เป็นงบประมาณรายจ่ายบูรณาการ")},
        {.name = "mandatory", .kind = FORM_CHECK, .label = TR("ต้องตั้งตามกฎหมายหรือสัญญา")},
    };

    c->form.n = ARRAY_LEN(plain);
    c->form.field = ARENA_ARRAY(r->a, struct form_field, ARRAY_LEN(plain));
    for (size_t i = 0; i < ARRAY_LEN(plain); i++)
        c->form.field[i] = plain[i];
    return class_choices(r, "strategy", true, form_find(&c->form, "goal"), e);
}

static bool begin(struct req *r, struct edit_ctx **ret, struct err *e)
{
    struct edit_ctx *c = ARENA_NEW(r->a, struct edit_ctx);

    *ret = c;
    return seen_package(r, &c->p, &c->edit, e) && make_form(r, c, e);
}

static bool edit_show(struct req *r, struct edit_ctx *c, int status, struct reply *ret,
                      struct err *e)
{
    struct request_form_page page = {.year = r->year,
                                     .csrf = r->session.csrf,
                                     .form = c->form,
                                     .answered = c->form.wrong,
                                     .lead = c->p.code,
                                     .submit = tr(r->lang, TR("บันทึก"))};
    struct param crumb[2] = {
        {tr(r->lang, TR("โต๊ะคำขอ")), str_format(r->a, "/requests/%.*s", STR_FMT(c->p.agency_code))},
        {c->p.title, str_format(r->a, "/packages/%.*s", STR_FMT(c->p.code))}};
    struct page_head head = {.nav = STR("/requests"), .crumb = crumb, .ncrumb = 2};

    page.back = crumb[1].value;
    page.action = str_format(r->a, "/packages/%.*s/edit", STR_FMT(c->p.code));
    page.draft = str_format(r->a, "edit-%.*s", STR_FMT(c->p.code));
    page.title = head.title = tr(r->lang, TR("แก้ไขข้อเสนอ"));
    if (!REPLY_PAGE(r, &head, request_form, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool edit_page(struct req *r, struct reply *ret, struct err *e)
{
    struct edit_ctx *c;
    struct form *f;

    if (!begin(r, &c, e))
        return false;
    if (!c->edit) { /* nothing is typed for nothing */
        struct fiscal_year y;

        if (!actor_check(&r->session.actor, PERM_REQUEST_WRITE, c->p.agency_id, c->p.division, e) ||
            !year_get(r->db, r->a, r->year, &y, e) || !check_editable(c->p.state, y.stage, e))
            return false;
        FAIL(e, ERR_PLACE);
        err_arg(e, "place", V(c->p.place));
        err_arg(e, "event", V(STR("edit")));
        return false;
    }
    f = &c->form;
    form_find(f, "version")->value = str_format(r->a, "%lld", (long long)c->p.version);
    form_find(f, "title")->value = c->p.title;
    form_find(f, "justification")->value = c->p.justification;
    form_find(f, "goal")->value = c->p.goal_code;
    form_find(f, "score")->value = milli_text(r->a, c->p.value_score.millionths / 1000);
    form_find(f, "integrated")->value = c->p.integrated ? STR("1") : STR_NONE;
    form_find(f, "mandatory")->value = c->p.mandatory ? STR("1") : STR_NONE;
    return edit_show(r, c, 200, ret, e);
}

static bool edit_write(struct act *by, void *ctx, struct err *e)
{
    struct edit_ctx *c = ctx;

    return (c->goal.n == 0 || class_id(by, c->n.year, "strategy", c->goal, &c->n.goal_id, e)) &&
           package_update(by, &c->n, e);
}

static bool edit_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct edit_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/packages/%.*s", STR_FMT(c->p.code)), ret);
    return true;
}

static bool edit_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct edit_ctx *c = ctx;
    struct err again = {0};

    if (r->format == FORMAT_JSON) {
        reply_error(r, e, ret);
        return true;
    }
    form_refuse(&c->form, r, e);
    return edit_show(r, c, err_http(e->code), ret, &again);
}

bool edit_post(struct req *r, struct reply *ret, struct err *e)
{
    struct edit_ctx *c;

    if (!begin(r, &c, e) || !req_int(r, "version", 0, INT64_MAX, 0, &c->n.version, e))
        return false;
    form_read(&c->form, r);
    form_check(&c->form, r);
    if (form_value(&c->form, "score").n)
        form_milli(&c->form, "score", r, &c->score_milli);
    if (c->form.wrong)
        return edit_show(r, c, 400, ret, e);
    c->goal = form_value(&c->form, "goal");
    c->n.year = r->year;
    c->n.code = c->p.code;
    c->n.title = form_value(&c->form, "title");
    c->n.justification = form_value(&c->form, "justification");
    c->n.integrated = form_value(&c->form, "integrated").n > 0;
    c->n.mandatory = form_value(&c->form, "mandatory").n > 0;
    c->n.value_score.millionths = c->score_milli * 1000;
    r->refused = edit_refused;
    return req_write(r, edit_write, edit_done, c, ret, e);
}
