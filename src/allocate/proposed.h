/* proposed.h - what a run proposes to a body, all that is needed to judge it: the figures, how far they are
 * proved, the ceilings that decide, who gets how much of what was asked, the pins and what they cost, the ranking
 * beside it, the digests that an auditor checks. The proposal's page, the agenda and the printed proof say it from
 * here, so they say the same. */
#ifndef PBIS_ALLOCATE_PROPOSED_H
#define PBIS_ALLOCATE_PROPOSED_H

#include "allocate/scenario.h"

struct proposed_part {
    struct str code, name;
    struct money asked, used, cut; /* cut = asked - used */
    struct share share;            /* used of asked */
    int64_t packages, funded, unfunded;
    struct score value;
};
extern const struct row_type proposed_part_type;

struct proposed {
    struct run_row run;
    struct str note;                         /* of the scenario */
    struct str instance_sha, result_sha;
    bool moved; /* a line changed since the run saw it: it cannot be adopted as it stands */
    bool answered, proved, optimum; /* has an answer; its bound was checked with its proof; not a ranking */
    bool exact;                     /* proved, value and bound are equal: nothing is better */
    struct score short_of;          /* bound - value: nothing is better by more than this */
    bool has_files;                 /* run_file_get() has something */
    int64_t binding;
    struct rows ceilings; /* struct ceiling_row, those that bind first, dearest first */
    struct rows agencies; /* struct proposed_part, largest cut first */
    struct rows types;
    struct rows pins;     /* struct run_pin_row */
    struct rows ranks;    /* struct run_rank_row */
    struct str meeting_code, meeting_number; /* the newest meeting that has it on its agenda */
    struct str resolution_code, resolution_state;
    int64_t item_no;
};

/* By the run's code, as `who` may see it: the scenario is theirs to see, or the run stands on an agenda (then it is
 * everybody's). ERR_NOT_FOUND. */
struct proposed_ask {
    int64_t year;
    struct str run_code;
    const struct actor *who;
    enum lang lang;
};
MUST_CHECK bool proposed_get(struct db *db, struct arena *a, const struct proposed_ask *q,
                             struct proposed *ret, struct err *e);
/* The figures alone: the run, its digests, whether it moved, where it stands on an agenda; no tables. */
MUST_CHECK bool proposed_head(struct db *db, struct arena *a, int64_t year, struct str run_code,
                              const struct actor *who, struct proposed *ret, struct err *e);

/* Sums over the packages as they were kept, to hold the figures above against. */
struct proposed_sums {
    int64_t packages, funded;
    struct money used;
    struct score value;
};
MUST_CHECK bool proposed_sums(struct db *db, struct arena *a, int64_t run_id,
                              struct proposed_sums *ret, struct err *e);

#endif
