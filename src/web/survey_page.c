#include "web/survey_page.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "document/chart.h"
#include "views.h"
#include "web/words.h"

enum { TITLE_MAX = 300, INTRO_MAX = 5000, BODY_MAX = 500, CHOICES_MAX = 2000, SVG_MAX = 65536 };

static const struct form_field draft_fields[] = {
    {.name = "title", .kind = FORM_TEXT, .label = TR("เรื่อง"), .required = true, .max = TITLE_MAX},
    {.name = "intro", .kind = FORM_LONG, .label = TR("คำชี้แจง"), .max = INTRO_MAX},
    {.name = "to_kind", .kind = FORM_CHOICE, .label = TR("ถึง"), .required = true},
    {.name = "closes",
     .kind = FORM_TEXT,
     .label = TR("ตอบภายในวันที่"),
     .hint = TR("เช่น 30/9/2569"),
     .required = true,
     .max = 40},
};
static const struct form_field add_fields[] = {
    {.name = "kind", .kind = FORM_CHOICE, .label = TR("แบบคำตอบ"), .required = true},
    {.name = "body", .kind = FORM_TEXT, .label = TR("คำถาม"), .required = true, .max = BODY_MAX},
    {.name = "choices",
     .kind = FORM_LONG,
     .label = TR("ตัวเลือก"),
     .hint = TR("บรรทัดละหนึ่งตัวเลือก เฉพาะคำถามแบบเลือก"),
     .max = CHOICES_MAX},
};

static void form_of(struct req *r, const struct form_field *plain, size_t n, const char *field,
                    const char *const words[3], const char *kind, struct form *f)
{
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, 3);

    *f = (struct form){.n = n};
    f->field = ARENA_ARRAY(r->a, struct form_field, n);
    for (size_t i = 0; i < n; i++)
        f->field[i] = plain[i];
    for (size_t i = 0; i < 3; i++)
        c[i] =
            (struct form_choice){str_from(words[i]), word_label(kind, str_from(words[i]), r->lang)};
    form_find(f, field)->choice = c;
    form_find(f, field)->choices = 3;
}

static void draft_form(struct req *r, struct form *f)
{
    static const char *const words[] = {"all", "bureau", "district"};

    form_of(r, draft_fields, ARRAY_LEN(draft_fields), "to_kind", words, "circular_to", f);
}

static void add_form(struct req *r, struct form *f)
{
    static const char *const words[] = {"scale", "choice", "text"};

    form_of(r, add_fields, ARRAY_LEN(add_fields), "kind", words, "survey_kind", f);
}

struct survey_ctx {
    struct str code;
    int64_t version, number;
    struct form form;
    struct survey_new new;
    struct survey_question question;
    struct survey_value value[SURVEY_QUESTIONS];
    size_t n;
    bool (*act)(struct act *by, const struct survey_ctx *c, struct err *e);
};

/* ---- the list ---- */

static bool list_show(struct req *r, const struct form *typed, int status, struct reply *ret,
                      struct err *e)
{
    static const struct col cols[] = {{"title", COL_LINK, "/surveys/", "code", NULL},
                                      {"code", COL_UNDER, NULL, NULL, NULL},
                                      {"state", COL_TAG, "state", NULL, NULL},
                                      {"to_kind", COL_WORD, "circular_to", NULL, NULL},
                                      {"questions", COL_PLAIN, NULL, NULL, NULL},
                                      {"receivers", COL_PLAIN, NULL, NULL, NULL},
                                      {"replies", COL_PLAIN, NULL, NULL, NULL},
                                      {"closes", COL_PLAIN, NULL, NULL, NULL}};
    struct surveys_page page = {.csrf = r->session.csrf, .year = r->year};
    struct param crumb = {tr(r->lang, TR("ปัญหาและข้อเสนอแนะ")), STR("/problems")};
    struct page_head head = {
        .nav = STR("/problems"), .crumb = &crumb, .ncrumb = 1, .table_path = STR("/surveys")};
    const struct survey *s;
    struct rows rows;

    if (!survey_list(r->db, r->a, &r->session.actor, r->year, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &survey_type, rows.p, rows.n, NULL, STR_NONE, STR("surveys"), ret, e);
    s = rows.p;
    for (size_t i = 0; i < rows.n; i++)
        page.open += str_eq(s[i].state, STR("open"));
    page.title = head.title = tr(r->lang, TR("แบบสำรวจ"));
    page.may = actor_may(&r->session.actor, PERM_CIRCULAR);
    page.table = (struct table_view){.type = &survey_type,
                                     .rows = rows.p,
                                     .n = rows.n,
                                     .cols = cols,
                                     .ncols = ARRAY_LEN(cols),
                                     .caption = page.title,
                                     .empty = tr(r->lang, TR("ปีนี้ยังไม่มีแบบสำรวจ"))};
    if (typed)
        page.form = *typed;
    else
        draft_form(r, &page.form);
    if (!REPLY_PAGE(r, &head, surveys, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool surveys_page(struct req *r, struct reply *ret, struct err *e)
{
    return list_show(r, NULL, 200, ret, e);
}

static bool draft_write(struct act *by, void *ctx, struct err *e)
{
    struct survey_ctx *c = ctx;

    return survey_draft(by, &c->new, &c->code, e);
}

static bool done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct survey_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/surveys/%.*s", STR_FMT(c->code)), ret);
    return true;
}

static bool draft_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct survey_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return list_show(r, &c->form, err_http(e->code), ret, &again);
}

bool surveys_post(struct req *r, struct reply *ret, struct err *e)
{
    struct survey_ctx *c = ARENA_NEW(r->a, struct survey_ctx);

    draft_form(r, &c->form);
    form_read(&c->form, r);
    form_check(&c->form, r);
    form_date(&c->form, "closes", r, &c->new.closes);
    if (c->form.wrong)
        return list_show(r, &c->form, 400, ret, e);
    c->new.year = r->year;
    c->new.title = form_value(&c->form, "title");
    c->new.intro = form_value(&c->form, "intro");
    c->new.to_kind = form_value(&c->form, "to_kind");
    r->refused = draft_refused;
    return req_write(r, draft_write, done, c, ret, e);
}

/* ---- one: questions and the agency's answers ---- */

static struct str value_of(const struct rows *values, int64_t number)
{
    const struct survey_value *v = values->p;

    for (size_t i = 0; i < values->n; i++) {
        if (v[i].number == number)
            return v[i].value;
    }
    return STR_NONE;
}

static void choice_views(struct req *r, const struct survey_question *q,
                         struct survey_question_view *v)
{
    struct survey_choice_view *c = ARENA_ARRAY(r->a, struct survey_choice_view, SURVEY_CHOICES);
    struct str rest = q->choices, line;
    bool scale = str_eq(q->kind, STR("scale"));
    size_t n = 0;

    while (scale ? n < SURVEY_SCALE : n < SURVEY_CHOICES && str_split(&rest, '\n', &line)) {
        if (!scale && str_trim(line).n == 0)
            continue;
        c[n].value = str_format(r->a, "%zu", n + 1);
        c[n].label = scale ? c[n].value : str_trim(line);
        c[n].chosen = str_eq(v->value, c[n].value);
        n++;
    }
    v->choice = c;
    v->choice_n = n;
}

static bool questions(struct req *r, const struct survey_reply *mine, struct survey_page *page,
                      struct err *e)
{
    struct survey_question_view *v;
    const struct survey_question *q;
    struct rows rows, values = {0};

    if (!survey_questions(r->db, r->a, page->s.id, &rows, e) ||
        (mine && !survey_values(r->db, r->a, page->s.id, mine->agency_id, &values, e)))
        return false;
    v = ARENA_ARRAY(r->a, struct survey_question_view, rows.n);
    q = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        v[i] = (struct survey_question_view){.number = q[i].number,
                                             .kind = q[i].kind,
                                             .body = q[i].body,
                                             .value = value_of(&values, q[i].number),
                                             .written = str_eq(q[i].kind, STR("text"))};
        if (!v[i].written)
            choice_views(r, &q[i], &v[i]);
    }
    page->question = v;
    page->question_n = rows.n;
    return true;
}

/* ---- results ---- */

static const struct col result_cols[] = {{"body", COL_PLAIN, NULL, NULL, NULL},
                                         {"answer", COL_PLAIN, NULL, NULL, NULL},
                                         {"agencies", COL_PLAIN, NULL, NULL, NULL},
                                         {"share", COL_BAR, NULL, NULL, NULL}};

/* The answers of the first question that has choices, as bars. */
static void draw(struct req *r, const struct rows *rows, struct survey_page *page)
{
    const struct survey_result *x = rows->p;
    struct chart_item *item = ARENA_ARRAY(r->a, struct chart_item, SURVEY_CHOICES);
    struct scene s = {.w = 0};
    struct sbuf b;
    size_t n = 0, top = 0;

    for (size_t i = 0; i < rows->n && x[i].number == x[0].number; i++) {
        item[n++] =
            (struct chart_item){.label = x[i].answer,
                                .value_text = str_format(r->a, "%lld", (long long)x[i].agencies),
                                .value = x[i].agencies,
                                .colour = 1};
        top = x[i].agencies > x[top].agencies ? i : top;
    }
    if (n == 0 || x[top].agencies == 0)
        return;
    page->finding = str_format(r->a, "%.*s %.*s", STR_FMT(tr(r->lang, TR("ตอบมากที่สุด:"))),
                               STR_FMT(x[top].answer));
    chart_bar(r->a, item, n, 720, &s);
    s.id = STR("answers");
    s.title = page->finding;
    s.desc = x[0].body;
    sbuf_init(&b, r->a, SVG_MAX);
    scene_svg(&b, &s);
    page->chart = (struct html_safe){sbuf_str(&b)};
    page->has_chart = !b.overflow;
}

static bool results(struct req *r, struct survey_page *page, struct err *e)
{
    static const struct col said_cols[] = {{"body", COL_PLAIN, NULL, NULL, NULL},
                                           {"agency_name", COL_PLAIN, NULL, NULL, NULL},
                                           {"value", COL_PLAIN, NULL, NULL, NULL}};
    static const struct col waiting_cols[] = {{"name", COL_PLAIN, NULL, NULL, NULL},
                                              {"code", COL_UNDER, NULL, NULL, NULL}};
    struct rows rows, waiting, texts;

    if (!survey_results(r->db, r->a, &page->s, &rows, e) ||
        !survey_unanswered(r->db, r->a, page->s.id, &waiting, e) ||
        !survey_texts(r->db, r->a, &r->session.actor, &page->s, &texts, e))
        return false;
    page->has_results = !page->draft;
    page->reads_texts = texts.n > 0;
    page->results = (struct table_view){.type = &survey_result_type,
                                        .rows = rows.p,
                                        .n = rows.n,
                                        .cols = result_cols,
                                        .ncols = ARRAY_LEN(result_cols),
                                        .caption = tr(r->lang, TR("ผลสำรวจ")),
                                        .empty = tr(r->lang, TR("ไม่มีคำถามแบบเลือก"))};
    page->waiting = (struct table_view){.type = &survey_waiting_type,
                                        .rows = waiting.p,
                                        .n = waiting.n,
                                        .cols = waiting_cols,
                                        .ncols = ARRAY_LEN(waiting_cols),
                                        .caption = tr(r->lang, TR("หน่วยงานที่ยังไม่ตอบ")),
                                        .empty = tr(r->lang, TR("ตอบครบทุกหน่วยงาน"))};
    page->texts = (struct table_view){.type = &survey_said_type,
                                      .rows = texts.p,
                                      .n = texts.n,
                                      .cols = said_cols,
                                      .ncols = ARRAY_LEN(said_cols),
                                      .caption = tr(r->lang, TR("คำตอบที่เป็นข้อความ"))};
    if (rows.n && !page->draft)
        draw(r, &rows, page);
    return true;
}

static bool one_show(struct req *r, struct str code, const struct form *typed, struct str refused,
                     int status, struct reply *ret, struct err *e)
{
    struct survey_page page = {.csrf = r->session.csrf, .refused = refused};
    struct param crumb = {tr(r->lang, TR("แบบสำรวจ")), STR("/surveys")};
    struct page_head head = {.nav = STR("/problems"), .crumb = &crumb, .ncrumb = 1};
    const struct actor *who = &r->session.actor;
    struct survey_reply mine = {0};
    struct rows rows;
    bool asked;

    if (!survey_get(r->db, r->a, who, code, &page.s, e))
        return false;
    if (r->format != FORMAT_HTML)
        return survey_results(r->db, r->a, &page.s, &rows, e) &&
               reply_table(r, &survey_result_type, rows.p, rows.n, NULL, STR_NONE, code, ret, e);
    page.draft = str_eq(page.s.state, STR("draft"));
    page.open = str_eq(page.s.state, STR("open"));
    page.may = actor_may(who, PERM_CIRCULAR);
    page.may_draft = page.may && page.draft;
    if (!survey_mine(r->db, r->a, who, page.s.id, &mine, &asked, e) ||
        !questions(r, asked ? &mine : NULL, &page, e) || !results(r, &page, e))
        return false;
    page.may_answer = asked && page.open && date_cmp(page.s.closes, r->today) >= 0 &&
                      (actor_may(who, PERM_REQUEST_WRITE) || actor_may(who, PERM_REQUEST_APPROVE));
    page.answered = mine.version > 0;
    page.mine_version = mine.version;
    page.mine_agency = mine.agency_name;
    page.year = page.s.year;
    page.title = head.title = page.s.title;
    page.action = head.table_path = str_format(r->a, "/surveys/%.*s", STR_FMT(code));
    page.add_wrong = typed != NULL;
    if (typed)
        page.add = *typed;
    else
        add_form(r, &page.add);
    if (!REPLY_PAGE(r, &head, survey, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool survey_page(struct req *r, struct reply *ret, struct err *e)
{
    return one_show(r, r->seg[0], NULL, STR_NONE, 200, ret, e);
}

static bool part(struct req *r, bool texts, struct reply *ret, struct err *e)
{
    struct survey s;
    struct rows rows;

    if (!survey_get(r->db, r->a, &r->session.actor, r->seg[0], &s, e))
        return false;
    if (r->format == FORMAT_HTML) {
        reply_redirect(r, str_format(r->a, "/surveys/%.*s", STR_FMT(s.code)), ret);
        return true;
    }
    if (texts)
        return survey_texts(r->db, r->a, &r->session.actor, &s, &rows, e) &&
               reply_table(r, &survey_said_type, rows.p, rows.n, NULL, STR_NONE, s.code, ret, e);
    return survey_unanswered(r->db, r->a, s.id, &rows, e) &&
           reply_table(r, &survey_waiting_type, rows.p, rows.n, NULL, STR_NONE, s.code, ret, e);
}

bool survey_texts_page(struct req *r, struct reply *ret, struct err *e)
{
    return part(r, true, ret, e);
}
bool survey_waiting_page(struct req *r, struct reply *ret, struct err *e)
{
    return part(r, false, ret, e);
}

/* ---- changing one ---- */

static bool act_write(struct act *by, void *ctx, struct err *e)
{
    const struct survey_ctx *c = ctx;

    return c->act(by, c, e);
}

static bool act_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct survey_ctx *c = ctx;
    struct err again = {0};

    if (e->code == ERR_NOT_FOUND)
        return false;
    if (c->form.n) {
        form_refuse(&c->form, r, e);
        return one_show(r, c->code, &c->form, STR_NONE, err_http(e->code), ret, &again);
    }
    return one_show(r, c->code, NULL, word_error(r->a, e, r->lang), err_http(e->code), ret, &again);
}

static bool begin(struct req *r, struct survey_ctx *c,
                  bool (*act)(struct act *by, const struct survey_ctx *c, struct err *e),
                  struct err *e)
{
    c->code = r->seg[0];
    c->act = act;
    r->refused = act_refused;
    return req_int(r, "version", 0, INT64_MAX, 0, &c->version, e) &&
           req_int(r, "number", 0, SURVEY_QUESTIONS, 0, &c->number, e);
}

static bool do_add(struct act *by, const struct survey_ctx *c, struct err *e)
{
    return survey_question_add(by, c->code, &c->question, e);
}
static bool do_drop(struct act *by, const struct survey_ctx *c, struct err *e)
{
    return survey_question_drop(by, c->code, c->number, e);
}
static bool do_open(struct act *by, const struct survey_ctx *c, struct err *e)
{
    return survey_open(by, c->code, c->version, e);
}
static bool do_close(struct act *by, const struct survey_ctx *c, struct err *e)
{
    return survey_close(by, c->code, c->version, e);
}
static bool do_answer(struct act *by, const struct survey_ctx *c, struct err *e)
{
    return survey_answer(by, c->code, c->version, c->value, c->n, e);
}

bool survey_question_post(struct req *r, struct reply *ret, struct err *e)
{
    struct survey_ctx *c = ARENA_NEW(r->a, struct survey_ctx);

    if (!begin(r, c, do_add, e))
        return false;
    add_form(r, &c->form);
    form_read(&c->form, r);
    form_check(&c->form, r);
    if (c->form.wrong)
        return one_show(r, c->code, &c->form, STR_NONE, 400, ret, e);
    c->question.kind = form_value(&c->form, "kind");
    c->question.body = form_value(&c->form, "body");
    c->question.choices = form_value(&c->form, "choices");
    return req_write(r, act_write, done, c, ret, e);
}

static bool plain_post(struct req *r,
                       bool (*act)(struct act *by, const struct survey_ctx *c, struct err *e),
                       struct reply *ret, struct err *e)
{
    struct survey_ctx *c = ARENA_NEW(r->a, struct survey_ctx);

    return begin(r, c, act, e) && req_write(r, act_write, done, c, ret, e);
}

bool survey_drop_post(struct req *r, struct reply *ret, struct err *e)
{
    return plain_post(r, do_drop, ret, e);
}
bool survey_open_post(struct req *r, struct reply *ret, struct err *e)
{
    return plain_post(r, do_open, ret, e);
}
bool survey_close_post(struct req *r, struct reply *ret, struct err *e)
{
    return plain_post(r, do_close, ret, e);
}

/* Fields q1, q2, ... as the questions are numbered. */
bool survey_answer_post(struct req *r, struct reply *ret, struct err *e)
{
    struct survey_ctx *c = ARENA_NEW(r->a, struct survey_ctx);

    if (!begin(r, c, do_answer, e))
        return false;
    for (int64_t i = 1; i <= SURVEY_QUESTIONS; i++) {
        struct str name = str_format(r->a, "q%lld", (long long)i);

        c->value[c->n++] =
            (struct survey_value){.number = i, .value = req_field(r, str_cstr(r->a, name))};
    }
    return req_write(r, act_write, done, c, ret, e);
}
