/* book.h - the accounts that one write moves: each line, reference, key and period is read once, moved in memory, and
 * written once at the end (book_flush). Under the lock of the chain heads nobody else moves them meanwhile; the writes
 * are conditional all the same. Private to posting*.c, authority.c. */
#ifndef PBIS_EXECUTE_BOOK_H
#define PBIS_EXECUTE_BOOK_H

#include "city/actor.h"
#include "execute/ledger_int.h"
#include "execute/posting.h"
#include "execute/record.h"

/* A line and what stands on it, as this write has left it. */
struct account {
    int64_t line_id, year, ordinance, agency_id, division, output_id, item_id, fund_id;
    struct str code, stage, item_code, origin; /* stage: of its year */
    struct money at[BUCKET_COUNT], was[BUCKET_COUNT];
    bool there;   /* it has a row of `balance` */
    bool touched; /* listed for writing */
};
/* What a reference holds: the buckets RESERVED, OBLIGATED, DISBURSED in this order. */
enum { HELD_RESERVED, HELD_OBLIGATED, HELD_DISBURSED, HELD_COUNT };
struct held {
    int64_t line_id;
    struct str ref;
    struct money at[HELD_COUNT], was[HELD_COUNT];
    bool there, touched;
};
/* An entry that stands under a key. */
struct known {
    int64_t seq;
    struct str key, type;
    int64_t line_id, to_line_id, from_bucket, to_bucket;
    struct money amount;
    struct date on_date;
    struct str ref, authority;
};
/* One movement, to become one entry. */
struct move {
    struct str key, type;
    int64_t line_id, to_line_id;
    enum bucket from, to;
    struct money amount;
    struct date on;
    struct str ref;  /* of the entry */
    struct str held; /* the reference that holds it */
};

/* An entry made, not written yet. */
struct pending {
    struct entry_new n;
    struct entry_link link;
};
struct slots {
    uint32_t *slot; /* index + 1; 0 = free */
    size_t cap;     /* a power of two, at most half full */
};
struct approver {
    struct str name;
    struct actor who;
};
struct book {
    struct db *db;
    struct arena *a;
    const struct actor *who;
    struct act *by; /* NULL: only looks */
    struct account **account;
    size_t accounts, account_cap;
    struct slots by_line;
    struct held **held;
    size_t helds, held_cap;
    struct slots by_ref;
    struct pending *pending; /* entries made, not written yet */
    size_t pendings, pending_cap;
    struct slots by_key;
    struct {
        int64_t period;
        bool closed;
    } *period;
    size_t periods, period_cap;
    struct approver *approver;
    size_t approvers;
    struct param_rows *authority, *direct; /* of the years below */
    int64_t authority_year, direct_year;
    struct record_year record; /* books of record that were asked for */
    struct str free_key[16]; /* keys seen to be free (book_keys), in the order they will be asked for */
    size_t frees, free_at;
    struct known known; /* what book_key found, until the next call */
};

void book_init(struct book *b, struct db *db, struct arena *a, const struct actor *who);
/* Reads what a posting needs in one statement, unless it is here already: the line's account, what the ref holds, the
 * key, the period. *ret is NULL when there is no such line. */
struct look {
    int64_t line_id;
    struct date on;
    struct str key, ref;
};
MUST_CHECK bool book_look(struct book *b, const struct look *l, struct account **ret, const struct known **ret_key,
                          struct err *e);
MUST_CHECK bool book_account(struct book *b, int64_t line_id, struct account **ret, struct err *e);
MUST_CHECK bool book_held(struct book *b, int64_t line_id, struct str ref, struct held **ret, struct err *e);
/* NULL when the key is new. */
MUST_CHECK bool book_key(struct book *b, struct str key, const struct known **ret, struct err *e);
/* Looks up the keys of the next n postings (of which BOOK_KEYS count) in one statement; valid until the book is flushed. */
enum { BOOK_KEYS = 16 };
MUST_CHECK bool book_keys(struct book *b, const struct posting *p, size_t n, struct err *e);
/* The entry of that number into b->known; it is flushed. */
MUST_CHECK bool book_entry(struct book *b, int64_t seq, bool *ret_found, struct err *e);
MUST_CHECK bool book_period(struct book *b, struct date on, bool *ret_closed, struct err *e);

/* Moves in memory and makes the entry. What it takes was checked before. */
MUST_CHECK bool book_post(struct book *b, const struct move *m, const struct posting *p, int64_t *ret_seq, struct err *e);
/* Writes entries, balances and holdings. */
MUST_CHECK bool book_flush(struct book *b, struct err *e);

#endif
