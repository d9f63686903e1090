/* import_sheet.h - private to the importers: the first sheet of a workbook as the records of a CSV. */
#ifndef PBIS_EXCHANGE_IMPORT_SHEET_H
#define PBIS_EXCHANGE_IMPORT_SHEET_H

#include "base/csv.h"
#include "exchange/import.h"

/* The first row with a value is the header (record 0); `line` is the sheet's row. A row shorter than
 * the header is filled up with empty cells. A formula counts by the value it had. Errors of
 * xlsx_open and xlsx_read. */
MUST_CHECK bool import_sheet_read(struct arena *a, const struct import_source *src, csv_row_fn *fn,
                                  void *ctx, struct err *e);

#endif
