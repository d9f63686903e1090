/* issued.h - register of issued documents (ทะเบียนเอกสารที่ออก): every version of every letter, form, book,
 * report, agenda and minutes, with the SHA-256 of its files, so that a paper that was sent can be checked.
 *
 * A document of a kind and subject has versions 1, 2, ...; a version is one state of the data it prints
 * (data_sha256), so the same data again is the same version and the same bytes. A newer version that is
 * no draft replaces the older ones; a version can be withdrawn with a reason. Append-only.
 *
 * Who may make one: of an agency, its people who write or sign the request, its analysts, and who issues
 * documents for the city; of a meeting, who prepares meetings or issues documents; of a bill, who drafts
 * ordinances or issues documents. A draft is read by its
 * maker only: it may print what was not sent yet. */
#ifndef PBIS_CITY_ISSUED_H
#define PBIS_CITY_ISSUED_H

#include "base/row.h"
#include "city/actor.h"

enum issued_kind {
#define ISSUED(id, word, letters, about, th, en) id,
#include "city/issued.def"
#undef ISSUED
    ISSUED_KINDS
};
struct issued_kind_row {
    const char *word, *letters, *about, *th, *en;
};
extern const struct issued_kind_row issued_kinds[ISSUED_KINDS];
/* ERR_BAD_CHOICE {field, value, expected}. */
MUST_CHECK bool issued_kind_of(struct arena *a, struct str word, enum issued_kind *ret,
                               struct err *e);
struct str issued_kind_text(struct str word, enum lang lang);

struct issued_row {
    int64_t id, year, version, agency_id; /* agency_id 0: of no agency */
    struct str code, kind, number, subject, subject_name, data_sha256;
    bool draft;
    struct date issued_on;
    struct str by_user, capacity;
    struct when at;
    struct str replaced_by; /* the code of the newest version that is no draft */
    bool withdrawn;
    struct str withdrawn_reason, formats; /* formats: "pdf docx" */
};
extern const struct row_type issued_row_type;
struct issued_file {
    struct str format, name, sha256;
    int64_t size_bytes, pages;
    struct str by_user;
    struct when at;
};
extern const struct row_type issued_file_type;

/* ERR_FORBIDDEN, ERR_SCOPE. agency_id and division 0 for a meeting. */
MUST_CHECK bool issued_may_make(const struct actor *who, enum issued_kind kind, int64_t agency_id,
                                int64_t division, struct err *e);
/* A draft of somebody else: ERR_NOT_FOUND, as if it were not there. */
MUST_CHECK bool issued_may_read(const struct actor *who, const struct issued_row *row,
                                struct err *e);

/* What the next print of this data is: the version there is (*ret_found), or a new one with its code,
 * number and version filled in and not kept yet. Withdrawn versions are never used again. */
struct issued_ask {
    enum issued_kind kind;
    struct str subject, subject_name, data_sha256, by_user;
    int64_t year, agency_id;
    bool draft;
    struct date today;
    int64_t now_ms;
};
MUST_CHECK bool issued_next(struct db *db, struct arena *a, const struct issued_ask *ask,
                            struct issued_row *ret, bool *ret_found, struct err *e);
/* Keeps the version (when it is new) and the file at `path`. ERR_STALE when somebody issued another
 * version meanwhile: ask again. The same format of the same version again changes nothing. */
struct issued_print {
    struct str format, name;
    int64_t pages;
    const char *path;
};
MUST_CHECK bool issued_keep(struct act *by, const struct issued_row *row,
                            const struct issued_print *file, struct err *e);
/* Who made it; who signs for the agency, analyses it, or prepares meetings, as the kind says. */
MUST_CHECK bool issued_may_withdraw(const struct actor *who, const struct issued_row *row,
                                    int64_t division, struct err *e);
/* ERR_FORBIDDEN, ERR_SCOPE, ERR_REQUIRED {reason}, ERR_TOO_LONG, ERR_ALREADY. */
MUST_CHECK bool issued_withdraw(struct act *by, struct str code, struct str reason, struct err *e);

/* By its code as people type it: case, spaces and dashes do not count. ERR_NOT_FOUND. */
MUST_CHECK bool issued_get(struct db *db, struct arena *a, struct str code, struct issued_row *ret,
                           struct err *e);
MUST_CHECK bool issued_files(struct db *db, struct arena *a, int64_t issued_id, struct rows *ret,
                             struct err *e);
/* The file's bytes in an unlinked temporary file (blob_open). ERR_NOT_FOUND. */
struct issued_copy {
    struct issued_file file;
    int fd;
    int64_t bytes;
};
MUST_CHECK bool issued_open(struct db *db, struct arena *a, const struct issued_row *row,
                            struct str format, struct issued_copy *ret, struct err *e);
/* Newest first, before the id `before` (0 = from the newest); kind empty = all; agency_id 0 = all;
 * drafts only of `reader`. */
struct issued_filter {
    int64_t year, agency_id, before, limit;
    struct str kind, reader;
};
MUST_CHECK bool issued_list(struct db *db, struct arena *a, const struct issued_filter *f,
                            struct rows *ret, struct err *e);

#endif
