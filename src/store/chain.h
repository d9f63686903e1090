/* chain.h - the hash chains of the audit log and the ledger (docs/formats/store.md).
 *
 * A record's hash covers the hash before it and the record's fields in the table's order, so no
 * record can be changed, dropped, inserted or moved without breaking every later link:
 *
 *   hash = SHA-256(hash before (32 bytes) || field || field ...)
 *   field = length (8 bytes, big-endian) || bytes
 *
 * Integers (amounts, times, dates, flags) are their decimal text, texts their UTF-8, bytes
 * themselves; NULL is the length 2^64 - 1 without bytes. The first field is the record's seq. */
#ifndef PBIS_STORE_CHAIN_H
#define PBIS_STORE_CHAIN_H

#include "store/store.h"

/* Links one record: c->seq and c->hash become the record's. `fields` are those after seq, without
 * prev_hash and hash; prev_hash is c->hash before the call. */
void chain_link(struct chain *c, const struct value *fields, size_t n);

/* The name of a chain in chain_head: audit, entry. */
const char *chain_name(enum chain_id id);

/* The newest link as the store has it now; for verification. */
MUST_CHECK bool chain_head(struct db *db, struct arena *a, enum chain_id id, struct chain *ret,
                           struct err *e);

#endif
