#include "web/circular_page.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "views.h"
#include "web/words.h"

enum { PAGE_ROWS = 50, TITLE_MAX = 300, BODY_MAX = 20000, TO_MAX = 2000 };

static const struct form_field plain[] = {
    {.name = "title", .kind = FORM_TEXT, .label = TR("เรื่อง"), .required = true, .max = TITLE_MAX},
    {.name = "body", .kind = FORM_LONG, .label = TR("ข้อความ"), .required = true, .max = BODY_MAX},
    {.name = "to_kind", .kind = FORM_CHOICE, .label = TR("ถึง"), .required = true},
    {.name = "to_text",
     .kind = FORM_TEXT,
     .label = TR("ระบุผู้รับ"),
     .hint = TR("รหัสหน่วยงาน หรือเลขกอง คั่นด้วยจุลภาค เมื่อเลือกระบุเอง"),
     .max = TO_MAX},
    {.name = "due",
     .kind = FORM_TEXT,
     .label = TR("รับทราบภายใน"),
     .hint = TR("เช่น 30/9/2569 เว้นว่างเมื่อไม่กำหนด"),
     .max = 40},
    {.name = "replaces",
     .kind = FORM_TEXT,
     .label = TR("แทนฉบับเลขที่"),
     .hint = TR("เว้นว่างเมื่อไม่แทนฉบับใด"),
     .max = 40},
};

static void to_choices(struct req *r, struct form_field *f)
{
    static const char *const words[] = {"all", "bureau", "district", "named", "divisions"};
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, ARRAY_LEN(words));

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        c[i] = (struct form_choice){str_from(words[i]),
                                    word_label("circular_to", str_from(words[i]), r->lang)};
    f->choice = c;
    f->choices = ARRAY_LEN(words);
}

/* c NULL: an empty one. */
static void make_form(struct req *r, const struct circular *c, struct form *f)
{
    struct sbuf due;

    *f = (struct form){.n = ARRAY_LEN(plain)};
    f->field = ARENA_ARRAY(r->a, struct form_field, f->n);
    for (size_t i = 0; i < f->n; i++)
        f->field[i] = plain[i];
    to_choices(r, form_find(f, "to_kind"));
    if (!c)
        return;
    sbuf_init(&due, r->a, 64);
    if (c->due.yyyymmdd)
        date_put_iso(&due, c->due);
    form_find(f, "title")->value = c->title;
    form_find(f, "body")->value = c->body;
    form_find(f, "to_kind")->value = c->to_kind;
    form_find(f, "to_text")->value = c->to_text;
    form_find(f, "due")->value = sbuf_str(&due);
    form_find(f, "replaces")->value = c->replaces;
}

struct circular_ctx {
    struct str code, reason;
    int64_t version;
    struct form form;
    struct circular_new new;
    bool (*act)(struct act *by, const struct circular_ctx *c, struct err *e);
};

static bool read_form(struct req *r, struct circular_ctx *c)
{
    make_form(r, NULL, &c->form);
    form_read(&c->form, r);
    form_check(&c->form, r);
    form_date(&c->form, "due", r, &c->new.due);
    c->new.year = r->year;
    c->new.title = form_value(&c->form, "title");
    c->new.body = form_value(&c->form, "body");
    c->new.to_kind = form_value(&c->form, "to_kind");
    c->new.to_text = form_value(&c->form, "to_text");
    c->new.replaces = form_value(&c->form, "replaces");
    return !c->form.wrong;
}

/* ---- the list ---- */

static const struct col list_cols[] = {{"title", COL_LINK, "/circulars/", "code", NULL},
                                       {"code", COL_UNDER, NULL, NULL, NULL},
                                       {"state", COL_TAG, "state", NULL, NULL},
                                       {"to_kind", COL_WORD, "circular_to", NULL, NULL},
                                       {"due", COL_PLAIN, NULL, NULL, NULL},
                                       {"receivers", COL_PLAIN, NULL, NULL, NULL},
                                       {"read", COL_PLAIN, NULL, NULL, NULL},
                                       {"mine_read", COL_YES, NULL, NULL, NULL},
                                       {"sent", COL_PLAIN, NULL, NULL, NULL}};

static bool list_show(struct req *r, const struct form *typed, int status, struct reply *ret,
                      struct err *e)
{
    struct circulars_page page = {.csrf = r->session.csrf, .year = r->year};
    struct page_head head = {.nav = STR("/circulars"), .table_path = STR("/circulars")};
    const struct actor *who = &r->session.actor;
    int64_t before = 0;
    struct rows rows;

    if (!exact_parse_decimal(req_query(r, "before"), 0, &before))
        before = 0;
    if (!circular_list(r->db, r->a, who, r->year, before, &rows, e))
        return false;
    if (rows.n == PAGE_ROWS)
        page.next =
            str_format(r->a, "%lld", (long long)((const struct circular *)rows.p)[rows.n - 1].id);
    if (r->format != FORMAT_HTML)
        return reply_table(r, &circular_type, rows.p, rows.n, NULL, page.next, STR("circulars"),
                           ret, e);
    if (!circular_waiting(r->db, r->a, who, &page.waiting, e))
        return false;
    page.title = head.title = tr(r->lang, TR("หนังสือเวียน"));
    page.n = (int64_t)rows.n;
    page.may = actor_may(who, PERM_CIRCULAR);
    page.table = (struct table_view){.type = &circular_type,
                                     .rows = rows.p,
                                     .n = rows.n,
                                     .cols = list_cols,
                                     .ncols = ARRAY_LEN(list_cols),
                                     .caption = page.title,
                                     .empty = tr(r->lang, TR("ปีนี้ยังไม่มีหนังสือเวียน"))};
    if (typed)
        page.form = *typed;
    else
        make_form(r, NULL, &page.form);
    if (!REPLY_PAGE(r, &head, circulars, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool circulars_page(struct req *r, struct reply *ret, struct err *e)
{
    return list_show(r, NULL, 200, ret, e);
}

static bool draft_write(struct act *by, void *ctx, struct err *e)
{
    struct circular_ctx *c = ctx;

    return circular_draft(by, &c->new, &c->code, e);
}

static bool done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct circular_ctx *c = ctx;

    (void)e;
    reply_done(r,
               str_format(r->a, "/circulars/%.*s?year=%lld", STR_FMT(c->code), (long long)r->year),
               ret);
    return true;
}

static bool draft_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct circular_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return list_show(r, &c->form, err_http(e->code), ret, &again);
}

bool circulars_post(struct req *r, struct reply *ret, struct err *e)
{
    struct circular_ctx *c = ARENA_NEW(r->a, struct circular_ctx);

    if (!read_form(r, c))
        return list_show(r, &c->form, 400, ret, e);
    r->refused = draft_refused;
    return req_write(r, draft_write, done, c, ret, e);
}

/* ---- one ---- */

static void receivers_table(struct req *r, const struct rows *rows, struct circular_page *page)
{
    static const struct col cols[] = {{"name", COL_PLAIN, NULL, NULL, NULL},
                                      {"code", COL_UNDER, NULL, NULL, NULL},
                                      {"full_name", COL_PLAIN, NULL, NULL, NULL},
                                      {"capacity", COL_UNDER, NULL, NULL, NULL},
                                      {"at", COL_PLAIN, NULL, NULL, NULL}};

    page->receivers = (struct table_view){.type = &circular_receiver_type,
                                          .rows = rows->p,
                                          .n = rows->n,
                                          .cols = cols,
                                          .ncols = ARRAY_LEN(cols),
                                          .caption = tr(r->lang, TR("ผู้รับ")),
                                          .empty = tr(r->lang, TR("กำหนดผู้รับเมื่อส่ง"))};
}

static void fill_page(struct req *r, struct circular_page *page)
{
    const struct circular *c = &page->c;

    page->draft = str_eq(c->state, STR("draft"));
    page->sent = str_eq(c->state, STR("sent"));
    page->ended = c->ended.ms != 0;
    page->may = actor_may(&r->session.actor, PERM_CIRCULAR);
    page->may_edit = page->may && page->draft;
    page->may_ack = page->sent && c->mine && !c->mine_read;
    page->has_due = c->due.yyyymmdd != 0;
    page->unread = c->receivers - c->read;
    page->late = page->sent && page->has_due && page->unread > 0 && date_cmp(c->due, r->today) < 0;
    page->to = word_label("circular_to", c->to_kind, r->lang);
    page->title = c->title;
    page->action = str_format(r->a, "/circulars/%.*s", STR_FMT(c->code));
    page->year = c->year;
    page->csrf = r->session.csrf;
}

static bool one_show(struct req *r, struct str code, const struct form *typed, struct str refused,
                     int status, struct reply *ret, struct err *e)
{
    struct circular_page page = {.refused = refused};
    struct param crumb = {tr(r->lang, TR("หนังสือเวียน")), STR("/circulars")};
    struct page_head head = {.nav = STR("/circulars"), .crumb = &crumb, .ncrumb = 1};
    struct rows rows;

    if (!circular_get(r->db, r->a, &r->session.actor, code, &page.c, e) ||
        !circular_receivers(r->db, r->a, page.c.id, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &circular_receiver_type, rows.p, rows.n, NULL, STR_NONE, code, ret,
                           e);
    fill_page(r, &page);
    if (!attach_part_read(r, str_format(r->a, "circular:%.*s", STR_FMT(code)), page.action,
                          &page.attach, e))
        return false;
    page.attach.may_add = page.may_edit;
    receivers_table(r, &rows, &page);
    head.title = page.title;
    head.table_path = page.action;
    page.edit_wrong = typed != NULL;
    if (typed)
        page.form = *typed;
    else
        make_form(r, &page.c, &page.form);
    if (!REPLY_PAGE(r, &head, circular, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool circular_page(struct req *r, struct reply *ret, struct err *e)
{
    return one_show(r, r->seg[0], NULL, STR_NONE, 200, ret, e);
}

static bool edit_write(struct act *by, void *ctx, struct err *e)
{
    const struct circular_ctx *c = ctx;

    return circular_edit(by, c->code, c->version, &c->new, e);
}

static bool edit_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct circular_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return one_show(r, c->code, &c->form, STR_NONE, err_http(e->code), ret, &again);
}

static bool begin(struct req *r, struct circular_ctx *c, struct err *e)
{
    c->code = r->seg[0];
    c->reason = str_trim(req_field(r, "reason"));
    return req_int(r, "version", 0, INT64_MAX, 0, &c->version, e);
}

bool circular_edit_post(struct req *r, struct reply *ret, struct err *e)
{
    struct circular_ctx *c = ARENA_NEW(r->a, struct circular_ctx);

    if (!begin(r, c, e))
        return false;
    if (!read_form(r, c))
        return one_show(r, c->code, &c->form, STR_NONE, 400, ret, e);
    r->refused = edit_refused;
    return req_write(r, edit_write, done, c, ret, e);
}

static bool act_write(struct act *by, void *ctx, struct err *e)
{
    const struct circular_ctx *c = ctx;

    return c->act(by, c, e);
}

static bool act_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct circular_ctx *c = ctx;
    struct err again = {0};

    if (e->code == ERR_NOT_FOUND)
        return false;
    return one_show(r, c->code, NULL, word_error(r->a, e, r->lang), err_http(e->code), ret, &again);
}

static bool act_post(struct req *r,
                     bool (*act)(struct act *by, const struct circular_ctx *c, struct err *e),
                     struct reply *ret, struct err *e)
{
    struct circular_ctx *c = ARENA_NEW(r->a, struct circular_ctx);

    c->act = act;
    r->refused = act_refused;
    return begin(r, c, e) && req_write(r, act_write, done, c, ret, e);
}

static bool do_send(struct act *by, const struct circular_ctx *c, struct err *e)
{
    return circular_send(by, c->code, c->version, e);
}
static bool do_read(struct act *by, const struct circular_ctx *c, struct err *e)
{
    return circular_acknowledge(by, c->code, e);
}
static bool do_remind(struct act *by, const struct circular_ctx *c, struct err *e)
{
    return circular_remind(by, c->code, e);
}
static bool do_withdraw(struct act *by, const struct circular_ctx *c, struct err *e)
{
    return circular_withdraw(by, c->code, c->version, c->reason, e);
}

bool circular_send_post(struct req *r, struct reply *ret, struct err *e)
{
    return act_post(r, do_send, ret, e);
}
bool circular_read_post(struct req *r, struct reply *ret, struct err *e)
{
    return act_post(r, do_read, ret, e);
}
bool circular_remind_post(struct req *r, struct reply *ret, struct err *e)
{
    return act_post(r, do_remind, ret, e);
}
bool circular_withdraw_post(struct req *r, struct reply *ret, struct err *e)
{
    return act_post(r, do_withdraw, ret, e);
}
