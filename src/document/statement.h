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

enum { STATEMENT_YEARS = 3, STATEMENT_LINES = 4, STATEMENT_RESULTS = 3 };

struct statement_year { /* summed over the lines that had a row of that year */
    int64_t year, lines, unknown; /* unknown: most lines missing from a sum */
    struct money asked, enacted, obligated, paid; /* MONEY_MISSING = of none of them */
    struct str source;
};
extern const struct row_type statement_year_type;
struct statement_line {
    struct str code, name, item_code, item_name, unit_word, justification, price_code, price_reason;
    int64_t quantity_milli, times, months, first_year, last_year, lines_all;
    struct money unit_price, standard, now, asked, now_all, asked_all;
};
extern const struct row_type statement_line_type;
/* A piece of what is said: kind output package goal answer yield stage tranche result. */
struct statement_word {
    struct str kind, code;
    int64_t number; /* of package its level, of answer the question, of stage its number, of tranche the year */
    struct str title, body, extra;
    struct money amount;
};
extern const struct row_type statement_word_type;
struct statement_cut { /* of the committee, of the executive, of the second reading; not those withdrawn */
    struct str code, kind, line_code, line_name, mover, state, reason, vote_code, report_ref, decided_why;
    struct money amount, accepted;
    int64_t yes, no, abstain; /* of the vote */
};
extern const struct row_type statement_cut_type;
struct statement {
    struct statement_subject subject;
    struct statement_note note;
    struct statement_year year[STATEMENT_YEARS]; /* newest first */
    const struct statement_line *line;           /* the largest ones */
    const struct statement_word *word;
    const struct statement_cut *cut; /* oldest first */
    size_t lines, words, cuts;
    int64_t lines_all;
    struct money now, asked;
    bool open; /* not all of it was sent: a draft */
};
/* Nine queries at most, whatever the unit's size. Errors as statement_subject_get(). */
MUST_CHECK bool statement_load(struct db *db, struct arena *a, const struct actor *who,
                               int64_t year, struct str code, struct statement *ret, struct err *e);
/* The first word of a kind; NULL when there is none. */
const struct statement_word *statement_find(const struct statement *s, const char *kind);
/* "30 คน × 1,200 บาท × 4 ครั้ง × 12 เดือน" of a line. */
struct str statement_price(struct arena *a, const struct statement_line *l);

/* ---- the kinds (document/issue_kinds.c) ---- */
MUST_CHECK bool statement_paper_find(struct paper_job *j, struct err *e);
MUST_CHECK bool answer_paper_find(struct paper_job *j, struct err *e);
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
