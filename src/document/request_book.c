#include "document/request_book.h"

#include "base/arena.h"
#include "base/thai.h"
#include "document/request_parts.h"
#include "plan/question.h"

static void cover(struct paper *p, const struct request_data *d)
{
    struct arena *a = paper_arena(p);
    struct str year = request_year_text(a, d);

    paper_gap(p, 120);
    paper_line(p, TEXT_TITLE, ALIGN_CENTER, paper_word(PT_AUTHOR));
    paper_gap(p, 20);
    paper_line(p, TEXT_COVER, ALIGN_CENTER, paper_word(PT_BOOK));
    paper_line(p, TEXT_TITLE, ALIGN_CENTER, paper_fill(a, PT_YEAR, PAPER_WORDS({"year", year})));
    paper_gap(p, 20);
    paper_line(p, TEXT_COVER, ALIGN_CENTER, d->agency.name_th);
    paper_gap(p, 20);
    paper_line(
        p, TEXT_HEADING, ALIGN_CENTER,
        paper_fill(a, PT_BOOK_TOTAL, PAPER_WORDS({"total", paper_money(a, d->facts.total)})));
    paper_line(
        p, TEXT_BODY, ALIGN_CENTER,
        paper_fill(a, PT_IN_WORDS, PAPER_WORDS({"words", thai_baht_text(a, d->facts.total)})));
    paper_line(p, TEXT_BODY, ALIGN_CENTER,
               paper_fill(a, PT_BOOK_SCOPE,
                          PAPER_WORDS({"packages", paper_count(a, d->facts.packages)},
                                      {"lines", paper_count(a, d->facts.lines)})));
    paper_gap(p, 150);
    paper_stamp(p);
    paper_page(p);
}

static struct str chapter_title(struct arena *a, const struct form_package *k)
{
    return paper_fill(a, PT_BOOK_OUTPUT,
                      PAPER_WORDS({"code", k->plan_code}, {"name", k->plan_name}));
}

static void contents(struct paper *p, const struct request_data *d)
{
    struct arena *a = paper_arena(p);
    struct str *title = ARENA_ARRAY(a, struct str, d->plans + 1);
    size_t n = 0;

    title[n++] = paper_word(PT_BOOK_SUMMARY);
    for (size_t i = 0; i < d->packages; i++) {
        if (request_new_plan(d, i))
            title[n++] = chapter_title(a, &d->package[i]);
    }
    paper_contents(p, title, n);
    paper_page(p);
}

static void summary(struct paper *p, const struct request_data *d)
{
    struct arena *a = paper_arena(p);

    paper_heading(p, 1, paper_word(PT_BOOK_SUMMARY));
    paper_text(
        p, paper_fill(a, PT_BOOK_SUMMARY_TEXT,
                      PAPER_WORDS({"agency", d->agency.name_th}, {"year", request_year_text(a, d)},
                                  {"total", paper_money(a, d->facts.total)},
                                  {"words", thai_baht_text(a, d->facts.total)},
                                  {"plans", paper_count(a, (int64_t)d->plans)},
                                  {"outputs", paper_count(a, (int64_t)d->outputs)},
                                  {"packages", paper_count(a, d->facts.packages)},
                                  {"lines", paper_count(a, d->facts.lines)})));
    paper_heading(p, 2, paper_word(PT_BOOK_PLANS));
    request_plans_table(p, d);
    paper_heading(p, 2, paper_word(PT_BOOK_TYPES));
    request_types_table(p, d);
    paper_heading(p, 2, paper_word(PT_BOOK_PACKAGES));
    request_packages_table(p, d);
}

/* ---- one piece of work ---- */

static void answers(struct paper *p, const struct request_data *d, int64_t unit_id)
{
    struct arena *a = paper_arena(p);
    bool first = true;

    for (size_t i = 0; i < d->answers; i++) {
        const struct form_answer *x = &d->answer[i];
        struct str question;

        if (x->unit_id != unit_id || x->question < 1 || x->question > QUESTIONS)
            continue;
        if (first)
            paper_heading(p, 3, paper_word(PT_BOOK_ANSWERS));
        first = false;
        question = str_from(questions[x->question - 1].th);
        paper_heading(p, 4,
                      x->level == 0
                          ? str_format(a, "%lld. %.*s", (long long)x->question, STR_FMT(question))
                          : str_format(a, "%lld. %.*s (%.*s %lld)", (long long)x->question,
                                       STR_FMT(question), STR_FMT(paper_word(PT_COL_LEVEL)),
                                       (long long)x->level));
        paper_line(p, TEXT_CELL, ALIGN_LEFT, x->words);
    }
}

static void options(struct paper *p, const struct request_data *d, int64_t unit_id)
{
    enum { COST = 110 };
    const struct table_column column[] = {
        {paper_word(PT_COL_OPTION), PAGE_TEXT_W - COST, COLUMN_TEXT},
        {paper_word(PT_COL_COST), COST, COLUMN_FIGURES},
    };
    struct arena *a = paper_arena(p);
    bool first = true;

    for (size_t i = 0; i < d->options; i++) {
        const struct form_option *o = &d->option[i];
        struct table_row r = {.kind = ROW_ITEM};

        if (o->unit_id != unit_id)
            continue;
        if (first) {
            paper_heading(p, 3, paper_word(PT_BOOK_OPTIONS));
            paper_table(p, column, ARRAY_LEN(column));
        }
        first = false;
        r.cell[0] = o->outcome.n ? str_format(a, "%.*s \xE2\x80\x93 %.*s", STR_FMT(o->title),
                                              STR_FMT(o->outcome))
                                 : o->title;
        r.cell[1] = paper_money(a, o->cost);
        paper_row(p, &r);
        if (o->chosen) {
            struct table_row why = {.kind = ROW_ITEM, .level = 1};

            why.cell[0] = paper_fill(a, PT_CHOSEN, PAPER_WORDS({"why", o->why}));
            paper_row(p, &why);
        }
    }
    if (!first)
        paper_table_end(p);
}

/* A unit's packages are neighbours: its levels. */
static size_t unit_levels(const struct request_data *d, size_t i)
{
    size_t n = 1;

    while (i + n < d->packages && d->package[i + n].unit_id == d->package[i].unit_id)
        n++;
    return n;
}

static void unit(struct paper *p, const struct request_data *d, size_t first, size_t n)
{
    const struct form_package *k = &d->package[first];
    struct arena *a = paper_arena(p);

    paper_heading(
        p, 3,
        paper_fill(a, PT_BOOK_UNIT, PAPER_WORDS({"code", k->unit_code}, {"title", k->unit_title})));
    for (size_t i = first; i < first + n; i++)
        request_package_words(p, d, i);
    answers(p, d, k->unit_id);
    options(p, d, k->unit_id);
    request_lines_table(p, d, first, n);
}

bool request_book_say(struct paper *p, const struct request_paper *r, struct err *e)
{
    const struct request_data *d = r->data;
    struct arena *a = paper_arena(p);

    (void)e;
    cover(p, d);
    contents(p, d);
    summary(p, d);
    for (size_t i = 0, n; i < d->packages; i += n) {
        const struct form_package *k = &d->package[i];

        n = unit_levels(d, i);
        if (request_new_plan(d, i)) {
            paper_page(p);
            paper_heading(p, 1, chapter_title(a, k));
        }
        if (request_new_output(d, i) && k->output_id != k->plan_id)
            paper_heading(
                p, 2,
                paper_fill(a, PT_BOOK_OUTPUT,
                           PAPER_WORDS({"code", k->output_code}, {"name", k->output_name})));
        unit(p, d, i, n);
    }
    return true;
}
