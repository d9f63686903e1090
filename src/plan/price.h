/* price.h - standard prices by year (ราคามาตรฐาน): the register of what things may cost, with source and
 * validity. One person proposes a price (or a file of them), another approves; until then no line
 * can name it. A new value of an approved price is a new version that replaces it once approved.
 * Nothing is overwritten. PERM_PARAM, whole city. */
#ifndef PBIS_PLAN_PRICE_H
#define PBIS_PLAN_PRICE_H

#include "base/csv.h"
#include "base/row.h"
#include "base/table_fill.h"
#include "city/actor.h"

struct price_row {
    int64_t id, year, version;
    struct str code, item_code, name, unit_word;
    struct money price;
    struct str source; /* announcement, its number and date */
    struct date valid_from, valid_to;
    bool demo; /* made for the demonstration, not published */
    struct str state, proposed_by;
    struct when proposed;
    struct str decided_by;
    int64_t lines, above; /* lines of the year that name it; of them above it */
};
extern const struct row_type price_row_type;

struct price_filter {
    int64_t year;
    struct str state; /* empty = all but replaced and refused */
    struct str item;  /* item code prefix; empty = all */
    struct str text;  /* in name or code; empty = all */
};
MUST_CHECK bool price_list(struct db *db, struct arena *a, const struct price_filter *f,
                           struct rows *ret, struct err *e);
/* Approved and still valid on the day, for an item code: those of its group, then general ones. */
MUST_CHECK bool price_for_item(struct db *db, struct arena *a, int64_t year, struct str item_code,
                               struct date today, struct rows *ret, struct err *e);
/* ERR_NOT_FOUND: the newest version. */
MUST_CHECK bool price_get(struct db *db, struct arena *a, int64_t year, struct str code,
                          struct price_row *ret, struct err *e);

struct price_new {
    struct str code, item_code, name, unit_word, source;
    struct money price;
    struct date valid_from, valid_to;
    bool demo;
};
/* Proposes them together: all or none. A price that is the same as the newest version is left
 * alone; *ret_made counts the others. ERR_UNKNOWN_CODE (item), ERR_DATE_ORDER, ERR_ALREADY when a
 * proposal of that code waits. *ret_row: the row that was refused. */
MUST_CHECK bool price_propose(struct act *by, int64_t year, const struct price_new *p, size_t n,
                              int64_t *ret_made, size_t *ret_row, struct err *e);
/* Approves or refuses one waiting proposal; code empty: all that somebody else proposed, *ret_done of
 * them. ERR_SAME_PERSON, ERR_NOTHING. */
MUST_CHECK bool price_decide(struct act *by, int64_t year, struct str code, bool approve,
                             int64_t *ret_done, struct err *e);

/* ---- a file of prices ---- */
/* Reads CSV or XLSX (by content): columns code, item, name, unit, price, source, from, to in any order,
 * Thai or English heads. Rows that cannot be used become issues; nothing is written here.
 * ERR_CSV_HEADER, ERR_FILE_EMPTY, ERR_BAD_CSV, the errors of sheet_read.h. */
struct price_file {
    struct price_new *row;
    size_t n;
    struct file_issue *issue;
    size_t issues;
};
MUST_CHECK bool price_file_read(struct arena *a, const char *path, struct price_file *ret,
                                struct err *e);

#endif
