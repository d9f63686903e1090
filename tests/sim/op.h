/* op.h - one act of a simulation as plain data: what is generated, run on the store and on the model,
 * shrunk, printed and read again. Lines and entries are named so that a case still means something
 * after others were dropped: a line by its place among the opened ones or by the key that opened it. */
#ifndef PBIS_TESTS_OP_H
#define PBIS_TESTS_OP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum op_kind {
    OP_POST,   /* posting_do */
    OP_CHECK,  /* posting_check: the same answer, nothing written */
    OP_BATCH,  /* the next `count` OP_POSTs are one posting_batch */
    OP_ATOMIC, /* the same, all or nothing */
    OP_CLOSE,  /* period_close */
    OP_REOPEN, /* period_reopen */
    OP_CRASH,  /* the power fails at the `count`-th operation of the disk from here on */
    OP_LOST,   /* was in a group that a crash took before it was acknowledged */
    OP_KINDS
};

enum { OP_KEY = 24, OP_REF = 16, OP_WORD = 16, OP_AUTHORITY = 24 };

struct op {
    enum op_kind kind;
    int group;                /* acts with the same number are written together (group commit) */
    int count;                /* OP_BATCH, OP_ATOMIC */
    char key[OP_KEY];
    int date;                 /* yyyymmdd; OP_CLOSE and OP_REOPEN: yyyymm */
    char type[OP_WORD];
    int line, to_line;        /* place in the world; -1: none; WORLD_UNKNOWN: a line that is not there */
    char line_of[OP_KEY];     /* not empty: the line that the carry of this key opened */
    int64_t satang;
    char ref[OP_REF];
    char reverse_of[OP_KEY];  /* REVERSE: of the first entry of this key */
    char authority[OP_AUTHORITY];
    char maker, approver;     /* letters of people (town.h); 'S' the system, '-' none */
    /* Found before its group runs (model_resolve): the line's place and the entry to take back. */
    int at;
    int64_t reverse_seq;
    enum op_kind was; /* OP_LOST: what it was */
};
enum { WORLD_UNKNOWN = -2 };

const char *op_word(enum op_kind k);
/* One line of text each way; false when it cannot be read. */
void op_print(FILE *out, const struct op *o);
bool op_read(const char *text, struct op *ret);

#endif
