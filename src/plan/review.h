/* review.h - the states of a package: a table (from, event, to, permission, guard) in review.def,
 * run by review.c; the diagram in the docs is generated from it.
 *
 * An officer prepares (ready), the agency's head submits, the analyst of its division accepts or
 * returns, a body's resolution (resolution.h) finds suitable, funds or not, the ordinance enacts. Nobody acts on their own
 * agency's request, and the maker does not approve. Funding writes the lines' amounts of the stage
 * that the cycle has open (not funded: 0), withdrawing writes 0 as requested, so that totals of
 * lines never have to look at states. */
#ifndef PBIS_PLAN_REVIEW_H
#define PBIS_PLAN_REVIEW_H

#include "plan/package.h"

/* One row of the table. */
struct review_step {
    const char *from, *event, *to;
    enum perm perm;
    bool reason;         /* needed */
    const char *th, *en; /* of the event */
};
extern const struct review_step review_table[];
extern const size_t review_table_n;

struct str state_label(struct str state, enum lang lang);

/* Runs an event: submit, accept, return, fund, unfund, withdraw, or inside the agency send, ready,
 * back, recall (section.h). `version` is what the person saw: ERR_STALE. ERR_STATE {state, event},
 * ERR_REASON_NEEDED, ERR_OWN_AGENCY, ERR_SAME_PERSON, ERR_STAGE for fund and unfund outside a
 * deciding stage, ERR_NO_RESOLUTION for what a body decides (resolution.h), ERR_PLACE for a draft that lies with somebody else, ERR_NOT_FOUND for one that is
 * not seen. A person's submit asks what is missing (request.h): ERR_INCOMPLETE. */
MUST_CHECK bool package_event(struct act *by, int64_t year, struct str code, struct str event,
                              int64_t version, struct str reason, struct err *e);

/* The director's submit with the capacity they sign in (request.h); package_event signs in own right. */
struct sign;
MUST_CHECK bool package_submit(struct act *by, int64_t year, struct str code, int64_t version,
                               const struct sign *sign, struct err *e);

/* The events the actor may run now, with this sight (section.h), for buttons. */
struct package_action {
    struct str event, th, en;
    bool primary, needs_reason;
};
MUST_CHECK bool package_actions(const struct actor *who, struct str sight, struct arena *a,
                                const struct package *p, const struct package_action **ret,
                                size_t *ret_n, struct err *e);

/* Many packages by one resolution (an adopted allocation, the ordinance): states only, the amounts
 * are the caller's. Each must be in a state that has the event, or in the state it leads to already
 * (left alone). Permission of the table, city; one audit record is the caller's. */
MUST_CHECK bool packages_move(struct act *by, int64_t year, struct str event,
                              const int64_t *package_id, size_t n, struct str reason,
                              struct err *e);

#endif
