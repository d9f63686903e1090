/* reconcile.h - the ledger beside the books of MIS2 and e-GP (กระทบยอด): a run a day compares, for each system and kind that
 * sent files, the sums of both sides by agency x output x item group x fund, up to the newest document of the other side.
 * e-GP knows agencies only, so it is compared by agency.
 *
 * A difference is one row for ever, known by its group: found (open), changed by later runs, explained by one person and
 * settled by another, or gone when both sides agree again. A settled one whose amount changes is open again. No figure that
 * is derived from execution is final while one is open: reconcile_open(). */
#ifndef PBIS_EXECUTE_RECONCILE_H
#define PBIS_EXECUTE_RECONCILE_H

#include "base/row.h"
#include "city/actor.h"

struct reconcile_run {
    int64_t id, year;
    struct date as_of;
    int64_t groups, differing, fresh, gone; /* groups compared; that differ, settled ones too; newly found; gone */
    struct money gap;                       /* sum of the differences, without sign */
    struct str by_user;
    struct when at;
};
extern const struct row_type reconcile_run_type;
/* Compares now. PERM_RECONCILE, city. ERR_NOTHING when no file was taken yet. */
MUST_CHECK bool reconcile_do(struct act *by, int64_t year, struct date as_of, struct reconcile_run *ret, struct err *e);
/* Newest first. */
MUST_CHECK bool reconcile_runs(struct db *db, struct arena *a, int64_t year, int64_t limit, struct rows *ret,
                               struct err *e);
/* Differences of the year that are open. */
MUST_CHECK bool reconcile_open(struct db *db, int64_t year, int64_t *ret, struct err *e);

struct difference {
    int64_t id, version, year, agency_id, division;
    struct str code, kind, system, agency_code, agency_name, output_code, group_code, fund_code;
    struct money ours, theirs, gap; /* gap = theirs - ours */
    struct str state;
    int64_t days; /* open since first_on */
    struct date first_on, last_on;
    struct date until_on; /* both sides were compared up to it */
    struct str owner, explanation, explained_by, settled_by;
    struct date settled_on;
};
extern const struct row_type difference_type;
struct difference_filter {
    int64_t year;
    struct str state;    /* empty = all */
    int64_t after, limit; /* ids above `after` */
    struct date today;
};
MUST_CHECK bool difference_list(struct db *db, struct arena *a, const struct difference_filter *f, struct rows *ret,
                                struct err *e);
MUST_CHECK bool difference_get(struct db *db, struct arena *a, struct str code, struct date today,
                               struct difference *ret, struct err *e);
/* Open differences by age and kind. */
struct difference_age {
    struct str kind, system;
    int64_t today, week, month, older, n; /* found today; 1-7 days; 8-30; more */
    struct money gap;
};
extern const struct row_type difference_age_type;
MUST_CHECK bool difference_ages(struct db *db, struct arena *a, int64_t year, struct date today, struct rows *ret,
                                struct err *e);
struct difference_event {
    struct when at;
    struct str event, by_user, note;
    struct money gap;
};
extern const struct row_type difference_event_type;
MUST_CHECK bool difference_events(struct db *db, struct arena *a, int64_t id, struct rows *ret, struct err *e);

/* What makes it up: documents of both sides, those that agree left out. */
struct difference_doc {
    struct str side; /* ours, theirs, differs */
    struct str doc;
    struct date on;
    struct money ours, theirs, gap;
    struct str line_code, what; /* what: payee, or the entry's note */
    int64_t entry;
};
extern const struct row_type difference_doc_type;
MUST_CHECK bool difference_docs(struct db *db, struct arena *a, const struct difference *d, struct rows *ret,
                                struct err *e);

/* Gives it to a person (user name; they must be there). PERM_RECONCILE. ERR_NOT_FOUND, ERR_STALE, ERR_STATE. */
MUST_CHECK bool difference_assign(struct act *by, struct str code, int64_t version, struct str owner, struct err *e);
/* Why it is so: PERM_RECONCILE, or PERM_SPEND in its agency. ERR_REQUIRED, ERR_STALE, ERR_STATE. */
MUST_CHECK bool difference_explain(struct act *by, struct str code, int64_t version, struct str text, struct err *e);
/* Accepted as explained, by another person than who explained it. PERM_RECONCILE. ERR_SAME_PERSON, ERR_REQUIRED
 * {explanation}, ERR_STALE, ERR_STATE. */
MUST_CHECK bool difference_settle(struct act *by, struct str code, int64_t version, struct str note, struct err *e);

#endif
