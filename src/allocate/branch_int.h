/* branch_int.h - what the files of scenarios share among themselves. */
#ifndef PBIS_ALLOCATE_BRANCH_INT_H
#define PBIS_ALLOCATE_BRANCH_INT_H

#include "allocate/branch.h"

/* The reader's roles as the queries take them: ",office,governor,"; "*" sees all. */
struct str scenario_reader(struct arena *a, const struct actor *who);
/* PERM_ALLOCATE, seen, not archived. */
MUST_CHECK bool scenario_open_to_write(struct act *by, int64_t year, struct str name,
                                       struct scenario_row *ret, struct err *e);
/* ERR_PIN_MANDATORY, ERR_PIN_CLASH when the scenario's pins contradict one another or the law (pin.c). */
MUST_CHECK bool pins_agree(struct act *by, int64_t scenario_id, struct err *e);
/* One audit record about a scenario. */
MUST_CHECK bool scenario_note(struct act *by, int64_t year, const char *action, struct str name,
                              struct str text, struct err *e);

#endif
