/* record.h - the book of record (ระบบหลัก): which system is authoritative for what, by fiscal year, and the files of the
 * other systems (MIS2, e-GP) that were taken.
 *
 * Four parameters of the year (record.appropriation, .allotment, .orders, .payments; two persons each) say PBIS or MIS2.
 * Where MIS2 is authoritative, an act of that kind is not keyed in PBIS: it comes with a file, and its rows are posted by
 * keys made of system and document number, so the same document never posts twice. Where PBIS is authoritative the rows
 * are kept and only compared (reconcile.h). The ordinance itself (APPROPRIATE) is always that of the Council. */
#ifndef PBIS_EXECUTE_RECORD_H
#define PBIS_EXECUTE_RECORD_H

#include "base/err.h"
#include "base/row.h"
#include "city/actor.h"

enum record_kind {
#define RECORD(id, word, param, th, en) id,
#include "execute/records.def"
#undef RECORD
    RECORD_KINDS /* also: none */
};
struct str record_word(enum record_kind k);
struct str record_label(enum record_kind k, enum lang lang);
enum record_kind record_of_word(struct str word); /* RECORD_KINDS for another word */
enum record_kind record_of_act(struct str act);   /* RECORD_KINDS for acts that no other system keeps */

/* ---- which system ---- */

struct record_year {
    int64_t year;
    struct str system[RECORD_KINDS]; /* pbis, mis2 */
};
MUST_CHECK bool record_year_get(struct db *db, struct arena *a, int64_t year, struct record_year *ret, struct err *e);
bool record_is_own(const struct record_year *y, enum record_kind k);
/* An act (DISBURSE ...) that people make in PBIS: ERR_RECORD_ELSEWHERE {record, system, year} where another system is
 * the book of record. Those who make many load the year once. */
MUST_CHECK bool record_check(const struct record_year *y, struct str act, struct err *e);
/* The same for many acts of one year: *known (begun as {0}) keeps what was asked. */
MUST_CHECK bool record_check_known(struct db *db, struct arena *a, struct record_year *known, int64_t year, struct str act,
                                   struct err *e);
MUST_CHECK bool record_check_own(struct db *db, struct arena *a, int64_t year, struct str act, struct err *e);

/* ---- files that were taken ---- */

struct record_file {
    int64_t id, year;
    struct str code, system, kind, filename;
    struct when at;
    struct str by_user;
    int64_t rows_read, fresh, known, refused, posted, waiting;
    struct money total;
    struct date first_on, last_on;
    struct str sha256;
};
extern const struct row_type record_file_type;
/* Newest first, those with an id below `before` (0 = all). */
MUST_CHECK bool record_files(struct db *db, struct arena *a, int64_t year, int64_t before, int64_t limit,
                             struct rows *ret, struct err *e);
MUST_CHECK bool record_file_get(struct db *db, struct arena *a, struct str code, struct record_file *ret, struct err *e);

/* What stands of one system's kind in a year. */
struct record_state {
    struct str kind, system; /* system: whose files these are */
    struct str main;         /* which system is the book of record of the kind */
    int64_t files, docs, waiting;
    struct money total;
    struct date last_on; /* the newest document's day */
    struct str last_file;
    struct when last_at;
    int64_t open, oldest; /* differences, and days of the oldest */
    struct money gap;     /* sum of the open differences, without sign */
};
extern const struct row_type record_state_type;
/* One row a kind and system: MIS2 for each kind, e-GP for orders and payments. */
MUST_CHECK bool record_states(struct db *db, struct arena *a, int64_t year, struct date today, struct rows *ret,
                              struct err *e);

/* A document of the other system as it is kept. */
struct outside_entry {
    int64_t id;
    struct str doc, part;
    struct date on;
    struct str agency_code, agency_name, output_code, group_code, fund_code, line_code;
    struct money amount;
    struct str ref, payee, state, why, entry_key;
};
extern const struct row_type outside_entry_type;
MUST_CHECK bool record_entries(struct db *db, struct arena *a, int64_t file_id, int64_t after, int64_t limit,
                               struct rows *ret, struct err *e);
/* Those of a year that the ledger refused. */
MUST_CHECK bool record_waiting(struct db *db, struct arena *a, int64_t year, int64_t after, int64_t limit,
                               struct rows *ret, struct err *e);

/* ---- taking one: PERM_RECONCILE, city ---- */

struct outside_row { /* as its reader checked it */
    struct str doc, part;
    struct date on;
    int64_t agency_id;
    struct str output_code, group_code, fund_code;
    int64_t line_id;     /* 0: not known; then it is compared only */
    int64_t to_line_id;  /* a transfer: the row after this one is what its other line gets */
    bool central;        /* the transfer is of the central fund */
    bool follows;        /* the other side of the transfer before it: it posts nothing of its own */
    struct money amount; /* not 0; below 0 = taken back */
    struct str ref, payee, authority;
};
enum outside_result { OUTSIDE_FRESH, OUTSIDE_KNOWN, OUTSIDE_REFUSED };
struct outside_done {
    enum outside_result result;
    bool posted, waiting;
    struct err why; /* refused or waiting */
};
struct record_take {
    int64_t year;
    struct str system, sha256, filename; /* system: mis2, egp */
    enum record_kind kind;
    const struct outside_row *row;
    size_t n;
    int64_t rows_read, refused; /* by its reader */
    bool keep;                  /* what the ledger refuses is kept as waiting; else it is refused */
};
struct record_taken {
    struct str code; /* of the file; empty when nothing was new */
    int64_t fresh, known, refused, posted, waiting;
    struct money total; /* of what is fresh or known */
    const struct outside_done *done;
};
/* Keeps the rows that are new and posts them where the system is the book of record of the kind. A document that is
 * known with the same content is OUTSIDE_KNOWN and changes nothing; with another content, or twice in the file, it is
 * refused: ERR_RECORD_CHANGED {value, was, now}, ERR_DUPLICATE. The caller's write must fail when it will have no refusals. */
MUST_CHECK bool record_take(struct act *by, const struct record_take *t, struct record_taken *ret, struct err *e);
/* Tries again what the ledger refused, oldest first, at most 5,000. */
MUST_CHECK bool record_post_waiting(struct act *by, int64_t year, int64_t *ret_posted, int64_t *ret_left, struct err *e);

/* Columns remembered by system, kind and the fingerprint of the head; text empty when none. */
struct record_map {
    struct str system, kind, fingerprint, headers, columns;
};
MUST_CHECK bool record_map_find(struct db *db, struct arena *a, const struct record_map *m, struct str *ret_columns,
                                struct err *e);
MUST_CHECK bool record_map_save(struct act *by, const struct record_map *m, struct err *e);

#endif
