/* okr_int.h - the loaded cascade, shared by its readers and writers; private to perform/. */
#ifndef PBIS_PERFORM_OKR_INT_H
#define PBIS_PERFORM_OKR_INT_H

#include "perform/checkin.h"

enum okr_state { OKR_NEW, OKR_WALKING, OKR_DONE };

struct okr_item {
    struct okr_node n;
    int64_t up; /* where it is shown: index + 1 of its parent; 0 = at the top */
    enum okr_state state;
    bool has_value;
    int64_t value; /* millionths: its own or rolled up */
    bool own_check; /* one that is expected to check in */
};
struct okr_edge {
    int64_t no;
    struct str mode, parent_kind;
    int64_t parent_id;
    struct str child_kind;
    int64_t child_id, share_bp;
};
struct okr_place {
    int rank; /* of its kind */
    int64_t id;
    size_t at;
};
struct okr {
    struct okr_item *item;
    size_t n;
    struct okr_place *place; /* by kind and id */
    const struct okr_edge *edge; /* by parent kind and id */
    size_t edges;
};
MUST_CHECK bool okr_load(struct db *db, struct arena *a, int64_t year, struct date as_of,
                         struct okr *ret, struct err *e);
/* Index + 1, or 0. */
size_t okr_at(const struct okr *o, struct str kind, int64_t id);
size_t okr_by_code(const struct okr *o, struct str kind, struct str code);
/* The edges of a parent: first and how many. */
size_t okr_parts(const struct okr *o, struct str kind, int64_t id, size_t *ret_n);

/* An exact decimal as millionths, within what differences can hold. */
MUST_CHECK bool okr_decimal(const char *field, struct str s, int64_t *ret, struct err *e);
struct date okr_month_end(struct date d); /* the last day of its month */
struct date okr_quarter_end(int64_t year, int64_t quarter);

#endif
