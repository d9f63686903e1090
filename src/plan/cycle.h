/* cycle.h - the stages of a fiscal year as a state table (DOMAIN.md 1.6): SETUP .. CLOSED. */
#ifndef PBIS_PLAN_CYCLE_H
#define PBIS_PLAN_CYCLE_H

#include "base/row.h"
#include "city/actor.h"
#include "plan/stage.h"

/* One row of the table (cycle.def): from --event--> to, and who may. */
struct cycle_step {
    const char *from, *event, *to;
    enum perm perm;
};
extern const struct cycle_step cycle_table[];
extern const size_t cycle_table_n;

/* ERR_STATE {state, event}; reopen goes one step back and needs a reason (ERR_REASON_NEEDED). */
MUST_CHECK bool cycle_run(struct act *by, int64_t year, struct str event, struct str reason,
                          struct err *e);
/* Every event from where the year stands to `to`, in order: each is recorded. */
MUST_CHECK bool cycle_reach(struct act *by, int64_t year, struct str to, struct str reason,
                            struct err *e);
bool cycle_at_least(struct str cycle_stage, struct str other); /* is it at `other` or past it? */
/* The stage whose amounts may be decided now; STAGE_COUNT when none. */
enum stage cycle_open_stage(struct str cycle_stage);
bool cycle_known(struct str cycle_stage);
struct str cycle_label(struct str cycle_stage, enum lang lang);
/* The main road for the stage strip: stages in order with done/now marks. */
struct cycle_mark {
    struct str code, label;
    bool done, now;
};
size_t cycle_marks(struct arena *a, struct str cycle_stage, enum lang lang,
                   const struct cycle_mark **ret);

/* `pbis decide FILE.csv`: line,stage,amount,reason,resolution; all or nothing. The rules are those
 * of line_set_amount (package.h), with one audit record. *ret_row, when it fails on one decision,
 * is its index, else n. */
struct decision {
    struct str line_code;
    enum stage stage;
    struct money amount;
    struct str reason, resolution;
};
MUST_CHECK bool decide_all(struct act *by, int64_t year, const struct decision *d, size_t n,
                           size_t *ret_row, struct err *e);

#endif
