/* year_page.c - where everything is, who holds it, what is late; stages opened again. */
#include "base/arena.h"
#include "city/agency.h"
#include "city/year.h"
#include "plan/section.h"
#include "views.h"
#include "web/calendar_page.h"
#include "web/words.h"

enum { MARK_REASON = 1000 };

static void count_row(struct year_page *page, const struct year_row *x)
{
    page->agencies++;
    page->unsent += x->packages == 0 || x->section + x->collector + x->director > 0;
    page->late += x->late_days > 0;
    page->excused += str_eq(x->standing, STR("excused"));
    page->inside += x->section + x->collector + x->director;
    page->analyst += x->analyst;
    page->committee += x->committee;
    page->settled += x->settled;
    page->extensions += x->asked;
    if (x->waiting_days > page->longest) {
        page->longest = x->waiting_days;
        page->longest_name = x->name_th;
        page->longest_code = x->code;
    }
}

static const struct col agency_cols[] = {
    {"name_th", COL_LINK, "/requests/", "code", NULL},
    {"code", COL_UNDER, NULL, NULL, NULL},
    {"standing", COL_TAG, "standing", NULL, NULL},
    {"late_days", COL_PLAIN, NULL, NULL, NULL},
    {"due", COL_PLAIN, NULL, NULL, NULL},
    {"waiting_days", COL_PLAIN, NULL, NULL, NULL},
    {"packages", COL_LINK, "/packages?agency=", "code", NULL},
    {"section", COL_PLAIN, NULL, NULL, NULL},
    {"collector", COL_PLAIN, NULL, NULL, NULL},
    {"director", COL_PLAIN, NULL, NULL, TR("หัวหน้า")},
    {"analyst", COL_PLAIN, NULL, NULL, NULL},
    {"committee", COL_PLAIN, NULL, NULL, NULL},
    {"settled", COL_PLAIN, NULL, NULL, NULL},
    {"late_packages", COL_PLAIN, NULL, NULL, NULL},
    {"extended", COL_YES, NULL, NULL, NULL},
    {"division", COL_YEAR, NULL, NULL, NULL},
};
static const struct col division_cols[] = {
    {"code", COL_PLAIN, NULL, NULL, TR("กอง")},    {"section", COL_PLAIN, NULL, NULL, NULL},
    {"collector", COL_PLAIN, NULL, NULL, NULL},    {"director", COL_PLAIN, NULL, NULL, NULL},
    {"analyst", COL_PLAIN, NULL, NULL, NULL},      {"committee", COL_PLAIN, NULL, NULL, NULL},
    {"settled", COL_PLAIN, NULL, NULL, NULL},      {"packages", COL_PLAIN, NULL, NULL, NULL},
    {"waiting_days", COL_PLAIN, NULL, NULL, NULL}, {"late_days", COL_PLAIN, NULL, NULL, NULL},
    {"late_packages", COL_PLAIN, NULL, NULL, NULL}};

static void mark_form(struct req *r, const struct rows *rows, struct form *f)
{
    static const struct form_field plain[] = {
        {.name = "agency", .kind = FORM_CHOICE, .label = TR("หน่วยงาน"), .required = true},
        {.name = "mark", .kind = FORM_CHOICE, .label = TR("บันทึกว่า"), .required = true},
        {.name = "reason", .kind = FORM_TEXT, .label = TR("เหตุผลหรือเลขที่หนังสือ"), .required = true, .max = MARK_REASON},
    };
    static const char *const words[] = {"late", "excused", "none"};
    const struct year_row *x = rows->p;
    struct form_choice *agency = ARENA_ARRAY(r->a, struct form_choice, rows->n + 1);
    struct form_choice *mark = ARENA_ARRAY(r->a, struct form_choice, ARRAY_LEN(words));

    f->n = ARRAY_LEN(plain);
    f->field = ARENA_ARRAY(r->a, struct form_field, f->n);
    for (size_t i = 0; i < f->n; i++)
        f->field[i] = plain[i];
    for (size_t i = 0; i < rows->n; i++)
        agency[i] = (struct form_choice){x[i].code, x[i].name_th};
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        mark[i] = (struct form_choice){str_from(words[i]), word_label("agencymark", str_from(words[i]), r->lang)};
    f->field[0].choice = agency;
    f->field[0].choices = rows->n;
    f->field[1].choice = mark;
    f->field[1].choices = ARRAY_LEN(words);
}

/* Counts of what still lies inside the agencies are for the office that runs the year. */
static bool sight_for(struct req *r, struct str *ret, struct err *e)
{
    *ret = SIGHT_ALL;
    return actor_may(&r->session.actor, PERM_CYCLE) ||
           sight_of(r->db, r->a, &r->session.actor, ret, e);
}

static bool read_agencies(struct req *r, struct rows *ret, struct err *e)
{
    struct year_row *row;
    struct rows rows;
    struct str sight;

    if (!sight_for(r, &sight, e) ||
        !year_state(r->db, r->a, r->year, sight, r->today, &rows, e))
        return false;
    row = ARENA_ARRAY(r->a, struct year_row, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        row[i] = ((const struct year_row *)rows.p)[i];
        if (r->lang == LANG_EN && row[i].name_en.n && r->format == FORMAT_HTML)
            row[i].name_th = row[i].name_en;
    }
    *ret = (struct rows){row, rows.n};
    return true;
}

static bool read_year(struct req *r, struct year_page *page, struct err *e)
{
    struct fiscal_year y;
    struct rows steps, again;

    if (!year_get(r->db, r->a, r->year, &y, e) ||
        !calendar_list(r->db, r->a, r->year, &steps, e) ||
        !calendar_due(r->db, r->year, STEP_REQUEST, 0, &page->due, e) ||
        !reopening_list(r->db, r->a, r->year, 0, &again, e))
        return false;
    page->demo = y.demo;
    page->stage_name = cycle_label(y.stage, r->lang);
    page->asking = str_eq(y.stage, STR("REQUEST"));
    page->mark_n = strip_marks(r, y.stage, &page->mark);
    page->reopened = (int64_t)again.n;
    if (steps.n) {
        page->picture = calendar_picture(r, &steps, false, "gantt");
        page->picture_small = calendar_picture(r, &steps, true, "gantt-small");
    }
    return true;
}

static bool year_show(struct req *r, const struct form *form, int status, struct reply *ret,
                      struct err *e)
{
    struct year_page page = {.year = r->year, .csrf = r->session.csrf};
    struct page_head head = {.nav = STR("/year"), .table_path = STR("/year")};
    struct year_row *total = ARENA_NEW(r->a, struct year_row);
    const struct year_row *x;
    struct rows rows, divisions;

    if (!read_agencies(r, &rows, e))
        return false;
    x = rows.p;
    for (size_t i = 0; i < rows.n; i++)
        count_row(&page, &x[i]);
    year_divisions(r->a, &rows, total, &divisions);
    if (r->format != FORMAT_HTML)
        return reply_table(r, &year_row_type, rows.p, rows.n, total, STR_NONE,
                           str_format(r->a, "year-%lld", (long long)r->year), ret, e);
    if (!read_year(r, &page, e))
        return false;
    page.title = head.title = tr(r->lang, TR("ปฏิทินและสถานะปี"));
    page.may = actor_may(&r->session.actor, PERM_CYCLE);
    if (form)
        page.mark_form = *form;
    else
        mark_form(r, &rows, &page.mark_form);
    page.divisions = (struct table_view){.type = &year_row_type, .rows = divisions.p, .n = divisions.n, .cols = division_cols,
                                         .ncols = ARRAY_LEN(division_cols), .total = total, .caption = tr(r->lang, TR("กอง"))};
    page.table = (struct table_view){.type = &year_row_type, .rows = rows.p, .n = rows.n, .cols = agency_cols,
                                     .ncols = ARRAY_LEN(agency_cols), .total = total, .caption = page.title,
                                     .remember = STR("year")};
    table_sort(r, &page.table);
    if (!REPLY_PAGE(r, &head, year, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool year_page(struct req *r, struct reply *ret, struct err *e)
{
    return year_show(r, NULL, 200, ret, e);
}

/* ---- what the office says of an agency ---- */

struct mark_ctx {
    struct form form;
    int64_t year;
};

static bool mark_write(struct act *by, void *ctx, struct err *e)
{
    struct mark_ctx *c = ctx;
    struct agency g;

    return agency_get(by->tx->db, by->a, form_value(&c->form, "agency"), &g, e) &&
           agency_mark_put(by, c->year, g.id, form_value(&c->form, "mark"), form_value(&c->form, "reason"), e);
}

static bool marked(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    (void)ctx;
    (void)e;
    reply_done(r, STR("/year"), ret);
    return true;
}

static bool mark_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct mark_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return year_show(r, &c->form, err_http(e->code), ret, &again);
}

bool agency_mark_post(struct req *r, struct reply *ret, struct err *e)
{
    struct mark_ctx *c = ARENA_NEW(r->a, struct mark_ctx);
    struct rows rows;

    if (!read_agencies(r, &rows, e))
        return false;
    mark_form(r, &rows, &c->form);
    c->year = r->year;
    form_read(&c->form, r);
    form_check(&c->form, r);
    if (c->form.wrong)
        return year_show(r, &c->form, 400, ret, e);
    r->refused = mark_refused;
    return req_write(r, mark_write, marked, c, ret, e);
}

/* ---- stages opened again ---- */

bool reopenings_page(struct req *r, struct reply *ret, struct err *e)
{
    static const struct col cols[] = {{"number", COL_LINK, "/year/reopenings/", "number", NULL},
                                      {"to_stage", COL_WORD, "cycle", NULL, NULL},
                                      {"from_stage", COL_WORD, "cycle", NULL, NULL},
                                      {"reason", COL_PLAIN, NULL, NULL, NULL},
                                      {"by_user", COL_PLAIN, NULL, NULL, NULL},
                                      {"opened", COL_UNDER, NULL, NULL, NULL},
                                      {"lines", COL_PLAIN, NULL, NULL, NULL},
                                      {"total", COL_WHOLE, NULL, NULL, NULL},
                                      {"total_then", COL_WHOLE, NULL, NULL, NULL},
                                      {"closed", COL_PLAIN, NULL, NULL, NULL}};
    struct reopenings_page page = {.year = r->year};
    struct param crumb = {tr(r->lang, TR("ปฏิทินและสถานะปี")), STR("/year")};
    struct page_head head = {.nav = STR("/year"), .crumb = &crumb, .ncrumb = 1, .table_path = STR("/year/reopenings")};
    const struct reopening *x;
    struct rows rows;

    if (!reopening_list(r->db, r->a, r->year, 0, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &reopening_type, rows.p, rows.n, NULL, STR_NONE, STR("reopenings"), ret, e);
    x = rows.p;
    for (size_t i = 0; i < rows.n; i++)
        page.open += x[i].closed.ms == 0;
    page.n = (int64_t)rows.n;
    page.title = head.title = tr(r->lang, TR("ขั้นที่เปิดอีกครั้ง"));
    page.table = (struct table_view){.type = &reopening_type, .rows = rows.p, .n = rows.n, .cols = cols,
                                     .ncols = ARRAY_LEN(cols), .caption = page.title,
                                     .empty = tr(r->lang, TR("ปีนี้ยังไม่เคยเปิดขั้นใดอีกครั้ง"))};
    return REPLY_PAGE(r, &head, reopenings, &page, ret, e);
}

static bool reopening_find(struct req *r, struct reopening *ret, struct err *e)
{
    int64_t number = 0;
    struct rows rows;

    for (size_t i = 0; i < r->seg[0].n && i < 6; i++) {
        if (r->seg[0].p[i] >= '0' && r->seg[0].p[i] <= '9')
            number = number * 10 + (r->seg[0].p[i] - '0');
    }
    if (!reopening_list(r->db, r->a, r->year, number ? number : -1, &rows, e))
        return false;
    if (rows.n == 0) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(r->seg[0]));
        return false;
    }
    *ret = *(const struct reopening *)rows.p;
    return true;
}

bool reopening_page(struct req *r, struct reply *ret, struct err *e)
{
    static const struct col cols[] = {{"line_code", COL_LINK, "/lines/", "line_code", NULL},
                                      {"line_name", COL_UNDER, NULL, NULL, NULL},
                                      {"package_code", COL_LINK, "/packages/", "package_code", NULL},
                                      {"stage_word", COL_WORD, "stage", NULL, NULL},
                                      {"old", COL_WHOLE, NULL, NULL, NULL},
                                      {"new", COL_WHOLE, NULL, NULL, NULL},
                                      {"by_user", COL_PLAIN, NULL, NULL, NULL},
                                      {"at", COL_UNDER, NULL, NULL, NULL},
                                      {"reason", COL_PLAIN, NULL, NULL, NULL},
                                      {"resolution", COL_UNDER, NULL, NULL, NULL}};
    struct reopening_page page = {.year = r->year};
    struct param crumb[] = {{tr(r->lang, TR("ปฏิทินและสถานะปี")), STR("/year")},
                            {tr(r->lang, TR("ขั้นที่เปิดอีกครั้ง")), STR("/year/reopenings")}};
    struct page_head head = {.nav = STR("/year"), .crumb = crumb, .ncrumb = 2};
    const struct reopening_change *x;
    struct str next = STR_NONE;
    struct rows rows;
    int64_t after;

    if (!req_int(r, "after", 0, INT64_MAX, 0, &after, e) || !reopening_find(r, &page.r, e) ||
        !reopening_changes(r->db, r->a, r->year, &page.r, after, &rows, e) ||
        !reopening_changed(r->db, r->year, &page.r, &page.lines, e))
        return false;
    x = rows.p;
    if (rows.n == REOPENING_CHANGES)
        next = str_format(r->a, "%lld", (long long)x[rows.n - 1].id);
    if (r->format != FORMAT_HTML)
        return reply_table(r, &reopening_change_type, rows.p, rows.n, NULL, next, STR("reopening"), ret, e);
    page.title = head.title = str_format(r->a, "%.*s %lld", STR_FMT(tr(r->lang, TR("เปิดอีกครั้ง ครั้งที่"))), (long long)page.r.number);
    page.action = head.table_path = str_format(r->a, "/year/reopenings/%lld", (long long)page.r.number);
    page.next = next;
    page.still_open = page.r.closed.ms == 0;
    page.from_name = cycle_label(page.r.from_stage, r->lang);
    page.to_name = cycle_label(page.r.to_stage, r->lang);
    page.has_stage = page.r.stage < STAGE_COUNT;
    if (page.has_stage)
        page.stage_name = stage_label((enum stage)page.r.stage, r->lang);
    page.table = (struct table_view){.type = &reopening_change_type, .rows = rows.p, .n = rows.n, .cols = cols,
                                     .ncols = ARRAY_LEN(cols), .caption = page.title,
                                     .empty = tr(r->lang, TR("ยังไม่มีจำนวนเงินใดเปลี่ยนตั้งแต่เปิด"))};
    return REPLY_PAGE(r, &head, reopening, &page, ret, e);
}
