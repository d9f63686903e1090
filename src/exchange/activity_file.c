/* activity_file.c - pbis import activities: plans from a table with one row a step (docs/formats/activities.md).
 *
 * Rows with the same agency and number are one activity; cells of the activity may stand in its first row alone. Each plan
 * goes through activity_add or activity_save, so a file can say no more than a page: by a named person it is sent to who
 * approves, the system (a move from paper) approves it. One wrong row refuses its activity, whole. */
#include "exchange/activity_file.h"

#include "base/arena.h"
#include "base/exact.h"
#include "city/agency.h"
#include "exchange/contract_file.h"
#include "exchange/import_frame.h"
#include "perform/activity.h"
#include "store/store.h"

enum { MAX_BYTES = 16 * 1024 * 1024, ROWS_MAX = 200000, PLACES = 2 };

enum {
    C_AGENCY, C_NUMBER, C_NAME, C_STEP, C_WEIGHT, C_KIND, C_WORK, C_UNIT, C_GOAL, C_INDICATOR,
    C_AMOUNT, C_SOURCE, C_LINES, C_BASIS, C_REASON, C_CUMULATIVE, C_MONTHS, C_START, C_END, C_DONE,
    C_DONE_ON, C_NOTE, C_EVIDENCE, C_OCT,
    C_COUNT = C_OCT + ACTIVITY_MONTHS
};
static const struct csv_column columns[C_COUNT] = {
    [C_AGENCY] = {"agency", false},      [C_NUMBER] = {"number", false},
    [C_NAME] = {"name", false},          [C_STEP] = {"step", false},
    [C_WEIGHT] = {"weight", false},      [C_KIND] = {"kind", true},
    [C_WORK] = {"work", true},           [C_UNIT] = {"unit", true},
    [C_GOAL] = {"goal", true},           [C_INDICATOR] = {"indicator", true},
    [C_AMOUNT] = {"amount", true},       [C_SOURCE] = {"source", true},
    [C_LINES] = {"lines", true},         [C_BASIS] = {"basis", true},
    [C_REASON] = {"reason", true},       [C_CUMULATIVE] = {"cumulative", true},
    [C_MONTHS] = {"months", true},       [C_START] = {"start", true},
    [C_END] = {"end", true},             [C_DONE] = {"done", true},
    [C_DONE_ON] = {"done_on", true},     [C_NOTE] = {"note", true},
    [C_EVIDENCE] = {"evidence", true},   [C_OCT] = {"oct", true},
    [C_OCT + 1] = {"nov", true},         [C_OCT + 2] = {"dec", true},
    [C_OCT + 3] = {"jan", true},         [C_OCT + 4] = {"feb", true},
    [C_OCT + 5] = {"mar", true},         [C_OCT + 6] = {"apr", true},
    [C_OCT + 7] = {"may", true},         [C_OCT + 8] = {"jun", true},
    [C_OCT + 9] = {"jul", true},         [C_OCT + 10] = {"aug", true},
    [C_OCT + 11] = {"sep", true},
};

/* ---- one record ---- */

struct record {
    struct csv_row rec; /* a copy, for what is found out at the end */
    struct str agency;
    int64_t number;
    struct activity_step_new step;
    int64_t cumulative, done; /* -1: not said */
    struct date done_on;
    struct str note, evidence;
    bool bad; /* refused already */
};
struct state {
    struct record *r;
    size_t n, cap;
};

static struct str keep(struct import *im, size_t column)
{
    return str_dup(im->a, import_cell(im, column));
}

/* A per cent with at most two decimals, with or without %; `none` when the cell is empty. */
static int64_t per_cent(struct import *im, size_t column, int64_t none)
{
    struct str s = import_cell(im, column);
    struct err why;
    int64_t v;

    if (str_ends(s, STR("%")))
        s = str_trim(str_slice(s, 0, s.n - 1));
    if (s.n == 0 || str_eq(s, STR("-")))
        return none;
    if (exact_parse_decimal(s, PLACES, &v) && v >= 0 && v <= ACTIVITY_WHOLE)
        return v;
    FAIL(&why, ERR_BAD_NUMBER);
    err_arg(&why, "field", V(str_from(import_column_name(im, column))));
    err_arg(&why, "value", V(s));
    err_arg(&why, "expected", V(STR("0.00-100.00")));
    import_refuse(im, column, &why);
    return none;
}

/* Columns of months with a mark in them; from an arrow's head to its end all months between count. */
static int64_t marked(struct import *im)
{
    int64_t bits = 0;
    bool inside = false;

    for (size_t m = 0; m < ACTIVITY_MONTHS; m++) {
        struct str s = import_cell_quiet(im, C_OCT + m);
        bool left = str_eq(s, STR("\xE2\x86\x90")), right = str_eq(s, STR("\xE2\x86\x92"));

        if (s.n || inside)
            bits |= INT64_C(1) << m;
        inside = (inside || left) && !right;
    }
    return inside ? bits & ~(bits - (bits & -bits)) : bits; /* an arrow without an end: its month */
}

static int64_t months(struct import *im)
{
    struct str s = import_cell(im, C_MONTHS);
    int64_t bits = 0;
    bool differs = false;
    struct err why;
    struct sbuf b;

    if (s.n == 0)
        return marked(im);
    if (!activity_months_parse(s, im->year, &bits, &differs, &why)) {
        import_refuse(im, C_MONTHS, &why);
        return 0;
    }
    if (differs) { /* the month's name wins over a year header that slipped */
        sbuf_init(&b, im->row_a, 200);
        activity_months_put(&b, bits, LANG_TH);
        import_repair(im, C_MONTHS, REPAIR_MONTH_YEAR, s, sbuf_str(&b));
    }
    return bits;
}

static struct csv_row copy_of(struct import *im)
{
    struct csv_row rec = *im->rec;
    struct str *cell = ARENA_ARRAY(im->a, struct str, rec.n + 1);

    for (size_t i = 0; i < rec.n; i++)
        cell[i] = str_dup(im->a, im->rec->cell[i]);
    rec.cell = cell;
    return rec;
}

static int64_t number_of(struct import *im)
{
    struct str s = import_cell(im, C_NUMBER);
    struct err why;
    int64_t v = 0;

    if (s.n == 0 || (exact_parse_decimal(s, 0, &v) && v >= 1 && v <= 9999))
        return v;
    FAIL(&why, ERR_BAD_NUMBER);
    err_arg(&why, "field", V(STR("number")));
    err_arg(&why, "value", V(s));
    import_refuse(im, C_NUMBER, &why);
    return 0;
}

/* Whose row: empty cells mean the activity above. */
static void read_whose(struct import *im, const struct state *st, struct record *x)
{
    const struct record *above = st->n ? &st->r[st->n - 1] : NULL;

    x->agency = keep(im, C_AGENCY);
    x->number = number_of(im);
    if (above && x->agency.n == 0)
        x->agency = above->agency;
    if (above && x->number == 0 && import_cell_quiet(im, C_NAME).n == 0)
        x->number = above->number;
    if (x->agency.n == 0)
        import_refuse_required(im, C_AGENCY);
    if (x->number == 0 && !import_is_bad(im))
        import_refuse_required(im, C_NUMBER);
}

static bool row(struct import *im, struct err *e)
{
    struct state *st = im->state;
    struct record x = {0};

    if (st->n == ROWS_MAX) {
        FAIL(e, ERR_LIMIT);
        err_arg(e, "what", V(STR("rows")));
        err_arg(e, "limit", V((int64_t)ROWS_MAX));
        return false;
    }
    read_whose(im, st, &x);
    x.step.name = keep(im, C_STEP);
    x.step.weight_bp = per_cent(im, C_WEIGHT, 0);
    x.step.months = months(im);
    x.step.from_day = file_day(im, C_START);
    x.step.to_day = file_day(im, C_END);
    x.cumulative = per_cent(im, C_CUMULATIVE, -1);
    x.done = per_cent(im, C_DONE, -1);
    x.done_on = file_day(im, C_DONE_ON);
    x.note = keep(im, C_NOTE);
    x.evidence = keep(im, C_EVIDENCE);
    x.bad = import_is_bad(im);
    x.rec = copy_of(im);
    if (st->n == st->cap) {
        size_t more = st->cap ? st->cap * 2 : 64;

        st->r = arena_grow(im->a, st->r, st->cap * sizeof x, more * sizeof x);
        st->cap = more;
    }
    st->r[st->n++] = x;
    return true;
}

/* ---- one activity ---- */

struct group {
    struct record *r; /* its rows */
    size_t n;
    struct activity_new text;
    struct activity_step_new step[ACTIVITY_STEPS];
    struct str money[ACTIVITY_MONEY];
};

/* All rows of it are refused: this one for *why, the others because of it. */
static bool refuse_group(struct import *im, struct group *g, size_t at, size_t column,
                         const struct err *why, struct err *e)
{
    struct err other;

    FAIL(&other, ERR_NOT_IN_BATCH);
    for (size_t i = 0; i < g->n; i++) {
        if (!g->r[i].bad &&
            !import_refuse_late(im, &g->r[i].rec, i == at ? column : C_STEP,
                                i == at || at >= g->n ? why : &other, e))
            return false;
        g->r[i].bad = true;
    }
    return true;
}

static struct str cell(struct import *im, const struct record *r, size_t column)
{
    struct str s;

    im->rec = &r->rec;
    s = str_dup(im->a, import_cell_quiet(im, column));
    im->rec = NULL;
    return s;
}

static struct str or_else(struct str s, struct str other)
{
    return s.n ? s : other;
}

static bool read_text(struct import *im, struct group *g, size_t *ret_column, struct err *why)
{
    const struct record *r = &g->r[0];
    struct activity_text *t = &g->text.text;
    struct str rest = cell(im, r, C_LINES), piece, amount = cell(im, r, C_AMOUNT);

    g->text.year = im->year;
    g->text.number = r->number;
    g->text.agency = r->agency;
    g->text.kind = or_else(cell(im, r, C_KIND), STR("activity"));
    t->name = cell(im, r, C_NAME);
    t->work = or_else(cell(im, r, C_WORK), STR("mission"));
    t->unit = cell(im, r, C_UNIT);
    t->goal = cell(im, r, C_GOAL);
    t->indicator = cell(im, r, C_INDICATOR);
    t->source = cell(im, r, C_SOURCE);
    t->basis = cell(im, r, C_BASIS);
    t->reason = cell(im, r, C_REASON);
    *ret_column = C_AMOUNT;
    if (amount.n && !str_eq(amount, STR("-")) && !money_parse(amount, &t->amount, why))
        return false;
    t->money = g->money;
    while (rest.n && str_split(&rest, ';', &piece)) {
        piece = str_trim(piece);
        if (piece.n == 0)
            continue;
        if (t->moneys == ACTIVITY_MONEY) {
            FAIL(why, ERR_TABLE_ROWS);
            err_arg(why, "what", V(STR("lines")));
            err_arg(why, "limit", V((int64_t)ACTIVITY_MONEY));
            *ret_column = C_LINES;
            return false;
        }
        g->money[t->moneys++] = piece;
    }
    return true;
}

static bool bad_running(const struct record *r, size_t n, int64_t want, int64_t before,
                        struct arena *a, struct err *why)
{
    struct sbuf b;

    FAIL(why, r->cumulative <= before ? ERR_ACTIVITY_ORDER : ERR_ACTIVITY_RUNNING);
    err_arg(why, "step", V((int64_t)n));
    sbuf_init(&b, a, 40);
    exact_put_decimal(&b, r->cumulative, PLACES, PLACES);
    err_arg(why, "value", V(sbuf_str(&b)));
    sbuf_init(&b, a, 40);
    exact_put_decimal(&b, r->cumulative <= before ? before : want, PLACES, PLACES);
    err_arg(why, r->cumulative <= before ? "before" : "expected", V(sbuf_str(&b)));
    return false;
}

/* The cumulative column, where there is one: rising, and the running sum of the weights. *ret_at: the row. */
static bool check_running(struct import *im, struct group *g, size_t *ret_at, struct err *why)
{
    int64_t sum = 0, before = 0;

    for (size_t i = 0; i < g->n; i++) {
        sum += g->step[i].weight_bp;
        *ret_at = i;
        if (g->r[i].cumulative < 0)
            continue;
        if (g->r[i].cumulative <= before || g->r[i].cumulative != sum)
            return bad_running(&g->r[i], i + 1, sum, before, im->a, why);
        before = g->r[i].cumulative;
    }
    return true;
}

/* Weights printed as cumulative become those of each step, after the conversion was asked for. */
static void convert(struct import *im, struct group *g)
{
    int64_t bp[ACTIVITY_STEPS], sum;
    struct str was;

    for (size_t i = 0; i < g->n; i++)
        bp[i] = g->step[i].weight_bp;
    if (activity_weights_kind(bp, g->n, &sum) != ACTIVITY_WEIGHTS_CUMULATIVE || !im->o->convert)
        return;
    was = activity_weights_text(im->a, bp, g->n);
    activity_weights_convert(bp, g->n);
    for (size_t i = 0; i < g->n; i++)
        g->step[i].weight_bp = bp[i];
    im->rec = &g->r[0].rec;
    import_repair(im, C_WEIGHT, REPAIR_CUMULATIVE, was, activity_weights_text(im->a, bp, g->n));
    im->rec = NULL;
    im->rep->repaired++;
}

static bool good_weights(const struct group *g)
{
    int64_t bp[ACTIVITY_STEPS], sum;

    for (size_t i = 0; i < g->n; i++)
        bp[i] = g->step[i].weight_bp;
    return activity_weights_kind(bp, g->n, &sum) == ACTIVITY_WEIGHTS_GOOD;
}

/* The plan that is there says the same? `keys`: its steps keep who they are, by place. */
static bool same(struct import *im, const struct activity *x, struct group *g, bool *ret,
                 struct err *e)
{
    const struct activity_text *t = &g->text.text;
    const struct activity_source *m;
    const struct activity_step *s;
    struct rows steps, money;
    bool alike = str_eq(x->name, t->name) && str_eq(x->unit, t->unit) && str_eq(x->work, t->work) &&
                 str_eq(x->goal_code, t->goal) && str_eq(x->indicator_code, t->indicator) &&
                 money_cmp(x->typed, t->amount) == 0 && str_eq(x->source, t->source) &&
                 str_eq(x->basis, t->basis) && str_eq(x->kind, g->text.kind);

    if (!activity_steps(im->by->tx->db, im->a, x, x->shown_no, im->by->today, &steps, e) ||
        !activity_sources(im->by->tx->db, im->a, x, x->shown_no, &money, e))
        return false;
    s = steps.p;
    m = money.p;
    alike = alike && steps.n == g->n && money.n == t->moneys;
    for (size_t i = 0; i < g->n && i < steps.n; i++) {
        struct date from, to;

        g->step[i].step_key = s[i].step_key;
        activity_months_days(g->step[i].months, im->year, &from, &to);
        from = g->step[i].from_day.yyyymmdd ? g->step[i].from_day : from;
        to = g->step[i].to_day.yyyymmdd ? g->step[i].to_day : to;
        alike = alike && str_eq(s[i].name, g->step[i].name) &&
                s[i].weight.bp == g->step[i].weight_bp && s[i].months == g->step[i].months &&
                date_cmp(s[i].from_day, from) == 0 && date_cmp(s[i].to_day, to) == 0;
    }
    for (size_t i = 0; i < money.n && i < t->moneys; i++)
        alike = alike && str_eq(m[i].code, t->money[i]);
    *ret = alike;
    return true;
}

/* Sent, and by the system approved. */
static bool forward(struct import *im, struct str code, struct err *why)
{
    struct db *db = im->by->tx->db;
    struct activity x;

    return activity_get(db, im->a, code, im->by->today, &x, why) &&
           activity_send(im->by, code, x.version, why) &&
           (im->by->who->user_id != 0 ||
            (activity_get(db, im->a, code, im->by->today, &x, why) &&
             activity_decide(im->by, code, x.version, STR("approve"), STR_NONE, why)));
}

static bool progress(struct import *im, struct group *g, struct str code, int64_t *ret_changed,
                     struct err *why)
{
    struct activity_progress_new p[ACTIVITY_STEPS];
    const struct activity_step *s;
    struct activity x;
    struct rows steps;
    size_t n = 0;

    *ret_changed = 0;
    for (size_t i = 0; i < g->n; i++)
        n += g->r[i].done >= 0;
    if (n == 0)
        return true;
    if (!activity_get(im->by->tx->db, im->a, code, im->by->today, &x, why) ||
        !activity_steps(im->by->tx->db, im->a, &x, x.shown_no, im->by->today, &steps, why))
        return false;
    s = steps.p;
    n = 0;
    for (size_t i = 0; i < g->n && i < steps.n; i++) {
        const struct record *r = &g->r[i];

        if (r->done >= 0 && (r->done != s[i].done.bp || r->note.n || r->evidence.n))
            p[n++] = (struct activity_progress_new){code, s[i].step_key, r->done, r->done_on, r->note, r->evidence};
    }
    return n == 0 || activity_progress_set(im->by, im->year, p, n, ret_changed, why);
}

static bool write_group(struct import *im, struct group *g, bool *ret_unchanged, struct err *why)
{
    struct db *db = im->by->tx->db;
    const struct activity_key key = {g->text.agency, im->year, g->text.number};
    struct activity x;
    struct str code;
    bool alike = false;
    int64_t changed;

    if (!activity_find(db, im->a, &key, im->by->today, &x, why))
        return false;
    if (!x.code.n) {
        if (!activity_add(im->by, &g->text, &code, why) || !forward(im, code, why))
            return false;
    } else {
        code = x.code;
        if (!same(im, &x, g, &alike, why))
            return false;
        if (!alike && (!activity_save(im->by, code, x.version, &g->text.text, why) || !forward(im, code, why)))
            return false;
    }
    if (!progress(im, g, code, &changed, why))
        return false;
    *ret_unchanged = alike && changed == 0;
    return true;
}

static bool take_group(struct import *im, struct group *g, struct err *e)
{
    bool unchanged = false, bad = false;
    size_t column = C_STEP, at = 0;
    struct err why;

    for (size_t i = 0; i < g->n; i++)
        bad |= g->r[i].bad;
    FAIL(&why, ERR_NOT_IN_BATCH);
    if (bad)
        return refuse_group(im, g, g->n, C_STEP, &why, e);
    if (g->n > ACTIVITY_STEPS) {
        FAIL(&why, ERR_TABLE_ROWS);
        err_arg(&why, "what", V(STR("step")));
        err_arg(&why, "limit", V((int64_t)ACTIVITY_STEPS));
        return refuse_group(im, g, 0, C_STEP, &why, e);
    }
    for (size_t i = 0; i < g->n; i++)
        g->step[i] = g->r[i].step;
    g->text.text.step = g->step;
    g->text.text.steps = g->n;
    if (!read_text(im, g, &column, &why))
        return refuse_group(im, g, 0, column, &why, e);
    convert(im, g);
    if (good_weights(g) && !check_running(im, g, &at, &why))
        return refuse_group(im, g, at, C_CUMULATIVE, &why, e);
    if (!write_group(im, g, &unchanged, &why)) {
        if (err_http(why.code) >= 500) {
            *e = why;
            return false;
        }
        column = why.code == ERR_ACTIVITY_WEIGHTS || why.code == ERR_ACTIVITY_CUMULATIVE ? C_WEIGHT : C_NAME;
        return refuse_group(im, g, 0, column, &why, e);
    }
    for (size_t i = 0; i < g->n && unchanged; i++)
        import_unchanged_late(im);
    return import_add_total(im, g->text.text.amount, e);
}

static bool begin(struct import *im, struct err *e)
{
    (void)e;
    im->state = ARENA_NEW(im->a, struct state);
    return true;
}

static bool end(struct import *im, struct err *e)
{
    struct state *st = im->state;

    for (size_t i = 0; i < st->n;) {
        struct group *g = ARENA_NEW(im->a, struct group);

        g->r = &st->r[i];
        for (; i < st->n && str_eq(st->r[i].agency, g->r->agency) && st->r[i].number == g->r->number; i++)
            g->n++;
        if (!take_group(im, g, e))
            return false;
    }
    return true;
}

const struct import_kind activities_kind = {
    .word = "activities",
    .columns = columns,
    .ncolumns = C_COUNT,
    .max_bytes = MAX_BYTES,
    .needs_year = true,
    .sheets = true,
    .perm = PERM_RESULT,
    .labels = &activity_file_type,
    .begin = begin,
    .row = row,
    .end = end,
};
