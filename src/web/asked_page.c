/* asked_page.c - one question to an agency: its turns, the answer, and what the asker says to it. */
#include "base/arena.h"
#include "city/attach.h"
#include "views.h"
#include "web/talk_page.h"
#include "web/words.h"

struct turn_ctx {
    struct str code, act, text, refused;
    int64_t version;
    struct date due;
    struct form form;
    bool answering;
    const struct upload *file;
};

static void answer_form(struct req *r, struct form *f)
{
    static const struct form_field plain[] = {
        {.name = "text",
         .kind = FORM_LONG,
         .label = TR("คำตอบ"),
         .required = true,
         .max = INFO_LONGEST},
        {.name = "file", .kind = FORM_FILE, .label = TR("เอกสารแนบ"), .hint = TR("ไม่บังคับ")},
    };

    f->n = ARRAY_LEN(plain);
    f->field = ARENA_ARRAY(r->a, struct form_field, f->n);
    for (size_t i = 0; i < f->n; i++)
        f->field[i] = plain[i];
}

static void again_form(struct req *r, struct form *f)
{
    static const struct form_field plain[] = {
        {.name = "text",
         .kind = FORM_LONG,
         .label = TR("ถามเพิ่มหรือถามอีกครั้ง"),
         .required = true,
         .max = INFO_LONGEST},
        {.name = "due",
         .kind = FORM_TEXT,
         .label = TR("ให้ตอบภายในวันที่"),
         .required = true,
         .max = 40,
         .hint = TR("เช่น 1/10/2566")},
    };

    f->n = ARRAY_LEN(plain);
    f->field = ARENA_ARRAY(r->a, struct form_field, f->n);
    for (size_t i = 0; i < f->n; i++)
        f->field[i] = plain[i];
}

static bool question_show(struct req *r, const struct turn_ctx *c, int status, struct reply *ret,
                          struct err *e)
{
    const struct actor *who = &r->session.actor;
    struct asked_page page = {.csrf = r->session.csrf, .refused = c->refused};
    struct param crumb[2] = {{tr(r->lang, TR("คำขอตั้งงบประมาณ")), STR("/packages")}};
    struct page_head head = {.nav = STR("/packages"), .crumb = crumb, .ncrumb = 2};
    struct rows turns;

    if (!info_get(r->db, r->a, who, c->code, &page.q, e) ||
        !info_turns(r->db, r->a, page.q.id, &turns, e))
        return false;
    r->year = page.q.year; /* a question's year is its own */
    if (r->format != FORMAT_HTML)
        return reply_table(r, &info_turn_type, turns.p, turns.n, NULL, STR_NONE, c->code, ret, e);
    page.turn = turns.p;
    page.turn_n = turns.n;
    page.open = str_eq(page.q.state, STR("open"));
    page.answered = str_eq(page.q.state, STR("answered"));
    page.may_answer = page.open && info_may_answer(who, &page.q);
    page.may_settle = (page.open || page.answered) && info_may_settle(who, &page.q);
    page.about = str_format(r->a, "/packages/%.*s/talk", STR_FMT(page.q.package_code));
    page.action = str_format(r->a, "/questions/%.*s", STR_FMT(c->code));
    answer_form(r, &page.answer);
    again_form(r, &page.again);
    if (c->form.n && c->answering)
        page.answer = c->form;
    else if (c->form.n)
        page.again = c->form;
    page.title = head.title = str_format(r->a, "%.*s %.*s", STR_FMT(tr(r->lang, TR("คำถามถึงหน่วยงาน"))),
                                         STR_FMT(c->code));
    crumb[1] = (struct param){page.q.package_title, page.about};
    head.table_path = page.action;
    if (!REPLY_PAGE(r, &head, asked, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool asked_page(struct req *r, struct reply *ret, struct err *e)
{
    struct turn_ctx c = {.code = r->seg[0]};

    return question_show(r, &c, 200, ret, e);
}

/* The file is kept with the package or line that the question is about, in the same write. */
static bool keep_file(struct act *by, const struct turn_ctx *c, struct str *ret, struct err *e)
{
    struct attach_new file = {.kind = STR("answer")};
    struct info_request q;

    *ret = STR_NONE;
    if (!c->file)
        return true;
    if (!info_get(by->tx->db, by->a, by->who, c->code, &q, e))
        return false;
    file.subject = info_subject(by->a, &q);
    file.name = c->file->filename;
    file.path = c->file->path;
    return attach_add(by, &file, ret, e);
}

static bool turn_write(struct act *by, void *ctx, struct err *e)
{
    const struct turn_ctx *c = ctx;
    struct str file;

    if (str_eq(c->act, STR("answer")))
        return keep_file(by, c, &file, e) && info_answer(by, c->code, c->version, c->text, file, e);
    if (str_eq(c->act, STR("accept")))
        return info_accept(by, c->code, c->version, e);
    if (str_eq(c->act, STR("again")))
        return info_again(by, c->code, c->version, c->text, c->due, e);
    return info_withdraw(by, c->code, c->version, c->text, e);
}

static bool turned(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct turn_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/questions/%.*s", STR_FMT(c->code)), ret);
    return true;
}

static bool turn_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct turn_ctx *c = ctx;
    struct err again = {0};

    if (e->code == ERR_NOT_FOUND)
        return false;
    if (c->form.n)
        form_refuse(&c->form, r, e);
    c->refused = word_error(r->a, e, r->lang);
    return question_show(r, c, err_http(e->code), ret, &again);
}

bool asked_act_post(struct req *r, struct reply *ret, struct err *e)
{
    static const char *const acts[] = {"answer", "accept", "again", "withdraw"};
    struct turn_ctx *c = ARENA_NEW(r->a, struct turn_ctx);
    bool known = false;

    *c = (struct turn_ctx){.code = r->seg[0], .act = r->seg[1]};
    for (size_t i = 0; i < ARRAY_LEN(acts); i++)
        known |= str_eq(c->act, str_from(acts[i]));
    if (!known) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(c->act));
        return false;
    }
    if (!req_int(r, "version", 0, INT64_MAX, 0, &c->version, e))
        return false;
    c->answering = str_eq(c->act, STR("answer"));
    if (c->answering)
        answer_form(r, &c->form);
    else if (str_eq(c->act, STR("again")))
        again_form(r, &c->form);
    if (c->form.n) {
        form_read(&c->form, r);
        form_check(&c->form, r);
    }
    if (str_eq(c->act, STR("again")))
        (void)form_date(&c->form, "due", r, &c->due);
    if (c->form.wrong)
        return question_show(r, c, 400, ret, e);
    c->text = str_trim(req_field(r, str_eq(c->act, STR("withdraw")) ? "reason" : "text"));
    c->file = r->upload && r->upload->bytes > 0 ? r->upload : NULL;
    r->refused = turn_refused;
    return req_write(r, turn_write, turned, c, ret, e);
}
