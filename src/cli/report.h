/* report.h - the reports of `pbis report NAME` that stand in files of their own. */
#ifndef PBIS_CLI_REPORT_H
#define PBIS_CLI_REPORT_H

#include "cli/command.h"

/* compare --year Y --from POINT --to POINT [--by DIM|stage|reason|resolution] (plan/compare.h) */
int report_compare(struct app *app, const struct args *p, struct err *e);

#endif
