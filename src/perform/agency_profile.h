/* agency_profile.h - what an agency says of itself in its annual action plan (แผนปฏิบัติราชการประจำปี): situation, units
 * and their duties, post frame, SWOT, vision, missions, goals, measures with targets of three years, base projects.
 *
 * One profile an agency and year, made of pieces (perform/profile.def). Indicators, rules, readings, scores, agreements
 * and activities are not here: the plan prints them from where they live; a piece names an indicator by its
 * stable word. The agency's people write it, the agency's head approves it; an approved one is opened again before it is
 * changed. Every state of a piece is kept. */
#ifndef PBIS_PERFORM_AGENCY_PROFILE_H
#define PBIS_PERFORM_AGENCY_PROFILE_H

#include "base/row.h"
#include "city/actor.h"

enum profile_kind {
#define PROFILE(id, word, least, th, en) id,
#include "perform/profile.def"
#undef PROFILE
    PROFILE_KINDS
};
enum { PROFILE_PARTS = 400 }; /* at most, in a profile */
const char *profile_word(enum profile_kind k);
struct str profile_name(enum profile_kind k, enum lang lang);
int64_t profile_least(enum profile_kind k);
/* ERR_BAD_CHOICE {field kind}. */
MUST_CHECK bool profile_kind_of(struct str word, enum profile_kind *ret, struct err *e);

/* ---- reading ---- */

struct agency_profile {
    int64_t id, version, year, agency_id, division; /* id 0: not begun */
    struct str agency_code, agency_name, state;     /* none draft approved */
    bool published;
    struct str source;
    int64_t parts, missing; /* missing: kinds with fewer pieces than a plan needs */
    int64_t before;         /* pieces of the year before: what could be copied */
    struct str changed_by;
    struct when changed;
    struct str approved_by, capacity;
    struct when approved;
};
extern const struct row_type agency_profile_type;
/* Every agency of the year, also those that have not begun; agency_id 0 = all. */
MUST_CHECK bool profile_list(struct db *db, struct arena *a, int64_t year, int64_t agency_id, struct rows *ret,
                             struct err *e);
/* The same of one, in one statement: `missing` is not counted. ERR_NOT_FOUND. */
MUST_CHECK bool profile_head(struct db *db, struct arena *a, int64_t year, int64_t agency_id,
                             struct agency_profile *ret, struct err *e);
/* ERR_NOT_FOUND for an agency that is not of the year. */
MUST_CHECK bool profile_get(struct db *db, struct arena *a, int64_t year, struct str agency_code,
                            struct agency_profile *ret, struct err *e);

struct profile_part {
    int64_t id, version, number;
    struct str kind, code, title, body;
    struct str first, second, third; /* targets of the year before the last, the last, and this one */
    struct money amount;             /* MONEY_MISSING: none */
};
extern const struct row_type profile_part_type;
/* Those that stand, in the order of the plan. */
MUST_CHECK bool profile_parts(struct db *db, struct arena *a, int64_t profile_id, struct rows *ret, struct err *e);
/* Of rows in that order: the first of a kind, and how many. */
const struct profile_part *profile_of_kind(const struct rows *parts, enum profile_kind k, size_t *ret_n);

struct profile_change {
    int64_t id, number, version;
    struct str kind, what, code, title, body, more, by_user; /* what: set removed */
    struct when at;
};
extern const struct row_type profile_change_type;
/* Newest first, before the id (0 = from the newest), at most 100. */
MUST_CHECK bool profile_history(struct db *db, struct arena *a, int64_t profile_id, int64_t before, struct rows *ret,
                                struct err *e);

/* ---- writing: PERM_RESULT in the agency ---- */

bool profile_may_write(const struct actor *who, const struct agency_profile *p);
bool profile_may_approve(const struct actor *who, const struct agency_profile *p);
struct profile_new {
    int64_t year;
    struct str agency_code, source;
    bool published;
};
/* An empty draft. ERR_ALREADY when it is begun. */
MUST_CHECK bool profile_begin(struct act *by, const struct profile_new *n, int64_t *ret_id, struct err *e);
/* The same with the pieces of the year before but its notes and sources; the three targets move on by a year. ERR_NOTHING
 * when there are none. */
MUST_CHECK bool profile_copy(struct act *by, int64_t year, struct str agency_code, int64_t *ret_parts, struct err *e);

struct profile_set {
    struct str kind;
    int64_t number, version; /* number 0: the next free one; version 0: a new piece */
    struct str code, title, body, first, second, third;
    struct money amount;
};
/* One piece. ERR_STALE, ERR_STATE (approved), ERR_REQUIRED {title or body}, ERR_TOO_LONG, ERR_LIMIT, ERR_NOT_FOUND. */
MUST_CHECK bool profile_part_set(struct act *by, int64_t year, struct str agency_code, const struct profile_set *s,
                                 struct err *e);
MUST_CHECK bool profile_part_remove(struct act *by, int64_t year, struct str agency_code, const struct profile_set *s,
                                    struct err *e);
/* Many new ones at once: a published plan taken over. One audit record. */
MUST_CHECK bool profile_parts_add(struct act *by, int64_t year, struct str agency_code, const struct profile_set *s,
                                  size_t n, struct err *e);
/* The head (PERM_RESULT_APPROVE), another person than who changed it last: ERR_SAME_PERSON. ERR_REQUIRED {field: the first
 * kind that is missing}. */
MUST_CHECK bool profile_approve(struct act *by, int64_t year, struct str agency_code, int64_t version, struct err *e);
/* Back to a draft, with a reason. */
MUST_CHECK bool profile_reopen(struct act *by, int64_t year, struct str agency_code, int64_t version, struct str reason,
                               struct err *e);

#endif
