/* attach.h - files attached to a subject (เอกสารแนบ), by the SHA-256 of their bytes.
 *
 * A subject is a text: line:2568-0-1100-00042, package:2568:CODE, agency:11000000:posts,
 * integrated:CODE:step1, position:2568-01-31,
 * carry:CODE, carry_flag:CODE, carry_list:CODE, reading:2565:CODE:step3 (evidence),
 * activity:CODE:stepN,
 * document:7K3M-9QWX-2F5H (an issued document; kind "signed" is its signed scan: PDF, JPEG or PNG). Kinds are words of the paper rules (quotation, boq,
 * tor, ...). What a file is is told by its bytes (base/media.h); at most 20 MiB. Append-only: a
 * file that was a mistake is withdrawn with a reason and stays in the record.
 *
 * Who may read: with a line or package as subject, whoever may see that (a draft: its agency's
 * people); else PERM_BUDGET_READ. Who may write: with a line or package, a writing permission in its
 * agency; else any writing permission, the caller's own act asserts more. circular:CODE: its draft,
 * by who may send it. */
#ifndef PBIS_CITY_ATTACH_H
#define PBIS_CITY_ATTACH_H

#include "base/row.h"
#include "city/actor.h"

enum { ATTACH_MAX = 20 * 1024 * 1024 };

struct attach_row {
    int64_t id;
    struct str code, subject, kind, name, media, sha256;
    int64_t size_bytes;
    struct date expires; /* none = does not expire */
    struct str by_user;
    struct when at;
    bool withdrawn;
    struct str withdrawn_reason;
};
extern const struct row_type attach_row_type;

struct attach_new {
    struct str subject, kind, name; /* the name as it came; it is cleaned */
    struct date expires;
    const char *path;  /* a file that is read now, or */
    struct bytes data; /* its bytes */
};

/* Keeps the file. The same bytes, name and expiry on the same subject and kind again change nothing:
 * *ret_code is the one there is. ERR_NOT_FOUND (subject), ERR_SCOPE, ERR_FILE_TOO_LARGE {limit},
 * ERR_FILE_EMPTY, ERR_FILE_KIND {name}, ERR_FILE_DIFFERS {name, found}, ERR_SCAN_KIND {name, found}, ERR_BAD_TEXT {field}. */
MUST_CHECK bool attach_add(struct act *by, const struct attach_new *n, struct str *ret_code,
                           struct err *e);
/* A line's or package's file only while that may be edited. ERR_REQUIRED, ERR_ALREADY, ERR_STATE. */
MUST_CHECK bool attach_withdraw(struct act *by, struct str code, struct str reason, struct err *e);

/* Files of a subject, newest first, withdrawn ones too. */
MUST_CHECK bool attach_list(struct db *db, struct arena *a, struct str subject, struct rows *ret,
                            struct err *e);
/* Files of every line of a package. */
MUST_CHECK bool attach_list_package(struct db *db, struct arena *a, int64_t package_id,
                                    struct rows *ret, struct err *e);
MUST_CHECK bool attach_get(struct db *db, struct arena *a, struct str code, struct attach_row *ret,
                           struct err *e);
/* The file's bytes in an unlinked temporary file (blob_open). */
MUST_CHECK bool attach_open(struct db *db, struct arena *a, const struct attach_row *f, int *ret_fd,
                            int64_t *ret_bytes, struct err *e);
MUST_CHECK bool attach_may_read(struct db *db, struct arena *a, const struct actor *who,
                                struct str subject, struct err *e);
/* May read, and whether also write, in one look. */
MUST_CHECK bool attach_may(struct db *db, struct arena *a, const struct actor *who,
                           struct str subject, bool *ret_write, struct err *e);
MUST_CHECK bool attach_may_write(struct db *db, struct arena *a, const struct actor *who,
                                 struct str subject, struct err *e);

#endif
