/* service_agreement.h - service delivery agreements (ข้อตกลงการให้บริการ; DOMAIN.md 9.2): quantity, quality, time and cost
 * of each output of an agency.
 *
 * Made at enactment from the levels that were funded: each level's output (plan/question.h) and enacted amounts, added up
 * by decision unit and word of counting; unlike words are never added. Money that moves later shows as moved; re-basing
 * makes a new version that names the entries it answers: each part's cost is what the ledger says, its quantity what a
 * person decided on a proposal by the stated rule (parameter service.scale: the share of cost that follows quantity).
 * Nothing of it enters the performance agreement. */
#ifndef PBIS_PERFORM_SERVICE_AGREEMENT_H
#define PBIS_PERFORM_SERVICE_AGREEMENT_H

#include "base/row.h"
#include "city/actor.h"

struct service_agreement {
    int64_t id, year, agency_id, division, output_id, number, version, entry_seq; /* number, entry_seq: of its newest version */
    struct str code, agency_code, agency_name, output_code, output_name;
    struct money agreed, moved, now; /* cost of the newest version; what the ledger moved since; their sum */
    int64_t parts, unsaid; /* unsaid: parts whose levels say no quantity */
    int64_t measured;      /* parts that an indicator counts */
    struct when at;        /* of the newest version */
};
extern const struct row_type service_agreement_type;
struct service_filter {
    int64_t year, agency_id; /* agency 0 = all */
    bool moved;              /* only those whose money moved */
    struct str after;        /* code */
    int64_t limit;           /* 0: all, at most 2,000 */
};
MUST_CHECK bool service_list(struct db *db, struct arena *a, const struct service_filter *f,
                             struct rows *ret, struct err *e);
/* ERR_NOT_FOUND {what}. */
MUST_CHECK bool service_get(struct db *db, struct arena *a, struct str code,
                            struct service_agreement *ret, struct err *e);
struct service_count {
    int64_t agreements, agencies, moved, unsaid, missing; /* missing: funded outputs without one */
    struct money agreed, now;
};
/* Of all rows of service_list() of the year or the agency. */
MUST_CHECK bool service_counted(struct db *db, struct arena *a, int64_t year, int64_t agency_id,
                                const struct rows *all, struct service_count *ret, struct err *e);

struct service_part {
    int64_t unit_id, levels;
    struct str unit_code, name, unit_word; /* no word: no quantity was said */
    int64_t proposed_milli, quantity_milli;
    struct str quality, delivered; /* delivered: in time, in words */
    struct money cost, now;        /* now: what the ledger says today */
    struct money each;             /* cost of one; 0 without a quantity */
    int64_t offer_milli;           /* the rule's quantity for `now` */
    struct str indicator;          /* the code of what counts it; empty: nothing does */
    bool has_result;               /* its newest reading that was sent has a number */
    struct score result;
    struct str reported;           /* as it was reported */
    int64_t actual_period;
    struct share reached;          /* actual of quantity */
};
extern const struct row_type service_part_type;
/* version 0: the newest. */
MUST_CHECK bool service_parts(struct db *db, struct arena *a, const struct service_agreement *x,
                              int64_t version, struct rows *ret, struct err *e);

struct service_version {
    int64_t id, number, entry_seq;
    struct str kind; /* enact rebase terms */
    struct money cost, moved;
    struct share scale;
    struct str reason, by_user, capacity;
    struct when at;
};
extern const struct row_type service_version_type;
MUST_CHECK bool service_versions(struct db *db, struct arena *a, int64_t service_id,
                                 struct rows *ret, struct err *e);
/* Entries that moved money into (above 0) or out of the output: after the newest version (version 0), or those that a
 * version answered. At most 500. */
struct service_move {
    int64_t entry_seq;
    struct str key, type, line_code, line_name, other_code, authority, note; /* key: CODE:ROW of its order */
    struct date on_date;
    struct money amount;
};
extern const struct row_type service_move_type;
MUST_CHECK bool service_moves(struct db *db, struct arena *a, const struct service_agreement *x,
                              int64_t version, struct rows *ret, struct err *e);

/* The quantity for a new cost: q x (1 + scale x (now - agreed) / agreed), half up to thousandths, not below 0; q itself
 * when nothing was agreed. */
int64_t service_scaled(int64_t quantity_milli, struct money agreed, struct money now,
                       struct share scale);

/* ---- writing; PERM_AGREE, PERM_ENACT or PERM_CYCLE for the city makes, PERM_AGREE for the city or
 * PERM_RESULT_APPROVE in the agency re-bases and sets terms ---- */

/* Every output with enacted money and no agreement yet; again: only what is new. *ret: how many were made. */
MUST_CHECK bool service_make_year(struct act *by, int64_t year, int64_t *ret, struct err *e);
struct service_terms {
    struct str unit_code, unit_word, quality, delivered;
    int64_t quantity_milli;
};
/* A new version with the ledger's costs and these quantities; parts not named take the rule's. ERR_NOTHING when no money
 * moved, ERR_REASON_NEEDED. */
MUST_CHECK bool service_rebase(struct act *by, struct str code, int64_t version,
                               const struct service_terms *t, size_t n, struct str reason,
                               struct err *e);
/* Quality, time and quantity, the cost as it was agreed. */
MUST_CHECK bool service_terms_set(struct act *by, struct str code, int64_t version,
                                  const struct service_terms *t, size_t n, struct str reason,
                                  struct err *e);
/* Which indicator's readings count a part; indicator_id 0 takes it away. version 0: none yet. */
MUST_CHECK bool service_measure_set(struct act *by, struct str code, const struct service_terms *part,
                                    int64_t indicator_id, struct err *e);

#endif
