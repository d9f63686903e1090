/* docx.h - word-processor files (WordprocessingML in a ZIP, ISO/IEC 29500) that an office goes on editing:
 * paragraphs and headings by style, tables with right-aligned figures and a repeated head, a picture,
 * running head and foot with page numbers (Arabic: word processors disagree about Thai ones).
 *
 * Everything is written as text of its place: no text can become mark-up. Thai is a complex script, so every
 * style names its cs size and weight. The same calls give the same bytes. The document is held in memory
 * until docx_close(); it grows with what is printed, bounded by DOCX_MAX. */
#ifndef PBIS_DOCUMENT_DOCX_H
#define PBIS_DOCUMENT_DOCX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/date.h"
#include "base/str.h"

struct arena;
struct err;
struct docx;

enum { DOCX_MAX = 48 * 1024 * 1024, DOCX_TEXT_WIDTH = 9786 }; /* twips between the margins of A4 */

struct docx_info {
    struct str title, author, subject, keywords;
    struct date issued;               /* of the file and its entries */
    struct str head_left, head_right; /* the running head */
    struct str foot;                  /* the running foot, before the page number */
    struct str page_word, of_word;    /* "หน้า", "จาก" */
};

enum docx_style {
    DOCX_BODY,  /* first line moved in */
    DOCX_PLAIN, /* not */
    DOCX_TITLE,
    DOCX_HEADING_1,
    DOCX_HEADING_2,
    DOCX_HEADING_3,
    DOCX_HEADING_4,
    DOCX_NOTE,
    DOCX_STYLES
};
enum docx_align { DOCX_LEFT, DOCX_CENTER, DOCX_RIGHT };

/* Written to `path` (staged beside it) when docx_close() succeeds. ERR_FILE_WRITE. */
MUST_CHECK bool docx_open(struct arena *a, const char *path, const struct docx_info *info,
                          struct docx **ret, struct err *e);
MUST_CHECK bool docx_close(struct docx *d, struct err *e);

/* A line end in the text is a line end on paper. indent: twips from the left margin. */
void docx_paragraph(struct docx *d, enum docx_style style, enum docx_align align, int indent,
                    struct str text);
/* A bold label and the text after it, its further lines under the text. */
void docx_pair(struct docx *d, struct str label, int label_width, struct str text);
void docx_gap(struct docx *d, int twips);
void docx_page_break(struct docx *d);
/* A PNG, `side` twips wide and high; `words` describe it for a screen reader. One a document. */
void docx_picture(struct docx *d, struct str png, int side, struct str words);

enum { DOCX_COLUMNS = 16 };
enum docx_mark { DOCX_AS_IS, DOCX_STRUCK, DOCX_ADDED }; /* struck through; underlined */
struct docx_column {
    struct str label;
    int width; /* twips */
    enum docx_align align;
};
struct docx_cell_style {
    bool wide;              /* the text of column `at` runs on over the cells to its right */
    bool bold, shade, rule; /* rule: a line above and a double one below, as a total has */
    int indent; /* twips, of the first cell that is left-aligned and wraps: column `at` */
    size_t at;
    uint8_t mark[DOCX_COLUMNS]; /* of each cell: enum docx_mark */
};
/* The head is repeated on every page; a row never breaks across two. */
void docx_table(struct docx *d, const struct docx_column *columns, size_t n);
void docx_row(struct docx *d, const struct str *cell, const struct docx_cell_style *style);
void docx_table_end(struct docx *d);

#endif
