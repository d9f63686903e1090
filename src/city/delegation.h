/* delegation.h - acting for another: รักษาราชการแทน (acting) and ปฏิบัติราชการแทน (on behalf), under an order.
 *
 * One role of one person, in its scope, to another person, from a day to a day. It is given by that
 * person, or registered for them by the system office or a user administrator; a second person confirms.
 * From then on, and only on those days, sessions and commands of the receiver load the role as one
 * more grant (struct grant.on_behalf, city/actor.h). The person stays who they are: what they made they
 * do not approve, and nobody decides on their own agency's request. What was given is not given on. */
#ifndef PBIS_CITY_DELEGATION_H
#define PBIS_CITY_DELEGATION_H

#include "base/row.h"
#include "city/actor.h"

struct delegation {
    int64_t id, version, scope_id;
    struct str code, kind, from_user, from_name, to_user, to_name, role;
    struct str scope_kind, scope_name;
    struct str order_no;
    struct date order_on, from_date, to_date;
    struct str reason, state; /* waiting confirmed refused revoked */
    struct str phase;         /* today: waiting ahead in_force ended refused revoked */
    struct str made_by;
    struct when made;
    struct str confirmed_by;
    struct when confirmed;
    struct str ended_by;
    struct when ended;
    struct str ended_why;
};
extern const struct row_type delegation_type;

/* Those a person may see (given, received, made by them; all for who registers and auditors), newest
 * first, before `before_id` (0 = all); waiting ones first on the first page. */
MUST_CHECK bool delegation_list(struct db *db, struct arena *a, const struct actor *who,
                                int64_t before_id, int64_t limit, struct rows *ret, struct err *e);
MUST_CHECK bool delegation_get(struct db *db, struct arena *a, const struct actor *who,
                               struct str code, struct delegation *ret, struct err *e);
/* Who acts for `user` on a day, or (to = true) for whom `user` acts: rows of struct delegation. */
MUST_CHECK bool delegation_of(struct db *db, struct arena *a, struct str user, bool to,
                              struct date day, struct rows *ret, struct err *e);

/* A role that can be given: of one person, or (empty) of all. */
struct role_held {
    int64_t scope_id;
    struct str user_name, full_name, role, scope_kind, scope_name;
};
extern const struct row_type role_held_type;
MUST_CHECK bool delegation_roles(struct db *db, struct arena *a, struct str user, struct rows *ret,
                                 struct err *e);
/* May this person register orders for others? In own right only. */
bool delegation_registrar(const struct actor *who);
/* May they be the second person of this one? ERR_SAME_PERSON, ERR_FORBIDDEN. */
MUST_CHECK bool delegation_second(const struct actor *who, const struct delegation *d,
                                  struct err *e);

struct delegation_new {
    struct str kind, from_user, to_user, role, scope_kind;
    int64_t scope_id;
    struct str order_no, reason;
    struct date order_on, from_date, to_date;
};
/* ERR_DELEGATE_SELF, ERR_DELEGATION_CHAIN {from} (a role that was itself given), ERR_NOT_FOUND (person,
 * role), ERR_SAME_PERSON (registering for oneself), ERR_DATE_ORDER, ERR_REQUIRED, ERR_ALREADY (the same
 * role to the same person waits or runs on one of those days). */
MUST_CHECK bool delegation_make(struct act *by, const struct delegation_new *n,
                                struct str *ret_code, struct err *e);
/* The second person: neither who gave it, nor (when another registered it) who receives it. */
MUST_CHECK bool delegation_confirm(struct act *by, struct str code, int64_t version, struct err *e);
MUST_CHECK bool delegation_refuse(struct act *by, struct str code, int64_t version,
                                  struct str reason, struct err *e);
/* At once, by any of its people or who registers: open sessions lose it at their next request. */
MUST_CHECK bool delegation_revoke(struct act *by, struct str code, struct str reason,
                                  struct err *e);

/* ---- for a hand-over (plan/handover.h), which has its own two persons ---- */
/* Ends one that was given to whoever hands over; *ret is how it was. */
MUST_CHECK bool delegation_hand(struct act *by, struct str code, struct str reason,
                                struct delegation *ret, struct err *e);
/* The same for the successor, waiting for a second person: entered by `made_by`, checked as by
 * delegation_make() but for who enters it. */
MUST_CHECK bool delegation_propose(struct act *by, const struct delegation_new *n,
                                   struct str made_by, struct str *ret_code, struct err *e);

/* "รักษาราชการแทน ROLE (NAME) ตามคำสั่งที่ NO ลงวันที่ D ตั้งแต่ D ถึง D" */
struct str capacity_text(struct arena *a, const struct on_behalf *b, enum lang lang);

#endif
