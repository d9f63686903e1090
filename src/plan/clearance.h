/* clearance.h - technical clearance (ตรวจรับรองทางเทคนิค) of a package by class (ict, construction,
 * posts, other), in parallel with the analysis and with a clock.
 *
 * The parameter clearance.rules says which items need which class from which amount, and in how many
 * days. Requests open when a package is submitted, or by its analyst. People of the class
 * (clearance_person, kept by the system office) with PERM_CLEAR answer: cleared, cleared with a
 * condition, or refused with the reason. What is submitted again is asked again. Nothing is lost:
 * each step is an event. */
#ifndef PBIS_PLAN_CLEARANCE_H
#define PBIS_PLAN_CLEARANCE_H

#include "base/row.h"
#include "city/actor.h"

struct clearance {
    int64_t id, year, package_id, agency_id;
    struct str code, class, state; /* open cleared condition refused dropped */
    struct str package_code, package_title, agency_name;
    int64_t division, lines;
    struct money amount; /* of the lines that need it */
    struct str opened_by;
    struct when opened;
    struct date due;
    struct str words, answered_by;
    struct when answered;
    int64_t version;
    bool late; /* open after its day, or answered after it */
};
extern const struct row_type clearance_type;

struct clearance_filter {
    int64_t year;
    struct str state, class; /* empty = all */
    struct date after_due;   /* rows after this day and id */
    int64_t after_id, limit;
};
/* The first due first. */
MUST_CHECK bool clearance_list(struct db *db, struct arena *a, const struct clearance_filter *f,
                               struct rows *ret, struct err *e);
MUST_CHECK bool clearance_of_package(struct db *db, struct arena *a, int64_t package_id,
                                     struct rows *ret, struct err *e);
MUST_CHECK bool clearance_get(struct db *db, struct arena *a, struct str code,
                              struct clearance *ret, struct err *e);
struct clearance_event {
    int64_t version;
    struct str event, words, by_user;
    struct when at;
};
extern const struct row_type clearance_event_type;
MUST_CHECK bool clearance_history(struct db *db, struct arena *a, int64_t id, struct rows *ret,
                                  struct err *e);
struct clearance_count {
    struct str class;
    int64_t open, late, cleared, condition, refused;
};
extern const struct row_type clearance_count_type;
MUST_CHECK bool clearance_counts(struct db *db, struct arena *a, int64_t year, struct rows *ret,
                                 struct err *e);

/* Opens what the rules ask for a package that was just submitted; what was answered before is asked
 * again. The caller has the right to submit. *ret_opened may be NULL. */
MUST_CHECK bool clearance_submitted(struct act *by, int64_t year, int64_t package_id,
                                    int64_t *ret_opened, struct err *e);
/* The analyst asks for one beyond the rules. PERM_ANALYSE of the division; ERR_ALREADY while one of
 * the class is open, ERR_BAD_CHOICE {class}, ERR_STATE. */
MUST_CHECK bool clearance_ask(struct act *by, int64_t year, struct str package_code,
                              struct str class, struct str words, struct str *ret_code,
                              struct err *e);
struct clearance_answer {
    struct str code, state, words; /* cleared condition refused; words needed but for cleared */
    int64_t version;
    const char *file; /* a file that was sent with it, or NULL */
    struct str file_name;
};
/* PERM_CLEAR and one of the class's people: ERR_CLEARANCE_CLASS {class}. ERR_REQUIRED {words},
 * ERR_BAD_CHOICE {state}, ERR_STALE, ERR_ALREADY, ERR_OWN_AGENCY. */
MUST_CHECK bool clearance_answer(struct act *by, const struct clearance_answer *x, struct err *e);

/* ---- people of a class ---- */
struct clearance_person {
    struct str class, user_name, full_name, by_user;
    struct when at;
};
extern const struct row_type clearance_person_type;
MUST_CHECK bool clearance_people(struct db *db, struct arena *a, struct rows *ret, struct err *e);
/* PERM_ASSIGN of the city. ERR_NOT_FOUND, ERR_BAD_CHOICE {class}. */
MUST_CHECK bool clearance_person_set(struct act *by, struct str class, struct str user, bool put,
                                     struct err *e);
/* The classes are those of clearance.def. */
struct clearance_kind {
    const char *code, *th, *en;
};
extern const struct clearance_kind clearance_kinds[];
extern const size_t clearance_kinds_n;
bool clearance_class(struct str class);
struct str clearance_class_name(struct str class, enum lang lang); /* the code when not known */

#endif
