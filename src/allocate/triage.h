/* triage.h - which packages a decision can still change (คัดกรอง), and the rest settled in bulk.
 *
 * Money has a price in the newest run of the year's current scenario: the score that one more million
 * baht under each ceiling would gain (run_ceiling.price_text). A package pays the prices of the ceilings
 * that its money falls under, weighted by how much of it falls under each. The cut line is where its
 * score is what that money costs; whole numbers only:
 *
 *   cost     = price x amount                               what its money would gain elsewhere
 *   distance = score / price - amount                       baht: above the line positive; how much dearer
 *                                                           it may become, or how much cheaper it must
 *   near     = 1000 - min(1000, 1000 x |score - cost| / (reach x max(score, cost)))
 *   size     = min(1000, 1000 x amount / large)
 *   flags    = min(1000, 250 x warnings + 500 x stops + 250 x clearances that are open
 *              + 250 x information requests that wait for an answer)
 *   urgency  = (6 x near + 2 x size + 2 x flags) / 10       thousandths
 *
 * reach and large are a parameter (triage.rule). A package that the run decided against
 * its worth, because whole packages leave gaps under a ceiling, turns on its neighbours: near = 1000. One
 * that the run has not seen is measured by the same prices. Mandatory ones never are near: they are no
 * choice.
 *
 * Bands: mandatory; near (near > 0: a decision can change the outcome); above; below. The far ones are
 * settled in bulk: a group is previewed, then settled by one act with one reason, kept as a row, and
 * undone while nothing was built on it. */
#ifndef PBIS_ALLOCATE_TRIAGE_H
#define PBIS_ALLOCATE_TRIAGE_H

#include "base/row.h"
#include "city/actor.h"

struct rollup;

enum triage_band { TRIAGE_MANDATORY, TRIAGE_ABOVE, TRIAGE_NEAR, TRIAGE_BELOW, TRIAGE_BANDS };
const char *triage_band_word(enum triage_band b); /* mandatory above near below */

struct triage_filter {
    int64_t year;
    int64_t division;       /* 0 = all */
    struct str agency_code; /* empty = all */
    struct str type_code;   /* of most of its money; empty = all */
    struct str state;       /* empty = all */
    int band;               /* TRIAGE_BANDS = all */
    struct money below;     /* what can be settled is of less than this; 0 = whatever it is */
    struct str after;       /* package code */
    size_t limit;           /* rows; 0 = none */
    enum lang lang;
};

struct triage_row {
    int64_t id;
    struct str code, title, agency_code, agency_name, state, band, level_kind, type_code;
    int64_t division, cut_rank, urgency, near, size, flags, warnings, stops, clearances, questions;
    bool funded, settled;
    struct money amount, distance; /* distance MONEY_MISSING: no ceiling binds, or no run yet */
    struct score value_score;
    struct str why1, why2, why3; /* why it stands here */
};
extern const struct row_type triage_row_type;

struct triage_sum {
    int64_t packages, flagged, settled;
    struct money amount, nearest; /* nearest: the smallest |distance|; MONEY_MISSING = none */
};
struct triage {
    struct str stage;              /* of the year; empty when there is none */
    struct str scenario, run_code; /* empty: there is no run yet */
    struct when run_at;
    int64_t packages, can_change;
    int64_t unseen;     /* that the run did not choose among; 0 while there is none */
    int64_t unaccepted; /* sent, and no run sees them before they are accepted (problem.h) */
    struct triage_sum band[TRIAGE_BANDS], all; /* of what the filter but its band leaves */
    struct rows rows;                          /* struct triage_row, the most urgent first */
    struct str next;
    int64_t reach_bp;
    struct money large;
    /* Of the band asked for, what can be settled at once: nobody has, nothing stops it, no clearance is
     * open; the first TRIAGE_SETTLE_MOST. */
    struct triage_sum settle;
    struct str *settle_code;
};
enum { TRIAGE_SETTLE_MOST = 1000 };
/* Packages of the states that compete. `r` gives the lines' groups; `db` is a reader. */
MUST_CHECK bool triage_get(struct rollup *r, struct db *db, struct arena *a,
                           const struct triage_filter *f, struct triage *ret, struct err *e);

/* ---- settling a group ---- */

struct triage_settle { /* one act */
    int64_t id, packages, version;
    struct str code, kind, word, reason, band, run_code, resolution_code;
    struct str state; /* ready used undone */
    struct money amount;
    struct str made_by;
    struct when made_at;
    struct str ended_by;
    struct when ended_at;
    struct str ended_why;
};
extern const struct row_type triage_settle_type;

struct triage_new {
    int64_t year;
    struct str kind;   /* recommend: the analyst's, written when it is used; resolution: drafted at once */
    struct str word;   /* support, reject */
    struct str reason; /* needed */
    struct str band, run_code;
    const struct str *code; /* packages */
    size_t n;
    struct money amount; /* what was shown: their sum */
};
/* recommend: PERM_ANALYSE; resolution: PERM_COMMITTEE. ERR_NOTHING, ERR_REQUIRED {reason}, ERR_BAD_CHOICE
 * {kind, word}, ERR_STAGE, ERR_ALREADY {what}: a package waits in another group. */
MUST_CHECK bool triage_settle(struct act *by, const struct triage_new *n, struct str *ret_code,
                              struct err *e);
/* Writes a ready group's recommendations (plan/analysis.h); by who made it. All or nothing. */
MUST_CHECK bool triage_use(struct act *by, int64_t year, struct str code, int64_t version,
                           struct err *e);
/* Before it was used: nothing of it remains but its row. A drafted resolution is cancelled. */
MUST_CHECK bool triage_undo(struct act *by, int64_t year, struct str code, int64_t version,
                            struct str reason, struct err *e);
/* The newest 50. */
MUST_CHECK bool triage_settles(struct db *db, struct arena *a, int64_t year, struct rows *ret,
                               struct err *e);

#endif
