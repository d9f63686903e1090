/* write.h - what the plan room's writers share: running numbers, a line's row, its line's home. */
#ifndef PBIS_PLAN_WRITE_H
#define PBIS_PLAN_WRITE_H

#include "city/audit.h"
#include "plan/package.h"

/* Takes `count` running numbers of (year, ordinance, prefix); *ret_first is the first of them. */
MUST_CHECK bool number_take(struct act *by, int64_t year, int64_t ordinance, struct str prefix,
                            int64_t count, int64_t *ret_first, struct err *e);
/* The first four digits of an agency's code. */
struct str agency_prefix(struct str code);
struct str line_code(struct arena *a, int64_t year, int64_t ordinance, struct str prefix,
                     int64_t number);
/* The fiscal year that a line's code begins with; 0 when it begins with none. */
int64_t line_code_year(struct str code);
struct str unit_code(struct arena *a, struct str prefix, int64_t number);
/* 2566: 'unit' keeps its own running numbers. */
struct str unit_prefix(struct arena *a, struct str prefix);

/* Checks a requested amount: 0 .. MONEY_MAX, whole baht. */
MUST_CHECK bool check_requested(struct arena *a, struct money m, struct err *e);
/* quantity x unit price x times x months, half up; ERR_AMOUNT_NEGATIVE, ERR_AMOUNT_RANGE. */
struct line_sum {
    int64_t quantity_milli, times, months; /* times 0..100000, months 0..120 */
    struct money price;
};
MUST_CHECK bool line_product(struct arena *a, const struct line_sum *s, struct money *ret,
                             struct err *e);
/* The requested amount of a new line: as given, or quantity x price. */
MUST_CHECK bool line_requested(struct arena *a, const struct line_new *l, struct money *ret,
                               struct err *e);
/* Texts: not empty, at most `limit` characters. */
MUST_CHECK bool check_text(const char *field, struct str s, bool required, int64_t limit,
                           struct err *e);

/* Where a line stands: found by its code for amounts and edits. */
struct line_home {
    int64_t id, year, package_id, agency_id, version;
    struct str state; /* of its package */
    int64_t division;
    struct str made_by;
    struct str cycle; /* the year's stage */
    struct str place; /* of its package, inside the agency */
    int64_t section_id;
    struct str package_code;
    int64_t text_key;
    struct money asked; /* requested so far; below 0 = nothing yet */
};
MUST_CHECK bool line_find(struct act *by, struct str code, struct line_home *ret, struct err *e);
/* May this person write here, where the line's package lies? (section.h) */
MUST_CHECK bool line_place_check(struct act *by, const struct line_home *h, struct str code,
                                 struct err *e);
/* The fingerprint of a reason: equal texts but for spaces, marks and digits have the same; 0 for an
 * empty one. */
int64_t text_key(struct arena *a, struct str s);
/* Requests may be edited: the package is DRAFT or RETURNED and the draft is not tabled yet; late
 * ones are taken. ERR_STATE, ERR_STAGE. */
MUST_CHECK bool check_editable(struct str state, struct str cycle, struct err *e);

/* The audit record of a change of a package: n->subject is filled in. */
MUST_CHECK bool note_package(struct act *by, int64_t year, struct str code, struct audit_note n,
                             struct err *e);

#endif
