/* amount.h - many amounts of one stage at once: decisions of a committee, an adopted allocation, the
 * ordinance. The rows behind line_set_amount (package.h). */
#ifndef PBIS_PLAN_AMOUNT_H
#define PBIS_PLAN_AMOUNT_H

#include "base/money.h"
#include "city/actor.h"
#include "plan/stage.h"

struct amount_set {
    int64_t line_id;
    struct money amount; /* 0 .. MONEY_MAX */
    struct str reason, resolution;
    int64_t resolution_id; /* 0 = none: only stages that need none (resolution.h) */
};

/* Writes each line's amount of the stage, its line_change and its new version. A line whose amount
 * at the stage is that already is left alone. Each line at most once. Permission, guards and the
 * audit record are the caller's. The Governor's amount of a line of a draft that was withdrawn from the Council takes
 * the place of the tabled one as well. ERR_NOT_FOUND for a line of another year, ERR_STALE. */
MUST_CHECK bool amounts_write(struct act *by, int64_t year, enum stage stage,
                              const struct amount_set *s, size_t n, struct err *e);
/* 0 at every stage after the requests at which the line has money: it was taken out, and nothing of it counts. */
MUST_CHECK bool amounts_clear(struct act *by, int64_t year, int64_t line_id, struct str reason,
                              struct err *e);
/* One line's save at the stage of requests: its amount and its change, also when the amount stays (an
 * edit of texts), since each save of a line is one version. The caller has set the line's texts and
 * `version` with its own check; `old` is what was asked before, below 0 = nothing. */
MUST_CHECK bool amount_save(struct act *by, const struct amount_set *s, int64_t version,
                            struct money old, struct err *e);

#endif
