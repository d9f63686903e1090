/* place.h - where a line's money is spent (พื้นที่ดำเนินการ): the whole city, a district, a sub-district,
 * a point; several places with shares that add up to 100 %. DOMAIN.md 9.3 "Place". */
#ifndef PBIS_PLAN_PLACE_H
#define PBIS_PLAN_PLACE_H

#include "base/row.h"
#include "city/actor.h"
#include "plan/costing.h"

enum {
    PLACE_MAX = 60, /* of one line */
    /* The box around the city's 50 districts, in millionths of a degree (WGS 84). */
    PLACE_LAT_LEAST = 13480000,
    PLACE_LAT_MOST = 13960000,
    PLACE_LON_LEAST = 100320000,
    PLACE_LON_MOST = 100940000,
};

struct place_row {
    struct str district_code, district_name; /* 5001..5050; empty = whole city */
    struct str subdistrict;
    int64_t lat_micro, lon_micro; /* 0 0 = none */
    struct str note;
    struct share share;
};
extern const struct row_type place_row_type;

/* The line's places; none = the whole city. */
MUST_CHECK bool place_list(struct db *db, struct arena *a, int64_t line_id, struct rows *ret,
                           struct err *e);
struct place_set {
    struct str line_code;
    int64_t cost_version;
    const struct place_row *row; /* district_name is not read */
    size_t n;                    /* 0 = the whole city */
};
/* Replaces them. ERR_SHARES {sum, difference}, ERR_UNKNOWN_CODE (district), ERR_PLACE_OUTSIDE
 * {value}. */
MUST_CHECK bool place_save(struct act *by, const struct place_set *s, struct err *e);

/* "13.756331, 100.501765" or two fields' texts as millionths; ERR_PLACE_OUTSIDE {value},
 * ERR_BAD_NUMBER. Empty = none (0). */
MUST_CHECK bool place_degrees(struct str s, bool latitude, int64_t *ret, struct err *e);
struct str place_degrees_text(struct arena *a, int64_t micro);

/* ---- money by place ---- */
struct place_money {
    struct str district_code, district_name; /* empty code: whole city, or not said */
    int64_t lines;
    struct money own;    /* of the district's own agency */
    struct money bureau; /* of others, spent there */
    struct money total;
};
extern const struct row_type place_money_type;
/* The amount now of the year's lines by the place where it is spent, one row a district and one for
 * the whole city; the rows add up to *ret_total, the year's amount now. A line without a place: a
 * district office's is its own district's, another's the whole city's. Lines of packages that are not
 * sent are left out, as in every figure of the city. */
MUST_CHECK bool place_money(struct db *db, struct arena *a, int64_t year, struct rows *ret,
                            struct place_money *ret_total, struct err *e);
/* The lines of other agencies in a district, the largest first. */
struct place_line {
    struct str line_code, name, agency_name, item_name, subdistrict;
    struct share share;
    struct money amount; /* the district's part of it */
};
extern const struct row_type place_line_type;
MUST_CHECK bool place_lines(struct db *db, struct arena *a, int64_t year, struct str district_code,
                            struct rows *ret, struct err *e);

#endif
