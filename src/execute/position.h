/* position.h - the budget position (ฐานะงบประมาณ): what lines have, hold and have paid, by any dimensions, as of any day.
 *
 * A column mirror of the ledger in memory: 16 bytes an entry (line and kind of move, amount, day) and 8 more with the
 * moment of recording, which only a question "as known at" reads. Pulls entry.seq > last before each answer, so a figure
 * is right at once after a posting of any process. Sums by line and by cell (agency, type, year, fund) begin with the
 * table `balance` and are kept by increment: a current position reads no entry but new ones. The columns are filled by the
 * first question as of a day, as known at a moment or by month; from then on the sums are those of the entries alone.
 * Shared by all threads of a server.
 *
 * The columns, of a line and of any sum of lines:
 *   approved   APPROPRIATE of the annual ordinance, less its reverses
 *   current    all the line was given: appropriated, transfers in - out, central fund, carried in. What lapses or is
 *              carried on is not taken off: rates at 30 September have the whole as their base
 *   allotted   ALLOT less its reverses; money carried in arrives allotted
 *   reserved, obligated (open), disbursed, free (allotted and neither reserved, obligated nor paid)
 *   carried_a, carried_b, lapsed
 * current = unallotted + free + reserved + obligated + disbursed + carried_a + carried_b + lapsed.
 * (Not to be confused with plan/position.h, the fiscal position ฐานะการคลัง.) */
#ifndef PBIS_EXECUTE_POSITION_H
#define PBIS_EXECUTE_POSITION_H

#include "base/row.h"

struct db;
struct err;
struct arena;

enum pos_dim { /* those of plan/dims.def, in its order, then two of execution */
#define DIM(id, word, th, en) POS_##id,
#include "plan/dims.def"
#undef DIM
#define POSITION_DIM(id, word, th, en) id,
#include "execute/position.def"
#undef POSITION_DIM
    POS_DIMS
};
const char *pos_dim_word(enum pos_dim d);
struct str pos_dim_label(enum pos_dim d, enum lang lang);
/* ERR_BAD_CHOICE {field, value, expected}. */
MUST_CHECK bool pos_dim_parse(struct str word, enum pos_dim *ret, struct err *e);
struct str origin_label(struct str kind, enum lang lang);

struct position;                     /* the mirror */
struct position *position_new(void); /* process-lived; made in main, passed down */
void position_free(struct position *p);
/* A question as of a day, as known at a moment or by month reads the columns; the first one fills them, which takes seconds
 * over a million entries. They are filled beside the mirror that answers the other questions meanwhile. */
bool position_has_columns(struct position *p);
MUST_CHECK bool position_fill_columns(struct position *p, struct db *db, struct err *e);

struct position_where { /* only lines of this code, by any dimension but month */
    enum pos_dim dim;
    struct str code;
};
struct position_filter {
    int64_t year;         /* 0 = all years */
    int64_t agency_id;    /* 0 = all */
    struct date as_of;    /* entries of that day and before; none = all */
    struct when known_at; /* entries recorded until then; none = all */
    const struct position_where *where;
    size_t nwhere;
};

struct position_sum {
    struct str key[POS_DIMS];  /* codes, one a dimension asked for */
    struct str name[POS_DIMS]; /* in the language asked for */
    int64_t lines;
    struct money approved, current, unallotted, allotted, reserved, obligated, disbursed, free, carried_a, carried_b,
        lapsed;
    struct share obligated_rate; /* (obligated + disbursed) / current */
    struct share disbursed_rate; /* disbursed / current */
};
struct position_table {
    struct position_sum *row; /* in print order of the dimensions */
    size_t n;
    struct position_sum total;
    int64_t seq; /* the newest entry that is in it */
    bool more;   /* position_lines: there are lines after these */
};
struct position_by {
    const enum pos_dim *dim; /* each at most once */
    size_t n;
    enum lang lang;
};
#define POSITION_BY(dims, n, lang) (&(const struct position_by){(dims), (n), (lang)})
/* By month each row is what moved in that month, not what stood at its end. A line appears from its first entry on. */
MUST_CHECK bool position_get(struct position *p, struct db *db, struct arena *a, const struct position_filter *f,
                             const struct position_by *by, struct position_table *ret, struct err *e);

/* Lines by code, those after `after`, at most `limit`: dimensions as asked, figures as position_get's. */
struct position_page {
    const struct position_by *by;
    struct str after;
    size_t limit;
};
MUST_CHECK bool position_lines(struct position *p, struct db *db, struct arena *a, const struct position_filter *f,
                               const struct position_page *page, struct position_table *ret, struct err *e);

/* Each line of the filter as it stands now (as_of and known_at are not looked at); fn asks no statement. */
struct position_line {
    int64_t line_id;
    struct str type; /* its code; lives until fn returns */
    struct money current, disbursed, obligated, gone; /* gone: carried on or lapsed */
};
typedef void position_line_fn(void *ctx, const struct position_line *l);
MUST_CHECK bool position_each(struct position *p, struct db *db, struct arena *a, const struct position_filter *f,
                              position_line_fn *fn, void *ctx, struct err *e);

/* Does the mirror equal the store to the satang? Compares each line's buckets with `balance`, one line of text for each
 * that differs (at most 20), and how many lines were compared. `db` sees one moment (a snapshot). */
struct position_check {
    int64_t lines, entries, wrong;
    struct str problem[20];
};
MUST_CHECK bool position_verify(struct position *p, struct db *db, struct arena *a, struct position_check *ret,
                                struct err *e);

#endif
