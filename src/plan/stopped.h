/* stopped.h - what becomes of last year's work (ทำต่อ / ปรับ / ลด / เลิก), and the city's register of reduced
 * and stopped work (บัญชีรายการที่ลดหรือยกเลิก): baht freed, where it went, who decided. */
#ifndef PBIS_PLAN_STOPPED_H
#define PBIS_PLAN_STOPPED_H

#include "plan/package.h"

struct unit_review {
    int64_t unit_id, past_year;
    struct str past_code;   /* the unit of that year; empty = new work */
    struct str disposition; /* '' not said yet, new continue change reduce stop */
    struct str reason, resolution, decided_by;
    struct when decided_at;
    int64_t version;
    struct money
        last; /* of the past unit: enacted, or its newest amount where nothing was enacted */
    struct money asked; /* now, by all levels */
    struct money moved; /* of what is freed, already given to other packages */
};
extern const struct row_type unit_review_type;
/* What is freed: last - asked when the work is reduced or stopped, else 0; never negative. */
struct money unit_freed(const struct unit_review *r);
MUST_CHECK bool unit_review_get(struct db *db, struct arena *a, int64_t unit_id,
                                struct unit_review *ret, bool *ret_found, struct err *e);

struct disposition_new {
    int64_t year, version; /* version as seen; 0 = none yet */
    struct str code;       /* a package of the unit */
    struct str disposition, reason, resolution, decided_by;
};
/* Reduce and stop say why and who decided: ERR_REQUIRED {reason | decided_by}. ERR_BAD_CHOICE,
 * ERR_STALE; continue, change, reduce and stop need work of last year: ERR_NOT_FOUND. Where the
 * money that was freed is given to others already and the new word frees less: ERR_FREED. */
MUST_CHECK bool disposition_set(struct act *by, const struct disposition_new *n, struct err *e);
/* Gives so much of what the unit of `code` frees to a package of the agency and year (0 = takes it
 * back). More than is freed: ERR_FREED {need, left}. */
MUST_CHECK bool freed_give(struct act *by, int64_t year, struct str code, struct str to,
                           struct money amount, struct err *e);
struct freed_row {
    struct str unit_code, unit_title, package_code, package_title;
    struct money amount;
};
extern const struct row_type freed_row_type;
/* Where the unit's money went; or, with unit_id 0, where the package's came from. */
MUST_CHECK bool freed_list(struct db *db, struct arena *a, int64_t unit_id, int64_t package_id,
                           struct rows *ret, struct err *e);

struct stopped_row {
    struct str unit_code, title, agency_code, agency_name, disposition;
    int64_t past_year;
    struct money last, asked, freed, moved, left;
    struct str reason, decided_by, resolution, package_code;
    struct when decided_at;
};
extern const struct row_type stopped_row_type;
/* The register of the year, of all agencies or one, as this sight sees it; largest sum first. */
MUST_CHECK bool stopped_list(struct db *db, struct arena *a, int64_t year, int64_t agency_id,
                             struct str sight, struct rows *ret, struct err *e);

#endif
