/* compare_pass.h - one comparison on its way; private to compare*.c. */
#ifndef PBIS_PLAN_COMPARE_PASS_H
#define PBIS_PLAN_COMPARE_PASS_H

#include "plan/compare.h"
#include "plan/rollup_axis.h"

/* The newest change of a line at one stage, as far as the point sees; said again is no change. */
struct compare_deed {
    int64_t line_id, stage;
    struct money new;
    struct str by_user, reason, resolution;
    struct when at;
};
struct compare_deeds {
    struct compare_deed *deed; /* by line, then stage */
    size_t n;
};

/* What lines had at a point that is not now, by line id; packages that had been sent, by id. */
struct past_amount {
    int64_t line_id, satang;
};
struct compare_past {
    struct past_amount *amount;
    size_t n;
    int64_t *sent;
    size_t nsent;
    bool by_state; /* sent counts; else the package's state now */
};

enum { NO_LINE = -1 };
/* A line at both points: its index in each mirror or NO_LINE. */
struct compare_pair {
    int32_t from_at, to_at;
    bool had, has;
    int64_t was, is; /* 0 where it has none */
};

struct compare_pass {
    const struct compare_ask *ask;
    struct db *db;
    struct arena *a, *scratch;
    const struct mirror *from, *to; /* the same for one year */
    struct compare_past past[2];    /* from, to */
    struct compare_deeds deeds;     /* of the later point, when `by` or a long list needs them */
    bool has_deeds;
    struct rows links;              /* between years */
    struct compare_pair *pair;
    size_t n;
};

/* ---- compare_read.c ---- */
bool compare_limited(const struct compare_point *p); /* not what the mirror holds now */
MUST_CHECK bool compare_read_past(struct compare_pass *x, const struct compare_point *p,
                                  struct compare_past *ret, struct err *e);
MUST_CHECK bool compare_read_deeds(struct compare_pass *x, struct err *e);
/* Puts the newest of a line's deeds that changed its amount beside it, the newest of all when none
 * did; `d` by stage, oldest first. */
void compare_put_deed(const struct compare_ask *q, const struct compare_deed *d, size_t n,
                      struct compare_row *row);
/* Puts who set the amount beside at most COMPARE_SOME rows. */
enum { COMPARE_SOME = 50 };
MUST_CHECK bool compare_read_some(struct compare_pass *x, const int64_t *line_id,
                                  struct compare_row *row, size_t n, struct err *e);
/* The deeds of a line: *ret_n of them. */
const struct compare_deed *compare_deeds_of(const struct compare_deeds *d, int64_t line_id,
                                            size_t *ret_n);
struct compare_link {
    int64_t line_id, from_id;
};
MUST_CHECK bool compare_read_links(struct compare_pass *x, struct err *e);

/* ---- compare_pair.c ---- */
void compare_pairs(struct compare_pass *x);
const struct mirror_line *pair_line(const struct compare_pass *x, const struct compare_pair *p);
const struct mirror *pair_mirror(const struct compare_pass *x, const struct compare_pair *p);
enum compare_kind pair_kind(const struct compare_pair *p);

/* ---- compare_parts.c ---- */
void compare_parts(struct compare_pass *x, struct compare *ret);

#endif
