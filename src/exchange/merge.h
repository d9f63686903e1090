/* merge.h - three-way merge of rows of cells: base (what the workbook was given out with), theirs
 * (the store now), mine (the workbook as it came back). Pure: no store, no clock.
 *
 * A cell changed on one side only takes that side; the same change on both is no conflict; two
 * different changes are one, and the cell stays as it is in the store until somebody chooses. Cells
 * are compared as canonical text: the caller writes equal values equally. A row that is not in mine
 * is kept and reported: only a mark deletes. */
#ifndef PBIS_EXCHANGE_MERGE_H
#define PBIS_EXCHANGE_MERGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct arena;

enum { MERGE_CELLS_MAX = 16 };

enum merge_cell {
    MERGE_SAME,     /* nobody changed it, or both the same way */
    MERGE_MINE,     /* changed in the workbook only, or chosen: the store takes it */
    MERGE_THEIRS,   /* changed in the store only, or chosen: stays */
    MERGE_CONFLICT, /* changed on both sides to different values, nobody has chosen */
    MERGE_BAD,      /* the workbook's value cannot be read: stays as it is in the store */
};
enum merge_choice { CHOICE_NONE, CHOICE_MINE, CHOICE_THEIRS };

struct merge_row {
    struct str key;         /* unique on its side; empty in mine = a new row without a key */
    const struct str *cell; /* n of the sides' count */
    bool gone;              /* theirs: deleted in the store; mine: marked to be deleted */
    uint32_t bad;           /* mine: bit by cell, values that cannot be read */
};
struct merge_side {
    const struct merge_row *row;
    size_t n;
};

enum merge_kind {
    MERGE_ROW_SAME,
    MERGE_ROW_EDIT,   /* at least one cell is MERGE_MINE */
    MERGE_ROW_ADD,    /* a new row of mine */
    MERGE_ROW_DELETE, /* marked, and nobody changed it meanwhile */
    MERGE_ROW_GONE,   /* deleted in the store, and I changed nothing: stays deleted */
    MERGE_ROW_REVIVE, /* deleted in the store, changed in mine, mine was chosen: added again */
    MERGE_ROW_CONFLICT_GONE,   /* deleted in the store, changed in mine */
    MERGE_ROW_CONFLICT_DELETE, /* marked in mine, changed in the store */
    MERGE_ROW_UNKNOWN,         /* mine has a key that the base has not */
    MERGE_ROW_TWICE,           /* mine has a key twice: the second one */
};

struct merge_out { /* of one row of mine */
    enum merge_kind kind;
    size_t base, theirs;           /* index of the row on that side; SIZE_MAX without */
    uint8_t cell[MERGE_CELLS_MAX]; /* enum merge_cell */
    size_t conflicts;              /* cells that nobody has chosen, or 1 for a row's */
};

/* choice: CHOICE_* of each cell of each row of mine, row after row; one more cell a row for the row
 * itself (its index is `cells`); NULL = nobody has chosen anything. */
struct merge_in {
    size_t cells;
    struct merge_side base, theirs, mine;
    const uint8_t *choice;
};
/* *ret: one a row of mine; *ret_missing: one a row of base, true when mine has it not and the store
 * still has. Both live in `a`. */
void merge_rows(struct arena *a, const struct merge_in *in, struct merge_out **ret,
                bool **ret_missing);
/* One cell, for callers with one. */
enum merge_cell merge_one(struct str base, struct str theirs, struct str mine,
                          enum merge_choice choice);

#endif
