/* question.h - what a piece of work says for itself from zero (DOMAIN.md 5.1, 5.2): answers to the 14
 * questions, ways to do it compared with their cost, and what each level yields.
 *
 * An answer belongs to the unit (level 0) or to one of its levels, as question.def says; each change is
 * a row with its author, the newest counts. All writes: permission PERM_REQUEST_WRITE where the
 * package lies, in DRAFT or RETURNED (request_open). */
#ifndef PBIS_PLAN_QUESTION_H
#define PBIS_PLAN_QUESTION_H

#include "city/param.h"
#include "plan/package.h"

enum { QUESTIONS = 14 };

struct question {
    int64_t number;
    bool unit_wide;
    const char *th, *en, *hint_th, *hint_en;
};
extern const struct question questions[QUESTIONS]; /* by number - 1 */

struct answer_row {
    int64_t level; /* 0 = of the unit */
    int64_t question, version;
    struct str words, by_user;
    struct when at;
};
extern const struct row_type answer_row_type;
/* The newest answers of a unit; with `level` >= 0 only those of the unit and of that level. */
MUST_CHECK bool answer_list(struct db *db, struct arena *a, int64_t unit_id, int64_t level,
                            struct rows *ret, struct err *e);
/* Every version of the answers that a package shows, newest first. */
MUST_CHECK bool answer_history(struct db *db, struct arena *a, int64_t unit_id, int64_t level,
                               struct rows *ret, struct err *e);
/* One answer as typed; version = what was seen, 0 = none yet: ERR_STALE. */
struct answer_new {
    int64_t question, version;
    struct str words;
};
/* Saves what changed of them; one audit record. ERR_BAD_NUMBER {question}, ERR_TOO_LONG. */
MUST_CHECK bool answers_put(struct act *by, int64_t year, struct str code,
                            const struct answer_new *x, size_t n, struct err *e);
/* Must this question be answered in the year, for this kind of unit and level? */
struct questions_asked {
    bool must[QUESTIONS + 1]; /* by number */
    int64_t options;          /* at least so many ways compared, or question 6 answered */
    bool output;              /* the level says what it yields */
};
struct question_rules {
    struct param_rows questions, options;
};
/* The year's rules, for many packages: two statements. */
MUST_CHECK bool question_rules_load(struct db *db, struct arena *a, int64_t year,
                                    struct question_rules *ret, struct err *e);
void question_rules_of(const struct question_rules *r, struct str unit_kind, struct str level_kind,
                       struct questions_asked *ret);
MUST_CHECK bool questions_asked(struct db *db, struct arena *a, int64_t year, struct str unit_kind,
                                struct str level_kind, struct questions_asked *ret, struct err *e);

/* ---- ways to do it ---- */
struct unit_option {
    int64_t number, version;
    struct str kind; /* own bma state private joint */
    struct str title;
    struct money cost;
    struct str outcome;
    bool chosen;
    struct str why;
};
extern const struct row_type unit_option_type;
MUST_CHECK bool option_list(struct db *db, struct arena *a, int64_t unit_id, struct rows *ret,
                            struct err *e);
/* number 0 = a new one. The chosen one says why (ERR_REQUIRED {why}); choosing one unchooses the
 * others. ERR_BAD_CHOICE {kind}, ERR_STALE, ERR_AMOUNT_NEGATIVE. */
MUST_CHECK bool option_put(struct act *by, int64_t year, struct str code,
                           const struct unit_option *o, int64_t *ret_number, struct err *e);
MUST_CHECK bool option_remove(struct act *by, int64_t year, struct str code, int64_t number,
                              int64_t version, struct err *e);

/* ---- what a level yields ---- */
struct level_output {
    struct str name;
    int64_t quantity_milli; /* beyond the level below */
    struct str unit_word;
    int64_t version; /* 0 = none yet */
};
extern const struct row_type level_output_type;
MUST_CHECK bool level_output_get(struct db *db, struct arena *a, int64_t package_id,
                                 struct level_output *ret, bool *ret_found, struct err *e);
MUST_CHECK bool level_output_put(struct act *by, int64_t year, struct str code,
                                 const struct level_output *o, struct err *e);
/* The levels of a unit with their cost and yield added up from the minimum on, and what happens
 * without them (question 5). unit_cost: cumulative cost for each unit of the same output, MONEY_MISSING
 * where the outputs differ or there is none. */
struct level_row {
    int64_t level;
    struct str code, level_kind, state, title;
    struct money cost, cumulative;
    struct str output;
    int64_t quantity_milli, cumulative_milli;
    struct str unit_word;
    struct money unit_cost;
    struct str at_zero;
};
extern const struct row_type level_row_type;
MUST_CHECK bool level_list(struct db *db, struct arena *a, int64_t unit_id, struct str sight,
                           struct rows *ret, struct err *e);

#endif
