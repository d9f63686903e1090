/* paper.h - a paper of headings, paragraphs, tables and signatures, said once and printed as PDF (page.h) or as
 * an editable .docx (docx.h): the same words, the same figures, Thai digits.
 *
 * What says the paper runs twice for a PDF: once to learn how many pages there are and where each
 * chapter begins, once to draw them. It must say the same both times. Codes, hashes and addresses keep
 * their letters and Arabic digits: people type them. */
#ifndef PBIS_DOCUMENT_PAPER_H
#define PBIS_DOCUMENT_PAPER_H

#include "base/money.h"
#include "document/table.h"

enum paper_text {
#define PAPER_TEXT(id, text) id,
#include "document/paper.def"
#undef PAPER_TEXT
    PT_COUNT
};

struct paper_info {
    struct str title, subject, author, head; /* head: the running head, left */
    struct str number, code, digest, url;    /* what the paper can be checked by */
    int64_t version;
    struct date issued;
    bool draft, demo, partial;
};

struct paper;
typedef bool paper_fn(struct paper *p, void *ctx, struct err *e);
/* Prints to `path` (.pdf or .docx), staged beside it. *ret_pages: 0 for a .docx. ERR_FONT,
 * ERR_FILE_WRITE, ERR_FILE_TOO_LARGE, what fn says. */
MUST_CHECK bool paper_print(const char *path, const struct paper_info *info, paper_fn *fn,
                            void *ctx, int64_t *ret_pages, struct err *e);

struct arena *paper_arena(struct paper *p); /* scratch, gone when the paper is printed */
/* How tightly to set a paper that ought to take one page: 0 at first; while a PDF is longer it is said again with 1,
 * 2, .. `most`. One that is still longer is set with 0, and so is a .docx. */
int paper_tight(struct paper *p, int most);

/* ---- words ---- */
struct paper_word {
    const char *name;
    struct str value;
};
#define PAPER_WORDS(...)                                                                           \
 (const struct paper_word[]){__VA_ARGS__},                                                         \
     sizeof((const struct paper_word[]){__VA_ARGS__}) / sizeof(struct paper_word)
struct str paper_word(enum paper_text id);
/* The text with its {names} filled in. */
struct str paper_fill(struct arena *a, enum paper_text id, const struct paper_word *w, size_t n);
struct str paper_money(struct arena *a, struct money m); /* 1,234 or 1,234.50 */
struct str paper_count(struct arena *a, int64_t n);
struct str paper_day(struct arena *a, struct date d); /* 1 ตุลาคม พ.ศ. 2565 */
struct str paper_quantity(struct arena *a, int64_t milli, struct str unit);

/* ---- saying it; every text gets Thai digits ---- */
void paper_title(struct paper *p, struct str text);
/* Level 1 is a chapter: bookmarked, in the contents; 5 and 6 are those of smaller texts. A heading never stands alone
 * at a page's end. */
void paper_heading(struct paper *p, int level, struct str text);
void paper_text(struct paper *p, struct str text); /* a paragraph */
void paper_line(struct paper *p, enum text_style style, enum align align, struct str text);
void paper_pair(struct paper *p, struct str label, struct str text); /* "เรื่อง  ขอส่ง..." */
void paper_note(struct paper *p, struct str text);
void paper_typed(struct paper *p, struct str text); /* a note that keeps its Arabic digits: a hash, a code */
void paper_gap(struct paper *p, int points);
void paper_page(struct paper *p); /* a new page */
/* Centred in the right half, kept together: room for the signature, name, post. */
void paper_sign(struct paper *p, const struct str *line, size_t n);
/* The QR code, number, version, hash of the data, and where to check them. */
void paper_stamp(struct paper *p);
/* The chapters that follow, with their pages. */
void paper_contents(struct paper *p, const struct str *title, size_t n);

/* Room for amounts up to `most`, and the head of their column. */
double paper_amount_width(struct paper *p, struct money most);
/* Columns as in table.h, widths in points that add up to PAGE_TEXT_W. */
void paper_table(struct paper *p, const struct table_column *column, size_t n);
/* The same with rows in a smaller style than TEXT_CELL: TEXT_NOTE, TEXT_SMALL. */
void paper_table_in(struct paper *p, enum text_style style, const struct table_column *column,
                    size_t n);
void paper_row(struct paper *p, const struct table_row *r);
void paper_table_end(struct paper *p);

#endif
