/* request.h - an agency's request (คำขอตั้งงบประมาณ ฐานศูนย์): what is still missing in it, its order, the
 * director's signature, and how far the agencies are. */
#ifndef PBIS_PLAN_REQUEST_H
#define PBIS_PLAN_REQUEST_H

#include "base/err.h"
#include "plan/package.h"

/* The package for one who may write in it now: PERM_REQUEST_WRITE of its agency, DRAFT or RETURNED,
 * the draft not tabled, and it lies with them. */
MUST_CHECK bool request_open(struct act *by, int64_t year, struct str code, struct package *ret,
                             struct err *e);

/* ---- zero start ---- */
/* Which agencies and units must start from zero in the year (parameter request.zero_scope). */
struct zero_scope {
    bool all;
    struct str codes; /* apart by spaces, when not all */
};
MUST_CHECK bool zero_scope_get(struct db *db, struct arena *a, int64_t year, struct zero_scope *ret,
                               struct err *e);
bool zero_scope_has(const struct zero_scope *z, struct str agency_code, struct str unit_code);

/* ---- completeness ---- */
/* One thing that a package lacks before it can be submitted, and where to mend it. `code` is a word of
 * missing.def; subject: the line, the question's number, or empty. */
struct missing_row {
    struct str package_code, code, subject, name, th, en, where;
};
extern const struct row_type missing_row_type;
/* What the submit event asks (persons only; bulk-made packages were never asked). Costing's checks of
 * papers and prices are added in missing.c, at the place that says so. */
MUST_CHECK bool request_missing(struct db *db, struct arena *a, int64_t package_id,
                                struct rows *ret, struct err *e);
/* For every DRAFT or RETURNED package of the agency at once. */
/* The same for every package of the agency that was sent, whatever became of it: for machine checks. */
MUST_CHECK bool request_missing_sent(struct db *db, struct arena *a, int64_t year,
                                     int64_t agency_id, struct rows *ret, struct err *e);
MUST_CHECK bool request_missing_agency(struct db *db, struct arena *a, int64_t year,
                                       int64_t agency_id, struct rows *ret, struct err *e);

/* ---- the agency's own order ---- */
struct ranked_row {
    int64_t package_id, unit_id, level, rank; /* rank 0 = not in the order yet */
    struct str code, title, level_kind, state, place, section_name, unit_code, unit_kind,
        disposition, output_name, drawn;
    int64_t lines, empty_lines, version, section_id;
    struct money requested;
    bool zero; /* within the year's zero start */
};
extern const struct row_type ranked_row_type;
/* All packages of the agency that this sight sees, in its order; those without one behind, by code. */
MUST_CHECK bool request_packages(struct db *db, struct arena *a, int64_t year, int64_t agency_id,
                                 struct str sight, struct rows *ret, struct err *e);
/* The whole order as one write: every code once; version as seen (0 = none yet): ERR_STALE. A level
 * before the one below it: ERR_LEVEL_BELOW {level, below}. PERM_REQUEST_WRITE (who gathers) or
 * PERM_REQUEST_APPROVE of the agency. */
MUST_CHECK bool rank_save(struct act *by, int64_t year, int64_t agency_id, const struct str *code,
                          size_t n, int64_t version, struct err *e);
MUST_CHECK bool rank_version(struct db *db, int64_t year, int64_t agency_id, int64_t *ret,
                             struct err *e);
/* The place of one package in its agency's order; 0 = none. */
MUST_CHECK bool rank_of(struct db *db, int64_t package_id, int64_t *ret, struct err *e);

/* ---- the director signs ---- */
struct sign {
    struct str capacity; /* '' in own right, acting (รักษาราชการแทน), delegated (ปฏิบัติราชการแทน) */
    struct str order_no; /* needed with a capacity */
    struct date order_on;
};
/* In which capacity: ERR_BAD_CHOICE {capacity}, ERR_REQUIRED {order_no}. */
MUST_CHECK bool sign_check(const struct sign *s, struct err *e);
MUST_CHECK bool sign_write(struct act *by, int64_t package_id, struct str event,
                           const struct sign *s, struct err *e);
struct sign_row {
    struct when at;
    struct str by_user, full_name, event, capacity, order_no;
    struct date order_on;
};
extern const struct row_type sign_row_type;
MUST_CHECK bool sign_list(struct db *db, struct arena *a, int64_t package_id, struct rows *ret,
                          struct err *e);
/* Submits each of them that is complete; the others are named with why (sign_result). False only when
 * the signature itself is wrong. */
struct sign_item {
    struct str code;
    int64_t version;
};
struct sign_result {
    struct str code;
    bool signed_now;
    struct err why;
};
MUST_CHECK bool packages_sign(struct act *by, int64_t year, const struct sign_item *item, size_t n,
                              const struct sign *s, struct sign_result *ret, struct err *e);

/* ---- how far the agencies are ---- */
struct request_row {
    struct str code, name_th, name_en, kind;
    int64_t division, id;
    int64_t draft, returned, submitted, accepted; /* packages by state; draft only with `own` */
    int64_t packages;                             /* sent to the city */
    struct money asked;                           /* of what was sent */
    struct money ceiling, room;                   /* issued; MONEY_MISSING = none */
    struct str stage; /* none, preparing, part, sent, returned, accepted: where its request is */
    struct when last;
    int64_t late_days; /* the most that a package of it came late; 0 = all in time */
};
extern const struct row_type request_row_type;
MUST_CHECK bool request_agencies(struct db *db, struct arena *a, int64_t year, struct str sight,
                                 struct rows *ret, struct err *e);

#endif
