/* delta.h - changes of a bill's lines by the Council (DOMAIN.md 1.4): typed deltas.
 *
 * cut            moved by a councillor, a sub-committee or the committee; the committee accepts it whole or less, or
 *                rejects it. COMMITTEE.
 * restore        gives back what a cut took of the line; moved by the committee, a sub-committee or the agency.
 *                COMMITTEE, AMENDMENT.
 * executive      the executive's amendment (คำแปรญัตติของฝ่ายบริหาร): proposed with PERM_AMEND, confirmed by another person
 *                with PERM_AMEND, within the period (council.amend_days), accepted by the committee in AMENDMENT.
 * floor_cut, floor_restore   what an adopted reservation makes in READING2 (reserved.h).
 *
 * Accepted, a delta writes the line's amount of the open stage and the package's state in the same write. For the
 * city and BMA Commerce each, and each fund: restores + amendments <= cuts, so no total rises above the one tabled. A
 * cut leaves at least what is contracted and the year's tranche, and does not touch what the law protects
 * (protect.h). Members with an interest neither move nor decide. */
#ifndef PBIS_PLAN_DELTA_H
#define PBIS_PLAN_DELTA_H

#include "base/row.h"
#include "city/actor.h"

enum { DELTA_MOST = 2000 }; /* decided by one write */

struct delta {
    int64_t id, version;
    struct str code, kind, state;
    struct str line_code, line_name, package_code, agency_code, agency_name, fund_code;
    struct money amount, accepted; /* accepted: 0 until it is */
    struct money tabled, now;      /* of the line */
    struct str mover_kind, mover_code, mover; /* member, committee, agency, executive; its code; its name */
    struct str reason, made_by;
    struct when made_at;
    struct str confirmed_by;
    struct str vote_code, report_ref, decided_by, decided_why;
    struct when decided_at;
    bool commerce;
    int64_t year, ordinance, line_id, package_id, agency_id, member_id, committee_id;
};
extern const struct row_type delta_type;

struct delta_filter {
    int64_t year, ordinance;
    struct str group;          /* add: the executive's; cut: the others; empty = all */
    struct str kind, state;    /* empty = all */
    struct str agency_code, committee_code, line_code, package_code; /* empty = all */
    int64_t before_id, limit;  /* newest first; 0 = from the newest */
};
MUST_CHECK bool delta_list(struct db *db, struct arena *a, const struct delta_filter *f,
                           struct rows *ret, struct err *e);
MUST_CHECK bool delta_get(struct db *db, struct arena *a, struct str code, struct delta *ret,
                          struct err *e); /* ERR_NOT_FOUND {what} */

/* What was done to one, oldest first. */
struct delta_event_row {
    struct when at;
    struct str event, to_state, by_user, reason, basis;
    struct money amount;
};
extern const struct row_type delta_event_row_type;
MUST_CHECK bool delta_events(struct db *db, struct arena *a, int64_t delta_id, struct rows *ret,
                             struct err *e);
/* Agencies whose lines have deltas of a bill, and the committees that moved some. */
struct delta_choice {
    struct str kind, code, name; /* agency, committee */
};
MUST_CHECK bool delta_choices(struct db *db, struct arena *a, int64_t year, int64_t ordinance,
                              struct rows *ret, struct err *e);
/* Lines of a bill to move something on: whose code begins with `code`, or when that is empty of the packages found
 * by words (0 = none). At most 50. */
enum { DELTA_FOUND = 6 };
struct delta_search {
    int64_t year, ordinance;
    struct str code;
    int64_t package_id[DELTA_FOUND];
};
struct delta_found {
    struct str code, name, package_title, agency_name;
    struct money tabled, now;
};
extern const struct row_type delta_found_type;
MUST_CHECK bool delta_find_lines(struct db *db, struct arena *a, const struct delta_search *q,
                                 struct rows *ret, struct err *e);

/* How many and how much stand in each kind and state of a bill. */
struct delta_sum {
    struct str kind, state;
    int64_t count;
    struct money amount, accepted;
};
extern const struct row_type delta_sum_type;
MUST_CHECK bool delta_sums(struct db *db, struct arena *a, int64_t year, int64_t ordinance,
                           struct rows *ret, struct err *e);

/* The caps: one row for the city and for BMA Commerce (agencies of kind commercial), each fund.
 * room = cut - restored - amended; waiting: executive amendments that are not decided. */
struct delta_room {
    struct str part; /* bma, commerce */
    struct str fund_code, fund_name;
    struct money cut, restored, amended, waiting, room;
    int64_t fund_id, waiting_n;
};
extern const struct row_type delta_room_type;
MUST_CHECK bool delta_rooms(struct db *db, struct arena *a, int64_t year, int64_t ordinance,
                            struct rows *ret, struct err *e);

/* ---- moving ---- */

struct delta_new {
    int64_t year, ordinance;
    struct str kind;       /* cut, restore, executive */
    struct str line_code;
    struct money amount;   /* how much less, or more; > 0 */
    struct str mover_kind; /* member, committee, agency, executive; empty: the councillor who acts, or the executive */
    struct str mover_code; /* M001, the committee's code, the agency's code */
    struct str reason;
};
/* cut: PERM_COUNCILLOR for oneself, PERM_COUNCIL for anybody; restore: PERM_COUNCIL or PERM_AMEND; executive: PERM_AMEND.
 * ERR_STAGE, ERR_ONLY_CUT, ERR_PROTECTED {line, why}, ERR_CUT_ABOVE {line, most}, ERR_CUT_BOUND {line, bound},
 * ERR_RESTORE_ABOVE {line, most}, ERR_AMEND_ABOVE {part, fund, room}, ERR_AMEND_LATE {due}, ERR_INTEREST,
 * ERR_CUT_TRANCHE, ERR_NOT_COUNCIL, ERR_OTHER_BILL, ERR_DELTA_THERE {line, code}, ERR_OUT_OF_SCOPE {line, committee}. */
MUST_CHECK bool delta_propose(struct act *by, const struct delta_new *n, struct str *ret_code,
                              struct err *e);
/* By another person than the proposer: ERR_SAME_PERSON. */
MUST_CHECK bool delta_confirm(struct act *by, struct str code, int64_t version, struct err *e);
/* By who moved it, or PERM_COUNCIL (cut, restore) or PERM_AMEND (executive). */
MUST_CHECK bool delta_withdraw(struct act *by, struct str code, int64_t version, struct str reason,
                               struct err *e);

/* ---- deciding: PERM_COUNCIL records what the committee decided ---- */

struct delta_decision {
    int64_t year, ordinance;
    struct str vote_code;  /* a vote that passed on cuts:CODE (a delta's, its agency's, its committee's) or amendments; or */
    struct str report_ref; /* where the committee's report says it */
    struct str reason;     /* needed to reject or to take less */
};
struct delta_pick {
    int64_t id, version;    /* as it was seen */
    struct money accepted;  /* <= its amount */
};
/* All or none: amounts, states, events, one audit record. *ret_row: the pick that was refused, else n.
 * Beside the refusals of delta_propose: ERR_STALE, ERR_LIMIT, ERR_NOTHING, ERR_ACCEPT_ABOVE, ERR_BASIS_NEEDED, ERR_BASIS_WRONG {vote}. */
MUST_CHECK bool delta_accept(struct act *by, const struct delta_decision *d,
                             const struct delta_pick *p, size_t n, size_t *ret_row, struct err *e);
MUST_CHECK bool delta_reject(struct act *by, const struct delta_decision *d,
                             const struct delta_pick *p, size_t n, size_t *ret_row, struct err *e);

/* The limit has passed and the draft is deemed approved as proposed: every delta and open reservation becomes
 * void, amounts and states are those of the tabled draft again. Permission is the caller's (bill_run). */
MUST_CHECK bool deltas_void(struct act *by, int64_t year, int64_t ordinance, struct err *e);

/* ---- a file: line,kind,amount,reason; kind cut or amend (docs/formats/council.md) ---- */

struct delta_row {
    struct str line_code, kind, reason;
    struct money amount;
};
struct delta_file {
    const struct actor *approver;  /* confirms amendments; NULL: nobody, unless the system itself acts */
    const struct actor *committee; /* records that the committee accepts; NULL: who acts, with PERM_COUNCIL */
    struct str report_ref;         /* on which it accepts; empty: they stay proposed or confirmed */
};
struct delta_result {
    int64_t cuts, amends, accepted;
    struct money cut, amended;
};
/* All or none; *ret_row: the row that was refused, else n. The bill is the one that the lines' codes name:
 * ERR_YEAR_MISMATCH for a row of another year, ERR_OTHER_BILL for one of another bill. */
MUST_CHECK bool delta_apply(struct act *by, const struct delta_file *f, const struct delta_row *r,
                            size_t n, size_t *ret_row, struct delta_result *ret, struct err *e);

#endif
