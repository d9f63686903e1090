/* tie.h - the proof that the books of a set tie to one another (เล่มตรงกันทุกบาท): read back from the printed PDFs' attached
 * data alone, by a program that is not the one that printed them (qpdf), and added up again here.
 *
 * Of each book: every SUBTOTAL is the sum of the ITEMs of its group, every TOTAL that of its table. Over all books: the
 * same tie and column is the same figure wherever it is printed. Of the set: every book that it names is there, of this
 * set, with the bytes that were recorded. */
#ifndef PBIS_DOCUMENT_TIE_H
#define PBIS_DOCUMENT_TIE_H

#include "base/compiler.h"
#include "base/lang.h"
#include "base/money.h"
#include "base/str.h"

struct arena;
struct err;

enum tie_kind { TIE_FIGURE, TIE_SUM, TIE_MISSING, TIE_FOREIGN, TIE_BYTES, TIE_UNREADABLE };
struct tie_fault {
    enum tie_kind kind;
    struct str volume, table, row, column; /* where it is printed */
    struct str other;                      /* FIGURE: the book that prints the other figure */
    int64_t printed, expected;             /* satang, or counts */
};
struct tie_report {
    int64_t volumes, tables, rows, figures, ties,
        shared; /* shared: ties that more than one book prints */
    const struct tie_fault *fault;
    size_t faults;
};

/* Collects books, then compares them. */
struct tie_set;
struct tie_set *tie_begin(struct arena *a);
/* One printed book: its attached data are read by qpdf. What cannot be read is a fault, not an error; ERR_CHILD only
 * when qpdf cannot be run. */
struct tie_book {
    const char *path;
    struct str word;                 /* as the set names it */
    int64_t number, year, ordinance; /* that it must say of itself */
    int64_t change_most;             /* its change_id is not above this; 0 = not asked */
    struct str sha256;               /* of the file; empty = not asked */
};
MUST_CHECK bool tie_add(struct tie_set *t, const struct tie_book *b, struct err *e);
void tie_end(struct tie_set *t, struct tie_report *ret);
/* One line for people. */
struct str tie_fault_text(struct arena *a, const struct tie_fault *f, enum lang lang);

/* A folder that `document set` wrote: its set.json and the books it names. ERR_FILE_READ without set.json. */
MUST_CHECK bool tie_check_folder(struct arena *a, const char *folder, struct tie_report *ret,
                                 struct err *e);

#endif
