/* integrated_page.c - plans across agencies: the list, one plan, and what is done on it. */
#include "base/arena.h"
#include "plan/cycle.h"
#include "plan/section.h"
#include "views.h"
#include "web/integrated_form.h"
#include "web/words.h"

static bool may_keep(const struct req *r)
{
    struct err e;

    return actor_check_city(&r->session.actor, PERM_CYCLE, &e) ||
           actor_check_city(&r->session.actor, PERM_GOAL, &e);
}

/* ---- the list ---- */

static void list_tables(struct req *r, struct integrated_list_page *page, const struct rows *plans,
                        const struct rows *loose, const void *total)
{
    static const struct col cols[] = {
        {"name", COL_LINK, "/integrated/", "code", NULL}, {"code", COL_UNDER, NULL, NULL, NULL},
        {"lead_name", COL_PLAIN, NULL, NULL, NULL},       {"agencies", COL_PLAIN, NULL, NULL, NULL},
        {"packages", COL_PLAIN, NULL, NULL, NULL},        {"step", COL_PLAIN, NULL, NULL, NULL},
        {"requested", COL_WHOLE, NULL, NULL, NULL},       {"now", COL_WHOLE, NULL, NULL, NULL}};
    static const struct col loose_cols[] = {{"title", COL_LINK, "/packages/", "code", NULL},
                                            {"code", COL_UNDER, NULL, NULL, NULL},
                                            {"agency_name", COL_PLAIN, NULL, NULL, NULL},
                                            {"state", COL_TAG, "state", NULL, NULL},
                                            {"now", COL_WHOLE, NULL, NULL, NULL}};

    page->table = (struct table_view){.type = &integrated_row_type,
                                      .rows = plans->p,
                                      .n = plans->n,
                                      .cols = cols,
                                      .ncols = ARRAY_LEN(cols),
                                      .total = total,
                                      .caption = page->title,
                                      .empty = tr(r->lang, TR("ปีนี้ยังไม่มีแผนงานบูรณาการ"))};
    page->loose = (struct table_view){.type = &integrated_package_type,
                                      .rows = loose->p,
                                      .n = loose->n,
                                      .cols = loose_cols,
                                      .ncols = ARRAY_LEN(loose_cols),
                                      .caption = tr(r->lang, TR("ยังไม่อยู่ในแผนใด"))};
    page->has_loose = loose->n > 0;
    page->loose_n = (int64_t)loose->n;
    page->many = loose->n == 200;
}

static bool list_show(struct req *r, const struct form *form, int status, struct reply *ret,
                      struct err *e)
{
    struct integrated_list_page page = {.year = r->year, .csrf = r->session.csrf};
    struct page_head head = {.nav = STR("/integrated"), .table_path = STR("/integrated")};
    struct integrated_row total = {.code = STR_NONE};
    struct overlap_counts count;
    const struct integrated_row *row;
    struct rows rows, loose;

    if (!integrated_list(r->db, r->a, r->year, r->lang, &rows, e))
        return false;
    row = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        total.requested = money_add(total.requested, row[i].requested);
        total.now = money_add(total.now, row[i].now);
        page.complete += row[i].step == INTEGRATED_STEPS;
    }
    if (r->format != FORMAT_HTML)
        return reply_table(r, &integrated_row_type, rows.p, rows.n, &total, STR_NONE,
                           STR("integrated"), ret, e);
    if (!integrated_loose(r->db, r->a, r->year, &loose, e) ||
        !overlap_count(r->db, r->a, r->year, &count, e))
        return false;
    page.title = head.title = tr(r->lang, TR("งบประมาณรายจ่ายบูรณาการ"));
    page.n = (int64_t)rows.n;
    page.now = total.now;
    page.open = count.open;
    page.may = may_keep(r);
    page.wrong = form != NULL;
    list_tables(r, &page, &rows, &loose, &total);
    if (form)
        page.form = *form;
    else if (page.may && !plan_form(r, NULL, &page.form, e))
        return false;
    if (!REPLY_PAGE(r, &head, integrated_list, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool integrated_page(struct req *r, struct reply *ret, struct err *e)
{
    return list_show(r, NULL, 200, ret, e);
}

/* ---- one plan ---- */

/* The forms of the page; those that came back wrong are kept as typed. */
struct plan_forms {
    const struct form *prove, *join, *put, *edit;
};

static bool read_steps(struct req *r, const struct integrated *p, struct integrated_page *page,
                       struct err *e)
{
    const struct integrated_step *s;
    struct step_view *v = ARENA_ARRAY(r->a, struct step_view, INTEGRATED_STEPS);
    bool en = r->lang == LANG_EN;

    if (!integrated_steps(r->db, r->a, p, &s, &page->done, e))
        return false;
    for (size_t i = 0; i < INTEGRATED_STEPS; i++) {
        struct evidence_view *ev = ARENA_ARRAY(r->a, struct evidence_view, s[i].evidence_n);

        for (size_t k = 0; k < s[i].evidence_n; k++) {
            ev[k].v = s[i].evidence[k];
            ev[k].own = ev[k].v.number == 0;
            ev[k].stage = ev[k].own ? cycle_label(ev[k].v.doc_no, r->lang) : STR_NONE;
            ev[k].sides = side_words(r->a, ev[k].v.parties, r->lang);
            ev[k].withdrawn = ev[k].v.withdrawn_by.n > 0;
        }
        v[i] = (struct step_view){
            .step = s[i].step,
            .name = str_from(en ? s[i].en : s[i].th),
            .needs = str_from(en ? s[i].needs_en : s[i].needs_th),
            .counts = s[i].state == STEP_COUNTS,
            .waiting = s[i].state == STEP_WAITING,
            .none = s[i].state == STEP_NONE,
            .ev = ev,
            .ev_n = s[i].evidence_n,
            .files = s[i].files,
            .files_path =
                str_format(r->a, "/attachments?subject=%.*s&back=/integrated/%.*s",
                           STR_FMT(integrated_subject(r->a, p, s[i].step)), STR_FMT(p->code))};
    }
    page->step = v;
    page->step_n = INTEGRATED_STEPS;
    return true;
}

static bool read_parties(struct req *r, const struct integrated *p, struct integrated_page *page,
                         struct err *e)
{
    static const struct col cols[] = {{"name", COL_LINK, "/agencies/", "code", NULL},
                                      {"part", COL_UNDER, NULL, NULL, NULL},
                                      {"lead", COL_YES, NULL, NULL, NULL},
                                      {"packages", COL_PLAIN, NULL, NULL, NULL},
                                      {"requested", COL_WHOLE, NULL, NULL, NULL},
                                      {"now", COL_WHOLE, NULL, NULL, NULL},
                                      {"share", COL_BAR, NULL, NULL, NULL}};
    struct integrated_party *total = ARENA_NEW(r->a, struct integrated_party);
    const struct integrated_party *y;
    struct rows rows;

    if (!integrated_parties(r->db, r->a, p, r->lang, &rows, e))
        return false;
    y = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        total->requested = money_add(total->requested, y[i].requested);
        total->now = money_add(total->now, y[i].now);
        total->share.bp += y[i].share.bp;
        page->may_put = page->may_put || actor_belongs(&r->session.actor, y[i].agency_id);
    }
    page->requested = total->requested;
    page->now = total->now;
    page->agencies = (int64_t)rows.n;
    page->parties = (struct table_view){.type = &integrated_party_type,
                                        .rows = rows.p,
                                        .n = rows.n,
                                        .cols = cols,
                                        .ncols = ARRAY_LEN(cols),
                                        .total = total,
                                        .caption = tr(r->lang, TR("หน่วยงานที่ร่วมแผน"))};
    return true;
}

static bool read_packages(struct req *r, const struct integrated *p, struct integrated_page *page,
                          struct err *e)
{
    struct plan_package_view *v;
    struct str sight;
    struct rows rows;

    if (!sight_of(r->db, r->a, &r->session.actor, &sight, e) ||
        !integrated_packages(r->db, r->a, p, sight, &rows, e))
        return false;
    v = ARENA_ARRAY(r->a, struct plan_package_view, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        v[i] = (struct plan_package_view){((const struct integrated_package *)rows.p)[i],
                                          page->may || page->may_put};
    page->package = v;
    page->package_n = rows.n;
    return true;
}

static bool make_forms(struct req *r, const struct integrated *p, const struct plan_forms *f,
                       struct integrated_page *page, struct err *e)
{
    if (page->may && !plan_form(r, p, &page->edit, e))
        return false;
    if (page->may)
        join_form(r, &page->edit, &page->join);
    evidence_form(r, &page->prove);
    put_form(r, &page->put);
    page->prove = f->prove ? *f->prove : page->prove;
    page->join = f->join ? *f->join : page->join;
    page->put = f->put ? *f->put : page->put;
    page->edit = f->edit ? *f->edit : page->edit;
    page->prove_wrong = f->prove != NULL;
    page->join_wrong = f->join != NULL;
    page->edit_wrong = f->edit != NULL;
    page->put_wrong = f->put != NULL;
    return true;
}

static bool plan_show(struct req *r, struct str code, const struct plan_forms *f,
                      struct str refused, int status, struct reply *ret, struct err *e)
{
    struct integrated_page page = {.year = r->year, .csrf = r->session.csrf, .refused = refused};
    struct param crumb = {tr(r->lang, TR("งบประมาณรายจ่ายบูรณาการ")), STR("/integrated")};
    struct page_head head = {.nav = STR("/integrated"), .crumb = &crumb, .ncrumb = 1};
    struct integrated p;
    bool en = r->lang == LANG_EN;

    if (!integrated_get(r->db, r->a, r->year, code, &p, e))
        return false;
    page.may = may_keep(r);
    page.may_put = page.may || actor_may(&r->session.actor, PERM_ANALYSE);
    if (!read_steps(r, &p, &page, e) || !read_parties(r, &p, &page, e) ||
        !read_packages(r, &p, &page, e) || !make_forms(r, &p, f, &page, e))
        return false;
    page.title = head.title = en && p.name_en.n ? p.name_en : p.name_th;
    page.lead_name = en && p.lead_name_en.n ? p.lead_name_en : p.lead_name_th;
    page.lead_code = p.lead_code;
    page.purpose = p.purpose;
    page.code = code;
    page.version = p.version;
    page.packages = p.packages;
    page.drafts = p.drafts;
    page.action = str_format(r->a, "/integrated/%.*s", STR_FMT(code));
    head.table_path = page.action;
    if (!REPLY_PAGE(r, &head, integrated, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool integrated_one_page(struct req *r, struct reply *ret, struct err *e)
{
    struct plan_forms none = {0};
    struct integrated p;
    struct rows rows;

    if (r->format == FORMAT_HTML)
        return plan_show(r, r->seg[0], &none, STR_NONE, 200, ret, e);
    return integrated_get(r->db, r->a, r->year, r->seg[0], &p, e) &&
           integrated_parties(r->db, r->a, &p, r->lang, &rows, e) &&
           reply_table(r, &integrated_party_type, rows.p, rows.n, NULL, STR_NONE, p.code, ret, e);
}

bool integrated_packages_page(struct req *r, struct reply *ret, struct err *e)
{
    struct integrated p;
    struct str sight;
    struct rows rows;

    if (!integrated_get(r->db, r->a, r->year, r->seg[0], &p, e) ||
        !sight_of(r->db, r->a, &r->session.actor, &sight, e) ||
        !integrated_packages(r->db, r->a, &p, sight, &rows, e))
        return false;
    if (r->format == FORMAT_HTML) {
        reply_redirect(r, str_format(r->a, "/integrated/%.*s#packages", STR_FMT(p.code)), ret);
        return true;
    }
    return reply_table(r, &integrated_package_type, rows.p, rows.n, NULL, STR_NONE,
                       str_format(r->a, "%.*s-packages", STR_FMT(p.code)), ret, e);
}

/* ---- what is done ---- */

struct plan_ctx {
    struct str code, arg, text;
    struct form form;
    struct integrated_new new;
    struct evidence_new evidence;
    int64_t year, number;
};

static struct plan_ctx *plan_ctx(struct req *r)
{
    struct plan_ctx *c = ARENA_NEW(r->a, struct plan_ctx);

    c->code = r->seg[0];
    c->arg = r->seg[1];
    c->year = r->year;
    return c;
}

static bool plan_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct plan_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/integrated/%.*s", STR_FMT(c->code)), ret);
    return true;
}

static bool plan_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct plan_ctx *c = ctx;
    struct plan_forms none = {0};
    struct err again = {0};

    return plan_show(r, c->code, &none, word_error(r->a, e, r->lang), err_http(e->code), ret,
                     &again);
}

static bool new_write(struct act *by, void *ctx, struct err *e)
{
    const struct plan_ctx *c = ctx;

    return integrated_add(by, &c->new, e);
}

static bool new_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct plan_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return list_show(r, &c->form, err_http(e->code), ret, &again);
}

bool integrated_new_post(struct req *r, struct reply *ret, struct err *e)
{
    struct plan_ctx *c = plan_ctx(r);

    if (!plan_form(r, NULL, &c->form, e))
        return false;
    if (!plan_form_read(r, &c->form, &c->new))
        return list_show(r, &c->form, 400, ret, e);
    c->code = c->new.code;
    r->refused = new_refused;
    return req_write(r, new_write, plan_done, c, ret, e);
}

static bool edit_write(struct act *by, void *ctx, struct err *e)
{
    const struct plan_ctx *c = ctx;

    return integrated_edit(by, &c->new, e);
}

static bool edit_again(struct req *r, struct plan_ctx *c, int status, struct reply *ret,
                       struct err *e)
{
    struct plan_forms f = {.edit = &c->form};

    return plan_show(r, c->code, &f, STR_NONE, status, ret, e);
}

static bool edit_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct plan_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return edit_again(r, c, err_http(e->code), ret, &again);
}

bool integrated_edit_post(struct req *r, struct reply *ret, struct err *e)
{
    struct plan_ctx *c = plan_ctx(r);
    struct integrated p;

    if (!integrated_get(r->db, r->a, r->year, c->code, &p, e) || !plan_form(r, &p, &c->form, e))
        return false;
    if (!plan_form_read(r, &c->form, &c->new))
        return edit_again(r, c, 400, ret, e);
    c->new.code = c->code;
    if (!req_int(r, "version", 0, INT64_MAX, 0, &c->new.version, e))
        return false;
    r->refused = edit_refused;
    return req_write(r, edit_write, plan_done, c, ret, e);
}

static bool prove_write(struct act *by, void *ctx, struct err *e)
{
    struct plan_ctx *c = ctx;

    return integrated_prove(by, c->year, c->code, &c->evidence, &c->number, e);
}

static bool prove_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct plan_ctx *c = ctx;
    struct plan_forms f = {.prove = &c->form};
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return plan_show(r, c->code, &f, STR_NONE, err_http(e->code), ret, &again);
}

bool integrated_prove_post(struct req *r, struct reply *ret, struct err *e)
{
    struct plan_ctx *c = plan_ctx(r);
    struct plan_forms f = {.prove = &c->form};

    evidence_form(r, &c->form);
    if (!evidence_form_read(r, &c->form, &c->evidence))
        return plan_show(r, c->code, &f, STR_NONE, 400, ret, e);
    r->refused = prove_refused;
    return req_write(r, prove_write, plan_done, c, ret, e);
}

static bool withdraw_write(struct act *by, void *ctx, struct err *e)
{
    const struct plan_ctx *c = ctx;

    return integrated_withdraw(by, c->year, c->code, c->number, c->text, e);
}

bool integrated_withdraw_post(struct req *r, struct reply *ret, struct err *e)
{
    struct plan_ctx *c = plan_ctx(r);

    for (size_t i = 0; i < c->arg.n && i < 9; i++)
        c->number = c->number * 10 + (c->arg.p[i] - '0');
    c->text = str_trim(req_field(r, "reason"));
    r->refused = plan_refused;
    return req_write(r, withdraw_write, plan_done, c, ret, e);
}

static bool join_write(struct act *by, void *ctx, struct err *e)
{
    const struct plan_ctx *c = ctx;

    return integrated_join(by, c->year, c->code, c->arg, c->text, e);
}

static bool join_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct plan_ctx *c = ctx;
    struct plan_forms f = {.join = &c->form};
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return plan_show(r, c->code, &f, STR_NONE, err_http(e->code), ret, &again);
}

bool integrated_join_post(struct req *r, struct reply *ret, struct err *e)
{
    struct plan_ctx *c = plan_ctx(r);
    struct plan_forms f = {.join = &c->form};

    if (!plan_form(r, NULL, &c->form, e))
        return false;
    join_form(r, &c->form, &c->form);
    form_read(&c->form, r);
    if (!form_check(&c->form, r))
        return plan_show(r, c->code, &f, STR_NONE, 400, ret, e);
    c->arg = form_value(&c->form, "agency");
    c->text = form_value(&c->form, "part");
    r->refused = join_refused;
    return req_write(r, join_write, plan_done, c, ret, e);
}

static bool leave_write(struct act *by, void *ctx, struct err *e)
{
    const struct plan_ctx *c = ctx;

    return integrated_leave(by, c->year, c->code, c->arg, e);
}

bool integrated_leave_post(struct req *r, struct reply *ret, struct err *e)
{
    struct plan_ctx *c = plan_ctx(r);

    c->arg = str_trim(req_field(r, "agency"));
    r->refused = plan_refused;
    return req_write(r, leave_write, plan_done, c, ret, e);
}

static bool put_write(struct act *by, void *ctx, struct err *e)
{
    const struct plan_ctx *c = ctx;

    return integrated_put(by, c->year, c->code, c->arg, e);
}

static bool put_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct plan_ctx *c = ctx;
    struct plan_forms f = {.put = &c->form};
    struct err again = {0};

    form_wrong(&c->form, "package", word_error(r->a, e, r->lang));
    return plan_show(r, c->code, &f, STR_NONE, err_http(e->code), ret, &again);
}

bool integrated_put_post(struct req *r, struct reply *ret, struct err *e)
{
    struct plan_ctx *c = plan_ctx(r);
    struct plan_forms f = {.put = &c->form};

    put_form(r, &c->form);
    form_read(&c->form, r);
    if (!form_check(&c->form, r))
        return plan_show(r, c->code, &f, STR_NONE, 400, ret, e);
    c->arg = form_value(&c->form, "package");
    r->refused = put_refused;
    return req_write(r, put_write, plan_done, c, ret, e);
}

static bool out_write(struct act *by, void *ctx, struct err *e)
{
    const struct plan_ctx *c = ctx;

    return integrated_take_out(by, c->year, c->code, c->arg, e);
}

bool integrated_out_post(struct req *r, struct reply *ret, struct err *e)
{
    struct plan_ctx *c = plan_ctx(r);

    c->arg = str_trim(req_field(r, "package"));
    r->refused = plan_refused;
    return req_write(r, out_write, plan_done, c, ret, e);
}
