/* executive_report.h - monthly and quarterly reports to the executive (รายงานผู้บริหาร): figures as of a day by agency and type,
 * plan against actual, what needs a decision. Made, reviewed by another person, signed by a third with the capacity
 * printed. Its rows are kept when it is made and never change; their hash is checked whenever it is shown, and what the
 * ledger says today about that same day stands beside them. */
#ifndef PBIS_DOCUMENT_EXECUTIVE_REPORT_H
#define PBIS_DOCUMENT_EXECUTIVE_REPORT_H

#include "city/actor.h"
#include "document/issue_kind.h"
#include "execute/position.h"

struct executive_report {
    int64_t id;
    struct str code; /* 2566-R-M202301-1, 2566-R-Q202303-1 */
    int64_t year;
    struct str kind; /* month, quarter */
    int64_t period;  /* yyyymm of its last month */
    int64_t number;
    struct date as_of;
    int64_t entry_seq; /* the newest entry that is in it */
    struct str decision, state; /* draft reviewed signed dropped */
    struct bytes sha;
    struct str made_by;
    struct when made;
    struct str reviewed_by;
    struct when reviewed;
    struct str signed_by;
    struct when signed_at;
    struct str capacity;
    int64_t version;
};
extern const struct row_type executive_report_type;

struct executive_row {
    struct str dim, code, name;
    struct money approved, current, allotted, obligated, disbursed, planned;
};
extern const struct row_type executive_row_type;
/* Total, agencies, types, months in this order. */
struct executive_figures {
    struct executive_row *row;
    size_t n;
    int64_t entry_seq;
};
/* Figures of a year as of a day, from the mirror; `db` is a reader. */
MUST_CHECK bool executive_figures(struct position *p, struct db *db, struct arena *a, int64_t year, struct date as_of,
                                  struct executive_figures *ret, struct err *e);

struct executive_new {
    int64_t year, period;
    struct str kind, decision; /* decision: what the executive is asked; required */
    const struct executive_figures *figures;
};
/* Its day: the last of the period, or today when that has not come. ERR_BAD_PERIOD, ERR_REQUIRED, ERR_BAD_CHOICE. */
MUST_CHECK bool executive_day(int64_t year, struct str kind, int64_t period, struct date today, struct date *ret,
                              struct err *e);
/* PERM_DOCUMENT of the city; one audit record. */
MUST_CHECK bool executive_make(struct act *by, const struct executive_new *n, struct str *ret_code, struct err *e);
/* review: PERM_DOCUMENT, not its maker; sign: PERM_POST_APPROVE, neither of the two; drop: its maker or reviewer, before it
 * is signed. ERR_STALE, ERR_SAME_PERSON, ERR_BAD_CHOICE {event}, ERR_NOT_FOUND. */
MUST_CHECK bool executive_event(struct act *by, struct str code, struct str event, int64_t version, struct err *e);

MUST_CHECK bool executive_list(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e);
MUST_CHECK bool executive_get(struct db *db, struct arena *a, struct str code, struct executive_report *ret,
                              struct err *e);
/* Its rows; *ret_whole: they still have the hash that was kept. */
MUST_CHECK bool executive_rows(struct db *db, struct arena *a, const struct executive_report *r, struct rows *ret,
                               bool *ret_whole, struct err *e);

/* As an issued document: subject = its code. */
bool executive_paper_load(struct paper_job *j, struct err *e);
bool executive_paper_say(struct paper *p, void *ctx, struct err *e);
bool executive_paper_sheet(const struct paper_job *j, const char *path, const struct paper_info *info, struct err *e);

#endif
