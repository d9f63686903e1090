/* authority_int.h - the authority table over accounts that are read already; private to posting*.c, authority.c. */
#ifndef PBIS_EXECUTE_AUTHORITY_INT_H
#define PBIS_EXECUTE_AUTHORITY_INT_H

#include "execute/authority.h"
#include "execute/book.h"

/* to: the same account where the act has one line. */
MUST_CHECK bool authority_find(struct book *b, const struct posting *p, const struct account *from,
                               const struct account *to, struct authority_need *ret, struct err *e);

#endif
