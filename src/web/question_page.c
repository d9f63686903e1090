#include "web/question_page.h"

#include "base/arena.h"
#include "city/year.h"
#include "plan/request.h"
#include "plan/section.h"
#include "plan/write.h"
#include "sql_web.h"
#include "views.h"
#include "web/words.h"

enum { ANSWER_MAX = 4000 };

struct kind_row {
    struct str kind;
};
static const struct field kind_fields[] = {COL(struct kind_row, kind)};
static const struct row_type kind_type = ROW_TYPE(struct kind_row, kind_fields);

bool seen_package(struct req *r, struct package *ret, bool *ret_edit, struct err *e)
{
    struct fiscal_year y;
    struct err no;

    if (!package_see(r->db, r->a, &r->session.actor, r->year, r->seg[0], ret, e) ||
        !year_get(r->db, r->a, r->year, &y, e))
        return false;
    *ret_edit =
        actor_check(&r->session.actor, PERM_REQUEST_WRITE, ret->agency_id, ret->division, &no) &&
        check_editable(ret->state, y.stage, &no) &&
        package_place_check(r->db, r->a, &r->session.actor, ret, &no);
    return true;
}

/* What was typed and came back with an error. */
struct question_ctx {
    struct package p;
    bool edit;
    int64_t year;
    struct str refused;
    const struct answer_new *typed;
    size_t typed_n;
    struct form option, output;
    struct unit_option o;
    struct level_output out;
    bool remove;
};

static struct form option_form(struct req *r)
{
    static const struct form_field plain[] = {
        {.name = "number", .kind = FORM_HIDDEN, .label = TR("ที่")},
        {.name = "option_version", .kind = FORM_HIDDEN, .label = TR("รุ่น")},
        {.name = "kind", .kind = FORM_CHOICE, .label = TR("ใครทำ"), .required = true},
        {.name = "title", .kind = FORM_TEXT, .label = TR("ทางเลือก"), .required = true, .max = 1000},
        {.name = "cost", .kind = FORM_MONEY, .label = TR("ต้นทุน (บาท)"), .required = true},
        {.name = "outcome", .kind = FORM_TEXT, .label = TR("ได้อะไร"), .max = 1000},
        {.name = "chosen", .kind = FORM_CHECK, .label = TR("เลือกทางนี้")},
        {.name = "why", .kind = FORM_TEXT, .label = TR("เพราะ"), .max = 1000},
    };
    static const char *const kinds[] = {"own", "bma", "state", "private", "joint"};
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, ARRAY_LEN(kinds));
    struct form f = {.n = ARRAY_LEN(plain)};

    f.field = ARENA_ARRAY(r->a, struct form_field, f.n);
    for (size_t i = 0; i < f.n; i++)
        f.field[i] = plain[i];
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        c[i] = (struct form_choice){str_from(kinds[i]),
                                    word_label("optionkind", str_from(kinds[i]), r->lang)};
    f.field[2].choice = c;
    f.field[2].choices = ARRAY_LEN(kinds);
    return f;
}

static struct form output_form(struct req *r)
{
    static const struct form_field plain[] = {
        {.name = "output_version", .kind = FORM_HIDDEN, .label = TR("รุ่น")},
        {.name = "output",
         .kind = FORM_TEXT,
         .label = TR("ผลผลิต"),
         .required = true,
         .max = 1000,
         .hint = TR("เช่น คลองที่ขุดลอก ผู้ป่วยที่ได้ตรวจ นักเรียนที่ได้อาหารเช้า")},
        {.name = "output_quantity",
         .kind = FORM_NUMBER,
         .label = TR("ปริมาณที่ระดับนี้เพิ่ม"),
         .required = true},
        {.name = "output_unit",
         .kind = FORM_TEXT,
         .label = TR("หน่วยนับ"),
         .required = true,
         .max = 60},
    };
    struct form f = {.n = ARRAY_LEN(plain)};

    f.field = ARENA_ARRAY(r->a, struct form_field, f.n);
    for (size_t i = 0; i < f.n; i++)
        f.field[i] = plain[i];
    return f;
}

/* ---- the page ---- */

static void fill_ask(struct req *r, const struct question_ctx *c, const struct rows *answers,
                     const struct questions_asked *asked, int64_t number, struct ask_view *v)
{
    const struct question *q = &questions[number - 1];
    const struct answer_row *w = answers->p;

    *v = (struct ask_view){.number = number,
                           .title = lang_pick(r->lang, q->th, q->en),
                           .hint = lang_pick(r->lang, q->hint_th, q->hint_en),
                           .must = asked->must[number],
                           .unit_wide = q->unit_wide};
    for (size_t i = 0; i < answers->n; i++) {
        struct sbuf b;

        if (w[i].question != number || w[i].level != (q->unit_wide ? 0 : c->p.level))
            continue;
        sbuf_init(&b, r->a, 200);
        value_put_text(&b, V(w[i].at), r->lang);
        v->words = w[i].words;
        v->version = w[i].version;
        v->by_user = w[i].by_user;
        v->at = sbuf_str(&b);
    }
    v->answered = v->words.n > 0;
    for (size_t i = 0; i < c->typed_n; i++) {
        if (c->typed[i].question == number) {
            v->words = c->typed[i].words;
            v->version = c->typed[i].version;
        }
    }
}

static bool read_asks(struct req *r, const struct question_ctx *c, struct question_page *page,
                      struct err *e)
{
    struct ask_view *v = ARENA_ARRAY(r->a, struct ask_view, QUESTIONS);
    struct questions_asked asked;
    struct rows answers;
    struct kind_row k;

    if (!db_one(r->db, r->a, &Q_PAGE_UNIT_KIND, ARGS(V(c->p.unit_id)), &kind_type, &k, e) ||
        !questions_asked(r->db, r->a, r->year, k.kind, c->p.level_kind, &asked, e) ||
        !answer_list(r->db, r->a, c->p.unit_id, c->p.level, &answers, e))
        return false;
    for (int64_t i = 1; i <= QUESTIONS; i++) {
        fill_ask(r, c, &answers, &asked, i, &v[i - 1]);
        page->answered += v[i - 1].answered;
        page->must += asked.must[i];
        page->missing += asked.must[i] && !v[i - 1].answered;
    }
    page->ask = v;
    page->ask_n = QUESTIONS;
    page->least = asked.options;
    return true;
}

static bool read_options(struct req *r, const struct question_ctx *c, struct question_page *page,
                         struct err *e)
{
    struct option_view *v;
    struct level_output out;
    struct rows rows;
    bool found;

    if (!option_list(r->db, r->a, c->p.unit_id, &rows, e) ||
        !level_output_get(r->db, r->a, c->p.id, &out, &found, e))
        return false;
    v = ARENA_ARRAY(r->a, struct option_view, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        v[i].o = ((const struct unit_option *)rows.p)[i];
        v[i].kind = word_label("optionkind", v[i].o.kind, r->lang);
    }
    page->option = v;
    page->option_n = rows.n;
    page->option_form = c->option;
    page->output_form = c->output;
    page->has_output = found;
    if (found && !c->output.wrong) {
        struct form *f = &page->output_form;

        form_find(f, "output")->value = out.name;
        form_find(f, "output_quantity")->value = milli_text(r->a, out.quantity_milli);
        form_find(f, "output_unit")->value = out.unit_word;
        form_find(f, "output_version")->value = str_format(r->a, "%lld", (long long)out.version);
    }
    return true;
}

/* ?option=N opens that option in the form. */
static void open_option(struct req *r, struct question_page *page)
{
    struct str asked = req_query(r, "option");
    struct form *f = &page->option_form;

    for (size_t i = 0; i < page->option_n && asked.n && !f->wrong; i++) {
        const struct unit_option *o = &page->option[i].o;

        if (!str_eq(asked, str_format(r->a, "%lld", (long long)o->number)))
            continue;
        form_find(f, "number")->value = asked;
        form_find(f, "option_version")->value = str_format(r->a, "%lld", (long long)o->version);
        form_find(f, "kind")->value = o->kind;
        form_find(f, "title")->value = o->title;
        form_find(f, "cost")->value = money_text(r->a, o->cost, MONEY_WHOLE);
        form_find(f, "outcome")->value = o->outcome;
        form_find(f, "chosen")->value = o->chosen ? STR("1") : STR_NONE;
        form_find(f, "why")->value = o->why;
        page->option_open = true;
    }
    page->option_open = page->option_open || f->wrong;
}

static bool questions_show(struct req *r, const struct question_ctx *c, int status,
                           struct reply *ret, struct err *e)
{
    struct question_page page = {.csrf = r->session.csrf,
                                 .year = r->year,
                                 .refused = c->refused,
                                 .may_edit = c->edit,
                                 .package_title = c->p.title,
                                 .code = c->p.code,
                                 .level_kind = c->p.level_kind};
    struct param crumb[2] = {
        {tr(r->lang, TR("โต๊ะคำขอ")), str_format(r->a, "/requests/%.*s", STR_FMT(c->p.agency_code))},
        {c->p.title, str_format(r->a, "/packages/%.*s", STR_FMT(c->p.code))}};
    struct page_head head = {.nav = STR("/requests"), .crumb = crumb, .ncrumb = 2};
    struct rows history;

    if (!read_asks(r, c, &page, e) || !read_options(r, c, &page, e) ||
        !answer_history(r->db, r->a, c->p.unit_id, c->p.level, &history, e))
        return false;
    open_option(r, &page);
    page.back = crumb[1].value;
    page.action = head.table_path =
        str_format(r->a, "/packages/%.*s/questions", STR_FMT(c->p.code));
    page.title = head.title = tr(r->lang, TR("คำถามฐานศูนย์และทางเลือก"));
    page.has_history = history.n > 0;
    page.history = (struct table_view){.type = &answer_row_type,
                                       .rows = history.p,
                                       .n = history.n,
                                       .caption = tr(r->lang, TR("ทุกรุ่นของคำตอบ"))};
    if (!REPLY_PAGE(r, &head, questions, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

static bool begin(struct req *r, struct question_ctx **ret, struct err *e)
{
    struct question_ctx *c = ARENA_NEW(r->a, struct question_ctx);

    c->year = r->year;
    c->option = option_form(r);
    c->output = output_form(r);
    *ret = c;
    return seen_package(r, &c->p, &c->edit, e);
}

bool questions_page(struct req *r, struct reply *ret, struct err *e)
{
    struct question_ctx *c;
    struct rows rows;

    if (!begin(r, &c, e))
        return false;
    if (r->format == FORMAT_HTML)
        return questions_show(r, c, 200, ret, e);
    return answer_list(r->db, r->a, c->p.unit_id, c->p.level, &rows, e) &&
           reply_table(r, &answer_row_type, rows.p, rows.n, NULL, STR_NONE,
                       str_format(r->a, "%.*s-answers", STR_FMT(c->p.code)), ret, e);
}

bool options_page(struct req *r, struct reply *ret, struct err *e)
{
    struct question_ctx *c;
    struct rows rows;

    if (!begin(r, &c, e))
        return false;
    if (r->format == FORMAT_HTML) {
        reply_redirect(r, str_format(r->a, "/packages/%.*s/questions#options", STR_FMT(c->p.code)),
                       ret);
        return true;
    }
    return option_list(r->db, r->a, c->p.unit_id, &rows, e) &&
           reply_table(r, &unit_option_type, rows.p, rows.n, NULL, STR_NONE,
                       str_format(r->a, "%.*s-options", STR_FMT(c->p.code)), ret, e);
}

/* ---- saving ---- */

static bool saved(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct question_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/packages/%.*s/questions", STR_FMT(c->p.code)), ret);
    return true;
}

static bool refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct question_ctx *c = ctx;
    struct err again = {0};

    if (r->format == FORMAT_JSON) {
        reply_error(r, e, ret);
        return true;
    }
    c->refused = word_error(r->a, e, r->lang);
    return questions_show(r, c, err_http(e->code), ret, &again);
}

static bool answers_write(struct act *by, void *ctx, struct err *e)
{
    const struct question_ctx *c = ctx;

    return answers_put(by, c->year, c->p.code, c->typed, c->typed_n, e);
}

bool questions_post(struct req *r, struct reply *ret, struct err *e)
{
    struct answer_new *typed = ARENA_ARRAY(r->a, struct answer_new, QUESTIONS);
    struct question_ctx *c;

    if (!begin(r, &c, e))
        return false;
    for (int64_t i = 1; i <= QUESTIONS; i++) {
        const char *name = str_cstr(r->a, str_format(r->a, "q%lld", (long long)i));
        const char *version = str_cstr(r->a, str_format(r->a, "v%lld", (long long)i));
        struct answer_new *x = &typed[c->typed_n];

        if (!req_has(r, name))
            continue;
        *x = (struct answer_new){.question = i, .words = str_trim(req_field(r, name))};
        if (!req_int(r, version, 0, INT64_MAX, 0, &x->version, e))
            return false;
        c->typed_n++;
    }
    c->typed = typed;
    r->refused = refused;
    return req_write(r, answers_write, saved, c, ret, e);
}

static bool option_write(struct act *by, void *ctx, struct err *e)
{
    const struct question_ctx *c = ctx;
    int64_t number;

    return c->remove ? option_remove(by, c->year, c->p.code, c->o.number, c->o.version, e)
                     : option_put(by, c->year, c->p.code, &c->o, &number, e);
}

static bool option_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct question_ctx *c = ctx;

    form_refuse(&c->option, r, e);
    return refused(r, ctx, ret, e);
}

bool options_post(struct req *r, struct reply *ret, struct err *e)
{
    struct question_ctx *c;

    if (!begin(r, &c, e) || !req_int(r, "number", 0, INT64_MAX, 0, &c->o.number, e) ||
        !req_int(r, "option_version", 0, INT64_MAX, 0, &c->o.version, e))
        return false;
    c->remove = req_has(r, "remove");
    form_read(&c->option, r);
    if (!c->remove) {
        form_check(&c->option, r);
        form_money(&c->option, "cost", r, &c->o.cost);
        if (c->option.wrong)
            return questions_show(r, c, 400, ret, e);
    }
    c->o.kind = form_value(&c->option, "kind");
    c->o.title = form_value(&c->option, "title");
    c->o.outcome = form_value(&c->option, "outcome");
    c->o.chosen = form_value(&c->option, "chosen").n > 0;
    c->o.why = form_value(&c->option, "why");
    r->refused = option_refused;
    return req_write(r, option_write, saved, c, ret, e);
}

static bool output_write(struct act *by, void *ctx, struct err *e)
{
    const struct question_ctx *c = ctx;

    return level_output_put(by, c->year, c->p.code, &c->out, e);
}

static bool output_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct question_ctx *c = ctx;

    form_refuse(&c->output, r, e);
    return refused(r, ctx, ret, e);
}

bool output_post(struct req *r, struct reply *ret, struct err *e)
{
    struct question_ctx *c;

    if (!begin(r, &c, e) || !req_int(r, "output_version", 0, INT64_MAX, 0, &c->out.version, e))
        return false;
    form_read(&c->output, r);
    form_check(&c->output, r);
    form_milli(&c->output, "output_quantity", r, &c->out.quantity_milli);
    if (c->output.wrong)
        return questions_show(r, c, 400, ret, e);
    c->out.name = form_value(&c->output, "output");
    c->out.unit_word = form_value(&c->output, "output_unit");
    r->refused = output_refused;
    return req_write(r, output_write, saved, c, ret, e);
}
