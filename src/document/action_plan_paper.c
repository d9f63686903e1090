/* action_plan_paper.c - the action plan as an issued document: what is printed, in which order. */
#include "base/arena.h"
#include "document/action_plan_say.h"
#include "document/digest.h"

/* ---- what the parts share ---- */

struct str plan_year_word(struct paper *p, const struct action_plan *x, enum paper_text id)
{
    struct arena *a = paper_arena(p);

    return paper_fill(a, id, PAPER_WORDS({"year", str_format(a, "%lld", (long long)x->year.year)}));
}

struct str plan_chapter_title(struct paper *p, const struct action_plan *x, enum plan_chapter c)
{
    static const enum paper_text word[PLAN_CHAPTERS] = {
        [CHAPTER_FOREWORD] = PT_PLAN_FOREWORD, [CHAPTER_ESSENCE] = PT_PLAN_ESSENCE,
        [CHAPTER_MEASURES] = PT_PLAN_MEASURES, [CHAPTER_TASKS] = PT_PLAN_TASKS,
        [CHAPTER_SUMMARY] = PT_PLAN_SUMMARY,   [CHAPTER_EVALUATE] = PT_PLAN_EVALUATE,
        [CHAPTER_STEPS] = PT_PLAN_STEPS,       [CHAPTER_NOTES] = PT_PLAN_NOTES,
        [CHAPTER_SOURCES] = PT_PLAN_SOURCES};

    return plan_year_word(p, x, word[c]);
}

void plan_missing(struct paper *p, struct str what)
{
    paper_note(p, paper_fill(paper_arena(p), PT_PLAN_MISSING, PAPER_WORDS({"what", what})));
}

const struct profile_part *plan_parts(const struct action_plan *x, enum profile_kind k, size_t *ret_n)
{
    return profile_of_kind(&x->parts, k, ret_n);
}

struct str plan_number(struct paper *p, int64_t n)
{
    return str_format(paper_arena(p), "%lld", (long long)n);
}

struct str plan_text_or_dash(struct str s)
{
    return s.n ? s : paper_word(PT_PLAN_DASH);
}

static void say_note(struct paper *p, const struct profile_part *t)
{
    paper_note(p, paper_fill(paper_arena(p), PT_PLAN_NOTE_OF,
                             PAPER_WORDS({"n", plan_number(p, t->number)}, {"text", t->body})));
}

void plan_notes(struct paper *p, const struct action_plan *x, struct str code)
{
    const struct profile_part *t;
    size_t n;

    t = plan_parts(x, PROFILE_NOTE, &n);
    for (size_t i = 0; i < n; i++) {
        if (code.n && str_eq(t[i].code, code)) {
            say_note(p, &t[i]);
        }
    }
}

/* ---- the document ---- */

static void cover(struct paper *p, const struct action_plan *x)
{
    paper_gap(p, 130);
    paper_line(p, TEXT_COVER, ALIGN_CENTER, paper_word(PT_PLAN));
    paper_gap(p, 6);
    paper_line(p, TEXT_COVER, ALIGN_CENTER, plan_year_word(p, x, PT_PLAN_YEAR));
    paper_gap(p, 20);
    paper_line(p, TEXT_TITLE, ALIGN_CENTER, x->agency.name_th);
    paper_gap(p, 60);
    if (x->profile.published) {
        paper_line(p, TEXT_NOTE, ALIGN_CENTER, plan_year_word(p, x, PT_PLAN_PUBLISHED));
    }
    paper_gap(p, 150);
    paper_stamp(p);
    paper_page(p);
}

static void contents(struct paper *p, const struct action_plan *x)
{
    struct str title[PLAN_CHAPTERS];

    for (int c = 0; c < PLAN_CHAPTERS; c++) {
        title[c] = plan_chapter_title(p, x, (enum plan_chapter)c);
    }
    paper_contents(p, title, PLAN_CHAPTERS);
    paper_page(p);
}

static void say_notes(struct paper *p, const struct action_plan *x)
{
    const struct profile_part *t;
    size_t n;

    paper_heading(p, 1, plan_chapter_title(p, x, CHAPTER_NOTES));
    t = plan_parts(x, PROFILE_NOTE, &n);
    if (n) {
        paper_text(p, paper_word(PT_PLAN_NOTES_TEXT));
    } else {
        paper_note(p, paper_word(PT_NONE));
    }
    for (size_t i = 0; i < n; i++) {
        say_note(p, &t[i]);
    }
    paper_heading(p, 1, plan_chapter_title(p, x, CHAPTER_SOURCES));
    t = plan_parts(x, PROFILE_SOURCE, &n);
    for (size_t i = 0; i < n; i++) {
        paper_text(p, t[i].body);
    }
    if (n == 0) {
        plan_missing(p, profile_name(PROFILE_SOURCE, LANG_TH));
    }
}

bool action_plan_paper_say(struct paper *p, void *ctx, struct err *e)
{
    const struct paper_job *j = ctx;
    const struct action_plan *x = j->data;

    (void)e;
    cover(p, x);
    contents(p, x);
    plan_say_front(p, x);
    plan_say_results(p, x);
    plan_say_aims(p, x);
    paper_page(p);
    plan_say_measures(p, x);
    paper_page(p);
    plan_say_tables(p, x);
    paper_page(p);
    plan_say_steps(p, x);
    paper_page(p);
    say_notes(p, x);
    return true;
}

static void digest_side(struct sha256_state *st, struct arena *a, const struct plan_side *s)
{
    digest_rows(st, &agreement_item_type, s->items.p, s->items.n);
    digest_rows(st, &agreement_component_type, s->components.p, s->components.n);
    for (size_t i = 0; i < s->items.n; i++) {
        const struct plan_result *r = &s->result[i];

        digest_text(st, str_format(a, "%.*s %.*s %.*s %.*s %d %lld %lld", STR_FMT(r->reported), STR_FMT(r->project),
                                   STR_FMT(r->detail), STR_FMT(r->remark), r->scored, (long long)r->percent.millionths,
                                   (long long)r->weighted.millionths));
        for (size_t k = 0; k < s->rule[i].n; k++) {
            const struct plan_band *b = &s->rule[i].band[k];

            digest_text(st, str_format(a, "%.*s %.*s %.*s %.*s", STR_FMT(b->level), STR_FMT(b->percent),
                                       STR_FMT(b->action), STR_FMT(b->points)));
        }
    }
}

bool action_plan_paper_load(struct paper_job *j, struct err *e)
{
    struct action_plan *x = ARENA_NEW(j->a, struct action_plan);
    const struct action_plan_ask ask = {.year = j->order->year, .as_of = j->today};
    struct sha256_state st;

    if (!action_plan_load(j->db, j->a, &ask, &j->agency, x, e)) {
        return false;
    }
    j->data = x;
    j->subject_name = x->agency.name_th;
    j->draft = !str_eq(x->profile.state, STR("approved"));
    j->demo = x->year.demo;
    j->partial = x->year.partial;
    j->result = (struct document_result){.lines = (int64_t)x->parts.n, .agencies = 1};
    sha256_begin(&st);
    digest_text(&st, x->agency.name_th);
    digest_text(&st, x->profile.state);
    digest_rows(&st, &profile_part_type, x->parts.p, x->parts.n);
    digest_side(&st, j->a, &x->now);
    digest_side(&st, j->a, &x->last);
    digest_rows(&st, &activity_type, x->activities.p, x->activities.n);
    digest_rows(&st, &activity_step_type, x->steps.p, x->steps.n);
    sha256_end(&st, j->sha);
    return true;
}
