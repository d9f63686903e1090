#include "web/resolution_page.h"

#include "allocate/proposal.h"
#include "base/arena.h"
#include "plan/committee.h"
#include "views.h"
#include "web/later.h"
#include "web/meeting_page.h"
#include "web/words.h"

enum { A_PAGE = 50, LINES_A_PAGE = 100 };

/* ---- the list ---- */

static bool read_filter(struct req *r, int64_t limit, struct resolution_filter *f, struct err *e)
{
    struct str stage = req_query(r, "stage");
    enum stage s;

    *f = (struct resolution_filter){
        .year = r->year, .stage = -1, .state = req_query(r, "state"), .limit = limit};
    if (stage.n) {
        if (!stage_parse(stage, &s, e))
            return false;
        f->stage = (int64_t)s;
    }
    return req_int(r, "before", 0, INT64_MAX, 0, &f->before_id, e);
}

static void stage_choices(struct req *r, struct form_field *f)
{
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, STAGE_COUNT + 1);
    size_t n = 0;

    c[n++] = (struct form_choice){STR_NONE, tr(r->lang, TR("ทุกขั้นตอน"))};
    for (enum stage s = STAGE_SUITABILITY; s < STAGE_ENACTED; s = (enum stage)(s + 1))
        c[n++] = (struct form_choice){str_from(stage_word(s)), stage_label(s, r->lang)};
    f->choice = c;
    f->choices = n;
}

static bool waiting_count(struct req *r, int64_t *ret, struct err *e)
{
    const struct resolution_filter f = {
        .year = r->year, .stage = -1, .state = STR_INIT("drafted"), .limit = 1000};
    struct rows rows;

    if (!resolution_list(r->db, r->a, &f, &rows, e))
        return false;
    *ret = (int64_t)rows.n;
    return true;
}

bool resolutions_page(struct req *r, struct reply *ret, struct err *e)
{
    struct resolutions_page page = {.year = r->year};
    struct page_head head = {.nav = STR("/resolutions"), .table_path = STR("/resolutions")};
    const struct resolution *row;
    struct resolution_filter f;
    struct rows rows;
    bool file = r->format != FORMAT_HTML;

    if (!read_filter(r, file ? LATER_ROWS : A_PAGE, &f, e) ||
        !resolution_list(r->db, r->a, &f, &rows, e))
        return false;
    row = rows.p;
    if (file)
        return reply_table(r, &resolution_type, rows.p, rows.n, NULL, STR_NONE,
                           str_format(r->a, "resolutions-%lld", (long long)r->year), ret, e);
    if (!waiting_count(r, &page.waiting, e))
        return false;
    page.title = head.title = tr(r->lang, TR("มติ"));
    page.may = actor_may(&r->session.actor, PERM_COMMITTEE);
    page.filtered = f.stage >= 0 || f.state.n > 0;
    page.paged = f.before_id > 0;
    page.stage = (struct form_field){"stage", FORM_CHOICE, TR("ขั้นตอน"), NULL,
                                     .value = req_query(r, "stage")};
    page.state = (struct form_field){"state", FORM_CHOICE, TR("สถานะ"), NULL, .value = f.state};
    stage_choices(r, &page.stage);
    word_choices(r, "resolution", TR("ทุกสถานะ"), &page.state);
    resolution_table(r, &rows, false, tr(r->lang, TR("ยังไม่มีมติ")), &page.table);
    if (rows.n == A_PAGE)
        page.next = str_format(r->a, "/resolutions?before=%lld&stage=%.*s&state=%.*s",
                               (long long)row[rows.n - 1].id, STR_FMT(page.stage.value),
                               STR_FMT(f.state));
    return REPLY_PAGE(r, &head, resolutions, &page, ret, e);
}

/* ---- one ---- */

static void packages_table(struct req *r, const struct rows *rows, struct table_view *ret)
{
    static const struct col cols[] = {{"title", COL_LINK, "/packages/", "code", NULL},
                                      {"code", COL_UNDER, NULL, NULL, NULL},
                                      {"agency_name", COL_UNDER, NULL, NULL, NULL},
                                      {"to_state", COL_TAG, "state", NULL, NULL},
                                      {"before", COL_WHOLE, NULL, NULL, NULL},
                                      {"amount", COL_WHOLE, NULL, NULL, NULL},
                                      {"change", COL_SIGNED, NULL, NULL, NULL}};

    *ret = (struct table_view){.type = &resolution_package_row_type,
                               .rows = rows->p,
                               .n = rows->n,
                               .cols = cols,
                               .ncols = ARRAY_LEN(cols),
                               .caption = tr(r->lang, TR("ข้อเสนอตามมติ")),
                               .empty = tr(r->lang, TR("มตินี้ไม่มีข้อเสนอ"))};
}

/* What the departures cost together. */
static bool read_departures(struct req *r, struct resolution_page *page, struct err *e)
{
    static const struct col cols[] = {{"title", COL_LINK, "/packages/", "code", NULL},
                                      {"agency_name", COL_UNDER, NULL, NULL, NULL},
                                      {"proposed", COL_WHOLE, NULL, NULL, NULL},
                                      {"amount", COL_WHOLE, NULL, NULL, NULL},
                                      {"change", COL_SIGNED, NULL, NULL, NULL},
                                      {"value", COL_SCORE, NULL, NULL, NULL},
                                      {"room", COL_SCORE, NULL, NULL, NULL},
                                      {"net", COL_SCORE, NULL, NULL, TR("ประมาณจากราคาเงิน")},
                                      {"loss_state", COL_WORD, "loss_state", NULL, NULL},
                                      {"loss_low", COL_SCORE, NULL, "loss_state", NULL},
                                      {"loss_high", COL_SCORE, NULL, "loss_state", NULL},
                                      {"reason", COL_PLAIN, NULL, NULL, NULL}};
    const struct departure_row *d;
    struct rows rows;

    if (!proposal_departures(r->db, r->a, page->r.id, &rows, e))
        return false;
    d = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        page->departure_money = money_add(page->departure_money, d[i].change);
        page->departure_value.millionths += d[i].value.millionths;
        page->departure_room.millionths += d[i].room.millionths;
        page->departure_net.millionths += d[i].net.millionths;
    }
    if (rows.n && !loss_of_all(r->db, r->a, page->r.id, &page->loss, &page->has_loss, e))
        return false;
    page->loss_found = page->has_loss && str_eq(page->loss.state, STR("found"));
    page->loss_exact = page->loss.low.millionths == page->loss.high.millionths;
    page->departures = (struct table_view){
        .type = &departure_row_type,
        .rows = rows.p,
        .n = rows.n,
        .cols = cols,
        .ncols = ARRAY_LEN(cols),
        .caption = tr(r->lang, TR("ที่ต่างจากข้อเสนอการจัดสรร")),
        .empty = tr(r->lang, TR("รับตามข้อเสนอการจัดสรรทุกข้อ"))};
    return true;
}

static void depart_form(struct req *r, struct form *f)
{
    static const struct form_field plain[] = {
        {.name = "package", .kind = FORM_TEXT, .label = TR("รหัสข้อเสนอ"), .required = true, .max = 60},
        {.name = "amount",
         .kind = FORM_MONEY,
         .label = TR("ให้จำนวน (บาท)"),
         .hint = TR("0 คือไม่ให้ ใส่เท่าข้อเสนอการจัดสรรเพื่อยกเลิกข้อที่ต่าง"),
         .required = true},
        {.name = "reason", .kind = FORM_TEXT, .label = TR("เหตุผล"), .required = true, .max = 2000}};

    f->n = ARRAY_LEN(plain);
    f->field = ARENA_ARRAY(r->a, struct form_field, f->n);
    for (size_t i = 0; i < f->n; i++)
        f->field[i] = plain[i];
}

static void read_rights(struct req *r, struct resolution_page *page)
{
    const struct resolution *x = &page->r;
    bool writes = actor_may(&r->session.actor, PERM_COMMITTEE);

    page->drafted = str_eq(x->state, STR("drafted"));
    page->cancelled = str_eq(x->state, STR("cancelled"));
    page->confirmed = !page->drafted && !page->cancelled;
    page->may_price = writes && x->departures > 0 && x->departures <= LOSSES_MOST;
    page->cut = str_eq(x->rule, STR("cut"));
    page->proposal = x->run_code.n > 0;
    page->own = page->drafted && str_eq(x->made_by, r->session.actor.name);
    page->may_confirm = page->drafted && !page->own && actor_may(&r->session.actor, PERM_DECIDE);
    page->may_cancel = page->drafted && writes;
    page->may_depart = page->drafted && writes && page->proposal;
    page->may_correct = str_eq(x->state, STR("confirmed")) && writes;
    page->has_lines = x->lines > 0;
}

static bool read_one(struct req *r, struct resolution_page *page, struct err *e)
{
    const struct resolution_package_row *p;
    struct rows rows, recused;
    enum stage stage;
    enum body b;
    int64_t after;

    if (!resolution_get(r->db, r->a, r->year, r->seg[0], &page->r, e) ||
        !body_parse(page->r.body, &b, e) || !stage_parse(page->r.stage_word, &stage, e) ||
        !req_int(r, "after", 0, INT64_MAX, 0, &after, e) ||
        !resolution_packages(r->db, r->a, page->r.id, after, A_PAGE, &rows, e) ||
        !resolution_recusals(r->db, r->a, page->r.id, &recused, e))
        return false;
    page->body_label = body_label(b, r->lang);
    page->stage_label = stage_label(stage, r->lang);
    page->path = str_format(r->a, "/resolutions/%.*s", STR_FMT(page->r.code));
    page->paged = after > 0;
    p = rows.p;
    if (rows.n == A_PAGE)
        page->next = str_format(r->a, "%.*s?after=%lld", STR_FMT(page->path),
                                (long long)p[rows.n - 1].package_id);
    packages_table(r, &rows, &page->packages);
    page->recusal = recused.p;
    page->recusal_n = recused.n;
    return !page->r.run_code.n || read_departures(r, page, e);
}

static bool one_show(struct req *r, const struct form *form, struct str refused, int status,
                     struct reply *ret, struct err *e)
{
    struct resolution_page page = {.year = r->year, .csrf = r->session.csrf, .refused = refused};
    struct param crumb = {tr(r->lang, TR("มติ")), STR("/resolutions")};
    struct page_head head = {.nav = STR("/resolutions"), .crumb = &crumb, .ncrumb = 1};

    if (!read_one(r, &page, e))
        return false;
    read_rights(r, &page);
    page.title = head.title = page.r.title;
    head.table_path = page.path;
    if (form)
        page.depart = *form;
    else if (page.may_depart)
        depart_form(r, &page.depart);
    if (!REPLY_PAGE(r, &head, resolution, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

struct file_ctx {
    int64_t id, after;
};

static bool package_rows(struct req *r, void *ctx, struct rows *ret, struct str *ret_next,
                         struct err *e)
{
    const struct file_ctx *c = ctx;
    const struct resolution_package_row *p;

    if (!resolution_packages(r->db, r->a, c->id, c->after, LATER_ROWS, ret, e))
        return false;
    p = ret->p;
    if (ret->n)
        *ret_next = next_key(r->a, ret->n == LATER_ROWS, p[ret->n - 1].package_id);
    return true;
}

static bool line_rows(struct req *r, void *ctx, struct rows *ret, struct str *ret_next,
                      struct err *e)
{
    const struct file_ctx *c = ctx;
    const struct resolution_line_row *l;

    if (!resolution_lines(r->db, r->a, c->id, c->after, LATER_ROWS, ret, e))
        return false;
    l = ret->p;
    if (ret->n)
        *ret_next = next_key(r->a, ret->n == LATER_ROWS, l[ret->n - 1].line_id);
    return true;
}

static bool file(struct req *r, later_fn *fn, const struct row_type *t, const char *name,
                 struct reply *ret, struct err *e)
{
    struct file_ctx *c = ARENA_NEW(r->a, struct file_ctx);
    struct resolution x;

    if (!resolution_get(r->db, r->a, r->year, r->seg[0], &x, e) ||
        !req_int(r, "after", 0, INT64_MAX, 0, &c->after, e))
        return false;
    c->id = x.id;
    return table_later(r, fn, c, t, str_format(r->a, "%.*s-%s", STR_FMT(x.code), name), ret, e);
}

bool resolution_page(struct req *r, struct reply *ret, struct err *e)
{
    if (r->format != FORMAT_HTML)
        return file(r, package_rows, &resolution_package_row_type, "packages", ret, e);
    return one_show(r, NULL, STR_NONE, 200, ret, e);
}

bool resolution_lines_page(struct req *r, struct reply *ret, struct err *e)
{
    static const struct col cols[] = {{"name", COL_LINK, "/lines/", "code", NULL},
                                      {"code", COL_UNDER, NULL, NULL, NULL},
                                      {"package_title", COL_LINK, "/packages/", "package_code", NULL},
                                      {"agency_name", COL_UNDER, NULL, NULL, NULL},
                                      {"requested", COL_WHOLE, NULL, NULL, NULL},
                                      {"before", COL_WHOLE, NULL, NULL, NULL},
                                      {"amount", COL_WHOLE, NULL, NULL, NULL},
                                      {"change", COL_SIGNED, NULL, NULL, NULL},
                                      {"above", COL_YES, NULL, NULL, NULL},
                                      {"reason", COL_PLAIN, NULL, NULL, NULL}};
    struct resolution_lines_page page = {.year = r->year};
    struct param crumb[2] = {{tr(r->lang, TR("มติ")), STR("/resolutions")}};
    struct page_head head = {.nav = STR("/resolutions"), .crumb = crumb, .ncrumb = 2};
    const struct resolution_line_row *l;
    struct rows rows;
    int64_t after;

    if (r->format != FORMAT_HTML)
        return file(r, line_rows, &resolution_line_row_type, "lines", ret, e);
    if (!resolution_get(r->db, r->a, r->year, r->seg[0], &page.r, e) ||
        !req_int(r, "after", 0, INT64_MAX, 0, &after, e) ||
        !resolution_lines(r->db, r->a, page.r.id, after, LINES_A_PAGE, &rows, e))
        return false;
    l = rows.p;
    page.path = str_format(r->a, "/resolutions/%.*s/lines", STR_FMT(page.r.code));
    crumb[1] = (struct param){page.r.title,
                              str_format(r->a, "/resolutions/%.*s", STR_FMT(page.r.code))};
    page.title = head.title = tr(r->lang, TR("รายการตามมติ"));
    head.table_path = page.path;
    page.paged = after > 0;
    if (rows.n == LINES_A_PAGE)
        page.next = str_format(r->a, "%.*s?after=%lld", STR_FMT(page.path),
                               (long long)l[rows.n - 1].line_id);
    page.table = (struct table_view){.type = &resolution_line_row_type,
                                     .rows = rows.p,
                                     .n = rows.n,
                                     .cols = cols,
                                     .ncols = ARRAY_LEN(cols),
                                     .caption = page.title,
                                     .empty = tr(r->lang, TR("มตินี้ไม่มีจำนวนเงินรายรายการ"))};
    return REPLY_PAGE(r, &head, resolution_lines, &page, ret, e);
}

bool resolution_departures_page(struct req *r, struct reply *ret, struct err *e)
{
    struct resolution x;
    struct rows rows;

    if (r->format == FORMAT_HTML) {
        reply_redirect(r, str_format(r->a, "/resolutions/%.*s#departures", STR_FMT(r->seg[0])), ret);
        return true;
    }
    return resolution_get(r->db, r->a, r->year, r->seg[0], &x, e) &&
           proposal_departures(r->db, r->a, x.id, &rows, e) &&
           reply_table(r, &departure_row_type, rows.p, rows.n, NULL, STR_NONE,
                       str_format(r->a, "%.*s-departures", STR_FMT(x.code)), ret, e);
}

/* ---- ending a draft ---- */

struct end_ctx {
    struct form form;
    struct str code, reason, package;
    struct money amount;
    int64_t year, version;
};

static bool ended(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct end_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/resolutions/%.*s", STR_FMT(c->code)), ret);
    return true;
}

static bool end_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct err again = {0};

    (void)ctx;
    return one_show(r, NULL, word_error(r->a, e, r->lang), err_http(e->code), ret, &again);
}

static bool confirm_write(struct act *by, void *ctx, struct err *e)
{
    const struct end_ctx *c = ctx;

    return resolution_confirm(by, c->year, c->code, c->version, e);
}

static bool cancel_write(struct act *by, void *ctx, struct err *e)
{
    const struct end_ctx *c = ctx;

    return resolution_cancel(by, c->year, c->code, c->version, c->reason, e);
}

static bool end_post(struct req *r, req_write_fn *fn, struct reply *ret, struct err *e)
{
    struct end_ctx *c = ARENA_NEW(r->a, struct end_ctx);

    c->code = r->seg[0];
    c->year = r->year;
    c->reason = str_trim(req_field(r, "reason"));
    r->refused = end_refused;
    return req_int(r, "version", 0, INT64_MAX, 0, &c->version, e) &&
           req_write(r, fn, ended, c, ret, e);
}

bool resolution_confirm_post(struct req *r, struct reply *ret, struct err *e)
{
    return end_post(r, confirm_write, ret, e);
}

bool resolution_cancel_post(struct req *r, struct reply *ret, struct err *e)
{
    return end_post(r, cancel_write, ret, e);
}

/* ---- a departure ---- */

static bool depart_write(struct act *by, void *ctx, struct err *e)
{
    const struct end_ctx *c = ctx;

    return proposal_depart(by, c->year, c->code, c->version,
                           &(struct departure_new){c->package, c->reason, c->amount}, e);
}

static bool depart_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct end_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return one_show(r, &c->form, STR_NONE, err_http(e->code), ret, &again);
}

bool resolution_depart_post(struct req *r, struct reply *ret, struct err *e)
{
    struct end_ctx *c = ARENA_NEW(r->a, struct end_ctx);

    depart_form(r, &c->form);
    form_read(&c->form, r);
    if (form_check(&c->form, r))
        form_money(&c->form, "amount", r, &c->amount);
    if (c->form.wrong)
        return one_show(r, &c->form, STR_NONE, 400, ret, e);
    c->code = r->seg[0];
    c->year = r->year;
    c->package = form_value(&c->form, "package");
    c->reason = form_value(&c->form, "reason");
    r->refused = depart_refused;
    return req_int(r, "version", 0, INT64_MAX, 0, &c->version, e) &&
           req_write(r, depart_write, ended, c, ret, e);
}
