/* carry_flag.h - money that an indicator's rate leaves out (DOMAIN.md 6.2 (a)-(e), 6.4, 9.1): a part of a line's carry-over
 * without obligation (KPI 2) or of its disbursement (KPI 5.1), with its kind (carry_flag.def), its evidence, the person who
 * set it and another who confirmed it. Only confirmed flags count. */
#ifndef PBIS_EXECUTE_CARRY_FLAG_H
#define PBIS_EXECUTE_CARRY_FLAG_H

#include "base/row.h"
#include "city/actor.h"

struct carry_flag {
    int64_t id, version, year;
    struct str code; /* 2566-X-00001 */
    int64_t agency_id, division, line_id;
    struct str agency_code, agency_name, line_code, line_name, kind, base;
    struct money amount;
    struct str reason, evidence, state; /* proposed confirmed refused withdrawn */
    struct str made_by;
    struct when made;
    struct str decided_by;
    struct when decided;
    struct str decided_why;
};
extern const struct row_type carry_flag_type;
struct carry_flag_filter {
    int64_t year, agency_id, after, limit;
    struct str base, state; /* empty = all */
};
MUST_CHECK bool carry_flag_rows(struct db *db, struct arena *a, const struct carry_flag_filter *f, struct rows *ret,
                                struct err *e);
MUST_CHECK bool carry_flag_get(struct db *db, struct arena *a, struct str code, struct carry_flag *ret, struct err *e);
/* By kind: how many and how much, confirmed and still proposed. */
struct carry_flag_sum {
    struct str kind, base;
    int64_t confirmed, proposed;
    struct money confirmed_sum, proposed_sum;
};
extern const struct row_type carry_flag_sum_type;
MUST_CHECK bool carry_flag_sums(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e);
/* Lines whose identity says that a kind fits and that have no flag of it yet: a proposal, never a flag. */
struct carry_flag_hint {
    struct str kind, agency_name, line_code, line_name;
    struct money amount;
};
extern const struct row_type carry_flag_hint_type;
MUST_CHECK bool carry_flag_hints(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e);
struct str carry_flag_label(struct str kind, enum lang lang); /* empty: no such kind */
struct carry_flag_kind {
    const char *word, *base, *th, *en;
};
extern const struct carry_flag_kind carry_flag_kinds[];
extern const size_t carry_flag_kinds_n;

struct carry_flag_new {
    struct str line_code, kind, reason, evidence;
    struct money amount;
};
/* PERM_SPEND in the agency, or PERM_CARRY. ERR_ABOVE_FLAG {need, left}: more than the line carried or paid, less what is
 * flagged already; ERR_BAD_CHOICE, ERR_REQUIRED, ERR_UNKNOWN_LINE. */
MUST_CHECK bool carry_flag_add(struct act *by, const struct carry_flag_new *n, struct str *ret_code, struct err *e);
/* confirm, refuse: PERM_CARRY of the city, another person (ERR_SAME_PERSON); confirm needs a paper (ERR_NO_PAPERS);
 * withdraw: who set it, while it is proposed, or PERM_CARRY afterwards with a reason. ERR_STATE, ERR_STALE. */
MUST_CHECK bool carry_flag_decide(struct act *by, struct str code, int64_t version, struct str event, struct str why,
                                  struct err *e);

/* KPI 2 of a year or, with agency_id, of one agency: p = b / P. The agencies of carry.kpi_left_out are in neither. */
struct carry_kpi_base {
    struct money b_gross;    /* carried without obligation from the annual ordinance and the central fund */
    struct money b_excluded; /* of it, confirmed flags */
    struct money b;          /* b_gross - b_excluded */
    struct money p;          /* the annual budget after transfers, all types, with the central fund that was allotted */
    struct money p_excluded; /* p less b_excluded: the other reading (6.2, 5) */
    struct share rate, rate_excluded; /* half up at two decimals */
    bool exact_zero;                  /* b is 0: the best level asks for it, not for a rate of 0.00 */
    int64_t flags, proposed;          /* confirmed; still without a second person: the rate is not final */
};
MUST_CHECK bool carry_kpi_base(struct db *db, struct arena *a, int64_t year, int64_t agency_id,
                               struct carry_kpi_base *ret, struct err *e);
/* The arithmetic alone. */
void carry_kpi_rate(struct carry_kpi_base *b);

#endif
