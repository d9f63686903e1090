/* ledger_int.h - an entry's link and its row; private to ledger.c and book.c. */
#ifndef PBIS_EXECUTE_LEDGER_INT_H
#define PBIS_EXECUTE_LEDGER_INT_H

#include "execute/ledger.h"
#include "base/crypto.h"

enum { ENTRY_VALUES = 17 };
struct entry_link {
    int64_t seq;
    uint8_t prev[SHA256_BYTES], hash[SHA256_BYTES];
};
/* Takes the next link of the chain of entries. */
void entry_chain(struct act *by, const struct entry_new *n, struct entry_link *ret);
/* The values of Q_ENTRY_INSERT; they point into n and link. */
void entry_values(const struct act *by, const struct entry_new *n, const struct entry_link *link,
                  struct value ret[ENTRY_VALUES]);

#endif
