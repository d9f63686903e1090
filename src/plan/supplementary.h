/* supplementary.h - supplementary budget ordinances (ข้อบัญญัติงบประมาณรายจ่ายเพิ่มเติม) of a year in force: their draft,
 * their lines, the fiscal statement that goes with them.
 *
 * The draft is bill `number` (1, 2, ...) of the year (bill.h) and goes the same road. Its lines carry that number and
 * lie in packages of their own, of the state FUNDED until the ordinance is in force; the city's figures hold them
 * from then on (`in_city`, supplementary.sql). While the draft stands at DRAFT its lines may be changed; afterwards the
 * Council's deltas change amounts. Source: DOMAIN.md 1.4; BMA ordinance on the accumulated fund, clause 12. */
#ifndef PBIS_PLAN_SUPPLEMENTARY_H
#define PBIS_PLAN_SUPPLEMENTARY_H

#include "base/row.h"
#include "city/actor.h"

struct supplementary {
    int64_t year, number, version, lines, packages;
    struct str title, principle, reason, stage; /* the bill's */
    struct str fund, source;                    /* fund: ACC (special expenditure) or OWN */
    struct str made_by;
    struct when made_at;
    struct money asked, now; /* as drafted; as it stands */
    struct money free, taken; /* of its fiscal statement; MONEY_MISSING: none yet */
    struct date as_of;
    struct money enacted; /* MONEY_MISSING: not yet */
};
extern const struct row_type supplementary_type;
MUST_CHECK bool supplementary_list(struct db *db, struct arena *a, int64_t year, struct rows *ret,
                                   struct err *e);
MUST_CHECK bool supplementary_get(struct db *db, struct arena *a, int64_t year, int64_t number,
                                  struct supplementary *ret, struct err *e); /* ERR_NOT_FOUND */

/* Writing: PERM_BILL, city. */
struct supplementary_new {
    int64_t year, number, version; /* number, version: of an edit */
    struct str title, principle, reason, fund, source;
};
/* A reason and a source are needed. bill_add, with the money's fund and source; the same errors, and ERR_BAD_CHOICE {fund}. An edit is for a DRAFT: ERR_BILL_TABLED;
 * ERR_FUND_FIXED {lines} for another fund when there are lines. */
MUST_CHECK bool supplementary_add(struct act *by, const struct supplementary_new *n, int64_t *ret_number,
                                  struct err *e);
MUST_CHECK bool supplementary_edit(struct act *by, const struct supplementary_new *n, struct err *e);

/* ---- lines; only while the bill is at DRAFT: ERR_BILL_TABLED. A total above what the statement (when there is one)
 * leaves is ERR_ABOVE_FREE {total, free, as_of, position}. ---- */
enum { SUPPLEMENTARY_MOST = 5000 }; /* lines added by one write */
struct supplementary_line_new {
    struct str agency, output, item; /* codes of the year */
    struct str project;              /* the unit's title; empty = the output's name */
    struct str name, unit_word, reason;
    struct money amount;             /* > 0, whole baht */
    int64_t line;                    /* of a file */
};
extern const struct row_type supplementary_line_new_type;
/* From a CSV file (docs/formats/supplementary.md). ERR_BAD_CSV {line, why}, ERR_CSV_HEADER, ERR_FILE_ENCODING,
 * ERR_FILE_EMPTY. */
MUST_CHECK bool supplementary_file_read(struct arena *a, struct str text, struct rows *ret, struct err *e);
struct supplementary_batch {
    int64_t year, number;
    const struct supplementary_line_new *line;
    size_t n;
};
/* All of them or none; *ret_row, when it fails on one, is its index, else n. ret_codes: room for n, or NULL. */
MUST_CHECK bool supplementary_lines_add(struct act *by, const struct supplementary_batch *batch,
                                        struct str *ret_codes, size_t *ret_row, struct err *e);
/* Sets the asked amount and the reason; 0 takes the line out of the draft. ERR_STALE by the line's version. */
struct supplementary_line_edit {
    struct str code, reason;
    int64_t version;
    struct money amount;
};
MUST_CHECK bool supplementary_line_set(struct act *by, const struct supplementary_line_edit *l, struct err *e);

struct supplementary_line {
    int64_t id, version;
    struct str code, name, agency_code, agency_name, output_code, output_name, item_code, item_name, fund_code,
        package_code, project, reason;
    struct money asked, now;
};
extern const struct row_type supplementary_line_type;
struct supplementary_filter {
    int64_t year, number, after_id, limit;
    enum lang lang;
};
MUST_CHECK bool supplementary_lines(struct db *db, struct arena *a, const struct supplementary_filter *f,
                                    struct rows *ret, struct err *e);

/* ---- the fiscal statement ---- */
struct fiscal_statement {
    int64_t version, position_id;
    struct str position_code;
    struct date as_of;
    struct money cash, carried, commitment, debt, free, taken; /* MONEY_MISSING = the position does not state it */
    struct str made_by;
    struct when made_at;
};
extern const struct row_type fiscal_statement_type;
/* States it from a fiscal position of the year or the next one (code empty: the newest that is not after today);
 * only at DRAFT. ERR_NOT_FOUND, ERR_REQUIRED {free} for a position that does not state the free fund,
 * ERR_ABOVE_FREE when the lines are above it already. */
MUST_CHECK bool supplementary_state(struct act *by, int64_t year, int64_t number, struct str position_code,
                                    struct err *e);
MUST_CHECK bool supplementary_statements(struct db *db, struct arena *a, int64_t year, int64_t number,
                                         struct rows *ret, struct err *e); /* newest first */
/* Lines of OWN are within what the revenue estimate has and nothing pays yet: ERR_ABOVE_REVENUE {total, surplus,
 * revenue, spent}, asked where ERR_ABOVE_FREE is. spent: in force, or of other drafts before the Council. */
struct supplementary_revenue {
    struct money revenue, spent, surplus;
};
MUST_CHECK bool supplementary_revenue(struct db *db, struct arena *a, int64_t year, int64_t number,
                                      struct supplementary_revenue *ret, struct err *e);
/* Rows of struct position_row that it may be stated from, newest first. */
MUST_CHECK bool supplementary_positions(struct db *db, struct arena *a, int64_t year, struct rows *ret,
                                        struct err *e);
/* What must hold before the draft is tabled: it has lines, a statement, and is not above it. ERR_NOTHING,
 * ERR_NO_STATEMENT, ERR_ABOVE_FREE, ERR_ABOVE_REVENUE. bill_run asks it. */
MUST_CHECK bool supplementary_check(struct db *db, struct arena *a, int64_t year, int64_t number, struct err *e);

#endif
