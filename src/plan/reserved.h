/* reserved.h - reserved opinions (สงวนความเห็น) and reserved amendments (สงวนคำแปรญัตติ) of a bill.
 *
 * An opinion is a committee member's against its majority; an amendment is the mover's whose cut was rejected or
 * made smaller. Each names the amount that the line should have. Registered in COMMITTEE or AMENDMENT, spoken to in
 * READING2, then withdrawn, or put to the vote (subject reserved:CODE) and adopted - which makes a floor_cut or
 * a floor_restore - or lost. The third reading waits until all are settled. */
#ifndef PBIS_PLAN_RESERVED_H
#define PBIS_PLAN_RESERVED_H

#include "base/row.h"
#include "city/actor.h"

struct reserved {
    int64_t id, version;
    struct str code, kind, state; /* opinion, amendment; registered spoken withdrawn adopted lost void */
    struct str line_code, line_name, agency_code, agency_name, member_code, member, committee, delta_code;
    struct money stands, wanted, now; /* stands: when it was registered */
    struct str reason, spoken_note, vote_code, floor_code, settled_by, settled_why, made_by;
    struct when made_at;
    int64_t year, ordinance, line_id, agency_id;
};
extern const struct row_type reserved_type;

struct reserved_filter {
    int64_t year, ordinance;
    struct str kind, state, agency_code, line_code; /* empty = all; state "open": registered or spoken */
    int64_t after_id, limit;
};
MUST_CHECK bool reserved_list(struct db *db, struct arena *a, const struct reserved_filter *f,
                              struct rows *ret, struct err *e);
MUST_CHECK bool reserved_get(struct db *db, struct arena *a, struct str code, struct reserved *ret,
                             struct err *e);

struct reserved_new {
    int64_t year, ordinance;
    struct str kind, line_code;
    struct str delta_code;     /* needed for an amendment */
    struct str member_code;    /* empty: the councillor who acts */
    struct str committee_code; /* of an opinion: the committee whose majority it is against */
    struct money wanted;       /* what the line should have */
    struct str reason;
};
/* PERM_COUNCILLOR for oneself, PERM_COUNCIL for any member. ERR_STAGE, ERR_INTEREST, ERR_NOT_COUNCIL {member, body},
 * ERR_NOT_MOVER {member, delta}, ERR_RESERVE_STATE {delta, state}, ERR_RESERVE_SAME {line}, ERR_RESERVE_BELOW {line,
 * least}, ERR_RESERVE_MAJORITY, ERR_PROTECTED, ERR_CUT_BOUND, ERR_ALREADY. */
MUST_CHECK bool reserved_add(struct act *by, const struct reserved_new *n, struct str *ret_code,
                             struct err *e);
/* In READING2, by PERM_COUNCIL. */
MUST_CHECK bool reserved_speak(struct act *by, struct str code, int64_t version, struct str note,
                               struct err *e);
/* By the member or PERM_COUNCIL; until it is settled. */
MUST_CHECK bool reserved_withdraw(struct act *by, struct str code, int64_t version,
                                  struct str reason, struct err *e);
/* By the newest vote on reserved:CODE: adopted when it passed, else lost. ERR_BASIS_NEEDED without one. */
MUST_CHECK bool reserved_settle(struct act *by, struct str code, int64_t version, struct err *e);

#endif
