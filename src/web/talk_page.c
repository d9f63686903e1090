/* talk_page.c - the talk about a package: questions and comments; one question is asked_page.c. */
#include "web/talk_page.h"

#include "base/arena.h"
#include "plan/section.h"
#include "views.h"
#include "web/words.h"

enum { DUE_DAYS = 7 };

struct talk_ctx {
    struct str code, line, refused, comment;
    struct form *ask, *say; /* as typed, when they came back */
    struct comment_new new;
    struct info_new question;
    struct str made;
    int64_t version, package_id;
};

/* ---- forms ---- */

static struct str day_text(struct arena *a, struct date d, enum lang lang)
{
    struct sbuf b;

    sbuf_init(&b, a, 64);
    date_put(&b, d, DATE_SHORT, lang);
    return sbuf_str(&b);
}

static void ask_form(struct req *r, struct str line, struct form *f)
{
    static const struct form_field plain[] = {
        {.name = "text",
         .kind = FORM_LONG,
         .label = TR("คำถามถึงหน่วยงาน"),
         .required = true,
         .max = INFO_LONGEST},
        {.name = "due",
         .kind = FORM_TEXT,
         .label = TR("ให้ตอบภายในวันที่"),
         .required = true,
         .max = 40,
         .hint = TR("ระหว่างรอคำตอบ ไม่นับเป็นวันของนักวิเคราะห์")},
        {.name = "line", .kind = FORM_HIDDEN},
    };

    f->n = ARRAY_LEN(plain);
    f->field = ARENA_ARRAY(r->a, struct form_field, f->n);
    for (size_t i = 0; i < f->n; i++)
        f->field[i] = plain[i];
    form_find(f, "line")->value = line;
    form_find(f, "due")->value = day_text(r->a, date_add_days(r->today, DUE_DAYS), LANG_TH);
}

static void say_form(struct req *r, struct str line, bool city, bool new, struct form *f)
{
    static const struct form_field plain[] = {
        {.name = "text",
         .kind = FORM_LONG,
         .label = TR("ข้อคิดเห็น"),
         .required = true,
         .max = COMMENT_LONGEST,
         .hint = TR("กล่าวถึงผู้ที่เห็นความเห็นนี้ได้ด้วย @ชื่อผู้ใช้")},
        {.name = "line", .kind = FORM_HIDDEN},
        {.name = "reply_to", .kind = FORM_HIDDEN},
        {.name = "visibility", .kind = FORM_CHOICE, .label = TR("ใครเห็น"), .required = true},
    };
    struct form_choice *who = ARENA_ARRAY(r->a, struct form_choice, 2);
    size_t n = 0;

    f->n = ARRAY_LEN(plain) - !new;
    f->field = ARENA_ARRAY(r->a, struct form_field, f->n);
    for (size_t i = 0; i < f->n; i++)
        f->field[i] = plain[i];
    form_find(f, "line")->value = line;
    if (!new)
        return;
    if (city)
        who[n++] = (struct form_choice){
            STR("internal"), tr(r->lang, TR("ภายใน: นักวิเคราะห์ คณะกรรมการ และผู้ตัดสินใจ หน่วยงานไม่เห็น"))};
    who[n++] = (struct form_choice){STR("shared"), tr(r->lang, TR("ร่วมกัน: หน่วยงานเจ้าของคำขอเห็นด้วย"))};
    form_find(f, "visibility")->choice = who;
    form_find(f, "visibility")->choices = n;
}

/* ---- reading ---- */

/* The first of a thread, as far as the reader sees it. */
static size_t root_of(const struct comment *c, size_t n, size_t i)
{
    for (size_t guard = 0; guard < n && c[i].reply_to.n; guard++) {
        size_t k = 0;

        while (k < n && !str_eq(c[k].code, c[i].reply_to))
            k++;
        if (k == n)
            break;
        i = k;
    }
    return i;
}

static void view_of(struct req *r, const struct talk_page *page, const struct comment *c,
                    bool under, struct comment_view *v)
{
    *v = (struct comment_view){.c = *c, .under = under};
    v->own = str_eq(c->by_user, r->session.actor.name) && !c->withdrawn;
    v->edited = c->texts > 1;
    v->shown = c->text.n > 0;
    v->reply = str_format(r->a, "%.*s?reply=%.*s#say", STR_FMT(page->path), STR_FMT(c->code));
    v->edit = str_format(r->a, "%.*s?edit=%.*s#say", STR_FMT(page->path), STR_FMT(c->code));
}

static bool read_comments(struct req *r, struct talk_page *page, struct err *e)
{
    const struct comment *c;
    struct comment_view *v;
    struct rows rows;
    size_t n = 0;

    if (!comment_list(r->db, r->a, &r->session.actor, &page->package, page->line_code, &rows, e))
        return false;
    c = rows.p;
    v = ARENA_ARRAY(r->a, struct comment_view, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        page->unread += c[i].unread;
        if (root_of(c, rows.n, i) != i)
            continue;
        view_of(r, page, &c[i], false, &v[n++]);
        for (size_t k = i + 1; k < rows.n; k++) {
            if (root_of(c, rows.n, k) == i)
                view_of(r, page, &c[k], true, &v[n++]);
        }
    }
    page->comment = v;
    page->comment_n = n;
    return true;
}

static bool read_questions(struct req *r, struct talk_page *page, struct err *e)
{
    const struct info_request *q;
    struct info_request *own;
    struct rows rows;

    if (!info_list(r->db, r->a, &r->session.actor, &page->package, &rows, e))
        return false;
    q = rows.p;
    own = ARENA_ARRAY(r->a, struct info_request, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        if (!page->line_code.n || str_eq(q[i].line_code, page->line_code)) {
            own[page->question_n++] = q[i];
            page->line_name = page->line_code.n ? q[i].line_name : STR_NONE;
        }
    }
    page->question = own;
    return true;
}

/* The comment that is answered or edited, by ?reply= or ?edit=. */
static void take_target(struct req *r, struct talk_page *page)
{
    struct str edit = req_query(r, "edit"), reply = req_query(r, "reply");

    for (size_t i = 0; i < page->comment_n; i++) {
        const struct comment_view *v = &page->comment[i];

        if (reply.n && str_eq(v->c.code, reply)) {
            page->replying = true;
            page->reply_to = reply;
            form_find(&page->say, "reply_to")->value = reply;
            form_find(&page->say, "visibility")->value = v->c.visibility;
        }
        if (edit.n && str_eq(v->c.code, edit) && v->own) {
            page->editing = true;
            say_form(r, page->line_code, page->city, false, &page->say);
            form_find(&page->say, "text")->value = v->c.text;
            page->say_action = str_format(r->a, "/comments/%.*s", STR_FMT(edit));
            page->version = str_format(r->a, "%lld", (long long)v->c.version);
        }
    }
}

static bool talk_show(struct req *r, const struct talk_ctx *c, int status, struct reply *ret,
                      struct err *e)
{
    const struct actor *who = &r->session.actor;
    struct talk_page page = {.csrf = r->session.csrf,
                             .year = r->year,
                             .refused = c->refused,
                             .line_code = c->line,
                             .has_line = c->line.n > 0};
    struct param crumb[2] = {{tr(r->lang, TR("คำขอตั้งงบประมาณ")), STR("/packages")}};
    struct page_head head = {.nav = STR("/packages"), .crumb = crumb, .ncrumb = 2};
    struct package *p = &page.package;
    enum talk_side side;
    struct err no;

    if (!package_see(r->db, r->a, who, r->year, c->code, p, e))
        return false;
    side = talk_side(who, p->agency_id);
    page.path = str_format(r->a, "/packages/%.*s/talk", STR_FMT(p->code));
    page.back = str_format(r->a, "/packages/%.*s", STR_FMT(p->code));
    page.say_action = str_format(r->a, "/packages/%.*s/comments", STR_FMT(p->code));
    page.city = side == TALK_CITY;
    page.may_say = side != TALK_NONE;
    page.may_ask = info_may_ask(who, p->agency_id, p->division, &no) &&
                   !str_eq(p->state, STR("DRAFT")) && !str_eq(p->state, STR("WITHDRAWN")) &&
                   !str_eq(p->state, STR("ENACTED"));
    if (!package_clock(r->db, r->a, p->id, r->today, &page.clock, e) ||
        !read_comments(r, &page, e) || !read_questions(r, &page, e))
        return false;
    ask_form(r, c->line, &page.ask);
    say_form(r, c->line, page.city, true, &page.say);
    take_target(r, &page);
    if (c->ask)
        page.ask = *c->ask;
    if (c->say)
        page.say = *c->say;
    page.asked = c->ask != NULL;
    page.title = head.title =
        str_format(r->a, "%.*s: %.*s", STR_FMT(tr(r->lang, TR("คำถามและความเห็น"))),
                   STR_FMT(p->title));
    crumb[1] = (struct param){p->code, page.back};
    head.table_path = page.path;
    if (!REPLY_PAGE(r, &head, talk, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool talk_page(struct req *r, struct reply *ret, struct err *e)
{
    struct talk_ctx c = {.code = r->seg[0], .line = req_query(r, "line")};
    struct package p;
    struct rows rows;

    if (r->format == FORMAT_HTML)
        return talk_show(r, &c, 200, ret, e);
    return package_see(r->db, r->a, &r->session.actor, r->year, c.code, &p, e) &&
           comment_list(r->db, r->a, &r->session.actor, &p, c.line, &rows, e) &&
           reply_table(r, &comment_type, rows.p, rows.n, NULL, STR_NONE,
                       str_format(r->a, "%.*s-comments", STR_FMT(p.code)), ret, e);
}

bool package_asked_page(struct req *r, struct reply *ret, struct err *e)
{
    struct package p;
    struct rows rows;

    if (!package_see(r->db, r->a, &r->session.actor, r->year, r->seg[0], &p, e) ||
        !info_list(r->db, r->a, &r->session.actor, &p, &rows, e))
        return false;
    if (r->format == FORMAT_HTML) {
        reply_redirect(r, str_format(r->a, "/packages/%.*s/talk#asked", STR_FMT(p.code)), ret);
        return true;
    }
    return reply_table(r, &info_request_type, rows.p, rows.n, NULL, STR_NONE,
                       str_format(r->a, "%.*s-questions", STR_FMT(p.code)), ret, e);
}

/* ---- saying ---- */

static struct str talk_path(struct req *r, const struct talk_ctx *c)
{
    return c->line.n ? str_format(r->a, "/packages/%.*s/talk?line=%.*s", STR_FMT(c->code),
                                  STR_FMT(c->line))
                     : str_format(r->a, "/packages/%.*s/talk", STR_FMT(c->code));
}

static bool say_write(struct act *by, void *ctx, struct err *e)
{
    struct talk_ctx *c = ctx;

    return comment_add(by, &c->new, &c->made, e);
}

static bool talk_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    (void)e;
    reply_done(r, talk_path(r, ctx), ret);
    return true;
}

static bool talk_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct talk_ctx *c = ctx;
    struct err again = {0};

    if (e->code == ERR_NOT_FOUND)
        return false;
    if (c->say && e->code == ERR_MENTION)
        form_wrong(c->say, "text", word_error(r->a, e, r->lang));
    else if (c->say || c->ask)
        form_refuse(c->say ? c->say : c->ask, r, e);
    else
        c->refused = word_error(r->a, e, r->lang);
    return talk_show(r, c, err_http(e->code), ret, &again);
}

bool comments_post(struct req *r, struct reply *ret, struct err *e)
{
    struct talk_ctx *c = ARENA_NEW(r->a, struct talk_ctx);

    c->code = r->seg[0];
    c->line = req_field(r, "line");
    c->say = ARENA_NEW(r->a, struct form);
    say_form(r, c->line, true, true, c->say);
    form_read(c->say, r);
    form_check(c->say, r);
    c->new = (struct comment_new){.year = r->year,
                                  .package_code = c->code,
                                  .line_code = c->line,
                                  .reply_to = form_value(c->say, "reply_to"),
                                  .visibility = form_value(c->say, "visibility"),
                                  .text = form_value(c->say, "text")};
    if (c->say->wrong)
        return talk_show(r, c, 400, ret, e);
    r->refused = talk_refused;
    return req_write(r, say_write, talk_done, c, ret, e);
}

static bool edit_write(struct act *by, void *ctx, struct err *e)
{
    const struct talk_ctx *c = ctx;

    return comment_edit(by, c->comment, c->version, c->new.text, e);
}

static bool withdraw_write(struct act *by, void *ctx, struct err *e)
{
    const struct talk_ctx *c = ctx;

    return comment_withdraw(by, c->comment, c->version, e);
}

static bool find_comment(struct req *r, struct talk_ctx **ret, struct err *e)
{
    struct talk_ctx *c = ARENA_NEW(r->a, struct talk_ctx);
    struct comment_home home;

    if (!comment_where(r->db, r->a, r->seg[0], &home, e) ||
        !req_int(r, "version", 0, INT64_MAX, 0, &c->version, e))
        return false;
    r->year = home.year;
    c->comment = r->seg[0];
    c->code = home.package_code;
    *ret = c;
    return true;
}

bool comment_post(struct req *r, struct reply *ret, struct err *e)
{
    struct talk_ctx *c;

    if (!find_comment(r, &c, e))
        return false;
    c->new.text = str_trim(req_field(r, "text"));
    r->refused = talk_refused;
    return req_write(r, edit_write, talk_done, c, ret, e);
}

bool comment_withdraw_post(struct req *r, struct reply *ret, struct err *e)
{
    struct talk_ctx *c;

    if (!find_comment(r, &c, e))
        return false;
    r->refused = talk_refused;
    return req_write(r, withdraw_write, talk_done, c, ret, e);
}

bool comment_page(struct req *r, struct reply *ret, struct err *e)
{
    struct comment_page page = {0};
    struct page_head head = {.nav = STR("/packages")};
    struct comment_home home;
    struct rows rows;

    if (!comment_texts(r->db, r->a, &r->session.actor, r->seg[0], &rows, e) ||
        !comment_where(r->db, r->a, r->seg[0], &home, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &comment_text_type, rows.p, rows.n, NULL, STR_NONE, r->seg[0], ret,
                           e);
    page.title = head.title = str_format(r->a, "%.*s %.*s", STR_FMT(tr(r->lang, TR("ทุกฉบับของความเห็น"))),
                                         STR_FMT(r->seg[0]));
    page.back = str_format(r->a, "/packages/%.*s/talk?year=%lld", STR_FMT(home.package_code),
                           (long long)home.year);
    page.text = rows.p;
    page.text_n = rows.n;
    head.table_path = str_format(r->a, "/comments/%.*s", STR_FMT(r->seg[0]));
    return REPLY_PAGE(r, &head, comment, &page, ret, e);
}

static bool seen_write(struct act *by, void *ctx, struct err *e)
{
    const struct talk_ctx *c = ctx;

    return mentions_seen(by, c->package_id, e);
}

bool mentions_post(struct req *r, struct reply *ret, struct err *e)
{
    struct talk_ctx *c = ARENA_NEW(r->a, struct talk_ctx);
    struct package p;

    if (!package_see(r->db, r->a, &r->session.actor, r->year, r->seg[0], &p, e))
        return false;
    c->code = p.code;
    c->package_id = p.id;
    return req_write(r, seen_write, talk_done, c, ret, e);
}

/* ---- asking ---- */

static bool ask_write(struct act *by, void *ctx, struct err *e)
{
    struct talk_ctx *c = ctx;

    return info_ask(by, &c->question, &c->made, e);
}

bool ask_post(struct req *r, struct reply *ret, struct err *e)
{
    struct talk_ctx *c = ARENA_NEW(r->a, struct talk_ctx);

    c->code = r->seg[0];
    c->line = req_field(r, "line");
    c->ask = ARENA_NEW(r->a, struct form);
    ask_form(r, c->line, c->ask);
    form_read(c->ask, r);
    form_check(c->ask, r);
    c->question = (struct info_new){.year = r->year,
                                    .package_code = c->code,
                                    .line_code = c->line,
                                    .text = form_value(c->ask, "text")};
    (void)form_date(c->ask, "due", r, &c->question.due);
    if (c->ask->wrong)
        return talk_show(r, c, 400, ret, e);
    r->refused = talk_refused;
    return req_write(r, ask_write, talk_done, c, ret, e);
}
