/* demo_city.h - what the demonstration city is made of: the key's cells, names and chance. */
#ifndef PBIS_EXCHANGE_DEMO_CITY_H
#define PBIS_EXCHANGE_DEMO_CITY_H

#include "city/agency.h"
#include "city/class.h"

enum { DEMO_TYPES = 7 }; /* expenditure types 1..6; 0 is unused */

/* A fixed-seed sequence (splitmix64): the same city on every machine. */
struct chance {
    uint64_t state;
};
uint64_t chance_next(struct chance *c);
int64_t chance_between(struct chance *c, int64_t lo, int64_t hi); /* both included */

/* What one agency gets for one output, by expenditure type, in units of 100 baht. */
struct demo_cell {
    const struct agency *agency;
    const struct class_node *output;
    int64_t target[DEMO_TYPES];
};

struct demo_text {
    struct str kind, text;
};
struct demo_title {
    struct str output; /* prefix; the longest that fits wins */
    int64_t type;
    struct str text;
};
/* Which items work of an output draws, by type; the longest prefix that fits wins. */
struct demo_items {
    struct str output, codes; /* codes apart by spaces */
    int64_t type;
};
struct demo_central {
    struct str item;
    int64_t amount, weight, levels; /* amount in units of 100 baht, 0 = by weight */
};

struct demo_city {
    int64_t year;
    const struct agency *agencies;
    size_t nagencies;
    struct class_tree programme, item, fund, strategy;
    struct demo_cell *cell;
    size_t ncells;
    const struct demo_text *text;
    size_t ntexts;
    const struct demo_title *title;
    size_t ntitles;
    const struct demo_items *items;
    size_t nitems;
    const struct demo_central *central;
    size_t ncentral;
    /* Published or keyed totals, units of 100 baht: by type (FY2565, FY2566), by agency (FY2567). */
    int64_t by_type[DEMO_TYPES];
    int64_t rest;       /* satang of the published total that types in units of 100 baht leave: the last type's */
    int64_t *by_agency; /* of nagencies; NULL when types are what is published */
    int64_t *exact;     /* by_agency to the satang: published ones as published, all sum to the whole */
};

/* Reads data/demo_*.csv and data/published.csv against the store's classifications. */
MUST_CHECK bool demo_city_load(struct db *db, struct arena *a, int64_t year,
                               struct demo_city *ret, struct err *e);
/* Some text of a kind, by chance. */
struct str demo_text(const struct demo_city *c, struct chance *ch, struct str kind);
/* A title for work of that output and type: names filled in. */
struct str demo_title(const struct demo_city *c, struct arena *a, struct chance *ch,
                      const struct class_node *output, int64_t type);
/* An item of the type that work of that output draws, by chance; never NULL for types 1 to 5. */
const struct class_node *demo_item(const struct demo_city *c, struct chance *ch,
                                   const struct class_node *output, int64_t type);
/* Replaces {output} {road} {canal} ... in a template. */
struct str demo_fill_in(const struct demo_city *c, struct arena *a, struct chance *ch,
                        struct str template, const struct class_node *output);

#endif
