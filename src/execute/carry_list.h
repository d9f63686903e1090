/* carry_list.h - lists of carry-over requests (บัญชีขอกันเงิน), the motion or letter they go by, what the authority allowed,
 * and posting it.
 *
 * A list is of one kind: A goes to the Permanent Secretary, B to the year's authority (the Council; fiscal years 2562 and
 * 2563 the Governor: execution.authority), extensions apart from first carries. draft: requests are put in; moved: proposed
 * by its motion or letter; decided: allowed in full or in part, request by request. */
#ifndef PBIS_EXECUTE_CARRY_LIST_H
#define PBIS_EXECUTE_CARRY_LIST_H

#include "execute/carry.h"

struct carry_list {
    int64_t id, version, year;
    struct str code; /* 2566-LB-001 */
    struct str kind;
    bool extension;
    struct str title, authority, state; /* authority: PERMSEC GOVERNOR COUNCIL; state: draft moved decided dropped */
    struct str moved_no;
    struct date moved_on;
    struct str moved_by;
    struct str decided_no;
    struct date decided_on;
    struct str decided_by, note;
    int64_t requests, agencies, approved_n, posted_n, problems;
    struct money amount, approved, posted;
    struct str made_by;
    struct when made, moved_at, decided_at;
};
extern const struct row_type carry_list_type;
MUST_CHECK bool carry_lists(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e);
MUST_CHECK bool carry_list_get(struct db *db, struct arena *a, struct str code, struct carry_list *ret, struct err *e);
MUST_CHECK bool carry_list_items(struct db *db, struct arena *a, int64_t list_id, struct rows *ret, struct err *e);
/* Sums of a list's requests by expenditure type, by group (capital apart: 3.051 equipment, 3.052 land and structures, as
 * motions print it), or by agency. */
struct carry_part {
    struct str code, name;
    int64_t items, agencies;
    struct money amount, approved, posted;
};
extern const struct row_type carry_part_type;
enum carry_by { CARRY_BY_TYPE, CARRY_BY_GROUP, CARRY_BY_AGENCY };
MUST_CHECK bool carry_list_parts(struct db *db, struct arena *a, int64_t list_id, enum carry_by by, struct rows *ret,
                                 struct err *e);
/* Requests that wait for a list of this kind. */
MUST_CHECK bool carry_waiting(struct db *db, int64_t year, struct str kind, bool extension, int64_t *ret,
                              struct err *e);

/* ---- writing: PERM_CARRY of the city but where it says another ---- */

struct carry_list_new {
    int64_t year;
    struct str kind, title;
    bool extension;
};
MUST_CHECK bool carry_list_add(struct act *by, const struct carry_list_new *n, struct str *ret_code, struct err *e);
/* Puts sent requests of its kind in: those named, or with n = 0 all. *ret: how many. ERR_NOTHING, ERR_STATE, ERR_STALE. */
MUST_CHECK bool carry_list_take(struct act *by, struct str code, const struct str *request, size_t n, int64_t *ret,
                                struct err *e);
/* Takes one out again, back to sent. */
MUST_CHECK bool carry_list_leave(struct act *by, struct str code, struct str request, struct err *e);
/* A draft list that is not needed; it must be empty (ERR_NOT_EMPTY {count}). */
MUST_CHECK bool carry_list_drop(struct act *by, struct str code, int64_t version, struct err *e);
/* Proposed: the number and day of the letter or motion. ERR_NOTHING for an empty list. */
struct carry_paper {
    struct str no, note;
    struct date on;
    int64_t version;
};
MUST_CHECK bool carry_list_move(struct act *by, struct str code, const struct carry_paper *p, struct err *e);
/* Decided: requests that are not named are allowed in full. By another person than who moved it (ERR_SAME_PERSON): for the
 * Council its secretariat (PERM_COUNCIL), for the Governor and the Permanent Secretary who holds PERM_POST_APPROVE of the
 * city in that office (ERR_NO_AUTHORITY {needs, value}). ERR_ABOVE_APPROVED {need, left} above what was asked;
 * ERR_REQUIRED for a cut or refusal without its reason. */
struct carry_decision {
    struct str request, why;
    struct money amount; /* 0 = refused */
};
MUST_CHECK bool carry_list_decide(struct act *by, struct str code, const struct carry_paper *p,
                                  const struct carry_decision *d, size_t n, struct err *e);
/* Posts what was allowed and is not posted yet, on a day of the year (none: 30 September). PERM_POST of the city. What
 * cannot be posted stays with its reason, the others go through: *ret says how many. Again: only the rest. */
struct carry_posted {
    int64_t posted, refused;
    struct money total;
};
MUST_CHECK bool carry_list_post(struct act *by, struct str code, struct date on, struct carry_posted *ret,
                                struct err *e);

#endif
