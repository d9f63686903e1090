/* protect.h - what the Council may not cut: debt service and sums due by law (parameter council.protected: item and
 * output codes; and lines listed one by one with their article), what is contracted, and the year's tranches. */
#ifndef PBIS_PLAN_PROTECT_H
#define PBIS_PLAN_PROTECT_H

#include "base/row.h"
#include "city/actor.h"

struct protected_line {
    int64_t id, version;
    struct str line_code, line_name, agency_code, agency_name, law, article, article_title, reason, made_by;
    struct when made_at;
    struct money now;
    struct str ended_by, ended_why;
};
extern const struct row_type protected_line_type;
/* Those that hold first. */
MUST_CHECK bool protected_list(struct db *db, struct arena *a, int64_t year, int64_t after_id,
                               int64_t limit, struct rows *ret, struct err *e);
struct protected_new {
    struct str line_code, law, article, reason;
};
/* PERM_BILL. ERR_NOT_FOUND, ERR_UNKNOWN_RULE {value}, ERR_ALREADY. */
MUST_CHECK bool protected_add(struct act *by, const struct protected_new *n, struct err *e);
MUST_CHECK bool protected_end(struct act *by, struct str line_code, int64_t version, struct str why,
                              struct err *e);

#endif
