/* post_plan.h - personnel by posts (แผนอัตรากำลัง): one row a position of an agency and year, and what
 * the posts cost: the personnel lines of the agency computed, shown beside its request, taken over.
 *
 * A post pays for the months of the fiscal year in which it is filled: it is vacant from vacant_from
 * until the day before vacant_to (none = still), and from the day after its holder's retirement
 * unless a later vacant_to says when it is filled again. A month counts as filled when the post is
 * filled on its first day. Retirement (เกษียณอายุ): the end of the fiscal year in which the holder
 * completes the age of 60 (a person born on 1 October completes it on 30 September). The age and the
 * part of the year's salary that step increases take are parameters. */
#ifndef PBIS_PLAN_POST_PLAN_H
#define PBIS_PLAN_POST_PLAN_H

#include "base/row.h"
#include "city/actor.h"

struct post_row {
    int64_t id, version;
    struct str number, title, kind, grade, step;    /* kind: official permanent temporary */
    struct money salary, position, monthly, living; /* a month: salary or wage, position allowance,
                                                     * monthly compensation, cost of living */
    struct date born, vacant_from, vacant_to;
    struct str shares; /* 0503001:6000 0503002:4000; output code and basis points */
    /* computed for the year */
    struct str state; /* filled, vacant (all year), part (some months), retiring (at its end) */
    int64_t paid_months;
    struct date retires;
    struct money year_cost; /* without the step increase */
};
extern const struct row_type post_row_type;

struct post_counts {
    int64_t posts, filled, vacant, retiring; /* filled: paid at least a month */
    struct money year_cost;
    int64_t step_bp;    /* the parameter: step increases of the year's salaries */
    struct rows shares; /* of post_lines_of(): the posts' shares as they are stored */
};
MUST_CHECK bool post_list(struct db *db, struct arena *a, int64_t year, int64_t agency_id,
                          struct rows *ret, struct post_counts *ret_counts, struct err *e);

struct post_set {
    struct str number, title, kind, grade, step;
    struct money salary, position, monthly, living;
    struct date born, vacant_from, vacant_to;
    struct str shares;
    int64_t version; /* what the editor saw; 0 = a new post, or from a file: whatever is there */
};
/* Makes or changes posts: all or none; *ret_row is the one that was refused. Shares that are not
 * 100 %: ERR_SHARES; an output that is not the year's: ERR_UNKNOWN_CODE; ERR_STALE, ERR_DATE_ORDER,
 * ERR_BAD_CHOICE (kind), ERR_DUPLICATE. PERM_REQUEST_WRITE of the agency, requests still open. */
MUST_CHECK bool post_save(struct act *by, int64_t year, int64_t agency_id, const struct post_set *p,
                          size_t n, size_t *ret_row, struct err *e);
MUST_CHECK bool post_remove(struct act *by, int64_t year, int64_t agency_id, struct str number,
                            struct err *e);
/* Takes the posts of the year before that are not there yet; *ret_made of them. ERR_NOTHING. */
MUST_CHECK bool post_draw_in(struct act *by, int64_t year, int64_t agency_id, int64_t *ret_made,
                             struct err *e);

/* One personnel line as the posts make it, beside what the agency requests. */
struct post_line {
    struct str output_code, output_name, item_code, item_name;
    int64_t posts;
    struct money computed; /* whole baht; over outputs they add up to the item's total */
    struct money
        requested; /* of the agency's lines of that output and item, in packages that count */
    struct money difference; /* computed - requested */
    struct str line_code; /* the one line that taking over would write; empty = none, or several */
    bool may_take;        /* it may be edited, and differs */
};
extern const struct row_type post_line_type;
/* With *ret_total: the parts add up to it. */
MUST_CHECK bool post_lines(struct db *db, struct arena *a, int64_t year, int64_t agency_id,
                           struct rows *ret, struct money *ret_total, struct err *e);
/* The same of posts that post_list() has read. */
struct post_plan {
    int64_t year, agency_id;
    struct rows posts;
    struct post_counts counts;
};
MUST_CHECK bool post_lines_of(struct db *db, struct arena *a, const struct post_plan *plan,
                              struct rows *ret, struct money *ret_total, struct err *e);
/* Writes the computed amounts into the lines that may be edited: quantity 1 x amount, with the reason
 * "computed from N posts". *ret_done lines changed. ERR_NOTHING. */
MUST_CHECK bool post_plan_take(struct act *by, int64_t year, int64_t agency_id, int64_t *ret_done,
                               struct err *e);

/* ---- pieces with tests of their own ---- */
/* The last day of service of a person born then. */
struct date post_retires(struct date born, int64_t age);
/* Months of the year that a post pays; retires: {0} = not known. */
int64_t post_months(int64_t year, struct date vacant_from, struct date vacant_to,
                    struct date retires);

/* A file of posts (table_file.h). */
struct file_issue;
struct post_file {
    struct post_set *row;
    size_t n;
    struct file_issue *issue;
    size_t issues;
};
MUST_CHECK bool post_file_read(struct arena *a, const char *path, struct post_file *ret,
                               struct err *e);

#endif
