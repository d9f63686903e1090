/* issue_kind.h - what a kind of document brings along: its data, and how it is said. Private to
 * document/issue*.c. */
#ifndef PBIS_DOCUMENT_ISSUE_KIND_H
#define PBIS_DOCUMENT_ISSUE_KIND_H

#include "base/crypto.h"
#include "city/agency.h"
#include "document/issue.h"
#include "document/paper.h"

/* One document on its way: the first part is asked, the second the kind's loader fills. */
struct paper_job {
    struct db *db;
    struct arena *a;
    const struct actor *who;
    const struct document_order *order;
    struct agency agency; /* when the kind is about one */
    struct date today;
    int64_t now_ms;

    struct str subject; /* of kinds with `find` */
    struct str subject_name;
    bool draft, demo, partial;
    uint8_t sha[SHA256_BYTES]; /* of what is printed */
    struct document_result result;
    void *data;
};
struct paper_kind {
    bool (*load)(struct paper_job *j, struct err *e);
    paper_fn *say; /* ctx: the paper_job */
    bool (*sheet)(const struct paper_job *j, const char *path, const struct paper_info *info,
                  struct err *e);
    /* Of a new version, before it stands in the register: what the kind keeps of it. May be NULL. */
    bool (*keep)(struct act *by, const struct paper_job *j, const struct issued_row *row,
                 struct err *e);
    bool no_snapshot; /* its loader reads the column mirror, which takes snapshots of its own; it says
                       * ERR_STALE itself when the store moved meanwhile */
    /* Of kinds about a line or a question: fills j->subject, and j->agency when it is of one. */
    bool (*find)(struct paper_job *j, struct err *e);
};
extern const struct paper_kind paper_kinds[ISSUED_KINDS];

#endif
