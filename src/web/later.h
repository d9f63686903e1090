/* later.h - a long table as a file: its rows are read by a worker, never on the event loop. */
#ifndef PBIS_WEB_LATER_H
#define PBIS_WEB_LATER_H

#include "web/req.h"

enum { LATER_ROWS = 20000 }; /* most rows of one file; `next` says where to go on */

/* Reads the rows; *ret_next is the key of the next page, or stays empty. */
typedef bool later_fn(struct req *r, void *ctx, struct rows *ret, struct str *ret_next,
                      struct err *e);
MUST_CHECK bool table_later(struct req *r, later_fn *read, void *ctx, const struct row_type *type,
                            struct str name, struct reply *ret, struct err *e);
/* The key of the next page: `key` of the last row when the page is full. */
struct str next_key(struct arena *a, bool full, int64_t key);

#endif
