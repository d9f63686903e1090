/* resolution_int.h - what resolution_draft.c and resolution_write.c share; private to the two. */
#ifndef PBIS_PLAN_RESOLUTION_INT_H
#define PBIS_PLAN_RESOLUTION_INT_H

#include "plan/resolution.h"

/* A package of a resolution. */
struct chosen {
    int64_t package_id, agency_id;
    struct str code, state, from_state, to_state;
};
extern const struct row_type chosen_type;

MUST_CHECK bool resolution_chosen(struct act *by, int64_t id, const struct chosen **ret,
                                  size_t *ret_n, struct err *e);
/* ERR_STAGE unless the year has this stage open. */
MUST_CHECK bool resolution_stage_open(struct act *by, int64_t year, enum stage stage,
                                      struct err *e);
/* Finds a draft at the version that the person saw: ERR_STATE, ERR_STALE. */
struct draft_key {
    int64_t year, version;
    struct str code;
    const char *event; /* for the refusal */
};
MUST_CHECK bool resolution_draft_find(struct act *by, const struct draft_key *k,
                                      struct resolution *ret, enum stage *ret_stage, struct err *e);
/* Works out the draft's lines by its rule (given: amounts line by line, by line_id), then the states of its
 * packages and its sums; writes them all. */
struct given {
    int64_t line_id;
    struct money amount;
    struct str reason;
    size_t row; /* the caller's */
};
struct working {
    struct act *by;
    int64_t id, year;
    enum stage stage;
    struct str kind, rule, reason;
    int64_t cut_bp;
    bool corrects;
    const struct given *given; /* sorted by line_id; NULL: by rule */
    size_t givens;
    size_t failed; /* the given row that is refused; SIZE_MAX when it is none */
};
MUST_CHECK bool resolution_work(struct working *w, struct err *e);
/* The move of review.def that a resolution makes; NULL when there is none. */
struct review_step;
const struct review_step *decision_step(struct str from, struct str to);
MUST_CHECK bool resolution_note(struct act *by, struct str code, const char *action,
                                struct str value, struct str reason, struct err *e);

#endif
