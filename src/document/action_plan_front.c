/* action_plan_front.c - the first part of an action plan: foreword, situation, units, SWOT, last year's results, vision,
 * missions, goals, indicators. */
#include "base/arena.h"
#include "document/action_plan_say.h"

static void say_texts(struct paper *p, const struct action_plan *x, enum profile_kind k)
{
    const struct profile_part *t;
    size_t n;

    t = plan_parts(x, k, &n);
    for (size_t i = 0; i < n; i++) {
        paper_text(p, t[i].body.n ? t[i].body : t[i].title);
    }
    if (n == 0) {
        plan_missing(p, profile_name(k, LANG_TH));
    }
}

static void say_list(struct paper *p, const struct action_plan *x, enum profile_kind k)
{
    struct arena *a = paper_arena(p);
    const struct profile_part *t;
    size_t n;

    t = plan_parts(x, k, &n);
    for (size_t i = 0; i < n; i++) {
        paper_text(p, str_format(a, "%zu. %.*s", i + 1, STR_FMT(t[i].body.n ? t[i].body : t[i].title)));
    }
    if (n == 0) {
        plan_missing(p, profile_name(k, LANG_TH));
    }
    plan_notes(p, x, str_from(profile_word(k)));
}

/* ---- situation and units ---- */

static void say_posts(struct paper *p, const struct action_plan *x)
{
    struct arena *a = paper_arena(p);
    const struct profile_part *t;
    struct str *piece;
    int64_t frame = 0;
    size_t n;

    t = plan_parts(x, PROFILE_POSTS, &n);
    if (n == 0) {
        plan_missing(p, profile_name(PROFILE_POSTS, LANG_TH));
        return;
    }
    piece = ARENA_ARRAY(a, struct str, n);
    for (size_t i = 0; i < n; i++) {
        int64_t posts = t[i].amount.satang == MONEY_MISSING.satang ? 0 : t[i].amount.satang / 100;

        frame += posts;
        piece[i] = paper_fill(a, PT_PLAN_POST_OF, PAPER_WORDS({"name", t[i].title}, {"n", paper_count(a, posts)}));
    }
    paper_text(p, paper_fill(a, PT_PLAN_POSTS, PAPER_WORDS({"posts", str_join(a, piece, n, STR(" "))})));
    if (x->posts > 0 && x->posts != frame) {
        paper_note(p, paper_fill(a, PT_PLAN_POSTS_PLAN,
                                 PAPER_WORDS({"n", paper_count(a, x->posts)}, {"frame", paper_count(a, frame)})));
    }
}

static void say_units(struct paper *p, const struct action_plan *x)
{
    struct arena *a = paper_arena(p);
    const struct profile_part *t;
    size_t n;

    paper_heading(p, 2, paper_fill(a, PT_PLAN_UNITS, PAPER_WORDS({"agency", x->agency.name_th})));
    t = plan_parts(x, PROFILE_UNIT, &n);
    for (size_t i = 0; i < n; i++) {
        struct str agencies = plan_unit_agencies(a, x, &t[i]);

        paper_heading(p, 3, t[i].title);
        if (t[i].body.n) {
            paper_text(p, t[i].body);
        }
        if (agencies.n) {
            paper_text(p, paper_fill(a, PT_PLAN_UNIT_OF, PAPER_WORDS({"agencies", agencies})));
        }
    }
    if (n == 0) {
        plan_missing(p, profile_name(PROFILE_UNIT, LANG_TH));
    }
}

static void say_threats(struct paper *p, const struct action_plan *x)
{
    struct arena *a = paper_arena(p);
    const struct profile_part *t, *answer;
    size_t n, answers;

    t = plan_parts(x, PROFILE_THREAT, &n);
    answer = plan_parts(x, PROFILE_ANSWER, &answers);
    for (size_t i = 0; i < n; i++) {
        struct str code = str_format(a, "threat:%lld", (long long)t[i].number);

        paper_text(p, str_format(a, "%zu. %.*s", i + 1, STR_FMT(t[i].body)));
        for (size_t k = 0; k < answers; k++) {
            if (str_eq(answer[k].code, code)) {
                paper_note(p, paper_fill(a, PT_PLAN_ANSWER, PAPER_WORDS({"text", answer[k].body})));
            }
        }
    }
    if (n == 0) {
        plan_missing(p, profile_name(PROFILE_THREAT, LANG_TH));
    }
}

void plan_say_front(struct paper *p, const struct action_plan *x)
{
    static const struct {
        enum profile_kind kind;
        enum paper_text head;
    } swot[] = {{PROFILE_STRENGTH, PT_PLAN_STRENGTH},
                {PROFILE_WEAKNESS, PT_PLAN_WEAKNESS},
                {PROFILE_CHANCE, PT_PLAN_CHANCE}};

    paper_heading(p, 1, plan_chapter_title(p, x, CHAPTER_FOREWORD));
    say_texts(p, x, PROFILE_FOREWORD);
    paper_page(p);
    paper_heading(p, 1, plan_chapter_title(p, x, CHAPTER_ESSENCE));
    paper_heading(p, 2, paper_word(PT_PLAN_SITUATION));
    say_texts(p, x, PROFILE_SITUATION);
    say_posts(p, x);
    say_units(p, x);
    paper_heading(p, 2, paper_word(PT_PLAN_SWOT));
    for (size_t i = 0; i < ARRAY_LEN(swot); i++) {
        paper_heading(p, 3, paper_word(swot[i].head));
        say_list(p, x, swot[i].kind);
    }
    paper_heading(p, 3, paper_word(PT_PLAN_THREAT));
    say_threats(p, x);
}

/* ---- last year's results ---- */

enum { FIRST_WEIGHTED = 4 }; /* components 4 and 5 are told by weight and score, those before by what was done */

/* "ระดับ 2 (ร้อยละ 40)": a level with the per cent that the year's rule gives it. */
static struct str reported(struct arena *a, const struct plan_result *r, const struct plan_rule *rule)
{
    for (size_t i = 0; i < rule->n && r->reported.n; i++) {
        struct str level = str_format(a, " %.*s", STR_FMT(rule->band[i].level));

        if (!rule->steps && rule->band[i].percent.n && rule->band[i].level.n && str_ends(r->reported, level)) {
            return paper_fill(a, PT_PLAN_LEVEL_PERCENT,
                              PAPER_WORDS({"level", r->reported}, {"percent", rule->band[i].percent}));
        }
    }
    return r->reported.n ? r->reported : paper_word(PT_PLAN_NO_RESULT);
}

static void result_table(struct paper *p, const struct plan_side *s, int64_t component)
{
    const struct table_column column[] = {{paper_word(PT_PLAN_INDICATOR), 106, COLUMN_TEXT},
                                          {paper_word(PT_PLAN_GOAL_VALUE), 74, COLUMN_TEXT},
                                          {paper_word(PT_PLAN_RESULT), 62, COLUMN_TEXT},
                                          {paper_word(PT_PLAN_SUPPORT), 102, COLUMN_TEXT},
                                          {paper_word(PT_PLAN_DETAIL), 95, COLUMN_TEXT},
                                          {paper_word(PT_PLAN_REMARK), PAGE_TEXT_W - 439, COLUMN_TEXT}};
    struct arena *a = paper_arena(p);
    const struct agreement_item *item = s->items.p;

    paper_table_in(p, TEXT_SMALL, column, ARRAY_LEN(column));
    for (size_t i = 0; i < s->items.n; i++) {
        const struct plan_result *r = &s->result[i];
        struct table_row row = {.kind = ROW_ITEM};

        if (item[i].component != component) {
            continue;
        }
        row.cell[0] = str_format(a, "%.*s. %.*s", STR_FMT(item[i].number), STR_FMT(item[i].name));
        row.cell[1] = plan_text_or_dash(item[i].target);
        row.cell[2] = reported(a, r, &s->rule[i]);
        row.cell[3] = plan_text_or_dash(item[i].project.n ? item[i].project : r->project);
        row.cell[4] = plan_text_or_dash(r->detail);
        row.cell[5] = plan_text_or_dash(r->remark);
        paper_row(p, &row);
    }
    paper_table_end(p);
}

static void weighted_table(struct paper *p, const struct agreement_item *item, const struct plan_result *r)
{
    const struct table_column column[] = {{paper_word(PT_PLAN_WEIGHT), PAGE_TEXT_W / 4, COLUMN_UNITS},
                                          {paper_word(PT_PLAN_DONE), PAGE_TEXT_W / 4, COLUMN_UNITS},
                                          {paper_word(PT_PLAN_SCORE), PAGE_TEXT_W / 4, COLUMN_UNITS},
                                          {paper_word(PT_PLAN_WEIGHTED), PAGE_TEXT_W / 4, COLUMN_UNITS}};
    struct arena *a = paper_arena(p);
    struct table_row row = {.kind = ROW_ITEM};

    paper_heading(p, 4, paper_fill(a, PT_PLAN_INDICATOR_OF,
                                   PAPER_WORDS({"number", item->number}, {"name", item->name})));
    paper_table(p, column, ARRAY_LEN(column));
    row.cell[0] = plan_weight(a, item->weight);
    row.cell[1] = r->reported.n ? r->reported : paper_word(PT_PLAN_NO_RESULT);
    row.cell[2] = r->scored ? plan_score(a, r->percent) : paper_word(PT_PLAN_NO_RESULT);
    row.cell[3] = r->scored ? plan_score(a, r->weighted) : paper_word(PT_PLAN_NO_RESULT);
    paper_row(p, &row);
    paper_table_end(p);
}

static struct str component_title(struct paper *p, const struct agreement_component *c)
{
    struct str n = plan_number(p, c->component);

    return c->title.n ? paper_fill(paper_arena(p), PT_PLAN_COMPONENT, PAPER_WORDS({"n", n}, {"title", c->title}))
                      : paper_fill(paper_arena(p), PT_PLAN_COMPONENT_UNTITLED, PAPER_WORDS({"n", n}));
}

void plan_say_results(struct paper *p, const struct action_plan *x)
{
    struct arena *a = paper_arena(p);
    const struct plan_side *s = &x->last;
    const struct agreement_component *c = s->components.p;
    const struct agreement_item *item = s->items.p;
    struct str year = str_format(a, "%lld", (long long)x->year.year - 1);

    paper_heading(p, 2, paper_fill(a, PT_PLAN_RESULTS, PAPER_WORDS({"year", year})));
    if (!s->found || s->items.n == 0) {
        plan_missing(p, paper_fill(a, PT_PLAN_NO_AGREEMENT, PAPER_WORDS({"year", year})));
        return;
    }
    for (size_t k = 0; k < s->components.n; k++) {
        bool any = false;

        for (size_t i = 0; i < s->items.n; i++) {
            if (item[i].component != c[k].component) {
                continue;
            }
            if (!any) {
                paper_heading(p, 3, component_title(p, &c[k]));
                if (c[k].component < FIRST_WEIGHTED) {
                    result_table(p, s, c[k].component);
                }
            }
            any = true;
            if (c[k].component >= FIRST_WEIGHTED) {
                weighted_table(p, &item[i], &s->result[i]);
                plan_notes(p, x, str_format(a, "result:%.*s", STR_FMT(plan_stable(s, i))));
            }
        }
    }
    plan_notes(p, x, STR("results"));
}

/* ---- vision, missions, goals, indicators ---- */

static void kpi_list(struct paper *p, const struct action_plan *x, enum agreement_table table, enum paper_text head)
{
    struct arena *a = paper_arena(p);
    const struct agreement_item *item = x->now.items.p;
    const struct profile_part *task;
    size_t tasks, n = 0;

    task = plan_parts(x, PROFILE_TASK, &tasks);
    paper_heading(p, 3, plan_year_word(p, x, head));
    for (size_t i = 0; i < x->now.items.n; i++) {
        struct str target = item[i].target, stable = plan_stable(&x->now, i);

        if (!(item[i].tables & (int64_t)table)) {
            continue;
        }
        for (size_t k = 0; k < tasks; k++) { /* in the words of the plan, where it has some */
            target = task[k].third.n && stable.n && str_eq(task[k].code, stable) ? task[k].third : target;
        }
        paper_text(p, paper_fill(a, PT_PLAN_KPI_ROW,
                                 PAPER_WORDS({"n", plan_number(p, (int64_t)++n)}, {"name", item[i].name},
                                             {"target", plan_text_or_dash(target)})));
        plan_notes(p, x, str_format(a, "name:%.*s", STR_FMT(stable)));
    }
    if (n == 0) {
        plan_missing(p, x->now.found ? paper_word(PT_PLAN_NO_TABLE)
                                     : plan_year_word(p, x, PT_PLAN_NO_AGREEMENT));
    }
}

void plan_say_aims(struct paper *p, const struct action_plan *x)
{
    const struct profile_part *g;
    size_t n;

    paper_heading(p, 2, paper_word(PT_PLAN_VISION));
    say_texts(p, x, PROFILE_VISION);
    paper_heading(p, 2, paper_word(PT_PLAN_MISSION));
    say_list(p, x, PROFILE_MISSION);
    paper_heading(p, 2, paper_word(PT_PLAN_GOALS));
    g = plan_parts(x, PROFILE_GOAL, &n);
    for (size_t i = 0; i < n; i++) {
        paper_text(p, g[i].body);
        paper_text(p, g[i].title);
    }
    if (n == 0) {
        plan_missing(p, profile_name(PROFILE_GOAL, LANG_TH));
    }
    paper_heading(p, 2, paper_word(PT_PLAN_KPIS));
    kpi_list(p, x, TABLE_K, PT_PLAN_KPI_NEGOTIATED);
    kpi_list(p, x, TABLE_KH, PT_PLAN_KPI_STRATEGIC);
    kpi_list(p, x, TABLE_KHO, PT_PLAN_KPI_AGENCY);
}
