/* sheet_zip.h - private to the spreadsheet reader: the container of an XLSX file (libzip) and its
 * parts as streams of XML (libxml2, which
 * pushes what it parses; the reader pulls it piece by piece). All limits on bytes live here. */
#ifndef PBIS_BASE_SHEET_ZIP_H
#define PBIS_BASE_SHEET_ZIP_H

#include "base/sheet_read.h"

struct sheet_zip;
struct sheet_xml;

/* Checks the file's beginning, the number of entries and what they claim to unpack to. */
MUST_CHECK bool sheet_zip_open(struct arena *a, const struct sheet_source *src,
                               struct sheet_zip **ret, struct err *e);
bool sheet_zip_has(const struct sheet_zip *z, struct str entry);

/* One part as XML; closed by sheet_xml_close or with its arena. ERR_FILE_BROKEN when missing. */
MUST_CHECK bool sheet_xml_open(struct arena *a, struct sheet_zip *z, struct str entry,
                               struct sheet_xml **ret, struct err *e);
enum sheet_node { NODE_START, NODE_END, NODE_TEXT, NODE_DONE };
/* The next node that matters: an element's beginning or end (an empty element gives both), text.
 * Depth and document types are checked. false: *e says why. */
MUST_CHECK bool sheet_xml_next(struct sheet_xml *x, enum sheet_node *ret, struct err *e);
/* Of the node: the local name (no prefix), the text, an attribute by local name (empty without). */
bool sheet_xml_is(const struct sheet_xml *x, const char *name);
struct str sheet_xml_text(const struct sheet_xml *x);
/* Lives until the next node. */
struct str sheet_xml_attr(struct sheet_xml *x, const char *name);
/* Several at once, in one pass; those that are not there are empty. Live as above. */
void sheet_xml_attrs(struct sheet_xml *x, const char *const *name, struct str *ret, size_t n);
void sheet_xml_close(struct sheet_xml *x);

#endif
