/* meeting_list.c - the bodies, their members, and the year's meetings. */
#include "base/arena.h"
#include "views.h"
#include "web/meeting_page.h"
#include "web/words.h"

enum { TEXT_MAX = 500 };

void word_choices(struct req *r, const char *kind, const char *all, struct form_field *f)
{
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, word_rows_n + 1);
    size_t n = 0;

    if (all)
        c[n++] = (struct form_choice){STR_NONE, tr(r->lang, all)};
    for (size_t i = 0; i < word_rows_n; i++) {
        struct str word = str_from(word_rows[i].word);

        if (str_eq(str_from(word_rows[i].kind), str_from(kind)))
            c[n++] = (struct form_choice){word, word_label(kind, word, r->lang)};
    }
    f->choice = c;
    f->choices = n;
}

static void take_fields(struct req *r, const struct form_field *plain, size_t n, struct form *f)
{
    f->n = n;
    f->field = ARENA_ARRAY(r->a, struct form_field, n);
    for (size_t i = 0; i < n; i++)
        f->field[i] = plain[i];
}

/* ---- the list ---- */

static void make_form(struct req *r, struct form *f)
{
    static const struct form_field plain[] = {
        {.name = "body", .kind = FORM_CHOICE, .label = TR("คณะ"), .required = true},
        {.name = "on_date", .kind = FORM_TEXT, .label = TR("วันที่ประชุม"), .required = true, .max = 40},
        {.name = "subject", .kind = FORM_TEXT, .label = TR("เรื่อง"), .max = TEXT_MAX},
        {.name = "place", .kind = FORM_TEXT, .label = TR("สถานที่"), .max = 200},
        {.name = "number",
         .kind = FORM_TEXT,
         .label = TR("ครั้งที่"),
         .hint = TR("เว้นไว้ ระบบให้เลขถัดไป"),
         .max = 100}};

    take_fields(r, plain, ARRAY_LEN(plain), f);
    word_choices(r, "body", NULL, form_find(f, "body"));
}

static bool read_bodies(struct req *r, struct meetings_page *page, const struct rows *meetings,
                        struct err *e)
{
    struct body_view *b = ARENA_ARRAY(r->a, struct body_view, BODY_COUNCIL);
    const struct committee_member *m;
    const struct meeting *t = meetings->p;
    struct rows rows;

    if (!committee_members(r->db, r->a, STR_NONE, r->today, &rows, e))
        return false;
    m = rows.p;
    for (size_t i = 0; i < BODY_COUNCIL; i++) {
        b[i].word = str_from(body_word((enum body)i));
        b[i].label = body_label((enum body)i, r->lang);
        for (size_t k = 0; k < rows.n; k++) {
            if (!m[k].now || !str_eq(m[k].body, b[i].word))
                continue;
            b[i].members += !str_eq(m[k].role, STR("secretary"));
            if (str_eq(m[k].role, STR("chair")))
                b[i].chair = m[k].full_name;
        }
        for (size_t k = 0; k < meetings->n; k++)
            b[i].meetings += str_eq(t[k].body, b[i].word);
    }
    page->body = b;
    page->body_n = BODY_COUNCIL;
    return true;
}

static bool list_show(struct req *r, const struct form *form, int status, struct reply *ret,
                      struct err *e)
{
    static const struct col cols[] = {{"number", COL_LINK, "/meetings/", "code", NULL},
                                      {"code", COL_UNDER, NULL, NULL, NULL},
                                      {"body", COL_WORD, "body", NULL, NULL},
                                      {"on_date", COL_PLAIN, NULL, NULL, NULL},
                                      {"state", COL_TAG, "meeting", NULL, NULL},
                                      {"subject", COL_PLAIN, NULL, NULL, NULL},
                                      {"items", COL_PLAIN, NULL, NULL, NULL},
                                      {"present", COL_PLAIN, NULL, NULL, NULL},
                                      {"resolutions", COL_PLAIN, NULL, NULL, NULL}};
    const struct resolution_filter drafted = {
        .year = r->year, .stage = -1, .state = STR_INIT("drafted"), .limit = 100};
    struct meetings_page page = {.year = r->year, .csrf = r->session.csrf};
    struct page_head head = {.nav = STR("/meetings"), .table_path = STR("/meetings")};
    const struct meeting *m;
    struct rows rows, waiting;

    if (!meeting_list(r->db, r->a, r->year, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &meeting_type, rows.p, rows.n, NULL, STR_NONE,
                           str_format(r->a, "meetings-%lld", (long long)r->year), ret, e);
    if (!read_bodies(r, &page, &rows, e) || !resolution_list(r->db, r->a, &drafted, &waiting, e))
        return false;
    m = rows.p;
    for (size_t i = 0; i < rows.n; i++)
        page.held += str_eq(m[i].state, STR("held")) || str_eq(m[i].state, STR("confirmed"));
    page.waiting = (int64_t)waiting.n;
    page.title = head.title = tr(r->lang, TR("คณะกรรมการและการประชุม"));
    page.may = actor_may(&r->session.actor, PERM_COMMITTEE);
    page.table = (struct table_view){.type = &meeting_type,
                                     .rows = rows.p,
                                     .n = rows.n,
                                     .cols = cols,
                                     .ncols = ARRAY_LEN(cols),
                                     .caption = tr(r->lang, TR("การประชุม")),
                                     .empty = tr(r->lang, TR("ปีนี้ยังไม่มีการประชุม"))};
    if (form)
        page.form = *form;
    else if (page.may)
        make_form(r, &page.form);
    if (!REPLY_PAGE(r, &head, meetings, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool meetings_page(struct req *r, struct reply *ret, struct err *e)
{
    return list_show(r, NULL, 200, ret, e);
}

struct new_ctx {
    struct form form;
    struct meeting_new m;
    struct member_new member;
    struct str code, why;
    struct date to;
    int64_t id, version;
};

static bool new_write(struct act *by, void *ctx, struct err *e)
{
    struct new_ctx *c = ctx;

    return meeting_add(by, &c->m, &c->code, e);
}

static bool new_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct new_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/meetings/%.*s", STR_FMT(c->code)), ret);
    return true;
}

static bool new_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct new_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return list_show(r, &c->form, err_http(e->code), ret, &again);
}

bool meetings_post(struct req *r, struct reply *ret, struct err *e)
{
    struct new_ctx *c = ARENA_NEW(r->a, struct new_ctx);

    make_form(r, &c->form);
    form_read(&c->form, r);
    form_check(&c->form, r);
    form_date(&c->form, "on_date", r, &c->m.on_date);
    if (c->form.wrong)
        return list_show(r, &c->form, 400, ret, e);
    c->m.year = r->year;
    c->m.body = form_value(&c->form, "body");
    c->m.number = form_value(&c->form, "number");
    c->m.place = form_value(&c->form, "place");
    c->m.subject = form_value(&c->form, "subject");
    r->refused = new_refused;
    return req_write(r, new_write, new_done, c, ret, e);
}

/* ---- members ---- */

static void member_form(struct req *r, struct form *f)
{
    static const struct form_field plain[] = {
        {.name = "body", .kind = FORM_CHOICE, .label = TR("คณะ"), .required = true},
        {.name = "role", .kind = FORM_CHOICE, .label = TR("หน้าที่ในคณะ"), .required = true},
        {.name = "full_name", .kind = FORM_TEXT, .label = TR("ชื่อ"), .required = true, .max = 200},
        {.name = "post", .kind = FORM_TEXT, .label = TR("ตำแหน่ง"), .max = 200},
        {.name = "user_name",
         .kind = FORM_TEXT,
         .label = TR("บัญชีผู้ใช้"),
         .hint = TR("ประธานและรองประธานยืนยันมติด้วยบัญชีนี้"),
         .max = 100},
        {.name = "agency_code",
         .kind = FORM_TEXT,
         .label = TR("รหัสหน่วยงานต้นสังกัด"),
         .hint = TR("8 หลัก ผู้มาจากหน่วยงานที่ขอ ชี้แจงได้แต่ไม่ร่วมมีมติ"),
         .max = 8},
        {.name = "order_no", .kind = FORM_TEXT, .label = TR("คำสั่งแต่งตั้ง"), .required = true, .max = 200},
        {.name = "from_date", .kind = FORM_TEXT, .label = TR("ตั้งแต่วันที่"), .required = true, .max = 40},
        {.name = "to_date", .kind = FORM_TEXT, .label = TR("ถึงวันที่"), .max = 40}};

    take_fields(r, plain, ARRAY_LEN(plain), f);
    word_choices(r, "body", NULL, form_find(f, "body"));
    word_choices(r, "memberrole", NULL, form_find(f, "role"));
}

static bool members_show(struct req *r, const struct form *form, struct str refused, int status,
                         struct reply *ret, struct err *e)
{
    struct members_page page = {.year = r->year, .csrf = r->session.csrf, .refused = refused};
    struct param crumb = {tr(r->lang, TR("คณะกรรมการและการประชุม")), STR("/meetings")};
    struct page_head head = {.nav = STR("/meetings"),
                             .table_path = STR("/meetings/members"),
                             .crumb = &crumb,
                             .ncrumb = 1};
    struct rows rows;

    if (!committee_members(r->db, r->a, STR_NONE, r->today, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &committee_member_type, rows.p, rows.n, NULL, STR_NONE,
                           STR("committee-members"), ret, e);
    page.row = rows.p;
    page.row_n = rows.n;
    for (size_t i = 0; i < rows.n; i++)
        page.now += page.row[i].now;
    page.title = head.title = tr(r->lang, TR("กรรมการและคำสั่งแต่งตั้ง"));
    page.may = actor_may(&r->session.actor, PERM_COMMITTEE);
    if (form)
        page.form = *form;
    else if (page.may)
        member_form(r, &page.form);
    if (!REPLY_PAGE(r, &head, members, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool members_page(struct req *r, struct reply *ret, struct err *e)
{
    return members_show(r, NULL, STR_NONE, 200, ret, e);
}

static bool member_write(struct act *by, void *ctx, struct err *e)
{
    const struct new_ctx *c = ctx;

    return c->id ? member_end(by, c->id, c->version, c->to, c->why, e)
                 : member_add(by, &c->member, e);
}

static bool member_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    (void)ctx;
    (void)e;
    reply_done(r, STR("/meetings/members"), ret);
    return true;
}

static bool member_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct new_ctx *c = ctx;
    struct err again = {0};

    if (c->id)
        return members_show(r, NULL, word_error(r->a, e, r->lang), err_http(e->code), ret, &again);
    form_refuse(&c->form, r, e);
    return members_show(r, &c->form, STR_NONE, err_http(e->code), ret, &again);
}

bool members_post(struct req *r, struct reply *ret, struct err *e)
{
    struct new_ctx *c = ARENA_NEW(r->a, struct new_ctx);
    struct member_new *m = &c->member;

    member_form(r, &c->form);
    form_read(&c->form, r);
    form_check(&c->form, r);
    form_date(&c->form, "from_date", r, &m->from_date);
    form_date(&c->form, "to_date", r, &m->to_date);
    if (c->form.wrong)
        return members_show(r, &c->form, STR_NONE, 400, ret, e);
    m->body = form_value(&c->form, "body");
    m->role = form_value(&c->form, "role");
    m->full_name = form_value(&c->form, "full_name");
    m->post = form_value(&c->form, "post");
    m->user_name = form_value(&c->form, "user_name");
    m->agency_code = form_value(&c->form, "agency_code");
    m->order_no = form_value(&c->form, "order_no");
    r->refused = member_refused;
    return req_write(r, member_write, member_done, c, ret, e);
}

bool member_end_post(struct req *r, struct reply *ret, struct err *e)
{
    struct new_ctx *c = ARENA_NEW(r->a, struct new_ctx);
    struct str id = r->seg[0];

    c->why = str_trim(req_field(r, "reason"));
    c->to = r->today;
    for (size_t i = 0; i < id.n && i < 18; i++)
        c->id = c->id * 10 + (id.p[i] >= '0' && id.p[i] <= '9' ? id.p[i] - '0' : 0);
    if (!req_int(r, "version", 0, INT64_MAX, 0, &c->version, e))
        return false;
    c->id = c->id ? c->id : -1;
    r->refused = member_refused;
    return req_write(r, member_write, member_done, c, ret, e);
}
