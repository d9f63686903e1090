/* statement_paper.c - the explanatory statement on paper, and its workbook. */
#include "base/arena.h"
#include "base/err.h"
#include "base/sheet.h"
#include "city/year.h"
#include "document/digest.h"
#include "document/paper_sheet.h"
#include "document/statement.h"
#include "plan/question.h"

static const struct statement *statement_of(const void *ctx)
{
    const struct paper_job *j = ctx;

    return j->data;
}

/* Smaller than a letter's text: a page holds it all. */
static void small(struct paper *p, struct str text)
{
    paper_line(p, TEXT_CELL, ALIGN_LEFT, text);
}

/* ---- tables ---- */

static struct str known(struct arena *a, struct money m)
{
    return m.satang == MONEY_MISSING.satang ? paper_word(PT_UNKNOWN) : paper_money(a, m);
}

static void say_history(struct paper *p, const struct statement *s)
{
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

    paper_heading(p, 4, paper_word(PT_EXPLAIN_HISTORY));
    if (s->year[0].lines + s->year[1].lines + s->year[2].lines == 0) {
        small(p, paper_fill(a, PT_EXPLAIN_NO_HISTORY,
                            PAPER_WORDS({"from", str_format(a, "%lld", (long long)s->year[2].year)},
                                        {"to", str_format(a, "%lld", (long long)s->year[0].year)})));
        return;
    }
    paper_table(p, column, ARRAY_LEN(column));
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
        paper_note(p, paper_word(PT_UNKNOWN_NOTE));
    if (part)
        paper_note(p, paper_word(PT_UNKNOWN_PART));
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
    struct str name, amount;
};

/* What each stage wrote, and how far it moved when it did; *ret_n of them. */
static struct stage_cells *stage_cells(struct arena *a, const struct statement *s, size_t *ret_n)
{
    struct stage_cells *c = ARENA_ARRAY(a, struct stage_cells, STAGE_COUNT);
    struct money last = MONEY_MISSING;
    size_t n = 0;

    for (size_t i = 0; i < s->words && n < STAGE_COUNT; i++) {
        const struct statement_word *w = &s->word[i];
        bool all, moved;

        if (!str_eq(w->kind, STR("stage")) || w->number < 0 || w->number >= STAGE_COUNT)
            continue;
        all = count_of(w) == s->lines_all;
        moved = all && last.satang != MONEY_MISSING.satang && money_cmp(w->amount, last) != 0;
        c[n].name = paper_word(stage_names[w->number]);
        c[n].amount = paper_money(a, w->amount);
        if (moved)
            c[n].amount = paper_fill(a, PT_STAGE_MOVED,
                                     PAPER_WORDS({"amount", c[n].amount},
                                                 {"by", paper_money(a, money_sub(w->amount, last))}));
        if (!all)
            c[n].amount = paper_fill(a, PT_STAGE_PART,
                                     PAPER_WORDS({"amount", c[n].amount},
                                                 {"lines", paper_count(a, count_of(w))},
                                                 {"all", paper_count(a, s->lines_all)}));
        if (all)
            last = w->amount;
        n++;
    }
    *ret_n = n;
    return c;
}

/* In two columns, down and then across. */
static void say_stages(struct paper *p, const struct statement *s)
{
    double half_w = PAGE_TEXT_W / 2, name = 132;
    const struct table_column column[] = {
        {paper_word(PT_COL_STAGE), name, COLUMN_TEXT},
        {paper_word(PT_COL_MONEY), half_w - name, COLUMN_UNITS},
        {paper_word(PT_COL_STAGE), name, COLUMN_TEXT},
        {paper_word(PT_COL_MONEY), half_w - name, COLUMN_UNITS},
    };
    size_t n, half;
    const struct stage_cells *c = stage_cells(paper_arena(p), s, &n);

    if (n == 0)
        return;
    half = (n + 1) / 2;
    paper_heading(p, 4, paper_word(PT_EXPLAIN_STAGES));
    paper_table(p, column, ARRAY_LEN(column));
    for (size_t i = 0; i < half; i++) {
        struct table_row r = {.kind = ROW_ITEM, .cell = {c[i].name, c[i].amount}};

        if (half + i < n) {
            r.cell[2] = c[half + i].name;
            r.cell[3] = c[half + i].amount;
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

static void cost_of_line(struct paper *p, const struct statement_line *l)
{
    struct arena *a = paper_arena(p);

    small(p, paper_fill(a, PT_COST_LINE,
                        PAPER_WORDS({"price", statement_price(a, l)},
                                    {"asked", paper_money(a, l->asked)})));
    small(p, standard_text(a, l));
}

static void cost_of_lines(struct paper *p, const struct statement *s)
{
    double amount = 84, standard = 76;
    const struct table_column column[] = {
        {paper_word(PT_COL_COST_LINE), PAGE_TEXT_W - standard - amount, COLUMN_TEXT},
        {paper_word(PT_COL_STANDARD), standard, COLUMN_FIGURES},
        {paper_word(PT_COL_NOW_BAHT), amount, COLUMN_FIGURES},
    };
    struct arena *a = paper_arena(p);
    struct table_row total = {.kind = ROW_TOTAL, .cell = {paper_word(PT_SUM)}};
    struct money shown = MONEY_ZERO;
    size_t n = s->lines <= STATEMENT_LINES ? s->lines : STATEMENT_LINES;

    paper_table(p, column, ARRAY_LEN(column));
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

static void say_cost(struct paper *p, const struct statement *s)
{
    if (s->lines == 0)
        return;
    paper_heading(p, 4, paper_word(PT_EXPLAIN_COST));
    if (s->lines == 1)
        cost_of_line(p, &s->line[0]);
    else
        cost_of_lines(p, s);
}

/* ---- why, and what comes of it ---- */

/* Who is served, the evidence, what happens at zero; of a unit also its unit cost and what follows. */
static bool asked_here(int64_t question, bool line)
{
    static const int64_t shown[] = {2, 3, 5, 8, 10};

    for (size_t i = 0; i < (line ? 3 : ARRAY_LEN(shown)); i++) {
        if (shown[i] == question)
            return true;
    }
    return false;
}

/* The reason of the lowest level: those of the levels above mostly say it again. */
static struct str main_reason(const struct statement *s)
{
    for (size_t i = 0; i < s->words; i++) {
        if (str_eq(s->word[i].kind, STR("package")) && s->word[i].body.n)
            return s->word[i].body;
    }
    return STR_NONE;
}

/* Nothing is said twice: an answer that stands in the reason is left out. */
static void say_why(struct paper *p, const struct statement *s)
{
    struct str reason = main_reason(s),
               own = s->subject.line_id && s->lines ? s->line[0].justification : STR_NONE;
    struct arena *a = paper_arena(p);
    int64_t last = 0;
    size_t n = 0;

    paper_heading(p, 4, paper_word(PT_EXPLAIN_WHY));
    if (own.n)
        small(p, own);
    if (reason.n)
        small(p, reason);
    for (size_t i = 0; i < s->words; i++) {
        const struct statement_word *w = &s->word[i];

        if (!str_eq(w->kind, STR("answer")) || w->number > QUESTIONS || w->number == last ||
            !asked_here(w->number, s->subject.line_id != 0) || str_has(reason, w->body))
            continue;
        last = w->number;
        n++;
        small(p, paper_fill(a, PT_EXPLAIN_ANSWER,
                            PAPER_WORDS({"question", str_from(questions[w->number - 1].th)},
                                        {"words", w->body})));
    }
    if (n + own.n + reason.n == 0)
        small(p, paper_word(PT_EXPLAIN_NO_WHY));
}

/* base|target|target|target, the first target is of the year `amount` holds. */
static void result_line(struct paper *p, const struct statement_word *w, int64_t year)
{
    struct arena *a = paper_arena(p);
    struct str rest = w->extra, piece, base = STR_NONE, target = STR_NONE;
    int64_t at = year - w->amount.satang + 1;

    for (int64_t i = 0; i <= 3; i++) {
        if (!str_split(&rest, '|', &piece))
            piece = STR_NONE;
        if (i == 0)
            base = piece;
        else if (i == at)
            target = piece;
    }
    small(p, paper_fill(a, PT_RESULT_LINE,
                        PAPER_WORDS({"code", w->code}, {"name", w->title},
                                    {"base", base.n ? base : paper_word(PT_UNKNOWN)},
                                    {"target", target.n ? target : paper_word(PT_UNKNOWN)},
                                    {"unit", w->body})));
}

static void say_results(struct paper *p, const struct statement *s)
{
    struct arena *a = paper_arena(p);
    const struct statement_word *goal = statement_find(s, "goal");
    size_t n = 0, results = 0;

    paper_heading(p, 4, paper_word(PT_EXPLAIN_RESULTS));
    if (goal)
        small(p, paper_fill(a, PT_GOAL, PAPER_WORDS({"goal", goal->title})));
    for (size_t i = 0; i < s->words; i++) {
        const struct statement_word *w = &s->word[i];

        if (!str_eq(w->kind, STR("yield")))
            continue;
        n++;
        small(p, paper_fill(a, PT_YIELD,
                            PAPER_WORDS({"name", w->title},
                                        {"quantity", paper_quantity(a, w->number, w->body)})));
    }
    for (size_t i = 0; i < s->words && results < STATEMENT_RESULTS; i++) {
        if (!str_eq(s->word[i].kind, STR("result")))
            continue;
        result_line(p, &s->word[i], s->subject.year);
        results++;
    }
    if (n + results == 0)
        small(p, paper_word(PT_EXPLAIN_NO_RESULTS));
}

static void say_tranches(struct paper *p, const struct statement *s)
{
    struct arena *a = paper_arena(p);
    struct sbuf b;
    size_t n = 0;

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    for (size_t i = 0; i < s->words; i++) {
        const struct statement_word *w = &s->word[i];

        if (!str_eq(w->kind, STR("tranche")))
            continue;
        if (n++ > 0)
            SB_LIT(&b, " \xC2\xB7 ");
        sbuf_add(&b, paper_fill(a, PT_TRANCHE,
                                PAPER_WORDS({"year", str_format(a, "%lld", (long long)w->number)},
                                            {"amount", paper_money(a, w->amount)})));
    }
    if (n == 0)
        return;
    paper_heading(p, 4, paper_word(PT_EXPLAIN_TRANCHES));
    small(p, sbuf_str(&b));
}

/* ---- the Council ---- */

static void say_cuts(struct paper *p, const struct statement *s)
{
    struct arena *a = paper_arena(p);

    if (s->cuts == 0)
        return;
    paper_heading(p, 4, paper_word(PT_EXPLAIN_CUTS));
    for (size_t i = 0; i < s->cuts; i++) {
        const struct statement_cut *c = &s->cut[i];
        bool cut = str_eq(c->kind, STR("cut")) || str_eq(c->kind, STR("floor_cut"));
        bool add = str_eq(c->kind, STR("executive"));
        struct str state = paper_word(PT_CUT_WAITING);

        if (str_eq(c->state, STR("accepted")))
            state = paper_fill(a, PT_CUT_ACCEPTED,
                               PAPER_WORDS({"amount", paper_money(a, c->accepted)}));
        else if (str_eq(c->state, STR("rejected")))
            state = paper_word(PT_CUT_REJECTED);
        small(p, paper_fill(a, PT_EXPLAIN_CUT,
                                 PAPER_WORDS({"mover", c->mover},
                                             {"kind", paper_word(cut   ? PT_CUT
                                                                 : add ? PT_CUT_ADDED
                                                                       : PT_CUT_GIVEN)},
                                             {"amount", paper_money(a, c->amount)},
                                             {"reason", c->reason}, {"state", state})));
    }
}

/* ---- the head ---- */

static void fact(struct paper *p, enum paper_text label, struct str text)
{
    small(p, str_format(paper_arena(p), "%.*s: %.*s", STR_FMT(paper_word(label)), STR_FMT(text)));
}

static void say_head(struct paper *p, const struct statement *s)
{
    const struct statement_subject *of = &s->subject;
    const struct statement_word *output = statement_find(s, "output");
    struct arena *a = paper_arena(p);
    struct str year = str_format(a, "%lld", (long long)of->year);

    paper_title(p, of->ordinance
                       ? paper_fill(a, PT_EXPLAIN_EXTRA,
                                    PAPER_WORDS({"number", paper_count(a, of->ordinance)},
                                                {"year", year}))
                       : paper_fill(a, PT_EXPLAIN_YEAR, PAPER_WORDS({"year", year})));
    paper_line(p, TEXT_BODY_BOLD, ALIGN_CENTER, of->name);
    paper_gap(p, 4);
    fact(p, PT_EXPLAIN_AGENCY,
         output ? paper_fill(a, PT_EXPLAIN_OUTPUT,
                             PAPER_WORDS({"agency", of->agency_name}, {"output", output->title}))
                : of->agency_name);
    fact(p, of->line_id ? PT_EXPLAIN_LINE : PT_EXPLAIN_UNIT,
         paper_fill(a, of->line_id ? PT_EXPLAIN_NOW_ONE : PT_EXPLAIN_NOW_LINES,
                          PAPER_WORDS({"code", of->code}, {"amount", paper_money(a, s->now)},
                                      {"lines", paper_count(a, s->lines_all)})));
}

bool statement_paper_say(struct paper *p, void *ctx, struct err *e)
{
    const struct statement *s = statement_of(ctx);

    (void)e;
    say_head(p, s);
    if (s->note.said.n) {
        paper_heading(p, 4, paper_word(PT_EXPLAIN_SAID));
        small(p, s->note.said);
    }
    say_history(p, s);
    say_stages(p, s);
    say_cost(p, s);
    say_why(p, s);
    say_results(p, s);
    say_tranches(p, s);
    say_cuts(p, s);
    paper_gap(p, 6);
    paper_stamp(p);
    return true;
}

/* ---- as a kind ---- */

bool statement_paper_find(struct paper_job *j, struct err *e)
{
    struct statement *s = ARENA_NEW(j->a, struct statement);

    if (!statement_load(j->db, j->a, j->who, j->order->year, j->order->subject, s, e) ||
        !agency_by_id(j->db, j->a, s->subject.agency_id, &j->agency, e))
        return false;
    j->data = s;
    /* line:2566:0-1100-00042, unit:2566:1100-00012: the paper's number ends in it */
    j->subject = str_format(j->a, "%.*s:%lld:%.*s", STR_FMT(s->subject.kind),
                            (long long)s->subject.year,
                            STR_FMT(s->subject.line_id ? str_slice(s->subject.code, 5, 99)
                                                       : s->subject.code));
    return true;
}

bool statement_paper_load(struct paper_job *j, struct err *e)
{
    struct statement *s = j->data;
    struct fiscal_year year;
    struct sha256_state st;

    if (!year_get(j->db, j->a, s->subject.year, &year, e))
        return false;
    j->demo = year.demo;
    j->partial = year.partial;
    j->draft = s->open || !s->subject.sent;
    j->subject_name = str_format(j->a, "%.*s %.*s", STR_FMT(s->subject.code),
                                 STR_FMT(s->subject.name));
    j->result = (struct document_result){.lines = s->lines_all, .agencies = 1, .total = s->now};
    sha256_begin(&st);
    digest_rows(&st, &statement_subject_type, &s->subject, 1);
    digest_rows(&st, &statement_year_type, s->year, STATEMENT_YEARS);
    digest_rows(&st, &statement_line_type, s->line, s->lines);
    digest_rows(&st, &statement_word_type, s->word, s->words);
    digest_rows(&st, &statement_cut_type, s->cut, s->cuts);
    digest_text(&st, s->note.said);
    digest_text(&st, j->demo ? STR("demo") : STR_NONE);
    sha256_end(&st, j->sha);
    return true;
}

bool statement_paper_sheet(const struct paper_job *j, const char *path,
                           const struct paper_info *info, struct err *e)
{
    const struct statement *s = j->data;
    struct arena *a = arena_new();
    struct str note = paper_sheet_note(a, info);
    struct sheet *sheet;
    bool ok = sheet_open(a, path, &sheet, e);

    if (ok) {
        paper_sheet_facts(sheet, a, info, s->now);
        sheet_table(sheet, paper_word(PT_EXPLAIN_SHEET_YEARS), note, &statement_year_type,
                    LANG_TH);
        for (size_t i = 0; i < STATEMENT_YEARS; i++)
            sheet_row(sheet, &s->year[i]);
        sheet_table(sheet, paper_word(PT_SHEET_LINES), note, &statement_line_type, LANG_TH);
        for (size_t i = 0; i < s->lines; i++)
            sheet_row(sheet, &s->line[i]);
        sheet_table(sheet, paper_word(PT_EXPLAIN_SHEET_PARTS), note, &statement_word_type,
                    LANG_TH);
        for (size_t i = 0; i < s->words; i++)
            sheet_row(sheet, &s->word[i]);
        ok = sheet_close(sheet, e);
    }
    arena_free(a);
    return ok;
}
