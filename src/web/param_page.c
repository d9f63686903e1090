#include "web/param_page.h"

#include "base/arena.h"
#include "city/law.h"
#include "views.h"
#include "web/words.h"

enum { VALUE_MAX = 60000, REASON_MAX = 1000 };

/* ---- the list ---- */

bool params_page(struct req *r, struct reply *ret, struct err *e)
{
    static const struct col cols[] = {{"name", COL_LINK, "/parameters/", "code", NULL},
                                      {"code", COL_UNDER, NULL, NULL, NULL},
                                      {"value", COL_PLAIN, NULL, NULL, NULL},
                                      {"initial", COL_PLAIN, NULL, NULL, NULL},
                                      {"source", COL_PLAIN, NULL, NULL, NULL},
                                      {"legal", COL_UNDER, NULL, NULL, NULL},
                                      {"from_year", COL_YEAR, NULL, NULL, NULL},
                                      {"from_date", COL_PLAIN, NULL, NULL, NULL},
                                      {"changed_by", COL_PLAIN, NULL, NULL, NULL},
                                      {"approved_by", COL_UNDER, NULL, NULL, NULL},
                                      {"waiting", COL_PLAIN, NULL, NULL, NULL},
                                      {"coming", COL_PLAIN, NULL, NULL, NULL}};
    struct params_page page = {.year = r->year};
    struct page_head head = {.nav = STR("/parameters"), .table_path = STR("/parameters")};
    const struct param_row *row;
    struct rows rows;

    if (!param_list(r->db, r->a, r->year, r->today, r->lang, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &param_row_type, rows.p, rows.n, NULL, STR_NONE, STR("parameters"),
                           ret, e);
    row = rows.p;
    page.title = head.title = tr(r->lang, TR("ค่ากำหนด"));
    page.n = (int64_t)rows.n;
    for (size_t i = 0; i < rows.n; i++) {
        page.unconfirmed += row[i].from_year == 0;
        page.waiting += row[i].waiting;
    }
    page.table = (struct table_view){.type = &param_row_type,
                                     .rows = rows.p,
                                     .n = rows.n,
                                     .cols = cols,
                                     .ncols = ARRAY_LEN(cols),
                                     .caption = page.title,
                                     .remember = STR("parameters")};
    table_sort(r, &page.table);
    return REPLY_PAGE(r, &head, params, &page, ret, e);
}

/* ---- one parameter: its form ---- */

static void make_form(struct req *r, enum param_id p, struct str value, struct form *f)
{
    static const struct form_field plain[] = {
        {.name = "value", .label = TR("ค่าใหม่"), .required = true, .max = VALUE_MAX},
        {.name = "from_year",
         .kind = FORM_TEXT,
         .label = TR("ใช้ตั้งแต่ปีงบประมาณ พ.ศ."),
         .required = true,
         .max = 4},
        {.name = "from_date",
         .kind = FORM_TEXT,
         .label = TR("มีผลตั้งแต่วันที่"),
         .hint = TR("เช่น 1/10/2566 วันนี้หรือหลังจากนี้ ก่อนถึงวันนี้ถอนคืนได้"),
         .required = true,
         .max = 40},
        {.name = "reason",
         .kind = FORM_LONG,
         .label = TR("เหตุผล"),
         .required = true,
         .max = REASON_MAX},
        {.name = "source", .kind = FORM_TEXT, .label = TR("อ้างอิงกฎหมาย ระเบียบ หรือมติ"), .max = 300},
    };
    const struct param_choice *c;
    struct form_choice *choice;
    struct sbuf b;
    size_t n;

    f->n = ARRAY_LEN(plain);
    f->field = ARENA_ARRAY(r->a, struct form_field, f->n);
    for (size_t i = 0; i < f->n; i++)
        f->field[i] = plain[i];
    f->field[0].kind = FORM_TEXT;
    f->field[0].value = value;
    if (param_kind(p) == PARAM_TABLE) {
        f->field[0].kind = FORM_LONG;
        f->field[0].hint = TR("แถวแรกคือหัวตาราง คั่นช่องด้วยจุลภาค วางจากแฟ้ม CSV ได้");
    } else if (param_kind(p) == PARAM_BP || param_kind(p) == PARAM_GROWTH) {
        f->field[0].hint = TR("ร้อยละ ทศนิยมไม่เกิน 2 ตำแหน่ง");
    } else if (param_kind(p) == PARAM_MONEY) {
        f->field[0].hint = TR("บาท");
    } else if (param_kind(p) == PARAM_CHOICE) {
        c = param_choices(r->a, p, &n);
        choice = ARENA_ARRAY(r->a, struct form_choice, n);
        for (size_t i = 0; i < n; i++)
            choice[i] = (struct form_choice){c[i].word, r->lang == LANG_EN ? c[i].en : c[i].th};
        f->field[0].kind = FORM_CHOICE;
        f->field[0].choice = choice;
        f->field[0].choices = n;
    }
    f->field[1].value = str_format(r->a, "%lld", (long long)r->year);
    sbuf_init(&b, r->a, 64);
    date_put(&b, r->today, DATE_SHORT, LANG_TH);
    f->field[2].value = sbuf_str(&b);
}

/* ---- one parameter: its page ---- */

static const struct param_line *lines_of(struct req *r, const struct str *s, size_t n)
{
    struct param_line *l = ARENA_ARRAY(r->a, struct param_line, n);

    for (size_t i = 0; i < n; i++)
        l[i].text = s[i];
    return l;
}

static bool fill_value(struct req *r, enum param_id p, struct param_value_view *v,
                       const struct param_row *now, bool may, struct err *e)
{
    struct param_new n = {p, v->v.from_year, v->v.from_date, v->v.value, v->v.reason, v->v.source};
    struct param_preview pre;
    bool proposed = str_eq(v->v.state, STR("proposed"));
    bool coming = date_cmp(v->v.from_date, r->today) > 0;

    v->is_table = param_kind(p) == PARAM_TABLE;
    v->shown = param_shown(r->a, p, v->v.value, r->lang);
    v->own = str_eq(v->v.proposed_by, r->session.actor.name);
    v->may_approve = may && proposed && !v->own && date_cmp(v->v.from_date, r->today) >= 0;
    v->may_withdraw = may && (proposed || (str_eq(v->v.state, STR("approved")) && coming));
    v->state = v->v.state;
    if (str_eq(v->v.state, STR("approved")) && !coming)
        v->state = now->from_year == v->v.from_year &&
                           date_cmp(now->from_date, v->v.from_date) == 0 &&
                           str_eq(now->value, v->shown)
                       ? STR("in_force")
                       : STR("approved");
    if (!v->may_withdraw)
        return true;
    /* from its day on: a day that has passed is looked at as it was */
    if (!param_preview(r->db, r->a, &n, v->v.from_date, &pre, e))
        return false;
    v->was = param_shown(r->a, p, pre.before, r->lang);
    v->gone = lines_of(r, pre.gone, pre.gone_n);
    v->gone_n = pre.gone_n;
    v->come = lines_of(r, pre.new, pre.new_n);
    v->come_n = pre.new_n;
    return true;
}

static bool read_values(struct req *r, enum param_id p, const struct param_row *now,
                        struct param_page *page, struct err *e)
{
    struct param_value_view *open, *past;
    const struct param_value *v;
    struct rows rows;

    if (!param_history(r->db, r->a, p, &rows, e))
        return false;
    v = rows.p;
    open = ARENA_ARRAY(r->a, struct param_value_view, rows.n);
    past = ARENA_ARRAY(r->a, struct param_value_view, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        struct param_value_view *x = &past[page->past_n];

        x->v = v[i];
        if (!fill_value(r, p, x, now, page->may, e))
            return false;
        page->past_n++;
        if (str_eq(v[i].state, STR("proposed")) ||
            (str_eq(v[i].state, STR("approved")) && date_cmp(v[i].from_date, r->today) > 0))
            open[page->open_n++] = *x;
    }
    page->open = open;
    page->past = past;
    return true;
}

static bool read_now(struct req *r, enum param_id p, struct param_page *page,
                     struct param_row *ret_now, struct str *ret_value, struct err *e)
{
    struct param_row_view *row;
    struct param_rows t;
    struct rows rows;

    if (!param_list(r->db, r->a, r->year, r->today, r->lang, &rows, e))
        return false;
    *ret_now = ((const struct param_row *)rows.p)[p];
    page->value = ret_now->value;
    page->initial = ret_now->initial;
    page->source = ret_now->source;
    page->from_year = ret_now->from_year;
    page->is_default = ret_now->from_year == 0;
    page->is_table = param_kind(p) == PARAM_TABLE;
    if (!page->is_table && param_kind(p) > PARAM_MONEY)
        return param_text(r->db, r->a, p, r->year, ret_value, e);
    if (!page->is_table) {
        *ret_value = ret_now->value;
        return true;
    }
    if (!param_table(r->db, r->a, p, r->year, &t, e))
        return false;
    row = ARENA_ARRAY(r->a, struct param_row_view, t.rows);
    for (size_t i = 0; i < t.rows; i++)
        row[i] = (struct param_row_view){lines_of(r, &t.cell[i * t.columns], t.columns), t.columns};
    page->row = row;
    page->row_n = t.rows;
    page->head = lines_of(r, t.column, t.columns);
    page->head_n = t.columns;
    return param_text(r->db, r->a, p, r->year, ret_value, e);
}

/* What the page says beyond what is stored: a form as typed, its preview, a refusal. */
struct param_said {
    const struct form *form;
    const struct param_preview *pre;
    struct str refused;
    int status;
};

static bool param_show(struct req *r, struct str code, const struct param_said *said,
                       struct reply *ret, struct err *e)
{
    const struct param_preview *pre = said->pre;
    struct param_page page = {.year = r->year, .csrf = r->session.csrf, .code = code};
    struct param crumb = {tr(r->lang, TR("ค่ากำหนด")), STR("/parameters")};
    struct page_head head = {.nav = STR("/parameters"), .crumb = &crumb, .ncrumb = 1};
    struct param_row now;
    struct law_ref rule;
    struct str value;
    enum param_id p;

    page.may = actor_may(&r->session.actor, PERM_PARAM);
    page.refused = said->refused;
    if (!param_find(code, &p, e) || !read_now(r, p, &page, &now, &value, e) ||
        !read_values(r, p, &now, &page, e))
        return false;
    if (!law_of(r->db, r->a, "param", code, &rule, e))
        return false;
    page.rule = law_ref_text(&rule, r->lang);
    page.rule_path = rule.path;
    page.title = head.title = param_name(p, r->lang);
    page.action = str_format(r->a, "/parameters/%.*s", STR_FMT(code));
    head.table_path = page.action;
    if (said->form)
        page.form = *said->form;
    else
        make_form(r, p, value, &page.form);
    if (pre) {
        page.preview = true;
        page.same = pre->same;
        page.before = param_shown(r->a, p, pre->before, r->lang);
        page.after = param_shown(r->a, p, pre->after, r->lang);
        page.until_year = pre->until_year;
        page.gone = lines_of(r, pre->gone, pre->gone_n);
        page.gone_n = pre->gone_n;
        page.come = lines_of(r, pre->new, pre->new_n);
        page.come_n = pre->new_n;
    }
    if (!REPLY_PAGE(r, &head, param, &page, ret, e))
        return false;
    ret->status = said->status;
    return true;
}

bool param_page(struct req *r, struct reply *ret, struct err *e)
{
    enum param_id p;
    struct rows rows;

    if (r->format == FORMAT_HTML)
        return param_show(r, r->seg[0], &(struct param_said){.status = 200}, ret, e);
    return param_find(r->seg[0], &p, e) && param_history(r->db, r->a, p, &rows, e) &&
           reply_table(r, &param_value_type, rows.p, rows.n, NULL, STR_NONE, r->seg[0], ret, e);
}

/* ---- proposing ---- */

struct param_ctx {
    struct str code, reason;
    struct form form;
    struct param_new new;
    int64_t number;
};

static bool propose_write(struct act *by, void *ctx, struct err *e)
{
    struct param_ctx *c = ctx;

    return param_propose(by, &c->new, &c->number, e);
}

static bool changed(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct param_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/parameters/%.*s", STR_FMT(c->code)), ret);
    return true;
}

static bool propose_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct param_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return param_show(r, c->code,
                      &(struct param_said){.form = &c->form, .status = err_http(e->code)}, ret,
                      &again);
}

static void read_date(struct req *r, struct form *f, struct date *ret)
{
    struct str s = form_value(f, "from_date");
    struct err iso = {0}, th = {0};

    if (s.n && !date_parse_th(s, ret, &th) && !date_parse_iso(s, ret, &iso))
        form_wrong(f, "from_date", word_error(r->a, &th, r->lang));
}

bool param_post(struct req *r, struct reply *ret, struct err *e)
{
    struct param_ctx *c = ARENA_NEW(r->a, struct param_ctx);
    struct param_preview pre;
    struct err why = {0};
    int32_t year = 0;

    c->code = r->seg[0];
    if (!param_find(c->code, &c->new.param, e))
        return false;
    make_form(r, c->new.param, STR_NONE, &c->form);
    form_read(&c->form, r);
    form_check(&c->form, r);
    if (form_value(&c->form, "from_year").n &&
        !fy_parse(form_value(&c->form, "from_year"), &year, &why))
        form_wrong(&c->form, "from_year", word_error(r->a, &why, r->lang));
    read_date(r, &c->form, &c->new.from_date);
    c->new.from_year = year;
    c->new.value = form_value(&c->form, "value");
    c->new.reason = form_value(&c->form, "reason");
    c->new.source = form_value(&c->form, "source");
    if (c->form.wrong)
        return param_show(r, c->code, &(struct param_said){.form = &c->form, .status = 400}, ret,
                          e);
    if (str_eq(req_field(r, "do"), STR("preview"))) {
        if (!param_preview(r->db, r->a, &c->new, r->today, &pre, &why))
            return propose_refused(r, c, ret, &why);
        return param_show(
            r, c->code, &(struct param_said){.form = &c->form, .pre = &pre, .status = 200}, ret, e);
    }
    r->refused = propose_refused;
    return req_write(r, propose_write, changed, c, ret, e);
}

/* ---- approving and withdrawing ---- */

static bool approve_write(struct act *by, void *ctx, struct err *e)
{
    const struct param_ctx *c = ctx;

    return param_approve(by, c->new.param, c->number, e);
}

static bool withdraw_write(struct act *by, void *ctx, struct err *e)
{
    const struct param_ctx *c = ctx;

    return param_withdraw(by, c->new.param, c->number, c->reason, e);
}

static bool change_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct param_ctx *c = ctx;
    struct err again = {0};

    return param_show(
        r, c->code,
        &(struct param_said){.refused = word_error(r->a, e, r->lang), .status = err_http(e->code)},
        ret, &again);
}

static bool change_post(struct req *r, req_write_fn *fn, struct reply *ret, struct err *e)
{
    struct param_ctx *c = ARENA_NEW(r->a, struct param_ctx);
    struct str digits = r->seg[1];

    c->code = r->seg[0];
    c->reason = req_field(r, "reason");
    for (size_t i = 0; i < digits.n && i < 9; i++) {
        if (digits.p[i] >= '0' && digits.p[i] <= '9')
            c->number = c->number * 10 + (digits.p[i] - '0');
    }
    if (!param_find(c->code, &c->new.param, e))
        return false;
    r->refused = change_refused;
    return req_write(r, fn, changed, c, ret, e);
}

bool param_approve_post(struct req *r, struct reply *ret, struct err *e)
{
    return change_post(r, approve_write, ret, e);
}

bool param_withdraw_post(struct req *r, struct reply *ret, struct err *e)
{
    return change_post(r, withdraw_write, ret, e);
}
