/* ledger.h - append-only double entry over accounts (line, bucket); CONTRACTS.md 1. Money moves by posting.h alone;
 * here the accounts are opened, read and verified. */
#ifndef PBIS_EXECUTE_LEDGER_H
#define PBIS_EXECUTE_LEDGER_H

#include "base/row.h"
#include "city/actor.h"

enum bucket {
    BUCKET_SOURCE,
    BUCKET_UNALLOTTED,
    BUCKET_ALLOTTED,
    BUCKET_RESERVED,
    BUCKET_OBLIGATED,
    BUCKET_DISBURSED,
    BUCKET_CARRIED_A,
    BUCKET_CARRIED_B,
    BUCKET_LAPSED,
    BUCKET_COUNT
};
const char *bucket_word(enum bucket b);

/* Which acts move from where to where (acts.def). */
struct act_row {
    const char *type;
    enum bucket from, to;
    bool other_line; /* to a bucket of to_line */
};
extern const struct act_row act_table[];
extern const size_t act_table_n;

struct entry_new {
    struct str key;  /* idempotency key */
    struct str type; /* APPROPRIATE ... */
    int64_t line_id, to_line_id;
    enum bucket from, to;
    struct money amount;
    struct date on;
    struct str ref, authority, note;
};
/* What became of a posting (posting.h). */
enum post_result { POST_ACCEPTED, POST_REPLAYED, POST_REFUSED };
/* Opens the accounts of many lines at once: APPROPRIATE, SOURCE -> UNALLOTTED. The permission and
 * the audit record are the caller's; no line may have an account yet. */
struct opening {
    int64_t line_id;
    struct str line_code;
    struct money amount; /* > 0 */
};
MUST_CHECK bool ledger_open(struct act *by, const struct opening *o, size_t n, struct date on,
                            struct str authority, struct err *e);

/* What stands on a line; all zero for a line without an account. */
struct balance {
    int64_t line_id;
    struct money source, unallotted, allotted, reserved, obligated, disbursed, carried_a, carried_b,
        lapsed;
};
extern const struct row_type balance_type;
MUST_CHECK bool balance_get(struct db *db, struct arena *a, int64_t line_id, struct balance *ret,
                            struct err *e);

/* Walks the chain of entries; ERR_AUDIT_BROKEN {seq, why}. */
MUST_CHECK bool ledger_verify(struct db *db, int64_t *ret_entries, struct err *e);

#endif
