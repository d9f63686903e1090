/* analysis_form_page.c - the forms of analysis: what holds, what waits, a new version by two people. */
#include "base/arena.h"
#include "base/err.h"
#include "plan/item_class.h"
#include "views.h"
#include "web/consistency_page.h"
#include "web/words.h"

bool analysis_forms_page(struct req *r, struct reply *ret, struct err *e)
{
    static const struct col cols[] = {{"th", COL_LINK, "/analysis-forms/", "class", NULL},
                                      {"class", COL_UNDER, NULL, NULL, NULL},
                                      {"version", COL_YEAR, NULL, NULL, NULL},
                                      {"state", COL_TAG, "state", NULL, NULL},
                                      {"questions", COL_PLAIN, NULL, NULL, NULL},
                                      {"reason", COL_PLAIN, NULL, NULL, NULL},
                                      {"proposed_by", COL_PLAIN, NULL, NULL, NULL},
                                      {"decided_by", COL_PLAIN, NULL, NULL, NULL}};
    struct page_head head = {.nav = STR("/analysis-forms"), .table_path = STR("/analysis-forms")};
    struct analysis_forms_page page = {.year = r->year};
    struct analysis_form *f;
    struct item_classes c;
    struct rows rows, q;
    size_t n = 0;

    if (!item_classes_load(r->db, r->a, r->year, &c, e) ||
        !analysis_form_list(r->db, r->a, STR_NONE, &rows, e))
        return false;
    f = ARENA_ARRAY(r->a, struct analysis_form, c.n + rows.n);
    for (size_t i = 0; i < c.n; i++) {
        const struct analysis_form *have = rows.p;
        bool any = false;

        for (size_t k = 0; k < rows.n; k++) {
            if (!str_eq(have[k].class, c.class[i].code))
                continue;
            f[n++] = have[k];
            any = any || str_eq(have[k].state, STR("approved"));
        }
        if (!any && !analysis_form_at(r->db, r->a, c.class[i].code, 0, &f[n++], &q, e))
            return false;
    }
    if (r->format != FORMAT_HTML)
        return reply_table(r, &analysis_form_type, f, n, NULL, STR_NONE, STR("analysis-forms"),
                           ret, e);
    page.title = head.title = tr(r->lang, TR("แบบวิเคราะห์"));
    page.table = (struct table_view){.type = &analysis_form_type,
                                     .rows = f,
                                     .n = n,
                                     .cols = cols,
                                     .ncols = ARRAY_LEN(cols),
                                     .caption = page.title};
    return REPLY_PAGE(r, &head, analysis_forms, &page, ret, e);
}

/* ---- one ---- */

static void make_form(struct req *r, const struct analysis_form *now, const struct rows *questions,
                      struct form *f)
{
    static const struct form_field plain[] = {
        {.name = "th", .kind = FORM_TEXT, .label = TR("ชื่อแบบ"), .required = true, .max = 200},
        {.name = "en", .kind = FORM_TEXT, .label = TR("ชื่อแบบภาษาอังกฤษ"), .required = true, .max = 200},
        {.name = "questions",
         .kind = FORM_LONG,
         .label = TR("คำถาม แถวละข้อ"),
         .hint = TR("kind,required,th,en,choices ชนิด text choice number money yesno ต้องตอบ 1 หรือ 0 ตัวเลือกคั่นด้วย |"),
         .required = true,
         .max = 60000},
        {.name = "reason", .kind = FORM_TEXT, .label = TR("เหตุผล"), .required = true, .max = 2000}};

    f->n = ARRAY_LEN(plain);
    f->field = ARENA_ARRAY(r->a, struct form_field, f->n);
    for (size_t i = 0; i < f->n; i++)
        f->field[i] = plain[i];
    f->field[0].value = now->th;
    f->field[1].value = now->en;
    f->field[2].value = analysis_form_csv(r->a, questions);
}

static struct table_view question_table(struct req *r, const struct rows *rows)
{
    static const struct col cols[] = {
        {"n", COL_YEAR, NULL, NULL, NULL},         {"th", COL_PLAIN, NULL, NULL, NULL},
        {"en", COL_UNDER, NULL, NULL, NULL},       {"kind", COL_WORD, "questionkind", NULL, NULL},
        {"required", COL_YES, NULL, NULL, NULL},   {"choices", COL_PLAIN, NULL, NULL, NULL}};

    return (struct table_view){.type = &form_question_type,
                               .rows = rows->p,
                               .n = rows->n,
                               .cols = cols,
                               .ncols = ARRAY_LEN(cols),
                               .caption = tr(r->lang, TR("คำถาม"))};
}

static bool read_versions(struct req *r, struct analysis_form_page *page, struct err *e)
{
    static const struct col cols[] = {{"version", COL_YEAR, NULL, NULL, NULL},
                                      {"state", COL_TAG, "state", NULL, NULL},
                                      {"reason", COL_PLAIN, NULL, NULL, NULL},
                                      {"proposed_by", COL_PLAIN, NULL, NULL, NULL},
                                      {"proposed", COL_UNDER, NULL, NULL, NULL},
                                      {"decided_by", COL_PLAIN, NULL, NULL, NULL},
                                      {"decided", COL_UNDER, NULL, NULL, NULL}};
    const struct analysis_form *f;
    struct rows rows, questions;

    if (!analysis_form_list(r->db, r->a, page->class, &rows, e))
        return false;
    f = rows.p;
    page->past = (struct table_view){.type = &analysis_form_type,
                                     .rows = rows.p,
                                     .n = rows.n,
                                     .cols = cols,
                                     .ncols = ARRAY_LEN(cols),
                                     .caption = tr(r->lang, TR("ประวัติ")),
                                     .empty = tr(r->lang, TR("ยังไม่เคยเปลี่ยน ใช้แบบตั้งต้น"))};
    if (rows.n == 0 || !str_eq(f[0].state, STR("proposed")))
        return true;
    page->has_waiting = true;
    page->waiting = f[0];
    page->may_approve = page->may && !str_eq(f[0].proposed_by, r->session.actor.name);
    if (!analysis_form_at(r->db, r->a, page->class, f[0].version, &page->waiting, &questions, e))
        return false;
    page->proposed = question_table(r, &questions);
    return true;
}

static bool form_show(struct req *r, const struct form *form, struct str refused, int status,
                      struct reply *ret, struct err *e)
{
    struct param crumb = {tr(r->lang, TR("แบบวิเคราะห์")), STR("/analysis-forms")};
    struct page_head head = {.nav = STR("/analysis-forms"), .crumb = &crumb, .ncrumb = 1};
    struct analysis_form_page page = {
        .year = r->year, .csrf = r->session.csrf, .class = r->seg[0], .refused = refused};
    struct item_classes c;
    struct rows questions;
    struct err no;

    if (!item_classes_load(r->db, r->a, r->year, &c, e))
        return false;
    if (!item_class_find(&c, page.class)) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(page.class));
        return false;
    }
    if (!analysis_form_now(r->db, r->a, page.class, &page.now, &questions, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &form_question_type, questions.p, questions.n, NULL, STR_NONE,
                           str_format(r->a, "form-%.*s", STR_FMT(page.class)), ret, e);
    page.may = actor_check_city(&r->session.actor, PERM_PARAM, &no);
    if (!read_versions(r, &page, e))
        return false;
    page.is_default = page.now.version == 0;
    page.name = item_class_name(&c, page.class, r->lang);
    page.title = head.title = r->lang == LANG_EN ? page.now.en : page.now.th;
    page.questions = question_table(r, &questions);
    head.table_path = str_format(r->a, "/analysis-forms/%.*s", STR_FMT(page.class));
    if (form)
        page.form = *form;
    else
        make_form(r, &page.now, &questions, &page.form);
    if (!REPLY_PAGE(r, &head, analysis_form, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool analysis_form_page(struct req *r, struct reply *ret, struct err *e)
{
    return form_show(r, NULL, STR_NONE, 200, ret, e);
}

struct form_ctx {
    struct form form;
    struct str class;
    int64_t year, version;
    bool approve;
};

static bool propose_write(struct act *by, void *ctx, struct err *e)
{
    struct form_ctx *c = ctx;
    struct analysis_form_new n = {.class = c->class,
                                  .th = form_value(&c->form, "th"),
                                  .en = form_value(&c->form, "en"),
                                  .questions = form_value(&c->form, "questions"),
                                  .reason = form_value(&c->form, "reason")};

    return analysis_form_propose(by, c->year, &n, &c->version, e);
}

static bool decide_write(struct act *by, void *ctx, struct err *e)
{
    const struct form_ctx *c = ctx;

    return analysis_form_decide(by, c->class, c->version, c->approve, e);
}

static bool form_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct form_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/analysis-forms/%.*s", STR_FMT(c->class)), ret);
    return true;
}

static bool propose_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct form_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return form_show(r, &c->form, STR_NONE, err_http(e->code), ret, &again);
}

static bool decide_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct err again = {0};

    (void)ctx;
    return form_show(r, NULL, word_error(r->a, e, r->lang), err_http(e->code), ret, &again);
}

bool analysis_form_propose_post(struct req *r, struct reply *ret, struct err *e)
{
    struct form_ctx *c = ARENA_NEW(r->a, struct form_ctx);
    struct analysis_form none = {0};
    struct rows questions = {0};

    c->class = r->seg[0];
    c->year = r->year;
    make_form(r, &none, &questions, &c->form);
    form_read(&c->form, r);
    if (!form_check(&c->form, r))
        return form_show(r, &c->form, STR_NONE, 400, ret, e);
    r->refused = propose_refused;
    return req_write(r, propose_write, form_done, c, ret, e);
}

bool analysis_form_decide_post(struct req *r, struct reply *ret, struct err *e)
{
    struct form_ctx *c = ARENA_NEW(r->a, struct form_ctx);

    c->class = r->seg[0];
    c->approve = str_eq(req_field(r, "do"), STR("approve"));
    r->refused = decide_refused;
    return req_int(r, "version", 1, INT64_MAX, 0, &c->version, e) &&
           req_write(r, decide_write, form_done, c, ret, e);
}
