/* info_request.h - questions to the agency about a package or a line (ขอข้อมูลเพิ่มเติม), with a due day.
 *
 * An analyst, or the secretary of a committee, asks; one of the agency's people answers, with a file if
 * they like; who asked accepts the answer or asks again with a new day. The package stays where it is.
 * While a question is open the days are the agency's, not the analyst's (struct package_clock). */
#ifndef PBIS_PLAN_INFO_REQUEST_H
#define PBIS_PLAN_INFO_REQUEST_H

#include "plan/package.h"

enum { INFO_LONGEST = 4000, INFO_OPEN_MOST = 50, INFO_DAYS_MOST = 90 };

struct info_request {
    int64_t id, version, year, agency_id, division, turns;
    struct str code, package_code, package_title, line_code, line_name;
    struct str agency_code, agency_name, asker, asker_name;
    struct when asked;
    struct date due;
    struct str state; /* open answered accepted withdrawn */
    bool late;        /* answered after its day, or open past it */
    struct str question, answer; /* the newest of each */
};
extern const struct row_type info_request_type;

struct info_turn {
    int64_t number;
    struct str kind; /* ask answer again accept withdraw */
    struct str text;
    struct date due;
    struct str attach_code, attach_name;
    bool late;
    struct str by_user, full_name;
    struct when at;
};
extern const struct row_type info_turn_type;

/* Of one package, open ones first, by due day; nothing for people of neither side (comment.h). */
MUST_CHECK bool info_list(struct db *db, struct arena *a, const struct actor *who,
                          const struct package *p, struct rows *ret, struct err *e);
/* ERR_NOT_FOUND for people of neither side. */
MUST_CHECK bool info_get(struct db *db, struct arena *a, const struct actor *who, struct str code,
                         struct info_request *ret, struct err *e);
MUST_CHECK bool info_turns(struct db *db, struct arena *a, int64_t request_id, struct rows *ret,
                           struct err *e);
/* Accepts, asks again, withdraws: who asked (or took it over), and who assigns the work there. */
bool info_may_settle(const struct actor *who, const struct info_request *q);
bool info_may_answer(const struct actor *who, const struct info_request *q);
/* May this person ask about packages of this agency? ERR_FORBIDDEN, ERR_SCOPE, ERR_OWN_AGENCY. */
MUST_CHECK bool info_may_ask(const struct actor *who, int64_t agency_id, int64_t division,
                             struct err *e);

struct info_new {
    int64_t year;
    struct str package_code, line_code; /* line_code empty = about the package */
    struct str text;
    struct date due; /* from tomorrow on, at most INFO_DAYS_MOST days: ERR_DUE_DAY */
};
/* Permission PERM_ANALYSE in the division or PERM_COMMITTEE; never one's own agency. ERR_STATE for a
 * draft, a withdrawn or an enacted package, ERR_LIMIT. */
MUST_CHECK bool info_ask(struct act *by, const struct info_new *n, struct str *ret_code,
                         struct err *e);
/* One of the agency's people; attach_code: a file of the package or line (city/attach.h), or empty. */
MUST_CHECK bool info_answer(struct act *by, struct str code, int64_t version, struct str text,
                            struct str attach_code, struct err *e);
MUST_CHECK bool info_accept(struct act *by, struct str code, int64_t version, struct err *e);
MUST_CHECK bool info_again(struct act *by, struct str code, int64_t version, struct str text,
                           struct date due, struct err *e);
MUST_CHECK bool info_withdraw(struct act *by, struct str code, int64_t version, struct str reason,
                              struct err *e);
/* The subject of its files: line:CODE or package:YEAR:CODE. */
struct str info_subject(struct arena *a, const struct info_request *q);

/* Whose days they were since the package was first sent, and what is said about it. One query. */
struct package_clock {
    int64_t days_city, days_agency;    /* whole days of the city's calendar */
    bool sent, running;                /* running: sent, and not decided yet */
    bool with_agency;                  /* returned, or a question is open */
    int64_t questions, open, late, answered;
    struct date due;                   /* of the next open question */
    int64_t internal, shared;          /* comments that stand */
    struct str assignee;               /* empty = nobody (plan/assign.h) */
};
MUST_CHECK bool package_clock(struct db *db, struct arena *a, int64_t package_id,
                              struct date today, struct package_clock *ret, struct err *e);

#endif
