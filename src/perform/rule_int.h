/* rule_int.h - what rule.c shares with its explanation and its lint; nobody else includes it. */
#ifndef PBIS_PERFORM_RULE_INT_H
#define PBIS_PERFORM_RULE_INT_H

#include "perform/rule.h"

#define RULE_UNIT INT64_C(1000000)

/* A value as a fraction: a x unit / b millionths, b > 0. */
struct rule_value {
    int64_t a, b, unit;
    int sign;           /* of the fact itself, before any rounding */
    struct score shown; /* rounded to the rule's places, or to millionths */
};
/* Millionths in one unit of the last of `places` decimals; 1 when not rounded. */
int64_t rule_place(int64_t places);
MUST_CHECK bool rule_value_of(const struct rule *r, const struct fact *f, struct rule_value *ret,
                              struct err *e);
/* <0, 0, >0; with exact_zero only a fact that is zero equals an edge of zero. */
int rule_compare(const struct rule *r, const struct rule_value *v, struct score edge);
bool rule_band_holds(const struct rule *r, const struct rule_band *b, const struct rule_value *v);
/* The knots below (or at) and above a value; NULL beyond the ends. */
void rule_knots(const struct rule *r, const struct rule_value *v,
                const struct rule_band **ret_below, const struct rule_band **ret_above);
/* Does the table say points itself? */
bool rule_table_points(const struct rule *r);
/* Steps done one after the other from the first. */
int64_t rule_consecutive(const struct fact *f);

#endif
