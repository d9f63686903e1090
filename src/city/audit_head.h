/* audit_head.h - signed heads of the audit log (docs/formats/store.md).
 *
 * Once a day the newest link of the chain is signed with the city's key (Ed25519) and kept; each head
 * also covers the signature of the one before. A copy kept outside (the page /audit/heads is public, a
 * file by `pbis audit head`) shows later that no record before it was changed, dropped, reordered or
 * cut off, even by somebody who can write the whole store: without the key they cannot make the head. */
#ifndef PBIS_CITY_AUDIT_HEAD_H
#define PBIS_CITY_AUDIT_HEAD_H

#include "base/row.h"
#include "city/actor.h"
#include "city/audit.h"

struct sign_key;

struct audit_head {
    struct date day;
    int64_t seq;
    struct str hash, previous, public_key, signature; /* small hexadecimal; previous may be empty */
    struct when at;
};
extern const struct row_type audit_head_type;

/* In the order of the days. */
MUST_CHECK bool audit_head_list(struct db *db, struct arena *a, struct rows *ret, struct err *e);
/* Is there a head of this day? */
MUST_CHECK bool audit_head_done(struct db *db, struct date day, bool *ret, struct err *e);
/* Signs the chain as it stands and keeps it as the head of by->today; a day has one head, a second call
 * gives the first. PERM_AUDIT_READ, city. */
MUST_CHECK bool audit_head_publish(struct act *by, const struct sign_key *key,
                                   struct audit_head *ret, struct err *e);
/* Is this head signed by its own key and, when given, by `public_key`? ERR_HEAD_SIGNATURE {day}. */
MUST_CHECK bool audit_head_good(struct arena *a, const struct audit_head *h, struct str public_key,
                                struct err *e);
/* The whole log: the chain, every kept head's signature and order, and that the chain passes through
 * each of them and through `held` (seq 0 and no hash = none). `public_key` as above, or empty. */
MUST_CHECK bool audit_verify_all(struct db *db, struct arena *a, struct str public_key,
                                 struct audit_point held, int64_t *ret_records, int64_t *ret_heads,
                                 struct err *e);

#endif
