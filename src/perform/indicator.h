/* indicator.h - what is measured (ตัวชี้วัด): indicators of goals and measures, key results of
 * objectives, KPIs of agencies. Each has dated versions of its wording and targets.
 *
 * A change is a new version, proposed with a reason and decided by another person under a
 * resolution (a sub-committee may change a key result after the plan is announced: DOMAIN.md 4).
 * The approved version with the newest from_date on or before a day holds on that day; every
 * earlier one stays readable. Base and targets are exact decimals as text; empty = none. Targets
 * are of the years first_year, first_year + 1, first_year + 2. */
#ifndef PBIS_PERFORM_INDICATOR_H
#define PBIS_PERFORM_INDICATOR_H

#include "base/row.h"
#include "city/actor.h"

/* What one version says. */
struct indicator_text {
    struct date from_date;
    struct str name_th, name_en, unit_word;
    struct str direction; /* up, down, zero (none may happen), done (a step is reached) */
    struct str base_value, target1, target2, target3;
    int64_t first_year;
    struct str reason, source;
};

/* An indicator as it stands on a day: a list row. Before its first version is approved it shows
 * that version with in_force false. */
struct indicator_row {
    int64_t id;
    struct str code, level, kind, name_th, name_en;
    struct str node_code, node_name, objective_code, objective_name, parent_code, agency_code,
        agency_name;
    struct str unit_word, direction, base_value, target1, target2, target3;
    int64_t first_year, no;
    struct date from_date;
    int64_t waiting; /* versions that are proposed */
    int64_t kpis;    /* KPIs that serve this key result */
    bool in_force;
    struct str status;
    int64_t year, agency_id, division;
};
extern const struct row_type indicator_row_type;

struct indicator_filter {
    int64_t version_id;                       /* those of nodes of this version of a plan, or 0 */
    int64_t year;                             /* key results and KPIs of this year, or 0 */
    int64_t agency_id, node_id, objective_id; /* 0 = all */
    struct str level;                         /* empty = all */
    struct date as_of;
};
MUST_CHECK bool indicator_list(struct db *db, struct arena *a, const struct indicator_filter *f,
                               struct rows *ret, struct err *e);
/* By code: version_id for one of a plan, or year. ERR_NOT_FOUND {what}. */
struct indicator_key {
    int64_t version_id, year;
    struct str code;
};
MUST_CHECK bool indicator_get(struct db *db, struct arena *a, const struct indicator_key *key,
                              struct date as_of, struct indicator_row *ret, struct err *e);

struct indicator_version {
    int64_t no;
    struct str state; /* proposed, approved, refused */
    struct date from_date;
    struct str name_th, name_en, unit_word, direction, base_value;
    int64_t first_year;
    struct str target1, target2, target3, reason, source, made_by;
    struct when made_at;
    struct str resolution, decision_reason, decided_by;
    struct when decided_at;
};
extern const struct row_type indicator_version_type;
/* Newest first. */
MUST_CHECK bool indicator_versions(struct db *db, struct arena *a, int64_t indicator_id,
                                   struct rows *ret, struct err *e);

/* ---- writing ---- */

struct indicator_new {
    int64_t version_id, year; /* as indicator_key */
    struct str code;
    struct str level;                                    /* plan, key_result, kpi */
    int64_t node_id, objective_id, parent_id, agency_id; /* 0 = none */
    struct str kind, status;                             /* outcome, output */
    struct indicator_text text;
    /* Not empty: in force at once under this (the announced plan, an import); PERM_GOAL or
     * PERM_IMPORT only. Empty: proposed, another person decides. */
    struct str resolution;
};
/* ERR_DUPLICATE {field, value}, ERR_BAD_NUMBER, ERR_BAD_CHOICE, ERR_REQUIRED, ERR_BAD_DATE,
 * ERR_REASON_NEEDED (a proposal gives its reason), ERR_FORBIDDEN, ERR_SCOPE. */
MUST_CHECK bool indicator_add(struct act *by, const struct indicator_new *x, int64_t *ret_id,
                              struct err *e);
/* A change: the agency's people or the strategy office. ERR_STATE while another one waits;
 * ERR_NOTHING when it changes nothing. */
MUST_CHECK bool indicator_propose(struct act *by, const struct indicator_key *key,
                                  const struct indicator_text *text, struct err *e);
/* Approves or refuses the waiting version: PERM_GOAL or PERM_DECIDE, never the one who proposed
 * (ERR_SAME_PERSON); a resolution number and, for a refusal, a reason (ERR_REASON_NEEDED).
 * ERR_NOTHING when none waits. */
struct indicator_decision {
    struct indicator_key key;
    int64_t no; /* the version that was seen: ERR_STALE */
    bool approved;
    struct str resolution, reason;
};
MUST_CHECK bool indicator_decide(struct act *by, const struct indicator_decision *d, struct err *e);
#endif
