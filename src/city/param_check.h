/* param_check.h - internal to the register: values as typed, as stored, as rows. */
#ifndef PBIS_CITY_PARAM_CHECK_H
#define PBIS_CITY_PARAM_CHECK_H

#include "city/param.h"

/* The default as it stands in param.def. */
struct str param_def_text(enum param_id p);
/* Checks what was typed and gives the stored form: digits without separators, the choice's word, a
 * CSV with the names as header. */
MUST_CHECK bool param_check(struct arena *a, enum param_id p, struct str typed, struct str *ret,
                            struct err *e);
/* The number of a stored INT, BP (basis points) or MONEY (satang). */
MUST_CHECK bool param_number(enum param_id p, struct str stored, int64_t *ret, struct err *e);
/* The rows of a table as typed or stored. */
MUST_CHECK bool param_rows_read(struct arena *a, enum param_id p, struct str text,
                                struct param_rows *ret, struct err *e);

#endif
