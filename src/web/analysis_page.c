#include "web/analysis_page.h"

#include "base/arena.h"
#include "city/param.h"
#include "city/year.h"
#include "plan/cycle.h"
#include "plan/history.h"
#include "plan/section.h"
#include "views.h"
#include "web/words.h"

/* ---- reading ---- */

const struct check_view *check_views(struct req *r, const struct rows *rows)
{
    const struct check_row *c = rows->p;
    struct check_view *v = ARENA_ARRAY(r->a, struct check_view, rows->n);

    for (size_t i = 0; i < rows->n; i++) {
        enum param_id p;
        struct err e;

        v[i] = (struct check_view){.row = c[i], .say = r->lang == LANG_EN ? c[i].en : c[i].th};
        if (param_find(c[i].source, &p, &e)) {
            v[i].rule = param_name(p, r->lang);
            v[i].rule_path = str_format(r->a, "/parameters/%.*s", STR_FMT(c[i].source));
        }
    }
    return v;
}

/* The three years of a line in one sentence: 2565 1,000 (paid 900). */
static struct str past_of(struct req *r, const struct rows *past, struct str code)
{
    const struct history_row *h = past->p;
    struct sbuf b;

    sbuf_init(&b, r->a, 1024);
    for (size_t i = 0; i < past->n; i++) {
        if (!str_eq(h[i].code, code))
            continue;
        sbuf_printf(&b, "%s%lld: ", b.n ? " · " : "", (long long)h[i].year);
        if (h[i].enacted.satang == MONEY_MISSING.satang)
            SB_LIT(&b, "–");
        else
            money_put(&b, h[i].enacted, MONEY_WHOLE);
        if (h[i].paid.satang == MONEY_MISSING.satang)
            continue;
        SB_LIT(&b, " (");
        sbuf_add(&b, tr(r->lang, TR("จ่าย")));
        SB_LIT(&b, " ");
        money_put(&b, h[i].paid, MONEY_WHOLE);
        SB_LIT(&b, ")");
    }
    return sbuf_str(&b);
}

static struct str sum_of(struct req *r, const struct analysis_line *l)
{
    struct sbuf b;

    if (l->unit_price.satang == 0)
        return STR_NONE;
    sbuf_init(&b, r->a, 512);
    sbuf_add(&b, milli_text(r->a, l->quantity_milli));
    sbuf_printf(&b, " %.*s × ", STR_FMT(l->unit_word));
    money_put(&b, l->unit_price, MONEY_WHOLE);
    if (l->times != 1)
        sbuf_printf(&b, " × %lld", (long long)l->times);
    if (l->months != 1)
        sbuf_printf(&b, " × %lld", (long long)l->months);
    return sbuf_str(&b);
}

static struct str field_of(struct req *r, const char *kind, struct str code)
{
    return req_field(r, str_cstr(r->a, str_format(r->a, "%s-%.*s", kind, STR_FMT(code))));
}

static bool read_lines(struct req *r, const struct analysis_sheet *s, struct analysis_page *page,
                       struct err *e)
{
    bool typed = r->method == METHOD_POST && req_field(r, "word").n;
    const struct analysis_line *l = s->lines.p;
    struct analysis_line_view *v = ARENA_ARRAY(r->a, struct analysis_line_view, s->lines.n);
    struct rows past;

    if (!history_of_package(r->db, r->a, page->package.id, &past, e))
        return false;
    for (size_t i = 0; i < s->lines.n; i++) {
        bool none = l[i].analyst.satang == MONEY_MISSING.satang;

        v[i] = (struct analysis_line_view){
            .line = l[i],
            .sum = sum_of(r, &l[i]),
            .past = past_of(r, &past, l[i].code),
            .amount = money_text(r->a, none ? l[i].requested : l[i].analyst, MONEY_WHOLE),
            .why = l[i].reason,
            .cut = !none && money_cmp(l[i].analyst, l[i].requested) < 0};
        if (typed) {
            v[i].amount = field_of(r, "amount", l[i].code);
            v[i].why = field_of(r, "why", l[i].code);
        }
    }
    page->line = v;
    page->line_n = s->lines.n;
    page->asked = s->asked;
    page->given = s->given;
    page->changed = page->now.version > 0 && money_cmp(page->now.asked, s->asked) != 0;
    return true;
}

static void read_forms(struct req *r, const struct analysis_sheet *s, struct analysis_page *page)
{
    const struct analysis_row *f = s->forms.p;
    struct analysis_form_view *v = ARENA_ARRAY(r->a, struct analysis_form_view, s->forms.n);
    struct str class = req_query(r, "form"), line = req_query(r, "line");
    size_t here = s->forms.n;

    if (r->method == METHOD_POST && req_field(r, "class").n) {
        class = req_field(r, "class");
        line = req_field(r, "line");
    }
    for (size_t i = 0; i < s->forms.n; i++) {
        bool asked = str_eq(f[i].class, class) && str_eq(f[i].line_code, line);

        v[i] = (struct analysis_form_view){
            .row = f[i],
            .name = r->lang == LANG_EN ? f[i].class_en : f[i].class_th,
            .path = str_format(r->a, "/packages/%.*s/analysis?form=%.*s&line=%.*s&year=%lld#form",
                               STR_FMT(page->code), STR_FMT(f[i].class), STR_FMT(f[i].line_code),
                               (long long)page->year),
            .done = str_eq(f[i].state, STR("done"))};
        page->forms_done += v[i].done;
        if (asked || (here == s->forms.n && class.n == 0 && !v[i].done))
            here = i;
    }
    if (here == s->forms.n && s->forms.n)
        here = 0;
    if (s->forms.n) {
        v[here].here = true;
        page->at = f[here];
        page->at_name = v[here].name;
        page->has_form = true;
    }
    page->form = v;
    page->form_n = s->forms.n;
}

static const struct form_choice *choices_of(struct req *r, const struct analysis_value *q,
                                            size_t *ret_n)
{
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, 64);
    struct str rest = q->choices, piece;
    size_t n = 1;

    c[0] = (struct form_choice){STR_NONE, STR("–")};
    if (str_eq(q->kind, STR("yesno"))) {
        c[n++] = (struct form_choice){STR("yes"), tr(r->lang, TR("ใช่"))};
        c[n++] = (struct form_choice){STR("no"), tr(r->lang, TR("ไม่ใช่"))};
    }
    while (n < 64 && rest.n && str_split(&rest, '|', &piece)) {
        c[n] = (struct form_choice){str_trim(piece), str_trim(piece)};
        n++;
    }
    *ret_n = n;
    return c;
}

static enum form_kind kind_of(struct str kind)
{
    return str_eq(kind, STR("text"))                                    ? FORM_LONG
           : str_eq(kind, STR("money"))                                 ? FORM_MONEY
           : str_eq(kind, STR("number"))                                ? FORM_TEXT
                                                                        : FORM_CHOICE;
}

/* The questions as fields q1, q2, ...; required ones are marked, a draft may leave them. */
static bool read_answers(struct req *r, struct analysis_page *page, struct err *e)
{
    const struct analysis_value *q;
    struct rows values;
    bool typed = r->method == METHOD_POST && req_field(r, "class").n;

    if (!page->has_form)
        return true;
    if (!analysis_values(r->db, r->a, &page->at, &values, e))
        return false;
    q = values.p;
    page->answers.n = values.n;
    page->answers.field = ARENA_ARRAY(r->a, struct form_field, values.n);
    for (size_t i = 0; i < values.n; i++) {
        struct form_field *f = &page->answers.field[i];
        struct str label = r->lang == LANG_EN ? q[i].en : q[i].th;

        f->name = str_cstr(r->a, str_format(r->a, "q%lld", (long long)q[i].n));
        f->kind = kind_of(q[i].kind);
        f->label = str_cstr(r->a, q[i].required ? str_format(r->a, "%.*s *", STR_FMT(label)) : label);
        f->max = 4000;
        f->value = typed ? req_field(r, f->name) : q[i].value;
        if (f->kind == FORM_CHOICE)
            f->choice = choices_of(r, &q[i], &f->choices);
    }
    return true;
}

static bool read_beside(struct req *r, struct analysis_page *page, struct err *e)
{
    const struct clearance *c;
    struct clearance_view *v;
    struct reason_choice *why;
    struct param_rows t;
    struct rows checks, clearances;

    if (!package_checks(r->db, r->a, page->package.id, r->lang, &checks, e) ||
        !package_check_counts(r->db, r->a, page->package.id, &page->counts, e) ||
        !clearance_of_package(r->db, r->a, page->package.id, &clearances, e) ||
        !param_table(r->db, r->a, PARAM_CUT_REASONS, r->year, &t, e))
        return false;
    page->check = check_views(r, &checks);
    page->check_n = checks.n;
    c = clearances.p;
    v = ARENA_ARRAY(r->a, struct clearance_view, clearances.n);
    for (size_t i = 0; i < clearances.n; i++)
        v[i] = (struct clearance_view){c[i], clearance_class_name(c[i].class, r->lang)};
    page->clearance = v;
    page->clearance_n = clearances.n;
    why = ARENA_ARRAY(r->a, struct reason_choice, t.rows);
    for (size_t i = 0; i < t.rows; i++)
        why[i].text = param_cell(&t, i, "reason");
    page->reason = why;
    page->reason_n = t.rows;
    return true;
}

static bool read_rights(struct req *r, struct analysis_page *page, struct err *e)
{
    const struct package *p = &page->package;
    struct fiscal_year y;
    struct err no;

    if (!year_get(r->db, r->a, r->year, &y, e))
        return false;
    page->may = actor_check(&r->session.actor, PERM_ANALYSE, p->agency_id, p->division, &no) &&
                !actor_belongs(&r->session.actor, p->agency_id) &&
                (str_eq(p->state, STR("SUBMITTED")) || str_eq(p->state, STR("ANALYST_ACCEPTED")));
    page->open = page->may && cycle_open_stage(y.stage) == STAGE_ANALYST;
    return true;
}

/* ---- the page ---- */

static void choose_word(struct req *r, struct analysis_page *page)
{
    struct str word = r->method == METHOD_POST ? req_field(r, "word") : page->now.word;

    page->why = r->method == METHOD_POST && word.n ? req_field(r, "reason") : page->now.reason;
    if (word.n == 0)
        word = page->now.word;
    page->support = str_eq(word, STR("support")) || str_eq(word, STR("none"));
    page->reduce = str_eq(word, STR("reduce"));
    page->reject = str_eq(word, STR("reject"));
}

static bool show(struct req *r, struct analysis_page *page, int status, struct reply *ret,
                 struct err *e)
{
    struct param crumb[2] = {{tr(r->lang, TR("คำขอตั้งงบประมาณ")), STR("/packages")}};
    struct page_head head = {.nav = STR("/packages"), .crumb = crumb, .ncrumb = 2};
    struct analysis_sheet sheet;
    const struct package *p = &page->package;

    page->year = r->year;
    page->csrf = r->session.csrf;
    if (!package_see(r->db, r->a, &r->session.actor, r->year, r->seg[0], &page->package, e) ||
        !recommendation_get(r->db, r->a, p->id, &page->now, e) ||
        !analysis_sheet_get(r->db, r->a, r->year, p->id, &sheet, e))
        return false;
    page->code = p->code;
    read_forms(r, &sheet, page);
    choose_word(r, page);
    if (!read_lines(r, &sheet, page, e) || !read_answers(r, page, e) || !read_beside(r, page, e) ||
        !read_rights(r, page, e))
        return false;
    page->title = p->title;
    head.title = str_format(r->a, "%.*s %.*s", STR_FMT(tr(r->lang, TR("วิเคราะห์"))),
                            STR_FMT(p->title));
    page->agency_name =
        r->lang == LANG_EN && p->agency_name_en.n ? p->agency_name_en : p->agency_name_th;
    page->action = str_format(r->a, "/packages/%.*s/analysis", STR_FMT(p->code));
    crumb[1] = (struct param){p->title, str_format(r->a, "/packages/%.*s", STR_FMT(p->code))};
    head.table_path = page->action;
    if (!REPLY_PAGE(r, &head, analysis, page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool analysis_page(struct req *r, struct reply *ret, struct err *e)
{
    struct analysis_page page = {0};
    struct analysis_sheet sheet;
    struct package p;

    if (r->format == FORMAT_HTML)
        return show(r, &page, 200, ret, e);
    return package_see(r->db, r->a, &r->session.actor, r->year, r->seg[0], &p, e) &&
           analysis_sheet_get(r->db, r->a, r->year, p.id, &sheet, e) &&
           reply_table(r, &analysis_line_type, sheet.lines.p, sheet.lines.n, NULL, STR_NONE,
                       str_format(r->a, "%.*s-analysis", STR_FMT(p.code)), ret, e);
}

static bool back_to(struct req *r, struct str part, struct reply *ret)
{
    reply_redirect(r,
                   str_format(r->a, "/packages/%.*s/analysis#%.*s", STR_FMT(r->seg[0]),
                              STR_FMT(part)),
                   ret);
    return true;
}

bool analysis_forms_table(struct req *r, struct reply *ret, struct err *e)
{
    struct analysis_sheet sheet;
    struct package p;

    if (r->format == FORMAT_HTML)
        return back_to(r, STR("form"), ret);
    return package_see(r->db, r->a, &r->session.actor, r->year, r->seg[0], &p, e) &&
           analysis_sheet_get(r->db, r->a, r->year, p.id, &sheet, e) &&
           reply_table(r, &analysis_row_type, sheet.forms.p, sheet.forms.n, NULL, STR_NONE,
                       str_format(r->a, "%.*s-forms", STR_FMT(p.code)), ret, e);
}

bool recommendations_table(struct req *r, struct reply *ret, struct err *e)
{
    struct package p;
    struct rows rows;

    if (r->format == FORMAT_HTML)
        return back_to(r, STR("recommend"), ret);
    return package_see(r->db, r->a, &r->session.actor, r->year, r->seg[0], &p, e) &&
           recommendation_list(r->db, r->a, p.id, &rows, e) &&
           reply_table(r, &recommendation_type, rows.p, rows.n, NULL, STR_NONE,
                       str_format(r->a, "%.*s-recommendations", STR_FMT(p.code)), ret, e);
}

/* ---- the recommendation ---- */

struct recommend_ctx {
    struct recommend new;
};

static bool recommend_write(struct act *by, void *ctx, struct err *e)
{
    const struct recommend_ctx *c = ctx;

    return recommend(by, &c->new, e);
}

static bool recommend_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    (void)ctx;
    (void)e;
    reply_done(r, str_format(r->a, "/packages/%.*s/analysis", STR_FMT(r->seg[0])), ret);
    return true;
}

static bool recommend_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct analysis_page page = {.refused = word_error(r->a, e, r->lang)};
    struct err again = {0};

    (void)ctx;
    return show(r, &page, err_http(e->code), ret, &again);
}

/* The lines as the form has them: amount-CODE and why-CODE. Empty amounts keep what was asked. */
static bool read_typed(struct req *r, struct recommend *n, struct err *e)
{
    struct recommend_line *l = ARENA_ARRAY(r->a, struct recommend_line, r->nform);

    for (size_t i = 0; i < r->nform; i++) {
        struct str name = r->form[i].name, code, typed = str_trim(r->form[i].value);

        if (!str_starts(name, STR("amount-")) || typed.n == 0)
            continue;
        code = str_slice(name, 7, name.n);
        if (!money_parse(typed, &l[n->n].amount, e))
            return false;
        l[n->n].line_code = code;
        l[n->n].reason = str_trim(field_of(r, "why", code));
        n->n++;
    }
    n->line = l;
    return true;
}

bool analysis_recommend_post(struct req *r, struct reply *ret, struct err *e)
{
    struct recommend_ctx *c = ARENA_NEW(r->a, struct recommend_ctx);

    c->new = (struct recommend){.year = r->year,
                                .code = r->seg[0],
                                .word = req_field(r, "word"),
                                .reason = str_trim(req_field(r, "reason"))};
    r->refused = recommend_refused;
    if (!req_int(r, "version", 0, INT64_MAX, 0, &c->new.version, e))
        return false;
    if (!str_eq(c->new.word, STR("reject")) && !read_typed(r, &c->new, e))
        return recommend_refused(r, c, ret, e);
    return req_write(r, recommend_write, recommend_done, c, ret, e);
}

/* ---- a form ---- */

struct form_ctx {
    struct analysis_save save;
};

static bool form_write(struct act *by, void *ctx, struct err *e)
{
    const struct form_ctx *c = ctx;

    return analysis_save(by, &c->save, e);
}

static bool form_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct form_ctx *c = ctx;

    (void)e;
    reply_done(r,
               c->save.done
                   ? str_format(r->a, "/packages/%.*s/analysis#form", STR_FMT(r->seg[0]))
                   : str_format(r->a, "/packages/%.*s/analysis?form=%.*s&line=%.*s#form",
                                STR_FMT(r->seg[0]), STR_FMT(c->save.class),
                                STR_FMT(c->save.line_code)),
               ret);
    return true;
}

static bool form_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct analysis_page page = {.form_error = word_error(r->a, e, r->lang)};
    struct err again = {0};

    (void)ctx;
    return show(r, &page, err_http(e->code), ret, &again);
}

bool analysis_form_post(struct req *r, struct reply *ret, struct err *e)
{
    enum { QUESTIONS = 60 };
    struct form_ctx *c = ARENA_NEW(r->a, struct form_ctx);
    struct str *value = ARENA_ARRAY(r->a, struct str, QUESTIONS);

    for (size_t i = 0; i < QUESTIONS; i++)
        value[i] = req_field(r, str_cstr(r->a, str_format(r->a, "q%zu", i + 1)));
    c->save = (struct analysis_save){.year = r->year,
                                     .code = r->seg[0],
                                     .line_code = req_field(r, "line"),
                                     .class = req_field(r, "class"),
                                     .value = value,
                                     .n = QUESTIONS,
                                     .done = str_eq(req_field(r, "do"), STR("done"))};
    r->refused = form_refused;
    return req_int(r, "version", 0, INT64_MAX, 0, &c->save.version, e) &&
           req_write(r, form_write, form_done, c, ret, e);
}
