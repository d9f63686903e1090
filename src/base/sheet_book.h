/* sheet_book.h - private to the spreadsheet reader: an open workbook, and what both of its files use. */
#ifndef PBIS_BASE_SHEET_BOOK_H
#define PBIS_BASE_SHEET_BOOK_H

#include "base/sheet_zip.h"

struct sheet_name {
    struct str name, id, part;
    bool hidden;
};

struct number_format {
    int64_t id;
    bool is_date;
};

struct xlsx {
    struct arena *a;
    struct arena *row_a; /* of the row that is read */
    struct sheet_zip *zip;
    struct sheet_name sheet[BOOK_SHEETS_MAX];
    size_t sheets;
    bool is_1904;
    char *text; /* the shared strings, one after the other */
    size_t text_n, text_cap;
    uint32_t *end; /* where each ends */
    size_t strings, strings_cap;
    struct number_format *format;
    size_t formats, formats_cap;
    bool *is_date; /* by cell format */
    size_t cell_formats, cell_formats_cap;
};

/* ERR_FILE_BROKEN {why}; ERR_BOOK_LIMIT {what, limit}. Always false. */
bool xlsx_broken(struct err *e, const char *why);
bool xlsx_limit(struct err *e, const char *what, int64_t n);
/* A whole number of an attribute; `otherwise` when it is none. */
int64_t xlsx_number(struct str s, int64_t otherwise);
/* Room for one more element of `size` bytes. */
void *xlsx_grow(struct arena *a, void *p, size_t n, size_t *cap, size_t size);
/* Text as the rest of the program wants it: escapes of XML undone, str_clean. */
MUST_CHECK bool xlsx_clean(struct arena *a, struct str raw, struct str *ret, struct err *e);
/* The text inside the element at hand, all <t> of it but phonetic runs (<rPh>); ends behind it. */
MUST_CHECK bool xlsx_runs(struct sheet_xml *x, struct sbuf *b, struct err *e);
/* The plain text of the element at hand; ends behind it. */
MUST_CHECK bool xlsx_value(struct sheet_xml *x, struct sbuf *b, struct err *e);

#endif
