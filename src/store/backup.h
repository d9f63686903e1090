/* backup.h - a copy of the whole store in one file, and the way back.
 *
 * The copy is one moment of the store; writes go on meanwhile. SQLite: a SQLite file that opens as a
 * store itself (online backup interface). PostgreSQL: `pg_dump -Fc`. A file appears whole or not
 * at all. A backup goes into an empty or missing store of its own kind only, never over another. */
#ifndef PBIS_STORE_BACKUP_H
#define PBIS_STORE_BACKUP_H

#include "store/store.h"

/* ERR_FILE_WRITE, ERR_STORE_FULL, ERR_CHILD, ERR_STORE. */
MUST_CHECK bool store_backup(struct store *s, struct arena *a, const char *path, struct err *e);
/* Checks the file first: ERR_FILE_OPEN, ERR_STORE_FOREIGN, ERR_STORE_NEWER; then the store:
 * ERR_STORE_NOT_EMPTY. A backup of an older version is restored; upgrade it with store_migrate. */
MUST_CHECK bool store_restore(struct arena *a, const char *path, struct str url, struct err *e);

#endif
