/* search.h - Thai and English search by grams of three code points (CONTRACTS.md 4). */
#ifndef PBIS_CITY_SEARCH_H
#define PBIS_CITY_SEARCH_H

#include "base/row.h"
#include "city/actor.h"

/* Puts a text under (kind, id); the old grams of that pair stay (texts of a line do not change). */
MUST_CHECK bool search_index(struct act *by, struct str kind, int64_t id, struct str text,
                             struct err *e);
/* Many texts of one kind at once, in the order of the grams: fast. */
struct search_text {
    int64_t id;
    struct str text;
};
MUST_CHECK bool search_index_many(struct act *by, struct str kind, const struct search_text *t,
                                  size_t n, struct err *e);
struct search_hit {
    struct str kind, code, title, agency;
    struct money amount; /* of a package: its amount now */
    int64_t id;
};
extern const struct row_type search_hit_type;
/* At most 50 hits, agencies first: names that hold the text (compared folded, found by grams),
 * codes of packages and lines that begin with it. Texts under three characters find agencies and
 * codes only. A line's code finds its package, titled as the line. `sight`: of
 * whom (plan/section.h); what it does not see is not found. */
MUST_CHECK bool search_find(struct db *db, struct arena *a, int64_t year, struct str text,
                            struct str sight, struct rows *ret, struct err *e);

#endif
