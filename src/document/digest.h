/* digest.h - the SHA-256 of rows: what a paper prints, so that the same data is known again. Each field by its
 * name and plain text (value_put_plain), ended; the order of rows counts. */
#ifndef PBIS_DOCUMENT_DIGEST_H
#define PBIS_DOCUMENT_DIGEST_H

#include "base/crypto.h"
#include "base/row.h"

/* Field tables map every member here, hidden ones too. */
void digest_rows(struct sha256_state *st, const struct row_type *t, const void *rows, size_t n);
void digest_text(struct sha256_state *st, struct str s);

#endif
