/* section.h - inside an agency (DOMAIN.md 9.3): a section (ฝ่าย, โรงเรียน, ศูนย์บริการ) prepares, the collector
 * gathers, the director signs; what was not sent on yet is not seen above.
 *
 * A package in DRAFT or RETURNED lies at a place: 'section', 'collector' or 'director'. Who may see
 * it is a text, the sight of a person, that every query of packages takes:
 *   ",a12,"  one of agency 12's people: what lies at its director, and all that was ever submitted
 *   ",c12,"  gathers for agency 12 (collector, or an officer without a section)
 *   ",s7,"   a member of section 7: all of that section, wherever it lies
 *   "all"    the system itself
 *   ""       the city: from SUBMITTED on, and RETURNED */
#ifndef PBIS_PLAN_SECTION_H
#define PBIS_PLAN_SECTION_H

#include "plan/package.h"

#define SIGHT_CITY STR_NONE
#define SIGHT_ALL  STR("all")

/* One query, none for people of the city. */
MUST_CHECK bool sight_of(struct db *db, struct arena *a, const struct actor *who, struct str *ret,
                         struct err *e);
/* Does it hold ",<kind><id>,"? kind 'a', 'c' or 's'. */
bool sight_has(struct str sight, char kind, int64_t id);
/* package_get for a person: ERR_NOT_FOUND for what they may not see, as if it were not there. */
MUST_CHECK bool package_see(struct db *db, struct arena *a, const struct actor *who, int64_t year,
                            struct str code, struct package *ret, struct err *e);
/* May this person write in the package where it lies? ERR_NOT_FOUND when it is not seen,
 * ERR_PLACE {place, event} when it lies with somebody else. Permission and state are checked apart. */
MUST_CHECK bool package_place_check(struct db *db, struct arena *a, const struct actor *who,
                                    const struct package *p, struct err *e);
/* Where a new package of this maker begins: *ret_section 0 = the collector's own. `asked` a section
 * of theirs, 0 = the first. */
MUST_CHECK bool section_of_maker(struct act *by, int64_t agency_id, int64_t asked,
                                 int64_t *ret_section, struct err *e);

/* ---- moves inside the agency: send, ready, back, recall (review.def) ---- */
struct place_step {
    const char *event, *from, *to;
    enum perm perm;
    bool reason;
    const char *th, *en;
};
extern const struct place_step place_table[];
extern const size_t place_table_n;
/* The step of an event from where the package lies; NULL when there is none. */
const struct place_step *place_find(struct str place, struct str event);
/* Is anybody in the section? What would lie with nobody is not sent back. */
MUST_CHECK bool section_staffed(struct db *db, int64_t section_id, bool *ret, struct err *e);
/* May the person take the step, with this sight? */
MUST_CHECK bool place_check(const struct actor *who, struct str sight, const struct place_step *s,
                            const struct package *p, struct err *e);

/* ---- sections and their people ---- */
struct section {
    int64_t id, agency_id, version;
    struct str code, name_th, name_en, kind; /* section school centre */
    bool closed;
    int64_t members, packages; /* packages of the year that lie with it */
};
extern const struct row_type section_type;
struct section_person {
    int64_t section_id;
    struct str section_code, user_name, full_name;
};
extern const struct row_type section_person_type;
MUST_CHECK bool section_list(struct db *db, struct arena *a, int64_t year, int64_t agency_id,
                             struct rows *ret, struct err *e);
MUST_CHECK bool section_people(struct db *db, struct arena *a, int64_t agency_id, struct rows *ret,
                               struct err *e);
/* Permission PERM_COLLECT of the agency. ERR_DUPLICATE, ERR_REQUIRED, ERR_BAD_CHOICE {kind}. */
MUST_CHECK bool section_add(struct act *by, const struct section *s, int64_t *ret_id,
                            struct err *e);
/* Puts one of the agency's people into a section, or takes them out; what lies with a section that
 * nobody is left in goes on to the collector. ERR_NOT_FOUND for somebody who is not of the agency. */
MUST_CHECK bool section_member(struct act *by, int64_t agency_id, struct str section_code,
                               struct str user_name, bool in, struct err *e);
/* What lies with a closed section goes on to the collector. */
MUST_CHECK bool section_close(struct act *by, int64_t agency_id, struct str section_code,
                              struct err *e);

#endif
