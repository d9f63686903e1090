/* council_question.h - the live register of the Council's questions (ทะเบียนคำถามของสภา): who asked, about what,
 * whose answer it is, until when, and what was answered.
 *
 * asked -> assigned -> drafted -> approved -> answered; a follow-up asks again in a new round. The subject's
 * agency answers; another one can be named. Its officers draft, somebody else approves (its head, or an analyst
 * of its division), then the answer goes to the Council. Nobody but those people, and the office that prepares
 * the bill, sees a draft: others read what was answered. The document of a question is document/statement.h. */
#ifndef PBIS_PLAN_COUNCIL_QUESTION_H
#define PBIS_PLAN_COUNCIL_QUESTION_H

#include "base/row.h"
#include "city/actor.h"

enum { COUNCIL_TEXT_MAX = 4000, COUNCIL_QUESTION_PAGE = 50 };

struct council_question {
    int64_t id, version, year, ordinance, number, round;
    struct str code; /* 2566-0-Q0001 */
    struct str asker_kind, asker, asker_user;
    struct str subject_kind, subject_code, subject_name; /* line unit agency general */
    int64_t owner_id, division;                          /* 0 = nobody yet */
    struct str owner_code, owner_name, owner_user;
    bool urgent;
    struct str question, answer; /* the newest of each; answer: what went to the Council */
    struct str draft;            /* empty for those who do not see drafts */
    struct str draft_by;
    struct when asked, due, answered;
    struct str state;
    bool late; /* not answered, and past its hour */
};
extern const struct row_type council_question_type;

struct council_question_turn {
    int64_t number, round;
    struct str kind, body, by_user, full_name, capacity;
    struct when at;
};
extern const struct row_type council_question_turn_type;

/* ---- reading: newest first, COUNCIL_QUESTION_PAGE rows before the id `before` (0 = from the newest) ---- */
struct council_question_filter {
    int64_t year, ordinance;  /* ordinance -1 = all */
    int64_t agency_id;        /* that answers; 0 = all */
    int64_t before;
    struct str state;         /* a state; "open" = not answered; "late"; empty = all */
    struct str subject;       /* line:CODE, unit:CODE; empty = all */
    int64_t line_id, unit_id; /* or by id; 0 = all */
    struct str asker_user;    /* empty = all */
    struct str text;          /* of council_question_find() alone */
};
MUST_CHECK bool council_question_list(struct db *db, struct arena *a, const struct actor *who,
                                      const struct council_question_filter *f, int64_t now_ms,
                                      struct rows *ret, struct err *e);
/* Whose question, answer, subject or asker holds f->text, of f->year (the rest of f is not asked); at most 50,
 * newest first. */
MUST_CHECK bool council_question_find(struct db *db, struct arena *a, const struct actor *who,
                                      const struct council_question_filter *f, int64_t now_ms,
                                      struct rows *ret, struct err *e);
MUST_CHECK bool council_question_get(struct db *db, struct arena *a, const struct actor *who,
                                     struct str code, int64_t now_ms, struct council_question *ret,
                                     struct err *e);
/* Oldest first; without drafts, approvals and returns for those who see no draft. */
MUST_CHECK bool council_question_turns(struct db *db, struct arena *a, const struct actor *who,
                                       const struct council_question *q, struct rows *ret,
                                       struct err *e);
struct council_question_count {
    int64_t all, open, late, unowned, approved, answered; /* approved: wait to be sent */
};
MUST_CHECK bool council_question_count(struct db *db, int64_t year, int64_t ordinance,
                                       int64_t agency_id, int64_t now_ms,
                                       struct council_question_count *ret, struct err *e);
/* When an answer is due that is asked now: council.answer_days, or council.answer_hours when urgent. */
MUST_CHECK bool council_question_due(struct db *db, struct arena *a, int64_t year, bool urgent,
                                     int64_t now_ms, int64_t *ret_ms, struct err *e);

/* ---- who may ---- */
bool council_question_may_ask(const struct actor *who);
bool council_question_sees_draft(const struct actor *who, const struct council_question *q);
bool council_question_may_assign(const struct actor *who, const struct council_question *q);
bool council_question_may_draft(const struct actor *who, const struct council_question *q);
bool council_question_may_approve(const struct actor *who, const struct council_question *q);
bool council_question_may_send(const struct actor *who, const struct council_question *q);
bool council_question_may_follow(const struct actor *who, const struct council_question *q);

/* ---- writing; each refuses ERR_STATE out of its state and ERR_STALE ---- */
struct council_question_new {
    int64_t year, ordinance;
    struct str asker_kind, asker;            /* asker empty = the councillor who writes it */
    struct str subject_kind, subject_code;   /* line: its code; unit: its code; agency: its code */
    struct str text;
    bool urgent;
};
/* PERM_COUNCILLOR for oneself, PERM_COUNCIL for anybody. ERR_NOT_FOUND (the subject, or a draft that nobody
 * sent), ERR_REQUIRED {text, asker, subject_code}, ERR_TOO_LONG, ERR_BAD_CHOICE. */
MUST_CHECK bool council_question_ask(struct act *by, const struct council_question_new *n,
                                     struct str *ret_code, struct err *e);
/* Whose answer it is, the person there, the hour (0 = as it stands). PERM_COUNCIL or PERM_BILL; the agency's head
 * and collector name the person of their own. ERR_NOT_FOUND, ERR_DUE_DAY. */
struct council_question_owner {
    int64_t version;
    struct str agency_code, user_name;
    struct date due;
};
MUST_CHECK bool council_question_assign(struct act *by, struct str code,
                                        const struct council_question_owner *o, struct err *e);
/* ERR_SCOPE for another agency's officer. */
MUST_CHECK bool council_question_draft(struct act *by, struct str code, int64_t version,
                                       struct str text, struct err *e);
/* ERR_SAME_PERSON for who drafted it. */
MUST_CHECK bool council_question_approve(struct act *by, struct str code, int64_t version,
                                         struct err *e);
MUST_CHECK bool council_question_return(struct act *by, struct str code, int64_t version,
                                        struct str reason, struct err *e);
MUST_CHECK bool council_question_send(struct act *by, struct str code, int64_t version,
                                      struct err *e);
MUST_CHECK bool council_question_follow(struct act *by, struct str code, int64_t version,
                                        struct str text, struct err *e);
MUST_CHECK bool council_question_withdraw(struct act *by, struct str code, int64_t version,
                                          struct str reason, struct err *e);

/* Notices of what is due within a day or past its hour, once a day each; *ret counts. */
MUST_CHECK bool council_question_warn(struct act *by, int64_t *ret, struct err *e);

#endif
