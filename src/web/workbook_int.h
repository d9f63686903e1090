/* workbook_int.h - private to the workbook pages: one request's context. */
#ifndef PBIS_WEB_WORKBOOK_INT_H
#define PBIS_WEB_WORKBOOK_INT_H

#include "city/agency.h"
#include "exchange/own_sheet.h"
#include "store/store.h"
#include "web/workbook_page.h"

enum { PICKS_MAX = 150 };

struct workbook_ctx {
    struct agency agency;
    struct form form;
    struct str sha, filename;
    uint8_t digest[SHA256_BYTES];
    const char *path;
    struct request_book book;
    struct own_sheet own;
    struct sheet_map map;
    bool is_own, needs_map;
    struct book_ask ask;
    struct book_plan plan;
    struct str map_text;
    int fd;
    int64_t bytes;
    bool before; /* the plan before anything was written */
};

/* /requests/CODE/workbook */
struct str workbook_path(struct req *r, const struct workbook_ctx *c);
struct str workbook_agency_name(const struct req *r, const struct agency *g);
/* The agency of the path; p in its scope. */
MUST_CHECK bool workbook_agency(struct req *r, enum perm p, struct workbook_ctx *c, struct err *e);
/* Shows the first page again, with the form's errors. */
MUST_CHECK bool workbook_show(struct req *r, struct workbook_ctx *c, int status, struct reply *ret,
                              struct err *e);
/* c->path read as our workbook or the agency's own sheet; needs_map when nobody mapped it yet. */
MUST_CHECK bool workbook_load(struct req *r, struct workbook_ctx *c, struct err *e);
/* c->digest from c->sha, the kept bytes as c->path. */
MUST_CHECK bool workbook_kept(struct req *r, struct workbook_ctx *c, struct err *e);
MUST_CHECK bool workbook_sha(struct workbook_ctx *c, struct str sha, struct err *e);
/* The plan as a page; `done` after it was applied. */
MUST_CHECK bool workbook_result(struct req *r, struct workbook_ctx *c, bool done, struct reply *ret,
                                struct err *e);
MUST_CHECK bool workbook_map_show(struct req *r, struct workbook_ctx *c, struct reply *ret,
                                  struct err *e);
/* A file made by `make` at c->path as the answer. */
MUST_CHECK bool workbook_file(struct req *r, struct workbook_ctx *c, struct err *e);

#endif
