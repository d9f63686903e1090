/* council_member.h - members of the Council (สมาชิกสภากรุงเทพมหานคร) and of the executive who sit in its committees,
 * from a day to a day, and the interests (ส่วนได้เสีย) they declared: in an agency's money or one line's. A member
 * with an interest in a subject does not vote on it (plan/vote.h). */
#ifndef PBIS_PLAN_COUNCIL_MEMBER_H
#define PBIS_PLAN_COUNCIL_MEMBER_H

#include "base/row.h"
#include "city/actor.h"

struct council_member {
    int64_t id;
    struct str code, kind, full_name, post, district, user_name; /* kind: councillor, executive */
    struct date from_date, to_date;
    struct str ended_why;
    int64_t interests; /* that hold */
    bool now;          /* on the day asked for */
    int64_t version;
};
extern const struct row_type council_member_type;

struct council_member_filter {
    struct str kind; /* empty = both */
    struct date day;
    bool only_now;
    int64_t after_id, limit;
};
MUST_CHECK bool council_members(struct db *db, struct arena *a,
                                const struct council_member_filter *f, struct rows *ret,
                                struct err *e);
/* ERR_NOT_FOUND {what}. */
MUST_CHECK bool council_member_get(struct db *db, struct arena *a, struct str code, struct date day,
                                   struct council_member *ret, struct err *e);
/* The member who has this account and is in office on the day. */
MUST_CHECK bool council_member_of_user(struct db *db, struct arena *a, struct str user_name,
                                       struct date day, struct council_member *ret,
                                       bool *ret_found, struct err *e);
/* How many councillors are in office on a day. */
MUST_CHECK bool council_size(struct db *db, struct date day, int64_t *ret, struct err *e);

struct council_member_new {
    struct str code; /* empty: given, M001.. */
    struct str kind, full_name, post, district, user_name;
    struct date from_date, to_date;
};
/* PERM_COUNCIL. ERR_REQUIRED, ERR_BAD_CHOICE, ERR_BAD_DATE, ERR_NOT_FOUND for an account there is not, ERR_ALREADY
 * for a name, or a councillor's district, that is taken on that day. */
MUST_CHECK bool council_member_add(struct act *by, const struct council_member_new *m,
                                   struct str *ret_code, struct err *e);
MUST_CHECK bool council_member_end(struct act *by, struct str code, int64_t version,
                                   struct date to, struct str why, struct err *e);

/* ---- interests ---- */

struct council_interest {
    int64_t id, member_id, agency_id, line_id, version;
    struct str member_code, member_name, agency_code, agency_name, line_code, line_name, reason;
    struct date from_date, to_date;
    struct str ended_why;
    bool now;
};
extern const struct row_type council_interest_type;
/* Of one member (0 = of all), those that hold first. */
MUST_CHECK bool council_interests(struct db *db, struct arena *a, int64_t member_id,
                                  struct date day, struct rows *ret, struct err *e);
/* agency_code or line_code, one of the two. By PERM_COUNCIL, or by the member (PERM_COUNCILLOR, own account). */
struct council_interest_new {
    struct str member_code, agency_code, line_code, reason;
    struct date from_date;
};
MUST_CHECK bool council_interest_declare(struct act *by, const struct council_interest_new *i,
                                         struct err *e);
MUST_CHECK bool council_interest_end(struct act *by, int64_t id, int64_t version, struct date to,
                                     struct str why, struct err *e);
/* Has the member an interest on that day in the agency's money or in the line's (0 = not asked)? A line's agency
 * counts too. *ret is empty when not, else the reason. */
struct council_interest_ask {
    int64_t member_id, agency_id, line_id;
    struct date day;
};
MUST_CHECK bool council_interest_in(struct db *db, struct arena *a,
                                    const struct council_interest_ask *q, struct str *ret,
                                    bool *ret_found, struct err *e);

#endif
