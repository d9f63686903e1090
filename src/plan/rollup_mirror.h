/* rollup_mirror.h - the lines of one year in columns; private to rollup*.c and compare*.c. */
#ifndef PBIS_PLAN_ROLLUP_MIRROR_H
#define PBIS_PLAN_ROLLUP_MIRROR_H

#include "city/class.h"
#include "plan/rollup.h"

struct mirror_agency {
    int64_t id;
    struct str code, name_th, name_en;
    int64_t division;
    struct str district_group;
};

struct mirror_line {
    int64_t line_id;
    struct str code, name;
    uint32_t agency, output, item, fund, package; /* indexes; nodes in their trees */
    int64_t ordinance;
    bool removed;              /* taken out of its request: amount 0, not counted */
    unsigned has;              /* bit by stage */
    int64_t at[STAGE_COUNT];   /* satang; 0 where it has none */
    int64_t upto[STAGE_COUNT]; /* the newest at or before each stage */
};
/* Is it part of the city's figures: not taken out, and of a supplementary ordinance only once that is enacted. */
static inline bool mirror_counts(const struct mirror_line *l)
{
    return !l->removed && (l->ordinance == 0 || ((l->has >> STAGE_ENACTED) & 1U));
}

struct mirror_package {
    int64_t id;
    struct str code, title;
    bool unsent;
};

/* The lines again as columns, in `order` (rollup_columns.c): sums read only what they add. */
enum column_key {
    COLUMN_AGENCY,
    COLUMN_OUTPUT,
    COLUMN_ITEM,
    COLUMN_FUND,
    COLUMN_PACKAGE,
    COLUMN_ORDINANCE,
    COLUMN_KEYS
};
struct columns {
    uint32_t *key[COLUMN_KEYS];
    uint16_t *has;
    bool *gone;                                   /* removed */
    int64_t *at[STAGE_COUNT], *upto[STAGE_COUNT]; /* NULL where no line has the stage */
    size_t having[STAGE_COUNT];                   /* lines that have the stage */
    uint32_t *place;                              /* of a line in `order`, by its index */
};

/* How far the store has come: newest ids of line_change and package_event. */
struct newest {
    int64_t change, event;
};
MUST_CHECK bool newest_get(struct db *db, struct newest *ret, struct err *e);

struct mirror {
    int64_t year;
    struct newest last; /* seen */
    struct arena *a;    /* texts and trees */
    struct class_tree programme, item, fund;
    const struct mirror_agency *agency;
    size_t agencies;
    const uint32_t *agency_by_id;
    struct mirror_package *package;
    size_t packages, package_cap;
    uint32_t *slot; /* open hash of packages by id: index + 1; 0 = free */
    size_t slots;   /* a power of two, at most half full */
    struct mirror_line *line;
    size_t lines, line_cap;
    uint32_t *by_id; /* lines by line_id */
    uint32_t *order; /* lines by package: a package's lines stand together */
    size_t sorted;   /* lines that by_id and order know */
    struct columns columns;
    unsigned has;             /* stages that any line has */
    int64_t sum[STAGE_COUNT]; /* of upto: no sum of a part can overflow when these do not */
    struct mirror *next;
};

/* ---- rollup_columns.c ---- */
void columns_make(struct mirror *m); /* anew, when `order` is */
void columns_line(struct mirror *m, const struct mirror_line *l);
void columns_free(struct columns *c);

/* A package's lines in `order`: *ret_first of them on; 0 when it has none. */
size_t mirror_package_lines(const struct mirror *m, int64_t package_id, size_t *ret_first);

/* Loads a year; the caller frees it. */
MUST_CHECK bool mirror_load(struct db *db, int64_t year, struct mirror **ret, struct err *e);
void mirror_free(struct mirror *m);
bool mirror_is_at(const struct mirror *m, const struct newest *n);
/* Takes the changes up to `newest`. When it fails the mirror is of no use any more. */
MUST_CHECK bool mirror_pull(struct mirror *m, struct db *db, const struct newest *n, struct err *e);
/* NULL when the year has no such line. */
const struct mirror_line *mirror_find_line(const struct mirror *m, int64_t line_id);

/* ---- rollup.c ---- */

/* The mirrors of `n` years, up to date and held (shared) until rollup_release(): no statement meanwhile. */
MUST_CHECK bool rollup_hold(struct rollup *r, struct db *db, const int64_t *year, size_t n,
                            const struct mirror **ret, struct err *e);
void rollup_release(struct rollup *r);

#endif
