/* meeting.h - meetings of a body (การประชุม): agenda, who came, minutes.
 *
 * draft (the secretary writes the agenda) -> called (members are told; the list of people is taken) -> held
 * (with a quorum) -> confirmed (its minutes, by the chair). Resolutions name the meeting and the item that they
 * were passed in (plan/resolution.h). The agenda and the minutes of paper are these rows. */
#ifndef PBIS_PLAN_MEETING_H
#define PBIS_PLAN_MEETING_H

#include "base/row.h"
#include "city/actor.h"

struct meeting {
    int64_t id, year, version;
    struct str code, number, body, state, place, subject;
    struct date on_date;
    int64_t items, people, present, resolutions, quorum; /* people, present: who decide */
    struct str made_by;
    struct when made_at;
};
extern const struct row_type meeting_type;

struct meeting_item {
    int64_t id, no, version;
    struct str kind, title, detail, run_code, minutes;
    int64_t agencies, packages, resolutions;
    struct money requested; /* of its packages */
};
extern const struct row_type meeting_item_type;

struct meeting_person {
    int64_t id;
    struct str full_name, post, role, agency_name, voice; /* decides, speaks, secretary */
    bool present;
};
extern const struct row_type meeting_person_type;

/* An agency or a package that an item lists. */
struct meeting_subject {
    int64_t no;
    struct str kind, code, name, agency_name, state; /* kind: agency, package */
    struct money requested, now;
};
extern const struct row_type meeting_subject_type;

MUST_CHECK bool meeting_list(struct db *db, struct arena *a, int64_t year, struct rows *ret,
                             struct err *e);
MUST_CHECK bool meeting_get(struct db *db, struct arena *a, int64_t year, struct str code,
                            struct meeting *ret, struct err *e);
MUST_CHECK bool meeting_items(struct db *db, struct arena *a, int64_t meeting_id, struct rows *ret,
                              struct err *e);
MUST_CHECK bool meeting_people(struct db *db, struct arena *a, int64_t meeting_id,
                               struct rows *ret, struct err *e);
/* What the items list, by item: at most 2,000. */
MUST_CHECK bool meeting_subjects(struct db *db, struct arena *a, int64_t meeting_id,
                                 struct rows *ret, struct err *e);

struct meeting_new {
    int64_t year;
    struct str body, number, place, subject; /* number: empty = the next one / year */
    struct date on_date;
};
/* All writing: PERM_COMMITTEE; `version` is what the person saw (ERR_STALE); ERR_STATE outside the state named. */
MUST_CHECK bool meeting_add(struct act *by, const struct meeting_new *m, struct str *ret_code,
                            struct err *e);
struct item_new {
    struct str kind, title, detail, run_code; /* run_code: of kind scenario */
    const struct str *agency, *package;       /* codes */
    size_t agencies, packages;
};
/* In draft or called. ERR_NOT_FOUND names the code that there is not. */
MUST_CHECK bool meeting_item_add(struct act *by, int64_t year, struct str code,
                                 const struct item_new *n, struct err *e);
/* The item's minutes; until the minutes are confirmed. */
MUST_CHECK bool meeting_minutes(struct act *by, int64_t year, struct str code, int64_t item_no,
                                int64_t version, struct str text, struct err *e);
/* One who is heard and does not decide, usually of a requesting agency; agency_code may be empty. */
MUST_CHECK bool meeting_guest(struct act *by, int64_t year, struct str code, struct str full_name,
                              struct str post, struct str agency_code, struct err *e);
/* Who came: the ids of meeting_person that were present. When called. */
MUST_CHECK bool meeting_attendance(struct act *by, int64_t year, struct str code, int64_t version,
                                   const int64_t *present, size_t n, struct err *e);
/* call: draft -> called, takes the list of members of its day (ERR_NOTHING without an agenda or members);
 * hold: called -> held (ERR_QUORUM {present, needed}); confirm: held -> confirmed, by the chair or a vice chair
 * (ERR_NOT_MEMBER), each item with its minutes (ERR_MINUTES {item}); back: called -> draft with a reason. */
MUST_CHECK bool meeting_event(struct act *by, int64_t year, struct str code, struct str event,
                              int64_t version, struct str reason, struct err *e);

#endif
