#include "web/statement_page.h"

#include "base/arena.h"
#include "base/err.h"
#include "plan/question.h"
#include "views.h"
#include "web/council_question_page.h"
#include "web/words.h"

enum { LIST_ROWS = 50, WORDS_MAX = 4000 };

/* ---- the list ---- */

bool statements_page(struct req *r, struct reply *ret, struct err *e)
{
    static const struct col cols[] = {{"code", COL_LINK, "/council/statements/", "code", NULL},
                                      {"name", COL_PLAIN, NULL, NULL, NULL},
                                      {"agency_name", COL_UNDER, NULL, NULL, NULL},
                                      {"state", COL_TAG, "statement_state", NULL, NULL},
                                      {"approved", COL_PLAIN, NULL, NULL, NULL},
                                      {"at", COL_PLAIN, NULL, NULL, NULL}};
    struct statements_page page = {.year = r->year, .code = str_trim(req_query(r, "code"))};
    struct page_head head = {.nav = STR("/council/questions"),
                             .table_path = STR("/council/statements")};
    struct statement_filter f = {.year = r->year, .state = req_query(r, "state")};
    const struct statement_row *row;
    struct rows rows;

    if (page.code.n && r->format == FORMAT_HTML) { /* a code that was typed: its page */
        reply_redirect(r, str_format(r->a, "/council/statements/%.*s?year=%lld", STR_FMT(page.code), (long long)r->year),
                       ret);
        return true;
    }
    if (!req_int(r, "before", 0, INT64_MAX, 0, &f.before, e) ||
        !statement_list(r->db, r->a, &f, &rows, e))
        return false;
    row = rows.p;
    if (rows.n == LIST_ROWS)
        page.next = str_format(r->a, "%lld", (long long)row[rows.n - 1].id);
    if (r->format != FORMAT_HTML)
        return reply_table(r, &statement_row_type, rows.p, rows.n, NULL, page.next,
                           STR("statements"), ret, e);
    for (size_t i = 0; i < rows.n; i++)
        page.waiting += str_eq(row[i].state, STR("drafted"));
    page.title = head.title = str_format(
        r->a, "%.*s %lld", STR_FMT(tr(r->lang, TR("คำชี้แจงประกอบงบประมาณ"))), (long long)r->year);
    page.table = (struct table_view){.type = &statement_row_type,
                                     .rows = rows.p,
                                     .n = rows.n,
                                     .cols = cols,
                                     .ncols = ARRAY_LEN(cols),
                                     .caption = page.title,
                                     .empty = tr(r->lang, TR("ยังไม่มีข้อความชี้แจงของหน่วยงาน"))};
    return REPLY_PAGE(r, &head, statements, &page, ret, e);
}

/* ---- one ---- */

static const struct form_field words_fields[] = {
    {.name = "words",
     .kind = FORM_LONG,
     .label = TR("คำชี้แจงของหน่วยงาน"),
     .hint = TR("สั้น ตรงคำถาม จำนวนเงินพิมพ์จากระบบอยู่แล้ว"),
     .required = true,
     .max = WORDS_MAX},
};
static const struct form_field back_fields[] = {
    {.name = "reason", .kind = FORM_LONG, .label = TR("เหตุผล"), .required = true, .max = 1000},
};

static void form_of(struct req *r, const struct form_field *plain, size_t n, struct form *f)
{
    *f = (struct form){.n = n};
    f->field = ARENA_ARRAY(r->a, struct form_field, n);
    for (size_t i = 0; i < n; i++)
        f->field[i] = plain[i];
}

/* The pieces of one kind, as the page shows them. */
static const struct statement_word *pick(struct req *r, const struct statement *s, const char *kind,
                                         size_t *ret_n)
{
    struct statement_word *w = ARENA_ARRAY(r->a, struct statement_word, s->words + 1);

    *ret_n = 0;
    for (size_t i = 0; i < s->words; i++) {
        struct statement_word one = s->word[i];

        if (!str_eq(one.kind, str_from(kind)) ||
            (str_eq(one.kind, STR("package")) && one.body.n == 0))
            continue;
        if (str_eq(one.kind, STR("answer")) && one.number >= 1 && one.number <= QUESTIONS)
            one.title = lang_pick(r->lang, questions[one.number - 1].th,
                                  questions[one.number - 1].en);
        w[(*ret_n)++] = one;
    }
    return w;
}

static void show_stages(struct req *r, struct statement_page *p)
{
    struct stage_view *v = ARENA_ARRAY(r->a, struct stage_view, STAGE_COUNT);

    p->stage = v;
    for (size_t i = 0; i < p->s.words && p->stage_n < STAGE_COUNT; i++) {
        const struct statement_word *w = &p->s.word[i];
        int64_t n = 0;

        if (!str_eq(w->kind, STR("stage")))
            continue;
        for (size_t k = 0; k < w->extra.n; k++)
            n = n * 10 + (w->extra.p[k] - '0');
        v[p->stage_n++] = (struct stage_view){stage_label((enum stage)w->number, r->lang),
                                              w->amount, n, n != p->s.lines_all};
    }
}

static void show_tables(struct req *r, struct statement_page *p)
{
    static const struct col years[] = {{"year", COL_YEAR, NULL, NULL, NULL},
                                       {"asked", COL_WHOLE, NULL, NULL, NULL},
                                       {"enacted", COL_WHOLE, NULL, NULL, NULL},
                                       {"obligated", COL_WHOLE, NULL, NULL, NULL},
                                       {"paid", COL_WHOLE, NULL, NULL, NULL},
                                       {"lines", COL_PLAIN, NULL, NULL, NULL},
                                       {"source", COL_PLAIN, NULL, NULL, NULL}};
    static const struct col lines[] = {{"name", COL_LINK, "/council/statements/", "code", NULL},
                                       {"code", COL_UNDER, NULL, NULL, NULL},
                                       {"unit_price", COL_WHOLE, NULL, NULL, NULL},
                                       {"standard", COL_WHOLE, NULL, NULL, NULL},
                                       {"asked", COL_WHOLE, NULL, NULL, NULL},
                                       {"now", COL_WHOLE, NULL, NULL, NULL}};

    static const struct col cuts[] = {{"code", COL_LINK, "/council/cuts/", "code", NULL},
                                      {"line_name", COL_UNDER, NULL, NULL, NULL},
                                      {"mover", COL_PLAIN, NULL, NULL, NULL},
                                      {"kind", COL_TAG, "delta", NULL, NULL},
                                      {"amount", COL_WHOLE, NULL, NULL, NULL},
                                      {"accepted", COL_WHOLE, NULL, NULL, NULL},
                                      {"state", COL_TAG, "delta_state", NULL, NULL},
                                      {"vote_code", COL_LINK, "/council/votes/", "vote_code", NULL},
                                      {"reason", COL_PLAIN, NULL, NULL, NULL}};

    p->cuts = (struct table_view){.type = &statement_cut_type,
                                  .rows = p->s.cut,
                                  .n = p->s.cuts,
                                  .cols = cuts,
                                  .ncols = ARRAY_LEN(cuts),
                                  .caption = tr(r->lang, TR("การปรับลดและแปรญัตติในชั้นสภา"))};
    p->years = (struct table_view){.type = &statement_year_type,
                                   .rows = p->s.year,
                                   .n = STATEMENT_YEARS,
                                   .cols = years,
                                   .ncols = ARRAY_LEN(years),
                                   .caption = tr(r->lang, TR("ย้อนหลังสามปี"))};
    p->lines = (struct table_view){.type = &statement_line_type,
                                   .rows = p->s.line,
                                   .n = p->s.lines,
                                   .cols = lines,
                                   .ncols = ARRAY_LEN(lines),
                                   .caption = tr(r->lang, TR("รายการ"))};
}

static bool read_questions(struct req *r, struct statement_page *p, struct err *e)
{
    static const struct col cols[] = {{"code", COL_LINK, "/council/questions/", "code", NULL},
                                      {"question", COL_PLAIN, NULL, NULL, NULL},
                                      {"asker", COL_UNDER, NULL, NULL, NULL},
                                      {"state", COL_TAG, "cq_state", NULL, NULL},
                                      {"due", COL_PLAIN, NULL, NULL, NULL}};
    const struct statement_subject *of = &p->s.subject;
    const struct council_question_filter f = {.year = of->year,
                                              .ordinance = -1,
                                              .line_id = of->line_id,
                                              .unit_id = of->line_id ? 0 : of->unit_id};
    struct rows rows;

    if (!council_question_list(r->db, r->a, &r->session.actor, &f, r->now_ms, &rows, e))
        return false;
    p->questions =
        (struct table_view){.type = &council_question_type,
                            .rows = rows.p,
                            .n = rows.n,
                            .cols = cols,
                            .ncols = ARRAY_LEN(cols),
                            .caption = tr(r->lang, TR("คำถามของสภา")),
                            .empty = tr(r->lang, TR("ยังไม่มีคำถามเรื่องนี้"))};
    p->ask_path = str_format(r->a, "/council/questions?subject=%.*s:%.*s&ordinance=%lld#ask",
                             STR_FMT(of->kind), STR_FMT(of->code), (long long)of->ordinance);
    return true;
}

static void what_may(struct req *r, struct statement_page *p)
{
    const struct actor *who = &r->session.actor;
    const struct statement_note *n = &p->s.note;

    p->is_line = p->s.subject.line_id != 0;
    p->many = p->s.lines > 1;
    p->sees_draft = statement_sees_draft(who, &p->s.subject);
    p->may_write = statement_may_write(who, &p->s.subject);
    p->may_approve = statement_may_approve(who, &p->s.subject);
    p->waits = str_eq(n->state, STR("drafted"));
    p->returned = str_eq(n->state, STR("returned"));
    p->own = who->user_id != 0 && str_eq(n->words_by, who->name);
    p->has_words = n->words.n > 0;
    p->has_said = n->said.n > 0;
    p->may_ask = council_question_may_ask(who);
}

struct words_ctx {
    struct str code, event, text;
    int64_t year, version;
    struct form form;
};

static void fill_forms(struct req *r, struct statement_page *p, const struct words_ctx *c)
{
    form_of(r, words_fields, ARRAY_LEN(words_fields), &p->words);
    form_of(r, back_fields, ARRAY_LEN(back_fields), &p->back);
    form_find(&p->words, "words")->value = p->s.note.words;
    if (!c || c->form.n == 0)
        return;
    p->wrong = true;
    *(str_eq(c->event, STR("write")) ? &p->words : &p->back) = c->form;
}

static void fill(struct req *r, struct statement_page *p)
{
    const struct statement *s = &p->s;
    const struct statement_word *w = statement_find(s, "output");

    p->output = w ? w->title : STR_NONE;
    w = statement_find(s, "goal");
    p->goal = w ? w->title : STR_NONE;
    p->reason = pick(r, s, "package", &p->reason_n);
    p->answer = pick(r, s, "answer", &p->answer_n);
    p->result = pick(r, s, "result", &p->result_n);
    show_stages(r, p);
    show_tables(r, p);
    if (s->lines == 1) {
        p->price = statement_price(r->a, &s->line[0]);
        p->above = s->line[0].standard.satang &&
                   money_cmp(s->line[0].unit_price, s->line[0].standard) > 0;
    }
    if (p->is_line)
        p->line_path = str_format(r->a, "/lines/%.*s", STR_FMT(s->subject.code));
}

static bool one_show(struct req *r, const struct words_ctx *c, struct str refused, int status,
                     struct reply *ret, struct err *e)
{
    struct statement_page page = {.csrf = r->session.csrf, .refused = refused};
    struct param crumb[] = {{tr(r->lang, TR("คำถามของสภา")), STR("/council/questions")},
                            {tr(r->lang, TR("คำชี้แจง")), STR("/council/statements")}};
    struct page_head head = {.nav = STR("/council/questions"), .crumb = crumb, .ncrumb = 2};
    struct str code = r->seg[0];

    if (!statement_load(r->db, r->a, &r->session.actor, r->year, code, &page.s, e))
        return false;
    head.table_path = str_format(r->a, "/council/statements/%.*s", STR_FMT(code));
    if (r->format != FORMAT_HTML)
        return reply_table(r, &statement_year_type, page.s.year, STATEMENT_YEARS, NULL, STR_NONE,
                           code, ret, e);
    if (!read_questions(r, &page, e))
        return false;
    what_may(r, &page);
    fill(r, &page);
    fill_forms(r, &page, c);
    page.action = str_format(r->a, "/council/statements/%.*s", STR_FMT(code));
    page.title = head.title = page.s.subject.name;
    if (!REPLY_PAGE(r, &head, statement, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool statement_page(struct req *r, struct reply *ret, struct err *e)
{
    return one_show(r, NULL, STR_NONE, 200, ret, e);
}

/* ---- its words ---- */

static bool write_words(struct act *by, void *ctx, struct err *e)
{
    const struct words_ctx *c = ctx;

    return statement_write(by, c->year, c->code, c->version, c->text, e);
}

static bool approve_words(struct act *by, void *ctx, struct err *e)
{
    const struct words_ctx *c = ctx;

    return statement_approve(by, c->year, c->code, c->version, e);
}

static bool return_words(struct act *by, void *ctx, struct err *e)
{
    const struct words_ctx *c = ctx;

    return statement_return(by, c->year, c->code, c->version, c->text, e);
}

static bool done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct words_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/council/statements/%.*s?year=%lld", STR_FMT(c->code), (long long)c->year), ret);
    return true;
}

static bool refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct words_ctx *c = ctx;
    struct err again = {0};

    if (e->code == ERR_FORBIDDEN || e->code == ERR_SCOPE || e->code == ERR_NOT_FOUND)
        return false;
    if (c->form.n == 0)
        return one_show(r, NULL, word_error(r->a, e, r->lang), err_http(e->code), ret, &again);
    form_refuse(&c->form, r, e);
    return one_show(r, c, STR_NONE, err_http(e->code), ret, &again);
}

bool statement_act_post(struct req *r, struct reply *ret, struct err *e)
{
    struct words_ctx *c = ARENA_NEW(r->a, struct words_ctx);
    bool write, approve;

    *c = (struct words_ctx){.code = r->seg[0], .event = r->seg[1], .year = r->year};
    if (str_eq(c->event, STR("print")))
        return council_print(r, "statement", c->code, c->year, ret, e);
    write = str_eq(c->event, STR("write"));
    approve = str_eq(c->event, STR("approve"));
    if (!write && !approve && !str_eq(c->event, STR("return"))) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(c->event));
        return false;
    }
    if (!req_int(r, "version", 0, INT64_MAX, 0, &c->version, e))
        return false;
    r->refused = refused;
    if (approve)
        return req_write(r, approve_words, done, c, ret, e);
    if (write)
        form_of(r, words_fields, ARRAY_LEN(words_fields), &c->form);
    else
        form_of(r, back_fields, ARRAY_LEN(back_fields), &c->form);
    form_read(&c->form, r);
    if (!form_check(&c->form, r))
        return one_show(r, c, STR_NONE, 400, ret, e);
    c->text = form_value(&c->form, write ? "words" : "reason");
    return req_write(r, write ? write_words : return_words, done, c, ret, e);
}
