/* action_plan_say.h - how the parts of an action plan are said. Private to document/action_plan*.c. */
#ifndef PBIS_DOCUMENT_ACTION_PLAN_SAY_H
#define PBIS_DOCUMENT_ACTION_PLAN_SAY_H

#include "document/action_plan.h"

/* The chapters, as the contents list them. */
enum plan_chapter {
    CHAPTER_FOREWORD,
    CHAPTER_ESSENCE,
    CHAPTER_MEASURES,
    CHAPTER_TASKS,
    CHAPTER_SUMMARY,
    CHAPTER_EVALUATE,
    CHAPTER_STEPS,
    CHAPTER_NOTES,
    CHAPTER_SOURCES,
    PLAN_CHAPTERS
};
struct str plan_chapter_title(struct paper *p, const struct action_plan *x, enum plan_chapter c);
struct str plan_year_word(struct paper *p, const struct action_plan *x, enum paper_text id); /* {year} filled in */
void plan_missing(struct paper *p, struct str what);
/* The notes on the printed original that belong here. */
void plan_notes(struct paper *p, const struct action_plan *x, struct str code);
const struct profile_part *plan_parts(const struct action_plan *x, enum profile_kind k, size_t *ret_n);
struct str plan_number(struct paper *p, int64_t n);
struct str plan_text_or_dash(struct str s);

void plan_say_front(struct paper *p, const struct action_plan *x);    /* foreword .. SWOT */
void plan_say_results(struct paper *p, const struct action_plan *x);  /* last year's results */
void plan_say_aims(struct paper *p, const struct action_plan *x);     /* vision .. indicators */
void plan_say_measures(struct paper *p, const struct action_plan *x); /* measures, missions, money */
void plan_say_tables(struct paper *p, const struct action_plan *x);   /* tables ก ข ค ง */
void plan_say_steps(struct paper *p, const struct action_plan *x);    /* activity pages */

#endif
