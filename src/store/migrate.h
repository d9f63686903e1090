/* migrate.h - numbered migrations, one text for both stores.
 *
 * db/migrations/NNNN_name.sql uses type words that are expanded for the store:
 *
 *   {id}      primary key the store numbers itself; an id never comes back
 *   {int} {money} {time}   64-bit integers: counts, satang, milliseconds
 *   {date}    yyyymmdd of the common era with a CHECK (1950..2199) on its own column
 *   {flag}    0 or 1 with a CHECK on its own column
 *   {text} {bytes}
 *   {strict}  after the closing bracket of every table
 *
 * and directive lines:
 *
 *   -- append-only: audit entry    triggers refuse UPDATE and DELETE on these tables
 *   -- rebuild: line               SQLite: foreign keys are off while this migration copies the table
 *                                  (new table, INSERT ... SELECT, drop, rename), then all are checked
 *   -- store: sqlite               what follows is for that store alone (sqlite, postgres), up to the
 *                                  next such line (both); the exception, for ALTER and copies
 *
 * Each migration runs in one transaction with its row in schema_migration(version, name, sha256,
 * applied_ms). A file that was applied never changes: the checksum is compared at every start. */
#ifndef PBIS_STORE_MIGRATE_H
#define PBIS_STORE_MIGRATE_H

#include "base/compiler.h"
#include "base/str.h"

struct arena;
struct err;
struct store;

/* The gate of store_open(): compares the store with the program's migrations. With
 * STORE_ANY_VERSION only a foreign store is refused. */
MUST_CHECK bool migrate_gate(struct store *s, struct err *e);

/* A migration's text for one store, directives carried out; ERR_STORE for an unknown type word. */
MUST_CHECK bool migrate_expand(struct arena *a, struct str sql, bool postgres, struct str *ret,
                               struct err *e);

#endif
