/* statement_table.c - the tables of an explanatory statement: years, stages, unit cost. */
#include "base/arena.h"
#include "document/statement_say.h"

static struct str known(struct arena *a, struct money m)
{
    return m.satang == MONEY_MISSING.satang ? paper_word(PT_UNKNOWN) : paper_money(a, m);
}

void statement_history(struct saying *t)
{
    struct paper *p = t->p;
    const struct statement *s = t->s;
    double amount = (PAGE_TEXT_W - 80) / 4;
    const struct table_column column[] = {
        {paper_word(PT_COL_YEAR), 80, COLUMN_TEXT},
        {paper_word(PT_COL_REQUEST), amount, COLUMN_UNITS},
        {paper_word(PT_COL_ENACTED), amount, COLUMN_UNITS},
        {paper_word(PT_COL_OBLIGATED), amount, COLUMN_UNITS},
        {paper_word(PT_COL_PAID), amount, COLUMN_UNITS},
    };
    struct arena *a = paper_arena(p);
    bool missing = false, part = false;

    statement_head(t, PT_EXPLAIN_HISTORY);
    if (s->year[0].lines + s->year[1].lines + s->year[2].lines == 0) {
        statement_say(t, paper_fill(a, PT_EXPLAIN_NO_HISTORY,
                            PAPER_WORDS({"from", str_format(a, "%lld", (long long)s->year[2].year)},
                                        {"to", str_format(a, "%lld", (long long)s->year[0].year)})));
        return;
    }
    paper_table_in(p, t->set->cell, column, ARRAY_LEN(column));
    for (size_t i = STATEMENT_YEARS; i > 0; i--) {
        const struct statement_year *y = &s->year[i - 1];
        struct table_row r = {.kind = ROW_ITEM};

        r.cell[0] = str_format(a, "%lld", (long long)y->year);
        r.cell[1] = known(a, y->asked);
        r.cell[2] = known(a, y->enacted);
        r.cell[3] = known(a, y->obligated);
        r.cell[4] = known(a, y->paid);
        missing |= y->asked.satang == MONEY_MISSING.satang ||
                   y->enacted.satang == MONEY_MISSING.satang ||
                   y->obligated.satang == MONEY_MISSING.satang ||
                   y->paid.satang == MONEY_MISSING.satang;
        part |= y->unknown > 0;
        paper_row(p, &r);
    }
    paper_table_end(p);
    if (missing)
        statement_note_say(t, PT_UNKNOWN_NOTE);
    if (part)
        statement_note_say(t, PT_UNKNOWN_PART);
}

static int64_t count_of(const struct statement_word *w)
{
    int64_t n = 0;

    for (size_t i = 0; i < w->extra.n; i++)
        n = n * 10 + (w->extra.p[i] - '0');
    return n;
}

static const enum paper_text stage_names[STAGE_COUNT] = {
    PT_STAGE_ASKED,  PT_STAGE_ANALYST,   PT_STAGE_SUITABLE, PT_STAGE_PERMSEC, PT_STAGE_GOVERNOR,
    PT_STAGE_TABLED, PT_STAGE_COMMITTEE, PT_STAGE_AMENDED,  PT_STAGE_ENACTED};

struct stage_cells {
    struct str name, amount, change;
};

/* What each stage wrote, and how far it moved when it did; *ret_n of them. */
static struct stage_cells *stage_cells(struct arena *a, const struct statement *s, size_t *ret_n)
{
    struct stage_cells *c = ARENA_ARRAY(a, struct stage_cells, STAGE_COUNT);
    struct money last = MONEY_MISSING;
    size_t n = 0;

    for (size_t i = 0; i < s->words && n < STAGE_COUNT; i++) {
        const struct statement_word *w = &s->word[i];

        if (!str_eq(w->kind, STR("stage")) || w->number < 0 || w->number >= STAGE_COUNT)
            continue;
        c[n].name = paper_word(stage_names[w->number]);
        c[n].amount = paper_money(a, w->amount);
        if (count_of(w) != s->lines_all) {
            c[n].change = paper_fill(a, PT_STAGE_PART,
                                     PAPER_WORDS({"lines", paper_count(a, count_of(w))},
                                                 {"all", paper_count(a, s->lines_all)}));
        } else {
            if (last.satang != MONEY_MISSING.satang && money_cmp(w->amount, last) != 0)
                c[n].change = paper_money(a, money_sub(w->amount, last));
            last = w->amount;
        }
        n++;
    }
    *ret_n = n;
    return c;
}

/* In two columns, down and then across. */
void statement_stages(struct saying *t)
{
    double half_w = PAGE_TEXT_W / 2, name = 92, amount = 84;
    const struct table_column column[] = {
        {paper_word(PT_COL_STAGE), name, COLUMN_TEXT},
        {paper_word(PT_COL_MONEY), amount, COLUMN_UNITS},
        {paper_word(PT_COL_STEP), half_w - name - amount, COLUMN_UNITS},
        {paper_word(PT_COL_STAGE), name, COLUMN_TEXT},
        {paper_word(PT_COL_MONEY), amount, COLUMN_UNITS},
        {paper_word(PT_COL_STEP), half_w - name - amount, COLUMN_UNITS},
    };
    struct paper *p = t->p;
    size_t n, half;
    const struct stage_cells *c = stage_cells(paper_arena(p), t->s, &n);

    if (n == 0)
        return;
    half = (n + 1) / 2;
    statement_head(t, PT_EXPLAIN_STAGES);
    paper_table_in(p, TEXT_SMALL, column, ARRAY_LEN(column));
    for (size_t i = 0; i < half; i++) {
        struct table_row r = {.kind = ROW_ITEM, .cell = {c[i].name, c[i].amount, c[i].change}};

        if (half + i < n) {
            r.cell[3] = c[half + i].name;
            r.cell[4] = c[half + i].amount;
            r.cell[5] = c[half + i].change;
        }
        paper_row(p, &r);
    }
    paper_table_end(p);
}

/* ---- the unit cost ---- */

static struct str standard_text(struct arena *a, const struct statement_line *l)
{
    enum paper_text text = PT_COST_STANDARD;

    if (l->standard.satang == 0)
        return paper_word(PT_COST_NO_STANDARD);
    if (money_cmp(l->unit_price, l->standard) > 0)
        text = l->price_reason.n ? PT_COST_ABOVE : PT_COST_ABOVE_BARE;
    return paper_fill(a, text,
                      PAPER_WORDS({"code", l->price_code}, {"price", paper_money(a, l->standard)},
                                  {"above", paper_money(a, money_sub(l->unit_price, l->standard))},
                                  {"reason", l->price_reason}));
}

static void cost_of_line(struct saying *t, const struct statement_line *l)
{
    struct arena *a = paper_arena(t->p);

    statement_say(t, paper_fill(a, PT_COST_LINE,
                        PAPER_WORDS({"price", statement_price(a, l)},
                                    {"asked", paper_money(a, l->asked)})));
    statement_say(t, standard_text(a, l));
}

static void cost_of_lines(struct saying *t)
{
    struct paper *p = t->p;
    const struct statement *s = t->s;
    double amount = 92, standard = 86;
    const struct table_column column[] = {
        {paper_word(PT_COL_COST_LINE), PAGE_TEXT_W - standard - amount, COLUMN_TEXT},
        {paper_word(PT_COL_STANDARD), standard, COLUMN_FIGURES},
        {paper_word(PT_COL_NOW_BAHT), amount, COLUMN_FIGURES},
    };
    struct arena *a = paper_arena(p);
    struct table_row total = {.kind = ROW_TOTAL, .cell = {paper_word(PT_SUM)}};
    struct money shown = MONEY_ZERO;
    size_t n = s->lines <= t->set->rows ? s->lines : t->set->rows;

    paper_table_in(p, t->set->cell, column, ARRAY_LEN(column));
    for (size_t i = 0; i < n; i++) {
        const struct statement_line *l = &s->line[i];
        struct table_row r = {.kind = ROW_ITEM};

        r.cell[0] = str_format(a, "%.*s: %.*s", STR_FMT(l->name), STR_FMT(statement_price(a, l)));
        r.cell[1] = l->standard.satang ? paper_money(a, l->standard) : STR("-");
        r.cell[2] = paper_money(a, l->now);
        shown = money_add(shown, l->now);
        paper_row(p, &r);
    }
    if (s->lines_all > (int64_t)n) {
        struct table_row r = {.kind = ROW_ITEM};

        r.cell[0] = paper_fill(
            a, PT_COST_REST, PAPER_WORDS({"lines", paper_count(a, s->lines_all - (int64_t)n)}));
        r.cell[2] = paper_money(a, money_sub(s->now, shown));
        paper_row(p, &r);
    }
    total.cell[2] = paper_money(a, s->now);
    paper_row(p, &total);
    paper_table_end(p);
}

void statement_cost(struct saying *t)
{
    if (t->s->lines == 0)
        return;
    statement_head(t, PT_EXPLAIN_COST);
    if (t->s->lines == 1)
        cost_of_line(t, &t->s->line[0]);
    else
        cost_of_lines(t);
}
