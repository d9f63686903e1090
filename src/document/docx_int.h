/* docx_int.h - private to docx.c and docx_parts.c: the parts that are the same in every file, and the
 * container. */
#ifndef PBIS_DOCUMENT_DOCX_INT_H
#define PBIS_DOCUMENT_DOCX_INT_H

#include "document/docx.h"

/* Text inside an element or a quoted attribute; what XML cannot hold is left out. */
void xml_text(struct sbuf *b, struct str s);

struct docx_part {
    const char *name;
    struct str text;
};
/* Styles, settings, head, foot, properties, relationships, content types: all but the document and
 * its picture. Returns how many were put into ret (room for DOCX_PARTS). */
enum { DOCX_PARTS = 12 };
size_t docx_fixed_parts(struct arena *a, const struct docx_info *info, bool picture,
                        struct docx_part *ret);
MUST_CHECK bool docx_zip(const char *path, struct date day, const struct docx_part *part, size_t n,
                         struct err *e);

#endif
