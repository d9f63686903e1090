/* proposal.h - a scenario's run as a proposal on a body's agenda.
 *
 * The secretary drafts a resolution from the run: funded packages get what stood before the stage, the others 0.
 * The body adopts it as it is or departs from it, package by package, each departure with its reason and its
 * price against the run: value is the score that the package itself gains or loses; room is what the money it
 * takes (or frees) is worth at the prices of the run's ceilings, the score that this money brings elsewhere; net
 * = value - room, below zero: the whole gets worse. That is an estimate, known at once; what the departure truly
 * costs is found by solving again (proposal_loss.h). */
#ifndef PBIS_ALLOCATE_PROPOSAL_H
#define PBIS_ALLOCATE_PROPOSAL_H

#include "plan/resolution.h"

/* n: kind, number, title, meeting, item, reason, replaces as the caller wants; year, stage and run are set here.
 * ERR_STALE when a line's amount changed since the run: run again. */
MUST_CHECK bool proposal_draft(struct act *by, int64_t year, struct str run_code,
                               const struct resolution_new *n, struct str *ret_code, struct err *e);

struct departure_row {
    struct str code, title, agency_name;
    struct money proposed, amount, change;
    struct score value, room, net;
    struct str loss_state; /* none, found, barred, open: proposal_loss.h */
    struct score loss_low, loss_high;
    struct str reason;
};
extern const struct row_type departure_row_type;
MUST_CHECK bool proposal_departures(struct db *db, struct arena *a, int64_t resolution_id,
                                    struct rows *ret, struct err *e);
/* A package of a draft gets `amount` in all (split over its lines in proportion), against the run. The amount
 * that the run proposed takes the departure back. ERR_REASON_NEEDED, ERR_NOT_FOUND for a package that the run
 * does not have, ERR_ABOVE_STANDING when it is more than stood before, and what a draft refuses. */
struct departure_new {
    struct str package, reason;
    struct money amount;
};
MUST_CHECK bool proposal_depart(struct act *by, int64_t year, struct str code, int64_t version,
                                const struct departure_new *n, struct err *e);

#endif
