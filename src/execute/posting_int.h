/* posting_int.h - from a posting to its movements; private to posting*.c. */
#ifndef PBIS_EXECUTE_POSTING_INT_H
#define PBIS_EXECUTE_POSTING_INT_H

#include "execute/book.h"

enum { PLAN_MOVES = 4 };
struct plan {
    struct move m[PLAN_MOVES]; /* empty when it was posted before */
    size_t n;
    int64_t replayed;       /* the entry that stands under the key; 0 = new */
    int64_t reverses[2];    /* entries that moves 0 and 1 take back; 0 = none */
    bool carry;             /* opens next year's line and posts CARRY_IN there */
    bool with_obligation;   /* CARRY_A */
};
/* Checks everything and says what would move. draft: approver and authority may be missing. */
MUST_CHECK bool posting_plan(struct book *b, const struct posting *p, bool draft, struct plan *ret, struct err *e);
/* Plans and moves in memory; a refused one leaves nothing behind. */
MUST_CHECK bool posting_one(struct book *b, const struct posting *p, struct posted *ret, struct err *e);
/* From and to by type and what the reference holds (posting_move.c). */
MUST_CHECK bool posting_moves(struct book *b, const struct posting *p, const struct account *from, struct plan *ret,
                              struct err *e);
/* REVERSE: the opposite of the entry that ref names. */
MUST_CHECK bool posting_reverse(struct book *b, const struct posting *p, struct plan *ret, struct err *e);
/* The entry of ref = entry:SEQ; ERR_NOT_FOUND. */
MUST_CHECK bool posting_original(struct book *b, struct str ref, struct known *ret, struct err *e);

#endif
