/* action_plan_measures.c - measures and their projects, the agency's missions, the summary of projects and money. */
#include "base/arena.h"
#include "base/thai.h"
#include "document/action_plan_say.h"

enum { NO_W = 26, MONEY_W = 84, UNIT_W = 100, TARGET_W = 84 };

static struct str money_or_dash(struct arena *a, struct money m)
{
    return m.satang ? paper_money(a, m) : paper_word(PT_PLAN_DASH);
}

/* ---- targets of three years ---- */

static void target_table(struct paper *p, const struct action_plan *x, int64_t number, enum paper_text head)
{
    struct arena *a = paper_arena(p);
    struct table_column column[5] = {{paper_word(PT_PLAN_NO), NO_W, COLUMN_UNITS},
                                     {paper_word(PT_PLAN_INDICATOR), PAGE_TEXT_W - NO_W - 3 * TARGET_W, COLUMN_TEXT}};
    const struct profile_part *t;
    bool any = false;
    size_t n;

    paper_heading(p, 4, paper_word(head));
    for (int64_t i = 0; i < 3; i++) {
        struct str year = str_format(a, "%lld", (long long)(x->year.year - 2 + i));

        column[2 + i] = (struct table_column){
            thai_digits(a, paper_fill(a, PT_PLAN_TARGET_OF, PAPER_WORDS({"year", year}))), TARGET_W, COLUMN_TEXT};
    }
    t = plan_parts(x, PROFILE_TARGET, &n);
    for (size_t i = 0; i < n; i++) {
        struct table_row row = {.kind = ROW_ITEM};

        if (t[i].number != number) {
            continue;
        }
        if (!any) {
            paper_table_in(p, TEXT_NOTE, column, ARRAY_LEN(column));
        }
        any = true;
        row.cell[0] = STR("1");
        row.cell[1] = t[i].title;
        row.cell[2] = plan_text_or_dash(t[i].first);
        row.cell[3] = plan_text_or_dash(t[i].second);
        row.cell[4] = plan_text_or_dash(t[i].third);
        paper_row(p, &row);
    }
    if (any) {
        paper_table_end(p);
    } else {
        plan_missing(p, profile_name(PROFILE_TARGET, LANG_TH));
    }
}

/* ---- projects ---- */

static void project_table(struct paper *p, const struct activity *const *k, size_t n)
{
    const struct table_column column[] = {
        {paper_word(PT_PLAN_NO), NO_W, COLUMN_UNITS},
        {paper_word(PT_PLAN_PROJECT), PAGE_TEXT_W - NO_W - MONEY_W - UNIT_W, COLUMN_TEXT},
        {paper_word(PT_PLAN_MONEY), MONEY_W, COLUMN_UNITS},
        {paper_word(PT_PLAN_UNIT), UNIT_W, COLUMN_TEXT}};
    struct arena *a = paper_arena(p);

    if (n == 0) {
        plan_missing(p, paper_word(PT_PLAN_NO_PROJECTS));
        return;
    }
    paper_table_in(p, TEXT_NOTE, column, ARRAY_LEN(column));
    for (size_t i = 0; i < n; i++) {
        struct table_row row = {.kind = ROW_ITEM};

        row.cell[0] = str_format(a, "%zu", i + 1);
        row.cell[1] = k[i]->name;
        row.cell[2] = money_or_dash(a, k[i]->amount);
        row.cell[3] = plan_text_or_dash(k[i]->unit);
        paper_row(p, &row);
    }
    paper_table_end(p);
}

static void projects_of(struct paper *p, const struct action_plan *x, struct str stable)
{
    struct arena *a = paper_arena(p);
    const struct activity **k;
    size_t n;

    k = plan_activities(a, x, stable, &n);
    project_table(p, k, n);
}

static struct str name_of_item(const struct action_plan *x, struct str stable)
{
    const struct agreement_item *item = x->now.items.p;

    for (size_t i = 0; i < x->now.items.n; i++) {
        if (str_eq(plan_stable(&x->now, i), stable)) {
            return item[i].name;
        }
    }
    return paper_word(PT_PLAN_NO_RESULT);
}

static void say_one_measure(struct paper *p, const struct action_plan *x, const struct profile_part *m)
{
    struct arena *a = paper_arena(p);
    struct str rest = m->body, line;

    while (str_split(&rest, '\n', &line)) {
        paper_line(p, TEXT_BODY_BOLD, ALIGN_LEFT, line);
    }
    paper_gap(p, 2);
    target_table(p, x, m->number * 10 + 1, PT_PLAN_GOAL_KPI);
    paper_line(p, TEXT_BODY, ALIGN_LEFT, paper_fill(a, PT_PLAN_MEASURE_OF, PAPER_WORDS({"name", m->title})));
    plan_notes(p, x, str_format(a, "measure:%lld", (long long)m->number));
    target_table(p, x, m->number * 10 + 2, PT_PLAN_MEASURE_KPI);
    plan_notes(p, x, str_format(a, "target:%.*s", STR_FMT(m->code)));
    paper_heading(p, 4, paper_word(PT_PLAN_PROJECTS));
    projects_of(p, x, m->code);
    paper_gap(p, 6);
}

static void say_measures(struct paper *p, const struct action_plan *x)
{
    const struct profile_part *m;
    size_t n;

    paper_heading(p, 1, plan_chapter_title(p, x, CHAPTER_MEASURES));
    paper_heading(p, 2, paper_word(PT_PLAN_PART2));
    m = plan_parts(x, PROFILE_MEASURE, &n);
    for (size_t i = 0; i < n; i++) {
        say_one_measure(p, x, &m[i]);
    }
    if (n == 0) {
        plan_missing(p, profile_name(PROFILE_MEASURE, LANG_TH));
    }
}

static void say_tasks(struct paper *p, const struct action_plan *x)
{
    struct arena *a = paper_arena(p);
    struct str year = str_format(a, "%lld", (long long)x->year.year);
    const struct profile_part *t;
    size_t n;

    paper_heading(p, 1, plan_chapter_title(p, x, CHAPTER_TASKS));
    t = plan_parts(x, PROFILE_TASK, &n);
    for (size_t i = 0; i < n; i++) {
        paper_heading(p, 3, paper_fill(a, PT_PLAN_TASK_OF,
                                       PAPER_WORDS({"n", plan_number(p, t[i].number)}, {"name", t[i].title})));
        paper_text(p, paper_fill(a, PT_PLAN_TASK_KPI, PAPER_WORDS({"name", name_of_item(x, t[i].code)})));
        paper_text(p, paper_fill(a, PT_PLAN_TASK_TARGET, PAPER_WORDS({"target", plan_text_or_dash(t[i].third)})));
        paper_text(p, paper_fill(a, PT_PLAN_TASK_LINK, PAPER_WORDS({"year", year}, {"text", t[i].body})));
        projects_of(p, x, t[i].code);
    }
    if (n == 0) {
        plan_missing(p, profile_name(PROFILE_TASK, LANG_TH));
    }
}

/* ---- summary ---- */

static void sum_table(struct paper *p, const struct action_plan *x, const char *work)
{
    const struct table_column column[] = {
        {paper_word(PT_PLAN_NO), NO_W, COLUMN_UNITS},
        {paper_word(PT_PLAN_PROJECT), PAGE_TEXT_W - NO_W - MONEY_W - UNIT_W, COLUMN_TEXT},
        {paper_word(PT_PLAN_MONEY), MONEY_W, COLUMN_UNITS},
        {paper_word(PT_PLAN_UNIT), UNIT_W, COLUMN_TEXT}};
    struct arena *a = paper_arena(p);
    const struct activity *k = x->activities.p;
    struct table_row total = {.kind = ROW_TOTAL};
    struct money sum = MONEY_ZERO;
    size_t n = 0;

    for (size_t i = 0; i < x->activities.n; i++) {
        struct table_row row = {.kind = ROW_ITEM};

        if (!str_eq(k[i].work, str_from(work))) {
            continue;
        }
        if (n == 0) {
            paper_table_in(p, TEXT_NOTE, column, ARRAY_LEN(column));
        }
        row.cell[0] = str_format(a, "%zu", ++n);
        row.cell[1] = k[i].name;
        row.cell[2] = money_or_dash(a, k[i].amount);
        row.cell[3] = plan_text_or_dash(k[i].unit);
        sum = money_add(sum, k[i].amount);
        paper_row(p, &row);
    }
    if (n == 0) {
        plan_missing(p, paper_word(PT_PLAN_NO_PROJECTS));
        return;
    }
    total.cell[1] = sum.satang ? paper_fill(a, PT_PLAN_SUM_WORDS, PAPER_WORDS({"words", thai_baht_text(a, sum)}))
                               : paper_word(PT_PLAN_SUM);
    total.cell[2] = money_or_dash(a, sum);
    paper_row(p, &total);
    paper_table_end(p);
}

static void base_table(struct paper *p, const struct action_plan *x)
{
    const struct table_column column[] = {{paper_word(PT_PLAN_NO), NO_W, COLUMN_UNITS},
                                          {paper_word(PT_PLAN_BASE_OF), 200, COLUMN_TEXT},
                                          {paper_word(PT_PLAN_BASE_ITEM), PAGE_TEXT_W - NO_W - 200 - MONEY_W, COLUMN_TEXT},
                                          {paper_word(PT_PLAN_MONEY), MONEY_W, COLUMN_UNITS}};
    struct arena *a = paper_arena(p);
    const struct profile_part *t;
    struct table_row total = {.kind = ROW_TOTAL};
    struct money sum = MONEY_ZERO;
    size_t n;

    t = plan_parts(x, PROFILE_BASE, &n);
    if (n == 0) {
        plan_missing(p, profile_name(PROFILE_BASE, LANG_TH));
        return;
    }
    paper_table_in(p, TEXT_NOTE, column, ARRAY_LEN(column));
    for (size_t i = 0; i < n; i++) {
        struct table_row row = {.kind = ROW_ITEM};
        struct money m = t[i].amount.satang == MONEY_MISSING.satang ? MONEY_ZERO : t[i].amount;

        row.cell[0] = str_format(a, "%zu", i + 1);
        row.cell[1] = str_replace(a, t[i].body, STR("\n"), STR(" "));
        row.cell[2] = t[i].title;
        row.cell[3] = money_or_dash(a, m);
        sum = money_add(sum, m);
        paper_row(p, &row);
    }
    total.cell[2] = paper_fill(a, PT_PLAN_BASE_SUM, PAPER_WORDS({"n", paper_count(a, (int64_t)n)}));
    total.cell[3] = money_or_dash(a, sum);
    paper_row(p, &total);
    paper_table_end(p);
}

void plan_say_measures(struct paper *p, const struct action_plan *x)
{
    say_measures(p, x);
    paper_page(p);
    say_tasks(p, x);
    paper_page(p);
    paper_heading(p, 1, plan_chapter_title(p, x, CHAPTER_SUMMARY));
    paper_heading(p, 2, plan_year_word(p, x, PT_PLAN_SUM_STRATEGIC));
    sum_table(p, x, "strategic");
    paper_heading(p, 2, paper_word(PT_PLAN_TASKS));
    sum_table(p, x, "mission");
    paper_heading(p, 2, paper_word(PT_PLAN_BASE));
    base_table(p, x);
}
