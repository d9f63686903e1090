/* transfer.h - files that come with a form and files that go with an answer. */
#ifndef PBIS_WEB_TRANSFER_H
#define PBIS_WEB_TRANSFER_H

#include "base/err.h"
#include "web/req.h"

/* ERR_REQUIRED without one. */
MUST_CHECK bool upload_required(const struct req *r, struct err *e);
/* The file made at `path`, open until the request ends; `what` is how an error calls it. */
MUST_CHECK bool download_open(struct req *r, const char *path, struct str what, int *ret_fd,
                              int64_t *ret_bytes, struct err *e);

#endif
