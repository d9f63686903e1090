/* survey.h - surveys of the agencies (แบบสำรวจ), step 3 of the office's own KPI 1: what is hard about making a
 * performance-based budget.
 *
 * Drafted with its questions, opened to agencies that are fixed then, answered once an agency (and
 * changed until it closes), closed by a person; after its day no answer is taken. Texts that agencies
 * wrote are read by who sends surveys and by analysts. */
#ifndef PBIS_CITY_SURVEY_H
#define PBIS_CITY_SURVEY_H

#include "base/row.h"
#include "city/actor.h"

enum { SURVEY_QUESTIONS = 30, SURVEY_CHOICES = 12, SURVEY_SCALE = 5 };

struct survey {
    int64_t id, year, version;
    struct str code, title, intro;
    struct date closes;
    struct str state;   /* draft open closed */
    struct str to_kind; /* all bureau district */
    struct str made_by;
    struct when made, opened, closed;
    int64_t questions, receivers, replies;
};
extern const struct row_type survey_type;
/* Drafts too for who sends surveys; newest first. At most 100 a year. */
MUST_CHECK bool survey_list(struct db *db, struct arena *a, const struct actor *who, int64_t year,
                            struct rows *ret, struct err *e);
MUST_CHECK bool survey_get(struct db *db, struct arena *a, const struct actor *who, struct str code,
                           struct survey *ret, struct err *e);
struct survey_question {
    int64_t number;
    struct str kind;          /* choice scale text */
    struct str body, choices; /* choices: one a line */
};
extern const struct row_type survey_question_type;
MUST_CHECK bool survey_questions(struct db *db, struct arena *a, int64_t survey_id,
                                 struct rows *ret, struct err *e);

/* ---- PERM_CIRCULAR, city ---- */
struct survey_new {
    int64_t year;
    struct str title, intro, to_kind;
    struct date closes;
};
MUST_CHECK bool survey_draft(struct act *by, const struct survey_new *n, struct str *ret_code,
                             struct err *e);
/* At the end of a draft. ERR_LIMIT {what, limit}. */
MUST_CHECK bool survey_question_add(struct act *by, struct str code,
                                    const struct survey_question *q, struct err *e);
MUST_CHECK bool survey_question_drop(struct act *by, struct str code, int64_t number,
                                     struct err *e);
/* Fixes the agencies, gives notices. ERR_NOTHING without questions, ERR_DATE_PAST. */
MUST_CHECK bool survey_open(struct act *by, struct str code, int64_t version, struct err *e);
MUST_CHECK bool survey_close(struct act *by, struct str code, int64_t version, struct err *e);

/* ---- an agency's answer ---- */
struct survey_value {
    int64_t number;
    struct str value; /* the choice's number, 1-5, or the text; empty = left out */
};
extern const struct row_type survey_value_type;
struct survey_reply {
    int64_t agency_id, version; /* 0 = not answered yet */
    struct str agency_name, by_user;
    struct when at;
};
extern const struct row_type survey_reply_type;
/* The reader's agency in this survey: *ret_found false when it is not asked. */
MUST_CHECK bool survey_mine(struct db *db, struct arena *a, const struct actor *who,
                            int64_t survey_id, struct survey_reply *ret, bool *ret_found,
                            struct err *e);
MUST_CHECK bool survey_values(struct db *db, struct arena *a, int64_t survey_id, int64_t agency_id,
                              struct rows *ret, struct err *e);
/* By the agency's people who prepare or approve. ERR_STATE, ERR_DATE_PAST, ERR_STALE, ERR_BAD_CHOICE. */
MUST_CHECK bool survey_answer(struct act *by, struct str code, int64_t version,
                              const struct survey_value *v, size_t n, struct err *e);

/* ---- results ---- */
struct survey_result {
    int64_t number;
    struct str body, kind, answer; /* answer: the choice's words, or 1-5 */
    int64_t agencies;
    struct share share; /* of those that answered the question */
};
extern const struct row_type survey_result_type;
/* A row a choice or a step of a scale, also those nobody took. */
MUST_CHECK bool survey_results(struct db *db, struct arena *a, const struct survey *s,
                               struct rows *ret, struct err *e);
struct survey_said {
    int64_t number;
    struct str body, agency_code, agency_name, value;
};
extern const struct row_type survey_said_type;
/* What was written, newest agency last; for who may read it: else no rows. */
MUST_CHECK bool survey_texts(struct db *db, struct arena *a, const struct actor *who,
                             const struct survey *s, struct rows *ret, struct err *e);
/* Who has not answered: code, name. */
struct survey_waiting {
    struct str code, name;
};
extern const struct row_type survey_waiting_type;
MUST_CHECK bool survey_unanswered(struct db *db, struct arena *a, int64_t survey_id,
                                  struct rows *ret, struct err *e);

/* Of a pass (cli/notify.c): reminds agencies that have not answered. */
MUST_CHECK bool survey_warn(struct act *by, struct err *e);

#endif
