/* statement.h - papers for the Council: the explanatory statement (คำชี้แจงประกอบงบประมาณ) of a line or a unit, the answer
 * to a question, the report on observations. Kinds of city/issued.def, printed by document_issue().
 *
 * A statement is one A4 page: three earlier years of asked, enacted, obligated and paid (what is not known
 * says so), this year's amounts by stage, the unit cost against the standard price, why, results, what
 * the committee cut, years of a commitment. Longer texts flow on. The agency's words stand in it once approved. */
#ifndef PBIS_DOCUMENT_STATEMENT_H
#define PBIS_DOCUMENT_STATEMENT_H

#include "document/issue_kind.h"
#include "plan/council_question.h"
#include "plan/observation.h"
#include "plan/stage.h"
#include "plan/statement_note.h"

enum { STATEMENT_YEARS = 3 };

struct statement_year {
    int64_t year;
    struct money asked, enacted, obligated, paid; /* MONEY_MISSING = not known */
    bool part;                                    /* some lines of it are not known */
    struct str source;
};
struct statement_line {
    struct str code, name, item_code, item_name, unit_word, justification, price_code, price_reason;
    int64_t quantity_milli, times, months, first_year, last_year;
    struct money unit_price, standard, now, asked;
};
struct statement_stage {
    int64_t stage;
    struct money amount;
    int64_t lines; /* that have an amount there */
};
struct statement_answer {
    int64_t question;
    struct str title, words;
};
struct statement_result {
    struct str level, code, name, unit_word, base_value, target1, target2, target3;
    int64_t first_year;
};
struct statement_cut {
    struct str kind, code, line_code, reason, state;
    struct money amount;
};
struct statement_tranche {
    struct str line_code;
    int64_t year;
    struct money amount;
};
struct statement {
    struct statement_subject subject;
    struct statement_note note;
    struct statement_year year[STATEMENT_YEARS]; /* newest first */
    struct str output_name, goal_name, justification;
    struct rows stages, lines, answers, results, cuts, tranches; /* of the structs above */
    int64_t lines_all;                                           /* lines holds the largest ones */
    struct money now, asked;
    bool open; /* not all of it was sent: a draft */
};
/* A dozen queries at most, whatever the unit's size. Errors as statement_subject_get(). */
MUST_CHECK bool statement_load(struct db *db, struct arena *a, const struct actor *who,
                               int64_t year, struct str code, struct statement *ret, struct err *e);

/* ---- the kinds (document/issue_kinds.c) ---- */
MUST_CHECK bool statement_paper_load(struct paper_job *j, struct err *e);
MUST_CHECK bool statement_paper_say(struct paper *p, void *ctx, struct err *e);
MUST_CHECK bool statement_paper_sheet(const struct paper_job *j, const char *path,
                                      const struct paper_info *info, struct err *e);
MUST_CHECK bool answer_paper_load(struct paper_job *j, struct err *e);
MUST_CHECK bool answer_paper_say(struct paper *p, void *ctx, struct err *e);
MUST_CHECK bool answer_paper_sheet(const struct paper_job *j, const char *path,
                                   const struct paper_info *info, struct err *e);
MUST_CHECK bool observations_paper_load(struct paper_job *j, struct err *e);
MUST_CHECK bool observations_paper_say(struct paper *p, void *ctx, struct err *e);
MUST_CHECK bool observations_paper_sheet(const struct paper_job *j, const char *path,
                                         const struct paper_info *info, struct err *e);

#endif
