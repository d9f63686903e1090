/* holding.h - what a reference (contract, order, reservation) holds on a line: reserved, obligated and open, paid.
 * Written by posting.h alone; the sums over a line's references are its balance. */
#ifndef PBIS_EXECUTE_HOLDING_H
#define PBIS_EXECUTE_HOLDING_H

#include "base/row.h"

struct db;

struct holding {
    int64_t line_id;
    struct str ref; /* '' = without one */
    struct money reserved, obligated, disbursed;
};
extern const struct row_type holding_type;
/* All zero when it holds nothing. */
MUST_CHECK bool holding_get(struct db *db, struct arena *a, int64_t line_id, struct str ref, struct holding *ret,
                            struct err *e);
/* Of one line, by ref, those after `after` (STR("") also gives none before the first: pass after_any = false to begin). */
struct holding_page {
    int64_t line_id;
    struct str after;
    bool from_start; /* `after` is not looked at */
    int64_t limit;
};
MUST_CHECK bool holding_list(struct db *db, struct arena *a, const struct holding_page *p, struct rows *ret,
                             struct err *e);

#endif
