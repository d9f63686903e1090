/* delta_int.h - what the files of deltas and reservations share; private to them. */
#ifndef PBIS_PLAN_DELTA_INT_H
#define PBIS_PLAN_DELTA_INT_H

#include "plan/delta.h"
#include "plan/stage.h"

/* A line of a bill as the Council finds it. cut, restored: what it did to the line so far. */
struct delta_line {
    int64_t id, year, ordinance, package_id, agency_id, fund_id, type_id;
    struct str code, name, package_code, state, agency_code, fund_code, item_code, output_code;
    bool commerce;
    struct money tabled, now, tranche, cut, restored;
};
/* ERR_NOT_FOUND {what}; ERR_OTHER_BILL {line, bill}. */
MUST_CHECK bool delta_line_find(struct act *by, struct str code, int64_t year, int64_t ordinance,
                                struct delta_line *ret, struct err *e);
bool delta_takes(struct str kind); /* cut, floor_cut */

/* Is the bill where this kind may be moved (deciding: decided)? *ret: the stage whose amounts are open. ERR_STAGE. */
MUST_CHECK bool delta_stage(struct act *by, int64_t year, int64_t ordinance, struct str kind,
                            bool deciding, enum stage *ret, struct err *e);

/* ---- rules (delta_rule.c): a book knows the caps and what agencies are bound to, loaded once for many ---- */

struct delta_book;
MUST_CHECK bool delta_book_open(struct act *by, int64_t year, int64_t ordinance,
                                struct delta_book **ret, struct err *e);
/* May the line change by `amount`, of this kind? For a cut ERR_PROTECTED, ERR_CUT_ABOVE, ERR_CUT_BOUND; else
 * ERR_RESTORE_ABOVE, ERR_AMEND_ABOVE. moving: amendments that are not decided yet take room as well. */
MUST_CHECK bool delta_allows(struct act *by, struct delta_book *b, const struct delta_line *l,
                             struct str kind, struct money amount, bool moving, struct err *e);
/* It did: the line's now, cut and restored, and the book. */
void delta_applied(struct delta_book *b, struct delta_line *l, struct str kind,
                   struct money amount);
/* ERR_PROTECTED {line, why, rule} for a line that the parameter or the list names (protect.c). */
MUST_CHECK bool protected_check(struct act *by, const struct delta_line *l, struct err *e);
/* ERR_INTEREST {member, reason}. */
MUST_CHECK bool delta_check_interest(struct act *by, int64_t member_id, struct str name,
                                     int64_t agency_id, int64_t line_id, struct err *e);
/* The actor, if a member of the Council, has no interest in it. */
MUST_CHECK bool delta_check_actor(struct act *by, int64_t agency_id, int64_t line_id,
                                  struct err *e);

/* ---- writing (delta_write.c) ---- */

struct delta_move {
    int64_t id;
    const char *event;
    struct str from, to, reason, basis;
    struct money amount;
};
MUST_CHECK bool delta_event(struct act *by, const struct delta_move *m, struct err *e);
struct delta_amount {
    int64_t line_id, package_id;
    struct money after;
    struct str reason, basis; /* of the change */
};
/* Amounts of the stage, then the states of their packages. Each line at most once. */
MUST_CHECK bool delta_write(struct act *by, int64_t year, int64_t ordinance, enum stage stage,
                            const struct delta_amount *x, size_t n, struct err *e);
/* A change that the floor made, proposed and accepted at once; its permission and audit are the caller's. */
struct delta_floor {
    struct delta_line *line;
    struct str kind, reason, vote_code;
    struct money amount;
    int64_t member_id;
};
MUST_CHECK bool delta_from_floor(struct act *by, const struct delta_floor *f, int64_t *ret_id,
                                 struct err *e);
struct delta_insert {
    const struct delta_line *line;
    struct str kind, mover_kind, reason;
    struct money amount;
    int64_t member_id, committee_id, agency_id; /* the mover; 0 = none */
};
MUST_CHECK bool delta_insert(struct act *by, const struct delta_insert *n, int64_t *ret_id,
                             struct str *ret_code, struct err *e);

#endif
