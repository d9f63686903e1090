/* redirect.h - what money of a year can still be given to another goal, and what cannot any more.
 *
 * Before the draft is tabled everything that is not due by law or contract, nor a yearly tranche of
 * earlier years, is open. In the council it changes by amendment. In force, only what is neither
 * reserved, obligated nor paid can go elsewhere, by transfer. */
#ifndef PBIS_PERFORM_REDIRECT_H
#define PBIS_PERFORM_REDIRECT_H

#include "plan/goal_link.h"

struct redirect_row {
    struct str word, name; /* open mandatory tranche register council free bound */
    int64_t packages;
    struct money amount;
    bool redirectable;
};
extern const struct row_type redirect_row_type;
enum { REDIRECT_ROWS = 7 };

struct redirect {
    struct redirect_row row[REDIRECT_ROWS];
    size_t n;
    struct money redirectable;
    struct str stage; /* of the year */
};
/* `money` is goal_money_get's answer for the whole city. */
MUST_CHECK bool redirect_get(struct db *db, struct arena *a, int64_t year,
                             const struct goal_money *money, enum lang lang, struct redirect *ret,
                             struct err *e);

#endif
