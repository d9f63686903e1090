/* assign.h - who analyses what (มอบหมายงานวิเคราะห์): an agency's packages by default, one package by
 * override; moved one by one or many at once, with a history and an undo until work has begun. */
#ifndef PBIS_PLAN_ASSIGN_H
#define PBIS_PLAN_ASSIGN_H

#include "plan/package.h"

enum { ASSIGN_MOST = 500 };

/* The analyst of a package; empty = nobody. */
MUST_CHECK bool assignee_of(struct db *db, struct arena *a, int64_t package_id, struct str *ret,
                            struct err *e);

/* ---- what there is ---- */
struct analyst { /* who may analyse in a division, and what they have */
    struct str user_name, full_name, role;
    int64_t division;
    int64_t packages, lines; /* open: submitted or accepted */
    struct money asked;
    int64_t unseen, recommended; /* not accepted yet; with a recommendation */
    int64_t flags;               /* warnings of the machine checks */
    int64_t questions, late;     /* of theirs that wait for an agency; past their day */
    struct score days;           /* average age of what is open, in days */
    int64_t settled;             /* decided in this year */
};
extern const struct row_type analyst_type;
struct rollup;
/* Of one division (0 = all), on the store's day (db_day); the last row, user_name empty, is what nobody
 * has. */
MUST_CHECK bool workload(struct db *db, struct arena *a, struct rollup *sums, int64_t year,
                         int64_t division, struct rows *ret, struct err *e);

struct assigned_row {
    int64_t id, version, lines;
    struct str code, title, agency_code, agency_name, state, user_name;
    bool own; /* by override, not by the agency's default */
    struct when since; /* in this state */
    struct money asked;
    int64_t questions, flags; /* open ones; warnings */
    bool begun, recommended;
};
extern const struct row_type assigned_row_type;
/* Open packages of a division (0 = all), of one person (STR("-") = of nobody, empty = all), after a key. */
struct assigned_filter {
    int64_t year, division;
    struct str user_name;
    int64_t agency_id; /* 0 = all */
    int64_t after_id, limit;
};
MUST_CHECK bool assigned_list(struct db *db, struct arena *a, struct rollup *sums,
                              const struct assigned_filter *f, struct rows *ret, struct err *e);

struct agency_assign { /* an agency's default */
    int64_t agency_id, version, packages;
    struct str agency_code, agency_name, user_name;
};
extern const struct row_type agency_assign_type;
MUST_CHECK bool agency_assign_list(struct db *db, struct arena *a, int64_t year, int64_t division,
                                   struct rows *ret, struct err *e);

struct assign_event_row {
    struct when at;
    struct str batch, agency_name, package_code, package_title, from_user, to_user, by_user, reason;
    bool undone;
};
extern const struct row_type assign_event_type;
/* Of the division (0 = all), newest first, at most `limit`. */
MUST_CHECK bool assign_history(struct db *db, struct arena *a, int64_t year, int64_t division,
                               int64_t limit, struct rows *ret, struct err *e);

/* ---- moving ---- */
/* Permission PERM_ASSIGN in the division of each; to_user: somebody who may analyse there and is not of
 * the agency (ERR_SCOPE, ERR_OWN_AGENCY), or empty: nobody. */
MUST_CHECK bool assign_agency(struct act *by, int64_t year, struct str agency_code,
                              struct str to_user, int64_t version, struct str reason,
                              struct err *e);
/* All or none. *ret_code names the act for assign_undo(). ERR_NOTHING when nothing would move,
 * ERR_LIMIT, ERR_STATE for a package that is no more open. */
struct assign_move {
    struct str code; /* of the package */
    struct str to_user;
};
MUST_CHECK bool assign_packages(struct act *by, int64_t year, const struct assign_move *m, size_t n,
                                struct str reason, struct str *ret_code, struct err *e);
/* Takes an act back while nobody it gave work to has acted on any of it: ERR_UNDO_LATE {what}. */
MUST_CHECK bool assign_undo(struct act *by, struct str batch_code, struct err *e);
/* The newest act of a person that may still be undone; empty = none. */
MUST_CHECK bool assign_undoable(struct db *db, struct arena *a, int64_t year, struct str by_user,
                                struct str *ret, struct err *e);

/* An even spread: packages that nobody has, and not yet begun ones of those who have most, to whoever
 * has least; weight = 1 + lines / 10. Pure; at most `most` moves. */
struct spread_item {
    struct str code, from; /* from: empty = nobody's */
    int64_t lines;
    bool begun;
    bool moved; /* out */
};
struct spread_person {
    struct str user_name;
    int64_t weight; /* in: what they have; out: what they would have */
};
struct spread_move {
    struct str code, from, to;
};
size_t spread(struct spread_item *item, size_t items, struct spread_person *person,
              size_t people, struct spread_move *ret, size_t most);
int64_t spread_weight(int64_t lines);

#endif
