/* demo_deep.h - the three agencies of the demonstration city whose requests are written out
 * (data/demo_deep_*.csv): Lat Krabang district, Drainage, Medical Service.
 *
 * Their prices and quantities stand in the data. What their minimum and current levels come to by
 * side and expenditure type is the key's, as for every agency: lines whose price is rN take what is
 * left, by weight N. Increments are asked on top. */
#ifndef PBIS_EXCHANGE_DEMO_DEEP_H
#define PBIS_EXCHANGE_DEMO_DEEP_H

#include "exchange/demo_filling.h"
#include "exchange/demo_table.h"

struct demo_deep {
    struct demo_table unit, level, line;
};
MUST_CHECK bool demo_deep_load(struct arena *a, struct demo_deep *ret, struct err *e);
bool demo_deep_has(const struct demo_deep *d, struct str agency_code);
/* All units, levels and lines of one agency. */
MUST_CHECK bool demo_deep_fill(struct filling *f, const struct demo_deep *d,
                               const struct agency *ag, struct err *e);

#endif
