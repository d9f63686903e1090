/* paper_form_page.c - the inventory of paper forms: the list, a new one, one with its decisions. */
#include "base/arena.h"
#include "base/err.h"
#include "views.h"
#include "web/data_set_page.h"
#include "web/transfer.h"
#include "web/words.h"

static const struct col form_cols[] = {
    {"name", COL_LINK, "/data-sets/forms/", "code", NULL}, {"number", COL_UNDER, NULL, NULL, NULL},
    {"agency_name", COL_PLAIN, NULL, NULL, NULL},          {"used_for", COL_PLAIN, NULL, NULL, NULL},
    {"used_by", COL_PLAIN, NULL, NULL, NULL},              {"copies", COL_PLAIN, NULL, NULL, NULL},
    {"decision", COL_TAG, "form_decision", NULL, NULL},    {"into_code", COL_LINK, "/data-sets/forms/", "into_code", NULL},
    {"page", COL_PLAIN, NULL, NULL, NULL},                 {"data_set_code", COL_LINK, "/data-sets/", "data_set_code", NULL},
};
static const struct form_field new_fields[] = {
    {.name = "agency", .kind = FORM_CHOICE, .label = TR("หน่วยรับงบประมาณ"), .required = true},
    {.name = "name", .kind = FORM_TEXT, .label = TR("ชื่อแบบฟอร์มหรือแบบรายงาน"), .required = true, .max = 300},
    {.name = "number", .kind = FORM_TEXT, .label = TR("เลขที่แบบ"), .max = 200},
    {.name = "used_for", .kind = FORM_LONG, .label = TR("ใช้เพื่อ"), .required = true, .max = 1000},
    {.name = "used_by", .kind = FORM_TEXT, .label = TR("ผู้ใช้"), .required = true, .max = 200},
    {.name = "copies", .kind = FORM_NUMBER, .label = TR("ฉบับต่อปี"), .required = true},
};
static const struct form_field decide_fields[] = {
    {.name = "decision", .kind = FORM_CHOICE, .label = TR("การตัดสินใจ"), .required = true},
    {.name = "into_code", .kind = FORM_TEXT, .label = TR("รวมเข้ากับแบบ (รหัส)"), .hint = TR("เมื่อรวม เช่น 2566-F-1100-001"), .max = 60},
    {.name = "page", .kind = FORM_TEXT, .label = TR("แทนด้วยหน้า"), .hint = TR("เมื่อแทน เช่น /requests"), .max = 200},
    {.name = "data_set_code", .kind = FORM_TEXT, .label = TR("แทนด้วยชุดข้อมูล (รหัส)"), .max = 60},
    {.name = "reason", .kind = FORM_LONG, .label = TR("เหตุผล"), .required = true, .max = 1000},
};

struct ctx {
    struct data_asked asked;
    struct form form, decide;
    struct paper_form f;
    struct paper_form_new n;
    struct paper_form_choice choice;
    struct str path, made, refused;
    struct rows result;
    bool loaded;
};

static void make_form(struct req *r, const struct form_field *plain, size_t n, struct form *f)
{
    f->n = n;
    f->field = ARENA_ARRAY(r->a, struct form_field, n);
    for (size_t i = 0; i < n; i++)
        f->field[i] = plain[i];
}

static bool read_new(struct req *r, struct form *f, struct paper_form_new *ret)
{
    form_read(f, r);
    form_check(f, r);
    *ret = (struct paper_form_new){.name = form_value(f, "name"),
                                   .number = form_value(f, "number"),
                                   .used_for = form_value(f, "used_for"),
                                   .used_by = form_value(f, "used_by")};
    return form_value(f, "copies").n && form_int(f, "copies", r, 0, 1000000000, &ret->copies) && !f->wrong;
}

/* ---- the list ---- */

static void take_tabs(struct req *r, struct data_sets_page *p, const struct ctx *c, struct str show)
{
    static const char *const words[] = {"", "undecided", "kept", "merged", "replaced"};
    struct pace_tab *tab = ARENA_ARRAY(r->a, struct pace_tab, ARRAY_LEN(words));

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        tab[i] = (struct pace_tab){i ? word_label("form_decision", str_from(words[i]), r->lang) : tr(r->lang, TR("ทั้งหมด")),
                                   str_format(r->a, "/data-sets/forms?agency=%.*s&show=%s", STR_FMT(c->asked.code), words[i]),
                                   str_eq(show, str_from(words[i]))};
    p->tab = tab;
    p->tab_n = ARRAY_LEN(words);
}

static void take_result(struct req *r, const struct ctx *c, struct data_sets_page *page)
{
    static const struct col cols[] = {{"row", COL_PLAIN, NULL, NULL, NULL},
                                      {"code", COL_LINK, "/data-sets/forms/", "code", NULL},
                                      {"result", COL_TAG, "file_result", NULL, NULL},
                                      {"text", COL_PLAIN, NULL, NULL, NULL}};
    const struct paper_form_file_row *x = c->result.p;

    page->loaded = c->loaded;
    for (size_t i = 0; i < c->result.n; i++) {
        page->made += str_eq(x[i].result, STR("added"));
        page->changed += str_eq(x[i].result, STR("changed"));
        page->unchanged += str_eq(x[i].result, STR("unchanged"));
        page->wrong += str_eq(x[i].result, STR("refused"));
    }
    page->result = (struct table_view){.type = &paper_form_file_row_type,
                                       .rows = x,
                                       .n = c->result.n,
                                       .cols = cols,
                                       .ncols = ARRAY_LEN(cols),
                                       .caption = tr(r->lang, TR("ผลของแฟ้ม"))};
}

static bool list_show(struct req *r, struct ctx *c, int status, struct reply *ret, struct err *e)
{
    struct param crumb[] = {{tr(r->lang, TR("ชุดข้อมูลและแบบฟอร์ม")), STR("/data-sets")}};
    struct page_head head = {.nav = STR("/data-sets"), .crumb = crumb, .ncrumb = 1, .table_path = STR("/data-sets/forms")};
    struct data_sets_page page = {.year = r->year, .csrf = r->session.csrf};
    struct paper_form_filter f = {.show = req_query(r, "show")};
    struct rows rows;

    if (!data_asked_agency(r, &c->asked, e) || !req_int(r, "after", 0, INT64_MAX, 0, &f.after, e))
        return false;
    f.agency_id = c->asked.id;
    if (!paper_form_list(r->db, r->a, &f, &rows, e))
        return false;
    if (rows.n > PAPER_FORM_PAGE) {
        rows.n = PAPER_FORM_PAGE;
        page.next = str_format(r->a, "%lld", (long long)((const struct paper_form *)rows.p)[rows.n - 1].id);
    }
    if (r->format != FORMAT_HTML)
        return reply_table(r, &paper_form_type, rows.p, rows.n, NULL, page.next, STR("paper-forms"), ret, e);
    if (c->form.n == 0)
        make_form(r, new_fields, ARRAY_LEN(new_fields), &c->form);
    if (!paper_form_counts(r->db, r->a, c->asked.id, &page.forms, e) ||
        !result_agencies(r, &c->asked, form_find(&c->form, "agency"), e))
        return false;
    page.agency_name = c->asked.name;
    page.refused = c->refused;
    page.form = c->form;
    page.answered = c->form.wrong;
    page.may_add = form_find(&c->form, "agency")->choices > 0;
    page.query = str_format(r->a, "agency=%.*s&show=%.*s", STR_FMT(c->asked.code), STR_FMT(f.show));
    page.title = head.title = str_format(r->a, "%.*s %lld", STR_FMT(tr(r->lang, TR("แบบฟอร์มและแบบรายงาน ปีงบประมาณ"))),
                                         (long long)r->year);
    take_tabs(r, &page, c, f.show);
    take_result(r, c, &page);
    page.table = (struct table_view){.type = &paper_form_type,
                                     .rows = rows.p,
                                     .n = rows.n,
                                     .cols = form_cols,
                                     .ncols = ARRAY_LEN(form_cols),
                                     .caption = page.title,
                                     .remember = STR("paper-forms"),
                                     .empty = tr(r->lang, TR("ยังไม่ได้สำรวจแบบฟอร์ม"))};
    if (!REPLY_PAGE(r, &head, paper_forms, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool paper_forms_page(struct req *r, struct reply *ret, struct err *e)
{
    return list_show(r, ARENA_NEW(r->a, struct ctx), 200, ret, e);
}

static bool add_write(struct act *by, void *ctx, struct err *e)
{
    struct ctx *c = ctx;

    return paper_form_add(by, &c->n, &c->made, e);
}

static bool add_written(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    (void)e;
    reply_done(r, str_format(r->a, "/data-sets/forms/%.*s", STR_FMT(((struct ctx *)ctx)->made)), ret);
    return true;
}

static bool add_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return list_show(r, c, err_http(e->code), ret, &again);
}

bool paper_forms_post(struct req *r, struct reply *ret, struct err *e)
{
    struct ctx *c = ARENA_NEW(r->a, struct ctx);

    make_form(r, new_fields, ARRAY_LEN(new_fields), &c->form);
    if (!result_agencies(r, NULL, form_find(&c->form, "agency"), e))
        return false;
    if (!read_new(r, &c->form, &c->n))
        return list_show(r, c, 400, ret, e);
    if (!result_agency_id(r, &c->form, &c->n.agency_id, e))
        return add_refused(r, c, ret, e);
    r->refused = add_refused;
    return req_write(r, add_write, add_written, c, ret, e);
}

static bool file_write(struct act *by, void *ctx, struct err *e)
{
    struct ctx *c = ctx;

    return paper_form_file(by, str_cstr(by->a, c->path), &c->result, e);
}

static bool file_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct ctx *c = ctx;

    if (r->format != FORMAT_HTML)
        return reply_table(r, &paper_form_file_row_type, c->result.p, c->result.n, NULL, STR_NONE,
                           STR("paper-forms"), ret, e);
    c->loaded = true;
    return list_show(r, c, 200, ret, e);
}

static bool file_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct ctx *c = ctx;
    struct err again = {0};

    c->refused = data_set_wrong(r, e);
    return list_show(r, c, err_http(e->code), ret, &again);
}

bool paper_forms_file_post(struct req *r, struct reply *ret, struct err *e)
{
    struct ctx *c = ARENA_NEW(r->a, struct ctx);

    if (!upload_required(r, e))
        return file_refused(r, c, ret, e);
    c->path = str_from(r->upload->path);
    r->refused = file_refused;
    return req_write(r, file_write, file_done, c, ret, e);
}

/* ---- one ---- */

static void fill_one(struct req *r, struct ctx *c)
{
    make_form(r, new_fields + 1, ARRAY_LEN(new_fields) - 1, &c->form);
    make_form(r, decide_fields, ARRAY_LEN(decide_fields), &c->decide);
    c->decide.again = 1;
    form_find(&c->form, "name")->value = c->f.name;
    form_find(&c->form, "number")->value = c->f.number;
    form_find(&c->form, "used_for")->value = c->f.used_for;
    form_find(&c->form, "used_by")->value = c->f.used_by;
    form_find(&c->form, "copies")->value = str_format(r->a, "%lld", (long long)c->f.copies);
    form_find(&c->decide, "decision")->value = c->f.decisions ? c->f.decision : STR_NONE;
    form_find(&c->decide, "into_code")->value = c->f.into_code;
    form_find(&c->decide, "page")->value = c->f.page;
    form_find(&c->decide, "data_set_code")->value = c->f.data_set_code;
    form_find(&c->decide, "reason")->value = c->f.reason;
    {
        static const char *const words[] = {"kept", "merged", "replaced"};

        pace_choices(r, form_find(&c->decide, "decision"), "form_decision", words, ARRAY_LEN(words));
    }
}

static bool one_show(struct req *r, struct ctx *c, int status, struct reply *ret, struct err *e)
{
    static const struct col cols[] = {{"on_date", COL_PLAIN, NULL, NULL, NULL},
                                      {"decision", COL_TAG, "form_decision", NULL, NULL},
                                      {"into_code", COL_LINK, "/data-sets/forms/", "into_code", NULL},
                                      {"data_set_code", COL_LINK, "/data-sets/", "data_set_code", NULL},
                                      {"page", COL_PLAIN, NULL, NULL, NULL},
                                      {"reason", COL_PLAIN, NULL, NULL, NULL},
                                      {"by_user", COL_PLAIN, NULL, NULL, NULL}};
    struct param crumb[] = {{tr(r->lang, TR("แบบฟอร์มและแบบรายงาน")), STR("/data-sets/forms")}};
    struct page_head head = {.nav = STR("/data-sets"), .crumb = crumb, .ncrumb = 1};
    struct paper_form_page page = {.csrf = r->session.csrf, .f = c->f, .refused = c->refused};
    struct rows rows;
    struct err no;

    if (!paper_form_decisions(r->db, r->a, c->f.id, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &paper_form_decision_type, rows.p, rows.n, NULL, STR_NONE, c->f.code, ret, e);
    page.title = head.title = c->f.name;
    page.action = str_format(r->a, "/data-sets/forms/%.*s", STR_FMT(c->f.code));
    head.table_path = page.action;
    page.may_write = actor_check(&r->session.actor, PERM_RESULT, c->f.agency_id, c->f.division, &no);
    page.decided = c->f.decisions > 0;
    page.form = c->form;
    page.decide = c->decide;
    page.history = (struct table_view){.type = &paper_form_decision_type,
                                       .rows = rows.p,
                                       .n = rows.n,
                                       .cols = cols,
                                       .ncols = ARRAY_LEN(cols),
                                       .caption = tr(r->lang, TR("ประวัติการตัดสินใจ")),
                                       .empty = tr(r->lang, TR("ยังไม่ได้ตัดสินใจ"))};
    if (!REPLY_PAGE(r, &head, paper_form, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool paper_form_page(struct req *r, struct reply *ret, struct err *e)
{
    struct ctx *c = ARENA_NEW(r->a, struct ctx);

    if (!paper_form_get(r->db, r->a, r->seg[0], &c->f, e))
        return false;
    fill_one(r, c);
    return one_show(r, c, 200, ret, e);
}

static bool one_written(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    (void)e;
    reply_done(r, str_format(r->a, "/data-sets/forms/%.*s", STR_FMT(((struct ctx *)ctx)->f.code)), ret);
    return true;
}

static bool edit_write(struct act *by, void *ctx, struct err *e)
{
    struct ctx *c = ctx;

    return paper_form_edit(by, c->f.code, &c->n, e);
}

static bool edit_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return one_show(r, c, err_http(e->code), ret, &again);
}

bool paper_form_post(struct req *r, struct reply *ret, struct err *e)
{
    struct ctx *c = ARENA_NEW(r->a, struct ctx);

    if (!paper_form_get(r->db, r->a, r->seg[0], &c->f, e))
        return false;
    fill_one(r, c);
    if (!read_new(r, &c->form, &c->n))
        return one_show(r, c, 400, ret, e);
    if (!req_int(r, "version", 1, INT64_MAX, 0, &c->n.version, e))
        return false;
    r->refused = edit_refused;
    return req_write(r, edit_write, one_written, c, ret, e);
}

static bool decide_write(struct act *by, void *ctx, struct err *e)
{
    struct ctx *c = ctx;

    return paper_form_decide(by, c->f.code, &c->choice, e);
}

static bool decide_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->decide, r, e);
    return one_show(r, c, err_http(e->code), ret, &again);
}

bool paper_form_decide_post(struct req *r, struct reply *ret, struct err *e)
{
    struct ctx *c = ARENA_NEW(r->a, struct ctx);

    if (!paper_form_get(r->db, r->a, r->seg[0], &c->f, e))
        return false;
    fill_one(r, c);
    form_read(&c->decide, r);
    if (!form_check(&c->decide, r))
        return one_show(r, c, 400, ret, e);
    c->choice = (struct paper_form_choice){.decision = form_value(&c->decide, "decision"),
                                           .into_code = form_value(&c->decide, "into_code"),
                                           .page = form_value(&c->decide, "page"),
                                           .data_set_code = form_value(&c->decide, "data_set_code"),
                                           .reason = form_value(&c->decide, "reason")};
    if (!req_int(r, "version", 1, INT64_MAX, 0, &c->choice.version, e))
        return false;
    r->refused = decide_refused;
    return req_write(r, decide_write, one_written, c, ret, e);
}
