/* criteria.h - by what the packages of a year are scored (เกณฑ์คะแนนของข้อเสนอ).
 *
 * A set of criteria is a version of a year: each criterion has a word, names, where its knowledge comes
 * from, words for 0 to 4 (anchors) and a weight; the weights sum to 10,000, set directly or by comparing
 * two by two (weighing.h) with a consistency ratio of at most the parameter criteria.consistency. States:
 * draft -> published (by somebody who neither made nor wrote in it) -> replaced by the next one that is
 * published. What was published is not edited, and once a score was sent no other set of the year is
 * published. Scoring opens on its day, not before it is published. A criterion of which nothing is known
 * this year says so (has_data = false, with the reason): nobody scores it, the others share its weight. */
#ifndef PBIS_ALLOCATE_CRITERIA_H
#define PBIS_ALLOCATE_CRITERIA_H

#include "allocate/weighing.h"
#include "base/row.h"
#include "city/actor.h"

enum { CRITERIA_MAX = WEIGH_MAX, CRITERIA_ANCHORS = WEIGH_SCALE + 1 };

struct criteria_set {
    int64_t id, year, number, version;
    struct str state, method, reason; /* method: direct, pairwise */
    struct date opens_on;
    bool has_ratio;
    struct score ratio; /* consistency ratio of the comparison */
    struct str made_by;
    struct when made;
    struct str published_by;
    struct when published;
    int64_t criteria, weights_bp, pairs, sent; /* how many; their sum; compared; sheets sent under it */
};
extern const struct row_type criteria_set_type;

struct criterion {
    struct str word, name, source, direction;
    struct share weight;
    bool has_data;
    struct str no_data_why;
    struct str anchor0, anchor1, anchor2, anchor3, anchor4; /* in the reader's language */
    struct str name_th, name_en, anchors_th, anchors_en;    /* as written; five lines each */
};
extern const struct row_type criterion_type;

struct criteria_pair {
    struct str one, other;
    int64_t strength; /* weighing.h */
};
extern const struct row_type criteria_pair_type;
struct criteria_event {
    struct when at;
    struct str event, by_user, reason;
};
extern const struct row_type criteria_event_type;

/* ---- reading ---- */
MUST_CHECK bool criteria_sets(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e);
/* number 0: the published one. ERR_NOT_FOUND; ERR_CRITERIA_NONE {year} for 0. */
MUST_CHECK bool criteria_get(struct db *db, struct arena *a, int64_t year, int64_t number, struct criteria_set *ret,
                             struct err *e);
MUST_CHECK bool criteria_find(struct db *db, struct arena *a, int64_t year, struct criteria_set *ret, bool *ret_found,
                              struct err *e);
/* In their order. */
MUST_CHECK bool criteria_of(struct db *db, struct arena *a, int64_t set_id, enum lang lang, struct rows *ret, struct err *e);
MUST_CHECK bool criteria_pairs(struct db *db, struct arena *a, int64_t set_id, struct rows *ret, struct err *e);
MUST_CHECK bool criteria_events(struct db *db, struct arena *a, int64_t set_id, struct rows *ret, struct err *e);
/* The comparison of a set as weighing.h takes it; `w` is made when all are compared. */
struct criteria_weighed {
    struct weigh_pairs pairs;
    struct weighing w;
    bool all;
};
MUST_CHECK bool criteria_weighing(struct db *db, struct arena *a, const struct rows *criteria, int64_t set_id, struct criteria_weighed *ret,
                                  struct err *e);

/* ---- writing: PERM_CRITERIA, city ---- */
struct criteria_new {
    int64_t year;
    struct str reason;
    struct date opens_on;
    bool usual; /* begins with the eight usual criteria (data/criteria.csv) when the year has none to copy */
};
/* A draft, with the criteria of the newest set of this year or the one before. ERR_DUPLICATE while there is a draft. */
MUST_CHECK bool criteria_draft(struct act *by, const struct criteria_new *n, int64_t *ret_number, struct err *e);

/* Adds, or changes the one of that word. ERR_STATE, ERR_STALE, ERR_LIMIT, ERR_REQUIRED, ERR_BAD_CHOICE,
 * ERR_CRITERIA_ANCHORS {field, value, expected}. */
struct criterion_edit {
    int64_t version; /* of the set */
    struct str word, name_th, name_en, source, direction, anchors_th, anchors_en, no_data_why;
    bool has_data;
};
MUST_CHECK bool criterion_put(struct act *by, int64_t year, int64_t number, const struct criterion_edit *c, struct err *e);
MUST_CHECK bool criterion_drop(struct act *by, int64_t year, int64_t number, int64_t version, struct str word, struct err *e);

/* Weights directly, one a criterion in their order: ERR_CRITERIA_WEIGHTS {value, expected} unless they sum to 10,000. */
MUST_CHECK bool criteria_weigh(struct act *by, int64_t year, int64_t number, int64_t version, const struct share *weight,
                               size_t n, struct err *e);
/* Weights by comparison of every pair: ERR_CRITERIA_PAIR {one, other}, ERR_BAD_NUMBER, ERR_CRITERIA_RATIO {value,
 * expected, one, other, third, found} when it is inconsistent (nothing is kept). */
MUST_CHECK bool criteria_compare(struct act *by, int64_t year, int64_t number, int64_t version,
                                 const struct criteria_pair *pair, size_t n, struct err *e);
/* event: publish (another person, complete: ERR_SAME_PERSON, ERR_CRITERIA_WEIGHTS, ERR_NOTHING; ERR_CRITERIA_USED once scores
 * were sent), drop (a draft). A reason for both. */
MUST_CHECK bool criteria_move(struct act *by, int64_t year, int64_t number, int64_t version, struct str event,
                              struct str reason, struct err *e);

#endif
