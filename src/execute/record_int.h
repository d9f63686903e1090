/* record_int.h - private to record*.c and reconcile.c: a document of another system and the act it is in the ledger. */
#ifndef PBIS_EXECUTE_RECORD_INT_H
#define PBIS_EXECUTE_RECORD_INT_H

#include "execute/posting.h"

struct record_doc {
    int64_t id, year;
    struct str system, kind, doc, part;
    struct date on_date;
    int64_t line_id, to_line_id;
    bool central;
    struct money amount;
    struct str ref, authority, file_code;
};
extern const struct row_type record_doc_type;
/* "mis2:payments:2566:DOC:PART": what makes the same document post once. */
struct str record_key(struct arena *a, const struct record_doc *d);
void record_posting(struct arena *a, const struct record_doc *d, struct posting *ret);

#endif
