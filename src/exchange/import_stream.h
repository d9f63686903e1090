/* import_stream.h - private to the importers: the bytes of a file, plain or gzip, hashed as read.
 *
 * The hash is of the file as it stands (what sha256sum prints), not of what gzip unpacks. Memory is
 * bounded whatever the file holds; `max` bounds what is read out of it (a small gzip can unpack to
 * anything). */
#ifndef PBIS_EXCHANGE_IMPORT_STREAM_H
#define PBIS_EXCHANGE_IMPORT_STREAM_H

#include "base/crypto.h"
#include "exchange/import.h"

struct arena;
struct err;
struct import_stream;

/* Closed when `a` goes. ERR_FILE_OPEN {path, why}. */
MUST_CHECK bool import_stream_open(struct arena *a, const struct import_source *src, size_t max,
                                   struct import_stream **ret, struct err *e);
/* A csv_read_fn; ctx is the stream. -1 when import_stream_error() says why. */
long import_stream_read(void *ctx, char *buf, size_t n);
/* ERR_FILE_OPEN, ERR_FILE_BROKEN {why} or ERR_FILE_TOO_LARGE {limit}; NULL when all went well. */
const struct err *import_stream_error(const struct import_stream *s);
/* Bytes of the file taken so far, for progress. */
int64_t import_stream_bytes(const struct import_stream *s);
/* Of the whole file, once it was read to its end. */
void import_stream_sha256(struct import_stream *s, uint8_t ret[SHA256_BYTES]);

#endif
