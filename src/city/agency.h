/* agency.h - spending agencies (หน่วยรับงบประมาณ) and their validity by year. */
#ifndef PBIS_CITY_AGENCY_H
#define PBIS_CITY_AGENCY_H

#include "base/row.h"
#include "city/actor.h"

struct agency {
    int64_t id;
    struct str code; /* 8 digits */
    struct str name_th, name_en, abbr_th;
    struct str kind; /* bureau district supervised commercial ministry unit */
    int64_t division;
    struct str district_group;
    int64_t print_order;
};
extern const struct row_type agency_type;

/* One id, for INSERT ... ON CONFLICT DO NOTHING RETURNING id. */
struct id_row {
    int64_t id;
};
extern const struct row_type id_row_type;

/* Those valid in the year, in printing order. */
MUST_CHECK bool agency_list(struct db *db, struct arena *a, int64_t year, struct rows *ret,
                            struct err *e);
MUST_CHECK bool agency_get(struct db *db, struct arena *a, struct str code, struct agency *ret,
                           struct err *e); /* ERR_NOT_FOUND */
MUST_CHECK bool agency_by_id(struct db *db, struct arena *a, int64_t id, struct agency *ret,
                             struct err *e);
/* A new agency (reference data, a national import), valid from a fiscal year (to 0 = still).
 * *ret_id is 0 when its code is there already. Permission PERM_IMPORT, city. */
MUST_CHECK bool agency_add(struct act *by, const struct agency *g, int64_t valid_from,
                           int64_t valid_to, int64_t *ret_id, struct err *e);

/* Finds an agency by the name a file writes: exact, then a reviewed alias, then the nearest. An
 * exact or alias match sets *ret; otherwise ERR_UNKNOWN_NAME {field, value, nearest} and *ret_near
 * is the suggestion (may be NULL). Names are compared folded (spaces, tone-mark order). */
struct agency_names; /* loaded once an import */
MUST_CHECK bool agency_names_load(struct db *db, struct arena *a, int64_t year,
                                  struct agency_names **ret, struct err *e);
enum agency_match { AGENCY_EXACT, AGENCY_ALIAS, AGENCY_NEAR, AGENCY_UNKNOWN };
enum agency_match agency_match(struct agency_names *names, struct arena *a, struct str name,
                               const struct agency **ret);

#endif
