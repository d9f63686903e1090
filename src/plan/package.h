/* package.h - decision packages (ข้อเสนอรายระดับ) and their lines.
 *
 * A unit is a chain of levels (minimum, current, increments); level k needs level k-1. A line is
 * money of a package by item and fund; it has one amount for each review stage, and every change is
 * a row of line_change with its author and reason. The amount "now" of a line is that of its newest
 * stage that has one. */
#ifndef PBIS_PLAN_PACKAGE_H
#define PBIS_PLAN_PACKAGE_H

#include "base/row.h"
#include "city/actor.h"
#include "plan/stage.h"

struct package_row { /* a list row */
    int64_t id;
    struct str code, title, agency_code, agency_name, output_code, output_name, level_kind, state;
    int64_t level, lines;
    struct money requested, now;
    struct score value_score;
};
extern const struct row_type package_row_type;

struct package {
    int64_t id, year, unit_id, agency_id, output_id, goal_id, level, version;
    struct str code, unit_code, title, level_kind, justification, state;
    struct str agency_code, agency_name_th, agency_name_en;
    struct str output_code, output_name_th, output_name_en, goal_code, goal_name_th, goal_name_en;
    bool integrated, mandatory;
    struct score value_score;
    struct str made_by, officer; /* officer: whose it is now (plan/handover.h) */
    struct when made_at;
    int64_t division;
    struct str place, section_name; /* inside the agency: section, collector, director */
    int64_t section_id;             /* 0 = none */
    int64_t late_days;              /* it came after its day (calendar.h); 0 = in time */
};
extern const struct row_type package_type;

struct line_row {
    int64_t id, version;
    struct str code, name, item_code, item_name, type_code, fund_code;
    int64_t quantity_milli, times, months;
    struct str unit_word, drawn_from;
    struct money unit_price, requested, now;
    struct str justification;
    bool above_standard; /* unit price above the standard price that the line names */
};
extern const struct row_type line_row_type;

struct package_event_row {
    struct when at;
    struct str by_user, event, from_state, to_state, reason;
    struct str resolution, resolution_code; /* number and page of the one that moved it; may be empty */
};
extern const struct row_type package_event_row_type;

struct line_change_row {
    struct when at;
    struct str line_code, line_name, by_user, stage_word, reason, resolution;
    struct money old, new;
    int64_t seq;
    struct str resolution_code; /* its page; empty: none, or one from before they were kept */
};
extern const struct row_type line_change_row_type;

/* ---- reading; lists are paged by key: rows after `after_id`, at most `limit` ---- */
struct package_filter {
    int64_t year;
    int64_t agency_id;      /* 0 = all */
    struct str state;       /* empty = all */
    struct str output_code; /* prefix: side, plan or output */
    struct str level_kind;  /* minimum, current, increment; empty = all */
    int64_t after_id;
    int64_t limit;
    struct str sight; /* of whom (section.h); empty = what the city sees */
};
/* sums: the mirror that lines, requested and now come from (plan/rollup.h); NULL leaves them 0. */
struct rollup;
/* Fills them in rows of struct package_row, of packages of one year. */
MUST_CHECK bool package_rows_sum(struct db *db, struct arena *a, struct rollup *sums, int64_t year,
                                 struct rows *rows, struct err *e);
MUST_CHECK bool package_list(struct db *db, struct arena *a, struct rollup *sums,
                             const struct package_filter *f, struct rows *ret, struct err *e);
MUST_CHECK bool package_count(struct db *db, const struct package_filter *f, int64_t *ret,
                              struct err *e); /* of all pages */
MUST_CHECK bool package_get(struct db *db, struct arena *a, int64_t year, struct str code,
                            struct package *ret, struct err *e);
/* The levels of one unit in order, as package_row without sums, that this sight sees (section.h). */
MUST_CHECK bool package_levels(struct db *db, struct arena *a, int64_t unit_id, struct str sight,
                               struct rows *ret, struct err *e);
MUST_CHECK bool package_lines(struct db *db, struct arena *a, int64_t package_id, struct rows *ret,
                              struct err *e);
MUST_CHECK bool package_events(struct db *db, struct arena *a, int64_t package_id, struct rows *ret,
                               struct err *e);
MUST_CHECK bool package_changes(struct db *db, struct arena *a, int64_t package_id,
                                struct rows *ret, struct err *e);

/* ---- writing ---- */
struct unit_new {
    int64_t year, agency_id, output_id;
    struct str code; /* empty: given: AGENCY4-NNNNN */
    struct str title, kind;
};
MUST_CHECK bool unit_add(struct act *by, const struct unit_new *u, int64_t *ret_id, struct err *e);
struct package_new {
    int64_t unit_id, goal_id, level;
    int64_t section_id; /* one of the maker's sections; 0 = where the maker belongs (section.h) */
    struct str code; /* empty: the unit's code + -L1 */
    struct str title, level_kind, justification;
    bool integrated, mandatory;
    struct score value_score;
};
MUST_CHECK bool package_add(struct act *by, const struct package_new *p, int64_t *ret_id,
                            struct err *e);
struct line_new {
    int64_t package_id, item_id, fund_id, ordinance, quantity_milli, sort;
    int64_t times, months; /* 0 = 1 */
    struct str name, unit_word, justification, source_key;
    struct str drawn_from; /* code of the earlier line whose structure this is; may be empty */
    struct money unit_price;
    struct money requested; /* whole baht; 0 with a price = quantity x price x times x months */
};
/* Edits in DRAFT or RETURNED; `version` is what the editor saw: ERR_STALE. */
struct package_edit {
    int64_t year, version, goal_id;
    struct str code, title, justification;
    bool integrated, mandatory;
    struct score value_score;
};
MUST_CHECK bool package_update(struct act *by, const struct package_edit *p, struct err *e);
/* Gives the line its code and its requested amount (one line_change). */
MUST_CHECK bool line_add(struct act *by, const struct line_new *l, int64_t *ret_id,
                         struct str *ret_code, struct err *e);
/* Edits in DRAFT or RETURNED: texts, quantity x price x times x months; `version` is what the editor
 * saw: ERR_STALE. */
struct line_edit {
    struct str line_code;
    int64_t version, quantity_milli, times, months;
    struct str name, unit_word, justification;
    struct money unit_price;
};
MUST_CHECK bool line_update(struct act *by, const struct line_edit *l, struct err *e);
/* Takes a line out of a request in DRAFT or RETURNED: its amount becomes 0, with the reason, and it
 * is not listed any more; its history stays. ERR_STALE, ERR_REASON_NEEDED. */
MUST_CHECK bool line_remove(struct act *by, struct str line_code, int64_t version,
                            struct str reason, struct err *e);
/* One amount of one stage, with its reason; the only way amounts change. The stage must be the one
 * the cycle has open: ERR_STAGE. Permission by stage: request_write of the agency for requested
 * (whole baht: ERR_WHOLE_BAHT), analyse of its division for analyst, decide from tabled on, where a
 * resolution is needed (ERR_REASON_NEEDED). suitability, permsec and governor are written by a confirmed
 * resolution alone (resolution.h): ERR_NO_RESOLUTION. enacted is written by execute/enact.h alone. */
MUST_CHECK bool line_set_amount(struct act *by, struct str line_code, enum stage stage,
                                struct money amount, struct str reason, struct str resolution,
                                struct err *e);

#endif
