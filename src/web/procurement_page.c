#include "web/procurement_page.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "views.h"
#include "web/later.h"
#include "web/transfer.h"
#include "web/words.h"

/* ---- the list ---- */

struct list_ctx {
    struct procurement_filter f;
    struct str path, reason, filename;
    struct rows result;
};

static bool list_filter(struct req *r, struct procurement_filter *f, struct str *ret_agency,
                        struct err *e)
{
    int64_t day;
    struct agency g;

    *f = (struct procurement_filter){.year = r->year, .agency_id = pace_agency(r)};
    f->show = req_query(r, "show");
    if (!str_eq(f->show, STR("late")) && !str_eq(f->show, STR("none")))
        f->show = STR("all");
    if (req_query(r, "agency").n && r->method == METHOD_GET) {
        if (!agency_get(r->db, r->a, req_query(r, "agency"), &g, e))
            return false;
        f->agency_id = g.id;
        *ret_agency = g.name_th;
    }
    if (!req_int(r, "after", 0, INT64_MAX, 0, &f->after, e) ||
        !req_int(r, "day", 0, 29991231, 0, &day, e))
        return false;
    f->after_day = DATE((int32_t)day);
    return true;
}

static struct str next_of(struct req *r, const struct procurement_filter *f,
                          const struct procurement *last)
{
    return str_format(r->a, "%lld&day=%d&show=%.*s", (long long)last->line_id,
                      last->next_day.yyyymmdd, STR_FMT(f->show));
}

static void take_tabs(struct req *r, struct procurement_list_page *p, struct str show)
{
    static const char *const words[] = {"all", "late", "none"};
    static const char *const labels[] = {TR("งบลงทุนทั้งหมด"), TR("เลยกำหนดตามแผน"), TR("ยังไม่มีแผน")};
    struct pace_tab *tab = ARENA_ARRAY(r->a, struct pace_tab, ARRAY_LEN(words));
    struct str agency = req_query(r, "agency");

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        tab[i] = (struct pace_tab){
            tr(r->lang, labels[i]),
            agency.n ? str_format(r->a, "/procurement?show=%s&agency=%.*s", words[i],
                                  STR_FMT(agency))
                     : str_format(r->a, "/procurement?show=%s", words[i]),
            str_eq(show, str_from(words[i]))};
    p->tab = tab;
    p->tab_n = ARRAY_LEN(words);
}

/* Every row, for a file that can be filled in and read back. */
static bool all_rows(struct req *r, void *ctx, struct rows *ret, struct str *ret_next,
                     struct err *e)
{
    struct procurement *out = ARENA_ARRAY(r->a, struct procurement, LATER_ROWS);
    struct list_ctx *c = ctx;
    size_t n = 0;

    for (;;) {
        const struct procurement *p;
        struct rows rows;
        size_t take;

        if (!procurement_list(r->db, r->a, &c->f, &rows, e))
            return false;
        p = rows.p;
        take = rows.n > PROCUREMENT_PAGE ? PROCUREMENT_PAGE : rows.n;
        for (size_t i = 0; i < take; i++)
            out[n++] = p[i];
        if (rows.n <= PROCUREMENT_PAGE || n + PROCUREMENT_PAGE > LATER_ROWS)
            break;
        c->f.after = p[take - 1].line_id;
        c->f.after_day = p[take - 1].next_day;
    }
    *ret = (struct rows){out, n};
    *ret_next = STR_NONE;
    return true;
}

static void result_table(struct req *r, struct procurement_list_page *page, const struct rows *rows)
{
    static const struct col cols[] = {{"row", COL_PLAIN, NULL, NULL, NULL},
                                      {"line", COL_LINK, "/procurement/", "line", NULL},
                                      {"result", COL_TAG, "file_result", NULL, NULL},
                                      {"text", COL_PLAIN, NULL, NULL, NULL}};
    const struct procurement_file_row *x = rows->p;

    page->loaded = true;
    for (size_t i = 0; i < rows->n; i++) {
        page->changed += str_eq(x[i].result, STR("changed"));
        page->unchanged += str_eq(x[i].result, STR("unchanged"));
        page->wrong += str_eq(x[i].result, STR("refused"));
    }
    page->result = (struct table_view){.type = &procurement_file_row_type,
                                       .rows = rows->p,
                                       .n = rows->n,
                                       .cols = cols,
                                       .ncols = ARRAY_LEN(cols),
                                       .caption = tr(r->lang, TR("ผลของแฟ้ม"))};
}

static bool list_show(struct req *r, const struct list_ctx *done, struct str refused, int status,
                      struct reply *ret, struct err *e)
{
    static const struct col cols[] = {{"name", COL_LINK, "/procurement/", "code", NULL},
                                      {"code", COL_UNDER, NULL, NULL, NULL},
                                      {"agency_name", COL_PLAIN, NULL, NULL, NULL},
                                      {"base", COL_WHOLE, NULL, NULL, NULL},
                                      {"taken", COL_WHOLE, NULL, NULL, NULL},
                                      {"state", COL_TAG, "proc_state", NULL, NULL},
                                      {"next", COL_WORD, "proc_step", NULL, NULL},
                                      {"next_day", COL_PLAIN, NULL, NULL, NULL},
                                      {"last_safe", COL_PLAIN, NULL, NULL, NULL}};
    struct procurement_list_page page = {.year = r->year, .csrf = r->session.csrf};
    struct page_head head = {.nav = STR("/procurement"), .table_path = STR("/procurement")};
    struct list_ctx *c = ARENA_NEW(r->a, struct list_ctx);
    struct rows rows;

    if (!list_filter(r, &c->f, &page.agency_name, e))
        return false;
    if (r->format != FORMAT_HTML)
        return table_later(r, all_rows, c, &procurement_type,
                           str_format(r->a, "procurement-%lld", (long long)r->year), ret, e);
    if (!procurement_list(r->db, r->a, &c->f, &rows, e) ||
        !procurement_counts(r->db, r->a, r->year, c->f.agency_id, &page.count, e))
        return false;
    if (rows.n > PROCUREMENT_PAGE) {
        rows.n = PROCUREMENT_PAGE;
        page.next = next_of(r, &c->f, &((const struct procurement *)rows.p)[rows.n - 1]);
    }
    page.refused = refused;
    page.rate.bp = money_share_bp(page.count.taken, page.count.base);
    page.unplanned = page.count.lines - page.count.planned;
    page.may_load = actor_may(&r->session.actor, PERM_SPEND);
    take_tabs(r, &page, c->f.show);
    page.query = str_format(r->a, "show=%.*s", STR_FMT(c->f.show));
    page.title = head.title =
        str_format(r->a, "%.*s %lld", STR_FMT(tr(r->lang, TR("แผนจัดซื้อจัดจ้าง ปีงบประมาณ"))),
                   (long long)r->year);
    page.table = (struct table_view){
        .type = &procurement_type,
        .rows = rows.p,
        .n = rows.n,
        .cols = cols,
        .ncols = ARRAY_LEN(cols),
        .caption = page.title,
        .remember = STR("procurement"),
        .empty = str_eq(c->f.show, STR("late"))
                     ? tr(r->lang, TR("ไม่มีรายการที่เลยกำหนดตามแผน"))
                     : tr(r->lang, TR("ไม่มีรายการงบลงทุนที่มีผลใช้บังคับ"))};
    if (done)
        result_table(r, &page, &done->result);
    if (!REPLY_PAGE(r, &head, procurement_list, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool procurement_list_page(struct req *r, struct reply *ret, struct err *e)
{
    return list_show(r, NULL, STR_NONE, 200, ret, e);
}

/* ---- a file of many ---- */

static bool file_write(struct act *by, void *ctx, struct err *e)
{
    struct list_ctx *c = ctx;

    return procurement_file(by, c->f.year, str_cstr(by->a, c->path), c->reason, &c->result, e);
}

static bool file_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct list_ctx *c = ctx;

    if (r->format != FORMAT_HTML)
        return reply_table(r, &procurement_file_row_type, c->result.p, c->result.n, NULL, STR_NONE,
                           STR("procurement"), ret, e);
    return list_show(r, c, STR_NONE, 200, ret, e);
}

static bool file_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct err again = {0};

    (void)ctx;
    return list_show(r, NULL, word_error(r->a, e, r->lang), err_http(e->code), ret, &again);
}

bool procurement_file_post(struct req *r, struct reply *ret, struct err *e)
{
    struct list_ctx *c = ARENA_NEW(r->a, struct list_ctx);

    if (!upload_required(r, e))
        return file_refused(r, c, ret, e);
    c->f.year = r->year;
    c->path = str_from(r->upload->path);
    c->reason = req_field(r, "reason");
    r->refused = file_refused;
    return req_write(r, file_write, file_done, c, ret, e);
}

/* ---- one ---- */

enum { PLAIN_FIELDS = 3, FIELDS = PLAIN_FIELDS + 2 * PROC_STEPS };

struct one_ctx {
    struct str code, done;
    struct form form, problem;
    struct procurement_new new;
    struct spending_problem_new reported;
};

static const struct form_field plan_fields[PLAIN_FIELDS] = {
    {.name = "method", .kind = FORM_CHOICE, .label = TR("วิธีจัดซื้อจัดจ้าง"), .required = true},
    {.name = "contract", .kind = FORM_TEXT, .label = TR("เลขที่สัญญา"), .hint = TR("ถ้ามี"), .max = 60},
    {.name = "reason",
     .kind = FORM_LONG,
     .label = TR("เหตุผล"),
     .hint = TR("ต้องมีเมื่อแก้วันหรือวิธีที่เคยบันทึกไว้"),
     .max = 1000},
};

static const char *day_name(struct req *r, size_t i)
{
    return str_cstr(r->a, str_format(r->a, "%s_%s",
                                     procurement_step_word((enum procurement_step)(i / 2)),
                                     i % 2 ? "real" : "plan"));
}

static void plan_form(struct req *r, struct form *f)
{
    static const char *const methods[] = {
#define PROCUREMENT_METHOD(word, th, en) word,
#include "perform/procurement.def"
#undef PROCUREMENT_METHOD
    };
    struct form_field all[FIELDS];

    for (size_t i = 0; i < PLAIN_FIELDS; i++)
        all[i] = plan_fields[i];
    for (size_t i = 0; i < 2 * (size_t)PROC_STEPS; i++)
        all[PLAIN_FIELDS + i] =
            (struct form_field){.name = day_name(r, i),
                                .kind = FORM_TEXT,
                                .label = i % 2 ? TR("ทำจริง") : TR("ตามแผน"),
                                .max = 40};
    pace_form(r, all, FIELDS, f);
    pace_choices(r, form_find(f, "method"), "proc_method", methods, ARRAY_LEN(methods));
}

static struct str day_text(struct req *r, struct date d)
{
    struct sbuf b;

    sbuf_init(&b, r->a, 64);
    if (d.yyyymmdd)
        date_put(&b, d, DATE_SHORT, LANG_TH);
    return sbuf_str(&b);
}

static void fill_form(struct req *r, struct procurement *p, const struct procurement_usual *u,
                      struct form *f)
{
    struct date offer[PROC_STEPS] = {0};

    form_find(f, "method")->value = p->method.n ? p->method : STR("bidding");
    form_find(f, "contract")->value = p->contract;
    if (p->version == 0)
        procurement_propose(u, form_value(f, "method"),
                            date_cmp(r->today, fy_start((int32_t)p->year)) < 0
                                ? r->today
                                : fy_start((int32_t)p->year),
                            offer);
    for (size_t i = 0; i < 2 * (size_t)PROC_STEPS; i++) {
        enum procurement_step s = (enum procurement_step)(i / 2);
        struct date d = *procurement_day(p, s, i % 2);

        f->field[PLAIN_FIELDS + i].value =
            day_text(r, p->version == 0 && i % 2 == 0 ? offer[s] : d);
    }
}

static void take_steps(struct req *r, struct procurement_page *page,
                       const struct procurement_usual *u)
{
    struct plan_step_view *v = ARENA_ARRAY(r->a, struct plan_step_view, PROC_STEPS);
    struct procurement *p = &page->p;
    size_t method = 0;

    for (size_t i = 0; i < u->n; i++) {
        if (str_eq(u->method[i], p->method))
            method = i;
    }
    for (size_t s = 0; s < PROC_STEPS; s++) {
        enum procurement_step at = (enum procurement_step)s;

        v[s].name = procurement_step_name(at, r->lang);
        v[s].days = u->n ? u->days[method][s] : 0;
        v[s].plan_day = *procurement_day(p, at, false);
        v[s].real_day = *procurement_day(p, at, true);
        v[s].done = v[s].real_day.yyyymmdd != 0;
        v[s].is_next = str_eq(p->next, str_from(procurement_step_word(at)));
        v[s].late = v[s].done ? v[s].plan_day.yyyymmdd && date_cmp(v[s].real_day, v[s].plan_day) > 0
                              : v[s].plan_day.yyyymmdd && date_cmp(v[s].plan_day, r->today) < 0;
        v[s].last_safe = day_text(r, procurement_last_safe(u, p->method, p->year, at));
        v[s].plan = page->form.field[PLAIN_FIELDS + 2 * s];
        v[s].real = page->form.field[PLAIN_FIELDS + 2 * s + 1];
    }
    page->step = v;
    page->step_n = PROC_STEPS;
    page->form.n = PLAIN_FIELDS; /* the days are shown in the table */
}

static struct str value_text(struct req *r, const struct procurement_change *x, struct str value)
{
    struct date d;
    struct err no;

    if (str_eq(x->kind, STR("method")))
        return word_label("proc_method", value, r->lang);
    if (value.n == 0 || str_eq(x->kind, STR("contract")) || !date_parse_iso(value, &d, &no))
        return value;
    return day_text(r, d);
}

/* The history with its days and methods as people write them. */
static const struct procurement_change *readable(struct req *r, const struct rows *rows)
{
    struct procurement_change *x = ARENA_ARRAY(r->a, struct procurement_change, rows->n + 1);

    for (size_t i = 0; i < rows->n; i++) {
        x[i] = ((const struct procurement_change *)rows->p)[i];
        x[i].old_value = value_text(r, &x[i], x[i].old_value);
        x[i].new_value = value_text(r, &x[i], x[i].new_value);
    }
    return x;
}

static bool take_tables(struct req *r, struct procurement_page *page, struct err *e)
{
    static const struct col cols[] = {{"at", COL_PLAIN, NULL, NULL, NULL},
                                      {"step", COL_WORD, "proc_step", NULL, NULL},
                                      {"kind", COL_WORD, "proc_kind", NULL, NULL},
                                      {"old_value", COL_PLAIN, NULL, NULL, NULL},
                                      {"new_value", COL_PLAIN, NULL, NULL, NULL},
                                      {"reason", COL_PLAIN, NULL, NULL, NULL},
                                      {"by_user", COL_PLAIN, NULL, NULL, NULL}};
    const struct spending_problem_filter f = {.year = page->p.year, .line_id = page->p.line_id};
    struct rows rows;

    if (!procurement_history(r->db, r->a, page->p.line_id, &rows, e))
        return false;
    rows = (struct rows){readable(r, &rows), rows.n};
    page->history = (struct table_view){.type = &procurement_change_type,
                                        .rows = rows.p,
                                        .n = rows.n,
                                        .cols = cols,
                                        .ncols = ARRAY_LEN(cols),
                                        .caption = tr(r->lang, TR("ประวัติการแก้แผน")),
                                        .empty = tr(r->lang, TR("ยังไม่มีการบันทึก"))};
    if (!page->problem_may)
        return true;
    if (!spending_problem_list(r->db, r->a, &f, &rows, e))
        return false;
    page->problems = problem_table(r, &rows);
    return true;
}

static bool one_show(struct req *r, struct str code, const struct one_ctx *c, struct str refused,
                     int status, struct reply *ret, struct err *e)
{
    struct procurement_page page = {.csrf = r->session.csrf, .refused = refused};
    const struct param crumb[] = {{tr(r->lang, TR("แผนจัดซื้อจัดจ้าง")), STR("/procurement")}};
    struct page_head head = {.nav = STR("/procurement"), .crumb = crumb, .ncrumb = 1};
    struct procurement_usual u;
    int64_t mine = pace_agency(r);

    if (!procurement_get(r->db, r->a, code, &page.p, e) ||
        !procurement_usual_get(r->db, r->a, page.p.year, &u, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &procurement_type, &page.p, 1, NULL, STR_NONE, code, ret, e);
    page.problem_may = pace_inside(r) && (mine == 0 || mine == page.p.agency_id);
    page.may_write = procurement_may_write(&r->session.actor, &page.p);
    page.has_plan = page.p.version > 0;
    page.none = str_eq(page.p.state, STR("none"));
    page.unsafe = str_eq(page.p.state, STR("unsafe"));
    page.late = str_eq(page.p.state, STR("late"));
    page.done = str_eq(page.p.state, STR("done"));
    page.step_word = word_label("proc_step", page.p.next, r->lang);
    page.left = money_sub(page.p.base, page.p.taken);
    page.action = str_format(r->a, "/procurement/%.*s", STR_FMT(code));
    page.position = str_format(r->a, "/position/lines/%.*s", STR_FMT(code));
    page.title = head.title =
        str_format(r->a, "%.*s %lld", STR_FMT(tr(r->lang, TR("แผนจัดซื้อจัดจ้างของรายการ ปีงบประมาณ"))),
                   (long long)page.p.year);
    if (c && c->form.n) {
        page.form = c->form;
    } else {
        plan_form(r, &page.form);
        fill_form(r, &page.p, &u, &page.form);
    }
    take_steps(r, &page, &u);
    if (c && c->problem.n) {
        page.problem = c->problem;
    } else {
        problem_form(r, &page.problem);
    }
    page.problem.n -= 2; /* its agency and line are the page's */
    if (!take_tables(r, &page, e) || !REPLY_PAGE(r, &head, procurement, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool procurement_page(struct req *r, struct reply *ret, struct err *e)
{
    return one_show(r, r->seg[0], NULL, STR_NONE, 200, ret, e);
}

static bool plan_write(struct act *by, void *ctx, struct err *e)
{
    struct one_ctx *c = ctx;

    return procurement_set(by, c->code, &c->new, e);
}

static bool one_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct one_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/procurement/%.*s", STR_FMT(c->code)), ret);
    return true;
}

static bool plan_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct one_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return one_show(r, c->code, c, word_error(r->a, e, r->lang), err_http(e->code), ret, &again);
}

bool procurement_post(struct req *r, struct reply *ret, struct err *e)
{
    struct one_ctx *c = ARENA_NEW(r->a, struct one_ctx);

    c->code = r->seg[0];
    if (!req_int(r, "version", 0, INT64_MAX, 0, &c->new.version, e))
        return false;
    plan_form(r, &c->form);
    form_read(&c->form, r);
    form_check(&c->form, r);
    for (size_t i = 0; i < 2 * (size_t)PROC_STEPS; i++)
        form_date(&c->form, c->form.field[PLAIN_FIELDS + i].name, r,
                  i % 2 ? &c->new.real[i / 2] : &c->new.plan[i / 2]);
    c->new.method = form_value(&c->form, "method");
    c->new.contract = form_value(&c->form, "contract");
    c->new.reason = form_value(&c->form, "reason");
    if (c->form.wrong)
        return one_show(r, c->code, c, STR_NONE, 400, ret, e);
    r->refused = plan_refused;
    return req_write(r, plan_write, one_done, c, ret, e);
}

/* ---- a problem of the line ---- */

static bool problem_write(struct act *by, void *ctx, struct err *e)
{
    struct one_ctx *c = ctx;

    return spending_problem_add(by, &c->reported, &c->done, e);
}

static bool problem_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct one_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->problem, r, e);
    return one_show(r, c->code, c, word_error(r->a, e, r->lang), err_http(e->code), ret, &again);
}

bool procurement_problem_post(struct req *r, struct reply *ret, struct err *e)
{
    struct one_ctx *c = ARENA_NEW(r->a, struct one_ctx);

    c->code = r->seg[0];
    c->reported = (struct spending_problem_new){.year = r->year, .line_code = c->code};
    problem_form(r, &c->problem);
    form_read(&c->problem, r);
    form_check(&c->problem, r);
    problem_read(&c->problem, &c->reported);
    if (c->problem.wrong)
        return one_show(r, c->code, c, STR_NONE, 400, ret, e);
    r->refused = problem_refused;
    return req_write(r, problem_write, one_done, c, ret, e);
}
