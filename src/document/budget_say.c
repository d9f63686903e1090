/* budget_say.c - asking a loaded budget: sums over chosen places, their ties, the lines of an agency. */
#include "base/arena.h"
#include "base/err.h"
#include "city/class.h"
#include "document/budget.h"
#include "document/budget_maps.h"
#include "sql_document.h"

static bool is_in(size_t want, size_t is)
{
    return want == BUDGET_ANY || want == is;
}

struct budget_sum budget_sum_of(const struct budget *b, struct budget_cut c)
{
    struct budget_sum sum = {0};
    size_t from = c.agency == BUDGET_ANY ? 0 : b->agency[c.agency].group;
    size_t end = c.agency == BUDGET_ANY ? b->groups : from + b->agency[c.agency].groups;

    for (size_t i = from; i < end; i++) {
        const struct budget_group *g = &b->group[i];
        size_t plan = b->output[g->output].plan;

        if (is_in(c.output, g->output) && is_in(c.plan, plan) &&
            is_in(c.side, b->plan[plan].side) && is_in(c.type, g->type) && is_in(c.fund, g->fund))
            budget_add(&sum, &g->sum);
    }
    return sum;
}

struct str budget_tie(const struct budget *b, struct arena *a, struct budget_cut c)
{
    const struct {
        const char *word;
        bool is;
        struct str code;
    } part[] = {
        {"agency", c.agency != BUDGET_ANY,
         c.agency != BUDGET_ANY ? b->agency[c.agency].code : STR_NONE},
        {"side", c.side != BUDGET_ANY, c.side != BUDGET_ANY ? b->side[c.side].code : STR_NONE},
        {"plan", c.plan != BUDGET_ANY, c.plan != BUDGET_ANY ? b->plan[c.plan].code : STR_NONE},
        {"output", c.output != BUDGET_ANY,
         c.output != BUDGET_ANY ? b->output[c.output].code : STR_NONE},
        {"type", c.type != BUDGET_ANY, c.type != BUDGET_ANY ? b->type[c.type].code : STR_NONE},
        {"fund", c.fund != BUDGET_ANY, c.fund != BUDGET_ANY ? b->fund[c.fund].code : STR_NONE},
    };
    struct sbuf s;
    size_t n = 0;

    sbuf_init(&s, a, SBUF_NO_LIMIT);
    for (size_t i = 0; i < ARRAY_LEN(part); i++) {
        if (part[i].is)
            sbuf_printf(&s, "%s%s:%.*s", n++ ? "/" : "", part[i].word, STR_FMT(part[i].code));
    }
    return n ? sbuf_str(&s) : STR("city/total");
}

struct volume_info budget_volume(const struct budget *b, int64_t number, struct str word,
                                 struct str title)
{
    return (struct volume_info){.year = b->year.year,
                                .ordinance = b->ordinance,
                                .number = number,
                                .word = word,
                                .title = title,
                                .stage_text = b->stage_text,
                                .version_text = b->version_text,
                                .change_id = b->facts.change_id,
                                .issued = b->today,
                                .draft = b->draft,
                                .demo = b->year.demo,
                                .partial = b->year.partial};
}

struct str budget_stages(struct arena *a, const int64_t *stage, size_t n)
{
    struct sbuf s;

    sbuf_init(&s, a, SBUF_NO_LIMIT);
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            SB_LIT(&s, ", ");
        sbuf_add(&s, stage_label((enum stage)stage[i], LANG_TH));
    }
    return sbuf_str(&s);
}

/* ---- lines ---- */

static const struct field line_fields[] = {
    COL(struct budget_line, id),
    COL(struct budget_line, unit_id),
    COL(struct budget_line, package_id),
    COL(struct budget_line, output_id),
    COL(struct budget_line, item_id),
    COL(struct budget_line, fund_id),
    COL(struct budget_line, code),
    COL(struct budget_line, name),
    COL(struct budget_line, unit_code),
    COL(struct budget_line, unit_title),
    COL(struct budget_line, unit_kind),
    COL(struct budget_line, package_code),
    COL(struct budget_line, package_title),
    COL(struct budget_line, justification),
    COL(struct budget_line, item_code),
    COL(struct budget_line, item_name),
    COL(struct budget_line, group_code),
    COL(struct budget_line, group_name),
    COL(struct budget_line, quantity_milli),
    COL(struct budget_line, times),
    COL(struct budget_line, months),
    COL(struct budget_line, stage),
    COL(struct budget_line, unit_word),
    COL(struct budget_line, unit_price),
    COL(struct budget_line, requested),
    COL(struct budget_line, amount),
    COL(struct budget_line, first_year),
    COL(struct budget_line, last_year),
    COL(struct budget_line, motion),
    COL(struct budget_line, assumed),
};
static const struct row_type line_type = ROW_TYPE(struct budget_line, line_fields);

struct streaming {
    const struct budget *b;
    budget_line_fn *fn;
    void *ctx;
    struct budget_sum sum;
};

static bool give_line(void *ctx, const void *row, struct err *e)
{
    struct streaming *s = ctx;
    struct budget_line l = *(const struct budget_line *)row;
    struct budget_sum one = {.lines = 1, .amount = l.amount};

    budget_places(s->b->maps, &l);
    budget_add(&s->sum, &one);
    return s->fn(s->ctx, &l, e);
}

bool budget_agency_lines(const struct budget *b, size_t agency, budget_line_fn *fn, void *ctx,
                         struct err *e)
{
    const struct budget_agency *ag = &b->agency[agency];
    struct streaming s = {.b = b, .fn = fn, .ctx = ctx};

    if (!db_each(b->db, &Q_BUDGET_AGENCY_LINES, ARGS(V(b->year.year), V(b->ordinance), V(ag->id)),
                 &line_type, give_line, &s, e))
        return false;
    if (s.sum.lines == ag->sum.lines && money_cmp(s.sum.amount, ag->sum.amount) == 0)
        return true;
    FAIL(e, ERR_DOCUMENT_SUM);
    err_arg(e, "what", V(ag->name));
    err_arg(e, "printed", V(s.sum.amount));
    err_arg(e, "expected", V(ag->sum.amount));
    return false;
}
