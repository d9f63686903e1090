#include "web/consult_page.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "views.h"
#include "web/words.h"

enum { PAGE_ROWS = 50, TITLE_MAX = 300, BODY_MAX = 10000, CODE_MAX = 60 };

static const struct form_field ask_fields[] = {
    {.name = "title", .kind = FORM_TEXT, .label = TR("เรื่อง"), .required = true, .max = TITLE_MAX},
    {.name = "body", .kind = FORM_LONG, .label = TR("คำถาม"), .required = true, .max = BODY_MAX},
    {.name = "about", .kind = FORM_CHOICE, .label = TR("เกี่ยวกับ"), .required = true},
    {.name = "about_code",
     .kind = FORM_TEXT,
     .label = TR("รหัสแบบหรือรายการ"),
     .hint = TR("ถ้ามี"),
     .max = CODE_MAX},
    {.name = "law",
     .kind = FORM_TEXT,
     .label = TR("ข้อกฎหมายหรือระเบียบ"),
     .hint = TR("รหัสในทะเบียนกฎหมาย ถ้ามี"),
     .max = CODE_MAX},
    {.name = "to_division", .kind = FORM_CHOICE, .label = TR("ถามถึง"), .required = true},
};
static const struct form_field answer_fields[] = {
    {.name = "body",
     .kind = FORM_LONG,
     .label = TR("คำตอบ"),
     .hint = TR("เว้นว่างเมื่อเปลี่ยนเฉพาะการเผยแพร่ ฉบับก่อนเก็บไว้ทุกฉบับ"),
     .max = BODY_MAX},
    {.name = "law",
     .kind = FORM_TEXT,
     .label = TR("ข้อกฎหมายหรือระเบียบ"),
     .hint = TR("รหัสในทะเบียนกฎหมาย ถ้ามี"),
     .max = CODE_MAX},
    {.name = "publish", .kind = FORM_CHECK, .label = TR("เผยแพร่ให้ทุกหน่วยงาน")},
    {.name = "hide", .kind = FORM_CHECK, .label = TR("ไม่แสดงหน่วยงานที่ถาม")},
};
static const struct form_field reword_fields[] = {
    {.name = "body", .kind = FORM_LONG, .label = TR("คำถาม"), .required = true, .max = BODY_MAX},
};

static void form_of(struct req *r, const struct form_field *plain, size_t n, struct form *f)
{
    *f = (struct form){.n = n};
    f->field = ARENA_ARRAY(r->a, struct form_field, n);
    for (size_t i = 0; i < n; i++)
        f->field[i] = plain[i];
}

static struct str division_label(struct req *r, int64_t division)
{
    if (division == 0)
        return tr(r->lang, TR("สำนักงานระบบงบประมาณ"));
    return str_format(r->a, "%.*s %lld", STR_FMT(tr(r->lang, TR("กองวิเคราะห์งบประมาณ"))),
                      (long long)division);
}

static void ask_form(struct req *r, struct form *f)
{
    static const char *const about[] = {"rule", "form", "item", "system", "other"};
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, ARRAY_LEN(about));
    struct form_choice *d = ARENA_ARRAY(r->a, struct form_choice, 7);

    form_of(r, ask_fields, ARRAY_LEN(ask_fields), f);
    for (size_t i = 0; i < ARRAY_LEN(about); i++)
        c[i] = (struct form_choice){str_from(about[i]),
                                    word_label("consult_about", str_from(about[i]), r->lang)};
    for (int64_t i = 0; i < 7; i++)
        d[i] = (struct form_choice){str_format(r->a, "%lld", (long long)i), division_label(r, i)};
    form_find(f, "about")->choice = c;
    form_find(f, "about")->choices = ARRAY_LEN(about);
    form_find(f, "to_division")->choice = d;
    form_find(f, "to_division")->choices = 7;
}

struct consult_ctx {
    struct str code;
    int64_t version;
    struct form form;
    struct consult_new new;
    struct consult_answer answer;
    struct str body;
};

/* ---- the list ---- */

static const char *const tab_words[] = {"all", "open", "published", "mine"};
static const char *const tab_labels[] = {TR("ทั้งหมดที่เห็นได้"), TR("รอคำตอบ"), TR("เผยแพร่แล้ว"),
                                         TR("ของหน่วยงานข้าพเจ้า")};

static enum consult_which which_of(struct req *r, struct consults_page *page)
{
    struct consult_tab *tab = ARENA_ARRAY(r->a, struct consult_tab, ARRAY_LEN(tab_words));
    enum consult_which which = CONSULT_ALL;

    for (size_t i = 0; i < ARRAY_LEN(tab_words); i++) {
        if (str_eq(req_query(r, "show"), str_from(tab_words[i])))
            which = (enum consult_which)i;
    }
    for (size_t i = 0; i < ARRAY_LEN(tab_words); i++)
        tab[i] = (struct consult_tab){tr(r->lang, tab_labels[i]),
                                      str_format(r->a, "/consult?show=%s", tab_words[i]),
                                      page->q.n == 0 && (size_t)which == i};
    page->tab = tab;
    page->tab_n = ARRAY_LEN(tab_words);
    return which;
}

static bool list_show(struct req *r, const struct form *typed, int status, struct reply *ret,
                      struct err *e)
{
    static const struct col cols[] = {{"title", COL_LINK, "/consult/", "code", NULL},
                                      {"code", COL_UNDER, NULL, NULL, NULL},
                                      {"state", COL_TAG, "state", NULL, NULL},
                                      {"about", COL_WORD, "consult_about", NULL, NULL},
                                      {"agency_name", COL_PLAIN, NULL, NULL, NULL},
                                      {"published", COL_YES, NULL, NULL, NULL},
                                      {"asked", COL_PLAIN, NULL, NULL, NULL},
                                      {"answered", COL_PLAIN, NULL, NULL, NULL}};
    struct consults_page page = {.csrf = r->session.csrf, .q = str_trim(req_query(r, "text"))};
    struct page_head head = {.nav = STR("/consult"), .table_path = STR("/consult")};
    const struct actor *who = &r->session.actor;
    enum consult_which which = which_of(r, &page);
    int64_t before = 0;
    struct rows rows;

    if (!exact_parse_decimal(req_query(r, "before"), 0, &before))
        before = 0;
    page.asked = page.q.n > 0;
    if (page.asked ? !consult_find(r->db, r->a, who, page.q, &rows, e)
                   : !consult_list(r->db, r->a, who, which, before, &rows, e))
        return false;
    page.n = (int64_t)rows.n;
    if (!page.asked && rows.n == PAGE_ROWS)
        page.next =
            str_format(r->a, "%lld", (long long)((const struct consult *)rows.p)[rows.n - 1].id);
    if (r->format != FORMAT_HTML)
        return reply_table(r, &consult_type, rows.p, rows.n, NULL, page.next, STR("consult"), ret,
                           e);
    page.title = head.title = tr(r->lang, TR("ข้อหารือ"));
    page.table = (struct table_view){.type = &consult_type,
                                     .rows = rows.p,
                                     .n = rows.n,
                                     .cols = cols,
                                     .ncols = ARRAY_LEN(cols),
                                     .caption = page.title,
                                     .empty = tr(r->lang, TR("ไม่พบข้อหารือ"))};
    if (typed)
        page.form = *typed;
    else
        ask_form(r, &page.form);
    if (!REPLY_PAGE(r, &head, consults, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool consults_page(struct req *r, struct reply *ret, struct err *e)
{
    return list_show(r, NULL, 200, ret, e);
}

static bool ask_write(struct act *by, void *ctx, struct err *e)
{
    struct consult_ctx *c = ctx;

    return consult_ask(by, &c->new, &c->code, e);
}

static bool done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct consult_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/consult/%.*s", STR_FMT(c->code)), ret);
    return true;
}

static bool ask_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct consult_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return list_show(r, &c->form, err_http(e->code), ret, &again);
}

bool consults_post(struct req *r, struct reply *ret, struct err *e)
{
    struct consult_ctx *c = ARENA_NEW(r->a, struct consult_ctx);

    ask_form(r, &c->form);
    form_read(&c->form, r);
    form_check(&c->form, r);
    form_int(&c->form, "to_division", r, 0, 6, &c->new.to_division);
    if (c->form.wrong)
        return list_show(r, &c->form, 400, ret, e);
    c->new.title = form_value(&c->form, "title");
    c->new.body = form_value(&c->form, "body");
    c->new.about = form_value(&c->form, "about");
    c->new.about_code = form_value(&c->form, "about_code");
    c->new.law = form_value(&c->form, "law");
    r->refused = ask_refused;
    return req_write(r, ask_write, done, c, ret, e);
}

/* ---- one ---- */

static void one_forms(struct req *r, const struct form *typed, struct consult_page *page)
{
    form_of(r, answer_fields, ARRAY_LEN(answer_fields), &page->answer);
    form_of(r, reword_fields, ARRAY_LEN(reword_fields), &page->reword);
    form_find(&page->answer, "law")->value = page->c.law;
    form_find(&page->answer, "publish")->value = page->c.published ? STR("1") : STR_NONE;
    form_find(&page->answer, "hide")->value = page->c.hidden ? STR("1") : STR_NONE;
    form_find(&page->reword, "body")->value = page->c.question;
    if (!typed)
        return;
    if (typed->n == ARRAY_LEN(reword_fields))
        page->reword = *typed;
    else
        page->answer = *typed;
    page->answer_wrong = true;
}

static bool one_show(struct req *r, struct str code, const struct form *typed, struct str refused,
                     int status, struct reply *ret, struct err *e)
{
    struct consult_page page = {.csrf = r->session.csrf, .refused = refused};
    struct param crumb = {tr(r->lang, TR("ข้อหารือ")), STR("/consult")};
    struct page_head head = {.nav = STR("/consult"), .crumb = &crumb, .ncrumb = 1};
    const struct actor *who = &r->session.actor;
    struct rows rows;

    if (!consult_get(r->db, r->a, who, code, &page.c, e) ||
        !consult_texts(r->db, r->a, &page.c, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &consult_text_type, rows.p, rows.n, NULL, STR_NONE, code, ret, e);
    page.text = rows.p;
    page.text_n = rows.n;
    page.open = str_eq(page.c.state, STR("open"));
    page.may_answer =
        consult_may_answer(who, page.c.to_division) && !str_eq(page.c.state, STR("withdrawn"));
    page.may_reword = page.open && str_eq(page.c.asked_by, who->name);
    page.has_agency = page.c.agency_name.n > 0;
    page.unknown_asker = page.c.asked_by.n == 0;
    page.to = division_label(r, page.c.to_division);
    page.title = head.title = page.c.title;
    page.action = str_format(r->a, "/consult/%.*s", STR_FMT(code));
    one_forms(r, typed, &page);
    if (!REPLY_PAGE(r, &head, consult, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool consult_page(struct req *r, struct reply *ret, struct err *e)
{
    return one_show(r, r->seg[0], NULL, STR_NONE, 200, ret, e);
}

static bool one_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct consult_ctx *c = ctx;
    struct err again = {0};

    if (e->code == ERR_NOT_FOUND)
        return false;
    if (c->form.n == 0 || e->code == ERR_STATE || e->code == ERR_SCOPE)
        return one_show(r, c->code, NULL, word_error(r->a, e, r->lang), err_http(e->code), ret,
                        &again);
    form_refuse(&c->form, r, e);
    return one_show(r, c->code, &c->form, STR_NONE, err_http(e->code), ret, &again);
}

static bool begin(struct req *r, struct consult_ctx *c, struct err *e)
{
    c->code = r->seg[0];
    r->refused = one_refused;
    return req_int(r, "version", 0, INT64_MAX, 0, &c->version, e);
}

static bool answer_write(struct act *by, void *ctx, struct err *e)
{
    const struct consult_ctx *c = ctx;

    return consult_answer(by, c->code, &c->answer, e);
}

bool consult_answer_post(struct req *r, struct reply *ret, struct err *e)
{
    struct consult_ctx *c = ARENA_NEW(r->a, struct consult_ctx);

    form_of(r, answer_fields, ARRAY_LEN(answer_fields), &c->form);
    form_read(&c->form, r);
    form_check(&c->form, r);
    if (!begin(r, c, e))
        return false;
    if (c->form.wrong)
        return one_show(r, c->code, &c->form, STR_NONE, 400, ret, e);
    c->answer = (struct consult_answer){.version = c->version,
                                        .body = form_value(&c->form, "body"),
                                        .law = form_value(&c->form, "law"),
                                        .publish = form_value(&c->form, "publish").n > 0,
                                        .hide = form_value(&c->form, "hide").n > 0};
    return req_write(r, answer_write, done, c, ret, e);
}

static bool reword_write(struct act *by, void *ctx, struct err *e)
{
    const struct consult_ctx *c = ctx;

    return consult_reword(by, c->code, c->version, c->body, e);
}

bool consult_reword_post(struct req *r, struct reply *ret, struct err *e)
{
    struct consult_ctx *c = ARENA_NEW(r->a, struct consult_ctx);

    form_of(r, reword_fields, ARRAY_LEN(reword_fields), &c->form);
    form_read(&c->form, r);
    form_check(&c->form, r);
    if (!begin(r, c, e))
        return false;
    if (c->form.wrong)
        return one_show(r, c->code, &c->form, STR_NONE, 400, ret, e);
    c->body = form_value(&c->form, "body");
    return req_write(r, reword_write, done, c, ret, e);
}

static bool withdraw_write(struct act *by, void *ctx, struct err *e)
{
    const struct consult_ctx *c = ctx;

    return consult_withdraw(by, c->code, c->version, e);
}

bool consult_withdraw_post(struct req *r, struct reply *ret, struct err *e)
{
    struct consult_ctx *c = ARENA_NEW(r->a, struct consult_ctx);

    return begin(r, c, e) && req_write(r, withdraw_write, done, c, ret, e);
}
