/* acceleration_list.c - /acceleration: the year's five steps, the rates as of now, the rounds, the problems. */
#include "base/arena.h"
#include "base/err.h"
#include "views.h"
#include "web/acceleration_page.h"
#include "web/words.h"

static const struct form_field open_fields[] = {
    {.name = "quarter", .kind = FORM_CHOICE, .label = TR("ไตรมาส"), .required = true},
    {.name = "as_of",
     .kind = FORM_TEXT,
     .label = TR("ข้อมูล ณ วันที่"),
     .hint = TR("เช่น 31/12/2565 สิ้นไตรมาสที่ 1"),
     .required = true,
     .max = 40},
    {.name = "letter_no",
     .kind = FORM_TEXT,
     .label = TR("หนังสือสั่งการเลขที่"),
     .hint = TR("เช่น กท 1902/1335"),
     .max = 100},
    {.name = "letter_on", .kind = FORM_TEXT, .label = TR("ลงวันที่"), .max = 40},
};

struct list_ctx {
    struct str code;
    struct form form, problem;
    struct acceleration_new new;
    struct spending_problem_new reported;
};

static void open_form(struct req *r, struct form *f)
{
    static const struct form_choice quarters[] = {
        {STR_INIT("1"), STR_INIT("1")},
        {STR_INIT("2"), STR_INIT("2")},
        {STR_INIT("3"), STR_INIT("3")},
        {STR_INIT("4"), STR_INIT("4")}};

    pace_form(r, open_fields, ARRAY_LEN(open_fields), f);
    form_find(f, "quarter")->choice = quarters;
    form_find(f, "quarter")->choices = ARRAY_LEN(quarters);
}

/* Sums of the agencies' rows, and only those that are shown. */
static void take_rates(struct req *r, struct acceleration_list_page *page, const struct rows *rows)
{
    const struct acceleration_row *x = rows->p;
    struct acceleration_row *shown = ARENA_ARRAY(r->a, struct acceleration_row, rows->n + 1);
    struct rows some = {shown, 0};

    for (size_t i = 0; i < rows->n; i++) {
        if (!str_eq(x[i].class, STR("all")))
            continue;
        page->agencies++;
        page->targets += x[i].target;
        page->behind += x[i].behind;
        page->base = money_add(page->base, x[i].base);
        page->taken = money_add(page->taken, x[i].taken);
        shown[some.n++] = x[i];
    }
    page->rate.bp = money_share_bp(page->taken, page->base);
    page->rates = rate_table(r, &some, tr(r->lang, TR("อัตราก่อหนี้และเบิกจ่ายงบลงทุน")));
    table_sort(r, &page->rates);
}

static void take_steps(struct req *r, struct acceleration_list_page *page,
                       const struct acceleration_step *s)
{
    static const struct col cols[] = {{"number", COL_PLAIN, NULL, NULL, NULL},
                                      {"name", COL_PLAIN, NULL, NULL, NULL},
                                      {"weight", COL_PLAIN, NULL, NULL, NULL},
                                      {"done", COL_BAR, NULL, NULL, NULL},
                                      {"earned", COL_PLAIN, NULL, NULL, NULL},
                                      {"end", COL_PLAIN, NULL, NULL, NULL},
                                      {"evidence", COL_PLAIN, NULL, NULL, NULL}};

    for (size_t i = 0; i < ACC_STEPS; i++) {
        page->earned.bp += s[i].earned.bp;
        page->due.bp += s[i].due.bp;
    }
    page->slow = page->earned.bp < page->due.bp;
    page->steps = (struct table_view){.type = &acceleration_step_type,
                                      .rows = s,
                                      .n = ACC_STEPS,
                                      .cols = cols,
                                      .ncols = ARRAY_LEN(cols),
                                      .caption = tr(r->lang, TR("ความก้าวหน้าห้าขั้นตอน"))};
}

static void take_rounds(struct req *r, struct acceleration_list_page *page, const struct rows *rows)
{
    static const struct col cols[] = {{"code", COL_LINK, "/acceleration/", "code", NULL},
                                      {"state", COL_TAG, "acc_state", NULL, NULL},
                                      {"as_of", COL_PLAIN, NULL, NULL, NULL},
                                      {"letter_no", COL_PLAIN, NULL, NULL, NULL},
                                      {"targets", COL_PLAIN, NULL, NULL, NULL},
                                      {"meetings", COL_PLAIN, NULL, NULL, NULL},
                                      {"resolutions", COL_PLAIN, NULL, NULL, NULL},
                                      {"open", COL_PLAIN, NULL, NULL, NULL},
                                      {"late", COL_PLAIN, NULL, NULL, NULL}};
    const struct acceleration *x = rows->p;

    for (size_t i = 0; i < rows->n; i++) {
        page->open += x[i].open;
        page->late += x[i].late;
    }
    page->rounds = (struct table_view){.type = &acceleration_type,
                                       .rows = rows->p,
                                       .n = rows->n,
                                       .cols = cols,
                                       .ncols = ARRAY_LEN(cols),
                                       .caption = tr(r->lang, TR("รอบเร่งรัด")),
                                       .empty = tr(r->lang, TR("ปีนี้ยังไม่ได้เปิดรอบ"))};
}

static bool take_quarter(struct req *r, struct acceleration_list_page *page, struct err *e)
{
    int64_t now = fy_of(r->today) == r->year  ? fiscal_quarter(r->today)
                  : fy_of(r->today) > r->year ? 4
                                              : 1;

    return req_int(r, "quarter", 1, 4, now, &page->quarter, e);
}

static bool rates_read(struct req *r, int64_t quarter, struct acceleration_rules *rules,
                       struct rows *ret, struct err *e)
{
    const struct acceleration_asked q = {.year = r->year,
                                         .quarter = quarter,
                                         .agency_id = pace_agency(r),
                                         .as_of = r->today};

    return acceleration_rules_get(r->db, r->a, r->year, rules, e) &&
           acceleration_rates(r->db, r->a, rules, &q, ret, e);
}

static bool list_read(struct req *r, struct acceleration_list_page *page, struct err *e)
{
    struct acceleration_step *s = ARENA_ARRAY(r->a, struct acceleration_step, ACC_STEPS);
    const struct spending_problem_filter f = {.year = r->year, .agency_id = pace_agency(r)};
    struct acceleration_rules rules;
    struct rows rows;

    if (!rates_read(r, page->quarter, &rules, &rows, e))
        return false;
    page->goal.bp = rules.goal_bp[page->quarter];
    page->floor.bp = rules.floor_bp;
    take_rates(r, page, &rows);
    if (!acceleration_progress(r->db, r->a, r->year, r->today, r->lang, s, e) ||
        !acceleration_list(r->db, r->a, r->year, &rows, e))
        return false;
    take_steps(r, page, s);
    take_rounds(r, page, &rows);
    page->inside = pace_inside(r);
    if (!page->inside)
        return true;
    if (!spending_problem_list(r->db, r->a, &f, &rows, e))
        return false;
    page->problems = problem_table(r, &rows);
    return true;
}

static bool list_show(struct req *r, const struct list_ctx *c, struct str refused, int status,
                      struct reply *ret, struct err *e)
{
    struct acceleration_list_page page = {
        .year = r->year, .csrf = r->session.csrf, .refused = refused};
    struct page_head head = {.nav = STR("/acceleration"), .table_path = STR("/acceleration")};
    struct err no;

    if (!take_quarter(r, &page, e))
        page.quarter = 1;
    if (r->format != FORMAT_HTML) {
        struct acceleration_rules rules;
        struct rows rows;

        return rates_read(r, page.quarter, &rules, &rows, e) &&
               reply_table(r, &acceleration_row_type, rows.p, rows.n, NULL, STR_NONE,
                           str_format(r->a, "acceleration-%lld-Q%lld", (long long)r->year,
                                      (long long)page.quarter),
                           ret, e);
    }
    page.may = actor_check_city(&r->session.actor, PERM_ACCELERATE, &no);
    page.title = head.title =
        str_format(r->a, "%.*s %lld", STR_FMT(tr(r->lang, TR("เร่งรัดการใช้จ่าย ปีงบประมาณ"))),
                   (long long)r->year);
    if (!list_read(r, &page, e))
        return false;
    if (c && c->form.n)
        page.form = c->form;
    else
        open_form(r, &page.form);
    if (c && c->problem.n)
        page.problem = c->problem;
    else
        problem_form(r, &page.problem);
    if (!REPLY_PAGE(r, &head, acceleration_list, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool acceleration_list_page(struct req *r, struct reply *ret, struct err *e)
{
    return list_show(r, NULL, STR_NONE, 200, ret, e);
}

/* ---- opening a round, reporting a problem ---- */

static bool open_write(struct act *by, void *ctx, struct err *e)
{
    struct list_ctx *c = ctx;

    return acceleration_open(by, &c->new, &c->code, e);
}

static bool opened(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct list_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/acceleration/%.*s", STR_FMT(c->code)), ret);
    return true;
}

static bool refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct list_ctx *c = ctx;
    struct err again = {0};

    form_refuse(c->problem.n ? &c->problem : &c->form, r, e);
    return list_show(r, c, word_error(r->a, e, r->lang), err_http(e->code), ret, &again);
}

bool acceleration_post(struct req *r, struct reply *ret, struct err *e)
{
    struct list_ctx *c = ARENA_NEW(r->a, struct list_ctx);

    c->new.year = r->year;
    open_form(r, &c->form);
    form_read(&c->form, r);
    form_check(&c->form, r);
    form_int(&c->form, "quarter", r, 1, 4, &c->new.quarter);
    form_date(&c->form, "as_of", r, &c->new.as_of);
    form_date(&c->form, "letter_on", r, &c->new.letter_on);
    c->new.letter_no = form_value(&c->form, "letter_no");
    if (c->form.wrong)
        return list_show(r, c, STR_NONE, 400, ret, e);
    r->refused = refused;
    return req_write(r, open_write, opened, c, ret, e);
}

static bool report_write(struct act *by, void *ctx, struct err *e)
{
    struct list_ctx *c = ctx;

    return spending_problem_add(by, &c->reported, &c->code, e);
}

static bool reported(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct list_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/problems/%.*s", STR_FMT(c->code)), ret);
    return true;
}

bool acceleration_problem_post(struct req *r, struct reply *ret, struct err *e)
{
    struct list_ctx *c = ARENA_NEW(r->a, struct list_ctx);

    c->reported.year = r->year;
    c->reported.round = req_field(r, "round");
    problem_form(r, &c->problem);
    form_read(&c->problem, r);
    form_check(&c->problem, r);
    problem_read(&c->problem, &c->reported);
    if (c->problem.wrong)
        return list_show(r, c, STR_NONE, 400, ret, e);
    r->refused = refused;
    return req_write(r, report_write, reported, c, ret, e);
}
