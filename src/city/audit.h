/* audit.h - the append-only, hash-chained record of every change of state. */
#ifndef PBIS_CITY_AUDIT_H
#define PBIS_CITY_AUDIT_H

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

#endif
