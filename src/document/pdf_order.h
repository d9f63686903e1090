/* pdf_order.h - puts the last pages of a PDF that cairo wrote behind its first one, in place.
 *
 * Cairo writes pages in the order they are drawn, and a contents list is drawn last. qpdf can
 * reorder pages, but takes quadratic time for it; the list of pages is one plain array in a file of
 * cairo, and its entries can change places without moving a byte of anything else. */
#ifndef PBIS_DOCUMENT_PDF_ORDER_H
#define PBIS_DOCUMENT_PDF_ORDER_H

#include <stdbool.h>

#include "base/compiler.h"

struct arena;
struct err;

/* Moves the last `n` of `pages` pages behind the first. *ret_done is false, and the file as it was,
 * when it is not laid out as cairo 1.16 does it (1.18 packs its objects): then qpdf has to. */
MUST_CHECK bool pdf_contents_forward(struct arena *a, const char *path, int pages, int n,
                                     bool *ret_done, struct err *e);

#endif
