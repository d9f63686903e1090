/* sheet_map.h - sheets that people made themselves: where their head stands, which column is what, and
 * how that is remembered: by agency, kind and the fingerprint of the head.
 *
 * The text of a map names targets and columns: "name=B;quantity=D;item:=05202-1" - a letter is a
 * column of the file, := a value for every row. */
#ifndef PBIS_EXCHANGE_SHEET_MAP_H
#define PBIS_EXCHANGE_SHEET_MAP_H

#include "base/sheet_read.h"
#include "city/actor.h"

enum { SHEET_MAP_TARGETS = 16, SHEET_HEADERS_MAX = 80, SHEET_HEAD_ROWS = 30 };

struct sheet_header {
    uint32_t col;
    struct str letter, label, sample; /* sample: the first value under it */
};
struct own_sheet {
    struct str sheet;   /* its name; "csv" for a CSV file */
    int64_t header_row; /* as people count */
    struct sheet_header header[SHEET_HEADERS_MAX];
    size_t n;
    struct str fingerprint; /* of the labels in order */
};

/* Each row with a value of the first visible sheet, or of the CSV file. The errors of xlsx_open and
 * csv_read. */
MUST_CHECK bool sheet_rows_each(struct arena *a, const struct sheet_source *src,
                                sheet_in_row_fn *fn, void *ctx, struct str *ret_sheet,
                                struct err *e);
/* Finds the head: of the first rows the one with the most texts. ERR_FILE_EMPTY. */
MUST_CHECK bool own_sheet_look(struct arena *a, const struct sheet_source *src,
                               struct own_sheet *ret, struct err *e);

struct sheet_map {
    uint32_t col[SHEET_MAP_TARGETS];     /* UINT32_MAX = none */
    struct str fixed[SHEET_MAP_TARGETS]; /* a value for every row; empty = none */
};
/* ERR_BAD_FIELD {field} for an unknown target, ERR_BAD_CHOICE for a column that is not there. */
MUST_CHECK bool sheet_map_parse(struct arena *a, struct str text, const char *const *targets,
                                struct sheet_map *ret, struct err *e);
struct str sheet_map_text(struct arena *a, const struct sheet_map *m, const char *const *targets);

/* kind: requests or history. *ret_text is empty when nothing is remembered. */
MUST_CHECK bool sheet_map_find(struct db *db, struct arena *a, int64_t agency_id, struct str kind,
                               struct str fingerprint, struct str *ret_text, struct err *e);
/* Permission PERM_REQUEST_WRITE or PERM_COLLECT of the agency, or PERM_IMPORT of the city. One audit
 * record. */
MUST_CHECK bool sheet_map_save(struct act *by, int64_t agency_id, struct str kind,
                               const struct own_sheet *s, struct str text, struct err *e);

#endif
