/* data_set_int.h - what the files of the register share; private to perform/. */
#ifndef PBIS_PERFORM_DATA_SET_INT_H
#define PBIS_PERFORM_DATA_SET_INT_H

#include "perform/data_set.h"

/* The next day on which a data set brought up to date on `from` is due; 2199-12-31: never again. */
struct date data_set_next(struct date from, struct str cycle_unit, int64_t cycle_count);
/* The data set for a write: the permission in its agency, the version that was seen, not withdrawn. */
MUST_CHECK bool data_set_for(struct act *by, struct str code, int64_t version, enum perm p,
                             struct data_set *ret, struct err *e);
MUST_CHECK bool data_set_record(struct act *by, const char *action, struct str code,
                                struct str value, struct str reason, struct err *e);
/* Keeps how much is missing now, when that changed. */
MUST_CHECK bool data_set_relint(struct act *by, struct str code, struct err *e);

#endif
