/* pdf_attach.h - puts files into a PDF that cairo wrote, by an update at its end.
 *
 * Cairo 1.16 cannot embed files. qpdf can, but reads every object of a book of ten thousand pages for it; an
 * incremental update (ISO 32000-1, 7.5.6) needs the catalog alone, so time and memory do not grow with the pages. */
#ifndef PBIS_DOCUMENT_PDF_ATTACH_H
#define PBIS_DOCUMENT_PDF_ATTACH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/compiler.h"
#include "base/date.h"
#include "base/str.h"

struct arena;
struct err;

struct pdf_file {
    const char *path;
    struct str name;  /* letters, digits and . _ - only */
    const char *type; /* "text/csv" */
};

/* Appends `n` files to the PDF at `path`, all dated `day`; the files must be in the order of their names. *ret_done
 * is false, and the PDF as it was, when it is not laid out as cairo 1.16 does it: then qpdf has to. ERR_FILE_WRITE,
 * ERR_FILE_OPEN. */
MUST_CHECK bool pdf_attach(struct arena *a, const char *path, const struct pdf_file *file, size_t n,
                           struct date day, bool *ret_done, struct err *e);

#endif
