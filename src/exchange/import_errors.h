/* import_errors.h - private to the importers: the file of refused rows (--errors).
 *
 * The original columns as they stood, and one more: the reason in both languages. It is made beside
 * its place and put there only when the import stands. */
#ifndef PBIS_EXCHANGE_IMPORT_ERRORS_H
#define PBIS_EXCHANGE_IMPORT_ERRORS_H

#include <stdbool.h>

#include "base/csv.h"

struct arena;
struct err;
struct import_errors;

/* ERR_FILE_WRITE {path, why} from all. */
MUST_CHECK bool import_errors_open(struct arena *a, const char *path, struct import_errors **ret,
                                   struct err *e);
MUST_CHECK bool import_errors_restart(struct import_errors *x, struct err *e); /* empty again */
MUST_CHECK bool import_errors_header(struct import_errors *x, const struct csv_row *row,
                                     struct err *e);
MUST_CHECK bool import_errors_row(struct import_errors *x, const struct csv_row *row,
                                  struct str reason, struct err *e);
MUST_CHECK bool import_errors_commit(struct import_errors *x, struct err *e);

#endif
