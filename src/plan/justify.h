/* justify.h - one justification of a group of lines (DOMAIN.md 9.3, "Recurring lines"): by a driver (so many
 * schools at so many baht), by posts (salaries), or by contract (debt). A line of a group is justified by
 * it; personnel and debt need no words of their own. */
#ifndef PBIS_PLAN_JUSTIFY_H
#define PBIS_PLAN_JUSTIFY_H

#include "plan/package.h"

struct justify_group {
    int64_t id, year, agency_id, version;
    struct str code;           /* AGENCY4-GNN */
    struct str title, formula; /* driver posts contract */
    struct str driver;         /* what is counted: schools, posts, the contract's number */
    int64_t quantity_milli;
    struct str unit_word;
    struct money rate; /* of one */
    struct str reason;
    struct str made_by;
    int64_t lines;
    struct money product, asked; /* quantity x rate; what its lines ask together */
};
extern const struct row_type justify_group_type;
/* A sight (section.h) sees the groups of its own agency, the city those with a line that was sent; lines
 * and what they ask are those that it sees. */
MUST_CHECK bool justify_list(struct db *db, struct arena *a, int64_t year, int64_t agency_id,
                             struct str sight, struct rows *ret, struct err *e);
MUST_CHECK bool justify_get(struct db *db, struct arena *a, int64_t year, struct str code,
                            struct justify_group *ret, struct err *e);
/* A new group, or (code not empty) its edit with the version that was seen. PERM_REQUEST_WRITE of the
 * agency. ERR_BAD_CHOICE {formula}, ERR_REQUIRED {title, driver, reason}, ERR_STALE. */
MUST_CHECK bool justify_put(struct act *by, const struct justify_group *g, struct str *ret_code,
                            struct err *e);
/* The lines' group from now on; empty code = none. All of the group's agency and year, in packages
 * that may be written in. */
MUST_CHECK bool justify_join(struct act *by, int64_t year, struct str code, const struct str *line,
                             size_t n, struct err *e);
/* The lines of an agency's open drafts with their group, for choosing. */
struct justify_line_row {
    struct str code, name, item_code, item_name, package_code, package_title, group_code,
        justification;
    int64_t quantity_milli;
    struct str unit_word;
    struct money asked;
};
extern const struct row_type justify_line_row_type;
MUST_CHECK bool justify_lines(struct db *db, struct arena *a, int64_t year, int64_t agency_id,
                              struct str sight, struct rows *ret, struct err *e);

/* ---- copied text is shown as copied ---- */
/* A reason that stands word for word elsewhere: in last year's package or line, or in another package
 * of the year. subject: the package or line that has it; from_code: where else it stands. */
struct copied_row {
    struct str subject, from_code, from_title;
    int64_t from_year;
};
extern const struct row_type copied_row_type;
MUST_CHECK bool copied_texts(struct db *db, struct arena *a, int64_t package_id, struct str sight,
                             struct rows *ret, struct err *e);

#endif
