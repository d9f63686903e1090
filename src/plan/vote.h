/* vote.h - votes (การลงมติ) of the Council and its committees, by named ballots or by counts.
 *
 * Subjects: principle, section:AGENCY, sections:rest, cuts:CODE, amendments, reserved:CODE, observation:CODE, final.
 * More for than against passes; a tie fails. A member votes once, only as a member of the voting body on that day,
 * and not on a subject in which they have an interest. What was voted stays: a later vote on the same subject
 * needs its reason and is the one that counts. */
#ifndef PBIS_PLAN_VOTE_H
#define PBIS_PLAN_VOTE_H

#include "base/row.h"
#include "city/actor.h"

struct ballot {
    struct str member_code, choice; /* yes no abstain */
};
struct vote_new {
    int64_t year, ordinance;
    struct str subject;        /* as above */
    struct str committee_code; /* empty: the Council */
    struct date on_date;
    const struct ballot *ballot; /* named: */
    size_t ballots;
    int64_t yes, no, abstain; /* or counts, when there is no ballot */
    struct str note, again_why;
    int64_t agency_id, line_id; /* whose money it is about (cuts, reserved): for interests; section finds its own */
};
/* PERM_COUNCIL. ERR_STAGE out of its stage, ERR_BAD_SUBJECT {value}, ERR_NOTHING without a vote, ERR_VOTED {member},
 * ERR_NOT_COUNCIL {member, body}, ERR_INTEREST {member, reason}, ERR_VOTES_ABOVE {votes, members}, ERR_VOTED_BEFORE
 * {subject, code} without a reason, ERR_BAD_DATE. */
MUST_CHECK bool vote_take(struct act *by, const struct vote_new *v, struct str *ret_code,
                          struct err *e);

struct vote {
    int64_t id;
    struct str code;
    struct date on_date;
    struct str subject, subject_name; /* subject_name: the agency of a section */
    struct str committee_code, committee_name; /* empty: the Council */
    int64_t yes, no, abstain, members;
    struct str result; /* passed, failed */
    bool named, newest; /* newest: the one of its subject that counts */
    struct str note, again_why, stage, made_by;
    int64_t year, ordinance;
};
extern const struct row_type vote_type;
MUST_CHECK bool vote_get(struct db *db, struct arena *a, struct str code, struct vote *ret,
                         struct err *e);
/* The vote that counts on a subject. */
struct bill_key;
MUST_CHECK bool vote_find(struct db *db, struct arena *a, const struct bill_key *k,
                          struct str subject, struct vote *ret, bool *ret_found, struct err *e);
/* Did it pass? false without a vote. */
MUST_CHECK bool vote_passed(struct db *db, struct arena *a, int64_t year, int64_t ordinance,
                            struct str subject, bool *ret, struct err *e);
/* Newest first, at most VOTES_PAGE: before id `before` (0 = from the newest). */
enum { VOTES_PAGE = 50 };
MUST_CHECK bool vote_list(struct db *db, struct arena *a, int64_t year, int64_t ordinance,
                          int64_t before, struct rows *ret, struct err *e);
struct ballot_row {
    int64_t member_id;
    struct str member_code, full_name, district, choice;
};
extern const struct row_type ballot_row_type;
MUST_CHECK bool vote_ballots(struct db *db, struct arena *a, int64_t vote_id, struct rows *ret,
                             struct err *e);

#endif
