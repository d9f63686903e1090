/* book.h - the request workbook (แฟ้มคำขอ): an agency's request of one year given out as XLSX, filled
 * in, and merged back cell by cell (merge.h). The format is docs/formats/requests.md.
 *
 * Three steps: request_book_export writes it; request_book_read parses what came back, without a
 * store; request_book_plan compares it with the store now and says what would happen;
 * request_book_write does it in one write. request_book_return writes what was refused or is in
 * conflict into a new workbook, with the person's values and the reason as a comment on the cell. */
#ifndef PBIS_EXCHANGE_BOOK_H
#define PBIS_EXCHANGE_BOOK_H

#include "base/err.h"
#include "base/lang.h"
#include "base/row.h"
#include "city/actor.h"
#include "exchange/merge.h"

struct sheet_cell;
struct sheet_source;

/* The cells that may be filled in, in the order of the sheet. */
enum book_cell {
    BOOK_NAME,
    BOOK_QUANTITY,
    BOOK_UNIT,
    BOOK_PRICE,
    BOOK_TIMES,
    BOOK_MONTHS,
    BOOK_WHY,
    BOOK_CELLS
};
const char *request_book_field(enum book_cell c); /* the machine header: name, quantity ... */
struct str request_book_label(enum book_cell c, enum lang lang);

/* ---- out ---- */

struct request_book_want {
    int64_t year;
    struct str agency_code;
    const char *path;
    enum lang lang;
    const struct actor *who;
    int64_t now_ms;
};
struct request_book_done {
    int64_t lines;
    struct money requested;
    struct str id;
};
/* Permission PERM_BUDGET_READ of the agency; what the person may see of it (plan/section.h).
 * ERR_NOT_FOUND, ERR_YEAR_MISSING, ERR_FILE_WRITE. */
MUST_CHECK bool request_book_export(struct db *db, struct arena *a,
                                    const struct request_book_want *w,
                                    struct request_book_done *ret, struct err *e);

/* ---- in ---- */

/* One row as it came back. */
struct book_in_row {
    int64_t sheet_row;              /* from 1 */
    struct str line;                /* a line's code; +7 of a row to fill in; else empty */
    struct str source;              /* sheet!B12 */
    struct str package, item, fund; /* codes; of new rows */
    struct str cell[BOOK_CELLS];    /* canonical where readable, else as typed */
    uint32_t bad;                   /* bit by cell */
    bool marked;                    /* to be deleted */
    bool has_keys;                  /* package, item, fund are the file's to say (no line yet) */
};
struct book_in_issue {              /* found while reading */
    size_t row;                     /* index into rows */
    int cell;                       /* enum book_cell, or -1 for a key column or the row */
    struct str field, where, value; /* where: H12 */
    struct err why;
};
struct request_book {
    struct str agency_code, id, sheet; /* id: of the workbook; its sheet's name */
    int64_t year;
    struct when made;
    struct str made_by;
    struct merge_row *base;
    size_t nbase;
    struct book_in_row *row;
    size_t n;
    struct book_in_issue *issue;
    size_t nissues;
    struct str sha256;
    uint32_t column[BOOK_CELLS]; /* where each cell stands; UINT32_MAX = nowhere */
    bool own; /* an agency's own sheet (own_sheet.h): no base in the file, nothing is missing */
};
/* Parses a request workbook. Everything lives in `a`. The errors of xlsx_open; ERR_BOOK_FOREIGN for a
 * workbook that PBIS did not make. */
MUST_CHECK bool request_book_read(struct arena *a, const struct sheet_source *src,
                                  struct request_book *ret, struct err *e);
/* The canonical text of a cell: false and *why for one that cannot be used. */
MUST_CHECK bool request_book_canon(struct arena *a, enum book_cell c, const struct sheet_cell *cell,
                                   struct str *ret, struct err *why);

/* ---- what would happen ---- */

/* Something a person should see; action: conflict | refuse | missing | gone. */
struct book_issue {
    struct str cell; /* H12; empty when the row is not in the file */
    struct str line, name, field, label, action, code; /* name: the line's, in the store */
    struct str mine, theirs, base; /* as a person reads them */
    struct str by_user;            /* who changed it in the store last */
    struct when at;
    struct str th, en;
    int64_t row, cell_no; /* index into rows; enum book_cell, BOOK_CELLS = the row, or -1 */
};
extern const struct row_type book_issue_type;

/* Somebody's choice about a conflict: line code and cell (BOOK_CELLS = the row). */
struct book_choice {
    struct str line;
    int64_t cell;
    enum merge_choice choice;
};
struct book_choices {
    const struct book_choice *one;
    size_t n;
    enum merge_choice others; /* for conflicts that are not named */
};

struct book_line { /* a line as it stands in the store */
    int64_t id, version;
    struct str code, package_code, package_title, output_code, item_code, item_name, fund_code;
    struct str state, place, name, unit_word, justification, by_user;
    int64_t quantity_milli, times, months;
    struct money unit_price, requested;
    int64_t section_id; /* of its package; 0 = the collector's own */
    bool removed, seen; /* seen: by the person who asks (plan/section.h) */
    struct when at;
};
extern const struct row_type book_line_type;

struct book_plan {
    const struct request_book *book;
    int64_t agency_id, year;
    struct str agency_code;
    struct rows lines; /* struct book_line: theirs */
    struct merge_side theirs, base;
    struct merge_side mine;
    struct merge_out *out;            /* one a row of mine */
    struct str (*merged)[BOOK_CELLS]; /* one a row of mine: what the line becomes */
    bool *refused;                    /* one a row of mine: something of it was refused */
    struct rows issues;               /* struct book_issue */
    int64_t read, edited, added, deleted, unchanged, refused_rows, conflicts, missing;
    int64_t cells;              /* that go in */
    struct money before, after; /* the agency's request, as the plan would make it */
};
/* Compares with the store now. Permission PERM_REQUEST_WRITE of the agency.
 * ERR_BOOK_OTHER for a workbook of another agency or year than the one asked for (agency_code empty,
 * year 0 = the file's own). */
struct book_ask {
    const struct request_book *book;
    struct str agency_code;
    int64_t year;
    struct book_choices choices;
    const struct actor *who;
    bool keep_refused;  /* the caller's own: rows that are refused do not stop the others */
    struct arena *keep; /* where the plan of a write lives: it outlives the write; NULL = with it */
};
MUST_CHECK bool request_book_plan(struct db *db, struct arena *a, const struct book_ask *ask,
                                  struct book_plan *ret, struct err *e);
/* Plans inside the write and does it: edits, added and deleted lines, all or nothing. One audit record
 * of the file beside those of the lines. */
MUST_CHECK bool request_book_write(struct act *by, const struct book_ask *ask,
                                   struct book_plan *ret, struct err *e);
/* What was refused or is in conflict, in a new workbook: the person's values, the reason as a
 * comment on the cell. `db` must see what was written. */
MUST_CHECK bool request_book_return(struct db *db, struct arena *a, const struct book_plan *p,
                                    const struct request_book_want *w, struct err *e);

/* The report of import --json (CONTRACTS.md 2) with conflicts, added, deleted and missing. */
struct str request_book_json(struct arena *a, const struct book_plan *p, bool written);
struct str request_book_text(struct arena *a, const struct book_plan *p, bool written,
                             enum lang lang);

#endif
