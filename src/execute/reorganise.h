/* reorganise.h - re-organisation (การปรับโครงสร้างระหว่างปี): agencies merged, split, renamed, programme codes moved, as one
 * balanced act from a date.
 *
 * Rules say what goes where: old agency, old agency and output, an output of all, or a single line -> new agency and output,
 * whole or a share. Proposed (PERM_REORGANISE), approved by another person (PERM_POST_APPROVE of the city), executed once in
 * one write by somebody with PERM_REORGANISE who did not approve it.
 *
 * For each line a new line of the same fund, ordinance, item and origin is opened at its new place and every bucket moves by
 * REORGANISE entries (posting.h). Where a line is shared, what is free (not allotted, allotted) is split by the shares to the
 * satang; what is reserved, obligated or paid goes whole to the main successor (the largest share, the first of equal ones),
 * since a contract has one party. What was carried on or lapsed, and the appropriation itself, stay as history on the old
 * line. Contracts, procurement plans, people, indicators and commitments follow; paid warrants stay as they were paid.
 * The old lines are linked with the new ones: position by old, new or comparable structure (position_structure.h). */
#ifndef PBIS_EXECUTE_REORGANISE_H
#define PBIS_EXECUTE_REORGANISE_H

#include "city/actor.h"
#include "execute/ledger.h"

enum { REORG_RULES_MOST = 2000 };

struct reorg {
    int64_t id, version, year, lines;
    struct str code, kind, state, title, reason, doc_no;
    struct date on_date;
    struct money total;
    struct str made_by;
    struct when made;
    struct str approved_by;
    struct when approved;
    struct str done_by;
    struct when done;
    struct str dropped_why;
};
extern const struct row_type reorg_type;
MUST_CHECK bool reorg_list(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e);
MUST_CHECK bool reorg_get(struct db *db, struct arena *a, struct str code, struct reorg *ret, struct err *e);

/* A rule, by codes; '' = any, or as it was. Columns of the file too. */
struct reorg_rule {
    int64_t n;
    struct str line, from_agency, from_agency_name, from_output, to_agency, to_name, to_output;
    struct share share;
    int64_t from_agency_id, to_agency_id;
};
extern const struct row_type reorg_rule_type;
MUST_CHECK bool reorg_rules(struct db *db, struct arena *a, int64_t id, struct rows *ret, struct err *e);

/* One line at one new place: what moves, or has moved (new_line). rank: how narrow its rule is. */
struct reorg_move {
    int64_t rule, rank, line_id, ordinance, agency_id, output_id, item_id, fund_id, to_agency_id, to_output_id;
    struct str line, line_name, agency, output, to_agency, to_name, to_output, new_line;
    struct share share;
    struct money unallotted, allotted, reserved, obligated, disbursed;
    bool main; /* not a column: what is held goes here */
};
extern const struct row_type reorg_move_type;
/* What cannot move and why: a paper on its way. what: order warrant contract carry lapse. */
struct reorg_block {
    int64_t line_id; /* 0: all lines of the year */
    struct str what, code, path, line;
};
extern const struct row_type reorg_block_type;
struct reorg_plan {
    struct reorg_move *move; /* in order of lines; what stays in its place is not among them */
    size_t n;
    struct reorg_block *block;
    size_t blocks;
    int64_t lines;
    struct money total;
    struct balance moves; /* by bucket */
    struct balance city;  /* the year by bucket, now */
};
/* Of one that is done: what it has done. ERR_BAD_CHOICE {field: the line, value, expected}: its rules do not add up to the whole. */
MUST_CHECK bool reorg_plan(struct db *db, struct arena *a, const struct reorg *r, struct reorg_plan *ret, struct err *e);

struct reorg_sum {
    int64_t bucket;
    struct money before, after;
};
extern const struct row_type reorg_sum_type;
MUST_CHECK bool reorg_sums(struct db *db, struct arena *a, int64_t id, struct rows *ret, struct err *e);
/* contracts users indicators objectives committed procurement agencies_made agencies_ended */
struct reorg_effect {
    struct str what;
    int64_t count;
};
extern const struct row_type reorg_effect_type;
MUST_CHECK bool reorg_effects(struct db *db, struct arena *a, int64_t id, struct rows *ret, struct err *e);

struct reorg_rule_new {
    struct str line, from_agency, from_output, to_agency, to_name, to_output;
    int64_t share_bp; /* 1 .. 10,000 */
};
struct reorg_new {
    int64_t year;
    struct str kind, title, reason, doc_no;
    struct date on_date;
    const struct reorg_rule_new *rule;
    size_t n;
};
/* *ret_row: the rule that is refused from 1, or 0. ERR_REQUIRED, ERR_BAD_CHOICE, ERR_WRONG_YEAR, ERR_UNKNOWN_CODE {field},
 * ERR_UNKNOWN_LINE, ERR_NOTHING when no money would move, ERR_LIMIT; rules that do not fit the kind or do not add up to the
 * whole are ERR_BAD_CHOICE. */
MUST_CHECK bool reorg_propose(struct act *by, const struct reorg_new *n, struct str *ret_code, int64_t *ret_row,
                              struct err *e);
/* ERR_STATE, ERR_STALE, ERR_SAME_PERSON, ERR_REQUIRED {doc_no}, ERR_GUARD_FIXED while a paper is on its way. version < 0: any. */
MUST_CHECK bool reorg_approve(struct act *by, struct str code, int64_t version, struct str doc_no, struct err *e);
MUST_CHECK bool reorg_drop(struct act *by, struct str code, int64_t version, struct str reason, struct err *e);
/* Once; done already: *ret_again, nothing is written. ERR_GUARD_FIXED before its day and while a paper is on its way,
 * ERR_DUPLICATE when the new agency has a contract of that number, what posting.h and origin.h say. */
MUST_CHECK bool reorg_execute(struct act *by, struct str code, int64_t version, bool *ret_again, struct err *e);

#endif
