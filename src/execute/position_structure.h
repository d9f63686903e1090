/* position_structure.h - the budget position by the structure of another day (reorganise.h).
 *
 * new         as it stands: what moved is at its new place, what stayed (the appropriation, what was carried on or lapsed)
 *             at the old one
 * old         figures of new lines at the place of the lines that they come from
 * comparable  lines that moved, with what stayed of them, at their main successor; lines of that year and earlier ones that
 *             an executed rule would name, too: years side by side by the newest structure
 * A shared line's rest, and earlier years of a split agency, are counted whole at the main successor. */
#ifndef PBIS_EXECUTE_POSITION_STRUCTURE_H
#define PBIS_EXECUTE_POSITION_STRUCTURE_H

#include "execute/position.h"

enum pos_structure { STRUCTURE_NEW, STRUCTURE_OLD, STRUCTURE_COMPARABLE };
/* Empty is new. ERR_BAD_CHOICE {structure}. */
MUST_CHECK bool pos_structure_parse(struct str word, enum pos_structure *ret, struct err *e);
struct structure_by {
    const struct position_by *by;
    enum pos_structure structure;
};
/* As position_get(). Not by division, district group, side, plan or package unless it is `new`: ERR_BAD_CHOICE {structure}.
 * Rows of a place that only the other structure has follow the others. */
MUST_CHECK bool position_get_structure(struct position *p, struct db *db, struct arena *a, const struct position_filter *f,
                                       const struct structure_by *as, struct position_table *ret, struct err *e);

#endif
