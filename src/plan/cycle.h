/* cycle.h - the stages of a fiscal year as a state table (DOMAIN.md 1.6): SETUP .. CLOSED. */
#ifndef PBIS_PLAN_CYCLE_H
#define PBIS_PLAN_CYCLE_H

#include "base/row.h"
#include "city/actor.h"
#include "plan/stage.h"

/* Whose draft: a year's, by number; 0 = the annual one (plan/bill.h). */
struct bill_key {
    int64_t year, number;
};

/* One row of the table (cycle.def): from --event--> to, who may, and what must be done before. */
struct cycle_step {
    const char *from, *event, *to;
    enum perm perm;
    const char *guards; /* names apart by spaces; empty = none */
    const char *th, *en;
};
extern const struct cycle_step cycle_table[];
extern const size_t cycle_table_n;

/* The step of an event from a stage; NULL when there is none. */
const struct cycle_step *cycle_find(struct str cycle_stage, struct str event);
struct str cycle_event_label(struct str event, enum lang lang); /* empty: no such event */

/* What a step asks for and how much of it is open (0 = nothing). */
struct cycle_need {
    struct str guard, path; /* path: the page that shows what is open */
    int64_t count;
    bool may_override; /* by a reason, that stays in the trail with what was open */
    bool system_may;   /* the command line without a person goes on all the same */
};
struct str cycle_guard_label(struct str guard, enum lang lang); /* empty: no such guard */
struct str cycle_guard_met(struct str guard, enum lang lang);   /* said once nothing is open */
MUST_CHECK bool cycle_needs(struct db *db, struct arena *a, int64_t year,
                            const struct cycle_step *s, const struct cycle_need **ret,
                            size_t *ret_n, struct err *e);

/* ERR_STATE {state, event} out of order, ERR_FORBIDDEN; reopen goes one step back and needs a reason
 * (ERR_REASON_NEEDED). What a guard finds open: ERR_GUARD {event, guard, count, path} unless there is
 * a reason, ERR_GUARD_FIXED where none helps. The system itself (the command line without a person)
 * needs no reason; what was open is written down all the same. */
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

/* ---- the trail ---- */
struct cycle_event_row {
    int64_t id;
    struct when at;
    struct str event, from_stage, to_stage, by_user, reason;
    int64_t open_count; /* what was still open, and the first guard that said so */
    struct str guard;
    int64_t reopening; /* its number, when it opened a stage again */
};
extern const struct row_type cycle_event_row_type;
/* Newest first, at most 200. */
MUST_CHECK bool cycle_trail(struct db *db, struct arena *a, int64_t year, struct rows *ret,
                            struct err *e);

/* A stage opened again (a new Governor in June): what was locked then, and until when it is open. */
struct reopening {
    int64_t number;
    struct when opened;
    struct str by_user, reason, from_stage, to_stage;
    int64_t stage; /* the amounts that may be changed again; STAGE_COUNT: none */
    int64_t lines; /* that had such an amount */
    struct money total, total_then; /* of these amounts, before and when it was closed again */
    struct when closed;             /* 0 = still open */
    struct str closed_by;
    int64_t first_change, last_change; /* changes after the first and up to the last belong to it */
};
extern const struct row_type reopening_type;
/* Newest first; number 0 = all. */
MUST_CHECK bool reopening_list(struct db *db, struct arena *a, int64_t year, int64_t number,
                               struct rows *ret, struct err *e);
struct reopening_change {
    int64_t id;
    struct when at;
    struct str line_code, line_name, package_code, by_user;
    int64_t stage;
    struct money old, new; /* old MONEY_MISSING: there was none at that stage */
    struct str stage_word, reason, resolution;
};
extern const struct row_type reopening_change_type;
/* Which amounts changed, oldest first: those after `after_id`, at most REOPENING_CHANGES. */
enum { REOPENING_CHANGES = 100 };
MUST_CHECK bool reopening_changes(struct db *db, struct arena *a, int64_t year,
                                  const struct reopening *r, int64_t after_id,
                                  struct rows *ret, struct err *e);
/* How many lines they are of. */
MUST_CHECK bool reopening_changed(struct db *db, int64_t year, const struct reopening *r,
                                  int64_t *ret_lines, struct err *e);

/* `pbis decide FILE.csv`: line,stage,amount,reason,resolution; all or nothing. Of suitability, permsec and
 * governor each text of a resolution becomes one (resolution.h): drafted by the actor, confirmed by `approver`,
 * another person (NULL: the system alone may be both). Otherwise the rules are those of line_set_amount
 * (package.h). *ret_row, when it fails on one decision, is its index, else n. */
struct decision {
    struct str line_code;
    enum stage stage;
    struct money amount;
    struct str reason, resolution;
};
MUST_CHECK bool decide_all(struct act *by, const struct actor *approver, int64_t year,
                           const struct decision *d, size_t n, size_t *ret_row, struct err *e);

#endif
