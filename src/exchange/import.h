/* import.h - files into the store: what was read, repaired, refused, row by row (CONTRACTS.md 2). */
#ifndef PBIS_EXCHANGE_IMPORT_H
#define PBIS_EXCHANGE_IMPORT_H

#include "base/csv.h"
#include "base/row.h"
#include "city/actor.h"

struct store;

struct import_issue {
    int64_t row, line;              /* data record from 1, physical line */
    struct str field, code, action; /* action: repair | refuse */
    struct str value, expected, th, en;
};
extern const struct row_type import_issue_type;

struct import_report {
    struct str kind, sha256;
    int64_t year, read, accepted, unchanged, refused, repaired;
    struct str total_baht; /* exact decimal */
    struct rows issues;    /* struct import_issue; at most 10,000 kept, counts are of all */
    bool written;
};

struct import_options {
    int64_t year;
    bool dry_run;
    bool round;              /* national-lines: fractions of a satang half up */
    bool convert;            /* activities: weights printed as cumulative become those of each step */
    const char *errors_path; /* bad rows go there with the reason; NULL = refuse the file */
    void (*progress)(void *ctx, int64_t row, int64_t bytes); /* of the file; may be NULL */
    void *progress_ctx;
};

/* A byte source that can be read twice: file path, or bytes in memory (web upload). */
struct import_source {
    const char *path;
    struct str bytes; /* used when path is NULL */
};

/* One import: what is read, by whom, when. `kind` is a word of the command line (bma-lines). */
struct import_job {
    struct str kind;
    struct import_source src;
    struct import_options options;
    const struct actor *who;
    int64_t now_ms;
};

/* Reads, checks and, unless dry_run or refused, writes in one transaction. true also when the file
 * was refused (ret->written false, refused > 0); false for a file that cannot be read at all.
 * Permission PERM_IMPORT, city. ERR_BAD_CHOICE for an unknown kind, ERR_BAD_YEAR, ERR_FILE_OPEN,
 * ERR_FILE_EMPTY, ERR_FILE_BROKEN, ERR_FILE_ENCODING, ERR_BAD_CSV, ERR_CSV_HEADER, ERR_FILE_WRITE
 * (errors_path), ERR_STORE_KIND, ERR_STORE_NATIONAL. */
MUST_CHECK bool import_run(struct store *s, struct arena *a, const struct import_job *job,
                           struct import_report *ret, struct err *e);
struct str import_report_json(struct arena *a, const struct import_report *r);
struct str import_report_text(struct arena *a, const struct import_report *r, enum lang lang);

#endif
