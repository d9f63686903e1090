/* law_page.c - the register of rules: a list with search, one instrument or article, proposing. */
#include "web/law_page.h"

#include <string.h>

#include "base/arena.h"
#include "base/data_file.h"
#include "views.h"
#include "web/frame_make.h"
#include "web/words.h"

enum { TITLE_MAX = 500, GIST_MAX = 1000, BODY_MAX = 60000, CODE_MAX = 40 };

void refusal_rule(struct req *r, const struct err *e, struct str *ret_text, struct str *ret_path)
{
    struct law_ref rule;
    struct err again = {0};

    *ret_text = *ret_path = STR_NONE;
    if (!r->db || err_http(e->code) >= 500 ||
        !law_of(r->db, r->a, "error", str_from(err_word(e->code)), &rule, &again))
        return;
    for (size_t i = 0; i < e->nargs && rule.standing == LAW_UNCONFIRMED; i++) { /* the event's own rule? */
        struct value v = err_arg_value(&e->args[i]);
        struct law_ref own;

        if (!strcmp(e->args[i].name, "event") && v.type == VT_TEXT &&
            law_of(r->db, r->a, "event", v.u.s, &own, &again) && own.standing == LAW_ARTICLE)
            rule = own;
    }
    *ret_text = law_ref_text(&rule, r->lang);
    *ret_path = rule.path;
}

static struct str title_of(const struct req *r, const struct law_entry *x)
{
    return r->lang == LANG_EN && x->title_en.n ? x->title_en : x->title_th;
}

static struct str path_of(struct req *r, const struct law_entry *x)
{
    return str_format(r->a, "/laws/%.*s%s%.*s", STR_FMT(x->law), x->article.n ? "/" : "", STR_FMT(x->article));
}

/* ---- the list ---- */

/* Lines of the links that say "-": defaults nobody has confirmed. */
static void count_links(struct laws_page *page)
{
    struct str rest = data_file_get("law_links.csv"), line;

    while (str_split(&rest, '\n', &line)) {
        bool plain = str_has(line, STR(",-,")) || str_has(line, STR(",param,")) || str_has(line, STR(",engine,")), technical = str_has(line, STR(",technical,"));

        page->unconfirmed += plain;
        page->words += line.n > 0 && !technical;
    }
    page->words--; /* the header */
}

static bool read_waiting(struct req *r, struct laws_page *page, struct err *e)
{
    const struct law_entry *x;
    struct law_view *v;
    struct rows rows;

    if (!page->may)
        return true;
    if (!law_waiting(r->db, r->a, &rows, e))
        return false;
    x = rows.p;
    v = ARENA_ARRAY(r->a, struct law_view, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        v[i].x = x[i];
        v[i].title = title_of(r, &x[i]);
        v[i].path = x[i].number > 1 ? path_of(r, &x[i]) : STR_NONE;
        v[i].own = str_eq(x[i].proposed_by, r->session.actor.name);
    }
    page->waiting = v;
    page->waiting_n = rows.n;
    return true;
}

static const struct col law_cols_th[] = {{"title_th", COL_LINK, "", "source", NULL},
                                         {"law", COL_UNDER, NULL, NULL, NULL},
                                         {"article", COL_UNDER, NULL, NULL, NULL},
                                         {"kind", COL_WORD, "lawkind", NULL, NULL},
                                         {"status", COL_TAG, "lawstatus", NULL, NULL},
                                         {"gist_th", COL_PLAIN, NULL, NULL, NULL},
                                         {"valid_from", COL_PLAIN, NULL, NULL, NULL},
                                         {"valid_to", COL_PLAIN, NULL, NULL, NULL},
                                         {"replaced_by", COL_LINK, "/laws/", "replaced_by", NULL}};
static const struct col law_cols_en[] = {{"title_en", COL_LINK, "", "source", NULL},
                                         {"law", COL_UNDER, NULL, NULL, NULL},
                                         {"article", COL_UNDER, NULL, NULL, NULL},
                                         {"kind", COL_WORD, "lawkind", NULL, NULL},
                                         {"status", COL_TAG, "lawstatus", NULL, NULL},
                                         {"gist_en", COL_PLAIN, NULL, NULL, NULL},
                                         {"valid_from", COL_PLAIN, NULL, NULL, NULL},
                                         {"valid_to", COL_PLAIN, NULL, NULL, NULL},
                                         {"replaced_by", COL_LINK, "/laws/", "replaced_by", NULL}};
static const struct col article_cols_th[] = {{"title_th", COL_LINK, "", "source", NULL},
                                             {"article", COL_UNDER, NULL, NULL, NULL},
                                             {"status", COL_TAG, "lawstatus", NULL, NULL},
                                             {"gist_th", COL_PLAIN, NULL, NULL, NULL}};
static const struct col article_cols_en[] = {{"title_en", COL_LINK, "", "source", NULL},
                                             {"article", COL_UNDER, NULL, NULL, NULL},
                                             {"status", COL_TAG, "lawstatus", NULL, NULL},
                                             {"gist_en", COL_PLAIN, NULL, NULL, NULL}};

static bool laws_show(struct req *r, struct str refused, int status, struct reply *ret,
                      struct err *e)
{
    struct laws_page page = {.csrf = r->session.csrf, .refused = refused};
    struct page_head head = {.nav = STR("/laws"), .table_path = STR("/laws")};
    const struct law_entry *x;
    struct law_entry *shown;
    struct rows rows;

    page.query = str_trim(req_query(r, "q"));
    page.searched = page.query.n > 0;
    if (!(page.searched ? law_search(r->db, r->a, page.query, &rows, e)
                        : law_list(r->db, r->a, STR_NONE, &rows, e)))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &law_entry_type, rows.p, rows.n, NULL, STR_NONE, STR("laws"), ret, e);
    page.may = actor_may(&r->session.actor, PERM_LAW);
    if (!read_waiting(r, &page, e))
        return false;
    x = rows.p;
    shown = ARENA_ARRAY(r->a, struct law_entry, rows.n);
    page.n = (int64_t)rows.n;
    for (size_t i = 0; i < rows.n; i++) {
        shown[i] = x[i];
        shown[i].source = path_of(r, &x[i]); /* where the title leads */
        page.in_force += str_eq(x[i].status, STR("in_force"));
        page.drafts += str_eq(x[i].status, STR("draft"));
    }
    count_links(&page);
    page.title = head.title = tr(r->lang, TR("ทะเบียนกฎหมายและระเบียบ"));
    page.table = (struct table_view){.type = &law_entry_type, .rows = shown, .n = rows.n,
                                     .cols = r->lang == LANG_EN ? law_cols_en : law_cols_th,
                                     .ncols = ARRAY_LEN(law_cols_th), .caption = page.title,
                                     .empty = tr(r->lang, TR("ไม่พบ ลองคำอื่นอย่างน้อยสามตัวอักษร"))};
    if (!REPLY_PAGE(r, &head, laws, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool laws_page(struct req *r, struct reply *ret, struct err *e)
{
    return laws_show(r, STR_NONE, 200, ret, e);
}

/* ---- one instrument or article ---- */

static bool read_articles(struct req *r, struct law_page *page, struct err *e)
{
    const struct law_entry *x;
    struct law_entry *out;
    struct rows rows;
    size_t n = 0;

    if (!law_list(r->db, r->a, page->x.law, &rows, e))
        return false;
    x = rows.p;
    out = ARENA_ARRAY(r->a, struct law_entry, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        if (!x[i].article.n) {
            page->instrument = title_of(r, &x[i]);
            continue;
        }
        out[n] = x[i];
        out[n++].source = path_of(r, &x[i]);
    }
    page->has_articles = n > 0 && !page->is_article;
    page->articles = (struct table_view){.type = &law_entry_type, .rows = out, .n = n,
                                         .cols = r->lang == LANG_EN ? article_cols_en : article_cols_th,
                                         .ncols = ARRAY_LEN(article_cols_th),
                                         .caption = tr(r->lang, TR("ข้อและมาตรา"))};
    return true;
}

bool law_page(struct req *r, struct reply *ret, struct err *e)
{
    static const struct col past[] = {{"number", COL_PLAIN, NULL, NULL, NULL},
                                      {"status", COL_TAG, "lawstatus", NULL, NULL},
                                      {"title_th", COL_PLAIN, NULL, NULL, NULL},
                                      {"state", COL_TAG, "state", NULL, NULL},
                                      {"reason", COL_PLAIN, NULL, NULL, NULL},
                                      {"proposed_by", COL_PLAIN, NULL, NULL, NULL},
                                      {"proposed", COL_UNDER, NULL, NULL, NULL},
                                      {"approved_by", COL_PLAIN, NULL, NULL, NULL},
                                      {"approved", COL_UNDER, NULL, NULL, NULL}};
    struct law_page page = {.csrf = r->session.csrf};
    struct param crumb[] = {{tr(r->lang, TR("ทะเบียนกฎหมายและระเบียบ")), STR("/laws")}, {STR_NONE, STR_NONE}};
    struct page_head head = {.nav = STR("/laws"), .crumb = crumb, .ncrumb = 1};
    struct rows rows;

    if (!law_history(r->db, r->a, r->seg[0], r->seg[1], &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &law_entry_type, rows.p, rows.n, NULL, STR_NONE, STR("law"), ret, e);
    if (!law_get(r->db, r->a, r->seg[0], r->seg[1], &page.x, e))
        return false;
    page.is_article = page.x.article.n > 0;
    if (!read_articles(r, &page, e))
        return false;
    page.title = head.title = title_of(r, &page.x);
    page.gist = r->lang == LANG_EN && page.x.gist_en.n ? page.x.gist_en : page.x.gist_th;
    page.path = head.table_path = path_of(r, &page.x);
    page.instrument_path = str_format(r->a, "/laws/%.*s", STR_FMT(page.x.law));
    page.edit_path = str_format(r->a, "/laws/new?law=%.*s&article=%.*s", STR_FMT(page.x.law), STR_FMT(page.x.article));
    page.successor = str_format(r->a, "/laws/%.*s", STR_FMT(page.x.replaced_by));
    page.replaced = page.x.replaced_by.n > 0;
    page.no_text = page.x.body.n == 0;
    page.may = actor_may(&r->session.actor, PERM_LAW);
    if (page.is_article) {
        crumb[1] = (struct param){page.instrument, page.instrument_path};
        head.ncrumb = 2;
    }
    page.history = (struct table_view){.type = &law_entry_type, .rows = rows.p, .n = rows.n, .cols = past,
                                       .ncols = ARRAY_LEN(past), .caption = tr(r->lang, TR("ฉบับที่บันทึกไว้"))};
    return REPLY_PAGE(r, &head, law, &page, ret, e);
}

/* ---- proposing ---- */

struct law_ctx {
    struct form form;
    struct law_entry x;
    struct str reason;
    int64_t number;
    bool approve;
};

static void words_of(struct req *r, struct form_field *f, const char *kind)
{
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, word_rows_n);

    f->choices = 0;
    for (size_t i = 0; i < word_rows_n; i++) {
        if (str_eq(str_from(word_rows[i].kind), str_from(kind)))
            c[f->choices++] = (struct form_choice){str_from(word_rows[i].word),
                                                   lang_pick(r->lang, word_rows[i].th, word_rows[i].en)};
    }
    f->choice = c;
}

static void law_form(struct req *r, struct form *f)
{
    static const struct form_field plain[] = {
        {.name = "law", .label = TR("รหัสของกฎหมาย"), .hint = TR("อักษรอังกฤษเล็ก ตัวเลข ขีด เช่น budget-2563"), .required = true, .max = CODE_MAX},
        {.name = "article", .label = TR("รหัสข้อหรือมาตรา"), .hint = TR("ว่างไว้ถ้าเป็นกฎหมายทั้งฉบับ"), .max = CODE_MAX},
        {.name = "kind", .kind = FORM_CHOICE, .label = TR("ประเภท"), .required = true},
        {.name = "title_th", .label = TR("ชื่อ"), .required = true, .max = TITLE_MAX},
        {.name = "title_en", .label = TR("ชื่ออังกฤษ"), .max = TITLE_MAX},
        {.name = "gist_th", .kind = FORM_LONG, .label = TR("สาระที่ทราบ"), .max = GIST_MAX},
        {.name = "body", .kind = FORM_LONG, .label = TR("ตัวบท"), .max = BODY_MAX},
        {.name = "status", .kind = FORM_CHOICE, .label = TR("สถานะ"), .required = true},
        {.name = "valid_from", .label = TR("ใช้ตั้งแต่"), .max = 40},
        {.name = "valid_to", .label = TR("ใช้ถึง"), .max = 40},
        {.name = "replaced_by", .label = TR("แทนที่โดย (รหัส)"), .max = CODE_MAX},
        {.name = "source", .label = TR("ที่มา"), .hint = TR("เช่น ราชกิจจานุเบกษา เล่ม ตอน วันที่"), .required = true, .max = TITLE_MAX},
        {.name = "reason", .label = TR("เหตุผลของการบันทึก"), .required = true, .max = GIST_MAX},
    };

    f->n = ARRAY_LEN(plain);
    f->field = ARENA_ARRAY(r->a, struct form_field, f->n);
    for (size_t i = 0; i < f->n; i++)
        f->field[i] = plain[i];
    words_of(r, form_find(f, "kind"), "lawkind");
    words_of(r, form_find(f, "status"), "lawstatus");
}

static struct str day_text(struct req *r, struct date d)
{
    struct sbuf b;

    sbuf_init(&b, r->a, 60);
    if (d.yyyymmdd)
        date_put(&b, d, DATE_SHORT, LANG_TH);
    return sbuf_str(&b);
}

static bool new_show(struct req *r, const struct form *f, int status, struct reply *ret, struct err *e)
{
    struct law_new_page page = {.csrf = r->session.csrf, .form = *f, .again = form_value(f, "title_th").n > 0};
    struct param crumb = {tr(r->lang, TR("ทะเบียนกฎหมายและระเบียบ")), STR("/laws")};
    struct page_head head = {.nav = STR("/laws"), .crumb = &crumb, .ncrumb = 1};

    page.title = head.title = tr(r->lang, TR("เสนอกฎหมายหรือระเบียบ"));
    if (!REPLY_PAGE(r, &head, law_new, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool law_new_page(struct req *r, struct reply *ret, struct err *e)
{
    struct law_entry x;
    struct form f = {0};
    struct err none = {0};

    law_form(r, &f);
    form_find(&f, "law")->value = req_query(r, "law");
    form_find(&f, "article")->value = req_query(r, "article");
    form_find(&f, "status")->value = STR("in_force");
    if (law_get(r->db, r->a, req_query(r, "law"), req_query(r, "article"), &x, &none)) {
        form_find(&f, "kind")->value = x.kind;
        form_find(&f, "title_th")->value = x.title_th;
        form_find(&f, "title_en")->value = x.title_en;
        form_find(&f, "gist_th")->value = x.gist_th;
        form_find(&f, "body")->value = x.body;
        form_find(&f, "status")->value = x.status;
        form_find(&f, "valid_from")->value = day_text(r, x.valid_from);
        form_find(&f, "valid_to")->value = day_text(r, x.valid_to);
        form_find(&f, "replaced_by")->value = x.replaced_by;
        form_find(&f, "source")->value = x.source;
    }
    return new_show(r, &f, 200, ret, e);
}

static bool law_write(struct act *by, void *ctx, struct err *e)
{
    struct law_ctx *c = ctx;

    return law_propose(by, &c->x, &c->number, e);
}

static bool to_laws(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    (void)ctx;
    (void)e;
    reply_done(r, STR("/laws"), ret);
    return true;
}

static bool law_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct law_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return new_show(r, &c->form, err_http(e->code), ret, &again);
}

bool law_post(struct req *r, struct reply *ret, struct err *e)
{
    struct law_ctx *c = ARENA_NEW(r->a, struct law_ctx);
    struct form *f = &c->form;

    law_form(r, f);
    form_read(f, r);
    form_check(f, r);
    c->x = (struct law_entry){.law = form_value(f, "law"), .article = form_value(f, "article"), .kind = form_value(f, "kind"),
                              .title_th = form_value(f, "title_th"), .title_en = form_value(f, "title_en"),
                              .gist_th = form_value(f, "gist_th"), .body = form_value(f, "body"),
                              .status = form_value(f, "status"), .replaced_by = form_value(f, "replaced_by"),
                              .source = form_value(f, "source"), .reason = form_value(f, "reason")};
    form_date(f, "valid_from", r, &c->x.valid_from);
    form_date(f, "valid_to", r, &c->x.valid_to);
    if (f->wrong)
        return new_show(r, f, 400, ret, e);
    r->refused = law_refused;
    return req_write(r, law_write, to_laws, c, ret, e);
}

/* ---- approving and withdrawing ---- */

static bool decide_write(struct act *by, void *ctx, struct err *e)
{
    const struct law_ctx *c = ctx;

    return c->approve ? law_approve(by, c->x.law, c->x.article, c->number, e)
                      : law_withdraw(by, c->x.law, c->x.article, c->number, c->reason, e);
}

static bool decide_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct err again = {0};

    (void)ctx;
    return laws_show(r, word_error(r->a, e, r->lang), err_http(e->code), ret, &again);
}

bool law_decide_post(struct req *r, struct reply *ret, struct err *e)
{
    struct law_ctx *c = ARENA_NEW(r->a, struct law_ctx);

    c->x.law = req_field(r, "law");
    c->x.article = req_field(r, "article");
    c->reason = req_field(r, "reason");
    c->approve = str_eq(req_field(r, "do"), STR("approve"));
    if (!req_int(r, "number", 1, 100000, 1, &c->number, e))
        return false;
    r->refused = decide_refused;
    return req_write(r, decide_write, to_laws, c, ret, e);
}
