/* ceiling_page.c - the ceilings of a scenario as one sheet to fill in: all are saved, or none. */
#include "allocate/branch.h"
#include "base/arena.h"
#include "plan/rollup.h"
#include "views.h"
#include "web/allocate_page.h"
#include "web/words.h"

struct ceiling_ctx {
    struct ceiling_row *row;
    struct ceiling_cell *cell;
    struct ceiling_row *changed;
    size_t n, nchanged;
    int64_t year, version;
    struct str name, error;
    struct ceiling_more more;
    bool wrong;
};

/* Kinds of ceilings that a person may add by code. */
static const char *const dims[] = {"agency", "type", "side", "fund", "district", "group", "label", "personnel", "total"};

/* What can have a ceiling though it has none yet: everything that has lines. */
static bool add_dim(struct req *r, struct ceiling_ctx *c, enum dim by, struct err *e)
{
    struct rollup_filter f = {.year = r->year};
    struct ceiling_row *more;
    struct rollup_table t;

    if (!rollup_get(r->server->rollup, r->db, r->a, &f, ROLLUP_BY(&by, 1, r->lang), &t, e))
        return false;
    more = ARENA_ARRAY(r->a, struct ceiling_row, c->n + t.n);
    for (size_t i = 0; i < c->n; i++)
        more[i] = c->row[i];
    for (size_t i = 0; i < t.n; i++) {
        struct str dim = by == DIM_YEAR ? STR("total") : str_from(dim_word(by));
        struct str code = by == DIM_YEAR ? STR_NONE : t.row[i].key[0];
        bool known = false;

        for (size_t k = 0; k < c->n; k++)
            known = known || (str_eq(more[k].dim, dim) && str_eq(more[k].code, code));
        if (known || t.row[i].lines == 0)
            continue;
        more[c->n++] = (struct ceiling_row){.dim = dim,
                                            .code = code,
                                            .name = by == DIM_YEAR ? tr(r->lang, TR("กรอบวงเงินรวม"))
                                                                   : t.row[i].name[0],
                                            .asked = t.row[i].stage[STAGE_REQUESTED]};
    }
    c->row = more;
    return true;
}

static bool read_cells(struct req *r, struct ceiling_ctx *c, struct err *e)
{
    struct scenario_row s;
    struct rows rows;

    c->name = r->seg[0];
    c->year = r->year;
    if (!scenario_open(r->db, r->a, r->year, c->name, &r->session.actor, &s, e))
        return false;
    c->version = s.version;
    if (!scenario_ceilings(r->db, r->a, r->year, c->name, r->lang, &rows, e))
        return false;
    c->row = ARENA_ARRAY(r->a, struct ceiling_row, rows.n + 1);
    for (; c->n < rows.n; c->n++)
        c->row[c->n] = ((const struct ceiling_row *)rows.p)[c->n];
    if (!add_dim(r, c, DIM_YEAR, e) || !add_dim(r, c, DIM_TYPE, e) || !add_dim(r, c, DIM_AGENCY, e))
        return false;
    c->cell = ARENA_ARRAY(r->a, struct ceiling_cell, c->n);
    c->changed = ARENA_ARRAY(r->a, struct ceiling_row, c->n + 2);
    for (size_t i = 0; i < c->n; i++) {
        const struct ceiling_row *x = &c->row[i];

        c->cell[i] = (struct ceiling_cell){
            .dim = x->dim,
            .code = x->code,
            .name = x->name,
            .field = str_format(r->a, "max.%.*s.%.*s", STR_FMT(x->dim), STR_FMT(x->code)),
            .value = x->has_max ? money_text(r->a, x->max, MONEY_WHOLE) : STR_NONE,
            .least_field = str_format(r->a, "min.%.*s.%.*s", STR_FMT(x->dim), STR_FMT(x->code)),
            .least = x->has_min ? money_text(r->a, x->min, MONEY_WHOLE) : STR_NONE,
            .asked = x->asked,
            .used = x->used};
    }
    return true;
}

static bool ceilings_show(struct req *r, const struct ceiling_ctx *c, int status, struct reply *ret,
                          struct err *e)
{
    struct ceilings_page page = {
        .csrf = r->session.csrf,
        .name = c->name,
        .year = r->year,
        .version = c->version,
        .cell = c->cell,
        .cell_n = c->n,
        .wrong = c->wrong,
        .error = c->error,
        .action = str_format(r->a, "/allocation/%.*s/ceilings", STR_FMT(c->name)),
        .back = str_format(r->a, "/allocation/%.*s", STR_FMT(c->name))};
    struct param crumb[] = {{tr(r->lang, TR("จัดสรรภายใต้กรอบ")), page.back}};
    struct ceiling_dim *dim = ARENA_ARRAY(r->a, struct ceiling_dim, ARRAY_LEN(dims));
    struct page_head head = {.nav = STR("/allocation"), .crumb = crumb, .ncrumb = 1};

    for (size_t i = 0; i < ARRAY_LEN(dims); i++)
        dim[i] = (struct ceiling_dim){str_from(dims[i]), str_eq(c->more.dim, str_from(dims[i]))};
    page.dim = dim;
    page.dim_n = ARRAY_LEN(dims);
    page.more = c->more;
    page.title = head.title = tr(r->lang, TR("แก้กรอบวงเงิน"));
    if (!REPLY_PAGE(r, &head, ceilings, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

static bool cells_work(struct req *r, void *ctx, struct err *e)
{
    return read_cells(r, ctx, e);
}

static bool cells_shown(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    return ceilings_show(r, ctx, 200, ret, e);
}

bool allocate_ceilings_page(struct req *r, struct reply *ret, struct err *e)
{
    return req_offload(r, cells_work, cells_shown, ARENA_NEW(r->a, struct ceiling_ctx), ret, e);
}

static bool ceilings_write(struct act *by, void *ctx, struct err *e)
{
    const struct ceiling_ctx *c = ctx;

    if (!scenario_claim(by, c->year, c->name, c->version, e))
        return false;
    for (size_t i = 0; i < c->nchanged; i++) {
        if (!scenario_set_ceiling(by, c->year, c->name, &c->changed[i], e))
            return false;
    }
    return true;
}

static bool ceilings_saved(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct ceiling_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/allocation/%.*s", STR_FMT(c->name)), ret);
    return true;
}

static bool ceilings_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct ceiling_ctx *c = ctx;
    struct err again = {0};

    c->wrong = true;
    c->error = word_error(r->a, e, r->lang);
    return ceilings_show(r, c, err_http(e->code), ret, &again);
}

/* An amount as typed: empty = no limit; an unreadable one is left as it is, with its error. */
static bool read_limit(struct req *r, struct str text, bool *has, struct money *ret, struct str *error)
{
    struct err e = {0};

    *has = text.n > 0;
    *ret = MONEY_ZERO;
    if (!*has || (money_parse(text, ret, &e) && ret->satang >= 0))
        return true;
    if (e.code == ERR_NONE) {
        FAIL(&e, ERR_AMOUNT_NEGATIVE);
        err_arg(&e, "value", V(text));
    }
    *error = word_error(r->a, &e, r->lang);
    return false;
}

static bool same_limits(const struct ceiling_row *x, const struct ceiling_row *y)
{
    return x->has_max == y->has_max && x->has_min == y->has_min && money_cmp(x->max, y->max) == 0 &&
           money_cmp(x->min, y->min) == 0;
}

static void take(struct req *r, struct ceiling_ctx *c, size_t i)
{
    struct ceiling_row next = c->row[i];
    struct ceiling_cell *cell = &c->cell[i];
    const char *least = str_cstr(r->a, cell->least_field);
    bool ok;

    cell->value = str_trim(req_field(r, str_cstr(r->a, cell->field)));
    ok = read_limit(r, cell->value, &next.has_max, &next.max, &cell->error);
    if (req_has(r, least)) {
        cell->least = str_trim(req_field(r, least));
        ok = read_limit(r, cell->least, &next.has_min, &next.min, &cell->least_error) && ok;
    }
    if (ok && next.has_max && next.has_min && money_cmp(next.min, next.max) > 0) {
        cell->least_error = tr(r->lang, TR("วงเงินขั้นต่ำมากกว่าวงเงินสูงสุด"));
        ok = false;
    }
    if (!ok)
        c->wrong = true;
    else if (!same_limits(&next, &c->row[i]))
        c->changed[c->nchanged++] = next;
}

/* The row for a ceiling that has none yet: a kind, its code (with @YEAR for a forward year), a limit. */
static void take_more(struct req *r, struct ceiling_ctx *c)
{
    struct ceiling_more *m = &c->more;
    struct ceiling_row next = {0};
    struct err e = {0};

    *m = (struct ceiling_more){.dim = req_field(r, "more.dim"),
                               .code = str_trim(req_field(r, "more.code")),
                               .max = str_trim(req_field(r, "more.max")),
                               .min = str_trim(req_field(r, "more.min"))};
    if (!m->code.n && !m->max.n && !m->min.n)
        return;
    next.dim = m->dim;
    next.code = m->code;
    if (!read_limit(r, m->max, &next.has_max, &next.max, &m->error) ||
        !read_limit(r, m->min, &next.has_min, &next.min, &m->error)) {
        c->wrong = true;
        return;
    }
    if (!next.has_max && !next.has_min) {
        FAIL(&e, ERR_CEILING_EMPTY);
        err_arg(&e, "ceiling", V(str_format(r->a, "%.*s %.*s", STR_FMT(word_label("dim", m->dim, r->lang)), STR_FMT(m->code))));
        m->error = word_error(r->a, &e, r->lang);
        c->wrong = true;
        return;
    }
    c->changed[c->nchanged++] = next;
}

static bool cells_taken(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct ceiling_ctx *c = ctx;

    if (!req_int(r, "version", 0, INT64_MAX, 0, &c->version, e)) /* of the sheet that was filled in */
        return false;
    for (size_t i = 0; i < c->n; i++) {
        if (req_has(r, str_cstr(r->a, c->cell[i].field)))
            take(r, c, i);
    }
    take_more(r, c);
    if (c->wrong)
        return ceilings_show(r, c, 400, ret, e);
    r->refused = ceilings_refused;
    return req_write(r, ceilings_write, ceilings_saved, c, ret, e);
}

bool allocate_ceilings_post(struct req *r, struct reply *ret, struct err *e)
{
    return req_offload(r, cells_work, cells_taken, ARENA_NEW(r->a, struct ceiling_ctx), ret, e);
}
