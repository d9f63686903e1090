#include "web/council_question_page.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"
#include "city/agency.h"
#include "views.h"
#include "web/job_page.h"
#include "web/words.h"

enum { SUBJECT_MAX = 60, NAME_MAX = 200 };

static const struct form_field ask_fields[] = {
    {.name = "asker_kind", .kind = FORM_CHOICE, .label = TR("ถามโดย"), .required = true},
    {.name = "asker",
     .kind = FORM_TEXT,
     .label = TR("ชื่อผู้ถามหรือคณะ"),
     .required = true,
     .max = NAME_MAX},
    {.name = "subject_kind", .kind = FORM_CHOICE, .label = TR("ถามเรื่อง"), .required = true},
    {.name = "subject_code",
     .kind = FORM_TEXT,
     .label = TR("รหัสรายการ รหัสงาน หรือรหัสหน่วยงาน"),
     .hint = TR("เช่น 2566-0-1100-00042 เว้นว่างเมื่อเป็นเรื่องทั่วไป"),
     .max = SUBJECT_MAX},
    {.name = "text",
     .kind = FORM_LONG,
     .label = TR("คำถาม"),
     .required = true,
     .max = COUNCIL_TEXT_MAX},
    {.name = "urgent", .kind = FORM_CHECK, .label = TR("ด่วน ต้องตอบในที่ประชุม")},
};
static const struct form_field assign_fields[] = {
    {.name = "agency", .kind = FORM_CHOICE, .label = TR("หน่วยงานที่ตอบ"), .required = true},
    {.name = "user",
     .kind = FORM_TEXT,
     .label = TR("ผู้ตอบ"),
     .hint = TR("ชื่อบัญชีของคนในหน่วยงานนั้น เว้นว่างเมื่อไม่ระบุคน"),
     .max = 60},
    {.name = "due",
     .kind = FORM_TEXT,
     .label = TR("ตอบภายในวันที่"),
     .hint = TR("เว้นว่างเมื่อใช้กำหนดเดิม"),
     .max = 40},
};
static const struct form_field draft_fields[] = {
    {.name = "text",
     .kind = FORM_LONG,
     .label = TR("คำตอบ"),
     .hint = TR("ทุกฉบับเก็บไว้ สภาเห็นเมื่อเห็นชอบและส่งแล้ว"),
     .required = true,
     .max = COUNCIL_TEXT_MAX},
};
static const struct form_field reason_fields[] = {
    {.name = "reason", .kind = FORM_LONG, .label = TR("เหตุผล"), .required = true, .max = 1000},
};
static const struct form_field follow_fields[] = {
    {.name = "text",
     .kind = FORM_LONG,
     .label = TR("คำถามต่อเนื่อง"),
     .required = true,
     .max = COUNCIL_TEXT_MAX},
};

static void form_of(struct req *r, const struct form_field *plain, size_t n, struct form *f)
{
    *f = (struct form){.n = n};
    f->field = ARENA_ARRAY(r->a, struct form_field, n);
    for (size_t i = 0; i < n; i++)
        f->field[i] = plain[i];
}
#define FORM_OF(r, plain, f) form_of((r), (plain), ARRAY_LEN(plain), (f))

static void word_choices(struct req *r, struct form_field *f, const char *kind,
                         const char *const *word, size_t n)
{
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, n);

    for (size_t i = 0; i < n; i++)
        c[i] = (struct form_choice){str_from(word[i]),
                                    word_label(kind, str_from(word[i]), r->lang)};
    f->choice = c;
    f->choices = n;
}

bool council_print(struct req *r, const char *kind, struct str subject, int64_t year,
                   struct reply *ret, struct err *e)
{
    struct str format = req_field(r, "format");
    struct sbuf b;
    struct jw w;

    sbuf_init(&b, r->a, 1024);
    jw_init(&w, &b, false);
    jw_object(&w, NULL);
    J(&w, "year", year);
    J(&w, "document", str_from(kind));
    J(&w, "format", format.n ? format : STR("pdf"));
    J(&w, "subject", subject);
    J(&w, "show", STR("yes"));
    jw_end_object(&w);
    return job_start(r, "document", sbuf_str(&b), ret, e);
}

/* ---- the register ---- */

static const char *const tab_words[] = {"open", "late", "asked", "approved", "answered", "all"};
static const char *const tab_labels[] = {TR("ยังไม่ตอบ"),        TR("เกินกำหนด"),  TR("ยังไม่มีผู้ตอบ"),
                                         TR("รอส่งถึงสภา"), TR("ตอบแล้ว"), TR("ทั้งหมด")};

static bool ask_form(struct req *r, struct form *f)
{
    static const char *const askers[] = {"councillor", "committee", "subcommittee", "council"};
    static const char *const subjects[] = {"line", "unit", "agency", "general"};
    bool records = actor_may(&r->session.actor, PERM_COUNCIL);

    FORM_OF(r, ask_fields, f);
    word_choices(r, form_find(f, "asker_kind"), "cq_asker", askers, ARRAY_LEN(askers));
    word_choices(r, form_find(f, "subject_kind"), "cq_subject", subjects, ARRAY_LEN(subjects));
    if (!records) { /* a councillor asks as themselves */
        form_find(f, "asker_kind")->kind = form_find(f, "asker")->kind = FORM_HIDDEN;
        form_find(f, "asker_kind")->value = STR("councillor");
        form_find(f, "asker")->required = false;
    }
    return records;
}

/* ?subject=line:CODE fills the form and the list. */
static void take_subject(struct req *r, struct council_questions_page *page, struct form *f)
{
    struct str rest = req_query(r, "subject"), kind;

    page->subject = rest;
    if (rest.n == 0 || !str_split(&rest, ':', &kind))
        return;
    form_find(f, "subject_kind")->value = kind;
    form_find(f, "subject_code")->value = rest;
}

static struct str tabs(struct req *r, struct council_questions_page *page)
{
    struct council_tab *tab = ARENA_ARRAY(r->a, struct council_tab, ARRAY_LEN(tab_words));
    struct str show = req_query(r, "show");
    size_t at = page->subject.n ? ARRAY_LEN(tab_words) - 1 : 0;

    for (size_t i = 0; i < ARRAY_LEN(tab_words); i++) {
        if (str_eq(show, str_from(tab_words[i])))
            at = i;
    }
    for (size_t i = 0; i < ARRAY_LEN(tab_words); i++)
        tab[i] = (struct council_tab){
            tr(r->lang, tab_labels[i]),
            str_format(r->a, "/council/questions?show=%s&ordinance=%lld", tab_words[i],
                       (long long)page->ordinance),
            page->q.n == 0 && i == at};
    page->tab = tab;
    page->tab_n = ARRAY_LEN(tab_words);
    return str_eq(str_from(tab_words[at]), STR("all")) ? STR_NONE : str_from(tab_words[at]);
}

static bool read_list(struct req *r, struct council_questions_page *page, struct str state,
                      struct rows *ret, struct err *e)
{
    struct council_question_filter f = {.year = r->year,
                                        .ordinance = page->ordinance,
                                        .state = state,
                                        .subject = page->subject,
                                        .text = page->q};
    const struct actor *who = &r->session.actor;
    struct agency g;

    if (page->asked)
        return council_question_find(r->db, r->a, who, &f, r->now_ms, ret, e);
    if (req_query(r, "agency").n) {
        if (!agency_get(r->db, r->a, req_query(r, "agency"), &g, e))
            return false;
        f.agency_id = g.id;
    }
    if (!req_int(r, "before", 0, INT64_MAX, 0, &f.before, e) ||
        !council_question_list(r->db, r->a, who, &f, r->now_ms, ret, e))
        return false;
    if (ret->n == COUNCIL_QUESTION_PAGE)
        page->next = str_format(
            r->a, "%lld", (long long)((const struct council_question *)ret->p)[ret->n - 1].id);
    return true;
}

static bool list_show(struct req *r, const struct form *typed, int status, struct reply *ret,
                      struct err *e)
{
    static const struct col cols[] = {
        {"code", COL_LINK, "/council/questions/", "code", NULL},
        {"question", COL_PLAIN, NULL, NULL, NULL},
        {"subject_name", COL_UNDER, NULL, NULL, NULL},
        {"state", COL_TAG, "cq_state", NULL, NULL},
        {"late", COL_YES, NULL, NULL, NULL},
        {"owner_name", COL_PLAIN, NULL, NULL, NULL},
        {"asker", COL_PLAIN, NULL, NULL, NULL},
        {"due", COL_PLAIN, NULL, NULL, NULL}};
    struct council_questions_page page = {
        .year = r->year, .csrf = r->session.csrf, .q = str_trim(req_query(r, "text"))};
    struct page_head head = {.nav = STR("/council/questions"),
                             .table_path = STR("/council/questions")};
    struct rows rows;
    struct str state;

    page.asked = page.q.n > 0;
    page.may_ask = council_question_may_ask(&r->session.actor);
    page.records = ask_form(r, &page.form);
    take_subject(r, &page, &page.form);
    if (!req_int(r, "ordinance", 0, 99, 0, &page.ordinance, e))
        return false;
    state = tabs(r, &page);
    if (!read_list(r, &page, state, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &council_question_type, rows.p, rows.n, NULL, page.next,
                           STR("council-questions"), ret, e);
    if (!council_question_count(r->db, r->year, page.ordinance, 0, r->now_ms, &page.count, e))
        return false;
    page.n = (int64_t)rows.n;
    page.title = head.title = str_format(
        r->a, "%.*s %lld", STR_FMT(tr(r->lang, TR("คำถามของสภา ปีงบประมาณ"))), (long long)r->year);
    page.table = (struct table_view){.type = &council_question_type,
                                     .rows = rows.p,
                                     .n = rows.n,
                                     .cols = cols,
                                     .ncols = ARRAY_LEN(cols),
                                     .caption = page.title,
                                     .empty = tr(r->lang, TR("ไม่มีคำถามตามที่เลือก"))};
    if (typed)
        page.form = *typed;
    if (!REPLY_PAGE(r, &head, council_questions, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool council_questions_page(struct req *r, struct reply *ret, struct err *e)
{
    return list_show(r, NULL, 200, ret, e);
}

/* ---- asking ---- */

struct question_ctx {
    struct str code, event;
    int64_t version;
    struct form form;
    struct council_question_new new;
    struct council_question_owner owner;
    struct str text;
};

static bool ask_write(struct act *by, void *ctx, struct err *e)
{
    struct question_ctx *c = ctx;

    return council_question_ask(by, &c->new, &c->code, e);
}

static bool done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct question_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/council/questions/%.*s", STR_FMT(c->code)), ret);
    return true;
}

static bool ask_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct question_ctx *c = ctx;
    struct err again = {0};

    if (e->code == ERR_NOT_FOUND) /* the subject, as it was typed */
        form_wrong(&c->form, "subject_code", word_error(r->a, e, r->lang));
    else
        form_refuse(&c->form, r, e);
    return list_show(r, &c->form, err_http(e->code), ret, &again);
}

bool council_questions_post(struct req *r, struct reply *ret, struct err *e)
{
    struct question_ctx *c = ARENA_NEW(r->a, struct question_ctx);

    ask_form(r, &c->form);
    form_read(&c->form, r);
    if (!form_check(&c->form, r))
        return list_show(r, &c->form, 400, ret, e);
    c->new = (struct council_question_new){.year = r->year,
                                           .asker_kind = form_value(&c->form, "asker_kind"),
                                           .asker = form_value(&c->form, "asker"),
                                           .subject_kind = form_value(&c->form, "subject_kind"),
                                           .subject_code = form_value(&c->form, "subject_code"),
                                           .text = form_value(&c->form, "text"),
                                           .urgent = form_value(&c->form, "urgent").n > 0};
    if (!req_int(r, "ordinance", 0, 99, 0, &c->new.ordinance, e))
        return false;
    r->refused = ask_refused;
    return req_write(r, ask_write, done, c, ret, e);
}

/* ---- one ---- */

static void what_may(struct req *r, struct council_question_page *p)
{
    const struct actor *who = &r->session.actor;
    const struct council_question *q = &p->q;
    bool open;

    p->is_asked = str_eq(q->state, STR("asked"));
    p->is_assigned = str_eq(q->state, STR("assigned"));
    p->is_drafted = str_eq(q->state, STR("drafted"));
    p->is_approved = str_eq(q->state, STR("approved"));
    p->is_answered = str_eq(q->state, STR("answered"));
    p->is_withdrawn = str_eq(q->state, STR("withdrawn"));
    open = !p->is_answered && !p->is_withdrawn;
    p->may_assign = open && !p->is_approved && council_question_may_assign(who, q);
    p->may_draft = (p->is_assigned || p->is_drafted) && council_question_may_draft(who, q);
    p->own_draft = who->user_id != 0 && str_eq(q->draft_by, who->name);
    p->may_approve =
        (p->is_drafted || p->is_approved) && council_question_may_approve(who, q);
    p->may_send = p->is_approved && council_question_may_send(who, q);
    p->may_follow = p->is_answered && council_question_may_follow(who, q);
    p->may_withdraw = open && council_question_may_follow(who, q);
    p->sees_draft = council_question_sees_draft(who, q);
    p->has_draft = q->draft.n > 0;
    p->has_answer = q->answer.n > 0;
}

static bool one_forms(struct req *r, struct council_question_page *p, const struct question_ctx *c,
                      struct err *e)
{
    FORM_OF(r, assign_fields, &p->assign);
    FORM_OF(r, draft_fields, &p->draft);
    FORM_OF(r, reason_fields, &p->back);
    FORM_OF(r, follow_fields, &p->follow);
    FORM_OF(r, reason_fields, &p->withdraw);
    form_find(&p->assign, "agency")->value = p->q.owner_code;
    form_find(&p->assign, "user")->value = p->q.owner_user;
    form_find(&p->draft, "text")->value = p->q.draft;
    if (c && c->form.n) {
        p->wrong = true;
        if (str_eq(c->event, STR("assign")))
            p->assign = c->form;
        else if (str_eq(c->event, STR("draft")))
            p->draft = c->form;
        else if (str_eq(c->event, STR("return")))
            p->back = c->form;
        else if (str_eq(c->event, STR("follow")))
            p->follow = c->form;
        else
            p->withdraw = c->form;
    }
    p->follow.again = p->withdraw.again = 1; /* the draft's text, the reason to return it */
    return !p->may_assign ||
           form_agencies(r, form_find(&p->assign, "agency"), tr(r->lang, TR("เลือกหน่วยงาน")), e);
}

static void one_links(struct req *r, struct council_question_page *p)
{
    const struct council_question *q = &p->q;
    bool line = str_eq(q->subject_kind, STR("line")), unit = str_eq(q->subject_kind, STR("unit"));

    if (line || unit)
        p->subject_path = p->statement_path =
            str_format(r->a, "/council/statements/%.*s?year=%lld", STR_FMT(q->subject_code),
                       (long long)q->year);
    else if (str_eq(q->subject_kind, STR("agency")))
        p->subject_path = str_format(r->a, "/agencies/%.*s", STR_FMT(q->subject_code));
}

static bool one_show(struct req *r, struct str code, const struct question_ctx *c,
                     struct str refused, int status, struct reply *ret, struct err *e)
{
    struct council_question_page page = {.csrf = r->session.csrf, .refused = refused};
    struct param crumb = {tr(r->lang, TR("คำถามของสภา")), STR("/council/questions")};
    struct page_head head = {.nav = STR("/council/questions"), .crumb = &crumb, .ncrumb = 1};
    const struct actor *who = &r->session.actor;
    struct rows rows;

    if (!council_question_get(r->db, r->a, who, code, r->now_ms, &page.q, e) ||
        !council_question_turns(r->db, r->a, who, &page.q, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &council_question_turn_type, rows.p, rows.n, NULL, STR_NONE, code,
                           ret, e);
    page.turn = rows.p;
    page.turn_n = rows.n;
    page.action = str_format(r->a, "/council/questions/%.*s", STR_FMT(code));
    what_may(r, &page);
    one_links(r, &page);
    if (!one_forms(r, &page, c, e))
        return false;
    page.title = head.title =
        str_format(r->a, "%.*s %.*s", STR_FMT(tr(r->lang, TR("คำถามของสภา"))), STR_FMT(code));
    if (!REPLY_PAGE(r, &head, council_question, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool council_question_page(struct req *r, struct reply *ret, struct err *e)
{
    return one_show(r, r->seg[0], NULL, STR_NONE, 200, ret, e);
}

/* ---- steps ---- */

static bool assign_write(struct act *by, void *ctx, struct err *e)
{
    const struct question_ctx *c = ctx;

    return council_question_assign(by, c->code, &c->owner, e);
}

static bool draft_write(struct act *by, void *ctx, struct err *e)
{
    const struct question_ctx *c = ctx;

    return council_question_draft(by, c->code, c->version, c->text, e);
}

static bool approve_write(struct act *by, void *ctx, struct err *e)
{
    const struct question_ctx *c = ctx;

    return council_question_approve(by, c->code, c->version, e);
}

static bool return_write(struct act *by, void *ctx, struct err *e)
{
    const struct question_ctx *c = ctx;

    return council_question_return(by, c->code, c->version, c->text, e);
}

static bool send_write(struct act *by, void *ctx, struct err *e)
{
    const struct question_ctx *c = ctx;

    return council_question_send(by, c->code, c->version, e);
}

static bool follow_write(struct act *by, void *ctx, struct err *e)
{
    const struct question_ctx *c = ctx;

    return council_question_follow(by, c->code, c->version, c->text, e);
}

static bool withdraw_write(struct act *by, void *ctx, struct err *e)
{
    const struct question_ctx *c = ctx;

    return council_question_withdraw(by, c->code, c->version, c->text, e);
}

static const struct step {
    const char *event;
    req_write_fn *write;
    const struct form_field *field; /* NULL = a button alone */
    size_t fields;
} steps[] = {
    {"assign", assign_write, assign_fields, ARRAY_LEN(assign_fields)},
    {"draft", draft_write, draft_fields, ARRAY_LEN(draft_fields)},
    {"approve", approve_write, NULL, 0},
    {"return", return_write, reason_fields, ARRAY_LEN(reason_fields)},
    {"send", send_write, NULL, 0},
    {"follow", follow_write, follow_fields, ARRAY_LEN(follow_fields)},
    {"withdraw", withdraw_write, reason_fields, ARRAY_LEN(reason_fields)},
};

static bool act_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct question_ctx *c = ctx;
    struct err again = {0};

    if (e->code == ERR_FORBIDDEN || e->code == ERR_SCOPE)
        return false;
    if (c->form.n == 0)
        return one_show(r, c->code, NULL, word_error(r->a, e, r->lang), err_http(e->code), ret,
                        &again);
    form_refuse(&c->form, r, e);
    return one_show(r, c->code, c, STR_NONE, err_http(e->code), ret, &again);
}

static bool read_step(struct req *r, struct question_ctx *c, const struct step *s, struct err *e)
{
    form_of(r, s->field, s->fields, &c->form);
    if (s->write == assign_write &&
        !form_agencies(r, form_find(&c->form, "agency"), tr(r->lang, TR("เลือกหน่วยงาน")), e))
        return false;
    form_read(&c->form, r);
    form_check(&c->form, r);
    if (s->write == assign_write) {
        form_date(&c->form, "due", r, &c->owner.due);
        c->owner.version = c->version;
        c->owner.agency_code = form_value(&c->form, "agency");
        c->owner.user_name = form_value(&c->form, "user");
    } else if (s->fields) {
        c->text = form_value(&c->form, s->field[0].name);
    }
    return true;
}

bool council_question_act_post(struct req *r, struct reply *ret, struct err *e)
{
    struct question_ctx *c = ARENA_NEW(r->a, struct question_ctx);
    struct council_question q;

    c->code = r->seg[0];
    c->event = r->seg[1];
    if (str_eq(c->event, STR("print")))
        return council_question_get(r->db, r->a, &r->session.actor, c->code, r->now_ms, &q, e) &&
               council_print(r, "answer", c->code, q.year, ret, e);
    if (!req_int(r, "version", 0, INT64_MAX, 0, &c->version, e))
        return false;
    r->refused = act_refused;
    for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
        if (!str_eq(c->event, str_from(steps[i].event)))
            continue;
        if (!read_step(r, c, &steps[i], e))
            return false;
        return c->form.wrong ? one_show(r, c->code, c, STR_NONE, 400, ret, e)
                             : req_write(r, steps[i].write, done, c, ret, e);
    }
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(c->event));
    return false;
}
