/* position_mirror.h - the columns behind position.h; private to position*.c and their test. */
#ifndef PBIS_EXECUTE_POSITION_MIRROR_H
#define PBIS_EXECUTE_POSITION_MIRROR_H

#include <pthread.h>

#include "execute/ledger.h"
#include "execute/position.h"

/* What is summed: the nine buckets, then two that only the way of the money tells. */
enum {
    SUM_APPROVED = BUCKET_COUNT,
    SUM_LAPSED_ALLOTTED, /* lapsed after it was allotted */
    SUM_COUNT
};
/* How an entry moves a line: from and to of one line, or its end of a move between two lines. One number, so that a scan
 * adds up one cell an entry. */
enum {
    KIND_OUT = BUCKET_COUNT * BUCKET_COUNT, /* + bucket: the giving line */
    KIND_IN = KIND_OUT + BUCKET_COUNT,      /* + bucket: the receiving line */
    KIND_SUPPLEMENTARY = KIND_IN + BUCKET_COUNT, /* SOURCE -> UNALLOTTED of another ordinance */
    KIND_SUPPLEMENTARY_BACK,
    KIND_COUNT,
    KIND_BITS = 8
};
_Static_assert(KIND_COUNT <= 1 << KIND_BITS, "a kind fits beside its line");
void kind_add(unsigned kind, int64_t amount, int64_t sum[SUM_COUNT]);

/* A dimension's values: each code once. */
struct pos_value {
    struct str code, th, en;
    int64_t order;
};
struct pos_dict {
    struct pos_value *v;
    size_t n, cap;
    uint32_t *slot; /* open hash by code: index + 1; 0 = free */
    size_t slots;
};

struct pos_line {
    int64_t line_id, ordinance, year;
    uint32_t code[POS_DIMS]; /* index in each dictionary; month: none */
    uint32_t cell;
    int64_t sum[SUM_COUNT];
};
struct pos_cell { /* agency, division, district group, type, year, fund */
    uint32_t code[POS_DIMS];
    int64_t lines;
    int64_t sum[SUM_COUNT];
};
struct pos_month {
    int32_t yyyymm;
    uint32_t *entry; /* rows of the columns whose day is in it */
    uint32_t *of;    /* cell << KIND_BITS | number of the kind, of each: a scan does not look lines up */
    size_t n, cap;
    struct pos_month_cell { /* what moved in it, by cell */
        int64_t sum[SUM_COUNT];
        bool moved;
    } *cell;
    size_t cells;
};
/* Open hash of numbers by a 64-bit key: index + 1; 0 = free. */
struct pos_index {
    uint64_t *key;
    uint32_t *at;
    size_t slots, used;
};
uint32_t *pos_index_slot(struct pos_index *x, uint64_t key); /* grows; *result 0 = new, to be set */
uint32_t pos_index_find(const struct pos_index *x, uint64_t key); /* 0 = none, else index + 1 */
void pos_index_free(struct pos_index *x);

struct pos_node { /* of a classification, any version */
    int64_t id, parent_id;
    struct str code, level, name_th, name_en;
    int64_t sort;
};

struct position {
    pthread_rwlock_t lock;
    pthread_mutex_t filling; /* one fills the columns, others wait for them */
    struct arena *a; /* texts */
    bool loaded;  /* lines and their sums */
    bool columns; /* every entry is in the columns; until then the sums began with `balance` */
    int64_t seq; /* newest entry seen */
    struct pos_dict dict[POS_DIMS];
    struct pos_line *line;
    size_t lines, line_cap;
    struct pos_index by_id;
    uint32_t *by_code; /* lines in the order of their codes */
    size_t sorted;
    struct pos_cell *cell;
    size_t cells, cell_cap;
    struct pos_index by_cell;
    const struct pos_node *node; /* by id */
    size_t nodes;
    uint8_t kind[KIND_COUNT], kind_at[KIND_COUNT]; /* kinds that occur, numbered; 1 + the number, 0 = none yet */
    size_t kinds;
    /* the columns: one row an entry, two for one between lines */
    uint32_t *at; /* line << KIND_BITS | number of its kind */
    int64_t *amount, *known_ms;
    int32_t *day;
    size_t entries, entry_cap;
    struct pos_month *month; /* in the order in which they were met */
    size_t months, month_last;
};

void pos_month_put(struct position *p, uint32_t entry, uint32_t cell, unsigned kind);
void pos_months_free(struct position *p);

uint32_t dict_put(struct position *p, enum pos_dim d, struct pos_value v);
bool dict_find(const struct position *p, enum pos_dim d, struct str code, uint32_t *ret);
void position_sort(struct position *p); /* by_code anew */
/* Up to date, with the read lock held when it succeeds (the caller unlocks). columns: with every entry, for a scan. */
MUST_CHECK bool position_hold(struct position *p, struct db *db, bool columns, struct err *e);
void position_release(struct position *p);

#endif
