/* audit.h - the append-only, hash-chained record of every change of state. */
#ifndef PBIS_CITY_AUDIT_H
#define PBIS_CITY_AUDIT_H

#include "base/row.h"
#include "city/actor.h"

/* What changed: action is a word (package.submit), subject names the thing (package:2566-...). */
struct audit_note {
    struct str action, subject, old_value, new_value, reason;
};
/* Adds one record to the chain inside the act's transaction. One for each change of state; a bulk
 * act writes one for the batch. */
MUST_CHECK bool audit_add(struct act *by, const struct audit_note *n, struct err *e);
/* Walks the chain; ERR_AUDIT_BROKEN {seq, why} for a changed, dropped or reordered record, or, when
 * head_seq > 0, a chain that does not pass through that published head. */
MUST_CHECK bool audit_verify(struct db *db, int64_t head_seq, struct str head_hash,
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
