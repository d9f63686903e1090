/* council_committee.h - the extraordinary committee (คณะกรรมการวิสามัญ) of a draft and its sub-committees
 * (คณะอนุกรรมการ): order of appointment, scope (agencies), seats, days, report. Seats are of members of the
 * Council's register (council_member.h): councillors and executives. */
#ifndef PBIS_PLAN_COUNCIL_COMMITTEE_H
#define PBIS_PLAN_COUNCIL_COMMITTEE_H

#include "base/row.h"
#include "city/actor.h"

struct council_committee {
    int64_t id;
    struct str code, kind, name, parent_code, order_no; /* kind: extraordinary, sub */
    struct date from_date, due_date;
    bool whole;        /* all agencies */
    int64_t agencies;  /* of its scope, when not */
    int64_t seats;
    struct str chair;  /* the chair's name; empty when there is none */
    struct str report_no, report_text, report_by;
    struct date report_date;
    int64_t year, ordinance, parent_id, version;
};
extern const struct row_type council_committee_type;

/* The extraordinary one first. */
MUST_CHECK bool council_committees(struct db *db, struct arena *a, int64_t year, int64_t ordinance,
                                   struct rows *ret, struct err *e);
MUST_CHECK bool council_committee_get(struct db *db, struct arena *a, struct str code,
                                      struct council_committee *ret, struct err *e);
/* Is the agency within its scope? */
MUST_CHECK bool council_committee_covers(struct db *db, int64_t committee_id, int64_t agency_id,
                                         bool *ret, struct err *e);
struct council_scope {
    int64_t agency_id;
    struct str agency_code, agency_name;
};
extern const struct row_type council_scope_type;
MUST_CHECK bool council_committee_scope(struct db *db, struct arena *a, int64_t committee_id,
                                        struct rows *ret, struct err *e);

struct council_seat {
    int64_t id, member_id, version;
    struct str member_code, full_name, kind, role, post, district, user_name;
    struct date from_date, to_date;
    struct str ended_why;
    bool now;
};
extern const struct row_type council_seat_type;
MUST_CHECK bool council_seats(struct db *db, struct arena *a, int64_t committee_id, struct date day,
                              struct rows *ret, struct err *e);
/* Who sits there on the day: the seat (role) or not found. */
struct council_seat_ask {
    int64_t committee_id, member_id;
    struct date day;
};
MUST_CHECK bool council_seat_of(struct db *db, struct arena *a, const struct council_seat_ask *q,
                                struct council_seat *ret, bool *ret_found, struct err *e);

/* ---- writing: PERM_COUNCIL ---- */

struct council_committee_new {
    int64_t year, ordinance;
    struct str parent_code; /* empty: the extraordinary one, of which a draft has one */
    struct str name, order_no;
    struct date from_date, due_date;
    const struct str *agency; /* codes of its scope; none = all */
    size_t agencies;
};
/* From READING1 to AMENDMENT. ERR_STAGE, ERR_ALREADY, ERR_REQUIRED, ERR_NOT_FOUND, ERR_BAD_DATE. */
MUST_CHECK bool council_committee_add(struct act *by, const struct council_committee_new *c,
                                      struct str *ret_code, struct err *e);
struct council_seat_new {
    struct str committee_code, member_code, role; /* chair vice member secretary */
    struct date from_date;
};
/* ERR_ALREADY for one who sits there, or for a second chair; ERR_NOT_FOUND; ERR_NOT_COUNCIL for one out of office. */
MUST_CHECK bool council_seat_add(struct act *by, const struct council_seat_new *s, struct err *e);
MUST_CHECK bool council_seat_end(struct act *by, int64_t id, int64_t version, struct date to,
                                 struct str why, struct err *e);
struct council_report {
    struct str committee_code, report_no, text;
    struct date on_date;
    int64_t version;
};
/* The report (รายงาน) with its resolution text; may be corrected until the second reading. ERR_STAGE, ERR_STALE. */
MUST_CHECK bool council_report_set(struct act *by, const struct council_report *r, struct err *e);

#endif
