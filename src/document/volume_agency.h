/* volume_agency.h - documents 7 to 77: one book an agency. What it is for and its totals; under each output its
 * objectives, the work to be done, indicators and amounts; the items in detail; multi-year commitments, posts,
 * explained projects. */
#ifndef PBIS_DOCUMENT_VOLUME_AGENCY_H
#define PBIS_DOCUMENT_VOLUME_AGENCY_H

#include "document/budget.h"

struct agency_book;
MUST_CHECK bool agency_book_load(const struct budget *b, struct arena *a, size_t agency,
                                 struct agency_book **ret, struct err *e);
struct volume_info agency_book_info(const struct agency_book *k);
MUST_CHECK bool agency_book_say(struct volume *v, void *ctx,
                                struct err *e); /* ctx: struct agency_book */

#endif
