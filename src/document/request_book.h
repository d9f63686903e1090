/* request_book.h - the agency's request book (เล่มคำขอของหน่วยงาน): cover, contents, summaries, and for each
 * plan and output what every piece of work says for itself, its levels, options and lines. */
#ifndef PBIS_DOCUMENT_REQUEST_BOOK_H
#define PBIS_DOCUMENT_REQUEST_BOOK_H

#include "document/request_form.h"

MUST_CHECK bool request_book_say(struct paper *p, const struct request_paper *r, struct err *e);

#endif
