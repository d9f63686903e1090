/* volume_agency_parts.c - the front of an agency's book: mission and totals, then each output with its objectives, the
 * work to be done, indicators and amounts. */
#include "base/arena.h"
#include "base/thai.h"
#include "document/volume_agency_int.h"

enum { GOALS_MOST = 24 };

static void sums_row(struct volume *v, const struct agency_book *k, const struct agency_columns *c,
                     struct volume_row *r, const struct budget_sum *s)
{
    agency_put_sums(k, c, r, s, k->ag->sum.amount);
    volume_row(v, r);
}

static void total_row(struct volume *v, const struct agency_book *k, const struct agency_columns *c,
                      struct budget_cut cut)
{
    struct budget_sum s = budget_sum_of(k->b, cut);
    struct volume_row r = {.role = VOLUME_TOTAL, .tie = budget_tie(k->b, volume_arena(v), cut)};

    r.cell[0] = VC_NONE;
    r.cell[1] = VC_TEXT(volume_word(VW_TOTAL));
    sums_row(v, k, c, &r, &s);
}

/* ---- overview ---- */

static void say_change(struct volume *v, const struct agency_book *k)
{
    struct arena *a = volume_arena(v);
    const struct budget_sum *s = &k->ag->sum;
    int order = money_cmp(s->amount, s->prior);
    struct money change = money_sub(s->amount, s->prior);
    enum volume_text_id id;

    if (!agency_has_prior(k)) {
        volume_note(v, volume_fill(a, VA_PRIOR_NONE, VOLUME_WORDS({STR("year"), k->prior_year})));
        return;
    }
    if (k->ag->prior_from != PRIOR_LINES) {
        volume_note(v, volume_fill(a, VA_PRIOR_PAST,
                                   VOLUME_WORDS({STR("year"), k->prior_year},
                                                {STR("lines"), agency_baht(k, a, s->prior)})));
        return;
    }
    id = order > 0 ? VA_PRIOR_MORE : order < 0 ? VA_PRIOR_LESS : VA_PRIOR_SAME;
    change = change.satang < 0 ? money_neg(change) : change;
    volume_text(v, volume_fill(a, id,
                               VOLUME_WORDS({STR("year"), k->prior_year},
                                            {STR("prior"), agency_baht(k, a, s->prior)},
                                            {STR("change"), agency_baht(k, a, change)},
                                            {STR("share"),
                                             money_text(a, MONEY(money_share_bp(change, s->prior)),
                                                        MONEY_COMMAS)})));
}

static void say_total(struct volume *v, const struct agency_book *k)
{
    struct arena *a = volume_arena(v);
    const struct budget_sum *s = &k->ag->sum;

    volume_heading(v, 1, volume_word(VA_SUM));
    volume_text(v, volume_fill(a, VA_SUM_TEXT,
                               VOLUME_WORDS({STR("name"), k->ag->name}, {STR("year"), k->year},
                                            {STR("total"), agency_baht(k, a, s->amount)},
                                            {STR("words"), thai_baht_text(a, s->amount)})));
    if (s->special.satang)
        volume_text(v, volume_fill(a, VA_SPECIAL_TEXT,
                                   VOLUME_WORDS({STR("regular"), agency_baht(k, a, s->regular)},
                                                {STR("special"), agency_baht(k, a, s->special)})));
    say_change(v, k);
}

static void say_mission(struct volume *v, const struct agency_book *k)
{
    struct arena *a = volume_arena(v);
    const struct budget *b = k->b;
    int n = 0;

    volume_heading(v, 1, volume_word(VA_MISSION));
    for (size_t i = 0; i < b->outputs; i++) {
        const struct budget_output *o = &b->output[i];
        struct budget_cut c = agency_cut(k);
        struct str words;

        c.output = i;
        if (budget_sum_of(b, c).amount.satang == 0)
            continue;
        words = volume_fill(
            a, VA_MISSION_ITEM,
            VOLUME_WORDS({STR("output"), o->name}, {STR("plan"), b->plan[o->plan].name}));
        volume_item(v, str_format(a, "%d.", ++n), words);
    }
}

static struct str target_of(const struct agency_book *k, const struct agency_indicator *i)
{
    int64_t at = k->b->year.year - i->first_year;

    return at == 0 ? i->target1 : at == 1 ? i->target2 : at == 2 ? i->target3 : STR_NONE;
}

static void indicator_table(struct volume *v, const struct agency_book *k, const char *id,
                            struct str title)
{
    struct arena *a = volume_arena(v);
    const struct volume_column column[] = {
        {.key = "code", .label = volume_word(VW_CODE), .kind = VOLUME_CODE},
        {.key = "name", .label = volume_word(VA_IND_NAME), .kind = VOLUME_TEXT, .weight = 6},
        {.key = "unit", .label = volume_word(VA_IND_UNIT), .kind = VOLUME_TEXT, .weight = 2},
        {.key = "base", .label = volume_word(VA_IND_BASE), .kind = VOLUME_TEXT, .weight = 1},
        {.key = "target",
         .label = volume_fill(a, VA_IND_TARGET, VOLUME_WORDS({STR("year"), k->year})),
         .kind = VOLUME_TEXT,
         .weight = 2},
    };

    volume_table(v, id, title, column, ARRAY_LEN(column));
}

static void indicator_row(struct volume *v, const struct agency_book *k,
                          const struct agency_indicator *i)
{
    struct volume_row r = {.role = VOLUME_ITEM, .level = 1};

    r.cell[0] = VC_TEXT(i->code);
    r.cell[1] = VC_TEXT(i->name);
    r.cell[2] = VC_TEXT(i->unit_word);
    r.cell[3] = VC_TEXT(i->base_value);
    r.cell[4] = VC_TEXT(target_of(k, i));
    volume_row(v, &r);
}

static void say_key_results(struct volume *v, const struct agency_book *k)
{
    struct str objective = STR_NONE;
    size_t n = 0;

    while (n < k->indicators && !str_eq(k->indicator[n].level, STR("plan")))
        n++;
    if (n == 0)
        return;
    volume_heading(v, 1, volume_word(VA_OKR));
    indicator_table(v, k, "key_results", volume_word(VA_KPI));
    for (size_t i = 0; i < n; i++) {
        const struct agency_indicator *x = &k->indicator[i];

        if (x->objective_code.n && !str_eq(x->objective_code, objective)) {
            struct volume_row r = {.role = VOLUME_HEAD};

            objective = x->objective_code;
            r.cell[0] = VC_TEXT(x->objective_code);
            r.cell[1] = VC_TEXT(x->objective_name);
            for (size_t c = 2; c < 5; c++)
                r.cell[c] = VC_NONE;
            volume_row(v, &r);
        }
        indicator_row(v, k, x);
    }
    volume_table_end(v);
}

static void say_types(struct volume *v, const struct agency_book *k)
{
    struct arena *a = volume_arena(v);
    struct agency_columns c = agency_sum_columns(k, a, volume_word(VW_TYPE), true);

    volume_heading(v, 1, volume_word(VA_BY_TYPE));
    volume_table(v, "types", volume_word(VA_BY_TYPE), c.column, c.n);
    for (size_t i = 0; i < k->b->types; i++) {
        struct budget_cut cut = agency_cut(k);
        struct budget_sum s;
        struct volume_row r = {.role = VOLUME_ITEM};

        cut.type = i;
        s = budget_sum_of(k->b, cut);
        if (budget_is_zero(&s))
            continue;
        r.tie = budget_tie(k->b, a, cut);
        r.cell[0] = VC_TEXT(k->b->type[i].code);
        r.cell[1] = VC_TEXT(k->b->type[i].name);
        sums_row(v, k, &c, &r, &s);
    }
    total_row(v, k, &c, agency_cut(k));
    volume_table_end(v);
}

static void say_funds(struct volume *v, const struct agency_book *k)
{
    struct arena *a = volume_arena(v);
    struct agency_columns c = agency_sum_columns(k, a, volume_word(VW_FUND), false);

    volume_heading(v, 1, volume_word(VA_BY_FUND));
    volume_table(v, "funds", volume_word(VA_BY_FUND), c.column, c.n);
    for (size_t i = 0; i < k->b->funds; i++) {
        struct budget_cut cut = agency_cut(k);
        struct budget_sum s;
        struct volume_row r = {.role = VOLUME_ITEM};

        cut.fund = i;
        s = budget_sum_of(k->b, cut);
        if (budget_is_zero(&s))
            continue;
        r.tie = budget_tie(k->b, a, cut);
        r.cell[0] = VC_TEXT(k->b->fund[i].code);
        r.cell[1] = VC_TEXT(k->b->fund[i].name);
        sums_row(v, k, &c, &r, &s);
    }
    total_row(v, k, &c, agency_cut(k));
    volume_table_end(v);
}

/* ---- by plan ---- */

static void place_head(struct volume *v, const struct agency_columns *c, int level, struct str code,
                       struct str name)
{
    struct volume_row r = {.role = VOLUME_HEAD, .level = level};

    r.cell[0] = VC_TEXT(code);
    r.cell[1] = VC_TEXT(name);
    for (size_t i = c->sums; i < c->n; i++)
        r.cell[i] = VC_NONE;
    volume_row(v, &r);
}

static void say_plan(struct volume *v, const struct agency_book *k, const struct agency_columns *c,
                     size_t plan)
{
    struct arena *a = volume_arena(v);
    const struct budget_plan *p = &k->b->plan[plan];
    struct budget_cut of_plan = agency_cut(k);
    struct volume_row sub = {.role = VOLUME_SUBTOTAL, .level = 1};
    struct budget_sum s;
    size_t n = 0;

    of_plan.plan = plan;
    place_head(v, c, 1, p->code, p->name);
    for (size_t i = p->output; i < p->output + p->outputs; i++) {
        struct budget_cut cut = agency_cut(k);
        struct volume_row r = {.role = VOLUME_ITEM, .level = 2};

        cut.output = i;
        s = budget_sum_of(k->b, cut);
        if (budget_is_zero(&s))
            continue;
        n++;
        r.tie = budget_tie(k->b, a, cut);
        r.index = k->b->output[i].name;
        r.cell[0] = VC_TEXT(k->b->output[i].code);
        r.cell[1] = VC_TEXT(k->b->output[i].name);
        sums_row(v, k, c, &r, &s);
    }
    if (n < 2)
        return;
    s = budget_sum_of(k->b, of_plan);
    sub.tie = budget_tie(k->b, a, of_plan);
    sub.cell[0] = VC_NONE;
    sub.cell[1] = VC_TEXT(volume_fill(a, VW_SUM_OF, VOLUME_WORDS({STR("name"), p->name})));
    sums_row(v, k, c, &sub, &s);
}

static void say_programme(struct volume *v, const struct agency_book *k)
{
    struct arena *a = volume_arena(v);
    struct agency_columns c = agency_sum_columns(k, a, volume_word(VW_OUTPUT), true);
    const struct budget *b = k->b;

    volume_heading(v, 1, volume_word(VA_BY_PLAN));
    volume_table(v, "programme", volume_word(VA_BY_PLAN), c.column, c.n);
    for (size_t i = 0; i < b->sides; i++) {
        struct budget_cut of_side = agency_cut(k);
        struct budget_sum s;

        of_side.side = i;
        s = budget_sum_of(b, of_side);
        if (budget_is_zero(&s))
            continue;
        place_head(v, &c, 0, b->side[i].code, b->side[i].name);
        for (size_t p = b->side[i].plan; p < b->side[i].plan + b->side[i].plans; p++) {
            struct budget_cut of_plan = agency_cut(k);

            of_plan.plan = p;
            s = budget_sum_of(b, of_plan);
            if (!budget_is_zero(&s))
                say_plan(v, k, &c, p);
        }
    }
    total_row(v, k, &c, agency_cut(k));
    volume_table_end(v);
}

void agency_say_overview(struct volume *v, const struct agency_book *k)
{
    volume_chapter(v, volume_word(VA_OVERVIEW));
    say_total(v, k);
    say_mission(v, k);
    say_key_results(v, k);
    say_types(v, k);
    say_programme(v, k);
    say_funds(v, k);
}

/* ---- an output ---- */

struct output_part {
    const struct agency_book *k;
    const struct budget_output *o;
    size_t output;
    const struct budget_line *line; /* of it */
    size_t lines;
};

static struct money work_money(const struct output_part *p, int64_t unit_id, int64_t package_id)
{
    struct money sum = MONEY_ZERO;

    for (size_t i = 0; i < p->lines; i++) {
        if (p->line[i].unit_id == unit_id &&
            (package_id == 0 || p->line[i].package_id == package_id))
            sum = money_add(sum, p->line[i].amount);
    }
    return sum;
}

static void say_objectives(struct volume *v, const struct output_part *p)
{
    struct arena *a = volume_arena(v);
    int64_t seen[GOALS_MOST];
    size_t n = 0;

    volume_heading(v, 2, volume_word(VA_OBJECTIVES));
    for (size_t i = 0; i < p->k->works && n < GOALS_MOST; i++) {
        const struct agency_work *w = &p->k->work[i];
        bool there = w->goal_id == 0 || work_money(p, w->unit_id, w->package_id).satang == 0;

        for (size_t j = 0; j < n && !there; j++)
            there = seen[j] == w->goal_id;
        if (there)
            continue;
        seen[n++] = w->goal_id;
        volume_item(
            v, str_format(a, "%zu.", n),
            volume_fill(a, VA_OBJECTIVE_GOAL,
                        VOLUME_WORDS({STR("code"), w->goal_code}, {STR("name"), w->goal_name})));
    }
    if (n == 0)
        volume_note(v, volume_word(VA_OBJECTIVE_NONE));
}

/* What the highest level with money yields. */
static const struct agency_work *yield_of(const struct output_part *p, size_t first, size_t n)
{
    const struct agency_work *best = NULL;

    for (size_t i = first; i < first + n; i++) {
        const struct agency_work *w = &p->k->work[i];

        if (w->yield_name.n && work_money(p, w->unit_id, w->package_id).satang)
            best = w;
    }
    return best;
}

/* Without anything that is yielded, two columns less. */
static bool has_yields(const struct output_part *p)
{
    return yield_of(p, 0, p->k->works) != NULL;
}

static void work_row(struct volume *v, const struct output_part *p, size_t first, size_t n,
                     struct money m)
{
    const struct agency_work *w = &p->k->work[first], *yield = yield_of(p, first, n);
    struct volume_row r = {.role = VOLUME_ITEM, .index = w->title};
    size_t i = 0;

    r.cell[i++] = VC_TEXT(w->code);
    r.cell[i++] = VC_TEXT(w->title);
    if (has_yields(p)) {
        r.cell[i++] = yield ? VC_TEXT(yield->yield_name) : VC_NONE;
        r.cell[i++] = yield
                          ? (struct volume_cell){.text = yield->yield_unit, .n = yield->yield_milli}
                          : VC_NONE;
    }
    r.cell[i] = VC_MONEY(m);
    volume_row(v, &r);
}

static void begin_works(struct volume *v, const struct output_part *p)
{
    const struct volume_column column[] = {
        {.key = "code", .label = volume_word(VW_CODE), .kind = VOLUME_CODE},
        {.key = "name", .label = volume_word(VA_WORK), .kind = VOLUME_TEXT, .weight = 3},
        {.key = "yield", .label = volume_word(VA_YIELD), .kind = VOLUME_TEXT, .weight = 2},
        {.key = "target", .label = volume_word(VA_TARGET), .kind = VOLUME_QUANTITY},
        {.key = "amount", .label = volume_word(VA_BAHT), .kind = VOLUME_MONEY, .carry = true},
    };
    const struct volume_column plain[] = {column[0], column[1], column[4]};
    bool yields = has_yields(p);

    volume_heading(v, 2, volume_word(VA_WORKS));
    volume_table(v, agency_table_id(volume_arena(v), "works", p->o), volume_word(VA_WORKS),
                 yields ? column : plain, yields ? ARRAY_LEN(column) : ARRAY_LEN(plain));
}

static void say_works(struct volume *v, const struct output_part *p)
{
    const struct agency_book *k = p->k;
    struct budget_cut cut = agency_cut(k);
    struct volume_row total = {.role = VOLUME_TOTAL};
    size_t last = has_yields(p) ? 4 : 2;

    cut.output = p->output;
    begin_works(v, p);
    for (size_t i = 0, n; i < k->works; i += n) {
        struct money m = work_money(p, k->work[i].unit_id, 0);

        for (n = 1; i + n < k->works && k->work[i + n].unit_id == k->work[i].unit_id;)
            n++;
        if (m.satang)
            work_row(v, p, i, n, m);
    }
    total.tie = budget_tie(k->b, volume_arena(v), cut);
    for (size_t i = 0; i < last; i++)
        total.cell[i] = VC_NONE;
    total.cell[1] = VC_TEXT(volume_word(VW_TOTAL));
    total.cell[last] = VC_MONEY(budget_sum_of(k->b, cut).amount);
    volume_row(v, &total);
    volume_table_end(v);
}

static bool serves(const struct output_part *p, int64_t goal_id)
{
    for (size_t i = 0; i < p->k->works; i++) {
        const struct agency_work *w = &p->k->work[i];

        if (w->goal_id == goal_id && work_money(p, w->unit_id, w->package_id).satang)
            return true;
    }
    return false;
}

static void say_indicators(struct volume *v, const struct output_part *p)
{
    bool begun = false;

    for (size_t i = 0; i < p->k->indicators; i++) {
        const struct agency_indicator *x = &p->k->indicator[i];

        if (!str_eq(x->level, STR("plan")) || !serves(p, x->goal_id))
            continue;
        if (!begun) {
            volume_heading(v, 2, volume_word(VA_INDICATORS));
            indicator_table(v, p->k, agency_table_id(volume_arena(v), "indicators", p->o),
                            volume_word(VA_INDICATORS));
        }
        begun = true;
        indicator_row(v, p->k, x);
    }
    if (begun)
        volume_table_end(v);
}

static void say_output_sums(struct volume *v, const struct output_part *p)
{
    struct arena *a = volume_arena(v);
    const struct agency_book *k = p->k;
    struct agency_columns c = agency_sum_columns(k, a, volume_word(VW_TYPE), false);
    struct budget_cut cut = agency_cut(k);

    cut.output = p->output;
    volume_heading(v, 2, volume_word(VA_BUDGET));
    volume_table(v, agency_table_id(a, "output", p->o), volume_word(VA_BUDGET), c.column, c.n);
    for (size_t i = 0; i < k->b->types; i++) {
        struct volume_row r = {.role = VOLUME_ITEM};
        struct budget_sum s;

        cut.type = i;
        s = budget_sum_of(k->b, cut);
        if (budget_is_zero(&s))
            continue;
        r.tie = budget_tie(k->b, a, cut);
        r.cell[0] = VC_TEXT(k->b->type[i].code);
        r.cell[1] = VC_TEXT(k->b->type[i].name);
        sums_row(v, k, &c, &r, &s);
    }
    cut.type = BUDGET_ANY;
    total_row(v, k, &c, cut);
    volume_table_end(v);
}

static void say_output(struct volume *v, const struct agency_book *k, size_t output)
{
    struct output_part p = {.k = k, .o = &k->b->output[output], .output = output};

    p.line = agency_lines_of(k, output, &p.lines);
    volume_heading(v, 1, agency_output_head(volume_arena(v), p.o));
    say_output_sums(v, &p);
    if (p.lines == 0) /* of the year before only */
        return;
    say_objectives(v, &p);
    say_works(v, &p);
    say_indicators(v, &p);
}

void agency_say_outputs(struct volume *v, const struct agency_book *k)
{
    size_t plan = BUDGET_ANY;

    for (size_t i = 0; i < k->b->outputs; i++) {
        struct budget_cut cut = agency_cut(k);
        struct budget_sum s;

        cut.output = i;
        s = budget_sum_of(k->b, cut);
        if (budget_is_zero(&s))
            continue;
        if (k->b->output[i].plan != plan) {
            plan = k->b->output[i].plan;
            volume_chapter(v, k->b->plan[plan].name);
        }
        say_output(v, k, i);
    }
}
