/* contract_file.h - private to the importers of contracts and payments: cells as both read them. */
#ifndef PBIS_EXCHANGE_CONTRACT_FILE_H
#define PBIS_EXCHANGE_CONTRACT_FILE_H

#include "base/row.h"

struct err;
struct import;

struct money file_money(struct import *im, size_t column);  /* baht; empty = 0 */
struct date file_day(struct import *im, size_t column);     /* ISO; empty = none */
int64_t file_agency(struct import *im, size_t column);      /* id by its code; 0 was refused */
/* "KEY=amount; KEY=amount" */
struct file_pair {
    struct str key;
    struct money amount;
};
size_t file_pairs(struct import *im, size_t column, struct file_pair *ret, size_t most);
/* A refusal of the domain is the record's; a failure of the store is the import's. */
bool file_refused(struct import *im, size_t column, const struct err *why, struct err *e);

#endif
