/* problem_int.h - what the files that make a problem share among themselves. */
#ifndef PBIS_ALLOCATE_PROBLEM_INT_H
#define PBIS_ALLOCATE_PROBLEM_INT_H

#include "allocate/ids.h"
#include "allocate/problem.h"
#include "allocate/scenario_rule.h"
#include "city/class.h"
#include "city/param.h"

enum { FORWARD_YEARS = 4 };
enum ceiling_dim {
    CEILING_TOTAL,
    CEILING_AGENCY,
    CEILING_TYPE,
    CEILING_SIDE,
    CEILING_FUND,
    CEILING_DISTRICT,
    CEILING_GROUP,
    CEILING_LABEL,
    CEILING_PERSONNEL,
    CEILING_DIMS
};

struct money_row {
    int64_t package_id, line_id, item_id, fund_id;
    struct money amount;
};
struct forward_row {
    int64_t package_id, line_id, item_id, fund_id, year;
    bool running; /* from `year` on, each year */
    struct money amount;
};
struct place_part {
    int64_t line_id, share_bp;
    struct str district_code;
};
struct district_row {
    struct str code, district_group;
};
struct unit_line {
    int64_t package_id, line_id, quantity_milli;
    struct str code;
};

struct loading {
    struct db *db;
    struct arena *a;
    struct problem *p;
    int64_t year;
    bool strict; /* what a rule names and is not there is refused, not passed over */
    struct class_tree programme, item, fund;
    const struct money_row *line; /* by package, line */
    size_t nlines;
    struct rows effects, rules;
    struct ids codes;              /* of packages */
    struct ids by[CEILING_DIMS];   /* code of a ceiling -> resource */
    bool any[CEILING_DIMS], ahead; /* is there such a ceiling; one of a forward year */
    struct rows forward, places, districts, unit_lines;
    struct param_rows personnel;
    const struct str **label; /* by package: labels, by rules */
    size_t *nlabel;
    int64_t *sum; /* by resource; scratch */
    struct str *in_by, *out_by; /* by package: who has it in, out */
};

/* ---- problem_money.c ---- */
/* Loads what the dimensions of the ceilings need. */
MUST_CHECK bool money_prepare(struct loading *l, struct err *e);
/* The city's districts with their groups, once. */
MUST_CHECK bool money_districts(struct loading *l, struct err *e);
/* Fills the uses, the cost and what is asked of package i. */
void money_uses(struct loading *l, size_t i);
/* The uses of an amount of one line. */
void money_of_line(struct loading *l, size_t i, const struct money_row *m, int64_t amount,
                   const struct alloc_use **ret, size_t *ret_n);
/* The lines of package i. */
const struct money_row *problem_lines(const struct loading *l, size_t i, size_t *ret_n);

/* ---- problem_rule.c ---- */
/* Ceilings that rules need (p->ceiling grows) and labels: before money_prepare(). */
MUST_CHECK bool rules_prepare(struct loading *l, struct err *e);
/* Marks, links and statements: after packages and pins. */
MUST_CHECK bool rules_apply(struct loading *l, struct err *e);

#endif
