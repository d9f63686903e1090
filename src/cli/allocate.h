/* allocate.h - what the command and the page's job share. */
#ifndef PBIS_CLI_ALLOCATE_H
#define PBIS_CLI_ALLOCATE_H

#include "allocate/frontier.h"
#include "allocate/scenario.h"
#include "cli/command.h"

/* Solves the scenario in a child and keeps the run; *ret_code stays empty for an infeasible one. */
MUST_CHECK bool allocate_and_keep(struct app *app, int64_t year, struct str scenario,
                                  const struct run_options *o, struct run_outcome **ret,
                                  struct str *ret_code, struct err *e);
/* Works out the scenario's frontier and keeps it. */
MUST_CHECK bool frontier_and_keep(struct app *app, int64_t year, struct str scenario,
                                  const struct frontier_options *o, struct str *ret_code,
                                  struct err *e);

#endif
