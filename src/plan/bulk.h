/* bulk.h - many units, packages and lines in one write: imports and the demonstration city.
 *
 * Same rules as package.h (codes, whole baht, one line_change a requested amount, search grams of
 * packages), but one audit record and one permission check for the batch, identities taken in
 * blocks, and inserts through db_bulk. Order: a unit, its packages by level, their lines.
 *
 * The ids that come back are negative: they name a row of the batch in later calls and nothing
 * else. Rows that were there before are named by their ids. Texts are copied. */
#ifndef PBIS_PLAN_BULK_H
#define PBIS_PLAN_BULK_H

#include "city/agency.h"
#include "plan/package.h"

struct plan_bulk;

/* what: the audit record's subject, such as "import:bma-lines:<sha256>" or "demo:2566". */
MUST_CHECK bool plan_bulk_begin(struct act *by, int64_t year, struct str what,
                                struct plan_bulk **ret, struct err *e);
/* For the units of one agency, drafts only, by its own people: PERM_REQUEST_WRITE there. */
MUST_CHECK bool plan_bulk_begin_own(struct act *by, int64_t year, const struct agency *g,
                                    struct str what, struct plan_bulk **ret, struct err *e);
/* Of a supplementary ordinance (supplementary.h), which checks where its bill stands: PERM_BILL of the city. Its
 * packages are FUNDED from the first. */
MUST_CHECK bool plan_bulk_begin_bill(struct act *by, int64_t year, struct str what,
                                     struct plan_bulk **ret, struct err *e);
MUST_CHECK bool plan_bulk_unit(struct plan_bulk *b, const struct unit_new *u, int64_t *ret_id,
                               struct err *e);
/* state: DRAFT, SUBMITTED or ANALYST_ACCEPTED (of a bill: FUNDED); the events that lead there are recorded. */
MUST_CHECK bool plan_bulk_package(struct plan_bulk *b, const struct package_new *p,
                                  struct str state, int64_t *ret_id, struct err *e);
MUST_CHECK bool plan_bulk_line(struct plan_bulk *b, const struct line_new *l, int64_t *ret_id,
                               struct str *ret_code, struct err *e);
/* A later stage's amount of a line added in this batch (its newest seq is known). */
struct bulk_change {
    int64_t line_id;
    enum stage stage;
    struct money old, amount;
    struct str reason, resolution;
};
MUST_CHECK bool plan_bulk_amount(struct plan_bulk *b, const struct bulk_change *c, struct err *e);
MUST_CHECK bool plan_bulk_end(struct plan_bulk *b, struct err *e);

#endif
