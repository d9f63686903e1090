/* handover.h - hand-over (ส่งมอบงาน): all open work of an officer to a successor of the same agency.
 *
 * Two confirm: the officer, or the agency's head with an order number when the officer is gone; then
 * the successor. From then on the successor is the officer of those packages (package_officer) and a
 * member of the sections that the officer was in; who made them stays as history. The old account
 * can then be disabled and nothing is lost.
 *
 * An analyst hands over to another of the division likewise (or the head of the division, with an order):
 * agencies and packages assigned to them and open questions. With every hand-over go the comments that
 * mention the person and were not read; what was delegated to them ends, and waits again under the
 * successor's name for a second person (city/delegation.h). */
#ifndef PBIS_PLAN_HANDOVER_H
#define PBIS_PLAN_HANDOVER_H

#include "base/row.h"
#include "city/actor.h"

struct handover {
    int64_t id, agency_id, division;
    struct str code, agency_code, agency_name, from_user, from_name, to_user, to_name;
    struct str reason, order_no;
    struct date order_on;
    struct str state, made_by; /* waiting, done, cancelled */
    struct when made;
    struct str ended_by;
    struct when ended;
    struct str ended_why;
    int64_t packages; /* handed over, once done */
    int64_t more;     /* assignments, questions, mentions, delegations, once done */
    bool analysis;    /* between analysts of `division` */
};
extern const struct row_type handover_type;

/* Beside packages: what of a person's is open, or what a hand-over moved. */
struct open_more {
    struct str kind; /* agency package info mention delegation */
    struct str code, title;
};
extern const struct row_type open_more_type;
MUST_CHECK bool open_more(struct db *db, struct arena *a, struct str user_name, struct rows *ret,
                          struct err *e);
MUST_CHECK bool handover_more(struct db *db, struct arena *a, struct str code, struct rows *ret,
                              struct err *e);

struct open_work { /* a package that is not finished, and whose it is */
    int64_t year;
    struct str code, title, state, user_name;
    struct money requested;
};
extern const struct row_type open_work_type;

/* Work that is open and whose officer is `user_name`: what is prepared or returned first. */
MUST_CHECK bool open_work(struct db *db, struct arena *a, struct str user_name, struct rows *ret,
                          struct err *e);
/* The packages of a hand-over that is done. */
MUST_CHECK bool handover_items(struct db *db, struct arena *a, struct str code, struct rows *ret,
                               struct err *e);
/* Those a person may see: their own, their agency's (heads), all (auditors, user admins). */
MUST_CHECK bool handover_list(struct db *db, struct arena *a, const struct actor *who,
                              struct rows *ret, struct err *e);
MUST_CHECK bool handover_get(struct db *db, struct arena *a, const struct actor *who,
                             struct str code, struct handover *ret, struct err *e);
/* The people of an agency, for choices: user_row of city/user.h. */
MUST_CHECK bool handover_people(struct db *db, struct arena *a, int64_t agency_id, struct rows *ret,
                                struct err *e);

/* Those who analyse in a division, for choices. */
MUST_CHECK bool handover_analysts(struct db *db, struct arena *a, int64_t division,
                                  struct rows *ret, struct err *e);

struct handover_new {
    struct str from_user, to_user, reason, order_no; /* order_no: needed when another hands over */
    struct date order_on;
};
/* By the person, or by the head of the agency or division with an order (ERR_REQUIRED order_no). The successor
 * is another officer of the same agency with an open account: ERR_SCOPE, ERR_SAME_PERSON,
 * ERR_FORBIDDEN; ERR_ALREADY while one waits; ERR_NOTHING without open work and sections. */
MUST_CHECK bool handover_make(struct act *by, const struct handover_new *n, struct str *ret_code,
                              struct err *e);
/* The successor's confirmation: the packages are theirs. *ret_n of them. */
MUST_CHECK bool handover_take(struct act *by, struct str code, int64_t *ret_n, struct err *e);
/* Before it is taken: by any of the three, with a reason. */
MUST_CHECK bool handover_cancel(struct act *by, struct str code, struct str reason, struct err *e);

#endif
