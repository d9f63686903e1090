/* ceiling.h - ceilings (กรอบวงเงิน) of a fiscal year, issued top-down before requests are written.
 *
 * A ceiling is of the whole city (total, a type, a side, a fund), of an agency, or of an agency's
 * type, side or fund. They are drafted as one version with its reason and issued together by another
 * person; the newest issued version holds, each earlier one stays. A version is issued only when the
 * fiscal position of the year is recorded, and never below what is committed (plan/committed.h).
 * The ceilings of a scenario (allocate/scenario.h) are another thing: a proposal to calculate with. */
#ifndef PBIS_PLAN_CEILING_H
#define PBIS_PLAN_CEILING_H

#include "base/row.h"
#include "city/actor.h"

struct ceiling_issue {
    int64_t id, year, version;
    struct str state, reason, made_by; /* state: draft, issued, dropped */
    struct when made_at;
    struct str issued_by;
    struct when issued_at;
    struct str position_code;
    struct date position_as_of;
    int64_t edits, items;
    struct money total; /* its total ceiling; MONEY_MISSING when it has none */
};
extern const struct row_type ceiling_issue_type;

struct ceiling_item_row {
    struct str dim, code, agency_code, name, name_en, agency_name, agency_name_en;
    struct str room_of;          /* the agency whose ceilings these are; empty = the city's */
    struct money amount, before; /* before: in the version issued before it, MONEY_MISSING = none */
    struct money committed;
    struct money asked, room; /* filled by ceiling_asked */
};
extern const struct row_type ceiling_item_row_type;

/* What is left of an agency's ceilings while a request is written. */
struct ceiling_room_row {
    struct str dim, code, name, name_en;
    struct money issued, asked, room;
    bool over;
};
extern const struct row_type ceiling_room_row_type;

/* One ceiling of the draft; `drop` takes it out. */
struct ceiling_put {
    struct str dim, code, agency_code;
    struct money amount;
    bool drop;
};

/* ---- reading ---- */
/* Issued / asked / room by the issued ceilings of one agency: lines of all its packages count, its
 * drafts included, subsidy money (SUBG, SUBS) left out. One query. No rows when none is issued. */
MUST_CHECK bool ceiling_room(struct db *db, struct arena *a, int64_t year, int64_t agency_id,
                             struct rows *ret, struct err *e);
/* The same for those above the agency: without what it has not sent. */
MUST_CHECK bool ceiling_room_sent(struct db *db, struct arena *a, int64_t year, int64_t agency_id,
                                  struct rows *ret, struct err *e);
/* All versions of the year, newest first. */
MUST_CHECK bool ceiling_issues(struct db *db, struct arena *a, int64_t year, struct rows *ret,
                               struct err *e);
/* The version that holds (state issued) or is being drafted (draft). */
MUST_CHECK bool ceiling_find(struct db *db, struct arena *a, int64_t year, struct str state,
                             struct ceiling_issue *ret, bool *ret_found, struct err *e);
/* The ceilings of one version: total, types, sides, funds, agencies, then an agency's parts. */
MUST_CHECK bool ceiling_items(struct db *db, struct arena *a, const struct ceiling_issue *c,
                              struct rows *ret, struct err *e);

/* ---- writing: PERM_CEILING, city ---- */
/* A new draft with the reason for it, beginning with what is issued. ERR_ALREADY when there is one. */
MUST_CHECK bool ceiling_draft(struct act *by, int64_t year, struct str reason, struct err *e);
/* Changes ceilings of the draft; all or none, *ret_row says which is wrong. `edits` is what the
 * editor saw (ERR_STALE; -1 = whatever it is). ERR_BAD_CHOICE {field, value, expected},
 * ERR_AMOUNT_NEGATIVE, ERR_WHOLE_BAHT, ERR_BELOW_COMMITTED {ceiling, value, committed}. */
MUST_CHECK bool ceiling_set(struct act *by, int64_t year, int64_t edits,
                            const struct ceiling_put *put, size_t n, size_t *ret_row,
                            struct err *e);
/* By another person than its maker: ERR_SAME_PERSON, ERR_NO_POSITION {year}, ERR_CEILING_SUM,
 * ERR_UNBALANCED, ERR_BELOW_COMMITTED, ERR_NOTHING. `edits` as above. */
MUST_CHECK bool ceiling_issue(struct act *by, int64_t year, int64_t edits, struct err *e);
MUST_CHECK bool ceiling_drop(struct act *by, int64_t year, struct err *e);

/* ---- a file: dim,code,agency,amount (baht; an empty amount takes the ceiling out) ---- */
struct ceiling_fault { /* why a row of the file cannot be used */
    int64_t line;
    struct str field, value, th, en;
};
extern const struct row_type ceiling_fault_type;
/* Reads and checks the whole file; puts are to be handed to ceiling_set when there are no faults.
 * ERR_CSV_HEADER, ERR_BAD_CSV, ERR_FILE_EMPTY, ERR_FILE_ENCODING. */
MUST_CHECK bool ceiling_file_read(struct db *db, struct arena *a, int64_t year, struct str text,
                                  struct rows *ret_puts, struct rows *ret_faults, struct err *e);

#endif
