/* record.h - private to the command line: pbis import mis2-payments and the like; pbis reconcile. */
#ifndef PBIS_CLI_RECORD_H
#define PBIS_CLI_RECORD_H

#include "cli/command.h"

/* Is this kind a file of another system (mis2-..., egp-...)? */
bool is_record_kind(const char *kind);
int cmd_record_import(struct app *app, const struct args *p, struct err *e);

#endif
