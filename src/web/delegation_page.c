#include "web/delegation_page.h"

#include "base/arena.h"
#include "city/notice.h"
#include "city/user.h"
#include "views.h"
#include "web/words.h"

enum { PAGE_ROWS = 50, PEOPLE_MOST = 1000 };

/* ---- the form ---- */

/* role/kind/id/user: one role of one person. */
static struct str held_key(struct arena *a, const struct role_held *h)
{
    return str_format(a, "%.*s/%.*s/%lld/%.*s", STR_FMT(h->role), STR_FMT(h->scope_kind),
                      (long long)h->scope_id, STR_FMT(h->user_name));
}

static struct str role_name(struct str word, enum lang lang)
{
    enum role role;
    struct err no;

    return role_parse(word, &role, &no) ? role_label(role, lang) : word;
}

static struct str held_label(struct req *r, const struct role_held *h)
{
    return str_format(r->a, "%.*s · %.*s%s%.*s", STR_FMT(h->full_name),
                      STR_FMT(role_name(h->role, r->lang)), h->scope_name.n ? " " : "",
                      STR_FMT(h->scope_name));
}

/* What may be given: one's own roles, or (who registers) anybody's. */
static bool held_choices(struct req *r, bool registrar, struct form *f, struct err *e)
{
    struct form_field *field = form_find(f, "held");
    struct form_choice *c;
    const struct role_held *h;
    struct rows rows;

    if (!delegation_roles(r->db, r->a, registrar ? STR_NONE : r->session.actor.name, &rows, e))
        return false;
    h = rows.p;
    c = ARENA_ARRAY(r->a, struct form_choice, rows.n + 1);
    c[0] = (struct form_choice){STR_NONE, STR("–")};
    for (size_t i = 0; i < rows.n; i++)
        c[i + 1] = (struct form_choice){held_key(r->a, &h[i]), held_label(r, &h[i])};
    field->choice = c;
    field->choices = rows.n + 1;
    return true;
}

static void make_form(struct req *r, struct form *f)
{
    static const struct form_field plain[] = {
        {.name = "held", .kind = FORM_CHOICE, .label = TR("บทบาทที่มอบ"), .required = true},
        {.name = "to_user",
         .kind = FORM_TEXT,
         .label = TR("ผู้รับมอบ (ชื่อผู้ใช้)"),
         .required = true,
         .max = 64},
        {.name = "kind", .kind = FORM_CHOICE, .label = TR("ฐานะ"), .required = true},
        {.name = "order_no",
         .kind = FORM_TEXT,
         .label = TR("คำสั่งเลขที่"),
         .required = true,
         .max = 100},
        {.name = "order_on", .kind = FORM_TEXT, .label = TR("ลงวันที่"), .required = true, .max = 40},
        {.name = "from_date",
         .kind = FORM_TEXT,
         .label = TR("ตั้งแต่วันที่"),
         .required = true,
         .max = 40,
         .hint = TR("เช่น 1/10/2566")},
        {.name = "to_date",
         .kind = FORM_TEXT,
         .label = TR("ถึงวันที่"),
         .required = true,
         .max = 40,
         .hint = TR("สิ้นสุดเองเมื่อพ้นวันนี้")},
        {.name = "reason", .kind = FORM_TEXT, .label = TR("เหตุผล"), .required = true, .max = 1000},
        {.name = "file",
         .kind = FORM_FILE,
         .label = TR("สำเนาคำสั่ง"),
         .hint = TR("ไม่บังคับ")},
    };
    static const char *const kinds[] = {"acting", "delegated"};
    struct form_choice *kind = ARENA_ARRAY(r->a, struct form_choice, ARRAY_LEN(kinds));

    f->n = ARRAY_LEN(plain);
    f->field = ARENA_ARRAY(r->a, struct form_field, f->n);
    for (size_t i = 0; i < f->n; i++)
        f->field[i] = plain[i];
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        kind[i] = (struct form_choice){str_from(kinds[i]),
                                       word_label("capacity", str_from(kinds[i]), r->lang)};
    form_find(f, "kind")->choice = kind;
    form_find(f, "kind")->choices = ARRAY_LEN(kinds);
}

/* ---- the list ---- */

static bool list_show(struct req *r, const struct form *typed, int status, struct reply *ret,
                      struct err *e)
{
    static const struct col cols[] = {{"from_name", COL_LINK, "/delegations/", "code", TR("ผู้มอบ")},
                                      {"code", COL_UNDER, NULL, NULL, NULL},
                                      {"phase", COL_TAG, "delegation", NULL, NULL},
                                      {"to_name", COL_PLAIN, NULL, NULL, TR("ผู้รับมอบ")},
                                      {"to_user", COL_UNDER, NULL, NULL, NULL},
                                      {"role", COL_WORD, "role", NULL, NULL},
                                      {"scope_name", COL_UNDER, NULL, NULL, NULL},
                                      {"from_date", COL_PLAIN, NULL, NULL, NULL},
                                      {"to_date", COL_UNDER, NULL, NULL, NULL},
                                      {"order_no", COL_PLAIN, NULL, NULL, NULL},
                                      {"order_on", COL_UNDER, NULL, NULL, NULL}};
    const struct actor *who = &r->session.actor;
    struct delegations_page page = {.csrf = r->session.csrf, .capacity = who->capacity};
    struct page_head head = {.nav = STR("/delegations"), .table_path = STR("/delegations")};
    const struct delegation *d;
    struct rows rows;
    int64_t before;

    if (!req_int(r, "before", 0, INT64_MAX, 0, &before, e) ||
        !delegation_list(r->db, r->a, who, before, PAGE_ROWS, &rows, e))
        return false;
    d = rows.p;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &delegation_type, d, rows.n, NULL, STR_NONE, STR("delegations"), ret,
                           e);
    for (size_t i = 0; i < rows.n; i++) {
        page.waiting += str_eq(d[i].phase, STR("waiting"));
        page.in_force += str_eq(d[i].phase, STR("in_force"));
    }
    page.paged = before > 0;
    if (rows.n == PAGE_ROWS)
        page.next = str_format(r->a, "/delegations?before=%lld", (long long)d[rows.n - 1].id);
    page.title = head.title = tr(r->lang, TR("การมอบอำนาจและรักษาราชการแทน"));
    page.registrar = delegation_registrar(who);
    page.may_give = true;
    page.list = (struct table_view){.type = &delegation_type,
                                    .rows = d,
                                    .n = rows.n,
                                    .cols = cols,
                                    .ncols = ARRAY_LEN(cols),
                                    .caption = page.title,
                                    .empty = tr(r->lang, TR("ยังไม่มีการมอบอำนาจที่เกี่ยวกับท่าน"))};
    if (typed)
        page.form = *typed;
    else
        make_form(r, &page.form);
    if (!held_choices(r, page.registrar, &page.form, e) ||
        !REPLY_PAGE(r, &head, delegations, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool delegations_page(struct req *r, struct reply *ret, struct err *e)
{
    return list_show(r, NULL, 200, ret, e);
}

/* ---- a new one ---- */

struct give_ctx {
    struct form form;
    struct delegation_new n;
    const struct upload *file;
    struct str code;
};

/* Those who may be the second hear of it; who registers sees it in the inbox. */
static bool tell(struct act *by, const struct give_ctx *c, struct err *e)
{
    bool own = str_eq(c->n.from_user, by->who->name);
    struct notice_new n = {.kind = STR("delegation"),
                           .to_user = own ? c->n.to_user : c->n.from_user,
                           .path = str_format(by->a, "/delegations/%.*s", STR_FMT(c->code)),
                           .th = tr(LANG_TH, TR("มีคำสั่งมอบอำนาจที่รอท่านยืนยัน")),
                           .en = tr(LANG_EN, TR("มีคำสั่งมอบอำนาจที่รอท่านยืนยัน"))};

    return notice_add(by, &n, e);
}

static bool give_write(struct act *by, void *ctx, struct err *e)
{
    struct give_ctx *c = ctx;
    struct attach_new file = {.kind = STR("order")};
    struct str code;

    if (!delegation_make(by, &c->n, &c->code, e) || !tell(by, c, e))
        return false;
    if (!c->file)
        return true;
    file.subject = str_format(by->a, "delegation:%.*s", STR_FMT(c->code));
    file.name = c->file->filename;
    file.path = c->file->path;
    return attach_add(by, &file, &code, e);
}

static bool given(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct give_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/delegations/%.*s", STR_FMT(c->code)), ret);
    return true;
}

static bool give_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct give_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return list_show(r, &c->form, err_http(e->code), ret, &again);
}

static void read_held(struct give_ctx *c)
{
    struct str rest = form_value(&c->form, "held"), id;

    c->n.from_user = STR_NONE;
    if (!str_split(&rest, '/', &c->n.role) || !str_split(&rest, '/', &c->n.scope_kind) ||
        !str_split(&rest, '/', &id))
        return;
    for (size_t i = 0; i < id.n && i < 18 && id.p[i] >= '0' && id.p[i] <= '9'; i++)
        c->n.scope_id = c->n.scope_id * 10 + (id.p[i] - '0');
    c->n.from_user = rest;
}

bool delegations_post(struct req *r, struct reply *ret, struct err *e)
{
    struct give_ctx *c = ARENA_NEW(r->a, struct give_ctx);

    make_form(r, &c->form);
    form_read(&c->form, r);
    form_check(&c->form, r);
    read_held(c);
    c->n.to_user = form_value(&c->form, "to_user");
    c->n.kind = form_value(&c->form, "kind");
    c->n.order_no = form_value(&c->form, "order_no");
    c->n.reason = form_value(&c->form, "reason");
    (void)form_date(&c->form, "order_on", r, &c->n.order_on);
    (void)form_date(&c->form, "from_date", r, &c->n.from_date);
    (void)form_date(&c->form, "to_date", r, &c->n.to_date);
    c->file = r->upload && r->upload->bytes > 0 ? r->upload : NULL;
    if (c->form.wrong)
        return list_show(r, &c->form, 400, ret, e);
    r->refused = give_refused;
    return req_write(r, give_write, given, c, ret, e);
}

/* ---- one ---- */

static bool one_show(struct req *r, struct str code, struct str refused, int status,
                     struct reply *ret, struct err *e)
{
    const struct actor *who = &r->session.actor;
    struct delegation_page page = {.csrf = r->session.csrf, .refused = refused};
    struct param crumb = {tr(r->lang, TR("การมอบอำนาจ")), STR("/delegations")};
    struct page_head head = {.nav = STR("/delegations"), .crumb = &crumb, .ncrumb = 1};
    struct delegation *d = &page.d;
    struct on_behalf words;
    struct err no;

    if (!delegation_get(r->db, r->a, who, code, d, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &delegation_type, d, 1, NULL, STR_NONE, code, ret, e);
    words = (struct on_behalf){.kind = d->kind,
                               .from_user = d->from_user,
                               .from_name = d->from_name,
                               .role = d->role,
                               .order_no = d->order_no,
                               .order_on = d->order_on,
                               .from_date = d->from_date,
                               .to_date = d->to_date};
    page.capacity = capacity_text(r->a, &words, r->lang);
    page.role_th = role_name(d->role, r->lang);
    page.waits = str_eq(d->state, STR("waiting"));
    page.ended = d->ended_by.n > 0;
    page.may_settle = page.waits && delegation_second(who, d, &no);
    page.may_revoke =
        (page.waits || str_eq(d->state, STR("confirmed"))) &&
        (str_eq(who->name, d->from_user) || str_eq(who->name, d->to_user) ||
         str_eq(who->name, d->made_by) || delegation_registrar(who));
    page.action = str_format(r->a, "/delegations/%.*s", STR_FMT(code));
    page.title = head.title =
        str_format(r->a, "%.*s %.*s", STR_FMT(tr(r->lang, TR("การมอบอำนาจ"))), STR_FMT(code));
    head.table_path = page.action;
    if (!attach_part_read(r, str_format(r->a, "delegation:%.*s", STR_FMT(code)), page.action,
                          &page.attach, e))
        return false;
    page.attach.may_add = false;
    if (!REPLY_PAGE(r, &head, delegation, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool delegation_page(struct req *r, struct reply *ret, struct err *e)
{
    return one_show(r, r->seg[0], STR_NONE, 200, ret, e);
}

struct settle_ctx {
    struct str code, act, reason;
    int64_t version;
};

static bool settle_write(struct act *by, void *ctx, struct err *e)
{
    const struct settle_ctx *c = ctx;

    if (str_eq(c->act, STR("confirm")))
        return delegation_confirm(by, c->code, c->version, e);
    if (str_eq(c->act, STR("refuse")))
        return delegation_refuse(by, c->code, c->version, c->reason, e);
    return delegation_revoke(by, c->code, c->reason, e);
}

static bool settled(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct settle_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/delegations/%.*s", STR_FMT(c->code)), ret);
    return true;
}

static bool settle_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct settle_ctx *c = ctx;
    struct err again = {0};

    return one_show(r, c->code, word_error(r->a, e, r->lang), err_http(e->code), ret, &again);
}

bool delegation_act_post(struct req *r, struct reply *ret, struct err *e)
{
    static const char *const acts[] = {"confirm", "refuse", "revoke"};
    struct settle_ctx *c = ARENA_NEW(r->a, struct settle_ctx);
    bool known = false;

    *c = (struct settle_ctx){
        .code = r->seg[0], .act = r->seg[1], .reason = str_trim(req_field(r, "reason"))};
    for (size_t i = 0; i < ARRAY_LEN(acts); i++)
        known |= str_eq(c->act, str_from(acts[i]));
    if (!known) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(c->act));
        return false;
    }
    if (!req_int(r, "version", 0, INT64_MAX, 0, &c->version, e))
        return false;
    r->refused = settle_refused;
    return req_write(r, settle_write, settled, c, ret, e);
}
