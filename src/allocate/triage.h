/* triage.h - which packages a decision can still change (คัดกรอง), and the rest settled in bulk.
 *
 * Every package that competes gets an urgency in thousandths, whole numbers only:
 *
 *   near  = 1000 - min(1000, 1000 x |distance| / reach)        how near the cut line it lies
 *   size  = min(1000, 1000 x amount / large)                   how much money it is
 *   flags = min(1000, 250 x warnings + 500 x stops)            what is still open on it
 *   urgency = (6 x near + 2 x size + 2 x flags) / 10
 *
 * distance is money: how far the package's place in the order of value per baht is from the place
 * where the newest run of the year's current scenario stops funding; above the line positive. `reach`
 * (share of what is allocated, in basis points), `large` (baht) are parameters. A package whose
 * funding the run decided against its rank (a ceiling, a level below, an exclusion) lies at the line:
 * distance 0, because one decision on another package moves it. Mandatory ones never can change.
 * A package "can still change the outcome" when near > 0 and it is not mandatory, or a flag stops it.
 *
 * The far ones are settled in bulk: a group (band) is previewed, then settled by one act with one
 * reason, kept as a row, and can be undone before anything was built on it. */
#ifndef PBIS_ALLOCATE_TRIAGE_H
#define PBIS_ALLOCATE_TRIAGE_H

#include "base/row.h"
#include "city/actor.h"

enum triage_band {
    TRIAGE_MANDATORY, /* by law or committed: never a choice */
    TRIAGE_ABOVE,     /* well above the line */
    TRIAGE_NEAR,      /* can still change the outcome */
    TRIAGE_BELOW,     /* well below the line */
    TRIAGE_BANDS
};
const char *triage_band_word(enum triage_band b); /* mandatory above near below */

struct triage_filter {
    int64_t year;
    int64_t division;    /* 0 = all */
    int64_t agency_id;   /* 0 = all */
    struct str type_code, state;
    int band;            /* TRIAGE_BANDS = all */
    struct str after;    /* package code */
    size_t limit;
    enum lang lang;
};

struct triage_row {
    int64_t id;
    struct str code, title, agency_code, agency_name, state, band, level_kind;
    int64_t division, cut_rank, urgency, near, size, flags, warnings, stops, questions;
    bool funded, settled;
    struct money amount, distance;
    struct str why1, why2, why3; /* why it stands here */
};
extern const struct row_type triage_row_type;

struct triage {
    struct str scenario, run_code;  /* empty: there is no run yet */
    int64_t packages, count[TRIAGE_BANDS], can_change, settled;
    struct money sum[TRIAGE_BANDS], cut; /* cut: allocated down to the line */
    struct rows rows;                    /* struct triage_row, the most urgent first */
    struct str next;
};
MUST_CHECK bool triage_get(struct db *db, struct arena *a, const struct triage_filter *f,
                           struct triage *ret, struct err *e);

#endif
