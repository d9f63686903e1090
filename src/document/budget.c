/* budget.c - see budget.h. What the store gives by ids, and the year before by codes, becomes cells whose places are
 * positions in the classification trees; sorted, merged, and cut down to what has money. */
#include "document/budget.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/err.h"
#include "city/class.h"
#include "document/budget_maps.h"
#include "document/ordinance.h"
#include "document/volume_text.h"
#include "plan/bill.h"
#include "sql_document.h"

static const struct field year_fields[] = {
    COL(struct budget_year, year),    COL(struct budget_year, stage),
    COL(struct budget_year, demo),    COL(struct budget_year, partial),
    COL(struct budget_year, revenue), COL(struct budget_year, note_th),
};
static const struct row_type year_type = ROW_TYPE(struct budget_year, year_fields);

static const struct field facts_fields[] = {
    COL(struct budget_facts, lines),        COL(struct budget_facts, left_out),
    COL(struct budget_facts, change_id),    COL(struct budget_facts, event_id),
    COL(struct budget_facts, satang_lines), COL(struct budget_facts, total),
    COL(struct budget_facts, special),
};
static const struct row_type facts_type = ROW_TYPE(struct budget_facts, facts_fields);

static const struct field stage_fields[] = {
    COL(struct budget_stage, stage),
    COL(struct budget_stage, lines),
};
static const struct row_type stage_type = ROW_TYPE(struct budget_stage, stage_fields);

static const struct field agency_fields[] = {
    COL(struct budget_agency, id),   COL(struct budget_agency, number),
    COL(struct budget_agency, code), COL(struct budget_agency, name),
    COL(struct budget_agency, kind),
};
static const struct row_type agency_of_year_type = ROW_TYPE(struct budget_agency, agency_fields);

struct now_row {
    int64_t agency_id, output_id, item_id, fund_id, lines;
    struct money total;
};
static const struct field now_fields[] = {
    COL(struct now_row, agency_id), COL(struct now_row, output_id), COL(struct now_row, item_id),
    COL(struct now_row, fund_id),   COL(struct now_row, lines),     COL(struct now_row, total),
};
static const struct row_type now_type = ROW_TYPE(struct now_row, now_fields);

struct prior_row {
    int64_t agency_id, source;
    struct str output_code, item_code, fund_code;
    struct money total;
};
static const struct field prior_fields[] = {
    COL(struct prior_row, agency_id),   COL(struct prior_row, source),
    COL(struct prior_row, output_code), COL(struct prior_row, item_code),
    COL(struct prior_row, fund_code),   COL(struct prior_row, total),
};
static const struct row_type prior_type = ROW_TYPE(struct prior_row, prior_fields);

/* Positions in the trees; a tree's n = no place in it. */
struct cell {
    size_t agency, side, plan, output, type, fund;
    struct budget_sum sum;
};
struct budget_maps {
    struct class_tree programme, item, funds;
    size_t *output, *type, *fund; /* from positions to indexes */
};
struct loading {
    struct budget *b;
    struct budget_maps *m;
    struct budget_agency *agency; /* all of the year */
    size_t agencies;
    struct cell *cell;
    size_t cells;
    struct budget_side *side;
    struct budget_plan *plan;
    struct budget_output *output;
    struct budget_type *type;
    struct budget_fund *fund;
};

bool budget_is_zero(const struct budget_sum *s)
{
    return s->amount.satang == 0 && s->prior.satang == 0;
}

void budget_add(struct budget_sum *to, const struct budget_sum *s)
{
    to->lines += s->lines;
    to->amount = money_add(to->amount, s->amount);
    to->regular = money_add(to->regular, s->regular);
    to->special = money_add(to->special, s->special);
    to->prior = money_add(to->prior, s->prior);
}

static bool fail_sum(struct str what, struct money printed, struct money expected, struct err *e)
{
    FAIL(e, ERR_DOCUMENT_SUM);
    err_arg(e, "what", V(what));
    err_arg(e, "printed", V(printed));
    err_arg(e, "expected", V(expected));
    return false;
}

/* ---- places ---- */

static size_t at(const struct class_tree *t, const struct class_node *n)
{
    return n ? (size_t)(n - t->node) : t->n;
}

static void place_output(const struct class_tree *t, const struct class_node *n, struct cell *c)
{
    const struct class_node *plan = n ? class_up(t, n, STR("plan")) : NULL;
    const struct class_node *side = n ? class_up(t, n, STR("side")) : NULL;

    c->output = at(t, n);
    c->plan = at(t, plan ? plan : side ? side : n);
    c->side = at(t, side ? side : plan ? plan : n);
}

static size_t type_of(const struct class_tree *t, const struct class_node *n)
{
    const struct class_node *type = n ? class_up(t, n, STR("type")) : NULL;

    return at(t, type ? type : n);
}

static const struct class_node *item_by_code(const struct class_tree *t, struct str code)
{
    const struct class_node *n = class_by_code(t, code);

    return n || code.n < 2 ? n : class_by_code(t, str_slice(code, 0, 2)); /* its group */
}

static bool is_special(const struct class_tree *t, size_t fund)
{
    return fund < t->n && str_eq(t->node[fund].code, STR("ACC"));
}

void budget_places(const struct budget_maps *m, struct budget_line *l)
{
    struct cell c = {0};

    place_output(&m->programme, class_by_id(&m->programme, l->output_id), &c);
    l->output = m->output[c.output];
    l->type = m->type[type_of(&m->item, class_by_id(&m->item, l->item_id))];
    l->fund = m->fund[at(&m->funds, class_by_id(&m->funds, l->fund_id))];
}

/* ---- reading ---- */

static bool load_now(struct loading *l, struct err *e)
{
    struct budget *b = l->b;
    const struct now_row *r;
    struct rows rows;

    if (!db_list(b->db, b->a, &Q_BUDGET_GROUPS, ARGS(V(b->year.year), V(b->ordinance)), &now_type,
                 &rows, e))
        return false;
    r = rows.p;
    l->cell = ARENA_ARRAY(b->a, struct cell, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        struct cell *c = &l->cell[l->cells++];
        size_t k = 0;

        while (k < l->agencies && l->agency[k].id != r[i].agency_id)
            k++;
        c->agency = k;
        place_output(&l->m->programme, class_by_id(&l->m->programme, r[i].output_id), c);
        c->type = type_of(&l->m->item, class_by_id(&l->m->item, r[i].item_id));
        c->fund = at(&l->m->funds, class_by_id(&l->m->funds, r[i].fund_id));
        c->sum.lines = r[i].lines;
        c->sum.amount = r[i].total;
        *(is_special(&l->m->funds, c->fund) ? &c->sum.special : &c->sum.regular) = r[i].total;
    }
    return true;
}

/* Of each agency only the rows of its first, best, source. */
static bool load_prior(struct loading *l, struct err *e)
{
    struct budget *b = l->b;
    const struct prior_row *r;
    struct cell *grown;
    struct rows rows;

    if (!db_list(b->db, b->a, &Q_BUDGET_PRIOR, ARGS(V(b->year.year)), &prior_type, &rows, e))
        return false;
    r = rows.p;
    grown = ARENA_ARRAY(b->a, struct cell, l->cells + rows.n);
    for (size_t i = 0; i < l->cells; i++)
        grown[i] = l->cell[i];
    l->cell = grown;
    for (size_t i = 0; i < rows.n; i++) {
        struct cell *c = &l->cell[l->cells];
        struct str fund = r[i].fund_code.n ? r[i].fund_code : STR("OWN");
        size_t k = 0;

        while (k < l->agencies && l->agency[k].id != r[i].agency_id)
            k++;
        if (k == l->agencies) /* an agency that is no more */
            continue;
        if (l->agency[k].prior_from == PRIOR_NONE)
            l->agency[k].prior_from = (enum budget_prior)r[i].source;
        if (l->agency[k].prior_from != (enum budget_prior)r[i].source)
            continue;
        c->agency = k;
        place_output(&l->m->programme, class_by_code(&l->m->programme, r[i].output_code), c);
        c->type = type_of(&l->m->item, item_by_code(&l->m->item, r[i].item_code));
        c->fund = at(&l->m->funds, class_by_code(&l->m->funds, fund));
        c->sum.prior = r[i].total;
        l->cells++;
    }
    return true;
}

static int by_place(const void *x, const void *y)
{
    const struct cell *p = x, *q = y;
    const size_t one[] = {p->agency, p->side, p->plan, p->output, p->type, p->fund};
    const size_t two[] = {q->agency, q->side, q->plan, q->output, q->type, q->fund};

    for (size_t i = 0; i < ARRAY_LEN(one); i++) {
        if (one[i] != two[i])
            return one[i] < two[i] ? -1 : 1;
    }
    return 0;
}

static int by_output(const void *x, const void *y)
{
    const struct cell *p = x, *q = y;
    const size_t one[] = {p->side, p->plan, p->output};
    const size_t two[] = {q->side, q->plan, q->output};

    for (size_t i = 0; i < ARRAY_LEN(one); i++) {
        if (one[i] != two[i])
            return one[i] < two[i] ? -1 : 1;
    }
    return 0;
}

static void merge(struct loading *l)
{
    size_t n = 0;

    if (l->cells > 1)
        qsort(l->cell, l->cells, sizeof *l->cell, by_place);
    for (size_t i = 0; i < l->cells; i++) {
        if (n > 0 && by_place(&l->cell[n - 1], &l->cell[i]) == 0)
            budget_add(&l->cell[n - 1].sum, &l->cell[i].sum);
        else
            l->cell[n++] = l->cell[i];
    }
    l->cells = n;
}

/* ---- dimensions ---- */

static const struct class_node *node_of(const struct class_tree *t, size_t i)
{
    return i < t->n ? &t->node[i] : NULL;
}

static struct str code_of(const struct class_node *n)
{
    return n ? n->code : STR("-");
}

static void make_programme(struct loading *l)
{
    struct budget *b = l->b;
    struct arena *a = b->a;
    const struct class_tree *t = &l->m->programme;
    struct cell *c = ARENA_ARRAY(a, struct cell, l->cells);
    struct budget_side *side = ARENA_ARRAY(a, struct budget_side, l->cells);
    struct budget_plan *plan = ARENA_ARRAY(a, struct budget_plan, l->cells);
    struct budget_output *output = ARENA_ARRAY(a, struct budget_output, l->cells);

    for (size_t i = 0; i < l->cells; i++)
        c[i] = l->cell[i];
    qsort(c, l->cells, sizeof *c, by_output);
    l->m->output = ARENA_ARRAY(a, size_t, t->n + 1);
    for (size_t i = 0; i < l->cells; i++) {
        const struct class_node *s = node_of(t, c[i].side), *p = node_of(t, c[i].plan);
        const struct class_node *o = node_of(t, c[i].output);
        bool new_side = i == 0 || c[i].side != c[i - 1].side;
        bool new_plan = new_side || c[i].plan != c[i - 1].plan;

        if (i > 0 && by_output(&c[i - 1], &c[i]) == 0)
            continue;
        if (new_side)
            side[b->sides++] =
                (struct budget_side){.code = code_of(s),
                                     .name = s ? s->name_th : volume_word(VB_NO_SIDE),
                                     .plan = b->plans};
        if (new_plan) {
            side[b->sides - 1].plans++;
            plan[b->plans++] =
                (struct budget_plan){.code = code_of(p),
                                     .name = p ? p->name_th : volume_word(VB_NO_PLAN),
                                     .side = b->sides - 1,
                                     .output = b->outputs};
        }
        plan[b->plans - 1].outputs++;
        l->m->output[c[i].output] = b->outputs;
        output[b->outputs++] =
            (struct budget_output){.id = o ? o->id : 0,
                                   .code = code_of(o),
                                   .name = o ? o->name_th : volume_word(VB_NO_OUTPUT),
                                   .level = o ? o->level : STR_NONE,
                                   .plan = b->plans - 1};
    }
    b->side = l->side = side;
    b->plan = l->plan = plan;
    b->output = l->output = output;
}

static void make_types(struct loading *l)
{
    struct budget *b = l->b;
    const struct class_tree *t = &l->m->item, *f = &l->m->funds;
    struct budget_type *type = ARENA_ARRAY(b->a, struct budget_type, t->n + 1);
    struct budget_fund *fund = ARENA_ARRAY(b->a, struct budget_fund, f->n + 1);
    bool *seen = ARENA_ARRAY(b->a, bool, t->n + f->n + 2), *seen_fund = seen + t->n + 1;

    l->m->type = ARENA_ARRAY(b->a, size_t, t->n + 1);
    l->m->fund = ARENA_ARRAY(b->a, size_t, f->n + 1);
    for (size_t i = 0; i < l->cells; i++)
        seen[l->cell[i].type] = seen_fund[l->cell[i].fund] = true;
    for (size_t i = 0; i <= t->n; i++) {
        const struct class_node *n = node_of(t, i);

        if (!seen[i])
            continue;
        l->m->type[i] = b->types;
        type[b->types++] = (struct budget_type){.id = n ? n->id : 0,
                                                .code = code_of(n),
                                                .name = n ? n->name_th : volume_word(VB_NO_TYPE)};
    }
    for (size_t i = 0; i <= f->n; i++) {
        const struct class_node *n = node_of(f, i);

        if (!seen_fund[i])
            continue;
        l->m->fund[i] = b->funds;
        fund[b->funds++] = (struct budget_fund){.id = n ? n->id : 0,
                                                .code = code_of(n),
                                                .name = n ? n->name_th : volume_word(VB_NO_FUND),
                                                .special = is_special(f, i)};
    }
    b->type = l->type = type;
    b->fund = l->fund = fund;
}

static void add_places(struct loading *l, const struct budget_group *g)
{
    struct budget_output *o = &l->output[g->output];
    struct budget_plan *p = &l->plan[o->plan];

    budget_add(&o->sum, &g->sum);
    budget_add(&p->sum, &g->sum);
    budget_add(&l->side[p->side].sum, &g->sum);
    budget_add(&l->type[g->type].sum, &g->sum);
    budget_add(&l->fund[g->fund].sum, &g->sum);
}

static void add_up(struct loading *l)
{
    struct budget *b = l->b;
    struct budget_agency *agency = ARENA_ARRAY(b->a, struct budget_agency, l->agencies);
    struct budget_group *g = ARENA_ARRAY(b->a, struct budget_group, l->cells);

    for (size_t i = 0; i < l->cells; i++) {
        const struct cell *c = &l->cell[i];
        struct budget_agency *ag;

        if (i == 0 || c->agency != l->cell[i - 1].agency) {
            agency[b->agencies] = l->agency[c->agency];
            agency[b->agencies++].group = i;
        }
        ag = &agency[b->agencies - 1];
        ag->groups++;
        g[i] = (struct budget_group){b->agencies - 1, l->m->output[c->output], l->m->type[c->type],
                                     l->m->fund[c->fund], c->sum};
        budget_add(&ag->sum, &c->sum);
        budget_add(&b->sum, &c->sum);
        add_places(l, &g[i]);
    }
    b->agency = agency;
    b->group = g;
    b->groups = l->cells;
    for (size_t i = 0; i < b->agencies; i++)
        b->prior_known += agency[i].prior_from != PRIOR_NONE;
}

/* ---- what the store says on its own ---- */

static bool check_sums(const struct budget *b, const struct budget_facts *f, struct err *e)
{
    struct budget_sum sides = {0}, types = {0}, funds = {0};

    for (size_t i = 0; i < b->sides; i++)
        budget_add(&sides, &b->side[i].sum);
    for (size_t i = 0; i < b->types; i++)
        budget_add(&types, &b->type[i].sum);
    for (size_t i = 0; i < b->funds; i++)
        budget_add(&funds, &b->fund[i].sum);
    const struct {
        enum volume_text_id what;
        struct money sum, expected;
    } row[] = {{VW_AGENCY, b->sum.amount, f->total},
               {VW_SIDE, sides.amount, f->total},
               {VW_TYPE, types.amount, f->total},
               {VW_FUND, funds.amount, f->total},
               {VW_SPECIAL, b->sum.special, f->special},
               {VW_REGULAR, b->sum.regular, money_sub(f->total, f->special)},
               {VW_PRIOR, sides.prior, b->sum.prior}};
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        if (money_cmp(row[i].sum, row[i].expected) != 0)
            return fail_sum(volume_word(row[i].what), row[i].sum, row[i].expected, e);
    }
    if (b->sum.lines != f->lines)
        return fail_sum(volume_word(VW_ITEM), BAHT(b->sum.lines), BAHT(f->lines), e);
    return true;
}

/* The words of the kinds of bill_version. */
static enum volume_text_id version_word(struct str kind)
{
    static const struct {
        struct str kind;
        enum volume_text_id word;
    } row[] = {{STR_INIT("committee"), VP_VERSION_COMMITTEE},
               {STR_INIT("amended"), VP_VERSION_AMENDED},
               {STR_INIT("passed"), VP_VERSION_PASSED},
               {STR_INIT("enacted"), VP_VERSION_ENACTED}};

    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        if (str_eq(kind, row[i].kind))
            return row[i].word;
    }
    return VP_VERSION_TABLED;
}

static bool make_texts(struct budget *b, struct err *e)
{
    const struct bill_key key = {b->year.year, b->ordinance};
    int64_t stage[STAGE_COUNT];
    struct bill_version frozen;
    bool found;

    for (size_t i = 0; i < b->stages; i++)
        stage[i] = b->stage[i].stage;
    b->stage_text = budget_stages(b->a, stage, b->stages);
    if (!bill_version_find(b->db, b->a, &key, STR_NONE, &frozen, &found, e))
        return false;
    b->version_text = volume_word(VP_VERSION_NONE);
    if (found)
        b->version_text =
            volume_fill(b->a, version_word(frozen.kind),
                        VOLUME_WORDS({STR("no"), money_text(b->a, BAHT(frozen.no), MONEY_WHOLE)}));
    return true;
}

/* Signed and after: no draft any more (DOMAIN.md 1.6). */
static bool is_signed(struct str stage)
{
    static const struct str signed_stages[] = {STR_INIT("SIGNED"), STR_INIT("GAZETTED"),
                                               STR_INIT("IN_FORCE"), STR_INIT("YEAR_END"),
                                               STR_INIT("CLOSED")};

    for (size_t i = 0; i < ARRAY_LEN(signed_stages); i++) {
        if (str_eq(stage, signed_stages[i]))
            return true;
    }
    return false;
}

static bool load_facts(struct loading *l, struct err *e)
{
    struct budget *b = l->b;
    const int64_t y = b->year.year;
    struct rows rows;
    bool found;

    if (!db_find(b->db, b->a, &Q_BUDGET_YEAR, ARGS(V(y)), &year_type, &b->year, &found, e))
        return false;
    if (!found) {
        FAIL(e, ERR_YEAR_MISSING);
        err_arg(e, "year", V(y));
        return false;
    }
    b->draft = !is_signed(b->year.stage);
    if (!db_one(b->db, b->a, &Q_BUDGET_FACTS, ARGS(V(y), V(b->ordinance)), &facts_type, &b->facts,
                e))
        return false;
    if (b->facts.lines == 0) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what",
                V(ordinance_fill(b->a, OT_NAME,
                                 ORDINANCE_WORDS({STR("year"), str_format(b->a, "%d", (int)y)}))));
        return false;
    }
    if (!db_list(b->db, b->a, &Q_BUDGET_STAGES, ARGS(V(y), V(b->ordinance)), &stage_type, &rows, e))
        return false;
    b->stage = rows.p;
    b->stages = rows.n;
    return true;
}

static bool load_agencies(struct loading *l, struct err *e)
{
    struct budget *b = l->b;
    const struct budget_agency *from;
    struct rows rows;

    if (!db_list(b->db, b->a, &Q_BUDGET_AGENCIES, ARGS(V(b->year.year)), &agency_of_year_type,
                 &rows, e))
        return false;
    from = rows.p;
    l->agency = ARENA_ARRAY(b->a, struct budget_agency, rows.n);
    l->agencies = rows.n;
    for (size_t i = 0; i < rows.n; i++)
        l->agency[i] = from[i];
    return true;
}

bool budget_load(struct db *db, struct arena *a, struct budget_of of, struct budget *ret,
                 struct err *e)
{
    struct budget b = {
        .db = db, .a = a, .today = of.today, .ordinance = of.ordinance, .year = {.year = of.year}};
    struct budget_maps *m = ARENA_NEW(a, struct budget_maps);
    struct loading l = {.b = &b, .m = m};

    b.maps = m;
    if (!load_facts(&l, e) || !load_agencies(&l, e) ||
        !class_tree_load(db, a, of.year, STR("programme"), &m->programme, e) ||
        !class_tree_load(db, a, of.year, STR("item"), &m->item, e) ||
        !class_tree_load(db, a, of.year, STR("fund"), &m->funds, e) || !load_now(&l, e) ||
        !load_prior(&l, e))
        return false;
    merge(&l);
    make_programme(&l);
    make_types(&l);
    add_up(&l);
    if (!make_texts(&b, e) || !check_sums(&b, &b.facts, e))
        return false;
    *ret = b;
    return true;
}
