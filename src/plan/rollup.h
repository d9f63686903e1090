/* rollup.h - totals of lines by any dimensions, from a column mirror in memory.
 *
 * The mirror holds one row a line (indexes of agency, output, item, fund, package and an amount
 * for each stage), is filled once and then pulls line_change.id > last before each answer, so a
 * figure is right at once after a write of any process. Shared by all threads of a server. */
#ifndef PBIS_PLAN_ROLLUP_H
#define PBIS_PLAN_ROLLUP_H

#include "base/row.h"
#include "city/actor.h"
#include "plan/stage.h"

enum dim {
    DIM_AGENCY,
    DIM_DIVISION,
    DIM_DISTRICT_GROUP,
    DIM_SIDE,
    DIM_PLAN,
    DIM_OUTPUT,
    DIM_PACKAGE,
    DIM_ITEM,
    DIM_TYPE,
    DIM_FUND,
    DIM_ORDINANCE,
    DIM_YEAR,
    DIM_LINE,
    DIM_COUNT
};
enum { ROLLUP_DIMS = DIM_COUNT };
const char *dim_word(enum dim d);
struct str dim_label(enum dim d, enum lang lang);
MUST_CHECK bool dim_parse(struct str word, enum dim *ret, struct err *e);

struct rollup;
struct rollup *rollup_new(void); /* process-lived; made in main, passed down */
void rollup_free(struct rollup *r);

struct rollup_filter {
    int64_t year;
    int64_t agency_id;    /* 0 = all */
    struct str side_code; /* empty = all */
    struct str type_code;
    bool unsent; /* also packages in DRAFT, RETURNED and WITHDRAWN, which nobody above
                              * the agency sees; the ordinance and the allocation leave them out */
};
/* Which amounts: each stage's own, or `now` = the newest stage a line has. */
struct rollup_row {
    struct str key[ROLLUP_DIMS];  /* codes, one a dimension asked for */
    struct str name[ROLLUP_DIMS]; /* in `lang` */
    int64_t lines, packages;
    bool has[STAGE_COUNT];
    struct money stage[STAGE_COUNT];
    struct money upto[STAGE_COUNT]; /* each line's newest amount up to that stage: the bridge from
                                     * what was asked to what is drafted, whatever was decided */
    struct money now;
    struct share share; /* of the total's `now` */
};
struct rollup_table {
    struct rollup_row *row; /* in print order of the dimensions */
    size_t n;
    struct rollup_row total;
};
/* Lines of packages in DRAFT, RETURNED or WITHDRAWN do not count unless `unsent`: an agency's drafts are
 * not seen above until sent.
 * `db` is a reader: what a write has not committed yet must not get in. Each dimension at most once.
 * ERR_YEAR_MISSING. */
struct rollup_by {
    const enum dim *dim;
    size_t n;
    enum lang lang; /* of the names */
};
#define ROLLUP_BY(dims, n, lang) (&(const struct rollup_by){(dims), (n), (lang)})
MUST_CHECK bool rollup_get(struct rollup *r, struct db *db, struct arena *a,
                           const struct rollup_filter *f, const struct rollup_by *by,
                           struct rollup_table *ret, struct err *e);

/* What some packages of a year hold, sent or not: lines, amounts requested and now. The caller sets
 * the ids; packages without lines get zeros. For pages of lists: no statement a package. */
struct package_sum {
    int64_t id, lines;
    struct money requested, now;
};
MUST_CHECK bool rollup_packages(struct rollup *r, struct db *db, int64_t year,
                                struct package_sum *p, size_t n, struct err *e);

/* Every line of the year, sent or not, a package's together, with the codes of its groups (they live
 * until fn returns). fn asks no statement. */
struct rollup_line {
    int64_t package_id;
    struct str type, fund, side;
    struct money requested, now;
};
typedef void rollup_line_fn(void *ctx, const struct rollup_line *l);
MUST_CHECK bool rollup_lines(struct rollup *r, struct db *db, int64_t year, rollup_line_fn *fn,
                             void *ctx, struct err *e);

#endif
