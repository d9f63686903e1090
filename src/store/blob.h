/* blob.h - files kept in the store by the SHA-256 of their bytes, in parts of 256 KiB (several
 * servers share no disk; CONTRACTS.md 4). Written once, never changed. */
#ifndef PBIS_STORE_BLOB_H
#define PBIS_STORE_BLOB_H

#include "store/store.h"

enum {
    BLOB_PART = 256 * 1024,
    BLOB_MAX = 64 * 1024 * 1024, /* of files that PBIS makes; uploads are bounded at 20 MiB */
};

/* Keeps a file; the same bytes again change nothing. ERR_FILE_OPEN, ERR_FILE_TOO_LARGE. */
MUST_CHECK bool blob_put(struct tx *tx, const char *path, uint8_t ret_sha[SHA256_BYTES],
                         struct err *e);
/* The same of bytes in memory, whose SHA-256 the caller has made. */
MUST_CHECK bool blob_put_bytes(struct tx *tx, struct str bytes, const uint8_t sha[SHA256_BYTES],
                               struct err *e);
/* Copies it into an unlinked temporary file, checked against its SHA-256 on the way.
 * ERR_NOT_FOUND, ERR_STORE when the bytes do not have that SHA-256. */
MUST_CHECK bool blob_open(struct db *db, struct arena *a, const uint8_t sha[SHA256_BYTES],
                          int *ret_fd, int64_t *ret_bytes, struct err *e);

#endif
