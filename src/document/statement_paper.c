/* statement_paper.c - the explanatory statement on paper, and its workbook. */
#include "base/arena.h"
#include "base/err.h"
#include "base/sheet.h"
#include "city/year.h"
#include "document/digest.h"
#include "document/paper_sheet.h"
#include "document/statement_say.h"
#include "plan/question.h"

static const struct statement *statement_of(const void *ctx)
{
    const struct paper_job *j = ctx;

    return j->data;
}

/* ---- how tightly ---- */

static const struct statement_setting settings[] = {
    {TEXT_CELL, TEXT_NOTE, 4, 0, STATEMENT_LINES, QUESTIONS, STATEMENT_RESULTS},
    {TEXT_NOTE, TEXT_NOTE, 5, 0, STATEMENT_LINES, QUESTIONS, STATEMENT_RESULTS},
    {TEXT_NOTE, TEXT_NOTE, 5, 360, STATEMENT_LINES, QUESTIONS, STATEMENT_RESULTS},
    {TEXT_SMALL, TEXT_SMALL, 6, 360, STATEMENT_LINES - 1, QUESTIONS, STATEMENT_RESULTS},
    {TEXT_SMALL, TEXT_SMALL, 6, 180, STATEMENT_LINES - 2, 1, STATEMENT_RESULTS - 1},
    {TEXT_SMALL, TEXT_SMALL, 6, 100, STATEMENT_LINES - 2, 0, 1},
};

void statement_head(struct saying *t, enum paper_text heading)
{
    paper_heading(t->p, t->set->heading, paper_word(heading));
}

void statement_say(struct saying *t, struct str text)
{
    paper_line(t->p, t->set->text, ALIGN_LEFT, text);
}

void statement_note_say(struct saying *t, enum paper_text text)
{
    if (t->set->text == TEXT_SMALL)
        statement_say(t, paper_word(text));
    else
        paper_note(t->p, paper_word(text));
}

/* A long text up to the space before its end; Thai writes one between its clauses. */
static struct str trimmed(struct saying *t, struct str text)
{
    size_t i = 0, space = 0;

    if (t->set->most == 0)
        return text;
    for (int64_t n = 0; i < text.n && n < t->set->most; n++) {
        if (text.p[i] == ' ' || text.p[i] == '\n')
            space = i;
        (void)str_next_cp(text, &i);
    }
    if (i == text.n || space == 0)
        return text;
    t->trimmed = true;
    return str_format(paper_arena(t->p), "%.*s\xE2\x80\xA6", STR_FMT(str_slice(text, 0, space)));
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
static void say_why(struct saying *t)
{
    const struct statement *s = t->s;
    struct str reason = main_reason(s),
               own = s->subject.line_id && s->lines ? s->line[0].justification : STR_NONE;
    int64_t last = 0;
    size_t n = 0;

    statement_head(t, PT_EXPLAIN_WHY);
    if (own.n)
        statement_say(t, trimmed(t, own));
    if (reason.n && !str_eq(own, reason))
        statement_say(t, trimmed(t, reason));
    for (size_t i = 0; i < s->words; i++) {
        const struct statement_word *w = &s->word[i];

        if (!str_eq(w->kind, STR("answer")) || w->number > QUESTIONS || w->number == last ||
            !asked_here(w->number, s->subject.line_id != 0) || str_has(reason, w->body))
            continue;
        last = w->number;
        if (n++ >= t->set->answers) {
            t->trimmed = true;
            continue;
        }
        statement_say(t, paper_fill(paper_arena(t->p), PT_EXPLAIN_ANSWER,
                                    PAPER_WORDS({"question", str_from(questions[w->number - 1].th)},
                                                {"words", trimmed(t, w->body)})));
    }
    if (n + own.n + reason.n == 0)
        statement_say(t, paper_word(PT_EXPLAIN_NO_WHY));
}

/* base|target|target|target, the first target is of the year `amount` holds. */
static void result_line(struct saying *t, const struct statement_word *w)
{
    struct str rest = w->extra, piece, base = STR_NONE, target = STR_NONE;
    int64_t at = t->s->subject.year - w->amount.satang + 1;

    for (int64_t i = 0; i <= 3; i++) {
        if (!str_split(&rest, '|', &piece))
            piece = STR_NONE;
        if (i == 0)
            base = piece;
        else if (i == at)
            target = piece;
    }
    statement_say(t, paper_fill(paper_arena(t->p), PT_RESULT_LINE,
                                PAPER_WORDS({"code", w->code}, {"name", w->title},
                                            {"base", base.n ? base : paper_word(PT_UNKNOWN)},
                                            {"target", target.n ? target : paper_word(PT_UNKNOWN)},
                                            {"unit", w->body})));
}

/* What is made, on one line; the same thing of several levels, at its largest. Returns how many. */
static size_t say_yields(struct saying *t)
{
    enum { SHOWN = 4 };
    struct arena *a = paper_arena(t->p);
    struct sbuf b;
    size_t n = 0;

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    for (size_t i = 0; i < t->s->words; i++) {
        const struct statement_word *w = &t->s->word[i];

        if (!str_eq(w->kind, STR("yield")) || n++ >= SHOWN)
            continue;
        if (n > 1)
            SB_LIT(&b, " \xC2\xB7 ");
        sbuf_add(&b, paper_fill(a, PT_YIELD,
                                PAPER_WORDS({"name", w->title},
                                            {"quantity", paper_quantity(a, w->number, w->body)})));
    }
    if (n > SHOWN) {
        SB_LIT(&b, " ");
        sbuf_add(&b, paper_fill(a, PT_MORE, PAPER_WORDS({"n", paper_count(a, (int64_t)n - SHOWN)})));
    }
    if (n)
        statement_say(t, sbuf_str(&b));
    return n;
}

static void say_results(struct saying *t)
{
    const struct statement *s = t->s;
    const struct statement_word *goal = statement_find(s, "goal");
    size_t results = 0;

    statement_head(t, PT_EXPLAIN_RESULTS);
    if (goal)
        statement_say(t, paper_fill(paper_arena(t->p), PT_GOAL, PAPER_WORDS({"goal", goal->title})));
    results = say_yields(t) ? 1 : 0;
    for (size_t i = 0, n = 0; i < s->words && n < t->set->results; i++) {
        if (!str_eq(s->word[i].kind, STR("result")))
            continue;
        result_line(t, &s->word[i]);
        results++;
        n++;
    }
    if (results == 0)
        statement_say(t, paper_word(PT_EXPLAIN_NO_RESULTS));
}

/* The years of a commitment: the first ones, and the sum of those after them. */
static void say_tranches(struct saying *t)
{
    enum { SHOWN = 6 };
    struct arena *a = paper_arena(t->p);
    struct money more = MONEY_ZERO;
    struct sbuf b;
    size_t n = 0;

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    for (size_t i = 0; i < t->s->words; i++) {
        const struct statement_word *w = &t->s->word[i];

        if (!str_eq(w->kind, STR("tranche")))
            continue;
        if (n++ >= SHOWN) {
            more = money_add(more, w->amount);
            continue;
        }
        if (n > 1)
            SB_LIT(&b, " \xC2\xB7 ");
        sbuf_add(&b, paper_fill(a, PT_TRANCHE,
                                PAPER_WORDS({"year", str_format(a, "%lld", (long long)w->number)},
                                            {"amount", paper_money(a, w->amount)})));
    }
    if (n == 0)
        return;
    if (n > SHOWN) {
        SB_LIT(&b, " ");
        sbuf_add(&b, paper_fill(a, PT_TRANCHE_MORE,
                                PAPER_WORDS({"n", paper_count(a, (int64_t)n - SHOWN)},
                                            {"amount", paper_money(a, more)})));
    }
    statement_head(t, PT_EXPLAIN_TRANCHES);
    statement_say(t, sbuf_str(&b));
}

/* ---- the Council ---- */

static bool takes(const struct statement_cut *c)
{
    return str_eq(c->kind, STR("cut")) || str_eq(c->kind, STR("floor_cut"));
}

/* What became of it, and by which vote or report. */
static struct str cut_state(struct saying *t, const struct statement_cut *c)
{
    struct arena *a = paper_arena(t->p);
    struct str state = paper_word(PT_CUT_WAITING), basis = STR_NONE, why = STR_NONE;

    if (str_eq(c->state, STR("accepted")))
        state = paper_fill(a, PT_CUT_ACCEPTED,
                           PAPER_WORDS({"amount", paper_money(a, c->accepted)}));
    else if (str_eq(c->state, STR("rejected")))
        state = paper_word(PT_CUT_REJECTED);
    else if (str_eq(c->state, STR("void")))
        state = paper_word(PT_CUT_VOID);
    if (c->vote_code.n)
        basis = paper_fill(a, PT_CUT_VOTE,
                           PAPER_WORDS({"code", c->vote_code}, {"yes", paper_count(a, c->yes)},
                                       {"no", paper_count(a, c->no)},
                                       {"abstain", paper_count(a, c->abstain)}));
    else if (c->report_ref.n)
        basis = paper_fill(a, PT_CUT_REPORT, PAPER_WORDS({"ref", c->report_ref}));
    if (c->decided_why.n && !str_eq(c->state, STR("void")))
        why = paper_fill(a, PT_CUT_WHY, PAPER_WORDS({"why", trimmed(t, c->decided_why)}));
    return str_format(a, "%.*s%.*s%.*s", STR_FMT(state), STR_FMT(basis), STR_FMT(why));
}

static void say_cut(struct saying *t, const struct statement_cut *c)
{
    struct arena *a = paper_arena(t->p);
    enum paper_text kind = takes(c)                             ? PT_CUT
                           : str_eq(c->kind, STR("executive")) ? PT_CUT_ADDED
                                                               : PT_CUT_GIVEN;
    struct str name = t->s->subject.line_id
                          ? STR_NONE
                          : paper_fill(a, PT_CUT_LINE, PAPER_WORDS({"name", c->line_name}));

    statement_say(
        t, paper_fill(a, PT_EXPLAIN_CUT,
                      PAPER_WORDS({"mover", c->mover.n ? c->mover : paper_word(PT_CUT_EXECUTIVE)},
                                  {"kind", paper_word(kind)}, {"amount", paper_money(a, c->amount)},
                                  {"line", name}, {"reason", trimmed(t, c->reason)},
                                  {"state", cut_state(t, c)})));
}

static void say_cuts(struct saying *t)
{
    const struct statement *s = t->s;
    struct arena *a = paper_arena(t->p);
    struct money cut = MONEY_ZERO, add = MONEY_ZERO;
    size_t shown = s->cuts <= t->set->rows ? s->cuts : t->set->rows;

    if (s->cuts == 0)
        return;
    for (size_t i = 0; i < s->cuts; i++) {
        struct money *sum = takes(&s->cut[i]) ? &cut : &add;

        if (str_eq(s->cut[i].state, STR("accepted")))
            *sum = money_add(*sum, s->cut[i].accepted);
    }
    statement_head(t, PT_EXPLAIN_CUTS);
    if (s->cuts > 1)
        statement_say(t, paper_fill(a, PT_CUTS_SUM, PAPER_WORDS({"cut", paper_money(a, cut)},
                                                                {"add", paper_money(a, add)})));
    for (size_t i = 0; i < shown; i++)
        say_cut(t, &s->cut[i]);
    if (s->cuts > shown)
        statement_say(t, paper_fill(a, PT_CUTS_MORE,
                                    PAPER_WORDS({"n", paper_count(a, (int64_t)(s->cuts - shown))})));
}

/* ---- the head ---- */

static void fact(struct saying *t, enum paper_text label, struct str text)
{
    statement_say(t, str_format(paper_arena(t->p), "%.*s: %.*s", STR_FMT(paper_word(label)),
                                STR_FMT(text)));
}

static void say_head(struct saying *t)
{
    const struct statement_subject *of = &t->s->subject;
    const struct statement_word *output = statement_find(t->s, "output");
    struct paper *p = t->p;
    struct arena *a = paper_arena(p);
    struct str year = str_format(a, "%lld", (long long)of->year), title;

    title = of->ordinance
                       ? paper_fill(a, PT_EXPLAIN_EXTRA,
                             PAPER_WORDS({"number", paper_count(a, of->ordinance)}, {"year", year}))
                : paper_fill(a, PT_EXPLAIN_YEAR, PAPER_WORDS({"year", year}));
    if (t->set->text == TEXT_SMALL)
        paper_line(p, TEXT_HEADING, ALIGN_CENTER, title);
    else
        paper_title(p, title);
    paper_line(p, TEXT_BODY_BOLD, ALIGN_CENTER, of->name);
    paper_gap(p, t->set->text == TEXT_SMALL ? 0 : 4);
    fact(t, PT_EXPLAIN_AGENCY,
         output ? paper_fill(a, PT_EXPLAIN_OUTPUT,
                             PAPER_WORDS({"agency", of->agency_name}, {"output", output->title}))
                : of->agency_name);
    fact(t, of->line_id ? PT_EXPLAIN_LINE : PT_EXPLAIN_UNIT,
         paper_fill(a, of->line_id ? PT_EXPLAIN_NOW_ONE : PT_EXPLAIN_NOW_LINES,
                    PAPER_WORDS({"code", of->code}, {"amount", paper_money(a, t->s->now)},
                                {"lines", paper_count(a, t->s->lines_all)})));
}

bool statement_paper_say(struct paper *p, void *ctx, struct err *e)
{
    const struct statement *s = statement_of(ctx);
    struct saying t = {p, s, &settings[paper_tight(p, (int)ARRAY_LEN(settings) - 1)], false};

    (void)e;
    say_head(&t);
    if (s->note.said.n) { /* the office's own answer is never cut */
        statement_head(&t, PT_EXPLAIN_SAID);
        statement_say(&t, s->note.said);
    }
    statement_history(&t);
    statement_stages(&t);
    say_cuts(&t);
    statement_cost(&t);
    say_why(&t);
    say_results(&t);
    say_tranches(&t);
    if (t.trimmed)
        statement_note_say(&t, PT_TRIMMED);
    paper_gap(p, t.set->text == TEXT_SMALL ? 2 : 6);
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
        if (s->cuts)
            sheet_table(sheet, paper_word(PT_EXPLAIN_CUTS), note, &statement_cut_type, LANG_TH);
        for (size_t i = 0; i < s->cuts; i++)
            sheet_row(sheet, &s->cut[i]);
        ok = sheet_close(sheet, e);
    }
    arena_free(a);
    return ok;
}
