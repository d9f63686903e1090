/* rollup_memo.h - the newest answers of a roll-up, kept until a change is seen: pages ask for the same
 * totals again and again. An answer is kept with what was newest when it was made, so one that is
 * older than the store is never given. */
#ifndef PBIS_PLAN_ROLLUP_MEMO_H
#define PBIS_PLAN_ROLLUP_MEMO_H

#include "plan/rollup.h"
#include "plan/rollup_mirror.h"

struct memo;

/* What was asked; `filter` and `by` are the caller's. */
struct memo_question {
    const struct rollup_filter *filter;
    const enum dim *by;
    size_t nby;
    enum lang lang;
    struct newest newest;
};

struct memo *memo_new(void);
void memo_free(struct memo *m);
/* True: *ret is the kept answer, copied into `a`. */
bool memo_find(struct memo *m, const struct memo_question *q, struct arena *a,
               struct rollup_table *ret);
/* Keeps a copy; long answers and long codes are not worth it. */
void memo_keep(struct memo *m, const struct memo_question *q, const struct rollup_table *t);

#endif
