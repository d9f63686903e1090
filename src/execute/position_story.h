/* position_story.h - one line's story: each entry with what stood after it; one entry whole. */
#ifndef PBIS_EXECUTE_POSITION_STORY_H
#define PBIS_EXECUTE_POSITION_STORY_H

#include "base/row.h"

struct db;

struct story_row {
    int64_t seq;
    struct date on_date;
    struct str type;        /* act: ALLOT ... */
    struct money amount;    /* < 0: it left the line for another */
    struct str from_bucket, to_bucket; /* words of acts.def; empty on the end that another line has */
    struct str other_code;  /* the other line of a transfer */
    struct str ref, authority, note, by_user;
    struct when at;
    struct money unallotted, free, reserved, obligated, disbursed; /* after it */
    int64_t reversed_by; /* the entry that took it back; 0 = none */
    struct str key;
    struct str paper; /* the address of the order, contract, warrant or request that made it; empty when none did */
};
extern const struct row_type story_row_type;
struct story_ask {
    int64_t line_id;
    struct date as_of;  /* none: all */
    int64_t before;     /* only seq < before; 0 = from the newest */
    size_t limit;
};
/* Newest first. *ret_left: older ones that were not given. */
MUST_CHECK bool line_story(struct db *db, struct arena *a, const struct story_ask *q, struct rows *ret,
                           size_t *ret_left, struct err *e);

struct entry_one {
    int64_t seq;
    struct str key, type, line_code, line_name;
    int64_t year;
    struct str to_line_code, to_line_name;
    int64_t from_bucket, to_bucket;
    struct money amount;
    struct date on_date;
    int64_t period;
    struct str ref, authority, note, by_user;
    struct when at;
    int64_t reversed_by, reverses;
    struct bytes hash;
};
extern const struct row_type entry_one_type;
MUST_CHECK bool entry_one(struct db *db, struct arena *a, int64_t seq, struct entry_one *ret, struct err *e); /* ERR_NOT_FOUND */
/* ERR_NOT_FOUND {what = the code}. */
MUST_CHECK bool position_line_id(struct db *db, struct arena *a, struct str code, int64_t *ret, struct err *e);

#endif
