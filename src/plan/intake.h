/* intake.h - what was sent to a division, for many at once: received for analysis (รับไว้วิเคราะห์), or
 * recommended alike (recommend_bulk of analysis.h).
 *
 * Anybody who analyses in the division may, whoever it is assigned to; nobody on their own agency's request
 * or on one that they made or signed. */
#ifndef PBIS_PLAN_INTAKE_H
#define PBIS_PLAN_INTAKE_H

#include "plan/package.h"

struct rollup;

enum { INTAKE_MOST = 2000 }; /* accepted by one write */

struct intake_row {
    int64_t id, version, agency_id, division;
    struct str code, title, agency_code, agency_name, state, user_name; /* user_name: whose analysis */
    bool made, recommended; /* made: by the reader, or signed */
    int64_t flags;          /* warnings and stops of the machine checks */
    struct money asked;
};
extern const struct row_type intake_row_type;
struct intake_filter {
    int64_t year, division;      /* division 0 = all */
    struct str agency_code;      /* empty = all */
    struct str show;             /* submitted: not accepted yet; silent: open, without a recommendation */
    struct str user_name;        /* assigned to; empty = whoever */
    int64_t after_id, limit;
};
/* By id. `sums` gives what is asked; NULL: 0. */
MUST_CHECK bool intake_list(struct db *db, struct arena *a, struct rollup *sums,
                            const struct actor *who, const struct intake_filter *f,
                            struct rows *ret, struct err *e);
MUST_CHECK bool intake_count(struct db *db, const struct intake_filter *f, int64_t *ret,
                             struct err *e);
/* All of a year that is not accepted yet. */
MUST_CHECK bool intake_open(struct db *db, struct arena *a, const struct actor *who, int64_t year,
                            struct rows *ret, struct err *e);
const struct intake_row *intake_by_id(const struct rows *rows, int64_t id);
/* May this person analyse it? ERR_SCOPE, ERR_OWN_AGENCY, ERR_SAME_PERSON. */
MUST_CHECK bool intake_check(const struct actor *who, const struct intake_row *p, struct err *e);

struct intake_pick {
    int64_t id, version; /* as it was seen */
};
/* Accepts all or none: states and events of each package as package_event() writes them, and one audit
 * record for the batch. *ret_row: the one that was refused. ERR_STALE, ERR_LIMIT, ERR_NOTHING, and what
 * intake_check() says. */
MUST_CHECK bool packages_accept(struct act *by, int64_t year, const struct intake_pick *p, size_t n,
                                size_t *ret_row, struct err *e);

#endif
