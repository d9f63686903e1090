/* period.h - months of the ledger (งวดบัญชี) that close and may be reopened; each closing and reopening stays as a row.
 * A period never touched is open. Nothing is posted into a closed one (ERR_PERIOD_CLOSED). */
#ifndef PBIS_EXECUTE_PERIOD_H
#define PBIS_EXECUTE_PERIOD_H

#include "base/row.h"
#include "city/actor.h"

struct ledger_period {
    int64_t year, period; /* yyyymm of the common era */
    bool closed;
    int64_t closed_seq; /* the newest entry when it was closed last */
    int64_t times;      /* closings and reopenings */
    struct str changed_by, reason; /* of the newest event */
    struct when at;
};
extern const struct row_type ledger_period_type;
/* The twelve months of the year, October first. */
MUST_CHECK bool period_list(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e);

struct ledger_period_event {
    int64_t id, year, period;
    struct str event; /* close, reopen */
    int64_t entry_seq;
    struct str reason, made_by;
    struct when made_at;
};
extern const struct row_type ledger_period_event_type;
/* Newest first. */
MUST_CHECK bool period_events(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e);

/* PERM_PERIOD of the city. ERR_BAD_PERIOD {value, year} for a month of another year, ERR_PERIOD_CLOSED / ERR_PERIOD_OPEN
 * {period} when it is so already, ERR_REQUIRED {reason} for reopening without one, ERR_YEAR_CLOSED. */
MUST_CHECK bool period_close(struct act *by, int64_t year, int64_t period, struct str reason, struct err *e);
MUST_CHECK bool period_reopen(struct act *by, int64_t year, int64_t period, struct str reason, struct err *e);
MUST_CHECK bool period_is_closed(struct db *db, int64_t period, bool *ret, struct err *e);

#endif
