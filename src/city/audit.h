/* audit.h - the append-only, hash-chained record of every change of state. */
#ifndef PBIS_CITY_AUDIT_H
#define PBIS_CITY_AUDIT_H

#include "base/row.h"
#include "city/actor.h"

/* What changed: action is a word (package.submit), subject names the thing (package:2566-...). */
struct audit_note {
    struct str action, subject, old_value, new_value, reason;
    int64_t year; /* the fiscal year that the change belongs to; 0 = none. A closed year takes none:
                   * ERR_YEAR_CLOSED {year} */
};
/* Adds one record to the chain inside the act's transaction. One for each change of state; a bulk
 * act writes one for the batch. */
MUST_CHECK bool audit_add(struct act *by, const struct audit_note *n, struct err *e);
/* The reason with the capacity in which it was given (`by->who->used`): for events that keep a reason of
 * their own. audit_add() does it for its records. */
struct str reason_in_capacity(const struct act *by, struct str reason);
/* A link of the chain that somebody holds outside the store: the record `seq` had this hash. */
struct audit_point {
    int64_t seq;     /* 0 = before the first record */
    struct str hash; /* small hexadecimal */
};
/* Walks the chain; ERR_AUDIT_BROKEN {seq, why} for a changed, dropped or reordered record, or a chain
 * that does not pass through every point (in rising order). */
MUST_CHECK bool audit_verify(struct db *db, const struct audit_point *point, size_t points,
                             int64_t *ret_records, struct err *e);

/* One record as people read it, newest first: those before `before_seq` (0 = all), of one subject or
 * (empty) of all. */
struct audit_row {
    int64_t seq;
    struct when at;
    struct str user_name, action, subject, old_value, new_value, reason;
};
extern const struct row_type audit_row_type;
MUST_CHECK bool audit_list(struct db *db, struct arena *a, struct str subject, int64_t before_seq,
                           int64_t limit, struct rows *ret, struct err *e);

#endif
