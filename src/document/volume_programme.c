/* volume_programme.c - document 3: the expenditure by side, plan, output or work, and project: sums of each level beside the
 * year before, then every project and work of each output with its agency, and an index of the projects. */
#include "document/volume_front_int.h"
#include "sql_document.h"
#include "store/store.h"

struct project {
    int64_t output_id, agency_id;
    struct str code, title, kind;
    int64_t lines;
    struct money amount, special;
    int64_t linked; /* lines whose year before is known */
    struct money prior;
};
static const struct field project_fields[] = {
    COL(struct project, output_id), COL(struct project, agency_id), COL(struct project, code),
    COL(struct project, title),     COL(struct project, kind),      COL(struct project, lines),
    COL(struct project, amount),    COL(struct project, special),   COL(struct project, linked),
    COL(struct project, prior),
};
static const struct row_type project_type = ROW_TYPE(struct project, project_fields);

/* ---- by side ---- */

static void say_sides(const struct front *f)
{
    struct front_sums s = sums_begin(f, "by_side", VF_PROG_BY_SIDE, VW_SIDE, 0);

    for (size_t i = 0; i < f->b->sides; i++) {
        if (!budget_is_zero(&f->b->side[i].sum))
            sums_row(&s, VOLUME_ITEM, 0, cut_of('s', i), f->b->side[i].code, f->b->side[i].name);
    }
    sums_end(&s);
}

/* ---- by side, plan, output ---- */

/* A plan's outputs under its own sum. */
static bool say_plan(const struct front_sums *s, size_t p, struct err *e)
{
    const struct budget *b = s->f->b;
    const struct budget_plan *plan = &b->plan[p];
    struct money sum = MONEY_ZERO;

    sums_row(s, VOLUME_HEAD, 1, cut_of('p', p), plan->code, plan->name);
    for (size_t i = plan->output; i < plan->output + plan->outputs; i++) {
        if (budget_is_zero(&b->output[i].sum))
            continue;
        sums_row(s, VOLUME_ITEM, 2, cut_of('o', i), b->output[i].code, b->output[i].name);
        sum = money_add(sum, b->output[i].sum.amount);
    }
    return front_tie(plan->name, sum, plan->sum.amount, e);
}

static bool say_outputs(const struct front *f, struct err *e)
{
    const struct budget *b = f->b;
    struct front_sums s = sums_begin(f, "by_output", VF_PROG_BY_OUTPUT, VF_PROG_NAME, SUMS_CODE);

    for (size_t i = 0; i < b->sides; i++) {
        const struct budget_side *side = &b->side[i];
        struct money sum = MONEY_ZERO;

        if (budget_is_zero(&side->sum))
            continue;
        sums_row(&s, VOLUME_HEAD, 0, cut_of('s', i), side->code, side->name);
        for (size_t p = side->plan; p < side->plan + side->plans; p++) {
            sum = money_add(sum, b->plan[p].sum.amount);
            if (!budget_is_zero(&b->plan[p].sum) && !say_plan(&s, p, e))
                return false;
        }
        if (!front_tie(side->name, sum, side->sum.amount, e))
            return false;
    }
    sums_end(&s);
    return true;
}

/* ---- projects ---- */

enum { LINKED_PART = 5 }; /* a column for what a fifth of the projects have */
struct shelf {
    const struct front *f;
    const struct project *project;
    size_t n;
    bool any_named; /* projects that are not base work: these alone are indexed */
    bool prior;     /* the year before is known of enough of them to have a column */
};

static size_t agency_of(const struct budget *b, int64_t id)
{
    size_t i = 0;

    while (i < b->agencies && b->agency[i].id != id)
        i++;
    return i;
}

static void project_row(const struct shelf *h, const struct project *p, size_t agency)
{
    struct volume_row r = {.role = VOLUME_ITEM, .level = 2};
    size_t n = 0;

    if (!h->any_named || !str_eq(p->kind, STR("base")))
        r.index = p->title;
    r.cell[n++] = VC_TEXT(p->code);
    r.cell[n++] = VC_TEXT(volume_fill(
        h->f->a, VF_PROJECT_OF,
        VOLUME_WORDS({STR("title"), p->title}, {STR("agency"), h->f->b->agency[agency].name})));
    if (h->prior)
        r.cell[n++] = p->linked ? VC_MONEY(p->prior) : VC_NONE;
    if (h->f->split) {
        r.cell[n++] = VC_MONEY(money_sub(p->amount, p->special));
        r.cell[n++] = VC_MONEY(p->special);
    }
    r.cell[n] = VC_MONEY(p->amount);
    volume_row(h->f->v, &r);
}

/* A row of sums: of what stands under it, already added up. */
static void sum_row(const struct shelf *h, struct volume_row r, struct str code, struct str name,
                    const struct budget_sum *s)
{
    size_t n = 0;

    r.cell[n++] = VC_TEXT(code);
    r.cell[n++] = VC_TEXT(name);
    if (h->prior)
        r.cell[n++] = s->prior.satang ? VC_MONEY(s->prior) : VC_NONE;
    if (h->f->split) {
        r.cell[n++] = VC_MONEY(s->regular);
        r.cell[n++] = VC_MONEY(s->special);
    }
    r.cell[n] = VC_MONEY(s->amount);
    volume_row(h->f->v, &r);
}

static struct budget_sum shelf_sum(const struct shelf *h, int64_t output_id)
{
    struct budget_sum sum = {0};

    for (size_t i = 0; i < h->n; i++) {
        const struct project *p = &h->project[i];

        if (output_id == 0 || p->output_id == output_id)
            budget_add(&sum,
                       &(struct budget_sum){p->lines, p->amount, money_sub(p->amount, p->special),
                                            p->special, p->prior});
    }
    return sum;
}

/* The projects of one output under its sum, in the printed order of the agencies. */
static bool say_output(const struct shelf *h, size_t o, struct err *e)
{
    const struct budget *b = h->f->b;
    const struct budget_output *out = &b->output[o];
    struct budget_sum sum = shelf_sum(h, out->id);

    if (!front_tie(out->name, sum.amount, out->sum.amount, e))
        return false;
    sum_row(h,
            (struct volume_row){
                .role = VOLUME_HEAD, .level = 1, .tie = budget_tie(b, h->f->a, cut_of('o', o))},
            out->code, out->name, &sum);
    for (size_t g = 0; g < b->agencies; g++) {
        for (size_t i = 0; i < h->n; i++) {
            if (h->project[i].output_id == out->id && h->project[i].agency_id == b->agency[g].id)
                project_row(h, &h->project[i], g);
        }
    }
    return true;
}

static void side_head(const struct front *f, const struct budget_side *side)
{
    struct volume_row r = {.role = VOLUME_HEAD, .cell = {VC_TEXT(side->code), VC_TEXT(side->name)}};

    for (size_t i = 2; i < VOLUME_COLUMNS; i++)
        r.cell[i] = VC_NONE;
    volume_row(f->v, &r);
}

static void projects_table(const struct shelf *h)
{
    const struct front *f = h->f;
    struct volume_words year = {STR("year"), front_year(f, f->b->year.year)};
    struct volume_words prior = {STR("year"), front_year(f, f->b->year.year - 1)};
    struct front_grid g = {.n = 0};

    grid_code(&g, "code", volume_word(VW_CODE));
    grid_text(&g, "name", volume_word(VF_PROJECT), 1);
    if (h->prior)
        grid_money(&g, "prior_linked", volume_fill(f->a, VW_PRIOR, &prior, 1));
    if (f->split) {
        grid_money(&g, "regular", volume_word(VW_REGULAR));
        grid_money(&g, "special", volume_word(VW_SPECIAL));
    }
    grid_money(&g, "amount", volume_fill(f->a, VW_AMOUNT, &year, 1));
    front_table(f, "projects", VF_PROG_PROJECTS, &g);
}

static bool say_projects(const struct front *f, struct err *e)
{
    const struct budget *b = f->b;
    struct shelf h = {.f = f};
    struct budget_sum sum;
    struct rows rows;
    size_t linked = 0;

    if (!db_list(b->db, f->a, &Q_VOLUME_PROJECTS, ARGS(V(b->year.year), V(b->ordinance)),
                 &project_type, &rows, e))
        return false;
    h.project = rows.p;
    h.n = rows.n;
    for (size_t i = 0; i < h.n; i++) {
        if (agency_of(b, h.project[i].agency_id) == b->agencies)
            return front_tie(h.project[i].title, h.project[i].amount, MONEY_ZERO, e);
        h.any_named |= !str_eq(h.project[i].kind, STR("base"));
        linked += h.project[i].linked > 0;
    }
    h.prior = linked * LINKED_PART >= h.n && linked > 0;
    front_para(f, h.prior ? VF_PROG_DETAIL_TEXT : VF_PROG_DETAIL_NOW,
               VOLUME_WORDS({STR("prior"), front_year(f, b->year.year - 1)}));
    sum = shelf_sum(&h, 0);
    if (!front_tie(volume_word(VF_PROG_DETAIL), sum.amount, b->sum.amount, e))
        return false;
    projects_table(&h);
    for (size_t s = 0; s < b->sides; s++) {
        if (b->side[s].sum.amount.satang == 0)
            continue;
        side_head(f, &b->side[s]);
        for (size_t o = 0; o < b->outputs; o++) {
            if (b->plan[b->output[o].plan].side == s && b->output[o].sum.amount.satang &&
                !say_output(&h, o, e))
                return false;
        }
    }
    sum_row(&h, (struct volume_row){.role = VOLUME_TOTAL, .tie = STR("city/total")}, STR_NONE,
            volume_word(VW_TOTAL), &sum);
    volume_table_end(f->v);
    return true;
}

bool volume_programme_say(struct volume *v, void *ctx, struct err *e)
{
    struct front f = front_of(v, ctx);
    const struct volume_words w[] = {{STR("year"), front_year(&f, f.b->year.year)},
                                     {STR("prior"), front_year(&f, f.b->year.year - 1)},
                                     {STR("sides"), front_count(&f, (int64_t)f.b->sides)},
                                     {STR("plans"), front_count(&f, (int64_t)f.b->plans)},
                                     {STR("outputs"), front_count(&f, (int64_t)f.b->outputs)},
                                     {STR("total"), front_baht(&f, f.b->sum.amount)}};

    volume_chapter(v, volume_word(VF_PROG_SIDES));
    front_para(&f, VF_PROG_TEXT, w, ARRAY_LEN(w));
    say_sides(&f);
    front_prior_note(&f);
    volume_chapter(v, volume_word(VF_PROG_OUTPUTS));
    if (!say_outputs(&f, e))
        return false;
    front_prior_note(&f);
    volume_chapter(v, volume_word(VF_PROG_DETAIL));
    return say_projects(&f, e);
}
