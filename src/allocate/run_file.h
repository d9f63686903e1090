/* run_file.h - the instance and the result (with its proof) that a run keeps, byte for byte, so that
 * anybody can take both and check them with `pbis verify`. */
#ifndef PBIS_ALLOCATE_RUN_FILE_H
#define PBIS_ALLOCATE_RUN_FILE_H

#include "store/store.h"

struct act;

enum run_file { RUN_INSTANCE, RUN_RESULT };

/* Keeps one of a run that is being written; the run's audit record covers it. */
MUST_CHECK bool run_file_put(struct act *by, int64_t run_id, enum run_file kind, struct str text,
                             struct err *e);
/* The text; ERR_NOT_FOUND {what} when the run is older than this. Whether its scenario may be seen
 * is asked with scenario_open(). */
MUST_CHECK bool run_file_get(struct db *db, struct arena *a, int64_t run_id, enum run_file kind,
                             struct str *ret, struct err *e);

#endif
