/* rating.h - what a package is worth by the year's criteria (ให้คะแนนข้อเสนอ).
 *
 * Two persons score a package, neither of the asking agency, neither seeing the other's sheet until both
 * have sent theirs. A score is 0 to 4 with its evidence: a file, an indicator, a reading, a document, or
 * what the package's own form says; each is looked up. Where the two differ by at least the parameter
 * rating.difference, a third decides with a reason. Then
 *
 *   points = 25 x sum(weight x (first + second) / 2) / sum(weight)     0..100, weighing.h
 *   spread = 25 x sum(weight x |first - second| / 2) / sum(weight)     of what was not decided by a third
 *
 * over the criteria that have data this year. Two packages whose points differ by no more than both
 * spreads together are a tie: these scores cannot part them.
 *
 * rating_apply() makes the points of all settled packages their score (package.value_score) at once: points
 * and a score by another road do not lie on one scale. What earlier years achieved is no criterion's
 * business twice: it multiplies the value afterwards (perform/past_evidence.h), and pages say so. How points
 * become the value of an instance is the parameter rating.normalise (rating_value). */
#ifndef PBIS_ALLOCATE_RATING_H
#define PBIS_ALLOCATE_RATING_H

#include "allocate/criteria.h"

enum { RATING_PAGE = 100, RATING_NONE = -1 };

/* ---- reading ---- */

struct rating_filter {
    int64_t year, division, agency_id; /* 0 = all */
    struct str show;                   /* todo, mine, half, disagreed, settled, all (empty) */
    struct str scorer;                 /* whose `mine` */
    int64_t after;                     /* package id */
    int64_t limit;                     /* 0 = RATING_PAGE */
};
struct rating_row {
    int64_t id; /* the package's */
    struct str code, title, agency_code, agency_name, level_kind, package_state;
    int64_t division, seats, sent, differing;
    struct str mine;  /* the reader's sheet: empty, draft, sent */
    struct str state; /* open, disagreed, settled, applied */
    struct score points, spread;
    bool has_points;
};
extern const struct row_type rating_row_type;
/* limit + 1 rows say that there are more. */
MUST_CHECK bool rating_list(struct db *db, struct arena *a, const struct rating_filter *f, enum lang lang, struct rows *ret,
                            struct err *e);

struct rating_division {
    int64_t division, packages, none, one, both, disagreed, settled, applied;
};
extern const struct row_type rating_division_type;
MUST_CHECK bool rating_progress(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e);

/* One package as a scorer sees it. */
struct rating_sheet {
    int64_t package_id, year, agency_id, division, version; /* version of the reader's own sheet; 0 = none yet */
    struct str code, title, agency_name, package_state, justification;
    struct str mine; /* empty, draft, sent */
    int64_t seats, sent;
    struct criteria_set set;
    struct rows rows; /* of rating_score_row */
    struct str final_state; /* empty, disagreed, settled */
    bool has_points, applied;
    struct score points, spread;
    int64_t final_version;
};
/* One criterion. The other's figures are RATING_NONE until both have sent. */
struct rating_score_row {
    struct str criterion, name, source;
    struct share weight;
    bool has_data;
    struct str no_data_why;
    int64_t mine;
    struct str evidence_kind, evidence, note;
    int64_t first, second, settled; /* RATING_NONE */
    struct str mine_text, first_text, second_text, settled_text; /* empty: none, or not shown */
    struct str first_by, first_evidence, second_by, second_evidence, settled_by, settled_why;
    bool differs;
    struct str anchors;
};
extern const struct row_type rating_score_row_type;
/* ERR_NOT_FOUND, ERR_CRITERIA_NONE. */
struct rating_ask {
    const struct actor *who;
    int64_t year;
    struct str code;
    enum lang lang;
};
MUST_CHECK bool rating_sheet(struct db *db, struct arena *a, const struct rating_ask *q, struct rating_sheet *ret, struct err *e);
/* What can be named as evidence of a package. */
struct rating_evidence {
    struct str kind, code, name; /* kind: file indicator reading document form */
};
extern const struct row_type rating_evidence_type;
MUST_CHECK bool rating_evidence(struct db *db, struct arena *a, int64_t package_id, enum lang lang, struct rows *ret,
                                struct err *e);

/* The settled ones from the highest points: DOMAIN.md 5.3's quartiles. */
struct rating_rank {
    int64_t rank, quartile, package_id;
    struct str code, title, agency_name, level_kind;
    struct score points, spread;
    int64_t mandate;
    struct money amount;
    int64_t tied;   /* other packages that the scores cannot part it from */
    bool has_run, funded;
    int64_t across; /* of those tied, how many the newest run decided the other way */
};
extern const struct row_type rating_rank_type;
MUST_CHECK bool rating_ranking(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e);
/* The pure part: sorts by points, mandate, lower amount, code; fills rank, quartile, tied, across. */
void rating_rank_put(struct arena *a, struct rating_rank *r, size_t n);

/* A package's score by criterion in one statement, for its page; n = 0 when it is not settled. */
struct rating_part {
    struct str name;
    int64_t both; /* of 8 */
    struct share weight;
    struct score points, gives; /* of the package; of this criterion */
    bool applied;
};
extern const struct row_type rating_part_type;
MUST_CHECK bool rating_parts(struct db *db, struct arena *a, int64_t package_id, enum lang lang, struct rows *ret,
                             struct err *e);

/* ---- values of an instance ---- */
struct rating_points {
    int64_t package_id;
    struct score points;
};
extern const struct row_type rating_points_type;
/* Of packages whose points were applied, by package id. */
MUST_CHECK bool rating_values(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e);
enum rating_normal { RATING_BY_POINTS, RATING_BY_COST };
MUST_CHECK bool rating_normal(struct db *db, struct arena *a, int64_t year, enum rating_normal *ret, struct err *e);
/* BY_POINTS: the points. BY_COST: points x cost x packages / total, so that one of average cost keeps its points. */
struct score rating_value(enum rating_normal how, struct score points, int64_t cost, int64_t total, int64_t packages);

/* ---- writing: PERM_RATE where the package's agency is analysed; not one of its own people: ERR_OWN_AGENCY ---- */
struct rating_item {
    struct str criterion, evidence_kind, evidence, note;
    int64_t score; /* RATING_NONE: left open */
};
struct rating_change {
    int64_t version; /* of the own sheet; 0 = it begins */
    struct rating_item item[CRITERIA_MAX];
    size_t n;
    bool send; /* every criterion with data must be scored */
};
/* ERR_CRITERIA_NONE, ERR_RATING_EARLY {from}, ERR_STATE, ERR_SEATS (two others have it), ERR_ALREADY (one's sheet is sent),
 * ERR_RATING_SCORE {field, value}, ERR_RATING_EVIDENCE {field, value, expected}, ERR_STALE. */
MUST_CHECK bool rating_save(struct act *by, int64_t year, struct str code, const struct rating_change *c, struct err *e);
struct rating_decision {
    int64_t version; /* of the final: rating_sheet.final_version */
    struct rating_item item[CRITERIA_MAX]; /* score, and the reason in note, of each that differs */
    size_t n;
};
/* By neither of the two: ERR_SAME_PERSON. */
MUST_CHECK bool rating_settle(struct act *by, int64_t year, struct str code, const struct rating_decision *d, struct err *e);
/* PERM_CRITERIA of the city: the points of every settled package become its score; one record. ERR_NOTHING. Packages that
 * compete and are not settled need a reason. */
MUST_CHECK bool rating_apply(struct act *by, int64_t year, struct str reason, int64_t *ret_packages, struct err *e);

#endif
