/* posting.h - the acts of the year (การบริหารงบประมาณ): the one way money moves after the ordinance.
 *
 * An act becomes one entry or several of the ledger (ledger.h), moves the line's balance and what its reference
 * holds (holding.h), and leaves one audit record, all in the caller's write. CONTRACTS.md 1 says which act moves what:
 *
 *   OBLIGATE takes what the same ref has reserved first, the rest from ALLOTTED: entries KEY and KEY/2.
 *   DISBURSE takes from what the ref has obligated; without a ref it is direct (execution.direct_pay): from ALLOTTED.
 *   REFUND is the opposite of its DISBURSE: with the ref back to OBLIGATED, without one to ALLOTTED.
 *   LAPSE with a ref lapses what that ref has reserved; without one UNALLOTTED first, then ALLOTTED, then what was
 *   reserved without a ref: entries KEY, KEY/2, KEY/3.
 *   CARRY_A, CARRY_B open next year's line (origin.h) and post CARRY_IN there, key KEY/in, on its first day.
 *   REVERSE: ref = entry:SEQ; the exact opposite of that entry, once. line_id and amount are the entry's, or 0. A carry is
 *   reversed with its CARRY_IN; CARRY_IN, REVERSE and APPROPRIATE themselves are not.
 *   REORGANISE moves one bucket (`bucket`, and what `ref` holds of it) to the same bucket of another line. */
#ifndef PBIS_EXECUTE_POSTING_H
#define PBIS_EXECUTE_POSTING_H

#include "base/err.h"
#include "execute/ledger.h"

struct posting {     /* one act of execution, as asked for */
    struct str key;  /* idempotency key, unique in the store */
    struct date on;
    struct str type; /* ALLOT TRANSFER CENTRAL RESERVE RELEASE OBLIGATE DEOBLIGATE DISBURSE REFUND CARRY_A CARRY_B
                      * LAPSE; from inside also REVERSE REORGANISE */
    int64_t line_id, to_line_id; /* to_line_id: TRANSFER, CENTRAL, REORGANISE; else 0 */
    struct money amount;         /* > 0, satang */
    struct str ref;              /* contract, order or reservation number */
    struct str authority; /* ROLE:DOCNO, ROLE of the authority table: HEAD BUDGET PERMSEC GOVERNOR COUNCIL FINANCE */
    struct str note;
    struct str approved_by; /* another person's user name; may be empty for the system itself only */
    enum bucket bucket;     /* REORGANISE: what moves; 0 = UNALLOTTED */
    bool from_record;       /* a document of the year's book of record (record.h): record_check() does not ask */
};

struct posted {
    enum post_result result;
    int64_t seq; /* of its (first) entry */
};
/* Posts one act. PERM_POST or PERM_POST_APPROVE in the line's agency; a named maker needs an approver: another person
 * with PERM_POST_APPROVE there. A key that was posted with the same content is POST_REPLAYED and writes nothing.
 * Refusals (each is a word of `pbis post`, docs/formats/posting.md):
 *   ERR_OVERDRAWN {need, left, holds}, ERR_KEY_REUSED {value}, ERR_PERIOD_CLOSED {period}, ERR_YEAR_CLOSED {year},
 *   ERR_WRONG_YEAR {date, year}, ERR_NO_AUTHORITY {needs, value}, ERR_NEVER_ALLOWED, ERR_ORIGIN_DIFFERS, ERR_NO_APPROVER,
 *   ERR_SAME_PERSON, ERR_APPROVER {who}, ERR_NO_OBLIGATION {value}, ERR_ABOVE_OBLIGATION {need, left, value},
 *   ERR_RECORD_ELSEWHERE {record, system, year}, ERR_UNKNOWN_LINE {value}, ERR_BAD_AMOUNT, ERR_AMOUNT_NEGATIVE, ERR_AMOUNT_RANGE, ERR_BAD_DATE, ERR_BAD_ACT {value},
 *   ERR_REQUIRED {field}, ERR_REVERSED {value}, ERR_NOT_REVERSIBLE {value}. */
MUST_CHECK bool posting_do(struct act *by, const struct posting *p, struct posted *ret, struct err *e);

/* All of it but writing: would it be posted now? For a draft, whose approver is not known yet: approved_by may be
 * empty, and so may the authority (authority_needed() says which one it will take). */
MUST_CHECK bool posting_check(struct db *db, struct arena *a, const struct actor *who, const struct posting *p,
                              struct err *e);
/* Each of n by itself, as if the others were not; what they share is read once. *ret_at: the one that is refused. */
MUST_CHECK bool posting_check_all(struct db *db, struct arena *a, const struct actor *who, const struct posting *p,
                                  size_t n, size_t *ret_at, struct err *e);

struct posting_result {
    enum post_result result; /* + POST_REFUSED */
    int64_t seq;
    struct err err;
};
/* Many acts in order; each may build on those before it. atomic: one refusal refuses all (*e is the first one's, the
 * others are ERR_NOT_IN_BATCH, and the caller's write must fail); else each row for itself. One audit record. */
MUST_CHECK bool posting_batch(struct act *by, const struct posting *p, size_t n, bool atomic,
                              struct posting_result *ret, struct err *e);
/* The same for very many rows: an error takes room only where a row was refused. */
struct posting_done {
    enum post_result result;
    int64_t seq;
    const struct err *err; /* NULL unless refused; in by->a */
};
MUST_CHECK bool posting_many(struct act *by, const struct posting *p, size_t n, bool atomic, struct posting_done *ret,
                             struct err *e);

#endif
