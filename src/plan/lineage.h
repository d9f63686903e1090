/* lineage.h - a line's road across the years: the same, renamed, split, merged, moved to another agency or output.
 *
 * A link says which part of an earlier line lives on in a later one, in basis points of the earlier line's amounts.
 * The parts of one earlier line are at most all of it, exactly all of it when it was split; a link leads to a later
 * year, so no road comes back to where it began. Links are append-only: a later act says again what a line's past
 * or future is, and the links it replaces stop to hold (line_link_end). Amounts of earlier years go through the
 * shares to the satang (money_split): what the parts get is what the earlier line had. */
#ifndef PBIS_PLAN_LINEAGE_H
#define PBIS_PLAN_LINEAGE_H

#include "base/row.h"
#include "city/actor.h"

enum { LINEAGE_DEPTH = 12, LINEAGE_PARTS = 50 };

/* ---- saying it ---- */
enum lineage_side { LINEAGE_PAST, LINEAGE_FUTURE };
struct lineage_part {
    struct str code; /* a line's code, or the key of a row of past_line */
    struct str agency; /* code; only needed for a key of past_line, empty = that of the line */
    int64_t share_bp; /* of the earlier line: PAST its own, FUTURE that of `code`'s part; 0 = 10,000 */
};
/* The past of a line of this year, or the future of an earlier one, as it is from now on: what was linked on that
 * side stops to hold. kind: renamed, moved, same with one part; split FUTURE with two or more that add up to 10,000;
 * merged PAST with two or more; empty = what the rows themselves show. No part: it has none (new, or ended).
 * Permission PERM_BILL, city. ERR_LINEAGE_ORDER, ERR_LINEAGE_SHARE, ERR_LINEAGE_SPLIT, ERR_NOT_FOUND,
 * ERR_DUPLICATE, ERR_REQUIRED {reason}, ERR_BAD_CHOICE, ERR_LIMIT. */
struct lineage_new {
    enum lineage_side side;
    struct str code;    /* the line whose past or future it is */
    struct str agency;  /* of a key of past_line (FUTURE) */
    int64_t from_year;  /* of the earlier line or lines; 0 = the year before */
    struct str kind, reason, origin; /* origin: hand or file; empty = hand */
    const struct lineage_part *part;
    size_t n;
};
MUST_CHECK bool lineage_set(struct act *by, const struct lineage_new *n, struct err *e);
/* Many links at once (docs/formats/lineage.md): of each later line named the past, of each earlier one the future is said
 * anew. All or none; *ret_row, when it fails on one, is its index, else n. Errors as lineage_set. */
enum { LINEAGE_FILE_ROWS = 5000 };
struct lineage_given {
    int64_t line; /* of the file */
    int64_t from_year, share_bp; /* 0 = the year before; 0 = 10,000 */
    struct str from, agency, to, kind, reason;
};
extern const struct row_type lineage_given_type;
MUST_CHECK bool lineage_put(struct act *by, const struct lineage_given *g, size_t n, size_t *ret_row, struct err *e);
/* ERR_BAD_CSV {line, why}, ERR_CSV_HEADER, ERR_FILE_ENCODING, ERR_FILE_EMPTY. */
MUST_CHECK bool lineage_file_read(struct arena *a, struct str text, struct rows *ret, struct err *e);
/* What each line of the year itself remembers (drawn_from), else the one line of the year before of the same agency,
 * output, item and name: lines that have no past yet get it. Audited as one act. The caller has the permission. */
MUST_CHECK bool lineage_link_year(struct act *by, int64_t year, int64_t *ret_links, struct err *e);
/* The same by itself: PERM_BILL, city. ERR_NOTHING when none is left that has an alike. */
MUST_CHECK bool lineage_find(struct act *by, int64_t year, int64_t *ret_links, struct err *e);

/* ---- a line's road ---- */
struct lineage_row { /* earliest year first; the line itself has link_id 0 */
    int64_t link_id, year, level; /* level: below 0 = earlier, above 0 = later */
    struct str code, name, agency_code, agency_name, output_code, output_name, kind;
    struct share share;           /* of the link that leads this way; the line itself: 0 */
    struct money asked, enacted, paid; /* its own; MONEY_MISSING = not known */
    struct money part;            /* enacted (earlier) that came to this line; later: of this line that went there */
    struct str origin, reason, by_user;
    struct when at;
    bool living;                  /* a line of PBIS, with a page; else a row of past_line */
};
extern const struct row_type lineage_row_type;
/* sight: whose drafts are seen (section.h); ERR_NOT_FOUND for a line that is not. */
struct lineage_eye {
    struct str sight;
    enum lang lang;
};
MUST_CHECK bool lineage_of(struct db *db, struct arena *a, struct str line_code, const struct lineage_eye *eye,
                           struct rows *ret, struct err *e);

/* Amounts of earlier years that belong to lines of a package (0 = not), or to one line, through the shares. */
struct lineage_past {
    struct str line_code;
    int64_t year, lines; /* lines: how many earlier ones they are the parts of */
    struct str code, name, output_code, item_code; /* of the one with the greatest part */
    struct money asked, enacted, after_transfers, paid; /* MONEY_MISSING = not known */
    struct money most; /* the greatest part */
};
MUST_CHECK bool lineage_past_of(struct db *db, struct arena *a, int64_t package_id, int64_t line_id,
                                struct rows *ret, struct err *e);

/* ---- the year ---- */
struct lineage_counts { /* lines with money in it; enacted where the year is, else as it stands */
    int64_t lines, linked, split, merged, renamed, moved;
    int64_t past_lines, past_linked; /* of the year before */
};
MUST_CHECK bool lineage_count(struct db *db, struct arena *a, int64_t year, struct lineage_counts *ret,
                              struct err *e);
struct lineage_open_row { /* a line without a past, or one of the year before without a future */
    int64_t id;
    struct str code, name, agency_code, agency_name, output_code, item_code;
    struct money amount;
    bool living;
};
extern const struct row_type lineage_open_row_type;
struct lineage_filter {
    int64_t year; /* of the lines listed */
    bool past;    /* without a past; else without a future */
    int64_t agency_id; /* 0 = all */
    int64_t after_id, limit;
    enum lang lang;
};
MUST_CHECK bool lineage_open(struct db *db, struct arena *a, const struct lineage_filter *f, struct rows *ret,
                             struct err *e);
/* Links that are not simply "the same", newest first, before the id `before` (0 = from the newest). */
struct lineage_link_row {
    int64_t id;
    int64_t from_year;
    struct str from_code, from_name, to_code, to_name, agency_name, kind;
    struct share share;
    struct money enacted; /* of the earlier line */
    struct str origin, reason, by_user;
    struct when at;
};
extern const struct row_type lineage_link_row_type;
MUST_CHECK bool lineage_links(struct db *db, struct arena *a, int64_t to_year, int64_t before, int64_t limit,
                              struct rows *ret, struct err *e);

#endif
