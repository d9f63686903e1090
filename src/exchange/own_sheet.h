/* own_sheet.h - an agency's own request sheet: its columns mapped once (sheet_map.h), its rows merged
 * like those of our workbook. A row is known again by its cell (sheet!B12): what it said when it was
 * taken is the base of the next merge, so the same file twice changes nothing. */
#ifndef PBIS_EXCHANGE_OWN_SHEET_H
#define PBIS_EXCHANGE_OWN_SHEET_H

#include "exchange/book.h"
#include "exchange/sheet_map.h"

/* What columns can be: the cells of the workbook, then package, item, fund. */
enum { OWN_PACKAGE = BOOK_CELLS, OWN_ITEM, OWN_FUND, OWN_TARGETS };
extern const char *const own_targets[OWN_TARGETS + 1];
struct str own_target_label(size_t target, enum lang lang);
/* A guess from the labels; nothing where no label is known. */
void own_sheet_guess(const struct own_sheet *s, struct sheet_map *ret);

struct own_want {
    const struct own_sheet *sheet;
    const struct sheet_map *map;
    struct str agency_code;
    int64_t year;
};
/* Rows under the head that have a name and a quantity or a price; others (headings, sums) are passed
 * over. ERR_REQUIRED {field} when name, unit_price, package, item or fund are not mapped. */
MUST_CHECK bool own_sheet_read(struct arena *a, const struct sheet_source *src,
                               const struct own_want *w, struct request_book *ret, struct err *e);

#endif
