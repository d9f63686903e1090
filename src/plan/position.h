/* position.h - the fiscal position (ฐานะการคลัง) as of a date: cash, free accumulated fund, carried
 * money, multi-year commitments and debt service by year, debt; each figure with its source.
 *
 * A position is stated for the fiscal year that is being prepared; no ceiling is issued before one
 * is. Positions are never overwritten: the same date stated again is its next version. */
#ifndef PBIS_PLAN_POSITION_H
#define PBIS_PLAN_POSITION_H

#include "base/row.h"
#include "city/actor.h"

enum position_kind {
#define POSITION(id, word, by_year, th, en) id,
#include "plan/position.def"
#undef POSITION
    POSITION_KINDS
};
const char *position_word(enum position_kind k);
struct str position_label(enum position_kind k, enum lang lang);
bool position_by_year(enum position_kind k); /* needs for_year */

struct position_row { /* one statement, newest date first; money MONEY_MISSING = not stated */
    int64_t id;
    struct str code;
    struct date as_of;
    int64_t version;
    struct money cash, free, carried, commitment, debt;
    struct str note, made_by;
    struct when made_at;
};
extern const struct row_type position_row_type;

struct position_item {
    struct str kind;
    int64_t for_year; /* 0 = as of the date */
    struct money amount;
    struct str source, status; /* published, office, demonstration */
};
extern const struct row_type position_item_type;

struct position_new {
    int64_t year;
    struct date as_of;
    struct str note;
    const struct position_item *item;
    size_t items;
};
/* Permission PERM_FISCAL, city. ERR_REQUIRED for a figure without its source, ERR_BAD_CHOICE for an
 * unknown kind, ERR_DUPLICATE for one stated twice, ERR_DATE_AHEAD for a date after today. */
MUST_CHECK bool position_add(struct act *by, const struct position_new *p, struct str *ret_code,
                             struct err *e);
MUST_CHECK bool position_list(struct db *db, struct arena *a, int64_t year, struct rows *ret,
                              struct err *e);
MUST_CHECK bool position_items(struct db *db, struct arena *a, int64_t position_id,
                               struct rows *ret, struct err *e);
/* The newest statement of the year: newest date, its newest version. */
MUST_CHECK bool position_newest(struct db *db, struct arena *a, int64_t year,
                                struct position_row *ret, bool *ret_found, struct err *e);

#endif
