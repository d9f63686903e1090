/* supplementary_int.h - what the files of a supplementary draft share. Private to plan/supplementary*.c. */
#ifndef PBIS_PLAN_SUPPLEMENTARY_INT_H
#define PBIS_PLAN_SUPPLEMENTARY_INT_H

#include "plan/supplementary.h"

/* ERR_BILL_TABLED {bill, stage} unless the bill is a draft. */
MUST_CHECK bool supplementary_check_draft(struct db *db, struct arena *a, int64_t year, int64_t number,
                                          struct err *e);
/* Its lines against its newest statement, when it has one; without: ERR_NO_STATEMENT if it is `needed`. */
MUST_CHECK bool supplementary_check_free(struct db *db, struct arena *a, int64_t year, int64_t number, bool needed,
                                         struct err *e);

#endif
