/* volume_set_int.h - a set of documents on its way. Private to document/volume_set*.c. */
#ifndef PBIS_DOCUMENT_VOLUME_SET_INT_H
#define PBIS_DOCUMENT_VOLUME_SET_INT_H

#include "base/crypto.h"
#include "document/tie.h"
#include "document/volume_set.h"

struct set_book {
    struct volume_info info; /* its texts live as long as the run */
    int64_t agency_id;
    uint8_t sha[SHA256_BYTES];
    struct issued_row row; /* the version it has, or will have */
    bool keeps;            /* it says the same as its newest version */
    struct document_result result;
    char *pdf, *xlsx; /* files of the run */
};
struct set_run {
    const struct document_desk *desk;
    const struct volume_set_order *order;
    struct arena *a;
    struct db *db;
    struct budget b;
    char *folder; /* of the run, gone with it */
    struct set_book *book;
    size_t books, printed;
    struct tie_report ties;
    struct str code;
};

/* volume_set_keep.c */
MUST_CHECK bool set_prove(struct set_run *r, struct err *e);  /* reads all books back */
MUST_CHECK bool set_keep(struct set_run *r, struct err *e);   /* register and set, in one write */
MUST_CHECK bool set_export(struct set_run *r, struct err *e); /* the order's folder */

#endif
