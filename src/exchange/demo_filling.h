/* demo_filling.h - what demo_fill.c (agencies by key) and demo_deep.c (agencies by content) share. */
#ifndef PBIS_EXCHANGE_DEMO_FILLING_H
#define PBIS_EXCHANGE_DEMO_FILLING_H

#include "exchange/demo_fill.h"
#include "plan/bulk.h"

enum { HUNDRED_BAHT = 10000 }; /* satang in one unit of the key */

struct filling {
    struct act *by;
    const struct demo_city *city;
    struct plan_bulk *bulk;
    struct chance chance;
    struct demo_filled *done;
    int64_t packages;
    int64_t fund_id;
    bool asked; /* submitted only: nothing was reviewed */
    const struct class_node **goal;
    size_t goals;
};

/* One level of a unit: amounts by type in units of 100 baht. */
struct level {
    int64_t amount[DEMO_TYPES];
    const char *kind;
    int64_t factor; /* worth per baht, per cent of the first level's */
    bool mandatory;
};
int64_t filling_sum(const struct level *l);
/* Worth in millionths of a point. */
int64_t filling_worth(struct filling *f, int64_t priority, const struct level *l);
/* What review left of a line (units of 100 baht, in and out): some are cut at the analyst's. */
MUST_CHECK bool filling_review(struct filling *f, int64_t line_id, struct str code,
                               int64_t *amount, struct err *e);
/* Adds a line that was written to the sums of what competes. */
struct str filling_state(const struct filling *f); /* of packages that compete */
void filling_count(struct filling *f, const struct agency *ag, int64_t amount, bool mandatory);

#endif
