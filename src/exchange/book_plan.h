/* book_plan.h - private to the request workbook: what a plan keeps to be carried out. */
#ifndef PBIS_EXCHANGE_BOOK_PLAN_H
#define PBIS_EXCHANGE_BOOK_PLAN_H

#include "city/class.h"
#include "exchange/book_out.h"

/* A row that becomes a line: where it goes. */
struct book_home {
    int64_t package_id, item_id, fund_id;
};

struct book_work {
    struct db *db;
    struct arena *a;
    const struct book_ask *ask;
    struct book_plan *p;
    struct book_sight sight;
    struct book_home *home; /* one a row of mine */
    struct str *row_key; /* one a row of mine: of book_row; empty for rows given out with a line */
    struct book_issue *issue;
    size_t nissues, issue_cap;
    struct rows packages;
    struct class_tree items, funds;
    bool trees;
};

MUST_CHECK bool book_work_plan(struct book_work *w, struct err *e);
/* The store's line behind row i of mine, or NULL. */
const struct book_line *book_line_of(const struct book_plan *p, size_t i);
/* Adds an issue about row i (SIZE_MAX: none) and cell (enum book_cell, BOOK_CELLS = the row, -1 = a
 * key column). */
struct book_issue *book_issue_add(struct book_work *w, size_t i, int cell, const char *action,
                                  const struct err *why);
/* Checks of what the merge would do: keys of new rows, amounts, states. */
MUST_CHECK bool book_check_rows(struct book_work *w, struct err *e);
/* The numbers of a row as the plan makes it. */
struct book_numbers {
    int64_t quantity_milli, times, months;
    struct money price, amount;
};
MUST_CHECK bool book_numbers(struct arena *a, const struct str cell[BOOK_CELLS],
                             struct book_numbers *ret, struct err *e);

#endif
