/* branch.h - scenarios that come from scenarios: branched, shared, merged, archived.
 *
 * A branch is a copy of ceilings, rules and pins, made by the store alone (INSERT .. SELECT), so it costs milliseconds
 * whatever the city's size. It knows its parent, and keeps what it began with (scenario_base): its own changes are what
 * differs from that. Taking a scenario's changes into another is then a merge of three: what only it changed is taken,
 * what both changed differently is a conflict that a person decides.
 *
 * Who sees a scenario: all, the roles and persons it was shared with, or its maker alone (a new branch). Whoever may
 * not see it gets ERR_SCENARIO_MISSING, as if it were not there. The system (the command line) sees all. */
#ifndef PBIS_ALLOCATE_BRANCH_H
#define PBIS_ALLOCATE_BRANCH_H

#include "allocate/scenario.h"

struct branch_new {
    int64_t year;
    struct str from, name, note;
    int64_t total_bp; /* the total ceiling of the branch in basis points of its parent's; 0 = as it is */
};
/* A branch, private to who makes it. PERM_ALLOCATE. ERR_DUPLICATE when the name is taken. */
MUST_CHECK bool scenario_branch(struct act *by, const struct branch_new *n, int64_t *ret_id,
                                struct err *e);

struct share_word {
    struct str kind, word; /* role or user */
};
struct share_row {
    struct str kind, word, by_user;
    struct when at;
};
extern const struct row_type share_row_type;
MUST_CHECK bool scenario_shares(struct db *db, struct arena *a, int64_t scenario_id,
                                struct rows *ret, struct err *e);
/* shared: private, named (then at least one word: ERR_SHARE_NOBODY), all. By its maker, or who keeps the city's
 * scenario (ERR_SCOPE). ERR_UNKNOWN_CODE for a role or user that is not there, ERR_STALE. */
struct share_new {
    int64_t year, version;
    struct str name, shared;
    const struct share_word *word;
    size_t n;
};
MUST_CHECK bool scenario_share(struct act *by, const struct share_new *s, struct err *e);
/* An archived scenario is kept with its runs, is not listed and takes no change. `main` stays (ERR_SCENARIO_MAIN). */
MUST_CHECK bool scenario_archive(struct act *by, int64_t year, struct str name, int64_t version,
                                 bool archived, struct err *e);

/* One setting that `from` would bring into `into`. */
struct merge_row {
    struct str part, key;          /* ceiling pin rule; "agency:1100", a package's code, a rule's key */
    struct str base, mine, theirs; /* as text; empty: not there. mine: into, theirs: from */
    bool conflict;                 /* both changed it, differently */
};
extern const struct row_type merge_row_type;
MUST_CHECK bool merge_plan(struct db *db, struct arena *a, int64_t from_id, int64_t into_id,
                           struct rows *ret, struct err *e);
/* Takes the changes of `from` into `into`. A conflict without a choice refuses all: ERR_MERGE_CONFLICT {count, what}.
 * Between a branch and its parent these changes are settled then: the same merge again has nothing to do. Between
 * others what was left as it stands is asked again. ERR_STALE, ERR_NOTHING. */
struct merge_choice {
    struct str part, key;
    bool theirs;
};
struct merge_new {
    int64_t year, into_version, from_version; /* as the plan was read; from_version 0: as it is */
    struct str from, into;
    const struct merge_choice *choice;
    size_t n;
};
MUST_CHECK bool scenario_merge(struct act *by, const struct merge_new *m, int64_t *ret_taken,
                               struct err *e);

/* Settings by which two scenarios differ: base is empty, mine is of `a_id`, theirs of `b_id`. */
MUST_CHECK bool scenario_differences(struct db *db, struct arena *a, int64_t a_id, int64_t b_id,
                                     struct rows *ret, struct err *e);

/* Before several parts are changed at once: nobody changed the scenario since `version` was read; counts the version up.
 * ERR_STALE and those of scenario_writable(). */
MUST_CHECK bool scenario_claim(struct act *by, int64_t year, struct str name, int64_t version,
                               struct err *e);
/* For writers of a scenario's parts: may it be changed by this person? ERR_SCENARIO_MISSING, ERR_SCENARIO_ARCHIVED. */
MUST_CHECK bool scenario_writable(struct act *by, int64_t year, struct str name, int64_t *ret_id,
                                  struct err *e);

#endif
