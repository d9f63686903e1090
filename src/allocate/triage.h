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
 *   flags    = min(1000, 250 x warnings + 500 x stops + 250 x clearances that are open)
 *   urgency  = (6 x near + 2 x size + 2 x flags) / 10       thousandths
 *
 * reach (triage.reach) and large (triage.large) are parameters. A package that the run decided against
 * its worth, because whole packages leave gaps under a ceiling, turns on its neighbours: near = 1000. A
 * package that the run has not seen is near too. Mandatory ones never are: they are no choice.
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
    bool open;              /* only those nobody has settled and nothing stops */
    struct str after;       /* package code */
    size_t limit;           /* rows; 0 = none */
    enum lang lang;
};

struct triage_row {
    int64_t id;
    struct str code, title, agency_code, agency_name, state, band, level_kind, type_code;
    int64_t division, cut_rank, urgency, near, size, flags, warnings, stops, clearances;
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
    struct str scenario, run_code; /* empty: there is no run yet */
    struct when run_at;
    int64_t packages, can_change;
    struct triage_sum band[TRIAGE_BANDS], all; /* of what the filter but its band leaves */
    struct rows rows;                          /* struct triage_row, the most urgent first */
    struct str next;
    int64_t reach_bp;
    struct money large;
};
/* Packages of the states that compete. `r` gives the lines' groups; `db` is a reader. */
MUST_CHECK bool triage_get(struct rollup *r, struct db *db, struct arena *a,
                           const struct triage_filter *f, struct triage *ret, struct err *e);

#endif
