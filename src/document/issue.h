/* issue.h - issuing a document: read its data, know the version, print it, keep it in the register.
 *
 * The same data again is the version there is: the file that was kept is given out again, byte for byte. The
 * kinds are those of city/issued.def. */
#ifndef PBIS_DOCUMENT_ISSUE_H
#define PBIS_DOCUMENT_ISSUE_H

#include "city/issued.h"
#include "document/document.h"

struct store;

struct document_order {
    struct str kind, format; /* request ...; pdf xlsx docx */
    struct str agency;       /* code; or */
    struct str meeting;      /* code; or */
    struct str subject;      /* of kinds about neither, as their loader reads it: "0" of a bill */
    int64_t year;
};
struct document_issued {
    struct issued_row row;
    struct document_result result;
    struct str name; /* of the file, for saving */
    bool again;      /* it was there already */
};
/* Prints to `path` (not checked for its ending) and keeps it. Permissions as issued_may_make; what the
 * caller may not see of a request is not in it. ERR_BAD_CHOICE {kind, format}, ERR_REQUIRED {agency,
 * meeting, subject}, ERR_NOT_FOUND, ERR_YEAR_MISSING, ERR_NOTHING, ERR_DOCUMENT_SUM, ERR_FILE_WRITE. */
struct document_desk {
    struct store *store;
    struct arena *a;
    const struct actor *who;
    int64_t now_ms;
};
MUST_CHECK bool document_issue(const struct document_desk *desk, const struct document_order *o,
                               const char *path, struct document_issued *ret, struct err *e);

/* Packages of the agency's request that were not sent, or returned: above 0 its papers are drafts. */
MUST_CHECK bool document_request_open(struct db *db, int64_t year, int64_t agency_id, int64_t *ret,
                                      struct err *e);

#endif
