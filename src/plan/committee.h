/* committee.h - the bodies that decide (คณะกรรมการ) and their members.
 *
 * Three bodies write a stage's amounts before the council: the suitability committee (Budget, Strategy and
 * Finance departments with the requesting agency), the annual request committee under the Permanent
 * Secretary, the Governor with the executive board. A member has a role and an order of appointment, from a
 * day to a day. Only the chair or a vice chair may confirm the body's resolution (plan/resolution.h); a member
 * that comes from a requesting agency is heard on its request and does not decide. */
#ifndef PBIS_PLAN_COMMITTEE_H
#define PBIS_PLAN_COMMITTEE_H

#include "base/row.h"
#include "city/actor.h"
#include "plan/stage.h"

enum body {
#define BODY(id, word, letter, stage, th, en) id,
#include "plan/committee.def"
#undef BODY
    BODY_COUNT
};

const char *body_word(enum body b);
const char *body_letter(enum body b);
struct str body_label(enum body b, enum lang lang);
MUST_CHECK bool body_parse(struct str word, enum body *ret, struct err *e);
/* Who decides a stage: of the council all from tabled on. BODY_COUNT for requested, analyst, enacted. */
enum body body_of_stage(enum stage s);
enum stage body_stage(enum body b);

struct committee_member {
    int64_t id;
    struct str body, full_name, user_name, post, role, agency_name, order_no;
    struct date from_date, to_date;
    struct str ended_why;
    int64_t agency_id, version;
    bool now; /* on the day asked for */
};
extern const struct row_type committee_member_type;

/* All members of a body (empty = of all), those of now first. */
MUST_CHECK bool committee_members(struct db *db, struct arena *a, struct str body, struct date day,
                                  struct rows *ret, struct err *e);

struct member_new {
    struct str body, user_name, full_name, post, role, agency_code, order_no; /* user_name, agency: may be empty */
    struct date from_date, to_date;
};
/* PERM_COMMITTEE. ERR_REQUIRED, ERR_BAD_CHOICE, ERR_NOT_FOUND for an account or agency there is not,
 * ERR_ALREADY for one who is a member on that day. */
MUST_CHECK bool member_add(struct act *by, const struct member_new *m, struct err *e);
MUST_CHECK bool member_end(struct act *by, int64_t id, int64_t version, struct date to,
                           struct str why, struct err *e);

/* May this person confirm for the body today: PERM_DECIDE, and its chair or vice chair? Who acts for
 * somebody under an order (city/delegation.h) sits in that person's seat, and *by->who->used says so; duties
 * stay the person's own. ERR_FORBIDDEN, ERR_NOT_MEMBER {body}. The system may from the command line. *ret is the membership (id 0: the system's). */
MUST_CHECK bool member_decides(struct act *by, enum body b, struct committee_member *ret,
                               struct err *e);

#endif
