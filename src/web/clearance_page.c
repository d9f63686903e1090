#include "web/clearance_page.h"

#include "base/arena.h"
#include "base/err.h"
#include "plan/analysis.h"
#include "plan/section.h"
#include "views.h"
#include "web/words.h"

enum { PAGE = 50, WORDS_MAX = 4000 };

static const struct col clearance_cols[] = {
    {"package_title", COL_LINK, "/packages/", "package_code", NULL},
    {"agency_name", COL_UNDER, NULL, NULL, NULL},
    {"class", COL_WORD, "clearclass", NULL, NULL},
    {"code", COL_LINK, "/clearances/", "code", NULL},
    {"state", COL_TAG, "clearance", NULL, NULL},
    {"due", COL_PLAIN, NULL, NULL, NULL},
    {"late", COL_YES, NULL, NULL, NULL},
    {"amount", COL_WHOLE, NULL, NULL, NULL},
    {"words", COL_PLAIN, NULL, NULL, NULL},
    {"answered_by", COL_UNDER, NULL, NULL, NULL}};

static struct table_view clearance_table(struct req *r, const struct rows *rows, struct str empty)
{
    return (struct table_view){.type = &clearance_type,
                               .rows = rows->p,
                               .n = rows->n,
                               .cols = clearance_cols,
                               .ncols = ARRAY_LEN(clearance_cols),
                               .caption = tr(r->lang, TR("ตรวจรับรองทางเทคนิค")),
                               .empty = empty};
}

/* ---- the list ---- */

static bool read_kinds(struct req *r, struct clearances_page *page, struct err *e)
{
    struct clearance_class_view *v = ARENA_ARRAY(r->a, struct clearance_class_view,
                                                 clearance_kinds_n);
    const struct clearance_count *c;
    struct rows rows;

    if (!clearance_counts(r->db, r->a, r->year, &rows, e))
        return false;
    c = rows.p;
    for (size_t k = 0; k < clearance_kinds_n; k++) {
        struct str code = str_from(clearance_kinds[k].code);

        v[k] = (struct clearance_class_view){.code = code,
                                             .name = clearance_class_name(code, r->lang),
                                             .here = str_eq(code, page->class)};
        for (size_t i = 0; i < rows.n; i++) {
            if (str_eq(c[i].class, code))
                v[k].count = c[i];
        }
        page->open += v[k].count.open;
        page->late += v[k].count.late;
    }
    page->kind = v;
    page->kind_n = clearance_kinds_n;
    return true;
}

bool clearances_page(struct req *r, struct reply *ret, struct err *e)
{
    struct page_head head = {.nav = STR("/clearances"), .table_path = STR("/clearances")};
    struct clearances_page page = {
        .year = r->year, .csrf = r->session.csrf, .class = req_query(r, "class")};
    struct clearance_filter f = {.year = r->year, .class = page.class, .limit = PAGE + 1};
    int64_t after_due;
    const struct clearance *c;
    struct rows rows;
    struct err no;

    f.state = req_query(r, "state");
    if (f.state.n == 0)
        f.state = STR("open");
    if (str_eq(f.state, STR("all")))
        f.state = STR_NONE;
    if (!req_int(r, "after_due", 0, 99999999, 0, &after_due, e) ||
        !req_int(r, "after", 0, INT64_MAX, 0, &f.after_id, e))
        return false;
    f.after_due = DATE((int32_t)after_due);
    if (!clearance_list(r->db, r->a, &f, &rows, e))
        return false;
    c = rows.p;
    if (rows.n > PAGE) {
        rows.n = PAGE;
        page.next = str_format(r->a, "/clearances?class=%.*s&state=%.*s&after_due=%d&after=%lld",
                               STR_FMT(page.class),
                               STR_FMT(f.state.n ? f.state : STR("all")),
                               c[PAGE - 1].due.yyyymmdd, (long long)c[PAGE - 1].id);
    }
    if (r->format != FORMAT_HTML)
        return reply_table(r, &clearance_type, rows.p, rows.n, NULL, page.next, STR("clearances"),
                           ret, e);
    if (!read_kinds(r, &page, e))
        return false;
    page.state = f.state.n ? f.state : STR("all");
    page.may_people = actor_check_city(&r->session.actor, PERM_ASSIGN, &no);
    page.title = head.title = tr(r->lang, TR("ตรวจรับรองทางเทคนิค"));
    page.table = clearance_table(r, &rows, tr(r->lang, TR("ไม่มีคำขอตรวจรับรองในสถานะนี้")));
    return REPLY_PAGE(r, &head, clearances, &page, ret, e);
}

/* ---- one ---- */

static void answer_form(struct req *r, struct form *f)
{
    static const struct form_field plain[] = {
        {.name = "state", .kind = FORM_CHOICE, .label = TR("ผลการตรวจ"), .required = true},
        {.name = "words",
         .kind = FORM_LONG,
         .label = TR("ข้อความ"),
         .hint = TR("ต้องเขียนเมื่อมีเงื่อนไขหรือไม่ผ่าน"),
         .max = WORDS_MAX},
        {.name = "file", .kind = FORM_FILE, .label = TR("เอกสารแนบ")}};
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, 3);

    c[0] = (struct form_choice){STR("cleared"), tr(r->lang, TR("ผ่าน"))};
    c[1] = (struct form_choice){STR("condition"), tr(r->lang, TR("ผ่านโดยมีเงื่อนไข"))};
    c[2] = (struct form_choice){STR("refused"), tr(r->lang, TR("ไม่ผ่าน"))};
    f->n = ARRAY_LEN(plain);
    f->field = ARENA_ARRAY(r->a, struct form_field, f->n);
    for (size_t i = 0; i < f->n; i++)
        f->field[i] = plain[i];
    f->field[0].choice = c;
    f->field[0].choices = 3;
}

static bool one_show(struct req *r, const struct form *form, struct str refused, int status,
                     struct reply *ret, struct err *e)
{
    struct param crumb = {tr(r->lang, TR("ตรวจรับรองทางเทคนิค")), STR("/clearances")};
    struct page_head head = {.nav = STR("/clearances"), .crumb = &crumb, .ncrumb = 1};
    struct clearance_one_page page = {
        .year = r->year, .csrf = r->session.csrf, .refused = refused};
    static const struct col cols[] = {{"name", COL_LINK, "/lines/", "code", NULL},
                                      {"item_name", COL_UNDER, NULL, NULL, NULL},
                                      {"justification", COL_PLAIN, NULL, NULL, NULL},
                                      {"unit_price", COL_WHOLE, NULL, NULL, NULL},
                                      {"requested", COL_WHOLE, NULL, NULL, NULL}};
    struct analysis_sheet sheet;
    struct err no;
    struct rows rows;

    if (!clearance_get(r->db, r->a, r->seg[0], &page.c, e) ||
        !clearance_history(r->db, r->a, page.c.id, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &clearance_event_type, rows.p, rows.n, NULL, STR_NONE, page.c.code,
                           ret, e);
    if (!analysis_sheet_get(r->db, r->a, page.c.year, page.c.package_id, &sheet, e) ||
        !attach_part_read(r, str_format(r->a, "clearance:%.*s", STR_FMT(page.c.code)), STR_NONE,
                          &page.attach, e))
        return false;
    page.attach.may_add = false; /* files come with the answer */
    page.lines = (struct table_view){.type = &analysis_line_type,
                                     .rows = sheet.lines.p,
                                     .n = sheet.lines.n,
                                     .cols = cols,
                                     .ncols = ARRAY_LEN(cols),
                                     .caption = tr(r->lang, TR("รายการค่าใช้จ่าย"))};
    page.event = rows.p;
    page.event_n = rows.n;
    page.year = page.c.year;
    page.open = str_eq(page.c.state, STR("open"));
    page.may = page.open && actor_check(&r->session.actor, PERM_CLEAR, page.c.agency_id,
                                        page.c.division, &no);
    page.class_name = clearance_class_name(page.c.class, r->lang);
    page.title = page.c.package_title;
    page.action = str_format(r->a, "/clearances/%.*s", STR_FMT(page.c.code));
    head.title = str_format(r->a, "%.*s %.*s", STR_FMT(page.c.code), STR_FMT(page.title));
    head.table_path = page.action;
    if (form)
        page.form = *form;
    else
        answer_form(r, &page.form);
    if (!REPLY_PAGE(r, &head, clearance, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool clearance_page(struct req *r, struct reply *ret, struct err *e)
{
    return one_show(r, NULL, STR_NONE, 200, ret, e);
}

struct answer_ctx {
    struct clearance_answer x;
    struct form form;
};

static bool answer_write(struct act *by, void *ctx, struct err *e)
{
    const struct answer_ctx *c = ctx;

    return clearance_answer(by, &c->x, e);
}

static bool answer_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct answer_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/clearances/%.*s", STR_FMT(c->x.code)), ret);
    return true;
}

static bool answer_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct answer_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return one_show(r, &c->form, STR_NONE, err_http(e->code), ret, &again);
}

bool clearance_post(struct req *r, struct reply *ret, struct err *e)
{
    struct answer_ctx *c = ARENA_NEW(r->a, struct answer_ctx);

    answer_form(r, &c->form);
    form_read(&c->form, r);
    if (!form_check(&c->form, r))
        return one_show(r, &c->form, STR_NONE, 400, ret, e);
    c->x = (struct clearance_answer){.code = r->seg[0],
                                     .state = form_value(&c->form, "state"),
                                     .words = form_value(&c->form, "words")};
    if (r->upload && r->upload->bytes > 0) {
        c->x.file = r->upload->path;
        c->x.file_name = r->upload->filename;
    }
    r->refused = answer_refused;
    return req_int(r, "version", 0, INT64_MAX, 0, &c->x.version, e) &&
           req_write(r, answer_write, answer_done, c, ret, e);
}

/* ---- of a package ---- */

static void ask_form(struct req *r, struct form *f)
{
    static const struct form_field plain[] = {
        {.name = "class", .kind = FORM_CHOICE, .label = TR("ด้าน"), .required = true},
        {.name = "words",
         .kind = FORM_LONG,
         .label = TR("ขอให้ตรวจเรื่องใด"),
         .required = true,
         .max = WORDS_MAX}};
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, clearance_kinds_n);

    for (size_t i = 0; i < clearance_kinds_n; i++) {
        c[i].value = str_from(clearance_kinds[i].code);
        c[i].label = clearance_class_name(c[i].value, r->lang);
    }
    f->n = ARRAY_LEN(plain);
    f->field = ARENA_ARRAY(r->a, struct form_field, f->n);
    for (size_t i = 0; i < f->n; i++)
        f->field[i] = plain[i];
    f->field[0].choice = c;
    f->field[0].choices = clearance_kinds_n;
}

static bool package_show(struct req *r, const struct form *form, int status, struct reply *ret,
                         struct err *e)
{
    struct param crumb[2] = {{tr(r->lang, TR("คำขอตั้งงบประมาณ")), STR("/packages")}};
    struct page_head head = {.nav = STR("/packages"), .crumb = crumb, .ncrumb = 2};
    struct package_clearances_page page = {.year = r->year, .csrf = r->session.csrf};
    struct package p;
    struct err no;
    struct rows rows;

    if (!package_see(r->db, r->a, &r->session.actor, r->year, r->seg[0], &p, e) ||
        !clearance_of_package(r->db, r->a, p.id, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &clearance_type, rows.p, rows.n, NULL, STR_NONE,
                           str_format(r->a, "%.*s-clearances", STR_FMT(p.code)), ret, e);
    page.code = p.code;
    page.title = p.title;
    page.action = str_format(r->a, "/packages/%.*s/clearances", STR_FMT(p.code));
    page.may = actor_check(&r->session.actor, PERM_ANALYSE, p.agency_id, p.division, &no) &&
               (str_eq(p.state, STR("SUBMITTED")) || str_eq(p.state, STR("ANALYST_ACCEPTED")));
    page.table = clearance_table(r, &rows, tr(r->lang, TR("ไม่มีรายการที่ต้องตรวจรับรอง")));
    crumb[1] = (struct param){p.title, str_format(r->a, "/packages/%.*s", STR_FMT(p.code))};
    head.title = str_format(r->a, "%.*s %.*s", STR_FMT(tr(r->lang, TR("ตรวจรับรองทางเทคนิค"))),
                            STR_FMT(p.title));
    head.table_path = page.action;
    if (form)
        page.form = *form;
    else
        ask_form(r, &page.form);
    if (!REPLY_PAGE(r, &head, package_clearances, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool package_clearances_page(struct req *r, struct reply *ret, struct err *e)
{
    return package_show(r, NULL, 200, ret, e);
}

struct ask_ctx {
    struct form form;
    struct str package, code;
    int64_t year;
};

static bool ask_write(struct act *by, void *ctx, struct err *e)
{
    struct ask_ctx *c = ctx;

    return clearance_ask(by, c->year, c->package, form_value(&c->form, "class"),
                         form_value(&c->form, "words"), &c->code, e);
}

static bool ask_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct ask_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/packages/%.*s/clearances", STR_FMT(c->package)), ret);
    return true;
}

static bool ask_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct ask_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return package_show(r, &c->form, err_http(e->code), ret, &again);
}

bool package_clearances_post(struct req *r, struct reply *ret, struct err *e)
{
    struct ask_ctx *c = ARENA_NEW(r->a, struct ask_ctx);

    ask_form(r, &c->form);
    form_read(&c->form, r);
    c->package = r->seg[0];
    c->year = r->year;
    if (!form_check(&c->form, r))
        return package_show(r, &c->form, 400, ret, e);
    r->refused = ask_refused;
    return req_write(r, ask_write, ask_done, c, ret, e);
}

/* ---- people of a class ---- */

static void people_form(struct req *r, struct form *f)
{
    static const struct form_field plain[] = {
        {.name = "class", .kind = FORM_CHOICE, .label = TR("ด้าน"), .required = true},
        {.name = "user", .kind = FORM_TEXT, .label = TR("บัญชี"), .required = true, .max = 100},
        {.name = "do", .kind = FORM_CHOICE, .label = TR("ทำ"), .required = true}};
    struct form_choice *d = ARENA_ARRAY(r->a, struct form_choice, 2);

    ask_form(r, f);
    f->n = ARRAY_LEN(plain);
    f->field = arena_grow(r->a, f->field, 2 * sizeof *f->field, f->n * sizeof *f->field);
    d[0] = (struct form_choice){STR("put"), tr(r->lang, TR("เพิ่มชื่อ"))};
    d[1] = (struct form_choice){STR("drop"), tr(r->lang, TR("เอาชื่อออก"))};
    f->field[1] = plain[1];
    f->field[2] = plain[2];
    f->field[2].choice = d;
    f->field[2].choices = 2;
}

static bool people_show(struct req *r, const struct form *form, int status, struct reply *ret,
                        struct err *e)
{
    static const struct col cols[] = {{"class", COL_WORD, "clearclass", NULL, NULL},
                                      {"full_name", COL_PLAIN, NULL, NULL, NULL},
                                      {"user_name", COL_UNDER, NULL, NULL, NULL},
                                      {"by_user", COL_PLAIN, NULL, NULL, NULL},
                                      {"at", COL_UNDER, NULL, NULL, NULL}};
    struct param crumb = {tr(r->lang, TR("ตรวจรับรองทางเทคนิค")), STR("/clearances")};
    struct page_head head = {.nav = STR("/clearances"),
                             .crumb = &crumb,
                             .ncrumb = 1,
                             .table_path = STR("/clearances/people")};
    struct clearance_people_page page = {.csrf = r->session.csrf};
    struct rows rows;
    struct err no;

    if (!clearance_people(r->db, r->a, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &clearance_person_type, rows.p, rows.n, NULL, STR_NONE,
                           STR("clearance-people"), ret, e);
    page.title = head.title = tr(r->lang, TR("ผู้ตรวจรับรองแต่ละด้าน"));
    page.may = actor_check_city(&r->session.actor, PERM_ASSIGN, &no);
    page.table = (struct table_view){
        .type = &clearance_person_type,
        .rows = rows.p,
        .n = rows.n,
        .cols = cols,
        .ncols = ARRAY_LEN(cols),
        .caption = page.title,
        .empty = tr(r->lang, TR("ยังไม่มีใครรับหน้าที่ตรวจรับรอง สำนักงานระบบงบประมาณเพิ่มชื่อที่นี่"))};
    if (form)
        page.form = *form;
    else
        people_form(r, &page.form);
    if (!REPLY_PAGE(r, &head, clearance_people, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool clearance_people_page(struct req *r, struct reply *ret, struct err *e)
{
    return people_show(r, NULL, 200, ret, e);
}

static bool people_write(struct act *by, void *ctx, struct err *e)
{
    struct ask_ctx *c = ctx;

    return clearance_person_set(by, form_value(&c->form, "class"), form_value(&c->form, "user"),
                                str_eq(form_value(&c->form, "do"), STR("put")), e);
}

static bool people_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    (void)ctx;
    (void)e;
    reply_done(r, STR("/clearances/people"), ret);
    return true;
}

static bool people_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct ask_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return people_show(r, &c->form, err_http(e->code), ret, &again);
}

bool clearance_people_post(struct req *r, struct reply *ret, struct err *e)
{
    struct ask_ctx *c = ARENA_NEW(r->a, struct ask_ctx);

    people_form(r, &c->form);
    form_read(&c->form, r);
    if (!form_check(&c->form, r))
        return people_show(r, &c->form, 400, ret, e);
    r->refused = people_refused;
    return req_write(r, people_write, people_done, c, ret, e);
}
