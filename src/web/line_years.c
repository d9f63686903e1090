/* line_years.c - the years of a line's commitment, and what its finished asset costs to run. */
#include "base/arena.h"
#include "views.h"
#include "web/line_head.h"
#include "web/words.h"

enum { YEARS_SHOWN = 12, YEARS_LEAST = 6, RUN_ROWS = 6, RUN_SPARE = 2 };

struct years_ctx {
    struct tranches_page page;
    struct year_cell *cell;
    struct running_cell *run;
    struct tranche_row row[YEARS_SHOWN];
    struct tranche_set set;
    struct running_row running[RUN_ROWS];
    size_t runs;
    int64_t version;
    bool wrong;
};

/* ---- showing ---- */

static struct str number_text(struct arena *a, int64_t n)
{
    return n ? str_format(a, "%lld", (long long)n) : STR_NONE;
}

static bool make_page(struct req *r, struct years_ctx *c, struct err *e)
{
    struct tranches_page *p = &c->page;
    const struct tranche_row *t;
    const struct running_row *u;
    struct rows years, runs;
    struct money total = MONEY_ZERO;
    int64_t first;

    if (!line_head_read(r, TAB_TRANCHES, &p->head, e) ||
        !tranche_list(r->db, r->a, p->head.line.id, &years, e) ||
        !running_list(r->db, r->a, p->head.line.id, &runs, e))
        return false;
    c->cell = ARENA_ARRAY(r->a, struct year_cell, YEARS_SHOWN);
    c->run = ARENA_ARRAY(r->a, struct running_cell, RUN_ROWS);
    t = years.p;
    first = years.n && t[0].year < p->head.year ? t[0].year : p->head.year - 1;
    for (size_t i = 0; i < YEARS_SHOWN; i++) {
        int64_t year = first + (int64_t)i;

        c->cell[i] =
            (struct year_cell){.year = year,
                               .own = year == p->head.year,
                               .amount_field = str_format(r->a, "amount.%lld", (long long)year),
                               .phase_field = str_format(r->a, "phase.%lld", (long long)year)};
        for (size_t k = 0; k < years.n; k++) {
            if (t[k].year == year) {
                c->cell[i].amount = money_text(r->a, t[k].amount, MONEY_WHOLE);
                c->cell[i].phase = t[k].phase;
            }
        }
    }
    for (size_t k = 0; k < years.n; k++)
        total = money_add(total, t[k].amount);
    u = runs.p;
    for (size_t i = 0; i < RUN_ROWS; i++) {
        c->run[i] = (struct running_cell){.year_field = str_format(r->a, "run_year.%zu", i),
                                          .amount_field = str_format(r->a, "run_amount.%zu", i),
                                          .what_field = str_format(r->a, "run_what.%zu", i)};
        if (i < runs.n) {
            c->run[i].year = number_text(r->a, u[i].from_year);
            c->run[i].amount = money_text(r->a, u[i].amount, MONEY_WHOLE);
            c->run[i].what = u[i].what;
        }
    }
    p->cell = c->cell;
    p->cell_n = YEARS_LEAST; /* a few more than are used; all that a split or a save fills */
    for (size_t i = 0; i < YEARS_SHOWN; i++) {
        if (c->cell[i].amount.n && i + 3 > p->cell_n)
            p->cell_n = i + 3 < YEARS_SHOWN ? i + 3 : YEARS_SHOWN;
    }
    p->run = c->run;
    p->run_n = p->head.may_edit ? (runs.n + RUN_SPARE < RUN_ROWS ? runs.n + RUN_SPARE : RUN_ROWS)
                                : (runs.n < RUN_ROWS ? runs.n : RUN_ROWS);
    p->total = years.n ? money_text(r->a, total, MONEY_WHOLE) : STR_NONE;
    p->sum = total;
    p->motion = p->head.line.motion;
    p->assumed = p->head.line.assumed;
    p->version = str_format(r->a, "%lld", (long long)p->head.line.cost_version);
    p->empty = years.n == 0;
    return true;
}

static bool years_show(struct req *r, struct years_ctx *c, int status, struct reply *ret,
                       struct err *e)
{
    struct page_head head;

    line_page_head(r, &c->page.head, "/tranches", &head);
    if (!REPLY_PAGE(r, &head, line_tranches, &c->page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool line_tranches_page(struct req *r, struct reply *ret, struct err *e)
{
    struct years_ctx *c = ARENA_NEW(r->a, struct years_ctx);
    struct rows rows;

    if (!make_page(r, c, e))
        return false;
    if (r->format == FORMAT_HTML)
        return years_show(r, c, 200, ret, e);
    return tranche_list(r->db, r->a, c->page.head.line.id, &rows, e) &&
           reply_table(r, &tranche_row_type, rows.p, rows.n, NULL, STR_NONE,
                       str_format(r->a, "%.*s-years", STR_FMT(c->page.head.line.code)), ret, e);
}

bool line_running_page(struct req *r, struct reply *ret, struct err *e)
{
    struct line_head h;
    struct rows rows;

    if (!line_head_read(r, TAB_TRANCHES, &h, e))
        return false;
    if (r->format == FORMAT_HTML) {
        reply_redirect(r, str_format(r->a, "%.*s/tranches#running", STR_FMT(h.path)), ret);
        return true;
    }
    return running_list(r->db, r->a, h.line.id, &rows, e) &&
           reply_table(r, &running_row_type, rows.p, rows.n, NULL, STR_NONE,
                       str_format(r->a, "%.*s-running", STR_FMT(h.line.code)), ret, e);
}

/* ---- saving the years ---- */

static bool years_write(struct act *by, void *ctx, struct err *e)
{
    const struct years_ctx *c = ctx;

    return tranche_save(by, &c->set, e);
}

static bool years_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct years_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "%.*s/tranches", STR_FMT(c->page.head.path)), ret);
    return true;
}

static bool years_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct years_ctx *c = ctx;
    struct err again = {0};

    c->page.error = word_error(r->a, e, r->lang);
    return years_show(r, c, err_http(e->code), ret, &again);
}

/* An amount of a cell; an unreadable one gets its error at the cell. */
static bool read_baht(struct req *r, struct str typed, struct money *ret, struct str *ret_error)
{
    struct err e = {0};

    if (money_parse(typed, ret, &e) && ret->satang >= 0)
        return true;
    if (e.code == ERR_NONE) {
        FAIL(&e, ERR_AMOUNT_NEGATIVE);
        err_arg(&e, "value", V(typed));
    }
    *ret_error = word_error(r->a, &e, r->lang);
    return false;
}

static void take_years(struct req *r, struct years_ctx *c)
{
    size_t n = 0;

    for (size_t i = 0; i < YEARS_SHOWN; i++) {
        struct year_cell *x = &c->cell[i];

        x->amount = str_trim(req_field(r, str_cstr(r->a, x->amount_field)));
        x->phase = str_trim(req_field(r, str_cstr(r->a, x->phase_field)));
        x->error = STR_NONE;
        if (x->amount.n == 0)
            continue;
        if (i >= c->page.cell_n)
            c->page.cell_n = i + 1;
        c->row[n].year = x->year;
        c->row[n].phase = x->phase;
        if (read_baht(r, x->amount, &c->row[n].amount, &x->error))
            n++;
        else
            c->wrong = true;
    }
    c->set.row = c->row;
    c->set.n = n;
}

/* A printed range: the total split evenly over the years, shown and not yet saved. */
static bool split_years(struct req *r, struct years_ctx *c, int64_t first, int64_t last)
{
    struct tranche_row part[YEARS_SHOWN];
    int64_t least = c->cell[0].year, most = c->cell[YEARS_SHOWN - 1].year;

    if (first < least || last > most || first > last || c->set.total.satang <= 0)
        return false;
    tranche_split(r->a, c->set.total, first, last, part);
    for (size_t i = 0; i < YEARS_SHOWN; i++) {
        int64_t year = c->cell[i].year;

        c->cell[i].amount = year < first || year > last
                                ? STR_NONE
                                : money_text(r->a, part[year - first].amount, MONEY_WHOLE);
    }
    if ((size_t)(last - least) >= c->page.cell_n)
        c->page.cell_n = (size_t)(last - least) + 1;
    c->page.assumed = true;
    c->page.split = true;
    return true;
}

bool line_tranches_post(struct req *r, struct reply *ret, struct err *e)
{
    struct years_ctx *c = ARENA_NEW(r->a, struct years_ctx);
    int64_t first, last;

    if (!make_page(r, c, e) || !req_int(r, "version", 0, INT64_MAX, 0, &c->set.cost_version, e) ||
        !req_int(r, "first", 0, 9999, 0, &first, e) || !req_int(r, "last", 0, 9999, 0, &last, e))
        return false;
    c->page.version = req_field(r, "version");
    c->page.total = str_trim(req_field(r, "total"));
    c->page.motion = str_trim(req_field(r, "motion"));
    c->page.assumed = req_field(r, "assumed").n > 0;
    c->page.head.may_edit = true;
    take_years(r, c);
    if (c->page.total.n && !read_baht(r, c->page.total, &c->set.total, &c->page.sum_error))
        c->wrong = true;
    if (!c->wrong && req_has(r, "split") && split_years(r, c, first, last))
        return years_show(r, c, 200, ret, e);
    if (c->wrong || req_has(r, "split")) {
        c->page.error = tr(r->lang, TR("ยังไม่ได้บันทึก แก้ช่องที่มีข้อความสีแดงก่อน"));
        return years_show(r, c, 400, ret, e);
    }
    c->set.line_code = c->page.head.line.code;
    c->set.motion = c->page.motion;
    c->set.assumed = c->page.assumed;
    r->refused = years_refused;
    return req_write(r, years_write, years_done, c, ret, e);
}

/* ---- saving the running costs ---- */

static bool running_write(struct act *by, void *ctx, struct err *e)
{
    const struct years_ctx *c = ctx;

    return running_save(by, c->page.head.line.code, c->version, c->running, c->runs, e);
}

static bool running_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct years_ctx *c = ctx;
    struct err again = {0};

    c->page.run_error = word_error(r->a, e, r->lang);
    return years_show(r, c, err_http(e->code), ret, &again);
}

static void take_running(struct req *r, struct years_ctx *c)
{
    for (size_t i = 0; i < RUN_ROWS; i++) {
        struct running_cell *x = &c->run[i];
        struct running_row *row = &c->running[c->runs];
        struct err e = {0};
        int32_t year;

        x->year = str_trim(req_field(r, str_cstr(r->a, x->year_field)));
        x->amount = str_trim(req_field(r, str_cstr(r->a, x->amount_field)));
        x->what = str_trim(req_field(r, str_cstr(r->a, x->what_field)));
        if (x->year.n + x->amount.n + x->what.n == 0)
            continue;
        if (!fy_parse(x->year, &year, &e)) {
            x->error = word_error(r->a, &e, r->lang);
            c->wrong = true;
        } else if (!read_baht(r, x->amount, &row->amount, &x->error)) {
            c->wrong = true;
        } else {
            row->from_year = year;
            row->what = x->what;
            c->runs++;
        }
        if (i >= c->page.run_n)
            c->page.run_n = i + 1;
    }
}

bool line_running_post(struct req *r, struct reply *ret, struct err *e)
{
    struct years_ctx *c = ARENA_NEW(r->a, struct years_ctx);

    if (!make_page(r, c, e) || !req_int(r, "version", 0, INT64_MAX, 0, &c->version, e))
        return false;
    c->page.version = req_field(r, "version");
    c->page.head.may_edit = true;
    take_running(r, c);
    if (c->wrong) {
        c->page.run_error = tr(r->lang, TR("ยังไม่ได้บันทึก แก้ช่องที่มีข้อความสีแดงก่อน"));
        return years_show(r, c, 400, ret, e);
    }
    r->refused = running_refused;
    return req_write(r, running_write, years_done, c, ret, e);
}
