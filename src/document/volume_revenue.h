/* volume_revenue.h - the revenue estimate as documents 1 and 5 print it: the adopted forecast by source and group, the
 * one of the year before, and the last receipts. Private to the books of the front. */
#ifndef PBIS_DOCUMENT_VOLUME_REVENUE_H
#define PBIS_DOCUMENT_VOLUME_REVENUE_H

#include "plan/revenue.h"

enum { REVENUE_SELF, REVENUE_BY_OTHERS, REVENUE_OF_COMMERCE, REVENUE_GROUPS };

/* MONEY_MISSING = not known. change: of what is known in both years. */
struct revenue_sum {
    struct money received, prior, amount,
        change; /* received: two years before; prior, amount: estimates */
};
struct revenue_source_sum {
    struct str code, name;
    int group;
    struct revenue_sum sum;
};
struct revenue_estimate {
    int64_t year;
    bool adopted;
    struct revenue_forecast_row forecast; /* when adopted */
    struct revenue_source_sum source[REVENUE_SOURCES];
    struct revenue_sum group[REVENUE_GROUPS], total;
    struct rows actuals; /* struct revenue_actual_row before the year */
};
MUST_CHECK bool revenue_estimate(struct db *db, struct arena *a, int64_t year,
                                 struct revenue_estimate *ret, struct err *e);

/* The estimate as a table: groups alone, or with their sources. */
struct front;
void revenue_say_table(const struct front *f, const struct revenue_estimate *r, bool with_sources);
/* "งบประมาณสมดุล", or by how much it is not. */
void revenue_say_balance(const struct front *f, const struct revenue_estimate *r);
/* A note for each origin of the receipts of `back` years: source, years, whether it is published. */
void revenue_say_origins(const struct front *f, const struct revenue_estimate *r, int64_t back);
const char *revenue_group_word(int g); /* self, others, commerce */
struct str revenue_group_label(int g);
/* Received in a year before; MONEY_MISSING when not known. */
struct money revenue_received(const struct revenue_estimate *r, int64_t year, int group);

#endif
