/* action_plan_steps.c - activity pages: steps with weights, cumulative progress, and the months they take. */
#include "base/arena.h"
#include "base/thai.h"
#include "document/action_plan_say.h"

enum { MONTH_W = 22, WEIGHT_W = 34, SUM_W = 34 };

static void begin(struct paper *p)
{
    struct table_column column[3 + ACTIVITY_MONTHS] = {
        {paper_word(PT_PLAN_STEP), PAGE_TEXT_W - WEIGHT_W - SUM_W - ACTIVITY_MONTHS * MONTH_W, COLUMN_TEXT},
        {paper_word(PT_PLAN_STEP_WEIGHT), WEIGHT_W, COLUMN_UNITS},
        {paper_word(PT_PLAN_STEP_SUM), SUM_W, COLUMN_UNITS}};

    for (size_t m = 0; m < ACTIVITY_MONTHS; m++) {
        column[3 + m] = (struct table_column){activity_month_name(m, LANG_TH), MONTH_W, COLUMN_TEXT};
    }
    paper_table_in(p, TEXT_TINY, column, ARRAY_LEN(column));
}

static void step_row(struct paper *p, const struct activity_step *s)
{
    struct arena *a = paper_arena(p);
    struct table_row row = {.kind = ROW_ITEM};

    row.cell[0] = str_format(a, "%lld. %.*s", (long long)s->n, STR_FMT(s->name));
    row.cell[1] = plan_weight(a, s->weight);
    row.cell[2] = plan_weight(a, s->cumulative);
    for (size_t m = 0; m < ACTIVITY_MONTHS; m++) {
        if (s->months & ((int64_t)1 << m)) {
            row.cell[3 + m] = STR("\xE2\x96\xA0"); /* a filled square */
        }
    }
    paper_row(p, &row);
}

/* Steps of one activity; false: it has none. */
static bool say_activity(struct paper *p, const struct action_plan *x, const struct activity *k)
{
    struct arena *a = paper_arena(p);
    const struct activity_step *s = x->steps.p;
    struct table_row total = {.kind = ROW_TOTAL};
    struct share weight = {0};
    size_t n = 0;

    for (size_t i = 0; i < x->steps.n; i++) {
        if (s[i].activity_id != k->id) {
            continue;
        }
        if (n++ == 0) {
            begin(p);
        }
        weight.bp += s[i].weight.bp;
        step_row(p, &s[i]);
    }
    if (n == 0) {
        return false;
    }
    total.cell[0] = paper_fill(a, PT_PLAN_STEPS_TOTAL, PAPER_WORDS({"n", paper_count(a, (int64_t)n)}));
    total.cell[1] = total.cell[2] = plan_weight(a, weight);
    paper_row(p, &total);
    paper_table_end(p);
    paper_note(p, paper_fill(a, PT_PLAN_STEPS_YEARS,
                             PAPER_WORDS({"before", str_format(a, "%lld", (long long)x->year.year - 1)},
                                         {"year", str_format(a, "%lld", (long long)x->year.year)})));
    if (k->basis.n) {
        paper_note(p, paper_fill(a, PT_PLAN_STEPS_BASIS, PAPER_WORDS({"text", k->basis})));
    }
    return true;
}

static void say_item(struct paper *p, const struct action_plan *x, size_t i)
{
    struct arena *a = paper_arena(p);
    const struct agreement_item *item = (const struct agreement_item *)x->now.items.p + i;
    struct str code = str_format(a, "activity:%.*s", STR_FMT(plan_stable(&x->now, i)));
    const struct activity **k;
    size_t n, said = 0;

    paper_heading(p, 2, paper_fill(a, PT_PLAN_STEPS_KPI,
                                   PAPER_WORDS({"n", item->number}, {"name", item->name})));
    k = plan_activities(a, x, plan_stable(&x->now, i), &n);
    for (size_t q = 0; q < n; q++) {
        if (k[q]->steps == 0) {
            continue;
        }
        paper_heading(p, 3, paper_fill(a, PT_PLAN_STEPS_OF,
                                       PAPER_WORDS({"n", item->number}, {"name", k[q]->name}, {"unit", k[q]->unit})));
        said += say_activity(p, x, k[q]);
    }
    if (said == 0) {
        plan_missing(p, paper_word(PT_PLAN_NO_STEPS));
    }
    plan_notes(p, x, code);
}

void plan_say_steps(struct paper *p, const struct action_plan *x)
{
    const struct agreement_item *item = x->now.items.p;
    size_t said = 0;

    paper_heading(p, 1, plan_chapter_title(p, x, CHAPTER_STEPS));
    for (size_t i = 0; i < x->now.items.n; i++) {
        if (item[i].tables & (int64_t)TABLE_K) {
            say_item(p, x, i);
            said++;
        }
    }
    if (said == 0) {
        plan_missing(p, x->activities.n ? paper_word(PT_PLAN_NO_TABLE) : paper_word(PT_PLAN_NO_STEPS));
    }
}
