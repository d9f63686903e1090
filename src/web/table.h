/* table.h - one table of rows as HTML: the product of most pages.
 *
 * The columns come from the row's field table; a page says which ones it shows, in which order, and
 * how: as a link, as a word of words.def, as a bar of a share. Head, first column and totals stay
 * in view (class grid), numbers stand right with tabular figures, an empty text is a dash. The same
 * rows are answered as .json .csv .xlsx by reply_table(). */
#ifndef PBIS_WEB_TABLE_H
#define PBIS_WEB_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/row.h"
#include "web/html.h"

enum col_style {
    COL_PLAIN,   /* by type: money with satang, whole numbers with separators */
    COL_WHOLE,   /* money without satang when there are none */
    COL_MILLION, /* money in millions with 2 decimals */
    COL_LINK,    /* the value, linked: `more` + the value of field `by` (or itself) */
    COL_WORD,    /* a label of words.def, kind in `more` */
    COL_TAG,     /* the same as a coloured tag */
    COL_BAR,     /* a share with its bar */
    COL_YEAR,    /* no separators; 0 is a dash */
    COL_SIGNED,  /* money with its sign, cuts red */
    COL_YES,     /* a flag: yes, or nothing */
    COL_SCORE,   /* a score with 2 decimals; a dash when the field `by` is 0, empty or "none" */
    COL_MAYBE,   /* money in millions; zero is a dash: there is none */
    COL_NUMBER,  /* a text that is a number: stands right */
    COL_SUBJECT, /* a subject of the audit log: its page and its records (labels.h) */
    COL_UNDER,   /* a second line inside the column before */
};
struct col {
    const char *field;
    enum col_style style;
    const char *more; /* COL_LINK: path before the key; COL_WORD, COL_TAG: kind of word */
    const char *by;   /* COL_LINK: the field whose value ends the path; COL_SCORE: the one that says there is one */
    const char *head; /* another head than the field's: TR("..."); NULL = the field's label */
};

struct table_view {
    const struct row_type *type;
    const void *rows;
    size_t n;
    const struct col *cols; /* NULL: every field that is shown, COL_PLAIN */
    size_t ncols;
    const void *total;      /* a row, or NULL */
    struct str total_label; /* empty: รวม */
    const void *extra;      /* a row before the total (a rounding difference), or NULL */
    struct str extra_label;
    struct str caption;    /* said to screen readers */
    struct str empty;      /* said when there are no rows */
    struct str remember;   /* key under which the person's columns are kept; may be empty */
    const char *cut_after; /* a flag field: a line is drawn after the last row that has it */
    const char *flag;      /* a flag field: rows that have it are dimmed (class off) */
    struct str sort_path;  /* set by table_sort(): heads are links */
    struct str sorted;     /* the field it is sorted by, or empty */
    bool sorted_down;
};
/* For views: {% call table(page.lines) %}. */
void table(struct html *h, struct table_view t);

/* A score with 2 decimals and separators. */
void score_put(struct html *h, int64_t millionths);
void score_text(struct html *h, struct score s); /* for views */

/* Sorts the rows as ?sort=field or ?sort=-field asks, and makes the heads links that ask so. For
 * tables that are shown whole, with `cols`; one a page. */
struct req;
void table_sort(struct req *r, struct table_view *t);

/* The links to the same rows as files: /path.xlsx?query. */
void table_exports(struct html *h, struct str path, struct str query);

#endif
