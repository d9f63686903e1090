/* history.h - what the lines of earlier years were asked, enacted, after transfers and paid.
 *
 * Years that were before PBIS, or outside it, are rows of past_line (history_put: an importer, the
 * demonstration city). A year that lives in PBIS answers from its own lines where past_line has no
 * row: asked = the requested stage, enacted = the enacted stage, after transfers and paid from the
 * ledger, obligated likewise (open obligations, what was paid, what was carried with them: the past rows of other
 * sources do not say it). An amount that is not known is MONEY_MISSING. */
#ifndef PBIS_PLAN_HISTORY_H
#define PBIS_PLAN_HISTORY_H

#include "base/row.h"
#include "city/actor.h"

enum { HISTORY_YEARS = 3 }; /* shown beside each line */

struct past_line {
    int64_t year, agency_id;
    struct str output_code, item_code;
    struct str key; /* the line's code of that year, or the source's own; empty: output:item:name */
    struct str name;
    struct money asked, enacted, after_transfers, paid; /* MONEY_MISSING = not known */
    struct str source, source_cell;
};
/* Adds or replaces rows by (year, agency, key); one audit record. *ret_new and *ret_changed count
 * what was not there or was different. Permission PERM_IMPORT of the city, or PERM_COLLECT of the
 * rows' agency. ERR_AMOUNT_NEGATIVE, ERR_REQUIRED {name}, ERR_BAD_YEAR. */
MUST_CHECK bool history_put(struct act *by, const struct past_line *row, size_t n, struct str what,
                            int64_t *ret_new, int64_t *ret_changed, struct err *e);

/* One earlier year of one line. */
struct history_row {
    struct str code; /* of the line that is asked about; empty in history_of_agency */
    int64_t year;    /* the earlier year */
    struct str key, name, output_code, item_code;
    struct money asked, enacted, after_transfers, obligated, paid;
    struct str source;
};
extern const struct row_type history_row_type;

/* The three years before the package's, for each of its lines that had one: matched by the chain of
 * line.drawn_from, else by output, item and name. Ordered by line, then year, newest first. */
MUST_CHECK bool history_of_package(struct db *db, struct arena *a, int64_t package_id,
                                   struct rows *ret, struct err *e);
/* The same of every package of a unit that this sight (section.h) sees: two queries and one a package. */
struct history_unit {
    int64_t unit_id, agency_id, year;
    int64_t line_id; /* of this line alone; 0 = of all */
    struct str output_code, sight;
};
MUST_CHECK bool history_of_unit(struct db *db, struct arena *a, const struct history_unit *of,
                                struct rows *ret, struct err *e);
/* Everything an agency had in those years, newest year first. */
struct history_span {
    int64_t agency_id, from_year, to_year;
    struct str output_code; /* empty = all */
};
MUST_CHECK bool history_of_agency(struct db *db, struct arena *a, const struct history_span *of,
                                  struct rows *ret, struct err *e);

#endif
