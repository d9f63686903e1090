/* consult.h - questions to the office and their answers (ข้อหารือ).
 *
 * Somebody asks about a rule, a form, an item or the system; the Budget System Office (division 0,
 * PERM_LAW) or an analysis division (PERM_ANALYSE there) answers. Every wording of question and answer
 * is kept and numbered; the newest counts. Published, everybody reads it; with `hidden` who asked is
 * seen by the asker's own agency and those who answer only. An unpublished one is seen by these alone. */
#ifndef PBIS_CITY_CONSULT_H
#define PBIS_CITY_CONSULT_H

#include "base/row.h"
#include "city/actor.h"

struct consult {
    int64_t id, version;
    struct str code;
    struct str title, about, about_code, law; /* law: the article's code, may be empty */
    struct str state;                         /* open answered withdrawn */
    int64_t to_division;
    struct str agency_code, agency_name, asked_by; /* empty: hidden from the reader */
    struct when asked, answered;
    bool published, hidden;
    bool inside; /* the reader is of the asking agency, or answers */
    struct str question, answer, answered_by;
    int64_t answers; /* wordings of the answer */
};
extern const struct row_type consult_type;

enum consult_which { CONSULT_ALL, CONSULT_OPEN, CONSULT_PUBLISHED, CONSULT_MINE };
/* What the reader may see, newest first, before_id 0 = from the start; 50. */
MUST_CHECK bool consult_list(struct db *db, struct arena *a, const struct actor *who,
                             enum consult_which which, int64_t before_id, struct rows *ret,
                             struct err *e);
/* Thai or English text of three characters or more, in title, question or answer; at most 50. */
MUST_CHECK bool consult_find(struct db *db, struct arena *a, const struct actor *who,
                             struct str text, struct rows *ret, struct err *e);
MUST_CHECK bool consult_get(struct db *db, struct arena *a, const struct actor *who,
                            struct str code, struct consult *ret, struct err *e);
struct consult_text {
    struct str kind; /* question, answer */
    int64_t number;
    struct str body, law, by_user, capacity;
    struct when at;
};
extern const struct row_type consult_text_type;
/* Every wording, newest first. Call after consult_get() has let the reader in; the asker's name is
 * blanked when it is hidden from them. */
MUST_CHECK bool consult_texts(struct db *db, struct arena *a, const struct consult *c,
                              struct rows *ret, struct err *e);
/* May this person answer it? */
bool consult_may_answer(const struct actor *who, int64_t division);

struct consult_new {
    struct str title, body, about, about_code, law;
    int64_t to_division;
};
/* Whoever reads the budget; the asker's agency is their first one. At most 20 open ones a person:
 * ERR_LIMIT {what, limit}. */
MUST_CHECK bool consult_ask(struct act *by, const struct consult_new *n, struct str *ret_code,
                            struct err *e);
/* The asker's new wording of an open one. ERR_STATE, ERR_STALE, ERR_SCOPE. */
MUST_CHECK bool consult_reword(struct act *by, struct str code, int64_t version, struct str body,
                               struct err *e);
MUST_CHECK bool consult_withdraw(struct act *by, struct str code, int64_t version, struct err *e);
struct consult_answer {
    int64_t version;
    struct str body, law;
    bool publish, hide;
};
/* A new wording of the answer (empty body: the last one stays), and who may read it. The asker and
 * their agency get a notice. */
MUST_CHECK bool consult_answer(struct act *by, struct str code, const struct consult_answer *n,
                               struct err *e);

#endif
