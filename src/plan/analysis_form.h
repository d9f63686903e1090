/* analysis_form.h - forms of analysis (แบบวิเคราะห์) of the item classes: data with versions.
 *
 * One person of the system office proposes a version, another approves it; from then on new analyses
 * are filled on it, and what was filled on an earlier one keeps that. Until a version is approved the
 * default of analysis_form.def holds as version 0 (default, not confirmed). PERM_PARAM, city. */
#ifndef PBIS_PLAN_ANALYSIS_FORM_H
#define PBIS_PLAN_ANALYSIS_FORM_H

#include "base/row.h"
#include "city/actor.h"

struct form_question {
    int64_t n;       /* from 1 */
    struct str kind; /* text choice number money yesno */
    bool required;
    struct str th, en, choices; /* choices: apart by | */
};
extern const struct row_type form_question_type;

struct analysis_form {
    struct str class;
    int64_t version; /* 0 = the default */
    struct str th, en, state, reason, proposed_by;
    struct when proposed;
    struct str decided_by;
    struct when decided;
    int64_t id, questions;
};
extern const struct row_type analysis_form_type;

/* The version that holds for new analyses. */
MUST_CHECK bool analysis_form_now(struct db *db, struct arena *a, struct str class,
                                  struct analysis_form *ret, struct rows *ret_questions,
                                  struct err *e);
/* One version; ERR_NOT_FOUND. */
MUST_CHECK bool analysis_form_at(struct db *db, struct arena *a, struct str class, int64_t version,
                                 struct analysis_form *ret, struct rows *ret_questions,
                                 struct err *e);
/* Every version of every class (class empty), newest first; defaults are not among them. */
MUST_CHECK bool analysis_form_list(struct db *db, struct arena *a, struct str class,
                                   struct rows *ret, struct err *e);

struct analysis_form_new {
    struct str class, th, en, reason;
    struct str questions; /* CSV: kind,required,th,en,choices; required 1 or 0 */
};
/* ERR_CSV_HEADER, ERR_ROW_CELLS, ERR_BAD_CHOICE {kind, required, class}, ERR_REQUIRED, ERR_TOO_LONG,
 * ERR_ALREADY while a proposal of the class waits. */
MUST_CHECK bool analysis_form_propose(struct act *by, int64_t year,
                                      const struct analysis_form_new *f, int64_t *ret_version,
                                      struct err *e);
/* ERR_SAME_PERSON, ERR_ALREADY. */
MUST_CHECK bool analysis_form_decide(struct act *by, struct str class, int64_t version,
                                     bool approve, struct err *e);
/* A form's questions as the CSV that proposes them. */
struct str analysis_form_csv(struct arena *a, const struct rows *questions);

#endif
