/* ledger.h - append-only double entry over accounts (line, bucket); CONTRACTS.md 1. */
#ifndef PBIS_EXECUTE_LEDGER_H
#define PBIS_EXECUTE_LEDGER_H

#include "base/row.h"
#include "city/actor.h"

enum bucket {
    BUCKET_SOURCE, BUCKET_UNALLOTTED, BUCKET_ALLOTTED, BUCKET_RESERVED, BUCKET_OBLIGATED,
    BUCKET_DISBURSED, BUCKET_CARRIED_A, BUCKET_CARRIED_B, BUCKET_LAPSED, BUCKET_COUNT
};
const char *bucket_word(enum bucket b);

struct entry_new {
    struct str key;  /* idempotency key */
    struct str type; /* APPROPRIATE ... */
    int64_t line_id, to_line_id;
    enum bucket from, to;
    struct money amount;
    struct date on;
    struct str ref, authority, note;
};
enum post_result { POST_ACCEPTED, POST_REPLAYED };
/* Posts one entry: the balance rows move by conditional updates in constant time, the record is
 * linked to the chain. ERR_OVERDRAWN {need, left}, ERR_KEY_REUSED {value}. */
MUST_CHECK bool ledger_post(struct act *by, const struct entry_new *n, enum post_result *ret,
                            struct err *e);

#endif
