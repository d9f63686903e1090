/* action_plan_tables.c - how the plan is assessed: tables ก ข ค ง with definitions and scoring criteria. */
#include "base/arena.h"
#include "document/action_plan_say.h"

static void item_row(struct paper *p, const struct agreement_item *item)
{
    const struct table_column column[] = {{paper_word(PT_PLAN_NO), 34, COLUMN_UNITS},
                                          {paper_word(PT_PLAN_INDICATOR), PAGE_TEXT_W - 34 - 80 - 70 - 90, COLUMN_TEXT},
                                          {paper_word(PT_PLAN_TARGET), 80, COLUMN_TEXT},
                                          {paper_word(PT_PLAN_WEIGHT), 70, COLUMN_UNITS},
                                          {paper_word(PT_PLAN_RESPONSIBLE), 90, COLUMN_TEXT}};
    struct table_row row = {.kind = ROW_ITEM};

    paper_table_in(p, TEXT_NOTE, column, ARRAY_LEN(column));
    row.cell[0] = item->number;
    row.cell[1] = item->name;
    row.cell[2] = plan_text_or_dash(item->target);
    row.cell[3] = item->weight.bp ? plan_weight(paper_arena(p), item->weight) : paper_word(PT_PLAN_DASH);
    row.cell[4] = plan_text_or_dash(item->unit_name);
    paper_row(p, &row);
    paper_table_end(p);
}

/* Label and text, line by line. */
static void item_words(struct paper *p, const struct agreement_item *item)
{
    const struct {
        enum paper_text label;
        struct str text;
    } piece[] = {{PT_PLAN_MEASURE, item->measure},
                 {PT_PLAN_DEFINITION, item->definition},
                 {PT_PLAN_COL_METHOD, item->method},
                 {PT_PLAN_COL_EVIDENCE, item->evidence},
                 {PT_PLAN_PROJECT, item->project}};
    const struct table_column column[] = {{paper_word(PT_COL_PART), 108, COLUMN_TEXT},
                                          {paper_word(PT_PLAN_DETAILS), PAGE_TEXT_W - 108, COLUMN_TEXT}};

    paper_table_in(p, TEXT_NOTE, column, ARRAY_LEN(column));
    for (size_t i = 0; i < ARRAY_LEN(piece); i++) {
        struct table_row row = {.kind = ROW_ITEM};
        struct str rest = piece[i].text, line;
        bool first = true;

        if (piece[i].text.n == 0) {
            row.cell[0] = paper_word(piece[i].label);
            row.cell[1] = paper_word(PT_PLAN_NO_RESULT);
            paper_row(p, &row);
        }
        while (str_split(&rest, '\n', &line)) {
            row = (struct table_row){.kind = ROW_ITEM, .open = rest.n > 0};
            row.cell[0] = first ? paper_word(piece[i].label) : STR_NONE;
            row.cell[1] = line;
            paper_row(p, &row);
            first = false;
        }
    }
    paper_table_end(p);
}

static void bands(struct paper *p, const struct plan_rule *r, struct str name)
{
    const struct table_column column[] = {{paper_word(PT_PLAN_LEVEL), 44, COLUMN_UNITS},
                                          {paper_word(PT_PLAN_PERCENT), 84, COLUMN_UNITS},
                                          {paper_word(PT_PLAN_ACTION), PAGE_TEXT_W - 44 - 84 - 60, COLUMN_TEXT},
                                          {paper_word(PT_PLAN_POINTS), 60, COLUMN_UNITS}};

    if (r->n == 0) {
        plan_missing(p, paper_word(PT_PLAN_NO_BANDS));
        return;
    }
    paper_line(p, TEXT_NOTE_BOLD, ALIGN_LEFT,
               paper_fill(paper_arena(p), PT_PLAN_BANDS, PAPER_WORDS({"name", name})));
    paper_table_in(p, TEXT_NOTE, column, ARRAY_LEN(column));
    for (size_t i = 0; i < r->n; i++) {
        const struct plan_band *b = &r->band[i];

        paper_row(p, &(struct table_row){.kind = ROW_ITEM,
                                         .cell = {plan_text_or_dash(b->level), plan_text_or_dash(b->percent),
                                                  plan_text_or_dash(b->action), plan_text_or_dash(b->points)}});
    }
    paper_table_end(p);
}

static struct str table_head(struct paper *p, const struct action_plan *x, enum agreement_table t)
{
    return plan_year_word(p, x,
                          t == TABLE_K    ? PT_PLAN_TABLE_1
                          : t == TABLE_KH ? PT_PLAN_TABLE_2
                          : t == TABLE_KHO ? PT_PLAN_TABLE_4
                                           : PT_PLAN_TABLE_8);
}

/* The component an item is the first of, said once. */
static void component(struct paper *p, const struct action_plan *x, int64_t number, int64_t *last)
{
    const struct agreement_component *c = x->now.components.p;

    for (size_t i = 0; i < x->now.components.n && *last != number; i++) {
        if (c[i].component == number) {
            struct str n = plan_number(p, number);

            paper_heading(p, 3,
                          c[i].title.n ? paper_fill(paper_arena(p), PT_PLAN_COMPONENT,
                                                    PAPER_WORDS({"n", n}, {"title", c[i].title}))
                                       : paper_fill(paper_arena(p), PT_PLAN_COMPONENT_UNTITLED,
                                                    PAPER_WORDS({"n", n})));
            *last = number;
        }
    }
}

static void say_table(struct paper *p, const struct action_plan *x, enum agreement_table t)
{
    struct arena *a = paper_arena(p);
    const struct agreement_item *item = x->now.items.p;
    const struct profile_part *goal;
    size_t n = 0, goals;
    int64_t last = 0;

    paper_heading(p, 2, table_head(p, x, t));
    goal = plan_parts(x, PROFILE_GOAL, &goals);
    if (t == TABLE_K && goals) {
        paper_text(p, goal->body);
        paper_text(p, goal->title);
    }
    for (size_t i = 0; i < x->now.items.n; i++) {
        struct str stable = plan_stable(&x->now, i);

        if (!(item[i].tables & (int64_t)t)) {
            continue;
        }
        n++;
        if (t == TABLE_K || t == TABLE_NGO) {
            component(p, x, item[i].component, &last);
        }
        item_row(p, &item[i]);
        if (t != TABLE_K && (item[i].tables & (int64_t)TABLE_K)) {
            paper_note(p, paper_word(PT_PLAN_ONCE));
        }
        item_words(p, &item[i]);
        bands(p, &x->now.rule[i], item[i].name);
        plan_notes(p, x, str_format(a, "kpi:%.*s", STR_FMT(stable)));
        paper_gap(p, 4);
    }
    if (n == 0) {
        plan_missing(p, x->now.found ? paper_word(PT_PLAN_NO_TABLE) : plan_year_word(p, x, PT_PLAN_NO_AGREEMENT));
    }
}

void plan_say_tables(struct paper *p, const struct action_plan *x)
{
    paper_heading(p, 1, plan_chapter_title(p, x, CHAPTER_EVALUATE));
    paper_line(p, TEXT_BODY_BOLD, ALIGN_LEFT, plan_year_word(p, x, PT_PLAN_EVALUATE_OF));
    say_table(p, x, TABLE_K);
    for (int t = TABLE_KH; t <= TABLE_NGO; t *= 2) {
        if (x->now.items.n) { /* each table begins a page, unless there is nothing in it */
            paper_page(p);
        }
        say_table(p, x, (enum agreement_table)t);
    }
}
