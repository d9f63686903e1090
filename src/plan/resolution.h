/* resolution.h - resolutions (มติ): the only way that amounts of the suitability committee, the request
 * committee and the governor come to be.
 *
 * The body's secretary drafts (PERM_COMMITTEE); another person, who may decide for that body, confirms. The
 * confirmation writes, at once: the amounts of its lines at its stage (one a line and stage), the states of its
 * packages, one audit record. A confirmed resolution is never edited: a later one corrects it, with a reason. A
 * line that a confirmed resolution of the same stage has decided is refused to another that does not say that it
 * corrects (ERR_DECIDED). An amount above the request needs a reason of its own (ERR_ABOVE_REASON) and is
 * marked. When an earlier stage is decided again, amounts of later stages up to the governor's follow it.
 *
 * A package is PARTLY_FUNDED when it gets less than stood after suitability, UNFUNDED with 0. Kinds: approve;
 * conditional (a condition in words); reject (0); reconsider (no amounts: back to the agency with the question);
 * acknowledge (no amounts, no states). */
#ifndef PBIS_PLAN_RESOLUTION_H
#define PBIS_PLAN_RESOLUTION_H

#include "base/row.h"
#include "city/actor.h"
#include "plan/amount.h"
#include "plan/stage.h"

struct resolution {
    int64_t id, year, version;
    struct str code, number, body, stage_word, kind, rule, title, reason, condition_text, state;
    struct str meeting_code, meeting_number, run_code, replaces_code, replaced_by;
    int64_t item_no, packages, lines, above, recused, departures;
    struct share cut;
    struct money before, total, change;
    bool corrects;
    struct str made_by;
    struct when made_at;
    struct str ended_by; /* who confirmed or cancelled it */
    struct when ended_at;
    struct str ended_why, capacity;
};
extern const struct row_type resolution_type;

struct resolution_line_row {
    int64_t line_id; /* the key of pages */
    struct str code, name, package_code, package_title, agency_name, item_name;
    struct money requested, before, amount, change;
    bool above;
    struct str reason;
};
extern const struct row_type resolution_line_row_type;

struct resolution_package_row {
    int64_t package_id;
    struct str code, title, agency_code, agency_name, from_state, to_state;
    struct money before, amount, change;
    struct str reason;
};
extern const struct row_type resolution_package_row_type;

struct recusal_row {
    struct str full_name, post, role, agency_name;
};
extern const struct row_type recusal_row_type;

struct resolution_filter {
    int64_t year;
    int64_t stage;       /* enum stage; -1 = all */
    struct str state;    /* empty = all */
    int64_t meeting_id;  /* 0 = all */
    int64_t package_id;  /* 0 = all */
    int64_t before_id;   /* newest first: those before it; 0 = from the newest */
    int64_t limit;
};
MUST_CHECK bool resolution_list(struct db *db, struct arena *a, const struct resolution_filter *f,
                                struct rows *ret, struct err *e);
MUST_CHECK bool resolution_get(struct db *db, struct arena *a, int64_t year, struct str code,
                               struct resolution *ret, struct err *e);
MUST_CHECK bool resolution_lines(struct db *db, struct arena *a, int64_t resolution_id,
                                 int64_t after_line_id, int64_t limit, struct rows *ret,
                                 struct err *e);
MUST_CHECK bool resolution_packages(struct db *db, struct arena *a, int64_t resolution_id,
                                    int64_t after_package_id, int64_t limit, struct rows *ret,
                                    struct err *e);
MUST_CHECK bool resolution_recusals(struct db *db, struct arena *a, int64_t resolution_id,
                                    struct rows *ret, struct err *e);

/* ---- drafting: PERM_COMMITTEE, city; the stage must be the one the cycle has open ---- */

struct resolution_new {
    int64_t year;
    enum stage stage;       /* suitability, permsec, governor */
    struct str kind;        /* approve, conditional, reject, reconsider, acknowledge */
    struct str number;      /* as printed; empty = its code */
    struct str title, reason, condition_text;
    struct str meeting_code; /* empty: passed outside a meeting */
    int64_t item_no;         /* 0 = none */
    struct str run_code;     /* the proposal it stands on; empty = none */
    struct str replaces;     /* code of the confirmed one that it corrects; then reason is needed */
    bool corrects;           /* lines decided before may be decided anew (implied by replaces) */
};

/* By rule, for many packages: those named, or (n = 0) all that the filter leaves. */
struct resolution_choice {
    struct str rule;        /* analyst, previous, none, cut */
    int64_t cut_bp;         /* of rule cut: the whole cut is exact, line by line whole baht where they were */
    const struct str *package;
    size_t n;
    int64_t agency_id;      /* 0 = all */
    struct str state, output_code, level_kind; /* empty = all */
};
MUST_CHECK bool resolution_draft(struct act *by, const struct resolution_new *n,
                                 const struct resolution_choice *c, struct str *ret_code,
                                 struct err *e);
/* Line by line. *ret_row: the line that is refused, else n. */
struct resolution_amount {
    struct str line_code;
    struct money amount;
    struct str reason;
};
MUST_CHECK bool resolution_draft_lines(struct act *by, const struct resolution_new *n,
                                       const struct resolution_amount *l, size_t count,
                                       size_t *ret_row, struct str *ret_code, struct err *e);
/* Lines of a draft set anew, or taken into it; the rest stays. */
MUST_CHECK bool resolution_set_lines(struct act *by, int64_t year, struct str code, int64_t version,
                                     const struct resolution_amount *l, size_t count,
                                     struct err *e);

/* ---- ending a draft ---- */

/* Writes it. Another person than the drafter (ERR_SAME_PERSON) with PERM_DECIDE, chair or vice chair of the
 * body (ERR_NOT_MEMBER), not of an agency that it decides on (ERR_OWN_AGENCY). ERR_STAGE, ERR_LINE_STATE,
 * ERR_LINE_STALE {line}: a line or a package changed since the draft; ERR_STATE when it is not a draft. */
MUST_CHECK bool resolution_confirm(struct act *by, int64_t year, struct str code, int64_t version,
                                   struct err *e);
MUST_CHECK bool resolution_cancel(struct act *by, int64_t year, struct str code, int64_t version,
                                  struct str reason, struct err *e);

/* ---- gates of the other writers ---- */

/* Does this stage need a confirmed resolution? suitability, permsec, governor. */
bool stage_by_resolution(enum stage s);
/* From tabled on (issue D builds the council): a record of what was decided, confirmed as it is made. */
MUST_CHECK bool resolution_record(struct act *by, int64_t year, enum stage stage, struct str number,
                                  struct amount_set *set, size_t n, struct err *e);

#endif
