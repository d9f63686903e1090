/* redline.h - two versions of a bill beside each other (ร่างเทียบ): each line's old amount struck through, the new
 * one underlined, who and which delta changed it, sums by agency, plan and type, and the ordinance's own text
 * where its figures changed.
 *
 * An end is a frozen version ("1", "2"), a stage of the Council ("tabled" .. "enacted": each line's newest amount
 * up to it) or "now"; all are points of plan/compare.h (version:2566-0/2). Old + changes = new to the satang, in
 * all, for each part and for the rows; a frozen version's lines and total are those that were sealed
 * (ERR_DOCUMENT_SUM). */
#ifndef PBIS_DOCUMENT_REDLINE_H
#define PBIS_DOCUMENT_REDLINE_H

#include "plan/compare.h"

struct redline_ask {
    int64_t year, ordinance;
    struct str from, to; /* empty: the first version, now */
    struct str agency;   /* only its lines; the sums of parts too */
    int by;              /* enum dim: parts by agency, plan or type */
    struct str after;    /* rows: after this line */
    size_t limit;        /* rows; 0 = none */
    enum lang lang;
    const struct redline_end *end; /* of redline_ends(), when they were read already; or NULL */
    size_t ends;
};
struct redline_end {
    struct str word, label;
    int64_t number, lines; /* number 0: no frozen version */
    int64_t id, change_id; /* of the frozen version; else of the tabled one whose lines count */
    struct str kind;
    struct money total;    /* of the whole bill */
    struct str sha256;     /* of a frozen version */
    struct when at;
};
struct redline_row { /* a line that changed */
    struct str code, name, agency_code, agency_name, kind; /* new removed changed */
    struct money from, to, change;
    struct str stage, delta, by_user, reason;
    struct when at;
};
extern const struct row_type redline_row_type;
struct redline_section { /* a text of the ordinance whose figures changed */
    struct str name, before, old, new, after; /* before and after: what stays */
};
extern const struct row_type redline_section_type;

struct redline {
    struct redline_end from, to;
    struct compare c;  /* counts, sums, parts; its rows are in `rows` */
    struct rows rows;  /* struct redline_row */
    const struct redline_section *section;
    size_t sections;
    struct str next;
};
/* `db` is a reader. ERR_YEAR_MISSING, ERR_NOT_FOUND for a version or a line, ERR_BAD_CHOICE {from, to},
 * ERR_NOTHING when no version was frozen, ERR_DOCUMENT_SUM. */
MUST_CHECK bool redline_get(struct rollup *r, struct db *db, struct arena *a,
                            const struct redline_ask *ask, struct redline *ret, struct err *e);
/* The ends one can choose, oldest first: rows of struct redline_end. */
MUST_CHECK bool redline_ends(struct db *db, struct arena *a, int64_t year, int64_t ordinance,
                             enum lang lang, struct rows *ret, struct err *e);

#endif
