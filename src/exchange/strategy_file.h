/* strategy_file.h - private to the import of plans: what one record is, and the passes over them.
 *
 * Records depend on each other (a parent may stand after its child), so they are kept while the file
 * is read (strategy_file.c), resolved and checked at its end (strategy_check.c), then written
 * (strategy_write.c). Format: docs/formats/strategy.md. */
#ifndef PBIS_EXCHANGE_STRATEGY_FILE_H
#define PBIS_EXCHANGE_STRATEGY_FILE_H

#include "city/goal.h"
#include "exchange/import_frame.h"
#include "perform/indicator.h"

enum {
    S_ID,
    S_LEVEL,
    S_PARENT,
    S_NAME_TH,
    S_NAME_EN,
    S_STATUS,
    S_SOURCE,
    S_VERSION,
    S_LABEL_TH,
    S_LABEL_EN,
    S_SHARE,
    S_AGENCY,
    S_KIND,
    S_UNIT,
    S_DIRECTION,
    S_BASE,
    S_FIRST_YEAR,
    S_TARGET1,
    S_TARGET2,
    S_TARGET3,
    S_FROM,
    S_COUNT
};

enum rec_what { REC_NODE, REC_LINK, REC_INDICATOR, REC_OKR, REC_OBJECTIVE, REC_KEY_RESULT };

struct strategy_level {
    const char *word;         /* in the file */
    enum rec_what what;       /* REC_OKR: objective or key result, by its parent */
    const char *kind, *level; /* of a node */
};

struct rec {
    const struct csv_row *row; /* a copy */
    struct str cell[S_COUNT];  /* tidied */
    const struct strategy_level *level;
    enum rec_what what;
    struct rec *parent;          /* of the file, or NULL */
    const struct class_node *up; /* of the store, or NULL: parent written version:code */
    struct tree *tree;           /* of a node */
    struct str code;             /* in its tree */
    bool bad, unchanged;
    int walk;   /* marks of the cycle search */
    int64_t id; /* in the store, once written or found */
    int64_t share_bp;
    const struct rec *to; /* of a link */
    const struct class_node *to_up;
    struct indicator_text text;
    int64_t agency_id;
};

struct tree {
    struct str kind, code, label_th, label_en, source;
    int64_t version_id; /* 0 = to be made */
    struct class_tree old;
    bool known;
    int64_t sort;
};

struct strategy {
    struct rec **rec;
    size_t n, cap;
    struct rec **by_id;
    struct tree **tree;
    size_t trees;
    struct class_tree *stored; /* versions that were named as version:code */
    struct str *stored_code;
    size_t nstored;
};

/* Refuses a kept record; once. */
MUST_CHECK bool strategy_refuse(struct import *im, struct rec *x, size_t column,
                                const struct err *why, struct err *e);
struct rec *strategy_find(const struct strategy *s, struct str id);
/* "fy2566:1.1.2": a node of a version in the store; *ret NULL when there is none. */
MUST_CHECK bool strategy_stored(struct import *im, struct strategy *s, struct str ref,
                                const struct class_node **ret, struct err *e);
/* Parents, circles, trees, codes, links; what is there already is marked unchanged or refused. */
MUST_CHECK bool strategy_check(struct import *im, struct strategy *s, struct err *e);
MUST_CHECK bool strategy_write(struct import *im, struct strategy *s, struct err *e);

#endif
