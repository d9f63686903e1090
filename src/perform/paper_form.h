/* paper_form.h - the inventory of paper forms and reports (แบบฟอร์มและแบบรายงาน) of agencies: each is kept, merged into
 * another, or replaced by a page or a data set (seed 004, KPI 5.2, the first step).
 *
 * Every decision is a row that never changes; the newest counts. A form that is merged names another form of the same
 * agency that is not itself merged away into it. */
#ifndef PBIS_PERFORM_PAPER_FORM_H
#define PBIS_PERFORM_PAPER_FORM_H

#include "base/row.h"
#include "city/actor.h"

enum { PAPER_FORM_PAGE = 100 };

struct paper_form {
    int64_t id, agency_id, division, version, decisions;
    struct str code, number, name, agency_code, agency_name, used_for;
    int64_t copies; /* a year */
    struct str used_by;
    struct str decision; /* kept merged replaced; undecided */
    struct str into_code, data_set_code, page, reason, decided_by;
    struct date on_date, decided_on;
    struct str made_by;
};
extern const struct row_type paper_form_type;

struct paper_form_filter {
    int64_t agency_id; /* 0 = all */
    struct str show;   /* all undecided kept merged replaced; empty = all */
    int64_t after;     /* id of the last row shown */
};
MUST_CHECK bool paper_form_list(struct db *db, struct arena *a, const struct paper_form_filter *f,
                                struct rows *ret, struct err *e);
MUST_CHECK bool paper_form_get(struct db *db, struct arena *a, struct str code,
                               struct paper_form *ret, struct err *e);
/* How many, and copies a year, by decision: what the agency (0 = all) still has on paper. */
struct paper_form_count {
    int64_t forms, undecided, kept, merged, replaced, copies, copies_gone;
};
extern const struct row_type paper_form_count_type;
MUST_CHECK bool paper_form_counts(struct db *db, struct arena *a, int64_t agency_id,
                                  struct paper_form_count *ret, struct err *e);
struct paper_form_decision {
    int64_t no;
    struct str decision, into_code, data_set_code, page, reason;
    struct date on_date;
    struct str by_user, capacity;
    struct when at;
};
extern const struct row_type paper_form_decision_type;
MUST_CHECK bool paper_form_decisions(struct db *db, struct arena *a, int64_t id, struct rows *ret,
                                     struct err *e);

/* ---- writing; PERM_RESULT in the agency ---- */

struct paper_form_new {
    int64_t version, agency_id; /* version 0: a new one */
    struct str number, name, used_for, used_by;
    int64_t copies;
};
/* A new one gets its code (1900-F-001). ERR_REQUIRED, ERR_TOO_LONG, ERR_BAD_COUNT. */
MUST_CHECK bool paper_form_add(struct act *by, const struct paper_form_new *n, struct str *ret_code,
                               struct err *e);
MUST_CHECK bool paper_form_edit(struct act *by, struct str code, const struct paper_form_new *n,
                                struct err *e);
struct paper_form_choice {
    int64_t version;
    struct str decision, into_code, data_set_code, page, reason;
};
/* ERR_REQUIRED {field: reason; into_code when merged; page when replaced by neither page nor data set},
 * ERR_NOT_FOUND, ERR_OTHER_AGENCY, ERR_FORM_CYCLE {path}, ERR_NOTHING, ERR_STALE. */
MUST_CHECK bool paper_form_decide(struct act *by, struct str code,
                                  const struct paper_form_choice *c, struct err *e);

/* ---- many by a file (docs/formats/data_sets.md) ---- */

struct paper_form_file_row {
    int64_t row;
    struct str code, result, text; /* result: added changed unchanged refused */
};
extern const struct row_type paper_form_file_row_type;
/* Columns agency_code, number, name, used_for, copies, used_by, and when decided decision, into_code, data_set_code,
 * page, reason; code of a form that there is. */
MUST_CHECK bool paper_form_file(struct act *by, const char *path, struct rows *ret, struct err *e);

#endif
