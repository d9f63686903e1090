/* report.h - the reports of `pbis report NAME` that stand in files of their own. */
#ifndef PBIS_CLI_REPORT_H
#define PBIS_CLI_REPORT_H

#include "cli/command.h"

/* compare --year Y --from POINT --to POINT [--by DIM|stage|reason|resolution] (plan/compare.h) */
int report_compare(struct app *app, const struct args *p, struct err *e);
/* position --year Y [--by DIM,...] [--as-of DATE] [--known-at TIME] [--where DIM=CODE,...] (execute/position.h) */
int report_position(struct app *app, const struct args *p, struct err *e);
/* Has a file's name the ending of its kind: 0 --csv, 1 --xlsx? ERR_BAD_CHOICE. */
MUST_CHECK bool report_file_ending(size_t which, const char *path, struct err *e);

#endif
