#include "web/data_set_page.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "views.h"
#include "web/later.h"
#include "web/transfer.h"

static const struct col set_cols[] = {
    {"title", COL_LINK, "/data-sets/", "code", NULL},   {"code", COL_UNDER, NULL, NULL, NULL},
    {"agency_name", COL_PLAIN, NULL, NULL, NULL},       {"unit", COL_UNDER, NULL, NULL, NULL},
    {"state", COL_TAG, "data_state", NULL, NULL},       {"lacks", COL_PLAIN, NULL, NULL, NULL},
    {"last_update", COL_PLAIN, NULL, NULL, NULL},       {"next_due", COL_PLAIN, NULL, NULL, NULL},
    {"late", COL_YES, NULL, NULL, NULL},                {"quality", COL_TAG, "data_quality", NULL, NULL},
    {"access", COL_WORD, "data_access", NULL, NULL},
};

struct list_ctx {
    struct data_asked asked;
    struct data_set_filter f;
    struct form form;
    struct data_set_new n;
    struct str path, made, refused;
    struct rows result;
    bool loaded;
};

/* ---- the five steps ---- */

/* A year that is over is told as it ended. */
static struct date last_day(const struct req *r)
{
    struct date end = fy_end((int32_t)r->year);

    return date_cmp(r->today, end) < 0 ? r->today : end;
}

static bool take_steps(struct req *r, const struct list_ctx *c, struct data_sets_page *page,
                       struct err *e)
{
    struct data_step_view *v = ARENA_ARRAY(r->a, struct data_step_view, DATA_STEPS);
    const struct data_set_steps_row *x;
    struct data_set_weights w;
    struct rows rows;

    if (c->asked.id == 0)
        return true;
    if (!data_set_weights(r->db, r->a, r->year, &w, e) ||
        !data_set_steps_by(r->db, r->a, r->year, last_day(r), &w, &rows, e))
        return false;
    x = rows.p;
    for (size_t i = 0; i < rows.n && !page->has_steps; i++) {
        const int64_t done[] = {x[i].done_1, x[i].done_2, x[i].done_3, x[i].done_4, x[i].done_5};
        const int64_t of[] = {x[i].of_1, x[i].of_2, x[i].of_3, x[i].of_4, x[i].of_5};
        const struct score points[] = {x[i].points_1, x[i].points_2, x[i].points_3, x[i].points_4, x[i].points_5};

        if (x[i].agency_id != c->asked.id)
            continue;
        for (size_t k = 0; k < DATA_STEPS; k++)
            v[k] = (struct data_step_view){data_set_step_name(k, r->lang),
                                           data_set_step_evidence(k, r->lang),
                                           done[k],
                                           of[k],
                                           {w.bp[k]},
                                           points[k],
                                           of[k] > 0};
        page->sum = x[i];
        page->has_steps = true;
    }
    page->no_data = str_eq(page->sum.why, STR("no_data"));
    page->step = v;
    page->step_n = DATA_STEPS;
    return true;
}

static void take_tabs(struct req *r, struct data_sets_page *p, const struct list_ctx *c)
{
    static const char *const words[] = {"", "late", "lacking", "faulty", "drafted", "withdrawn"};
    static const char *const labels[] = {TR("ทั้งหมด"), TR("เกินรอบ"), TR("คำอธิบายยังขาด"), TR("คุณภาพยังไม่ผ่าน"), TR("รอเห็นชอบ"), TR("เลิกแล้ว")};
    struct pace_tab *tab = ARENA_ARRAY(r->a, struct pace_tab, ARRAY_LEN(words));

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        tab[i] = (struct pace_tab){tr(r->lang, labels[i]),
                                   str_format(r->a, "/data-sets?agency=%.*s&show=%s",
                                              STR_FMT(c->asked.code), words[i]),
                                   str_eq(c->f.show, str_from(words[i]))};
    p->tab = tab;
    p->tab_n = ARRAY_LEN(words);
}

/* ---- the list ---- */

static void count_result(struct data_sets_page *page, struct str result)
{
    page->made += str_eq(result, STR("added"));
    page->changed += str_eq(result, STR("changed"));
    page->unchanged += str_eq(result, STR("unchanged"));
    page->wrong += str_eq(result, STR("refused"));
}

static void take_result(struct req *r, const struct list_ctx *c, struct data_sets_page *page)
{
    static const struct col cols[] = {{"row", COL_PLAIN, NULL, NULL, NULL},
                                      {"name", COL_LINK, "/data-sets/", "name", NULL},
                                      {"result", COL_TAG, "file_result", NULL, NULL},
                                      {"text", COL_PLAIN, NULL, NULL, NULL}};
    const struct data_set_file_row *x = c->result.p;

    page->loaded = c->loaded;
    for (size_t i = 0; i < c->result.n; i++)
        count_result(page, x[i].result);
    page->result = (struct table_view){.type = &data_set_file_row_type,
                                       .rows = x,
                                       .n = c->result.n,
                                       .cols = cols,
                                       .ncols = ARRAY_LEN(cols),
                                       .caption = tr(r->lang, TR("ผลของแฟ้ม"))};
}

static bool list_show(struct req *r, struct list_ctx *c, int status, struct reply *ret, struct err *e)
{
    struct data_sets_page page = {.year = r->year, .csrf = r->session.csrf};
    struct page_head head = {.nav = STR("/data-sets"), .table_path = STR("/data-sets")};
    struct rows rows;

    if (!data_asked_agency(r, &c->asked, e) ||
        !req_int(r, "after", 0, INT64_MAX, 0, &c->f.after, e))
        return false;
    c->f.agency_id = c->asked.id;
    c->f.show = req_query(r, "show");
    if (!data_set_list(r->db, r->a, &c->f, &rows, e))
        return false;
    if (rows.n > DATA_SET_PAGE) {
        rows.n = DATA_SET_PAGE;
        page.next = str_format(r->a, "%lld", (long long)((const struct data_set *)rows.p)[rows.n - 1].id);
    }
    if (r->format != FORMAT_HTML)
        return reply_table(r, &data_set_type, rows.p, rows.n, NULL, page.next, STR("data-sets"), ret, e);
    if (c->form.n == 0)
        data_set_form(r, &c->form, true);
    if (!data_set_counts(r->db, r->a, c->asked.id, &page.count, e) ||
        !paper_form_counts(r->db, r->a, c->asked.id, &page.forms, e) ||
        !take_steps(r, c, &page, e) || !result_agencies(r, &c->asked, form_find(&c->form, "agency"), e))
        return false;
    page.agency_name = c->asked.name;
    page.agency_code = c->asked.code;
    page.refused = c->refused;
    page.form = c->form;
    page.answered = c->form.wrong;
    page.may_add = form_find(&c->form, "agency")->choices > 0;
    page.query = str_format(r->a, "agency=%.*s&show=%.*s", STR_FMT(c->asked.code), STR_FMT(c->f.show));
    page.title = head.title = str_format(r->a, "%.*s %lld", STR_FMT(tr(r->lang, TR("ชุดข้อมูล ปีงบประมาณ"))),
                                         (long long)r->year);
    take_tabs(r, &page, c);
    take_result(r, c, &page);
    page.table = (struct table_view){.type = &data_set_type,
                                     .rows = rows.p,
                                     .n = rows.n,
                                     .cols = set_cols,
                                     .ncols = ARRAY_LEN(set_cols),
                                     .caption = page.title,
                                     .remember = STR("data-sets"),
                                     .empty = tr(r->lang, TR("ยังไม่มีชุดข้อมูลตามที่เลือก"))};
    if (!REPLY_PAGE(r, &head, data_sets, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool data_sets_page(struct req *r, struct reply *ret, struct err *e)
{
    return list_show(r, ARENA_NEW(r->a, struct list_ctx), 200, ret, e);
}

static bool add_write(struct act *by, void *ctx, struct err *e)
{
    struct list_ctx *c = ctx;

    return data_set_add(by, &c->n, &c->made, e);
}

static bool add_written(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    (void)e;
    reply_done(r, str_format(r->a, "/data-sets/%.*s", STR_FMT(((struct list_ctx *)ctx)->made)), ret);
    return true;
}

static bool add_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct list_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return list_show(r, c, err_http(e->code), ret, &again);
}

bool data_sets_post(struct req *r, struct reply *ret, struct err *e)
{
    struct list_ctx *c = ARENA_NEW(r->a, struct list_ctx);

    data_set_form(r, &c->form, true);
    if (!result_agencies(r, NULL, form_find(&c->form, "agency"), e))
        return false;
    if (!data_set_read(r, &c->form, &c->n))
        return list_show(r, c, 400, ret, e);
    if (!result_agency_id(r, &c->form, &c->n.agency_id, e))
        return add_refused(r, c, ret, e);
    r->refused = add_refused;
    return req_write(r, add_write, add_written, c, ret, e);
}

/* ---- the register as a file ---- */

static bool file_write(struct act *by, void *ctx, struct err *e)
{
    struct list_ctx *c = ctx;

    return catalogue_file(by, str_cstr(by->a, c->path), &c->result, e);
}

static bool file_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct list_ctx *c = ctx;

    if (r->format != FORMAT_HTML)
        return reply_table(r, &data_set_file_row_type, c->result.p, c->result.n, NULL, STR_NONE,
                           STR("data-sets"), ret, e);
    c->loaded = true;
    return list_show(r, c, 200, ret, e);
}

static bool file_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct list_ctx *c = ctx;
    struct err again = {0};

    c->refused = data_set_wrong(r, e);
    return list_show(r, c, err_http(e->code), ret, &again);
}

bool data_sets_file_post(struct req *r, struct reply *ret, struct err *e)
{
    struct list_ctx *c = ARENA_NEW(r->a, struct list_ctx);

    if (!upload_required(r, e))
        return file_refused(r, c, ret, e);
    c->path = str_from(r->upload->path);
    r->refused = file_refused;
    return req_write(r, file_write, file_done, c, ret, e);
}

bool catalogue_page(struct req *r, struct reply *ret, struct err *e)
{
    struct data_asked asked;
    struct rows rows;

    if (r->format == FORMAT_HTML) {
        reply_redirect(r, STR("/data-sets"), ret);
        return true;
    }
    return data_asked_agency(r, &asked, e) && catalogue_list(r->db, r->a, asked.id, &rows, e) &&
           reply_table(r, &catalogue_row_type, rows.p, rows.n, NULL, STR_NONE, STR("catalogue"), ret, e);
}

/* ---- all agencies ---- */

bool data_steps_page(struct req *r, struct reply *ret, struct err *e)
{
    static const struct col cols[] = {{"agency_name", COL_LINK, "/data-sets?agency=", "agency_code", NULL},
                                      {"points_1", COL_SCORE, NULL, "of_1", NULL},
                                      {"points_2", COL_SCORE, NULL, "of_2", NULL},
                                      {"points_3", COL_SCORE, NULL, "of_3", NULL},
                                      {"points_4", COL_SCORE, NULL, "of_4", NULL},
                                      {"points_5", COL_SCORE, NULL, "of_5", NULL},
                                      {"total", COL_SCORE, NULL, NULL, NULL},
                                      {"net", COL_SCORE, NULL, NULL, NULL},
                                      {"fifth_net", COL_SCORE, NULL, NULL, NULL},
                                      {"why", COL_TAG, "data_why", NULL, NULL}};
    struct param crumb[] = {{tr(r->lang, TR("ชุดข้อมูลและแบบฟอร์ม")), STR("/data-sets")}};
    struct page_head head = {.nav = STR("/data-sets"), .crumb = crumb, .ncrumb = 1, .table_path = STR("/data-sets/steps")};
    struct data_steps_page page = {.year = r->year};
    const struct data_set_steps_row *x;
    struct rows rows;

    if (!data_set_steps(r->db, r->a, r->year, last_day(r), &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &data_set_steps_type, rows.p, rows.n, NULL, STR_NONE,
                           str_format(r->a, "data-steps-%lld", (long long)r->year), ret, e);
    x = rows.p;
    for (size_t i = 0; i < rows.n; i++)
        page.empty += str_eq(x[i].why, STR("no_data"));
    page.scored = (int64_t)rows.n - page.empty;
    page.title = head.title = str_format(r->a, "%.*s %lld", STR_FMT(tr(r->lang, TR("ตัวชี้วัด 5.2 ห้าขั้น ปีงบประมาณ"))),
                                         (long long)r->year);
    page.table = (struct table_view){.type = &data_set_steps_type,
                                     .rows = x,
                                     .n = rows.n,
                                     .cols = cols,
                                     .ncols = ARRAY_LEN(cols),
                                     .caption = page.title,
                                     .remember = STR("data-steps"),
                                     .empty = tr(r->lang, TR("ปีนี้ยังไม่มีหน่วยงาน"))};
    table_sort(r, &page.table);
    return REPLY_PAGE(r, &head, data_steps, &page, ret, e);
}
