/* demo_tables.h - everything beside the amounts of the agencies that are written out (demo_deep.h), so that
 * any page of theirs is full: answers, options, dispositions, goals, indicators, years of a
 * commitment, replaced goods, places, prices, papers, posts, an integrated plan.
 *
 * Most of it belongs to packages that were sent, which the functions of their owners rightly refuse
 * to change: these rows are inserted as a migration would, with one audit record. */
#ifndef PBIS_EXCHANGE_DEMO_TABLES_H
#define PBIS_EXCHANGE_DEMO_TABLES_H

#include "exchange/demo_deep.h"

/* Nothing when the year's units are answered already. After the lines and the earlier years. */
MUST_CHECK bool demo_tables(struct act *by, int64_t year, struct err *e);

/* ---- for its own files ---- */
struct deep_unit { /* of a row of demo_deep_unit.csv */
    int64_t id, agency_id;
    struct str code, title, goal_name, agency_code;
    struct money asked, base; /* all levels; minimum and current */
    struct money after, paid; /* of its lines in the year before */
};
struct deep_package {
    int64_t id, unit_id, level;
    struct str code;
    struct money requested;
};
struct deep_item { /* a line */
    int64_t id, package_id, unit_id, level, quantity_milli;
    struct str code, name, item_code;
    struct money unit_price, requested;
};
struct deep_tables {
    struct act *by;
    struct demo_city *city;
    struct demo_deep d;
    struct demo_table more, indicator;
    struct deep_unit *unit; /* d.unit.n of them */
    struct rows packages, lines;
    struct chance chance;
};
struct str deep_word(const struct deep_tables *t, const char *kind); /* a text of demo_names.csv */
struct str deep_put(const struct deep_tables *t, struct str text, const char *word, struct str with);
/* The row of demo_deep_unit.csv with that key. */
size_t deep_unit_row(const struct deep_tables *t, struct str key);
const struct deep_package *deep_package(const struct deep_tables *t, int64_t unit_id, int64_t level);
const struct deep_item *deep_line(const struct deep_tables *t, int64_t unit_id, struct str name);
struct str deep_officer(const struct deep_tables *t, struct str agency_code);

MUST_CHECK bool demo_words(struct deep_tables *t, struct err *e);   /* demo_words.c */
MUST_CHECK bool demo_order(struct deep_tables *t, struct err *e);   /* demo_order.c */
MUST_CHECK bool demo_things(struct deep_tables *t, struct err *e);  /* demo_things.c */
MUST_CHECK bool demo_measure(struct deep_tables *t, struct err *e); /* demo_measure.c */

#endif
